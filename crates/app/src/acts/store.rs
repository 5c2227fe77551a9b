//! From edits to disk: the journal at once, one change per screenful later, a new document in one transaction, and the index anew.

use handheld_contract::views::sync::DocKind;
use handheld_contract::{DocId, Problem, ScopeId};
use handheld_records::shape::{EntryValue, Key, Shaped};
use handheld_records::{Document, Edit};
use handheld_store::records::{Commit, Origin, Records, Sight};

use crate::opened::{Opened, damaged, edits_of, refused};
use crate::{Answer, App, Who, index};

/// Changes since the last snapshot after which a new one is kept: loading stays well under a millisecond.
const SNAPSHOT_EVERY: usize = 64;

impl<S: Records> App<S> {
    /// Puts edits of an open document into the journal, with the index as it then stands.
    pub(crate) async fn write(&self, who: &Who, opened: &Opened, edits: Vec<Edit>) -> Answer<()> {
        if edits.is_empty() {
            return Ok(());
        }
        let after = opened
            .current
            .with_pending(&edits, who.actor)
            .map_err(refused)?;
        let rows = index::rows(self.catalogue(), opened.doc, opened.kind, &after);
        let json = serde_json::to_string(&edits).map_err(refused)?;
        let now = self.around.now_ms();
        self.store
            .journal(opened.doc, who.person.id, json, now, rows)
            .await?;
        Ok(())
    }

    /// Makes a new document of these edits, stored as its first change.
    pub(crate) async fn create(
        &self,
        who: &Who,
        doc: DocId,
        kind: DocKind,
        scope: ScopeId,
        edits: &[Edit],
    ) -> Answer<()> {
        let mut document = Document::new();
        let changes = document
            .commit(edits, who.actor, self.around.now_ms())
            .map_err(refused)?;
        let commit = Commit {
            doc,
            kind,
            scope,
            changes,
            beside: Vec::new(),
            heads: document.heads(),
            snapshot: None,
            index: index::rows(self.catalogue(), doc, kind, &document),
            journal_through: None,
            origin: Origin::Here,
        };
        self.store.commit(vec![commit]).await?;
        Ok(())
    }

    /// An entry of this person, made now.
    pub(crate) fn entry(&self, who: &Who, kind: handheld_records::shape::EntryKind) -> EntryValue {
        EntryValue::new(kind, who.person.clone(), self.now())
    }

    /// The edit that appends an entry.
    pub(crate) fn append(&self, entry: &EntryValue) -> Answer<Edit> {
        entry
            .edit(&Key::Entry(self.around.new_id()))
            .map_err(refused)
    }
}

/// Turns a document's journal into one change. Called when a screen is left, after a pause, on suspend, and before any exchange.
///
/// # Errors
///
/// A [`Problem`] when the store refuses or the journal cannot be read; the journal then stays as it is.
pub async fn flush<S: Records>(app: &App<S>, who: &Who, doc: DocId) -> Result<(), Problem> {
    let Some(opened) = app.open(doc, who.actor).await? else {
        return Ok(());
    };
    let Some(last) = opened.journal.last() else {
        return Ok(());
    };
    let mut document = opened.stored.clone();
    let mut edits = Vec::new();
    for row in &opened.journal {
        edits.extend(edits_of(row)?);
    }
    let changes = document
        .commit(&edits, who.actor, last.at_ms)
        .map_err(refused)?;
    let before = document.changes_since(&[]).len();
    let snapshot = (before % SNAPSHOT_EVERY == 0).then(|| document.save());
    let commit = Commit {
        doc,
        kind: opened.kind,
        scope: opened.scope,
        changes,
        beside: Vec::new(),
        heads: document.heads(),
        snapshot,
        index: index::rows(app.catalogue(), doc, opened.kind, &document),
        journal_through: Some(last.number),
        origin: Origin::Here,
    };
    app.store.commit(vec![commit]).await?;
    Ok(())
}

/// Flushes every document whose journal has been quiet since `before_ms` (all with `i64::MAX`).
///
/// # Errors
///
/// The first [`Problem`]; documents before it are flushed.
pub async fn flush_all<S: Records>(app: &App<S>, who: &Who, before_ms: i64) -> Result<(), Problem> {
    for doc in app.store.journalled(before_ms).await? {
        flush(app, who, doc).await?;
    }
    Ok(())
}

/// Makes the index and the snapshots again from changes alone. Returns the number of documents.
///
/// # Errors
///
/// A [`Problem`] naming the first document whose changes do not make a document; the others keep what they have.
pub async fn rebuild<S: Records>(app: &App<S>, who: &Who) -> Result<u32, Problem> {
    let mut after = None;
    let mut done = 0u32;
    loop {
        let page = app.store.documents(after, 200).await?;
        let Some((last, _, _)) = page.last() else {
            return Ok(done);
        };
        after = Some(*last);
        for (doc, kind, _) in page {
            let changes = app.store.changes(doc).await?;
            let bytes = changes.iter().map(|change| change.bytes.as_slice());
            let document = Document::load(None, bytes).map_err(|e| damaged(doc, &e.to_string()))?;
            let snapshot = Some(document.save());
            let heads = document.heads();
            // The index also shows what is in the journal only.
            let current = match app.open(doc, who.actor).await? {
                Some(opened) => opened.current,
                None => document,
            };
            let rows = index::rows(app.catalogue(), doc, kind, &current);
            app.store.reindex(doc, rows, heads, snapshot).await?;
            done = done.saturating_add(1);
        }
    }
}

/// A sight that passes everything, for the installation's own housekeeping.
pub(crate) fn everything() -> Sight {
    Sight::All
}
