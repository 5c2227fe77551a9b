//! Survey tasks of the sample: all five kinds, in every state that a screen shows. The failing ones are A3 of a grey line (55.3 mm) and
//! building 2# of a ±0 check (33 mm). Everything is done through the use cases by the surveyor and the planning bureau of the region.

use handheld_contract::command::{
    AssignSurvey, CheckSurvey, MeasureTarget, ReuseSurvey, ReviseDesign, SignSurvey, UseInstrument,
};
use handheld_contract::views::Role;
use handheld_contract::views::survey::{
    FigureInput, FigureRole, MeasuredInput, SurveyValue, SurveyView, TargetInput, TargetRole,
};
use handheld_contract::{Problem, ProjectId, SurveyId};
use handheld_records::shape::AssignedKind;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::build::{Builder, by_login, name_of, organisation_id, who};
use super::entries::wrong;
use super::firms::{DISTRICTS, PROJECTS};

/// How far a task has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Until {
    Assigned,
    Designed,
    Half,
    Measured,
    Signed,
    Returned,
    Accepted,
    Reused,
    /// Accepted, and then the design changed.
    Stale,
}

/// A task: place of its project in the region, kind, how far, and whether the known failure is in it.
struct Task {
    project: usize,
    kind: &'static str,
    until: Until,
    fails: bool,
}

const fn task(project: usize, kind: &'static str, until: Until, fails: bool) -> Task {
    Task {
        project,
        kind,
        until,
        fails,
    }
}

const TASKS: &[Task] = &[
    task(0, "grey_line", Until::Accepted, false),
    task(0, "plus_minus_zero", Until::Returned, true),
    task(1, "grey_line", Until::Reused, false),
    task(1, "plus_minus_zero", Until::Accepted, false),
    task(2, "plus_minus_zero", Until::Half, false),
    task(3, "plus_minus_zero", Until::Signed, false),
    task(4, "plus_minus_zero", Until::Stale, false),
    task(5, "completion", Until::Assigned, false),
    task(6, "staking", Until::Accepted, false),
    task(6, "grey_line", Until::Measured, true),
    task(7, "staking", Until::Designed, false),
    task(8, "grey_line", Until::Signed, true),
    task(9, "land_boundary", Until::Accepted, false),
    task(10, "land_boundary", Until::Assigned, false),
];

const OFFICE: &str = "heguihua";
const BUREAU: &str = "nrp-a";
const SURVEYOR: &str = "hanzhixing";

/// Corners of a building of 24 by 48 m: name, north and east from the first control point, what was measured beside it in mm.
const CORNERS: [(&str, f64, f64, f64, f64); 4] = [
    ("A1", 60.0, 40.0, 0.004, -0.003),
    ("A2", 60.0, 88.0, 0.006, 0.001),
    ("A3", 36.0, 88.0, 0.003, 0.002),
    ("A4", 36.0, 40.0, 0.002, -0.001),
];

fn position(x: f64, y: f64, h: Option<f64>) -> SurveyValue {
    SurveyValue {
        x_north: Some(x),
        y_east: Some(y),
        h,
        value: None,
    }
}

fn level(h: f64) -> SurveyValue {
    SurveyValue {
        h: Some(h),
        ..SurveyValue::default()
    }
}

fn single(value: f64) -> SurveyValue {
    SurveyValue {
        value: Some(value),
        ..SurveyValue::default()
    }
}

/// A target with what will be measured at it.
struct Planned {
    target: TargetInput,
    measured: SurveyValue,
}

fn planned(name: &str, role: TargetRole, design: SurveyValue, measured: SurveyValue) -> Planned {
    Planned {
        target: TargetInput {
            name: name.to_owned(),
            role,
            code: String::new(),
            design,
        },
        measured,
    }
}

