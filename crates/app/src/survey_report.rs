//! The report of a survey (规划验线测量报告 and its like): everything on it is read from the record, and judged as the screens show it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use handheld_catalogue::Catalogue;
use handheld_contract::views::survey::{FieldReadings, FloorKind, RoundFound, SurveyActKind};
use handheld_contract::{Code, Lang, Problem, SurveyId};
use handheld_domain::Text;
use handheld_domain::survey::FORMULA_VERSION;
use handheld_domain::survey::evaluation::{Figure, Value};
use handheld_domain::survey::kind::TargetRole;
use handheld_domain::survey::task::TaskState;
use handheld_domain::survey::tolerance::{Rule, Tolerance};
use handheld_records::record::Keyed;
use handheld_records::shape::SurveyActValue;
use handheld_reports::survey::{
    self as report, Bound, DesignMark, Instrument, PointRow, RecordMark, RuleRow, Signature,
    Standing, SurveyReport, SurveyReportError, ValueRow,
};
use handheld_store::records::Records;
use sha2::{Digest, Sha256};

use crate::cases::day_of;
use crate::documents::domain_lang;
use crate::readings;
use crate::surveys::{Row, Survey, counted, designed, judge};
use crate::views::{SeenSurvey, is_proven};
use crate::{Answer, App, Who};

impl<S: Records> App<S> {
    /// The report as PDF.
    pub(crate) async fn survey_report(
        &self,
        who: &Who,
        seen: &SeenSurvey,
        lang: Lang,
    ) -> Answer<Vec<u8>> {
        let report = self.report_of(seen)?;
        let pdf = report::pdf(&report, domain_lang(lang)).map_err(|error| match error {
            SurveyReportError::Lacks(lacks) => {
                let lacks: Vec<&str> = lacks.iter().map(|lack| lack.as_str()).collect();
                let title = who.lang.pick("测量报告", "survey report");
                Problem::new(Code::Refused).with("rule", format!("{title}: {}", lacks.join(", ")))
            }
            other => Problem::new(Code::Internal).with("why", other.to_string()),
        })?;
        Ok(pdf.bytes)
    }

    fn report_of(&self, seen: &SeenSurvey) -> Answer<SurveyReport> {
        let survey = &seen.survey;
        let id: SurveyId = seen.opened.doc.into();
        let stage = survey.kind.stage.text();
        let rows = |roles: &[TargetRole]| -> Vec<&Row> {
            let of = survey.rows.iter();
            of.filter(|row| roles.contains(&row.role())).collect()
        };
        let points = |roles: &[TargetRole]| -> Vec<PointRow> {
            let of = rows(roles);
            of.into_iter().map(|row| point_row(survey, row)).collect()
        };
        let values = |role: TargetRole| -> Vec<ValueRow> {
            let of = rows(&[role]);
            of.into_iter()
                .map(|row| value_row(self.catalogue(), survey, row))
                .collect()
        };
        let judge = judge(self.catalogue(), survey.kind);
        let fixed = judge.fixed_rules();
        let fixed = fixed.iter().map(|rule| self.rule_row(rule));
        let varying = judge.varying().into_iter();
        let varying = varying.map(|tolerance| self.varying_row(tolerance));
        let rules: Vec<RuleRow> = fixed.chain(varying).collect();
        let (zh, en) = survey.stale_words();
        let heads = seen.opened.current.heads();
        Ok(SurveyReport {
            kind: survey.kind.name.clone(),
            number: format!("{} {} {}", seen.project.code, stage.zh, survey.number()),
            project: seen.project.name.clone(),
            project_code: seen.project.code.clone(),
            stage,
            unit: survey.meta.unit.name.clone(),
            owner: seen.project.owner_name.clone(),
            grid: grid_words(survey),
            design: design_mark(survey)?,
            instruments: instruments(survey),
            surveyed_by: surveyors(survey),
            measured: days(survey),
            control: points(&[TargetRole::Control]),
            points: points(&[TargetRole::Point, TargetRole::Boundary]),
            levels: values(TargetRole::Level),
            distances: values(TargetRole::Distance),
            heights: values(TargetRole::Height),
            areas: values(TargetRole::Area),
            indices: [TargetRole::IndexAtMost, TargetRole::IndexAtLeast]
                .into_iter()
                .flat_map(|role| {
                    let rows = values(role).into_iter();
                    rows.map(move |row| report::IndexRow {
                        at_least: role == TargetRole::IndexAtLeast,
                        row,
                    })
                })
                .collect(),
            derived: survey.derived.iter().map(derived_row).collect(),
            figures: survey.figures.iter().map(figure).collect(),
            rules,
            near_percent: self.catalogue().survey_rules.near_percent,
            verdict: survey.verdict,
            conclusion: survey.conclusion.clone(),
            formulas: FORMULA_VERSION.to_owned(),
            observations: survey.record.observations.len(),
            standing: standing(survey),
            stale: survey.standing.stale.map(|_| Text::new(zh, en)),
            signature: counting(survey).and_then(|act| signature(id, act)),
            date: self.today(),
            record: RecordMark {
                id: id.to_string(),
                digest: digest(heads.iter().map(ToString::to_string)),
            },
        })
    }

