//! The centre's side: the log per scope, devices and their envelopes, people, sign-in.

use async_trait::async_trait;
use handheld_contract::sync::{Change, Cursor};
use handheld_contract::views::Role;
use handheld_contract::views::centre::OrganisationKind;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{BlobHash, ChangeHash, DeviceId, DocId, OrganisationId, PersonId, ScopeId};

use crate::StoreError;
use crate::records::Commit;

/// A batch after admission, stored in one transaction with log entries in every scope of each document; the scope's counter row is
/// taken last, in the order of scope ids, so that what is visible is dense and ordered.
#[derive(Debug, Clone)]
pub struct AdmittedBatch {
    /// Device.
    pub device: DeviceId,
    /// Number of the batch.
    pub number: u64,
    /// Hash of its envelope.
    pub envelope: [u8; 32],
    /// Documents.
    pub commits: Vec<Commit>,
    /// Actors seen for the first time, with the person they act for.
    pub actors: Vec<([u8; 16], PersonId)>,
    /// The signed answer, kept to be given again when the answer was lost.
    pub answer: Vec<u8>,
}

/// Kind of a log entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A change.
    Change,
    /// The document joined the scope.
    Enter,
    /// The document left the scope.
    Leave,
}

/// A log entry with its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Sequence number in the scope.
    pub seq: u64,
    /// Kind.
    pub kind: EntryKind,
    /// Document.
    pub doc: DocId,
    /// Kind of the document.
    pub doc_kind: DocKind,
    /// The change, for [`EntryKind::Change`].
    pub change: Option<Change>,
    /// Device that sent it; none when made at the centre.
    pub origin: Option<DeviceId>,
    /// Digest of the scope at this entry.
    pub digest: [u8; 16],
}

/// Head of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeHead {
    /// Scope.
    pub scope: ScopeId,
    /// Life of the log.
    pub epoch: u64,
    /// Last sequence number.
    pub head: u64,
    /// Lowest sequence number still there.
    pub floor: u64,
    /// Digest at the head.
    pub digest: [u8; 16],
    /// Documents.
    pub documents: u32,
}

/// An enrolled device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Which.
    pub id: DeviceId,
    /// For whom.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Ed25519 public key.
    pub key: [u8; 32],
    /// Number of its last batch.
    pub batch: u64,
    /// Hash of its last envelope.
    pub previous_envelope: [u8; 32],
    /// Enrolled, ms.
    pub enrolled_at_ms: i64,
    /// Last exchange, ms.
    pub last_seen_ms: Option<i64>,
    /// Revoked, ms.
    pub revoked_at_ms: Option<i64>,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Which.
    pub id: OrganisationId,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: OrganisationKind,
    /// Unified social credit code, or empty.
    pub uscc: String,
    /// Codes of the departments of the catalogue that it is; empty for firms.
    pub departments: Vec<String>,
}

/// Somebody fetched a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// When, ms.
    pub at_ms: i64,
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Of which organisation.
    pub organisation: OrganisationId,
    /// Of which project.
    pub project: handheld_contract::ProjectId,
    /// For which case it was given.
    pub doc: DocId,
    /// Which file.
    pub sha256: BlobHash,
    /// Its name.
    pub file_name: String,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Sign-in name.
    pub login: String,
    /// Role.
    pub role: Role,
    /// Organisation.
    pub organisation: OrganisationId,
    /// May sign in and sync.
    pub active: bool,
    /// argon2id hash in PHC form.
    pub password: String,
    /// Must be changed at the next sign-in.
    pub must_change_password: bool,
    /// Preferences as JSON.
    pub preferences: String,
}

/// A sign-in in a browser; the token itself is never stored, only its SHA-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// SHA-256 of the token.
    pub token: [u8; 32],
    /// Who.
    pub person: PersonId,
    /// Since, ms.
    pub since_ms: i64,
    /// Ends, ms.
    pub ends_ms: i64,
}

/// A one-time enrolment code; only its SHA-256 is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolCode {
    /// SHA-256 of the code.
    pub code: [u8; 32],
    /// For whom.
    pub person: PersonId,
    /// Ends, ms; `i64::MAX` for sample codes.
    pub ends_ms: i64,
}

/// The log.
#[async_trait]
pub trait CentreLog: Send + Sync {
    /// Stores an admitted batch; when this number was stored before, nothing is done and the earlier answer comes back (S02, S04).
    async fn take_batch(&self, batch: AdmittedBatch) -> Result<Option<Vec<u8>>, StoreError>;

    /// The answer kept for a batch of a device.
    async fn answer(
        &self,
        device: DeviceId,
        number: u64,
    ) -> Result<Option<([u8; 32], Vec<u8>)>, StoreError>;

