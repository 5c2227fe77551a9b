//! Gauss-Krueger grids of CGCS2000: EPSG codes, zones, forward, inverse, convergence and scale.
//!
//! The series is `krueger`'s. WGS 84 and CGCS2000 positions are taken as equal here; what service
//! produced a position is the caller's to keep. Local systems of a town live in [`super::system`].

use serde::{Deserialize, Serialize};

use super::ellipsoid::{FLATTENING, SEMI_MAJOR};
use super::krueger::Krueger;
use super::{Geographic, GridPoint};

/// Largest distance from the central meridian, in degrees, at which a grid is used.
///
/// The series holds much further out; a point beyond this belongs to another zone or has its axes swapped.
pub const MAX_FROM_MERIDIAN: f64 = 10.0;

/// False easting without the zone prefix, in metres.
const FALSE_EASTING: f64 = 500_000.0;
/// Weight of the zone prefix in an easting, in metres.
const PREFIX: f64 = 1e6;
/// The series of the ellipsoid of all these grids.
const CGCS2000: Krueger = Krueger::of(SEMI_MAJOR, FLATTENING);

/// Why a position cannot be projected.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum GridError {
    /// A coordinate is not a number or infinite.
    #[error("a coordinate is not a finite number")]
    NotFinite,
    /// The latitude lies beyond a pole.
    #[error("latitude {0} is beyond 90 degrees")]
    Latitude(f64),
    /// The northing lies beyond a pole.
    #[error("northing {0} m is beyond the pole")]
    Northing(f64),
    /// The code is none of a CGCS2000 Gauss-Krueger grid.
    #[error("EPSG:{0} is no CGCS2000 Gauss-Krueger grid (4491 to 4554)")]
    UnknownCode(u32),
    /// The zone does not exist in China.
    #[error("zone {zone} is outside {first} to {last}")]
    NoSuchZone {
        /// Zone that was asked for.
        zone: i64,
        /// First zone of this width.
        first: u32,
        /// Last zone of this width.
        last: u32,
    },
    /// The longitude is too far from the central meridian.
    #[error("longitude {lon} is more than 10 degrees from the central meridian {meridian}")]
    TooFar {
        /// Longitude of the point.
        lon: f64,
        /// Central meridian of the grid.
        meridian: f64,
    },
    /// The easting carries the prefix of another zone.
    #[error("easting {y_east} m carries zone {found}, the grid is zone {expected}")]
    OtherZone {
        /// Easting as given.
        y_east: f64,
        /// Zone of its prefix.
        found: i64,
        /// Zone of the grid.
        expected: u32,
    },
    /// The easting has no zone prefix, but the grid has one.
    #[error("easting {y_east} m lacks the prefix of zone {expected}")]
    NoPrefix {
        /// Easting as given.
        y_east: f64,
        /// Zone of the grid.
        expected: u32,
    },
}

/// Width of the zones of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneWidth {
    /// Three degrees, zones 25 to 45.
    Three,
    /// Six degrees, zones 13 to 23.
    Six,
}

impl ZoneWidth {
    /// First zone of this width in China.
    pub const fn first_zone(self) -> u32 {
        match self {
            Self::Three => 25,
            Self::Six => 13,
        }
    }

    /// Last zone of this width in China.
    pub const fn last_zone(self) -> u32 {
        match self {
            Self::Three => 45,
            Self::Six => 23,
        }
    }

    /// EPSG code of the first zone, with the prefix or without.
    const fn first_code(self, prefixed: bool) -> u32 {
        match (self, prefixed) {
            (Self::Six, true) => 4491,
            (Self::Six, false) => 4502,
            (Self::Three, true) => 4513,
            (Self::Three, false) => 4534,
        }
    }
}

/// A CGCS2000 Gauss-Krueger grid; in JSON it is its EPSG code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Grid {
    width: ZoneWidth,
    zone: u32,
    prefixed: bool,
}

impl Grid {
    /// Makes a grid from the width of its zones, its zone and whether eastings carry the zone.
    ///
    /// # Errors
    ///
    /// [`GridError::NoSuchZone`] outside 25..=45 (three degrees) or 13..=23 (six degrees).
    pub const fn new(width: ZoneWidth, zone: u32, prefixed: bool) -> Result<Self, GridError> {
        let (first, last) = (width.first_zone(), width.last_zone());
        if zone < first || zone > last {
            let zone = zone as i64;
            return Err(GridError::NoSuchZone { zone, first, last });
        }
        Ok(Self {
            width,
            zone,
            prefixed,
        })
    }

    /// Returns the grid of an EPSG code: 4491..=4501 six degrees with prefix, 4502..=4512 without;
    /// 4513..=4533 three degrees with prefix, 4534..=4554 without.
    ///
    /// # Errors
    ///
    /// [`GridError::UnknownCode`] for any other code.
    pub const fn from_epsg(code: u32) -> Result<Self, GridError> {
        let (width, prefixed) = match code {
            4491..=4501 => (ZoneWidth::Six, true),
            4502..=4512 => (ZoneWidth::Six, false),
            4513..=4533 => (ZoneWidth::Three, true),
            4534..=4554 => (ZoneWidth::Three, false),
            _ => return Err(GridError::UnknownCode(code)),
        };
        let zone = code - width.first_code(prefixed) + width.first_zone();
        Self::new(width, zone, prefixed)
    }

    /// EPSG code of the grid.
    pub const fn epsg(self) -> u32 {
        self.width.first_code(self.prefixed) + self.zone - self.width.first_zone()
    }

