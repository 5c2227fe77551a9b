//! Measures what matters in the field: `bench [--quick] [--json] [--approvals] [--surveys]`. A table for people, or with `--json` the same rows as JSON; the JSON is
//! also written beside what was built, as `bench.json`. With `--approvals` only inboxes and charts of approvals are measured, and panning one in Chromium; with
//! `--surveys` only points and the sketch of a survey.
//!
//! Ends with 0 whatever was measured, and with 1 when something could not be measured. Starts itself again for work that has to be
//! measured in a process of its own.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use handheld_testkit::bench::{Report, Size, approvals, desk, exchange, panning, photos, surveys};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match args.first().map(String::as_str) {
        Some(photos::INGEST) => photos::ingest(&args[1..]),
        Some(desk::OPEN) => in_runtime(desk::open_once(&args[1..])),
        _ => measure(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn in_runtime<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}

fn measure(args: &[String]) -> Result<()> {
    if let Some(other) = args.iter().find(|a| {
        !matches!(
            a.as_str(),
            "--quick" | "--json" | "--approvals" | "--surveys"
        )
    }) {
        bail!("{other}: bench takes --quick, --json, --approvals and --surveys");
    }
    let has = |name: &str| args.iter().any(|a| a == name);
    let size = if has("--quick") {
        Size::QUICK
    } else {
        Size::FULL
    };
    let program = std::env::current_exe()?;
    let built = program.parent().context("a program is in a folder")?;
    let target = built
        .parent()
        .context("a program is in a folder of a folder")?;
    // Beside what was built and not in the system's temporary folder, which may be memory: a save is measured to the disk.
    let folder = tempfile::tempdir_in(target)?;
    let mut report = Report::default();
    let outcome = if has("--surveys") {
        checks(&mut report)
    } else if has("--approvals") {
        in_runtime(cases(&mut report, built, folder.path(), size))
    } else {
        in_runtime(all(&mut report, &program, built, folder.path(), size))
    };
    let json = format!("{:#}\n", report.json());
    std::fs::write(target.join("bench.json"), &json)?;
    print!("{}", if has("--json") { json } else { report.table() });
    // What was measured before something broke is told all the same.
    outcome
}

async fn cases(report: &mut Report, built: &Path, folder: &Path, size: Size) -> Result<()> {
    eprintln!("Inbox of {} cases, and a chart ...", size.records);
    let at = folder.join("cases");
    std::fs::create_dir_all(&at)?;
    approvals::inbox(report, &at, size).await?;
    approvals::chart(report, size)?;
    eprintln!("Panning the largest chart in Chromium ...");
    panning::measure(
        report,
        &built.join("handheld-server"),
        &folder.join("panning"),
    )
}

fn checks(report: &mut Report) -> Result<()> {
    eprintln!("Points of a survey, and its sketch in Chromium ...");
    surveys::points(report)?;
    surveys::sketch(report)
}

async fn all(
    report: &mut Report,
    program: &Path,
    built: &Path,
    folder: &Path,
    size: Size,
) -> Result<()> {
    let at = |name: &str| -> Result<PathBuf> {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    };
    eprintln!("Saving and opening ...");
    desk::saves(report, &at("saves")?, size).await?;
    desk::opens(report, program, &at("opens")?, size).await?;
    eprintln!("Lists and searches over {} records ...", size.records);
    desk::lists(report, &at("lists")?, size).await?;
    cases(report, built, folder, size).await?;
    checks(report)?;
    eprintln!("Photos of 12 megapixels ...");
    photos::measure(report, program, &at("photos")?, size)?;
    let server = built.join("handheld-server");
    eprintln!("Exchange of {} documents ...", size.edited);
    exchange::edits(report, &server, &at("edits")?, size).await?;
    eprintln!("Idle reconnect with {} documents ...", size.idle.0);
    exchange::idle(report, &server, &at("idle")?, size).await?;
    Ok(())
}
