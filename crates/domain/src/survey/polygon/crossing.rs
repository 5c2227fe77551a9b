//! Edges and whether they meet.
//!
//! Coordinates are subtracted before they are multiplied, which is exact for neighbours on one grid.

use crate::survey::GridPoint;

/// A straight edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    pub(crate) from: GridPoint,
    pub(crate) to: GridPoint,
}

impl Edge {
    /// Twice the area of the triangle with a point; its sign tells the side.
    pub(super) fn side(self, point: GridPoint) -> f64 {
        let (x, y) = (
            self.to.x_north - self.from.x_north,
            self.to.y_east - self.from.y_east,
        );
        x * (point.y_east - self.from.y_east) - y * (point.x_north - self.from.x_north)
    }

    /// Whether a point lies on the edge.
    pub(super) fn touches(self, point: GridPoint) -> bool {
        self.side(point) == 0.0 && self.spans(point)
    }

    /// Whether the edges cross in a point that is inside both.
    pub(super) fn crosses(self, other: Self) -> bool {
        let split = |edge: Self, a: GridPoint, b: GridPoint| {
            let (a, b) = (edge.side(a), edge.side(b));
            (a > 0.0 && b < 0.0) || (a < 0.0 && b > 0.0)
        };
        split(self, other.from, other.to) && split(other, self.from, self.to)
    }

    /// Whether the edges have any point in common.
    pub(super) fn meets(self, other: Self) -> bool {
        self.crosses(other)
            || self.touches(other.from)
            || self.touches(other.to)
            || other.touches(self.from)
            || other.touches(self.to)
    }

    fn is_point(self) -> bool {
        self.from == self.to
    }

    fn spans(self, point: GridPoint) -> bool {
        between_ends(self.from.x_north, self.to.x_north, point.x_north)
            && between_ends(self.from.y_east, self.to.y_east, point.y_east)
    }

    fn least_north(self) -> f64 {
        self.from.x_north.min(self.to.x_north)
    }

    fn most_north(self) -> f64 {
        self.from.x_north.max(self.to.x_north)
    }
}

fn between_ends(a: f64, b: f64, value: f64) -> bool {
    a.min(b) <= value && value <= a.max(b)
}

/// The first two edges of a closed ring, by their numbers, that meet where they must not.
pub(super) fn within_ring(edges: &[Edge]) -> Option<(usize, usize)> {
    // A repeated vertex makes an edge without length; its neighbours are then neighbours of each other.
    let real: Vec<(usize, Edge)> = edges
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, edge)| !edge.is_point())
        .collect();
    let count = real.len();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| {
        let start = |at: &usize| real.get(*at).map_or(0.0, |(_, edge)| edge.least_north());
        start(a).total_cmp(&start(b))
    });
    let mut found: Option<(usize, usize)> = None;
    for (at, one) in order.iter().enumerate() {
        let Some((first, edge)) = real.get(*one) else {
            continue;
        };
        for other in order.iter().skip(at + 1) {
            let Some((second, next)) = real.get(*other) else {
                continue;
            };
            if next.least_north() > edge.most_north() {
                break;
            }
            let bad = if (one + 1) % count == *other {
                turns_back(*edge, *next)
            } else if (other + 1) % count == *one {
                turns_back(*next, *edge)
            } else {
                edge.meets(*next)
            };
            let pair = (*first.min(second), *first.max(second));
            if bad && found.is_none_or(|known| pair < known) {
                found = Some(pair);
            }
        }
    }
    found
}

/// Whether an edge runs back over the one before it.
fn turns_back(edge: Edge, next: Edge) -> bool {
    edge.touches(next.to) || next.touches(edge.from)
}

/// Whether any edge of one list meets any of the other.
pub(super) fn between(edges: &[Edge], others: &[Edge]) -> bool {
    any(edges, others, Edge::meets)
}

/// Whether any edge of one list goes through any of the other; common boundaries do not.
pub(super) fn through(edges: &[Edge], others: &[Edge]) -> bool {
    any(edges, others, Edge::crosses)
}

fn any(edges: &[Edge], others: &[Edge], meet: impl Fn(Edge, Edge) -> bool) -> bool {
    edges
        .iter()
        .any(|edge| others.iter().any(|other| meet(*edge, *other)))
}
