//! A laid-out chart as SVG: for paper, for a file, and for whoever reads it aloud.
//!
//! No scripts, no styles from elsewhere, no fonts inside. Every text is escaped; what XML forbids is dropped.

mod icon;
mod legend;
mod paint;

use handheld_contract::Lang;
use handheld_contract::views::chart::{
    ChartEdge, ChartForm, ChartGroup, ChartLayout, ChartLine, ChartNode, ChartState, ChartText,
};

use super::measure::Type;
use super::words;
use paint::{Paint, escaped};

/// What stands above and below a chart besides its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    /// The heading; without it the code and name of the procedure.
    pub title: Option<String>,
    /// Facts below the heading, such as days and dates.
    pub facts: Vec<String>,
    /// What stands last: where data and dates come from.
    pub foot: Vec<String>,
}

/// Colours of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Ground of the sheet and of boxes.
    pub surface: &'static str,
    /// Ground of phases.
    pub paper: &'static str,
    /// Ground and outline of frames.
    pub frame: [&'static str; 2],
    /// Text of frames.
    pub frame_text: &'static str,
    /// Lines and outlines.
    pub line: &'static str,
    /// Text, from strong to weak.
    pub ink: [&'static str; 3],
    /// Good, and its ground.
    pub ok: [&'static str; 2],
    /// Due soon, and its ground.
    pub soon: [&'static str; 2],
    /// Promise missed, and its ground.
    pub late: [&'static str; 2],
    /// Law missed, and its ground.
    pub law: [&'static str; 2],
    /// Paused, and its ground.
    pub hold: [&'static str; 2],
    /// Handed in, and its ground.
    pub queued: [&'static str; 2],
}

/// The light theme on white paper.
pub const PRINT: Palette = Palette {
    surface: "#ffffff",
    paper: "#f4f6f8",
    frame: ["#e9f1fb", "#0b5cc4"],
    frame_text: "#0b57b9",
    line: "#7f8d9c",
    ink: ["#10202f", "#46586a", "#566675"],
    ok: ["#16723c", "#dff3e6"],
    soon: ["#8f4900", "#fdeed5"],
    late: ["#b3201d", "#fde4e1"],
    law: ["#2a0a0a", "#f3e9e9"],
    hold: ["#5a4a8a", "#ece7f8"],
    queued: ["#35566f", "#e2ecf3"],
};

impl Palette {
    fn state(&self, state: ChartState) -> [&'static str; 2] {
        match state {
            ChartState::NotBegun => [self.ink[2], self.surface],
            ChartState::Running => [self.ok[0], self.surface],
            ChartState::Decided => self.ok,
            ChartState::Soon | ChartState::Correcting => self.soon,
            ChartState::Late | ChartState::Refused => self.late,
            ChartState::LawMissed => self.law,
            ChartState::Suspended => self.hold,
            ChartState::Submitted => self.queued,
            ChartState::NotRequired => [self.ink[2], self.paper],
        }
    }
}

const TITLE: Type = Type {
    size: 20.0,
    bold: true,
};
const FACT: Type = Type {
    size: 14.0,
    bold: false,
};
const FOOT: Type = Type {
    size: 12.0,
    bold: false,
};

/// Narrowest sheet of a chart in columns; a heading needs it where there is one column only.
const LEAST_SHEET: f32 = 560.0;
/// Draws a chart. The SVG is as wide as the layout with its margins, in CSS pixels.
pub fn svg(layout: &ChartLayout, caption: &Caption, palette: &Palette) -> String {
    let margin: f32 = match layout.form {
        ChartForm::Columns => 28.0,
        ChartForm::Stepper => 0.0,
    };
    // In a stepper the text of the head stands where that of the phases does.
    let inner = margin.max(12.0);
    let least = match layout.form {
        ChartForm::Columns => LEAST_SHEET,
        ChartForm::Stepper => 0.0,
    };
    let width = (layout.width + 2.0 * margin).max(least);
    let mut sheet = Sheet {
        paint: Paint::default(),
        palette,
        layout,
        x: inner,
        y: inner,
        width: width - 2.0 * inner,
    };
    let title = match &caption.title {
        Some(title) => title.clone(),
        None => {
            let name = words::of(&layout.name, layout.lang);
            format!("{}  {name}", layout.procedure)
        }
    };
    sheet.text(TITLE, &title, palette.ink[0]);
    for fact in &caption.facts {
        sheet.text(FACT, fact, palette.ink[1]);
    }
    sheet.y += 12.0;
    sheet.paint.open_at(margin, sheet.y);
    sheet.chart();
    sheet.paint.close();
    sheet.y += layout.height + 16.0;
    sheet.legend();
    for line in &caption.foot {
        sheet.text(FOOT, line, palette.ink[2]);
    }
    let height = sheet.y + inner;
    document(
        &sheet.paint,
        (width, height),
        (&title, &description(layout)),
        (layout.lang, palette),
    )
}

fn document(
    paint: &Paint,
    (width, height): (f32, f32),
    (title, description): (&str, &str),
    (lang, palette): (Lang, &Palette),
) -> String {
    let (w, h) = (width.ceil(), height.ceil());
    let lang = lang.pick("zh-CN", "en");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" \
         aria-labelledby=\"chart-title chart-desc\" xml:lang=\"{lang}\" font-family=\"'Noto Sans CJK SC','Noto Sans SC',\
         'Source Han Sans SC','PingFang SC','Microsoft YaHei','Helvetica Neue',Arial,sans-serif\">\n\
         <title id=\"chart-title\">{}</title>\n<desc id=\"chart-desc\">{}</desc>\n\
         <rect width=\"{w}\" height=\"{h}\" fill=\"{}\"/>\n{}</svg>\n",
        escaped(title),
        escaped(description),
        palette.surface,
        paint.body(),
    )
}

/// The chart in a sentence, for whoever does not see it.
fn description(layout: &ChartLayout) -> String {
    let path: Vec<&str> = layout
        .nodes
        .iter()
        .filter(|node| node.critical)
        .map(|node| &*node.code)
        .collect();
    let (matters, phases) = (layout.nodes.len(), layout.columns.len());
    match layout.lang {
        Lang::Zh => format!(
            "{matters}个事项，{phases}个阶段。关键路径上的事项：{}。",
            path.join("、")
        ),
        Lang::En => format!(
            "{matters} matters in {phases} phases. On the critical path: {}.",
            path.join(", ")
        ),
    }
}

/// What one matter is, in a sentence.
fn spoken(node: &ChartNode, lang: Lang) -> String {
    let mut parts = vec![
        format!("{} {}", node.code, words::of(&node.name, lang)),
        words::of(&node.department_name, lang).to_owned(),
        words::state(node.state, lang).to_owned(),
    ];
    let days = node.lines.iter().find(|line| line.role == ChartText::Days);
    parts.extend(days.map(|line| line.text.clone()));
    if !node.depends_on.is_empty() {
        parts.push(words::after(&node.depends_on, lang));
    }
    if node.critical {
        parts.push(words::critical(lang).to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(lang.pick("；", "; "))
}

/// The sheet while it is filled from top to bottom.
struct Sheet<'s> {
    paint: Paint,
    palette: &'s Palette,
    layout: &'s ChartLayout,
    x: f32,
    y: f32,
    width: f32,
}

impl Sheet<'_> {
    /// A paragraph across the sheet.
    fn text(&mut self, kind: Type, text: &str, colour: &str) {
        for line in kind.wrap(text, self.width) {
            let y = self.y + kind.size * 1.1;
            self.paint.text([self.x, y], kind, colour, false, &line);
            self.y += kind.size * 1.45;
        }
    }

    fn chart(&mut self) {
        for column in &self.layout.columns {
            let place = [column.x, column.y, column.w, column.h];
            self.paint.rect(place, 14.0, self.palette.paper, None);
            self.lines(&column.lines, self.palette.ink[0]);
        }
        for group in &self.layout.groups {
            self.frame(group);
        }
        for rail in &self.layout.rails {
            let (colour, width) = self.stroke(rail.critical);
            self.paint.path(&rail.points, 0.0, colour, width);
        }
        // The critical path lies over the others.
        let (critical, plain): (Vec<&ChartEdge>, Vec<&ChartEdge>) =
            self.layout.edges.iter().partition(|edge| edge.critical);
        for edge in plain.into_iter().chain(critical) {
            let (colour, width) = self.stroke(edge.critical);
            self.paint.arrow(&edge.points, colour, width);
        }
        for edge in &self.layout.edges {
            // A line that leaves on the left would look like one that comes in.
            let (colour, width) = self.stroke(edge.critical);
            if let Some(start) = edge.points.first() {
                self.paint.dot(*start, 2.0 + width / 2.0, colour);
            }
        }
        for node in &self.layout.nodes {
            self.node(node);
        }
    }

    fn stroke(&self, critical: bool) -> (&'static str, f32) {
        if critical {
            (self.palette.ink[0], 3.0)
        } else {
            (self.palette.line, 1.25)
        }
    }

    fn frame(&mut self, group: &ChartGroup) {
        let [ground, outline] = self.palette.frame;
        let place = [group.x, group.y, group.w, group.h];
        let stroke = paint::Stroke::thin(outline);
        self.paint.rect(place, 12.0, ground, Some(stroke));
        self.lines(&group.lines, self.palette.frame_text);
    }

    fn node(&mut self, node: &ChartNode) {
        let [colour, ground] = self.palette.state(node.state);
        self.paint.open_titled(&spoken(node, self.layout.lang));
        let outline = match (node.critical, node.state) {
            (true, _) => self.palette.ink[0],
            (false, ChartState::NotBegun | ChartState::Decided) => self.palette.line,
            (false, _) => colour,
        };
        let stroke = paint::Stroke {
            colour: outline,
            width: if node.critical { 3.0 } else { 1.25 },
            dashed: node.dashed,
        };
        let place = [node.x, node.y, node.w, node.h];
        self.paint.rect(place, 10.0, ground, Some(stroke));
        if let Some(at) = node.icon {
            let ground = self.palette.surface;
            icon::draw(&mut self.paint, node.state, at, [colour, ground]);
        }
        self.lines(&node.lines, colour);
        self.paint.close();
    }

    /// Draws lines of text; `accent` is the colour of what speaks for its place.
    fn lines(&mut self, lines: &[ChartLine], accent: &str) {
        let ink = self.palette.ink;
        for line in lines {
            let (colour, bold) = match line.role {
                ChartText::Phase | ChartText::Group | ChartText::State => (accent, true),
                ChartText::GroupNote => (accent, false),
                ChartText::Name | ChartText::Days => (ink[0], true),
                ChartText::Code => (ink[1], true),
                ChartText::Department | ChartText::Note | ChartText::PhaseNote => (ink[1], false),
            };
            let kind = Type {
                size: line.size,
                bold,
            };
            self.paint
                .text([line.x, line.y], kind, colour, line.end, &line.text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_colours_an_icon_and_a_word_of_its_own_in_both_languages() {
        assert_eq!(icon::ALL.len(), 11);
        for lang in [Lang::Zh, Lang::En] {
            let mut words: Vec<&str> = icon::ALL.iter().map(|s| words::state(*s, lang)).collect();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), icon::ALL.len());
        }
        let mut glyphs: Vec<&str> = icon::ALL.iter().map(|state| icon::glyph(*state)).collect();
        glyphs.sort_unstable();
        glyphs.dedup();
        assert_eq!(glyphs.len(), icon::ALL.len());
    }
}
