//! Local systems of coordinates of a device: what is listed of them, and what goes in. Parameters never come out again.
//!
//! What carries parameters or a passphrase prints neither: requests are printed where something goes wrong.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a local system is. Its name and kind are no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LocalSystemKind {
    /// Plane similarity between two grids.
    FourParameter,
    /// Transformation of geocentric coordinates.
    SevenParameter,
}

/// How the key of the local systems is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LocalSystemKey {
    /// There are none yet.
    None,
    /// In the keystore of the operating system.
    Keystore,
    /// Made from a passphrase, which is kept nowhere.
    Passphrase,
}

/// A local system in a list: without its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LocalSystemRow {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: LocalSystemKind,
    /// Whether coordinates of a file can be taken over by it: its direction and its planes are known.
    pub for_files: bool,
}

/// The local systems of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LocalSystemsView {
    /// By name.
    pub systems: Vec<LocalSystemRow>,
    /// How their key is kept.
    pub key: LocalSystemKey,
    /// Whether a passphrase has to be given before they are used.
    pub locked: bool,
}

/// Which way parameters lead as they stand in their table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ParameterDirection {
    /// From CGCS2000 to the local system.
    ToLocal,
    /// From the local system to CGCS2000.
    ToGrid,
}

/// What the rotations of seven parameters turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RotationConvention {
    /// The point (EPSG method 1033).
    PositionVector,
    /// The axes (EPSG method 1032).
    CoordinateFrame,
}

/// Ellipsoid of a local system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LocalEllipsoid {
    /// CGCS2000.
    Cgcs2000,
    /// Krassovsky 1940, of Beijing 1954.
    Krassovsky,
    /// IAG 1975, of Xi'an 1980.
    Iag1975,
}

/// A local system as it is entered. Its parameters go in only.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LocalSystemInput {
    /// X' = dx + m (X cos r - Y sin r), Y' = dy + m (X sin r + Y cos r), with X north and Y east.
    FourParameter {
        /// EPSG code of the CGCS2000 grid that they belong to.
        epsg: u32,
        /// Which way they lead.
        direction: ParameterDirection,
        /// Shift north, m.
        dx: f64,
        /// Shift east, m.
        dy: f64,
        /// Rotation, seconds of arc.
        rotation_s: f64,
        /// Deviation of the scale from one, ppm.
        scale_ppm: f64,
    },
    /// Between the geocentric coordinates of CGCS2000 and of the local system, whose plane is a Gauss-Krueger projection.
    SevenParameter {
        /// Which way they lead.
        direction: ParameterDirection,
        /// What the rotations turn.
        convention: RotationConvention,
        /// Shift along X, m.
        dx: f64,
        /// Shift along Y, m.
        dy: f64,
        /// Shift along Z, m.
        dz: f64,
        /// Rotation about X, seconds of arc.
        rx_s: f64,
        /// Rotation about Y, seconds of arc.
        ry_s: f64,
        /// Rotation about Z, seconds of arc.
        rz_s: f64,
        /// Deviation of the scale from one, ppm.
        scale_ppm: f64,
        /// Ellipsoid of the local system.
        ellipsoid: LocalEllipsoid,
        /// Its central meridian, degrees.
        central_meridian: f64,
        /// What is added to eastings, m.
        false_easting: f64,
        /// What is added to northings, m.
        false_northing: f64,
    },
}

impl std::fmt::Debug for LocalSystemInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::FourParameter { .. } => "FourParameter(classified)",
            Self::SevenParameter { .. } => "SevenParameter(classified)",
        })
    }
}

/// Put a local system in, or another in place of the one of this name.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PutLocalSystem {
    /// Name.
    pub name: String,
    /// Parameters.
    pub system: LocalSystemInput,
    /// The passphrase, where they are kept by one; none leaves the first one to the keystore.
    pub passphrase: Option<String>,
}

impl std::fmt::Debug for PutLocalSystem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PutLocalSystem")
            .field("name", &self.name)
            .field("system", &self.system)
            .finish_non_exhaustive()
    }
}

/// A local system by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ByLocalSystem {
    /// Name.
    pub name: String,
}

/// Open the local systems with their passphrase.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UnlockLocalSystems {
    /// The passphrase.
    pub passphrase: String,
}

impl std::fmt::Debug for UnlockLocalSystems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UnlockLocalSystems(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_with_parameters_and_a_passphrase_prints_neither() {
        let system = LocalSystemInput::FourParameter {
            epsg: 4549,
            direction: ParameterDirection::ToLocal,
            dx: 4_321.0,
            dy: 4_321.0,
            rotation_s: 4_321.0,
            scale_ppm: 4_321.0,
        };
        let passphrase = "battery staple".to_owned();
        let put = PutLocalSystem {
            name: "嘉兴".to_owned(),
            system,
            passphrase: Some(passphrase.clone()),
        };
        let printed = format!("{put:?} {:?}", UnlockLocalSystems { passphrase });
        assert!(printed.contains("嘉兴"));
        assert!(
            !printed.contains("4321") && !printed.contains("battery"),
            "{printed}"
        );
    }
}
