//! Whether an act may happen: right, turn, dates, and what each act must carry.

use chrono::{Datelike, NaiveDate};

use super::{
    Act, ActKind, ApprovalRules, Capacity, CaseHead, CaseState, Outcome, Refused, SpecialProcedure,
    Stand,
};
use crate::calendar::WorkingCalendar;
use crate::procedure::{CommitmentMode, MatterKind};

/// Years in which acts may be dated. They keep a slip of the pen (year 0026, year 9999) from making a case uncountable.
const YEARS: std::ops::RangeInclusive<i32> = 1949..=2199;

/// Checks that an act may happen to a case in this state. What other cases must have reached before (order of matters, release of a
/// group) is asked of [`super::group`] and the plan, by whoever sees them all. Of an amendment only its dates are judged here, because
/// the rest needs the entries: see [`super::judge`].
///
/// # Errors
///
/// The rule that forbids it.
pub fn check(
    head: &CaseHead,
    state: &CaseState,
    act: &Act,
    rules: &ApprovalRules,
    calendar: &WorkingCalendar,
) -> Result<(), Refused> {
    if [Some(act.on), Some(act.entered), act.until]
        .iter()
        .flatten()
        .any(|date| !YEARS.contains(&date.year()))
    {
        return Err(Refused::DateOutOfRange);
    }
    if act.on > act.entered {
        return Err(Refused::InTheFuture);
    }
    right(head, act, rules)?;
    turn(head, state, act)?;
    if let Some(cause) = cause(state, act.kind)
        && act.on < cause
    {
        return Err(Refused::BeforeCause);
    }
    contents(head, state, act, rules, calendar)
}

/// Whether the capacity and the office of the act may do this.
fn right(head: &CaseHead, act: &Act, rules: &ApprovalRules) -> Result<(), Refused> {
    use ActKind as K;
    let capacity = act.capacity;
    let allowed = match act.kind {
        K::Submit | K::Withdraw | K::Resubmit => capacity.applies(),
        K::Convert if capacity.applies() => true,
        // Whoever made the entry puts it right.
        K::Amend => return Ok(()),
        K::Record => {
            return if head.kind.is_government() {
                Err(Refused::OutOfTurn)
            } else if capacity == Capacity::Approver {
                office(head, act, rules)
            } else if capacity.applies()
                || (capacity == Capacity::Surveyor && head.kind == MatterKind::Survey)
            {
                Ok(())
            } else {
                Err(Refused::NoRight)
            };
        }
        // A clerk of the hall takes in for every department, and hands over.
        K::AskCorrection | K::Accept | K::NotAccept | K::Deliver
            if capacity == Capacity::Window =>
        {
            return Ok(());
        }
        K::Opinion if capacity == Capacity::Approver && !head.pre_review => return Ok(()),
        _ => {
            return if capacity == Capacity::Approver {
                office(head, act, rules)
            } else {
                Err(Refused::NoRight)
            };
        }
    };
    if allowed {
        Ok(())
    } else {
        Err(Refused::NoRight)
    }
}

/// Whether the office of the act decides this matter: as its department, or by a delegation that covers matter, procedure and day (H02).
fn office(head: &CaseHead, act: &Act, rules: &ApprovalRules) -> Result<(), Refused> {
    if act.office == head.department {
        return Ok(());
    }
    let mut delegated = rules
        .delegations
        .iter()
        .filter(|d| d.to == act.office)
        .peekable();
    if delegated.peek().is_none() {
        return Err(Refused::OtherOffice);
    }
    let covers = delegated.any(|d| {
        d.from == head.department
            && d.matters.contains(&head.matter)
            && d.procedures.contains(&head.procedure)
            && d.since <= act.on
            && d.until.is_none_or(|last| act.on <= last)
    });
    if covers {
        Ok(())
    } else {
        Err(Refused::OutsideDelegation)
    }
}

