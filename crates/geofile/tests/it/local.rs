//! Files whose coordinates are in a local system.

use handheld_domain::survey::system::{Direction, LocalTransformation, Similarity};
use handheld_domain::survey::{Grid, GridPoint};
use handheld_geofile::{
    Choices, ColumnOrder, ReadError, Reason, Separator, Warning, read_local, write_geojson,
    write_geopackage,
};
use serde_json::json;

use crate::sample::{self, choices, table};

fn town() -> LocalTransformation {
    LocalTransformation::Plane {
        grid: Grid::from_epsg(sample::EPSG).unwrap(),
        direction: Direction::ToLocal,
        parameters: Similarity {
            tx: -3_403_850.143_9,
            ty: -570_870.436_5,
            a: 0.999_778_15,
            b: 0.000_021_828_573,
        },
    }
}

const THERE: [(f64, f64); 3] = [
    (3_404_901.2, 571_888.8),
    (3_404_901.2, 571_936.8),
    (3_404_877.2, 571_936.8),
];

fn local(at: (f64, f64)) -> GridPoint {
    let grid = Grid::from_epsg(sample::EPSG).unwrap();
    let point = GridPoint::new(at.0, at.1);
    town().to_local(grid, point, None).unwrap()
}

fn order() -> ColumnOrder {
    ColumnOrder {
        name: 0,
        code: None,
        x_north: 1,
        y_east: 2,
        h: Some(3),
    }
}

#[test]
fn points_and_lines_of_a_local_system_land_on_the_grid_with_their_heights_and_arcs() {
    let [a, b, c] = THERE.map(local).map(|p| [p.y_east, p.x_north]);
    let point = json!({ "type": "Feature", "properties": { "name": "A1" }, "geometry": { "type": "Point", "coordinates": [a[0], a[1], 6.75] } });
    let line = json!({ "type": "Feature", "properties": { "name": "红线" }, "geometry": { "type": "LineString", "coordinates": [a, b, c] } });
    let text = json!({ "type": "FeatureCollection", "features": [point, line] }).to_string();
    let read = read_local(text.as_bytes(), &choices(), &town()).unwrap();
    assert_eq!(read.problems, []);
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    let got = &read.points[0];
    assert!((got.x_north - THERE[0].0).hypot(got.y_east - THERE[0].1) < 1e-6);
    for (got, wanted) in read.lines[0].points.iter().zip(THERE) {
        assert!((got[0] - wanted.0).hypot(got[1] - wanted.1) < 1e-6);
    }
}

#[test]
fn a_file_that_names_its_own_system_is_not_read_as_a_local_one() {
    let file = sample::file();
    let json = write_geojson(sample::RULES.clear(&file).unwrap()).unwrap();
    let package =
        write_geopackage(sample::RULES.clear(&file).unwrap(), sample::made_utc()).unwrap();
    for bytes in [json, package] {
        let refused = read_local(&bytes, &choices(), &town()).unwrap_err();
        assert_eq!(refused, ReadError::SystemNamed);
    }
}

#[test]
fn what_looks_wrong_is_told_of_where_the_points_land_and_not_of_the_local_numbers() {
    let site = Some(GridPoint::new(THERE[0].0, THERE[0].1));
    let chosen = Choices {
        site,
        ..table(order(), Separator::Comma)
    };
    let at = THERE.map(local);
    // In numbers of this size nothing tells which is north, and all lie 3400 km from the site.
    let row = |name: &str, p: GridPoint| format!("{name},{:.4},{:.4},6.75\n", p.x_north, p.y_east);
    let right = row("A1", at[0]) + &row("A2", at[1]);
    let read = read_local(right.as_bytes(), &chosen, &town()).unwrap();
    assert_eq!((read.points.len(), read.warnings), (2, vec![]));
    assert_eq!(read.points[0].h, Some(6.75));
    let far = row("A1", GridPoint::new(at[0].x_north + 90_000.0, at[0].y_east));
    let read = read_local(far.as_bytes(), &chosen, &town()).unwrap();
    assert!(matches!(
        &read.warnings[..],
        [Warning::FarFromSite { points: 1, .. }]
    ));
}

#[test]
fn a_point_that_cannot_be_taken_over_is_listed_by_its_name() {
    let broken = LocalTransformation::Plane {
        grid: Grid::from_epsg(sample::EPSG).unwrap(),
        direction: Direction::ToLocal,
        parameters: Similarity {
            tx: 0.0,
            ty: 0.0,
            a: 0.0,
            b: 0.0,
        },
    };
    let chosen = table(order(), Separator::Comma);
    let read = read_local(b"A1,100.0,200.0,6.75\n", &chosen, &broken).unwrap();
    assert!(read.points.is_empty());
    assert_eq!(read.problems[0].what, "A1");
    assert_eq!(read.problems[0].reason, Reason::OutsideLocal);
}
