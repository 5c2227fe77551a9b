//! Backup, restore and check of a data folder. A backup is taken through SQLite's own backup, so it is consistent while the centre serves;
//! photos never change, so they are copied after the database that names them.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use handheld_contract::{Code, Problem};
use handheld_records::Document;
use handheld_store::blobs::{BlobState, Blobs};
use handheld_store::records::Records;
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::centre::{ACTOR_SETTING, DATABASE, PHOTOS, Photos, open_store, open_store_beside};
use crate::{catalogue, key};

fn storage(what: &Path, error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Storage).with("why", format!("{}: {error}", what.display()))
}

fn damaged(what: &Path, error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Damaged)
        .with("what", what.display().to_string())
        .with("why", error.to_string())
}

/// What a backup holds.
#[derive(Debug, Clone, Serialize)]
pub struct BackupMade {
    /// The file.
    pub file: String,
    /// Photos in it.
    pub photos: u64,
    /// Its size.
    pub bytes: u64,
}

/// What a check found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Checked {
    /// Nothing is wrong.
    pub ok: bool,
    /// Documents that load from their changes.
    pub documents: u32,
    /// Photos whose bytes match their digest.
    pub photos: u32,
    /// What is wrong, one by one.
    pub problems: Vec<String>,
}

/// Writes a backup of `folder` to a new file.
///
/// # Errors
///
/// [`Code::NotFound`] where there is no centre, [`Code::Duplicate`] when the file exists, [`Code::Storage`].
pub fn make(folder: &Path, out: &Path) -> Result<BackupMade, Problem> {
    let database = folder.join(DATABASE);
    if !database.is_file() {
        return Err(Problem::new(Code::NotFound).with("what", database.display().to_string()));
    }
    if out.exists() {
        return Err(Problem::new(Code::Duplicate)
            .with("what", "file")
            .with("given", out.display().to_string()));
    }
    let part = with_ending(out, "part");
    let copy = with_ending(out, "sqlite.part");
    let made = write(folder, &database, &copy, &part);
    // Whatever happened, the copy is of no more use; a half backup must not look like one.
    let _ = std::fs::remove_file(&copy);
    match made {
        Ok(photos) => {
            std::fs::rename(&part, out).map_err(|e| storage(out, e))?;
            let bytes = std::fs::metadata(out).map_err(|e| storage(out, e))?.len();
            Ok(BackupMade {
                file: out.display().to_string(),
                photos,
                bytes,
            })
        }
        Err(problem) => {
            let _ = std::fs::remove_file(&part);
            Err(problem)
        }
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn write(folder: &Path, database: &Path, copy: &Path, part: &Path) -> Result<u64, Problem> {
    let source = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|e| storage(database, e))?;
    source
        .backup("main", copy, None)
        .map_err(|e| storage(copy, e))?;
    let mut zip = ZipWriter::new(File::create(part).map_err(|e| storage(part, e))?);
    let mut photos = 0;
    add(&mut zip, copy, DATABASE, CompressionMethod::Deflated)?;
    add(
        &mut zip,
        &folder.join(key::FILE),
        key::FILE,
        CompressionMethod::Stored,
    )?;
    let catalogue = folder.join(catalogue::FILE);
    if catalogue.exists() {
        let method = CompressionMethod::Stored;
        add(&mut zip, &catalogue, catalogue::FILE, method)?;
    }
    if let Ok(earlier) = std::fs::read_dir(folder.join(catalogue::EARLIER)) {
        for path in earlier.flatten().map(|entry| entry.path()) {
            let name = path.strip_prefix(folder).map_err(|e| storage(&path, e))?;
            let name = name.to_string_lossy().into_owned();
            add(&mut zip, &path, &name, CompressionMethod::Stored)?;
        }
    }
    let mut folders = vec![folder.join(PHOTOS)];
    while let Some(next) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else {
            continue;
        };
        for entry in entries {
            let path = entry.map_err(|e| storage(&next, e))?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path
                .strip_prefix(folder)
                .map_err(|e| storage(&path, e))?
                .to_string_lossy()
                .into_owned();
            add(&mut zip, &path, &name, CompressionMethod::Stored)?;
            photos += 1;
        }
    }
    let file = zip.finish().map_err(|e| storage(part, e))?;
    file.sync_all().map_err(|e| storage(part, e))?;
    Ok(photos)
}

