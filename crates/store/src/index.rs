//! Index rows: what lists and searches read without opening a document. Computed by the use cases from the document alone,
//! so that the whole index can be made again at any time.

use handheld_contract::views::Stage;
use handheld_contract::views::finding::FindingState;
use handheld_contract::views::inspection::Severity;
use handheld_contract::{
    BlobHash, FindingId, InspectionId, OrganisationId, PersonId, PhotoId, ProjectId,
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
}

impl IndexRows {
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
    /// Text for the search.
    pub search: String,
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

/// A photo of an inspection in the index.
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
