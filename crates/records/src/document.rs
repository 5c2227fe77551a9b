//! One document: registers with all their concurrent values, edits that become changes, and rebuilding
//! from the changes alone.
//!
//! What a key or a value means is the shape's business; whether foreign changes may come in is admission's.

mod edit;
mod history;
mod registers;
mod writing;

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, ReadDoc};
use handheld_contract::ChangeHash;
use handheld_contract::sync::Change;

use crate::ActorId;
use crate::admission::chunk;
pub use edit::{Edit, EditError};
pub(crate) use edit::{is_entry, is_key};
pub use history::History;

/// One of the values that a register holds, with the change that set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The value, as stored.
    pub value: String,
    /// The change that set it.
    pub change: ChangeHash,
    /// The actor who made that change.
    pub actor: ActorId,
    /// Other changes that set the equal value without knowing of this one.
    pub also: Vec<ChangeHash>,
}

/// What became of changes that were given to [`Document::apply`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// New in the document.
    pub applied: Vec<ChangeHash>,
    /// In the document before.
    pub known: usize,
    /// Not applied, because something that they build on is not there yet (T34).
    pub waiting: Vec<ChangeHash>,
}

/// Why a document cannot be built from what is stored.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A stored change is damaged.
    #[error("stored change number {index} is damaged: {why}")]
    Damaged {
        /// Position among the changes given.
        index: usize,
        /// Why.
        why: String,
    },
    /// Changes that others build on are not among those given.
    #[error("{} changes are missing", .0.len())]
    Missing(Vec<ChangeHash>),
    /// The engine refused or failed.
    #[error("the document engine refused: {0}")]
    Engine(String),
}

/// Why admitted changes could not be applied. The document must then be dropped and loaded again.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// A change is not what its name says.
    #[error("change {hash} is damaged: {why}")]
    Damaged {
        /// The change.
        hash: ChangeHash,
        /// Why.
        why: String,
    },
    /// The engine refused or failed.
    #[error("the document engine refused: {0}")]
    Engine(String),
}

/// A document in memory.
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub(crate) doc: Automerge,
}

impl Document {
    /// A document without any change.
    pub fn new() -> Self {
        Self::default()
    }

    /// Builds a document from its separately stored changes. A snapshot only saves time: a damaged one is
    /// left aside, and the changes alone give the same document (T03).
    ///
    /// # Errors
    ///
    /// [`LoadError`] when a change is damaged or one that others build on is missing.
    pub fn load<'a>(
        snapshot: Option<&[u8]>,
        changes: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, LoadError> {
        let base = snapshot.and_then(|bytes| Self::from_snapshot(bytes).ok());
        let mut document = base.unwrap_or_default();
        let mut wanted = Vec::new();
        for (index, bytes) in changes.into_iter().enumerate() {
            let damaged = |why: String| LoadError::Damaged { index, why };
            let hash = chunk::name(bytes).map_err(|e| damaged(e.to_string()))?;
            if !document.contains(&hash) {
                let change = decode(bytes).map_err(damaged)?;
                wanted.push(change);
            }
        }
        let applied = document.apply_decoded(wanted).map_err(LoadError::Engine)?;
        if applied.waiting.is_empty() {
            Ok(document)
        } else {
            Err(LoadError::Missing(applied.waiting))
        }
    }

    /// Builds a document from a snapshot alone.
    ///
    /// # Errors
    ///
    /// [`LoadError::Engine`] when it is damaged. Not for foreign bytes: those go through admission.
    pub fn from_snapshot(bytes: &[u8]) -> Result<Self, LoadError> {
        contained(|| Automerge::load(bytes).map_err(|e| e.to_string()))
            .map(|doc| Self { doc })
            .map_err(LoadError::Engine)
    }

    /// Writes the snapshot, without compression inside: whoever stores or sends it compresses.
    pub fn save(&self) -> Vec<u8> {
        self.doc.save_nocompress()
    }

