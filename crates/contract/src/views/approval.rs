//! Approvals (审批): cases with their clocks, a project's flow, what a construction unit owes, what a department decides, what a leader watches.
//!
//! A case is one matter of one project at one department. Its acts only ever grow in number; everything here is computed from them and
//! from the catalogue for the day on which it is asked. Days are working days unless a field says otherwise.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Delivery, PersonRef, Stage, Text};
use crate::{BlobHash, CaseId, OrganisationId, ProjectId};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Handed in, not yet accepted (待受理).
    Submitted,
    /// A correction was asked for, once (待补正).
    Correcting,
    /// Accepted, the clock runs (办理中).
    Running,
    /// Accepted, the clock stands (中止计时).
    Suspended,
    /// Granted, filed, passed, or an event recorded (已办结).
    Granted,
    /// Refused (不予许可).
    Refused,
    /// Not accepted (不予受理).
    NotAccepted,
    /// An opinion of a pre-review, without legal force (预审意见).
    Opinion,
    /// Taken back by the applicant (已撤回).
    Withdrawn,
    /// Ended without a decision (终止).
    Terminated,
    /// Revoked after it was granted (已撤销).
    Revoked,
}

/// How a clock stands against promise and law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClockColour {
    /// Nothing to count: not accepted, no limit, or decided in time.
    None,
    /// In time.
    Green,
    /// Due soon.
    Yellow,
    /// The promise is missed.
    Red,
    /// The law is missed.
    Black,
}

/// What was done to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseActKind {
    /// Handed in (申报).
    Submit,
    /// A correction asked for, once (一次性补正).
    AskCorrection,
    /// The correction handed in (补正提交).
    Resubmit,
    /// Accepted (受理).
    Accept,
    /// Not accepted (不予受理).
    NotAccept,
    /// The clock stopped for a special procedure (特别程序).
    Suspend,
    /// The clock goes on (恢复计时).
    Resume,
    /// Opinion of a pre-review, or of another department (意见).
    Opinion,
    /// A pre-review opinion becomes formal on the land contract date (转正式).
    Convert,
    /// Decided (决定).
    Decide,
    /// The result handed over (送达).
    Deliver,
    /// An own entry put right (更正).
    Amend,
    /// The limit extended (延长期限).
    Extend,
    /// Taken back by the applicant (撤回).
    Withdraw,
    /// Ended without a decision (终止).
    Terminate,
    /// A commitment checked after the decision (事后核查).
    PostCheck,
    /// Revoked (撤销).
    Revoke,
    /// An event, a survey or a step of the owner recorded with its date (登记).
    Record,
}

/// The outcome that an act names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseOutcome {
    /// Granted.
    Granted,
    /// Refused.
    Refused,
    /// No objection (of an opinion).
    NoObjection,
    /// Objections (of an opinion).
    Objections,
    /// The commitment was kept.
    Kept,
    /// The commitment is to be made good.
    Rectify,
    /// The commitment was false.
    False,
}

/// The clock of a case on the day it is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ClockView {
    /// Day of acceptance, which does not count.
    pub accepted: Option<String>,
    /// Accepted because nothing was said within the time for acceptance.
    pub accepted_by_silence: bool,
    /// Days of the promise as they hold here (green channel and extensions counted in).
    pub promised_days: Option<u32>,
    /// Last day of the promise.
    pub promised_due: Option<String>,
    /// Days of the law.
    pub legal_days: Option<u32>,
    /// Last day of the law.
    pub legal_due: Option<String>,
    /// The limits are in calendar days.
    pub calendar_days: bool,
    /// Days used, without suspensions.
    pub used: u32,
    /// Days left until the promise; negative = missed. None when nothing runs.
    pub left: Option<i32>,
    /// Colour.
    pub colour: ClockColour,
    /// The clock stands.
    pub suspended: bool,
    /// First day on which it is yellow.
    pub yellow_from: Option<String>,
    /// First day on which it is red.
    pub red_from: Option<String>,
    /// Rests on days of a year without an official calendar.
    pub provisional: bool,
    /// The promise as the acceptance notice stated it, where newer calendar data says otherwise.
    pub stated_due: Option<String>,
    /// Version of the calendar.
    pub calendar: String,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseRow {
    /// Which.
    pub id: CaseId,
    /// Number for people, such as `3-00417`.
    pub number: String,
    /// Matter code.
    pub matter: String,
    /// Matter.
    pub name: Text,
    /// Department code.
    pub department: String,
    /// Who holds it: the department, or whoever decides by delegation.
    pub office: Text,
    /// Project.
    pub project: ProjectId,
    /// Its name.
    pub project_name: String,
    /// Construction unit.
    pub owner: String,
    /// State.
    pub state: CaseState,
    /// Clock.
    pub clock: ClockView,
    /// Key project (绿色通道).
    pub green_channel: bool,
    /// By commitment instead of review.
    pub commitment: bool,
    /// A pre-review before the land contract.
    pub pre_review: bool,
    /// Declared together with others.
    pub group: Option<Text>,
    /// The result has been handed over.
    pub delivered: bool,
    /// Acts made here that the centre has not confirmed yet.
    pub pending: u32,
    /// Materials that lack, in words.
    pub lacking: Vec<Text>,
    /// Day handed in.
    pub submitted: Option<String>,
    /// Day decided.
    pub decided: Option<String>,
    /// Way to the centre.
    pub delivery: Delivery,
}

