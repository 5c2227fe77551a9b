//! Corrections, special procedures and extensions: when the clock stands, and for how long (行政许可法 Art. 32, 42, 45).

use super::*;

fn running() -> Story {
    Story::accepted(permit(), "2026-11-02", "2026-11-03")
}

#[test]
fn a_correction_is_asked_for_once_whatever_became_of_the_first() {
    let again = || act(ActKind::AskCorrection, "2026-11-06");
    let asked = Story::of(permit())
        .then(ActKind::Submit, "2026-11-02")
        .then(ActKind::AskCorrection, "2026-11-03")
        .sound();
    assert_eq!(asked.refusal(again()), Some(Refused::CorrectionTwice));
    let answered = asked.then(ActKind::Resubmit, "2026-11-04").sound();
    assert_eq!(answered.refusal(again()), Some(Refused::CorrectionTwice));
    let accepted = answered.then(ActKind::Accept, "2026-11-05").sound();
    assert_eq!(accepted.refusal(again()), Some(Refused::CorrectionTwice));
}

#[test]
fn a_correction_after_acceptance_stops_the_clock_and_handing_in_again_starts_it() {
    let story = running().then(ActKind::AskCorrection, "2026-11-05").sound();
    assert_eq!(story.stand(), Stand::Correcting);
    let clock = story.clock("2026-11-20");
    assert!(clock.stopped);
    assert_eq!((clock.used, clock.left), (1, Some(4)));
    let story = story.then(ActKind::Resubmit, "2026-11-12").sound();
    let state = story.state();
    assert_eq!(state.stand, Stand::Running);
    assert_eq!(state.accepted, Some(day("2026-11-03")), "accepted it stays");
    let clock = story.clock("2026-11-12");
    assert!(!clock.stopped);
    // From Thursday 5 to Wednesday 11 nothing counted; the day on which it was handed in again does.
    assert_eq!((clock.used, clock.left), (2, Some(3)));
    assert_eq!(clock.promised_due, Some(day("2026-11-17")));
}

#[test]
fn a_correction_that_is_answered_on_the_same_day_stops_nothing() {
    let story = running()
        .then(ActKind::AskCorrection, "2026-11-05")
        .then(ActKind::Resubmit, "2026-11-05")
        .sound();
    assert_eq!(story.state().stops, Vec::new());
    assert_eq!(
        story.clock("2026-11-05").promised_due,
        Some(day("2026-11-10"))
    );
}

#[test]
fn while_a_correction_is_waited_for_nothing_is_decided() {
    let story = running().then(ActKind::AskCorrection, "2026-11-05");
    for kind in [ActKind::Decide, ActKind::Suspend, ActKind::Extend] {
        assert_eq!(
            story.refusal(act(kind, "2026-11-06")),
            Some(Refused::OutOfTurn)
        );
    }
    assert_eq!(story.refusal(act(ActKind::Terminate, "2026-11-30")), None);
}

#[test]
fn a_clock_that_stands_keeps_colour_used_and_left_of_the_day_before() {
    for (from, colour, used, left) in [
        ("2026-11-06", Colour::Green, 2, 3),
        ("2026-11-10", Colour::Yellow, 4, 1),
        ("2026-11-11", Colour::Yellow, 5, 0),
        ("2026-11-12", Colour::Red, 6, -1),
    ] {
        let story = running().with(suspend(from, "2026-11-30", "hearing"));
        for today in [from, "2026-12-15", "2027-02-01"] {
            let clock = story.clock(today);
            assert!(clock.stopped);
            assert_eq!(
                (clock.colour, clock.used, clock.left),
                (colour, used, Some(left)),
                "stopped on {from}, read on {today}"
            );
        }
    }
}

#[test]
fn what_is_stopped_on_the_day_of_acceptance_has_used_nothing() {
    let story = running().with(suspend("2026-11-03", "2026-11-05", "hearing"));
    let clock = story.clock("2026-11-05");
    assert_eq!((clock.used, clock.left), (0, Some(5)));
    assert_eq!(clock.promised_due, Some(day("2026-11-12")));
}

