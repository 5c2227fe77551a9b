//! A device of somebody: its store, its use cases and its side of the exchange.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use ed25519_dalek::SigningKey;
use futures::executor::block_on;
use handheld_app::{App, Sight, Who};
use handheld_catalogue::Catalogue;
use handheld_contract::views::approval::Signer;
use handheld_contract::{ChangeHash, DocId};
use handheld_records::ActorId;
use handheld_store::centre::{Device, Directory};
use handheld_store::memory::{MemoryBlobs, MemoryDevice};
use handheld_store::records::Records;
use handheld_sync::device::drive::Round;
use handheld_sync::device::{DeviceConfig, DeviceEngine};
use handheld_sync::ports::Project;
use rand::{Rng, RngCore};
use rand_chacha::ChaCha8Rng;

use super::Broken;
use super::centre::CentreBase;
use super::network::{Exchanges, Net, Way};
use super::people::{Member, Side, device_id, new_key};

/// A device.
pub(crate) struct DeviceSide {
    pub(crate) member: Member,
    pub(crate) store: Arc<MemoryDevice>,
    pub(crate) app: App<MemoryDevice>,
    pub(crate) who: Who,
    pub(crate) key: SigningKey,
    ahead_ms: i64,
    config: DeviceConfig,
    engine: DeviceEngine,
    writing: futures::lock::Mutex<()>,
    blobs: MemoryBlobs,
    /// Counter of the actor under which changes are made.
    counter: u32,
    /// Changes for which the centre gave a receipt.
    pub(crate) confirmed: BTreeSet<(DocId, ChangeHash)>,
}

impl DeviceSide {
    /// Enrols the device of a member at a place of the directory.
    pub(crate) fn enrol(
        centre: &CentreBase,
        place: usize,
        member: Member,
        rng: &mut ChaCha8Rng,
        ahead_ms: impl FnOnce(&mut ChaCha8Rng) -> i64,
    ) -> Result<Self, Broken> {
        let key = new_key(rng);
        let id = device_id(place);
        let device = Device {
            id,
            person: member.person.id,
            name: String::new(),
            key: key.verifying_key().to_bytes(),
            batch: 0,
            previous_envelope: [0; 32],
            enrolled_at_ms: 0,
            last_seen_ms: None,
            revoked_at_ms: None,
        };
        block_on(centre.store.put_device(&device))?;
        let ahead_ms = ahead_ms(rng);
        let store = Arc::new(MemoryDevice::new());
        block_on(store.set_setting("number-block", Some((place + 1).to_string())))?;
        let side = Side::new(&centre.clock, ahead_ms, rng.next_u64()).signing(&key);
        let app = App::new(Arc::clone(&store), Catalogue::bundled(), Arc::new(side));
        let centre_key = centre.key.verifying_key().to_bytes();
        // Small batches, so that what belongs together comes in several.
        let config = DeviceConfig {
            batch_changes: rng.random_range(1..=12),
            ..DeviceConfig::new(id, key.clone(), centre_key)
        };
        Ok(Self {
            who: member.who(&key, Signer::Device, Sight::All),
            member,
            store,
            app,
            ahead_ms,
            engine: DeviceEngine::new(config.clone()),
            config,
            key,
            writing: futures::lock::Mutex::new(()),
            blobs: MemoryBlobs::new(),
            counter: 1,
            confirmed: BTreeSet::new(),
        })
    }

    /// Its program begins anew over what is on its disk.
    pub(crate) fn restart(&mut self, centre: &CentreBase, ids: u64) {
        let side = Side::new(&centre.clock, self.ahead_ms, ids).signing(&self.key);
        self.app = App::new(
            Arc::clone(&self.store),
            Catalogue::bundled(),
            Arc::new(side),
        );
        self.engine = DeviceEngine::new(self.config.clone());
    }

    /// Its clock is put right.
    pub(crate) fn put_clock_right(&mut self, centre: &CentreBase, ids: u64) {
        self.ahead_ms = 0;
        self.restart(centre, ids);
    }

    /// One round of sync; whether it was complete, none when the device stopped in it.
    pub(crate) fn round(
        &mut self,
        centre: &dyn Exchanges,
        net: &Mutex<Net>,
        index: &dyn Project,
        rng: &mut ChaCha8Rng,
    ) -> Option<bool> {
        let mut refused = false;
        let mut host = Way {
            centre,
            net,
            confirmed: &mut self.confirmed,
            refused: &mut refused,
        };
        let round = Round {
            store: &*self.store,
            blobs: &self.blobs,
            project: index,
            writing: &self.writing,
        };
        let end = block_on(round.run(&mut self.engine, &mut host, rng)).ok();
        if end.is_none() {
            self.engine = DeviceEngine::new(self.config.clone());
        }
        if refused {
            // The numbers of the refused changes may be in use elsewhere (T40).
            self.counter += 1;
            let public = self.key.verifying_key().to_bytes();
            self.who.actor = ActorId::derive(&public, self.member.person.id, self.counter);
        }
        end.map(|end| end.complete)
    }
}
