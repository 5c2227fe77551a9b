//! The device's side of sync: what waits to be sent, what was received, how far each scope has been read.

use async_trait::async_trait;
use handheld_contract::sync::{Change, Cursor, DocChanges, Receipt, Rejection};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{BlobHash, ChangeHash, DocId, ScopeId};

use serde::{Deserialize, Serialize};

use crate::StoreError;
#[cfg(doc)]
use crate::records::Records;
use crate::records::{Commit, DeliveryFacts};

/// How much a batch may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimits {
    /// Bytes of raw changes.
    pub bytes: usize,
    /// Documents.
    pub documents: usize,
    /// Changes.
    pub changes: usize,
}

/// What is left of the limits of a batch while it is put together.
#[derive(Debug)]
pub(crate) struct BatchRoom {
    limits: BatchLimits,
    taken: BatchLimits,
}

impl BatchRoom {
    pub(crate) fn new(limits: BatchLimits) -> Self {
        let taken = BatchLimits {
            bytes: 0,
            documents: 0,
            changes: 0,
        };
        Self { limits, taken }
    }

    /// Takes a change of this many bytes, of a document that is not in the batch yet; false when it is full. The first change always
    /// goes, however large, or nothing ever would.
    pub(crate) fn takes(&mut self, bytes: usize, new_document: bool) -> bool {
        let taken = BatchLimits {
            bytes: self.taken.bytes.saturating_add(bytes),
            documents: self.taken.documents + usize::from(new_document),
            changes: self.taken.changes + 1,
        };
        let fits = taken.bytes <= self.limits.bytes
            && taken.documents <= self.limits.documents
            && taken.changes <= self.limits.changes;
        if fits || self.taken.changes == 0 {
            self.taken = taken;
            return true;
        }
        false
    }
}

/// A photo that waits for its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPhoto {
    /// Digest.
    pub sha256: BlobHash,
    /// Bytes in all.
    pub bytes: u64,
    /// Bytes that the centre has confirmed.
    pub sent: u64,
    /// A document that refers to it.
    pub doc: DocId,
    /// Tries that failed.
    pub failures: u32,
    /// The last failure, a code with parameters as JSON.
    pub problem: Option<String>,
}

/// A document in the queue, for the sync screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// Document.
    pub doc: DocId,
    /// Kind.
    pub kind: DocKind,
    /// Facts.
    pub facts: DeliveryFacts,
    /// Reason of the last refusal, JSON of a rejection.
    pub refusal: Option<String>,
}

/// Totals for `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueTotals {
    /// Changes without a receipt.
    pub changes: u32,
    /// Photos without a receipt.
    pub photos: u32,
    /// Bytes of these still to go.
    pub photo_bytes: u64,
    /// Records with either.
    pub records: u32,
    /// Changes refused and kept aside.
    pub refused: u32,
}

/// State of the exchange that must survive a restart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExchangeState {
    /// Number of the last batch that was signed, 0 before the first.
    pub batch: u64,
    /// Hash of the last signed envelope.
    pub previous_envelope: [u8; 32],
    /// Hash of the set of cursors at the last complete answer.
    pub cursor_set: Option<[u8; 16]>,
    /// Byte budget for the next batch.
    pub budget: Option<u32>,
}

/// What one frame of an answer does, stored in one transaction: nothing of a frame without its cursor.
#[derive(Debug, Clone, Default)]
pub struct FrameEffects {
    /// Documents with what was pulled, already admitted.
    pub commits: Vec<Commit>,
    /// Cursors at the end of the frame.
    pub cursors: Vec<Cursor>,
    /// Documents that left a scope; purged when in no scope and nothing of them is unsent.
    pub left: Vec<(DocId, ScopeId)>,
    /// Scopes that were taken away. Documents with unsent edits stay, read-only.
    pub revoked: Vec<ScopeId>,
}

/// The device's queue and cursors.
#[async_trait]
pub trait DeviceQueue: Send + Sync {
    /// Whole documents in order of last edit until a limit is reached; a document may be split at a change boundary.
    /// Reads only: rows leave the queue by [`DeviceQueue::acknowledge`] alone.
    async fn batch(&self, limits: BatchLimits) -> Result<Vec<DocChanges>, StoreError>;

    /// Stores a receipt: the named changes and photos are filed. Outbox rows go only here (T02).
    async fn acknowledge(&self, receipt: &Receipt) -> Result<(), StoreError>;

    /// Stores refusals: the change, all later ones of its actor in that document and what builds on them move aside with
    /// the reason. Heads and changes are then those of what is left; its index is made again by whoever asks for
    /// [`DeviceQueue::stale`], or goes at once where nothing is left.
    async fn refuse(&self, rejections: &[Rejection]) -> Result<(), StoreError>;

    /// Changes that the centre refused, for showing and export.
    async fn refused(&self, doc: DocId) -> Result<Vec<(Change, Rejection)>, StoreError>;

    /// Documents whose index still shows what was refused, until [`Records::reindex`] or a commit.
    async fn stale(&self) -> Result<Vec<DocId>, StoreError>;

    /// State of the exchange.
    async fn exchange_state(&self) -> Result<ExchangeState, StoreError>;

    /// Stores it.
    async fn set_exchange_state(&self, state: &ExchangeState) -> Result<(), StoreError>;

    /// All cursors, by scope.
    async fn cursors(&self) -> Result<Vec<Cursor>, StoreError>;

    /// Forgets cursors (restored centre: another epoch), and puts all own changes back into the queue when `resend`.
    async fn reset_cursors(&self, resend: bool) -> Result<(), StoreError>;

    /// Puts own changes and photos of these scopes back into the queue: the centre may have lost what it once confirmed.
    async fn resend(&self, scopes: &[ScopeId]) -> Result<(), StoreError>;

    /// Documents of a scope with their heads, for reconciling.
    async fn scope_documents(
        &self,
        scope: &ScopeId,
    ) -> Result<Vec<(DocId, Vec<ChangeHash>)>, StoreError>;

    /// Applies one frame.
    async fn apply_frame(&self, effects: FrameEffects) -> Result<(), StoreError>;

    /// Photos that wait, whose records have been acknowledged first, then the others; smallest failures first.
    async fn waiting_photos(&self, limit: u32) -> Result<Vec<WaitingPhoto>, StoreError>;

    /// Remembers how far a photo has been sent, or why not.
    async fn photo_progress(
        &self,
        sha256: BlobHash,
        sent: u64,
        problem: Option<String>,
    ) -> Result<(), StoreError>;

    /// Records for the sync screen: with something unfiled first, then those filed last.
    async fn queue(&self, limit: u32) -> Result<Vec<QueueRow>, StoreError>;

    /// Photos of a document that wait.
    async fn waiting_photos_of(&self, doc: DocId) -> Result<Vec<WaitingPhoto>, StoreError>;

    /// Totals.
    async fn totals(&self) -> Result<QueueTotals, StoreError>;
}
