//! The ground on which the model tests of records stand: people of a directory at devices and at the centre, a bad network between them,
//! and how seeds are run. What people do, and what must hold of it, is for each model to say.

mod centre;
mod device;
mod network;
mod people;

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) use centre::{CentreBase, commit_of};
pub(crate) use device::DeviceSide;
pub(crate) use network::{Exchanges, Net};
pub(crate) use people::{Member, device_id};

/// 2026-11-23 10:42 in China, a Monday.
pub(crate) const MORNING_MS: i64 = 1_795_401_720_000;
/// A minute.
pub(crate) const MINUTE_MS: i64 = 60_000;
/// An hour.
pub(crate) const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Passes over all devices after which everything must rest.
pub(crate) const PASSES: usize = 40;

/// What did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// What, in few words.
    pub what: &'static str,
    /// Where.
    pub why: String,
}

impl Broken {
    pub(crate) fn new(what: &'static str, why: impl Into<String>) -> Self {
        Self {
            what,
            why: why.into(),
        }
    }

    /// The model itself does not hold together.
    pub(crate) fn model(why: impl ToString) -> Self {
        Self::new("model", why.to_string())
    }
}

impl From<handheld_store::StoreError> for Broken {
    fn from(error: handheld_store::StoreError) -> Self {
        Self::new("store", error.to_string())
    }
}

impl From<handheld_contract::Problem> for Broken {
    fn from(problem: handheld_contract::Problem) -> Self {
        Self::new("use case", format!("{problem:?}"))
    }
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.what, self.why)
    }
}

/// What is counted over seeds.
pub(crate) trait Counted: Default + Send {
    /// Takes the counts of another run.
    fn add(&mut self, other: &Self);
}

/// Adds up counts by what they are of.
pub(crate) fn sum<K: Ord + Clone>(into: &mut BTreeMap<K, u64>, from: &BTreeMap<K, u64>) {
    for (key, count) in from {
        *into.entry(key.clone()).or_default() += count;
    }
}

/// Runs seeds on several threads; stops at the first failure, which comes back with its seed.
pub(crate) fn run_seeds<C: Counted>(
    seeds: Range<u64>,
    threads: usize,
    run: impl Fn(u64) -> Result<C, Broken> + Sync,
) -> (C, Option<(u64, Broken)>) {
    let next = AtomicU64::new(seeds.start);
    let totals = Mutex::new(C::default());
    let failed: Mutex<Option<(u64, Broken)>> = Mutex::new(None);
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            let over = failed.lock().map_or(true, |f| f.is_some());
            if seed >= seeds.end || over {
                return;
            }
            let result = std::panic::catch_unwind(AssertUnwindSafe(|| run(seed)))
                .unwrap_or_else(|_| Err(Broken::new("panic", "somebody panicked")));
            match result {
                Ok(counts) => {
                    if let Ok(mut totals) = totals.lock() {
                        totals.add(&counts);
                    }
                }
                Err(why) => {
                    if let Ok(mut failed) = failed.lock() {
                        let first = failed.as_ref().is_none_or(|(known, _)| seed < *known);
                        if first {
                            *failed = Some((seed, why));
                        }
                    }
                    return;
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(work);
        }
    });
    (
        totals.into_inner().unwrap_or_default(),
        failed.into_inner().unwrap_or_default(),
    )
}
