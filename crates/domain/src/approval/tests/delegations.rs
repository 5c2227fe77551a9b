//! One seal: who decides for whom, within the delegation only (H02).

use super::*;

fn decide(office: &str, on: &str) -> Act {
    let mut act = act(ActKind::Decide, on);
    act.office = office.to_owned();
    act
}

fn running(head: CaseHead) -> Story {
    Story::accepted(head, "2026-11-02", "2026-11-03")
}

#[test]
fn h02_an_office_decides_within_its_delegation() {
    let story = running(permit()).with(decide("PAB", "2026-11-05")).sound();
    assert_eq!(story.state().decided.unwrap().office, "PAB");
}

#[test]
fn h02_a_decision_outside_the_delegation_is_refused_with_the_rule_named() {
    let refused = Some(Refused::OutsideDelegation);
    let other_matter = CaseHead {
        matter: "P3-03".to_owned(),
        ..permit()
    };
    let other_procedure = CaseHead {
        procedure: "ZJ-GOV".to_owned(),
        ..permit()
    };
    let other_department = CaseHead {
        department: "NRP".to_owned(),
        ..permit()
    };
    for head in [other_matter, other_procedure, other_department] {
        assert_eq!(running(head).refusal(decide("PAB", "2026-11-05")), refused);
    }
    assert_eq!(Refused::OutsideDelegation.key(), "case_outside_delegation");
}

#[test]
fn h02_a_delegation_holds_from_its_first_to_its_last_day() {
    let story = running(permit());
    assert_eq!(story.refusal(decide("PAB", "2026-11-30")), None);
    assert_eq!(
        story.refusal(decide("PAB", "2026-12-01")),
        Some(Refused::OutsideDelegation)
    );
    let spring = Story::accepted(permit(), "2026-02-25", "2026-02-26");
    assert_eq!(
        spring.refusal(decide("PAB", "2026-02-28")),
        Some(Refused::OutsideDelegation)
    );
    assert_eq!(spring.refusal(decide("PAB", "2026-03-01")), None);
    let mut without_end = story;
    without_end.rules.delegations[0].until = None;
    assert_eq!(without_end.refusal(decide("PAB", "2026-12-01")), None);
}

#[test]
fn h02_an_office_without_any_delegation_is_told_so() {
    assert_eq!(
        running(permit()).refusal(decide("NRP", "2026-11-05")),
        Some(Refused::OtherOffice)
    );
    assert_eq!(
        running(permit()).refusal(decide("", "2026-11-05")),
        Some(Refused::OtherOffice)
    );
}

#[test]
fn h02_one_of_several_delegations_is_enough() {
    let mut story = running(permit());
    let mut other = delegation("PAB-2", "PAB");
    other.matters = vec!["P1-01".to_owned()];
    story.rules.delegations.insert(0, other);
    assert_eq!(story.refusal(decide("PAB", "2026-11-05")), None);
}

#[test]
fn h02_everything_that_an_office_does_to_a_case_needs_its_power() {
    let story = running(permit());
    for kind in [ActKind::Suspend, ActKind::Extend, ActKind::Terminate] {
        let mut act = act(kind, "2026-11-05");
        act.office = "NRP".to_owned();
        assert_eq!(story.refusal(act), Some(Refused::OtherOffice), "{kind:?}");
    }
}

#[test]
fn the_hall_takes_in_and_hands_over_for_every_department() {
    let by_clerk = |kind, on| {
        let mut act = act(kind, on);
        act.capacity = Capacity::Window;
        act.office = "HALL".to_owned();
        act
    };
    let story = Story::of(permit())
        .with(by_clerk(ActKind::Submit, "2026-11-02"))
        .with(by_clerk(ActKind::AskCorrection, "2026-11-03"))
        .with(by_clerk(ActKind::Resubmit, "2026-11-04"))
        .with(by_clerk(ActKind::Accept, "2026-11-04"))
        .then(ActKind::Decide, "2026-11-05")
        .with(by_clerk(ActKind::Deliver, "2026-11-06"))
        .sound();
    assert_eq!(story.stand(), Stand::Granted);
    let running = running(permit());
    assert_eq!(
        running.refusal(by_clerk(ActKind::Decide, "2026-11-05")),
        Some(Refused::NoRight)
    );
}
