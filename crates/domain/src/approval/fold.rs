//! From acts to state: the order of the acts, which of them count, and what each does.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::rules::{cap_left, check};
use super::{
    Act, ActKind, ApprovalRules, Capacity, CaseHead, CaseState, Correction, Decided, NotCounted,
    Outcome, PreOpinion, Refused, Stand, Stop, amend,
};
use crate::calendar::{CalendarError, Limit, WorkingCalendar};

/// Folds the acts of a case into its state. The order in which they are given does not matter.
///
/// Each act is judged by what came before it in the order of the centre, so a later act never changes whether an earlier one counts.
///
/// # Errors
///
/// [`CalendarError`] when a date lies beyond the years that can be counted.
pub fn fold(
    head: &CaseHead,
    acts: &[Act],
    rules: &ApprovalRules,
    calendar: &WorkingCalendar,
) -> Result<CaseState, CalendarError> {
    let by = By {
        head,
        rules,
        calendar,
    };
    let mut history = History::default();
    for act in ordered(acts) {
        history.take(by, act)?;
    }
    Ok(history.state)
}

/// Judges an act after all others, amendments too: the state that it makes, or the rule by which it does not count.
///
/// # Errors
///
/// [`CalendarError`] when a date lies beyond the years that can be counted.
pub fn judge(
    head: &CaseHead,
    acts: &[Act],
    act: &Act,
    rules: &ApprovalRules,
    calendar: &WorkingCalendar,
) -> Result<Result<CaseState, Refused>, CalendarError> {
    let by = By {
        head,
        rules,
        calendar,
    };
    let mut history = History::default();
    for earlier in ordered(acts) {
        history.take(by, earlier)?;
    }
    Ok(history.add(by, act)?.map(|()| history.state))
}

/// What acts are judged by.
#[derive(Clone, Copy)]
struct By<'a> {
    head: &'a CaseHead,
    rules: &'a ApprovalRules,
    calendar: &'a WorkingCalendar,
}

/// The acts that count, as amended so far, and what they make.
#[derive(Default)]
struct History {
    counted: Vec<Act>,
    state: CaseState,
}

impl History {
    /// Takes an act in, as one that counts or as one that does not.
    fn take(&mut self, by: By<'_>, act: &Act) -> Result<(), CalendarError> {
        if let Err(rule) = self.add(by, act)? {
            let act = act.id.clone();
            self.state.not_counted.push(NotCounted { act, rule });
        }
        Ok(())
    }

    fn add(&mut self, by: By<'_>, act: &Act) -> Result<Result<(), Refused>, CalendarError> {
        if let Err(rule) = check(by.head, &self.state, act, by.rules, by.calendar) {
            return Ok(Err(rule));
        }
        if act.kind == ActKind::Amend {
            if let Err(rule) = self.amend(by, act)? {
                return Ok(Err(rule));
            }
        } else {
            apply(by, &mut self.state, act)?;
            self.counted.push(act.clone());
        }
        if act.received.is_none() {
            self.state.pending.push(act.id.clone());
        }
        Ok(Ok(()))
    }

    /// Goes through everything again with the entry as amended.
    fn amend(&mut self, by: By<'_>, act: &Act) -> Result<Result<(), Refused>, CalendarError> {
        let target = act.amends.as_deref().unwrap_or_default();
        let Some(place) = self.counted.iter().position(|one| one.id == target) else {
            let known = self.state.not_counted.iter().any(|one| one.act == target);
            return Ok(Err(if known {
                Refused::EntryNotCounted
            } else {
                Refused::NotOwnEntry
            }));
        };
        if let Some(rule) = amend::refused(act, &self.counted[place]) {
            return Ok(Err(rule));
        }
        let mut counted = self.counted.clone();
        counted[place] = amend::amended(counted[place].clone(), act);
        let mut state = CaseState::default();
        for (at, one) in counted.iter().enumerate() {
            if let Err(rule) = check(by.head, &state, one, by.rules, by.calendar) {
                let own = at == place;
                return Ok(Err(if own { rule } else { Refused::LaterActsFall }));
            }
            apply(by, &mut state, one)?;
        }
        state.amended = std::mem::take(&mut self.state.amended);
        state.amended.insert(target.to_owned(), act.id.clone());
        state.not_counted = std::mem::take(&mut self.state.not_counted);
        state.pending = std::mem::take(&mut self.state.pending);
        self.counted = counted;
        self.state = state;
        Ok(Ok(()))
    }
}

/// Acts as the centre received them, then the unconfirmed ones by id (UUIDv7: in the order of their making on one device); each once.
fn ordered(acts: &[Act]) -> Vec<&Act> {
    let mut ordered: Vec<&Act> = acts.iter().collect();
    let place = |act: &Act| act.received.map_or(u64::MAX, |r| r.number);
    ordered.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.id.cmp(&b.id)));
    let mut seen = BTreeSet::new();
    ordered.retain(|act| seen.insert(act.id.as_str()));
    ordered
}

/// Notes the receipt of what was handed in. The applicant's own date starts no period of the office: what firms enter is received when
/// the centre has it, what the hall takes in on the day that the hall records.
fn receive(by: By<'_>, state: &mut CaseState, act: &Act) -> Result<(), CalendarError> {
    let handed_in = match (act.capacity, act.received) {
        (Capacity::Applicant | Capacity::Agent, received) => received.map(|r| r.on.max(act.on)),
        _ => Some(act.on),
    };
    state.received = None;
    state.silence_ends = None;
    let Some(day) = handed_in else {
        return Ok(());
    };
    let next = by.rules.received_next_working_day && !by.calendar.is_working_day(day);
    let moved = Limit::WorkingDays(u32::from(next));
    let received = by.calendar.due_date(day, moved, &[])?.due;
    state.received = Some(received);
    if by.head.kind.is_government() && !by.head.pre_review {
        let limit = Limit::WorkingDays(by.rules.acceptance_working_days);
        state.silence_ends = Some(by.calendar.due_date(received, limit, &[])?.due);
    }
    Ok(())
}

