//! Parts of the catalogue that are data only: sources, phases, credit figures, parameters and the
//! glossary. The rules that use them live in `handheld-domain`.

use handheld_domain::approval::promise::ParkLimits;
use handheld_domain::{Decimal, Origin, Stage, Text};
use serde::Deserialize;

/// Where facts come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Permanent key.
    pub key: String,
    /// What it is.
    pub title: Text,
    /// How it was used.
    pub how: SourceKind,
    /// Address of the text, where one is known.
    pub url: Option<String>,
}

/// How a source was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// The text or a copy of it was read.
    Read,
    /// General knowledge, not read for this purpose.
    Known,
    /// A value chosen for this project.
    Chosen,
}

/// A phase of approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// 0 (enterprise affairs) to 5 (commissioning).
    pub number: u8,
    /// Name for people.
    pub name: Text,
}

/// A stage with the phases of approval that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageEntry {
    /// The stage.
    pub stage: Stage,
    /// Name for people.
    pub name: Text,
    /// Phases whose matters belong to it.
    pub phases: Vec<u8>,
    /// Matters of other phases that belong to it nevertheless.
    pub matters: Vec<String>,
}

/// A milestone that a gate may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Permanent key.
    pub key: String,
    /// Name for people.
    pub name: Text,
}

/// What a park promises to a firm, from negotiation to certificates (H19 to H22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParkPromise {
    /// Service before the contract (洽谈即服务).
    Service,
    /// Land on the day of signing (签约即供地).
    Land,
    /// Utilities by the start of the works (开工即配套).
    Utilities,
    /// Title soon after the completion filing (竣工即办证).
    Title,
}

/// A date that a park records beside the cases of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkDate {
    /// Permanent key, unlike that of any milestone.
    pub key: String,
    /// Name for people.
    pub name: Text,
    /// It may lie ahead.
    pub planned: bool,
    /// A utility that has to be ready when the works begin.
    pub utility: bool,
}

/// The promises of parks with the dates that they are measured by; empty where there are no parks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Park {
    /// Procedures whose projects have them.
    pub procedures: Vec<String>,
    /// Matter of the completion filing.
    pub filing: String,
    /// Matter of the title.
    pub title: String,
    /// Days within which land and title are promised.
    pub limits: ParkLimits,
    /// The promises in the order of a project's life.
    pub promises: Vec<(ParkPromise, Text)>,
    /// The dates.
    pub dates: Vec<ParkDate>,
}

/// Figures of the credit evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The score's own figures.
    pub score: CreditScore,
    /// How inspections of the site count.
    pub site: SiteTerm,
    /// Grades from the best down.
    pub grades: Vec<CreditGrade>,
    /// Good events.
    pub good: Vec<GoodEvent>,
    /// Bad events.
    pub bad: Vec<BadEvent>,
    /// Where the figures come from.
    pub origin: Origin,
}

/// The score's own figures.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditScore {
    /// Score of a firm without events.
    pub base: Decimal,
    /// Most that good events add.
    pub good_cap: Decimal,
    /// Months over which a good event fades.
    pub good_term_months: Decimal,
    /// Days of a month.
    pub month_days: Decimal,
    /// Least score.
    pub least: Decimal,
    /// Most score.
    pub most: Decimal,
    /// Months that a bad event still counts after its repair.
    pub repair_months: Decimal,
    /// Shortest term of a bad event, in months.
    pub term_months_least: Decimal,
}

/// How inspections of the site count.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteTerm {
    /// Mean total that neither adds nor takes.
    pub middle: Decimal,
    /// Marks of the mean for one point.
    pub divisor: Decimal,
    /// Most that is taken, as a negative number.
    pub least: Decimal,
    /// Most that is added.
    pub most: Decimal,
    /// Months looked back.
    pub window_months: Decimal,
}

/// A credit grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditGrade {
    /// Code from `A` to `E`.
    pub code: String,
    /// Least score of the grade.
    pub from: Decimal,
    /// Weight in a draw of inspection objects.
    pub draw_weight: u32,
    /// Planned inspections a year.
    pub inspections_a_year: u32,
    /// What follows from the grade.
    pub effect: Text,
}

/// A good event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodEvent {
    /// Permanent code.
    pub code: String,
    /// Name for people.
    pub name: Text,
    /// Points added.
    pub points: Decimal,
}

/// A bad event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadEvent {
    /// Permanent code.
    pub code: String,
    /// Name for people.
    pub name: Text,
    /// Points taken.
    pub points: Decimal,
    /// Months for which it counts.
    pub term_months: Decimal,
}

/// Figures of procedure that each locality may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// Working days within which findings are to be put right.
    pub rectification: handheld_domain::finding::RectificationDays,
    /// Working days for the re-check of a finding.
    pub recheck_working_days: u32,
    /// A promised limit is green while more than these working days are left.
    pub promise_green_days: u32,
    /// A promised limit is green while more than this share of it is left, in percent.
    pub promise_green_percent: u32,
    /// Divisor of the promised days of key projects.
    pub green_channel_divisor: u32,
    /// Calendar days after which a commitment is checked.
    pub post_check_calendar_days: u32,
    /// Hours after which data from the centre is marked as stale.
    pub stale_hours: u32,
    /// Where the figures come from.
    pub origin: Origin,
}

/// A group of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermGroup {
    /// Permanent key.
    pub key: String,
    /// Name for people.
    pub name: Text,
    /// Its terms.
    pub terms: Vec<Term>,
}

/// A term of the trade in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The term.
    pub name: Text,
    /// What to know about it.
    pub note: Option<Text>,
}

/// A kind of document that goes out of a case.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 受理通知书.
    Acceptance,
    /// 一次性补正告知书.
    Correction,
    /// 不予受理通知书.
    NotAccepted,
    /// 特别程序告知书.
    SpecialProcedure,
    /// 延期告知书.
    Extension,
    /// 决定书.
    Decision,
    /// 评审意见.
    Opinion,
    /// 领取回执.
    Delivery,
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Acceptance,
        Self::Correction,
        Self::NotAccepted,
        Self::SpecialProcedure,
        Self::Extension,
        Self::Decision,
        Self::Opinion,
        Self::Delivery,
    ];
}

/// A document that goes out of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentForm {
    /// Kind.
    pub kind: DocumentKind,
    /// Title.
    pub title: Text,
    /// What stands before year and number.
    pub prefix: String,
}
