//! The device: use cases over SQLite and photo files, enrolment, and the exchange with the centre, without a window.
//!
//! The window and `handheld` both stand on [`Device`]. What a command means is `app`'s, what an exchange says is `sync`'s; here are
//! the folder, the key, HTTP, and the order in which things happen. Invariant: whoever changes a document holds `writing`.
//! Invariant: a photo's bytes are on disk before its record names them (D03).

mod around;
mod background;
mod care;
mod cases;
mod catalogue;
mod commands;
mod enrol;
mod exchange;
mod export;
mod identity;
mod line;
mod local_systems;
mod photos;
mod receiver;
mod surveys;
mod views;

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use handheld_app::{App, Sight, Who};
use handheld_catalogue::Catalogue;
use handheld_contract::{Code, Lang, Problem};
use handheld_store::blobs::Blobs;
use handheld_store::records::Records;
use handheld_store::{FileBlobs, SqliteDevice};
use tokio::sync::{Notify, broadcast};

use crate::around::Around;
use crate::exchange::{Exchange, News};
use crate::identity::{Identity, Key};
use crate::local_systems::{Keystore, LocalSystems, SystemKeystore};
use crate::receiver::Receiver;

pub use background::Background;
pub use care::Checked;
pub use exchange::Synced;
pub use local_systems::{LocalParameters, LocalSystemKind, LocalSystemRow};
pub use views::Status;

/// Everything on this device that belongs to one person at one centre.
pub struct Device {
    store: Arc<SqliteDevice>,
    blobs: FileBlobs,
    app: App<SqliteDevice>,
    around: Arc<Around>,
    key: Key,
    identity: RwLock<Option<Arc<Identity>>>,
    writing: futures::lock::Mutex<()>,
    /// One photo is decoded at a time: a phone has memory for one.
    decoding: tokio::sync::Mutex<()>,
    exchange: tokio::sync::Mutex<Exchange>,
    news: Mutex<News>,
    changes: broadcast::Sender<()>,
    rounds: broadcast::Sender<Synced>,
    receiver: Receiver,
    local_systems: LocalSystems,
    /// Somebody or something asks for an exchange.
    wake: Notify,
    /// The journal may hold something.
    dirty: AtomicBool,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Device({})", self.store.path().display())
    }
}

impl Device {
    /// Opens the device of a folder, which is made when it is missing.
    ///
    /// # Errors
    ///
    /// [`Code::StoreInUse`], [`Code::StoreNewer`], [`Code::StoreDamaged`] (the file was moved aside), [`Code::Storage`].
    pub async fn open(folder: &Path) -> Result<Arc<Self>, Problem> {
        Self::open_with(folder, Arc::new(SystemKeystore)).await
    }

    /// As [`Device::open`], with a keystore for the key of the local systems.
    async fn open_with(folder: &Path, keystore: Arc<dyn Keystore>) -> Result<Arc<Self>, Problem> {
        let at = folder.to_owned();
        let opened = tokio::task::spawn_blocking(move || {
            let store = SqliteDevice::open(&at, None)?;
            let blobs = FileBlobs::open(&at)?;
            Ok::<_, Problem>((store, blobs))
        });
        let (store, blobs) = opened
            .await
            .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))??;
        let store = Arc::new(store);
        let around = Arc::new(Around::default());
        let app = App::new(Arc::clone(&store), Catalogue::bundled(), around.clone());
        if let Some(kept) = catalogue::kept(folder) {
            app.put_catalogue(kept);
        }
        let identity = Identity::read(&*store).await?;
        let key = Key::open(folder, identity.is_some())?;
        around.sign_with(key.signing());
        around.believe(store.setting(around::OFFSET).await?.as_deref());
        Ok(Arc::new(Self {
            store,
            blobs,
            app,
            around,
            key,
            identity: RwLock::new(identity.map(Arc::new)),
            writing: futures::lock::Mutex::new(()),
            decoding: tokio::sync::Mutex::new(()),
            exchange: tokio::sync::Mutex::new(Exchange::default()),
            news: Mutex::new(News::default()),
            changes: broadcast::Sender::new(16),
            rounds: broadcast::Sender::new(16),
            receiver: Receiver::default(),
            local_systems: LocalSystems::new(keystore),
            wake: Notify::new(),
            dirty: AtomicBool::new(true),
        }))
    }

    /// News that something changed; whoever shows something reads it again.
    pub fn changes(&self) -> broadcast::Receiver<()> {
        self.changes.subscribe()
    }

    /// What each exchange did that did anything.
    pub fn rounds(&self) -> broadcast::Receiver<Synced> {
        self.rounds.subscribe()
    }

    fn changed(&self) {
        // Nobody listening is fine: a command line has no screen.
        let _ = self.changes.send(());
    }

    fn identity(&self) -> Option<Arc<Identity>> {
        let held = self.identity.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    fn enrolled(&self) -> Result<Arc<Identity>, Problem> {
        self.identity()
            .ok_or_else(|| Problem::new(Code::NotEnrolled))
    }

    /// The enrolled person as the use cases know them.
    fn who(&self, lang: Lang) -> Result<Who, Problem> {
        let identity = self.enrolled()?;
        Ok(Who {
            person: identity.person.clone(),
            role: identity.role,
            organisation: identity.organisation.clone(),
            // What is in this store was sent for this person.
            sight: Sight::All,
            actor: identity.actor(&self.key),
            acts: handheld_records::ActorId::act_prefix(&self.key.public(), identity.person.id),
            signer: handheld_contract::views::approval::Signer::Device,
            lang,
        })
    }

    /// Turns the journal into changes: on leaving, on suspend, at the end of a command line.
    ///
    /// # Errors
    ///
    /// What the store refuses; the journal then stays as it is.
    pub async fn flush(&self) -> Result<(), Problem> {
        self.flush_before(i64::MAX).await
    }

    async fn flush_before(&self, before_ms: i64) -> Result<(), Problem> {
        let Ok(who) = self.who(Lang::Zh) else {
            return Ok(());
        };
        let _one_at_a_time = self.writing.lock().await;
        handheld_app::flush_all(&self.app, &who, before_ms).await
    }

    /// Free bytes where the photos are.
    async fn free_bytes(&self) -> Result<u64, Problem> {
        Ok(self.blobs.free_bytes().await?)
    }
}
