//! The structure of a JPEG file: its frame header, its metadata segments, its end mark. Checks the limits as soon as the frame
//! header is read. Leaves decoding pixels to `raster` and the meaning of EXIF data to `camera`.

use std::ops::Range;

use crate::error::PhotoError;
use crate::limits::{check_dimensions, check_memory};

/// What the structure tells.
#[derive(Debug)]
pub(crate) struct JpegMap<'a> {
    pub(crate) frame: Frame,
    /// The TIFF structure of the first EXIF segment.
    pub(crate) exif: Option<&'a [u8]>,
    /// The colour profile, put together from its parts.
    pub(crate) icc: Option<Vec<u8>>,
    /// Where Adobe's colour transform byte stands, and its value.
    pub(crate) adobe: Option<(usize, u8)>,
    /// Segments that say something about people, places or programs rather than pixels.
    metadata: Vec<Range<usize>>,
    /// Position just behind the end mark.
    pub(crate) end: usize,
}

/// The frame header.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) width: u32,
    pub(crate) height: u32,
    progressive: bool,
    components: Vec<Component>,
}

#[derive(Debug, Clone, Copy)]
struct Component {
    id: u8,
    across: u8,
    down: u8,
}

/// More segments than any camera or editor writes.
const MAX_SEGMENTS: usize = 10_000;
/// A colour profile longer than this is not carried into copies.
const MAX_ICC: usize = 256 * 1024;

const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;

/// Reads the structure from the start mark to the end mark.
pub(crate) fn map(bytes: &[u8]) -> Result<JpegMap<'_>, PhotoError> {
    let mut walk = Walk::default();
    let mut position = 2;
    for _ in 0..MAX_SEGMENTS {
        let (marker, start) = next_marker(bytes, position).ok_or(PhotoError::Truncated)?;
        if marker == END {
            let frame = walk.frame.filter(|_| walk.scans > 0);
            return Ok(JpegMap {
                frame: frame.ok_or(damaged("no picture before the end mark"))?,
                exif: walk.exif,
                icc: joined_profile(walk.icc),
                adobe: walk.adobe,
                metadata: walk.metadata,
                end: start,
            });
        }
        if marker == 0xD8 || marker == 0x01 {
            position = start;
            continue;
        }
        let length = bytes.get(start..start + 2).ok_or(PhotoError::Truncated)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        if length < 2 {
            return Err(damaged("a segment shorter than its own length"));
        }
        let segment = start + 2..start + length;
        let body = bytes.get(segment.clone());
        // The frame header may stand in a file that is cut behind it: its limits are said first.
        walk.take(marker, segment.clone(), body.ok_or(PhotoError::Truncated)?)?;
        position = segment.end;
    }
    Err(damaged("too many segments"))
}

/// The next marker at or behind a position: its code, and the position behind it. Within pixel data a 0xFF byte is followed by 0
/// or by the number of a restart, and neither is a marker here.
pub(crate) fn next_marker(bytes: &[u8], from: usize) -> Option<(u8, usize)> {
    let mut position = from;
    loop {
        position += memchr::memchr(0xFF, bytes.get(position..)?)?;
        while bytes.get(position) == Some(&0xFF) {
            position += 1;
        }
        let code = *bytes.get(position)?;
        position += 1;
        if code != 0 && !(0xD0..=0xD7).contains(&code) {
            return Some((code, position));
        }
    }
}

#[derive(Default)]
struct Walk<'a> {
    frame: Option<Frame>,
    scans: usize,
    exif: Option<&'a [u8]>,
    icc: Vec<(u8, &'a [u8])>,
    adobe: Option<(usize, u8)>,
    metadata: Vec<Range<usize>>,
}

impl<'a> Walk<'a> {
    fn take(&mut self, marker: u8, at: Range<usize>, body: &'a [u8]) -> Result<(), PhotoError> {
        // From the 0xFF of the marker to the end of the segment.
        let whole = at.start - 4..at.end;
        match marker {
            0xC0..=0xC2 => {
                if self.frame.is_some() {
                    return Err(damaged("two frame headers"));
                }
                self.frame = Some(Frame::read(body, marker == 0xC2)?);
            }
            0xC3 | 0xC7 | 0xCB | 0xCF => return Err(unsupported("lossless JPEG")),
            0xC5 | 0xC6 | 0xCD | 0xCE => return Err(unsupported("hierarchical JPEG")),
            0xC9 | 0xCA | 0xCC => return Err(unsupported("JPEG with arithmetic coding")),
            SCAN => {
                let frame = self.frame.as_ref();
                let frame = frame.ok_or(damaged("pixels before the frame header"))?;
                if self.scans == 0 {
                    let whole = body.first().map(|n| usize::from(*n));
                    check_memory(frame.memory(whole != Some(frame.components.len())))?;
                }
                self.scans += 1;
            }
            0xE0 if body.starts_with(b"JFIF\0") => {}
            0xE2 if body.starts_with(b"ICC_PROFILE\0") => {
                if let (Some(number), Some(data)) = (body.get(12), body.get(14..)) {
                    self.icc.push((*number, data));
                }
            }
            0xEE if body.starts_with(b"Adobe") => {
                self.adobe = body.get(11).map(|transform| (at.start + 11, *transform));
            }
            0xE1 if body.starts_with(b"Exif\0") => {
                self.exif = self.exif.or(body.get(6..));
                self.metadata.push(whole);
            }
            0xE0..=0xEF | 0xFE => self.metadata.push(whole),
            _ => {}
        }
        Ok(())
    }
}

