//! Photos after records: part by part, each photo by itself, so that one that fails never holds up another.

use std::collections::VecDeque;

use handheld_contract::sync::Receipt;
use handheld_contract::{Code, DeviceId};
use handheld_store::device::WaitingPhoto;
use rand::Rng;

use super::{DeviceEngine, Effect, Failure, LONGEST_WAIT_MS, Report, jitter};
use crate::envelope;
use crate::wire::{self, Record};

/// Failures of the network in a row after which the rest waits: the line is gone, not the photo.
const FAILURES: u32 = 2;

/// The answer to a part, as it came.
#[derive(Debug, Clone)]
pub struct PartAnswer(pub Vec<u8>);

/// Photos of this round.
#[derive(Debug, Default)]
pub(super) struct Photos {
    queue: VecDeque<WaitingPhoto>,
    sending: bool,
    failures: u32,
    /// Times that the centre asked to go back; a photo that never ends is left for later.
    back: u32,
    all_sent: bool,
}

impl Photos {
    pub(super) fn begin(&mut self, waiting: Vec<WaitingPhoto>) {
        *self = Self {
            queue: waiting.into(),
            all_sent: true,
            ..Self::default()
        };
    }

    pub(super) fn is_sending(&self) -> bool {
        self.sending
    }
}

impl DeviceEngine {
    pub(super) fn next_part(&mut self, now_ms: i64, rng: &mut impl Rng) -> Vec<Effect> {
        let Some(photo) = self.photos.queue.front() else {
            self.photos.sending = false;
            let complete = self.photos.all_sent && self.blocked.is_empty();
            return self.wait(now_ms, jitter(LONGEST_WAIT_MS, rng), complete);
        };
        self.photos.sending = true;
        let left = photo.bytes.saturating_sub(photo.sent);
        let length = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(self.config.part_bytes);
        vec![Effect::PutPart {
            sha256: photo.sha256,
            doc: photo.doc,
            offset: photo.sent,
            length,
            total: photo.bytes,
        }]
    }

    pub(super) fn part(
        &mut self,
        now_ms: i64,
        answer: PartAnswer,
        rng: &mut impl Rng,
    ) -> Vec<Effect> {
        let Some(mut photo) = self.photos.queue.front().cloned() else {
            return self.next_part(now_ms, rng);
        };
        let (have, receipt) = match read_answer(&answer.0) {
            Some((have, receipt)) if have <= photo.bytes => (have, receipt),
            _ => {
                let failure = Failure::NotTheCentre("not an answer".into());
                return self.photo_failed(now_ms, &failure, rng);
            }
        };
        let receipt =
            receipt.map(|r| r.of(self.config.device, photo.sha256, self.config.centre_key));
        if let Some(receipt) = receipt {
            let (device, key) = (self.config.device, &self.config.centre_key);
            if envelope::verify_receipt(&receipt, device, key).is_err() {
                let failure = Failure::NotTheCentre("no receipt".into());
                return self.photo_failed(now_ms, &failure, rng);
            }
            self.photos.queue.pop_front();
            (self.photos.failures, self.photos.back) = (0, 0);
            let mut effects = vec![Effect::Acknowledge(receipt)];
            effects.extend(self.next_part(now_ms, rng));
            return effects;
        }
        if have <= photo.sent {
            // The centre has less than it confirmed (restored, or wrong bytes thrown away): go back.
            self.photos.back += 1;
            if self.photos.back > 3 {
                return self.photo_failed(now_ms, &Failure::Refused(Code::Damaged), rng);
            }
        }
        photo.sent = have;
        let progress = Effect::PhotoProgress {
            sha256: photo.sha256,
            sent: have,
            problem: None,
        };
        self.photos.queue[0] = photo;
        let mut effects = vec![progress];
        effects.extend(self.next_part(now_ms, rng));
        effects
    }

    /// Puts the photo off and goes on with the next one, unless the line or the sign-in is gone.
    pub(super) fn photo_failed(
        &mut self,
        now_ms: i64,
        failure: &Failure,
        rng: &mut impl Rng,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.photos.all_sent = false;
        self.photos.back = 0;
        if let Some(photo) = self.photos.queue.pop_front() {
            let problem = Some(match failure {
                Failure::Network => Code::NoConnection,
                Failure::NotTheCentre(_) => Code::NotTheCentre,
                Failure::Refused(code) => *code,
                Failure::Store(_) => Code::Storage,
            });
            let (sha256, sent) = (photo.sha256, photo.sent);
            effects.push(Effect::PhotoProgress {
                sha256,
                sent,
                problem,
            });
        }
        match failure {
            Failure::Refused(code @ (Code::DeviceRevoked | Code::SignedOut)) => {
                effects.push(Effect::Report(Report::Paused(*code)));
                self.photos.queue.clear();
            }
            Failure::Network | Failure::NotTheCentre(_) => {
                self.photos.failures += 1;
                if self.photos.failures >= FAILURES {
                    self.photos.queue.clear();
                }
            }
            _ => {}
        }
        if self.photos.queue.is_empty() {
            self.photos.sending = false;
            self.failures = self.failures.saturating_add(1);
            let wait = super::BACKOFF_MS << self.failures.min(10);
            effects.extend(self.wait(now_ms, jitter(wait.min(LONGEST_WAIT_MS), rng), false));
        } else {
            effects.extend(self.next_part(now_ms, rng));
        }
        effects
    }
}

struct PhotoReceipt {
    at_ms: i64,
    signature: [u8; 64],
}

impl PhotoReceipt {
    fn of(self, device: DeviceId, sha256: handheld_contract::BlobHash, key: [u8; 32]) -> Receipt {
        Receipt {
            batch: 0,
            device,
            at_ms: self.at_ms,
            changes: Vec::new(),
            photos: vec![sha256],
            key,
            signature: self.signature,
        }
    }
}

fn read_answer(body: &[u8]) -> Option<(u64, Option<PhotoReceipt>)> {
    let (frames, cut) = wire::read_frames(body).ok()?;
    let (mut have, mut receipt) = (None, None);
    for record in frames.into_iter().flatten() {
        match record {
            Record::Have(bytes) => have = Some(bytes),
            Record::Receipt {
                at_ms, signature, ..
            } => {
                receipt = Some(PhotoReceipt { at_ms, signature });
            }
            _ => {}
        }
    }
    have.filter(|_| !cut).map(|have| (have, receipt))
}
