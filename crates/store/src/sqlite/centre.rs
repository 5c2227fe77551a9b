//! The centre's store in one SQLite file: the records of a device's store without its queue, and a log for each scope.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use async_trait::async_trait;
use handheld_contract::sync::{Change, Cursor};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{
    BlobHash, ChangeHash, DeviceId, DocId, InspectionId, OrganisationId, PersonId, ProjectId,
    ScopeId,
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::records::{put, run};
use super::rows::{change, doc_id, json, kind_of, split};
use super::{CASES_SQL, DEVICE_SQL, SURVEYS_SQL, SqliteDevice, backend};
use crate::StoreError;
use crate::centre::{AdmittedBatch, CentreLog, EntryKind, Fetch, LogEntry, ScopeHead};
use crate::digest::{doc_digest, heads_after};
use crate::index::{FindingEntry, IndexRows, InspectionEntry, PhotoEntry};
use crate::records::{
    CasePage, CaseQuery, Commit, DeliveryFacts, FindingQuery, InspectionQuery, Origin, ProjectHit,
    ProjectQuery, Records, Sight, StoredDocument, SurveyPage, SurveyQuery,
};

const CENTRE_SQL: &str = include_str!("../../../../migrations/server/sqlite/001-centre.sql");
const INTERFACES_SQL: &str =
    include_str!("../../../../migrations/server/sqlite/002-interfaces.sql");
const APPROVALS_SQL: &str = include_str!("../../../../migrations/server/sqlite/003-approvals.sql");
/// The steps to the centre's schema, one version each, in the order in which they were released: only ever added to at the end,
/// with those of a device among them.
const SCHEMA: &[&str] = &[
    DEVICE_SQL,
    CENTRE_SQL,
    INTERFACES_SQL,
    CASES_SQL,
    APPROVALS_SQL,
    SURVEYS_SQL,
];
const EPOCH: &str = "log_epoch";
/// How many answers are kept for a device: a lost answer is asked for again at once, not a hundred batches later.
const ANSWERS_KEPT: i64 = 16;

/// The centre's store.
#[derive(Clone)]
pub struct SqliteCentre {
    pub(super) base: SqliteDevice,
}

impl SqliteCentre {
    /// Opens or makes the store in a file.
    ///
    /// # Errors
    ///
    /// As [`SqliteDevice::open`].
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with_lock(path, ".lock").await
    }

    /// Opens the store beside the process that serves it, for a command that changes people, codes or devices and no document: SQLite
    /// itself keeps their transactions apart. One such command at a time.
    ///
    /// # Errors
    ///
    /// As [`SqliteDevice::open`].
    pub async fn open_beside(path: &Path) -> Result<Self, StoreError> {
        Self::open_with_lock(path, ".command.lock").await
    }

    async fn open_with_lock(path: &Path, ending: &'static str) -> Result<Self, StoreError> {
        let path = path.to_owned();
        let opened = tokio::task::spawn_blocking(move || {
            let lock = super::beside(&path, ending);
            SqliteDevice::open_file(&path, &lock, None, SCHEMA)
        });
        let base = opened.await.map_err(|e| backend("open", e))??;
        let centre = Self { base };
        let epoch = random_epoch();
        centre
            .base
            .write(move |tx| {
                let sql = "INSERT OR IGNORE INTO setting (name, value) VALUES (?1, ?2)";
                run(tx, sql, params![EPOCH, epoch.to_string()])
            })
            .await?;
        Ok(centre)
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        self.base.path()
    }

    /// Begins another life of all logs, after a restore from a backup: devices then reconcile.
    ///
    /// # Errors
    ///
    /// What the database refused.
    pub async fn new_epoch(&self) -> Result<(), StoreError> {
        let epoch = random_epoch();
        self.base
            .write(move |tx| {
                let sql = "INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)";
                run(tx, sql, params![EPOCH, epoch.to_string()])?;
                run(tx, "UPDATE scope SET epoch = ?1", [epoch])?;
                run(tx, "DELETE FROM device_cursor", [])?;
                Ok(())
            })
            .await
    }

    /// As [`SqliteDevice::check`].
    ///
    /// # Errors
    ///
    /// [`StoreError::Backend`] when the file cannot be read at all.
    pub async fn check(&self) -> Result<Vec<String>, StoreError> {
        self.base.check().await
    }

    /// As [`SqliteDevice::stats`], with the log of fetches.
    ///
    /// # Errors
    ///
    /// What the database refused.
    pub async fn stats(&self) -> Result<Vec<(&'static str, u64)>, StoreError> {
        let mut all = self.base.stats().await?;
        let fetches = self.base.read(|connection| {
            connection.query_row("SELECT count(*) FROM fetch", [], |row| row.get::<_, i64>(0))
        });
        all.push(("fetch", fetches.await?.unsigned_abs()));
        Ok(all)
    }

    /// The newest rows of the audit trail: time, person, act, detail.
    ///
    /// # Errors
    ///
    /// What the database refused.
    pub async fn audit_trail(
        &self,
        limit: u32,
    ) -> Result<Vec<(i64, Option<PersonId>, String, String)>, StoreError> {
        self.base
            .read(move |connection| {
                let sql =
                    "SELECT at_ms, person, act, detail FROM audit ORDER BY number DESC LIMIT ?1";
                let mut rows = connection.prepare_cached(sql)?;
                rows.query_map([limit], |row| {
                    let person: Option<[u8; 16]> = row.get(1)?;
                    let person = person.map(|id| PersonId(uuid::Uuid::from_bytes(id)));
                    Ok((row.get(0)?, person, row.get(2)?, row.get(3)?))
                })?
                .collect()
            })
            .await
    }

    /// Writes a consistent copy of the database into a file that does not exist yet (D24).
    ///
    /// # Errors
    ///
    /// What the database or the file system refused.
    pub async fn backup(&self, target: &Path) -> Result<(), StoreError> {
        let target = target.to_string_lossy().into_owned();
        self.base
            .read(move |connection| connection.execute("VACUUM INTO ?1", [target]).map(drop))
            .await
    }
}

