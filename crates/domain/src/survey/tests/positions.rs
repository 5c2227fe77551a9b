//! Local systems, geocentric coordinates, GCJ-02 and shortest lines.

use proptest::prelude::*;

use super::*;
use display::{from_gcj02, offset_m, outside_china, to_gcj02};
use ellipsoid::{Ellipsoid, Geocentric, from_geocentric, to_geocentric};
use system::{
    Convention, Direction, Helmert, LocalPlane, LocalSystem, LocalTransformation, Similarity,
    fit_helmert, fit_similarity,
};

const SV19: [((f64, f64), (f64, f64)); 4] = [
    ((1000.0, 1000.0), (3_404_828.096, 571_892.042)),
    ((1480.0, 1035.0), (3_405_307.216, 571_937.512)),
    ((1455.0, 1410.0), (3_405_274.048, 572_311.889)),
    ((985.0, 1390.0), (3_404_804.583, 572_281.627)),
];

fn pairs() -> Vec<(GridPoint, GridPoint)> {
    let point = |(x, y): (f64, f64)| GridPoint::new(x, y);
    SV19.iter().map(|(a, b)| (point(*a), point(*b))).collect()
}

#[test]
fn a_site_grid_is_fitted_as_in_sv19() {
    let fit = fit_similarity(&pairs()).unwrap();
    near(fit.system.tx, 3_403_850.143_9, 1e-4);
    near(fit.system.ty, 570_870.436_5, 1e-4);
    near(fit.system.a, 0.999_778_15, 1e-9);
    near(fit.system.b, 0.021_828_573, 1e-9);
    near(fit.system.scale_ppm(), 16.418, 1e-3);
    near(fit.system.rotation_deg(), 1.250_763_9, 1e-7);
    let wanted = [[2.51, -1.24], [-7.0, -1.19], [5.17, 4.72], [-0.67, -2.29]];
    for (got, wanted) in fit.residuals_mm.iter().zip(wanted) {
        near(got[0], wanted[0], 0.005);
        near(got[1], wanted[1], 0.005);
    }
    near(fit.rms_mm, 5.313, 1e-3);
    let check = fit.system.apply(GridPoint::new(1200.0, 1200.0)).unwrap();
    near(check.x_north, 3_405_023.683_4, 1e-4);
    near(check.y_east, 572_096.364_6, 1e-4);
}

#[test]
fn points_that_do_not_determine_a_fit_are_refused() {
    assert!(matches!(
        fit_similarity(&pairs()[..1]),
        Err(SurveyError::TooFew { needed: 2, .. })
    ));
    let same = vec![pairs()[0]; 3];
    assert!(matches!(
        fit_similarity(&same),
        Err(SurveyError::Undetermined(_))
    ));
    let mut broken = pairs();
    broken[1].1.y_east = f64::NAN;
    assert!(fit_similarity(&broken).is_err());
    let line: Vec<(Geocentric, Geocentric)> = (0..4)
        .map(|at| {
            let along = f64::from(at) * 1000.0;
            let at = Geocentric {
                x: 1e6 + along,
                y: 2e6 - along,
                z: 3e6 + 2.0 * along,
            };
            (at, at)
        })
        .collect();
    let fit = fit_helmert(&line, Convention::PositionVector);
    assert!(matches!(fit, Err(SurveyError::Undetermined(_))));
    assert!(fit_helmert(&line[..2], Convention::PositionVector).is_err());
}

#[test]
fn parameters_of_a_local_system_are_never_printed() {
    let plane = Similarity {
        tx: 4_321.0,
        ty: 4_321.0,
        a: 4_321.0,
        b: 4_321.0,
    };
    let space = Helmert {
        convention: Convention::CoordinateFrame,
        dx: 4_321.0,
        dy: 4_321.0,
        dz: 4_321.0,
        rx: 4_321.0,
        ry: 4_321.0,
        rz: 4_321.0,
        scale_ppm: 4_321.0,
    };
    for system in [
        LocalSystem::FourParameter(plane),
        LocalSystem::SevenParameter(space),
    ] {
        assert!(
            !format!("{system:?} {system:#?}").contains("4321"),
            "{system:?}"
        );
        let kept = serde_json::to_string(&system).unwrap();
        assert_eq!(serde_json::from_str::<LocalSystem>(&kept).unwrap(), system);
    }
    let fit = fit_similarity(&pairs()).unwrap();
    assert!(!format!("{fit:?}").contains("3403850"));
}