/// Millimetres, as a file would have them.
fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Design and measured values of a kind around a place on the grid.
fn plan(kind: &str, x: f64, y: f64, fails: bool) -> Vec<Planned> {
    let (x, y) = (round(x), round(y));
    let mut all = vec![planned(
        "K1",
        TargetRole::Control,
        position(x, y, Some(4.215)),
        position(round(x + 0.006), round(y - 0.004), Some(4.218)),
    )];
    let role = if kind == "land_boundary" {
        TargetRole::Boundary
    } else {
        TargetRole::Point
    };
    if kind != "plus_minus_zero" {
        for (name, north, east, dx, dy) in CORNERS {
            let failing = fails && name == "A3";
            let (dx, dy) = if failing { (-0.036, 0.042) } else { (dx, dy) };
            let (north, east) = (round(x + north), round(y + east));
            all.push(planned(
                name,
                role,
                position(north, east, None),
                position(round(north + dx), round(east + dy), None),
            ));
        }
    }
    match kind {
        "plus_minus_zero" => {
            for (name, off) in [
                ("1#", 0.012),
                ("2#", if fails { 0.033 } else { -0.008 }),
                ("3#", -0.021),
            ] {
                let (design, measured) = (level(5.3), level(round(5.3 + off)));
                all.push(planned(name, TargetRole::Level, design, measured));
            }
        }
        "grey_line" | "staking" => {
            for (name, off) in [("东", 0.014), ("西", -0.021), ("南", 0.008), ("北", 0.033)] {
                let (design, measured) = (single(28.5), single(round(28.5 + off)));
                all.push(planned(name, TargetRole::Distance, design, measured));
            }
        }
        "land_boundary" => {
            all.push(planned(
                "宗地",
                TargetRole::Area,
                single(1_152.0),
                single(1_152.3),
            ));
        }
        _ => {}
    }
    all
}

