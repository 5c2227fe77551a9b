//! GeoJSON in and out (RFC 7946). Leaves grids to `domain`.
//!
//! Positions are longitude and latitude. What is written carries the coordinates of the grid once more as properties (`epsg`, `x_north`,
//! `y_east`; `vertices` and `bulges` of lines), and those are read back where they agree with the geometry. A file with the `crs` member of
//! the older format (GeoJSON 2008, clause 3) may hold eastings and northings of the project's grid.

use geojson::{Feature, GeoJson, Geometry, GeometryValue, JsonObject, JsonValue, Position};
use handheld_domain::survey::{Grid, GridPoint};
use serde_json::json;

use crate::check;
use crate::curve::chords;
use crate::error::{ReadError, Reason, WriteError};
use crate::guard::Cleared;
use crate::limits::{MAX_JSON, check_length};
use crate::model::{Line, SurveyPoint};
use crate::reading::{Collector, Read, System, agrees, exact_point, grid_of, turn, turned};
use crate::warning::Warning;

/// Properties that may hold the name of a feature.
const NAMES: [&str; 8] = [
    "name", "点名", "点号", "名称", "Name", "NAME", "point", "id",
];
const CODES: [&str; 3] = ["code", "编码", "代码"];
const HEIGHTS: [&str; 4] = ["h", "高程", "H", "elevation"];
const LAYERS: [&str; 3] = ["layer", "图层", "Layer"];

fn damaged(place: impl ToString, why: impl ToString) -> ReadError {
    ReadError::damaged("GeoJSON", place, why)
}

/// Reads a GeoJSON for a project on a grid.
pub(crate) fn read(bytes: &[u8], epsg: u32) -> Result<Read, ReadError> {
    check_length(bytes.len(), MAX_JSON)?;
    grid_of(epsg)?;
    let text = std::str::from_utf8(bytes).map_err(|_| ReadError::Encoding { encoding: "UTF-8" })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file: GeoJson = text.parse().map_err(|e| damaged("the text", e))?;
    let (features, crs) = match file {
        GeoJson::FeatureCollection(all) => (all.features, crs(all.foreign_members.as_ref())?),
        GeoJson::Feature(one) => {
            let crs = crs(one.foreign_members.as_ref())?;
            (vec![one], crs)
        }
        GeoJson::Geometry(one) => {
            let crs = crs(one.foreign_members.as_ref())?;
            (vec![Feature::from(one)], crs)
        }
    };
    let mut reader = Reader {
        system: System::Degrees(grid_of(epsg)?),
        epsg,
        out: Collector::default(),
        ellipsoidal: 0,
    };
    match crs {
        Some(code) => reader.system = System::of_epsg(code, epsg)?,
        None if plainly_metres(&features) => {
            reader.system = System::Grid;
            reader.out.read.warnings.push(Warning::GridAssumed { epsg });
        }
        None => {}
    }
    for (number, feature) in (1..).zip(features) {
        reader.feature(number, feature)?;
    }
    let mut read = reader.out.finish();
    if reader.ellipsoidal > 0 {
        let points = reader.ellipsoidal;
        read.warnings.push(Warning::EllipsoidalHeights { points });
    }
    Ok(read)
}

/// The EPSG code of a `crs` member.
fn crs(members: Option<&JsonObject>) -> Result<Option<u32>, ReadError> {
    let Some(crs) = members.and_then(|m| m.get("crs")) else {
        return Ok(None);
    };
    let name = crs.pointer("/properties/name").and_then(JsonValue::as_str);
    let unknown = || ReadError::UnknownSystem {
        name: name.unwrap_or("crs").chars().take(80).collect(),
    };
    let name = name.ok_or_else(unknown)?;
    if name.ends_with("CRS84") {
        return Ok(Some(4326));
    }
    let upper = name.to_ascii_uppercase();
    if !upper.contains("EPSG") {
        return Err(unknown());
    }
    let code = upper.rsplit([':', '/']).next().unwrap_or_default();
    code.parse().map(Some).map_err(|_| unknown())
}

/// Whether the first position of the file is too large for degrees.
fn plainly_metres(features: &[Feature]) -> bool {
    let first = features
        .iter()
        .filter_map(|f| f.geometry.as_ref())
        .find_map(|g| first(&g.value));
    first.is_some_and(|p| p.as_slice().iter().take(2).any(|v| v.abs() > 360.0))
}

