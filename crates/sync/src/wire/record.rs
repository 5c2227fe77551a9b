//! Records: `type u8 | len varint | payload`. One variant for each type, and their bytes.
//!
//! A type that this version does not know is skipped. How records follow one another is the engines' business.

use handheld_contract::sync::{Change, Cursor, Rejection};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{ChangeHash, Code, DocId, ScopeId};
use uuid::Uuid;

use super::bytes::{Reader, put_bytes, put_varint};
use super::{WireError, chunk};

mod kind {
    pub(super) const CURSOR: u8 = 2;
    pub(super) const SET: u8 = 3;
    pub(super) const DOC: u8 = 4;
    pub(super) const CHANGES: u8 = 5;
    // 6 is SNAP: reserved for snapshots in packs.
    pub(super) const LEAVE: u8 = 7;
    pub(super) const GRANT: u8 = 8;
    pub(super) const REVOKED: u8 = 9;
    pub(super) const ACK: u8 = 10;
    pub(super) const REJECT: u8 = 11;
    pub(super) const WANT: u8 = 12;
    pub(super) const RECEIPT: u8 = 13;
    pub(super) const END: u8 = 14;
    pub(super) const UNCHANGED: u8 = 15;
    pub(super) const STALE: u8 = 16;
    pub(super) const ALARM: u8 = 17;
    pub(super) const ENTER: u8 = 18;
    pub(super) const NEED_SET: u8 = 19;
    pub(super) const HAVE: u8 = 20;
}

const SCOPE_BYTES: usize = 80;
const RULE_BYTES: usize = 400;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// How far a scope is read; in an answer with the number of entries left out because they are the device's own.
    Cursor {
        /// The cursor.
        cursor: Cursor,
        /// Entries left out.
        left_out: u64,
    },
    /// Hash of the set of cursors, in place of the set.
    Set([u8; 16]),
    /// The following changes are of this document.
    Doc {
        /// Document.
        doc: DocId,
        /// Its kind.
        kind: DocKind,
        /// Its scope.
        scope: ScopeId,
    },
    /// Changes of the last document named.
    Changes(Vec<Change>),
    /// The document joined the scope.
    Enter(DocId, ScopeId),
    /// The document left the scope.
    Leave(DocId, ScopeId),
    /// A scope that the device may read now, and how much there is to come.
    Grant {
        /// Scope.
        scope: ScopeId,
        /// Changes may be sent as well.
        writable: bool,
        /// Last sequence number.
        head: u64,
        /// Documents.
        documents: u32,
    },
    /// A scope that the device may no longer read.
    Revoked(ScopeId),
    /// Lengths of runs over the batch's changes in their order: taken, not taken, taken, ...
    Ack(Vec<u64>),
    /// A change that was not taken.
    Reject(Rejection),
    /// Changes that have to come first; with none named: send again without eliding.
    Want(DocId, Vec<ChangeHash>),
    /// Signature over the receipt of the changes taken.
    Receipt {
        /// Batch.
        batch: u64,
        /// Time of the centre.
        at_ms: i64,
        /// Signature.
        signature: [u8; 64],
    },
    /// The answer is whole. `more` is to be fetched at once; otherwise not before `retry_after` seconds.
    End {
        /// More waits.
        more: bool,
        /// Seconds.
        retry_after: u32,
    },
    /// Nothing has changed since the last complete answer.
    Unchanged,
    /// The hash of the set is not the one kept: send the cursors themselves.
    NeedSet,
    /// The scope's log has another life or no longer reaches back to the cursor.
    Stale(ScopeId),
    /// The batch does not continue the device's chain of envelopes, whose last one is named.
    Alarm {
        /// Number of the last batch.
        batch: u64,
        /// Hash of its envelope.
        envelope: [u8; 32],
    },
    /// Bytes of a photo that are on the centre's disk.
    Have(u64),
}

fn kind_byte(kind: DocKind) -> u8 {
    match kind {
        DocKind::Project => 0,
        DocKind::Inspection => 1,
        DocKind::Finding => 2,
        DocKind::Case => 3,
        DocKind::Survey => 4,
    }
}

