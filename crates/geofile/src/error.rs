//! Why a file or a row of it is not taken in, and why a file is not written: typed, with the place and what to do. Leaves the sentence
//! around it to `contract`.

use serde::Serialize;

use crate::limits::{
    MAX_COLUMNS, MAX_LINES, MAX_NAME_CHARS, MAX_POINTS, MAX_UNFOLDED, MAX_VERTICES,
};

/// Why a whole file is not taken in.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReadError {
    /// No bytes, or no rows.
    #[error("the file is empty; choose another one")]
    Empty,
    /// More bytes than are taken in of this kind: [`MAX_BYTES`](crate::MAX_BYTES), less for GeoJSON.
    #[error("{bytes} bytes; at most {limit} are taken in; split the file")]
    TooManyBytes {
        /// Length of the file.
        bytes: usize,
        /// How many are taken in.
        limit: usize,
    },
    /// An archive that unfolds to more than is taken in.
    #[error("the workbook unfolds to more than {MAX_UNFOLDED} bytes; save the one sheet as CSV")]
    Unfolds,
    /// More points than [`MAX_POINTS`].
    #[error("more than {MAX_POINTS} points; split the file")]
    TooManyPoints,
    /// More lines than [`MAX_LINES`].
    #[error("more than {MAX_LINES} lines; split the file")]
    TooManyLines,
    /// More vertices than [`MAX_VERTICES`].
    #[error("more than {MAX_VERTICES} vertices; split the file or simplify its lines")]
    TooManyVertices,
    /// More columns than [`MAX_COLUMNS`].
    #[error("row {row} has {columns} columns; at most {MAX_COLUMNS} are read; check the separator")]
    TooManyColumns {
        /// Row, counted from 1.
        row: u64,
        /// How many.
        columns: usize,
    },
    /// Text that is neither UTF-8 nor GB 18030, or not the encoding that was chosen.
    #[error("the text is not {encoding}; save it as UTF-8")]
    Encoding {
        /// What was tried.
        encoding: &'static str,
    },
    /// Bytes of no kind that is read here.
    #[error("not a survey file: {why}; CSV, DAT, TXT, XLSX, GeoJSON, GeoPackage and DXF are read")]
    UnknownKind {
        /// What it is instead.
        why: &'static str,
    },
    /// A table without a choice of columns.
    #[error("which column is north and which is east must be chosen for a table")]
    ColumnsNotChosen,
    /// Two columns chosen twice, or a column beyond the limit.
    #[error("column {column} is chosen twice or is beyond the {MAX_COLUMNS} that are read")]
    BadColumns {
        /// Column, counted from 1.
        column: usize,
    },
    /// A sheet that the workbook does not have.
    #[error("the workbook has no sheet {name:?}; choose one of those in the preview")]
    NoSuchSheet {
        /// What was asked for.
        name: String,
    },
    /// An EPSG code that is no CGCS2000 grid.
    #[error("EPSG:{epsg} is no CGCS2000 Gauss-Krueger grid (4491 to 4554); convert the file first")]
    UnknownGrid {
        /// The code.
        epsg: u32,
    },
    /// The coordinate system of the file in words that are not understood.
    #[error("the coordinate system {name:?} is not understood; use an EPSG code")]
    UnknownSystem {
        /// As in the file.
        name: String,
    },
    /// A file on another grid than the project.
    #[error(
        "the file is in EPSG:{found}, the project in EPSG:{expected}; points are not moved to another zone here: export \
         the file again in the grid of the project"
    )]
    OtherGrid {
        /// Grid of the file.
        found: u32,
        /// Grid of the project.
        expected: u32,
    },
    /// A file that says itself in which system its coordinates are, where it is to be read in a local one.
    #[error(
        "the file says itself in which system its coordinates are; choose the grid of the survey"
    )]
    SystemNamed,
    /// A file whose contents contradict themselves.
    #[error("the {kind} file is damaged at {place}: {why}; write it again from where it came")]
    Damaged {
        /// What the file is.
        kind: &'static str,
        /// Row, feature or table.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// A kind of DXF that is not read.
    #[error("a binary DXF; save it as text DXF")]
    BinaryDxf,
}

impl ReadError {
    pub(crate) fn damaged(kind: &'static str, place: impl ToString, why: impl ToString) -> Self {
        // Foreign libraries quote the file in their errors; a quotation stays short.
        let cut = |text: String| text.chars().take(200).collect();
        Self::Damaged {
            kind,
            place: cut(place.to_string()),
            why: cut(why.to_string()),
        }
    }

