//! Builds change chunks byte by byte, so that they can say what no honest device says.

use sha2::{Digest, Sha256};

pub(crate) const CHANGE: u8 = 1;

/// Column ids of an operation as standard changes have them.
pub(crate) mod column {
    pub(crate) const OBJECT_ACTOR: u64 = 0x01;
    pub(crate) const KEY: u64 = 0x15;
    pub(crate) const INSERT: u64 = 0x34;
    pub(crate) const ACTION: u64 = 0x42;
    pub(crate) const VALUE_META: u64 = 0x56;
    pub(crate) const VALUE: u64 = 0x57;
    pub(crate) const REPLACED: u64 = 0x70;
    pub(crate) const REPLACED_ACTOR: u64 = 0x71;
    pub(crate) const REPLACED_COUNTER: u64 = 0x73;
}

/// The parts of a change chunk; [`Parts::honest`] makes a good one to spoil.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    pub(crate) deps: Vec<[u8; 32]>,
    pub(crate) actor: Vec<u8>,
    pub(crate) seq: u64,
    pub(crate) start_op: u64,
    pub(crate) time: i64,
    pub(crate) message: Vec<u8>,
    pub(crate) others: Vec<Vec<u8>>,
    pub(crate) columns: Vec<(u64, Vec<u8>)>,
    pub(crate) extra: Vec<u8>,
}

impl Parts {
    /// One key set to one value by one actor, the first change of a document.
    pub(crate) fn honest(key: &[u8], value: &[u8]) -> Self {
        let length = value.len() as u64;
        Self {
            deps: Vec::new(),
            actor: vec![1; 16],
            seq: 1,
            start_op: 1,
            time: 1_700_000_000,
            message: Vec::new(),
            others: Vec::new(),
            columns: vec![
                (column::KEY, [signed(-1), prefixed(key)].concat()),
                (column::INSERT, unsigned(1)),
                (column::ACTION, [signed(-1), unsigned(1)].concat()),
                (
                    column::VALUE_META,
                    [signed(-1), unsigned(length << 4 | 6)].concat(),
                ),
                (column::VALUE, value.to_vec()),
                (column::REPLACED, [signed(-1), unsigned(0)].concat()),
            ],
            extra: Vec::new(),
        }
    }

    /// The same with one column replaced, added, or, with no bytes, left out.
    pub(crate) fn with_column(mut self, spec: u64, bytes: Vec<u8>) -> Self {
        self.columns.retain(|(known, _)| *known != spec);
        if !bytes.is_empty() {
            self.columns.push((spec, bytes));
            self.columns.sort_by_key(|(spec, _)| *spec);
        }
        self
    }

    pub(crate) fn chunk(&self) -> Vec<u8> {
        let mut body = unsigned(self.deps.len() as u64);
        body.extend(self.deps.concat());
        body.extend(prefixed(&self.actor));
        body.extend(unsigned(self.seq));
        body.extend(unsigned(self.start_op));
        body.extend(signed(self.time));
        body.extend(prefixed(&self.message));
        body.extend(unsigned(self.others.len() as u64));
        body.extend(self.others.iter().flat_map(|other| prefixed(other)));
        let columns: Vec<_> = self
            .columns
            .iter()
            .filter(|(_, bytes)| !bytes.is_empty())
            .collect();
        body.extend(unsigned(columns.len() as u64));
        for (spec, bytes) in &columns {
            body.extend(unsigned(*spec));
            body.extend(unsigned(bytes.len() as u64));
        }
        body.extend(columns.iter().flat_map(|(_, bytes)| bytes.clone()));
        body.extend(&self.extra);
        chunk(CHANGE, &body)
    }
}

/// A chunk with a right length and checksum.
pub(crate) fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    let named = [vec![kind], unsigned(body.len() as u64), body.to_vec()].concat();
    let checksum = Sha256::digest(&named);
    [&[0x85, 0x6f, 0x4a, 0x83], &checksum[..4], &named].concat()
}

/// The body of a chunk whose header is whole.
pub(crate) fn body(chunk: &[u8]) -> &[u8] {
    let mut start = 9;
    while chunk[start] & 0x80 != 0 {
        start += 1;
    }
    &chunk[start + 1..]
}

pub(crate) fn unsigned(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

pub(crate) fn signed(mut value: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        let sign = low & 0x40 != 0;
        if (value == 0 && !sign) || (value == -1 && sign) {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

pub(crate) fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [unsigned(bytes.len() as u64), bytes.to_vec()].concat()
}

/// Raw DEFLATE of `1 + 258 * repeats` zero bytes in about `repeats / 4` bytes: one dynamic block whose codes
/// for "258 times the last byte" and for the distance have one bit each.
pub(crate) fn deflated_zeros(repeats: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.low_first(1, 1); // last block
    bits.low_first(2, 2); // dynamic codes
    bits.low_first(29, 5); // 286 literal and length codes
    bits.low_first(0, 5); // 1 distance code
    bits.low_first(14, 4); // 18 lengths of code-length codes follow, in the standard's odd order
    for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1] {
        let length = match symbol {
            18 => 1,
            1 | 2 => 2,
            _ => 0,
        };
        bits.low_first(length, 3);
    }
    let (one, two, zeros) = ("10", "11", "0");
    bits.code(two); // literal 0
    for run in [138, 117] {
        bits.code(zeros);
        bits.low_first(run - 11, 7);
    }
    bits.code(two); // end of block
    bits.code(zeros);
    bits.low_first(28 - 11, 7);
    bits.code(one); // length 258
    bits.code(one); // distance 1
    bits.code("10"); // one zero
    for _ in 0..repeats {
        bits.code("00");
    }
    bits.code("11");
    bits.bytes
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: usize,
}

impl Bits {
    fn push(&mut self, bit: bool) {
        if self.used.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(bit) << (self.used % 8);
        }
        self.used += 1;
    }

    fn low_first(&mut self, value: u32, count: u32) {
        for place in 0..count {
            self.push(value >> place & 1 == 1);
        }
    }

    fn code(&mut self, code: &str) {
        for bit in code.bytes() {
            self.push(bit == b'1');
        }
    }
}
