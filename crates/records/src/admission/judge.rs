//! The decision on a set of changes: what each builds on, whether it follows from it, and the proof that
//! the document with it loads again.

use std::collections::{HashMap, HashSet};

use automerge::{ROOT, ReadDoc};
use handheld_contract::ChangeHash;

use super::chunk::{Operation, OperationId, Scanned, scan};
use super::{AdmissionRules, Rule, Verdict, chunk};
use crate::document::{contained, decode, from_engine, to_engine};
use crate::{ActorId, Document, limits};

/// Decides on changes and takes those that are accepted into the document. One verdict for each, in the
/// order given. The order and repetition of `candidates` do not matter; a refused change never affects
/// another that does not build on it.
pub fn admit(
    document: &mut Document,
    candidates: &[&[u8]],
    rules: &AdmissionRules,
) -> Vec<Verdict> {
    let mut judge = Judge::new(document, candidates, rules);
    judge.look();
    judge.weigh();
    let Judge {
        verdicts, trial, ..
    } = judge;
    *document = trial;
    verdicts
        .into_iter()
        .map(|v| {
            v.unwrap_or(Verdict::Reject {
                hash: None,
                rule: Rule::TooMany,
            })
        })
        .collect()
}

/// What is known of a change in the graph.
#[derive(Debug, Clone)]
struct Node {
    max_op: u64,
    deps: Vec<ChangeHash>,
}

struct Judge<'a> {
    candidates: &'a [&'a [u8]],
    rules: &'a AdmissionRules,
    /// The document with what has been accepted so far.
    trial: Document,
    graph: HashMap<ChangeHash, Node>,
    /// Last sequence number of each actor.
    last: HashMap<ActorId, (u64, ChangeHash)>,
    scanned: Vec<Option<Scanned<'a>>>,
    by_hash: HashMap<ChangeHash, usize>,
    verdicts: Vec<Option<Verdict>>,
    missing_named: usize,
    /// The engine failed half way, so the trial is worth nothing any more.
    broken: bool,
    /// A change was too much for the document, so everything after it is.
    full: bool,
}

