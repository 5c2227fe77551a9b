//! Survey checks: tasks, design versions, points measured against them, verdicts with their rules, signatures and what became of them.
//!
//! Lengths and coordinates in metres, deviations in millimetres with one decimal, angles in degrees, dates `YYYY-MM-DD`.
//! `x_north` is north and `y_east` is east everywhere: a file, an instrument and a map may say otherwise, a view never does.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::approval::ClockColour;
use super::inspection::{PhotoView, Position};
use super::session::OrganisationRef;
use super::{Delivery, PersonRef, Role, Stage, Text};
use crate::{BlobHash, CaseId, ProjectId, SurveyId};

/// Where a survey task stands. What was measured decides between passed and failed; nobody sets it by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SurveyState {
    /// A surveying unit has it; no design data yet.
    Assigned,
    /// Design data are there and pinned.
    DesignLocked,
    /// Some of what is to be measured has been.
    Measuring,
    /// Everything is measured and holds.
    Passed,
    /// Everything is measured, or enough is to know that it does not hold.
    Failed,
    /// Signed by the surveyor; waits for the planning bureau.
    Signed,
    /// The planning bureau accepts the result.
    Accepted,
    /// The planning bureau returns it.
    Returned,
}

/// The three contract stages of multi-survey in one (多测合一).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ContractStage {
    /// 项目用地测量
    Land,
    /// 工程实施测量
    Works,
    /// 竣工及不动产登记测量
    Completion,
}

/// What a target of a design is, which decides what is measured and by which rule it is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TargetRole {
    /// A staked point or corner: position.
    Point,
    /// A control point whose coordinates are known: position, and level where it has one.
    Control,
    /// A boundary point of a parcel (界址点): position.
    Boundary,
    /// A level, such as ±0 of a building.
    Level,
    /// A distance, such as one to the four boundaries (四至).
    Distance,
    /// The height of a building.
    Height,
    /// An area.
    Area,
    /// An index with an upper bound of the planning conditions, such as the plot ratio (容积率): its design is the bound.
    IndexAtMost,
    /// An index with a lower bound, such as the green ratio (绿地率).
    IndexAtLeast,
}

/// What a figure of a design is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FigureRole {
    /// Outline of a building through its points.
    Building,
    /// Red line (用地红线、建筑红线) from which buildings keep off.
    RedLine,
    /// A parcel whose area is checked.
    Parcel,
    /// Anything else, drawn only.
    Other,
}

/// How a value stands against its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SurveyVerdict {
    /// 符合
    Pass,
    /// Holds, but near the limit: measure again before it is built upon.
    Near,
    /// 超限
    Fail,
}

/// The rule behind a verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyRule {
    /// Key in the catalogue, e.g. `staked_point`.
    pub key: String,
    /// Name.
    pub name: Text,
    /// The limit; inclusive, compared after rounding to 0.1 mm.
    pub limit: f64,
    /// Unit of limit and deviation: `mm`, `m`, `m²`, `%`; empty for an index.
    pub unit: String,
    /// Standard and clause in words.
    pub source: Text,
    /// `high`, `medium`, `low`: how sure the figure is. What is low is a local parameter to be confirmed.
    pub confidence: String,
}

/// Coordinates or a value; what a role does not have is none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyValue {
    /// North, m.
    pub x_north: Option<f64>,
    /// East, m.
    pub y_east: Option<f64>,
    /// Height in the project's height system, m.
    pub h: Option<f64>,
    /// Distance or height of a building in m, area in m².
    pub value: Option<f64>,
}

/// From where a measured value came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MeasuredBy {
    /// Typed.
    Typed,
    /// A file of an instrument.
    File,
    /// A GNSS receiver by NMEA.
    Receiver,
}

/// Quality of a GNSS fix (GGA field 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FixQuality {
    /// No position.
    None,
    /// Autonomous.
    Single,
    /// Differential.
    Differential,
    /// RTK, integers fixed: the only one that gives a survey value.
    RtkFixed,
    /// RTK, floating.
    RtkFloat,
    /// Dead reckoning, manual, simulated or unknown.
    Other,
}