/// A life of a log: never the same twice, and a positive number for every database.
fn random_epoch() -> i64 {
    let id = uuid::Uuid::now_v7();
    let mut half = [0; 8];
    half.copy_from_slice(&id.as_bytes()[8..]);
    i64::from_be_bytes(half) & (i64::MAX >> 10)
}

/// A scope's row in work; written at the end.
struct ScopeRow {
    epoch: i64,
    head: i64,
    digest: u128,
    documents: i64,
}

struct NewEntry<'a> {
    scope: &'a ScopeId,
    kind: EntryKind,
    doc: DocId,
    change: Option<i64>,
    origin: Option<DeviceId>,
}

/// Log entries of one transaction.
struct Log<'a> {
    tx: &'a Transaction<'a>,
    origin: Option<DeviceId>,
    scopes: BTreeMap<ScopeId, ScopeRow>,
}

impl Log<'_> {
    fn scope(&mut self, id: &ScopeId) -> Result<&mut ScopeRow, StoreError> {
        if !self.scopes.contains_key(id) {
            let sql = "SELECT epoch, head, digest, documents FROM scope WHERE id = ?1";
            let row = self
                .tx
                .prepare_cached(sql)?
                .query_row([&id.0], |row| {
                    Ok(ScopeRow {
                        epoch: row.get(0)?,
                        head: row.get(1)?,
                        digest: u128::from_be_bytes(row.get(2)?),
                        documents: row.get(3)?,
                    })
                })
                .optional()?;
            let row = match row {
                Some(row) => row,
                None => self.new_scope(id)?,
            };
            self.scopes.insert(id.clone(), row);
        }
        self.scopes
            .get_mut(id)
            .ok_or_else(|| backend("scope", "row is gone"))
    }

    fn new_scope(&self, id: &ScopeId) -> Result<ScopeRow, StoreError> {
        let epoch: String = self
            .tx
            .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
            .query_row([EPOCH], |row| row.get(0))?;
        let epoch: i64 = epoch.parse().map_err(|e| backend("epoch", e))?;
        let sql = "INSERT INTO scope (id, epoch, digest) VALUES (?1, ?2, ?3)";
        run(self.tx, sql, params![id.0, epoch, [0u8; 16]])?;
        Ok(ScopeRow {
            epoch,
            head: 0,
            digest: 0,
            documents: 0,
        })
    }

    fn add(&mut self, entry: &NewEntry<'_>) -> Result<(), StoreError> {
        let origin = entry.origin.map(DeviceId::bytes);
        let tx = self.tx;
        let row = self.scope(entry.scope)?;
        row.head += 1;
        let kind = match entry.kind {
            EntryKind::Change => 0,
            EntryKind::Enter => 1,
            EntryKind::Leave => 2,
        };
        let sql = "INSERT INTO entry (scope, seq, kind, doc, change, origin, digest)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let digest = row.digest.to_be_bytes();
        let values = params![
            entry.scope.0,
            row.head,
            kind,
            entry.doc.bytes(),
            entry.change,
            origin,
            digest
        ];
        run(tx, sql, values)?;
        Ok(())
    }

    fn commit(&mut self, commit: &Commit) -> Result<(), StoreError> {
        let tx = self.tx;
        let doc = commit.doc;
        let before: Option<(i64, String, Vec<u8>)> = tx
            .prepare_cached("SELECT kind, scope, heads FROM doc WHERE id = ?1")?
            .query_row([doc.bytes()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        if before
            .as_ref()
            .is_some_and(|(kind, ..)| kind_of(*kind) != commit.kind)
        {
            let why = format!("document {doc} is of another kind");
            return Err(StoreError::Conflict(why));
        }
        let last: i64 = tx
            .prepare_cached("SELECT coalesce(max(number), 0) FROM change")?
            .query_row([], |row| row.get(0))?;
        // No outbox and no photos to send at the centre.
        let stored = Commit {
            origin: Origin::Pulled,
            changes: self.unknown(doc, &commit.changes)?,
            beside: self.unknown(doc, &commit.beside)?,
            ..commit.clone()
        };
        put(tx, &stored)?;
        let mut heads = match &before {
            None => {
                self.scope(&commit.scope)?.documents += 1;
                None
            }
            Some((_, scope, heads)) => {
                let heads = split(heads);
                if *scope != commit.scope.0 {
                    self.move_scope(doc, &ScopeId(scope.clone()), &commit.scope, &heads)?;
                }
                Some(heads)
            }
        };
        let sql =
            "SELECT number, hash, deps FROM change WHERE doc = ?1 AND number > ?2 ORDER BY number";
        let mut rows = tx.prepare_cached(sql)?;
        let new: Vec<(i64, [u8; 32], Vec<u8>)> = rows
            .query_map(params![doc.bytes(), last], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        // What the centre made itself is read by the sender, too.
        let beside: BTreeSet<ChangeHash> = stored.beside.iter().map(|c| c.hash).collect();
        let count = new.len();
        for (at, (number, hash, deps)) in new.into_iter().enumerate() {
            let sql = "INSERT INTO change_hash (doc, hash) VALUES (?1, ?2)";
            run(tx, sql, params![doc.bytes(), hash])?;
            let old = heads.as_deref().map_or(0, |heads| doc_digest(doc, heads));
            let mut next = heads.take().unwrap_or_default();
            heads_after(&mut next, ChangeHash(hash), &split(&deps));
            if at + 1 == count {
                next.clone_from(&commit.heads);
            }
            let row = self.scope(&commit.scope)?;
            row.digest = row
                .digest
                .wrapping_sub(old)
                .wrapping_add(doc_digest(doc, &next));
            heads = Some(next);
            self.add(&NewEntry {
                scope: &commit.scope,
                kind: EntryKind::Change,
                doc,
                change: Some(number),
                origin: self.origin.filter(|_| !beside.contains(&ChangeHash(hash))),
            })?;
        }
        Ok(())
    }

    /// Changes whose names are not known: a body that now lives only in a snapshot must not come back as new.
    fn unknown(&self, doc: DocId, changes: &[Change]) -> Result<Vec<Change>, StoreError> {
        let mut known = self
            .tx
            .prepare_cached("SELECT 1 FROM change_hash WHERE doc = ?1 AND hash = ?2")?;
        let mut new = Vec::with_capacity(changes.len());
        for change in changes {
            if !known.exists(params![doc.bytes(), change.hash.0])? {
                new.push(change.clone());
            }
        }
        Ok(new)
    }

    fn move_scope(
        &mut self,
        doc: DocId,
        from: &ScopeId,
        to: &ScopeId,
        heads: &[ChangeHash],
    ) -> Result<(), StoreError> {
        let part = doc_digest(doc, heads);
        let old = self.scope(from)?;
        old.documents -= 1;
        old.digest = old.digest.wrapping_sub(part);
        let origin = self.origin;
        let entry = |scope, kind| NewEntry {
            scope,
            kind,
            doc,
            change: None,
            origin,
        };
        self.add(&entry(from, EntryKind::Leave))?;
        let new = self.scope(to)?;
        new.documents += 1;
        new.digest = new.digest.wrapping_add(part);
        self.add(&entry(to, EntryKind::Enter))
    }

    /// Writes the scopes' rows, last and in order of id: whoever sees a head sees everything below it.
    fn finish(self) -> Result<(), StoreError> {
        let sql =
            "UPDATE scope SET head = ?2, digest = ?3, documents = ?4, epoch = ?5 WHERE id = ?1";
        for (id, row) in &self.scopes {
            let digest = row.digest.to_be_bytes();
            let values = params![id.0, row.head, digest, row.documents, row.epoch];
            run(self.tx, sql, values)?;
        }
        Ok(())
    }
}

pub(super) fn store(
    tx: &Transaction<'_>,
    commits: &[Commit],
    origin: Option<DeviceId>,
) -> Result<(), StoreError> {
    let mut log = Log {
        tx,
        origin,
        scopes: BTreeMap::new(),
    };
    commits.iter().try_for_each(|commit| log.commit(commit))?;
    log.finish()
}

fn number(value: u64) -> Result<i64, StoreError> {
    i64::try_from(value).map_err(|e| backend("number", e))
}

fn take(tx: &Transaction<'_>, batch: &AdmittedBatch) -> Result<Option<Vec<u8>>, StoreError> {
    let (device, batch_number) = (batch.device.bytes(), number(batch.number)?);
    let earlier: Option<Vec<u8>> = tx
        .prepare_cached("SELECT body FROM answer WHERE device = ?1 AND number = ?2")?
        .query_row(params![device, batch_number], |row| row.get(0))
        .optional()?;
    if earlier.is_some() {
        return Ok(earlier);
    }
    for (actor, person) in &batch.actors {
        let sql = "INSERT OR IGNORE INTO actor (id, person) VALUES (?1, ?2)";
        run(tx, sql, params![actor, person.bytes()])?;
    }
    let sql = "INSERT INTO answer (device, number, envelope, body) VALUES (?1, ?2, ?3, ?4)";
    run(
        tx,
        sql,
        params![device, batch_number, batch.envelope, batch.answer],
    )?;
    let sql = "DELETE FROM answer WHERE device = ?1 AND number <= ?2";
    run(
        tx,
        sql,
        params![device, batch_number.saturating_sub(ANSWERS_KEPT)],
    )?;
    let sql = "UPDATE device SET batch = ?2, previous_envelope = ?3 WHERE id = ?1";
    run(tx, sql, params![device, batch_number, batch.envelope])?;
    store(tx, &batch.commits, Some(batch.device))?;
    Ok(None)
}

fn log_entry(row: &rusqlite::Row<'_>) -> rusqlite::Result<LogEntry> {
    let kind = match row.get::<_, i64>(1)? {
        0 => EntryKind::Change,
        1 => EntryKind::Enter,
        _ => EntryKind::Leave,
    };
    let origin: Option<[u8; 16]> = row.get(4)?;
    Ok(LogEntry {
        seq: row.get::<_, i64>(0)?.unsigned_abs(),
        kind,
        doc: doc_id(row.get(2)?),
        doc_kind: kind_of(row.get(3)?),
        change: match kind {
            EntryKind::Change => Some(change(row, 6)?),
            _ => None,
        },
        origin: origin.map(|id| DeviceId(uuid::Uuid::from_bytes(id))),
        digest: row.get(5)?,
    })
}

fn fetched(row: &rusqlite::Row<'_>) -> rusqlite::Result<Fetch> {
    let id = |at| row.get(at).map(uuid::Uuid::from_bytes);
    Ok(Fetch {
        at_ms: row.get(0)?,
        person: PersonId(id(1)?),
        name: row.get(2)?,
        organisation: OrganisationId(id(3)?),
        project: ProjectId(id(4)?),
        doc: DocId(id(5)?),
        sha256: BlobHash(row.get(6)?),
        file_name: row.get(7)?,
    })
}

#[async_trait]
impl CentreLog for SqliteCentre {
    async fn take_batch(&self, batch: AdmittedBatch) -> Result<Option<Vec<u8>>, StoreError> {
        self.base.write(move |tx| take(tx, &batch)).await
    }

    async fn answer(
        &self,
        device: DeviceId,
        batch: u64,
    ) -> Result<Option<([u8; 32], Vec<u8>)>, StoreError> {
        let batch = number(batch)?;
        self.base
            .read(move |connection| {
                let sql = "SELECT envelope, body FROM answer WHERE device = ?1 AND number = ?2";
                connection
                    .prepare_cached(sql)?
                    .query_row(params![device.bytes(), batch], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })
                    .optional()
            })
            .await
    }

    async fn known(
        &self,
        doc: DocId,
        hashes: &[ChangeHash],
    ) -> Result<Vec<ChangeHash>, StoreError> {
        let hashes = hashes.to_vec();
        self.base
            .read(move |connection| {
                let sql = "SELECT 1 FROM change_hash WHERE doc = ?1 AND hash = ?2";
                let mut known = connection.prepare_cached(sql)?;
                let mut all = Vec::new();
                for hash in hashes {
                    if known.exists(params![doc.bytes(), hash.0])? {
                        all.push(hash);
                    }
                }
                Ok(all)
            })
            .await
    }

    async fn entries(
        &self,
        scope: &ScopeId,
        after: u64,
        bytes: usize,
    ) -> Result<Vec<LogEntry>, StoreError> {
        let (scope, after) = (scope.0.clone(), i64::try_from(after).unwrap_or(i64::MAX));
        self.base
            .read(move |connection| {
                let sql = "SELECT e.seq, e.kind, e.doc, d.kind, e.origin, e.digest,
                                  c.hash, c.actor, c.seq, c.deps, c.body
                           FROM entry e JOIN doc d ON d.id = e.doc
                           LEFT JOIN change c ON c.number = e.change
                           WHERE e.scope = ?1 AND e.seq > ?2 ORDER BY e.seq";
                let mut rows = connection.prepare_cached(sql)?;
                let mut rows = rows.query(params![scope, after])?;
                let (mut all, mut left) = (Vec::new(), bytes);
                while let Some(row) = rows.next()? {
                    let entry = log_entry(row)?;
                    let size = entry.change.as_ref().map_or(0, |c| c.bytes.len());
                    if !all.is_empty() && size > left {
                        break;
                    }
                    left = left.saturating_sub(size);
                    all.push(entry);
                }
                Ok(all)
            })
            .await
    }

    async fn heads(&self, scopes: &[ScopeId]) -> Result<Vec<ScopeHead>, StoreError> {
        let scopes = scopes.to_vec();
        self.base
            .read(move |connection| {
                let sql = "SELECT s.epoch, s.head, s.floor, s.digest, s.documents FROM scope s WHERE s.id = ?1
                           UNION ALL SELECT CAST(value AS INTEGER), 0, 0, zeroblob(16), 0 FROM setting
                           WHERE name = ?2 AND NOT EXISTS (SELECT 1 FROM scope WHERE id = ?1)";
                let mut rows = connection.prepare_cached(sql)?;
                let mut all = Vec::with_capacity(scopes.len());
                for scope in scopes {
                    let head = rows.query_row(params![scope.0.clone(), EPOCH], |row| {
                        Ok(ScopeHead {
                            scope,
                            epoch: row.get::<_, i64>(0)?.unsigned_abs(),
                            head: row.get::<_, i64>(1)?.unsigned_abs(),
                            floor: row.get::<_, i64>(2)?.unsigned_abs(),
                            digest: row.get(3)?,
                            documents: row.get(4)?,
                        })
                    });
                    all.push(head?);
                }
                Ok(all)
            })
            .await
    }

    async fn scope_documents(
        &self,
        scope: &ScopeId,
    ) -> Result<Vec<(DocId, DocKind, Vec<ChangeHash>)>, StoreError> {
        let scope = scope.0.clone();
        self.base
            .read(move |connection| {
                let sql = "SELECT id, kind, heads FROM doc WHERE scope = ?1 ORDER BY id";
                let mut rows = connection.prepare_cached(sql)?;
                rows.query_map([scope], |row| {
                    let heads: Vec<u8> = row.get(2)?;
                    Ok((doc_id(row.get(0)?), kind_of(row.get(1)?), split(&heads)))
                })?
                .collect()
            })
            .await
    }

    async fn device_cursors(&self, device: DeviceId) -> Result<Vec<Cursor>, StoreError> {
        self.base
            .read(move |connection| {
                let sql = "SELECT cursors FROM device_cursor WHERE device = ?1";
                let text: Option<String> = connection
                    .prepare_cached(sql)?
                    .query_row([device.bytes()], |row| row.get(0))
                    .optional()?;
                // Unreadable cursors are no cursors: the device reads its scopes again.
                Ok(text
                    .and_then(|text| serde_json::from_str(&text).ok())
                    .unwrap_or_default())
            })
            .await
    }

    async fn set_device_cursors(
        &self,
        device: DeviceId,
        cursors: Vec<Cursor>,
    ) -> Result<(), StoreError> {
        let text = json(&cursors)?;
        self.base
            .write(move |tx| {
                let sql = "INSERT OR REPLACE INTO device_cursor (device, cursors) VALUES (?1, ?2)";
                run(tx, sql, params![device.bytes(), text]).map(drop)
            })
            .await
    }

    async fn actor(&self, actor: [u8; 16]) -> Result<Option<PersonId>, StoreError> {
        self.base
            .read(move |connection| {
                let id: Option<[u8; 16]> = connection
                    .prepare_cached("SELECT person FROM actor WHERE id = ?1")?
                    .query_row([actor], |row| row.get(0))
                    .optional()?;
                Ok(id.map(|id| PersonId(uuid::Uuid::from_bytes(id))))
            })
            .await
    }

    async fn photo_scopes(&self, sha256: BlobHash) -> Result<Vec<ScopeId>, StoreError> {
        self.base
            .read(move |connection| {
                let sql = "SELECT DISTINCT d.scope FROM photo p JOIN doc d ON d.id = p.inspection
                           WHERE p.sha256 = ?1 ORDER BY d.scope";
                let mut rows = connection.prepare_cached(sql)?;
                rows.query_map([sha256.0], |row| row.get(0).map(ScopeId))?
                    .collect()
            })
            .await
    }

    async fn photo_arrived(&self, sha256: BlobHash) -> Result<(), StoreError> {
        self.base
            .write(move |tx| {
                let sql = "INSERT OR IGNORE INTO arrived_photo (sha256) VALUES (?1)";
                tx.prepare_cached(sql)?.execute([sha256.0])?;
                Ok(())
            })
            .await
    }

    async fn audit(
        &self,
        at_ms: i64,
        person: Option<PersonId>,
        act: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        let (act, detail) = (act.to_owned(), detail.to_owned());
        let person = person.map(PersonId::bytes);
        self.base
            .write(move |tx| {
                let sql = "INSERT INTO audit (at_ms, person, act, detail) VALUES (?1, ?2, ?3, ?4)";
                run(tx, sql, params![at_ms, person, act, detail]).map(drop)
            })
            .await
    }

    async fn log_fetch(&self, fetch: &Fetch) -> Result<(), StoreError> {
        let fetch = fetch.clone();
        self.base
            .write(move |tx| {
                let sql = "INSERT INTO fetch (at_ms, person, name, organisation, project, doc, sha256, file_name)
                           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
                let values = params![
                    fetch.at_ms,
                    fetch.person.bytes(),
                    fetch.name,
                    fetch.organisation.bytes(),
                    fetch.project.bytes(),
                    fetch.doc.bytes(),
                    fetch.sha256.0,
                    fetch.file_name
                ];
                run(tx, sql, values).map(drop)
            })
            .await
    }

    async fn fetches(&self, project: ProjectId, limit: u32) -> Result<Vec<Fetch>, StoreError> {
        self.base
            .read(move |connection| {
                let sql = "SELECT at_ms, person, name, organisation, project, doc, sha256, file_name FROM fetch
                           WHERE project = ?1 ORDER BY number DESC LIMIT ?2";
                let mut rows = connection.prepare_cached(sql)?;
                rows.query_map(params![project.bytes(), limit], fetched)?
                    .collect()
            })
            .await
    }

    async fn quarantine(
        &self,
        at_ms: i64,
        device: DeviceId,
        doc: DocId,
        bytes: &[u8],
        reason: &str,
    ) -> Result<(), StoreError> {
        let (bytes, reason) = (bytes.to_vec(), reason.to_owned());
        self.base
            .write(move |tx| {
                let sql = "INSERT INTO quarantine (at_ms, device, doc, reason, body)
                           VALUES (?1, ?2, ?3, ?4, ?5)";
                let values = params![at_ms, device.bytes(), doc.bytes(), reason, bytes];
                run(tx, sql, values).map(drop)
            })
            .await
    }
}

/// As on a device, but commits go to the log and everything stored is delivered.
#[async_trait]
impl Records for SqliteCentre {
    async fn document(&self, doc: DocId) -> Result<Option<StoredDocument>, StoreError> {
        self.base.document(doc).await
    }

    async fn changes(&self, doc: DocId) -> Result<Vec<Change>, StoreError> {
        self.base.changes(doc).await
    }

    async fn documents(
        &self,
        after: Option<DocId>,
        limit: u32,
    ) -> Result<Vec<(DocId, DocKind, ScopeId)>, StoreError> {
        self.base.documents(after, limit).await
    }

    async fn commit(&self, commits: Vec<Commit>) -> Result<(), StoreError> {
        self.base.write(move |tx| store(tx, &commits, None)).await
    }

    async fn reindex(
        &self,
        doc: DocId,
        index: IndexRows,
        heads: Vec<ChangeHash>,
        snapshot: Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        self.base.reindex(doc, index, heads, snapshot).await
    }

    async fn journal(
        &self,
        doc: DocId,
        person: PersonId,
        edits: String,
        at_ms: i64,
        index: IndexRows,
    ) -> Result<i64, StoreError> {
        self.base.journal(doc, person, edits, at_ms, index).await
    }

    async fn journalled(&self, before_ms: i64) -> Result<Vec<DocId>, StoreError> {
        self.base.journalled(before_ms).await
    }

    async fn projects(
        &self,
        query: &ProjectQuery,
        today: &str,
    ) -> Result<(Vec<ProjectHit>, u32), StoreError> {
        self.base.projects(query, today).await
    }

    async fn project(
        &self,
        sight: &Sight,
        id: ProjectId,
        today: &str,
    ) -> Result<Option<ProjectHit>, StoreError> {
        self.base.project(sight, id, today).await
    }

    async fn inspections(
        &self,
        query: &InspectionQuery,
    ) -> Result<Vec<InspectionEntry>, StoreError> {
        self.base.inspections(query).await
    }

    async fn findings(&self, query: &FindingQuery) -> Result<Vec<FindingEntry>, StoreError> {
        self.base.findings(query).await
    }

    async fn cases(&self, query: &CaseQuery) -> Result<CasePage, StoreError> {
        self.base.cases(query).await
    }

    async fn surveys(&self, query: &SurveyQuery) -> Result<SurveyPage, StoreError> {
        self.base.surveys(query).await
    }

    async fn photos(&self, inspection: InspectionId) -> Result<Vec<PhotoEntry>, StoreError> {
        self.base.photos(inspection).await
    }

    async fn delivery(&self, doc: DocId) -> Result<DeliveryFacts, StoreError> {
        self.base
            .read(move |connection| {
                let sql = "SELECT count(*), coalesce(sum(bytes), 0) FROM (
                               SELECT DISTINCT p.sha256, json_extract(p.body, '$.bytes') AS bytes FROM photo p
                               WHERE p.inspection = ?1
                                 AND NOT EXISTS (SELECT 1 FROM arrived_photo a WHERE a.sha256 = p.sha256))";
                connection.prepare_cached(sql)?.query_row([doc.bytes()], |row| {
                    Ok(DeliveryFacts {
                        photos_unsent: row.get(0)?,
                        photo_bytes_unsent: row.get::<_, i64>(1)?.unsigned_abs(),
                        ..DeliveryFacts::default()
                    })
                })
            })
            .await
    }

    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.base.setting(name).await
    }

    async fn set_setting(&self, name: &str, value: Option<String>) -> Result<(), StoreError> {
        self.base.set_setting(name, value).await
    }

    async fn next_number(&self, name: &str) -> Result<u32, StoreError> {
        self.base.next_number(name).await
    }
}
