//! The corpus in `tests/fixtures/hostile`: one file for each way to harm, with the rule that stops it.
//!
//! The files are made here and compared with what is committed, so that they stay what they say they are.
//! `HANDHELD_WRITE_FIXTURES=1` writes them again.

use std::path::PathBuf;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, ObjType, ROOT};
use handheld_records::admission::Rule;
use handheld_records::{ActorId, Document, Edit};
use serde::{Deserialize, Serialize};

use crate::build::{CHANGE, Parts, body, chunk, column, deflated_zeros, signed, unsigned};

/// One file of the corpus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Fixture {
    /// Name of the file; begins with the id of the failure.
    pub(crate) file: String,
    /// What it does.
    pub(crate) what: String,
    /// The rule that refuses it; none for one that is good by itself.
    pub(crate) rule: Option<Rule>,
}

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/hostile")
}

/// A good change of the actor that the tests allow.
pub(crate) fn good() -> Vec<u8> {
    commit(1, "a:1", "\"good\"")
}

fn commit(actor: u8, key: &str, value: &str) -> Vec<u8> {
    let mut document = Document::new();
    let edits = [Edit::set(key, value)];
    let changes = document.commit(&edits, ActorId([actor; 16]), 1_700_000_000_000);
    changes.expect("the edit is good").remove(0).bytes
}

/// The whole corpus, made anew.
pub(crate) fn corpus() -> Vec<(Fixture, Vec<u8>)> {
    let mut all = damaged();
    all.extend(bombs());
    all.extend(lies());
    all.extend(counters());
    all.extend(texts());
    all.sort_by(|a, b| a.0.file.cmp(&b.0.file));
    all
}

fn one(
    file: &str,
    rule: impl Into<Option<Rule>>,
    what: &str,
    bytes: Vec<u8>,
) -> (Fixture, Vec<u8>) {
    (
        Fixture {
            file: format!("{file}.bin"),
            what: what.into(),
            rule: rule.into(),
        },
        bytes,
    )
}