#[test]
fn resuming_on_the_day_after_the_planned_end_leaves_out_exactly_the_planned_days() {
    let story = running()
        .with(suspend("2026-11-05", "2026-11-09", "hearing"))
        .sound();
    let planned = story.clock("2026-11-06").promised_due;
    let story = story.then(ActKind::Resume, "2026-11-10").sound();
    let state = story.state();
    assert_eq!(state.stops[0].to, Some(day("2026-11-09")));
    let clock = story.clock("2026-11-10");
    assert_eq!(clock.promised_due, planned);
    assert_eq!(clock.promised_due, Some(day("2026-11-13")));
    assert_eq!((clock.used, clock.left), (2, Some(3)));
}

#[test]
fn resuming_early_gives_the_days_back_and_resuming_late_moves_the_due_date() {
    let stopped = running().with(suspend("2026-11-05", "2026-11-09", "hearing"));
    let early = stopped.clone().then(ActKind::Resume, "2026-11-06").sound();
    assert_eq!(
        early.clock("2026-11-06").promised_due,
        Some(day("2026-11-11"))
    );
    assert_eq!(
        stopped.clock("2026-11-12").promised_due,
        Some(day("2026-11-18")),
        "not resumed by Thursday: at the earliest on Friday"
    );
    let late = stopped.then(ActKind::Resume, "2026-11-13").sound();
    assert_eq!(
        late.clock("2026-11-13").promised_due,
        Some(day("2026-11-18"))
    );
}

#[test]
fn a_suspension_that_is_resumed_on_its_first_day_never_was() {
    let story = running()
        .with(suspend("2026-11-05", "2026-11-09", "hearing"))
        .then(ActKind::Resume, "2026-11-05")
        .sound();
    assert_eq!(story.state().stops, Vec::new());
}

#[test]
fn two_suspensions_count_like_the_days_of_both() {
    let story = running()
        .with(suspend("2026-11-05", "2026-11-05", "hearing"))
        .then(ActKind::Resume, "2026-11-06")
        .with(suspend("2026-11-06", "2026-11-06", "hearing"))
        .then(ActKind::Resume, "2026-11-09")
        .sound();
    assert_eq!(story.state().stops.len(), 2);
    assert_eq!(
        story.clock("2026-11-09").promised_due,
        Some(day("2026-11-12"))
    );
}

#[test]
fn a_special_procedure_names_kind_basis_and_end() {
    let broken = |change: fn(&mut Act)| {
        let mut act = suspend("2026-11-05", "2026-11-09", "hearing");
        change(&mut act);
        running().refusal(act)
    };
    assert_eq!(broken(|_| ()), None);
    assert_eq!(broken(|a| a.special = None), Some(Refused::UnknownSpecial));
    assert_eq!(
        broken(|a| a.special = Some("lunch".to_owned())),
        Some(Refused::UnknownSpecial)
    );
    assert_eq!(broken(|a| a.basis = " ".to_owned()), Some(Refused::NoBasis));
    assert_eq!(broken(|a| a.until = None), Some(Refused::NoPlannedEnd));
    assert_eq!(
        broken(|a| a.until = a.on.pred_opt()),
        Some(Refused::NoPlannedEnd)
    );
}

#[test]
fn an_expert_review_takes_at_most_twenty_working_days_for_this_matter_only() {
    // Twenty working days from Thursday 5 November end on Wednesday 2 December.
    let at_most = || suspend("2026-11-05", "2026-12-02", "expert_review");
    let longer = || suspend("2026-11-05", "2026-12-03", "expert_review");
    assert_eq!(running().refusal(at_most()), None);
    assert_eq!(running().refusal(longer()), Some(Refused::CapExceeded));
    let mut other = running();
    other.head.matter = "P3-03".to_owned();
    assert_eq!(other.refusal(longer()), None);
    let hearing = suspend("2026-11-05", "2027-02-03", "hearing");
    assert_eq!(running().refusal(hearing), None);
}

#[test]
fn a_cap_is_not_used_twice() {
    let story = running()
        .with(suspend("2026-11-05", "2026-11-18", "expert_review"))
        .then(ActKind::Resume, "2026-11-19")
        .sound();
    // Ten working days were taken; ten are left, from Friday 20 November to Thursday 3 December.
    let rest = suspend("2026-11-20", "2026-12-03", "expert_review");
    let more = suspend("2026-11-20", "2026-12-04", "expert_review");
    assert_eq!(story.refusal(rest), None);
    assert_eq!(story.refusal(more), Some(Refused::CapExceeded));
}

