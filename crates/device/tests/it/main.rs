//! The device beside other programs of the system.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set up its ground stops there"
)]

mod keystore;
