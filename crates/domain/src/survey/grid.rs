//! Gauss-Krueger grids of CGCS2000: EPSG codes, zones, forward, inverse, convergence and scale.
//!
//! The series in the third flattening is that of L. Krueger (1912) to order 6, in the form of C. F. F.
//! Karney, "Transverse Mercator with an accuracy of a few nanometers" (2011), equations 7 to 38. WGS 84
//! and CGCS2000 positions are taken as equal here; what service produced a position is the caller's to
//! keep. Local systems of a town live in [`super::system`].

use serde::{Deserialize, Serialize};

use super::ellipsoid::{ECCENTRICITY_SQUARED, SEMI_MAJOR, THIRD_FLATTENING};
use super::{Geographic, GridPoint};

/// Largest distance from the central meridian, in degrees, at which a grid is used.
///
/// The series holds much further out; a point beyond this belongs to another zone or has its axes swapped.
pub const MAX_FROM_MERIDIAN: f64 = 10.0;

/// False easting without the zone prefix, in metres.
const FALSE_EASTING: f64 = 500_000.0;
/// Weight of the zone prefix in an easting, in metres.
const PREFIX: f64 = 1e6;
/// Slack for a longitude that comes back from rounding, in degrees.
const ROUNDING: f64 = 1e-9;

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
        let sphere = Sphere::of(point, self.meridian())?;
        let (mut xi, mut eta) = (sphere.xi, sphere.eta);
        for (order, alpha) in orders(&ALPHA) {
            let (u, v) = (order * sphere.xi, order * sphere.eta);
            xi += alpha * u.sin() * v.cosh();
            eta += alpha * u.cos() * v.sinh();
        }
        let x_north = RECTIFYING_RADIUS * xi;
        let y_east = RECTIFYING_RADIUS * eta + self.false_easting();
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
        let xi = point.x_north / RECTIFYING_RADIUS;
        if xi.abs() > std::f64::consts::FRAC_PI_2 {
            return Err(GridError::Northing(point.x_north));
        }
        self.check_prefix(point.y_east)?;
        let meridian = self.meridian();
        let eta = (point.y_east - self.false_easting()) / RECTIFYING_RADIUS;
        // Beyond this no latitude brings the point near the meridian, and the hyperbolic terms run away.
        if eta.abs() > 1.0 {
            let lon = meridian + eta.to_degrees();
            return Err(GridError::TooFar { lon, meridian });
        }
        let (mut xi_s, mut eta_s) = (xi, eta);
        for (order, beta) in orders(&BETA) {
            xi_s -= beta * (order * xi).sin() * (order * eta).cosh();
            eta_s -= beta * (order * xi).cos() * (order * eta).sinh();
        }
        let (across, along) = (eta_s.sinh(), xi_s.cos().max(0.0));
        let lon = meridian + across.atan2(along).to_degrees();
        if (lon - meridian).abs() > MAX_FROM_MERIDIAN + ROUNDING {
            return Err(GridError::TooFar { lon, meridian });
        }
        let lat = geographic_tangent(xi_s.sin() / across.hypot(along))
            .atan()
            .to_degrees();
        Ok(Geographic { lon, lat })
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
    let sphere = Sphere::of(point, central_meridian)?;
    let (mut p, mut q) = (1.0, 0.0);
    for (order, alpha) in orders(&ALPHA) {
        let (u, v) = (order * sphere.xi, order * sphere.eta);
        p += order * alpha * u.cos() * v.cosh();
        q += order * alpha * u.sin() * v.sinh();
    }
    let sin_lat = point.lat.to_radians().sin();
    let cos_conformal = 1.0_f64.hypot(sphere.tau);
    let convergence = (sphere.tau / cos_conformal * sphere.from_meridian.tan()).atan() + q.atan2(p);
    let cos_lon = sphere.from_meridian.cos();
    let tangent = point.lat.to_radians().tan();
    let on_sphere = (1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat).sqrt()
        * (1.0_f64.hypot(tangent) / sphere.tau.hypot(cos_lon));
    Ok(Factors {
        convergence_deg: convergence.to_degrees(),
        scale: on_sphere * RECTIFYING_RADIUS / SEMI_MAJOR * p.hypot(q),
    })
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

/// A position on the conformal sphere, turned so that the central meridian is its equator.
struct Sphere {
    /// Longitude from the central meridian, radians.
    from_meridian: f64,
    /// Tangent of the conformal latitude.
    tau: f64,
    xi: f64,
    eta: f64,
}

