//! The forecast: the schedule over what has already happened, and what would change if something were done by a day.
//!
//! What a record says of a matter comes in as an [`Actual`]; suspensions are already in its due date. The state a screen shows
//! (colour, promise missed) is not decided here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Plan, PlanError, Terms, chain};
use crate::calendar::WorkingCalendar;

/// What has happened in one matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Actual {
    /// Day of acceptance.
    pub accepted: Option<NaiveDate>,
    /// Last day of its limit with all suspensions, if it is accepted; without it the limit counts from acceptance.
    pub due: Option<NaiveDate>,
    /// Day of the decision.
    pub decided: Option<NaiveDate>,
    /// It turned out not to be required.
    pub not_required: bool,
    /// First day on which it can be accepted, where that is known (the owner hands it in then).
    pub earliest: Option<NaiveDate>,
}

/// From where and how one looks ahead.
#[derive(Debug, Clone, Copy)]
pub struct Outlook<'o> {
    /// The working-day calendar.
    pub calendar: &'o WorkingCalendar,
    /// The day of the forecast.
    pub today: NaiveDate,
    /// Limits of what has not begun.
    pub terms: &'o Terms,
    /// Whether publicity, survey and the owner's own steps take their time, as they do in life.
    pub with_waiting: bool,
    /// The matter that is asked for. Without it the construction permit, or the last matter where the plan has none.
    pub target: Option<&'o str>,
}

/// How far a matter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Decided.
    Decided,
    /// Accepted and within its limit.
    Running,
    /// Accepted and past its limit: expected any day, so today.
    Late,
    /// Not accepted yet.
    NotBegun,
}

/// A matter of a forecast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForecastMatter {
    /// Code of the matter.
    pub code: String,
    /// Day of acceptance, or the first day on which it can be.
    pub start: NaiveDate,
    /// Day of the decision, or the day on which it is expected.
    pub expected: NaiveDate,
    /// How far it is.
    pub progress: Progress,
    /// Whether it is on the critical path of what is left.
    pub critical: bool,
}

/// When everything is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// Required matters in the order of the procedure.
    pub matters: Vec<ForecastMatter>,
    /// The undecided matters that set the date of the target, first to last; empty once it is decided.
    pub critical_path: Vec<String>,
    /// The matter asked for.
    pub target: String,
    /// When it is expected, or was decided.
    pub expected: NaiveDate,
    /// When the last matter is expected.
    pub finish: NaiveDate,
    /// Working days from today to `expected`; 0 once that day is here.
    pub working_days_left: u32,
    /// Whether a date rests on days that no published arrangement covers.
    pub provisional: bool,
}

/// Something that one supposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supposition {
    /// The owner hands it in, or answers what was asked for, so that it is accepted by this day at the earliest.
    SubmittedBy(NaiveDate),
    /// The department decides the running matter on this day.
    DecidedBy(NaiveDate),
}

/// A forecast beside the one under suppositions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// As things stand.
    pub base: Forecast,
    /// As supposed.
    pub supposed: Forecast,
    /// Working days by which the target comes earlier; negative when it comes later.
    pub working_days_saved: i64,
    /// Matters for which the supposition says nothing: decided, not in the plan, or "decided by" of one that is not accepted.
    pub without_effect: Vec<String>,
}

/// Dates of one matter while the forecast is made.
#[derive(Clone, Copy)]
struct Expected {
    start: NaiveDate,
    end: NaiveDate,
    progress: Progress,
}