/// A fix of a receiver as it came, with its position in the project's grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FixView {
    /// Quality.
    pub quality: FixQuality,
    /// Longitude, degrees.
    pub lon: f64,
    /// Latitude, degrees.
    pub lat: f64,
    /// North in the project's grid, m; none outside of it.
    pub x_north: Option<f64>,
    /// East in the project's grid, m.
    pub y_east: Option<f64>,
    /// Height above mean sea level as the receiver says it, m.
    pub altitude_m: Option<f64>,
    /// Satellites used.
    pub satellites: Option<u32>,
    /// Horizontal dilution of precision.
    pub hdop: Option<f64>,
    /// Age of the corrections, s.
    pub age_s: Option<f64>,
    /// Horizontal accuracy: as the receiver says it (GST), else estimated from the quality, m.
    pub accuracy_m: f64,
    /// Time of the receiver, `HH:MM:SS.sss` UTC.
    pub time_utc: String,
    /// Whether it counts as a survey value.
    pub counts: bool,
    /// Why not, in words; empty when it counts.
    pub why_not: Text,
}

/// A measured value with everything it stands on. One atomic value: stored, merged and shown as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MeasurementView {
    /// Names it among those in conflict.
    pub id: String,
    /// The value that counts: the mean where several readings were given.
    pub value: SurveyValue,
    /// The single readings, when there were several.
    pub readings: Vec<SurveyValue>,
    /// Largest difference between readings in mm, when there were several.
    pub spread_mm: Option<f64>,
    /// From where.
    pub source: MeasuredBy,
    /// Name of the file, for values of a file.
    pub file_name: Option<String>,
    /// Local system from which they were taken over, by its name; none = the grid of the survey.
    pub local_system: Option<String>,
    /// The fix, for values of a receiver.
    pub fix: Option<FixView>,
    /// Instrument.
    pub instrument: Option<InstrumentView>,
    /// Note.
    pub note: String,
    /// What was read in the field, for a value that was computed from it.
    pub from: Option<ReadingsView>,
    /// Who.
    pub by: PersonRef,
    /// Device time, RFC 3339 with offset.
    pub at: String,
}

/// What was read in the field, from which a value is computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum FieldReadings {
    /// Height of a building by circle readings in both faces (盘左、盘右); each round gives one height.
    HeightByFaces {
        /// Horizontal distance from the instrument, m.
        distance_m: f64,
        /// Rounds (测回).
        rounds: Vec<FacesRound>,
    },
    /// Floor area by storeys and their heights.
    FloorArea {
        /// Storeys and parts of storeys.
        floors: Vec<FloorReading>,
    },
    /// An index as the share of one area in another, such as counted floor area by site area.
    AreaRatio {
        /// The area above the line, m².
        part_m2: f64,
        /// The area of the site, m².
        site_m2: f64,
    },
}

/// One round (测回): zenith readings of the vertical circle, degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct FacesRound {
    /// Top, face left.
    pub top_left: f64,
    /// Top, face right.
    pub top_right: f64,
    /// Base, face left.
    pub base_left: f64,
    /// Base, face right.
    pub base_right: f64,
}

/// Of which height of a storey its area counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FloorKind {
    /// A level ceiling: storey height (层高).
    Level,
    /// Under a slope: net height (净高).
    Sloped,
}

/// A storey, or the part of one under a slope between two net heights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FloorReading {
    /// Name, e.g. `1F`; empty for its place in the list.
    #[serde(default)]
    pub name: String,
    /// Of which height.
    pub kind: FloorKind,
    /// Area, m².
    pub area_m2: f64,
    /// Storey height, or net height under a slope, m.
    pub height_m: f64,
}

/// Heights from which floor area counts, m.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct FloorSteps {
    /// Storey height from which it counts in full; below it, by half.
    pub storey_full_m: f64,
    /// Net height under a slope from which it counts in full.
    pub slope_full_m: f64,
    /// Net height under a slope from which it counts by half; below it, not at all.
    pub slope_half_m: f64,
}

/// What one round comes to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct RoundFound {
    /// Height, m.
    pub height_m: f64,
    /// Vertical angle to the top above the horizon, mean of both faces, degrees.
    pub top_deg: f64,
    /// Vertical angle to the base, degrees.
    pub base_deg: f64,
    /// Index error (指标差) by the readings to the top, seconds.
    pub top_index_sec: f64,
    /// Index error by the readings to the base, seconds.
    pub base_index_sec: f64,
}

