//! Distances between shapes: setback from a red line edge by edge, spacing of buildings.
//!
//! A distance is rounded to 0.1 mm before it is compared with what is required; the required distance
//! itself passes.

use super::crossing::Edge;
use super::{Ring, Shape, closed};
use crate::survey::GridPoint;
use crate::survey::refusal::{SurveyError, not_negative};
use crate::survey::rounding::tenth_mm_in_m;

/// The shortest distance between two things, with a pair of points that has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// Distance in metres, zero where they meet.
    pub distance_m: f64,
    /// Point on the first.
    pub on_first: GridPoint,
    /// Point on the second.
    pub on_second: GridPoint,
}

impl Nearest {
    fn nearer(self, other: Self) -> Self {
        if other.distance_m < self.distance_m {
            other
        } else {
            self
        }
    }

    const fn turned(self) -> Self {
        Self {
            distance_m: self.distance_m,
            on_first: self.on_second,
            on_second: self.on_first,
        }
    }

    const fn at(point: GridPoint) -> Self {
        Self {
            distance_m: 0.0,
            on_first: point,
            on_second: point,
        }
    }
}

/// A line that limits where may be built.
#[derive(Debug, Clone, PartialEq)]
pub enum RedLine {
    /// The boundary of a site; what is built lies inside.
    Closed(Ring),
    /// An open line such as a road's; which side is built on is not judged.
    Open(Vec<GridPoint>),
}

impl RedLine {
    fn edges(&self) -> Vec<Edge> {
        match self {
            Self::Closed(ring) => ring.edges(),
            Self::Open(points) => {
                let mut edges = closed(points);
                edges.pop();
                edges
            }
        }
    }
}

/// Where a building lies to a red line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Inside a closed line, or clear of an open one.
    Within,
    /// On or across the line.
    Across,
    /// Outside a closed line.
    Outside,
}

/// The setback of a building from a red line.
#[derive(Debug, Clone, PartialEq)]
pub struct Setback {
    /// Shortest of all; first the building, second the line.
    pub nearest: Nearest,
    /// Shortest for each edge of the line, in its order.
    pub by_edge: Vec<Nearest>,
    /// Where the building lies.
    pub side: Side,
    /// The building reaches nowhere beyond a closed line, and is nowhere nearer than required.
    pub pass: bool,
}

/// Measures the setback of a building from every edge of a red line; `required_m` is in metres.
///
/// # Errors
///
/// [`SurveyError`] for a line of fewer than two points, coordinates out of range, and a required distance
/// that is negative.
pub fn setback(building: &Shape, line: &RedLine, required_m: f64) -> Result<Setback, SurveyError> {
    let required = not_negative(required_m, "the required distance")?;
    if let RedLine::Open(points) = line {
        for point in points {
            point.checked()?;
        }
    }
    let by_edge: Vec<Nearest> = line
        .edges()
        .iter()
        .map(|edge| from_shape(building, *edge))
        .collect();
    let nearest = by_edge.iter().copied().reduce(Nearest::nearer);
    let nearest = nearest.ok_or(SurveyError::TooFew {
        what: "points of the line",
        needed: 2,
        given: by_edge.len(),
    })?;
    let (side, protrudes) = match line {
        RedLine::Closed(ring) => (side_of(ring, nearest), protrudes(building, ring)),
        RedLine::Open(_) if is_contact(nearest.distance_m) => (Side::Across, false),
        RedLine::Open(_) => (Side::Within, false),
    };
    let far_enough = tenth_mm_in_m(nearest.distance_m) >= tenth_mm_in_m(required);
    Ok(Setback {
        nearest,
        by_edge,
        side,
        pass: far_enough && !protrudes,
    })
}

/// Whether a distance rounds to nothing.
fn is_contact(distance_m: f64) -> bool {
    tenth_mm_in_m(distance_m) == 0.0
}

fn side_of(ring: &Ring, nearest: Nearest) -> Side {
    if is_contact(nearest.distance_m) {
        Side::Across
    } else if ring.contains(nearest.on_first) {
        Side::Within
    } else {
        Side::Outside
    }
}

