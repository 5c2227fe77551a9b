//! Whether foreign changes may come into a document, decided with bounded work and memory.
//!
//! The bytes of a device are hostile even when the device is not. Each change is first read by ourselves
//! ([`chunk`]); only what our own documents could say goes on to the engine, on a copy of the document, and
//! counts only if the document with it loads again after it was saved. Signatures of batches, rights on a
//! document and process limits are others' business.

pub mod chunk;
mod judge;
mod reader;

use std::collections::BTreeSet;

use handheld_contract::{ChangeHash, Code};
use serde::{Deserialize, Serialize};

pub use judge::admit;

use crate::{ActorId, limits};

/// A rule of admission, by which a change was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Larger than one change may be.
    Size,
    /// Does not begin as a chunk does.
    Header,
    /// Not a plain change: a document, a compressed change, a bundle.
    Kind,
    /// Shorter or longer than it says.
    Length,
    /// The checksum is not that of the bytes.
    Checksum,
    /// Integers, runs or orders that nothing of ours would write.
    Encoding,
    /// A text that is not UTF-8.
    Text,
    /// Something that our documents do not have: nested objects, lists, counters, messages.
    Shape,
    /// No operation, or more than one change may have.
    Operations,
    /// An operation counter out of range, or not the one that follows from what it builds on.
    Counter,
    /// A sequence number out of range, with a gap, or out of the actor's own line.
    Sequence,
    /// A sequence number that the actor has already used for another change.
    SequenceReused,
    /// The actor is not one that the signer may write as.
    Actor,
    /// Too many direct dependencies, or one twice.
    Dependencies,
    /// A time that no clock of ours can show.
    Time,
    /// A key that is no key, or one key twice.
    Key,
    /// A value that is too long, not JSON, or nested too deeply.
    Value,
    /// Changes or removes an entry that is written once.
    AppendOnly,
    /// Replaces something else than what its author could see.
    Replaced,
    /// The document would be larger than a document may be.
    DocumentSize,
    /// More changes in one request than are looked at.
    TooMany,
    /// The engine refused it or failed on it.
    Engine,
    /// The document with it does not load after it was saved.
    RoundTrip,
    /// Builds on a change that was refused.
    BuildsOnRefused,
}

impl Rule {
    /// The rule's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Header => "header",
            Self::Kind => "kind",
            Self::Length => "length",
            Self::Checksum => "checksum",
            Self::Encoding => "encoding",
            Self::Text => "text",
            Self::Shape => "shape",
            Self::Operations => "operations",
            Self::Counter => "counter",
            Self::Sequence => "sequence",
            Self::SequenceReused => "sequence_reused",
            Self::Actor => "actor",
            Self::Dependencies => "dependencies",
            Self::Time => "time",
            Self::Key => "key",
            Self::Value => "value",
            Self::AppendOnly => "append_only",
            Self::Replaced => "replaced",
            Self::DocumentSize => "document_size",
            Self::TooMany => "too_many",
            Self::Engine => "engine",
            Self::RoundTrip => "round_trip",
            Self::BuildsOnRefused => "builds_on_refused",
        }
    }

    /// The error code that tells its author.
    pub fn code(self) -> Code {
        match self {
            Self::Size | Self::Operations | Self::DocumentSize | Self::TooMany => Code::TooLarge,
            Self::Actor => Code::Forbidden,
            Self::SequenceReused | Self::AppendOnly | Self::BuildsOnRefused => Code::Refused,
            _ => Code::Damaged,
        }
    }

    /// Whether it shows that an actor's numbers are in use twice, as after a restored backup or a cloned
    /// disk: the device must then go on with a new actor (T40).
    pub fn is_fork(self) -> bool {
        self == Self::SequenceReused
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// As whom the signer may write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllowedActors {
    /// As anyone: on a device, for changes whose actors the centre has checked.
    Any,
    /// As one of these: on the centre, the actors registered to the signer (I05).
    Only(BTreeSet<ActorId>),
}

impl AllowedActors {
    fn allows(&self, actor: ActorId) -> bool {
        match self {
            Self::Any => true,
            Self::Only(actors) => actors.contains(&actor),
        }
    }
}

/// What is asked of changes beyond the rules that hold for all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmissionRules {
    /// As whom the signer may write.
    pub actors: AllowedActors,
    /// Bytes of the document with the changes, as saved.
    pub document_bytes: usize,
}

impl AdmissionRules {
    /// The usual limits for these actors.
    pub fn new(actors: AllowedActors) -> Self {
        Self {
            actors,
            document_bytes: limits::DOCUMENT_BYTES,
        }
    }
}

/// What becomes of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// In the document now.
    Accept(ChangeHash),
    /// In the document before, or a second copy in the same request.
    Duplicate(ChangeHash),
    /// Refused for good; the same bytes are never worth sending again.
    Reject {
        /// Its name, where the bytes have one.
        hash: Option<ChangeHash>,
        /// The rule that it breaks.
        rule: Rule,
    },
    /// Builds on these, which are not here: send them first.
    Missing {
        /// Its name.
        hash: ChangeHash,
        /// At most a thousand in all verdicts of a request together (I07).
        wanted: Vec<ChangeHash>,
    },
}

impl Verdict {
    /// Whether the change is in the document now.
    pub fn is_in(&self) -> bool {
        matches!(self, Self::Accept(_) | Self::Duplicate(_))
    }
}
