//! Hostile and broken files: refused from the header where they are too large, named where they are something else, never a panic.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "shared/drawn.rs"]
mod support;

use std::time::{Duration, Instant};

use handheld_photo::{MAX_BYTES, PhotoError, Remark, inspect, sha256_hex, stamped, thumbnail};
use jpeg_encoder::ColorType;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use support::{noon, photo, photos, plain_jpeg, png, with_exif, with_segment};

fn cause(bytes: &[u8]) -> &'static str {
    inspect(bytes).expect_err("refused").cause()
}

/// The committed files, with what `inspect` says to each.
const FIXTURES: [(&str, &[u8], Option<&str>); 11] = [
    (
        "wide-header.jpg",
        include_bytes!("fixtures/wide-header.jpg"),
        Some("too_many_pixels"),
    ),
    (
        "wide-header.png",
        include_bytes!("fixtures/wide-header.png"),
        Some("too_many_pixels"),
    ),
    (
        "cut.jpg",
        include_bytes!("fixtures/cut.jpg"),
        Some("truncated"),
    ),
    (
        "cut.png",
        include_bytes!("fixtures/cut.png"),
        Some("truncated"),
    ),
    (
        "cmyk.jpg",
        include_bytes!("fixtures/cmyk.jpg"),
        Some("cmyk"),
    ),
    (
        "page.jpg",
        include_bytes!("fixtures/page.jpg"),
        Some("not_a_photo"),
    ),
    (
        "drawing.jpg",
        include_bytes!("fixtures/drawing.jpg"),
        Some("not_a_photo"),
    ),
    (
        "phone.heic",
        include_bytes!("fixtures/phone.heic"),
        Some("heic"),
    ),
    (
        "changed.png",
        include_bytes!("fixtures/changed.png"),
        Some("damaged"),
    ),
    (
        "polyglot.jpg",
        include_bytes!("fixtures/polyglot.jpg"),
        None,
    ),
    (
        "odd-exif.jpg",
        include_bytes!("fixtures/odd-exif.jpg"),
        None,
    ),
];

/// How the committed files were made; writes them again when they are missing.
fn made(name: &str) -> Vec<u8> {
    let jpeg = photo(64, 48, 6);
    match name {
        "wide-header.jpg" => {
            let mut bytes = b"\xFF\xD8\xFF\xC0\0\x11\x08".to_vec();
            bytes.extend([
                0xEA, 0x60, 0xEA, 0x60, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1,
            ]);
            bytes
        }
        "wide-header.png" => {
            let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR".to_vec();
            bytes.extend(60_000_u32.to_be_bytes().repeat(2));
            bytes.extend([8, 2, 0, 0, 0]);
            bytes
        }
        "cut.jpg" => jpeg[..jpeg.len() * 2 / 3].to_vec(),
        "cut.png" => png(64, 48)[..600].to_vec(),
        "cmyk.jpg" => plain_jpeg(16, 8, ColorType::Cmyk, &[10, 20, 30, 40]),
        "page.jpg" => b"<!DOCTYPE html><html><script>alert(1)</script></html>\n".to_vec(),
        "drawing.jpg" => {
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>\n".to_vec()
        }
        "phone.heic" => b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat".to_vec(),
        "changed.png" => {
            let mut bytes = png(64, 48);
            bytes[100] ^= 1;
            bytes
        }
        "polyglot.jpg" => {
            let page = b"<html><script>alert(1)</script></html>";
            [&with_segment(&jpeg, 0xFE, page)[..], page].concat()
        }
        "odd-exif.jpg" => {
            let mut tiff = photos::exif_data(9, Some(noon()), Some((39.0, 116.0)));
            let at = |what: &[u8]| tiff.windows(what.len()).position(|w| w == what).unwrap();
            let (month, degrees) = (at(b"2026:06"), at(&[0, 0, 0, 39, 0, 0, 0, 1]));
            tiff[month + 5..month + 7].copy_from_slice(b"13");
            tiff[degrees + 2..degrees + 4].copy_from_slice(&999_u16.to_be_bytes());
            with_exif(&tiff)
        }
        other => panic!("nobody knows how to make {other}"),
    }
}

#[test]
fn the_committed_files_are_the_ones_described_here() {
    for (name, bytes, _) in FIXTURES {
        let made = made(name);
        if bytes.is_empty() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/");
            std::fs::write(format!("{folder}{name}"), made).unwrap();
            panic!("{name} was empty and has been written");
        }
        assert_eq!(sha256_hex(bytes), sha256_hex(&made), "{name}");
    }
}

#[test]
fn i11_i12_i13_i15_every_hostile_file_gets_its_word() {
    for (name, bytes, expected) in FIXTURES {
        assert_eq!(
            inspect(bytes).err().map(PhotoError::cause),
            expected,
            "{name}"
        );
        assert_eq!(
            thumbnail(bytes, 64).err().map(PhotoError::cause),
            expected,
            "{name}"
        );
    }
}

#[test]
fn i11_a_header_of_60000_by_60000_is_refused_at_once() {
    let started = Instant::now();
    for (_, bytes, _) in &FIXTURES[..2] {
        let refused = inspect(bytes).unwrap_err();
        assert_eq!(refused.code(), "photo_too_large");
        assert!(refused.limit().is_some());
    }
    // Ten milliseconds are asked for; a loaded machine gets more, a decoder would need seconds and gigabytes.
    assert!(started.elapsed() < Duration::from_millis(500));
}

