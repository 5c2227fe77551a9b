//! The figures of the eleven procedures, and those of the reforms, on the real data.
//!
//! `procedure_figures.json` was calculated apart from this program; it is not touched to make a test pass.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use handheld_catalogue::Catalogue;
use handheld_domain::plan::compare::compare;
use handheld_domain::plan::figures::{self, FigureError};
use handheld_domain::plan::{Basis, Plan, Schedule, Terms};
use handheld_domain::procedure::Matter;
use serde::Deserialize;

#[derive(Deserialize)]
struct Figures {
    matters: usize,
    legal_serial_sum_days: u64,
    legal_critical_path_days: u64,
    promised_serial_sum_wd: u64,
    promised_critical_path_wd: u64,
    promised_critical_path_base_wd: u64,
    promised_to_construction_permit_wd: Option<u64>,
    #[serde(rename = "promised_T0_to_permit_wd")]
    promised_t0_to_permit_wd: Option<u32>,
}

fn figures() -> BTreeMap<String, Figures> {
    let text = include_str!("../../../../tests/fixtures/domain/procedure_figures.json");
    serde_json::from_str(text).unwrap()
}

fn plan(code: &str) -> Plan<'static> {
    plan_without(code, &BTreeSet::new())
}

fn plan_without(code: &str, without: &BTreeSet<String>) -> Plan<'static> {
    let catalogue = Catalogue::bundled();
    let procedure = catalogue.procedure(code).unwrap();
    Plan::new(procedure, &catalogue.matters, &catalogue.landmarks, without).unwrap()
}

fn schedule(plan: &Plan<'_>, start: &str, basis: Basis) -> Schedule {
    let start: NaiveDate = start.parse().unwrap();
    plan.schedule(&Catalogue::bundled().calendar, start, &Terms::of(basis))
        .unwrap()
}

fn matter(code: &str) -> &'static Matter {
    Catalogue::bundled().matter(code).unwrap()
}

#[test]
fn j01_the_days_of_all_procedures_are_as_calculated() {
    let all = figures();
    assert_eq!(all.len(), 11);
    for (code, figures) in all {
        let plan = plan(&code);
        let promised = plan.government_days(&Terms::of(Basis::Promised)).0;
        let legal = plan.government_days(&Terms::of(Basis::Legal)).0;
        let found = (
            plan.chosen().count(),
            (legal.serial, legal.parallel),
            (promised.serial, promised.parallel),
        );
        let stated = (
            figures.matters,
            (
                figures.legal_serial_sum_days,
                figures.legal_critical_path_days,
            ),
            (
                figures.promised_serial_sum_wd,
                figures.promised_critical_path_wd,
            ),
        );
        assert_eq!(found, stated, "{code}");
    }
}

#[test]
fn without_what_has_a_condition_the_base_path_is_as_calculated() {
    for (code, figures) in figures() {
        let procedure = Catalogue::bundled().procedure(&code).unwrap();
        let optional = procedure.nodes.iter().filter(|n| n.condition.is_some());
        let without = optional.map(|n| n.matter.clone()).collect();
        let days = plan_without(&code, &without).government_days(&Terms::default());
        assert_eq!(
            days.0.parallel, figures.promised_critical_path_base_wd,
            "{code}"
        );
    }
}

#[test]
fn j02_land_contract_to_permit_is_as_calculated() {
    for (code, figures) in figures() {
        let found = schedule(&plan(&code), "2026-06-01", Basis::Promised);
        assert_eq!(
            found.t0_to_permit_days, figures.promised_t0_to_permit_wd,
            "{code}"
        );
        assert!(!found.critical_path.is_empty(), "{code}");
    }
}

#[test]
fn days_to_the_construction_permit_are_as_calculated() {
    let mut seen = 0;
    for (code, figures) in figures() {
        let Some(stated) = figures.promised_to_construction_permit_wd else {
            continue;
        };
        seen += 1;
        // What the permit waits for and nothing else: leave out whatever is no ancestor of it.
        let plan = plan(&code);
        let mut needed = BTreeSet::from(["P3-04".to_owned()]);
        let mut open = vec!["P3-04".to_owned()];
        while let Some(next) = open.pop() {
            for before in plan.waits_for(&next) {
                if needed.insert(before.to_owned()) {
                    open.push(before.to_owned());
                }
            }
        }
        let rest = plan
            .chosen()
            .map(|(node, _)| node.matter.clone())
            .filter(|code| !needed.contains(code));
        let days = plan.also_without(&rest.collect()).unwrap();
        let days = days.government_days(&Terms::default()).0.parallel;
        assert_eq!(days, stated, "{code}");
    }
    assert_eq!(seen, 5);
}

