//! The legend below a chart: what its lines, frames and icons mean, as far as the chart has them.

use handheld_contract::Lang;
use handheld_contract::views::chart::ChartState;

use super::paint::{Paint, Stroke};
use super::{FOOT, Palette, Sheet, icon};
use crate::chart::words;

/// Room that a sign of the legend takes before its words.
const KEY: f32 = 34.0;

impl Sheet<'_> {
    /// Explains what the lines and boxes mean, as far as the chart has them.
    pub(super) fn legend(&mut self) {
        let lang = self.layout.lang;
        let right = self.x + self.width;
        let mut x = self.x;
        let mut row = 0.0_f32;
        for entry in self.entries() {
            let words = FOOT.wrap(entry.word(lang), self.width - KEY);
            let widths = words.iter().map(|line| FOOT.width(line));
            let w = KEY + widths.fold(0.0, f32::max);
            if x > self.x && x + w > right {
                x = self.x;
                self.y += row;
                row = 0.0;
            }
            entry.draw(&mut self.paint, self.palette, [x, self.y + 9.0]);
            for (place, line) in words.iter().enumerate() {
                let at = [x + KEY, self.y + 13.0 + place as f32 * 17.0];
                self.paint.text(at, FOOT, self.palette.ink[1], false, line);
            }
            row = row.max(7.0 + words.len() as f32 * 17.0);
            x += w + 20.0;
        }
        self.y += row + 4.0;
    }

    fn entries(&self) -> Vec<Entry> {
        let layout = self.layout;
        let mut entries = Vec::new();
        if layout.nodes.iter().any(|node| node.critical) {
            entries.push(Entry::Critical);
        }
        if !layout.groups.is_empty() {
            entries.push(Entry::Frame);
        }
        if layout.nodes.iter().any(|node| node.dashed) && !layout.live {
            entries.push(Entry::Dashed);
        }
        if layout.live {
            let shown = icon::ALL
                .iter()
                .filter(|state| layout.nodes.iter().any(|n| n.state == **state));
            entries.extend(shown.map(|state| Entry::State(*state)));
        }
        entries
    }
}

/// A line of the legend.
#[derive(Clone, Copy)]
enum Entry {
    Critical,
    Frame,
    Dashed,
    State(ChartState),
}

impl Entry {
    fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Critical => words::critical(lang),
            Self::Frame => lang.pick(
                "同一张表申报，并联审批",
                "declared on one form, reviewed in parallel",
            ),
            Self::Dashed => lang.pick(
                "测绘、公示、建设单位自办，不计入政府办理时间",
                "survey, publicity, owner's own step: no government time",
            ),
            Self::State(state) => words::state(state, lang),
        }
    }

    fn draw(self, paint: &mut Paint, palette: &Palette, [x, y]: [f32; 2]) {
        let boxed = [x, y - 8.0, 26.0, 16.0];
        match self {
            Self::Critical => paint.arrow(&[[x, y], [x + 26.0, y]], palette.ink[0], 3.0),
            Self::Frame => {
                let stroke = Stroke::thin(palette.frame[1]);
                paint.rect(boxed, 4.0, palette.frame[0], Some(stroke));
            }
            Self::Dashed => {
                let stroke = Stroke {
                    colour: palette.line,
                    width: 1.25,
                    dashed: true,
                };
                paint.rect(boxed, 4.0, palette.surface, Some(stroke));
            }
            Self::State(state) => {
                let colours = [palette.state(state)[0], palette.surface];
                icon::draw(paint, state, [x + 13.0, y], colours);
            }
        }
    }
}
