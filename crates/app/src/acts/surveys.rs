//! Assigning, designing, measuring, signing and checking a survey.

use std::collections::{BTreeMap, BTreeSet};

use handheld_contract::command::*;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::survey::*;
use handheld_contract::views::sync::DocKind;
use handheld_contract::views::{Role, Text};
use handheld_contract::{Code, Problem, ScopeId, SurveyId};
use handheld_domain::calendar::Limit;
use handheld_domain::survey::evaluation::{EvaluationError, Value, is_complete, mean};
use handheld_domain::survey::far::{Far, far};
use handheld_domain::survey::task::TaskState;
use handheld_domain::survey::{FORMULA_VERSION, Geographic, Grid, zone_of};
use handheld_records::Edit;
use handheld_records::record::ProjectRecord;
use handheld_records::shape::{
    DesignPartValue, DesignValue, FigureValue, FixValue, InstrumentValue, Key, MeasuredValue, Meta,
    ObservationValue, RawFileValue, ReadingsValue, Shaped, SurveyActValue, SurveyMeta, TargetValue,
};
use handheld_store::index::ProjectEntry;
use handheld_store::records::Records;
use uuid::Uuid;

use crate::files::FileFacts;
use crate::opened::refused;
use crate::readings;
use crate::surveys::{Row, Survey, designed, judge, role, value};
use crate::views::{
    SeenSurvey, checkable, checks, is_of_unit, may_assign, observation_view, signed_verdict,
    why_not_words,
};
use crate::{Answer, App, Who, flush};

/// Longest name of a target or figure, in characters: it stands in a key and on a drawing.
const MAX_NAME: usize = 36;
/// Its longest form in bytes: coded it still fits into a key.
const MAX_NAME_BYTES: usize = 108;
/// Longest text of a note or of a drawing's number, in characters.
const MAX_WORDS: usize = 500;
/// Targets in one part of a design: each part is one value, well within its limit.
const PART_TARGETS: usize = 400;
/// Corners of all figures of one design.
const MAX_CORNERS: usize = 4_000;
/// Readings of one target.
const MAX_READINGS: usize = 50;
/// No height on Earth, no height of a building and no distance on a site is beyond this, m.
const MAX_LENGTH: f64 = 100_000.0;

/// A file from which something is taken.
pub(crate) struct NewFile {
    pub(crate) name: String,
    pub(crate) facts: FileFacts,
    /// Name of the local system in which its coordinates are.
    pub(crate) local_system: Option<String>,
}

/// Values far from their design that are named.
const NAMED_FAR: usize = 10;

/// What is to become the next version of a design.
pub(crate) struct NewDesign {
    pub(crate) drawing: String,
    pub(crate) revision: String,
    pub(crate) file: Option<NewFile>,
    pub(crate) targets: Vec<TargetValue>,
    pub(crate) figures: Vec<FigureValue>,
}

fn bad(what: &str, why: impl Into<String>) -> Problem {
    Problem::new(Code::BadInput)
        .with("what", what)
        .with("why", why.into())
}

fn rule(who: &Who, zh: &str, en: &str) -> Problem {
    Problem::new(Code::Refused).with("rule", who.lang.pick(zh, en))
}

fn short(what: &str, text: &str, most: usize) -> Answer<String> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(bad(what, format!("more than {most} characters")));
    }
    Ok(text.to_owned())
}

fn name_of(what: &str, text: &str) -> Answer<String> {
    let text = short(what, text, MAX_NAME)?;
    if text.len() > MAX_NAME_BYTES {
        return Err(bad(what, format!("more than {MAX_NAME_BYTES} bytes")));
    }
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(bad(what, "a name is empty or holds control characters"));
    }
    Ok(text)
}

/// A name that may be left out.
fn name_or_none(what: &str, text: &str) -> Answer<()> {
    if text.is_empty() {
        return Ok(());
    }
    name_of(what, text).map(|_| ())
}

/// Everything that is wrong with readings of the field, in one answer.
fn wrong_readings(who: &Who, all: &[ReadingProblem]) -> Problem {
    let words = |one: &ReadingProblem| who.lang.pick(one.text.zh.clone(), one.text.en.clone());
    let words: Vec<String> = all.iter().map(words).collect();
    let places: Vec<&str> = all.iter().map(|one| one.at.as_str()).collect();
    bad(&places.join(", "), words.join(who.lang.pick("", " ")))
}

/// A date as people write it.
fn date(what: &str, text: &str) -> Answer<chrono::NaiveDate> {
    text.parse::<chrono::NaiveDate>()
        .map_err(|e| bad(what, format!("{text}: {e}")))
}

