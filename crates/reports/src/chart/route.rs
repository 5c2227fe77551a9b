//! Where the lines of the nets run: the places at which they touch boxes, the gaps by which they pass columns, and their lanes in the
//! gutters. Heights are settled first, because the width of a gutter follows from its lanes.

use std::collections::{BTreeMap, BTreeSet};

use super::net::{Body, Side, Way};

/// Distance of two lines beside each other.
const LANE: f32 = 9.0;
/// Distance of two lines in the gap of a column.
const TRACK: f32 = 7.0;
/// Nearest that two lines of different nets may come to lie on one height.
const APART: f32 = 6.0;
/// Further than any chart is high.
const FAR: f32 = 1.0e6;
/// Room between the edge of a gutter and its first lane.
const EDGE: f32 = 15.0;

/// A column as the lines see it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Passage {
    /// Gaps between its blocks, top and bottom.
    pub(super) gaps: Vec<(f32, f32)>,
    /// Where its last block ends; below it is room without end.
    pub(super) foot: f32,
}

/// All lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Routing {
    /// Height at which a net touches a box.
    ports: BTreeMap<(usize, usize, Side), f32>,
    /// Height at which a net passes a column.
    corridors: BTreeMap<(usize, usize), f32>,
    /// Lane of a net in a gutter.
    lanes: BTreeMap<(usize, usize), usize>,
    /// Number of lanes of each gutter.
    counts: Vec<usize>,
}

/// Heights at which a net touches the two sides of a gutter.
#[derive(Debug, Clone, Default)]
struct Touch {
    left: Vec<f32>,
    right: Vec<f32>,
}

impl Touch {
    fn span(&self) -> (f32, f32) {
        let all = || self.left.iter().chain(&self.right).copied();
        let least = all().fold(f32::INFINITY, f32::min);
        (least, all().fold(f32::NEG_INFINITY, f32::max))
    }
}

impl Routing {
    /// Settles all lines.
    pub(super) fn new(
        bodies: &[Body],
        passages: &[Passage],
        edges: &[(usize, usize)],
        ways: &[Way],
    ) -> Self {
        let mut routing = Self {
            ports: BTreeMap::new(),
            corridors: corridors(bodies, passages, edges, ways),
            lanes: BTreeMap::new(),
            counts: vec![0; passages.len() + 1],
        };
        routing.touch_boxes(bodies, edges, ways);
        for gutter in 0..=passages.len() {
            routing.keep_apart(bodies, gutter);
            routing.choose_lanes(bodies, ways, edges, gutter);
        }
        routing
    }

    /// Width of a gutter.
    pub(super) fn width(&self, gutter: usize) -> f32 {
        let lanes = self.counts[gutter];
        let outside = gutter == 0 || gutter + 1 == self.counts.len();
        match lanes {
            0 if outside => 0.0,
            0 => 2.0 * EDGE,
            more => 2.0 * EDGE + (more - 1) as f32 * LANE,
        }
    }

    /// Lowest height at which a line passes a column.
    pub(super) fn lowest(&self) -> f32 {
        self.corridors.values().copied().fold(0.0, f32::max)
    }

    /// Corners of the line of an edge. `edge_of` gives the x of a box's side, `gutter_at` that of a gutter.
    pub(super) fn points(
        &self,
        edge: (usize, usize),
        way: &Way,
        edge_of: impl Fn(usize, Side) -> f32,
        gutter_at: impl Fn(usize) -> f32,
    ) -> Vec<[f32; 2]> {
        let Way::Wired {
            net,
            out,
            into,
            gutters,
            columns,
        } = way
        else {
            return Vec::new();
        };
        let port = |node: usize, side: Side| {
            let y = self.ports.get(&(*net, node, side)).copied();
            [edge_of(node, side), y.unwrap_or(0.0)]
        };
        let (start, end) = (port(edge.0, *out), port(edge.1, *into));
        let mut points = vec![start];
        for (step, gutter) in gutters.iter().enumerate() {
            let lane = self.lanes.get(&(*gutter, *net)).copied().unwrap_or(0);
            let x = gutter_at(*gutter) + EDGE + lane as f32 * LANE;
            let from = points.last().map_or(start[1], |last| last[1]);
            let column = columns.get(step);
            let to = column.and_then(|column| self.corridors.get(&(*net, *column)));
            points.push([x, from]);
            points.push([x, to.copied().unwrap_or(end[1])]);
        }
        points.push(end);
        without_needless(points)
    }

