//! Records as automerge documents: the only room that names automerge.
//!
//! What lives here: a document with its registers and edits ([`Document`]), the shape of its keys and
//! values ([`shape`]), typed readings of an inspection, a finding and a project ([`record`]), and the
//! admission of foreign bytes ([`admission`], [`worker`]). Only bytes, hashes and plain values leave.
//! What does not: rules of the trade (domain), storage (store), signatures and the wire (sync).
//!
//! Invariants: a change that was admitted never keeps a document from loading; of concurrent different
//! values none is dropped; the same changes give the same reading whatever their order.

pub mod actor;
pub mod admission;
pub mod document;
pub mod json;
pub mod limits;
pub mod record;
pub mod shape;
pub mod worker;

pub use actor::ActorId;
pub use document::{Applied, ApplyError, Candidate, Document, Edit, EditError, History, LoadError};
