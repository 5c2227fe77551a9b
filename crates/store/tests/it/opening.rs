//! Opening safely or not at all.

use std::fs;

use handheld_store::records::Records;
use handheld_store::{SqliteDevice, StoreError};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
}

fn filled(folder: &std::path::Path) {
    let store = SqliteDevice::open(folder, None).unwrap();
    runtime()
        .block_on(store.set_setting("name", Some("value".into())))
        .unwrap();
}

#[test]
fn what_was_written_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    let store = SqliteDevice::open(folder.path(), None).unwrap();
    assert_eq!(
        runtime()
            .block_on(store.setting("name"))
            .unwrap()
            .as_deref(),
        Some("value")
    );
}

#[test]
fn a_second_opening_is_refused_with_the_process_id_d13() {
    let folder = tempfile::tempdir().unwrap();
    let first = SqliteDevice::open(folder.path(), None).unwrap();
    let second = SqliteDevice::open(folder.path(), None);
    assert!(matches!(second, Err(StoreError::InUse { pid }) if pid == std::process::id()));
    drop(first);
    assert!(
        SqliteDevice::open(folder.path(), None).is_ok(),
        "a lock that nobody holds does not block"
    );
}

/// D10: a lost header, an emptied file with its log left, a file of something else.
#[test]
fn a_damaged_file_is_moved_aside_and_never_overwritten_d10() {
    for spoil in [b"".as_slice(), b"not a database at all", &[0u8; 4096]] {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path());
        let path = folder.path().join("handheld.db");
        fs::write(&path, spoil).unwrap();
        fs::write(folder.path().join("handheld.db-wal"), b"left behind").unwrap();
        let Err(StoreError::Damaged { moved_to }) = SqliteDevice::open(folder.path(), None) else {
            panic!("damage was not told for {spoil:?}");
        };
        assert_eq!(
            fs::read(&moved_to).unwrap(),
            spoil,
            "the damaged bytes are kept"
        );
        assert_eq!(fs::read(format!("{moved_to}-wal")).unwrap(), b"left behind");
        assert!(
            SqliteDevice::open(folder.path(), None).is_ok(),
            "the next opening makes a new store"
        );
        assert!(
            fs::metadata(&moved_to).is_ok(),
            "and leaves the old one alone"
        );
    }
}

/// D09, a sample: a flipped byte in a page is found when the store is opened or checked, and nothing is lost in silence.
#[test]
fn flipped_bytes_are_found_d09() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    let path = folder.path().join("handheld.db");
    let whole = fs::read(&path).unwrap();
    for page in 1..whole.len() / 4096 {
        let mut spoilt = whole.clone();
        // The page's type byte: no page is of type 0xFF.
        spoilt[page * 4096] = 0xFF;
        fs::write(&path, &spoilt).unwrap();
        match SqliteDevice::open(folder.path(), None) {
            Err(StoreError::Damaged { moved_to }) => fs::remove_file(moved_to).unwrap(),
            Err(other) => panic!("page {page}: {other}"),
            Ok(store) => {
                let found = runtime().block_on(store.check()).unwrap();
                // A free page holds nothing that could be lost.
                let _ = found;
            }
        }
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(folder.path().join(format!("handheld.db{suffix}")));
        }
    }
}

#[test]
fn a_newer_schema_is_left_untouched_d16() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    let path = folder.path().join("handheld.db");
    let direct = rusqlite::Connection::open(&path).unwrap();
    direct.pragma_update(None, "user_version", 99).unwrap();
    drop(direct);
    let before = fs::read(&path).unwrap();
    let opened = SqliteDevice::open(folder.path(), None);
    assert!(matches!(opened, Err(StoreError::Newer { found: 99, .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_key_encrypts_the_file_and_opens_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let key = Some([7u8; 32]);
    let store = SqliteDevice::open(folder.path(), key).unwrap();
    runtime()
        .block_on(store.set_setting("note", Some("钢筋外露".into())))
        .unwrap();
    drop(store);
    let bytes = fs::read(folder.path().join("handheld.db")).unwrap();
    assert_ne!(&bytes[..16], b"SQLite format 3\0");
    let store = SqliteDevice::open(folder.path(), key).unwrap();
    assert_eq!(
        runtime()
            .block_on(store.setting("note"))
            .unwrap()
            .as_deref(),
        Some("钢筋外露")
    );
}

#[test]
fn a_counter_never_gives_a_number_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut given = Vec::new();
    for _ in 0..3 {
        let store = SqliteDevice::open(folder.path(), None).unwrap();
        for _ in 0..3 {
            given.push(runtime().block_on(store.next_number("finding")).unwrap());
        }
    }
    assert_eq!(given, (1..=9).collect::<Vec<u32>>());
}