impl<S: Records> App<S> {
    /// Assigns a survey. `unit` is the surveying unit, whom the host has looked up when it is not the asker's own.
    ///
    /// # Errors
    ///
    /// No right, an unknown kind or grid, a unit that does not take part in the project.
    pub async fn assign_survey_to(
        &self,
        who: &Who,
        asked: AssignSurvey,
        unit: OrganisationRef,
    ) -> Answer<SurveyView> {
        let project = self.project_hit(who, asked.project).await?.entry;
        self.may_assign_to(who, &project, &unit)?;
        let catalogue = self.catalogue();
        let kind = catalogue.survey(&asked.kind).ok_or_else(|| {
            Problem::new(Code::UnknownName)
                .with("what", who.lang.pick("测绘类别", "kind of survey"))
                .with("given", asked.kind.clone())
        })?;
        let grid = self.grid_for(who, &asked).await?;
        let due = match &asked.due {
            Some(given) => Some(date("due", given)?),
            None => {
                let limit = Limit::WorkingDays(kind.due_working_days);
                let due = catalogue.calendar.due_date(self.today(), limit, &[]);
                due.ok().map(|due| due.due)
            }
        };
        let id = SurveyId(self.around.new_id());
        let meta = Meta {
            kind: DocKind::Survey,
            version: 1,
            project: project.id,
            by: who.person.clone(),
            at: self.now(),
            template: None,
            stage: Some(crate::convert::stage(kind.stage)),
            corrects: None,
            inspection: None,
            item: None,
            number: Some(self.survey_number().await?),
            case: None,
            survey: Some(SurveyMeta {
                kind: kind.key.clone(),
                catalogue: catalogue.version.clone(),
                unit,
                epsg: grid.epsg(),
                due: due.map(|due| due.to_string()),
                project_name: project.name.clone(),
                note: short("note", &asked.note, MAX_WORDS)?,
            }),
            extra: serde_json::Map::new(),
        };
        let edits = [meta.edit(&Key::Meta).map_err(refused)?];
        let scope = ScopeId::of_project(project.id);
        self.create(who, id.into(), DocKind::Survey, scope, &edits)
            .await?;
        self.survey(who, id).await
    }

    /// Assigns a survey to the asker's own unit: what the window does. At the centre the host looks the unit up first.
    pub(crate) async fn assign_survey(&self, who: &Who, asked: AssignSurvey) -> Answer<SurveyView> {
        let own = who.organisation.clone();
        match asked.unit {
            Some(unit) if unit != own.id => {
                let opened = self.open(asked.project.into(), who.actor).await?;
                let opened = opened.ok_or_else(|| who.not_found("项目", "project"))?;
                let record = ProjectRecord::read(&opened.current);
                let named = record.assignments.iter().find(|a| a.id == unit.0);
                let named = named.ok_or_else(|| who.not_found("测绘单位", "surveying unit"))?;
                let unit = OrganisationRef {
                    id: unit,
                    name: named.held.value.name.clone(),
                    departments: Vec::new(),
                };
                self.assign_survey_to(who, asked, unit).await
            }
            _ => self.assign_survey_to(who, asked, own).await,
        }
    }

    fn may_assign_to(
        &self,
        who: &Who,
        project: &ProjectEntry,
        unit: &OrganisationRef,
    ) -> Answer<()> {
        let own = who.role == Role::Surveyor && unit.id == who.organisation.id;
        let allowed = may_assign(who)
            && (own || (who.role != Role::Surveyor && who.edits(project)))
            && (who.role != Role::Surveyor || who.assigned(project));
        if !allowed {
            return Err(who.forbidden("分派测绘任务", "assign a survey"));
        }
        if !project.organisations.contains(&unit.id) || project.owner == Some(unit.id) {
            return Err(rule(
                who,
                "该单位还不是本项目的测绘单位：先在项目中加入它",
                "this unit does not take part in the project as a surveying unit: add it to the project first",
            ));
        }
        Ok(())
    }

    /// The grid that is asked for, or the three-degree zone in which the project's site lies. A project fixes it once.
    async fn grid_for(&self, who: &Who, asked: &AssignSurvey) -> Answer<Grid> {
        let given = asked.epsg.map(Grid::from_epsg).transpose();
        let given = given.map_err(|e| bad("epsg", e.to_string()))?;
        for entry in self.surveys_of_project(who, asked.project).await? {
            if let Ok(seen) = self.see_survey(who, entry.id).await {
                let fixed = seen.survey.grid;
                return match given {
                    Some(other) if other != fixed => Err(rule(
                        who,
                        "本项目的测绘已采用另一坐标系，同一项目只用一个坐标系",
                        "surveys of this project use another grid; a project has one grid only",
                    )),
                    _ => Ok(fixed),
                };
            }
        }
        if let Some(grid) = given {
            return Ok(grid);
        }
        let opened = self.open(asked.project.into(), who.actor).await?;
        let site = opened.map(|opened| ProjectRecord::read(&opened.current).site());
        let corners = site.unwrap_or_default();
        if corners.is_empty() {
            return Err(bad(
                "epsg",
                "the project has no site from which the zone would follow: give the EPSG code of its grid",
            ));
        }
        #[expect(clippy::cast_precision_loss, reason = "a site has few corners")]
        let lon = corners.iter().map(|c| c[0]).sum::<f64>() / corners.len() as f64;
        let zone = zone_of(lon).map_err(|e| bad("site", e.to_string()))?;
        Grid::from_epsg(zone.epsg_cm).map_err(|e| bad("site", e.to_string()))
    }

    /// A number for people from this installation's own block (T28).
    async fn survey_number(&self) -> Answer<String> {
        let block = self.store.setting("number-block").await?;
        let block = block.unwrap_or_else(|| "0".to_owned());
        let number = self.store.next_number("survey").await?;
        Ok(format!("{block}-{number}"))
    }

    /// A survey whose design this person may change.
    pub(crate) async fn to_design(&self, who: &Who, id: SurveyId) -> Answer<SeenSurvey> {
        let seen = self.see_survey(who, id).await?;
        if !is_of_unit(who, &seen.survey) {
            return Err(who.forbidden("导入设计数据", "bring in design data"));
        }
        Ok(seen)
    }

