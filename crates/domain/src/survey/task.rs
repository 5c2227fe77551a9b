//! Where a survey task stands, from its acts and from what was measured: a pure function, equal on every replica.
//!
//! Nothing is ordered by clocks. An act names the acts that it answers or replaces; what is named by another no longer stands. Of two
//! checks that did not know of each other the return counts, for nobody may build on what one of them has refused.

use std::collections::BTreeSet;

/// What an act says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActKind {
    /// A surveyor signs what is measured.
    Signed,
    /// A signature is taken back before it is checked.
    Withdrawn,
    /// The planning bureau accepts a signature's result.
    Accepted,
    /// The planning bureau returns it.
    Returned,
    /// Anything that changes nothing: assigned, a value chosen, reused.
    Noted,
}

/// An act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Id.
    pub id: String,
    /// What.
    pub kind: ActKind,
    /// Acts that it answers or replaces.
    pub of: Vec<String>,
    /// For a signature: the design version that it rests on.
    pub design: Option<String>,
}

/// What was measured, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Targets of the design in force.
    pub targets: usize,
    /// Targets with a value.
    pub measured: usize,
    /// Targets and derived rows beyond their limit.
    pub failed: usize,
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TaskState {
    /// No design data.
    Assigned,
    /// Design data, nothing measured.
    DesignLocked,
    /// Some measured, and so far nothing beyond its limit.
    Measuring,
    /// All measured, all holds.
    Passed,
    /// Something is beyond its limit.
    Failed,
    /// Signed.
    Signed,
    /// Accepted.
    Accepted,
    /// Returned, and nothing has been done since.
    Returned,
}

/// Why a signed result no longer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stale {
    /// Another design version is in force.
    Design,
    /// Something was measured that the signature does not cover.
    Measured,
}

/// A task read from its acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// State.
    pub state: TaskState,
    /// Signed or accepted, and no longer so.
    pub stale: Option<Stale>,
    /// The signature that counts.
    pub signature: Option<String>,
    /// Signatures that nobody has replaced or withdrawn: what the next one names.
    pub open_signatures: Vec<String>,
    /// Checks of the signature that counts: what the next check names.
    pub checks: Vec<String>,
}

/// Reads a task. `design` is the version in force; `covers` tells whether a signature covers everything that stands as measured.
pub fn standing(
    acts: &[Act],
    design: Option<&str>,
    counts: Counts,
    covers: impl Fn(&str) -> bool,
) -> Standing {
    let named: BTreeSet<&str> = acts
        .iter()
        .filter(|act| matches!(act.kind, ActKind::Signed | ActKind::Withdrawn))
        .flat_map(|act| act.of.iter().map(String::as_str))
        .collect();
    let open: Vec<&Act> = acts
        .iter()
        .filter(|act| act.kind == ActKind::Signed && !named.contains(act.id.as_str()))
        .collect();
    let on_design = |act: &&&Act| act.design.as_deref() == design;
    let whole = open.iter().filter(|act| covers(&act.id));
    // Two crews may sign at once: a signature that covers everything counts before one that does not, and then the first by id.
    let counted = whole
        .filter(on_design)
        .min_by_key(|act| &act.id)
        .or_else(|| open.iter().filter(on_design).min_by_key(|act| &act.id))
        .or_else(|| open.iter().max_by_key(|act| &act.id));
    let open_signatures = open.iter().map(|act| act.id.clone()).collect();
    let measured = measured_state(design.is_some(), counts);
    let Some(signed) = counted else {
        return Standing {
            state: measured,
            stale: None,
            signature: None,
            open_signatures,
            checks: Vec::new(),
        };
    };
    let of_it = |act: &&Act| {
        matches!(act.kind, ActKind::Accepted | ActKind::Returned) && act.of.contains(&signed.id)
    };
    let all: Vec<&Act> = acts.iter().filter(of_it).collect();
    let answered: BTreeSet<&str> = all
        .iter()
        .flat_map(|act| act.of.iter().map(String::as_str))
        .collect();
    let standing = all.iter().filter(|act| !answered.contains(act.id.as_str()));
    let kinds: BTreeSet<ActKind> = standing.map(|act| act.kind).collect();
    let stale = if signed.design.as_deref() != design {
        Some(Stale::Design)
    } else if covers(&signed.id) {
        None
    } else {
        Some(Stale::Measured)
    };
    // Returned, and somebody has gone on: the task is where its measuring is.
    let state = match (kinds.contains(&ActKind::Returned), stale) {
        (true, None) => TaskState::Returned,
        (true, Some(_)) => measured,
        (false, _) if kinds.contains(&ActKind::Accepted) => TaskState::Accepted,
        (false, _) => TaskState::Signed,
    };
    let went_on = state == measured;
    Standing {
        state,
        stale: stale.filter(|_| !went_on),
        signature: Some(signed.id.clone()),
        open_signatures,
        checks: all.iter().map(|act| act.id.clone()).collect(),
    }
}

fn measured_state(design: bool, counts: Counts) -> TaskState {
    if !design {
        TaskState::Assigned
    } else if counts.measured == 0 {
        TaskState::DesignLocked
    } else if counts.failed > 0 {
        TaskState::Failed
    } else if counts.measured < counts.targets {
        TaskState::Measuring
    } else {
        TaskState::Passed
    }
}

impl Standing {
    /// Whether values may be entered: not while a signature stands that nothing has overtaken.
    pub fn is_locked(&self) -> bool {
        matches!(self.state, TaskState::Signed | TaskState::Accepted) && self.stale.is_none()
    }

