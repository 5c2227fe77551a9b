//! What a procedure comes to in days and dates: its chosen matters in order, and the limits that count.
//!
//! A [`Plan`] is one procedure with the matters that one project needs. Over it are computed the schedule
//! ([`Plan::schedule`]), the forecast from what has already happened ([`Plan::forecast`]), the difference of two procedures
//! or versions ([`compare`]) and the figures of the reforms ([`figures`]). Dates come from the [`calendar`](crate::calendar);
//! the matters, limits and dependencies are catalogue data.
//!
//! Rules, as `procedures.yaml` of the domain states them:
//!
//! - A dependency counts only between chosen matters. One on a matter that is left out vanishes and is *not* passed on to
//!   what that matter itself waited for: what is not required holds nobody up.
//! - Matters that are no government time (survey, event, publicity, the owner's own) count 0 days. Their own limits count only
//!   in the schedule with waiting; there the statutory limit goes before the promised one, because nobody can promise a
//!   publicity of 45 days to be shorter.
//! - Where a matter has no limit of the basis asked for, the other one counts.
//! - The land contract of a procedure with pre-reviews is placed on the day the last of them is finished.
//! - The figures `serial` and `parallel`, and the critical path that gives `parallel`, are counted over the written
//!   dependencies alone, in days as the limits state them. Dates also wait for the pre-reviews, so in such a procedure the last
//!   date may be set by another chain: [`Schedule::finish_path`].

mod chain;
pub mod compare;
pub mod figures;
mod forecast;
mod schedule;

pub use forecast::{Actual, Forecast, ForecastMatter, Outlook, Progress, Supposition, WhatIf};
pub use schedule::{GovernmentDays, Schedule, ScheduledMatter, WaitingDates};

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use crate::calendar::{CalendarError, Limit};
use crate::procedure::{
    CommitmentMode, Condition, Landmarks, LimitUnit, Matter, Node, Procedure, TimeLimit,
};

/// Which of a matter's two limits counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Basis {
    /// The promised limit (承诺时限).
    #[default]
    Promised,
    /// The statutory limit (法定时限).
    Legal,
}

/// Under which terms a plan is computed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// Which limit counts.
    pub basis: Basis,
    /// Divisor of the promised days of a key project (green channel); none for any other project.
    pub green_channel: Option<NonZeroU32>,
    /// Matters that are decided at once on a commitment, where the matter allows it.
    pub committed: BTreeSet<String>,
}

impl Terms {
    /// The terms of an ordinary project on this basis.
    pub fn of(basis: Basis) -> Self {
        Self {
            basis,
            ..Self::default()
        }
    }
}

/// Why a plan cannot be made or computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A matter is named that is no part of the procedure.
    #[error("{0} is no matter of this procedure")]
    NotInProcedure(String),
    /// A node names a matter that was not given.
    #[error("there is no matter {0}")]
    UnknownMatter(String),
    /// Every matter was left out.
    #[error("no matter is left in the plan")]
    Empty,
    /// A matter waits for itself.
    #[error("{0} waits for itself")]
    Cycle(String),
    /// A date would leave the calendar.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

/// A chosen matter in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step<'a> {
    /// Its place in the procedure.
    pub(crate) node: &'a Node,
    /// The matter.
    pub(crate) matter: &'a Matter,
    /// Steps that must be decided first, by index.
    pub(crate) after: Vec<usize>,
    /// Pre-reviews that the land contract is placed after, by index.
    pub(crate) placed_after: Vec<usize>,
}

/// One procedure with the matters that are chosen, in the order of the procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan<'a> {
    procedure: &'a Procedure,
    matters: &'a [Matter],
    landmarks: &'a Landmarks,
    without: BTreeSet<String>,
    steps: Vec<Step<'a>>,
    /// Indices so that everything comes after what it waits for; equals by code.
    order: Vec<usize>,
}

impl<'a> Plan<'a> {
    /// Chooses the matters of `procedure` that are not named in `without`.
    ///
    /// # Errors
    ///
    /// [`PlanError`] when `without` names a matter of another procedure or leaves nothing, or when the data does not fit
    /// together (which the catalogue's checks have refused before).
    pub fn new(
        procedure: &'a Procedure,
        matters: &'a [Matter],
        landmarks: &'a Landmarks,
        without: &BTreeSet<String>,
    ) -> Result<Self, PlanError> {
        if let Some(code) = without.iter().find(|code| procedure.node(code).is_none()) {
            return Err(PlanError::NotInProcedure(code.clone()));
        }
        let chosen: Vec<&Node> = procedure
            .nodes
            .iter()
            .filter(|node| !without.contains(&node.matter))
            .collect();
        if chosen.is_empty() {
            return Err(PlanError::Empty);
        }
        let place: BTreeMap<&str, usize> = chosen
            .iter()
            .enumerate()
            .map(|(index, node)| (&*node.matter, index))
            .collect();
        let pre_reviews = || (0..chosen.len()).filter(|index| chosen[*index].pre_review);
        let mut steps = Vec::with_capacity(chosen.len());
        for node in &chosen {
            let is_contract = landmarks.land_contract.as_ref() == Some(&node.matter);
            steps.push(Step {
                node,
                matter: matters
                    .iter()
                    .find(|matter| matter.code == node.matter)
                    .ok_or_else(|| PlanError::UnknownMatter(node.matter.clone()))?,
                after: node
                    .depends_on
                    .iter()
                    .filter_map(|code| place.get(&**code).copied())
                    .collect(),
                placed_after: pre_reviews().filter(|_| is_contract).collect(),
            });
        }
        let order = chain::order(&steps)?;
        Ok(Self {
            procedure,
            matters,
            landmarks,
            without: without.clone(),
            steps,
            order,
        })
    }

