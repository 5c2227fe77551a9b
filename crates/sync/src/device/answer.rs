//! Reading an answer: what was taken, what was refused, what there is to store.
//!
//! Only whole frames count, and of these only what stands before a cut. An answer without the centre's
//! signature over the batch is no receipt, whatever its status was.

use std::collections::{HashMap, HashSet};

use handheld_contract::sync::{DocChanges, Receipt};
use handheld_contract::{ChangeHash, DocId, ScopeId};
use rand::Rng;

use super::{
    BUDGET_CAP, DeviceEngine, Effect, FAST_MS, Failure, Pending, PulledFrame, RESTARTS, Report,
};
use crate::envelope;
use crate::wire::{self, Record};

/// What an answer says beside its frames.
#[derive(Default)]
struct Said {
    runs: Option<Vec<u64>>,
    receipt: Option<(u64, i64, [u8; 64])>,
    rejected: Vec<handheld_contract::sync::Rejection>,
    whole_chunks: bool,
    stale: Option<ScopeId>,
    need_set: bool,
    alarm: Option<(u64, [u8; 32])>,
    granted: Vec<ScopeId>,
    end: Option<bool>,
    gap: Option<ScopeId>,
    frames: Vec<PulledFrame>,
}

impl DeviceEngine {
    pub(super) fn response(&mut self, now_ms: i64, body: &[u8], rng: &mut impl Rng) -> Vec<Effect> {
        let Ok((frames, _)) = wire::read_frames(body) else {
            return self.failed(now_ms, &Failure::NotTheCentre("not an answer".into()), rng);
        };
        let mut said = self.sort(frames);
        let mut effects = Vec::new();
        if let Some((batch, envelope)) = said.alarm {
            return self.forked(now_ms, batch, envelope, rng);
        }
        if !said.granted.is_empty() && said.stale.is_none() && !self.resent {
            // Without a cursor the life of the log is not known, so that a restored centre may have lost what it once
            // confirmed here. Comes before the receipt, which takes out again what this very answer confirms.
            effects.push(Effect::Resend(said.granted.clone()));
        }
        if said.whole_chunks && !self.raw {
            self.raw = true;
            self.pending = None;
        } else if self.pending.is_some() {
            match self.receipt(&said) {
                Some(receipt) => effects.extend(self.settle(receipt, &mut said)),
                // Nothing after an unsigned batch is believed either.
                None => {
                    let failure = Failure::NotTheCentre("no receipt".into());
                    return self.failed(now_ms, &failure, rng);
                }
            }
        }
        if let Some(scope) = said.stale.filter(|_| self.restarts < RESTARTS) {
            effects.push(Effect::Report(Report::Restored(scope)));
            effects.extend(self.start_over(true));
            return effects;
        }
        self.full_set = said.need_set;
        if !said.granted.is_empty() && self.state.cursor_set.is_some() {
            // Until the next complete answer nothing is left out as one's own.
            self.state.cursor_set = None;
            effects.push(Effect::SaveState(self.state.clone()));
        }
        effects.extend(
            said.granted
                .into_iter()
                .map(|s| Effect::Report(Report::Granted(s))),
        );
        for frame in said.frames {
            self.apply(frame, &mut effects);
        }
        if let Some(scope) = said.gap.filter(|_| self.restarts < RESTARTS) {
            effects.push(Effect::Report(Report::Gap(scope)));
            effects.extend(self.start_over(false));
            return effects;
        }
        match said.end {
            Some(more) => {
                self.read_all = !more;
                self.failures = 0;
                if now_ms - self.posted_ms < FAST_MS {
                    let budget = self.budget().saturating_mul(2).min(BUDGET_CAP);
                    self.state.budget = Some(budget);
                }
                effects.push(Effect::Confirm);
            }
            // Cut: what came is kept, the rest is fetched later.
            None => effects.extend(self.failed(now_ms, &Failure::Network, rng)),
        }
        effects
    }

    fn apply(&self, frame: PulledFrame, effects: &mut Vec<Effect>) {
        #[cfg(feature = "planted-defects")]
        if self.defect == Some(crate::Defect::CursorBeforeFrame) {
            let cursors = PulledFrame {
                cursors: frame.cursors.clone(),
                ..Default::default()
            };
            effects.push(Effect::Apply(cursors));
            effects.push(Effect::Apply(PulledFrame {
                cursors: Vec::new(),
                ..frame
            }));
            return;
        }
        effects.push(Effect::Apply(frame));
    }

