//! Heights of buildings by trigonometric levelling, in both faces and more than once.
//!
//! Vertical angles are degrees above the horizon, negative below it. GNSS heights are ellipsoidal and do
//! not come here without a benchmark.

use serde::{Deserialize, Serialize};

use super::refusal::{SurveyError, finite, length, positive};
use super::rounding::{clean_mm, tenth_mm};
use super::tolerance::Rule;
use super::verdict::{Limit, Verdict};

/// Height from a horizontal distance in metres and the vertical angles to top and base:
/// H = D (tan top - tan base).
///
/// # Errors
///
/// [`SurveyError`] for a distance of zero or less, and angles of 90 degrees and more.
pub fn by_angles(distance_m: f64, top_deg: f64, base_deg: f64) -> Result<f64, SurveyError> {
    let distance = positive(length(distance_m, "the distance")?, "the distance")?;
    let (top, base) = (vertical(top_deg)?, vertical(base_deg)?);
    length(distance * (top.tan() - base.tan()), "the height")
}

fn vertical(degrees: f64) -> Result<f64, SurveyError> {
    if finite(degrees, "a vertical angle")?.abs() >= 90.0 {
        return Err(SurveyError::OutOfRange("a vertical angle"));
    }
    Ok(degrees.to_radians())
}

/// A vertical angle from both faces.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BothFaces {
    /// Mean of the two.
    pub angle_deg: f64,
    /// Index error of the vertical circle (指标差), half of right less left, in seconds of arc.
    pub index_error_sec: f64,
}

/// Averages the vertical angles of face left and face right, which frees them of the index error.
///
/// # Errors
///
/// [`SurveyError`] for angles of 90 degrees and more.
pub fn both_faces(left_deg: f64, right_deg: f64) -> Result<BothFaces, SurveyError> {
    vertical(left_deg)?;
    vertical(right_deg)?;
    Ok(BothFaces {
        angle_deg: f64::midpoint(left_deg, right_deg),
        index_error_sec: (right_deg - left_deg) / 2.0 * 3600.0,
    })
}

/// The face of the instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    /// Circle left: the zenith reads 0, the horizon 90.
    Left,
    /// Circle right: the zenith reads 0 or 360, the horizon 270.
    Right,
}

/// Turns a reading of the vertical circle (zenith distance) into a vertical angle.
///
/// # Errors
///
/// [`SurveyError::OutOfRange`] for a reading that does not belong to the face.
pub fn from_zenith(face: Face, reading_deg: f64) -> Result<f64, SurveyError> {
    let reading = finite(reading_deg, "a circle reading")?;
    let angle = match face {
        Face::Left => 90.0 - reading,
        Face::Right => reading - 270.0,
    };
    if angle.abs() >= 90.0 {
        return Err(SurveyError::OutOfRange("a circle reading"));
    }
    Ok(angle)
}

/// One reading of a total station without or with a prism.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelReading {
    /// Vertical distance of the target from the axis of the instrument.
    pub z_m: f64,
    /// Height of the instrument above its point.
    pub instrument_m: f64,
    /// Height of the target above what is measured; zero without a prism.
    pub target_m: f64,
}

/// Height from two readings at one station point: H = (Z + i - v) at the top less that at the base.
///
/// # Errors
///
/// [`SurveyError`] for values that are not finite or out of range.
pub fn by_readings(top: LevelReading, base: LevelReading) -> Result<f64, SurveyError> {
    let level = |one: LevelReading| -> Result<f64, SurveyError> {
        Ok(length(one.z_m, "a vertical distance")?
            + length(one.instrument_m, "the height of the instrument")?
            - length(one.target_m, "the height of the target")?)
    };
    Ok(level(top)? - level(base)?)
}

/// A height against the design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeightCheck {
    /// Mean of the measured heights.
    pub height_m: f64,
    /// Measured less designed.
    pub difference_m: f64,
    /// Largest less smallest of the measured heights.
    pub spread_m: f64,
    /// Verdict on the difference, rounded to 0.1 mm.
    pub verdict: Verdict,
    /// The rule that was applied.
    pub rule: Rule,
}

/// Checks one or more measured heights against the designed one.
///
/// # Errors
///
/// [`SurveyError`] without a height and for values out of range.
pub fn check_height(
    measured_m: &[f64],
    design_m: f64,
    limit: &Limit,
) -> Result<HeightCheck, SurveyError> {
    let design = length(design_m, "the designed height")?;
    let measured = super::repeated::statistics(measured_m)?;
    let difference_m = length(measured.mean, "the height")? - design;
    Ok(HeightCheck {
        height_m: measured.mean,
        difference_m,
        spread_m: measured.spread,
        verdict: limit.judge(tenth_mm(clean_mm(difference_m))),
        rule: limit.rule().clone(),
    })
}
