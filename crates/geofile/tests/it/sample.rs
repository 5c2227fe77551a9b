//! Points and lines that the tests share.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use handheld_geofile::{
    Choices, Classification, ColumnOrder, Deviation, DeviationSheet, ExportRules, Layer, Line,
    Position, Read, Separator, SurveyFile, SurveyPoint, TableChoices, TextEncoding, Verdict, read,
};

/// CGCS2000 / 3-degree Gauss-Krüger CM 120E.
pub(crate) const EPSG: u32 = 4549;

pub(crate) const RULES: ExportRules = ExportRules {
    area_cap_km2: 25.0,
    allowed: Classification::Internal,
};

pub(crate) fn made() -> NaiveDateTime {
    let day = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
    day.and_hms_opt(8, 0, 0).unwrap()
}

pub(crate) fn made_utc() -> DateTime<Utc> {
    made().and_utc()
}

pub(crate) fn point(name: &str, code: &str, x: f64, y: f64, h: Option<f64>) -> SurveyPoint {
    SurveyPoint {
        name: name.to_owned(),
        code: code.to_owned(),
        x_north: x,
        y_east: y,
        h,
    }
}

/// Names as people and hostile people write them.
pub(crate) fn points() -> Vec<SurveyPoint> {
    let names = [
        "1",
        "J2",
        "界址点3",
        "a\"b",
        "a,b;c",
        "two\nlines",
        "📍",
        "a^b\\c",
        "-4",
        "'quoted'",
    ];
    let places = (0..).zip(names);
    places
        .map(|(at, name)| {
            let step = f64::from(at) * 17.125_3;
            let h = (at % 3 != 1).then_some(3.5 + f64::from(at) * 0.001);
            point(
                name,
                ["", "GC", "房角"][at as usize % 3],
                3_404_901.200_3 + step,
                571_888.800_1 - step,
                h,
            )
        })
        .collect()
}

fn line(name: &str, layer: &str, closed: bool, points: &[[f64; 2]], bulges: &[f64]) -> Line {
    Line {
        name: name.to_owned(),
        layer: layer.to_owned(),
        closed,
        points: points.to_vec(),
        bulges: bulges.to_vec(),
    }
}

pub(crate) fn lines() -> Vec<Line> {
    let (x, y) = (3_404_950.123_4, 571_900.567_8);
    let corners = [[x, y], [x + 40.0, y], [x + 40.0, y + 60.25], [x, y + 60.25]];
    vec![
        line("用地红线", "红线", true, &corners, &[]),
        line("axis A", "AXIS", false, &[[x, y], [x + 3.3, y + 9.9]], &[]),
        line(
            "弧",
            "AXIS",
            false,
            &corners,
            &[0.414_213_562_373_095, 0.0, -1.0, 0.0],
        ),
        line("circle", "红线", true, &[[x, y], [x, y + 8.0]], &[1.0, 1.0]),
    ]
}

pub(crate) fn layer(name: &str, classification: Classification) -> Layer {
    Layer {
        name: name.to_owned(),
        classification,
    }
}

pub(crate) fn file() -> SurveyFile {
    SurveyFile {
        epsg: EPSG,
        point_layer: layer("设计点", Classification::Internal),
        points: points(),
        line_layers: vec![
            layer("红线", Classification::Public),
            layer("AXIS", Classification::Internal),
            layer("控制点", Classification::Classified),
        ],
        lines: lines(),
    }
}

pub(crate) fn sheet() -> DeviationSheet {
    let at = |x_north, y_east, h| Position { x_north, y_east, h };
    let deviation = |name: &str, dx: f64, dy: f64, verdict| Deviation {
        name: name.to_owned(),
        design: at(3_404_901.2, 571_888.8, Some(3.5)),
        measured: at(3_404_901.2 + dx / 1e3, 571_888.8 + dy / 1e3, None),
        dx_mm: dx,
        dy_mm: dy,
        ds_mm: dx.hypot(dy),
        dh_mm: None,
        limit_mm: 50.0,
        verdict,
    };
    DeviationSheet {
        epsg: EPSG,
        title: "1 幢灰线".to_owned(),
        layer: layer("灰线", Classification::Internal),
        deviations: vec![
            deviation("J1", 12.0, -5.0, Verdict::Within),
            deviation("角点2", 48.0, 33.0, Verdict::Beyond),
            deviation("3", 0.0, 0.0, Verdict::NotJudged),
        ],
        quantities: Vec::new(),
        words: Vec::new(),
    }
}

pub(crate) fn choices() -> Choices {
    Choices {
        epsg: EPSG,
        site: None,
        table: None,
    }
}

pub(crate) fn table(order: ColumnOrder, separator: Separator) -> Choices {
    Choices {
        table: Some(TableChoices {
            order,
            separator,
            encoding: TextEncoding::Utf8,
            heading: false,
            sheet: None,
        }),
        ..choices()
    }
}

/// Reads a map or drawing and expects no problem.
pub(crate) fn read_clean(bytes: &[u8]) -> Read {
    let read = read(bytes, &choices()).unwrap();
    assert_eq!(read.problems, []);
    read
}