    /// Refuses to measure where the person or the state of the survey does not allow it.
    pub(crate) fn may_measure(&self, who: &Who, seen: &SeenSurvey) -> Answer<()> {
        let survey = &seen.survey;
        if !is_of_unit(who, survey) {
            return Err(who.forbidden("录入测量值", "enter survey values"));
        }
        if survey.standing.is_locked() {
            return Err(match survey.standing.state {
                TaskState::Accepted => rule(
                    who,
                    "成果已被认可，不能再改；如需更正，新建一项测绘任务",
                    "the result is accepted and stays as it is; start a new survey for a correction",
                ),
                _ => rule(
                    who,
                    "成果已签名，不能再改；先撤回签名",
                    "the result is signed and stays as it is; take the signature back first",
                ),
            });
        }
        Ok(())
    }

    pub(crate) async fn to_measure(&self, who: &Who, id: SurveyId) -> Answer<SeenSurvey> {
        let seen = self.see_survey(who, id).await?;
        self.may_measure(who, &seen)?;
        if seen.survey.record.design().is_none() {
            return Err(rule(
                who,
                "还没有设计数据：先导入或录入设计点",
                "there are no design data yet: bring them in first",
            ));
        }
        Ok(seen)
    }

    pub(crate) async fn revise_design(&self, who: &Who, asked: ReviseDesign) -> Answer<SurveyView> {
        let seen = self.to_design(who, asked.survey).await?;
        let before = seen.survey.record.design();
        let mut targets = before.map(|d| d.targets.clone()).unwrap_or_default();
        let mut figures = before.map(|d| d.figures.clone()).unwrap_or_default();
        targets.retain(|target| !asked.without.contains(&target.name));
        for input in asked.targets {
            let target = TargetValue {
                name: input.name,
                role: input.role,
                code: input.code,
                x: input.design.x_north,
                y: input.design.y_east,
                h: input.design.h,
                v: input.design.value,
            };
            match targets.iter_mut().find(|t| t.name == target.name.trim()) {
                Some(known) => *known = target,
                None => targets.push(target),
            }
        }
        for input in asked.figures {
            let empty = input.points.is_empty() && input.coordinates.is_empty();
            figures.retain(|figure| figure.name != input.name);
            if !empty {
                figures.push(FigureValue {
                    name: input.name,
                    role: input.role,
                    points: input.points,
                    coordinates: input.coordinates,
                    closed: input.closed,
                    required_m: input.required_m,
                });
            }
        }
        let design = NewDesign {
            drawing: asked.drawing,
            revision: asked.revision,
            file: None,
            targets,
            figures,
        };
        self.put_design(who, &seen, design).await?;
        self.survey(who, asked.survey).await
    }

    /// Writes the next version of the design: its parts first, then the version that names them.
    pub(crate) async fn put_design(
        &self,
        who: &Who,
        seen: &SeenSurvey,
        mut design: NewDesign,
    ) -> Answer<()> {
        self.check_design(who, &seen.survey, &mut design)?;
        let record = &seen.survey.record;
        let id = self.around.new_id();
        let version = record
            .designs
            .iter()
            .map(|d| d.held.value.version)
            .max()
            .unwrap_or(0)
            + 1;
        let mut parts: Vec<DesignPartValue> = design
            .targets
            .chunks(PART_TARGETS)
            .map(|targets| DesignPartValue {
                targets: targets.to_vec(),
                ..DesignPartValue::default()
            })
            .collect();
        for figures in by_corners(design.figures) {
            parts.push(DesignPartValue {
                figures,
                ..DesignPartValue::default()
            });
        }
        // One edit of everything: a design is there whole or not at all.
        let mut edits = Vec::with_capacity(parts.len() + 2);
        let mut number = 0u32;
        for part in &parts {
            edits.push(part.edit(&Key::DesignPart(id, number)).map_err(refused)?);
            number += 1;
        }
        let (file_name, sha256, local_system) = match &design.file {
            Some(file) => (
                file.name.clone(),
                Some(file.facts.sha256),
                file.local_system.clone(),
            ),
            None => (String::new(), None, None),
        };
        let value = DesignValue {
            version,
            of: record
                .designs
                .iter()
                .map(|d| d.id.as_hyphenated().to_string())
                .collect(),
            drawing: design.drawing,
            revision: design.revision,
            file_name,
            sha256,
            local_system,
            parts: number,
            targets: u32::try_from(design.targets.len()).unwrap_or(u32::MAX),
            by: who.person.clone(),
            at: self.now(),
            extra: serde_json::Map::new(),
        };
        edits.push(value.edit(&Key::Design(id)).map_err(refused)?);
        if let Some(file) = &design.file {
            edits.push(self.raw_file(who, file)?);
        }
        self.write(who, &seen.opened, edits).await?;
        flush(self, who, seen.opened.doc).await
    }

    fn raw_file(&self, who: &Who, file: &NewFile) -> Answer<Edit> {
        let value = RawFileValue {
            sha256: file.facts.sha256,
            bytes: file.facts.bytes,
            file_name: file.name.clone(),
            local_system: file.local_system.clone(),
            by: who.person.clone(),
            at: self.now(),
            extra: serde_json::Map::new(),
        };
        value
            .edit(&Key::RawFile(self.around.new_id()))
            .map_err(refused)
    }

