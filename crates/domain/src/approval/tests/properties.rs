//! What holds for any acts in any order: no panic, no dependence on order, clocks that add up.

mod acts;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use acts::{any_story, first_day, later, likely};

/// A case that was accepted, and at most suspended since, with suspensions as they come.
fn with_stops(limit: Limit, stops: &[(i64, i64)]) -> Story {
    let head = CaseHead {
        promised: Some(limit),
        legal: None,
        ..permit()
    };
    let start = first_day();
    let mut story = Story::accepted(head, &start.to_string(), &start.to_string());
    let mut from = later(start, 1);
    for (gap, length) in stops {
        from = later(from, *gap);
        let to = later(from, *length);
        story = story
            .with(suspend(&from.to_string(), &to.to_string(), "hearing"))
            .then(ActKind::Resume, &later(to, 1).to_string());
        from = later(to, 1);
    }
    story.sound()
}

/// Counts day by day with a set of days that do not count.
fn nth_working_day(after: NaiveDate, days: u32, left_out: &BTreeSet<NaiveDate>) -> NaiveDate {
    let calendar = calendar();
    let (mut today, mut counted) = (after, 0);
    while counted < days {
        today = later(today, 1);
        counted += u32::from(calendar.is_working_day(today) && !left_out.contains(&today));
    }
    today
}

fn counted_only(story: &Story, state: &CaseState) -> Vec<Act> {
    let left_out = |act: &Act| state.not_counted.iter().any(|one| one.act == act.id);
    let counted = story.acts.iter().filter(|act| !left_out(act));
    counted.cloned().collect()
}

fn without_refusals(mut state: CaseState) -> CaseState {
    state.not_counted.clear();
    state
}

