//! The centre's Ed25519 key: signs receipts, and stands for the centre where the centre itself writes. A file of 32 bytes, readable by
//! nobody else; made once, never replaced in silence, for devices know it.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use ed25519_dalek::{Signer, SigningKey};
use handheld_contract::{Code, Problem};

use crate::chance;

/// Name of the file in the data folder.
pub const FILE: &str = "centre.key";

/// The key.
#[derive(Clone)]
pub struct CentreKey(SigningKey);

impl std::fmt::Debug for CentreKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CentreKey({})", hex::encode(self.public()))
    }
}

impl CentreKey {
    /// Reads the key of a data folder, or makes it where there is none.
    ///
    /// # Errors
    ///
    /// [`Code::Damaged`] when the file is not a key, [`Code::Storage`] when it cannot be read or written.
    pub fn open(folder: &Path) -> Result<Self, Problem> {
        let path = folder.join(FILE);
        match std::fs::read(&path) {
            Ok(bytes) => {
                let secret: [u8; 32] = bytes.try_into().map_err(|_| {
                    Problem::new(Code::Damaged)
                        .with("what", FILE)
                        .with("why", "32 bytes expected")
                })?;
                Ok(Self(SigningKey::from_bytes(&secret)))
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Self::make(&path),
            Err(e) => Err(storage(&e)),
        }
    }

    fn make(path: &Path) -> Result<Self, Problem> {
        let secret = chance::bytes::<32>()?;
        let part = path.with_extension("part");
        let mut options = std::fs::OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&part)
            .map_err(|e| storage(&e))?;
        file.write_all(&secret)
            .and_then(|()| file.sync_all())
            .map_err(|e| storage(&e))?;
        std::fs::rename(&part, path).map_err(|e| storage(&e))?;
        Ok(Self(SigningKey::from_bytes(&secret)))
    }

    /// The public half.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs.
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }

    /// The key itself, for the exchange.
    pub fn signing(&self) -> &SigningKey {
        &self.0
    }
}

fn storage(error: &std::io::Error) -> Problem {
    Problem::new(Code::Storage).with("why", format!("{FILE}: {error}"))
}
