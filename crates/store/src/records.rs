//! Documents: changes as immutable rows, a snapshot as cache, the journal of edits not yet in a change, and the index.

use async_trait::async_trait;
use handheld_contract::sync::Change;
use handheld_contract::views::Stage;
use handheld_contract::views::approval::{CaseFilter, ClockColour};
use handheld_contract::views::survey::SurveyFilter;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{
    CaseId, ChangeHash, DocId, InspectionId, OrganisationId, PersonId, ProjectId, ScopeId, SurveyId,
};

use crate::StoreError;
use crate::index::{
    CaseEntry, FindingEntry, IndexRows, InspectionEntry, PhotoEntry, ProjectEntry, SurveyEntry,
};

/// Who may be shown what: every query takes one, so that no query can forget it (A04).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// Everything in the store: a device's own store, or a leader at the centre.
    All,
    /// Projects where this organisation takes part or this person is assigned.
    Of {
        /// Person.
        person: PersonId,
        /// Organisation, when membership alone gives sight (owners, units); none for people who see only assigned projects.
        organisation: Option<OrganisationId>,
    },
}

/// Where a change came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Made here: goes to the outbox of a device; gets log entries at the centre.
    Here,
    /// Pulled from the centre (device only): no outbox row.
    Pulled,
}

/// One document's part of a transaction.
#[derive(Debug, Clone)]
pub struct Commit {
    /// Document.
    pub doc: DocId,
    /// Kind.
    pub kind: DocKind,
    /// Scope.
    pub scope: ScopeId,
    /// New changes; those already stored are skipped by hash.
    pub changes: Vec<Change>,
    /// Changes that the centre itself made with them (what it received and when), stored after them; their log entries have no origin,
    /// so that the device that sent the others reads them too. Empty everywhere else.
    pub beside: Vec<Change>,
    /// Heads after all of them, sorted.
    pub heads: Vec<ChangeHash>,
    /// A fresh snapshot, when one is due.
    pub snapshot: Option<Vec<u8>>,
    /// Index rows after them.
    pub index: IndexRows,
    /// Journal rows up to this number are in the changes now and go away.
    pub journal_through: Option<i64>,
    /// Where the changes came from.
    pub origin: Origin,
}

/// A document as stored.
#[derive(Debug, Clone)]
pub struct StoredDocument {
    /// Document.
    pub doc: DocId,
    /// Kind.
    pub kind: DocKind,
    /// Scope.
    pub scope: ScopeId,
    /// Heads, sorted.
    pub heads: Vec<ChangeHash>,
    /// The snapshot, when there is one: a cache that may be dropped.
    pub snapshot: Option<Vec<u8>>,
    /// Changes that the snapshot does not hold (all of them when there is none), dependencies first.
    pub changes: Vec<Change>,
    /// Edits that are in no change yet, oldest first.
    pub journal: Vec<JournalRow>,
}

/// One edit on disk that is in no change yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// Number, growing over the whole store.
    pub number: i64,
    /// Document.
    pub doc: DocId,
    /// The edits, JSON made by `records`.
    pub edits: String,
    /// Person who made them.
    pub person: PersonId,
    /// Device time, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// How a record stands with the centre, as the store knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeliveryFacts {
    /// Changes without a receipt (also those still in the journal count as one).
    pub changes_unsent: u32,
    /// Photos without a receipt.
    pub photos_unsent: u32,
    /// Bytes of those photos.
    pub photo_bytes_unsent: u64,
    /// Changes refused by the centre and kept aside.
    pub refused: u32,
    /// Time of the last receipt (centre's clock, ms), when nothing is unsent.
    pub receipt_at_ms: Option<i64>,
}

/// Which projects.
#[derive(Debug, Clone)]
pub struct ProjectQuery {
    /// Who looks.
    pub sight: Sight,
    /// Words; each must be found. Empty = all.
    pub search: String,
    /// Only this stage.
    pub stage: Option<Stage>,
    /// Rows to leave out.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// A project with counts over its records.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectHit {
    /// The entry.
    pub entry: ProjectEntry,
    /// Inspections neither finished nor set aside.
    pub inspections_open: u32,
    /// Findings open, replied or failed.
    pub findings_open: u32,
    /// Of these due before the given day.
    pub findings_overdue: u32,
}

/// Which inspections.
#[derive(Debug, Clone)]
pub struct InspectionQuery {
    /// Who looks.
    pub sight: Sight,
    /// Only of this project.
    pub project: Option<ProjectId>,
    /// Only this one.
    pub id: Option<InspectionId>,
    /// Only those in progress.
    pub in_progress: bool,
    /// Words to find.
    pub search: String,
    /// Rows wanted, newest change first.
    pub limit: u32,
}

/// Which findings.
#[derive(Debug, Clone)]
pub struct FindingQuery {
    /// Who looks.
    pub sight: Sight,
    /// Only of this project.
    pub project: Option<ProjectId>,
    /// Only of this inspection.
    pub inspection: Option<InspectionId>,
    /// Only open, replied or failed ones.
    pub open: bool,
    /// Rows wanted, soonest due date first.
    pub limit: u32,
}

/// Every filter of cases, in the order in which they are counted.
pub const CASE_FILTERS: [CaseFilter; 8] = [
    CaseFilter::ToAccept,
    CaseFilter::Correcting,
    CaseFilter::Running,
    CaseFilter::Suspended,
    CaseFilter::ToDeliver,
    CaseFilter::PostCheck,
    CaseFilter::Open,
    CaseFilter::All,
];

