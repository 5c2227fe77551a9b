//! Breaks text into lines: Unicode's rules (UAX 14) with what Chinese official documents add (no punctuation at the start of a line,
//! no opening bracket at its end, a number stays with its measure word), and sets each line to the measure. Knows no page.

use handheld_typeface::{advance, is_invisible, is_known};
use unicode_linebreak::linebreaks;

/// Characters whose ink fills the left half only; the right half may be given up.
const CLOSERS: &str = "、。，；：）〕】》」』〉”’";
/// Characters whose ink fills the right half only.
const OPENERS: &str = "（〔【《「『〈“‘";
/// Measure words and units that do not start a line after a figure.
const MEASURES: &str = "年月日号个项条款页份次天件时分秒层栋座期米元万亩级％%℃";
/// A line is not spread further than this between two characters, in parts of the text height.
const MOST_SPREAD: f32 = 0.3;

/// How lines fill the measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    /// Every line but the last reaches the right edge.
    Justified,
    /// Lines end where they end.
    Ragged,
}

/// A line: each character with the place of its left edge, from the left edge of the measure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) glyphs: Vec<(char, f32)>,
    /// How far its ink reaches.
    pub(super) width: f32,
}

impl Line {
    /// The characters of the line.
    #[cfg(test)]
    pub(super) fn text(&self) -> String {
        self.glyphs.iter().map(|(c, _)| c).collect()
    }
}

/// Text as it can be set: no characters that draw nothing, no tabs.
pub(super) fn settable(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\t' { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .collect()
}

/// Sets one paragraph (without line ends in it) of the given text height to a measure; the first line starts at `indent`.
pub(super) fn set(text: &str, size: f32, measure: f32, indent: f32, fill: Fill) -> Vec<Line> {
    let run = Run::new(settable(text).trim_end(), size);
    let allowed = opportunities(&run.chars);
    let mut lines = Vec::new();
    let mut start = 0;
    while start < run.chars.len() {
        let first = lines.is_empty();
        let left = if first { indent } else { -run.lead(start) };
        let end = run.end_of_line(&allowed, start, measure - left);
        let last = end == run.chars.len();
        let fill = if last { Fill::Ragged } else { fill };
        lines.push(run.place(start..end, left, measure, fill));
        start = end;
        while run.chars.get(start) == Some(&' ') {
            start += 1;
        }
    }
    if lines.is_empty() {
        lines.push(Line {
            glyphs: Vec::new(),
            width: indent,
        });
    }
    lines
}

/// The width of a text on one line.
pub(super) fn width(text: &str, size: f32) -> f32 {
    Run::new(&settable(text), size).widths.iter().sum()
}

/// Characters of one height, and how far each moves the pen.
struct Run {
    chars: Vec<char>,
    widths: Vec<f32>,
    size: f32,
}

impl Run {
    fn new(text: &str, size: f32) -> Self {
        let mut run = Self {
            chars: text.chars().collect(),
            widths: Vec::new(),
            size,
        };
        run.widths = (0..run.chars.len()).map(|i| run.width(i)).collect();
        run
    }

    fn width(&self, i: usize) -> f32 {
        let c = self.chars[i];
        let own = if is_known(c) { advance(c) } else { 1.0 };
        (own - if self.is_squeezed(i) { 0.5 } else { 0.0 }) * self.size
    }

    /// Punctuation that meets punctuation gives up half its width.
    fn is_squeezed(&self, i: usize) -> bool {
        let meets = |signs: &str| {
            self.chars
                .get(i + 1)
                .is_some_and(|next| signs.contains(*next))
        };
        let c = self.chars[i];
        (CLOSERS.contains(c) && (meets(CLOSERS) || meets(OPENERS)))
            || (OPENERS.contains(c) && meets(OPENERS))
    }

    /// The blank left half of a bracket that opens a later line stands outside the measure.
    fn lead(&self, start: usize) -> f32 {
        let opens = OPENERS.contains(self.chars[start]);
        if opens { self.size / 2.0 } else { 0.0 }
    }

    /// The blank right half of punctuation at the end of a line, unless it was given up already.
    fn tail(&self, i: usize) -> f32 {
        let blank = CLOSERS.contains(self.chars[i]) && !self.is_squeezed(i);
        if blank { self.size / 2.0 } else { 0.0 }
    }

