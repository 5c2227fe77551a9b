//! What holds for every command: options anywhere, exit codes, languages, another catalogue.

use std::path::Path;

use crate::run::{handheld, handheld_with};

fn good_catalogue() -> String {
    let path = "../../tests/fixtures/domain/catalogue/good";
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(path)
        .to_str()
        .unwrap()
        .to_owned()
}

#[test]
fn options_stand_before_or_after_the_name_of_the_command() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path().to_str().unwrap();
    let before = handheld(&["--json", "--lang", "zh", "--data", data, "procedures"]).json();
    let after = handheld(&["procedures", "--data", data, "--lang=zh", "--json"]).json();
    assert_eq!(before, after);
}

#[test]
fn wrong_usage_is_exit_2_and_help_is_not() {
    for arguments in [
        &[][..],
        &["nonsense"],
        &["deadline"],
        &[
            "deadline",
            "--from",
            "2026-01-01",
            "--limit",
            "5wd",
            "extra",
        ],
        &["procedures", "--lang", "fr"],
        &["photo"],
    ] {
        let run = handheld(arguments);
        assert_eq!((run.code, &*run.out), (2, ""), "{arguments:?}");
        assert!(!run.err.is_empty());
        let error = handheld(&[arguments, &["--json"]].concat()).error(2);
        assert_eq!(error["code"], "usage");
    }
    for arguments in [&["--help"][..], &["deadline", "--help"], &["--version"]] {
        let run = handheld(arguments);
        assert_eq!((run.code, &*run.err), (0, ""), "{arguments:?}");
    }
}

#[test]
fn the_language_changes_message_and_next_only() {
    let ask = |variables: &[(&str, &str)], extra: &[&str]| {
        let arguments = [&["procedure", "NONE", "--json"], extra].concat();
        handheld_with(&arguments, variables, "").error(3)
    };
    let zh = ask(&[("LANG", "zh_CN.UTF-8")], &[]);
    let en = ask(&[("LANG", "en_US.UTF-8")], &[]);
    assert_ne!((&zh["message"], &zh["next"]), (&en["message"], &en["next"]));
    assert_eq!((&zh["code"], &zh["params"]), (&en["code"], &en["params"]));
    assert_eq!(
        ask(&[("LANG", "zh_CN.UTF-8"), ("HANDHELD_LANG", "en")], &[]),
        en
    );
    assert_eq!(ask(&[("HANDHELD_LANG", "en")], &["--lang", "zh"]), zh);
}

#[test]
fn another_catalogue_takes_the_place_of_the_bundled_one() {
    let dir = good_catalogue();
    let answer = handheld(&["--catalogue", &dir, "procedures", "--json"]).json();
    assert_eq!(answer[0]["code"], "SMALL");
    let workdays = [
        "workdays",
        "--after",
        "2026-09-30",
        "--until",
        "2026-10-10",
        "--json",
    ];
    let ours = handheld(&workdays).json();
    let theirs = handheld(&[&workdays[..], &["--catalogue", &dir]].concat()).json();
    assert_eq!(
        (&ours["working_days"], &theirs["working_days"]),
        (&3.into(), &6.into())
    );
}

#[test]
fn a_spoilt_catalogue_names_every_problem() {
    let nearly_empty = tempfile::tempdir().unwrap();
    std::fs::write(nearly_empty.path().join("catalogue.toml"), "format = 1\n").unwrap();
    let dir = nearly_empty.path().to_str().unwrap();
    let error = handheld(&["procedures", "--json", "--catalogue", dir]).error(3);
    assert_eq!(error["code"], "catalogue");
    let problems = error["params"]["problems"].as_array().unwrap();
    assert!(problems.len() > 5);
    for problem in problems {
        assert!(
            problem["file"].is_string() && problem["remedy"].is_string(),
            "{problem}"
        );
    }
}

#[test]
fn a_folder_without_a_catalogue_is_one_problem() {
    let error = handheld(&["procedures", "--json", "--catalogue", "absent"]).error(3);
    assert_eq!(error["params"]["problems"].as_array().unwrap().len(), 1);
}
