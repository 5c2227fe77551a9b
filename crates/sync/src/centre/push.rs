//! The batch: which of its changes are taken, and the signed answer that is kept with them.

use std::collections::{BTreeSet, HashMap, HashSet};

use handheld_contract::sync::{Change, DocChanges, Rejection};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{ChangeHash, Code, DocId, PersonId};
use handheld_records::admission::{AdmissionRules, AllowedActors, Verdict};
use handheld_records::worker::{AdmitRequest, AdmitResponse};
use handheld_records::{ActorId, Document};
use handheld_store::StoreError;
use handheld_store::centre::{AdmittedBatch, CentreLog, Device, Directory};
use handheld_store::records::{Commit, Origin, Records, StoredDocument};

use super::{Answer, Centre, ExchangeError};
use crate::envelope::{self, BatchHead, Taken};
use crate::ports::{AdmissionError, Admitted, CaseChanges, CaseVerdict};
use crate::wire::{self, Record, WireError};

/// Counters of actors that are tried for a device; each start after a restore or refusal takes one.
const ACTOR_COUNTERS: u32 = 4_096;

/// Changes that stand, and what was said of the others.
type Judged = (Vec<Change>, CaseVerdict);

/// What was decided on a batch so far.
#[derive(Default)]
struct Decided {
    taken: HashSet<ChangeHash>,
    records: Vec<Record>,
    commits: Vec<Commit>,
    actors: Vec<([u8; 16], PersonId)>,
    /// Refused bytes to be kept aside, with the reason.
    aside: Vec<(DocId, Vec<u8>, String)>,
    /// Something was refused for what other cases have not reached yet.
    waits: bool,
}

impl Decided {
    fn keep(&mut self, of: &DocChanges, refused: &[&Change], reason: &str) {
        let bytes = refused.iter().map(|change| change.bytes.clone());
        self.aside
            .extend(bytes.map(|bytes| (of.doc, bytes, reason.to_owned())));
    }

    fn add(&mut self, other: Self) {
        self.taken.extend(other.taken);
        self.records.extend(other.records);
        self.commits.extend(other.commits);
        self.actors.extend(other.actors);
        self.aside.extend(other.aside);
    }

    fn reject(&mut self, of: &DocChanges, hash: ChangeHash, code: Code, rule: impl Into<String>) {
        let rejection = Rejection {
            doc: of.doc,
            hash,
            code,
            rule: rule.into(),
        };
        self.records.push(Record::Reject(rejection));
    }
}