    /// Returns the hashes of the changes that nothing builds on yet, sorted.
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.doc.get_heads().iter().map(from_engine).collect()
    }

    /// Tells whether there is no change yet.
    pub fn is_empty(&self) -> bool {
        self.doc.get_heads().is_empty()
    }

    /// Tells whether a change is in the document.
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        self.doc.get_change_meta_by_hash(&to_engine(hash)).is_some()
    }

    /// Applies admitted changes, in any order. Known ones do no harm; those that build on something
    /// missing are left out and named.
    ///
    /// # Errors
    ///
    /// [`ApplyError`]; the document must then be dropped and loaded again.
    pub fn apply(&mut self, changes: &[Change]) -> Result<Applied, ApplyError> {
        let mut wanted = Vec::with_capacity(changes.len());
        let mut known = 0;
        for change in changes {
            let damaged = |why: String| ApplyError::Damaged {
                hash: change.hash,
                why,
            };
            let hash = chunk::name(&change.bytes).map_err(|e| damaged(e.to_string()))?;
            if hash != change.hash {
                return Err(damaged(format!("its bytes are named {hash}")));
            }
            if self.contains(&hash) {
                known += 1;
            } else {
                wanted.push(decode(&change.bytes).map_err(damaged)?);
            }
        }
        let mut applied = self.apply_decoded(wanted).map_err(ApplyError::Engine)?;
        applied.known = known;
        Ok(applied)
    }

    fn apply_decoded(&mut self, wanted: Vec<automerge::Change>) -> Result<Applied, String> {
        let (ready, waiting) = self.in_order(wanted);
        let applied = ready.iter().map(|c| from_engine(&c.hash())).collect();
        contained(|| self.doc.apply_changes(ready).map_err(|e| e.to_string()))?;
        Ok(Applied {
            applied,
            known: 0,
            waiting,
        })
    }

    /// Puts every change after those it builds on; what cannot be placed is named.
    fn in_order(
        &self,
        wanted: Vec<automerge::Change>,
    ) -> (Vec<automerge::Change>, Vec<ChangeHash>) {
        let mut open: HashMap<_, _> = wanted.into_iter().map(|c| (c.hash(), c)).collect();
        let mut order: Vec<_> = open.keys().copied().collect();
        order.sort_unstable();
        let mut ready = Vec::with_capacity(open.len());
        let mut placed = HashSet::new();
        let mut stack = order;
        let mut visited = HashSet::new();
        while let Some(hash) = stack.pop() {
            let Some(change) = open.get(&hash) else {
                continue;
            };
            let lacking: Vec<_> = change
                .deps()
                .iter()
                .filter(|d| !placed.contains(*d))
                .collect();
            let lacking: Vec<_> = lacking
                .into_iter()
                .filter(|d| self.doc.get_change_meta_by_hash(d).is_none())
                .collect();
            if lacking.is_empty() {
                placed.insert(hash);
                ready.extend(open.remove(&hash));
            } else if visited.insert(hash) && lacking.iter().all(|d| open.contains_key(*d)) {
                let lacking: Vec<_> = lacking.into_iter().copied().collect();
                stack.push(hash);
                stack.extend(lacking);
            }
        }
        let mut waiting: Vec<_> = open.keys().map(from_engine).collect();
        waiting.sort_unstable();
        (ready, waiting)
    }

    /// Returns one change with its standard uncompressed bytes.
    pub fn change(&self, hash: &ChangeHash) -> Option<Change> {
        self.doc
            .get_change_by_hash(&to_engine(hash))
            .map(|c| export(&c))
    }

    /// Returns the changes that are not known to whoever has `heads`, each after those it builds on.
    pub fn changes_since(&self, heads: &[ChangeHash]) -> Vec<Change> {
        let heads: Vec<_> = heads.iter().map(to_engine).collect();
        self.doc.get_changes(&heads).iter().map(export).collect()
    }

    /// Returns the hashes among `wanted` and among the dependencies of `changes` that are neither in the
    /// document nor in `changes`.
    pub fn missing(&self, changes: &[Change]) -> Vec<ChangeHash> {
        let given: HashSet<_> = changes.iter().map(|c| c.hash).collect();
        let mut missing: Vec<_> = changes
            .iter()
            .flat_map(|c| c.deps.iter())
            .filter(|dep| !given.contains(*dep) && !self.contains(dep))
            .copied()
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// Returns the graph of changes, for questions of who knew what.
    pub fn history(&self) -> History {
        let metas = self.doc.get_changes_meta(&[]);
        let deps = |m: &automerge::ChangeMetadata<'_>| m.deps.iter().map(from_engine).collect();
        History::new(
            metas
                .iter()
                .map(|m| (from_engine(&m.hash), deps(m)))
                .collect(),
        )
    }

    /// Returns the last sequence number that an actor has used here; 0 if none.
    pub fn last_seq(&self, actor: ActorId) -> u64 {
        let metas = self.doc.get_changes_meta(&[]);
        let of_actor = metas.iter().filter(|m| m.actor.to_bytes() == actor.0);
        of_actor.map(|m| m.seq).max().unwrap_or(0)
    }
}

/// Runs something of the engine so that a panic inside becomes an error.
pub(crate) fn contained<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(format!("panicked: {}", words.unwrap_or("without words")))
    })
}

pub(crate) fn decode(bytes: &[u8]) -> Result<automerge::Change, String> {
    contained(|| automerge::Change::try_from(bytes).map_err(|e| e.to_string()))
}

pub(crate) fn export(change: &automerge::Change) -> Change {
    let mut actor = [0; 16];
    let bytes = change.actor_id().to_bytes();
    // Admission takes only actors of sixteen bytes; anything else could only be our own defect.
    let length = bytes.len().min(16);
    actor[..length].copy_from_slice(&bytes[..length]);
    Change {
        hash: from_engine(&change.hash()),
        actor,
        seq: change.seq(),
        deps: change.deps().iter().map(from_engine).collect(),
        bytes: change.raw_bytes().to_vec(),
    }
}

pub(crate) fn from_engine(hash: &automerge::ChangeHash) -> ChangeHash {
    ChangeHash(hash.0)
}

pub(crate) fn to_engine(hash: &ChangeHash) -> automerge::ChangeHash {
    automerge::ChangeHash(hash.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_the_engine_becomes_an_error_i01() {
        let caught: Result<(), String> = contained(|| panic!("poison {}", 1));
        assert_eq!(caught, Err("panicked: poison 1".into()));
        let snapshot = Document::from_snapshot(&[0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 0, 0]);
        assert!(snapshot.is_err());
    }
}
