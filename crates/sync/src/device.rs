//! The device's side as a state machine: events in, effects out. No socket, no clock, no store.
//!
//! One round pushes and pulls until nothing is left, then sends photos, then waits. Whoever drives it carries
//! out the effects in their order ([`drive`]). Invariants: a number is stored before its batch is sent; rows
//! leave the outbox only for a verified receipt; a cursor is stored with its frame or not at all.

mod answer;
pub mod drive;
mod photos;

use std::collections::HashMap;

use ed25519_dalek::SigningKey;
use handheld_contract::sync::{Cursor, DocChanges, Receipt, Rejection};
use handheld_contract::{BlobHash, ChangeHash, Code, DeviceId, DocId, ScopeId};
use handheld_store::device::{BatchLimits, ExchangeState, WaitingPhoto};
use rand::Rng;

use crate::envelope::{self, BatchHead, Head};
use crate::wire::{self, CHANGES, DOCUMENTS, PART_BYTES, Record};

pub use photos::PartAnswer;

/// Bytes of a batch, packed, at the start.
const BUDGET: u32 = 48 * 1024;
const BUDGET_FLOOR: u32 = 8 * 1024;
const BUDGET_CAP: u32 = 512 * 1024;
/// An answer faster than this doubles the budget.
const FAST_MS: i64 = 5_000;
/// Waiting times after failures and without any.
const BACKOFF_MS: i64 = 2_000;
const LONGEST_WAIT_MS: i64 = 15 * 60 * 1000;
/// Bytes of raw changes for one byte packed, at first.
const RATIO: usize = 4;
/// Starting over within one round (restored centre, forked chain) happens at most so often.
const RESTARTS: u32 = 4;
/// Reading everything again because of a digest happens at most so often in a row.
const DIFFERED: u32 = 2;

/// Who the device is and whom it believes.
#[derive(Debug, Clone)]
pub struct DeviceConfig {
    /// Device.
    pub device: DeviceId,
    /// Its key.
    pub key: SigningKey,
    /// Public key of the centre, from enrolment.
    pub centre_key: [u8; 32],
    /// Bytes of one part of a photo.
    pub part_bytes: usize,
    /// Changes of one batch at most.
    pub batch_changes: usize,
}

impl DeviceConfig {
    /// The usual configuration.
    pub fn new(device: DeviceId, key: SigningKey, centre_key: [u8; 32]) -> Self {
        Self {
            device,
            key,
            centre_key,
            part_bytes: PART_BYTES,
            batch_changes: CHANGES,
        }
    }
}

/// Why a request has no answer of the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No connection, cut, timed out.
    Network,
    /// Something answered that is not our centre (T24).
    NotTheCentre(String),
    /// The centre said no, with a code.
    Refused(Code),
    /// The store of this device refused.
    Store(String),
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A round is to begin: nudge, local change, network up, time, or a person asked.
    Start {
        /// Now.
        now_ms: i64,
        /// As stored.
        state: ExchangeState,
        /// As stored.
        cursors: Vec<Cursor>,
    },
    /// Answer to [`Effect::ReadBatch`].
    Batch {
        /// Now.
        now_ms: i64,
        /// What waits.
        documents: Vec<DocChanges>,
    },
    /// Answer to [`Effect::Post`]: a 200 of the right content type, whole or cut.
    Response {
        /// Now.
        now_ms: i64,
        /// The bytes that came.
        body: Vec<u8>,
    },
    /// A request failed, or an effect could not be carried out.
    Failed {
        /// Now.
        now_ms: i64,
        /// Why.
        failure: Failure,
    },
    /// Everything since the last request is carried out; the cursors as they are stored now.
    Stored {
        /// Now.
        now_ms: i64,
        /// As stored.
        cursors: Vec<Cursor>,
    },
    /// Answer to [`Effect::CheckDigests`]: scopes whose documents differ from the centre's digest.
    Digests {
        /// Now.
        now_ms: i64,
        /// Those scopes.
        differing: Vec<ScopeId>,
    },
    /// Answer to [`Effect::ReadPhotos`].
    Photos {
        /// Now.
        now_ms: i64,
        /// What waits.
        waiting: Vec<WaitingPhoto>,
    },
    /// Answer to [`Effect::PutPart`].
    Part {
        /// Now.
        now_ms: i64,
        /// Which.
        answer: PartAnswer,
    },
}

