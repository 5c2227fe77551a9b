//! The life of a case from submission to delivery and after (brief section 10).

use super::*;

#[test]
fn a_case_goes_from_submission_over_acceptance_and_decision_to_delivery() {
    let story = Story::of(permit())
        .then(ActKind::Submit, "2026-11-02")
        .then(ActKind::Accept, "2026-11-03")
        .then(ActKind::Opinion, "2026-11-04")
        .then(ActKind::Decide, "2026-11-06")
        .then(ActKind::Deliver, "2026-11-09")
        .sound();
    let state = story.state();
    assert_eq!(state.stand, Stand::Granted);
    assert_eq!(state.submitted, Some(day("2026-11-02")));
    assert_eq!(state.accepted, Some(day("2026-11-03")));
    assert_eq!(state.delivered, Some(day("2026-11-09")));
    assert_eq!(state.last, Some(day("2026-11-09")));
    let decided = state.decided.unwrap();
    assert_eq!(
        (decided.on, decided.outcome, decided.office.as_str()),
        (day("2026-11-06"), Outcome::Granted, "HUD")
    );
}

#[test]
fn without_acts_nothing_has_happened() {
    assert_eq!(Story::of(permit()).state(), CaseState::default());
}

#[test]
fn a_result_is_handed_over_once() {
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03")
        .then(ActKind::Decide, "2026-11-06")
        .then(ActKind::Deliver, "2026-11-09")
        .sound();
    assert_eq!(
        story.refusal(act(ActKind::Deliver, "2026-11-10")),
        Some(Refused::OutOfTurn)
    );
}

#[test]
fn a_refusal_carries_reasons_and_basis_and_is_handed_over_too() {
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03");
    let refused = |change: fn(&mut Act)| {
        let mut act = act(ActKind::Decide, "2026-11-06");
        act.outcome = Some(Outcome::Refused);
        change(&mut act);
        act
    };
    assert_eq!(
        story.refusal(refused(|a| a.note.clear())),
        Some(Refused::NoReasons)
    );
    assert_eq!(
        story.refusal(refused(|a| a.basis.clear())),
        Some(Refused::NoBasis)
    );
    let story = story
        .with(refused(|_| ()))
        .then(ActKind::Deliver, "2026-11-09")
        .sound();
    assert_eq!(story.stand(), Stand::Refused);
}

#[test]
fn a_decision_has_one_of_its_two_outcomes() {
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03");
    for outcome in [None, Some(Outcome::Kept), Some(Outcome::NoObjection)] {
        let mut act = act(ActKind::Decide, "2026-11-06");
        act.outcome = outcome;
        assert_eq!(story.refusal(act), Some(Refused::WrongOutcome));
    }
}

#[test]
fn what_is_not_accepted_is_over() {
    let story = Story::of(permit())
        .then(ActKind::Submit, "2026-11-02")
        .then(ActKind::NotAccept, "2026-11-03")
        .sound();
    let state = story.state();
    assert_eq!(state.stand, Stand::NotAccepted);
    assert_eq!(state.ended, Some(day("2026-11-03")));
    assert_eq!(state.accepted_on(day("2026-12-31")), None);
    assert_eq!(
        story.refusal(act(ActKind::Submit, "2026-11-04")),
        Some(Refused::OutOfTurn)
    );
}

#[test]
fn only_what_was_granted_is_revoked_and_the_decision_stays_on_record() {
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03");
    assert_eq!(
        story.refusal(act(ActKind::Revoke, "2026-11-05")),
        Some(Refused::OutOfTurn)
    );
    let story = story
        .then(ActKind::Decide, "2026-11-06")
        .then(ActKind::Revoke, "2026-12-01")
        .sound();
    let state = story.state();
    assert_eq!(state.stand, Stand::Revoked);
    assert_eq!(state.decided.as_ref().unwrap().on, day("2026-11-06"));
    assert_eq!(story.clock("2026-12-31").used, 3);
    assert!(!group::counts_as_decided(&state, false));
}

