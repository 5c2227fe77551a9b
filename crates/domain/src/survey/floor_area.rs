//! Floor area as it counts: in full, by half or not, by the height of the storey.
//!
//! The heights themselves are a regulation's figures (GB/T 50353-2013, 3.0.1 and 3.0.3) and come in as
//! [`HeightSteps`]; area limits by grade are in [`super::tolerance`].

use serde::{Deserialize, Serialize};

use super::refusal::{SurveyError, not_negative, positive};
use super::rounding::tenth_mm_in_m;

/// The heights in metres from which floor area counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeightSteps {
    /// Storey height from which the area counts in full; below it, by half.
    pub storey_full_m: f64,
    /// Net height under a slope from which the area counts in full.
    pub slope_full_m: f64,
    /// Net height under a slope from which the area counts by half; below it, not at all.
    pub slope_half_m: f64,
}

/// A floor, or the part of one under a slope between two net heights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Floor {
    /// A storey with a level ceiling.
    Level {
        /// Area in square metres.
        area_m2: f64,
        /// Storey height in metres.
        storey_height_m: f64,
    },
    /// A part under a slope.
    Sloped {
        /// Area in square metres.
        area_m2: f64,
        /// Net height in metres.
        net_height_m: f64,
    },
}

/// Returns the share of a floor that counts: 1, 0.5 or 0. Heights are rounded to 0.1 mm first.
///
/// # Errors
///
/// [`SurveyError`] for heights that are not above zero or steps that do not rise.
pub fn share(floor: Floor, steps: &HeightSteps) -> Result<f64, SurveyError> {
    let step = |value| positive(value, "a height step").map(tenth_mm_in_m);
    let (storey, full, half) = (
        step(steps.storey_full_m)?,
        step(steps.slope_full_m)?,
        step(steps.slope_half_m)?,
    );
    if half >= full {
        return Err(SurveyError::OutOfRange("a height step"));
    }
    Ok(match floor {
        Floor::Level {
            storey_height_m, ..
        } => {
            let height = tenth_mm_in_m(positive(storey_height_m, "the storey height")?);
            if height >= storey { 1.0 } else { 0.5 }
        }
        Floor::Sloped { net_height_m, .. } => {
            let height = tenth_mm_in_m(not_negative(net_height_m, "the net height")?);
            if height >= full {
                1.0
            } else if height >= half {
                0.5
            } else {
                0.0
            }
        }
    })
}

/// Returns the counted area of floors in square metres.
///
/// # Errors
///
/// [`SurveyError`] as for [`share`], and for areas that are negative or not finite.
pub fn counted_m2(floors: &[Floor], steps: &HeightSteps) -> Result<f64, SurveyError> {
    let mut sum = 0.0;
    for floor in floors {
        let (Floor::Level { area_m2, .. } | Floor::Sloped { area_m2, .. }) = *floor;
        sum += not_negative(area_m2, "an area")? * share(*floor, steps)?;
    }
    super::refusal::finite(sum, "the counted area")
}