/// Which cases of an inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseFilter {
    /// Handed in and waiting for acceptance.
    ToAccept,
    /// Waiting for a correction.
    Correcting,
    /// Running.
    Running,
    /// Suspended.
    Suspended,
    /// Decided and not yet handed over.
    ToDeliver,
    /// A commitment to be checked.
    PostCheck,
    /// Everything that is not finished.
    Open,
    /// Everything.
    All,
}

/// An inbox of cases: green channel first, then the worst clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CasesView {
    /// Rows of this page.
    pub cases: Vec<CaseRow>,
    /// How many match.
    pub total: u32,
    /// How many there are of each kind, for the tabs.
    pub counts: Vec<CaseCount>,
    /// Data as of (RFC 3339).
    pub as_of: Option<String>,
}

/// How many cases a filter has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseCount {
    /// Filter.
    pub filter: CaseFilter,
    /// Cases.
    pub cases: u32,
    /// Of these red or black.
    pub late: u32,
}

/// A material of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MaterialView {
    /// Its place among the matter's materials.
    pub index: u32,
    /// Name.
    pub name: Text,
    /// What was given.
    pub files: Vec<MaterialFile>,
    /// A correction names it.
    pub asked: bool,
}

/// A file given once, shared with every department that may see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MaterialFile {
    /// SHA-256.
    pub sha256: BlobHash,
    /// File name.
    pub file_name: String,
    /// Media type.
    pub mime: String,
    /// Bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Who gave it.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// The case it was given for, when that was another one.
    pub given_for: Option<CaseId>,
    /// Matter of that case.
    pub given_for_name: Option<Text>,
    /// The bytes are on this machine.
    pub here: bool,
}

/// One act as the history shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseActView {
    /// Entry id.
    pub id: String,
    /// What.
    pub act: CaseActKind,
    /// Who.
    pub by: PersonRef,
    /// For which office or unit.
    pub office: Text,
    /// Civil date from which it counts (decided-at).
    pub on: String,
    /// When it was entered, by the clock of the device.
    pub entered_at: String,
    /// When the centre received it; none = pending.
    pub received_at: Option<String>,
    /// Entered on a later day than it counts from.
    pub back_entry: bool,
    /// Outcome.
    pub outcome: Option<CaseOutcome>,
    /// In words.
    pub note: String,
    /// Legal basis in words.
    pub basis: String,
    /// Special procedure.
    pub special: Option<Text>,
    /// Last day of a suspension, planned.
    pub until: Option<String>,
    /// Days of an extension.
    pub days: Option<u32>,
    /// What is to be corrected, or the materials handed in.
    pub list: Vec<String>,
    /// Document number.
    pub number: Option<String>,
    /// The act that it amends.
    pub amends: Option<String>,
    /// Amended by a later one: shown, not counted.
    pub amended: bool,
    /// Counts; false with the rule when it does not.
    pub counts: bool,
    /// Why it does not count.
    pub why_not: Option<Text>,
    /// Signed by the centre for a person in a browser, or by another system, instead of by a device.
    pub signed_by: Signer,
    /// Version of the survey or design that it was decided on.
    pub basis_version: Option<u32>,
}

/// By whose key an act is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Signer {
    /// The person's device.
    Device,
    /// The centre, for a person signed in in a browser.
    Centre,
    /// The centre, for another system.
    System,
}

/// A document that goes out of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseDocument {
    /// The act that it documents.
    pub act: String,
    /// Title.
    pub title: Text,
    /// Number.
    pub number: String,
    /// Date.
    pub date: String,
    /// Not confirmed by the centre yet.
    pub pending: bool,
}

/// A kind of special procedure that may stop the clock (特别程序).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SpecialView {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Legal basis.
    pub basis: Text,
    /// Most working days that it may take, where a rule sets one.
    pub cap: Option<u32>,
}

