use super::*;
use crate::decimal::Decimal;
use crate::origin::{Confidence, Origin};
use crate::project::Stage;
use crate::survey::Grid;
use crate::survey::kind::{ContractStage, TolerancesOfKind};
use crate::survey::tolerance::Step;
use crate::text::Text;

fn tolerance(key: &str, unit: &str, limits: &[(Option<i32>, i32)]) -> Tolerance {
    Tolerance {
        key: key.to_owned(),
        name: Text::new(key, key),
        unit: unit.to_owned(),
        by: (limits.len() > 1).then(|| Text::new("by", "by")),
        limits: limits
            .iter()
            .map(|(up_to, limit)| Step {
                up_to: up_to.map(Decimal::from_int),
                grade: None,
                limit: Some(Decimal::from_int(*limit)),
                mean_square: None,
                root: None,
                share: None,
            })
            .collect(),
        origin: Origin {
            sources: vec!["gb55018".to_owned()],
            confidence: Confidence::High,
        },
    }
}

fn kind() -> SurveyKind {
    let key = |key: &str| Some(key.to_owned());
    SurveyKind {
        key: "grey_line".to_owned(),
        name: Text::new("规划验线（灰线）", "line verification (grey line)"),
        contract_stage: ContractStage::Works,
        stage: Stage::Commencement,
        matter: None,
        office: "NRP".to_owned(),
        due_working_days: 2,
        roles: vec![TargetRole::Point, TargetRole::Control, TargetRole::Level],
        tolerances: TolerancesOfKind {
            point: key("staked"),
            control: key("staked"),
            control_level: key("level"),
            level: key("level"),
            distance: key("staked"),
            area: key("area"),
            side: key("axis"),
            ..TolerancesOfKind::default()
        },
        grade: None,
        photo_on_fail: false,
        origin: Origin::default(),
    }
}

fn tolerances() -> Vec<Tolerance> {
    vec![
        tolerance("staked", "mm", &[(None, 50)]),
        tolerance("level", "mm", &[(None, 30)]),
        tolerance("axis", "mm", &[(Some(30), 5), (None, 10)]),
        tolerance("area", "%", &[(None, 1)]),
    ]
}

