//! What must hold when the faults have stopped: everybody has the same, and nothing is missing.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use futures::executor::block_on;
use handheld_contract::{ChangeHash, DocId, ScopeId};
use handheld_store::blobs::{BlobState, Blobs};
use handheld_store::index::IndexRows;
use handheld_sync::device::Report;

use super::Kind;
use super::store::Docs;
use super::world::World;

const PASSES: usize = 12;

impl World {
    /// Stops the faults and lets everybody sync until nothing moves.
    ///
    /// # Errors
    ///
    /// What does not hold.
    pub(super) fn settle(&mut self) -> Result<usize, String> {
        self.deliver_late();
        self.net().on = false;
        let mut quiet = 0;
        for pass in 1..=PASSES {
            let before = self.heads();
            let mut complete = true;
            for device in 0..self.devices.len() {
                complete &= self.round(device);
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
        let outboxes: Vec<_> = self
            .devices
            .iter()
            .map(|d| {
                let state = d.store.0.lock().unwrap_or_else(PoisonError::into_inner);
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
        Err(format!(
            "no rest after the faults have stopped; waiting (changes, photos, refused): {outboxes:?}; last reports {reports:?}"
        ))
    }

    fn heads(&self) -> BTreeMap<DocId, Vec<ChangeHash>> {
        let state = self
            .centre
            .store
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
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
    pub(super) fn check(&self) -> Result<(), String> {
        let centre = self
            .centre
            .store
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for (index, device) in self.devices.iter().enumerate() {
            let state = device
                .store
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            for scope in self.centre.access.of(device.id) {
                let (here, there) = (reading(&state.docs, &scope), reading(&centre.docs, &scope));
                if here != there {
                    let differing = here.iter().find(|(doc, row)| there.get(*doc) != Some(*row));
                    return Err(format!(
                        "device {index} and the centre differ in {scope}: {} and {} documents; {:?} there {:?}",
                        here.len(),
                        there.len(),
                        differing,
                        differing.and_then(|(doc, _)| there.get(doc))
                    ));
                }
                let (here, there) = (state.docs.digest(&scope), centre.docs.digest(&scope));
                let logged = centre
                    .log
                    .get(&scope)
                    .and_then(|log| log.last())
                    .map(|e| e.digest);
                if here != there || logged.is_some_and(|logged| logged != there) {
                    return Err(format!("digests of {scope} differ on device {index}"));
                }
            }
            let waiting = state.outbox.len();
            if waiting > 0 {
                return Err(format!(
                    "device {index} keeps {waiting} changes in its outbox"
                ));
            }
            for (doc, hash) in &state.filed {
                if !centre
                    .docs
                    .0
                    .get(doc)
                    .is_some_and(|row| row.known.contains(hash))
                {
                    return Err(format!(
                        "the receipt of device {index} names a missing {hash}"
                    ));
                }
            }
            if !state.refused.is_empty() && self.kind != Kind::Revoked {
                return Err(format!(
                    "device {index} was refused {}",
                    state.refused.len()
                ));
            }
        }
        for (device, doc, scope, hash) in &self.made {
            let state = self.devices[*device]
                .store
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let there = centre
                .docs
                .0
                .get(doc)
                .is_some_and(|row| row.known.contains(hash));
            if !there && !state.refused.contains_key(&(*doc, *hash)) {
                return Err(format!("{hash} of device {device} in {scope} is nowhere"));
            }
        }
        drop(centre);
        self.check_photos()?;
        self.check_reports()
    }

    fn check_photos(&self) -> Result<(), String> {
        for (device, scope, sha256) in &self.photos {
            let side = &self.devices[*device];
            let state = side.store.0.lock().unwrap_or_else(PoisonError::into_inner);
            let filed = state.photos_filed.contains_key(sha256);
            let whole = block_on(self.centre.blobs.verify(*sha256)).ok() == Some(BlobState::Whole);
            let wanted = self.centre.access.of(side.id).contains(scope);
            if (wanted || filed) && !(whole && filed) {
                return Err(format!(
                    "photo {sha256} of device {device}: {whole} {filed}"
                ));
            }
            if !filed && !state.photos.contains_key(sha256) {
                return Err(format!("photo {sha256} of device {device} left the queue"));
            }
        }
        Ok(())
    }

    fn check_reports(&self) -> Result<(), String> {
        let net = self.net();
        let bad = net.reports.iter().find(|(_, report)| match report {
            Report::Granted(_) | Report::Paused(_) => false,
            Report::Restored(_) | Report::DigestDiffers(_) | Report::Gap(_) => {
                self.kind != Kind::Restored
            }
            Report::Forked => self.kind == Kind::Plain,
        });
        match bad {
            Some((device, report)) => Err(format!("device {device} reported {report:?}")),
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
