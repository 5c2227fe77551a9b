//! Rows that are figures of the catalogue in force: paths, merged evaluations, forms.

use std::collections::BTreeSet;

use handheld_catalogue::Catalogue;
use handheld_domain::plan::compare::compare;
use handheld_domain::plan::{Basis, Plan, Terms, figures};

fn plan(code: &str) -> Plan<'static> {
    let catalogue = Catalogue::bundled();
    let procedure = catalogue.procedure(code).unwrap();
    Plan::new(
        procedure,
        &catalogue.matters,
        &catalogue.landmarks,
        &BTreeSet::new(),
    )
    .unwrap()
}

/// A plan with the matters of some phases alone.
fn phases(code: &str, keep: &[u8]) -> Plan<'static> {
    let plan = plan(code);
    let rest = plan
        .chosen()
        .filter(|(_, matter)| !keep.contains(&matter.phase));
    let rest: BTreeSet<String> = rest.map(|(node, _)| node.matter.clone()).collect();
    plan.also_without(&rest).unwrap()
}

#[test]
fn j01_the_legal_path_is_115_days_the_promised_one_22_and_the_stages_keep_their_90_days() {
    let plan = plan("ZJ-GEN");
    let days = |plan: &Plan<'_>, basis| plan.government_days(&Terms::of(basis)).0.parallel;
    let both = (days(&plan, Basis::Legal), days(&plan, Basis::Promised));
    assert_eq!(both, (115, 22));
    let permit = days(&phases("ZJ-GEN", &[1, 2, 3]), Basis::Promised);
    let acceptance = days(&phases("ZJ-GEN", &[4]), Basis::Promised);
    assert!(permit <= 60 && acceptance <= 30, "{permit} {acceptance}");
}

#[test]
fn j04_the_reform_takes_matters_documents_and_ten_days_away() {
    let found = compare(&plan("HN-DEREG-OLD"), &plan("HN-DEREG-SIMPLE"));
    assert_eq!(found.matters_removed, ["D-01", "D-02", "D-05"]);
    assert_eq!(found.promised_days_saved, 10);
    assert!(found.after.documents < found.before.documents);
    assert!(found.after.submissions < found.before.submissions);
}

#[test]
fn j14_four_evaluations_become_one_submission_and_seven_days_instead_of_22() {
    let catalogue = Catalogue::bundled();
    let four = ["P1-11", "P1-10", "P1-15", "P1-17"].map(|code| catalogue.matter(code).unwrap());
    let found = figures::merged_evaluations(&four, &Terms::default()).unwrap();
    assert_eq!((found.submissions, found.meetings), (4, 4));
    assert_eq!((found.days_before, found.days_after), (22, 7));
}

#[test]
fn h08_a_bundle_asks_for_less_than_its_forms_did() {
    let found = figures::bundle(&plan("HN-START"));
    let asked = (found.forms_before, found.fields_before, found.fields_after);
    assert_eq!(asked, (8, 10, 7));
    let found = figures::bundle(&plan("HN-CONSTR"));
    assert!(found.fields_after < found.fields_before, "{found:?}");
}

#[test]
fn h17_accepted_on_the_first_of_june_the_three_end_on_the_23rd_the_15th_and_the_8th() {
    let start = "2026-06-01".parse().unwrap();
    let ends = ["HN-DEREG-OLD", "HN-DEREG-GEN", "HN-DEREG-SIMPLE"].map(|code| {
        let calendar = &Catalogue::bundled().calendar;
        let found = plan(code).schedule(calendar, start, &Terms::default());
        let found = found.unwrap();
        (found.finish.to_string(), found.government_days.parallel)
    });
    let stated = [("2026-06-23", 15), ("2026-06-15", 10), ("2026-06-08", 5)];
    assert_eq!(ends, stated.map(|(day, days)| (day.to_owned(), days)));
}
