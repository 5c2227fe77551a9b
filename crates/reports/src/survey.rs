//! The report of a survey as PDF: what was measured against the design, by which limits, the conclusion in words, a sketch, and who
//! signed it. 规划验线测量报告 and the reports of the other kinds of surveys.
//!
//! Here stands what a report is made from and what it must not lack; its sentences are data (`words/*.toml`), how it is put together is
//! in `compose` and `tables`, the sketch in `scene`, `labels` and `sketch`, how it stands on paper in `page`. Deviations, verdicts and
//! the conclusion are computed elsewhere and only shown.

mod compose;
mod labels;
mod readings;
mod scene;
mod sketch;
mod tables;

use chrono::{DateTime, FixedOffset, NaiveDate};
use handheld_domain::survey::evaluation::{DerivedKind, FigureRole, Value};
use handheld_domain::survey::{GridPoint, Verdict};
use handheld_domain::{Confidence, Lang, Text};

pub use crate::notice::RecordMark;
pub use crate::page::{Pdf, PdfError};
pub use readings::{FloorRow, Readings, RoundRow};

/// A report. Coordinates, lengths and heights in metres, deviations in millimetres, areas in square metres; `x` is north, `y` is east.
/// Texts of the record stand as they were entered.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyReport {
    /// Name of the kind: 规划验线.
    pub kind: Text,
    /// Number of the report: code of the project and stage.
    pub number: String,
    /// Name of the project.
    pub project: String,
    /// Code of the project.
    pub project_code: String,
    /// Stage of the project.
    pub stage: Text,
    /// The surveying unit.
    pub unit: String,
    /// The owner of the project; may be blank.
    pub owner: String,
    /// The grid and height system in words.
    pub grid: Text,
    /// The design that was measured against.
    pub design: DesignMark,
    /// Instruments used.
    pub instruments: Vec<Instrument>,
    /// Who measured.
    pub surveyed_by: Vec<String>,
    /// First and last day of measuring; none while nothing is measured.
    pub measured: Option<(NaiveDate, NaiveDate)>,
    /// Control points, checked before anything else.
    pub control: Vec<PointRow>,
    /// Staked points, corners and boundary points.
    pub points: Vec<PointRow>,
    /// Levels, such as ±0.
    pub levels: Vec<ValueRow>,
    /// Distances, such as those to the four boundaries (四至).
    pub distances: Vec<ValueRow>,
    /// Heights of buildings.
    pub heights: Vec<ValueRow>,
    /// Areas.
    pub areas: Vec<ValueRow>,
    /// Indices of the planning conditions, such as the plot ratio.
    pub indices: Vec<IndexRow>,
    /// Sides, diagonals, setbacks, spacings and areas that follow from measured points.
    pub derived: Vec<DerivedRow>,
    /// Figures for the sketch; points are drawn from `control` and `points`.
    pub figures: Vec<Figure>,
    /// The limits of this kind of survey.
    pub rules: Vec<RuleRow>,
    /// Percent of a limit from which on a value that holds is marked as near it.
    pub near_percent: u32,
    /// The verdict as a whole; none while it is too early to say.
    pub verdict: Option<Verdict>,
    /// The sentence of the verdict: names everything that fails.
    pub conclusion: Text,
    /// Version of the formulas.
    pub formulas: String,
    /// Positions seen by receivers that are no survey values and were not counted.
    pub observations: usize,
    /// Where the report stands.
    pub standing: Standing,
    /// Why the verdict no longer holds; none while it does.
    pub stale: Option<Text>,
    /// The signature; none while it is not signed.
    pub signature: Option<Signature>,
    /// The date below the report.
    pub date: NaiveDate,
    /// The record that it was made from.
    pub record: RecordMark,
}

/// Where a report stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Not signed: every page says so.
    Draft,
    /// Signed by the surveyor, not yet checked.
    Signed,
    /// Accepted by an office.
    Accepted {
        /// Who.
        by: String,
        /// When.
        on: NaiveDate,
    },
    /// Returned by an office: every page says so.
    Returned {
        /// Who.
        by: String,
        /// When.
        on: NaiveDate,
        /// Why.
        reason: String,
    },
}

/// The design that was measured against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesignMark {
    /// Number of the drawing.
    pub drawing: String,
    /// Its revision; may be blank.
    pub revision: String,
    /// Version in the record, from 1.
    pub version: u32,
    /// The day on which it was brought in.
    pub date: NaiveDate,
}

/// An instrument with its calibration (检定).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// Model.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// Number of the certificate.
    pub certificate: String,
    /// Last day on which the calibration holds.
    pub valid_until: NaiveDate,
    /// Out of calibration on a day of use.
    pub expired: bool,
}

/// A limit with its unit, as it judged one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// How much, inclusive.
    pub limit: f64,
    /// `mm`, `m`, `m²` or `%`.
    pub unit: String,
}

