//! For tests only, never shipped: photos drawn by the program, the model tests of sync ([`sim`]), of approvals and of surveys, and the
//! measuring of what matters ([`bench`]).

pub mod approvals;
pub mod bench;
mod model;
pub mod photos;
pub mod sim;
pub mod surveys;
