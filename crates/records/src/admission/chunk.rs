//! One change chunk, read by ourselves before the engine sees it.
//!
//! Our documents use a small part of what automerge can say: texts and deletions in the root map. A chunk
//! that says anything else is refused here, with bounded work and memory; so no nesting, no run-length
//! bomb and no unknown operation ever reaches the engine.

use std::collections::HashSet;

use handheld_contract::ChangeHash;
use sha2::{Digest, Sha256};

use super::Rule;
use super::reader::{Reader, run_lengths};
use crate::document::{is_entry, is_key};
use crate::{ActorId, json, limits};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE: u8 = 1;
/// Text in a value's type-and-length word; null there belongs to a deletion.
const TEXT: u64 = 6;
const PUT: u64 = 1;
const DELETE: u64 = 3;

/// Columns of our operations: (id << 4) | type, without the bit for compression inside.
mod column {
    pub(super) const KEY: u64 = 0x15;
    pub(super) const INSERT: u64 = 0x34;
    pub(super) const ACTION: u64 = 0x42;
    pub(super) const VALUE_META: u64 = 0x56;
    pub(super) const VALUE: u64 = 0x57;
    pub(super) const REPLACED: u64 = 0x70;
    pub(super) const REPLACED_ACTOR: u64 = 0x71;
    pub(super) const REPLACED_COUNTER: u64 = 0x73;
    pub(super) const ALL: [u64; 8] = [
        KEY,
        INSERT,
        ACTION,
        VALUE_META,
        VALUE,
        REPLACED,
        REPLACED_ACTOR,
        REPLACED_COUNTER,
    ];
}

/// The id of an operation: counter and actor.
pub(super) type OperationId = (u64, ActorId);

/// One operation of a scanned change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operation<'a> {
    pub(super) key: &'a str,
    pub(super) replaced: Vec<OperationId>,
    /// Sets nothing, only takes away.
    pub(super) deletes: bool,
}

/// What a change chunk says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scanned<'a> {
    pub(super) hash: ChangeHash,
    pub(super) actor: ActorId,
    pub(super) seq: u64,
    pub(super) start_op: u64,
    pub(super) deps: Vec<ChangeHash>,
    pub(super) operations: Vec<Operation<'a>>,
}

impl Scanned<'_> {
    /// Counter of the last operation.
    pub(super) fn max_op(&self) -> u64 {
        self.start_op + self.operations.len() as u64 - 1
    }
}

/// Checks header, length and checksum of an uncompressed change chunk and returns its name.
///
/// # Errors
///
/// The [`Rule`] that it breaks.
pub fn name(bytes: &[u8]) -> Result<ChangeHash, Rule> {
    split(bytes).map(|(hash, _)| hash)
}

fn split(bytes: &[u8]) -> Result<(ChangeHash, &[u8]), Rule> {
    if bytes.len() > limits::CHANGE_BYTES {
        return Err(Rule::Size);
    }
    let mut reader = Reader::new(bytes);
    if reader.array()? != MAGIC {
        return Err(Rule::Header);
    }
    let checksum: [u8; 4] = reader.array()?;
    let [kind] = reader.array()?;
    if kind != CHANGE {
        return Err(Rule::Kind);
    }
    // The hash covers the type, the length and the body.
    let named = &bytes[8..];
    let length = reader.count(limits::CHANGE_BYTES, Rule::Size)?;
    if reader.rest().len() != length {
        return Err(Rule::Length);
    }
    let hash: [u8; 32] = Sha256::digest(named).into();
    if hash[..4] != checksum {
        return Err(Rule::Checksum);
    }
    Ok((ChangeHash(hash), reader.rest()))
}

