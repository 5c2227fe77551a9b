//! The clock on a small calendar: the autumn and winter of 2026 with the first days of 2027.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(texts: &[&str]) -> Vec<NaiveDate> {
    texts.iter().map(|text| day(text)).collect()
}

/// 2026 from September on, as published, and the statutory New Year's Day of 2027.
fn calendar() -> WorkingCalendar {
    let autumn = CalendarYear {
        year: 2026,
        official: true,
        off: days(&[
            "2026-01-01",
            "2026-09-25",
            "2026-10-01",
            "2026-10-02",
            "2026-10-05",
            "2026-10-06",
            "2026-10-07",
        ]),
        make_up: days(&["2026-09-20", "2026-10-10"]),
    };
    let next = CalendarYear {
        year: 2027,
        official: false,
        off: days(&["2027-01-01"]),
        make_up: vec![],
    };
    WorkingCalendar::new("test", [autumn, next]).unwrap()
}

fn due(accepted: &str, limit: &str, suspensions: &[(&str, &str)]) -> (String, bool) {
    let suspensions: Vec<_> = suspensions
        .iter()
        .map(|(from, to)| Suspension::new(day(from), day(to)).unwrap())
        .collect();
    let found = calendar()
        .due_date(day(accepted), limit.parse().unwrap(), &suspensions)
        .unwrap();
    (found.due.to_string(), found.provisional)
}

fn on(date: &str) -> (String, bool) {
    (date.to_owned(), false)
}

fn provisionally(date: &str) -> (String, bool) {
    (date.to_owned(), true)
}

#[test]
fn a_worked_sunday_counts_and_the_day_of_acceptance_does_not() {
    assert_eq!(due("2026-09-18", "1wd", &[]), on("2026-09-20"));
    assert_eq!(due("2026-09-18", "5wd", &[]), on("2026-09-24"));
    assert_eq!(due("2026-09-28", "7wd", &[]), on("2026-10-13"));
}

#[test]
fn acceptance_on_a_day_off_is_not_moved() {
    assert_eq!(due("2026-10-03", "1wd", &[]), on("2026-10-08"));
    assert_eq!(due("2026-10-03", "0wd", &[]), on("2026-10-03"));
    assert_eq!(due("2026-10-03", "0cd", &[]), on("2026-10-03"));
}

#[test]
fn a_calendar_day_limit_that_ends_on_a_day_off_moves_on() {
    assert_eq!(due("2026-09-10", "15cd", &[]), on("2026-09-28"));
    assert_eq!(due("2026-09-10", "10cd", &[]), on("2026-09-20"));
    assert_eq!(due("2026-09-30", "1cd", &[]), on("2026-10-08"));
}

#[test]
fn a_suspension_is_inclusive_merged_and_cut_at_acceptance() {
    let one = [("2026-11-04", "2026-11-06")];
    let same = [("2026-11-04", "2026-11-05"), ("2026-11-05", "2026-11-06")];
    let with_past = [
        ("2026-10-20", "2026-11-02"),
        ("2026-11-06", "2026-11-06"),
        one[0],
    ];
    for suspensions in [&one[..], &same, &with_past] {
        assert_eq!(
            due("2026-11-02", "3wd", suspensions),
            on("2026-11-10"),
            "{suspensions:?}"
        );
    }
    // Covers the first day: counting starts the day after it.
    assert_eq!(
        due("2026-11-02", "1wd", &[("2026-10-01", "2026-11-03")]),
        on("2026-11-04")
    );
    assert_eq!(
        due("2026-11-02", "0wd", &[("2026-10-01", "2026-11-30")]),
        on("2026-11-02")
    );
}

#[test]
fn a_suspension_lengthens_a_calendar_day_limit_by_its_own_days() {
    assert_eq!(due("2026-11-02", "10cd", &[]), on("2026-11-12"));
    assert_eq!(
        due("2026-11-02", "10cd", &[("2026-11-07", "2026-11-08")]),
        on("2026-11-16")
    );
    assert_eq!(
        due("2026-11-02", "4cd", &[("2026-11-04", "2026-11-05")]),
        on("2026-11-09")
    );
    // The move to a working day does not end inside a suspension either.
    assert_eq!(
        due("2026-11-02", "5cd", &[("2026-11-08", "2026-11-10")]),
        on("2026-11-11")
    );
}

#[test]
fn a_count_that_leaves_the_published_years_says_so_and_skips_new_years_day() {
    assert_eq!(due("2026-12-28", "3wd", &[]), on("2026-12-31"));
    assert_eq!(due("2026-12-28", "4wd", &[]), provisionally("2027-01-04"));
    assert_eq!(due("2026-12-28", "4cd", &[]), provisionally("2027-01-04"));
    assert_eq!(due("2027-01-05", "0wd", &[]), provisionally("2027-01-05"));
    assert_eq!(due("2025-12-30", "2wd", &[]), provisionally("2026-01-02"));
    assert_eq!(due("2025-12-30", "3cd", &[]), on("2026-01-02"));
}

#[test]
fn a_count_past_the_last_year_is_refused_not_wrapped() {
    let late = day("9999-12-30");
    let five = Limit::WorkingDays(5);
    assert_eq!(
        calendar().due_date(late, five, &[]),
        Err(CalendarError::OutOfRange)
    );
    let for_ever = Suspension::new(day("2026-11-03"), NaiveDate::MAX).unwrap();
    assert_eq!(
        calendar().due_date(day("2026-11-02"), five, &[for_ever]),
        Err(CalendarError::OutOfRange)
    );
    assert_eq!(
        Suspension::new(day("2026-11-03"), day("2026-11-02")),
        Err(LimitError::Backwards)
    );
}

