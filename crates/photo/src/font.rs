//! What the stamp draws of the program's one font, and the sign it puts in place of what the font lacks. Leaves the font itself to
//! `typeface` and the layout of lines to `stamp`.

use ab_glyph::{Font, Glyph, OutlinedGlyph, PxScale, point};

pub use handheld_typeface::missing_glyphs;
pub(crate) use handheld_typeface::{advance, is_invisible, is_known};

/// Drawn in place of a character the font does not know.
pub(crate) const STAND_IN: char = '？';

/// The outline of a character whose pen stands at `x` on the base line `y`; none for a blank.
pub(crate) fn outline(c: char, text_px: f32, x: f32, y: f32) -> Option<OutlinedGlyph> {
    let font = handheld_typeface::font();
    let units = font.units_per_em().unwrap_or(1000.0);
    let scale = PxScale::from(text_px * font.height_unscaled() / units);
    let glyph: Glyph = font.glyph_id(c).with_scale_and_position(scale, point(x, y));
    font.outline_glyph(glyph)
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
}
