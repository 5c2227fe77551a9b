//! Surveys as screens show them: rows of a list, one survey with everything behind its verdicts, and what lacks before it is signed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use handheld_contract::command::ListSurveys;
use handheld_contract::views::approval::ClockColour;
use handheld_contract::views::inspection::PhotoView;
use handheld_contract::views::project::{InboxKind, InboxRow, InboxTarget};
use handheld_contract::views::survey::*;
use handheld_contract::views::{Role, Text};
use handheld_contract::{Code, PhotoId, Problem, ProjectId, SurveyId};
use handheld_domain::survey::evaluation::{Derived, Figure, Found, sentence};
use handheld_domain::survey::ground::{GroundFrame as Ground, TileFrame as Tiles};
use handheld_domain::survey::kind::{SurveyKind, TargetRole as Role_};
use handheld_domain::survey::task::{Stale, Standing, TaskState};
use handheld_domain::survey::tolerance::Rule;
use handheld_domain::survey::verdict::Verdict;
use handheld_domain::survey::{FORMULA_VERSION, Geographic, GridPoint};
use handheld_records::record::{Keyed, MeasuredRecord};
use handheld_records::shape::{FixValue, InstrumentValue, ObservationValue, SurveyActValue};
use handheld_store::index::{ProjectEntry, SurveyEntry};
use handheld_store::records::{DeliveryFacts, Records, SurveyQuery};

use super::inspections::{delivery_of, photo_view};
use crate::opened::Opened;
use crate::readings;
use crate::surveys::{
    self, Row, Survey, counted, derived_kind, designed, judge, role_view, value_view, verdict_view,
};
use crate::{Answer, App, Who, convert};

/// The most rows of a page.
const MOST_ROWS: u32 = 500;
/// Targets that lack something are named one by one up to this many; more are counted.
const NAMED_LACKS: usize = 20;

/// A survey that the person sees.
pub(crate) struct SeenSurvey {
    pub(crate) opened: Opened,
    pub(crate) survey: Survey<'static>,
    pub(crate) project: ProjectEntry,
    pub(crate) delivery: DeliveryFacts,
}

fn text(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text {
        zh: zh.into(),
        en: en.into(),
    }
}

impl<S: Records> App<S> {
    /// Opens a survey that the person may see; everything else is not found (A04).
    pub(crate) async fn see_survey(&self, who: &Who, id: SurveyId) -> Answer<SeenSurvey> {
        let missing = || who.not_found("测绘任务", "survey");
        let opened = self.open(id.into(), who.actor).await?.ok_or_else(missing)?;
        let project = opened.scope.project().ok_or_else(missing)?;
        let today = self.today().to_string();
        let project = self.store.project(&who.sight, project, &today).await?;
        let project = project.ok_or_else(missing)?.entry;
        let survey = Survey::read(self.catalogue(), &opened.current).ok_or_else(missing)?;
        let delivery = self.store.delivery(id.into()).await?;
        Ok(SeenSurvey {
            opened,
            survey,
            project,
            delivery,
        })
    }

    /// The query of everything that a person's surveys are: the own unit's, those that the own office checks, or all that is seen.
    fn surveys_of(&self, who: &Who) -> SurveyQuery {
        SurveyQuery {
            sight: who.sight.clone(),
            unit: (who.role == Role::Surveyor).then_some(who.organisation.id),
            offices: None,
            project: None,
            id: None,
            filter: SurveyFilter::All,
            search: String::new(),
            offset: 0,
            limit: MOST_ROWS,
        }
    }

    pub(crate) async fn surveys(&self, who: &Who, asked: ListSurveys) -> Answer<SurveysView> {
        let query = SurveyQuery {
            project: asked.project,
            filter: asked.filter,
            search: asked.search,
            offset: asked.offset,
            limit: asked.limit.min(MOST_ROWS),
            ..self.surveys_of(who)
        };
        let page = self.store.surveys(&query).await?;
        let counts = page.counts.iter().map(|(filter, count)| SurveyCount {
            filter: *filter,
            count: *count,
        });
        Ok(SurveysView {
            counts: counts.collect(),
            total: page.total,
            rows: self.survey_rows(page.surveys).await?,
            kinds: self.catalogue().surveys.iter().map(kind_view).collect(),
            may_assign: may_assign(who),
        })
    }

