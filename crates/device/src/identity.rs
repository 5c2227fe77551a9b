//! Who this device is: its Ed25519 key in a file of its own, and the enrolment in the store.
//!
//! The key is made once and never replaced in silence: the centre knows the device by it. It stands beside the database and not in
//! it, so that a copy of the records alone cannot speak for the device.

use std::io::Write;
use std::path::Path;

use ed25519_dalek::{Signer, SigningKey};
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{Code, DeviceId, Problem};
use handheld_records::ActorId;
use handheld_store::records::Records;
use serde::{Deserialize, Serialize};

const FILE: &str = "device.key";
const SETTING: &str = "enrolment";
const COUNTER: &str = "actor";

/// The device's key.
#[derive(Clone)]
pub(crate) struct Key(SigningKey);

impl Key {
    /// Reads the key of a folder. Where there is none it is made, unless the device is enrolled: the centre knows the lost one, and a
    /// new one in its place would be refused without anybody knowing why.
    pub(crate) fn open(folder: &Path, enrolled: bool) -> Result<Self, Problem> {
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
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && enrolled => {
                Err(Problem::new(Code::Damaged)
                    .with("what", FILE)
                    .with("why", "missing"))
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Self::make(folder, &path),
            Err(e) => Err(storage(&e)),
        }
    }

    fn make(folder: &Path, path: &Path) -> Result<Self, Problem> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)
            .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
        let part = path.with_extension("part");
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&part).and_then(|mut file| {
            file.write_all(&secret)?;
            file.sync_all()?;
            std::fs::rename(&part, path)?;
            // The name must be on disk before the centre is told of the key.
            #[cfg(unix)]
            std::fs::File::open(folder)?.sync_all()?;
            Ok(())
        });
        written.map_err(|e| storage(&e))?;
        Ok(Self(SigningKey::from_bytes(&secret)))
    }

    pub(crate) fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    pub(crate) fn sign(&self, text: &str) -> [u8; 64] {
        self.0.sign(text.as_bytes()).to_bytes()
    }

    pub(crate) fn signing(&self) -> SigningKey {
        self.0.clone()
    }
}

fn storage(error: &std::io::Error) -> Problem {
    Problem::new(Code::Storage).with("why", format!("{FILE}: {error}"))
}

/// The enrolment as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// Address of the centre, without a slash at its end.
    pub(crate) server: String,
    pub(crate) device: DeviceId,
    /// Name of the device.
    pub(crate) name: String,
    pub(crate) person: PersonRef,
    pub(crate) organisation: OrganisationRef,
    pub(crate) role: Role,
    /// Public key of the centre, hex.
    pub(crate) centre_key: String,
    /// Counter of the actor under which changes are made now.
    pub(crate) counter: u32,
}

impl Identity {
    pub(crate) async fn read(store: &impl Records) -> Result<Option<Self>, Problem> {
        let Some(text) = store.setting(SETTING).await? else {
            return Ok(None);
        };
        let read = serde_json::from_str(&text).map_err(|e| {
            Problem::new(Code::Damaged)
                .with("what", SETTING)
                .with("why", e.to_string())
        });
        read.map(Some)
    }

    /// Stores it; with it the device is enrolled.
    pub(crate) async fn store(&self, store: &impl Records) -> Result<(), Problem> {
        let text = serde_json::to_string(self)
            .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
        Ok(store.set_setting(SETTING, Some(text)).await?)
    }

    /// A counter that no change was ever made with: after a refusal or a fork numbers may be in use elsewhere (T40).
    pub(crate) async fn next_counter(store: &impl Records) -> Result<u32, Problem> {
        Ok(store.next_number(COUNTER).await?)
    }

    pub(crate) fn actor(&self, key: &Key) -> ActorId {
        ActorId::derive(&key.public(), self.person.id, self.counter)
    }

    pub(crate) fn centre_key(&self) -> Result<[u8; 32], Problem> {
        let mut key = [0; 32];
        hex::decode_to_slice(&self.centre_key, &mut key).map_err(|e| {
            Problem::new(Code::Damaged)
                .with("what", "centre_key")
                .with("why", e.to_string())
        })?;
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_a_damaged_or_lost_one_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let missing = Key::open(folder.path(), true).map(|k| k.public());
        assert_eq!(missing.unwrap_err().code, Code::Damaged);
        let first = Key::open(folder.path(), false).unwrap();
        let again = Key::open(folder.path(), true).unwrap();
        assert_eq!(again.public(), first.public());
        std::fs::write(folder.path().join(FILE), b"short").unwrap();
        let problem = Key::open(folder.path(), false)
            .map(|k| k.public())
            .unwrap_err();
        assert_eq!(problem.code, Code::Damaged);
        assert_eq!(std::fs::read(folder.path().join(FILE)).unwrap(), b"short");
    }
}
