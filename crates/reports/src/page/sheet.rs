//! What a document is put together from: title, paragraphs, lists, tables, the closing lines. Each becomes rows; where pages end is
//! not known here.

use super::flow::{self, Heads};
use super::lines::{self, Fill, Line};
use super::table::{self, Look, Place};
use super::{Frame, Ink, MEASURE, Mark, Pdf, PdfError, Row, base_line, pdf};

/// Sizes of a document's text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// Height of running text and of the line it stands in.
    pub(crate) body: (f32, f32),
    /// The same in tables.
    pub(crate) cell: (f32, f32),
    /// First line of a paragraph, in parts of the text height.
    pub(crate) indent: f32,
    /// Lines reach the right edge.
    pub(crate) justified: bool,
    /// Blank above a paragraph.
    pub(crate) gap: f32,
}

impl Style {
    /// Chinese: 四号 in lines of 25 points, paragraphs start two characters in, both edges straight.
    pub(crate) const CHINESE: Self = Self {
        body: (14.0, 25.0),
        cell: (12.0, 18.0),
        indent: 2.0,
        justified: true,
        gap: 0.0,
    };
    /// English: smaller, since Latin letters are read in words; paragraphs start at the edge.
    pub(crate) const ENGLISH: Self = Self {
        body: (11.5, 17.0),
        cell: (10.5, 16.0),
        indent: 0.0,
        justified: false,
        gap: 6.0,
    };

    fn fill(self) -> Fill {
        if self.justified {
            Fill::Justified
        } else {
            Fill::Ragged
        }
    }
}

/// Where a line stands in the measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

/// A column of a table: its head and its part of the measure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column<'a> {
    pub(crate) head: &'a str,
    pub(crate) share: f32,
}

/// A document while it is put together.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(super) style: Style,
    pub(super) rows: Vec<Row>,
    heads: Heads,
    tables: usize,
}

/// Blank between the rule and the text of a cell, left and right, and above and below.
const PADDING: (f32, f32) = (5.0, 2.0);

impl Sheet {
    pub(crate) fn new(style: Style) -> Self {
        Self {
            style,
            rows: Vec::new(),
            heads: Heads::new(),
            tables: 0,
        }
    }

    /// Blank, dropped at the start of a page.
    pub(crate) fn space(&mut self, height: f32) {
        if height <= 0.0 {
            return;
        }
        let keep = self.rows.last().is_some_and(|row| row.keep);
        self.rows.push(Row {
            height,
            keep,
            ..Row::default()
        });
    }

    /// A heading or another line of its own, kept with what follows; too long, it takes more lines.
    pub(crate) fn heading(&mut self, text: &str, size: f32, align: Align) {
        for line in lines::set(text, size, MEASURE, 0.0, Fill::Ragged) {
            let x = match align {
                Align::Left => 0.0,
                Align::Centre => (MEASURE - line.width) / 2.0,
                Align::Right => MEASURE - line.width,
            };
            self.rows.push(Row {
                keep: true,
                ..text_row(line, size, size * 1.45, x)
            });
        }
    }

    /// A rule across the measure.
    pub(crate) fn rule(&mut self) {
        self.rows.push(Row {
            height: 12.0,
            marks: vec![Mark::Rule {
                from: (0.0, 6.0),
                to: (MEASURE, 6.0),
                width: 1.0,
                ink: Ink::Black,
            }],
            keep: true,
            ..Row::default()
        });
    }

    /// A paragraph; each line end in the text starts another.
    pub(crate) fn paragraph(&mut self, text: &str) {
        let indent = self.style.indent * self.style.body.0;
        for part in parts(text) {
            self.space(self.style.gap);
            self.body_lines(part, 0.0, indent);
        }
    }

    /// A paragraph that stays with what follows: the caption of a list or table.
    pub(crate) fn caption(&mut self, text: &str) {
        self.paragraph(text);
        if let Some(row) = self.rows.last_mut() {
            row.keep = true;
        }
    }

    /// A paragraph that starts at the left edge and stays with what follows: the addressee.
    pub(crate) fn opening(&mut self, text: &str) {
        self.body_lines(text, 0.0, 0.0);
        if let Some(row) = self.rows.last_mut() {
            row.keep = true;
        }
    }

    /// A numbered list; later lines of an item stand below its first character.
    pub(crate) fn list(&mut self, items: &[String]) {
        let (size, _) = self.style.body;
        let left = self.style.indent * size;
        let widest = format!("{}. ", items.len());
        let hanging = lines::width(&widest, size);
        for (i, item) in items.iter().enumerate() {
            let label = format!("{}. ", i + 1);
            self.space(self.style.gap / 2.0);
            for (n, part) in parts(item).enumerate() {
                let first = self.rows.len();
                self.body_lines(part, left + hanging, 0.0);
                if let (0, Some(row)) = (n, self.rows.get_mut(first)) {
                    let x = left + hanging - lines::width(&label, size);
                    let label = lines::set(&label, size, MEASURE, 0.0, Fill::Ragged);
                    row.prepend(label, size, x);
                }
            }
        }
    }

