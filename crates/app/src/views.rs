//! What the screens are given: built from documents and index rows, already judged and counted.

mod findings;
mod inspections;
mod projects;

pub(crate) use inspections::{Seen, last_item_name, photo_view};
