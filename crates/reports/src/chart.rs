//! The flow chart of a procedure: from matters to coordinates, and from coordinates to SVG.
//!
//! Phases are columns from left to right (a stepper from top to bottom below [`STEPPER_BELOW`]), matters stand in them by code but
//! below what they wait for, and what is declared on one form is framed. Nothing is moved about to save a crossing, so a person
//! finds a matter in the same place every time (docs/decisions/0010). The states and days are computed elsewhere and only shown here.

mod columns;
mod compose;
mod input;
pub mod measure;
mod net;
mod route;
mod stepper;
mod svg;
mod words;

pub use input::{ChartGroupInput, ChartInput, ChartLimit, ChartMatter};
pub use svg::{Caption, PRINT, Palette, svg};

use handheld_contract::Lang;
use handheld_contract::views::chart::ChartLayout;

/// Width in pixels below which the chart is a stepper.
pub const STEPPER_BELOW: f32 = 600.0;

/// Narrowest stepper in which every text is legible.
const LEAST_WIDTH: f32 = 280.0;

/// Lays a chart out for a screen or sheet of this width. Columns take the width they need, whatever is given; a stepper keeps to it.
pub fn layout(input: &ChartInput, lang: Lang, width: f32) -> ChartLayout {
    // A width that is no number is a desk.
    if width < STEPPER_BELOW {
        stepper::layout(input, lang, width.max(LEAST_WIDTH))
    } else {
        columns::layout(input, lang)
    }
}
