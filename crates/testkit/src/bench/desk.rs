//! What one person does on one device: saving answers, opening a long checklist, lists and searches. Everything through the use cases over
//! SQLite on disk.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use handheld_app::{App, Who};
use handheld_catalogue::Catalogue;
use handheld_contract::InspectionId;
use handheld_store::SqliteDevice;
use handheld_store::records::{InspectionQuery, Records, Sight};
use serde_json::{Value, json};

use super::documents::{Here, TEMPLATE, Writer, answer, inspector, items};
use super::report::{Beside, Report, Times, milliseconds};
use super::{Size, documents};

/// Started with this word, the program opens one inspection and says how long that took.
pub const OPEN: &str = "open-inspection";
/// Every change is to be on disk after this many milliseconds: the limit that the product has set itself.
const SAVED_MS: f64 = 300.0;
/// What answers within this many milliseconds is felt as at once (R. B. Miller 1968; Nielsen 1993).
const AT_ONCE_MS: f64 = 100.0;
/// Answers between two changes of screen.
const SCREENFUL: usize = 10;
/// Photos of the inspection that is opened.
const PHOTOS: usize = 60;

fn use_cases(folder: &Path) -> Result<App<SqliteDevice>> {
    let store = Arc::new(SqliteDevice::open(folder, None)?);
    Ok(App::new(store, Catalogue::bundled(), Arc::new(Here)))
}

async fn call(app: &App<SqliteDevice>, who: &Who, name: &str, request: Value) -> Result<Value> {
    let answer = app.call(who, name, request).await?;
    answer.with_context(|| format!("no command {name}"))
}

/// Asks for the same thing again and again.
async fn asked(
    app: &App<SqliteDevice>,
    who: &Who,
    times: usize,
    name: &str,
    request: &Value,
) -> Result<Times> {
    let mut taken = Times::default();
    for _ in 0..times {
        let began = Instant::now();
        call(app, who, name, request.clone()).await?;
        taken.push(began.elapsed());
    }
    Ok(taken)
}

/// Saving: the latency of `answer_item` until its view is back, which is after the answer is on disk.
///
/// # Errors
///
/// What the store refuses.
pub async fn saves(report: &mut Report, folder: &Path, size: Size) -> Result<()> {
    let who = inspector();
    let app = use_cases(folder)?;
    let writer = Writer::new(who.person.clone(), who.actor);
    let people = [who.person.clone()];
    let projects = documents::store_projects(app.store(), &writer, 1, &people).await?;
    let items = items()?;
    let mut taken = Times::default();
    let mut inspection = Value::Null;
    for turn in 0..size.saves {
        let item = items[turn % items.len()];
        if turn % items.len() == 0 {
            let asked = json!({"project": projects[0], "template": TEMPLATE, "stage": "construction", "corrects": null});
            let view = call(&app, &who, "start_inspection", asked).await?;
            inspection = view["row"]["id"].clone();
        }
        let (input, note) = answer(item, turn);
        let asked =
            json!({"inspection": inspection, "item": item.id, "answer": input, "note": note});
        let began = Instant::now();
        call(&app, &who, "answer_item", asked).await?;
        taken.push(began.elapsed());
        if turn % SCREENFUL == SCREENFUL - 1 {
            let asked = json!({"inspection": inspection, "item": item.id});
            call(&app, &who, "leave_screen", asked).await?;
        }
    }
    let flush = one_flush(folder)?;
    let disk = Beside::figure("4 KiB to this disk", milliseconds(flush));
    report.time("save an answer, p50", taken.within(0.5), disk);
    report.time(
        "save an answer, p95",
        taken.within(0.95),
        Beside::limit(SAVED_MS),
    );
    report.time(
        "save an answer, p99",
        taken.within(0.99),
        Beside::limit(SAVED_MS),
    );
    Ok(())
}

/// What the disk itself takes to keep a page: the floor under every save.
fn one_flush(folder: &Path) -> Result<Duration> {
    let mut file = std::fs::File::create(folder.join("page"))?;
    let mut taken = Times::default();
    for _ in 0..100 {
        let began = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        taken.push(began.elapsed());
    }
    Ok(taken.within(0.5))
}

