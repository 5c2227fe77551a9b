//! The feed, read back by the parser of the crate that wrote it, and held against RFC 5545 octet by octet.

use std::str::FromStr;

use chrono::TimeZone;
use icalendar::{CalendarComponent, DatePerhapsTime};

use super::*;

fn at(month: u32, day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, month, day, hour, 0, 0)
        .single()
        .expect("an instant")
}

fn date(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a date")
}

fn item() -> FeedItem {
    FeedItem {
        case: "0199a3c2-5b1e-7d44-9a01-3f2c5e7b8d10".to_owned(),
        due: Due::Correction,
        deadline: Deadline {
            due: date(10, 13),
            provisional: false,
        },
        matter: Text::new("建设工程消防设计审查", "Fire protection design review"),
        project: "滨江新区人民医院二期".to_owned(),
        office: Text::new("嘉兴市行政审批局", "Jiaxing Approval Bureau"),
        used: Some(Used {
            used: 4,
            left: 3,
            suspended: false,
        }),
        revision: 2,
        changed: at(9, 29, 1),
        url: Some("https://example.org/cases/0199a3c2".to_owned()),
        withdrawn: false,
        remind_on: Some(date(10, 12)),
    }
}

fn written(items: &[FeedItem], lang: Lang) -> String {
    feed("期限提醒", items, lang, at(9, 30, 2))
}

fn events(text: &str) -> Vec<Event> {
    Calendar::from_str(text)
        .expect("the feed reads")
        .components
        .into_iter()
        .filter_map(|component| match component {
            CalendarComponent::Event(event) => Some(event),
            _ => None,
        })
        .collect()
}

fn only(item: FeedItem, lang: Lang) -> Event {
    events(&written(&[item], lang)).pop().expect("an event")
}

/// The lines as they were before folding.
fn lines(text: &str) -> Vec<String> {
    text.replace("\r\n ", "")
        .split_terminator("\r\n")
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_deadline_is_an_all_day_event_that_says_who_must_do_what_by_when() {
    let event = only(item(), Lang::Zh);
    assert_eq!(
        event.get_summary(),
        Some("请于2026年10月13日前补正：建设工程消防设计审查")
    );
    assert_eq!(event.get_start(), Some(DatePerhapsTime::Date(date(10, 13))));
    assert_eq!(event.get_end(), Some(DatePerhapsTime::Date(date(10, 14))));
    assert_eq!(event.get_status(), Some(EventStatus::Confirmed));
    assert_eq!(
        event.get_description(),
        Some(
            "经办机关：嘉兴市行政审批局\n项目：滨江新区人民医院二期\n截至2026年9月30日：已用4个工作日，还剩3个工作日"
        )
    );
    assert_eq!(event.get_url(), Some("https://example.org/cases/0199a3c2"));
    assert_eq!(event.property_value("TRANSP"), Some("TRANSPARENT"));

    let event = only(item(), Lang::En);
    assert_eq!(
        event.get_summary(),
        Some("Correct by 13 Oct 2026: Fire protection design review")
    );
    assert_eq!(
        event.get_description(),
        Some(
            "Office: Jiaxing Approval Bureau\nProject: 滨江新区人民医院二期\nAs of 30 Sep 2026: 4 working days used, 3 working days left"
        )
    );
}

#[test]
fn the_calendar_says_what_it_is_and_how_often_to_ask() {
    let lines = lines(&written(&[], Lang::Zh));
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:期限提醒",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "END:VCALENDAR",
    ] {
        assert!(lines.iter().any(|own| own == line), "{line}: {lines:?}");
    }
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("PRODID:-//Handheld Check//"))
    );
}

#[test]
fn the_uid_stays_when_a_deadline_moves_and_the_sequence_tells() {
    let first = only(item(), Lang::Zh);
    let mut moved = item();
    moved.deadline.due = date(10, 20);
    moved.revision = 3;
    moved.changed = at(10, 9, 1);
    let moved = only(moved, Lang::En);
    assert_eq!(first.get_uid(), moved.get_uid());
    assert_eq!(first.get_sequence(), Some(2));
    assert_eq!(moved.get_sequence(), Some(3));
    assert_eq!(moved.get_last_modified(), Some(at(10, 9, 1)));
    assert_eq!(moved.get_timestamp(), Some(at(9, 30, 2)));
}

#[test]
fn deadlines_of_one_case_have_uids_of_their_own() {
    let all = [
        Due::Correction,
        Due::Promised,
        Due::Legal,
        Due::Rectification,
        Due::SpecialProcedure,
        Due::PostCheck,
        Due::Delivery,
    ];
    let items: Vec<FeedItem> = all
        .iter()
        .map(|due| FeedItem {
            due: *due,
            ..item()
        })
        .collect();
    let events = events(&written(&items, Lang::Zh));
    let uids: std::collections::BTreeSet<_> = events.iter().filter_map(Event::get_uid).collect();
    let summaries: std::collections::BTreeSet<_> =
        events.iter().filter_map(Event::get_summary).collect();
    assert_eq!(uids.len(), all.len());
    assert_eq!(summaries.len(), all.len());
}

#[test]
fn what_was_withdrawn_is_cancelled_and_no_longer_reminds() {
    let text = written(
        &[FeedItem {
            withdrawn: true,
            ..item()
        }],
        Lang::Zh,
    );
    let event = events(&text).pop().expect("an event");
    assert_eq!(event.get_status(), Some(EventStatus::Cancelled));
    assert!(
        event
            .get_summary()
            .is_some_and(|summary| summary.starts_with("已取消："))
    );
    assert!(!text.contains("VALARM"), "{text}");
}

