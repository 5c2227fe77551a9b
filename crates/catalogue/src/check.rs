//! Everything that can be wrong with a catalogue although each file can be read.
//!
//! One module per kind of data. All problems are gathered; none stops another check.

mod approvals;
pub(crate) mod calendars;
mod figures;
mod places;
mod procedures;
mod surveys;
mod templates;

use std::collections::BTreeSet;

use crate::problem::{Problems, did_you_mean};
use crate::shape::{Shapes, Words};

/// Checks everything that was read.
pub(crate) fn all(shapes: &Shapes, problems: &mut Problems) {
    let known = Known::of(shapes);
    places::check(shapes, &known, problems);
    procedures::check(shapes, &known, problems);
    templates::check(shapes, &known, problems);
    calendars::check(shapes, &known, problems);
    figures::check(shapes, &known, problems);
    approvals::check(shapes, &known, problems);
    surveys::check(shapes, &known, problems);
}

/// Keys that other data may name.
struct Known<'a> {
    sources: BTreeSet<&'a str>,
    departments: BTreeSet<&'a str>,
    matters: BTreeSet<&'a str>,
    conditions: BTreeSet<&'a str>,
    milestones: BTreeSet<&'a str>,
    phases: BTreeSet<u8>,
    surveys: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(shapes: &'a Shapes) -> Self {
        let stages = shapes.stages.iter();
        Self {
            sources: shapes
                .sources
                .iter()
                .flat_map(|f| &f.source)
                .map(|s| &*s.key)
                .collect(),
            departments: shapes
                .departments
                .iter()
                .flat_map(|f| &f.department)
                .map(|d| &*d.code)
                .collect(),
            matters: shapes
                .matters
                .values()
                .flat_map(|f| &f.matter)
                .map(|m| &*m.code)
                .collect(),
            conditions: shapes
                .conditions
                .iter()
                .flat_map(|f| &f.condition)
                .map(|c| &*c.key)
                .collect(),
            milestones: stages
                .clone()
                .flat_map(|f| &f.milestone)
                .map(|m| &*m.key)
                .collect(),
            phases: stages.flat_map(|f| &f.phase).map(|p| p.number).collect(),
            surveys: shapes
                .surveys
                .iter()
                .flat_map(|f| &f.survey)
                .map(|s| &*s.key)
                .collect(),
        }
    }
}

/// Problems of one file, with the words that come back in many checks.
struct InFile<'a> {
    file: &'a str,
    problems: &'a mut Problems,
}

impl InFile<'_> {
    fn add(&mut self, key: impl Into<String>, message: impl Into<String>, remedy: &str) {
        self.problems.add(self.file, key, message, remedy);
    }

    /// Both languages must be there, and the English one must not be Chinese.
    fn words(&mut self, key: &str, zh: &str, en: &str) {
        for (lang, text) in [("zh", zh), ("en", en)] {
            if text.trim().is_empty() {
                let message = format!("the {lang} text is empty");
                self.add(format!("{key}.{lang}"), message, "translate it");
            }
        }
        if en.chars().any(is_han) {
            self.add(
                format!("{key}.en"),
                "the English text holds Chinese",
                "translate it",
            );
        }
    }

    fn text(&mut self, key: &str, text: &Words) {
        self.words(key, &text.zh, &text.en);
    }

    /// A key that must be one of a set.
    fn named(&mut self, key: &str, what: &str, given: &str, known: &BTreeSet<&str>) {
        if !known.contains(given) {
            let remedy = did_you_mean(given, known.iter().copied());
            self.add(key, format!("there is no {what} {given:?}"), &remedy);
        }
    }

    fn sources(&mut self, key: &str, sources: &[String], known: &Known<'_>) {
        if sources.is_empty() {
            self.add(
                format!("{key}sources"),
                "no source is named",
                "name at least one source",
            );
        }
        for (index, source) in sources.iter().enumerate() {
            self.named(
                &format!("{key}sources[{index}]"),
                "source",
                source,
                &known.sources,
            );
        }
    }

    /// Keys that must not come twice.
    fn unique<'b>(&mut self, what: &str, keys: impl Iterator<Item = &'b str>) {
        let mut seen = BTreeSet::new();
        for key in keys {
            if key.trim().is_empty() {
                self.add(what, "a key is empty", "give it a permanent key");
            }
            if !seen.insert(key) {
                let message = format!("{key:?} is given twice");
                self.add(
                    format!("{what}[{key}]"),
                    message,
                    "keep one, or give it its own key",
                );
            }
        }
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}
