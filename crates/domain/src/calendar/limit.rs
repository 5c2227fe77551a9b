//! Time limits and suspensions as values.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

/// Longest limit that is computed: a hundred years of days. No statute comes near it.
pub const MAX_LIMIT_DAYS: u32 = 36_525;

/// A time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Working days (工作日), written `7wd`.
    WorkingDays(u32),
    /// Calendar days (自然日), written `45cd`.
    CalendarDays(u32),
}

/// Why a limit or a suspension is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// The text has another form.
    #[error("write a limit as 7wd (working days) or 45cd (calendar days)")]
    Form,
    /// More than [`MAX_LIMIT_DAYS`].
    #[error("a limit has at most {MAX_LIMIT_DAYS} days")]
    TooLong,
    /// A suspension that ends before it starts.
    #[error("a suspension cannot end before it starts")]
    Backwards,
}

impl Limit {
    /// Returns the number of days.
    pub const fn days(self) -> u32 {
        match self {
            Self::WorkingDays(days) | Self::CalendarDays(days) => days,
        }
    }
}

impl FromStr for Limit {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unit = |suffix: &str| text.strip_suffix(suffix);
        let (digits, limit): (&str, fn(u32) -> Self) = match (unit("wd"), unit("cd")) {
            (Some(digits), _) => (digits, Self::WorkingDays),
            (_, Some(digits)) => (digits, Self::CalendarDays),
            _ => return Err(LimitError::Form),
        };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(LimitError::Form);
        }
        match digits.parse::<u32>() {
            Ok(days) if days <= MAX_LIMIT_DAYS => Ok(limit(days)),
            _ => Err(LimitError::TooLong),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WorkingDays(days) => write!(f, "{days}wd"),
            Self::CalendarDays(days) => write!(f, "{days}cd"),
        }
    }
}

/// Days on which the clock stands still; both ends are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Suspension {
    from: NaiveDate,
    to: NaiveDate,
}

impl Suspension {
    /// Makes a suspension from its first and last day.
    ///
    /// # Errors
    ///
    /// [`LimitError::Backwards`] when the last day lies before the first.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, LimitError> {
        if to < from {
            return Err(LimitError::Backwards);
        }
        Ok(Self { from, to })
    }

    /// Returns the first day.
    pub const fn from(self) -> NaiveDate {
        self.from
    }

    /// Returns the last day.
    pub const fn to(self) -> NaiveDate {
        self.to
    }
}

/// Sorts suspensions and merges those that overlap or touch.
pub(super) fn merged(suspensions: &[Suspension]) -> Vec<Suspension> {
    let mut sorted = suspensions.to_vec();
    sorted.sort();
    let mut merged: Vec<Suspension> = Vec::with_capacity(sorted.len());
    for next in sorted {
        match merged.last_mut() {
            Some(last) if next.from <= last.to.succ_opt().unwrap_or(last.to) => {
                last.to = last.to.max(next.to);
            }
            _ => merged.push(next),
        }
    }
    merged
}
