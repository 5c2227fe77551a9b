//! Rows of the Hunan article, on the projects of the sample.

use serde_json::{Value, json};

use super::{Ground, act, acts_of, ask, day, ground, refused, text, working_days};

const PARK: &str = "麓山生物医药产业园一期";

/// Where the completion of the same park stands.
const WAREHOUSE: &str = "麓山生物医药仓库";

/// A promise of a park, as its projects show it.
async fn promised(g: &mut Ground, project: &str, promise: &str) -> Value {
    let flow = g.flow(project).await;
    let lines = flow["park"].as_array().unwrap();
    let line = lines.iter().find(|line| line["promise"] == promise);
    line.unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn h02_decision_outside_the_delegation_is_refused_with_the_rule_named() {
    let mut g = ground().await;
    let mut park = g.rig.signed_in("xieyuanfeng").await;
    let cases = g.of("新材料科技二期").await;
    let asked = act(&cases.one("P1-21")["id"], "decide", Some("granted"));
    let (rule, params) = refused(&mut park, "act_on_case", asked).await;
    assert_eq!(rule, "case_outside_delegation");
    assert!(text(&params["rule"]).contains("outside the delegation"));
    // What is delegated the same office decided under a number of its own.
    let cases = g.of(PARK).await;
    for matter in ["P1-08", "P2-02", "P3-03", "P3-04", "P1-01"] {
        let view = g.case(cases.one(matter)).await;
        let decision = &acts_of(&view, "decide")[0];
        assert_eq!(decision["by"]["name"], "谢园丰", "{matter}");
        assert!(text(&decision["number"]).starts_with("嘉审决〔2026〕"));
        assert!(text(&view["delegation"]["en"]).contains("park delegation list"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h09_five_start_up_matters_are_accepted_from_one_form_and_take_two_days() {
    let mut g = ground().await;
    let cases = g.of("智行新能源电驱项目").await;
    let view = g.case(cases.one("B-03")).await;
    let members = view["group"]["members"].as_array().unwrap();
    assert_eq!(members.len(), 5);
    assert!(
        members
            .iter()
            .all(|m| m["clock"]["accepted"] == "2026-09-08")
    );
    let last = cases
        .0
        .iter()
        .map(|row| day(&row["decided"]))
        .max()
        .unwrap();
    assert_eq!(working_days(cases.accepted("B-01"), &json!(last)), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn h10_all_first_tax_matters_are_done_on_one_day() {
    let mut g = ground().await;
    let cases = g.of("麓山医药首次办税").await;
    assert_eq!(cases.0.len(), 5);
    assert!(cases.0.iter().all(|row| row["decided"] == "2026-09-10"));
}

#[tokio::test(flavor = "multi_thread")]
async fn h11_two_working_days_from_land_to_permit_in_the_park() {
    let mut g = ground().await;
    let cases = g.of(PARK).await;
    assert_eq!(
        working_days(cases.decided("P1-06"), cases.decided("P3-04")),
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn h12_from_the_owners_acceptance_to_filing_within_ten_days_with_one_application() {
    let mut g = ground().await;
    let cases = g.of("麓山生物医药仓库").await;
    let days = working_days(cases.decided("P4-02"), cases.decided("P4-11"));
    assert_eq!(days, 9);
    let view = g.case(cases.one("P4-03")).await;
    let members = view["group"]["members"].as_array().unwrap();
    assert_eq!(members.len(), 3);
    assert!(members.iter().all(|m| m["submitted"] == "2026-09-02"));
    for matter in ["P4-10", "P4-11"] {
        let view = g.case(cases.one(matter)).await;
        assert_eq!(
            acts_of(&view, "decide")[0]["by"]["name"],
            "谢园丰",
            "{matter}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h17_three_deregistrations_took_fifteen_ten_and_five_working_days() {
    let mut g = ground().await;
    let old = g.of("智行销售公司注销").await;
    let government = ["D-01", "D-03", "D-04", "D-05", "D-06", "D-07"];
    assert_eq!(government.iter().map(|m| old.used(m)).sum::<u64>(), 15);
    let general = g.of("江畔贸易公司注销").await;
    let together = ["D-03", "D-04", "D-05"]
        .map(|m| general.used(m))
        .into_iter()
        .max()
        .unwrap();
    let apart: u64 = ["D-01", "D-06", "D-07"]
        .map(|m| general.used(m))
        .iter()
        .sum();
    assert_eq!(together + apart, 10);
    let simple = g.of("麓山咨询公司注销").await;
    let together = simple.used("D-03").max(simple.used("D-04"));
    assert_eq!(together + simple.used("D-06") + simple.used("D-07"), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn h19_site_check_and_agent_came_before_the_contract() {
    let mut g = ground().await;
    let line = promised(&mut g, PARK, "service").await;
    assert_eq!(line["kept"], true);
    assert!(text(&line["to"]) < text(&line["from"]), "{line}");
    let signed = g.of(PARK).await.decided("P1-06").clone();
    assert_eq!(line["from"], signed);
}

#[tokio::test(flavor = "multi_thread")]
async fn h20_land_was_handed_over_on_the_day_of_signing() {
    let mut g = ground().await;
    let line = promised(&mut g, PARK, "land").await;
    let found = (&line["days"], &line["limit"], &line["kept"]);
    assert_eq!(found, (&json!(0), &json!(0), &json!(true)));
    assert_eq!(line["from"], line["to"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn h21_the_utility_that_was_not_ready_at_the_start_is_named() {
    let mut g = ground().await;
    let line = promised(&mut g, PARK, "utilities").await;
    assert_eq!(line["kept"], false);
    assert_eq!(line["missing"], json!([{"zh": "燃气", "en": "gas"}]));
}

#[tokio::test(flavor = "multi_thread")]
async fn h22_the_title_came_two_working_days_after_filing() {
    let mut g = ground().await;
    let line = promised(&mut g, WAREHOUSE, "title").await;
    let found = (&line["days"], &line["limit"], &line["kept"]);
    assert_eq!(found, (&json!(2), &json!(2), &json!(true)));
    // Where the works go on nothing is counted yet.
    let line = promised(&mut g, PARK, "title").await;
    assert_eq!((&line["days"], &line["kept"]), (&json!(null), &json!(null)));
}

#[tokio::test(flavor = "multi_thread")]
async fn h19_dates_are_recorded_together_and_a_wrong_one_leaves_all_as_they_were() {
    let mut g = ground().await;
    let project = g.project(WAREHOUSE).await;
    let before = g.flow(WAREHOUSE).await["dates"].clone();
    let mut clerk = g.rig.signed_in("fangxiaochuang").await;
    let asked = |dates: Value| json!({"project": project, "dates": dates});
    let good = json!({"key": "site_check", "on": "2026-08-03"});
    let ahead = json!({"key": "agent", "on": "2099-01-01"});
    let (rule, _) = refused(&mut clerk, "record_dates", asked(json!([good, ahead]))).await;
    assert_eq!(rule, "case_in_the_future");
    assert_eq!(g.flow(WAREHOUSE).await["dates"], before);
    // A utility may be planned.
    let planned = json!({"key": "gas", "on": "2099-01-01"});
    let flow = ask(&mut clerk, "record_dates", asked(json!([good, planned]))).await;
    let on = |flow: &Value, key: &str| {
        let dates = flow["dates"].as_array().unwrap();
        dates.iter().find(|d| d["key"] == key).unwrap()["on"].clone()
    };
    assert_eq!(
        (on(&flow, "site_check"), on(&flow, "gas")),
        (json!("2026-08-03"), json!("2099-01-01"))
    );
    let back = json!([{"key": "site_check", "on": null}]);
    let flow = ask(&mut clerk, "record_dates", asked(back)).await;
    assert_eq!(
        (on(&flow, "site_check"), on(&flow, "gas")),
        (json!(null), json!("2099-01-01"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn h23_a_promise_of_five_days_that_took_seven_shows_the_breach_with_its_clause() {
    let g = &mut ground().await;
    let flow = g.flow(PARK).await;
    let promises = flow["promises"].as_array().unwrap();
    let broken: Vec<_> = promises.iter().filter(|p| p["breach"] == true).collect();
    assert_eq!(broken.len(), 1);
    assert_eq!(
        (&broken[0]["target"], &broken[0]["used"]),
        (&json!(5), &json!(7))
    );
    assert_eq!(broken[0]["clause"], "投资协议第六条第二款");
    assert!(text(&broken[0]["penalty"]).contains("问责"));
    let kept = promises.iter().find(|p| p["breach"] == false).unwrap();
    assert!(kept["penalty"].is_null());
    // Whoever owns it sees the same.
    let mut clerk = g.rig.signed_in("fangxiaochuang").await;
    let asked = json!({"project": g.project(PARK).await, "if_answered": null});
    assert_eq!(
        ask(&mut clerk, "flow", asked).await["promises"],
        flow["promises"]
    );
}
