//! The catalogue from outside: the real files, and a good and a spoilt fixture for each rule.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod bundled;
mod plans;
mod published;
mod rules;
mod vectors;
