//! Everything of one seed: people at devices and at the centre, a bad network, and how it comes to rest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use ed25519_dalek::SigningKey;
use futures::executor::block_on;
use handheld_app::{App, Sight, Who};
use handheld_catalogue::Catalogue;
use handheld_contract::views::approval::{CaseFilter, Signer};
use handheld_contract::{BlobHash, ChangeHash, DocId, ProjectId};
use handheld_store::centre::{Device, Directory};
use handheld_store::device::{BatchLimits, DeviceQueue};
use handheld_store::index::CaseEntry;
use handheld_store::memory::{MemoryBlobs, MemoryCentre, MemoryDevice};
use handheld_store::records::{CaseQuery, Records};
use handheld_sync::centre::{Answer, ExchangeError};
use handheld_sync::device::drive::{Host, Round, Stopped};
use handheld_sync::device::{DeviceConfig, DeviceEngine, Effect, Failure, Report};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::centre::{CentreSide, Indexed};
use super::people::{DEVICES, Member, Side, device_id, everybody, projects};
use super::{Broken, Counts, Defect};

/// 2026-11-23 10:42 in China, a Monday.
const MORNING_MS: i64 = 1_795_401_720_000;
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Passes over all devices after which everything must rest.
const PASSES: usize = 40;

/// A device.
pub(super) struct DeviceSide {
    pub(super) member: Member,
    pub(super) store: Arc<MemoryDevice>,
    pub(super) app: App<MemoryDevice>,
    pub(super) who: Who,
    pub(super) key: SigningKey,
    config: DeviceConfig,
    engine: DeviceEngine,
    writing: futures::lock::Mutex<()>,
    blobs: MemoryBlobs,
    /// Changes for which the centre gave a receipt.
    pub(super) confirmed: BTreeSet<(DocId, ChangeHash)>,
}

/// The network.
pub(super) struct Net {
    rng: ChaCha8Rng,
    on: bool,
    late: Vec<Vec<u8>>,
    pub(super) faults: BTreeMap<&'static str, u64>,
}

/// Everything of one seed.
pub(super) struct World {
    pub(super) centre: CentreSide,
    pub(super) devices: Vec<DeviceSide>,
    pub(super) projects: Vec<ProjectId>,
    pub(super) net: Mutex<Net>,
    pub(super) rng: ChaCha8Rng,
    pub(super) defect: Option<Defect>,
    /// Every change of a case that a device stored, with the device.
    pub(super) made: BTreeMap<(DocId, ChangeHash), usize>,
    /// Changes that no rule allows, with what is wrong with them.
    pub(super) forged: BTreeMap<(DocId, ChangeHash), &'static str>,
    pub(super) counts: Counts,
}

/// The cases that a store lists.
pub(super) async fn cases_in(store: &impl Records, today: &str) -> Result<Vec<CaseEntry>, Broken> {
    let query = CaseQuery {
        sight: Sight::All,
        office: None,
        project: None,
        id: None,
        filter: CaseFilter::All,
        colour: None,
        search: String::new(),
        today: today.to_owned(),
        offset: 0,
        limit: 500,
    };
    let mut cases = store.cases(&query).await?.cases;
    cases.sort_by_key(|case| case.id);
    Ok(cases)
}

