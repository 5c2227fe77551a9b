//! One edit of one register, as the journal keeps it until it becomes part of a change.

use serde::{Deserialize, Serialize};

use crate::json::{self, JsonError};
use crate::limits;

/// Sets a register to a value, or removes it. The last edit of a key in a screenful counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Key of the register (see [`crate::shape::Key`]).
    pub key: String,
    /// Canonical JSON, or none to remove the register.
    pub value: Option<String>,
}

/// Why an edit cannot become part of a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The key is empty, too long, or has characters that keys do not have.
    #[error("`{0}` is not a key")]
    Key(String),
    /// The value is longer than a value may be.
    #[error(
        "the value of `{key}` has {bytes} bytes; at most {} are possible",
        limits::VALUE_BYTES
    )]
    TooLong {
        /// Key.
        key: String,
        /// Length of the value.
        bytes: usize,
    },
    /// The value is not JSON.
    #[error("the value of `{key}` is not accepted: {why}")]
    Value {
        /// Key.
        key: String,
        /// Why.
        why: JsonError,
    },
    /// An entry is written once and never again.
    #[error("the entry `{0}` exists and cannot be changed")]
    EntryExists(String),
    /// Everything is as the edits would have it.
    #[error("the edits change nothing")]
    NoEffect,
    /// The engine refused.
    #[error("the document engine refused: {0}")]
    Engine(String),
}

impl Edit {
    /// An edit that sets a register.
    pub fn set(key: impl ToString, value: impl Into<String>) -> Self {
        Self {
            key: key.to_string(),
            value: Some(value.into()),
        }
    }

    /// An edit that removes a register.
    pub fn remove(key: impl ToString) -> Self {
        Self {
            key: key.to_string(),
            value: None,
        }
    }

    /// Checks key and value against the limits of the shape.
    ///
    /// # Errors
    ///
    /// [`EditError`] naming the key.
    pub fn check(&self) -> Result<(), EditError> {
        if !is_key(&self.key) {
            return Err(EditError::Key(self.key.chars().take(80).collect()));
        }
        let Some(value) = &self.value else {
            return Ok(());
        };
        if value.len() > limits::VALUE_BYTES {
            return Err(EditError::TooLong {
                key: self.key.clone(),
                bytes: value.len(),
            });
        }
        json::check(value).map_err(|why| EditError::Value {
            key: self.key.clone(),
            why,
        })
    }
}

/// Tells whether a text can be a key: short, of printable ASCII without spaces.
///
/// Ids of items, fields and records are all of this kind; a key that looks like another one cannot exist.
pub(crate) fn is_key(key: &str) -> bool {
    !key.is_empty() && key.len() <= limits::KEY_BYTES && key.bytes().all(|b| b.is_ascii_graphic())
}

/// Tells whether a key names an entry, which is written once: of a life (`e:`), an act on a case (`c:`), its receipt (`v:`) or a file given
/// for it (`g:`).
pub(crate) fn is_entry(key: &str) -> bool {
    ["e:", "c:", "v:", "g:", "d:", "t:", "o:", "i:", "l:", "q:"]
        .iter()
        .any(|kind| key.starts_with(kind))
}
