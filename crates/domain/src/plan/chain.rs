//! Order and longest chains over the steps of a plan. Knows neither limits nor dates: what a step weighs is its caller's.

use std::cmp::Ordering;

use super::{Plan, PlanError, Step};

/// Indices of the steps so that each comes after all it waits for. Of steps that are free at the same time the smaller code
/// comes first, so the same data gives the same order everywhere.
pub(super) fn order(steps: &[Step<'_>]) -> Result<Vec<usize>, PlanError> {
    let mut order = Vec::with_capacity(steps.len());
    let mut done = vec![false; steps.len()];
    while order.len() < steps.len() {
        let free = |step: &Step<'_>| {
            let mut before = step.after.iter().chain(&step.placed_after);
            before.all(|index| done[*index])
        };
        let open = || (0..steps.len()).filter(|index| !done[*index]);
        let by_code = |index: &usize| &steps[*index].node.matter;
        match open().filter(|i| free(&steps[*i])).min_by_key(by_code) {
            Some(next) => {
                done[next] = true;
                order.push(next);
            }
            None => {
                let stuck = open().min_by_key(by_code).map(by_code_of(steps));
                return Err(PlanError::Cycle(stuck.unwrap_or_default()));
            }
        }
    }
    Ok(order)
}

fn by_code_of<'s>(steps: &'s [Step<'_>]) -> impl Fn(usize) -> String + 's {
    |index| steps[index].node.matter.clone()
}

/// The heaviest chain over the written dependencies.
pub(super) struct Heaviest {
    /// What its steps weigh together.
    pub(super) weight: u64,
    /// Its steps, first to last; never empty, because a plan is not.
    pub(super) path: Vec<usize>,
}

/// Finds the heaviest chain. Among equals the one with most steps, then the one that ends in the construction permit, then the one
/// whose codes are smallest from its end.
pub(super) fn heaviest(plan: &Plan<'_>, weight: impl Fn(usize) -> u64) -> Heaviest {
    let mut best: Vec<(u64, usize)> = vec![(0, 0); plan.steps.len()];
    let mut before: Vec<Option<usize>> = vec![None; plan.steps.len()];
    for &index in &plan.order {
        before[index] = strongest(plan, &best, plan.steps[index].after.iter().copied());
        let (heavy, long) = before[index].map_or((0, 0), |previous| best[previous]);
        best[index] = (heavy + weight(index), long + 1);
    }
    let mut end = strongest(plan, &best, 0..plan.steps.len());
    let permit = plan.landmarks.construction_permit.as_deref();
    if let Some(permit) = permit.and_then(|code| plan.index(code))
        && end.is_some_and(|index| best[index] == best[permit])
    {
        end = Some(permit);
    }
    Heaviest {
        weight: end.map_or(0, |index| best[index].0),
        path: back(end, &before),
    }
}

/// Finds the longest chain without slack that leads to one of `ends`: each step of it starts on the day the one before it is done.
/// `before` names the steps before a step that leave it no slack.
pub(super) fn tight(
    plan: &Plan<'_>,
    ends: &[usize],
    before: impl Fn(usize) -> Vec<usize>,
) -> Vec<usize> {
    let mut best: Vec<(u64, usize)> = vec![(0, 0); plan.steps.len()];
    let mut chosen: Vec<Option<usize>> = vec![None; plan.steps.len()];
    for &index in &plan.order {
        chosen[index] = strongest(plan, &best, before(index).into_iter());
        best[index] = (0, 1 + chosen[index].map_or(0, |previous| best[previous].1));
    }
    back(strongest(plan, &best, ends.iter().copied()), &chosen)
}

fn strongest(
    plan: &Plan<'_>,
    best: &[(u64, usize)],
    among: impl Iterator<Item = usize>,
) -> Option<usize> {
    among.max_by(|a, b| match best[*a].cmp(&best[*b]) {
        Ordering::Equal => plan.code(*b).cmp(plan.code(*a)),
        other => other,
    })
}

fn back(end: Option<usize>, before: &[Option<usize>]) -> Vec<usize> {
    let mut path: Vec<usize> = std::iter::successors(end, |index| before[*index]).collect();
    path.reverse();
    path
}
