//! Pixels: decoding a checked file, and making the picture smaller. Leaves the checks to `jpeg` and `png`, turning to `orientation`.

use std::borrow::Cow;
use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::png::PngDecoder;
use image::{DynamicImage, ImageDecoder};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::camera::{self, CameraFacts};
use crate::error::PhotoError;
use crate::format::{PhotoFormat, recognise};
use crate::jpeg::JpegMap;
use crate::limits::{MAX_DECODED_BYTES, MAX_SIDE, check_length};
use crate::orientation::Orientation;
use crate::{jpeg, png, quarter};

/// Rows of RGB pixels, top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Raster {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<[u8; 3]>,
}

/// A decoded photo, still as the camera stored it.
pub(crate) struct Decoded<'a> {
    pub(crate) raster: Raster,
    pub(crate) orientation: Orientation,
    /// A colour profile that fits RGB pixels.
    pub(crate) icc: Option<Vec<u8>>,
    /// Where the original is a JPEG that needs no turning, its structure, from which a copy without metadata can be made.
    pub(crate) plain: Option<JpegMap<'a>>,
}

/// Scans of a progressive JPEG that are read; encoders write about ten, a hostile file thousands.
const MAX_SCANS: usize = 64;

/// Decodes a photo after all checks that [`crate::inspect`] makes.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, PhotoError> {
    decode_for(bytes, u32::MAX)
}

/// As [`decode`], for a copy whose longest side is this: the raster may already be as small as that, where this is less work.
pub(crate) fn decode_for(bytes: &[u8], max_side: u32) -> Result<Decoded<'_>, PhotoError> {
    check_length(bytes.len())?;
    match recognise(bytes)? {
        PhotoFormat::Jpeg => decode_jpeg(bytes, max_side),
        PhotoFormat::Png => decode_png(bytes),
    }
}

fn decode_jpeg(bytes: &[u8], max_side: u32) -> Result<Decoded<'_>, PhotoError> {
    let map = jpeg::map(bytes)?;
    let orientation = map.exif.map_or_else(CameraFacts::default, camera::read);
    let orientation = orientation.orientation;
    if let Some(raster) = quarter::shrunk(bytes, &map, max_side) {
        return Ok(Decoded {
            raster,
            orientation,
            icc: map.icc.filter(|icc| fits_rgb(icc)),
            plain: None,
        });
    }
    let (source, colours) = jpeg_source(bytes, &map);
    let options = DecoderOptions::default()
        .set_max_width(MAX_SIDE as usize)
        .set_max_height(MAX_SIDE as usize)
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(colours);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(source.as_ref()), options);
    decoder.decode_headers().map_err(jpeg_error)?;
    let (width, height) = (map.frame.width as usize, map.frame.height as usize);
    if decoder.dimensions() != Some((width, height)) {
        return Err(PhotoError::Damaged {
            why: "two sizes in one file",
        });
    }
    let mut pixels = vec![[0_u8; 3]; width * height];
    if map.frame.is_grey() {
        let mut grey = vec![0_u8; width * height];
        decoder.decode_into(&mut grey).map_err(jpeg_error)?;
        for (pixel, value) in pixels.iter_mut().zip(grey) {
            *pixel = [value; 3];
        }
    } else {
        decoder
            .decode_into(pixels.as_flattened_mut())
            .map_err(jpeg_error)?;
    }
    let icc = map.icc.clone().filter(|icc| fits_rgb(icc));
    let plain = (orientation == Orientation::Upright).then_some(map);
    Ok(Decoded {
        raster: Raster {
            width,
            height,
            pixels,
        },
        orientation,
        icc,
        plain,
    })
}

