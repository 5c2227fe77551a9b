//! The sentences of notices and feeds, read from `words/*.toml`, and how days and limits are said. Holds no sentence itself.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use handheld_domain::Lang;
use handheld_domain::calendar::{Deadline, Limit};
use serde::Deserialize;

/// Declares the sections of a file of words, so that one that lacks a sentence or has one too many does not read.
macro_rules! sections {
    ($($(#[$doc:meta])* $section:ident { $($key:ident)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $section {
            $(pub(crate) $key: String,)+
        }
    )+};
}

/// Everything that is said in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// RFC 3066 tag.
    pub(crate) language: String,
    pub(crate) date: String,
    pub(crate) provisional: String,
    pub(crate) working_day: String,
    pub(crate) working_days: String,
    pub(crate) calendar_day: String,
    pub(crate) calendar_days: String,
    pub(crate) none: String,
    pub(crate) comma: String,
    pub(crate) common: Common,
    pub(crate) acceptance: Acceptance,
    pub(crate) correction: Correction,
    pub(crate) not_accepted: NotAccepted,
    pub(crate) special_procedure: SpecialProcedure,
    pub(crate) extension: Extension,
    pub(crate) decision: Decision,
    pub(crate) joint: Joint,
    pub(crate) delivery: Delivery,
    pub(crate) feed: Feed,
    pub(crate) survey: Survey,
}

sections! {
    /// Said by more than one document.
    Common {
        addressee number_open pending provisional_note stamp signed folio running made_by record digest
        matter matter_code project project_code applicant general_law remedy reasons
    }
    /// 受理通知书
    Acceptance {
        title title_licence law_licence body accepted promised legal within counted calendar materials uncounted
    }
    /// 一次性补正告知书
    Correction { title title_licence law_licence body reply resubmit once }
    /// 不予受理通知书
    NotAccepted { title title_licence law_licence body }
    /// 特别程序告知书
    SpecialProcedure { title title_licence law_licence body kind basis from planned_end days days_open after }
    /// 延期告知书
    Extension { title title_licence law_licence body }
    /// 决定书
    Decision {
        title granted refused terminated law_licence
        body_granted body_commitment body_refused body_terminated
        say_granted say_refused say_terminated conditions licence licence_law
    }
    /// 联合评审意见书, 联合验收意见书
    Joint { title_review title_acceptance body_review body_acceptance annex department conclusion dated }
    /// 送达回执
    Delivery { title body serial number name copies receiver sign sign_date relation }
    /// Deadlines in a calendar
    Feed {
        correct promised legal rectify special_procedure post_check handover
        withdrawn provisional office project left due_today overdue suspended
    }
    /// The report of a survey
    Survey {
        title section running stale_band draft_band returned_band unproven_band
        stale stale_text returned returned_text
        passes near_all fails open
        number project_code project stage owner unit grid design design_value design_revision instrument instrument_value
        expired surveyed_by measured range state draft signed accepted returned_state counts counts_value unmeasured
        control no_control told_heights points levels distances heights areas indices lengths clearances parcels beyond limits sketch basis
        name role side diagonal setback spacing area control_point point position level distance height
        design_head design_row measured_row north east level_head dx dy ds dh
        design_m measured_m design_m2 measured_m2 on_ellipsoid deviation deviation_m2 limit verdict required
        plan_level limit_near row_pass row_near row_fail row_open row_told
        rule rule_limit rule_source rule_sure rule_stated sure_high sure_medium sure_low near_note low_note
        factor factor_one far_off left_out unnamed legend_design legend_measured legend_red legend_point north_mark not_drawn
        formulas formulas_value observations observations_value signed_by signed_at moment digest fingerprint proof proven unproven
        not_signed sign_place mu
        heights_read areas_read round distance_read top_angle base_angle index_error height_read
        index asked at_most at_least rule_rows indices_read part_m2 site_m2
        storey storey_nth storey_height net_height share counted share_full share_half share_none steps doubt
    }
}

static ZH: LazyLock<Words> = LazyLock::new(|| read(include_str!("../words/zh.toml")));
static EN: LazyLock<Words> = LazyLock::new(|| read(include_str!("../words/en.toml")));

fn read(text: &str) -> Words {
    toml::from_str(text).expect("the words are complete, which a test shows")
}

/// The words of one language.
pub(crate) fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

/// Fills `{name}` in a sentence; what is filled in is not looked at again, whatever stands in it.
pub(crate) fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            rest = after;
            continue;
        };
        if let Some((_, value)) = values.iter().find(|(key, _)| *key == name) {
            filled.push_str(value);
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

impl Words {
    /// A civil date: 2026年10月13日, 13 Oct 2026.
    pub(crate) fn date(&self, date: NaiveDate) -> String {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let month = if self.language == "en" {
            MONTHS[date.month0() as usize].to_owned()
        } else {
            date.month().to_string()
        };
        let values = [
            ("year", &*date.year().to_string()),
            ("month", &*month),
            ("day", &*date.day().to_string()),
        ];
        fill(&self.date, &values)
    }

    /// A day that was counted, marked if it is provisional.
    pub(crate) fn due(&self, deadline: Deadline) -> String {
        let date = self.date(deadline.due);
        if deadline.provisional {
            fill(&self.provisional, &[("date", &date)])
        } else {
            date
        }
    }

    /// A limit in its unit.
    pub(crate) fn limit(&self, limit: Limit) -> String {
        let sentence = match limit {
            Limit::WorkingDays(1) => &self.working_day,
            Limit::WorkingDays(_) => &self.working_days,
            Limit::CalendarDays(1) => &self.calendar_day,
            Limit::CalendarDays(_) => &self.calendar_days,
        };
        fill(sentence, &[("days", &limit.days().to_string())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_every_sentence() {
        assert_eq!(words(Lang::Zh).language, "zh-CN");
        assert_eq!(words(Lang::En).language, "en");
    }

    #[test]
    fn a_date_is_said_as_the_country_says_it() {
        let date = NaiveDate::from_ymd_opt(2026, 10, 13).expect("a date");
        assert_eq!(words(Lang::Zh).date(date), "2026年10月13日");
        assert_eq!(words(Lang::En).date(date), "13 Oct 2026");
    }

    #[test]
    fn what_was_filled_in_is_not_filled_again() {
        assert_eq!(
            fill(
                "“{matter}”（{project}）",
                &[("matter", "{project}"), ("project", "甲")]
            ),
            "“{project}”（甲）"
        );
        assert_eq!(fill("到此{", &[]), "到此");
    }

    #[test]
    fn the_sentences_of_both_languages_have_the_same_gaps() {
        let read = |text: &str| -> toml::Table { toml::from_str(text).expect("words are TOML") };
        let zh = read(include_str!("../words/zh.toml"));
        let en = read(include_str!("../words/en.toml"));
        compare(&zh, &en, "");
    }

    fn compare(zh: &toml::Table, en: &toml::Table, at: &str) {
        for (key, value) in zh {
            let other = &en[key];
            match (value.as_str(), other.as_str()) {
                (Some(zh), Some(en)) => assert_eq!(gaps(zh), gaps(en), "{at}{key}"),
                _ => compare(
                    value.as_table().expect("a section"),
                    other.as_table().expect("a section"),
                    &format!("{at}{key}."),
                ),
            }
        }
    }

    fn gaps(sentence: &str) -> std::collections::BTreeSet<&str> {
        sentence
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(name, _)| name)
            .collect()
    }
}