/// Of the size of those between Beijing 1954 and CGCS2000.
const BEIJING: Helmert = Helmert {
    convention: Convention::PositionVector,
    dx: 12.064,
    dy: -113.152,
    dz: -41.87,
    rx: -0.21,
    ry: 0.17,
    rz: 0.96,
    scale_ppm: -1.25,
};

const KRASSOVSKY: LocalPlane = LocalPlane {
    ellipsoid: Ellipsoid::Krassovsky,
    central_meridian: 120.75,
    false_easting: 500_000.0,
    false_northing: -3_000_000.0,
};

#[test]
fn a_plane_on_the_krassovsky_ellipsoid_is_that_of_another_implementation() {
    use proj4rs::Proj;
    let from = Proj::from_proj_string("+proj=longlat +ellps=krass +no_defs").unwrap();
    let to = "+proj=tmerc +lat_0=0 +lon_0=120.75 +k=1 +x_0=500000 +y_0=-3000000 +ellps=krass +units=m +no_defs";
    let to = Proj::from_proj_string(to).unwrap();
    for (lon, lat) in [
        (120.75, 30.0),
        (120.7509, 30.7627),
        (121.9, 31.4),
        (119.2, 28.1),
    ] {
        let mut place = (f64::to_radians(lon), f64::to_radians(lat), 0.0);
        proj4rs::transform::transform(&from, &to, &mut place).unwrap();
        let there = KRASSOVSKY.forward(Geographic::new(lon, lat)).unwrap();
        near(there.y_east, place.0, 1e-6);
        near(there.x_north, place.1, 1e-6);
        let back = KRASSOVSKY.inverse(there).unwrap();
        near(back.lon, lon, 1e-11);
        near(back.lat, lat, 1e-11);
    }
}

#[test]
fn a_file_of_a_local_system_lies_where_its_parameters_came_from_in_either_direction() {
    let (grid, other) = (
        Grid::from_epsg(4549).unwrap(),
        Grid::from_epsg(4528).unwrap(),
    );
    let fit = fit_similarity(&pairs()).unwrap().system;
    for direction in [Direction::ToLocal, Direction::ToGrid] {
        let plane = LocalTransformation::Plane {
            grid,
            direction,
            parameters: fit,
        };
        let space = LocalTransformation::Space {
            direction,
            parameters: BEIJING,
            plane: KRASSOVSKY,
        };
        for system in [plane, space] {
            let there = GridPoint::new(3_404_901.217, 571_888.793);
            for height in [None, Some(3.4), Some(812.0)] {
                let local = system.to_local(grid, there, height).unwrap();
                let back = system.to_grid(grid, local, height).unwrap();
                near(back.distance(there), 0.0, 1e-6);
                let prefixed = system.to_grid(other, local, height).unwrap();
                near(prefixed.y_east - 40_000_000.0, there.y_east, 1e-6);
            }
        }
    }
    // The parameters of the four came from pairs of (site grid, CGCS2000): they lead to the grid.
    let plane = LocalTransformation::Plane {
        grid,
        direction: Direction::ToGrid,
        parameters: fit,
    };
    let control = plane.to_grid(grid, GridPoint::new(1200.0, 1200.0), None);
    near(control.unwrap().x_north, 3_405_023.683_4, 1e-4);
}

#[test]
fn a_point_that_no_local_plane_can_have_is_refused_without_a_parameter_in_the_words() {
    let grid = Grid::from_epsg(4549).unwrap();
    let system = LocalTransformation::Space {
        direction: Direction::ToGrid,
        parameters: BEIJING,
        plane: KRASSOVSKY,
    };
    for point in [
        GridPoint::new(40_571_888.793, 404_901.217),
        GridPoint::new(404_901.217, 40_571_888.793),
        GridPoint::new(f64::NAN, 0.0),
    ] {
        let words = system.to_grid(grid, point, None).unwrap_err().to_string();
        assert!(
            !words.contains("120.75") && !words.contains("113"),
            "{words}"
        );
    }
    assert!(!format!("{system:?}").contains("120.75"));
}

