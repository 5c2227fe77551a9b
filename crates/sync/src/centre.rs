//! The centre's side of an exchange: who asks, what of the batch is taken, what the device gets to read.
//!
//! No sockets, no clock. Works over the store's traits; rights, admission and index rows come from the host.
//! Order that must not change: signature, then inflating; known hashes, then dependencies; storing, then the
//! receipt. One push at a time: heads and index rows are computed from what is stored.

mod pull;
mod push;

use ed25519_dalek::SigningKey;
use futures::lock::Mutex;
use handheld_contract::sync::{Cursor, DocChanges};
use handheld_contract::{BlobHash, Code, DeviceId, ScopeId};
use handheld_store::StoreError;
use handheld_store::blobs::Blobs;
use handheld_store::centre::{CentreLog, Device, Directory};
use handheld_store::records::Records;

use crate::envelope::{self, EnvelopeError, Part, Taken};
use crate::ports::{Access, Admission, Project};
use crate::wire::{self, CHANGES, DOCUMENTS, Record, WireError};

/// Why an exchange has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The device is not known.
    #[error("unknown device")]
    Unknown,
    /// The device was revoked: nothing is read or written, and nothing on the device is lost.
    #[error("the device was revoked")]
    Revoked,
    /// The signature or the head is not right.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The body cannot be read, or is larger than the limits.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// A photo that no readable document refers to, or that may not be sent here.
    #[error("no such photo")]
    Photo,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ExchangeError {
    /// The code that tells the device.
    pub fn code(&self) -> Code {
        match self {
            Self::Unknown => Code::SignedOut,
            Self::Revoked => Code::DeviceRevoked,
            Self::Envelope(EnvelopeError::Wire(WireError::TooLarge(_)))
            | Self::Wire(WireError::TooLarge(_)) => Code::TooLarge,
            Self::Envelope(_) | Self::Wire(_) => Code::BadInput,
            Self::Photo => Code::NotFound,
            Self::Store(StoreError::NoSpace { .. }) => Code::NoSpace,
            Self::Store(_) => Code::Storage,
        }
    }
}

/// An answer, and what the host does about it.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The body.
    pub body: Vec<u8>,
    /// Scopes that got new entries: nudge their readers.
    pub touched: Vec<ScopeId>,
    /// The device's chain of envelopes has forked: two installations use one key.
    pub forked: bool,
}

/// The centre's engine over a store.
pub struct Centre<'a, S> {
    /// Documents, log and directory.
    pub store: &'a S,
    /// Rights.
    pub access: &'a dyn Access,
    /// Admission.
    pub admission: &'a dyn Admission,
    /// Index rows.
    pub project: &'a dyn Project,
    /// Key that signs receipts.
    pub key: &'a SigningKey,
    /// Held while documents are changed; the host holds the same one for its own changes.
    pub writing: &'a Mutex<()>,
    /// A known mistake, for the model test.
    #[cfg(feature = "planted-defects")]
    pub defect: Option<crate::Defect>,
}

/// The body of a request, read.
#[derive(Debug, Default)]
struct Asked {
    documents: Vec<DocChanges>,
    cursors: Vec<Cursor>,
    set: Option<[u8; 16]>,
}

fn read_request(frames: &[u8]) -> Result<Asked, WireError> {
    let (frames, cut) = wire::read_frames(frames)?;
    if cut {
        return Err(WireError::Short);
    }
    let mut asked = Asked::default();
    let mut changes = 0;
    for record in frames.into_iter().flatten() {
        match record {
            Record::Cursor { cursor, .. } => asked.cursors.push(cursor),
            Record::Set(hash) => asked.set = Some(hash),
            Record::Doc { doc, kind, scope } => {
                asked.documents.push(DocChanges {
                    doc,
                    kind,
                    scope,
                    changes: Vec::new(),
                });
            }
            Record::Changes(new) => {
                changes += new.len();
                let last = asked.documents.last_mut();
                last.ok_or(WireError::Malformed("changes of no document"))?
                    .changes
                    .extend(new);
            }
            // A device has nothing else to say in this version.
            _ => {}
        }
    }
    if asked.documents.len() > DOCUMENTS {
        return Err(WireError::TooLarge("batch in documents"));
    }
    if changes > CHANGES {
        return Err(WireError::TooLarge("batch in changes"));
    }
    Ok(asked)
}