#[test]
fn no_step_is_dated_before_what_it_follows() {
    let submitted = Story::of(permit()).then(ActKind::Submit, "2026-11-04");
    let corrected = submitted
        .clone()
        .then(ActKind::AskCorrection, "2026-11-05")
        .sound();
    let again = corrected.clone().then(ActKind::Resubmit, "2026-11-09");
    let running = submitted.clone().then(ActKind::Accept, "2026-11-05");
    let stopped = running
        .clone()
        .with(suspend("2026-11-09", "2026-11-20", "hearing"));
    let granted = running.clone().then(ActKind::Decide, "2026-11-10");
    let pre = Story::of(pre_review())
        .then(ActKind::Submit, "2026-11-02")
        .then(ActKind::Opinion, "2026-11-06");
    let committed = Story::of(by_commitment())
        .then(ActKind::Submit, "2026-11-04")
        .then(ActKind::Decide, "2026-11-04");
    let rows = [
        (&submitted, ActKind::Accept, "2026-11-03"),
        (&submitted, ActKind::NotAccept, "2026-11-03"),
        (&submitted, ActKind::AskCorrection, "2026-11-03"),
        (&submitted, ActKind::Opinion, "2026-11-03"),
        (&submitted, ActKind::Withdraw, "2026-11-03"),
        (&corrected, ActKind::Resubmit, "2026-11-04"),
        (&again, ActKind::Accept, "2026-11-06"),
        (&again, ActKind::NotAccept, "2026-11-06"),
        (&running, ActKind::Suspend, "2026-11-04"),
        (&running, ActKind::Extend, "2026-11-04"),
        (&running, ActKind::Decide, "2026-11-04"),
        (&running, ActKind::Terminate, "2026-11-04"),
        (&running, ActKind::AskCorrection, "2026-11-04"),
        (&running, ActKind::Withdraw, "2026-11-04"),
        (&stopped, ActKind::Resume, "2026-11-06"),
        (&granted, ActKind::Deliver, "2026-11-09"),
        (&granted, ActKind::Revoke, "2026-11-09"),
        (&pre, ActKind::Convert, "2026-11-05"),
        (&committed, ActKind::PostCheck, "2026-11-03"),
    ];
    for (story, kind, on) in rows {
        let early = story.refusal(act(kind, on));
        assert_eq!(early, Some(Refused::BeforeCause), "{kind:?} on {on}");
        let next = day(on).succ_opt().unwrap().to_string();
        let own_day = match on {
            // After a weekend, the very day.
            "2026-11-06" if kind != ActKind::Convert => "2026-11-09",
            _ => &next,
        };
        assert_eq!(story.refusal(act(kind, own_day)), None, "{kind:?}");
    }
}

#[test]
fn an_act_that_does_not_count_is_kept_with_its_rule() {
    let story = Story::of(permit())
        .then(ActKind::Submit, "2026-11-02")
        .then(ActKind::Decide, "2026-11-03");
    let state = story.state();
    assert_eq!(state.not_counted.len(), 1);
    assert_eq!(state.not_counted[0].act, "0002");
    assert_eq!(state.not_counted[0].rule, Refused::OutOfTurn);
    assert_eq!(state.stand, Stand::Submitted);
    assert_eq!(state.last, Some(day("2026-11-02")));
}

#[test]
fn an_event_is_recorded_in_one_step() {
    let story = Story::of(of_kind(MatterKind::Event))
        .then(ActKind::Record, "2026-11-02")
        .sound();
    let state = story.state();
    assert_eq!(state.stand, Stand::Granted);
    assert_eq!(state.submitted, Some(day("2026-11-02")));
    assert_eq!(state.decided.unwrap().on, day("2026-11-02"));
    let mut odd = act(ActKind::Record, "2026-11-02");
    odd.outcome = Some(Outcome::Kept);
    let event = Story::of(of_kind(MatterKind::Event));
    assert_eq!(event.refusal(odd), Some(Refused::WrongOutcome));
}

#[test]
fn a_slip_of_the_pen_in_the_year_does_not_make_a_case_uncountable() {
    let mut far = act(ActKind::Submit, "9999-12-31");
    assert_eq!(
        Story::of(permit()).refusal(far.clone()),
        Some(Refused::DateOutOfRange)
    );
    far.on = day("0026-11-02");
    far.entered = day("2026-11-02");
    assert_eq!(
        Story::of(permit()).refusal(far),
        Some(Refused::DateOutOfRange)
    );
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03");
    let for_ever = suspend("2026-11-05", "9999-12-31", "hearing");
    assert_eq!(story.refusal(for_ever), Some(Refused::DateOutOfRange));
    let long = suspend("2026-11-05", "2199-12-31", "hearing");
    let story = story.with(long).sound();
    assert_eq!(story.colour("2027-11-05"), Colour::Green);
}
