//! The first look at a file before it is read: what it is, how it is written, and which column is which as far as that can be told.
//! Leaves the choice to the person and the reading to `reading`.

use serde::Serialize;

use crate::columns::{self, ColumnOrder};
use crate::error::ReadError;
use crate::limits::{MAX_BYTES, PREVIEW_ROWS, check_length};
use crate::reading::TableChoices;
use crate::sheet;
use crate::table::{self, Row, Separator, TextEncoding};
use crate::warning::Warning;

/// What a file is, by its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A table as text: CSV, DAT, TXT.
    Text,
    /// A workbook.
    Xlsx,
    /// GeoJSON.
    GeoJson,
    /// GeoPackage.
    GeoPackage,
    /// A drawing.
    Dxf,
}

/// What a guessed order rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Guess {
    /// The heading names the columns and the numbers do not say otherwise.
    Heading,
    /// The size of the numbers.
    Numbers,
    /// Nothing: the person must choose.
    None,
}

/// What the first look shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preview {
    /// What the file is.
    pub kind: Kind,
    /// Encoding of a text.
    pub encoding: Option<TextEncoding>,
    /// Separator of a text.
    pub separator: Option<Separator>,
    /// Sheets of a workbook.
    pub sheets: Vec<String>,
    /// The sheet the rows are from.
    pub sheet: Option<String>,
    /// The heading, when the first row is one.
    pub heading: Option<Vec<String>>,
    /// The order of the columns, when it can be told.
    pub order: Option<ColumnOrder>,
    /// What the order rests on.
    pub guess: Guess,
    /// Orders to choose from, the likelier first.
    pub candidates: Vec<ColumnOrder>,
    /// First rows, without the heading.
    pub first_rows: Vec<Vec<String>>,
    /// Rows of a table without its heading; none for other kinds.
    pub count: Option<usize>,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

impl Preview {
    /// The choices for [`read`](crate::read) with an order of columns; for a table only.
    pub fn choices(&self, order: ColumnOrder) -> Option<TableChoices> {
        matches!(self.kind, Kind::Text | Kind::Xlsx).then(|| TableChoices {
            order,
            separator: self.separator.unwrap_or(Separator::Comma),
            encoding: self.encoding.unwrap_or(TextEncoding::Utf8),
            heading: self.heading.is_some(),
            sheet: self.sheet.clone(),
        })
    }
}

/// What the bytes are, or why they are nothing that is read here.
pub(crate) fn kind_of(bytes: &[u8]) -> Result<Kind, ReadError> {
    check_length(bytes.len(), MAX_BYTES)?;
    let unknown = |why| Err(ReadError::UnknownKind { why });
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Kind::Xlsx);
    }
    if bytes.starts_with(b"SQLite format 3\0") {
        return Ok(Kind::GeoPackage);
    }
    if bytes.starts_with(b"AutoCAD Binary DXF") {
        return Err(ReadError::BinaryDxf);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return unknown("an old workbook (.xls)");
    }
    if bytes.starts_with(b"%PDF") {
        return unknown("a PDF");
    }
    if bytes.starts_with(b"AC10") && bytes.contains(&0) {
        return unknown("a DWG drawing");
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(ReadError::Encoding {
            encoding: "UTF-8 or GB 18030",
        });
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.trim_ascii_start().starts_with(b"{") {
        return Ok(Kind::GeoJson);
    }
    if crate::dxf::is_dxf(text) {
        return Ok(Kind::Dxf);
    }
    Ok(Kind::Text)
}

