//! Holds the workspace to what is written: arrows between rooms (ARCHITECTURE.md), licences and sources (deny.toml), lock files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn metadata(more: &[&str]) -> Value {
    let out = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        // What is built here; cargo-deny looks at the other platforms too, for which it may have to download.
        .args(["--filter-platform", &host()])
        .args(more)
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(
        out.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    serde_json::from_slice(&out.stdout).expect("cargo metadata answers with JSON")
}

/// The platform that this test runs on, as rustc names it.
fn host() -> String {
    let out = Command::new("rustc")
        .arg("-vV")
        .output()
        .expect("rustc starts");
    String::from_utf8_lossy(&out.stdout)
        .lines()
        .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
        .expect("rustc names its host")
}

/// A room's name as ARCHITECTURE.md writes it.
fn room(package: &str) -> String {
    match package {
        "handheld-check" => "src-tauri".to_owned(),
        other => other.strip_prefix("handheld-").unwrap_or(other).to_owned(),
    }
}

/// The table below "Allowed dependencies": room -> rooms that it may use.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let text = read("ARCHITECTURE.md");
    let (_, table) = text
        .split_once("## Allowed dependencies")
        .expect("ARCHITECTURE.md has the heading");
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    let names = |cell: &str| -> BTreeSet<String> {
        cell.split(',')
            .map(|name| name.trim().trim_matches('`').to_owned())
            .filter(|name| !name.is_empty() && name != "-")
            .collect()
    };
    table
        .lines()
        .skip_while(|line| !line.starts_with("| `"))
        .take_while(|line| line.starts_with("| `"))
        .map(cells)
        .map(|row| (row[0].trim_matches('`').to_owned(), names(&row[1])))
        .collect()
}

#[test]
fn every_arrow_between_rooms_is_one_that_architecture_md_knows() {
    let allowed = allowed();
    let mut unknown = Vec::new();
    for package in metadata(&["--no-deps"])["packages"]
        .as_array()
        .expect("packages")
    {
        let from = room(package["name"].as_str().expect("a name"));
        let may = allowed
            .get(&from)
            .unwrap_or_else(|| panic!("ARCHITECTURE.md has no row for `{from}`"));
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            // testkit may serve anyone's tests, and a room its own; everything else needs an arrow.
            let serves =
                dependency["name"] == "handheld-testkit" || dependency["name"] == package["name"];
            let testing = dependency["kind"] == "dev" && serves;
            if dependency["path"].is_null() || testing {
                continue;
            }
            let to = room(dependency["name"].as_str().expect("a name"));
            if !may.contains(&to) {
                unknown.push(format!("{from} -> {to}"));
            }
        }
    }
    assert!(
        unknown.is_empty(),
        "arrows that ARCHITECTURE.md does not know: {unknown:?}"
    );
}

#[test]
fn the_table_of_arrows_has_no_cycle_and_names_only_rooms() {
    let allowed = allowed();
    assert!(allowed.len() > 10, "the table was not read: {allowed:?}");
    let mut settled: BTreeSet<&str> = BTreeSet::new();
    while settled.len() < allowed.len() {
        let before = settled.len();
        for (room, may) in &allowed {
            if may.iter().all(|to| settled.contains(to.as_str())) {
                settled.insert(room);
            }
        }
        assert!(
            settled.len() > before,
            "a cycle or an unknown room among {:?}",
            allowed
                .keys()
                .filter(|room| !settled.contains(room.as_str()))
                .collect::<Vec<_>>()
        );
    }
}

#[test]
fn only_records_names_automerge() {
    for package in metadata(&["--no-deps"])["packages"]
        .as_array()
        .expect("packages")
    {
        let name = package["name"].as_str().expect("a name");
        let uses = package["dependencies"]
            .as_array()
            .expect("dependencies")
            .iter()
            .any(|dependency| dependency["name"] == "automerge" && dependency["kind"] != "dev");
        // testkit measures automerge's own figures beside ours and is never shipped.
        if uses {
            assert!(
                matches!(name, "handheld-records" | "handheld-testkit"),
                "{name} depends on automerge"
            );
        }
    }
}

/// Whether an SPDX expression can be satisfied from the list: `OR` needs one side, `AND` both.
fn satisfied(expression: &str, allow: &BTreeSet<String>) -> bool {
    let plain = expression.replace(['(', ')'], " ").replace('/', " OR ");
    plain.split(" AND ").all(|part| {
        part.split(" OR ").any(|licence| {
            let licence = licence.trim();
            let base = licence.split(" WITH ").next().unwrap_or(licence).trim();
            allow.contains(licence) || allow.contains(base)
        })
    })
}

#[test]
fn a13_every_dependency_has_a_licence_and_a_source_that_deny_toml_allows() {
    let deny: toml::Value = toml::from_str(&read("deny.toml")).expect("deny.toml reads");
    let allow: BTreeSet<String> = deny["licenses"]["allow"]
        .as_array()
        .expect("licenses.allow")
        .iter()
        .filter_map(|licence| licence.as_str().map(str::to_owned))
        .collect();
    let mut wrong = Vec::new();
    for package in metadata(&[])["packages"].as_array().expect("packages") {
        let name = package["name"].as_str().unwrap_or_default();
        let licence = package["license"].as_str().unwrap_or("none");
        if !satisfied(licence, &allow) {
            wrong.push(format!("{name}: licence {licence}"));
        }
        if let Some(source) = package["source"].as_str()
            && !source.starts_with("registry+")
        {
            wrong.push(format!("{name}: source {source}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a13_no_banned_crate_is_in_the_tree() {
    let deny: toml::Value = toml::from_str(&read("deny.toml")).expect("deny.toml reads");
    let banned: Vec<&str> = deny["bans"]["deny"]
        .as_array()
        .expect("bans.deny")
        .iter()
        .filter_map(|ban| ban["crate"].as_str())
        .collect();
    for package in metadata(&[])["packages"].as_array().expect("packages") {
        let name = package["name"].as_str().unwrap_or_default();
        assert!(!banned.contains(&name), "{name} is banned by deny.toml");
    }
}

#[test]
fn lock_files_of_node_carry_no_download_address() {
    for folder in ["ui", "tests", "src-tauri"] {
        let path = format!("{folder}/package-lock.json");
        let lock: Value = serde_json::from_str(&read(&path)).expect("a lock file is JSON");
        for (name, package) in lock["packages"].as_object().expect("packages") {
            assert!(
                package["resolved"].is_null(),
                "{path}: {name} has `resolved`"
            );
        }
    }
}