#[test]
fn the_conventions_differ_by_the_sign_of_the_rotations() {
    let vector = Helmert {
        convention: Convention::PositionVector,
        dx: 1.0,
        dy: 2.0,
        dz: 3.0,
        rx: 0.1,
        ry: -0.2,
        rz: 0.3,
        scale_ppm: 4.0,
    };
    let frame = Helmert {
        convention: Convention::CoordinateFrame,
        rx: -0.1,
        ry: 0.2,
        rz: -0.3,
        ..vector
    };
    let at = Geocentric {
        x: -2_800_000.0,
        y: 4_700_000.0,
        z: 3_240_000.0,
    };
    assert_eq!(vector.apply(at).unwrap(), frame.apply(at).unwrap());
    // A positive rotation about Z turns a point from X towards Y.
    let turn = Helmert {
        dx: 0.0,
        dy: 0.0,
        dz: 0.0,
        rx: 0.0,
        ry: 0.0,
        scale_ppm: 0.0,
        ..vector
    };
    let turned = turn
        .apply(Geocentric {
            x: 1e6,
            y: 0.0,
            z: 0.0,
        })
        .unwrap();
    near(turned.y, 1e6 * (0.3_f64 / 3600.0).to_radians(), 1e-6);
}

#[test]
fn gcj02_is_far_off_in_jiaxing_and_nothing_abroad() {
    let there = Geographic::new(120.750_865, 30.762_653);
    // SV08: 485.5 m.
    near(offset_m(there).unwrap(), 485.5, 0.05);
    for (lon, lat) in [
        (139.7, 35.7),
        (72.0, 30.0),
        (137.84, 30.0),
        (110.0, 0.8),
        (110.0, 55.9),
    ] {
        let abroad = Geographic::new(lon, lat);
        assert!(outside_china(abroad));
        assert_eq!(to_gcj02(abroad).unwrap(), abroad);
        assert_eq!(from_gcj02(abroad).unwrap(), abroad);
    }
    assert!(to_gcj02(Geographic::new(f64::NAN, 30.0)).is_err());
    assert!(from_gcj02(Geographic::new(120.0, 91.0)).is_err());
}

#[test]
fn a_shortest_line_agrees_with_its_reverse_and_with_the_grid() {
    let (a, b) = (
        Geographic::new(120.750_865, 30.762_653),
        Geographic::new(121.021_432, 30.698_214),
    );
    let line = geodesic::inverse(a, b).unwrap();
    near(line.distance_m, 26_879.449_4, 5e-4);
    let back = geodesic::inverse(b, a).unwrap();
    near(
        line.azimuth12_deg.unwrap(),
        back.azimuth21_deg.unwrap(),
        1e-9,
    );
    near(
        line.azimuth21_deg.unwrap(),
        back.azimuth12_deg.unwrap(),
        1e-9,
    );
    // The scale between the two points stretches the distance on the grid.
    let grid = Grid::from_epsg(4549).unwrap();
    let on_grid = grid.forward(a).unwrap().distance(grid.forward(b).unwrap());
    let scale = grid.factors(Geographic::new(120.886, 30.73)).unwrap().scale;
    near(on_grid / line.distance_m, scale, 2e-6);
    let still = geodesic::inverse(a, a).unwrap();
    assert_eq!((still.distance_m, still.azimuth12_deg), (0.0, None));
}

#[test]
fn the_area_on_the_ellipsoid_is_smaller_by_the_square_of_the_scale() {
    // SV12: 1.80 square metres of 14128.70.
    let grid = Grid::from_epsg(4549).unwrap();
    let ring = ring_en(&PARCEL);
    let area = geodesic::area_of_ring(&ring, grid).unwrap();
    near(ring.area_m2() - area, 1.80, 0.005);
    let scale = grid
        .factors(grid.inverse(ring.centroid()).unwrap())
        .unwrap()
        .scale;
    near(area * scale * scale, ring.area_m2(), 1e-3);
    assert!(geodesic::area(&[Geographic::new(1.0, 1.0)]).is_err());
}

#[test]
fn geocentric_coordinates_come_back_on_every_ellipsoid() {
    for ellipsoid in [
        Ellipsoid::Cgcs2000,
        Ellipsoid::Krassovsky,
        Ellipsoid::Iag1975,
    ] {
        for (lon, lat, height) in [
            (120.75, 30.76, 12.3),
            (0.0, 90.0, 0.0),
            (-179.0, -45.0, 8848.0),
        ] {
            let at = to_geocentric(ellipsoid, Geographic::new(lon, lat), height).unwrap();
            let (back, up) = from_geocentric(ellipsoid, at).unwrap();
            near(back.lat, lat, 1e-11);
            near(up, height, 1e-6);
            if lat < 90.0 {
                near(back.lon, lon, 1e-11);
            }
        }
    }
    let centre = Geocentric {
        x: 0.0,
        y: 0.0,
        z: 0.0,
    };
    assert!(from_geocentric(Ellipsoid::Cgcs2000, centre).is_err());
}

