//! An exchange with the centre: the engine of `sync` driven over this store and this line, and what became of it.

use std::sync::{Arc, PoisonError};

use async_trait::async_trait;
use handheld_app::{Surroundings, index, rfc3339};
use handheld_catalogue::Catalogue;
use handheld_contract::sync::Rejection;
use handheld_contract::{BlobHash, Code, DocId, Problem};
use handheld_records::{ActorId, Edit};
use handheld_store::device::DeviceQueue;
use handheld_store::records::{Commit, Records};
use handheld_sync::device::drive::{self, Round, RoundEnd, Stopped};
use handheld_sync::device::{DeviceConfig, DeviceEngine, Effect, Failure, Report};
use handheld_sync::ports::{Admitted, Project};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::Serialize;

use crate::around::{Around, OFFSET};
use crate::line::{Line, problem_of};
use crate::{Device, identity::Identity};

/// Changes beside the snapshot after which a new one is kept.
const SNAPSHOT_EVERY: usize = 64;

/// The engine with its line, made for one enrolment.
#[derive(Default)]
pub(crate) struct Exchange {
    ready: Option<(DeviceEngine, Line)>,
}

/// What the screens show of the exchange.
#[derive(Debug, Clone, Default)]
pub(crate) struct News {
    /// The last request was answered by the centre.
    pub(crate) online: bool,
    /// A round is under way, and it has come to photos.
    pub(crate) running: bool,
    pub(crate) photos: bool,
    /// When the next round begins by itself.
    pub(crate) next_ms: Option<i64>,
    /// Why the last round did not end well.
    pub(crate) problem: Option<Problem>,
}

/// What an exchange did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Synced {
    /// Changes that the centre has confirmed.
    pub sent: u64,
    /// Changes that came from the centre.
    pub received: u64,
    /// Photos that the centre has confirmed.
    pub photos_sent: u64,
    /// Bytes of whole HTTP messages sent, with their headers, before TLS.
    pub bytes_up: u64,
    /// Bytes of whole HTTP messages received.
    pub bytes_down: u64,
    /// Requests.
    pub requests: u64,
    /// Changes that the centre refused, with the reason; they are kept here.
    pub rejected: Vec<Refused>,
}

/// A change that the centre refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Record.
    pub doc: DocId,
    /// Code of the reason.
    pub code: Code,
    /// The rule behind it.
    pub rule: String,
}

/// Carries requests, and writes down what happened in one round.
struct Carrier<'a> {
    device: &'a Device,
    line: &'a Line,
    done: Synced,
    failure: Option<Problem>,
    touched: bool,
    new_actor: bool,
}

impl Carrier<'_> {
    fn noted<T>(&mut self, answer: Result<T, Failure>) -> Result<T, Failure> {
        match &answer {
            Ok(_) => self.device.tell(|news| news.online = true),
            Err(failure) => {
                let problem = problem_of(failure, self.line.server());
                let online = matches!(failure, Failure::Refused(_));
                self.device.tell(|news| news.online = online);
                self.failure = Some(problem);
            }
        }
        answer
    }

    fn show(&mut self) {
        if std::mem::take(&mut self.touched) {
            self.device.changed();
        }
    }
}

#[async_trait]
impl drive::Host for Carrier<'_> {
    fn now_ms(&self) -> i64 {
        self.device.around.now_ms()
    }

    async fn post(&mut self, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let answer = self.line.exchange(body).await;
        self.noted(answer)
    }

    async fn put(&mut self, sha256: BlobHash, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let answer = self.line.put(sha256, body).await;
        self.noted(answer)
    }

    async fn report(&mut self, report: Report) {
        match report {
            Report::Forked => {
                tracing::warn!("this installation is a copy of another one");
                self.new_actor = true;
            }
            Report::Paused(code) => self.failure = Some(Problem::new(code)),
            Report::Granted(scope) => tracing::info!(%scope, "may be read now"),
            Report::Restored(scope) => {
                tracing::warn!(%scope, "the centre was restored; everything of ours goes again");
            }
            Report::DigestDiffers(scopes) => {
                tracing::warn!(?scopes, "documents differ from the centre's digest");
            }
            Report::Gap(scope) => tracing::warn!(%scope, "entries are missing; reading again"),
        }
    }

    async fn before(&mut self, effect: &Effect) -> Result<(), Stopped> {
        self.show();
        match effect {
            Effect::Acknowledge(receipt) => {
                self.done.sent += count(receipt.changes.len());
                self.done.photos_sent += count(receipt.photos.len());
                self.touched = true;
            }
            Effect::Apply(frame) => {
                let changes = frame.documents.iter().map(|d| d.changes.len()).sum();
                self.done.received += count(changes);
                self.touched = true;
            }
            Effect::Refuse(rejections) => {
                self.done.rejected.extend(rejections.iter().map(refused));
                self.new_actor = true;
                self.touched = true;
            }
            Effect::PhotoProgress { .. } => self.touched = true,
            Effect::ReadPhotos(_) => self.device.tell(|news| news.photos = true),
            _ => {}
        }
        Ok(())
    }
}

