//! The model test of approvals holds for its first seeds and finds each planted defect by what it breaks.

use std::io::Write;
use std::time::Instant;

use handheld_testkit::approvals::{Counts, Defect, run_alone, run_seed, run_seeds};

const SEEDS: u64 = 200;

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// To the terminal also when the test passes: how much was run is a part of the result.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[test]
fn acts_of_many_people_on_many_devices_converge_lose_nothing_and_count_only_with_right_d4() {
    let began = Instant::now();
    let (counts, broken) = run_seeds(0..SEEDS, threads(), None);
    if let Some((seed, broken)) = broken {
        panic!(
            "seed {seed}: {broken}\nreplay: cargo run -p handheld-testkit --bin sim -- --approvals --seed {seed}"
        );
    }
    let seconds = began.elapsed().as_secs_f64();
    tell(&format!(
        "approvals: {SEEDS} seeds in {seconds:.0} s: {counts}"
    ));
    assert_eq!(counts.seeds, SEEDS);
    for kind in [
        "Submit",
        "AskCorrection",
        "Resubmit",
        "Accept",
        "Suspend",
        "Resume",
        "Opinion",
        "Convert",
        "Decide",
        "Deliver",
        "Amend",
        "Extend",
        "Withdraw",
        "Record",
    ] {
        let received = counts.kinds.get(kind).copied().unwrap_or(0);
        assert!(received > 0, "{kind} never came to the centre");
    }
    for rule in [
        "case_correction_twice",
        "case_other_office",
        "case_outside_delegation",
        "case_no_right",
        "case_out_of_turn",
        "case_not_own_entry",
        "case_key",
        "case_one_act",
        "case_builds_on_more",
    ] {
        let refused = counts.rules.get(rule).copied().unwrap_or(0);
        assert!(refused > 0, "nothing was refused by {rule}");
    }
}

#[test]
fn what_one_clerk_does_offline_is_received_whole_in_whatever_order_its_cases_come() {
    let mut done = 0;
    for seed in 0..40 {
        let counts: Counts =
            run_alone(seed).unwrap_or_else(|broken| panic!("seed {seed}: {broken}"));
        done += counts.done.values().sum::<u64>();
    }
    assert!(done > 200, "{done} acts are too few");
}

#[test]
fn a_seed_of_approvals_comes_to_the_same_rest_again() {
    for seed in [1, 7, 42] {
        let (first, second) = (run_seed(seed, None), run_seed(seed, None));
        assert_eq!(first, second, "seed {seed}");
    }
}

#[test]
fn each_planted_defect_of_approvals_is_found_within_100_seeds_by_what_it_breaks() {
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
            "approvals: {defect:?} is found by seed {seed}: {}",
            broken.what
        ));
    }
}
