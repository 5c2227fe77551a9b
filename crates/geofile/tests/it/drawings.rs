//! DXF there and back, and drawings of others.

use handheld_geofile::{ReadError, Reason, Warning, read, write_deviations_dxf, write_dxf};

use crate::sample::{self, choices, read_clean};

#[test]
fn a_drawing_comes_back_as_it_was() {
    let file = sample::file();
    let bytes = write_dxf(sample::RULES.clear(&file).unwrap()).unwrap();
    let read = read_clean(&bytes);
    assert_eq!(read.warnings, []);
    assert_eq!(read.points, file.points);
    assert_eq!(read.lines, file.lines);
}

#[test]
fn a_name_that_is_text_in_both_encodings_comes_back_from_a_drawing() {
    let mut file = sample::file();
    file.points.truncate(1);
    file.lines.clear();
    file.point_layer.name = "0".into();
    file.points[0].name = "一些".into();
    let bytes = write_dxf(sample::RULES.clear(&file).unwrap()).unwrap();
    assert_eq!(read_clean(&bytes).points, file.points);
}

#[test]
fn eastings_with_their_zone_keep_every_digit_in_a_drawing() {
    let mut file = sample::file();
    file.epsg = 4528;
    for p in &mut file.points {
        p.y_east += 40e6;
    }
    file.lines.clear();
    let bytes = write_dxf(sample::RULES.clear(&file).unwrap()).unwrap();
    let choice = handheld_geofile::Choices {
        epsg: 4528,
        ..choices()
    };
    let read = read(&bytes, &choice).unwrap();
    assert_eq!(read.points, file.points);
    assert_eq!(read.warnings, []);
}

#[test]
fn deviations_are_drawn_as_points_arrows_and_labels() {
    let sheet = sample::sheet();
    let cleared = sample::RULES.clear_deviations(&sheet).unwrap();
    let bytes = write_deviations_dxf(cleared, 200.0).unwrap();
    // Both points of a pair carry one name, which a list of points may not; the arrows are lines.
    let read = read(&bytes, &choices()).unwrap();
    assert_eq!(read.points.len(), 3);
    assert!(
        read.problems
            .iter()
            .all(|p| matches!(p.reason, Reason::Duplicate(_)))
    );
    assert_eq!(read.lines.len(), 3);
    assert_eq!(read.lines[1].layer, "BEYOND");
    let [from, to] = [read.lines[1].points[0], read.lines[1].points[1]];
    assert!((to[0] - from[0] - 9.6).abs() < 1e-6 && (to[1] - from[1] - 6.6).abs() < 1e-6);
    for bad in [f64::NAN, 0.0, f64::INFINITY] {
        assert!(write_deviations_dxf(cleared, bad).is_err());
    }
}

fn entities(body: &str) -> Vec<u8> {
    format!("  0\nSECTION\n  2\nENTITIES\n{body}  0\nENDSEC\n  0\nEOF\n").into_bytes()
}

fn groups(pairs: &[(i32, &str)]) -> String {
    pairs
        .iter()
        .map(|(code, value)| format!("{code}\n{value}\n"))
        .collect()
}

fn drawn_point(x: &str, y: &str, z: &str) -> String {
    groups(&[(0, "POINT"), (8, "ZBD"), (10, y), (20, x), (30, z)])
}

fn drawn_text(x: &str, y: &str, text: &str) -> String {
    groups(&[
        (0, "TEXT"),
        (8, "ZBD"),
        (10, y),
        (20, x),
        (40, "2.0"),
        (1, text),
    ])
}

#[test]
fn a_point_takes_the_nearest_text_as_its_name_but_not_its_height() {
    let body = [
        drawn_point("3404901.2", "571888.8", "12.345"),
        drawn_text("3404901.4", "571889.0", "12.35"),
        drawn_text("3404902.2", "571889.8", "J1"),
        drawn_point("3404951.2", "571888.8", "0"),
        drawn_text("3404952.2", "571889.8", "\\U+754C2"),
        drawn_point("3405951.2", "571888.8", "0"),
    ];
    let read = read(&entities(&body.concat()), &choices()).unwrap();
    let names: Vec<_> = read.points.iter().map(|p| (p.name.as_str(), p.h)).collect();
    assert_eq!(names, [("J1", Some(12.345)), ("界2", None)]);
    assert!(matches!(&read.problems[..], [p] if p.reason == Reason::NoName));
    assert!(read.warnings.contains(&Warning::ZeroHeights { points: 2 }));
}

