//! Pages of an official document: A4 with the margins of GB/T 9704-2012, lines, lists, tables and page numbers, as PDF/A-2b. What a
//! notice says is composed by `notice`; this knows only how it stands on paper.
//!
//! Text becomes [`Row`]s (`sheet`, `figures`, `table`, `drawing`), which break by the rules of Chinese typesetting (`lines`), fall onto pages (`flow`) and are
//! drawn (`pdf`). Lengths are points (1/72 inch), measured from the upper left corner.

mod drawing;
mod figures;
mod flow;
mod lines;
mod pdf;
mod sheet;
mod table;

use chrono::NaiveDate;

pub(crate) use drawing::{Dash, Drawing, Pen};
pub(crate) use figures::{FigureRow, Figures};
pub(crate) use sheet::{Align, Column, Sheet, Style};
pub(crate) use table::Place;

/// A finished document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file: PDF/A-2b, the same bytes for the same input.
    pub bytes: Vec<u8>,
    /// Characters that the font lacks, each once, in the order they stand. Each is drawn as a box that holds its code point.
    pub missing: Vec<char>,
}

/// Why no document was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// The writer of PDF refused; its words say why.
    #[error(
        "the document was not made: {0}; the record is unchanged; shorten what stands in it, or report this as a defect"
    )]
    Refused(String),
}

/// Width of A4.
const WIDTH: f32 = 595.28;
/// Height of A4.
const HEIGHT: f32 = 841.89;
/// 天头, 37 mm (GB/T 9704-2012, 5.2.1).
const TOP: f32 = 104.88;
/// 订口, 28 mm (GB/T 9704-2012, 5.2.1).
const LEFT: f32 = 79.37;
/// Width of the type area (版心), 156 mm (GB/T 9704-2012, 5.2.1).
const MEASURE: f32 = 442.2;
/// Height of the type area (版心), 225 mm (GB/T 9704-2012, 5.2.1).
const DEPTH: f32 = 637.8;

/// What surrounds the type area on every page, and what the file says about itself.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Title of the document, in its properties.
    pub(crate) title: String,
    /// Who issued it, in its properties.
    pub(crate) author: String,
    /// RFC 3066 tag of its language.
    pub(crate) language: &'static str,
    /// Its date; nothing else in the file tells a time.
    pub(crate) date: NaiveDate,
    /// A warning across the head of every page.
    pub(crate) band: Option<String>,
    /// What the head of the second and later pages repeats.
    pub(crate) running: String,
    /// Small lines below the type area of every page.
    pub(crate) foot: Vec<String>,
    /// The page number; `{n}` and `{total}` are filled in.
    pub(crate) folio: String,
}

/// A strip of the type area as wide as it, to be placed on a page.
#[derive(Debug, Clone, Default)]
struct Row {
    height: f32,
    marks: Vec<Mark>,
    /// The next row must stand on the same page.
    keep: bool,
    /// The table it belongs to.
    table: Option<usize>,
    /// It is the head of that table.
    head: bool,
}

/// Something drawn, with its place in the row or on the page.
#[derive(Debug, Clone)]
enum Mark {
    /// Characters, each with the place of its left edge; `y` is the base line.
    Text {
        y: f32,
        size: f32,
        glyphs: Vec<(char, f32)>,
        ink: Ink,
    },
    /// A straight rule.
    Rule {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        ink: Ink,
    },
    /// A line through points.
    Line {
        points: Vec<(f32, f32)>,
        closed: bool,
        pen: Pen,
    },
    /// An area of one colour.
    Area { points: Vec<(f32, f32)>, ink: Ink },
}

/// The colours of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Black,
    Grey,
    Red,
    /// What was designed.
    Blue,
    /// What was measured.
    Orange,
    /// Ground below what asks for attention.
    Pale,
    /// Ground below text that would stand on lines.
    White,
}

impl Mark {
    /// The same mark further right and further down.
    fn moved(&self, dx: f32, dy: f32) -> Self {
        let mut mark = self.clone();
        match &mut mark {
            Self::Text { y, glyphs, .. } => {
                *y += dy;
                glyphs.iter_mut().for_each(|(_, x)| *x += dx);
            }
            Self::Rule { from, to, .. } => {
                for point in [from, to] {
                    point.0 += dx;
                    point.1 += dy;
                }
            }
            Self::Line { points, .. } | Self::Area { points, .. } => {
                for point in points {
                    point.0 += dx;
                    point.1 += dy;
                }
            }
        }
        mark
    }
}

/// Where the base line lies in a line of the given height, so that the characters stand in its middle.
fn base_line(height: f32, size: f32) -> f32 {
    // The em box of the font reaches from 0.88 above the base line to 0.12 below.
    (height - size) / 2.0 + 0.88 * size
}
