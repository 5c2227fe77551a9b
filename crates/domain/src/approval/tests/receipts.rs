//! The four instants of an act: decided, entered, received, and its place in the order of the centre (T64).

use super::*;

#[test]
fn t64_an_entry_made_late_is_allowed_and_keeps_both_days() {
    let mut late = act(ActKind::Decide, "2026-11-09");
    late.entered = day("2026-11-20");
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03")
        .with(late)
        .sound();
    assert_eq!(story.state().decided.unwrap().on, day("2026-11-09"));
    assert_eq!(story.colour("2026-11-20"), Colour::None, "decided in time");
    let entry = &story.acts[2];
    assert_ne!(entry.on, entry.entered);
}

#[test]
fn t64_an_act_of_tomorrow_is_refused() {
    let mut early = act(ActKind::Accept, "2026-11-04");
    early.entered = day("2026-11-03");
    let story = Story::of(permit()).then(ActKind::Submit, "2026-11-02");
    assert_eq!(story.refusal(early), Some(Refused::InTheFuture));
}

#[test]
fn an_application_that_has_not_reached_the_centre_is_not_accepted_by_silence() {
    let mut waiting = act(ActKind::Submit, "2026-11-02");
    waiting.id = "0001".to_owned();
    let mut story = Story::of(permit());
    story.acts.push(waiting);
    let state = story.state();
    assert_eq!((state.received, state.silence_ends), (None, None));
    assert_eq!(state.stand_on(day("2026-12-31")), Stand::Submitted);
    assert_eq!(state.pending, ["0001"]);
}

#[test]
fn an_applicant_gains_no_silence_by_an_earlier_date() {
    let mut dated_back = act(ActKind::Submit, "2026-11-02");
    dated_back.entered = day("2026-11-16");
    let state = Story::of(permit()).with(dated_back).state();
    assert_eq!(state.submitted, Some(day("2026-11-02")));
    assert_eq!(state.received, Some(day("2026-11-16")));
    assert_eq!(state.silence_ends, Some(day("2026-11-23")));
}

#[test]
fn what_the_hall_took_in_was_received_on_that_day_even_when_entered_later() {
    let mut on_paper = act(ActKind::Submit, "2026-11-02");
    on_paper.capacity = Capacity::Window;
    on_paper.entered = day("2026-11-04");
    let state = Story::of(permit()).with(on_paper).state();
    assert_eq!(state.received, Some(day("2026-11-02")));
}

#[test]
fn pending_acts_count_here_and_are_marked() {
    let mut story = Story::of(permit()).then(ActKind::Submit, "2026-11-02");
    let mut accept = act(ActKind::Accept, "2026-11-03");
    accept.id = "0002".to_owned();
    story.acts.push(accept);
    let state = story.state();
    assert_eq!(state.stand, Stand::Running);
    assert_eq!(state.pending, ["0002"]);
}

#[test]
fn pending_acts_come_after_everything_that_the_centre_has() {
    // Decided here and meanwhile withdrawn at the centre: the centre's order holds, and what was decided here does not count.
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03");
    let mut decided = act(ActKind::Decide, "2026-11-05");
    decided.id = "0000".to_owned();
    let mut story = story.then(ActKind::Withdraw, "2026-11-06");
    story.acts.push(decided);
    let state = story.state();
    assert_eq!(state.stand, Stand::Withdrawn);
    assert_eq!(
        state.not_counted,
        [NotCounted {
            act: "0000".to_owned(),
            rule: Refused::OutOfTurn
        }]
    );
    assert_eq!(state.pending, Vec::<String>::new());
}

#[test]
fn an_act_that_came_twice_counts_once_and_as_received() {
    let mut story = Story::of(permit()).then(ActKind::Submit, "2026-11-02");
    let mut again = story.acts[0].clone();
    again.received = None;
    story.acts.push(again);
    let mut other = act(ActKind::Accept, "2026-11-03");
    other.id = "0000".to_owned();
    story.acts.push(other);
    let state = story.state();
    assert_eq!(state.not_counted, Vec::new());
    assert_eq!(state.pending, ["0000"]);
    assert_eq!(state.stand, Stand::Running);
}

#[test]
fn of_two_approvers_who_decide_the_first_one_received_counts() {
    let mut second = act(ActKind::Decide, "2026-11-04");
    second.by = "colleague".to_owned();
    second.outcome = Some(Outcome::Refused);
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03")
        .then(ActKind::Decide, "2026-11-05")
        .sound();
    assert_eq!(story.refusal(second.clone()), Some(Refused::OutOfTurn));
    let state = story.with(second).state();
    assert_eq!(state.stand, Stand::Granted);
    assert_eq!(state.decided.unwrap().act, "0003");
}
