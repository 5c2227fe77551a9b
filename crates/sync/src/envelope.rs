//! Signatures: the head of a request with the device's chain of envelopes, the head of a photo's part, and
//! the centre's receipts.
//!
//! A head is checked over the packed bytes, before anything is inflated. It also signs the ordered hashes of
//! the batch's changes, which the centre computes anyway, so that they need not travel. Keys are given by
//! the caller; who owns which key is the centre's business.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use handheld_contract::sync::{DocChanges, Receipt};
use handheld_contract::{BlobHash, ChangeHash, DeviceId, DocId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::wire::bytes::{Reader, put_varint};
use crate::wire::{BODY_BYTES, PART_BYTES, PROTOCOL, WireError};

const EXCHANGE: &[u8] = b"handheld exchange 1\0";
const PART: &[u8] = b"handheld photo part 1\0";
const RECEIPT: &[u8] = b"handheld receipt 1\0";

/// Why a signed thing is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The bytes are not a head.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// A version of the protocol that is not spoken here.
    #[error("protocol {0} is not spoken here")]
    Protocol(u8),
    /// The signature is not that of the key.
    #[error("the signature does not match")]
    Signature,
}

/// What a device says about its request, signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Device.
    pub device: DeviceId,
    /// The device's clock, shown and never trusted.
    pub clock_ms: i64,
    /// Bytes that the device wants in one answer, packed.
    pub answer_bytes: u32,
    /// The device has had no complete answer yet: nothing is to be left out as its own.
    pub whole: bool,
    /// The batch, when there is one.
    pub batch: Option<BatchHead>,
}

/// What a device says about a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchHead {
    /// Number, from 1.
    pub number: u64,
    /// Hash of the envelope before it.
    pub previous: [u8; 32],
    /// Hash over documents and ordered change hashes ([`batch_root`]).
    pub root: [u8; 32],
}

/// A request after its signature was checked, still packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request<'a> {
    /// The head.
    pub head: Head,
    /// Hash of the envelope.
    pub envelope: [u8; 32],
    /// Packed frames.
    pub frames: &'a [u8],
}

/// Hash over the documents of a batch and their changes in order.
pub fn batch_root(documents: &[DocChanges]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for d in documents {
        hasher.update((d.scope.0.len() as u64).to_be_bytes());
        hasher.update(d.scope.0.as_bytes());
        hasher.update(d.doc.bytes());
        hasher.update((d.changes.len() as u64).to_be_bytes());
        for change in &d.changes {
            hasher.update(change.hash.0);
        }
    }
    hasher.finalize().into()
}

fn head_bytes(head: &Head) -> Vec<u8> {
    let mut out = vec![PROTOCOL];
    out.extend_from_slice(&head.device.bytes());
    out.extend_from_slice(&head.clock_ms.to_be_bytes());
    out.extend_from_slice(&head.answer_bytes.to_be_bytes());
    out.push(u8::from(head.whole));
    put_varint(&mut out, head.batch.map_or(0, |b| b.number));
    if let Some(batch) = &head.batch {
        out.extend_from_slice(&batch.previous);
        out.extend_from_slice(&batch.root);
    }
    out
}

fn signed(domain: &[u8], head: &[u8], body: &[u8]) -> Vec<u8> {
    let digest = Sha256::digest(body);
    [domain, head, digest.as_slice()].concat()
}

fn seal(domain: &[u8], mut head: Vec<u8>, body: &[u8], key: &SigningKey) -> (Vec<u8>, [u8; 32]) {
    let signed = signed(domain, &head, body);
    let envelope = Sha256::digest(&signed).into();
    head.extend_from_slice(&key.sign(&signed).to_bytes());
    let mut out = Vec::with_capacity(head.len() + body.len() + 4);
    // A head has some two hundred bytes.
    out.extend_from_slice(&(head.len() as u32).to_be_bytes());
    out.append(&mut head);
    out.extend_from_slice(body);
    (out, envelope)
}

