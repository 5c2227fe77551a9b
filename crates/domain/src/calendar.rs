//! The working-day clock: which days count, and when a time limit ends.
//!
//! Days are civil dates in Asia/Shanghai, whatever the zone of the device. This module never reads the
//! clock and holds no dates of its own: the yearly arrangements are catalogue data. A day that no
//! official arrangement covers is counted Monday to Friday, less the statutory holidays known for that
//! year, and every result that rests on such a day says that it is provisional.

mod deadline;
mod limit;

pub use deadline::{Deadline, WorkingDayCount};
pub use limit::{Limit, LimitError, MAX_LIMIT_DAYS, Suspension};

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

/// The arrangement of one year, as its notice gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarYear {
    /// The year.
    pub year: i32,
    /// Whether the State Council's notice for the year has been published.
    pub official: bool,
    /// Days off. A notice may name days of the December before.
    pub off: Vec<NaiveDate>,
    /// Weekend days that are worked (调休上班).
    pub make_up: Vec<NaiveDate>,
}

/// What a day is, and whether an official arrangement says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayStatus {
    /// Whether the day is a working day.
    pub working: bool,
    /// Whether that rests on a published arrangement.
    pub official: bool,
}

/// Why calendar data cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarDataError {
    /// Two arrangements for one year.
    #[error("year {0} is given twice")]
    YearTwice(i32),
    /// A day is both off and a make-up working day.
    #[error("{0} is both off and a make-up working day")]
    Contradiction(NaiveDate),
    /// A make-up working day that is not on a weekend.
    #[error("{0} is a make-up working day but not on a weekend")]
    MakeUpOnWeekday(NaiveDate),
    /// A day far from its year.
    #[error("{date} does not belong to the arrangement of {year}")]
    WrongYear {
        /// The day.
        date: NaiveDate,
        /// The year under which it stands.
        year: i32,
    },
}

/// Why a date cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The date would leave the years 1 to 9999.
    #[error("the date would lie beyond the year 9999")]
    OutOfRange,
    /// The end of a range lies before its start.
    #[error("{until} lies before {after}")]
    Backwards {
        /// The day after which counting starts.
        after: NaiveDate,
        /// The day with which it ends.
        until: NaiveDate,
    },
}

/// Working days by the yearly arrangements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingCalendar {
    version: String,
    marks: BTreeMap<NaiveDate, DayStatus>,
    official_years: BTreeSet<i32>,
}

impl WorkingCalendar {
    /// Puts yearly arrangements together; `version` names the data and is shown with every result.
    ///
    /// # Errors
    ///
    /// [`CalendarDataError`] when the arrangements contradict themselves or each other.
    pub fn new(
        version: impl Into<String>,
        years: impl IntoIterator<Item = CalendarYear>,
    ) -> Result<Self, CalendarDataError> {
        let mut calendar = Self {
            version: version.into(),
            marks: BTreeMap::new(),
            official_years: BTreeSet::new(),
        };
        let mut seen = BTreeSet::new();
        for year in years {
            if !seen.insert(year.year) {
                return Err(CalendarDataError::YearTwice(year.year));
            }
            if year.official {
                calendar.official_years.insert(year.year);
            }
            for (dates, working) in [(&year.off, false), (&year.make_up, true)] {
                for date in dates {
                    calendar.mark(&year, *date, working)?;
                }
            }
        }
        Ok(calendar)
    }

    fn mark(
        &mut self,
        year: &CalendarYear,
        date: NaiveDate,
        working: bool,
    ) -> Result<(), CalendarDataError> {
        let december_before = date.year() == year.year - 1 && date.month() == 12;
        if date.year() != year.year && !december_before {
            return Err(CalendarDataError::WrongYear {
                date,
                year: year.year,
            });
        }
        if working && !is_weekend(date) {
            return Err(CalendarDataError::MakeUpOnWeekday(date));
        }
        let mark = DayStatus {
            working,
            official: year.official,
        };
        match self.marks.insert(date, mark) {
            Some(before) if before.working != working => {
                Err(CalendarDataError::Contradiction(date))
            }
            _ => Ok(()),
        }
    }

    /// Returns the version of the data.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns the years whose arrangement has been published.
    pub fn official_years(&self) -> impl Iterator<Item = i32> + '_ {
        self.official_years.iter().copied()
    }

    /// Tells what `date` is.
    pub fn status(&self, date: NaiveDate) -> DayStatus {
        let in_official_year = self.official_years.contains(&date.year());
        match self.marks.get(&date) {
            Some(mark) => DayStatus {
                working: mark.working,
                official: mark.official || in_official_year,
            },
            None => DayStatus {
                working: !is_weekend(date),
                official: in_official_year,
            },
        }
    }

    /// Tells whether `date` is a working day.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        self.status(date).working
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Returns the next civil day, staying within the years that print as `YYYY-MM-DD`.
fn day_after(date: NaiveDate) -> Result<NaiveDate, CalendarError> {
    match date.succ_opt() {
        Some(next) if next.year() <= 9999 => Ok(next),
        _ => Err(CalendarError::OutOfRange),
    }
}

#[cfg(test)]
mod tests;
