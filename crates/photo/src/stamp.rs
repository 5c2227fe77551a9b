//! Drawing the stamp (水印): lines of text on a dark, half-transparent panel in the lower left corner, in proportion to the picture.
//! Leaves glyphs to `font`; what the lines say is the caller's.

use crate::font::{STAND_IN, advance, is_invisible, is_known, missing_glyphs, outline};
use crate::raster::Raster;

/// What came of drawing.
pub(crate) struct Drawn {
    pub(crate) missing: Vec<char>,
    pub(crate) text_px: f32,
    pub(crate) complete: bool,
}

/// Text height in parts of the shorter side.
const PART_OF_SHORT_SIDE: f32 = 0.03;
/// Below this Chinese gets hard to read; the stamp takes more of the picture before its text gets smaller.
const READABLE_PX: f32 = 12.0;
/// Below this nothing can be read, and lines are left out instead.
const SMALLEST_PX: f32 = 6.0;
/// Parts of the picture's height that the stamp may take while its text is readable, and at most.
const USUAL_PART: f32 = 0.45;
const LARGEST_PART: f32 = 0.94;
/// All in parts of the text height.
const LINE_HEIGHT: f32 = 1.4;
const PADDING: f32 = 0.6;
const MARGIN: f32 = 0.6;
const BAR: f32 = 0.2;
/// Where the base line of a Han character stands within its square.
const BASE_LINE: f32 = 0.88;

const TEXT: [u8; 3] = [255, 255, 255];
const PANEL: [u8; 3] = [16, 20, 24];
const PANEL_ALPHA: f32 = 0.68;
const ACCENT: [u8; 3] = [255, 196, 0];

/// A line longer than this is cut before it is laid out, and so is a stamp of more lines.
const MAX_CHARACTERS: usize = 400;
const MAX_LINES: usize = 24;

/// Draws the lines into the picture.
pub(crate) fn draw(raster: &mut Raster, lines: &[String]) -> Drawn {
    let missing = missing_glyphs(&lines.concat());
    let (paragraphs, whole) = prepare(lines);
    let plan = Plan::find(raster.width as f32, raster.height as f32, &paragraphs);
    let drawn = Drawn {
        missing,
        text_px: plan.text_px,
        complete: whole && plan.complete,
    };
    if !plan.rows.is_empty() {
        paint(raster, &plan);
    }
    drawn
}

/// Cuts what is too long, drops what cannot be seen, and puts the stand-in where a glyph is missing.
fn prepare(lines: &[String]) -> (Vec<Vec<char>>, bool) {
    let mut whole = true;
    let mut paragraphs = Vec::new();
    for line in lines.iter().flat_map(|text| text.lines()) {
        let mut characters: Vec<char> = line
            .trim()
            .chars()
            .map(|c| if c == '\t' { ' ' } else { c })
            .filter(|c| !is_invisible(*c))
            .map(|c| if is_known(c) { c } else { STAND_IN })
            .collect();
        whole &= characters.len() <= MAX_CHARACTERS;
        characters.truncate(MAX_CHARACTERS);
        if !characters.is_empty() {
            paragraphs.push(characters);
        }
    }
    whole &= paragraphs.len() <= MAX_LINES;
    paragraphs.truncate(MAX_LINES);
    (paragraphs, whole)
}

/// Where everything goes.
struct Plan {
    text_px: f32,
    rows: Vec<Vec<char>>,
    /// Widest row, in pixels.
    text_width: f32,
    complete: bool,
}

