//! Bits of a scan, and the codes in them.

/// Bits that are looked at together.
const LOOK: u32 = 12;
/// Longest code.
const LONGEST: u32 = 16;

/// Bits of one stretch of pixel data, up to its next marker.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    position: usize,
    /// The next bits, from the top.
    held: u64,
    /// How many of them count.
    count: u32,
    /// Zeros that were added behind the end.
    added: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8], position: usize) -> Self {
        Self {
            bytes,
            position,
            held: 0,
            count: 0,
            added: 0,
        }
    }

    /// Makes sure of 56 bits.
    #[inline(always)]
    pub(super) fn fill(&mut self) {
        let eight = self.bytes.get(self.position..self.position + 8);
        if let Some(eight) = eight.and_then(|b| b.first_chunk::<8>()) {
            let next = u64::from_be_bytes(*eight);
            // No byte of all ones among them: no marker and nothing stuffed.
            if (!next).wrapping_sub(0x0101_0101_0101_0101) & next & 0x8080_8080_8080_8080 == 0 {
                self.held |= next >> self.count;
                let taken = (63 - self.count) >> 3;
                self.position += taken as usize;
                self.count += taken * 8;
                return;
            }
        }
        self.fill_slowly();
    }

    #[cold]
    fn fill_slowly(&mut self) {
        while self.count < 56 {
            let next = self.bytes.get(self.position).copied();
            let byte = match next {
                Some(0xFF) if self.bytes.get(self.position + 1) == Some(&0) => {
                    self.position += 2;
                    0xFF
                }
                Some(byte) if byte != 0xFF => {
                    self.position += 1;
                    byte
                }
                _ => {
                    self.added += 8;
                    0
                }
            };
            self.held |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    #[inline(always)]
    pub(super) fn held(&self) -> u32 {
        self.count
    }

    #[inline(always)]
    fn look(&self, bits: u32) -> usize {
        (self.held >> (64 - bits)) as usize
    }

    #[inline(always)]
    pub(super) fn skip(&mut self, bits: u32) {
        self.held <<= bits;
        self.count = self.count.wrapping_sub(bits);
    }

    /// Skips so many bits, also more than are held at once.
    #[inline(always)]
    pub(super) fn skip_many(&mut self, mut bits: u32) {
        if bits < self.count {
            self.skip(bits);
            return;
        }
        while bits > 0 {
            let part = bits.min(32);
            self.fill();
            self.skip(part);
            bits -= part;
        }
    }

    /// The next bits as a number; at most 16 of them.
    #[inline(always)]
    pub(super) fn take(&mut self, bits: u32) -> u32 {
        // In two steps, since none at all may be asked for.
        let value = (self.held >> 1 >> (63 - bits)) as u32;
        self.skip(bits);
        value
    }

    /// A coefficient of so many bits, as JPEG writes them: those below half are negative.
    #[inline(always)]
    pub(super) fn coefficient(&mut self, bits: u32) -> i32 {
        let value = self.take(bits) as i32;
        let negative = bits > 0 && value < 1 << (bits - 1);
        if negative {
            value - (1 << bits) + 1
        } else {
            value
        }
    }

    /// Whether more was taken than there is.
    pub(super) fn exhausted(&self) -> bool {
        self.added > self.count
    }

    /// Where the stretch ends, when it was read to its end and to nothing beyond.
    pub(super) fn end(mut self) -> Option<usize> {
        // Whatever is still there shows; what is left of the last byte is filled with ones.
        self.fill();
        let left = self.count.checked_sub(self.added)?;
        (left < 8 && self.bytes.get(self.position) == Some(&0xFF)).then_some(self.position)
    }
}

/// What stands for one code: its length, zeros before the coefficient, bits of the coefficient.
#[derive(Clone, Copy, Default)]
pub(super) struct Symbol {
    pub(super) length: u8,
    pub(super) run: u8,
    pub(super) bits: u8,
}

/// Several symbols with their coefficients, to be skipped at once.
#[derive(Clone, Copy, Default)]
pub(super) struct Several {
    pub(super) length: u8,
    pub(super) steps: u8,
    /// The block ends with them.
    pub(super) last: bool,
}

/// A table of codes.
pub(super) struct Codes {
    short: Vec<Symbol>,
    several: Vec<Several>,
    /// For each length the first code behind those of that length, from the top of 16 bits, and where its symbols begin.
    ends: [(u32, i32); 17],
    symbols: Vec<u8>,
}

impl Codes {
    /// The table for so many codes of each length.
    pub(super) fn new(counts: &[u8], symbols: &[u8]) -> Option<Self> {
        let mut short = vec![Symbol::default(); 1 << LOOK];
        let mut ends = [(0, 0); 17];
        let (mut code, mut at) = (0_u32, 0_usize);
        for (length, count) in (1..=LONGEST).zip(counts) {
            let before = i32::try_from(at).ok()? - i32::try_from(code).ok()?;
            for _ in 0..*count {
                let symbol = *symbols.get(at)?;
                if code >= 1 << length {
                    return None;
                }
                if length <= LOOK {
                    let first = (code << (LOOK - length)) as usize;
                    let entry = Symbol {
                        length: u8::try_from(length).ok()?,
                        run: symbol >> 4,
                        bits: symbol & 15,
                    };
                    short[first..first + (1 << (LOOK - length))].fill(entry);
                }
                code += 1;
                at += 1;
            }
            ends[length as usize] = (code << (LONGEST - length), before);
            code <<= 1;
        }
        let mut codes = Self {
            short,
            several: Vec::new(),
            ends,
            symbols: symbols.to_vec(),
        };
        codes.several = (0..1 << LOOK).map(|bits| codes.all_in(bits)).collect();
        Some(codes)
    }

    /// The symbols that lie whole within so many bits.
    fn all_in(&self, bits: usize) -> Several {
        let mut found = Several::default();
        loop {
            let rest = bits << found.length & ((1 << LOOK) - 1);
            let symbol = self.short[rest];
            let length = u32::from(symbol.length + symbol.bits);
            // A code without a coefficient that ends several blocks at once has more bits of its own.
            let ends = symbol.bits == 0 && symbol.run < 15;
            let whole = symbol.length > 0 && u32::from(found.length) + length <= LOOK;
            if !whole || (ends && symbol.run > 0) {
                return found;
            }
            found.length += symbol.length + symbol.bits;
            if ends {
                found.last = true;
                return found;
            }
            found.steps += symbol.run + 1;
        }
    }

    /// The symbols that come next and can be skipped at once; none where the length is 0.
    #[inline(always)]
    pub(super) fn several(&self, bits: &Bits<'_>) -> Several {
        let at = bits.look(LOOK);
        self.several.get(at).copied().unwrap_or_default()
    }

    /// The next symbol, taken.
    #[inline(always)]
    pub(super) fn next(&self, bits: &mut Bits<'_>) -> Option<Symbol> {
        let symbol = *self.short.get(bits.look(LOOK))?;
        if symbol.length > 0 {
            bits.skip(u32::from(symbol.length));
            return Some(symbol);
        }
        self.next_long(bits)
    }

    #[cold]
    fn next_long(&self, bits: &mut Bits<'_>) -> Option<Symbol> {
        let code = bits.look(LONGEST) as u32;
        for length in LOOK + 1..=LONGEST {
            let (end, before) = self.ends[length as usize];
            if code < end {
                let at = i32::try_from(code >> (LONGEST - length)).ok()? + before;
                let symbol = *self.symbols.get(usize::try_from(at).ok()?)?;
                bits.skip(length);
                return Some(Symbol {
                    length: u8::try_from(length).ok()?,
                    run: symbol >> 4,
                    bits: symbol & 15,
                });
            }
        }
        None
    }
}
