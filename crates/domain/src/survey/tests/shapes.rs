//! Rings, holes, parts, arcs, distances and the geofence.

use std::f64::consts::{FRAC_PI_2, PI};

use proptest::prelude::*;

use super::*;
use geofence::{Presence, attendance};
use polygon::arc::{CHORD_ERROR_M, Vertex, bulge_through, densify};
use polygon::distance::{RedLine, Side, setback, spacing};

fn square(east: f64, north: f64, side: f64) -> Ring {
    ring_en(&[
        (east, north),
        (east + side, north),
        (east + side, north + side),
        (east, north + side),
    ])
}

fn refused(all: &[(f64, f64)]) -> SurveyError {
    Ring::new(&points_en(all)).unwrap_err()
}

#[test]
fn a_parcel_measures_as_in_sv11() {
    let found = Shape::from(ring_en(&PARCEL)).measure();
    near(found.area_m2, 14_128.7, 1e-3);
    near(found.perimeter_m, 462.7941, 1e-4);
    near(found.centroid.y_east, 571_918.998_5, 1e-4);
    near(found.centroid.x_north, 3_404_899.535_4, 1e-4);
    near(found.area_mu, 21.193, 1e-3);
}

#[test]
fn a_ring_that_is_none_is_refused() {
    assert_eq!(
        refused(&[(0.0, 0.0), (4.0, 4.0), (4.0, 0.0), (0.0, 4.0)]),
        SurveyError::Crossing {
            first: 0,
            second: 2
        }
    );
    // Touching itself in one vertex.
    assert!(matches!(
        refused(&[
            (0.0, 0.0),
            (4.0, 0.0),
            (2.0, 2.0),
            (4.0, 4.0),
            (0.0, 4.0),
            (2.0, 2.0)
        ]),
        SurveyError::Crossing { .. }
    ));
    // A spike: out and back on the same line.
    assert!(matches!(
        refused(&[(0.0, 0.0), (4.0, 0.0), (8.0, 0.0), (4.0, 0.0), (4.0, 4.0)]),
        SurveyError::Crossing { .. }
    ));
    assert_eq!(
        refused(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (5.0, 5.0)]),
        SurveyError::NoArea
    );
    assert_eq!(
        refused(&[(1.0, 1.0), (1.0, 1.0), (1.0, 1.0)]),
        SurveyError::TooFew {
            what: "vertices",
            needed: 3,
            given: 1,
        }
    );
    for few in [&[][..], &[(0.0, 0.0)], &[(0.0, 0.0), (1.0, 0.0)]] {
        assert!(matches!(refused(few), SurveyError::TooFew { .. }));
    }
    assert!(matches!(
        refused(&[(0.0, 0.0), (1.0, 0.0), (f64::NAN, 1.0)]),
        SurveyError::NotFinite(_)
    ));
    assert!(matches!(
        refused(&[(0.0, 0.0), (1.0, 0.0), (1e9, 1.0)]),
        SurveyError::OutOfRange(_)
    ));
}

#[test]
fn a_repeated_vertex_changes_nothing() {
    let twice = ring_en(&[
        (0.0, 0.0),
        (4.0, 0.0),
        (4.0, 0.0),
        (4.0, 4.0),
        (0.0, 4.0),
        (0.0, 0.0),
    ]);
    assert_eq!(twice.area_m2(), 16.0);
    assert_eq!(twice.perimeter_m(), 16.0);
}

