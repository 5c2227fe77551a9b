//! Hostile bytes against admission, in a worker process: every one gets a typed verdict, the worker lives,
//! its memory stays small, and whatever was accepted loads after it was saved (I01-I09).

mod build;
mod fixtures;
mod mutations;
mod process;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use build::{Parts, column, signed, unsigned};
use handheld_records::admission::{AdmissionRules, AllowedActors, Rule, Verdict, admit, chunk};
use handheld_records::worker::AdmitRequest;
use handheld_records::{ActorId, Document};
use process::{GROWTH_KIB, Worker};

const MUTATIONS: u64 = 20_000;

fn request(candidates: Vec<Vec<u8>>) -> AdmitRequest {
    let actors = [ActorId([1; 16]), ActorId([2; 16])];
    let rules = AdmissionRules::new(AllowedActors::Only(actors.into()));
    AdmitRequest {
        snapshot: None,
        known: Vec::new(),
        candidates,
        rules,
    }
}

#[test]
fn the_committed_corpus_is_what_it_says_it_is() {
    fixtures::check_or_write();
    let size = |file: &str| {
        std::fs::metadata(fixtures::folder().join(file))
            .unwrap()
            .len()
    };
    assert_eq!(size("I03-million-operations.bin"), 174);
    assert!((64_000..67_000).contains(&size("I03-inflates-to-260-MiB.bin")));
}

#[test]
fn every_file_of_the_corpus_is_refused_by_its_rule_in_little_memory_and_time_i01_to_i09() {
    let mut worker = Worker::start();
    worker.ask(&request(vec![fixtures::good()])).unwrap();
    let before = worker.peak_kib();
    for (row, bytes) in fixtures::corpus() {
        let started = Instant::now();
        let response = worker.ask(&request(vec![bytes])).unwrap();
        assert!(
            started.elapsed() < Duration::from_secs(1),
            "{} took long",
            row.file
        );
        match (&response.verdicts[..], row.rule) {
            ([Verdict::Reject { rule, .. }], Some(expected)) => {
                assert_eq!(*rule, expected, "{}", row.file);
                assert!(response.heads.is_empty() && response.snapshot.is_empty());
            }
            ([Verdict::Accept(hash)], None) => assert_eq!(response.heads, [*hash], "{}", row.file),
            (verdicts, expected) => panic!("{}: {verdicts:?} instead of {expected:?}", row.file),
        }
        let grown = worker.peak_kib() - before;
        assert!(
            grown < GROWTH_KIB,
            "{} made the worker grow by {grown} KiB",
            row.file
        );
    }
    let response = worker.ask(&request(vec![fixtures::good()])).unwrap();
    assert!(response.verdicts[0].is_in(), "the worker still answers");
}

#[test]
fn a_bad_change_among_good_ones_harms_none_of_them_t19() {
    let mut worker = Worker::start();
    let valid = mutations::valid_changes();
    let mut candidates: Vec<_> = valid.iter().map(|c| c.bytes.clone()).collect();
    let bad: Vec<_> = fixtures::corpus()
        .into_iter()
        .filter(|(row, _)| row.rule.is_some())
        .collect();
    candidates.extend(bad.iter().map(|(_, bytes)| bytes.clone()));
    candidates.reverse();
    let response = worker.ask(&request(candidates)).unwrap();
    let accepted = response
        .verdicts
        .iter()
        .filter(|v| matches!(v, Verdict::Accept(_)))
        .count();
    assert_eq!(
        (accepted, response.verdicts.len()),
        (valid.len(), valid.len() + bad.len())
    );
    assert_eq!(response.accepted.len(), valid.len());
}

#[test]
fn a_sequence_number_used_twice_keeps_the_first_and_tells_the_fork_i06() {
    let read = |name: &str| std::fs::read(fixtures::folder().join(name)).unwrap();
    let (once, twice) = (
        read("I06-sequence-once.bin"),
        read("I06-sequence-twice.bin"),
    );
    let mut worker = Worker::start();
    let first = worker.ask(&request(vec![once.clone()])).unwrap();
    let mut second = request(vec![twice.clone(), once.clone()]);
    second.snapshot = Some(first.snapshot);
    let answer = worker.ask(&second).unwrap();
    assert!(
        matches!(&answer.verdicts[0], Verdict::Reject { rule, .. } if rule.is_fork()),
        "{:?}",
        answer.verdicts
    );
    assert!(matches!(answer.verdicts[1], Verdict::Duplicate(_)));
    let both = worker.ask(&request(vec![once, twice])).unwrap();
    assert_eq!(both.verdicts.iter().filter(|v| v.is_in()).count(), 1);
}

