//! The device's store in one SQLite file: opened safely or not at all.
//!
//! WAL with `synchronous=FULL`: what was answered as stored is on disk. One writer. A lock on a file beside it keeps a second
//! process out and goes with the process, however that ends. A damaged file is moved aside and named, never replaced in silence (D10).
//! SQLCipher is built in; a key switches encryption on.

mod cases;
mod centre;
mod directory;
mod interfaces;
mod queue;
mod records;
mod rows;
mod surveys;

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use fs4::fs_std::FileExt;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};

use crate::StoreError;

pub use centre::SqliteCentre;

/// The oldest SQLite without the WAL-reset race that can corrupt a file (D14).
const OLDEST_SQLITE: i32 = 3_051_003;
const FILE: &str = "handheld.db";

pub(crate) const DEVICE_SQL: &str = include_str!("../../../migrations/device/001-records.sql");
pub(crate) const CASES_SQL: &str = include_str!("../../../migrations/device/002-cases.sql");
pub(crate) const SURVEYS_SQL: &str = include_str!("../../../migrations/device/003-surveys.sql");
/// The steps to a device's schema, one version each: only ever added to at the end.
const SCHEMA: &[&str] = &[DEVICE_SQL, CASES_SQL, SURVEYS_SQL];

/// The device's store.
#[derive(Clone)]
pub struct SqliteDevice {
    inner: Arc<Inner>,
}

struct Inner {
    connection: Mutex<Connection>,
    path: PathBuf,
    // Held open for the lock; the system lets go of it when the process ends.
    _lock: File,
}

impl SqliteDevice {
    /// Opens or makes the store in a folder. `key` is a raw SQLCipher key.
    ///
    /// # Errors
    ///
    /// [`StoreError::InUse`], [`StoreError::Newer`], [`StoreError::Damaged`] (the file was moved aside; the next call makes a new
    /// one), or what the system refused.
    pub fn open(folder: &Path, key: Option<[u8; 32]>) -> Result<Self, StoreError> {
        let lock = folder.join("handheld.lock");
        Self::open_file(&folder.join(FILE), &lock, key.as_ref(), SCHEMA)
    }

    /// Opens one file with the schema that these migrations make, one version each.
    fn open_file(
        path: &Path,
        lock_path: &Path,
        key: Option<&[u8; 32]>,
        schema: &[&'static str],
    ) -> Result<Self, StoreError> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(backend(
                "version",
                format!("SQLite {} is too old", rusqlite::version()),
            ));
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| backend("create folder", e))?;
        }
        let lock = lock(lock_path)?;
        let path = path.to_owned();
        refuse_damage(&path, key.is_some())?;
        let opened = connect(&path, key, schema);
        let connection = match opened {
            Ok(connection) => connection,
            Err(StoreError::Backend { why, .. }) if is_damage(&why) => {
                return Err(move_aside(&path)?);
            }
            Err(other) => return Err(other),
        };
        let inner = Inner {
            connection: Mutex::new(connection),
            path,
            _lock: lock,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Looks for damage: the pages, rows without their document, and every change against the hash that names it. Empty when all is well.
    ///
    /// # Errors
    ///
    /// [`StoreError::Backend`] when the file cannot be read at all.
    pub async fn check(&self) -> Result<Vec<String>, StoreError> {
        self.read(|connection| {
            let mut found = Vec::new();
            let mut pages = connection.prepare("PRAGMA quick_check(100)")?;
            for line in pages.query_map([], |row| row.get::<_, String>(0))? {
                let line = line?;
                if line != "ok" {
                    found.push(line);
                }
            }
            let mut dangling = connection.prepare("PRAGMA foreign_key_check")?;
            let rows = dangling.query_map([], |row| Ok((row.get(0)?, row.get(2)?)))?;
            for row in rows {
                let (table, parent): (String, String) = row?;
                found.push(format!("a row of {table} points to no row of {parent}"));
            }
            let mut changes =
                connection.prepare("SELECT number, hash, body FROM change ORDER BY number")?;
            let mut rows = changes.query([])?;
            while let Some(row) = rows.next()? {
                let (number, hash, body): (i64, [u8; 32], Vec<u8>) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                let named = handheld_records::admission::chunk::name(&body);
                if named.ok() != Some(handheld_contract::ChangeHash(hash)) {
                    found.push(format!("change {number} does not match its hash"));
                }
            }
            Ok(found)
        })
        .await
    }

    /// Counts of rows by table, and the size of the file.
    ///
    /// # Errors
    ///
    /// What the database refused.
    pub async fn stats(&self) -> Result<Vec<(&'static str, u64)>, StoreError> {
        let size = std::fs::metadata(self.path()).map(|m| m.len()).unwrap_or(0);
        self.read(move |connection| {
            let mut all = vec![("bytes", size)];
            for table in [
                "doc",
                "change",
                "journal",
                "outbox",
                "refused",
                "project",
                "inspection",
                "photo",
                "finding",
                "approval_case",
                "survey",
            ] {
                let sql = format!("SELECT count(*) FROM {table}");
                all.push((
                    table,
                    connection
                        .query_row(&sql, [], |row| row.get::<_, i64>(0))?
                        .unsigned_abs(),
                ));
            }
            Ok(all)
        })
        .await
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let inner = Arc::clone(&self.inner);
        let done = tokio::task::spawn_blocking(move || {
            let connection = inner
                .connection
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            work(&connection).map_err(|e| backend("read", e))
        });
        done.await.map_err(|e| backend("read", e))?
    }

    /// Runs work in one transaction; any error takes all of it back.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let inner = Arc::clone(&self.inner);
        let done = tokio::task::spawn_blocking(move || {
            let mut connection = inner
                .connection
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let transaction = connection
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(|e| backend("begin", e))?;
            let value = work(&transaction)?;
            transaction.commit().map_err(|e| backend("commit", e))?;
            Ok(value)
        });
        done.await.map_err(|e| backend("write", e))?
    }
}

