//! Values from readings of the field: heights by both faces, floor area by storeys, and what is told about them.

use proptest::prelude::*;

use super::*;
use crate::survey::field_readings::{
    Aim, FieldReadings, Found, Limited, Place, ReadingLimit, Round, Wrong, doubts, work_out,
};
use crate::{Origin, Text};
use floor_area::{Floor, HeightSteps};
use height::Face;

const STEPS: HeightSteps = HeightSteps {
    storey_full_m: 2.2,
    slope_full_m: 2.1,
    slope_half_m: 1.2,
};

/// Circle readings of the vertical angles `top` and `base`, with an index error in seconds.
fn round(top: f64, base: f64, index_sec: f64) -> Round {
    let index = index_sec / 3600.0;
    Round {
        top_left: 90.0 - top + index,
        top_right: 270.0 + top + index,
        base_left: 90.0 - base + index,
        base_right: 270.0 + base + index,
    }
}

fn heights(distance_m: f64, rounds: &[Round]) -> Result<Found, Vec<(String, Wrong)>> {
    let rounds = rounds.to_vec();
    told(work_out(
        &FieldReadings::HeightByFaces { distance_m, rounds },
        None,
    ))
}

fn areas(floors: &[Floor]) -> Result<Found, Vec<(String, Wrong)>> {
    let floors = floors.to_vec();
    told(work_out(&FieldReadings::FloorArea { floors }, Some(&STEPS)))
}

fn told(
    found: Result<Found, Vec<crate::survey::field_readings::WrongReading>>,
) -> Result<Found, Vec<(String, Wrong)>> {
    found.map_err(|all| {
        let all = all.into_iter();
        all.map(|one| (one.place.to_string(), one.why)).collect()
    })
}

fn level(area_m2: f64, storey_height_m: f64) -> Floor {
    Floor::Level {
        area_m2,
        storey_height_m,
    }
}

fn sloped(area_m2: f64, net_height_m: f64) -> Floor {
    Floor::Sloped {
        area_m2,
        net_height_m,
    }
}

fn limit(what: Limited, limit: &str) -> ReadingLimit {
    ReadingLimit {
        what,
        name: Text::new("限值", "limit"),
        limit: limit.parse().unwrap(),
        origin: Origin::default(),
    }
}

#[test]
fn a_height_by_both_faces_is_that_of_sv15() {
    let (top, base) = (
        20.0 + 15.0 / 60.0 + 30.0 / 3600.0,
        -(1.0 + 36.0 / 60.0 + 20.0 / 3600.0),
    );
    let found = heights(62.345, &[round(top, base, 7.2), round(top, base, -4.0)]).unwrap();
    for height in found.values() {
        near(height, 24.7581, 5e-5);
    }
    let Found::Heights(rounds) = found else {
        panic!("no heights")
    };
    near(rounds[0].top.index_error_sec, 7.2, 1e-6);
    near(rounds[0].base.index_error_sec, 7.2, 1e-6);
    near(rounds[1].top.index_error_sec, -4.0, 1e-6);
    near(rounds[0].top.angle_deg, top, 1e-9);
}

/// Heights and index errors computed elsewhere from circle readings in degrees, minutes and seconds.
#[test]
fn circle_readings_give_the_heights_and_index_errors_of_the_vectors() {
    let dms = |text: &str| angle::parse_dms(text).unwrap();
    for (distance_m, [top_left, top_right, base_left, base_right], height, top_sec, base_sec) in [
        (
            62.345,
            ["69-44-37", "290-15-37", "91-36-27", "268-23-47"],
            24.758_091,
            7.0,
            7.0,
        ),
        (
            104.218,
            ["58-21-46.5", "301-38-21", "92-00-12", "267-59-55.5"],
            67.854_52,
            3.75,
            3.75,
        ),
        (
            35.006,
            ["45-00-00", "314-59-48", "90-00-12", "270-00-00"],
            35.004_982,
            -6.0,
            6.0,
        ),
    ] {
        let round = Round {
            top_left: dms(top_left),
            top_right: dms(top_right),
            base_left: dms(base_left),
            base_right: dms(base_right),
        };
        let Found::Heights(rounds) = heights(distance_m, &[round]).unwrap() else {
            panic!("no heights")
        };
        near(rounds[0].height_m, height, 1e-6);
        near(rounds[0].top.index_error_sec, top_sec, 1e-6);
        near(rounds[0].base.index_error_sec, base_sec, 1e-6);
    }
}