/// A matter that must be decided before, or waits for this one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RelatedMatter {
    /// Matter code.
    pub matter: String,
    /// Name.
    pub name: Text,
    /// State of its case; none = not begun.
    pub state: Option<CaseState>,
    /// Its case.
    pub case: Option<CaseId>,
}

/// A parallel group (并联审批): declared on one form, reviewed at the same time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct GroupView {
    /// Key within the procedure.
    pub key: String,
    /// Name.
    pub name: Text,
    /// All results go out together once all are decided.
    pub all_decided: bool,
    /// Day on which they were declared together.
    pub declared: Option<String>,
    /// Members.
    pub members: Vec<CaseRow>,
    /// Decided members.
    pub decided: u32,
    /// The results may go out.
    pub released: bool,
    /// Working days one after the other.
    pub serial_days: u32,
    /// Working days side by side.
    pub parallel_days: u32,
    /// Evaluations that came as one report, where the members are such (J14).
    pub merged: Option<MergedEvaluations>,
}

/// Several evaluations as one report and one joint review (多评合一); each law's decision stays its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MergedEvaluations {
    /// Submissions that they would have been one by one; merged it is one.
    pub submissions: u32,
    /// Review meetings one by one; merged it is one.
    pub meetings: u32,
    /// Working days promised one after the other.
    pub days_before: u32,
    /// Working days promised together.
    pub days_after: u32,
}

/// One case with everything needed to decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseView {
    /// As in the list.
    pub row: CaseRow,
    /// Stage of the project to which it belongs.
    pub stage: Stage,
    /// What is issued.
    pub output: Text,
    /// Whether a commitment may take the place of a review.
    pub commitment_allowed: bool,
    /// Materials, with what was given.
    pub materials: Vec<MaterialView>,
    /// What must be decided first.
    pub after: Vec<RelatedMatter>,
    /// What waits for it.
    pub before: Vec<RelatedMatter>,
    /// The group, where it is in one.
    pub group: Option<GroupView>,
    /// History, oldest first.
    pub acts: Vec<CaseActView>,
    /// Documents made of its acts.
    pub documents: Vec<CaseDocument>,
    /// Acts that this person may do now.
    pub may: Vec<CaseActKind>,
    /// Special procedures that may stop this clock.
    pub specials: Vec<SpecialView>,
    /// The list of the correction that was asked for.
    pub correction: Vec<String>,
    /// By when a commitment is to be checked.
    pub post_check_due: Option<String>,
    /// Decided on something that has changed since, in words.
    pub stale_basis: Option<Text>,
    /// Who decides instead of the department, by which delegation.
    pub delegation: Option<Text>,
    /// Data as of.
    pub as_of: Option<String>,
}

/// Something that a construction unit owes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct OwedRow {
    /// Project.
    pub project: ProjectId,
    /// Its name.
    pub project_name: String,
    /// Case; none for a matter that is not begun.
    pub case: Option<CaseId>,
    /// Matter code.
    pub matter: String,
    /// Matter.
    pub name: Text,
    /// Department.
    pub office: Text,
    /// What to do, in words.
    pub what: Text,
    /// What lacks.
    pub lacking: Vec<Text>,
    /// By when, where a date is set.
    pub due: Option<String>,
    /// Working days left.
    pub left: Option<i32>,
    /// On the critical path: each day of waiting moves the permit.
    pub critical: bool,
}

/// A matter of a project's flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FlowNode {
    /// Matter code.
    pub matter: String,
    /// Name.
    pub name: Text,
    /// Department.
    pub office: Text,
    /// Department code.
    pub department: String,
    /// Phase, 0 to 5.
    pub phase: u8,
    /// Stage.
    pub stage: Stage,
    /// Key of its group.
    pub group: Option<String>,
    /// Must be decided first.
    pub after: Vec<String>,
    /// Counts as time of the government.
    pub government: bool,
    /// Its case; none = not begun.
    pub case: Option<CaseId>,
    /// State; none = not begun.
    pub state: Option<CaseState>,
    /// Clock, once there is a case.
    pub clock: Option<ClockView>,
    /// Promised days of a matter that is not begun.
    pub promised_days: Option<u32>,
    /// Everything before it is decided and it is not begun.
    pub ready: bool,
    /// Condition under which it is part of the procedure, in words.
    pub condition: Option<Text>,
    /// Day it was or is expected to be decided.
    pub expected: Option<String>,
    /// On the critical path of what is left.
    pub critical: bool,
    /// Materials named by the catalogue.
    pub materials: u32,
    /// Materials that lack.
    pub lacking: Vec<Text>,
    /// Acts waiting for the centre.
    pub pending: u32,
}

