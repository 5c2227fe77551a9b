//! The GNSS receiver of this device, one at a time: connecting, what it says now, guiding to a target and taking a position there.
//!
//! Sentences are `geofile`'s; what a position becomes at a target is `app`'s. Here are the line (TCP, a serial port, a recorded log) and
//! the moment at which each position came. Invariant: the last position of a receiver that has fallen silent is never taken.

mod heard;
mod network;
mod pause;
mod position;
mod recording;
mod serial;
mod words;

#[cfg(test)]
pub(crate) mod tests;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use handheld_contract::command::{ConnectReceiver, GuideTo, Nothing, ReplayReceiver, TakeFix};
use handheld_contract::views::survey::{
    FixTaken, GuideView, LastReceiver, ReceiverKind, ReceiverView,
};
use handheld_contract::{Code, Lang, Problem};
use handheld_geofile::Fix;
use handheld_records::shape::FixValue;
use handheld_store::records::Records;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::Device;
use crate::commands::{ask, reply};
use crate::receiver::heard::{Heard, Standing};
use crate::receiver::position::Limits;
use crate::receiver::recording::Recording;

/// Setting that keeps what was connected last.
const SETTING: &str = "receiver";
/// Fastest serial line of any receiver.
const MAX_BAUD: u32 = 4_000_000;

/// What brings positions, and how it is ended.
enum Source {
    Task(AbortHandle),
    Thread(Arc<serial::Wanted>),
    /// A log that gives a position each time somebody asks.
    Asked(Recording),
}

/// One receiver from connecting to disconnecting; its task or thread ends when this is dropped.
struct Connection {
    kind: ReceiverKind,
    address: String,
    heard: Arc<Heard>,
    source: Source,
}

impl Drop for Connection {
    fn drop(&mut self) {
        match &self.source {
            Source::Task(task) => task.abort(),
            Source::Thread(wanted) => wanted.end(),
            Source::Asked(_) => {}
        }
    }
}

/// The receiver of a device, or none.
#[derive(Default)]
pub(crate) struct Receiver(Mutex<Option<Arc<Connection>>>);

impl Receiver {
    fn now(&self) -> Option<Arc<Connection>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn put(&self, connection: Option<Connection>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *held = connection.map(Arc::new);
    }
}

fn bad(what: &str, why: &str) -> Problem {
    Problem::new(Code::BadInput)
        .with("what", what)
        .with("why", why)
}

fn refused(word: &str, rule: &str) -> Problem {
    Problem::new(Code::Refused)
        .with("why", word)
        .with("rule", rule)
}

impl Device {
    /// Runs one of the receiver's commands.
    pub(crate) async fn call_receiver(
        &self,
        name: &str,
        request: Value,
        lang: Lang,
    ) -> Result<Value, Problem> {
        match name {
            "connect_receiver" => reply(self.connect_receiver(ask(request)?).await?),
            "disconnect_receiver" => {
                ask::<Nothing>(request)?;
                reply(self.disconnect_receiver().await?)
            }
            "guide_to" => reply(self.guide_to(&ask(request)?, lang).await?),
            "take_fix" => {
                let mut taken = reply(self.take_fix(ask(request)?, lang).await?)?;
                self.mark_photos(&mut taken).await?;
                Ok(taken)
            }
            _ => {
                ask::<Nothing>(request)?;
                reply(self.receiver().await?)
            }
        }
    }

    /// How the receiver stands. A log without a speed of its own gives its next position.
    ///
    /// # Errors
    ///
    /// [`Code::NotEnrolled`]; what the store refuses.
    pub async fn receiver(&self) -> Result<ReceiverView, Problem> {
        self.enrolled()?;
        self.step();
        self.receiver_view().await
    }

    /// Counts the positions of the receiver that is connected now: whoever shows them waits for the next one instead of asking again and
    /// again. None while nothing is connected.
    pub fn receiver_fixes(&self) -> Option<watch::Receiver<u64>> {
        Some(self.receiver.now()?.heard.fixes())
    }

