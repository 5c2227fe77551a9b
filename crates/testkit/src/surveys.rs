//! The model test of surveys: two crews measure one site on devices of their own, one with a wrong clock, while designs change, and a clerk
//! of the planning bureau checks what they sign. Whatever they did over a bad network, every replica shows the same, no value is lost, both
//! of two different values stand, and no signature or check counts that its author had no right to make.
//!
//! Use cases, records, engines, signatures and wire are those that are shipped, over the stores in memory. A seed decides everything.

mod acts;
mod centre;
mod check;
mod crew;
mod forge;
mod ledger;
mod people;
mod rights;
mod targets;
mod task;
mod world;

use std::collections::BTreeMap;

pub use crate::model::Broken;
use crate::model::{Counted, sum};
use world::World;

/// Steps of each seed.
pub const STEPS: u64 = 90;

/// Mistakes that the test must find; planted in the model's host, so none of them is in what is shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// Of two different values at a target the centre keeps one.
    KeepsOneValue,
    /// Devices list what is stale as if it still held.
    StaleIgnored,
    /// Changes are judged by the rights of whom they name, not of who signed.
    ClaimedAuthor,
    /// A signature is taken from any key that proves it, whosever device it comes from.
    AnyKey,
    /// A value that comes after a signature is refused for being late.
    LateRefused,
}

impl Defect {
    /// All of them, with the violations by which one is found.
    pub const EACH: [(Self, &'static [&'static str]); 5] = [
        (Self::KeepsOneValue, &["values"]),
        (Self::StaleIgnored, &["lists differ"]),
        (
            Self::ClaimedAuthor,
            &["without right", "honest and yet refused"],
        ),
        (Self::AnyKey, &["without right"]),
        (Self::LateRefused, &["honest and yet refused"]),
    ];
}

/// What happened, over seeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Seeds.
    pub seeds: u64,
    /// Surveys at the centre.
    pub surveys: u64,
    /// What people did through use cases.
    pub done: BTreeMap<&'static str, u64>,
    /// What was written past them.
    pub forged: BTreeMap<&'static str, u64>,
    /// Acts at the centre by kind.
    pub kinds: BTreeMap<String, u64>,
    /// What the views showed in the end.
    pub shown: BTreeMap<String, u64>,
    /// Refusals by rule.
    pub rules: BTreeMap<String, u64>,
    /// Faults of network and devices.
    pub faults: BTreeMap<&'static str, u64>,
}

impl Counted for Counts {
    fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.surveys += other.surveys;
        sum(&mut self.done, &other.done);
        sum(&mut self.forged, &other.forged);
        sum(&mut self.kinds, &other.kinds);
        sum(&mut self.shown, &other.shown);
        sum(&mut self.rules, &other.rules);
        sum(&mut self.faults, &other.faults);
    }
}

/// How everything came to rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rest {
    /// Heads and view of every survey, as everybody has them.
    pub surveys: String,
    /// What was refused, with the rule.
    pub refused: String,
}

/// Every kind of forgery that is tried.
pub fn forgeries() -> impl Iterator<Item = &'static str> {
    forge::kinds()
}

/// Runs one seed; answers what happened and the state in which everything came to rest.
///
/// # Errors
///
/// What did not hold.
pub fn run_seed(seed: u64, defect: Option<Defect>) -> Result<(Counts, Rest), Broken> {
    let mut world = World::new(seed, defect)?;
    world.act(STEPS)?;
    world.settle(&world.in_turn())?;
    let rest = world.check()?;
    Ok((world.counted(), rest))
}

/// Runs a seed in which everybody acts without a network, and the devices sync afterwards in their order or in the opposite one; answers
/// the state in which the surveys came to rest.
///
/// # Errors
///
/// What did not hold.
pub fn run_apart(seed: u64, backwards: bool) -> Result<String, Broken> {
    let mut world = World::new(seed, None)?;
    world.settle(&world.in_turn())?;
    world.apart = true;
    world.act(STEPS / 2)?;
    world.apart = false;
    let mut turn = world.in_turn();
    if backwards {
        turn.reverse();
    }
    world.settle(&turn)?;
    world.check().map(|rest| rest.surveys)
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
        writeln!(f, "{} surveys", self.surveys)?;
        writeln!(f, "  done: {:?}", self.done)?;
        writeln!(f, "  forged: {:?}", self.forged)?;
        writeln!(f, "  at the centre: {:?}", self.kinds)?;
        writeln!(f, "  shown: {:?}", self.shown)?;
        writeln!(f, "  refused: {:?}", self.rules)?;
        write!(f, "  faults: {:?}", self.faults)
    }
}
