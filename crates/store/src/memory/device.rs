//! A device's store in memory: records, queue and cursors.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use handheld_contract::sync::{Change, Cursor, DocChanges, Receipt, Rejection};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{BlobHash, ChangeHash, DocId, PersonId, ScopeId};

use super::base::Base;
use super::{Cell, records_over_base};
use crate::StoreError;
use crate::device::{
    BatchLimits, BatchRoom, DeviceQueue, ExchangeState, FrameEffects, QueueRow, QueueTotals,
    WaitingPhoto,
};
use crate::index::IndexRows;
use crate::records::{Commit, DeliveryFacts, Origin};

/// A device's store in memory.
#[derive(Debug, Default)]
pub struct MemoryDevice(Cell<State>);

/// A copy of a device's whole state.
#[derive(Debug, Clone, Default)]
pub struct DeviceSnapshot(State);

#[derive(Debug, Clone)]
struct Photo {
    bytes: u64,
    sent: u64,
    doc: DocId,
    failures: u32,
    problem: Option<String>,
    order: u64,
    /// Taken here; others only belong to records that were pulled.
    own: bool,
    filed_at_ms: Option<i64>,
}

#[derive(Debug, Clone, Default)]
struct State {
    base: Base,
    order: u64,
    /// Own changes without a receipt, in order of making.
    outbox: BTreeMap<DocId, BTreeMap<u64, ChangeHash>>,
    own: BTreeSet<(DocId, ChangeHash)>,
    filed_at: BTreeMap<DocId, i64>,
    refused: BTreeMap<DocId, Vec<(Arc<Change>, Rejection)>>,
    photos: BTreeMap<BlobHash, Photo>,
    exchange: ExchangeState,
    cursors: BTreeMap<ScopeId, Cursor>,
    doc_scopes: BTreeSet<(ScopeId, DocId)>,
    /// Documents whose index still shows what was refused.
    stale: BTreeSet<DocId>,
}

impl MemoryDevice {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// A copy of everything.
    pub fn snapshot(&self) -> DeviceSnapshot {
        DeviceSnapshot(self.read(State::clone))
    }

    /// Goes back to a copy.
    pub fn restore(&self, snapshot: &DeviceSnapshot) {
        *self.0.lock() = snapshot.0.clone();
    }

    fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.0.read(look)
    }

    fn write<T>(
        &self,
        act: impl FnOnce(&mut State) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.0.write(act)
    }
}

