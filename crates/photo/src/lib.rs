//! Room `photo`: what a photo is, a small upright copy of it, and a stamped copy of it. Pure over bytes.
//!
//! It leaves to others: files and hashes on disk (`store`), where a photo belongs and who took it (`app`), words on a screen
//! (`contract`). It never changes an original; a copy is always new bytes.
//!
//! # What comes in
//! JPEG (baseline, extended and progressive Huffman coding, 8 bit, grey or three colours) and PNG (all bit depths, alpha over white).
//! The format is read from the first bytes, never from a name. Anything else is a [`PhotoError`] with a clear cause: HEIC, CMYK JPEG,
//! truncated, damaged, too large, another picture format, or not a photo at all (SVG, HTML, PDF, text, video, archive).
//!
//! # Limits, checked from the header before anything is decoded
//! | limit | value | why |
//! |---|---|---|
//! | [`MAX_BYTES`] | 64 MiB | the largest file worth carrying over a phone network |
//! | [`MAX_SIDE`] | 30,000 px | panoramas pass, a 60,000 x 60,000 header does not |
//! | [`MAX_PIXELS`] | 120 megapixels | 108 megapixel phones pass |
//! | [`MAX_DECODED_BYTES`] | 384 MiB | what decoding may hold at once, estimated from the header; a progressive JPEG needs more per pixel |
//!
//! # What [`inspect`] promises
//! It reads the header, the EXIF data and the structure of the whole file to its end mark, without decoding pixels: a file cut
//! short is found because a JPEG segment, the JPEG end mark or a PNG chunk is missing, and a changed PNG because a checksum is wrong. Flipped
//! bits inside JPEG pixel data have no checksum; only [`thumbnail`] and [`stamped`] meet those. Bytes after the end mark are
//! accepted, since phones put motion pictures there, counted in [`PhotoFacts::trailing_bytes`], and never copied.
//!
//! EXIF data is a hint, not evidence: what is impossible (a latitude of 999 degrees, orientation 9, a 13th month) is left out and named
//! in [`PhotoFacts::remarks`].
//!
//! # What a copy promises
//! It is a baseline JPEG, upright for all eight EXIF orientations, never has more pixels than the original, and carries neither EXIF data nor
//! a position; only an RGB colour profile goes along, so that colours stay as they were. Decoding is done for one photo at a time in the
//! whole process, whoever asks: [`thumbnail`] and [`stamped`] wait for each other. They block, so call them off the async threads.
//!
//! No function here panics on any input; a panic inside a codec is caught and answered as [`PhotoError::Damaged`].

mod camera;
mod copies;
mod encode;
mod error;
mod facts;
mod font;
mod format;
mod gate;
mod jpeg;
mod limits;
mod orientation;
mod png;
mod quarter;
mod raster;
mod stamp;

pub use camera::{Gps, TakenAt};
pub use copies::{Jpeg, StampOptions, Stamped, stamped, thumbnail};
pub use error::{NotAPhoto, OtherPicture, PhotoError};
pub use facts::{PhotoFacts, Remark, inspect, sha256_hex};
pub use font::missing_glyphs;
pub use format::PhotoFormat;
pub use limits::{MAX_BYTES, MAX_DECODED_BYTES, MAX_PIXELS, MAX_SIDE};
pub use orientation::Orientation;