    /// Spreads the nets over the sides of the boxes, those that go up above those that go down.
    fn touch_boxes(&mut self, bodies: &[Body], edges: &[(usize, usize)], ways: &[Way]) {
        let mut wanted: BTreeMap<(usize, Side), BTreeMap<usize, Vec<f32>>> = BTreeMap::new();
        for (edge, way) in edges.iter().zip(ways) {
            let Way::Wired {
                net,
                out,
                into,
                columns,
                ..
            } = way
            else {
                continue;
            };
            let passed = |column: Option<&usize>| {
                column.and_then(|column| self.corridors.get(&(*net, *column)).copied())
            };
            let first = passed(columns.first()).unwrap_or_else(|| bodies[edge.1].centre());
            let last = passed(columns.last()).unwrap_or_else(|| bodies[edge.0].centre());
            let inside = bodies[edge.0].column == bodies[edge.1].column;
            for (node, side, mut other) in [(edge.0, *out, first), (edge.1, *into, last)] {
                // Lines within a column turn off first, above and below those that come from or go to other columns.
                if inside {
                    other += (other - bodies[node].centre()).signum() * FAR;
                }
                let nets = wanted.entry((node, side)).or_default();
                nets.entry(*net).or_default().push(other);
            }
        }
        for ((node, side), nets) in wanted {
            let mean = |all: &[f32]| all.iter().sum::<f32>() / all.len().max(1) as f32;
            let mut nets: Vec<(f32, usize)> =
                nets.iter().map(|(net, all)| (mean(all), *net)).collect();
            nets.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let body = &bodies[node];
            let step = ((body.bottom - body.top - 20.0) / nets.len() as f32).min(11.0);
            let first = body.centre() - step * (nets.len() - 1) as f32 / 2.0;
            for (place, (_, net)) in nets.iter().enumerate() {
                let y = first + step * place as f32;
                self.ports.insert((*net, node, side), y);
            }
        }
    }

    /// Moves the places on the right of a gutter a little, so that no two nets lie on one height.
    fn keep_apart(&mut self, bodies: &[Body], gutter: usize) {
        let left =
            |node: usize, side: Side| side == Side::Right && bodies[node].column + 1 == gutter;
        let right = |node: usize, side: Side| side == Side::Left && bodies[node].column == gutter;
        let near = |column: usize| column == gutter || column + 1 == gutter;
        let ports = self.ports.iter().filter(|((_, n, s), _)| left(*n, *s));
        let passing = self.corridors.iter().filter(|((_, c), _)| near(*c));
        let mut taken: Vec<(usize, f32)> = ports.map(|((net, ..), y)| (*net, *y)).collect();
        taken.extend(passing.map(|((net, _), y)| (*net, *y)));
        let moved: Vec<(usize, usize, Side)> = self
            .ports
            .keys()
            .filter(|(_, node, side)| right(*node, *side))
            .copied()
            .collect();
        for key in moved {
            let Some(port) = self.ports.get_mut(&key) else {
                continue;
            };
            let body = &bodies[key.1];
            let clear = |y: f32| {
                let inside = y > body.top + 6.0 && y < body.bottom - 6.0;
                let near = |(net, at): &(usize, f32)| *net != key.0 && (at - y).abs() < APART;
                inside && !taken.iter().any(near)
            };
            let tries = (0..40_u8).map(|step| {
                let away = f32::from(step / 2 + step % 2) * 1.5;
                *port + if step % 2 == 0 { away } else { -away }
            });
            if let Some(y) = tries.into_iter().find(|y| clear(*y)) {
                *port = y;
            }
            taken.push((key.0, *port));
        }
    }

    /// Puts the nets of a gutter side by side.
    fn choose_lanes(
        &mut self,
        bodies: &[Body],
        ways: &[Way],
        edges: &[(usize, usize)],
        gutter: usize,
    ) {
        let touches = self.touches(bodies, ways, edges, gutter);
        let order = fewest_crossings(&touches);
        let mut placed: Vec<((f32, f32), usize)> = Vec::new();
        for net in order {
            let span = touches[&net].span();
            let beside = |other: &&((f32, f32), usize)| {
                span.0 < other.0.1 + LANE && other.0.0 < span.1 + LANE
            };
            let lanes = placed.iter().filter(beside).map(|(_, lane)| lane + 1);
            let lane = lanes.max().unwrap_or(0);
            placed.push((span, lane));
            self.lanes.insert((gutter, net), lane);
            self.counts[gutter] = self.counts[gutter].max(lane + 1);
        }
    }

