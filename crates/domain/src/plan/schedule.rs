//! The schedule of a plan in which nothing has happened yet.

use chrono::NaiveDate;

use super::chain::{self, Heaviest};
use super::{Plan, PlanError, Terms};
use crate::calendar::WorkingCalendar;
use crate::procedure::{Release, TimeLimit};

/// When the matters of a plan are accepted and decided if each takes its whole limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The chosen matters in the order of the procedure.
    pub matters: Vec<ScheduledMatter>,
    /// The chain of dependencies with most government days; they are `government_days.parallel`. Never empty.
    pub critical_path: Vec<String>,
    /// The chain that sets `finish`. It is the critical path except where pre-reviews hold up the land contract, or where calendar
    /// days run beside working days.
    pub finish_path: Vec<String>,
    /// The last due date of government time.
    pub finish: NaiveDate,
    /// The last due date with publicity, survey and the owner's own steps at their limits.
    pub finish_with_waiting: NaiveDate,
    /// Days of government time, as the limits state them.
    pub government_days: GovernmentDays,
    /// Working days from the land contract to the construction permit, where the procedure has both in this order.
    pub t0_to_permit_days: Option<u32>,
    /// Whether a date rests on days that no published arrangement covers.
    pub provisional: bool,
}

/// Days of government time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GovernmentDays {
    /// One matter after the other.
    pub serial: u64,
    /// As the dependencies allow.
    pub parallel: u64,
}

/// A matter of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledMatter {
    /// Code of the matter.
    pub code: String,
    /// Day of acceptance.
    pub start: NaiveDate,
    /// Last day on which it is decided in time.
    pub due: NaiveDate,
    /// Day on which its result goes out: with the last of its group, where the group's results go out together.
    pub issued: NaiveDate,
    /// The days between, as counted: 0 for what is no government time.
    pub counted: TimeLimit,
    /// Whether it is government time.
    pub government: bool,
    /// Whether it is on the critical path.
    pub critical: bool,
    /// The same when waiting counts.
    pub waiting: WaitingDates,
}

/// A matter's dates when waiting counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingDates {
    /// Day of acceptance.
    pub start: NaiveDate,
    /// Last day on which it is decided in time.
    pub due: NaiveDate,
    /// The limit, its own also where that is no government time.
    pub limit: TimeLimit,
}

/// The dates of all steps, by index.
pub(super) struct Dates {
    pub(super) start: Vec<NaiveDate>,
    pub(super) due: Vec<NaiveDate>,
    pub(super) provisional: bool,
}

impl Dates {
    /// The steps before a step that end on the day it starts.
    pub(super) fn tight_before(&self, plan: &Plan<'_>, index: usize) -> Vec<usize> {
        let step = &plan.steps[index];
        let before = step.after.iter().chain(&step.placed_after).copied();
        before
            .filter(|previous| self.due[*previous] == self.start[index])
            .collect()
    }
}

impl Plan<'_> {
    /// Schedules the plan: the first matters are accepted on `start`, each other one on the day the last of those it waits for
    /// is due.
    ///
    /// # Errors
    ///
    /// [`PlanError::Calendar`] when a date would lie beyond the calendar.
    pub fn schedule(
        &self,
        calendar: &WorkingCalendar,
        start: NaiveDate,
        terms: &Terms,
    ) -> Result<Schedule, PlanError> {
        let counted = |index: usize| self.steps[index].counted_limit(terms);
        let own = |index: usize| self.steps[index].own_limit(terms);
        let dates = self.dates(calendar, start, counted)?;
        let waiting = self.dates(calendar, start, own)?;
        let Heaviest { weight, path } = chain::heaviest(self, |i| u64::from(counted(i).days));
        let (finish, ends) = last(&dates.due, start);
        let finish_path = chain::tight(self, &ends, |index| dates.tight_before(self, index));
        let matters = (0..self.steps.len()).map(|index| ScheduledMatter {
            code: self.code(index).to_owned(),
            start: dates.start[index],
            due: dates.due[index],
            issued: self.issued(index, &dates.due),
            counted: counted(index),
            government: self.steps[index].matter.kind.is_government(),
            critical: path.contains(&index),
            waiting: WaitingDates {
                start: waiting.start[index],
                due: waiting.due[index],
                limit: own(index),
            },
        });
        Ok(Schedule {
            matters: matters.collect(),
            critical_path: self.codes(&path),
            finish_path: self.codes(&finish_path),
            finish,
            finish_with_waiting: last(&waiting.due, start).0,
            government_days: GovernmentDays {
                serial: self.serial(terms),
                parallel: weight,
            },
            t0_to_permit_days: self.t0_to_permit(calendar, &dates.due)?,
            provisional: dates.provisional || waiting.provisional,
        })
    }

    /// Days of government time and the critical path, without any date.
    pub fn government_days(&self, terms: &Terms) -> (GovernmentDays, Vec<String>) {
        let days = |index: usize| u64::from(self.steps[index].counted_limit(terms).days);
        let Heaviest { weight, path } = chain::heaviest(self, days);
        let figures = GovernmentDays {
            serial: self.serial(terms),
            parallel: weight,
        };
        (figures, self.codes(&path))
    }

    fn serial(&self, terms: &Terms) -> u64 {
        let days = |step: &super::Step<'_>| u64::from(step.counted_limit(terms).days);
        self.steps.iter().map(days).sum()
    }

    pub(super) fn dates(
        &self,
        calendar: &WorkingCalendar,
        start: NaiveDate,
        limit: impl Fn(usize) -> TimeLimit,
    ) -> Result<Dates, PlanError> {
        let mut dates = Dates {
            start: vec![start; self.steps.len()],
            due: vec![start; self.steps.len()],
            provisional: false,
        };
        for &index in &self.order {
            let step = &self.steps[index];
            let before = step.after.iter().chain(&step.placed_after);
            let accepted = before.map(|i| dates.due[*i]).max().unwrap_or(start);
            let deadline = calendar.due_date(accepted, limit(index).into(), &[])?;
            dates.start[index] = accepted;
            dates.due[index] = deadline.due;
            dates.provisional |= deadline.provisional;
        }
        Ok(dates)
    }

    fn issued(&self, index: usize, due: &[NaiveDate]) -> NaiveDate {
        let group = self.steps[index].node.group.as_ref();
        let together =
            self.procedure.groups.iter().any(|known| {
                Some(&known.key) == group && matches!(known.release, Release::AllDecided)
            });
        if !together {
            return due[index];
        }
        let members = (0..self.steps.len()).filter(|i| self.steps[*i].node.group.as_ref() == group);
        members.map(|i| due[i]).max().unwrap_or(due[index])
    }

    fn t0_to_permit(
        &self,
        calendar: &WorkingCalendar,
        due: &[NaiveDate],
    ) -> Result<Option<u32>, PlanError> {
        let at = |code: &Option<String>| code.as_deref().and_then(|code| self.index(code));
        let contract = at(&self.landmarks.land_contract);
        let permit = at(&self.landmarks.construction_permit);
        match (contract, permit) {
            (Some(contract), Some(permit)) if due[contract] <= due[permit] => {
                let count = calendar.working_days_between(due[contract], due[permit])?;
                Ok(Some(count.working_days))
            }
            _ => Ok(None),
        }
    }
}

/// The latest of these dates, none of which lies before `least`, and where it stands.
pub(super) fn last(due: &[NaiveDate], least: NaiveDate) -> (NaiveDate, Vec<usize>) {
    let latest = due.iter().copied().fold(least, NaiveDate::max);
    let ends = (0..due.len()).filter(|i| due[*i] == latest).collect();
    (latest, ends)
}