/// A point by design and as measured.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PointRow {
    /// Name.
    pub name: String,
    /// By design.
    pub design: Value,
    /// As measured; without parts while it is not.
    pub measured: Value,
    /// Measured minus design, north, mm.
    pub dx_mm: Option<f64>,
    /// Measured minus design, east, mm.
    pub dy_mm: Option<f64>,
    /// In plan, mm.
    pub ds_mm: Option<f64>,
    /// In height, mm.
    pub dh_mm: Option<f64>,
    /// Limit in plan.
    pub limit: Option<Bound>,
    /// Limit in height, where height is judged.
    pub level_limit: Option<Bound>,
    /// None while not measured.
    pub verdict: Option<Verdict>,
}

/// A level, distance, height or area by design and as measured.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ValueRow {
    /// Name.
    pub name: String,
    /// By design, m or m²; of an index its bound.
    pub design: f64,
    /// As measured, m or m², or an index.
    pub measured: Option<f64>,
    /// Measured minus design, mm; of areas m², of indices as they are.
    pub deviation: Option<f64>,
    /// The limit.
    pub limit: Option<Bound>,
    /// None while not measured.
    pub verdict: Option<Verdict>,
    /// What was read in the field, where the value was computed from it.
    pub readings: Option<Readings>,
}

/// An index against its bound, which stands as the design of the row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IndexRow {
    /// The bound is a lower one.
    pub at_least: bool,
    /// Name, bound and index.
    pub row: ValueRow,
}

/// What follows from measured points.
#[derive(Debug, Clone, PartialEq)]
pub struct DerivedRow {
    /// What.
    pub kind: DerivedKind,
    /// Between what.
    pub name: String,
    /// By design, m; of areas m² on the grid.
    pub design: Option<f64>,
    /// From measured points, m; of areas m² on the grid.
    pub measured: Option<f64>,
    /// Measured minus design, mm; of areas m².
    pub deviation: Option<f64>,
    /// Asked for at least, m.
    pub required: Option<f64>,
    /// Area on the ellipsoid, m².
    pub on_ellipsoid: Option<f64>,
    /// The limit.
    pub limit: Option<Bound>,
    /// None for what only informs or is not measured.
    pub verdict: Option<Verdict>,
}

/// A figure of the sketch.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Name.
    pub name: String,
    /// What it is.
    pub role: FigureRole,
    /// Closed.
    pub closed: bool,
    /// By design.
    pub design: Vec<GridPoint>,
    /// As measured, corner by corner of the design; empty while not all of it is.
    pub measured: Vec<GridPoint>,
}

/// A limit with its source.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleRow {
    /// What it limits.
    pub name: Text,
    /// The limit; none where each row has its own.
    pub bound: Option<Bound>,
    /// Standard and clause in words; blank for a limit that a person stated.
    pub source: Text,
    /// How sure the figure is.
    pub confidence: Confidence,
}

/// A signature by the key of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who.
    pub by: String,
    /// When, with the offset of the device.
    pub at: DateTime<FixedOffset>,
    /// Digest of the heads of the record that was signed, in hex.
    pub digest: String,
    /// Fingerprint of the key.
    pub fingerprint: String,
    /// Whether it was proven: by the key named, over this record.
    pub proven: bool,
}

/// Something a report must not lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SurveyLack {
    /// The kind.
    Kind,
    /// The number.
    Number,
    /// Name or code of the project.
    Project,
    /// The stage.
    Stage,
    /// The surveying unit.
    Unit,
    /// The grid.
    Grid,
    /// The number of the drawing.
    Design,
    /// Anything to be measured.
    Targets,
    /// The limits.
    Rules,
    /// The conclusion.
    Conclusion,
    /// The version of the formulas.
    Formulas,
    /// An instrument, in a signed report.
    Instrument,
    /// Who measured, in a signed report.
    SurveyedBy,
    /// The days of measuring, in a signed report.
    Measured,
    /// The signature, in a signed report.
    Signature,
    /// The reason, in a returned or stale report.
    Reason,
}

impl SurveyLack {
    /// The field as records and commands name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Number => "number",
            Self::Project => "project",
            Self::Stage => "stage",
            Self::Unit => "unit",
            Self::Grid => "grid",
            Self::Design => "design",
            Self::Targets => "targets",
            Self::Rules => "rules",
            Self::Conclusion => "conclusion",
            Self::Formulas => "formulas",
            Self::Instrument => "instrument",
            Self::SurveyedBy => "surveyed_by",
            Self::Measured => "measured",
            Self::Signature => "signature",
            Self::Reason => "reason",
        }
    }
}

/// Why no report was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SurveyReportError {
    /// It would lack what it must contain; everything at once.
    #[error(
        "the report was not made, it would lack: {}; the record is unchanged; fill in what lacks and make it again",
        .0.iter().map(|lack| lack.as_str()).collect::<Vec<_>>().join(", ")
    )]
    Lacks(Vec<SurveyLack>),
    /// A number in it is none.
    #[error(
        "the report was not made, a value of {0} is no finite number; the record is unchanged; report this as a defect"
    )]
    NotFinite(String),
    /// The file could not be written.
    #[error(transparent)]
    Pdf(#[from] PdfError),
}

