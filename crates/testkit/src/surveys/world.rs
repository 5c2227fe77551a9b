//! Everything of one seed: crews, owner, strangers and the clerk at devices and at the centre, a bad network, and how it comes to rest.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use futures::executor::block_on;
use handheld_app::{Sight, Who, flush_all};
use handheld_contract::views::approval::Signer;
use handheld_contract::views::survey::SurveyFilter;
use handheld_contract::{ChangeHash, DocId, SurveyId};
use handheld_records::Document;
use handheld_records::shape::{Key, MeasuredValue, Shaped};
use handheld_store::device::{BatchLimits, DeviceQueue};
use handheld_store::index::SurveyEntry;
use handheld_store::records::{Records, StoredDocument, SurveyQuery};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::centre::{CentreSide, Indexed};
use super::ledger::Ledger;
use super::people::{CLERK, DEVICES, HALL, assignment, everybody, site};
use super::{Broken, Counts, Defect};
use crate::model::{
    CentreBase, DeviceSide, Exchanges, HOUR_MS, MINUTE_MS, MORNING_MS, Net, PASSES,
};

/// Devices by how often something happens at them.
const BUSY: [usize; 10] = [0, 0, 0, 1, 1, 1, 2, 3, 4, 5];

/// Everything of one seed.
pub(super) struct World {
    pub(super) centre: CentreSide,
    pub(super) devices: Vec<DeviceSide>,
    net: Mutex<Net>,
    pub(super) rng: ChaCha8Rng,
    pub(super) defect: Option<Defect>,
    /// For each device the rounds for which it has no network.
    offline: Vec<u64>,
    /// No device has a network.
    pub(super) apart: bool,
    /// Every change of a survey that a device stored as its own, with the device.
    pub(super) made: BTreeMap<(DocId, ChangeHash), usize>,
    /// Changes that no rule allows, with what is wrong with them.
    pub(super) forged: BTreeMap<(DocId, ChangeHash), &'static str>,
    pub(super) ledger: Ledger,
    pub(super) counts: Counts,
}

/// The surveys that a store lists.
pub(super) async fn surveys_in(store: &impl Records) -> Result<Vec<SurveyEntry>, Broken> {
    let query = SurveyQuery {
        sight: Sight::All,
        unit: None,
        offices: None,
        project: None,
        id: None,
        filter: SurveyFilter::All,
        search: String::new(),
        offset: 0,
        limit: 500,
    };
    let mut surveys = store.surveys(&query).await?.surveys;
    surveys.sort_by_key(|survey| survey.id);
    Ok(surveys)
}

/// A record as it is stored, without its journal.
pub(super) fn loaded(stored: &StoredDocument) -> Result<Document, Broken> {
    let raw = stored.changes.iter().map(|change| change.bytes.as_slice());
    Document::load(stored.snapshot.as_deref(), raw).map_err(Broken::model)
}

/// The earlier change that still holds a chosen value; none when it was set anew.
fn holder(document: &Document, target: &str, id: &str, by: ChangeHash) -> Option<ChangeHash> {
    let key = Key::Measured(target.to_owned()).to_string();
    let mut candidates = document.values(&key).into_iter();
    let held = candidates.find(|candidate| {
        MeasuredValue::from_json(&candidate.value).is_ok_and(|value| value.id == id)
    })?;
    (held.change != by && !held.also.contains(&by)).then_some(held.change)
}

