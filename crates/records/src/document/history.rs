//! Who knew of what: the graph of a document's changes as plain hashes.

use std::collections::{HashMap, HashSet};

use handheld_contract::ChangeHash;

/// The changes of a document with the changes that each builds on.
#[derive(Debug, Clone, Default)]
pub struct History {
    deps: HashMap<ChangeHash, Vec<ChangeHash>>,
}

impl History {
    pub(crate) fn new(deps: HashMap<ChangeHash, Vec<ChangeHash>>) -> Self {
        Self { deps }
    }

    /// Returns the given changes and everything that their authors had when they made them.
    pub fn known_to(&self, changes: &[ChangeHash]) -> HashSet<ChangeHash> {
        let mut seen = HashSet::new();
        let mut open: Vec<ChangeHash> = changes.to_vec();
        while let Some(hash) = open.pop() {
            if let Some(deps) = self.deps.get(&hash)
                && seen.insert(hash)
            {
                open.extend(deps.iter().filter(|dep| !seen.contains(*dep)));
            }
        }
        seen
    }

    /// Tells whether whoever made `later` had `earlier` (or made it in the same change).
    pub fn knew(&self, later: &ChangeHash, earlier: &ChangeHash) -> bool {
        later == earlier || self.known_to(&[*later]).contains(earlier)
    }
}
