//! Verdicts: staked points, control points, lengths and levels, tolerances, indices, floor area.

use proptest::prelude::*;

use super::*;
use dimensions::{Pair, check_axes, check_pairs, plumb, sides_and_diagonals};
use floor_area::{Floor, HeightSteps, counted_m2, share};
use indices::{IndexLimits, SiteAreas, indices};
use staking::{ControlPoint, NamedPoint, control_check, deviation, stake_check};

fn named(name: &str, x: f64, y: f64) -> NamedPoint {
    let point = GridPoint::new(x, y);
    NamedPoint {
        name: name.to_owned(),
        point,
    }
}

fn design() -> Vec<NamedPoint> {
    vec![
        named("A1", 3_404_901.2, 571_888.8),
        named("A2", 3_404_901.2, 571_936.8),
        named("A3", 3_404_877.2, 571_936.8),
        named("A4", 3_404_877.2, 571_888.8),
    ]
}

fn measured() -> Vec<NamedPoint> {
    vec![
        named("A1", 3_404_901.218, 571_888.789),
        named("A2", 3_404_901.23, 571_936.84),
        named("A3", 3_404_877.164, 571_936.842),
        named("A4", 3_404_877.2, 571_888.8),
    ]
}

fn decimal(text: &str) -> crate::Decimal {
    text.parse().unwrap()
}

/// A tolerance with invented figures; those of regulations are in the catalogue.
fn by_length() -> Tolerance {
    let step = |up_to: Option<&str>, limit: &str| Step {
        up_to: up_to.map(decimal),
        limit: Some(decimal(limit)),
        ..Step::default()
    };
    Tolerance {
        key: "invented".into(),
        name: crate::Text::new("虚构", "invented"),
        unit: "mm".into(),
        by: Some(crate::Text::new("长度", "length")),
        limits: vec![
            step(Some("30"), "5"),
            step(Some("60"), "10"),
            step(None, "20"),
        ],
        origin: crate::Origin {
            sources: vec!["invented-source".into()],
            confidence: crate::Confidence::Medium,
        },
    }
}

#[test]
fn a_deviation_of_exactly_the_limit_passes() {
    // SV09, point A2: 30 mm and 40 mm out, written with seven-digit coordinates.
    let check = stake_check(&design(), &measured(), &limit(50.0)).unwrap();
    let rows: Vec<(f64, f64, f64, Verdict)> = check
        .rows
        .iter()
        .map(|row| (row.dx_mm, row.dy_mm, row.ds_mm, row.verdict))
        .collect();
    assert_eq!(
        rows,
        [
            (18.0, -11.0, 21.1, Verdict::Pass),
            (30.0, 40.0, 50.0, Verdict::Near),
            (-36.0, 42.0, 55.3, Verdict::Fail),
            (0.0, 0.0, 0.0, Verdict::Pass),
        ]
    );
    assert_eq!(check.outcome, Outcome::Fail);
    assert_eq!(
        (check.max_ds_mm, &*check.failing),
        (Some(55.3), &["A3".to_owned()][..])
    );
    assert_eq!(check.rule, Rule::stated(50.0, "mm"));
}

#[test]
fn what_was_not_measured_keeps_a_check_from_passing() {
    let short = &measured()[..2];
    let check = stake_check(&design(), short, &limit(50.0)).unwrap();
    assert_eq!(check.outcome, Outcome::Incomplete);
    assert_eq!(check.missing, ["A3", "A4"]);
    let nothing = stake_check(&design(), &[], &limit(50.0)).unwrap();
    assert_eq!(
        (nothing.outcome, nothing.max_ds_mm),
        (Outcome::Incomplete, None)
    );
    let mut more = measured();
    more.push(named("B9", 0.0, 0.0));
    let check = stake_check(&design(), &more, &limit(60.0)).unwrap();
    assert_eq!(
        (check.outcome, &*check.unknown),
        (Outcome::Pass, &["B9".to_owned()][..])
    );
}

