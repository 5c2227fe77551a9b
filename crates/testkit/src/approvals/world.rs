//! Everything of one seed: people at devices and at the centre, a bad network, and how it comes to rest.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use futures::executor::block_on;
use handheld_app::Sight;
use handheld_contract::views::approval::{CaseFilter, Signer};
use handheld_contract::{ChangeHash, DocId, ProjectId};
use handheld_store::device::{BatchLimits, DeviceQueue};
use handheld_store::index::CaseEntry;
use handheld_store::records::{CaseQuery, Records};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::centre::{CentreSide, Indexed};
use super::people::{DEVICES, everybody, projects};
use super::{Broken, Counts, Defect};
use crate::model::{
    CentreBase, DeviceSide, Exchanges, HOUR_MS, MINUTE_MS, MORNING_MS, Net, PASSES,
};

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
        let base = CentreBase::new(&mut rng, MORNING_MS, everybody());
        let clerk = base.everybody[2].who(&base.key, Signer::Centre, Sight::All);
        let projects = block_on(projects(&base.app, &clerk, &base.everybody))?;
        let net = Net::new(seed ^ 0x5eed);
        let centre = CentreSide { base, defect };
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
        // Most clocks are right; some run a day ahead or behind.
        let ahead = |rng: &mut ChaCha8Rng| match rng.random_range(0..8) {
            0 => 26 * HOUR_MS,
            1 => -26 * HOUR_MS,
            _ => 0,
        };
        let device = DeviceSide::enrol(&self.centre, place, member, &mut self.rng, ahead)?;
        self.devices.push(device);
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
            self.centre.passes(passes);
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
        self.devices[CLERK].put_clock_right(&self.centre, seed ^ 0xa10e);
        self.net().on = false;
        self.round(CLERK);
        for _ in 0..acts {
            self.centre.passes(MINUTE_MS);
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
        let index = Indexed {
            defect: self.defect,
        };
        self.devices[device].round(&self.centre, &self.net, &index, &mut rng)
    }

    /// Stops the faults and lets everybody sync until nothing moves.
    pub(super) fn settle(&mut self) -> Result<(), Broken> {
        let late = {
            let mut net = self.net();
            net.on = false;
            net.take_late()
        };
        for body in late {
            let _ = block_on(self.centre.exchange(&body));
        }
        let mut quiet = 0;
        for _ in 0..PASSES {
            self.centre.passes(10 * MINUTE_MS);
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
