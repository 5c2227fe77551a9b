//! For each rule of the loader a catalogue that keeps it and one that breaks it.

use std::fs;
use std::path::{Path, PathBuf};

use handheld_catalogue::{Catalogue, CatalogueErrors};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    rule: String,
    file: String,
    find: String,
    put: String,
    /// The file that is named, where it is not the spoilt one.
    told_in: Option<String>,
    key: String,
    message: String,
    remedy: String,
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/domain/catalogue")
}

/// Copies the good catalogue into a fresh folder.
fn good_copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    let good = fixtures().join("good");
    for folder in ["", "matters", "procedures", "templates", "calendars"] {
        fs::create_dir_all(copy.path().join(folder)).unwrap();
        for entry in fs::read_dir(good.join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                let target = copy.path().join(folder).join(entry.file_name());
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    copy
}

fn errors_of(root: &Path) -> CatalogueErrors {
    Catalogue::from_dir(root).expect_err("the catalogue is spoilt")
}

#[test]
fn the_good_catalogue_keeps_every_rule() {
    if let Err(errors) = Catalogue::from_dir(&fixtures().join("good")) {
        panic!("{errors}");
    }
}

#[test]
fn each_broken_rule_is_answered_with_file_key_and_remedy() {
    let text = fs::read_to_string(fixtures().join("bad.toml")).unwrap();
    let cases: Cases = toml::from_str(&text).unwrap();
    assert!(cases.case.len() > 70, "the cases are read");
    let mut failures = Vec::new();
    for case in cases.case {
        let copy = good_copy();
        let path = copy.path().join(&case.file);
        let before = fs::read_to_string(&path).unwrap();
        assert!(
            before.contains(&case.find),
            "{}: nothing to spoil",
            case.rule
        );
        fs::write(&path, before.replacen(&case.find, &case.put, 1)).unwrap();
        let Err(errors) = Catalogue::from_dir(copy.path()) else {
            panic!("nothing is told of {}", case.rule);
        };
        let told = errors.0.iter().any(|problem| {
            problem.file == *case.told_in.as_ref().unwrap_or(&case.file)
                && problem.key.starts_with(&case.key)
                && problem.message.contains(&case.message)
                && problem.remedy.contains(&case.remedy)
                && !problem.remedy.is_empty()
        });
        if !told {
            failures.push(format!("{}:\n{errors}", case.rule));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn all_problems_of_all_files_come_at_once() {
    let copy = good_copy();
    let spoil = |file: &str, find: &str, put: &str| {
        let path = copy.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replacen(find, put, 1)).unwrap();
    };
    spoil("credit.toml", "from = 0", "from = 10");
    spoil("glossary.toml", "en = \"case\"", "en = \"\"");
    spoil("templates/small-v1.toml", "weight = 100", "weight = 1");
    spoil("sources.toml", "how = \"read\"", "how = ");
    let errors = errors_of(copy.path());
    let files: Vec<&str> = errors.0.iter().map(|problem| &*problem.file).collect();
    for file in [
        "credit.toml",
        "glossary.toml",
        "templates/small-v1.toml",
        "sources.toml",
    ] {
        assert!(files.contains(&file), "{file} in {files:?}");
    }
}

#[test]
fn missing_stray_and_unreadable_files_are_told() {
    let copy = good_copy();
    fs::remove_file(copy.path().join("credit.toml")).unwrap();
    fs::remove_file(copy.path().join("procedures/small.toml")).unwrap();
    fs::write(copy.path().join("notes.toml"), "a = 1").unwrap();
    fs::write(copy.path().join("parameters.toml"), [0xff, 0xfe, b'=']).unwrap();
    let told = errors_of(copy.path()).to_string();
    for words in [
        "credit.toml: : the file is missing",
        "procedures/: : the folder has no files",
        "notes.toml: : nothing reads this file",
        "parameters.toml: : the file is not UTF-8",
    ] {
        assert!(told.contains(words), "{words:?} in\n{told}");
    }
    let nothing = errors_of(&copy.path().join("absent")).to_string();
    assert!(nothing.contains("catalogue.toml"), "{nothing}");
}

#[test]
fn a_gap_between_official_years_is_told() {
    let copy = good_copy();
    let from = copy.path().join("calendars/2027.toml");
    let text = fs::read_to_string(&from).unwrap().replace("2027", "2028");
    fs::write(copy.path().join("calendars/2028.toml"), text).unwrap();
    fs::remove_file(from).unwrap();
    let told = errors_of(copy.path()).to_string();
    assert!(
        told.contains("calendars/2028.toml: year: 2027 is missing"),
        "{told}"
    );
}
