//! One answer to one item: what may be entered, what it amounts to, and when two answers are the same.
//!
//! An answer is one atomic value: it is stored, merged and shown as a whole (T38).

use serde::{Deserialize, Serialize};

use crate::checklist::{Compare, Item, ItemKind, NumberRule, Verdict};
use crate::decimal::Decimal;

/// Longest text that an answer or a note may have, in characters; a spreadsheet cell holds it.
pub const MAX_TEXT_CHARS: usize = 30_000;
/// Most deductions that one answer may list.
pub const MAX_DEDUCTIONS: usize = 200;

/// Result of a pass/fail item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassFail {
    /// 合格.
    Pass,
    /// 不合格.
    Fail,
    /// 不适用.
    Na,
}

/// Marks taken off for one fault, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Deduction {
    /// Marks taken off.
    pub points: Decimal,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// What was entered for an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// Pass, fail, or not applicable; every kind of item can be not applicable.
    Result {
        /// The result.
        result: PassFail,
    },
    /// Marks kept of a scored item.
    Score {
        /// Marks kept, from 0 to the item's maximum.
        points: Decimal,
    },
    /// Every deduction of a scored item; an empty list means full marks.
    Deductions {
        /// The deductions.
        deductions: Vec<Deduction>,
    },
    /// A measured value in the item's unit.
    Number {
        /// The reading.
        value: Decimal,
        /// The design value it is compared with, for items that need one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        design: Option<Decimal>,
    },
    /// Free words, or the key or a label of the chosen option.
    Text {
        /// The words.
        text: String,
    },
}

/// Why an answer does not fit its item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The item takes another kind of answer.
    #[error("this item takes {0}")]
    WrongKind(&'static str),
    /// The marks are not between 0 and the maximum.
    #[error("marks must be between 0 and {max}")]
    MarksOutOfRange {
        /// Full marks of the item.
        max: Decimal,
    },
    /// A deduction is not above zero.
    #[error("a deduction must be above 0")]
    DeductionNotPositive,
    /// More deductions than one answer may list.
    #[error("at most {MAX_DEDUCTIONS} deductions")]
    TooManyDeductions,
    /// The option is not in the list.
    #[error("no such option; choose one of {0}")]
    UnknownOption(String),
    /// The text is empty.
    #[error("the text is empty")]
    Empty,
    /// The text is too long.
    #[error("the text is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
}

/// What an answer comes to, whatever way it was entered; equal outcomes are no conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Pass, fail or not applicable.
    Result(PassFail),
    /// Marks kept.
    Marks(Decimal),
    /// A reading with its design value.
    Reading(Decimal, Option<Decimal>),
    /// Words or an option's key.
    Words(String),
}

impl Answer {
    /// Checks that the item takes this answer.
    ///
    /// # Errors
    ///
    /// [`AnswerError`] in words for the person who entered it.
    pub fn check(&self, item: &Item) -> Result<(), AnswerError> {
        match (&item.kind, self) {
            (
                _,
                Self::Result {
                    result: PassFail::Na,
                },
            ) => Ok(()),
            (ItemKind::PassFail, Self::Result { .. }) => Ok(()),
            (ItemKind::Score { max, .. }, Self::Score { points }) => {
                if points.is_negative() || points > max {
                    return Err(AnswerError::MarksOutOfRange { max: *max });
                }
                Ok(())
            }
            (ItemKind::Score { .. }, Self::Deductions { deductions }) => {
                if deductions.len() > MAX_DEDUCTIONS {
                    return Err(AnswerError::TooManyDeductions);
                }
                if deductions.iter().any(|one| one.points <= Decimal::ZERO) {
                    return Err(AnswerError::DeductionNotPositive);
                }
                deductions
                    .iter()
                    .try_for_each(|one| check_length(&one.note))
            }
            (ItemKind::Number(_), Self::Number { .. }) => Ok(()),
            (ItemKind::Text, Self::Text { text }) if text.trim().is_empty() => {
                Err(AnswerError::Empty)
            }
            (ItemKind::Text, Self::Text { text }) => check_length(text),
            (ItemKind::Choice { options }, Self::Text { text }) => {
                if option(item, text).is_some() {
                    return Ok(());
                }
                let labels: Vec<_> = options.iter().map(|o| o.label.zh.as_str()).collect();
                Err(AnswerError::UnknownOption(labels.join(" / ")))
            }
            (kind, _) => Err(AnswerError::WrongKind(expected(kind))),
        }
    }

