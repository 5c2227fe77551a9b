//! An inspection as recorded: answers with all that stand side by side, photos, entries.

use std::collections::{BTreeMap, BTreeSet};

use handheld_contract::{ChangeHash, PhotoId};

use super::{Common, EntryRecord, Held, Knowledge, Reading};
use crate::shape::{AnswerValue, EntryKind, Key, PhotoValue, RemovedValue};
use crate::{Candidate, Document, History};

/// One answer to an item that nobody has replaced.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerRecord {
    /// The answer; others that say the same are in `also`.
    pub held: Held<AnswerValue>,
    /// Ids of the finishing entries whose author had this answer. A finish that stands and is not among
    /// them was made without knowing it: the answer came in after finishing.
    pub known_to: BTreeSet<String>,
}

/// A photo with all that is recorded of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoRecord {
    /// The capture record that the engine puts first.
    pub held: Held<PhotoValue>,
    /// Others that were written at the same time (item or caption differ).
    pub others: Vec<Held<PhotoValue>>,
    /// Deleted, and nobody who did not know of it has written to the photo since.
    pub removed: bool,
    /// Deleted by someone while someone else brought it back, sorted it or wrote a caption: it stays.
    pub kept_against_removal: bool,
    /// Who deleted it or brought it back last.
    pub removal: Option<Held<RemovedValue>>,
}

/// An inspection as recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InspectionRecord {
    /// Meta, entries, what is damaged or unknown.
    pub common: Common,
    /// For each item the answers that stand, the engine's first one first; more than one when devices
    /// answered without knowing of each other. An item whose answer was cleared is not here.
    pub answers: BTreeMap<String, Vec<AnswerRecord>>,
    /// Items whose answer was cleared, with who did it. Where another answer stands beside a clearing,
    /// the answer is shown and not lost (T31).
    pub cleared: BTreeMap<String, Held<AnswerValue>>,
    /// Photos, also deleted ones.
    pub photos: BTreeMap<PhotoId, PhotoRecord>,
}

#[derive(Default)]
struct Parts {
    answers: BTreeMap<String, Vec<Held<AnswerValue>>>,
    photos: PhotoParts,
}

/// The registers of photos and of their deletions, as they are read.
#[derive(Default)]
pub(super) struct PhotoParts {
    photos: BTreeMap<PhotoId, Vec<Held<PhotoValue>>>,
    removals: BTreeMap<PhotoId, Vec<Held<RemovedValue>>>,
}

impl PhotoParts {
    /// Takes a register of a photo; says whether it was one.
    pub(super) fn take(
        &mut self,
        reading: &mut Reading,
        key: &Key,
        name: &str,
        candidates: Vec<Candidate>,
    ) -> bool {
        match key {
            Key::Photo(id) => {
                self.photos.insert(*id, reading.values(name, candidates));
            }
            Key::Removed(id) => {
                self.removals.insert(*id, reading.values(name, candidates));
            }
            _ => return false,
        }
        true
    }

    /// Whether it matters who knew what.
    pub(super) fn asks(&self) -> bool {
        !self.removals.is_empty()
    }

    /// The photos.
    pub(super) fn read(mut self, history: &History) -> BTreeMap<PhotoId, PhotoRecord> {
        let mut photos = BTreeMap::new();
        for (id, held) in self.photos {
            let removals = self.removals.remove(&id).unwrap_or_default();
            let asked = removals.iter().any(|r| r.value.removed);
            let agreed = removals.iter().all(|r| r.value.removed);
            let removed = asked && agreed && removed_knowingly(&held, &removals, history);
            let mut held = held.into_iter();
            if let Some(first) = held.next() {
                let photo = PhotoRecord {
                    held: first,
                    others: held.collect(),
                    removed,
                    kept_against_removal: asked && !removed,
                    removal: removals.into_iter().next(),
                };
                photos.insert(id, photo);
            }
        }
        photos
    }
}

impl InspectionRecord {
    /// Reads an inspection.
    pub fn read(document: &Document) -> Self {
        let mut parts = Parts::default();
        let common = Reading::of(document).read(|reading, key, name, candidates| {
            let candidates = std::mem::take(candidates);
            match key {
                Key::Answer(item) => {
                    parts
                        .answers
                        .insert(item.clone(), reading.values(name, candidates));
                }
                _ => return parts.photos.take(reading, key, name, candidates),
            }
            true
        });
        let mut record = Self {
            common,
            ..Self::default()
        };
        // Only entries and deletions ask who knew what; most records have neither while they are filled in.
        let asks = record.finishes().next().is_some() || parts.photos.asks();
        let history = if asks {
            document.history()
        } else {
            History::default()
        };
        record.take_answers(parts.answers, &history);
        record.photos = parts.photos.read(&history);
        record
    }

    fn take_answers(
        &mut self,
        answers: BTreeMap<String, Vec<Held<AnswerValue>>>,
        history: &History,
    ) {
        let finishes = self.finishes().map(|e| (e.id.clone(), e.held.change));
        let knowledge = Knowledge::of(history, finishes);
        for (item, held) in answers {
            let mut standing: Vec<AnswerRecord> = Vec::new();
            for held in merge_equal(held) {
                if held.value.v.is_none() {
                    self.cleared.insert(item.clone(), held);
                    continue;
                }
                let mut changes = held.also.clone();
                changes.push(held.change);
                let known_to = knowledge.entries_that_knew(&changes);
                standing.push(AnswerRecord { held, known_to });
            }
            if !standing.is_empty() {
                self.answers.insert(item, standing);
            }
        }
    }

    fn finishes(&self) -> impl Iterator<Item = &EntryRecord> {
        self.common
            .entries
            .iter()
            .filter(|e| e.held.value.kind == EntryKind::Finished)
    }
}

/// Tells whether everything that stands for the photo was known to someone who deleted it (S17).
fn removed_knowingly(
    photo: &[Held<PhotoValue>],
    removals: &[Held<RemovedValue>],
    history: &History,
) -> bool {
    let removers: Vec<ChangeHash> = removals.iter().map(|r| r.change).collect();
    let known = history.known_to(&removers);
    photo.iter().all(|held| known.contains(&held.change))
}

/// Counts answers that say the same as one (T30).
fn merge_equal(held: Vec<Held<AnswerValue>>) -> Vec<Held<AnswerValue>> {
    let mut merged: Vec<Held<AnswerValue>> = Vec::with_capacity(held.len());
    for one in held {
        if let Some(equal) = merged
            .iter_mut()
            .find(|m| m.value.says_the_same(&one.value))
        {
            equal.also.push(one.change);
            equal.also.extend(one.also);
        } else {
            merged.push(one);
        }
    }
    merged
}
