//! A JPEG at a quarter of its size, straight from its coefficients: what a thumbnail needs of a photo that is eight times as large or more.
//! Of each block of 64 pixels only the four lowest coefficients are kept, which are the four pixels that are left of it; the others
//! are skipped, several at a time. Photos of the usual kind only: for anything else, and for whatever looks damaged, there is no answer, and
//! the whole decoder in `raster` says what is the matter.

mod bits;
mod scan;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use crate::jpeg::{self, JpegMap};
use crate::raster::{Raster, fitting};
use bits::Codes;
use scan::Scan;

/// The quarter is at least twice as large as what is asked for: the last step then smooths as it does for a whole picture.
const TIMES: usize = 8;
/// Scans that are read, as in the whole decoder.
const MAX_SCANS: usize = 64;

/// The lowest coefficients of a block: both constant, across, down, both.
type Low = [i16; 4];

/// One colour of the picture.
pub(super) struct Plane {
    id: u8,
    across: usize,
    down: usize,
    table: usize,
    /// Blocks in a row and rows of blocks, with those that fill up the last units.
    wide: usize,
    high: usize,
    /// Blocks of these that hold pixels.
    own: (usize, usize),
    low: Vec<Low>,
    /// Which coefficients of a block are not zero; kept only where later scans refine them.
    set: Vec<u64>,
    /// Later scans refine coefficients that are kept.
    refined: bool,
}

struct Reader<'a> {
    bytes: &'a [u8],
    planes: Vec<Plane>,
    progressive: bool,
    most: (usize, usize),
    steps: [Option<Low>; 4],
    constant: [Option<Codes>; 4],
    varying: [Option<Codes>; 4],
    restart: usize,
    /// Names of the colours whose kept coefficients are refined.
    refined: Vec<u8>,
}

/// The picture at the size that fits, not yet turned; none where the photo is too small for this way, unusual or damaged.
pub(crate) fn shrunk(bytes: &[u8], map: &JpegMap<'_>, max_side: u32) -> Option<Raster> {
    let (width, height) = (map.frame.width as usize, map.frame.height as usize);
    let (to_width, to_height) = fitting(width, height, max_side);
    let usual = map.adobe.is_none_or(|(_, transform)| transform == 1) && !map.frame.is_named_rgb();
    if !usual || width.max(height) < usize::try_from(max_side).ok()?.checked_mul(TIMES)? {
        return None;
    }
    let planes = read(bytes)?;
    let most = (
        planes.iter().map(|p| p.across).max()?,
        planes.iter().map(|p| p.down).max()?,
    );
    let mut small = planes.iter().map(|plane| {
        let across = width as f64 * plane.across as f64 / most.0 as f64 / 4.0;
        let down = height as f64 * plane.down as f64 / most.1 as f64 / 4.0;
        resized(
            &plane.pixels,
            plane.wide * 2,
            (across, down),
            (to_width, to_height),
        )
    });
    let light = small.next()??;
    let pixels = match (small.next(), small.next()) {
        (None, _) => light.into_iter().map(|value| [value; 3]).collect(),
        (Some(blue), Some(red)) => {
            let (blue, red) = (blue?, red?);
            let colours = blue.into_iter().zip(red);
            light
                .into_iter()
                .zip(colours)
                .map(|(light, (blue, red))| rgb(light, blue, red))
                .collect()
        }
        (Some(_), None) => return None,
    };
    Some(Raster {
        width: to_width,
        height: to_height,
        pixels,
    })
}

/// The colour of JFIF's YCbCr.
fn rgb(light: u8, blue: u8, red: u8) -> [u8; 3] {
    let light = i32::from(light) << 16;
    let (blue, red) = (i32::from(blue) - 128, i32::from(red) - 128);
    let colours = [
        light + 91_881 * red,
        light - 22_554 * blue - 46_802 * red,
        light + 116_130 * blue,
    ];
    colours.map(|colour| level((colour + 0x8000) >> 16))
}

fn level(value: i32) -> u8 {
    u8::try_from(value.clamp(0, 255)).unwrap_or(0)
}

/// A plane of the quarter picture.
struct Quarter {
    across: usize,
    down: usize,
    wide: usize,
    pixels: Vec<u8>,
}