    /// Returns what the answer amounts to by the item's rule.
    pub fn verdict(&self, item: &Item) -> Verdict {
        match (&item.kind, self) {
            (
                _,
                Self::Result {
                    result: PassFail::Na,
                },
            ) => Verdict::Na,
            (
                _,
                Self::Result {
                    result: PassFail::Pass,
                },
            ) => Verdict::Pass,
            (
                _,
                Self::Result {
                    result: PassFail::Fail,
                },
            ) => Verdict::Fail,
            (ItemKind::Score { max, .. }, Self::Score { .. } | Self::Deductions { .. }) => {
                match self.points_kept(*max) {
                    Some(kept) if kept < *max => Verdict::Fail,
                    _ => Verdict::Pass,
                }
            }
            (ItemKind::Number(rule), Self::Number { value, design }) => {
                judge_reading(rule, *value, *design)
            }
            (ItemKind::Choice { .. }, Self::Text { text }) => {
                option(item, text).map_or(Verdict::Open, |chosen| chosen.verdict)
            }
            _ => Verdict::Open,
        }
    }

    /// Returns the marks kept of `max`, or none when the item does not apply or carries no marks.
    ///
    /// Deductions above the maximum count as the maximum.
    pub fn points_kept(&self, max: Decimal) -> Option<Decimal> {
        match self {
            Self::Score { points } => Some((*points).clamp(Decimal::ZERO, max)),
            Self::Deductions { deductions } => {
                let lost = Decimal::sum(deductions.iter().map(|one| one.points));
                Some(max.saturating_sub(lost).clamp(Decimal::ZERO, max))
            }
            _ => None,
        }
    }

    /// Returns what the answer comes to, for telling a conflict from two ways of saying the same.
    pub fn outcome(&self, item: &Item) -> Outcome {
        match (&item.kind, self) {
            (_, Self::Result { result }) => Outcome::Result(*result),
            (ItemKind::Score { max, .. }, Self::Score { .. } | Self::Deductions { .. }) => {
                Outcome::Marks(self.points_kept(*max).unwrap_or_default())
            }
            (_, Self::Score { points }) => Outcome::Marks(*points),
            (_, Self::Deductions { deductions }) => {
                Outcome::Marks(Decimal::sum(deductions.iter().map(|one| one.points)))
            }
            (_, Self::Number { value, design }) => Outcome::Reading(*value, *design),
            (_, Self::Text { text }) => {
                let key = option(item, text).map_or(text.as_str(), |chosen| chosen.key.as_str());
                Outcome::Words(key.to_owned())
            }
        }
    }
}

/// Returns the option that `text` names by its key or by its label in either language.
fn option<'a>(item: &'a Item, text: &str) -> Option<&'a crate::checklist::ChoiceOption> {
    let ItemKind::Choice { options } = &item.kind else {
        return None;
    };
    let text = text.trim();
    options
        .iter()
        .find(|o| o.key == text || o.label.zh == text || o.label.en == text)
}

/// Judges a reading against fixed limits (inclusive) and against its design value.
fn judge_reading(rule: &NumberRule, value: Decimal, design: Option<Decimal>) -> Verdict {
    let too_low = rule.min.is_some_and(|min| value < min);
    let too_high = rule.max.is_some_and(|max| value > max);
    if too_low || too_high {
        return Verdict::Fail;
    }
    let by_design = match (rule.compare, design) {
        (Some(_), None) => return Verdict::Open,
        (Some(Compare::GeDesign), Some(design)) => Some(value >= design),
        (Some(Compare::LeDesign), Some(design)) => Some(value <= design),
        (None, _) => None,
    };
    match by_design {
        Some(false) => Verdict::Fail,
        Some(true) => Verdict::Pass,
        None if rule.min.is_none() && rule.max.is_none() => Verdict::Open,
        None => Verdict::Pass,
    }
}

fn check_length(text: &str) -> Result<(), AnswerError> {
    if text.chars().count() > MAX_TEXT_CHARS {
        return Err(AnswerError::TooLong);
    }
    Ok(())
}

fn expected(kind: &ItemKind) -> &'static str {
    match kind {
        ItemKind::PassFail => "a result: pass, fail or na",
        ItemKind::Score { .. } => "marks or deductions, or na",
        ItemKind::Number(_) => "a number, or na",
        ItemKind::Text => "a text, or na",
        ItemKind::Choice { .. } => "one of its options, or na",
        ItemKind::Photo => "photos, or na",
    }
}
