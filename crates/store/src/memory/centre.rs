//! The centre's store in memory: records, log, people.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use handheld_contract::sync::{Change, Cursor};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{BlobHash, ChangeHash, DeviceId, DocId, PersonId, ProjectId, ScopeId};

use super::base::Base;
use super::directory::People;
use super::{Cell, records_over_base};
use crate::StoreError;
use crate::centre::{AdmittedBatch, CentreLog, EntryKind, Fetch, LogEntry, ScopeHead};
use crate::digest::{doc_digest, heads_after};
use crate::index::IndexRows;
use crate::records::{Commit, DeliveryFacts};

/// How many answers are kept for a device: a lost answer is asked for again at once, not a hundred batches later.
const ANSWERS_KEPT: usize = 16;

/// The centre's store in memory.
#[derive(Debug)]
pub struct MemoryCentre(Cell<State>);

/// A copy of a centre's whole state.
#[derive(Debug, Clone)]
pub struct CentreSnapshot(State);

#[derive(Debug, Clone)]
struct Entry {
    kind: EntryKind,
    doc: DocId,
    doc_kind: DocKind,
    change: Option<Arc<Change>>,
    origin: Option<DeviceId>,
    digest: u128,
}

#[derive(Debug, Clone, Default)]
struct Scope {
    epoch: u64,
    log: Vec<Entry>,
    digest: u128,
    documents: u32,
}

type Answer = (u64, [u8; 32], Arc<Vec<u8>>);

#[derive(Debug, Clone)]
pub(super) struct State {
    base: Base,
    epoch: u64,
    scopes: BTreeMap<ScopeId, Arc<Scope>>,
    actors: BTreeMap<[u8; 16], PersonId>,
    arrived: BTreeSet<BlobHash>,
    answers: BTreeMap<DeviceId, Vec<Answer>>,
    cursors: BTreeMap<DeviceId, Vec<Cursor>>,
    audit: Vec<(i64, Option<PersonId>, String, String)>,
    fetches: Vec<Fetch>,
    quarantine: Vec<(i64, DeviceId, DocId, Vec<u8>, String)>,
    pub(super) people: People,
}

impl MemoryCentre {
    /// An empty store; `epoch` names the life of its logs and differs after every restore from a backup.
    pub fn new(epoch: u64) -> Self {
        Self(Cell(std::sync::Mutex::new(State {
            base: Base::default(),
            epoch,
            scopes: BTreeMap::new(),
            actors: BTreeMap::new(),
            arrived: BTreeSet::new(),
            answers: BTreeMap::new(),
            cursors: BTreeMap::new(),
            audit: Vec::new(),
            fetches: Vec::new(),
            quarantine: Vec::new(),
            people: People::default(),
        })))
    }

    /// A copy of everything.
    pub fn snapshot(&self) -> CentreSnapshot {
        CentreSnapshot(self.read(State::clone))
    }

    /// Goes back to a copy.
    pub fn restore(&self, snapshot: &CentreSnapshot) {
        *self.0.lock() = snapshot.0.clone();
    }

    /// Begins another life of all logs, as after a restore from a backup: devices then reconcile.
    pub fn new_epoch(&self, epoch: u64) {
        let mut state = self.0.lock();
        state.epoch = epoch;
        state.cursors.clear();
        for scope in state.scopes.values_mut() {
            Arc::make_mut(scope).epoch = epoch;
        }
    }

    /// The audit trail, oldest first: time, person, act, detail.
    pub fn audit_trail(&self) -> Vec<(i64, Option<PersonId>, String, String)> {
        self.read(|state| state.audit.clone())
    }

    /// What was refused and kept: time, device, document, bytes, reason.
    pub fn quarantined(&self) -> Vec<(i64, DeviceId, DocId, Vec<u8>, String)> {
        self.read(|state| state.quarantine.clone())
    }

    pub(super) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.0.read(look)
    }

    pub(super) fn write<T>(
        &self,
        act: impl FnOnce(&mut State) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.0.write(act)
    }
}

impl Clone for MemoryCentre {
    fn clone(&self) -> Self {
        Self(Cell(std::sync::Mutex::new(self.read(State::clone))))
    }
}

impl State {
    fn scope(&mut self, id: &ScopeId) -> &mut Scope {
        let epoch = self.epoch;
        Arc::make_mut(self.scopes.entry(id.clone()).or_insert_with(|| {
            Arc::new(Scope {
                epoch,
                ..Scope::default()
            })
        }))
    }

    fn commit(&mut self, commits: &[Commit]) -> Result<(), StoreError> {
        self.commit_from(commits, None)
    }

