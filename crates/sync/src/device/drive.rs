//! Carries out what the engine says over the store's traits; the host gives transport, time and projection.
//!
//! No socket here either. Foreign changes are admitted before they are stored; whoever else changes
//! documents of this store holds the same lock.

use async_trait::async_trait;
use futures::lock::Mutex;
use handheld_contract::sync::{Change, Cursor, DocChanges, document_digest};
use handheld_contract::{BlobHash, Code, Problem, ScopeId};
use handheld_records::Document;
use handheld_records::admission::{AdmissionRules, AllowedActors, Verdict, admit};
use handheld_store::StoreError;
use handheld_store::blobs::Blobs;
use handheld_store::device::{DeviceQueue, FrameEffects};
use handheld_store::records::{Commit, Origin, Records};
use rand::Rng;

use super::{DeviceEngine, Effect, Event, Failure, PartAnswer, PulledFrame, Report};
use crate::envelope::{self, Part};
use crate::ports::{Admitted, Project};

/// The way to the centre, and the host's clock.
#[async_trait]
pub trait Host: Send {
    /// Now, milliseconds since 1970 UTC.
    fn now_ms(&self) -> i64;

    /// Posts to `exchange`. The bytes that came are given also when the answer was cut; a status other than
    /// 200, or another content type, is a [`Failure`].
    async fn post(&mut self, body: Vec<u8>) -> Result<Vec<u8>, Failure>;

    /// Puts a part of a photo.
    async fn put(&mut self, sha256: BlobHash, body: Vec<u8>) -> Result<Vec<u8>, Failure>;

    /// Something that a person or a log should know. A refusal or [`Report::Forked`] asks for a new actor.
    async fn report(&mut self, report: Report);

    /// Called before each effect; an error ends the round there, as a crash would.
    ///
    /// # Errors
    ///
    /// [`Stopped`] when the host is closing.
    async fn before(&mut self, _effect: &Effect) -> Result<(), Stopped> {
        Ok(())
    }
}

/// The host is closing; nothing is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stopped")]
pub struct Stopped;

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundEnd {
    /// When to begin the next round at the latest.
    pub until_ms: i64,
    /// Everything was sent and read.
    pub complete: bool,
}

/// What a round works on.
pub struct Round<'a, S, B> {
    /// Documents and queue.
    pub store: &'a S,
    /// Photos.
    pub blobs: &'a B,
    /// Index rows.
    pub project: &'a dyn Project,
    /// Held while documents are changed; the host holds the same one for its own changes.
    pub writing: &'a Mutex<()>,
}