impl Plan<'_> {
    /// Looks ahead from what has happened. `actuals` goes by code of the matter; what it says of other matters is ignored.
    ///
    /// A running matter is expected on its due date, or today when that has passed. One that is not begun starts today, when all
    /// it waits for is decided, or on its `earliest` day, whichever is last. Without any actual this is the schedule from today.
    ///
    /// # Errors
    ///
    /// [`PlanError::NotInProcedure`] when the target is not in the plan, [`PlanError::Empty`] when nothing is required,
    /// [`PlanError::Calendar`] when a date would lie beyond the calendar.
    pub fn forecast(
        &self,
        outlook: &Outlook<'_>,
        actuals: &BTreeMap<String, Actual>,
    ) -> Result<Forecast, PlanError> {
        let not_required: BTreeSet<String> = actuals
            .iter()
            .filter(|(code, actual)| actual.not_required && self.index(code).is_some())
            .map(|(code, _)| code.clone())
            .collect();
        self.also_without(&not_required)?
            .look_ahead(outlook, actuals)
    }

    /// Compares the forecast with the one in which something is handed in or decided by a day.
    ///
    /// # Errors
    ///
    /// As [`Plan::forecast`].
    pub fn what_if(
        &self,
        outlook: &Outlook<'_>,
        actuals: &BTreeMap<String, Actual>,
        suppositions: &BTreeMap<String, Supposition>,
    ) -> Result<WhatIf, PlanError> {
        let mut supposed = actuals.clone();
        let mut without_effect = Vec::new();
        for (code, supposition) in suppositions {
            let actual = supposed.entry(code.clone()).or_default();
            let open =
                self.index(code).is_some() && actual.decided.is_none() && !actual.not_required;
            match supposition {
                Supposition::SubmittedBy(day) if open && actual.accepted.is_none() => {
                    actual.earliest = Some(*day);
                }
                Supposition::DecidedBy(day) if open && actual.accepted.is_some() => {
                    actual.due = Some(*day);
                }
                _ => without_effect.push(code.clone()),
            }
        }
        let base = self.forecast(outlook, actuals)?;
        // The same target in both, also where it is the last matter and another one becomes last.
        let same = Outlook {
            target: Some(&base.target),
            ..*outlook
        };
        let supposed = self.forecast(&same, &supposed)?;
        let days = outlook
            .calendar
            .working_days_left(supposed.expected, base.expected)?;
        Ok(WhatIf {
            base,
            supposed,
            working_days_saved: days,
            without_effect,
        })
    }

    fn look_ahead(
        &self,
        outlook: &Outlook<'_>,
        actuals: &BTreeMap<String, Actual>,
    ) -> Result<Forecast, PlanError> {
        let (all, provisional) = self.expect_all(outlook, actuals)?;
        let ends: Vec<NaiveDate> = all.iter().map(|e| e.end).collect();
        let finish = ends.iter().copied().max().unwrap_or(outlook.today);
        let open = |index: usize| all[index].progress != Progress::Decided;
        let targets = self.targets(outlook, &ends, finish)?;
        let targets_left: Vec<usize> = targets.iter().copied().filter(|i| open(*i)).collect();
        let path = chain::tight(self, &targets_left, |index| {
            let step = &self.steps[index];
            let before = step.after.iter().chain(&step.placed_after).copied();
            let waits = all[index].progress == Progress::NotBegun;
            before
                .filter(|i| waits && open(*i) && all[*i].end == all[index].start)
                .collect()
        });
        let target = path.last().or(targets.first()).copied().unwrap_or_default();
        let expected = all[target].end;
        let days_left = outlook
            .calendar
            .working_days_left(outlook.today, expected)?;
        let matters = all.iter().enumerate().map(|(index, e)| ForecastMatter {
            code: self.code(index).to_owned(),
            start: e.start,
            expected: e.end,
            progress: e.progress,
            critical: path.contains(&index),
        });
        Ok(Forecast {
            matters: matters.collect(),
            critical_path: self.codes(&path),
            target: self.code(target).to_owned(),
            expected,
            finish,
            working_days_left: u32::try_from(days_left).unwrap_or(0),
            provisional,
        })
    }

    fn expect_all(
        &self,
        outlook: &Outlook<'_>,
        actuals: &BTreeMap<String, Actual>,
    ) -> Result<(Vec<Expected>, bool), PlanError> {
        let nothing = Expected {
            start: outlook.today,
            end: outlook.today,
            progress: Progress::NotBegun,
        };
        let mut all = vec![nothing; self.steps.len()];
        let mut provisional = false;
        for &index in &self.order {
            let step = &self.steps[index];
            let actual = actuals.get(self.code(index)).copied().unwrap_or_default();
            let before = step.after.iter().chain(&step.placed_after);
            let free = before.map(|i| all[*i].end).max();
            let limit = if outlook.with_waiting {
                step.own_limit(outlook.terms)
            } else {
                step.counted_limit(outlook.terms)
            };
            let mut due = |from: NaiveDate| -> Result<NaiveDate, PlanError> {
                let deadline = outlook.calendar.due_date(from, limit.into(), &[])?;
                provisional |= deadline.provisional;
                Ok(deadline.due)
            };
            all[index] = match (actual.decided, actual.accepted) {
                (Some(decided), accepted) => Expected {
                    start: accepted.unwrap_or(decided),
                    end: decided,
                    progress: Progress::Decided,
                },
                (None, Some(accepted)) => {
                    let due = actual.due.map_or_else(|| due(accepted), Ok)?;
                    let late = due < outlook.today;
                    Expected {
                        start: accepted,
                        end: due.max(outlook.today),
                        progress: if late {
                            Progress::Late
                        } else {
                            Progress::Running
                        },
                    }
                }
                (None, None) => {
                    let from = [free, actual.earliest];
                    let start = from
                        .into_iter()
                        .flatten()
                        .fold(outlook.today, NaiveDate::max);
                    Expected {
                        start,
                        end: due(start)?,
                        progress: Progress::NotBegun,
                    }
                }
            };
        }
        Ok((all, provisional))
    }

    /// The step asked for, or all that end last where none is.
    fn targets(
        &self,
        outlook: &Outlook<'_>,
        ends: &[NaiveDate],
        finish: NaiveDate,
    ) -> Result<Vec<usize>, PlanError> {
        if let Some(code) = outlook.target {
            let named = self.index(code);
            return named
                .map(|index| vec![index])
                .ok_or_else(|| PlanError::NotInProcedure(code.to_owned()));
        }
        let permit = self.landmarks.construction_permit.as_deref();
        if let Some(index) = permit.and_then(|code| self.index(code)) {
            return Ok(vec![index]);
        }
        Ok((0..ends.len()).filter(|i| ends[*i] == finish).collect())
    }
}