impl Plan {
    /// The largest text that fits: first readable within the usual part of the picture, then within nearly all of it, then smaller.
    fn find(width: f32, height: f32, paragraphs: &[Vec<char>]) -> Self {
        let wanted = (width.min(height) * PART_OF_SHORT_SIDE).max(READABLE_PX);
        let mut text_px = wanted;
        while text_px > READABLE_PX {
            if let Some(plan) = Self::fit(width, height * USUAL_PART, text_px, paragraphs) {
                return plan;
            }
            text_px = (text_px * 0.94).max(READABLE_PX);
        }
        while text_px > SMALLEST_PX {
            if let Some(plan) = Self::fit(width, height * LARGEST_PART, text_px, paragraphs) {
                return plan;
            }
            text_px = (text_px * 0.94).max(SMALLEST_PX);
        }
        let mut plan = Self::at(width, SMALLEST_PX, paragraphs);
        let room = (height * LARGEST_PART / SMALLEST_PX - 2.0 * PADDING) / LINE_HEIGHT;
        let fitting = room.max(0.0) as usize;
        plan.complete =
            plan.rows.len() <= fitting && plan.text_width <= Self::room(width, SMALLEST_PX);
        plan.rows.truncate(fitting);
        plan
    }

    fn fit(width: f32, height: f32, text_px: f32, paragraphs: &[Vec<char>]) -> Option<Self> {
        let plan = Self::at(width, text_px, paragraphs);
        let fits = plan.height() <= height && plan.text_width <= Self::room(width, text_px);
        fits.then_some(plan)
    }

    fn at(width: f32, text_px: f32, paragraphs: &[Vec<char>]) -> Self {
        let room = Self::room(width, text_px);
        let rows: Vec<Vec<char>> = paragraphs
            .iter()
            .flat_map(|paragraph| wrap(paragraph, room / text_px))
            .collect();
        let widest = rows.iter().map(|row| ems(row)).fold(0.0, f32::max);
        Self {
            text_px,
            rows,
            text_width: widest * text_px,
            complete: true,
        }
    }

    /// Pixels a row may take.
    fn room(width: f32, text_px: f32) -> f32 {
        width - text_px * (2.0 * MARGIN + 2.0 * PADDING + BAR)
    }

    fn height(&self) -> f32 {
        self.text_px * (self.rows.len() as f32 * LINE_HEIGHT + 2.0 * PADDING)
    }
}

fn ems(row: &[char]) -> f32 {
    row.iter().map(|c| advance(*c)).sum()
}

/// Breaks a line into rows of at most `room` text heights: between words, anywhere between Han characters, never before a closing mark.
fn wrap(line: &[char], room: f32) -> Vec<Vec<char>> {
    let mut rows = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let end = row_end(rest, room);
        let row = &rest[..end];
        let kept = row
            .iter()
            .rposition(|c| *c != ' ')
            .map_or(0, |last| last + 1);
        if kept > 0 {
            rows.push(row[..kept].to_vec());
        }
        rest = &rest[end..];
        let blanks = rest.iter().take_while(|c| **c == ' ').count();
        rest = &rest[blanks..];
    }
    rows
}

/// How many characters the next row takes; at least one.
fn row_end(rest: &[char], room: f32) -> usize {
    let mut used = 0.0;
    let mut last_break = None;
    for (at, c) in rest.iter().enumerate() {
        if at > 0 && may_break(rest[at - 1], *c) {
            last_break = Some(at);
        }
        used += advance(*c);
        if used > room && *c != ' ' {
            return last_break.unwrap_or(at).max(1);
        }
    }
    rest.len()
}

fn may_break(before: char, after: char) -> bool {
    const CLOSING: &str = "，。、；：？！）》」』】〉”’,.;:?!)]}%℃°";
    const OPENING: &str = "（《「『【〈“‘([{";
    if CLOSING.contains(after) || OPENING.contains(before) {
        return false;
    }
    let wide = |c: char| advance(c) > 0.9;
    before == ' ' || wide(before) || wide(after)
}

fn paint(raster: &mut Raster, plan: &Plan) {
    let px = plan.text_px;
    let left = px * MARGIN;
    let width = plan.text_width + px * (BAR + 2.0 * PADDING);
    let height = plan.height();
    // A picture too small for a margin gives it up before it gives up a row.
    let top = (raster.height as f32 - px * MARGIN - height).max(0.0);
    panel(raster, [left, top, width, height], px * 0.25);
    let mut base = top + px * (PADDING + (LINE_HEIGHT - 1.0) / 2.0 + BASE_LINE);
    for row in &plan.rows {
        let mut pen = left + px * (BAR + PADDING);
        for c in row {
            text(raster, *c, px, pen, base);
            pen += advance(*c) * px;
        }
        base += px * LINE_HEIGHT;
    }
}