/// One frame as it came, to be admitted and stored in one transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PulledFrame {
    /// Documents with changes.
    pub documents: Vec<DocChanges>,
    /// Cursors at its end.
    pub cursors: Vec<Cursor>,
    /// Documents that left a scope.
    pub left: Vec<(DocId, ScopeId)>,
    /// Scopes taken away.
    pub revoked: Vec<ScopeId>,
}

/// Something that a person or a log should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// The device's chain of envelopes forked: this installation is a copy. Take a new actor (T40).
    Forked,
    /// The centre has another epoch (restored): everything of one's own goes again (S20).
    Restored(ScopeId),
    /// Stored documents differ from the centre's digest; reading again from the start.
    DigestDiffers(Vec<ScopeId>),
    /// Entries are missing in a frame; reading again from the start.
    Gap(ScopeId),
    /// Paused until a person acts: revoked or signed out. Nothing is dropped (T19).
    Paused(Code),
    /// A scope that may be read now.
    Granted(ScopeId),
}

/// What is to be done, in order.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Read what waits, answer with [`Event::Batch`].
    ReadBatch(BatchLimits),
    /// Store this state before anything after it.
    SaveState(ExchangeState),
    /// Send this body to `exchange`; answer with [`Event::Response`] or [`Event::Failed`].
    Post(Vec<u8>),
    /// Store a verified receipt.
    Acknowledge(Receipt),
    /// Store refusals.
    Refuse(Vec<Rejection>),
    /// Forget cursors; `resend` puts everything of one's own into the queue again.
    ResetCursors {
        /// Send again.
        resend: bool,
    },
    /// Put everything of one's own in these scopes into the queue again.
    Resend(Vec<ScopeId>),
    /// Admit and store one frame.
    Apply(PulledFrame),
    /// Answer with [`Event::Stored`].
    Confirm,
    /// Compare documents with digests, answer with [`Event::Digests`].
    CheckDigests,
    /// Read waiting photos, answer with [`Event::Photos`].
    ReadPhotos(u32),
    /// Send a part, answer with [`Event::Part`] or [`Event::Failed`].
    PutPart {
        /// Photo.
        sha256: BlobHash,
        /// A document that refers to it.
        doc: DocId,
        /// Where the part begins.
        offset: u64,
        /// Its bytes.
        length: usize,
        /// Bytes of the photo.
        total: u64,
    },
    /// Remember how far a photo is, or why it is not.
    PhotoProgress {
        /// Photo.
        sha256: BlobHash,
        /// Bytes confirmed.
        sent: u64,
        /// The failure.
        problem: Option<Code>,
    },
    /// Tell.
    Report(Report),
    /// The round is over; begin the next one then, or earlier when something happens.
    Wait {
        /// Not later than.
        until_ms: i64,
        /// Whether everything reached the centre and everything was read.
        complete: bool,
    },
}

/// A batch under way.
#[derive(Debug, Clone)]
struct Pending {
    number: u64,
    body: Vec<u8>,
    sent: Vec<(DocId, Vec<ChangeHash>, usize)>,
}

/// The state machine.
#[derive(Debug)]
pub struct DeviceEngine {
    config: DeviceConfig,
    state: ExchangeState,
    cursors: Vec<Cursor>,
    pending: Option<Pending>,
    /// Documents that the centre cannot take now, with the bytes and the number of their changes: set aside until the next round.
    blocked: HashMap<DocId, (usize, usize)>,
    ratio: usize,
    /// Send chunks whole: the centre rebuilt others.
    raw: bool,
    full_set: bool,
    posted_ms: i64,
    /// The last answer was complete and said that nothing more waits.
    read_all: bool,
    restarts: u32,
    /// Everything of one's own went into the queue again in this round.
    resent: bool,
    failures: u32,
    /// Rounds in a row whose digests differed.
    differed: u32,
    photos: photos::Photos,
    /// A known mistake, for the model test.
    #[cfg(feature = "planted-defects")]
    pub defect: Option<crate::Defect>,
}

impl DeviceEngine {
    /// An engine that has not started.
    pub fn new(config: DeviceConfig) -> Self {
        Self {
            config,
            state: ExchangeState::default(),
            cursors: Vec::new(),
            pending: None,
            blocked: HashMap::new(),
            ratio: RATIO,
            raw: false,
            full_set: false,
            posted_ms: 0,
            read_all: false,
            restarts: 0,
            resent: false,
            failures: 0,
            differed: 0,
            photos: photos::Photos::default(),
            #[cfg(feature = "planted-defects")]
            defect: None,
        }
    }

