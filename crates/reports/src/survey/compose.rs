//! Puts a report together from its words and its record: head, warnings, conclusion, facts, sections, closing lines. Leaves tables to
//! `tables`, the sketch to `sketch`, sizes and pages to `page`, and whether it may be made to `survey`.

use handheld_domain::survey::Verdict;
use handheld_domain::{Lang, Text};

use super::{Instrument, Standing, SurveyReport, title};
use crate::page::{Align, Frame, Pdf, PdfError, Sheet, Style};
use crate::words::{Survey, Words, fill, words};

/// Sizes of a report: smaller than those of an order, since its tables are wide.
const STYLE: Style = Style {
    body: (11.0, 18.0),
    cell: (9.0, 13.5),
    indent: 0.0,
    justified: false,
    gap: 3.0,
};

/// A report while it is put together.
pub(super) struct Composer<'a> {
    pub(super) report: &'a SurveyReport,
    pub(super) lang: Lang,
    pub(super) words: &'static Words,
    pub(super) sheet: Sheet,
    sections: usize,
}

/// How many rows there are, and how they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    all: usize,
    measured: usize,
    failed: usize,
    near: usize,
}

/// Makes the report in one language.
pub(super) fn compose(report: &SurveyReport, lang: Lang) -> Result<Pdf, PdfError> {
    let mut composer = Composer {
        report,
        lang,
        words: words(lang),
        sheet: Sheet::new(STYLE),
        sections: 0,
    };
    composer.head();
    composer.warnings();
    composer.conclusion();
    composer.facts();
    composer.beyond();
    composer.limits();
    composer.sketch();
    composer.tables();
    composer.basis();
    composer.closing();
    let frame = composer.frame();
    composer.sheet.finish(&frame)
}

