//! What a checklist template is: sections of items, each with its kind, severity and photo rule.
//!
//! A template has a permanent code and a version. A published version is never edited, and a record
//! pins the version it was made with. Loading and checking the files is the catalogue's part; what an
//! answer means is decided in [`crate::inspection`], marks are added up in [`crate::score`].

use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;
use crate::origin::Origin;
use crate::project::Stage;
use crate::text::Text;

/// A published version of a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Permanent code, such as `JGJ59`.
    pub code: String,
    /// Version, counted from 1.
    pub version: u32,
    /// Name for people.
    pub name: Text,
    /// Standards and rules it follows.
    pub standard: Text,
    /// Stages in which it is used.
    pub stages: Vec<Stage>,
    /// Scoring rules, for a template whose items carry marks.
    pub scoring: Option<Scoring>,
    /// Sections in the order of the form.
    pub sections: Vec<Section>,
    /// Where the facts come from.
    pub origin: Origin,
}

impl Template {
    /// Returns all items in the order of the form.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|section| &section.items)
    }

    /// Returns the item with this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items().find(|item| item.id == id)
    }

    /// Returns the section with this code.
    pub fn section(&self, code: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.code == code)
    }

    /// Returns the section that holds the item with this id.
    pub fn section_of(&self, item: &str) -> Option<&Section> {
        self.sections
            .iter()
            .find(|section| section.items.iter().any(|held| held.id == item))
    }
}

/// A part of a template: one table of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Code within the template, such as `B01`.
    pub code: String,
    /// Name for people.
    pub name: Text,
    /// Where the table stands in the standard.
    pub table: Option<String>,
    /// Row of the summary table that this section feeds, for scored templates.
    pub row: Option<String>,
    /// Items in the order of the form.
    pub items: Vec<Item>,
}

/// One check item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Permanent id within the template, such as `B01-02`.
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// What to look at, in a few words.
    pub check: Option<Text>,
    /// What kind of answer it takes.
    pub kind: ItemKind,
    /// How grave a failure is.
    pub severity: Severity,
    /// When a photo is needed.
    pub photo: PhotoRule,
    /// Clause it follows; may be empty.
    pub clause: String,
}

/// What kind of answer an item takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    /// 合格 / 不合格 / 不适用.
    PassFail,
    /// Marks kept out of a maximum.
    Score {
        /// Full marks.
        max: Decimal,
        /// Whether it is a guarantee item (保证项目).
        guarantee: bool,
    },
    /// A measured value with its tolerance.
    Number(NumberRule),
    /// Free words.
    Text,
    /// One of a list.
    Choice {
        /// The options in the order of the form.
        options: Vec<ChoiceOption>,
    },
    /// Photos are the answer.
    Photo,
}

/// Tolerance of a measured value; both limits are inclusive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NumberRule {
    /// Unit, such as `mm`; empty for a ratio.
    pub unit: Text,
    /// Smallest value that passes.
    pub min: Option<Decimal>,
    /// Largest value that passes.
    pub max: Option<Decimal>,
    /// Comparison with a design value that is entered with the reading.
    pub compare: Option<Compare>,
    /// Whether the limits are to be set by the locality.
    pub local: bool,
    /// Whether one reading is taken per point or per edge.
    pub repeat: Option<Repeat>,
    /// Formula of the limit where a fixed figure does not say it; for people to read.
    pub formula: Option<String>,
}

/// How a measured value is compared with its design value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// Measured must be at least the design value.
    GeDesign,
    /// Measured must be at most the design value.
    LeDesign,
}

/// What a repeated reading is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// One reading per point.
    PerPoint,
    /// One reading per edge.
    PerEdge,
}

/// One option of a choice item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceOption {
    /// Permanent key.
    pub key: String,
    /// Label for people.
    pub label: Text,
    /// What choosing it means.
    pub verdict: Verdict,
}

/// What an answer amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 合格.
    Pass,
    /// 不合格.
    Fail,
    /// 不适用: the item does not exist here and is not counted.
    Na,
    /// The answer stands, but nothing says yet whether it passes.
    Open,
}

/// How grave a failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Corrected on the spot.
    Minor,
    /// Corrected by a deadline.
    Major,
    /// Candidate for stopping work.
    Critical,
}

/// When an item needs a photo before the inspection can be finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoRule {
    /// Always, unless the item does not apply.
    Required,
    /// When the item fails.
    OnFail,
    /// When marks are deducted.
    OnDeduction,
    /// Never.
    Optional,
}

/// How the marks of a scored template are put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scoring {
    /// Full marks of the guarantee items of a complete table.
    pub guarantee_full: Decimal,
    /// Guarantee marks below which the table counts as zero.
    pub guarantee_pass: Decimal,
    /// What the guarantee test does when guarantee items do not apply.
    pub guarantee_missing: GuaranteeMissing,
    /// Total from which the grade is excellent.
    pub excellent_from: Decimal,
    /// Total from which the grade is qualified.
    pub qualified_from: Decimal,
    /// Rows of the summary table.
    pub rows: Vec<SummaryRow>,
}

/// A row of the summary table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    /// Code, such as `G03`.
    pub code: String,
    /// Name for people.
    pub name: Text,
    /// Full marks of the row; all rows add up to 100.
    pub weight: Decimal,
}

/// What the guarantee test does when some guarantee items do not apply; the standard is silent here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuaranteeMissing {
    /// The marks are converted to a complete table first.
    ProRata,
    /// The marks are compared as they are.
    AsIs,
}
