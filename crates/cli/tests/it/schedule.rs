//! `schedule`, and `procedure A --compare B`.

use serde_json::Value;

use crate::run::handheld;

fn figures() -> Value {
    let text = include_str!("../../../../tests/fixtures/domain/procedure_figures.json");
    serde_json::from_str(text).unwrap()
}

fn schedule(code: &str, more: &[&str]) -> Value {
    let arguments = [&["schedule", code, "--start", "2026-06-01", "--json"], more];
    handheld(&arguments.concat()).json()
}

fn matter<'a>(schedule: &'a Value, code: &str) -> &'a Value {
    let matters = schedule["matters"].as_array().unwrap();
    matters.iter().find(|m| m["code"] == code).unwrap()
}

#[test]
fn j01_all_eleven_procedures_answer_with_the_days_that_were_calculated() {
    let figures = figures();
    let figures = figures.as_object().unwrap();
    assert_eq!(figures.len(), 11);
    for (code, stated) in figures {
        let promised = schedule(code, &[]);
        let legal = schedule(code, &["--limits", "legal"]);
        let days = |answer: &Value, key: &str| answer["government_days"][key].clone();
        assert_eq!(
            days(&promised, "serial"),
            stated["promised_serial_sum_wd"],
            "{code}"
        );
        assert_eq!(
            days(&promised, "parallel"),
            stated["promised_critical_path_wd"],
            "{code}"
        );
        assert_eq!(
            days(&legal, "serial"),
            stated["legal_serial_sum_days"],
            "{code}"
        );
        assert_eq!(
            days(&legal, "parallel"),
            stated["legal_critical_path_days"],
            "{code}"
        );
        let t0 = promised.get("t0_to_permit_days");
        assert_eq!(t0, stated.get("promised_T0_to_permit_wd"), "{code}");
        let matters = promised["matters"].as_array().unwrap();
        assert_eq!(
            matters.len() as u64,
            stated["matters"].as_u64().unwrap(),
            "{code}"
        );
        let critical: Vec<&Value> = matters
            .iter()
            .filter(|m| m["critical"] == true)
            .map(|m| &m["code"])
            .collect();
        let path = promised["critical_path"].as_array().unwrap();
        assert!(!path.is_empty() && path.len() == critical.len(), "{code}");
        assert!(path.iter().all(|code| critical.contains(&code)), "{code}");
        let last = matters.iter().map(|m| m["due"].as_str().unwrap()).max();
        assert_eq!(promised["finish"].as_str(), last, "{code}");
    }
}

#[test]
fn j02_the_construction_permit_comes_on_the_day_of_the_land_contract() {
    let answer = schedule("ZJ-T0", &[]);
    assert_eq!(answer["t0_to_permit_days"], 0);
    assert_eq!(
        matter(&answer, "P1-06")["due"],
        matter(&answer, "P3-04")["due"]
    );
    assert_eq!(matter(&answer, "P1-06")["government"], false);
}

#[test]
fn h17_publicity_counts_only_in_the_date_with_waiting() {
    let answer = schedule("HN-DEREG-SIMPLE", &[]);
    assert_eq!(answer["finish"], "2026-06-08");
    assert_eq!(answer["finish_with_waiting"], "2026-06-29");
    let publicity = matter(&answer, "D-08");
    assert_eq!(publicity["days"], 0);
    assert_eq!(publicity["waiting"]["days"], 20);
    assert_eq!(publicity["waiting"]["unit"], "cd");
    assert_eq!(answer["provisional"], false);
    assert!(answer["calendar"].is_string());
}

#[test]
fn a_matter_that_is_left_out_is_gone_and_an_unknown_one_is_told() {
    let answer = schedule("HN-START", &["--without", "B-08"]);
    assert_eq!(answer["government_days"]["parallel"], 2);
    assert!(
        answer["matters"]
            .as_array()
            .unwrap()
            .iter()
            .all(|m| m["code"] != "B-08")
    );
    for wrong in [
        &["schedule", "ZJ-XX", "--start", "2026-06-01", "--json"][..],
        &[
            "schedule",
            "HN-START",
            "--start",
            "2026-06-01",
            "--without",
            "P1-01",
            "--json",
        ],
        &["procedure", "HN-START", "--compare", "ZJ-XX", "--json"],
    ] {
        assert_eq!(
            handheld(wrong).error(3)["code"],
            "unknown_name",
            "{wrong:?}"
        );
    }
    let nothing = handheld(&["schedule", "HN-START", "--start", "2026-6-1", "--json"]);
    assert_eq!(nothing.error(2)["code"], "usage");
}

#[test]
fn j08_a_key_project_is_due_earlier() {
    let finish = |more: &[&str]| {
        schedule("ZJ-GEN", more)["finish"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert!(finish(&["--green-channel"]) < finish(&[]));
}

#[test]
fn a_schedule_for_people_is_a_table_in_their_language() {
    let arguments = ["schedule", "ZJ-T0", "--start", "2026-06-01", "--lang"];
    let zh = handheld(&[&arguments[..], &["zh"]].concat());
    let en = handheld(&[&arguments[..], &["en"]].concat());
    assert_eq!((zh.code, en.code), (0, 0));
    for part in ["关键路径", "拿地到施工许可：0 个工作日", "2026年"] {
        assert!(zh.out.contains(part), "{part}: {}", zh.out);
    }
    for part in [
        "Critical path",
        "Land contract to construction permit: 0 working days",
    ] {
        assert!(en.out.contains(part), "{part}: {}", en.out);
    }
}

#[test]
fn j04_two_procedures_compared_say_what_is_gone_and_how_many_days_are_saved() {
    let answer = handheld(&[
        "procedure",
        "HN-DEREG-OLD",
        "--compare",
        "HN-DEREG-GEN",
        "--json",
    ]);
    let answer = answer.json();
    assert_eq!(answer["days_saved"]["promised"], 5);
    assert_eq!(answer["before"]["promised"]["parallel"], 15);
    assert_eq!(answer["after"]["promised"]["parallel"], 10);
    assert_eq!(answer["after"]["submissions"], 5);
    assert_eq!(answer["matters_removed"], serde_json::json!([]));
}
