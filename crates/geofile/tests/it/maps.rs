//! GeoJSON and GeoPackage there and back, and files of others.

use handheld_geofile::{ReadError, Reason, Warning, read, write_geojson, write_geopackage};

use crate::sample::{self, choices, read_clean};

#[test]
fn geojson_comes_back_as_it_was() {
    let file = sample::file();
    let bytes = write_geojson(sample::RULES.clear(&file).unwrap()).unwrap();
    let read = read_clean(&bytes);
    assert_eq!(read.warnings, []);
    same(&read.points, &file.points);
    assert_eq!(read.lines.len(), file.lines.len());
    for (a, b) in read.lines.iter().zip(&file.lines) {
        assert_eq!((&a.name, &a.layer, a.closed), (&b.name, &b.layer, b.closed));
        for (p, q) in a.points.iter().zip(&b.points) {
            assert!((p[0] - q[0]).abs() < 1e-9 && (p[1] - q[1]).abs() < 1e-9);
        }
        assert_eq!(a.bulges.len(), b.bulges.len());
    }
}

fn same(a: &[handheld_geofile::SurveyPoint], b: &[handheld_geofile::SurveyPoint]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert_eq!((&a.name, &a.code), (&b.name, &b.code));
        assert!((a.x_north - b.x_north).abs() < 1e-9);
        assert!((a.y_east - b.y_east).abs() < 1e-9);
        match (a.h, b.h) {
            (Some(a), Some(b)) => assert!((a - b).abs() < 1e-9),
            (a, b) => assert_eq!(a, b),
        }
    }
}

#[test]
fn geojson_without_our_properties_keeps_the_millimetre() {
    let file = sample::file();
    let bytes = write_geojson(sample::RULES.clear(&file).unwrap()).unwrap();
    let text = String::from_utf8(bytes)
        .unwrap()
        .replace("\"epsg\"", "\"other\"");
    let read = read_clean(text.as_bytes());
    for (a, b) in read.points.iter().zip(&file.points) {
        assert!((a.x_north - b.x_north).hypot(a.y_east - b.y_east) < 1e-5);
    }
}

#[test]
fn geojson_whose_properties_contradict_its_geometry_is_listed() {
    let file = sample::file();
    let bytes = write_geojson(sample::RULES.clear(&file).unwrap()).unwrap();
    let text = String::from_utf8(bytes)
        .unwrap()
        .replacen("3404901.2003", "3404901.3003", 1);
    let read = read(text.as_bytes(), &choices()).unwrap();
    assert!(
        matches!(&read.problems[..], [p] if p.row == 1 && matches!(p.reason, Reason::Contradiction(d) if (d - 0.1).abs() < 1e-3)),
        "{:?}",
        read.problems
    );
    assert_eq!(read.points.len(), file.points.len() - 1);
}

#[test]
fn geojson_of_the_older_format_is_read_in_the_grid_of_the_project_only() {
    let with = |crs: &str| {
        format!(
            r#"{{"type":"FeatureCollection",{crs}"features":[{{"type":"Feature","properties":{{"点名":"J1","高程":3.5}},
            "geometry":{{"type":"Point","coordinates":[571888.8,3404901.2]}}}}]}}"#
        )
    };
    let named = |name: &str| {
        with(&format!(
            r#""crs":{{"type":"name","properties":{{"name":"{name}"}}}},"#
        ))
    };
    for file in [named("EPSG:4549"), named("urn:ogc:def:crs:EPSG::4549")] {
        let read = read_clean(file.as_bytes());
        assert_eq!(
            read.points,
            [sample::point("J1", "", 3_404_901.2, 571_888.8, Some(3.5))]
        );
    }
    let other = read(named("EPSG:4548").as_bytes(), &choices());
    assert_eq!(
        other,
        Err(ReadError::OtherGrid {
            found: 4548,
            expected: 4549
        })
    );
    let unknown = read(named("EPSG:3857").as_bytes(), &choices());
    assert_eq!(unknown, Err(ReadError::UnknownGrid { epsg: 3857 }));
    assert!(matches!(
        read(named("local").as_bytes(), &choices()),
        Err(ReadError::UnknownSystem { .. })
    ));
    assert_eq!(
        read_clean(with("").as_bytes()).warnings,
        [Warning::GridAssumed { epsg: 4549 }]
    );
}

#[test]
fn heights_above_the_ellipsoid_are_not_taken_for_heights_of_the_project() {
    let file = r#"{"type":"Feature","id":7,"properties":null,"geometry":{"type":"Point","coordinates":[120.75,30.76,17.2]}}"#;
    let read = read_clean(file.as_bytes());
    assert_eq!(read.points[0].h, None);
    assert_eq!(read.points[0].name, "7");
    assert!(
        read.warnings
            .contains(&Warning::EllipsoidalHeights { points: 1 })
    );
}

#[test]
fn holes_and_empty_features_are_listed_by_number() {
    let file = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{},"geometry":null},
        {"type":"Feature","properties":{"name":"A"},"geometry":{"type":"Polygon","coordinates":[
            [[120.75,30.76],[120.751,30.76],[120.751,30.761],[120.75,30.76]],
            [[120.7505,30.7601],[120.7506,30.7601],[120.7506,30.7602],[120.7505,30.7601]]]}},
        {"type":"Feature","properties":{"name":"far"},"geometry":{"type":"Point","coordinates":[20.0,30.0]}}]}"#;
    let read = read(file.as_bytes(), &choices()).unwrap();
    let found: Vec<_> = read.problems.iter().map(|p| (p.row, &p.reason)).collect();
    assert_eq!(found.len(), 3);
    assert_eq!(found[1], (2, &Reason::Hole));
    assert_eq!(found[2], (3, &Reason::OutsideGrid));
    assert_eq!(read.lines[0].points.len(), 3);
}

#[test]
fn a_geopackage_comes_back_as_it_was() {
    let file = sample::file();
    let cleared = sample::RULES.clear(&file).unwrap();
    let bytes = write_geopackage(cleared, sample::made_utc()).unwrap();
    assert_eq!(&bytes[68..72], b"GPKG");
    let read = read_clean(&bytes);
    assert_eq!(read.points, file.points);
    // Open lines and outlines are in tables of their own.
    let mut expected = file.lines.clone();
    expected.sort_by_key(|l| l.closed);
    assert_eq!(read.lines.len(), expected.len());
    for (a, b) in read.lines.iter().zip(&expected) {
        assert_eq!((&a.name, &a.layer, a.closed), (&b.name, &b.layer, b.closed));
        for (p, q) in a.points.iter().zip(&b.points) {
            assert!((p[0] - q[0]).abs() < 1e-9 && (p[1] - q[1]).abs() < 1e-9);
        }
    }
    let elsewhere = handheld_geofile::Choices {
        epsg: 4548,
        ..choices()
    };
    assert!(matches!(
        handheld_geofile::read(&bytes, &elsewhere),
        Err(ReadError::OtherGrid { .. })
    ));
}
