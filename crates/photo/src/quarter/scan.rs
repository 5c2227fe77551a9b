//! One scan of a JPEG: which blocks come in it, and what of them is kept.

use super::bits::{Bits, Codes};
use super::{Plane, Reader};

/// Place in the zigzag order of the last coefficient that is kept.
pub(super) const LAST_KEPT: usize = 4;
/// Where a coefficient of the zigzag order is kept.
const KEPT: [Option<usize>; LAST_KEPT + 1] = [Some(0), Some(1), Some(2), None, Some(3)];

/// The header of a scan.
pub(super) struct Scan {
    /// Plane, table of constant codes, table of varying codes.
    parts: Vec<(usize, usize, usize)>,
    first: usize,
    last: usize,
    /// Bits that were already given, and bits still to come.
    high: u32,
    low: u32,
}

impl Scan {
    pub(super) fn read(body: &[u8], planes: &[Plane], progressive: bool) -> Option<Self> {
        let [count, rest @ ..] = body else {
            return None;
        };
        let count = usize::from(*count);
        let parts = rest.chunks_exact(2).take(count).map(|part| {
            let plane = planes.iter().position(|plane| plane.id == part[0])?;
            Some((plane, usize::from(part[1] >> 4), usize::from(part[1] & 15)))
        });
        let parts: Vec<_> = parts.collect::<Option<_>>()?;
        let [first, last, step] = rest.get(count * 2..)? else {
            return None;
        };
        let scan = Self {
            parts,
            first: usize::from(*first),
            last: usize::from(*last),
            high: u32::from(step >> 4),
            low: u32::from(step & 15),
        };
        let whole = scan.first == 0 && scan.last == 63 && *step == 0;
        let band = (scan.first == 0 && scan.last == 0)
            || (scan.first > 0 && scan.first <= scan.last && scan.last < 64 && count == 1);
        let refines = scan.high == 0 || scan.high == scan.low + 1;
        let fits = if progressive {
            band && refines && scan.low < 14
        } else {
            whole
        };
        let all = scan.parts.len() == count && (count == 1 || count == planes.len());
        (fits && all).then_some(scan)
    }

    /// Whether anything of it is kept, or needed to follow a later one.
    pub(super) fn is_of_use(&self, planes: &[Plane]) -> bool {
        self.first <= LAST_KEPT || self.parts.iter().any(|(plane, ..)| planes[*plane].refined)
    }
}

/// What lasts from block to block.
#[derive(Default)]
struct Course {
    before: [i32; 3],
    /// Blocks that still end at once.
    ended: u32,
}

impl Reader<'_> {
    /// Reads a scan; answers where it ends.
    pub(super) fn scan(&mut self, scan: &Scan, position: usize) -> Option<usize> {
        let Self {
            bytes,
            planes,
            progressive,
            most,
            constant,
            varying,
            restart,
            ..
        } = self;
        let (alone, units) = match scan.parts.as_slice() {
            [(plane, ..)] => (true, planes[*plane].own),
            _ => {
                let light = planes.first()?;
                (false, (light.wide / most.0, light.high / most.1))
            }
        };
        let mut bits = Bits::new(bytes, position);
        let mut course = Course::default();
        for number in 0..units.0 * units.1 {
            if *restart > 0 && number > 0 && number.is_multiple_of(*restart) {
                let end = bits.end()?;
                let expected = 0xD0 + u8::try_from((number / *restart - 1) % 8).ok()?;
                if bytes.get(end + 1) != Some(&expected) {
                    return None;
                }
                bits = Bits::new(bytes, end + 2);
                course = Course::default();
            }
            let (column, row) = (number % units.0, number / units.0);
            for (plane, first, second) in &scan.parts {
                let (of, constant) = (*plane, constant.get(*first)?.as_ref());
                let varying = varying.get(*second)?.as_ref();
                let plane = planes.get_mut(of)?;
                let (across, down) = if alone {
                    (1, 1)
                } else {
                    (plane.across, plane.down)
                };
                for y in row * down..(row + 1) * down {
                    for x in column * across..(column + 1) * across {
                        let at = y * plane.wide + x;
                        let mut block = Block {
                            bits: &mut bits,
                            before: course.before.get_mut(of)?,
                            ended: &mut course.ended,
                            plane,
                            at,
                        };
                        match (*progressive, scan.first, scan.high) {
                            (false, ..) => block.whole(constant?, varying?)?,
                            (true, 0, 0) => block.constant(constant?, scan.low)?,
                            (true, 0, _) => block.refine_constant(scan.low)?,
                            (true, _, 0) => block.varying(varying?, scan)?,
                            (true, ..) => block.refine(varying?, scan)?,
                        }
                    }
                }
            }
            if bits.exhausted() {
                return None;
            }
        }
        if course.ended > 0 {
            return None;
        }
        bits.end()
    }
}

struct Block<'b, 'a> {
    bits: &'b mut Bits<'a>,
    before: &'b mut i32,
    ended: &'b mut u32,
    plane: &'b mut Plane,
    at: usize,
}

impl Block<'_, '_> {
    #[inline(always)]
    fn keep(&mut self, place: usize, value: i32) -> Option<()> {
        if let Some(Some(kept)) = KEPT.get(place) {
            self.plane.low.get_mut(self.at)?[*kept] = i16::try_from(value).ok()?;
        }
        Some(())
    }

    fn difference(&mut self, codes: &Codes) -> Option<i32> {
        self.bits.fill();
        let symbol = codes.next(self.bits)?;
        if symbol.run > 0 || symbol.bits > 11 {
            return None;
        }
        *self.before += self.bits.coefficient(u32::from(symbol.bits));
        Some(*self.before)
    }

