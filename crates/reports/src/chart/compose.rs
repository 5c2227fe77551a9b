//! What stands in a box, a frame and the head of a phase: lines of text with their places, and how high that makes it.

use handheld_contract::Lang;
use handheld_contract::views::chart::{
    ChartColumn, ChartGroup, ChartLine, ChartNode, ChartState, ChartText,
};

use super::input::{Block, ChartInput, ChartMatter};
use super::measure::Type;
use super::words;

/// Smallest type of a chart.
pub(super) const SMALL: Type = Type {
    size: 12.0,
    bold: false,
};
const SMALL_BOLD: Type = Type {
    size: 12.0,
    bold: true,
};
const NAME: Type = Type {
    size: 14.0,
    bold: true,
};
const PHASE: Type = Type {
    size: 16.0,
    bold: true,
};

/// Room between the edge of a box and its text.
pub(super) const PAD: f32 = 12.0;
/// Height of a line by its size of type.
const LEADING: f32 = 1.4;
/// Room that an icon takes before a word.
const ICON: f32 = 20.0;

/// Puts lines one below the other.
pub(super) struct Lines {
    lang: Lang,
    x: f32,
    width: f32,
    /// Where the next line starts.
    pub(super) y: f32,
    pub(super) lines: Vec<ChartLine>,
}

impl Lines {
    pub(super) fn new(lang: Lang, x: f32, y: f32, width: f32) -> Self {
        Self {
            lang,
            x,
            width,
            y,
            lines: Vec::new(),
        }
    }

    /// A text over as many lines as it needs.
    fn add(&mut self, role: ChartText, kind: Type, text: &str) {
        if text.is_empty() {
            return;
        }
        for line in kind.wrap(text, self.width) {
            self.put(role, kind, line, self.x, false);
            self.y += kind.size * LEADING;
        }
    }

    /// Two short texts on one line, or on two where they do not fit beside each other.
    fn pair(&mut self, left: (ChartText, &str), right: (ChartText, &str), indent: f32) {
        let kind = SMALL_BOLD;
        let both = kind.width(left.1) + kind.width(right.1) + indent + 8.0;
        let end = self.x + self.width;
        if !left.1.is_empty() {
            self.put(left.0, kind, left.1.to_owned(), self.x + indent, false);
        }
        if both > self.width && !left.1.is_empty() && !right.1.is_empty() {
            self.y += kind.size * LEADING;
        }
        if !right.1.is_empty() {
            self.put(right.0, kind, right.1.to_owned(), end, true);
        }
        self.y += kind.size * LEADING;
    }

    fn put(&mut self, role: ChartText, kind: Type, text: String, x: f32, end: bool) {
        self.lines.push(ChartLine {
            role,
            text,
            x,
            // A base line lies about a fifth of the type above the foot of its line.
            y: self.y + kind.size * (LEADING - 0.3),
            size: kind.size,
            end,
        });
    }
}

/// Where a box stands and how wide it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) w: f32,
}