/// What to give the decoder, and which colours to ask it for. It takes three colours that Adobe's mark calls untransformed for CMYK, so
/// that mark is set to "transformed" in a copy and the colours are asked for as they stand.
fn jpeg_source<'a>(bytes: &'a [u8], map: &JpegMap<'_>) -> (Cow<'a, [u8]>, ColorSpace) {
    let grey = map.frame.is_grey();
    let wanted = if grey {
        ColorSpace::Luma
    } else {
        ColorSpace::RGB
    };
    match map.adobe {
        None | Some((_, 1)) => (Cow::Borrowed(bytes), wanted),
        Some(_) if !grey && map.frame.is_named_rgb() => (Cow::Borrowed(bytes), wanted),
        Some((at, transform)) => {
            let mut copy = bytes.to_vec();
            if let Some(mark) = copy.get_mut(at) {
                *mark = 1;
            }
            let untransformed = transform == 0 && !grey;
            let wanted = if untransformed {
                ColorSpace::YCbCr
            } else {
                wanted
            };
            (Cow::Owned(copy), wanted)
        }
    }
}

fn jpeg_error(error: zune_jpeg::errors::DecodeErrors) -> PhotoError {
    use zune_jpeg::errors::DecodeErrors as E;
    let why = match error {
        E::HuffmanDecode(_) | E::MCUError(_) => "the pixel data cannot be read",
        E::DqtError(_) => "a quantisation table cannot be read",
        E::SosError(_) | E::SofError(_) => "a header contradicts another",
        E::ExhaustedData | E::IoErrors(_) => return PhotoError::Truncated,
        E::Unsupported(_) => {
            return PhotoError::Unsupported {
                what: "JPEG with unusual coding",
            };
        }
        _ => "the JPEG data cannot be read",
    };
    PhotoError::Damaged { why }
}

fn decode_png(bytes: &[u8]) -> Result<Decoded<'_>, PhotoError> {
    let map = png::map(bytes)?;
    let orientation = map.exif.map_or_else(CameraFacts::default, camera::read);
    let orientation = orientation.orientation;
    let mut decoder = PngDecoder::new(Cursor::new(bytes)).map_err(png_error)?;
    let mut limits = image::Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    decoder.set_limits(limits).map_err(png_error)?;
    let icc = decoder.icc_profile().ok().flatten();
    let picture = DynamicImage::from_decoder(decoder).map_err(png_error)?;
    let icc = icc.filter(|icc| picture.color().has_color() && fits_rgb(icc));
    let pixels = over_white(picture);
    Ok(Decoded {
        raster: Raster {
            width: map.width as usize,
            height: map.height as usize,
            pixels,
        },
        orientation,
        icc,
        plain: None,
    })
}

fn png_error(_: image::ImageError) -> PhotoError {
    PhotoError::Damaged {
        why: "the PNG data cannot be read",
    }
}

/// A drawing with a transparent ground is read on white paper.
fn over_white(picture: DynamicImage) -> Vec<[u8; 3]> {
    if !picture.color().has_alpha() {
        return picture.into_rgb8().pixels().map(|p| p.0).collect();
    }
    let blend = |colour: u8, alpha: u8| {
        let mixed = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
        // At most 255: the two weights add up to 255.
        u8::try_from((mixed + 127) / 255).unwrap_or(255)
    };
    picture
        .into_rgba8()
        .pixels()
        .map(|p| [0, 1, 2].map(|i| blend(p.0[i], p.0[3])))
        .collect()
}

/// Whether a colour profile is for RGB; one for grey or print would make wrong colours of RGB pixels.
fn fits_rgb(icc: &[u8]) -> bool {
    icc.len() <= 256 * 1024 && icc.get(16..20) == Some(b"RGB ") && icc.get(36..40) == Some(b"acsp")
}

/// Sides that fit within the longest one allowed, in proportion, never larger than they are and never 0.
pub(crate) fn fitting(width: usize, height: usize, max_side: u32) -> (usize, usize) {
    let longest = width.max(height);
    let max_side = usize::try_from(max_side.max(1)).unwrap_or(usize::MAX);
    if longest <= max_side {
        return (width, height);
    }
    let scaled = |side: usize| ((side * max_side * 2 + longest) / (longest * 2)).max(1);
    (scaled(width), scaled(height))
}

