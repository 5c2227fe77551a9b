//! Reading registers: every value that stands, and what stood for whoever had certain heads.

use std::collections::BTreeMap;

use automerge::{ROOT, ReadDoc};
use handheld_contract::ChangeHash;

use super::{Candidate, Document, from_engine, to_engine};
use crate::ActorId;

impl Document {
    /// Returns the keys that begin with `prefix`, sorted.
    pub fn keys(&self, prefix: &str) -> Vec<String> {
        let range = self.doc.map_range(ROOT, prefix.to_owned()..);
        range
            .map(|item| item.key.into_owned())
            .take_while(|key| key.starts_with(prefix))
            .collect()
    }

    /// Returns all values of a register: the one that the engine puts first, then the concurrent others.
    /// Equal values count once. Empty when the register is not set.
    pub fn values(&self, key: &str) -> Vec<Candidate> {
        self.candidates(self.doc.get_all(ROOT, key).unwrap_or_default())
    }

    /// Returns all values that a register had for whoever had exactly `heads`.
    pub fn values_at(&self, key: &str, heads: &[ChangeHash]) -> Vec<Candidate> {
        let heads: Vec<_> = heads.iter().map(to_engine).collect();
        if heads
            .iter()
            .any(|h| self.doc.get_change_meta_by_hash(h).is_none())
        {
            return Vec::new();
        }
        self.candidates(self.doc.get_all_at(ROOT, key, &heads).unwrap_or_default())
    }

    /// Returns every register whose key begins with `prefix`, with all its values.
    pub fn registers(&self, prefix: &str) -> BTreeMap<String, Vec<Candidate>> {
        let mut registers = BTreeMap::new();
        for item in self.doc.map_range(ROOT, prefix.to_owned()..) {
            if !item.key.starts_with(prefix) {
                break;
            }
            let values = if item.conflict {
                self.values(&item.key)
            } else {
                let id = item.id();
                self.candidates(vec![(item.value.to_owned().into(), id)])
            };
            registers.insert(item.key.into_owned(), values);
        }
        registers
    }

    /// The engine lists values in the order of their operation ids and takes the last; so the last comes first.
    fn candidates(&self, all: Vec<(automerge::Value<'_>, automerge::ObjId)>) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = Vec::with_capacity(all.len());
        for (value, id) in all.into_iter().rev() {
            let Some(change) = self.doc.hash_for_opid(&id) else {
                continue;
            };
            let change = from_engine(&change);
            let value = text(&value);
            if let Some(equal) = candidates.iter_mut().find(|c| c.value == value) {
                equal.also.push(change);
            } else {
                let actor = actor_of(&id);
                candidates.push(Candidate {
                    value,
                    change,
                    actor,
                    also: Vec::new(),
                });
            }
        }
        candidates
    }
}

fn actor_of(id: &automerge::ObjId) -> ActorId {
    let mut bytes = [0; 16];
    if let automerge::ObjId::Id(_, actor, _) = id {
        let given = actor.to_bytes();
        let length = given.len().min(16);
        bytes[..length].copy_from_slice(&given[..length]);
    }
    ActorId(bytes)
}

/// A register that does not hold a text is not of our making; its reading reports it as damaged.
fn text(value: &automerge::Value<'_>) -> String {
    value
        .as_str()
        .map_or_else(|| format!("not a text: {value:?}"), str::to_owned)
}
