//! Small words of answers for people: dates, yes and no, lines of a table.

use chrono::{Datelike, NaiveDate};
use handheld_contract::Lang;

/// Writes a date as people do: `2026年10月13日（星期二）`, `13 Oct 2026 (Tue)`.
pub(crate) fn date(date: NaiveDate, lang: Lang) -> String {
    const DAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    match lang {
        Lang::Zh => {
            let day = DAYS[date.weekday().num_days_from_monday() as usize % 7];
            let (y, m, d) = (date.year(), date.month(), date.day());
            format!("{y}年{m}月{d}日（星期{day}）")
        }
        Lang::En => date.format("%-d %b %Y (%a)").to_string(),
    }
}

/// The remark on a date that rests on a year without a notice, or nothing.
pub(crate) fn provisional(provisional: bool, lang: Lang) -> &'static str {
    if !provisional {
        return "";
    }
    lang.pick(
        "\n暂按周一至周五及法定节日计，待放假安排公布后重新计算",
        "\nProvisional: counted Monday to Friday less statutory holidays until the arrangement of that year is published",
    )
}

/// Chooses the wording of a catalogue text.
pub(crate) fn of(text: &handheld_domain::Text, lang: Lang) -> &str {
    lang.pick(&text.zh, &text.en)
}
