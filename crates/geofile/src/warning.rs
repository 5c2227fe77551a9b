//! What looks wrong about points that are each right: axes changed over, another zone, far apart. Leaves the decision to the person.

use handheld_domain::survey::{Grid, GridPoint};
use serde::Serialize;

use crate::columns::{like_east, like_north, prefix};
use crate::model::SurveyPoint;

/// Largest distance of a point from the site or from the middle of the others, in metres.
const FAR: f64 = 50_000.0;
/// Names a warning lists at most.
const LISTED: usize = 5;

/// Something a person should look at before the points are used.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// North and east look changed over.
    AxesSwapped {
        /// How many points look so.
        points: usize,
    },
    /// The heading says one order and the size of the numbers the other.
    HeadingAgainstNumbers,
    /// The text may be UTF-8 or GB 18030; look at the names and choose.
    EncodingUnsure,
    /// Nothing tells which column is north and which is east.
    OrderUnknown,
    /// The eastings carry another zone than the grid of the project.
    OtherZone {
        /// Zone in front of the eastings.
        found: u32,
        /// Zone of the project.
        expected: u32,
        /// How many points.
        points: usize,
    },
    /// The eastings carry a zone and the grid of the project has none.
    PrefixUnexpected {
        /// Zone in front of the eastings.
        found: u32,
        /// How many points.
        points: usize,
    },
    /// The grid of the project has a zone in front of eastings and the file has none.
    PrefixMissing {
        /// Zone of the project.
        expected: u32,
        /// How many points.
        points: usize,
    },
    /// Points more than 50 km from the site.
    FarFromSite {
        /// Some of their names.
        names: Vec<String>,
        /// How many.
        points: usize,
    },
    /// Points more than 50 km from the middle of all.
    FarApart {
        /// Some of their names.
        names: Vec<String>,
        /// How many.
        points: usize,
    },
    /// The EPSG code of the project is no CGCS2000 grid, so zones were not looked at.
    UnknownGrid {
        /// The code.
        epsg: u32,
    },
    /// A GeoJSON without a coordinate system whose numbers are metres; they were read as the grid of the project.
    GridAssumed {
        /// The grid.
        epsg: u32,
    },
    /// Third coordinates of a GeoJSON or GeoPackage in degrees are heights above the ellipsoid and were not taken as h.
    EllipsoidalHeights {
        /// How many points.
        points: usize,
    },
    /// Points of a drawing at z = 0 were taken in without a height.
    ZeroHeights {
        /// How many points.
        points: usize,
    },
    /// Points without a name were given the number of their feature.
    NamedByNumber {
        /// How many points.
        points: usize,
    },
    /// Entities of a kind that is not taken in.
    LeftOut {
        /// The kind.
        what: String,
        /// How many.
        count: usize,
    },
}

impl Warning {
    /// In English.
    pub fn en(&self) -> String {
        match self {
            Self::AxesSwapped { points } => {
                format!("north and east look changed over at {points} points")
            }
            Self::HeadingAgainstNumbers => {
                "the heading and the size of the numbers disagree about north and east; choose"
                    .into()
            }
            Self::EncodingUnsure => {
                "the text may be UTF-8 or GB 18030; look at the names and choose".into()
            }
            Self::OrderUnknown => {
                "nothing tells which column is north and which is east; choose".into()
            }
            Self::OtherZone {
                found,
                expected,
                points,
            } => format!("{points} eastings carry zone {found}, the project is in zone {expected}"),
            Self::PrefixUnexpected { found, points } => format!(
                "{points} eastings carry zone {found}; the grid of the project has no zone in front"
            ),
            Self::PrefixMissing { expected, points } => format!(
                "{points} eastings carry no zone; the grid of the project has {expected} in front"
            ),
            Self::FarFromSite { names, points } => {
                format!(
                    "{points} points are more than 50 km from the site: {}",
                    names.join(", ")
                )
            }
            Self::FarApart { names, points } => {
                format!(
                    "{points} points are more than 50 km from the others: {}",
                    names.join(", ")
                )
            }
            Self::UnknownGrid { epsg } => {
                format!("EPSG:{epsg} is no CGCS2000 grid; zones were not looked at")
            }
            Self::GridAssumed { epsg } => {
                format!("the file names no coordinate system; read as metres of EPSG:{epsg}")
            }
            Self::EllipsoidalHeights { points } => format!(
                "{points} third coordinates are heights above the ellipsoid and were not taken as h"
            ),
            Self::ZeroHeights { points } => format!("{points} points at z = 0 have no height"),
            Self::NamedByNumber { points } => {
                format!("{points} points without a name were named by their number")
            }
            Self::LeftOut { what, count } => format!("{count} of kind {what} were left out"),
        }
    }

