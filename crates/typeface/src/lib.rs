//! The one font the program carries, once, and what it can draw: its bytes, its glyphs, their widths. Leaves the layout of lines to
//! those who draw (`photo` stamps, `reports` pages); where the font comes from is told in `fonts/README.md`.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, GlyphId};

/// The font file: OpenType with CFF outlines, one weight.
pub static BYTES: &[u8] = include_bytes!("../fonts/HandheldStampSans-Regular.otf");

static FONT: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    FontRef::try_from_slice(BYTES).expect("the embedded font is a font, which a test shows")
});

/// The font, read.
pub fn font() -> &'static FontRef<'static> {
    &FONT
}

/// The glyph of a character; none if the font lacks it.
pub fn glyph(c: char) -> Option<GlyphId> {
    Some(FONT.glyph_id(c)).filter(|id| *id != GlyphId(0))
}

/// Whether the font has a glyph for a character.
pub fn is_known(c: char) -> bool {
    glyph(c).is_some()
}

/// How far a character moves the pen, in parts of the text height.
pub fn advance(c: char) -> f32 {
    let units = FONT.units_per_em().unwrap_or(1000.0);
    FONT.h_advance_unscaled(FONT.glyph_id(c)) / units
}

/// Characters that are meant to draw nothing: joiners, direction marks, variation selectors, control characters.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0100}'..='\u{E01EF}')
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_without_a_glyph_are_reported_once() {
        assert_eq!(missing_glyphs("李𠀀和𠀀😀\u{FE0F}"), vec!['𠀀', '😀']);
    }

    #[test]
    fn han_characters_are_as_wide_as_they_are_high() {
        assert!((advance('钢') - 1.0).abs() < 1e-6);
        assert!(advance('i') < 0.4);
    }

    #[test]
    fn the_font_draws_the_signs_of_official_documents() {
        assert_eq!(
            missing_glyphs("嘉审受〔2026〕0001号，。、；：？！“”‘’（）《》【】—…·×℃㎡①"),
            Vec::<char>::new()
        );
    }
}