    fn check_design(&self, who: &Who, survey: &Survey<'_>, design: &mut NewDesign) -> Answer<()> {
        design.drawing = short("drawing", &design.drawing, MAX_WORDS)?;
        design.revision = short("revision", &design.revision, MAX_WORDS)?;
        if design.drawing.is_empty() {
            return Err(bad(
                "drawing",
                "the number of the drawing is missing: a verdict names it",
            ));
        }
        if design.targets.is_empty() {
            return Err(bad("targets", "there is nothing to be measured in it"));
        }
        let most = self.catalogue().survey_rules.most_targets;
        if design.targets.len() > most {
            let limit = format!("{most}");
            return Err(Problem::new(Code::TooLarge).with("limit", limit));
        }
        let mut names = BTreeSet::new();
        for target in &mut design.targets {
            target.name = name_of("target", &target.name)?;
            target.code = short("code", &target.code, MAX_NAME)?;
            if !survey.kind.roles.contains(&role(target.role)) {
                let name = survey.kind.name.clone();
                let name = who.lang.pick(name.zh, name.en);
                return Err(bad(
                    &target.name,
                    format!("{name}: {:?} is not measured in it", target.role),
                ));
            }
            check_designed(target)?;
            if !names.insert(target.name.clone()) {
                return Err(Problem::new(Code::Duplicate)
                    .with("what", who.lang.pick("点名", "name of a point"))
                    .with("given", target.name.clone()));
            }
        }
        check_figures(&names, &mut design.figures)
    }

    pub(crate) async fn measure_target(
        &self,
        who: &Who,
        asked: MeasureTarget,
    ) -> Answer<TargetSaved> {
        let seen = self.to_measure(who, asked.survey).await?;
        let row = seen.survey.row(&asked.target);
        let row = row.ok_or_else(|| who.not_found("点", "target"))?;
        let from = asked.measured.from.map(|from| {
            let readings = &asked.measured.readings;
            self.kept_readings(who, row.target.role, readings, from)
        });
        let from = from.transpose()?;
        let readings = match &from {
            Some(kept) => readings::values(kept).map_err(|all| wrong_readings(who, &all))?,
            None => asked.measured.readings,
        };
        check_readings(row.target.role, &readings)?;
        if asked.far_is_meant != Some(true) {
            self.near_enough(who, readings.iter().map(|one| (row, one)))?;
        }
        let measured = MeasuredValue {
            readings,
            from,
            note: short("note", &asked.measured.note, MAX_WORDS)?,
            position: asked.measured.position,
            ..self
                .measured_now(who, &seen.survey, MeasuredBy::Typed)
                .await?
        };
        let edit = measured
            .edit(&Key::Measured(asked.target.clone()))
            .map_err(refused)?;
        self.write(who, &seen.opened, vec![edit]).await?;
        self.target_saved(who, asked.survey, &asked.target).await
    }