    /// All coefficients of a block in one scan.
    #[inline(always)]
    fn whole(&mut self, constant: &Codes, varying: &Codes) -> Option<()> {
        let value = self.difference(constant)?;
        self.keep(0, value)?;
        let mut place = 1;
        while place <= LAST_KEPT {
            self.bits.fill();
            let symbol = varying.next(self.bits)?;
            if symbol.bits == 0 {
                if symbol.run < 15 {
                    return Some(());
                }
                place += 16;
                continue;
            }
            place += usize::from(symbol.run);
            let value = self.bits.coefficient(u32::from(symbol.bits));
            self.keep(place, value)?;
            place += 1;
        }
        while place < 64 {
            if self.bits.held() < 32 {
                self.bits.fill();
            }
            let several = varying.several(self.bits);
            // Behind the last coefficient of a full block nothing says that it ends.
            if several.length > 0 && place + usize::from(several.steps) < 64 {
                self.bits.skip(u32::from(several.length));
                if several.last {
                    return Some(());
                }
                place += usize::from(several.steps);
                continue;
            }
            let symbol = varying.next(self.bits)?;
            if symbol.bits == 0 && symbol.run < 15 {
                return Some(());
            }
            self.bits.skip(u32::from(symbol.bits));
            place += usize::from(symbol.run) + 1;
        }
        (place == 64).then_some(())
    }

    fn constant(&mut self, codes: &Codes, low: u32) -> Option<()> {
        let value = self.difference(codes)?;
        self.keep(0, value << low)
    }

    fn refine_constant(&mut self, low: u32) -> Option<()> {
        if self.bits.held() == 0 {
            self.bits.fill();
        }
        if self.bits.take(1) == 1 {
            let kept = self.plane.low.get_mut(self.at)?;
            kept[0] |= 1 << low;
        }
        Some(())
    }

    /// How many blocks end with a code of this run, this one among them.
    fn end_of(&mut self, run: u8) -> u32 {
        (1 << run) + self.bits.take(u32::from(run))
    }

    fn varying(&mut self, codes: &Codes, scan: &Scan) -> Option<()> {
        if *self.ended > 0 {
            *self.ended -= 1;
            return Some(());
        }
        let mut set = 0;
        let mut place = scan.first;
        while place <= scan.last {
            self.bits.fill();
            if place > LAST_KEPT && !self.plane.refined {
                let several = codes.several(self.bits);
                if several.length > 0 && place + usize::from(several.steps) <= scan.last {
                    self.bits.skip(u32::from(several.length));
                    if several.last {
                        break;
                    }
                    place += usize::from(several.steps);
                    continue;
                }
            }
            let symbol = codes.next(self.bits)?;
            if symbol.bits == 0 {
                if symbol.run < 15 {
                    *self.ended = self.end_of(symbol.run) - 1;
                    break;
                }
                place += 16;
                continue;
            }
            place += usize::from(symbol.run);
            if place > scan.last {
                return None;
            }
            let value = self.bits.coefficient(u32::from(symbol.bits));
            self.keep(place, value << scan.low)?;
            set |= 1 << place;
            place += 1;
        }
        if let Some(known) = self.plane.set.get_mut(self.at) {
            *known |= set;
        }
        Some(())
    }

    /// One more bit of each coefficient that is not zero.
    #[inline(always)]
    fn more(&mut self, places: u64, low: u32) -> Option<()> {
        let mut rest = places;
        while rest & ((2 << LAST_KEPT) - 1) != 0 {
            let place = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            self.bits.fill();
            let bit = self.bits.take(1) == 1;
            if let (true, Some(Some(kept))) = (bit, KEPT.get(place)) {
                let value = &mut self.plane.low.get_mut(self.at)?[*kept];
                let step = 1 << low;
                *value = value.checked_add(if *value < 0 { -step } else { step })?;
            }
        }
        self.bits.skip_many(rest.count_ones());
        Some(())
    }

    fn refine(&mut self, codes: &Codes, scan: &Scan) -> Option<()> {
        let known = *self.plane.set.get(self.at)?;
        let below = |place: usize| {
            if place > 63 {
                u64::MAX
            } else {
                (1 << place) - 1
            }
        };
        let mut new = 0_u64;
        let mut place = scan.first;
        while *self.ended == 0 && place <= scan.last {
            self.bits.fill();
            let symbol = codes.next(self.bits)?;
            let mut zeros = u32::from(symbol.run);
            let mut value = None;
            match symbol.bits {
                0 if symbol.run < 15 => {
                    *self.ended = self.end_of(symbol.run);
                    break;
                }
                0 => {}
                1 => value = Some(if self.bits.take(1) == 1 { 1 } else { -1 }),
                _ => return None,
            }
            // Past so many zeros; whatever is not zero on the way gets its bit.
            let begin = place;
            let mut free = !known & below(scan.last + 1) & !below(begin);
            while zeros > 0 && free != 0 {
                free &= free - 1;
                zeros -= 1;
            }
            place = if free == 0 {
                scan.last + 1
            } else {
                free.trailing_zeros() as usize
            };
            self.more(known & below(place) & !below(begin), scan.low)?;
            if let Some(value) = value {
                if place > scan.last {
                    return None;
                }
                self.keep(place, value << scan.low)?;
                new |= 1 << place;
            }
            place += 1;
        }
        if *self.ended > 0 {
            self.more(known & below(scan.last + 1) & !below(place), scan.low)?;
            *self.ended -= 1;
        }
        *self.plane.set.get_mut(self.at)? |= new;
        Some(())
    }
}