impl World {
    pub(super) fn new(seed: u64, defect: Option<Defect>) -> Result<Self, Broken> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let clock = Arc::new(AtomicI64::new(MORNING_MS));
        let key = new_key(&mut rng);
        let store = Arc::new(MemoryCentre::new(1));
        let side = Side::new(&clock, 0, rng.next_u64(), Some(key.clone()));
        let app = App::new(Arc::clone(&store), Catalogue::bundled(), Arc::new(side));
        let everybody = everybody();
        let clerk = everybody[2].who(&key, Signer::Centre, Sight::All);
        let projects = block_on(projects(&app, &clerk, &everybody))?;
        let net = Net {
            rng: ChaCha8Rng::seed_from_u64(seed ^ 0x5eed),
            on: true,
            late: Vec::new(),
            faults: BTreeMap::new(),
        };
        let centre = CentreSide {
            app,
            store,
            key,
            everybody,
            clock,
            writing: futures::lock::Mutex::new(()),
            defect,
        };
        let mut world = Self {
            centre,
            devices: Vec::new(),
            projects,
            net: Mutex::new(net),
            rng,
            defect,
            made: BTreeMap::new(),
            forged: BTreeMap::new(),
            counts: Counts::default(),
        };
        for place in 0..DEVICES.len() {
            world.enrol(place)?;
        }
        if !seed.is_multiple_of(4) {
            world.begin()?;
        }
        for device in 0..world.devices.len() {
            world.round(device);
        }
        Ok(world)
    }

    fn enrol(&mut self, place: usize) -> Result<(), Broken> {
        let member = self.centre.everybody[DEVICES[place]].clone();
        let key = new_key(&mut self.rng);
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
        block_on(self.centre.store.put_device(&device))?;
        // Most clocks are right; some run a day ahead or behind.
        let ahead_ms = match self.rng.random_range(0..8) {
            0 => 26 * HOUR_MS,
            1 => -26 * HOUR_MS,
            _ => 0,
        };
        let store = Arc::new(MemoryDevice::new());
        block_on(store.set_setting("number-block", Some((place + 1).to_string())))?;
        let side = Side::new(&self.centre.clock, ahead_ms, self.rng.next_u64(), None);
        let app = App::new(Arc::clone(&store), Catalogue::bundled(), Arc::new(side));
        let centre_key = self.centre.key.verifying_key().to_bytes();
        // Small batches, so that what belongs together comes in several.
        let config = DeviceConfig {
            batch_changes: self.rng.random_range(1..=12),
            ..DeviceConfig::new(id, key.clone(), centre_key)
        };
        self.devices.push(DeviceSide {
            who: member.who(&key, Signer::Device, Sight::All),
            member,
            store,
            app,
            engine: DeviceEngine::new(config.clone()),
            config,
            key,
            writing: futures::lock::Mutex::new(()),
            blobs: MemoryBlobs::new(),
            confirmed: BTreeSet::new(),
        });
        Ok(())
    }

    /// People act and devices sync over a bad network.
    pub(super) fn act(&mut self, acts: u64) -> Result<(), Broken> {
        for _ in 0..acts {
            let passes = match self.rng.random_range(0..100) {
                0..4 => 24 * HOUR_MS * self.rng.random_range(1..4),
                4..16 => HOUR_MS * self.rng.random_range(1..9),
                _ => MINUTE_MS * self.rng.random_range(1..9),
            };
            self.centre.clock.fetch_add(passes, Ordering::Relaxed);
            let device = self.rng.random_range(0..self.devices.len());
            match self.rng.random_range(0..100) {
                0..50 => {
                    self.act_at(device)?;
                    if self.rng.random_bool(0.4) {
                        self.act_at(device)?;
                    }
                }
                50..62 => self.act_at_centre()?,
                62..72 => self.forge(device)?,
                _ => self.round(device).map_or((), |_| ()),
            }
            if self.rng.random_bool(0.35) {
                self.round(device);
            }
        }
        Ok(())
    }

    /// The clerk of the hall acts offline, a minute between acts.
    pub(super) fn act_alone(&mut self, seed: u64, acts: u64) -> Result<(), Broken> {
        const CLERK: usize = 3;
        let side = Side::new(&self.centre.clock, 0, seed ^ 0xa10e, None);
        let device = &mut self.devices[CLERK];
        device.app = App::new(
            Arc::clone(&device.store),
            Catalogue::bundled(),
            Arc::new(side),
        );
        self.net().on = false;
        self.round(CLERK);
        for _ in 0..acts {
            self.centre.clock.fetch_add(MINUTE_MS, Ordering::Relaxed);
            self.act_at(CLERK)?;
        }
        Ok(())
    }

    /// Notes what waits on a device, so that nothing of it can be lost unseen.
    pub(super) fn note_made(&mut self, device: usize) -> Result<(), Broken> {
        let all = BatchLimits {
            bytes: usize::MAX / 2,
            documents: usize::MAX / 2,
            changes: usize::MAX / 2,
        };
        for part in block_on(self.devices[device].store.batch(all))? {
            for change in part.changes {
                self.made.insert((part.doc, change.hash), device);
            }
        }
        Ok(())
    }

    /// One round of sync; whether it was complete.
    pub(super) fn round(&mut self, device: usize) -> Option<bool> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.rng.next_u64());
        let side = &mut self.devices[device];
        let mut host = Way {
            centre: &self.centre,
            net: &self.net,
            confirmed: &mut side.confirmed,
        };
        let index = Indexed {
            defect: self.defect,
        };
        let round = Round {
            store: &*side.store,
            blobs: &side.blobs,
            project: &index,
            writing: &side.writing,
        };
        let end = block_on(round.run(&mut side.engine, &mut host, &mut rng)).ok();
        if end.is_none() {
            side.engine = DeviceEngine::new(side.config.clone());
        }
        end.map(|end| end.complete)
    }

    /// Stops the faults and lets everybody sync until nothing moves.
    pub(super) fn settle(&mut self) -> Result<(), Broken> {
        let late = {
            let mut net = self.net();
            net.on = false;
            std::mem::take(&mut net.late)
        };
        for body in late {
            let _ = block_on(self.centre.exchange(&body));
        }
        let mut quiet = 0;
        for _ in 0..PASSES {
            self.centre
                .clock
                .fetch_add(10 * MINUTE_MS, Ordering::Relaxed);
            let mut rests = true;
            for device in 0..self.devices.len() {
                let complete = self.round(device) == Some(true);
                let totals = block_on(self.devices[device].store.totals())?;
                rests &= complete && totals.changes == 0;
            }
            quiet = if rests { quiet + 1 } else { 0 };
            if quiet == 2 {
                return Ok(());
            }
        }
        Err(Broken::new("no rest", "something still waits or moves"))
    }

    pub(super) fn net(&self) -> std::sync::MutexGuard<'_, Net> {
        self.net.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn new_key(rng: &mut ChaCha8Rng) -> SigningKey {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    SigningKey::from_bytes(&bytes)
}

