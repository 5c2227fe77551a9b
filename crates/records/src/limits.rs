//! How large things may be, for what this device writes and for what it takes in alike.
//!
//! One set of figures: whatever [`crate::Document::commit`] makes passes [`crate::admission`].

/// Bytes of one change.
pub const CHANGE_BYTES: usize = 256 * 1024;
/// Bytes of one document as saved without compression.
pub const DOCUMENT_BYTES: usize = 4 * 1024 * 1024;
/// Operations of one change. A change has one operation for each key that it sets.
pub const CHANGE_OPERATIONS: usize = 4_096;
/// Changes that one change may directly depend on.
pub const DEPENDENCIES: usize = 256;
/// Other actors whose values one change may replace.
pub const OTHER_ACTORS: usize = 1_024;
/// Values that one change may replace, over all its keys.
pub const REPLACED_VALUES: usize = 16_384;
/// Bytes of a key.
pub const KEY_BYTES: usize = 160;
/// Bytes of a value: two texts of 30,000 Chinese characters and what surrounds them.
pub const VALUE_BYTES: usize = 200_000;
/// Depth of nesting in a value's JSON.
pub const JSON_DEPTH: usize = 32;
/// Greatest operation counter and sequence number (I08). automerge 0.12 itself stops at 2^32.
pub const COUNTER: u64 = 1 << 31;
/// Hashes that may be missing in one answer (I07).
pub const MISSING: usize = 1_000;
/// Changes looked at in one request.
pub const CANDIDATES: usize = 5_000;
/// Greatest time stamp of a change, in seconds: the last second of the year 9999. Device clocks lie, so
/// nothing narrower would do.
pub const LATEST_SECOND: i64 = 253_402_300_799;