#[test]
fn days_beyond_the_cap_count_although_nobody_resumed() {
    let story = running()
        .with(suspend("2026-11-05", "2026-11-11", "expert_review"))
        .then(ActKind::Resume, "2026-12-07")
        .sound();
    // Left out are the twenty working days up to 2 December; two of the promise remain used before, two after.
    let clock = story.clock("2026-12-07");
    assert_eq!((clock.used, clock.left), (1 + 3, Some(1)));
    assert_eq!(clock.promised_due, Some(day("2026-12-08")));
}

#[test]
fn a_suspended_case_is_not_decided_nor_suspended_again() {
    let story = running().with(suspend("2026-11-05", "2026-11-09", "hearing"));
    assert_eq!(
        story.refusal(act(ActKind::Decide, "2026-11-06")),
        Some(Refused::Suspended)
    );
    for kind in [ActKind::Suspend, ActKind::Extend, ActKind::AskCorrection] {
        assert_eq!(
            story.refusal(act(kind, "2026-11-06")),
            Some(Refused::OutOfTurn)
        );
    }
    assert_eq!(story.refusal(act(ActKind::Opinion, "2026-11-06")), None);
}

#[test]
fn nothing_that_needs_the_clock_is_dated_into_a_stop_that_is_over() {
    let story = running()
        .with(suspend("2026-11-05", "2026-11-09", "hearing"))
        .then(ActKind::Resume, "2026-11-10")
        .sound();
    for kind in [
        ActKind::Decide,
        ActKind::Suspend,
        ActKind::AskCorrection,
        ActKind::Extend,
        ActKind::Terminate,
    ] {
        assert_eq!(
            story.refusal(act(kind, "2026-11-09")),
            Some(Refused::BeforeCause),
            "{kind:?}"
        );
        assert_eq!(story.refusal(act(kind, "2026-11-10")), None, "{kind:?}");
    }
}

#[test]
fn a_suspended_case_can_be_withdrawn_and_its_clock_ends_with_it() {
    let story = running()
        .with(suspend("2026-11-05", "2026-11-30", "hearing"))
        .then(ActKind::Withdraw, "2026-11-12")
        .sound();
    assert_eq!(story.stand(), Stand::Withdrawn);
    let clock = story.clock("2027-01-15");
    assert!(!clock.stopped);
    assert_eq!(
        (clock.used, clock.left, clock.colour),
        (2, None, Colour::None)
    );
}

#[test]
fn a_limit_is_extended_once_with_reasons_and_by_at_most_the_days_of_the_law() {
    let extend = |days: u32| {
        let mut act = act(ActKind::Extend, "2026-11-10");
        act.days = Some(days);
        act
    };
    assert_eq!(
        running().refusal(extend(11)),
        Some(Refused::ExtensionTooLong)
    );
    assert_eq!(
        running().refusal(extend(0)),
        Some(Refused::ExtensionTooLong)
    );
    let mut without_reasons = extend(10);
    without_reasons.note.clear();
    assert_eq!(running().refusal(without_reasons), Some(Refused::NoReasons));
    let story = running().with(extend(10)).sound();
    let clock = story.clock("2026-11-10");
    assert_eq!(clock.legal, Some(Limit::WorkingDays(30)));
    assert_eq!(clock.legal_due, Some(day("2026-12-15")));
    assert_eq!(clock.promised_due, Some(day("2026-11-24")));
    assert_eq!(story.refusal(extend(1)), Some(Refused::ExtensionTooLong));
}

#[test]
fn joint_handling_is_extended_by_fifteen_days() {
    let mut story = running();
    story.head.joint = true;
    let mut extend = act(ActKind::Extend, "2026-11-10");
    extend.days = Some(15);
    assert_eq!(story.refusal(extend.clone()), None);
    extend.days = Some(16);
    assert_eq!(story.refusal(extend), Some(Refused::ExtensionTooLong));
}

#[test]
fn an_extension_does_not_unmake_a_promise_that_was_missed() {
    let story = running().then(ActKind::Extend, "2026-11-11").sound();
    let clock = story.clock("2026-11-11");
    assert_eq!(clock.colour, Colour::Red);
    assert_eq!(clock.promised_due, Some(day("2026-11-10")));
    assert_eq!(clock.legal_due, Some(day("2026-12-15")));
}

#[test]
fn a_limit_that_has_run_out_is_not_extended() {
    let story = running();
    assert_eq!(story.refusal(act(ActKind::Extend, "2026-12-01")), None);
    assert_eq!(
        story.refusal(act(ActKind::Extend, "2026-12-02")),
        Some(Refused::ExtensionTooLate)
    );
}
