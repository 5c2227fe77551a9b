//! A change without the bytes that follow from the rest: magic, checksum, type, a dependency on the change
//! before it, the actor of the change before it.
//!
//! The receiver rebuilds the standard chunk and computes its SHA-256, which is its name. Whoever elides
//! checks that the rebuilt chunk is the same, and otherwise sends it whole; so eliding is exact.

use handheld_contract::ChangeHash;
use handheld_contract::sync::Change;
use sha2::{Digest, Sha256};

use super::bytes::{Reader, put_bytes, put_varint};
use super::{CHANGE_BYTES, WireError};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const KIND: u8 = 1;
const RAW: u8 = 1;
const SAME_ACTOR: u8 = 2;
/// Most direct dependencies of one change; admission allows no more either.
const DEPENDENCIES: usize = 256;

/// What a chunk's body begins with, and the rest.
struct Body<'a> {
    deps: Vec<ChangeHash>,
    actor: [u8; 16],
    seq: u64,
    /// From the sequence number on.
    rest: &'a [u8],
}

fn body(bytes: &[u8]) -> Result<Body<'_>, WireError> {
    let mut reader = Reader::new(bytes);
    let count = reader.count()?;
    if count > DEPENDENCIES {
        return Err(WireError::Malformed("too many dependencies"));
    }
    let mut deps = Vec::with_capacity(count);
    for _ in 0..count {
        deps.push(ChangeHash(reader.array()?));
    }
    let actor = reader.bytes()?;
    let actor = <[u8; 16]>::try_from(actor)
        .map_err(|_| WireError::Malformed("an actor that has not 16 bytes"))?;
    let rest = reader.rest();
    let seq = reader.varint()?;
    Ok(Body {
        deps,
        actor,
        seq,
        rest,
    })
}

/// Reads name, actor, sequence number and dependencies of a standard chunk; checks length and checksum.
///
/// # Errors
///
/// [`WireError`] when it is no plain change chunk.
pub fn read_chunk(bytes: Vec<u8>) -> Result<Change, WireError> {
    if bytes.len() > CHANGE_BYTES {
        return Err(WireError::TooLarge("change"));
    }
    let mut reader = Reader::new(&bytes);
    if reader.array()? != MAGIC {
        return Err(WireError::Malformed("a chunk without its first bytes"));
    }
    let checksum: [u8; 4] = reader.array()?;
    let hash: [u8; 32] = Sha256::digest(reader.rest()).into();
    if hash[..4] != checksum {
        return Err(WireError::Malformed("a chunk with a wrong checksum"));
    }
    if reader.byte()? != KIND {
        return Err(WireError::Malformed("a chunk that is no change"));
    }
    let length = reader.count()?;
    if reader.rest().len() != length {
        return Err(WireError::Malformed("a chunk with a wrong length"));
    }
    let Body {
        deps, actor, seq, ..
    } = body(reader.rest())?;
    let hash = ChangeHash(hash);
    Ok(Change {
        hash,
        actor,
        seq,
        deps,
        bytes,
    })
}

fn whole(body: &[u8]) -> Vec<u8> {
    let mut named = Vec::with_capacity(body.len() + 12);
    named.push(KIND);
    put_bytes(&mut named, body);
    let hash = Sha256::digest(&named);
    let mut bytes = Vec::with_capacity(named.len() + 8);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&hash[..4]);
    bytes.append(&mut named);
    bytes
}

/// Appends one change, elided where that is exact. `raw` asks for whole chunks.
pub(crate) fn put_change(out: &mut Vec<u8>, change: &Change, previous: Option<&Change>, raw: bool) {
    if !raw {
        let start = out.len();
        if put_elided(out, change, previous).is_some() {
            let rebuilt = take_change(&mut Reader::new(&out[start..]), previous);
            if rebuilt.is_ok_and(|r| r.bytes == change.bytes) {
                return;
            }
        }
        out.truncate(start);
    }
    out.push(RAW);
    put_bytes(out, &change.bytes);
}

fn put_elided(out: &mut Vec<u8>, change: &Change, previous: Option<&Change>) -> Option<()> {
    let mut reader = Reader::new(change.bytes.get(9..)?);
    let length = reader.count().ok()?;
    let Body {
        deps, actor, rest, ..
    } = body(reader.take(length).ok()?).ok()?;
    let same_actor = previous.is_some_and(|p| p.actor == actor);
    out.push(if same_actor { SAME_ACTOR } else { 0 });
    put_varint(out, deps.len() as u64);
    let place = previous.and_then(|p| deps.iter().position(|d| *d == p.hash));
    put_varint(out, place.map_or(0, |p| p as u64 + 1));
    for (index, dep) in deps.iter().enumerate() {
        if Some(index) != place {
            out.extend_from_slice(&dep.0);
        }
    }
    if !same_actor {
        out.extend_from_slice(&actor);
    }
    put_bytes(out, rest);
    Some(())
}

/// Reads one change and rebuilds its standard chunk.
pub(crate) fn take_change(
    reader: &mut Reader<'_>,
    previous: Option<&Change>,
) -> Result<Change, WireError> {
    let flags = reader.byte()?;
    if flags & RAW != 0 {
        return read_chunk(reader.bytes()?.to_vec());
    }
    let count = usize::try_from(reader.varint()?).unwrap_or(usize::MAX);
    if count > DEPENDENCIES {
        return Err(WireError::Malformed("too many dependencies"));
    }
    let place = reader.varint()?;
    if place > count as u64 {
        return Err(WireError::Malformed("a dependency out of place"));
    }
    let missing = WireError::Malformed("a flag for a change before the first");
    let mut rebuilt = Vec::new();
    put_varint(&mut rebuilt, count as u64);
    for index in 0..count as u64 {
        if index + 1 == place {
            rebuilt.extend_from_slice(&previous.ok_or(missing.clone())?.hash.0);
        } else {
            rebuilt.extend_from_slice(reader.take(32)?);
        }
    }
    let actor: [u8; 16] = if flags & SAME_ACTOR == 0 {
        reader.array()?
    } else {
        previous.ok_or(missing)?.actor
    };
    put_bytes(&mut rebuilt, &actor);
    rebuilt.extend_from_slice(reader.bytes()?);
    if rebuilt.len() > CHANGE_BYTES {
        return Err(WireError::TooLarge("change"));
    }
    read_chunk(whole(&rebuilt))
}