/// Appends a record.
pub(crate) fn put_record(out: &mut Vec<u8>, record: &Record, raw: bool) {
    let mut p = Vec::new();
    let kind = payload(&mut p, record, raw);
    out.push(kind);
    put_bytes(out, &p);
}

fn payload(p: &mut Vec<u8>, record: &Record, raw: bool) -> u8 {
    let put_scope = |p: &mut Vec<u8>, scope: &ScopeId| put_bytes(p, scope.0.as_bytes());
    match record {
        Record::Cursor { cursor, left_out } => {
            put_scope(p, &cursor.scope);
            put_varint(p, cursor.epoch);
            put_varint(p, cursor.seq);
            p.extend_from_slice(&cursor.digest);
            put_varint(p, *left_out);
            kind::CURSOR
        }
        Record::Set(hash) => {
            p.extend_from_slice(hash);
            kind::SET
        }
        Record::Doc { doc, kind, scope } => {
            p.extend_from_slice(&doc.bytes());
            p.push(kind_byte(*kind));
            put_scope(p, scope);
            kind::DOC
        }
        Record::Changes(changes) => {
            put_varint(p, changes.len() as u64);
            let mut previous = None;
            for change in changes {
                chunk::put_change(p, change, previous, raw);
                previous = Some(change);
            }
            kind::CHANGES
        }
        Record::Enter(doc, scope) | Record::Leave(doc, scope) => {
            p.extend_from_slice(&doc.bytes());
            put_scope(p, scope);
            if matches!(record, Record::Enter(..)) {
                kind::ENTER
            } else {
                kind::LEAVE
            }
        }
        Record::Grant {
            scope,
            writable,
            head,
            documents,
        } => {
            put_scope(p, scope);
            p.push(u8::from(*writable));
            put_varint(p, *head);
            put_varint(p, u64::from(*documents));
            kind::GRANT
        }
        Record::Revoked(scope) => {
            put_scope(p, scope);
            kind::REVOKED
        }
        Record::Stale(scope) => {
            put_scope(p, scope);
            kind::STALE
        }
        _ => answer_payload(p, record),
    }
}

fn answer_payload(p: &mut Vec<u8>, record: &Record) -> u8 {
    match record {
        Record::Ack(runs) => {
            put_varint(p, runs.len() as u64);
            runs.iter().for_each(|run| put_varint(p, *run));
            kind::ACK
        }
        Record::Reject(rejection) => {
            p.extend_from_slice(&rejection.doc.bytes());
            p.extend_from_slice(&rejection.hash.0);
            put_bytes(p, rejection.code.as_str().as_bytes());
            put_bytes(p, rejection.rule.as_bytes());
            kind::REJECT
        }
        Record::Want(doc, hashes) => {
            p.extend_from_slice(&doc.bytes());
            put_varint(p, hashes.len() as u64);
            hashes.iter().for_each(|hash| p.extend_from_slice(&hash.0));
            kind::WANT
        }
        Record::Receipt {
            batch,
            at_ms,
            signature,
        } => {
            put_varint(p, *batch);
            p.extend_from_slice(&at_ms.to_be_bytes());
            p.extend_from_slice(signature);
            kind::RECEIPT
        }
        Record::End { more, retry_after } => {
            p.push(u8::from(*more));
            put_varint(p, u64::from(*retry_after));
            kind::END
        }
        Record::Alarm { batch, envelope } => {
            put_varint(p, *batch);
            p.extend_from_slice(envelope);
            kind::ALARM
        }
        Record::Have(bytes) => {
            put_varint(p, *bytes);
            kind::HAVE
        }
        Record::NeedSet => kind::NEED_SET,
        // The others have their payload above.
        _ => kind::UNCHANGED,
    }
}

/// Reads all records of a frame; types that are not known are left out.
pub(crate) fn take_records(bytes: &[u8]) -> Result<Vec<Record>, WireError> {
    let mut reader = Reader::new(bytes);
    let mut records = Vec::new();
    while !reader.is_done() {
        let kind = reader.byte()?;
        let mut payload = Reader::new(reader.bytes()?);
        if let Some(record) = take_record(kind, &mut payload)? {
            records.push(record);
        }
    }
    Ok(records)
}

