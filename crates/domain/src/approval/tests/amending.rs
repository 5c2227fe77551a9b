//! Amendments of own entries (更正).

use super::*;

fn running() -> Story {
    Story::accepted(permit(), "2026-11-02", "2026-11-05")
}

#[test]
fn an_own_entry_is_put_right_and_says_so() {
    let story = running();
    let right = amend(&story.acts[1], "2026-11-04", "2026-11-09");
    let story = story.with(right).sound();
    let state = story.state();
    assert_eq!(state.accepted, Some(day("2026-11-04")));
    assert_eq!(state.amended.get("0002").map(String::as_str), Some("0003"));
    assert_eq!(
        state.last,
        Some(day("2026-11-04")),
        "an amendment is no step of its own"
    );
}

#[test]
fn an_amendment_may_move_an_entry_to_a_later_day_up_to_that_of_its_own_entry() {
    let story = running();
    let later = amend(&story.acts[1], "2026-11-06", "2026-11-09");
    assert_eq!(story.refusal(later), None);
    let tomorrow = amend(&story.acts[1], "2026-11-10", "2026-11-09");
    assert_eq!(story.refusal(tomorrow), Some(Refused::InTheFuture));
}

#[test]
fn what_an_amendment_leaves_out_stays_also_after_a_second_one() {
    let story = running().with(suspend("2026-11-09", "2026-11-20", "hearing"));
    let mut longer = amend(&story.acts[2], "2026-11-09", "2026-11-10");
    longer.until = Some(day("2026-11-27"));
    let story = story.with(longer);
    let mut moved = amend(&story.acts[2], "2026-11-10", "2026-11-11");
    moved.note = "began a day later".to_owned();
    let story = story.with(moved).sound();
    let state = story.state();
    assert_eq!(state.stops[0].from, day("2026-11-10"));
    assert_eq!(state.stops[0].planned, Some(day("2026-11-27")));
    assert_eq!(state.stops[0].special.as_deref(), Some("hearing"));
    assert_eq!(state.amended.get("0003").map(String::as_str), Some("0005"));
}

#[test]
fn nobody_amends_somebody_elses_entry() {
    let story = running();
    let mut by_colleague = amend(&story.acts[1], "2026-11-04", "2026-11-09");
    by_colleague.by = "colleague".to_owned();
    assert_eq!(story.refusal(by_colleague), Some(Refused::NotOwnEntry));
    let mut for_other_office = amend(&story.acts[1], "2026-11-04", "2026-11-09");
    for_other_office.office = "NRP".to_owned();
    assert_eq!(story.refusal(for_other_office), Some(Refused::NotOwnEntry));
    let mut of_nothing = amend(&story.acts[1], "2026-11-04", "2026-11-09");
    of_nothing.amends = Some("9999".to_owned());
    assert_eq!(
        story.refusal(of_nothing.clone()),
        Some(Refused::NotOwnEntry)
    );
    of_nothing.amends = None;
    assert_eq!(story.refusal(of_nothing), Some(Refused::NotOwnEntry));
}

#[test]
fn an_applicant_amends_an_own_entry() {
    let story = Story::of(permit()).then(ActKind::Submit, "2026-11-03");
    let right = amend(&story.acts[0], "2026-11-02", "2026-11-03");
    let story = story.with(right).sound();
    let state = story.state();
    assert_eq!(state.submitted, Some(day("2026-11-02")));
    assert_eq!(
        state.received,
        Some(day("2026-11-03")),
        "received as it was"
    );
}

#[test]
fn an_amendment_is_not_amended_but_made_again() {
    let story = running();
    let first = amend(&story.acts[1], "2026-11-04", "2026-11-09");
    let story = story.with(first);
    let of_it = amend(&story.acts[2], "2026-11-03", "2026-11-09");
    assert_eq!(story.refusal(of_it), Some(Refused::NotOwnEntry));
    let again = amend(&story.acts[1], "2026-11-03", "2026-11-09");
    let story = story.with(again).sound();
    assert_eq!(story.state().accepted, Some(day("2026-11-03")));
}