fn refused(rejection: &Rejection) -> Refused {
    Refused {
        doc: rejection.doc,
        code: rejection.code,
        rule: rejection.rule.clone(),
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Index rows of pulled documents, with what is still in the journal on top.
struct Indexed {
    actor: ActorId,
    catalogue: &'static Catalogue,
}

impl Project for Indexed {
    fn commit_for(&self, admitted: Admitted<'_>) -> Result<Commit, (Code, String)> {
        let refused = |rule: &str| Err((Code::Refused, rule.to_owned()));
        let document = admitted.document;
        let Some(kind) = index::kind_of(document) else {
            return refused("meta");
        };
        if kind != admitted.kind {
            return refused("kind");
        }
        if index::project_of(document) != admitted.scope.project() {
            return refused("scope");
        }
        let mut edits: Vec<Edit> = Vec::new();
        let journal = admitted.stored.map_or(&[][..], |s| s.journal.as_slice());
        for row in journal {
            let read: Vec<Edit> = serde_json::from_str(&row.edits)
                .map_err(|e| (Code::Damaged, format!("journal {}: {e}", row.number)))?;
            edits.extend(read);
        }
        let pending = if edits.is_empty() {
            None
        } else {
            let with = document.with_pending(&edits, self.actor);
            Some(with.map_err(|e| (Code::Damaged, format!("journal: {e}")))?)
        };
        let shown = pending.as_ref().unwrap_or(document);
        let loose = admitted.stored.map_or(0, |s| s.changes.len()) + admitted.changes.len();
        Ok(Commit {
            doc: admitted.doc,
            kind,
            scope: admitted.scope.clone(),
            heads: document.heads(),
            snapshot: (loose >= SNAPSHOT_EVERY).then(|| document.save()),
            index: index::rows(self.catalogue, admitted.doc, kind, shown),
            changes: admitted.changes,
            beside: Vec::new(),
            journal_through: None,
            origin: admitted.origin,
        })
    }
}

impl Exchange {
    fn ready(
        &mut self,
        identity: &Identity,
        device: &Device,
    ) -> Result<&mut (DeviceEngine, Line), Problem> {
        let made = match self.ready.take() {
            Some(ready) => ready,
            None => {
                let key = device.key.signing();
                let config = DeviceConfig::new(identity.device, key, identity.centre_key()?);
                let around: Arc<Around> = Arc::clone(&device.around);
                (
                    DeviceEngine::new(config),
                    Line::new(&identity.server, around)?,
                )
            }
        };
        Ok(self.ready.insert(made))
    }
}

impl Device {
    pub(crate) fn tell(&self, change: impl FnOnce(&mut News)) {
        change(&mut self.news.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn news(&self) -> News {
        let news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        news.clone()
    }

    /// One round. What went wrong stands in the third part; what was done before it counts all the same.
    pub(crate) async fn round(&self) -> Result<(RoundEnd, Synced, Option<Problem>), Problem> {
        let identity = self.enrolled()?;
        let mut exchange = self.exchange.lock().await;
        let (engine, line) = exchange.ready(&identity, self)?;
        self.flush().await?;
        self.tell(|news| (news.running, news.photos) = (true, false));
        self.changed();
        let before = line.meter.read();
        let mut host = Carrier {
            device: self,
            line: &*line,
            done: Synced::default(),
            failure: None,
            touched: false,
            new_actor: false,
        };
        let project = Indexed {
            actor: identity.actor(&self.key),
            catalogue: self.app.catalogue(),
        };
        let round = Round {
            store: &*self.store,
            blobs: &self.blobs,
            project: &project,
            writing: &self.writing,
        };
        let mut rng = StdRng::from_os_rng();
        let ended = round.run(engine, &mut host, &mut rng).await;
        let (mut done, mut failure, new_actor) = (host.done, host.failure, host.new_actor);
        if new_actor {
            let _one_at_a_time = self.writing.lock().await;
            self.take_new_actor().await?;
        }
        if failure.is_none() {
            failure = self.take_catalogue(line, &identity).await.err();
        }
        let after = line.meter.read();
        (done.bytes_up, done.bytes_down) = (after.0 - before.0, after.1 - before.1);
        done.requests = after.2 - before.2;
        let end = ended.map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
        self.after_round(end, failure.clone()).await?;
        if done.did_something() {
            // Nobody listening is fine.
            let _ = self.rounds.send(done.clone());
        }
        Ok((end, done, failure))
    }

    async fn after_round(&self, end: RoundEnd, failure: Option<Problem>) -> Result<(), Problem> {
        if end.complete {
            let now = rfc3339(self.around.centre_now_ms());
            self.store.set_setting("last-sync", Some(now)).await?;
        }
        if let Some(ms) = self.around.offset_ms() {
            let kept = Some(ms.to_string());
            if self.store.setting(OFFSET).await? != kept {
                self.store.set_setting(OFFSET, kept).await?;
            }
        }
        self.tell(|news| {
            (news.running, news.photos) = (false, false);
            news.problem = failure;
            news.next_ms = Some(end.until_ms);
        });
        self.changed();
        Ok(())
    }

    /// Sends and fetches until nothing is left or nothing moves any more.
    ///
    /// # Errors
    ///
    /// [`Code::NotEnrolled`]; [`Code::NoConnection`] or [`Code::NotTheCentre`] when the centre does not answer; the centre's own
    /// refusal. Whatever was confirmed before stays confirmed.
    pub async fn sync(&self) -> Result<Synced, Problem> {
        let mut all = Synced::default();
        loop {
            let before = self.store.totals().await?;
            let (end, done, failure) = self.round().await?;
            let received = done.received;
            all.add(done);
            let after = self.store.totals().await?;
            if let Some(problem) = failure {
                return Err(problem);
            }
            let nothing_left = after.changes == 0 && after.photos == 0;
            let moved = after != before || received > 0;
            if (end.complete && nothing_left) || !moved {
                return Ok(all);
            }
        }
    }
}

impl Synced {
    fn did_something(&self) -> bool {
        self.sent + self.received + self.photos_sent > 0 || !self.rejected.is_empty()
    }

    fn add(&mut self, more: Self) {
        self.sent += more.sent;
        self.received += more.received;
        self.photos_sent += more.photos_sent;
        self.bytes_up += more.bytes_up;
        self.bytes_down += more.bytes_down;
        self.requests += more.requests;
        self.rejected.extend(more.rejected);
    }
}
