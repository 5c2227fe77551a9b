//! A local system whole: its parameters, their direction, and the planes between which they stand.
//!
//! Parameters alone say nothing about coordinates in a file: four of them belong to one grid, seven of them to
//! geocentric coordinates, which a plane has only by its ellipsoid and central meridian. Nothing of that is
//! assumed. Storage and who may read them live elsewhere.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Helmert, Similarity};
use crate::survey::ellipsoid::{Ellipsoid, from_geocentric, to_geocentric};
use crate::survey::krueger::Krueger;
use crate::survey::refusal::{SurveyError, length};
use crate::survey::{Geographic, Grid, GridPoint};

/// Which way parameters lead as they stand in their table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From CGCS2000 to the local system.
    ToLocal,
    /// From the local system to CGCS2000.
    ToGrid,
}

/// The plane of a local system: a Gauss-Krueger projection of its ellipsoid with a meridian of its own.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalPlane {
    /// Ellipsoid.
    pub ellipsoid: Ellipsoid,
    /// Central meridian in degrees.
    pub central_meridian: f64,
    /// What is added to eastings, in metres: 500000 as a rule.
    pub false_easting: f64,
    /// What is added to northings, in metres: 0 as a rule.
    pub false_northing: f64,
}

impl fmt::Debug for LocalPlane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalPlane(classified)")
    }
}

impl LocalPlane {
    fn series(&self) -> Krueger {
        let (axis, flattening) = self.ellipsoid.axis_and_flattening();
        Krueger::of(axis, flattening)
    }

    fn checked(&self) -> Result<Self, SurveyError> {
        const WHAT: &str = "a parameter of the local system";
        for value in [
            self.central_meridian,
            self.false_easting,
            self.false_northing,
        ] {
            length(value, WHAT)?;
        }
        if self.central_meridian.abs() > 180.0 {
            return Err(SurveyError::OutOfRange(WHAT));
        }
        Ok(*self)
    }

    /// Projects a position of the frame of this local system.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] for parameters out of range, and a position that is too far from the central meridian.
    pub fn forward(&self, point: Geographic) -> Result<GridPoint, SurveyError> {
        let plane = self.checked()?;
        // What the series says of a refusal names the meridian, which is a parameter.
        let [north, east] = plane
            .series()
            .forward(point, plane.central_meridian)
            .map_err(|_| SurveyError::OutOfRange("a position in the local system"))?;
        GridPoint::new(north + plane.false_northing, east + plane.false_easting).checked()
    }

    /// The position of a point of the plane, in the frame of this local system.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] for parameters out of range, and a point that is too far from the central meridian.
    pub fn inverse(&self, point: GridPoint) -> Result<Geographic, SurveyError> {
        let (plane, point) = (self.checked()?, point.checked()?);
        let away = [
            point.x_north - plane.false_northing,
            point.y_east - plane.false_easting,
        ];
        let found = plane.series().inverse(away, plane.central_meridian);
        found.map_err(|_| SurveyError::OutOfRange("a coordinate of the local system"))
    }
}

/// A local system by which coordinates of its plane are taken to a CGCS2000 grid and back.
///
/// Heights are not changed by it: they are levelled heights, which no transformation of positions gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LocalTransformation {
    /// Four parameters between a CGCS2000 grid and the local plane.
    Plane {
        /// The grid that they belong to.
        grid: Grid,
        /// Which way they lead.
        direction: Direction,
        /// The parameters.
        parameters: Similarity,
    },
    /// Seven parameters between CGCS2000 and the frame of the local system.
    Space {
        /// Which way they lead.
        direction: Direction,
        /// The parameters.
        parameters: Helmert,
        /// The plane of the local system.
        plane: LocalPlane,
    },
}

impl LocalTransformation {
    /// Takes a point of the local plane to a grid.
    ///
    /// The height counts for seven parameters only, above the ellipsoid of the local system. With a shift of 120 m an
    /// error of fifty metres in it moves a point by a millimetre in plan: a levelled height serves, and zero where
    /// there is none.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] for coordinates or parameters that are out of range or do not belong to each other.
    pub fn to_grid(
        &self,
        grid: Grid,
        point: GridPoint,
        height_m: Option<f64>,
    ) -> Result<GridPoint, SurveyError> {
        match self {
            Self::Plane {
                grid: own,
                direction,
                parameters,
            } => {
                let there = match direction {
                    Direction::ToLocal => parameters.invert(point)?,
                    Direction::ToGrid => parameters.apply(point)?,
                };
                between(*own, grid, there)
            }
            Self::Space {
                direction,
                parameters,
                plane,
            } => {
                let local = plane.inverse(point)?;
                let height = height_m.unwrap_or(0.0);
                let from = to_geocentric(plane.ellipsoid, local, height)?;
                let there = match direction {
                    Direction::ToLocal => parameters.invert(from)?,
                    Direction::ToGrid => parameters.apply(from)?,
                };
                Ok(grid.forward(from_geocentric(Ellipsoid::Cgcs2000, there)?.0)?)
            }
        }
    }

    /// Takes a point of a grid to the local plane: the inverse of [`Self::to_grid`], with the same height.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] for coordinates or parameters that are out of range or do not belong to each other.
    pub fn to_local(
        &self,
        grid: Grid,
        point: GridPoint,
        height_m: Option<f64>,
    ) -> Result<GridPoint, SurveyError> {
        match self {
            Self::Plane {
                grid: own,
                direction,
                parameters,
            } => {
                let there = between(grid, *own, point)?;
                match direction {
                    Direction::ToLocal => parameters.apply(there),
                    Direction::ToGrid => parameters.invert(there),
                }
            }
            Self::Space {
                direction,
                parameters,
                plane,
            } => {
                let there = |height: f64| {
                    let from = to_geocentric(Ellipsoid::Cgcs2000, grid.inverse(point)?, height)?;
                    let there = match direction {
                        Direction::ToLocal => parameters.apply(from)?,
                        Direction::ToGrid => parameters.invert(from)?,
                    };
                    from_geocentric(plane.ellipsoid, there)
                };
                // The height is that of the local ellipsoid; the two differ by what hardly changes with height.
                let wanted = height_m.unwrap_or(0.0);
                let mut height = wanted;
                for _ in 0..3 {
                    height += wanted - there(height)?.1;
                }
                plane.forward(there(height)?.0)
            }
        }
    }
}

/// The same place on another grid; on the same one no digit changes.
fn between(from: Grid, to: Grid, point: GridPoint) -> Result<GridPoint, SurveyError> {
    if from == to {
        return Ok(point);
    }
    Ok(to.forward(from.inverse(point)?)?)
}
