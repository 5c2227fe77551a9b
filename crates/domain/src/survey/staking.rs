//! Points as staked or built against points as designed, and control points against their known values.
//!
//! Deviations are measured minus designed, in millimetres rounded to 0.1 mm before the limit is applied
//! (GB 55018-2021, 5.2). Lengths and levels are in [`super::dimensions`].

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::GridPoint;
use super::refusal::{SurveyError, length};
use super::rounding::{clean_mm, tenth_mm};
use super::tolerance::Rule;
use super::verdict::{Limit, Outcome, Verdict};

/// A point with its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedPoint {
    /// Name on the drawing.
    pub name: String,
    /// Where it is.
    pub point: GridPoint,
}

/// How one point deviates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StakeRow {
    /// Name of the point.
    pub name: String,
    /// Towards north.
    pub dx_mm: f64,
    /// Towards east.
    pub dy_mm: f64,
    /// In the plane.
    pub ds_mm: f64,
    /// Verdict on `ds_mm`.
    pub verdict: Verdict,
}

/// The check of staked points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StakeCheck {
    /// Points that are designed and measured, in the order of the design.
    pub rows: Vec<StakeRow>,
    /// Verdict on all of them.
    pub outcome: Outcome,
    /// Largest deviation; none where nothing was measured.
    pub max_ds_mm: Option<f64>,
    /// Names of points beyond the limit.
    pub failing: Vec<String>,
    /// Designed points that were not measured; while there are any, the check cannot pass.
    pub missing: Vec<String>,
    /// Measured points that the design does not know; they are not judged.
    pub unknown: Vec<String>,
    /// The rule that was applied.
    pub rule: Rule,
}

/// Checks measured points against the design, by name.
///
/// # Errors
///
/// [`SurveyError`] for an empty design, a name that occurs twice in a list, and coordinates out of range.
pub fn stake_check(
    design: &[NamedPoint],
    measured: &[NamedPoint],
    limit: &Limit,
) -> Result<StakeCheck, SurveyError> {
    let designed = by_name(design.iter().map(|one| (&*one.name, one.point)))?;
    let found = by_name(measured.iter().map(|one| (&*one.name, one.point)))?;
    if designed.is_empty() {
        return Err(SurveyError::TooFew {
            what: "designed points",
            needed: 1,
            given: 0,
        });
    }
    let mut rows = Vec::new();
    for one in design {
        if let Some(at) = found.get(&*one.name) {
            let (dx_mm, dy_mm, ds_mm) = deviation(one.point, *at)?;
            rows.push(StakeRow {
                name: one.name.clone(),
                dx_mm,
                dy_mm,
                ds_mm,
                verdict: limit.judge(ds_mm),
            });
        }
    }
    let missing = absent(design.iter().map(|one| &*one.name), &found);
    Ok(StakeCheck {
        outcome: Outcome::of(rows.iter().map(|row| row.verdict), !missing.is_empty()),
        max_ds_mm: rows.iter().map(|row| row.ds_mm).reduce(f64::max),
        failing: failing(rows.iter().map(|row| (&*row.name, row.verdict))),
        missing,
        unknown: absent(measured.iter().map(|one| &*one.name), &designed),
        rows,
        rule: limit.rule().clone(),
    })
}

/// A control point with its coordinates and, where it has one, its level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlPoint {
    /// Name of the point.
    pub name: String,
    /// Where it is.
    pub point: GridPoint,
    /// Level in metres.
    #[serde(default)]
    pub level: Option<f64>,
}

/// How one control point deviates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlRow {
    /// Name of the point.
    pub name: String,
    /// Towards north.
    pub dx_mm: f64,
    /// Towards east.
    pub dy_mm: f64,
    /// In the plane.
    pub ds_mm: f64,
    /// Upwards; none where the point has no known level.
    pub dh_mm: Option<f64>,
    /// Verdict on `ds_mm`.
    pub plan: Verdict,
    /// Verdict on `dh_mm`.
    pub level: Option<Verdict>,
}

