//! Rows of the Jiaxing article, on the projects of the sample.

use handheld_catalogue::Catalogue;
use serde_json::{Value, json};

use super::{act, acts_of, ask, day, ground, refused, text, working_days};

#[tokio::test(flavor = "multi_thread")]
async fn j02_permit_on_the_day_of_the_land_contract() {
    let mut g = ground().await;
    let cases = g.of("云帆智能仓储中心").await;
    let contract = day(cases.decided("P1-06"));
    assert_eq!((day(cases.decided("P3-04")) - contract).num_days(), 0);
    // The pre-reviews came before it, as opinions, and became formal on that day.
    for matter in ["P1-21", "P2-01", "P3-01"] {
        let view = g.case(cases.one(matter)).await;
        let opinion = acts_of(&view, "opinion");
        assert_eq!(opinion[0]["outcome"], "no_objection");
        assert!(day(&opinion[0]["on"]) < contract, "{matter}");
        assert_eq!(day(&acts_of(&view, "convert")[0]["on"]), contract);
        assert_eq!(day(cases.decided(matter)), contract);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j07_a_stage_with_an_open_gate_does_not_close_and_every_missing_matter_is_named() {
    let mut g = ground().await;
    let project = g.project("云帆精密制造二期厂房").await;
    let mut clerk = g.rig.signed_in("fangxiaochuang").await;
    let asked = json!({"project": project, "to": "completion", "exception": ""});
    let (rule, params) = refused(&mut clerk, "move_stage", asked).await;
    assert_eq!(rule, "stage_gate_open");
    let missing = params["missing"].as_array().unwrap();
    for key in ["P4-01", "structure_acceptance"] {
        assert!(missing.contains(&json!(key)), "{params}");
    }
    assert!(
        text(&params["rule"]).contains("Completion survey"),
        "{params}"
    );
    let flow = g.flow("云帆精密制造二期厂房").await;
    assert_eq!(flow["stage"], "construction");
}

#[tokio::test(flavor = "multi_thread")]
async fn j08_the_key_project_is_first_in_the_queue_and_due_earlier_and_its_reason_is_kept() {
    let mut g = ground().await;
    let mut approver = g.rig.signed_in("suqingyuan").await;
    let asked = json!({
        "filter": "running", "project": null, "search": "", "colour": null, "offset": 0, "limit": 50,
    });
    let queue = ask(&mut approver, "cases", asked).await;
    let queue = queue["cases"].as_array().unwrap();
    let place = |name: &str| {
        queue
            .iter()
            .position(|row| row["project_name"] == name)
            .unwrap()
    };
    let (key, plain) = (
        &queue[place("星源光电中试线")],
        &queue[place("运河纺织三期厂房")],
    );
    assert_eq!(place("星源光电中试线"), 0);
    assert_eq!(
        (&key["matter"], &key["clock"]["accepted"]),
        (&plain["matter"], &plain["clock"]["accepted"])
    );
    let days = |row: &serde_json::Value| row["clock"]["promised_days"].as_u64().unwrap();
    assert_eq!((days(key), days(plain)), (4, 7));
    assert!(day(&key["clock"]["promised_due"]) < day(&plain["clock"]["promised_due"]));
    // The law is not shortened, and no step is left out.
    assert_eq!(key["clock"]["legal_days"], plain["clock"]["legal_days"]);
    let flow = g.flow("星源光电中试线").await;
    assert!(text(&flow["green_channel"]).contains("省级重点项目"));
}

#[tokio::test(flavor = "multi_thread")]
async fn j11_the_flow_of_a_project_shows_every_matter_with_state_days_office_and_what_lacks() {
    let mut g = ground().await;
    let flow = g.flow("青禾食品冻库扩建").await;
    let nodes = flow["nodes"].as_array().unwrap();
    let node = |matter: &str| nodes.iter().find(|n| n["matter"] == matter).unwrap();
    assert_eq!(node("P1-10")["clock"]["colour"], "black");
    assert!(node("P1-10")["clock"]["left"].as_i64().unwrap() < 0);
    assert_eq!(node("P1-11")["state"], "suspended");
    assert_eq!(node("P1-01")["state"], "granted");
    assert!(node("P2-02")["state"].is_null());
    assert!(nodes.iter().all(|n| !text(&n["office"]["en"]).is_empty()));
    let waiting = node("P2-02");
    assert!(waiting["expected"].is_string() && waiting["ready"] == false);
    assert_eq!(waiting["after"], json!(["P1-08", "P2-01"]));
    assert_eq!(waiting["materials"], 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn j12_a_commitment_decides_at_once_and_a_false_one_is_revoked() {
    let mut g = ground().await;
    let (with, without) = (g.of("青禾食品污水处理站").await, g.of("南湖里幼儿园").await);
    assert_eq!((with.used("P3-04"), without.used("P3-04")), (0, 1));
    assert_eq!(with.one("P3-04")["commitment"], true);
    assert_eq!(with.one("P2-02")["clock"]["promised_days"], 0);
    assert_eq!((with.used("P2-02"), without.used("P2-02")), (0, 3));
    let false_one = g.of("运河纺织一期厂房").await;
    let view = g.case(false_one.one("P4-05")).await;
    assert_eq!(view["row"]["state"], "revoked");
    assert_eq!(acts_of(&view, "post_check")[0]["outcome"], "false");
    // 60 calendar days after the decision of 2026-06-23.
    assert_eq!(view["post_check_due"], "2026-08-22");
    assert_eq!(g.board().await["revoked"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn j13_parallel_group_takes_as_long_as_its_longest_member() {
    let mut g = ground().await;
    let cases = g.of("南湖里幼儿园").await;
    let members = ["P4-03", "P4-04", "P4-06", "P4-07"];
    let mut serial = 0;
    let mut deliveries = Vec::new();
    for matter in members {
        assert_eq!(cases.accepted(matter), "2026-09-28", "{matter}");
        serial += cases.used(matter);
        let view = g.case(cases.one(matter)).await;
        deliveries.push(acts_of(&view, "deliver")[0]["on"].clone());
    }
    let longest = members.iter().map(|m| cases.used(m)).max().unwrap();
    assert_eq!((serial, longest), (16, 5));
    let last = members.iter().map(|m| day(cases.decided(m))).max().unwrap();
    assert_eq!(working_days(&json!("2026-09-28"), &json!(last)), 5);
    assert!(
        deliveries.iter().all(|on| day(on) == last),
        "{deliveries:?}"
    );
    let view = g.case(cases.one("P4-03")).await;
    let group = &view["group"];
    assert_eq!(
        (&group["serial_days"], &group["parallel_days"]),
        (&json!(16), &json!(5))
    );
    assert_eq!(
        (&group["released"], &group["declared"]),
        (&json!(true), &json!("2026-09-28"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn j13_a_result_of_an_unfinished_joint_group_is_not_handed_over() {
    let mut g = ground().await;
    let cases = g.of("江畔装备办公楼").await;
    let mut clerk = g.rig.signed_in("fangxiaochuang").await;
    let asked = act(&cases.one("P4-05")["id"], "deliver", None);
    let (rule, _) = refused(&mut clerk, "act_on_case", asked).await;
    assert_eq!(rule, "case_group_open");
}

#[tokio::test(flavor = "multi_thread")]
async fn j14_four_evaluations_on_one_form_take_7_days_instead_of_22() {
    let mut g = ground().await;
    let cases = g.of("云帆精密制造二期厂房").await;
    let evaluations = ["P1-10", "P1-11", "P1-15", "P1-17"];
    let view = g.case(cases.one("P1-11")).await;
    let group = &view["group"];
    let members = group["members"].as_array().unwrap();
    assert_eq!(members.len(), evaluations.len(), "one submission");
    let used: Vec<u64> = evaluations.iter().map(|m| cases.used(m)).collect();
    assert_eq!(used, [5, 7, 5, 5]);
    let merged = &group["merged"];
    assert_eq!(
        (&merged["submissions"], &merged["meetings"]),
        (&json!(4), &json!(4))
    );
    assert_eq!(
        (&merged["days_before"], &merged["days_after"]),
        (&json!(22), &json!(7))
    );
    let decided = evaluations.iter().map(|m| day(cases.decided(m)));
    let last = decided.max().unwrap();
    assert_eq!(working_days(&group["declared"], &json!(last)), 7);
    // Each law keeps its own decision.
    for matter in evaluations {
        let view = g.case(cases.one(matter)).await;
        assert_eq!(acts_of(&view, "decide").len(), 1, "{matter}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j15_figures_of_each_procedure_version_are_those_of_its_cases() {
    let mut g = ground().await;
    let board = g.board().await;
    let rows = board["procedures"].as_array().unwrap();
    let of = |code: &str| rows.iter().find(|row| row["procedure"] == code).unwrap();
    let (old, new) = (of("HN-DEREG-OLD"), of("HN-DEREG-GEN"));
    assert_eq!(
        (&old["p90_days"], &new["p90_days"]),
        (&json!(8.0), &json!(6.0))
    );
    // Seven matters each; the publicity is no approval.
    assert_eq!((&old["decided"], &new["decided"]), (&json!(6), &json!(6)));
    let general = of("ZJ-GEN");
    let decided = general["decided"].as_f64().unwrap();
    assert_eq!(general["corrections"], 1);
    assert_eq!(general["refused"], 3);
    let first_pass = general["first_pass_rate"].as_f64().unwrap();
    assert!((first_pass - (decided - 1.0) / decided).abs() < 1e-9);
    // One promise of the park was missed.
    let park = of("HN-CONSTR");
    let (decided, rate) = (
        park["decided"].as_f64().unwrap(),
        park["on_time_rate"].as_f64().unwrap(),
    );
    assert!((rate - (decided - 1.0) / decided).abs() < 1e-9);
}

#[tokio::test(flavor = "multi_thread")]
async fn j15_two_versions_of_one_procedure_stand_side_by_side_with_their_counts() {
    let mut g = ground().await;
    let figures = |board: &Value| {
        let rows = board["procedures"].as_array().unwrap();
        let of = |row: &&Value| row["procedure"] == "ZJ-GEN";
        let row = |row: &Value| (text(&row["version"]), row["decided"].as_u64().unwrap());
        rows.iter().filter(of).map(row).collect::<Vec<_>>()
    };
    let before = figures(&g.board().await);
    assert_eq!(before.len(), 1);
    let mut next = Catalogue::bundled().clone();
    next.version = "2099-01-01".to_owned();
    g.rig.centre.app.put_catalogue(next);
    // The first matter of the procedure that may be declared now and is decided at a desk.
    let project = g.project("云帆精密制造二期厂房").await;
    let mut clerk = g.rig.signed_in("fangxiaochuang").await;
    let survey = json!({"project": project, "matters": ["P4-01", "P4-02"], "commitment": [], "files": [], "note": ""});
    for matter in ["P4-01", "P4-02"] {
        let mut one = survey.clone();
        one["matters"] = json!([matter]);
        ask(&mut clerk, "declare_matters", one).await;
    }
    let mut planning = survey;
    planning["matters"] = json!(["P4-03"]);
    let declared = ask(&mut clerk, "declare_matters", planning).await;
    let id = &declared["cases"][0]["id"];
    ask(&mut clerk, "act_on_case", act(id, "accept", None)).await;
    let mut office = g.rig.signed_in("heguihua").await;
    ask(
        &mut office,
        "act_on_case",
        act(id, "decide", Some("granted")),
    )
    .await;
    let after = figures(&g.board().await);
    assert_eq!(
        after[0], before[0],
        "what was opened before stays with its version"
    );
    let (version, decided) = &after[1];
    // A survey and the owner's own acceptance are no approvals, and have no figures.
    assert_eq!(
        (after.len(), version.as_str(), *decided),
        (2, "2099-01-01", 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn j16_a_file_given_once_serves_three_departments_and_each_fetch_is_logged() {
    let mut g = ground().await;
    let cases = g.of("轨道置地上盖商业中心").await;
    let places = [
        ("P1-14", "shuichangning"),
        ("P2-03", "wubeian"),
        ("P3-06", "chengsiqi"),
    ];
    let mut digests = std::collections::BTreeSet::new();
    let mut first = None;
    for (matter, login) in places {
        let view = g.case(cases.one(matter)).await;
        let materials = view["materials"].as_array().unwrap();
        let material = materials
            .iter()
            .find(|m| m["name"]["zh"] == "承诺书")
            .unwrap();
        let file = &material["files"][0];
        match &first {
            None => first = Some(view["row"]["id"].clone()),
            Some(first) => assert_eq!(file["given_for"], *first, "{matter}"),
        }
        digests.insert(text(&file["sha256"]));
        let approver = g.rig.signed_in(login).await;
        let path = format!(
            "/api/v1/cases/{}/files/{}",
            text(&view["row"]["id"]),
            text(&file["sha256"])
        );
        let response = approver.get(&path).await;
        assert_eq!(response.status(), 200, "{matter}");
        assert!(response.bytes().await.unwrap().starts_with(b"%PDF"));
    }
    assert_eq!(digests.len(), 1);
    let project = g.project("轨道置地上盖商业中心").await;
    let mut clerk = g.rig.signed_in("fangxiaochuang").await;
    let log = ask(&mut clerk, "fetches", json!({"id": project})).await;
    let units: std::collections::BTreeSet<String> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|row| text(&row["organisation"]))
        .collect();
    assert_eq!(units.len(), 3, "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn j23_three_licences_on_one_day_in_one_delivery() {
    let mut g = ground().await;
    let cases = g.of("第二医院门诊楼改造").await;
    let licences = ["P2-02", "P2-03", "P3-02", "P3-04"];
    let mut deliveries = std::collections::BTreeSet::new();
    for matter in licences {
        assert_eq!(cases.decided(matter), "2026-03-31", "{matter}");
        let view = g.case(cases.one(matter)).await;
        let delivered = acts_of(&view, "deliver");
        assert_eq!(delivered.len(), 1);
        deliveries.insert((text(&delivered[0]["on"]), text(&delivered[0]["by"]["name"])));
    }
    let one = ("2026-03-31".to_owned(), "方晓窗".to_owned());
    assert_eq!(deliveries.into_iter().collect::<Vec<_>>(), [one]);
}
