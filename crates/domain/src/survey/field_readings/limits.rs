//! Limits for readings as the catalogue gives them, and what about readings is told by them. Nothing is refused here.

use super::{Aim, Found, RoundFound};
use crate::survey::floor_area::HeightSteps;
use crate::survey::repeated::statistics;
use crate::{Decimal, Origin, Text};

/// What of readings has a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limited {
    /// Index error of the vertical circle (指标差), seconds.
    IndexError,
    /// Largest difference of index errors within one setting-up (指标差较差), seconds.
    IndexSpread,
    /// Largest difference of one vertical angle between rounds (垂直角较差), seconds.
    AngleSpread,
    /// Largest difference of heights between rounds, mm.
    HeightSpread,
    /// Fewest rounds.
    Rounds,
}

/// A limit for readings, as the catalogue gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingLimit {
    /// What it limits.
    pub what: Limited,
    /// Name for people.
    pub name: Text,
    /// The limit, inclusive.
    pub limit: Decimal,
    /// Where the figure comes from.
    pub origin: Origin,
}

/// The heights from which floor area counts, as the catalogue gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloorRule {
    /// Storey height from which the area counts in full, m.
    pub storey_full_m: Decimal,
    /// Net height under a slope from which it counts in full, m.
    pub slope_full_m: Decimal,
    /// Net height under a slope from which it counts by half, m.
    pub slope_half_m: Decimal,
    /// Where the figures come from.
    pub origin: Origin,
}

impl FloorRule {
    /// The steps for the computation.
    pub fn steps(&self) -> HeightSteps {
        HeightSteps {
            storey_full_m: self.storey_full_m.to_f64(),
            slope_full_m: self.slope_full_m.to_f64(),
            slope_half_m: self.slope_half_m.to_f64(),
        }
    }
}

/// Something about readings that has to be told; the value counts all the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt<'l> {
    /// The limit that is not kept.
    pub limit: &'l ReadingLimit,
    /// What was found: seconds, millimetres or rounds.
    pub found: f64,
    /// Round and aim with the largest index error, where it is about one.
    pub at: Option<(usize, Aim)>,
}

/// Holds what came out against the limits for readings, in the order of the limits.
pub fn doubts<'l>(found: &Found, limits: &'l [ReadingLimit]) -> Vec<Doubt<'l>> {
    let Found::Heights(rounds) = found else {
        return Vec::new();
    };
    let judge = |limit: &'l ReadingLimit| {
        let (found, at) = measured(limit.what, rounds)?;
        let most = limit.limit.to_f64();
        let kept = if limit.what == Limited::Rounds {
            found >= most
        } else {
            found <= most + 1e-6
        };
        (!kept).then_some(Doubt { limit, found, at })
    };
    limits.iter().filter_map(judge).collect()
}

/// The figure that a limit is about, rounded to a tenth as it is shown.
fn measured(what: Limited, rounds: &[RoundFound]) -> Option<(f64, Option<(usize, Aim)>)> {
    let index_errors = || {
        let numbered = rounds.iter().enumerate();
        numbered.flat_map(|(index, round)| {
            [
                (round.top.index_error_sec, (index, Aim::Top)),
                (round.base.index_error_sec, (index, Aim::Base)),
            ]
        })
    };
    let spread = |values: Vec<f64>| statistics(&values).ok().map(|all| all.spread);
    let angles = |of: fn(&RoundFound) -> f64| spread(rounds.iter().map(of).collect());
    let found = match what {
        Limited::IndexError => {
            let worst = index_errors().max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()))?;
            return Some((tenth(worst.0.abs()), Some(worst.1)));
        }
        Limited::IndexSpread => spread(index_errors().map(|(seconds, _)| seconds).collect())?,
        Limited::AngleSpread => {
            let (top, base) = (
                angles(|round| round.top.angle_deg)?,
                angles(|round| round.base.angle_deg)?,
            );
            top.max(base) * 3600.0
        }
        Limited::HeightSpread => angles(|round| round.height_m)? * 1000.0,
        Limited::Rounds => rounds.len() as f64,
    };
    Some((tenth(found), None))
}

/// Rounds to a tenth; the nudge brings back what binary fractions of a half lose.
fn tenth(value: f64) -> f64 {
    (value * 10.0 + 1e-6).round() / 10.0
}
