//! The flow chart of a procedure as coordinates: one layout for the window, the browser and the command line.
//!
//! All lengths are CSS pixels at 1:1, `y` grows downwards. Text is already broken into lines for one language; the screen draws
//! lines, boxes and paths and decides only colours (by `state`) and what happens on a tap.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Text;
use crate::error::Lang;

/// How the chart is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChartForm {
    /// A column for each phase; for 600 px and more.
    Columns,
    /// One step below the other; for phones.
    Stepper,
}

/// Where a matter stands. Shown as icon, word and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChartState {
    /// 未开始
    NotBegun,
    /// 已申报: handed in, not accepted yet.
    Submitted,
    /// 待补正: the applicant is asked to correct it.
    Correcting,
    /// 办理中
    Running,
    /// 临近到期: running, the promised day is near.
    Soon,
    /// 逾承诺: the promised day has passed.
    Late,
    /// 逾法定: the day of the law has passed.
    LawMissed,
    /// 已暂停: the clock stands still.
    Suspended,
    /// 已办结
    Decided,
    /// 不予通过
    Refused,
    /// 不需办理
    NotRequired,
}

/// What a line of text is, which decides its weight and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChartText {
    /// The name of a phase.
    Phase,
    /// What else stands in a phase's head.
    PhaseNote,
    /// The name of a group.
    Group,
    /// What else stands in a group's head.
    GroupNote,
    /// The code of a matter.
    Code,
    /// Days of a matter.
    Days,
    /// The name of a matter.
    Name,
    /// The department.
    Department,
    /// The word of the state.
    State,
    /// When it is due, or what it waits for.
    Note,
}

/// One line of text, not to be wrapped again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ChartLine {
    /// What it is.
    pub role: ChartText,
    /// The words.
    pub text: String,
    /// Where the line starts, or ends when `end` is set.
    pub x: f32,
    /// Its base line.
    pub y: f32,
    /// Size of the type.
    pub size: f32,
    /// Whether `x` is the right end of the line.
    pub end: bool,
}

/// A flow chart, laid out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ChartLayout {
    /// The form.
    pub form: ChartForm,
    /// The language of its lines.
    pub lang: Lang,
    /// Code of the procedure.
    pub procedure: String,
    /// Name of the procedure.
    pub name: Text,
    /// Whether anything has happened: otherwise states are not shown.
    pub live: bool,
    /// Width of everything.
    pub width: f32,
    /// Height of everything.
    pub height: f32,
    /// Phases, left to right or top to bottom.
    pub columns: Vec<ChartColumn>,
    /// Frames around what is declared on one form.
    pub groups: Vec<ChartGroup>,
    /// Matters.
    pub nodes: Vec<ChartNode>,
    /// Dependencies; none in a stepper, where each step names what it waits for.
    pub edges: Vec<ChartEdge>,
    /// The line that joins the steps of a stepper; none in columns.
    pub rails: Vec<ChartRail>,
}

/// A phase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ChartColumn {
    /// Phase 0 to 5.
    pub phase: u8,
    /// Its name.
    pub title: Text,
    /// Left.
    pub x: f32,
    /// Top.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
    /// What stands in its head.
    pub lines: Vec<ChartLine>,
}

/// A frame around matters that are declared on one form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ChartGroup {
    /// Key within the procedure; a group that spans phases has a frame in each.
    pub key: String,
    /// Its name.
    pub name: Text,
    /// The phase in which the frame stands.
    pub phase: u8,
    /// Whether the results go out together.
    pub together: bool,
    /// Left.
    pub x: f32,
    /// Top.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
    /// What stands in its head.
    pub lines: Vec<ChartLine>,
}

/// A matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ChartNode {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// Code of the department.
    pub department: String,
    /// Name of the department.
    pub department_name: Text,
    /// Phase 0 to 5.
    pub phase: u8,
    /// Key of its group.
    pub group: Option<String>,
    /// What it waits for.
    pub depends_on: Vec<String>,
    /// Where it stands.
    pub state: ChartState,
    /// Days used, once it is accepted.
    pub used: Option<u32>,
    /// Days of its limit.
    pub limit: Option<u32>,
    /// Whether it is government time.
    pub government: bool,
    /// Whether it is on the critical path.
    pub critical: bool,
    /// Whether its box is dashed: it has not begun, or, where nothing has, it is no government time.
    pub dashed: bool,
    /// When it is due or expected, `YYYY-MM-DD`.
    pub due: Option<String>,
    /// Left.
    pub x: f32,
    /// Top.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
    /// Centre of the state's icon; none where states are not shown.
    pub icon: Option<[f32; 2]>,
    /// What stands in the box.
    pub lines: Vec<ChartLine>,
}

/// A dependency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ChartEdge {
    /// What must be decided first.
    pub from: String,
    /// What waits for it.
    pub to: String,
    /// Corners of its path, all turns at right angles; it ends with an arrow.
    pub points: Vec<[f32; 2]>,
    /// Whether it is on the critical path.
    pub critical: bool,
}

/// A piece of the line that joins the steps of a stepper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ChartRail {
    /// Its ends.
    pub points: Vec<[f32; 2]>,
    /// Whether it is on the critical path.
    pub critical: bool,
}