    pub(crate) async fn survey_rows(&self, entries: Vec<SurveyEntry>) -> Answer<Vec<SurveyRow>> {
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            rows.push(self.survey_row(entry).await?);
        }
        Ok(rows)
    }

    pub(crate) async fn surveys_of_project(
        &self,
        who: &Who,
        project: ProjectId,
    ) -> Answer<Vec<SurveyEntry>> {
        let query = SurveyQuery {
            project: Some(project),
            unit: None,
            ..self.surveys_of(who)
        };
        Ok(self.store.surveys(&query).await?.surveys)
    }

    /// What waits for this person: to be measured for a surveyor, to be checked for the office.
    pub(crate) async fn surveys_waiting(&self, who: &Who) -> Answer<Vec<SurveyEntry>> {
        let (filter, offices) = match who.role {
            Role::Surveyor => (SurveyFilter::ToDo, None),
            Role::Approver => (
                SurveyFilter::ToCheck,
                Some(who.organisation.departments.clone()),
            ),
            _ => return Ok(Vec::new()),
        };
        let query = SurveyQuery {
            filter,
            offices,
            limit: 100,
            ..self.surveys_of(who)
        };
        Ok(self.store.surveys(&query).await?.surveys)
    }

    /// What of surveys belongs into the inbox of a person.
    pub(crate) async fn survey_lines(&self, who: &Who) -> Answer<Vec<InboxRow>> {
        let mut lines = Vec::new();
        for entry in self.surveys_waiting(who).await? {
            let row = self.survey_row(entry).await?;
            let late = row.days_left.is_some_and(|left| left < 0);
            let kind = match row.state {
                SurveyState::Signed if !row.stale => InboxKind::SurveyToCheck,
                SurveyState::Returned => InboxKind::SurveyReturned,
                _ if row.stale => InboxKind::SurveyStale,
                _ if row.conflicts > 0 => InboxKind::SurveyConflict,
                _ if late => InboxKind::SurveyOverdue,
                _ => continue,
            };
            lines.push(InboxRow {
                kind,
                target: InboxTarget::Survey { id: row.id },
                title: text(
                    format!("{} · {}", row.project_name, row.kind_name.zh),
                    format!("{} · {}", row.project_name, row.kind_name.en),
                ),
                detail: text(&row.unit.name, &row.unit.name),
                at: row.due.unwrap_or(row.changed_at),
            });
        }
        Ok(lines)
    }

    pub(crate) async fn survey_row(&self, entry: SurveyEntry) -> Answer<SurveyRow> {
        let facts = self.store.delivery(entry.id.into()).await?;
        let signed = matches!(
            entry.state,
            SurveyState::Signed | SurveyState::Accepted | SurveyState::Returned
        );
        let delivery = delivery_of(&facts, signed, entry.conflicts, false);
        let (days_left, colour) = self.days_left(&entry);
        let kind = self.catalogue().survey(&entry.kind);
        Ok(SurveyRow {
            kind_name: kind.map_or_else(Text::default, |kind| convert::text(&kind.name)),
            id: entry.id,
            number: entry.number,
            project: entry.project,
            project_name: entry.project_name,
            kind: entry.kind,
            contract_stage: entry.contract_stage,
            stage: entry.stage,
            matter: entry.matter,
            unit: entry.unit,
            state: entry.state,
            stale: entry.stale,
            delivery,
            targets: entry.targets,
            measured: entry.measured,
            failed: entry.failed,
            near: entry.near,
            conflicts: entry.conflicts,
            design: entry.design,
            due: entry.due,
            days_left,
            colour,
            changed_at: entry.changed_at,
        })
    }

    /// Working days left until the due date of what is to be done, and how bad that is.
    fn days_left(&self, entry: &SurveyEntry) -> (Option<i32>, ClockColour) {
        let open = entry.waits == handheld_store::index::SurveyWaits::Unit;
        let due: Option<NaiveDate> = entry.due.as_deref().and_then(|due| due.parse().ok());
        let Some(due) = due.filter(|_| open) else {
            return (None, ClockColour::None);
        };
        let calendar = &self.catalogue().calendar;
        let left = calendar.working_days_left(self.today(), due).ok();
        let left = left.and_then(|left| i32::try_from(left).ok());
        let soon = i64::from(self.catalogue().survey_rules.soon_working_days);
        let colour = match left {
            None => ClockColour::None,
            Some(left) if left < 0 => ClockColour::Red,
            Some(left) if i64::from(left) <= soon => ClockColour::Yellow,
            Some(_) => ClockColour::Green,
        };
        (left, colour)
    }

    pub(crate) async fn survey(&self, who: &Who, id: SurveyId) -> Answer<SurveyView> {
        let seen = self.see_survey(who, id).await?;
        self.survey_view(who, &seen).await
    }

    pub(crate) async fn survey_view(&self, who: &Who, seen: &SeenSurvey) -> Answer<SurveyView> {
        let survey = &seen.survey;
        let catalogue = self.catalogue();
        let rules = judge(catalogue, survey.kind).fixed_rules();
        let (zh, en) = survey.stale_words();
        let photos = photos_by_target(seen);
        let instruments = survey.record.instruments.iter().rev();
        let instruments = instruments.map(|one| instrument_view(&one.held.value, self.today()));
        let observations = survey.record.observations.iter().rev();
        let observations = observations.map(|one| observation_view(survey, one));
        let targets = survey.rows.iter();
        Ok(SurveyView {
            row: self.row_of_seen(seen).await?,
            epsg: survey.meta.epsg,
            grid: grid_words(survey),
            designs: designs(survey),
            targets: targets
                .map(|row| self.target_view(seen, row, &photos))
                .collect(),
            figures: survey.figures.iter().map(figure_view).collect(),
            derived: self.derived_views(&survey.derived),
            rules: rules.iter().map(|rule| self.rule_view(rule)).collect(),
            instruments: instruments.collect(),
            observations: observations.collect(),
            verdict: survey.verdict.map(verdict_view),
            conclusion: convert::text(&survey.conclusion),
            lacks: self.survey_lacks(seen),
            acts: acts(seen),
            may: self.survey_may(who, seen),
            tray: photos.get("").cloned().unwrap_or_default(),
            formulas: FORMULA_VERSION.to_owned(),
            stale_because: text(zh, en),
            photo_on_fail: survey.kind.photo_on_fail,
            ground: self.ground_of(who, seen).await,
        })
    }

    /// Where tiles of a map lie around what is measured, else around the site. A picture under the sketch is no reason to keep back a
    /// survey: where the grid has no position for it there is none.
    async fn ground_of(&self, who: &Who, seen: &SeenSurvey) -> Option<GroundFrame> {
        let centre = match middle(&seen.survey) {
            Some(middle) => middle,
            None => self.site_of(who, seen).await?,
        };
        let found = Ground::around(seen.survey.grid, centre).ok()?;
        Some(GroundFrame {
            x0: found.centre.x_north,
            y0: found.centre.y_east,
            tiles: tile_frame(found.tiles),
            shifted: tile_frame(found.shifted),
        })
    }

    async fn row_of_seen(&self, seen: &SeenSurvey) -> Answer<SurveyRow> {
        let entry = crate::index::survey_entry(seen.opened.doc.into(), &seen.survey);
        let mut row = self.survey_row(entry).await?;
        if !seen.opened.journal.is_empty() {
            let signed = seen.survey.standing.is_locked();
            row.delivery = delivery_of(&seen.delivery, signed, row.conflicts, true);
        }
        Ok(row)
    }

    /// The answer to an edit of one target, read again from disk.
    pub(crate) async fn target_saved(
        &self,
        who: &Who,
        id: SurveyId,
        target: &str,
    ) -> Answer<TargetSaved> {
        let seen = self.see_survey(who, id).await?;
        let row = seen.survey.row(target);
        let row = row.ok_or_else(|| who.not_found("点", "target"))?;
        let photos = photos_by_target(&seen);
        Ok(TargetSaved {
            target: self.target_view(&seen, row, &photos),
            row: self.row_of_seen(&seen).await?,
            lacks: self.survey_lacks(&seen),
            verdict: seen.survey.verdict.map(verdict_view),
            conclusion: convert::text(&seen.survey.conclusion),
            derived: self.derived_views(&seen.survey.derived),
            figures: seen.survey.figures.iter().map(figure_view).collect(),
            saved_at: self.now(),
        })
    }

    /// A rule with its words and sources.
    pub(crate) fn rule_view(&self, rule: &Rule) -> SurveyRule {
        let catalogue = self.catalogue();
        let tolerance = rule.tolerance.as_deref();
        let named = tolerance.and_then(|key| catalogue.tolerance(key));
        let sources = rule.sources.iter().filter_map(|key| catalogue.source(key));
        let titles: Vec<&handheld_domain::Text> = sources.map(|source| &source.title).collect();
        let join = |pick: fn(&handheld_domain::Text) -> &str, with: &str| {
            titles
                .iter()
                .map(|t| pick(t))
                .collect::<Vec<_>>()
                .join(with)
        };
        SurveyRule {
            key: tolerance.unwrap_or_default().to_owned(),
            name: named.map_or_else(
                || text("设计要求", "asked for by the design"),
                |tolerance| convert::text(&tolerance.name),
            ),
            limit: rule.limit,
            unit: rule.unit.clone(),
            source: text(join(|t| &t.zh, "；"), join(|t| &t.en, "; ")),
            confidence: match rule.confidence {
                handheld_domain::Confidence::High => "high",
                handheld_domain::Confidence::Medium => "medium",
                handheld_domain::Confidence::Low => "low",
            }
            .to_owned(),
        }
    }

    fn derived_views(&self, rows: &[Derived]) -> Vec<DerivedRow> {
        let view = |row: &Derived| DerivedRow {
            kind: derived_kind(row.kind),
            name: row.name.clone(),
            design: row.design,
            measured: row.measured,
            deviation: row.deviation,
            required: row.required,
            on_ellipsoid: row.on_ellipsoid,
            verdict: row.verdict.map(verdict_view),
            rule: row.rule.as_ref().map(|rule| self.rule_view(rule)),
        };
        rows.iter().map(view).collect()
    }

    fn target_view(
        &self,
        seen: &SeenSurvey,
        row: &Row,
        photos: &BTreeMap<String, Vec<PhotoView>>,
    ) -> TargetView {
        let survey = &seen.survey;
        let name = &row.target.name;
        let all = survey.record.measured.get(name);
        let all = all.map(Vec::as_slice).unwrap_or_default();
        let views: Vec<MeasurementView> = all
            .iter()
            .map(|one| self.measurement_view(survey, one))
            .collect();
        let signature = survey.standing.signature.as_deref();
        let after = all
            .iter()
            .any(|one| signature.is_some_and(|id| !one.known_to.contains(id)));
        TargetView {
            name: name.clone(),
            role: row.target.role,
            code: row.target.code.clone(),
            design: value_view(designed(&row.target)),
            measured: views.first().cloned(),
            conflict: if row.conflict { views } else { Vec::new() },
            result: row
                .found
                .as_ref()
                .map(|found| self.result_view(name, row.role(), found)),
            photos: photos.get(name).cloned().unwrap_or_default(),
            after_signing: after,
        }
    }

    /// A measured value with everything that it stands on.
    fn measurement_view(&self, survey: &Survey<'_>, one: &MeasuredRecord) -> MeasurementView {
        let value = &one.held.value;
        let (mean, spread_mm) = counted(value).unwrap_or_default();
        let several = value.readings.len() > 1;
        let used = value.instrument.as_deref().and_then(|id| {
            let instruments = survey.record.instruments.iter();
            let mut named = instruments.filter(|one| one.id.as_hyphenated().to_string() == id);
            named.next()
        });
        // Out of calibration or not on the day on which it was used.
        let on = crate::cases::day_of(&value.at).unwrap_or_default();
        MeasurementView {
            id: value.id.clone(),
            value: value_view(mean),
            readings: if several {
                value.readings.clone()
            } else {
                Vec::new()
            },
            spread_mm,
            source: value.source,
            file_name: value.file_name.clone(),
            local_system: value.local_system.clone(),
            fix: value.fix.as_ref().map(|fix| fix_view(survey, fix, None)),
            instrument: used.map(|used| instrument_view(&used.held.value, on)),
            note: value.note.clone(),
            from: value
                .from
                .as_ref()
                .map(|kept| readings::view(self.catalogue(), kept)),
            by: value.by.clone(),
            at: value.at.clone(),
        }
    }

    /// What came out for a target, in words and with its rules.
    pub(crate) fn result_view(&self, name: &str, role: Role_, found: &Found) -> TargetResult {
        TargetResult {
            dx_mm: found.dx_mm,
            dy_mm: found.dy_mm,
            ds_mm: found.ds_mm,
            dh_mm: found.dh_mm,
            dv: found.dv,
            verdict: verdict_view(found.verdict),
            rules: found
                .rules
                .iter()
                .map(|rule| self.rule_view(rule))
                .collect(),
            sentence: convert::text(&sentence(name, role, found)),
        }
    }

    /// What the person may do now.
    pub(crate) fn survey_may(&self, who: &Who, seen: &SeenSurvey) -> SurveyMay {
        let survey = &seen.survey;
        let unit = is_of_unit(who, survey);
        let locked = survey.standing.is_locked();
        let signed = survey.standing.state == TaskState::Signed && survey.standing.stale.is_none();
        SurveyMay {
            design: unit,
            measure: unit && !locked && survey.record.design().is_some(),
            // What lacks is told beside it, and refused when it is tried.
            sign: unit && !locked && survey.record.design().is_some(),
            withdraw: unit && signed,
            check: checks(who, survey.kind) && checkable(&survey.standing).is_some(),
            reuse: matches!(who.role, Role::Approver | Role::Window)
                && survey.standing.is_accepted(),
            export: unit
                || checks(who, survey.kind)
                || matches!(who.role, Role::Administrator)
                || who.owns(&seen.project),
        }
    }

    /// Everything that lacks before the survey may be signed, at once.
    pub(crate) fn survey_lacks(&self, seen: &SeenSurvey) -> Vec<SurveyLack> {
        let survey = &seen.survey;
        let mut lacks = Vec::new();
        if survey.record.design().is_none() {
            lacks.push(lack(
                SurveyLackKind::Design,
                "",
                text(
                    "还没有设计数据：导入设计文件，或手工录入设计点。",
                    "No design data yet: bring in a file, or type the design points.",
                ),
            ));
            return lacks;
        }
        of_targets(survey, &mut lacks);
        of_closure(survey, &mut lacks);
        self.of_instrument(survey, &mut lacks);
        self.of_readings(survey, &mut lacks);
        if survey.kind.photo_on_fail {
            let shown = photos_by_target(seen);
            let without = |row: &&Row| row.fails() && !shown.contains_key(&row.target.name);
            for row in survey.rows.iter().filter(without).take(NAMED_LACKS) {
                let name = &row.target.name;
                lacks.push(SurveyLack {
                    warning: true,
                    ..lack(
                        SurveyLackKind::Photo,
                        name,
                        text(
                            format!("{name} 超限，建议拍摄现场照片。"),
                            format!("{name} is beyond its limit: take a photo of it."),
                        ),
                    )
                });
            }
        }
        lacks
    }

    /// Readings beyond a limit are told before the survey is signed; whether to observe again is the surveyor's decision.
    fn of_readings(&self, survey: &Survey<'_>, lacks: &mut Vec<SurveyLack>) {
        let catalogue = self.catalogue();
        let told = survey.rows.iter().flat_map(|row| {
            let name = &row.target.name;
            let all = survey.record.measured.get(name).into_iter().flatten();
            let kept = all.filter_map(|one| one.held.value.from.as_ref());
            let doubts = kept.flat_map(move |kept| readings::view(catalogue, kept).doubts);
            doubts.map(move |doubt| SurveyLack {
                warning: true,
                ..lack(
                    SurveyLackKind::Readings,
                    name,
                    text(
                        format!("{name}：{}", doubt.zh),
                        format!("{name}: {}", doubt.en),
                    ),
                )
            })
        });
        lacks.extend(told.take(NAMED_LACKS));
    }

    fn of_instrument(&self, survey: &Survey<'_>, lacks: &mut Vec<SurveyLack>) {
        let Some(instrument) = survey.record.instrument() else {
            lacks.push(lack(
                SurveyLackKind::Instrument,
                "",
                text("未登记所用仪器：填写型号、编号和检定有效期。", "No instrument is named: give model, number and until when its calibration holds."),
            ));
            return;
        };
        let value = &instrument.held.value;
        if instrument_view(value, self.today()).expired {
            lacks.push(SurveyLack {
                warning: true,
                ..lack(
                    SurveyLackKind::Calibration,
                    "",
                    text(
                        format!(
                            "仪器 {} {} 的检定有效期至 {}，已过期；报告将注明。",
                            value.model, value.serial, value.valid_until
                        ),
                        format!(
                            "The calibration of {} {} held until {}: the report will say so.",
                            value.model, value.serial, value.valid_until
                        ),
                    ),
                )
            });
        }
    }
}

