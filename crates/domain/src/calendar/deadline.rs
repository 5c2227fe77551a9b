//! Counting limits from a day of acceptance, and working days between two dates.

use chrono::NaiveDate;

use super::limit::merged;
use super::{CalendarError, Limit, Suspension, WorkingCalendar, day_after};

/// The last day that is on time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// The day; it is on time until it ends.
    pub due: NaiveDate,
    /// Whether the count rests on days that no published arrangement covers.
    pub provisional: bool,
}

/// How many working days lie in a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingDayCount {
    /// The number.
    pub working_days: u32,
    /// Whether the count rests on days that no published arrangement covers.
    pub provisional: bool,
}

impl WorkingCalendar {
    /// Returns the last day on which a matter accepted on `accepted` is decided in time.
    ///
    /// The day of acceptance does not count and is never moved. A limit of 0 days is that day itself.
    /// Days inside a suspension are skipped, working day or not; suspensions may overlap, and what lies
    /// before the day after acceptance has no effect.
    ///
    /// A working-day limit ends on a working day. A calendar-day limit counts every day outside the
    /// suspensions; if its last day is a day off it moves on to the first following working day on
    /// which the clock runs. So a suspension lengthens a calendar-day limit by exactly its own days.
    ///
    /// # Errors
    ///
    /// [`CalendarError::OutOfRange`] if the day would lie beyond the year 9999.
    pub fn due_date(
        &self,
        accepted: NaiveDate,
        limit: Limit,
        suspensions: &[Suspension],
    ) -> Result<Deadline, CalendarError> {
        let mut clock = Clock {
            today: accepted,
            suspensions: merged(suspensions),
            passed: 0,
        };
        let mut status = self.status(accepted);
        let mut provisional = false;
        let mut counted = 0;
        while counted < limit.days() {
            clock.advance()?;
            status = self.status(clock.today);
            match limit {
                Limit::CalendarDays(_) => counted += 1,
                Limit::WorkingDays(_) => {
                    counted += u32::from(status.working);
                    provisional |= !status.official;
                }
            }
        }
        if limit.days() > 0 {
            while !status.working {
                provisional |= !status.official;
                clock.advance()?;
                status = self.status(clock.today);
            }
        }
        provisional |= !status.official;
        Ok(Deadline {
            due: clock.today,
            provisional,
        })
    }

    /// Counts the working days after `after` up to and including `until`.
    ///
    /// # Errors
    ///
    /// [`CalendarError::Backwards`] if `until` lies before `after`.
    pub fn working_days_between(
        &self,
        after: NaiveDate,
        until: NaiveDate,
    ) -> Result<WorkingDayCount, CalendarError> {
        if until < after {
            return Err(CalendarError::Backwards { after, until });
        }
        let mut count = WorkingDayCount {
            working_days: 0,
            provisional: false,
        };
        let mut today = after;
        while today < until {
            today = day_after(today)?;
            let status = self.status(today);
            count.working_days += u32::from(status.working);
            count.provisional |= !status.official;
        }
        Ok(count)
    }

    /// Returns the working days left on `today` until `due`: 0 on the due day, negative once overdue.
    ///
    /// # Errors
    ///
    /// [`CalendarError::OutOfRange`] if a date lies beyond the year 9999.
    pub fn working_days_left(
        &self,
        today: NaiveDate,
        due: NaiveDate,
    ) -> Result<i64, CalendarError> {
        if today <= due {
            return Ok(i64::from(
                self.working_days_between(today, due)?.working_days,
            ));
        }
        // Overdue is overdue, even when only days off have passed since.
        let late = i64::from(self.working_days_between(due, today)?.working_days).max(1);
        Ok(-late)
    }
}

/// Walks over the days on which the clock runs.
struct Clock {
    today: NaiveDate,
    suspensions: Vec<Suspension>,
    /// Suspensions that lie behind.
    passed: usize,
}

impl Clock {
    /// Moves to the next day outside every suspension.
    fn advance(&mut self) -> Result<(), CalendarError> {
        self.today = day_after(self.today)?;
        while let Some(next) = self.suspensions.get(self.passed) {
            if self.today < next.from() {
                break;
            }
            if self.today <= next.to() {
                self.today = day_after(next.to())?;
            }
            self.passed += 1;
        }
        Ok(())
    }
}
