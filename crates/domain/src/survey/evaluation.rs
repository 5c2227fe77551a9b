//! What comes out of a survey: each target judged by the rule of its role, what follows from figures, and the conclusion in words.
//!
//! Limits are asked of the catalogue through [`Judge`]; here stands only which of them judges what. A value that a role needs and that is
//! not there is an error, never a pass.

mod derived;
mod words;

use super::GridPoint;
use super::indices;
use super::kind::{SurveyKind, TargetRole};
use super::refusal::SurveyError;
use super::staking::{deviation, difference};
use super::tolerance::{Rule, Tolerance};
use super::verdict::{Limit, Verdict};

pub use derived::{Derived, DerivedKind, Figure, FigureRole};
pub use words::{Tally, conclusion, move_words, sentence};

/// Coordinates or a value; what a role does not have is none. Metres, areas in square metres.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Value {
    /// North.
    pub x_north: Option<f64>,
    /// East.
    pub y_east: Option<f64>,
    /// Height.
    pub h: Option<f64>,
    /// Distance, height of a building, area or index.
    pub value: Option<f64>,
}

impl Value {
    /// The position, where both parts are there.
    pub fn point(self) -> Option<GridPoint> {
        Some(GridPoint::new(self.x_north?, self.y_east?))
    }
}

/// What came out for one target.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Measured minus design, north, mm.
    pub dx_mm: Option<f64>,
    /// Measured minus design, east, mm.
    pub dy_mm: Option<f64>,
    /// In plan, mm.
    pub ds_mm: Option<f64>,
    /// In height, mm.
    pub dh_mm: Option<f64>,
    /// Of a distance or a height in mm, of an area in m², of an index as it is.
    pub dv: Option<f64>,
    /// The worst of what was compared.
    pub verdict: Verdict,
    /// The rules, plan before level.
    pub rules: Vec<Rule>,
}

/// Why a target cannot be judged.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EvaluationError {
    /// The design or the measured value lacks what the role needs.
    #[error("{what} lacks {part}")]
    Lacks {
        /// `design` or `measured`.
        what: &'static str,
        /// `position`, `height` or `value`.
        part: &'static str,
    },
    /// This kind of survey has no rule for the role.
    #[error("this kind of survey has no rule for {0:?}")]
    NoRule(TargetRole),
    /// The computation refuses.
    #[error(transparent)]
    Survey(#[from] SurveyError),
}

/// Judges by a kind of survey and the tolerances of the catalogue.
pub struct Judge<'a> {
    /// The kind.
    pub kind: &'a SurveyKind,
    /// Share of a limit from which on it is near.
    pub near_share: f64,
    /// The tolerances.
    pub tolerances: &'a [Tolerance],
}