fn lack(kind: SurveyLackKind, target: &str, text: Text) -> SurveyLack {
    SurveyLack {
        kind,
        target: target.to_owned(),
        text,
        warning: false,
    }
}

fn of_targets(survey: &Survey<'_>, lacks: &mut Vec<SurveyLack>) {
    let open: Vec<&Row> = survey.rows.iter().filter(|row| !row.measured).collect();
    for row in open.iter().take(NAMED_LACKS) {
        let name = &row.target.name;
        let words = text(format!("{name} 未测。"), format!("{name} is not measured."));
        lacks.push(lack(SurveyLackKind::Measurement, name, words));
    }
    let more = open.len().saturating_sub(NAMED_LACKS);
    if more > 0 {
        let words = text(
            format!("另有 {more} 项未测。"),
            format!("{more} more are not measured."),
        );
        lacks.push(lack(SurveyLackKind::Measurement, "", words));
    }
    for row in survey
        .rows
        .iter()
        .filter(|row| row.conflict)
        .take(NAMED_LACKS)
    {
        let name = &row.target.name;
        let words = text(
            format!("{name} 有不同的测量值，须选定一个。"),
            format!("{name} has different values: choose one."),
        );
        lacks.push(lack(SurveyLackKind::Choice, name, words));
    }
    // Measured, and still nothing can be said: the value lacks what the role needs, or there is no rule.
    let unjudged = survey
        .rows
        .iter()
        .filter(|row| row.measured && row.found.is_none());
    for row in unjudged.take(NAMED_LACKS) {
        let name = &row.target.name;
        let words = text(
            format!("{name} 的测量值不完整，或本类测绘没有它的限差，无法判定。"),
            format!(
                "{name} cannot be judged: its value is incomplete, or this kind of survey has no limit for it."
            ),
        );
        lacks.push(lack(SurveyLackKind::Measurement, name, words));
    }
}

