//! Which dependencies share a line, and by which gutters and columns each line goes.
//!
//! Gutter `g` lies left of column `g`; the last one lies right of the last column. A line leaves a box on its right and comes in on
//! the left of another; within a column it keeps to one side. Where a line has to pass a column it goes between its blocks.
//! Dependencies from one box, or into one box from several that have no other, form one net and share their lines.

use std::collections::BTreeMap;

/// A box as the lines see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Body {
    pub(super) column: usize,
    /// Its place in the column from the top.
    pub(super) row: usize,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

impl Body {
    pub(super) fn centre(&self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }
}

/// A side of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Left,
    Right,
}

/// What shares a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// From one box to others of its column, on the left.
    Down(usize),
    /// Into one box from others of its column, on the right.
    Gather(usize),
    /// From one box to other columns.
    Out(usize),
    /// Into one box from several of another column.
    In(usize, usize),
}

/// How a dependency is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// Straight down to the box below.
    Straight,
    /// Along the lines of a net.
    Wired {
        net: usize,
        out: Side,
        into: Side,
        /// Gutters in the order they are passed.
        gutters: Vec<usize>,
        /// The column passed after each gutter but the last.
        columns: Vec<usize>,
    },
}

/// Finds the way of each dependency. Returns the ways and the number of nets.
pub(super) fn ways(bodies: &[Body], edges: &[(usize, usize)]) -> (Vec<Way>, usize) {
    let inside = |edge: &(usize, usize)| bodies[edge.0].column == bodies[edge.1].column;
    let degree = |of: usize, inner: bool| {
        let starts = |edge: &&(usize, usize)| edge.0 == of && inside(edge) == inner;
        edges.iter().filter(starts).count()
    };
    // Several boxes of one column that have nothing else to go to meet before they come in.
    let meet = |edge: &(usize, usize)| {
        let alike = |other: &&(usize, usize)| {
            other.1 == edge.1
                && bodies[other.0].column == bodies[edge.0].column
                && degree(other.0, inside(other)) == 1
        };
        degree(edge.0, inside(edge)) == 1 && edges.iter().filter(alike).count() > 1
    };
    let straight = |edge: &(usize, usize)| {
        let (from, to) = (&bodies[edge.0], &bodies[edge.1]);
        let into = edges
            .iter()
            .filter(|other| other.1 == edge.1 && inside(other));
        inside(edge) && to.row == from.row + 1 && degree(edge.0, true) == 1 && into.count() == 1
    };
    let key = |edge: &(usize, usize)| match (inside(edge), meet(edge)) {
        (true, false) => Key::Down(edge.0),
        (true, true) => Key::Gather(edge.1),
        (false, false) => Key::Out(edge.0),
        (false, true) => Key::In(edge.1, bodies[edge.0].column),
    };
    let mut nets: BTreeMap<Key, usize> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| !straight(edge)) {
        nets.insert(key(edge), 0);
    }
    for (number, net) in nets.values_mut().enumerate() {
        *net = number;
    }
    let ways = edges.iter().map(|edge| {
        if straight(edge) {
            return Way::Straight;
        }
        let key = key(edge);
        let (from, to) = (bodies[edge.0].column, bodies[edge.1].column);
        let (gutters, columns) = passed(key, from, to);
        Way::Wired {
            net: nets[&key],
            out: if matches!(key, Key::Down(_)) {
                Side::Left
            } else {
                Side::Right
            },
            into: if matches!(key, Key::Gather(_)) {
                Side::Right
            } else {
                Side::Left
            },
            gutters,
            columns,
        }
    });
    (ways.collect(), nets.len())
}

fn passed(key: Key, from: usize, to: usize) -> (Vec<usize>, Vec<usize>) {
    match key {
        Key::Down(_) => (vec![from], vec![]),
        Key::Gather(_) => (vec![from + 1], vec![]),
        _ if to > from => ((from + 1..=to).collect(), (from + 1..to).collect()),
        // Back to an earlier phase: below everything from the right of the one to the left of the other.
        _ => ((to..=from + 1).rev().collect(), (to..=from).rev().collect()),
    }
}
