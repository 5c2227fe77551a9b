//! The verdict on a reading: its limit, and when a reading that passes is near it.

use serde::{Deserialize, Serialize};

use super::refusal::{SurveyError, finite, not_negative};
use super::rounding::tenth_mm;
use super::tolerance::Rule;

/// Slack of a comparison in millimetres; readings are whole tenths by then.
const SLACK_MM: f64 = 1e-6;

/// The verdict on one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within the limit.
    Pass,
    /// Within the limit, but close to it.
    Near,
    /// Beyond the limit.
    Fail,
}

impl Verdict {
    /// Whether the reading is within the limit.
    pub const fn passes(self) -> bool {
        !matches!(self, Self::Fail)
    }
}

/// The verdict on all readings of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything was measured and is within its limit.
    Pass,
    /// At least one reading is beyond its limit.
    Fail,
    /// Nothing measured is beyond its limit, but something was not measured.
    Incomplete,
}

impl Outcome {
    /// The verdict on all from those on each and whether something is missing.
    pub(super) fn of(verdicts: impl IntoIterator<Item = Verdict>, missing: bool) -> Self {
        if !verdicts.into_iter().all(Verdict::passes) {
            Self::Fail
        } else if missing {
            Self::Incomplete
        } else {
            Self::Pass
        }
    }
}

/// A limit for deviations with the share of it from which a reading counts as near.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    rule: Rule,
    limit_mm: f64,
    near_share: f64,
}

impl Limit {
    /// Makes a limit from a rule in `mm` or `m`; `near_share` is 0 to 1, where 1 means only the limit itself.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] for a limit that is not finite or negative, a share outside 0..=1 and other units.
    pub fn new(rule: Rule, near_share: f64) -> Result<Self, SurveyError> {
        let limit = not_negative(rule.limit, "the limit")?;
        let limit_mm = match rule.unit.as_str() {
            "mm" => limit,
            "m" => limit * 1000.0,
            other => return Err(SurveyError::Unit(other.to_owned())),
        };
        if !(0.0..=1.0).contains(&finite(near_share, "the near share")?) {
            return Err(SurveyError::OutOfRange("the near share"));
        }
        Ok(Self {
            rule,
            limit_mm,
            near_share,
        })
    }

    /// The rule behind the limit.
    pub const fn rule(&self) -> &Rule {
        &self.rule
    }

    /// The limit in millimetres.
    pub const fn limit_mm(&self) -> f64 {
        self.limit_mm
    }

    /// Judges a deviation in millimetres after rounding it to 0.1 mm; the limit itself passes.
    pub fn judge(&self, deviation_mm: f64) -> Verdict {
        let size = tenth_mm(deviation_mm).abs();
        // A number that is none must not pass.
        if size.is_nan() || size > self.limit_mm + SLACK_MM {
            Verdict::Fail
        } else if size + SLACK_MM >= self.near_share * self.limit_mm {
            Verdict::Near
        } else {
            Verdict::Pass
        }
    }
}