fn of_closure(survey: &Survey<'_>, lacks: &mut Vec<SurveyLack>) {
    if !survey.kind.roles.contains(&Role_::Control) {
        return;
    }
    let control: Vec<&Row> = survey
        .rows
        .iter()
        .filter(|row| row.role() == Role_::Control)
        .collect();
    if control.iter().all(|row| !row.measured) {
        let words = text(
            "签名前须检核至少一个控制点（或水准点）：在设计数据中加入控制点并实测。",
            "Check at least one control point (or benchmark) before signing: put one into the design and measure it.",
        );
        lacks.push(lack(SurveyLackKind::Closure, "", words));
    }
    for row in control.iter().filter(|row| row.fails()) {
        let name = &row.target.name;
        let words = text(
            format!("控制点 {name} 检核超限，测量成果不可用：检查设站、坐标系和仪器后重测。"),
            format!(
                "Control point {name} is beyond its limit, so nothing measured can be relied on: check station, grid and instrument, and measure again."
            ),
        );
        lacks.push(lack(SurveyLackKind::ClosureFailed, name, words));
    }
}

/// A surveyor of the unit that the survey was given to.
pub(crate) fn is_of_unit(who: &Who, survey: &Survey<'_>) -> bool {
    who.role == Role::Surveyor && survey.meta.unit.id == who.organisation.id
}

