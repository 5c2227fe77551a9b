//! Carrying: the bytes of an exchange, who signed them, and what device and centre do with them.
//!
//! [`wire`] is framing and records, [`envelope`] signatures and receipts, [`device`] the device's state machine,
//! [`centre`] the centre's decisions. No sockets, no clock, no randomness of its own: time, random numbers,
//! rights, admission and the projection of a document to index rows are given by the caller.

pub mod centre;
pub mod device;
pub mod envelope;
pub mod ports;
pub mod wire;

/// Known mistakes that the model test must find; none of them exists without the feature.
#[cfg(feature = "planted-defects")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// What a change builds on is checked before its hash is looked up.
    DependencyBeforeDuplicate,
    /// Rows leave the outbox when the batch is sent.
    OutboxBeforeReceipt,
    /// The cursor moves before its frame is stored.
    CursorBeforeFrame,
}
