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
    /// First service before the contract: site check, agent (洽谈即服务).
    pub first_service: Option<NaiveDate>,
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

/// What the four promises of a park come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkPromises {
    /// H19: service began before the contract; none while there is no contract.
    pub served_before_contract: Option<bool>,
    /// H20: calendar days from contract to land; the promise is 0.
    pub contract_to_land: Option<i64>,
    /// H21: utilities that were not ready when the works began.
    pub missing_utilities: Vec<String>,
    /// H22: working days from filing to title; the promise is 0 to 2.
    pub filing_to_title: Option<u32>,
}

/// Computes the four promises on a day.
///
/// # Errors
///
/// [`CalendarError`] when the title is dated before the filing.
pub fn park_promises(
    dates: &ParkDates,
    calendar: &WorkingCalendar,
    today: NaiveDate,
) -> Result<ParkPromises, CalendarError> {
    let start = dates.start.filter(|start| *start <= today);
    let missing = |(name, ready): &(String, Option<NaiveDate>)| {
        let late = start.is_some_and(|start| ready.is_none_or(|ready| ready > start));
        late.then(|| name.clone())
    };
    let filing_to_title = match (dates.filing, dates.title) {
        (Some(filing), Some(title)) => {
            Some(calendar.working_days_between(filing, title)?.working_days)
        }
        _ => None,
    };
    Ok(ParkPromises {
        served_before_contract: dates
            .contract
            .map(|contract| dates.first_service.is_some_and(|first| first < contract)),
        contract_to_land: dates
            .contract
            .zip(dates.land)
            .map(|(contract, land)| (land - contract).num_days()),
        missing_utilities: dates.utilities.iter().filter_map(missing).collect(),
        filing_to_title,
    })
}