    /// In Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::AxesSwapped { points } => format!("{points} 个点的北坐标与东坐标疑似颠倒"),
            Self::HeadingAgainstNumbers => "表头与数值大小所示的坐标顺序不一致，请选择".into(),
            Self::EncodingUnsure => "文字编码可能是 UTF-8 或 GB 18030，请核对名称并选择".into(),
            Self::OrderUnknown => "无法判断哪一列是北坐标、哪一列是东坐标，请选择".into(),
            Self::OtherZone {
                found,
                expected,
                points,
            } => {
                format!("{points} 个点的东坐标带号为 {found}，项目带号为 {expected}")
            }
            Self::PrefixUnexpected { found, points } => {
                format!("{points} 个点的东坐标带有带号 {found}，项目坐标系不加带号")
            }
            Self::PrefixMissing { expected, points } => {
                format!("{points} 个点的东坐标没有带号，项目坐标系带号为 {expected}")
            }
            Self::FarFromSite { names, points } => {
                format!("{points} 个点距项目超过 50 千米：{}", names.join("、"))
            }
            Self::FarApart { names, points } => {
                format!("{points} 个点距其余点超过 50 千米：{}", names.join("、"))
            }
            Self::UnknownGrid { epsg } => {
                format!("EPSG:{epsg} 不是 CGCS2000 高斯－克吕格坐标系，未检查带号")
            }
            Self::GridAssumed { epsg } => {
                format!("文件未注明坐标系，按 EPSG:{epsg} 的米制坐标读取")
            }
            Self::EllipsoidalHeights { points } => {
                format!("{points} 个点的第三坐标为椭球高，未作为高程")
            }
            Self::ZeroHeights { points } => format!("{points} 个点 z = 0，视为没有高程"),
            Self::NamedByNumber { points } => format!("{points} 个点没有名称，以其编号命名"),
            Self::LeftOut { what, count } => format!("未读取 {count} 个 {what}"),
        }
    }
}

/// What looks wrong about points on the grid of a project; `site` is a point of the project, when it has one.
pub fn warnings(points: &[SurveyPoint], epsg: u32, site: Option<GridPoint>) -> Vec<Warning> {
    let mut found = Vec::new();
    if points.is_empty() {
        return found;
    }
    let swapped =
        |p: &&SurveyPoint| like_east(p.x_north) && !like_north(p.x_north) && like_north(p.y_east);
    let count = points.iter().filter(swapped).count();
    if count > 0 {
        found.push(Warning::AxesSwapped { points: count });
    }
    zones(points, epsg, &mut found);
    if let Some(site) = site.filter(|s| s.is_finite()) {
        let (names, points) = far(points, site);
        if points > 0 {
            found.push(Warning::FarFromSite { names, points });
        }
    }
    let middle = GridPoint::new(
        median(points.iter().map(|p| p.x_north)),
        median(points.iter().map(|p| p.y_east)),
    );
    let (names, points) = far(points, middle);
    if points > 0 {
        found.push(Warning::FarApart { names, points });
    }
    found
}

/// Compares the zone in front of the eastings with that of the grid.
fn zones(points: &[SurveyPoint], epsg: u32, found: &mut Vec<Warning>) {
    let Ok(grid) = Grid::from_epsg(epsg) else {
        found.push(Warning::UnknownGrid { epsg });
        return;
    };
    let mut carried: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    let mut bare = 0;
    for point in points {
        match prefix(point.y_east) {
            Some(zone) => *carried.entry(zone).or_default() += 1,
            None if like_east(point.y_east) => bare += 1,
            None => {}
        }
    }
    for (zone, count) in carried {
        if !grid.prefixed() {
            found.push(Warning::PrefixUnexpected {
                found: zone,
                points: count,
            });
        }
        if zone != grid.zone() {
            found.push(Warning::OtherZone {
                found: zone,
                expected: grid.zone(),
                points: count,
            });
        }
    }
    if grid.prefixed() && bare > 0 {
        found.push(Warning::PrefixMissing {
            expected: grid.zone(),
            points: bare,
        });
    }
}

fn far(points: &[SurveyPoint], from: GridPoint) -> (Vec<String>, usize) {
    let away = |p: &&SurveyPoint| GridPoint::new(p.x_north, p.y_east).distance(from) > FAR;
    let names = points.iter().filter(away).take(LISTED);
    (
        names.map(|p| p.name.clone()).collect(),
        points.iter().filter(away).count(),
    )
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
