//! Reports on the real catalogue.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod chart;
