//! Documents, journal and index on SQLite.

use async_trait::async_trait;
use handheld_contract::sync::Change;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{ChangeHash, DocId, InspectionId, PersonId, ProjectId, ScopeId};
use rusqlite::{
    Connection, OptionalExtension, Params, ToSql, Transaction, params, params_from_iter,
};

use super::cases::{put_case, select_cases};
use super::rows::{
    change, doc_id, entry, is_open, join, json, kind_number, kind_of, sight, split, stage_number,
};
use super::surveys::{put_survey, select_surveys};
use super::{SqliteDevice, backend};
use crate::StoreError;
use crate::index::{FindingEntry, IndexRows, InspectionEntry, PhotoEntry, ProjectEntry};
use crate::records::*;
use crate::search::{to_index, to_query};

pub(super) type Values = Vec<Box<dyn ToSql>>;

pub(super) fn run(
    tx: &Transaction<'_>,
    sql: &str,
    values: impl Params,
) -> Result<usize, StoreError> {
    Ok(tx.prepare_cached(sql)?.execute(values)?)
}

/// Stores one document's part of a transaction.
pub(super) fn put(tx: &Transaction<'_>, commit: &Commit) -> Result<(), StoreError> {
    let doc = commit.doc.bytes();
    let sql = "INSERT INTO doc (id, kind, scope, heads) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (id) DO UPDATE SET scope = excluded.scope, heads = excluded.heads, gone = gone AND ?5";
    run(
        tx,
        sql,
        params![
            doc,
            kind_number(commit.kind),
            commit.scope.0,
            join(&commit.heads),
            // What comes from the centre may be read again.
            commit.origin == Origin::Here
        ],
    )?;
    let own = commit.origin == Origin::Here;
    for one in &commit.changes {
        put_change(tx, commit.doc, one, own)?;
    }
    for one in &commit.beside {
        put_change(tx, commit.doc, one, false)?;
    }
    if let Some(snapshot) = &commit.snapshot {
        put_snapshot(tx, commit.doc, snapshot)?;
    }
    if let Some(through) = commit.journal_through {
        run(
            tx,
            "DELETE FROM journal WHERE doc = ?1 AND number <= ?2",
            params![doc, through],
        )?;
    }
    put_index(tx, commit.doc, &commit.index, own)
}

/// Stores one change. `own`: made here, so that it is this device's to send.
fn put_change(tx: &Transaction<'_>, doc: DocId, one: &Change, own: bool) -> Result<(), StoreError> {
    let known: Option<i64> = tx
        .prepare_cached("SELECT number FROM change WHERE hash = ?1 AND doc = ?2")?
        .query_row(params![one.hash.0, doc.bytes()], |row| row.get(0))
        .optional()?;
    if known.is_some() {
        return Ok(());
    }
    let seq = i64::try_from(one.seq).map_err(|e| backend("sequence", e))?;
    let sql = "INSERT INTO change (hash, doc, actor, seq, deps, body, own) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let values = params![
        one.hash.0,
        doc.bytes(),
        one.actor,
        seq,
        join(&one.deps),
        one.bytes,
        own
    ];
    if let Err(error) = tx.prepare_cached(sql)?.execute(values) {
        // The same number of one actor with another content: a cloned or restored installation (D17, I06).
        let used = error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation);
        let twice = || {
            StoreError::Conflict(format!(
                "sequence {} of this actor is used by another change",
                one.seq
            ))
        };
        return Err(if used { twice() } else { error.into() });
    }
    if own {
        let number = tx.last_insert_rowid();
        run(
            tx,
            "INSERT INTO outbox (number, doc) VALUES (?1, ?2)",
            params![number, doc.bytes()],
        )?;
    }
    Ok(())
}

fn put_snapshot(tx: &Transaction<'_>, doc: DocId, body: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO snapshot (doc, through, body)
               SELECT ?1, coalesce(max(number), 0), ?2 FROM change WHERE doc = ?1";
    run(tx, sql, params![doc.bytes(), body])?;
    Ok(())
}