impl<S: Records + DeviceQueue, B: Blobs> Round<'_, S, B> {
    /// Runs one round until the engine waits.
    ///
    /// # Errors
    ///
    /// [`Stopped`] when the host said so.
    pub async fn run(
        &self,
        engine: &mut DeviceEngine,
        host: &mut impl Host,
        rng: &mut (impl Rng + Send),
    ) -> Result<RoundEnd, Stopped> {
        let mut event = match self.start(host.now_ms()).await {
            Ok(event) => event,
            Err(error) => store_failed(host.now_ms(), &error),
        };
        loop {
            let effects = engine.handle(event, rng);
            let mut next = None;
            for effect in effects {
                host.before(&effect).await?;
                if let Effect::Wait { until_ms, complete } = effect {
                    return Ok(RoundEnd { until_ms, complete });
                }
                match self.carry_out(engine, host, effect).await {
                    Ok(None) => {}
                    Ok(answer) => next = answer,
                    Err(error) => {
                        next = Some(store_failed(host.now_ms(), &error));
                        break;
                    }
                }
            }
            event = next.unwrap_or(Event::Failed {
                now_ms: host.now_ms(),
                failure: Failure::Store("nothing to go on with".into()),
            });
        }
    }

    async fn start(&self, now_ms: i64) -> Result<Event, StoreError> {
        {
            // A crash may have come between a refusal and its index.
            let _one_at_a_time = self.writing.lock().await;
            self.index_stale().await?;
        }
        let state = self.store.exchange_state().await?;
        let cursors = self.store.cursors().await?;
        Ok(Event::Start {
            now_ms,
            state,
            cursors,
        })
    }

    async fn carry_out(
        &self,
        engine: &DeviceEngine,
        host: &mut impl Host,
        effect: Effect,
    ) -> Result<Option<Event>, StoreError> {
        let store = self.store;
        match effect {
            Effect::ReadBatch(limits) => {
                let documents = store.batch(limits).await?;
                return Ok(Some(Event::Batch {
                    now_ms: host.now_ms(),
                    documents,
                }));
            }
            Effect::Post(body) => {
                let answer = host.post(body).await;
                let now_ms = host.now_ms();
                return Ok(Some(match answer {
                    Ok(body) => Event::Response { now_ms, body },
                    Err(failure) => Event::Failed { now_ms, failure },
                }));
            }
            Effect::Confirm => {
                let cursors = store.cursors().await?;
                return Ok(Some(Event::Stored {
                    now_ms: host.now_ms(),
                    cursors,
                }));
            }
            Effect::CheckDigests => {
                let differing = self.differing_scopes().await?;
                return Ok(Some(Event::Digests {
                    now_ms: host.now_ms(),
                    differing,
                }));
            }
            Effect::ReadPhotos(limit) => {
                let waiting = store.waiting_photos(limit).await?;
                return Ok(Some(Event::Photos {
                    now_ms: host.now_ms(),
                    waiting,
                }));
            }
            Effect::PutPart { .. } => return self.put_part(engine, host, &effect).await.map(Some),
            Effect::SaveState(state) => store.set_exchange_state(&state).await?,
            Effect::Acknowledge(receipt) => store.acknowledge(&receipt).await?,
            Effect::Refuse(rejections) => {
                let _one_at_a_time = self.writing.lock().await;
                store.refuse(&rejections).await?;
                self.index_stale().await?;
            }
            Effect::ResetCursors { resend } => store.reset_cursors(resend).await?,
            Effect::Resend(scopes) => store.resend(&scopes).await?,
            Effect::Apply(frame) => self.apply(frame).await?,
            Effect::PhotoProgress {
                sha256,
                sent,
                problem,
            } => {
                let problem = problem.map(problem_json);
                store.photo_progress(sha256, sent, problem).await?;
            }
            Effect::Report(report) => host.report(report).await,
            // Ends the round before it comes here.
            Effect::Wait { .. } => {}
        }
        Ok(None)
    }

    async fn put_part(
        &self,
        engine: &DeviceEngine,
        host: &mut impl Host,
        effect: &Effect,
    ) -> Result<Event, StoreError> {
        let Effect::PutPart {
            sha256,
            doc,
            offset,
            length,
            total,
        } = effect
        else {
            return Ok(store_failed(
                host.now_ms(),
                &StoreError::Conflict("not a part".into()),
            ));
        };
        let bytes = self.blobs.read_part(*sha256, *offset, *length).await?;
        let answer = match bytes {
            None => Err(Failure::Refused(Code::Damaged)),
            Some(bytes) => {
                let config = &engine.config;
                let part = Part {
                    device: config.device,
                    sha256: *sha256,
                    doc: *doc,
                    offset: *offset,
                    total: *total,
                    bytes: &bytes,
                };
                host.put(*sha256, envelope::seal_part(&part, &config.key))
                    .await
            }
        };
        let now_ms = host.now_ms();
        Ok(match answer {
            Ok(body) => Event::Part {
                now_ms,
                answer: PartAnswer(body),
            },
            Err(failure) => Event::Failed { now_ms, failure },
        })
    }

    /// Admits and stores one frame, in one transaction with its cursors.
    async fn apply(&self, frame: PulledFrame) -> Result<(), StoreError> {
        let _one_at_a_time = self.writing.lock().await;
        let mut commits = Vec::new();
        for pulled in merged(frame.documents) {
            commits.extend(self.admit(pulled).await?);
        }
        self.store
            .apply_frame(FrameEffects {
                commits,
                cursors: frame.cursors,
                left: frame.left,
                revoked: frame.revoked,
            })
            .await
    }

    /// Makes the index of documents again that have lost what was refused; the caller holds the lock.
    async fn index_stale(&self) -> Result<(), StoreError> {
        for doc in self.store.stale().await? {
            let Some(stored) = self.store.document(doc).await? else {
                continue;
            };
            let changes = stored.changes.iter().map(|c| c.bytes.as_slice());
            let document = match Document::load(stored.snapshot.as_deref(), changes) {
                Ok(document) => document,
                Err(error) => {
                    tracing::warn!(%doc, %error, "a document does not load after a refusal");
                    continue;
                }
            };
            let admitted = Admitted {
                doc,
                kind: stored.kind,
                scope: &stored.scope,
                stored: Some(&stored),
                document: &document,
                changes: Vec::new(),
                origin: Origin::Here,
            };
            match self.project.commit_for(admitted) {
                Ok(c) => {
                    self.store
                        .reindex(doc, c.index, c.heads, c.snapshot)
                        .await?
                }
                Err((_, rule)) => {
                    tracing::warn!(%doc, rule, "a document has no index after a refusal");
                }
            }
        }
        Ok(())
    }

    async fn admit(&self, pulled: DocChanges) -> Result<Option<Commit>, StoreError> {
        let stored = self.store.document(pulled.doc).await?;
        let load = |snapshot: Option<&[u8]>, changes: &[Change]| {
            Document::load(snapshot, changes.iter().map(|c| c.bytes.as_slice()))
        };
        let document = match &stored {
            Some(s) => load(s.snapshot.as_deref(), &s.changes),
            None => Ok(Document::new()),
        };
        let mut document = document.map_err(|e| StoreError::Conflict(e.to_string()))?;
        let candidates: Vec<&[u8]> = pulled.changes.iter().map(|c| c.bytes.as_slice()).collect();
        let verdicts = admit(
            &mut document,
            &candidates,
            &AdmissionRules::new(AllowedActors::Any),
        );
        let mut changes = Vec::new();
        for (change, verdict) in pulled.changes.iter().zip(&verdicts) {
            match verdict {
                Verdict::Accept(_) => changes.push(change.clone()),
                Verdict::Duplicate(_) => {}
                // Never taken into the document; the digest will differ and say so.
                Verdict::Reject { .. } | Verdict::Missing { .. } => {
                    tracing::warn!(doc = %pulled.doc, ?verdict, "a pulled change is not admitted");
                }
            }
        }
        if changes.is_empty() {
            return Ok(None);
        }
        let admitted = Admitted {
            doc: pulled.doc,
            kind: pulled.kind,
            scope: &pulled.scope,
            stored: stored.as_ref(),
            document: &document,
            changes,
            origin: Origin::Pulled,
        };
        self.project
            .commit_for(admitted)
            .map(Some)
            .map_err(|(code, rule)| StoreError::Conflict(format!("{}: {rule}", code.as_str())))
    }

    /// Scopes whose digest is not that of their cursor; with unsent changes nothing can be compared.
    async fn differing_scopes(&self) -> Result<Vec<ScopeId>, StoreError> {
        let _one_at_a_time = self.writing.lock().await;
        if self.store.totals().await?.changes > 0 {
            return Ok(Vec::new());
        }
        let mut differing = Vec::new();
        for Cursor { scope, digest, .. } in self.store.cursors().await? {
            let documents = self.store.scope_documents(&scope).await?;
            let sum = documents.iter().fold(0_u128, |sum, (doc, heads)| {
                sum.wrapping_add(document_digest(*doc, heads))
            });
            if sum.to_be_bytes() != digest {
                differing.push(scope);
            }
        }
        Ok(differing)
    }
}

fn merged(documents: Vec<DocChanges>) -> Vec<DocChanges> {
    let mut merged: Vec<DocChanges> = Vec::with_capacity(documents.len());
    for d in documents {
        match merged.iter_mut().find(|m| m.doc == d.doc) {
            Some(known) => known.changes.extend(d.changes),
            None => merged.push(d),
        }
    }
    merged
}

fn store_failed(now_ms: i64, error: &StoreError) -> Event {
    Event::Failed {
        now_ms,
        failure: Failure::Store(error.to_string()),
    }
}

fn problem_json(code: Code) -> String {
    serde_json::to_string(&Problem::new(code)).unwrap_or_default()
}