#[test]
fn limits_are_written_in_two_ways_only() {
    assert_eq!("7wd".parse(), Ok(Limit::WorkingDays(7)));
    assert_eq!("45cd".parse(), Ok(Limit::CalendarDays(45)));
    for wrong in [
        "", "7", "wd", "-1wd", "+1wd", "1.5wd", "7 wd", "7WD", "7d", "７wd",
    ] {
        assert_eq!(wrong.parse::<Limit>(), Err(LimitError::Form), "{wrong:?}");
    }
    for long in ["36526wd", "99999999999999999999cd"] {
        assert_eq!(long.parse::<Limit>(), Err(LimitError::TooLong));
    }
}

#[test]
fn days_left_are_negative_once_overdue() {
    let left = |today: &str| {
        calendar()
            .working_days_left(day(today), day("2026-10-08"))
            .unwrap()
    };
    assert_eq!(left("2026-09-30"), 1);
    assert_eq!(left("2026-10-08"), 0);
    assert_eq!(left("2026-10-09"), -1);
    assert_eq!(left("2026-10-12"), -3);
}

#[test]
fn contradictory_arrangements_are_refused() {
    let year = |year, off: &[&str], make_up: &[&str]| CalendarYear {
        year,
        official: true,
        off: days(off),
        make_up: days(make_up),
    };
    let refused = |years: Vec<CalendarYear>| WorkingCalendar::new("test", years).unwrap_err();
    assert_eq!(
        refused(vec![year(2026, &["2026-10-10"], &["2026-10-10"])]),
        CalendarDataError::Contradiction(day("2026-10-10"))
    );
    assert_eq!(
        refused(vec![year(2026, &[], &["2026-10-12"])]),
        CalendarDataError::MakeUpOnWeekday(day("2026-10-12"))
    );
    assert_eq!(
        refused(vec![year(2026, &["2025-11-30"], &[])]),
        CalendarDataError::WrongYear {
            date: day("2025-11-30"),
            year: 2026
        }
    );
    assert_eq!(
        refused(vec![year(2026, &[], &[]), year(2026, &[], &[])]),
        CalendarDataError::YearTwice(2026)
    );
}

prop_compose! {
    fn some_day()(offset in 0_i64..700) -> NaiveDate {
        day("2025-11-01") + chrono::Duration::days(offset)
    }
}

prop_compose! {
    fn some_suspensions()(
        all in proptest::collection::vec((some_day(), 0_i64..40), 0..4)
    ) -> Vec<Suspension> {
        let make = |(from, length): (NaiveDate, i64)| {
            Suspension::new(from, from + chrono::Duration::days(length)).unwrap()
        };
        all.into_iter().map(make).collect()
    }
}

proptest! {
    #[test]
    fn counting_back_gives_the_limit(accepted in some_day(), days in 0_u32..200) {
        let found = calendar().due_date(accepted, Limit::WorkingDays(days), &[]).unwrap();
        let count = calendar().working_days_between(accepted, found.due).unwrap();
        prop_assert_eq!(count.working_days, days);
    }

    #[test]
    fn a_limit_ends_on_a_working_day_outside_every_suspension(
        accepted in some_day(),
        days in 1_u32..120,
        calendar_days in proptest::bool::ANY,
        suspensions in some_suspensions(),
    ) {
        let kind = if calendar_days { Limit::CalendarDays } else { Limit::WorkingDays };
        let found = calendar().due_date(accepted, kind(days), &suspensions).unwrap();
        prop_assert!(calendar().is_working_day(found.due));
        let inside = |s: &Suspension| s.from() <= found.due && found.due <= s.to();
        prop_assert!(!suspensions.iter().any(inside));
    }

    #[test]
    fn a_longer_limit_or_one_more_suspension_never_ends_earlier(
        accepted in some_day(),
        days in 0_u32..120,
        suspensions in some_suspensions(),
        calendar_days in proptest::bool::ANY,
    ) {
        let kind = if calendar_days { Limit::CalendarDays } else { Limit::WorkingDays };
        let due = |days, s: &[Suspension]| calendar().due_date(accepted, kind(days), s).unwrap().due;
        prop_assert!(due(days, &suspensions) <= due(days + 1, &suspensions));
        if let Some((_, fewer)) = suspensions.split_last() {
            prop_assert!(due(days, fewer) <= due(days, &suspensions));
        }
    }

    #[test]
    fn cutting_a_suspension_in_two_changes_nothing(
        accepted in some_day(),
        days in 0_u32..60,
        from in some_day(),
        lengths in (0_i64..30, 0_i64..30),
    ) {
        let add = |date: NaiveDate, days| date + chrono::Duration::days(days);
        let (cut, end) = (add(from, lengths.0), add(from, lengths.0 + 1 + lengths.1));
        let whole = [Suspension::new(from, end).unwrap()];
        let parts = [
            Suspension::new(add(cut, 1), end).unwrap(),
            Suspension::new(from, cut).unwrap(),
        ];
        let due = |s: &[Suspension]| calendar().due_date(accepted, Limit::WorkingDays(days), s);
        prop_assert_eq!(due(&whole), due(&parts));
    }

    #[test]
    fn any_text_is_a_limit_or_a_typed_error(text in "\\PC{0,12}") {
        let _ = text.parse::<Limit>();
    }
}
