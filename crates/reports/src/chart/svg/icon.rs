//! The icon of each state: a disc with a sign, told apart by its form alone.

use handheld_contract::views::chart::ChartState;

use super::paint::{Paint, number};

/// Every state, in the order in which a case meets them.
pub(super) const ALL: [ChartState; 11] = [
    ChartState::NotBegun,
    ChartState::Submitted,
    ChartState::Correcting,
    ChartState::Running,
    ChartState::Soon,
    ChartState::Late,
    ChartState::LawMissed,
    ChartState::Suspended,
    ChartState::Decided,
    ChartState::Refused,
    ChartState::NotRequired,
];

/// The sign on the disc, around its centre; an empty one leaves the disc hollow.
pub(super) fn glyph(state: ChartState) -> &'static str {
    match state {
        ChartState::NotBegun => "",
        ChartState::Submitted => "M0 3.4V-3M-2.8-.4L0-3.2L2.8-.4",
        ChartState::Correcting => "M3.4 0H-3M-.4-2.8L-3.2 0L-.4 2.8",
        ChartState::Running => "M-1.6-2.8L2.8 0L-1.6 2.8Z",
        ChartState::Soon => "M0-3.4V.4L2.4 1.8",
        ChartState::Late => "M0-3.8V.9M0 3.3V3.5",
        ChartState::LawMissed => "M-2.6-2.6L2.6 2.6M2.6-2.6L-2.6 2.6",
        ChartState::Suspended => "M-1.7-2.8V2.8M1.7-2.8V2.8",
        ChartState::Decided => "M-3.2.2L-.9 2.5L3.3-2.3",
        ChartState::Refused => "M-3.2 0H3.2",
        ChartState::NotRequired => "M-2.6 2.6L2.6-2.6",
    }
}

/// Draws the icon around a point; the disc in the first colour, the sign in the second.
pub(super) fn draw(paint: &mut Paint, state: ChartState, [x, y]: [f32; 2], colours: [&str; 2]) {
    let [disc, sign] = colours;
    let (x, y) = (number(x), number(y));
    let glyph = glyph(state);
    if glyph.is_empty() {
        paint.raw(&format!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"6\" fill=\"{sign}\" stroke=\"{disc}\" stroke-width=\"2\"/>\n"
        ));
        return;
    }
    paint.raw(&format!(
        "<circle cx=\"{x}\" cy=\"{y}\" r=\"7\" fill=\"{disc}\"/>\
         <path transform=\"translate({x} {y})\" d=\"{glyph}\" fill=\"none\" stroke=\"{sign}\" stroke-width=\"1.8\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\"/>\n"
    ));
}