    /// The cause as one stable word for scripts, the same in every language.
    pub fn cause(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooManyBytes { .. } => "too_many_bytes",
            Self::Unfolds => "unfolds",
            Self::TooManyPoints => "too_many_points",
            Self::TooManyLines => "too_many_lines",
            Self::TooManyVertices => "too_many_vertices",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::Encoding { .. } => "encoding",
            Self::UnknownKind { .. } => "unknown_kind",
            Self::ColumnsNotChosen => "columns_not_chosen",
            Self::BadColumns { .. } => "bad_columns",
            Self::NoSuchSheet { .. } => "no_such_sheet",
            Self::UnknownGrid { .. } => "unknown_grid",
            Self::UnknownSystem { .. } => "unknown_system",
            Self::OtherGrid { .. } => "other_grid",
            Self::SystemNamed => "system_named",
            Self::Damaged { .. } => "damaged",
            Self::BinaryDxf => "binary_dxf",
        }
    }

    /// The reason in Chinese, to stand inside a sentence of the contract.
    pub fn why_zh(&self) -> String {
        match self {
            Self::Empty => "文件是空的，请另选文件".into(),
            Self::TooManyBytes { limit, .. } => {
                format!("超过上限 {} MiB，请拆分文件", limit >> 20)
            }
            Self::Unfolds => "工作簿解压后过大，请将该工作表另存为 CSV".into(),
            Self::TooManyPoints => format!("超过 {MAX_POINTS} 个点，请拆分文件"),
            Self::TooManyLines => format!("超过 {MAX_LINES} 条线，请拆分文件"),
            Self::TooManyVertices => format!("超过 {MAX_VERTICES} 个节点，请拆分文件或抽稀"),
            Self::TooManyColumns { row, columns } => {
                format!("第 {row} 行有 {columns} 列，最多 {MAX_COLUMNS} 列，请检查分隔符")
            }
            Self::Encoding { encoding } => format!("文字编码不是 {encoding}，请另存为 UTF-8"),
            Self::UnknownKind { .. } => {
                "无法识别；可读取 CSV、DAT、TXT、XLSX、GeoJSON、GeoPackage 和 DXF".into()
            }
            Self::ColumnsNotChosen => "请选择哪一列是北坐标 x、哪一列是东坐标 y".into(),
            Self::BadColumns { column } => format!("第 {column} 列重复选择或超出范围"),
            Self::NoSuchSheet { name } => format!("没有工作表“{name}”"),
            Self::UnknownGrid { epsg } => {
                format!("EPSG:{epsg} 不是 CGCS2000 高斯－克吕格坐标系，请先转换")
            }
            Self::UnknownSystem { name } => format!("无法识别坐标系“{name}”，请使用 EPSG 代码"),
            Self::OtherGrid { found, expected } => {
                format!(
                    "文件为 EPSG:{found}，项目为 EPSG:{expected}；此处不换带，请按项目坐标系重新导出"
                )
            }
            Self::SystemNamed => "文件已注明自己的坐标系，请选择测绘任务的坐标系".into(),
            Self::Damaged { kind, place, .. } => {
                format!("{kind} 文件在 {place} 处损坏，请重新导出")
            }
            Self::BinaryDxf => "是二进制 DXF，请另存为文本 DXF".into(),
        }
    }
}

/// Why one row, feature or entity is not taken in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The cell is missing or empty.
    Missing,
    /// Not a number; the text that stands there, shortened.
    NotANumber(String),
    /// NaN or infinite.
    NotFinite,
    /// A number that no such value can have.
    OutOfRange {
        /// The number.
        value: f64,
        /// Least.
        least: f64,
        /// Largest.
        most: f64,
    },
    /// A name or code that is too long.
    TooLong,
    /// A name or code with control characters in it.
    ControlCharacter,
    /// A name or code that a spreadsheet would run when it is exported again.
    Formula,
    /// A name that was there before; the row of the first.
    Duplicate(u64),
    /// A point without a name that could be told.
    NoName,
    /// A line of fewer vertices than it needs.
    TooFewVertices,
    /// A hole of an outline, which is not kept.
    Hole,
    /// The exact coordinates beside the geometry are elsewhere; how far, in metres.
    Contradiction(f64),
    /// A position the grid of the project cannot hold.
    OutsideGrid,
    /// A position that cannot be taken over from the local system.
    OutsideLocal,
    /// A geometry or entity that is not kept.
    NotKept(String),
    /// The row is damaged.
    Damaged(String),
}

