//! The structure of a PNG file: its header, checksums, EXIF data and end. Checks the limits as soon as the header is read. Leaves decoding
//! pixels to `raster` and the meaning of EXIF data to `camera`.

use crate::error::PhotoError;
use crate::format::PNG_SIGNATURE;
use crate::limits::{check_dimensions, check_memory};

/// What the structure tells.
#[derive(Debug)]
pub(crate) struct PngMap<'a> {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// The TIFF structure of the EXIF chunk.
    pub(crate) exif: Option<&'a [u8]>,
    /// Position just behind the end chunk.
    pub(crate) end: usize,
}

/// More chunks than any program writes for the largest picture taken in.
const MAX_CHUNKS: usize = 200_000;

struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
    /// None where the file ends before it.
    sum: Option<u32>,
    end: usize,
}

/// Reads the structure from the signature to the end chunk.
pub(crate) fn map(bytes: &[u8]) -> Result<PngMap<'_>, PhotoError> {
    let mut position = PNG_SIGNATURE.len();
    let head = chunk(bytes, position)?;
    if head.kind != *b"IHDR" {
        return Err(damaged("the header is not the first chunk"));
    }
    let (width, height) = read_header(head.data)?;
    check_sum(&head)?;
    position = head.end;
    let (mut exif, mut has_pixels) = (None, false);
    for _ in 0..MAX_CHUNKS {
        let part = chunk(bytes, position)?;
        if !part.kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(damaged("a chunk without a name"));
        }
        // A capital first letter marks what the picture cannot do without.
        if part.kind[0].is_ascii_uppercase() {
            check_sum(&part)?;
        }
        part.sum.ok_or(PhotoError::Truncated)?;
        position = part.end;
        match &part.kind {
            b"IDAT" => has_pixels = true,
            b"eXIf" => exif = exif.or(Some(part.data)),
            b"IEND" if !has_pixels => return Err(damaged("no picture before the end chunk")),
            b"IEND" => {
                return Ok(PngMap {
                    width,
                    height,
                    exif,
                    end: position,
                });
            }
            _ => {}
        }
    }
    Err(damaged("too many chunks"))
}

fn chunk(bytes: &[u8], at: usize) -> Result<Chunk<'_>, PhotoError> {
    let rest = bytes.get(at..).ok_or(PhotoError::Truncated)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(PhotoError::Truncated)?;
    let (kind, rest) = rest.split_first_chunk::<4>().ok_or(PhotoError::Truncated)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    if length > 0x7FFF_FFFF {
        return Err(damaged("a chunk of impossible length"));
    }
    let data = rest.get(..length).ok_or(PhotoError::Truncated)?;
    let sum = rest.get(length..).and_then(|tail| tail.first_chunk::<4>());
    let sum = sum.map(|bytes| u32::from_be_bytes(*bytes));
    Ok(Chunk {
        kind: *kind,
        data,
        sum,
        end: at + 12 + length,
    })
}

fn check_sum(part: &Chunk<'_>) -> Result<(), PhotoError> {
    let expected = part.sum.ok_or(PhotoError::Truncated)?;
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&part.kind);
    hasher.update(part.data);
    if hasher.finalize() == expected {
        Ok(())
    } else {
        Err(damaged("a checksum does not match"))
    }
}

fn read_header(data: &[u8]) -> Result<(u32, u32), PhotoError> {
    let [w3, w2, w1, w0, h3, h2, h1, h0, depth, colour, _, _, _] = data else {
        return Err(damaged("a header of the wrong length"));
    };
    let width = u32::from_be_bytes([*w3, *w2, *w1, *w0]);
    let height = u32::from_be_bytes([*h3, *h2, *h1, *h0]);
    check_dimensions(width, height)?;
    let channels: u64 = match (colour, depth) {
        (0, 1 | 2 | 4 | 8 | 16) => 1,
        (2, 8 | 16) | (3, 1 | 2 | 4 | 8) => 3,
        (4, 8 | 16) => 2,
        (6, 8 | 16) => 4,
        _ => return Err(damaged("an impossible colour type")),
    };
    // Decoded once as stored, then once more as 8 bit RGB; a palette may bring transparency with it.
    let bytes = if *depth == 16 { 2 } else { 1 };
    let stored = channels.max(if *colour == 3 { 4 } else { 1 }) * bytes;
    let copy = if *colour == 2 && *depth == 8 { 0 } else { 3 };
    check_memory(u64::from(width) * u64::from(height) * (stored + copy))?;
    Ok((width, height))
}

fn damaged(why: &'static str) -> PhotoError {
    PhotoError::Damaged { why }
}