    /// Takes an event and says what is to be done.
    pub fn handle(&mut self, event: Event, rng: &mut impl Rng) -> Vec<Effect> {
        match event {
            Event::Start { state, cursors, .. } => {
                self.state = state;
                self.cursors = cursors;
                self.blocked.clear();
                self.restarts = 0;
                self.resent = false;
                self.full_set = false;
                self.read_all = false;
                vec![Effect::ReadBatch(self.limits())]
            }
            Event::Batch { now_ms, documents } => self.batch(now_ms, documents),
            Event::Response { now_ms, body } => self.response(now_ms, &body, rng),
            Event::Failed { now_ms, failure } => self.failed(now_ms, &failure, rng),
            Event::Stored { cursors, .. } => {
                self.cursors = cursors;
                vec![Effect::ReadBatch(self.limits())]
            }
            Event::Digests { differing, .. } => self.digests(differing),
            Event::Photos { now_ms, waiting } => {
                self.photos.begin(waiting);
                self.next_part(now_ms, rng)
            }
            Event::Part { now_ms, answer } => self.part(now_ms, answer, rng),
        }
    }

    fn budget(&self) -> u32 {
        self.state
            .budget
            .unwrap_or(BUDGET)
            .clamp(BUDGET_FLOOR, BUDGET_CAP)
    }

    /// What to read: the budget, and room for what is set aside, which comes first again (T19).
    fn limits(&self) -> BatchLimits {
        let bytes: usize = self.blocked.values().map(|(bytes, _)| bytes).sum();
        let changes: usize = self.blocked.values().map(|(_, changes)| changes).sum();
        BatchLimits {
            bytes: self.budget() as usize * self.ratio + bytes,
            documents: DOCUMENTS + self.blocked.len(),
            changes: self.config.batch_changes + changes,
        }
    }

    fn batch(&mut self, now_ms: i64, mut documents: Vec<DocChanges>) -> Vec<Effect> {
        documents.retain(|d| !d.changes.is_empty() && !self.blocked.contains_key(&d.doc));
        documents.truncate(DOCUMENTS);
        if documents.is_empty() && self.read_all {
            return self.finish();
        }
        self.posted_ms = now_ms;
        // The same bytes again, where nothing of the answer came: the centre gives the same answer (S02).
        let budget = self.budget() as usize;
        if let Some(pending) = self.pending.as_ref().filter(|p| p.body.len() <= budget) {
            return vec![Effect::Post(pending.body.clone())];
        }
        self.pending = None;
        let mut records = if self.sends_set_hash() {
            vec![Record::Set(wire::set_hash(&self.cursors))]
        } else {
            let cursors = self.cursors.iter().cloned();
            cursors
                .map(|cursor| Record::Cursor {
                    cursor,
                    left_out: 0,
                })
                .collect()
        };
        records.extend(wire::document_records(&documents));
        let mut frames = Vec::new();
        if wire::write_frame(&mut frames, &records, self.raw).is_err() {
            return self.wait(now_ms, LONGEST_WAIT_MS, false);
        }
        let batch = (!documents.is_empty()).then(|| BatchHead {
            number: self.state.batch + 1,
            previous: self.state.previous_envelope,
            root: envelope::batch_root(&documents),
        });
        let head = Head {
            device: self.config.device,
            clock_ms: now_ms,
            answer_bytes: self.budget() * 4,
            whole: self.state.cursor_set.is_none(),
            batch,
        };
        let (body, envelope) = envelope::seal_request(&head, &frames, &self.config.key);
        let Some(batch) = batch else {
            return vec![Effect::Post(body)];
        };
        self.number_batch(&documents, batch.number, envelope, body)
    }

    fn sends_set_hash(&self) -> bool {
        !self.full_set && self.state.cursor_set == Some(wire::set_hash(&self.cursors))
    }

