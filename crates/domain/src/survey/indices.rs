//! Indices of a completed site: plot ratio, coverage, green ratio and parking.
//!
//! Indices are compared unrounded; limits are those of the planning conditions and inclusive.

use serde::{Deserialize, Serialize};

use super::refusal::{SurveyError, finite, not_negative, positive};

/// Slack of a comparison: what binary fractions lose in one division.
const SLACK: f64 = 1e-12;

/// Areas of a site in square metres, and its parking spaces.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteAreas {
    /// Site.
    pub site_area: f64,
    /// Floor area that counts for the plot ratio.
    pub counted_floor_area: f64,
    /// Footprint of the buildings.
    pub footprint: f64,
    /// Green space.
    pub green: f64,
    /// Parking spaces, where they are checked.
    #[serde(default)]
    pub parking: Option<f64>,
}

/// Limits of the planning conditions; none is not judged.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexLimits {
    /// Largest plot ratio.
    #[serde(default)]
    pub far_max: Option<f64>,
    /// Smallest plot ratio, as industrial land has it.
    #[serde(default)]
    pub far_min: Option<f64>,
    /// Largest coverage, 0 to 1.
    #[serde(default)]
    pub coverage_max: Option<f64>,
    /// Smallest coverage, 0 to 1, as industrial land has it.
    #[serde(default)]
    pub coverage_min: Option<f64>,
    /// Smallest green ratio, 0 to 1.
    #[serde(default)]
    pub green_min: Option<f64>,
    /// Largest green ratio, 0 to 1, as industrial land has it.
    #[serde(default)]
    pub green_max: Option<f64>,
    /// Least parking spaces.
    #[serde(default)]
    pub parking_min: Option<f64>,
}

/// The indices of a site.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indices {
    /// Plot ratio (容积率).
    pub far: f64,
    /// Coverage (建筑密度), 0 to 1.
    pub coverage: f64,
    /// Green ratio (绿地率), 0 to 1.
    pub green: f64,
    /// Whether the plot ratio is within its limits; none without one.
    pub far_pass: Option<bool>,
    /// Whether the coverage is within its limits; none without one.
    pub coverage_pass: Option<bool>,
    /// Whether the green ratio is within its limits; none without one.
    pub green_pass: Option<bool>,
    /// Whether there are enough parking spaces; none without a limit.
    pub parking_pass: Option<bool>,
}

impl Indices {
    /// Whether everything that has a limit is within it; none where nothing has one.
    pub fn pass(&self) -> Option<bool> {
        [
            self.far_pass,
            self.coverage_pass,
            self.green_pass,
            self.parking_pass,
        ]
        .into_iter()
        .flatten()
        .reduce(|all, one| all && one)
    }
}

/// Returns the indices of a site and judges those that have a limit.
///
/// # Errors
///
/// [`SurveyError`] for a site of no area, areas and limits that are negative or not finite, and a parking
/// limit without a number of spaces.
pub fn indices(areas: &SiteAreas, limits: &IndexLimits) -> Result<Indices, SurveyError> {
    let of_site = |part: f64, what: &'static str| ratio(part, areas.site_area, what);
    let far = of_site(areas.counted_floor_area, "the floor area")?;
    let coverage = of_site(areas.footprint, "the footprint")?;
    let green = of_site(areas.green, "the green space")?;
    let parking = match (areas.parking, limits.parking_min) {
        (Some(spaces), _) => not_negative(spaces, "the parking spaces")?,
        (None, Some(_)) => return Err(SurveyError::NotFinite("the number of parking spaces")),
        (None, None) => 0.0,
    };
    Ok(Indices {
        far,
        coverage,
        green,
        far_pass: judged(far, limits.far_min, limits.far_max)?,
        coverage_pass: judged(coverage, limits.coverage_min, limits.coverage_max)?,
        green_pass: judged(green, limits.green_min, limits.green_max)?,
        parking_pass: judged(parking, limits.parking_min, None)?,
    })
}

/// An area as a share of the site: `what` names the area.
///
/// # Errors
///
/// [`SurveyError`] for a site of no area, and an area that is negative or not finite.
pub fn ratio(part: f64, site: f64, what: &'static str) -> Result<f64, SurveyError> {
    let site = positive(site, "the site area")?;
    finite(not_negative(part, what)? / site, what)
}

/// Whether an index is within its bounds, both inclusive; none where it has none.
///
/// # Errors
///
/// [`SurveyError`] for an index or a bound that is negative or not finite.
pub fn holds(
    value: f64,
    least: Option<f64>,
    most: Option<f64>,
) -> Result<Option<bool>, SurveyError> {
    judged(not_negative(value, "the index")?, least, most)
}

fn judged(value: f64, least: Option<f64>, most: Option<f64>) -> Result<Option<bool>, SurveyError> {
    let mut pass = None;
    if let Some(least) = least {
        let least = not_negative(least, "a limit")?;
        pass = Some(value >= least - SLACK * least);
    }
    if let Some(most) = most {
        let most = not_negative(most, "a limit")?;
        pass = Some(pass.unwrap_or(true) && value <= most + SLACK * most);
    }
    Ok(pass)
}
