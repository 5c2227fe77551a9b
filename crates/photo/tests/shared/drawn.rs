//! What the tests of this room share: drawn photos, and files bent on purpose. The drawing itself is testkit's, included here so that this
//! room's tests need not build the whole workspace.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test file includes this one and uses a part of it; a test may unwrap"
)]

#[path = "../../../testkit/src/photos.rs"]
pub mod photos;

use std::io::Cursor;

use chrono::{DateTime, FixedOffset};
use image::{DynamicImage, ImageFormat, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

/// A moment that is nobody's today.
pub fn noon() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-06-01T12:00:00+08:00").unwrap()
}

/// A drawn photo of the usual kind.
pub fn photo(width: u16, height: u16, orientation: u8) -> Vec<u8> {
    let place = Some((39.904_2, 116.407_4));
    photos::site_photo(7, width, height, orientation, Some(noon()), place)
}

/// The drawn scene as a PNG.
pub fn png(width: u16, height: u16) -> Vec<u8> {
    let pixels = photos::site_pixels(7, width, height);
    let picture = RgbImage::from_raw(
        u32::from(width),
        u32::from(height),
        pixels.as_flattened().to_vec(),
    );
    write_png(&DynamicImage::ImageRgb8(picture.unwrap()))
}

/// Any picture as a PNG.
pub fn write_png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A JPEG of one colour.
pub fn plain_jpeg(width: u16, height: u16, colours: ColorType, value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let data = value.repeat(usize::from(width) * usize::from(height));
    Encoder::new(&mut bytes, 90)
        .encode(&data, width, height, colours)
        .unwrap();
    bytes
}

/// Puts a segment behind the start mark of a JPEG.
pub fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    let segment = [&[0xFF, marker][..], &length, body].concat();
    [&jpeg[..2], &segment, &jpeg[2..]].concat()
}

/// A JPEG without EXIF data but that in `tiff`.
pub fn with_exif(tiff: &[u8]) -> Vec<u8> {
    let plain = plain_jpeg(16, 8, ColorType::Rgb, &[90, 120, 150]);
    with_segment(&plain, 0xE1, &[b"Exif\0\0", tiff].concat())
}

/// Decodes with another decoder set-up than the room's own.
pub fn decode(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).unwrap().into_rgb8()
}

/// Mean difference of two pictures in steps of 255, after making both small: tolerant of compression, not of a turned or mirrored picture.
pub fn difference(a: &RgbImage, b: &RgbImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let total: u64 = a
        .as_raw()
        .iter()
        .zip(b.as_raw())
        .map(|(x, y)| u64::from(x.abs_diff(*y)))
        .sum();
    total as f64 / a.as_raw().len() as f64
}