    /// Sorts records; checks that every cursor accounts for all entries of its range (density).
    fn sort(&self, frames: Vec<Vec<Record>>) -> Said {
        let mut said = Said::default();
        let mut at: HashMap<ScopeId, (u64, u64)> = self
            .cursors
            .iter()
            .map(|c| (c.scope.clone(), (c.epoch, c.seq)))
            .collect();
        for records in frames {
            let mut frame = PulledFrame::default();
            let mut entries: HashMap<ScopeId, u64> = HashMap::new();
            let mut current: Option<usize> = None;
            for record in records {
                match record {
                    Record::Doc { doc, kind, scope } => {
                        current = Some(frame.documents.len());
                        frame.documents.push(DocChanges {
                            doc,
                            kind,
                            scope,
                            changes: Vec::new(),
                        });
                    }
                    Record::Changes(changes) => {
                        let Some(of) = current.and_then(|i| frame.documents.get_mut(i)) else {
                            continue;
                        };
                        *entries.entry(of.scope.clone()).or_default() += changes.len() as u64;
                        of.changes.extend(changes);
                    }
                    Record::Enter(_, scope) => *entries.entry(scope).or_default() += 1,
                    Record::Leave(doc, scope) => {
                        *entries.entry(scope.clone()).or_default() += 1;
                        frame.left.push((doc, scope));
                    }
                    Record::Revoked(scope) => frame.revoked.push(scope),
                    Record::Cursor { cursor, left_out } => {
                        let got = entries.remove(&cursor.scope).unwrap_or(0);
                        let from = match at.get(&cursor.scope) {
                            Some((epoch, seq)) if *epoch == cursor.epoch => *seq,
                            _ => 0,
                        };
                        if cursor.seq.checked_sub(from) != got.checked_add(left_out) {
                            said.gap = Some(cursor.scope);
                            return said;
                        }
                        at.insert(cursor.scope.clone(), (cursor.epoch, cursor.seq));
                        frame.cursors.retain(|c| c.scope != cursor.scope);
                        frame.cursors.push(cursor);
                    }
                    other => said.note(other),
                }
            }
            if frame != PulledFrame::default() {
                said.frames.push(frame);
            }
        }
        said
    }

    /// The receipt as the centre signed it: put together from the batch and the runs, then verified.
    fn receipt(&self, said: &Said) -> Option<Receipt> {
        let pending = self.pending.as_ref()?;
        let (batch, at_ms, signature) = said.receipt?;
        if batch != pending.number {
            return None;
        }
        let receipt = Receipt {
            batch,
            device: self.config.device,
            at_ms,
            changes: taken(pending, said.runs.as_deref()?),
            photos: Vec::new(),
            key: self.config.centre_key,
            signature,
        };
        let good =
            envelope::verify_receipt(&receipt, self.config.device, &self.config.centre_key).is_ok();
        good.then_some(receipt)
    }

    /// Stores what was taken and refused; what is neither is set aside until the next round.
    fn settle(&mut self, receipt: Receipt, said: &mut Said) -> Vec<Effect> {
        let taken: HashSet<(DocId, ChangeHash)> = receipt.changes.iter().copied().collect();
        let refused: HashSet<DocId> = said.rejected.iter().map(|r| r.doc).collect();
        if let Some(pending) = self.pending.take() {
            for (doc, hashes, bytes) in pending.sent {
                let open = hashes.iter().any(|hash| !taken.contains(&(doc, *hash)));
                if open && !refused.contains(&doc) {
                    self.blocked.insert(doc, (bytes, hashes.len()));
                }
            }
        }
        let mut effects = vec![Effect::Acknowledge(receipt)];
        if !said.rejected.is_empty() {
            effects.push(Effect::Refuse(std::mem::take(&mut said.rejected)));
        }
        effects
    }

    /// The centre knows another envelope under this number: go on from its last one, as somebody else.
    fn forked(
        &mut self,
        now_ms: i64,
        batch: u64,
        envelope: [u8; 32],
        rng: &mut impl Rng,
    ) -> Vec<Effect> {
        if self.restarts >= RESTARTS {
            return self.failed(now_ms, &Failure::NotTheCentre("forked".into()), rng);
        }
        self.restarts += 1;
        self.pending = None;
        self.state.batch = batch;
        self.state.previous_envelope = envelope;
        vec![
            Effect::SaveState(self.state.clone()),
            Effect::Report(Report::Forked),
            Effect::Confirm,
        ]
    }
}

impl Said {
    fn note(&mut self, record: Record) {
        match record {
            Record::Ack(runs) => self.runs = Some(runs),
            Record::Receipt {
                batch,
                at_ms,
                signature,
            } => {
                self.receipt = Some((batch, at_ms, signature));
            }
            Record::Reject(rejection) => self.rejected.push(rejection),
            Record::Want(_, hashes) if hashes.is_empty() => self.whole_chunks = true,
            Record::Stale(scope) => self.stale = Some(scope),
            Record::NeedSet => self.need_set = true,
            Record::Alarm { batch, envelope } => self.alarm = Some((batch, envelope)),
            Record::Grant { scope, .. } => self.granted.push(scope),
            Record::End { more, .. } => self.end = Some(more),
            // Wanted changes come with their own document; the set that is current needs nothing.
            _ => {}
        }
    }
}

/// The changes of a batch that runs name as taken.
fn taken(pending: &Pending, runs: &[u64]) -> Vec<(DocId, ChangeHash)> {
    let mut all = pending
        .sent
        .iter()
        .flat_map(|(doc, hashes, _)| hashes.iter().map(|h| (*doc, *h)));
    let mut changes = Vec::new();
    for (index, run) in runs.iter().enumerate() {
        for _ in 0..*run {
            let Some(one) = all.next() else {
                return changes;
            };
            if index % 2 == 0 {
                changes.push(one);
            }
        }
    }
    changes
}
