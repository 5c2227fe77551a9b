//! The clock of a case: limits of promise and law, days used and left, colour.

use chrono::{Datelike, NaiveDate};

use super::{ApprovalRules, CaseHead, CaseState, Stand};
use crate::calendar::{CalendarError, Limit, Suspension, WorkingCalendar};

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Colour {
    /// Nothing to count, or decided in time.
    #[default]
    None,
    /// In time.
    Green,
    /// Due soon.
    Yellow,
    /// The promise is missed.
    Red,
    /// The law is missed.
    Black,
}

/// The clock of a case on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clock {
    /// Day of acceptance, and whether by silence.
    pub accepted: Option<(NaiveDate, bool)>,
    /// The promise as it holds, extension counted in.
    pub promised: Option<Limit>,
    /// The limit of the law, extension counted in.
    pub legal: Option<Limit>,
    /// Last day of the promise, as far as can be told while the clock stands.
    pub promised_due: Option<NaiveDate>,
    /// Last day of the law.
    pub legal_due: Option<NaiveDate>,
    /// Days used, in the unit of the promise (else of the law), without stops.
    pub used: u32,
    /// Working days until the promise (else the law) ends; negative = missed; frozen while the clock stands; none when nothing runs.
    pub left: Option<i64>,
    /// Colour; of a decided case the colour on the day of the decision, where it was late.
    pub colour: Colour,
    /// The clock stands.
    pub stopped: bool,
    /// First day on which it is yellow; while the clock stands as its dates are expected.
    pub yellow_from: Option<NaiveDate>,
    /// Whether a date rests on days without a published calendar.
    pub provisional: bool,
}

fn extended(limit: Limit, by: u32) -> Limit {
    match limit {
        Limit::WorkingDays(days) => Limit::WorkingDays(days.saturating_add(by)),
        Limit::CalendarDays(days) => Limit::CalendarDays(days.saturating_add(by)),
    }
}

impl Clock {
    /// Reads the clock of a case on `today`.
    ///
    /// The two clocks of one case are kept apart: what was promised and what the law allows. While the clock stands, colour, used and
    /// left are those of the day before it stopped, and the due dates assume that it goes on after the planned end.
    ///
    /// # Errors
    ///
    /// [`CalendarError`] when a date lies beyond what can be counted.
    pub fn read(
        head: &CaseHead,
        state: &CaseState,
        rules: &ApprovalRules,
        calendar: &WorkingCalendar,
        today: NaiveDate,
    ) -> Result<Self, CalendarError> {
        let extended = |limit: Option<Limit>, by| limit.map(|limit| extended(limit, by));
        let mut clock = Self {
            promised: extended(head.promised, state.extended_promise),
            legal: extended(head.legal, state.extended),
            ..Self::default()
        };
        let Some((accepted, by_silence)) = state.accepted_on(today) else {
            return Ok(clock);
        };
        clock.accepted = Some((accepted, by_silence));
        let open = state.open_stop().filter(|_| !state.stand.is_final());
        clock.stopped = open.is_some();
        let stops = state.suspensions(open.map(|_| today));
        let due = |limit: Option<Limit>, stops: &[Suspension]| {
            limit
                .map(|limit| calendar.due_date(accepted, limit, stops))
                .transpose()
        };
        let (promised, legal) = (due(clock.promised, &stops)?, due(clock.legal, &stops)?);
        clock.promised_due = promised.map(|deadline| deadline.due);
        clock.legal_due = legal.map(|deadline| deadline.due);
        clock.provisional = [promised, legal].iter().flatten().any(|d| d.provisional);
        // The day as which the clock is read: that of the end, the last one on which it ran, or today.
        let opinion = state.opinion.as_ref();
        let opinion = opinion.filter(|_| state.stand == Stand::Opinion);
        let ended = state.decided.as_ref().map(|d| d.on).or(state.ended);
        let frozen = open.and_then(|stop| stop.from.pred_opt());
        let at = ended.or(opinion.map(|o| o.on));
        let at = at.or(frozen.map(|day| day.min(today)));
        let at = at.unwrap_or(today).max(accepted);
        // What the dates were when the clock stopped.
        let past = state.suspensions(None);
        let days = Days {
            calendar,
            stops: &past,
        };
        let limit = clock.promised.or(clock.legal);
        clock.used = days.between(accepted, at)?.in_unit_of(limit);
        if opinion.is_some() {
            return Ok(clock);
        }
        let then = |limit| Ok(due(limit, &past)?.map(|deadline| deadline.due));
        let (promised, legal) = (then(clock.promised)?, then(clock.legal)?);
        clock.colour = colour(limit, promised, legal, rules, days, at)?;
        if ended.is_some() {
            if clock.colour < Colour::Red {
                clock.colour = Colour::None;
            }
            return Ok(clock);
        }
        if let Some(due) = promised.or(legal) {
            clock.left = Some(days.left(at, due)?);
        }
        if let (Some(limit), Some(due)) = (limit, clock.promised_due.or(clock.legal_due)) {
            let days = Days {
                calendar,
                stops: &stops,
            };
            clock.yellow_from = Some(days.yellow_from(limit, due, accepted, rules));
        }
        Ok(clock)
    }
}

