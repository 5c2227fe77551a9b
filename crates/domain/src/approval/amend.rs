//! Amendments (更正): an own entry put right without being overwritten.
//!
//! An amendment is judged when it comes, like any other act: it counts when the entry still counts with what it says now, and so does
//! everything that was done since. So nobody can undo what others did by amending what it rests on.

use super::{Act, ActKind, Refused};

/// The rule by which this amendment of this entry does not count, whatever became of the case since.
pub(super) fn refused(amendment: &Act, entry: &Act) -> Option<Refused> {
    if entry.by != amendment.by || entry.office != amendment.office {
        Some(Refused::NotOwnEntry)
    } else if amendment.outcome.is_some() && amendment.outcome != entry.outcome {
        Some(Refused::OutcomeStands)
    } else if adds_demands(amendment, entry) {
        Some(Refused::CorrectionTwice)
    } else {
        None
    }
}

/// Demands may be dropped; another one would be a second request for correction.
fn adds_demands(amendment: &Act, entry: &Act) -> bool {
    let known = |line: &String| entry.list.iter().any(|one| one.trim() == line.trim());
    entry.kind == ActKind::AskCorrection && !amendment.list.iter().all(known)
}

/// The entry with what its amendment says; what that leaves out stays as it was.
pub(super) fn amended(mut entry: Act, by: &Act) -> Act {
    entry.on = by.on;
    if !by.note.is_empty() {
        entry.note.clone_from(&by.note);
    }
    if !by.basis.is_empty() {
        entry.basis.clone_from(&by.basis);
    }
    if !by.list.is_empty() {
        entry.list.clone_from(&by.list);
    }
    entry.until = by.until.or(entry.until);
    entry.days = by.days.or(entry.days);
    entry.special = by.special.clone().or(entry.special);
    entry.design = by.design.or(entry.design);
    // It was entered with its amendment, so that a later date is no date in the future.
    entry.entered = entry.entered.max(by.entered);
    entry
}
