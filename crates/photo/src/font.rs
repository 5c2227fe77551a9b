//! The one font the program carries, and what it can draw. Leaves the layout of lines to `stamp`; where the font comes from is told
//! beside it, in `fonts/README.md`.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, Glyph, GlyphId, OutlinedGlyph, PxScale, point};

static FONT: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    FontRef::try_from_slice(include_bytes!("../fonts/HandheldStampSans-Regular.otf"))
        .expect("the embedded font is a font, which a test shows")
});

/// Drawn in place of a character the font does not know.
pub(crate) const STAND_IN: char = '？';

/// Characters of a text that the font cannot draw, each once, in the order they stand.
pub fn missing_glyphs(text: &str) -> Vec<char> {
    let mut missing = Vec::new();
    for c in text.chars() {
        if !is_invisible(c) && !is_known(c) && !missing.contains(&c) {
            missing.push(c);
        }
    }
    missing
}

/// Whether the font has a glyph for a character.
pub(crate) fn is_known(c: char) -> bool {
    FONT.glyph_id(c) != GlyphId(0)
}

/// Characters that are meant to draw nothing: joiners, direction marks, variation selectors, control characters.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0100}'..='\u{E01EF}')
}

/// How far a character moves the pen, in parts of the text height.
pub(crate) fn advance(c: char) -> f32 {
    let units = FONT.units_per_em().unwrap_or(1000.0);
    FONT.h_advance_unscaled(FONT.glyph_id(c)) / units
}

/// The outline of a character whose pen stands at `x` on the base line `y`; none for a blank.
pub(crate) fn outline(c: char, text_px: f32, x: f32, y: f32) -> Option<OutlinedGlyph> {
    let units = FONT.units_per_em().unwrap_or(1000.0);
    let scale = PxScale::from(text_px * FONT.height_unscaled() / units);
    let glyph: Glyph = FONT.glyph_id(c).with_scale_and_position(scale, point(x, y));
    FONT.outline_glyph(glyph)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_draws_what_a_stamp_says() {
        let text = "项目：滨江新区人民医院二期　阶段：主体结构　检查项：脚手架立杆间距 1.5 m ≤ 1.8 m ±5% 30℃ \
                    检查人：欧阳喆、王堃、李珺 2026-06-01 09:30 +08:00 39.904200°N 116.407400°E ±5 m №3 ③ Ⅱ级";
        assert_eq!(missing_glyphs(text), Vec::<char>::new());
    }

    #[test]
    fn characters_without_a_glyph_are_reported_once() {
        assert_eq!(missing_glyphs("李𠀀和𠀀😀\u{FE0F}"), vec!['𠀀', '😀']);
    }

    #[test]
    fn han_characters_are_as_wide_as_they_are_high() {
        assert!((advance('钢') - 1.0).abs() < 1e-6);
        assert!(advance('i') < 0.4);
    }
}
