//! Writes drawings: points with their names, lines with their arcs, and deviations as lengthened arrows. Leaves reading to `entities`.

use super::APPLICATION;
use super::marks::mark;
use crate::check;
use crate::error::{Reason, WriteError};
use crate::guard::{Cleared, ClearedDeviations};
use crate::model::{Deviation, Verdict};

/// Colours of the AutoCAD index.
const RED: i32 = 1;
const GREEN: i32 = 3;
const BLUE: i32 = 5;
const WHITE: i32 = 7;
/// Height of letters, in metres on the ground: 2 mm at 1:500.
const LETTERS: f64 = 1.0;
/// Characters of one group of extended data, which holds 255 bytes: each may become two marks of 7.
const PIECE: usize = 16;
/// Characters that a layer must not have in its name (DXF reference, symbol tables).
const NOT_IN_LAYER: &[char] = &[
    '<', '>', '/', '\\', '"', ':', ';', '?', '*', '|', ',', '=', '`',
];

/// Lines of a drawing.
struct Drawing(Vec<u8>);

impl Drawing {
    fn group(&mut self, code: i32, value: &str) {
        self.0.extend(format!("{code:>3}\r\n").bytes());
        self.0.extend(mark(value));
        self.0.extend(b"\r\n");
    }

    /// A number with as many digits as it has, never with an exponent.
    fn number(&mut self, code: i32, value: f64) {
        self.group(code, &value.to_string());
    }

    fn entity(&mut self, kind: &str, layer: &str) {
        self.group(0, kind);
        self.group(8, layer);
    }

    fn place(&mut self, step: i32, [x_north, y_east]: [f64; 2], z: f64) {
        self.number(10 + step, y_east);
        self.number(20 + step, x_north);
        self.number(30 + step, z);
    }

    fn text(&mut self, layer: &str, [x_north, y_east]: [f64; 2], text: &str) {
        self.entity("TEXT", layer);
        self.place(0, [x_north + LETTERS / 2.0, y_east + LETTERS / 2.0], 0.0);
        self.number(40, LETTERS);
        self.group(1, text);
    }

    /// Values that a drawing has no place for.
    fn keep(&mut self, values: &[(&str, &str)]) {
        self.group(1001, APPLICATION);
        for (key, value) in values {
            let letters: Vec<char> = value.chars().collect();
            let pieces = letters.chunks(PIECE).map(|p| p.iter().collect::<String>());
            // An empty value is kept as well: it is not the same as none.
            for piece in pieces.chain(letters.is_empty().then(String::new)) {
                self.group(1000, &format!("{key}:{piece}"));
            }
        }
    }

    /// Header and tables of an R12 drawing, up to its entities.
    fn begin(layers: &[(String, i32)], outline: &[[f64; 2]]) -> Self {
        let mut out = Self(Vec::new());
        let [west, east, south, north] = if outline.is_empty() {
            [0.0; 4]
        } else {
            extent(outline)
        };
        out.group(0, "SECTION");
        out.group(2, "HEADER");
        out.group(9, "$ACADVER");
        out.group(1, "AC1009");
        out.group(9, "$DWGCODEPAGE");
        out.group(3, "ANSI_936");
        for (name, x_north, y_east) in [("$EXTMIN", south, west), ("$EXTMAX", north, east)] {
            out.group(9, name);
            out.place(0, [x_north, y_east], 0.0);
        }
        // Points drawn as crosses of half a metre; the default is a dot nobody sees.
        out.group(9, "$PDMODE");
        out.group(70, "2");
        out.group(9, "$PDSIZE");
        out.number(40, 0.5);
        out.group(0, "ENDSEC");
        out.group(0, "SECTION");
        out.group(2, "TABLES");
        out.table("LTYPE", 1);
        for (code, value) in [
            (0, "LTYPE"),
            (2, "CONTINUOUS"),
            (70, "0"),
            (3, "Solid line"),
            (72, "65"),
            (73, "0"),
            (40, "0.0"),
        ] {
            out.group(code, value);
        }
        out.group(0, "ENDTAB");
        out.table("LAYER", layers.len() + 1);
        for (name, colour) in std::iter::once(&("0".to_owned(), WHITE)).chain(layers) {
            out.group(0, "LAYER");
            out.group(2, name);
            out.group(70, "0");
            out.group(62, &colour.to_string());
            out.group(6, "CONTINUOUS");
        }
        out.group(0, "ENDTAB");
        out.table("STYLE", 1);
        // The big font shows Chinese where the plain one has no such letters.
        for (code, value) in [
            (0, "STYLE"),
            (2, "STANDARD"),
            (70, "0"),
            (40, "0.0"),
            (41, "1.0"),
            (50, "0.0"),
            (71, "0"),
            (42, "1.0"),
            (3, "txt"),
            (4, "gbcbig.shx"),
        ] {
            out.group(code, value);
        }
        out.group(0, "ENDTAB");
        out.table("APPID", 2);
        for name in ["ACAD", APPLICATION] {
            out.group(0, "APPID");
            out.group(2, name);
            out.group(70, "0");
        }
        out.group(0, "ENDTAB");
        out.group(0, "ENDSEC");
        out.group(0, "SECTION");
        out.group(2, "ENTITIES");
        out
    }

    fn table(&mut self, name: &str, rows: usize) {
        self.group(0, "TABLE");
        self.group(2, name);
        self.group(70, &rows.to_string());
    }

    fn end(mut self) -> Vec<u8> {
        self.group(0, "ENDSEC");
        self.group(0, "EOF");
        self.0
    }
}