    /// Connects a receiver in place of the one before. It is looked for at once and again while it is wanted; the view tells how it went.
    ///
    /// # Errors
    ///
    /// [`Code::BadInput`] for an address or baud rate that cannot be meant; [`Code::NotEnrolled`]; what the store refuses.
    pub async fn connect_receiver(
        &self,
        mut asked: ConnectReceiver,
    ) -> Result<ReceiverView, Problem> {
        self.enrolled()?;
        asked.address = asked.address.trim().to_owned();
        let address = asked.address.clone();
        match asked.kind {
            ReceiverKind::Tcp if network::host_and_port(&address).is_none() => {
                return Err(bad("address", "host:port, e.g. 192.168.4.1:9000"));
            }
            ReceiverKind::Serial if address.is_empty() || address.contains('\0') => {
                return Err(bad("address", "the name of a serial port"));
            }
            ReceiverKind::Serial if asked.baud == 0 || asked.baud > MAX_BAUD => {
                return Err(bad("baud", "a baud rate such as 9600 or 115200"));
            }
            ReceiverKind::Replay => {
                return Err(bad("kind", "a recorded log comes with its bytes"));
            }
            ReceiverKind::Tcp | ReceiverKind::Serial => {}
        }
        let kept = reply(&asked)?.to_string();
        self.store.set_setting(SETTING, Some(kept)).await?;
        // The one before lets go of its port first: it may be the same.
        self.receiver.put(None);
        let heard = Arc::new(Heard::new(self.changes.clone()));
        let source = if asked.kind == ReceiverKind::Tcp {
            let task = tokio::spawn(network::read(address.clone(), Arc::clone(&heard)));
            Source::Task(task.abort_handle())
        } else {
            let wanted = serial::start(address.clone(), asked.baud, Arc::clone(&heard))?;
            Source::Thread(wanted)
        };
        self.receiver.put(Some(Connection {
            kind: asked.kind,
            address,
            heard,
            source,
        }));
        self.changed();
        self.receiver_view().await
    }