/// The check of control points before a survey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlCheck {
    /// Points that are known and measured, in the order of the known ones.
    pub rows: Vec<ControlRow>,
    /// Verdict on all of them.
    pub outcome: Outcome,
    /// Names of points beyond a limit.
    pub failing: Vec<String>,
    /// Known points, or known levels, that were not measured.
    pub missing: Vec<String>,
    /// Measured points that are not known.
    pub unknown: Vec<String>,
    /// The rule for the plan.
    pub plan_rule: Rule,
    /// The rule for levels.
    pub level_rule: Rule,
}

/// Checks measured control points against their known coordinates and levels, by name.
///
/// # Errors
///
/// [`SurveyError`] as for [`stake_check`].
pub fn control_check(
    known: &[ControlPoint],
    measured: &[ControlPoint],
    plan: &Limit,
    level: &Limit,
) -> Result<ControlCheck, SurveyError> {
    let listed = by_name(known.iter().map(|one| (&*one.name, one.level)))?;
    let found = by_name(measured.iter().map(|one| (&*one.name, one)))?;
    if listed.is_empty() {
        return Err(SurveyError::TooFew {
            what: "control points",
            needed: 1,
            given: 0,
        });
    }
    let (mut rows, mut missing) = (Vec::new(), Vec::new());
    for one in known {
        let Some(at) = found.get(&*one.name) else {
            missing.push(one.name.clone());
            continue;
        };
        let (dx_mm, dy_mm, ds_mm) = deviation(one.point, at.point)?;
        let dh_mm = match (one.level, at.level) {
            (Some(design), Some(read)) => Some(difference(design, read)?),
            (Some(_), None) => {
                missing.push(one.name.clone());
                None
            }
            (None, _) => None,
        };
        rows.push(ControlRow {
            name: one.name.clone(),
            dx_mm,
            dy_mm,
            ds_mm,
            dh_mm,
            plan: plan.judge(ds_mm),
            level: dh_mm.map(|dh| level.judge(dh)),
        });
    }
    let worst = |row: &ControlRow| row.level.map_or(row.plan, |level| level.max(row.plan));
    Ok(ControlCheck {
        outcome: Outcome::of(rows.iter().map(worst), !missing.is_empty()),
        failing: failing(rows.iter().map(|row| (&*row.name, worst(row)))),
        missing,
        unknown: absent(measured.iter().map(|one| &*one.name), &listed),
        rows,
        plan_rule: plan.rule().clone(),
        level_rule: level.rule().clone(),
    })
}

/// Deviation north, east and in the plane, in millimetres rounded to 0.1 mm.
///
/// # Errors
///
/// [`SurveyError`] for coordinates out of range.
pub fn deviation(design: GridPoint, measured: GridPoint) -> Result<(f64, f64, f64), SurveyError> {
    let (design, measured) = (design.checked()?, measured.checked()?);
    let dx = clean_mm(measured.x_north - design.x_north);
    let dy = clean_mm(measured.y_east - design.y_east);
    Ok((tenth_mm(dx), tenth_mm(dy), tenth_mm(dx.hypot(dy))))
}

/// Measured minus designed in millimetres, rounded to 0.1 mm, for lengths and levels in metres.
///
/// # Errors
///
/// [`SurveyError`] for values out of range.
pub fn difference(design_m: f64, measured_m: f64) -> Result<f64, SurveyError> {
    let design = length(design_m, "a designed value")?;
    let measured = length(measured_m, "a measured value")?;
    Ok(tenth_mm(clean_mm(measured - design)))
}

fn by_name<'a, T>(
    all: impl Iterator<Item = (&'a str, T)>,
) -> Result<BTreeMap<&'a str, T>, SurveyError> {
    let mut named = BTreeMap::new();
    for (name, value) in all {
        if named.insert(name, value).is_some() {
            return Err(SurveyError::DuplicateName(name.to_owned()));
        }
    }
    Ok(named)
}

fn absent<'a, T>(names: impl Iterator<Item = &'a str>, from: &BTreeMap<&str, T>) -> Vec<String> {
    let gone = names.filter(|name| !from.contains_key(name));
    gone.map(str::to_owned).collect()
}

pub(super) fn failing<'a>(rows: impl Iterator<Item = (&'a str, Verdict)>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    rows.filter(|(name, verdict)| !verdict.passes() && seen.insert(*name))
        .map(|(name, _)| name.to_owned())
        .collect()
}
