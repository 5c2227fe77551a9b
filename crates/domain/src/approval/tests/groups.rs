//! Parallel groups, several licences in one delivery, stage gates and figures (J07, J13, J15, J23).

use std::collections::BTreeMap;

use super::*;
use crate::approval::gate::{GateFacts, Missing, excepted, missing, missing_without};
use crate::approval::group::{group_state, open_before, settled_at_once};
use crate::approval::metrics::{Figures, Sample, figures};
use crate::origin::Origin;
use crate::procedure::{Gate, GateNeed, Node, Procedure, Release};
use crate::project::Stage;

/// A member of the joint acceptance, with its promise and the day of its decision.
fn member(promised: u32, decided: Option<&str>) -> Story {
    let head = CaseHead {
        promised: Some(Limit::WorkingDays(promised)),
        joint: true,
        ..permit()
    };
    let story = Story::accepted(head, "2026-11-02", "2026-11-02");
    match decided {
        Some(on) => story.then(ActKind::Decide, on).sound(),
        None => story,
    }
}

fn refused_member() -> Story {
    let mut refusal = act(ActKind::Decide, "2026-11-04");
    refusal.outcome = Some(Outcome::Refused);
    member(5, None).with(refusal).sound()
}

fn states(stories: &[Story]) -> Vec<CaseState> {
    stories.iter().map(Story::state).collect()
}

fn of(states: &[CaseState], release: Release) -> group::GroupState {
    let members: Vec<&CaseState> = states.iter().collect();
    group_state(release, &members)
}

#[test]
fn j13_a_parallel_group_takes_as_long_as_its_longest_member() {
    let stories = [
        member(5, Some("2026-11-09")),
        member(5, Some("2026-11-09")),
        member(3, Some("2026-11-05")),
        member(3, Some("2026-11-05")),
    ];
    let used: Vec<u32> = stories.iter().map(|s| s.clock("2026-11-30").used).collect();
    assert_eq!(used.iter().sum::<u32>(), 16, "one after the other");
    let all = of(&states(&stories), Release::AllDecided);
    assert!(all.released);
    assert_eq!(all.on, Some(day("2026-11-09")));
    let elapsed = calendar()
        .working_days_between(day("2026-11-02"), all.on.unwrap())
        .unwrap();
    assert_eq!(elapsed.working_days, 5);
    assert_eq!(used.iter().max(), Some(&5));
}

#[test]
fn j13_results_wait_for_all_or_go_out_each_by_the_rule_of_the_group() {
    let states = states(&[member(3, Some("2026-11-05")), member(5, None)]);
    let all = of(&states, Release::AllDecided);
    assert_eq!((all.decided, all.members), (1, 2));
    assert!(!all.released);
    assert_eq!(all.on, None);
    assert!(of(&states, Release::Each).released);
}

#[test]
fn j13_one_refusal_sends_the_whole_joint_group_back() {
    let states = states(&[refused_member(), member(5, None)]);
    assert!(of(&states, Release::AllDecided).rectify);
    assert!(!of(&states, Release::Each).rectify);
}

#[test]
fn j13_who_was_withdrawn_holds_nobody_up() {
    let withdrawn = member(5, None).then(ActKind::Withdraw, "2026-11-04");
    let group = states(&[member(3, Some("2026-11-05")), withdrawn]);
    let all = of(&group, Release::AllDecided);
    assert_eq!((all.members, all.released), (1, true));
    let none = of(
        &states(&[member(5, None).then(ActKind::Withdraw, "2026-11-04")]),
        Release::AllDecided,
    );
    assert!(!none.released, "a group without members releases nothing");
}

#[test]
fn j23_several_licences_are_settled_in_one_delivery() {
    let licence = |decided: &str, delivered: Option<&str>| {
        let story = member(5, Some(decided));
        match delivered {
            Some(on) => story.then(ActKind::Deliver, on).sound().state(),
            None => story.state(),
        }
    };
    let settled = |states: &[CaseState]| {
        let states: Vec<&CaseState> = states.iter().collect();
        settled_at_once(&states)
    };
    let one = licence("2026-11-05", Some("2026-11-06"));
    let three = [one.clone(), one.clone(), one.clone()];
    assert_eq!(settled(&three), Some(day("2026-11-05")));
    let other_day = licence("2026-11-04", Some("2026-11-06"));
    assert_eq!(settled(&[one.clone(), other_day]), None);
    let other_delivery = licence("2026-11-05", Some("2026-11-09"));
    assert_eq!(settled(&[one.clone(), other_delivery]), None);
    assert_eq!(settled(&[one.clone(), licence("2026-11-05", None)]), None);
    assert_eq!(settled(&[one.clone(), refused_member().state()]), None);
    assert_eq!(settled(&[one]), None, "one licence is not several");
    assert_eq!(settled(&[]), None);
}