    /// Width of its zones.
    pub const fn width(self) -> ZoneWidth {
        self.width
    }

    /// Number of its zone.
    pub const fn zone(self) -> u32 {
        self.zone
    }

    /// Whether eastings carry the number of the zone.
    pub const fn prefixed(self) -> bool {
        self.prefixed
    }

    /// Central meridian in whole degrees.
    pub const fn central_meridian(self) -> u32 {
        match self.width {
            ZoneWidth::Three => 3 * self.zone,
            ZoneWidth::Six => 6 * self.zone - 3,
        }
    }

    /// False easting in metres, with the zone where the grid carries it.
    pub fn false_easting(self) -> f64 {
        let prefix = if self.prefixed {
            f64::from(self.zone) * PREFIX
        } else {
            0.0
        };
        prefix + FALSE_EASTING
    }

    fn meridian(self) -> f64 {
        f64::from(self.central_meridian())
    }

    /// Projects a position.
    ///
    /// # Errors
    ///
    /// [`GridError`] for angles that are not finite, a latitude beyond a pole, a longitude more than
    /// [`MAX_FROM_MERIDIAN`] away, and an easting that would carry the prefix of another zone.
    pub fn forward(self, point: Geographic) -> Result<GridPoint, GridError> {
        let [x_north, across] = CGCS2000.forward(point, self.meridian())?;
        let y_east = across + self.false_easting();
        self.check_prefix(y_east)?;
        Ok(GridPoint { x_north, y_east })
    }

    /// Returns the position of a grid point.
    ///
    /// # Errors
    ///
    /// [`GridError`] for coordinates that are not finite, a northing beyond a pole, an easting with the
    /// prefix of another zone (or without one where the grid has it), and a position more than
    /// [`MAX_FROM_MERIDIAN`] from the central meridian, as swapped axes give.
    pub fn inverse(self, point: GridPoint) -> Result<Geographic, GridError> {
        if !point.is_finite() {
            return Err(GridError::NotFinite);
        }
        CGCS2000.check_northing(point.x_north)?;
        self.check_prefix(point.y_east)?;
        let across = point.y_east - self.false_easting();
        CGCS2000.inverse([point.x_north, across], self.meridian())
    }

    /// Returns convergence and scale of this grid at a position.
    ///
    /// # Errors
    ///
    /// [`GridError`] as for [`factors`].
    pub fn factors(self, point: Geographic) -> Result<Factors, GridError> {
        factors(point, self.meridian())
    }

    fn check_prefix(self, y_east: f64) -> Result<(), GridError> {
        let expected = self.zone;
        // Bounded by the caller or by the series; the cast saturates for what is absurdly large.
        let found = (y_east / PREFIX).floor() as i64;
        if self.prefixed {
            if found == i64::from(expected) {
                return Ok(());
            }
            if (0..i64::from(ZoneWidth::Six.first_zone())).contains(&found) {
                return Err(GridError::NoPrefix { y_east, expected });
            }
        } else if found < i64::from(ZoneWidth::Six.first_zone()) {
            return Ok(());
        }
        Err(GridError::OtherZone {
            y_east,
            found,
            expected,
        })
    }
}

impl TryFrom<u32> for Grid {
    type Error = GridError;

    fn try_from(code: u32) -> Result<Self, GridError> {
        Self::from_epsg(code)
    }
}

impl From<Grid> for u32 {
    fn from(grid: Grid) -> Self {
        grid.epsg()
    }
}

/// How the grid differs from the ground at a position.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factors {
    /// Convergence of the meridian in degrees, positive east of the central meridian (north of the equator).
    pub convergence_deg: f64,
    /// Length on the grid over length on the ellipsoid.
    pub scale: f64,
}

/// Returns convergence and scale at a position for a central meridian in degrees.
///
/// # Errors
///
/// [`GridError`] for angles that are not finite, a latitude beyond a pole and a longitude more than
/// [`MAX_FROM_MERIDIAN`] away.
pub fn factors(point: Geographic, central_meridian: f64) -> Result<Factors, GridError> {
    CGCS2000.factors(point, central_meridian)
}

/// The three-degree zone of a longitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Number of the zone.
    pub zone: u32,
    /// Central meridian in degrees.
    pub cm: u32,
    /// EPSG code of the grid with the zone prefix.
    pub epsg_zone: u32,
    /// EPSG code of the grid without it.
    pub epsg_cm: u32,
}

/// Returns the three-degree zone of a longitude; a longitude on the boundary goes east.
///
/// For a first proposal only: a project fixes its grid once and its points stay in it.
///
/// # Errors
///
/// [`GridError::NotFinite`] and [`GridError::NoSuchZone`] outside zones 25 to 45.
pub fn zone_of(lon: f64) -> Result<Zone, GridError> {
    if !lon.is_finite() {
        return Err(GridError::NotFinite);
    }
    let width = ZoneWidth::Three;
    let (first, last) = (width.first_zone(), width.last_zone());
    let number = ((lon + 1.5) / 3.0).floor() as i64;
    let zone = u32::try_from(number).map_err(|_| GridError::NoSuchZone {
        zone: number,
        first,
        last,
    })?;
    let (with, without) = (
        Grid::new(width, zone, true)?,
        Grid::new(width, zone, false)?,
    );
    Ok(Zone {
        zone,
        cm: with.central_meridian(),
        epsg_zone: with.epsg(),
        epsg_cm: without.epsg(),
    })
}
