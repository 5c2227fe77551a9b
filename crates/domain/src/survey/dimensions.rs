//! Lengths and levels as built against the design: ±0, distances to the four boundaries, axes, sides and
//! diagonals, and plumb.
//!
//! All deviations are measured minus designed, rounded to 0.1 mm before the limit is applied. Limits by
//! length or height come from a tolerance of the catalogue (for axes GB 50026-2020, 8.3).

use serde::{Deserialize, Serialize};

use super::GridPoint;
use super::refusal::{SurveyError, positive};
use super::staking::{deviation, difference, failing};
use super::tolerance::{Rule, Tolerance};
use super::verdict::{Limit, Outcome, Verdict};

/// A length or level as designed and as measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Name of the building, edge or axis.
    pub name: String,
    /// As designed, in metres.
    pub design_m: f64,
    /// As measured, in metres; none where it was not measured.
    #[serde(default)]
    pub measured_m: Option<f64>,
}

/// How one length or level deviates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairRow {
    /// Name of the building, edge or axis.
    pub name: String,
    /// As designed, in metres.
    pub design_m: f64,
    /// As measured, in metres.
    pub measured_m: f64,
    /// Measured minus designed.
    pub difference_mm: f64,
    /// Verdict on it.
    pub verdict: Verdict,
    /// The rule that was applied to this row.
    pub rule: Rule,
}

/// The check of lengths or levels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairCheck {
    /// What was measured, in the order given.
    pub rows: Vec<PairRow>,
    /// Verdict on all of it.
    pub outcome: Outcome,
    /// Largest deviation by size; none where nothing was measured.
    pub max_mm: Option<f64>,
    /// Names beyond the limit.
    pub failing: Vec<String>,
    /// Names that were not measured; while there are any, the check cannot pass.
    pub missing: Vec<String>,
}

/// Checks lengths or levels that share one limit: ±0 levels, distances to the four boundaries.
///
/// # Errors
///
/// [`SurveyError`] for an empty list and values out of range.
pub fn check_pairs(pairs: &[Pair], limit: &Limit) -> Result<PairCheck, SurveyError> {
    check(pairs, |_| Ok(limit.clone()))
}

/// Checks axis lengths, each with the limit for its designed length.
///
/// # Errors
///
/// [`SurveyError`] for an empty list, values out of range, and a length for which there is no limit.
pub fn check_axes(
    pairs: &[Pair],
    tolerance: &Tolerance,
    near_share: f64,
) -> Result<PairCheck, SurveyError> {
    check(pairs, |design| {
        Limit::new(tolerance.for_quantity(design)?, near_share)
    })
}

fn check(
    pairs: &[Pair],
    limit: impl Fn(f64) -> Result<Limit, SurveyError>,
) -> Result<PairCheck, SurveyError> {
    if pairs.is_empty() {
        return Err(SurveyError::TooFew {
            what: "lengths or levels",
            needed: 1,
            given: 0,
        });
    }
    let (mut rows, mut missing) = (Vec::new(), Vec::new());
    for pair in pairs {
        let Some(measured_m) = pair.measured_m else {
            missing.push(pair.name.clone());
            continue;
        };
        let difference_mm = difference(pair.design_m, measured_m)?;
        let limit = limit(pair.design_m)?;
        rows.push(PairRow {
            name: pair.name.clone(),
            design_m: pair.design_m,
            measured_m,
            difference_mm,
            verdict: limit.judge(difference_mm),
            rule: limit.rule().clone(),
        });
    }
    Ok(PairCheck {
        outcome: Outcome::of(rows.iter().map(|row| row.verdict), !missing.is_empty()),
        max_mm: rows
            .iter()
            .map(|row| row.difference_mm.abs())
            .reduce(f64::max),
        failing: failing(rows.iter().map(|row| (&*row.name, row.verdict))),
        missing,
        rows,
    })
}

/// Sides and diagonals of a figure, in metres.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SidesAndDiagonals {
    /// From each corner to the next; the last one closes the figure.
    pub sides_m: Vec<f64>,
    /// Between all corners that no side joins, ordered by corner.
    pub diagonals_m: Vec<f64>,
}

/// Measures sides and diagonals of a figure by its corners in order.
///
/// # Errors
///
/// [`SurveyError`] for fewer than three corners and coordinates out of range.
pub fn sides_and_diagonals(corners: &[GridPoint]) -> Result<SidesAndDiagonals, SurveyError> {
    let count = corners.len();
    if count < 3 {
        return Err(SurveyError::TooFew {
            what: "corners",
            needed: 3,
            given: count,
        });
    }
    for corner in corners {
        corner.checked()?;
    }
    let next = corners.iter().cycle().skip(1);
    let sides_m = corners.iter().zip(next).map(|(a, b)| a.distance(*b));
    let mut diagonals_m = Vec::new();
    for (first, from) in corners.iter().enumerate() {
        for (second, to) in corners.iter().enumerate().skip(first + 2) {
            if first != 0 || second + 1 != count {
                diagonals_m.push(from.distance(*to));
            }
        }
    }
    Ok(SidesAndDiagonals {
        sides_m: sides_m.collect(),
        diagonals_m,
    })
}

/// How far a building or column leans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plumb {
    /// Top towards north of the base.
    pub dx_mm: f64,
    /// Top towards east of the base.
    pub dy_mm: f64,
    /// Top from the base in the plane.
    pub ds_mm: f64,
    /// Lean over height.
    pub inclination: f64,
    /// Verdict on `ds_mm`.
    pub verdict: Verdict,
    /// The rule that was applied.
    pub rule: Rule,
}

/// Checks the plumb of an edge by its base and its top, with the limit for its height in metres.
///
/// # Errors
///
/// [`SurveyError`] for coordinates out of range, a height of zero or less, and one without a limit.
pub fn plumb(
    base: GridPoint,
    top: GridPoint,
    height_m: f64,
    tolerance: &Tolerance,
    near_share: f64,
) -> Result<Plumb, SurveyError> {
    let height = positive(height_m, "the height")?;
    let (dx_mm, dy_mm, ds_mm) = deviation(base, top)?;
    let limit = Limit::new(tolerance.for_quantity(height)?, near_share)?;
    Ok(Plumb {
        dx_mm,
        dy_mm,
        ds_mm,
        inclination: ds_mm / 1000.0 / height,
        verdict: limit.judge(ds_mm),
        rule: limit.rule().clone(),
    })
}