/// What one storey comes to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct FloorFound {
    /// Share that counts: 1, 0.5 or 0.
    pub share: f64,
    /// Area that counts, m².
    pub counted_m2: f64,
}

/// What was read in the field, with everything derived on the way to the value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ReadingsView {
    /// As read.
    pub readings: FieldReadings,
    /// Version of the formulas by which it was computed.
    pub formulas: String,
    /// For a height: what each round comes to.
    pub rounds: Vec<RoundFound>,
    /// For an area: what each storey comes to.
    pub floors: Vec<FloorFound>,
    /// For an area: the heights from which it was counted.
    pub steps: Option<FloorSteps>,
    /// For an area: where these heights come from.
    pub steps_source: Text,
    /// The value: mean height in m, counted area in m², or the index.
    pub value: Option<f64>,
    /// Largest difference of heights between rounds, mm.
    pub spread_mm: Option<f64>,
    /// What has to be told about the readings, each with its limit and source; the value counts all the same.
    pub doubts: Vec<Text>,
}

/// A reading that cannot be used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ReadingProblem {
    /// Field: `distance_m`, `rounds`, `rounds.0.top_left`, `floors.2.height_m`, `part_m2`, `site_m2`.
    pub at: String,
    /// Why, and what to do.
    pub text: Text,
}

/// What readings would come to. Nothing is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ReadingsTried {
    /// What follows; none while a reading cannot be used.
    pub found: Option<ReadingsView>,
    /// How the target would stand.
    pub result: Option<TargetResult>,
    /// Readings that cannot be used.
    pub problems: Vec<ReadingProblem>,
}

/// What came out for one target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TargetResult {
    /// Measured minus design, north, mm.
    pub dx_mm: Option<f64>,
    /// Measured minus design, east, mm.
    pub dy_mm: Option<f64>,
    /// Distance between the two in plan, mm.
    pub ds_mm: Option<f64>,
    /// Measured minus design in height, mm.
    pub dh_mm: Option<f64>,
    /// Measured minus design of a distance or height in mm, of an area in m².
    pub dv: Option<f64>,
    /// The worst of what was compared.
    pub verdict: SurveyVerdict,
    /// The rules, plan before level.
    pub rules: Vec<SurveyRule>,
    /// One sentence that says by how much it holds or fails.
    pub sentence: Text,
}

/// One thing to be measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TargetView {
    /// Name, unique in its survey: `A1`, `2#`, `东`.
    pub name: String,
    /// What it is.
    pub role: TargetRole,
    /// Code of the drawing, may be empty.
    pub code: String,
    /// The design value.
    pub design: SurveyValue,
    /// The value in force; with a conflict the one that the record happens to put first.
    pub measured: Option<MeasurementView>,
    /// All different values when there is a conflict, else empty.
    pub conflict: Vec<MeasurementView>,
    /// What came out; none while not measured.
    pub result: Option<TargetResult>,
    /// Photos of it, without removed ones.
    pub photos: Vec<PhotoView>,
    /// Measured by a crew that did not know of the signature.
    pub after_signing: bool,
}

/// A side, diagonal, setback, spacing or area of a figure: computed from measured points, never entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DerivedRow {
    /// `side`, `diagonal`, `setback`, `spacing`, `area`.
    pub kind: DerivedKind,
    /// What it is between, e.g. `A1-A2`.
    pub name: String,
    /// By design, m or m².
    pub design: Option<f64>,
    /// From the measured points, m or m².
    pub measured: Option<f64>,
    /// Measured minus design in mm, for areas in m².
    pub deviation: Option<f64>,
    /// What is asked for at least (setback, spacing), m.
    pub required: Option<f64>,
    /// Area on the ellipsoid beside the one on the grid, m².
    pub on_ellipsoid: Option<f64>,
    /// Verdict; none for what only informs.
    pub verdict: Option<SurveyVerdict>,
    /// The rule.
    pub rule: Option<SurveyRule>,
}

/// What a derived row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DerivedKind {
    /// Side of a building.
    Side,
    /// Diagonal of a building.
    Diagonal,
    /// Distance of a building to the red line.
    Setback,
    /// Distance between two buildings.
    Spacing,
    /// Area of a parcel.
    Area,
}

