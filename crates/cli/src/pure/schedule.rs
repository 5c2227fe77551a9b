//! `schedule`: the dates of a procedure if every matter takes its whole limit.

use std::num::NonZeroU32;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use handheld_catalogue::Catalogue;
use handheld_contract::Lang;
use handheld_domain::plan::{Basis, Plan, Schedule, ScheduledMatter, Terms};
use handheld_domain::procedure::{LimitUnit, TimeLimit};
use serde_json::{Value, json};

use super::{clock, planning};
use crate::output::{Answer, Context, Failure};
use crate::words;

#[derive(Debug, Args)]
pub(crate) struct ScheduleArguments {
    /// 流程代码，如 ZJ-GEN | Code of the procedure, such as ZJ-GEN
    code: String,
    /// 首个事项受理之日 | Day on which the first matter is accepted
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = clock::date)]
    start: NaiveDate,
    /// 按承诺时限或法定时限 | By promised or by statutory limits
    #[arg(long, value_enum, default_value_t = Limits::Promised)]
    limits: Limits,
    /// 不需要办理的事项，可多次 | A matter that is not needed; may be repeated
    #[arg(long, value_name = "MATTER")]
    without: Vec<String>,
    /// 重点项目绿色通道：承诺时限减半 | Key project (green channel): half the promised limits
    #[arg(long)]
    green_channel: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Limits {
    Promised,
    Legal,
}

impl Limits {
    pub(super) fn basis(self) -> Basis {
        match self {
            Self::Promised => Basis::Promised,
            Self::Legal => Basis::Legal,
        }
    }
}

pub(super) fn run(arguments: &ScheduleArguments, context: &Context) -> Result<Answer, Failure> {
    let catalogue = context.catalogue()?;
    let plan = planning::plan(catalogue, &arguments.code, &arguments.without)?;
    let divisor = NonZeroU32::new(catalogue.parameters.green_channel_divisor);
    let mut terms = Terms::of(arguments.limits.basis());
    terms.green_channel = divisor.filter(|_| arguments.green_channel);
    let schedule = plan
        .schedule(&catalogue.calendar, arguments.start, &terms)
        .map_err(|error| planning::failure(error, &arguments.code))?;
    let answer = answer(arguments, catalogue, &schedule);
    Answer::new(answer, text(&plan, &schedule, context.lang))
}

fn answer(arguments: &ScheduleArguments, catalogue: &Catalogue, schedule: &Schedule) -> Value {
    let matters: Vec<Value> = schedule.matters.iter().map(matter).collect();
    let mut answer = json!({
        "procedure": arguments.code,
        "start": arguments.start.to_string(),
        "matters": matters,
        "critical_path": schedule.critical_path,
        "finish_path": schedule.finish_path,
        "finish": schedule.finish.to_string(),
        "finish_with_waiting": schedule.finish_with_waiting.to_string(),
        "government_days": {
            "serial": schedule.government_days.serial,
            "parallel": schedule.government_days.parallel,
        },
        "provisional": schedule.provisional,
        "calendar": catalogue.calendar.version(),
    });
    if let Some(days) = schedule.t0_to_permit_days {
        answer["t0_to_permit_days"] = days.into();
    }
    answer
}

fn matter(matter: &ScheduledMatter) -> Value {
    json!({
        "code": matter.code,
        "start": matter.start.to_string(),
        "due": matter.due.to_string(),
        "days": matter.counted.days,
        "unit": unit(matter.counted),
        "government": matter.government,
        "critical": matter.critical,
        "issued": matter.issued.to_string(),
        "waiting": {
            "start": matter.waiting.start.to_string(),
            "due": matter.waiting.due.to_string(),
            "days": matter.waiting.limit.days,
            "unit": unit(matter.waiting.limit),
        },
    })
}

/// Working days or calendar days; 日 of a licensing statute is the former.
fn unit(limit: TimeLimit) -> &'static str {
    match limit.unit {
        LimitUnit::Wd | LimitUnit::D => "wd",
        LimitUnit::Cd => "cd",
    }
}

fn text(plan: &Plan<'_>, schedule: &Schedule, lang: Lang) -> String {
    let procedure = plan.procedure();
    let head = match lang {
        Lang::Zh => ["", "事项", "受理", "届满", "天数", "名称"],
        Lang::En => ["", "Matter", "Accepted", "Due", "Days", "Name"],
    };
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (scheduled, (_, matter)) in schedule.matters.iter().zip(plan.chosen()) {
        rows.push(vec![
            if scheduled.critical { "*" } else { "" }.to_owned(),
            scheduled.code.clone(),
            scheduled.start.to_string(),
            scheduled.due.to_string(),
            days(scheduled, lang),
            words::of(&matter.name, lang).to_owned(),
        ]);
    }
    let title = format!("{}  {}", procedure.code, words::of(&procedure.name, lang));
    let table = words::table(&rows);
    let summary = summary(schedule, lang).join("\n");
    let note = words::provisional(schedule.provisional, lang);
    format!("{title}\n\n{table}\n\n{summary}{note}")
}

/// The days that count; in brackets what takes time but is no government time.
fn days(matter: &ScheduledMatter, lang: Lang) -> String {
    let number = matter.waiting.limit.days;
    let unit = match matter.waiting.limit.unit {
        LimitUnit::Cd => lang.pick("自然日", " cal."),
        LimitUnit::Wd | LimitUnit::D => "",
    };
    if matter.government {
        format!("{number}{unit}")
    } else {
        format!("({number}{unit})")
    }
}

fn summary(schedule: &Schedule, lang: Lang) -> Vec<String> {
    let finish = words::date(schedule.finish, lang);
    let waiting = words::date(schedule.finish_with_waiting, lang);
    let days = schedule.government_days;
    let path = schedule.critical_path.join(" → ");
    let mut lines = match lang {
        Lang::Zh => vec![
            format!("* 关键路径：{path}"),
            format!(
                "政府办理时间：串联 {} 天，并联 {} 天",
                days.serial, days.parallel
            ),
            format!("政府办理时间届满：{finish}"),
            format!("连同公示、测绘和建设单位自办事项（括号内）：{waiting}"),
        ],
        Lang::En => vec![
            format!("* Critical path: {path}"),
            format!(
                "Government time: {} days in series, {} in parallel",
                days.serial, days.parallel
            ),
            format!("Government time ends {finish}"),
            format!("With publicity, survey and the owner's own steps (in brackets): {waiting}"),
        ],
    };
    if schedule.finish_path != schedule.critical_path {
        let path = schedule.finish_path.join(" → ");
        lines.push(lang.pick(
            format!("最后届满日取决于：{path}"),
            format!("The last date is set by {path}"),
        ));
    }
    if let Some(days) = schedule.t0_to_permit_days {
        lines.push(lang.pick(
            format!("拿地到施工许可：{days} 个工作日"),
            format!("Land contract to construction permit: {days} working days"),
        ));
    }
    lines
}
