//! The geometry of a sketch: what is drawn and where, from which centre and at which scale, and by how much displacements are
//! exaggerated. North is up. Draws nothing.

use handheld_domain::survey::evaluation::FigureRole;
use handheld_domain::survey::{GridPoint, Verdict};

use super::{PointRow, SurveyReport};

/// The largest displacement is drawn as about this part of the drawing.
const LARGEST: f64 = 1.0 / 12.0;
/// A displacement beyond this part of the drawing is a gross error: it would shrink all others to nothing, so it does not set the factor.
const GROSS: f64 = 0.25;
/// A control point further off than this part of the drawing is left out of it.
const FAR: f64 = 0.25;
/// Leading figures of a factor.
const FACTORS: [f64; 9] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];
/// Leading figures of the length of a scale bar.
const LENGTHS: [f64; 3] = [1.0, 2.0, 5.0];

/// East and north from the origin of the scene, m: coordinates of seven digits lose bits on paper.
pub(super) type Local = (f64, f64);

/// A point of the sketch.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ScenePoint<'a> {
    pub(super) name: &'a str,
    pub(super) control: bool,
    pub(super) design: Local,
    /// Where it was measured, with the displacement exaggerated; none while not measured or with a gross error.
    pub(super) measured: Option<Local>,
    pub(super) ds_mm: Option<f64>,
    pub(super) verdict: Option<Verdict>,
}

/// A figure of the sketch.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SceneFigure<'a> {
    pub(super) name: &'a str,
    pub(super) role: FigureRole,
    pub(super) closed: bool,
    pub(super) design: Vec<Local>,
    /// With displacements exaggerated; empty while not measured.
    pub(super) measured: Vec<Local>,
}

/// Everything that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scene<'a> {
    pub(super) points: Vec<ScenePoint<'a>>,
    pub(super) figures: Vec<SceneFigure<'a>>,
    /// Displacements are drawn so many times as large.
    pub(super) factor: f64,
    /// The largest displacement that is drawn, mm; none while nothing is measured.
    pub(super) largest_mm: Option<f64>,
    /// Names of control points too far off to be drawn.
    pub(super) left_out: Vec<&'a str>,
    /// Names of points with a gross error, drawn by design only.
    pub(super) gross: Vec<&'a str>,
    bounds: Bounds,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Bounds {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Bounds {
    fn of(points: impl Iterator<Item = Local>) -> Option<Self> {
        points.fold(None, |bounds: Option<Self>, (east, north)| {
            let old = bounds.unwrap_or(Self {
                west: east,
                east,
                south: north,
                north,
            });
            Some(Self {
                west: old.west.min(east),
                east: old.east.max(east),
                south: old.south.min(north),
                north: old.north.max(north),
            })
        })
    }

    /// The longer side, at least a metre, so that one point alone has a scale.
    fn extent(self) -> f64 {
        let longer = (self.east - self.west).max(self.north - self.south);
        longer.max(1.0)
    }

    fn grown(self, by: f64) -> Self {
        Self {
            west: self.west - by,
            east: self.east + by,
            south: self.south - by,
            north: self.north + by,
        }
    }

    fn holds(self, (east, north): Local) -> bool {
        (self.west..=self.east).contains(&east) && (self.south..=self.north).contains(&north)
    }
}

/// From metres to points on paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Paper {
    /// Width and height that the scene takes.
    pub(super) size: (f32, f32),
    /// Width and height of what is drawn in it.
    pub(super) drawn: (f32, f32),
    /// Points per metre.
    pub(super) scale: f64,
    centre: Local,
    /// Upper left corner of the room for the scene.
    corner: (f32, f32),
}

impl Paper {
    /// Where something lies on paper.
    pub(super) fn place(&self, (east, north): Local) -> (f32, f32) {
        let x = (east - self.centre.0) * self.scale;
        let y = (self.centre.1 - north) * self.scale;
        (
            self.corner.0 + self.size.0 / 2.0 + x as f32,
            self.corner.1 + self.size.1 / 2.0 + y as f32,
        )
    }
}

