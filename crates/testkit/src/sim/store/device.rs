//! A device's store in maps.

use std::sync::Mutex;

use async_trait::async_trait;
use handheld_contract::sync::{Change, Cursor, DocChanges, Receipt, Rejection};
use handheld_store::device::{
    BatchLimits, DeviceQueue, ExchangeState, FrameEffects, QueueRow, QueueTotals, WaitingPhoto,
};
use handheld_store::records::{Commit, Origin};

use super::{
    BTreeMap, BlobHash, ByScope, ChangeHash, DocId, Docs, HashMap, Hashes, ScopeId, StoreError,
    lock, outside,
};

/// What is on the disk of a device.
#[derive(Debug, Clone, Default)]
pub(crate) struct DeviceState {
    /// Documents.
    pub(crate) docs: Docs,
    /// Changes that wait, in the order in which they were made.
    pub(crate) outbox: Vec<(DocId, ChangeHash)>,
    /// All changes made here.
    pub(crate) own: Hashes,
    /// Changes that a receipt names.
    pub(crate) filed: Hashes,
    /// Refused changes.
    pub(crate) refused: HashMap<(DocId, ChangeHash), Rejection>,
    /// Exchange.
    pub(crate) exchange: ExchangeState,
    /// Cursors.
    pub(crate) cursors: ByScope<Cursor>,
    /// Photos made here that wait.
    pub(crate) photos: BTreeMap<BlobHash, WaitingPhoto>,
    /// Photos that a receipt names.
    pub(crate) photos_filed: BTreeMap<BlobHash, WaitingPhoto>,
}

impl DeviceState {
    pub(super) fn commit(&mut self, commits: Vec<Commit>) {
        for commit in commits {
            let (doc, here) = (commit.doc, commit.origin == Origin::Here);
            for change in self.docs.take(commit) {
                if here {
                    self.own.insert((doc, change.hash));
                    self.outbox.push((doc, change.hash));
                }
            }
        }
    }

    fn batch(&self, limits: BatchLimits) -> Vec<DocChanges> {
        let mut batch: Vec<DocChanges> = Vec::new();
        let (mut bytes, mut count) = (0, 0);
        for (doc, hash) in &self.outbox {
            let Some(row) = self.docs.0.get(doc) else {
                continue;
            };
            let Some(change) = row.changes.iter().find(|c| c.hash == *hash) else {
                continue;
            };
            let size = change.bytes.len();
            if count > 0 && (bytes + size > limits.bytes || count >= limits.changes) {
                break;
            }
            (bytes, count) = (bytes + size, count + 1);
            if let Some(known) = batch.iter_mut().find(|d| d.doc == *doc) {
                known.changes.push(change.clone());
            } else if batch.len() < limits.documents {
                let (kind, scope) = (row.kind, row.scope.clone());
                let changes = vec![change.clone()];
                batch.push(DocChanges {
                    doc: *doc,
                    kind,
                    scope,
                    changes,
                });
            }
        }
        batch
    }

    fn resend(&mut self, of: impl Fn(&ScopeId) -> bool) {
        let rows = self.docs.0.iter().filter(|(_, row)| of(&row.scope));
        let docs: Vec<DocId> = rows.clone().map(|(doc, _)| *doc).collect();
        let changes = rows.flat_map(|(doc, row)| row.changes.iter().map(|c| (*doc, c.hash)));
        let own =
            |row: &(DocId, ChangeHash)| self.own.contains(row) && !self.refused.contains_key(row);
        let again: Vec<_> = changes.filter(own).collect();
        self.outbox.retain(|(doc, _)| !docs.contains(doc));
        self.outbox.extend(again);
        let filed = std::mem::take(&mut self.photos_filed);
        for (sha256, mut photo) in filed {
            if docs.contains(&photo.doc) {
                photo.sent = 0;
                self.photos.insert(sha256, photo);
            } else {
                self.photos_filed.insert(sha256, photo);
            }
        }
    }

    fn revoke(&mut self, scope: &ScopeId) {
        self.cursors.remove(scope);
        let kept: Vec<DocId> = self
            .outbox
            .iter()
            .chain(self.refused.keys())
            .map(|(doc, _)| *doc)
            .collect();
        self.docs
            .0
            .retain(|doc, row| row.scope != *scope || kept.contains(doc));
    }
}

/// A device's store.
#[derive(Debug, Default)]
pub(crate) struct ModelDevice(pub(crate) Mutex<DeviceState>);

