//! Tolerances: which limit holds for a length, a height, an area or a grade.
//!
//! The figures are catalogue data; this file only looks them up. A quantity equal to the bound of a step
//! still belongs to it.

use serde::{Deserialize, Serialize};

use super::rounding::tenth_mm_in_m;
use crate::{Confidence, Decimal, Origin, Text};

/// A tolerance of survey checks, as the catalogue gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tolerance {
    /// Permanent key.
    pub key: String,
    /// Name for people.
    pub name: Text,
    /// Unit of the limits.
    pub unit: String,
    /// Quantity by which the limit is chosen.
    pub by: Option<Text>,
    /// Limits in ascending order.
    pub limits: Vec<Step>,
    /// Where the figures come from.
    pub origin: Origin,
}

/// One limit of a tolerance.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Largest quantity to which the limit applies; none = any larger one.
    pub up_to: Option<Decimal>,
    /// Grade of accuracy to which it applies.
    pub grade: Option<u32>,
    /// The limit.
    pub limit: Option<Decimal>,
    /// Mean square error that goes with it.
    pub mean_square: Option<Decimal>,
    /// Factor of the square root of the area.
    pub root: Option<Decimal>,
    /// Factor of the area.
    pub share: Option<Decimal>,
}

/// The rule that a verdict was given by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Key of the tolerance; none where a person stated the limit.
    pub tolerance: Option<String>,
    /// The limit, inclusive.
    pub limit: f64,
    /// Its unit.
    pub unit: String,
    /// Keys of sources in the catalogue.
    pub sources: Vec<String>,
    /// How sure we are of the figure.
    pub confidence: Confidence,
}

impl Rule {
    /// A limit that a person stated, without a source.
    pub fn stated(limit: f64, unit: &str) -> Self {
        Self {
            tolerance: None,
            limit,
            unit: unit.to_owned(),
            sources: Vec::new(),
            confidence: Confidence::Low,
        }
    }
}

/// Why a tolerance gives no limit.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ToleranceError {
    /// The quantity is not a finite number, or negative.
    #[error("{key}: the quantity is no length, height or area")]
    Quantity {
        /// Key of the tolerance.
        key: String,
    },
    /// No step reaches the quantity.
    #[error("{key}: no step for {quantity}")]
    NoStep {
        /// Key of the tolerance.
        key: String,
        /// The quantity.
        quantity: f64,
    },
    /// The tolerance does not know the grade.
    #[error("{key}: no grade {grade}")]
    NoGrade {
        /// Key of the tolerance.
        key: String,
        /// The grade.
        grade: u32,
    },
    /// The limit is chosen by a quantity or a grade that was not given.
    #[error("{key}: the limit depends on a quantity or a grade")]
    NotFixed {
        /// Key of the tolerance.
        key: String,
    },
    /// The limit follows from the area, or does not where it should.
    #[error("{key}: the step has another form")]
    OtherForm {
        /// Key of the tolerance.
        key: String,
    },
}

impl Tolerance {
    /// The limit of a tolerance that has only one.
    ///
    /// # Errors
    ///
    /// [`ToleranceError::NotFixed`] where a quantity or a grade chooses, [`ToleranceError::OtherForm`]
    /// where the limit follows from an area.
    pub fn fixed(&self) -> Result<Rule, ToleranceError> {
        match self.limits.as_slice() {
            [only] if only.up_to.is_none() && only.grade.is_none() => self.figure(only),
            _ => Err(ToleranceError::NotFixed {
                key: self.key.clone(),
            }),
        }
    }

    /// The limit for a length or height in metres, or an area in square metres; bounds are inclusive.
    ///
    /// The quantity is rounded to four decimals first: a computed length of 30.0000000001 m is one of 30 m.
    ///
    /// # Errors
    ///
    /// [`ToleranceError`] for a quantity that is none, without a step for it, and where a grade chooses.
    pub fn for_quantity(&self, quantity: f64) -> Result<Rule, ToleranceError> {
        let key = || self.key.clone();
        if !quantity.is_finite() || quantity < 0.0 {
            return Err(ToleranceError::Quantity { key: key() });
        }
        let rounded = Decimal::from_f64(tenth_mm_in_m(quantity))
            .map_err(|_| ToleranceError::Quantity { key: key() })?;
        let step = self
            .limits
            .iter()
            .find(|step| step.grade.is_none() && step.up_to.is_none_or(|most| rounded <= most))
            .ok_or_else(|| ToleranceError::NoStep {
                key: key(),
                quantity,
            })?;
        self.figure(step)
    }

    /// The limit for a grade of accuracy.
    ///
    /// # Errors
    ///
    /// [`ToleranceError::NoGrade`], and [`ToleranceError::OtherForm`] where the limit follows from an area.
    pub fn for_grade(&self, grade: u32) -> Result<Rule, ToleranceError> {
        self.figure(self.graded(grade)?)
    }

    /// The mean square error that goes with a grade, in the unit of the limits; none where there is none.
    ///
    /// # Errors
    ///
    /// [`ToleranceError::NoGrade`].
    pub fn mean_square(&self, grade: u32) -> Result<Option<f64>, ToleranceError> {
        Ok(self.graded(grade)?.mean_square.map(Decimal::to_f64))
    }

    /// The limit for a grade and an area S in square metres: root * sqrt(S) + share * S.
    ///
    /// # Errors
    ///
    /// [`ToleranceError`] for an area that is none, an unknown grade, and a step of another form.
    pub fn for_area(&self, grade: u32, area: f64) -> Result<Rule, ToleranceError> {
        let key = || self.key.clone();
        if !area.is_finite() || area < 0.0 {
            return Err(ToleranceError::Quantity { key: key() });
        }
        let step = self.graded(grade)?;
        let (Some(root), Some(share)) = (step.root, step.share) else {
            return Err(ToleranceError::OtherForm { key: key() });
        };
        let limit = root.to_f64() * area.sqrt() + share.to_f64() * area;
        if !limit.is_finite() {
            return Err(ToleranceError::Quantity { key: key() });
        }
        Ok(self.rule(limit))
    }

    /// The limit for a grade, as a figure or, where it follows from an area (GB/T 17986.1), for this one.
    ///
    /// # Errors
    ///
    /// [`ToleranceError`] for an unknown grade, and for an area that is none where one is needed.
    pub fn for_grade_of(&self, grade: u32, quantity: f64) -> Result<Rule, ToleranceError> {
        if self.graded(grade)?.root.is_some() {
            self.for_area(grade, quantity)
        } else {
            self.for_grade(grade)
        }
    }

    /// The grades that it knows, in the order of the catalogue.
    pub fn grades(&self) -> impl Iterator<Item = u32> {
        self.limits.iter().filter_map(|step| step.grade)
    }

    fn graded(&self, grade: u32) -> Result<&Step, ToleranceError> {
        let found = self.limits.iter().find(|step| step.grade == Some(grade));
        found.ok_or_else(|| ToleranceError::NoGrade {
            key: self.key.clone(),
            grade,
        })
    }

    fn figure(&self, step: &Step) -> Result<Rule, ToleranceError> {
        let limit = step.limit.ok_or_else(|| ToleranceError::OtherForm {
            key: self.key.clone(),
        })?;
        Ok(self.rule(limit.to_f64()))
    }

    fn rule(&self, limit: f64) -> Rule {
        Rule {
            tolerance: Some(self.key.clone()),
            limit,
            unit: self.unit.clone(),
            sources: self.origin.sources.clone(),
            confidence: self.origin.confidence,
        }
    }
}
