//! Where tiles lie under a survey: against the projection itself, and against tiles that are known.

use std::f64::consts::PI;

use crate::survey::ground::GroundFrame;
use proptest::prelude::*;

use super::*;

/// Metres of the equator in the unit square.
const EQUATOR: f64 = 40_075_016.685_578_49;

fn on_square(at: Geographic) -> [f64; 2] {
    let lat = at.lat.to_radians();
    [
        (at.lon + 180.0) / 360.0,
        0.5 - (PI / 4.0 + lat / 2.0).tan().ln() / (2.0 * PI),
    ]
}

/// How far two places of the square are apart on the ground, in metres.
fn apart(a: [f64; 2], b: [f64; 2], lat: f64) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1]) * EQUATOR * lat.to_radians().cos()
}

#[test]
fn the_site_in_jiaxing_lies_in_its_tile() {
    let grid = Grid::from_epsg(4549).unwrap();
    let centre = GridPoint::new(3_404_901.216_582, 571_888.793_358);
    let frame = GroundFrame::around(grid, centre).unwrap();
    // SV01: 120.750865 E, 30.762653 N; tile 14/13687/6719 by the formula of the tile services.
    let tile = |at: f64| (at * 16_384.0).floor();
    assert_eq!(
        (tile(frame.tiles.u0), tile(frame.tiles.v0)),
        (13_687.0, 6_719.0)
    );
    assert!(
        frame.tiles.u_east > 0.0 && frame.tiles.v_north < 0.0,
        "v runs south"
    );
    let moved = apart(
        [frame.tiles.u0, frame.tiles.v0],
        [frame.shifted.u0, frame.shifted.v0],
        30.762_653,
    );
    // SV08 on the ellipsoid.
    near(moved, 485.5, 3.0);
    assert!(frame.tiles.error_m < 0.1, "{}", frame.tiles.error_m);
}

#[test]
fn a_point_without_a_position_has_no_tiles() {
    let grid = Grid::from_epsg(4549).unwrap();
    assert!(GroundFrame::around(grid, GridPoint::new(f64::NAN, 500_000.0)).is_err());
    assert!(GroundFrame::around(grid, GridPoint::new(571_888.8, 3_404_901.2)).is_err());
    assert!(GroundFrame::around(grid, GridPoint::new(9_900_000.0, 500_000.0)).is_err());
}

fn any_site() -> impl Strategy<Value = (Grid, GridPoint, Geographic)> {
    (4491_u32..=4554, -1.5_f64..1.5, 18.0_f64..54.0).prop_map(|(code, away, lat)| {
        let grid = Grid::from_epsg(code).unwrap();
        let there = Geographic::new(f64::from(grid.central_meridian()) + away, lat);
        (grid, grid.forward(there).unwrap(), there)
    })
}

proptest! {
    #[test]
    fn half_a_kilometre_from_the_centre_a_tile_is_off_by_less_than_a_decimetre(
        (grid, centre, there) in any_site(), angle in 0.0_f64..6.3, far in 0.0_f64..500.0
    ) {
        let frame = GroundFrame::around(grid, centre).unwrap();
        let (north, east) = (far * angle.cos(), far * angle.sin());
        let at = GridPoint::new(centre.x_north + north, centre.y_east + east);
        let exact = grid.inverse(at).unwrap();
        let off = apart(frame.tiles.at(north, east), on_square(exact), there.lat);
        prop_assert!(off < 0.1, "{off} m");
        prop_assert!(off <= frame.tiles.error_m + 0.01);
    }

    #[test]
    fn shifted_tiles_are_off_by_no_more_than_is_told(
        (grid, centre, there) in any_site(), angle in 0.0_f64..6.3, far in 0.0_f64..1000.0
    ) {
        // The box of the shift ends abruptly; a site at its edge is told a large error instead.
        prop_assume!((73.0..137.0).contains(&there.lon));
        let frame = GroundFrame::around(grid, centre).unwrap();
        let (north, east) = (far * angle.cos(), far * angle.sin());
        let at = GridPoint::new(centre.x_north + north, centre.y_east + east);
        let exact = display::to_gcj02(grid.inverse(at).unwrap()).unwrap();
        let off = apart(frame.shifted.at(north, east), on_square(exact), there.lat);
        prop_assert!(frame.shifted.error_m < 1.2, "{}", frame.shifted.error_m);
        prop_assert!(off <= frame.shifted.error_m * 1.2 + 0.02, "{off} m");
    }
}