/// Makes a request from its head and packed frames; returns it with the hash of its envelope.
pub fn seal_request(head: &Head, frames: &[u8], key: &SigningKey) -> (Vec<u8>, [u8; 32]) {
    seal(EXCHANGE, head_bytes(head), frames, key)
}

/// Splits `len | head | signature | body`; the head comes back as bytes.
fn split(bytes: &[u8]) -> Result<(&[u8], Signature, &[u8]), EnvelopeError> {
    let mut reader = Reader::new(bytes);
    let length = u32::from_be_bytes(reader.array()?) as usize;
    let head = reader.take(length)?;
    let (head, signature) = head.split_last_chunk::<64>().ok_or(WireError::Short)?;
    Ok((head, Signature::from_bytes(signature), reader.rest()))
}

fn check(key: &[u8; 32], signed: &[u8], signature: &Signature) -> Result<(), EnvelopeError> {
    let key = VerifyingKey::from_bytes(key).map_err(|_| EnvelopeError::Signature)?;
    key.verify_strict(signed, signature)
        .map_err(|_| EnvelopeError::Signature)
}

/// Reads who sends, so that the key can be looked up. Nothing is believed yet.
///
/// # Errors
///
/// [`EnvelopeError`] when it is no head.
pub fn claimed_device(bytes: &[u8]) -> Result<DeviceId, EnvelopeError> {
    let (head, _, _) = split(bytes)?;
    let mut reader = Reader::new(head);
    protocol(&mut reader)?;
    Ok(DeviceId(Uuid::from_bytes(reader.array()?)))
}

/// Reads which photo a part belongs to. Nothing is believed yet.
///
/// # Errors
///
/// [`EnvelopeError`] when it is no head.
pub fn claimed_photo(bytes: &[u8]) -> Result<BlobHash, EnvelopeError> {
    let (head, _, _) = split(bytes)?;
    let mut reader = Reader::new(head);
    protocol(&mut reader)?;
    let _device: [u8; 16] = reader.array()?;
    Ok(BlobHash(reader.array()?))
}

fn protocol(reader: &mut Reader<'_>) -> Result<(), EnvelopeError> {
    match reader.byte()? {
        PROTOCOL => Ok(()),
        other => Err(EnvelopeError::Protocol(other)),
    }
}

/// Checks a request against the device's key. Nothing is inflated.
///
/// # Errors
///
/// [`EnvelopeError`]; nothing of the request may then be used.
pub fn open_request<'a>(bytes: &'a [u8], key: &[u8; 32]) -> Result<Request<'a>, EnvelopeError> {
    if bytes.len() > BODY_BYTES {
        return Err(WireError::TooLarge("body").into());
    }
    let (plain, signature, frames) = split(bytes)?;
    let mut reader = Reader::new(plain);
    protocol(&mut reader)?;
    let device = DeviceId(Uuid::from_bytes(reader.array()?));
    let signed = signed(EXCHANGE, plain, frames);
    check(key, &signed, &signature)?;
    let clock_ms = i64::from_be_bytes(reader.array()?);
    let answer_bytes = u32::from_be_bytes(reader.array()?);
    let whole = reader.byte()? != 0;
    let number = reader.varint()?;
    let batch = if number == 0 {
        None
    } else {
        let (previous, root) = (reader.array()?, reader.array()?);
        Some(BatchHead {
            number,
            previous,
            root,
        })
    };
    let head = Head {
        device,
        clock_ms,
        answer_bytes,
        whole,
        batch,
    };
    let envelope = Sha256::digest(&signed).into();
    Ok(Request {
        head,
        envelope,
        frames,
    })
}

/// One part of a photo on its way to the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// Device.
    pub device: DeviceId,
    /// Photo.
    pub sha256: BlobHash,
    /// A document that refers to it.
    pub doc: DocId,
    /// Where the part begins.
    pub offset: u64,
    /// Bytes of the photo in all.
    pub total: u64,
    /// The part.
    pub bytes: &'a [u8],
}