/// Days on which the clock ran.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    working: u32,
    calendar: u32,
}

impl Counted {
    const fn in_unit_of(self, limit: Option<Limit>) -> u32 {
        match limit {
            Some(Limit::CalendarDays(_)) => self.calendar,
            _ => self.working,
        }
    }
}

/// The calendar with the times taken out in which the clock stands.
#[derive(Clone, Copy)]
struct Days<'a> {
    calendar: &'a WorkingCalendar,
    stops: &'a [Suspension],
}

impl Days<'_> {
    fn count(self, day: NaiveDate, counted: &mut Counted) {
        let stopped = |stop: &Suspension| stop.from() <= day && day <= stop.to();
        if !self.stops.iter().any(stopped) {
            counted.calendar += 1;
            counted.working += u32::from(self.calendar.is_working_day(day));
        }
    }

    /// Days after `after` up to and with `until`; none when it lies before.
    fn between(self, after: NaiveDate, until: NaiveDate) -> Result<Counted, CalendarError> {
        if until.year() > 9999 {
            return Err(CalendarError::OutOfRange);
        }
        let (mut day, mut counted) = (after, Counted::default());
        while day < until {
            day = day.succ_opt().ok_or(CalendarError::OutOfRange)?;
            self.count(day, &mut counted);
        }
        Ok(counted)
    }

    /// Working days left until `due`: 0 on the due day, negative once overdue, even when only days off have passed since.
    fn left(self, at: NaiveDate, due: NaiveDate) -> Result<i64, CalendarError> {
        Ok(if at <= due {
            i64::from(self.between(at, due)?.working)
        } else {
            -i64::from(self.between(due, at)?.working.max(1))
        })
    }

    /// The first day after acceptance on which what is left is not green any more.
    fn yellow_from(
        self,
        limit: Limit,
        due: NaiveDate,
        accepted: NaiveDate,
        rules: &ApprovalRules,
    ) -> NaiveDate {
        let (mut day, mut left) = (due, Counted::default());
        while let Some(before) = day.pred_opt().filter(|before| *before >= accepted) {
            self.count(day, &mut left);
            if green(limit, left, rules) {
                break;
            }
            day = before;
        }
        day
    }
}

/// Whether more than the days or more than the share of the limit is left; the share in the unit of the limit.
fn green(limit: Limit, left: Counted, rules: &ApprovalRules) -> bool {
    let share = u64::from(limit.days()) * u64::from(rules.green_percent);
    left.working > rules.green_days || u64::from(left.in_unit_of(Some(limit))) * 100 > share
}

/// The colour on a day; where nothing is promised, what the law allows is warned of in the same way.
fn colour(
    limit: Option<Limit>,
    promised: Option<NaiveDate>,
    legal: Option<NaiveDate>,
    rules: &ApprovalRules,
    days: Days<'_>,
    at: NaiveDate,
) -> Result<Colour, CalendarError> {
    if legal.is_some_and(|due| at > due) {
        return Ok(Colour::Black);
    }
    let (Some(limit), Some(due)) = (limit, promised.or(legal)) else {
        return Ok(Colour::None);
    };
    if at > due {
        return Ok(Colour::Red);
    }
    Ok(if green(limit, days.between(at, due)?, rules) {
        Colour::Green
    } else {
        Colour::Yellow
    })
}
