//! Scoring by deduction, with every rule taken from the template: item floors, guarantee items,
//! missing items, the mean of tables that feed one row, conversion over the rows checked, and grades.
//!
//! Arithmetic is exact (rational numbers of any size): a total of 79.995 is rounded up to 80.00 for the
//! page and still judged as below 80.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use serde::{Deserialize, Serialize};

use crate::checklist::{GuaranteeMissing, ItemKind, Scoring, Section, Template};
use crate::decimal::Decimal;
use crate::text::Lang;

/// The marks taken off on a site.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// Marks taken off by table and item; a table is checked when it is a key, also with an empty value.
    pub deductions: BTreeMap<String, BTreeMap<String, Decimal>>,
    /// Items that do not exist on this site; marks taken off at them do not count.
    #[serde(default)]
    pub not_applicable: BTreeSet<String>,
}

/// Why marks cannot be added up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoreError {
    /// The template carries no marks.
    #[error("template {0} is not scored")]
    NotScored(String),
    /// A table that the template does not have.
    #[error("unknown table {0}")]
    UnknownTable(String),
    /// An item that the table (or the template) does not have.
    #[error("unknown item {item} in {table}")]
    UnknownItem {
        /// Table or template in which it was looked for.
        table: String,
        /// The item.
        item: String,
    },
    /// A deduction below zero.
    #[error("negative deduction at {0}")]
    NegativeDeduction(String),
    /// No table was checked, or nothing in the checked tables applies.
    #[error("nothing was checked")]
    NothingChecked,
}

/// The grade of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 优良.
    Excellent,
    /// 合格.
    Qualified,
    /// 不合格.
    Unqualified,
}

impl Grade {
    /// Returns the word for the grade.
    pub const fn word(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Excellent, Lang::Zh) => "优良",
            (Self::Excellent, Lang::En) => "excellent",
            (Self::Qualified, Lang::Zh) => "合格",
            (Self::Qualified, Lang::En) => "qualified",
            (Self::Unqualified, Lang::Zh) => "不合格",
            (Self::Unqualified, Lang::En) => "unqualified",
        }
    }
}

/// The result of scoring, rounded for the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scorecard {
    /// Score of each checked table out of 100, four decimals.
    pub sub_scores: BTreeMap<String, Decimal>,
    /// Score of each checked summary row out of its weight, four decimals.
    pub rows: BTreeMap<String, Decimal>,
    /// Sum of the weights of the checked rows.
    pub rows_full: Decimal,
    /// Total out of 100, two decimals, half up.
    pub total: Decimal,
    /// Grade, judged on the unrounded total.
    pub grade: Grade,
    /// Checked tables that count as zero.
    pub zero_tables: Vec<String>,
}

/// Adds up the marks of `sheet` by the rules of `template`.
///
/// # Errors
///
/// [`ScoreError`] for tables and items that the template does not have, for negative deductions, and
/// where nothing at all was checked.
pub fn score(template: &Template, sheet: &ScoreSheet) -> Result<Scorecard, ScoreError> {
    let scoring = template
        .scoring
        .as_ref()
        .ok_or_else(|| ScoreError::NotScored(template.code.clone()))?;
    check_names(template, sheet)?;
    let mut sub_scores = BTreeMap::new();
    let mut by_row: BTreeMap<&str, Vec<BigRational>> = BTreeMap::new();
    for (code, deductions) in &sheet.deductions {
        let Some(section) = template.section(code) else {
            return Err(ScoreError::UnknownTable(code.clone()));
        };
        // A table of which nothing applies was not checked.
        if let Some(sub) = table_score(scoring, section, deductions, &sheet.not_applicable) {
            let row = section.row.as_deref().unwrap_or_default();
            by_row.entry(row).or_default().push(sub.clone());
            sub_scores.insert(code.clone(), sub);
        }
    }
    let mut rows = BTreeMap::new();
    let (mut gained, mut rows_full) = (BigRational::zero(), Decimal::ZERO);
    for row in &scoring.rows {
        let Some(tables) = by_row.get(row.code.as_str()) else {
            continue;
        };
        let mean = tables.iter().sum::<BigRational>() / whole(tables.len());
        let points = exact(row.weight) * mean / whole(100);
        rows_full = rows_full.saturating_add(row.weight);
        gained += &points;
        rows.insert(row.code.clone(), round_half_up(&points, 4));
    }
    if rows_full.is_zero() {
        return Err(ScoreError::NothingChecked);
    }
    let total = gained / exact(rows_full) * whole(100);
    let zero_tables: Vec<String> = sub_scores
        .iter()
        .filter(|(_, sub)| sub.is_zero())
        .map(|(code, _)| code.clone())
        .collect();
    let grade = if !zero_tables.is_empty() || total < exact(scoring.qualified_from) {
        Grade::Unqualified
    } else if total < exact(scoring.excellent_from) {
        Grade::Qualified
    } else {
        Grade::Excellent
    };
    Ok(Scorecard {
        sub_scores: sub_scores
            .into_iter()
            .map(|(c, s)| (c, round_half_up(&s, 4)))
            .collect(),
        rows,
        rows_full,
        total: round_half_up(&total, 2),
        grade,
        zero_tables,
    })
}