    /// Asks about values that lie too far from their design to be believed as they are, all of them at once.
    pub(crate) fn near_enough<'a>(
        &self,
        who: &Who,
        values: impl Iterator<Item = (&'a Row, &'a SurveyValue)>,
    ) -> Answer<()> {
        let limits = self.catalogue().survey_rules.far_limits();
        // The design of an index is a bound, and nobody is told to keep near it.
        let is_index = |row: &Row| {
            matches!(
                row.target.role,
                TargetRole::IndexAtMost | TargetRole::IndexAtLeast
            )
        };
        let mut found: Vec<String> = values
            .filter(|(row, _)| !is_index(row))
            .filter_map(|(row, one)| {
                let area = row.target.role == TargetRole::Area;
                let away = match far(designed(&row.target), value(one), area, &limits)? {
                    Far::Metres(away) if away >= 10_000.0 => format!("{:.0} km", away / 1000.0),
                    Far::Metres(away) | Far::Level(away) => format!("{away:.2} m"),
                    Far::Percent(percent) => format!("{percent:.0} %"),
                };
                Some(format!("{} {away}", row.target.name))
            })
            .collect();
        if found.is_empty() {
            return Ok(());
        }
        let all = found.len();
        if all > NAMED_FAR {
            found.truncate(NAMED_FAR);
            let more = who
                .lang
                .pick(format!("共 {all} 个"), format!("{all} in all"));
            found.push(more);
        }
        let what = found.join(who.lang.pick("、", ", "));
        Err(Problem::new(Code::FarFromDesign).with("what", what))
    }

    /// Readings of the field for a target of a role, as they would be kept.
    fn kept_readings(
        &self,
        who: &Who,
        role: TargetRole,
        readings: &[SurveyValue],
        from: FieldReadings,
    ) -> Answer<ReadingsValue> {
        if !readings.is_empty() {
            return Err(rule(
                who,
                "按观测读数计算的值不能同时直接录入：二者只取其一",
                "a value is either computed from readings of the field or entered itself, not both",
            ));
        }
        if !readings::gives(&from, role) {
            return Err(rule(
                who,
                "盘左盘右观测只用于建筑高度，按层计算只用于面积，两个面积之比只用于规划指标；这一项请直接录入",
                "readings in both faces are for heights of buildings, storeys for areas, and two areas for indices: enter the value of this target itself",
            ));
        }
        if let FieldReadings::FloorArea { floors } = &from {
            for floor in floors {
                name_or_none("floor", &floor.name)?;
            }
        }
        Ok(readings::as_kept(self.catalogue(), from))
    }

    /// What readings of the field would come to at a target. Nothing is stored.
    ///
    /// # Errors
    ///
    /// No right, an unknown target, readings of another role. What is wrong with a reading is in the answer.
    pub(crate) async fn try_readings(
        &self,
        who: &Who,
        asked: TryReadings,
    ) -> Answer<ReadingsTried> {
        let seen = self.to_measure(who, asked.survey).await?;
        let row = seen.survey.row(&asked.target);
        let row = row.ok_or_else(|| who.not_found("点", "target"))?;
        let kept = self.kept_readings(who, row.target.role, &[], asked.from)?;
        let mut tried = ReadingsTried {
            found: None,
            result: None,
            problems: Vec::new(),
        };
        match readings::values(&kept) {
            Ok(values) => {
                let values: Vec<Value> = values.iter().map(value).collect();
                let (mean, _) = mean(&values).map_err(|e| bad("value", e.to_string()))?;
                let judge = judge(self.catalogue(), seen.survey.kind);
                let found = judge.target(row.role(), designed(&row.target), mean).ok();
                tried.result =
                    found.map(|found| self.result_view(&row.target.name, row.role(), &found));
                tried.found = Some(readings::view(self.catalogue(), &kept));
            }
            Err(problems) => tried.problems = problems,
        }
        Ok(tried)
    }

    /// An empty measured value of now, by this person, with the instrument and the design in force.
    async fn measured_now(
        &self,
        who: &Who,
        survey: &Survey<'_>,
        source: MeasuredBy,
    ) -> Answer<MeasuredValue> {
        let instrument = survey.record.instrument();
        Ok(MeasuredValue {
            id: self.around.new_id().to_string(),
            readings: Vec::new(),
            from: None,
            source,
            file_name: None,
            sha256: None,
            local_system: None,
            fix: None,
            instrument: instrument.map(|one| one.id.as_hyphenated().to_string()),
            design: survey.design_id(),
            note: String::new(),
            position: None,
            by: who.person.clone(),
            at: self.now(),
            seq: u64::from(self.store.next_number("answer").await?),
            extra: serde_json::Map::new(),
        })
    }

    /// Puts the values of a file in: all of them or, on a refusal, none.
    pub(crate) async fn put_measured(
        &self,
        who: &Who,
        seen: &SeenSurvey,
        file: NewFile,
        values: BTreeMap<String, SurveyValue>,
    ) -> Answer<()> {
        let template = self
            .measured_now(who, &seen.survey, MeasuredBy::File)
            .await?;
        let mut edits = Vec::with_capacity(values.len() + 1);
        for (target, one) in values {
            let measured = MeasuredValue {
                id: self.around.new_id().to_string(),
                readings: vec![one],
                file_name: Some(file.name.clone()),
                sha256: Some(file.facts.sha256),
                local_system: file.local_system.clone(),
                ..template.clone()
            };
            edits.push(measured.edit(&Key::Measured(target)).map_err(refused)?);
        }
        edits.push(self.raw_file(who, &file)?);
        self.write(who, &seen.opened, edits).await?;
        flush(self, who, seen.opened.doc).await
    }

    pub(crate) async fn choose_measurement(
        &self,
        who: &Who,
        asked: ChooseMeasurement,
    ) -> Answer<TargetSaved> {
        let seen = self.to_measure(who, asked.survey).await?;
        let all = seen.survey.record.measured.get(&asked.target);
        let chosen = all.and_then(|all| all.iter().find(|m| m.held.value.id == asked.measurement));
        let chosen = chosen.ok_or_else(|| who.not_found("测量值", "measured value"))?;
        let mut act = self.survey_act(who, SurveyActKind::Chosen).await?;
        act.target = Some(asked.target.clone());
        act.note.clone_from(&chosen.held.value.id);
        let again = Edit::set(Key::Measured(asked.target.clone()), chosen.held.raw.clone());
        let said = act
            .edit(&Key::SurveyAct(self.around.new_id()))
            .map_err(refused)?;
        self.write(who, &seen.opened, vec![again, said]).await?;
        self.target_saved(who, asked.survey, &asked.target).await
    }

    pub(crate) async fn use_instrument(
        &self,
        who: &Who,
        asked: UseInstrument,
    ) -> Answer<SurveyView> {
        let seen = self.see_survey(who, asked.survey).await?;
        self.may_measure(who, &seen)?;
        let model = short("model", &asked.model, MAX_WORDS)?;
        let serial = short("serial", &asked.serial, MAX_WORDS)?;
        if model.is_empty() || serial.is_empty() {
            return Err(bad("instrument", "model and serial number are needed"));
        }
        let value = InstrumentValue {
            model,
            serial,
            certificate: short("certificate", &asked.certificate, MAX_WORDS)?,
            valid_until: date("valid_until", &asked.valid_until)?.to_string(),
            by: who.person.clone(),
            at: self.now(),
            extra: serde_json::Map::new(),
        };
        let edit = value
            .edit(&Key::Instrument(self.around.new_id()))
            .map_err(refused)?;
        self.write(who, &seen.opened, vec![edit]).await?;
        self.survey(who, asked.survey).await
    }

    async fn survey_act(&self, who: &Who, act: SurveyActKind) -> Answer<SurveyActValue> {
        Ok(SurveyActValue {
            act,
            of: Vec::new(),
            by: who.person.clone(),
            role: who.role,
            organisation: OrganisationRef {
                departments: Vec::new(),
                ..who.organisation.clone()
            },
            at: self.now(),
            seq: u64::from(self.store.next_number("answer").await?),
            note: String::new(),
            design: None,
            verdict: None,
            conclusion: String::new(),
            formulas: String::new(),
            heads: Vec::new(),
            key: String::new(),
            signature: String::new(),
            target: None,
            case: None,
            extra: serde_json::Map::new(),
        })
    }

    pub(crate) async fn sign_survey(&self, who: &Who, asked: SignSurvey) -> Answer<SurveyView> {
        // What was measured becomes its own change first: the signature then names all of it by hash.
        flush(self, who, asked.id.into()).await?;
        let seen = self.to_measure(who, asked.id).await?;
        let lacks = self.survey_lacks(&seen);
        let missing: Vec<&SurveyLack> = lacks.iter().filter(|lack| !lack.warning).collect();
        if !missing.is_empty() {
            let words = |lack: &&SurveyLack| -> String {
                let Text { zh, en } = lack.text.clone();
                who.lang.pick(zh, en)
            };
            let words: Vec<String> = missing.iter().map(words).collect();
            return Err(Problem::new(Code::Incomplete).with("missing", words));
        }
        let survey = &seen.survey;
        let mut act = self.survey_act(who, SurveyActKind::Signed).await?;
        act.of.clone_from(&survey.standing.open_signatures);
        act.note = short("note", &asked.note, MAX_WORDS)?;
        act.design = survey.design_id();
        act.verdict = Some(signed_verdict(survey)?);
        act.conclusion.clone_from(&survey.conclusion.zh);
        act.formulas = FORMULA_VERSION.to_owned();
        act.heads = seen.opened.current.heads();
        let id = self.around.new_id();
        let text = act.signed_text(asked.id, &id.as_hyphenated().to_string());
        let signed = self.around.sign(text.as_bytes()).ok_or_else(|| {
            rule(
                who,
                "签名须在已登记的设备上进行",
                "a survey is signed on an enrolled device",
            )
        })?;
        act.key = hex::encode(signed.key);
        act.signature = hex::encode(signed.signature);
        self.put_act(who, &seen, id, &act).await?;
        self.survey(who, asked.id).await
    }

    async fn put_act(
        &self,
        who: &Who,
        seen: &SeenSurvey,
        id: Uuid,
        act: &SurveyActValue,
    ) -> Answer<()> {
        let edit = act.edit(&Key::SurveyAct(id)).map_err(refused)?;
        self.write(who, &seen.opened, vec![edit]).await?;
        flush(self, who, seen.opened.doc).await
    }

    pub(crate) async fn withdraw_signature(
        &self,
        who: &Who,
        asked: SignSurvey,
    ) -> Answer<SurveyView> {
        let seen = self.see_survey(who, asked.id).await?;
        if !is_of_unit(who, &seen.survey) {
            return Err(who.forbidden("撤回签名", "take the signature back"));
        }
        let standing = &seen.survey.standing;
        if standing.state != TaskState::Signed || !standing.checks.is_empty() {
            return Err(rule(
                who,
                "只有尚未核查的签名可以撤回",
                "only a signature that has not been checked can be taken back",
            ));
        }
        let mut act = self.survey_act(who, SurveyActKind::Withdrawn).await?;
        act.of.clone_from(&standing.open_signatures);
        act.note = short("note", &asked.note, MAX_WORDS)?;
        self.put_act(who, &seen, self.around.new_id(), &act).await?;
        self.survey(who, asked.id).await
    }

    pub(crate) async fn check_survey(&self, who: &Who, asked: CheckSurvey) -> Answer<SurveyView> {
        let seen = self.see_survey(who, asked.id).await?;
        let survey = &seen.survey;
        if !checks(who, survey.kind) {
            return Err(who.forbidden("核查测绘成果", "check a survey"));
        }
        let note = short("note", &asked.note, MAX_WORDS)?;
        if !asked.accept && note.is_empty() {
            return Err(bad(
                "note",
                "say why it is returned: the surveyor has to know what to do",
            ));
        }
        let standing = &survey.standing;
        let Some(signature) = checkable(standing).cloned() else {
            return Err(rule(
                who,
                "成果未签名，或签名后已变更，不能核查",
                "it is not signed, or has changed since: there is nothing to check",
            ));
        };
        // Acceptance is of a result that holds: what is beyond its limit is returned, or the plan is changed.
        if asked.accept && !crate::views::holds(survey) {
            return Err(rule(
                who,
                "成果有超限项，不能认可；请退回并写明要求",
                "something is beyond its limit: it cannot be accepted; return it and say what is asked for",
            ));
        }
        let kind = if asked.accept {
            SurveyActKind::Accepted
        } else {
            SurveyActKind::Returned
        };
        let mut act = self.survey_act(who, kind).await?;
        act.of = standing.checks.clone();
        act.of.push(signature);
        act.note = note;
        act.design = survey.design_id();
        self.put_act(who, &seen, self.around.new_id(), &act).await?;
        self.survey(who, asked.id).await
    }

    pub(crate) async fn reuse_survey(&self, who: &Who, asked: ReuseSurvey) -> Answer<SurveyView> {
        let seen = self.see_survey(who, asked.id).await?;
        if !matches!(who.role, Role::Approver | Role::Window) {
            return Err(who.forbidden("使用测绘成果", "use the result of a survey"));
        }
        let Some(signature) = seen.survey.standing.signature.clone() else {
            return Err(not_accepted(who));
        };
        if !seen.survey.standing.is_accepted() {
            return Err(not_accepted(who));
        }
        let note = short("note", &asked.note, MAX_WORDS)?;
        if note.is_empty() && asked.case.is_none() {
            return Err(bad("note", "say for what it is used"));
        }
        if let Some(case) = asked.case {
            let case = self.see_case(who, case).await?;
            if case.project.id != seen.project.id {
                return Err(who.not_found("办件", "case"));
            }
        }
        let mut act = self.survey_act(who, SurveyActKind::Reused).await?;
        act.of = vec![signature];
        act.note = note;
        act.design = seen.survey.design_id();
        act.case = asked.case;
        self.put_act(who, &seen, self.around.new_id(), &act).await?;
        self.survey(who, asked.id).await
    }

    /// Takes a fix of a receiver at a target: as its value when it counts, else as an observation that is kept. `why_not` is the key of
    /// the reason for which it does not count; `replayed` names the recorded log that it came from, so that the record says so.
    ///
    /// # Errors
    ///
    /// No right, an unknown target, one without a position, a fix outside the grid.
    pub async fn record_fix(
        &self,
        who: &Who,
        asked: TakeFix,
        fix: FixValue,
        why_not: Option<&'static str>,
        replayed: Option<String>,
    ) -> Answer<FixTaken> {
        let seen = self.to_measure(who, asked.survey).await?;
        let row = seen.survey.row(&asked.target);
        let row = row.ok_or_else(|| who.not_found("点", "target"))?;
        let plan = matches!(
            row.target.role,
            TargetRole::Point | TargetRole::Control | TargetRole::Boundary
        );
        if !plan {
            return Err(rule(
                who,
                "接收机只能测点位；标高、距离、高度和面积请手工录入",
                "a receiver measures positions; enter levels, distances, heights, areas and indices by hand",
            ));
        }
        let at = Geographic::new(fix.lon, fix.lat);
        let at = seen
            .survey
            .grid
            .forward(at)
            .map_err(|e| bad("fix", e.to_string()))?;
        if let Some(why_not) = why_not {
            let value = ObservationValue {
                target: asked.target.clone(),
                fix,
                why_not: why_not.to_owned(),
                by: who.person.clone(),
                at: self.now(),
                extra: serde_json::Map::new(),
            };
            let id = self.around.new_id();
            let edit = value.edit(&Key::Observation(id)).map_err(refused)?;
            self.write(who, &seen.opened, vec![edit]).await?;
            flush(self, who, asked.survey.into()).await?;
            let seen = self.see_survey(who, asked.survey).await?;
            let kept = seen.survey.record.observations.iter().find(|o| o.id == id);
            return Ok(FixTaken {
                saved: None,
                observation: kept.map(|kept| observation_view(&seen.survey, kept)),
            });
        }
        // The height of a receiver is over its own geoid, not in the project's height system: it stays with the fix.
        let reading = SurveyValue {
            x_north: Some(at.x_north),
            y_east: Some(at.y_east),
            h: None,
            value: None,
        };
        let measured = MeasuredValue {
            readings: vec![reading],
            fix: Some(fix),
            file_name: replayed,
            ..self
                .measured_now(who, &seen.survey, MeasuredBy::Receiver)
                .await?
        };
        let edit = measured
            .edit(&Key::Measured(asked.target.clone()))
            .map_err(refused)?;
        self.write(who, &seen.opened, vec![edit]).await?;
        Ok(FixTaken {
            saved: Some(self.target_saved(who, asked.survey, &asked.target).await?),
            observation: None,
        })
    }

    /// Where to go from a fix to a target. Nothing is stored.
    ///
    /// # Errors
    ///
    /// An unknown target, or one without a position.
    pub async fn guide_from(
        &self,
        who: &Who,
        asked: &GuideTo,
        receiver: ReceiverView,
        fix: Option<(FixValue, Option<&'static str>)>,
    ) -> Answer<GuideView> {
        use handheld_domain::survey::evaluation::move_words;
        use handheld_domain::survey::polar::{Fix, guide};
        let seen = self.see_survey(who, asked.survey).await?;
        let survey = &seen.survey;
        let row = survey.row(&asked.target);
        let row = row.ok_or_else(|| who.not_found("点", "target"))?;
        let design = crate::surveys::designed(&row.target);
        let target = design.point().ok_or_else(|| {
            rule(
                who,
                "这一项没有设计坐标",
                "this target has no design position",
            )
        })?;
        let threshold_m = crate::surveys::judge(self.catalogue(), survey.kind)
            .threshold_m(row.role())
            .map_err(|e| bad("target", e.to_string()))?;
        let mut view = GuideView {
            receiver,
            target: asked.target.clone(),
            distance_m: None,
            azimuth_deg: None,
            north_m: None,
            east_m: None,
            up_m: None,
            threshold_m,
            precise: false,
            within: false,
            words: Text::default(),
        };
        let Some((fix, why_not)) = fix else {
            return Ok(view);
        };
        let shown = crate::views::fix_view(survey, &fix, why_not.map(why_not_words));
        if let (Some(x), Some(y)) = (shown.x_north, shown.y_east) {
            let from = Fix {
                point: handheld_domain::survey::GridPoint::new(x, y),
                accuracy_m: fix.accuracy_m,
            };
            let to =
                guide(from, target, None, threshold_m).map_err(|e| bad("fix", e.to_string()))?;
            view.distance_m = Some(to.distance_m);
            view.azimuth_deg = to.azimuth_deg;
            view.north_m = Some(to.north_m);
            view.east_m = Some(to.east_m);
            view.precise = to.precise;
            view.within = to.within;
            let words = if to.distance_m < 1.0 {
                let words = move_words(-to.north_m * 1000.0, -to.east_m * 1000.0);
                crate::convert::text(&words)
            } else {
                metres_words(to.north_m, to.east_m)
            };
            view.words = words;
        }
        view.receiver.fix = Some(shown);
        Ok(view)
    }
}

