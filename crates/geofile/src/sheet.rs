//! Sheets of an XLSX as rows of text. Leaves what a column means to `columns`.
//!
//! The workbook is unfolded once into nothing, with a count, before the reader of the library sees it: an archive may state any size.

use std::io::{self, Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx};

use crate::error::ReadError;
use crate::limits::{MAX_COLUMNS, MAX_PARTS, MAX_ROWS, MAX_UNFOLDED};
use crate::table::{Row, cell};

fn damaged(place: impl ToString, why: impl ToString) -> ReadError {
    ReadError::damaged("XLSX", place, why)
}

/// Names of the sheets, and the rows of one of them: the one asked for, otherwise the first.
pub(crate) fn read(
    bytes: &[u8],
    wanted: Option<&str>,
) -> Result<(Vec<String>, Vec<Row>), ReadError> {
    weigh(bytes)?;
    // The library indexes shared strings and adds up cell addresses without a check.
    catch_unwind(AssertUnwindSafe(|| unfold(bytes, wanted)))
        .unwrap_or_else(|_| Err(damaged("the sheet", "the reader gave up")))
}

/// Counts what the archive unfolds to.
fn weigh(bytes: &[u8]) -> Result<(), ReadError> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged("the archive", e))?;
    if archive.len() > MAX_PARTS {
        return Err(ReadError::Unfolds);
    }
    let mut left = MAX_UNFOLDED;
    for index in 0..archive.len() {
        let part = archive
            .by_index(index)
            .map_err(|e| damaged(format!("part {}", index + 1), e))?;
        let mut nothing = io::sink();
        let read = io::copy(&mut part.take(left + 1), &mut nothing)
            .map_err(|e| damaged(format!("part {}", index + 1), e))?;
        nothing.flush().map_err(|e| damaged("the archive", e))?;
        left = left.checked_sub(read).ok_or(ReadError::Unfolds)?;
    }
    Ok(())
}

fn unfold(bytes: &[u8], wanted: Option<&str>) -> Result<(Vec<String>, Vec<Row>), ReadError> {
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|e| damaged("the workbook", e))?;
    let sheets = book.sheet_names();
    let name = match wanted {
        Some(name) => sheets.iter().find(|s| s.as_str() == name).cloned(),
        None => sheets.first().cloned(),
    };
    let Some(name) = name else {
        return Err(ReadError::NoSuchSheet {
            name: wanted.unwrap_or_default().to_owned(),
        });
    };
    let mut cells = book
        .worksheet_cells_reader(&name)
        .map_err(|e| damaged(&name, e))?;
    // Cell by cell: the table of the library spans up to the farthest cell, which may be any.
    let mut rows: Vec<Row> = Vec::new();
    while let Some(found) = cells.next_cell().map_err(|e| damaged(&name, e))? {
        let text = match found.get_value() {
            DataRef::Empty => continue,
            DataRef::String(text) => cell(text),
            DataRef::SharedString(text) => cell(text),
            DataRef::Float(value) => value.to_string(),
            DataRef::Int(value) => value.to_string(),
            DataRef::Bool(value) => value.to_string(),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => cell(text),
            DataRef::DateTime(value) => value.to_string(),
            DataRef::Error(error) => format!("#{error:?}"),
        };
        if text.is_empty() {
            continue;
        }
        let (row, column) = found.get_position();
        let (number, column) = (u64::from(row) + 1, column as usize);
        if column >= MAX_COLUMNS {
            return Err(ReadError::TooManyColumns {
                row: number,
                columns: column + 1,
            });
        }
        put(&mut rows, number, column, text)?;
    }
    Ok((sheets, rows))
}

/// Puts a cell into its row; rows come in order in a sheet that is not made up.
fn put(rows: &mut Vec<Row>, number: u64, column: usize, text: String) -> Result<(), ReadError> {
    if rows.last().is_none_or(|last| last.number < number) {
        if rows.len() >= MAX_ROWS {
            return Err(ReadError::TooManyPoints);
        }
        rows.push(Row {
            number,
            cells: Vec::new(),
        });
    }
    let Some(row) = rows.last_mut().filter(|row| row.number == number) else {
        return Err(damaged(format!("row {number}"), "rows out of order"));
    };
    if row.cells.len() <= column {
        row.cells.resize(column + 1, String::new());
    }
    row.cells[column] = text;
    Ok(())
}
