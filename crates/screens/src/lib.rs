//! Room `screens`.