/// The signature that may be checked: one that stands. What was returned and measured again waits for the next signature.
pub(crate) fn checkable(standing: &Standing) -> Option<&String> {
    let closed = matches!(
        standing.state,
        TaskState::Signed | TaskState::Returned | TaskState::Accepted
    );
    let signature = standing.signature.as_ref();
    signature.filter(|_| closed && standing.stale.is_none())
}

/// Somebody of the department that accepts or returns surveys of this kind.
pub(crate) fn checks(who: &Who, kind: &SurveyKind) -> bool {
    who.role == Role::Approver && who.organisation.departments.contains(&kind.office)
}

pub(crate) fn may_assign(who: &Who) -> bool {
    matches!(
        who.role,
        Role::Owner | Role::Window | Role::Administrator | Role::Surveyor
    )
}

fn kind_view(kind: &SurveyKind) -> SurveyKindView {
    SurveyKindView {
        key: kind.key.clone(),
        name: convert::text(&kind.name),
        contract_stage: surveys::contract_stage(kind.contract_stage),
        stage: convert::stage(kind.stage),
        matter: kind.matter.clone().unwrap_or_default(),
        roles: kind.roles.iter().map(|role| role_view(*role)).collect(),
    }
}

fn grid_words(survey: &Survey<'_>) -> Text {
    let grid = survey.grid;
    let (cm, epsg) = (grid.central_meridian(), grid.epsg());
    text(
        format!("CGCS2000 高斯-克吕格，中央子午线 {cm}°E（EPSG:{epsg}）"),
        format!("CGCS2000 Gauss-Krueger, central meridian {cm}°E (EPSG:{epsg})"),
    )
}

