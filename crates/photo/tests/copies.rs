//! Copies of photos: upright for every orientation, never larger, without metadata, with Chinese that can be read.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "shared/drawn.rs"]
mod support;

use handheld_photo::{PhotoFormat, StampOptions, inspect, stamped, thumbnail};
use image::{DynamicImage, GrayAlphaImage, ImageBuffer, Luma, LumaA, RgbImage};
use jpeg_encoder::ColorType;
use support::{decode, difference, photo, plain_jpeg, png, with_segment, write_png};

fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|t| (*t).to_owned()).collect()
}

fn usual_lines() -> Vec<String> {
    lines(&[
        "项目：滨江新区人民医院二期工程",
        "阶段：主体结构　检查项：脚手架立杆间距",
        "检查人：欧阳喆",
        "2026-06-01 12:00 +08:00",
        "39.904200°N 116.407400°E ±5 m",
    ])
}

#[test]
fn t48_all_eight_orientations_give_the_same_upright_picture_small_and_stamped() {
    let scene = support::photos::site_pixels(7, 320, 240);
    let scene = RgbImage::from_raw(320, 240, scene.as_flattened().to_vec()).unwrap();
    let small_scene = decode(&thumbnail(&photo(320, 240, 1), 100).unwrap().bytes);
    let text = usual_lines();
    let options = StampOptions::default();
    let stamped_scene = decode(
        &stamped(&photo(320, 240, 1), &text, options)
            .unwrap()
            .jpeg
            .bytes,
    );
    for orientation in 1..=8 {
        let original = photo(320, 240, orientation);
        let facts = inspect(&original).unwrap();
        assert_eq!((facts.width, facts.height), (320, 240));
        assert_eq!(facts.orientation.number(), orientation);

        let same = thumbnail(&original, 2048).unwrap();
        assert_eq!((same.width, same.height), (320, 240));
        // Half the colour resolution blurs the thin poles of the drawing; a turned picture is twice as far off.
        let off = difference(&decode(&same.bytes), &scene);
        assert!(
            off < 9.0,
            "orientation {orientation}: {off} off the drawn scene"
        );

        let small = thumbnail(&original, 100).unwrap();
        assert_eq!((small.width, small.height), (100, 75));
        let off = difference(&decode(&small.bytes), &small_scene);
        assert!(
            off < 6.0,
            "orientation {orientation}: {off} off the small one"
        );

        let copy = stamped(&original, &text, options).unwrap();
        let off = difference(&decode(&copy.jpeg.bytes), &stamped_scene);
        assert!(
            off < 6.0,
            "orientation {orientation}: {off} off the stamped one"
        );
    }
}

#[test]
fn the_tolerance_of_the_orientation_test_tells_a_turned_picture_from_an_upright_one() {
    let upright = decode(&photo(320, 240, 1));
    let mirrored = image::imageops::flip_horizontal(&upright);
    let turned = image::imageops::rotate180(&upright);
    assert!(difference(&upright, &mirrored) > 18.0);
    assert!(difference(&upright, &turned) > 18.0);
}

#[test]
fn t49_a_copy_has_never_more_pixels_than_its_original() {
    for (width, height, max_side) in [
        (64, 48, 2048),
        (640, 480, 2048),
        (2000, 1500, 400),
        (3, 900, 100),
    ] {
        let original = photo(width, height, 6);
        let small = thumbnail(&original, max_side).unwrap();
        let copy = stamped(&original, &usual_lines(), StampOptions::default()).unwrap();
        assert!(small.width <= u32::from(width) && small.height <= u32::from(height));
        assert!(small.width.max(small.height) <= max_side);
        assert_eq!(
            (copy.jpeg.width, copy.jpeg.height),
            (width.into(), height.into())
        );
    }
}

#[test]
fn t49_a_thumbnail_of_a_strongly_compressed_photo_is_not_longer_than_it() {
    let mut original = Vec::new();
    let pixels = support::photos::site_pixels(3, 400, 300);
    jpeg_encoder::Encoder::new(&mut original, 20)
        .encode(pixels.as_flattened(), 400, 300, ColorType::Rgb)
        .unwrap();
    let secret = b"GPS of somebody";
    let marked = with_segment(&original, 0xFE, secret);
    let small = thumbnail(&marked, 2048).unwrap();
    assert!(small.bytes.len() <= original.len());
    assert!(!small.bytes.windows(secret.len()).any(|w| w == secret));
    assert_eq!(decode(&small.bytes), decode(&original));
}

#[test]
fn copies_carry_no_exif_data_and_no_position() {
    for original in [photo(320, 240, 1), photo(320, 240, 6)] {
        assert!(inspect(&original).unwrap().gps.is_some());
        let small = thumbnail(&original, 2048).unwrap().bytes;
        let copy = stamped(&original, &usual_lines(), StampOptions::default()).unwrap();
        for bytes in [small, copy.jpeg.bytes] {
            let facts = inspect(&bytes).unwrap();
            assert!(facts.gps.is_none() && facts.taken_at.is_none());
            assert!(!bytes.windows(4).any(|w| w == b"Exif"));
        }
    }
}

