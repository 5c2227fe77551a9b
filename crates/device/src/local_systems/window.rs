//! Local systems as the window puts them in, lists, opens and removes them. Parameters go in only; what is kept and how is the room's.
//!
//! A request that cannot be read is refused without its words: they may quote a parameter or the passphrase.

use handheld_contract::command::Nothing;
use handheld_contract::views::Role;
use handheld_contract::views::local_system::{
    ByLocalSystem, LocalEllipsoid, LocalSystemInput, LocalSystemsView, ParameterDirection,
    PutLocalSystem, RotationConvention, UnlockLocalSystems,
};
use handheld_contract::{Code, Lang, Problem};
use handheld_domain::survey::Grid;
use handheld_domain::survey::ellipsoid::Ellipsoid;
use handheld_domain::survey::system::{
    Convention, Direction, Helmert, LocalPlane, LocalTransformation, Similarity,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use zeroize::Zeroizing;

use super::bad;
use crate::Device;
use crate::commands::reply;

fn ask<T: DeserializeOwned>(request: Value) -> Result<T, Problem> {
    serde_json::from_value(request).map_err(|_| bad("request", "it has another form"))
}

fn direction(given: ParameterDirection) -> Direction {
    match given {
        ParameterDirection::ToLocal => Direction::ToLocal,
        ParameterDirection::ToGrid => Direction::ToGrid,
    }
}

fn ellipsoid(given: LocalEllipsoid) -> Ellipsoid {
    match given {
        LocalEllipsoid::Cgcs2000 => Ellipsoid::Cgcs2000,
        LocalEllipsoid::Krassovsky => Ellipsoid::Krassovsky,
        LocalEllipsoid::Iag1975 => Ellipsoid::Iag1975,
    }
}

fn convention(given: RotationConvention) -> Convention {
    match given {
        RotationConvention::PositionVector => Convention::PositionVector,
        RotationConvention::CoordinateFrame => Convention::CoordinateFrame,
    }
}

/// What was entered, as it is computed with.
fn transformation(given: &LocalSystemInput) -> Result<LocalTransformation, Problem> {
    Ok(match *given {
        LocalSystemInput::FourParameter {
            epsg,
            direction: way,
            dx,
            dy,
            rotation_s,
            scale_ppm,
        } => {
            let scale = 1.0 + scale_ppm * 1e-6;
            let (sin, cos) = (rotation_s / 3_600.0).to_radians().sin_cos();
            LocalTransformation::Plane {
                grid: Grid::from_epsg(epsg).map_err(|e| bad("epsg", &e.to_string()))?,
                direction: direction(way),
                parameters: Similarity {
                    tx: dx,
                    ty: dy,
                    a: scale * cos,
                    b: scale * sin,
                },
            }
        }
        LocalSystemInput::SevenParameter {
            direction: way,
            convention: turns,
            dx,
            dy,
            dz,
            rx_s,
            ry_s,
            rz_s,
            scale_ppm,
            ellipsoid: on,
            central_meridian,
            false_easting,
            false_northing,
        } => LocalTransformation::Space {
            direction: direction(way),
            parameters: Helmert {
                convention: convention(turns),
                dx,
                dy,
                dz,
                rx: rx_s,
                ry: ry_s,
                rz: rz_s,
                scale_ppm,
            },
            plane: LocalPlane {
                ellipsoid: ellipsoid(on),
                central_meridian,
                false_easting,
                false_northing,
            },
        },
    })
}

impl Device {
    /// Runs one of the commands of the local systems, each of which answers with all of them. They are a surveyor's.
    pub(crate) async fn call_local_systems(
        &self,
        name: &str,
        request: Value,
        lang: Lang,
    ) -> Result<Value, Problem> {
        if self.who(lang)?.role != Role::Surveyor {
            let what = lang.pick("管理地方坐标系", "keep local systems");
            return Err(Problem::new(Code::Forbidden).with("what", what));
        }
        match name {
            "put_local_system" => {
                let asked: PutLocalSystem = ask(request)?;
                let passphrase = asked.passphrase.map(Zeroizing::new);
                let given = passphrase.as_ref().map(|text| text.as_str());
                let system = transformation(&asked.system)?;
                self.put_local_system(&asked.name, system, given, lang)
                    .await?;
            }
            "remove_local_system" => {
                let asked: ByLocalSystem = ask(request)?;
                self.remove_local_system(&asked.name, lang).await?;
            }
            "unlock_local_systems" => {
                let asked: UnlockLocalSystems = ask(request)?;
                let passphrase = Zeroizing::new(asked.passphrase);
                self.unlock_local_systems(&passphrase, lang).await?;
            }
            "lock_local_systems" => {
                ask::<Nothing>(request)?;
                self.lock_local_systems().await;
            }
            _ => {
                ask::<Nothing>(request)?;
            }
        }
        reply(self.local_systems_view().await?)
    }

    async fn local_systems_view(&self) -> Result<LocalSystemsView, Problem> {
        let systems = self.local_systems().await?;
        let (key, locked) = self.local_systems_key().await?;
        Ok(LocalSystemsView {
            systems,
            key,
            locked,
        })
    }
}
