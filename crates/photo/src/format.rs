//! Which kind of file this is, by its first bytes. Leaves everything behind the first bytes to `jpeg` and `png`.

use serde::Serialize;

use crate::error::{NotAPhoto, OtherPicture, PhotoError};

/// A picture format that is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PhotoFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl PhotoFormat {
    /// The name as it stands in answers: `jpeg` or `png`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }

    /// The media type to serve the original with.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

pub(crate) const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// How far into a file text is looked at, to tell a drawing from a page.
const TEXT_WINDOW: usize = 2048;

/// Tells the format from the first bytes, or why the file is not taken in.
pub(crate) fn recognise(bytes: &[u8]) -> Result<PhotoFormat, PhotoError> {
    if bytes.is_empty() {
        return Err(PhotoError::NotAPhoto(NotAPhoto::Empty));
    }
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        return Ok(PhotoFormat::Jpeg);
    }
    if bytes.starts_with(PNG_SIGNATURE) {
        return Ok(PhotoFormat::Png);
    }
    Err(name_of_other(bytes))
}

fn name_of_other(bytes: &[u8]) -> PhotoError {
    const JP2: &[u8] = b"\0\0\0\x0CjP  ";
    const JXL: &[u8] = b"\0\0\0\x0CJXL ";
    if PNG_SIGNATURE.starts_with(bytes) || b"\xFF\xD8\xFF".starts_with(bytes) {
        return PhotoError::Truncated;
    }
    if bytes.starts_with(b"\x89PNG") {
        return PhotoError::Damaged {
            why: "a transfer as text changed its line ends",
        };
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return container_brand(bytes);
    }
    let pictures: [(&[u8], OtherPicture); 9] = [
        (b"GIF8", OtherPicture::Gif),
        (b"II*\0", OtherPicture::Tiff),
        (b"MM\0*", OtherPicture::Tiff),
        (b"II+\0", OtherPicture::Tiff),
        (b"8BPS", OtherPicture::Psd),
        (JP2, OtherPicture::Jpeg2000),
        (b"\xFF\x4F\xFF\x51", OtherPicture::Jpeg2000),
        (JXL, OtherPicture::JpegXl),
        (b"\xFF\x0A", OtherPicture::JpegXl),
    ];
    if let Some((_, which)) = pictures.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return PhotoError::Other(*which);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return PhotoError::Other(OtherPicture::Webp);
    }
    // "BM" alone is also a beginning of text; the reserved words of a bitmap are zero.
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return PhotoError::Other(OtherPicture::Bmp);
    }
    PhotoError::NotAPhoto(name_of_document(bytes))
}

fn container_brand(bytes: &[u8]) -> PhotoError {
    let length = bytes
        .first_chunk::<4>()
        .map_or(0, |head| u32::from_be_bytes(*head));
    let end = usize::try_from(length).map_or(bytes.len(), |n| n.min(bytes.len()).min(256));
    let brands = bytes.get(8..end).unwrap_or_default();
    let any = |wanted: &[&[u8]]| brands.chunks_exact(4).any(|brand| wanted.contains(&brand));
    if any(&[b"avif", b"avis"]) {
        PhotoError::Other(OtherPicture::Avif)
    } else if any(&[
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
    ]) {
        PhotoError::Heic
    } else {
        PhotoError::NotAPhoto(NotAPhoto::Video)
    }
}

fn name_of_document(bytes: &[u8]) -> NotAPhoto {
    let window = &bytes[..bytes.len().min(TEXT_WINDOW)];
    if window.windows(5).any(|w| w == b"%PDF-") {
        return NotAPhoto::Pdf;
    }
    if [
        &b"PK\x03\x04"[..],
        b"\x1F\x8B",
        b"7z\xBC\xAF",
        b"Rar!",
        b"\xD0\xCF\x11\xE0",
    ]
    .iter()
    .any(|magic| bytes.starts_with(magic))
    {
        return NotAPhoto::Archive;
    }
    if bytes.starts_with(b"\x1A\x45\xDF\xA3") || (bytes.starts_with(b"RIFF") && bytes.len() > 12) {
        return NotAPhoto::Video;
    }
    // UTF-16 text of old editors is read by dropping its zero bytes: only the names of tags matter here.
    let plain: String = window
        .iter()
        .filter(|b| **b != 0)
        .map(|b| char::from(*b).to_ascii_lowercase())
        .collect();
    if plain.contains("<svg") {
        NotAPhoto::Svg
    } else if ["<!doctype html", "<html", "<head", "<body", "<script"]
        .iter()
        .any(|tag| plain.contains(tag))
    {
        NotAPhoto::Html
    } else if std::str::from_utf8(window).is_ok_and(|t| !t.contains('\0')) {
        NotAPhoto::Text
    } else {
        NotAPhoto::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> PhotoError {
        recognise(bytes).expect_err("these bytes are no photo")
    }

    #[test]
    fn i15_documents_and_drawings_are_no_photos() {
        use NotAPhoto::{Archive, Empty, Html, Pdf, Svg, Text, Unknown, Video};
        let cases: [(&[u8], NotAPhoto); 10] = [
            (b"", Empty),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
                Svg,
            ),
            (b"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- x -->\n<SVG>", Svg),
            (b"<!DOCTYPE html><title>x</title>", Html),
            (b"%PDF-1.7\n%\xE2\xE3\xCF\xD3", Pdf),
            (b"PK\x03\x04\x14\0", Archive),
            (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", Video),
            ("只是文字".as_bytes(), Text),
            (b"\x01\x02\x03\xFF\xFE", Unknown),
            (b"<\0s\0v\0g\0 \0", Svg),
        ];
        for (bytes, what) in cases {
            assert_eq!(refused(bytes), PhotoError::NotAPhoto(what));
        }
    }

    #[test]
    fn i13_other_picture_formats_are_named() {
        use OtherPicture::{Avif, Bmp, Gif, JpegXl, Psd, Tiff, Webp};
        let cases: [(&[u8], OtherPicture); 8] = [
            (b"GIF89a\x01\0", Gif),
            (b"RIFF\x24\0\0\0WEBPVP8 ", Webp),
            (b"II*\0\x08\0\0\0", Tiff),
            (b"MM\0*\0\0\0\x08", Tiff),
            (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", Bmp),
            (b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1miaf", Avif),
            (b"\xFF\x0A\xFA\x1F", JpegXl),
            (b"8BPS\0\x01", Psd),
        ];
        for (bytes, which) in cases {
            assert_eq!(refused(bytes), PhotoError::Other(which));
        }
        assert_eq!(
            refused(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
            PhotoError::Heic
        );
        assert_eq!(
            refused(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"),
            PhotoError::Heic
        );
    }

    #[test]
    fn a_beginning_of_a_signature_is_a_cut_file() {
        assert_eq!(refused(b"\xFF\xD8"), PhotoError::Truncated);
        assert_eq!(refused(b"\x89PNG\r"), PhotoError::Truncated);
        assert_eq!(refused(b"\x89PNG\n\x1a\n\0\0\0\0").cause(), "damaged");
    }
}
