//! What the engines ask of their host: rights, admission of foreign bytes, and index rows of a document.
//!
//! The server runs admission in a process of its own; a device and the model test run it where they are.

use async_trait::async_trait;
use handheld_contract::sync::{Change, DocChanges};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{ChangeHash, Code, DocId, ScopeId};
use handheld_records::Document;
use handheld_records::worker::{AdmitRequest, AdmitResponse};
use handheld_store::StoreError;
use handheld_store::centre::Device;
use handheld_store::records::{Commit, Origin, StoredDocument};

/// Why admission gave no verdicts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdmissionError {
    /// The bytes killed or stopped whoever looked at them: refuse them for good.
    #[error("stopped by the bytes: {0}")]
    Hostile(String),
    /// Nobody could look at them now: neither taken nor refused, the device sends them again.
    #[error("not possible now: {0}")]
    Unavailable(String),
}

/// Decides on foreign bytes.
#[async_trait]
pub trait Admission: Send + Sync {
    /// Answers an admission request.
    async fn admit(&self, request: AdmitRequest) -> Result<AdmitResponse, AdmissionError>;
}

/// Admission in the same process, for devices and tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct InProcess;

#[async_trait]
impl Admission for InProcess {
    async fn admit(&self, request: AdmitRequest) -> Result<AdmitResponse, AdmissionError> {
        request
            .answer()
            .map_err(|e| AdmissionError::Hostile(e.to_string()))
    }
}

/// A scope that a device's person may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedScope {
    /// Scope.
    pub scope: ScopeId,
    /// Whether changes may be sent as well.
    pub writable: bool,
}

/// New changes of an approval case or a survey, proven to be well-formed, before they count.
#[derive(Debug)]
pub struct CaseChanges<'a> {
    /// Document.
    pub doc: DocId,
    /// Which of the two.
    pub kind: DocKind,
    /// Scope.
    pub scope: &'a ScopeId,
    /// The document with the new changes; left with those that are admitted and with what the centre adds.
    pub document: &'a mut Document,
    /// All changes from before.
    pub known: &'a [Change],
    /// The new ones.
    pub fresh: &'a [Change],
    /// What the batch has made of other documents so far; not stored yet.
    pub batch: &'a [&'a Commit],
    /// Time of the centre.
    pub now_ms: i64,
}

/// What becomes of new changes of a case or a survey.
#[derive(Debug, Default)]
pub struct CaseVerdict {
    /// Refused, with code and rule; they are no longer in the document.
    pub refused: Vec<(ChangeHash, Code, String)>,
    /// What the centre adds: its receipts of acts.
    pub beside: Vec<Change>,
    /// Something was refused for what other cases have not reached: it is judged again should the batch take more of those.
    pub waits: bool,
}

/// Rights, asked anew at every exchange.
#[async_trait]
pub trait Access: Send + Sync {
    /// Scopes that the device may read now, the most wanted first.
    async fn scopes(&self, device: &Device) -> Result<Vec<GrantedScope>, StoreError>;

    /// Whether the device may send these changes of a document; otherwise the code that tells why.
    async fn may_write(
        &self,
        device: &Device,
        changes: &DocChanges,
        stored: Option<&StoredDocument>,
    ) -> Result<Result<(), Code>, StoreError>;

    /// Judges each change of an approval case or a survey by its author's rights and the rules of the trade: an act without right is refused by itself.
    /// Without such rules (in the model of the exchange) everything counts.
    async fn judge_case(
        &self,
        _device: &Device,
        _changes: CaseChanges<'_>,
    ) -> Result<CaseVerdict, StoreError> {
        Ok(CaseVerdict::default())
    }
}

/// A document with changes that were admitted, to be stored.
#[derive(Debug)]
pub struct Admitted<'a> {
    /// Document.
    pub doc: DocId,
    /// Kind that the sender claims.
    pub kind: DocKind,
    /// Scope that the sender claims; where the document is stored already, its own.
    pub scope: &'a ScopeId,
    /// As it was stored before, with its journal (on a device).
    pub stored: Option<&'a StoredDocument>,
    /// The document with the changes.
    pub document: &'a Document,
    /// The new changes, dependencies first.
    pub changes: Vec<Change>,
    /// Whence.
    pub origin: Origin,
}

/// Computes what is stored beside changes: heads, index rows, a snapshot where one is due.
pub trait Project: Send + Sync {
    /// The commit for an admitted document.
    ///
    /// # Errors
    ///
    /// Code and rule when the document is not what it claims to be (kind, scope, ids); at the centre the
    /// changes are then refused.
    fn commit_for(&self, admitted: Admitted<'_>) -> Result<Commit, (Code, String)>;
}