fn damaged() -> Vec<(Fixture, Vec<u8>)> {
    let good = good();
    let mut flipped = good.clone();
    flipped[40] ^= 4;
    let longer = [good.clone(), vec![0]].concat();
    let random: Vec<u8> = (0..512_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let twice_literal = Parts::honest(b"a:1", b"1")
        .with_column(column::REPLACED, [signed(1), unsigned(0)].concat());
    let ghost = Parts {
        start_op: 5,
        ..Parts::honest(b"a:1", b"1")
    }
    .with_column(column::REPLACED, [signed(-1), unsigned(1)].concat())
    .with_column(column::REPLACED_ACTOR, [signed(-1), unsigned(0)].concat())
    .with_column(column::REPLACED_COUNTER, [signed(-1), signed(3)].concat());
    let ghost_first = Parts {
        start_op: 1,
        ..ghost.clone()
    };
    let trailing = Parts {
        extra: vec![1, 2, 3],
        ..Parts::honest(b"a:1", b"1")
    };
    let message = Parts {
        message: b"hello".to_vec(),
        ..Parts::honest(b"a:1", b"1")
    };
    vec![
        one("I01-empty", Rule::Encoding, "no bytes at all", Vec::new()),
        one(
            "I01-truncated",
            Rule::Length,
            "a good change without its end",
            good[..good.len() / 2].to_vec(),
        ),
        one(
            "I01-one-bit",
            Rule::Checksum,
            "a good change with one bit turned",
            flipped,
        ),
        one(
            "I01-longer",
            Rule::Length,
            "a good change with a byte after it",
            longer,
        ),
        one(
            "I01-random",
            Rule::Header,
            "512 bytes without meaning",
            random,
        ),
        one(
            "I02-runs-written-otherwise",
            Rule::Encoding,
            "runs that save() writes otherwise, so that the name is lost",
            twice_literal.chunk(),
        ),
        one(
            "I02-replaces-what-is-not-there",
            Rule::Counter,
            "replaces a value that nobody set, on a counter that does not follow",
            ghost.chunk(),
        ),
        one(
            "I02-replaces-itself",
            Rule::Counter,
            "replaces a value with a later id than its own",
            ghost_first.chunk(),
        ),
        one(
            "I02-bytes-after-the-columns",
            Rule::Shape,
            "bytes that our documents do not have",
            trailing.chunk(),
        ),
        one(
            "I02-message",
            Rule::Shape,
            "a commit message",
            message.chunk(),
        ),
    ]
}

fn bombs() -> Vec<(Fixture, Vec<u8>)> {
    const ZEROS: usize = 260_111; // 64 MiB of zeros in 65 KB
    let inflating = {
        let data = deflated_zeros(ZEROS);
        [
            vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 2],
            unsigned(data.len() as u64),
            data,
        ]
        .concat()
    };
    let million = |key: &[u8]| {
        let run = |value: Vec<u8>| [signed(1_000_000), value].concat();
        Parts::honest(b"", b"")
            .with_column(column::KEY, run(crate::build::prefixed(key)))
            .with_column(column::INSERT, unsigned(1_000_000))
            .with_column(column::ACTION, run(unsigned(1)))
            .with_column(column::VALUE_META, run(unsigned(6)))
            .with_column(column::REPLACED, run(unsigned(0)))
            .chunk()
    };
    // As long a key as makes 174 bytes in all.
    let lengths = 1..174;
    let operations = lengths
        .map(|length| million(&vec![b'k'; length]))
        .find(|chunk| chunk.len() == 174);
    let operations = operations.expect("one of the lengths fits");
    let document = chunk(0, body(&operations));
    let json = |depth: usize| [b"[".repeat(depth), b"]".repeat(depth)].concat();
    let large = vec![b' '; 300_000];
    vec![
        one(
            "I03-inflates-to-260-MiB",
            Rule::Kind,
            "65 KB that inflate to 64 MiB and need 260 MiB on the way",
            inflating,
        ),
        one(
            "I03-million-operations",
            Rule::Operations,
            "174 bytes with 1,000,000 operations",
            operations,
        ),
        one(
            "I03-million-operations-document",
            Rule::Kind,
            "the same as a saved document",
            document,
        ),
        one(
            "I03-too-large",
            Rule::Size,
            "a change above 256 KiB",
            Parts::honest(b"a:1", &large).chunk(),
        ),
        one(
            "I04-nested-300",
            Rule::Shape,
            "maps in maps, 300 deep",
            nested(300),
        ),
        one(
            "I04-nested-1",
            Rule::Shape,
            "one map in the root, which our documents do not have",
            nested(1),
        ),
        one(
            "I04-json-nested-300",
            Rule::Value,
            "JSON 300 deep in one value",
            Parts::honest(b"a:1", &json(300)).chunk(),
        ),
        one(
            "I04-json-nested-90000",
            Rule::Value,
            "JSON 90,000 deep in one value",
            Parts::honest(b"a:1", &json(90_000)).chunk(),
        ),
    ]
}

/// Maps in maps, written by the engine itself.
fn nested(depth: usize) -> Vec<u8> {
    let mut document = Automerge::new().with_actor(automerge::ActorId::from([1_u8; 16]));
    let mut transaction = document.transaction();
    let mut object = ROOT;
    for _ in 0..depth {
        object = transaction
            .put_object(&object, "n", ObjType::Map)
            .expect("a map can be put");
    }
    transaction.commit_with(CommitOptions::default().with_time(1_700_000_000));
    let change = document.get_changes(&[]).remove(0);
    change.raw_bytes().to_vec()
}

