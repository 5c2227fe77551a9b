//! The grid: the vectors, another implementation, and what it refuses.

use proj4rs::Proj;
use proptest::prelude::*;

use super::*;

fn any_grid() -> impl Strategy<Value = Grid> {
    (4491_u32..=4554).prop_map(|code| Grid::from_epsg(code).unwrap())
}

/// A grid with a position within the reach that both forms of easting allow.
fn any_place() -> impl Strategy<Value = (Grid, Geographic)> {
    (any_grid(), -4.0_f64..4.0, 0.0_f64..80.0).prop_map(|(grid, away, lat)| {
        let lon = f64::from(grid.central_meridian()) + away;
        (grid, Geographic { lon, lat })
    })
}

#[test]
fn a_point_in_jiaxing_is_projected_as_in_sv01() {
    let grid = Grid::from_epsg(4549).unwrap();
    let there = Geographic::new(120.750_865, 30.762_653);
    let point = grid.forward(there).unwrap();
    near(point.x_north, 3_404_901.216_582, 1e-6);
    near(point.y_east, 571_888.793_358, 1e-6);
    let prefixed = Grid::from_epsg(4528).unwrap().forward(there).unwrap();
    near(prefixed.y_east, 40_571_888.793_358, 1e-6);
}

#[test]
fn a_point_in_pinghu_comes_back_as_in_sv03() {
    let grid = Grid::from_epsg(4549).unwrap();
    let there = grid.inverse(GridPoint::new(3_397_961.598_822, 597_859.466_548));
    let there = there.unwrap();
    near(there.lon, 121.021_432, 1e-10);
    near(there.lat, 30.698_214, 1e-10);
}

#[test]
fn convergence_and_scale_are_those_of_sv06() {
    let there = Geographic::new(120.750_865, 30.762_653);
    let found = factors(there, 120.0).unwrap();
    near(found.convergence_deg, 0.384_071, 1e-6);
    near(found.scale, 1.000_063_724_1, 1e-10);
    let grid = Grid::from_epsg(4549).unwrap();
    assert_eq!(grid.factors(there).unwrap(), found);
    let west = factors(Geographic::new(119.249_135, 30.762_653), 120.0).unwrap();
    near(west.convergence_deg, -0.384_071, 1e-6);
}

#[test]
fn a_longitude_on_a_boundary_goes_east_as_in_sv05() {
    for (lon, zone, cm, with, without) in [
        (73.6, 25, 75, 4513, 4534),
        (112.938_814, 38, 114, 4526, 4547),
        (121.499_9, 40, 120, 4528, 4549),
        (121.5, 41, 123, 4529, 4550),
        (134.9, 45, 135, 4533, 4554),
    ] {
        let found = zone_of(lon).unwrap();
        let got = (found.zone, found.cm, found.epsg_zone, found.epsg_cm);
        assert_eq!(got, (zone, cm, with, without), "{lon}");
    }
    for lon in [73.4, 136.5, -120.0, 480.0, f64::MAX] {
        assert!(matches!(zone_of(lon), Err(GridError::NoSuchZone { .. })));
    }
    assert_eq!(zone_of(f64::NAN), Err(GridError::NotFinite));
}

#[test]
fn every_code_says_its_zone_meridian_and_false_easting() {
    for (code, zone, meridian, false_easting) in [
        (4491, 13, 75, 13_500_000.0),
        (4501, 23, 135, 23_500_000.0),
        (4502, 13, 75, 500_000.0),
        (4512, 23, 135, 500_000.0),
        (4513, 25, 75, 25_500_000.0),
        (4533, 45, 135, 45_500_000.0),
        (4534, 25, 75, 500_000.0),
        (4554, 45, 135, 500_000.0),
    ] {
        let grid = Grid::from_epsg(code).unwrap();
        assert_eq!((grid.zone(), grid.central_meridian()), (zone, meridian));
        assert_eq!(grid.false_easting(), false_easting);
    }
    for code in 4491..=4554 {
        assert_eq!(Grid::from_epsg(code).unwrap().epsg(), code);
    }
    for code in [0, 4326, 4490, 4555, u32::MAX] {
        assert_eq!(Grid::from_epsg(code), Err(GridError::UnknownCode(code)));
    }
    assert!(Grid::new(ZoneWidth::Three, 24, false).is_err());
    assert!(Grid::new(ZoneWidth::Six, 24, false).is_err());
}

#[test]
fn a_grid_is_its_code_in_json() {
    let grid: Grid = serde_json::from_str("4549").unwrap();
    assert_eq!(serde_json::to_string(&grid).unwrap(), "4549");
    assert!(serde_json::from_str::<Grid>("4326").is_err());
}