/// When a permit can be expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ForecastView {
    /// Matter of the permit.
    pub matter: String,
    /// Name.
    pub name: Text,
    /// Expected day; the day itself once decided.
    pub expected: Option<String>,
    /// It is decided.
    pub decided: bool,
    /// Working days from today until then.
    pub working_days: i32,
    /// Working days earlier (positive) or later than what was promised when the procedure began.
    pub ahead_of_plan: Option<i32>,
    /// Rests on days without an official calendar.
    pub provisional: bool,
    /// What-if: the day of answering that was assumed, and the days that it saves.
    pub if_answered: Option<String>,
    /// Working days saved against waiting as now expected.
    pub saves: Option<i32>,
}

/// What keeps a stage from closing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct GateView {
    /// Stage that it closes.
    pub from: Stage,
    /// The next one.
    pub to: Option<Stage>,
    /// Everything that is missing, in words, at once.
    pub missing: Vec<Text>,
    /// Exceptions that were recorded, with who allowed them.
    pub exceptions: Vec<GateException>,
}

/// An allowed exception to a gate, kept with its reason (T61).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct GateException {
    /// What was missing.
    pub missing: Text,
    /// Reason.
    pub reason: String,
    /// Who allowed it.
    pub by: PersonRef,
    /// When.
    pub at: String,
}

/// What a date of a project is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DateKind {
    /// A milestone that a gate asks for.
    Milestone,
    /// A matter of which a gate asks only that its day is set.
    Matter,
    /// A step of a park towards a firm.
    Park,
    /// The day on which a utility is ready.
    Utility,
}

/// A date of a project that is recorded beside its cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProjectDate {
    /// Key, as `record_dates` takes it.
    pub key: String,
    /// What happens on it.
    pub name: Text,
    /// What it is about.
    pub kind: DateKind,
    /// It may lie ahead.
    pub planned: bool,
    /// Day (`YYYY-MM-DD`); none while it is not recorded.
    pub on: Option<String>,
}

/// What a park promises to a firm, from negotiation to certificates (H19 to H22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
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

/// A promise of a park, measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ParkLine {
    /// Which one.
    pub promise: ParkPromise,
    /// In words.
    pub name: Text,
    /// Day from which it is counted: contract, contract, start of the works, filing. None while that has not come.
    pub from: Option<String>,
    /// Day on which it was kept or at last done: agent and site check, land, title.
    pub to: Option<String>,
    /// Days between them, or until today: calendar days for land, working days for the title.
    pub days: Option<u32>,
    /// Days promised, in the same unit.
    pub limit: Option<u32>,
    /// Whether it was kept; none while it still may be.
    pub kept: Option<bool>,
    /// What is missing: utilities that were not ready, or the service that was not given.
    pub missing: Vec<Text>,
}

/// One project's flow of approvals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FlowView {
    /// Project.
    pub project: ProjectId,
    /// Its name.
    pub project_name: String,
    /// Its code.
    pub project_code: String,
    /// Construction unit.
    pub owner: String,
    /// Stage.
    pub stage: Stage,
    /// Procedure code; empty when none was chosen yet.
    pub procedure: String,
    /// Procedure.
    pub procedure_name: Text,
    /// Version of the catalogue.
    pub procedure_version: String,
    /// Key project, with its reason.
    pub green_channel: Option<String>,
    /// Matters in the order of phases and codes.
    pub nodes: Vec<FlowNode>,
    /// The same as a chart of columns, laid out; none without a procedure.
    pub chart: Option<super::chart::ChartLayout>,
    /// Groups.
    pub groups: Vec<GroupView>,
    /// What the construction unit owes now.
    pub owed: Vec<OwedRow>,
    /// The construction permit, or the last matter when there is none.
    pub forecast: Option<ForecastView>,
    /// Working days of government time left on the critical path.
    pub critical_days: u32,
    /// Working days used from the first acceptance to now or to the last decision.
    pub elapsed: u32,
    /// Working days used by all matters together.
    pub used: u32,
    /// The gate of the current stage.
    pub gate: Option<GateView>,
    /// What was promised to the firm, measured from the same records.
    pub promises: Vec<PromiseView>,
    /// What the park promises to every firm; empty outside of parks.
    pub park: Vec<ParkLine>,
    /// Dates that are recorded beside the cases.
    pub dates: Vec<ProjectDate>,
    /// Procedures to choose from, where none is chosen and the person may; dates may be recorded.
    pub may_choose: bool,
    /// The person may set the green channel and let a project through a gate by exception (window, administrator).
    pub may_except: bool,
    /// The person may declare matters (construction unit, agent, clerk).
    pub may_declare: bool,
    /// Data as of.
    pub as_of: Option<String>,
}