/// Returns the guarantee marks below which a table counts as zero, when its guarantee items that
/// apply have `full` marks together.
pub fn guarantee_floor(scoring: &Scoring, full: Decimal) -> Decimal {
    match scoring.guarantee_missing {
        GuaranteeMissing::AsIs => scoring.guarantee_pass,
        GuaranteeMissing::ProRata => {
            let floor = exact(scoring.guarantee_pass) * exact(full) / exact(scoring.guarantee_full);
            round_half_up(&floor, 9)
        }
    }
}

fn check_names(template: &Template, sheet: &ScoreSheet) -> Result<(), ScoreError> {
    for (table, deductions) in &sheet.deductions {
        let section = template
            .section(table)
            .ok_or_else(|| ScoreError::UnknownTable(table.clone()))?;
        for (item, points) in deductions {
            if !section.items.iter().any(|known| known.id == *item) {
                let (table, item) = (table.clone(), item.clone());
                return Err(ScoreError::UnknownItem { table, item });
            }
            if points.is_negative() {
                return Err(ScoreError::NegativeDeduction(item.clone()));
            }
        }
    }
    for item in &sheet.not_applicable {
        if template.item(item).is_none() {
            let (table, item) = (template.code.clone(), item.clone());
            return Err(ScoreError::UnknownItem { table, item });
        }
    }
    Ok(())
}

/// Returns the score of one table out of 100, or none when none of its items applies.
fn table_score(
    scoring: &Scoring,
    section: &Section,
    deductions: &BTreeMap<String, Decimal>,
    not_applicable: &BTreeSet<String>,
) -> Option<BigRational> {
    let (mut kept, mut full) = (Decimal::ZERO, Decimal::ZERO);
    let (mut guarantee_kept, mut guarantee_full) = (Decimal::ZERO, Decimal::ZERO);
    let mut guarantee_item_at_zero = false;
    for item in &section.items {
        let ItemKind::Score { max, guarantee } = &item.kind else {
            continue;
        };
        if not_applicable.contains(&item.id) {
            continue;
        }
        let lost = deductions.get(&item.id).copied().unwrap_or_default();
        let points = max.saturating_sub(lost.min(*max));
        kept = kept.saturating_add(points);
        full = full.saturating_add(*max);
        if *guarantee {
            guarantee_kept = guarantee_kept.saturating_add(points);
            guarantee_full = guarantee_full.saturating_add(*max);
            guarantee_item_at_zero |= points.is_zero();
        }
    }
    if full.is_zero() {
        return None;
    }
    let too_low = !guarantee_full.is_zero() && {
        // Compared by multiplying out: kept / possible * full < pass, without a rounded floor.
        let converted = match scoring.guarantee_missing {
            GuaranteeMissing::AsIs => exact(guarantee_kept),
            GuaranteeMissing::ProRata => {
                exact(guarantee_kept) * exact(scoring.guarantee_full) / exact(guarantee_full)
            }
        };
        converted < exact(scoring.guarantee_pass)
    };
    if guarantee_item_at_zero || too_low {
        return Some(BigRational::zero());
    }
    Some(exact(kept) * whole(100) / exact(full))
}

fn exact(value: Decimal) -> BigRational {
    BigRational::new(BigInt::from(value.nanos()), BigInt::from(1_000_000_000))
}

fn whole(value: usize) -> BigRational {
    BigRational::from_integer(BigInt::from(value))
}

/// Rounds to `places` decimals, a half going away from zero.
fn round_half_up(value: &BigRational, places: u32) -> Decimal {
    let scale = BigRational::from_integer(BigInt::from(10).pow(places));
    let half = BigRational::new(BigInt::from(1), BigInt::from(2));
    let magnitude = (value.abs() * &scale + half).floor().to_integer();
    let nanos = magnitude * BigInt::from(10).pow(9_u32.saturating_sub(places));
    let nanos = if value.is_negative() { -nanos } else { nanos };
    nanos
        .to_i128()
        .and_then(|n| Decimal::from_nanos(n).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
