//! The bytes of an exchange: frames, records, elided changes; all limits; no meaning.
//!
//! A request is `len u32 | plain head` (see [`crate::envelope`]) and then frames; an answer is frames alone.
//! Nothing here panics on any bytes, and nothing is reserved on a mere claim of length.

pub(crate) mod bytes;
mod chunk;
pub(crate) mod frame;
mod record;

use handheld_contract::sync::{Change, Cursor, DocChanges};

pub use chunk::read_chunk;
pub use record::Record;

/// Version of the protocol.
pub const PROTOCOL: u8 = 1;
/// Bytes of a request as sent.
pub const BODY_BYTES: usize = 1024 * 1024;
/// Bytes of a body inflated.
pub const INFLATED_BYTES: usize = 8 * 1024 * 1024;
/// Documents in a batch.
pub const DOCUMENTS: usize = 500;
/// Changes in a batch.
pub const CHANGES: usize = 5_000;
/// Bytes of one change.
pub const CHANGE_BYTES: usize = 256 * 1024;
/// Bytes that a frame should have when packed.
pub const FRAME_BYTES: usize = 48 * 1024;
/// Bytes of one part of a photo.
pub const PART_BYTES: usize = 256 * 1024;

/// Why bytes are not what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// They end too early.
    #[error("the bytes end too early")]
    Short,
    /// They are not what this version writes.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// More than a limit allows; names the limit.
    #[error("larger than the limit for one {0}")]
    TooLarge(&'static str),
    /// Not a packed frame.
    #[error("a frame cannot be inflated: {0}")]
    Zstd(String),
}

/// Writes one frame of records; `raw` sends changes whole.
///
/// # Errors
///
/// [`WireError`] when the frame would be larger than can be said.
pub fn write_frame(out: &mut Vec<u8>, records: &[Record], raw: bool) -> Result<(), WireError> {
    let mut plain = Vec::new();
    for record in records {
        record::put_record(&mut plain, record, raw);
    }
    frame::put_frame(out, &plain)
}

/// Bytes of a record before packing, for deciding where a frame ends.
pub fn plain_bytes(record: &Record) -> usize {
    let mut plain = Vec::new();
    record::put_record(&mut plain, record, false);
    plain.len()
}

/// Reads a body: the records of each whole frame, and whether it was cut inside a frame.
///
/// # Errors
///
/// [`WireError`] of the first frame that is damaged; frames before it are lost with it.
pub fn read_frames(body: &[u8]) -> Result<(Vec<Vec<Record>>, bool), WireError> {
    let (packed, cut) = frame::split(body);
    let mut inflater = frame::Inflater::new();
    let mut frames = Vec::with_capacity(packed.len());
    for one in packed {
        frames.push(record::take_records(&inflater.inflate(one)?)?);
    }
    Ok((frames, cut))
}

/// Records of documents with their changes.
pub fn document_records(documents: &[DocChanges]) -> Vec<Record> {
    let mut records = Vec::with_capacity(documents.len() * 2);
    for d in documents {
        let (doc, kind, scope) = (d.doc, d.kind, d.scope.clone());
        records.push(Record::Doc { doc, kind, scope });
        records.push(Record::Changes(d.changes.clone()));
    }
    records
}

/// Hash of a set of cursors, the same whatever their order.
pub fn set_hash(cursors: &[Cursor]) -> [u8; 16] {
    let mut sorted: Vec<&Cursor> = cursors.iter().collect();
    sorted.sort_by(|a, b| a.scope.cmp(&b.scope));
    let mut hasher = blake3::Hasher::new();
    for cursor in sorted {
        hasher.update(&(cursor.scope.0.len() as u64).to_be_bytes());
        hasher.update(cursor.scope.0.as_bytes());
        hasher.update(&cursor.epoch.to_be_bytes());
        hasher.update(&cursor.seq.to_be_bytes());
        hasher.update(&cursor.digest);
    }
    let mut short = [0; 16];
    short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    short
}

/// Bytes of changes as stored, for budgets.
pub fn raw_bytes(changes: &[Change]) -> usize {
    changes.iter().map(|c| c.bytes.len()).sum()
}
