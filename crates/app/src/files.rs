//! Files given for cases, as both hosts take them in and show them. Where the bytes are kept is the host's.

use handheld_contract::{BlobHash, Code, Problem};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Largest file given for a case, in bytes.
pub const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// What the host found in the bytes of a file, which it puts on disk before the record names it (D03).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// Digest.
    pub sha256: BlobHash,
    /// Bytes.
    pub bytes: u64,
    /// Media type by its contents.
    pub mime: String,
}

/// The media type of a file by its first bytes: what a screen may be told without being misled by a name.
fn media_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => "application/pdf",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'P', b'K', 3, 4, ..] => "application/zip",
        _ => "application/octet-stream",
    }
}

impl FileFacts {
    /// Looks at the bytes of a file.
    ///
    /// # Errors
    ///
    /// [`Code::BadInput`] for an empty file, [`Code::TooLarge`] beyond [`MAX_FILE_BYTES`].
    pub fn of(bytes: &[u8]) -> Result<Self, Problem> {
        let length = bytes.len() as u64;
        if length == 0 {
            return Err(Problem::new(Code::BadInput)
                .with("what", "file")
                .with("why", "empty"));
        }
        if length > MAX_FILE_BYTES {
            return Err(Problem::new(Code::TooLarge).with("limit", MAX_FILE_BYTES));
        }
        Ok(Self {
            sha256: BlobHash(Sha256::digest(bytes).into()),
            bytes: length,
            mime: media_type(bytes).to_owned(),
        })
    }
}

/// The files of a case in its view, with their digests, for the host to say whether their bytes are here.
pub fn files_in(view: &mut Value) -> Vec<(BlobHash, &mut Value)> {
    let materials = view.get_mut("materials").and_then(Value::as_array_mut);
    materials
        .into_iter()
        .flatten()
        .filter_map(|material| material.get_mut("files").and_then(Value::as_array_mut))
        .flatten()
        .filter_map(|file| {
            let sha256 = file.get("sha256").and_then(Value::as_str)?.parse().ok()?;
            Some((sha256, file))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_bytes_and_not_by_its_name() {
        let facts = FileFacts::of(b"%PDF-1.7\n").unwrap();
        assert_eq!((facts.mime.as_str(), facts.bytes), ("application/pdf", 9));
        assert_eq!(
            FileFacts::of(b"<html>").unwrap().mime,
            "application/octet-stream"
        );
        assert_eq!(FileFacts::of(b"").unwrap_err().code, Code::BadInput);
    }
}
