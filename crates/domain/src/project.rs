//! The six stages of a project, from the registration of the firm to commissioning.
//!
//! Which matters a stage needs before it closes is catalogue data (see [`crate::procedure::Gate`]).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::{Lang, Text};

/// A stage of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// 注册: the firm comes into being.
    Registration,
    /// 立项: project code, evaluations and land.
    Establishment,
    /// 开工: planning permit, drawings and construction permit.
    Commencement,
    /// 建设: works under supervision.
    Construction,
    /// 竣工: surveys, joint acceptance and filing.
    Completion,
    /// 投产: discharge permit, equipment and going into production.
    Commissioning,
}

/// A text that names none of the six stages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown stage {0:?}")]
pub struct UnknownStage(pub String);

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 6] = [
        Self::Registration,
        Self::Establishment,
        Self::Commencement,
        Self::Construction,
        Self::Completion,
        Self::Commissioning,
    ];

    /// Returns the permanent code, as written in data and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Establishment => "establishment",
            Self::Commencement => "commencement",
            Self::Construction => "construction",
            Self::Completion => "completion",
            Self::Commissioning => "commissioning",
        }
    }

    /// Returns the word for the stage in `lang`.
    pub const fn word(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Registration, Lang::Zh) => "注册",
            (Self::Registration, Lang::En) => "registration",
            (Self::Establishment, Lang::Zh) => "立项",
            (Self::Establishment, Lang::En) => "project establishment",
            (Self::Commencement, Lang::Zh) => "开工",
            (Self::Commencement, Lang::En) => "commencement",
            (Self::Construction, Lang::Zh) => "建设",
            (Self::Construction, Lang::En) => "construction",
            (Self::Completion, Lang::Zh) => "竣工",
            (Self::Completion, Lang::En) => "completion",
            (Self::Commissioning, Lang::Zh) => "投产",
            (Self::Commissioning, Lang::En) => "commissioning",
        }
    }

    /// Returns the words for the stage in both languages.
    pub fn text(self) -> Text {
        Text::new(self.word(Lang::Zh), self.word(Lang::En))
    }

    /// Returns the stage that follows, or none after commissioning.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| *stage > self)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Stage {
    type Err = UnknownStage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|stage| stage.code() == text)
            .ok_or_else(|| UnknownStage(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_follow_each_other_and_read_back() {
        let mut seen = vec![Stage::Registration];
        while let Some(next) = seen[seen.len() - 1].next() {
            seen.push(next);
        }
        assert_eq!(seen, Stage::ALL);
        for stage in Stage::ALL {
            assert_eq!(stage.code().parse(), Ok(stage));
            assert_eq!(
                serde_json::to_string(&stage).unwrap(),
                format!("{:?}", stage.code())
            );
        }
        assert_eq!(
            "Construction".parse::<Stage>(),
            Err(UnknownStage("Construction".into()))
        );
    }
}
