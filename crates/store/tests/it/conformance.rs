//! The conformance suite on every store that there is.

use handheld_store::memory::{MemoryBlobs, MemoryCentre, MemoryDevice};
use handheld_store::testing::{
    blobs_conformance, directory_conformance, log_conformance, order_conformance,
    queue_conformance, records_conformance,
};
use handheld_store::{FileBlobs, SqliteCentre, SqliteDevice};

#[tokio::test]
async fn memory_keeps_the_promises_of_a_device() {
    records_conformance(&MemoryDevice::new()).await;
    queue_conformance(&MemoryDevice::new()).await;
    order_conformance(&MemoryDevice::new()).await;
}

#[tokio::test]
async fn memory_keeps_the_promises_of_a_centre() {
    records_conformance(&MemoryCentre::new(1)).await;
    log_conformance(&MemoryCentre::new(1)).await;
    directory_conformance(&MemoryCentre::new(1)).await;
}

#[tokio::test]
async fn sqlite_keeps_the_records_of_a_device() {
    let folder = tempfile::tempdir().unwrap();
    records_conformance(&SqliteDevice::open(folder.path(), None).unwrap()).await;
}

#[tokio::test]
async fn sqlite_keeps_the_queue_of_a_device() {
    let folder = tempfile::tempdir().unwrap();
    queue_conformance(&SqliteDevice::open(folder.path(), Some([5; 32])).unwrap()).await;
    let folder = tempfile::tempdir().unwrap();
    order_conformance(&SqliteDevice::open(folder.path(), Some([5; 32])).unwrap()).await;
}

#[tokio::test]
async fn sqlite_keeps_the_records_of_a_centre() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteCentre::open(&folder.path().join("c.sqlite")).await;
    records_conformance(&store.unwrap()).await;
}

#[tokio::test]
async fn sqlite_keeps_the_log_of_a_centre() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.sqlite");
    let store = SqliteCentre::open(&path).await.unwrap();
    log_conformance(&store).await;
    drop(store);
    let again = SqliteCentre::open(&path).await.unwrap();
    assert_eq!(again.audit_trail(9).await.unwrap().len(), 1);
    assert!(rusqlite_refuses_to_change_the_audit_trail(&path));
}

fn rusqlite_refuses_to_change_the_audit_trail(path: &std::path::Path) -> bool {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.execute("DELETE FROM audit", []).is_err()
        && connection.execute("UPDATE audit SET act = ''", []).is_err()
}

#[tokio::test]
async fn sqlite_keeps_the_people_of_a_centre() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteCentre::open(&folder.path().join("c.sqlite")).await;
    directory_conformance(&store.unwrap()).await;
}

#[tokio::test]
async fn photos_are_kept_in_memory_and_in_files() {
    blobs_conformance(&MemoryBlobs::new()).await;
    let folder = tempfile::tempdir().unwrap();
    blobs_conformance(&FileBlobs::with_reserve(folder.path(), 0).unwrap()).await;
}
