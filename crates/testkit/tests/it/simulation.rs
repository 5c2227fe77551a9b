//! The model test of sync holds for its first seeds and finds each planted defect by what it breaks.

use std::io::Write;
use std::time::Instant;

use handheld_testkit::sim::{
    ACTS, Broken, DEFECTS, Defect, Fault, Violation, replay, run_seed, run_seeds,
};

const SEEDS: u64 = 2_000;

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// To the terminal also when the test passes: how much was run is a part of the result.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn failed(defect: Option<Defect>, (seed, broken): (u64, Broken)) -> ! {
    panic!("seed {seed}: {broken}\nreplay: {}", replay(seed, defect))
}

#[test]
fn two_thousand_seeds_of_a_bad_network_converge_and_lose_nothing_s01_s02_s03_s04_s20() {
    let began = Instant::now();
    let (totals, broken) = run_seeds(0..SEEDS, threads(), None);
    if let Some(broken) = broken {
        failed(None, broken);
    }
    let seconds = began.elapsed().as_secs_f64();
    tell(&format!("sync: {SEEDS} seeds in {seconds:.0} s: {totals}"));
    assert_eq!(totals.seeds, SEEDS);
    assert!(totals.acts >= SEEDS * ACTS && totals.documents >= SEEDS * 20);
    assert!(totals.special.0 >= SEEDS / 10 && totals.special.1 >= SEEDS / 10);
    for fault in Fault::EACH {
        let happened = totals.faults.get(&fault).copied().unwrap_or(0);
        assert!(happened >= SEEDS, "{fault:?}: {happened}");
    }
}

#[test]
fn each_planted_defect_is_found_within_200_seeds_by_what_it_breaks() {
    for (name, defect) in DEFECTS {
        let expected = match defect {
            Defect::DependencyBeforeDuplicate => Violation::KnownNotConfirmed,
            Defect::OutboxBeforeReceipt => Violation::ReceiptWithoutChange,
            Defect::CursorBeforeFrame => Violation::CursorWithoutFrame,
        };
        let (_, broken) = run_seeds(0..200, threads(), Some(defect));
        let Some((seed, broken)) = broken else {
            panic!("{name} was not found");
        };
        assert_eq!(broken.violation, expected, "{name}, seed {seed}: {broken}");
        tell(&format!("sync: {name} is found by seed {seed}: {broken}"));
        if let Err(broken) = run_seed(seed, None) {
            failed(None, (seed, broken));
        }
    }
}
