//! What the camera says about a photo in its EXIF data: how it was held, when, and where. All of it is a hint, and what is
//! impossible is left out with a remark. Leaves finding the EXIF bytes to `jpeg` and `png`.

use std::fmt;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime};
use exif::{Error, Exif, Field, In, Rational, Reader, Tag, Value};
use serde::{Serialize, Serializer};

use crate::facts::Remark;
use crate::orientation::Orientation;

/// The moment a photo was taken, as the camera's clock showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenAt {
    /// Date and time on the camera's clock.
    pub local: NaiveDateTime,
    /// Offset from UTC, where the camera wrote one.
    pub offset: Option<FixedOffset>,
}

impl TakenAt {
    /// The moment on the world's clock, known only where the camera wrote an offset.
    pub fn moment(&self) -> Option<DateTime<FixedOffset>> {
        self.local.and_local_timezone(self.offset?).single()
    }
}

impl fmt::Display for TakenAt {
    /// `2026-06-01T09:30:00+08:00`, or without the offset where none is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local.format("%Y-%m-%dT%H:%M:%S"))?;
        self.offset.map_or(Ok(()), |offset| write!(f, "{offset}"))
    }
}

impl Serialize for TakenAt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A position as the camera wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Gps {
    /// Latitude in degrees, north positive.
    pub lat: f64,
    /// Longitude in degrees, east positive.
    pub lon: f64,
    /// Accuracy in metres, where the camera wrote one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
}

/// What was found, and what was left out.
#[derive(Debug, Default)]
pub(crate) struct CameraFacts {
    pub(crate) orientation: Orientation,
    pub(crate) taken_at: Option<TakenAt>,
    pub(crate) gps: Option<Gps>,
    pub(crate) remarks: Vec<Remark>,
}

/// EXIF data longer than this is not read; in a JPEG it cannot be longer, in a PNG only a hostile one is.
const MAX_EXIF: usize = 256 * 1024;
/// Most pointers to further directories that are followed. A camera writes three; the parser would visit thousands.
const MAX_POINTERS: usize = 64;

/// Reads the TIFF structure of the EXIF data, as far as it can be read.
pub(crate) fn read(tiff: &[u8]) -> CameraFacts {
    let mut facts = CameraFacts::default();
    if tiff.len() > MAX_EXIF || pointers(tiff) > MAX_POINTERS {
        facts.remarks.push(Remark::ExifUnreadable);
        return facts;
    }
    let mut partly = false;
    let parsed = Reader::new()
        .continue_on_error(true)
        .read_raw(tiff.to_vec())
        .or_else(|error: Error| error.distill_partial_result(|_| partly = true));
    let Ok(exif) = parsed else {
        facts.remarks.push(Remark::ExifUnreadable);
        return facts;
    };
    if partly {
        facts.remarks.push(Remark::ExifPartlyUnreadable);
    }
    read_orientation(&exif, &mut facts);
    read_taken_at(&exif, &mut facts);
    read_gps(&exif, &mut facts);
    facts
}

/// Counts what could be an entry pointing to a directory. The parser visits each directory once, but a hostile 64 KB can name thousands
/// of overlapping ones and make it hold gigabytes; a count of the entries' byte patterns bounds that before parsing.
fn pointers(tiff: &[u8]) -> usize {
    const TAGS: [u16; 3] = [0x8769, 0x8825, 0xA005];
    tiff.windows(4)
        .filter(|w| {
            let little = (
                u16::from_le_bytes([w[0], w[1]]),
                u16::from_le_bytes([w[2], w[3]]),
            );
            let big = (
                u16::from_be_bytes([w[0], w[1]]),
                u16::from_be_bytes([w[2], w[3]]),
            );
            [little, big]
                .iter()
                .any(|(tag, kind)| TAGS.contains(tag) && matches!(kind, 1 | 3 | 4))
        })
        .count()
}

fn read_orientation(exif: &Exif, facts: &mut CameraFacts) {
    let Some(field) = exif.get_field(Tag::Orientation, In::PRIMARY) else {
        return;
    };
    match field.value.get_uint(0).and_then(Orientation::from_number) {
        Some(orientation) => facts.orientation = orientation,
        None => facts.remarks.push(Remark::OrientationImpossible),
    }
}

fn read_taken_at(exif: &Exif, facts: &mut CameraFacts) {
    let clocks = [
        (Tag::DateTimeOriginal, Tag::OffsetTimeOriginal),
        (Tag::DateTimeDigitized, Tag::OffsetTimeDigitized),
    ];
    for (time, offset) in clocks {
        let Some(text) = exif.get_field(time, In::PRIMARY).and_then(ascii) else {
            continue;
        };
        // A camera that does not know the time writes blanks or zeros: that is no time, and nothing to remark on.
        if !text.chars().any(|c| ('1'..='9').contains(&c)) {
            continue;
        }
        let local = NaiveDateTime::parse_from_str(text.trim(), "%Y:%m:%d %H:%M:%S")
            .ok()
            .filter(|t| (1990..2200).contains(&t.year()));
        let Some(local) = local else {
            facts.remarks.push(Remark::TakenAtImpossible);
            continue;
        };
        let offset = exif
            .get_field(offset, In::PRIMARY)
            .and_then(ascii)
            .and_then(|text| offset_of(text.trim()));
        facts.taken_at = Some(TakenAt { local, offset });
        return;
    }
}

