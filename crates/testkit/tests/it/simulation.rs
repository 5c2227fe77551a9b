//! The model test of sync holds for its first seeds and finds each planted defect.

use handheld_testkit::sim::{Defect, Fault, run_seeds};

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

#[test]
fn the_first_64_seeds_converge_and_lose_nothing() {
    let (totals, failed) = run_seeds(0..64, threads(), None);
    assert_eq!(failed, None, "replay with: sim --seed N");
    assert_eq!(totals.seeds, 64);
    assert!(totals.acts >= 64 * 200 && totals.documents >= 64 * 20);
    for fault in Fault::EACH {
        assert!(
            totals.faults.get(&fault).is_some_and(|n| *n >= 64),
            "{fault:?}"
        );
    }
}

#[test]
fn each_planted_defect_is_found_within_200_seeds() {
    let defects = [
        Defect::DependencyBeforeDuplicate,
        Defect::OutboxBeforeReceipt,
        Defect::CursorBeforeFrame,
    ];
    for defect in defects {
        let (_, failed) = run_seeds(0..200, threads(), Some(defect));
        let (seed, why) = failed.unwrap_or_else(|| panic!("{defect:?} was not found"));
        println!("{defect:?}: seed {seed}: {why}");
    }
}
