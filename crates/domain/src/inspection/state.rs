//! Where an inspection stands, from its append-only entries.
//!
//! Filed is not a state of the record: it is a fact about receipts, which the app adds.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// One append-only entry of an inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Id of the entry (UUIDv7 text).
    pub id: String,
    /// What it says.
    pub kind: EntryKind,
}

/// What an entry says; an entry that undoes others names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EntryKind {
    /// The inspection was finished.
    Finished,
    /// These finishing entries no longer hold.
    Reopened {
        /// Ids of finishing entries.
        names: Vec<String>,
    },
    /// The inspection was started by mistake.
    SetAside,
    /// These setting-aside entries no longer hold.
    Restored {
        /// Ids of setting-aside entries.
        names: Vec<String>,
    },
}

/// Where an inspection stands in its own life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InspectionState {
    /// Being answered.
    InProgress,
    /// Finished: answers are refused until it is reopened.
    Finished,
    /// Set aside as started by mistake; can be restored.
    SetAside,
}

impl InspectionState {
    /// Folds the entries into a state; their order does not matter.
    ///
    /// Finished if a finishing entry stands that no reopening names. A finished inspection is not
    /// hidden by a setting-aside that another device made without knowing.
    pub fn of(entries: &[Entry]) -> Self {
        if !standing_finishes(entries).is_empty() {
            return Self::Finished;
        }
        let restored = named(entries, |kind| match kind {
            EntryKind::Restored { names } => names,
            _ => &[],
        });
        let set_aside = entries
            .iter()
            .any(|e| e.kind == EntryKind::SetAside && !restored.contains(e.id.as_str()));
        if set_aside {
            Self::SetAside
        } else {
            Self::InProgress
        }
    }
}

/// Returns the ids of the finishing entries that no reopening names, in the order given.
pub fn standing_finishes(entries: &[Entry]) -> Vec<&str> {
    let reopened = named(entries, |kind| match kind {
        EntryKind::Reopened { names } => names,
        _ => &[],
    });
    entries
        .iter()
        .filter(|e| e.kind == EntryKind::Finished && !reopened.contains(e.id.as_str()))
        .map(|e| e.id.as_str())
        .collect()
}

fn named(entries: &[Entry], names: impl Fn(&EntryKind) -> &[String]) -> BTreeSet<&str> {
    entries
        .iter()
        .flat_map(|entry| names(&entry.kind))
        .map(String::as_str)
        .collect()
}