#[test]
fn what_belongs_elsewhere_is_refused_with_its_reason() {
    let plain = Grid::from_epsg(4549).unwrap();
    let zoned = Grid::from_epsg(4528).unwrap();
    let (x, y) = (3_404_901.0, 571_888.0);
    let refused = |grid: Grid, x, y| grid.inverse(GridPoint::new(x, y)).unwrap_err();
    assert!(matches!(
        refused(plain, x, y + 40e6),
        GridError::OtherZone { found: 40, .. }
    ));
    assert!(matches!(
        refused(zoned, x, y + 39e6),
        GridError::OtherZone {
            found: 39,
            expected: 40,
            ..
        }
    ));
    assert!(matches!(refused(zoned, x, y), GridError::NoPrefix { .. }));
    assert!(matches!(refused(plain, y, x), GridError::TooFar { .. }));
    assert!(matches!(
        refused(plain, y + 40e6, x),
        GridError::Northing(_)
    ));
    assert_eq!(refused(plain, f64::NAN, y), GridError::NotFinite);
    assert_eq!(refused(plain, x, f64::INFINITY), GridError::NotFinite);
    let refused = |lon, lat| plain.forward(Geographic::new(lon, lat)).unwrap_err();
    assert!(matches!(refused(30.762, 120.75), GridError::Latitude(_)));
    assert!(matches!(refused(130.1, 30.0), GridError::TooFar { .. }));
    assert_eq!(refused(f64::NAN, 30.0), GridError::NotFinite);
    // Five degrees out at the equator the easting runs into the next million, which a prefix cannot say.
    let out = zoned.forward(Geographic::new(125.0, 0.0));
    assert!(matches!(out, Err(GridError::OtherZone { found: 41, .. })));
}

#[test]
fn poles_and_the_edge_of_the_reach_come_back() {
    let grid = Grid::from_epsg(4549).unwrap();
    for (lon, lat) in [(120.0, 90.0), (120.0, -90.0), (130.0, 0.0), (110.0, 89.9)] {
        let point = grid.forward(Geographic::new(lon, lat)).unwrap();
        let back = grid.inverse(point).unwrap();
        near(back.lat, lat, 1e-9);
        near(back.lon, lon, 1e-6);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_inverse_of_the_forward_is_the_same_place((grid, there) in any_place()) {
        let point = grid.forward(there).unwrap();
        let back = grid.inverse(point).unwrap();
        let again = grid.forward(back).unwrap();
        prop_assert!(point.distance(again) < 1e-6);
        // 1e-9 degrees are a tenth of a millimetre.
        prop_assert!((back.lat - there.lat).abs() < 1e-9);
        prop_assert!((back.lon - there.lon).abs() * there.lat.to_radians().cos() < 1e-9);
    }

    #[test]
    fn another_implementation_gives_the_same_coordinates((grid, there) in any_place()) {
        let from = Proj::from_proj_string("+proj=longlat +ellps=GRS80 +no_defs").unwrap();
        let to = format!(
            "+proj=tmerc +lat_0=0 +lon_0={} +k=1 +x_0={} +y_0=0 +ellps=GRS80 +units=m +no_defs",
            grid.central_meridian(),
            grid.false_easting(),
        );
        let to = Proj::from_proj_string(&to).unwrap();
        let mut place = (there.lon.to_radians(), there.lat.to_radians(), 0.0);
        proj4rs::transform::transform(&from, &to, &mut place).unwrap();
        let point = grid.forward(there).unwrap();
        prop_assert!((point.y_east - place.0).abs() < 1e-6, "{} {}", point.y_east, place.0);
        prop_assert!((point.x_north - place.1).abs() < 1e-6, "{} {}", point.x_north, place.1);
    }

    #[test]
    fn scale_and_convergence_are_what_small_steps_show((grid, there) in any_place()) {
        let found = grid.factors(there).unwrap();
        let step = 1e-5;
        let north = Geographic::new(there.lon, there.lat + step);
        let south = Geographic::new(there.lon, there.lat - step);
        let (above, below) = (grid.forward(north).unwrap(), grid.forward(south).unwrap());
        // The meridian leans west of grid north by the convergence, east of the central meridian.
        let lean = (below.y_east - above.y_east).atan2(above.x_north - below.x_north);
        prop_assert!((lean.to_degrees() - found.convergence_deg).abs() < 1e-5);
        let sin = there.lat.to_radians().sin();
        let e2 = ellipsoid::ECCENTRICITY_SQUARED;
        let radius = ellipsoid::SEMI_MAJOR * (1.0 - e2) / (1.0 - e2 * sin * sin).powf(1.5);
        let scale = above.distance(below) / (radius * (2.0 * step).to_radians());
        prop_assert!((scale - found.scale).abs() < 1e-6, "{scale} {}", found.scale);
    }

    #[test]
    fn no_number_makes_the_grid_panic(
        grid in any_grid(), a in any::<f64>(), b in any::<f64>()
    ) {
        let _ = grid.forward(Geographic::new(a, b));
        let _ = grid.inverse(GridPoint::new(a, b));
        let _ = factors(Geographic::new(a, b), b);
        let _ = zone_of(a);
    }
}