fn designs(survey: &Survey<'_>) -> Vec<DesignView> {
    let in_force = survey.record.design().map(|design| design.id);
    let designs = survey.record.designs.iter().rev();
    designs
        .map(|design| {
            let value = &design.held.value;
            DesignView {
                id: design.id.as_hyphenated().to_string(),
                version: value.version,
                drawing: value.drawing.clone(),
                revision: value.revision.clone(),
                file_name: value.file_name.clone(),
                sha256: value.sha256,
                local_system: value.local_system.clone(),
                targets: value.targets,
                by: value.by.clone(),
                at: value.at.clone(),
                in_force: Some(design.id) == in_force,
            }
        })
        .collect()
}

pub(crate) fn instrument_view(value: &InstrumentValue, on: NaiveDate) -> InstrumentView {
    let until: Option<NaiveDate> = value.valid_until.parse().ok();
    InstrumentView {
        model: value.model.clone(),
        serial: value.serial.clone(),
        certificate: value.certificate.clone(),
        valid_until: value.valid_until.clone(),
        expired: until.is_none_or(|until| until < on),
    }
}

/// A fix in the survey's grid.
pub(crate) fn fix_view(survey: &Survey<'_>, fix: &FixValue, why_not: Option<Text>) -> FixView {
    let at = survey.grid.forward(Geographic::new(fix.lon, fix.lat)).ok();
    FixView {
        quality: fix.quality,
        lon: fix.lon,
        lat: fix.lat,
        x_north: at.map(|at| at.x_north),
        y_east: at.map(|at| at.y_east),
        altitude_m: fix.altitude_m,
        satellites: fix.satellites,
        hdop: fix.hdop,
        age_s: fix.age_s,
        accuracy_m: fix.accuracy_m,
        time_utc: fix.time_utc.clone(),
        counts: why_not.is_none(),
        why_not: why_not.unwrap_or_default(),
    }
}

