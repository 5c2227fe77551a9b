//! Facts that store and sync share: what a device has sent and received, receipts, cursors.
//!
//! The wire's bytes are made in the room `sync`; these are its nouns.

use serde::{Deserialize, Serialize};

use crate::views::sync::DocKind;
use crate::{BlobHash, ChangeHash, Code, DeviceId, DocId, ScopeId};

/// One change as stored and carried: the standard uncompressed automerge chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// SHA-256 that names it.
    pub hash: ChangeHash,
    /// Sixteen bytes of the actor.
    pub actor: [u8; 16],
    /// Sequence number of the actor, from 1.
    pub seq: u64,
    /// Hashes that it builds on.
    pub deps: Vec<ChangeHash>,
    /// The chunk.
    pub bytes: Vec<u8>,
}

/// Changes of one document, in an order in which every dependency comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocChanges {
    /// Document.
    pub doc: DocId,
    /// Its kind.
    pub kind: DocKind,
    /// Scope that it is in.
    pub scope: ScopeId,
    /// Changes.
    pub changes: Vec<Change>,
}

/// How far a scope has been read: `epoch` is opaque to a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Scope.
    pub scope: ScopeId,
    /// Life of the scope's log.
    pub epoch: u64,
    /// Last sequence number stored.
    pub seq: u64,
    /// Digest over the scope's live documents at `seq` (sum mod 2^128 of BLAKE3(doc || sorted heads)).
    pub digest: [u8; 16],
}

/// What the centre signed: these changes and photos are on its disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Number of the device's batch that it answers; 0 for a photo's receipt.
    pub batch: u64,
    /// Device.
    pub device: DeviceId,
    /// Time of the centre, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Changes taken (also those it already had).
    pub changes: Vec<(DocId, ChangeHash)>,
    /// Photos taken.
    pub photos: Vec<BlobHash>,
    /// Key of the centre (Ed25519 public).
    pub key: [u8; 32],
    /// Signature over the canonical bytes of all above.
    #[serde(with = "signature_hex")]
    pub signature: [u8; 64],
}

/// A change that the centre did not take, with the reason that its author can read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// Document.
    pub doc: DocId,
    /// First change refused; everything of its actor after it falls with it.
    pub hash: ChangeHash,
    /// Code.
    pub code: Code,
    /// Rule in words or by name.
    pub rule: String,
}

/// What one document adds to the digest of its scope: the first 16 bytes, big-endian, of BLAKE3(doc || sorted heads).
/// The digest of a scope is the sum of these mod 2^128, big-endian.
pub fn document_digest(doc: DocId, heads: &[ChangeHash]) -> u128 {
    let mut heads = heads.to_vec();
    heads.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&doc.bytes());
    for head in heads {
        hasher.update(&head.0);
    }
    let mut short = [0; 16];
    short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_be_bytes(short)
}

mod signature_hex {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8; 64], out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&hex::encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<[u8; 64], D::Error> {
        let text = String::deserialize(input)?;
        let mut bytes = [0; 64];
        hex::decode_to_slice(text, &mut bytes).map_err(serde::de::Error::custom)?;
        Ok(bytes)
    }
}
