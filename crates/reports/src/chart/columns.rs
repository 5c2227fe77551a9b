//! The form for desks and paper: a column for each phase, matters in it by code below what they wait for, lines in the gutters between.

use std::collections::BTreeMap;

use handheld_contract::Lang;
use handheld_contract::views::chart::{
    ChartColumn, ChartEdge, ChartForm, ChartGroup, ChartLayout, ChartLine, ChartNode,
};

use super::compose::{self, Spot};
use super::input::{Block, ChartInput};
use super::net::{self, Body, Side, Way};
use super::route::{Passage, Routing};

/// Width of a box.
const BOX: f32 = 208.0;
/// Room between a box and the edge of its column, where frames run.
const INSET: f32 = 12.0;
/// Width of a column.
const COLUMN: f32 = BOX + 2.0 * INSET;
/// Room between blocks; three lines pass it.
const GAP: f32 = 30.0;
/// Room between the boxes of a frame.
const MEMBER_GAP: f32 = 16.0;
/// Room below what stands last in a frame or column.
const FOOT: f32 = 12.0;

/// A phase while it is put together; x counts from its left edge.
struct Stack {
    head: ChartColumn,
    groups: Vec<ChartGroup>,
    /// Matters by index, from top to bottom.
    nodes: Vec<(usize, ChartNode)>,
    passage: Passage,
}

pub(super) fn layout(input: &ChartInput, lang: Lang) -> ChartLayout {
    let phases = input.phases_used();
    let at = Spot {
        x: 0.0,
        y: 0.0,
        w: COLUMN,
    };
    let heads: Vec<ChartColumn> = phases
        .iter()
        .map(|phase| compose::phase(input, *phase, lang, at))
        .collect();
    let top = heads.iter().map(|head| head.h).fold(0.0, f32::max) + FOOT;
    let mut stacks: Vec<Stack> = heads
        .into_iter()
        .map(|head| stack(input, head, lang, top))
        .collect();
    let bodies = bodies(&stacks, input.matters.len());
    let edges = edges(input);
    let (ways, _) = net::ways(&bodies, &edges);
    let passages: Vec<Passage> = stacks.iter().map(|stack| stack.passage.clone()).collect();
    let routing = Routing::new(&bodies, &passages, &edges, &ways);
    let foot = passages.iter().map(|p| p.foot).fold(0.0, f32::max);
    let height = foot.max(routing.lowest()) + FOOT;
    let mut gutters = Vec::with_capacity(stacks.len() + 1);
    let mut x = 0.0;
    for (column, stack) in stacks.iter_mut().enumerate() {
        gutters.push(x);
        x += routing.width(column);
        stack.head.h = height;
        shift(stack, x);
        x += COLUMN;
    }
    gutters.push(x);
    let width = x + routing.width(stacks.len());
    let edges = draw(input, &stacks, &routing, (&edges, &ways), &gutters);
    assemble(input, lang, (width, height), stacks, edges)
}

fn stack(input: &ChartInput, head: ChartColumn, lang: Lang, top: f32) -> Stack {
    let mut stack = Stack {
        groups: Vec::new(),
        nodes: Vec::new(),
        passage: Passage {
            gaps: Vec::new(),
            foot: top,
        },
        head,
    };
    let mut y = top;
    for (place, block) in input.blocks(stack.head.phase).iter().enumerate() {
        if place > 0 {
            stack.passage.gaps.push((y, y + GAP));
            y += GAP;
        }
        y = add_block(input, &mut stack, block, lang, y);
        stack.passage.foot = y;
    }
    stack
}

/// Adds a block at height `y` and returns where it ends.
fn add_block(input: &ChartInput, stack: &mut Stack, block: &Block, lang: Lang, y: f32) -> f32 {
    let spot = |x: f32, y: f32, w: f32| Spot { x, y, w };
    let frame = compose::frame(
        input,
        block,
        stack.head.phase,
        lang,
        spot(3.0, y, COLUMN - 6.0),
    );
    let mut next = y + frame.as_ref().map_or(0.0, |frame| frame.h);
    for (place, index) in block.members.iter().enumerate() {
        if place > 0 {
            next += MEMBER_GAP;
        }
        let at = spot(INSET, next, BOX);
        let node = compose::node(input, &input.matters[*index], lang, at, None);
        next += node.h;
        stack.nodes.push((*index, node));
    }
    if let Some(mut frame) = frame {
        next += FOOT;
        frame.h = next - y;
        stack.groups.push(frame);
    }
    next
}

