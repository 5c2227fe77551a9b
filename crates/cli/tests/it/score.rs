//! `score` over the JGJ 59 vectors, and what it refuses.

use serde_json::{Value, json};

use crate::run::{handheld, handheld_with};

fn score(sheet: &Value) -> crate::run::Run {
    let arguments = ["score", "--template", "JGJ59", "-", "--json"];
    handheld_with(&arguments, &[], &sheet.to_string())
}

#[test]
fn totals_are_those_of_the_vectors() {
    let text = include_str!("../../../../tests/fixtures/domain/jgj59_scores.json");
    let vectors: Vec<Value> = serde_json::from_str(text).unwrap();
    assert!(vectors.len() > 40);
    for vector in vectors {
        // The whole vector goes in: keys that are not asked for are left alone.
        let answer = score(&vector).json();
        for key in ["sub_scores", "rows", "total", "grade"] {
            assert_eq!(answer[key], vector[key], "{} {key}", vector["id"]);
        }
        assert_eq!(answer["rows_full"].as_f64(), vector["rows_full"].as_f64());
    }
}

#[test]
fn the_grade_is_chinese_whatever_the_language() {
    let sheet = json!({ "deductions": { "B01": {} } }).to_string();
    let arguments = [
        "score",
        "--template",
        "JGJ59",
        "-",
        "--json",
        "--lang",
        "en",
    ];
    assert_eq!(
        handheld_with(&arguments, &[], &sheet).json()["grade"],
        "优良"
    );
}

#[test]
fn what_the_template_does_not_have_is_not_understood() {
    for (sheet, what, given) in [
        (json!({ "deductions": { "B20": {} } }), "table", "B20"),
        (
            json!({ "deductions": { "B01": { "B02-01": 1 } } }),
            "item",
            "B02-01",
        ),
        (
            json!({ "deductions": { "B01": {} }, "not_applicable": ["X"] }),
            "item",
            "X",
        ),
    ] {
        let error = score(&sheet).error(3);
        assert_eq!(error["code"], "unknown_name");
        assert_eq!(
            (&error["params"]["what"], &error["params"]["given"]),
            (&what.into(), &given.into())
        );
    }
    let error = handheld(&["score", "--json", "--template", "NONE", "x.json"]).error(3);
    assert_eq!(error["params"]["given"], "NONE");
}

#[test]
fn damaged_sheets_are_not_understood() {
    for sheet in [
        json!({}),
        json!([]),
        json!({ "deductions": { "B01": { "B01-01": "2" } } }),
        json!({ "deductions": { "B01": { "B01-01": -1 } } }),
        json!({ "deductions": { "B01": 3 } }),
        json!({ "deductions": {} }),
        json!({ "deductions": { "B01": {} }, "not_applicable": "B01-01" }),
    ] {
        assert_eq!(score(&sheet).error(3)["code"], "bad_input", "{sheet}");
    }
    for text in [
        "",
        "{",
        "{\"deductions\": {\"B01\": {\"B01-01\": 1e999}}}",
        "\u{0}",
    ] {
        let arguments = ["score", "--template", "JGJ59", "-", "--json"];
        handheld_with(&arguments, &[], text).error(3);
    }
    handheld(&["score", "--json", "--template", "JGJ59", "absent.json"]).error(3);
    handheld(&["score", "--json", "--template", "DUST", "/dev/null"]).error(3);
}

#[test]
fn a_file_is_read_like_standard_input_with_or_without_a_byte_order_mark() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answers.json");
    std::fs::write(
        &file,
        "\u{feff}{\"deductions\": {\"B13\": {\"B13-01\": 0.5}}}",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let answer = handheld(&["score", "--template", "JGJ59", file, "--json"]).json();
    assert_eq!(answer["total"], 99.5);
}
