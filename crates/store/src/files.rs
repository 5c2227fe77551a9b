//! Photos as files named by their digest: a temporary file, fsync, rename, fsync of the folder; only then does a row speak of it (D03).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use handheld_contract::BlobHash;
use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::blobs::{BlobState, Blobs, Variant};

/// Below this much free space no new photo is taken in: text and signatures must still fit (D06, D07).
pub const RESERVE_BYTES: u64 = 200 * 1024 * 1024;

/// Photos in a folder.
#[derive(Debug, Clone)]
pub struct FileBlobs {
    root: PathBuf,
    reserve: u64,
}

impl FileBlobs {
    /// Opens or makes the folder, and sweeps what a killed process left half-written.
    ///
    /// # Errors
    ///
    /// [`StoreError::Backend`] when the folder cannot be made.
    pub fn open(root: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::with_reserve(root, RESERVE_BYTES)
    }

    /// As [`FileBlobs::open`], with another reserve of free space.
    ///
    /// # Errors
    ///
    /// [`StoreError::Backend`] when the folder cannot be made.
    pub fn with_reserve(root: impl AsRef<Path>, reserve: u64) -> Result<Self, StoreError> {
        let root = root.as_ref();
        for folder in ["photos", "uploads", "cache", "half"] {
            fs::create_dir_all(root.join(folder)).map_err(|e| failed("make folder", &e))?;
        }
        for entry in fs::read_dir(root.join("half"))
            .map_err(|e| failed("sweep", &e))?
            .flatten()
        {
            // Nothing refers to a half-written file: its row would have come after the rename.
            let _ = fs::remove_file(entry.path());
        }
        Ok(Self {
            root: root.to_owned(),
            reserve,
        })
    }

    fn original(&self, sha256: BlobHash) -> PathBuf {
        let name = sha256.to_string();
        self.root.join("photos").join(&name[..2]).join(name)
    }

    fn upload(&self, sha256: BlobHash) -> PathBuf {
        self.root.join("uploads").join(sha256.to_string())
    }

    fn copy(&self, sha256: BlobHash, variant: Variant, name: &str) -> PathBuf {
        let kind = match variant {
            Variant::Original => "original",
            Variant::Thumbnail => "thumbnail",
            Variant::Stamped => "stamped",
        };
        // The name is hashed: it may hold anything, a path must not (I21).
        let tag = hex::encode(&Sha256::digest(name.as_bytes())[..8]);
        self.root
            .join("cache")
            .join(format!("{sha256}-{kind}-{tag}"))
    }

    fn room_for(&self, bytes: u64) -> Result<(), StoreError> {
        let free = fs4::available_space(&self.root).map_err(|e| failed("free space", &e))?;
        let needed = self.reserve.saturating_add(bytes);
        if free < needed {
            Err(StoreError::NoSpace { free, needed })
        } else {
            Ok(())
        }
    }

    fn store(&self, sha256: BlobHash, bytes: &[u8]) -> Result<(), StoreError> {
        check(sha256, bytes)?;
        let target = self.original(sha256);
        if target.exists() && digest_of(&target).is_ok_and(|found| found == sha256.0) {
            return Ok(());
        }
        self.room_for(bytes.len() as u64)?;
        self.place(&target, bytes)
            .map_err(|e| failed("write photo", &e))
    }

    fn place(&self, target: &Path, bytes: &[u8]) -> io::Result<()> {
        let half =
            self.root
                .join("half")
                .join(format!("{}-{}", std::process::id(), file_name(target)));
        let mut file = File::create(&half)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        settle(&half, target)
    }
}

/// Renames a whole file into its place and makes the name durable.
fn settle(from: &Path, target: &Path) -> io::Result<()> {
    let folder = target.parent().unwrap_or_else(|| Path::new("."));
    if !folder.exists() {
        fs::create_dir_all(folder)?;
        if let Some(above) = folder.parent() {
            File::open(above)?.sync_all()?;
        }
    }
    fs::rename(from, target)?;
    File::open(folder)?.sync_all()
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn failed(what: &'static str, error: &io::Error) -> StoreError {
    if error.kind() == io::ErrorKind::StorageFull {
        return StoreError::NoSpace { free: 0, needed: 0 };
    }
    StoreError::Backend {
        what,
        why: error.to_string(),
    }
}

fn check(sha256: BlobHash, bytes: &[u8]) -> Result<(), StoreError> {
    let found: [u8; 32] = Sha256::digest(bytes).into();
    if found == sha256.0 {
        Ok(())
    } else {
        Err(StoreError::Corrupt {
            what: format!("photo {sha256}"),
        })
    }
}

fn digest_of(path: &Path) -> io::Result<[u8; 32]> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    io::copy(&mut file, &mut hash)?;
    Ok(hash.finalize().into())
}

/// Reads a file; none when it is not there.
fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read photo", &error)),
    }
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| StoreError::Backend {
        what: "photo",
        why: e.to_string(),
    })?
}

#[async_trait]
impl Blobs for FileBlobs {
    async fn put(&self, sha256: BlobHash, bytes: Vec<u8>) -> Result<(), StoreError> {
        let this = self.clone();
        off_thread(move || this.store(sha256, &bytes)).await
    }