impl<'a, S> Centre<'a, S> {
    /// An engine without known mistakes.
    pub fn new(
        store: &'a S,
        (access, admission, project): (&'a dyn Access, &'a dyn Admission, &'a dyn Project),
        key: &'a SigningKey,
        writing: &'a Mutex<()>,
    ) -> Self {
        Self {
            store,
            access,
            admission,
            project,
            key,
            writing,
            #[cfg(feature = "planted-defects")]
            defect: None,
        }
    }
}

impl<S: Records + CentreLog + Directory> Centre<'_, S> {
    /// Answers one exchange.
    ///
    /// # Errors
    ///
    /// [`ExchangeError`]; nothing was stored then.
    pub async fn exchange(&self, body: &[u8], now_ms: i64) -> Result<Answer, ExchangeError> {
        let device = self.device(envelope::claimed_device(body)?).await?;
        let request = envelope::open_request(body, &device.key)?;
        if device.revoked_at_ms.is_some() {
            return Err(ExchangeError::Revoked);
        }
        let asked = read_request(request.frames)?;
        let mut answer = Answer::default();
        if let Some(batch) = &request.head.batch {
            self.push(
                &device,
                batch,
                request.envelope,
                &asked.documents,
                now_ms,
                &mut answer,
            )
            .await?;
        }
        self.pull(&device, &request.head, &asked, &mut answer.body)
            .await?;
        Ok(answer)
    }

    async fn device(&self, id: DeviceId) -> Result<Device, ExchangeError> {
        Directory::device(self.store, id)
            .await?
            .ok_or(ExchangeError::Unknown)
    }

    /// Takes one part of a photo. Answers with the bytes that are on disk and, when it is whole, the receipt.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Photo`] when no document in the device's writable scopes refers to it: records first.
    pub async fn put_part(
        &self,
        blobs: &dyn Blobs,
        body: &[u8],
        now_ms: i64,
    ) -> Result<Vec<u8>, ExchangeError> {
        let device = self.device(envelope::claimed_device(body)?).await?;
        let part = envelope::open_part(body, &device.key)?;
        if device.revoked_at_ms.is_some() {
            return Err(ExchangeError::Revoked);
        }
        self.may_send_photo(&device, part.sha256).await?;
        let have = match blobs.size(part.sha256).await? {
            Some(size) => size,
            None => append_part(blobs, &part).await?,
        };
        let mut records = vec![Record::Have(have)];
        if have >= part.total && blobs.size(part.sha256).await?.is_some() {
            self.store.photo_arrived(part.sha256).await?;
            let taken = Taken {
                batch: 0,
                device: device.id,
                at_ms: now_ms,
                changes: Vec::new(),
                photos: vec![part.sha256],
            };
            let receipt = envelope::sign_receipt(taken, self.key);
            let (at_ms, signature) = (receipt.at_ms, receipt.signature);
            records.push(Record::Receipt {
                batch: 0,
                at_ms,
                signature,
            });
        }
        let mut answer = Vec::new();
        wire::write_frame(&mut answer, &records, false)?;
        Ok(answer)
    }

    async fn may_send_photo(&self, device: &Device, sha256: BlobHash) -> Result<(), ExchangeError> {
        let of = self.store.photo_scopes(sha256).await?;
        let granted = self.access.scopes(device).await?;
        if granted.iter().any(|g| g.writable && of.contains(&g.scope)) {
            Ok(())
        } else {
            Err(ExchangeError::Photo)
        }
    }
}

/// Appends a part and ends the upload with the last one. Wrong bytes are thrown away, and the photo starts over.
async fn append_part(blobs: &dyn Blobs, part: &Part<'_>) -> Result<u64, ExchangeError> {
    let end = part.offset.checked_add(part.bytes.len() as u64);
    if end.is_none_or(|end| end > part.total) {
        return Err(WireError::Malformed("a part beyond the end of its photo").into());
    }
    let mut have = blobs.upload_size(part.sha256).await?;
    if part.offset <= have {
        have = blobs
            .upload_part(part.sha256, part.offset, part.bytes.to_vec())
            .await?;
    }
    if have < part.total {
        return Ok(have);
    }
    match blobs.upload_finish(part.sha256, part.total).await {
        Ok(()) => Ok(part.total),
        Err(StoreError::Corrupt { .. }) => Ok(0),
        Err(other) => Err(other.into()),
    }
}
