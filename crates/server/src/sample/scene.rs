//! Drawn site pictures: sky, ground, a shell with floors, a crane. Nothing in them was photographed.

use jpeg_encoder::{ColorType, Encoder};

/// Width of a picture.
pub(super) const WIDTH: u16 = 800;
/// Height of a picture.
pub(super) const HEIGHT: u16 = 600;

struct Canvas {
    pixels: Vec<u8>,
}

impl Canvas {
    fn fill(&mut self, x: i32, y: i32, width: i32, height: i32, colour: [u8; 3]) {
        let (w, h) = (i32::from(WIDTH), i32::from(HEIGHT));
        for row in y.max(0)..(y + height).min(h) {
            for column in x.max(0)..(x + width).min(w) {
                let at = usize::try_from((row * w + column) * 3).unwrap_or(0);
                self.pixels[at..at + 3].copy_from_slice(&colour);
            }
        }
    }
}

/// A picture that depends on the seed alone, as JPEG; none when it cannot be encoded.
pub(super) fn jpeg(seed: u32) -> Option<Vec<u8>> {
    let mut state = u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: i32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        i32::try_from(state % u64::from(below.unsigned_abs())).unwrap_or(0)
    };
    let mut canvas = Canvas {
        pixels: vec![0; usize::from(WIDTH) * usize::from(HEIGHT) * 3],
    };
    let (w, h) = (i32::from(WIDTH), i32::from(HEIGHT));
    for row in 0..h {
        let light = u8::try_from(150 + row * 90 / h).unwrap_or(255);
        canvas.fill(
            0,
            row,
            w,
            1,
            [light.saturating_sub(40), light.saturating_sub(12), light],
        );
    }
    let ground = 430 + next(60);
    canvas.fill(0, ground, w, h - ground, [150, 128, 98]);
    let (left, width, floors) = (120 + next(140), 260 + next(160), 4 + next(4));
    for floor in 0..floors {
        let top = ground - (floor + 1) * 48;
        canvas.fill(left, top, width, 48, [172, 170, 164]);
        canvas.fill(left, top + 40, width, 8, [120, 118, 114]);
        for bay in 0..width / 44 {
            let dark = if next(5) == 0 {
                [64, 110, 150]
            } else {
                [70, 72, 76]
            };
            canvas.fill(left + 8 + bay * 44, top + 8, 28, 26, dark);
        }
    }
    let mast = left + width + 40 + next(60);
    canvas.fill(mast, 70, 14, ground - 70, [226, 168, 32]);
    canvas.fill(mast - 220, 78, 330, 10, [226, 168, 32]);
    canvas.fill(mast - 150 + next(60), 88, 3, 120, [50, 50, 50]);
    for pole in 0..6 {
        canvas.fill(
            left - 16 + pole * 6,
            ground - floors * 48,
            2,
            floors * 48,
            [96, 120, 84],
        );
    }
    canvas.fill(40 + next(600), ground + 40, 70, 34, [200, 70, 40]);
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 82)
        .encode(&canvas.pixels, WIDTH, HEIGHT, ColorType::Rgb)
        .ok()?;
    Some(bytes)
}