fn stops() -> impl Strategy<Value = Vec<(i64, i64)>> {
    proptest::collection::vec((0_i64..6, 0_i64..9), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_order_in_which_acts_are_given_does_not_matter(
        (story, shuffled) in any_story().prop_flat_map(|story| {
            let acts = Just(story.acts.clone()).prop_shuffle();
            (Just(story), acts)
        })
    ) {
        let other = fold(&story.head, &shuffled, &story.rules, &calendar()).unwrap();
        prop_assert_eq!(story.state(), other);
    }

    #[test]
    fn no_acts_make_the_fold_or_the_clock_fail(story in any_story(), on in 0_i64..400) {
        let state = story.state();
        let today = later(day("2026-09-01"), on);
        let clock = Clock::read(&story.head, &state, &story.rules, &calendar(), today);
        prop_assert!(clock.is_ok());
        let unique: BTreeSet<_> = state.not_counted.iter().map(|one| &one.act).collect();
        prop_assert_eq!(unique.len(), state.not_counted.len());
    }

    #[test]
    fn an_act_that_does_not_count_changes_nothing(story in any_story()) {
        let state = story.state();
        let counted = counted_only(&story, &state);
        let without = fold(&story.head, &counted, &story.rules, &calendar()).unwrap();
        prop_assert_eq!(without.not_counted.len(), 0);
        prop_assert_eq!(without_refusals(state), without);
    }

    #[test]
    fn a_later_act_never_changes_whether_an_earlier_one_counts(
        story in any_story(),
        cut in any::<Index>(),
    ) {
        let state = story.state();
        let cut = cut.index(story.acts.len() + 1);
        let before = fold(&story.head, &story.acts[..cut], &story.rules, &calendar()).unwrap();
        prop_assert!(state.not_counted.starts_with(&before.not_counted));
    }

    #[test]
    fn what_is_judged_in_advance_is_what_the_fold_does(story in any_story()) {
        let Some((last, before)) = story.acts.split_last() else {
            return Ok(());
        };
        let judged = judge(&story.head, before, last, &story.rules, &calendar()).unwrap();
        let state = story.state();
        let rule = state.not_counted.iter().find(|one| one.act == last.id);
        match judged {
            Ok(foreseen) => prop_assert_eq!(foreseen, state),
            Err(refused) => prop_assert_eq!(Some(refused), rule.map(|one| one.rule)),
        }
    }

    #[test]
    fn suspensions_count_as_the_union_of_their_days(days in 1_u32..40, stops in stops()) {
        let story = with_stops(Limit::WorkingDays(days), &stops);
        let state = story.state();
        let mut left_out = BTreeSet::new();
        for stop in &state.stops {
            let through = stop.from.iter_days().take_while(|day| *day <= stop.to.unwrap());
            left_out.extend(through);
        }
        let clock = story.clock("2026-12-31");
        let due = nth_working_day(first_day(), days, &left_out);
        prop_assert_eq!(clock.promised_due, Some(due));
    }

    #[test]
    fn one_more_suspension_never_makes_a_due_date_earlier(
        days in 0_u32..40,
        calendar_days in any::<bool>(),
        stops in stops(),
    ) {
        let limit = if calendar_days { Limit::CalendarDays(days) } else { Limit::WorkingDays(days) };
        let due = |stops: &[(i64, i64)]| with_stops(limit, stops).clock("2026-12-31").promised_due;
        for fewer in 0..stops.len() {
            prop_assert!(due(&stops[..fewer]) <= due(&stops[..=fewer]));
        }
    }

    #[test]
    fn no_limit_ends_on_a_day_off(story in any_story(), on in 0_i64..200) {
        let today = later(day("2026-09-01"), on);
        let clock = story.clock(&today.to_string());
        for (limit, due) in [(clock.promised, clock.promised_due), (clock.legal, clock.legal_due)] {
            if let (Some(limit), Some(due)) = (limit, due) {
                prop_assert!(limit.days() == 0 || calendar().is_working_day(due));
            }
        }
    }

    #[test]
    fn colours_never_get_better_while_nothing_is_done(story in any_story()) {
        let state = story.state();
        let start = state.last.unwrap_or_else(first_day);
        let mut before = Colour::None;
        for on in 0..60 {
            let colour = story.clock(&later(start, on).to_string()).colour;
            prop_assert!(colour >= before, "{before:?} then {colour:?}");
            before = colour;
        }
    }

    #[test]
    fn used_and_left_add_up_to_the_limit_while_it_lasts(story in any_story(), on in 0_i64..120) {
        let today = later(day("2026-09-28"), on);
        let clock = story.clock(&today.to_string());
        let limit = clock.promised.or(clock.legal);
        if let (Some(Limit::WorkingDays(days)), Some(left)) = (limit, clock.left)
            && left >= 0
        {
            prop_assert_eq!(i64::from(clock.used) + left, i64::from(days));
        }
    }

    #[test]
    fn yellow_begins_on_the_day_that_was_foretold(days in 0_u32..40, stops in stops()) {
        let story = with_stops(Limit::WorkingDays(days), &stops);
        let last = story.state().last.unwrap();
        let clock = story.clock(&last.to_string());
        let (from, due) = (clock.yellow_from.unwrap(), clock.promised_due.unwrap());
        for day in last.iter_days().take_while(|day| *day <= due) {
            let expected = if day < from { Colour::Green } else { Colour::Yellow };
            prop_assert_eq!(story.colour(&day.to_string()), expected, "{}", day);
        }
    }

    #[test]
    fn pending_acts_stay_as_they_are_when_the_centre_receives_them_in_their_order(
        story in any_story(),
        cut in any::<Index>(),
    ) {
        // All on one day at the end, as a device does that comes back to the network.
        let today = later(first_day(), 100);
        let cut = cut.index(story.acts.len() + 1);
        let mut received = story;
        for act in &mut received.acts[cut..] {
            act.entered = today;
            act.received = act.received.map(|r| Received { on: today, ..r });
        }
        let mut pending = received.clone();
        for act in &mut pending.acts[cut..] {
            act.received = None;
        }
        let (here, there) = (pending.state(), received.state());
        prop_assert_eq!(there.pending.len(), 0);
        prop_assert_eq!(&here.not_counted, &there.not_counted);
        // Only the centre knows when it received what a firm handed in.
        let apart = |state: CaseState| CaseState {
            pending: Vec::new(),
            received: None,
            silence_ends: None,
            ..state
        };
        prop_assert_eq!(apart(here), apart(there));
    }

    #[test]
    fn a_state_survives_being_written_down(story in any_story()) {
        let state = story.state();
        let text = serde_json::to_string(&state).unwrap();
        let back: CaseState = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(back, state);
    }
}

#[test]
fn the_acts_of_these_properties_reach_every_state() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut reached = BTreeSet::new();
    let mut amended = 0;
    for _ in 0..3_000 {
        let state = likely().new_tree(&mut runner).unwrap().current().state();
        reached.insert(state.stand);
        amended += state.amended.len();
    }
    for stand in [
        Stand::Submitted,
        Stand::Correcting,
        Stand::Running,
        Stand::Suspended,
        Stand::Granted,
        Stand::Refused,
        Stand::NotAccepted,
        Stand::Opinion,
        Stand::Withdrawn,
        Stand::Terminated,
        Stand::Revoked,
    ] {
        assert!(reached.contains(&stand), "{stand:?}");
    }
    assert!(amended > 0);
}