impl World {
    pub(super) fn new(seed: u64, defect: Option<Defect>) -> Result<Self, Broken> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let base = CentreBase::new(&mut rng, MORNING_MS, everybody());
        let hall = base.everybody[HALL].who(&base.key, Signer::Centre, Sight::All);
        let project = block_on(site(&base.app, &hall, &base.everybody))?;
        let mut world = Self {
            centre: CentreSide { base, defect },
            devices: Vec::new(),
            net: Mutex::new(Net::new(seed ^ 0x5eed)),
            rng,
            defect,
            offline: vec![0; DEVICES.len()],
            apart: false,
            made: BTreeMap::new(),
            forged: BTreeMap::new(),
            ledger: Ledger::default(),
            counts: Counts::default(),
        };
        for (place, (member, ahead_ms)) in DEVICES.into_iter().enumerate() {
            let member = world.centre.everybody[member].clone();
            let rng = &mut world.rng;
            let device = DeviceSide::enrol(&world.centre, place, member, rng, |_| ahead_ms)?;
            world.devices.push(device);
        }
        for device in 0..world.devices.len() {
            world.round(device)?;
        }
        // A crew takes a second survey upon itself, wherever it is.
        if seed.is_multiple_of(3) && !block_on(surveys_in(&*world.devices[0].store))?.is_empty() {
            let asked = assignment(project, "grey_line");
            let side = &world.devices[0];
            let unit = side.who.organisation.clone();
            block_on(side.app.assign_survey_to(&side.who, asked, unit))?;
            world.count("assigned by a crew");
            world.note_made(0)?;
        }
        Ok(world)
    }

    pub(super) fn count(&mut self, done: &'static str) {
        *self.counts.done.entry(done).or_default() += 1;
    }

    fn fault(&mut self, what: &'static str) {
        *self.counts.faults.entry(what).or_default() += 1;
    }

    /// Somebody of the directory in a browser at the centre.
    pub(super) fn in_browser(&self, place: usize) -> Who {
        let member = &self.centre.everybody[place];
        member.who(&self.centre.key, Signer::Centre, member.sight())
    }

    /// People act and devices sync over a bad network.
    pub(super) fn act(&mut self, steps: u64) -> Result<(), Broken> {
        for _ in 0..steps {
            let passes = match self.rng.random_range(0..100) {
                0..3 => 24 * HOUR_MS * self.rng.random_range(1..4),
                3..15 => HOUR_MS * self.rng.random_range(1..9),
                _ => MINUTE_MS * self.rng.random_range(1..9),
            };
            self.centre.passes(passes);
            let device = BUSY[self.rng.random_range(0..BUSY.len())];
            match self.rng.random_range(0..100) {
                0..62 => {
                    let times = self.rng.random_range(1..=4);
                    for _ in 0..times {
                        self.centre.passes(MINUTE_MS);
                        self.act_at(device)?;
                    }
                }
                62..74 => self.act_at_centre()?,
                74..78 => self.forge(device)?,
                78..82 => {
                    let ids = self.rng.next_u64();
                    self.devices[device].restart(&self.centre, ids);
                    self.fault("device restart");
                }
                82..87 => {
                    self.offline[device] = self.rng.random_range(4..12);
                    self.fault("offline spell");
                }
                _ => self.round(device).map(|_| ())?,
            }
            if self.rng.random_bool(0.45) {
                self.round(device)?;
            }
        }
        Ok(())
    }

    /// The clerk checks in a browser.
    fn act_at_centre(&mut self) -> Result<(), Broken> {
        let who = self.in_browser(CLERK);
        let done = block_on(super::acts::one_act(&self.centre.app, &who, &mut self.rng))?;
        if let Some(done) = done {
            self.count(done.what);
            self.count("at the centre");
        }
        Ok(())
    }

    /// Notes what a device has made into changes, so that nothing of it can be lost unseen.
    pub(super) fn note_made(&mut self, device: usize) -> Result<(), Broken> {
        let all = BatchLimits {
            bytes: usize::MAX / 2,
            documents: usize::MAX / 2,
            changes: usize::MAX / 2,
        };
        let store = &self.devices[device].store;
        let mut fresh: BTreeMap<DocId, ChangeHash> = BTreeMap::new();
        for part in block_on(store.batch(all))? {
            for change in part.changes {
                let place = (part.doc, change.hash);
                if self.made.insert(place, device).is_none() {
                    fresh.entry(part.doc).or_insert(change.hash);
                }
            }
        }
        for survey in block_on(surveys_in(&**store))? {
            if !self.ledger.waits(device, survey.id) {
                continue;
            }
            let doc = DocId::from(survey.id);
            let Some(stored) = block_on(store.document(doc))? else {
                return Err(Broken::new("lost", format!("{doc} on device {device}")));
            };
            if !stored.journal.is_empty() {
                continue;
            }
            let Some(change) = fresh.get(&doc).copied() else {
                let why = format!("{doc} on device {device}: a journal without a change");
                return Err(Broken::new("lost", why));
            };
            let document = loaded(&stored)?;
            let kept = |target: &str, id: &str| holder(&document, target, id, change);
            self.ledger.settle(device, survey.id, change, kept);
        }
        Ok(())
    }

    /// One round of sync after what is in the journal has become changes; whether it was complete.
    pub(super) fn round(&mut self, device: usize) -> Result<Option<bool>, Broken> {
        if self.apart {
            return Ok(None);
        }
        if self.offline[device] > 0 {
            self.offline[device] -= 1;
            return Ok(None);
        }
        self.flush(device)?;
        let mut rng = ChaCha8Rng::seed_from_u64(self.rng.next_u64());
        let index = Indexed {
            defect: self.defect,
        };
        let side = &mut self.devices[device];
        Ok(side.round(&self.centre, &self.net, &index, &mut rng))
    }

    /// What is in the journal of a device becomes changes.
    pub(super) fn flush(&mut self, device: usize) -> Result<(), Broken> {
        let side = &self.devices[device];
        block_on(flush_all(&side.app, &side.who, i64::MAX))?;
        self.note_made(device)
    }

    /// All devices in their order.
    pub(super) fn in_turn(&self) -> Vec<usize> {
        (0..self.devices.len()).collect()
    }

    /// Stops the faults and lets everybody sync, in this order, until nothing moves.
    pub(super) fn settle(&mut self, turn: &[usize]) -> Result<(), Broken> {
        self.offline.fill(0);
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
            for device in turn {
                let complete = self.round(*device)? == Some(true);
                let totals = block_on(self.devices[*device].store.totals())?;
                rests &= complete && totals.changes == 0;
            }
            quiet = if rests { quiet + 1 } else { 0 };
            if quiet == 2 {
                return Ok(());
            }
        }
        Err(Broken::new("no rest", "something still waits or moves"))
    }

    fn net(&self) -> std::sync::MutexGuard<'_, Net> {
        self.net.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What happened in this seed.
    pub(super) fn counted(&mut self) -> Counts {
        let mut counts = std::mem::take(&mut self.counts);
        counts.seeds = 1;
        crate::model::sum(&mut counts.faults, &self.net().faults);
        counts
    }
}

/// Id of a survey by its document.
pub(super) fn survey_of(doc: DocId) -> SurveyId {
    SurveyId::from(doc)
}
