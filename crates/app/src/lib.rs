//! Use cases, once: what a signed-in person can see and do, over any store.
//!
//! The window and the browser both call [`App::call`]; a rule of the trade is asked of `domain`, a document is read and edited through
//! `records`, and everything written goes to the store in one transaction. No sockets, no files, no clock: time and new ids come from
//! [`Surroundings`].
//!
//! Invariant: an answer is on disk before its view goes back. Invariant: every read passes the person's [`Sight`].

mod acts;
mod call;
mod convert;
pub mod copies;
pub mod index;
mod licences;
mod opened;
mod person;
mod time;
mod views;

use std::sync::Arc;

use handheld_catalogue::Catalogue;
use handheld_contract::Problem;
use handheld_store::records::Records;
use uuid::Uuid;

pub use acts::{PhotoFacts, flush, flush_all, rebuild};
pub use handheld_store::records::Sight;
pub use licences::licences;
pub use person::Who;
pub use time::{civil_date, rfc3339};

/// What a use case needs of the world, given by the host so that a test can give its own.
pub trait Surroundings: Send + Sync {
    /// Now, milliseconds since 1970 UTC, by this machine's clock.
    fn now_ms(&self) -> i64;
    /// A new UUIDv7.
    fn new_id(&self) -> Uuid;
    /// Time of the centre as last heard, RFC 3339, for the capture record of a photo.
    fn last_server_time(&self) -> Option<String>;
}

/// The use cases over one store.
pub struct App<S> {
    pub(crate) store: Arc<S>,
    pub(crate) catalogue: &'static Catalogue,
    pub(crate) around: Arc<dyn Surroundings>,
}

impl<S> Clone for App<S> {
    fn clone(&self) -> Self {
        Self {
            store: Arc::clone(&self.store),
            catalogue: self.catalogue,
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
        Self {
            store,
            catalogue,
            around,
        }
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
