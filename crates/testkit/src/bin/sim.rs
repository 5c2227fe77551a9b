//! Runs the model test of sync: `sim [--seeds N] [--start N] [--seed N] [--threads N] [--defect NAME] [--figures]
//! [--approvals | --surveys]`. With one of the last two it is that model test which runs.
//!
//! Prints totals; with a failure, the seed that replays it, and ends with 1.

use std::process::ExitCode;
use std::time::Instant;

use handheld_testkit::sim::{DEFECTS, Defect, figures, replay, run_seeds};
use handheld_testkit::{approvals, surveys};

fn number(args: &[String], name: &str) -> Option<u64> {
    let at = args.iter().position(|a| a == name)?;
    args.get(at + 1)?.parse().ok()
}

fn defect(args: &[String]) -> Result<Option<Defect>, String> {
    let Some(at) = args.iter().position(|a| a == "--defect") else {
        return Ok(None);
    };
    let wanted = args.get(at + 1).map_or("", String::as_str);
    let found = DEFECTS.iter().find(|(name, _)| *name == wanted);
    found
        .map(|(_, defect)| Some(*defect))
        .ok_or_else(|| format!("unknown defect `{wanted}`"))
}

/// Prints what the model test of records came to.
fn tell(
    model: &str,
    seeds: u64,
    counts: &dyn std::fmt::Display,
    began: Instant,
    failed: Option<(u64, approvals::Broken)>,
) -> ExitCode {
    let seconds = began.elapsed().as_secs_f64();
    println!("{seeds} seeds in {seconds:.1} s: {counts}");
    let Some((seed, why)) = failed else {
        return ExitCode::SUCCESS;
    };
    println!(
        "seed {seed} FAILED: {why}\nreplay: cargo run -p handheld-testkit --bin sim -- --{model} --seed {seed}"
    );
    ExitCode::FAILURE
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.iter().any(|a| a == "--figures") {
        for (documents, scopes) in [(1_000, 50), (10_000, 50)] {
            println!("{:?}", figures::measure(documents, scopes));
        }
        return ExitCode::SUCCESS;
    }
    let defect = match defect(&args) {
        Ok(defect) => defect,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let one = number(&args, "--seed");
    let start = one.or_else(|| number(&args, "--start")).unwrap_or(0);
    let seeds = if one.is_some() {
        1
    } else {
        number(&args, "--seeds").unwrap_or(2_000)
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = number(&args, "--threads").map_or(cores, |n| usize::try_from(n).unwrap_or(1));
    let began = Instant::now();
    let all = start..start + seeds;
    if args.iter().any(|a| a == "--approvals") {
        let (counts, failed) = approvals::run_seeds(all, threads, None);
        return tell("approvals", counts.seeds, &counts, began, failed);
    }
    if args.iter().any(|a| a == "--surveys") {
        let (counts, failed) = surveys::run_seeds(all, threads, None);
        return tell("surveys", counts.seeds, &counts, began, failed);
    }
    let (totals, failed) = run_seeds(start..start + seeds, threads, defect);
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{} seeds in {seconds:.1} s ({:.1} a second): {totals}",
        totals.seeds,
        totals.seeds as f64 / seconds,
    );
    match failed {
        None => ExitCode::SUCCESS,
        Some((seed, why)) => {
            println!(
                "seed {seed} FAILED: {why}\nreplay: {}",
                replay(seed, defect)
            );
            ExitCode::FAILURE
        }
    }
}
