//! What crosses a boundary: commands and views (window and browser alike), error codes with their words, ids, and the types of sync.
//!
//! Plain structs with serde and TypeScript only: no rule of the trade, no I/O, no clock. Fields are added, never renamed, retyped or reused.
//! `generated.ts` in the screens is written from here (`cargo xtask codegen`) and a test fails when it is stale.

pub mod command;
pub mod door;
pub mod error;
pub mod ids;
pub mod sync;
pub mod typescript;
pub mod views;

pub use error::{Code, Lang, Problem};
pub use ids::*;