fn with<T>(work: impl FnOnce(&Judge<'_>) -> T) -> T {
    let (kind, tolerances) = (kind(), tolerances());
    work(&Judge {
        kind: &kind,
        near_share: 0.9,
        tolerances: &tolerances,
    })
}

fn at(x: f64, y: f64, h: Option<f64>) -> Value {
    Value {
        x_north: Some(x),
        y_east: Some(y),
        h,
        value: None,
    }
}

#[test]
fn a_point_is_judged_in_plan_and_its_height_is_only_told_sv09() {
    let design = at(3_404_877.2, 571_936.8, Some(5.0));
    let measured = at(3_404_877.164, 571_936.842, Some(5.1));
    let found = with(|judge| judge.target(TargetRole::Point, design, measured)).unwrap();
    assert_eq!((found.dx_mm, found.dy_mm), (Some(-36.0), Some(42.0)));
    assert_eq!((found.ds_mm, found.dh_mm), (Some(55.3), Some(100.0)));
    assert_eq!(found.verdict, Verdict::Fail);
    assert_eq!(found.rules.len(), 1);
    let words = sentence("A3", TargetRole::Point, &found);
    assert!(words.zh.contains("55.3 mm，限差 50 mm"), "{}", words.zh);
    assert!(
        words.zh.contains("向北 36.0 mm，向西 42.0 mm"),
        "{}",
        words.zh
    );
    assert!(
        words.en.contains("north 36.0 mm, west 42.0 mm"),
        "{}",
        words.en
    );
}

#[test]
fn a_control_point_fails_by_its_height_alone() {
    let design = at(3_404_900.0, 571_900.0, Some(5.0));
    let measured = at(3_404_900.0, 571_900.0, Some(5.031));
    let found = with(|judge| judge.target(TargetRole::Control, design, measured)).unwrap();
    assert_eq!((found.ds_mm, found.dh_mm), (Some(0.0), Some(31.0)));
    assert_eq!(found.verdict, Verdict::Fail);
    assert_eq!(found.rules.len(), 2);
}

#[test]
fn a_level_of_exactly_the_limit_holds_and_is_near_it_sv10() {
    let level = |h| Value {
        h: Some(h),
        ..Value::default()
    };
    let of = |measured| {
        with(|judge| judge.target(TargetRole::Level, level(5.3), level(measured))).unwrap()
    };
    assert_eq!(
        (of(5.33).dh_mm, of(5.33).verdict),
        (Some(30.0), Verdict::Near)
    );
    assert_eq!(
        (of(5.333).dh_mm, of(5.333).verdict),
        (Some(33.0), Verdict::Fail)
    );
    assert_eq!(of(5.31).verdict, Verdict::Pass);
}

#[test]
fn an_index_is_held_to_its_bound_inclusively_and_is_never_near_it_sv22() {
    let single = |value| Value {
        value: Some(value),
        ..Value::default()
    };
    let judged = |role, bound, index| {
        let found = with(|judge| judge.target(role, single(bound), single(index)));
        found.unwrap().verdict
    };
    let (most, least) = (TargetRole::IndexAtMost, TargetRole::IndexAtLeast);
    assert_eq!(judged(most, 1.5, 1.5), Verdict::Pass);
    assert_eq!(judged(most, 1.5, 1.500_1), Verdict::Fail);
    assert_eq!(judged(least, 0.35, 0.35), Verdict::Pass);
    assert_eq!(judged(least, 0.35, 0.349_9), Verdict::Fail);
    assert_eq!(judged(least, 0.35, 0.9), Verdict::Pass);
    let negative = with(|judge| judge.target(most, single(1.5), single(-0.1)));
    assert!(negative.is_err());
    let found = with(|judge| judge.target(most, single(0.4), single(0.400_3))).unwrap();
    let words = sentence("建筑密度", most, &found);
    assert!(
        words.zh.contains("实测 0.4003，规划条件不大于 0.4"),
        "{}",
        words.zh
    );
    assert!(words.en.contains("measured 0.4003"), "{}", words.en);
    let found = with(|judge| judge.target(most, single(0.4), single(0.400_02))).unwrap();
    let words = sentence("建筑密度", most, &found);
    assert!(
        words.zh.contains("超限：实测 0.400020，规划条件不大于 0.4"),
        "{}",
        words.zh
    );
}

#[test]
fn what_lacks_or_has_no_rule_is_an_error_and_no_verdict() {
    let design = at(1.0, 2.0, None);
    let empty = with(|judge| judge.target(TargetRole::Point, design, Value::default()));
    assert!(matches!(
        empty,
        Err(EvaluationError::Lacks {
            what: "measured",
            ..
        })
    ));
    let height = Value {
        value: Some(24.8),
        ..Value::default()
    };
    let none = with(|judge| judge.target(TargetRole::Height, height, height));
    assert_eq!(none, Err(EvaluationError::NoRule(TargetRole::Height)));
    let wild = with(|judge| judge.target(TargetRole::Point, design, at(f64::NAN, 1.0, None)));
    assert!(matches!(wild, Err(EvaluationError::Survey(_))));
}

#[test]
fn several_readings_count_by_their_mean_and_tell_their_spread() {
    let readings = [at(10.0, 20.0, Some(1.0)), at(10.004, 20.002, None)];
    let (mean, spread) = mean(&readings).unwrap();
    let near = |found: Option<f64>, wanted: f64| (found.unwrap() - wanted).abs() < 1e-9;
    assert!(near(mean.x_north, 10.002) && near(mean.y_east, 20.001));
    assert_eq!(mean.h, None, "one reading lacks it");
    assert_eq!(spread, Some(4.0));
    assert!(super::mean(&[]).is_err());
}

fn square(shift: f64) -> Vec<GridPoint> {
    [(0.0, 0.0), (0.0, 48.0 + shift), (24.0, 48.0), (24.0, 0.0)]
        .map(|(x, y)| GridPoint::new(3_404_877.2 + x, 571_888.8 + y))
        .to_vec()
}

fn building(measured: Option<Vec<GridPoint>>) -> Figure {
    Figure {
        name: "1#".to_owned(),
        role: FigureRole::Building,
        closed: true,
        design: square(0.0),
        measured,
        corners: ["A1", "A2", "A3", "A4"].map(str::to_owned).to_vec(),
        required_m: None,
    }
}

#[test]
fn sides_and_diagonals_are_judged_by_their_length_once_all_corners_are_measured() {
    let grid = Grid::from_epsg(4549).unwrap();
    let open = with(|judge| judge.derived(&[building(None)], grid));
    assert_eq!(open.len(), 6);
    assert!(open.iter().all(|row| row.verdict.is_none()));
    let rows = with(|judge| judge.derived(&[building(Some(square(0.012)))], grid));
    let of = |name: &str| rows.iter().find(|row| row.name == name).unwrap();
    assert_eq!(of("A1-A2").deviation, Some(12.0));
    assert_eq!(
        of("A1-A2").verdict,
        Some(Verdict::Fail),
        "48 m: limit 10 mm"
    );
    assert_eq!(of("A4-A1").verdict, Some(Verdict::Pass));
}

#[test]
fn a_setback_needs_a_distance_that_is_asked_for_and_is_taken_from_what_stands() {
    let grid = Grid::from_epsg(4549).unwrap();
    let line = Figure {
        name: "红线".to_owned(),
        role: FigureRole::RedLine,
        closed: false,
        design: vec![
            GridPoint::new(3_404_860.0, 571_800.0),
            GridPoint::new(3_404_860.0, 572_000.0),
        ],
        measured: None,
        corners: Vec::new(),
        required_m: Some(17.2),
    };
    let of = |building: Figure| {
        let rows = with(|judge| judge.derived(&[building, line.clone()], grid));
        rows.into_iter()
            .find(|row| row.kind == DerivedKind::Setback)
            .unwrap()
    };
    assert_eq!(of(building(Some(square(0.0)))).verdict, Some(Verdict::Pass));
    let moved: Vec<GridPoint> = square(0.0)
        .into_iter()
        .map(|p| GridPoint::new(p.x_north - 0.002, p.y_east))
        .collect();
    let near = of(building(Some(moved)));
    assert_eq!(
        (near.verdict, near.deviation),
        (Some(Verdict::Fail), Some(-2.0))
    );
    assert_eq!(of(building(None)).verdict, None);
}

#[test]
fn the_conclusion_names_everything_that_fails_and_says_nothing_too_early() {
    let kind = kind().name;
    let tally = Tally {
        targets: 8,
        measured: 8,
        failing: vec![("A3", TargetRole::Point), ("东", TargetRole::Distance)],
        near: 0,
        derived: &[],
    };
    let words = conclusion(&kind, &tally);
    assert!(words.zh.contains("点位 A3"), "{}", words.zh);
    assert!(words.zh.contains("距离 东"), "{}", words.zh);
    assert!(words.zh.contains("不符合要求"));
    let early = Tally {
        measured: 3,
        failing: Vec::new(),
        ..tally.clone()
    };
    assert!(conclusion(&kind, &early).zh.contains("3/8"));
    let all = Tally {
        failing: Vec::new(),
        near: 1,
        ..tally
    };
    let words = conclusion(&kind, &all);
    assert!(words.zh.contains("符合要求") && words.zh.contains("1 项接近限差"));
    assert!(words.en.contains("the check holds"));
}