pub(crate) fn observation_view(
    survey: &Survey<'_>,
    one: &Keyed<ObservationValue>,
) -> ObservationView {
    let value = &one.held.value;
    ObservationView {
        id: one.id.as_hyphenated().to_string(),
        target: value.target.clone(),
        fix: fix_view(survey, &value.fix, Some(why_not_words(&value.why_not))),
        by: value.by.clone(),
        at: value.at.clone(),
    }
}

/// Why a fix is no survey value, in words, by the key under which it is kept.
pub(crate) fn why_not_words(key: &str) -> Text {
    match key {
        "not_rtk_fixed" => text(
            "不是 RTK 固定解，不能作为测量值，只能存为观测记录。",
            "Not an RTK fixed solution: no survey value; taken, it is kept as an observation.",
        ),
        "hdop" => text(
            "HDOP 过大，不能作为测量值，只能存为观测记录。",
            "The HDOP is too large: no survey value; taken, it is kept as an observation.",
        ),
        "age" => text(
            "差分龄期过长，不能作为测量值，只能存为观测记录。",
            "The corrections are too old: no survey value; taken, it is kept as an observation.",
        ),
        _ => text(
            "不满足测量条件，只能存为观测记录。",
            "It does not meet the conditions of a survey value; taken, it is kept as an observation.",
        ),
    }
}

fn figure_view(figure: &Figure) -> FigureView {
    let pairs = |points: &[GridPoint]| points.iter().map(|p| [p.x_north, p.y_east]).collect();
    use handheld_domain::survey::evaluation::FigureRole as D;
    FigureView {
        name: figure.name.clone(),
        role: match figure.role {
            D::Building => FigureRole::Building,
            D::RedLine => FigureRole::RedLine,
            D::Parcel => FigureRole::Parcel,
            D::Other => FigureRole::Other,
        },
        closed: figure.closed,
        design: pairs(&figure.design),
        measured: figure.measured.as_deref().map(pairs).unwrap_or_default(),
        points: figure.corners.clone(),
        required_m: figure.required_m,
    }
}

fn photos_by_target(seen: &SeenSurvey) -> BTreeMap<String, Vec<PhotoView>> {
    let mut by: BTreeMap<String, Vec<PhotoView>> = BTreeMap::new();
    let shown = seen.survey.record.photos.iter();
    for (id, photo) in shown.filter(|(_, photo)| !photo.removed) {
        let view = photo_view(PhotoId(id.0), photo, &seen.delivery);
        let target = view.item.clone().unwrap_or_default();
        by.entry(target).or_default().push(view);
    }
    by
}

/// Whether the signature of an act is by the key that it names, over this record and what the act says.
pub(crate) fn is_proven(survey: SurveyId, act: &Keyed<SurveyActValue>) -> bool {
    let value = &act.held.value;
    let text = value.signed_text(survey, &act.id.as_hyphenated().to_string());
    crate::seal::verify(&value.key, &value.signature, text.as_bytes())
}

