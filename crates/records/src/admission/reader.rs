//! Reading integers and run-length columns out of foreign bytes, with every count checked before it is used.

use super::Rule;

/// Bytes that are read from the front.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Rule> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Rule::Encoding)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Rule> {
        self.take(N)?.try_into().map_err(|_| Rule::Encoding)
    }

    fn byte(&mut self) -> Result<u8, Rule> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    /// An unsigned LEB128 integer in its shortest form: two spellings would be two names of one change.
    pub(super) fn unsigned(&mut self) -> Result<u64, Rule> {
        let (mut value, mut shift) = (0_u64, 0_u32);
        loop {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && byte > 1 {
                return Err(Rule::Encoding);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return if byte == 0 && shift > 0 {
                    Err(Rule::Encoding)
                } else {
                    Ok(value)
                };
            }
            shift += 7;
        }
    }

    /// A signed LEB128 integer in its shortest form.
    pub(super) fn signed(&mut self) -> Result<i64, Rule> {
        let (mut value, mut shift, mut previous) = (0_i64, 0_u32, 0_u8);
        loop {
            let byte = self.byte()?;
            if shift == 63 && byte != 0 && byte != 0x7f {
                return Err(Rule::Encoding);
            }
            value |= i64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                let negative = byte & 0x40 != 0;
                let overlong = shift > 7
                    && ((byte == 0 && previous & 0x40 == 0)
                        || (byte == 0x7f && previous & 0x40 != 0));
                if overlong {
                    return Err(Rule::Encoding);
                }
                return Ok(if negative && shift < 64 {
                    value | (-1 << shift)
                } else {
                    value
                });
            }
            previous = byte;
        }
    }

    /// A length or count that must not exceed `most`; `rule` is named when it does.
    pub(super) fn count(&mut self, most: usize, rule: Rule) -> Result<usize, Rule> {
        let count = usize::try_from(self.unsigned()?).map_err(|_| rule)?;
        if count > most { Err(rule) } else { Ok(count) }
    }

    /// A text with its length before it.
    pub(super) fn text(&mut self, most: usize, rule: Rule) -> Result<&'a str, Rule> {
        let length = self.count(most, rule)?;
        std::str::from_utf8(self.take(length)?).map_err(|_| Rule::Text)
    }
}

/// Reads a whole run-length column of at most `most` values. A run is a positive count with one value, a
/// negative count with as many values, or zero with a count of nulls, which our columns do not have.
///
/// Nothing is allocated for a count before it has been compared with `most` (I03). Runs must be the ones
/// that the engine would write, for it writes them again when it saves, and the name depends on them.
pub(super) fn run_lengths<'a, T: Clone + PartialEq>(
    column: &'a [u8],
    most: usize,
    rule: Rule,
    mut value: impl FnMut(&mut Reader<'a>) -> Result<T, Rule>,
) -> Result<Vec<T>, Rule> {
    let mut reader = Reader::new(column);
    let mut values: Vec<T> = Vec::new();
    let mut after_literal = false;
    while !reader.is_done() {
        let run = reader.signed()?;
        let count = usize::try_from(run.unsigned_abs()).map_err(|_| rule)?;
        if count > most - values.len() {
            return Err(rule);
        }
        match run {
            0 | 1 => return Err(Rule::Encoding),
            2.. => {
                let repeated = value(&mut reader)?;
                if values.last() == Some(&repeated) {
                    return Err(Rule::Encoding);
                }
                values.extend(std::iter::repeat_n(repeated, count));
                after_literal = false;
            }
            _ if after_literal => return Err(Rule::Encoding),
            _ => {
                for _ in 0..count {
                    let next = value(&mut reader)?;
                    if values.last() == Some(&next) {
                        return Err(Rule::Encoding);
                    }
                    values.push(next);
                }
                after_literal = true;
            }
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_taken_in_their_shortest_form_only() {
        assert_eq!(Reader::new(&[0x81, 0x01]).unsigned(), Ok(129));
        assert_eq!(Reader::new(&[0x81, 0x00]).unsigned(), Err(Rule::Encoding));
        assert_eq!(Reader::new(&[0xff; 11]).unsigned(), Err(Rule::Encoding));
        assert_eq!(Reader::new(&[0x7f]).signed(), Ok(-1));
        assert_eq!(Reader::new(&[0xff, 0x7f]).signed(), Err(Rule::Encoding));
        assert_eq!(Reader::new(&[0x80, 0x7f]).signed(), Ok(-128));
        assert_eq!(Reader::new(&[0x80]).signed(), Err(Rule::Encoding));
        let most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        assert_eq!(Reader::new(&most).unsigned(), Ok(u64::MAX));
        let least = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f];
        assert_eq!(Reader::new(&least).signed(), Ok(i64::MIN));
    }

    #[test]
    fn a_run_longer_than_the_limit_is_refused_before_it_is_written_out_i03() {
        let million = [0xc0, 0x84, 0x3d, 0x01];
        let read = |bytes: &[u8]| {
            run_lengths(bytes, 1_000, Rule::Operations, |r| r.unsigned()).map(|all| all.len())
        };
        assert_eq!(read(&million), Err(Rule::Operations));
        assert_eq!(read(&[0x02, 0x01, 0x7f, 0x05]), Ok(3));
        assert_eq!(read(&[0x00, 0x01]), Err(Rule::Encoding));
        assert_eq!(
            read(&[0x7e, 0x05, 0x05]),
            Err(Rule::Encoding),
            "two equal ones are a run"
        );
        assert_eq!(
            read(&[0x7f, 0x05, 0x7f, 0x06]),
            Err(Rule::Encoding),
            "two literals are one"
        );
        assert_eq!(
            read(&[0x02, 0x05, 0x02, 0x05]),
            Err(Rule::Encoding),
            "two equal runs are one"
        );
        let least = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f];
        assert_eq!(read(&least), Err(Rule::Operations));
    }
}
