//! Index rows: what lists and searches read without opening a document. Computed by the use cases from the document alone,
//! so that the whole index can be made again at any time.

use handheld_contract::views::Stage;
use handheld_contract::views::approval::CaseState;
use handheld_contract::views::finding::FindingState;
use handheld_contract::views::inspection::Severity;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::survey::{ContractStage, SurveyState, SurveyVerdict};
use handheld_contract::{
    BlobHash, CaseId, FindingId, InspectionId, OrganisationId, PersonId, PhotoId, ProjectId,
    SurveyId,
};
use serde::{Deserialize, Serialize};

/// The index rows of one document; replaces all earlier rows of that document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum IndexRows {
    /// A project.
    Project(ProjectEntry),
    /// An inspection with its photos.
    Inspection(InspectionEntry, Vec<PhotoEntry>),
    /// A finding.
    Finding(FindingEntry),
    /// A case, with the files given for it: like photos, so that they are carried and read by the same rules.
    Case(Box<CaseEntry>, Vec<PhotoEntry>),
    /// A survey, with its photos and the files of instruments.
    Survey(Box<SurveyEntry>, Vec<PhotoEntry>),
}

impl IndexRows {
    /// Photos of an inspection or files of a case: what the document names and is kept beside it.
    pub fn photos(&self) -> &[PhotoEntry] {
        match self {
            Self::Inspection(_, photos) | Self::Case(_, photos) | Self::Survey(_, photos) => photos,
            Self::Project(_) | Self::Finding(_) => &[],
        }
    }

    /// All text of the document that a search looks through.
    pub fn search_text(&self) -> String {
        match self {
            Self::Project(e) => [
                &e.name,
                &e.code,
                &e.district,
                &e.address,
                &e.owner_name,
                &e.search,
            ]
            .map(String::as_str)
            .join("\n"),
            Self::Inspection(e, _) => [&e.template, &e.started_by_name, &e.search]
                .map(String::as_str)
                .join("\n"),
            Self::Case(e, _) => [&e.number, &e.search].map(String::as_str).join("\n"),
            Self::Survey(e, _) => [&e.number, &e.search].map(String::as_str).join("\n"),
            Self::Finding(e) => [&e.number, &e.note, &e.title_zh, &e.title_en, &e.search]
                .map(String::as_str)
                .join("\n"),
        }
    }
}

/// A project in the index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectEntry {
    /// Which.
    pub id: ProjectId,
    /// Project code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Stage.
    pub stage: Stage,
    /// District.
    pub district: String,
    /// Address.
    pub address: String,
    /// Construction unit.
    pub owner: Option<OrganisationId>,
    /// Its name.
    pub owner_name: String,
    /// Units taking part, with the owner.
    pub organisations: Vec<OrganisationId>,
    /// People assigned.
    pub people: Vec<PersonId>,
    /// What its approvals follow.
    #[serde(default)]
    pub approvals: Box<ProjectApprovals>,
    /// Text for the search.
    pub search: String,
}

/// What the approvals of a project follow: its procedure, its conditions, and what was recorded beside its cases.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectApprovals {
    /// Procedure code; empty before one is chosen.
    pub procedure: String,
    /// Keys of the conditions that hold; the others of the procedure do not.
    pub conditions: Vec<String>,
    /// Why it is a key project; none when it is not (绿色通道).
    pub green_channel: Option<Allowed>,
    /// Milestones with the day on which they were reached.
    pub milestones: std::collections::BTreeMap<String, String>,
    /// Exceptions to gates by what was missing.
    pub exceptions: std::collections::BTreeMap<String, Allowed>,
    /// Version of the design that is in force.
    pub design: Option<u32>,
    /// Other dates by their keys: those of a park (`park` of the catalogue), and `date:` with the code of a matter.
    pub park: std::collections::BTreeMap<String, String>,
    /// Quantified commitments to the firm.
    pub promises: Vec<PromiseFacts>,
}

/// Something that somebody allowed, with the reason.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Allowed {
    /// Why.
    pub reason: String,
    /// Who.
    pub by: Option<handheld_contract::views::PersonRef>,
    /// When, RFC 3339.
    pub at: String,
}