fn first(value: &GeometryValue) -> Option<&Position> {
    match value {
        GeometryValue::Point { coordinates } => Some(coordinates),
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => {
            coordinates.first()
        }
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            coordinates.first()?.first()
        }
        GeometryValue::MultiPolygon { coordinates } => coordinates.first()?.first()?.first(),
        GeometryValue::GeometryCollection { geometries } => first(&geometries.first()?.value),
    }
}

struct Reader {
    system: System,
    epsg: u32,
    out: Collector,
    ellipsoidal: usize,
}

/// A property as text; a number is text as well.
fn text(properties: &JsonObject, keys: &[&str]) -> Option<String> {
    let value = keys.iter().find_map(|key| properties.get(*key))?;
    match value {
        JsonValue::String(text) => Some(text.trim().to_owned()),
        JsonValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

impl Reader {
    fn feature(&mut self, number: u64, feature: Feature) -> Result<(), ReadError> {
        let id = feature.id.map(|id| match id {
            geojson::feature::Id::String(text) => text,
            geojson::feature::Id::Number(number) => number.to_string(),
        });
        let mut properties = feature.properties.unwrap_or_default();
        if let Some(id) = id {
            // Below every name that the properties hold.
            properties.entry("id").or_insert(JsonValue::String(id));
        }
        match feature.geometry {
            Some(geometry) => self.geometry(number, &geometry, &properties),
            None => {
                let reason = Reason::NotKept("a feature without a geometry".to_owned());
                self.out.problem(number, "geometry", reason);
                Ok(())
            }
        }
    }

    fn geometry(
        &mut self,
        number: u64,
        geometry: &Geometry,
        properties: &JsonObject,
    ) -> Result<(), ReadError> {
        match &geometry.value {
            GeometryValue::Point { coordinates } => self.point(number, coordinates, properties),
            GeometryValue::MultiPoint { coordinates } => coordinates
                .iter()
                .try_for_each(|p| self.point(number, p, properties)),
            GeometryValue::LineString { coordinates } => {
                self.line(number, coordinates, properties, false)
            }
            GeometryValue::MultiLineString { coordinates } => coordinates
                .iter()
                .try_for_each(|l| self.line(number, l, properties, false)),
            GeometryValue::Polygon { coordinates } => self.polygon(number, coordinates, properties),
            GeometryValue::MultiPolygon { coordinates } => coordinates
                .iter()
                .try_for_each(|p| self.polygon(number, p, properties)),
            GeometryValue::GeometryCollection { geometries } => geometries
                .iter()
                .try_for_each(|g| self.geometry(number, g, properties)),
        }
    }

    fn place(&self, position: &Position) -> Result<[f64; 2], Reason> {
        match position.as_slice() {
            [first, second, ..] => self.system.place(*first, *second),
            _ => Err(Reason::Missing),
        }
    }

    /// Whether the exact coordinates in the properties are of the grid of the project.
    fn exact(&self, properties: &JsonObject) -> bool {
        properties.get("epsg").and_then(JsonValue::as_u64) == Some(u64::from(self.epsg))
    }

    fn point(
        &mut self,
        number: u64,
        position: &Position,
        properties: &JsonObject,
    ) -> Result<(), ReadError> {
        let value = |key: &str| properties.get(key).and_then(JsonValue::as_f64);
        let exact = match (value("x_north"), value("y_east")) {
            (Some(x_north), Some(y_east)) if self.exact(properties) => Some([x_north, y_east]),
            _ => None,
        };
        let placed = self.place(position).and_then(|p| exact_point(exact, p));
        let [x_north, y_east] = match placed {
            Ok(place) => place,
            Err(reason) => {
                self.out.problem(number, "geometry", reason);
                return Ok(());
            }
        };
        let mut h = None;
        if let Some(given) = HEIGHTS.iter().find_map(|key| properties.get(*key))
            && !given.is_null()
        {
            h = given.as_f64();
            if h.is_none() {
                let shown = given.to_string().chars().take(20).collect();
                self.out.problem(number, "h", Reason::NotANumber(shown));
                return Ok(());
            }
        } else if let Some(third) = position.as_slice().get(2) {
            match self.system {
                System::Grid => h = Some(*third),
                // RFC 7946, clause 3.1.1: height above the ellipsoid, which is no height of the project.
                System::Degrees(_) => self.ellipsoidal += 1,
            }
        }
        let name = text(properties, &NAMES);
        let name = self.out.name_or(name, Some(number.to_string()));
        let point = SurveyPoint {
            name,
            code: text(properties, &CODES).unwrap_or_default(),
            x_north,
            y_east,
            h,
        };
        self.out.point(number, point)
    }

    fn polygon(
        &mut self,
        number: u64,
        rings: &[Vec<Position>],
        properties: &JsonObject,
    ) -> Result<(), ReadError> {
        for _ in rings.iter().skip(1) {
            self.out.problem(number, "geometry", Reason::Hole);
        }
        match rings.first() {
            Some(ring) => self.line(number, ring, properties, true),
            None => {
                self.out.problem(number, "geometry", Reason::TooFewVertices);
                Ok(())
            }
        }
    }

    fn line(
        &mut self,
        number: u64,
        positions: &[Position],
        properties: &JsonObject,
        ring: bool,
    ) -> Result<(), ReadError> {
        let placed: Result<Vec<_>, _> = positions.iter().map(|p| self.place(p)).collect();
        let mut points = match placed {
            Ok(points) => points,
            Err(reason) => {
                self.out.problem(number, "geometry", reason);
                return Ok(());
            }
        };
        // A ring repeats its first vertex (RFC 7946, clause 3.1.6).
        if ring && points.len() > 1 && positions.first() == positions.last() {
            points.pop();
        }
        let mut line = Line {
            name: text(properties, &NAMES[..NAMES.len() - 1]).unwrap_or_default(),
            layer: text(properties, &LAYERS).unwrap_or_default(),
            closed: ring,
            points,
            bulges: Vec::new(),
        };
        if self.exact(properties)
            && let Some(vertices) = properties.get("vertices")
        {
            let bulges = properties.get("bulges").cloned().unwrap_or(json!([]));
            match exact_line(&line, vertices.clone(), bulges) {
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

/// The line with exact vertices and arcs, where they agree with its drawn vertices.
pub(crate) fn exact_line(
    drawn: &Line,
    vertices: JsonValue,
    bulges: JsonValue,
) -> Result<Line, Reason> {
    let why = |e: serde_json::Error| Reason::Damaged(e.to_string().chars().take(80).collect());
    let line = Line {
        points: serde_json::from_value(vertices).map_err(why)?,
        bulges: serde_json::from_value(bulges).map_err(why)?,
        ..drawn.clone()
    };
    agrees(&line, &drawn.points)?;
    Ok(line)
}

/// Writes points and lines as GeoJSON; each coordinate with as many digits as it has, about 15.
///
/// # Errors
///
/// [`WriteError`] when the grid is unknown, a value cannot be written, or a position lies outside the grid.
pub fn write(cleared: Cleared<'_>) -> Result<Vec<u8>, WriteError> {
    let file = cleared.file();
    let epsg = file.epsg;
    let grid = Grid::from_epsg(epsg).map_err(|_| WriteError::UnknownGrid { epsg })?;
    check::before_writing(&file.points, &file.lines)?;
    let degrees = |what, name: &str, [x_north, y_east]: [f64; 2]| {
        let place = grid.inverse(GridPoint::new(x_north, y_east));
        place
            .map(|p| json!([p.lon, p.lat]))
            .map_err(|_| WriteError::BadValue {
                what,
                name: name.to_owned(),
                reason: Reason::OutsideGrid,
            })
    };
    let mut features = Vec::with_capacity(file.points.len() + file.lines.len());
    for p in &file.points {
        let place = degrees("point", &p.name, [p.x_north, p.y_east])?;
        features.push(json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": place },
            "properties": { "name": p.name, "code": p.code, "epsg": epsg, "x_north": p.x_north, "y_east": p.y_east, "h": p.h },
        }));
    }
    for line in &file.lines {
        let mut drawn = chords(line);
        if line.closed && turn(&drawn) < 0.0 {
            drawn = turned(&drawn);
        }
        if line.closed {
            drawn.extend(drawn.first().copied());
        }
        let places: Result<Vec<_>, _> = drawn
            .into_iter()
            .map(|p| degrees("line", &line.name, p))
            .collect();
        let places = places?;
        let geometry = if line.closed {
            json!({ "type": "Polygon", "coordinates": [places] })
        } else {
            json!({ "type": "LineString", "coordinates": places })
        };
        features.push(json!({
            "type": "Feature",
            "geometry": geometry,
            "properties": { "name": line.name, "layer": line.layer, "epsg": epsg, "vertices": line.points, "bulges": line.bulges },
        }));
    }
    let collection = json!({ "type": "FeatureCollection", "features": features });
    serde_json::to_vec(&collection).map_err(|e| WriteError::library("GeoJSON", e))
}
