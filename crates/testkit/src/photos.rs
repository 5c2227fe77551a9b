//! Photos that the program draws itself: a building site as a camera would store it, with EXIF data, the same bytes for the same arguments.
//! For sample data and for tests; the tests of room `photo` include this file as it stands, so it uses nothing else of this crate.
//! Leaves which photo belongs to which record to the sample data.

use chrono::{DateTime, FixedOffset};
use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use jpeg_encoder::{ColorType, Encoder};

/// JPEG quality of a drawn photo, as a phone would choose it.
const QUALITY: u8 = 85;

type Colour = [u8; 3];

/// A JPEG of a drawn building site. Width and height are as seen upright; `orientation` (1 to 8, anything else counts as 1) says how the camera
/// was held, and the pixels are stored accordingly. `gps` is latitude and longitude in degrees.
pub fn site_photo(
    seed: u64,
    width: u16,
    height: u16,
    orientation: u8,
    taken_at: Option<DateTime<FixedOffset>>,
    gps: Option<(f64, f64)>,
) -> Vec<u8> {
    let scene = Canvas::site(seed, usize::from(width.max(1)), usize::from(height.max(1)));
    let stored = scene.stored(orientation);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, QUALITY);
    let side = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    encoder
        .add_exif_metadata(&exif_data(orientation, taken_at, gps))
        .expect("EXIF data of a few hundred bytes fits a segment");
    encoder
        .encode(
            stored.pixels.as_flattened(),
            side(stored.width),
            side(stored.height),
            ColorType::Rgb,
        )
        .expect("writing to memory does not fail");
    bytes
}

/// The pixels of the same scene, upright, row by row in RGB.
pub fn site_pixels(seed: u64, width: u16, height: u16) -> Vec<[u8; 3]> {
    Canvas::site(seed, usize::from(width.max(1)), usize::from(height.max(1))).pixels
}

/// The TIFF structure of EXIF data, as a camera writes it.
pub fn exif_data(
    orientation: u8,
    taken_at: Option<DateTime<FixedOffset>>,
    gps: Option<(f64, f64)>,
) -> Vec<u8> {
    let ascii = |text: String| Value::Ascii(vec![text.into_bytes()]);
    let mut entries = vec![(Tag::Orientation, Value::Short(vec![u16::from(orientation)]))];
    if let Some(at) = taken_at {
        entries.push((
            Tag::DateTimeOriginal,
            ascii(at.format("%Y:%m:%d %H:%M:%S").to_string()),
        ));
        entries.push((Tag::OffsetTimeOriginal, ascii(at.format("%:z").to_string())));
    }
    if let Some((lat, lon)) = gps {
        let side = |value: f64, sides: [&str; 2]| ascii(sides[usize::from(value < 0.0)].to_owned());
        entries.push((Tag::GPSLatitudeRef, side(lat, ["N", "S"])));
        entries.push((Tag::GPSLatitude, degrees(lat)));
        entries.push((Tag::GPSLongitudeRef, side(lon, ["E", "W"])));
        entries.push((Tag::GPSLongitude, degrees(lon)));
        let metres = Rational { num: 5, denom: 1 };
        entries.push((Tag::GPSHPositioningError, Value::Rational(vec![metres])));
    }
    let fields: Vec<Field> = entries
        .into_iter()
        .map(|(tag, value)| Field {
            tag,
            ifd_num: In::PRIMARY,
            value,
        })
        .collect();
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut bytes = std::io::Cursor::new(Vec::new());
    writer
        .write(&mut bytes, false)
        .expect("writing to memory does not fail");
    bytes.into_inner()
}

/// Degrees, minutes and ten-thousandths of a second.
fn degrees(value: f64) -> Value {
    let parts = (value.abs() * 3600.0 * 10_000.0).round() as u64;
    let part = |num: u64, denom: u32| Rational {
        num: u32::try_from(num).unwrap_or(u32::MAX),
        denom,
    };
    let minutes = parts / 600_000;
    Value::Rational(vec![
        part(minutes / 60, 1),
        part(minutes % 60, 1),
        part(parts % 600_000, 10_000),
    ])
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// From 0 to 1.
    fn part(&mut self) -> f32 {
        self.below(1000) as f32 / 1000.0
    }
}

struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<Colour>,
}

impl Canvas {
    /// A concrete frame with scaffold, net, crane and workers under a sky, in parts of the picture's sides.
    fn site(seed: u64, width: usize, height: usize) -> Self {
        let mut dice = Dice(seed);
        let mut canvas = Self {
            width,
            height,
            pixels: vec![[0; 3]; width * height],
        };
        let ground = 0.78 + 0.06 * dice.part();
        canvas.sky(
            ground,
            [[96, 148, 205], [150, 160, 170], [205, 170, 130]][seed as usize % 3],
        );
        canvas.crane(0.62 + 0.25 * dice.part(), ground);
        let floors = 4 + dice.below(3) as usize;
        let left = 0.08 + 0.1 * dice.part();
        canvas.frame(left, left + 0.5, ground, floors, &mut dice);
        for n in 0..2 + dice.below(3) {
            let vest = if n % 2 == 0 {
                [250, 120, 20]
            } else {
                [190, 220, 40]
            };
            let at = 0.1 + 0.8 * dice.part();
            canvas.worker(at, ground + 0.05 + 0.06 * dice.part(), vest);
        }
        canvas.grain(&mut dice);
        canvas
    }