impl Frame {
    fn read(body: &[u8], progressive: bool) -> Result<Self, PhotoError> {
        let [bits, h1, h0, w1, w0, count, rest @ ..] = body else {
            return Err(damaged("a short frame header"));
        };
        let width = u32::from(u16::from_be_bytes([*w1, *w0]));
        let height = u32::from(u16::from_be_bytes([*h1, *h0]));
        check_dimensions(width, height)?;
        if *bits != 8 {
            return Err(unsupported("JPEG with more than 8 bits a colour"));
        }
        let components: Vec<Component> = rest
            .chunks_exact(3)
            .take(usize::from(*count))
            .map(|c| Component {
                id: c[0],
                across: c[1] >> 4,
                down: c[1] & 15,
            })
            .collect();
        if components.len() != usize::from(*count) {
            return Err(damaged("a short frame header"));
        }
        let factor = |n| (1..=4).contains(&n);
        if components
            .iter()
            .any(|c| !factor(c.across) || !factor(c.down))
        {
            return Err(damaged("an impossible sampling factor"));
        }
        match components.len() {
            1 | 3 => Ok(Self {
                width,
                height,
                progressive,
                components,
            }),
            4 => Err(PhotoError::Cmyk),
            _ => Err(unsupported("JPEG with an unusual number of colours")),
        }
    }

    /// Bytes that decoding holds at once: the pixels, and all coefficients where they come in several scans.
    fn memory(&self, in_parts: bool) -> u64 {
        let blocks = |side: u32| u64::from(side).next_multiple_of(32);
        let pixels = u64::from(self.width) * u64::from(self.height) * 3;
        if !self.progressive && !in_parts {
            return pixels;
        }
        let most = |factor: fn(&Component) -> u8| self.components.iter().map(factor).max();
        let across = u64::from(most(|c| c.across).unwrap_or(1));
        let down = u64::from(most(|c| c.down).unwrap_or(1));
        let samples: u64 = self
            .components
            .iter()
            .map(|c| {
                blocks(self.width) * u64::from(c.across) / across
                    * blocks(self.height)
                    * u64::from(c.down)
                    / down
            })
            .sum();
        pixels + samples * 2
    }

    /// Whether there is one colour only.
    pub(crate) fn is_grey(&self) -> bool {
        self.components.len() == 1
    }

    /// Whether the components are named R, G and B, which decoders take for untransformed colours.
    pub(crate) fn is_named_rgb(&self) -> bool {
        self.components.iter().map(|c| c.id).eq(*b"RGB")
    }
}

impl JpegMap<'_> {
    /// The same picture, bit for bit, without metadata and without anything behind its end mark.
    pub(crate) fn without_metadata(&self, bytes: &[u8]) -> Vec<u8> {
        let mut kept = Vec::with_capacity(self.end);
        let mut position = 0;
        for gone in &self.metadata {
            kept.extend_from_slice(bytes.get(position..gone.start).unwrap_or_default());
            position = gone.end;
        }
        kept.extend_from_slice(bytes.get(position..self.end).unwrap_or_default());
        kept
    }
}

/// Puts the parts of a colour profile together; none when a part is missing, doubled, or the whole is long.
fn joined_profile(mut parts: Vec<(u8, &[u8])>) -> Option<Vec<u8>> {
    parts.sort_by_key(|(number, _)| *number);
    let in_order = parts
        .iter()
        .zip(1_u8..)
        .all(|((number, _), n)| *number == n);
    let length: usize = parts.iter().map(|(_, data)| data.len()).sum();
    let whole = !parts.is_empty() && parts.len() < 255 && in_order && length <= MAX_ICC;
    whole.then(|| {
        parts
            .into_iter()
            .flat_map(|(_, data)| data)
            .copied()
            .collect()
    })
}

fn damaged(why: &'static str) -> PhotoError {
    PhotoError::Damaged { why }
}

fn unsupported(what: &'static str) -> PhotoError {
    PhotoError::Unsupported { what }
}