fn metres_words(north: f64, east: f64) -> Text {
    let part = |amount: f64, plus: (&str, &str), minus: (&str, &str)| {
        let (zh, en) = if amount < 0.0 { minus } else { plus };
        let size = amount.abs();
        (format!("向{zh} {size:.2} m"), format!("{en} {size:.2} m"))
    };
    let north = part(north, ("北", "north"), ("南", "south"));
    let east = part(east, ("东", "east"), ("西", "west"));
    Text {
        zh: format!("{}，{}", north.0, east.0),
        en: format!("{}, {}", north.1, east.1),
    }
}

fn not_accepted(who: &Who) -> Problem {
    rule(
        who,
        "只有已认可且未变更的成果可以使用",
        "only a result that is accepted and has not changed since can be used",
    )
}

/// Figures in groups whose corners fit in one value.
fn by_corners(figures: Vec<FigureValue>) -> Vec<Vec<FigureValue>> {
    let mut groups: Vec<Vec<FigureValue>> = Vec::new();
    let mut corners = usize::MAX;
    for figure in figures {
        let own = figure.points.len() + figure.coordinates.len();
        if corners.saturating_add(own) > PART_TARGETS {
            groups.push(Vec::new());
            corners = 0;
        }
        corners += own;
        if let Some(group) = groups.last_mut() {
            group.push(figure);
        }
    }
    groups
}