    /// The number is stored before the batch leaves, so that it is never used for another one.
    fn number_batch(
        &mut self,
        documents: &[DocChanges],
        number: u64,
        envelope: [u8; 32],
        body: Vec<u8>,
    ) -> Vec<Effect> {
        let sent: Vec<(DocId, Vec<ChangeHash>, usize)> = documents
            .iter()
            .map(|d| {
                let hashes = d.changes.iter().map(|c| c.hash).collect();
                (d.doc, hashes, wire::raw_bytes(&d.changes))
            })
            .collect();
        let raw: usize = sent.iter().map(|(_, _, bytes)| bytes).sum();
        self.ratio = (raw / body.len().max(1)).clamp(1, 8);
        self.state.batch = number;
        self.state.previous_envelope = envelope;
        let mut effects = vec![Effect::SaveState(self.state.clone())];
        #[cfg(feature = "planted-defects")]
        if self.defect == Some(crate::Defect::OutboxBeforeReceipt) {
            let changes = sent
                .iter()
                .flat_map(|(d, h, _)| h.iter().map(|h| (*d, *h)))
                .collect();
            effects.push(Effect::Acknowledge(Receipt {
                batch: number,
                device: self.config.device,
                at_ms: 0,
                changes,
                photos: Vec::new(),
                key: self.config.centre_key,
                signature: [0; 64],
            }));
        }
        effects.push(Effect::Post(body.clone()));
        self.pending = Some(Pending { number, body, sent });
        effects
    }

    /// Everything is sent and read: remember the set, compare digests.
    fn finish(&mut self) -> Vec<Effect> {
        self.failures = 0;
        let set = Some(wire::set_hash(&self.cursors));
        let mut effects = Vec::new();
        if self.state.cursor_set != set {
            self.state.cursor_set = set;
            effects.push(Effect::SaveState(self.state.clone()));
        }
        effects.push(Effect::CheckDigests);
        effects
    }

    fn digests(&mut self, differing: Vec<ScopeId>) -> Vec<Effect> {
        if differing.is_empty() {
            self.differed = 0;
            return vec![Effect::ReadPhotos(PHOTOS)];
        }
        self.differed += 1;
        if self.differed > DIFFERED {
            // Reading again has not helped; it is reported and no more bytes are spent on it.
            return vec![
                Effect::Report(Report::DigestDiffers(differing)),
                Effect::ReadPhotos(PHOTOS),
            ];
        }
        let mut effects = vec![Effect::Report(Report::DigestDiffers(differing))];
        effects.extend(self.start_over(true));
        effects
    }

    /// Reads everything again; with `resend` everything of one's own goes again as well.
    fn start_over(&mut self, resend: bool) -> Vec<Effect> {
        self.restarts += 1;
        self.resent = resend;
        self.state.cursor_set = None;
        self.pending = None;
        self.read_all = false;
        vec![
            Effect::SaveState(self.state.clone()),
            Effect::ResetCursors { resend },
            Effect::Confirm,
        ]
    }

    fn failed(&mut self, now_ms: i64, failure: &Failure, rng: &mut impl Rng) -> Vec<Effect> {
        if self.photos.is_sending() && !matches!(failure, Failure::Store(_)) {
            return self.photo_failed(now_ms, failure, rng);
        }
        self.failures = self.failures.saturating_add(1);
        let mut effects = Vec::new();
        if !matches!(failure, Failure::Store(_)) {
            self.state.budget = Some((self.budget() / 4).max(BUDGET_FLOOR));
            effects.push(Effect::SaveState(self.state.clone()));
        }
        match failure {
            Failure::Refused(Code::TooLarge | Code::BadInput) => self.pending = None,
            Failure::Refused(code @ (Code::DeviceRevoked | Code::SignedOut | Code::Forbidden)) => {
                effects.push(Effect::Report(Report::Paused(*code)))
            }
            _ => {}
        }
        let backoff = BACKOFF_MS << self.failures.min(10);
        effects.extend(self.wait(now_ms, jitter(backoff.min(LONGEST_WAIT_MS), rng), false));
        effects
    }

    fn wait(&mut self, now_ms: i64, ms: i64, complete: bool) -> Vec<Effect> {
        vec![Effect::Wait {
            until_ms: now_ms.saturating_add(ms),
            complete,
        }]
    }
}

/// Photos looked at in one round.
const PHOTOS: u32 = 100;

/// Between half and the whole, so that devices do not all come at once (S33).
fn jitter(ms: i64, rng: &mut impl Rng) -> i64 {
    rng.random_range(ms / 2..=ms)
}