impl Builder<'_> {
    async fn survey_call<T: DeserializeOwned>(
        &self,
        login: &str,
        name: &str,
        asked: impl serde::Serialize,
    ) -> Result<T, Problem> {
        let person = by_login(login).ok_or_else(|| wrong("surveys", "no such person"))?;
        let asked = serde_json::to_value(asked).map_err(|e| wrong("surveys", &e.to_string()))?;
        let answer = self.app.call(&who(person), name, asked).await?;
        handheld_app::flush_all(&self.app, &who(person), i64::MAX).await?;
        let answer = answer.ok_or_else(|| wrong("surveys", "no such command"))?;
        serde_json::from_value(answer).map_err(|e| wrong("surveys", &e.to_string()))
    }

    /// Tells the survey tasks.
    pub(super) async fn surveys(&self, projects: &[ProjectId]) -> Result<(), Problem> {
        let clerk = by_login("fangxiaochuang").ok_or_else(|| wrong("surveys", "no clerk"))?;
        // Projects of the region whose surveying unit has a person here.
        let own: Vec<ProjectId> = projects
            .iter()
            .zip(PROJECTS)
            .filter(|(_, (.., district, _))| DISTRICTS[*district].4)
            .map(|(project, _)| *project)
            .collect();
        for (number, task) in TASKS.iter().enumerate() {
            let Some(project) = own.get(task.project) else {
                continue;
            };
            // The planning bureau takes part in what it checks.
            let office = (organisation_id(BUREAU).0, name_of(BUREAU), Role::Approver);
            self.app
                .assign(
                    &who(clerk),
                    *project,
                    AssignedKind::Organisation,
                    office,
                    true,
                )
                .await?;
            self.at(120 + i64::try_from(number).unwrap_or(0) * 2, 9);
            self.survey_task(*project, task).await?;
        }
        Ok(())
    }

    async fn survey_task(&self, project: ProjectId, task: &Task) -> Result<(), Problem> {
        let asked = AssignSurvey {
            project,
            kind: task.kind.to_owned(),
            unit: None,
            epsg: None,
            due: None,
            note: String::new(),
        };
        let view: SurveyView = self.survey_call(SURVEYOR, "assign_survey", asked).await?;
        let id = view.row.id;
        if task.until == Until::Assigned {
            return Ok(());
        }
        // The grid of Jiaxing's zone: each project lies a little further east.
        #[expect(clippy::cast_precision_loss, reason = "a place in a short list")]
        let east = 571_888.8 + 400.0 * task.project as f64;
        let planned = plan(task.kind, 3_404_841.2, east, task.fails);
        self.design(id, task.kind, &planned, "A").await?;
        if task.until == Until::Designed {
            return Ok(());
        }
        self.measure(id, &planned, task.until == Until::Half)
            .await?;
        if matches!(task.until, Until::Half | Until::Measured) {
            return Ok(());
        }
        let sign = SignSurvey {
            id,
            note: String::new(),
        };
        let _: SurveyView = self.survey_call(SURVEYOR, "sign_survey", sign).await?;
        if task.until == Until::Signed {
            return Ok(());
        }
        let accept = task.until != Until::Returned;
        let note = if accept {
            "成果符合要求"
        } else {
            "2# 标高超限，复核水准点后重测"
        };
        let check = CheckSurvey {
            id,
            accept,
            note: note.to_owned(),
        };
        let _: SurveyView = self.survey_call(OFFICE, "check_survey", check).await?;
        if task.until == Until::Reused {
            let reuse = ReuseSurvey {
                id,
                case: None,
                note: "规划验线直接采用，不再另测".to_owned(),
            };
            let _: SurveyView = self.survey_call(OFFICE, "reuse_survey", reuse).await?;
        }
        if task.until == Until::Stale {
            self.design(id, task.kind, &planned, "B").await?;
        }
        Ok(())
    }

    async fn design(
        &self,
        id: SurveyId,
        kind: &str,
        planned: &[Planned],
        revision: &str,
    ) -> Result<(), Problem> {
        let corners = kind != "plus_minus_zero";
        let figures = corners.then(|| FigureInput {
            name: if kind == "land_boundary" {
                "宗地"
            } else {
                "1#楼"
            }
            .to_owned(),
            role: if kind == "land_boundary" {
                FigureRole::Parcel
            } else {
                FigureRole::Building
            },
            points: CORNERS.map(|(name, ..)| name.to_owned()).to_vec(),
            coordinates: Vec::new(),
            closed: true,
            required_m: None,
        });
        let asked = ReviseDesign {
            survey: id,
            drawing: "总施-03".to_owned(),
            revision: revision.to_owned(),
            targets: planned.iter().map(|one| one.target.clone()).collect(),
            without: Vec::new(),
            // A side of a staked building is judged more strictly than its corners: the sample shows that where it is surveyed.
            figures: figures.into_iter().collect(),
        };
        let _: SurveyView = self.survey_call(SURVEYOR, "revise_design", asked).await?;
        Ok(())
    }

    async fn measure(&self, id: SurveyId, planned: &[Planned], half: bool) -> Result<(), Problem> {
        let instrument = UseInstrument {
            survey: id,
            model: "TS16".to_owned(),
            serial: "3215787".to_owned(),
            certificate: "浙测检2026-0312".to_owned(),
            valid_until: "2027-03-11".to_owned(),
        };
        let _: SurveyView = self
            .survey_call(SURVEYOR, "use_instrument", instrument)
            .await?;
        let most = if half {
            planned.len() / 2
        } else {
            planned.len()
        };
        for one in planned.iter().take(most) {
            let asked = MeasureTarget {
                survey: id,
                target: one.target.name.clone(),
                measured: MeasuredInput {
                    readings: vec![one.measured.clone()],
                    note: String::new(),
                    position: None,
                    from: None,
                },
                far_is_meant: None,
            };
            let saved = json!(asked);
            let _: serde_json::Value = self.survey_call(SURVEYOR, "measure_target", saved).await?;
        }
        Ok(())
    }
}