/// Whether a building reaches beyond a closed line by more than rounding.
fn protrudes(building: &Shape, ring: &Ring) -> bool {
    let site = Shape::from(ring.clone());
    let outside = |point: GridPoint| !is_contact(of_point(&site, point).distance_m);
    let corners = building.edges();
    // A notch of the line can reach into the building between two corners that are inside.
    let notched =
        |point: &GridPoint| building.contains(*point) && !is_contact(of_boundary(building, *point));
    corners.iter().any(|edge| outside(edge.from)) || ring.points().iter().any(notched)
}

/// The spacing of two buildings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spacing {
    /// Shortest distance.
    pub nearest: Nearest,
    /// It is at least what is required.
    pub pass: bool,
}

/// Measures the spacing of two buildings; zero where they meet. `required_m` is in metres.
///
/// # Errors
///
/// [`SurveyError::Negative`] and [`SurveyError::NotFinite`] for the required distance.
pub fn spacing(a: &Shape, b: &Shape, required_m: f64) -> Result<Spacing, SurveyError> {
    let required = not_negative(required_m, "the required distance")?;
    let start = Nearest {
        distance_m: f64::INFINITY,
        on_first: GridPoint::default(),
        on_second: GridPoint::default(),
    };
    let mut nearest = b
        .edges()
        .iter()
        .fold(start, |best, edge| best.nearer(from_shape(a, *edge)));
    // One shape inside the other: the edges of the outer one are not what is nearest.
    if let Some(edge) = a.edges().first()
        && b.contains(edge.from)
    {
        nearest = nearest.nearer(Nearest::at(edge.from));
    }
    Ok(Spacing {
        pass: tenth_mm_in_m(nearest.distance_m) >= tenth_mm_in_m(required),
        nearest,
    })
}

/// The shortest distance of a point from a shape; zero inside.
pub(crate) fn of_point(shape: &Shape, point: GridPoint) -> Nearest {
    from_shape(
        shape,
        Edge {
            from: point,
            to: point,
        },
    )
}

/// The shortest distance of a point from the edges of a shape, also from inside.
pub(crate) fn of_boundary(shape: &Shape, point: GridPoint) -> f64 {
    let all = shape.edges();
    let each = all.iter().map(|edge| point.distance(foot(*edge, point)));
    each.fold(f64::INFINITY, f64::min)
}

fn from_shape(shape: &Shape, edge: Edge) -> Nearest {
    if shape.contains(edge.from) {
        return Nearest::at(edge.from);
    }
    let start = Nearest {
        distance_m: f64::INFINITY,
        on_first: edge.from,
        on_second: edge.from,
    };
    let all = shape.edges();
    all.iter()
        .fold(start, |best, own| best.nearer(between(*own, edge)))
}

fn between(a: Edge, b: Edge) -> Nearest {
    if a.crosses(b) {
        let (from, to) = (a.side(b.from), a.side(b.to));
        let share = from / (from - to);
        return Nearest::at(GridPoint {
            x_north: b.from.x_north + share * (b.to.x_north - b.from.x_north),
            y_east: b.from.y_east + share * (b.to.y_east - b.from.y_east),
        });
    }
    let ends = [
        from_point(a.from, b),
        from_point(a.to, b),
        from_point(b.from, a).turned(),
        from_point(b.to, a).turned(),
    ];
    let [first, rest @ ..] = ends;
    rest.into_iter().fold(first, Nearest::nearer)
}

fn from_point(point: GridPoint, edge: Edge) -> Nearest {
    let on_second = foot(edge, point);
    Nearest {
        distance_m: point.distance(on_second),
        on_first: point,
        on_second,
    }
}

/// The point of an edge that is nearest to another point.
fn foot(edge: Edge, point: GridPoint) -> GridPoint {
    let (x, y) = (
        edge.to.x_north - edge.from.x_north,
        edge.to.y_east - edge.from.y_east,
    );
    let square = x * x + y * y;
    if square == 0.0 {
        return edge.from;
    }
    let along = x * (point.x_north - edge.from.x_north) + y * (point.y_east - edge.from.y_east);
    let share = along / square;
    if share <= 0.0 {
        edge.from
    } else if share >= 1.0 {
        edge.to
    } else {
        GridPoint {
            x_north: edge.from.x_north + share * x,
            y_east: edge.from.y_east + share * y,
        }
    }
}
