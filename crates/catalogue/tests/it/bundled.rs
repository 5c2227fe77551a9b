//! The files that ship: they load, they are complete, and every datum says where it comes from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use handheld_catalogue::Catalogue;
use handheld_domain::checklist::ItemKind;
use handheld_domain::procedure::{GateNeed, Release};
use handheld_domain::{Decimal, Stage};

fn catalogue() -> &'static Catalogue {
    Catalogue::bundled()
}

#[test]
fn the_embedded_catalogue_and_the_folder_are_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
    match Catalogue::from_dir(&folder) {
        Ok(read) => assert_eq!(&read, catalogue()),
        Err(errors) => panic!("{errors}"),
    }
}

#[test]
fn nothing_of_the_trade_is_missing() {
    let c = catalogue();
    assert_eq!(c.departments.len(), 41);
    assert_eq!(c.matters.len(), 80);
    assert_eq!(c.procedures.len(), 11);
    assert_eq!(
        c.glossary
            .iter()
            .map(|group| group.terms.len())
            .sum::<usize>(),
        200
    );
    let items: BTreeMap<&str, usize> = c
        .templates
        .iter()
        .map(|t| (&*t.code, t.items().count()))
        .collect();
    let expected = [
        ("COMM", 10),
        ("COMMIT", 5),
        ("DUST", 11),
        ("FIRE", 20),
        ("GB50300", 18),
        ("HAZARD", 16),
        ("JGJ59", 189),
        ("JGJ59N", 44),
        ("JOINT", 14),
        ("SURVEY", 43),
    ];
    assert_eq!(items, expected.into());
    let years: Vec<i32> = c.calendar.official_years().collect();
    assert_eq!(years, [2023, 2024, 2025, 2026]);
    assert_eq!(
        (
            c.credit.good.len(),
            c.credit.bad.len(),
            c.credit.grades.len()
        ),
        (6, 14, 5)
    );
}

#[test]
fn jgj59_has_nineteen_tables_in_ten_rows() {
    let template = catalogue().template("JGJ59").unwrap();
    assert_eq!(template.version, 1);
    assert_eq!(catalogue().template_version("JGJ59", 1), Some(template));
    assert_eq!(catalogue().template_version("JGJ59", 2), None);
    assert_eq!(template.sections.len(), 19);
    let scoring = template.scoring.as_ref().unwrap();
    assert_eq!(scoring.rows.len(), 10);
    let guarded = |s: &&handheld_domain::checklist::Section| {
        s.items.iter().any(|i| {
            matches!(
                i.kind,
                ItemKind::Score {
                    guarantee: true,
                    ..
                }
            )
        })
    };
    let unguarded: Vec<&str> = template
        .sections
        .iter()
        .filter(|s| !guarded(s))
        .map(|s| &*s.code)
        .collect();
    assert_eq!(unguarded, ["B13", "B19"]);
    let scaffolds = template
        .sections
        .iter()
        .filter(|s| s.row.as_deref() == Some("G03"));
    assert_eq!(scaffolds.count(), 8);
    let civilised = scoring.rows.iter().find(|row| row.code == "G02").unwrap();
    assert_eq!(civilised.weight, Decimal::from_int(15));
}

#[test]
fn every_matter_has_a_stage_and_every_stage_a_gate() {
    let c = catalogue();
    assert_eq!(c.matter("P3-11").unwrap().stage, Stage::Construction);
    assert_eq!(c.matter("P3-10").unwrap().stage, Stage::Commencement);
    assert_eq!(c.matter("B-02").unwrap().stage, Stage::Registration);
    assert_eq!(c.gates.len(), 6);
    assert_eq!(c.gate(Stage::Commissioning).unwrap().to, None);
    let building = c.gate(Stage::Construction).unwrap();
    assert!(building.needs.contains(&GateNeed::NoOpenCriticalFinding));
    assert_eq!(building.needs.len(), 5);
}

#[test]
fn the_results_of_four_groups_go_out_together() {
    let joint: BTreeSet<(&str, &str)> = catalogue()
        .procedures
        .iter()
        .flat_map(|p| p.groups.iter().map(move |g| (p, g)))
        .filter(|(_, group)| group.release == Release::AllDecided)
        .map(|(procedure, group)| (&*procedure.code, &*group.key))
        .collect();
    let expected = [
        ("HN-ACCEPT", "G1"),
        ("ZJ-GEN", "G6"),
        ("ZJ-GOV", "G6"),
        ("ZJ-T0", "G3"),
    ];
    assert_eq!(joint, expected.into());
}

#[test]
fn the_two_fire_conditions_are_opposites() {
    let other = catalogue().condition("other_project").unwrap();
    assert_eq!(other.opposite_of.as_deref(), Some("special_project"));
    let node = catalogue()
        .procedure("ZJ-GEN")
        .unwrap()
        .node("P4-05")
        .unwrap();
    assert_eq!(node.condition.as_deref(), Some("other_project"));
}

#[test]
fn every_source_is_used_and_known() {
    let c = catalogue();
    let origins = (c.departments.iter().map(|d| &d.origin))
        .chain(c.matters.iter().map(|m| &m.origin))
        .chain(c.procedures.iter().map(|p| &p.origin))
        .chain(
            c.procedures
                .iter()
                .flat_map(|p| &p.targets)
                .map(|t| &t.origin),
        )
        .chain(c.templates.iter().map(|t| &t.origin))
        .chain(c.tolerances.iter().map(|t| &t.origin))
        .chain(c.conditions.iter().map(|k| &k.origin))
        .chain([&c.credit.origin, &c.parameters.origin]);
    for origin in origins {
        assert!(!origin.sources.is_empty());
        for source in &origin.sources {
            assert!(c.source(source).is_some(), "{source}");
        }
    }
}