/// Accepts by silence where the act comes after it.
fn settle_silence(state: &mut CaseState, on: NaiveDate) {
    if state.silent_by(on) {
        state.accepted = state.received;
        state.by_silence = true;
        state.stand = Stand::Running;
    }
}

/// Ends the stop that lasts with the day before `on`; one that ends on the day of its start never was.
fn end_stop(state: &mut CaseState, on: NaiveDate) {
    let Some(place) = state.stops.iter().position(|stop| stop.to.is_none()) else {
        return;
    };
    match on.pred_opt() {
        Some(last) if last >= state.stops[place].from => state.stops[place].to = Some(last),
        _ => {
            state.stops.remove(place);
        }
    }
}

fn begin_stop(by: By<'_>, state: &mut CaseState, act: &Act) {
    let latest = cap_left(by.head, state, act, by.rules, by.calendar).and_then(|left| {
        let before = act.on.pred_opt()?;
        let cap = Limit::WorkingDays(left);
        Some(by.calendar.due_date(before, cap, &[]).ok()?.due)
    });
    state.stops.push(Stop {
        from: act.on,
        to: None,
        planned: act.until,
        special: act.special.clone().filter(|_| act.kind == ActKind::Suspend),
        latest,
    });
}

fn apply(by: By<'_>, state: &mut CaseState, act: &Act) -> Result<(), CalendarError> {
    settle_silence(state, act.on);
    match act.kind {
        ActKind::Submit => {
            state.stand = Stand::Submitted;
            state.submitted = Some(act.on);
            receive(by, state, act)?;
        }
        ActKind::AskCorrection => ask_correction(by, state, act),
        ActKind::Resubmit => {
            if let Some(correction) = &mut state.correction {
                correction.answered = Some(act.on);
            }
            if state.accepted.is_some() {
                end_stop(state, act.on);
                state.stand = Stand::Running;
            } else {
                state.stand = Stand::Submitted;
                receive(by, state, act)?;
            }
        }
        ActKind::Accept => accept(state, act.on),
        ActKind::NotAccept => end(state, Stand::NotAccepted, act.on),
        ActKind::Suspend => {
            begin_stop(by, state, act);
            state.stand = Stand::Suspended;
        }
        ActKind::Resume => {
            end_stop(state, act.on);
            state.stand = Stand::Running;
        }
        ActKind::Opinion => opinion(by.head, state, act),
        ActKind::Convert => convert(state, act.on),
        ActKind::Decide | ActKind::Record => decide(by, state, act),
        ActKind::Deliver => state.delivered = Some(act.on),
        ActKind::Extend => {
            let days = act.days.unwrap_or(0);
            let due = state.due(by.head.promised, act.on, by.calendar);
            state.extended = days;
            state.extended_promise = due.filter(|due| act.on <= *due).map_or(0, |_| days);
        }
        ActKind::Withdraw => end(state, Stand::Withdrawn, act.on),
        ActKind::Terminate => end(state, Stand::Terminated, act.on),
        ActKind::PostCheck => state.post_check = act.outcome,
        ActKind::Revoke => end(state, Stand::Revoked, act.on),
        // What it says is put into the entry that it amends.
        ActKind::Amend => return Ok(()),
    }
    state.last = state.last.max(Some(act.on));
    Ok(())
}

fn ask_correction(by: By<'_>, state: &mut CaseState, act: &Act) {
    if state.accepted.is_some() {
        begin_stop(by, state, act);
    }
    state.correction = Some(Correction {
        list: act.list.clone(),
        asked: act.on,
        answer_by: act.until,
        answered: None,
        act: act.id.clone(),
    });
    state.stand = Stand::Correcting;
}

/// A formal case begins on the land contract date, with its whole time before it.
fn convert(state: &mut CaseState, on: NaiveDate) {
    state.converted = Some(on);
    state.accepted = Some(on);
    state.by_silence = false;
    state.stops.clear();
    state.extended = 0;
    state.extended_promise = 0;
    state.stand = Stand::Running;
}

fn accept(state: &mut CaseState, on: NaiveDate) {
    if state.accepted.is_none() {
        state.accepted = Some(on);
        state.stand = Stand::Running;
    }
}

fn end(state: &mut CaseState, stand: Stand, on: NaiveDate) {
    end_stop(state, on);
    state.stand = stand;
    state.ended = Some(on);
}

fn opinion(head: &CaseHead, state: &mut CaseState, act: &Act) {
    let (Some(outcome), true) = (act.outcome, head.pre_review && state.converted.is_none()) else {
        return;
    };
    accept(state, act.on);
    state.opinion = Some(PreOpinion {
        on: act.on,
        outcome,
        design: act.design,
    });
    state.stand = Stand::Opinion;
}

fn decide(by: By<'_>, state: &mut CaseState, act: &Act) {
    if state.submitted.is_none() {
        state.submitted = Some(act.on);
    }
    accept(state, act.on);
    let outcome = act.outcome.unwrap_or(Outcome::Granted);
    if by.head.by_commitment && outcome == Outcome::Granted {
        let days = chrono::Days::new(u64::from(by.rules.post_check_calendar_days));
        state.post_check_due = act.on.checked_add_days(days);
    }
    state.decided = Some(Decided {
        on: act.on,
        outcome,
        act: act.id.clone(),
        office: act.office.clone(),
        design: act.design,
    });
    state.stand = match outcome {
        Outcome::Refused => Stand::Refused,
        _ => Stand::Granted,
    };
}
