//! D01, T01: a process that saves answers and photos is killed again and again at any moment; nothing that it showed as saved is lost.
//!
//! The saver is this crate's example `saver`: a real process on a real disk. What it printed is the oracle.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use handheld_contract::BlobHash;
use handheld_contract::views::inspection::{AnswerInput, InspectionView};
use handheld_store::FileBlobs;
use handheld_store::blobs::{BlobState, Blobs};
use serde_json::json;

use crate::people::{app, li_min, project};

const ROUNDS: u32 = 200;

fn saver() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let target = tests.parent().and_then(Path::parent).unwrap().to_owned();
    target
        .join("examples")
        .join(format!("saver{}", std::env::consts::EXE_SUFFIX))
}

fn start(folder: &Path, inspection: &str, round: u32) -> Child {
    Command::new(saver())
        .args([
            folder.as_os_str(),
            inspection.as_ref(),
            round.to_string().as_ref(),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .expect("cargo builds the example beside the tests")
}

#[tokio::test]
async fn nothing_shown_as_saved_is_lost_in_200_kills_d01() {
    let folder = tempfile::tempdir().unwrap();
    let li = li_min();
    let id = {
        let app = app(folder.path(), 1);
        let project = project(&app).await;
        let asked = json!({ "project": project, "template": "JGJ59", "stage": "construction", "corrects": null });
        let view = app
            .call(&li, "start_inspection", asked)
            .await
            .unwrap()
            .unwrap();
        serde_json::from_value::<InspectionView>(view)
            .unwrap()
            .row
            .id
    };
    let mut answers: BTreeMap<String, f64> = BTreeMap::new();
    let mut photos: Vec<BlobHash> = Vec::new();
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    for round in 0..ROUNDS {
        let mut child = start(folder.path(), &id.to_string(), round);
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        assert_eq!(
            first.trim(),
            "open",
            "round {round}: the store opens after every kill"
        );
        // Up to 150 ms into the saving, another moment in every round.
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        tokio::time::sleep(Duration::from_micros((random >> 33) % 150_000)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let mut rest = String::new();
        lines.read_to_string(&mut rest).unwrap();
        // A line counts when it is whole: that is what a person could have read.
        for line in rest
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'))
        {
            match line.split_whitespace().collect::<Vec<_>>()[..] {
                ["answer", item, points] => {
                    answers.insert(item.to_owned(), points.parse().unwrap());
                }
                ["photo", hash] => photos.push(hash.parse().unwrap()),
                _ => panic!("round {round}: {line}"),
            }
        }
    }
    let app = app(folder.path(), 1_000_000);
    let view = app
        .call(&li, "inspection", json!({ "id": id }))
        .await
        .unwrap()
        .unwrap();
    let view: InspectionView = serde_json::from_value(view).unwrap();
    assert!(
        answers.len() > 20 && photos.len() > 20,
        "{} answers, {} photos",
        answers.len(),
        photos.len()
    );
    // The last answer shown for an item stands, or the one after it that was being saved when the kill came.
    for (item, points) in &answers {
        let found = view
            .items
            .iter()
            .find(|i| &i.id == item)
            .and_then(|i| i.answer.clone());
        let Some(AnswerInput::Score { points: kept }) = found.map(|a| a.answer) else {
            panic!("{item} was shown as saved and is gone");
        };
        assert!(
            kept >= *points,
            "{item}: {points} was shown, {kept} is there"
        );
    }
    let recorded: Vec<BlobHash> = view
        .items
        .iter()
        .flat_map(|i| &i.photos)
        .map(|p| p.sha256)
        .collect();
    let blobs = FileBlobs::with_reserve(folder.path(), 0).unwrap();
    for photo in &photos {
        assert!(recorded.contains(photo), "the record of {photo} is gone");
    }
    for photo in &recorded {
        assert_eq!(
            blobs.verify(*photo).await.unwrap(),
            BlobState::Whole,
            "a row without its bytes: {photo} (D03)"
        );
    }
    assert!(app.store().check().await.unwrap().is_empty());
    println!(
        "{ROUNDS} kills: {} answers and {} photos shown as saved, none lost",
        answers.len(),
        photos.len()
    );
}