#[test]
fn each_wrong_reading_is_told_at_its_place_and_all_at_once() {
    let good = round(20.0, -1.0, 5.0);
    let swapped = Round {
        top_left: good.top_right,
        top_right: good.top_left,
        ..good
    };
    let misread = Round {
        base_right: good.base_right + 1.0,
        ..good
    };
    let upside_down = round(-1.0, 20.0, 5.0);
    let found = heights(0.0, &[swapped, misread]).unwrap_err();
    let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(
        places,
        [
            "distance_m",
            "rounds.0.top_left",
            "rounds.0.top_right",
            "rounds.1.base_right"
        ]
    );
    assert_eq!(found[0].1, Wrong::NotPositive);
    assert_eq!(found[1].1, Wrong::NotOfFace(Face::Left));
    assert!(matches!(found[3].1, Wrong::Misread(seconds) if (seconds - 1805.0).abs() < 1e-6));
    let found = heights(62.0, &[good, upside_down]).unwrap_err();
    assert_eq!(found, [(Place::Round(1).to_string(), Wrong::NotAbove)]);
    let none = heights(62.0, &[]).unwrap_err();
    assert_eq!(none, [("rounds".to_owned(), Wrong::Nothing)]);
    let many = heights(62.0, &[good; 51]).unwrap_err();
    assert_eq!(many, [("rounds".to_owned(), Wrong::TooMany(50))]);
    let nan = Round {
        top_left: f64::NAN,
        ..good
    };
    let found = heights(62.0, &[nan]).unwrap_err();
    assert_eq!(found, [("rounds.0.top_left".to_owned(), Wrong::NotFinite)]);
}

#[test]
fn storeys_count_by_their_heights_with_the_bound_in_the_upper_step() {
    let floors = [
        level(100.0, 2.2),
        level(80.0, 2.199),
        sloped(30.0, 2.1),
        sloped(20.0, 1.2),
        sloped(10.0, 1.199),
    ];
    let found = areas(&floors).unwrap();
    assert_eq!(found.values(), [180.0]);
    let Found::Floors(floors) = found else {
        panic!("no floors")
    };
    let shares: Vec<f64> = floors.iter().map(|floor| floor.share).collect();
    assert_eq!(shares, [1.0, 0.5, 1.0, 0.5, 0.0]);
}

#[test]
fn a_wrong_storey_is_told_at_its_field_and_steps_are_never_made_up() {
    let floors = [level(0.0, 2.8), level(10.0, 0.0), sloped(f64::NAN, -1.0)];
    let found = areas(&floors).unwrap_err();
    let wanted = [
        ("floors.0.area_m2", Wrong::NotPositive),
        ("floors.1.height_m", Wrong::NotPositive),
        ("floors.2.area_m2", Wrong::NotFinite),
        ("floors.2.height_m", Wrong::Negative),
    ];
    let wanted = wanted.map(|(place, why)| (place.to_owned(), why));
    assert_eq!(found, wanted);
    let floors = vec![level(10.0, 2.8)];
    let found = told(work_out(&FieldReadings::FloorArea { floors }, None)).unwrap_err();
    assert_eq!(found, [("floors".to_owned(), Wrong::NoSteps)]);
}

#[test]
fn what_is_beyond_a_limit_is_told_and_the_limit_itself_is_kept() {
    let limits = [
        limit(Limited::IndexError, "60"),
        limit(Limited::IndexSpread, "10"),
        limit(Limited::AngleSpread, "10"),
        limit(Limited::HeightSpread, "50"),
        limit(Limited::Rounds, "2"),
    ];
    let said = |rounds: &[Round]| -> Vec<(Limited, f64)> {
        let found = heights(62.345, rounds).unwrap();
        let all = doubts(&found, &limits);
        all.iter().map(|one| (one.limit.what, one.found)).collect()
    };
    let second = 1.0 / 3600.0;
    assert_eq!(
        said(&[round(20.0, -1.0, 60.0), round(20.0, -1.0, 50.0)]),
        []
    );
    assert_eq!(said(&[round(20.0, -1.0, 5.0)]), [(Limited::Rounds, 1.0)]);
    assert_eq!(
        said(&[round(20.0, -1.0, -60.2), round(20.0, -1.0, -40.0)]),
        [(Limited::IndexError, 60.2), (Limited::IndexSpread, 20.2)]
    );
    assert_eq!(
        said(&[
            round(20.0, -1.0, 5.0),
            round(20.0 + 11.0 * second, -1.0, 5.0)
        ]),
        [(Limited::AngleSpread, 11.0)]
    );
    let far = said(&[round(20.0, -1.0, 5.0), round(20.1, -1.0, 5.0)]);
    assert_eq!(far.len(), 2);
    assert_eq!(far[1].0, Limited::HeightSpread);
    let found = heights(62.345, &[round(20.0, -1.0, 5.0), round(20.0, -1.0, 70.0)]).unwrap();
    let worst = doubts(&found, &limits)[0]
        .at
        .map(|(round, _): (usize, Aim)| round);
    assert_eq!(worst, Some(1));
}

