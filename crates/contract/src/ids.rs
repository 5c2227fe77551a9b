//! Identities: one newtype each, so that no inspection is ever looked up with the id of a project.
//!
//! Ids of records are UUIDv7 and made by whoever creates the record; nothing here draws randomness.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not {expected}")]
pub struct BadId {
    /// The text that was given.
    pub given: String,
    /// What was expected, in words.
    pub expected: &'static str,
}

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[ts(type = "string")]
        pub struct $name(pub Uuid);

        impl $name {
            /// The sixteen bytes of the id.
            pub fn bytes(self) -> [u8; 16] {
                *self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Uuid::parse_str(text.trim())
                    .map(Self)
                    .map_err(|_| BadId { given: text.chars().take(80).collect(), expected: "a UUID" })
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

uuid_id! {
    /// A document of any kind: the id of the project, inspection or finding that it is.
    DocId,
    /// A construction project.
    ProjectId,
    /// One inspection by one template.
    InspectionId,
    /// One finding.
    FindingId,
    /// One approval case (办件): one matter of one project at one department.
    CaseId,
    /// One survey task (测绘任务): one kind of survey of one project.
    SurveyId,
    /// One photo as captured; its bytes are known by their SHA-256.
    PhotoId,
    /// A person with an account at the centre.
    PersonId,
    /// A construction unit, surveying unit, authority or other firm.
    OrganisationId,
    /// Another system with credentials of its own.
    SystemId,
    /// An address that is told of events.
    WebhookId,
    /// One event on its way to one webhook.
    DeliveryId,
    /// One installation of the app, enrolled for one person at a time.
    DeviceId,
}

macro_rules! document_id {
    ($($name:ident),+) => {$(
        impl From<$name> for DocId {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }
        impl From<DocId> for $name {
            fn from(id: DocId) -> Self {
                Self(id.0)
            }
        }
    )+};
}

document_id!(ProjectId, InspectionId, FindingId, CaseId, SurveyId);

/// The unit of read access and of sequence; today always one project (`p-<uuid>`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[ts(type = "string")]
pub struct ScopeId(pub String);

impl ScopeId {
    /// The scope that holds a project with its inspections and findings.
    pub fn of_project(project: ProjectId) -> Self {
        Self(format!("p-{project}"))
    }

    /// The project of this scope, when it is a project's scope.
    pub fn project(&self) -> Option<ProjectId> {
        self.0.strip_prefix("p-").and_then(|id| id.parse().ok())
    }
}

impl fmt::Display for ScopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! digest {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), hex::encode(self.0))
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                // Lowercase only: two spellings of one name would be two files on some systems (I21).
                let bad = || BadId { given: text.chars().take(80).collect(), expected: "64 lowercase hex digits" };
                if text.len() != 64 || text.bytes().any(|b| b.is_ascii_uppercase()) {
                    return Err(bad());
                }
                let mut bytes = [0u8; 32];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| bad())?;
                Ok(Self(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                let text = String::deserialize(input)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl TS for $name {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn name(_: &ts_rs::Config) -> String {
                "string".to_owned()
            }
            fn inline(_: &ts_rs::Config) -> String {
                "string".to_owned()
            }
        }
    )+};
}

digest! {
    /// The SHA-256 of one automerge change: its name everywhere.
    ChangeHash,
    /// The SHA-256 of a photo's original bytes.
    BlobHash,
}
