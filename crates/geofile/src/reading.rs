//! Reading a whole file as it was chosen, and what every reader shares: what is collected, and where a position lies on the grid of
//! the project. Leaves each format to its room.

use handheld_domain::survey::{Geographic, Grid, GridPoint};
use serde::{Deserialize, Serialize};

use crate::check::{self, Names};
use crate::columns::ColumnOrder;
use crate::curve::chords;
use crate::error::{Problem, ReadError, Reason};
use crate::limits::Budget;
use crate::look::{Kind, kind_of};
use crate::model::{Line, SurveyPoint};
use crate::table::{Separator, TextEncoding};
use crate::warning::{Warning, warnings};
use crate::{dxf, geo_json, gpkg, rows, sheet, table};

/// Largest distance between the exact coordinates beside a geometry and the geometry, in metres.
const AGREES: f64 = 0.005;

/// How a table is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableChoices {
    /// Which column holds what.
    pub order: ColumnOrder,
    /// Separator; a workbook needs none.
    pub separator: Separator,
    /// Encoding; a workbook needs none.
    pub encoding: TextEncoding,
    /// Whether the first row is a heading.
    pub heading: bool,
    /// Sheet of a workbook; the first where none is named.
    pub sheet: Option<String>,
}

/// How a file is to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// EPSG code of the grid of the project.
    pub epsg: u32,
    /// A point of the project, to warn of points far away.
    pub site: Option<GridPoint>,
    /// For a table.
    pub table: Option<TableChoices>,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Read {
    /// Points taken in.
    pub points: Vec<SurveyPoint>,
    /// Lines taken in.
    pub lines: Vec<Line>,
    /// Every row, feature or entity that is not, with its place and reason.
    pub problems: Vec<Problem>,
    /// What to look at before the points are used.
    pub warnings: Vec<Warning>,
}

/// Reads a file of any kind.
///
/// # Errors
///
/// [`ReadError`] when nothing of the file can be taken in; single rows that cannot be are [`Read::problems`].
pub fn read(bytes: &[u8], choices: &Choices) -> Result<Read, ReadError> {
    let mut read = collect(bytes, choices)?;
    let seen = warnings(&read.points, choices.epsg, choices.site);
    read.warnings.extend(seen);
    Ok(read)
}

/// Reads a file as it stands, without a look at where its points lie.
pub(crate) fn collect(bytes: &[u8], choices: &Choices) -> Result<Read, ReadError> {
    let kind = kind_of(bytes)?;
    Ok(match kind {
        Kind::Text | Kind::Xlsx => {
            let table = choices.table.as_ref().ok_or(ReadError::ColumnsNotChosen)?;
            read_table(kind, bytes, table)?
        }
        Kind::GeoJson => geo_json::read(bytes, choices.epsg)?,
        Kind::GeoPackage => gpkg::read(bytes, choices.epsg)?,
        Kind::Dxf => dxf::read(bytes)?,
    })
}

fn read_table(kind: Kind, bytes: &[u8], choices: &TableChoices) -> Result<Read, ReadError> {
    let rows = if kind == Kind::Xlsx {
        sheet::read(bytes, choices.sheet.as_deref())?.1
    } else {
        let text = table::decode(bytes, choices.encoding)?;
        table::rows(&text, choices.separator)?
    };
    let body = rows.get(usize::from(choices.heading)..).unwrap_or_default();
    let (points, problems) = rows::points(body, choices.order)?;
    Ok(Read {
        points,
        problems,
        ..Read::default()
    })
}

/// How the coordinates of a file are meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum System {
    /// Longitude and latitude in degrees.
    Degrees(Grid),
    /// Easting and northing of the grid of the project.
    Grid,
}

impl System {
    /// The system of an EPSG code, for a project on the grid `project`.
    pub(crate) fn of_epsg(epsg: u32, project: u32) -> Result<Self, ReadError> {
        let grid = grid_of(project)?;
        // WGS 84 and CGCS2000 differ by less than a handheld tells.
        if matches!(epsg, 4326 | 4490) {
            return Ok(Self::Degrees(grid));
        }
        if epsg == project {
            return Ok(Self::Grid);
        }
        grid_of(epsg)?;
        Err(ReadError::OtherGrid {
            found: epsg,
            expected: project,
        })
    }

