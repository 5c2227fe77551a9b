//! Plans over made-up procedures: the rules one by one, and what holds for every procedure. The figures of the real procedures are
//! held by the catalogue's tests.

mod build;
mod looking_ahead;
mod properties;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use build::{Case, day};

use super::*;
use crate::plan::compare::compare;
use crate::procedure::{MatterKind, Release};

#[test]
fn a_matter_starts_when_the_last_one_it_waits_for_is_due() {
    let case = Case::new()
        .matter("A", 2, &[])
        .matter("B", 5, &["A"])
        .matter("C", 1, &["A"])
        .matter("D", 1, &["B", "C"]);
    let schedule = case.schedule("2026-11-02");
    assert_eq!(case.days(&schedule, "C"), ("2026-11-04", "2026-11-05"));
    assert_eq!(case.days(&schedule, "D"), ("2026-11-11", "2026-11-12"));
    assert_eq!(schedule.critical_path, ["A", "B", "D"]);
    assert_eq!(schedule.finish_path, schedule.critical_path);
    let days = GovernmentDays {
        serial: 9,
        parallel: 8,
    };
    assert_eq!(schedule.government_days, days);
}

#[test]
fn a_matter_that_is_left_out_holds_nobody_up_and_passes_nothing_on() {
    let case = Case::new()
        .matter("A", 2, &[])
        .matter("B", 5, &["A"])
        .matter("C", 1, &["B"])
        .without(&["B"]);
    let schedule = case.schedule("2026-11-02");
    assert_eq!(case.days(&schedule, "C"), ("2026-11-02", "2026-11-03"));
}

#[test]
fn what_is_no_government_time_counts_nothing_but_takes_its_time_when_waiting_counts() {
    let case = Case::new()
        .matter("A", 1, &[])
        .of_kind("P", MatterKind::Publicity, 0, &["A"])
        .legal("P", 10, LimitUnit::Cd)
        .matter("B", 2, &["P"]);
    let schedule = case.schedule("2026-11-02");
    assert_eq!(case.days(&schedule, "P"), ("2026-11-03", "2026-11-03"));
    assert_eq!(schedule.finish, day("2026-11-05"));
    assert_eq!(schedule.finish_with_waiting, day("2026-11-17"));
    assert_eq!(schedule.government_days.serial, 3);
}

#[test]
fn a_limit_that_the_law_does_not_give_counts_as_promised() {
    let case = Case::new()
        .matter("A", 3, &[])
        .matter("B", 1, &["A"])
        .legal("B", 20, LimitUnit::D);
    let legal = case.plan().government_days(&Terms::of(Basis::Legal)).0;
    assert_eq!(legal.parallel, 23);
}

#[test]
fn j02_the_land_contract_is_placed_on_the_day_the_last_pre_review_is_finished() {
    let case = Case::new()
        .matter("A", 0, &[])
        .pre_review("R1", 7, &["A"])
        .pre_review("R2", 3, &["A"])
        .of_kind("T0", MatterKind::Event, 0, &["A"])
        .matter("X", 1, &["R1", "T0"])
        .matter("Y", 3, &["T0"])
        .landmarks("T0", "X");
    let schedule = case.schedule("2026-11-02");
    assert_eq!(case.days(&schedule, "T0"), ("2026-11-11", "2026-11-11"));
    assert_eq!(schedule.t0_to_permit_days, Some(1));
    assert_eq!(
        schedule.government_days.parallel, 8,
        "written dependencies only"
    );
    assert_eq!(schedule.critical_path, ["A", "R1", "X"]);
    assert_eq!(schedule.finish_path, ["A", "R1", "T0", "Y"]);
}

#[test]
fn j13_results_of_a_joint_group_go_out_on_the_day_the_last_one_is_decided() {
    let case = Case::new()
        .matter("A", 1, &[])
        .matter("B", 5, &[])
        .group("G", Release::AllDecided, &["A", "B"])
        .matter("C", 1, &["A"]);
    let schedule = case.schedule("2026-11-02");
    let a = &schedule.matters[0];
    assert_eq!((a.due, a.issued), (day("2026-11-03"), day("2026-11-09")));
    // What waits for a decision waits for the decision.
    assert_eq!(case.days(&schedule, "C"), ("2026-11-03", "2026-11-04"));
}