    /// Which of these changes are known, also those whose bodies live only in a snapshot now.
    async fn known(&self, doc: DocId, hashes: &[ChangeHash])
    -> Result<Vec<ChangeHash>, StoreError>;

    /// Entries of a scope after `seq`, up to about `bytes` of bodies (at least one entry when there is one).
    async fn entries(
        &self,
        scope: &ScopeId,
        after: u64,
        bytes: usize,
    ) -> Result<Vec<LogEntry>, StoreError>;

    /// Heads of scopes, in the order asked; one without entries has a head of 0 and the epoch that its log will have.
    async fn heads(&self, scopes: &[ScopeId]) -> Result<Vec<ScopeHead>, StoreError>;

    /// Documents of a scope with heads, for reconciling.
    async fn scope_documents(
        &self,
        scope: &ScopeId,
    ) -> Result<Vec<(DocId, DocKind, Vec<ChangeHash>)>, StoreError>;

    /// The set of cursors that the device had at its last complete answer.
    async fn device_cursors(&self, device: DeviceId) -> Result<Vec<Cursor>, StoreError>;

    /// Stores it.
    async fn set_device_cursors(
        &self,
        device: DeviceId,
        cursors: Vec<Cursor>,
    ) -> Result<(), StoreError>;

    /// Person of an actor.
    async fn actor(&self, actor: [u8; 16]) -> Result<Option<PersonId>, StoreError>;

    /// Documents in sight of the scope's readers that refer to a photo.
    async fn photo_scopes(&self, sha256: BlobHash) -> Result<Vec<ScopeId>, StoreError>;

    /// Remembers that a photo's bytes are here, whole; before that its record is not filed ([`crate::records::Records::delivery`]).
    async fn photo_arrived(&self, sha256: BlobHash) -> Result<(), StoreError>;

    /// Number of batch receipts and refused changes kept for the record: appends to the audit trail.
    async fn audit(
        &self,
        at_ms: i64,
        person: Option<PersonId>,
        act: &str,
        detail: &str,
    ) -> Result<(), StoreError>;

    /// Remembers that somebody fetched a file that was given once (J16): appends to a log that is only added to.
    async fn log_fetch(&self, fetch: &Fetch) -> Result<(), StoreError>;

    /// Fetches of files of a project, newest first.
    async fn fetches(
        &self,
        project: handheld_contract::ProjectId,
        limit: u32,
    ) -> Result<Vec<Fetch>, StoreError>;

    /// Puts refused bytes into quarantine with the reason.
    async fn quarantine(
        &self,
        at_ms: i64,
        device: DeviceId,
        doc: DocId,
        bytes: &[u8],
        reason: &str,
    ) -> Result<(), StoreError>;
}

/// People, organisations, devices, sign-ins.
#[async_trait]
pub trait Directory: Send + Sync {
    /// All organisations by name.
    async fn organisations(&self) -> Result<Vec<Organisation>, StoreError>;
    /// One.
    async fn organisation(&self, id: OrganisationId) -> Result<Option<Organisation>, StoreError>;
    /// Adds or changes one.
    async fn put_organisation(&self, organisation: &Organisation) -> Result<(), StoreError>;
    /// All people by organisation and name.
    async fn people(&self) -> Result<Vec<Person>, StoreError>;
    /// One.
    async fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError>;
    /// By sign-in name, exact.
    async fn person_by_login(&self, login: &str) -> Result<Option<Person>, StoreError>;
    /// Adds or changes one; a sign-in name that another person has is a [`StoreError::Conflict`].
    async fn put_person(&self, person: &Person) -> Result<(), StoreError>;
    /// All devices, newest first.
    async fn devices(&self) -> Result<Vec<Device>, StoreError>;
    /// One.
    async fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreError>;
    /// Changes name, last seen and revocation of a device.
    async fn put_device(&self, device: &Device) -> Result<(), StoreError>;
    /// Adds an enrolment code.
    async fn put_enrol_code(&self, code: &EnrolCode) -> Result<(), StoreError>;
    /// Uses a code up and stores the device, in one transaction. `None` when the code is unknown, used or ended (A07).
    async fn enrol(
        &self,
        code: [u8; 32],
        now_ms: i64,
        device: Device,
    ) -> Result<Option<Device>, StoreError>;
    /// Adds a sign-in.
    async fn put_sign_in(&self, sign_in: &SignIn) -> Result<(), StoreError>;
    /// Finds a sign-in that has not ended.
    async fn sign_in(&self, token: [u8; 32], now_ms: i64) -> Result<Option<SignIn>, StoreError>;
    /// Ends one sign-in, or with `person` all of theirs except `keep`.
    async fn end_sign_ins(
        &self,
        token: Option<[u8; 32]>,
        person: Option<PersonId>,
        keep: Option<[u8; 32]>,
    ) -> Result<(), StoreError>;
}
