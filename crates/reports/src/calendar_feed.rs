//! Deadlines as an iCalendar feed (RFC 5545), for Outlook and the calendars of phones: one all-day event per deadline. Who may read which
//! feed, which day is a deadline and when to warn are decided elsewhere.
//!
//! The events are written by the `icalendar` crate. What it leaves open is done here: lines of at most 75 octets in every case, and no
//! time or id in the file that was not handed in.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, Utc};
use handheld_domain::calendar::{Deadline, Limit};
use handheld_domain::{Lang, Text};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, EventStatus, Property};

use crate::words::{Words, fill, words};

/// How often a calendar should ask again: RFC 7986, 5.7.
const REFRESH: &str = "PT4H";
/// The hour at which a reminder comes, in China Standard Time.
const REMIND_AT: u32 = 9;
/// Longest line in octets, without its end: RFC 5545, 3.1.
const LINE: usize = 75;

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Due {
    /// 补正
    Correction,
    /// 承诺办结
    Promised,
    /// 法定办结
    Legal,
    /// 整改回复
    Rectification,
    /// 特别程序预计结束
    SpecialProcedure,
    /// 告知承诺核查
    PostCheck,
    /// 送达
    Delivery,
}

impl Due {
    /// How the uid of an event names it; never changed, or calendars would show the deadline twice.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Promised => "promised",
            Self::Legal => "legal",
            Self::Rectification => "rectification",
            Self::SpecialProcedure => "special-procedure",
            Self::PostCheck => "post-check",
            Self::Delivery => "delivery",
        }
    }
}

/// How much of a limit has been used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// Working days used.
    pub used: u32,
    /// Working days left; below 0 they are overdue.
    pub left: i32,
    /// The clock stands still.
    pub suspended: bool,
}

/// One deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedItem {
    /// Id of the case, which with `due` makes the event's uid.
    pub case: String,
    /// What is due.
    pub due: Due,
    /// By when.
    pub deadline: Deadline,
    /// The matter.
    pub matter: Text,
    /// Name of the project; may be blank.
    pub project: String,
    /// The office that handles it.
    pub office: Text,
    /// How much of the limit has been used, where that is counted.
    pub used: Option<Used>,
    /// How often the deadline has changed; calendars take the higher number.
    pub revision: u32,
    /// When it last changed.
    pub changed: DateTime<Utc>,
    /// Where to read more; only `https:` and `http:` are passed on.
    pub url: Option<String>,
    /// The deadline fell away; a calendar that already shows it strikes it out.
    pub withdrawn: bool,
    /// The day of a reminder, such as the working day before.
    pub remind_on: Option<NaiveDate>,
}

/// The feed as text in one language. `now` stands in the feed as the time it was made.
pub fn feed(name: &str, items: &[FeedItem], lang: Lang, now: DateTime<Utc>) -> String {
    let words = words(lang);
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0".to_owned()),
        (
            "PRODID",
            format!(
                "-//Handheld Check//Deadlines//{}",
                words.language.to_uppercase()
            ),
        ),
        ("CALSCALE", "GREGORIAN".to_owned()),
        ("METHOD", "PUBLISH".to_owned()),
        // The crate escapes the second, but does not know the first as text.
        ("NAME", escaped(name)),
        ("X-WR-CALNAME", plain(name).replace('\n', " ")),
        ("X-WR-TIMEZONE", "Asia/Shanghai".to_owned()),
        ("X-PUBLISHED-TTL", REFRESH.to_owned()),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    let mut refresh = Property::new("REFRESH-INTERVAL", REFRESH);
    refresh.add_parameter("VALUE", "DURATION");
    calendar.append_property(refresh);
    for item in items {
        calendar.push(event(item, words, lang, now));
    }
    folded(&calendar.to_string())
}

/// One deadline as an all-day event that does not make its reader busy.
fn event(item: &FeedItem, words: &Words, lang: Lang, now: DateTime<Utc>) -> Event {
    let uid = format!(
        "{}.{}@handheld-check",
        plain(&item.case).replace('\n', ""),
        item.due.as_str()
    );
    let summary = summary(item, words, lang);
    let day = item.deadline.due;
    let mut event = Event::with_uid(&uid);
    event
        .timestamp(now)
        .last_modified(item.changed)
        .sequence(item.revision)
        .summary(&summary)
        .description(&description(item, words, lang, now))
        .starts(day)
        // The end of an all-day event is the day after: RFC 5545, 3.6.1.
        .ends(day.checked_add_days(Days::new(1)).unwrap_or(day))
        .status(status(item))
        .add_property("TRANSP", "TRANSPARENT");
    if let Some(url) = item.url.as_deref().filter(|url| is_web_address(url)) {
        event.url(url);
    }
    if let Some(remind_at) = reminder(item) {
        let mut alarm = Alarm::display(&summary, remind_at);
        // Without these the crate makes up its own, another one each time.
        alarm.uid(&format!("{uid}-reminder")).timestamp(now);
        event.alarm(alarm);
    }
    event
}