fn resized(
    pixels: &[u8],
    row: usize,
    (across, down): (f64, f64),
    (width, height): (usize, usize),
) -> Option<Vec<u8>> {
    let side = |n: usize| u32::try_from(n).ok();
    let rows = pixels.len() / row;
    let source = ImageRef::new(side(row)?, side(rows)?, pixels, PixelType::U8).ok()?;
    let mut to = vec![0_u8; width * height];
    let mut target =
        Image::from_slice_u8(side(width)?, side(height)?, &mut to, PixelType::U8).ok()?;
    let filter = ResizeAlg::Convolution(FilterType::CatmullRom);
    let options = ResizeOptions::new().resize_alg(filter);
    let options = options.crop(0.0, 0.0, across, down);
    Resizer::new().resize(&source, &mut target, &options).ok()?;
    Some(to)
}

/// Reads all scans and makes the pixels.
fn read(bytes: &[u8]) -> Option<Vec<Quarter>> {
    let mut reader = Reader {
        bytes,
        planes: Vec::new(),
        progressive: false,
        most: (1, 1),
        steps: [None; 4],
        constant: [const { None }; 4],
        varying: [const { None }; 4],
        restart: 0,
        refined: Vec::new(),
    };
    reader.note_refinements()?;
    let mut scans = 0;
    let mut position = 2;
    loop {
        let (marker, start) = jpeg::next_marker(bytes, position)?;
        if marker == 0xD9 {
            break;
        }
        let body = segment(bytes, start)?;
        position = start + 2 + body.len();
        match marker {
            0xC0..=0xC2 => reader.frame(body, marker == 0xC2)?,
            0xC4 => reader.codes(body)?,
            0xDB => reader.steps(body)?,
            0xDD => {
                reader.restart = usize::from(u16::from_be_bytes([*body.first()?, *body.get(1)?]))
            }
            0xDA => {
                scans += 1;
                if scans > MAX_SCANS {
                    return None;
                }
                let scan = Scan::read(body, &reader.planes, reader.progressive)?;
                if scan.is_of_use(&reader.planes) {
                    position = reader.scan(&scan, position)?;
                }
            }
            _ => {}
        }
    }
    (scans > 0).then_some(())?;
    let steps = reader.steps;
    reader
        .planes
        .iter()
        .map(|plane| plane.quarter(steps[plane.table]?))
        .collect()
}

fn segment(bytes: &[u8], start: usize) -> Option<&[u8]> {
    let length = u16::from_be_bytes([*bytes.get(start)?, *bytes.get(start + 1)?]);
    bytes.get(start + 2..start + usize::from(length))
}