    fn touches(
        &self,
        bodies: &[Body],
        ways: &[Way],
        edges: &[(usize, usize)],
        gutter: usize,
    ) -> BTreeMap<usize, Touch> {
        let mut touches: BTreeMap<usize, Touch> = BTreeMap::new();
        for (edge, way) in edges.iter().zip(ways) {
            let Way::Wired {
                net,
                out,
                into,
                gutters,
                columns,
            } = way
            else {
                continue;
            };
            let Some(step) = gutters.iter().position(|g| *g == gutter) else {
                continue;
            };
            let touch = touches.entry(*net).or_default();
            let mut add = |y: Option<&f32>, left: bool| {
                let side = if left {
                    &mut touch.left
                } else {
                    &mut touch.right
                };
                side.extend(y.filter(|y| !side.contains(y)).copied());
            };
            let corridor = |column: &usize| self.corridors.get(&(*net, *column));
            match step.checked_sub(1).and_then(|before| columns.get(before)) {
                Some(column) => add(corridor(column), *column < gutter),
                None => {
                    let port = self.ports.get(&(*net, edge.0, *out));
                    add(port, bodies[edge.0].column < gutter);
                }
            }
            match columns.get(step) {
                Some(column) => add(corridor(column), *column < gutter),
                None => {
                    let port = self.ports.get(&(*net, edge.1, *into));
                    add(port, bodies[edge.1].column < gutter);
                }
            }
        }
        touches
    }
}

/// Puts nets in the order in which they cross least: each is moved to its best place as long as that helps.
fn fewest_crossings(touches: &BTreeMap<usize, Touch>) -> Vec<usize> {
    let mut order: Vec<usize> = touches.keys().copied().collect();
    let cost = |order: &[usize]| -> usize {
        let after = |place: usize| {
            order[place + 1..]
                .iter()
                .map(move |right| (order[place], *right))
        };
        let pairs = (0..order.len()).flat_map(after);
        pairs
            .map(|(a, b)| crossings(&touches[&a], &touches[&b]))
            .sum()
    };
    let mut least = cost(&order);
    let mut helped = true;
    while helped {
        helped = false;
        for from in 0..order.len() {
            for to in 0..order.len() {
                let mut moved = order.clone();
                let net = moved.remove(from);
                moved.insert(to, net);
                let crossed = cost(&moved);
                if crossed < least {
                    (order, least, helped) = (moved, crossed, true);
                }
            }
        }
    }
    order
}

/// How often two nets cross when the first has the lane on the left.
fn crossings(left: &Touch, right: &Touch) -> usize {
    let inside = |y: &&f32, span: (f32, f32)| span.0 < **y && **y < span.1;
    let over_left = right.left.iter().filter(|y| inside(y, left.span()));
    let over_right = left.right.iter().filter(|y| inside(y, right.span()));
    over_left.count() + over_right.count()
}

/// Chooses for each net and column it passes the nearest gap with room.
fn corridors(
    bodies: &[Body],
    passages: &[Passage],
    edges: &[(usize, usize)],
    ways: &[Way],
) -> BTreeMap<(usize, usize), f32> {
    let mut wanted: BTreeMap<(usize, usize), Vec<f32>> = BTreeMap::new();
    for (edge, way) in edges.iter().zip(ways) {
        let Way::Wired { net, columns, .. } = way else {
            continue;
        };
        for column in columns {
            let heights = wanted.entry((*net, *column)).or_default();
            heights.extend([bodies[edge.0].centre(), bodies[edge.1].centre()]);
        }
    }
    let mut taken: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut corridors = BTreeMap::new();
    for ((net, column), heights) in wanted {
        let ideal = heights.iter().sum::<f32>() / heights.len() as f32;
        let tracks = tracks(&passages[column], edges.len());
        let used = taken.entry(column).or_default();
        let free = (0..tracks.len()).filter(|track| !used.contains(track));
        let nearest = free.min_by(|a, b| {
            let away = |track: &usize| (tracks[*track] - ideal).abs();
            away(a).total_cmp(&away(b)).then(a.cmp(b))
        });
        if let Some(track) = nearest {
            used.insert(track);
            corridors.insert((net, column), tracks[track]);
        }
    }
    corridors
}

/// Heights at which lines can pass a column: those of the gaps, and below it as many as there can be lines.
fn tracks(passage: &Passage, most: usize) -> Vec<f32> {
    let mut tracks = Vec::new();
    for (top, bottom) in &passage.gaps {
        let room = bottom - top - TRACK;
        let count = (room / TRACK).floor().max(0.0);
        let first = f32::midpoint(*top, *bottom) - (count - 1.0) * TRACK / 2.0;
        let mut track = 0.0;
        while track < count {
            tracks.push(first + track * TRACK);
            track += 1.0;
        }
    }
    tracks.extend((0..=most).map(|track| passage.foot + 14.0 + track as f32 * TRACK));
    tracks
}

/// Drops points that lie on the line between their neighbours.
fn without_needless(points: Vec<[f32; 2]>) -> Vec<[f32; 2]> {
    let mut kept: Vec<[f32; 2]> = Vec::with_capacity(points.len());
    for point in points {
        while let [.., before, last] = kept[..] {
            let upright = before[0] == last[0] && last[0] == point[0];
            let level = before[1] == last[1] && last[1] == point[1];
            if !(upright || level) {
                break;
            }
            kept.pop();
        }
        if kept.last() != Some(&point) {
            kept.push(point);
        }
    }
    kept
}