#[test]
fn i11_a_file_over_the_byte_limit_is_refused_unread() {
    let bytes = vec![0; usize::try_from(MAX_BYTES).unwrap() + 1];
    assert_eq!(cause(&bytes), "too_many_bytes");
}

#[test]
fn i11_a_progressive_photo_is_held_to_the_memory_it_needs() {
    // 100 megapixels in three full colours: 300 MB of pixels pass, 600 MB of coefficients on top do not.
    let head = |kind: u8| {
        let mut bytes = vec![0xFF, 0xD8, 0xFF, kind, 0, 17, 8, 0x27, 0x10, 0x27, 0x10, 3];
        bytes.extend([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
        bytes.extend([0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
        bytes
    };
    assert_eq!(cause(&head(0xC0)), "truncated");
    assert_eq!(cause(&head(0xC2)), "too_much_memory");
}

#[test]
fn i12_a_file_cut_anywhere_is_never_taken_for_whole() {
    for whole in [photo(64, 48, 1), png(40, 30)] {
        for length in 0..whole.len() {
            let cut = inspect(&whole[..length]);
            assert!(cut.is_err(), "cut to {length} of {}", whole.len());
            if length > 8 {
                assert_eq!(cut.unwrap_err(), PhotoError::Truncated, "cut to {length}");
            }
        }
    }
}

#[test]
fn i12_bytes_behind_the_picture_are_counted_and_never_copied() {
    let (_, polyglot, _) = FIXTURES[9];
    let facts = inspect(polyglot).unwrap();
    assert_eq!(facts.trailing_bytes, 38);
    assert!(facts.remarks.contains(&Remark::TrailingBytes));
    for copy in [
        thumbnail(polyglot, 2048).unwrap().bytes,
        stamped(polyglot, &[], Default::default())
            .unwrap()
            .jpeg
            .bytes,
    ] {
        assert!(!copy.windows(7).any(|w| w == b"<script"));
    }
}

#[test]
fn i14_impossible_exif_values_are_left_out_and_named() {
    let (_, odd, _) = FIXTURES[10];
    let facts = inspect(odd).unwrap();
    assert_eq!(
        (facts.orientation.number(), facts.taken_at, facts.gps),
        (1, None, None)
    );
    for remark in [
        Remark::OrientationImpossible,
        Remark::TakenAtImpossible,
        Remark::GpsImpossible,
    ] {
        assert!(facts.remarks.contains(&remark), "{remark:?}");
    }
}

#[test]
fn i14_a_long_maker_note_does_not_hide_the_orientation() {
    let mut tiff = photos::exif_data(6, Some(noon()), Some((-33.9, -151.2)));
    tiff.resize(60_000, 0xA5);
    let facts = inspect(&with_exif(&tiff)).unwrap();
    assert_eq!(facts.orientation.number(), 6);
    assert_eq!(
        facts.taken_at.unwrap().to_string(),
        "2026-06-01T12:00:00+08:00"
    );
    let gps = facts.gps.unwrap();
    assert!((gps.lat + 33.9).abs() < 1e-6 && (gps.lon + 151.2).abs() < 1e-6);
    assert_eq!(gps.accuracy_m, Some(5.0));
}

#[test]
fn facts_are_answered_in_the_keys_of_the_command_line() {
    let bytes = photo(64, 48, 8);
    let facts = serde_json::to_value(inspect(&bytes).unwrap()).unwrap();
    assert_eq!(facts["format"], "jpeg");
    assert_eq!(
        (&facts["width"], &facts["height"]),
        (&64.into(), &48.into())
    );
    assert_eq!(facts["orientation"], 8);
    assert_eq!(facts["taken_at"], "2026-06-01T12:00:00+08:00");
    assert_eq!(facts["gps"]["lat"], 39.9042);
    assert_eq!(facts["sha256"], sha256_hex(&bytes));
}

#[test]
fn every_reason_is_worded_in_both_languages() {
    for (name, bytes, expected) in FIXTURES {
        let Some(error) = inspect(bytes).err() else {
            assert!(expected.is_none(), "{name}");
            continue;
        };
        assert!(
            error.why_en().is_ascii() && !error.why_en().is_empty(),
            "{name}"
        );
        assert!(!error.why_zh().is_ascii(), "{name}");
    }
}

/// Runs everything there is on some bytes; the test is that it returns.
fn try_all(bytes: &[u8]) {
    let _ = inspect(bytes);
    let _ = thumbnail(bytes, 32);
    let _ = stamped(bytes, &["钢筋".to_owned()], Default::default());
}

#[test]
fn i12_thousands_of_changed_photos_never_panic() {
    let seeds = [
        photo(32, 24, 6),
        png(24, 16),
        plain_jpeg(17, 9, ColorType::Luma, &[90]),
        made("odd-exif.jpg"),
    ];
    let config = Config {
        cases: 3_000,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let change = (any::<prop::sample::Index>(), any::<u8>());
    let changes = prop::collection::vec(change, 1..8);
    let cases = (
        0..seeds.len(),
        changes,
        any::<prop::sample::Index>(),
        0..8_u8,
    );
    runner
        .run(&cases, |(which, changes, cut, cuts)| {
            let mut bytes = seeds[which].clone();
            for (at, value) in changes {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            if cuts == 0 {
                bytes.truncate(cut.index(bytes.len()));
            }
            try_all(&bytes);
            Ok(())
        })
        .unwrap();
}