/// Reads a whole change chunk by the rules of our documents.
pub(super) fn scan(bytes: &[u8]) -> Result<Scanned<'_>, Rule> {
    let (hash, body) = split(bytes)?;
    let mut reader = Reader::new(body);
    let deps = dependencies(&mut reader)?;
    let actor = actor(&mut reader)?;
    let seq = counter(&mut reader, Rule::Sequence)?;
    let start_op = counter(&mut reader, Rule::Counter)?;
    let time = reader.signed()?;
    if !(0..=limits::LATEST_SECOND).contains(&time) {
        return Err(Rule::Time);
    }
    if reader.count(limits::CHANGE_BYTES, Rule::Size)? != 0 {
        return Err(Rule::Shape);
    }
    let others = other_actors(&mut reader, actor)?;
    let columns = Columns::read(&mut reader)?;
    if !reader.is_done() {
        return Err(Rule::Shape);
    }
    let operations = operations(&columns, actor, &others, start_op)?;
    if start_op + operations.len() as u64 > limits::COUNTER {
        return Err(Rule::Counter);
    }
    Ok(Scanned {
        hash,
        actor,
        seq,
        start_op,
        deps,
        operations,
    })
}

fn counter(reader: &mut Reader<'_>, rule: Rule) -> Result<u64, Rule> {
    let counter = reader.unsigned()?;
    if (1..=limits::COUNTER).contains(&counter) {
        Ok(counter)
    } else {
        Err(rule)
    }
}

fn dependencies(reader: &mut Reader<'_>) -> Result<Vec<ChangeHash>, Rule> {
    let count = reader.count(limits::DEPENDENCIES, Rule::Dependencies)?;
    let mut deps = Vec::with_capacity(count);
    for _ in 0..count {
        let dep = ChangeHash(reader.array()?);
        if deps.contains(&dep) {
            return Err(Rule::Dependencies);
        }
        deps.push(dep);
    }
    Ok(deps)
}

fn actor(reader: &mut Reader<'_>) -> Result<ActorId, Rule> {
    if reader.count(limits::CHANGE_BYTES, Rule::Size)? != 16 {
        return Err(Rule::Shape);
    }
    reader.array().map(ActorId)
}

/// The other actors whose values are replaced: sorted, each once, without the author.
fn other_actors(reader: &mut Reader<'_>, author: ActorId) -> Result<Vec<ActorId>, Rule> {
    let count = reader.count(limits::OTHER_ACTORS, Rule::Shape)?;
    let mut others: Vec<ActorId> = Vec::new();
    for _ in 0..count {
        let other = actor(reader)?;
        if other == author || others.last().is_some_and(|last| *last >= other) {
            return Err(Rule::Encoding);
        }
        others.push(other);
    }
    Ok(others)
}

/// The bytes of the columns, by their place in [`column::ALL`].
#[derive(Debug, Default)]
struct Columns<'a>([&'a [u8]; 8]);

impl<'a> Columns<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Rule> {
        let count = reader.count(column::ALL.len(), Rule::Shape)?;
        let mut specified = Vec::with_capacity(count);
        for _ in 0..count {
            let spec = reader.unsigned()?;
            let place = column::ALL
                .iter()
                .position(|known| *known == spec)
                .ok_or(Rule::Shape)?;
            if specified.last().is_some_and(|(last, _)| *last >= place) {
                return Err(Rule::Encoding);
            }
            specified.push((place, reader.count(limits::CHANGE_BYTES, Rule::Size)?));
        }
        let mut columns = Self::default();
        for (place, length) in specified {
            columns.0[place] = reader.take(length)?;
        }
        Ok(columns)
    }

    fn of(&self, spec: u64) -> &'a [u8] {
        let place = column::ALL.iter().position(|known| *known == spec);
        place.map_or(&[], |place| self.0[place])
    }
}