impl Judge<'_> {
    /// The key of the tolerance that judges a role in plan or by its value.
    fn key(&self, role: TargetRole) -> Option<&str> {
        let of = &self.kind.tolerances;
        let key = match role {
            TargetRole::Point => &of.point,
            TargetRole::Control => &of.control,
            TargetRole::Boundary => &of.boundary,
            TargetRole::Level => &of.level,
            TargetRole::Distance => &of.distance,
            TargetRole::Height => &of.height,
            TargetRole::Area => &of.area,
            // Held to the bound of the design, without a tolerance.
            TargetRole::IndexAtMost | TargetRole::IndexAtLeast => return None,
        };
        key.as_deref()
    }

    fn tolerance(&self, key: Option<&str>) -> Option<&Tolerance> {
        let key = key?;
        self.tolerances.iter().find(|one| one.key == key)
    }

    /// The rule of a tolerance: by grade, by a quantity, or its only one.
    fn rule(&self, tolerance: &Tolerance, quantity: f64) -> Result<Rule, SurveyError> {
        let graded = self
            .kind
            .grade
            .filter(|_| tolerance.grades().next().is_some());
        let rule = match graded {
            Some(grade) => tolerance.for_grade_of(grade, quantity)?,
            None if tolerance.by.is_some() => tolerance.for_quantity(quantity)?,
            None => tolerance.fixed()?,
        };
        Ok(rule)
    }

    fn limit(&self, key: Option<&str>, quantity: f64) -> Result<Option<Limit>, SurveyError> {
        let Some(tolerance) = self.tolerance(key) else {
            return Ok(None);
        };
        let rule = self.rule(tolerance, quantity)?;
        Limit::new(rule, self.near_share).map(Some)
    }

    /// The rules that this kind of survey has and that depend on no quantity, for a list beside the targets.
    pub fn fixed_rules(&self) -> Vec<Rule> {
        let mut rules: Vec<Rule> = Vec::new();
        let roles = self.kind.roles.iter().filter_map(|role| self.key(*role));
        let level = self.kind.tolerances.control_level.as_deref();
        for key in roles.chain(level) {
            let tolerance = self.tolerance(Some(key));
            let rule = tolerance.and_then(|one| self.fixed(one));
            rules.extend(rule.filter(|rule| !rules.contains(rule)));
        }
        rules
    }

    /// The tolerances of this kind whose limit depends on a quantity, so that each target has its own.
    pub fn varying(&self) -> Vec<&Tolerance> {
        let roles = self.kind.roles.iter().filter_map(|role| self.key(*role));
        let mut found: Vec<&Tolerance> = Vec::new();
        for tolerance in roles.filter_map(|key| self.tolerance(Some(key))) {
            if self.fixed(tolerance).is_none() && !found.contains(&tolerance) {
                found.push(tolerance);
            }
        }
        found
    }

    fn fixed(&self, tolerance: &Tolerance) -> Option<Rule> {
        let graded = self.kind.grade.and_then(|g| tolerance.for_grade(g).ok());
        graded.or_else(|| tolerance.fixed().ok())
    }

    /// The limit in plan at a target, m: how close is close enough when it is staked out.
    ///
    /// # Errors
    ///
    /// [`EvaluationError::NoRule`] for a role that has no position here.
    pub fn threshold_m(&self, role: TargetRole) -> Result<f64, EvaluationError> {
        let plan = matches!(
            role,
            TargetRole::Point | TargetRole::Control | TargetRole::Boundary
        );
        let limit = if plan {
            self.limit(self.key(role), 0.0)?
        } else {
            None
        };
        let limit = limit.ok_or(EvaluationError::NoRule(role))?;
        Ok(limit.limit_mm() / 1000.0)
    }

    /// Judges one target.
    ///
    /// # Errors
    ///
    /// [`EvaluationError`] for what lacks, a role without a rule, and values out of range.
    pub fn target(
        &self,
        role: TargetRole,
        design: Value,
        measured: Value,
    ) -> Result<Found, EvaluationError> {
        match role {
            TargetRole::Point | TargetRole::Control | TargetRole::Boundary => {
                self.position(role, design, measured)
            }
            TargetRole::Level => {
                let (design, measured) = both(design.h, measured.h, "height")?;
                let dh = difference(design, measured)?;
                let limit = self.needed(role, design.abs())?;
                Ok(Found {
                    dh_mm: Some(dh),
                    verdict: limit.judge(dh),
                    rules: vec![limit.rule().clone()],
                    ..Found::nothing()
                })
            }
            TargetRole::Distance | TargetRole::Height => {
                let (design, measured) = both(design.value, measured.value, "value")?;
                let dv = difference(design, measured)?;
                let limit = self.needed(role, design)?;
                Ok(Found {
                    dv: Some(dv),
                    verdict: limit.judge(dv),
                    rules: vec![limit.rule().clone()],
                    ..Found::nothing()
                })
            }
            TargetRole::Area => {
                let (design, measured) = both(design.value, measured.value, "value")?;
                self.area(design, measured)
            }
            TargetRole::IndexAtMost | TargetRole::IndexAtLeast => {
                let (bound, measured) = both(design.value, measured.value, "value")?;
                index(role, bound, measured)
            }
        }
    }

    fn needed(&self, role: TargetRole, quantity: f64) -> Result<Limit, EvaluationError> {
        let limit = self.limit(self.key(role), quantity)?;
        limit.ok_or(EvaluationError::NoRule(role))
    }

    fn position(
        &self,
        role: TargetRole,
        design: Value,
        measured: Value,
    ) -> Result<Found, EvaluationError> {
        let (from, to) = both(design.point(), measured.point(), "position")?;
        let (dx, dy, ds) = deviation(from, to)?;
        let plan = self.needed(role, 0.0)?;
        let mut found = Found {
            dx_mm: Some(dx),
            dy_mm: Some(dy),
            ds_mm: Some(ds),
            verdict: plan.judge(ds),
            rules: vec![plan.rule().clone()],
            ..Found::nothing()
        };
        if let (Some(design), Some(measured)) = (design.h, measured.h) {
            let dh = difference(design, measured)?;
            found.dh_mm = Some(dh);
            // Only control points are judged in height as well; of others it is told.
            let key = (role == TargetRole::Control)
                .then_some(self.kind.tolerances.control_level.as_deref())
                .flatten();
            if let Some(level) = self.limit(key, design.abs())? {
                found.verdict = found.verdict.max(level.judge(dh));
                found.rules.push(level.rule().clone());
            }
        }
        Ok(found)
    }

    /// An area against its design: the limit is a share of the designed one in percent, or follows from it in m².
    fn area(&self, design: f64, measured: f64) -> Result<Found, EvaluationError> {
        let tolerance = self
            .tolerance(self.key(TargetRole::Area))
            .ok_or(EvaluationError::NoRule(TargetRole::Area))?;
        let rule = self.rule(tolerance, design)?;
        let (dv, verdict) = judge_area(design, measured, &rule, self.near_share)?;
        Ok(Found {
            dv: Some(dv),
            verdict,
            rules: vec![rule],
            ..Found::nothing()
        })
    }
}

