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

/// Columns that a text takes in a terminal: Han characters and their punctuation take two.
pub(crate) fn columns(text: &str) -> usize {
    let is_wide = |c: char| {
        let wide = ['\u{2E80}'..='\u{A4CF}', '\u{F900}'..='\u{FAFF}'];
        let full = ['\u{FF00}'..='\u{FF60}', '\u{20000}'..='\u{3FFFD}'];
        wide.iter().chain(&full).any(|range| range.contains(&c))
    };
    text.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

/// Sets rows in columns with two blanks between them; the last column is not filled up.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.map(|cell| columns(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            line.push_str(cell);
            let fill = (widths[at] + 2).saturating_sub(columns(cell));
            line.extend(std::iter::repeat_n(' ', fill));
        }
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_table_stand_below_each_other_in_both_scripts() {
        let rows = [["事项", "a"], ["P1-01", "b"], ["备案（赋码）", "c"]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        let lines = table(&rows);
        let starts: Vec<usize> = lines
            .lines()
            .map(|line| columns(line.trim_end_matches(['a', 'b', 'c'])))
            .collect();
        assert_eq!(starts, [14, 14, 14]);
    }
}
