//! DXF in and out, as text (Autodesk DXF reference). Leaves binary DXF and DWG to the drawing program that saves them as text.
//!
//! Read by our own reader: the `dxf` crate ends silently at the first entity it cannot read, panics on a date of the header that is out
//! of range, and would add a picture format to the whole workspace. Written as R12, which every drawing program opens: ASCII and the GBK
//! of code page 936, so that Chinese names show, and `\U+` for characters that GBK lacks.

mod entities;
mod marks;
mod names;
mod pairs;
mod write;

use crate::error::ReadError;
use crate::reading::Read;
use crate::table::{self, TextEncoding};

pub use write::{write_deviations, write_file};

/// Name under which values that a drawing has no place for are kept with an entity (extended data, group 1001).
pub(crate) const APPLICATION: &str = "HANDHELD_CHECK";

/// Whether bytes begin as a text DXF does: a section, after any comments.
pub(crate) fn is_dxf(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    for _ in 0..100 {
        match (lines.next(), lines.next()) {
            (Some(b"999"), Some(_)) => {}
            (Some(b"0"), Some(value)) => return value == b"SECTION",
            _ => return false,
        }
    }
    false
}

/// Reads the entities of a drawing; coordinates are taken as easting and northing of the grid of the project.
pub(crate) fn read(bytes: &[u8]) -> Result<Read, ReadError> {
    let text = table::decode(bytes, encoding(bytes)?)?;
    entities::read(&text)
}

/// The encoding that the header states: UTF-8 from version AC1021 on, its code page before; told from the bytes where it states none.
///
/// Two Chinese characters in GBK can be two other letters in UTF-8, so that the bytes alone do not tell.
fn encoding(bytes: &[u8]) -> Result<TextEncoding, ReadError> {
    let version = header(bytes, b"$ACADVER").unwrap_or_default();
    let page = header(bytes, b"$DWGCODEPAGE").unwrap_or_default();
    let chinese = [&b"936"[..], b"54936", b"2312"];
    let told = if version.starts_with(b"AC") && version >= &b"AC1021"[..] {
        Some(TextEncoding::Utf8)
    } else if chinese.iter().any(|end| page.ends_with(end)) {
        Some(TextEncoding::Gb18030)
    } else {
        None
    };
    // A header may be wrong; the bytes have the last word.
    match told.filter(|told| table::decode(bytes, *told).is_ok()) {
        Some(told) => Ok(told),
        None => table::encoding_of(bytes),
    }
}

/// The value of a variable of the header: two lines below its name.
fn header<'a>(bytes: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let lines = bytes.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    lines.take(2_000).skip_while(|l| *l != name).nth(2)
}