/// Whether the act follows from the state.
fn turn(head: &CaseHead, state: &CaseState, act: &Act) -> Result<(), Refused> {
    use ActKind as K;
    let stand = if state.silent_by(act.on) {
        Stand::Running
    } else {
        state.stand
    };
    let at_once = head.by_commitment || head.promised.is_some_and(|limit| limit.days() == 0);
    let follows = match act.kind {
        K::Submit => stand == Stand::Empty,
        K::Record => matches!(stand, Stand::Empty | Stand::Submitted),
        K::AskCorrection => {
            let in_turn = matches!(stand, Stand::Submitted | Stand::Running | Stand::Correcting);
            if state.correction.is_some() && in_turn {
                return Err(Refused::CorrectionTwice);
            }
            in_turn
        }
        K::Resubmit => stand == Stand::Correcting,
        // Accepting what silence has accepted acknowledges it.
        K::Accept => stand == Stand::Submitted || (state.silent_by(act.on)),
        K::NotAccept => {
            if stand == Stand::Running && (state.by_silence || state.accepted.is_none()) {
                return Err(Refused::DeemedAccepted);
            }
            stand == Stand::Submitted
        }
        K::Suspend | K::Extend => stand == Stand::Running,
        K::Resume => stand == Stand::Suspended,
        K::Opinion => {
            if head.pre_review && state.converted.is_none() {
                matches!(stand, Stand::Submitted | Stand::Running)
            } else {
                matches!(stand, Stand::Submitted | Stand::Running | Stand::Suspended)
            }
        }
        K::Convert => stand == Stand::Opinion,
        K::Decide => {
            if head.pre_review && state.converted.is_none() && !stand.is_final() {
                return Err(Refused::PreReview);
            }
            if stand == Stand::Suspended {
                return Err(Refused::Suspended);
            }
            stand == Stand::Running || (stand == Stand::Submitted && at_once)
        }
        K::Deliver => matches!(stand, Stand::Granted | Stand::Refused) && state.delivered.is_none(),
        K::Withdraw => stand != Stand::Empty && !stand.is_final(),
        K::Terminate => !stand.is_final() && !matches!(stand, Stand::Empty | Stand::Submitted),
        // Kept or false is the end of it; what was to be made good is checked again.
        K::PostCheck => {
            let open = matches!(state.post_check, None | Some(Outcome::Rectify));
            stand == Stand::Granted && head.by_commitment && open
        }
        K::Revoke => stand == Stand::Granted,
        // Judged against the other entries, in the fold.
        K::Amend => stand != Stand::Empty,
    };
    if follows {
        Ok(())
    } else {
        Err(Refused::OutOfTurn)
    }
}

/// The day of what the act follows.
fn cause(state: &CaseState, kind: ActKind) -> Option<NaiveDate> {
    use ActKind as K;
    match kind {
        K::Submit | K::Record | K::Amend => None,
        K::Accept | K::NotAccept => state
            .correction
            .as_ref()
            .and_then(|c| c.answered)
            .or(state.submitted),
        K::Withdraw => state.accepted.or(state.submitted),
        K::Resubmit => state.correction.as_ref().map(|c| c.asked),
        K::Resume => state.open_stop().map(|stop| stop.from),
        K::AskCorrection | K::Suspend | K::Opinion | K::Extend | K::Terminate | K::Decide => {
            state.accepted.or(state.submitted).max(state.resumed())
        }
        K::Convert => state.opinion.as_ref().map(|opinion| opinion.on),
        K::Deliver | K::PostCheck | K::Revoke => state.decided.as_ref().map(|d| d.on),
    }
}