/// Replaces the index rows of a document. `own`: photos named here are this device's to send.
fn put_index(
    tx: &Transaction<'_>,
    doc: DocId,
    rows: &IndexRows,
    own: bool,
) -> Result<(), StoreError> {
    run(
        tx,
        "UPDATE doc SET stale = 0 WHERE id = ?1 AND stale = 1",
        [doc.bytes()],
    )?;
    match rows {
        IndexRows::Project(project) => {
            put_project(tx, project)?;
            put_search(tx, doc, project.id, &project.search)
        }
        IndexRows::Inspection(inspection, photos) => {
            put_inspection(tx, inspection)?;
            put_photos(tx, doc, photos, own)?;
            put_search(tx, doc, inspection.project, &inspection.search)
        }
        IndexRows::Case(case, photos) => {
            put_case(tx, case)?;
            put_photos(tx, doc, photos, own)?;
            put_search(tx, doc, case.project, &rows.search_text())
        }
        IndexRows::Survey(survey, photos) => {
            put_survey(tx, survey)?;
            put_photos(tx, doc, photos, own)?;
            put_search(tx, doc, survey.project, &rows.search_text())
        }
        IndexRows::Finding(finding) => {
            let sql = "INSERT OR REPLACE INTO finding (id, project, inspection, open, due, body)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let open = is_open(finding.state);
            let (id, project) = (finding.id.bytes(), finding.project.bytes());
            let body = json(finding)?;
            run(
                tx,
                sql,
                params![
                    id,
                    project,
                    finding.inspection.bytes(),
                    open,
                    finding.due,
                    body
                ],
            )?;
            put_search(tx, doc, finding.project, &finding.search)
        }
    }
}

fn put_project(tx: &Transaction<'_>, project: &ProjectEntry) -> Result<(), StoreError> {
    let id = project.id.bytes();
    let sql =
        "INSERT OR REPLACE INTO project (id, code, name, stage, body) VALUES (?1, ?2, ?3, ?4, ?5)";
    run(
        tx,
        sql,
        params![
            id,
            project.code,
            project.name,
            stage_number(project.stage),
            json(project)?
        ],
    )?;
    run(
        tx,
        "DELETE FROM project_organisation WHERE project = ?1",
        [id],
    )?;
    run(tx, "DELETE FROM project_person WHERE project = ?1", [id])?;
    for organisation in &project.organisations {
        let sql =
            "INSERT OR IGNORE INTO project_organisation (project, organisation) VALUES (?1, ?2)";
        run(tx, sql, params![id, organisation.bytes()])?;
    }
    for person in &project.people {
        let sql = "INSERT OR IGNORE INTO project_person (project, person) VALUES (?1, ?2)";
        run(tx, sql, params![id, person.bytes()])?;
    }
    Ok(())
}

fn put_inspection(tx: &Transaction<'_>, inspection: &InspectionEntry) -> Result<(), StoreError> {
    let id = inspection.id.bytes();
    let sql = "INSERT OR REPLACE INTO inspection (id, project, open, changed_at, body) VALUES (?1, ?2, ?3, ?4, ?5)";
    let open = !inspection.finished && !inspection.set_aside;
    run(
        tx,
        sql,
        params![
            id,
            inspection.project.bytes(),
            open,
            inspection.changed_at,
            json(inspection)?
        ],
    )?;
    Ok(())
}

/// Replaces the photos or files that a document names. `own`: those that were not named before are this device's to send.
fn put_photos(
    tx: &Transaction<'_>,
    doc: DocId,
    photos: &[PhotoEntry],
    own: bool,
) -> Result<(), StoreError> {
    let id = doc.bytes();
    let mut known: Vec<[u8; 16]> = Vec::new();
    if own {
        let mut all = tx.prepare_cached("SELECT id FROM photo WHERE inspection = ?1")?;
        for id in all.query_map([id], |row| row.get(0))? {
            known.push(id?);
        }
    }
    run(tx, "DELETE FROM photo WHERE inspection = ?1", [id])?;
    for photo in photos {
        let sql =
            "INSERT OR REPLACE INTO photo (id, inspection, sha256, body) VALUES (?1, ?2, ?3, ?4)";
        run(
            tx,
            sql,
            params![photo.id.bytes(), id, photo.sha256.0, json(photo)?],
        )?;
        // A photo first seen in an own edit was captured here; those of others come with what is pulled, and a file that another
        // record brought is on its way already or was never here.
        if own && !known.contains(&photo.id.bytes()) {
            let sql = "INSERT OR IGNORE INTO outgoing_photo (sha256, doc, bytes) SELECT ?1, ?2, ?3
                       WHERE NOT EXISTS (SELECT 1 FROM photo WHERE sha256 = ?1 AND inspection <> ?2)";
            let bytes = i64::try_from(photo.bytes).map_err(|e| backend("photo size", e))?;
            run(tx, sql, params![photo.sha256.0, id, bytes])?;
        }
    }
    Ok(())
}