impl Sphere {
    fn of(point: Geographic, meridian: f64) -> Result<Self, GridError> {
        if !point.is_finite() || !meridian.is_finite() {
            return Err(GridError::NotFinite);
        }
        let Geographic { lon, lat } = point;
        if lat.abs() > 90.0 {
            return Err(GridError::Latitude(lat));
        }
        if (lon - meridian).abs() > MAX_FROM_MERIDIAN + ROUNDING {
            return Err(GridError::TooFar { lon, meridian });
        }
        let from_meridian = (lon - meridian).to_radians();
        let tau = conformal_tangent(lat.to_radians().tan());
        let cos_lon = from_meridian.cos();
        Ok(Self {
            from_meridian,
            tau,
            xi: tau.atan2(cos_lon),
            eta: (from_meridian.sin() / tau.hypot(cos_lon)).asinh(),
        })
    }
}

/// Tangent of the conformal latitude from that of the geographic one.
fn conformal_tangent(tangent: f64) -> f64 {
    let eccentricity = ECCENTRICITY_SQUARED.sqrt();
    let secant = 1.0_f64.hypot(tangent);
    let sigma = (eccentricity * (eccentricity * tangent / secant).atanh()).sinh();
    1.0_f64.hypot(sigma) * tangent - sigma * secant
}

/// Tangent of the geographic latitude from that of the conformal one, by Newton's method.
fn geographic_tangent(conformal: f64) -> f64 {
    // At a pole the quotient of the caller is infinite or 0/0.
    if !conformal.is_finite() {
        return conformal;
    }
    let mut tangent = conformal / (1.0 - ECCENTRICITY_SQUARED);
    // Two steps reach the last bit on the ellipsoid; the rest is slack.
    for _ in 0..5 {
        let reached = conformal_tangent(tangent);
        let slope = (1.0 + (1.0 - ECCENTRICITY_SQUARED) * tangent * tangent)
            / ((1.0 - ECCENTRICITY_SQUARED) * 1.0_f64.hypot(tangent));
        let step = (conformal - reached) / 1.0_f64.hypot(reached) * slope;
        tangent += step;
        if step.abs() <= 1e-16 * 1.0_f64.hypot(tangent) {
            break;
        }
    }
    tangent
}

/// Pairs each coefficient with twice its order: 2, 4, ..., 12.
fn orders(series: &[f64; 6]) -> impl Iterator<Item = (f64, f64)> {
    [2.0, 4.0, 6.0, 8.0, 10.0, 12.0]
        .into_iter()
        .zip(series.iter().copied())
}

const N: f64 = THIRD_FLATTENING;
const N2: f64 = N * N;
const N3: f64 = N2 * N;
const N4: f64 = N2 * N2;
const N5: f64 = N4 * N;
const N6: f64 = N3 * N3;

/// Radius of the circle whose circumference is that of a meridian, in metres.
const RECTIFYING_RADIUS: f64 = SEMI_MAJOR / (1.0 + N) * (1.0 + N2 / 4.0 + N4 / 64.0 + N6 / 256.0);

/// Karney (2011), equation 35.
const ALPHA: [f64; 6] = [
    N / 2.0 - 2.0 / 3.0 * N2 + 5.0 / 16.0 * N3 + 41.0 / 180.0 * N4 - 127.0 / 288.0 * N5
        + 7_891.0 / 37_800.0 * N6,
    13.0 / 48.0 * N2 - 3.0 / 5.0 * N3 + 557.0 / 1_440.0 * N4 + 281.0 / 630.0 * N5
        - 1_983_433.0 / 1_935_360.0 * N6,
    61.0 / 240.0 * N3 - 103.0 / 140.0 * N4 + 15_061.0 / 26_880.0 * N5 + 167_603.0 / 181_440.0 * N6,
    49_561.0 / 161_280.0 * N4 - 179.0 / 168.0 * N5 + 6_601_661.0 / 7_257_600.0 * N6,
    34_729.0 / 80_640.0 * N5 - 3_418_889.0 / 1_995_840.0 * N6,
    212_378_941.0 / 319_334_400.0 * N6,
];

/// Karney (2011), equation 36.
const BETA: [f64; 6] = [
    N / 2.0 - 2.0 / 3.0 * N2 + 37.0 / 96.0 * N3 - 1.0 / 360.0 * N4 - 81.0 / 512.0 * N5
        + 96_199.0 / 604_800.0 * N6,
    1.0 / 48.0 * N2 + 1.0 / 15.0 * N3 - 437.0 / 1_440.0 * N4 + 46.0 / 105.0 * N5
        - 1_118_711.0 / 3_870_720.0 * N6,
    17.0 / 480.0 * N3 - 37.0 / 840.0 * N4 - 209.0 / 4_480.0 * N5 + 5_569.0 / 90_720.0 * N6,
    4_397.0 / 161_280.0 * N4 - 11.0 / 504.0 * N5 - 830_251.0 / 7_257_600.0 * N6,
    4_583.0 / 161_280.0 * N5 - 108_847.0 / 3_991_680.0 * N6,
    20_648_693.0 / 638_668_800.0 * N6,
];