#[test]
fn holes_are_taken_off_and_parts_are_added() {
    let holed = Polygon::new(square(0.0, 0.0, 10.0), vec![square(2.0, 2.0, 2.0)]).unwrap();
    let shape = Shape::new(vec![holed.clone(), square(20.0, 0.0, 2.0).into()]).unwrap();
    let found = shape.measure();
    assert_eq!((found.area_m2, found.perimeter_m), (100.0, 56.0));
    near(found.centroid.y_east, (500.0 - 12.0 + 84.0) / 100.0, 1e-12);
    assert!(!shape.contains(GridPoint::new(3.0, 3.0)));
    assert!(shape.contains(GridPoint::new(2.0, 3.0)));
    // A building in the courtyard of another one keeps its distance.
    let inner = Shape::from(square(2.5, 2.5, 1.0));
    assert_eq!(
        spacing(&holed.into(), &inner, 0.5)
            .unwrap()
            .nearest
            .distance_m,
        0.5
    );
    for bad in [
        square(20.0, 0.0, 1.0),
        square(8.0, 8.0, 4.0),
        square(0.0, 0.0, 3.0),
    ] {
        let polygon = Polygon::new(square(0.0, 0.0, 10.0), vec![bad]);
        assert_eq!(polygon, Err(SurveyError::Misplaced(0)));
    }
    let nested = vec![square(1.0, 1.0, 5.0), square(2.0, 2.0, 1.0)];
    let polygon = Polygon::new(square(0.0, 0.0, 10.0), nested);
    assert_eq!(polygon, Err(SurveyError::Misplaced(1)));
    let inside = vec![square(0.0, 0.0, 10.0).into(), square(1.0, 1.0, 2.0).into()];
    assert_eq!(Shape::new(inside), Err(SurveyError::Misplaced(1)));
    let same = vec![square(0.0, 0.0, 10.0).into(), square(0.0, 0.0, 10.0).into()];
    assert_eq!(Shape::new(same), Err(SurveyError::Misplaced(1)));
    let neighbours = vec![
        square(0.0, 0.0, 10.0).into(),
        square(10.0, 0.0, 10.0).into(),
    ];
    assert_eq!(Shape::new(neighbours).unwrap().measure().area_m2, 200.0);
    assert!(Shape::new(Vec::new()).is_err());
}

#[test]
fn a_setback_is_measured_to_every_edge_as_in_sv13() {
    let building = Shape::from(ring_en(&BUILDING));
    let line = RedLine::Closed(ring_en(&PARCEL));
    let found = setback(&building, &line, 25.0).unwrap();
    near(found.nearest.distance_m, 28.277, 1e-4);
    near(found.nearest.on_second.y_east, 571_888.007_3, 1e-4);
    near(found.nearest.on_second.x_north, 3_404_848.934_1, 1e-4);
    assert_eq!(
        found.nearest.on_first,
        GridPoint::new(3_404_877.2, 571_888.8)
    );
    let wanted = [28.277, 50.3778, 53.282, 53.8, 47.343, 39.3427];
    for (edge, wanted) in found.by_edge.iter().zip(wanted) {
        near(edge.distance_m, wanted, 1e-4);
    }
    assert_eq!((found.side, found.pass), (Side::Within, true));
    assert!(!setback(&building, &line, 28.2772).unwrap().pass);
    assert!(setback(&building, &line, -1.0).is_err());
    assert!(setback(&building, &line, f64::NAN).is_err());
}

#[test]
fn a_building_beyond_its_red_line_never_passes() {
    let site = RedLine::Closed(square(0.0, 0.0, 10.0));
    let outside = setback(&square(20.0, 0.0, 2.0).into(), &site, 5.0).unwrap();
    assert_eq!((outside.side, outside.pass), (Side::Outside, false));
    let across = setback(&square(9.0, 4.0, 2.0).into(), &site, 0.0).unwrap();
    assert_eq!(
        (across.side, across.nearest.distance_m, across.pass),
        (Side::Across, 0.0, false)
    );
    let touching = setback(&square(8.0, 4.0, 2.0).into(), &site, 0.0).unwrap();
    assert_eq!((touching.side, touching.pass), (Side::Across, true));
    let around = setback(&square(-5.0, -5.0, 30.0).into(), &site, 0.0).unwrap();
    assert_eq!((around.nearest.distance_m, around.pass), (0.0, false));
    // A notch of the site between two corners of the building.
    let notched = RedLine::Closed(ring_en(&[
        (0.0, 0.0),
        (10.0, 0.0),
        (10.0, 10.0),
        (6.0, 10.0),
        (5.0, 3.0),
        (4.0, 10.0),
        (0.0, 10.0),
    ]));
    assert!(
        !setback(&square(2.0, 2.0, 6.0).into(), &notched, 0.0)
            .unwrap()
            .pass
    );
    let road = RedLine::Open(points_en(&[(0.0, 0.0), (100.0, 0.0)]));
    let found = setback(&square(10.0, 5.0, 4.0).into(), &road, 5.0).unwrap();
    assert_eq!(
        (found.by_edge.len(), found.side, found.pass),
        (1, Side::Within, true)
    );
    assert!(
        setback(
            &square(1.0, 1.0, 1.0).into(),
            &RedLine::Open(Vec::new()),
            0.0
        )
        .is_err()
    );
}

