//! Arcs as chords: three-point arcs and the bulges of CAD files, densified to 1 mm.

use crate::survey::GridPoint;
use crate::survey::refusal::{SurveyError, finite};

/// Largest distance of a chord from its arc, in metres.
pub const CHORD_ERROR_M: f64 = 0.001;
/// Most chords of one arc.
const MAX_CHORDS: usize = 100_000;

/// A vertex of a line with arcs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vertex {
    /// Where it is.
    pub point: GridPoint,
    /// Tangent of a quarter of the angle of the arc to the next vertex, as in DXF: positive for an arc
    /// that runs counter-clockwise on a map with north up, zero for a straight edge.
    pub bulge: f64,
}

/// Replaces every arc of a line by chords at most [`CHORD_ERROR_M`] from it.
///
/// With `closed` the last vertex is joined to the first one, which is not repeated.
///
/// # Errors
///
/// [`SurveyError`] for coordinates or bulges that are not finite or out of range, and an arc of more than
/// a hundred thousand chords.
pub fn densify(vertices: &[Vertex], closed: bool) -> Result<Vec<GridPoint>, SurveyError> {
    let mut points = Vec::with_capacity(vertices.len());
    for (at, vertex) in vertices.iter().enumerate() {
        let from = vertex.point.checked()?;
        let bulge = finite(vertex.bulge, "a bulge")?;
        points.push(from);
        let next = match vertices.get(at + 1) {
            Some(next) => next,
            None if closed => vertices.first().unwrap_or(vertex),
            None => continue,
        };
        chords(from, next.point.checked()?, bulge, &mut points)?;
    }
    Ok(points)
}

/// Returns the bulge of the arc that leads from `start` through `middle` to `end`.
///
/// # Errors
///
/// [`SurveyError`] for coordinates out of range, points that coincide, and a middle on the far side of
/// the straight line, which no circle passes.
pub fn bulge_through(
    start: GridPoint,
    middle: GridPoint,
    end: GridPoint,
) -> Result<f64, SurveyError> {
    let (start, middle, end) = (start.checked()?, middle.checked()?, end.checked()?);
    if start == middle || middle == end || start == end {
        return Err(SurveyError::SamePoint("two points of an arc"));
    }
    let (x1, y1) = (middle.x_north - start.x_north, middle.y_east - start.y_east);
    let (x2, y2) = (end.x_north - middle.x_north, end.y_east - middle.y_east);
    // The turn from the first chord to the second is half the angle of the arc.
    let turn = (y1 * x2 - x1 * y2).atan2(x1 * x2 + y1 * y2);
    if turn.abs() > std::f64::consts::PI - 1e-9 {
        return Err(SurveyError::Undetermined("the arc is a straight line back"));
    }
    Ok((turn / 2.0).tan())
}

/// Adds the inner points of an arc.
fn chords(
    from: GridPoint,
    to: GridPoint,
    bulge: f64,
    points: &mut Vec<GridPoint>,
) -> Result<(), SurveyError> {
    let half_chord = from.distance(to) / 2.0;
    let rise = bulge.abs() * half_chord;
    if rise <= CHORD_ERROR_M && bulge.abs() <= 1.0 {
        return Ok(());
    }
    if half_chord == 0.0 {
        return Ok(());
    }
    let angle = 4.0 * bulge.atan();
    let radius = half_chord * (1.0 + bulge * bulge) / (2.0 * bulge.abs());
    if !radius.is_finite() || radius > crate::survey::MAX_COORDINATE {
        return Err(SurveyError::OutOfRange("the radius of an arc"));
    }
    let step = 2.0 * (1.0 - CHORD_ERROR_M / radius).max(-1.0).acos();
    // A tenth less than allowed, so that rounding never adds up to more; three chords at least.
    let wanted = (angle.abs() / (0.95 * step)).ceil().max(3.0);
    if !wanted.is_finite() || wanted > MAX_CHORDS as f64 {
        return Err(SurveyError::ArcTooLong(MAX_CHORDS));
    }
    let (north, east) = (to.x_north - from.x_north, to.y_east - from.y_east);
    // The centre lies left of the chord (map with north up) by this share of it.
    let left = (1.0 - bulge * bulge) / (4.0 * bulge);
    let centre = GridPoint {
        x_north: from.x_north + north / 2.0 + left * east,
        y_east: from.y_east + east / 2.0 - left * north,
    };
    let (x, y) = (from.x_north - centre.x_north, from.y_east - centre.y_east);
    for number in 1..wanted as usize {
        // Counter-clockwise on a map is from east towards north, the negative sense in (north, east).
        let (sin, cos) = (-angle * number as f64 / wanted).sin_cos();
        points.push(GridPoint {
            x_north: centre.x_north + x * cos - y * sin,
            y_east: centre.y_east + x * sin + y * cos,
        });
    }
    Ok(())
}