impl<S: Records + CentreLog + Directory> Centre<'_, S> {
    /// Takes a batch and appends its answer, or the one that was given to it before.
    pub(super) async fn push(
        &self,
        device: &Device,
        batch: &BatchHead,
        envelope: [u8; 32],
        documents: &[DocChanges],
        now_ms: i64,
        answer: &mut Answer,
    ) -> Result<(), ExchangeError> {
        if envelope::batch_root(documents) != batch.root {
            // Rebuilt chunks have other names: a version that elides differently. Ask for whole ones.
            let whole = documents.first().map(|d| Record::Want(d.doc, Vec::new()));
            wire::write_frame(&mut answer.body, whole.as_slice(), false)?;
            return Ok(());
        }
        let _one_at_a_time = self.writing.lock().await;
        if let Some((known, kept)) = CentreLog::answer(self.store, device.id, batch.number).await? {
            if known == envelope {
                answer.body.extend_from_slice(&kept);
                return Ok(());
            }
            answer.forked = true;
            return self.alarm(device.id, answer).await;
        }
        // Read again: another request of the device may have been stored while this one waited.
        let now = self.device(device.id).await?;
        let next = now.batch + 1;
        if batch.number < next || (batch.number == next && batch.previous != now.previous_envelope)
        {
            // A number below is also that of a request that was overtaken on its way: nothing to worry about.
            answer.forked = batch.number == next;
            return self.alarm(device.id, answer).await;
        }
        let decided = self.decide_all(device, &merged(documents), now_ms).await?;
        for (doc, bytes, reason) in &decided.aside {
            self.store
                .quarantine(now_ms, device.id, *doc, bytes, reason)
                .await?;
        }
        let kept = self.signed_answer(device, batch.number, documents, &decided, now_ms)?;
        let touched: BTreeSet<_> = decided.commits.iter().map(|c| c.scope.clone()).collect();
        let admitted = AdmittedBatch {
            device: device.id,
            number: batch.number,
            envelope,
            commits: decided.commits,
            actors: decided.actors,
            answer: kept.clone(),
        };
        let earlier = self.store.take_batch(admitted).await?;
        answer.body.extend(earlier.unwrap_or(kept));
        answer.touched.extend(touched);
        Ok(())
    }

    async fn alarm(
        &self,
        device: handheld_contract::DeviceId,
        answer: &mut Answer,
    ) -> Result<(), ExchangeError> {
        let now = self.device(device).await?;
        let alarm = Record::Alarm {
            batch: now.batch,
            envelope: now.previous_envelope,
        };
        wire::write_frame(&mut answer.body, &[alarm], false)?;
        Ok(())
    }

    fn signed_answer(
        &self,
        device: &Device,
        number: u64,
        documents: &[DocChanges],
        decided: &Decided,
        now_ms: i64,
    ) -> Result<Vec<u8>, WireError> {
        let ordered: Vec<_> = documents
            .iter()
            .flat_map(|d| d.changes.iter().map(|c| (d.doc, c.hash)))
            .collect();
        let runs = runs(ordered.iter().map(|(_, hash)| decided.taken.contains(hash)));
        let changes: Vec<_> = ordered
            .into_iter()
            .filter(|(_, hash)| decided.taken.contains(hash))
            .collect();
        let taken = Taken {
            batch: number,
            device: device.id,
            at_ms: now_ms,
            changes,
            photos: Vec::new(),
        };
        let receipt = envelope::sign_receipt(taken, self.key);
        let mut records = vec![Record::Ack(runs)];
        records.extend(decided.records.iter().cloned());
        let (at_ms, signature) = (receipt.at_ms, receipt.signature);
        records.push(Record::Receipt {
            batch: number,
            at_ms,
            signature,
        });
        let mut answer = Vec::new();
        wire::write_frame(&mut answer, &records, false)?;
        Ok(answer)
    }

    /// Decides on all documents. A case is judged beside the others of its project, and what those reach in the same batch may have come
    /// behind it: cases with refusals of that kind are judged once more beside all others, until nothing more is taken.
    async fn decide_all(
        &self,
        device: &Device,
        documents: &[DocChanges],
        now_ms: i64,
    ) -> Result<Decided, ExchangeError> {
        let mut parts: Vec<Decided> = Vec::with_capacity(documents.len());
        for sent in documents {
            let batch: Vec<&Commit> = parts.iter().flat_map(|part| &part.commits).collect();
            let part = self.decide(device, sent, &batch, now_ms).await?;
            parts.push(part);
        }
        let mut moved = true;
        while moved {
            moved = false;
            for (place, sent) in documents.iter().enumerate() {
                if !parts[place].waits {
                    continue;
                }
                let others = parts
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != place);
                let batch: Vec<&Commit> = others.flat_map(|(_, part)| &part.commits).collect();
                let again = self.decide(device, sent, &batch, now_ms).await?;
                if again.taken.is_superset(&parts[place].taken)
                    && again.taken.len() > parts[place].taken.len()
                {
                    parts[place] = again;
                    moved = true;
                }
            }
        }
        let mut decided = Decided::default();
        for part in parts {
            decided.add(part);
        }
        Ok(decided)
    }

    /// Decides on one document. A refusal never touches another document.
    async fn decide(
        &self,
        device: &Device,
        sent: &DocChanges,
        batch: &[&Commit],
        now_ms: i64,
    ) -> Result<Decided, ExchangeError> {
        let mut part = Decided::default();
        let decided = &mut part;
        #[cfg(feature = "planted-defects")]
        if self.planted_dependency_check(sent, decided).await? {
            return Ok(part);
        }
        // What is known is taken, whatever it builds on: its answer was lost (S02, T18).
        let hashes: Vec<_> = sent.changes.iter().map(|c| c.hash).collect();
        let known: HashSet<_> = self
            .store
            .known(sent.doc, &hashes)
            .await?
            .into_iter()
            .collect();
        decided.taken.extend(&known);
        let fresh: Vec<&Change> = sent
            .changes
            .iter()
            .filter(|c| !known.contains(&c.hash))
            .collect();
        let Some(first) = fresh.first().map(|c| c.hash) else {
            return Ok(part);
        };
        let stored = self.store.document(sent.doc).await?;
        if let Err(code) = self.access.may_write(device, sent, stored.as_ref()).await? {
            decided.reject(sent, first, code, "read_only");
            decided.keep(sent, &fresh, "read_only");
            return Ok(part);
        }
        if stored
            .as_ref()
            .is_some_and(|s| s.scope != sent.scope || s.kind != sent.kind)
        {
            decided.reject(sent, first, Code::Refused, "scope");
            decided.keep(sent, &fresh, "scope");
            return Ok(part);
        }
        let actors = self.actors(device, &fresh).await?;
        let request = AdmitRequest {
            snapshot: stored.as_ref().and_then(|s| s.snapshot.clone()),
            known: stored
                .iter()
                .flat_map(|s| s.changes.iter().map(|c| c.bytes.clone()))
                .collect(),
            candidates: fresh.iter().map(|c| c.bytes.clone()).collect(),
            rules: AdmissionRules::new(AllowedActors::Only(actors)),
        };
        match self.admission.admit(request).await {
            Ok(response) => {
                self.take(
                    device,
                    sent,
                    stored.as_ref(),
                    &fresh,
                    response,
                    (batch, now_ms),
                    decided,
                )
                .await?;
            }
            Err(AdmissionError::Hostile(why)) => {
                decided.reject(sent, first, Code::Damaged, "hostile");
                decided.keep(sent, &fresh, &why);
            }
            // Neither taken nor refused; the device sends it again.
            Err(AdmissionError::Unavailable(why)) => {
                tracing::warn!(%why, doc = %sent.doc, "admission not possible");
            }
        }
        Ok(part)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one step of `decide`, split for its length"
    )]
    async fn take(
        &self,
        device: &Device,
        sent: &DocChanges,
        stored: Option<&StoredDocument>,
        fresh: &[&Change],
        response: AdmitResponse,
        (batch, now_ms): (&[&Commit], i64),
        decided: &mut Decided,
    ) -> Result<(), ExchangeError> {
        let by_hash: HashMap<ChangeHash, &Change> = fresh.iter().map(|c| (c.hash, *c)).collect();
        let mut accepted: Vec<Change> = response
            .accepted
            .iter()
            .filter_map(|facts| by_hash.get(&facts.hash).map(|c| (*c).clone()))
            .collect();
        if sent.kind == DocKind::Case {
            // Acts all build on the first change alone: only the author's own order says which came first.
            let place = |hash: ChangeHash| fresh.iter().position(|c| c.hash == hash);
            accepted.sort_by_key(|change| (!change.deps.is_empty(), place(change.hash)));
        }
        let mut refused = Vec::new();
        for (change, verdict) in fresh.iter().zip(&response.verdicts) {
            match verdict {
                Verdict::Reject { rule, .. } => {
                    decided.reject(sent, change.hash, rule.code(), rule.as_str());
                    refused.push(*change);
                }
                Verdict::Missing { wanted, .. } => {
                    decided.records.push(Record::Want(sent.doc, wanted.clone()));
                }
                // In the document although not among the known hashes: a repetition inside the batch.
                Verdict::Duplicate(hash) if !by_hash.contains_key(hash) => {}
                Verdict::Duplicate(_) | Verdict::Accept(_) => {}
            }
        }
        if !accepted.is_empty() {
            let Ok(mut document) = Document::from_snapshot(&response.snapshot) else {
                // Proven to load by the worker; so this is a fault here, and nothing is taken.
                tracing::error!(doc = %sent.doc, "an admitted document does not load");
                return Ok(());
            };
            let (accepted, verdict) = self
                .judge(device, sent, &mut document, accepted, batch, now_ms)
                .await?;
            decided.waits = verdict.waits;
            for (hash, code, rule) in verdict.refused {
                decided.reject(sent, hash, code, rule);
                refused.extend(by_hash.get(&hash).copied());
            }
            if accepted.is_empty() {
                decided.keep(sent, &refused, "refused");
                return Ok(());
            }
            let admitted = Admitted {
                doc: sent.doc,
                kind: sent.kind,
                scope: &sent.scope,
                stored,
                document: &document,
                changes: accepted.clone(),
                origin: Origin::Here,
            };
            match self.project.commit_for(admitted) {
                Ok(mut commit) => {
                    commit.beside = verdict.beside;
                    decided.taken.extend(accepted.iter().map(|c| c.hash));
                    let actors: BTreeSet<_> = accepted.iter().map(|c| c.actor).collect();
                    decided
                        .actors
                        .extend(actors.into_iter().map(|a| (a, device.person)));
                    decided.commits.push(commit);
                }
                Err((code, rule)) => {
                    if let Some(first) = accepted.first() {
                        decided.reject(sent, first.hash, code, rule);
                    }
                    refused.extend(fresh.iter().filter(|c| accepted.contains(c)));
                }
            }
        }
        decided.keep(sent, &refused, "refused");
        Ok(())
    }

    /// What several organisations write is judged change by change; of everything else all counts.
    async fn judge(
        &self,
        device: &Device,
        sent: &DocChanges,
        document: &mut Document,
        mut accepted: Vec<Change>,
        batch: &[&Commit],
        now_ms: i64,
    ) -> Result<Judged, ExchangeError> {
        if !matches!(sent.kind, DocKind::Case | DocKind::Survey) {
            return Ok((accepted, CaseVerdict::default()));
        }
        let known = self.store.changes(sent.doc).await?;
        let changes = CaseChanges {
            doc: sent.doc,
            kind: sent.kind,
            scope: &sent.scope,
            document,
            known: &known,
            fresh: &accepted,
            batch,
            now_ms,
        };
        let verdict = self.access.judge_case(device, changes).await?;
        accepted.retain(|change| {
            verdict
                .refused
                .iter()
                .all(|(hash, ..)| *hash != change.hash)
        });
        Ok((accepted, verdict))
    }

    /// The actors among these changes that belong to the signer (I05).
    async fn actors(
        &self,
        device: &Device,
        fresh: &[&Change],
    ) -> Result<BTreeSet<ActorId>, StoreError> {
        let used: BTreeSet<_> = fresh.iter().map(|c| ActorId(c.actor)).collect();
        let mut own = BTreeSet::new();
        for actor in used {
            // A registered actor is one that this device or another of the same person has proven to derive.
            if actor.is_of_act(&device.key, device.person) {
                own.insert(actor);
                continue;
            }
            let registered = self.store.actor(actor.0).await?;
            let derived = || {
                ActorId::derive_all(&device.key, device.person, ACTOR_COUNTERS).any(|a| a == actor)
            };
            if registered.map_or_else(derived, |person| person == device.person) {
                own.insert(actor);
            }
        }
        Ok(own)
    }

    /// The planted mistake: what a change builds on is checked before it is looked up, against the last change
    /// of its actor. All is well until an answer is lost.
    #[cfg(feature = "planted-defects")]
    async fn planted_dependency_check(
        &self,
        sent: &DocChanges,
        decided: &mut Decided,
    ) -> Result<bool, ExchangeError> {
        if self.defect != Some(crate::Defect::DependencyBeforeDuplicate) {
            return Ok(false);
        }
        let mut last: HashMap<[u8; 16], u64> = HashMap::new();
        for change in self.store.changes(sent.doc).await? {
            let seq = last.entry(change.actor).or_default();
            *seq = change.seq.max(*seq);
        }
        for change in &sent.changes {
            let seq = last.entry(change.actor).or_default();
            if change.seq != *seq + 1 {
                decided
                    .records
                    .push(Record::Want(sent.doc, change.deps.clone()));
                return Ok(true);
            }
            *seq = change.seq;
        }
        Ok(false)
    }
}

/// One entry for each document, should a batch name one twice.
fn merged(documents: &[DocChanges]) -> Vec<DocChanges> {
    let mut merged: Vec<DocChanges> = Vec::with_capacity(documents.len());
    let mut places = HashMap::new();
    for d in documents {
        match places.get(&d.doc) {
            None => {
                places.insert(d.doc, merged.len());
                merged.push(d.clone());
            }
            Some(place) => {
                let place: &usize = place;
                merged[*place].changes.extend(d.changes.iter().cloned());
            }
        }
    }
    merged
}

/// Lengths of runs: taken, not taken, taken, ...
fn runs(taken: impl Iterator<Item = bool>) -> Vec<u64> {
    let mut runs = vec![0];
    let mut value = true;
    for one in taken {
        if one != value {
            runs.push(0);
            value = one;
        }
        if let Some(last) = runs.last_mut() {
            *last += 1;
        }
    }
    runs
}
