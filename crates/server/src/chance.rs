//! Random bytes of the system, the wall clock, and digests: the only places where the centre asks for any of them.

use handheld_contract::{Code, Problem};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Random bytes of the operating system.
///
/// # Errors
///
/// [`Code::Internal`] when the system gives none.
pub fn bytes<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
    Ok(bytes)
}

/// A new UUIDv7.
pub fn id() -> Uuid {
    Uuid::now_v7()
}

/// Milliseconds since 1970 UTC.
pub fn now_ms() -> i64 {
    chrono::Utc::now().timestamp_millis()
}

/// An instant as RFC 3339 UTC.
pub fn rfc3339(ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(ms)
        .unwrap_or_default()
        .to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// Today's civil date in Asia/Shanghai (UTC+8, no summer time).
pub fn today(ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(ms.saturating_add(8 * 3_600_000))
        .unwrap_or_default()
        .format("%Y-%m-%d")
        .to_string()
}

/// SHA-256.
pub fn sha256(bytes: impl AsRef<[u8]>) -> [u8; 32] {
    Sha256::digest(bytes.as_ref()).into()
}
