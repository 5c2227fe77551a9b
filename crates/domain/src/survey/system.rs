//! Local systems of coordinates: the plane four-parameter similarity and the seven-parameter transformation.
//!
//! The parameters of a town's system are classified as a rule: they are entered by an administrator, kept
//! encrypted, and no `Debug` here prints them. Storage and who may read them live elsewhere.

mod local;
mod plane;
mod space;

use serde::{Deserialize, Serialize};

pub use local::{Direction, LocalPlane, LocalTransformation};
pub use plane::{Similarity, SimilarityFit, fit_similarity};
pub use space::{Convention, Helmert, HelmertFit, fit_helmert};

/// How a local system is reached from another one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LocalSystem {
    /// Plane similarity between two grids.
    FourParameter(Similarity),
    /// Transformation of geocentric coordinates.
    SevenParameter(Helmert),
}
