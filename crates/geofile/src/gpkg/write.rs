//! Writes points, lines and outlines into a GeoPackage. Leaves reading to `read`.

use chrono::{DateTime, SecondsFormat, Utc};
use handheld_domain::survey::Grid;
use rusqlite::{Connection, params};

use super::{APPLICATION, VERSION, blob, system};
use crate::check;
use crate::curve::chords;
use crate::error::WriteError;
use crate::guard::Cleared;
use crate::model::{Line, SurveyFile};
use crate::reading::{turn, turned};

/// Tables of the standard (annex C) and of the features. A feature table has an integer key of its own.
const TABLES: &str = "
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE survey_points (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, name TEXT, code TEXT, x_north DOUBLE, y_east DOUBLE, h DOUBLE);
CREATE TABLE survey_lines (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom LINESTRING, name TEXT, layer TEXT, vertices TEXT, bulges TEXT);
CREATE TABLE survey_areas (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POLYGON, name TEXT, layer TEXT, vertices TEXT, bulges TEXT);
";

fn failed(error: rusqlite::Error) -> WriteError {
    WriteError::library("GeoPackage", error)
}

/// Writes a GeoPackage with the tables `survey_points`, `survey_lines` and `survey_areas` (closed lines). `made` becomes the date of
/// last change. Arcs are drawn out in the geometry and kept as JSON in `vertices` (`[x_north, y_east]`) and `bulges`.
///
/// # Errors
///
/// [`WriteError`] when the grid is unknown or a value cannot be written.
pub fn write(cleared: Cleared<'_>, made: DateTime<Utc>) -> Result<Vec<u8>, WriteError> {
    let file = cleared.file();
    let epsg = file.epsg;
    let grid = Grid::from_epsg(epsg).map_err(|_| WriteError::UnknownGrid { epsg })?;
    check::before_writing(&file.points, &file.lines)?;
    let connection = Connection::open_in_memory().map_err(failed)?;
    fill(&connection, file, grid, made)?;
    let bytes = connection.serialize("main").map_err(failed)?;
    Ok(bytes.to_vec())
}

fn fill(
    connection: &Connection,
    file: &SurveyFile,
    grid: Grid,
    made: DateTime<Utc>,
) -> Result<(), WriteError> {
    // The pragmas come first: they are kept in the header of the file.
    for (pragma, value) in [("application_id", APPLICATION), ("user_version", VERSION)] {
        connection
            .pragma_update(None, pragma, value)
            .map_err(failed)?;
    }
    let inside = connection.unchecked_transaction().map_err(failed)?;
    inside.execute_batch(TABLES).map_err(failed)?;
    // A code of the register is below 32768.
    let srs = i32::try_from(grid.epsg()).unwrap_or_default();
    systems(&inside, grid, srs).map_err(failed)?;
    let made = made.to_rfc3339_opts(SecondsFormat::Millis, true);
    let points: Vec<_> = file.points.iter().map(|p| [p.x_north, p.y_east]).collect();
    let (areas, lines): (Vec<&Line>, Vec<&Line>) = file.lines.iter().partition(|l| l.closed);
    let drawn = |lines: &[&Line]| lines.iter().flat_map(|l| chords(l)).collect::<Vec<_>>();
    for (table, kind, outline) in [
        ("survey_points", "POINT", points),
        ("survey_lines", "LINESTRING", drawn(&lines)),
        ("survey_areas", "POLYGON", drawn(&areas)),
    ] {
        register(&inside, table, kind, &outline, &made, srs).map_err(failed)?;
    }
    let mut insert = inside
        .prepare(
            "INSERT INTO survey_points (geom, name, code, x_north, y_east, h) VALUES (?,?,?,?,?,?)",
        )
        .map_err(failed)?;
    for p in &file.points {
        let geometry = blob::point(srs, [p.x_north, p.y_east]);
        let row = params![geometry, p.name, p.code, p.x_north, p.y_east, p.h];
        insert.execute(row).map_err(failed)?;
    }
    drop(insert);
    for (table, lines) in [("survey_lines", lines), ("survey_areas", areas)] {
        for line in lines {
            put(&inside, table, line, srs)?;
        }
    }
    inside.commit().map_err(failed)
}

fn systems(inside: &Connection, grid: Grid, srs: i32) -> rusqlite::Result<()> {
    let mut insert =
        inside.prepare("INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let (name, definition) = (system::name(grid), system::definition(grid));
    let undefined = ("undefined", "NONE");
    for (name, id, from, definition, says) in [
        (
            "Undefined cartesian SRS",
            -1,
            undefined.1,
            undefined.0,
            "undefined cartesian coordinate reference system",
        ),
        (
            "Undefined geographic SRS",
            0,
            undefined.1,
            undefined.0,
            "undefined geographic coordinate reference system",
        ),
        (
            "WGS 84 geodetic",
            4326,
            "EPSG",
            system::WGS84,
            "longitude/latitude coordinates in decimal degrees",
        ),
        (
            name.as_str(),
            srs,
            "EPSG",
            definition.as_str(),
            "grid of the project",
        ),
    ] {
        insert.execute(params![name, id, from, id, definition, says])?;
    }
    Ok(())
}

fn register(
    inside: &Connection,
    table: &str,
    kind: &str,
    outline: &[[f64; 2]],
    made: &str,
    srs: i32,
) -> rusqlite::Result<()> {
    let extent = (!outline.is_empty()).then(|| blob::envelope(outline));
    let [min_x, max_x, min_y, max_y] = [0, 1, 2, 3].map(|i| extent.map(|e| e[i]));
    inside.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, min_x, min_y, max_x, max_y, srs_id) \
         VALUES (?1, 'features', ?1, '', ?2, ?3, ?4, ?5, ?6, ?7)",
        params![table, made, min_x, min_y, max_x, max_y, srs],
    )?;
    inside.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
        params![table, kind, srs],
    )?;
    Ok(())
}

fn put(inside: &Connection, table: &str, line: &Line, srs: i32) -> Result<(), WriteError> {
    let mut drawn = chords(line);
    let geometry = if line.closed {
        if turn(&drawn) < 0.0 {
            drawn = turned(&drawn);
        }
        drawn.extend(drawn.first().copied());
        blob::polygon(srs, &drawn)
    } else {
        blob::line(srs, &drawn)
    };
    let json = |value: Result<String, _>| value.map_err(|e| WriteError::library("GeoPackage", e));
    let vertices = json(serde_json::to_string(&line.points))?;
    let bulges = json(serde_json::to_string(&line.bulges))?;
    let sql =
        format!("INSERT INTO {table} (geom, name, layer, vertices, bulges) VALUES (?,?,?,?,?)");
    let mut insert = inside.prepare_cached(&sql).map_err(failed)?;
    let row = params![geometry, line.name, line.layer, vertices, bulges];
    insert.execute(row).map_err(failed)?;
    Ok(())
}
