//! Angles, directions, heights and repeated measurements.

use proptest::prelude::*;

use super::*;
use angle::{format_dms, format_turn, parse_dms};
use height::{Face, LevelReading, both_faces, by_angles, by_readings, check_height, from_zenith};
use polar::{Fix, guide, polar_stake_out, ray};
use repeated::{pair_limit, rms_of_pairs, statistics};

#[test]
fn seconds_that_round_to_sixty_carry() {
    let dms = |d: f64, m: f64, s: f64| format_dms(d + m / 60.0 + s / 3600.0).unwrap();
    assert_eq!(dms(10.0, 20.0, 59.95), "10-21-00.0");
    assert_eq!(dms(10.0, 20.0, 59.94), "10-20-59.9");
    assert_eq!(dms(10.0, 59.0, 59.96), "11-00-00.0");
    assert_eq!(format_dms(-1.605_555_555_6).unwrap(), "-1-36-20.0");
    assert_eq!(format_dms(-0.5).unwrap(), "-0-30-00.0");
    assert_eq!(format_dms(-1e-9).unwrap(), "0-00-00.0");
    assert_eq!(format_turn(359.999_999).unwrap(), "0-00-00.0");
    assert_eq!(format_turn(-90.0).unwrap(), "270-00-00.0");
    for angle in [f64::NAN, f64::INFINITY, 1e7] {
        assert!(format_dms(angle).is_err());
    }
}

#[test]
fn angles_are_read_as_surveyors_write_them() {
    for (text, degrees) in [
        ("20-15-30", 20.258_333_333_333),
        ("-1-36-20", -1.605_555_555_556),
        ("-0-30-00", -0.5),
        ("+0-00-36.0", 0.01),
        (" 7-5-9.25 ", 7.085_902_777_778),
        ("12", 12.0),
        ("12.5", 12.5),
        ("12-30", 12.5),
    ] {
        near(parse_dms(text).unwrap(), degrees, 1e-9);
    }
    for text in [
        "",
        "-",
        "1-60-00",
        "1-00-60",
        "1.5-00-00",
        "1-2-3-4",
        "1--2",
        "a",
        "1-0x-3",
        "1e3",
        "nan",
        "inf",
        "--1-2-3",
        "1-2-",
        "9999999-00-00",
        "1-2-.5",
        "1-2-5.",
    ] {
        assert!(
            matches!(parse_dms(text), Err(SurveyError::Angle(_))),
            "{text}"
        );
    }
}

#[test]
fn azimuths_run_clockwise_from_north() {
    let centre = GridPoint::new(100.0, 100.0);
    for (north, east, azimuth) in [
        (1.0, 0.0, 0.0),
        (1.0, 1.0, 45.0),
        (0.0, 1.0, 90.0),
        (-1.0, 0.0, 180.0),
        (0.0, -1.0, 270.0),
        (1.0, -1.0, 315.0),
    ] {
        let to = GridPoint::new(100.0 + north, 100.0 + east);
        near(
            ray(centre, to).unwrap().azimuth_deg.unwrap(),
            azimuth,
            1e-12,
        );
    }
    assert_eq!(ray(centre, centre).unwrap().azimuth_deg, None);
    // A hair west of north must not come out as 360.
    let west = GridPoint::new(1e8, -1e-15);
    let azimuth = ray(GridPoint::default(), west)
        .unwrap()
        .azimuth_deg
        .unwrap();
    assert!((0.0..360.0).contains(&azimuth));
}

#[test]
fn a_turn_is_clockwise_from_the_backsight() {
    let at = GridPoint::new;
    let found = polar_stake_out(at(0.0, 0.0), at(0.0, 10.0), at(30.0, 0.0)).unwrap();
    near(found.turn_angle_deg, 270.0, 1e-12);
    assert_eq!(found.distance_m, 30.0);
    let same = polar_stake_out(at(0.0, 0.0), at(0.0, 0.0), at(30.0, 0.0));
    assert_eq!(same, Err(SurveyError::SamePoint("station and backsight")));
}

#[test]
fn the_way_to_a_point_is_told_by_the_heading() {
    let fix = |accuracy_m| Fix {
        point: GridPoint::new(100.0, 100.0),
        accuracy_m,
    };
    let target = GridPoint::new(103.0, 104.0);
    let found = guide(fix(0.02), target, Some(90.0), 0.05).unwrap();
    near(found.distance_m, 5.0, 1e-12);
    near(found.forward_m.unwrap(), 4.0, 1e-12);
    near(found.right_m.unwrap(), -3.0, 1e-12);
    assert_eq!((found.north_m, found.east_m), (3.0, 4.0));
    assert_eq!((found.precise, found.within), (false, false));
    let blind = guide(fix(0.02), target, None, 0.05).unwrap();
    assert_eq!((blind.forward_m, blind.right_m), (None, None));
    let close = GridPoint::new(100.02, 100.0);
    let found = guide(fix(0.02), close, None, 0.05).unwrap();
    assert_eq!((found.precise, found.within), (true, true));
    assert!(guide(fix(-1.0), target, None, 0.05).is_err());
    assert!(guide(fix(1.0), target, None, 0.0).is_err());
    assert!(guide(fix(1.0), target, Some(f64::NAN), 0.05).is_err());
}

