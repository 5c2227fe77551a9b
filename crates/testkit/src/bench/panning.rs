//! Panning the largest chart of the sample in Chromium: a centre is served, and a program of Node drives the browser and reads its trace.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::centre::Folder;
use super::report::{Beside, Report};

/// Script, style and layout of a frame are to take no longer, in milliseconds: half of a frame at 60 Hz, the limit that the product has
/// set itself.
const WORK_MS: f64 = 8.0;
/// A frame at 60 Hz, in milliseconds.
const FRAME_MS: f64 = 16.7;

#[derive(Deserialize)]
struct Said {
    matters: usize,
    wheel: Panned,
    drag: Panned,
}

#[derive(Deserialize)]
struct Panned {
    frames: usize,
    work_p95_ms: Option<f64>,
    frame_p50_ms: Option<f64>,
    frame_p95_ms: Option<f64>,
}

/// What a frame takes while the chart is panned with the wheel, and while it is dragged.
///
/// # Errors
///
/// When Node or Chromium is missing, or the chart does not move.
pub fn measure(report: &mut Report, server: &Path, folder: &Path) -> Result<()> {
    let sample = Folder::sample(server, folder)?;
    let leader = sample.leader()?;
    let serving = sample.folder.serve()?;
    let program = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/bench/panning.mjs");
    let said = Command::new("node")
        .arg(&program)
        .args([&serving.address, &leader.login, &leader.password])
        .stderr(Stdio::inherit())
        .output()
        .context("Node is needed for the panning figures")?;
    ensure!(
        said.status.success(),
        "{}: {}",
        program.display(),
        said.status
    );
    let said: Said = serde_json::from_slice(&said.stdout)?;
    for (how, panned) in [("with the wheel", said.wheel), ("by dragging", said.drag)] {
        let name = |what: &str| {
            let frames = panned.frames;
            format!(
                "chart of {} matters panned {how}, {what} ({frames} frames)",
                said.matters
            )
        };
        let missing = || format!("the trace of panning {how} has no frames");
        let work = panned.work_p95_ms.with_context(missing)?;
        let limit = Beside::limit(WORK_MS);
        report.add(name("script and layout per frame, p95"), work, "ms", limit);
        let at_60_hz = || Beside::figure("frame at 60 Hz", FRAME_MS);
        for (part, frame) in [("p50", panned.frame_p50_ms), ("p95", panned.frame_p95_ms)] {
            let frame = frame.with_context(missing)?;
            report.add(
                name(&format!("whole frame, {part}")),
                frame,
                "ms",
                at_60_hz(),
            );
        }
    }
    Ok(())
}
