//! What a person does: every act checks the right, asks the domain, and is on disk before it answers.

mod findings;
mod inspections;
mod photos;
mod projects;
mod store;

pub use photos::PhotoFacts;
pub use store::{flush, flush_all, rebuild};
