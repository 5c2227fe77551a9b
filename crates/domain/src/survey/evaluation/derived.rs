//! What follows from figures whose points are measured: sides and diagonals, setbacks from red lines, spacings, areas.

use super::{Judge, judge_area};
use crate::survey::dimensions::sides_and_diagonals;
use crate::survey::geodesic;
use crate::survey::polygon::distance::{RedLine, setback, spacing};
use crate::survey::polygon::{Polygon, Ring, Shape};
use crate::survey::refusal::SurveyError;
use crate::survey::staking::difference;
use crate::survey::tolerance::Rule;
use crate::survey::verdict::{Limit, Verdict};
use crate::survey::{Grid, GridPoint};

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FigureRole {
    /// Outline of a building.
    Building,
    /// Red line from which buildings keep off.
    RedLine,
    /// Parcel.
    Parcel,
    /// Drawn only.
    Other,
}

/// A figure by design and as measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Name.
    pub name: String,
    /// What it is.
    pub role: FigureRole,
    /// Closed.
    pub closed: bool,
    /// By design.
    pub design: Vec<GridPoint>,
    /// As measured; none while not all of its points are. A figure without points of its own stands as designed.
    pub measured: Option<Vec<GridPoint>>,
    /// Names of its corners, for a figure through named points.
    pub corners: Vec<String>,
    /// Least distance, m.
    pub required_m: Option<f64>,
}

/// What a derived row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DerivedKind {
    /// Side of a building.
    Side,
    /// Diagonal of a building.
    Diagonal,
    /// Distance of a building to a red line.
    Setback,
    /// Distance between two buildings.
    Spacing,
    /// Area of a parcel.
    Area,
}

/// A derived row.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// What.
    pub kind: DerivedKind,
    /// Between what.
    pub name: String,
    /// By design, m or m².
    pub design: Option<f64>,
    /// As measured, m or m².
    pub measured: Option<f64>,
    /// Measured minus design in mm, of areas in m².
    pub deviation: Option<f64>,
    /// Asked for at least, m.
    pub required: Option<f64>,
    /// Area on the ellipsoid, m².
    pub on_ellipsoid: Option<f64>,
    /// Verdict; none for what only informs or is not measured.
    pub verdict: Option<Verdict>,
    /// The rule.
    pub rule: Option<Rule>,
}

impl Derived {
    fn new(kind: DerivedKind, name: String) -> Self {
        Self {
            kind,
            name,
            design: None,
            measured: None,
            deviation: None,
            required: None,
            on_ellipsoid: None,
            verdict: None,
            rule: None,
        }
    }
}

