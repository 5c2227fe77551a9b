//! Quantified commitments and the four dates of a park (H19 to H23).

use super::*;
use crate::approval::promise::{
    Commitment, Lag, ParkDates, ParkLimits, ParkPromises, measure, park_promises,
};

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
        site_check: Some(day("2026-09-01")),
        agent: Some(day("2026-09-03")),
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

fn promises(dates: &ParkDates, today: &str) -> ParkPromises {
    let limits = ParkLimits {
        land_calendar_days: 0,
        title_working_days: 2,
    };
    park_promises(dates, limits, &calendar(), day(today)).unwrap()
}

fn lag(days: u32, ended: bool, limit: u32) -> Option<Lag> {
    Some(Lag { days, ended, limit })
}

#[test]
fn h19_service_began_before_the_contract() {
    let served = |agent: Option<&str>, contract: Option<&str>| {
        let dates = ParkDates {
            agent: agent.map(day),
            contract: contract.map(day),
            ..park()
        };
        promises(&dates, "2026-11-30").served_before_contract
    };
    assert_eq!(served(Some("2026-09-03"), Some("2026-09-28")), Some(true));
    assert_eq!(served(Some("2026-09-28"), Some("2026-09-28")), Some(false));
    assert_eq!(served(None, Some("2026-09-28")), Some(false), "no agent");
    assert_eq!(served(Some("2026-09-03"), None), None);
    let unchecked = ParkDates {
        site_check: None,
        ..park()
    };
    let found = promises(&unchecked, "2026-11-30");
    assert_eq!(found.served_before_contract, Some(false), "no site check");
}

#[test]
fn h20_land_is_handed_over_on_the_day_of_the_contract() {
    let found = promises(&park(), "2026-11-30").contract_to_land;
    assert_eq!(
        (found, found.and_then(Lag::kept)),
        (lag(0, true, 0), Some(true))
    );
    let late = ParkDates {
        land: Some(day("2026-10-08")),
        ..park()
    };
    let found = promises(&late, "2026-11-30").contract_to_land;
    assert_eq!(
        (found, found.and_then(Lag::kept)),
        (lag(10, true, 0), Some(false))
    );
}

#[test]
fn h20_a_promise_is_open_on_its_day_and_broken_on_the_next() {
    let open = ParkDates {
        land: None,
        ..park()
    };
    let at = |today: &str| promises(&open, today).contract_to_land;
    assert_eq!(at("2026-09-27"), None, "not signed yet");
    assert_eq!(
        (at("2026-09-28"), at("2026-09-28").and_then(Lag::kept)),
        (lag(0, false, 0), None)
    );
    assert_eq!(at("2026-09-29").and_then(Lag::kept), Some(false));
}

#[test]
fn h21_utilities_that_were_not_ready_at_the_start_are_listed() {
    let at = |today: &str| promises(&park(), today).missing_utilities;
    let missing = vec!["power".to_owned(), "gas".to_owned()];
    assert_eq!(at("2026-11-30"), Some(missing));
    assert_eq!(at("2026-10-11"), None, "not started yet");
}

#[test]
fn h22_the_title_follows_the_filing_within_two_working_days() {
    let found = promises(&park(), "2026-11-30").filing_to_title;
    assert_eq!(found, lag(2, true, 2), "Friday to Tuesday");
    assert_eq!(found.and_then(Lag::kept), Some(true));
    let before = ParkDates {
        title: Some(day("2026-11-05")),
        ..park()
    };
    assert_eq!(
        promises(&before, "2026-11-30").filing_to_title,
        lag(0, true, 2)
    );
    let open = ParkDates {
        title: None,
        ..park()
    };
    assert_eq!(
        promises(&open, "2026-11-11").filing_to_title,
        lag(3, false, 2)
    );
    let none = promises(&ParkDates::default(), "2026-11-30");
    assert_eq!(none.filing_to_title, None);
}
