//! Angles as surveyors write them: D-MM-SS.s.

use super::refusal::{SurveyError, finite};

/// Tenths of a second in a degree.
const TENTHS: f64 = 36_000.0;
/// Largest angle that is written; far beyond a full turn, far below what tenths of a second lose.
const MAX_DEGREES: f64 = 1e6;

/// Writes an angle in degrees as `D-MM-SS.s`; 59.95 seconds carry into the minute, zero has no sign.
///
/// # Errors
///
/// [`SurveyError`] for an angle that is not finite or larger than a million degrees.
pub fn format_dms(degrees: f64) -> Result<String, SurveyError> {
    if finite(degrees, "an angle")?.abs() > MAX_DEGREES {
        return Err(SurveyError::OutOfRange("an angle"));
    }
    // Binary degrees of 59.95" fall a hair short of the half; a nudge of 1e-6 tenths brings them back.
    let tenths = (degrees.abs() * TENTHS + 1e-6).round() as u64;
    let sign = if degrees < 0.0 && tenths > 0 { "-" } else { "" };
    let (seconds, tenth) = (tenths / 10, tenths % 10);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (degrees, minutes) = (minutes / 60, minutes % 60);
    Ok(format!("{sign}{degrees}-{minutes:02}-{seconds:02}.{tenth}"))
}

/// Writes an angle in degrees as it is shown to people: `88°12′34.5″`.
///
/// # Errors
///
/// [`SurveyError`] as for [`format_dms`].
pub fn format_signs(degrees: f64) -> Result<String, SurveyError> {
    let written = format_dms(degrees)?;
    let (sign, parts) = match written.strip_prefix('-') {
        Some(parts) => ("-", parts),
        None => ("", written.as_str()),
    };
    let mut parts = parts.splitn(3, '-');
    let mut part = || parts.next().unwrap_or_default();
    let (degrees, minutes, seconds) = (part(), part(), part());
    Ok(format!("{sign}{degrees}°{minutes}′{seconds}″"))
}

/// Writes an azimuth or a turned angle; what rounds up to 360 degrees is 0.
///
/// # Errors
///
/// [`SurveyError`] as for [`format_dms`].
pub fn format_turn(degrees: f64) -> Result<String, SurveyError> {
    let written = format_dms(full_turn(finite(degrees, "an angle")?))?;
    Ok(if written.starts_with("360-") {
        "0-00-00.0".to_owned()
    } else {
        written
    })
}

/// Reads `D`, `D-MM` or `D-MM-SS.s`, with a sign before the degrees; returns degrees.
///
/// # Errors
///
/// [`SurveyError::Angle`] for anything else, minutes or seconds of 60 and more, and over a million degrees.
pub fn parse_dms(text: &str) -> Result<f64, SurveyError> {
    let refused = || SurveyError::Angle(text.chars().take(40).collect());
    let trimmed = text.trim();
    let (sign, body) = match trimmed.strip_prefix(['-', '−']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let parts: Vec<&str> = body.split('-').collect();
    if parts.is_empty() || parts.len() > 3 {
        return Err(refused());
    }
    let last = parts.len() - 1;
    let mut degrees = 0.0;
    for ((place, part), unit) in parts.iter().enumerate().zip([1.0, 60.0, 3600.0]) {
        let (whole, fraction) = part.split_once('.').unwrap_or((part, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || (part.contains('.') && place != last) {
            return Err(refused());
        }
        let value: f64 = part.parse().map_err(|_| refused())?;
        let most = if place == 0 { MAX_DEGREES } else { 60.0 };
        if value >= most {
            return Err(refused());
        }
        degrees += value / unit;
    }
    Ok(sign * degrees)
}

/// Brings an angle in degrees into 0 to 360, without 360 itself.
pub fn full_turn(degrees: f64) -> f64 {
    let turned = degrees.rem_euclid(360.0);
    if turned >= 360.0 { 0.0 } else { turned + 0.0 }
}
