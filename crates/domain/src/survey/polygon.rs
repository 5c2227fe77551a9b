//! Shapes on the grid: rings, polygons with holes, several parts; area, perimeter and centroid.
//!
//! A [`Ring`] that exists is sound: it encloses an area and its edges meet only at their ends. Distances
//! between shapes are in [`distance`], arcs become chords in [`arc`], shapes and fixes in
//! [`super::geofence`]. The statutory area of a parcel is the one on the grid.

pub mod arc;
mod crossing;
pub mod distance;

use super::refusal::SurveyError;
use super::{GridPoint, polygon::crossing::Edge};

/// Square metres of a mu (亩).
pub const MU_M2: f64 = 2000.0 / 3.0;

/// A closed ring of straight edges; the direction does not matter and the first vertex is not repeated.
#[derive(Debug, Clone, PartialEq)]
pub struct Ring(Vec<GridPoint>);

impl Ring {
    /// Makes a ring of its vertices in order, with or without the first one repeated at the end.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] for fewer than three vertices, coordinates out of range, a ring without area, and
    /// edges that cross or touch.
    pub fn new(vertices: &[GridPoint]) -> Result<Self, SurveyError> {
        for vertex in vertices {
            vertex.checked()?;
        }
        let mut points = vertices.to_vec();
        while points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        if points.len() < 3 {
            return Err(SurveyError::TooFew {
                what: "vertices",
                needed: 3,
                given: points.len(),
            });
        }
        let ring = Self(points);
        if ring.is_flat() {
            return Err(SurveyError::NoArea);
        }
        if let Some((first, second)) = crossing::within_ring(&ring.edges()) {
            return Err(SurveyError::Crossing { first, second });
        }
        Ok(ring)
    }

    /// Its vertices, the first one not repeated.
    pub fn points(&self) -> &[GridPoint] {
        &self.0
    }

    /// Its edges: edge i leads from vertex i to the next one.
    pub(crate) fn edges(&self) -> Vec<Edge> {
        closed(&self.0)
    }

    /// Area in square metres.
    pub fn area_m2(&self) -> f64 {
        self.moments().0.abs()
    }

    /// Length of all edges in metres.
    pub fn perimeter_m(&self) -> f64 {
        self.edges()
            .iter()
            .map(|edge| edge.from.distance(edge.to))
            .sum()
    }

    /// Centroid of the area.
    pub fn centroid(&self) -> GridPoint {
        let (area, north, east) = self.moments();
        let first = self.first();
        GridPoint {
            x_north: first.x_north + north / area,
            y_east: first.y_east + east / area,
        }
    }

    /// Whether a point lies inside or on an edge.
    pub fn contains(&self, point: GridPoint) -> bool {
        let edges = self.edges();
        if edges.iter().any(|edge| edge.touches(point)) {
            return true;
        }
        let mut inside = false;
        for Edge { from, to } in edges {
            if (from.x_north > point.x_north) != (to.x_north > point.x_north) {
                let share = (point.x_north - from.x_north) / (to.x_north - from.x_north);
                let at = from.y_east + share * (to.y_east - from.y_east);
                inside ^= at > point.y_east;
            }
        }
        inside
    }

    fn first(&self) -> GridPoint {
        self.0.first().copied().unwrap_or_default()
    }

    /// Signed area and the two first moments about the first vertex.
    ///
    /// Without that origin the products of seven-digit coordinates would eat the area.
    fn moments(&self) -> (f64, f64, f64) {
        let first = self.first();
        let (mut area, mut north, mut east) = (0.0, 0.0, 0.0);
        for Edge { from, to } in self.edges() {
            let (x1, y1) = (from.x_north - first.x_north, from.y_east - first.y_east);
            let (x2, y2) = (to.x_north - first.x_north, to.y_east - first.y_east);
            let cross = x1 * y2 - x2 * y1;
            area += cross / 2.0;
            north += (x1 + x2) * cross / 6.0;
            east += (y1 + y2) * cross / 6.0;
        }
        (area, north, east)
    }

    /// Whether all vertices lie on one line, to a hundredth of a millimetre.
    fn is_flat(&self) -> bool {
        let first = self.first();
        let far = self
            .0
            .iter()
            .copied()
            .max_by(|a, b| first.distance(*a).total_cmp(&first.distance(*b)))
            .unwrap_or(first);
        let line = Edge {
            from: first,
            to: far,
        };
        let length = first.distance(far);
        let off = |point: &GridPoint| line.side(*point).abs() > 1e-5 * length;
        length < 1e-5 || !self.0.iter().any(off)
    }
}

/// The edges of a closed line; edge i leads from point i to the next one.
fn closed(points: &[GridPoint]) -> Vec<Edge> {
    let next = points.iter().cycle().skip(1);
    let pairs = points.iter().zip(next);
    pairs
        .map(|(from, to)| Edge {
            from: *from,
            to: *to,
        })
        .collect()
}

/// A ring with the holes in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Polygon {
    outer: Ring,
    holes: Vec<Ring>,
}

