//! The two limits of a case, days used and left, and colours (calendar.md 3.2 to 3.8).

use super::*;

fn with_limits(promised: Option<&str>, legal: Option<&str>) -> CaseHead {
    let limit = |text: Option<&str>| text.map(|text| text.parse().unwrap());
    CaseHead {
        promised: limit(promised),
        legal: limit(legal),
        ..permit()
    }
}

fn promised_due(limit: &str, accepted: &str) -> Option<NaiveDate> {
    let story = Story::accepted(with_limits(Some(limit), None), accepted, accepted);
    story.clock(accepted).promised_due
}

#[test]
fn the_counting_vectors_hold_for_the_clock_of_a_case() {
    let vectors = [
        ("WD01", "2026-09-18", "5wd", "2026-09-24"),
        ("WD02", "2026-09-28", "7wd", "2026-10-13"),
        ("WD06", "2026-04-29", "5wd", "2026-05-09"),
        ("WD08", "2026-06-01", "15wd", "2026-06-23"),
        ("WD09", "2026-06-01", "10wd", "2026-06-15"),
        ("WD10", "2026-06-01", "5wd", "2026-06-08"),
        ("WD14", "2026-07-15", "0wd", "2026-07-15"),
    ];
    for (id, accepted, limit, due) in vectors {
        assert_eq!(promised_due(limit, accepted), Some(day(due)), "{id}");
    }
}

#[test]
fn wd07_a_publicity_is_not_counted() {
    let story = Story::accepted(permit(), "2026-03-02", "2026-03-02")
        .with(suspend("2026-03-10", "2026-03-18", "hearing"))
        .sound();
    assert_eq!(
        story.clock("2026-03-12").legal_due,
        Some(day("2026-04-09")),
        "as planned, while it lasts"
    );
    let story = story.then(ActKind::Resume, "2026-03-19").sound();
    assert_eq!(story.clock("2026-03-19").legal_due, Some(day("2026-04-09")));
}

#[test]
fn bw01_working_days_between_skip_the_spring_festival_and_count_its_make_up_days() {
    let story = Story::accepted(permit(), "2026-02-13", "2026-02-13");
    assert_eq!(story.clock("2026-02-28").used, 6);
}

#[test]
fn h17_deregistration_takes_15_then_10_then_5_working_days() {
    for (limit, due) in [
        ("15wd", "2026-06-23"),
        ("10wd", "2026-06-15"),
        ("5wd", "2026-06-08"),
    ] {
        let story = Story::accepted(with_limits(None, Some(limit)), "2026-06-01", "2026-06-01");
        assert_eq!(story.clock("2026-06-01").legal_due, Some(day(due)));
    }
}

#[test]
fn the_day_of_acceptance_does_not_count() {
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03");
    let clock = story.clock("2026-11-03");
    assert_eq!((clock.used, clock.left), (0, Some(5)));
    let clock = story.clock("2026-11-04");
    assert_eq!((clock.used, clock.left), (1, Some(4)));
}

#[test]
fn promise_and_law_are_told_apart() {
    let clock = Story::accepted(permit(), "2026-11-02", "2026-11-03").clock("2026-11-04");
    assert_eq!(clock.promised, Some(Limit::WorkingDays(5)));
    assert_eq!(clock.legal, Some(Limit::WorkingDays(20)));
    assert_eq!(clock.promised_due, Some(day("2026-11-10")));
    assert_eq!(clock.legal_due, Some(day("2026-12-01")));
}

#[test]
fn colours_go_from_green_over_yellow_and_red_to_black_and_the_due_day_is_on_time() {
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03");
    for (today, colour) in [
        ("2026-11-03", Colour::Green),
        // Two days left are more than 30 % of five.
        ("2026-11-06", Colour::Green),
        ("2026-11-08", Colour::Green),
        ("2026-11-09", Colour::Yellow),
        ("2026-11-10", Colour::Yellow),
        ("2026-11-11", Colour::Red),
        ("2026-12-01", Colour::Red),
        ("2026-12-02", Colour::Black),
    ] {
        assert_eq!(story.colour(today), colour, "{today}");
    }
    assert_eq!(
        story.clock("2026-11-03").yellow_from,
        Some(day("2026-11-09"))
    );
}

