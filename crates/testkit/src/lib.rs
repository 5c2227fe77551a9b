//! Room `testkit`.

pub mod photos;