#[test]
fn buildings_that_meet_have_no_spacing() {
    let apart = |east: f64, required: f64| {
        let (a, b) = (
            Shape::from(square(0.0, 0.0, 10.0)),
            Shape::from(square(east, 5.0, 4.0)),
        );
        let found = spacing(&a, &b, required).unwrap();
        (found.nearest.distance_m, found.pass)
    };
    assert_eq!(apart(22.0, 12.0), (12.0, true));
    // SV14: 11.3 m where 12 m are required.
    assert!(!apart(21.3, 12.0).1);
    assert_eq!(apart(9.0, 0.0), (0.0, true));
    assert_eq!(apart(1.0, 1.0), (0.0, false));
    let (inner, outer) = (
        Shape::from(square(4.0, 4.0, 1.0)),
        Shape::from(square(0.0, 0.0, 10.0)),
    );
    assert_eq!(
        spacing(&inner, &outer, 1.0).unwrap().nearest.distance_m,
        0.0
    );
    assert_eq!(
        spacing(&outer, &inner, 1.0).unwrap().nearest.distance_m,
        0.0
    );
}

#[test]
fn an_arc_is_followed_to_a_millimetre() {
    // A half circle on the right of a square: counter-clockwise seen with north up.
    let (radius, at) = (50.0, |e: f64, n: f64| GridPoint::new(n, e));
    let bulge = bulge_through(at(100.0, 0.0), at(150.0, 50.0), at(100.0, 100.0)).unwrap();
    near(bulge, 1.0, 1e-12);
    let corner = |e, n, bulge| Vertex {
        point: at(e, n),
        bulge,
    };
    let outline = [
        corner(0.0, 0.0, 0.0),
        corner(100.0, 0.0, bulge),
        corner(100.0, 100.0, 0.0),
        corner(0.0, 100.0, 0.0),
    ];
    let ring = Ring::new(&densify(&outline, true).unwrap()).unwrap();
    let exact = 10_000.0 + PI * radius * radius / 2.0;
    assert!(ring.area_m2() < exact && exact - ring.area_m2() < CHORD_ERROR_M * PI * radius);
    // The other way round it bites into the square.
    let inward = bulge_through(at(100.0, 0.0), at(50.0, 50.0), at(100.0, 100.0)).unwrap();
    near(inward, -1.0, 1e-12);
    let quarter = bulge_through(
        at(1.0, 0.0),
        at(0.5_f64.sqrt(), 0.5_f64.sqrt()),
        at(0.0, 1.0),
    );
    near(quarter.unwrap(), (FRAC_PI_2 / 4.0).tan(), 1e-12);
    let more = bulge_through(at(1.0, 0.0), at(-1.0, 0.0), at(0.0, -1.0)).unwrap();
    near(more, (1.5 * PI / 4.0).tan(), 1e-12);
    assert!(bulge_through(at(0.0, 0.0), at(0.0, 0.0), at(1.0, 0.0)).is_err());
    assert!(bulge_through(at(0.0, 0.0), at(2.0, 0.0), at(1.0, 0.0)).is_err());
    let absurd = [corner(0.0, 0.0, 1e300), corner(1.0, 0.0, 0.0)];
    assert!(densify(&absurd, false).is_err());
    assert!(densify(&[corner(0.0, 0.0, f64::NAN), corner(1.0, 0.0, 0.0)], false).is_err());
    assert_eq!(densify(&[corner(0.0, 0.0, 1.0)], true).unwrap().len(), 1);
    assert!(densify(&[], true).unwrap().is_empty());
}

#[test]
fn a_fix_is_on_the_site_near_it_or_away_as_in_sv23() {
    let site = Shape::from(ring_en(&PARCEL));
    let grid = Grid::from_epsg(4549).unwrap();
    for (lon, lat, accuracy, distance, presence) in [
        (120.750_981_958, 30.762_641_35, 5.0, 0.0, Presence::Inside),
        (
            120.750_386_646,
            30.762_644_795,
            8.0,
            5.986,
            Presence::Uncertain,
        ),
        (
            120.748_893_146,
            30.762_653_427,
            8.0,
            148.957,
            Presence::Outside,
        ),
    ] {
        let at = grid.forward(Geographic::new(lon, lat)).unwrap();
        let found = attendance(&site, at, accuracy).unwrap();
        near(found.distance_m, distance, 0.01);
        assert_eq!(found.presence, presence);
    }
    let at = GridPoint::new(3_404_900.0, 571_900.0);
    assert!(attendance(&site, at, -1.0).is_err());
    assert!(attendance(&site, at, 5.0).unwrap().to_boundary_m > 40.0);
}