#[test]
fn what_is_missing_is_named_up_to_a_limit_and_a_duplicate_is_known_before_its_parents_i07() {
    let valid = mutations::valid_changes();
    let mut worker = Worker::start();
    let last = valid.last().unwrap();
    let alone = worker.ask(&request(vec![last.bytes.clone()])).unwrap();
    let wanted = last.deps.clone();
    assert_eq!(
        alone.verdicts,
        [Verdict::Missing {
            hash: last.hash,
            wanted
        }]
    );
    let mut many = Vec::new();
    for n in 0..20_u8 {
        let deps = (0..200_u8)
            .map(|d| [[n; 16], [d; 16]].concat().try_into().unwrap())
            .collect();
        let parts = build::Parts {
            deps,
            ..build::Parts::honest(b"a:1", &[b'0' + n % 10])
        };
        many.push(parts.chunk());
    }
    let answer = worker.ask(&request(many)).unwrap();
    let named: usize = answer
        .verdicts
        .iter()
        .map(|v| match v {
            Verdict::Missing { wanted, .. } => wanted.len(),
            other => panic!("{other:?}"),
        })
        .sum();
    assert_eq!(named, 1_000);
    // The document is given whole as a snapshot; the change comes again without its parents.
    let mut again = request(vec![last.bytes.clone()]);
    let mut document = Document::new();
    document.apply(&valid).unwrap();
    again.snapshot = Some(document.save());
    assert_eq!(
        worker.ask(&again).unwrap().verdicts,
        [Verdict::Duplicate(last.hash)]
    );
}

/// Three actors who did not know of each other set one register, each with its first operation; what becomes of a
/// next change of actor 1 that sets (1) or removes (3) and replaces the values of one or two of them.
fn after_a_conflict(action: u64, replaced: &[u8]) -> Verdict {
    let literal = |values: Vec<Vec<u8>>| [signed(-(values.len() as i64)), values.concat()].concat();
    let known: Vec<Vec<u8>> = (1..=3_u8)
        .map(|actor| Parts {
            actor: vec![actor; 16],
            ..Parts::honest(b"a:1", &[b'0' + actor])
        })
        .map(|parts| parts.chunk())
        .collect();
    let mut deps: Vec<_> = known
        .iter()
        .map(|c| chunk::name(c).expect("the chunk is whole").0)
        .collect();
    deps.sort_unstable();
    let others: Vec<u8> = replaced.iter().copied().filter(|a| *a != 1).collect();
    let place = |actor: &u8| {
        others
            .iter()
            .position(|o| o == actor)
            .map_or(0, |p| p as u64 + 1)
    };
    let counters = (0..replaced.len()).map(|n| signed(i64::from(n == 0)));
    let mut parts = Parts {
        deps,
        seq: 2,
        start_op: 2,
        others: others.iter().map(|o| vec![*o; 16]).collect(),
        ..Parts::honest(b"a:1", b"9")
    }
    .with_column(column::ACTION, literal(vec![unsigned(action)]))
    .with_column(
        column::REPLACED,
        literal(vec![unsigned(replaced.len() as u64)]),
    )
    .with_column(
        column::REPLACED_ACTOR,
        literal(replaced.iter().map(|a| unsigned(place(a))).collect()),
    )
    .with_column(column::REPLACED_COUNTER, literal(counters.collect()));
    if action == 3 {
        parts = parts
            .with_column(column::VALUE_META, literal(vec![unsigned(0)]))
            .with_column(column::VALUE, Vec::new());
    }
    let rules = AdmissionRules::new(AllowedActors::Any);
    let candidates: Vec<&[u8]> = known.iter().map(Vec::as_slice).collect();
    let mut document = Document::new();
    let verdicts = admit(&mut document, &candidates, &rules);
    assert!(verdicts.iter().all(Verdict::is_in), "{verdicts:?}");
    admit(&mut document, &[&parts.chunk()], &rules).remove(0)
}

