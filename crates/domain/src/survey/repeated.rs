//! Measurements of one quantity more than once.
//!
//! A limit is twice the root mean square error; the difference of two measurements of equal accuracy has
//! sqrt(2) times that of one, so it may be 2 sqrt(2) times the RMS error (GB/T 24356-2023, the usual rule).

use serde::{Deserialize, Serialize};

use super::refusal::{SurveyError, finite, not_negative};

/// What repeated measurements come to, in the unit of the measurements.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// How many there are.
    pub count: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation of one measurement (n - 1); none for a single one.
    pub deviation: Option<f64>,
    /// Standard deviation of the mean; none for a single one.
    pub deviation_of_mean: Option<f64>,
    /// Largest less smallest: the largest difference of any two.
    pub spread: f64,
}

/// Returns mean, standard deviation and largest difference of repeated measurements.
///
/// # Errors
///
/// [`SurveyError`] for an empty list and values that are not finite or too large to be squared.
pub fn statistics(values: &[f64]) -> Result<Statistics, SurveyError> {
    let first = *values.first().ok_or(SurveyError::TooFew {
        what: "measurements",
        needed: 1,
        given: 0,
    })?;
    let (mut least, mut most, mut sum) = (first, first, 0.0);
    for value in values {
        let value = finite(*value, "a measurement")?;
        if value.abs() > 1e100 {
            return Err(SurveyError::OutOfRange("a measurement"));
        }
        least = least.min(value);
        most = most.max(value);
        sum += value - first;
    }
    let count = values.len() as f64;
    let mean = first + sum / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let deviation = (values.len() > 1).then(|| (squares / (count - 1.0)).sqrt());
    Ok(Statistics {
        count: values.len(),
        mean,
        deviation,
        deviation_of_mean: deviation.map(|one| one / count.sqrt()),
        spread: most - least,
    })
}

/// The limit of one measurement against its true value: twice the RMS error.
///
/// # Errors
///
/// [`SurveyError`] for an RMS error that is not finite or negative.
pub fn limit(rms: f64) -> Result<f64, SurveyError> {
    Ok(2.0 * not_negative(rms, "the RMS error")?)
}

/// The limit of the difference of two measurements with the same RMS error.
///
/// # Errors
///
/// [`SurveyError`] for an RMS error that is not finite or negative.
pub fn pair_limit(rms: f64) -> Result<f64, SurveyError> {
    Ok(limit(rms)? * std::f64::consts::SQRT_2)
}

/// The RMS error of one measurement from the differences of pairs: sqrt(sum(d^2) / 2n).
///
/// # Errors
///
/// [`SurveyError`] for an empty list and values that are not finite or too large to be squared.
pub fn rms_of_pairs(differences: &[f64]) -> Result<f64, SurveyError> {
    let count = statistics(differences)?.count as f64;
    let squares: f64 = differences.iter().map(|one| one * one).sum();
    Ok((squares / (2.0 * count)).sqrt())
}
