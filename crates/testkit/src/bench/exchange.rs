//! The exchange between the real device and the real centre on loopback: a fresh device, ten edits of each document, nothing new.
//!
//! Bytes are those of whole HTTP messages with their headers, before TLS, as the device counts them. Processor time is that of both sides,
//! with the centre's admission workers.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use ed25519_dalek::SigningKey;
use handheld_contract::views::PersonRef;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{Lang, PersonId};
use handheld_device::{Device, Synced};
use handheld_records::{ActorId, Document, Edit};
use handheld_store::SqliteDevice;
use handheld_store::records::Records;
use serde_json::Value;

use super::centre::{Filling, Folder, Serving};
use super::documents::{TOGETHER, Writer, commit, items};
use super::report::{Beside, Report};
use super::{Size, cpu};

/// Edits of each document.
const EDITS: usize = 10;
/// A push may cost this part of samod's bytes.
const PUSH_AT_MOST: f64 = 0.2;
/// A reconnect with nothing new may cost this many bytes, up and down, with headers.
const IDLE_BYTES: f64 = 2_048.0;

/// What another program took for the same: bytes up and down, wall and processor milliseconds of both sides.
#[derive(Clone, Copy)]
struct Figures {
    bytes: f64,
    wall_ms: f64,
    cpu_ms: f64,
}

/// Both programs on so many documents: 100 checklist items, findings and 20 photo references each, 272 changes by two actors.
struct Peers {
    documents: usize,
    /// samod 0.16, the automerge-repo of Rust: axum server, tungstenite client, SQLite (WAL, NORMAL, group commit), documents open on the
    /// client, server warm.
    samod: Cases,
    /// The prototype of our own protocol before it was built: change log over HTTP, SQLite (WAL, FULL), zstd on raw changes; the server
    /// loads, applies and indexes what it takes, as the centre does.
    prototype: Cases,
}

struct Cases {
    push: Figures,
    fresh: Figures,
    idle: Figures,
}

const fn figures(bytes: f64, wall_ms: f64, cpu_ms: f64) -> Figures {
    Figures {
        bytes,
        wall_ms,
        cpu_ms,
    }
}

/// Measured once on localhost on another day than this run: bytes can be compared, times only in their order of magnitude.
const PEERS: [Peers; 2] = [
    Peers {
        documents: 1_000,
        samod: Cases {
            push: figures(3_052_328.0, 11_602.0, 6_750.0),
            fresh: figures(7_124_199.0, 6_952.0, 4_660.0),
            idle: figures(749_120.0, 2_886.0, 1_130.0),
        },
        prototype: Cases {
            push: figures(577_221.0, 5_662.0, 2_180.0),
            fresh: figures(5_331_658.0, 3_412.0, 1_280.0),
            idle: figures(240.0, 4.0, 10.0),
        },
    },
    Peers {
        documents: 100,
        samod: Cases {
            push: figures(305_945.0, 393.0, 430.0),
            fresh: figures(712_573.0, 383.0, 320.0),
            idle: figures(75_115.0, 75.0, 30.0),
        },
        prototype: Cases {
            push: figures(58_679.0, 603.0, 210.0),
            fresh: figures(533_799.0, 392.0, 120.0),
            idle: figures(239.0, 2.0, 10.0),
        },
    },
];

/// What one call of `sync` took.
struct Taken {
    done: Synced,
    wall: Duration,
    cpu: Duration,
}

impl Taken {
    fn bytes(&self) -> u64 {
        self.done.bytes_up + self.done.bytes_down
    }
}

/// Exchanges until nothing is left, with the device opened anew: nothing of an earlier exchange is in memory.
async fn exchange(folder: &Path, centre: &Serving) -> Result<Taken> {
    let device = Device::open(folder).await?;
    let before = cpu::own()? + centre.cpu()?;
    let began = Instant::now();
    let done = device.sync().await?;
    let wall = began.elapsed();
    let cpu = (cpu::own()? + centre.cpu()?).saturating_sub(before);
    ensure!(done.rejected.is_empty(), "refused: {:?}", done.rejected[0]);
    closed(device).await?;
    Ok(Taken { done, wall, cpu })
}

