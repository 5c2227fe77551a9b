//! Tests of the testkit itself: the model test finds known mistakes.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set up its ground stops there"
)]

mod approvals;
mod simulation;
mod surveys;
