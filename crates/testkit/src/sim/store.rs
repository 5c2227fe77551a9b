//! Stores in plain maps, as small as the model test can do with: what they hold survives a crash of whoever uses them.
//!
//! Only what sync asks of a store; queries of screens answer that they are not part of the model.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use handheld_contract::sync::{Change, document_digest};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{BlobHash, ChangeHash, DocId, ScopeId};
use handheld_store::StoreError;
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
        if let Some(bytes) = commit.snapshot {
            row.snapshot = Some((bytes, row.changes.len()));
        }
        new
    }

    /// Whether a change is here.
    pub(crate) fn holds(&self, (doc, hash): &(DocId, ChangeHash)) -> bool {
        self.0.get(doc).is_some_and(|row| row.known.contains(hash))
    }

    /// Digest of a scope.
    pub(crate) fn digest(&self, scope: &ScopeId) -> [u8; 16] {
        let of_scope = self.0.iter().filter(|(_, row)| row.scope == *scope);
        let sum = of_scope.fold(0_u128, |sum, (doc, row)| {
            sum.wrapping_add(document_digest(*doc, &row.heads))
        });
        sum.to_be_bytes()
    }
}

/// Photos that index rows name.
fn photos_of(index: &IndexRows) -> Vec<BlobHash> {
    match index {
        IndexRows::Inspection(_, photos) => photos.iter().map(|p| p.sha256).collect(),
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