/// Rows of the smaller picture made at a time: what lies between the two passes of the filter then stays in the cache.
const STRIP: usize = 256;

/// Makes a picture smaller; returns it as it is where the size stays.
pub(crate) fn shrink(raster: Raster, max_side: u32) -> Result<Raster, PhotoError> {
    let (width, height) = fitting(raster.width, raster.height, max_side);
    if (width, height) == (raster.width, raster.height) {
        return Ok(raster);
    }
    const FAILED: PhotoError = PhotoError::Damaged {
        why: "the picture cannot be made smaller",
    };
    let side = |n: usize| u32::try_from(n).unwrap_or(MAX_SIDE);
    let source = raster.pixels.as_flattened();
    let kind = PixelType::U8x3;
    let source = ImageRef::new(side(raster.width), side(raster.height), source, kind);
    let source = source.map_err(|_| FAILED)?;
    let mut pixels = vec![[0_u8; 3]; width * height];
    // As sharp to the eye as a Lanczos window at these sizes, for two thirds of the work, and without bright seams along edges.
    let filter = ResizeAlg::Convolution(FilterType::CatmullRom);
    let filter = ResizeOptions::new().resize_alg(filter);
    let mut resizer = Resizer::new();
    let at = |row: usize| row as f64 * raster.height as f64 / height as f64;
    for (number, strip) in pixels.chunks_mut(width * STRIP).enumerate() {
        let (first, rows) = (number * STRIP, strip.len() / width);
        let top = at(first);
        let whole = raster.height as f64 - top;
        let part = (at(first + rows) - top).min(whole);
        let options = filter.crop(0.0, top, raster.width as f64, part);
        let strip = strip.as_flattened_mut();
        Image::from_slice_u8(side(width), side(rows), strip, kind)
            .map_err(|_| FAILED)
            .and_then(|mut target| {
                let done = resizer.resize(&source, &mut target, &options);
                done.map_err(|_| FAILED)
            })?;
    }
    Ok(Raster {
        width,
        height,
        pixels,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t49_a_picture_never_becomes_larger_and_never_vanishes() {
        assert_eq!(fitting(4000, 3000, 2048), (2048, 1536));
        assert_eq!(fitting(3000, 4000, 2048), (1536, 2048));
        assert_eq!(fitting(640, 480, 2048), (640, 480));
        assert_eq!(fitting(30_000, 1, 100), (100, 1));
        assert_eq!(fitting(5, 5, 0), (1, 1));
        assert_eq!(fitting(30_000, 4_000, u32::MAX), (30_000, 4_000));
    }

    #[test]
    fn a_picture_made_smaller_in_strips_is_the_same_as_in_one_piece() {
        let (width, height) = (301, 977);
        let value = |n: usize| {
            [
                (n * 7 % 251) as u8,
                (n / 301 % 256) as u8,
                (n % 3 * 80) as u8,
            ]
        };
        let raster = Raster {
            width,
            height,
            pixels: (0..width * height).map(value).collect(),
        };
        let source = raster.pixels.as_flattened();
        let source = ImageRef::new(301, 977, source, PixelType::U8x3).unwrap();
        let (w, h) = fitting(width, height, 500);
        let mut whole = Image::new(w as u32, h as u32, PixelType::U8x3);
        let filter = ResizeAlg::Convolution(FilterType::CatmullRom);
        let filter = ResizeOptions::new().resize_alg(filter);
        Resizer::new().resize(&source, &mut whole, &filter).unwrap();
        let strips = shrink(raster.clone(), 500).unwrap();
        let off = |(a, b): (&u8, &u8)| a.abs_diff(*b);
        let most = strips.pixels.as_flattened().iter().zip(whole.buffer());
        assert!(h > STRIP && most.map(off).max().unwrap() <= 1);
    }
}
