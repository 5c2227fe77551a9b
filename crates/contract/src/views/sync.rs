//! The sync screen: every record and photo with its own state, and the space on the device.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Delivery, Text};
use crate::error::ProblemView;
use crate::{BlobHash, DocId};

/// Kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocKind {
    /// A project.
    Project,
    /// An inspection.
    Inspection,
    /// A finding.
    Finding,
    /// An approval case.
    Case,
    /// A survey task.
    Survey,
}

/// A photo in the queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct QueuedPhoto {
    /// Its digest.
    pub sha256: BlobHash,
    /// Bytes in all.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Bytes that the centre has confirmed.
    #[ts(type = "number")]
    pub sent: u64,
    /// State.
    pub delivery: Delivery,
    /// Last error in words.
    pub problem: Option<ProblemView>,
}

/// A record in the queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct QueuedRecord {
    /// Which.
    pub doc: DocId,
    /// Kind.
    pub kind: DocKind,
    /// Title in words.
    pub title: Text,
    /// State of the record as a whole.
    pub delivery: Delivery,
    /// Changes without a receipt.
    pub changes_unsent: u32,
    /// Its photos that are not filed.
    pub photos: Vec<QueuedPhoto>,
    /// When it was filed, RFC 3339.
    pub filed_at: Option<String>,
    /// Why the centre did not take something of it.
    pub problem: Option<ProblemView>,
}

/// What the exchange is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncActivity {
    /// Nothing to do, or waiting for the next try.
    Idle,
    /// Exchanging records.
    Records,
    /// Sending photos.
    Photos,
}

/// The sync screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SyncView {
    /// Whether the last exchange was answered.
    pub online: bool,
    /// What is going on.
    pub activity: SyncActivity,
    /// Changes without a receipt.
    pub unsent: u32,
    /// Photos without a receipt.
    pub photos_unsent: u32,
    /// Bytes of these that are still to go.
    #[ts(type = "number")]
    pub bytes_unsent: u64,
    /// When the last exchange was complete, RFC 3339.
    pub last_sync: Option<String>,
    /// Next try, RFC 3339.
    pub next_try: Option<String>,
    /// The last error in words.
    pub problem: Option<ProblemView>,
    /// Records with something unfiled first, then those filed lately.
    pub records: Vec<QueuedRecord>,
    /// Free space.
    #[ts(type = "number")]
    pub free_bytes: u64,
    /// Space of photos on this device.
    #[ts(type = "number")]
    pub photo_bytes: u64,
    /// Of these, filed ones that could be cleared.
    #[ts(type = "number")]
    pub photo_bytes_filed: u64,
    /// How many more photos of average size fit.
    pub photos_fit: u32,
    /// Open conflicts.
    pub conflicts: u32,
    /// Changes that the centre refused.
    pub quarantined: u32,
}