impl Reader<'_> {
    fn frame(&mut self, body: &[u8], progressive: bool) -> Option<()> {
        let [8, h1, h0, w1, w0, _, rest @ ..] = body else {
            return None;
        };
        let height = usize::from(u16::from_be_bytes([*h1, *h0]));
        let width = usize::from(u16::from_be_bytes([*w1, *w0]));
        self.progressive = progressive;
        let parts: Vec<&[u8]> = rest.chunks_exact(3).collect();
        let factors: Vec<(usize, usize)> = parts
            .iter()
            .map(|c| (usize::from(c[1] >> 4), usize::from(c[1] & 15)))
            .collect();
        // Light in up to four blocks a unit, two colours in one each: what cameras and programs write.
        match factors.as_slice() {
            [(1 | 2, 1 | 2)] | [(1 | 2, 1 | 2), (1, 1), (1, 1)] => {}
            _ => return None,
        }
        self.most = *factors.first()?;
        let units = (
            width.div_ceil(8 * self.most.0),
            height.div_ceil(8 * self.most.1),
        );
        for (part, (across, down)) in parts.into_iter().zip(factors) {
            let (wide, high) = (units.0 * across, units.1 * down);
            let refined = self.refined.contains(&part[0]);
            self.planes.push(Plane {
                id: part[0],
                across,
                down,
                table: usize::from(part[2] & 3),
                wide,
                high,
                own: (
                    (width * across).div_ceil(8 * self.most.0),
                    (height * down).div_ceil(8 * self.most.1),
                ),
                low: vec![[0; 4]; wide * high],
                set: vec![0; if refined { wide * high } else { 0 }],
                refined,
            });
        }
        Some(())
    }

    /// Finds the colours of which later scans refine coefficients that are kept; for these every scan has to be followed.
    fn note_refinements(&mut self) -> Option<()> {
        let mut position = 2;
        loop {
            let (marker, start) = jpeg::next_marker(self.bytes, position)?;
            if marker == 0xD9 {
                return Some(());
            }
            let body = segment(self.bytes, start)?;
            position = start + 2 + body.len();
            if marker != 0xDA {
                continue;
            }
            let [count, rest @ ..] = body else {
                return None;
            };
            let ids = rest.chunks_exact(2).take(usize::from(*count));
            let [first, _, step] = rest.get(usize::from(*count) * 2..)? else {
                return None;
            };
            if step >> 4 > 0 && (1..=scan::LAST_KEPT).contains(&usize::from(*first)) {
                self.refined.extend(ids.map(|id| id[0]));
            }
        }
    }

    fn steps(&mut self, mut body: &[u8]) -> Option<()> {
        while let [kind, rest @ ..] = body {
            let long = kind >> 4 == 1;
            let length = if long { 128 } else { 64 };
            let values = rest.get(..length)?;
            let step = |at: usize| {
                let value = if long {
                    u16::from_be_bytes([values[at * 2], values[at * 2 + 1]])
                } else {
                    u16::from(values[at])
                };
                i16::try_from(value).ok()
            };
            let slot = self.steps.get_mut(usize::from(kind & 15))?;
            *slot = Some([step(0)?, step(1)?, step(2)?, step(4)?]);
            body = rest.get(length..)?;
        }
        Some(())
    }

    fn codes(&mut self, mut body: &[u8]) -> Option<()> {
        while let [kind, rest @ ..] = body {
            let counts = rest.get(..16)?;
            let number: usize = counts.iter().map(|n| usize::from(*n)).sum();
            let symbols = rest.get(16..16 + number)?;
            let varying = kind >> 4 == 1;
            let codes = Codes::new(counts, symbols)?;
            let all = if varying {
                &mut self.varying
            } else {
                &mut self.constant
            };
            *all.get_mut(usize::from(kind & 15))? = Some(codes);
            body = rest.get(16 + number..)?;
        }
        Some(())
    }
}

impl Plane {
    /// Four pixels of every block. A quarter of the inverse transform: with two frequencies a side, it is sums and differences.
    fn quarter(&self, steps: Low) -> Option<Quarter> {
        let row = self.wide * 2;
        let mut pixels = vec![0_u8; row * self.high * 2];
        let rows = pixels.chunks_exact_mut(row * 2);
        for (two, blocks) in rows.zip(self.low.chunks_exact(self.wide)) {
            let (upper, lower) = two.split_at_mut_checked(row)?;
            let pairs = upper.chunks_exact_mut(2).zip(lower.chunks_exact_mut(2));
            for ((upper, lower), low) in pairs.zip(blocks) {
                let [mean, across, down, both] = [0, 1, 2, 3].map(|n| {
                    let value = i32::from(low[n]) * i32::from(steps[n]);
                    // No picture has more; a damaged one must not go beyond what is added up here.
                    value.clamp(-0x8000, 0x7FFF)
                });
                let at = |sum: i32| level(((sum + 4) >> 3) + 128);
                upper[0] = at(mean + across + down + both);
                upper[1] = at(mean - across + down - both);
                lower[0] = at(mean + across - down - both);
                lower[1] = at(mean - across - down + both);
            }
        }
        Some(Quarter {
            across: self.across,
            down: self.down,
            wide: self.wide,
            pixels,
        })
    }
}

#[cfg(test)]
mod tests {
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

    use super::*;
    use crate::raster::{decode, shrink};

    /// Rings, edges and some noise, so that all frequencies come up.
    fn picture(width: usize, height: usize) -> Vec<u8> {
        let value = |n: usize| {
            let (x, y) = (n % width, n / width);
            let ring = (x * x + y * y) / 900 % 160;
            let edge = if (x / 37 + y / 23).is_multiple_of(2) {
                60
            } else {
                0
            };
            let noise = (n.wrapping_mul(2_654_435_761) >> 13) % 17;
            [ring + noise, ring / 2 + edge + noise, 200 - edge + noise]
        };
        let pixels = (0..width * height).flat_map(value);
        pixels.map(|v| u8::try_from(v).unwrap()).collect()
    }