    /// The same plan with more matters left out.
    ///
    /// # Errors
    ///
    /// As [`Plan::new`].
    pub fn also_without(&self, codes: &BTreeSet<String>) -> Result<Self, PlanError> {
        let without = self.without.union(codes).cloned().collect();
        Self::new(self.procedure, self.matters, self.landmarks, &without)
    }

    /// The procedure.
    pub fn procedure(&self) -> &'a Procedure {
        self.procedure
    }

    /// The chosen matters with their places, in the order of the procedure.
    pub fn chosen(&self) -> impl Iterator<Item = (&'a Node, &'a Matter)> + '_ {
        self.steps.iter().map(|step| (step.node, step.matter))
    }

    /// The limit of a chosen matter on this basis, whether it counts as government time or not.
    pub fn limit(&self, matter: &str, terms: &Terms) -> Option<TimeLimit> {
        self.index(matter)
            .map(|index| self.steps[index].own_limit(terms))
    }

    /// Codes of the matters that `matter` waits for: the chosen ones among its dependencies.
    pub fn waits_for(&self, matter: &str) -> Vec<&'a str> {
        let step = self.index(matter).map(|index| &self.steps[index]);
        step.map_or_else(Vec::new, |step| {
            step.after.iter().map(|index| self.code(*index)).collect()
        })
    }

    pub(crate) fn steps(&self) -> &[Step<'a>] {
        &self.steps
    }

    fn index(&self, matter: &str) -> Option<usize> {
        self.steps
            .iter()
            .position(|step| step.node.matter == matter)
    }

    fn code(&self, index: usize) -> &'a str {
        &self.steps[index].node.matter
    }

    fn codes(&self, path: &[usize]) -> Vec<String> {
        path.iter()
            .map(|index| self.code(*index).to_owned())
            .collect()
    }
}

impl Step<'_> {
    /// The limit that counts in government time: 0 for what is none.
    fn counted_limit(&self, terms: &Terms) -> TimeLimit {
        if self.matter.kind.is_government() {
            self.own_limit(terms)
        } else {
            NO_TIME
        }
    }

    /// The limit that counts when waiting counts too.
    fn own_limit(&self, terms: &Terms) -> TimeLimit {
        let promised = self
            .node
            .promised_days
            .map(|days| TimeLimit {
                days,
                unit: LimitUnit::Wd,
            })
            .or(self.matter.promised_limit);
        let legal = self.matter.legal_limit;
        if !self.matter.kind.is_government() {
            return legal.or(promised).unwrap_or(NO_TIME);
        }
        let allows = self.matter.commitment != CommitmentMode::None;
        if allows && terms.committed.contains(&self.matter.code) {
            return NO_TIME;
        }
        match terms.basis {
            Basis::Legal => legal.or(promised),
            Basis::Promised => promised.map(|limit| quickened(limit, terms)).or(legal),
        }
        .unwrap_or(NO_TIME)
    }
}

const NO_TIME: TimeLimit = TimeLimit {
    days: 0,
    unit: LimitUnit::Wd,
};

/// The promise to a key project: divided and rounded up, so that a day stays a day and nothing stays nothing.
fn quickened(limit: TimeLimit, terms: &Terms) -> TimeLimit {
    let divisor = terms.green_channel.map_or(1, NonZeroU32::get);
    TimeLimit {
        days: crate::approval::shortened(limit.days, divisor),
        ..limit
    }
}

impl From<TimeLimit> for Limit {
    /// 日 of a licensing statute is a working day (行政许可法 art. 82).
    fn from(limit: TimeLimit) -> Self {
        match limit.unit {
            LimitUnit::Wd | LimitUnit::D => Self::WorkingDays(limit.days),
            LimitUnit::Cd => Self::CalendarDays(limit.days),
        }
    }
}

/// Names the matters of `procedure` that are not needed by what is known of the project: those whose condition is known not to
/// hold. A condition that nothing is known of leaves its matter in.
///
/// Of two conditions that are each other's opposite, knowing one is knowing both.
pub fn left_out_by(
    procedure: &Procedure,
    conditions: &[Condition],
    known: &BTreeMap<String, bool>,
) -> BTreeSet<String> {
    let holds = |key: &str| -> Option<bool> {
        let opposite = conditions.iter().find_map(|condition| {
            match (&condition.opposite_of, &*condition.key == key) {
                (Some(other), true) => known.get(other),
                (Some(other), false) if other == key => known.get(&condition.key),
                _ => None,
            }
        });
        known
            .get(key)
            .copied()
            .or_else(|| opposite.map(|holds| !holds))
    };
    procedure
        .nodes
        .iter()
        .filter(|node| node.condition.as_deref().and_then(holds) == Some(false))
        .map(|node| node.matter.clone())
        .collect()
}

#[cfg(test)]
mod tests;