#[test]
fn names_that_occur_twice_and_numbers_that_are_none_are_refused() {
    let mut twice = measured();
    twice.push(named("A1", 1.0, 1.0));
    assert_eq!(
        stake_check(&design(), &twice, &limit(50.0)),
        Err(SurveyError::DuplicateName("A1".into()))
    );
    let broken = [named("A1", f64::NAN, 1.0)];
    assert!(stake_check(&design(), &broken, &limit(50.0)).is_err());
    assert!(stake_check(&[], &[], &limit(50.0)).is_err());
    for (value, unit, share) in [
        (-1.0, "mm", 0.8),
        (f64::NAN, "mm", 0.8),
        (1.0, "%", 0.8),
        (1.0, "mm", 1.1),
        (1.0, "mm", f64::NAN),
    ] {
        assert!(Limit::new(Rule::stated(value, unit), share).is_err());
    }
    assert_eq!(limit(1.0).judge(f64::NAN), Verdict::Fail);
}

#[test]
fn a_reading_is_near_from_its_share_of_the_limit() {
    let limit = limit(50.0);
    for (reading, verdict) in [
        (39.94, Verdict::Pass),
        (39.95, Verdict::Near),
        (-40.0, Verdict::Near),
        (50.04, Verdict::Near),
        (50.05, Verdict::Fail),
        (49.949_999_9, Verdict::Near),
        (-50.1, Verdict::Fail),
    ] {
        assert_eq!(limit.judge(reading), verdict, "{reading}");
    }
    assert_eq!(limit.limit_mm(), 50.0);
    let metres = Limit::new(Rule::stated(0.2, "m"), 1.0).unwrap();
    assert_eq!(metres.judge(200.0), Verdict::Near);
    assert_eq!(metres.judge(200.1), Verdict::Fail);
}

#[test]
fn control_points_are_judged_in_plan_and_level() {
    let point = |name: &str, x, level| ControlPoint {
        name: name.into(),
        point: GridPoint::new(x, 571_888.8),
        level,
    };
    let known = [
        point("K1", 3_404_901.2, Some(5.0)),
        point("K2", 3_404_901.2, None),
        point("K3", 3_404_901.2, Some(5.0)),
    ];
    let read = [
        point("K1", 3_404_901.25, Some(5.031)),
        point("K2", 3_404_901.251, Some(9.0)),
        point("K3", 3_404_901.2, None),
        point("K4", 3_404_901.2, None),
    ];
    let check = control_check(&known, &read, &limit(50.0), &limit(30.0)).unwrap();
    assert_eq!(check.rows[0].plan, Verdict::Near);
    assert_eq!(check.rows[0].level, Some(Verdict::Fail));
    assert_eq!(check.rows[0].dh_mm, Some(31.0));
    assert_eq!(check.rows[1].level, None);
    assert_eq!(check.failing, ["K1", "K2"]);
    assert_eq!(
        (&*check.missing, &*check.unknown),
        (&["K3".to_owned()][..], &["K4".to_owned()][..])
    );
    assert_eq!(check.outcome, Outcome::Fail);
}

#[test]
fn levels_and_boundary_distances_share_one_limit() {
    let pair = |name: &str, design_m, measured_m| Pair {
        name: name.into(),
        design_m,
        measured_m,
    };
    let rows = [
        pair("1#", 5.6, Some(5.63)),
        pair("2#", 5.6, Some(5.5695)),
        pair("3#", 5.6, None),
    ];
    let check = check_pairs(&rows, &limit(30.0)).unwrap();
    assert_eq!(check.rows[0].difference_mm, 30.0);
    assert!(check.rows[0].verdict.passes());
    assert_eq!(check.rows[1].difference_mm, -30.5);
    assert_eq!(
        (&*check.failing, &*check.missing),
        (&["2#".to_owned()][..], &["3#".to_owned()][..])
    );
    assert_eq!((check.outcome, check.max_mm), (Outcome::Fail, Some(30.5)));
    assert!(check_pairs(&[], &limit(30.0)).is_err());
    assert!(check_pairs(&[pair("1#", f64::NAN, Some(1.0))], &limit(30.0)).is_err());
}

#[test]
fn an_axis_has_the_limit_of_its_length() {
    let pair = |design_m, measured_m| Pair {
        name: "1-2".into(),
        design_m,
        measured_m: Some(measured_m),
    };
    let rows = [pair(30.0, 30.005), pair(30.1, 30.11), pair(30.1, 30.1101)];
    let check = check_axes(&rows, &by_length(), 0.8).unwrap();
    let limits: Vec<f64> = check.rows.iter().map(|row| row.rule.limit).collect();
    assert_eq!(limits, [5.0, 10.0, 10.0]);
    let passed: Vec<bool> = check.rows.iter().map(|row| row.verdict.passes()).collect();
    assert_eq!(passed, [true, true, false]);
    assert_eq!(check.rows[0].rule.sources, ["invented-source"]);
}

