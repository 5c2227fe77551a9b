//! Projects: the list, one project's home, and Today.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::finding::FindingRow;
use super::inspection::InspectionRow;
use super::session::OrganisationRef;
use super::survey::SurveyRow;
use super::{PersonRef, Role, Stage, Text};
use crate::{InspectionId, ProjectId};

/// One project in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ProjectRow {
    /// Which.
    pub id: ProjectId,
    /// Project code (项目代码).
    pub code: String,
    /// Name.
    pub name: String,
    /// Current stage.
    pub stage: Stage,
    /// District.
    pub district: String,
    /// The construction unit.
    pub owner: String,
    /// Address in words.
    pub address: String,
    /// Inspections not yet finished.
    pub inspections_open: u32,
    /// Findings not yet closed.
    pub findings_open: u32,
    /// Of these, past their date.
    pub findings_overdue: u32,
    /// Whether the signed-in person is assigned as an inspector.
    pub assigned: bool,
}

/// A page of projects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ProjectsView {
    /// The rows of this page.
    pub projects: Vec<ProjectRow>,
    /// How many match in all.
    pub total: u32,
    /// When the data was last brought up to date with the centre (RFC 3339); empty where it never was.
    pub as_of: Option<String>,
}

/// Where a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StageState {
    /// Behind the project.
    Done,
    /// The current one.
    Current,
    /// Still to come.
    Ahead,
}

/// One of the six stages on a project's home.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct StageView {
    /// Which.
    pub stage: Stage,
    /// Its name.
    pub name: Text,
    /// Where it stands.
    pub state: StageState,
    /// Inspections recorded in this stage.
    pub inspections: u32,
    /// Matters of the catalogue that belong to it.
    pub matters: Vec<MatterRow>,
    /// Templates meant for this stage.
    pub templates: Vec<TemplateRow>,
}

/// A matter (事项) of the catalogue, as a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MatterRow {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Department.
    pub department: Text,
}

/// A checklist template, as a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TemplateRow {
    /// Code.
    pub code: String,
    /// Version that a new inspection would pin.
    pub version: u32,
    /// Name.
    pub name: Text,
    /// Standard that it follows.
    pub standard: String,
    /// Number of items.
    pub items: u32,
    /// Stages that it is meant for.
    pub stages: Vec<Stage>,
}

/// A unit (firm or authority) taking part in a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PartyRow {
    /// The unit.
    pub organisation: OrganisationRef,
    /// As what it takes part.
    pub role: Role,
}

/// A person assigned to a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AssignedPerson {
    /// Who.
    pub person: PersonRef,
    /// As what.
    pub role: Role,
}

/// One project with everything its home screen needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ProjectView {
    /// The same facts as in the list.
    pub row: ProjectRow,
    /// The six stages in order.
    pub stages: Vec<StageView>,
    /// Units taking part.
    pub parties: Vec<PartyRow>,
    /// People assigned.
    pub people: Vec<AssignedPerson>,
    /// Inspections, newest first.
    pub inspections: Vec<InspectionRow>,
    /// Findings, open ones first.
    pub findings: Vec<FindingRow>,
    /// Surveys, those to be done first.
    pub surveys: Vec<SurveyRow>,
    /// Corners of the site as longitude, latitude (CGCS2000); empty where none was given.
    pub site: Vec<[f64; 2]>,
    /// Whether the person may start an inspection here.
    pub may_inspect: bool,
    /// Whether the person may change the project and its assignments.
    pub may_edit: bool,
    /// When the data was last brought up to date with the centre.
    pub as_of: Option<String>,
}

/// The first screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TodayView {
    /// Civil date.
    pub date: String,
    /// Whether today is a working day, and how sure that is.
    pub working_day: bool,
    /// The inspection to go on with.
    pub resume: Option<InspectionRow>,
    /// Section to resume in, where the person was last.
    pub resume_item: Option<String>,
    /// Other inspections in progress.
    pub in_progress: Vec<InspectionRow>,
    /// Assigned projects in a stage that has checks, without an inspection in progress.
    pub to_check: Vec<ProjectRow>,
    /// Open findings, soonest date first.
    pub findings: Vec<FindingRow>,
    /// Surveys that wait for this person: to be measured or to be checked, the earliest due date first.
    pub surveys: Vec<SurveyRow>,
    /// Records with something not yet filed.
    pub records_unsent: u32,
    /// Photos not yet filed.
    pub photos_unsent: u32,
    /// Bytes of these photos.
    #[ts(type = "number")]
    pub bytes_unsent: u64,
}

/// Which inspection or project an inbox line leads to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum InboxTarget {
    /// An item of an inspection.
    Inspection {
        /// Which inspection.
        id: InspectionId,
        /// Which item, when it is about one.
        item: Option<String>,
    },
    /// A finding.
    Finding {
        /// Which finding.
        id: crate::FindingId,
    },
    /// A case.
    Case {
        /// Which case.
        id: crate::CaseId,
    },
    /// A survey.
    Survey {
        /// Which survey.
        id: crate::SurveyId,
    },
    /// A project's flow.
    Flow {
        /// Which project.
        id: ProjectId,
    },
    /// The sync screen.
    Sync,
}

/// What an inbox line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InboxKind {
    /// Two different answers to one item: someone must choose.
    Conflict,
    /// The centre did not take a change; the content is kept here.
    Rejected,
    /// An answer arrived after the inspection was finished.
    AfterFinishing,
    /// A finding is past its date.
    FindingOverdue,
    /// A finding is due within three working days.
    FindingDue,
    /// A finding was replied to and waits for a re-check.
    FindingReplied,
    /// A photo cannot be sent.
    PhotoTrouble,
    /// A correction of a case is asked for.
    CorrectionAsked,
    /// A case is due soon.
    CaseDue,
    /// The promise of a case is missed.
    CaseLate,
    /// The law's limit of a case is missed.
    CaseBeyondLaw,
    /// A case waits for acceptance.
    CaseToAccept,
    /// A commitment is to be checked.
    PostCheckDue,
    /// A case was decided, or its result can be fetched.
    CaseDecided,
    /// A survey was returned by the planning bureau.
    SurveyReturned,
    /// A survey no longer rests on the design in force, or was measured again after it was signed.
    SurveyStale,
    /// A survey is signed and waits for the planning bureau.
    SurveyToCheck,
    /// A survey is past its date.
    SurveyOverdue,
    /// Two crews measured one target differently: someone must choose.
    SurveyConflict,
}

/// One line of the inbox, computed when it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct InboxRow {
    /// About what.
    pub kind: InboxKind,
    /// Where it leads.
    pub target: InboxTarget,
    /// Project, item or finding in words.
    pub title: Text,
    /// Detail in words.
    pub detail: Text,
    /// When it arose, RFC 3339 or a civil date.
    pub at: String,
}
