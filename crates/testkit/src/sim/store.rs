//! Stores in plain maps, as small as the model test can do with: what they hold survives a crash of whoever uses them.
//!
//! Only what sync asks of a store; queries of screens answer that they are not part of the model.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use handheld_contract::sync::{Change, document_digest};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{BlobHash, ChangeHash, DocId, ScopeId};
use handheld_store::StoreError;
use handheld_store::digest::{heads_of, refused_with};
use handheld_store::index::IndexRows;
use handheld_store::records::{Commit, StoredDocument};

mod blobs;
mod centre;
mod device;
mod records;

pub(crate) use blobs::ModelBlobs;
pub(crate) use centre::{CentreState, ModelCentre};
pub(crate) use device::ModelDevice;

/// One document.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Kind.
    pub(crate) kind: DocKind,
    /// Scope.
    pub(crate) scope: ScopeId,
    /// All changes in the order in which they came.
    pub(crate) changes: Vec<Change>,
    /// Their hashes.
    pub(crate) known: HashSet<ChangeHash>,
    /// Heads.
    pub(crate) heads: Vec<ChangeHash>,
    /// Saved document and how many of the changes it holds.
    pub(crate) snapshot: Option<(Vec<u8>, usize)>,
    /// Index rows.
    pub(crate) index: IndexRows,
    /// The index still shows what was refused.
    pub(crate) stale: bool,
}

/// Documents of a store.
#[derive(Debug, Clone, Default)]
pub(crate) struct Docs(pub(crate) BTreeMap<DocId, Row>);

impl Docs {
    fn stored(&self, doc: DocId) -> Option<StoredDocument> {
        let row = self.0.get(&doc)?;
        let held = row.snapshot.as_ref().map_or(0, |(_, held)| *held);
        Some(StoredDocument {
            doc,
            kind: row.kind,
            scope: row.scope.clone(),
            heads: row.heads.clone(),
            snapshot: row.snapshot.as_ref().map(|(bytes, _)| bytes.clone()),
            changes: row.changes[held..].to_vec(),
            journal: Vec::new(),
        })
    }

    /// Takes a commit; returns the changes that are new.
    fn take(&mut self, commit: Commit) -> Vec<Change> {
        let row = self.0.entry(commit.doc).or_insert_with(|| Row {
            kind: commit.kind,
            scope: commit.scope,
            changes: Vec::new(),
            known: HashSet::new(),
            heads: Vec::new(),
            snapshot: None,
            index: commit.index.clone(),
            stale: false,
        });
        let known = &mut row.known;
        let new: Vec<_> = commit
            .changes
            .into_iter()
            .filter(|c| known.insert(c.hash))
            .collect();
        row.changes.extend(new.iter().cloned());
        row.heads = commit.heads;
        row.index = commit.index;
        row.stale = false;
        if let Some(bytes) = commit.snapshot {
            row.snapshot = Some((bytes, row.changes.len()));
        }
        new
    }

    /// Replaces what is computed from the changes.
    fn reindex(
        &mut self,
        doc: DocId,
        index: IndexRows,
        heads: Vec<ChangeHash>,
        snapshot: Option<Vec<u8>>,
    ) {
        if let Some(row) = self.0.get_mut(&doc) {
            row.snapshot = snapshot.map(|bytes| (bytes, row.changes.len()));
            (row.index, row.heads, row.stale) = (index, heads, false);
        }
    }

    /// Takes a refused change out, with all that cannot be without it; returns their hashes.
    fn take_out(&mut self, doc: DocId, refused: ChangeHash) -> BTreeSet<ChangeHash> {
        let Some(row) = self.0.get_mut(&doc) else {
            return BTreeSet::new();
        };
        let gone = refused_with(row.changes.iter(), refused);
        row.changes.retain(|c| !gone.contains(&c.hash));
        row.known.retain(|hash| !gone.contains(hash));
        row.snapshot = None;
        row.heads = heads_of(row.changes.iter().map(|c| (c.hash, c.deps.as_slice())));
        row.stale = !row.changes.is_empty();
        gone
    }

    /// Whether a change is here.
    pub(crate) fn holds(&self, (doc, hash): &(DocId, ChangeHash)) -> bool {
        self.0.get(doc).is_some_and(|row| row.known.contains(hash))
    }

    /// Digest of a scope.
    pub(crate) fn digest(&self, scope: &ScopeId) -> [u8; 16] {
        let rows = self.0.iter();
        let of_scope = rows.filter(|(_, row)| row.scope == *scope && !row.heads.is_empty());
        let sum = of_scope.fold(0_u128, |sum, (doc, row)| {
            sum.wrapping_add(document_digest(*doc, &row.heads))
        });
        sum.to_be_bytes()
    }
}

/// Photos that index rows name.
fn photos_of(index: &IndexRows) -> Vec<BlobHash> {
    match index {
        IndexRows::Inspection(_, photos)
        | IndexRows::Case(_, photos)
        | IndexRows::Survey(_, photos) => photos.iter().map(|p| p.sha256).collect(),
        IndexRows::Project(_) | IndexRows::Finding(_) => Vec::new(),
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn outside<T>() -> Result<T, StoreError> {
    Err(StoreError::Conflict("not part of the model".into()))
}

type Hashes = BTreeSet<(DocId, ChangeHash)>;
type ByScope<T> = BTreeMap<ScopeId, T>;
type Answers = HashMap<(handheld_contract::DeviceId, u64), ([u8; 32], Vec<u8>)>;