async fn enrol(folder: &Path, centre: &Serving, code: &str) -> Result<()> {
    let device = Device::open(folder).await?;
    device
        .enrol(&centre.address, code, "bench", Lang::Zh)
        .await?;
    closed(device).await
}

/// Gives the folder back, so that it can be opened again.
async fn closed(device: Arc<Device>) -> Result<()> {
    let device = Arc::into_inner(device).context("the device is still in use")?;
    // Its connection is closed off the async threads.
    tokio::task::spawn_blocking(move || drop(device)).await?;
    Ok(())
}

/// Edits every inspection of a device, one change for each screenful of edits.
async fn edit(folder: &Path, by: &PersonRef, turn: usize, screenful: usize) -> Result<usize> {
    let store = SqliteDevice::open(folder, None)?;
    let writer = Writer::new(by.clone(), actor(folder, &store, by.id).await?);
    let items = items()?;
    let mut edited = Vec::new();
    let mut number = 0;
    let mut after = None;
    loop {
        let page = store.documents(after, 500).await?;
        let Some((last, _, _)) = page.last() else {
            break;
        };
        after = Some(*last);
        for (doc, _, _) in page
            .iter()
            .filter(|(_, kind, _)| *kind == DocKind::Inspection)
        {
            let stored = store.document(*doc).await?.context("a listed document")?;
            let bytes = stored.changes.iter().map(|c| c.bytes.as_slice());
            let mut document = Document::load(stored.snapshot.as_deref(), bytes)?;
            let edits: Vec<Edit> = (0..EDITS)
                .map(|n| writer.answer(items[(number + n) % items.len()], turn + n))
                .collect::<Result<_>>()?;
            let screens: Vec<Vec<Edit>> = edits.chunks(screenful).map(<[Edit]>::to_vec).collect();
            let changes = writer.write(&mut document, &screens)?;
            edited.push(commit(*doc, stored.kind, stored.scope, &document, changes));
            number += 1;
            if edited.len() == TOGETHER {
                store.commit(std::mem::take(&mut edited)).await?;
            }
        }
    }
    store.commit(edited).await?;
    Ok(number)
}

/// The actor of an enrolled device, as the device itself derives it.
async fn actor(folder: &Path, store: &SqliteDevice, person: PersonId) -> Result<ActorId> {
    let secret = std::fs::read(folder.join("device.key"))?;
    let key = SigningKey::from_bytes(&secret.as_slice().try_into()?);
    let enrolled = store.setting("enrolment").await?.context("not enrolled")?;
    let enrolled: Value = serde_json::from_str(&enrolled)?;
    let counter = enrolled["counter"].as_u64().context("no counter")?;
    let public = key.verifying_key().to_bytes();
    Ok(ActorId::derive(&public, person, u32::try_from(counter)?))
}

fn rows(
    report: &mut Report,
    name: &str,
    taken: &Taken,
    peers: Option<(Figures, Figures)>,
    bytes_at_most: Option<f64>,
) {
    let beside = |figure: fn(&Figures) -> f64| {
        peers.map(|(samod, _)| Beside::figure("samod", figure(&samod)))
    };
    let mut bytes = beside(|f| f.bytes);
    if let Some(most) = bytes_at_most {
        bytes = bytes.map(|b| b.at_most(most));
    }
    report.count(format!("{name}: bytes"), taken.bytes(), "B", bytes);
    if let Some((_, prototype)) = peers {
        let beside = Beside::figure("prototype", prototype.bytes);
        let name = format!("{name}: bytes, beside the prototype");
        report.count(name, taken.bytes(), "B", beside);
    }
    report.time(format!("{name}: wall"), taken.wall, beside(|f| f.wall_ms));
    report.time(
        format!("{name}: CPU of both sides"),
        taken.cpu,
        beside(|f| f.cpu_ms),
    );
}