#[test]
fn a_colour_profile_goes_along_with_copies_when_it_is_for_rgb() {
    let mut profile = vec![0; 200];
    profile[16..20].copy_from_slice(b"RGB ");
    profile[36..40].copy_from_slice(b"acsp");
    let marked = |profile: &[u8]| {
        let body = [b"ICC_PROFILE\0\x01\x01", profile].concat();
        with_segment(&photo(64, 48, 6), 0xE2, &body)
    };
    let carries = |bytes: &[u8]| bytes.windows(11).any(|w| w == b"ICC_PROFILE");
    assert!(carries(&thumbnail(&marked(&profile), 32).unwrap().bytes));
    profile[16..20].copy_from_slice(b"CMYK");
    assert!(!carries(&thumbnail(&marked(&profile), 32).unwrap().bytes));
}

#[test]
fn i13_grey_transparent_and_16_bit_pictures_are_taken_in() {
    let deep = ImageBuffer::<Luma<u16>, _>::from_pixel(40, 30, Luma([0x8000]));
    let clear = GrayAlphaImage::from_pixel(40, 30, LumaA([0, 0]));
    let half = GrayAlphaImage::from_pixel(40, 30, LumaA([0, 128]));
    let cases = [
        (write_png(&DynamicImage::ImageLuma16(deep)), 128),
        (write_png(&DynamicImage::ImageLumaA8(clear)), 255),
        (write_png(&DynamicImage::ImageLumaA8(half)), 127),
        (plain_jpeg(40, 30, ColorType::Luma, &[77]), 77),
    ];
    for (original, grey) in cases {
        let small = thumbnail(&original, 20).unwrap();
        let pixel = decode(&small.bytes).get_pixel(10, 7).0;
        assert!(
            pixel.iter().all(|c| c.abs_diff(grey) <= 2),
            "{pixel:?} for {grey}"
        );
    }
    assert_eq!(inspect(&png(40, 30)).unwrap().format, PhotoFormat::Png);
}

#[test]
fn i13_an_adobe_jpeg_with_untransformed_rgb_keeps_its_colours() {
    // Stored as three plain components; only Adobe's mark says that they are red, green and blue.
    let stored = plain_jpeg(32, 32, ColorType::Ycbcr, &[200, 60, 20]);
    let marked = with_segment(&stored, 0xEE, b"Adobe\0\x64\0\0\0\0\0");
    let pixel = decode(&thumbnail(&marked, 16).unwrap().bytes)
        .get_pixel(8, 8)
        .0;
    for (seen, expected) in pixel.iter().zip([200, 60, 20]) {
        assert!(seen.abs_diff(expected) <= 4, "{pixel:?}");
    }
}

#[test]
fn a_stamp_is_drawn_on_dark_and_light_pictures_and_grows_with_them() {
    for value in [8, 250] {
        let mut sizes = Vec::new();
        for (width, height) in [(320, 240), (1600, 1200)] {
            let original = plain_jpeg(width, height, ColorType::Luma, &[value]);
            let copy = stamped(&original, &usual_lines(), StampOptions::default()).unwrap();
            assert!(copy.complete && copy.missing.is_empty());
            sizes.push(copy.text_px);
            let picture = decode(&copy.jpeg.bytes);
            let bright = picture
                .pixels()
                .filter(|p| p.0.iter().all(|c| *c > 215))
                .count();
            let dark = picture
                .pixels()
                .filter(|p| p.0.iter().all(|c| *c < 130))
                .count();
            assert!(bright > 200, "white text on {value}: {bright}");
            assert!(dark > 2_000, "dark ground on {value}: {dark}");
        }
        assert!(sizes[1] > sizes[0] * 1.5);
    }
}

#[test]
fn chinese_glyphs_differ_from_each_other_and_from_the_stand_in() {
    let ground = plain_jpeg(400, 300, ColorType::Luma, &[8]);
    let drawn = |text: &str| {
        let copy = stamped(&ground, &lines(&[text]), StampOptions::default()).unwrap();
        (decode(&copy.jpeg.bytes), copy.missing)
    };
    let (steel, none) = drawn("钢");
    let (copper, _) = drawn("铜");
    let (unknown, missing) = drawn("𠀀");
    let (question, _) = drawn("？");
    assert!(none.is_empty());
    assert_eq!(missing, ['𠀀']);
    assert!(difference(&steel, &copper) > 0.01);
    assert!(difference(&steel, &unknown) > 0.01);
    assert_eq!(
        unknown, question,
        "a missing glyph is a question mark, never a box"
    );
}

#[test]
fn a_stamp_without_text_changes_nothing_and_one_too_long_says_so() {
    let original = photo(320, 240, 1);
    let plain = stamped(&original, &[], StampOptions::default()).unwrap();
    let blank = stamped(
        &original,
        &lines(&["", "  \u{200B}"]),
        StampOptions::default(),
    )
    .unwrap();
    assert_eq!(plain.jpeg, blank.jpeg);
    assert!(blank.complete);
    let endless = lines(&["很".repeat(100_000).as_str()]);
    assert!(
        !stamped(&original, &endless, StampOptions::default())
            .unwrap()
            .complete
    );
    let options = StampOptions {
        max_side: Some(160),
        ..StampOptions::default()
    };
    let small = stamped(&original, &usual_lines(), options).unwrap();
    assert_eq!((small.jpeg.width, small.jpeg.height), (160, 120));
}

#[test]
fn t10_photos_asked_for_at_the_same_time_are_all_made_one_after_another() {
    let original = photo(800, 600, 6);
    let alone = thumbnail(&original, 200).unwrap();
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| thumbnail(&original, 200)))
            .collect();
        for one in all {
            assert_eq!(one.join().unwrap().unwrap(), alone);
        }
    });
}
