//! A case as recorded: its acts, the centre's receipts of them, and files. The state follows from them in the domain.

use std::collections::{BTreeMap, BTreeSet};

use handheld_contract::ChangeHash;
use uuid::Uuid;

use super::{Common, Held, Keyed, Reading, once};
use crate::shape::{ActValue, GivenValue, Key, ReceivedValue};
use crate::{Candidate, Document};

/// A case as recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CaseRecord {
    /// Meta, what is damaged or unknown.
    pub common: Common,
    /// Acts by id. An id that two writers gave to different acts counts for none of them.
    pub acts: Vec<Keyed<ActValue>>,
    /// The centre's receipts by act.
    pub received: BTreeMap<Uuid, Held<ReceivedValue>>,
    /// Files by id.
    pub given: Vec<Keyed<GivenValue>>,
}

impl CaseRecord {
    /// Reads a case.
    pub fn read(document: &Document) -> Self {
        let mut record = Self::default();
        let (acts, received, given) = (&mut record.acts, &mut record.received, &mut record.given);
        let common = Reading::of(document).read(|reading, key, name, candidates| {
            let candidates = std::mem::take(candidates);
            match key {
                Key::Act(id) => {
                    let act = once(reading, name, candidates);
                    acts.extend(act.map(|held| Keyed { id: *id, held }));
                }
                Key::Received(id) => {
                    let receipt = once(reading, name, candidates);
                    received.extend(receipt.map(|held| (*id, held)));
                }
                Key::Given(id) => {
                    let file = once(reading, name, candidates);
                    given.extend(file.map(|held| Keyed { id: *id, held }));
                }
                _ => return false,
            }
            true
        });
        record.common = common;
        record.acts.sort_by_key(|act| act.id);
        record.given.sort_by_key(|file| file.id);
        record
    }

    /// The change with which the case began: everything else builds on it alone.
    pub fn first_change(&self) -> Option<ChangeHash> {
        self.common.meta.as_ref().map(|meta| meta.change)
    }

    /// The last number that the centre gave.
    pub fn last_number(&self) -> u64 {
        self.received.values().map(|r| r.value.n).max().unwrap_or(0)
    }
}

/// The keys that each of these changes has set and that still stand; a key that one of them took over from another stands under the later one.
pub fn keys_set_by(
    document: &Document,
    changes: &BTreeSet<ChangeHash>,
) -> BTreeMap<ChangeHash, Vec<String>> {
    let mut set: BTreeMap<ChangeHash, Vec<String>> = BTreeMap::new();
    for (key, candidates) in document.registers("") {
        for candidate in candidates {
            let by = std::iter::once(candidate.change).chain(candidate.also);
            for change in by.filter(|change| changes.contains(change)) {
                set.entry(change).or_default().push(key.clone());
            }
        }
    }
    set
}

/// A register that is another one after a change than before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// Key.
    pub key: String,
    /// The values that stood before.
    pub before: Vec<Candidate>,
    /// The values that stand after: fewer where something was removed.
    pub after: Vec<Candidate>,
}

/// The registers that differ between a document and the same with more changes in it: set, set again, or left with less.
pub fn touched_between(before: &Document, after: &Document) -> Vec<Touched> {
    let mut old = before.registers("");
    let mut touched = Vec::new();
    for (key, after) in after.registers("") {
        let before = old.remove(&key).unwrap_or_default();
        if before != after {
            touched.push(Touched { key, before, after });
        }
    }
    let removed = old.into_iter().map(|(key, before)| Touched {
        key,
        before,
        after: Vec::new(),
    });
    touched.extend(removed);
    touched
}