fn put_search(
    tx: &Transaction<'_>,
    doc: DocId,
    project: ProjectId,
    text: &str,
) -> Result<(), StoreError> {
    let words = to_index(text);
    let known: Option<i64> = tx
        .prepare_cached("SELECT number FROM searched WHERE doc = ?1")?
        .query_row([doc.bytes()], |row| row.get(0))
        .optional()?;
    if let Some(number) = known {
        run(tx, "DELETE FROM search WHERE rowid = ?1", [number])?;
        run(
            tx,
            "UPDATE searched SET project = ?2 WHERE number = ?1",
            params![number, project.bytes()],
        )?;
        run(
            tx,
            "INSERT INTO search (rowid, words) VALUES (?1, ?2)",
            params![number, words],
        )?;
    } else {
        let values = params![doc.bytes(), project.bytes()];
        run(
            tx,
            "INSERT INTO searched (doc, project) VALUES (?1, ?2)",
            values,
        )?;
        run(
            tx,
            "INSERT INTO search (rowid, words) VALUES (?1, ?2)",
            params![tx.last_insert_rowid(), words],
        )?;
    }
    Ok(())
}

fn changes_after(connection: &Connection, doc: DocId, after: i64) -> rusqlite::Result<Vec<Change>> {
    let sql = "SELECT hash, actor, seq, deps, body FROM change WHERE doc = ?1 AND number > ?2 ORDER BY number";
    let mut all = connection.prepare_cached(sql)?;
    let rows = all.query_map(params![doc.bytes(), after], |row| change(row, 0))?;
    rows.collect()
}