/// A department's load on the leader's board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DepartmentLoad {
    /// Department code.
    pub department: String,
    /// Name.
    pub name: Text,
    /// Open cases.
    pub open: u32,
    /// Due soon.
    pub soon: u32,
    /// Promise missed.
    pub red: u32,
    /// Law missed.
    pub black: u32,
    /// Suspended.
    pub suspended: u32,
    /// Decided.
    pub decided: u32,
    /// Of these on time by the promise.
    pub on_time: u32,
}

/// How a version of a procedure does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ProcedureMetrics {
    /// Procedure code.
    pub procedure: String,
    /// Name.
    pub name: Text,
    /// Version of the catalogue under which its cases were opened.
    pub version: String,
    /// Decided cases.
    pub decided: u32,
    /// Median of used working days.
    pub median_days: f64,
    /// 90th percentile.
    pub p90_days: f64,
    /// Share decided by the promised day, 0 to 1.
    pub on_time_rate: f64,
    /// Share accepted without a correction, 0 to 1.
    pub first_pass_rate: f64,
    /// Corrections asked for.
    pub corrections: u32,
    /// Refused.
    pub refused: u32,
}

/// The leader's board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct BoardView {
    /// Law missed, promise missed, about to be: the worst first.
    pub late: Vec<CaseRow>,
    /// Load of each department.
    pub departments: Vec<DepartmentLoad>,
    /// On-time rate by procedure version.
    pub procedures: Vec<ProcedureMetrics>,
    /// Commitments found false.
    pub revoked: u32,
    /// Data as of.
    pub as_of: Option<String>,
}

/// A procedure in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ProcedureRow {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Which projects it is for.
    pub applies_to: Text,
    /// Matters.
    pub matters: u32,
    /// Promised working days on the critical path.
    pub promised_days: u32,
    /// Legal days on the critical path.
    pub legal_days: u32,
    /// Conditions that the project has to answer.
    pub conditions: Vec<ConditionRow>,
}

/// A condition of a procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ConditionRow {
    /// Key.
    pub key: String,
    /// Words.
    pub label: Text,
    /// Key of the one that holds exactly when this does not.
    pub opposite_of: Option<String>,
}

/// The catalogue of procedures and calendars that is in force, and its versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ProceduresView {
    /// Version of the catalogue in force.
    pub version: String,
    /// Calendar version.
    pub calendar: String,
    /// Years with an official calendar.
    pub official_years: Vec<i32>,
    /// Procedures.
    pub procedures: Vec<ProcedureRow>,
}

/// What another version of the catalogue would change, before it goes live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CatalogueDifference {
    /// Version in force.
    pub from: String,
    /// Version looked at.
    pub to: String,
    /// What is wrong with it; empty when it may go live.
    pub problems: Vec<CatalogueProblemRow>,
    /// What differs, in words.
    pub changes: Vec<CatalogueChange>,
}

/// Something wrong in a file of a catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CatalogueProblemRow {
    /// File.
    pub file: String,
    /// Key.
    pub key: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// One difference between two versions of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CatalogueChange {
    /// About which procedure, matter or calendar year.
    pub about: Text,
    /// What changes.
    pub what: Text,
    /// Working days saved on the critical path (negative: lost), where it is about time.
    pub days_saved: Option<i32>,
}

/// Answer of declaring matters together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DeclaredView {
    /// The cases made by one form.
    pub cases: Vec<CaseRow>,
    /// Fields of the form, each counted once.
    pub fields_once: u32,
    /// Fields that separate forms would have asked for.
    pub fields_apart: u32,
}

/// A department's or unit's own view of who fetched what was given once (J16).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FetchRow {
    /// Organisation that fetched.
    pub organisation: String,
    /// Its id.
    pub organisation_id: OrganisationId,
    /// Person.
    pub person: PersonRef,
    /// File.
    pub file_name: String,
    /// When.
    pub at: String,
}

/// A quantified commitment to a firm, measured (H23).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PromiseView {
    /// Clause.
    pub clause: String,
    /// Matter.
    pub name: Text,
    /// Working days promised.
    pub target: u32,
    /// Working days used.
    pub used: Option<u32>,
    /// More than was promised.
    pub breach: bool,
    /// What follows from the breach.
    pub penalty: Option<String>,
}