    /// Two columns: what something is called, and what it is.
    pub(crate) fn pairs(&mut self, pairs: &[(String, String)]) {
        let shares = [0.27, 0.73];
        let table = self.next_table();
        for (name, value) in pairs {
            let cells = [name.as_str(), value.as_str()];
            let rows = self.table_row(table, &shares, &cells, false);
            self.rows.extend(rows);
        }
    }

    /// A table with a head that is repeated on every page.
    pub(crate) fn table(&mut self, columns: &[Column<'_>], rows: &[Vec<String>]) {
        let shares: Vec<f32> = columns.iter().map(|column| column.share).collect();
        let heads: Vec<&str> = columns.iter().map(|column| column.head).collect();
        let table = self.next_table();
        let head = self.table_row(table, &shares, &heads, true);
        self.head(table, head);
        for row in rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            let rows = self.table_row(table, &shares, &cells, false);
            self.rows.extend(rows);
        }
    }

    /// The closing lines at the right, centred on each other, never alone on a page.
    pub(crate) fn closing(&mut self, closing: &[String]) {
        let (size, height) = self.style.body;
        for row in self.rows.iter_mut().rev().take(3) {
            row.keep = true;
        }
        let set: Vec<Line> = closing
            .iter()
            .flat_map(|text| lines::set(text, size, MEASURE * 0.7, 0.0, Fill::Ragged))
            .collect();
        let widest = set.iter().map(|line| line.width).fold(0.0, f32::max);
        let right = (2.0 * size).min(MEASURE - widest);
        let count = set.len();
        for (i, line) in set.into_iter().enumerate() {
            let x = MEASURE - right - widest + (widest - line.width) / 2.0;
            self.rows.push(Row {
                keep: i + 1 < count,
                ..text_row(line, size, height, x)
            });
        }
    }

    /// The document, on pages.
    pub(crate) fn finish(self, frame: &Frame) -> Result<Pdf, PdfError> {
        pdf::write(&flow::pages(self.rows, &self.heads, frame), frame)
    }

    pub(super) fn next_table(&mut self) -> usize {
        self.tables += 1;
        self.tables
    }

    /// Lines of running text; neither the first nor the last stands alone on a page.
    fn body_lines(&mut self, text: &str, left: f32, indent: f32) {
        let (size, height) = self.style.body;
        let set = lines::set(text, size, MEASURE - left, indent, self.style.fill());
        let count = set.len();
        for (i, line) in set.into_iter().enumerate() {
            self.rows.push(Row {
                keep: count > 1 && (i == 0 || i + 2 == count),
                ..text_row(line, size, height, left)
            });
        }
    }

    /// Puts the head of a table into the sheet, to be repeated where the table goes on.
    pub(super) fn head(&mut self, table: usize, mut head: Vec<Row>) {
        for row in &mut head {
            row.keep = true;
            row.head = true;
        }
        self.heads.insert(table, head.clone());
        self.rows.extend(head);
    }

    /// One row of a table with text.
    pub(super) fn table_row(
        &self,
        table: usize,
        shares: &[f32],
        cells: &[&str],
        head: bool,
    ) -> Vec<Row> {
        let places = if head {
            vec![Place::Centre; cells.len()]
        } else {
            Vec::new()
        };
        let look = Look {
            size: self.style.cell,
            padding: PADDING,
            places: &places,
            alarm: false,
        };
        table::row(table, &table::edges(shares), cells, look)
    }
}

impl Row {
    /// Puts text before what stands in the row, on the same base line.
    fn prepend(&mut self, set: Vec<Line>, size: f32, x: f32) {
        let y = base_line(self.height, size);
        let label = set
            .into_iter()
            .map(|line| text_mark(line, size, x, y, Ink::Black));
        self.marks.splice(0..0, label);
    }
}

/// The lines that a text was entered in.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.trim_end()
        .split('\n')
        .map(|part| part.trim_end_matches('\r'))
}

fn text_row(line: Line, size: f32, height: f32, x: f32) -> Row {
    Row {
        height,
        marks: vec![text_mark(
            line,
            size,
            x,
            base_line(height, size),
            Ink::Black,
        )],
        ..Row::default()
    }
}

pub(super) fn text_mark(line: Line, size: f32, x: f32, y: f32, ink: Ink) -> Mark {
    Mark::Text {
        y,
        size,
        glyphs: line.glyphs,
        ink,
    }
    .moved(x, 0.0)
}
