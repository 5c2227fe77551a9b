//! `deadline` and `workdays` over the counting vectors, and what they refuse.

use serde_json::Value;

use crate::run::handheld;

fn vectors(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

#[test]
fn deadlines_are_those_of_the_vectors() {
    for vector in vectors(include_str!(
        "../../../../tests/fixtures/domain/deadlines.json"
    )) {
        let text = |key: &str| vector[key].as_str().unwrap().to_owned();
        let (from, limit) = (text("from"), text("limit"));
        let mut arguments = vec!["deadline", "--json", "--from", &from, "--limit", &limit];
        let periods: Vec<String> = vector["suspend"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| format!("{}..{}", p[0].as_str().unwrap(), p[1].as_str().unwrap()))
            .collect();
        for period in &periods {
            arguments.extend(["--suspend", period]);
        }
        let answer = handheld(&arguments).json();
        assert_eq!(answer["due"], vector["due"], "{}", vector["id"]);
        assert_eq!(
            answer["provisional"], vector["provisional"],
            "{}",
            vector["id"]
        );
        assert!(answer["calendar"].is_string());
    }
}

#[test]
fn working_days_are_those_of_the_vectors() {
    for vector in vectors(include_str!(
        "../../../../tests/fixtures/domain/workdays.json"
    )) {
        let (after, until) = (
            vector["after"].as_str().unwrap(),
            vector["until"].as_str().unwrap(),
        );
        let answer = handheld(&["--json", "workdays", "--after", after, "--until", until]).json();
        assert_eq!(
            answer["working_days"], vector["working_days"],
            "{}",
            vector["id"]
        );
        assert_eq!(
            answer["provisional"], vector["provisional"],
            "{}",
            vector["id"]
        );
    }
}

#[test]
fn what_is_no_date_limit_or_period_is_wrong_usage() {
    let refused: [&[&str]; 9] = [
        &["--from", "2026-9-18", "--limit", "5wd"],
        &["--from", "2026-02-30", "--limit", "5wd"],
        &["--from", "18.09.2026", "--limit", "5wd"],
        &["--from", "2026-09-18", "--limit", "5"],
        &["--from", "2026-09-18", "--limit", "-5wd"],
        &["--from", "2026-09-18", "--limit", "99999wd"],
        &[
            "--from",
            "2026-09-18",
            "--limit",
            "5wd",
            "--suspend",
            "2026-09-20",
        ],
        &[
            "--from",
            "2026-09-18",
            "--limit",
            "5wd",
            "--suspend",
            "2026-09-21..2026-09-20",
        ],
        &["--from", "9999-12-30", "--limit", "5wd"],
    ];
    for arguments in refused {
        let error = handheld(&[&["deadline", "--json"], arguments].concat()).error(2);
        assert_eq!(error["code"], "usage", "{arguments:?}");
    }
    let backwards = [
        "workdays",
        "--json",
        "--after",
        "2026-03-02",
        "--until",
        "2026-03-01",
    ];
    assert_eq!(handheld(&backwards).error(2)["params"]["why"], "backwards");
}

#[test]
fn people_read_dates_in_their_language_and_are_told_what_is_provisional() {
    let ask = |lang| {
        handheld(&[
            "deadline",
            "--from",
            "2026-09-28",
            "--limit",
            "7wd",
            "--lang",
            lang,
        ])
        .out
    };
    assert_eq!(ask("zh"), "2026年10月13日（星期二）届满\n");
    assert_eq!(ask("en"), "Due 13 Oct 2026 (Tue)\n");
    let late = handheld(&[
        "deadline",
        "--from",
        "2026-12-28",
        "--limit",
        "5wd",
        "--lang",
        "zh",
    ])
    .out;
    assert!(late.contains("暂按周一至周五"), "{late}");
}
