//! Prints what a document costs: an inspection with 200 edits, by commit per edit and per screen of ten.

use std::hint::black_box;
use std::time::Instant;

use handheld_records::admission::{AdmissionRules, AllowedActors, admit};
use handheld_records::record::InspectionRecord;
use handheld_records::{ActorId, Document, Edit};

fn answer(number: usize) -> Edit {
    let value = format!(
        r#"{{"at":"2026-03-02T09:30:00+08:00","by":{{"id":"01980000-0000-7000-8000-00000000000a","name":"周敏"}},"id":"01980000-0000-7000-8000-{number:012}","n":"","seq":{number},"v":{{"kind":"result","result":"pass"}}}}"#
    );
    Edit::set(format!("a:B{:02}-{:02}", number / 20, number % 20), value)
}

/// Microseconds of one run, the median of several.
fn time<T>(mut work: impl FnMut() -> T) -> f64 {
    let mut all: Vec<f64> = (0..51)
        .map(|_| {
            let started = Instant::now();
            black_box(work());
            started.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

fn main() {
    for per_change in [1, 10] {
        let edits: Vec<_> = (0..200).map(answer).collect();
        let started = Instant::now();
        let mut document = Document::new();
        let mut changes = Vec::new();
        for screen in edits.chunks(per_change) {
            let made = document.commit(screen, ActorId([1; 16]), 1_700_000_000_000);
            changes.extend(made.expect("the edits are good"));
        }
        let commit = started.elapsed().as_secs_f64() * 1e6 / changes.len() as f64;
        let snapshot = document.save();
        let raw: usize = changes.iter().map(|c| c.bytes.len()).sum();
        let bytes: Vec<&[u8]> = changes.iter().map(|c| c.bytes.as_slice()).collect();
        let rules = AdmissionRules::new(AllowedActors::Any);
        let (base, last) = changes.split_at(changes.len() - 1);
        let mut before = Document::new();
        before.apply(base).expect("the changes are good");
        println!("{per_change} edits per change, {} changes:", changes.len());
        println!("  snapshot {} B, changes {raw} B", snapshot.len());
        println!("  commit {commit:.0} us a change");
        println!("  save {:.0} us", time(|| document.save()));
        println!(
            "  load from snapshot {:.0} us",
            time(|| Document::from_snapshot(&snapshot))
        );
        println!(
            "  load from changes {:.0} us",
            time(|| Document::load(None, bytes.iter().copied()))
        );
        println!(
            "  snapshot and all changes {:.0} us",
            time(|| Document::load(Some(&snapshot), bytes.iter().copied()))
        );
        println!("  clone {:.0} us", time(|| document.clone()));
        println!(
            "  clone and apply one change {:.0} us",
            time(|| before.clone().apply(last))
        );
        println!(
            "  read {:.0} us",
            time(|| InspectionRecord::read(&document))
        );
        let one = [last[0].bytes.as_slice()];
        println!(
            "  admit one change {:.0} us",
            time(|| admit(&mut before.clone(), &one, &rules))
        );
        println!(
            "  admit all {:.0} us",
            time(|| admit(&mut Document::new(), &bytes, &rules))
        );
    }
}