/// Opening an inspection with every item answered, again and again, and in a new process.
///
/// # Errors
///
/// What the store refuses, or when the program cannot start itself.
pub async fn opens(report: &mut Report, program: &Path, folder: &Path, size: Size) -> Result<()> {
    let who = inspector();
    let number = items()?.len();
    let id = {
        let app = use_cases(folder)?;
        let writer = Writer::new(who.person.clone(), who.actor);
        let people = [who.person.clone()];
        let projects = documents::store_projects(app.store(), &writer, 1, &people).await?;
        let made = writer.inspection(projects[0], number, PHOTOS)?;
        let id = InspectionId::from(made.doc);
        app.store().commit(vec![made]).await?;
        let asking = json!({"id": id});
        let view = call(&app, &who, "inspection", asking.clone()).await?;
        ensure!(
            view["row"]["answered"] == number,
            "{} of {number} items are answered",
            view["row"]["answered"]
        );
        let mut warm = asked(&app, &who, size.reads, "inspection", &asking).await?;
        let name = format!("open an inspection of {number} items and {PHOTOS} photos, p95");
        report.time(name, warm.within(0.95), Beside::limit(AT_ONCE_MS));
        id
    };
    let mut cold = Times::default();
    let mut whole = Times::default();
    for _ in 0..(size.reads / 20).max(2) {
        let began = Instant::now();
        let said = Command::new(program)
            .arg(OPEN)
            .arg(folder)
            .arg(id.to_string())
            .output()?;
        whole.push(began.elapsed());
        if !said.status.success() {
            bail!("{}", String::from_utf8_lossy(&said.stderr).trim());
        }
        let micros: u64 = String::from_utf8(said.stdout)?.trim().parse()?;
        cold.push(Duration::from_micros(micros));
    }
    report.time(
        "the same in a new process, with store and catalogue, p50",
        cold.within(0.5),
        None,
    );
    report.time(
        "the same with the start and end of the process, p50",
        whole.within(0.5),
        None,
    );
    Ok(())
}

/// Opens one inspection in this process, which has just begun, and prints the microseconds.
///
/// # Errors
///
/// When the arguments or the store are not as expected.
pub async fn open_once(args: &[String]) -> Result<()> {
    let [folder, id] = args else {
        bail!("{OPEN} FOLDER INSPECTION");
    };
    let began = Instant::now();
    let app = use_cases(Path::new(folder))?;
    call(&app, &inspector(), "inspection", json!({"id": id})).await?;
    println!("{}", began.elapsed().as_micros());
    Ok(())
}

/// Lists and searches over many records: one project to four inspections.
///
/// # Errors
///
/// What the store refuses, or a search that finds nothing.
pub async fn lists(report: &mut Report, folder: &Path, size: Size) -> Result<()> {
    let who = inspector();
    let app = use_cases(folder)?;
    let writer = Writer::new(who.person.clone(), who.actor);
    let people = [who.person.clone()];
    let number = size.records / 5;
    let projects = documents::store_projects(app.store(), &writer, number, &people).await?;
    let inspections = size.records - number;
    documents::store_inspections(app.store(), &writer, &projects, inspections, (20, 2)).await?;
    let page = |offset: usize, search: &str| json!({"search": search, "stage": null, "offset": offset, "limit": 50});
    let last = number.saturating_sub(50);
    let screens = [
        ("list of projects, first page", "projects", page(0, "")),
        ("list of projects, last page", "projects", page(last, "")),
        ("search projects: 桥", "projects", page(0, "桥")),
        ("search projects: 医院", "projects", page(0, "医院")),
        ("search projects: block b", "projects", page(0, "block b")),
        ("a project's home", "project", json!({"id": projects[0]})),
        ("Today", "today", json!({})),
    ];
    for (name, command, request) in screens {
        let first = call(&app, &who, command, request.clone()).await?;
        ensure!(first["total"] != 0, "{name}: nothing was found");
        let mut taken = asked(&app, &who, size.reads, command, &request).await?;
        let p95 = taken.within(0.95);
        report.time(format!("{name}, p95"), p95, Beside::limit(AT_ONCE_MS));
    }
    for (name, words) in [
        ("list of inspections", ""),
        ("search inspections: 箱", "箱"),
        ("search inspections: 试块", "试块"),
        ("search inspections: c30", "c30"),
    ] {
        let query = InspectionQuery {
            sight: Sight::All,
            project: None,
            id: None,
            in_progress: false,
            search: words.to_owned(),
            limit: 50,
        };
        let mut taken = Times::default();
        for _ in 0..size.reads {
            let began = Instant::now();
            let found = app.store().inspections(&query).await?;
            taken.push(began.elapsed());
            ensure!(!found.is_empty(), "{name}: nothing was found");
        }
        let p95 = taken.within(0.95);
        report.time(format!("{name}, p95"), p95, Beside::limit(AT_ONCE_MS));
    }
    Ok(())
}
