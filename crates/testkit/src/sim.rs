//! The model test of sync: seeded people, devices, a centre and a bad network; everything real but disk and wire.
//!
//! A seed decides everything, so a failing one replays. The engines, the codec, the signatures, the documents
//! and their admission are those that are shipped; stores and network are models.

mod check;
pub mod figures;
mod network;
mod project;
mod store;
#[cfg(test)]
mod tests;
mod world;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

pub use handheld_sync::Defect;
pub use network::Fault;
use world::World;

/// Acts of each seed before the faults that have not happened yet are sought.
pub const ACTS: u64 = 200;

/// What else happens in a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Plain,
    /// A device loses a scope.
    Revoked,
    /// The centre is put back to a backup.
    Restored,
}

impl Kind {
    /// Kind of a seed.
    pub fn of(seed: u64) -> Self {
        match seed % 8 {
            3 => Self::Revoked,
            6 => Self::Restored,
            _ => Self::Plain,
        }
    }
}

/// What did not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Violation {
    /// A device has a receipt for a change that the centre does not have.
    ReceiptWithoutChange,
    /// A device has read up to an entry that it does not hold.
    CursorWithoutFrame,
    /// The centre has a change and yet never confirms it, so that it is sent for ever.
    KnownNotConfirmed,
    /// Something is still moving, or waiting, long after the faults have stopped.
    NoRest,
    /// A device and the centre hold different records.
    Differs,
    /// An honest change was refused.
    Refused,
    /// A change is neither at the centre nor kept aside where it was made.
    Lost,
    /// A photo is neither filed nor waiting, or filed and not whole.
    Photo,
    /// A device reported what cannot be in this kind of seed.
    Reported,
    /// The seed did not do what every seed has to do.
    TooLittle,
    /// The model failed, or somebody panicked.
    Model,
}

/// What did not hold, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// What.
    pub violation: Violation,
    /// Where.
    pub why: String,
}

impl Violation {
    fn found(self, why: impl Into<String>) -> Broken {
        Broken {
            violation: self,
            why: why.into(),
        }
    }
}

impl From<String> for Broken {
    fn from(why: String) -> Self {
        Violation::Model.found(why)
    }
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}", self.violation, self.why)
    }
}

/// Counts over seeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Seeds.
    pub seeds: u64,
    /// Acts.
    pub acts: u64,
    /// Documents.
    pub documents: u64,
    /// Changes made.
    pub changes: u64,
    /// Photos made.
    pub photos: u64,
    /// Faults.
    pub faults: BTreeMap<Fault, u64>,
    /// Requests, bytes up, bytes down.
    pub traffic: (u64, u64, u64),
    /// Most passes over all devices until rest.
    pub passes: usize,
    /// Seeds with a revocation and with a restored centre.
    pub special: (u64, u64),
}

impl Totals {
    /// Whether one seed did what every seed has to do.
    fn are_enough(&self) -> Result<(), Broken> {
        let happened = |fault: &Fault| self.faults.get(fault).copied().unwrap_or(0) > 0;
        let lacking: Vec<_> = Fault::EACH.iter().filter(|f| !happened(f)).collect();
        if self.documents >= 20 && self.acts >= ACTS && lacking.is_empty() {
            return Ok(());
        }
        let why = format!(
            "{} documents, {} acts, without {lacking:?}",
            self.documents, self.acts
        );
        Err(Violation::TooLittle.found(why))
    }

    fn add(&mut self, other: &Totals) {
        self.seeds += other.seeds;
        self.acts += other.acts;
        self.documents += other.documents;
        self.changes += other.changes;
        self.photos += other.photos;
        for (fault, count) in &other.faults {
            *self.faults.entry(*fault).or_default() += count;
        }
        self.traffic.0 += other.traffic.0;
        self.traffic.1 += other.traffic.1;
        self.traffic.2 += other.traffic.2;
        self.passes = self.passes.max(other.passes);
        self.special.0 += other.special.0;
        self.special.1 += other.special.1;
    }
}

/// Runs one seed.
///
/// # Errors
///
/// What did not hold.
pub fn run_seed(seed: u64, defect: Option<Defect>) -> Result<Totals, Broken> {
    run_kind(seed, Kind::of(seed), defect)
}

fn run_kind(seed: u64, kind: Kind, defect: Option<Defect>) -> Result<Totals, Broken> {
    let mut world = World::new(seed, kind, defect);
    world.act(ACTS)?;
    let passes = world.settle()?;
    world.check()?;
    let net = world.net();
    let totals = Totals {
        seeds: 1,
        acts: world.acts,
        documents: world.documents.len() as u64,
        changes: world.made.len() as u64,
        photos: world.photos.len() as u64,
        faults: net.happened.clone(),
        traffic: net.traffic,
        passes,
        special: (
            u64::from(kind == Kind::Revoked),
            u64::from(kind == Kind::Restored),
        ),
    };
    totals.are_enough()?;
    Ok(totals)
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (requests, up, down) = self.traffic;
        let (revoked, restored) = self.special;
        writeln!(
            f,
            "{} acts, {} documents, {} changes, {} photos",
            self.acts, self.documents, self.changes, self.photos
        )?;
        for (fault, count) in &self.faults {
            writeln!(f, "  {fault:?}: {count}")?;
        }
        write!(
            f,
            "  requests {requests}, bytes up {up}, down {down}; at rest after at most {} passes; {revoked} revocations, {restored} restored centres",
            self.passes
        )
    }
}

/// Planted defects by the names that the command line knows.
pub const DEFECTS: [(&str, Defect); 3] = [
    (
        "dependency-before-duplicate",
        Defect::DependencyBeforeDuplicate,
    ),
    ("outbox-before-receipt", Defect::OutboxBeforeReceipt),
    ("cursor-before-frame", Defect::CursorBeforeFrame),
];

/// The command that runs a seed again.
pub fn replay(seed: u64, defect: Option<Defect>) -> String {
    let named = DEFECTS.iter().find(|(_, known)| Some(*known) == defect);
    let defect = named.map_or(String::new(), |(name, _)| format!(" --defect {name}"));
    format!("cargo run -p handheld-testkit --bin sim -- --seed {seed}{defect}")
}

/// Runs seeds on several threads; stops at the first failure, which comes back with its seed.
pub fn run_seeds(
    seeds: std::ops::Range<u64>,
    threads: usize,
    defect: Option<Defect>,
) -> (Totals, Option<(u64, Broken)>) {
    let next = AtomicU64::new(seeds.start);
    let totals = Mutex::new(Totals::default());
    let failed: Mutex<Option<(u64, Broken)>> = Mutex::new(None);
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            let over = failed.lock().map_or(true, |f| f.is_some());
            if seed >= seeds.end || over {
                return;
            }
            let result = std::panic::catch_unwind(|| run_seed(seed, defect))
                .unwrap_or_else(|_| Err(Violation::Model.found("panicked")));
            match result {
                Ok(one) => {
                    if let Ok(mut totals) = totals.lock() {
                        totals.add(&one);
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
