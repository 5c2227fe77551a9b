//! What survey files hold: points, lines, layers, deviations. Leaves their computation to `domain`.

use serde::{Deserialize, Serialize};

/// A point of a design or of a measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyPoint {
    /// Name, unique within a file.
    pub name: String,
    /// Code of what it is; may be empty.
    pub code: String,
    /// Northing in metres.
    pub x_north: f64,
    /// Easting in metres, with the zone prefix where the grid has one.
    pub y_east: f64,
    /// Height in metres in the height system of the project.
    pub h: Option<f64>,
}

/// A line or, when closed, an outline.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Name; may be empty.
    pub name: String,
    /// Name of its layer.
    pub layer: String,
    /// Whether the last vertex is joined to the first, which is not repeated.
    pub closed: bool,
    /// Vertices as `[x_north, y_east]` in metres.
    pub points: Vec<[f64; 2]>,
    /// One per vertex, or none at all: the tangent of a quarter of the angle of the arc to the next vertex, positive when the arc
    /// turns left on a map with north up (DXF group 42).
    pub bulges: Vec<f64>,
}

/// Who may have a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Classification {
    /// Anybody.
    Public,
    /// The units that take part in the project.
    Internal,
    /// Nobody outside; it does not leave by export unless the rules of the export say so.
    Classified,
}

/// A layer and who may have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Name.
    pub name: String,
    /// Who may have it.
    pub classification: Classification,
}

/// Points and lines on one grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyFile {
    /// EPSG code of the CGCS2000 grid, 4491 to 4554.
    pub epsg: u32,
    /// The layer the points are in.
    pub point_layer: Layer,
    /// Points.
    pub points: Vec<SurveyPoint>,
    /// The layers the lines are in.
    pub line_layers: Vec<Layer>,
    /// Lines.
    pub lines: Vec<Line>,
}

/// Where a point is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Northing in metres.
    pub x_north: f64,
    /// Easting in metres.
    pub y_east: f64,
    /// Height in metres.
    pub h: Option<f64>,
}

/// What a limit says about a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within the limit.
    Within,
    /// Beyond the limit.
    Beyond,
    /// No limit was applied.
    NotJudged,
}

/// A staked point against its design. The differences are measured minus design, as computed and rounded by `domain`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// Name of the point.
    pub name: String,
    /// Where it should be.
    pub design: Position,
    /// Where it is.
    pub measured: Position,
    /// To the north, in millimetres.
    pub dx_mm: f64,
    /// To the east, in millimetres.
    pub dy_mm: f64,
    /// In the plane, in millimetres.
    pub ds_mm: f64,
    /// Upwards, in millimetres.
    pub dh_mm: Option<f64>,
    /// Limit in the plane, in millimetres.
    pub limit_mm: f64,
    /// What the limit says.
    pub verdict: Verdict,
}

/// A level, distance, height, area or index against what it was held to, or what follows from measured points. Without a position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// What it is, in the language of the sheet.
    pub what: String,
    /// Name.
    pub name: String,
    /// Unit of design and measured value; empty for an index.
    pub unit: String,
    /// By design.
    pub design: Option<f64>,
    /// As measured.
    pub measured: Option<f64>,
    /// Measured minus design.
    pub deviation: Option<f64>,
    /// Unit of the deviation.
    pub deviation_unit: String,
    /// The limit as it is read, `30 mm` or `≥ 12 m`; empty for what only informs.
    pub limit: String,
    /// What the limit says.
    pub verdict: Verdict,
}

/// Deviations of one check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviationSheet {
    /// EPSG code of the CGCS2000 grid.
    pub epsg: u32,
    /// Title over a table.
    pub title: String,
    /// The layer and who may have it.
    pub layer: Layer,
    /// The points.
    pub deviations: Vec<Deviation>,
    /// What has no position.
    pub quantities: Vec<Quantity>,
    /// The check in words: each with its heading, in the language of the sheet.
    pub words: Vec<(String, String)>,
}

impl SurveyFile {
    /// Every vertex of points and lines as `[x_north, y_east]`, arcs as chords of at most 1 mm error.
    pub(crate) fn outline(&self) -> Vec<[f64; 2]> {
        let points = self.points.iter().map(|p| [p.x_north, p.y_east]);
        points
            .chain(self.lines.iter().flat_map(crate::curve::chords))
            .collect()
    }
}
