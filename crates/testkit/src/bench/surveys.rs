//! Surveys: points of a receiver brought into the grid of a project and checked against the design, beside another program that does the same
//! transformation; and moving the sketch of thousands of points in Chromium.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use handheld_domain::survey::staking::deviation;
use handheld_domain::survey::tolerance::Rule;
use handheld_domain::survey::{Geographic, Grid, GridPoint, Limit};
use proj4rs::Proj;
use proj4rs::transform::transform;
use serde::Deserialize;

use super::report::{Beside, Report, Times, milliseconds};

/// Points that are brought into the grid and checked.
const POINTS: usize = 100_000;
/// All of them are to be checked within this many milliseconds: the limit that the product has set itself.
const CHECK_MS: f64 = 500.0;
/// CGCS2000, 3-degree zone with the central meridian 120° E, without prefix.
const EPSG: u32 = 4549;
/// Limit of a staked point, mm.
const LIMIT_MM: f64 = 50.0;
/// Share of the limit from which on a value is near it.
const NEAR: f64 = 0.8;
/// Times that everything is gone through; the median counts.
const ROUNDS: usize = 7;
/// Script, style and layout of a frame are to take no longer, in milliseconds: half of a frame at 60 Hz.
const WORK_MS: f64 = 8.0;
/// A frame at 60 Hz, in milliseconds.
const FRAME_MS: f64 = 16.7;

/// Points all over Jiaxing, always the same: two sequences that never come close to repeating.
fn places() -> Vec<Geographic> {
    let part = |at: usize, step: f64| (at as f64 * step).fract();
    (0..POINTS)
        .map(|at| Geographic {
            lon: 120.3 + 0.95 * part(at, 0.754_877_666_246_692_7),
            lat: 30.35 + 0.65 * part(at, 0.569_840_290_998_053_2),
        })
        .collect()
}

/// Transforms the points with both programs, and checks each against the design.
///
/// # Errors
///
/// When a point is not transformed, when the two programs differ by more than a micrometre, or when the check does not find what was
/// moved: a fast wrong answer is no figure.
pub fn points(report: &mut Report) -> Result<()> {
    let places = places();
    let grid = Grid::from_epsg(EPSG)?;
    let own = |places: &[Geographic]| -> Result<Vec<GridPoint>> {
        let points: Result<Vec<GridPoint>, _> = places.iter().map(|at| grid.forward(*at)).collect();
        Ok(points?)
    };
    // Every tenth point is designed 60 mm further south than it is found, the others 10 mm.
    let mut design = own(&places)?;
    for (at, point) in design.iter_mut().enumerate() {
        point.x_north -= if at.is_multiple_of(10) { 0.06 } else { 0.01 };
    }
    let limit = Limit::new(Rule::stated(LIMIT_MM, "mm"), NEAR)?;
    let (mut checked, mut alone, mut peer) = (Times::default(), Times::default(), Times::default());
    let mut apart: f64 = 0.0;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let mut failing = 0;
        for (place, design) in places.iter().zip(&design) {
            let (_, _, ds) = deviation(*design, grid.forward(*place)?)?;
            failing += usize::from(!limit.judge(ds).passes());
        }
        checked.push(begun.elapsed());
        ensure!(
            failing == POINTS.div_ceil(10),
            "{failing} of {POINTS} points fail"
        );
        let begun = Instant::now();
        let ours = own(&places)?;
        alone.push(begun.elapsed());
        let (theirs, time) = peers(&places, grid)?;
        peer.push(time);
        for (our, their) in ours.iter().zip(&theirs) {
            apart = apart.max((our.y_east - their.0).hypot(our.x_north - their.1));
        }
    }
    ensure!(apart < 1e-6, "the two programs differ by {apart} m");
    let check =
        format!("{POINTS} points transformed (lon/lat to grid) and checked against the design");
    report.time(check, checked.within(0.5), Beside::limit(CHECK_MS));
    let theirs = Beside::figure("proj4rs 0.3, same run", milliseconds(peer.within(0.5)));
    let name = format!("{POINTS} points transformed (lon/lat to grid)");
    report.time(name, alone.within(0.5), theirs);
    Ok(())
}

/// The same transformation by another program: east and north, m, and the time it took.
fn peers(places: &[Geographic], grid: Grid) -> Result<(Vec<(f64, f64)>, std::time::Duration)> {
    let from = Proj::from_proj_string("+proj=longlat +ellps=GRS80 +no_defs")?;
    let to = Proj::from_proj_string(&format!(
        "+proj=tmerc +lat_0=0 +lon_0={} +k=1 +x_0={} +y_0=0 +ellps=GRS80 +units=m +no_defs",
        grid.central_meridian(),
        grid.false_easting(),
    ))?;
    let begun = Instant::now();
    // It takes radians and answers in place; both belong to its work.
    let mut points: Vec<(f64, f64)> = places
        .iter()
        .map(|at| (at.lon.to_radians(), at.lat.to_radians()))
        .collect();
    transform(&from, &to, points.as_mut_slice())?;
    Ok((points, begun.elapsed()))
}

#[derive(Deserialize)]
struct Said {
    points: usize,
    wheel: Moved,
    drag: Moved,
}

#[derive(Deserialize)]
struct Moved {
    frames: usize,
    work_p95_ms: Option<f64>,
    frame_p95_ms: Option<f64>,
}

/// What a frame takes while the sketch of a survey with thousands of points is zoomed with the wheel, and while it is dragged.
///
/// # Errors
///
/// When Node or Chromium is missing, the sample has fewer points, or the sketch does not move.
pub fn sketch(report: &mut Report) -> Result<()> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let program = root.join("tests/bench/sketch.mjs");
    let said = Command::new("node")
        .arg(&program)
        .arg(root.join("ui"))
        .stderr(Stdio::inherit())
        .output()
        .context("Node is needed for the figures of the sketch")?;
    ensure!(
        said.status.success(),
        "{}: {}",
        program.display(),
        said.status
    );
    let said: Said = serde_json::from_slice(&said.stdout)?;
    for (how, moved) in [
        ("zoomed with the wheel", said.wheel),
        ("panned by dragging", said.drag),
    ] {
        let name = |what: &str| {
            let (points, frames) = (said.points, moved.frames);
            format!("sketch of {points} points {how}, {what} ({frames} frames)")
        };
        let missing = || format!("the trace of a sketch {how} has no frames");
        let work = moved.work_p95_ms.with_context(missing)?;
        let limit = Beside::limit(WORK_MS);
        report.add(name("script and layout per frame, p95"), work, "ms", limit);
        let frame = moved.frame_p95_ms.with_context(missing)?;
        let at_60_hz = Beside::figure("frame at 60 Hz", FRAME_MS);
        report.add(name("whole frame, p95"), frame, "ms", at_60_hz);
    }
    Ok(())
}
