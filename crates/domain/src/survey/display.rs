//! GCJ-02, the offset of public map services in China, for drawing on their maps only.
//!
//! Nothing is ever stored or measured in it. The formulas are those in general use (as in the crates
//! `gcj02` and `coordtransform`); they have no official source. Outside the box that the services use
//! for China the offset is zero.

use super::Geographic;
use super::geodesic;
use super::refusal::SurveyError;

/// Axis of the ellipsoid of the offset, in metres (Krassovsky 1940).
const AXIS: f64 = 6_378_245.0;
/// Square of its eccentricity, as the services use it.
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;
/// Steps after which an inverse that has not settled has none.
const MAX_STEPS: usize = 60;

/// Whether a position lies outside the box in which the offset applies.
pub fn outside_china(at: Geographic) -> bool {
    !(72.004..=137.8347).contains(&at.lon) || !(0.8293..=55.8271).contains(&at.lat)
}

/// Takes a CGCS2000 position to GCJ-02.
///
/// # Errors
///
/// [`SurveyError`] for angles that are not finite or beyond a pole.
pub fn to_gcj02(at: Geographic) -> Result<Geographic, SurveyError> {
    Ok(shifted(at.checked()?))
}

/// Takes a GCJ-02 position back to CGCS2000, to less than 1e-9 degrees.
///
/// # Errors
///
/// [`SurveyError`] for angles that are not finite or beyond a pole, and for the strip at the edge of the
/// box that no position is moved to.
pub fn from_gcj02(at: Geographic) -> Result<Geographic, SurveyError> {
    let wanted = at.checked()?;
    if outside_china(wanted) {
        return Ok(wanted);
    }
    let mut guess = wanted;
    for _ in 0..MAX_STEPS {
        let reached = shifted(guess);
        let (lon, lat) = (wanted.lon - reached.lon, wanted.lat - reached.lat);
        if lon.abs() < 1e-11 && lat.abs() < 1e-11 {
            return Ok(guess);
        }
        guess = Geographic {
            lon: guess.lon + lon,
            lat: guess.lat + lat,
        };
    }
    Err(SurveyError::NoInverse("the GCJ-02 position"))
}

/// How far GCJ-02 moves a position, in metres on the CGCS2000 ellipsoid.
///
/// # Errors
///
/// [`SurveyError`] for angles that are not finite or beyond a pole.
pub fn offset_m(at: Geographic) -> Result<f64, SurveyError> {
    Ok(geodesic::inverse(at, to_gcj02(at)?)?.distance_m)
}

fn shifted(at: Geographic) -> Geographic {
    if outside_china(at) {
        return at;
    }
    let (x, y) = (at.lon - 105.0, at.lat - 35.0);
    let sin = at.lat.to_radians().sin();
    let magic = 1.0 - ECCENTRICITY_SQUARED * sin * sin;
    let meridian = AXIS * (1.0 - ECCENTRICITY_SQUARED) / (magic * magic.sqrt());
    let parallel = AXIS / magic.sqrt() * at.lat.to_radians().cos();
    Geographic {
        lon: at.lon + (eastward(x, y) / parallel).to_degrees(),
        lat: at.lat + (northward(x, y) / meridian).to_degrees(),
    }
}

/// A sum of sines of multiples of `angle` half turns, with their weights.
fn waves(weights: [(f64, f64); 2], angle: f64) -> f64 {
    let sum: f64 = weights
        .iter()
        .map(|(weight, times)| weight * (angle * times * std::f64::consts::PI).sin())
        .sum();
    sum * 2.0 / 3.0
}

fn northward(x: f64, y: f64) -> f64 {
    -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + waves([(20.0, 6.0), (20.0, 2.0)], x)
        + waves([(20.0, 1.0), (40.0, 1.0 / 3.0)], y)
        + waves([(160.0, 1.0 / 12.0), (320.0, 1.0 / 30.0)], y)
}

fn eastward(x: f64, y: f64) -> f64 {
    300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + waves([(20.0, 6.0), (20.0, 2.0)], x)
        + waves([(20.0, 1.0), (40.0, 1.0 / 3.0)], x)
        + waves([(150.0, 1.0 / 12.0), (300.0, 1.0 / 30.0)], x)
}
