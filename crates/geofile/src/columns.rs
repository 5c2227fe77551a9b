//! Which column of a table is which: from the heading, or from the size of the numbers; sure of it or not. Leaves the rows to `rows`.

use serde::{Deserialize, Serialize};

use crate::error::ReadError;
use crate::limits::MAX_COLUMNS;
use crate::table::Row;

/// Which column holds what, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnOrder {
    /// Name of the point.
    pub name: usize,
    /// Code, where there is one.
    pub code: Option<usize>,
    /// Northing.
    pub x_north: usize,
    /// Easting.
    pub y_east: usize,
    /// Height, where there is one.
    pub h: Option<usize>,
}

impl ColumnOrder {
    /// `name,code,y,x,h`: South and CASS, east before north.
    pub const NAME_CODE_Y_X_H: Self = Self::of(Some(1), 3, 2, Some(4));
    /// `name,code,x,y,h`.
    pub const NAME_CODE_X_Y_H: Self = Self::of(Some(1), 2, 3, Some(4));
    /// `name,x,y,h`.
    pub const NAME_X_Y_H: Self = Self::of(None, 1, 2, Some(3));
    /// `name,y,x,h`.
    pub const NAME_Y_X_H: Self = Self::of(None, 2, 1, Some(3));
    /// `name,x,y`.
    pub const NAME_X_Y: Self = Self::of(None, 1, 2, None);
    /// `name,y,x`.
    pub const NAME_Y_X: Self = Self::of(None, 2, 1, None);

    const fn of(code: Option<usize>, x_north: usize, y_east: usize, h: Option<usize>) -> Self {
        Self {
            name: 0,
            code,
            x_north,
            y_east,
            h,
        }
    }

    /// The same columns with north and east changed over.
    #[must_use]
    pub const fn swapped(self) -> Self {
        Self {
            x_north: self.y_east,
            y_east: self.x_north,
            ..self
        }
    }

    /// The order in words, such as `name,code,y,x,h`.
    pub fn label(self) -> String {
        let mut columns = vec![(self.name, "name"), (self.x_north, "x"), (self.y_east, "y")];
        columns.extend(self.code.map(|c| (c, "code")));
        columns.extend(self.h.map(|c| (c, "h")));
        columns.sort_unstable();
        let words: Vec<_> = columns.into_iter().map(|(_, word)| word).collect();
        words.join(",")
    }

    /// Refuses a column that is chosen twice or lies beyond those that are read.
    pub(crate) fn check(self) -> Result<(), ReadError> {
        let mut all = vec![self.name, self.x_north, self.y_east];
        all.extend(self.code);
        all.extend(self.h);
        all.sort_unstable();
        let twice = all.windows(2).find(|pair| pair[0] == pair[1]);
        let beyond = all.last().filter(|c| **c >= MAX_COLUMNS);
        match twice.map(|pair| pair[0]).or(beyond.copied()) {
            Some(column) => Err(ReadError::BadColumns { column: column + 1 }),
            None => Ok(()),
        }
    }
}

/// Words of a heading, already brought to the form of [`plain`].
const WORDS: [(&str, &[&str]); 5] = [
    (
        "name",
        &[
            "点名",
            "点号",
            "名称",
            "name",
            "point",
            "pointname",
            "pt",
            "ptid",
            "id",
            "no",
            "编号",
            "pointid",
            "桩号",
        ],
    ),
    (
        "code",
        &[
            "编码",
            "代码",
            "地物编码",
            "属性",
            "描述",
            "code",
            "desc",
            "description",
            "备注",
        ],
    ),
    (
        "x_north",
        &[
            "x", "x北", "北", "北x", "n", "north", "northing", "纵", "xnorth", "纵x", "x纵",
        ],
    ),
    (
        "y_east",
        &[
            "y", "y东", "东", "东y", "e", "east", "easting", "横", "yeast", "横y", "y横",
        ],
    ),
    (
        "h",
        &[
            "h",
            "h高程",
            "高程",
            "高",
            "z",
            "elev",
            "elevation",
            "height",
            "高程h",
            "高程z",
            "正常高",
        ],
    ),
];

/// A heading without blanks, brackets, units and the word for coordinate.
fn plain(cell: &str) -> String {
    let kept: String = cell
        .to_lowercase()
        .chars()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(c, '_' | '(' | ')' | '（' | '）' | '[' | ']' | ':' | '：')
        })
        .collect();
    let kept = kept.replace("坐标", "").replace("向", "");
    let mut kept = kept.as_str();
    // "x(m)" has become "xm"; a lone m is no unit.
    for unit in ["米", "m"] {
        if let Some(rest) = kept.strip_suffix(unit)
            && !rest.is_empty()
        {
            kept = rest;
        }
    }
    kept.to_owned()
}

