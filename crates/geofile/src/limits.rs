//! What a survey file may cost, decided before anything of that size is allocated. Leaves the checks to the readers.

use crate::error::ReadError;

/// Largest file taken in, in bytes.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// Largest GeoJSON, in bytes; opened, it takes up to sixteen times as much memory.
pub(crate) const MAX_JSON: usize = 24 * 1024 * 1024;
/// Most points of one file.
pub const MAX_POINTS: usize = 20_000;
/// Most lines of one file.
pub const MAX_LINES: usize = 20_000;
/// Most vertices of all lines of one file together.
pub const MAX_VERTICES: usize = 200_000;
/// Most columns of a table.
pub const MAX_COLUMNS: usize = 64;
/// Longest name or code, in characters.
pub const MAX_NAME_CHARS: usize = 64;
/// Longest cell of a table, in bytes.
pub(crate) const MAX_CELL: usize = 1_024;
/// Most rows of a table that are looked at, empty ones and bad ones included.
pub(crate) const MAX_ROWS: usize = 40_000;
/// Most bytes an XLSX may unfold to.
pub(crate) const MAX_UNFOLDED: u64 = 64 * 1024 * 1024;
/// Most parts inside an XLSX.
pub(crate) const MAX_PARTS: usize = 2_000;
/// Longest sentence of a receiver, in bytes, with its line end; NMEA 0183 says 82, receivers write up to about 110.
pub const MAX_SENTENCE_BYTES: usize = 120;
/// Rows of a preview.
pub(crate) const PREVIEW_ROWS: usize = 20;

/// Least and largest northing, in metres: a pole is at 10,002 km.
pub(crate) const NORTH: (f64, f64) = (-1.0e6, 10_002_000.0);
/// Least and largest easting, in metres: zone 45 with its prefix ends at 46,000 km.
pub(crate) const EAST: (f64, f64) = (-1.0e6, 46_000_000.0);
/// Least and largest height, in metres.
pub(crate) const HEIGHT: (f64, f64) = (-1_000.0, 9_000.0);

/// Refuses a file that is empty or too long, before anything in it is read.
pub(crate) fn check_length(bytes: usize, limit: usize) -> Result<(), ReadError> {
    if bytes == 0 {
        return Err(ReadError::Empty);
    }
    if bytes > limit {
        return Err(ReadError::TooManyBytes { bytes, limit });
    }
    Ok(())
}

/// Counts what is taken in and stops at the limits.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    points: usize,
    lines: usize,
    vertices: usize,
}

impl Budget {
    pub(crate) fn point(&mut self) -> Result<(), ReadError> {
        self.points += 1;
        if self.points > MAX_POINTS {
            return Err(ReadError::TooManyPoints);
        }
        Ok(())
    }

    pub(crate) fn line(&mut self, vertices: usize) -> Result<(), ReadError> {
        self.lines += 1;
        if self.lines > MAX_LINES {
            return Err(ReadError::TooManyLines);
        }
        self.vertices = self.vertices.saturating_add(vertices);
        if self.vertices > MAX_VERTICES {
            return Err(ReadError::TooManyVertices);
        }
        Ok(())
    }
}