/// `+08:00`, as EXIF writes it; `Z` is met too.
fn offset_of(text: &str) -> Option<FixedOffset> {
    if text == "Z" {
        return FixedOffset::east_opt(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if !(0..=14).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))
}

fn read_gps(exif: &Exif, facts: &mut CameraFacts) {
    let get = |tag| exif.get_field(tag, In::PRIMARY);
    let (Some(lat), Some(lon)) = (get(Tag::GPSLatitude), get(Tag::GPSLongitude)) else {
        return;
    };
    let lat = degrees(lat, get(Tag::GPSLatitudeRef), ['N', 'S'], 90.0);
    let lon = degrees(lon, get(Tag::GPSLongitudeRef), ['E', 'W'], 180.0);
    let (Some(lat), Some(lon)) = (lat, lon) else {
        facts.remarks.push(Remark::GpsImpossible);
        return;
    };
    // Exactly 0/0 is what a camera without a fix writes, not a building site in the Gulf of Guinea.
    if lat == 0.0 && lon == 0.0 {
        facts.remarks.push(Remark::GpsWithoutFix);
        return;
    }
    let accuracy_m = get(Tag::GPSHPositioningError)
        .and_then(|field| rationals(field)?.first().and_then(number))
        .filter(|metres| *metres > 0.0 && *metres < 1e7);
    facts.gps = Some(Gps {
        lat,
        lon,
        accuracy_m,
    });
}

/// Degrees, minutes and seconds with a hemisphere; none when any of it is impossible or missing.
fn degrees(field: &Field, side: Option<&Field>, sides: [char; 2], most: f64) -> Option<f64> {
    let parts = rationals(field)?;
    let whole = number(parts.first()?)?;
    let minutes = parts.get(1).map_or(Some(0.0), number)?;
    let seconds = parts.get(2).map_or(Some(0.0), number)?;
    if minutes >= 60.0 || seconds >= 60.0 {
        return None;
    }
    let value = whole + minutes / 60.0 + seconds / 3600.0;
    let letter = side
        .and_then(ascii)?
        .trim()
        .chars()
        .next()?
        .to_ascii_uppercase();
    let sign = match letter {
        l if l == sides[0] => 1.0,
        l if l == sides[1] => -1.0,
        _ => return None,
    };
    // Seven decimals are a centimetre; more would only show how the division went.
    let rounded = (sign * value * 1e7).round() / 1e7;
    (value <= most).then_some(rounded)
}

fn rationals(field: &Field) -> Option<&[Rational]> {
    match &field.value {
        Value::Rational(parts) => Some(parts),
        _ => None,
    }
}

fn number(part: &Rational) -> Option<f64> {
    (part.denom != 0).then(|| f64::from(part.num) / f64::from(part.denom))
}

fn ascii(field: &Field) -> Option<String> {
    match &field.value {
        Value::Ascii(lines) => {
            let text = String::from_utf8_lossy(lines.first()?).into_owned();
            Some(text.trim_end_matches('\0').to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read_as_exif_writes_them() {
        let east = |seconds| FixedOffset::east_opt(seconds);
        assert_eq!(offset_of("+08:00"), east(28_800));
        assert_eq!(offset_of("-03:30"), east(-12_600));
        assert_eq!(offset_of("Z"), east(0));
        for odd in ["", "+", "08:00", "+99:00", "+08:99", "+é8:00", "+-8:00"] {
            assert_eq!(offset_of(odd), None, "{odd}");
        }
    }

    #[test]
    fn i14_garbage_is_a_remark_and_nothing_more() {
        for garbage in [
            &b""[..],
            b"II*\0",
            b"MM\0*\0\0\0\x08\xFF\xFF",
            &[0xFF; 60_000],
        ] {
            let facts = read(garbage);
            assert_eq!(facts.orientation, Orientation::Upright);
            assert!(facts.taken_at.is_none() && facts.gps.is_none());
            assert!(!facts.remarks.is_empty());
        }
    }

    #[test]
    fn i14_a_directory_that_points_to_itself_ends() {
        // One entry: the EXIF directory is at 8, where this one is; the next directory is 8 as well.
        let tiff = b"MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\x08";
        assert!(read(tiff).remarks.contains(&Remark::ExifPartlyUnreadable));
    }

    #[test]
    fn i14_thousands_of_directories_within_directories_are_not_followed() {
        let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
        tiff.extend(5_000_u16.to_be_bytes());
        for n in 0..5_000_u32 {
            tiff.extend(b"\x87\x69\0\x04\0\0\0\x01");
            tiff.extend((8 + n).to_be_bytes());
        }
        assert_eq!(read(&tiff).remarks, vec![Remark::ExifUnreadable]);
    }
}
