//! How wide a text is and where it is broken, without asking a font: the same lines on a phone, a desk and paper.
//!
//! A Han character is as wide as it is high in every font. Latin widths are those of Helvetica with a margin, so a line that fits
//! here fits in the fonts of the style sheet.

/// Widths of the characters from space to tilde, in thousandths of the type size.
const LATIN: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// What fonts of the style sheet are wider than Helvetica at most.
const MARGIN: f32 = 1.08;
/// What bold type is wider than regular.
const BOLD: f32 = 1.07;

/// A size and weight of type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Type {
    /// Size in pixels.
    pub size: f32,
    /// Whether it is bold.
    pub bold: bool,
}

impl Type {
    /// Width of a text in pixels.
    pub fn width(self, text: &str) -> f32 {
        text.chars().map(|c| self.advance(c)).sum()
    }

    fn advance(self, c: char) -> f32 {
        let index = (c as usize).wrapping_sub(' ' as usize);
        let Some(width) = LATIN.get(index) else {
            return if c.is_control() { 0.0 } else { self.size };
        };
        let weight = if self.bold { BOLD } else { 1.0 };
        f32::from(*width) / 1000.0 * MARGIN * weight * self.size
    }

    /// Breaks a text into as few lines of at most `width` as it needs, of about equal length. No character is dropped but blanks at
    /// a break; a piece that is too long by itself is broken anywhere.
    pub fn wrap(self, text: &str, width: f32) -> Vec<String> {
        let pieces = pieces(text);
        let lines = self.fill(&pieces, width);
        // Balancing never breaks a piece that fits by itself.
        let widest = pieces.iter().map(|piece| self.width(piece.trim_end()));
        let widest = widest.filter(|piece| *piece <= width).fold(0.0, f32::max);
        let (mut low, mut high) = (widest.max(width / 2.0), width);
        for _ in 0..6 {
            let middle = f32::midpoint(low, high);
            if self.fill(&pieces, middle).len() > lines.len() {
                low = middle;
            } else {
                high = middle;
            }
        }
        self.fill(&pieces, high)
    }

    fn fill(self, pieces: &[String], width: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for piece in pieces {
            let line = lines.last().map_or("", String::as_str);
            let joined = format!("{line}{piece}");
            if self.width(joined.trim_end()) <= width {
                replace_last(&mut lines, joined);
                continue;
            }
            if !line.is_empty() {
                lines.push(String::new());
            }
            let mut rest = String::new();
            for c in piece.chars() {
                if !rest.is_empty() && self.width(&rest) + self.advance(c) > width && c != ' ' {
                    replace_last(&mut lines, std::mem::take(&mut rest));
                    lines.push(String::new());
                }
                rest.push(c);
            }
            replace_last(&mut lines, rest);
        }
        lines.iter().map(|line| line.trim().to_owned()).collect()
    }
}

fn replace_last(lines: &mut [String], with: String) {
    if let Some(last) = lines.last_mut() {
        *last = with;
    }
}

/// Cuts a text into what may not be broken: words with the blanks after them, single Han characters with their punctuation.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for c in text.chars() {
        let joins = before.is_some_and(|b| {
            let inside_word = is_latin(b) && is_latin(c) && !matches!(b, ' ' | '/');
            let blank = c == ' ';
            blank || inside_word || opens(b) || closes(c)
        });
        match pieces.last_mut() {
            Some(last) if joins => last.push(c),
            _ => pieces.push(c.to_string()),
        }
        before = Some(c);
    }
    pieces
}

/// Letters, digits and marks that words are made of.
fn is_latin(c: char) -> bool {
    c.is_ascii() || ('\u{A0}'..='\u{24F}').contains(&c)
}

/// May not end a line.
fn opens(c: char) -> bool {
    matches!(c, '（' | '“' | '‘' | '《' | '〔' | '「' | '【' | '(' | '[')
}

/// May not start a line.
fn closes(c: char) -> bool {
    "）”’》〕」】，。、：；！？…)],.;:!?·".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Type = Type {
        size: 14.0,
        bold: false,
    };

    #[test]
    fn a_han_character_is_as_wide_as_it_is_high() {
        assert!((BODY.width("规划许可") - 56.0).abs() < 1e-3);
        assert!(BODY.width("ill") < BODY.width("mmm"));
    }

    #[test]
    fn no_line_is_too_wide_and_nothing_is_lost() {
        for text in [
            "国有建设用地使用权出让合同签订（拿地，T0）",
            "Land-use right grant contract signed (\"land received\", T0)",
            "Donaudampfschifffahrtsgesellschaftskapitänspatentverlängerung",
            "固定资产投资项目节能审查（年综合能耗1000吨标准煤以上），承诺时限5个工作日",
        ] {
            let lines = BODY.wrap(text, 120.0);
            assert!(lines.iter().all(|l| BODY.width(l) <= 120.0), "{lines:?}");
            let joined: String = lines.concat();
            let bare = |s: &str| s.replace(' ', "");
            assert_eq!(bare(&joined), bare(text));
        }
    }

    #[test]
    fn punctuation_neither_starts_nor_ends_a_line_on_the_wrong_side() {
        for width in 60..200_u16 {
            let lines = BODY.wrap(
                "企业投资项目备案（赋码），即办件（当日）。",
                f32::from(width),
            );
            for line in &lines {
                assert!(
                    !line.starts_with(closes) && !line.ends_with(opens),
                    "{lines:?}"
                );
            }
        }
    }

    #[test]
    fn lines_are_about_equally_long() {
        let lines = BODY.wrap("建设项目用地预审与选址意见书", 150.0);
        assert_eq!(lines, ["建设项目用地预", "审与选址意见书"]);
    }

    #[test]
    fn a_word_that_fits_is_never_broken() {
        let lines = BODY.wrap("Commissioning confirmation", 150.0);
        assert_eq!(lines, ["Commissioning", "confirmation"]);
    }

    #[test]
    fn a_list_of_codes_is_broken_between_codes() {
        let lines = BODY.wrap("前置：P2-02、P2-03、P3-01", 110.0);
        assert_eq!(lines, ["前置：P2-02、", "P2-03、P3-01"]);
    }

    #[test]
    fn an_empty_text_is_one_empty_line() {
        assert_eq!(BODY.wrap("", 100.0), [""]);
    }
}