fn lies() -> Vec<(Fixture, Vec<u8>)> {
    let honest = || Parts::honest(b"a:1", b"1");
    let deps = |count: u64| {
        (0..count).map(|n| {
            let mut hash = [7; 32];
            hash[..8].copy_from_slice(&n.to_be_bytes());
            hash
        })
    };
    let million_claimed = [unsigned(1_000_000), vec![0; 64]].concat();
    let entry_removed = Parts {
        start_op: 2,
        seq: 2,
        ..Parts::honest(b"e:1", b"")
    }
    .with_column(column::ACTION, [signed(-1), unsigned(3)].concat())
    .with_column(column::VALUE_META, [signed(-1), unsigned(0)].concat())
    .with_column(column::REPLACED, [signed(-1), unsigned(1)].concat())
    .with_column(column::REPLACED_ACTOR, [signed(-1), unsigned(0)].concat())
    .with_column(column::REPLACED_COUNTER, [signed(-1), signed(1)].concat());
    vec![
        one(
            "I05-forged-actor",
            Rule::Actor,
            "a good change of an actor that is not the signer's",
            commit(9, "a:1", "1"),
        ),
        one(
            "I05-actor-of-other-length",
            Rule::Shape,
            "an actor of 3 bytes",
            Parts {
                actor: vec![1, 2, 3],
                ..honest()
            }
            .chunk(),
        ),
        one(
            "I06-sequence-once",
            None,
            "a good change with sequence number 1",
            commit(1, "a:1", "\"once\""),
        ),
        one(
            "I06-sequence-twice",
            None,
            "another good change with sequence number 1 of the same actor",
            commit(1, "a:1", "\"twice\""),
        ),
        one(
            "I06-sequence-gap",
            Rule::Sequence,
            "sequence number 3 without 1 and 2",
            Parts { seq: 3, ..honest() }.chunk(),
        ),
        one(
            "I06-sequence-zero",
            Rule::Sequence,
            "sequence number 0",
            Parts { seq: 0, ..honest() }.chunk(),
        ),
        one(
            "I06-entry-removed",
            Rule::AppendOnly,
            "removes an entry",
            entry_removed.chunk(),
        ),
        one(
            "I07-thousand-dependencies",
            Rule::Dependencies,
            "1,000 dependencies that nobody has",
            Parts {
                deps: deps(1_000).collect(),
                ..honest()
            }
            .chunk(),
        ),
        one(
            "I07-million-dependencies-claimed",
            Rule::Dependencies,
            "a count of 1,000,000 dependencies in few bytes",
            chunk(CHANGE, &million_claimed),
        ),
    ]
}

fn counters() -> Vec<(Fixture, Vec<u8>)> {
    let honest = || Parts::honest(b"a:1", b"1");
    vec![
        one(
            "I08-start-beyond-2-40",
            Rule::Counter,
            "operations that begin beyond 2^40",
            Parts {
                start_op: 1 << 41,
                ..honest()
            }
            .chunk(),
        ),
        one(
            "I08-start-at-the-end-of-u64",
            Rule::Counter,
            "operations that begin at the last u64",
            Parts {
                start_op: u64::MAX,
                ..honest()
            }
            .chunk(),
        ),
        one(
            "I08-start-at-the-end-of-u32",
            Rule::Counter,
            "operations that begin where the engine ends",
            Parts {
                start_op: u64::from(u32::MAX),
                ..honest()
            }
            .chunk(),
        ),
        one(
            "I08-start-that-does-not-follow",
            Rule::Counter,
            "operations that begin at 1,000 in an empty document",
            Parts {
                start_op: 1_000,
                ..honest()
            }
            .chunk(),
        ),
        one(
            "I08-sequence-beyond-2-40",
            Rule::Sequence,
            "a sequence number beyond 2^40",
            Parts {
                seq: 1 << 41,
                ..honest()
            }
            .chunk(),
        ),
        one(
            "I08-time-before-1970",
            Rule::Time,
            "a time stamp of -1",
            Parts {
                time: -1,
                ..honest()
            }
            .chunk(),
        ),
        one(
            "I08-time-beyond-9999",
            Rule::Time,
            "a time stamp at the end of i64",
            Parts {
                time: i64::MAX,
                ..honest()
            }
            .chunk(),
        ),
        one(
            "I08-object-column",
            Rule::Shape,
            "operations in another object than the root",
            honest()
                .with_column(column::OBJECT_ACTOR, [signed(-1), unsigned(0)].concat())
                .chunk(),
        ),
    ]
}