#[test]
fn an_angle_is_shown_with_its_signs() {
    let shown = |degrees| angle::format_signs(degrees).unwrap();
    assert_eq!(shown(88.0 + 12.0 / 60.0 + 34.0 / 3600.0), "88°12′34.0″");
    assert_eq!(shown(-0.5), "-0°30′00.0″");
    assert!(angle::format_signs(f64::NAN).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_index_error_cancels(
        distance in 1.0_f64..2000.0, base in -40.0_f64..20.0, rise in 0.1_f64..40.0, index in -800.0_f64..800.0
    ) {
        let clean = heights(distance, &[round(base + rise, base, 0.0)]).unwrap();
        let off = heights(distance, &[round(base + rise, base, index)]).unwrap();
        prop_assert!((clean.values()[0] - off.values()[0]).abs() < 1e-6);
    }

    #[test]
    fn the_order_of_rounds_does_not_matter(
        rounds in proptest::collection::vec((10.0_f64..30.0, -5.0_f64..5.0, -30.0_f64..30.0), 1..6), turn in 0_usize..6
    ) {
        let mut rounds: Vec<Round> = rounds.iter().map(|(top, base, index)| round(*top, *base, *index)).collect();
        let before = heights(50.0, &rounds).unwrap();
        let by = turn % rounds.len();
        rounds.rotate_left(by);
        rounds.reverse();
        let after = heights(50.0, &rounds).unwrap();
        let (one, other) = (
            repeated::statistics(&before.values()).unwrap(),
            repeated::statistics(&after.values()).unwrap(),
        );
        prop_assert!((one.mean - other.mean).abs() < 1e-9);
        prop_assert_eq!(one.spread, other.spread);
        let limits = [limit(Limited::IndexError, "10"), limit(Limited::IndexSpread, "10"), limit(Limited::HeightSpread, "50")];
        let said = |found: &Found| -> Vec<(Limited, f64)> {
            doubts(found, &limits).iter().map(|one| (one.limit.what, one.found)).collect()
        };
        prop_assert_eq!(said(&before), said(&after));
    }

    #[test]
    fn a_counted_area_is_never_above_what_is_built(
        floors in proptest::collection::vec((0.1_f64..5000.0, 0.1_f64..6.0, any::<bool>()), 1..20)
    ) {
        let floors: Vec<Floor> = floors.iter().map(|(area, height, even)| if *even { level(*area, *height) } else { sloped(*area, *height) }).collect();
        let built: f64 = floors.iter().map(|floor| match floor { Floor::Level { area_m2, .. } | Floor::Sloped { area_m2, .. } => *area_m2 }).sum();
        let counted = areas(&floors).unwrap().values()[0];
        prop_assert!(counted >= 0.0 && counted <= built + 1e-6);
        let same = floor_area::counted_m2(&floors, &STEPS).unwrap();
        prop_assert!((counted - same).abs() < 1e-6);
    }

    #[test]
    fn no_number_makes_readings_panic(a in any::<f64>(), b in any::<f64>(), c in any::<f64>()) {
        let odd = Round { top_left: a, top_right: b, base_left: c, base_right: a };
        if let Ok(found) = heights(a, &[odd, round(20.0, -1.0, 5.0)]) {
            let _ = doubts(&found, &[limit(Limited::IndexError, "10")]);
        }
        let _ = areas(&[level(a, b), sloped(c, a)]);
    }
}
