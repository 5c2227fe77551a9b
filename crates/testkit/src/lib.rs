//! For tests only, never shipped: photos drawn by the program, and the model test of sync ([`sim`]).

pub mod photos;
pub mod sim;