pub(crate) fn backend(what: &'static str, why: impl ToString) -> StoreError {
    StoreError::Backend {
        what,
        why: why.to_string(),
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::NoSpace { free: 0, needed: 0 },
            _ => backend("database", error),
        }
    }
}

/// Takes the lock; a process that was killed has let go of it (D13).
fn lock(path: &Path) -> Result<File, StoreError> {
    let open = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path);
    let mut file = open.map_err(|e| backend("open lock", e))?;
    let got = FileExt::try_lock_exclusive(&file).map_err(|e| backend("lock", e))?;
    if !got {
        let mut text = String::new();
        let read = file.read_to_string(&mut text);
        let pid = read
            .ok()
            .and_then(|_| text.trim().parse().ok())
            .unwrap_or(0);
        return Err(StoreError::InUse { pid });
    }
    let note = |file: &mut File| {
        file.set_len(0)?;
        file.seek(SeekFrom::Start(0))?;
        write!(file, "{}", std::process::id())
    };
    note(&mut file).map_err(|e| backend("write lock", e))?;
    Ok(file)
}

/// A file that is there but is no database: header gone, or emptied with its log left behind.
fn refuse_damage(path: &Path, encrypted: bool) -> Result<(), StoreError> {
    let wal = beside(path, "-wal");
    let wal_left = std::fs::metadata(&wal).is_ok_and(|m| m.len() > 0);
    let Ok(meta) = std::fs::metadata(path) else {
        // The log without its database holds what was ticked: keep it where support can find it.
        return if wal_left {
            Err(move_aside(path)?)
        } else {
            Ok(())
        };
    };
    if meta.len() == 0 {
        return if wal_left {
            Err(move_aside(path)?)
        } else {
            Ok(())
        };
    }
    if encrypted {
        return Ok(());
    }
    let mut header = [0u8; 16];
    let whole = File::open(path)
        .and_then(|mut file| file.read_exact(&mut header))
        .is_ok();
    if whole && &header == b"SQLite format 3\0" {
        Ok(())
    } else {
        Err(move_aside(path)?)
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn is_damage(why: &str) -> bool {
    why.contains("malformed") || why.contains("not a database") || why.contains("damaged")
}

/// Moves the database with its log to the first free number and says where.
fn move_aside(path: &Path) -> Result<StoreError, StoreError> {
    let free = (1..10_000)
        .map(|n| beside(path, &format!(".damaged-{n}")))
        .find(|p| !p.exists());
    let target = free.ok_or_else(|| backend("move aside", "too many damaged files"))?;
    for suffix in ["", "-wal", "-shm"] {
        let from = beside(path, suffix);
        if from.exists() {
            std::fs::rename(&from, beside(&target, suffix))
                .map_err(|e| backend("move aside", e))?;
        }
    }
    if !target.exists() {
        // Only the log was left: an empty file marks the place that the message names.
        File::create(&target).map_err(|e| backend("move aside", e))?;
    }
    Ok(StoreError::Damaged {
        moved_to: target.display().to_string(),
    })
}

fn connect(
    path: &Path,
    key: Option<&[u8; 32]>,
    schema: &[&'static str],
) -> Result<Connection, StoreError> {
    let known = u32::try_from(schema.len()).unwrap_or(u32::MAX);
    let mut connection = Connection::open(path).map_err(|e| backend("open", e))?;
    if let Some(key) = key {
        let raw = format!("x'{}'", hex::encode(key));
        connection
            .pragma_update(None, "key", raw)
            .map_err(|e| backend("key", e))?;
    }
    let prepare = |connection: &Connection| -> rusqlite::Result<()> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        // A table that others point to is only rebuilt with this off; it is on as soon as the schema is this program's.
        connection.pragma_update(None, "foreign_keys", false)?;
        connection.pragma_update(None, "busy_timeout", 5_000)?;
        connection.set_prepared_statement_cache_capacity(128);
        Ok(())
    };
    prepare(&connection).map_err(|e| backend("open", e))?;
    let found: u32 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|e| backend("open", e))?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    let sound: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        // A check that cannot even run is damage, not a passing refusal.
        .map_err(|e| backend("check", format!("damaged: {e}")))?;
    if sound != "ok" {
        return Err(backend("check", format!("damaged: {sound}")));
    }
    let migrations = Migrations::new(
        schema
            .iter()
            .map(|sql| M::up(sql).foreign_key_check())
            .collect(),
    );
    migrations
        .to_latest(&mut connection)
        .map_err(|e| backend("migrate", e))?;
    connection
        .pragma_update(None, "foreign_keys", true)
        .map_err(|e| backend("open", e))?;
    Ok(connection)
}