impl<'a> Judge<'a> {
    fn new(document: &Document, candidates: &'a [&'a [u8]], rules: &'a AdmissionRules) -> Self {
        let mut graph = HashMap::new();
        let mut last: HashMap<ActorId, (u64, ChangeHash)> = HashMap::new();
        for meta in document.doc.get_changes_meta(&[]) {
            let Ok(actor) = <[u8; 16]>::try_from(meta.actor.to_bytes()) else {
                continue;
            };
            let (actor, hash) = (ActorId(actor), from_engine(&meta.hash));
            let deps = meta.deps.iter().map(from_engine).collect();
            graph.insert(
                hash,
                Node {
                    max_op: meta.max_op,
                    deps,
                },
            );
            let latest = last.entry(actor).or_insert((meta.seq, hash));
            if latest.0 < meta.seq {
                *latest = (meta.seq, hash);
            }
        }
        Self {
            candidates,
            rules,
            trial: document.clone(),
            graph,
            last,
            scanned: vec![None; candidates.len()],
            by_hash: HashMap::new(),
            verdicts: vec![None; candidates.len()],
            missing_named: 0,
            broken: false,
            full: false,
        }
    }

    /// Reads every candidate. Known hashes are looked up before anything else is asked: a change that is
    /// sent again after a lost answer is a duplicate, whatever it builds on (T18).
    fn look(&mut self) {
        let candidates = self.candidates;
        for (index, bytes) in candidates.iter().enumerate().take(limits::CANDIDATES) {
            let hash = match chunk::name(bytes) {
                Ok(hash) => hash,
                Err(rule) => {
                    self.verdicts[index] = Some(Verdict::Reject { hash: None, rule });
                    continue;
                }
            };
            if self.graph.contains_key(&hash) || self.by_hash.contains_key(&hash) {
                self.verdicts[index] = Some(Verdict::Duplicate(hash));
                continue;
            }
            match scan(bytes) {
                Ok(scanned) => {
                    self.by_hash.insert(hash, index);
                    self.scanned[index] = Some(scanned);
                }
                Err(rule) => {
                    self.by_hash.insert(hash, index);
                    self.reject(index, hash, rule);
                }
            }
        }
    }

    fn reject(&mut self, index: usize, hash: ChangeHash, rule: Rule) {
        self.verdicts[index] = Some(Verdict::Reject {
            hash: Some(hash),
            rule,
        });
    }

    /// Decides on every candidate after those that it builds on, then proves the result; where the proof
    /// fails, everything is decided again one by one to find the culprit.
    fn weigh(&mut self) {
        let order = self.order();
        let before = (self.trial.clone(), self.graph.clone(), self.last.clone());
        let undecided: Vec<bool> = self.verdicts.iter().map(Option::is_none).collect();
        for index in &order {
            self.decide(*index, false);
            if self.broken {
                break;
            }
        }
        let accepted = self
            .verdicts
            .iter()
            .any(|v| matches!(v, Some(Verdict::Accept(_))));
        if !self.broken && (!accepted || self.prove().is_ok()) {
            return;
        }
        (self.trial, self.graph, self.last) = before;
        self.missing_named = 0;
        for (verdict, open) in self.verdicts.iter_mut().zip(undecided) {
            if open {
                *verdict = None;
            }
        }
        for index in order {
            self.decide(index, true);
        }
    }

    /// Indices of the readable candidates, each after those among them that it builds on.
    fn order(&self) -> Vec<usize> {
        let mut order = Vec::new();
        let mut placed = HashSet::new();
        let mut opened = HashSet::new();
        for start in 0..self.scanned.len() {
            let mut stack = vec![start];
            while let Some(index) = stack.pop() {
                let Some(scanned) = &self.scanned[index] else {
                    continue;
                };
                if placed.contains(&index) {
                    continue;
                }
                if opened.insert(index) {
                    stack.push(index);
                    let deps = scanned.deps.iter().filter_map(|dep| self.by_hash.get(dep));
                    stack.extend(deps.filter(|dep| !placed.contains(*dep)));
                } else {
                    placed.insert(index);
                    order.push(index);
                }
            }
        }
        order
    }

    fn decide(&mut self, index: usize, prove_each: bool) {
        let Some(scanned) = self.scanned[index].clone() else {
            return;
        };
        let hash = scanned.hash;
        if !self.rules.actors.allows(scanned.actor) {
            return self.reject(index, hash, Rule::Actor);
        }
        let refused = scanned.deps.iter().any(|dep| {
            let verdict = self
                .by_hash
                .get(dep)
                .and_then(|i| self.verdicts[*i].as_ref());
            matches!(verdict, Some(Verdict::Reject { .. }))
        });
        if refused {
            return self.reject(index, hash, Rule::BuildsOnRefused);
        }
        let unknown: Vec<_> = scanned
            .deps
            .iter()
            .filter(|dep| !self.graph.contains_key(*dep))
            .copied()
            .collect();
        if !unknown.is_empty() {
            let wanted: Vec<_> = unknown
                .into_iter()
                .take(limits::MISSING - self.missing_named)
                .collect();
            self.missing_named += wanted.len();
            self.verdicts[index] = Some(Verdict::Missing { hash, wanted });
            return;
        }
        if self.full {
            return self.reject(index, hash, Rule::DocumentSize);
        }
        let before = if prove_each {
            Some(self.trial.clone())
        } else {
            None
        };
        let taken = self
            .follows(&scanned)
            .and_then(|()| self.take(index, &scanned));
        let proved = match (taken, &before) {
            (Ok(()), Some(_)) => self.prove(),
            (taken, _) => taken,
        };
        match proved {
            Ok(()) => self.accept(index, &scanned),
            Err(rule) => {
                if let Some(before) = before {
                    self.trial = before;
                }
                self.full |= rule == Rule::DocumentSize;
                self.reject(index, hash, rule);
            }
        }
    }

    fn accept(&mut self, index: usize, scanned: &Scanned<'_>) {
        let (hash, actor, seq) = (scanned.hash, scanned.actor, scanned.seq);
        let deps = scanned.deps.clone();
        self.graph.insert(
            hash,
            Node {
                max_op: scanned.max_op(),
                deps,
            },
        );
        self.last.insert(actor, (seq, hash));
        self.verdicts[index] = Some(Verdict::Accept(hash));
    }

    /// Checks that the change is the next of its actor's line, made on what it says it builds on.
    fn follows(&self, scanned: &Scanned<'_>) -> Result<(), Rule> {
        let before = self.last.get(&scanned.actor);
        let last = before.map_or(0, |(seq, _)| *seq);
        if scanned.seq <= last {
            return Err(Rule::SequenceReused);
        }
        if scanned.seq != last + 1 {
            return Err(Rule::Sequence);
        }
        if let Some((_, own)) = before
            && !self.builds_on(&scanned.deps, own)
        {
            return Err(Rule::Sequence);
        }
        // An author's counter goes on from the greatest one that they know of: nothing else is honest, and
        // a greater one would bring the document closer to the end of all counters (I08).
        let known = scanned
            .deps
            .iter()
            .filter_map(|dep| self.graph.get(dep))
            .map(|n| n.max_op)
            .max();
        if scanned.start_op != known.unwrap_or(0) + 1 {
            return Err(Rule::Counter);
        }
        Ok(())
    }

    fn builds_on(&self, deps: &[ChangeHash], wanted: &ChangeHash) -> bool {
        let mut seen = HashSet::new();
        let mut open = deps.to_vec();
        // Straight ahead in nearly every case: one's own last change is a direct dependency.
        if open.contains(wanted) {
            return true;
        }
        while let Some(hash) = open.pop() {
            if hash == *wanted {
                return true;
            }
            if seen.insert(hash) {
                open.extend(
                    self.graph
                        .get(&hash)
                        .into_iter()
                        .flat_map(|n| n.deps.iter().copied()),
                );
            }
        }
        false
    }

    /// Checks what the change replaces against what its author saw, and gives it to the engine.
    fn take(&mut self, index: usize, scanned: &Scanned<'_>) -> Result<(), Rule> {
        let trial = &mut self.trial;
        let deps: Vec<_> = scanned.deps.iter().map(to_engine).collect();
        let honest = contained(|| {
            let here = deps_are_heads(&trial.doc.get_heads(), &deps);
            for operation in &scanned.operations {
                let seen = if here {
                    trial.doc.get_all(ROOT, operation.key)
                } else {
                    trial.doc.get_all_at(ROOT, operation.key, &deps)
                };
                let mut seen: Vec<_> = seen
                    .map_err(|e| e.to_string())?
                    .iter()
                    .filter_map(|(_, id)| operation_id(id))
                    .collect();
                seen.sort_unstable();
                if !replaces_honestly(operation, &seen) {
                    return Ok(false);
                }
            }
            Ok(true)
        });
        match honest {
            Ok(true) => {}
            Ok(false) => return Err(Rule::Replaced),
            Err(_) => return Err(Rule::Engine),
        }
        let change = decode(self.candidates[index]).map_err(|_| Rule::Engine)?;
        if change.hash() != to_engine(&scanned.hash) || change.len() != scanned.operations.len() {
            return Err(Rule::Engine);
        }
        let applied = contained(|| trial.doc.apply_changes([change]).map_err(|e| e.to_string()));
        if applied.is_err() || !trial.contains(&scanned.hash) {
            self.broken = true;
            return Err(Rule::Engine);
        }
        Ok(())
    }

    /// Proves that the document loads after it was saved, with the same changes under the same names.
    fn prove(&self) -> Result<(), Rule> {
        let saved = contained(|| Ok(self.trial.save())).map_err(|_| Rule::RoundTrip)?;
        if saved.len() > self.rules.document_bytes {
            return Err(Rule::DocumentSize);
        }
        let loaded = Document::from_snapshot(&saved).map_err(|_| Rule::RoundTrip)?;
        if loaded.heads() != self.trial.heads() {
            return Err(Rule::RoundTrip);
        }
        Ok(())
    }
}

/// Whether an operation replaces what its author saw. Nobody may take away a part of it, but for one case: who
/// settles a conflict by the value that won already only deletes the others, for the engine writes no value twice.
fn replaces_honestly(operation: &Operation<'_>, seen: &[OperationId]) -> bool {
    if operation.replaced == seen {
        return true;
    }
    let losers = seen.split_last().map(|(_winner, losers)| losers);
    operation.deletes && losers == Some(operation.replaced.as_slice())
}

fn deps_are_heads(heads: &[automerge::ChangeHash], deps: &[automerge::ChangeHash]) -> bool {
    heads.len() == deps.len() && heads.iter().all(|head| deps.contains(head))
}

fn operation_id(id: &automerge::ObjId) -> Option<OperationId> {
    match id {
        automerge::ObjId::Id(counter, actor, _) => {
            Some((*counter, ActorId(actor.to_bytes().try_into().ok()?)))
        }
        automerge::ObjId::Root => None,
    }
}
