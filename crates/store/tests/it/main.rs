//! The store on a real disk: opening, damage, locks, photos. Records and queue are driven through the use cases in the room `app`.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set up its ground stops there"
)]

mod carried_over;
mod cases;
mod conformance;
mod interfaces;
mod opening;
mod photos;
mod surveys;