#[test]
fn a_path_of_nothing_but_instant_matters_is_still_a_path() {
    let case = Case::new().matter("A", 0, &[]).matter("B", 0, &["A"]);
    assert_eq!(case.schedule("2026-11-02").critical_path, ["A", "B"]);
}

#[test]
fn of_equal_chains_the_smaller_code_is_critical() {
    let case = Case::new()
        .matter("C", 3, &[])
        .matter("B", 3, &[])
        .matter("D", 1, &["C", "B"]);
    assert_eq!(case.schedule("2026-11-02").critical_path, ["B", "D"]);
}

#[test]
fn of_equal_chains_the_one_to_the_construction_permit_is_critical() {
    let case = Case::new()
        .matter("A", 3, &[])
        .matter("B", 0, &["A"])
        .matter("X", 0, &["A"])
        .landmarks("T0", "X");
    assert_eq!(case.schedule("2026-11-02").critical_path, ["A", "X"]);
}

#[test]
fn j08_a_key_project_has_half_the_promise_rounded_up_and_the_law_untouched() {
    let case = Case::new()
        .matter("A", 5, &[])
        .matter("B", 1, &[])
        .matter("C", 0, &[])
        .legal("A", 20, LimitUnit::Wd);
    let mut terms = Terms {
        green_channel: NonZeroU32::new(2),
        ..Terms::default()
    };
    let days = |terms: &Terms| -> Vec<u32> {
        let limit = |code| case.plan().limit(code, terms).unwrap().days;
        ["A", "B", "C"].map(limit).to_vec()
    };
    assert_eq!(days(&terms), [3, 1, 0]);
    terms.basis = Basis::Legal;
    assert_eq!(days(&terms), [20, 1, 0]);
}

#[test]
fn knowing_one_of_two_opposite_conditions_is_knowing_both() {
    let case = Case::new()
        .matter("A", 1, &[])
        .matter("S", 1, &["A"])
        .only_if("S", "special")
        .matter("O", 1, &["A"])
        .only_if("O", "other");
    let conditions = case.conditions(&[("special", None), ("other", Some("special"))]);
    let left_out = |known: &[(&str, bool)]| {
        let known: BTreeMap<String, bool> =
            known.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect();
        left_out_by(&case.procedure, &conditions, &known)
    };
    assert_eq!(left_out(&[]), BTreeSet::new());
    assert_eq!(left_out(&[("special", true)]), BTreeSet::from(["O".into()]));
    assert_eq!(
        left_out(&[("special", false)]),
        BTreeSet::from(["S".into()])
    );
    assert_eq!(left_out(&[("other", true)]), BTreeSet::from(["S".into()]));
}

#[test]
fn what_does_not_fit_together_is_a_typed_error() {
    let unknown = Case::new().matter("A", 1, &[]).without(&["B"]);
    assert_eq!(
        unknown.try_plan(),
        Err(PlanError::NotInProcedure("B".into()))
    );
    let empty = Case::new().matter("A", 1, &[]).without(&["A"]);
    assert_eq!(empty.try_plan(), Err(PlanError::Empty));
    let circle = Case::new().matter("B", 1, &["C"]).matter("C", 1, &["B"]);
    assert_eq!(circle.try_plan(), Err(PlanError::Cycle("B".into())));
}

#[test]
fn j04_a_comparison_names_what_is_gone_and_what_is_new() {
    let old = Case::new()
        .matter("A", 3, &[])
        .matter("B", 5, &["A"])
        .matter("C", 2, &["B"])
        .materials("A", &["form", "licence"])
        .materials("B", &["licence", "map"]);
    let new = Case::new()
        .matter("A", 3, &[])
        .matter("C", 2, &[])
        .matter("D", 1, &["C"])
        .materials("A", &["form", "pledge"])
        .group("G", Release::Each, &["A", "C"]);
    let found = compare(&old.plan(), &new.plan());
    assert_eq!(found.matters_removed, ["B"]);
    assert_eq!(found.matters_added, ["D"]);
    assert_eq!(found.order_changed, ["C"]);
    let zh = |texts: &[crate::Text]| texts.iter().map(|t| t.zh.clone()).collect::<Vec<_>>();
    assert_eq!(zh(&found.documents_removed), ["licence", "map"]);
    assert_eq!(zh(&found.documents_added), ["pledge"]);
    assert_eq!((found.before.submissions, found.after.submissions), (3, 2));
    assert_eq!((found.before.documents, found.after.documents), (3, 2));
    assert_eq!(found.promised_days_saved, 7);
}
