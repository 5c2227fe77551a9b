//! The difference of two procedures, or of two versions of one: matters, documents, steps and days.
//!
//! How often and how fast cases really went is counted from records elsewhere; this compares what the catalogue says.

use std::collections::BTreeSet;

use super::{Basis, GovernmentDays, Plan, Terms};
use crate::text::Text;

/// What one procedure asks of an applicant and of the departments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measures {
    /// Matters.
    pub steps: usize,
    /// Forms to hand in: one for each group, one for each matter outside a group.
    pub submissions: usize,
    /// Different documents.
    pub documents: usize,
    /// Promised days of government time.
    pub promised: GovernmentDays,
    /// Critical path by promised days.
    pub promised_path: Vec<String>,
    /// Statutory days of government time.
    pub legal: GovernmentDays,
    /// Critical path by statutory days.
    pub legal_path: Vec<String>,
}

/// The difference of two procedures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Matters that the second no longer has.
    pub matters_removed: Vec<String>,
    /// Matters that only the second has.
    pub matters_added: Vec<String>,
    /// Documents that the second no longer asks for.
    pub documents_removed: Vec<Text>,
    /// Documents that only the second asks for.
    pub documents_added: Vec<Text>,
    /// Matters in both that wait for something else now.
    pub order_changed: Vec<String>,
    /// The first.
    pub before: Measures,
    /// The second.
    pub after: Measures,
    /// Promised days that the second takes less, in parallel; negative when it takes more.
    pub promised_days_saved: i64,
    /// Statutory days that the second takes less, in parallel; negative when it takes more.
    pub legal_days_saved: i64,
}

/// Compares two plans.
pub fn compare(before: &Plan<'_>, after: &Plan<'_>) -> Comparison {
    let (codes_before, codes_after) = (codes(before), codes(after));
    let (documents_before, documents_after) = (documents(before), documents(after));
    let (measures_before, measures_after) = (measures(before), measures(after));
    let in_both = codes_before.intersection(&codes_after);
    let order_changed = in_both.filter(|code| {
        let waits = |plan: &Plan<'_>| -> BTreeSet<String> {
            plan.waits_for(code)
                .into_iter()
                .map(str::to_owned)
                .collect()
        };
        waits(before) != waits(after)
    });
    Comparison {
        matters_removed: minus(&codes_before, &codes_after),
        matters_added: minus(&codes_after, &codes_before),
        documents_removed: minus(&documents_before, &documents_after),
        documents_added: minus(&documents_after, &documents_before),
        order_changed: order_changed.cloned().collect(),
        promised_days_saved: saved(measures_before.promised, measures_after.promised),
        legal_days_saved: saved(measures_before.legal, measures_after.legal),
        before: measures_before,
        after: measures_after,
    }
}

fn minus<T: Ord + Clone>(of: &BTreeSet<T>, without: &BTreeSet<T>) -> Vec<T> {
    of.difference(without).cloned().collect()
}

/// Days are sums of limits of at most a hundred years each; they fit.
fn saved(before: GovernmentDays, after: GovernmentDays) -> i64 {
    let signed = |days: u64| i64::try_from(days).unwrap_or(i64::MAX);
    signed(before.parallel) - signed(after.parallel)
}

fn codes(plan: &Plan<'_>) -> BTreeSet<String> {
    plan.chosen().map(|(node, _)| node.matter.clone()).collect()
}

fn documents(plan: &Plan<'_>) -> BTreeSet<Text> {
    let materials = plan.chosen().flat_map(|(_, matter)| &matter.materials);
    materials.cloned().collect()
}

fn measures(plan: &Plan<'_>) -> Measures {
    let groups: BTreeSet<&str> = plan
        .chosen()
        .filter_map(|(node, _)| node.group.as_deref())
        .collect();
    let alone = plan.chosen().filter(|(node, _)| node.group.is_none());
    let (promised, promised_path) = plan.government_days(&Terms::of(Basis::Promised));
    let (legal, legal_path) = plan.government_days(&Terms::of(Basis::Legal));
    Measures {
        steps: plan.steps().len(),
        submissions: groups.len() + alone.count(),
        documents: documents(plan).len(),
        promised,
        promised_path,
        legal,
        legal_path,
    }
}
