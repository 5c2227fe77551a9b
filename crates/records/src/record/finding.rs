//! A finding as recorded: its acts. The state follows from them in the domain.

use super::{Common, Reading};
use crate::Document;

/// A finding as recorded; its acts are the entries.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FindingRecord {
    /// Meta, acts, what is damaged or unknown.
    pub common: Common,
}

impl FindingRecord {
    /// Reads a finding.
    pub fn read(document: &Document) -> Self {
        Self {
            common: Reading::of(document).read(|_, _, _, _| false),
        }
    }
}