    /// Whether the result stands: accepted, and nothing has changed since.
    pub fn is_accepted(&self) -> bool {
        self.state == TaskState::Accepted && self.stale.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Counts = Counts {
        targets: 8,
        measured: 8,
        failed: 0,
    };

    fn act(id: &str, kind: ActKind, of: &[&str], design: &str) -> Act {
        Act {
            id: id.to_owned(),
            kind,
            of: of.iter().map(|&id| id.to_owned()).collect(),
            design: (!design.is_empty()).then(|| design.to_owned()),
        }
    }

    fn read(acts: &[Act], design: &str, covers: bool) -> Standing {
        standing(acts, Some(design), ALL, |_| covers)
    }

    #[test]
    fn a_task_goes_from_assigned_to_passed_or_failed_by_what_is_measured() {
        let of = |design: Option<&str>, measured, failed| {
            let counts = Counts {
                targets: 8,
                measured,
                failed,
            };
            standing(&[], design, counts, |_| true).state
        };
        assert_eq!(of(None, 0, 0), TaskState::Assigned);
        assert_eq!(of(Some("d1"), 0, 0), TaskState::DesignLocked);
        assert_eq!(of(Some("d1"), 3, 0), TaskState::Measuring);
        assert_eq!(of(Some("d1"), 3, 1), TaskState::Failed);
        assert_eq!(of(Some("d1"), 8, 0), TaskState::Passed);
        assert_eq!(of(Some("d1"), 8, 1), TaskState::Failed);
    }

    #[test]
    fn a_signature_locks_until_it_is_withdrawn_returned_or_overtaken() {
        let signed = act("s1", ActKind::Signed, &[], "d1");
        assert!(read(std::slice::from_ref(&signed), "d1", true).is_locked());
        let withdrawn = [signed.clone(), act("w", ActKind::Withdrawn, &["s1"], "")];
        assert_eq!(read(&withdrawn, "d1", true).state, TaskState::Passed);
        let returned = [signed, act("r", ActKind::Returned, &["s1"], "")];
        let returned = read(&returned, "d1", true);
        assert_eq!(returned.state, TaskState::Returned);
        assert!(!returned.is_locked());
    }

    #[test]
    fn a_new_design_makes_a_signed_and_an_accepted_result_stale() {
        let mut acts = vec![act("s1", ActKind::Signed, &[], "d1")];
        let signed = read(&acts, "d2", true);
        assert_eq!(
            (signed.state, signed.stale),
            (TaskState::Signed, Some(Stale::Design))
        );
        acts.push(act("a", ActKind::Accepted, &["s1"], ""));
        let accepted = read(&acts, "d2", true);
        assert_eq!(accepted.state, TaskState::Accepted);
        assert!(accepted.stale == Some(Stale::Design) && !accepted.is_accepted());
        assert!(read(&acts, "d1", true).is_accepted());
    }

    #[test]
    fn what_a_second_crew_measured_unknown_to_the_signature_makes_it_stale() {
        let acts = [act("s1", ActKind::Signed, &[], "d1")];
        let read = read(&acts, "d1", false);
        assert_eq!(read.stale, Some(Stale::Measured));
        assert!(!read.is_locked());
    }

    #[test]
    fn of_two_crews_that_signed_at_once_the_one_who_knew_everything_counts() {
        let acts = [
            act("s1", ActKind::Signed, &[], "d1"),
            act("s2", ActKind::Signed, &[], "d1"),
        ];
        let one = standing(&acts, Some("d1"), ALL, |id| id == "s2");
        assert_eq!(one.signature.as_deref(), Some("s2"));
        assert_eq!(one.stale, None);
        assert_eq!(one.open_signatures, ["s1", "s2"]);
    }

    #[test]
    fn of_two_checks_at_once_the_return_counts_until_a_later_one_answers_it() {
        let mut acts = vec![
            act("s1", ActKind::Signed, &[], "d1"),
            act("a", ActKind::Accepted, &["s1"], ""),
            act("r", ActKind::Returned, &["s1"], ""),
        ];
        assert_eq!(read(&acts, "d1", true).state, TaskState::Returned);
        acts.push(act("b", ActKind::Accepted, &["s1", "a", "r"], ""));
        assert_eq!(read(&acts, "d1", true).state, TaskState::Accepted);
    }

    #[test]
    fn after_a_return_measuring_again_opens_the_task_and_a_new_signature_closes_it() {
        let mut acts = vec![
            act("s1", ActKind::Signed, &[], "d1"),
            act("r", ActKind::Returned, &["s1"], ""),
        ];
        let again = read(&acts, "d1", false);
        assert_eq!((again.state, again.stale), (TaskState::Passed, None));
        acts.push(act("s2", ActKind::Signed, &["s1"], "d1"));
        assert_eq!(read(&acts, "d1", true).state, TaskState::Signed);
    }

    #[test]
    fn the_order_in_which_acts_arrive_changes_nothing() {
        let acts = [
            act("s1", ActKind::Signed, &[], "d1"),
            act("r", ActKind::Returned, &["s1"], ""),
            act("s2", ActKind::Signed, &["s1"], "d1"),
            act("a", ActKind::Accepted, &["s2"], ""),
            act("n", ActKind::Noted, &[], ""),
        ];
        let mut turned = acts.clone();
        turned.reverse();
        let (mut one, mut other) = (read(&acts, "d1", true), read(&turned, "d1", true));
        one.open_signatures.sort();
        other.open_signatures.sort();
        assert_eq!(one, other);
        assert_eq!(one.state, TaskState::Accepted);
    }
}