/// An index against the bound of the planning conditions. There is no allowance and so nothing is near: whoever uses a plot ratio of 1.5
/// up to 1.4925 has done as was asked.
fn index(role: TargetRole, bound: f64, measured: f64) -> Result<Found, EvaluationError> {
    let (least, most) = if role == TargetRole::IndexAtLeast {
        (Some(bound), None)
    } else {
        (None, Some(bound))
    };
    let holds = indices::holds(measured, least, most)?;
    Ok(Found {
        dv: Some(((measured - bound) * 1e6).round() / 1e6 + 0.0),
        verdict: if holds == Some(true) {
            Verdict::Pass
        } else {
            Verdict::Fail
        },
        rules: vec![Rule::stated(bound, "")],
        ..Found::nothing()
    })
}

impl Found {
    fn nothing() -> Self {
        Self {
            dx_mm: None,
            dy_mm: None,
            ds_mm: None,
            dh_mm: None,
            dv: None,
            verdict: Verdict::Pass,
            rules: Vec::new(),
        }
    }
}

/// The difference of two areas in m² with two decimals, and the verdict by a limit in percent of the design or in m².
pub(super) fn judge_area(
    design: f64,
    measured: f64,
    rule: &Rule,
    near_share: f64,
) -> Result<(f64, Verdict), SurveyError> {
    use super::refusal::{finite, positive};
    let design = positive(design, "the designed area")?;
    let measured = finite(measured, "the measured area")?;
    let difference = ((measured - design) * 100.0).round() / 100.0 + 0.0;
    let limit = match rule.unit.as_str() {
        "%" => rule.limit / 100.0 * design,
        "m²" | "m2" => rule.limit,
        other => return Err(SurveyError::Unit(other.to_owned())),
    };
    let verdict = if difference.abs() > limit + 1e-9 {
        Verdict::Fail
    } else if difference.abs() >= near_share * limit {
        Verdict::Near
    } else {
        Verdict::Pass
    };
    Ok((difference, verdict))
}

fn both<T>(
    design: Option<T>,
    measured: Option<T>,
    part: &'static str,
) -> Result<(T, T), EvaluationError> {
    let lacks = |what| EvaluationError::Lacks { what, part };
    let design = design.ok_or_else(|| lacks("design"))?;
    Ok((design, measured.ok_or_else(|| lacks("measured"))?))
}

/// Whether a measured value has what its role needs, before it is stored.
///
/// # Errors
///
/// [`EvaluationError::Lacks`].
pub fn is_complete(role: TargetRole, value: Value) -> Result<(), EvaluationError> {
    let (there, part) = match role {
        TargetRole::Point | TargetRole::Control | TargetRole::Boundary => {
            (value.point().is_some(), "position")
        }
        TargetRole::Level => (value.h.is_some(), "height"),
        TargetRole::Distance
        | TargetRole::Height
        | TargetRole::Area
        | TargetRole::IndexAtMost
        | TargetRole::IndexAtLeast => (value.value.is_some(), "value"),
    };
    let what = "measured";
    there
        .then_some(())
        .ok_or(EvaluationError::Lacks { what, part })
}

/// The mean of several readings, part by part, and the largest difference between two of them in plan, height or value, mm.
/// A part counts only where every reading has it.
///
/// # Errors
///
/// [`SurveyError`] for no reading at all.
pub fn mean(readings: &[Value]) -> Result<(Value, Option<f64>), SurveyError> {
    use super::repeated::statistics;
    if readings.is_empty() {
        return Err(SurveyError::TooFew {
            what: "readings",
            needed: 1,
            given: 0,
        });
    }
    let part = |of: fn(&Value) -> Option<f64>| -> Result<Option<(f64, f64)>, SurveyError> {
        let all: Option<Vec<f64>> = readings.iter().map(of).collect();
        let Some(all) = all else { return Ok(None) };
        let statistics = statistics(&all)?;
        Ok(Some((statistics.mean, statistics.spread)))
    };
    let (x, y) = (part(|v| v.x_north)?, part(|v| v.y_east)?);
    let (h, value) = (part(|v| v.h)?, part(|v| v.value)?);
    let spread = [x, y, h, value]
        .into_iter()
        .flatten()
        .map(|(_, spread)| spread)
        .fold(0.0, f64::max);
    let spread_mm = (spread * 10_000.0).round() / 10.0;
    let of = |part: Option<(f64, f64)>| part.map(|(mean, _)| mean);
    let mean = Value {
        x_north: of(x),
        y_east: of(y),
        h: of(h),
        value: of(value),
    };
    Ok((mean, (readings.len() > 1).then_some(spread_mm)))
}

#[cfg(test)]
mod tests;
