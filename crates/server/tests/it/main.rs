//! The centre as it is reached: a real server on a free port over a folder of its own.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set up its ground stops there"
)]

mod approvals;
mod hostile;
mod receiver;
mod rig;
mod rights;
mod signing_in;
mod systems;
mod webhooks;
