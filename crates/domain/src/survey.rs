//! Survey computations of a check on site: projections, staked points, areas, heights and what they come to.
//!
//! What lives here: positions ([`grid`], [`ellipsoid`], [`system`], [`geodesic`], [`display`], [`ground`]), points and
//! lengths against the design ([`staking`], [`dimensions`], [`height`]), directions ([`polar`], [`angle`]),
//! shapes ([`polygon`], [`geofence`]), areas and indices ([`floor_area`], [`indices`]), values from readings of the field
//! ([`field_readings`]), what is asked about before it is kept ([`far`]), what a verdict rests on
//! ([`tolerance`], [`verdict`], [`repeated`]), a survey as a whole ([`evaluation`])
//! and where its task stands ([`kind`], [`task`]). What does not: figures of regulations (catalogue data), reading of instruments and files, rounding for the page, and the inputs of a result with
//! instrument, operator and design version, which the caller keeps beside it.
//!
//! Conventions: `x` is north and `y` is east, as in Chinese survey tables; lengths are metres, deviations
//! millimetres and angles degrees unless a name says otherwise.

pub mod angle;
pub mod dimensions;
pub mod display;
pub mod ellipsoid;
pub mod evaluation;
pub mod far;
pub mod field_readings;
pub mod floor_area;
pub mod geodesic;
pub mod geofence;
pub mod grid;
pub mod ground;
pub mod height;
pub mod indices;
pub mod kind;
mod krueger;
pub mod polar;
pub mod polygon;
mod refusal;
pub mod repeated;
mod rounding;
pub mod staking;
pub mod system;
pub mod task;
pub mod tolerance;
pub mod verdict;

use serde::{Deserialize, Serialize};

pub use grid::{Factors, Grid, GridError, Zone, ZoneWidth, factors, zone_of};
pub use refusal::SurveyError;
pub use verdict::{Limit, Outcome, Verdict};

/// Version of the formulas, kept with every result so that an old verdict can be told from a new one.
pub const FORMULA_VERSION: &str = "survey-1";

/// Largest coordinate or length in metres that can be meant; far beyond a prefixed easting.
pub const MAX_COORDINATE: f64 = 1e8;

/// A point on a plane grid, in metres.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GridPoint {
    /// Northing.
    pub x_north: f64,
    /// Easting, with the false easting and the zone prefix where the grid has one.
    pub y_east: f64,
}

impl GridPoint {
    /// Makes a point from northing and easting.
    pub const fn new(x_north: f64, y_east: f64) -> Self {
        Self { x_north, y_east }
    }

    /// Whether both coordinates are finite numbers.
    pub const fn is_finite(self) -> bool {
        self.x_north.is_finite() && self.y_east.is_finite()
    }

    /// Returns the point when both coordinates are finite and at most [`MAX_COORDINATE`] in size.
    ///
    /// # Errors
    ///
    /// [`SurveyError::NotFinite`] and [`SurveyError::OutOfRange`].
    pub fn checked(self) -> Result<Self, SurveyError> {
        refusal::length(self.x_north, "a northing")?;
        refusal::length(self.y_east, "an easting")?;
        Ok(self)
    }

    /// Plane distance to another point, in metres.
    pub fn distance(self, to: Self) -> f64 {
        (to.x_north - self.x_north).hypot(to.y_east - self.y_east)
    }
}

/// A geographic position, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Geographic {
    /// Longitude, positive east.
    pub lon: f64,
    /// Latitude, positive north.
    pub lat: f64,
}

impl Geographic {
    /// Makes a position from longitude and latitude.
    pub const fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }

    /// Whether both angles are finite numbers.
    pub const fn is_finite(self) -> bool {
        self.lon.is_finite() && self.lat.is_finite()
    }

    /// Returns the position when it is one: finite, a longitude within a full turn, a latitude between
    /// the poles.
    ///
    /// # Errors
    ///
    /// [`SurveyError::NotFinite`] and [`SurveyError::OutOfRange`].
    pub fn checked(self) -> Result<Self, SurveyError> {
        if refusal::finite(self.lon, "a longitude")?.abs() > 360.0 {
            return Err(SurveyError::OutOfRange("a longitude"));
        }
        if refusal::finite(self.lat, "a latitude")?.abs() > 90.0 {
            return Err(SurveyError::OutOfRange("a latitude"));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
