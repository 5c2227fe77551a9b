//! Figures of the reforms: matters in parallel instead of in series, evaluations merged into one, decisions on a commitment, and
//! several matters on one form.
//!
//! All of them count limits, so they hold for any catalogue; none of them touches a date.

use std::collections::BTreeMap;

use super::{Plan, Terms};
use crate::procedure::{CommitmentMode, Matter};
use crate::text::Text;

/// Matters that run side by side (并联审批).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParallelFigures {
    /// Codes of the matters.
    pub matters: Vec<String>,
    /// Codes of the departments, each once.
    pub departments: Vec<String>,
    /// Days of government time one after the other.
    pub serial: u64,
    /// Days of government time side by side: those of the longest.
    pub parallel: u64,
    /// The longest matter; of equals the one with the smallest code.
    pub longest: String,
}

/// Figures of a group of `plan`; none when the plan has no matter of that group.
pub fn parallel_group(plan: &Plan<'_>, group: &str, terms: &Terms) -> Option<ParallelFigures> {
    let members: Vec<_> = plan
        .steps()
        .iter()
        .filter(|step| step.node.group.as_deref() == Some(group))
        .collect();
    let days = |step: &&super::Step<'_>| u64::from(step.counted_limit(terms).days);
    let longest = members
        .iter()
        .copied()
        .max_by(|a, b| (days(a), &b.node.matter).cmp(&(days(b), &a.node.matter)))?;
    let mut departments: Vec<String> = Vec::new();
    for step in &members {
        if !departments.contains(&step.matter.department) {
            departments.push(step.matter.department.clone());
        }
    }
    Some(ParallelFigures {
        matters: members.iter().map(|s| s.node.matter.clone()).collect(),
        departments,
        serial: members.iter().map(days).sum(),
        parallel: days(&longest),
        longest: longest.node.matter.clone(),
    })
}

/// Why matters cannot be merged or decided at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FigureError {
    /// Fewer than two matters.
    #[error("there is nothing to merge")]
    TooFew,
    /// The catalogue does not allow to merge the evaluation (`multi_evaluation` of the matter).
    #[error("{0} is not an evaluation that may be merged into one (multi_evaluation)")]
    NotMergeable(String),
    /// The catalogue allows no commitment in place of the review (`commitment` of the matter).
    #[error("{0} is not decided on a commitment (commitment)")]
    NoCommitment(String),
}

/// Evaluations merged into one report and one joint review (多评合一). Each law's opinion is still given on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergedFigures {
    /// Submissions one by one; merged it is one.
    pub submissions: usize,
    /// Review meetings one by one; merged it is one.
    pub meetings: usize,
    /// Days one after the other.
    pub days_before: u64,
    /// Days of the joint review: those of the longest evaluation.
    pub days_after: u64,
}

/// Merges evaluations.
///
/// # Errors
///
/// [`FigureError::TooFew`] below two matters, [`FigureError::NotMergeable`] for one that the catalogue does not mark.
pub fn merged_evaluations(
    matters: &[&Matter],
    terms: &Terms,
) -> Result<MergedFigures, FigureError> {
    if matters.len() < 2 {
        return Err(FigureError::TooFew);
    }
    if let Some(other) = matters.iter().find(|matter| !matter.multi_evaluation) {
        return Err(FigureError::NotMergeable(other.code.clone()));
    }
    let days = || matters.iter().map(|matter| matter_days(matter, terms));
    Ok(MergedFigures {
        submissions: matters.len(),
        meetings: matters.len(),
        days_before: days().sum(),
        days_after: days().max().unwrap_or(0),
    })
}

/// A decision on a commitment (告知承诺).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommitmentFigures {
    /// Days of the review.
    pub days_without: u64,
    /// Days on a commitment: decided the same day.
    pub days_with: u64,
    /// Calendar days after which it is checked whether the commitment was kept.
    pub post_check_calendar_days: u32,
}

/// Compares the review of a matter with a decision on a commitment.
///
/// # Errors
///
/// [`FigureError::NoCommitment`] when the matter allows none.
pub fn commitment(
    matter: &Matter,
    terms: &Terms,
    post_check_calendar_days: u32,
) -> Result<CommitmentFigures, FigureError> {
    if matter.commitment == CommitmentMode::None {
        return Err(FigureError::NoCommitment(matter.code.clone()));
    }
    Ok(CommitmentFigures {
        days_without: matter_days(matter, terms),
        days_with: 0,
        post_check_calendar_days,
    })
}

/// Days of a matter outside any procedure.
fn matter_days(matter: &Matter, terms: &Terms) -> u64 {
    let (first, second) = match terms.basis {
        super::Basis::Promised => (matter.promised_limit, matter.legal_limit),
        super::Basis::Legal => (matter.legal_limit, matter.promised_limit),
    };
    first.or(second).map_or(0, |limit| u64::from(limit.days))
}

/// Several matters on one form (一件事).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleFigures {
    /// Forms without the bundle; with it, it is one.
    pub forms_before: usize,
    /// Things to hand in, matter by matter.
    pub fields_before: usize,
    /// Things to hand in when each is asked for once.
    pub fields_after: usize,
    /// What several matters share, with the number of matters that ask for it.
    pub shared: Vec<(Text, usize)>,
}

/// Puts the matters of a plan on one form; each material is asked for once.
pub fn bundle(plan: &Plan<'_>) -> BundleFigures {
    let mut times: BTreeMap<&Text, usize> = BTreeMap::new();
    let mut before = 0;
    for (_, matter) in plan.chosen() {
        for material in &matter.materials {
            *times.entry(material).or_default() += 1;
            before += 1;
        }
    }
    let shared = times.iter().filter(|(_, times)| **times > 1);
    BundleFigures {
        forms_before: plan.steps().len(),
        fields_before: before,
        fields_after: times.len(),
        shared: shared
            .map(|(text, times)| ((*text).clone(), *times))
            .collect(),
    }
}
