//! Use cases, once: what a signed-in person can see and do, over any store.
//!
//! The window and the browser both call [`App::call`]; a rule of the trade is asked of `domain`, a document is read and edited through
//! `records`, and everything written goes to the store in one transaction. No sockets, no files, no clock: time and new ids come from
//! [`Surroundings`].
//!
//! Invariant: an answer is on disk before its view goes back. Invariant: every read passes the person's [`Sight`].

mod acts;
pub mod admit;
mod call;
mod cases;
mod convert;
pub mod copies;
pub mod documents;
pub mod files;
pub mod index;
mod licences;
mod opened;
mod person;
mod plans;
mod readings;
mod seal;
mod survey_files;
mod survey_report;
mod surveys;
pub mod surveys_out;
mod time;
mod views;

use std::sync::{Arc, PoisonError, RwLock};

use handheld_catalogue::Catalogue;
use handheld_contract::Problem;
use handheld_store::records::Records;
use uuid::Uuid;

pub use acts::{PhotoFacts, ReceivedAct, flush, flush_all, rebuild};
pub use files::{FileFacts, MAX_FILE_BYTES};
pub use handheld_store::records::Sight;
pub use licences::licences;
pub use person::Who;
pub use seal::Signed;
pub use survey_files::SurveyBytes;
pub use time::{civil_date, rfc3339};
pub use views::{differences, released_on};

/// What a use case needs of the world, given by the host so that a test can give its own.
pub trait Surroundings: Send + Sync {
    /// Now, milliseconds since 1970 UTC, by this machine's clock.
    fn now_ms(&self) -> i64;
    /// A new UUIDv7.
    fn new_id(&self) -> Uuid;
    /// Signs for the centre, where this is the centre: acts on cases are then received as they are made. None on a device.
    fn seal(&self, _text: &[u8]) -> Option<[u8; 64]> {
        None
    }
    /// Signs a record of this device's person with the device's key. None where there is no device.
    fn sign(&self, _text: &[u8]) -> Option<Signed> {
        None
    }
    /// Time of the centre as last heard, RFC 3339, for the capture record of a photo.
    fn last_server_time(&self) -> Option<String>;
}

/// The use cases over one store.
pub struct App<S> {
    pub(crate) store: Arc<S>,
    catalogues: Arc<RwLock<Catalogues>>,
    pub(crate) around: Arc<dyn Surroundings>,
}

/// The catalogue in force and those before it, by which cases were opened. They stay for the life of the program: whoever still reads one
/// may finish.
struct Catalogues {
    in_force: &'static Catalogue,
    earlier: Vec<&'static Catalogue>,
}

impl<S> Clone for App<S> {
    fn clone(&self) -> Self {
        Self {
            store: Arc::clone(&self.store),
            catalogues: Arc::clone(&self.catalogues),
            around: Arc::clone(&self.around),
        }
    }
}

impl<S: Records> App<S> {
    /// Use cases over this store and catalogue.
    pub fn new(
        store: Arc<S>,
        catalogue: &'static Catalogue,
        around: Arc<dyn Surroundings>,
    ) -> Self {
        let catalogues = Catalogues {
            in_force: catalogue,
            earlier: Vec::new(),
        };
        Self {
            store,
            catalogues: Arc::new(RwLock::new(catalogues)),
            around,
        }
    }

    /// The catalogue in force.
    pub fn catalogue(&self) -> &'static Catalogue {
        let catalogues = self.catalogues.read();
        catalogues.unwrap_or_else(PoisonError::into_inner).in_force
    }

    /// Catalogues that were in force earlier.
    pub fn earlier_catalogues(&self) -> Vec<&'static Catalogue> {
        let catalogues = self.catalogues.read();
        let catalogues = catalogues.unwrap_or_else(PoisonError::into_inner);
        catalogues.earlier.clone()
    }

    /// Puts another catalogue in force.
    pub fn put_catalogue(&self, catalogue: Catalogue) {
        let catalogues = self.catalogues.write();
        let mut catalogues = catalogues.unwrap_or_else(PoisonError::into_inner);
        let before = catalogues.in_force;
        catalogues.earlier.push(before);
        catalogues.in_force = Box::leak(Box::new(catalogue));
    }

    /// Knows a catalogue that was in force before this program was started.
    pub fn remember_catalogue(&self, catalogue: Catalogue) {
        let catalogues = self.catalogues.write();
        let mut catalogues = catalogues.unwrap_or_else(PoisonError::into_inner);
        catalogues.earlier.push(Box::leak(Box::new(catalogue)));
    }

    /// The store beneath.
    pub fn store(&self) -> &S {
        &self.store
    }

    pub(crate) fn today(&self) -> chrono::NaiveDate {
        civil_date(self.around.now_ms())
    }

    pub(crate) fn now(&self) -> String {
        rfc3339(self.around.now_ms())
    }
}

/// What a use case answers.
pub type Answer<T> = Result<T, Problem>;