fn texts() -> Vec<(Fixture, Vec<u8>)> {
    let key = |key: &[u8]| Parts::honest(key, b"1").chunk();
    let value = |value: &[u8]| Parts::honest(b"a:1", value).chunk();
    let blob = Parts::honest(b"a:1", b"1").with_column(
        column::VALUE_META,
        [signed(-1), unsigned(1 << 4 | 7)].concat(),
    );
    let twins = [signed(2), crate::build::prefixed(b"a:1")].concat();
    let twins = Parts::honest(b"a:1", b"1")
        .with_column(column::KEY, twins)
        .with_column(column::INSERT, unsigned(2))
        .with_column(column::ACTION, [signed(2), unsigned(1)].concat())
        .with_column(
            column::VALUE_META,
            [signed(2), unsigned(1 << 4 | 6)].concat(),
        )
        .with_column(column::VALUE, b"11".to_vec())
        .with_column(column::REPLACED, [signed(2), unsigned(0)].concat());
    vec![
        one(
            "I09-key-not-utf8",
            Rule::Text,
            "a key that is not UTF-8",
            key(&[b'a', b':', 0xff]),
        ),
        one(
            "I09-key-with-nul",
            Rule::Key,
            "a key with NUL",
            key(b"a:\0"),
        ),
        one(
            "I09-key-right-to-left",
            Rule::Key,
            "a key with a right-to-left override",
            key("a:\u{202e}1".as_bytes()),
        ),
        one("I09-key-empty", Rule::Key, "an empty key", key(b"")),
        one(
            "I09-key-long",
            Rule::Key,
            "a key of 10,000 bytes",
            key(&[b'a'; 10_000]),
        ),
        one(
            "I09-key-twice",
            Rule::Key,
            "one key twice in one change",
            twins.chunk(),
        ),
        one(
            "I09-value-not-utf8",
            Rule::Text,
            "a value that is not UTF-8",
            value(&[b'"', 0xc3, 0x28, b'"']),
        ),
        one(
            "I09-value-surrogate",
            Rule::Text,
            "a value with a surrogate in UTF-8 form",
            value(&[b'"', 0xed, 0xa0, 0x80, b'"']),
        ),
        one(
            "I09-value-not-json",
            Rule::Value,
            "a value that is not JSON",
            value(b"{\"a\":"),
        ),
        one(
            "I09-value-bytes",
            Rule::Shape,
            "a value of bytes instead of text",
            blob.chunk(),
        ),
        one(
            "I09-value-twins",
            None,
            "emoji, right-to-left and NFD inside a text: kept as they are",
            value("\"e\u{301} \u{202e} 👩\u{200d}🔧\"".as_bytes()),
        ),
    ]
}

/// Writes the corpus, or compares it with what is committed.
pub(crate) fn check_or_write() {
    let corpus = corpus();
    let rows: Vec<_> = corpus.iter().map(|(row, _)| row.clone()).collect();
    let index = serde_json::to_string_pretty(&rows).expect("the rows are plain") + "\n";
    if std::env::var_os("HANDHELD_WRITE_FIXTURES").is_some() {
        std::fs::create_dir_all(folder()).expect("the folder can be made");
        std::fs::write(folder().join("corpus.json"), &index).expect("the index can be written");
        for (row, bytes) in &corpus {
            std::fs::write(folder().join(&row.file), bytes).expect("the fixture can be written");
        }
    }
    let committed =
        std::fs::read_to_string(folder().join("corpus.json")).expect("the index is there");
    assert_eq!(
        committed, index,
        "run again with HANDHELD_WRITE_FIXTURES=1 and look at what changed"
    );
    for (row, bytes) in &corpus {
        let committed = std::fs::read(folder().join(&row.file)).expect("the fixture is there");
        assert!(committed == *bytes, "{} is not what is made here", row.file);
    }
}
