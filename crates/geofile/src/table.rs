//! Text of instruments: its encoding, its separator, its cells; and the CSV that is written. Leaves what a column means to `columns`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::error::{ReadError, WriteError};
use crate::guard::Cleared;
use crate::limits::{MAX_CELL, MAX_COLUMNS, MAX_ROWS};
use crate::{Lang, check};

/// How text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextEncoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB 18030, which holds GBK and GB 2312.
    Gb18030,
}

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    /// A comma.
    Comma,
    /// A tab.
    Tab,
    /// A semicolon.
    Semicolon,
    /// One or more spaces or tabs; an empty cell cannot be told.
    Spaces,
}

/// A row with its number in the file, counted from 1 with the heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) number: u64,
    pub(crate) cells: Vec<String>,
}

/// The first encoding of the two in which the bytes are text.
pub(crate) fn encoding_of(bytes: &[u8]) -> Result<TextEncoding, ReadError> {
    for encoding in [TextEncoding::Utf8, TextEncoding::Gb18030] {
        if decode(bytes, encoding).is_ok() {
            return Ok(encoding);
        }
    }
    Err(ReadError::Encoding {
        encoding: "UTF-8 or GB 18030",
    })
}

/// Whether bytes are text in both encodings and nothing in them tells which: no byte order mark, and letters of two bytes only, which
/// Chinese in UTF-8 does not have.
pub(crate) fn ambiguous(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    !text.is_ascii()
        && text.chars().all(|c| c.len_utf8() <= 2)
        && decode(bytes, TextEncoding::Gb18030).is_ok()
}

/// Text of bytes, without the byte order mark; a NUL is no text.
pub(crate) fn decode(bytes: &[u8], encoding: TextEncoding) -> Result<Cow<'_, str>, ReadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (name, text) = match encoding {
        TextEncoding::Utf8 => ("UTF-8", std::str::from_utf8(bytes).ok().map(Cow::Borrowed)),
        TextEncoding::Gb18030 => (
            "GB 18030",
            encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes),
        ),
    };
    text.filter(|text| !text.contains('\0'))
        .ok_or(ReadError::Encoding { encoding: name })
}

/// The separator of a text: the first of tab, semicolon and comma in the first rows, or spaces.
pub(crate) fn separator_of(text: &str) -> Separator {
    let rows = || text.lines().filter(|l| !l.trim().is_empty()).take(20);
    let most = |c: char| rows().filter(|l| l.contains(c)).count();
    // A comma beside tabs is text inside a cell, a comma beside semicolons a decimal comma.
    let found = [
        (Separator::Tab, most('\t')),
        (Separator::Semicolon, most(';')),
        (Separator::Comma, most(',')),
    ];
    let all = rows().count();
    found
        .into_iter()
        .find(|(_, count)| *count > 0 && *count * 2 > all)
        .map_or(Separator::Spaces, |(separator, _)| separator)
}

/// The rows of a text, empty ones left out.
pub(crate) fn rows(text: &str, separator: Separator) -> Result<Vec<Row>, ReadError> {
    let byte = match separator {
        Separator::Spaces => return spaced(text),
        Separator::Comma => b',',
        Separator::Tab => b'\t',
        Separator::Semicolon => b';',
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(byte)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let more = reader
            .read_record(&mut record)
            .map_err(|e| ReadError::damaged("CSV", rows.len() + 1, e))?;
        if !more {
            return Ok(rows);
        }
        let number = record.position().map_or(0, |at| row_at(text, at));
        push(&mut rows, number, record.iter())?;
    }
}

/// The row a record begins on: the position of the library is before the empty rows that it skips.
fn row_at(text: &str, position: &csv::Position) -> u64 {
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let ends = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n'));
    position.line() + ends.filter(|b| **b == b'\n').count() as u64
}

fn spaced(text: &str) -> Result<Vec<Row>, ReadError> {
    let mut rows = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        push(&mut rows, number, line.split_whitespace())?;
    }
    Ok(rows)
}

/// Adds a row unless it is empty, within the limits.
fn push<'a>(
    rows: &mut Vec<Row>,
    number: u64,
    cells: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), ReadError> {
    if cells.clone().all(|c| c.trim().is_empty()) {
        return Ok(());
    }
    let columns = cells.clone().count();
    if columns > MAX_COLUMNS {
        return Err(ReadError::TooManyColumns {
            row: number,
            columns,
        });
    }
    if rows.len() >= MAX_ROWS {
        return Err(ReadError::TooManyPoints);
    }
    rows.push(Row {
        number,
        cells: cells.map(cell).collect(),
    });
    Ok(())
}

/// A cell without blanks around it. One that is too long is cut past the limit, so that it is still refused as too long later.
pub(crate) fn cell(text: &str) -> String {
    text.trim().chars().take(MAX_CELL).collect()
}

/// Writes the points as CSV: UTF-8 with a byte order mark (spreadsheets in China take it for GBK without), a heading, then
/// `name,code,x_north,y_east,h`, each coordinate with as many digits as it has.
///
/// # Errors
///
/// [`WriteError::BadValue`] and [`WriteError::TooMany`].
pub fn write_csv(cleared: Cleared<'_>, lang: Lang) -> Result<Vec<u8>, WriteError> {
    let points = &cleared.file().points;
    check::before_writing(points, &[])?;
    let mut out = b"\xef\xbb\xbf".to_vec();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(&mut out);
    let heading = lang.pick(
        ["点名", "编码", "x（北）", "y（东）", "h（高程）"],
        ["name", "code", "x_north", "y_east", "h"],
    );
    let failed = |e: csv::Error| WriteError::library("CSV", e);
    writer.write_record(heading).map_err(failed)?;
    for point in points {
        let h = point.h.map(|h| h.to_string()).unwrap_or_default();
        let (x_north, y_east) = (point.x_north.to_string(), point.y_east.to_string());
        writer
            .write_record([&point.name, &point.code, &x_north, &y_east, &h])
            .map_err(failed)?;
    }
    writer.flush().map_err(|e| WriteError::library("CSV", e))?;
    drop(writer);
    Ok(out)
}
