//! How a device knocks at the centre: enrolment, and the signature on every later request.
//!
//! Every request of a device carries `authorization: Handheld <device>.<time>.<signature>`: the device's id, its time in milliseconds
//! since 1970 UTC corrected by the centre's last [`TIME_HEADER`], and the Ed25519 signature in hex over [`signed_text`]. The centre takes
//! a time within [`WINDOW_MS`] of its own; its refusal of any other (401) carries
//! [`TIME_HEADER`], so that a device with a wrong clock signs once more with the difference. Nothing secret travels.

use serde::{Deserialize, Serialize};

use crate::views::Role;
use crate::views::session::OrganisationRef;
use crate::{DeviceId, Lang};

/// Scheme of the `authorization` header.
pub const SCHEME: &str = "Handheld";
/// Header of every answer of the centre to a device: its time in milliseconds since 1970 UTC.
pub const TIME_HEADER: &str = "x-handheld-time";
/// Header of every answer to an exchange: digest of the catalogue that the centre has in force and the centre's signature over
/// [`catalogue_text`], both in hex with a point between them. A device that has another one fetches `GET /sync/v1/catalogue`.
pub const CATALOGUE_HEADER: &str = "x-handheld-catalogue";
/// How far the time of a request may be from the centre's.
pub const WINDOW_MS: i64 = 15 * 60 * 1000;

/// What a device sends to `POST /api/v1/enrol`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolDevice {
    /// The one-time code.
    pub code: String,
    /// Name of the device.
    pub name: String,
    /// Ed25519 public key of the device, 64 hex digits.
    pub key: String,
    /// Signature over [`enrol_text`] by that key, 128 hex digits: the key is really the device's.
    pub signature: String,
    /// Language for words of refusal.
    #[serde(default)]
    pub lang: Lang,
}

/// What the centre answers to an enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolledDevice {
    /// The device.
    pub device: DeviceId,
    /// Enrolled for.
    pub person: crate::views::PersonRef,
    /// Their organisation.
    pub organisation: OrganisationRef,
    /// Their role.
    pub role: Role,
    /// Ed25519 public key that signs the centre's receipts, 64 hex digits: kept, and every receipt is checked with it.
    pub centre_key: String,
    /// Time of the centre, milliseconds since 1970 UTC.
    pub server_time_ms: i64,
}

/// The text that a device signs to enrol.
pub fn enrol_text(code: &str, name: &str, key: &str) -> String {
    format!("handheld-enrol-v1\n{code}\n{name}\n{key}")
}

/// The text that a device signs for a request. `target` is the path with its query, `body_sha256` the lowercase hex digest of the
/// body as sent (of nothing when there is none).
pub fn signed_text(
    method: &str,
    target: &str,
    body_sha256: &str,
    time_ms: i64,
    device: DeviceId,
) -> String {
    format!("handheld-request-v1\n{method}\n{target}\n{body_sha256}\n{time_ms}\n{device}")
}

/// The text that a centre signs for the catalogue that it has in force.
pub fn catalogue_text(digest: &[u8; 32]) -> Vec<u8> {
    format!("handheld-catalogue-v1\n{}", hex::encode(digest)).into_bytes()
}

/// Writes [`CATALOGUE_HEADER`].
pub fn catalogue_header(digest: &[u8; 32], signature: &[u8; 64]) -> String {
    format!("{}.{}", hex::encode(digest), hex::encode(signature))
}

/// Reads [`CATALOGUE_HEADER`]; none when it is not one of ours.
pub fn read_catalogue_header(header: &str) -> Option<([u8; 32], [u8; 64])> {
    let (digest, signature) = header.split_once('.')?;
    let mut read = ([0; 32], [0; 64]);
    hex::decode_to_slice(digest, &mut read.0).ok()?;
    hex::decode_to_slice(signature, &mut read.1).ok()?;
    Some(read)
}

/// Writes the `authorization` header.
pub fn header(device: DeviceId, time_ms: i64, signature: &[u8; 64]) -> String {
    format!("{SCHEME} {device}.{time_ms}.{}", hex::encode(signature))
}

/// Reads the `authorization` header; none when it is not one of ours.
pub fn read_header(header: &str) -> Option<(DeviceId, i64, [u8; 64])> {
    let rest = header.strip_prefix(SCHEME)?.strip_prefix(' ')?;
    let mut parts = rest.split('.');
    let device = parts.next()?.parse().ok()?;
    let time_ms = parts.next()?.parse().ok()?;
    let mut signature = [0; 64];
    hex::decode_to_slice(parts.next()?, &mut signature).ok()?;
    parts
        .next()
        .is_none()
        .then_some((device, time_ms, signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offered_catalogue_is_read_as_it_is_written_and_nothing_else_is() {
        let text = catalogue_header(&[3; 32], &[4; 64]);
        assert_eq!(read_catalogue_header(&text), Some(([3; 32], [4; 64])));
        for bad in ["", ".", &text[1..], &format!("{text}0")] {
            assert_eq!(read_catalogue_header(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_header_is_read_as_it_is_written_and_nothing_else_is() {
        let device = DeviceId(uuid::Uuid::from_u128(7));
        let text = header(device, 1_795_000_000_000, &[9; 64]);
        assert_eq!(
            read_header(&text),
            Some((device, 1_795_000_000_000, [9; 64]))
        );
        for bad in [
            "",
            "Bearer x",
            "Handheld ",
            &format!("{text}.1"),
            &text[..60],
        ] {
            assert_eq!(read_header(bad), None, "{bad}");
        }
    }
}
