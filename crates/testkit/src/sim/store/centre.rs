//! The centre's store in maps. Can be copied, as a backup copies a database.

use std::sync::Mutex;

use async_trait::async_trait;
use handheld_contract::sync::{Change, Cursor};
use handheld_contract::{DeviceId, OrganisationId, PersonId};
use handheld_store::centre::{
    AdmittedBatch, CentreLog, Device, Directory, EnrolCode, EntryKind, Fetch, LogEntry,
    Organisation, Person, ScopeHead, SignIn,
};
use handheld_store::records::Commit;

use super::{
    Answers, BTreeMap, BlobHash, ByScope, ChangeHash, DocId, DocKind, Docs, HashMap, ScopeId,
    StoreError, lock, outside, photos_of,
};

/// What is on the disk of the centre.
#[derive(Debug, Clone, Default)]
pub(crate) struct CentreState {
    /// Documents.
    pub(crate) docs: Docs,
    /// Life of the logs; grows when a backup is put back.
    pub(crate) epoch: u64,
    /// Log entries.
    pub(crate) log: ByScope<Vec<LogEntry>>,
    /// Answers given.
    pub(crate) answers: Answers,
    /// Devices.
    pub(crate) devices: BTreeMap<DeviceId, Device>,
    /// Cursors of devices.
    pub(crate) cursors: HashMap<DeviceId, Vec<Cursor>>,
    actors: HashMap<[u8; 16], PersonId>,
    photos: HashMap<BlobHash, Vec<ScopeId>>,
    /// Refused changes put aside.
    pub(crate) quarantined: usize,
}

impl CentreState {
    pub(super) fn commit(&mut self, commits: Vec<Commit>) {
        self.commit_from(commits, None);
    }

    fn commit_from(&mut self, commits: Vec<Commit>, origin: Option<DeviceId>) {
        for commit in commits {
            let (doc, doc_kind, scope) = (commit.doc, commit.kind, commit.scope.clone());
            for sha256 in photos_of(&commit.index) {
                self.photos.entry(sha256).or_default().push(scope.clone());
            }
            let joined = !self.docs.0.contains_key(&doc);
            let new = self.docs.take(commit);
            let digest = self.docs.digest(&scope);
            let log = self.log.entry(scope).or_default();
            let mut add = |kind, change: Option<Change>| {
                let seq = log.len() as u64 + 1;
                log.push(LogEntry {
                    seq,
                    kind,
                    doc,
                    doc_kind,
                    change,
                    origin,
                    digest,
                });
            };
            if joined {
                add(EntryKind::Enter, None);
            }
            for change in new {
                add(EntryKind::Change, Some(change));
            }
        }
    }
}

/// The centre's store.
#[derive(Debug, Default)]
pub(crate) struct ModelCentre(pub(crate) Mutex<CentreState>);

#[async_trait]
impl CentreLog for ModelCentre {
    async fn take_batch(&self, batch: AdmittedBatch) -> Result<Option<Vec<u8>>, StoreError> {
        let mut state = lock(&self.0);
        let key = (batch.device, batch.number);
        if let Some((_, answer)) = state.answers.get(&key) {
            return Ok(Some(answer.clone()));
        }
        state.commit_from(batch.commits, Some(batch.device));
        state.answers.insert(key, (batch.envelope, batch.answer));
        state.actors.extend(batch.actors);
        if let Some(device) = state.devices.get_mut(&batch.device) {
            (device.batch, device.previous_envelope) = (batch.number, batch.envelope);
        }
        Ok(None)
    }

    async fn answer(
        &self,
        device: DeviceId,
        number: u64,
    ) -> Result<Option<([u8; 32], Vec<u8>)>, StoreError> {
        Ok(lock(&self.0).answers.get(&(device, number)).cloned())
    }

    async fn known(
        &self,
        doc: DocId,
        hashes: &[ChangeHash],
    ) -> Result<Vec<ChangeHash>, StoreError> {
        let state = lock(&self.0);
        let row = state.docs.0.get(&doc);
        let known = |hash: &&ChangeHash| row.is_some_and(|row| row.known.contains(*hash));
        Ok(hashes.iter().filter(known).copied().collect())
    }

    async fn entries(
        &self,
        scope: &ScopeId,
        after: u64,
        bytes: usize,
    ) -> Result<Vec<LogEntry>, StoreError> {
        let state = lock(&self.0);
        let mut left = bytes;
        let mut page = Vec::new();
        for entry in state
            .log
            .get(scope)
            .into_iter()
            .flatten()
            .filter(|e| e.seq > after)
        {
            let size = entry.change.as_ref().map_or(0, |c| c.bytes.len());
            if !page.is_empty() && size > left {
                break;
            }
            left = left.saturating_sub(size);
            page.push(entry.clone());
        }
        Ok(page)
    }

