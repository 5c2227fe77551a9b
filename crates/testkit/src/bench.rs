//! What matters in the field, measured: saving, lists and searches, opening a long checklist, inboxes and charts of approvals, panning a chart, checking
//! the points of a survey, moving its sketch, taking in photos, the exchange with the centre.
//!
//! Each part answers rows for one [`Report`]; what is beside a row is a limit of ours, or another program on the same work. Figures of other
//! programs that are not run here are constants with their source. Nothing is asserted: a machine that is busy with something else
//! must not look like a mistake. Started by `cargo xtask bench`.

pub mod approvals;
pub mod centre;
pub mod cpu;
pub mod desk;
pub mod documents;
pub mod exchange;
pub mod panning;
pub mod photos;
pub mod report;
pub mod surveys;

pub use report::Report;

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Records over which lists and searches go.
    pub records: usize,
    /// Answers saved.
    pub saves: usize,
    /// Times a list, a search or an inspection is asked for.
    pub reads: usize,
    /// Photos of each kind.
    pub photos: usize,
    /// Times the photos are gone through.
    pub rounds: usize,
    /// Documents that get ten edits each.
    pub edited: usize,
    /// Documents of the idle reconnect, and scopes that they lie in.
    pub idle: (usize, usize),
}

impl Size {
    /// What the figures of the project are made with.
    pub const FULL: Self = Self {
        records: 10_000,
        saves: 2_079,
        reads: 200,
        photos: 6,
        rounds: 3,
        edited: 1_000,
        idle: (10_000, 50),
    };
    /// A look whether everything still runs.
    pub const QUICK: Self = Self {
        records: 1_000,
        saves: 200,
        reads: 40,
        photos: 2,
        rounds: 1,
        edited: 100,
        idle: (1_000, 50),
    };
}