    fn rule_row(&self, rule: &Rule) -> RuleRow {
        let view = self.rule_view(rule);
        RuleRow {
            name: Text::new(view.name.zh, view.name.en),
            bound: Some(bound(rule)),
            source: Text::new(view.source.zh, view.source.en),
            confidence: rule.confidence,
        }
    }

    fn varying_row(&self, tolerance: &Tolerance) -> RuleRow {
        let source = readings::sources(self.catalogue(), &tolerance.origin);
        RuleRow {
            name: tolerance.name.clone(),
            bound: None,
            source: Text::new(source.zh, source.en),
            confidence: tolerance.origin.confidence,
        }
    }
}

fn bound(rule: &Rule) -> Bound {
    Bound {
        limit: rule.limit,
        unit: rule.unit.clone(),
    }
}

fn grid_words(survey: &Survey<'_>) -> Text {
    let grid = survey.grid;
    let (cm, epsg) = (grid.central_meridian(), grid.epsg());
    Text::new(
        format!("CGCS2000，中央子午线 {cm}°E（EPSG:{epsg}），项目高程系统"),
        format!("CGCS2000, central meridian {cm}°E (EPSG:{epsg}), height system of the project"),
    )
}

fn design_mark(survey: &Survey<'_>) -> Answer<DesignMark> {
    let design = survey.record.design();
    let design =
        design.ok_or_else(|| Problem::new(Code::Incomplete).with("missing", vec!["design"]))?;
    let value = &design.held.value;
    Ok(DesignMark {
        drawing: value.drawing.clone(),
        revision: value.revision.clone(),
        version: value.version,
        date: day_of(&value.at).unwrap_or_default(),
    })
}

/// Days on which something that stands was measured.
fn measuring_days<'r>(survey: &'r Survey<'_>) -> impl Iterator<Item = NaiveDate> + 'r {
    let all = survey.record.measured.values().flatten();
    all.filter_map(|one| day_of(&one.held.value.at))
}

fn days(survey: &Survey<'_>) -> Option<(NaiveDate, NaiveDate)> {
    Some((measuring_days(survey).min()?, measuring_days(survey).max()?))
}

