//! Typed readings of a document, with everything that different people wrote side by side.
//!
//! A reading never fails: keys of later versions are named and left alone, a damaged value is reported and
//! the others are unaffected. What the facts amount to is the domain's business.

mod case;
mod finding;
mod inspection;
mod project;
mod survey;

use std::collections::{BTreeMap, BTreeSet};

use handheld_contract::ChangeHash;
use uuid::Uuid;

pub use case::{CaseRecord, Touched, keys_set_by, touched_between};
pub use finding::FindingRecord;
pub use inspection::{AnswerRecord, InspectionRecord, PhotoRecord};
pub use project::{Assignment, ProjectRecord};
pub use survey::{DesignRecord, MeasuredRecord, SurveyRecord};

use crate::shape::{EntryValue, Key, Meta, Shaped};
use crate::{ActorId, Candidate, Document, History};

/// One value that stands in a register, with the change that set it.
#[derive(Debug, Clone, PartialEq)]
pub struct Held<T> {
    /// The value.
    pub value: T,
    /// The value as stored; setting exactly this again chooses it.
    pub raw: String,
    /// The change that set it.
    pub change: ChangeHash,
    /// The actor who made that change.
    pub actor: ActorId,
    /// Other changes that set an equal value.
    pub also: Vec<ChangeHash>,
}

/// An entry with its id.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryRecord {
    /// Id: the UUID of its key.
    pub id: String,
    /// What it says.
    pub held: Held<EntryValue>,
}

/// A value that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Key.
    pub key: String,
    /// The change that set it.
    pub change: ChangeHash,
    /// Why.
    pub why: String,
}

/// What every document has.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Common {
    /// What the document is; none when its first change has not come or is damaged.
    pub meta: Option<Held<Meta>>,
    /// Entries in the order of their ids.
    pub entries: Vec<EntryRecord>,
    /// Values that cannot be read.
    pub damaged: Vec<Damage>,
    /// Keys that this version does not know, or that this kind of document does not have.
    pub unknown: Vec<String>,
}

/// The registers of a document while it is being read.
struct Reading {
    registers: BTreeMap<String, Vec<Candidate>>,
    damaged: Vec<Damage>,
    unknown: Vec<String>,
}

impl Reading {
    fn of(document: &Document) -> Self {
        Self {
            registers: document.registers(""),
            damaged: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// Reads the values of one register, the engine's first one first.
    fn values<T: Shaped>(&mut self, key: &str, candidates: Vec<Candidate>) -> Vec<Held<T>> {
        let mut held = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            let Candidate {
                value: raw,
                change,
                actor,
                also,
            } = candidate;
            match T::from_json(&raw) {
                Ok(value) => held.push(Held {
                    value,
                    raw,
                    change,
                    actor,
                    also,
                }),
                Err(why) => {
                    self.damaged.push(Damage {
                        key: key.to_owned(),
                        change,
                        why: why.to_string(),
                    });
                }
            }
        }
        held
    }

    /// Reads everything: what every document has into [`Common`], the rest through `other`, which says
    /// whether it takes the key.
    fn read(
        mut self,
        mut other: impl FnMut(&mut Self, &Key, &str, &mut Vec<Candidate>) -> bool,
    ) -> Common {
        let mut common = Common::default();
        for (name, mut candidates) in std::mem::take(&mut self.registers) {
            match Key::parse(&name) {
                Some(Key::Meta) => {
                    common.meta = self.values(&name, candidates).into_iter().next();
                }
                Some(Key::Entry(id)) => self.entry(id, &name, candidates, &mut common.entries),
                Some(key) if other(&mut self, &key, &name, &mut candidates) => {}
                _ => self.unknown.push(name),
            }
        }
        common.entries.sort_by(|a, b| a.id.cmp(&b.id));
        common.damaged = self.damaged;
        common.unknown = self.unknown;
        common
    }

    /// Reads an entry. Two devices never make the same id; should they, every one of them counts.
    fn entry(
        &mut self,
        id: Uuid,
        name: &str,
        candidates: Vec<Candidate>,
        entries: &mut Vec<EntryRecord>,
    ) {
        let id = id.as_hyphenated().to_string();
        for held in self.values(name, candidates) {
            entries.push(EntryRecord {
                id: id.clone(),
                held,
            });
        }
    }
}

/// A value with the id in its key.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyed<T> {
    /// Id.
    pub id: Uuid,
    /// Value.
    pub held: Held<T>,
}

/// Reads one register that is written once; of several values none is taken.
fn once<T: Shaped>(
    reading: &mut Reading,
    name: &str,
    candidates: Vec<Candidate>,
) -> Option<Held<T>> {
    let mut held = reading.values(name, candidates);
    if held.len() == 1 { held.pop() } else { None }
}

/// Entries by what each of their authors had.
struct Knowledge {
    by_entry: Vec<(String, std::collections::HashSet<ChangeHash>)>,
}

impl Knowledge {
    fn of(history: &History, entries: impl Iterator<Item = (String, ChangeHash)>) -> Self {
        let known = |(id, change): (String, ChangeHash)| (id, history.known_to(&[change]));
        Self {
            by_entry: entries.map(known).collect(),
        }
    }

    /// Ids of the entries whose author had at least one of these changes.
    fn entries_that_knew(&self, changes: &[ChangeHash]) -> BTreeSet<String> {
        let knew = |known: &std::collections::HashSet<ChangeHash>| {
            changes.iter().any(|change| known.contains(change))
        };
        let ids = self.by_entry.iter().filter(|(_, known)| knew(known));
        ids.map(|(id, _)| id.clone()).collect()
    }
}