#[test]
fn overdue_is_overdue_also_when_only_days_off_have_passed_since() {
    let story = Story::accepted(permit(), "2026-10-30", "2026-10-30");
    for (today, left, colour) in [
        ("2026-11-06", 0, Colour::Yellow),
        ("2026-11-07", -1, Colour::Red),
        ("2026-11-09", -1, Colour::Red),
        ("2026-11-10", -2, Colour::Red),
    ] {
        let clock = story.clock(today);
        assert_eq!((clock.left, clock.colour), (Some(left), colour), "{today}");
    }
}

#[test]
fn a_long_promise_turns_yellow_with_three_days_left() {
    let head = with_limits(Some("20wd"), None);
    let story = Story::accepted(head, "2026-11-02", "2026-11-03");
    // 30 % are six days, but green needs only one of the two: more than three days are enough.
    assert_eq!(story.colour("2026-11-25"), Colour::Green);
    assert_eq!(story.colour("2026-11-26"), Colour::Yellow);
    assert_eq!(
        story.clock("2026-11-03").yellow_from,
        Some(day("2026-11-26"))
    );
}

#[test]
fn the_share_of_a_calendar_day_promise_is_measured_in_calendar_days() {
    let head = with_limits(Some("6cd"), None);
    let story = Story::accepted(head, "2026-11-03", "2026-11-03");
    // Due on Monday 9; on Friday one working day is left, but three of six calendar days.
    assert_eq!(
        story.clock("2026-11-06").promised_due,
        Some(day("2026-11-09"))
    );
    assert_eq!(story.colour("2026-11-06"), Colour::Green);
    assert_eq!(story.colour("2026-11-07"), Colour::Green);
    assert_eq!(story.colour("2026-11-08"), Colour::Yellow);
}

#[test]
fn without_a_promise_the_limit_of_the_law_is_warned_of() {
    let story = Story::accepted(with_limits(None, Some("5wd")), "2026-11-02", "2026-11-03");
    assert_eq!(story.colour("2026-11-06"), Colour::Green);
    assert_eq!(story.colour("2026-11-09"), Colour::Yellow);
    assert_eq!(story.colour("2026-11-11"), Colour::Black);
    let clock = story.clock("2026-11-09");
    assert_eq!(
        (clock.left, clock.yellow_from),
        (Some(1), Some(day("2026-11-09")))
    );
}

#[test]
fn without_any_limit_there_is_no_colour_and_nothing_left() {
    let story = Story::accepted(with_limits(None, None), "2026-11-02", "2026-11-03");
    let clock = story.clock("2026-12-31");
    assert_eq!((clock.colour, clock.left), (Colour::None, None));
}

#[test]
fn where_the_law_ends_before_the_promise_black_comes_without_red() {
    let head = with_limits(Some("10wd"), Some("5wd"));
    let story = Story::accepted(head, "2026-11-02", "2026-11-03");
    assert_eq!(story.colour("2026-11-11"), Colour::Black);
}

#[test]
fn a_calendar_day_limit_moves_off_a_day_off() {
    assert_eq!(
        promised_due("15cd", "2026-09-20"),
        Some(day("2026-10-08")),
        "5 October is off, so are the days up to the 7th"
    );
    assert_eq!(
        promised_due("10cd", "2026-09-10"),
        Some(day("2026-09-20")),
        "a make-up Sunday"
    );
    let head = with_limits(Some("10cd"), None);
    let story = Story::accepted(head, "2026-11-02", "2026-11-02");
    assert_eq!(story.clock("2026-11-08").used, 6);
}

#[test]
fn wd14_an_instant_matter_is_due_on_the_day_of_acceptance() {
    let story = Story::accepted(
        with_limits(Some("0wd"), Some("20wd")),
        "2026-07-15",
        "2026-07-15",
    );
    assert_eq!(story.colour("2026-07-15"), Colour::Yellow);
    assert_eq!(story.colour("2026-07-16"), Colour::Red);
    let clock = story.clock("2026-07-15");
    assert_eq!(
        (clock.used, clock.left, clock.yellow_from),
        (0, Some(0), Some(day("2026-07-15")))
    );
}