#[test]
fn a_provisional_deadline_is_tentative_and_says_why() {
    let mut item = item();
    item.deadline.provisional = true;
    let event = only(item.clone(), Lang::Zh);
    assert_eq!(event.get_status(), Some(EventStatus::Tentative));
    assert!(
        event
            .get_summary()
            .is_some_and(|summary| summary.ends_with("（暂定）"))
    );
    assert!(
        event
            .get_description()
            .is_some_and(|text| text.contains("放假安排尚未公布"))
    );
    assert!(
        only(item, Lang::En)
            .get_summary()
            .is_some_and(|summary| summary.ends_with("(provisional)"))
    );
}

#[test]
fn overdue_and_suspended_limits_say_so() {
    let mut item = item();
    item.used = Some(Used {
        used: 9,
        left: -1,
        suspended: true,
    });
    let event = only(item.clone(), Lang::En);
    let text = event.get_description().expect("a description");
    assert!(
        text.contains("9 working days used, 1 working day overdue\nThe limit is suspended."),
        "{text}"
    );
    item.used = Some(Used {
        used: 7,
        left: 0,
        suspended: false,
    });
    let event = only(item, Lang::Zh);
    assert!(
        event
            .get_description()
            .is_some_and(|text| text.ends_with("已用7个工作日，今日到期"))
    );
}

#[test]
fn a_reminder_comes_at_nine_in_china_on_the_day_that_was_given() {
    let lines = lines(&written(&[item()], Lang::Zh));
    let alarm: Vec<&String> = lines
        .iter()
        .skip_while(|line| *line != "BEGIN:VALARM")
        .take_while(|line| *line != "END:VALARM")
        .collect();
    assert!(
        alarm.iter().any(|line| *line == "ACTION:DISPLAY"),
        "{alarm:?}"
    );
    assert!(
        alarm
            .iter()
            .any(|line| *line == "TRIGGER;VALUE=DATE-TIME:20261012T010000Z"),
        "{alarm:?}"
    );
    assert!(
        !alarm.iter().any(|line| line.starts_with("DTSTAMP")),
        "{alarm:?}"
    );
    let silent = written(
        &[FeedItem {
            remind_on: None,
            ..item()
        }],
        Lang::Zh,
    );
    assert!(!silent.contains("VALARM"), "{silent}");
}

#[test]
fn no_line_is_longer_than_75_octets_and_every_line_ends_with_crlf() {
    for length in 0..160 {
        let mut item = item();
        item.matter = Text::new("审".repeat(length), "x".repeat(length));
        item.project = format!("{}𠮷", "a".repeat(length));
        for lang in [Lang::Zh, Lang::En] {
            let text = written(&[item.clone()], lang);
            assert!(text.ends_with("END:VCALENDAR\r\n"));
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
            for line in text.split("\r\n") {
                assert!(
                    line.len() <= LINE,
                    "{length}: {} octets: {line}",
                    line.len()
                );
            }
            let event = events(&text).pop().expect("an event");
            assert!(
                event
                    .get_summary()
                    .is_some_and(|summary| summary.ends_with(item.matter.get(lang)))
            );
            assert!(
                event
                    .get_description()
                    .is_some_and(|text| text.contains(&item.project))
            );
        }
    }
}

#[test]
fn commas_semicolons_backslashes_and_line_ends_are_escaped_and_come_back() {
    let mut item = item();
    item.matter = Text::new("消防,人防;\\档案", "a,b;c\\d");
    item.project = "甲,乙\r\nEND:VEVENT\u{7}；丙".to_owned();
    let text = written(&[item], Lang::Zh);
    assert!(
        lines(&text)
            .iter()
            .any(|line| line.ends_with(r"补正：消防\,人防\;\\档案")),
        "{text}"
    );
    assert_eq!(
        lines(&text)
            .iter()
            .filter(|line| *line == "END:VEVENT")
            .count(),
        1
    );
    let event = events(&text).pop().expect("an event");
    assert_eq!(
        event.get_summary(),
        Some("请于2026年10月13日前补正：消防,人防;\\档案")
    );
    assert!(
        event
            .get_description()
            .is_some_and(|text| text.contains("项目：甲,乙\nEND:VEVENT；丙\n"))
    );
}

#[test]
fn nothing_can_be_smuggled_in_by_the_name_the_case_or_the_url() {
    let mut hostile = item();
    hostile.case = "x\r\nBEGIN:VEVENT".to_owned();
    hostile.url = Some("https://example.org/\r\nATTACH:evil".to_owned());
    let text = feed("a,b\r\nX-EVIL:1", &[hostile], Lang::En, at(9, 30, 2));
    let own = lines(&text);
    for line in [r"NAME:a\,b X-EVIL:1", r"X-WR-CALNAME:a\,b X-EVIL:1"] {
        assert!(own.iter().any(|own| own == line), "{line}: {own:?}");
    }
    assert_eq!(
        own.iter().filter(|line| *line == "BEGIN:VEVENT").count(),
        1,
        "{own:?}"
    );
    assert!(
        !own.iter()
            .any(|line| line.starts_with("URL") || line.starts_with("ATTACH")),
        "{own:?}"
    );
    let script = only(
        FeedItem {
            url: Some("javascript:alert(1)".to_owned()),
            ..item()
        },
        Lang::En,
    );
    assert_eq!(script.get_url(), None);
}

#[test]
fn the_same_deadlines_give_the_same_feed() {
    assert_eq!(
        written(&[item(), item()], Lang::Zh),
        written(&[item(), item()], Lang::Zh)
    );
}

#[test]
fn today_is_the_day_in_china() {
    // 18:00 UTC on 30 September is 2 o'clock on 1 October in China.
    let text = feed("期限", &[item()], Lang::Zh, at(9, 30, 18));
    assert!(
        lines(&text)
            .iter()
            .any(|line| line.contains("截至2026年10月1日")),
        "{text}"
    );
}