/// The title of the report in one language.
pub fn title(report: &SurveyReport, lang: Lang) -> String {
    let kind = [("kind", report.kind.get(lang))];
    crate::words::fill(&crate::words::words(lang).survey.title, &kind)
}

/// Makes the report in one language. Characters that the font lacks stand as boxes with their code points and are listed in
/// [`Pdf::missing`], as in notices.
///
/// # Errors
///
/// [`SurveyReportError::Lacks`] with everything the report must contain and the input does not say,
/// [`SurveyReportError::NotFinite`] for a number that is none, [`SurveyReportError::Pdf`] if the file could not be written.
pub fn pdf(report: &SurveyReport, lang: Lang) -> Result<Pdf, SurveyReportError> {
    let lacks = lacks(report);
    if !lacks.is_empty() {
        return Err(SurveyReportError::Lacks(lacks));
    }
    if let Some(name) = not_finite(report) {
        return Err(SurveyReportError::NotFinite(name));
    }
    Ok(compose::compose(report, lang)?)
}

/// What the report would lack, everything at once; empty if it can be made. A draft may lack what only measuring and signing give.
pub fn lacks(report: &SurveyReport) -> Vec<SurveyLack> {
    use SurveyLack as Lack;
    let blank = |text: &str| text.trim().is_empty();
    let half = |text: &Text| blank(&text.zh) || blank(&text.en);
    let draft = report.standing == Standing::Draft;
    let values = [
        &report.levels,
        &report.distances,
        &report.heights,
        &report.areas,
    ];
    let points = report.control.is_empty() && report.points.is_empty();
    let returned = matches!(&report.standing, Standing::Returned { reason, .. } if blank(reason));
    let asked = [
        (Lack::Kind, half(&report.kind)),
        (Lack::Number, blank(&report.number)),
        (
            Lack::Project,
            blank(&report.project) || blank(&report.project_code),
        ),
        (Lack::Stage, half(&report.stage)),
        (Lack::Unit, blank(&report.unit)),
        (Lack::Grid, half(&report.grid)),
        (Lack::Design, blank(&report.design.drawing)),
        (
            Lack::Targets,
            points && values.iter().all(|rows| rows.is_empty()) && report.indices.is_empty(),
        ),
        (Lack::Rules, report.rules.is_empty()),
        (Lack::Conclusion, half(&report.conclusion)),
        (Lack::Formulas, blank(&report.formulas)),
        (Lack::Instrument, !draft && report.instruments.is_empty()),
        (
            Lack::SurveyedBy,
            !draft && report.surveyed_by.iter().all(|name| blank(name)),
        ),
        (Lack::Measured, !draft && report.measured.is_none()),
        (Lack::Signature, !draft && report.signature.is_none()),
        (
            Lack::Reason,
            returned || report.stale.as_ref().is_some_and(half),
        ),
    ];
    let lacking = asked.into_iter().filter(|(_, lacking)| *lacking);
    lacking.map(|(lack, _)| lack).collect()
}

/// The name of the first row with a number that is none: such a number would be drawn anywhere.
fn not_finite(report: &SurveyReport) -> Option<String> {
    let bad = |numbers: &[Option<f64>]| numbers.iter().flatten().any(|n| !n.is_finite());
    let of = |value: &Value| bad(&[value.x_north, value.y_east, value.h, value.value]);
    let limit = |bound: &Option<Bound>| bound.as_ref().is_some_and(|b| !b.limit.is_finite());
    let points = report.control.iter().chain(&report.points);
    let points = points.filter(|row| {
        of(&row.design)
            || of(&row.measured)
            || bad(&[row.dx_mm, row.dy_mm, row.ds_mm, row.dh_mm])
            || limit(&row.limit)
            || limit(&row.level_limit)
    });
    let values = report.levels.iter().chain(&report.distances);
    let values = values.chain(&report.heights).chain(&report.areas);
    let values = values.chain(report.indices.iter().map(|index| &index.row));
    let values = values.filter(|row| {
        let read = row.readings.as_ref().map(Readings::numbers);
        bad(&[Some(row.design), row.measured, row.deviation])
            || limit(&row.limit)
            || read.is_some_and(|all| all.iter().any(|n| !n.is_finite()))
    });
    let derived = report.derived.iter().filter(|row| {
        bad(&[row.design, row.measured, row.deviation]) || bad(&[row.required, row.on_ellipsoid])
    });
    let figures = report.figures.iter().filter(|figure| {
        let mut corners = figure.design.iter().chain(&figure.measured);
        corners.any(|corner| !corner.is_finite())
    });
    let rules = report.rules.iter();
    let rules = rules.filter(|rule| limit(&rule.bound));
    points
        .map(|row| &row.name)
        .chain(values.map(|row| &row.name))
        .chain(derived.map(|row| &row.name))
        .chain(figures.map(|figure| &figure.name))
        .chain(rules.map(|rule| &rule.name.en))
        .next()
        .cloned()
}
