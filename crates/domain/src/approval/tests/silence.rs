//! Silence after five working days is acceptance from the day of receipt (行政许可法 Art. 32).

use super::*;

fn submitted() -> Story {
    Story::of(permit()).then(ActKind::Submit, "2026-11-02")
}

#[test]
fn silence_is_acceptance_the_day_after_the_fifth_working_day() {
    let story = submitted();
    let state = story.state();
    assert_eq!(state.silence_ends, Some(day("2026-11-09")));
    assert_eq!(state.stand_on(day("2026-11-09")), Stand::Submitted);
    assert_eq!(state.stand_on(day("2026-11-10")), Stand::Running);
    let clock = story.clock("2026-11-10");
    assert_eq!(clock.accepted, Some((day("2026-11-02"), true)));
    assert_eq!(clock.promised_due, Some(day("2026-11-09")));
}

#[test]
fn the_five_days_skip_days_off_and_count_make_up_days() {
    let story = Story::of(permit()).then(ActKind::Submit, "2026-09-30");
    assert_eq!(story.state().silence_ends, Some(day("2026-10-13")));
}

#[test]
fn what_is_handed_in_on_a_day_off_is_received_on_the_next_working_day() {
    let mut story = Story::of(permit()).then(ActKind::Submit, "2026-11-07");
    let state = story.state();
    assert_eq!(state.submitted, Some(day("2026-11-07")));
    assert_eq!(state.received, Some(day("2026-11-09")));
    assert_eq!(state.silence_ends, Some(day("2026-11-16")));
    story.rules.received_next_working_day = false;
    assert_eq!(story.state().received, Some(day("2026-11-07")));
    let on_make_up = Story::of(permit()).then(ActKind::Submit, "2026-10-10");
    assert_eq!(on_make_up.state().received, Some(day("2026-10-10")));
}

#[test]
fn an_acceptance_in_time_counts_from_its_own_day() {
    let story = submitted().then(ActKind::Accept, "2026-11-09").sound();
    assert_eq!(
        story.clock("2026-11-09").accepted,
        Some((day("2026-11-09"), false))
    );
}

#[test]
fn an_acceptance_after_silence_acknowledges_it_and_moves_nothing() {
    let story = submitted().then(ActKind::Accept, "2026-11-12").sound();
    let state = story.state();
    assert_eq!(
        (state.accepted, state.by_silence),
        (Some(day("2026-11-02")), true)
    );
    assert_eq!(
        story.refusal(act(ActKind::Accept, "2026-11-13")),
        Some(Refused::OutOfTurn)
    );
}

#[test]
fn after_silence_it_cannot_be_turned_away() {
    let late = act(ActKind::NotAccept, "2026-11-10");
    assert_eq!(submitted().refusal(late), Some(Refused::DeemedAccepted));
    let story = submitted().then(ActKind::Opinion, "2026-11-12").sound();
    let late = act(ActKind::NotAccept, "2026-11-13");
    assert_eq!(story.refusal(late), Some(Refused::DeemedAccepted));
    let in_time = act(ActKind::NotAccept, "2026-11-09");
    assert_eq!(submitted().refusal(in_time), None);
}

#[test]
fn after_silence_the_case_is_decided_suspended_or_extended_like_any_other() {
    for kind in [
        ActKind::Decide,
        ActKind::Suspend,
        ActKind::Terminate,
        ActKind::Extend,
    ] {
        let story = submitted();
        assert_eq!(story.refusal(act(kind, "2026-11-10")), None, "{kind:?}");
        assert_eq!(
            story.refusal(act(kind, "2026-11-09")),
            Some(Refused::OutOfTurn),
            "{kind:?} before silence"
        );
    }
    let story = submitted().then(ActKind::Decide, "2026-11-12").sound();
    let state = story.state();
    assert!(state.by_silence);
    assert_eq!(state.accepted, Some(day("2026-11-02")));
    assert_eq!(story.colour("2026-11-12"), Colour::Red);
}

#[test]
fn a_correction_asked_for_after_silence_stops_the_clock_of_an_accepted_case() {
    let story = submitted()
        .then(ActKind::AskCorrection, "2026-11-12")
        .sound();
    let state = story.state();
    assert_eq!(state.accepted, Some(day("2026-11-02")));
    assert_eq!(state.open_stop().unwrap().from, day("2026-11-12"));
}

#[test]
fn silence_is_counted_anew_from_what_was_handed_in_again() {
    let story = submitted()
        .then(ActKind::AskCorrection, "2026-11-04")
        .sound();
    assert_eq!(
        story.state().stand_on(day("2026-12-31")),
        Stand::Correcting,
        "nobody accepts by waiting for the applicant"
    );
    let story = story.then(ActKind::Resubmit, "2026-11-18").sound();
    let state = story.state();
    assert_eq!(state.received, Some(day("2026-11-18")));
    assert_eq!(state.silence_ends, Some(day("2026-11-25")));
    assert_eq!(
        state.accepted_on(day("2026-11-26")),
        Some((day("2026-11-18"), true))
    );
    assert_eq!(state.submitted, Some(day("2026-11-02")), "first handed in");
}

#[test]
fn a_pre_review_is_not_accepted_by_silence() {
    let story = Story::of(pre_review()).then(ActKind::Submit, "2026-11-02");
    assert_eq!(story.state().stand_on(day("2026-12-31")), Stand::Submitted);
    assert_eq!(story.clock("2026-12-31").accepted, None);
}

#[test]
fn a_survey_that_was_announced_can_be_recorded_however_long_it_took() {
    let story = Story::of(of_kind(MatterKind::Survey))
        .then(ActKind::Submit, "2026-09-01")
        .then(ActKind::Record, "2026-11-02")
        .sound();
    assert_eq!(story.stand(), Stand::Granted);
}

#[test]
fn t64_a_clerks_entry_made_late_counts_from_the_day_on_which_it_happened() {
    let mut late = act(ActKind::Accept, "2026-11-05");
    late.entered = day("2026-11-20");
    let story = submitted().with(late).sound();
    assert_eq!(
        story.clock("2026-11-20").accepted,
        Some((day("2026-11-05"), false))
    );
}
