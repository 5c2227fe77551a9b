//! The transverse Mercator projection (Gauss-Krueger) of an ellipsoid about a central meridian, without false eastings.
//!
//! The series in the third flattening is that of L. Krueger (1912) to order 6, in the form of C. F. F.
//! Karney, "Transverse Mercator with an accuracy of a few nanometers" (2011), equations 7 to 38. Zones and
//! codes are [`super::grid`]'s, the planes of towns are [`super::system`]'s.

use super::Geographic;
use super::grid::{Factors, GridError, MAX_FROM_MERIDIAN};

/// Slack for a longitude that comes back from rounding, in degrees.
const ROUNDING: f64 = 1e-9;

/// The series of one ellipsoid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Krueger {
    axis: f64,
    /// Square of the first eccentricity.
    e2: f64,
    /// Radius of the circle whose circumference is that of a meridian, in metres.
    radius: f64,
    /// Karney (2011), equation 35.
    alpha: [f64; 6],
    /// Karney (2011), equation 36.
    beta: [f64; 6],
}

impl Krueger {
    /// The series of an ellipsoid with this semi-major axis (metres) and flattening.
    pub(super) const fn of(axis: f64, flattening: f64) -> Self {
        let n = flattening / (2.0 - flattening);
        let n2 = n * n;
        let n3 = n2 * n;
        let n4 = n2 * n2;
        let n5 = n4 * n;
        let n6 = n3 * n3;
        Self {
            axis,
            e2: flattening * (2.0 - flattening),
            radius: axis / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0 + n6 / 256.0),
            alpha: [
                n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4 - 127.0 / 288.0 * n5
                    + 7_891.0 / 37_800.0 * n6,
                13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1_440.0 * n4 + 281.0 / 630.0 * n5
                    - 1_983_433.0 / 1_935_360.0 * n6,
                61.0 / 240.0 * n3 - 103.0 / 140.0 * n4
                    + 15_061.0 / 26_880.0 * n5
                    + 167_603.0 / 181_440.0 * n6,
                49_561.0 / 161_280.0 * n4 - 179.0 / 168.0 * n5 + 6_601_661.0 / 7_257_600.0 * n6,
                34_729.0 / 80_640.0 * n5 - 3_418_889.0 / 1_995_840.0 * n6,
                212_378_941.0 / 319_334_400.0 * n6,
            ],
            beta: [
                n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - 1.0 / 360.0 * n4 - 81.0 / 512.0 * n5
                    + 96_199.0 / 604_800.0 * n6,
                1.0 / 48.0 * n2 + 1.0 / 15.0 * n3 - 437.0 / 1_440.0 * n4 + 46.0 / 105.0 * n5
                    - 1_118_711.0 / 3_870_720.0 * n6,
                17.0 / 480.0 * n3 - 37.0 / 840.0 * n4 - 209.0 / 4_480.0 * n5
                    + 5_569.0 / 90_720.0 * n6,
                4_397.0 / 161_280.0 * n4 - 11.0 / 504.0 * n5 - 830_251.0 / 7_257_600.0 * n6,
                4_583.0 / 161_280.0 * n5 - 108_847.0 / 3_991_680.0 * n6,
                20_648_693.0 / 638_668_800.0 * n6,
            ],
        }
    }

    /// North of the equator and east of the meridian, in metres.
    pub(super) fn forward(&self, point: Geographic, meridian: f64) -> Result<[f64; 2], GridError> {
        let sphere = self.sphere(point, meridian)?;
        let (mut xi, mut eta) = (sphere.xi, sphere.eta);
        for (order, alpha) in orders(&self.alpha) {
            let (u, v) = (order * sphere.xi, order * sphere.eta);
            xi += alpha * u.sin() * v.cosh();
            eta += alpha * u.cos() * v.sinh();
        }
        Ok([self.radius * xi, self.radius * eta])
    }

    /// Refuses a northing beyond a pole, as swapped axes give.
    pub(super) fn check_northing(&self, x_north: f64) -> Result<(), GridError> {
        if (x_north / self.radius).abs() > std::f64::consts::FRAC_PI_2 {
            return Err(GridError::Northing(x_north));
        }
        Ok(())
    }

    /// The position that lies so far north of the equator and east of the meridian.
    pub(super) fn inverse(
        &self,
        [north, across]: [f64; 2],
        meridian: f64,
    ) -> Result<Geographic, GridError> {
        if !north.is_finite() || !across.is_finite() || !meridian.is_finite() {
            return Err(GridError::NotFinite);
        }
        self.check_northing(north)?;
        let xi = north / self.radius;
        let eta = across / self.radius;
        // Beyond this no latitude brings the point near the meridian, and the hyperbolic terms run away.
        if eta.abs() > 1.0 {
            let lon = meridian + eta.to_degrees();
            return Err(GridError::TooFar { lon, meridian });
        }
        let (mut xi_s, mut eta_s) = (xi, eta);
        for (order, beta) in orders(&self.beta) {
            xi_s -= beta * (order * xi).sin() * (order * eta).cosh();
            eta_s -= beta * (order * xi).cos() * (order * eta).sinh();
        }
        let (across, along) = (eta_s.sinh(), xi_s.cos().max(0.0));
        let lon = meridian + across.atan2(along).to_degrees();
        if (lon - meridian).abs() > MAX_FROM_MERIDIAN + ROUNDING {
            return Err(GridError::TooFar { lon, meridian });
        }
        let lat = self
            .geographic_tangent(xi_s.sin() / across.hypot(along))
            .atan()
            .to_degrees();
        Ok(Geographic { lon, lat })
    }

    /// Convergence and scale at a position.
    pub(super) fn factors(&self, point: Geographic, meridian: f64) -> Result<Factors, GridError> {
        let sphere = self.sphere(point, meridian)?;
        let (mut p, mut q) = (1.0, 0.0);
        for (order, alpha) in orders(&self.alpha) {
            let (u, v) = (order * sphere.xi, order * sphere.eta);
            p += order * alpha * u.cos() * v.cosh();
            q += order * alpha * u.sin() * v.sinh();
        }
        let sin_lat = point.lat.to_radians().sin();
        let cos_conformal = 1.0_f64.hypot(sphere.tau);
        let convergence =
            (sphere.tau / cos_conformal * sphere.from_meridian.tan()).atan() + q.atan2(p);
        let cos_lon = sphere.from_meridian.cos();
        let tangent = point.lat.to_radians().tan();
        let on_sphere = (1.0 - self.e2 * sin_lat * sin_lat).sqrt()
            * (1.0_f64.hypot(tangent) / sphere.tau.hypot(cos_lon));
        Ok(Factors {
            convergence_deg: convergence.to_degrees(),
            scale: on_sphere * self.radius / self.axis * p.hypot(q),
        })
    }

    fn sphere(&self, point: Geographic, meridian: f64) -> Result<Sphere, GridError> {
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
        let tau = self.conformal_tangent(lat.to_radians().tan());
        let cos_lon = from_meridian.cos();
        Ok(Sphere {
            from_meridian,
            tau,
            xi: tau.atan2(cos_lon),
            eta: (from_meridian.sin() / tau.hypot(cos_lon)).asinh(),
        })
    }

    /// Tangent of the conformal latitude from that of the geographic one.
    fn conformal_tangent(&self, tangent: f64) -> f64 {
        let eccentricity = self.e2.sqrt();
        let secant = 1.0_f64.hypot(tangent);
        let sigma = (eccentricity * (eccentricity * tangent / secant).atanh()).sinh();
        1.0_f64.hypot(sigma) * tangent - sigma * secant
    }

    /// Tangent of the geographic latitude from that of the conformal one, by Newton's method.
    fn geographic_tangent(&self, conformal: f64) -> f64 {
        // At a pole the quotient of the caller is infinite or 0/0.
        if !conformal.is_finite() {
            return conformal;
        }
        let mut tangent = conformal / (1.0 - self.e2);
        // Two steps reach the last bit on the ellipsoid; the rest is slack.
        for _ in 0..5 {
            let reached = self.conformal_tangent(tangent);
            let slope = (1.0 + (1.0 - self.e2) * tangent * tangent)
                / ((1.0 - self.e2) * 1.0_f64.hypot(tangent));
            let step = (conformal - reached) / 1.0_f64.hypot(reached) * slope;
            tangent += step;
            if step.abs() <= 1e-16 * 1.0_f64.hypot(tangent) {
                break;
            }
        }
        tangent
    }
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

/// Pairs each coefficient with twice its order: 2, 4, ..., 12.
fn orders(series: &[f64; 6]) -> impl Iterator<Item = (f64, f64)> {
    [2.0, 4.0, 6.0, 8.0, 10.0, 12.0]
        .into_iter()
        .zip(series.iter().copied())
}
