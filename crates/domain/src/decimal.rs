//! Decimal numbers as people write them: points, limits and readings.
//!
//! `0.1 + 0.2` must be `0.3` where marks are added up and where a reading is compared with its limit,
//! so binary floating point is used only at the JSON boundary. Nine digits after the point are kept
//! (a nanometre for a reading in metres); everything finer is rounded half away from zero.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Digits kept after the decimal point.
const SCALE_DIGITS: u32 = 9;
/// One, in units of the last kept digit.
const ONE: i128 = 1_000_000_000;
/// Largest magnitude accepted: sums and products of many such numbers still fit.
const MAX_MAGNITUDE: i128 = 1_000_000_000_000_000 * ONE;

/// An exact decimal number with nine digits after the point, at most 10^15 in magnitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Decimal(i128);

/// Why a text or number is not a [`Decimal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// The text is not a decimal number.
    #[error("not a decimal number")]
    NotANumber,
    /// The number is larger than 10^15 in magnitude.
    #[error("number out of range")]
    OutOfRange,
}

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// Makes a decimal of a whole number.
    pub const fn from_int(value: i32) -> Self {
        Self(value as i128 * ONE)
    }

    /// Makes a decimal of a floating-point number, by way of its shortest decimal form.
    ///
    /// # Errors
    ///
    /// [`DecimalError`] for infinities, not-a-number and magnitudes above 10^15.
    pub fn from_f64(value: f64) -> Result<Self, DecimalError> {
        if !value.is_finite() {
            return Err(DecimalError::NotANumber);
        }
        // Display of f64 never uses an exponent and prints the shortest text that reads back equal.
        format!("{value}").parse()
    }

    /// Returns the nearest floating-point number.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// Returns the value in units of 10^-9.
    pub(crate) const fn nanos(self) -> i128 {
        self.0
    }

    /// Makes a decimal of units of 10^-9.
    pub(crate) fn from_nanos(nanos: i128) -> Result<Self, DecimalError> {
        if nanos.abs() > MAX_MAGNITUDE {
            return Err(DecimalError::OutOfRange);
        }
        Ok(Self(nanos))
    }

    /// Tells whether the number is below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Tells whether the number is zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Adds, stopping at the largest magnitude.
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        Self((self.0 + other.0).clamp(-MAX_MAGNITUDE, MAX_MAGNITUDE))
    }

    /// Subtracts, stopping at the largest magnitude.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self((self.0 - other.0).clamp(-MAX_MAGNITUDE, MAX_MAGNITUDE))
    }

    /// Adds up, stopping at the largest magnitude.
    pub fn sum(values: impl IntoIterator<Item = Self>) -> Self {
        values.into_iter().fold(Self::ZERO, Self::saturating_add)
    }
}

impl From<i32> for Decimal {
    fn from(value: i32) -> Self {
        Self::from_int(value)
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (negative, digits) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(DecimalError::NotANumber);
        }
        if digits.ends_with('.') {
            return Err(DecimalError::NotANumber);
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > 16 {
            return Err(DecimalError::OutOfRange);
        }
        let mut nanos = 0_i128;
        let kept = fraction
            .bytes()
            .chain(std::iter::repeat(b'0'))
            .take(SCALE_DIGITS as usize);
        for digit in whole.bytes().chain(kept) {
            nanos = nanos * 10 + i128::from(digit - b'0');
        }
        if fraction
            .as_bytes()
            .get(SCALE_DIGITS as usize)
            .is_some_and(|digit| *digit >= b'5')
        {
            nanos += 1;
        }
        Self::from_nanos(if negative { -nanos } else { nanos })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.abs();
        let (whole, fraction) = (magnitude / ONE, magnitude % ONE);
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{fraction:09}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(self.0 / ONE) {
            Ok(whole) if self.0 % ONE == 0 => serializer.serialize_i64(whole),
            _ => serializer.serialize_f64(self.to_f64()),
        }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = Decimal;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Decimal, E> {
                Decimal::from_nanos(i128::from(value) * ONE).map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Decimal, E> {
                Decimal::from_nanos(i128::from(value) * ONE).map_err(E::custom)
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Decimal, E> {
                Decimal::from_f64(value).map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn decimals_read_back_as_written() {
        for text in [
            "0",
            "2",
            "-2",
            "0.3",
            "95.5",
            "-0.000000001",
            "38567890.123",
            "10.05",
        ] {
            assert_eq!(decimal(text).to_string(), text);
            let json = serde_json::to_string(&decimal(text)).unwrap();
            assert_eq!(
                serde_json::from_str::<Decimal>(&json).unwrap(),
                decimal(text),
                "{json}"
            );
        }
        assert_eq!(decimal("1.50").to_string(), "1.5");
        assert_eq!(decimal("-0").to_string(), "0");
        assert_eq!(decimal("0.0000000005"), decimal("0.000000001"));
    }

    #[test]
    fn odd_numbers_are_refused_not_guessed() {
        for text in [
            "", "-", ".", "1.", ".5", "1e3", "NaN", "inf", "1,5", "０", " 1", "1 ", "--1",
        ] {
            assert_eq!(
                text.parse::<Decimal>(),
                Err(DecimalError::NotANumber),
                "{text:?}"
            );
        }
        assert_eq!(
            "99999999999999999".parse::<Decimal>(),
            Err(DecimalError::OutOfRange)
        );
        assert_eq!(Decimal::from_f64(f64::NAN), Err(DecimalError::NotANumber));
        assert_eq!(Decimal::from_f64(1e300), Err(DecimalError::OutOfRange));
        assert_eq!(Decimal::from_f64(-0.0), Ok(Decimal::ZERO));
    }

    #[test]
    fn tenths_add_up_exactly() {
        assert_eq!(Decimal::sum(["0.1", "0.2"].map(decimal)), decimal("0.3"));
    }
}