fn bodies(stacks: &[Stack], count: usize) -> Vec<Body> {
    let nowhere = Body {
        column: 0,
        row: 0,
        top: 0.0,
        bottom: 0.0,
    };
    let mut bodies = vec![nowhere; count];
    for (column, stack) in stacks.iter().enumerate() {
        for (row, (index, node)) in stack.nodes.iter().enumerate() {
            bodies[*index] = Body {
                column,
                row,
                top: node.y,
                bottom: node.y + node.h,
            };
        }
    }
    bodies
}

/// Dependencies by index; what is not in the chart is passed over.
fn edges(input: &ChartInput) -> Vec<(usize, usize)> {
    let place: BTreeMap<&str, usize> = input
        .matters
        .iter()
        .enumerate()
        .map(|(index, matter)| (&*matter.code, index))
        .collect();
    let mut edges = Vec::new();
    for (to, matter) in input.matters.iter().enumerate() {
        for from in matter
            .depends_on
            .iter()
            .filter_map(|code| place.get(&**code))
        {
            if *from != to && !edges.contains(&(*from, to)) {
                edges.push((*from, to));
            }
        }
    }
    edges
}

fn shift(stack: &mut Stack, dx: f32) {
    let lines = |lines: &mut Vec<ChartLine>| lines.iter_mut().for_each(|line| line.x += dx);
    stack.head.x += dx;
    lines(&mut stack.head.lines);
    for group in &mut stack.groups {
        group.x += dx;
        lines(&mut group.lines);
    }
    for (_, node) in &mut stack.nodes {
        node.x += dx;
        lines(&mut node.lines);
        if let Some(icon) = &mut node.icon {
            icon[0] += dx;
        }
    }
}

fn draw(
    input: &ChartInput,
    stacks: &[Stack],
    routing: &Routing,
    (edges, ways): (&[(usize, usize)], &[Way]),
    gutters: &[f32],
) -> Vec<ChartEdge> {
    let nodes: BTreeMap<usize, &ChartNode> = stacks
        .iter()
        .flat_map(|stack| stack.nodes.iter().map(|(index, node)| (*index, node)))
        .collect();
    let side = |index: usize, side: Side| match (nodes.get(&index), side) {
        (Some(node), Side::Left) => node.x,
        (Some(node), Side::Right) => node.x + node.w,
        (None, _) => 0.0,
    };
    let path = |edge: (usize, usize), way: &Way| match way {
        Way::Straight => {
            let (from, to) = (nodes[&edge.0], nodes[&edge.1]);
            // To the right of what stands in the head of a frame.
            let x = from.x + from.w - 24.0;
            vec![[x, from.y + from.h], [x, to.y]]
        }
        Way::Wired { .. } => routing.points(edge, way, side, |gutter| gutters[gutter]),
    };
    let all = edges.iter().zip(ways).map(|(edge, way)| {
        let (from, to) = (&input.matters[edge.0].code, &input.matters[edge.1].code);
        ChartEdge {
            from: from.clone(),
            to: to.clone(),
            points: path(*edge, way),
            critical: input.is_critical_edge(from, to),
        }
    });
    all.collect()
}

fn assemble(
    input: &ChartInput,
    lang: Lang,
    (width, height): (f32, f32),
    stacks: Vec<Stack>,
    edges: Vec<ChartEdge>,
) -> ChartLayout {
    let mut layout = ChartLayout {
        form: ChartForm::Columns,
        lang,
        procedure: input.procedure.clone(),
        name: input.name.clone(),
        live: input.is_live(),
        width,
        height,
        columns: Vec::new(),
        groups: Vec::new(),
        nodes: Vec::new(),
        edges,
        rails: Vec::new(),
    };
    for stack in stacks {
        layout.columns.push(stack.head);
        layout.groups.extend(stack.groups);
        layout
            .nodes
            .extend(stack.nodes.into_iter().map(|(_, node)| node));
    }
    layout
}
