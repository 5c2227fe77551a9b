//! Why a file is not taken in as a photo. Leaves the whole sentence for people to `contract`; the reason inside it is worded here.

use crate::limits::{MAX_BYTES, MAX_DECODED_BYTES, MAX_PIXELS, MAX_SIDE};

/// A picture format that is recognised and not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherPicture {
    /// AVIF.
    Avif,
    /// BMP.
    Bmp,
    /// GIF.
    Gif,
    /// JPEG 2000.
    Jpeg2000,
    /// JPEG XL.
    JpegXl,
    /// Photoshop.
    Psd,
    /// TIFF, and the raw formats of cameras that are built on it.
    Tiff,
    /// WebP.
    Webp,
}

/// Something that is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAPhoto {
    /// No bytes at all.
    Empty,
    /// An archive or an office document.
    Archive,
    /// A web page.
    Html,
    /// A PDF.
    Pdf,
    /// A drawing that may carry a script.
    Svg,
    /// Text.
    Text,
    /// A film.
    Video,
    /// Bytes nobody knows.
    Unknown,
}

/// Why a file is not taken in as a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// A HEIC or HEIF photo, which is a real photo this build cannot open.
    #[error("a HEIC photo, which cannot be opened here")]
    Heic,
    /// A JPEG in the four colours of print.
    #[error("a CMYK JPEG, made for print")]
    Cmyk,
    /// The file ends before the picture does.
    #[error("the file is cut short")]
    Truncated,
    /// More bytes than [`MAX_BYTES`].
    #[error("{bytes} bytes; at most {MAX_BYTES} are taken in")]
    TooManyBytes {
        /// Length of the file.
        bytes: u64,
    },
    /// A side over [`MAX_SIDE`] or more pixels than [`MAX_PIXELS`].
    #[error(
        "{width} x {height} pixels; at most {MAX_PIXELS} pixels and {MAX_SIDE} a side are taken in"
    )]
    TooManyPixels {
        /// Width in the header.
        width: u32,
        /// Height in the header.
        height: u32,
    },
    /// Decoding would need more memory than [`MAX_DECODED_BYTES`].
    #[error("decoding needs {bytes} bytes of memory; at most {MAX_DECODED_BYTES} are allowed")]
    TooMuchMemory {
        /// Estimate from the header.
        bytes: u64,
    },
    /// A picture in another format.
    #[error("a picture in a format that is not taken in: {}", .0.name())]
    Other(OtherPicture),
    /// Not a picture.
    #[error("not a photo: {}", .0.english())]
    NotAPhoto(NotAPhoto),
    /// A JPEG or PNG of a rare kind that the decoder does not know.
    #[error("a rare kind of picture that cannot be opened: {what}")]
    Unsupported {
        /// Which kind.
        what: &'static str,
    },
    /// A JPEG or PNG whose contents contradict themselves.
    #[error("the file is damaged: {why}")]
    Damaged {
        /// What is wrong.
        why: &'static str,
    },
}

impl OtherPicture {
    /// The name of the format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Avif => "AVIF",
            Self::Bmp => "BMP",
            Self::Gif => "GIF",
            Self::Jpeg2000 => "JPEG 2000",
            Self::JpegXl => "JPEG XL",
            Self::Psd => "PSD",
            Self::Tiff => "TIFF",
            Self::Webp => "WebP",
        }
    }
}

impl NotAPhoto {
    fn english(self) -> &'static str {
        match self {
            Self::Empty => "the file is empty",
            Self::Archive => "an archive or office document",
            Self::Html => "a web page (HTML)",
            Self::Pdf => "a PDF",
            Self::Svg => "a drawing (SVG)",
            Self::Text => "text",
            Self::Video => "a video",
            Self::Unknown => "an unknown kind of file",
        }
    }

    fn chinese(self) -> &'static str {
        match self {
            Self::Empty => "文件是空的",
            Self::Archive => "是压缩包或办公文档",
            Self::Html => "是网页（HTML）",
            Self::Pdf => "是 PDF",
            Self::Svg => "是矢量图（SVG）",
            Self::Text => "是文本",
            Self::Video => "是视频",
            Self::Unknown => "文件类型无法识别",
        }
    }
}

impl PhotoError {
    /// The error code of the contract that fits: `photo_heic`, `photo_cmyk`, `photo_too_large` or `photo_unreadable`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Heic => "photo_heic",
            Self::Cmyk => "photo_cmyk",
            Self::TooManyBytes { .. } | Self::TooManyPixels { .. } | Self::TooMuchMemory { .. } => {
                "photo_too_large"
            }
            _ => "photo_unreadable",
        }
    }

    /// The cause as one stable word for scripts, the same in every language.
    pub fn cause(self) -> &'static str {
        match self {
            Self::Heic => "heic",
            Self::Cmyk => "cmyk",
            Self::Truncated => "truncated",
            Self::TooManyBytes { .. } => "too_many_bytes",
            Self::TooManyPixels { .. } => "too_many_pixels",
            Self::TooMuchMemory { .. } => "too_much_memory",
            Self::Other(_) => "other_format",
            Self::NotAPhoto(NotAPhoto::Empty) => "empty",
            Self::NotAPhoto(_) => "not_a_photo",
            Self::Unsupported { .. } => "unsupported",
            Self::Damaged { .. } => "damaged",
        }
    }

    /// Whether the bytes are a picture all the same, so that an original already taken in may be kept and shown as unreadable.
    pub fn is_picture(self) -> bool {
        !matches!(self, Self::NotAPhoto(_))
    }

    /// The reason in English, to stand inside a sentence of the contract.
    pub fn why_en(self) -> String {
        match self {
            Self::NotAPhoto(what) => what.english().to_owned(),
            Self::Other(which) => format!("{} is not taken in", which.name()),
            other => other.to_string(),
        }
    }

    /// The reason in Chinese, to stand inside a sentence of the contract.
    pub fn why_zh(self) -> String {
        match self {
            Self::Heic => "是 HEIC 照片，本机不能打开".to_owned(),
            Self::Cmyk => "是印刷用的 CMYK 图片".to_owned(),
            Self::Truncated => "文件不完整，后半部分缺失".to_owned(),
            Self::TooManyBytes { .. } | Self::TooManyPixels { .. } | Self::TooMuchMemory { .. } => {
                format!("超过上限 {}", self.limit().unwrap_or_default())
            }
            Self::Other(which) => format!("不接收 {} 格式", which.name()),
            Self::NotAPhoto(what) => what.chinese().to_owned(),
            Self::Unsupported { what } => format!("这种图片不能打开（{what}）"),
            Self::Damaged { why } => format!("文件已损坏（{why}）"),
        }
    }

    /// The limit that was passed, with its unit, for errors of that kind.
    pub fn limit(self) -> Option<String> {
        match self {
            Self::TooManyBytes { .. } => Some(format!("{} MiB", MAX_BYTES / 1_048_576)),
            Self::TooManyPixels { width, height } if width > MAX_SIDE || height > MAX_SIDE => {
                Some(format!("{MAX_SIDE} px"))
            }
            Self::TooManyPixels { .. } => Some(format!("{} MP", MAX_PIXELS / 1_000_000)),
            Self::TooMuchMemory { .. } => Some(format!("{} MiB", MAX_DECODED_BYTES / 1_048_576)),
            _ => None,
        }
    }
}