/// One device's way to the centre.
struct Way<'a> {
    centre: &'a CentreSide,
    net: &'a Mutex<Net>,
    confirmed: &'a mut BTreeSet<(DocId, ChangeHash)>,
}

impl Way<'_> {
    fn fault(&self) -> Option<&'static str> {
        const FAULTS: [&str; 5] = [
            "request cut",
            "answer lost",
            "answer cut",
            "duplicate",
            "late",
        ];
        let mut net = self.net.lock().unwrap_or_else(PoisonError::into_inner);
        if !net.on || !net.rng.random_bool(0.3) {
            return None;
        }
        let fault = FAULTS[net.rng.random_range(0..FAULTS.len())];
        *net.faults.entry(fault).or_default() += 1;
        Some(fault)
    }
}

fn answered(answer: Result<Answer, ExchangeError>) -> Result<Vec<u8>, Failure> {
    answer
        .map(|answer| answer.body)
        .map_err(|error| Failure::Refused(error.code()))
}

#[async_trait]
impl Host for Way<'_> {
    fn now_ms(&self) -> i64 {
        self.centre.now_ms()
    }

    async fn post(&mut self, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
        match self.fault() {
            None => {
                let answer = answered(self.centre.exchange(&body).await);
                // What was under way of anybody arrives now, behind what was sent later.
                let late = {
                    let mut net = self.net.lock().unwrap_or_else(PoisonError::into_inner);
                    std::mem::take(&mut net.late)
                };
                for body in late {
                    let _ = self.centre.exchange(&body).await;
                }
                answer
            }
            Some("answer lost") => {
                let _ = self.centre.exchange(&body).await;
                Err(Failure::Network)
            }
            Some("answer cut") => {
                let mut answer = answered(self.centre.exchange(&body).await)?;
                let mut net = self.net.lock().unwrap_or_else(PoisonError::into_inner);
                let at = net.rng.random_range(0..=answer.len());
                answer.truncate(at);
                Ok(answer)
            }
            Some("duplicate") => {
                let first = self.centre.exchange(&body).await;
                let second = self.centre.exchange(&body).await;
                answered(second.or(first))
            }
            Some("late") => {
                let mut net = self.net.lock().unwrap_or_else(PoisonError::into_inner);
                net.late.push(body);
                Err(Failure::Network)
            }
            Some(_) => Err(Failure::Network),
        }
    }

    async fn put(&mut self, _: BlobHash, _: Vec<u8>) -> Result<Vec<u8>, Failure> {
        Err(Failure::Network)
    }

    async fn report(&mut self, _: Report) {}

    async fn before(&mut self, effect: &Effect) -> Result<(), Stopped> {
        let mut net = self.net.lock().unwrap_or_else(PoisonError::into_inner);
        let writes = matches!(
            effect,
            Effect::Apply(_) | Effect::Acknowledge(_) | Effect::Refuse(_) | Effect::SaveState(_)
        );
        if net.on && writes && net.rng.random_bool(0.03) {
            *net.faults.entry("device crash").or_default() += 1;
            return Err(Stopped);
        }
        if let Effect::Acknowledge(receipt) = effect {
            self.confirmed.extend(receipt.changes.iter().copied());
        }
        Ok(())
    }
}