/// What the act must carry.
fn contents(
    head: &CaseHead,
    state: &CaseState,
    act: &Act,
    rules: &ApprovalRules,
    calendar: &WorkingCalendar,
) -> Result<(), Refused> {
    use ActKind as K;
    let reasons = || {
        if act.note.trim().is_empty() {
            Err(Refused::NoReasons)
        } else {
            Ok(())
        }
    };
    let basis = || {
        if act.basis.trim().is_empty() {
            Err(Refused::NoBasis)
        } else {
            Ok(())
        }
    };
    match act.kind {
        K::Submit if head.by_commitment && head.commitment_mode == CommitmentMode::None => {
            Err(Refused::NoCommitment)
        }
        K::AskCorrection if act.list.iter().all(|line| line.trim().is_empty()) => {
            Err(Refused::EmptyList)
        }
        K::NotAccept | K::Terminate => reasons(),
        K::Suspend => suspend(head, state, act, rules, calendar),
        K::Opinion => outcome(act, &[Outcome::NoObjection, Outcome::Objections]),
        K::Convert => match &state.opinion {
            Some(opinion) if opinion.outcome == Outcome::Objections => Err(Refused::Objections),
            Some(opinion) if opinion.design != act.design => Err(Refused::DesignChanged),
            _ => Ok(()),
        },
        K::Decide => {
            outcome(act, &[Outcome::Granted, Outcome::Refused])?;
            if act.outcome == Some(Outcome::Refused) {
                reasons()?;
                basis()?;
            }
            Ok(())
        }
        K::Extend => {
            let most = if head.joint {
                rules.joint_extension_working_days
            } else {
                rules.extension_working_days
            };
            let days = act.days.unwrap_or(0);
            if state.extended > 0 || days == 0 || days > most {
                return Err(Refused::ExtensionTooLong);
            }
            let due = state.due(head.legal.or(head.promised), act.on, calendar);
            if due.is_some_and(|due| act.on > due) {
                return Err(Refused::ExtensionTooLate);
            }
            reasons()
        }
        K::Record if act.outcome.is_some() => outcome(act, &[Outcome::Granted, Outcome::Refused]),
        K::PostCheck => outcome(act, &[Outcome::Kept, Outcome::Rectify, Outcome::False]),
        K::Revoke => {
            reasons()?;
            basis()
        }
        _ => Ok(()),
    }
}

fn outcome(act: &Act, one_of: &[Outcome]) -> Result<(), Refused> {
    match act.outcome {
        Some(outcome) if one_of.contains(&outcome) => Ok(()),
        _ => Err(Refused::WrongOutcome),
    }
}

/// A special procedure names its kind, its basis and its planned end, and stays within its cap (行政许可法 Art. 45).
fn suspend(
    head: &CaseHead,
    state: &CaseState,
    act: &Act,
    rules: &ApprovalRules,
    calendar: &WorkingCalendar,
) -> Result<(), Refused> {
    special(act, rules).ok_or(Refused::UnknownSpecial)?;
    if act.basis.trim().is_empty() {
        return Err(Refused::NoBasis);
    }
    let until = act.until.filter(|until| *until >= act.on);
    let until = until.ok_or(Refused::NoPlannedEnd)?;
    let days = working_days(calendar, act.on, until);
    match cap_left(head, state, act, rules, calendar) {
        Some(left) if days > left => Err(Refused::CapExceeded),
        _ => Ok(()),
    }
}

fn special<'a>(act: &Act, rules: &'a ApprovalRules) -> Option<&'a SpecialProcedure> {
    let key = act
        .special
        .as_ref()
        .filter(|_| act.kind == ActKind::Suspend)?;
    rules.specials.iter().find(|s| s.key == *key)
}

/// Working days that the cap of the act's special procedure leaves after what earlier ones of its kind took; none without a cap.
pub(super) fn cap_left(
    head: &CaseHead,
    state: &CaseState,
    act: &Act,
    rules: &ApprovalRules,
    calendar: &WorkingCalendar,
) -> Option<u32> {
    let cap = special(act, rules)?.cap(&head.matter)?;
    let earlier = state.stops.iter().filter(|s| s.special == act.special);
    let taken: u32 = earlier
        .filter_map(|stop| Some(working_days(calendar, stop.from, stop.to?)))
        .sum();
    Some(cap.saturating_sub(taken))
}

/// Working days from one day to another, both counted.
fn working_days(calendar: &WorkingCalendar, from: NaiveDate, to: NaiveDate) -> u32 {
    let before = from.pred_opt().unwrap_or(from);
    calendar
        .working_days_between(before, to)
        .map_or(0, |count| count.working_days)
}
