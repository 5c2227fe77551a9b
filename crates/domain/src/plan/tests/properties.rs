//! What holds for every procedure.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::build::{Case, calendar, day};
use super::*;
use crate::procedure::MatterKind;

/// A matter as drawn: kind, promised days, statutory limit, and which of the matters before it it waits for.
type Drawn = (bool, u32, Option<(u32, bool)>, Vec<bool>);

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let matter = (
        proptest::bool::weighted(0.8),
        0_u32..12,
        proptest::option::of((0_u32..40, proptest::bool::ANY)),
        proptest::collection::vec(proptest::bool::weighted(0.3), 12),
    );
    proptest::collection::vec(matter, 1..12)
}

fn code(index: usize) -> String {
    format!("M{index:02}")
}

fn case(all: &[Drawn], calendar_days: bool) -> Case {
    let mut case = Case::new();
    for (index, (government, promised, legal, after)) in all.iter().enumerate() {
        let after: Vec<String> = (0..index).filter(|i| after[*i]).map(code).collect();
        let after: Vec<&str> = after.iter().map(String::as_str).collect();
        let kind = if *government {
            MatterKind::Permit
        } else {
            MatterKind::Survey
        };
        case = case.of_kind(&code(index), kind, *promised, &after);
        if let Some((days, calendar)) = legal {
            let unit = if *calendar && calendar_days {
                LimitUnit::Cd
            } else {
                LimitUnit::Wd
            };
            case = case.legal(&code(index), *days, unit);
        }
    }
    case
}

prop_compose! {
    fn some_day()(offset in 0_i64..300) -> NaiveDate {
        day("2026-01-01") + chrono::Duration::days(offset)
    }
}

fn basis(legal: bool) -> Terms {
    Terms::of(if legal { Basis::Legal } else { Basis::Promised })
}

proptest! {
    #[test]
    fn a_limit_of_days_never_ends_on_a_day_off(all in drawn(), start in some_day(), legal: bool) {
        let case = case(&all, true);
        let schedule = case.plan().schedule(&calendar(), start, &basis(legal)).unwrap();
        for matter in &schedule.matters {
            prop_assert!(matter.counted.days == 0 || calendar().is_working_day(matter.due));
            prop_assert!(matter.due >= matter.start && matter.issued >= matter.due);
        }
    }

    #[test]
    fn serial_is_no_less_than_parallel_and_parallel_no_less_than_the_longest_matter(
        all in drawn(), start in some_day(), legal: bool,
    ) {
        let case = case(&all, true);
        let schedule = case.plan().schedule(&calendar(), start, &basis(legal)).unwrap();
        let days = schedule.government_days;
        let longest = schedule.matters.iter().map(|m| u64::from(m.counted.days)).max().unwrap();
        prop_assert!(days.serial >= days.parallel && days.parallel >= longest);
        prop_assert!(schedule.finish_with_waiting >= schedule.finish);
    }

    #[test]
    fn the_critical_path_follows_dependencies_and_its_days_are_the_parallel_days(
        all in drawn(), start in some_day(), legal: bool,
    ) {
        let case = case(&all, true);
        let plan = case.plan();
        let schedule = plan.schedule(&calendar(), start, &basis(legal)).unwrap();
        let of = |code: &str| schedule.matters.iter().find(|m| m.code == code).unwrap();
        let days: u64 = schedule.critical_path.iter().map(|c| u64::from(of(c).counted.days)).sum();
        prop_assert_eq!(days, schedule.government_days.parallel);
        for pair in schedule.critical_path.windows(2) {
            prop_assert!(plan.waits_for(&pair[1]).contains(&&*pair[0]));
        }
        for pair in schedule.finish_path.windows(2) {
            prop_assert_eq!(of(&pair[0]).due, of(&pair[1]).start);
        }
        prop_assert_eq!(of(schedule.finish_path.last().unwrap()).due, schedule.finish);
    }

    #[test]
    fn in_working_days_the_finish_is_the_parallel_days_after_the_start(
        all in drawn(), start in some_day(), legal: bool,
    ) {
        let case = case(&all, false);
        let schedule = case.plan().schedule(&calendar(), start, &basis(legal)).unwrap();
        let count = calendar().working_days_between(start, schedule.finish).unwrap();
        prop_assert_eq!(u64::from(count.working_days), schedule.government_days.parallel);
    }

    #[test]
    fn one_more_dependency_never_makes_the_finish_earlier(
        all in drawn(), start in some_day(), from in 0_usize..12, to in 0_usize..12, legal: bool,
    ) {
        let (from, to) = (from % all.len(), to % all.len());
        prop_assume!(from != to);
        let (from, to) = (from.min(to), from.max(to));
        let mut more = all.clone();
        more[to].3[from] = true;
        let finish = |all: &[Drawn]| {
            let case = case(all, true);
            case.plan().schedule(&calendar(), start, &basis(legal)).unwrap().finish
        };
        prop_assert!(finish(&more) >= finish(&all));
    }

    #[test]
    fn one_more_matter_never_makes_the_finish_earlier(
        all in drawn(), start in some_day(), left_out in 0_usize..12, legal: bool,
    ) {
        prop_assume!(all.len() > 1);
        let left_out = left_out % all.len();
        let whole = case(&all, true);
        let less = case(&all, true).without(&[&code(left_out)]);
        let finish = |case: &Case| case.plan().schedule(&calendar(), start, &basis(legal)).unwrap();
        prop_assert!(finish(&whole).finish >= finish(&less).finish);
        prop_assert!(finish(&whole).finish_with_waiting >= finish(&less).finish_with_waiting);
    }

    #[test]
    fn without_actuals_the_forecast_is_the_schedule_from_today(
        all in drawn(), today in some_day(), legal: bool, with_waiting: bool,
    ) {
        let case = case(&all, true);
        let (calendar, terms) = (calendar(), basis(legal));
        let schedule = case.plan().schedule(&calendar, today, &terms).unwrap();
        let outlook = Outlook { calendar: &calendar, today, terms: &terms, with_waiting, target: None };
        let forecast = case.plan().forecast(&outlook, &BTreeMap::new()).unwrap();
        for (scheduled, expected) in schedule.matters.iter().zip(&forecast.matters) {
            let dates = if with_waiting {
                (scheduled.waiting.start, scheduled.waiting.due)
            } else {
                (scheduled.start, scheduled.due)
            };
            prop_assert_eq!(dates, (expected.start, expected.expected));
        }
        let finish = if with_waiting { schedule.finish_with_waiting } else { schedule.finish };
        prop_assert_eq!(finish, forecast.finish);
        prop_assert!(!forecast.critical_path.is_empty());
    }

    #[test]
    fn a_matter_decided_by_its_expected_day_never_makes_the_forecast_later(
        all in drawn(), today in some_day(), index in 0_usize..12,
    ) {
        let index = index % all.len();
        let case = case(&all, true);
        let (calendar, terms) = (calendar(), Terms::default());
        let outlook = Outlook { calendar: &calendar, today, terms: &terms, with_waiting: true, target: None };
        let before = case.plan().forecast(&outlook, &BTreeMap::new()).unwrap();
        let decided = Actual { decided: Some(today), ..Actual::default() };
        let actuals = BTreeMap::from([(code(index), decided)]);
        let after = case.plan().forecast(&outlook, &actuals).unwrap();
        prop_assert!(after.finish <= before.finish);
    }
}
