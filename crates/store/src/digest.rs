//! The digest of a scope: lets a device and the centre see in sixteen bytes that they hold the same documents.

use std::collections::BTreeSet;

use handheld_contract::sync::Change;
use handheld_contract::{ChangeHash, DocId};

/// What one document adds to the digest of its scope; the heads are sorted here.
pub fn doc_digest(doc: DocId, heads: &[ChangeHash]) -> u128 {
    let mut sorted = heads.to_vec();
    sorted.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&doc.bytes());
    for head in &sorted {
        hasher.update(&head.0);
    }
    let mut half = [0; 16];
    half.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_be_bytes(half)
}

/// Sum mod 2^128 of BLAKE3(document id || sorted heads) over the documents, big endian.
pub fn scope_digest<'a>(
    documents: impl IntoIterator<Item = (DocId, &'a [ChangeHash])>,
) -> [u8; 16] {
    documents
        .into_iter()
        .fold(0u128, |sum, (doc, heads)| {
            sum.wrapping_add(doc_digest(doc, heads))
        })
        .to_be_bytes()
}

/// Heads after one more change.
pub(crate) fn heads_after(heads: &mut Vec<ChangeHash>, hash: ChangeHash, deps: &[ChangeHash]) {
    heads.retain(|head| !deps.contains(head));
    heads.push(hash);
    heads.sort_unstable();
}

/// The refused change among those of a document, with all later ones of its actor and whatever builds on these:
/// nothing of it can be applied without what was refused. Dependencies come first; empty when it is not among them.
pub fn refused_with<'a>(
    changes: impl Iterator<Item = &'a Change> + Clone,
    refused: ChangeHash,
) -> BTreeSet<ChangeHash> {
    let mut gone = BTreeSet::new();
    let Some(first) = changes.clone().find(|c| c.hash == refused) else {
        return gone;
    };
    for change in changes {
        let later = change.actor == first.actor && change.seq >= first.seq;
        if later || change.deps.iter().any(|dep| gone.contains(dep)) {
            gone.insert(change.hash);
        }
    }
    gone
}

/// Heads of a set of changes: those that no other builds on.
pub fn heads_of<'a>(
    changes: impl Iterator<Item = (ChangeHash, &'a [ChangeHash])>,
) -> Vec<ChangeHash> {
    let mut heads = BTreeSet::new();
    let mut built_on = BTreeSet::new();
    for (hash, deps) in changes {
        heads.insert(hash);
        built_on.extend(deps.iter().copied());
    }
    heads.difference(&built_on).copied().collect()
}
