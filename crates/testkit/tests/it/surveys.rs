//! The model test of surveys holds for its first seeds and finds each planted defect by what it breaks.

use std::io::Write;
use std::time::Instant;

use handheld_testkit::surveys::{Defect, forgeries, run_apart, run_seed, run_seeds};

const SEEDS: u64 = 200;

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// To the terminal also when the test passes: how much was run is a part of the result.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[test]
fn surveys_of_two_crews_converge_lose_no_value_and_count_only_with_right_t30_s01_a04() {
    let began = Instant::now();
    let (counts, broken) = run_seeds(0..SEEDS, threads(), None);
    if let Some((seed, broken)) = broken {
        panic!(
            "seed {seed}: {broken}\nreplay: cargo run -p handheld-testkit --bin sim -- --surveys --seed {seed}"
        );
    }
    let seconds = began.elapsed().as_secs_f64();
    tell(&format!(
        "surveys: {SEEDS} seeds in {seconds:.0} s: {counts}"
    ));
    assert_eq!(counts.seeds, SEEDS);
    for done in [
        "first design",
        "point added",
        "point moved",
        "point taken out",
        "measured",
        "several readings",
        "value of a receiver",
        "observation kept",
        "taken back",
        "chosen",
        "instrument named",
        "signed",
        "withdrawn",
        "accepted",
        "returned",
        "reused",
        "at the centre",
        "kept from measuring",
        "assigned by a crew",
    ] {
        let happened = counts.done.get(done).copied().unwrap_or(0);
        assert!(happened > 0, "nobody has done this: {done}");
    }
    for forged in forgeries() {
        let happened = counts.forged.get(forged).copied().unwrap_or(0);
        assert!(happened > 0, "nobody has forged this: {forged}");
    }
    for shown in [
        "conflict",
        "equal values",
        "after signing",
        "taken back",
        "open",
        "signed",
        "accepted",
        "returned",
        "returned and gone on",
        "signed and stale",
        "accepted and stale",
    ] {
        let happened = counts.shown.get(shown).copied().unwrap_or(0);
        assert!(happened > 0, "nothing came to rest as {shown}");
    }
    for rule in [
        "read_only",
        "survey_no_right",
        "survey_signature",
        "survey_not_own_entry",
        "survey_written_once",
        "survey_taken_out",
    ] {
        let refused = counts.rules.get(rule).copied().unwrap_or(0);
        assert!(refused > 0, "nothing was refused by {rule}");
    }
    for fault in [
        "request cut",
        "answer lost",
        "answer cut",
        "duplicate",
        "late",
        "device crash",
        "device restart",
        "offline spell",
    ] {
        let happened = counts.faults.get(fault).copied().unwrap_or(0);
        assert!(happened > 0, "this fault never happened: {fault}");
    }
}

#[test]
fn surveys_of_two_crews_come_to_the_same_rest_in_whatever_order_their_devices_sync() {
    for seed in 0..30 {
        let rest = |backwards| {
            run_apart(seed, backwards).unwrap_or_else(|broken| panic!("seed {seed}: {broken}"))
        };
        assert_eq!(rest(false), rest(true), "seed {seed}");
    }
}

#[test]
fn surveys_of_two_crews_come_to_the_same_rest_from_the_same_seed() {
    for seed in [1, 7, 42] {
        let (first, second) = (run_seed(seed, None), run_seed(seed, None));
        assert_eq!(first, second, "seed {seed}");
    }
}

#[test]
fn surveys_of_two_crews_show_each_planted_defect_within_100_seeds_by_what_it_breaks() {
    for (defect, expected) in Defect::EACH {
        let (_, broken) = run_seeds(0..100, threads(), Some(defect));
        let Some((seed, broken)) = broken else {
            panic!("{defect:?} was not found");
        };
        assert!(
            expected.contains(&broken.what),
            "{defect:?}, seed {seed}: {broken}"
        );
        tell(&format!(
            "surveys: {defect:?} is found by seed {seed}: {}",
            broken.what
        ));
    }
}