/// A figure of the design through named points, or through coordinates of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FigureView {
    /// Name: `1#楼`, `用地红线`.
    pub name: String,
    /// What it is.
    pub role: FigureRole,
    /// Closed.
    pub closed: bool,
    /// By design: north, east.
    pub design: Vec<[f64; 2]>,
    /// As measured, when all of its points are.
    pub measured: Vec<[f64; 2]>,
    /// Names of its points, in order; empty for a figure with coordinates of its own.
    pub points: Vec<String>,
    /// Least distance to the red line, or to other buildings, m.
    pub required_m: Option<f64>,
}

/// A version of the design data. It is never edited: a correction is the next version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DesignView {
    /// Which (a UUID).
    pub id: String,
    /// 1 for the first.
    pub version: u32,
    /// Number of the drawing.
    pub drawing: String,
    /// Revision of the drawing.
    pub revision: String,
    /// Name of the file that it came from; empty when it was typed.
    pub file_name: String,
    /// Digest of that file, kept as it came.
    pub sha256: Option<BlobHash>,
    /// Local system from which its coordinates were taken over, by its name; none = the grid of the survey. The file then stays on the
    /// device that took it in.
    pub local_system: Option<String>,
    /// Targets in it.
    pub targets: u32,
    /// Who brought it in.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// The one that counts.
    pub in_force: bool,
}

/// An instrument with its calibration (检定).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct InstrumentView {
    /// Model, e.g. `TS16`.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// Number of the calibration certificate.
    pub certificate: String,
    /// Last day on which the calibration holds.
    pub valid_until: String,
    /// Out of calibration on the day of use (or today, in a list).
    pub expired: bool,
}

/// Something seen by a receiver that is no survey value: kept, never counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ObservationView {
    /// Which (a UUID).
    pub id: String,
    /// Target at which it was taken.
    pub target: String,
    /// The fix.
    pub fix: FixView,
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: String,
}

/// What happened to a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SurveyActKind {
    /// Given to a unit.
    Assigned,
    /// A design version was brought in.
    Designed,
    /// One of several different values was chosen.
    Chosen,
    /// Signed by a surveyor with the key of the device.
    Signed,
    /// The signature was taken back before it was checked.
    Withdrawn,
    /// Accepted by the planning bureau.
    Accepted,
    /// Returned by the planning bureau.
    Returned,
    /// Used by a department for a case of its own.
    Reused,
}

/// One act in the history of a survey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyActView {
    /// Which (a UUID).
    pub id: String,
    /// What.
    pub act: SurveyActKind,
    /// Who.
    pub by: PersonRef,
    /// As what.
    pub role: Option<Role>,
    /// Of which organisation.
    pub organisation: Option<OrganisationRef>,
    /// When, RFC 3339.
    pub at: String,
    /// In words.
    pub note: String,
    /// Version of the design that it rests on.
    pub design: Option<u32>,
    /// For a signature: passed or failed.
    pub verdict: Option<SurveyVerdict>,
    /// For a signature: whether it was proven by the device's key, is for this record, and is of the surveyor named.
    pub proven: Option<bool>,
    /// For an act on a signature that no longer stands, or a signature by which not everything is covered.
    pub outdated: bool,
    /// Case for which a department used it.
    pub case: Option<CaseId>,
}

/// What lacks before a survey may be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SurveyLackKind {
    /// No design data.
    Design,
    /// Not measured.
    Measurement,
    /// Different values: somebody must choose.
    Choice,
    /// No control point was checked.
    Closure,
    /// The closure is beyond its limit.
    ClosureFailed,
    /// No instrument is named.
    Instrument,
    /// The instrument is out of calibration.
    Calibration,
    /// A photo is asked for.
    Photo,
    /// Readings of which a value was computed are beyond a limit.
    Readings,
}

/// One lacking thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyLack {
    /// What.
    pub kind: SurveyLackKind,
    /// Target, where it is about one; else empty.
    pub target: String,
    /// In words, with what to do.
    pub text: Text,
    /// Told, but does not keep the survey from being signed.
    pub warning: bool,
}

