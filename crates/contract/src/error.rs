//! The closed set of error codes and their words: what happened, what is safe, what to do, in Chinese and English.
//!
//! A code exists only if somebody reacts to it. Its words live in `words/*.toml` with `{name}` for parameters; a test proves
//! that every code has both sentences in both languages.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The language of words meant for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Chinese (simplified).
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Chooses between two wordings.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $http:literal, $exit:literal;)+) => {
        /// What went wrong, as one of a closed set. See `words/*.toml` for what people read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
        }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The code as it stands on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            /// The HTTP status that carries it.
            pub fn http_status(self) -> u16 {
                match self { $(Code::$name => $http,)+ }
            }

            /// The exit code of the command line.
            pub fn exit_code(self) -> u8 {
                match self { $(Code::$name => $exit,)+ }
            }
        }
    };
}

codes! {
    /// Wrong usage of the command line or of a command's fields.
    Usage = "usage", 400, 2;
    /// Input that cannot be understood: parameter `what`, `why`.
    BadInput = "bad_input", 400, 3;
    /// A file that is damaged: `what`, `why`.
    Damaged = "damaged", 422, 3;
    /// Not a photo that can be taken in: `why`.
    PhotoUnreadable = "photo_unreadable", 422, 3;
    /// HEIC, which this build cannot open; the original is kept elsewhere.
    PhotoHeic = "photo_heic", 422, 3;
    /// A CMYK JPEG.
    PhotoCmyk = "photo_cmyk", 422, 3;
    /// A photo larger than the limits: `limit`.
    PhotoTooLarge = "photo_too_large", 422, 3;
    /// The catalogue has an error: `file`, `key`, `why`.
    Catalogue = "catalogue", 500, 3;
    /// A template, table, item or procedure that the catalogue does not know: `what`, `given`.
    UnknownName = "unknown_name", 404, 3;
    /// The record does not exist, or the person may not know that it does: `what`.
    NotFound = "not_found", 404, 4;
    /// The person may not do this: `what`.
    Forbidden = "forbidden", 403, 4;
    /// Nobody is signed in.
    SignedOut = "signed_out", 401, 4;
    /// Name or password is wrong; equal words for unknown names.
    SignInRefused = "sign_in_refused", 401, 4;
    /// Too many tries: `seconds`.
    TooManyTries = "too_many_tries", 429, 4;
    /// The password is too short or too common: `why`.
    WeakPassword = "weak_password", 422, 4;
    /// The device is not enrolled.
    NotEnrolled = "not_enrolled", 409, 4;
    /// The device is enrolled already.
    AlreadyEnrolled = "already_enrolled", 409, 4;
    /// The enrolment code is unknown, used or expired.
    EnrolCodeRefused = "enrol_code_refused", 403, 4;
    /// The device was revoked at the centre.
    DeviceRevoked = "device_revoked", 403, 4;
    /// The inspection is finished: reopen it, or start a correction.
    Finished = "finished", 409, 4;
    /// The inspection is filed and cannot be reopened.
    Filed = "filed", 409, 4;
    /// The inspection is not finished.
    NotFinished = "not_finished", 409, 4;
    /// The inspection was set aside (started by mistake).
    SetAside = "set_aside", 409, 4;
    /// `finish` refused; `missing` lists everything at once.
    Incomplete = "incomplete", 409, 4;
    /// An answer that the item does not take: `item`, `why`.
    AnswerRefused = "answer_refused", 422, 4;
    /// Values are further from their design than is believed without asking: `what` names each with its distance.
    FarFromDesign = "far_from_design", 422, 4;
    /// The template is not for this stage: `template`, `stage`.
    WrongStage = "wrong_stage", 422, 4;
    /// Something with this name exists already: `what`, `given`.
    Duplicate = "duplicate", 409, 4;
    /// A rule refuses it: `rule`.
    Refused = "refused", 409, 4;
    /// Too little space to take this in: `free`, `needed`.
    NoSpace = "no_space", 507, 4;
    /// No connection to the centre: `url`.
    NoConnection = "no_connection", 503, 5;
    /// Plain http to anything but loopback.
    InsecureUrl = "insecure_url", 400, 2;
    /// What answered is not our centre (captive portal, wrong address): `why`.
    NotTheCentre = "not_the_centre", 502, 5;
    /// The store is in use by another process: `pid`.
    StoreInUse = "store_in_use", 409, 4;
    /// The store was damaged and has been moved aside: `path`.
    StoreDamaged = "store_damaged", 500, 3;
    /// The store was written by a newer version: `version`.
    StoreNewer = "store_newer", 409, 4;
    /// The disk or the database refused: `why`.
    Storage = "storage", 500, 70;
    /// The request is larger than the limits: `limit`.
    TooLarge = "too_large", 413, 3;
    /// The command is not served by this host.
    NotHere = "not_here", 404, 2;
    /// A defect of ours: `why`.
    Internal = "internal", 500, 70;
}