#[async_trait]
impl DeviceQueue for ModelDevice {
    async fn batch(&self, limits: BatchLimits) -> Result<Vec<DocChanges>, StoreError> {
        Ok(lock(&self.0).batch(limits))
    }

    async fn acknowledge(&self, receipt: &Receipt) -> Result<(), StoreError> {
        let mut state = lock(&self.0);
        state.outbox.retain(|row| !receipt.changes.contains(row));
        state.filed.extend(receipt.changes.iter().copied());
        for photo in &receipt.photos {
            if let Some(filed) = state.photos.remove(photo) {
                state.photos_filed.insert(*photo, filed);
            }
        }
        Ok(())
    }

    async fn refuse(&self, rejections: &[Rejection]) -> Result<(), StoreError> {
        let mut state = lock(&self.0);
        for rejection in rejections {
            let doc = rejection.doc;
            let gone = state.docs.take_out(doc, rejection.hash);
            state
                .outbox
                .retain(|(of, hash)| *of != doc || !gone.contains(hash));
            let rows = gone
                .into_iter()
                .map(|hash| ((doc, hash), rejection.clone()));
            state.refused.extend(rows);
        }
        Ok(())
    }

    async fn refused(&self, _: DocId) -> Result<Vec<(Change, Rejection)>, StoreError> {
        outside()
    }

    async fn stale(&self) -> Result<Vec<DocId>, StoreError> {
        let state = lock(&self.0);
        let stale = state.docs.0.iter().filter(|(_, row)| row.stale);
        Ok(stale.map(|(doc, _)| *doc).collect())
    }

    async fn exchange_state(&self) -> Result<ExchangeState, StoreError> {
        Ok(lock(&self.0).exchange.clone())
    }

    async fn set_exchange_state(&self, exchange: &ExchangeState) -> Result<(), StoreError> {
        lock(&self.0).exchange = exchange.clone();
        Ok(())
    }

    async fn cursors(&self) -> Result<Vec<Cursor>, StoreError> {
        Ok(lock(&self.0).cursors.values().cloned().collect())
    }

    async fn reset_cursors(&self, resend: bool) -> Result<(), StoreError> {
        let mut state = lock(&self.0);
        state.cursors.clear();
        if resend {
            state.resend(|_| true);
        }
        Ok(())
    }

    async fn resend(&self, scopes: &[ScopeId]) -> Result<(), StoreError> {
        lock(&self.0).resend(|scope| scopes.contains(scope));
        Ok(())
    }

    async fn scope_documents(
        &self,
        scope: &ScopeId,
    ) -> Result<Vec<(DocId, Vec<ChangeHash>)>, StoreError> {
        let state = lock(&self.0);
        let rows = state.docs.0.iter();
        let of_scope = rows.filter(|(_, row)| row.scope == *scope && !row.heads.is_empty());
        Ok(of_scope
            .map(|(doc, row)| (*doc, row.heads.clone()))
            .collect())
    }

    async fn apply_frame(&self, effects: FrameEffects) -> Result<(), StoreError> {
        let mut state = lock(&self.0);
        state.commit(effects.commits);
        for cursor in effects.cursors {
            state.cursors.insert(cursor.scope.clone(), cursor);
        }
        for scope in &effects.revoked {
            state.revoke(scope);
        }
        Ok(())
    }

    async fn waiting_photos(&self, limit: u32) -> Result<Vec<WaitingPhoto>, StoreError> {
        Ok(lock(&self.0)
            .photos
            .values()
            .take(limit as usize)
            .cloned()
            .collect())
    }

    async fn photo_progress(
        &self,
        sha256: BlobHash,
        sent: u64,
        problem: Option<String>,
    ) -> Result<(), StoreError> {
        if let Some(photo) = lock(&self.0).photos.get_mut(&sha256) {
            photo.failures += u32::from(problem.is_some());
            (photo.sent, photo.problem) = (sent, problem);
        }
        Ok(())
    }

    async fn queue(&self, _: u32) -> Result<Vec<QueueRow>, StoreError> {
        outside()
    }

    async fn waiting_photos_of(&self, _: DocId) -> Result<Vec<WaitingPhoto>, StoreError> {
        outside()
    }

    async fn totals(&self) -> Result<QueueTotals, StoreError> {
        let state = lock(&self.0);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(QueueTotals {
            changes: count(state.outbox.len()),
            photos: count(state.photos.len()),
            refused: count(state.refused.len()),
            ..QueueTotals::default()
        })
    }
}