    /// Where the line that starts at `start` ends: at the last opportunity that fits, or inside a word that no line can hold.
    fn end_of_line(&self, allowed: &[bool], start: usize, measure: f32) -> usize {
        let mut reach = 0.0;
        let mut inked = 0.0;
        let mut fits = None;
        let mut forced = start + 1;
        for i in start..self.chars.len() {
            reach += self.widths[i];
            if self.chars[i] != ' ' {
                inked = reach - self.tail(i);
            }
            // A hair of tolerance: sums of widths are not exact.
            if inked > measure + 0.01 {
                return fits.unwrap_or(forced);
            }
            forced = i + 1;
            if allowed[i + 1] {
                fits = Some(i + 1);
            }
        }
        self.chars.len()
    }

    /// Places the characters of one line that starts at `left` and should end at `measure`.
    fn place(&self, range: std::ops::Range<usize>, left: f32, measure: f32, fill: Fill) -> Line {
        let chars = &self.chars[range.clone()];
        let ink = chars.iter().rposition(|c| *c != ' ').map_or(0, |i| i + 1);
        let end = range.start + ink;
        let widths = &self.widths[range.start..end];
        let chars = &chars[..ink];
        let tail = if ink > 0 { self.tail(end - 1) } else { 0.0 };
        let natural = left + widths.iter().sum::<f32>() - tail;
        let gaps = chars.windows(2).filter(|w| stretches(w[0], w[1])).count();
        let spread = match fill {
            Fill::Justified if gaps > 0 => (measure - natural) / gaps as f32,
            _ => 0.0,
        };
        let spread = if spread > MOST_SPREAD * self.size {
            0.0
        } else {
            spread
        };
        let mut x = left;
        let mut glyphs = Vec::with_capacity(chars.len());
        for (i, c) in chars.iter().enumerate() {
            if i > 0 && stretches(chars[i - 1], *c) {
                x += spread;
            }
            glyphs.push((*c, x));
            x += widths[i];
        }
        Line {
            glyphs,
            width: natural + spread * gaps as f32,
        }
    }
}

/// For each position in the text, whether a line may end before the character that stands there.
fn opportunities(chars: &[char]) -> Vec<bool> {
    let text: String = chars.iter().collect();
    let mut by_unicode = linebreaks(&text).map(|(at, _)| at).peekable();
    let mut allowed = vec![false; chars.len() + 1];
    let mut at = 0;
    for (i, c) in chars.iter().enumerate() {
        while by_unicode.next_if(|next| *next < at).is_some() {}
        let unicode = by_unicode.next_if_eq(&at).is_some();
        if i > 0 {
            let before = chars[i - 1];
            let unit =
                before == ' ' && i > 1 && chars[i - 2].is_ascii_digit() && c.is_ascii_alphabetic();
            allowed[i] =
                (unicode || quote_opens_or_closes(before, *c)) && !glued(before, *c) && !unit;
        }
        at += c.len_utf8();
    }
    allowed[chars.len()] = true;
    allowed
}

/// UAX 14 cannot tell which quotation mark opens; in Chinese text the character can.
fn quote_opens_or_closes(before: char, c: char) -> bool {
    let wide = |c: char| advance(c) > 0.9;
    let opens = "“‘".contains(c) && wide(before) && !OPENERS.contains(before);
    let closes = "”’".contains(before) && wide(c) && !CLOSERS.contains(c) && !"！？…—".contains(c);
    opens || closes
}

/// Whether a character stays with the one before, whatever Unicode allows.
fn glued(before: char, c: char) -> bool {
    let figure = |c: char| c.is_ascii_digit();
    (figure(before) && MEASURES.contains(c))
        || (before == '第' && figure(c))
        || (before == '〕' && figure(c))
}

/// Whether the gap between two characters may be spread.
fn stretches(before: char, c: char) -> bool {
    let wide = |c: char| !c.is_ascii() && advance(c) > 0.9;
    c != ' ' && (before == ' ' || wide(before) || wide(c))
}

#[cfg(test)]
mod tests;
