//! A survey from its assignment to the planning bureau, through the use cases on a real store.

use handheld_app::admit::{AroundSurvey, admit_survey};
use handheld_app::{App, SurveyBytes, Who};
use handheld_catalogue::Catalogue;
use handheld_contract::sync::Change;
use handheld_contract::views::survey::*;
use handheld_contract::{Code, Lang, Problem, ProjectId, SurveyId};
use handheld_records::record::SurveyRecord;
use handheld_records::shape::{AssignedKind, Key};
use handheld_records::{ActorId, Document, Edit};
use handheld_store::SqliteDevice;
use handheld_store::records::{ProjectQuery, Records, Sight};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::people::{DEVICE, app, chen_jing, he_ning, ma_jun, project, zhao_fang, zhou_yan};

struct Site {
    app: App<SqliteDevice>,
    project: ProjectId,
    survey: SurveyId,
    _folder: tempfile::TempDir,
}

async fn ask<T: DeserializeOwned>(
    app: &App<SqliteDevice>,
    who: &Who,
    name: &str,
    asked: Value,
) -> Result<T, Problem> {
    let answer = app.call(who, name, asked).await?.unwrap();
    Ok(serde_json::from_value(answer).unwrap())
}

async fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path(), 1);
    let project = project(&app).await;
    for who in [zhou_yan(), ma_jun(), he_ning()] {
        let unit = (
            who.organisation.id.0,
            who.organisation.name.clone(),
            who.role,
        );
        app.assign(
            &chen_jing(),
            project,
            AssignedKind::Organisation,
            unit,
            true,
        )
        .await
        .unwrap();
    }
    let asked = json!({"project": project, "kind": "grey_line", "unit": null, "epsg": 4549, "due": null, "note": ""});
    let view: SurveyView = ask(&app, &zhou_yan(), "assign_survey", asked)
        .await
        .unwrap();
    Site {
        survey: view.row.id,
        app,
        project,
        _folder: folder,
    }
}

fn point(name: &str, role: &str, x: f64, y: f64) -> Value {
    json!({"name": name, "role": role, "code": "", "design": {"x_north": x, "y_east": y, "h": null, "value": null}})
}

const A3: (f64, f64) = (3_404_877.2, 571_936.8);

impl Site {
    async fn design(&self, revision: &str, a3: (f64, f64)) -> SurveyView {
        let targets = [
            point("K1", "control", 3_404_841.2, 571_848.8),
            point("A3", "point", a3.0, a3.1),
        ];
        let asked = json!({
            "survey": self.survey, "drawing": "总施-03", "revision": revision, "targets": targets, "without": [], "figures": [],
        });
        ask(&self.app, &zhou_yan(), "revise_design", asked)
            .await
            .unwrap()
    }

    async fn measure(&self, target: &str, x: f64, y: f64) -> Result<TargetSaved, Problem> {
        let reading = json!({"x_north": x, "y_east": y, "h": null, "value": null});
        let asked = json!({"survey": self.survey, "target": target, "measured": {"readings": [reading], "note": ""}});
        ask(&self.app, &zhou_yan(), "measure_target", asked).await
    }

    async fn instrument(&self, valid_until: &str) {
        let asked = json!({"survey": self.survey, "model": "TS16", "serial": "1", "certificate": "", "valid_until": valid_until});
        let _: SurveyView = ask(&self.app, &zhou_yan(), "use_instrument", asked)
            .await
            .unwrap();
    }

    async fn act(&self, who: &Who, name: &str, more: Value) -> Result<SurveyView, Problem> {
        let mut asked = json!({"id": self.survey, "note": ""});
        for (key, value) in more.as_object().unwrap() {
            asked[key] = value.clone();
        }
        ask(&self.app, who, name, asked).await
    }

    async fn view(&self, who: &Who) -> SurveyView {
        ask(&self.app, who, "survey", json!({"id": self.survey}))
            .await
            .unwrap()
    }