/// Least and most easting, least and most northing.
fn extent(points: &[[f64; 2]]) -> [f64; 4] {
    let start = [f64::MAX, f64::MIN, f64::MAX, f64::MIN];
    points.iter().fold(start, |[a, b, c, d], [north, east]| {
        [a.min(*east), b.max(*east), c.min(*north), d.max(*north)]
    })
}

/// A layer name that a drawing program takes.
fn layer(name: &str) -> String {
    let kept: String = name
        .trim()
        .chars()
        .map(|c| {
            if c.is_control() || NOT_IN_LAYER.contains(&c) {
                '_'
            } else {
                c
            }
        })
        .collect();
    if kept.is_empty() {
        "0".to_owned()
    } else {
        kept
    }
}

/// Writes points (with their names as text) and lines as DXF R12. Names, codes, layers and which points have a height are kept
/// exactly as extended data of the application `HANDHELD_CHECK`.
///
/// # Errors
///
/// [`WriteError`] when a value cannot be written.
pub fn write_file(cleared: Cleared<'_>) -> Result<Vec<u8>, WriteError> {
    let file = cleared.file();
    check::before_writing(&file.points, &file.lines)?;
    let of_points = layer(&file.point_layer.name);
    let mut layers = vec![(of_points.clone(), GREEN)];
    for line in &file.lines {
        let name = layer(&line.layer);
        if name != "0" && !layers.iter().any(|(known, _)| *known == name) {
            layers.push((name, WHITE));
        }
    }
    layers.retain(|(name, _)| name != "0");
    let mut out = Drawing::begin(&layers, &file.outline());
    for p in &file.points {
        let at = [p.x_north, p.y_east];
        out.entity("POINT", &of_points);
        out.place(0, at, p.h.unwrap_or(0.0));
        let has = if p.h.is_some() { "1" } else { "0" };
        out.keep(&[("N", &p.name), ("C", &p.code), ("H", has)]);
        out.text(&of_points, at, &p.name);
    }
    for line in &file.lines {
        let on = layer(&line.layer);
        out.entity("POLYLINE", &on);
        out.group(66, "1");
        out.place(0, [0.0, 0.0], 0.0);
        out.group(70, if line.closed { "1" } else { "0" });
        out.keep(&[("N", &line.name), ("L", &line.layer)]);
        for (index, at) in line.points.iter().enumerate() {
            out.entity("VERTEX", &on);
            out.place(0, *at, 0.0);
            let bulge = line.bulges.get(index).copied().unwrap_or(0.0);
            if bulge != 0.0 {
                out.number(42, bulge);
            }
        }
        out.entity("SEQEND", &on);
    }
    Ok(out.end())
}

/// Writes deviations as DXF R12: design points (blue), measured points (green), an arrow from design towards measured lengthened by
/// `exaggeration` (green within the limit, red beyond), and a label with name, dx, dy and ds in millimetres.
///
/// # Errors
///
/// [`WriteError`] when a value cannot be written or the exaggeration is not between 1 and 100,000.
pub fn write_deviations(
    cleared: ClearedDeviations<'_>,
    exaggeration: f64,
) -> Result<Vec<u8>, WriteError> {
    let sheet = cleared.sheet();
    crate::book::check_sheet(sheet)?;
    check::within(exaggeration, (1.0, 100_000.0)).map_err(|reason| WriteError::BadValue {
        what: "exaggeration",
        name: String::new(),
        reason,
    })?;
    let layers = [
        ("DESIGN", BLUE),
        ("MEASURED", GREEN),
        ("WITHIN", GREEN),
        ("BEYOND", RED),
        ("NOT_JUDGED", WHITE),
        ("LABELS", WHITE),
    ];
    let layers: Vec<_> = layers
        .map(|(name, colour)| (name.to_owned(), colour))
        .into();
    let both = sheet.deviations.iter().flat_map(|d| [d.design, d.measured]);
    let outline: Vec<_> = both.map(|p| [p.x_north, p.y_east]).collect();
    let mut out = Drawing::begin(&layers, &outline);
    for deviation in &sheet.deviations {
        arrow(&mut out, deviation, exaggeration)?;
    }
    Ok(out.end())
}

fn arrow(out: &mut Drawing, d: &Deviation, exaggeration: f64) -> Result<(), WriteError> {
    let design = [d.design.x_north, d.design.y_east];
    let measured = [d.measured.x_north, d.measured.y_east];
    for (layer, at, h) in [
        ("DESIGN", design, d.design.h),
        ("MEASURED", measured, d.measured.h),
    ] {
        out.entity("POINT", layer);
        out.place(0, at, h.unwrap_or(0.0));
        let has = if h.is_some() { "1" } else { "0" };
        out.keep(&[("N", &d.name), ("C", layer), ("H", has)]);
    }
    let tip = [0, 1].map(|i| design[i] + (measured[i] - design[i]) * exaggeration);
    if !tip.iter().all(|v| v.abs() < 1e9) {
        return Err(WriteError::BadValue {
            what: "point",
            name: d.name.clone(),
            reason: Reason::NotFinite,
        });
    }
    let on = match d.verdict {
        Verdict::Within => "WITHIN",
        Verdict::Beyond => "BEYOND",
        Verdict::NotJudged => "NOT_JUDGED",
    };
    out.entity("LINE", on);
    out.place(0, design, 0.0);
    out.place(1, tip, 0.0);
    let label = format!(
        "{} dx {:.1} dy {:.1} ds {:.1}",
        d.name, d.dx_mm, d.dy_mm, d.ds_mm
    );
    out.text("LABELS", design, &label);
    Ok(())
}
