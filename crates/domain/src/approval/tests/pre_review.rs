//! Pre-review before the land contract and its conversion on the contract date (J02, brief section 10).

use super::*;

fn reviewed(outcome: Outcome, design: Option<u32>) -> Story {
    let mut opinion = act(ActKind::Opinion, "2026-10-20");
    opinion.outcome = Some(outcome);
    opinion.design = design;
    Story::of(pre_review())
        .then(ActKind::Submit, "2026-10-12")
        .then(ActKind::Accept, "2026-10-13")
        .with(opinion)
        .sound()
}

fn convert(on: &str, design: Option<u32>) -> Act {
    let mut act = act(ActKind::Convert, on);
    act.design = design;
    act
}

#[test]
fn j02_an_opinion_becomes_formal_on_the_contract_date_and_is_decided_the_same_day() {
    let story = reviewed(Outcome::NoObjection, Some(3))
        .with(convert("2026-11-05", Some(3)))
        .then(ActKind::Decide, "2026-11-05")
        .sound();
    let state = story.state();
    assert_eq!(state.converted, Some(day("2026-11-05")));
    assert_eq!(state.accepted, Some(day("2026-11-05")));
    assert_eq!(state.decided.as_ref().unwrap().on, day("2026-11-05"));
    let clock = story.clock("2026-12-01");
    assert_eq!((clock.used, clock.colour), (0, Colour::None));
}

#[test]
fn j02_a_converted_case_has_its_whole_time_from_the_contract_date() {
    let story = Story::of(pre_review())
        .then(ActKind::Submit, "2026-10-12")
        .then(ActKind::Accept, "2026-10-13")
        .with(suspend("2026-10-14", "2026-10-16", "hearing"))
        .then(ActKind::Resume, "2026-10-17")
        .then(ActKind::Extend, "2026-10-19")
        .then(ActKind::Opinion, "2026-10-20")
        .then(ActKind::Convert, "2026-11-05")
        .sound();
    let clock = story.clock("2026-11-05");
    assert_eq!(clock.promised, Some(Limit::WorkingDays(5)));
    assert_eq!(clock.promised_due, Some(day("2026-11-12")));
    assert_eq!((clock.used, clock.left), (0, Some(5)));
    assert_eq!(
        clock.legal,
        Some(Limit::WorkingDays(20)),
        "extended was the pre-review"
    );
    assert_eq!(story.state().stops, Vec::new());
    assert_eq!(
        story.refusal(act(ActKind::Extend, "2026-11-06")),
        None,
        "the formal case has its own extension"
    );
}

#[test]
fn j02_a_design_that_changed_after_the_opinion_is_not_converted() {
    let story = reviewed(Outcome::NoObjection, Some(3));
    for design in [Some(4), None] {
        assert_eq!(
            story.refusal(convert("2026-11-05", design)),
            Some(Refused::DesignChanged)
        );
    }
}

#[test]
fn j02_an_opinion_with_objections_is_not_converted() {
    let story = reviewed(Outcome::Objections, Some(3));
    assert_eq!(
        story.refusal(convert("2026-11-05", Some(3))),
        Some(Refused::Objections)
    );
}

#[test]
fn j02_a_contract_dated_before_the_opinion_converts_nothing() {
    let story = reviewed(Outcome::NoObjection, None);
    assert_eq!(
        story.refusal(convert("2026-10-19", None)),
        Some(Refused::BeforeCause)
    );
    assert_eq!(story.refusal(convert("2026-10-20", None)), None);
}

#[test]
fn a_pre_review_is_no_licence() {
    let decide = || act(ActKind::Decide, "2026-10-21");
    let story = reviewed(Outcome::NoObjection, None);
    assert_eq!(story.refusal(decide()), Some(Refused::PreReview));
    let before = Story::of(pre_review()).then(ActKind::Submit, "2026-10-12");
    assert_eq!(before.refusal(decide()), Some(Refused::PreReview));
    let state = story.state();
    assert!(group::counts_as_decided(&state, true));
    assert!(!group::counts_as_decided(&state, false));
    let objected = reviewed(Outcome::Objections, None).state();
    assert!(!group::counts_as_decided(&objected, true));
}

#[test]
fn the_clock_of_a_pre_review_ends_with_its_opinion() {
    let story = reviewed(Outcome::NoObjection, None);
    let clock = story.clock("2027-01-15");
    assert_eq!(
        (clock.used, clock.left, clock.colour),
        (5, None, Colour::None)
    );
}

#[test]
fn a_pre_review_takes_one_opinion_of_its_own_office() {
    let story = Story::of(pre_review()).then(ActKind::Submit, "2026-10-12");
    let mut stranger = act(ActKind::Opinion, "2026-10-13");
    stranger.office = "NRP".to_owned();
    assert_eq!(story.refusal(stranger), Some(Refused::OtherOffice));
    let again = act(ActKind::Opinion, "2026-10-21");
    let story = reviewed(Outcome::NoObjection, None);
    assert_eq!(story.refusal(again), Some(Refused::OutOfTurn));
}

#[test]
fn an_opinion_in_an_ordinary_case_comes_from_any_office_and_moves_nothing() {
    let mut opinion = act(ActKind::Opinion, "2026-11-04");
    opinion.office = "NRP".to_owned();
    opinion.outcome = Some(Outcome::Objections);
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03");
    let with = story.clone().with(opinion).sound().state();
    assert_eq!(
        (with.stand, with.opinion, with.accepted),
        (Stand::Running, None, Some(day("2026-11-03")))
    );
    let mut none = act(ActKind::Opinion, "2026-11-04");
    none.outcome = None;
    assert_eq!(story.refusal(none), Some(Refused::WrongOutcome));
}
