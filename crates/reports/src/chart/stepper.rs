//! The form for phones: one step below the other along a line, the members of a group indented in their frame.

use handheld_contract::Lang;
use handheld_contract::views::chart::{ChartForm, ChartLayout, ChartNode, ChartRail};

use super::compose::{self, Spot};
use super::input::{Block, ChartInput};

/// Left of the line that joins the steps.
const RAIL: f32 = 14.0;
/// Left of steps and frames.
const LEFT: f32 = 32.0;
/// What the members of a group are indented by.
const INDENT: f32 = 10.0;
/// Room between steps.
const GAP: f32 = 10.0;
/// Room between phases.
const PHASE_GAP: f32 = 20.0;

pub(super) fn layout(input: &ChartInput, lang: Lang, width: f32) -> ChartLayout {
    let mut layout = ChartLayout {
        form: ChartForm::Stepper,
        lang,
        procedure: input.procedure.clone(),
        name: input.name.clone(),
        live: input.is_live(),
        width,
        height: 0.0,
        columns: Vec::new(),
        groups: Vec::new(),
        nodes: Vec::new(),
        edges: Vec::new(),
        rails: Vec::new(),
    };
    let mut y = 0.0;
    for phase in input.phases_used() {
        if y > 0.0 {
            y += PHASE_GAP;
        }
        // The head stands beside the line, not on it.
        let head = LEFT - compose::PAD;
        let spot = Spot {
            x: head,
            y,
            w: width - head,
        };
        let mut column = compose::phase(input, phase, lang, spot);
        (column.x, column.w) = (0.0, width);
        y += column.h;
        for block in input.blocks(phase) {
            y = add_block(input, &mut layout, &block, phase, y) + GAP;
        }
        y -= GAP;
        column.h = y + 8.0 - column.y;
        y = column.y + column.h;
        layout.columns.push(column);
    }
    layout.height = y;
    layout.rails = rails(&layout.nodes);
    layout
}

/// Adds a block at height `y` and returns where it ends.
fn add_block(
    input: &ChartInput,
    layout: &mut ChartLayout,
    block: &Block,
    phase: u8,
    y: f32,
) -> f32 {
    let right = layout.width - 8.0;
    let spot = |x: f32, y: f32, end: f32| Spot { x, y, w: end - x };
    let frame = compose::frame(input, block, phase, layout.lang, spot(LEFT, y, right));
    let framed = frame.is_some();
    let mut next = y + frame.as_ref().map_or(0.0, |frame| frame.h);
    for (place, index) in block.members.iter().enumerate() {
        if place > 0 {
            next += GAP;
        }
        let at = if framed {
            spot(LEFT + INDENT, next, right - INDENT)
        } else {
            spot(LEFT, next, right)
        };
        let matter = &input.matters[*index];
        let node = compose::node(input, matter, layout.lang, at, Some(RAIL));
        next += node.h;
        layout.nodes.push(node);
    }
    if let Some(mut frame) = frame {
        next += INDENT;
        frame.h = next - y;
        layout.groups.push(frame);
    }
    next
}

/// Joins the icons of the steps, one by one.
fn rails(nodes: &[ChartNode]) -> Vec<ChartRail> {
    let ends = nodes.windows(2).filter_map(|pair| {
        let points = vec![pair[0].icon?, pair[1].icon?];
        Some(ChartRail {
            points,
            critical: pair[0].critical && pair[1].critical,
        })
    });
    ends.collect()
}
