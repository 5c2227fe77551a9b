//! Findings: what was found wrong, by when it is to be put right, and what happened to it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::inspection::{PhotoView, Severity};
use super::{Delivery, PersonRef, Text};
use crate::{FindingId, InspectionId, ProjectId};

/// State of a finding, a pure function of its acts; overdue is computed, never set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Raised and not put right.
    Open,
    /// The site says that it is put right.
    Replied,
    /// Re-checked and not good.
    Failed,
    /// Closed.
    Closed,
    /// Raised by mistake.
    Withdrawn,
}

/// What was done to a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingActKind {
    /// Raised.
    Raised,
    /// Raised by mistake: taken back, kept.
    Withdrawn,
    /// Taken back the withdrawal.
    Restored,
    /// Reply of the site.
    Replied,
    /// Re-check: holds, closed.
    Closed,
    /// Re-check: does not hold.
    Failed,
    /// Opened again.
    Reopened,
}

/// A finding in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FindingRow {
    /// Which.
    pub id: FindingId,
    /// Number for people, e.g. `3-12`.
    pub number: String,
    /// Project.
    pub project: ProjectId,
    /// Its name.
    pub project_name: String,
    /// Inspection.
    pub inspection: InspectionId,
    /// Item.
    pub item: String,
    /// Title of the item.
    pub title: Text,
    /// What is wrong, in the inspector's words.
    pub note: String,
    /// Gravity.
    pub severity: Severity,
    /// State.
    pub state: FindingState,
    /// By when it is to be put right.
    pub due: String,
    /// Working days left; negative = overdue.
    pub working_days_left: i32,
    /// Due date counted beyond the official calendars.
    pub provisional: bool,
    /// Way to the centre.
    pub delivery: Delivery,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FindingActView {
    /// What.
    pub kind: FindingActKind,
    /// Who.
    pub by: PersonRef,
    /// When, RFC 3339.
    pub at: String,
    /// In words.
    pub note: String,
}

/// A finding, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FindingView {
    /// The same facts as in a list.
    pub row: FindingRow,
    /// Clause that it rests on.
    pub clause: String,
    /// Acts in order.
    pub acts: Vec<FindingActView>,
    /// Photos of the item.
    pub photos: Vec<PhotoView>,
    /// What the person may do now.
    pub may: Vec<FindingActKind>,
}
