//! Codes with check digits or a fixed form, so that a typing error is caught without a network:
//! unified social credit codes (GB 32100-2015), identity numbers (GB 11643-1999) and project codes.

use chrono::NaiveDate;

/// Characters of a unified social credit code in the order of their values; I, O, S, V and Z are left out.
const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Weight of each of the first 17 characters: powers of 3 modulo 31.
const CREDIT_WEIGHTS: [u32; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];
/// Weight of each of the first 17 digits of an identity number: powers of 2 modulo 11, from the right.
const IDENTITY_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters of an identity number by remainder.
const IDENTITY_CHECKS: &[u8; 11] = b"10X98765432";

/// Why a code is not valid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It does not have the right number of characters.
    #[error("expected {expected} characters, found {found}")]
    Length {
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A character does not belong where it stands (counted from 1).
    #[error("character {position} is not allowed there")]
    Character {
        /// Where it stands, counted from 1.
        position: usize,
    },
    /// The last character should be another one.
    #[error("the check character does not match; expected {expected}")]
    CheckDigit {
        /// What the last character should be.
        expected: char,
    },
    /// The digits for the date are no date.
    #[error("the digits for the date are no date")]
    Date,
}

/// Splits `code` into bytes after checking its length in characters.
fn characters(code: &str, expected: usize) -> Result<&[u8], CodeError> {
    let found = code.chars().count();
    if found != expected {
        return Err(CodeError::Length { expected, found });
    }
    if let Some(position) = code.chars().position(|c| !c.is_ascii()) {
        return Err(CodeError::Character {
            position: position + 1,
        });
    }
    Ok(code.as_bytes())
}

/// Checks an 18-character unified social credit code (统一社会信用代码).
///
/// # Errors
///
/// [`CodeError`] naming the first thing that is wrong.
pub fn check_credit_code(code: &str) -> Result<(), CodeError> {
    let bytes = characters(code, 18)?;
    let mut sum = 0;
    let mut last = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let wrong = CodeError::Character {
            position: index + 1,
        };
        let value = CREDIT_ALPHABET
            .iter()
            .position(|c| c == byte)
            .ok_or(wrong.clone())?;
        // Characters 3 to 8 are the region of the registering authority: digits only.
        if (2..8).contains(&index) && !byte.is_ascii_digit() {
            return Err(wrong);
        }
        let value = u32::try_from(value).unwrap_or(0);
        match CREDIT_WEIGHTS.get(index) {
            Some(weight) => sum += value * weight,
            None => last = value,
        }
    }
    let expected = (31 - sum % 31) % 31;
    if last == expected {
        return Ok(());
    }
    let expected = CREDIT_ALPHABET
        .get(expected as usize)
        .copied()
        .map_or('0', char::from);
    Err(CodeError::CheckDigit { expected })
}

/// Checks an 18-character identity number (公民身份号码).
///
/// # Errors
///
/// [`CodeError`] naming the first thing that is wrong.
pub fn check_identity_number(number: &str) -> Result<(), CodeError> {
    let bytes = characters(number, 18)?;
    let mut sum = 0;
    for (index, (byte, weight)) in bytes.iter().zip(IDENTITY_WEIGHTS).enumerate() {
        if !byte.is_ascii_digit() {
            return Err(CodeError::Character {
                position: index + 1,
            });
        }
        sum += u32::from(byte - b'0') * weight;
    }
    let last = bytes
        .last()
        .copied()
        .unwrap_or_default()
        .to_ascii_uppercase();
    if !last.is_ascii_digit() && last != b'X' {
        return Err(CodeError::Character { position: 18 });
    }
    if NaiveDate::parse_from_str(number.get(6..14).unwrap_or_default(), "%Y%m%d").is_err() {
        return Err(CodeError::Date);
    }
    let expected = IDENTITY_CHECKS
        .get((sum % 11) as usize)
        .copied()
        .unwrap_or_default();
    if last == expected {
        return Ok(());
    }
    Err(CodeError::CheckDigit {
        expected: char::from(expected),
    })
}

/// Checks the form of a project code (项目代码): `yyyy-nnnnnn-nn-nn-nnnnnn`.
///
/// The parts are year, region, industry, type and serial number; there is no check digit.
///
/// # Errors
///
/// [`CodeError`] naming the first thing that is wrong.
pub fn check_project_code(code: &str) -> Result<(), CodeError> {
    const FORM: &[u8] = b"nnnn-nnnnnn-nn-nn-nnnnnn";
    let bytes = characters(code, FORM.len())?;
    for (index, (byte, form)) in bytes.iter().zip(FORM).enumerate() {
        let fits = if *form == b'n' {
            byte.is_ascii_digit()
        } else {
            byte == form
        };
        if !fits {
            return Err(CodeError::Character {
                position: index + 1,
            });
        }
    }
    if !(b"19"..=b"29").contains(&&[bytes[0], bytes[1]]) {
        return Err(CodeError::Date);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