/// Composes the box of a matter. In a stepper it names what it waits for and its icon stands on the line at `rail`.
pub(super) fn node(
    input: &ChartInput,
    matter: &ChartMatter,
    lang: Lang,
    spot: Spot,
    rail: Option<f32>,
) -> ChartNode {
    let live = input.is_live();
    let critical = input.critical_path.contains(&matter.code);
    let mut lines = Lines::new(lang, spot.x + PAD, spot.y + PAD - 3.0, spot.w - 2.0 * PAD);
    let days = words::days(matter, lang);
    lines.pair(
        (ChartText::Code, &matter.code),
        (ChartText::Days, &days),
        0.0,
    );
    lines.y += 2.0;
    lines.add(ChartText::Name, NAME, words::of(&matter.name, lang));
    let department = words::of(&matter.department_name, lang);
    lines.add(ChartText::Department, SMALL, department);
    let mut icon = rail.map(|x| [x, spot.y + PAD + 6.0]);
    if live {
        lines.y += 4.0;
        if rail.is_none() {
            icon = Some([spot.x + PAD + 7.0, lines.y + SMALL.size * LEADING / 2.0]);
        }
        let indent = if rail.is_none() { ICON } else { 0.0 };
        let due = matter.due.map(|date| match matter.state {
            ChartState::Decided | ChartState::Refused => words::date(date, lang),
            _ => words::due(date, lang),
        });
        lines.pair(
            (ChartText::State, words::state(matter.state, lang)),
            (ChartText::Note, due.as_deref().unwrap_or_default()),
            indent,
        );
    }
    if rail.is_some() {
        waits(&mut lines, matter, critical);
    }
    ChartNode {
        code: matter.code.clone(),
        name: matter.name.clone(),
        department: matter.department.clone(),
        department_name: matter.department_name.clone(),
        phase: matter.phase,
        group: matter.group.clone(),
        depends_on: matter.depends_on.clone(),
        state: matter.state,
        used: matter.used,
        limit: matter.limit.map(|limit| limit.days),
        government: matter.government,
        critical,
        dashed: if live {
            matter.state == ChartState::NotBegun
        } else {
            !matter.government
        },
        due: matter.due.map(|date| date.to_string()),
        x: spot.x,
        y: spot.y,
        w: spot.w,
        h: lines.y + PAD - 3.0 - spot.y,
        icon,
        lines: lines.lines,
    }
}

fn waits(lines: &mut Lines, matter: &ChartMatter, critical: bool) {
    let lang = lines.lang;
    let mut parts = Vec::new();
    if !matter.depends_on.is_empty() {
        parts.push(words::after(&matter.depends_on, lang));
    }
    if critical {
        parts.push(words::critical(lang).to_owned());
    }
    let separator = lang.pick("　", " · ");
    lines.add(ChartText::Note, SMALL, &parts.join(separator));
}

/// Composes the frame of a block from its top; the height is still open. Nothing for a block without a group.
pub(super) fn frame(
    input: &ChartInput,
    block: &Block,
    phase: u8,
    lang: Lang,
    spot: Spot,
) -> Option<ChartGroup> {
    let group = &input.groups[block.group?];
    let mut lines = Lines::new(lang, spot.x + PAD, spot.y + 6.0, spot.w - 2.0 * PAD - 30.0);
    lines.add(
        ChartText::Group,
        SMALL_BOLD,
        &words::group(&group.name, lang),
    );
    let note = words::group_note(input.longest(&group.key), group.together, lang);
    lines.add(ChartText::GroupNote, SMALL, &note);
    Some(ChartGroup {
        key: group.key.clone(),
        name: group.name.clone(),
        phase,
        together: group.together,
        x: spot.x,
        y: spot.y,
        w: spot.w,
        h: lines.y + 4.0 - spot.y,
        lines: lines.lines,
    })
}

/// Composes the head of a phase; the height is that of the head.
pub(super) fn phase(input: &ChartInput, phase: u8, lang: Lang, spot: Spot) -> ChartColumn {
    let title = input.phases.get(&phase).cloned().unwrap_or_default();
    let count = input.matters.iter().filter(|m| m.phase == phase).count();
    let mut lines = Lines::new(lang, spot.x + PAD, spot.y + PAD - 2.0, spot.w - 2.0 * PAD);
    let mut name = words::of(&title, lang).to_owned();
    // The catalogue writes English names as they stand inside a sentence.
    if let Some(first) = name.get(..1) {
        name = format!("{}{}", first.to_uppercase(), &name[1..]);
    }
    lines.add(ChartText::Phase, PHASE, &name);
    lines.add(ChartText::PhaseNote, SMALL, &words::count(count, lang));
    ChartColumn {
        phase,
        title,
        x: spot.x,
        y: spot.y,
        w: spot.w,
        h: lines.y + 6.0 - spot.y,
        lines: lines.lines,
    }
}
