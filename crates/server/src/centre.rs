//! An opened centre: its folder, store, photos, key, and what runs beside them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::lock::Mutex;
use handheld_app::{App, Surroundings};
use handheld_catalogue::Catalogue;
use handheld_contract::views::approval::Signer;
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{Code, Lang, OrganisationId, PersonId, Problem, ProjectId};
use handheld_records::ActorId;
use handheld_store::StoreError;
use handheld_store::centre::{Directory, Person};
use handheld_store::index::ProjectEntry;
use handheld_store::records::{Records, Sight};
use tokio::sync::{Semaphore, broadcast, watch};
use uuid::Uuid;

use crate::admission::AdmissionPool;
use crate::authorize::{Via, Who};
use crate::chance;
use crate::key::CentreKey;
use crate::systems::Desk;
use crate::tries::Tries;
use crate::webhooks::Outgoing;
use crate::webhooks::address::Allowed;

/// The database of the centre.
pub type Store = handheld_store::SqliteCentre;
/// Where its photos are.
pub type Photos = handheld_store::FileBlobs;

/// File of the database in the data folder.
pub const DATABASE: &str = "centre.sqlite";
/// Folder of the photos in the data folder.
pub const PHOTOS: &str = "photos";
/// Setting that says that the data is the sample.
pub const SAMPLE_SETTING: &str = "sample";
/// Setting with the counter of the centre's own actor; a restore takes the next.
pub const ACTOR_SETTING: &str = "actor_counter";

/// How this centre is reached.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// Address for people and devices, without a slash at the end; empty takes the address listened on.
    pub public_url: String,
    /// The browser speaks https: cookies are marked so.
    pub secure: bool,
    /// The last `x-forwarded-for` address is that of the asker.
    pub behind_proxy: bool,
}

/// Time and ids of this machine, and the centre's key.
#[derive(Debug, Clone)]
pub struct Machine(CentreKey);

impl Surroundings for Machine {
    fn now_ms(&self) -> i64 {
        chance::now_ms()
    }
    fn new_id(&self) -> Uuid {
        chance::id()
    }
    fn seal(&self, text: &[u8]) -> Option<[u8; 64]> {
        Some(self.0.sign(text))
    }
    fn last_server_time(&self) -> Option<String> {
        Some(chance::rfc3339(chance::now_ms()))
    }
}

/// An opened centre.
pub struct Centre {
    /// Folder.
    pub folder: PathBuf,
    /// Records, log, people.
    pub store: Arc<Store>,
    /// Photos.
    pub photos: Arc<Photos>,
    /// Key.
    pub key: CentreKey,
    /// Use cases.
    pub app: App<Store>,
    /// Workers for foreign bytes.
    pub admission: AdmissionPool,
    /// Held while documents change.
    pub writing: Mutex<()>,
    /// Tries of sign-in and enrolment.
    pub tries: Tries,
    /// Passwords hashed at once: each takes 19 MiB.
    pub hashing: Semaphore,
    /// Something changed.
    pub changed: broadcast::Sender<()>,
    /// Turns true when the centre stops.
    pub stopping: watch::Sender<bool>,
    /// The data is the sample.
    pub sample: bool,
    /// How it is reached.
    pub reach: Reach,
    /// Where entries of other systems come in.
    pub desk: Desk,
    /// What other systems are told.
    pub webhooks: Outgoing,
    actor_counter: u32,
}

/// The bundled catalogue, read once.
pub fn catalogue() -> &'static Catalogue {
    Catalogue::bundled()
}

/// Opens the database of a folder, which is made where it is missing.
///
/// # Errors
///
/// What the file system or the store refuses; [`Code::StoreInUse`] while it is served.
pub async fn open_store(folder: &Path) -> Result<Store, Problem> {
    make_folder(folder)?;
    Ok(Store::open(&folder.join(DATABASE)).await?)
}

/// Opens the database for a command on people, codes or devices, also while it is served; waits for another such command.
///
/// # Errors
///
/// What the file system or the store refuses.
pub async fn open_store_beside(folder: &Path) -> Result<Store, Problem> {
    make_folder(folder)?;
    let path = folder.join(DATABASE);
    for _ in 0..50 {
        match Store::open_beside(&path).await {
            Err(StoreError::InUse { .. }) => tokio::time::sleep(Duration::from_millis(100)).await,
            opened => return Ok(opened?),
        }
    }
    Ok(Store::open_beside(&path).await?)
}

fn make_folder(folder: &Path) -> Result<(), Problem> {
    std::fs::create_dir_all(folder)
        .map_err(|e| Problem::new(Code::Storage).with("why", format!("{}: {e}", folder.display())))
}

impl Centre {
    /// Opens the centre in a folder.
    ///
    /// # Errors
    ///
    /// What the file system, the store or the catalogue refuses.
    pub async fn open(
        folder: &Path,
        admission: AdmissionPool,
        reach: Reach,
    ) -> Result<Self, Problem> {
        Self::over(open_store(folder).await?, folder, admission, reach).await
    }