impl Clone for MemoryDevice {
    fn clone(&self) -> Self {
        Self(Cell(std::sync::Mutex::new(self.read(State::clone))))
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl State {
    fn commit(&mut self, commits: &[Commit]) -> Result<(), StoreError> {
        for commit in commits {
            let is_new = self.base.doc(commit.doc).is_none();
            let new = self.base.commit(commit)?;
            self.stale.remove(&commit.doc);
            if is_new || commit.origin == Origin::Pulled {
                self.doc_scopes.insert((commit.scope.clone(), commit.doc));
            }
            if commit.origin == Origin::Here {
                for (change, _) in new.into_iter().filter(|(_, beside)| !beside) {
                    self.order += 1;
                    self.own.insert((commit.doc, change.hash));
                    self.outbox
                        .entry(commit.doc)
                        .or_default()
                        .insert(self.order, change.hash);
                }
            }
            self.see_photos(commit.doc, &commit.index, commit.origin == Origin::Here);
        }
        Ok(())
    }

    /// Photos that appear by an own edit were taken here and have to be sent.
    fn see_photos(&mut self, doc: DocId, index: &IndexRows, own: bool) {
        for photo in index.photos() {
            self.order += 1;
            let order = self.order;
            self.photos.entry(photo.sha256).or_insert_with(|| Photo {
                bytes: photo.bytes,
                sent: 0,
                doc,
                failures: 0,
                problem: None,
                order,
                own,
                filed_at_ms: None,
            });
        }
    }

    fn reindex(
        &mut self,
        doc: DocId,
        index: IndexRows,
        heads: Vec<ChangeHash>,
        snapshot: Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        self.stale.remove(&doc);
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
        self.see_photos(doc, &index, true);
        self.stale.remove(&doc);
        self.base.journal(doc, person, edits, at_ms, index)
    }

    fn waiting_of(&self, doc: DocId) -> impl Iterator<Item = (BlobHash, &Photo)> {
        let hashes: BTreeSet<BlobHash> = self
            .base
            .doc(doc)
            .map(|doc| doc.photos().iter().map(|photo| photo.sha256).collect())
            .unwrap_or_default();
        hashes.into_iter().filter_map(|hash| {
            let photo = self.photos.get(&hash)?;
            (photo.own && photo.filed_at_ms.is_none()).then_some((hash, photo))
        })
    }

    fn delivery(&self, doc: DocId) -> DeliveryFacts {
        let journalled = self
            .base
            .doc(doc)
            .is_some_and(|doc| !doc.journal.is_empty());
        let changes = count(self.outbox.get(&doc).map_or(0, BTreeMap::len));
        let mut facts = DeliveryFacts {
            changes_unsent: changes + u32::from(journalled),
            refused: count(self.refused.get(&doc).map_or(0, Vec::len)),
            ..DeliveryFacts::default()
        };
        for (_, photo) in self.waiting_of(doc) {
            facts.photos_unsent += 1;
            facts.photo_bytes_unsent += photo.bytes;
        }
        if facts.changes_unsent == 0 && facts.photos_unsent == 0 {
            let photo_at = self.base.doc(doc).and_then(|doc| {
                doc.photos()
                    .iter()
                    .filter_map(|photo| self.photos.get(&photo.sha256)?.filed_at_ms)
                    .max()
            });
            facts.receipt_at_ms = self.filed_at.get(&doc).copied().max(photo_at);
        }
        facts
    }

    fn batch(&self, limits: BatchLimits) -> Vec<DocChanges> {
        let waiting = |(doc, rows): (&DocId, &BTreeMap<u64, ChangeHash>)| {
            let doc = *doc;
            let rows = rows.iter().map(move |(number, hash)| (*number, doc, *hash));
            rows.collect::<Vec<_>>()
        };
        let mut waiting: Vec<_> = self.outbox.iter().flat_map(waiting).collect();
        waiting.sort_unstable();
        let mut room = BatchRoom::new(limits);
        let mut out: Vec<DocChanges> = Vec::new();
        for (_, id, hash) in waiting {
            let Some(doc) = self.base.doc(id) else {
                continue;
            };
            let Some(change) = doc.changes.iter().find(|change| change.hash == hash) else {
                continue;
            };
            let place = out.iter().position(|part| part.doc == id);
            if !room.takes(change.bytes.len(), place.is_none()) {
                break;
            }
            let part = match place {
                Some(place) => &mut out[place],
                None => {
                    out.push(DocChanges {
                        doc: id,
                        kind: doc.kind,
                        scope: doc.scope.clone(),
                        changes: Vec::new(),
                    });
                    let last = out.len() - 1;
                    &mut out[last]
                }
            };
            part.changes.push(Change::clone(change));
        }
        out
    }

    fn drop_outbox(&mut self, doc: DocId, hashes: &BTreeSet<ChangeHash>) {
        if let Some(rows) = self.outbox.get_mut(&doc) {
            rows.retain(|_, hash| !hashes.contains(hash));
            if rows.is_empty() {
                self.outbox.remove(&doc);
            }
        }
    }

    fn acknowledge(&mut self, receipt: &Receipt) {
        let mut by_doc: BTreeMap<DocId, BTreeSet<ChangeHash>> = BTreeMap::new();
        for (doc, hash) in &receipt.changes {
            by_doc.entry(*doc).or_default().insert(*hash);
        }
        for (doc, hashes) in &by_doc {
            self.drop_outbox(*doc, hashes);
            let at = self.filed_at.entry(*doc).or_insert(receipt.at_ms);
            *at = receipt.at_ms.max(*at);
        }
        for hash in &receipt.photos {
            if let Some(photo) = self.photos.get_mut(hash) {
                photo.filed_at_ms = Some(receipt.at_ms);
                photo.sent = photo.bytes;
                photo.problem = None;
            }
        }
        self.purge();
    }

    fn refuse(&mut self, rejection: &Rejection) {
        let Ok(doc) = self.base.doc_mut(rejection.doc) else {
            return;
        };
        let gone = crate::digest::refused_with(doc.changes.iter().map(Arc::as_ref), rejection.hash);
        if gone.is_empty() {
            return;
        }
        let out = doc.take_out(&gone);
        if doc.changes.is_empty() {
            doc.index = None;
        } else {
            self.stale.insert(rejection.doc);
        }
        self.drop_outbox(rejection.doc, &gone);
        for hash in &gone {
            self.own.remove(&(rejection.doc, *hash));
        }
        self.refused
            .entry(rejection.doc)
            .or_default()
            .extend(out.into_iter().map(|change| (change, rejection.clone())));
    }

    fn apply_frame(&mut self, effects: &FrameEffects) -> Result<(), StoreError> {
        self.commit(&effects.commits)?;
        for cursor in &effects.cursors {
            self.cursors.insert(cursor.scope.clone(), cursor.clone());
        }
        for (doc, scope) in &effects.left {
            self.doc_scopes.remove(&(scope.clone(), *doc));
        }
        for scope in &effects.revoked {
            self.cursors.remove(scope);
            self.doc_scopes.retain(|(of, _)| of != scope);
        }
        self.purge();
        Ok(())
    }

    /// Removes documents that are in no scope, unless something of them is unsent or was refused.
    fn purge(&mut self) {
        let held: BTreeSet<DocId> = self.doc_scopes.iter().map(|(_, doc)| *doc).collect();
        if held.len() == self.base.docs.len() {
            return;
        }
        let gone: Vec<DocId> = self
            .base
            .docs
            .keys()
            .filter(|doc| !held.contains(doc))
            .filter(|doc| {
                let facts = self.delivery(**doc);
                facts.changes_unsent == 0 && facts.photos_unsent == 0 && facts.refused == 0
            })
            .copied()
            .collect();
        for doc in gone {
            self.base.docs.remove(&doc);
            self.filed_at.remove(&doc);
            self.stale.remove(&doc);
            self.own.retain(|(of, _)| *of != doc);
        }
    }

    fn waiting(&self, hash: BlobHash, photo: &Photo) -> WaitingPhoto {
        WaitingPhoto {
            sha256: hash,
            bytes: photo.bytes,
            sent: photo.sent,
            doc: photo.doc,
            failures: photo.failures,
            problem: photo.problem.clone(),
        }
    }

    fn waiting_photos(&self, limit: u32) -> Vec<WaitingPhoto> {
        let mut photos: Vec<(BlobHash, &Photo)> = self
            .photos
            .iter()
            .filter(|(_, photo)| photo.own && photo.filed_at_ms.is_none())
            .map(|(hash, photo)| (*hash, photo))
            .collect();
        photos.sort_by_key(|(_, photo)| {
            let unsent = self.outbox.contains_key(&photo.doc)
                || self
                    .base
                    .doc(photo.doc)
                    .is_some_and(|doc| !doc.journal.is_empty());
            (unsent, photo.failures, photo.order)
        });
        photos
            .into_iter()
            .take(limit as usize)
            .map(|(hash, photo)| self.waiting(hash, photo))
            .collect()
    }

    fn queue(&self, limit: u32) -> Vec<QueueRow> {
        let mut rows: Vec<(u8, i64, QueueRow)> = Vec::new();
        for (id, doc) in &self.base.docs {
            let facts = self.delivery(*id);
            let unfiled = facts.changes_unsent > 0 || facts.photos_unsent > 0 || facts.refused > 0;
            if !unfiled && facts.receipt_at_ms.is_none() {
                continue;
            }
            let refusal = self
                .refused
                .get(id)
                .and_then(|all| all.last())
                .and_then(|(_, rejection)| serde_json::to_string(rejection).ok());
            rows.push((
                u8::from(!unfiled),
                -facts.receipt_at_ms.unwrap_or(0),
                QueueRow {
                    doc: *id,
                    kind: doc.kind,
                    facts,
                    refusal,
                },
            ));
        }
        rows.sort_by_key(|(group, at, row)| (*group, *at, row.doc));
        rows.into_iter()
            .take(limit as usize)
            .map(|(_, _, row)| row)
            .collect()
    }

    fn totals(&self) -> QueueTotals {
        let journalled = self
            .base
            .docs
            .values()
            .filter(|d| !d.journal.is_empty())
            .count();
        let waiting = || {
            self.photos
                .values()
                .filter(|photo| photo.own && photo.filed_at_ms.is_none())
        };
        QueueTotals {
            changes: count(self.outbox.values().map(BTreeMap::len).sum::<usize>() + journalled),
            photos: count(waiting().count()),
            photo_bytes: waiting()
                .map(|photo| photo.bytes.saturating_sub(photo.sent))
                .sum(),
            records: count(
                self.base
                    .docs
                    .keys()
                    .filter(|doc| {
                        let facts = self.delivery(**doc);
                        facts.changes_unsent > 0 || facts.photos_unsent > 0
                    })
                    .count(),
            ),
            refused: count(self.refused.values().map(Vec::len).sum()),
        }
    }

    fn reset_cursors(&mut self, resend: bool) {
        self.cursors.clear();
        self.exchange.cursor_set = None;
        if resend {
            self.outbox.clear();
            self.resend(|_| true);
        }
    }

    fn resend(&mut self, of: impl Fn(&ScopeId) -> bool) {
        for (id, doc) in &self.base.docs {
            if !of(&doc.scope) {
                continue;
            }
            self.outbox.remove(id);
            for change in &doc.changes {
                if self.own.contains(&(*id, change.hash)) {
                    self.order += 1;
                    self.outbox
                        .entry(*id)
                        .or_default()
                        .insert(self.order, change.hash);
                }
            }
        }
        for photo in self.photos.values_mut().filter(|photo| photo.own) {
            if self
                .base
                .docs
                .get(&photo.doc)
                .is_some_and(|doc| of(&doc.scope))
            {
                photo.filed_at_ms = None;
                photo.sent = 0;
            }
        }
    }
}

records_over_base!(MemoryDevice);

#[async_trait]
impl DeviceQueue for MemoryDevice {
    async fn batch(&self, limits: BatchLimits) -> Result<Vec<DocChanges>, StoreError> {
        Ok(self.read(|state| state.batch(limits)))
    }

    async fn acknowledge(&self, receipt: &Receipt) -> Result<(), StoreError> {
        self.write(|state| {
            state.acknowledge(receipt);
            Ok(())
        })
    }

    async fn refuse(&self, rejections: &[Rejection]) -> Result<(), StoreError> {
        self.write(|state| {
            for rejection in rejections {
                state.refuse(rejection);
            }
            Ok(())
        })
    }

    async fn refused(&self, doc: DocId) -> Result<Vec<(Change, Rejection)>, StoreError> {
        Ok(self.read(|state| {
            state.refused.get(&doc).map_or_else(Vec::new, |all| {
                all.iter()
                    .map(|(change, why)| (Change::clone(change), why.clone()))
                    .collect()
            })
        }))
    }

    async fn stale(&self) -> Result<Vec<DocId>, StoreError> {
        Ok(self.read(|state| state.stale.iter().copied().collect()))
    }

    async fn exchange_state(&self) -> Result<ExchangeState, StoreError> {
        Ok(self.read(|state| state.exchange.clone()))
    }

    async fn set_exchange_state(&self, exchange: &ExchangeState) -> Result<(), StoreError> {
        self.write(|state| {
            state.exchange = exchange.clone();
            Ok(())
        })
    }

    async fn cursors(&self) -> Result<Vec<Cursor>, StoreError> {
        Ok(self.read(|state| state.cursors.values().cloned().collect()))
    }

    async fn reset_cursors(&self, resend: bool) -> Result<(), StoreError> {
        self.write(|state| {
            state.reset_cursors(resend);
            Ok(())
        })
    }

    async fn resend(&self, scopes: &[ScopeId]) -> Result<(), StoreError> {
        self.write(|state| {
            state.resend(|scope| scopes.contains(scope));
            Ok(())
        })
    }

    async fn scope_documents(
        &self,
        scope: &ScopeId,
    ) -> Result<Vec<(DocId, Vec<ChangeHash>)>, StoreError> {
        Ok(self.read(|state| {
            state
                .base
                .docs
                .iter()
                .filter(|(id, doc)| {
                    state.doc_scopes.contains(&(scope.clone(), **id)) && !doc.heads.is_empty()
                })
                .map(|(id, doc)| (*id, doc.heads.clone()))
                .collect()
        }))
    }

    async fn apply_frame(&self, effects: FrameEffects) -> Result<(), StoreError> {
        self.write(|state| state.apply_frame(&effects))
    }

    async fn waiting_photos(&self, limit: u32) -> Result<Vec<WaitingPhoto>, StoreError> {
        Ok(self.read(|state| state.waiting_photos(limit)))
    }

    async fn photo_progress(
        &self,
        sha256: BlobHash,
        sent: u64,
        problem: Option<String>,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            if let Some(photo) = state.photos.get_mut(&sha256) {
                photo.sent = sent;
                photo.failures = problem.as_ref().map_or(0, |_| photo.failures + 1);
                photo.problem = problem;
            }
            Ok(())
        })
    }

    async fn queue(&self, limit: u32) -> Result<Vec<QueueRow>, StoreError> {
        Ok(self.read(|state| state.queue(limit)))
    }

    async fn waiting_photos_of(&self, doc: DocId) -> Result<Vec<WaitingPhoto>, StoreError> {
        Ok(self.read(|state| {
            state
                .waiting_of(doc)
                .map(|(hash, photo)| state.waiting(hash, photo))
                .collect()
        }))
    }

    async fn totals(&self) -> Result<QueueTotals, StoreError> {
        Ok(self.read(State::totals))
    }
}
