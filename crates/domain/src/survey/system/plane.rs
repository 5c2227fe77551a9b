//! The plane four-parameter similarity: X = tx + a x - b y, Y = ty + b x + a y, with x north and y east.
//!
//! The fit is least squares on coordinates that are centred first, which keeps seven-digit coordinates
//! from eating the rotation.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::survey::GridPoint;
use crate::survey::refusal::{SurveyError, finite};

/// A similarity between two grids.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Similarity {
    /// Shift north, in metres.
    pub tx: f64,
    /// Shift east, in metres.
    pub ty: f64,
    /// Scale times the cosine of the rotation.
    pub a: f64,
    /// Scale times the sine of the rotation.
    pub b: f64,
}

impl fmt::Debug for Similarity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Similarity(classified)")
    }
}

impl Similarity {
    /// Deviation of the scale from one, in parts per million.
    pub fn scale_ppm(&self) -> f64 {
        (self.a.hypot(self.b) - 1.0) * 1e6
    }

    /// Rotation in degrees, -180 to 180.
    pub fn rotation_deg(&self) -> f64 {
        self.b.atan2(self.a).to_degrees()
    }

    /// Takes a point from the source grid to the target grid.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] for coordinates or parameters that are out of range.
    pub fn apply(&self, point: GridPoint) -> Result<GridPoint, SurveyError> {
        let (
            scaled,
            GridPoint {
                x_north: x,
                y_east: y,
            },
        ) = (self.checked()?, point.checked()?);
        GridPoint {
            x_north: scaled.tx + scaled.a * x - scaled.b * y,
            y_east: scaled.ty + scaled.b * x + scaled.a * y,
        }
        .checked()
    }

    /// Takes a point from the target grid back to the source grid.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] for coordinates or parameters that are out of range, and a scale of zero.
    pub fn invert(&self, point: GridPoint) -> Result<GridPoint, SurveyError> {
        let (scaled, point) = (self.checked()?, point.checked()?);
        let square = scaled.a * scaled.a + scaled.b * scaled.b;
        if !square.is_normal() {
            return Err(SurveyError::Undetermined("the scale is zero"));
        }
        let (x, y) = (point.x_north - scaled.tx, point.y_east - scaled.ty);
        GridPoint {
            x_north: (scaled.a * x + scaled.b * y) / square,
            y_east: (scaled.a * y - scaled.b * x) / square,
        }
        .checked()
    }

    fn checked(&self) -> Result<Self, SurveyError> {
        for value in [self.tx, self.ty, self.a, self.b] {
            finite(value, "a parameter of the local system")?;
        }
        Ok(*self)
    }
}

/// A fitted similarity with what it leaves over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimilarityFit {
    /// The similarity.
    pub system: Similarity,
    /// Target less transformed source, north and east in millimetres, in the order of the pairs.
    pub residuals_mm: Vec<[f64; 2]>,
    /// Root of the mean square of the residual vectors (per point).
    pub rms_mm: f64,
}

/// Fits a similarity to pairs of (source, target) by least squares.
///
/// # Errors
///
/// [`SurveyError`] for fewer than two pairs, points that coincide, and coordinates out of range.
pub fn fit_similarity(pairs: &[(GridPoint, GridPoint)]) -> Result<SimilarityFit, SurveyError> {
    if pairs.len() < 2 {
        return Err(SurveyError::TooFew {
            what: "pairs of points",
            needed: 2,
            given: pairs.len(),
        });
    }
    for (source, target) in pairs {
        source.checked()?;
        target.checked()?;
    }
    let from = centre(pairs.iter().map(|(source, _)| *source));
    let to = centre(pairs.iter().map(|(_, target)| *target));
    let (mut along, mut across, mut square, mut target_square) = (0.0, 0.0, 0.0, 0.0);
    for (source, target) in pairs {
        let (x, y) = (source.x_north - from.x_north, source.y_east - from.y_east);
        let (u, v) = (target.x_north - to.x_north, target.y_east - to.y_east);
        along += x * u + y * v;
        across += x * v - y * u;
        square += x * x + y * y;
        target_square += u * u + v * v;
    }
    // A tenth of a millimetre between all points is one point.
    if square < 1e-8 || target_square < 1e-8 {
        return Err(SurveyError::Undetermined("all points coincide"));
    }
    let (a, b) = (along / square, across / square);
    if a.hypot(b) < 1e-9 {
        return Err(SurveyError::Undetermined("the scale is zero"));
    }
    let system = Similarity {
        tx: to.x_north - a * from.x_north + b * from.y_east,
        ty: to.y_east - b * from.x_north - a * from.y_east,
        a,
        b,
    };
    let residuals: Vec<[f64; 2]> = pairs
        .iter()
        .map(|(source, target)| {
            let (x, y) = (source.x_north - from.x_north, source.y_east - from.y_east);
            let north = (target.x_north - to.x_north) - (a * x - b * y);
            let east = (target.y_east - to.y_east) - (b * x + a * y);
            [north * 1000.0, east * 1000.0]
        })
        .collect();
    let sum: f64 = residuals.iter().map(|[n, e]| n * n + e * e).sum();
    Ok(SimilarityFit {
        system,
        rms_mm: (sum / pairs.len() as f64).sqrt(),
        residuals_mm: residuals,
    })
}

/// Mean of points, taken from the first one so that long coordinates keep their digits.
fn centre(points: impl Iterator<Item = GridPoint> + Clone) -> GridPoint {
    let first = points.clone().next().unwrap_or_default();
    let (mut north, mut east, mut count) = (0.0, 0.0, 0.0);
    for point in points {
        north += point.x_north - first.x_north;
        east += point.y_east - first.y_east;
        count += 1.0;
    }
    GridPoint {
        x_north: first.x_north + north / f64::max(count, 1.0),
        y_east: first.y_east + east / f64::max(count, 1.0),
    }
}
