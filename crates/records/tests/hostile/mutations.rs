//! Valid changes, changed at random by a seed.

use handheld_contract::sync::Change;
use handheld_records::{ActorId, Document, Edit};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::build::{CHANGE, body, chunk};

/// A document that two people wrote, with the changes in an order that can be applied.
pub(crate) fn valid_changes() -> Vec<Change> {
    let (mut one, mut two) = (Document::new(), Document::new());
    let mut all: Vec<Change> = Vec::new();
    let mut commit = |document: &mut Document, actor: u8, edits: &[Edit]| {
        let made = document.commit(edits, ActorId([actor; 16]), 1_700_000_000_000);
        all.extend(made.expect("the edits are good"));
        all.clone()
    };
    let answer = |n: u32| {
        format!("{{\"id\":\"{n}\",\"n\":\"\",\"v\":{{\"kind\":\"number\",\"value\":{n}.5}}}}")
    };
    let known = commit(&mut one, 1, &[Edit::set("m", "{\"kind\":\"inspection\"}")]);
    two.apply(&known).expect("the changes are good");
    for round in 0..4 {
        let edits: Vec<_> = (0..5)
            .map(|n| Edit::set(format!("a:B14-0{n}"), answer(round * 10 + n)))
            .collect();
        commit(&mut one, 1, &edits);
        let known = commit(&mut two, 2, &edits[..2]);
        if round == 1 {
            one.apply(&known).expect("the changes are good");
            two.apply(&known).expect("the changes are good");
            commit(
                &mut one,
                1,
                &[
                    Edit::remove("a:B14-00"),
                    Edit::set("e:1", "{\"kind\":\"finished\"}"),
                ],
            );
        }
    }
    all
}

/// Changes one of a chunk's bytes, lengths or parts; with `fixed`, length and checksum are right again.
pub(crate) fn mutate(valid: &[u8], other: &[u8], fixed: bool, seed: u64) -> Vec<u8> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut bytes = if fixed {
        body(valid).to_vec()
    } else {
        valid.to_vec()
    };
    let other = if fixed { body(other) } else { other };
    for _ in 0..random.random_range(1..=3) {
        spoil(&mut bytes, other, &mut random);
    }
    if fixed { chunk(CHANGE, &bytes) } else { bytes }
}

fn spoil(bytes: &mut Vec<u8>, other: &[u8], random: &mut ChaCha8Rng) {
    if bytes.is_empty() {
        bytes.push(random.random());
        return;
    }
    let at = random.random_range(0..bytes.len());
    match random.random_range(0..9) {
        0 => bytes[at] ^= 1 << random.random_range(0..8),
        1 => bytes[at] = random.random(),
        2 => {
            bytes[at] = *[0, 1, 0x7e, 0x7f, 0x80, 0xff]
                .choose(random)
                .expect("there are some")
        }
        3 => bytes[at] = bytes[at].wrapping_add(1),
        4 => bytes.insert(at, random.random()),
        5 => {
            bytes.remove(at);
        }
        6 => bytes.truncate(at),
        7 => {
            let from = random.random_range(0..other.len());
            let length = random.random_range(1..=16.min(other.len() - from));
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, other[from..from + length].iter().copied());
        }
        _ => {
            let end = random.random_range(at..bytes.len());
            bytes[at..=end].reverse();
        }
    }
}
