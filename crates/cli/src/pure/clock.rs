//! `deadline` and `workdays`.

use chrono::NaiveDate;
use clap::Args;
use handheld_contract::{Code, Problem};
use handheld_domain::calendar::{CalendarError, Limit, LimitError, Suspension};
use serde_json::json;

use crate::output::{Answer, Context, Failure};
use crate::words;

#[derive(Debug, Args)]
pub(crate) struct DeadlineArguments {
    /// 受理日期，当日不计 | Day of acceptance; the day itself does not count
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    from: NaiveDate,
    /// 期限：7wd 工作日，45cd 自然日 | Limit: 7wd working days, 45cd calendar days
    #[arg(long, value_parser = limit)]
    limit: Limit,
    /// 不计入的期间，首尾均含，可多次 | Days that do not count, both ends included; may be repeated
    #[arg(long, value_name = "FROM..TO", value_parser = suspension)]
    suspend: Vec<Suspension>,
}

#[derive(Debug, Args)]
pub(crate) struct WorkdaysArguments {
    /// 从次日起算 | The day after which counting starts
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    after: NaiveDate,
    /// 计到当日为止，含当日 | The day with which counting ends
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    until: NaiveDate,
}

pub(super) fn deadline(
    arguments: &DeadlineArguments,
    context: &Context,
) -> Result<Answer, Failure> {
    let calendar = &context.catalogue()?.calendar;
    let found = calendar
        .due_date(arguments.from, arguments.limit, &arguments.suspend)
        .map_err(out_of_calendar)?;
    let due = words::date(found.due, context.lang);
    let text = context
        .lang
        .pick(format!("{due}届满"), format!("Due {due}"));
    let note = words::provisional(found.provisional, context.lang);
    let answer = json!({
        "due": found.due.to_string(),
        "provisional": found.provisional,
        "calendar": calendar.version(),
    });
    Answer::new(answer, text + note)
}

pub(super) fn workdays(
    arguments: &WorkdaysArguments,
    context: &Context,
) -> Result<Answer, Failure> {
    let calendar = &context.catalogue()?.calendar;
    let found = calendar
        .working_days_between(arguments.after, arguments.until)
        .map_err(out_of_calendar)?;
    let days = found.working_days;
    let text = context
        .lang
        .pick(format!("{days}个工作日"), format!("{days} working days"));
    let note = words::provisional(found.provisional, context.lang);
    let answer = json!({
        "working_days": days,
        "provisional": found.provisional,
        "calendar": calendar.version(),
    });
    Answer::new(answer, text + note)
}

pub(super) fn out_of_calendar(error: CalendarError) -> Failure {
    let problem = Problem::new(Code::Usage);
    match &error {
        CalendarError::OutOfRange => Failure::because(
            problem,
            "out_of_range",
            "日期超出公元9999年".into(),
            error.to_string(),
        ),
        CalendarError::Backwards { after, until } => Failure::because(
            problem,
            "backwards",
            format!("{until} 早于 {after}"),
            error.to_string(),
        ),
    }
}

/// Dates have exactly one form; `2026-9-8` may be a typing error for another day.
pub(super) fn date(text: &str) -> Result<NaiveDate, &'static str> {
    const FORM: &str = "请写成 YYYY-MM-DD | write YYYY-MM-DD";
    let form = text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if text.len() != 10 || !form || text.starts_with("0000") {
        return Err(FORM);
    }
    text.parse()
        .map_err(|_| "没有这一天 | there is no such day")
}

fn limit(text: &str) -> Result<Limit, &'static str> {
    text.parse().map_err(in_both)
}

fn suspension(text: &str) -> Result<Suspension, &'static str> {
    let (from, to) = text
        .split_once("..")
        .ok_or("请写成 2026-03-10..2026-03-18 | write 2026-03-10..2026-03-18")?;
    Suspension::new(date(from)?, date(to)?).map_err(in_both)
}

fn in_both(error: LimitError) -> &'static str {
    match error {
        LimitError::Form => {
            "请写成 7wd（工作日）或 45cd（自然日） | write 7wd (working days) or 45cd (calendar days)"
        }
        LimitError::TooLong => "期限过长 | the limit is too long",
        LimitError::Backwards => "结束早于开始 | it ends before it starts",
    }
}
