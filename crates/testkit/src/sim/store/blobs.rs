//! Photos in maps.

use std::sync::Mutex;

use async_trait::async_trait;
use handheld_store::blobs::{BlobState, Blobs, Variant};
use sha2::{Digest, Sha256};

use super::{BTreeMap, BlobHash, StoreError, lock, outside};

#[derive(Debug, Clone, Default)]
struct Files {
    whole: BTreeMap<BlobHash, Vec<u8>>,
    uploads: BTreeMap<BlobHash, Vec<u8>>,
}

/// Photos by digest.
#[derive(Debug, Default)]
pub(crate) struct ModelBlobs(Mutex<Files>);

impl Clone for ModelBlobs {
    fn clone(&self) -> Self {
        Self(Mutex::new(lock(&self.0).clone()))
    }
}

#[async_trait]
impl Blobs for ModelBlobs {
    async fn put(&self, sha256: BlobHash, bytes: Vec<u8>) -> Result<(), StoreError> {
        lock(&self.0).whole.insert(sha256, bytes);
        Ok(())
    }
    async fn put_variant(
        &self,
        _: BlobHash,
        _: Variant,
        _: &str,
        _: Vec<u8>,
    ) -> Result<(), StoreError> {
        outside()
    }
    async fn get(
        &self,
        sha256: BlobHash,
        _: Variant,
        _: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(lock(&self.0).whole.get(&sha256).cloned())
    }
    async fn read_part(
        &self,
        sha256: BlobHash,
        offset: u64,
        length: usize,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let files = lock(&self.0);
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        let rest = files.whole.get(&sha256).and_then(|bytes| bytes.get(from..));
        Ok(rest.map(|b| b[..length.min(b.len())].to_vec()))
    }
    async fn size(&self, sha256: BlobHash) -> Result<Option<u64>, StoreError> {
        Ok(lock(&self.0).whole.get(&sha256).map(|b| b.len() as u64))
    }
    async fn upload_size(&self, sha256: BlobHash) -> Result<u64, StoreError> {
        Ok(lock(&self.0)
            .uploads
            .get(&sha256)
            .map_or(0, |b| b.len() as u64))
    }
    async fn upload_part(
        &self,
        sha256: BlobHash,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<u64, StoreError> {
        let mut files = lock(&self.0);
        let upload = files.uploads.entry(sha256).or_default();
        let Some(known) = (upload.len() as u64).checked_sub(offset) else {
            return Err(StoreError::Conflict("a gap".into()));
        };
        let known = usize::try_from(known).unwrap_or(usize::MAX);
        upload.extend_from_slice(bytes.get(known..).unwrap_or_default());
        Ok(upload.len() as u64)
    }
    async fn upload_finish(&self, sha256: BlobHash, total: u64) -> Result<(), StoreError> {
        let mut files = lock(&self.0);
        let upload = files.uploads.remove(&sha256).unwrap_or_default();
        let digest: [u8; 32] = Sha256::digest(&upload).into();
        if upload.len() as u64 != total || digest != sha256.0 {
            return Err(StoreError::Corrupt {
                what: "upload".into(),
            });
        }
        files.whole.insert(sha256, upload);
        Ok(())
    }
    async fn verify(&self, sha256: BlobHash) -> Result<BlobState, StoreError> {
        let files = lock(&self.0);
        Ok(match files.whole.get(&sha256) {
            None => BlobState::Missing,
            Some(b) if <[u8; 32]>::from(Sha256::digest(b)) == sha256.0 => BlobState::Whole,
            Some(_) => BlobState::Rotten,
        })
    }
    async fn originals(&self) -> Result<Vec<(BlobHash, u64)>, StoreError> {
        Ok(lock(&self.0)
            .whole
            .iter()
            .map(|(h, b)| (*h, b.len() as u64))
            .collect())
    }
    async fn free_bytes(&self) -> Result<u64, StoreError> {
        Ok(u64::MAX)
    }
}
