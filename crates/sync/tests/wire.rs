//! The codec gives back what it was given and refuses everything else without a panic.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set up its ground stops there"
)]

use ed25519_dalek::SigningKey;
use handheld_contract::sync::{Change, Cursor, DocChanges};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{BlobHash, DeviceId, DocId, PersonId, ScopeId};
use handheld_records::{ActorId, Document, Edit};
use handheld_sync::envelope::{self, EnvelopeError, Head, Taken};
use handheld_sync::wire::{self, Record, WireError};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

fn history(edits: &[(u8, u16)]) -> Vec<Change> {
    let actors: Vec<_> = (0..3)
        .map(|n| ActorId::derive(&[n; 32], PersonId(Uuid::from_u128(u128::from(n))), 0))
        .collect();
    let mut document = Document::new();
    for (number, (who, what)) in edits.iter().enumerate() {
        let edit = Edit::set(format!("a:{}", what % 5), format!("\"{what}-{number}\""));
        document
            .commit(&[edit], actors[usize::from(who % 3)], 1_790_000_000_000)
            .unwrap();
    }
    document.changes_since(&[])
}

fn records(changes: Vec<Change>) -> Vec<Record> {
    let scope = ScopeId::of_project(Uuid::from_u128(1).into());
    let cursor = Cursor {
        scope: scope.clone(),
        epoch: 3,
        seq: 9,
        digest: [7; 16],
    };
    let documents = [DocChanges {
        doc: DocId(Uuid::from_u128(2)),
        kind: DocKind::Finding,
        scope: scope.clone(),
        changes,
    }];
    let mut records = wire::document_records(&documents);
    records.push(Record::Cursor {
        cursor,
        left_out: 4,
    });
    records.push(Record::Ack(vec![3, 0, 900]));
    records.push(Record::Want(DocId(Uuid::from_u128(2)), Vec::new()));
    records.push(Record::Receipt {
        batch: 5,
        at_ms: -1,
        signature: [8; 64],
    });
    records.push(Record::Revoked(scope));
    records.push(Record::End {
        more: true,
        retry_after: 900,
    });
    records
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read(edits in prop::collection::vec((0_u8..3, 0_u16..500), 1..20), raw: bool) {
        let records = records(history(&edits));
        let mut body = Vec::new();
        wire::write_frame(&mut body, &records, raw).unwrap();
        let (frames, cut) = wire::read_frames(&body).unwrap();
        prop_assert!(!cut);
        prop_assert_eq!(frames, vec![records]);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = wire::read_frames(&bytes);
        let _ = wire::read_chunk(bytes.clone());
        let _ = envelope::open_request(&bytes, &[3; 32]);
        let _ = envelope::open_part(&bytes, &[3; 32]);
        let mut packed = Vec::new();
        let plain = zstd::bulk::compress(&bytes, 1).unwrap();
        packed.extend_from_slice(&(plain.len() as u32).to_be_bytes());
        packed.extend_from_slice(&plain);
        let _ = wire::read_frames(&packed);
    }
}

#[test]
fn a_document_of_each_kind_keeps_its_kind() {
    for kind in [
        DocKind::Project,
        DocKind::Inspection,
        DocKind::Finding,
        DocKind::Case,
        DocKind::Survey,
    ] {
        let documents = [DocChanges {
            doc: DocId(Uuid::from_u128(2)),
            kind,
            scope: ScopeId::of_project(Uuid::from_u128(1).into()),
            changes: history(&[(0, 1)]),
        }];
        let written = wire::document_records(&documents);
        let mut body = Vec::new();
        wire::write_frame(&mut body, &written, false).unwrap();
        let (frames, _) = wire::read_frames(&body).unwrap();
        assert_eq!(frames, [written], "{kind:?}");
    }
}

#[test]
fn mutated_frames_never_panic_and_never_rename_a_change() {
    let changes = history(&[(0, 1), (1, 2), (0, 3), (2, 4), (2, 9), (1, 1)]);
    let mut body = Vec::new();
    wire::write_frame(&mut body, &records(changes), false).unwrap();
    let plain = zstd::bulk::decompress(&body[4..], 1 << 20).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for _ in 0..20_000 {
        let mut mutated = plain.clone();
        for _ in 0..rng.random_range(1..4) {
            let at = rng.random_range(0..mutated.len());
            mutated[at] = rng.random();
        }
        mutated.truncate(rng.random_range(0..=mutated.len()));
        let packed = zstd::bulk::compress(&mutated, 1).unwrap();
        let mut framed = (packed.len() as u32).to_be_bytes().to_vec();
        framed.extend_from_slice(&packed);
        let Ok((frames, _)) = wire::read_frames(&framed) else {
            continue;
        };
        for record in frames.into_iter().flatten() {
            if let Record::Changes(changes) = record {
                for change in changes {
                    assert_eq!(wire::read_chunk(change.bytes.clone()).unwrap(), change);
                }
            }
        }
    }
}

#[test]
fn s09_a_frame_that_inflates_beyond_the_limit_is_refused() {
    let packed = zstd::bulk::compress(&vec![0; 64 << 20], 3).unwrap();
    let mut body = (packed.len() as u32).to_be_bytes().to_vec();
    body.extend_from_slice(&packed);
    assert_eq!(
        wire::read_frames(&body),
        Err(WireError::TooLarge("inflated"))
    );
}

#[test]
fn a_record_of_a_later_version_is_skipped() {
    let plain = [200, 3, 1, 2, 3, 15, 0];
    let packed = zstd::bulk::compress(&plain, 3).unwrap();
    let mut body = (packed.len() as u32).to_be_bytes().to_vec();
    body.extend_from_slice(&packed);
    assert_eq!(
        wire::read_frames(&body).unwrap().0,
        vec![vec![Record::Unchanged]]
    );
}

#[test]
fn s08_a_changed_byte_breaks_the_envelope_and_a_changed_receipt_is_none() {
    let key = SigningKey::from_bytes(&[5; 32]);
    let public = key.verifying_key().to_bytes();
    let device = DeviceId(Uuid::from_u128(9));
    let head = Head {
        device,
        clock_ms: 1,
        answer_bytes: 2,
        whole: true,
        batch: None,
    };
    let (request, _) = envelope::seal_request(&head, b"frames", &key);
    assert_eq!(
        envelope::open_request(&request, &public).unwrap().head,
        head
    );
    for at in 0..request.len() {
        let mut bad = request.clone();
        bad[at] ^= 1;
        assert!(envelope::open_request(&bad, &public).is_err(), "byte {at}");
    }
    let taken = Taken {
        batch: 0,
        device,
        at_ms: 4,
        changes: Vec::new(),
        photos: vec![BlobHash([1; 32])],
    };
    let mut receipt = envelope::sign_receipt(taken, &key);
    assert_eq!(envelope::verify_receipt(&receipt, device, &public), Ok(()));
    receipt.photos[0].0[0] ^= 1;
    let refused = Err(EnvelopeError::Signature);
    assert_eq!(envelope::verify_receipt(&receipt, device, &public), refused);
}
