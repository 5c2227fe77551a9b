//! Rules of the trade, as pure functions over plain values.
//!
//! What lives here: the working-day clock ([`calendar`]), approval cases ([`approval`]), checklist templates ([`checklist`]) and their
//! scoring ([`score`]), project stages ([`project`]), check digits ([`codes`]), the state of an
//! inspection ([`inspection`]) and of a finding ([`finding`]), the shape of matters and procedures
//! ([`procedure`]) and what they come to in days and dates ([`plan`]), and survey computations ([`survey`]). What does not: storage, network, the clock and randomness (all of them arguments),
//! and any figure of one regulation (those are catalogue data).
//!
//! Invariant: the same inputs give the same decision on the phone and on the server.

pub mod approval;
pub mod calendar;
pub mod checklist;
pub mod codes;
pub mod decimal;
pub mod finding;
pub mod inspection;
pub mod origin;
pub mod plan;
pub mod procedure;
pub mod project;
pub mod score;
pub mod survey;
pub mod text;

pub use decimal::Decimal;
pub use origin::{Confidence, Origin};
pub use project::Stage;
pub use text::{Lang, Text};