    /// `[x_north, y_east]` of a position of the file, whose first number is longitude or easting.
    pub(crate) fn place(self, first: f64, second: f64) -> Result<[f64; 2], Reason> {
        match self {
            Self::Grid => Ok([second, first]),
            Self::Degrees(grid) => grid
                .forward(Geographic::new(first, second))
                .map(|p| [p.x_north, p.y_east])
                .map_err(|_| Reason::OutsideGrid),
        }
    }
}

/// The grid of an EPSG code.
pub(crate) fn grid_of(epsg: u32) -> Result<Grid, ReadError> {
    Grid::from_epsg(epsg).map_err(|_| ReadError::UnknownGrid { epsg })
}

/// What a reader has collected.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    pub(crate) read: Read,
    pub(crate) names: Names,
    budget: Budget,
    pub(crate) by_number: usize,
}

impl Collector {
    pub(crate) fn problem(&mut self, row: u64, what: &str, reason: Reason) {
        self.read.problems.push(Problem::at(row, what, reason));
    }

    pub(crate) fn point(&mut self, row: u64, point: SurveyPoint) -> Result<(), ReadError> {
        self.budget.point()?;
        let (points, problems) = (&mut self.read.points, &mut self.read.problems);
        self.names.take(row, point, points, problems);
        Ok(())
    }

    pub(crate) fn line(&mut self, row: u64, line: Line) -> Result<(), ReadError> {
        self.budget.line(line.points.len())?;
        match check::line(&line) {
            Ok(()) => self.read.lines.push(line),
            Err((what, reason)) => self.problem(row, what, reason),
        }
        Ok(())
    }

    /// A name, or the number of the feature where it has none.
    pub(crate) fn name_or(&mut self, name: Option<String>, number: Option<String>) -> String {
        match (name.filter(|n| !n.is_empty()), number) {
            (Some(name), _) => name,
            (None, Some(number)) => {
                self.by_number += 1;
                number
            }
            (None, None) => String::new(),
        }
    }

    pub(crate) fn finish(mut self) -> Read {
        if self.by_number > 0 {
            let points = self.by_number;
            self.read.warnings.push(Warning::NamedByNumber { points });
        }
        self.read
    }
}

/// Takes the exact coordinates of a point where they agree with its geometry.
pub(crate) fn exact_point(exact: Option<[f64; 2]>, geometry: [f64; 2]) -> Result<[f64; 2], Reason> {
    let Some(exact) = exact else {
        return Ok(geometry);
    };
    let apart = (exact[0] - geometry[0]).hypot(exact[1] - geometry[1]);
    if apart <= AGREES {
        Ok(exact)
    } else {
        Err(Reason::Contradiction(apart))
    }
}

/// Whether a line with exact vertices and arcs is the drawn geometry, run in either direction from its first vertex.
pub(crate) fn agrees(line: &Line, geometry: &[[f64; 2]]) -> Result<(), Reason> {
    check::line(line).map_err(|(_, reason)| reason)?;
    let drawn = chords(line);
    if drawn.len() != geometry.len() {
        let why = "its exact vertices and its geometry differ in number".to_owned();
        return Err(Reason::Damaged(why));
    }
    let apart = |other: &[[f64; 2]]| {
        let each = drawn.iter().zip(other);
        each.map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1]))
            .fold(0.0, f64::max)
    };
    let most = apart(geometry).min(apart(&turned(geometry)));
    if most <= AGREES {
        Ok(())
    } else {
        Err(Reason::Contradiction(most))
    }
}

/// A ring in the other direction from the same first vertex.
pub(crate) fn turned(ring: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let first = ring.iter().take(1);
    first.chain(ring.iter().skip(1).rev()).copied().collect()
}

/// Twice the signed area of a ring of `[x_north, y_east]`, positive when it runs counterclockwise on a map with north up.
pub(crate) fn turn(ring: &[[f64; 2]]) -> f64 {
    let Some(origin) = ring.first() else {
        return 0.0;
    };
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| {
            (a[1] - origin[1]) * (b[0] - origin[0]) - (b[1] - origin[1]) * (a[0] - origin[0])
        })
        .sum()
}
