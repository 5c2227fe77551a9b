//! What a photo says about itself, read without decoding its pixels. Leaves the structure of files to `jpeg` and `png`, EXIF data
//! to `camera`.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::camera::{self, CameraFacts, Gps, TakenAt};
use crate::error::PhotoError;
use crate::format::{PhotoFormat, recognise};
use crate::gate::without_panic;
use crate::limits::check_length;
use crate::orientation::Orientation;
use crate::{jpeg, png};

/// Something odd that does not keep a photo from being taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Remark {
    /// The EXIF data could not be read at all.
    ExifUnreadable,
    /// Some of the EXIF data could not be read.
    ExifPartlyUnreadable,
    /// An orientation other than 1 to 8; taken as upright.
    OrientationImpossible,
    /// A date or time that does not exist; left out.
    TakenAtImpossible,
    /// A position that does not exist, or without a hemisphere; left out.
    GpsImpossible,
    /// The position 0/0 of a camera without a fix; left out.
    GpsWithoutFix,
    /// There are bytes behind the end of the picture, often a motion picture; never copied.
    TrailingBytes,
}

/// The facts of a photo, as `photo inspect` answers them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhotoFacts {
    /// JPEG or PNG.
    pub format: PhotoFormat,
    /// Width in pixels, seen upright.
    pub width: u32,
    /// Height in pixels, seen upright.
    pub height: u32,
    /// EXIF orientation, 1 to 8.
    pub orientation: Orientation,
    /// When it was taken, by the camera's clock.
    pub taken_at: Option<TakenAt>,
    /// Where it was taken, by the camera.
    pub gps: Option<Gps>,
    /// SHA-256 of all bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Length of the file.
    pub bytes: u64,
    /// Bytes behind the end mark of the picture.
    pub trailing_bytes: u64,
    /// What was odd.
    pub remarks: Vec<Remark>,
}

/// Reads the facts of a photo, or says why it is none; no pixel is decoded. See the crate's page for what is promised.
pub fn inspect(bytes: &[u8]) -> Result<PhotoFacts, PhotoError> {
    without_panic(|| read(bytes))
}

/// SHA-256 of any bytes, lower-case hexadecimal: the name an original is kept under, photo or not.
pub fn sha256_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    Sha256::digest(bytes)
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|nibble| char::from(DIGITS[usize::from(nibble)]))
        .collect()
}

fn read(bytes: &[u8]) -> Result<PhotoFacts, PhotoError> {
    check_length(bytes.len())?;
    let format = recognise(bytes)?;
    let (width, height, exif, end) = match format {
        PhotoFormat::Jpeg => {
            let map = jpeg::map(bytes)?;
            (map.frame.width, map.frame.height, map.exif, map.end)
        }
        PhotoFormat::Png => {
            let map = png::map(bytes)?;
            (map.width, map.height, map.exif, map.end)
        }
    };
    let mut camera = exif.map_or_else(CameraFacts::default, camera::read);
    let trailing = bytes.len() - end;
    if trailing > 0 {
        camera.remarks.push(Remark::TrailingBytes);
    }
    let (width, height) = camera.orientation.upright(width, height);
    Ok(PhotoFacts {
        format,
        width,
        height,
        orientation: camera.orientation,
        taken_at: camera.taken_at,
        gps: camera.gps,
        sha256: sha256_hex(bytes),
        bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        trailing_bytes: u64::try_from(trailing).unwrap_or(u64::MAX),
        remarks: camera.remarks,
    })
}