fn stored(connection: &Connection, doc: DocId) -> rusqlite::Result<Option<StoredDocument>> {
    let head = connection
        .prepare_cached("SELECT kind, scope, heads FROM doc WHERE id = ?1")?
        .query_row([doc.bytes()], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get(1)?,
                row.get::<_, Vec<u8>>(2)?,
            ))
        })
        .optional()?;
    let Some((kind, scope, heads)) = head else {
        return Ok(None);
    };
    let snapshot: Option<(i64, Vec<u8>)> = connection
        .prepare_cached("SELECT through, body FROM snapshot WHERE doc = ?1")?
        .query_row([doc.bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (through, snapshot) = snapshot.map_or((0, None), |(through, body)| (through, Some(body)));
    let mut journal = connection.prepare_cached(
        "SELECT number, person, edits, at_ms FROM journal WHERE doc = ?1 ORDER BY number",
    )?;
    let journal = journal.query_map([doc.bytes()], |row| {
        let person = PersonId(uuid::Uuid::from_bytes(row.get(1)?));
        Ok(JournalRow {
            number: row.get(0)?,
            doc,
            person,
            edits: row.get(2)?,
            at_ms: row.get(3)?,
        })
    })?;
    Ok(Some(StoredDocument {
        doc,
        kind: kind_of(kind),
        scope: ScopeId(scope),
        heads: split(&heads),
        snapshot,
        changes: changes_after(connection, doc, through)?,
        journal: journal.collect::<rusqlite::Result<_>>()?,
    }))
}

/// Adds the condition of a search to a query over the column `project` or `doc`.
pub(super) fn searched(
    text: &str,
    column: &str,
    by: &str,
    conditions: &mut Vec<String>,
    values: &mut Values,
) {
    if text.trim().is_empty() {
        return;
    }
    match to_query(text) {
        Some(query) => {
            let found = "SELECT rowid FROM search WHERE search MATCH ?";
            conditions.push(format!(
                "{column} IN (SELECT {by} FROM searched WHERE number IN ({found}))"
            ));
            values.push(Box::new(query));
        }
        None => conditions.push("0".to_owned()),
    }
}

const COUNTS: &str = "(SELECT count(*) FROM inspection i WHERE i.project = p.id AND i.open = 1),
    (SELECT count(*) FROM finding f WHERE f.project = p.id AND f.open = 1),
    (SELECT count(*) FROM finding f WHERE f.project = p.id AND f.open = 1 AND f.due < ?)";

fn hit(row: &rusqlite::Row<'_>) -> rusqlite::Result<ProjectHit> {
    Ok(ProjectHit {
        inspections_open: row.get(0)?,
        findings_open: row.get(1)?,
        findings_overdue: row.get(2)?,
        entry: entry(row, 3)?,
    })
}

fn select_projects(
    connection: &Connection,
    query: &ProjectQuery,
    today: &str,
) -> rusqlite::Result<(Vec<ProjectHit>, u32)> {
    let (seen, mut values) = sight(&query.sight, "p.id");
    let mut conditions = vec![seen];
    if let Some(stage) = query.stage {
        conditions.push("p.stage = ?".to_owned());
        values.push(Box::new(stage_number(stage)));
    }
    searched(
        &query.search,
        "p.id",
        "project",
        &mut conditions,
        &mut values,
    );
    let conditions = conditions.join(" AND ");
    let total = connection.query_row(
        &format!("SELECT count(*) FROM project p WHERE {conditions}"),
        params_from_iter(values.iter()),
        |row| row.get(0),
    )?;
    let sql = format!(
        "SELECT {COUNTS}, p.body FROM project p WHERE {conditions} ORDER BY p.code LIMIT ? OFFSET ?"
    );
    let mut all: Values = vec![Box::new(today.to_owned())];
    all.extend(values);
    all.push(Box::new(query.limit));
    all.push(Box::new(query.offset));
    let mut rows = connection.prepare_cached(&sql)?;
    let hits = rows.query_map(params_from_iter(all.iter()), hit)?;
    Ok((hits.collect::<rusqlite::Result<_>>()?, total))
}

fn select_inspections(
    connection: &Connection,
    query: &InspectionQuery,
) -> rusqlite::Result<Vec<InspectionEntry>> {
    let (seen, mut values) = sight(&query.sight, "i.project");
    let mut conditions = vec![seen];
    if let Some(project) = query.project {
        conditions.push("i.project = ?".to_owned());
        values.push(Box::new(project.bytes()));
    }
    if let Some(id) = query.id {
        conditions.push("i.id = ?".to_owned());
        values.push(Box::new(id.bytes()));
    }
    if query.in_progress {
        conditions.push("i.open = 1".to_owned());
    }
    searched(&query.search, "i.id", "doc", &mut conditions, &mut values);
    values.push(Box::new(query.limit));
    let conditions = conditions.join(" AND ");
    let sql = format!(
        "SELECT i.body FROM inspection i WHERE {conditions} ORDER BY i.changed_at DESC, i.id LIMIT ?"
    );
    let mut rows = connection.prepare_cached(&sql)?;
    rows.query_map(params_from_iter(values.iter()), |row| entry(row, 0))?
        .collect()
}

fn select_findings(
    connection: &Connection,
    query: &FindingQuery,
) -> rusqlite::Result<Vec<FindingEntry>> {
    let (seen, mut values) = sight(&query.sight, "f.project");
    let mut conditions = vec![seen];
    if let Some(project) = query.project {
        conditions.push("f.project = ?".to_owned());
        values.push(Box::new(project.bytes()));
    }
    if let Some(inspection) = query.inspection {
        conditions.push("f.inspection = ?".to_owned());
        values.push(Box::new(inspection.bytes()));
    }
    if query.open {
        conditions.push("f.open = 1".to_owned());
    }
    values.push(Box::new(query.limit));
    let conditions = conditions.join(" AND ");
    let sql = format!(
        "SELECT f.body FROM finding f WHERE {conditions} ORDER BY f.open DESC, f.due, f.id LIMIT ?"
    );
    let mut rows = connection.prepare_cached(&sql)?;
    rows.query_map(params_from_iter(values.iter()), |row| entry(row, 0))?
        .collect()
}

/// How a document stands with the centre.
pub(super) fn facts(connection: &Connection, doc: DocId) -> rusqlite::Result<DeliveryFacts> {
    let count = |sql: &str| -> rusqlite::Result<u32> {
        connection
            .prepare_cached(sql)?
            .query_row([doc.bytes()], |row| row.get(0))
    };
    let outbox = count("SELECT count(*) FROM outbox WHERE doc = ?1")?;
    let journal = count("SELECT EXISTS (SELECT 1 FROM journal WHERE doc = ?1)")?;
    let refused = count("SELECT count(*) FROM refused WHERE doc = ?1")?;
    let (photos, bytes): (u32, i64) = connection
        .prepare_cached(
            // Also a file that another record sends: this one is not filed before it.
            "SELECT count(*), coalesce(sum(bytes - sent), 0) FROM outgoing_photo WHERE filed_ms IS NULL
             AND (doc = ?1 OR sha256 IN (SELECT sha256 FROM photo WHERE inspection = ?1))",
        )?
        .query_row([doc.bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let receipt: Option<i64> = connection
        .prepare_cached("SELECT at_ms FROM doc_receipt WHERE doc = ?1")?
        .query_row([doc.bytes()], |row| row.get(0))
        .optional()?;
    let unsent = outbox.saturating_add(journal);
    Ok(DeliveryFacts {
        changes_unsent: unsent,
        photos_unsent: photos,
        photo_bytes_unsent: bytes.unsigned_abs(),
        refused,
        receipt_at_ms: receipt.filter(|_| unsent == 0 && photos == 0),
    })
}

#[async_trait]
impl Records for SqliteDevice {
    async fn document(&self, doc: DocId) -> Result<Option<StoredDocument>, StoreError> {
        self.read(move |connection| stored(connection, doc)).await
    }

    async fn changes(&self, doc: DocId) -> Result<Vec<Change>, StoreError> {
        self.read(move |connection| changes_after(connection, doc, 0))
            .await
    }

    async fn documents(
        &self,
        after: Option<DocId>,
        limit: u32,
    ) -> Result<Vec<(DocId, DocKind, ScopeId)>, StoreError> {
        self.read(move |connection| {
            let sql =
                "SELECT id, kind, scope FROM doc WHERE (?1 IS NULL OR id > ?1) AND heads <> x''
                       ORDER BY id LIMIT ?2";
            let mut rows = connection.prepare_cached(sql)?;
            let all = rows.query_map(params![after.map(DocId::bytes), limit], |row| {
                Ok((
                    doc_id(row.get(0)?),
                    kind_of(row.get(1)?),
                    ScopeId(row.get(2)?),
                ))
            })?;
            all.collect()
        })
        .await
    }

    async fn commit(&self, commits: Vec<Commit>) -> Result<(), StoreError> {
        self.write(move |tx| commits.iter().try_for_each(|commit| put(tx, commit)))
            .await
    }

    async fn reindex(
        &self,
        doc: DocId,
        index: IndexRows,
        heads: Vec<ChangeHash>,
        snapshot: Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            run(
                tx,
                "UPDATE doc SET heads = ?2 WHERE id = ?1",
                params![doc.bytes(), join(&heads)],
            )?;
            run(tx, "DELETE FROM snapshot WHERE doc = ?1", [doc.bytes()])?;
            if let Some(snapshot) = &snapshot {
                put_snapshot(tx, doc, snapshot)?;
            }
            put_index(tx, doc, &index, false)
        })
        .await
    }

    async fn journal(
        &self,
        doc: DocId,
        person: PersonId,
        edits: String,
        at_ms: i64,
        index: IndexRows,
    ) -> Result<i64, StoreError> {
        self.write(move |tx| {
            let sql = "INSERT INTO journal (doc, person, edits, at_ms) VALUES (?1, ?2, ?3, ?4)";
            run(tx, sql, params![doc.bytes(), person.bytes(), edits, at_ms])?;
            let number = tx.last_insert_rowid();
            put_index(tx, doc, &index, true)?;
            Ok(number)
        })
        .await
    }

    async fn journalled(&self, before_ms: i64) -> Result<Vec<DocId>, StoreError> {
        self.read(move |connection| {
            let sql =
                "SELECT doc FROM journal GROUP BY doc HAVING max(at_ms) < ?1 ORDER BY min(number)";
            let mut rows = connection.prepare_cached(sql)?;
            rows.query_map([before_ms], |row| Ok(doc_id(row.get(0)?)))?
                .collect()
        })
        .await
    }

    async fn projects(
        &self,
        query: &ProjectQuery,
        today: &str,
    ) -> Result<(Vec<ProjectHit>, u32), StoreError> {
        let (query, today) = (query.clone(), today.to_owned());
        self.read(move |connection| select_projects(connection, &query, &today))
            .await
    }

    async fn project(
        &self,
        looker: &Sight,
        id: ProjectId,
        today: &str,
    ) -> Result<Option<ProjectHit>, StoreError> {
        let (looker, today) = (looker.clone(), today.to_owned());
        self.read(move |connection| {
            let (seen, more) = sight(&looker, "p.id");
            let sql = format!("SELECT {COUNTS}, p.body FROM project p WHERE p.id = ? AND {seen}");
            let mut values: Values = vec![Box::new(today), Box::new(id.bytes())];
            values.extend(more);
            connection
                .prepare_cached(&sql)?
                .query_row(params_from_iter(values.iter()), hit)
                .optional()
        })
        .await
    }

    async fn inspections(
        &self,
        query: &InspectionQuery,
    ) -> Result<Vec<InspectionEntry>, StoreError> {
        let query = query.clone();
        self.read(move |connection| select_inspections(connection, &query))
            .await
    }

    async fn findings(&self, query: &FindingQuery) -> Result<Vec<FindingEntry>, StoreError> {
        let query = query.clone();
        self.read(move |connection| select_findings(connection, &query))
            .await
    }

    async fn cases(&self, query: &CaseQuery) -> Result<CasePage, StoreError> {
        let query = query.clone();
        self.read(move |connection| select_cases(connection, &query))
            .await
    }

    async fn surveys(&self, query: &SurveyQuery) -> Result<SurveyPage, StoreError> {
        let query = query.clone();
        self.read(move |connection| select_surveys(connection, &query))
            .await
    }

    async fn photos(&self, inspection: InspectionId) -> Result<Vec<PhotoEntry>, StoreError> {
        self.read(move |connection| {
            let mut rows = connection
                .prepare_cached("SELECT body FROM photo WHERE inspection = ?1 ORDER BY id")?;
            rows.query_map([inspection.bytes()], |row| entry(row, 0))?
                .collect()
        })
        .await
    }

    async fn delivery(&self, doc: DocId) -> Result<DeliveryFacts, StoreError> {
        self.read(move |connection| facts(connection, doc)).await
    }

    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let name = name.to_owned();
        self.read(move |connection| {
            let mut rows =
                connection.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
            rows.query_row([name], |row| row.get(0)).optional()
        })
        .await
    }

    async fn set_setting(&self, name: &str, value: Option<String>) -> Result<(), StoreError> {
        let name = name.to_owned();
        self.write(move |tx| {
            match value {
                Some(value) => run(
                    tx,
                    "INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)",
                    params![name, value],
                )?,
                None => run(tx, "DELETE FROM setting WHERE name = ?1", [name])?,
            };
            Ok(())
        })
        .await
    }

    async fn next_number(&self, name: &str) -> Result<u32, StoreError> {
        let name = name.to_owned();
        self.write(move |tx| {
            let sql = "INSERT INTO counter (name, value) VALUES (?1, 1)
                       ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value";
            Ok(tx
                .prepare_cached(sql)?
                .query_row([name], |row| row.get(0))?)
        })
        .await
    }
}
