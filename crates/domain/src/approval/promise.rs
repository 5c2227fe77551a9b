//! What was promised to a firm, measured from the same records: quantified commitments (H23) and the four dates of an industrial
//! project, from negotiation to certificates (H19 to H22).

use chrono::NaiveDate;

use crate::calendar::{CalendarError, WorkingCalendar};

/// One quantified commitment of a contract with a firm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// Clause that promises it.
    pub clause: String,
    /// Matter that is measured.
    pub matter: String,
    /// Working days promised.
    pub target: u32,
    /// What a breach leads to, in words of the contract.
    pub penalty: String,
}

/// A commitment with what was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Clause.
    pub clause: String,
    /// Working days promised.
    pub target: u32,
    /// Working days used; none while it is not decided.
    pub used: Option<u32>,
    /// Promised less than was used.
    pub breach: bool,
    /// What follows.
    pub penalty: Option<String>,
}

/// Measures a commitment: `used` are the days of the matter's own clock, suspensions left out.
pub fn measure(commitment: &Commitment, used: Option<u32>, decided: bool) -> Measured {
    let breach = used.is_some_and(|used| used > commitment.target);
    Measured {
        clause: commitment.clause.clone(),
        target: commitment.target,
        used: used.filter(|_| decided || breach),
        breach,
        penalty: breach.then(|| commitment.penalty.clone()),
    }
}

/// The dates of an industrial project in a park.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParkDates {
    /// The site was checked (洽谈即服务).
    pub site_check: Option<NaiveDate>,
    /// An agent of the park was named (洽谈即服务).
    pub agent: Option<NaiveDate>,
    /// Contract signed.
    pub contract: Option<NaiveDate>,
    /// Land handed over (签约即供地).
    pub land: Option<NaiveDate>,
    /// Start of the works.
    pub start: Option<NaiveDate>,
    /// Utilities with the day on which each is ready; none = not ready (开工即配套).
    pub utilities: Vec<(String, Option<NaiveDate>)>,
    /// Completion filing.
    pub filing: Option<NaiveDate>,
    /// Title issued (竣工即办证).
    pub title: Option<NaiveDate>,
}

/// The time between two dates of which the second was promised soon after the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// Days between them, or until today while the second has not come.
    pub days: u32,
    /// The second has come.
    pub ended: bool,
    /// Days promised.
    pub limit: u32,
}

impl Lag {
    /// Whether the promise was kept; none while it still may be.
    pub fn kept(self) -> Option<bool> {
        if self.days > self.limit {
            Some(false)
        } else {
            self.ended.then_some(true)
        }
    }
}

/// What the four promises of a park come to. Each is none before the day from which it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkPromises {
    /// H19: the site was checked and an agent named before the contract.
    pub served_before_contract: Option<bool>,
    /// H20: calendar days from contract to land.
    pub contract_to_land: Option<Lag>,
    /// H21: utilities that were not ready when the works began.
    pub missing_utilities: Option<Vec<String>>,
    /// H22: working days from filing to title.
    pub filing_to_title: Option<Lag>,
}

/// Days within which a park promises land and title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ParkLimits {
    /// Calendar days from the contract to the land; 0 = on the day of signing.
    pub land_calendar_days: u32,
    /// Working days from the completion filing to the title.
    pub title_working_days: u32,
}

/// Computes the four promises on a day.
///
/// # Errors
///
/// [`CalendarError`] for dates beyond what a calendar can hold.
pub fn park_promises(
    dates: &ParkDates,
    limits: ParkLimits,
    calendar: &WorkingCalendar,
    today: NaiveDate,
) -> Result<ParkPromises, CalendarError> {
    let reached = |day: Option<NaiveDate>| day.filter(|day| *day <= today);
    let start = reached(dates.start);
    let missing = |start: NaiveDate| {
        let late = |(name, ready): &(String, Option<NaiveDate>)| {
            ready
                .is_none_or(|ready| ready > start)
                .then(|| name.clone())
        };
        dates.utilities.iter().filter_map(late).collect()
    };
    let lag = |from: Option<NaiveDate>, to: Option<NaiveDate>, limit, working: bool| {
        let Some(from) = reached(from) else {
            return Ok(None);
        };
        // What came before the day from which it is counted came soon enough.
        let until = to.unwrap_or(today).max(from);
        let days = if working {
            calendar.working_days_between(from, until)?.working_days
        } else {
            u32::try_from((until - from).num_days()).unwrap_or(u32::MAX)
        };
        Ok(Some(Lag {
            days,
            ended: to.is_some(),
            limit,
        }))
    };
    let served = |contract: NaiveDate| {
        let before = |day: Option<NaiveDate>| day.is_some_and(|day| day < contract);
        before(dates.site_check) && before(dates.agent)
    };
    Ok(ParkPromises {
        served_before_contract: reached(dates.contract).map(served),
        contract_to_land: lag(dates.contract, dates.land, limits.land_calendar_days, false)?,
        missing_utilities: start.map(missing),
        filing_to_title: lag(dates.filing, dates.title, limits.title_working_days, true)?,
    })
}
