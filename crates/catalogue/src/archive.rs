//! A catalogue as one file: a zip of its TOML files, as an administrator imports it and a device fetches it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::files::{self, Files, MAX_FILE_BYTES, MAX_FILES};
use crate::load::Catalogue;
use crate::problem::{CatalogueErrors, Problems};

/// Why an archive gives no catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// It is no archive of a catalogue folder.
    #[error("{0}")]
    Unreadable(String),
    /// Its files are read, and say something that is wrong.
    #[error("{0}")]
    Wrong(CatalogueErrors),
}

impl Catalogue {
    /// Reads and checks a catalogue from a zip of its folder, with or without that folder's own name in front.
    ///
    /// # Errors
    ///
    /// [`ArchiveError`] with everything that is wrong.
    pub fn from_zip(zip: &[u8]) -> Result<Self, ArchiveError> {
        let texts = texts(zip).map_err(ArchiveError::Unreadable)?;
        Self::from_texts(&texts).map_err(ArchiveError::Wrong)
    }

    /// The catalogue embedded in the program as a zip.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Unreadable`] when it cannot be packed.
    pub fn bundled_zip() -> Result<Vec<u8>, ArchiveError> {
        // Whatever is wrong with the embedded files is said by `bundled`.
        let files = files::bundled(&mut Problems::default());
        packed(&files).map_err(|e| ArchiveError::Unreadable(e.to_string()))
    }
}

fn packed(files: &Files) -> zip::result::ZipResult<Vec<u8>> {
    // A fixed time: equal files make equal bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        archive.start_file(path.as_str(), options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn texts(zip: &[u8]) -> Result<Files, String> {
    let mut archive = ZipArchive::new(Cursor::new(zip)).map_err(|e| e.to_string())?;
    if archive.len() > MAX_FILES {
        return Err(format!("more than {MAX_FILES} files"));
    }
    let mut texts = BTreeMap::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|e| e.to_string())?;
        let Some(path) = file.enclosed_name() else {
            return Err(format!("{:?} leads out of the folder", file.name()));
        };
        let path = path.to_string_lossy().replace('\\', "/");
        if file.is_dir() || !path.ends_with(".toml") {
            continue;
        }
        let mut text = String::new();
        file.take(MAX_FILE_BYTES + 1)
            .read_to_string(&mut text)
            .map_err(|e| format!("{path}: {e}"))?;
        if text.len() as u64 > MAX_FILE_BYTES {
            return Err(format!("{path} is larger than {MAX_FILE_BYTES} bytes"));
        }
        if texts.insert(path.clone(), text).is_some() {
            return Err(format!("{path} is there twice"));
        }
    }
    Ok(without_folder(texts))
}

fn without_folder(texts: Files) -> Files {
    let head = texts
        .keys()
        .find_map(|path| path.strip_suffix("catalogue.toml"));
    let Some(folder) = head.filter(|folder| !folder.is_empty()).map(str::to_owned) else {
        return texts;
    };
    texts
        .into_iter()
        .map(|(path, text)| {
            let short = path.strip_prefix(&folder).map(str::to_owned);
            (short.unwrap_or(path), text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_reads_back_as_the_same_catalogue() {
        let zip = Catalogue::bundled_zip().unwrap();
        let read = Catalogue::from_zip(&zip).unwrap();
        assert_eq!(read, *Catalogue::bundled());
        assert_eq!(zip, Catalogue::bundled_zip().unwrap());
    }

    #[test]
    fn another_word_in_a_file_is_another_digest() {
        let mut files = files::bundled(&mut Problems::default());
        let text = files.get_mut("catalogue.toml").unwrap();
        text.push_str("# a word\n");
        let read = Catalogue::from_zip(&packed(&files).unwrap()).unwrap();
        assert_ne!(read.digest, Catalogue::bundled().digest);
        assert_eq!(read.version, Catalogue::bundled().version);
    }

    #[test]
    fn what_is_no_archive_is_told_apart_from_a_wrong_catalogue() {
        let unreadable = Catalogue::from_zip(b"no zip");
        assert!(matches!(unreadable, Err(ArchiveError::Unreadable(_))));
        let empty = packed(&Files::new()).unwrap();
        let wrong = Catalogue::from_zip(&empty);
        assert!(matches!(wrong, Err(ArchiveError::Wrong(_))), "{wrong:?}");
    }
}
