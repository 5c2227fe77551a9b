//! Parallel groups (并联审批): declared on one form, reviewed at the same time, issued by the group's rule (J13), several licences
//! settled in one delivery (J23), and whether what comes before is decided.

use chrono::NaiveDate;

use super::{CaseState, Outcome, Stand};
use crate::procedure::{Procedure, Release};

/// Where a group stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupState {
    /// Members that are decided.
    pub decided: usize,
    /// All members.
    pub members: usize,
    /// The results may go out.
    pub released: bool,
    /// Day of the last decision, once all are decided.
    pub on: Option<NaiveDate>,
    /// One member was refused where all are issued together: rectify and apply again.
    pub rectify: bool,
}

/// Computes where a group of cases stands. Cases that were withdrawn or not accepted are no members any more.
pub fn group_state(release: Release, members: &[&CaseState]) -> GroupState {
    let left = |state: &&&CaseState| {
        !matches!(
            state.stand,
            Stand::Withdrawn | Stand::NotAccepted | Stand::Terminated
        )
    };
    let members: Vec<&&CaseState> = members.iter().filter(left).collect();
    let decided: Vec<_> = members.iter().filter_map(|s| s.decided.as_ref()).collect();
    let all = !members.is_empty() && decided.len() == members.len();
    GroupState {
        decided: decided.len(),
        members: members.len(),
        released: match release {
            Release::Each => true,
            Release::AllDecided => all,
        },
        on: if all {
            decided.iter().map(|d| d.on).max()
        } else {
            None
        },
        rectify: release == Release::AllDecided
            && decided.iter().any(|d| d.outcome == Outcome::Refused),
    }
}

/// Whether a matter counts as decided for what comes after it: granted, recorded, or a pre-review opinion without objections for
/// another pre-review.
pub fn counts_as_decided(state: &CaseState, for_pre_review: bool) -> bool {
    match state.stand {
        Stand::Granted => true,
        Stand::Opinion => {
            for_pre_review
                && state
                    .opinion
                    .as_ref()
                    .is_some_and(|o| o.outcome == Outcome::NoObjection)
        }
        _ => false,
    }
}

/// The matters that must be decided before this one and are not. `chosen` tells whether a matter is part of the procedure for this
/// project; `decided` whether it counts as decided.
pub fn open_before<'p>(
    procedure: &'p Procedure,
    matter: &str,
    chosen: &dyn Fn(&str) -> bool,
    decided: &dyn Fn(&str) -> bool,
) -> Vec<&'p str> {
    let Some(node) = procedure.node(matter) else {
        return Vec::new();
    };
    node.depends_on
        .iter()
        .map(String::as_str)
        .filter(|before| chosen(before) && !decided(before))
        .collect()
}

/// Several licences settled at once (J23): two or more, all granted on one day and handed over in one delivery.
pub fn settled_at_once(states: &[&CaseState]) -> Option<NaiveDate> {
    if states.len() < 2 {
        return None;
    }
    let mut days = states.iter().map(|state| {
        let decided = state
            .decided
            .as_ref()
            .filter(|d| d.outcome == Outcome::Granted)?;
        Some((decided.on, state.delivered?))
    });
    let (decided, delivered) = days.next()??;
    for day in days {
        if day? != (decided, delivered) {
            return None;
        }
    }
    Some(decided)
}
