//! Photos in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use handheld_contract::BlobHash;
use sha2::{Digest, Sha256};

use super::Cell;
use crate::StoreError;
use crate::blobs::{BlobState, Blobs, Variant};

/// Photos in memory.
#[derive(Debug, Default)]
pub struct MemoryBlobs(Cell<State>);

#[derive(Debug, Clone, Default)]
struct State {
    originals: BTreeMap<BlobHash, Arc<Vec<u8>>>,
    copies: BTreeMap<(BlobHash, Variant, String), Arc<Vec<u8>>>,
    uploads: BTreeMap<BlobHash, Vec<u8>>,
}

impl MemoryBlobs {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Drops unfinished uploads and derived copies, as a restart may.
    pub fn forget_unfinished(&self) {
        let mut state = self.0.lock();
        state.uploads.clear();
        state.copies.clear();
    }
}

impl Clone for MemoryBlobs {
    fn clone(&self) -> Self {
        Self(Cell(std::sync::Mutex::new(self.0.read(State::clone))))
    }
}

/// Whether the bytes have this name.
pub(crate) fn matches(sha256: BlobHash, bytes: &[u8]) -> bool {
    Sha256::digest(bytes)[..] == sha256.0
}

/// The error for bytes that do not.
pub(crate) fn corrupt(sha256: BlobHash) -> StoreError {
    StoreError::Corrupt {
        what: format!("photo {sha256}"),
    }
}

#[async_trait]
impl Blobs for MemoryBlobs {
    async fn put(&self, sha256: BlobHash, bytes: Vec<u8>) -> Result<(), StoreError> {
        if !matches(sha256, &bytes) {
            return Err(corrupt(sha256));
        }
        self.0.lock().originals.insert(sha256, Arc::new(bytes));
        Ok(())
    }

    async fn put_variant(
        &self,
        sha256: BlobHash,
        variant: Variant,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<(), StoreError> {
        self.0
            .lock()
            .copies
            .insert((sha256, variant, name.to_owned()), Arc::new(bytes));
        Ok(())
    }

    async fn get(
        &self,
        sha256: BlobHash,
        variant: Variant,
        name: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.read(|state| {
            if variant == Variant::Original {
                state.originals.get(&sha256).map(|b| b.as_ref().clone())
            } else {
                state
                    .copies
                    .get(&(sha256, variant, name.to_owned()))
                    .map(|b| b.as_ref().clone())
            }
        }))
    }

    async fn read_part(
        &self,
        sha256: BlobHash,
        offset: u64,
        length: usize,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.read(|state| {
            state.originals.get(&sha256).map(|bytes| {
                let from = usize::try_from(offset)
                    .unwrap_or(usize::MAX)
                    .min(bytes.len());
                bytes[from..from.saturating_add(length).min(bytes.len())].to_vec()
            })
        }))
    }

    async fn size(&self, sha256: BlobHash) -> Result<Option<u64>, StoreError> {
        Ok(self
            .0
            .read(|state| state.originals.get(&sha256).map(|b| b.len() as u64)))
    }

    async fn upload_size(&self, sha256: BlobHash) -> Result<u64, StoreError> {
        Ok(self
            .0
            .read(|state| state.uploads.get(&sha256).map_or(0, |b| b.len() as u64)))
    }

    async fn upload_part(
        &self,
        sha256: BlobHash,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<u64, StoreError> {
        let mut state = self.0.lock();
        let have = state.uploads.get(&sha256).map_or(0, Vec::len) as u64;
        if offset > have {
            return Err(StoreError::Conflict(format!(
                "the upload has {have} bytes, the part begins at {offset}"
            )));
        }
        let upload = state.uploads.entry(sha256).or_default();
        let known = usize::try_from(have - offset).unwrap_or(usize::MAX);
        if let Some(new) = bytes.get(known..) {
            upload.extend_from_slice(new);
        }
        Ok(upload.len() as u64)
    }

    async fn upload_finish(&self, sha256: BlobHash, total: u64) -> Result<(), StoreError> {
        let mut state = self.0.lock();
        if state.originals.contains_key(&sha256) {
            state.uploads.remove(&sha256);
            return Ok(());
        }
        let have = state.uploads.get(&sha256).map_or(0, Vec::len) as u64;
        if have < total {
            return Err(StoreError::Conflict(format!(
                "the upload has {have} of {total} bytes"
            )));
        }
        let bytes = state.uploads.remove(&sha256).unwrap_or_default();
        if have != total || !matches(sha256, &bytes) {
            return Err(corrupt(sha256));
        }
        state.originals.insert(sha256, Arc::new(bytes));
        Ok(())
    }

    async fn verify(&self, sha256: BlobHash) -> Result<BlobState, StoreError> {
        Ok(self.0.read(|state| match state.originals.get(&sha256) {
            None => BlobState::Missing,
            Some(bytes) if matches(sha256, bytes) => BlobState::Whole,
            Some(_) => BlobState::Rotten,
        }))
    }

    async fn originals(&self) -> Result<Vec<(BlobHash, u64)>, StoreError> {
        Ok(self.0.read(|state| {
            state
                .originals
                .iter()
                .map(|(hash, bytes)| (*hash, bytes.len() as u64))
                .collect()
        }))
    }

    async fn free_bytes(&self) -> Result<u64, StoreError> {
        Ok(u64::MAX)
    }
}