impl Composer<'_> {
    pub(super) fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    pub(super) fn survey(&self) -> &'static Survey {
        &self.words.survey
    }

    /// Starts the next section.
    pub(super) fn section(&mut self, name: &str) {
        self.sections += 1;
        let number = self.sections.to_string();
        let heading = fill(
            &self.words.survey.section,
            &[("n", &number), ("title", name)],
        );
        self.sheet.section(&heading);
    }

    fn head(&mut self) {
        let (size, _) = STYLE.body;
        let (report, words) = (self.report, self.survey());
        self.sheet.heading(&report.unit, size * 1.27, Align::Centre);
        let title = title(report, self.lang);
        self.sheet.heading(&title, size * 1.8, Align::Centre);
        self.sheet.space(size * 0.3);
        let number = fill(&words.number, &[("number", &report.number)]);
        self.sheet.heading(&number, size * 0.95, Align::Right);
        self.sheet.rule();
    }

    /// What keeps the report from being used, before anything else.
    fn warnings(&mut self) {
        let words = self.survey();
        if let Some(reason) = &self.report.stale {
            let text = fill(&words.stale_text, &[("reason", self.say(reason))]);
            self.sheet.statement(&words.stale, &text, true);
            self.sheet.space(8.0);
        }
        if let Standing::Returned { by, on, reason } = &self.report.standing {
            let date = self.words.date(*on);
            let values = [("by", &**by), ("date", &*date), ("reason", &**reason)];
            let text = fill(&words.returned_text, &values);
            self.sheet.statement(&words.returned, &text, true);
            self.sheet.space(8.0);
        }
    }

    fn conclusion(&mut self) {
        let words = self.survey();
        let (headline, warns) = match self.report.verdict {
            None => (&words.open, false),
            Some(Verdict::Pass) => (&words.passes, false),
            Some(Verdict::Near) => (&words.near_all, false),
            Some(Verdict::Fail) => (&words.fails, true),
        };
        let sentence = self.say(&self.report.conclusion).to_owned();
        self.sheet.statement(headline, &sentence, warns);
        self.sheet.space(8.0);
    }

    fn facts(&mut self) {
        let (report, words) = (self.report, self.survey());
        let none = &self.words.none;
        let fact = |name: &String, value: &str| {
            let value = if value.trim().is_empty() { none } else { value };
            (name.clone(), value.to_owned())
        };
        let mut rows = vec![
            vec![fact(&words.project, &report.project)],
            vec![
                fact(&words.project_code, &report.project_code),
                fact(&words.stage, self.say(&report.stage)),
            ],
            vec![
                fact(&words.unit, &report.unit),
                fact(&words.owner, &report.owner),
            ],
            vec![fact(&words.grid, self.say(&report.grid))],
            vec![fact(&words.design, &self.design())],
        ];
        for instrument in &report.instruments {
            rows.push(vec![fact(&words.instrument, &self.instrument(instrument))]);
        }
        let surveyed_by = report.surveyed_by.join(&self.words.comma);
        rows.push(vec![
            fact(&words.surveyed_by, &surveyed_by),
            fact(&words.state, &self.standing()),
        ]);
        rows.push(vec![fact(&words.measured, &self.days())]);
        rows.push(vec![fact(&words.counts, &self.counts())]);
        self.sheet.facts(&rows);
    }

    fn design(&self) -> String {
        let (design, words) = (&self.report.design, self.survey());
        let version = design.version.to_string();
        let date = self.words.date(design.date);
        let values = [
            ("drawing", &*design.drawing),
            ("revision", &*design.revision),
            ("version", &*version),
            ("date", &*date),
        ];
        if design.revision.trim().is_empty() {
            fill(&words.design_value, &values)
        } else {
            fill(&words.design_revision, &values)
        }
    }

    fn instrument(&self, instrument: &Instrument) -> String {
        let words = self.survey();
        let date = self.words.date(instrument.valid_until);
        let values = [
            ("model", &*instrument.model),
            ("serial", &*instrument.serial),
            ("certificate", &*instrument.certificate),
            ("date", &*date),
        ];
        let mut said = fill(&words.instrument_value, &values);
        if instrument.expired {
            said.push_str(&words.expired);
        }
        said
    }

    fn days(&self) -> String {
        let Some((from, to)) = self.report.measured else {
            return self.survey().unmeasured.clone();
        };
        let (from, to) = (self.words.date(from), self.words.date(to));
        if from == to {
            return from;
        }
        fill(&self.survey().range, &[("from", &from), ("to", &to)])
    }

    fn standing(&self) -> String {
        let words = self.survey();
        match &self.report.standing {
            Standing::Draft => words.draft.clone(),
            Standing::Signed => words.signed.clone(),
            Standing::Accepted { by, on } => {
                let date = self.words.date(*on);
                fill(&words.accepted, &[("by", by), ("date", &date)])
            }
            Standing::Returned { by, on, .. } => {
                let date = self.words.date(*on);
                fill(&words.returned_state, &[("by", by), ("date", &date)])
            }
        }
    }

    fn counts(&self) -> String {
        let tally = self.tally();
        let numbers = [tally.all, tally.measured, tally.failed, tally.near];
        let [all, measured, failed, near] = numbers.map(|n| n.to_string());
        let values = [
            ("all", &*all),
            ("measured", &*measured),
            ("failed", &*failed),
            ("near", &*near),
        ];
        fill(&self.survey().counts_value, &values)
    }

    /// Of what the design asks to be measured; what follows from it is not counted.
    fn tally(&self) -> Tally {
        let report = self.report;
        let points = report.control.iter().chain(&report.points);
        let values = report.levels.iter().chain(&report.distances);
        let values = values.chain(&report.heights).chain(&report.areas);
        let values = values.chain(report.indices.iter().map(|index| &index.row));
        let verdicts = points
            .map(|row| row.verdict)
            .chain(values.map(|row| row.verdict));
        verdicts.fold(Tally::default(), |tally, verdict| Tally {
            all: tally.all + 1,
            measured: tally.measured + usize::from(verdict.is_some()),
            failed: tally.failed + usize::from(verdict == Some(Verdict::Fail)),
            near: tally.near + usize::from(verdict == Some(Verdict::Near)),
        })
    }

    /// What the verdict rests on besides limits and values: formulas, what was not counted, and the signature.
    fn basis(&mut self) {
        let (report, words) = (self.report, self.survey());
        self.section(&words.basis);
        let formulas = fill(&words.formulas_value, &[("version", &report.formulas)]);
        let observations = report.observations.to_string();
        let observations = fill(&words.observations_value, &[("count", &observations)]);
        let mut rows = vec![
            vec![(words.formulas.clone(), formulas)],
            vec![(words.observations.clone(), observations)],
        ];
        match &report.signature {
            Some(signature) => {
                let at = signature.at;
                let date = self.words.date(at.date_naive());
                let moment = fill(
                    &words.moment,
                    &[
                        ("date", &date),
                        ("time", &at.format("%H:%M:%S").to_string()),
                        ("offset", &at.format("%:z").to_string()),
                    ],
                );
                let proof = if signature.proven {
                    &words.proven
                } else {
                    &words.unproven
                };
                rows.push(vec![
                    (words.signed_by.clone(), signature.by.clone()),
                    (words.signed_at.clone(), moment),
                ]);
                rows.push(vec![(words.digest.clone(), signature.digest.clone())]);
                rows.push(vec![(
                    words.fingerprint.clone(),
                    signature.fingerprint.clone(),
                )]);
                rows.push(vec![(words.proof.clone(), proof.clone())]);
            }
            None => rows.push(vec![(words.signed_by.clone(), words.not_signed.clone())]),
        }
        self.sheet.facts(&rows);
    }

    /// The surveying unit, its signature or the place of it, and the date.
    fn closing(&mut self) {
        let (report, words) = (self.report, self.survey());
        let mark = match &report.signature {
            Some(signature) => fill(&self.words.common.signed, &[("by", &signature.by)]),
            None => words.sign_place.clone(),
        };
        self.sheet.space(20.0);
        self.sheet
            .closing(&[report.unit.clone(), mark, self.words.date(report.date)]);
    }

    fn frame(&self) -> Frame {
        let (report, common, words) = (self.report, &self.words.common, self.survey());
        let title = title(report, self.lang);
        let values = [
            ("title", &*title),
            ("number", &*report.number),
            ("id", &*report.record.id),
            ("digest", &*report.record.digest),
        ];
        let foot = [
            (&report.record.id, &common.record),
            (&report.record.digest, &common.digest),
        ];
        let foot = foot.into_iter().filter(|(value, _)| !value.is_empty());
        Frame {
            title: fill(&common.running, &values),
            author: report.unit.clone(),
            language: &self.words.language,
            date: report.date,
            band: self.band(),
            running: fill(&words.running, &values),
            foot: foot.map(|(_, sentence)| fill(sentence, &values)).collect(),
            folio: common.folio.clone(),
        }
    }

    /// What no page may be read without.
    fn band(&self) -> Option<String> {
        let (report, words) = (self.report, self.survey());
        let unproven = report.signature.as_ref().is_some_and(|s| !s.proven);
        let warnings = [
            (report.stale.is_some(), &words.stale_band),
            (report.standing == Standing::Draft, &words.draft_band),
            (
                matches!(report.standing, Standing::Returned { .. }),
                &words.returned_band,
            ),
            (unproven, &words.unproven_band),
        ];
        let warnings: Vec<&str> = warnings
            .into_iter()
            .filter_map(|(holds, words)| holds.then_some(words.as_str()))
            .collect();
        (!warnings.is_empty()).then(|| warnings.join(" · "))
    }
}
