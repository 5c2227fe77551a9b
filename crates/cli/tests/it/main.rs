//! The program `handheld` from outside: answers, keys, exit codes, languages.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod chart;
mod clock;
mod contract;
mod local_system;
mod photo;
mod procedures;
mod run;
mod schedule;
mod score;
mod survey;