    fn commit_from(
        &mut self,
        commits: &[Commit],
        origin: Option<DeviceId>,
    ) -> Result<(), StoreError> {
        for commit in commits {
            let before = self
                .base
                .doc(commit.doc)
                .map(|doc| (doc.scope.clone(), doc.heads.clone()));
            let new = self.base.commit(commit)?;
            let entry = |kind, change, digest| Entry {
                kind,
                doc: commit.doc,
                doc_kind: commit.kind,
                change,
                origin,
                digest,
            };
            let (moved_from, mut heads) = match before {
                Some((scope, heads)) if scope == commit.scope => (None, Some(heads)),
                Some((scope, heads)) => (Some(scope), Some(heads)),
                None => (None, None),
            };
            if let (Some(old), Some(heads)) = (&moved_from, &heads) {
                let scope = self.scope(old);
                scope.documents -= 1;
                scope.digest = scope.digest.wrapping_sub(doc_digest(commit.doc, heads));
                let digest = scope.digest;
                scope.log.push(entry(EntryKind::Leave, None, digest));
            }
            let scope = self.scope(&commit.scope);
            if heads.is_none() || moved_from.is_some() {
                scope.documents += 1;
            }
            if let (Some(_), Some(heads)) = (&moved_from, &heads) {
                scope.digest = scope.digest.wrapping_add(doc_digest(commit.doc, heads));
                let digest = scope.digest;
                scope.log.push(entry(EntryKind::Enter, None, digest));
            }
            let last = new.len();
            for (at, (change, beside)) in new.into_iter().enumerate() {
                let old = heads
                    .as_deref()
                    .map_or(0, |heads| doc_digest(commit.doc, heads));
                let mut next = heads.take().unwrap_or_default();
                heads_after(&mut next, change.hash, &change.deps);
                if at + 1 == last {
                    next.clone_from(&commit.heads);
                }
                scope.digest = scope
                    .digest
                    .wrapping_sub(old)
                    .wrapping_add(doc_digest(commit.doc, &next));
                heads = Some(next);
                let digest = scope.digest;
                let made = entry(EntryKind::Change, Some(change), digest);
                // What the centre made itself is read by the sender, too.
                scope.log.push(Entry {
                    origin: origin.filter(|_| !beside),
                    ..made
                });
            }
        }
        Ok(())
    }

    fn reindex(
        &mut self,
        doc: DocId,
        index: IndexRows,
        heads: Vec<ChangeHash>,
        snapshot: Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        self.base.reindex(doc, index, heads, snapshot)
    }

    fn journal(
        &mut self,
        doc: DocId,
        person: PersonId,
        edits: String,
        at_ms: i64,
        index: IndexRows,
    ) -> Result<i64, StoreError> {
        self.base.journal(doc, person, edits, at_ms, index)
    }

    /// Every change that is here is delivered; photos are waited for.
    fn delivery(&self, doc: DocId) -> DeliveryFacts {
        let photos = self.base.photos(doc.into());
        let waiting: BTreeMap<BlobHash, u64> = photos
            .iter()
            .filter(|photo| !self.arrived.contains(&photo.sha256))
            .map(|photo| (photo.sha256, photo.bytes))
            .collect();
        DeliveryFacts {
            photos_unsent: u32::try_from(waiting.len()).unwrap_or(u32::MAX),
            photo_bytes_unsent: waiting.values().sum(),
            ..DeliveryFacts::default()
        }
    }

    fn answer(&self, device: DeviceId, number: u64) -> Option<&Answer> {
        self.answers
            .get(&device)?
            .iter()
            .find(|(kept, ..)| *kept == number)
    }

    fn take_batch(&mut self, batch: &AdmittedBatch) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some((_, _, answer)) = self.answer(batch.device, batch.number) {
            return Ok(Some(answer.as_ref().clone()));
        }
        self.commit_from(&batch.commits, Some(batch.device))?;
        for (actor, person) in &batch.actors {
            self.actors.entry(*actor).or_insert(*person);
        }
        let answers = self.answers.entry(batch.device).or_default();
        answers.push((batch.number, batch.envelope, Arc::new(batch.answer.clone())));
        if answers.len() > ANSWERS_KEPT {
            answers.remove(0);
        }
        self.people
            .took_batch(batch.device, batch.number, batch.envelope);
        Ok(None)
    }

    fn entries(&self, scope: &ScopeId, after: u64, bytes: usize) -> Vec<LogEntry> {
        let Some(scope) = self.scopes.get(scope) else {
            return Vec::new();
        };
        let mut left = bytes;
        let mut out = Vec::new();
        let skip = usize::try_from(after).unwrap_or(usize::MAX);
        for (at, entry) in scope.log.iter().enumerate().skip(skip) {
            let size = entry.change.as_ref().map_or(0, |change| change.bytes.len());
            if !out.is_empty() && size > left {
                break;
            }
            left = left.saturating_sub(size);
            out.push(LogEntry {
                seq: at as u64 + 1,
                kind: entry.kind,
                doc: entry.doc,
                doc_kind: entry.doc_kind,
                change: entry.change.as_deref().cloned(),
                origin: entry.origin,
                digest: entry.digest.to_be_bytes(),
            });
        }
        out
    }
}