fn add(
    zip: &mut ZipWriter<File>,
    path: &Path,
    name: &str,
    method: CompressionMethod,
) -> Result<(), Problem> {
    // A part of an upload may go away between listing and reading.
    let Ok(mut file) = File::open(path) else {
        return Ok(());
    };
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .large_file(true)
        .unix_permissions(0o600);
    zip.start_file(name, options)
        .map_err(|e| storage(path, e))?;
    std::io::copy(&mut file, zip).map_err(|e| storage(path, e))?;
    Ok(())
}

/// Unpacks a backup into a folder that is empty or missing, and takes a new actor and a new life of the logs: what came after the backup
/// is then sent again by the devices.
///
/// # Errors
///
/// [`Code::Refused`] when the folder holds something, [`Code::Damaged`] when the file is not a backup.
pub async fn restore(from: &Path, folder: &Path) -> Result<(), Problem> {
    let holds = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if holds {
        return Err(Problem::new(Code::Refused).with("rule", "restore_into_empty_folder"));
    }
    let mut zip = ZipArchive::new(File::open(from).map_err(|e| damaged(from, e))?)
        .map_err(|e| damaged(from, e))?;
    if zip.index_for_name(DATABASE).is_none() || zip.index_for_name(key::FILE).is_none() {
        return Err(damaged(from, "not a backup of a centre"));
    }
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).map_err(|e| damaged(from, e))?;
        let name = entry
            .enclosed_name()
            .ok_or_else(|| damaged(from, "a name that leads outside"))?;
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|e| storage(parent, e))?;
        }
        let mut bytes = Vec::new();
        entry
            .read_to_end(&mut bytes)
            .map_err(|e| damaged(from, e))?;
        let mut options = File::options();
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(|e| storage(&path, e))?;
        file.write_all(&bytes)
            .and_then(|()| file.sync_all())
            .map_err(|e| storage(&path, e))?;
    }
    let store = open_store(folder).await?;
    store.new_epoch().await?;
    let counter: u32 = store
        .setting(ACTOR_SETTING)
        .await?
        .and_then(|c| c.parse().ok())
        .unwrap_or(0);
    store
        .set_setting(ACTOR_SETTING, Some((counter + 1).to_string()))
        .await?;
    Ok(())
}

/// Checks database, documents and photos of a folder; reads only.
///
/// # Errors
///
/// When there is no centre or it cannot be opened.
pub async fn check(folder: &Path) -> Result<Checked, Problem> {
    let database = folder.join(DATABASE);
    if !database.is_file() {
        return Err(Problem::new(Code::NotFound).with("what", database.display().to_string()));
    }
    let mut found = Checked::default();
    let connection = Connection::open_with_flags(&database, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|e| storage(&database, e))?;
    let integrity: Result<String, _> =
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0));
    match integrity {
        Ok(word) if word == "ok" => {}
        Ok(word) => found.problems.push(format!("database: {word}")),
        Err(error) => found.problems.push(format!("database: {error}")),
    }
    drop(connection);
    let store = open_store_beside(folder).await?;
    let mut after = None;
    loop {
        let page = store.documents(after, 200).await?;
        let Some((last, ..)) = page.last() else { break };
        after = Some(*last);
        for (doc, ..) in page {
            let changes = store.changes(doc).await?;
            match Document::load(None, changes.iter().map(|c| c.bytes.as_slice())) {
                Ok(_) => found.documents += 1,
                Err(error) => found.problems.push(format!("document {doc}: {error}")),
            }
        }
    }
    let photos = Photos::open(folder.join(PHOTOS))?;
    for (sha256, _) in photos.originals().await? {
        match photos.verify(sha256).await? {
            BlobState::Whole => found.photos += 1,
            state => found.problems.push(format!("photo {sha256}: {state:?}")),
        }
    }
    found.ok = found.problems.is_empty();
    Ok(found)
}