impl Reason {
    /// In English, with what to do.
    pub fn en(&self) -> String {
        match self {
            Self::Missing => "must not be empty".into(),
            Self::NotANumber(text) => format!("{text:?} is not a number; use 1234.567"),
            Self::NotFinite => "not a finite number".into(),
            Self::OutOfRange { value, least, most } => {
                format!("{value} is not between {least} and {most}")
            }
            Self::TooLong => format!("longer than {MAX_NAME_CHARS} characters"),
            Self::ControlCharacter => "control characters in it".into(),
            Self::Formula => "must not begin with = + - @".into(),
            Self::Duplicate(row) => format!("the same name as row {row}"),
            Self::NoName => "a point without a name; name it".into(),
            Self::TooFewVertices => "too few vertices".into(),
            Self::Hole => "a hole of an outline is not taken in; draw it as an outline".into(),
            Self::Contradiction(metres) => {
                format!(
                    "x_north and y_east are {metres:.3} m from the geometry; remove one of them"
                )
            }
            Self::OutsideGrid => "outside the grid of the project".into(),
            Self::OutsideLocal => {
                "cannot be taken over from the local system; check its parameters and the columns"
                    .into()
            }
            Self::NotKept(what) => format!("{what} is not taken in"),
            Self::Damaged(why) => format!("damaged: {why}"),
        }
    }

    /// In Chinese, with what to do.
    pub fn zh(&self) -> String {
        match self {
            Self::Missing => "不能为空".into(),
            Self::NotANumber(text) => format!("“{text}”不是数字，应写作 1234.567"),
            Self::NotFinite => "不是有限数".into(),
            Self::OutOfRange { value, least, most } => {
                format!("{value} 不在 {least} 至 {most} 之间")
            }
            Self::TooLong => format!("超过 {MAX_NAME_CHARS} 个字符"),
            Self::ControlCharacter => "含有控制字符".into(),
            Self::Formula => "不能以 = + - @ 开头".into(),
            Self::Duplicate(row) => format!("与第 {row} 行重名"),
            Self::NoName => "点没有名称，请命名".into(),
            Self::TooFewVertices => "节点太少".into(),
            Self::Hole => "不接收面内的洞，请另画为闭合线".into(),
            Self::Contradiction(metres) => {
                format!("x_north、y_east 与几何位置相差 {metres:.3} 米，请删去其一")
            }
            Self::OutsideGrid => "不在项目坐标系范围内".into(),
            Self::OutsideLocal => "无法由地方坐标系换算，请核对参数和各列".into(),
            Self::NotKept(what) => format!("不接收 {what}"),
            Self::Damaged(why) => format!("损坏：{why}"),
        }
    }
}

/// One row that is not taken in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// Row of a table, line of a DXF, or number of a feature; counted from 1, headings included.
    pub row: u64,
    /// Column, counted from 1; none where a row has no columns.
    pub column: Option<usize>,
    /// What the value is: `name`, `code`, `x_north`, `y_east`, `h`, or the kind of the entity.
    pub what: String,
    /// Why.
    pub reason: Reason,
}

impl Problem {
    pub(crate) fn at(row: u64, what: impl Into<String>, reason: Reason) -> Self {
        Self {
            row,
            column: None,
            what: what.into(),
            reason,
        }
    }
}

/// Why a file is not written.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WriteError {
    /// An EPSG code that is no CGCS2000 grid.
    #[error("EPSG:{epsg} is no CGCS2000 Gauss-Krueger grid (4491 to 4554)")]
    UnknownGrid {
        /// The code.
        epsg: u32,
    },
    /// A value that no file should carry.
    #[error("{what} {name:?} cannot be written: {}", .reason.en())]
    BadValue {
        /// `point` or `line`.
        what: &'static str,
        /// Its name.
        name: String,
        /// Why.
        reason: Reason,
    },
    /// More than is read back.
    #[error("more than {limit} {what}; split the export")]
    TooMany {
        /// `points`, `lines` or `vertices`.
        what: &'static str,
        /// How many are written at most.
        limit: usize,
    },
    /// The library that writes the format gave up.
    #[error("the {kind} file could not be made: {why}")]
    Library {
        /// Format.
        kind: &'static str,
        /// What it says.
        why: String,
    },
}

impl WriteError {
    pub(crate) fn library(kind: &'static str, why: impl ToString) -> Self {
        Self::Library {
            kind,
            why: why.to_string(),
        }
    }
}