fn status(item: &FeedItem) -> EventStatus {
    match (item.withdrawn, item.deadline.provisional) {
        (true, _) => EventStatus::Cancelled,
        (false, true) => EventStatus::Tentative,
        (false, false) => EventStatus::Confirmed,
    }
}

/// When a reminder is due; none for what fell away.
fn reminder(item: &FeedItem) -> Option<DateTime<Utc>> {
    let day = item.remind_on.filter(|_| !item.withdrawn)?;
    let local = day.and_hms_opt(REMIND_AT, 0, 0)?;
    Some(local.and_local_timezone(china()?).single()?.to_utc())
}

/// China Standard Time, which has no daylight saving since 1992.
fn china() -> Option<FixedOffset> {
    FixedOffset::east_opt(8 * 3600)
}

fn summary(item: &FeedItem, words: &Words, lang: Lang) -> String {
    let sentence = match item.due {
        Due::Correction => &words.feed.correct,
        Due::Promised => &words.feed.promised,
        Due::Legal => &words.feed.legal,
        Due::Rectification => &words.feed.rectify,
        Due::SpecialProcedure => &words.feed.special_procedure,
        Due::PostCheck => &words.feed.post_check,
        Due::Delivery => &words.feed.handover,
    };
    let date = words.date(item.deadline.due);
    let matter = plain(item.matter.get(lang)).replace('\n', " ");
    let mut summary = fill(sentence, &[("date", &date), ("matter", &matter)]);
    if item.deadline.provisional {
        summary = fill(&words.feed.provisional, &[("summary", &summary)]);
    }
    if item.withdrawn {
        summary = fill(&words.feed.withdrawn, &[("summary", &summary)]);
    }
    summary
}

fn description(item: &FeedItem, words: &Words, lang: Lang, now: DateTime<Utc>) -> String {
    let feed = &words.feed;
    let mut lines = vec![fill(
        &feed.office,
        &[("office", &plain(item.office.get(lang)))],
    )];
    if !item.project.trim().is_empty() {
        lines.push(fill(&feed.project, &[("project", &plain(&item.project))]));
    }
    if let Some(used) = item.used.filter(|_| !item.withdrawn) {
        let today = china().map_or_else(
            || now.date_naive(),
            |zone| now.with_timezone(&zone).date_naive(),
        );
        let days = |days: u32| words.limit(Limit::WorkingDays(days));
        let sentence = match used.left {
            1.. => &feed.left,
            0 => &feed.due_today,
            _ => &feed.overdue,
        };
        let left = days(used.left.unsigned_abs());
        let values = [
            ("today", &*words.date(today)),
            ("used", &*days(used.used)),
            ("left", &*left),
            ("over", &*left),
        ];
        lines.push(fill(sentence, &values));
        if used.suspended {
            lines.push(feed.suspended.clone());
        }
    }
    if item.deadline.provisional {
        lines.push(words.common.provisional_note.clone());
    }
    lines.join("\n")
}

/// Text without control characters, which RFC 5545 forbids; line ends stay.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect()
}

/// A text value for a property that the crate takes as it is: RFC 5545, 3.3.11.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in plain(text).replace('\n', " ").chars() {
        if matches!(c, '\\' | ',' | ';') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Whether a URL is one that a calendar may offer to open, and nothing else can hide in it.
fn is_web_address(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    web && url.bytes().all(|b| b.is_ascii_graphic())
}

/// Folds lines anew: the crate's last line of a folded property may have 76 octets. A character is never cut.
fn folded(text: &str) -> String {
    let unfolded = text.replace("\r\n ", "");
    let mut folded = String::with_capacity(text.len() + text.len() / LINE * 3);
    let mut in_alarm = false;
    for line in unfolded.split_terminator("\r\n") {
        match line {
            "BEGIN:VALARM" => in_alarm = true,
            "END:VALARM" => in_alarm = false,
            // An alarm has no time stamp of its own (RFC 5545, 3.6.6), but the crate writes one.
            stamp if in_alarm && stamp.starts_with("DTSTAMP:") => continue,
            _ => {}
        }
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > LINE {
                folded.push_str("\r\n ");
                octets = 1;
            }
            folded.push(c);
            octets += c.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}

#[cfg(test)]
mod tests;