fn acts(seen: &SeenSurvey) -> Vec<SurveyActView> {
    let survey = &seen.survey;
    let id: SurveyId = seen.opened.doc.into();
    let versions: BTreeMap<String, u32> = survey
        .record
        .designs
        .iter()
        .map(|d| (d.id.as_hyphenated().to_string(), d.held.value.version))
        .collect();
    let counting = &survey.standing.signature;
    let mut views: Vec<SurveyActView> = Vec::new();
    if let Some(meta) = &survey.record.common.meta {
        views.push(SurveyActView {
            id: id.to_string(),
            act: SurveyActKind::Assigned,
            by: meta.value.by.clone(),
            role: None,
            organisation: Some(survey.meta.unit.clone()),
            at: meta.value.at.clone(),
            note: survey.meta.note.clone(),
            design: None,
            verdict: None,
            proven: None,
            outdated: false,
            case: None,
        });
    }
    views.extend(survey.record.designs.iter().map(|design| {
        let value = &design.held.value;
        SurveyActView {
            id: design.id.as_hyphenated().to_string(),
            act: SurveyActKind::Designed,
            by: value.by.clone(),
            role: None,
            organisation: None,
            at: value.at.clone(),
            note: format!("{} {}", value.drawing, value.revision)
                .trim()
                .to_owned(),
            design: Some(value.version),
            verdict: None,
            proven: None,
            outdated: false,
            case: None,
        }
    }));
    views.extend(survey.record.acts.iter().map(|act| {
        let value = &act.held.value;
        let name = act.id.as_hyphenated().to_string();
        let signed = value.act == SurveyActKind::Signed;
        let outdated = if signed {
            counting.as_ref() != Some(&name) || survey.standing.stale.is_some()
        } else {
            let rests = counting.as_ref().is_some_and(|c| value.of.contains(c));
            let judges = matches!(
                value.act,
                SurveyActKind::Accepted | SurveyActKind::Returned | SurveyActKind::Reused
            );
            judges && (!rests || survey.standing.stale == Some(Stale::Design))
        };
        SurveyActView {
            act: value.act,
            by: value.by.clone(),
            role: Some(value.role),
            organisation: Some(value.organisation.clone()),
            at: value.at.clone(),
            note: if signed && value.note.is_empty() {
                value.conclusion.clone()
            } else {
                value.note.clone()
            },
            design: value.design.as_ref().and_then(|d| versions.get(d)).copied(),
            verdict: value.verdict,
            proven: signed.then(|| is_proven(id, act)),
            outdated,
            case: value.case,
            id: name,
        }
    }));
    views.sort_by(|a, b| a.at.cmp(&b.at));
    views
}

/// The verdict of a survey as a signature states it.
pub(crate) fn signed_verdict(survey: &Survey<'_>) -> Answer<SurveyVerdict> {
    let verdict = survey.verdict.map(verdict_view);
    verdict.ok_or_else(|| Problem::new(Code::Incomplete).with("missing", vec!["measurement"]))
}

/// Whether the whole holds.
pub(crate) fn holds(survey: &Survey<'_>) -> bool {
    survey.verdict.is_some_and(Verdict::passes)
        && survey.count(|row| row.measured) as usize == survey.rows.len()
}

/// The middle of what a survey is about. A control point may lie far off: it counts only where there is nothing else.
fn middle(survey: &Survey<'_>) -> Option<GridPoint> {
    let place = |row: &Row| Some([row.target.x?, row.target.y?]);
    let built = survey
        .rows
        .iter()
        .filter(|row| row.target.role != TargetRole::Control);
    let mut places: Vec<[f64; 2]> = built.filter_map(place).collect();
    let corners = survey.figures.iter().flat_map(|figure| &figure.design);
    places.extend(corners.map(|corner| [corner.x_north, corner.y_east]));
    if places.is_empty() {
        places.extend(survey.rows.iter().filter_map(place));
    }
    let between = |axis: usize| {
        let all = || places.iter().map(|place| place[axis]);
        Some(f64::midpoint(
            all().reduce(f64::min)?,
            all().reduce(f64::max)?,
        ))
    };
    Some(GridPoint::new(between(0)?, between(1)?))
}

fn tile_frame(found: Tiles) -> TileFrame {
    TileFrame {
        u0: found.u0,
        v0: found.v0,
        u_north: found.u_north,
        u_east: found.u_east,
        v_north: found.v_north,
        v_east: found.v_east,
        error_m: found.error_m,
    }
}
