//! Photos as files named by their digest: original bytes untouched; written whole or not at all.

use async_trait::async_trait;
use handheld_contract::BlobHash;

use crate::StoreError;

/// What lies beside an original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variant {
    /// The bytes as captured.
    Original,
    /// A small upright copy.
    Thumbnail,
    /// An upright copy with the stamp (水印).
    Stamped,
}

/// What `check` found about one photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobState {
    /// Bytes match the digest.
    Whole,
    /// No file.
    Missing,
    /// The file has other bytes (D11).
    Rotten,
}

/// Photos by digest. `put` returns only after the bytes, the name and the folder are on disk (D03).
#[async_trait]
pub trait Blobs: Send + Sync {
    /// Stores bytes whose digest the caller has computed; checks it again. Storing the same bytes twice is fine (T15).
    async fn put(&self, sha256: BlobHash, bytes: Vec<u8>) -> Result<(), StoreError>;
    /// Stores a derived copy; may be lost at any time.
    async fn put_variant(
        &self,
        sha256: BlobHash,
        variant: Variant,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<(), StoreError>;
    /// Reads an original (verified) or a derived copy; `name` tells copies of one variant apart.
    async fn get(
        &self,
        sha256: BlobHash,
        variant: Variant,
        name: &str,
    ) -> Result<Option<Vec<u8>>, StoreError>;
    /// Reads a part of an original.
    async fn read_part(
        &self,
        sha256: BlobHash,
        offset: u64,
        length: usize,
    ) -> Result<Option<Vec<u8>>, StoreError>;
    /// Size of an original.
    async fn size(&self, sha256: BlobHash) -> Result<Option<u64>, StoreError>;
    /// How many bytes of a resumable upload are here.
    async fn upload_size(&self, sha256: BlobHash) -> Result<u64, StoreError>;
    /// Appends a part at `offset`; a part already here is fine, a gap is a [`StoreError::Conflict`].
    async fn upload_part(
        &self,
        sha256: BlobHash,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<u64, StoreError>;
    /// Ends an upload: checks the digest, fsyncs, renames. Wrong bytes are thrown away and are [`StoreError::Corrupt`] (T25, S08).
    async fn upload_finish(&self, sha256: BlobHash, total: u64) -> Result<(), StoreError>;
    /// Verifies an original against its digest.
    async fn verify(&self, sha256: BlobHash) -> Result<BlobState, StoreError>;
    /// All originals with their sizes.
    async fn originals(&self) -> Result<Vec<(BlobHash, u64)>, StoreError>;
    /// Free bytes where photos are kept.
    async fn free_bytes(&self) -> Result<u64, StoreError>;
}