/// A quantified commitment to a firm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PromiseFacts {
    /// Clause of the contract.
    pub clause: String,
    /// Matter that is measured.
    pub matter: String,
    /// Working days promised.
    pub target: u32,
    /// What a breach leads to.
    pub penalty: String,
}

/// An inspection in the index. State without delivery: that is the store's own knowledge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InspectionEntry {
    /// Which.
    pub id: InspectionId,
    /// Project.
    pub project: ProjectId,
    /// Template code.
    pub template: String,
    /// Template version.
    pub template_version: u32,
    /// Stage.
    pub stage: Stage,
    /// Finished.
    pub finished: bool,
    /// Set aside.
    pub set_aside: bool,
    /// Items answered.
    pub answered: u32,
    /// Items that take part.
    pub items: u32,
    /// Items failed or with deductions.
    pub failed: u32,
    /// Photos not removed.
    pub photos: u32,
    /// Items in conflict.
    pub conflicts: u32,
    /// Answers given after finishing by a device that did not know.
    pub after_finishing: u32,
    /// Total, when scored.
    pub score: Option<f64>,
    /// Who started it.
    pub started_by: PersonId,
    /// Their name.
    pub started_by_name: String,
    /// When, RFC 3339.
    pub started_at: String,
    /// Last change, RFC 3339.
    pub changed_at: String,
    /// Text for the search: notes, texts, template.
    pub search: String,
}

/// A photo of an inspection or a file of a case in the index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhotoEntry {
    /// Which.
    pub id: PhotoId,
    /// Digest of its bytes.
    pub sha256: BlobHash,
    /// Bytes.
    pub bytes: u64,
    /// Item.
    pub item: Option<String>,
    /// Removed.
    pub removed: bool,
}

/// A finding in the index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingEntry {
    /// Which.
    pub id: FindingId,
    /// Project.
    pub project: ProjectId,
    /// Inspection.
    pub inspection: InspectionId,
    /// Item.
    pub item: String,
    /// Number for people.
    pub number: String,
    /// What is wrong.
    pub note: String,
    /// Title of the item, Chinese.
    pub title_zh: String,
    /// Title of the item, English.
    pub title_en: String,
    /// Gravity.
    pub severity: Severity,
    /// State.
    pub state: FindingState,
    /// Civil date.
    pub due: String,
    /// Text for the search.
    pub search: String,
}

/// A case in the index. Dates do not depend on the day on which they are read, so that lists are filtered and sorted by SQL: what a clock
/// shows on a day follows from them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseEntry {
    /// Which.
    pub id: CaseId,
    /// Project.
    pub project: ProjectId,
    /// Number for people.
    pub number: String,
    /// Matter code.
    pub matter: String,
    /// Procedure code.
    pub procedure: String,
    /// Version of the catalogue under which it was opened.
    pub version: String,
    /// Departments whose inbox it is in: that of the matter, and those that decide by delegation.
    pub offices: Vec<String>,
    /// Declared together with others: id of the declaration.
    pub declaration: Option<String>,
    /// Group key.
    pub group: Option<String>,
    /// Key project.
    pub green_channel: bool,
    /// By commitment.
    pub commitment: bool,
    /// Pre-review.
    pub pre_review: bool,
    /// State by its acts alone.
    pub state: CaseState,
    /// Nothing more is to be decided or done: neither by the office nor by the applicant.
    pub open: bool,
    /// Granted or refused, and not handed over.
    pub to_deliver: bool,
    /// By when a commitment is to be checked, while it is not.
    pub post_check_due: Option<String>,
    /// Day handed in.
    pub submitted: Option<String>,
    /// Last day after which silence is acceptance, while the state is submitted.
    pub silence_ends: Option<String>,
    /// Day of acceptance; while submitted, the day that silence would make it.
    pub accepted: Option<String>,
    /// Day on which the clock stopped; none while it runs.
    pub stopped: Option<String>,
    /// First yellow day, as of the last day on which the clock ran.
    pub yellow_from: Option<String>,
    /// Last day of the promise.
    pub promised_due: Option<String>,
    /// Last day of the law.
    pub legal_due: Option<String>,
    /// Day decided, or ended otherwise.
    pub decided: Option<String>,
    /// Days used until it was decided.
    pub used: Option<u32>,
    /// A correction was asked for.
    pub corrected: bool,
    /// Handed over.
    pub delivered: Option<String>,
    /// Acts that count and wait for the centre.
    pub pending: u32,
    /// Places of materials for which nothing was given.
    pub lacking: Vec<u32>,
    /// The day of the last act.
    pub changed_on: String,
    /// Name of the project when it was opened.
    pub project_name: String,
    /// Construction unit.
    pub owner_name: String,
    /// The promised day as the acceptance notice stated it.
    pub stated_due: Option<String>,
    /// What it is about, as its document says.
    pub meta: serde_json::Value,
    /// Its state by its acts, as the rules give it: what clocks of lists are read from.
    pub facts: serde_json::Value,
    /// Text for the search: number, matter in both languages, project, unit.
    pub search: String,
}