#[test]
fn blocks_with_attributes_light_polylines_and_lines_are_read_and_the_rest_is_counted() {
    let body = [
        groups(&[
            (0, "INSERT"),
            (66, "1"),
            (2, "GC200"),
            (8, "GCD"),
            (10, "571888.8"),
            (20, "3404901.2"),
            (30, "3.5"),
        ]),
        groups(&[(0, "ATTRIB"), (10, "1"), (20, "1"), (2, "点号"), (1, "K1")]),
        groups(&[(0, "SEQEND")]),
        groups(&[
            (0, "LWPOLYLINE"),
            (8, "HX"),
            (90, "3"),
            (70, "1"),
            (10, "571888.8"),
            (20, "3404901.2"),
            (42, "0.5"),
        ]),
        groups(&[
            (10, "571898.8"),
            (20, "3404901.2"),
            (10, "571898.8"),
            (20, "3404911.2"),
        ]),
        groups(&[
            (0, "LINE"),
            (8, "ZX"),
            (10, "571888.8"),
            (20, "3404901.2"),
            (11, "571898.8"),
            (21, "3404911.2"),
        ]),
        groups(&[(0, "CIRCLE"), (8, "ZX"), (10, "1"), (20, "2"), (40, "3")]),
    ];
    let read = read_clean(&entities(&body.concat()));
    assert_eq!(
        read.points,
        [sample::point("K1", "", 3_404_901.2, 571_888.8, Some(3.5))]
    );
    assert_eq!(read.lines.len(), 2);
    assert!(read.lines[0].closed);
    assert_eq!(read.lines[0].bulges, [0.5, 0.0, 0.0]);
    assert_eq!(
        read.lines[1].points,
        [[3_404_901.2, 571_888.8], [3_404_911.2, 571_898.8]]
    );
    assert_eq!(
        read.warnings,
        [Warning::LeftOut {
            what: "CIRCLE".into(),
            count: 1
        }]
    );
}

#[test]
fn entities_that_lie_are_listed_with_their_line_and_the_rest_is_read() {
    let body = [
        groups(&[
            (0, "LWPOLYLINE"),
            (8, "HX"),
            (90, "1000000"),
            (10, "571888.8"),
            (20, "3404901.2"),
        ]),
        drawn_point("NaN", "571888.8", "0"),
        drawn_point("1e308", "571888.8", "0"),
        groups(&[
            (0, "POINT"),
            (8, "0"),
            (10, "571888.8"),
            (20, "3404901.2"),
            (230, "-1.0"),
        ]),
        groups(&[
            (0, "POLYLINE"),
            (70, "64"),
            (66, "1"),
            (0, "VERTEX"),
            (10, "1"),
            (20, "1"),
            (0, "SEQEND"),
        ]),
        groups(&[
            (0, "LINE"),
            (10, "571888.8"),
            (20, "3404901.2"),
            (11, "571898.8"),
            (21, "3404911.2"),
        ]),
    ];
    let read = read(&entities(&body.concat()), &choices()).unwrap();
    assert_eq!(read.lines.len(), 1);
    let rows: Vec<_> = read.problems.iter().map(|p| p.row).collect();
    assert_eq!(rows, [5, 15, 25, 35, 45]);
    assert_eq!(read.problems[1].reason, Reason::NotFinite);
}

#[test]
fn a_drawing_that_is_cut_anywhere_never_looks_whole() {
    let file = sample::file();
    let bytes = write_dxf(sample::RULES.clear(&file).unwrap()).unwrap();
    for end in (40..bytes.len() - 8).step_by(97) {
        assert!(read(&bytes[..end], &choices()).is_err(), "{end}");
    }
    assert_eq!(
        read(b"AutoCAD Binary DXF\r\n\x1a\0", &choices()),
        Err(ReadError::BinaryDxf)
    );
}
