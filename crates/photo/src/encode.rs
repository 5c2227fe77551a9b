//! Writing a raster as a baseline JPEG without metadata. Leaves everything about the picture itself to others.

use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};

use crate::copies::Jpeg;
use crate::error::PhotoError;
use crate::raster::Raster;

/// Encodes a raster at a quality of 1 to 100, with half the colour resolution as cameras do.
pub(crate) fn encode(raster: &Raster, quality: u8, icc: Option<&[u8]>) -> Result<Jpeg, PhotoError> {
    const FAILED: PhotoError = PhotoError::Damaged {
        why: "the copy cannot be written",
    };
    let width = u16::try_from(raster.width).map_err(|_| FAILED)?;
    let height = u16::try_from(raster.height).map_err(|_| FAILED)?;
    let mut bytes = Vec::with_capacity(raster.pixels.len() / 4);
    let mut encoder = Encoder::new(&mut bytes, quality.clamp(1, 100));
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    if let Some(profile) = icc {
        encoder.add_icc_profile(profile).map_err(|_| FAILED)?;
    }
    encoder
        .encode(raster.pixels.as_flattened(), width, height, ColorType::Rgb)
        .map_err(|_| FAILED)?;
    Ok(Jpeg {
        bytes,
        width: u32::from(width),
        height: u32::from(height),
    })
}