impl Polygon {
    /// Makes a polygon of its outer ring and its holes.
    ///
    /// # Errors
    ///
    /// [`SurveyError::Misplaced`] with the number of a hole (from 0) that is not inside the outer ring,
    /// touches it, or meets an earlier hole.
    pub fn new(outer: Ring, holes: Vec<Ring>) -> Result<Self, SurveyError> {
        for (number, hole) in holes.iter().enumerate() {
            let inside = hole.points().iter().all(|point| outer.contains(*point));
            let meets = |other: &Ring| crossing::between(&other.edges(), &hole.edges());
            let earlier = holes.iter().take(number);
            let apart = earlier
                .into_iter()
                .all(|other| !meets(other) && !nested(other, hole));
            if !inside || meets(&outer) || !apart {
                return Err(SurveyError::Misplaced(number));
            }
        }
        Ok(Self { outer, holes })
    }

    /// All its rings, the outer one first.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        std::iter::once(&self.outer).chain(&self.holes)
    }

    fn contains(&self, point: GridPoint) -> bool {
        let on_edge = |ring: &Ring| ring.edges().iter().any(|edge| edge.touches(point));
        let in_hole = |hole: &Ring| hole.contains(point) && !on_edge(hole);
        self.outer.contains(point) && !self.holes.iter().any(in_hole)
    }
}

impl From<Ring> for Polygon {
    fn from(outer: Ring) -> Self {
        Self {
            outer,
            holes: Vec::new(),
        }
    }
}

/// A shape of one or more parts that do not meet.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    parts: Vec<Polygon>,
}

impl Shape {
    /// Makes a shape of its parts.
    ///
    /// # Errors
    ///
    /// [`SurveyError::TooFew`] without parts, [`SurveyError::Misplaced`] with the number of a part (from
    /// 0) that overlaps an earlier one.
    pub fn new(parts: Vec<Polygon>) -> Result<Self, SurveyError> {
        if parts.is_empty() {
            return Err(SurveyError::TooFew {
                what: "parts",
                needed: 1,
                given: 0,
            });
        }
        for (number, part) in parts.iter().enumerate() {
            let overlaps = parts.iter().take(number).any(|other| overlap(other, part));
            if overlaps {
                return Err(SurveyError::Misplaced(number));
            }
        }
        Ok(Self { parts })
    }

    /// Its parts.
    pub fn parts(&self) -> &[Polygon] {
        &self.parts
    }

    /// Whether a point lies inside or on an edge, and in no hole.
    pub fn contains(&self, point: GridPoint) -> bool {
        self.parts.iter().any(|part| part.contains(point))
    }

    /// Area without holes, length of all edges with those of the holes, and centroid.
    pub fn measure(&self) -> Measures {
        let (mut area, mut north, mut east, mut perimeter) = (0.0, 0.0, 0.0, 0.0);
        let origin = self.parts.first().map(|part| part.outer.first());
        let origin = origin.unwrap_or_default();
        for part in &self.parts {
            for (number, ring) in part.rings().enumerate() {
                let own = if number == 0 { 1.0 } else { -1.0 } * ring.area_m2();
                let centre = ring.centroid();
                area += own;
                north += own * (centre.x_north - origin.x_north);
                east += own * (centre.y_east - origin.y_east);
                perimeter += ring.perimeter_m();
            }
        }
        Measures {
            area_m2: area,
            area_mu: area / MU_M2,
            perimeter_m: perimeter,
            centroid: GridPoint {
                x_north: origin.x_north + north / area,
                y_east: origin.y_east + east / area,
            },
        }
    }

    pub(crate) fn edges(&self) -> Vec<Edge> {
        let rings = self.parts.iter().flat_map(Polygon::rings);
        rings.flat_map(Ring::edges).collect()
    }
}

impl From<Ring> for Shape {
    fn from(ring: Ring) -> Self {
        Self {
            parts: vec![ring.into()],
        }
    }
}

impl From<Polygon> for Shape {
    fn from(part: Polygon) -> Self {
        Self { parts: vec![part] }
    }
}

/// What a shape measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measures {
    /// Area in square metres.
    pub area_m2: f64,
    /// Area in mu (亩).
    pub area_mu: f64,
    /// Length of all edges in metres.
    pub perimeter_m: f64,
    /// Centroid of the area.
    pub centroid: GridPoint,
}

/// Whether one of two rings that do not cross lies within the other.
fn nested(a: &Ring, b: &Ring) -> bool {
    a.contains(b.first()) || b.contains(a.first())
}

fn overlap(a: &Polygon, b: &Polygon) -> bool {
    let met = |one: &Ring, other: &Ring| crossing::through(&one.edges(), &other.edges());
    a.rings().any(|one| b.rings().any(|other| met(one, other)))
        || within(&a.outer, b)
        || within(&b.outer, a)
}

/// Whether a ring that crosses no ring of a polygon lies in its area.
fn within(ring: &Ring, polygon: &Polygon) -> bool {
    // Vertices on an edge of the other say nothing; parts may share a boundary.
    let edges: Vec<Edge> = polygon.rings().flat_map(Ring::edges).collect();
    let free = |point: &&GridPoint| !edges.iter().any(|edge| edge.touches(**point));
    match ring.points().iter().find(free) {
        Some(point) => polygon.contains(*point),
        None => polygon.contains(ring.centroid()),
    }
}
