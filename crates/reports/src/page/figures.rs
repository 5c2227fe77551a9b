//! What reports of figures are put together from: numbered sections, facts beside each other, dense tables of numbers, framed
//! statements, drawings. Where pages end is not known here.

use super::drawing::Drawing;
use super::lines::{self, Fill};
use super::sheet::{Align, Sheet, parts, text_mark};
use super::table::{self, Look, Place};
use super::{Ink, MEASURE, Mark, Row, base_line};

/// A column of a table of numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures<'a> {
    pub(crate) head: &'a str,
    /// Its part of the measure.
    pub(crate) share: f32,
    pub(crate) place: Place,
}

/// A row of a table of numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct FigureRow {
    /// Line ends start another line in the same cell.
    pub(crate) cells: Vec<String>,
    /// It asks for attention; the last cell must say why in words.
    pub(crate) alarm: bool,
}

/// Blank beside and above the text of a cell with numbers.
const DENSE: (f32, f32) = (3.0, 2.0);
/// Blank inside of a framed statement.
const FRAMED: (f32, f32) = (8.0, 5.0);

impl Sheet {
    /// The heading of a section at the left edge, kept with what follows.
    pub(crate) fn section(&mut self, text: &str) {
        let (size, _) = self.style.body;
        self.space(size);
        self.heading(text, size * 1.12, Align::Left);
        self.space(size * 0.2);
    }

    /// A line of small print, grey.
    pub(crate) fn note(&mut self, text: &str) {
        let (size, height) = self.style.cell;
        self.space(3.0);
        for part in parts(text) {
            for line in lines::set(part, size, MEASURE, 0.0, Fill::Ragged) {
                let y = base_line(height, size);
                self.rows.push(Row {
                    height,
                    marks: vec![text_mark(line, size, 0.0, y, Ink::Grey)],
                    ..Row::default()
                });
            }
        }
    }

    /// Facts with their names, as many beside each other as stand in one row.
    pub(crate) fn facts(&mut self, rows: &[Vec<(String, String)>]) {
        let table = self.next_table();
        for row in rows {
            let part = 1.0 / row.len().max(1) as f32;
            let shares: Vec<f32> = row.iter().flat_map(|_| [0.155, part - 0.155]).collect();
            let cells: Vec<&str> = row
                .iter()
                .flat_map(|(name, value)| [name.as_str(), value.as_str()])
                .collect();
            let rows = self.table_row(table, &shares, &cells, false);
            self.rows.extend(rows);
        }
    }

    /// A table of numbers in text of the given height and line height; its head is repeated on every page.
    pub(crate) fn figures(
        &mut self,
        columns: &[Figures<'_>],
        rows: &[FigureRow],
        size: (f32, f32),
    ) {
        let shares: Vec<f32> = columns.iter().map(|column| column.share).collect();
        let edges = table::edges(&shares);
        let heads: Vec<&str> = columns.iter().map(|column| column.head).collect();
        let places: Vec<Place> = columns.iter().map(|column| column.place).collect();
        let number = self.next_table();
        let look = Look {
            size,
            padding: DENSE,
            places: &places,
            alarm: false,
        };
        let centred = vec![Place::Centre; columns.len()];
        let head = Look {
            places: &centred,
            ..look
        };
        self.head(number, table::row(number, &edges, &heads, head));
        for row in rows {
            let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
            let look = Look {
                alarm: row.alarm,
                ..look
            };
            self.rows.extend(table::row(number, &edges, &cells, look));
        }
    }

    /// A framed statement: a headline and what it says, with a heavy edge; red where it warns.
    pub(crate) fn statement(&mut self, headline: &str, text: &str, warns: bool) {
        let (size, height) = self.style.body;
        let table = self.next_table();
        let loud = if warns { Ink::Red } else { Ink::Black };
        let room = MEASURE - 2.0 * FRAMED.0;
        let large = size * 1.25;
        let set = |text: &str, size: f32, ink: Ink| -> Vec<_> {
            let lines =
                parts(text).flat_map(|part| lines::set(part, size, room, 0.0, Fill::Ragged));
            lines.map(|line| (line, size, ink)).collect()
        };
        let mut all = set(headline, large, loud);
        all.extend(set(text, size, Ink::Black));
        let count = all.len();
        for (i, (line, size, ink)) in all.into_iter().enumerate() {
            let above = if i == 0 { FRAMED.1 } else { 0.0 };
            let below = if i + 1 == count { FRAMED.1 } else { 0.0 };
            let strip = height.max(size * 1.45);
            let whole = above + strip + below;
            let y = above + base_line(strip, size);
            let mut marks = Vec::new();
            for (x, width, ink) in [(0.0, 3.0, loud), (MEASURE, 0.5, Ink::Black)] {
                marks.push(Mark::Rule {
                    from: (x, 0.0),
                    to: (x, whole),
                    width,
                    ink,
                });
            }
            marks.push(text_mark(line, size, FRAMED.0, y, ink));
            self.rows.push(Row {
                height: whole,
                marks,
                keep: i + 1 < count && (i < 2 || i + 2 == count),
                table: Some(table),
                head: false,
            });
        }
    }

    /// A drawing as wide as the measure.
    pub(crate) fn drawing(&mut self, drawing: Drawing) {
        self.rows.push(drawing.into_row());
    }
}
