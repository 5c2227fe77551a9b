//! Placeholder until the protocol follows.