/// Makes the body of a `PUT` of one part.
pub fn seal_part(part: &Part<'_>, key: &SigningKey) -> Vec<u8> {
    let mut head = vec![PROTOCOL];
    head.extend_from_slice(&part.device.bytes());
    head.extend_from_slice(&part.sha256.0);
    head.extend_from_slice(&part.doc.bytes());
    head.extend_from_slice(&part.offset.to_be_bytes());
    head.extend_from_slice(&part.total.to_be_bytes());
    seal(PART, head, part.bytes, key).0
}

/// Checks a part against the device's key.
///
/// # Errors
///
/// [`EnvelopeError`]; nothing of the part may then be used.
pub fn open_part<'a>(bytes: &'a [u8], key: &[u8; 32]) -> Result<Part<'a>, EnvelopeError> {
    let (head, signature, body) = split(bytes)?;
    if body.len() > PART_BYTES {
        return Err(WireError::TooLarge("part").into());
    }
    check(key, &signed(PART, head, body), &signature)?;
    let mut reader = Reader::new(head);
    protocol(&mut reader)?;
    Ok(Part {
        device: DeviceId(Uuid::from_bytes(reader.array()?)),
        sha256: BlobHash(reader.array()?),
        doc: DocId(Uuid::from_bytes(reader.array()?)),
        offset: u64::from_be_bytes(reader.array()?),
        total: u64::from_be_bytes(reader.array()?),
        bytes: body,
    })
}

/// The bytes of a receipt that are signed.
pub fn receipt_bytes(receipt: &Receipt) -> Vec<u8> {
    let mut out = RECEIPT.to_vec();
    out.extend_from_slice(&receipt.batch.to_be_bytes());
    out.extend_from_slice(&receipt.device.bytes());
    out.extend_from_slice(&receipt.at_ms.to_be_bytes());
    out.extend_from_slice(&(receipt.changes.len() as u64).to_be_bytes());
    for (doc, hash) in &receipt.changes {
        out.extend_from_slice(&doc.bytes());
        out.extend_from_slice(&hash.0);
    }
    out.extend_from_slice(&(receipt.photos.len() as u64).to_be_bytes());
    for photo in &receipt.photos {
        out.extend_from_slice(&photo.0);
    }
    out.extend_from_slice(&receipt.key);
    out
}

/// What a receipt is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Batch; 0 for a photo.
    pub batch: u64,
    /// Device.
    pub device: DeviceId,
    /// Time of the centre.
    pub at_ms: i64,
    /// Changes.
    pub changes: Vec<(DocId, ChangeHash)>,
    /// Photos.
    pub photos: Vec<BlobHash>,
}

/// Signs a receipt.
pub fn sign_receipt(taken: Taken, key: &SigningKey) -> Receipt {
    let mut receipt = Receipt {
        batch: taken.batch,
        device: taken.device,
        at_ms: taken.at_ms,
        changes: taken.changes,
        photos: taken.photos,
        key: key.verifying_key().to_bytes(),
        signature: [0; 64],
    };
    receipt.signature = key.sign(&receipt_bytes(&receipt)).to_bytes();
    receipt
}

/// Checks a receipt: signed by this key, for this device.
///
/// # Errors
///
/// [`EnvelopeError::Signature`]; it is then no receipt at all (T24).
pub fn verify_receipt(
    receipt: &Receipt,
    device: DeviceId,
    centre_key: &[u8; 32],
) -> Result<(), EnvelopeError> {
    if receipt.device != device || receipt.key != *centre_key {
        return Err(EnvelopeError::Signature);
    }
    let signature = Signature::from_bytes(&receipt.signature);
    check(centre_key, &receipt_bytes(receipt), &signature)
}
