//! What an inspection amounts to, as a pure fold over its record: state, answers with their verdicts,
//! conflicts, progress, and everything that lacks before it can be finished.
//!
//! The record room turns documents into the plain facts taken here ([`Recorded`], [`PhotoFact`],
//! [`Entry`]); the app turns what comes out into views. Nothing here is ordered by a clock: an entry
//! undoes another one by naming it, so two devices that act offline cannot disagree for long.

pub mod answer;
pub mod readiness;
pub mod state;

pub use answer::{Answer, AnswerError, Deduction, PassFail};
pub use readiness::{Lack, Missing, Progress, Recorded, lacks, progress};
pub use state::{Entry, EntryKind, InspectionState, standing_finishes};

use std::collections::{BTreeMap, BTreeSet};

use crate::checklist::{ItemKind, Template};
use crate::decimal::Decimal;
use crate::score::ScoreSheet;

/// All answers of an inspection: for each item every answer that nobody has replaced.
///
/// More than one answer of an item means that devices answered it without knowing of each other.
pub type Answers = BTreeMap<String, Vec<Recorded>>;

/// Photos of an inspection as far as the rules need them: item ids with at least one photo that was not removed.
pub type PhotographedItems = BTreeSet<String>;

/// Tells whether different answers stand side by side and a person has to choose.
///
/// Equal answers are no conflict, whatever their notes say (T30).
pub fn in_conflict(item: &crate::checklist::Item, recorded: &[Recorded]) -> bool {
    let mut outcomes = recorded.iter().map(|one| one.answer.outcome(item));
    match outcomes.next() {
        Some(first) => outcomes.any(|other| other != first),
        None => false,
    }
}

/// Gathers the marks entered so far for scoring.
///
/// A table is checked as soon as one of its items has an answer. Items of a checked table that have no
/// answer yet are left out like items that do not apply, so that the score speaks only of what was
/// looked at. Where answers are in conflict the lower marks count until someone chooses.
pub fn score_sheet(template: &Template, answers: &Answers) -> ScoreSheet {
    let mut sheet = ScoreSheet::default();
    for section in &template.sections {
        let mut deductions = BTreeMap::new();
        let mut left_out = Vec::new();
        let mut touched = false;
        for item in &section.items {
            let ItemKind::Score { max, .. } = &item.kind else {
                continue;
            };
            let recorded = answers.get(&item.id).map(Vec::as_slice).unwrap_or_default();
            touched |= !recorded.is_empty();
            match recorded
                .iter()
                .filter_map(|one| one.answer.points_kept(*max))
                .min()
            {
                Some(kept) if kept < *max => {
                    deductions.insert(item.id.clone(), max.saturating_sub(kept));
                }
                Some(_) => {}
                None => left_out.push(item.id.clone()),
            }
        }
        if touched {
            sheet.deductions.insert(section.code.clone(), deductions);
            sheet.not_applicable.extend(left_out);
        }
    }
    sheet
}

/// Returns the guarantee marks of a table that can still be lost before the table counts as zero.
///
/// None for a table without guarantee items that apply, or for a template that is not scored.
pub fn guarantee_margin(template: &Template, section: &str, sheet: &ScoreSheet) -> Option<Decimal> {
    let scoring = template.scoring.as_ref()?;
    let none = BTreeMap::new();
    let deductions = sheet.deductions.get(section).unwrap_or(&none);
    let (mut kept, mut full) = (Decimal::ZERO, Decimal::ZERO);
    for item in &template.section(section)?.items {
        if let ItemKind::Score {
            max,
            guarantee: true,
        } = &item.kind
            && !sheet.not_applicable.contains(&item.id)
        {
            let lost = deductions
                .get(&item.id)
                .copied()
                .unwrap_or_default()
                .min(*max);
            full = full.saturating_add(*max);
            kept = kept.saturating_add(max.saturating_sub(lost));
        }
    }
    if full.is_zero() {
        return None;
    }
    let floor = crate::score::guarantee_floor(scoring, full);
    Some(kept.saturating_sub(floor).max(Decimal::ZERO))
}

#[cfg(test)]
mod tests;
