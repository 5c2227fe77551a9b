//! Where a datum of the catalogue comes from, and how sure we are of it.

use serde::{Deserialize, Serialize};

/// How sure we are of a datum.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A value that serves demonstrations, or a single doubtful source.
    #[default]
    Low,
    /// Known in general, not read in the text of the rule.
    Medium,
    /// Read in the text of the rule or in two independent places.
    High,
}

/// Sources of a datum and the trust put in them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Keys of sources in the catalogue.
    pub sources: Vec<String>,
    /// How sure we are.
    pub confidence: Confidence,
}
