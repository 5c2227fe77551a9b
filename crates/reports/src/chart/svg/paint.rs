//! SVG elements as text: boxes, paths with round corners, arrows and escaped text.

use std::fmt::Write;

use crate::chart::measure::Type;

/// Radius of the corners of a line.
const CORNER: f32 = 7.0;

/// An outline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke<'c> {
    pub(super) colour: &'c str,
    pub(super) width: f32,
    pub(super) dashed: bool,
}

impl<'c> Stroke<'c> {
    pub(super) fn thin(colour: &'c str) -> Self {
        Self {
            colour,
            width: 1.25,
            dashed: false,
        }
    }
}

/// The elements so far.
#[derive(Debug, Default)]
pub(super) struct Paint {
    out: String,
}

impl Paint {
    pub(super) fn body(&self) -> &str {
        &self.out
    }

    pub(super) fn raw(&mut self, element: &str) {
        self.out.push_str(element);
    }

    pub(super) fn open_at(&mut self, x: f32, y: f32) {
        let (x, y) = (number(x), number(y));
        self.raw(&format!("<g transform=\"translate({x} {y})\">\n"));
    }

    /// Opens a part that is read aloud as `title`.
    pub(super) fn open_titled(&mut self, title: &str) {
        self.raw(&format!("<g><title>{}</title>\n", escaped(title)));
    }

    pub(super) fn close(&mut self) {
        self.raw("</g>\n");
    }

    /// A box of left, top, width and height.
    pub(super) fn rect(
        &mut self,
        place: [f32; 4],
        radius: f32,
        fill: &str,
        stroke: Option<Stroke<'_>>,
    ) {
        let [x, y, w, h] = place.map(number);
        let mut outline = String::new();
        if let Some(stroke) = stroke {
            let (colour, width) = (stroke.colour, number(stroke.width));
            outline = format!(" stroke=\"{colour}\" stroke-width=\"{width}\"");
            if stroke.dashed {
                outline.push_str(" stroke-dasharray=\"6 4\"");
            }
        }
        let radius = number(radius);
        self.raw(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{radius}\" fill=\"{fill}\"{outline}/>\n"
        ));
    }

    /// A line of text on its base line.
    pub(super) fn text(&mut self, at: [f32; 2], kind: Type, colour: &str, end: bool, text: &str) {
        let [x, y] = at.map(number);
        let size = number(kind.size);
        let weight = if kind.bold {
            " font-weight=\"700\""
        } else {
            ""
        };
        let anchor = if end { " text-anchor=\"end\"" } else { "" };
        let text = escaped(text);
        self.raw(&format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{anchor} fill=\"{colour}\">{text}</text>\n"
        ));
    }

    /// A line along points, `cut` short of its end.
    pub(super) fn path(&mut self, points: &[[f32; 2]], cut: f32, colour: &str, width: f32) {
        let Some(d) = rounded(points, cut) else {
            return;
        };
        let width = number(width);
        self.raw(&format!(
            "<path d=\"{d}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>\n"
        ));
    }

    /// A disc.
    pub(super) fn dot(&mut self, at: [f32; 2], radius: f32, colour: &str) {
        let [x, y, r] = [at[0], at[1], radius].map(number);
        self.raw(&format!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"{colour}\"/>\n"
        ));
    }

    /// A line with an arrow at its end.
    pub(super) fn arrow(&mut self, points: &[[f32; 2]], colour: &str, width: f32) {
        let [.., from, to] = points else {
            return;
        };
        let long = 5.0 + width * 1.5;
        let half = long * 0.45;
        self.path(points, long - 1.0, colour, width);
        let direction = [
            (to[0] - from[0]).clamp(-1.0, 1.0),
            (to[1] - from[1]).clamp(-1.0, 1.0),
        ];
        let back = [to[0] - direction[0] * long, to[1] - direction[1] * long];
        let aside = [-direction[1] * half, direction[0] * half];
        let corner = |sign: f32| [back[0] + sign * aside[0], back[1] + sign * aside[1]];
        let all =
            [*to, corner(1.0), corner(-1.0)].map(|[x, y]| format!("{} {}", number(x), number(y)));
        self.raw(&format!(
            "<path d=\"M{}Z\" fill=\"{colour}\"/>\n",
            all.join("L")
        ));
    }
}

/// Path data along points with round corners; none for less than two points.
fn rounded(points: &[[f32; 2]], cut: f32) -> Option<String> {
    let (first, rest) = points.split_first()?;
    let mut d = format!("M{} {}", number(first[0]), number(first[1]));
    let mut before = *first;
    for (place, point) in rest.iter().enumerate() {
        let Some(next) = rest.get(place + 1) else {
            let [x, y] = towards(*point, before, cut.min(distance(*point, before)));
            let _ = write!(d, "L{} {}", number(x), number(y));
            return Some(d);
        };
        let radius = CORNER
            .min(distance(before, *point) / 2.0)
            .min(distance(*point, *next) / 2.0);
        let (near, away) = (
            towards(*point, before, radius),
            towards(*point, *next, radius),
        );
        let _ = write!(
            d,
            "L{} {}Q{} {} {} {}",
            number(near[0]),
            number(near[1]),
            number(point[0]),
            number(point[1]),
            number(away[0]),
            number(away[1])
        );
        before = *point;
    }
    None
}

fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// The point that lies `by` from `a` in the direction of `b`.
fn towards(a: [f32; 2], b: [f32; 2], by: f32) -> [f32; 2] {
    let length = distance(a, b).max(f32::EPSILON);
    let part = by / length;
    [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]
}

/// A number with at most two decimals, the same on every machine.
pub(super) fn number(value: f32) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// A text that stands between tags; characters that XML forbids are dropped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_what_xml_forbids_is_dropped() {
        assert_eq!(
            escaped("<b a='1'>&\"\u{0}\u{B}"),
            "&lt;b a=&#39;1&#39;&gt;&amp;&quot;"
        );
    }

    #[test]
    fn numbers_are_short_and_never_minus_nothing() {
        assert_eq!(
            [1.0, 1.5, -0.001, 0.126].map(number),
            ["1", "1.5", "0", "0.13"]
        );
    }

    #[test]
    fn a_line_turns_with_round_corners_and_ends_before_its_arrow() {
        let d = rounded(&[[0.0, 0.0], [20.0, 0.0], [20.0, 30.0]], 6.0).unwrap();
        assert_eq!(d, "M0 0L13 0Q20 0 20 7L20 24");
        assert_eq!(rounded(&[[0.0, 0.0]], 6.0), None);
    }
}
