//! What a device gets to read: entries of its scopes after its cursors, in frames that each end in cursors.

use std::collections::HashMap;

use handheld_contract::sync::{Change, Cursor};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{DocId, ScopeId};
use handheld_store::centre::{CentreLog, Device, Directory, EntryKind, LogEntry, ScopeHead};
use handheld_store::records::Records;

use super::{Asked, Centre, ExchangeError};
use crate::envelope::Head;
use crate::ports::GrantedScope;
use crate::wire::{self, FRAME_BYTES, Record, WireError};

/// Bytes of bodies read from the log at once; eliding and packing bring them to about a frame.
const PAGE_BYTES: usize = 3 * FRAME_BYTES;
/// Least and most bytes of an answer, packed, whatever the device wishes.
const ANSWER_BYTES: std::ops::RangeInclusive<usize> = 8 * 1024..=2 * 1024 * 1024;
/// Seconds until the next exchange that nobody asked for.
const RETRY_AFTER: u32 = 900;

/// Collects records until a frame is full.
struct Frames<'a> {
    body: &'a mut Vec<u8>,
    records: Vec<Record>,
    plain: usize,
}

impl Frames<'_> {
    fn add(&mut self, record: Record) {
        self.plain += match &record {
            Record::Changes(changes) => wire::raw_bytes(changes),
            _ => 64,
        };
        self.records.push(record);
    }

    fn flush(&mut self) -> Result<(), WireError> {
        if !self.records.is_empty() {
            wire::write_frame(self.body, &self.records, false)?;
        }
        self.records.clear();
        self.plain = 0;
        Ok(())
    }
}

/// What is to be read of one scope.
struct Reading<'a> {
    head: &'a ScopeHead,
    writable: bool,
    cursor: Option<&'a Cursor>,
}

impl Reading<'_> {
    fn is_current(&self) -> bool {
        self.cursor.is_some_and(|c| c.seq == self.head.head) && !self.is_stale()
    }

    /// Another life of the log, a cursor beyond it or below what is kept, or another history (S20, S21).
    fn is_stale(&self) -> bool {
        self.cursor.is_some_and(|c| {
            c.epoch != self.head.epoch
                || c.seq > self.head.head
                || c.seq + 1 < self.head.floor
                || (c.seq == self.head.head && c.digest != self.head.digest)
        })
    }
}

