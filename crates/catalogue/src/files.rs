//! The files of a catalogue as text: from the folder embedded in the program, or from another one.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use crate::problem::Problems;

static BUNDLED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../catalogue");

/// Largest file that is read, in bytes; the largest of ours has a tenth of it.
pub(crate) const MAX_FILE_BYTES: u64 = 2 * 1024 * 1024;
/// Most files that are read.
pub(crate) const MAX_FILES: usize = 1_000;

/// Text of each TOML file by its path within the catalogue, with forward slashes.
pub(crate) type Files = BTreeMap<String, String>;

/// Returns the files embedded in the program.
pub(crate) fn bundled(problems: &mut Problems) -> Files {
    let mut files = Files::new();
    gather_bundled(&BUNDLED, &mut files, problems);
    files
}

fn gather_bundled(dir: &Dir<'_>, files: &mut Files, problems: &mut Problems) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if !path.ends_with(".toml") {
            continue;
        }
        match file.contents_utf8() {
            Some(text) => {
                files.insert(path, text.to_owned());
            }
            None => not_utf8(&path, problems),
        }
    }
    for inner in dir.dirs() {
        gather_bundled(inner, files, problems);
    }
}

/// Returns the TOML files below `root`, in one level of folders as in the bundled catalogue.
pub(crate) fn from_dir(root: &Path, problems: &mut Problems) -> Files {
    let mut files = Files::new();
    if root.is_dir() {
        gather_dir(root, "", &mut files, problems);
    }
    if files.is_empty() {
        let message = format!("no catalogue files in {}", root.display());
        problems.add(
            "catalogue.toml",
            "",
            message,
            "name a folder that holds a catalogue",
        );
    }
    files
}

fn gather_dir(dir: &Path, prefix: &str, files: &mut Files, problems: &mut Problems) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        let file = if prefix.is_empty() {
            "catalogue.toml"
        } else {
            prefix
        };
        problems.add(
            file,
            "",
            "the folder cannot be read",
            "check that it exists and is readable",
        );
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if path.is_dir() && prefix.is_empty() {
            gather_dir(&path, &format!("{name}/"), files, problems);
        } else if name.ends_with(".toml") && files.len() < MAX_FILES {
            read_file(&path, format!("{prefix}{name}"), files, problems);
        }
    }
}

fn read_file(path: &Path, name: String, files: &mut Files, problems: &mut Problems) {
    let size = path.metadata().map(|meta| meta.len()).unwrap_or_default();
    if size > MAX_FILE_BYTES {
        problems.add(&name, "", "the file is larger than 2 MiB", "split it");
        return;
    }
    match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => {
            files.insert(name, text);
        }
        Ok(Err(_)) => not_utf8(&name, problems),
        Err(error) => {
            let message = format!("the file cannot be read: {error}");
            problems.add(&name, "", message, "check that it exists and is readable");
        }
    }
}

fn not_utf8(name: &str, problems: &mut Problems) {
    problems.add(name, "", "the file is not UTF-8", "save it as UTF-8");
}

/// The SHA-256 digest of a catalogue: of each path and text in order, each with its length in front.
pub(crate) fn digest(files: &Files) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in files.iter().flat_map(|(path, text)| [path, text]) {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}