/// A fresh device, ten edits of each document from there to the centre and on to a colleague, and nothing new.
///
/// # Errors
///
/// When the centre cannot be made or served, or refuses what it should take.
pub async fn edits(report: &mut Report, server: &Path, folder: &Path, size: Size) -> Result<()> {
    let home = Folder::init(server, &folder.join("centre"))?;
    let people = [
        home.inspector("沈雨桐", "a")?,
        home.inspector("陆景明", "b")?,
    ];
    let filling = Filling {
        inspections: size.edited,
        projects: 10,
        answers: 100,
        photos: 20,
    };
    home.fill(&people, filling).await?;
    let centre = home.serve()?;
    let (first, second) = (folder.join("first"), folder.join("second"));
    enrol(&first, &centre, &home.code(&people[0])?).await?;
    enrol(&second, &centre, &home.code(&people[1])?).await?;
    let peers = PEERS.iter().find(|p| p.documents == size.edited);
    let beside = |case: fn(&Cases) -> Figures| peers.map(|p| (case(&p.samod), case(&p.prototype)));
    let documents = size.edited;

    let fresh = exchange(&first, &centre).await?;
    let name = format!("a fresh device pulls {documents} documents");
    rows(report, &name, &fresh, beside(|c| c.fresh), None);
    exchange(&second, &centre).await?;

    for (screenful, words) in [(1, "ten changes"), (EDITS, "one change a screen")] {
        let edited = edit(&first, &people[0], screenful, screenful).await?;
        ensure!(edited == documents, "{edited} of {documents} were edited");
        let push = exchange(&first, &centre).await?;
        let sent = (documents * EDITS / screenful) as u64;
        ensure!(push.done.sent >= sent, "{} of {sent} sent", push.done.sent);
        let name = format!("push ten edits x {documents}, {words}");
        rows(report, &name, &push, beside(|c| c.push), Some(PUSH_AT_MOST));
        let pull = exchange(&second, &centre).await?;
        ensure!(
            pull.done.received >= sent,
            "{} of {sent} came",
            pull.done.received
        );
        let name = format!("a colleague's device pulls them, {words}");
        rows(report, &name, &pull, None, None);
    }
    let idle = exchange(&first, &centre).await?;
    let name = format!("idle reconnect, {documents} documents in 10 scopes");
    rows(report, &name, &idle, beside(|c| c.idle), None);
    Ok(())
}

/// A device that has everything connects again: many documents in many scopes, and nothing to say.
///
/// # Errors
///
/// When the centre cannot be made or served, or there is something to say after all.
pub async fn idle(report: &mut Report, server: &Path, folder: &Path, size: Size) -> Result<()> {
    let (documents, scopes) = size.idle;
    let home = Folder::init(server, &folder.join("centre"))?;
    let person = [home.inspector("沈雨桐", "a")?];
    let filling = Filling {
        inspections: documents - scopes,
        projects: scopes,
        answers: 3,
        photos: 0,
    };
    home.fill(&person, filling).await?;
    let centre = home.serve()?;
    let device = folder.join("device");
    enrol(&device, &centre, &home.code(&person[0])?).await?;
    let pulled = exchange(&device, &centre).await?;
    let name = format!("a fresh device pulls {documents} small documents");
    rows(report, &name, &pulled, None, None);
    let idle = exchange(&device, &centre).await?;
    ensure!(
        idle.done.sent == 0 && idle.done.received == 0,
        "there was something to say"
    );
    let name = format!("idle reconnect, {documents} documents in {scopes} scopes");
    report.count(
        format!("{name}: bytes"),
        idle.bytes(),
        "B",
        Beside::limit(IDLE_BYTES),
    );
    report.count(format!("{name}: requests"), idle.done.requests, "", None);
    report.time(format!("{name}: wall"), idle.wall, None);
    report.time(format!("{name}: CPU of both sides"), idle.cpu, None);
    Ok(())
}
