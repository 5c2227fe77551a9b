//! The state of a finding, as a pure function of its append-only acts.
//!
//! Acts are ordered by what they answer, never by a clock: an act names the acts that its author knew
//! of and meant. Overdue is computed, never set.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::checklist::Severity;

/// What was done to a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// Raised by an inspector.
    Raised,
    /// Raised by mistake: taken back, and kept.
    Withdrawn,
    /// The withdrawals named no longer hold.
    Restored,
    /// The site says that it is put right.
    Replied,
    /// Re-checked and good: closed.
    Closed,
    /// Re-checked and not good; answers the replies named.
    Failed,
    /// The closings named no longer hold.
    Reopened,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Id of the act (UUIDv7 text).
    pub id: String,
    /// What was done.
    pub kind: ActKind,
    /// Acts that it answers or undoes.
    pub names: Vec<String>,
    /// Who did it.
    pub by: String,
    /// Date by which the finding is to be put right, where the act sets one.
    pub due: Option<NaiveDate>,
}

/// Where a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Raised and not put right.
    Open,
    /// The site says that it is put right; waits for the re-check.
    Replied,
    /// Re-checked and not good.
    Failed,
    /// Closed.
    Closed,
    /// Raised by mistake.
    Withdrawn,
}

impl FindingState {
    /// Tells whether somebody still has to do something.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Replied | Self::Failed)
    }
}

/// Where a finding stands, and since what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingStatus {
    /// The state.
    pub state: FindingState,
    /// Date by which it is to be put right.
    pub due: Option<NaiveDate>,
    /// Acts that the next act of that kind should name: the standing closings for a reopening, the
    /// standing withdrawals for a restoring, the replies without an answer for a re-check.
    pub open_ends: Vec<String>,
}

/// Why an act is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ActRefused {
    /// The act does not follow from the state.
    #[error("this does not follow from the state of the finding")]
    OutOfTurn,
    /// Whoever recorded a finding alone may not be the one who closes it.
    #[error("the person who raised the finding alone may not close it")]
    OwnFinding,
}

/// Folds the acts into a status; the order in which they are given does not matter.
///
/// A withdrawal that stands wins, then a closing that stands, then a reply that no re-check has
/// answered, then a failed re-check. An act that arrives without the act it names still counts.
pub fn status(acts: &[Act]) -> FindingStatus {
    let ids = |kind: ActKind, undone_by: ActKind| -> Vec<String> {
        let undone: BTreeSet<&str> = acts
            .iter()
            .filter(|act| act.kind == undone_by)
            .flat_map(|act| act.names.iter().map(String::as_str))
            .collect();
        let standing = acts
            .iter()
            .filter(|a| a.kind == kind && !undone.contains(a.id.as_str()));
        let mut standing: Vec<String> = standing.map(|act| act.id.clone()).collect();
        standing.sort();
        standing
    };
    let withdrawn = ids(ActKind::Withdrawn, ActKind::Restored);
    let closed = ids(ActKind::Closed, ActKind::Reopened);
    let replied = pending_replies(acts);
    let (state, open_ends) = if !withdrawn.is_empty() {
        (FindingState::Withdrawn, withdrawn)
    } else if !closed.is_empty() {
        (FindingState::Closed, closed)
    } else if !replied.is_empty() {
        (FindingState::Replied, replied)
    } else if acts.iter().any(|act| act.kind == ActKind::Failed) {
        (FindingState::Failed, Vec::new())
    } else {
        (FindingState::Open, Vec::new())
    };
    // The latest act in id order that sets a date; UUIDv7 ids make that the latest made.
    let due = acts
        .iter()
        .filter(|act| act.due.is_some())
        .max_by(|a, b| a.id.cmp(&b.id));
    FindingStatus {
        state,
        due: due.and_then(|act| act.due),
        open_ends,
    }
}

/// Returns the replies that no re-check, closing or reopening has answered.
fn pending_replies(acts: &[Act]) -> Vec<String> {
    let answers = |kind| matches!(kind, ActKind::Failed | ActKind::Closed | ActKind::Reopened);
    let answered: BTreeSet<&str> = acts
        .iter()
        .filter(|act| answers(act.kind))
        .flat_map(|act| act.names.iter().map(String::as_str))
        .collect();
    let pending = acts
        .iter()
        .filter(|act| act.kind == ActKind::Replied && !answered.contains(act.id.as_str()));
    let mut pending: Vec<String> = pending.map(|act| act.id.clone()).collect();
    pending.sort();
    pending
}

impl FindingStatus {
    /// Tells whether the finding is past its due date on `today`; the due day itself is on time.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state.is_open() && self.due.is_some_and(|due| today > due)
    }

    /// Checks that an act follows from this state, apart from who does it.
    ///
    /// # Errors
    ///
    /// [`ActRefused::OutOfTurn`] when it does not.
    pub fn check(&self, kind: ActKind) -> Result<(), ActRefused> {
        use FindingState as S;
        let follows = match kind {
            ActKind::Raised => false,
            ActKind::Withdrawn | ActKind::Closed | ActKind::Failed | ActKind::Replied => {
                self.state.is_open()
            }
            ActKind::Restored => self.state == S::Withdrawn,
            ActKind::Reopened => self.state == S::Closed,
        };
        if follows {
            Ok(())
        } else {
            Err(ActRefused::OutOfTurn)
        }
    }
}

/// Checks that `person` may close a finding with these acts: whoever raised it alone may not be the
/// only one who re-checks it. `inspectors` are those who took part in the inspection.
///
/// # Errors
///
/// [`ActRefused::OwnFinding`] when the person was alone.
pub fn check_closer(acts: &[Act], inspectors: &[String], person: &str) -> Result<(), ActRefused> {
    let raised_alone = inspectors.iter().all(|one| one == person)
        && acts
            .iter()
            .filter(|act| act.kind == ActKind::Raised)
            .all(|act| act.by == person);
    if raised_alone {
        Err(ActRefused::OwnFinding)
    } else {
        Ok(())
    }
}

/// Working days within which a finding of this severity is to be put right, from its catalogue figure.
///
/// Kept as data: the three figures come from the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RectificationDays {
    /// For minor findings.
    pub minor: u32,
    /// For major findings.
    pub major: u32,
    /// For critical findings; 0 means at once.
    pub critical: u32,
}

impl RectificationDays {
    /// Returns the working days for a severity.
    pub const fn of(self, severity: Severity) -> u32 {
        match severity {
            Severity::Minor => self.minor,
            Severity::Major => self.major,
            Severity::Critical => self.critical,
        }
    }
}

#[cfg(test)]
mod tests;
