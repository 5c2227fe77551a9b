//! Somebody in the directory, and the clock and ids of the installation at which they sit.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ed25519_dalek::{Signer as _, SigningKey};
use handheld_app::{Sight, Signed, Surroundings, Who};
use handheld_contract::views::approval::Signer;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{DeviceId, Lang, OrganisationId, PersonId};
use handheld_records::ActorId;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

/// Clock and ids of one installation; the clock of a device may be wrong.
pub(crate) struct Side {
    clock: Arc<AtomicI64>,
    ahead_ms: i64,
    ids: Mutex<ChaCha8Rng>,
    seal: Option<SigningKey>,
    sign: Option<SigningKey>,
}

impl Side {
    pub(crate) fn new(clock: &Arc<AtomicI64>, ahead_ms: i64, ids: u64) -> Self {
        Self {
            clock: Arc::clone(clock),
            ahead_ms,
            ids: Mutex::new(ChaCha8Rng::seed_from_u64(ids)),
            seal: None,
            sign: None,
        }
    }

    /// Seals for the centre.
    pub(crate) fn sealing(mut self, key: &SigningKey) -> Self {
        self.seal = Some(key.clone());
        self
    }

    /// Signs records with the key of a device.
    pub(crate) fn signing(mut self, key: &SigningKey) -> Self {
        self.sign = Some(key.clone());
        self
    }
}

impl Surroundings for Side {
    fn now_ms(&self) -> i64 {
        self.clock.load(Ordering::Relaxed) + self.ahead_ms
    }

    fn new_id(&self) -> Uuid {
        let mut random = [0; 10];
        self.ids
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut random);
        let ms = u64::try_from(self.now_ms()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
    }

    fn seal(&self, text: &[u8]) -> Option<[u8; 64]> {
        self.seal.as_ref().map(|key| key.sign(text).to_bytes())
    }

    fn sign(&self, text: &[u8]) -> Option<Signed> {
        self.sign.as_ref().map(|key| Signed {
            key: key.verifying_key().to_bytes(),
            signature: key.sign(text).to_bytes(),
        })
    }

    fn last_server_time(&self) -> Option<String> {
        None
    }
}

/// Somebody in the directory.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) person: PersonRef,
    pub(crate) role: Role,
    pub(crate) organisation: OrganisationRef,
}

impl Member {
    pub(crate) fn new(number: u128, role: Role, organisation: u128, departments: &[&str]) -> Self {
        Self {
            person: PersonRef {
                id: PersonId(Uuid::from_u128(0x100 + number)),
                name: format!("人员{number}"),
            },
            role,
            organisation: OrganisationRef {
                id: OrganisationId(Uuid::from_u128(0x1000 + organisation)),
                name: format!("单位{organisation}"),
                departments: departments.iter().map(|code| (*code).to_owned()).collect(),
            },
        }
    }

    /// What a person sees at the centre: the hall everything, others the projects of their unit.
    pub(crate) fn sight(&self) -> Sight {
        if self.role == Role::Window {
            return Sight::All;
        }
        Sight::Of {
            person: self.person.id,
            organisation: Some(self.organisation.id),
        }
    }

    /// The person at an installation with this key.
    pub(crate) fn who(&self, key: &SigningKey, signer: Signer, sight: Sight) -> Who {
        let public = key.verifying_key().to_bytes();
        Who {
            person: self.person.clone(),
            role: self.role,
            organisation: self.organisation.clone(),
            sight,
            actor: ActorId::derive(&public, self.person.id, 1),
            acts: ActorId::act_prefix(&public, self.person.id),
            signer,
            lang: Lang::Zh,
        }
    }
}

/// Id of a device.
pub(crate) fn device_id(place: usize) -> DeviceId {
    DeviceId(Uuid::from_u128(0x200 + place as u128))
}

/// A key.
pub(crate) fn new_key(rng: &mut ChaCha8Rng) -> SigningKey {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    SigningKey::from_bytes(&bytes)
}