#[test]
fn a_bound_belongs_to_the_step_below_it() {
    let tolerance = by_length();
    let at = |length| tolerance.for_quantity(length).unwrap().limit;
    assert_eq!(
        [at(0.0), at(30.0), at(30.000_01), at(30.0001)],
        [5.0, 5.0, 5.0, 10.0]
    );
    assert_eq!([at(60.0), at(61.0), at(1e9)], [10.0, 20.0, 20.0]);
    for length in [-1.0, f64::NAN, f64::INFINITY, 1e300] {
        assert!(tolerance.for_quantity(length).is_err(), "{length}");
    }
    let mut open = by_length();
    open.limits.pop();
    assert!(matches!(
        open.for_quantity(60.1),
        Err(ToleranceError::NoStep { .. })
    ));
    assert!(matches!(open.fixed(), Err(ToleranceError::NotFixed { .. })));
    assert!(matches!(
        open.for_grade(1),
        Err(ToleranceError::NoGrade { .. })
    ));
}

#[test]
fn a_grade_chooses_a_figure_or_a_formula_of_the_area() {
    let mut tolerance = by_length();
    tolerance.limits = vec![
        Step {
            grade: Some(1),
            limit: Some(decimal("100")),
            mean_square: Some(decimal("50")),
            ..Step::default()
        },
        Step {
            grade: Some(2),
            root: Some(decimal("0.04")),
            share: Some(decimal("0.002")),
            ..Step::default()
        },
    ];
    assert_eq!(tolerance.for_grade(1).unwrap().limit, 100.0);
    assert_eq!(tolerance.mean_square(1).unwrap(), Some(50.0));
    assert_eq!(tolerance.mean_square(2).unwrap(), None);
    near(tolerance.for_area(2, 120.0).unwrap().limit, 0.6782, 1e-4);
    assert_eq!(tolerance.for_area(2, 0.0).unwrap().limit, 0.0);
    assert!(matches!(
        tolerance.for_area(1, 1.0),
        Err(ToleranceError::OtherForm { .. })
    ));
    assert!(matches!(
        tolerance.for_grade(2),
        Err(ToleranceError::OtherForm { .. })
    ));
    assert!(tolerance.for_area(2, f64::NAN).is_err());
    assert_eq!(tolerance.grades().collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn sides_and_diagonals_of_a_rectangle_are_those_of_pythagoras() {
    let corners = points_en(&[(0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)]);
    let found = sides_and_diagonals(&corners).unwrap();
    assert_eq!(found.sides_m, [4.0, 3.0, 4.0, 3.0]);
    assert_eq!(found.diagonals_m, [5.0, 5.0]);
    assert_eq!(
        sides_and_diagonals(&corners[..3]).unwrap().diagonals_m,
        [0.0; 0]
    );
    let five = points_en(&[(0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (2.0, 5.0), (0.0, 3.0)]);
    assert_eq!(sides_and_diagonals(&five).unwrap().diagonals_m.len(), 5);
    assert!(sides_and_diagonals(&corners[..2]).is_err());
}

#[test]
fn a_leaning_edge_has_the_limit_of_its_height() {
    let base = GridPoint::new(100.0, 200.0);
    let top = GridPoint::new(100.006, 200.008);
    let found = plumb(base, top, 40.0, &by_length(), 0.8).unwrap();
    assert_eq!((found.ds_mm, found.verdict), (10.0, Verdict::Near));
    near(found.inclination, 1.0 / 4000.0, 1e-12);
    assert!(plumb(base, top, 0.0, &by_length(), 0.8).is_err());
}

#[test]
fn indices_are_those_of_sv22() {
    let areas = SiteAreas {
        site_area: 20_000.0,
        counted_floor_area: 29_850.6,
        footprint: 7_420.35,
        green: 3_105.8,
        parking: Some(99.0),
    };
    let mut limits = IndexLimits {
        far_max: Some(1.5),
        coverage_max: Some(0.4),
        green_min: Some(0.15),
        ..IndexLimits::default()
    };
    let found = indices(&areas, &limits).unwrap();
    near(found.far, 1.4925, 1e-4);
    near(found.coverage, 0.371, 1e-4);
    near(found.green, 0.1553, 1e-4);
    assert_eq!((found.pass(), found.parking_pass), (Some(true), None));
    limits.parking_min = Some(100.0);
    assert_eq!(indices(&areas, &limits).unwrap().pass(), Some(false));
    let open = indices(&areas, &IndexLimits::default()).unwrap();
    assert_eq!(open.pass(), None);
    let at_the_limit = SiteAreas {
        counted_floor_area: 30_000.0,
        ..areas
    };
    limits.parking_min = None;
    assert_eq!(
        indices(&at_the_limit, &limits).unwrap().far_pass,
        Some(true)
    );
    let none = SiteAreas {
        site_area: 0.0,
        ..areas
    };
    assert!(indices(&none, &limits).is_err());
}

#[test]
fn floor_area_counts_by_height_with_the_bound_in_the_upper_step() {
    let steps = HeightSteps {
        storey_full_m: 2.2,
        slope_full_m: 2.1,
        slope_half_m: 1.2,
    };
    let level = |storey_height_m| Floor::Level {
        area_m2: 100.0,
        storey_height_m,
    };
    let sloped = |net_height_m| Floor::Sloped {
        area_m2: 10.0,
        net_height_m,
    };
    for (floor, wanted) in [
        (level(5.4 - 3.2), 1.0),
        (level(2.1999), 0.5),
        (sloped(2.1), 1.0),
        (sloped(2.0999), 0.5),
        (sloped(1.2), 0.5),
        (sloped(1.1999), 0.0),
        (sloped(0.0), 0.0),
    ] {
        assert_eq!(share(floor, &steps).unwrap(), wanted, "{floor:?}");
    }
    let all = [level(3.0), level(2.0), sloped(1.5)];
    assert_eq!(counted_m2(&all, &steps).unwrap(), 155.0);
    assert!(share(level(0.0), &steps).is_err());
    assert!(counted_m2(&[sloped(f64::NAN)], &steps).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_check_is_the_same_from_either_side(
        x in 2_000_000.0_f64..6_000_000.0, y in 400_000.0_f64..46_000_000.0,
        dx in -0.2_f64..0.2, dy in -0.2_f64..0.2
    ) {
        let (a, b) = (GridPoint::new(x, y), GridPoint::new(x + dx, y + dy));
        let (there, back) = (deviation(a, b).unwrap(), deviation(b, a).unwrap());
        prop_assert_eq!(there, (-back.0 + 0.0, -back.1 + 0.0, back.2));
        prop_assert_eq!(limit(50.0).judge(there.0), limit(50.0).judge(back.0));
    }

    #[test]
    fn whole_tenths_survive_long_coordinates(
        x in 20_000_000_000_i64..60_000_000_000, y in 4_000_000_000_i64..450_000_000_000,
        dx in -3000_i64..3000, dy in -3000_i64..3000
    ) {
        // Coordinates of four decimals, as a file gives them.
        let at = |value: i64| value as f64 / 1e4;
        let design = GridPoint::new(at(x), at(y));
        let measured = GridPoint::new(at(x + dx), at(y + dy));
        let (north, east, plane) = deviation(design, measured).unwrap();
        prop_assert_eq!(north, dx as f64 / 10.0);
        prop_assert_eq!(east, dy as f64 / 10.0);
        let exact = (dx as f64).hypot(dy as f64);
        prop_assert_eq!(plane, (exact + 1e-9).round() / 10.0);
    }

    #[test]
    fn no_number_makes_a_check_panic(a in any::<f64>(), b in any::<f64>(), c in any::<f64>()) {
        let _ = deviation(GridPoint::new(a, b), GridPoint::new(b, c));
        let _ = Limit::new(Rule::stated(a, "mm"), b).map(|limit| limit.judge(c));
        let _ = by_length().for_quantity(a);
        let pair = Pair { name: "x".into(), design_m: a, measured_m: Some(b) };
        let _ = check_axes(&[pair], &by_length(), 0.8);
        let _ = plumb(GridPoint::new(a, b), GridPoint::new(b, c), c, &by_length(), 0.8);
        let areas = SiteAreas {
            site_area: a, counted_floor_area: b, footprint: c, green: a, parking: Some(b),
        };
        let limits = IndexLimits { far_max: Some(c), ..IndexLimits::default() };
        let _ = indices(&areas, &limits);
    }
}
