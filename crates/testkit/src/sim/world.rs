//! Devices and a centre, what people do, and how a seed runs.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use ed25519_dalek::SigningKey;
use futures::executor::block_on;
use handheld_contract::sync::DocChanges;
use handheld_contract::{BlobHash, ChangeHash, Code, DeviceId, DocId, PersonId, ScopeId};
use handheld_records::{ActorId, Document, Edit};
use handheld_store::StoreError;
use handheld_store::blobs::Blobs;
use handheld_store::centre::Device;
use handheld_store::device::WaitingPhoto;
use handheld_store::records::{Origin, Records, StoredDocument};
use handheld_sync::centre::{Answer, Centre, ExchangeError};
use handheld_sync::device::drive::{Host, Round, RoundEnd};
use handheld_sync::device::{DeviceConfig, DeviceEngine};
use handheld_sync::ports::{Access, Admitted, GrantedScope, InProcess, Project};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::network::{Fault, Net, SimHost};
use super::project::{KIND, ModelProject};
use super::store::{CentreState, ModelBlobs, ModelCentre, ModelDevice};
use super::{Broken, Defect, Kind, Violation};

const PART: usize = 700;

/// Rights of the model.
#[derive(Default)]
pub(super) struct ModelAccess(pub Mutex<BTreeMap<DeviceId, Vec<ScopeId>>>);

impl ModelAccess {
    /// Scopes of a device.
    pub(super) fn of(&self, device: DeviceId) -> Vec<ScopeId> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&device).cloned().unwrap_or_default()
    }
}

#[async_trait]
impl Access for ModelAccess {
    async fn scopes(&self, device: &Device) -> Result<Vec<GrantedScope>, StoreError> {
        let scopes = self.of(device.id).into_iter();
        Ok(scopes
            .map(|scope| GrantedScope {
                scope,
                writable: true,
            })
            .collect())
    }

    async fn may_write(
        &self,
        device: &Device,
        changes: &DocChanges,
        _: Option<&StoredDocument>,
    ) -> Result<Result<(), Code>, StoreError> {
        let granted = self.of(device.id).contains(&changes.scope);
        Ok(if granted {
            Ok(())
        } else {
            Err(Code::Forbidden)
        })
    }
}

/// The centre with its disk.
pub(super) struct CentreSide {
    /// Records.
    pub store: ModelCentre,
    /// Photos.
    pub blobs: ModelBlobs,
    /// Rights.
    pub access: ModelAccess,
    key: SigningKey,
    writing: futures::lock::Mutex<()>,
    clock: AtomicI64,
    defect: Option<Defect>,
}

impl CentreSide {
    fn engine(&self) -> Centre<'_, ModelCentre> {
        Centre {
            store: &self.store,
            access: &self.access,
            admission: &InProcess,
            project: &ModelProject,
            key: &self.key,
            writing: &self.writing,
            defect: self.defect,
        }
    }

    /// Answers an exchange.
    pub(super) async fn exchange(&self, body: &[u8]) -> Result<Answer, ExchangeError> {
        self.engine().exchange(body, self.now_ms()).await
    }

    /// Takes a part.
    pub(super) async fn put_part(&self, body: &[u8]) -> Result<Vec<u8>, ExchangeError> {
        self.engine()
            .put_part(&self.blobs, body, self.now_ms())
            .await
    }

    /// Signs with another key from now on.
    #[cfg(test)]
    pub(super) fn forget_key(&mut self) {
        self.key = SigningKey::from_bytes(&[9; 32]);
    }

    /// The clock of the model.
    pub(super) fn now_ms(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// Time passes.
    pub(super) fn passes(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }
}

/// A device with its disk.
pub(super) struct DeviceSide {
    /// Which.
    pub id: DeviceId,
    /// Records and queue.
    pub store: ModelDevice,
    /// Photos.
    pub blobs: ModelBlobs,
    writing: futures::lock::Mutex<()>,
    config: DeviceConfig,
    actor: ActorId,
    engine: DeviceEngine,
}

