//! A survey from its assignment to the planning bureau, through the use cases on a real store.

use handheld_app::admit::{AroundSurvey, admit_survey};
use handheld_app::{App, Who};
use handheld_catalogue::Catalogue;
use handheld_contract::views::survey::*;
use handheld_contract::{Code, Problem, ProjectId, SurveyId};
use handheld_records::record::SurveyRecord;
use handheld_records::shape::AssignedKind;
use handheld_records::{ActorId, Document};
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
    };
    let preview = site
        .app
        .look_at_survey_file(&who, look(None), good.as_bytes())
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
        .look_at_survey_file(&who, look(swapped), good.as_bytes())
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
        };
        let bytes = text.as_bytes().to_vec();
        let facts = handheld_app::FileFacts::of(&bytes).unwrap();
        let (app, who) = (&site.app, zhou_yan());
        async move { app.import_design(&who, asked, &bytes, facts).await }
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
