//! The seven-parameter transformation of geocentric coordinates (Bursa-Wolf), with small rotations.
//!
//! Both conventions of the sign of the rotations are in use and look alike in a table of parameters, so
//! each set of parameters says its own: EPSG method 1033 (position vector) or 1032 (coordinate frame).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::survey::ellipsoid::Geocentric;
use crate::survey::refusal::{SurveyError, finite};

/// Radians of a second of arc.
const SECOND: f64 = std::f64::consts::PI / 648_000.0;
/// Largest rotation in seconds of arc for which a small-angle matrix is one.
const MAX_ROTATION: f64 = 3_600.0;

/// What the rotations turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Convention {
    /// They turn the point (EPSG method 1033).
    PositionVector,
    /// They turn the axes (EPSG method 1032).
    CoordinateFrame,
}

impl Convention {
    const fn sign(self) -> f64 {
        match self {
            Self::PositionVector => 1.0,
            Self::CoordinateFrame => -1.0,
        }
    }
}

/// A seven-parameter transformation.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helmert {
    /// What the rotations turn.
    pub convention: Convention,
    /// Shift along X, in metres.
    pub dx: f64,
    /// Shift along Y, in metres.
    pub dy: f64,
    /// Shift along Z, in metres.
    pub dz: f64,
    /// Rotation about X, in seconds of arc.
    pub rx: f64,
    /// Rotation about Y, in seconds of arc.
    pub ry: f64,
    /// Rotation about Z, in seconds of arc.
    pub rz: f64,
    /// Deviation of the scale from one, in parts per million.
    pub scale_ppm: f64,
}

impl fmt::Debug for Helmert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Helmert(classified)")
    }
}

impl Helmert {
    /// Takes a point from the source frame to the target frame.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] for coordinates or parameters that are out of range.
    pub fn apply(&self, point: Geocentric) -> Result<Geocentric, SurveyError> {
        let (matrix, shift) = self.parts()?;
        let turned = times(&matrix, point.checked()?.to_array());
        Geocentric::from_array(add(turned, shift)).checked()
    }

    /// Takes a point from the target frame back to the source frame: the exact inverse of [`Self::apply`].
    ///
    /// # Errors
    ///
    /// [`SurveyError`] for coordinates or parameters that are out of range.
    pub fn invert(&self, point: Geocentric) -> Result<Geocentric, SurveyError> {
        let (matrix, shift) = self.parts()?;
        let moved = add(point.checked()?.to_array(), shift.map(|part| -part));
        let solved = solve(matrix, moved).ok_or(SurveyError::Undetermined("the scale is zero"))?;
        Geocentric::from_array(solved).checked()
    }

    fn parts(&self) -> Result<([[f64; 3]; 3], [f64; 3]), SurveyError> {
        let what = "a parameter of the local system";
        for value in [self.dx, self.dy, self.dz, self.scale_ppm] {
            finite(value, what)?;
        }
        for value in [self.rx, self.ry, self.rz] {
            if finite(value, what)?.abs() > MAX_ROTATION {
                return Err(SurveyError::OutOfRange(what));
            }
        }
        let scale = 1.0 + self.scale_ppm * 1e-6;
        let turn = self.convention.sign() * SECOND * scale;
        let [wx, wy, wz] = [self.rx * turn, self.ry * turn, self.rz * turn];
        let matrix = [[scale, -wz, wy], [wz, scale, -wx], [-wy, wx, scale]];
        Ok((matrix, [self.dx, self.dy, self.dz]))
    }
}

/// A fitted transformation with what it leaves over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelmertFit {
    /// The transformation.
    pub system: Helmert,
    /// Target less transformed source along X, Y and Z in millimetres, in the order of the pairs.
    pub residuals_mm: Vec<[f64; 3]>,
    /// Root of the mean square of the residual vectors (per point).
    pub rms_mm: f64,
}

