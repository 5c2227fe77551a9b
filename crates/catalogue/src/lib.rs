//! The catalogue: regulations as data, loaded and checked as a whole.
//!
//! Reads the TOML files of `/catalogue` (embedded in the program, or another folder) into the types of
//! `handheld-domain`, checks everything that can be checked without a person, and answers with every
//! problem at once: file, key, what is wrong and what to do. It computes nothing from the data and
//! writes nothing.
//!
//! Invariant: a [`Catalogue`] that exists has passed every check, so its users need none.

mod archive;
mod check;
mod files;
mod load;
mod problem;
mod shape;
mod terms;

pub use archive::ArchiveError;
pub use load::Catalogue;
pub use problem::{CatalogueErrors, CatalogueProblem};
pub use terms::{
    BadEvent, Credit, CreditGrade, CreditScore, DocumentForm, DocumentKind, GoodEvent, Milestone,
    Parameters, Park, ParkDate, ParkPromise, Phase, SiteTerm, Source, SourceKind, StageEntry, Term,
    TermGroup,
};