fn in_range(what: &str, value: Option<f64>, most: f64) -> Answer<()> {
    match value {
        Some(number) if !number.is_finite() || number.abs() > most => {
            Err(bad(what, format!("{number} is out of range")))
        }
        _ => Ok(()),
    }
}

/// Coordinates on a grid with a zone prefix have eight digits.
const MAX_COORDINATE: f64 = 99_999_999.0;

fn check_value(name: &str, of: &SurveyValue) -> Answer<()> {
    in_range(name, of.x_north, MAX_COORDINATE)?;
    in_range(name, of.y_east, MAX_COORDINATE)?;
    in_range(name, of.h, MAX_LENGTH)?;
    in_range(name, of.value, 1e9)
}

fn lacking(name: &str, error: &EvaluationError) -> Problem {
    bad(name, error.to_string())
}

fn check_designed(target: &TargetValue) -> Answer<()> {
    let designed = SurveyValue {
        x_north: target.x,
        y_east: target.y,
        h: target.h,
        value: target.v,
    };
    check_value(&target.name, &designed)?;
    is_complete(role(target.role), value(&designed)).map_err(|e| lacking(&target.name, &e))?;
    if target.v.is_some_and(|v| v <= 0.0) {
        return Err(bad(
            &target.name,
            "a distance, height, area or index is above zero",
        ));
    }
    Ok(())
}