fn is_number(cell: &str) -> bool {
    crate::check::number(cell, (f64::MIN, f64::MAX)).is_ok()
}

/// Whether the first row is a heading: fewer than two numbers where the row after it has two or more.
pub(crate) fn has_heading(rows: &[Row]) -> bool {
    let numbers = |row: &Row| row.cells.iter().filter(|c| is_number(c)).count();
    match rows {
        [first, second, ..] => numbers(first) < 2 && (numbers(second) >= 2 || known(first) >= 2),
        [only] => numbers(only) < 2 && known(only) >= 2,
        [] => false,
    }
}

fn known(row: &Row) -> usize {
    let is = |cell: &String| WORDS.iter().any(|(_, w)| w.contains(&plain(cell).as_str()));
    row.cells.iter().filter(|c| is(c)).count()
}

/// The order a heading names, when it names enough.
pub(crate) fn from_heading(heading: &Row) -> Option<ColumnOrder> {
    let find = |key: &str| {
        let (_, words) = WORDS.iter().find(|(k, _)| *k == key)?;
        heading
            .cells
            .iter()
            .take(MAX_COLUMNS)
            .position(|c| words.contains(&plain(c).as_str()))
    };
    Some(ColumnOrder {
        name: find("name")?,
        code: find("code"),
        x_north: find("x_north")?,
        y_east: find("y_east")?,
        h: find("h"),
    })
}

/// What the numbers of a column look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looks {
    North,
    East,
    Number,
    Other,
}

/// Whether a number can be a northing in China: 16 to 54 degrees north.
pub(crate) fn like_north(value: f64) -> bool {
    (1.7e6..6.1e6).contains(&value)
}

/// Whether a number can be an easting in China: within its zone, or with the prefix of zones 13 to 23 and 25 to 45.
pub(crate) fn like_east(value: f64) -> bool {
    (160_000.0..840_000.0).contains(&value) || prefix(value).is_some()
}

/// The zone in front of an easting of eight digits.
pub(crate) fn prefix(value: f64) -> Option<u32> {
    let zone = (value / 1e6).floor();
    let known = (13.0..=23.0).contains(&zone) || (25.0..=45.0).contains(&zone);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 13 and 45"
    )]
    known.then_some(zone as u32)
}

fn looks(rows: &[Row], column: usize) -> Looks {
    let cells: Vec<&str> = rows
        .iter()
        .take(200)
        .filter_map(|r| r.cells.get(column))
        .map(String::as_str)
        .collect();
    let numbers: Vec<f64> = cells.iter().filter_map(|c| c.parse().ok()).collect();
    let mostly = |count: usize| count > 0 && count * 10 >= cells.len() * 8;
    if mostly(numbers.iter().filter(|v| like_north(**v)).count()) {
        Looks::North
    } else if mostly(numbers.iter().filter(|v| like_east(**v)).count()) {
        Looks::East
    } else if mostly(numbers.len() + cells.iter().filter(|c| c.is_empty()).count()) {
        // Heights may be left out.
        Looks::Number
    } else {
        Looks::Other
    }
}

/// The order that the size of the numbers shows, when one column is north, the one beside it east, and a name stands before them.
pub(crate) fn from_numbers(rows: &[Row]) -> Option<ColumnOrder> {
    let width = rows.iter().take(200).map(|r| r.cells.len()).max()?;
    let seen: Vec<Looks> = (0..width).map(|c| looks(rows, c)).collect();
    let first = seen.windows(2).position(|pair| {
        matches!(
            pair,
            [Looks::North, Looks::East] | [Looks::East, Looks::North]
        )
    })?;
    if first == 0 {
        return None;
    }
    let (x_north, y_east) = match seen[first] {
        Looks::North => (first, first + 1),
        _ => (first + 1, first),
    };
    let h = seen.get(first + 2).filter(|l| **l == Looks::Number);
    Some(ColumnOrder {
        name: 0,
        code: (first > 1).then_some(1),
        x_north,
        y_east,
        h: h.map(|_| first + 2),
    })
}

/// The usual orders for a table of this width, when nothing tells them apart: east first, then north first.
pub(crate) fn usual(width: usize) -> Vec<ColumnOrder> {
    let one = match width {
        0..=2 => return Vec::new(),
        3 => ColumnOrder::NAME_Y_X,
        4 => ColumnOrder::NAME_Y_X_H,
        _ => ColumnOrder::NAME_CODE_Y_X_H,
    };
    vec![one, one.swapped()]
}
