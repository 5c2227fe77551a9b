//! Frames: `len u32 | zstd(records)`, each readable by itself, and inflated under a cap.
//!
//! What records mean is the codec's business. A body that was cut gives its whole frames, so that a cut costs
//! at most one of them.

use std::io::Read;

use super::{BODY_BYTES, INFLATED_BYTES, WireError};

const LEVEL: i32 = 3;
/// Log of the largest window a frame may ask for: 8 MB, as much as may be inflated at all.
const WINDOW: u32 = 23;

/// Appends one frame with these records.
pub(crate) fn put_frame(out: &mut Vec<u8>, records: &[u8]) -> Result<(), WireError> {
    let packed =
        zstd::bulk::compress(records, LEVEL).map_err(|e| WireError::Zstd(e.to_string()))?;
    let length = u32::try_from(packed.len()).map_err(|_| WireError::TooLarge("frame"))?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&packed);
    Ok(())
}

/// Splits a body into its whole frames, still packed, and tells whether bytes of a cut frame were left.
pub(crate) fn split(mut body: &[u8]) -> (Vec<&[u8]>, bool) {
    let mut frames = Vec::new();
    while let Some((length, rest)) = body.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let Some((frame, rest)) = rest.split_at_checked(length) else {
            return (frames, true);
        };
        frames.push(frame);
        body = rest;
    }
    (frames, !body.is_empty())
}

/// Inflates frames one by one; all of a body together stay under the cap (S09).
#[derive(Debug)]
pub(crate) struct Inflater {
    left: usize,
}

impl Inflater {
    pub(crate) fn new() -> Self {
        Self {
            left: INFLATED_BYTES,
        }
    }

    pub(crate) fn inflate(&mut self, packed: &[u8]) -> Result<Vec<u8>, WireError> {
        if packed.len() > BODY_BYTES {
            return Err(WireError::TooLarge("body"));
        }
        let bad = |e: std::io::Error| WireError::Zstd(e.to_string());
        let mut decoder = zstd::stream::read::Decoder::with_buffer(packed).map_err(bad)?;
        decoder.window_log_max(WINDOW).map_err(bad)?;
        let mut records = Vec::new();
        let cap = self.left as u64;
        decoder
            .take(cap + 1)
            .read_to_end(&mut records)
            .map_err(bad)?;
        if records.len() > self.left {
            return Err(WireError::TooLarge("inflated"));
        }
        self.left -= records.len();
        Ok(records)
    }
}