/// A survey in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyRow {
    /// Which.
    pub id: SurveyId,
    /// Number for people.
    pub number: String,
    /// Project.
    pub project: ProjectId,
    /// Its name.
    pub project_name: String,
    /// Kind in the catalogue, e.g. `grey_line`.
    pub kind: String,
    /// Its name.
    pub kind_name: Text,
    /// Contract stage.
    pub contract_stage: ContractStage,
    /// Stage of the project that it belongs to.
    pub stage: Stage,
    /// Matter that rests on it; empty when none does.
    pub matter: String,
    /// Surveying unit.
    pub unit: OrganisationRef,
    /// Where it stands.
    pub state: SurveyState,
    /// The design or something measured changed after it was signed: the verdict no longer holds.
    pub stale: bool,
    /// Way to the centre.
    pub delivery: Delivery,
    /// To be measured.
    pub targets: u32,
    /// Measured.
    pub measured: u32,
    /// Beyond their limit.
    pub failed: u32,
    /// Near their limit.
    pub near: u32,
    /// With different values.
    pub conflicts: u32,
    /// Version of the design in force.
    pub design: Option<u32>,
    /// By when, `YYYY-MM-DD`.
    pub due: Option<String>,
    /// Working days left; negative when overdue; none without a due date or when it is done.
    pub days_left: Option<i32>,
    /// Green, yellow, red, black as for cases.
    pub colour: ClockColour,
    /// Last change, RFC 3339.
    pub changed_at: String,
}

/// Which surveys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SurveyFilter {
    /// To be measured and signed, those returned and stale ones too.
    ToDo,
    /// Signed, waiting for the planning bureau.
    ToCheck,
    /// Accepted.
    Accepted,
    /// All.
    All,
}

/// A page of surveys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveysView {
    /// Rows: overdue first, then the earlier due date.
    pub rows: Vec<SurveyRow>,
    /// How many match.
    pub total: u32,
    /// How many there are by filter.
    pub counts: Vec<SurveyCount>,
    /// Kinds that may be assigned here.
    pub kinds: Vec<SurveyKindView>,
    /// Whether the person may assign surveys.
    pub may_assign: bool,
}

/// How many surveys a filter has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyCount {
    /// Which.
    pub filter: SurveyFilter,
    /// How many.
    pub count: u32,
}

/// A kind of survey of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyKindView {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Contract stage.
    pub contract_stage: ContractStage,
    /// Stage of the project.
    pub stage: Stage,
    /// Matter that rests on it.
    pub matter: String,
    /// Roles of targets that it has.
    pub roles: Vec<TargetRole>,
}

/// What the person may do with a survey now.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyMay {
    /// Bring in a design version.
    pub design: bool,
    /// Enter values.
    pub measure: bool,
    /// Sign, once nothing lacks.
    pub sign: bool,
    /// Take the signature back.
    pub withdraw: bool,
    /// Accept or return.
    pub check: bool,
    /// Use the result for a case of the own department.
    pub reuse: bool,
    /// Export with coordinates; without it only the report.
    pub export: bool,
}

/// A local affine from the grid of a survey to the unit square of Web Mercator, of which tiles are cut: `u` runs east and `v` runs south.
/// `u = u0 + u_north * (x_north - x0) + u_east * (y_east - y0)`, and `v` alike. For drawing only.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct TileFrame {
    /// `u` of the centre.
    pub u0: f64,
    /// `v` of the centre.
    pub v0: f64,
    /// Change of `u` per metre to the north.
    pub u_north: f64,
    /// Change of `u` per metre to the east.
    pub u_east: f64,
    /// Change of `v` per metre to the north.
    pub v_north: f64,
    /// Change of `v` per metre to the east.
    pub v_east: f64,
    /// How far it is off at most 1 km from the centre, m.
    pub error_m: f64,
}

/// Where the tiles of a map lie around the middle of a survey.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct GroundFrame {
    /// North of the centre, m.
    pub x0: f64,
    /// East of the centre, m.
    pub y0: f64,
    /// For tiles that are where they say.
    pub tiles: TileFrame,
    /// For tiles that are drawn shifted, in GCJ-02.
    pub shifted: TileFrame,
}

