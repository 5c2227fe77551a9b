//! What a photo may cost, decided from its header. Leaves reading the header to `jpeg` and `png`.

use crate::error::PhotoError;

/// Largest file taken in, in bytes.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Longest side taken in, in pixels.
pub const MAX_SIDE: u32 = 30_000;
/// Most pixels taken in.
pub const MAX_PIXELS: u64 = 120_000_000;
/// Most memory that decoding may hold at once, estimated from the header.
pub const MAX_DECODED_BYTES: u64 = 384 * 1024 * 1024;

/// Refuses a file that is too long, before anything in it is read.
pub(crate) fn check_length(length: usize) -> Result<(), PhotoError> {
    let bytes = u64::try_from(length).unwrap_or(u64::MAX);
    if bytes > MAX_BYTES {
        return Err(PhotoError::TooManyBytes { bytes });
    }
    Ok(())
}

/// Refuses dimensions that are impossible or too large, before anything is decoded.
pub(crate) fn check_dimensions(width: u32, height: u32) -> Result<(), PhotoError> {
    if width == 0 || height == 0 {
        return Err(PhotoError::Damaged {
            why: "a side of 0 pixels",
        });
    }
    let pixels = u64::from(width) * u64::from(height);
    if width > MAX_SIDE || height > MAX_SIDE || pixels > MAX_PIXELS {
        return Err(PhotoError::TooManyPixels { width, height });
    }
    Ok(())
}

/// Refuses a photo whose decoding would need too much memory.
pub(crate) fn check_memory(bytes: u64) -> Result<(), PhotoError> {
    if bytes > MAX_DECODED_BYTES {
        return Err(PhotoError::TooMuchMemory { bytes });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_108_megapixel_phone_photo_passes_and_larger_ones_do_not() {
        assert!(check_dimensions(12_000, 9_000).is_ok());
        assert!(check_dimensions(16_000, 9_000).is_err());
        assert!(check_dimensions(30_001, 10).is_err());
        assert!(check_dimensions(0, 10).is_err());
        assert!(check_memory(12_000 * 9_000 * 3).is_ok());
    }
}
