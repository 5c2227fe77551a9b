//! Reading a file, or standard input for `-`, as one JSON value.

use std::io::Read;
use std::path::Path;

use handheld_contract::{Code, Problem};
use serde::de::DeserializeOwned;

use crate::output::Failure;

/// Largest input that is read; a full score sheet has a thousandth of it.
const MAX_INPUT_BYTES: u64 = 16 * 1024 * 1024;

/// Reads JSON from `path`.
pub(crate) fn json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let bad = |word: &str, zh: String, en: String| {
        let problem = Problem::new(Code::BadInput).with("what", path.display().to_string());
        Failure::because(problem, word, zh, en)
    };
    let bytes = read(path).map_err(|e| {
        bad(
            "unreadable",
            format!("无法读取（{e}）"),
            format!("it cannot be read ({e})"),
        )
    })?;
    if bytes.len() as u64 > MAX_INPUT_BYTES {
        return Err(bad(
            "too_large",
            "超过 16 MiB".into(),
            "it is larger than 16 MiB".into(),
        ));
    }
    // A byte order mark is what some editors put first; JSON does not know it.
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    serde_json::from_slice(text).map_err(|e| {
        bad(
            "not_json",
            format!("格式不符（{e}）"),
            format!("it has another form ({e})"),
        )
    })
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(MAX_INPUT_BYTES + 1)
            .read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)?
            .take(MAX_INPUT_BYTES + 1)
            .read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