/// A star-shaped ring about a place in the region of the trade.
fn any_ring() -> impl Strategy<Value = Vec<GridPoint>> {
    let place = (2e6_f64..6e6, 4e5_f64..4.5e7);
    (place, proptest::collection::vec(5.0_f64..200.0, 3..16)).prop_map(|((x, y), radii)| {
        let count = radii.len() as f64;
        let corner = |(at, radius): (usize, &f64)| {
            let (sin, cos) = (at as f64 / count * 2.0 * PI).sin_cos();
            GridPoint::new(x + radius * cos, y + radius * sin)
        };
        radii.iter().enumerate().map(corner).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_parcel_measures_the_same_however_its_ring_is_written(ring in any_ring(), start in 0_usize..16) {
        let one = Shape::from(Ring::new(&ring).unwrap()).measure();
        let mut other = ring.clone();
        other.rotate_left(start % ring.len());
        other.reverse();
        other.push(other[0]);
        let other = Shape::from(Ring::new(&other).unwrap()).measure();
        prop_assert!((one.area_m2 - other.area_m2).abs() < 1e-5);
        prop_assert!((one.perimeter_m - other.perimeter_m).abs() < 1e-6);
        prop_assert!(one.centroid.distance(other.centroid) < 1e-6);
    }

    #[test]
    fn a_worse_fix_is_never_further_away(
        ring in any_ring(), north in -400.0_f64..400.0, east in -400.0_f64..400.0,
        good in 0.0_f64..50.0, more in 0.0_f64..300.0
    ) {
        let site = Shape::from(Ring::new(&ring).unwrap());
        let centre = site.measure().centroid;
        let at = GridPoint::new(centre.x_north + north, centre.y_east + east);
        let fine = attendance(&site, at, good).unwrap();
        let coarse = attendance(&site, at, good + more).unwrap();
        prop_assert!(coarse.presence <= fine.presence);
        prop_assert_eq!(fine.presence == Presence::Inside, coarse.presence == Presence::Inside);
        prop_assert!(fine.distance_m == 0.0 || (fine.distance_m - fine.to_boundary_m).abs() < 1e-9);
    }

    #[test]
    fn spacing_is_the_same_from_either_side(a in any_ring(), north in -900.0_f64..900.0, turn in 0.0_f64..6.3) {
        let centre = a[0];
        let (sin, cos) = turn.sin_cos();
        let moved = |p: &GridPoint| {
            let (x, y) = (p.x_north - centre.x_north, p.y_east - centre.y_east);
            GridPoint::new(centre.x_north + north + x * cos - y * sin, centre.y_east + x * sin + y * cos)
        };
        let b: Vec<GridPoint> = a.iter().map(moved).collect();
        let (a, b) = (Shape::from(Ring::new(&a).unwrap()), Shape::from(Ring::new(&b).unwrap()));
        let (there, back) = (spacing(&a, &b, 1.0).unwrap(), spacing(&b, &a, 1.0).unwrap());
        prop_assert!((there.nearest.distance_m - back.nearest.distance_m).abs() < 1e-9);
        let apart = there.nearest.on_first.distance(there.nearest.on_second);
        prop_assert!((apart - there.nearest.distance_m).abs() < 1e-9);
    }

    #[test]
    fn no_numbers_make_a_shape_panic(all in proptest::collection::vec((any::<f64>(), any::<f64>()), 0..6)) {
        let points = points_en(&all);
        let _ = Ring::new(&points).map(|ring| ring.area_m2());
        let vertices: Vec<Vertex> = all
            .iter()
            .map(|(a, b)| Vertex { point: GridPoint::new(1.0, a % 10.0), bulge: *b })
            .collect();
        let _ = densify(&vertices, true);
        let site = Shape::from(ring_en(&PARCEL));
        for point in &points {
            let _ = attendance(&site, *point, point.x_north);
        }
        let _ = setback(&site, &RedLine::Open(points), 1.0);
    }

    #[test]
    fn small_whole_numbers_with_all_their_coincidences_make_no_shape_panic(
        all in proptest::collection::vec((0_i32..4, 0_i32..4), 3..8)
    ) {
        let points: Vec<GridPoint> =
            all.iter().map(|(n, e)| GridPoint::new(f64::from(*n), f64::from(*e))).collect();
        if let Ok(ring) = Ring::new(&points) {
            // Pick's theorem: a sound ring on whole numbers encloses a multiple of a half.
            prop_assert!(ring.area_m2() >= 0.5);
            prop_assert_eq!((ring.area_m2() * 2.0).fract(), 0.0);
            prop_assert!(ring.contains(points[0]));
        }
    }
}
