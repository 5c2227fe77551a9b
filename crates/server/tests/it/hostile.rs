//! Hostile bytes through the real exchange: each document is refused by itself, and the centre answers as before.

use ed25519_dalek::SigningKey;
use handheld_contract::sync::{Change, DocChanges};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{ChangeHash, DocId, ScopeId};
use handheld_server::chance;
use handheld_store::centre::CentreLog;
use handheld_sync::envelope::{BatchHead, Head, batch_root, seal_request};
use handheld_sync::wire::{self, Record};
use reqwest::StatusCode;

use crate::rig::Rig;

fn memory_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn s13_hostile_changes_are_refused_one_by_one_and_the_centre_goes_on() {
    let rig = Rig::new().await;
    let key = SigningKey::from_bytes(&[77; 32]);
    let code = rig.person("shenyutong").enrol_code.clone().unwrap();
    let device = rig.enrol(&code, &key).await.1.unwrap().device;
    let mut browser = rig.signed_in("shenyutong").await;
    let listed = browser
        .call(
            "projects",
            serde_json::json!({"search": "", "stage": null, "offset": 0, "limit": 5}),
        )
        .await
        .1;
    let project = listed["projects"][0]["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let scope = ScopeId::of_project(project);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/hostile");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "bin"));
    files.sort();
    assert!(files.len() > 20);
    let before = memory_kib();
    let (mut number, mut previous) = (0, [0; 32]);
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let doc = DocChanges {
            doc: DocId(chance::id()),
            kind: DocKind::Inspection,
            scope: scope.clone(),
            changes: vec![Change {
                hash: ChangeHash(chance::sha256(&bytes)),
                actor: [1; 16],
                seq: 1,
                deps: Vec::new(),
                bytes,
            }],
        };
        let records = [
            Record::Doc {
                doc: doc.doc,
                kind: doc.kind,
                scope: scope.clone(),
            },
            Record::Changes(doc.changes.clone()),
        ];
        let mut frames = Vec::new();
        // Bytes that are no change at all cannot even be written as one: they are refused before admission.
        if wire::write_frame(&mut frames, &records, false).is_err() {
            continue;
        }
        let batch = BatchHead {
            number: number + 1,
            previous,
            root: batch_root(std::slice::from_ref(&doc)),
        };
        let head = Head {
            device,
            clock_ms: chance::now_ms(),
            answer_bytes: 64 * 1024,
            whole: false,
            batch: Some(batch),
        };
        let (body, envelope) = seal_request(&head, &frames, &key);
        let url = format!("{}/sync/v1/exchange", rig.url);
        let response = browser.client().post(url).body(body).send().await.unwrap();
        assert_ne!(
            response.status(),
            StatusCode::INTERNAL_SERVER_ERROR,
            "{}",
            path.display()
        );
        if response.status() == StatusCode::OK
            && rig
                .centre
                .store
                .answer(device, number + 1)
                .await
                .unwrap()
                .is_some()
        {
            (number, previous) = (number + 1, envelope);
        }
        assert_eq!(
            browser.get("/healthz").await.status(),
            StatusCode::OK,
            "{}",
            path.display()
        );
    }
    let grown = memory_kib().saturating_sub(before);
    assert!(grown < 64 * 1024, "grown by {grown} KiB");
}