    fn file(size: (u16, u16), colours: ColorType, set: fn(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 85);
        set(&mut encoder);
        let mut pixels = picture(usize::from(size.0), usize::from(size.1));
        if colours == ColorType::Luma {
            pixels.truncate(pixels.len() / 3);
        }
        encoder.encode(&pixels, size.0, size.1, colours).unwrap();
        bytes
    }

    /// How far a thumbnail is from the one made of the whole picture: on average, and at most.
    fn off(bytes: &[u8], max_side: u32) -> (f64, u8) {
        let map = jpeg::map(bytes).unwrap();
        let quick = shrunk(bytes, &map, max_side).unwrap();
        let whole = shrink(decode(bytes).unwrap().raster, max_side).unwrap();
        assert_eq!((quick.width, quick.height), (whole.width, whole.height));
        let pairs = quick.pixels.as_flattened().iter();
        let off: Vec<u8> = pairs
            .zip(whole.pixels.as_flattened())
            .map(|(a, b)| a.abs_diff(*b))
            .collect();
        let sum: f64 = off.iter().map(|n| f64::from(*n)).sum();
        (sum / off.len() as f64, off.into_iter().max().unwrap())
    }

    #[test]
    fn a_thumbnail_from_the_coefficients_is_the_one_of_the_whole_picture() {
        type Set = fn(&mut Encoder<&mut Vec<u8>>);
        let ways: [(&str, ColorType, Set); 6] = [
            ("4:2:0", ColorType::Rgb, |e| {
                e.set_sampling_factor(SamplingFactor::R_4_2_0)
            }),
            ("4:2:2", ColorType::Rgb, |e| {
                e.set_sampling_factor(SamplingFactor::R_4_2_2)
            }),
            ("4:4:4", ColorType::Rgb, |e| {
                e.set_sampling_factor(SamplingFactor::R_4_4_4)
            }),
            ("grey", ColorType::Luma, |_| {}),
            ("restarts", ColorType::Rgb, |e| e.set_restart_interval(5)),
            ("progressive", ColorType::Rgb, |e| e.set_progressive(true)),
        ];
        for (name, colours, set) in ways {
            for size in [(803, 601), (640, 800), (1_001, 17)] {
                let (mean, most) = off(&file(size, colours, set), 80);
                assert!(mean < 2.5 && most < 48, "{name} {size:?}: {mean} {most}");
            }
        }
    }

    #[test]
    fn scans_that_refine_earlier_ones_are_followed() {
        let (mean, most) = off(include_bytes!("../tests/fixtures/refined.jpg"), 50);
        assert!(mean < 2.5 && most < 48, "{mean} {most}");
    }

    #[test]
    fn what_is_small_unusual_or_damaged_is_left_to_the_whole_decoder() {
        let bytes = file((803, 601), ColorType::Rgb, |_| {});
        let map = jpeg::map(&bytes).unwrap();
        assert!(shrunk(&bytes, &map, 101).is_none());
        assert!(shrunk(&bytes, &map, u32::MAX).is_none());
        let mut untransformed = bytes.clone();
        let mark = b"\xFF\xEE\0\x0EAdobe\0\x64\0\0\0\0\0";
        untransformed.splice(2..2, *mark);
        let map = jpeg::map(&untransformed).unwrap();
        assert!(shrunk(&untransformed, &map, 80).is_none());
        // Bytes lost in the middle: nothing fits at the end.
        let mut short = bytes.clone();
        short.drain(bytes.len() / 2..bytes.len() / 2 + 40);
        let map = jpeg::map(&short).unwrap();
        assert!(shrunk(&short, &map, 80).is_none());
    }

    #[test]
    fn changed_bytes_never_panic() {
        let refined = include_bytes!("../tests/fixtures/refined.jpg").to_vec();
        for original in [file((403, 299), ColorType::Rgb, |_| {}), refined] {
            let mut state = 7_u64;
            for _ in 0..1_500 {
                let mut bytes = original.clone();
                for _ in 0..3 {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    let at = (state >> 33) as usize % bytes.len();
                    bytes[at] = (state >> 20) as u8;
                }
                if let Ok(map) = jpeg::map(&bytes) {
                    // Some answer or none.
                    let _ = shrunk(&bytes, &map, 50);
                }
            }
        }
    }
}
