//! `chart`.

use std::fs;

use crate::run::handheld;

#[test]
fn j11_all_eleven_flow_charts_are_written_in_both_languages_and_forms() {
    let folder = tempfile::tempdir().unwrap();
    let procedures = handheld(&["procedures", "--json"]).json();
    for procedure in procedures.as_array().unwrap() {
        let code = procedure["code"].as_str().unwrap();
        for (lang, width) in [
            ("zh", "print"),
            ("en", "print"),
            ("zh", "360"),
            ("en", "360"),
        ] {
            let out = folder.path().join(format!("{code}-{lang}-{width}.svg"));
            let out = out.to_str().unwrap();
            let arguments = [
                "chart", code, "--out", out, "--lang", lang, "--width", width, "--json",
            ];
            let answer = handheld(&arguments).json();
            assert_eq!(answer["matters"], procedure["matters"], "{code}");
            let svg = fs::read_to_string(out).unwrap();
            assert!(svg.starts_with("<svg ") && svg.contains(code), "{code}");
            assert_eq!(svg.contains("width=\"360\""), width == "360", "{code}");
            let name = procedure[lang].as_str().unwrap().replace('"', "&quot;");
            assert!(svg.contains(&name), "{code}: {name}");
        }
    }
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 44, "nothing half-written stays behind");
}

#[test]
fn a_chart_that_cannot_be_made_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("chart.svg");
    let out = out.to_str().unwrap();
    let ask = |code: &str, out: &str, more: &[&str]| {
        handheld(&[&["chart", code, "--out", out, "--json"], more].concat())
    };
    assert_eq!(ask("ZJ-XX", out, &[]).error(3)["code"], "unknown_name");
    let without = ["--without", "B-02"];
    assert_eq!(
        ask("ZJ-GEN", out, &without).error(3)["code"],
        "unknown_name"
    );
    assert_eq!(
        ask("ZJ-GEN", out, &["--width", "90"]).error(2)["code"],
        "usage"
    );
    let nowhere = folder.path().join("none/chart.svg");
    let failed = ask("ZJ-GEN", nowhere.to_str().unwrap(), &[]);
    assert_eq!(failed.error(3)["code"], "bad_input");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
