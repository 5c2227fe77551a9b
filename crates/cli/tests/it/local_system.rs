//! `survey system`: parameters that go in, are used and never come out.

use std::path::Path;

use serde_json::json;

use crate::run::{Run, handheld};

const PARAMETERS: &str = r#"{"kind":"four_parameter","tx":-3141592.71828,"ty":-497531.8642,"a":0.9999731386,"b":0.0047197531}"#;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("town.json", PARAMETERS);
        folder.write("right.txt", "correct horse battery\n");
        folder.write("wrong.txt", "correct horse buttery\n");
        folder
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// `handheld survey system ...` on the store of this folder.
    fn system(&self, arguments: &[&str]) -> Run {
        let data = self.path("data");
        let start = ["--json", "--data", &data, "survey", "system"];
        handheld(&[&start[..], arguments].concat())
    }

    fn add(&self, passphrase: &str) -> Run {
        let (file, passphrase) = (self.path("town.json"), self.path(passphrase));
        self.system(&["add", "嘉兴", &file, "--passphrase-file", &passphrase])
    }
}

fn assert_nothing_leaks(run: &Run) {
    for digits in ["3141592", "497531", "9999731386", "0047197531", "battery"] {
        assert!(!run.out.contains(digits) && !run.err.contains(digits));
    }
}

#[test]
fn a_local_system_converts_there_and_back_and_is_removed() {
    let folder = Folder::new();
    let added = folder.add("right.txt");
    assert_eq!(
        added.json(),
        json!({ "name": "嘉兴", "kind": "four_parameter" })
    );
    assert_nothing_leaks(&added);
    let listed = folder.system(&["list"]);
    let row = json!({ "name": "嘉兴", "kind": "four_parameter" });
    assert_eq!(listed.json(), json!({ "systems": [row] }));
    assert_nothing_leaks(&listed);

    let passphrase = folder.path("right.txt");
    let secret = ["--passphrase-file", &passphrase];
    let (x, y) = ("3404512.345", "571904.678");
    let there = folder.system(&[&["convert", "嘉兴", x, y][..], &secret].concat());
    let there = there.json();
    let (north, east) = (there["x_north"].to_string(), there["y_east"].to_string());
    assert!(there["x_north"].as_f64().unwrap() < 300_000.0, "{there}");
    let back =
        folder.system(&[&["convert", "嘉兴", &north, &east, "--back"][..], &secret].concat());
    let back = back.json();
    assert!(
        (back["x_north"].as_f64().unwrap() - 3_404_512.345).abs() < 2e-4,
        "{back}"
    );
    assert!(
        (back["y_east"].as_f64().unwrap() - 571_904.678).abs() < 2e-4,
        "{back}"
    );
    assert_eq!(folder.system(&["remove", "嘉兴"]).json()["removed"], true);
    assert_eq!(
        folder.system(&["remove", "嘉兴"]).error(4)["code"],
        "not_found"
    );
    assert_eq!(folder.system(&["list"]).json(), json!({ "systems": [] }));
}

#[test]
fn without_the_passphrase_nothing_opens_and_nothing_changes() {
    let folder = Folder::new();
    let file = folder.path("town.json");
    let without = folder.system(&["add", "嘉兴", &file]).error(4);
    assert_eq!(without["params"]["why"], "passphrase_needed");
    folder.add("right.txt").json();
    assert_eq!(folder.add("right.txt").error(4)["code"], "duplicate");
    let point = ["convert", "嘉兴", "3404512.345", "571904.678"];
    assert_eq!(
        folder.system(&point).error(4)["params"]["why"],
        "passphrase_needed"
    );
    let wrong = folder.path("wrong.txt");
    let wrong = folder.system(&[&point[..], &["--passphrase-file", &wrong]].concat());
    assert_nothing_leaks(&wrong);
    assert_eq!(wrong.error(4)["params"]["why"], "wrong_passphrase");
    let right = folder.path("right.txt");
    let right = ["--passphrase-file", &right];
    folder.system(&[&point[..], &right].concat()).json();
    let three = folder.system(&[&point[..], &["1.5"], &right].concat());
    assert_eq!(three.error(2)["code"], "usage");
}

#[test]
fn parameters_of_another_form_are_refused_without_being_quoted() {
    let folder = Folder::new();
    let right = folder.path("right.txt");
    for text in [
        "",
        "{}",
        &PARAMETERS.replace("-497531.8642", "\"-497531.8642\""),
        &PARAMETERS.replace("0.9999731386", "99.99731386"),
        &PARAMETERS.replace("four", "five"),
    ] {
        folder.write("other.json", text);
        let file = folder.path("other.json");
        let run = folder.system(&["add", "嘉兴", &file, "--passphrase-file", &right]);
        assert_nothing_leaks(&run);
        assert_eq!(run.error(3)["code"], "bad_input", "{text}");
    }
    let missing = folder.path("missing.json");
    folder.system(&["add", "嘉兴", &missing]).error(3);
    assert!(Path::new(&folder.path("data")).exists());
}
