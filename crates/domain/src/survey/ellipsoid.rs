//! Reference ellipsoids, and positions on them as geocentric coordinates.
//!
//! CGCS2000: GB 22021-2008 (also EPSG:1024), the shape of GRS 80. The older ones serve local systems only:
//! Krassovsky 1940 for Beijing 1954, IAG 1975 for Xi'an 1980 (EPSG:7024, EPSG:7049).

use serde::{Deserialize, Serialize};

use super::Geographic;
use super::refusal::{SurveyError, length};

/// Semi-major axis of CGCS2000 in metres.
pub const SEMI_MAJOR: f64 = 6_378_137.0;

/// Flattening of CGCS2000.
pub const FLATTENING: f64 = 1.0 / 298.257_222_101;

/// Square of the first eccentricity of CGCS2000.
pub const ECCENTRICITY_SQUARED: f64 = FLATTENING * (2.0 - FLATTENING);

/// Third flattening of CGCS2000, the variable of the Krueger series.
pub const THIRD_FLATTENING: f64 = FLATTENING / (2.0 - FLATTENING);

/// An ellipsoid that a system of coordinates is based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ellipsoid {
    /// CGCS2000.
    Cgcs2000,
    /// Krassovsky 1940.
    Krassovsky,
    /// IAG 1975.
    Iag1975,
}

impl Ellipsoid {
    /// Semi-major axis in metres and flattening.
    pub(super) const fn axis_and_flattening(self) -> (f64, f64) {
        match self {
            Self::Cgcs2000 => (SEMI_MAJOR, FLATTENING),
            Self::Krassovsky => (6_378_245.0, 1.0 / 298.3),
            Self::Iag1975 => (6_378_140.0, 1.0 / 298.257),
        }
    }

    /// Semi-major axis in metres and square of the first eccentricity.
    const fn shape(self) -> (f64, f64) {
        let (axis, flattening) = self.axis_and_flattening();
        (axis, flattening * (2.0 - flattening))
    }
}

/// Geocentric coordinates in metres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Geocentric {
    /// Towards longitude 0 on the equator.
    pub x: f64,
    /// Towards longitude 90 on the equator.
    pub y: f64,
    /// Towards the north pole.
    pub z: f64,
}

impl Geocentric {
    pub(super) const fn to_array(self) -> [f64; 3] {
        [self.x, self.y, self.z]
    }

    pub(super) const fn from_array([x, y, z]: [f64; 3]) -> Self {
        Self { x, y, z }
    }

    pub(super) fn checked(self) -> Result<Self, SurveyError> {
        for value in self.to_array() {
            length(value, "a geocentric coordinate")?;
        }
        Ok(self)
    }
}

/// Returns the geocentric coordinates of a position and its ellipsoidal height in metres.
///
/// # Errors
///
/// [`SurveyError`] for numbers that are not finite and a latitude beyond a pole.
pub fn to_geocentric(
    ellipsoid: Ellipsoid,
    at: Geographic,
    height_m: f64,
) -> Result<Geocentric, SurveyError> {
    let at = at.checked()?;
    let height = length(height_m, "the height")?;
    let (axis, e2) = ellipsoid.shape();
    let (sin_lat, cos_lat) = at.lat.to_radians().sin_cos();
    let (sin_lon, cos_lon) = at.lon.to_radians().sin_cos();
    let normal = axis / (1.0 - e2 * sin_lat * sin_lat).sqrt();
    Ok(Geocentric {
        x: (normal + height) * cos_lat * cos_lon,
        y: (normal + height) * cos_lat * sin_lon,
        z: (normal * (1.0 - e2) + height) * sin_lat,
    })
}

/// Returns position and ellipsoidal height of geocentric coordinates, by Bowring's formula (1976), iterated.
///
/// # Errors
///
/// [`SurveyError`] for numbers that are not finite and for points deep inside the Earth, where the normal
/// is not one.
pub fn from_geocentric(
    ellipsoid: Ellipsoid,
    at: Geocentric,
) -> Result<(Geographic, f64), SurveyError> {
    let at = at.checked()?;
    let (axis, e2) = ellipsoid.shape();
    let minor = axis * (1.0 - e2).sqrt();
    let across = at.x.hypot(at.y);
    if across.hypot(at.z) < axis / 2.0 {
        return Err(SurveyError::OutOfRange("a geocentric coordinate"));
    }
    let mut reduced = (at.z * axis).atan2(across * minor);
    let mut lat = 0.0;
    for _ in 0..4 {
        let (sin, cos) = reduced.sin_cos();
        let second = e2 / (1.0 - e2);
        lat = (at.z + second * minor * sin.powi(3)).atan2(across - e2 * axis * cos.powi(3));
        reduced = (minor * lat.sin()).atan2(axis * lat.cos());
    }
    let (sin, cos) = lat.sin_cos();
    let curvature = (1.0 - e2 * sin * sin).sqrt();
    let height = across * cos + at.z * sin - axis * curvature;
    let lon = at.y.atan2(at.x).to_degrees();
    let lat = lat.to_degrees();
    Ok((Geographic { lon, lat }, height))
}
