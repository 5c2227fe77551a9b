//! The eight ways a camera may have been held, and turning pixels upright. Leaves reading the value to `camera`.

use serde::{Serialize, Serializer};

use crate::raster::Raster;

/// EXIF orientation 1 to 8: how the stored picture must be turned to be seen upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Orientation {
    /// 1: as it is.
    #[default]
    Upright,
    /// 2: mirrored left to right.
    Mirrored,
    /// 3: turned by 180 degrees.
    UpsideDown,
    /// 4: mirrored top to bottom.
    MirroredUpsideDown,
    /// 5: rows and columns exchanged.
    Transposed,
    /// 6: to be turned by 90 degrees clockwise.
    Clockwise,
    /// 7: rows and columns exchanged over the other diagonal.
    Transversed,
    /// 8: to be turned by 90 degrees counter-clockwise.
    CounterClockwise,
}

impl Orientation {
    /// All eight, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Upright,
        Self::Mirrored,
        Self::UpsideDown,
        Self::MirroredUpsideDown,
        Self::Transposed,
        Self::Clockwise,
        Self::Transversed,
        Self::CounterClockwise,
    ];

    /// The orientation with this EXIF number, if there is one.
    pub fn from_number(number: u32) -> Option<Self> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        Self::ALL.get(index).copied()
    }

    /// The EXIF number, 1 to 8.
    pub fn number(self) -> u8 {
        match self {
            Self::Upright => 1,
            Self::Mirrored => 2,
            Self::UpsideDown => 3,
            Self::MirroredUpsideDown => 4,
            Self::Transposed => 5,
            Self::Clockwise => 6,
            Self::Transversed => 7,
            Self::CounterClockwise => 8,
        }
    }

    /// Whether width and height change places.
    pub fn swaps_sides(self) -> bool {
        self.number() >= 5
    }

    /// Width and height as seen upright.
    pub fn upright(self, width: u32, height: u32) -> (u32, u32) {
        if self.swaps_sides() {
            (height, width)
        } else {
            (width, height)
        }
    }
}

impl Serialize for Orientation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.number())
    }
}

/// Turns stored pixels upright.
pub(crate) fn turn_upright(stored: Raster, orientation: Orientation) -> Raster {
    match orientation {
        Orientation::Upright => stored,
        Orientation::Mirrored => mirror_rows(stored),
        Orientation::UpsideDown => {
            let mut raster = stored;
            raster.pixels.reverse();
            raster
        }
        Orientation::MirroredUpsideDown => {
            let mut raster = mirror_rows(stored);
            raster.pixels.reverse();
            raster
        }
        Orientation::Transposed => exchange(&stored, false, false),
        Orientation::Clockwise => exchange(&stored, false, true),
        Orientation::Transversed => exchange(&stored, true, true),
        Orientation::CounterClockwise => exchange(&stored, true, false),
    }
}

fn mirror_rows(mut raster: Raster) -> Raster {
    let width = raster.width;
    for row in raster.pixels.chunks_exact_mut(width) {
        row.reverse();
    }
    raster
}

/// Exchanges rows and columns; `up` reads the stored columns from the right, `left` the stored rows from the bottom.
fn exchange(stored: &Raster, up: bool, left: bool) -> Raster {
    // Square tiles keep both the reads and the writes within the cache.
    const TILE: usize = 32;
    let (width, height) = (stored.height, stored.width);
    let mut pixels = vec![[0; 3]; stored.pixels.len()];
    for tile_y in (0..height).step_by(TILE) {
        for tile_x in (0..width).step_by(TILE) {
            for y in tile_y..(tile_y + TILE).min(height) {
                let column = if up { height - 1 - y } else { y };
                for x in tile_x..(tile_x + TILE).min(width) {
                    let row = if left { width - 1 - x } else { x };
                    pixels[y * width + x] = stored.pixels[row * stored.width + column];
                }
            }
        }
    }
    Raster {
        width,
        height,
        pixels,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of numbered pixels, to be compared by eye.
    fn rows(width: usize, numbers: &[u8]) -> Raster {
        Raster {
            width,
            height: numbers.len() / width,
            pixels: numbers.iter().map(|n| [*n; 3]).collect(),
        }
    }

    #[test]
    fn t48_every_orientation_turns_a_small_picture_upright() {
        // Upright: 1 2 3 / 4 5 6. Each case is how a camera with that orientation stores it.
        let upright = rows(3, &[1, 2, 3, 4, 5, 6]);
        let stored = [
            rows(3, &[1, 2, 3, 4, 5, 6]),
            rows(3, &[3, 2, 1, 6, 5, 4]),
            rows(3, &[6, 5, 4, 3, 2, 1]),
            rows(3, &[4, 5, 6, 1, 2, 3]),
            rows(2, &[1, 4, 2, 5, 3, 6]),
            rows(2, &[3, 6, 2, 5, 1, 4]),
            rows(2, &[6, 3, 5, 2, 4, 1]),
            rows(2, &[4, 1, 5, 2, 6, 3]),
        ];
        for (orientation, picture) in Orientation::ALL.into_iter().zip(stored) {
            assert_eq!(
                turn_upright(picture, orientation),
                upright,
                "{orientation:?}"
            );
        }
    }
}
