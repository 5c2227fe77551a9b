//! Directions and distances on the grid: coordinate inverse, polar stake-out, and the way to a point.
//!
//! Azimuths are clockwise from grid north, 0 to 360. The distance is that on the grid; scale and height
//! reductions are the caller's, with [`super::grid::factors`].

use serde::{Deserialize, Serialize};

use super::GridPoint;
use super::angle::full_turn;
use super::refusal::{SurveyError, finite, not_negative, positive};

/// Direction and distance from one point to another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ray {
    /// Azimuth in degrees; none between points that are the same.
    pub azimuth_deg: Option<f64>,
    /// Distance on the grid.
    pub distance_m: f64,
}

/// Returns azimuth and distance from one point to another.
///
/// # Errors
///
/// [`SurveyError`] for coordinates out of range.
pub fn ray(from: GridPoint, to: GridPoint) -> Result<Ray, SurveyError> {
    let (from, to) = (from.checked()?, to.checked()?);
    let (north, east) = (to.x_north - from.x_north, to.y_east - from.y_east);
    let same = north == 0.0 && east == 0.0;
    Ok(Ray {
        azimuth_deg: (!same).then(|| full_turn(east.atan2(north).to_degrees())),
        distance_m: north.hypot(east),
    })
}

/// What to turn and measure to find a point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolarStakeOut {
    /// Clockwise from the backsight, 0 to 360.
    pub turn_angle_deg: f64,
    /// Distance on the grid from the station.
    pub distance_m: f64,
    /// Azimuth of the target.
    pub azimuth_deg: f64,
}

/// Returns angle and distance to a target from a station that is oriented on a backsight.
///
/// # Errors
///
/// [`SurveyError::SamePoint`] where backsight or target is the station, and coordinates out of range.
pub fn polar_stake_out(
    station: GridPoint,
    backsight: GridPoint,
    target: GridPoint,
) -> Result<PolarStakeOut, SurveyError> {
    let back = ray(station, backsight)?
        .azimuth_deg
        .ok_or(SurveyError::SamePoint("station and backsight"))?;
    let ahead = ray(station, target)?;
    let azimuth_deg = ahead
        .azimuth_deg
        .ok_or(SurveyError::SamePoint("station and target"))?;
    Ok(PolarStakeOut {
        turn_angle_deg: full_turn(azimuth_deg - back),
        distance_m: ahead.distance_m,
        azimuth_deg,
    })
}

/// Where the instrument is, and how well it knows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// Position.
    pub point: GridPoint,
    /// Accuracy in metres, as the receiver states it.
    pub accuracy_m: f64,
}

/// The way from a fix to a target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Distance on the grid.
    pub distance_m: f64,
    /// Azimuth of the target; none on the target itself.
    pub azimuth_deg: Option<f64>,
    /// Northern part, negative towards south.
    pub north_m: f64,
    /// Eastern part, negative towards west.
    pub east_m: f64,
    /// Part ahead of the person, negative behind; none without a heading.
    pub forward_m: Option<f64>,
    /// Part to the right of the person, negative to the left; none without a heading.
    pub right_m: Option<f64>,
    /// Distance less accuracy is below a tenth of the threshold: the fix can no longer tell the point
    /// from the person, and the fine display begins.
    pub precise: bool,
    /// The distance is at most the threshold.
    pub within: bool,
}

/// Says how to get from a fix to a target; `heading_deg` is where the person faces, clockwise from grid
/// north, and `threshold_m` how close is close enough.
///
/// # Errors
///
/// [`SurveyError`] for coordinates out of range, a negative accuracy, and a threshold of zero or less.
pub fn guide(
    fix: Fix,
    target: GridPoint,
    heading_deg: Option<f64>,
    threshold_m: f64,
) -> Result<Guide, SurveyError> {
    let accuracy = not_negative(fix.accuracy_m, "the accuracy")?;
    let threshold = positive(threshold_m, "the threshold")?;
    let there = ray(fix.point, target)?;
    let north_m = target.x_north - fix.point.x_north;
    let east_m = target.y_east - fix.point.y_east;
    let turned = match heading_deg {
        Some(heading) => {
            let (sin, cos) = finite(heading, "the heading")?.to_radians().sin_cos();
            Some((north_m * cos + east_m * sin, east_m * cos - north_m * sin))
        }
        None => None,
    };
    Ok(Guide {
        distance_m: there.distance_m,
        azimuth_deg: there.azimuth_deg,
        north_m,
        east_m,
        forward_m: turned.map(|(forward, _)| forward),
        right_m: turned.map(|(_, right)| right),
        precise: there.distance_m - accuracy < threshold / 10.0,
        within: there.distance_m <= threshold,
    })
}
