//! Reads the features of a GeoPackage that may be anybody's. Leaves writing to `write`.

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::blob::{self, Shape};
use crate::error::{ReadError, Reason};
use crate::geo_json::exact_line;
use crate::limits::MAX_ROWS;
use crate::model::{Line, SurveyPoint};
use crate::reading::{Collector, Read, System, grid_of};
use crate::warning::Warning;

/// Feature tables of one file.
const MAX_TABLES: i64 = 64;
/// Longest value, in bytes: the blob of the longest line.
const MAX_VALUE: i32 = 8 * 1024 * 1024;
const NAMES: [&str; 6] = ["name", "点名", "点号", "名称", "point", "pointname"];
const CODES: [&str; 3] = ["code", "编码", "代码"];
const HEIGHTS: [&str; 3] = ["h", "高程", "elevation"];
const LAYERS: [&str; 2] = ["layer", "图层"];

fn damaged(place: impl ToString, why: impl ToString) -> ReadError {
    ReadError::damaged("GeoPackage", place, why)
}

/// Reads a GeoPackage for a project on a grid.
pub(crate) fn read(bytes: &[u8], epsg: u32) -> Result<Read, ReadError> {
    grid_of(epsg)?;
    whole(bytes)?;
    let connection = open(bytes).map_err(|e| damaged("the database", e))?;
    let sound: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|e| damaged("the database", e))?;
    if sound != "ok" {
        return Err(damaged("the database", sound));
    }
    let tables = tables(&connection).map_err(|e| damaged("gpkg_geometry_columns", e))?;
    if tables.is_empty() {
        return Err(damaged("gpkg_geometry_columns", "no table of features"));
    }
    let mut reader = Reader {
        out: Collector::default(),
        ellipsoidal: 0,
        left: MAX_ROWS,
    };
    for table in tables {
        let system = System::of_epsg(table.epsg, epsg)?;
        reader.table(&connection, &table, system)?;
    }
    let mut read = reader.out.finish();
    if reader.ellipsoidal > 0 {
        let points = reader.ellipsoidal;
        read.warnings.push(Warning::EllipsoidalHeights { points });
    }
    Ok(read)
}

/// Refuses a file whose length is not that of its pages: the database itself takes what is missing of the last page for zeros.
///
/// Source: SQLite file format, clause 1.3 (page size at 16, number of pages at 28).
fn whole(bytes: &[u8]) -> Result<(), ReadError> {
    let short = || damaged("the header", "cut short");
    let size = bytes.get(16..18).ok_or_else(short)?;
    let count = bytes.get(28..32).ok_or_else(short)?;
    let size = match size.iter().fold(0_u64, |n, b| n << 8 | u64::from(*b)) {
        1 => 65_536,
        size => size,
    };
    let count = count.iter().fold(0_u64, |n, b| n << 8 | u64::from(*b));
    let length = bytes.len() as u64;
    if size < 512 || !length.is_multiple_of(size) || length < size.saturating_mul(count) {
        return Err(damaged("the header", "its length is not that of its pages"));
    }
    Ok(())
}

fn open(bytes: &[u8]) -> rusqlite::Result<Connection> {
    let mut copy = bytes.to_vec();
    // A file last written with a write-ahead log says so here; in memory there is no log, and the file itself is whole.
    if let Some(journal) = copy.get_mut(18..20) {
        journal.fill(1);
    }
    let mut connection = Connection::open_in_memory()?;
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    ] {
        connection.set_db_config(setting, on)?;
    }
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.deserialize_read_exact("main", &copy[..], copy.len(), true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(connection)
}

struct Table {
    name: String,
    geometry: String,
    epsg: u32,
}

/// The feature tables that are tables.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<Table>> {
    let mut ask = connection.prepare(
        "SELECT g.table_name, g.column_name, s.organization_coordsys_id \
         FROM gpkg_geometry_columns g \
         JOIN gpkg_contents c ON c.table_name = g.table_name AND c.data_type = 'features' \
         JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id \
         JOIN sqlite_master m ON m.name = g.table_name AND m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' \
         LIMIT ?1",
    )?;
    let rows = ask.query_map([MAX_TABLES], |row| {
        Ok(Table {
            name: row.get(0)?,
            geometry: row.get(1)?,
            // A system without an EPSG code has none that is a grid.
            epsg: row.get::<_, i64>(2)?.try_into().unwrap_or(0),
        })
    })?;
    rows.collect()
}

/// Places of the columns of a table.
struct Columns {
    geometry: usize,
    name: Option<usize>,
    code: Option<usize>,
    h: Option<usize>,
    layer: Option<usize>,
    vertices: Option<usize>,
    bulges: Option<usize>,
    fid: Option<usize>,
}

struct Reader {
    out: Collector,
    ellipsoidal: usize,
    left: usize,
}