impl Judge<'_> {
    /// Everything that follows from figures. A figure that is no figure (two corners, crossing edges) gives no rows: what is wrong with
    /// it was told when the design came in.
    pub fn derived(&self, figures: &[Figure], grid: Grid) -> Vec<Derived> {
        let mut rows = Vec::new();
        let of = |role| figures.iter().filter(move |figure| figure.role == role);
        for building in of(FigureRole::Building) {
            rows.extend(self.lengths(building).unwrap_or_default());
        }
        for building in of(FigureRole::Building) {
            for line in of(FigureRole::RedLine) {
                rows.extend(self.setback(building, line).ok().flatten());
            }
        }
        let buildings: Vec<&Figure> = of(FigureRole::Building).collect();
        for (at, one) in buildings.iter().enumerate() {
            for other in buildings.iter().skip(at + 1) {
                rows.extend(self.spacing(one, other).ok().flatten());
            }
        }
        for parcel in of(FigureRole::Parcel) {
            rows.extend(self.parcel(parcel, grid).ok());
        }
        rows
    }

    fn lengths(&self, building: &Figure) -> Result<Vec<Derived>, SurveyError> {
        let corners = &building.corners;
        if !building.closed || corners.len() < 3 {
            return Ok(Vec::new());
        }
        let design = sides_and_diagonals(&building.design)?;
        let measured = building.measured.as_deref().map(sides_and_diagonals);
        let measured = measured.transpose()?;
        let mut rows = Vec::new();
        let sides = (0..corners.len()).map(|at| (at, (at + 1) % corners.len()));
        for (at, (from, to)) in sides.enumerate() {
            let found = measured.as_ref().and_then(|m| m.sides_m.get(at)).copied();
            let name = format!("{}-{}", corners[from], corners[to]);
            rows.push(self.length(DerivedKind::Side, name, design.sides_m[at], found)?);
        }
        // Diagonals of a quadrilateral tell whether it is square; of more corners there are too many to be read.
        if corners.len() == 4 {
            for (at, (from, to)) in [(0, 2), (1, 3)].into_iter().enumerate() {
                let found = measured
                    .as_ref()
                    .and_then(|m| m.diagonals_m.get(at))
                    .copied();
                let name = format!("{}-{}", corners[from], corners[to]);
                let designed = design.diagonals_m[at];
                rows.push(self.length(DerivedKind::Diagonal, name, designed, found)?);
            }
        }
        Ok(rows)
    }

    fn length(
        &self,
        kind: DerivedKind,
        name: String,
        design: f64,
        measured: Option<f64>,
    ) -> Result<Derived, SurveyError> {
        let limit = self.limit(self.kind.tolerances.side.as_deref(), design)?;
        let deviation = measured
            .map(|found| difference(design, found))
            .transpose()?;
        Ok(Derived {
            design: Some(design),
            measured,
            deviation,
            verdict: limit.as_ref().zip(deviation).map(|(l, d)| l.judge(d)),
            rule: limit.map(|limit| limit.rule().clone()),
            ..Derived::new(kind, name)
        })
    }

    /// By how much a distance that is asked for may be less.
    fn slack(&self) -> Result<Option<Limit>, SurveyError> {
        self.limit(self.kind.tolerances.spacing.as_deref(), 0.0)
    }

    fn setback(&self, building: &Figure, line: &Figure) -> Result<Option<Derived>, SurveyError> {
        let Some(required) = line.required_m.or(building.required_m) else {
            return Ok(None);
        };
        let red = if line.closed {
            RedLine::Closed(Ring::new(line.standing())?)
        } else {
            RedLine::Open(line.standing().to_vec())
        };
        let slack = self.slack()?;
        let asked = (required - slack.as_ref().map_or(0.0, |s| s.limit_mm() / 1000.0)).max(0.0);
        let designed = setback(&shape(&building.design)?, &red, asked)?;
        let found = match &building.measured {
            Some(measured) => Some(setback(&shape(measured)?, &red, asked)?),
            None => None,
        };
        let row = Derived::new(
            DerivedKind::Setback,
            format!("{} - {}", building.name, line.name),
        );
        Ok(Some(distances(
            row,
            required,
            designed.nearest.distance_m,
            found.map(|f| (f.nearest.distance_m, f.pass)),
            slack,
        )?))
    }

    fn spacing(&self, one: &Figure, other: &Figure) -> Result<Option<Derived>, SurveyError> {
        let required = one.required_m.into_iter().chain(other.required_m);
        let Some(required) = required.reduce(f64::max) else {
            return Ok(None);
        };
        let slack = self.slack()?;
        let asked = (required - slack.as_ref().map_or(0.0, |s| s.limit_mm() / 1000.0)).max(0.0);
        let designed = spacing(&shape(&one.design)?, &shape(&other.design)?, asked)?;
        let found = match (&one.measured, &other.measured) {
            (Some(a), Some(b)) => Some(spacing(&shape(a)?, &shape(b)?, asked)?),
            _ => None,
        };
        let row = Derived::new(
            DerivedKind::Spacing,
            format!("{} - {}", one.name, other.name),
        );
        Ok(Some(distances(
            row,
            required,
            designed.nearest.distance_m,
            found.map(|f| (f.nearest.distance_m, f.pass)),
            slack,
        )?))
    }

    fn parcel(&self, parcel: &Figure, grid: Grid) -> Result<Derived, SurveyError> {
        let designed = shape(&parcel.design)?.measure().area_m2;
        let mut row = Derived {
            design: Some(designed),
            ..Derived::new(DerivedKind::Area, parcel.name.clone())
        };
        let Some(measured) = &parcel.measured else {
            return Ok(row);
        };
        let ring = Ring::new(measured)?;
        // The statutory area is that on the grid; the one on the ellipsoid is told beside it.
        row.on_ellipsoid = geodesic::area_of_ring(&ring, grid).ok();
        let area = shape(measured)?.measure().area_m2;
        row.measured = Some(area);
        row.deviation = Some(((area - designed) * 100.0).round() / 100.0 + 0.0);
        if let Some(tolerance) = self.tolerance(self.kind.tolerances.area.as_deref()) {
            let rule = self.rule(tolerance, designed)?;
            let (_, verdict) = judge_area(designed, area, &rule, self.near_share)?;
            row.verdict = Some(verdict);
            row.rule = Some(rule);
        }
        Ok(row)
    }
}

impl Figure {
    /// Where it stands: as measured, else as designed.
    fn standing(&self) -> &[GridPoint] {
        self.measured.as_deref().unwrap_or(&self.design)
    }
}

fn shape(points: &[GridPoint]) -> Result<Shape, SurveyError> {
    Shape::new(vec![Polygon::new(Ring::new(points)?, Vec::new())?])
}

fn distances(
    row: Derived,
    required: f64,
    design: f64,
    measured: Option<(f64, bool)>,
    slack: Option<Limit>,
) -> Result<Derived, SurveyError> {
    let found = measured.map(|(distance, _)| distance);
    Ok(Derived {
        required: Some(required),
        design: Some(design),
        measured: found,
        deviation: found.map(|found| difference(design, found)).transpose()?,
        verdict: measured.map(|(_, pass)| if pass { Verdict::Pass } else { Verdict::Fail }),
        rule: Some(slack.map_or_else(|| Rule::stated(0.0, "m"), |limit| limit.rule().clone())),
        ..row
    })
}
