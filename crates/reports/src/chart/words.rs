//! The words of a chart that the catalogue does not bring.

use chrono::{Datelike, NaiveDate};
use handheld_contract::Lang;
use handheld_contract::views::Text;
use handheld_contract::views::chart::ChartState;

use super::{ChartLimit, ChartMatter};

/// The wording in one language.
pub(super) fn of(text: &Text, lang: Lang) -> &str {
    lang.pick(&text.zh, &text.en)
}

/// The word of a state.
pub(super) fn state(state: ChartState, lang: Lang) -> &'static str {
    match state {
        ChartState::NotBegun => lang.pick("未开始", "Not begun"),
        ChartState::Submitted => lang.pick("已申报", "Submitted"),
        ChartState::Correcting => lang.pick("待补正", "Correction asked"),
        ChartState::Running => lang.pick("办理中", "Running"),
        ChartState::Soon => lang.pick("临近到期", "Due soon"),
        ChartState::Late => lang.pick("逾承诺", "Promise missed"),
        ChartState::LawMissed => lang.pick("逾法定", "Law missed"),
        ChartState::Suspended => lang.pick("已暂停", "Paused"),
        ChartState::Decided => lang.pick("已办结", "Decided"),
        ChartState::Refused => lang.pick("不予通过", "Refused"),
        ChartState::NotRequired => lang.pick("不需办理", "Not required"),
    }
}

/// The days of a matter: used of its limit once it runs, otherwise the limit.
pub(super) fn days(matter: &ChartMatter, lang: Lang) -> String {
    let Some(limit) = matter.limit else {
        return String::new();
    };
    match matter.used {
        Some(used) => format!("{used} / {} {}", limit.days, lang.pick("天", "days")),
        None if limit.days > 0 => limit_words(limit, lang),
        None if matter.government => lang.pick("即办", "same day").to_owned(),
        None => String::new(),
    }
}

/// A limit with its unit.
pub(super) fn limit_words(limit: ChartLimit, lang: Lang) -> String {
    let days = limit.days;
    let s = if days == 1 { "" } else { "s" };
    match (limit.calendar, lang) {
        (false, Lang::Zh) => format!("{days}个工作日"),
        (true, Lang::Zh) => format!("{days}个自然日"),
        (false, Lang::En) => format!("{days} working day{s}"),
        (true, Lang::En) => format!("{days} calendar day{s}"),
    }
}

/// The name of a frame.
pub(super) fn group(name: &Text, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("并联：{}", name.zh),
        Lang::En => format!("Parallel: {}", name.en),
    }
}

/// What stands below the name of a frame.
pub(super) fn group_note(longest: u32, together: bool, lang: Lang) -> String {
    let mut note = match (longest, lang) {
        (0, _) => String::new(),
        (days, Lang::Zh) => format!("最长{days}天"),
        (1, Lang::En) => "longest 1 day".to_owned(),
        (days, Lang::En) => format!("longest {days} days"),
    };
    if together {
        let comma = if note.is_empty() {
            ""
        } else {
            lang.pick("，", ", ")
        };
        note = format!("{note}{comma}{}", lang.pick("同步出证", "issued together"));
    }
    note
}

/// How many matters a phase has.
pub(super) fn count(matters: usize, lang: Lang) -> String {
    match (matters, lang) {
        (n, Lang::Zh) => format!("{n}个事项"),
        (1, Lang::En) => "1 matter".to_owned(),
        (n, Lang::En) => format!("{n} matters"),
    }
}

/// A civil date.
pub(super) fn date(date: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Lang::En => date.format("%-d %b %Y").to_string(),
    }
}

/// By which day something is due.
pub(super) fn due(by: NaiveDate, lang: Lang) -> String {
    let day = date(by, lang);
    lang.pick(format!("至{day}"), format!("by {day}"))
}

/// What a step waits for.
pub(super) fn after(codes: &[String], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("前置：{}", codes.join("、")),
        Lang::En => format!("After {}", codes.join(", ")),
    }
}

/// The remark on a step of the critical path.
pub(super) fn critical(lang: Lang) -> &'static str {
    lang.pick("关键路径", "Critical path")
}
