//! The model test of approvals (Done means 4): people of several offices act offline on several devices and at the centre over a bad
//! network; whatever they did, every replica computes the same state, no entry is lost, and none without right counts.
//!
//! Use cases, records, engines, signatures and wire are those that are shipped, over the stores in memory. A seed decides everything.

mod acts;
mod centre;
mod check;
mod people;
mod world;

use std::collections::BTreeMap;

pub use crate::model::Broken;
use crate::model::{Counted, sum};
use world::World;

/// Steps of each seed.
pub const STEPS: u64 = 70;

/// Mistakes that the test must find; planted in the model's host, so none of them is in what is shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// Acts are judged as if their author were of every office.
    AnyOffice,
    /// Acts are judged by the rights of whom they name, not of who signed.
    ClaimedAuthor,
    /// Receipts are numbered anew in every batch.
    NumbersPerBatch,
    /// Devices fold acts in the order of their making instead of that of the centre.
    OrderIgnored,
}

impl Defect {
    /// All of them, with the violations by which one is found.
    pub const EACH: [(Self, &'static [&'static str]); 4] = [
        (Self::AnyOffice, &["without right"]),
        (Self::ClaimedAuthor, &["without right"]),
        (Self::NumbersPerBatch, &["receipts"]),
        (Self::OrderIgnored, &["states differ"]),
    ];
}

/// What happened, over seeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Seeds.
    pub seeds: u64,
    /// Cases at the centre.
    pub cases: u64,
    /// What people did through use cases.
    pub done: BTreeMap<&'static str, u64>,
    /// What was written past them.
    pub forged: BTreeMap<&'static str, u64>,
    /// Acts at the centre by kind.
    pub kinds: BTreeMap<String, u64>,
    /// Refusals by rule.
    pub rules: BTreeMap<String, u64>,
    /// Faults of network and devices.
    pub faults: BTreeMap<&'static str, u64>,
}

impl Counted for Counts {
    fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.cases += other.cases;
        sum(&mut self.done, &other.done);
        sum(&mut self.forged, &other.forged);
        sum(&mut self.kinds, &other.kinds);
        sum(&mut self.rules, &other.rules);
        sum(&mut self.faults, &other.faults);
    }
}

/// Runs one seed; answers what happened and the state in which everything came to rest.
///
/// # Errors
///
/// What did not hold.
pub fn run_seed(seed: u64, defect: Option<Defect>) -> Result<(Counts, String), Broken> {
    let mut world = World::new(seed, defect)?;
    world.act(STEPS)?;
    world.settle()?;
    let rest = world.check()?;
    let mut counts = std::mem::take(&mut world.counts);
    counts.seeds = 1;
    counts.faults = world.net().faults.clone();
    Ok((counts, rest))
}

/// Runs a seed in which one clerk alone acts, offline on a device with a right clock, and syncs then: nothing of that is refused, in however
/// many batches it goes.
///
/// # Errors
///
/// What did not hold; an act that was refused.
pub fn run_alone(seed: u64) -> Result<Counts, Broken> {
    let mut world = World::new(seed, None)?;
    world.act_alone(seed, STEPS / 4)?;
    world.settle()?;
    world.check()?;
    match world.counts.rules.first_key_value() {
        Some((rule, count)) => Err(Broken::new(
            "lawful and yet refused",
            format!("{count} by {rule}"),
        )),
        None => Ok(std::mem::take(&mut world.counts)),
    }
}

/// Runs seeds on several threads; stops at the first failure, which comes back with its seed.
pub fn run_seeds(
    seeds: std::ops::Range<u64>,
    threads: usize,
    defect: Option<Defect>,
) -> (Counts, Option<(u64, Broken)>) {
    crate::model::run_seeds(seeds, threads, |seed| {
        run_seed(seed, defect).map(|(counts, _)| counts)
    })
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{} cases", self.cases)?;
        writeln!(f, "  done: {:?}", self.done)?;
        writeln!(f, "  forged: {:?}", self.forged)?;
        writeln!(f, "  received: {:?}", self.kinds)?;
        writeln!(f, "  refused: {:?}", self.rules)?;
        write!(f, "  faults: {:?}", self.faults)
    }
}