fn any_local() -> impl Strategy<Value = Vec<GridPoint>> {
    proptest::collection::vec((-5000.0_f64..5000.0, -5000.0_f64..5000.0), 3..12)
        .prop_map(|all| all.iter().map(|(x, y)| GridPoint::new(*x, *y)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn exact_points_are_fitted_exactly(
        local in any_local(),
        tx in 2e6_f64..5e6, ty in 4e5_f64..6e5, turn in -3.0_f64..3.0, ppm in -300.0_f64..300.0
    ) {
        let spread = local.iter().map(|p| p.distance(local[0])).fold(0.0, f64::max);
        prop_assume!(spread > 10.0);
        let scale = 1.0 + ppm * 1e-6;
        let system = Similarity { tx, ty, a: scale * turn.cos(), b: scale * turn.sin() };
        let pairs: Vec<_> = local.iter().map(|p| (*p, system.apply(*p).unwrap())).collect();
        let fit = fit_similarity(&pairs).unwrap();
        prop_assert!(fit.rms_mm < 1e-4, "{}", fit.rms_mm);
        for (source, target) in pairs {
            prop_assert!(fit.system.apply(source).unwrap().distance(target) < 1e-6);
            prop_assert!(fit.system.invert(target).unwrap().distance(source) < 1e-6);
        }
    }

    #[test]
    fn exact_geocentric_points_are_fitted_exactly(
        places in proptest::collection::vec((118.0_f64..122.0, 28.0_f64..32.0, 0.0_f64..500.0), 4..9),
        shift in proptest::array::uniform3(-300.0_f64..300.0),
        turn in proptest::array::uniform3(-5.0_f64..5.0),
        scale_ppm in -20.0_f64..20.0,
        vector in any::<bool>()
    ) {
        let convention = if vector { Convention::PositionVector } else { Convention::CoordinateFrame };
        let [dx, dy, dz] = shift;
        let [rx, ry, rz] = turn;
        let system = Helmert { convention, dx, dy, dz, rx, ry, rz, scale_ppm };
        let pairs: Vec<_> = places.iter().map(|(lon, lat, height)| {
            let at = to_geocentric(Ellipsoid::Cgcs2000, Geographic::new(*lon, *lat), *height).unwrap();
            (at, system.apply(at).unwrap())
        }).collect();
        // Points that are nearly on a line are refused, which is its own test.
        if let Ok(fit) = fit_helmert(&pairs, convention) {
            prop_assert!(fit.rms_mm < 1e-3, "{}", fit.rms_mm);
            for (source, target) in pairs {
                let there = fit.system.apply(source).unwrap();
                let back = fit.system.invert(target).unwrap();
                for (got, wanted) in [(there, target), (back, source)] {
                    let apart = (got.x - wanted.x).hypot(got.y - wanted.y).hypot(got.z - wanted.z);
                    prop_assert!(apart < 1e-4, "{apart}");
                }
            }
        }
    }

    #[test]
    fn gcj02_comes_back_to_the_place(lon in 72.5_f64..137.5, lat in 1.0_f64..55.5) {
        let there = Geographic::new(lon, lat);
        let back = from_gcj02(to_gcj02(there).unwrap()).unwrap();
        prop_assert!((back.lon - lon).abs() < 1e-9 && (back.lat - lat).abs() < 1e-9);
    }

    #[test]
    fn no_number_makes_a_position_panic(
        a in any::<f64>(), b in any::<f64>(), c in any::<f64>(), d in any::<f64>()
    ) {
        let (from, to) = (Geographic::new(a, b), Geographic::new(c, d));
        let _ = geodesic::inverse(from, to);
        let _ = geodesic::area(&[from, to, Geographic::new(b, c)]);
        let _ = (to_gcj02(from), from_gcj02(from), offset_m(from));
        let _ = to_geocentric(Ellipsoid::Cgcs2000, from, c);
        let at = Geocentric { x: a, y: b, z: c };
        let _ = from_geocentric(Ellipsoid::Cgcs2000, at);
        let (p, q) = (GridPoint::new(a, b), GridPoint::new(c, d));
        let _ = fit_similarity(&[(p, q), (q, p)]);
        let system = Similarity { tx: a, ty: b, a: c, b: d };
        let _ = (system.apply(p), system.invert(p), system.scale_ppm(), system.rotation_deg());
        let other = Geocentric { x: b, y: c, z: d };
        let _ = fit_helmert(&[(at, other), (other, at), (at, at)], Convention::PositionVector);
    }
}