/// One survey, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyView {
    /// The same facts as in a list.
    pub row: SurveyRow,
    /// EPSG code of the project's grid.
    pub epsg: u32,
    /// The grid in words.
    pub grid: Text,
    /// Design versions, the newest first.
    pub designs: Vec<DesignView>,
    /// Targets in the order of the design.
    pub targets: Vec<TargetView>,
    /// Figures of the design.
    pub figures: Vec<FigureView>,
    /// Sides, diagonals, setbacks, spacings, areas.
    pub derived: Vec<DerivedRow>,
    /// Rules of this kind of survey, with limits that do not depend on a length.
    pub rules: Vec<SurveyRule>,
    /// Instruments named, the latest first.
    pub instruments: Vec<InstrumentView>,
    /// Seen by receivers, and no survey values.
    pub observations: Vec<ObservationView>,
    /// Verdict as a whole; none while nothing is measured.
    pub verdict: Option<SurveyVerdict>,
    /// The sentence of the report: names every failing point and distance.
    pub conclusion: Text,
    /// What lacks before it may be signed.
    pub lacks: Vec<SurveyLack>,
    /// History, oldest first.
    pub acts: Vec<SurveyActView>,
    /// What the person may do.
    pub may: SurveyMay,
    /// Photos without a target.
    pub tray: Vec<PhotoView>,
    /// Version of the formulas by which it is computed.
    pub formulas: String,
    /// Why the result is stale, in words; empty when it is not.
    pub stale_because: Text,
    /// Whether a photo of every failing point is asked for.
    pub photo_on_fail: bool,
    /// Where tiles of a map lie; none when there is nothing to locate it by.
    pub ground: Option<GroundFrame>,
}

/// The answer to one value: only what changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TargetSaved {
    /// The target as it now stands.
    pub target: TargetView,
    /// The row with counts.
    pub row: SurveyRow,
    /// What lacks.
    pub lacks: Vec<SurveyLack>,
    /// Verdict as a whole.
    pub verdict: Option<SurveyVerdict>,
    /// The sentence.
    pub conclusion: Text,
    /// Sides, diagonals, setbacks, spacings, areas.
    pub derived: Vec<DerivedRow>,
    /// Figures, as their points are measured.
    pub figures: Vec<FigureView>,
    /// Device time at which it was on disk.
    pub saved_at: String,
}

/// In which order a file has its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SurveyColumn {
    /// Name of the point.
    Name,
    /// Code.
    Code,
    /// North.
    XNorth,
    /// East.
    YEast,
    /// Height.
    H,
    /// Not read.
    Skip,
}

/// A file looked at before anything is taken from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyFilePreview {
    /// `csv`, `xlsx`, `geojson`, `gpkg`, `dxf`.
    pub format: String,
    /// Encoding and separator in words, for text files.
    pub reading: Text,
    /// Sheets of a workbook, layers of a package; empty otherwise.
    pub sheets: Vec<String>,
    /// The sheet that was read.
    pub sheet: String,
    /// Columns as they are taken, for tables; empty for formats that name their fields.
    pub columns: Vec<SurveyColumn>,
    /// First rows as they stand in the file.
    pub rows: Vec<Vec<String>>,
    /// The same rows as they would be read.
    pub points: Vec<SurveyPointRow>,
    /// Points in all.
    pub count: u32,
    /// Figures that the file has.
    pub figures: u32,
    /// What looks wrong, e.g. east and north swapped; nothing is changed by itself.
    pub warnings: Vec<SurveyFileWarning>,
    /// Rows that cannot be read.
    pub problems: Vec<SurveyFileProblem>,
}

/// A point of a file as it would be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyPointRow {
    /// Name.
    pub name: String,
    /// Code.
    pub code: String,
    /// North, m.
    pub x_north: f64,
    /// East, m.
    pub y_east: f64,
    /// Height, m.
    pub h: Option<f64>,
}

/// Something that looks wrong in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyFileWarning {
    /// `swapped`, `other_zone`, `far_apart`, `outside_site`, `no_heights`.
    pub kind: String,
    /// In words, with what to do.
    pub text: Text,
    /// Columns that would mend it; empty when none would.
    pub columns: Vec<SurveyColumn>,
}

/// A row of a file that cannot be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SurveyFileProblem {
    /// Row from 1, 0 for the file as a whole.
    pub row: u32,
    /// Column in words.
    pub column: String,
    /// Why, and what to do.
    pub text: Text,
}

