//! Rows of tables: cells set into their columns, as one row per line, so that a cell longer than a page goes on. What a table says and
//! where pages end is not known here.

use super::lines::{self, Fill, Line};
use super::sheet::{parts, text_mark};
use super::{Ink, MEASURE, Mark, Row, base_line};

/// Where the text of a cell stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Left,
    Centre,
    Right,
}

/// How a row of a table looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'a> {
    /// Height of the text and of the line it stands in.
    pub(super) size: (f32, f32),
    /// Blank between the rule and the text of a cell, left and right, and above and below.
    pub(super) padding: (f32, f32),
    /// Where each column's text stands; left where there is none.
    pub(super) places: &'a [Place],
    /// The row asks for attention: it stands on a tint, and its last cell is red. Words must say it as well.
    pub(super) alarm: bool,
}

/// One row of a table. `edges` are the places of its uprights, one more than there are cells.
pub(super) fn row(table: usize, edges: &[f32], cells: &[&str], look: Look<'_>) -> Vec<Row> {
    let (size, height) = look.size;
    let set: Vec<Vec<Line>> = edges
        .windows(2)
        .zip(cells)
        .map(|(edge, cell)| {
            let room = edge[1] - edge[0] - 2.0 * look.padding.0;
            parts(cell)
                .flat_map(|part| lines::set(part, size, room, 0.0, Fill::Ragged))
                .collect()
        })
        .collect();
    let count = set.iter().map(Vec::len).max().unwrap_or(0).max(1);
    // Short rows are not torn apart.
    let torn = count > 12;
    let mut rows = Vec::with_capacity(count);
    for i in 0..count {
        let above = if i == 0 { look.padding.1 } else { 0.0 };
        let below = if i + 1 == count { look.padding.1 } else { 0.0 };
        let mut row = Row {
            height: above + height + below,
            table: Some(table),
            keep: i + 1 < count && (!torn || i == 0 || i + 2 == count),
            ..Row::default()
        };
        if look.alarm && torn {
            row.marks.push(tint(row.height));
        } else if look.alarm && i == 0 {
            // Whole at once: a tint below one line would cover text that reaches down from the line above.
            row.marks
                .push(tint(count as f32 * height + 2.0 * look.padding.1));
        }
        row.marks
            .extend(edges.iter().map(|x| upright(*x, row.height)));
        if i == 0 {
            row.marks.push(Mark::Rule {
                from: (0.0, 0.0),
                to: (MEASURE, 0.0),
                width: 0.5,
                ink: Ink::Black,
            });
        }
        for (column, lines) in set.iter().enumerate() {
            // Short cells stand in the middle of a higher row, as the official forms have it.
            let first = (count - lines.len()) / 2;
            let Some(line) = i.checked_sub(first).and_then(|i| lines.get(i)) else {
                continue;
            };
            let room = edges[column + 1] - edges[column];
            let x = match look.places.get(column) {
                Some(Place::Centre) => edges[column] + (room - line.width) / 2.0,
                Some(Place::Right) => edges[column + 1] - look.padding.0 - line.width,
                Some(Place::Left) | None => edges[column] + look.padding.0,
            };
            let odd = !torn && (count - lines.len()) % 2 == 1;
            let down = if odd { height / 2.0 } else { 0.0 };
            let y = above + down + base_line(height, size);
            let red = look.alarm && column + 1 == set.len();
            let ink = if red { Ink::Red } else { Ink::Black };
            row.marks.push(text_mark(line.clone(), size, x, y, ink));
        }
        rows.push(row);
    }
    rows
}

/// The places of a table's uprights.
pub(super) fn edges(shares: &[f32]) -> Vec<f32> {
    let total: f32 = shares.iter().sum();
    let mut x = 0.0;
    let mut edges = vec![0.0];
    for share in shares {
        x += share / total * MEASURE;
        edges.push(x);
    }
    edges
}

/// The ground of a row that asks for attention.
fn tint(height: f32) -> Mark {
    Mark::Area {
        points: vec![(0.0, 0.0), (MEASURE, 0.0), (MEASURE, height), (0.0, height)],
        ink: Ink::Pale,
    }
}

fn upright(x: f32, height: f32) -> Mark {
    Mark::Rule {
        from: (x, 0.0),
        to: (x, height),
        width: 0.5,
        ink: Ink::Black,
    }
}
