//! Quantified commitments and the four dates of a park (H19 to H23).

use super::*;
use crate::approval::promise::{Commitment, ParkDates, measure, park_promises};

fn commitment() -> Commitment {
    Commitment {
        clause: "第三条".to_owned(),
        matter: "P3-02".to_owned(),
        target: 5,
        penalty: "问责".to_owned(),
    }
}

#[test]
fn h23_a_promise_of_5_days_that_took_7_is_a_breach_with_its_clause() {
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03")
        .then(ActKind::Decide, "2026-11-12")
        .sound();
    let clock = story.clock("2026-11-12");
    let measured = measure(&commitment(), Some(clock.used), true);
    assert_eq!((measured.used, measured.breach), (Some(7), true));
    assert_eq!(measured.clause, "第三条");
    assert_eq!(measured.penalty.as_deref(), Some("问责"));
}

#[test]
fn h23_suspended_days_are_no_breach_and_the_last_day_is_kept() {
    let story = Story::accepted(permit(), "2026-11-02", "2026-11-03")
        .with(suspend("2026-11-05", "2026-11-06", "hearing"))
        .then(ActKind::Resume, "2026-11-09")
        .then(ActKind::Decide, "2026-11-12")
        .sound();
    let clock = story.clock("2026-11-12");
    let measured = measure(&commitment(), Some(clock.used), true);
    assert_eq!((measured.used, measured.breach), (Some(5), false));
    assert_eq!(measured.penalty, None);
}

#[test]
fn h23_a_breach_shows_before_the_decision_and_a_kept_promise_only_after_it() {
    let open = measure(&commitment(), Some(6), false);
    assert_eq!((open.used, open.breach), (Some(6), true));
    let open = measure(&commitment(), Some(4), false);
    assert_eq!((open.used, open.breach), (None, false));
    let untouched = measure(&commitment(), None, false);
    assert_eq!((untouched.used, untouched.breach), (None, false));
}

fn park() -> ParkDates {
    ParkDates {
        first_service: Some(day("2026-09-01")),
        contract: Some(day("2026-09-28")),
        land: Some(day("2026-09-28")),
        start: Some(day("2026-10-12")),
        utilities: vec![
            ("water".to_owned(), Some(day("2026-10-12"))),
            ("power".to_owned(), Some(day("2026-10-13"))),
            ("gas".to_owned(), None),
        ],
        filing: Some(day("2026-11-06")),
        title: Some(day("2026-11-10")),
    }
}

#[test]
fn h19_service_began_before_the_contract() {
    let served = |first: Option<&str>, contract: Option<&str>| {
        let dates = ParkDates {
            first_service: first.map(day),
            contract: contract.map(day),
            ..park()
        };
        let promises = park_promises(&dates, &calendar(), day("2026-11-30")).unwrap();
        promises.served_before_contract
    };
    assert_eq!(served(Some("2026-09-01"), Some("2026-09-28")), Some(true));
    assert_eq!(served(Some("2026-09-28"), Some("2026-09-28")), Some(false));
    assert_eq!(served(None, Some("2026-09-28")), Some(false));
    assert_eq!(served(Some("2026-09-01"), None), None);
}

#[test]
fn h20_land_is_handed_over_on_the_day_of_the_contract() {
    let promises = park_promises(&park(), &calendar(), day("2026-11-30")).unwrap();
    assert_eq!(promises.contract_to_land, Some(0));
    let late = ParkDates {
        land: Some(day("2026-10-08")),
        ..park()
    };
    let promises = park_promises(&late, &calendar(), day("2026-11-30")).unwrap();
    assert_eq!(promises.contract_to_land, Some(10));
}

#[test]
fn h21_utilities_that_were_not_ready_at_the_start_are_listed() {
    let at = |today: &str| {
        park_promises(&park(), &calendar(), day(today))
            .unwrap()
            .missing_utilities
    };
    assert_eq!(at("2026-11-30"), ["power", "gas"]);
    assert_eq!(at("2026-10-11"), Vec::<String>::new(), "not started yet");
}

#[test]
fn h22_the_title_follows_the_filing_within_two_working_days() {
    let promises = park_promises(&park(), &calendar(), day("2026-11-30")).unwrap();
    assert_eq!(promises.filing_to_title, Some(2), "Friday to Tuesday");
    let backwards = ParkDates {
        title: Some(day("2026-11-05")),
        ..park()
    };
    assert!(park_promises(&backwards, &calendar(), day("2026-11-30")).is_err());
    let none = ParkDates::default();
    let none = park_promises(&none, &calendar(), day("2026-11-30")).unwrap();
    assert_eq!(none.filing_to_title, None);
}
