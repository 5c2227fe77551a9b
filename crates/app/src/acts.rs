//! What a person does: every act checks the right, asks the domain, and is on disk before it answers.

mod cases;
mod findings;
mod inspections;
mod photos;
mod projects;
mod stages;
mod store;
mod surveys;

pub use cases::ReceivedAct;
pub use photos::PhotoFacts;
pub use store::{flush, flush_all, rebuild};
pub(crate) use surveys::{NewDesign, NewFile};
