//! Yearly arrangements: dates that exist and belong together, and official years without a gap.

use chrono::{Datelike, Duration, NaiveDate};
use handheld_domain::calendar::{CalendarYear, WorkingCalendar};
use toml::value::Datetime;

use super::{InFile, Known};
use crate::problem::Problems;
use crate::shape::{CalendarFile, Shapes};

/// Longest period off that is believed, in days.
const MAX_PERIOD_DAYS: i64 = 31;

pub(super) fn check(shapes: &Shapes, known: &Known<'_>, problems: &mut Problems) {
    let mut years = Vec::new();
    for (file, calendar) in &shapes.calendars {
        let mut at = InFile { file, problems };
        let expected = format!("calendars/{}.toml", calendar.year);
        if *file != expected {
            at.add(
                "year",
                "the file is not named after the year",
                &format!("name it {expected}"),
            );
        }
        at.sources("", &calendar.sources, known);
        check_periods(calendar, &mut at);
        years.push((calendar.year, calendar.official));
        let Some(year) = year(calendar) else {
            continue;
        };
        let alone = WorkingCalendar::new("check", [year]);
        match alone {
            Ok(alone) => check_count(calendar, &alone, &mut at),
            Err(error) => at.add("off", error.to_string(), "compare with the notice"),
        }
    }
    years.sort_unstable();
    for pair in years.windows(2) {
        if let [(before, before_official), (year, official)] = pair {
            let file = format!("calendars/{year}.toml");
            let mut at = InFile {
                file: &file,
                problems,
            };
            if *year != before + 1 {
                at.add(
                    "year",
                    format!("{} is missing", before + 1),
                    "add the missing year",
                );
            }
            if *official && !before_official {
                at.add(
                    "official",
                    "an official year follows one that is not",
                    "correct it",
                );
            }
        }
    }
}

fn check_periods(calendar: &CalendarFile, at: &mut InFile<'_>) {
    for (index, off) in calendar.off.iter().enumerate() {
        let key = format!("off[{index}]");
        at.words(&key, &off.zh, &off.en);
        match (civil(&off.from), civil(&off.to)) {
            (Some(from), Some(to)) => {
                let days = (to - from).num_days() + 1;
                if !(1..=MAX_PERIOD_DAYS).contains(&days) {
                    let message = format!("the period has {days} days");
                    at.add(format!("{key}.to"), message, "correct from and to");
                }
            }
            _ => at.add(key, "from and to must be dates", "write 2026-10-01"),
        }
    }
    for date in &calendar.make_up {
        let remedy = "write dates such as 2026-10-10";
        match civil(date) {
            None => at.add("make_up", format!("{date} is not a date"), remedy),
            Some(date) if covered(calendar, date) => {
                at.add(
                    "make_up",
                    format!("{date} is also off"),
                    "remove it from one of the two",
                );
            }
            Some(_) => {}
        }
    }
}

fn covered(calendar: &CalendarFile, date: NaiveDate) -> bool {
    calendar.off.iter().any(|off| {
        matches!((civil(&off.from), civil(&off.to)),
            (Some(from), Some(to)) if from <= date && date <= to)
    })
}

fn check_count(calendar: &CalendarFile, alone: &WorkingCalendar, at: &mut InFile<'_>) {
    let Some(stated) = calendar.working_days else {
        if calendar.official {
            at.add(
                "working_days",
                "the number of working days is missing",
                "count and write it",
            );
        }
        return;
    };
    let first = NaiveDate::from_ymd_opt(calendar.year, 1, 1);
    let days = first.map(|d| d.iter_days().take_while(|d| d.year() == calendar.year));
    let counted = days
        .into_iter()
        .flatten()
        .filter(|d| alone.is_working_day(*d))
        .count();
    if usize::try_from(stated) != Ok(counted) {
        let message = format!("{stated} working days are stated, {counted} are counted");
        at.add("working_days", message, "compare the dates with the notice");
    }
}

/// Returns the arrangement of a file, or none when its dates cannot be read.
pub(crate) fn year(calendar: &CalendarFile) -> Option<CalendarYear> {
    let mut off = Vec::new();
    for period in &calendar.off {
        let (from, to) = (civil(&period.from)?, civil(&period.to)?);
        let days = (to - from).num_days().clamp(0, MAX_PERIOD_DAYS);
        off.extend((0..=days).map(|offset| from + Duration::days(offset)));
    }
    let make_up = calendar
        .make_up
        .iter()
        .map(civil)
        .collect::<Option<Vec<_>>>()?;
    Some(CalendarYear {
        year: calendar.year,
        official: calendar.official,
        off,
        make_up,
    })
}

/// Returns a TOML local date as a civil date; anything with a time is refused.
fn civil(value: &Datetime) -> Option<NaiveDate> {
    let date = value
        .date
        .filter(|_| value.time.is_none() && value.offset.is_none())?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}
