//! How far an inspection is, and everything that lacks before it can be finished, all at once.
//!
//! A section takes part once one of its items has been answered or photographed: on a site without a
//! tower crane nobody opens that table. Photos and notes never stop an answer; they stop finishing.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::{Answers, PhotographedItems, in_conflict};
use crate::checklist::{Item, ItemKind, PhotoRule, Section, Template, Verdict};

/// One stored answer as far as the rules need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What was entered.
    pub answer: Answer,
    /// Note; empty when there is none.
    pub note: String,
    /// Finishing entries that were made by someone who knew this answer.
    pub known_to: BTreeSet<String>,
}

impl Recorded {
    /// Tells whether the answer came in after the inspection was finished: a finish stands, and none
    /// of the finishes that stand knew of it.
    pub fn is_after_finishing(&self, standing_finishes: &[&str]) -> bool {
        !standing_finishes.is_empty()
            && !standing_finishes
                .iter()
                .any(|finish| self.known_to.contains(*finish))
    }
}

/// What lacks at an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// An answer, in a section that takes part.
    Answer,
    /// A photo.
    Photo,
    /// A note on a failure or deduction.
    Note,
    /// A choice between different answers.
    Choice,
}

/// Something that lacks before an inspection can be finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The item.
    pub item: String,
    /// What it lacks.
    pub lack: Lack,
}

/// How far an inspection or a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Progress {
    /// Items of the sections that take part.
    pub items: usize,
    /// Items with an answer among them.
    pub answered: usize,
    /// Items that fail or have marks taken off.
    pub failed: usize,
    /// Items with different answers side by side.
    pub conflicts: usize,
}

/// Tells whether a section takes part in this inspection.
pub fn takes_part(section: &Section, answers: &Answers, photos: &PhotographedItems) -> bool {
    section
        .items
        .iter()
        .any(|item| is_answered(item, answers, photos))
}

/// Tells whether the item has an answer; photos answer a photo item.
pub fn is_answered(item: &Item, answers: &Answers, photos: &PhotographedItems) -> bool {
    let by_photo = item.kind == ItemKind::Photo && photos.contains(&item.id);
    by_photo
        || answers
            .get(&item.id)
            .is_some_and(|recorded| !recorded.is_empty())
}

/// Returns how far a section is, whether or not it takes part yet.
pub fn progress_of(section: &Section, answers: &Answers, photos: &PhotographedItems) -> Progress {
    let mut progress = Progress {
        items: section.items.len(),
        ..Progress::default()
    };
    for item in &section.items {
        let recorded = answers.get(&item.id).map(Vec::as_slice).unwrap_or_default();
        progress.answered += usize::from(is_answered(item, answers, photos));
        let failed = recorded
            .iter()
            .any(|one| one.answer.verdict(item) == Verdict::Fail);
        progress.failed += usize::from(failed);
        progress.conflicts += usize::from(in_conflict(item, recorded));
    }
    progress
}

/// Returns how far the inspection is, over the sections that take part.
///
/// Before the first answer every section counts, so that the bar starts at nothing of everything.
pub fn progress(template: &Template, answers: &Answers, photos: &PhotographedItems) -> Progress {
    let begun = template
        .sections
        .iter()
        .any(|s| takes_part(s, answers, photos));
    let mut whole = Progress::default();
    for section in &template.sections {
        if begun && !takes_part(section, answers, photos) {
            continue;
        }
        let part = progress_of(section, answers, photos);
        whole.items += part.items;
        whole.answered += part.answered;
        whole.failed += part.failed;
        whole.conflicts += part.conflicts;
    }
    whole
}

/// Returns what lacks at one item, in a section that takes part.
pub fn lacks_of(item: &Item, answers: &Answers, photos: &PhotographedItems) -> Vec<Lack> {
    let recorded = answers.get(&item.id).map(Vec::as_slice).unwrap_or_default();
    if !is_answered(item, answers, photos) {
        return vec![Lack::Answer];
    }
    let mut lacking = Vec::new();
    if in_conflict(item, recorded) {
        lacking.push(Lack::Choice);
    }
    let any = |verdict| {
        recorded
            .iter()
            .any(|one| one.answer.verdict(item) == verdict)
    };
    let applies = recorded.is_empty() || !recorded.iter().all(|one| is_na(item, one));
    let needs_photo = match item.photo {
        PhotoRule::Required => applies,
        PhotoRule::OnFail | PhotoRule::OnDeduction => any(Verdict::Fail),
        PhotoRule::Optional => false,
    };
    if needs_photo && !photos.contains(&item.id) {
        lacking.push(Lack::Photo);
    }
    if recorded.iter().any(|one| needs_note(item, one)) {
        lacking.push(Lack::Note);
    }
    lacking
}

/// Returns everything that lacks, in the order of the form.
///
/// An inspection without a single answer lacks all of them. Whether [`Lack::Answer`] stops finishing
/// or is only told is the caller's decision; the other lacks always stop it.
pub fn lacks(template: &Template, answers: &Answers, photos: &PhotographedItems) -> Vec<Missing> {
    let begun = template
        .sections
        .iter()
        .any(|s| takes_part(s, answers, photos));
    template
        .sections
        .iter()
        .filter(|section| !begun || takes_part(section, answers, photos))
        .flat_map(|section| &section.items)
        .flat_map(|item| {
            let of_item = lacks_of(item, answers, photos);
            of_item.into_iter().map(|lack| Missing {
                item: item.id.clone(),
                lack,
            })
        })
        .collect()
}

fn is_na(item: &Item, recorded: &Recorded) -> bool {
    recorded.answer.verdict(item) == Verdict::Na
}

/// A failure entered by hand or marks taken off need a reason; a reading out of tolerance speaks for itself.
fn needs_note(item: &Item, recorded: &Recorded) -> bool {
    let noted = !recorded.note.trim().is_empty();
    match &recorded.answer {
        Answer::Number { .. } => false,
        Answer::Deductions { deductions } => {
            !noted && deductions.iter().any(|one| one.note.trim().is_empty())
        }
        answer => !noted && answer.verdict(item) == Verdict::Fail,
    }
}
