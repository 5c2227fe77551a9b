//! For tests only, never shipped: photos drawn by the program, the model test of sync ([`sim`]), and the measuring of what matters ([`bench`]).

pub mod approvals;
pub mod bench;
pub mod photos;
pub mod sim;