#[test]
fn an_outcome_is_revoked_and_not_amended() {
    let story = running().then(ActKind::Decide, "2026-11-09");
    let mut other = amend(&story.acts[2], "2026-11-09", "2026-11-09");
    other.outcome = Some(Outcome::Refused);
    assert_eq!(story.refusal(other.clone()), Some(Refused::OutcomeStands));
    other.outcome = Some(Outcome::Granted);
    assert_eq!(story.refusal(other), None);
}

#[test]
fn an_entry_that_does_not_count_is_made_anew_and_not_amended_into_counting() {
    let mut without_reasons = act(ActKind::NotAccept, "2026-11-03");
    without_reasons.note.clear();
    let story = Story::of(permit())
        .then(ActKind::Submit, "2026-11-02")
        .with(without_reasons);
    let mut with_reasons = amend(&story.acts[1], "2026-11-03", "2026-11-04");
    with_reasons.note = "reasons".to_owned();
    assert_eq!(
        story.refusal(with_reasons.clone()),
        Some(Refused::EntryNotCounted)
    );
    let state = story.with(with_reasons).state();
    assert_eq!(state.stand, Stand::Submitted);
    assert!(state.amended.is_empty());
}

#[test]
fn an_amendment_that_breaks_the_entry_itself_does_not_count() {
    let story = running();
    let before_submission = amend(&story.acts[1], "2026-10-30", "2026-11-09");
    assert_eq!(story.refusal(before_submission), Some(Refused::BeforeCause));
    let story = running().with(suspend("2026-11-09", "2026-11-20", "expert_review"));
    let mut too_long = amend(&story.acts[2], "2026-11-09", "2026-11-10");
    too_long.until = Some(day("2026-12-31"));
    assert_eq!(story.refusal(too_long), Some(Refused::CapExceeded));
}

#[test]
fn nobody_undoes_what_others_did_by_amending_what_it_rests_on() {
    let story = running().then(ActKind::Decide, "2026-11-09").sound();
    // The acceptance of 5 November would come before the application, so that neither it nor the decision could stand.
    let later = amend(&story.acts[0], "2026-11-06", "2026-11-20");
    assert_eq!(story.refusal(later.clone()), Some(Refused::LaterActsFall));
    let state = story.with(later).state();
    assert_eq!(state.stand, Stand::Granted);
    assert_eq!(state.submitted, Some(day("2026-11-02")));
}

#[test]
fn an_amendment_that_is_judged_keeps_what_did_not_count_and_what_waits() {
    let mut story = running().then(ActKind::Resume, "2026-11-06");
    let mut waiting = act(ActKind::Opinion, "2026-11-09");
    waiting.id = "0004".to_owned();
    let mut right = amend(&story.acts[1], "2026-11-04", "2026-11-09");
    right.id = "0005".to_owned();
    story.acts.extend([waiting, right]);
    let state = story.state();
    assert_eq!(state.accepted, Some(day("2026-11-04")));
    assert_eq!(state.not_counted.len(), 1);
    assert_eq!(state.pending, ["0004", "0005"]);
}

#[test]
fn an_amended_correction_demands_nothing_new() {
    let mut ask = act(ActKind::AskCorrection, "2026-11-03");
    ask.list = vec!["site plan".to_owned(), "seal".to_owned()];
    let story = Story::of(permit())
        .then(ActKind::Submit, "2026-11-02")
        .with(ask);
    let with_list = |list: &[&str]| {
        let mut act = amend(&story.acts[1], "2026-11-03", "2026-11-04");
        act.list = list.iter().map(|line| (*line).to_owned()).collect();
        act
    };
    assert_eq!(
        story.refusal(with_list(&["site plan", "seal", "fire report"])),
        Some(Refused::CorrectionTwice)
    );
    assert_eq!(story.refusal(with_list(&["seal"])), None);
    let fewer = story.clone().with(with_list(&["seal"])).state();
    assert_eq!(fewer.correction.unwrap().list, ["seal"]);
}
