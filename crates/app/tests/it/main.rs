//! The use cases over the real SQLite store: an inspector's day, what is refused, and what survives.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set up its ground stops there"
)]

mod day;
mod kill;
mod people;
mod surveys;
