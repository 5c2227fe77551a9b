//! The forecast over what has happened, and suppositions.

use super::build::{Case, calendar, day};
use super::*;
use crate::procedure::MatterKind;

/// A (2) -> B (5) and C (3) -> D (1).
fn case() -> Case {
    Case::new()
        .matter("A", 2, &[])
        .matter("B", 5, &["A"])
        .matter("C", 3, &["A"])
        .matter("D", 1, &["B", "C"])
}

fn forecast(case: &Case, today: &str, actuals: &[(&str, Actual)]) -> Forecast {
    ask(case, today, actuals, None).unwrap()
}

fn ask(
    case: &Case,
    today: &str,
    actuals: &[(&str, Actual)],
    target: Option<&str>,
) -> Result<Forecast, PlanError> {
    let (calendar, terms) = (calendar(), Terms::default());
    let outlook = Outlook {
        calendar: &calendar,
        today: day(today),
        terms: &terms,
        with_waiting: true,
        target,
    };
    case.plan().forecast(&outlook, &map(actuals))
}

fn map(actuals: &[(&str, Actual)]) -> BTreeMap<String, Actual> {
    let owned = actuals.iter().map(|(code, a)| ((*code).to_owned(), *a));
    owned.collect()
}

fn decided(on: &str) -> Actual {
    Actual {
        accepted: Some(day("2026-11-02")),
        decided: Some(day(on)),
        ..Actual::default()
    }
}

fn running(due: &str) -> Actual {
    Actual {
        accepted: Some(day("2026-11-04")),
        due: Some(day(due)),
        ..Actual::default()
    }
}

fn of<'f>(forecast: &'f Forecast, code: &str) -> &'f ForecastMatter {
    forecast.matters.iter().find(|m| m.code == code).unwrap()
}

#[test]
fn what_was_decided_early_brings_the_rest_forward() {
    let found = forecast(&case(), "2026-11-03", &[("A", decided("2026-11-03"))]);
    assert_eq!(of(&found, "B").expected, day("2026-11-10"));
    assert_eq!(found.expected, day("2026-11-11"));
    assert_eq!(found.critical_path, ["B", "D"], "A is behind us");
    assert_eq!(found.working_days_left, 6);
}

#[test]
fn a_running_matter_is_expected_when_due_and_a_late_one_today() {
    let actuals = [
        ("A", decided("2026-11-04")),
        ("B", running("2026-11-11")),
        ("C", running("2026-11-06")),
    ];
    let found = forecast(&case(), "2026-11-10", &actuals);
    assert_eq!(of(&found, "B").progress, Progress::Running);
    assert_eq!(of(&found, "B").expected, day("2026-11-11"));
    assert_eq!(of(&found, "C").progress, Progress::Late);
    assert_eq!(of(&found, "C").expected, day("2026-11-10"));
    assert_eq!(found.critical_path, ["B", "D"]);
    let late = forecast(&case(), "2026-11-17", &actuals);
    assert_eq!(
        late.expected,
        day("2026-11-18"),
        "nothing starts in the past"
    );
}

#[test]
fn a_running_matter_without_a_due_date_counts_from_its_acceptance() {
    let accepted = Actual {
        accepted: Some(day("2026-11-04")),
        ..Actual::default()
    };
    let actuals = [("A", decided("2026-11-04")), ("B", accepted)];
    let found = forecast(&case(), "2026-11-05", &actuals);
    assert_eq!(of(&found, "B").expected, day("2026-11-11"));
}

#[test]
fn what_is_not_required_or_not_yet_handed_in_moves_the_rest() {
    let not_required = Actual {
        not_required: true,
        ..Actual::default()
    };
    let later = Actual {
        earliest: Some(day("2026-11-20")),
        ..Actual::default()
    };
    let actuals = [
        ("A", decided("2026-11-04")),
        ("B", not_required),
        ("C", later),
        ("elsewhere", later),
    ];
    let found = forecast(&case(), "2026-11-05", &actuals);
    assert!(found.matters.iter().all(|m| m.code != "B"));
    assert_eq!(of(&found, "C").start, day("2026-11-20"));
    assert_eq!(found.expected, day("2026-11-26"));
    assert_eq!(found.critical_path, ["C", "D"]);
}

#[test]
fn the_target_is_the_construction_permit_unless_another_matter_is_asked_for() {
    let case = case()
        .of_kind("T0", MatterKind::Event, 0, &[])
        .landmarks("T0", "C");
    let found = forecast(&case, "2026-11-02", &[]);
    assert_eq!((&*found.target, found.expected), ("C", day("2026-11-09")));
    assert_eq!(found.finish, day("2026-11-12"));
    let asked = ask(&case, "2026-11-02", &[], Some("B")).unwrap();
    assert_eq!((&*asked.target, asked.critical_path.len()), ("B", 2));
    let wrong = ask(&case, "2026-11-02", &[], Some("Z"));
    assert_eq!(wrong, Err(PlanError::NotInProcedure("Z".into())));
}

#[test]
fn nothing_is_left_once_the_target_is_decided() {
    let all = ["A", "B", "C", "D"].map(|code| (code, decided("2026-11-04")));
    let found = forecast(&case(), "2026-11-10", &all);
    assert_eq!(found.critical_path, Vec::<String>::new());
    assert_eq!(
        (found.expected, found.working_days_left),
        (day("2026-11-04"), 0)
    );
}

#[test]
fn handing_in_by_a_day_or_a_decision_by_a_day_is_told_as_days_won() {
    let waiting = Actual {
        earliest: Some(day("2026-11-20")),
        ..Actual::default()
    };
    let actuals = map(&[
        ("A", decided("2026-11-04")),
        ("B", running("2026-11-18")),
        ("C", waiting),
    ]);
    let (calendar, terms) = (calendar(), Terms::default());
    let outlook = Outlook {
        calendar: &calendar,
        today: day("2026-11-09"),
        terms: &terms,
        with_waiting: true,
        target: None,
    };
    let suppose = |all: &[(&str, Supposition)]| {
        let all = all.iter().map(|(code, s)| ((*code).to_owned(), *s));
        case()
            .plan()
            .what_if(&outlook, &actuals, &all.collect())
            .unwrap()
    };
    let submitted = Supposition::SubmittedBy(day("2026-11-10"));
    let one = suppose(&[("C", submitted)]);
    assert_eq!(one.base.expected, day("2026-11-26"));
    assert_eq!(one.supposed.expected, day("2026-11-19"));
    assert_eq!(one.working_days_saved, 5);
    let both = [
        ("C", submitted),
        ("B", Supposition::DecidedBy(day("2026-11-12"))),
    ];
    assert_eq!(suppose(&both).working_days_saved, 8);
    let later = suppose(&[("C", Supposition::SubmittedBy(day("2026-11-23")))]);
    assert_eq!(later.working_days_saved, -1);
    let nothing = suppose(&[
        ("A", submitted),
        ("D", Supposition::DecidedBy(day("2026-11-12"))),
        ("Z", submitted),
    ]);
    assert_eq!(nothing.without_effect, ["A", "D", "Z"]);
    assert_eq!(nothing.working_days_saved, 0);
}