/// For whom a survey waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SurveyWaits {
    /// For the surveying unit: to be measured and signed, or returned or overtaken.
    Unit,
    /// For the planning bureau.
    Office,
    /// For nobody: accepted.
    Nobody,
}

/// A survey in the index. State without delivery: that is the store's own knowledge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SurveyEntry {
    /// Which.
    pub id: SurveyId,
    /// Project.
    pub project: ProjectId,
    /// Name of the project when it was assigned.
    pub project_name: String,
    /// Number for people.
    pub number: String,
    /// Kind of the catalogue.
    pub kind: String,
    /// Contract stage.
    pub contract_stage: ContractStage,
    /// Stage of the project.
    pub stage: Stage,
    /// Matter that rests on it; empty when none does.
    pub matter: String,
    /// Department that checks it.
    pub office: String,
    /// Surveying unit.
    pub unit: OrganisationRef,
    /// Where it stands.
    pub state: SurveyState,
    /// No longer rests on what is in force.
    pub stale: bool,
    /// Verdict of what is measured.
    pub verdict: Option<SurveyVerdict>,
    /// For whom it waits.
    pub waits: SurveyWaits,
    /// To be measured.
    pub targets: u32,
    /// Measured.
    pub measured: u32,
    /// Beyond their limit.
    pub failed: u32,
    /// Near it.
    pub near: u32,
    /// With different values.
    pub conflicts: u32,
    /// Version of the design in force.
    pub design: Option<u32>,
    /// Civil date.
    pub due: Option<String>,
    /// Last change, RFC 3339.
    pub changed_at: String,
    /// Text for the search.
    pub search: String,
}

impl SurveyEntry {
    /// The row of a survey that cannot be read here: of a kind of another catalogue, or without its first change.
    pub fn unread(id: SurveyId, project: ProjectId) -> Self {
        Self {
            id,
            project,
            project_name: String::new(),
            number: String::new(),
            kind: String::new(),
            contract_stage: ContractStage::Works,
            stage: Stage::Commencement,
            matter: String::new(),
            office: String::new(),
            unit: OrganisationRef {
                id: OrganisationId(uuid::Uuid::nil()),
                name: String::new(),
                departments: Vec::new(),
            },
            state: SurveyState::Assigned,
            stale: false,
            verdict: None,
            waits: SurveyWaits::Nobody,
            targets: 0,
            measured: 0,
            failed: 0,
            near: 0,
            conflicts: 0,
            design: None,
            due: None,
            changed_at: String::new(),
            search: String::new(),
        }
    }
}

impl CaseEntry {
    /// The row of a case that cannot be read here: of a later version, or without its first change.
    pub fn unread(id: CaseId, project: ProjectId) -> Self {
        Self {
            id,
            project,
            number: String::new(),
            matter: String::new(),
            procedure: String::new(),
            version: String::new(),
            offices: Vec::new(),
            declaration: None,
            group: None,
            green_channel: false,
            commitment: false,
            pre_review: false,
            state: CaseState::Submitted,
            open: false,
            to_deliver: false,
            post_check_due: None,
            submitted: None,
            silence_ends: None,
            accepted: None,
            stopped: None,
            yellow_from: None,
            promised_due: None,
            legal_due: None,
            decided: None,
            used: None,
            corrected: false,
            delivered: None,
            pending: 0,
            lacking: Vec::new(),
            changed_on: String::new(),
            project_name: String::new(),
            owner_name: String::new(),
            stated_due: None,
            meta: serde_json::Value::Null,
            facts: serde_json::Value::Null,
            search: String::new(),
        }
    }
}