#[test]
fn t61_what_comes_before_and_is_not_decided_is_named() {
    let node = |matter: &str, depends_on: &[&str]| Node {
        matter: matter.to_owned(),
        depends_on: depends_on.iter().map(|m| (*m).to_owned()).collect(),
        group: None,
        condition: None,
        pre_review: false,
        promised_days: None,
    };
    let procedure = Procedure {
        code: "TEST".to_owned(),
        name: Text::new("试", "test"),
        region: Text::new("无", "none"),
        applies_to: Text::new("无", "none"),
        note: Text::new("无", "none"),
        targets: Vec::new(),
        groups: Vec::new(),
        nodes: vec![
            node("A", &[]),
            node("B", &[]),
            node("C", &[]),
            node("D", &["A", "B", "C"]),
        ],
        origin: Origin::default(),
    };
    // B does not belong to this project; A is decided.
    let open = open_before(&procedure, "D", &|m| m != "B", &|m| m == "A");
    assert_eq!(open, ["C"]);
    let unknown = open_before(&procedure, "Z", &|_| true, &|_| false);
    assert_eq!(unknown, Vec::<&str>::new());
}

fn gate() -> Gate {
    let matters = |any: &[&str], or_not_required, or_date_set| GateNeed::Matters {
        any: any.iter().map(|m| (*m).to_owned()).collect(),
        or_not_required,
        or_date_set,
    };
    Gate {
        from: Stage::Construction,
        to: None,
        needs: vec![
            matters(&["P3-06"], false, false),
            matters(&["P1-11", "P1-12"], true, false),
            matters(&["P5-04"], false, true),
            GateNeed::Milestone {
                key: "plus_minus_zero".to_owned(),
                name: Text::new("±0", "±0"),
            },
            GateNeed::NoOpenCriticalFinding,
        ],
    }
}

#[test]
fn j07_an_open_gate_names_everything_that_is_missing_at_once() {
    let facts = GateFacts {
        open_critical_findings: 2,
        ..GateFacts::default()
    };
    let all = missing(&gate(), &facts);
    assert_eq!(all.len(), 5);
    let words: Vec<String> = all
        .iter()
        .map(|one| one.text(&|matter| Text::new(matter, matter)).zh)
        .collect();
    assert_eq!(
        words,
        ["P3-06", "P1-11或P1-12", "P5-04", "±0", "2个重大问题未关闭"]
    );
}

#[test]
fn j07_a_stage_closes_when_all_is_there() {
    let set = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    let mut facts = GateFacts {
        decided: set(&["P3-06", "P1-12"]),
        date_set: set(&["P5-04"]),
        milestones: set(&["plus_minus_zero"]),
        ..GateFacts::default()
    };
    assert_eq!(missing(&gate(), &facts), Vec::new());
    facts.decided = set(&["P3-06"]);
    facts.not_required = set(&["P1-11"]);
    assert_eq!(
        missing(&gate(), &facts),
        [Missing::Matters(vec![
            "P1-11".to_owned(),
            "P1-12".to_owned()
        ])],
        "one of two that is not required leaves the other"
    );
    facts.not_required = set(&["P1-11", "P1-12"]);
    assert_eq!(missing(&gate(), &facts), Vec::new());
}

#[test]
fn j07_an_exception_is_taken_only_with_a_reason() {
    let facts = GateFacts::default();
    let excepted = |reason: &str| {
        let exceptions = BTreeMap::from([("plus_minus_zero".to_owned(), reason.to_owned())]);
        missing_without(&gate(), &facts, &exceptions).len()
    };
    assert_eq!(excepted("decided on 5 November"), 3);
    assert_eq!(excepted(" "), 4);
}

#[test]
fn t61_a_recorded_exception_says_in_words_what_was_missing() {
    let facts = GateFacts {
        open_critical_findings: 2,
        ..GateFacts::default()
    };
    let name_of = |matter: &str| Text::new(matter, matter);
    let words: Vec<String> = missing(&gate(), &facts)
        .iter()
        .map(|one| excepted(&[gate()], &one.key(), &name_of).unwrap().zh)
        .collect();
    assert_eq!(
        words,
        ["P3-06", "P1-11或P1-12", "P5-04", "±0", "重大问题未关闭"]
    );
    assert_eq!(excepted(&[gate()], "P9-99", &name_of), None);
}

#[test]
fn j15_figures_of_a_procedure_version() {
    let sample = |used, on_time, corrected, refused| Sample {
        used,
        on_time,
        corrected,
        refused,
    };
    let before: Vec<Sample> = (1..=10)
        .map(|n| sample(n, n <= 5, n == 10, n == 9))
        .collect();
    assert_eq!(
        figures(&before),
        Figures {
            decided: 10,
            median: 5.5,
            p90: 9.0,
            on_time: 0.5,
            first_pass: 0.9,
            corrections: 1,
            refused: 1,
        }
    );
    let after = [sample(2, true, false, false)];
    let after = figures(&after);
    assert_eq!((after.median, after.p90, after.on_time), (2.0, 2.0, 1.0));
    assert_eq!(figures(&[]), Figures::default());
}