#[test]
fn an_instant_matter_is_decided_without_a_step_of_acceptance() {
    let story = Story::of(with_limits(Some("0wd"), None))
        .then(ActKind::Submit, "2026-07-15")
        .then(ActKind::Decide, "2026-07-15")
        .sound();
    assert_eq!(story.state().accepted, Some(day("2026-07-15")));
    assert_eq!(story.colour("2026-07-20"), Colour::None);
}

#[test]
fn a_decided_case_shows_a_colour_only_where_it_was_late() {
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03");
    for (decided, colour, used) in [
        ("2026-11-10", Colour::None, 5),
        ("2026-11-11", Colour::Red, 6),
        ("2026-12-02", Colour::Black, 21),
    ] {
        let story = story.clone().then(ActKind::Decide, decided).sound();
        let clock = story.clock("2027-03-01");
        assert_eq!((clock.colour, clock.used), (colour, used), "{decided}");
        assert_eq!((clock.left, clock.yellow_from), (None, None));
    }
}

#[test]
fn a_limit_that_reaches_2027_is_provisional_and_skips_new_years_day() {
    let story = Story::accepted(permit(), "2026-12-28", "2026-12-28");
    let clock = story.clock("2026-12-28");
    assert_eq!(clock.promised_due, Some(day("2027-01-05")));
    assert!(clock.provisional);
    let head = with_limits(Some("3wd"), Some("3wd"));
    let clock = Story::accepted(head, "2026-12-28", "2026-12-28").clock("2026-12-28");
    assert_eq!(clock.promised_due, Some(day("2026-12-31")));
    assert!(!clock.provisional);
}

#[test]
fn one_provisional_limit_makes_the_clock_provisional() {
    let clock = Story::accepted(permit(), "2026-12-14", "2026-12-14").clock("2026-12-14");
    assert_eq!(clock.promised_due, Some(day("2026-12-21")));
    assert!(clock.provisional, "the limit of the law reaches 2027");
}

#[test]
fn nothing_runs_before_acceptance() {
    let story = Story::of(permit()).then(ActKind::Submit, "2026-11-02");
    let clock = story.clock("2026-11-09");
    assert_eq!((clock.accepted, clock.promised_due), (None, None));
    assert_eq!((clock.colour, clock.left), (Colour::None, None));
}

#[test]
fn a_clock_that_is_read_before_acceptance_has_used_nothing() {
    let clock = Story::accepted(permit(), "2026-11-02", "2026-11-03").clock("2026-10-01");
    assert_eq!((clock.used, clock.left), (0, Some(5)));
}

#[test]
fn a_day_beyond_the_last_year_is_an_error_and_no_endless_count() {
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03");
    let state = story.state();
    let read = Clock::read(&story.head, &state, &rules(), &calendar(), NaiveDate::MAX);
    assert_eq!(read, Err(crate::calendar::CalendarError::OutOfRange));
}

#[test]
fn j08_the_green_channel_halves_the_promise_and_leaves_the_law_alone() {
    for (days, halved) in [(0, 0), (1, 1), (2, 1), (5, 3), (15, 8)] {
        assert_eq!(
            on_green_channel(Limit::WorkingDays(days), 2),
            Limit::WorkingDays(halved)
        );
        assert_eq!(
            on_green_channel(Limit::CalendarDays(days), 2),
            Limit::CalendarDays(halved)
        );
    }
    assert_eq!(
        on_green_channel(Limit::WorkingDays(5), 0),
        Limit::WorkingDays(5),
        "a divisor of nothing divides by nothing"
    );
    let key = CaseHead {
        promised: permit().promised.map(|limit| on_green_channel(limit, 2)),
        ..permit()
    };
    let key = Story::accepted(key, "2026-11-02", "2026-11-03").clock("2026-11-03");
    let other = Story::accepted(permit(), "2026-11-02", "2026-11-03").clock("2026-11-03");
    assert!(key.promised_due < other.promised_due);
    assert_eq!(key.legal_due, other.legal_due);
}

#[test]
fn j08_the_green_channel_skips_no_step() {
    let key = CaseHead {
        promised: Some(Limit::WorkingDays(1)),
        ..permit()
    };
    let story = Story::of(key).then(ActKind::Submit, "2026-11-02");
    assert_eq!(
        story.refusal(act(ActKind::Decide, "2026-11-02")),
        Some(Refused::OutOfTurn)
    );
}