/// Fits the seven parameters to pairs of (source, target) by least squares.
///
/// # Errors
///
/// [`SurveyError`] for fewer than three pairs, points on one line, rotations of more than a degree (the
/// frames are then no two realisations of one), and coordinates out of range.
pub fn fit_helmert(
    pairs: &[(Geocentric, Geocentric)],
    convention: Convention,
) -> Result<HelmertFit, SurveyError> {
    if pairs.len() < 3 {
        return Err(SurveyError::TooFew {
            what: "pairs of points",
            needed: 3,
            given: pairs.len(),
        });
    }
    for (source, target) in pairs {
        source.checked()?;
        target.checked()?;
    }
    let from = centre(pairs.iter().map(|(source, _)| source.to_array()));
    let to = centre(pairs.iter().map(|(_, target)| target.to_array()));
    let centred: Vec<([f64; 3], [f64; 3])> = pairs
        .iter()
        .map(|(source, target)| {
            let source = add(source.to_array(), from.map(|part| -part));
            let target = add(target.to_array(), to.map(|part| -part));
            (source, target)
        })
        .collect();
    // About the centres scale and rotation part: a point is at right angles to what turns it.
    let (mut square, mut along, mut torque, mut inertia) = (0.0, 0.0, [0.0; 3], [[0.0; 3]; 3]);
    for (source, target) in &centred {
        let own = dot(*source, *source);
        square += own;
        along += dot(*source, *target);
        torque = add(torque, cross(*source, *target));
        for (row, (line, a)) in inertia.iter_mut().zip(source).enumerate() {
            for (column, (cell, b)) in line.iter_mut().zip(source).enumerate() {
                *cell += if row == column { own } else { 0.0 } - a * b;
            }
        }
    }
    if square < 1e-8 {
        return Err(SurveyError::Undetermined("all points coincide"));
    }
    let scale = along / square;
    let turned = solve(inertia, torque).ok_or(SurveyError::Undetermined("points on one line"))?;
    if scale.abs() < 1e-9 {
        return Err(SurveyError::Undetermined("the scale is zero"));
    }
    let matrix = [
        [scale, -turned[2], turned[1]],
        [turned[2], scale, -turned[0]],
        [-turned[1], turned[0], scale],
    ];
    let residuals_mm: Vec<[f64; 3]> = centred
        .iter()
        .map(|(source, target)| {
            let left = add(*target, times(&matrix, *source).map(|part| -part));
            left.map(|part| part * 1000.0)
        })
        .collect();
    let sum: f64 = residuals_mm.iter().map(|left| dot(*left, *left)).sum();
    let [dx, dy, dz] = add(to, times(&matrix, from).map(|part| -part));
    let [rx, ry, rz] = turned.map(|part| convention.sign() * part / scale / SECOND);
    if [rx, ry, rz].iter().any(|turn| turn.abs() > MAX_ROTATION) {
        return Err(SurveyError::Undetermined(
            "the frames are turned by degrees",
        ));
    }
    Ok(HelmertFit {
        system: Helmert {
            convention,
            dx,
            dy,
            dz,
            rx,
            ry,
            rz,
            scale_ppm: (scale - 1.0) * 1e6,
        },
        residuals_mm,
        rms_mm: (sum / pairs.len() as f64).sqrt(),
    })
}

fn centre(points: impl Iterator<Item = [f64; 3]>) -> [f64; 3] {
    let (mut sum, mut count) = ([0.0; 3], 0.0);
    for point in points {
        sum = add(sum, point);
        count += 1.0;
    }
    sum.map(|part| part / f64::max(count, 1.0))
}

fn add(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn times(matrix: &[[f64; 3]; 3], point: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| dot(row, point))
}

/// Solves a system of three equations by Cramer's rule; none where it is close to singular.
fn solve(matrix: [[f64; 3]; 3], right: [f64; 3]) -> Option<[f64; 3]> {
    let [a, b, c] = matrix;
    let determinant = dot(a, cross(b, c));
    let size = dot(a, a).sqrt() * dot(b, b).sqrt() * dot(c, c).sqrt();
    // Points within a few millionths of one line fix the rotation about it no more.
    if !determinant.is_finite() || determinant.abs() <= 1e-11 * size {
        return None;
    }
    let columns = [cross(b, c), cross(c, a), cross(a, b)];
    let sum = |at: usize| {
        right[0] * columns[0][at] + right[1] * columns[1][at] + right[2] * columns[2][at]
    };
    Some([sum(0), sum(1), sum(2)].map(|part| part / determinant))
}
