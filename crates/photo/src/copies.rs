//! The two copies made of a photo: a small one, and a stamped one. Leaves decoding, turning, drawing and encoding to the modules of
//! those names; what it adds is their order.

use crate::encode::encode;
use crate::error::PhotoError;
use crate::gate::one_at_a_time;
use crate::orientation::turn_upright;
use crate::raster::{decode, decode_for, fitting, shrink};
use crate::stamp;

/// Quality of a thumbnail.
const THUMBNAIL_QUALITY: u8 = 80;

/// A new JPEG, upright and without metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jpeg {
    /// The file.
    pub bytes: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// How a stamped copy is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StampOptions {
    /// The longest side of the copy; none keeps the size of the original.
    pub max_side: Option<u32>,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
}

impl Default for StampOptions {
    fn default() -> Self {
        Self {
            max_side: None,
            quality: 88,
        }
    }
}

/// A stamped copy, and what could not be shown on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamped {
    /// The copy.
    pub jpeg: Jpeg,
    /// Characters without a glyph in the font, each once; the stamp shows a question mark in their place.
    pub missing: Vec<char>,
    /// Height of the text in pixels; below 9 Chinese cannot be read, which happens in very small pictures only.
    pub text_px: f32,
    /// Whether all lines fit; false only for a picture too small for them.
    pub complete: bool,
}

/// Makes a small upright copy whose longest side is at most `max_side`; a smaller photo keeps its size.
pub fn thumbnail(bytes: &[u8], max_side: u32) -> Result<Jpeg, PhotoError> {
    one_at_a_time(|| {
        let decoded = decode_for(bytes, max_side)?;
        let (width, height) = (decoded.raster.width, decoded.raster.height);
        let same_size = fitting(width, height, max_side) == (width, height);
        // Made small first and turned after: turning a twelfth of the pixels costs a twelfth.
        let small = shrink(decoded.raster, max_side)?;
        let upright = turn_upright(small, decoded.orientation);
        let copy = encode(&upright, THUMBNAIL_QUALITY, decoded.icc.as_deref())?;
        // A strongly compressed original can be smaller than its copy: then the copy is the original without metadata (T49).
        let plain = decoded.plain.filter(|_| same_size);
        let plain = plain.map(|map| map.without_metadata(bytes));
        Ok(
            match plain.filter(|plain| plain.len() <= copy.bytes.len()) {
                Some(bytes) => Jpeg { bytes, ..copy },
                None => copy,
            },
        )
    })
}

/// Makes an upright copy with lines of text in its lower left corner; the original stays as it is.
pub fn stamped(
    bytes: &[u8],
    lines: &[String],
    options: StampOptions,
) -> Result<Stamped, PhotoError> {
    one_at_a_time(|| {
        let decoded = decode(bytes)?;
        let small = shrink(decoded.raster, options.max_side.unwrap_or(u32::MAX))?;
        let mut upright = turn_upright(small, decoded.orientation);
        let drawn = stamp::draw(&mut upright, lines);
        Ok(Stamped {
            jpeg: encode(&upright, options.quality, decoded.icc.as_deref())?,
            missing: drawn.missing,
            text_px: drawn.text_px,
            complete: drawn.complete,
        })
    })
}