records_over_base!(MemoryCentre);

#[async_trait]
impl CentreLog for MemoryCentre {
    async fn take_batch(&self, batch: AdmittedBatch) -> Result<Option<Vec<u8>>, StoreError> {
        self.write(|state| state.take_batch(&batch))
    }

    async fn answer(
        &self,
        device: DeviceId,
        number: u64,
    ) -> Result<Option<([u8; 32], Vec<u8>)>, StoreError> {
        Ok(self.read(|state| {
            state
                .answer(device, number)
                .map(|(_, envelope, answer)| (*envelope, answer.as_ref().clone()))
        }))
    }

    async fn known(
        &self,
        doc: DocId,
        hashes: &[ChangeHash],
    ) -> Result<Vec<ChangeHash>, StoreError> {
        Ok(self.read(|state| {
            state.base.doc(doc).map_or_else(Vec::new, |doc| {
                hashes
                    .iter()
                    .filter(|hash| doc.hashes.contains(hash))
                    .copied()
                    .collect()
            })
        }))
    }

    async fn entries(
        &self,
        scope: &ScopeId,
        after: u64,
        bytes: usize,
    ) -> Result<Vec<LogEntry>, StoreError> {
        Ok(self.read(|state| state.entries(scope, after, bytes)))
    }

    async fn heads(&self, scopes: &[ScopeId]) -> Result<Vec<ScopeHead>, StoreError> {
        Ok(self.read(|state| {
            scopes
                .iter()
                .map(|id| {
                    let scope = state.scopes.get(id);
                    ScopeHead {
                        scope: id.clone(),
                        epoch: scope.map_or(state.epoch, |s| s.epoch),
                        head: scope.map_or(0, |s| s.log.len() as u64),
                        floor: 0,
                        digest: scope.map_or([0; 16], |s| s.digest.to_be_bytes()),
                        documents: scope.map_or(0, |s| s.documents),
                    }
                })
                .collect()
        }))
    }

    async fn scope_documents(
        &self,
        scope: &ScopeId,
    ) -> Result<Vec<(DocId, DocKind, Vec<ChangeHash>)>, StoreError> {
        Ok(self.read(|state| {
            state
                .base
                .docs
                .iter()
                .filter(|(_, doc)| doc.scope == *scope)
                .map(|(id, doc)| (*id, doc.kind, doc.heads.clone()))
                .collect()
        }))
    }

    async fn device_cursors(&self, device: DeviceId) -> Result<Vec<Cursor>, StoreError> {
        Ok(self.read(|state| state.cursors.get(&device).cloned().unwrap_or_default()))
    }

    async fn set_device_cursors(
        &self,
        device: DeviceId,
        cursors: Vec<Cursor>,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            state.cursors.insert(device, cursors);
            Ok(())
        })
    }

    async fn actor(&self, actor: [u8; 16]) -> Result<Option<PersonId>, StoreError> {
        Ok(self.read(|state| state.actors.get(&actor).copied()))
    }

    async fn photo_scopes(&self, sha256: BlobHash) -> Result<Vec<ScopeId>, StoreError> {
        Ok(self.read(|state| {
            let scopes: BTreeSet<ScopeId> = state
                .base
                .docs
                .values()
                .filter(|doc| doc.photos().iter().any(|photo| photo.sha256 == sha256))
                .map(|doc| doc.scope.clone())
                .collect();
            scopes.into_iter().collect()
        }))
    }

    async fn photo_arrived(&self, sha256: BlobHash) -> Result<(), StoreError> {
        self.write(|state| {
            state.arrived.insert(sha256);
            Ok(())
        })
    }

    async fn audit(
        &self,
        at_ms: i64,
        person: Option<PersonId>,
        act: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        let row = (at_ms, person, act.to_owned(), detail.to_owned());
        self.0.lock().audit.push(row);
        Ok(())
    }

    async fn log_fetch(&self, fetch: &Fetch) -> Result<(), StoreError> {
        self.0.lock().fetches.push(fetch.clone());
        Ok(())
    }

    async fn fetches(&self, project: ProjectId, limit: u32) -> Result<Vec<Fetch>, StoreError> {
        Ok(self.read(|state| {
            let newest = state.fetches.iter().rev();
            let of_project = newest.filter(|fetch| fetch.project == project);
            of_project.take(limit as usize).cloned().collect()
        }))
    }

    async fn quarantine(
        &self,
        at_ms: i64,
        device: DeviceId,
        doc: DocId,
        bytes: &[u8],
        reason: &str,
    ) -> Result<(), StoreError> {
        let row = (at_ms, device, doc, bytes.to_vec(), reason.to_owned());
        self.0.lock().quarantine.push(row);
        Ok(())
    }
}
