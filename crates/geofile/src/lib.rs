//! Survey files in and out: tables of instruments (CSV, DAT, TXT, XLSX), GeoJSON, GeoPackage, DXF, and positions from a
//! receiver (NMEA 0183). Leaves the formulas to `domain`, limits of area and secrecy to the catalogue that the caller asks, words
//! of the screens to the contract, and every path to the caller: bytes go in and bytes come out.
//!
//! x is north and y is east, in metres, and the names say so everywhere. A row that is not taken in is listed with its place and
//! its reason. What is written has passed [`ExportRules`] first; there is no other way to a writer.

mod book;
mod check;
mod columns;
mod curve;
mod dxf;
mod error;
mod fix;
mod geo_json;
mod gpkg;
mod guard;
mod limits;
mod local;
mod look;
mod model;
mod nmea;
mod reading;
mod rows;
mod sheet;
mod table;
mod warning;

pub use book::write_deviations as write_deviations_xlsx;
pub use columns::ColumnOrder;
pub use curve::chords;
pub use dxf::{write_deviations as write_deviations_dxf, write_file as write_dxf};
pub use error::{Problem, ReadError, Reason, WriteError};
pub use fix::{Fix, FixQuality, WhyNot};
pub use geo_json::write as write_geojson;
pub use gpkg::write as write_geopackage;
pub use guard::{Cleared, ClearedDeviations, ExportRefused, ExportRules};
pub use limits::{
    MAX_BYTES, MAX_COLUMNS, MAX_LINES, MAX_NAME_CHARS, MAX_POINTS, MAX_SENTENCE_BYTES, MAX_VERTICES,
};
pub use local::read_local;
pub use look::{Guess, Kind, Preview, look};
pub use model::{
    Classification, Deviation, DeviationSheet, Layer, Line, Position, Quantity, SurveyFile,
    SurveyPoint, Verdict,
};
pub use nmea::{SentenceReader, Tally, replay};
pub use reading::{Choices, Read, TableChoices, read};
pub use table::{Separator, TextEncoding, write_csv};
pub use warning::{Warning, warnings};

/// Language of the heading of a table that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Lang {
    pub(crate) fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}
