//! `procedures` and `procedure`.

use serde_json::Value;

use crate::run::handheld;

#[test]
fn eleven_procedures_are_listed_with_their_number_of_matters() {
    let answer = handheld(&["procedures", "--json"]).json();
    let text = include_str!("../../../../tests/fixtures/domain/procedure_figures.json");
    let figures: Value = serde_json::from_str(text).unwrap();
    let all = answer.as_array().unwrap();
    assert_eq!(all.len(), 11);
    for procedure in all {
        let code = procedure["code"].as_str().unwrap();
        assert_eq!(procedure["matters"], figures[code]["matters"], "{code}");
        assert!(procedure["zh"].is_string() && procedure["en"].is_string());
    }
}

#[test]
fn one_procedure_comes_with_matters_and_edges() {
    let answer = handheld(&["procedure", "ZJ-T0", "--json"]).json();
    let matters = answer["matters"].as_array().unwrap();
    assert_eq!(matters.len(), 15);
    let permit = matters.iter().find(|m| m["code"] == "P3-04").unwrap();
    assert_eq!(
        permit["promised_limit"]["days"], 0,
        "the procedure's own promise"
    );
    assert_eq!(permit["stage"], "commencement");
    let edges = answer["edges"].as_array().unwrap();
    let into_permit: Vec<&str> = edges
        .iter()
        .filter(|e| e["to"] == "P3-04")
        .map(|e| e["from"].as_str().unwrap())
        .collect();
    assert_eq!(into_permit, ["P1-06", "P3-01", "P3-02", "P1-21", "P2-03"]);
    let condition = &matters.iter().find(|m| m["code"] == "P2-03").unwrap()["condition"];
    assert_eq!(
        (&condition["zh"], &condition["en"]),
        (&"民用建筑".into(), &"civil building".into())
    );
    assert_eq!(
        handheld(&["procedure", "ZJ-XX", "--json"]).error(3)["code"],
        "unknown_name"
    );
}
