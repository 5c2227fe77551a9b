//! The state of a case: where it stands and what its acts have made of it. How acts make it is the fold's part.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Outcome, Refused};
use crate::calendar::{Limit, Suspension, WorkingCalendar};

/// Where a case stands by its acts alone. What silence does depends on the day: see [`CaseState::stand_on`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub enum Stand {
    /// Nothing that counts has happened.
    #[default]
    Empty,
    /// Handed in.
    Submitted,
    /// A correction is waited for.
    Correcting,
    /// The clock runs.
    Running,
    /// The clock stands.
    Suspended,
    /// Granted, or an event recorded.
    Granted,
    /// Refused.
    Refused,
    /// Not accepted.
    NotAccepted,
    /// A pre-review with its opinion.
    Opinion,
    /// Taken back.
    Withdrawn,
    /// Ended without a decision.
    Terminated,
    /// Revoked.
    Revoked,
}

impl Stand {
    /// Whether nothing more is to be decided.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Granted
                | Self::Refused
                | Self::NotAccepted
                | Self::Withdrawn
                | Self::Terminated
                | Self::Revoked
        )
    }
}

/// The one correction of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Everything that was asked for.
    pub list: Vec<String>,
    /// Day on which it was asked for.
    pub asked: NaiveDate,
    /// Day by which it is to be answered, where the office set one.
    pub answer_by: Option<NaiveDate>,
    /// Day on which it was answered.
    pub answered: Option<NaiveDate>,
    /// The asking act.
    pub act: String,
}

/// A time in which the clock stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// First day that does not count.
    pub from: NaiveDate,
    /// Last day that does not count; none while it lasts.
    pub to: Option<NaiveDate>,
    /// Planned last day.
    pub planned: Option<NaiveDate>,
    /// Special procedure; none for a correction.
    pub special: Option<String>,
    /// Last day that the cap of the special procedure leaves out of the count; what goes beyond it counts.
    #[serde(default)]
    pub latest: Option<NaiveDate>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Day.
    pub on: NaiveDate,
    /// Outcome.
    pub outcome: Outcome,
    /// The act.
    pub act: String,
    /// Office that decided.
    pub office: String,
    /// Version of the design that it rests on.
    pub design: Option<u32>,
}

/// The opinion of a pre-review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreOpinion {
    /// Day.
    pub on: NaiveDate,
    /// With or without objections.
    pub outcome: Outcome,
    /// Version of the design that was looked at.
    pub design: Option<u32>,
}

/// An act that does not count, with the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotCounted {
    /// The act.
    pub act: String,
    /// The rule.
    pub rule: Refused,
}

/// A case as its acts have made it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CaseState {
    /// Where it stands.
    pub stand: Stand,
    /// First handed in.
    pub submitted: Option<NaiveDate>,
    /// Day of receipt of what was handed in last, from which silence is counted; none while it has not reached the centre.
    pub received: Option<NaiveDate>,
    /// Last day on which acceptance may be decided; after it silence is acceptance from `received`. None where silence accepts
    /// nothing: a pre-review, a step that is no government's, what has not been received.
    pub silence_ends: Option<NaiveDate>,
    /// Day of acceptance.
    pub accepted: Option<NaiveDate>,
    /// Accepted because nothing was said.
    pub by_silence: bool,
    /// The one correction.
    pub correction: Option<Correction>,
    /// Times in which the clock stands, in their order.
    pub stops: Vec<Stop>,
    /// Extension of the limit of the law, in days.
    pub extended: u32,
    /// What of it the promise gained: a promise that was already missed stays missed.
    #[serde(default)]
    pub extended_promise: u32,
    /// Opinion of a pre-review.
    pub opinion: Option<PreOpinion>,
    /// Converted on.
    pub converted: Option<NaiveDate>,
    /// Decision.
    pub decided: Option<Decided>,
    /// Handed over on.
    pub delivered: Option<NaiveDate>,
    /// By when a commitment is to be checked.
    pub post_check_due: Option<NaiveDate>,
    /// What the check found.
    pub post_check: Option<Outcome>,
    /// Day on which it ended without a decision, or was revoked.
    pub ended: Option<NaiveDate>,
    /// Entries that were amended, with the entry that did.
    pub amended: BTreeMap<String, String>,
    /// Acts that do not count.
    pub not_counted: Vec<NotCounted>,
    /// Acts that count here and wait for the centre.
    pub pending: Vec<String>,
    /// Day of the last act that counts.
    pub last: Option<NaiveDate>,
}

impl CaseState {
    /// Where it stands on a day: what was handed in and not answered within the time for it is accepted (行政许可法 Art. 32).
    pub fn stand_on(&self, today: NaiveDate) -> Stand {
        match self.silence_ends {
            Some(last) if self.stand == Stand::Submitted && today > last => Stand::Running,
            _ => self.stand,
        }
    }

    /// Day of acceptance as of a day, and whether by silence.
    pub fn accepted_on(&self, today: NaiveDate) -> Option<(NaiveDate, bool)> {
        if let Some(day) = self.accepted {
            return Some((day, self.by_silence));
        }
        match (self.stand_on(today), self.received) {
            (Stand::Running, Some(received)) => Some((received, true)),
            _ => None,
        }
    }

    /// Whether silence had already accepted the case on the day of an act.
    pub(super) fn silent_by(&self, on: NaiveDate) -> bool {
        self.stand == Stand::Submitted && self.silence_ends.is_some_and(|last| on > last)
    }

    /// Stops that are over, and with `through` also the one that lasts, up to its planned end or that day;
    /// none longer than its cap.
    pub(super) fn suspensions(&self, through: Option<NaiveDate>) -> Vec<Suspension> {
        let closed = |stop: &Stop| {
            let to = stop.to.or_else(|| {
                let planned = stop.planned;
                through.map(|today| planned.map_or(today, |planned| planned.max(today)))
            })?;
            let to = stop.latest.map_or(to, |latest| latest.min(to));
            Suspension::new(stop.from, to).ok()
        };
        self.stops.iter().filter_map(closed).collect()
    }

    /// Last day of a limit on a day, by the stops that are over; none while nothing runs.
    pub(super) fn due(
        &self,
        limit: Option<Limit>,
        on: NaiveDate,
        calendar: &WorkingCalendar,
    ) -> Option<NaiveDate> {
        let (accepted, _) = self.accepted_on(on)?;
        let stops = self.suspensions(None);
        let deadline = calendar.due_date(accepted, limit?, &stops).ok()?;
        Some(deadline.due)
    }

    /// The day on which the clock ran again after the stops that are over.
    pub(super) fn resumed(&self) -> Option<NaiveDate> {
        let last = self.stops.iter().filter_map(|stop| stop.to).max()?;
        last.succ_opt()
    }

    /// The stop that lasts.
    pub fn open_stop(&self) -> Option<&Stop> {
        self.stops.iter().find(|stop| stop.to.is_none())
    }
}