#[test]
fn a_conflict_is_settled_by_removing_all_but_the_value_that_won_and_nothing_less_i02() {
    let settled = after_a_conflict(3, &[1, 2]);
    assert!(matches!(settled, Verdict::Accept(_)), "{settled:?}");
    for (action, replaced) in [
        (3, &[1][..]),
        (3, &[3]),
        (3, &[1, 3]),
        (3, &[2, 3]),
        (1, &[1, 2]),
        (1, &[1]),
        (1, &[3]),
    ] {
        let verdict = after_a_conflict(action, replaced);
        let rule = match verdict {
            Verdict::Reject { rule, .. } => rule,
            other => panic!("{action} {replaced:?}: {other:?}"),
        };
        assert_eq!(rule, Rule::Replaced, "{action} {replaced:?}");
    }
}

#[test]
fn a_document_that_would_grow_too_large_is_refused_and_stays_as_it_was() {
    let mut document = Document::new();
    let changes: Vec<_> = (0..10)
        .flat_map(|n| {
            let edit = handheld_records::Edit::set(
                format!("a:{n}"),
                format!("\"{}\"", "x".repeat(10_000)),
            );
            document.commit(&[edit], ActorId([1; 16]), 0).unwrap()
        })
        .collect();
    let mut small = request(changes.into_iter().map(|c| c.bytes).collect());
    small.rules.document_bytes = 55_000;
    let answer = Worker::start().ask(&small).unwrap();
    let accepted = answer.verdicts.iter().filter(|v| v.is_in()).count();
    assert_eq!(accepted, 5);
    let refused = |v: &&Verdict| {
        matches!(
            v,
            Verdict::Reject {
                rule: Rule::DocumentSize | Rule::BuildsOnRefused,
                ..
            }
        )
    };
    assert_eq!(answer.verdicts.iter().filter(refused).count(), 5);
}

#[test]
fn twenty_thousand_mutations_of_valid_changes_get_verdicts_and_never_a_document_that_does_not_load_i02()
 {
    let valid = mutations::valid_changes();
    // For each change the document as its author had it, and the next change of the same document.
    let bases: Vec<Vec<u8>> = (0..valid.len())
        .map(|n| {
            let mut document = Document::new();
            document.apply(&valid[..n]).unwrap();
            document.save()
        })
        .collect();
    let mut worker = Worker::start();
    worker
        .ask(&request(valid.iter().map(|c| c.bytes.clone()).collect()))
        .unwrap();
    let before = worker.peak_kib();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for seed in 0..MUTATIONS {
        let n = (seed as usize / 2) % valid.len();
        let other = &valid[(n + 1 + seed as usize % (valid.len() - 1)) % valid.len()].bytes;
        let hostile = mutations::mutate(&valid[n].bytes, other, seed % 2 == 0, seed);
        let mut ask = request(vec![hostile]);
        ask.snapshot = Some(bases[n].clone());
        let answer = worker
            .ask(&ask)
            .unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        let kind = match &answer.verdicts[..] {
            [Verdict::Accept(_)] => {
                let document = Document::from_snapshot(&answer.snapshot)
                    .unwrap_or_else(|e| panic!("seed {seed}: accepted, but {e}"));
                assert_eq!(document.heads(), answer.heads, "seed {seed}");
                "accept".to_owned()
            }
            [Verdict::Duplicate(_)] => "duplicate".to_owned(),
            [Verdict::Missing { .. }] => "missing".to_owned(),
            [Verdict::Reject { rule, .. }] => rule.to_string(),
            other => panic!("seed {seed}: {other:?}"),
        };
        *counts.entry(kind).or_default() += 1;
    }
    println!("{counts:?}");
    assert_eq!(counts.values().sum::<u64>(), MUTATIONS);
    assert!(counts["accept"] > 0, "some mutations are only another text");
    let grown = worker.peak_kib() - before;
    assert!(grown < GROWTH_KIB, "the worker grew by {grown} KiB");
}