    /// The centre over an opened store.
    ///
    /// # Errors
    ///
    /// What the file system or the store refuses.
    pub async fn over(
        store: Store,
        folder: &Path,
        admission: AdmissionPool,
        reach: Reach,
    ) -> Result<Self, Problem> {
        let store = Arc::new(store);
        let photos = Arc::new(Photos::open(folder.join(PHOTOS))?);
        let key = CentreKey::open(folder)?;
        let sample = store.setting(SAMPLE_SETTING).await?.is_some();
        let counter = store.setting(ACTOR_SETTING).await?;
        let actor_counter = counter.and_then(|c| c.parse().ok()).unwrap_or(0);
        let app = App::new(
            Arc::clone(&store),
            catalogue(),
            Arc::new(Machine(key.clone())),
        );
        crate::catalogue::open(&app, folder);
        Ok(Self {
            folder: folder.to_owned(),
            store,
            photos,
            key,
            app,
            admission,
            writing: Mutex::new(()),
            tries: Tries::default(),
            hashing: Semaphore::new(2),
            changed: broadcast::channel(16).0,
            stopping: watch::channel(false).0,
            sample,
            reach,
            // Wiring point: whoever keeps the cases takes entries here (`Centre::with_entries`); until then they are `not_here`.
            desk: Desk::default(),
            webhooks: Outgoing::allowing(Allowed::default()),
            actor_counter,
        })
    }

    /// The catalogue in force.
    pub fn catalogue(&self) -> &'static Catalogue {
        self.app.catalogue()
    }

    /// The person as the use cases know them; what they do here is written under the centre's own key.
    pub fn at_app(&self, who: &Who, lang: Lang) -> handheld_app::Who {
        handheld_app::Who {
            person: who.person.clone(),
            role: who.role,
            organisation: who.organisation.clone(),
            sight: who.sight(),
            actor: ActorId::derive(&self.key.public(), who.person.id, self.actor_counter),
            acts: ActorId::act_prefix(&self.key.public(), who.person.id),
            signer: Signer::Centre,
            lang,
        }
    }

    /// A person with role and organisation; none for one who is not there or not active (A05).
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn who(&self, person: PersonId, via: Via) -> Result<Option<Who>, Problem> {
        let Some(person) = self.store.person(person).await?.filter(|p| p.active) else {
            return Ok(None);
        };
        let organisation = self.organisation_ref(person.organisation).await?;
        Ok(Some(Who {
            person: PersonRef {
                id: person.id,
                name: person.name,
            },
            role: person.role,
            organisation,
            via,
            must_change_password: person.must_change_password,
        }))
    }

    /// An organisation by name.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn organisation_ref(
        &self,
        id: OrganisationId,
    ) -> Result<handheld_contract::views::session::OrganisationRef, Problem> {
        let found = self.store.organisation(id).await?;
        let (name, departments) = found.map_or_else(Default::default, |o| (o.name, o.departments));
        Ok(handheld_contract::views::session::OrganisationRef {
            id,
            name,
            departments,
        })
    }

    /// A project as it is, whoever asks: for `authorize`.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn project_entry(&self, id: ProjectId) -> Result<Option<ProjectEntry>, Problem> {
        let today = chance::today(chance::now_ms());
        let hit = self.store.project(&Sight::All, id, &today).await?;
        Ok(hit.map(|hit| hit.entry))
    }

    /// Tells screens and devices that something changed.
    pub fn nudge(&self) {
        // Nobody listening is no error.
        let _ = self.changed.send(());
    }

    /// Ends what would keep connections open.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Hashes or checks passwords off the async threads, two at a time.
    ///
    /// # Errors
    ///
    /// [`Code::Internal`] when the work cannot be done.
    pub async fn hashed<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let internal = |why: String| Problem::new(Code::Internal).with("why", why);
        let place = tokio::time::timeout(Duration::from_secs(10), self.hashing.acquire()).await;
        let _place = place
            .map_err(|_| Problem::new(Code::TooManyTries).with("seconds", 10))?
            .map_err(|e| internal(e.to_string()))?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|e| internal(e.to_string()))
    }
}

/// Whether a store has no person yet.
///
/// # Errors
///
/// What the store refuses.
pub async fn is_empty(store: &Store) -> Result<bool, Problem> {
    Ok(store.people().await?.is_empty() && store.organisations().await?.is_empty())
}

/// A new person with this password, to be changed at the first sign-in.
pub(crate) fn new_person(
    name: &str,
    login: &str,
    role: Role,
    organisation: OrganisationId,
    password: String,
) -> Person {
    Person {
        id: PersonId(chance::id()),
        name: name.to_owned(),
        login: login.to_owned(),
        role,
        organisation,
        active: true,
        password,
        must_change_password: true,
        preferences: String::new(),
    }
}
