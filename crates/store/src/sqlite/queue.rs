//! The device's queue, receipts and cursors on SQLite. Rows leave the outbox by a receipt or, with the reason, by a refusal; never otherwise.

use std::collections::HashMap;

use async_trait::async_trait;
use handheld_contract::sync::{Change, Cursor, DocChanges, Receipt, Rejection};
use handheld_contract::{BlobHash, ChangeHash, DocId, ScopeId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::records::{facts, put, run};
use super::rows::{change, doc_id, join, json, kind_of, split};
use super::{SqliteDevice, backend};
use crate::device::*;
use crate::{StoreError, digest};

/// What waits, from the oldest change on: what somebody did after another thing never goes out before it, also when they are in two
/// documents and in two batches.
fn select_batch(connection: &Connection, limits: BatchLimits) -> rusqlite::Result<Vec<DocChanges>> {
    let sql = "SELECT c.hash, c.actor, c.seq, c.deps, c.body, o.doc, d.kind, d.scope FROM outbox o
               JOIN change c ON c.number = o.number JOIN doc d ON d.id = o.doc ORDER BY o.number";
    let mut rows = connection.prepare_cached(sql)?;
    let mut rows = rows.query([])?;
    let mut room = BatchRoom::new(limits);
    let mut batch: Vec<DocChanges> = Vec::new();
    let mut places: HashMap<DocId, usize> = HashMap::new();
    while let Some(row) = rows.next()? {
        let one = change(row, 0)?;
        let doc = doc_id(row.get(5)?);
        let place = places.get(&doc).copied();
        if !room.takes(one.bytes.len(), place.is_none()) {
            break;
        }
        let place = match place {
            Some(place) => place,
            None => {
                batch.push(DocChanges {
                    doc,
                    kind: kind_of(row.get(6)?),
                    scope: ScopeId(row.get(7)?),
                    changes: Vec::new(),
                });
                places.insert(doc, batch.len() - 1);
                batch.len() - 1
            }
        };
        batch[place].changes.push(one);
    }
    Ok(batch)
}

fn take_receipt(tx: &Transaction<'_>, receipt: &Receipt) -> Result<(), StoreError> {
    let batch = i64::try_from(receipt.batch).map_err(|e| backend("receipt", e))?;
    let sql = "INSERT INTO receipt (batch, at_ms, body) VALUES (?1, ?2, ?3)";
    run(tx, sql, params![batch, receipt.at_ms, json(receipt)?])?;
    let filed = "INSERT INTO doc_receipt (doc, at_ms) VALUES (?1, ?2)
                 ON CONFLICT (doc) DO UPDATE SET at_ms = max(at_ms, excluded.at_ms)";
    for (doc, hash) in &receipt.changes {
        let sql = "DELETE FROM outbox WHERE number = (SELECT number FROM change WHERE hash = ?1 AND doc = ?2)";
        if run(tx, sql, params![hash.0, doc.bytes()])? > 0 {
            run(tx, filed, params![doc.bytes(), receipt.at_ms])?;
        }
    }
    for photo in &receipt.photos {
        let sql = "UPDATE outgoing_photo SET filed_ms = ?2, sent = bytes, problem = NULL WHERE sha256 = ?1
                   RETURNING doc";
        let doc: Option<[u8; 16]> = tx
            .prepare_cached(sql)?
            .query_row(params![photo.0, receipt.at_ms], |row| row.get(0))
            .optional()?;
        if let Some(doc) = doc {
            run(tx, filed, params![doc, receipt.at_ms])?;
            // Other records of one's own that name it are filed with it.
            let sql = "UPDATE doc_receipt SET at_ms = max(at_ms, ?2)
                       WHERE doc IN (SELECT inspection FROM photo WHERE sha256 = ?1)";
            run(tx, sql, params![photo.0, receipt.at_ms])?;
        }
    }
    purge_gone(tx)
}

/// Moves the refused change, all later ones of its actor and what builds on them out of the document.
fn take_refusal(tx: &Transaction<'_>, rejection: &Rejection) -> Result<(), StoreError> {
    let doc = rejection.doc.bytes();
    let sql =
        "SELECT number, hash, actor, seq, deps, body FROM change WHERE doc = ?1 ORDER BY number";
    let mut all = tx.prepare_cached(sql)?;
    let all: Vec<(i64, Change)> = all
        .query_map([doc], |row| Ok((row.get(0)?, change(row, 1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let changes = all.iter().map(|(_, change)| change);
    let gone = digest::refused_with(changes.clone(), rejection.hash);
    if gone.is_empty() {
        return Ok(());
    }
    let body = json(rejection)?;
    let aside = "INSERT INTO refused (number, hash, doc, actor, seq, deps, body, rejection)
                 SELECT number, hash, doc, actor, seq, deps, body, ?2 FROM change WHERE number = ?1";
    for (number, _) in all.iter().filter(|(_, c)| gone.contains(&c.hash)) {
        run(tx, aside, params![number, body])?;
        run(tx, "DELETE FROM outbox WHERE number = ?1", [number])?;
        run(tx, "DELETE FROM change WHERE number = ?1", [number])?;
    }
    // It may hold what was refused.
    run(tx, "DELETE FROM snapshot WHERE doc = ?1", [doc])?;
    let left = changes.filter(|c| !gone.contains(&c.hash));
    let heads = digest::heads_of(left.map(|c| (c.hash, c.deps.as_slice())));
    let sql = "UPDATE doc SET heads = ?2, stale = ?3 WHERE id = ?1";
    run(tx, sql, params![doc, join(&heads), !heads.is_empty()])?;
    if heads.is_empty() {
        drop_index(tx, doc)?;
    }
    Ok(())
}

/// The centre may have lost what it once confirmed: everything of one's own goes again, and it knows its own by hash.
fn send_again(tx: &Transaction<'_>, scope: Option<&ScopeId>) -> Result<(), StoreError> {
    let scope = scope.map(|s| s.0.as_str());
    let sql = "INSERT OR IGNORE INTO outbox (number, doc) SELECT c.number, c.doc FROM change c
               JOIN doc d ON d.id = c.doc WHERE c.own = 1 AND (?1 IS NULL OR d.scope = ?1)";
    run(tx, sql, [scope])?;
    let sql = "UPDATE outgoing_photo SET filed_ms = NULL, sent = 0
               WHERE ?1 IS NULL OR doc IN (SELECT id FROM doc WHERE scope = ?1)";
    run(tx, sql, [scope])?;
    Ok(())
}

fn put_cursor(tx: &Transaction<'_>, cursor: &Cursor) -> Result<(), StoreError> {
    let number = |value: u64| i64::try_from(value).map_err(|e| backend("cursor", e));
    let sql = "INSERT OR REPLACE INTO cursor (scope, epoch, seq, digest) VALUES (?1, ?2, ?3, ?4)";
    run(
        tx,
        sql,
        params![
            cursor.scope.0,
            number(cursor.epoch)?,
            number(cursor.seq)?,
            cursor.digest
        ],
    )?;
    Ok(())
}

/// Forgets a document of a scope that may no longer be read, unless something of it is unsent or refused: that stays, for its
/// author to see (T68).
fn purge(tx: &Transaction<'_>, doc: [u8; 16]) -> Result<(), StoreError> {
    let kept: bool = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE doc = ?1) OR EXISTS (SELECT 1 FROM journal WHERE doc = ?1)
                 OR EXISTS (SELECT 1 FROM refused WHERE doc = ?1)
                 OR EXISTS (SELECT 1 FROM outgoing_photo WHERE doc = ?1 AND filed_ms IS NULL)",
        )?
        .query_row([doc], |row| row.get(0))?;
    if kept {
        return Ok(());
    }
    drop_index(tx, doc)?;
    for sql in [
        "DELETE FROM snapshot WHERE doc = ?1",
        "DELETE FROM doc_receipt WHERE doc = ?1",
        "DELETE FROM change WHERE doc = ?1",
        "DELETE FROM doc WHERE id = ?1",
    ] {
        run(tx, sql, [doc])?;
    }
    Ok(())
}

/// Purges what may not be read any more and has nothing left that waits.
fn purge_gone(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let mut all = tx.prepare_cached("SELECT id FROM doc WHERE gone = 1")?;
    let docs: Vec<[u8; 16]> = all
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    docs.into_iter().try_for_each(|doc| purge(tx, doc))
}

fn drop_index(tx: &Transaction<'_>, doc: [u8; 16]) -> Result<(), StoreError> {
    run(
        tx,
        "DELETE FROM search WHERE rowid IN (SELECT number FROM searched WHERE doc = ?1)",
        [doc],
    )?;
    for sql in [
        "DELETE FROM searched WHERE doc = ?1",
        "DELETE FROM project_organisation WHERE project = ?1",
        "DELETE FROM project_person WHERE project = ?1",
        "DELETE FROM project WHERE id = ?1",
        "DELETE FROM photo WHERE inspection = ?1",
        "DELETE FROM inspection WHERE id = ?1",
        "DELETE FROM finding WHERE id = ?1",
        "DELETE FROM case_office WHERE doc = ?1",
        "DELETE FROM case_body WHERE id = ?1",
        "DELETE FROM approval_case WHERE id = ?1",
        "DELETE FROM survey WHERE id = ?1",
    ] {
        run(tx, sql, [doc])?;
    }
    Ok(())
}

fn waiting(
    connection: &Connection,
    doc: Option<DocId>,
    limit: u32,
) -> rusqlite::Result<Vec<WaitingPhoto>> {
    // Photos after their records, and one that keeps failing lets the others pass (T19).
    let sql = "SELECT p.sha256, p.bytes, p.sent, p.doc, p.failures, p.problem FROM outgoing_photo p
               WHERE p.filed_ms IS NULL AND (?1 IS NULL OR p.doc = ?1
                   OR p.sha256 IN (SELECT sha256 FROM photo WHERE inspection = ?1))
               ORDER BY EXISTS (SELECT 1 FROM outbox o WHERE o.doc = p.doc), p.failures, p.bytes, p.sha256 LIMIT ?2";
    let mut rows = connection.prepare_cached(sql)?;
    let all = rows.query_map(params![doc.map(DocId::bytes), limit], |row| {
        Ok(WaitingPhoto {
            sha256: BlobHash(row.get(0)?),
            bytes: row.get::<_, i64>(1)?.unsigned_abs(),
            sent: row.get::<_, i64>(2)?.unsigned_abs(),
            doc: doc_id(row.get(3)?),
            failures: row.get(4)?,
            problem: row.get(5)?,
        })
    })?;
    all.collect()
}

const STATE: &str = "exchange-state";

#[async_trait]
impl DeviceQueue for SqliteDevice {
    async fn batch(&self, limits: BatchLimits) -> Result<Vec<DocChanges>, StoreError> {
        self.read(move |connection| select_batch(connection, limits))
            .await
    }

    async fn acknowledge(&self, receipt: &Receipt) -> Result<(), StoreError> {
        let receipt = receipt.clone();
        self.write(move |tx| take_receipt(tx, &receipt)).await
    }

    async fn refuse(&self, rejections: &[Rejection]) -> Result<(), StoreError> {
        let rejections = rejections.to_vec();
        self.write(move |tx| rejections.iter().try_for_each(|one| take_refusal(tx, one)))
            .await
    }

    async fn refused(&self, doc: DocId) -> Result<Vec<(Change, Rejection)>, StoreError> {
        self.read(move |connection| {
            let sql = "SELECT hash, actor, seq, deps, body, rejection FROM refused WHERE doc = ?1 ORDER BY number";
            let mut rows = connection.prepare_cached(sql)?;
            rows.query_map([doc.bytes()], |row| {
                Ok((change(row, 0)?, super::rows::entry(row, 5)?))
            })?
            .collect()
        })
        .await
    }

    async fn stale(&self) -> Result<Vec<DocId>, StoreError> {
        self.read(|connection| {
            let mut rows =
                connection.prepare_cached("SELECT id FROM doc WHERE stale = 1 ORDER BY id")?;
            rows.query_map([], |row| Ok(doc_id(row.get(0)?)))?.collect()
        })
        .await
    }

    async fn exchange_state(&self) -> Result<ExchangeState, StoreError> {
        self.read(|connection| {
            let mut rows =
                connection.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
            let text: Option<String> = rows.query_row([STATE], |row| row.get(0)).optional()?;
            Ok(text
                .and_then(|text| serde_json::from_str(&text).ok())
                .unwrap_or_default())
        })
        .await
    }

    async fn set_exchange_state(&self, state: &ExchangeState) -> Result<(), StoreError> {
        let text = json(state)?;
        self.write(move |tx| {
            run(
                tx,
                "INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)",
                params![STATE, text],
            )?;
            Ok(())
        })
        .await
    }

    async fn cursors(&self) -> Result<Vec<Cursor>, StoreError> {
        self.read(|connection| {
            let mut rows = connection
                .prepare_cached("SELECT scope, epoch, seq, digest FROM cursor ORDER BY scope")?;
            let all = rows.query_map([], |row| {
                Ok(Cursor {
                    scope: ScopeId(row.get(0)?),
                    epoch: row.get::<_, i64>(1)?.unsigned_abs(),
                    seq: row.get::<_, i64>(2)?.unsigned_abs(),
                    digest: row.get(3)?,
                })
            })?;
            all.collect()
        })
        .await
    }

    async fn reset_cursors(&self, resend: bool) -> Result<(), StoreError> {
        self.write(move |tx| {
            run(tx, "DELETE FROM cursor", [])?;
            if resend {
                send_again(tx, None)?;
            }
            Ok(())
        })
        .await
    }

    async fn resend(&self, scopes: &[ScopeId]) -> Result<(), StoreError> {
        let scopes = scopes.to_vec();
        self.write(move |tx| scopes.iter().try_for_each(|one| send_again(tx, Some(one))))
            .await
    }

    async fn scope_documents(
        &self,
        scope: &ScopeId,
    ) -> Result<Vec<(DocId, Vec<ChangeHash>)>, StoreError> {
        let scope = scope.0.clone();
        self.read(move |connection| {
            let mut rows = connection
                .prepare_cached(
                    "SELECT id, heads FROM doc WHERE scope = ?1 AND gone = 0 AND heads <> x'' ORDER BY id",
                )?;
            rows.query_map([scope], |row| {
                Ok((doc_id(row.get(0)?), split(&row.get::<_, Vec<u8>>(1)?)))
            })?
            .collect()
        })
        .await
    }

    async fn apply_frame(&self, effects: FrameEffects) -> Result<(), StoreError> {
        self.write(move |tx| {
            effects
                .commits
                .iter()
                .try_for_each(|commit| put(tx, commit))?;
            for (doc, scope) in &effects.left {
                let sql = "UPDATE doc SET gone = 1 WHERE id = ?1 AND scope = ?2";
                run(tx, sql, params![doc.bytes(), scope.0])?;
            }
            for scope in &effects.revoked {
                run(tx, "UPDATE doc SET gone = 1 WHERE scope = ?1", [&scope.0])?;
                run(tx, "DELETE FROM cursor WHERE scope = ?1", [&scope.0])?;
            }
            purge_gone(tx)?;
            effects
                .cursors
                .iter()
                .try_for_each(|cursor| put_cursor(tx, cursor))
        })
        .await
    }

    async fn waiting_photos(&self, limit: u32) -> Result<Vec<WaitingPhoto>, StoreError> {
        self.read(move |connection| waiting(connection, None, limit))
            .await
    }

    async fn photo_progress(
        &self,
        sha256: BlobHash,
        sent: u64,
        problem: Option<String>,
    ) -> Result<(), StoreError> {
        let sent = i64::try_from(sent).map_err(|e| backend("photo", e))?;
        self.write(move |tx| {
            let sql = "UPDATE outgoing_photo SET sent = ?2, problem = ?3, failures = failures + (?3 IS NOT NULL)
                       WHERE sha256 = ?1";
            run(tx, sql, params![sha256.0, sent, problem])?;
            Ok(())
        })
        .await
    }

    async fn queue(&self, limit: u32) -> Result<Vec<QueueRow>, StoreError> {
        self.read(move |connection| {
            let sql = "SELECT d.id, d.kind FROM doc d LEFT JOIN doc_receipt r ON r.doc = d.id
                 WHERE r.doc IS NOT NULL OR EXISTS (SELECT 1 FROM outbox o WHERE o.doc = d.id)
                    OR EXISTS (SELECT 1 FROM journal j WHERE j.doc = d.id)
                    OR EXISTS (SELECT 1 FROM refused f WHERE f.doc = d.id)
                    OR EXISTS (SELECT 1 FROM outgoing_photo p WHERE p.doc = d.id AND p.filed_ms IS NULL)
                 ORDER BY EXISTS (SELECT 1 FROM refused f WHERE f.doc = d.id) DESC,
                    EXISTS (SELECT 1 FROM outbox o WHERE o.doc = d.id) DESC, r.at_ms DESC LIMIT ?1";
            let mut rows = connection.prepare_cached(sql)?;
            let docs = rows.query_map([limit], |row| Ok((doc_id(row.get(0)?), kind_of(row.get(1)?))))?;
            let docs: Vec<_> = docs.collect::<rusqlite::Result<_>>()?;
            let mut queue = Vec::with_capacity(docs.len());
            for (doc, kind) in docs {
                let sql = "SELECT rejection FROM refused WHERE doc = ?1 ORDER BY number LIMIT 1";
                let mut refusal = connection.prepare_cached(sql)?;
                let refusal = refusal.query_row([doc.bytes()], |row| row.get(0)).optional()?;
                queue.push(QueueRow { doc, kind, facts: facts(connection, doc)?, refusal });
            }
            Ok(queue)
        })
        .await
    }

    async fn waiting_photos_of(&self, doc: DocId) -> Result<Vec<WaitingPhoto>, StoreError> {
        self.read(move |connection| waiting(connection, Some(doc), u32::MAX))
            .await
    }

    async fn totals(&self) -> Result<QueueTotals, StoreError> {
        self.read(|connection| {
            let sql =
                "SELECT (SELECT count(*) FROM outbox) + (SELECT count(DISTINCT doc) FROM journal),
                (SELECT count(*) FROM outgoing_photo WHERE filed_ms IS NULL),
                (SELECT coalesce(sum(bytes - sent), 0) FROM outgoing_photo WHERE filed_ms IS NULL),
                (SELECT count(*) FROM (SELECT doc FROM outbox UNION SELECT doc FROM journal
                    UNION SELECT doc FROM outgoing_photo WHERE filed_ms IS NULL)),
                (SELECT count(*) FROM refused)";
            connection.prepare_cached(sql)?.query_row([], |row| {
                Ok(QueueTotals {
                    changes: row.get(0)?,
                    photos: row.get(1)?,
                    photo_bytes: row.get::<_, i64>(2)?.unsigned_abs(),
                    records: row.get(3)?,
                    refused: row.get(4)?,
                })
            })
        })
        .await
    }
}