/// The dark ground with rounded corners, and the bright bar at its left that shows where it begins on any picture.
fn panel(raster: &mut Raster, [left, top, width, height]: [f32; 4], radius: f32) {
    let bar = left + width.min(radius / 0.25 * BAR);
    let (right, bottom) = (left + width, top + height);
    let rows = top.round() as usize..(bottom.round() as usize).min(raster.height);
    let columns = left.round() as usize..(right.round() as usize).min(raster.width);
    for y in rows {
        for x in columns.clone() {
            let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
            let dx = (left + radius - px).max(px - (right - radius)).max(0.0);
            let dy = (top + radius - py).max(py - (bottom - radius)).max(0.0);
            if dx * dx + dy * dy > radius * radius {
                continue;
            }
            let (colour, alpha) = if px < bar {
                (ACCENT, 1.0)
            } else {
                (PANEL, PANEL_ALPHA)
            };
            mix(raster, x, y, colour, alpha);
        }
    }
}

fn text(raster: &mut Raster, c: char, px: f32, pen: f32, base: f32) {
    let Some(glyph) = outline(c, px, pen, base) else {
        return;
    };
    let bounds = glyph.px_bounds();
    let (x0, y0) = (bounds.min.x as i64, bounds.min.y as i64);
    glyph.draw(|x, y, coverage| {
        let at = |start: i64, offset: u32| usize::try_from(start + i64::from(offset)).ok();
        if let (Some(x), Some(y)) = (at(x0, x), at(y0, y)) {
            mix(raster, x, y, TEXT, coverage);
        }
    });
}

fn mix(raster: &mut Raster, x: usize, y: usize, colour: [u8; 3], alpha: f32) {
    if x >= raster.width {
        return;
    }
    let Some(pixel) = raster.pixels.get_mut(y * raster.width + x) else {
        return;
    };
    let alpha = alpha.clamp(0.0, 1.0);
    for (old, new) in pixel.iter_mut().zip(colour) {
        let mixed = f32::from(*old) * (1.0 - alpha) + f32::from(new) * alpha;
        *old = mixed.round() as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(line: &str, room: f32) -> Vec<String> {
        let characters: Vec<char> = line.chars().collect();
        wrap(&characters, room)
            .into_iter()
            .map(|row| row.into_iter().collect())
            .collect()
    }

    #[test]
    fn rows_break_between_words_and_never_before_a_closing_mark() {
        assert_eq!(wrapped("钢筋，混凝土", 2.0), ["钢", "筋，", "混凝", "土"]);
        assert_eq!(wrapped("one two three", 3.5), ["one", "two", "three"]);
        assert_eq!(wrapped("abcdefghijkl", 2.0).concat(), "abcdefghijkl");
        assert_eq!(wrapped("宽", 0.1), ["宽"]);
        assert_eq!(wrapped("   ", 5.0), Vec::<String>::new());
    }

    #[test]
    fn every_character_of_a_line_survives_wrapping() {
        let line = "项目：滨江新区（二期）A-3楼 39.9042°N, 116.4074°E ±5 m";
        let plain = |text: &str| text.replace(' ', "");
        for room in 1..60 {
            let rows = wrapped(line, room as f32);
            assert_eq!(plain(&rows.concat()), plain(line), "at {room}");
        }
    }

    #[test]
    fn text_grows_with_the_picture_and_all_of_it_is_there_in_a_small_one() {
        let lines: Vec<Vec<char>> = [
            "项目：滨江新区人民医院二期工程",
            "阶段：主体结构",
            "检查人：欧阳喆",
        ]
        .iter()
        .map(|line| line.chars().collect())
        .collect();
        let large = Plan::find(4000.0, 3000.0, &lines);
        let small = Plan::find(320.0, 240.0, &lines);
        assert!((large.text_px - 90.0).abs() < 0.01 && large.complete);
        assert!(small.text_px >= READABLE_PX && small.complete);
        let tiny = Plan::find(16.0, 12.0, &lines);
        assert!(!tiny.complete);
    }
}
