//! Saves answers and photos as fast as it can and prints each one once it is saved, until it is killed: the writing side of the kill test.
//!
//! Use: `saver FOLDER INSPECTION ROUND`. The folder holds a store with that inspection.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use handheld_app::{App, PhotoFacts, Sight, Surroundings, Who, flush};
use handheld_catalogue::Catalogue;
use handheld_contract::command::AddPhoto;
use handheld_contract::views::inspection::PhotoSource;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{BlobHash, InspectionId, Lang, OrganisationId, PersonId};
use handheld_records::ActorId;
use handheld_store::blobs::Blobs;
use handheld_store::{FileBlobs, SqliteDevice};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

struct Round {
    next: AtomicU64,
}

impl Surroundings for Round {
    fn now_ms(&self) -> i64 {
        1_795_401_720_000
    }

    fn new_id(&self) -> Uuid {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 | u128::from(n))
    }

    fn last_server_time(&self) -> Option<String> {
        None
    }
}

fn inspector() -> Who {
    let person = PersonRef {
        id: PersonId(Uuid::from_u128(1)),
        name: "李敏".to_owned(),
    };
    Who {
        sight: Sight::All,
        actor: ActorId::derive(&[1; 32], person.id, 1),
        person,
        role: Role::Inspector,
        organisation: OrganisationRef {
            id: OrganisationId(Uuid::from_u128(100)),
            name: "单位100".to_owned(),
            departments: Vec::new(),
        },
        acts: [0; 8],
        signer: handheld_contract::views::approval::Signer::Device,
        lang: Lang::En,
    }
}

fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{words}");
    let _ = out.flush();
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let mut next = || args.next().ok_or("saver FOLDER INSPECTION ROUND");
    let folder = std::path::PathBuf::from(next()?);
    let id: InspectionId = next()?.parse()?;
    let round: u64 = next()?.parse()?;
    let around = Arc::new(Round {
        next: AtomicU64::new((round + 1) << 24),
    });
    let store = Arc::new(SqliteDevice::open(&folder, None)?);
    let blobs = FileBlobs::with_reserve(&folder, 0)?;
    let app = App::new(store, Catalogue::bundled(), around);
    let who = inspector();
    say("open");
    for step in 0u64.. {
        let item = format!("B{:02}-{:02}", 1 + (round + step) % 9, 1 + step % 10);
        let points = round as f64 / 100.0;
        let asked = json!({ "inspection": id, "item": item, "answer": { "kind": "score", "points": points }, "note": "" });
        app.call(&who, "answer_item", asked).await?;
        say(&format!("answer {item} {points}"));
        if step % 3 == 0 {
            let bytes: Vec<u8> = (0..40_000u64)
                .map(|n| (n * 31 + step * 7 + round) as u8)
                .collect();
            let mut named = bytes.clone();
            named.extend(round.to_le_bytes());
            named.extend(step.to_le_bytes());
            let sha256 = BlobHash(Sha256::digest(&named).into());
            blobs.put(sha256, named.clone()).await?;
            let asked = AddPhoto {
                inspection: id,
                item: Some(item),
                source: PhotoSource::Camera,
                file_name: None,
                position: None,
            };
            let facts = PhotoFacts {
                sha256,
                width: 4,
                height: 3,
                bytes: named.len() as u64,
                mime: "image/jpeg".to_owned(),
                orientation: 1,
            };
            app.record_photo(&who, asked, facts).await?;
            say(&format!("photo {sha256}"));
        }
        if step % 5 == 4 {
            flush(&app, &who, id.into()).await?;
        }
    }
    Ok(())
}
