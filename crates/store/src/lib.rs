//! Keeping: narrow async traits for records, the device's queue, the centre's log, people and photos.
//!
//! Each trait is one concern, so that another database or object store has little to learn. One conformance suite
//! (feature `testing`) runs on every implementation: [`memory`] and SQLite today. No rule of the trade and no automerge here:
//! index rows and heads arrive already computed.

pub mod blobs;
pub mod centre;
pub mod device;
pub mod digest;
pub mod error;
pub mod files;
pub mod index;
pub mod interfaces;
pub mod memory;
pub mod records;
pub mod search;
pub mod sqlite;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, reason = "a conformance suite fails by panicking")]
pub mod testing;

pub use digest::scope_digest;
pub use error::StoreError;
pub use files::{FileBlobs, RESERVE_BYTES};
pub use sqlite::{SqliteCentre, SqliteDevice};