impl<S: Records + CentreLog + Directory> Centre<'_, S> {
    pub(super) async fn pull(
        &self,
        device: &Device,
        head: &Head,
        asked: &Asked,
        body: &mut Vec<u8>,
    ) -> Result<(), ExchangeError> {
        let kept = CentreLog::device_cursors(self.store, device.id).await?;
        let cursors = match asked.set {
            Some(hash) if wire::set_hash(&kept) == hash => kept.clone(),
            Some(_) => {
                let end = Record::End {
                    more: true,
                    retry_after: 0,
                };
                return Ok(wire::write_frame(body, &[Record::NeedSet, end], false)?);
            }
            None => asked.cursors.clone(),
        };
        let granted = self.access.scopes(device).await?;
        let names: Vec<ScopeId> = granted.iter().map(|g| g.scope.clone()).collect();
        let heads = self.store.heads(&names).await?;
        let mut readings = readings(&granted, &heads, &cursors);
        let revoked: Vec<_> = cursors
            .iter()
            .filter(|c| !names.contains(&c.scope))
            .collect();
        if revoked.is_empty() && readings.iter().all(Reading::is_current) {
            let end = Record::End {
                more: false,
                retry_after: RETRY_AFTER,
            };
            wire::write_frame(body, &[Record::Unchanged, end], false)?;
            return self.keep_cursors(device, &kept, &cursors).await;
        }
        let most = (head.answer_bytes as usize)
            .clamp(*ANSWER_BYTES.start(), *ANSWER_BYTES.end())
            .saturating_add(body.len());
        let mut frames = Frames {
            body,
            records: Vec::new(),
            plain: 0,
        };
        for cursor in &revoked {
            frames.add(Record::Revoked(cursor.scope.clone()));
        }
        readings.sort_by_key(|r| r.head.head - r.cursor.map_or(0, |c| c.seq.min(r.head.head)));
        let mut ends: Vec<Cursor> = Vec::new();
        let mut more = false;
        for reading in &readings {
            if frames.body.len() >= most {
                more = true;
                break;
            }
            let (end, whole) = self
                .read_scope(device, head, reading, most, &mut frames)
                .await?;
            more |= !whole;
            ends.extend(end);
        }
        let retry_after = if more { 0 } else { RETRY_AFTER };
        frames.add(Record::End { more, retry_after });
        frames.flush()?;
        if more {
            return Ok(());
        }
        self.keep_cursors(device, &kept, &ends).await
    }

    /// Remembers the set that the device has once it has stored this answer.
    async fn keep_cursors(
        &self,
        device: &Device,
        kept: &[Cursor],
        now: &[Cursor],
    ) -> Result<(), ExchangeError> {
        if wire::set_hash(kept) != wire::set_hash(now) {
            self.store
                .set_device_cursors(device.id, now.to_vec())
                .await?;
        }
        Ok(())
    }

    /// Writes one scope's entries; returns the cursor at their end and whether the end of the log was reached.
    async fn read_scope(
        &self,
        device: &Device,
        head: &Head,
        reading: &Reading<'_>,
        most: usize,
        frames: &mut Frames<'_>,
    ) -> Result<(Option<Cursor>, bool), ExchangeError> {
        let scope = &reading.head.scope;
        if reading.is_current() {
            return Ok((reading.cursor.cloned(), true));
        }
        if reading.is_stale() {
            frames.add(Record::Stale(scope.clone()));
        }
        let cursor = reading.cursor.filter(|_| !reading.is_stale());
        if cursor.is_none() {
            frames.add(Record::Grant {
                scope: scope.clone(),
                writable: reading.writable,
                head: reading.head.head,
                documents: reading.head.documents,
            });
        }
        if reading.head.head == 0 {
            // Nothing to read yet; the cursor tells its life all the same, so that a restore does not pass unseen.
            let cursor = Cursor {
                scope: scope.clone(),
                epoch: reading.head.epoch,
                seq: 0,
                digest: reading.head.digest,
            };
            frames.add(Record::Cursor {
                cursor: cursor.clone(),
                left_out: 0,
            });
            return Ok((Some(cursor), true));
        }
        // Who starts from nothing may have lost what it once sent.
        let with_own = head.whole || cursor.is_none();
        let mut end = Cursor {
            scope: scope.clone(),
            epoch: reading.head.epoch,
            seq: cursor.map_or(0, |c| c.seq),
            digest: cursor.map_or([0; 16], |c| c.digest),
        };
        loop {
            let page = self.store.entries(scope, end.seq, PAGE_BYTES).await?;
            let Some(last) = page.last() else {
                return Ok((Some(end), true));
            };
            (end.seq, end.digest) = (last.seq, last.digest);
            let left_out = write_page(device, scope, page, with_own, frames);
            frames.add(Record::Cursor {
                cursor: end.clone(),
                left_out,
            });
            if frames.plain >= PAGE_BYTES {
                frames.flush()?;
            }
            if end.seq >= reading.head.head {
                return Ok((Some(end), true));
            }
            if frames.body.len() >= most {
                return Ok((Some(end), false));
            }
        }
    }
}

fn readings<'a>(
    granted: &[GrantedScope],
    heads: &'a [ScopeHead],
    cursors: &'a [Cursor],
) -> Vec<Reading<'a>> {
    let by_scope: HashMap<&ScopeId, &Cursor> = cursors.iter().map(|c| (&c.scope, c)).collect();
    let writable: HashMap<&ScopeId, bool> =
        granted.iter().map(|g| (&g.scope, g.writable)).collect();
    heads
        .iter()
        .map(|head| Reading {
            head,
            writable: writable.get(&head.scope).copied().unwrap_or(false),
            cursor: by_scope.get(&head.scope).copied(),
        })
        .collect()
}

/// Writes entries grouped by document; returns how many were left out as the device's own.
fn write_page(
    device: &Device,
    scope: &ScopeId,
    page: Vec<LogEntry>,
    with_own: bool,
    frames: &mut Frames<'_>,
) -> u64 {
    let mut left_out = 0;
    let mut documents: Vec<(DocId, DocKind, Vec<Change>)> = Vec::new();
    let mut places: HashMap<DocId, usize> = HashMap::new();
    for entry in page {
        if entry.origin == Some(device.id) && !with_own {
            left_out += 1;
            continue;
        }
        match (entry.kind, entry.change) {
            (EntryKind::Change, Some(change)) => {
                let place = *places.entry(entry.doc).or_insert(documents.len());
                if place == documents.len() {
                    documents.push((entry.doc, entry.doc_kind, Vec::new()));
                }
                documents[place].2.push(change);
            }
            (EntryKind::Leave, _) => frames.add(Record::Leave(entry.doc, scope.clone())),
            (EntryKind::Enter | EntryKind::Change, _) => {
                frames.add(Record::Enter(entry.doc, scope.clone()));
            }
        }
    }
    for (doc, kind, changes) in documents {
        frames.add(Record::Doc {
            doc,
            kind,
            scope: scope.clone(),
        });
        frames.add(Record::Changes(changes));
    }
    left_out
}