impl DeviceSide {
    fn run(&mut self, host: &mut impl Host, seed: u64) -> Option<RoundEnd> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let round = Round {
            store: &self.store,
            blobs: &self.blobs,
            project: &ModelProject,
            writing: &self.writing,
        };
        block_on(round.run(&mut self.engine, host, &mut rng)).ok()
    }
}

/// Everything of one seed.
pub(super) struct World {
    pub(super) centre: CentreSide,
    pub(super) devices: Vec<DeviceSide>,
    pub(super) net: Mutex<Net>,
    pub(super) kind: Kind,
    /// Every change that a device stored.
    pub(super) made: Vec<(usize, DocId, ScopeId, ChangeHash)>,
    /// Every photo that a device stored, with its document's scope.
    pub(super) photos: Vec<(usize, ScopeId, BlobHash)>,
    pub(super) documents: Vec<(DocId, ScopeId)>,
    pub(super) acts: u64,
    rng: ChaCha8Rng,
    defect: Option<Defect>,
    joined: usize,
    backup: Option<(CentreState, ModelBlobs)>,
}

fn scope(number: u128) -> ScopeId {
    ScopeId::of_project(Uuid::from_u128(number + 1).into())
}

impl World {
    /// Three devices that work from the start, and a fourth that joins late.
    pub(super) fn new(seed: u64, kind: Kind, defect: Option<Defect>) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut key = || {
            let mut bytes = [0; 32];
            rng.fill_bytes(&mut bytes);
            SigningKey::from_bytes(&bytes)
        };
        let centre_key = key();
        let device_keys: Vec<_> = (0..4).map(|_| key()).collect();
        let centre = CentreSide {
            store: ModelCentre::default(),
            blobs: ModelBlobs::default(),
            access: ModelAccess::default(),
            writing: futures::lock::Mutex::new(()),
            clock: AtomicI64::new(1_790_000_000_000),
            defect,
            key: centre_key,
        };
        let net = Net {
            rng: ChaCha8Rng::seed_from_u64(seed ^ 0x5eed),
            on: true,
            due: Fault::EACH.to_vec(),
            delayed: Vec::new(),
            happened: BTreeMap::new(),
            reports: Vec::new(),
            traffic: (0, 0, 0),
        };
        let mut world = Self {
            centre,
            devices: Vec::new(),
            net: Mutex::new(net),
            kind,
            made: Vec::new(),
            photos: Vec::new(),
            documents: Vec::new(),
            acts: 0,
            rng,
            defect,
            joined: 3,
            backup: None,
        };
        for (index, key) in device_keys.into_iter().enumerate() {
            world.enrol(index, key);
        }
        world
    }

    fn enrol(&mut self, index: usize, key: SigningKey) {
        let id = DeviceId(Uuid::from_u128(100 + index as u128));
        let person = PersonId(Uuid::from_u128(200 + index as u128));
        let public = key.verifying_key().to_bytes();
        let device = Device {
            id,
            person,
            name: String::new(),
            key: public,
            batch: 0,
            previous_envelope: [0; 32],
            enrolled_at_ms: 0,
            last_seen_ms: None,
            revoked_at_ms: None,
        };
        let state = self.centre.store.0.get_mut();
        state
            .unwrap_or_else(PoisonError::into_inner)
            .devices
            .insert(id, device);
        let scopes = match index {
            0 => vec![scope(0), scope(1)],
            2 => vec![scope(0), scope(2)],
            _ => vec![scope(0), scope(1), scope(2)],
        };
        let access = self
            .centre
            .access
            .0
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        access.insert(id, scopes);
        let centre_key = self.centre.key.verifying_key().to_bytes();
        let config = DeviceConfig {
            part_bytes: PART,
            ..DeviceConfig::new(id, key, centre_key)
        };
        self.devices.push(DeviceSide {
            id,
            store: ModelDevice::default(),
            blobs: ModelBlobs::default(),
            writing: futures::lock::Mutex::new(()),
            actor: ActorId::derive(&public, person, 0),
            engine: engine(&config, self.defect),
            config,
        });
    }

    pub(super) fn net(&self) -> std::sync::MutexGuard<'_, Net> {
        self.net.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Acts with faults, then until every fault has happened.
    pub(super) fn act(&mut self, acts: u64) -> Result<(), Broken> {
        for number in 0..acts {
            self.turn_points(number, acts);
            self.one_act()?;
        }
        for _ in 0..400 {
            if self.net().due.is_empty() {
                return Ok(());
            }
            let device = self.rng.random_range(0..self.joined);
            self.edit(device)?;
            if self.net().due.contains(&Fault::PhotoCut) {
                self.photo(device)?;
            }
            self.round(device);
            self.check_promises(device)?;
        }
        let why = format!("faults that never happened: {:?}", self.net().due);
        Err(Violation::TooLittle.found(why))
    }

    fn turn_points(&mut self, number: u64, acts: u64) {
        if number == acts / 2 {
            self.joined = self.devices.len();
        }
        if self.kind == Kind::Restored && number == acts * 2 / 5 {
            let state = self
                .centre
                .store
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            self.backup = Some((state.clone(), self.centre.blobs.clone()));
        }
        if number != acts * 7 / 10 {
            return;
        }
        if let Some((mut backup, blobs)) = self.backup.take() {
            backup.epoch += 1;
            self.centre.blobs = blobs;
            *self
                .centre
                .store
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = backup;
        }
        if self.kind == Kind::Revoked {
            let id = self.devices[0].id;
            let mut all = self
                .centre
                .access
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            all.entry(id).or_default().retain(|s| *s != scope(1));
        }
    }

    fn one_act(&mut self) -> Result<(), Broken> {
        self.acts += 1;
        let device = self.rng.random_range(0..self.joined);
        self.centre.passes(1_000);
        match self.rng.random_range(0..100) {
            0..55 => self.edit(device)?,
            55..62 => self.photo(device)?,
            62..66 => {
                self.restart(device);
            }
            66..69 => {
                self.deliver_late();
            }
            _ => {
                self.round(device);
                self.check_promises(device)?;
            }
        }
        Ok(())
    }

    fn restart(&mut self, device: usize) {
        let side = &mut self.devices[device];
        side.engine = engine(&side.config, self.defect);
    }

    /// Requests that were under way arrive, whatever has happened since.
    pub(super) fn deliver_late(&mut self) {
        let late: Vec<_> = self.net().delayed.drain(..).collect();
        for (_, body) in late {
            let _ = block_on(self.centre.exchange(&body));
        }
    }

    /// One round of sync; true when it was complete.
    pub(super) fn round(&mut self, device: usize) -> bool {
        let side = &mut self.devices[device];
        let mut host = SimHost {
            index: device,
            centre: &self.centre,
            net: &self.net,
            part: 0,
        };
        let end = side.run(&mut host, self.rng.random());
        if end.is_none() {
            self.restart(device);
        }
        end.is_some_and(|end| end.complete)
    }

    /// One round over another way to the centre.
    #[cfg(test)]
    pub(super) fn round_over<'w, H: Host>(
        &'w mut self,
        device: usize,
        host: impl FnOnce(&'w CentreSide) -> H,
    ) -> bool {
        let mut host = host(&self.centre);
        let end = self.devices[device].run(&mut host, self.rng.random());
        end.is_some_and(|end| end.complete)
    }

    /// Gives a device these scopes.
    pub(super) fn grant(&mut self, device: usize, scopes: Vec<ScopeId>) {
        let id = self.devices[device].id;
        let access = self
            .centre
            .access
            .0
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        access.insert(id, scopes);
    }

    pub(super) fn random(&mut self) -> u128 {
        self.rng.random()
    }

    /// A document to write in: often a known one, sometimes a new one.
    fn pick_document(&mut self, device: usize) -> (DocId, ScopeId) {
        let granted = self.centre.access.of(self.devices[device].id);
        let known: Vec<_> = {
            let side = &self.devices[device];
            let state = side.store.0.lock().unwrap_or_else(PoisonError::into_inner);
            let all = self.documents.iter();
            all.filter(|(doc, s)| granted.contains(s) && state.docs.0.contains_key(doc))
                .cloned()
                .collect()
        };
        let fresh = self.documents.len() < 20 && self.rng.random_bool(0.4);
        if fresh || known.is_empty() {
            let doc = DocId(Uuid::from_u128(self.rng.random()));
            let scope = granted[self.rng.random_range(0..granted.len())].clone();
            self.documents.push((doc, scope.clone()));
            return (doc, scope);
        }
        known[self.rng.random_range(0..known.len())].clone()
    }

    pub(super) fn edit(&mut self, device: usize) -> Result<(), String> {
        let (doc, scope) = self.pick_document(device);
        let edits: Vec<_> = (0..self.rng.random_range(1..4))
            .map(|_| {
                let item = self.rng.random_range(0..8);
                Edit::set(
                    format!("a:{item}"),
                    format!("\"{}\"", self.rng.random_range(0..1000)),
                )
            })
            .collect();
        self.write(device, doc, &scope, &edits)
    }

    pub(super) fn write(
        &mut self,
        device: usize,
        doc: DocId,
        scope: &ScopeId,
        edits: &[Edit],
    ) -> Result<(), String> {
        let side = &self.devices[device];
        let stored = block_on(side.store.document(doc)).map_err(|e| e.to_string())?;
        let mut document = match &stored {
            None => Document::new(),
            Some(s) => {
                let changes = s.changes.iter().map(|c| c.bytes.as_slice());
                Document::load(s.snapshot.as_deref(), changes).map_err(|e| e.to_string())?
            }
        };
        let now = self.centre.now_ms();
        let changes = document
            .commit(edits, side.actor, now)
            .map_err(|e| e.to_string())?;
        let hashes: Vec<_> = changes.iter().map(|c| c.hash).collect();
        let admitted = Admitted {
            doc,
            kind: KIND,
            scope,
            stored: stored.as_ref(),
            document: &document,
            changes,
            origin: Origin::Here,
        };
        let commit = ModelProject
            .commit_for(admitted)
            .map_err(|(_, rule)| rule)?;
        block_on(side.store.commit(vec![commit])).map_err(|e| e.to_string())?;
        self.made
            .extend(hashes.into_iter().map(|h| (device, doc, scope.clone(), h)));
        Ok(())
    }

    fn photo(&mut self, device: usize) -> Result<(), String> {
        let (doc, scope) = self.pick_document(device);
        let mut bytes = vec![0; self.rng.random_range(800..2_500)];
        self.rng.fill_bytes(&mut bytes);
        let sha256 = BlobHash(Sha256::digest(&bytes).into());
        let size = bytes.len() as u64;
        let side = &self.devices[device];
        block_on(side.blobs.put(sha256, bytes)).map_err(|e| e.to_string())?;
        side.store
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .photos
            .insert(
                sha256,
                WaitingPhoto {
                    sha256,
                    bytes: size,
                    sent: 0,
                    doc,
                    failures: 0,
                    problem: None,
                },
            );
        self.photos.push((device, scope.clone(), sha256));
        self.write(
            device,
            doc,
            &scope,
            &[Edit::set(format!("p:{sha256}"), size.to_string())],
        )
    }
}

fn engine(config: &DeviceConfig, defect: Option<Defect>) -> DeviceEngine {
    let mut engine = DeviceEngine::new(config.clone());
    engine.defect = defect;
    engine
}