/// Looks at a file. The name only serves to refuse a file whose contents are not what its name says.
///
/// # Errors
///
/// [`ReadError`] when it is no kind that is read here, too long, or damaged.
pub fn look(bytes: &[u8], file_name: &str) -> Result<Preview, ReadError> {
    let kind = kind_of(bytes)?;
    let name = file_name.to_ascii_lowercase();
    let says = |end: &str, is: Kind| name.ends_with(end) && kind != is;
    if says(".dxf", Kind::Dxf) || says(".gpkg", Kind::GeoPackage) || says(".xlsx", Kind::Xlsx) {
        return Err(ReadError::UnknownKind {
            why: "its contents are not what its name says",
        });
    }
    match kind {
        Kind::Text => {
            let encoding = table::encoding_of(bytes)?;
            let text = table::decode(bytes, encoding)?;
            let separator = table::separator_of(&text);
            let rows = table::rows(&text, separator)?;
            let mut preview = of_rows(kind, &rows)?;
            preview.encoding = Some(encoding);
            preview.separator = Some(separator);
            if table::ambiguous(bytes) {
                preview.warnings.push(Warning::EncodingUnsure);
            }
            Ok(preview)
        }
        Kind::Xlsx => look_at_sheet(bytes, None),
        Kind::GeoJson | Kind::GeoPackage | Kind::Dxf => Ok(empty(kind)),
    }
}

impl Preview {
    /// The preview of another sheet of a workbook.
    ///
    /// # Errors
    ///
    /// [`ReadError::NoSuchSheet`] and those of [`look`].
    pub fn of_sheet(bytes: &[u8], sheet: &str) -> Result<Self, ReadError> {
        check_length(bytes.len(), MAX_BYTES)?;
        look_at_sheet(bytes, Some(sheet))
    }
}

fn look_at_sheet(bytes: &[u8], wanted: Option<&str>) -> Result<Preview, ReadError> {
    let (sheets, rows) = sheet::read(bytes, wanted)?;
    // The first sheet may be empty and another one hold the points.
    let mut preview = if rows.is_empty() && wanted.is_none() && sheets.len() > 1 {
        empty(Kind::Xlsx)
    } else {
        of_rows(Kind::Xlsx, &rows)?
    };
    preview.sheet = wanted.map(str::to_owned).or(sheets.first().cloned());
    preview.sheets = sheets;
    Ok(preview)
}

fn empty(kind: Kind) -> Preview {
    Preview {
        kind,
        encoding: None,
        separator: None,
        sheets: Vec::new(),
        sheet: None,
        heading: None,
        order: None,
        guess: Guess::None,
        candidates: Vec::new(),
        first_rows: Vec::new(),
        count: None,
        warnings: Vec::new(),
    }
}

fn of_rows(kind: Kind, rows: &[Row]) -> Result<Preview, ReadError> {
    if rows.is_empty() {
        return Err(ReadError::Empty);
    }
    let heading = columns::has_heading(rows);
    let (top, body) = rows.split_at(usize::from(heading));
    let named = top.first().and_then(columns::from_heading);
    let sized = columns::from_numbers(body);
    let mut preview = empty(kind);
    match (named, sized) {
        (Some(named), Some(sized))
            if (named.x_north, named.y_east) == (sized.y_east, sized.x_north) =>
        {
            // "X" over an easting is how mapping software names its axes.
            preview.candidates = vec![named.swapped(), named];
            preview.warnings.push(Warning::HeadingAgainstNumbers);
        }
        (Some(named), _) => {
            preview.order = Some(named);
            preview.guess = Guess::Heading;
            preview.candidates = vec![named, named.swapped()];
        }
        (None, Some(sized)) => {
            preview.order = Some(sized);
            preview.guess = Guess::Numbers;
            preview.candidates = vec![sized, sized.swapped()];
        }
        (None, None) => {
            let width = body.iter().map(|r| r.cells.len()).max().unwrap_or(0);
            preview.candidates = columns::usual(width);
            preview.warnings.push(Warning::OrderUnknown);
        }
    }
    preview.heading = top.first().map(|row| row.cells.clone());
    let first = body.iter().take(PREVIEW_ROWS);
    preview.first_rows = first.map(|row| row.cells.clone()).collect();
    preview.count = Some(body.len());
    Ok(preview)
}