    /// Disconnects the receiver, if there is one.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn disconnect_receiver(&self) -> Result<ReceiverView, Problem> {
        self.receiver.put(None);
        self.changed();
        self.receiver_view().await
    }

    /// Replays a recorded log in place of a receiver.
    ///
    /// # Errors
    ///
    /// [`Code::BadInput`] for a log without a position and a speed out of range, [`Code::TooLarge`], [`Code::NotEnrolled`].
    pub async fn replay_receiver(
        &self,
        asked: ReplayReceiver,
        bytes: &[u8],
    ) -> Result<ReceiverView, Problem> {
        self.enrolled()?;
        let every = recording::every(asked.speed)?;
        let (recording, tally) = Recording::read(bytes)?;
        let heard = Arc::new(Heard::new(self.changes.clone()));
        heard.count_bad(tally);
        heard.opened();
        let source = match every {
            None => Source::Asked(recording),
            Some(every) => {
                let task = tokio::spawn(recording::play(recording, Arc::clone(&heard), every));
                Source::Task(task.abort_handle())
            }
        };
        self.receiver.put(Some(Connection {
            kind: ReceiverKind::Replay,
            address: asked.file_name,
            heard,
            source,
        }));
        self.changed();
        self.receiver_view().await
    }

    /// Where to go from the last position to a target. A log without a speed of its own gives its next position.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`] for a survey or target that is not seen; a target without a position.
    pub async fn guide_to(&self, asked: &GuideTo, lang: Lang) -> Result<GuideView, Problem> {
        let who = self.who(lang)?;
        self.step();
        let view = self.receiver_view().await?;
        // A stale position would lead astray: it is told in the receiver's view only.
        let fix = self.fix_now(lang).ok();
        self.app.guide_from(&who, asked, view, fix).await
    }

    /// Takes the last position at a target: as a survey value, or as an observation when it does not count.
    ///
    /// # Errors
    ///
    /// [`Code::Refused`] with `why` `no_fix` or `silent_receiver` when there is no position or the receiver has fallen silent; what
    /// the rules of a survey refuse.
    pub async fn take_fix(&self, asked: TakeFix, lang: Lang) -> Result<FixTaken, Problem> {
        let who = self.who(lang)?;
        let taken = {
            let _one_at_a_time = self.writing.lock().await;
            // Only now: whoever wrote before may have taken long.
            let (fix, why_not) = self.fix_now(lang)?;
            let connection = self.receiver.now();
            let replayed = connection
                .filter(|connection| connection.kind == ReceiverKind::Replay)
                .map(|connection| connection.address.clone());
            let taken = self
                .app
                .record_fix(&who, asked, fix, why_not, replayed)
                .await?;
            handheld_app::flush_all(&self.app, &who, i64::MAX).await?;
            taken
        };
        self.edited();
        Ok(taken)
    }

    fn limits(&self) -> Limits {
        Limits::of(&self.app.catalogue().survey_rules)
    }

    /// Somebody asks: a log that waits for that gives its next position.
    fn step(&self) {
        if let Some(connection) = self.receiver.now()
            && let Source::Asked(recording) = &connection.source
        {
            recording.step(&connection.heard);
        }
    }

    /// The last position and why it is no survey value, unless it is too old to be used at all.
    fn fix_now(&self, lang: Lang) -> Result<(FixValue, Option<&'static str>), Problem> {
        let limits = self.limits();
        let (fix, since) = self.last_fix().ok_or_else(|| {
            refused(
                "no_fix",
                lang.pick(
                    "接收机还没有给出定位，请先连接接收机并等待定位",
                    "the receiver has given no position yet: connect it and wait for one",
                ),
            )
        })?;
        if limits.is_stale(since) {
            let words = position::silent_words(since);
            return Err(refused("silent_receiver", lang.pick(&words.zh, &words.en)));
        }
        Ok((position::value(&fix), limits.why_not(&fix)))
    }

    fn last_fix(&self) -> Option<(Fix, Duration)> {
        let connection = self.receiver.now()?;
        connection.heard.standing(Instant::now()).last
    }

    async fn receiver_view(&self) -> Result<ReceiverView, Problem> {
        // Listing ports asks the system, which may take its time.
        let ports = tokio::task::spawn_blocking(serial::ports).await;
        let mut view = ReceiverView {
            kind: None,
            address: String::new(),
            live: false,
            silent_s: None,
            fix: None,
            ports: ports.unwrap_or_default(),
            problem: handheld_contract::views::Text::default(),
            bad_lines: 0,
            last: self.last_receiver().await?,
        };
        let Some(connection) = self.receiver.now() else {
            return Ok(view);
        };
        let Standing {
            open,
            live,
            last,
            problem,
            bad_lines,
        } = connection.heard.standing(Instant::now());
        view.kind = Some(connection.kind);
        view.address.clone_from(&connection.address);
        // A log is there until it is at its end, however slowly it is asked.
        view.live = live || (open && connection.kind == ReceiverKind::Replay);
        if let Some((fix, since)) = last {
            view.silent_s = Some(since.as_secs_f64());
            view.fix = Some(self.limits().view(&fix, since));
        }
        view.problem = problem;
        view.bad_lines = bad_lines;
        Ok(view)
    }

    async fn last_receiver(&self) -> Result<Option<LastReceiver>, Problem> {
        let kept = self.store.setting(SETTING).await?;
        // An unreadable one is none: it is only an offer.
        let kept = kept.and_then(|text| serde_json::from_str::<ConnectReceiver>(&text).ok());
        Ok(kept.map(|kept| LastReceiver {
            kind: kept.kind,
            address: kept.address,
            baud: kept.baud,
        }))
    }
}