impl<'a> Scene<'a> {
    /// What a report shows; none when nothing in it has a position.
    pub(super) fn of(report: &'a SurveyReport) -> Option<Self> {
        let built = report
            .points
            .iter()
            .filter_map(|row| row.design.point())
            .chain(report.figures.iter().flat_map(|f| f.design.iter().copied()));
        let control = report.control.iter().filter_map(|row| row.design.point());
        let origin = built.clone().chain(control.clone()).next()?;
        let local =
            |p: GridPoint| -> Local { (p.y_east - origin.y_east, p.x_north - origin.x_north) };
        // What is built decides what is seen; a control point may lie far off.
        let core = Bounds::of(built.map(local)).or_else(|| Bounds::of(control.map(local)))?;
        let extent = core.extent();
        let near = core.grown(extent * FAR);
        let mut scene = Self {
            points: Vec::new(),
            figures: Vec::new(),
            factor: 1.0,
            largest_mm: None,
            left_out: Vec::new(),
            gross: Vec::new(),
            bounds: core,
        };
        let mut largest: Option<f64> = None;
        let rows = report.control.iter().map(|row| (row, true));
        let rows = rows.chain(report.points.iter().map(|row| (row, false)));
        for (row, control) in rows {
            let Some(design) = row.design.point().map(local) else {
                continue;
            };
            if control && !near.holds(design) {
                scene.left_out.push(&row.name);
                continue;
            }
            let measured = row.measured.point().map(local);
            let measured = measured.filter(|at| {
                let moved = distance(design, *at);
                let drawn = moved <= extent * GROSS;
                if drawn {
                    largest = Some(largest.unwrap_or(0.0).max(moved));
                } else {
                    scene.gross.push(&row.name);
                }
                drawn
            });
            scene.points.push(point(row, control, design, measured));
        }
        scene.largest_mm = largest.map(|metres| metres * 1000.0);
        scene.factor = factor(extent, largest.unwrap_or(0.0));
        for point in &mut scene.points {
            let design = point.design;
            let exaggerated = |at| exaggerated(design, at, scene.factor);
            point.measured = point.measured.map(exaggerated);
        }
        scene.figures = report
            .figures
            .iter()
            .map(|figure| {
                let design: Vec<Local> = figure.design.iter().copied().map(local).collect();
                let measured: Vec<Local> = figure.measured.iter().copied().map(local).collect();
                let pairs = design.iter().zip(&measured);
                let gross = pairs
                    .clone()
                    .any(|(from, to)| distance(*from, *to) > extent * GROSS);
                let whole = measured.len() == design.len() && !gross;
                let measured = pairs
                    .filter(|_| whole)
                    .map(|(from, to)| exaggerated(*from, *to, scene.factor))
                    .collect();
                SceneFigure {
                    name: &figure.name,
                    role: figure.role,
                    closed: figure.closed,
                    design,
                    measured,
                }
            })
            .collect();
        let drawn = scene
            .points
            .iter()
            .flat_map(|point| [Some(point.design), point.measured]);
        let corners = scene.figures.iter();
        let corners = corners.flat_map(|f| f.design.iter().chain(&f.measured).copied());
        scene.bounds = Bounds::of(drawn.flatten().chain(corners))?;
        Some(scene)
    }

    /// Fits the scene into a room of the given width, and of a height between the two, around a margin on every side.
    pub(super) fn fit(&self, width: f32, heights: (f32, f32), margin: f32) -> Paper {
        let bounds = self.bounds;
        let east = (bounds.east - bounds.west).max(1.0);
        let north = (bounds.north - bounds.south).max(1.0);
        let inner = f64::from(width - 2.0 * margin);
        let tall = (inner * north / east) as f32 + 2.0 * margin;
        let height = tall.clamp(heights.0, heights.1);
        let scale = (inner / east).min(f64::from(height - 2.0 * margin) / north);
        Paper {
            size: (width, height),
            drawn: ((east * scale) as f32, (north * scale) as f32),
            scale,
            centre: (
                (bounds.west + bounds.east) / 2.0,
                (bounds.south + bounds.north) / 2.0,
            ),
            corner: (0.0, 0.0),
        }
    }
}

fn point(row: &PointRow, control: bool, design: Local, measured: Option<Local>) -> ScenePoint<'_> {
    ScenePoint {
        name: &row.name,
        control,
        design,
        measured,
        ds_mm: row.ds_mm,
        verdict: row.verdict,
    }
}

fn distance(from: Local, to: Local) -> f64 {
    (to.0 - from.0).hypot(to.1 - from.1)
}

fn exaggerated(from: Local, to: Local, factor: f64) -> Local {
    (
        from.0 + (to.0 - from.0) * factor,
        from.1 + (to.1 - from.1) * factor,
    )
}

/// By how much displacements are exaggerated: a round number of which the largest becomes at most its part of the drawing, never less than 1.
fn factor(extent: f64, largest: f64) -> f64 {
    // Less than a tenth of a millimetre is none.
    if largest < 5e-5 {
        return 1.0;
    }
    rounded_down(extent * LARGEST / largest, &FACTORS).max(1.0)
}

/// The length of a scale bar that is at most this long: 1, 2 or 5 with noughts.
pub(super) fn bar(most: f64) -> f64 {
    rounded_down(most, &LENGTHS)
}

/// The largest number with one of the leading figures that is not larger.
fn rounded_down(most: f64, leading: &[f64]) -> f64 {
    let power = 10_f64.powi(most.log10().floor() as i32);
    let all = leading.iter().map(|figure| figure * power);
    // A hair of tolerance: a power of ten is not exact.
    all.filter(|one| *one <= most * (1.0 + 1e-9))
        .fold(power, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_is_round_and_the_largest_displacement_about_a_twelfth() {
        assert!((factor(60.0, 0.05) - 100.0).abs() < 1e-9);
        for (extent, largest) in [(43.0, 0.0553), (900.0, 0.012), (3.0, 0.007)] {
            let part = factor(extent, largest) * largest / extent;
            assert!(part <= 1.0 / 12.0 && part > 1.0 / 20.0, "{part}");
        }
        assert!((factor(60.0, 0.0) - 1.0).abs() < 1e-9);
        assert!((factor(10.0, 5.0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_scale_bar_is_a_round_number_of_metres() {
        for (most, length) in [
            (37.0, 20.0),
            (50.0, 50.0),
            (9.9, 5.0),
            (1000.0, 1000.0),
            (0.3, 0.2),
        ] {
            assert!((bar(most) - length).abs() < 1e-9, "{most}: {}", bar(most));
        }
    }
}
