//! Geometry blobs of a GeoPackage: header (OGC 12-128r19, clause 2.1.3.1.1) and well-known binary (OGC 06-103r4, clause 8). Leaves
//! rows to `read` and `write`. No count in a blob is believed beyond the bytes that follow it.

use crate::error::Reason;

/// Collections inside collections.
const MAX_DEPTH: u32 = 4;

/// A geometry with its collections opened; positions are `[easting, northing]` or `[longitude, latitude]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    Point([f64; 2], Option<f64>),
    Line(Vec<[f64; 2]>),
    Polygon(Vec<Vec<[f64; 2]>>),
}

/// Extent: least and most easting, least and most northing.
pub(crate) fn envelope(points: &[[f64; 2]]) -> [f64; 4] {
    let start = [f64::MAX, f64::MIN, f64::MAX, f64::MIN];
    points.iter().fold(start, |[a, b, c, d], [north, east]| {
        [a.min(*east), b.max(*east), c.min(*north), d.max(*north)]
    })
}

fn header(srs: i32, points: &[[f64; 2]]) -> Vec<u8> {
    // Little endian, envelope of four numbers, not empty.
    let mut out = vec![b'G', b'P', 0, 0b0000_0011];
    out.extend(srs.to_le_bytes());
    for value in envelope(points) {
        out.extend(value.to_le_bytes());
    }
    out.push(1);
    out
}

fn positions(out: &mut Vec<u8>, points: &[[f64; 2]]) {
    for [north, east] in points {
        out.extend(east.to_le_bytes());
        out.extend(north.to_le_bytes());
    }
}

fn count(out: &mut Vec<u8>, count: usize) {
    // The writers stop far below this.
    out.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

/// A point from `[x_north, y_east]`.
pub(crate) fn point(srs: i32, at: [f64; 2]) -> Vec<u8> {
    let mut out = header(srs, &[at]);
    out.extend(1_u32.to_le_bytes());
    positions(&mut out, &[at]);
    out
}

/// A line from `[x_north, y_east]`.
pub(crate) fn line(srs: i32, points: &[[f64; 2]]) -> Vec<u8> {
    let mut out = header(srs, points);
    out.extend(2_u32.to_le_bytes());
    count(&mut out, points.len());
    positions(&mut out, points);
    out
}

/// A polygon of one ring, which repeats its first vertex.
pub(crate) fn polygon(srs: i32, ring: &[[f64; 2]]) -> Vec<u8> {
    let mut out = header(srs, ring);
    out.extend(3_u32.to_le_bytes());
    count(&mut out, 1);
    count(&mut out, ring.len());
    positions(&mut out, ring);
    out
}

fn damaged(why: &str) -> Reason {
    Reason::Damaged(why.to_owned())
}

/// Opens a blob.
pub(crate) fn shapes(blob: &[u8]) -> Result<Vec<Shape>, Reason> {
    let [b'G', b'P', _, flags, ..] = blob else {
        return Err(damaged("no GeoPackage geometry"));
    };
    if flags & 0b0010_0000 != 0 {
        return Err(Reason::NotKept("an extended geometry".to_owned()));
    }
    let envelope = match (flags >> 1) & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(damaged("an unknown envelope")),
    };
    let body = blob.get(8 + envelope..);
    let mut cursor = Cursor {
        bytes: body.ok_or_else(|| damaged("cut short"))?,
    };
    let mut shapes = Vec::new();
    cursor.geometry(&mut shapes, 0)?;
    Ok(shapes)
}

struct Cursor<'a> {
    bytes: &'a [u8],
}

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Reason> {
        let (head, rest) = self
            .bytes
            .split_first_chunk::<N>()
            .ok_or_else(|| damaged("cut short"))?;
        self.bytes = rest;
        Ok(*head)
    }

    fn u32(&mut self, little: bool) -> Result<u32, Reason> {
        let bytes = self.take()?;
        Ok(if little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn f64(&mut self, little: bool) -> Result<f64, Reason> {
        let bytes = self.take()?;
        Ok(if little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    /// A count of things that take at least `each` bytes.
    fn count(&mut self, little: bool, each: usize) -> Result<usize, Reason> {
        let count = self.u32(little)? as usize;
        if count.saturating_mul(each) > self.bytes.len() {
            return Err(damaged("it counts more than it holds"));
        }
        Ok(count)
    }

    fn position(
        &mut self,
        little: bool,
        (z, m): (bool, bool),
    ) -> Result<([f64; 2], Option<f64>), Reason> {
        let at = [self.f64(little)?, self.f64(little)?];
        let height = z.then(|| self.f64(little)).transpose()?;
        if m {
            self.f64(little)?;
        }
        Ok((at, height))
    }

    fn chain(&mut self, little: bool, axes: (bool, bool)) -> Result<Vec<[f64; 2]>, Reason> {
        let count = self.count(little, 16)?;
        (0..count)
            .map(|_| self.position(little, axes).map(|(at, _)| at))
            .collect()
    }

    fn geometry(&mut self, shapes: &mut Vec<Shape>, depth: u32) -> Result<(), Reason> {
        if depth > MAX_DEPTH {
            return Err(damaged("collections too deep"));
        }
        let little = match self.take()? {
            [0] => false,
            [1] => true,
            _ => return Err(damaged("an unknown byte order")),
        };
        let code = self.u32(little)?;
        // 1000 Z, 2000 M, 3000 both; the two highest bits are how PostGIS says the same.
        let (kind, thousands) = (code & 0x0FFF_FFFF, (code & 0x0FFF_FFFF) / 1000);
        let axes = (
            thousands == 1 || thousands == 3 || code & 0x8000_0000 != 0,
            thousands == 2 || thousands == 3 || code & 0x4000_0000 != 0,
        );
        match kind % 1000 {
            1 => {
                let (at, height) = self.position(little, axes)?;
                shapes.push(Shape::Point(at, height));
            }
            2 => shapes.push(Shape::Line(self.chain(little, axes)?)),
            3 => {
                let count = self.count(little, 4)?;
                let rings: Result<_, _> = (0..count).map(|_| self.chain(little, axes)).collect();
                shapes.push(Shape::Polygon(rings?));
            }
            4..=7 => {
                for _ in 0..self.count(little, 5)? {
                    self.geometry(shapes, depth + 1)?;
                }
            }
            other => {
                return Err(Reason::NotKept(format!("a geometry of type {other}")));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_easting_stands_first() {
        let at = [3_404_901.200_3, 571_888.800_1];
        let blob = point(4549, at);
        assert_eq!(shapes(&blob), Ok(vec![Shape::Point([at[1], at[0]], None)]));
        let ring = [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]];
        assert!(
            matches!(&shapes(&polygon(4549, &ring)).unwrap()[..], [Shape::Polygon(r)] if r[0].len() == 4)
        );
    }

    #[test]
    fn a_blob_cut_anywhere_or_counting_too_much_is_refused_in_words() {
        let blob = line(4549, &[[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]]);
        for end in 0..blob.len() {
            assert!(shapes(&blob[..end]).is_err(), "{end}");
        }
        let mut many = blob.clone();
        many[45..49].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(shapes(&many).is_err());
        let mut deep = vec![b'G', b'P', 0, 1, 0, 0, 0, 0];
        for _ in 0..1000 {
            deep.extend([1, 7, 0, 0, 0, 1, 0, 0, 0]);
        }
        assert!(shapes(&deep).is_err());
    }
}