fn surveyors(survey: &Survey<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for one in survey.record.measured.values().flatten() {
        let name = &one.held.value.by.name;
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn instruments(survey: &Survey<'_>) -> Vec<Instrument> {
    let last = measuring_days(survey).max();
    let mut all: Vec<Instrument> = Vec::new();
    for one in &survey.record.instruments {
        let value = &one.held.value;
        let valid_until: NaiveDate = value.valid_until.parse().unwrap_or_default();
        let named = Instrument {
            model: value.model.clone(),
            serial: value.serial.clone(),
            certificate: value.certificate.clone(),
            valid_until,
            expired: last.is_some_and(|day| day > valid_until),
        };
        if !all.contains(&named) {
            all.push(named);
        }
    }
    all
}

fn measured(survey: &Survey<'_>, row: &Row) -> Option<Value> {
    let all = survey.record.measured.get(&row.target.name)?;
    Some(counted(&all.first()?.held.value)?.0)
}

fn point_row(survey: &Survey<'_>, row: &Row) -> PointRow {
    let found = row.found.as_ref();
    let rule = |at: usize| found.and_then(|f| f.rules.get(at)).map(bound);
    PointRow {
        name: row.target.name.clone(),
        design: designed(&row.target),
        measured: measured(survey, row).unwrap_or_default(),
        dx_mm: found.and_then(|f| f.dx_mm),
        dy_mm: found.and_then(|f| f.dy_mm),
        ds_mm: found.and_then(|f| f.ds_mm),
        dh_mm: found.and_then(|f| f.dh_mm),
        limit: rule(0),
        level_limit: rule(1),
        verdict: found.map(|f| f.verdict),
    }
}

/// What the value of a row was computed from, where it was.
fn readings_of(catalogue: &Catalogue, survey: &Survey<'_>, row: &Row) -> Option<report::Readings> {
    let all = survey.record.measured.get(&row.target.name)?;
    let kept = all.first()?.held.value.from.as_ref()?;
    let view = readings::view(catalogue, kept);
    let doubts = view.doubts.iter().map(|d| Text::new(&d.zh, &d.en));
    let doubts = doubts.collect();
    Some(match view.readings {
        FieldReadings::HeightByFaces { distance_m, .. } => {
            let round = |one: &RoundFound| report::RoundRow {
                top_deg: one.top_deg,
                base_deg: one.base_deg,
                top_index_sec: one.top_index_sec,
                base_index_sec: one.base_index_sec,
                height_m: one.height_m,
            };
            report::Readings::Heights {
                distance_m,
                rounds: view.rounds.iter().map(round).collect(),
                doubts,
            }
        }
        FieldReadings::FloorArea { floors } => {
            let floors = floors.iter().zip(&view.floors);
            let floors = floors.map(|(floor, found)| report::FloorRow {
                name: floor.name.clone(),
                sloped: floor.kind == FloorKind::Sloped,
                height_m: floor.height_m,
                area_m2: floor.area_m2,
                share: found.share,
                counted_m2: found.counted_m2,
            });
            report::Readings::Floors {
                floors: floors.collect(),
                steps: view.steps.map(readings::height_steps),
                source: Text::new(view.steps_source.zh, view.steps_source.en),
                doubts,
            }
        }
        FieldReadings::AreaRatio { part_m2, site_m2 } => report::Readings::Ratio {
            part_m2,
            site_m2,
            doubts,
        },
    })
}

fn value_row(catalogue: &Catalogue, survey: &Survey<'_>, row: &Row) -> ValueRow {
    let found = row.found.as_ref();
    let of = |value: Value| value.value.or(value.h);
    ValueRow {
        name: row.target.name.clone(),
        design: of(designed(&row.target)).unwrap_or_default(),
        measured: measured(survey, row).and_then(of),
        deviation: found.and_then(|f| f.dv.or(f.dh_mm)),
        limit: found.and_then(|f| f.rules.first()).map(bound),
        verdict: found.map(|f| f.verdict),
        readings: readings_of(catalogue, survey, row),
    }
}

fn derived_row(row: &handheld_domain::survey::evaluation::Derived) -> report::DerivedRow {
    report::DerivedRow {
        kind: row.kind,
        name: row.name.clone(),
        design: row.design,
        measured: row.measured,
        deviation: row.deviation,
        required: row.required,
        on_ellipsoid: row.on_ellipsoid,
        limit: row.rule.as_ref().map(bound),
        verdict: row.verdict,
    }
}

fn figure(of: &Figure) -> report::Figure {
    report::Figure {
        name: of.name.clone(),
        role: of.role,
        closed: of.closed,
        design: of.design.clone(),
        measured: of.measured.clone().unwrap_or_default(),
    }
}

/// The signature that counts.
fn counting<'r>(survey: &'r Survey<'_>) -> Option<&'r Keyed<SurveyActValue>> {
    let id = survey.standing.signature.as_deref()?;
    let mut acts = survey.record.acts.iter();
    acts.find(|act| act.id.as_hyphenated().to_string() == id)
}

fn digest(names: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = names.collect();
    hex::encode(Sha256::digest(all.join("\n").as_bytes()))
}

fn signature(id: SurveyId, act: &Keyed<SurveyActValue>) -> Option<Signature> {
    let value = &act.held.value;
    Some(Signature {
        by: value.by.name.clone(),
        at: DateTime::parse_from_rfc3339(&value.at).ok()?,
        digest: digest(value.heads.iter().map(ToString::to_string)),
        fingerprint: hex::encode(&Sha256::digest(value.key.as_bytes())[..8]),
        proven: is_proven(id, act),
    })
}

fn standing(survey: &Survey<'_>) -> Standing {
    let checks: BTreeMap<String, &SurveyActValue> = survey
        .record
        .acts
        .iter()
        .map(|act| (act.id.as_hyphenated().to_string(), &act.held.value))
        .collect();
    let last = |kind: SurveyActKind| {
        let named = survey.standing.checks.iter().rev();
        let mut of_kind = named.filter_map(|id| checks.get(id));
        of_kind.find(|act| act.act == kind).copied()
    };
    let on = |act: &SurveyActValue| day_of(&act.at).unwrap_or_default();
    let by = |act: &SurveyActValue| format!("{} {}", act.organisation.name, act.by.name);
    match survey.standing.state {
        TaskState::Signed => Standing::Signed,
        TaskState::Accepted => match last(SurveyActKind::Accepted) {
            Some(act) => Standing::Accepted {
                by: by(act),
                on: on(act),
            },
            None => Standing::Signed,
        },
        TaskState::Returned => match last(SurveyActKind::Returned) {
            Some(act) => Standing::Returned {
                by: by(act),
                on: on(act),
                reason: act.note.clone(),
            },
            None => Standing::Signed,
        },
        _ => Standing::Draft,
    }
}