    fn sky(&mut self, ground: f32, top: Colour) {
        let horizon = (ground * self.height as f32) as usize;
        let height = self.height;
        for (y, row) in self.pixels.chunks_exact_mut(self.width).enumerate() {
            let colour = if y < horizon {
                let part = y as f32 / height as f32;
                top.map(|c| (f32::from(c) + (235.0 - f32::from(c)) * part) as u8)
            } else {
                let part = (y - horizon) as f32 / (height - horizon).max(1) as f32;
                [150.0, 128.0, 104.0].map(|c| (c - 45.0 * part) as u8)
            };
            row.fill(colour);
        }
    }

    /// Fills a rectangle given in parts of the sides; at least one pixel wide and high.
    fn fill(&mut self, [x0, y0, x1, y1]: [f32; 4], colour: Colour) {
        let at = |part: f32, side: usize| ((part * side as f32).max(0.0) as usize).min(side);
        let (left, top) = (at(x0, self.width), at(y0, self.height));
        let right = at(x1, self.width).max(left + 1).min(self.width);
        let bottom = at(y1, self.height).max(top + 1).min(self.height);
        for y in top..bottom {
            let row = y * self.width;
            if left < right {
                self.pixels[row + left..row + right].fill(colour);
            }
        }
    }

    fn crane(&mut self, x: f32, ground: f32) {
        const YELLOW: Colour = [235, 180, 30];
        const DARK: Colour = [150, 110, 15];
        self.fill([x, 0.1, x + 0.018, ground], YELLOW);
        for n in 0..24 {
            let y = 0.1 + (ground - 0.1) * n as f32 / 24.0;
            self.fill([x, y, x + 0.018, y + 0.004], DARK);
        }
        self.fill([x - 0.42, 0.1, x + 0.14, 0.115], YELLOW);
        self.fill([x + 0.1, 0.115, x + 0.135, 0.16], [110, 110, 112]);
        self.fill([x - 0.3, 0.115, x - 0.298, 0.33], [60, 60, 60]);
        self.fill([x - 0.325, 0.33, x - 0.273, 0.345], [140, 90, 50]);
    }

    fn frame(&mut self, left: f32, right: f32, ground: f32, floors: usize, dice: &mut Dice) {
        const BAYS: usize = 5;
        let storey = 0.115;
        for floor in 0..floors {
            let bottom = ground - floor as f32 * storey;
            let grey = 128 + dice.below(40) as u8;
            self.fill([left, bottom - storey, right, bottom], [70, 74, 78]);
            self.fill(
                [
                    left - 0.01,
                    bottom - storey,
                    right + 0.01,
                    bottom - storey + 0.02,
                ],
                [grey; 3],
            );
            for bay in 0..=BAYS {
                let x = left + (right - left) * bay as f32 / BAYS as f32;
                self.fill(
                    [x - 0.009, bottom - storey, x + 0.009, bottom],
                    [grey.saturating_sub(12); 3],
                );
            }
            if dice.below(3) == 0 {
                self.fill(
                    [left, bottom - storey * 0.8, right, bottom - storey * 0.1],
                    [46, 132, 84],
                );
            }
        }
        let top = ground - floors as f32 * storey - 0.05;
        for pole in 0..=14 {
            let x = left - 0.03 + (right - left + 0.06) * pole as f32 / 14.0;
            self.fill([x, top, x + 0.003, ground], [176, 96, 44]);
        }
        for rail in 0..floors * 2 + 1 {
            let y = top + (ground - top) * rail as f32 / (floors * 2 + 1) as f32;
            self.fill([left - 0.03, y, right + 0.03, y + 0.003], [196, 120, 60]);
        }
    }

    fn worker(&mut self, x: f32, feet: f32, vest: Colour) {
        self.fill([x - 0.008, feet - 0.05, x + 0.008, feet], [40, 50, 80]);
        self.fill([x - 0.012, feet - 0.095, x + 0.012, feet - 0.045], vest);
        self.fill(
            [x - 0.012, feet - 0.074, x + 0.012, feet - 0.069],
            [240, 240, 235],
        );
        self.fill(
            [x - 0.006, feet - 0.112, x + 0.006, feet - 0.095],
            [205, 160, 130],
        );
        self.fill(
            [x - 0.008, feet - 0.121, x + 0.008, feet - 0.11],
            [245, 205, 40],
        );
    }

    /// The noise of a small sensor, so that the file is about as long as a photo's.
    fn grain(&mut self, dice: &mut Dice) {
        for row in self.pixels.as_flattened_mut().chunks_mut(8) {
            let bits = dice.next();
            for (n, value) in row.iter_mut().enumerate() {
                *value = value.saturating_add((bits >> (n * 8)) as u8 & 7);
            }
        }
    }

    /// The pixels as a camera held in that way stores them.
    fn stored(self, orientation: u8) -> Self {
        if !(2..=8).contains(&orientation) {
            return self;
        }
        let (w, h) = (self.width, self.height);
        let (width, height) = if orientation >= 5 { (h, w) } else { (w, h) };
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for row in 0..height {
            for column in 0..width {
                let (x, y) = match orientation {
                    2 => (w - 1 - column, row),
                    3 => (w - 1 - column, h - 1 - row),
                    4 => (column, h - 1 - row),
                    5 => (row, column),
                    6 => (w - 1 - row, column),
                    7 => (w - 1 - row, h - 1 - column),
                    _ => (row, h - 1 - column),
                };
                pixels.push(self.pixels[y * w + x]);
            }
        }
        Self {
            width,
            height,
            pixels,
        }
    }
}
