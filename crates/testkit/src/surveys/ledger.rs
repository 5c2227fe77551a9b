//! What people saw as saved at targets, and what must therefore stand there: written down beside the records, and read by who had seen
//! what, in other words than those that are shipped.

use std::collections::{BTreeMap, BTreeSet};

use handheld_contract::sync::Change;
use handheld_contract::views::survey::SurveyValue;
use handheld_contract::{ChangeHash, PersonId, SurveyId};

/// A measured value as it was saved.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Saved {
    pub(super) id: String,
    pub(super) readings: Vec<SurveyValue>,
    pub(super) note: String,
    pub(super) by: PersonId,
}

/// What somebody said at a target.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// Measured.
    Value(Saved),
    /// Taken back, with a note.
    Cleared(String),
    /// One of several different values was chosen, by its id.
    Chosen(String),
}

/// How it stands in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// As a value of its own.
    Anew,
    /// The value of that earlier change was left, and the others beside it removed.
    Kept(ChangeHash),
}

/// What was said at a target, and the change by which it went into the record.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) survey: SurveyId,
    pub(super) target: String,
    pub(super) said: Said,
    pub(super) change: ChangeHash,
    pub(super) device: usize,
    written: Written,
}

/// Everything that was said, by device while it is in a journal only.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    waiting: BTreeMap<(usize, SurveyId, String), Said>,
    pub(super) lines: Vec<Line>,
    /// Replaced by its own author before the screen was left: never a change of its own.
    pub(super) replaced: u64,
}

impl Ledger {
    /// Notes what a device has just saved.
    pub(super) fn note(&mut self, device: usize, (survey, target, said): (SurveyId, String, Said)) {
        let before = self.waiting.insert((device, survey, target), said);
        self.replaced += u64::from(before.is_some());
    }

    /// Whether something of this survey is in the journal of a device.
    pub(super) fn waits(&self, device: usize, survey: SurveyId) -> bool {
        self.waiting
            .keys()
            .any(|(at, of, _)| *at == device && *of == survey)
    }

    /// Takes what waited on a device into the change that its journal became. `kept` tells for a chosen value which earlier change holds
    /// it, when the record did not have to hold it anew.
    pub(super) fn settle(
        &mut self,
        device: usize,
        survey: SurveyId,
        change: ChangeHash,
        kept: impl Fn(&str, &str) -> Option<ChangeHash>,
    ) {
        let waiting = std::mem::take(&mut self.waiting);
        for ((at, of, target), said) in waiting {
            if at != device || of != survey {
                self.waiting.insert((at, of, target), said);
                continue;
            }
            let earlier = match &said {
                Said::Chosen(id) => kept(&target, id),
                _ => None,
            };
            let earlier = earlier.filter(|earlier| *earlier != change);
            self.lines.push(Line {
                survey,
                target,
                said,
                change,
                device,
                written: earlier.map_or(Written::Anew, Written::Kept),
            });
        }
    }

    /// The value that was saved under an id.
    pub(super) fn saved(&self, id: &str) -> Option<&Saved> {
        self.lines.iter().find_map(|line| match &line.said {
            Said::Value(saved) if saved.id == id => Some(saved),
            _ => None,
        })
    }

    /// What stands at every target of a survey: everything that nobody who had seen it has replaced. What says the same counts once (T30).
    pub(super) fn standing(&self, survey: SurveyId, seen: &Seen) -> BTreeMap<String, Stands> {
        let lines = self.lines.iter();
        let lines: Vec<&Line> = lines
            .filter(|line| line.survey == survey && seen.has(line.change))
            .collect();
        let mut standing: BTreeMap<String, Stands> = BTreeMap::new();
        for line in &lines {
            let over = |later: &&Line| {
                later.target == line.target
                    && later.change != line.change
                    && later.written != Written::Kept(line.change)
                    && seen.knew(later.change, line.change)
            };
            if line.written != Written::Anew || lines.iter().any(over) {
                continue;
            }
            let at = standing.entry(line.target.clone()).or_default();
            let saved = match &line.said {
                Said::Value(saved) => Some(saved),
                Said::Chosen(id) => self.saved(id),
                Said::Cleared(_) => None,
            };
            match saved {
                Some(saved) => at.add(saved, line.change),
                None => at.clear(&line.said, line.change),
            }
        }
        standing
    }
}

/// What stands at one target.
#[derive(Debug, Default)]
pub(super) struct Stands {
    /// Different values, each with the ids and changes that say it.
    pub(super) values: Vec<Group>,
    /// Changes that took it back, by what was said to it.
    pub(super) cleared: BTreeMap<String, BTreeSet<ChangeHash>>,
}

/// Values that say the same.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) saved: Saved,
    pub(super) ids: BTreeSet<String>,
    pub(super) changes: BTreeSet<ChangeHash>,
}

impl Stands {
    fn add(&mut self, saved: &Saved, change: ChangeHash) {
        let same = |group: &&mut Group| {
            group.saved.readings == saved.readings && group.saved.note == saved.note
        };
        match self.values.iter_mut().find(same) {
            Some(group) => {
                group.ids.insert(saved.id.clone());
                group.changes.insert(change);
            }
            None => self.values.push(Group {
                saved: saved.clone(),
                ids: BTreeSet::from([saved.id.clone()]),
                changes: BTreeSet::from([change]),
            }),
        }
    }

    fn clear(&mut self, said: &Said, change: ChangeHash) {
        let note = match said {
            Said::Cleared(note) => note.clone(),
            _ => String::new(),
        };
        self.cleared.entry(note).or_default().insert(change);
    }

    /// Whether whoever made a change had seen everything that stands here.
    pub(super) fn is_known_to(&self, by: ChangeHash, seen: &Seen) -> bool {
        self.values.iter().all(|group| group.is_known_to(by, seen))
            && self
                .cleared
                .values()
                .all(|changes| changes.iter().any(|change| seen.knew(by, *change)))
    }
}

impl Group {
    /// Whether whoever made a change had seen this value.
    pub(super) fn is_known_to(&self, by: ChangeHash, seen: &Seen) -> bool {
        self.changes.iter().any(|change| seen.knew(by, *change))
    }
}

/// Who had seen what, by the changes that each change builds on.
pub(super) struct Seen(BTreeMap<ChangeHash, BTreeSet<ChangeHash>>);

impl Seen {
    /// From all changes of a record, in any order.
    pub(super) fn of(changes: &[Change]) -> Self {
        let deps: BTreeMap<ChangeHash, &[ChangeHash]> = changes
            .iter()
            .map(|change| (change.hash, change.deps.as_slice()))
            .collect();
        let before = |from: ChangeHash| {
            let mut seen = BTreeSet::new();
            let mut open = vec![from];
            while let Some(hash) = open.pop() {
                if seen.insert(hash) {
                    open.extend(deps.get(&hash).copied().unwrap_or_default());
                }
            }
            seen
        };
        Self(deps.keys().map(|hash| (*hash, before(*hash))).collect())
    }

    /// Whether a change is in the record.
    pub(super) fn has(&self, change: ChangeHash) -> bool {
        self.0.contains_key(&change)
    }

    /// Whether whoever made `by` had seen `change`, or made it.
    pub(super) fn knew(&self, by: ChangeHash, change: ChangeHash) -> bool {
        self.0.get(&by).is_some_and(|seen| seen.contains(&change))
    }
}
