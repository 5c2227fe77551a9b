//! Stores of the first version open with this one, and keep everything that was in them.

use std::path::Path;

use handheld_contract::views::sync::DocKind;
use handheld_contract::{DocId, OrganisationId};
use handheld_store::centre::{CentreLog, Directory};
use handheld_store::device::{BatchLimits, DeviceQueue};
use handheld_store::records::Records;
use handheld_store::testing::cases as promise;
use handheld_store::{SqliteCentre, SqliteDevice};
use rusqlite::Connection;
use uuid::Uuid;

const DEVICE: &str = include_str!("../../../../migrations/device/001-records.sql");
const CENTRE: &str = include_str!("../../../../migrations/server/sqlite/001-centre.sql");

/// Three documents, one of each kind of then; the inspection with all that points to a document.
const RECORDS: &str = "
    INSERT INTO doc (id, kind, scope, heads, stale, gone) VALUES
        (x'00000000000000000000000000000001', 0, 's', x'01', 0, 0),
        (x'00000000000000000000000000000002', 1, 's', x'02', 1, 0),
        (x'00000000000000000000000000000003', 2, 's', x'03', 0, 1);
    INSERT INTO change (number, hash, doc, actor, seq, body, own) VALUES
        (7, zeroblob(32), x'00000000000000000000000000000002', zeroblob(16), 1, x'aabb', 1);
    INSERT INTO snapshot (doc, through, body) VALUES (x'00000000000000000000000000000002', 0, x'cc');
    INSERT INTO journal (doc, person, edits, at_ms) VALUES
        (x'00000000000000000000000000000002', zeroblob(16), '[]', 5);
    INSERT INTO outbox (number, doc) VALUES (7, x'00000000000000000000000000000002');
    INSERT INTO doc_receipt (doc, at_ms) VALUES (x'00000000000000000000000000000001', 9);
    INSERT INTO photo (id, inspection, sha256, body) VALUES
        (x'000000000000000000000000000000f1', x'00000000000000000000000000000002', zeroblob(32),
         '{\"id\":\"00000000-0000-0000-0000-0000000000f1\",\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"bytes\":5,\"item\":null,\"removed\":false}');
    INSERT INTO outgoing_photo (sha256, doc, bytes) VALUES (zeroblob(32), x'00000000000000000000000000000002', 5);
";

fn doc(n: u128) -> DocId {
    DocId(Uuid::from_u128(n))
}

fn made_by_the_first_version(path: &Path, steps: &[&str], more: &str) {
    let connection = Connection::open(path).unwrap();
    for step in steps {
        connection.execute_batch(step).unwrap();
    }
    connection.execute_batch(RECORDS).unwrap();
    connection.execute_batch(more).unwrap();
    connection
        .pragma_update(None, "user_version", i64::try_from(steps.len()).unwrap())
        .unwrap();
}

async fn has_its_records(store: &impl Records) {
    let kinds: Vec<_> = store.documents(None, 9).await.unwrap();
    let kinds: Vec<_> = kinds.into_iter().map(|(id, kind, _)| (id, kind)).collect();
    assert_eq!(
        kinds,
        [
            (doc(1), DocKind::Project),
            (doc(2), DocKind::Inspection),
            (doc(3), DocKind::Finding)
        ]
    );
    let inspection = store.document(doc(2)).await.unwrap().unwrap();
    assert_eq!(inspection.snapshot.as_deref(), Some(&[0xcc][..]));
    assert_eq!(inspection.changes[0].bytes, [0xaa, 0xbb]);
    assert_eq!(inspection.journal.len(), 1);
    let photos = store.photos(doc(2).into()).await.unwrap();
    assert_eq!(photos.len(), 1);
    assert_eq!(photos[0].bytes, 5);
}

/// What a connection without this program finds: no row without its document, and documents of five kinds.
fn is_sound(path: &Path) {
    let connection = Connection::open(path).unwrap();
    connection
        .pragma_update(None, "foreign_keys", true)
        .unwrap();
    let mut dangling = connection.prepare("PRAGMA foreign_key_check").unwrap();
    assert!(!dangling.exists([]).unwrap());
    let insert = "INSERT INTO doc (id, kind, scope) VALUES (randomblob(16), ?1, 's')";
    assert!(connection.execute(insert, [5]).is_err());
    assert!(connection.execute(insert, [4]).is_ok());
    let orphan = "INSERT INTO snapshot (doc, through, body) VALUES (randomblob(16), 0, x'')";
    assert!(
        connection.execute(orphan, []).is_err(),
        "keys point to the new table"
    );
}

#[tokio::test]
async fn a_device_of_the_first_version_opens_with_everything_and_takes_cases() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("handheld.db");
    made_by_the_first_version(&path, &[DEVICE], "");
    let store = SqliteDevice::open(folder.path(), None).unwrap();
    has_its_records(&store).await;
    let limits = BatchLimits {
        bytes: 1 << 20,
        documents: 9,
        changes: 9,
    };
    assert_eq!(store.batch(limits).await.unwrap()[0].doc, doc(2));
    assert_eq!(store.stale().await.unwrap(), [doc(2)]);
    assert_eq!(store.waiting_photos_of(doc(2)).await.unwrap().len(), 1);
    promise::an_inbox_holds_the_cases_of_its_office(&store).await;
    drop(store);
    is_sound(&path);
    assert!(SqliteDevice::open(folder.path(), None).is_ok());
}

#[tokio::test]
async fn a_centre_of_the_first_version_opens_with_everything_and_takes_cases() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.sqlite");
    let more = "
        INSERT INTO organisation (id, name, kind) VALUES (zeroblob(16), '住建局', 'authority');
        INSERT INTO setting (name, value) VALUES ('log_epoch', '77');
        INSERT INTO scope (id, epoch, head, digest, documents) VALUES ('s', 77, 1, zeroblob(16), 1);
        INSERT INTO entry (scope, seq, kind, doc, change, digest) VALUES
            ('s', 1, 0, x'00000000000000000000000000000002', 7, zeroblob(16));";
    made_by_the_first_version(&path, &[DEVICE, CENTRE], more);
    let store = SqliteCentre::open(&path).await.unwrap();
    has_its_records(&store).await;
    let organisation = store
        .organisation(OrganisationId(Uuid::nil()))
        .await
        .unwrap();
    assert_eq!(organisation.unwrap().departments, [""; 0]);
    let log = store
        .entries(&handheld_contract::ScopeId("s".to_owned()), 0, 99)
        .await
        .unwrap();
    assert_eq!(log.len(), 1);
    assert_eq!(log[0].doc_kind, DocKind::Inspection);
    promise::what_the_centre_adds_reaches_the_sender(&store).await;
    drop(store);
    is_sound(&path);
    assert!(SqliteCentre::open(&path).await.is_ok());
}

/// A step that would leave rows without their document is taken back, and the store stays as it was.
#[tokio::test]
async fn a_store_that_cannot_be_carried_over_is_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("handheld.db");
    let orphan = "PRAGMA foreign_keys = OFF;
        INSERT INTO snapshot (doc, through, body) VALUES (randomblob(16), 0, x'');";
    made_by_the_first_version(&path, &[DEVICE], orphan);
    let refused = SqliteDevice::open(folder.path(), None);
    assert!(matches!(
        refused,
        Err(handheld_store::StoreError::Backend {
            what: "migrate",
            ..
        })
    ));
    let connection = Connection::open(&path).unwrap();
    let version: u32 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 1);
    let docs: u32 = connection
        .query_row("SELECT count(*) FROM doc", [], |row| row.get(0))
        .unwrap();
    assert_eq!(docs, 3);
}