impl Reader {
    fn table(
        &mut self,
        connection: &Connection,
        table: &Table,
        system: System,
    ) -> Result<(), ReadError> {
        let failed = |e: rusqlite::Error| damaged(&table.name, e);
        let quoted = table.name.replace('"', "\"\"");
        let mut ask = connection
            .prepare(&format!("SELECT * FROM \"{quoted}\""))
            .map_err(failed)?;
        let heads: Vec<String> = ask
            .column_names()
            .into_iter()
            .map(str::to_lowercase)
            .collect();
        let find = |keys: &[&str]| keys.iter().find_map(|k| heads.iter().position(|h| h == k));
        let columns = Columns {
            geometry: find(&[&table.geometry.to_lowercase()])
                .ok_or_else(|| damaged(&table.name, "no geometry column"))?,
            name: find(&NAMES),
            code: find(&CODES),
            h: find(&HEIGHTS),
            layer: find(&LAYERS),
            vertices: find(&["vertices"]),
            bulges: find(&["bulges"]),
            fid: find(&["fid", "id", "ogc_fid"]),
        };
        let mut rows = ask.query([]).map_err(failed)?;
        let mut number = 0;
        while let Some(row) = rows.next().map_err(failed)? {
            number += 1;
            self.left = self.left.checked_sub(1).ok_or(ReadError::TooManyPoints)?;
            self.row(number, row, &columns, system)?;
        }
        Ok(())
    }

    fn row(
        &mut self,
        number: u64,
        row: &Row<'_>,
        columns: &Columns,
        system: System,
    ) -> Result<(), ReadError> {
        let shapes = match row.get_ref(columns.geometry) {
            Ok(ValueRef::Blob(bytes)) => blob::shapes(bytes),
            Ok(ValueRef::Null) => Err(Reason::Missing),
            _ => Err(Reason::Damaged("the geometry is no blob".to_owned())),
        };
        let shapes = match shapes {
            Ok(shapes) => shapes,
            Err(reason) => {
                self.out.problem(number, "geometry", reason);
                return Ok(());
            }
        };
        for shape in shapes {
            match shape {
                Shape::Point(at, z) => self.point(number, row, columns, system, at, z)?,
                Shape::Line(points) => self.line(number, row, columns, system, &points, false)?,
                Shape::Polygon(rings) => {
                    for _ in rings.iter().skip(1) {
                        self.out.problem(number, "geometry", Reason::Hole);
                    }
                    let ring = rings.into_iter().next().unwrap_or_default();
                    self.line(number, row, columns, system, &ring, true)?;
                }
            }
        }
        Ok(())
    }

    fn point(
        &mut self,
        number: u64,
        row: &Row<'_>,
        columns: &Columns,
        system: System,
        at: [f64; 2],
        z: Option<f64>,
    ) -> Result<(), ReadError> {
        let [x_north, y_east] = match system.place(at[0], at[1]) {
            Ok(place) => place,
            Err(reason) => {
                self.out.problem(number, "geometry", reason);
                return Ok(());
            }
        };
        let h = match (columns.h.map(|c| row.get_ref(c)), z) {
            (Some(Ok(ValueRef::Real(h))), _) => Some(h),
            #[allow(clippy::cast_precision_loss, reason = "range-checked after this")]
            (Some(Ok(ValueRef::Integer(h))), _) => Some(h as f64),
            (None | Some(Ok(ValueRef::Null)), None) => None,
            (None | Some(Ok(ValueRef::Null)), Some(z)) => match system {
                System::Grid => Some(z),
                System::Degrees(_) => {
                    self.ellipsoidal += 1;
                    None
                }
            },
            (Some(_), _) => {
                let shown = columns.h.and_then(|c| text(row, c)).unwrap_or_default();
                let shown = shown.chars().take(20).collect();
                self.out.problem(number, "h", Reason::NotANumber(shown));
                return Ok(());
            }
        };
        let name = columns.name.and_then(|c| text(row, c));
        let fid = columns.fid.and_then(|c| text(row, c));
        let point = SurveyPoint {
            name: self.out.name_or(name, fid),
            code: columns.code.and_then(|c| text(row, c)).unwrap_or_default(),
            x_north,
            y_east,
            h,
        };
        self.out.point(number, point)
    }

    fn line(
        &mut self,
        number: u64,
        row: &Row<'_>,
        columns: &Columns,
        system: System,
        positions: &[[f64; 2]],
        ring: bool,
    ) -> Result<(), ReadError> {
        let placed: Result<Vec<_>, _> = positions
            .iter()
            .map(|[a, b]| system.place(*a, *b))
            .collect();
        let mut points = match placed {
            Ok(points) => points,
            Err(reason) => {
                self.out.problem(number, "geometry", reason);
                return Ok(());
            }
        };
        if ring && points.len() > 1 && positions.first() == positions.last() {
            points.pop();
        }
        let mut line = Line {
            name: columns.name.and_then(|c| text(row, c)).unwrap_or_default(),
            layer: columns.layer.and_then(|c| text(row, c)).unwrap_or_default(),
            closed: ring,
            points,
            bulges: Vec::new(),
        };
        let json = |column: Option<usize>| column.and_then(|c| text(row, c));
        if let (System::Grid, Some(vertices), Some(bulges)) =
            (system, json(columns.vertices), json(columns.bulges))
        {
            let parsed = serde_json::from_str(&vertices)
                .and_then(|v| serde_json::from_str(&bulges).map(|b| (v, b)))
                .map_err(|_| Reason::Damaged("its exact vertices are no JSON".to_owned()));
            match parsed.and_then(|(v, b)| exact_line(&line, v, b)) {
                Ok(exact) => line = exact,
                Err(reason) => {
                    self.out.problem(number, "vertices", reason);
                    return Ok(());
                }
            }
        }
        self.out.line(number, line)
    }
}

/// A value as text; nothing for one that is absent or no text.
fn text(row: &Row<'_>, column: usize) -> Option<String> {
    match row.get_ref(column).ok()? {
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).trim().to_owned()),
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Null | ValueRef::Blob(_) => None,
    }
}