fn check_readings(of: TargetRole, readings: &[SurveyValue]) -> Answer<()> {
    if readings.len() > MAX_READINGS {
        let limit = format!("{MAX_READINGS}");
        return Err(Problem::new(Code::TooLarge).with("limit", limit));
    }
    for one in readings {
        check_value("value", one)?;
        if one.value.is_some_and(|value| value < 0.0) {
            return Err(bad(
                "value",
                "a distance, height, area or index is not below zero",
            ));
        }
        is_complete(role(of), value(one)).map_err(|e| lacking("value", &e))?;
    }
    Ok(())
}

fn check_figures(names: &BTreeSet<String>, figures: &mut [FigureValue]) -> Answer<()> {
    let corners: usize = figures
        .iter()
        .map(|f| f.points.len() + f.coordinates.len())
        .sum();
    if corners > MAX_CORNERS {
        let limit = format!("{MAX_CORNERS}");
        return Err(Problem::new(Code::TooLarge).with("limit", limit));
    }
    for figure in figures {
        figure.name = name_of("figure", &figure.name)?;
        for point in &figure.points {
            if !names.contains(point) {
                return Err(bad(
                    &figure.name,
                    format!("its point {point} is not in the design"),
                ));
            }
        }
        for [x, y] in &figure.coordinates {
            in_range(&figure.name, Some(*x), MAX_COORDINATE)?;
            in_range(&figure.name, Some(*y), MAX_COORDINATE)?;
        }
        in_range(&figure.name, figure.required_m, MAX_LENGTH)?;
        if figure.required_m.is_some_and(|m| m < 0.0) {
            return Err(bad(
                &figure.name,
                "a distance that is asked for is not negative",
            ));
        }
        let own = figure.points.len().max(figure.coordinates.len());
        if own < 2 || (figure.closed && own < 3) {
            return Err(bad(
                &figure.name,
                "a figure needs two corners, a closed one three",
            ));
        }
        shape_is_right(figure)?;
    }
    Ok(())
}

/// A closed figure whose edges cross is told now, not found out when its area is missing.
fn shape_is_right(figure: &FigureValue) -> Answer<()> {
    use handheld_domain::survey::GridPoint;
    use handheld_domain::survey::polygon::Ring;
    if figure.closed && !figure.coordinates.is_empty() {
        let corners: Vec<GridPoint> = figure
            .coordinates
            .iter()
            .map(|[x, y]| GridPoint::new(*x, *y))
            .collect();
        Ring::new(&corners).map_err(|e| bad(&figure.name, e.to_string()))?;
    }
    Ok(())
}
