//! What must hold when the faults have stopped: everybody has the same, and nothing is missing.

use std::collections::BTreeMap;

use futures::executor::block_on;
use handheld_contract::{ChangeHash, DocId, ScopeId};
use handheld_store::blobs::{BlobState, Blobs};
use handheld_store::centre::LogEntry;
use handheld_store::index::IndexRows;
use handheld_sync::device::Report;

use super::store::{Docs, lock};
use super::world::World;
use super::{Broken, Kind, Violation};

const PASSES: usize = 12;

impl World {
    /// Stops the faults and lets everybody sync until nothing moves.
    ///
    /// # Errors
    ///
    /// What does not hold.
    pub(super) fn settle(&mut self) -> Result<usize, Broken> {
        self.deliver_late();
        self.net().on = false;
        let mut quiet = 0;
        for pass in 1..=PASSES {
            let before = self.heads();
            let mut complete = true;
            for device in 0..self.devices.len() {
                complete &= self.round(device);
                self.check_promises(device)?;
            }
            quiet = if complete && before == self.heads() {
                quiet + 1
            } else {
                0
            };
            // Revoked documents with unsent photos never complete.
            if quiet == 2 || (self.kind == Kind::Revoked && pass == PASSES) {
                return Ok(pass);
            }
        }
        if let Some(known) = self.known_in_outbox() {
            return Err(Violation::KnownNotConfirmed.found(known));
        }
        let outboxes: Vec<_> = self
            .devices
            .iter()
            .map(|d| {
                let state = lock(&d.store.0);
                (
                    state.outbox.len(),
                    state.photos.len(),
                    state
                        .refused
                        .values()
                        .map(|r| r.rule.clone())
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        let reports = self
            .net()
            .reports
            .iter()
            .rev()
            .take(6)
            .cloned()
            .collect::<Vec<_>>();
        Err(Violation::NoRest.found(format!(
            "waiting (changes, photos, refused): {outboxes:?}; last reports {reports:?}"
        )))
    }

    /// A change that waits on a device although the centre has it.
    fn known_in_outbox(&self) -> Option<String> {
        let centre = lock(&self.centre.store.0);
        self.devices.iter().enumerate().find_map(|(index, device)| {
            let state = lock(&device.store.0);
            let known = state.outbox.iter().find(|row| centre.docs.holds(row))?;
            Some(format!("{} of device {index}", known.1))
        })
    }

    /// Checks what must hold at every moment, after a round of a device.
    ///
    /// # Errors
    ///
    /// A receipt or a cursor that promises more than there is.
    pub(super) fn check_promises(&self, device: usize) -> Result<(), Broken> {
        let centre = lock(&self.centre.store.0);
        let state = lock(&self.devices[device].store.0);
        if self.kind != Kind::Restored
            && let Some((_, hash)) = state.filed.iter().find(|row| !centre.docs.holds(row))
        {
            let why = format!("{hash} of device {device}");
            return Err(Violation::ReceiptWithoutChange.found(why));
        }
        for cursor in state.cursors.values() {
            if cursor.epoch != centre.epoch {
                continue;
            }
            let log = centre.log.get(&cursor.scope).into_iter().flatten();
            let mut read = log.filter(|entry| entry.seq <= cursor.seq);
            let held = |entry: &&LogEntry| {
                let change = entry.change.as_ref();
                change.is_none_or(|c| state.docs.holds(&(entry.doc, c.hash)))
            };
            if let Some(entry) = read.find(|entry| !held(entry)) {
                let why = format!("entry {} of {} on device {device}", entry.seq, cursor.scope);
                return Err(Violation::CursorWithoutFrame.found(why));
            }
        }
        Ok(())
    }

    fn heads(&self) -> BTreeMap<DocId, Vec<ChangeHash>> {
        let state = lock(&self.centre.store.0);
        state
            .docs
            .0
            .iter()
            .map(|(doc, row)| (*doc, row.heads.clone()))
            .collect()
    }

    /// Checks everything at rest.
    ///
    /// # Errors
    ///
    /// The first thing that does not hold.
    pub(super) fn check(&self) -> Result<(), Broken> {
        let centre = lock(&self.centre.store.0);
        for (index, device) in self.devices.iter().enumerate() {
            let state = lock(&device.store.0);
            for scope in self.centre.access.of(device.id) {
                let (here, there) = (reading(&state.docs, &scope), reading(&centre.docs, &scope));
                if here != there {
                    let differing = here.iter().find(|(doc, row)| there.get(*doc) != Some(*row));
                    return Err(Violation::Differs.found(format!(
                        "device {index} and the centre in {scope}: {} and {} documents; {:?} there {:?}",
                        here.len(),
                        there.len(),
                        differing,
                        differing.and_then(|(doc, _)| there.get(doc))
                    )));
                }
                let (here, there) = (state.docs.digest(&scope), centre.docs.digest(&scope));
                let logged = centre
                    .log
                    .get(&scope)
                    .and_then(|log| log.last())
                    .map(|e| e.digest);
                if here != there || logged.is_some_and(|logged| logged != there) {
                    let why = format!("digests of {scope} on device {index}");
                    return Err(Violation::Differs.found(why));
                }
            }
            let waiting = state.outbox.len();
            if waiting > 0 {
                let why = format!("device {index} keeps {waiting} changes in its outbox");
                return Err(Violation::NoRest.found(why));
            }
            if let Some((_, hash)) = state.filed.iter().find(|row| !centre.docs.holds(row)) {
                let why = format!("{hash} of device {index}");
                return Err(Violation::ReceiptWithoutChange.found(why));
            }
            if !state.refused.is_empty() && self.kind != Kind::Revoked {
                let why = format!("{} of device {index}", state.refused.len());
                return Err(Violation::Refused.found(why));
            }
        }
        for (device, doc, scope, hash) in &self.made {
            let state = lock(&self.devices[*device].store.0);
            let row = (*doc, *hash);
            if !centre.docs.holds(&row) && !state.refused.contains_key(&row) {
                let why = format!("{hash} of device {device} in {scope}");
                return Err(Violation::Lost.found(why));
            }
        }
        drop(centre);
        self.check_photos()?;
        self.check_reports()
    }

    fn check_photos(&self) -> Result<(), Broken> {
        for (device, scope, sha256) in &self.photos {
            let side = &self.devices[*device];
            let state = lock(&side.store.0);
            let filed = state.photos_filed.contains_key(sha256);
            let whole = block_on(self.centre.blobs.verify(*sha256)).ok() == Some(BlobState::Whole);
            let wanted = self.centre.access.of(side.id).contains(scope);
            if (wanted || filed) && !(whole && filed) {
                let why =
                    format!("{sha256} of device {device}: whole there {whole}, filed {filed}");
                return Err(Violation::Photo.found(why));
            }
            if !filed && !state.photos.contains_key(sha256) {
                let why = format!("{sha256} of device {device} left the queue");
                return Err(Violation::Photo.found(why));
            }
        }
        Ok(())
    }

    fn check_reports(&self) -> Result<(), Broken> {
        let net = self.net();
        let bad = net.reports.iter().find(|(_, report)| match report {
            Report::Granted(_) | Report::Paused(_) => false,
            Report::Restored(_) | Report::DigestDiffers(_) | Report::Gap(_) => {
                self.kind != Kind::Restored
            }
            Report::Forked => self.kind == Kind::Plain,
        });
        match bad {
            Some((device, report)) => {
                Err(Violation::Reported.found(format!("device {device}: {report:?}")))
            }
            None => Ok(()),
        }
    }
}

type Reading<'a> = BTreeMap<DocId, (&'a [ChangeHash], &'a IndexRows)>;

fn reading<'a>(docs: &'a Docs, scope: &ScopeId) -> Reading<'a> {
    let of_scope = docs.0.iter().filter(|(_, row)| row.scope == *scope);
    of_scope
        .map(|(doc, row)| (*doc, (row.heads.as_slice(), &row.index)))
        .collect()
}
