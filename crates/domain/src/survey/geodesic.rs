//! Shortest lines and areas on the CGCS2000 ellipsoid.
//!
//! The algorithms are C. F. F. Karney's, "Algorithms for geodesics" (2013), by way of `geographiclib-rs`.
//! A statutory parcel area is that on the grid ([`super::polygon`]); the one here shows what the projection
//! adds.

use geographiclib_rs::{Geodesic, InverseGeodesic, PolygonArea, Winding};
use serde::{Deserialize, Serialize};

use super::Geographic;
use super::angle::full_turn;
use super::ellipsoid::{FLATTENING, SEMI_MAJOR};
use super::grid::Grid;
use super::polygon::Ring;
use super::refusal::SurveyError;

/// The shortest line between two positions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its length on the ellipsoid.
    pub distance_m: f64,
    /// Direction at point 1 towards point 2, 0 to 360; none where they are the same.
    pub azimuth12_deg: Option<f64>,
    /// Direction at point 2 towards point 1, 0 to 360; none where they are the same.
    pub azimuth21_deg: Option<f64>,
}

/// Returns the shortest line between two positions.
///
/// # Errors
///
/// [`SurveyError`] for angles that are not finite or beyond a pole.
pub fn inverse(from: Geographic, to: Geographic) -> Result<Line, SurveyError> {
    let (from, to) = (from.checked()?, to.checked()?);
    let earth = Geodesic::new(SEMI_MAJOR, FLATTENING);
    let (distance_m, azimuth1, azimuth2, _): (f64, f64, f64, f64) =
        earth.inverse(from.lat, from.lon, to.lat, to.lon);
    let apart = distance_m > 0.0;
    Ok(Line {
        distance_m,
        azimuth12_deg: apart.then(|| full_turn(azimuth1)),
        azimuth21_deg: apart.then(|| full_turn(azimuth2 + 180.0)),
    })
}

/// Returns the area in square metres of a ring whose edges are shortest lines; its direction does not matter.
///
/// # Errors
///
/// [`SurveyError`] for fewer than three positions and angles that are not finite or beyond a pole.
pub fn area(ring: &[Geographic]) -> Result<f64, SurveyError> {
    if ring.len() < 3 {
        return Err(SurveyError::TooFew {
            what: "vertices",
            needed: 3,
            given: ring.len(),
        });
    }
    let earth = Geodesic::new(SEMI_MAJOR, FLATTENING);
    let mut sum = PolygonArea::new(&earth, Winding::CounterClockwise);
    for at in ring {
        let at = at.checked()?;
        sum.add_point(at.lat, at.lon);
    }
    let (_, area, _) = sum.compute(true);
    Ok(area.abs())
}

/// Returns the area on the ellipsoid of a ring on a grid.
///
/// # Errors
///
/// [`SurveyError`] where the grid refuses a vertex.
pub fn area_of_ring(ring: &Ring, grid: Grid) -> Result<f64, SurveyError> {
    let placed: Result<Vec<Geographic>, _> =
        ring.points().iter().map(|at| grid.inverse(*at)).collect();
    area(&placed?)
}