#[test]
fn a_building_is_as_high_as_in_sv15() {
    let (top, base) = (
        parse_dms("20-15-30").unwrap(),
        parse_dms("-1-36-20").unwrap(),
    );
    let height = by_angles(62.345, top, base).unwrap();
    near(height, 24.7581, 5e-5);
    let limit = Limit::new(Rule::stated(0.2, "m"), 0.8).unwrap();
    let check = check_height(&[height], 24.8, &limit).unwrap();
    near(check.difference_m, -0.0419, 5e-5);
    assert!(check.verdict.passes());
    let edge = check_height(&[25.0], 24.8, &limit).unwrap();
    assert_eq!(edge.verdict, Verdict::Near);
    assert_eq!(
        check_height(&[25.0001], 24.8, &limit).unwrap().verdict,
        Verdict::Fail
    );
    for (distance, top) in [
        (0.0, 1.0),
        (-1.0, 1.0),
        (1.0, 90.0),
        (f64::NAN, 1.0),
        (1.0, f64::NAN),
    ] {
        assert!(by_angles(distance, top, 0.0).is_err());
    }
}

#[test]
fn two_faces_free_an_angle_of_the_index_error() {
    let left = from_zenith(Face::Left, 69.741_5).unwrap();
    let right = from_zenith(Face::Right, 290.262_5).unwrap();
    let both = both_faces(left, right).unwrap();
    near(both.angle_deg, 20.2605, 1e-12);
    near(both.index_error_sec, 7.2, 1e-8);
    assert!(from_zenith(Face::Left, 290.0).is_err());
    assert!(both_faces(90.0, 1.0).is_err());
}

#[test]
fn readings_without_a_prism_give_the_height_and_repeats_their_spread() {
    let top = LevelReading {
        z_m: 23.5,
        instrument_m: 1.5,
        target_m: 0.0,
    };
    let base = LevelReading {
        z_m: -1.2,
        instrument_m: 1.5,
        target_m: 0.1,
    };
    near(by_readings(top, base).unwrap(), 24.8, 1e-12);
    let limit = Limit::new(Rule::stated(0.2, "m"), 0.8).unwrap();
    let check = check_height(&[24.71, 24.75], 24.8, &limit).unwrap();
    near(check.height_m, 24.73, 1e-12);
    near(check.spread_m, 0.04, 1e-12);
    assert!(check_height(&[], 24.8, &limit).is_err());
    assert!(
        by_readings(
            top,
            LevelReading {
                z_m: f64::NAN,
                ..base
            }
        )
        .is_err()
    );
}

#[test]
fn repeated_measurements_have_mean_deviation_and_largest_difference() {
    let found = statistics(&[10.02, 10.00, 10.04]).unwrap();
    near(found.mean, 10.02, 1e-12);
    near(found.deviation.unwrap(), 0.02, 1e-12);
    near(
        found.deviation_of_mean.unwrap(),
        0.02 / 3.0_f64.sqrt(),
        1e-12,
    );
    near(found.spread, 0.04, 1e-12);
    assert_eq!(statistics(&[1.0]).unwrap().deviation, None);
    assert!(statistics(&[]).is_err());
    assert!(statistics(&[1.0, f64::NAN]).is_err());
    near(pair_limit(5.0).unwrap(), 14.142_135_6, 1e-6);
    assert_eq!(repeated::limit(5.0).unwrap(), 10.0);
    near(
        rms_of_pairs(&[3.0, -1.0, 2.0]).unwrap(),
        (14.0_f64 / 6.0).sqrt(),
        1e-12,
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_written_angle_reads_back_to_half_a_tenth_of_a_second(degrees in -720.0_f64..720.0) {
        let written = format_dms(degrees).unwrap();
        let read = parse_dms(&written).unwrap();
        prop_assert!((read - degrees).abs() <= 0.0501 / 3600.0, "{written}");
        prop_assert_eq!(format_dms(read).unwrap(), written);
    }

    #[test]
    fn a_point_lies_where_direction_and_distance_say(
        x in -1e7_f64..1e7, y in 0.0_f64..4e7, dx in -1e4_f64..1e4, dy in -1e4_f64..1e4
    ) {
        let (from, to) = (GridPoint::new(x, y), GridPoint::new(x + dx, y + dy));
        let found = ray(from, to).unwrap();
        let (sin, cos) = found.azimuth_deg.unwrap_or(0.0).to_radians().sin_cos();
        let reached = GridPoint::new(x + found.distance_m * cos, y + found.distance_m * sin);
        prop_assert!(reached.distance(to) < 1e-7);
    }

    #[test]
    fn no_text_and_no_number_make_a_reading_panic(
        text in "\\PC{0,12}", a in any::<f64>(), b in any::<f64>(), c in any::<f64>()
    ) {
        let _ = parse_dms(&text);
        let _ = (format_dms(a), format_turn(a), by_angles(a, b, c), both_faces(a, b));
        let _ = (from_zenith(Face::Left, a), from_zenith(Face::Right, a));
        let _ = (statistics(&[a, b, c]), rms_of_pairs(&[a, b]), pair_limit(a));
        let fix = Fix { point: GridPoint::new(a, b), accuracy_m: c };
        let _ = guide(fix, GridPoint::new(b, c), Some(a), b);
        let _ = polar_stake_out(fix.point, GridPoint::new(b, c), GridPoint::new(c, a));
    }
}