/// A line of a plan, with its arcs as chords.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PlanLine {
    /// The last point is joined to the first, which is not repeated.
    pub closed: bool,
    /// North and east, m.
    pub points: Vec<[f64; 2]>,
}

/// A plan to be drawn under a survey. Nothing of it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PlanView {
    /// Name of the file.
    pub name: String,
    /// EPSG code of the grid that its coordinates are in.
    pub epsg: u32,
    /// Lines.
    pub lines: Vec<PlanLine>,
    /// Points: north and east, m.
    pub points: Vec<[f64; 2]>,
    /// What of the file is not drawn, in words; empty when everything is.
    pub left_out: Text,
}

/// From where a receiver is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReceiverKind {
    /// TCP, `host:port`.
    Tcp,
    /// A serial port (also of a paired Bluetooth device).
    Serial,
    /// A recorded log.
    Replay,
}

/// A receiver and what it says now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ReceiverView {
    /// Connected to what; none while there is none.
    pub kind: Option<ReceiverKind>,
    /// Address, port or file.
    pub address: String,
    /// Sentences come in.
    pub live: bool,
    /// Seconds since the last fix; none before the first.
    pub silent_s: Option<f64>,
    /// The last fix, in the grid of the survey asked for.
    pub fix: Option<FixView>,
    /// Serial ports of this machine.
    pub ports: Vec<String>,
    /// Why it stopped, in words; empty while it runs.
    pub problem: Text,
    /// Lines that could not be read.
    pub bad_lines: u32,
    /// What was connected last on this device, to be offered again.
    pub last: Option<LastReceiver>,
}

/// A receiver that was connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LastReceiver {
    /// How.
    pub kind: ReceiverKind,
    /// `host:port`, or name of the port.
    pub address: String,
    /// Baud rate of a serial port; 0 for others.
    pub baud: u32,
}

/// Where to go from the last fix to a target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct GuideView {
    /// The receiver.
    pub receiver: ReceiverView,
    /// Target.
    pub target: String,
    /// Distance in plan, m; none without a fix.
    pub distance_m: Option<f64>,
    /// Azimuth from north clockwise, 0..360.
    pub azimuth_deg: Option<f64>,
    /// To go north, m; negative is south.
    pub north_m: Option<f64>,
    /// To go east, m; negative is west.
    pub east_m: Option<f64>,
    /// Fill (positive) or cut (negative), m, where both heights are known.
    pub up_m: Option<f64>,
    /// Limit at the target, m.
    pub threshold_m: f64,
    /// Distance minus accuracy is below a tenth of the threshold: fine scale.
    pub precise: bool,
    /// Within the threshold.
    pub within: bool,
    /// Direction in words: 向北 1.234 m，向东 0.250 m.
    pub words: Text,
}

/// What became of a fix that was taken at a target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FixTaken {
    /// The target, when the fix counts.
    pub saved: Option<TargetSaved>,
    /// The observation, when it does not: kept, and why it is no survey value.
    pub observation: Option<ObservationView>,
}

/// What is asked for when a value is entered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct MeasuredInput {
    /// One reading, or several of which the mean counts. An empty list takes the value back, unless there is `from`.
    pub readings: Vec<SurveyValue>,
    /// Note.
    pub note: String,
    /// Position of the phone, as proof of presence; never a survey value.
    #[serde(default)]
    #[ts(optional)]
    pub position: Option<Position>,
    /// What was read in the field; the value is computed from it, and `readings` are empty.
    #[serde(default)]
    #[ts(optional)]
    pub from: Option<FieldReadings>,
}

/// A target that is typed instead of read from a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TargetInput {
    /// Name.
    pub name: String,
    /// Role.
    pub role: TargetRole,
    /// Code.
    pub code: String,
    /// Design value.
    pub design: SurveyValue,
}

/// A figure that is typed instead of read from a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FigureInput {
    /// Name.
    pub name: String,
    /// Role.
    pub role: FigureRole,
    /// Names of its points in order.
    pub points: Vec<String>,
    /// Coordinates of its own (north, east), when it has no named points.
    pub coordinates: Vec<[f64; 2]>,
    /// Closed.
    pub closed: bool,
    /// Least distance, m.
    pub required_m: Option<f64>,
}