/// Which cases.
#[derive(Debug, Clone)]
pub struct CaseQuery {
    /// Who looks.
    pub sight: Sight,
    /// Only those in the inbox of this department.
    pub office: Option<String>,
    /// Only of this project.
    pub project: Option<ProjectId>,
    /// Only this one.
    pub id: Option<CaseId>,
    /// Which of them.
    pub filter: CaseFilter,
    /// Only those whose clock is at least this bad on the day.
    pub colour: Option<ClockColour>,
    /// Words to find.
    pub search: String,
    /// The civil day on which it is asked.
    pub today: String,
    /// Rows to leave out.
    pub offset: u32,
    /// Rows wanted. Order: key projects first, then colour from the worst, then the earlier due date, then number.
    pub limit: u32,
}

/// Every filter of surveys, in the order in which they are counted.
pub const SURVEY_FILTERS: [SurveyFilter; 4] = [
    SurveyFilter::ToDo,
    SurveyFilter::ToCheck,
    SurveyFilter::Accepted,
    SurveyFilter::All,
];

/// Which surveys.
#[derive(Debug, Clone)]
pub struct SurveyQuery {
    /// Who looks.
    pub sight: Sight,
    /// Only those of this surveying unit.
    pub unit: Option<OrganisationId>,
    /// Only those that these departments check.
    pub offices: Option<Vec<String>>,
    /// Only of this project.
    pub project: Option<ProjectId>,
    /// Only this one.
    pub id: Option<SurveyId>,
    /// Which of them.
    pub filter: SurveyFilter,
    /// Words to find.
    pub search: String,
    /// Rows to leave out.
    pub offset: u32,
    /// Rows wanted. Order: what waits first, then the earlier due date and none last, then number.
    pub limit: u32,
}

/// A page of surveys.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SurveyPage {
    /// Rows.
    pub surveys: Vec<SurveyEntry>,
    /// How many match.
    pub total: u32,
    /// For each filter how many there are of this unit, office, project and search.
    pub counts: Vec<(SurveyFilter, u32)>,
}

/// A page of cases.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CasePage {
    /// Rows.
    pub cases: Vec<CaseEntry>,
    /// How many match.
    pub total: u32,
    /// For each filter how many there are of this office, project and search, and how many of these are red or black.
    pub counts: Vec<(CaseFilter, u32, u32)>,
}

/// Documents and their index. Every method is one transaction; an error leaves everything as it was.
#[async_trait]
pub trait Records: Send + Sync {
    /// One document with everything needed to open it.
    async fn document(&self, doc: DocId) -> Result<Option<StoredDocument>, StoreError>;

    /// All changes of a document, dependencies first, without the snapshot: the truth from which all else can be made again.
    async fn changes(&self, doc: DocId) -> Result<Vec<Change>, StoreError>;

    /// Which documents there are, by id after `after`.
    async fn documents(
        &self,
        after: Option<DocId>,
        limit: u32,
    ) -> Result<Vec<(DocId, DocKind, ScopeId)>, StoreError>;

    /// Stores changes, heads, snapshot and index of several documents, with outbox rows or log entries, in one transaction.
    async fn commit(&self, commits: Vec<Commit>) -> Result<(), StoreError>;

    /// Replaces index rows and snapshot of a document without touching its changes (`store rebuild`).
    async fn reindex(
        &self,
        doc: DocId,
        index: IndexRows,
        heads: Vec<ChangeHash>,
        snapshot: Option<Vec<u8>>,
    ) -> Result<(), StoreError>;

    /// Puts edits on disk at once, with the index rows as they stand with them. Returns the journal number.
    async fn journal(
        &self,
        doc: DocId,
        person: PersonId,
        edits: String,
        at_ms: i64,
        index: IndexRows,
    ) -> Result<i64, StoreError>;

    /// Documents whose last journal row is older than `before_ms` (all with `i64::MAX`), the longest waiting first.
    async fn journalled(&self, before_ms: i64) -> Result<Vec<DocId>, StoreError>;

    /// A page of projects and the number of all that match. `today` (civil date) decides what is overdue.
    async fn projects(
        &self,
        query: &ProjectQuery,
        today: &str,
    ) -> Result<(Vec<ProjectHit>, u32), StoreError>;

    /// One project when the looker may see it.
    async fn project(
        &self,
        sight: &Sight,
        id: ProjectId,
        today: &str,
    ) -> Result<Option<ProjectHit>, StoreError>;

    /// Inspections.
    async fn inspections(
        &self,
        query: &InspectionQuery,
    ) -> Result<Vec<InspectionEntry>, StoreError>;

    /// Findings.
    async fn findings(&self, query: &FindingQuery) -> Result<Vec<FindingEntry>, StoreError>;

    /// Cases.
    async fn cases(&self, query: &CaseQuery) -> Result<CasePage, StoreError>;

    /// Surveys.
    async fn surveys(&self, query: &SurveyQuery) -> Result<SurveyPage, StoreError>;

    /// Photos of an inspection or files of a case (asked for by its id), removed ones too.
    async fn photos(&self, inspection: InspectionId) -> Result<Vec<PhotoEntry>, StoreError>;

    /// How a record stands with the centre. At the centre every change is delivered, and photos are waited for.
    async fn delivery(&self, doc: DocId) -> Result<DeliveryFacts, StoreError>;

    /// A small named value of the installation (preferences, last place in an inspection, numbers).
    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Stores a named value; `None` removes it.
    async fn set_setting(&self, name: &str, value: Option<String>) -> Result<(), StoreError>;

    /// Adds one to a counter and returns the new value; never the same twice (actor counters, finding numbers, captures).
    async fn next_number(&self, name: &str) -> Result<u32, StoreError>;
}
