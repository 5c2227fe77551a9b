//! Turning edits into changes: one for a screenful, none for what changes nothing.

use std::collections::HashMap;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ROOT, ReadDoc};
use handheld_contract::ChangeHash;
use handheld_contract::sync::Change;

use super::{Document, Edit, EditError, contained, export, is_entry};
use crate::{ActorId, limits};

impl Document {
    /// Makes a screenful of edits into one change and returns it: none when nothing differs from what
    /// stands already, several only when the edits exceed what one change may carry.
    ///
    /// Setting one of several concurrent values again settles the conflict: it replaces them all, or, being the
    /// value that won already, removes the others.
    ///
    /// # Errors
    ///
    /// [`EditError`]; the document is then as before.
    pub fn commit(
        &mut self,
        edits: &[Edit],
        actor: ActorId,
        at_ms: i64,
    ) -> Result<Vec<Change>, EditError> {
        let edits = self.effective(edits)?;
        let before = self.doc.clone();
        let made = contained(|| self.commit_effective(&edits, actor, at_ms));
        made.map_err(|why| {
            self.doc = before;
            EditError::Engine(why)
        })
    }

    /// Makes edits into one change that builds on `base` alone, whatever else the document holds, and takes it in. For entries that must
    /// stand or fall by themselves: refusing one of them never touches another.
    ///
    /// # Errors
    ///
    /// [`EditError`]; the document is then as before.
    pub fn commit_on(
        &mut self,
        base: &[ChangeHash],
        edits: &[Edit],
        actor: ActorId,
        at_ms: i64,
    ) -> Result<Change, EditError> {
        for edit in edits {
            edit.check()?;
            if is_entry(&edit.key) && !self.values(&edit.key).is_empty() {
                return Err(EditError::EntryExists(edit.key.clone()));
            }
        }
        let heads: Vec<_> = base.iter().map(super::to_engine).collect();
        let made = contained(|| {
            let forked = self.doc.fork_at(&heads).map_err(|e| e.to_string())?;
            let mut alone = Self { doc: forked };
            let edits: Vec<&Edit> = edits.iter().collect();
            let mut changes = alone.commit_effective(&edits, actor, at_ms)?;
            let change = changes.pop();
            if changes.is_empty() {
                Ok(change)
            } else {
                Err("an entry is larger than one change".to_owned())
            }
        });
        let change = made
            .map_err(EditError::Engine)?
            .ok_or(EditError::NoEffect)?;
        self.apply(std::slice::from_ref(&change))
            .map_err(|e| EditError::Engine(e.to_string()))?;
        Ok(change)
    }

    /// Returns the document as it will be once the edits are committed, for showing what the journal holds.
    ///
    /// # Errors
    ///
    /// [`EditError`] as for [`Document::commit`].
    pub fn with_pending(&self, edits: &[Edit], actor: ActorId) -> Result<Self, EditError> {
        let mut pending = self.clone();
        pending.commit(edits, actor, 0)?;
        Ok(pending)
    }

    /// The last edit of every key, without those that would change nothing.
    fn effective<'e>(&self, edits: &'e [Edit]) -> Result<Vec<&'e Edit>, EditError> {
        let mut last: HashMap<&str, usize> = HashMap::new();
        for (index, edit) in edits.iter().enumerate() {
            edit.check()?;
            last.insert(&edit.key, index);
        }
        let mut effective = Vec::new();
        for (index, edit) in edits.iter().enumerate() {
            if last.get(edit.key.as_str()) != Some(&index) {
                continue;
            }
            let standing = self
                .doc
                .get_all(ROOT, edit.key.as_str())
                .unwrap_or_default();
            let same = match (&edit.value, standing.as_slice()) {
                (None, []) => true,
                (Some(new), [(old, _)]) => old.as_str() == Some(new),
                _ => false,
            };
            if !same && is_entry(&edit.key) && !standing.is_empty() {
                return Err(EditError::EntryExists(edit.key.clone()));
            }
            if !same {
                effective.push(edit);
            }
        }
        Ok(effective)
    }

    fn commit_effective(
        &mut self,
        edits: &[&Edit],
        actor: ActorId,
        at_ms: i64,
    ) -> Result<Vec<Change>, String> {
        let seconds = (at_ms / 1_000).clamp(0, limits::LATEST_SECOND);
        self.doc.set_actor(automerge::ActorId::from(actor.0));
        let mut changes = Vec::new();
        for part in parts(edits) {
            let mut transaction = self.doc.transaction();
            for edit in part {
                match &edit.value {
                    Some(value) => transaction.put(ROOT, edit.key.as_str(), value.as_str()),
                    None => transaction.delete(ROOT, edit.key.as_str()),
                }
                .map_err(|e| e.to_string())?;
            }
            let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(seconds));
            let change = hash.and_then(|hash| self.doc.get_change_by_hash(&hash));
            changes.extend(change.as_ref().map(export));
        }
        Ok(changes)
    }
}

/// Cuts edits so that each part fits into one change; nearly always there is one part.
fn parts<'a, 'e>(edits: &'a [&'e Edit]) -> Vec<&'a [&'e Edit]> {
    // What surrounds keys and values in a change: operation columns, dependencies, actors.
    const ROOM: usize = limits::CHANGE_BYTES - 40 * 1024;
    let (mut parts, mut start, mut bytes) = (Vec::new(), 0, 0);
    for (index, edit) in edits.iter().enumerate() {
        let size = edit.key.len() + edit.value.as_ref().map_or(0, String::len) + 16;
        if index > start && (bytes + size > ROOM || index - start >= limits::CHANGE_OPERATIONS) {
            parts.push(&edits[start..index]);
            (start, bytes) = (index, 0);
        }
        bytes += size;
    }
    if start < edits.len() {
        parts.push(&edits[start..]);
    }
    parts
}