/// An error as it crosses a boundary: a code and its parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// The code.
    pub code: Code,
    /// Parameters named by the code's words.
    #[ts(type = "Record<string, unknown>")]
    pub params: BTreeMap<String, serde_json::Value>,
}

/// A problem with its words, as a screen or a terminal shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ProblemView {
    /// The code.
    pub code: Code,
    /// What happened and what is safe.
    pub message: String,
    /// What to do.
    pub next: String,
    /// Parameters of the code.
    #[ts(type = "Record<string, unknown>")]
    pub params: BTreeMap<String, serde_json::Value>,
}

impl Problem {
    /// A problem without parameters.
    pub fn new(code: Code) -> Self {
        Self {
            code,
            params: BTreeMap::new(),
        }
    }

    /// The same problem with one more parameter.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<serde_json::Value>) -> Self {
        self.params.insert(key.to_owned(), value.into());
        self
    }

    /// The problem with its words in one language.
    pub fn view(&self, lang: Lang) -> ProblemView {
        let words = words(lang).get(self.code.as_str());
        let fill = |template: Option<&String>| template.map_or_else(String::new, |t| self.fill(t));
        ProblemView {
            code: self.code,
            message: fill(words.map(|w| &w.message)),
            next: fill(words.map(|w| &w.next)),
            params: self.params.clone(),
        }
    }

    fn fill(&self, template: &str) -> String {
        let mut text = template.to_owned();
        for (key, value) in &self.params {
            let plain = match value {
                serde_json::Value::String(s) => s.clone(),
                serde_json::Value::Array(all) => {
                    let parts: Vec<String> = all
                        .iter()
                        .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
                        .collect();
                    parts.join("; ")
                }
                other => other.to_string(),
            };
            text = text.replace(&format!("{{{key}}}"), &plain);
        }
        text
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let view = self.view(Lang::En);
        write!(f, "{}: {}", self.code.as_str(), view.message)
    }
}

impl std::error::Error for Problem {}

#[derive(Debug, Deserialize)]
struct Words {
    message: String,
    next: String,
}

fn words(lang: Lang) -> &'static BTreeMap<String, Words> {
    static ZH: LazyLock<BTreeMap<String, Words>> =
        LazyLock::new(|| toml::from_str(include_str!("../words/zh.toml")).unwrap_or_default());
    static EN: LazyLock<BTreeMap<String, Words>> =
        LazyLock::new(|| toml::from_str(include_str!("../words/en.toml")).unwrap_or_default());
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_words_and_a_next_step_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            for code in Code::ALL {
                let view = Problem::new(*code).view(lang);
                assert!(
                    !view.message.is_empty(),
                    "{lang:?} has no message for {}",
                    code.as_str()
                );
                assert!(
                    !view.next.is_empty(),
                    "{lang:?} has no next step for {}",
                    code.as_str()
                );
            }
            assert_eq!(
                words(lang).len(),
                Code::ALL.len(),
                "{lang:?} has words for codes that do not exist"
            );
        }
    }
}