fn doc(p: &mut Reader<'_>) -> Result<DocId, WireError> {
    Ok(DocId(Uuid::from_bytes(p.array()?)))
}

fn scope(p: &mut Reader<'_>) -> Result<ScopeId, WireError> {
    p.text(SCOPE_BYTES).map(ScopeId)
}

fn small(p: &mut Reader<'_>) -> Result<u32, WireError> {
    u32::try_from(p.varint()?).map_err(|_| WireError::Malformed("a number out of range"))
}

fn doc_kind(byte: u8) -> Result<DocKind, WireError> {
    match byte {
        0 => Ok(DocKind::Project),
        1 => Ok(DocKind::Inspection),
        2 => Ok(DocKind::Finding),
        3 => Ok(DocKind::Case),
        4 => Ok(DocKind::Survey),
        _ => Err(WireError::Malformed("an unknown kind of document")),
    }
}

fn take_record(kind: u8, p: &mut Reader<'_>) -> Result<Option<Record>, WireError> {
    Ok(Some(match kind {
        kind::CURSOR => Record::Cursor {
            cursor: Cursor {
                scope: scope(p)?,
                epoch: p.varint()?,
                seq: p.varint()?,
                digest: p.array()?,
            },
            left_out: p.varint()?,
        },
        kind::SET => Record::Set(p.array()?),
        kind::DOC => Record::Doc {
            doc: doc(p)?,
            kind: doc_kind(p.byte()?)?,
            scope: scope(p)?,
        },
        kind::CHANGES => {
            let count = p.count()?;
            let mut changes: Vec<Change> = Vec::new();
            for _ in 0..count {
                let change = chunk::take_change(p, changes.last())?;
                changes.push(change);
            }
            Record::Changes(changes)
        }
        kind::ENTER => Record::Enter(doc(p)?, scope(p)?),
        kind::LEAVE => Record::Leave(doc(p)?, scope(p)?),
        kind::GRANT => Record::Grant {
            scope: scope(p)?,
            writable: p.byte()? != 0,
            head: p.varint()?,
            documents: small(p)?,
        },
        kind::REVOKED => Record::Revoked(scope(p)?),
        kind::STALE => Record::Stale(scope(p)?),
        other => return take_answer_record(other, p),
    }))
}

fn take_answer_record(kind: u8, p: &mut Reader<'_>) -> Result<Option<Record>, WireError> {
    Ok(Some(match kind {
        kind::ACK => {
            let count = p.count()?;
            Record::Ack((0..count).map(|_| p.varint()).collect::<Result<_, _>>()?)
        }
        kind::REJECT => {
            let (doc, hash) = (doc(p)?, ChangeHash(p.array()?));
            let code = p.text(RULE_BYTES)?;
            // A code of a newer centre is still a refusal.
            let code = Code::ALL.iter().copied().find(|c| c.as_str() == code);
            let rule = p.text(RULE_BYTES)?;
            Record::Reject(Rejection {
                doc,
                hash,
                code: code.unwrap_or(Code::Refused),
                rule,
            })
        }
        kind::WANT => {
            let doc = doc(p)?;
            let count = p.count()?;
            let hashes = (0..count).map(|_| p.array().map(ChangeHash));
            Record::Want(doc, hashes.collect::<Result<_, _>>()?)
        }
        kind::RECEIPT => Record::Receipt {
            batch: p.varint()?,
            at_ms: i64::from_be_bytes(p.array()?),
            signature: p.array()?,
        },
        kind::END => Record::End {
            more: p.byte()? != 0,
            retry_after: small(p)?,
        },
        kind::ALARM => Record::Alarm {
            batch: p.varint()?,
            envelope: p.array()?,
        },
        kind::HAVE => Record::Have(p.varint()?),
        kind::UNCHANGED => Record::Unchanged,
        kind::NEED_SET => Record::NeedSet,
        _ => return Ok(None),
    }))
}