    /// Designed, measured with A3 off by 55.3 mm, and signed.
    async fn signed(&self) -> SurveyView {
        self.design("A", A3).await;
        self.instrument("2027-03-11").await;
        self.measure("K1", 3_404_841.206, 571_848.796)
            .await
            .unwrap();
        let saved = self
            .measure("A3", 3_404_877.164, 571_936.842)
            .await
            .unwrap();
        assert_eq!(saved.verdict, Some(SurveyVerdict::Fail));
        self.act(&zhou_yan(), "sign_survey", json!({}))
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn nothing_is_signed_before_design_control_point_and_instrument_are_there_and_all_is_told_at_once()
 {
    let site = site().await;
    let sign = async || site.act(&zhou_yan(), "sign_survey", json!({})).await;
    assert_eq!(sign().await.unwrap_err().code, Code::Refused, "no design");
    site.design("A", A3).await;
    let refused = sign().await.unwrap_err();
    assert_eq!(refused.code, Code::Incomplete);
    let missing = refused.params["missing"].as_array().unwrap().len();
    assert_eq!(missing, 4, "two points, closure, instrument");
    let lacks = site.view(&zhou_yan()).await.lacks;
    assert!(
        lacks
            .iter()
            .any(|lack| lack.kind == SurveyLackKind::Closure)
    );
}

#[tokio::test]
async fn a_project_has_one_grid_and_another_is_refused_not_taken() {
    let site = site().await;
    let assign = async |epsg: Value| {
        let asked = json!({"project": site.project, "kind": "plus_minus_zero", "unit": null, "epsg": epsg, "due": null, "note": ""});
        ask::<SurveyView>(&site.app, &zhou_yan(), "assign_survey", asked).await
    };
    assert_eq!(assign(json!(4550)).await.unwrap_err().code, Code::Refused);
    assert_eq!(assign(json!(9999)).await.unwrap_err().code, Code::BadInput);
    assert_eq!(assign(json!(4549)).await.unwrap().epsg, 4549);
    assert_eq!(
        assign(Value::Null).await.unwrap().epsg,
        4549,
        "the grid of the project"
    );
}

#[tokio::test]
async fn an_instrument_out_of_calibration_is_flagged_and_a_failing_control_point_keeps_from_signing()
 {
    let site = site().await;
    site.design("A", A3).await;
    site.instrument("2026-01-31").await;
    site.measure("A3", A3.0, A3.1).await.unwrap();
    site.measure("K1", 3_404_841.3, 571_848.8).await.unwrap();
    let view = site.view(&zhou_yan()).await;
    let of = |kind| view.lacks.iter().find(|lack| lack.kind == kind).unwrap();
    assert!(of(SurveyLackKind::Calibration).warning);
    assert!(view.instruments[0].expired);
    assert!(!of(SurveyLackKind::ClosureFailed).warning);
    let refused = site.act(&zhou_yan(), "sign_survey", json!({})).await;
    assert_eq!(refused.unwrap_err().code, Code::Incomplete);
}

#[tokio::test]
async fn j22_a_signed_survey_is_locked_returned_measured_again_accepted_and_used_again() {
    let site = site().await;
    let signed = site.signed().await;
    assert_eq!(signed.row.state, SurveyState::Signed);
    assert!(
        signed.conclusion.zh.contains("A3"),
        "{}",
        signed.conclusion.zh
    );
    let act = signed
        .acts
        .iter()
        .find(|act| act.act == SurveyActKind::Signed)
        .unwrap();
    assert_eq!(
        (act.proven, act.verdict),
        (Some(true), Some(SurveyVerdict::Fail))
    );
    let locked = site.measure("A3", A3.0, A3.1).await.unwrap_err();
    assert_eq!(locked.code, Code::Refused);

    let check = |accept: bool, note: &str| {
        let more = json!({"accept": accept, "note": note});
        let site = &site;
        async move { site.act(&he_ning(), "check_survey", more).await }
    };
    assert_eq!(
        check(true, "").await.unwrap_err().code,
        Code::Refused,
        "it does not hold"
    );
    assert_eq!(
        check(false, "").await.unwrap_err().code,
        Code::BadInput,
        "without words"
    );
    let returned = check(false, "A3 超限").await.unwrap();
    assert_eq!(returned.row.state, SurveyState::Returned);

    site.measure("A3", A3.0 + 0.003, A3.1).await.unwrap();
    assert_eq!(site.view(&zhou_yan()).await.row.state, SurveyState::Passed);
    site.act(&zhou_yan(), "sign_survey", json!({}))
        .await
        .unwrap();
    let early = site
        .act(
            &he_ning(),
            "reuse_survey",
            json!({"case": null, "note": "开工核查"}),
        )
        .await;
    assert_eq!(early.unwrap_err().code, Code::Refused);
    assert_eq!(
        check(true, "").await.unwrap().row.state,
        SurveyState::Accepted
    );
    let reused = site
        .act(
            &he_ning(),
            "reuse_survey",
            json!({"case": null, "note": "开工核查"}),
        )
        .await;
    let reused = reused.unwrap();
    let used = reused
        .acts
        .iter()
        .find(|act| act.act == SurveyActKind::Reused)
        .unwrap();
    assert_eq!((used.by.name.as_str(), used.design), ("何宁", Some(1)));
    let locked = site.measure("A3", A3.0, A3.1).await.unwrap_err();
    assert_eq!(
        locked.code,
        Code::Refused,
        "an accepted result stays as it is"
    );
}

#[tokio::test]
async fn a_new_design_version_makes_a_signature_stale_and_the_old_value_is_judged_anew() {
    let site = site().await;
    site.signed().await;
    let stale = site.design("B", (3_404_877.164, 571_936.842)).await;
    assert!(stale.row.stale && !stale.stale_because.zh.is_empty());
    assert_eq!(stale.designs[0].version, 2);
    assert_eq!(
        stale.verdict,
        Some(SurveyVerdict::Pass),
        "by the new design it holds"
    );
    let refused = site
        .act(&he_ning(), "check_survey", json!({"accept": true}))
        .await;
    assert_eq!(refused.unwrap_err().code, Code::Refused);
    let again = site
        .act(&zhou_yan(), "sign_survey", json!({}))
        .await
        .unwrap();
    assert!(!again.row.stale);
}

#[tokio::test]
async fn a04_a_survey_is_measured_by_its_unit_alone_and_seen_by_those_who_see_the_project() {
    let site = site().await;
    site.design("A", A3).await;
    let reading = json!({"x_north": 1.0, "y_east": 2.0, "h": null, "value": null});
    let asked = json!({"survey": site.survey, "target": "A3", "measured": {"readings": [reading], "note": ""}});
    for who in [ma_jun(), he_ning(), zhao_fang()] {
        let refused = ask::<TargetSaved>(&site.app, &who, "measure_target", asked.clone()).await;
        assert_eq!(
            refused.unwrap_err().code,
            Code::Forbidden,
            "{}",
            who.person.name
        );
    }
    let stranger = crate::people::sun_wei();
    let hidden =
        ask::<SurveyView>(&site.app, &stranger, "survey", json!({"id": site.survey})).await;
    assert_eq!(hidden.unwrap_err().code, Code::NotFound);
    let by_owner = site.view(&zhao_fang()).await;
    assert!(!by_owner.may.measure && !by_owner.may.sign && !by_owner.may.check);
}

#[tokio::test]
async fn a_file_in_instrument_order_is_previewed_warned_about_and_taken_whole_or_not_at_all() {
    let site = site().await;
    let who = zhou_yan();
    let good = "A1,,571888.800,3404901.200,12.3\r\nA2,,571936.800,3404901.200,12.4\r\n";
    let look = |columns: Option<Vec<SurveyColumn>>| handheld_contract::command::LookAtSurveyFile {
        survey: site.survey,
        file_name: "corners.dat".to_owned(),
        columns,
        sheet: None,
        local_system: None,
    };
    let preview = site
        .app
        .look_at_survey_file(&who, look(None), SurveyBytes::on_grid(good.as_bytes()))
        .await
        .unwrap();
    use SurveyColumn::{Code as C, H, Name, XNorth, YEast};
    assert_eq!(preview.columns, [Name, C, YEast, XNorth, H]);
    assert_eq!(
        (preview.points[0].x_north, preview.points[0].h),
        (3_404_901.2, Some(12.3))
    );
    let swapped = Some(vec![Name, C, XNorth, YEast, H]);
    let wrong = site
        .app
        .look_at_survey_file(&who, look(swapped), SurveyBytes::on_grid(good.as_bytes()))
        .await
        .unwrap();
    let warning = wrong
        .warnings
        .iter()
        .find(|w| w.kind == "axes_swapped")
        .unwrap();
    assert_eq!(
        warning.columns,
        [Name, C, YEast, XNorth, H],
        "what would mend it"
    );

    let import = |columns: Option<Vec<SurveyColumn>>, text: &str| {
        let asked = handheld_contract::command::ImportDesign {
            survey: site.survey,
            file_name: "corners.dat".to_owned(),
            columns,
            sheet: None,
            drawing: "S-1".to_owned(),
            revision: "A".to_owned(),
            role: TargetRole::Point,
            keep_others: true,
            despite_warnings: false,
            local_system: None,
        };
        let bytes = text.as_bytes().to_vec();
        let facts = handheld_app::FileFacts::of(&bytes).unwrap();
        let (app, who) = (&site.app, zhou_yan());
        async move {
            let file = SurveyBytes::on_grid(&bytes);
            app.import_design(&who, asked, file, facts).await
        }
    };
    let refused = import(Some(vec![Name, C, XNorth, YEast, H]), good)
        .await
        .unwrap_err();
    assert_eq!(
        refused.code,
        Code::Refused,
        "north and east look changed over"
    );
    let broken = format!("{good}A3,,none,3404877.2,12.1\r\n");
    let refused = import(None, &broken).await.unwrap_err();
    assert_eq!(refused.code, Code::BadInput);
    assert!(refused.params["rows"][0].as_str().unwrap().starts_with('3'));
    assert!(
        site.view(&who).await.designs.is_empty(),
        "nothing half-done stays"
    );
    let view = import(None, good).await.unwrap();
    assert_eq!(view.designs[0].targets, 2);
    assert!(
        view.designs[0].sha256.is_some(),
        "the file is kept by its digest"
    );
}

#[tokio::test]
async fn coordinates_of_a_local_system_are_never_read_as_if_they_were_on_the_grid() {
    let site = site().await;
    let asked = handheld_contract::command::LookAtSurveyFile {
        survey: site.survey,
        file_name: "corners.dat".to_owned(),
        columns: None,
        sheet: None,
        local_system: Some("嘉兴".to_owned()),
    };
    // As a host asks that keeps no local systems.
    let file = SurveyBytes::on_grid(b"A1,,571888.800,3404901.200,12.3\r\n");
    let refused = site.app.look_at_survey_file(&zhou_yan(), asked, file).await;
    assert_eq!(refused.unwrap_err().code, Code::NotHere);
}

#[tokio::test]
async fn two_crews_who_measured_one_point_differently_both_stand_until_one_is_chosen_s01() {
    let site = site().await;
    site.design("A", A3).await;
    let changes = site.app.store().changes(site.survey.into()).await.unwrap();
    let mut first = Document::load(None, changes.iter().map(|c| c.bytes.as_slice())).unwrap();
    let mut second = first.clone();
    let base = SurveyRecord::read(&first);
    let mut made = Vec::new();
    for (at, (crew, actor, x)) in [(&mut first, 1u8, 0.004), (&mut second, 2, 0.061)]
        .into_iter()
        .enumerate()
    {
        let mut value: Value = serde_json::from_str(r#"{"id":"","readings":[],"source":"typed","note":"","by":{"id":"00000000-0000-0000-0000-000000000006","name":""},"at":"2026-11-23T10:00:00+08:00","seq":1}"#).unwrap();
        value["id"] = json!(format!("00000000-0000-0000-0000-00000000010{at}"));
        value["readings"] =
            json!([{"x_north": A3.0 + x, "y_east": A3.1, "h": null, "value": null}]);
        let edit = handheld_records::Edit::set("s:A3", value.to_string());
        made.push(crew.commit(&[edit], ActorId([actor; 16]), 1_000).unwrap());
    }
    first.apply(&made[1]).unwrap();
    second.apply(&made[0]).unwrap();
    let (one, other) = (SurveyRecord::read(&first), SurveyRecord::read(&second));
    assert_eq!(one, other, "both crews see the same");
    assert_eq!(one.measured["A3"].len(), 2);
    assert!(base.measured.is_empty());
}

/// What the centre makes of changes of a survey that `author` sends.
async fn admitted(site: &Site, author: &Who, key: [u8; 32], known: usize) -> Vec<(Code, String)> {
    let changes = site.app.store().changes(site.survey.into()).await.unwrap();
    judged(site, author, key, (&changes[..], known)).await
}

/// What the centre makes of one change more, with these edits, that `author` sends.
async fn more(site: &Site, author: &Who, edits: &[Edit]) -> Vec<(Code, String)> {
    let mut changes = site.app.store().changes(site.survey.into()).await.unwrap();
    let known = changes.len();
    let mut document = Document::load(None, changes.iter().map(|c| c.bytes.as_slice())).unwrap();
    changes.extend(document.commit(edits, ActorId([8; 16]), 1_000).unwrap());
    assert_eq!(changes.len(), known + 1);
    judged(site, author, [0; 32], (&changes[..], known)).await
}

/// What the centre makes of the changes behind the known ones.
async fn judged(
    site: &Site,
    author: &Who,
    key: [u8; 32],
    (changes, known): (&[Change], usize),
) -> Vec<(Code, String)> {
    let query = ProjectQuery {
        sight: Sight::All,
        search: String::new(),
        stage: None,
        offset: 0,
        limit: 9,
    };
    let (projects, _) = site
        .app
        .store()
        .projects(&query, "2026-11-23")
        .await
        .unwrap();
    let entry = projects
        .into_iter()
        .find(|p| p.entry.id == site.project)
        .unwrap()
        .entry;
    let around = AroundSurvey {
        catalogue: Catalogue::bundled(),
        author,
        key,
        project: &entry,
    };
    let mut document = Document::load(None, changes.iter().map(|c| c.bytes.as_slice())).unwrap();
    let (before, fresh) = changes.split_at(known);
    let verdict = admit_survey(&around, site.survey, &mut document, before, fresh);
    verdict
        .refused
        .into_iter()
        .map(|(_, code, rule)| (code, rule))
        .collect()
}

#[tokio::test]
async fn the_centre_takes_a_survey_from_its_unit_and_refuses_values_and_signatures_of_others() {
    use ed25519_dalek::SigningKey;
    let site = site().await;
    site.signed().await;
    let own = SigningKey::from_bytes(&DEVICE).verifying_key().to_bytes();
    assert_eq!(admitted(&site, &zhou_yan(), own, 0).await, []);
    let other = SigningKey::from_bytes(&[3; 32]).verifying_key().to_bytes();
    let forged = admitted(&site, &zhou_yan(), other, 0).await;
    assert_eq!(forged, [(Code::Refused, "survey_signature".to_owned())]);
    for stranger in [ma_jun(), he_ning(), zhao_fang()] {
        let refused = admitted(&site, &stranger, own, 1).await;
        assert!(!refused.is_empty(), "{}", stranger.person.name);
        assert_eq!(refused[0].0, Code::Forbidden);
    }
    let more = json!({"accept": false, "note": "A3 超限"});
    site.act(&he_ning(), "check_survey", more).await.unwrap();
    let count = site
        .app
        .store()
        .changes(site.survey.into())
        .await
        .unwrap()
        .len();
    assert_eq!(admitted(&site, &he_ning(), own, count - 1).await, []);
    let refused = admitted(&site, &zhou_yan(), own, count - 1).await;
    assert_eq!(
        refused[0].0,
        Code::Forbidden,
        "nobody returns their own work"
    );
}

#[tokio::test]
async fn a_value_that_is_metres_off_is_asked_about_and_kept_once_it_is_meant() {
    let site = site().await;
    site.design("A", A3).await;
    let refused = site.measure("A3", 404_877.2, 571_936.8).await.unwrap_err();
    assert_eq!(refused.code, Code::FarFromDesign);
    assert_eq!(refused.params["what"], "A3 3000 km");
    // Whoever means the columns of a file has not said anything about its values.
    let file = "A3,,571936.800,404877.200,\r\n";
    let mut import = handheld_contract::command::ImportMeasured {
        survey: site.survey,
        file_name: "measured.dat".to_owned(),
        columns: None,
        sheet: None,
        despite_warnings: true,
        local_system: None,
        far_is_meant: None,
    };
    let facts = handheld_app::FileFacts::of(file.as_bytes()).unwrap();
    let bytes = handheld_app::SurveyBytes::on_grid(file.as_bytes());
    let surveyor = zhou_yan();
    let imported = site
        .app
        .import_measured(&surveyor, import.clone(), bytes, facts.clone());
    assert_eq!(imported.await.unwrap_err().code, Code::FarFromDesign);
    let view = site.view(&zhou_yan()).await;
    assert_eq!(view.row.measured, 0, "nothing was saved");
    let reading = json!({"x_north": 3_404_871.2, "y_east": 571_936.8, "h": null, "value": null});
    let asked = json!({"survey": site.survey, "target": "A3", "far_is_meant": true,
        "measured": {"readings": [reading], "note": ""}});
    let saved: TargetSaved = ask(&site.app, &zhou_yan(), "measure_target", asked)
        .await
        .unwrap();
    assert_eq!(saved.verdict, Some(SurveyVerdict::Fail));
    import.far_is_meant = Some(true);
    let imported = site.app.import_measured(&surveyor, import, bytes, facts);
    assert_eq!(imported.await.unwrap().row.failed, 1);
}

/// A survey of a kind whose targets are single values: name, role, designed value.
async fn of_values(kind: &str, targets: &[(&str, &str, f64)]) -> Site {
    let mut site = site().await;
    let asked = json!({"project": site.project, "kind": kind, "unit": null, "epsg": 4549, "due": null, "note": ""});
    let view: SurveyView = ask(&site.app, &zhou_yan(), "assign_survey", asked)
        .await
        .unwrap();
    site.survey = view.row.id;
    let target = |(name, role, value): &(&str, &str, f64)| json!({"name": name, "role": role, "code": "", "design": {"x_north": null, "y_east": null, "h": null, "value": value}});
    let targets: Vec<Value> = targets.iter().map(target).collect();
    let asked = json!({
        "survey": site.survey, "drawing": "总施-03", "revision": "A", "targets": targets, "without": [], "figures": [],
    });
    let _: SurveyView = ask(&site.app, &zhou_yan(), "revise_design", asked)
        .await
        .unwrap();
    site
}

/// A completion survey with the height and the floor area of a building to be measured.
async fn completion() -> Site {
    of_values(
        "completion",
        &[("1#高", "height", 24.8), ("1#面积", "area", 720.0)],
    )
    .await
}

/// Circle readings of SV15 with an index error in seconds.
fn faces(index_sec: f64) -> Value {
    let (top, base, index) = (20.258_333_333_333, -1.605_555_555_556, index_sec / 3600.0);
    json!({
        "top_left": 90.0 - top + index, "top_right": 270.0 + top + index,
        "base_left": 90.0 - base + index, "base_right": 270.0 + base + index,
    })
}

fn storeys() -> Value {
    json!({"how": "floor_area", "floors": [
        {"name": "1F", "kind": "level", "area_m2": 480.0, "height_m": 3.6},
        {"name": "", "kind": "level", "area_m2": 400.0, "height_m": 2.19},
        {"name": "阁楼", "kind": "sloped", "area_m2": 80.0, "height_m": 1.3},
    ]})
}

impl Site {
    async fn read(&self, target: &str, from: Value) -> Result<TargetSaved, Problem> {
        let asked = json!({"survey": self.survey, "target": target, "measured": {"readings": [], "note": "", "from": from}});
        ask(&self.app, &zhou_yan(), "measure_target", asked).await
    }

    async fn tried(&self, target: &str, from: Value) -> ReadingsTried {
        let asked = json!({"survey": self.survey, "target": target, "from": from});
        ask(&self.app, &zhou_yan(), "try_readings", asked)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_height_is_computed_from_both_faces_judged_and_shown_with_everything_on_the_way() {
    let site = completion().await;
    let from = json!({"how": "height_by_faces", "distance_m": 62.345, "rounds": [faces(7.2), faces(-4.0)]});
    let tried = site.tried("1#高", from.clone()).await;
    assert_eq!(tried.problems, []);
    assert_eq!(tried.result.unwrap().verdict, SurveyVerdict::Pass);
    let saved = site.read("1#高", from).await.unwrap();
    let measured = saved.target.measured.unwrap();
    assert!((measured.value.value.unwrap() - 24.7581).abs() < 5e-5);
    assert_eq!(measured.readings.len(), 2);
    let read = measured.from.unwrap();
    assert_eq!(read.formulas, "survey-1");
    assert!((read.rounds[0].top_index_sec - 7.2).abs() < 1e-5);
    assert!((read.rounds[1].base_index_sec + 4.0).abs() < 1e-5);
    // What was tried is what is kept.
    for (one, other) in tried.found.unwrap().rounds.iter().zip(&read.rounds) {
        assert!((one.height_m - other.height_m).abs() < 1e-9);
    }
    // 7.2" and -4.0" are 11.2" apart: the catalogue allows 10".
    assert_eq!(read.doubts.len(), 1);
    assert!(read.doubts[0].zh.contains("11.2″"), "{:?}", read.doubts);
    let told: Vec<_> = saved
        .lacks
        .iter()
        .filter(|l| l.kind == SurveyLackKind::Readings)
        .collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].warning && told[0].target == "1#高");
}

#[tokio::test]
async fn a_floor_area_is_counted_by_its_storeys_with_the_heights_that_it_rests_on() {
    let site = completion().await;
    let saved = site.read("1#面积", storeys()).await.unwrap();
    let measured = saved.target.measured.unwrap();
    assert_eq!(measured.value.value, Some(720.0));
    let read = measured.from.unwrap();
    let shares: Vec<f64> = read.floors.iter().map(|floor| floor.share).collect();
    assert_eq!(shares, [1.0, 0.5, 0.5]);
    assert_eq!(read.steps.unwrap().storey_full_m, 2.2);
    assert!(read.steps_source.zh.contains("50353"));
    assert_eq!(read.doubts, []);
    assert_eq!(saved.target.result.unwrap().verdict, SurveyVerdict::Pass);
}

#[tokio::test]
async fn a_house_is_held_to_the_limit_that_follows_from_its_area_and_grade_sv16() {
    let site = of_values(
        "house_area",
        &[("1#-1F", "area", 1250.0), ("1#-2F", "area", 1250.0)],
    )
    .await;
    let measure = async |target: &str, value: f64| {
        let reading = json!({"x_north": null, "y_east": null, "h": null, "value": value});
        let asked = json!({"survey": site.survey, "target": target, "measured": {"readings": [reading], "note": ""}});
        let saved: TargetSaved = ask(&site.app, &zhou_yan(), "measure_target", asked)
            .await
            .unwrap();
        saved.target.result.unwrap()
    };
    // Grade 2: 0.04 √1250 + 0.002 · 1250 = 3.9142 m².
    let holds = measure("1#-1F", 1253.91).await;
    assert_eq!((holds.dv, holds.verdict), (Some(3.91), SurveyVerdict::Near));
    let fails = measure("1#-2F", 1246.08).await;
    assert_eq!(
        (fails.dv, fails.verdict),
        (Some(-3.92), SurveyVerdict::Fail)
    );
    assert!((fails.rules[0].limit - 3.9142).abs() < 5e-5);
    assert!(
        fails.rules[0].source.zh.contains("17986"),
        "{:?}",
        fails.rules
    );
    assert!(
        fails.sentence.zh.contains("-3.92 m²，限差 3.9142 m²"),
        "{}",
        fails.sentence.zh
    );
    // Without points there is nothing to check against a control point.
    site.instrument("2027-03-11").await;
    let signed = site
        .act(&zhou_yan(), "sign_survey", json!({}))
        .await
        .unwrap();
    assert_eq!(signed.row.state, SurveyState::Signed);
    assert!(
        signed.conclusion.zh.contains("1#-2F"),
        "{}",
        signed.conclusion.zh
    );
}

#[tokio::test]
async fn planning_indices_are_held_to_their_bounds_typed_or_computed_from_areas_sv22() {
    let site = of_values(
        "completion",
        &[
            ("容积率", "index_at_most", 1.5),
            ("建筑密度", "index_at_most", 0.4),
            ("绿地率", "index_at_least", 0.16),
            ("停车位", "index_at_least", 120.0),
        ],
    )
    .await;
    let ratio = |part: f64| json!({"how": "area_ratio", "part_m2": part, "site_m2": 20_000.0});
    let read = async |target: &str, part: f64| {
        let saved = site.read(target, ratio(part)).await.unwrap();
        let value = saved.target.measured.as_ref().unwrap().value.value.unwrap();
        (value, saved.target.result.unwrap())
    };
    let (far, result) = read("容积率", 29_850.6).await;
    assert!((far - 1.49253).abs() < 1e-9);
    // All of what was granted may be used: that is no reason to warn.
    assert_eq!(
        (result.dv, result.verdict),
        (Some(-0.00747), SurveyVerdict::Pass)
    );
    assert_eq!(
        read("建筑密度", 8_000.0).await.1.verdict,
        SurveyVerdict::Pass
    );
    let (_, green) = read("绿地率", 3_105.8).await;
    assert_eq!(green.verdict, SurveyVerdict::Fail);
    assert!(
        green
            .sentence
            .zh
            .contains("实测 0.1553，规划条件不小于 0.16"),
        "{}",
        green.sentence.zh
    );
    let typed = async |value: f64| {
        let reading = json!({"x_north": null, "y_east": null, "h": null, "value": value});
        let asked = json!({"survey": site.survey, "target": "停车位", "measured": {"readings": [reading], "note": ""}});
        ask::<TargetSaved>(&site.app, &zhou_yan(), "measure_target", asked).await
    };
    assert_eq!(typed(-1.0).await.unwrap_err().code, Code::BadInput);
    // Far more than asked for is not asked about: the design of an index is a bound.
    let parking = typed(300.0).await.unwrap();
    assert_eq!(
        parking.verdict,
        Some(SurveyVerdict::Fail),
        "the green ratio"
    );
    let view = site.view(&zhou_yan()).await;
    assert!(
        view.conclusion.zh.contains("规划指标 绿地率"),
        "{}",
        view.conclusion.zh
    );
    let tried = site
        .tried(
            "容积率",
            json!({"how": "area_ratio", "part_m2": -1.0, "site_m2": 0.0}),
        )
        .await;
    let places: Vec<&str> = tried.problems.iter().map(|one| one.at.as_str()).collect();
    assert_eq!(places, ["part_m2", "site_m2"]);
}

#[tokio::test]
async fn a_workbook_of_a_survey_without_points_has_its_values_and_its_conclusion() {
    use calamine::Reader;
    let site = of_values(
        "completion",
        &[("1#高", "height", 24.8), ("容积率", "index_at_most", 1.5)],
    )
    .await;
    let from = json!({"how": "area_ratio", "part_m2": 30_150.6, "site_m2": 20_000.0});
    site.read("容积率", from).await.unwrap();
    let made = site
        .app
        .survey_export(&zhou_yan(), site.survey, "xlsx", Lang::Zh)
        .await
        .unwrap();
    let mut book: calamine::Xlsx<_> =
        calamine::Xlsx::new(std::io::Cursor::new(&made.bytes)).unwrap();
    let values = book.worksheet_range("测值").unwrap();
    let rows: Vec<Vec<String>> = values
        .rows()
        .skip(1)
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect();
    let height = ["建筑高度", "1#高", "24.8", "", "m", "", "mm", "", "未判定"];
    assert_eq!(rows[0], height);
    let index = [
        "规划指标",
        "容积率",
        "1.5",
        "1.50753",
        "",
        "0.00753",
        "",
        "≤ 1.5",
        "超限",
    ];
    assert_eq!(rows[1], index);
    let words = book.worksheet_range("结论").unwrap();
    let words: Vec<String> = words.rows().map(|row| row[1].to_string()).collect();
    assert!(
        words.iter().any(|one| one.contains("规划指标 容积率")),
        "{words:?}"
    );
}

#[tokio::test]
async fn wrong_readings_are_told_at_their_fields_and_nothing_is_stored() {
    let site = completion().await;
    let mut swapped = faces(5.0);
    let left = swapped["top_left"].take();
    swapped["top_left"] = swapped["top_right"].take();
    swapped["top_right"] = left;
    let from = json!({"how": "height_by_faces", "distance_m": 0.0, "rounds": [swapped]});
    let tried = site.tried("1#高", from.clone()).await;
    let places: Vec<&str> = tried.problems.iter().map(|one| one.at.as_str()).collect();
    assert_eq!(
        places,
        ["distance_m", "rounds.0.top_left", "rounds.0.top_right"]
    );
    assert!(tried.found.is_none() && tried.result.is_none());
    let refused = site.read("1#高", from.clone()).await.unwrap_err();
    assert_eq!(refused.code, Code::BadInput);
    let other_role = site.read("1#面积", from).await.unwrap_err();
    assert_eq!(other_role.code, Code::Refused);
    let reading = json!({"x_north": null, "y_east": null, "h": null, "value": 720.0});
    let both = json!({"survey": site.survey, "target": "1#面积", "measured": {"readings": [reading], "note": "", "from": storeys()}});
    let both = ask::<TargetSaved>(&site.app, &zhou_yan(), "measure_target", both).await;
    assert_eq!(both.unwrap_err().code, Code::Refused);
    let view = site.view(&zhou_yan()).await;
    assert!(view.targets.iter().all(|target| target.measured.is_none()));
}

#[tokio::test]
async fn the_centre_refuses_a_value_that_is_not_what_its_readings_give() {
    let site = completion().await;
    let own = ed25519_dalek::SigningKey::from_bytes(&DEVICE)
        .verifying_key()
        .to_bytes();
    site.read("1#面积", storeys()).await.unwrap();
    handheld_app::flush_all(&site.app, &zhou_yan(), i64::MAX)
        .await
        .unwrap();
    assert_eq!(admitted(&site, &zhou_yan(), own, 0).await, []);
    let honest = site.app.store().changes(site.survey.into()).await.unwrap();
    let document = Document::load(None, honest.iter().map(|c| c.bytes.as_slice())).unwrap();
    let record = SurveyRecord::read(&document);
    let raw = &record.measured["1#面积"][0].held.raw;
    let forgeries = [
        ("another value", "/readings/0/value", json!(719.0)),
        (
            "another area",
            "/from/readings/floors/0/area_m2",
            json!(500.0),
        ),
        ("formulas nobody has", "/from/formulas", json!("survey-0")),
    ];
    for (what, at, forged) in forgeries {
        let mut value: Value = serde_json::from_str(raw).unwrap();
        *value.pointer_mut(at).unwrap() = forged;
        let mut forged = document.clone();
        let edit =
            handheld_records::Edit::set(Key::Measured("1#面积".to_owned()), value.to_string());
        let made = forged.commit(&[edit], ActorId([7; 16]), 1_000).unwrap();
        let changes = [honest.as_slice(), made.as_slice()].concat();
        let refused = judged(&site, &zhou_yan(), own, (&changes[..], honest.len())).await;
        assert_eq!(
            refused,
            [(Code::Refused, "survey_readings".to_owned())],
            "{what}"
        );
    }
}

/// A drawing with one polyline; each vertex is east, north and bulge.
fn drawing(vertices: &[(f64, f64, f64)]) -> String {
    let mut text = String::from("0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\nPLAN\n");
    text += &format!("90\n{}\n70\n0\n", vertices.len());
    for (east, north, bulge) in vertices {
        text += &format!("10\n{east}\n20\n{north}\n42\n{bulge}\n");
    }
    text + "0\nHATCH\n8\nPLAN\n0\nENDSEC\n0\nEOF\n"
}

#[tokio::test]
async fn a_plan_comes_back_as_lines_with_arcs_as_chords_and_says_what_is_not_drawn() {
    let site = site().await;
    let who = zhou_yan();
    let plan = |name: &str| handheld_contract::command::LookAtPlan {
        survey: site.survey,
        file_name: name.to_owned(),
    };
    let (east, north) = (571_888.8, 3_404_901.2);
    let half_circle = drawing(&[(east, north, 1.0), (east + 2.0, north, 0.0)]);
    let seen = site
        .app
        .look_at_plan(&who, plan("plan.dxf"), half_circle.as_bytes());
    let seen = seen.await.unwrap();
    assert_eq!((seen.name.as_str(), seen.epsg), ("plan.dxf", 4549));
    let line = &seen.lines[0];
    assert!(!line.closed && line.points.len() > 10);
    let south = line.points.iter().map(|p| p[0]).fold(f64::MAX, f64::min);
    assert!(
        (south - (north - 1.0)).abs() < 0.002,
        "north stands first: {south}"
    );
    assert!(seen.left_out.en.contains("HATCH"), "{}", seen.left_out.en);

    let stranger = crate::people::sun_wei();
    let hidden = site
        .app
        .look_at_plan(&stranger, plan("plan.dxf"), half_circle.as_bytes());
    assert_eq!(hidden.await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_plan_that_cannot_be_drawn_is_refused_with_its_reason() {
    let site = site().await;
    let who = zhou_yan();
    let plan = |name: &str| handheld_contract::command::LookAtPlan {
        survey: site.survey,
        file_name: name.to_owned(),
    };
    let table = b"A1,,571888.800,3404901.200,12.3\r\n";
    let refused = site.app.look_at_plan(&who, plan("corners.dat"), table);
    assert_eq!(refused.await.unwrap_err().code, Code::BadInput);
    let refused = site.app.look_at_plan(&who, plan("plan.dxf"), b"%PDF-1.7");
    assert_eq!(refused.await.unwrap_err().code, Code::Damaged);
    let many: Vec<(f64, f64, f64)> = (0..50_001)
        .map(|at| {
            (
                571_888.8 + f64::from(at % 100),
                3_404_901.2 + f64::from(at) * 0.01,
                0.0,
            )
        })
        .collect();
    let refused = site
        .app
        .look_at_plan(&who, plan("plan.dxf"), drawing(&many).as_bytes())
        .await;
    assert_eq!(refused.unwrap_err().code, Code::TooLarge);
}

#[tokio::test]
async fn tiles_lie_around_what_is_built_and_nowhere_while_nothing_locates_a_survey() {
    let site = site().await;
    assert_eq!(site.view(&zhou_yan()).await.ground, None);
    // The control point of this design is 95 m away and does not pull the middle over.
    let ground = site.design("A", A3).await.ground.unwrap();
    assert_eq!((ground.x0, ground.y0), A3);
    assert!(
        (0.835..0.836).contains(&ground.tiles.u0),
        "{}",
        ground.tiles.u0
    );
    assert!(ground.tiles.error_m < 0.1);
    assert_ne!(ground.tiles.u0, ground.shifted.u0);
}

#[tokio::test]
async fn what_was_measured_is_neither_removed_nor_changed_in_the_name_of_others_and_the_head_stays_a04()
 {
    let site = site().await;
    site.signed().await;
    let changes = site.app.store().changes(site.survey.into()).await.unwrap();
    let document = Document::load(None, changes.iter().map(|c| c.bytes.as_slice())).unwrap();
    let mut colleague = zhou_yan();
    colleague.person.id = handheld_contract::PersonId(uuid::Uuid::from_u128(99));
    let value: Value = serde_json::from_str(&document.values("s:A3")[0].value).unwrap();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut value = value.clone();
        change(&mut value);
        let text = handheld_records::json::canonical(&value).unwrap();
        [Edit::set("s:A3", text)]
    };
    let changed = with(&|value| value["readings"][0]["x_north"] = json!(A3.0));
    let not_own = [(Code::Forbidden, "survey_not_own_entry".to_owned())];
    assert_eq!(more(&site, &colleague, &changed).await, not_own);
    assert_eq!(more(&site, &zhou_yan(), &changed).await, []);
    let own = with(&|value| value["by"]["id"] = json!(colleague.person.id));
    assert_eq!(more(&site, &colleague, &own).await, []);
    assert_eq!(more(&site, &zhou_yan(), &own).await, not_own);

    let removed = [Edit::remove("s:A3")];
    let by_unit = more(&site, &zhou_yan(), &removed).await;
    assert_eq!(by_unit, [(Code::Refused, "survey_taken_out".to_owned())]);
    let by_owner = more(&site, &zhao_fang(), &removed).await;
    assert_eq!(by_owner, [(Code::Forbidden, "survey_no_right".to_owned())]);

    let mut head: Value = serde_json::from_str(&document.values("m")[0].value).unwrap();
    head["survey"]["epsg"] = json!(4550);
    let head = handheld_records::json::canonical(&head).unwrap();
    let again = more(&site, &zhou_yan(), &[Edit::set("m", head)]).await;
    assert_eq!(again, [(Code::Refused, "survey_written_once".to_owned())]);
}

#[tokio::test]
async fn a_returned_survey_that_is_measured_again_is_not_checked_before_it_is_signed_again() {
    let site = site().await;
    site.signed().await;
    let check = |accept: bool| {
        let more = json!({"accept": accept, "note": "A3 超限"});
        let site = &site;
        async move { site.act(&he_ning(), "check_survey", more).await }
    };
    check(false).await.unwrap();
    site.measure("A3", A3.0 + 0.003, A3.1).await.unwrap();
    let view = site.view(&he_ning()).await;
    assert_eq!(view.row.state, SurveyState::Passed);
    assert!(!view.may.check);
    assert_eq!(check(true).await.unwrap_err().code, Code::Refused);
}
