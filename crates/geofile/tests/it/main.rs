//! Survey files as they come and go: every format there and back, hostile bytes, and what other programs make of what is written.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set up its ground stops there"
)]

mod drawings;
mod export;
mod gdal;
mod hostile;
mod large;
mod local;
mod maps;
mod receiver;
mod sample;
mod tables;