fn operations<'a>(
    columns: &Columns<'a>,
    author: ActorId,
    others: &[ActorId],
    start_op: u64,
) -> Result<Vec<Operation<'a>>, Rule> {
    let most = limits::CHANGE_OPERATIONS;
    let unsigned = |reader: &mut Reader<'a>| reader.unsigned();
    let actions = run_lengths(columns.of(column::ACTION), most, Rule::Operations, unsigned)?;
    let count = actions.len();
    if count == 0 {
        return Err(Rule::Operations);
    }
    let keys = run_lengths(columns.of(column::KEY), count, Rule::Shape, |reader| {
        reader.text(limits::KEY_BYTES, Rule::Key)
    })?;
    let metas = run_lengths(columns.of(column::VALUE_META), count, Rule::Shape, unsigned)?;
    let replaced = replaced(columns, count, author, others, start_op)?;
    if [keys.len(), metas.len(), replaced.len()] != [count; 3] || !all_false(columns, count) {
        return Err(Rule::Shape);
    }
    let mut values = Reader::new(columns.of(column::VALUE));
    let mut seen = HashSet::with_capacity(count);
    let mut operations = Vec::with_capacity(count);
    for (((key, action), meta), replaced) in keys.into_iter().zip(actions).zip(metas).zip(replaced)
    {
        if !is_key(key) || !seen.insert(key) {
            return Err(Rule::Key);
        }
        value(action, meta, &mut values)?;
        let written_once = action == PUT && replaced.is_empty();
        if is_entry(key) && !written_once {
            return Err(Rule::AppendOnly);
        }
        if action == DELETE && replaced.is_empty() {
            return Err(Rule::Shape);
        }
        let deletes = action == DELETE;
        operations.push(Operation {
            key,
            replaced,
            deletes,
        });
    }
    if values.is_done() {
        Ok(operations)
    } else {
        Err(Rule::Shape)
    }
}

/// Checks the value of one operation: JSON for a put, nothing for a deletion.
fn value(action: u64, meta: u64, values: &mut Reader<'_>) -> Result<(), Rule> {
    match (action, meta & 0xf) {
        (DELETE, _) if meta == 0 => Ok(()),
        (PUT, TEXT) => {
            let length = usize::try_from(meta >> 4).map_err(|_| Rule::Value)?;
            if length > limits::VALUE_BYTES {
                return Err(Rule::Value);
            }
            let text = std::str::from_utf8(values.take(length)?).map_err(|_| Rule::Text)?;
            json::check(text).map_err(|_| Rule::Value)
        }
        _ => Err(Rule::Shape),
    }
}

/// No operation inserts into a list: one run of "false".
fn all_false(columns: &Columns<'_>, count: usize) -> bool {
    let mut reader = Reader::new(columns.of(column::INSERT));
    reader.unsigned() == Ok(count as u64) && reader.is_done()
}

/// Reads for every operation the ids of the operations that it replaces.
fn replaced(
    columns: &Columns<'_>,
    count: usize,
    author: ActorId,
    others: &[ActorId],
    start_op: u64,
) -> Result<Vec<Vec<OperationId>>, Rule> {
    let most = limits::REPLACED_VALUES;
    let counts = run_lengths(
        columns.of(column::REPLACED),
        count,
        Rule::Shape,
        Reader::unsigned,
    )?;
    let actor_column = columns.of(column::REPLACED_ACTOR);
    let mut actors =
        run_lengths(actor_column, most, Rule::Operations, Reader::unsigned)?.into_iter();
    let counter_column = columns.of(column::REPLACED_COUNTER);
    let mut deltas =
        run_lengths(counter_column, most, Rule::Operations, Reader::signed)?.into_iter();
    let mut counter = 0_i64;
    let mut used = HashSet::new();
    let mut all = Vec::with_capacity(counts.len());
    for of_operation in counts {
        let mut ids: Vec<OperationId> = Vec::new();
        for _ in 0..of_operation {
            // Ends with the columns at the latest, whatever the count claims.
            let (index, delta) = actors.next().zip(deltas.next()).ok_or(Rule::Shape)?;
            counter = counter.checked_add(delta).ok_or(Rule::Counter)?;
            let id = match u64::try_from(counter) {
                Ok(counter) if (1..start_op).contains(&counter) => counter,
                _ => return Err(Rule::Counter),
            };
            let actor = match usize::try_from(index).map_err(|_| Rule::Encoding)? {
                0 => author,
                other => {
                    used.insert(other);
                    *others.get(other - 1).ok_or(Rule::Encoding)?
                }
            };
            if ids.last().is_some_and(|last| *last >= (id, actor)) {
                return Err(Rule::Encoding);
            }
            ids.push((id, actor));
        }
        all.push(ids);
    }
    if actors.next().is_some() || deltas.next().is_some() || used.len() != others.len() {
        return Err(Rule::Shape);
    }
    Ok(all)
}