    async fn heads(&self, scopes: &[ScopeId]) -> Result<Vec<ScopeHead>, StoreError> {
        let state = lock(&self.0);
        let head = |scope: &ScopeId| {
            let log = state.log.get(scope).map_or(&[][..], Vec::as_slice);
            let documents = state
                .docs
                .0
                .values()
                .filter(|row| row.scope == *scope)
                .count();
            ScopeHead {
                scope: scope.clone(),
                epoch: state.epoch,
                head: log.len() as u64,
                floor: 1,
                digest: log.last().map_or([0; 16], |entry| entry.digest),
                documents: u32::try_from(documents).unwrap_or(u32::MAX),
            }
        };
        Ok(scopes.iter().map(head).collect())
    }

    async fn scope_documents(
        &self,
        _: &ScopeId,
    ) -> Result<Vec<(DocId, DocKind, Vec<ChangeHash>)>, StoreError> {
        outside()
    }

    async fn device_cursors(&self, device: DeviceId) -> Result<Vec<Cursor>, StoreError> {
        Ok(lock(&self.0)
            .cursors
            .get(&device)
            .cloned()
            .unwrap_or_default())
    }

    async fn set_device_cursors(
        &self,
        device: DeviceId,
        cursors: Vec<Cursor>,
    ) -> Result<(), StoreError> {
        lock(&self.0).cursors.insert(device, cursors);
        Ok(())
    }

    async fn actor(&self, actor: [u8; 16]) -> Result<Option<PersonId>, StoreError> {
        Ok(lock(&self.0).actors.get(&actor).copied())
    }

    async fn photo_scopes(&self, sha256: BlobHash) -> Result<Vec<ScopeId>, StoreError> {
        Ok(lock(&self.0)
            .photos
            .get(&sha256)
            .cloned()
            .unwrap_or_default())
    }

    async fn photo_arrived(&self, _: BlobHash) -> Result<(), StoreError> {
        Ok(())
    }

    async fn audit(&self, _: i64, _: Option<PersonId>, _: &str, _: &str) -> Result<(), StoreError> {
        Ok(())
    }

    async fn log_fetch(&self, _: &Fetch) -> Result<(), StoreError> {
        outside()
    }
    async fn fetches(
        &self,
        _: handheld_contract::ProjectId,
        _: u32,
    ) -> Result<Vec<Fetch>, StoreError> {
        outside()
    }
    async fn quarantine(
        &self,
        _: i64,
        _: DeviceId,
        _: DocId,
        _: &[u8],
        _: &str,
    ) -> Result<(), StoreError> {
        lock(&self.0).quarantined += 1;
        Ok(())
    }
}

#[async_trait]
impl Directory for ModelCentre {
    async fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreError> {
        Ok(lock(&self.0).devices.get(&id).cloned())
    }
    async fn devices(&self) -> Result<Vec<Device>, StoreError> {
        Ok(lock(&self.0).devices.values().cloned().collect())
    }
    async fn put_device(&self, device: &Device) -> Result<(), StoreError> {
        lock(&self.0).devices.insert(device.id, device.clone());
        Ok(())
    }
    async fn organisations(&self) -> Result<Vec<Organisation>, StoreError> {
        outside()
    }
    async fn organisation(&self, _: OrganisationId) -> Result<Option<Organisation>, StoreError> {
        outside()
    }
    async fn put_organisation(&self, _: &Organisation) -> Result<(), StoreError> {
        outside()
    }
    async fn people(&self) -> Result<Vec<Person>, StoreError> {
        outside()
    }
    async fn person(&self, _: PersonId) -> Result<Option<Person>, StoreError> {
        outside()
    }
    async fn person_by_login(&self, _: &str) -> Result<Option<Person>, StoreError> {
        outside()
    }
    async fn put_person(&self, _: &Person) -> Result<(), StoreError> {
        outside()
    }
    async fn put_enrol_code(&self, _: &EnrolCode) -> Result<(), StoreError> {
        outside()
    }
    async fn enrol(&self, _: [u8; 32], _: i64, _: Device) -> Result<Option<Device>, StoreError> {
        outside()
    }
    async fn put_sign_in(&self, _: &SignIn) -> Result<(), StoreError> {
        outside()
    }
    async fn sign_in(&self, _: [u8; 32], _: i64) -> Result<Option<SignIn>, StoreError> {
        outside()
    }
    async fn end_sign_ins(
        &self,
        _: Option<[u8; 32]>,
        _: Option<PersonId>,
        _: Option<[u8; 32]>,
    ) -> Result<(), StoreError> {
        outside()
    }
}
