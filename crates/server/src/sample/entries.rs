//! Reads the diary: from its lines to entries in the order of their days.

use chrono::NaiveDate;
use handheld_contract::{Code, Problem};
use handheld_domain::calendar::Limit;

use super::diary::DIARY;
use crate::centre::catalogue;

/// The year of the diary.
const YEAR: i32 = 2026;

pub(super) fn wrong(line: &str, why: &str) -> Problem {
    Problem::new(Code::Internal).with("why", format!("sample diary, {line}: {why}"))
}

/// What happens, in its order.
pub(super) struct Entry {
    pub(super) on: NaiveDate,
    pub(super) chapter: usize,
    /// For errors.
    pub(super) line: &'static str,
    pub(super) what: What,
}

pub(super) enum What {
    /// Procedure, green channel and design, before everything else.
    Begin,
    /// Matters on one form; those by commitment; and those whose correction waits, which lack their last material.
    Declare {
        matters: Vec<&'static str>,
        commitment: Vec<&'static str>,
        lacks: bool,
    },
    /// An act, with the text after its day.
    Act {
        matter: &'static str,
        letter: char,
        rest: &'static str,
    },
    Milestone(&'static str),
    /// Dates of the park and promises, when everything is written.
    Facts,
}

/// A day as the diary writes it: `MMDD`, or `+n` working days after another.
pub(super) fn day(text: &str, before: Option<NaiveDate>) -> Option<NaiveDate> {
    if let Some(days) = text.strip_prefix('+') {
        let days: u32 = days.parse().ok()?;
        let limit = Limit::WorkingDays(days);
        return match days {
            0 => before,
            _ => Some(catalogue().calendar.due_date(before?, limit, &[]).ok()?.due),
        };
    }
    let (month, date) = text.split_at_checked(2)?;
    NaiveDate::from_ymd_opt(YEAR, month.parse().ok()?, date.parse().ok()?)
}

/// The entries of one line.
fn entries_of(chapter: usize, line: &'static str) -> Option<Vec<Entry>> {
    let mut words = line.split_whitespace();
    let named: Vec<&'static str> = words.next()?.split('+').collect();
    let matters: Vec<&'static str> = named.iter().map(|m| m.trim_end_matches('*')).collect();
    let commitment = named.iter().filter_map(|m| m.strip_suffix('*')).collect();
    let acts: Vec<&'static str> = words.collect();
    let mut last: Vec<Option<NaiveDate>> = vec![None; matters.len()];
    let mut entries = Vec::new();
    let lacks = acts.iter().any(|act| act.starts_with('c'));
    for act in acts {
        let (letter, text) = act.split_at_checked(1)?;
        if letter == "s" {
            let on = day(text, None)?;
            last.fill(Some(on));
            let what = What::Declare {
                matters: matters.clone(),
                commitment: Vec::clone(&commitment),
                lacks,
            };
            entries.push(Entry {
                on,
                chapter,
                line,
                what,
            });
            continue;
        }
        let (days, rest) = text.split_once('/').unwrap_or((text, ""));
        let days: Vec<&str> = days.split(',').collect();
        for (place, matter) in matters.iter().enumerate() {
            let text = days.get(place).or(days.last())?;
            if *text == "-" {
                continue;
            }
            let on = day(text, last[place])?;
            last[place] = Some(on);
            let letter = letter.chars().next()?;
            let what = What::Act {
                matter,
                letter,
                rest,
            };
            entries.push(Entry {
                on,
                chapter,
                line,
                what,
            });
        }
    }
    Some(entries)
}

/// The whole diary by days.
pub(super) fn whole() -> Result<Vec<Entry>, Problem> {
    let mut all = Vec::new();
    for (number, chapter) in DIARY.iter().enumerate() {
        let mut entries = Vec::new();
        for line in chapter.lines {
            entries.extend(entries_of(number, line).ok_or_else(|| wrong(line, "cannot be read"))?);
        }
        for (key, on) in chapter.milestones {
            let on = day(on, None).ok_or_else(|| wrong(key, "no day"))?;
            entries.push(Entry {
                on,
                chapter: number,
                line: key,
                what: What::Milestone(key),
            });
        }
        let days = || entries.iter().map(|entry| entry.on);
        let (Some(first), Some(end)) = (days().min(), days().max()) else {
            continue;
        };
        let around = |on, what| Entry {
            on,
            chapter: number,
            line: chapter.procedure,
            what,
        };
        let (begin, facts) = (around(first, What::Begin), around(end, What::Facts));
        entries.insert(0, begin);
        entries.push(facts);
        all.extend(entries);
    }
    // Of one day and project in the order in which they are written.
    all.sort_by_key(|entry| (entry.on, entry.chapter));
    Ok(all)
}

/// The act of a letter, with its outcome.
pub(super) fn act_of(letter: char) -> Option<(&'static str, Option<&'static str>)> {
    Some(match letter {
        'a' => ("accept", None),
        'c' => ("ask_correction", None),
        'b' => ("resubmit", None),
        'g' => ("decide", Some("granted")),
        'r' => ("decide", Some("refused")),
        'd' => ("deliver", None),
        'o' => ("opinion", Some("no_objection")),
        'x' => ("opinion", Some("objections")),
        'v' => ("convert", None),
        'p' => ("suspend", None),
        'u' => ("resume", None),
        'k' => ("post_check", Some("kept")),
        'f' => ("post_check", Some("false")),
        'R' => ("revoke", None),
        _ => return None,
    })
}

/// Reasons and basis of an act that must carry them.
pub(super) fn words_of(letter: char) -> (&'static str, &'static str) {
    match letter {
        'r' => (
            "申请材料与现行规划及技术标准不符",
            "《中华人民共和国行政许可法》第三十八条第二款",
        ),
        'x' => ("总平面退界不足，须修改后再报", ""),
        'p' => (
            "所需时间不计入审批时限",
            "《中华人民共和国行政许可法》第四十五条",
        ),
        'f' => ("现场核查与承诺内容不符", ""),
        'R' => (
            "承诺不实，撤销备案并记入信用档案",
            "《中华人民共和国行政许可法》第六十九条第二款",
        ),
        _ => ("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_diary_can_be_read_and_nothing_happens_after_the_25th_of_november() {
        let last = whole().unwrap().iter().map(|entry| entry.on).max();
        assert_eq!(last, NaiveDate::from_ymd_opt(2026, 11, 25));
    }

    #[test]
    fn nothing_is_written_for_a_day_before_what_it_follows() {
        for (number, chapter) in DIARY.iter().enumerate() {
            for line in chapter.lines {
                let days: Vec<_> = entries_of(number, line).unwrap();
                let first = days.first().map(|entry| entry.on);
                assert!(days.iter().all(|entry| Some(entry.on) >= first), "{line}");
            }
        }
    }
}