#[test]
fn h17_deregistration_takes_fifteen_then_ten_or_five_working_days_and_publicity_stands_apart() {
    let cases = [
        ("HN-DEREG-OLD", "2026-06-23", 15, Some(("D-02", 45))),
        ("HN-DEREG-GEN", "2026-06-15", 10, Some(("D-02", 45))),
        ("HN-DEREG-SIMPLE", "2026-06-08", 5, Some(("D-08", 20))),
    ];
    for (code, finish, days, publicity) in cases {
        let found = schedule(&plan(code), "2026-06-01", Basis::Promised);
        assert_eq!(found.finish.to_string(), finish, "{code}");
        assert_eq!(found.government_days.parallel, days, "{code}");
        let waiting = found.matters.iter().find(|m| !m.government);
        let waiting = waiting.map(|m| (&*m.code, m.waiting.limit.days));
        assert_eq!(waiting, publicity, "{code}");
        let more = found.finish_with_waiting - found.finish;
        assert!(more.num_days() >= 20, "{code}");
    }
}

#[test]
fn j13_joint_acceptance_takes_five_days_instead_of_sixteen() {
    let found = figures::parallel_group(&plan("ZJ-GEN"), "G6", &Terms::default()).unwrap();
    assert_eq!((found.serial, found.parallel), (16, 5));
    assert_eq!(found.longest, "P4-03");
    assert_eq!(found.departments, ["NRP", "HUD", "CAD", "ARC"]);
    assert!(figures::parallel_group(&plan("ZJ-GEN"), "G9", &Terms::default()).is_none());
}

#[test]
fn j14_four_evaluations_become_one_submission_one_meeting_and_seven_days() {
    let four = ["P1-11", "P1-10", "P1-15", "P1-17"].map(matter);
    let found = figures::merged_evaluations(&four, &Terms::default()).unwrap();
    assert_eq!((found.submissions, found.meetings), (4, 4));
    assert_eq!((found.days_before, found.days_after), (22, 7));
    let other = ["P1-11", "P3-04"].map(matter);
    assert_eq!(
        figures::merged_evaluations(&other, &Terms::default()),
        Err(FigureError::NotMergeable("P3-04".into()))
    );
    assert_eq!(
        figures::merged_evaluations(&four[..1], &Terms::default()),
        Err(FigureError::TooFew)
    );
}

#[test]
fn j12_a_commitment_takes_the_place_of_a_review_only_where_the_catalogue_allows_it() {
    let catalogue = Catalogue::bundled();
    let check = catalogue.parameters.post_check_calendar_days;
    let found = figures::commitment(matter("P1-11"), &Terms::default(), check).unwrap();
    assert_eq!((found.days_without, found.days_with), (7, 0));
    assert_eq!(found.post_check_calendar_days, 60);
    assert_eq!(
        figures::commitment(matter("P4-04"), &Terms::default(), check),
        Err(FigureError::NoCommitment("P4-04".into()))
    );
    let committed = Terms {
        committed: BTreeSet::from(["P3-01".to_owned(), "P3-02".to_owned()]),
        ..Terms::default()
    };
    let limit = |code| plan("ZJ-GEN").limit(code, &committed).unwrap().days;
    assert_eq!((limit("P3-01"), limit("P3-02")), (0, 5));
}

#[test]
fn h08_a_bundle_asks_for_each_document_once() {
    for code in ["HN-START", "HN-TAX", "HN-CONSTR", "HN-ACCEPT"] {
        let plan = plan(code);
        let found = figures::bundle(&plan);
        let asked: usize = plan.chosen().map(|(_, m)| m.materials.len()).sum();
        assert_eq!(found.fields_before, asked, "{code}");
        let repeated: usize = found.shared.iter().map(|(_, times)| times - 1).sum();
        assert_eq!(found.fields_after + repeated, found.fields_before, "{code}");
        assert_eq!(found.forms_before, plan.chosen().count(), "{code}");
    }
}

#[test]
fn h09_five_start_up_matters_are_declared_on_one_form_and_take_two_days() {
    let without = BTreeSet::from(["B-08".to_owned()]);
    let plan = plan_without("HN-START", &without);
    let group = figures::parallel_group(&plan, "G1", &Terms::default()).unwrap();
    assert_eq!(group.matters.len(), 5);
    assert_eq!(plan.government_days(&Terms::default()).0.parallel, 2);
}

#[test]
fn j04_deregistration_before_and_after_the_reform_differs_by_what_the_reform_removed() {
    let found = compare(&plan("HN-DEREG-OLD"), &plan("HN-DEREG-SIMPLE"));
    assert_eq!(found.matters_removed, ["D-01", "D-02", "D-05"]);
    assert_eq!(found.matters_added, ["D-08"]);
    assert_eq!(found.promised_days_saved, 10);
    assert_eq!((found.before.steps, found.after.steps), (7, 5));
    assert!(found.after.submissions < found.before.submissions);
}

#[test]
fn h12_owner_acceptance_to_filing_is_within_ten_days() {
    let found = schedule(&plan("HN-ACCEPT"), "2026-06-01", Basis::Promised);
    let day = |code: &str| found.matters.iter().find(|m| m.code == code).unwrap();
    let calendar = &Catalogue::bundled().calendar;
    let days = calendar
        .working_days_between(day("P4-02").due, day("P4-11").due)
        .unwrap();
    assert!(days.working_days <= 10, "{days:?}");
}