    async fn put_variant(
        &self,
        sha256: BlobHash,
        variant: Variant,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<(), StoreError> {
        let (this, target) = (self.clone(), self.copy(sha256, variant, name));
        off_thread(move || {
            this.place(&target, &bytes)
                .map_err(|e| failed("write copy", &e))
        })
        .await
    }

    async fn get(
        &self,
        sha256: BlobHash,
        variant: Variant,
        name: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let this = self.clone();
        let name = name.to_owned();
        off_thread(move || {
            if variant != Variant::Original {
                return read(&this.copy(sha256, variant, &name));
            }
            let bytes = read(&this.original(sha256))?;
            if let Some(bytes) = &bytes {
                check(sha256, bytes)?;
            }
            Ok(bytes)
        })
        .await
    }

    async fn read_part(
        &self,
        sha256: BlobHash,
        offset: u64,
        length: usize,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.original(sha256);
        off_thread(move || {
            let part = || -> io::Result<Vec<u8>> {
                let mut file = File::open(&path)?;
                file.seek(SeekFrom::Start(offset))?;
                let mut bytes = Vec::new();
                file.take(length as u64).read_to_end(&mut bytes)?;
                Ok(bytes)
            };
            match part() {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(failed("read photo", &error)),
            }
        })
        .await
    }

    async fn size(&self, sha256: BlobHash) -> Result<Option<u64>, StoreError> {
        Ok(fs::metadata(self.original(sha256))
            .ok()
            .map(|meta| meta.len()))
    }

    async fn upload_size(&self, sha256: BlobHash) -> Result<u64, StoreError> {
        if let Some(whole) = self.size(sha256).await? {
            return Ok(whole);
        }
        Ok(fs::metadata(self.upload(sha256))
            .map(|meta| meta.len())
            .unwrap_or(0))
    }

    async fn upload_part(
        &self,
        sha256: BlobHash,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<u64, StoreError> {
        let this = self.clone();
        off_thread(move || {
            this.room_for(bytes.len() as u64)?;
            let part = || -> io::Result<Result<u64, u64>> {
                let mut open = OpenOptions::new();
                open.create(true).truncate(false).read(true).write(true);
                let mut file = open.open(this.upload(sha256))?;
                let have = file.metadata()?.len();
                if offset > have {
                    return Ok(Err(have));
                }
                // A part that came before is written again over itself: harmless, whoever repeats it.
                file.seek(SeekFrom::Start(offset))?;
                file.write_all(&bytes)?;
                file.sync_data()?;
                Ok(Ok(file.metadata()?.len()))
            };
            match part().map_err(|e| failed("upload", &e))? {
                Ok(size) => Ok(size),
                Err(have) => Err(StoreError::Conflict(format!(
                    "a gap: {have} bytes are here, the part begins at {offset}"
                ))),
            }
        })
        .await
    }

    async fn upload_finish(&self, sha256: BlobHash, total: u64) -> Result<(), StoreError> {
        let this = self.clone();
        off_thread(move || {
            let (upload, target) = (this.upload(sha256), this.original(sha256));
            if target.exists() && digest_of(&target).is_ok_and(|found| found == sha256.0) {
                return Ok(());
            }
            let have = fs::metadata(&upload).map(|meta| meta.len()).unwrap_or(0);
            if have < total {
                return Err(StoreError::Conflict(format!(
                    "{have} of {total} bytes are here"
                )));
            }
            let found = digest_of(&upload).map_err(|e| failed("upload", &e))?;
            if found != sha256.0 {
                fs::remove_file(&upload).map_err(|e| failed("upload", &e))?;
                return Err(StoreError::Corrupt {
                    what: format!("photo {sha256}"),
                });
            }
            let sync = || File::open(&upload)?.sync_all();
            sync()
                .and_then(|()| settle(&upload, &target))
                .map_err(|e| failed("upload", &e))
        })
        .await
    }

    async fn verify(&self, sha256: BlobHash) -> Result<BlobState, StoreError> {
        let path = self.original(sha256);
        off_thread(move || match digest_of(&path) {
            Ok(found) if found == sha256.0 => Ok(BlobState::Whole),
            Ok(_) => Ok(BlobState::Rotten),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BlobState::Missing),
            Err(error) => Err(failed("verify", &error)),
        })
        .await
    }

    async fn originals(&self) -> Result<Vec<(BlobHash, u64)>, StoreError> {
        let root = self.root.join("photos");
        off_thread(move || {
            let mut all = Vec::new();
            for folder in fs::read_dir(root)
                .map_err(|e| failed("list", &e))?
                .flatten()
            {
                let files = fs::read_dir(folder.path()).map_err(|e| failed("list", &e))?;
                for file in files.flatten() {
                    let name = file.file_name().to_string_lossy().into_owned();
                    if let (Ok(hash), Ok(meta)) = (name.parse(), file.metadata()) {
                        all.push((hash, meta.len()));
                    }
                }
            }
            all.sort_unstable();
            Ok(all)
        })
        .await
    }

    async fn free_bytes(&self) -> Result<u64, StoreError> {
        fs4::available_space(&self.root).map_err(|e| failed("free space", &e))
    }
}
