//! Random acts for the properties: some by chance only, some in the order in which a case goes.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::super::*;

const KINDS: [ActKind; 18] = [
    ActKind::Submit,
    ActKind::AskCorrection,
    ActKind::Resubmit,
    ActKind::Accept,
    ActKind::NotAccept,
    ActKind::Suspend,
    ActKind::Resume,
    ActKind::Opinion,
    ActKind::Convert,
    ActKind::Decide,
    ActKind::Deliver,
    ActKind::Amend,
    ActKind::Extend,
    ActKind::Withdraw,
    ActKind::Terminate,
    ActKind::PostCheck,
    ActKind::Revoke,
    ActKind::Record,
];

/// The first day on which acts happen; they spread over October and November 2026.
pub(super) fn first_day() -> NaiveDate {
    day("2026-09-28")
}

pub(super) fn later(from: NaiveDate, days: i64) -> NaiveDate {
    from + chrono::Duration::days(days)
}

fn head_of_any_sort() -> impl Strategy<Value = CaseHead> {
    let sorts = vec![
        permit(),
        by_commitment(),
        pre_review(),
        of_kind(MatterKind::Survey),
    ];
    let limit = || {
        proptest::option::of((0_u32..30, any::<bool>()).prop_map(|(days, calendar)| {
            if calendar {
                Limit::CalendarDays(days)
            } else {
                Limit::WorkingDays(days)
            }
        }))
    };
    (select(sorts), limit(), limit()).prop_map(|(head, promised, legal)| CaseHead {
        promised,
        legal,
        ..head
    })
}

/// An act that is right in most of what it says, and wrong in something now and then.
fn some_act() -> impl Strategy<Value = (Act, Option<Index>)> {
    let outcome = select(vec![
        Outcome::Granted,
        Outcome::Refused,
        Outcome::NoObjection,
        Outcome::False,
    ]);
    let spoils = (
        proptest::option::weighted(0.1, outcome),
        proptest::option::weighted(0.1, select(vec!["", "NRP", "PAB"])),
        proptest::bool::weighted(0.05),
        proptest::bool::weighted(0.3),
    );
    let dates = (0_i64..60, 0_i64..10, -2_i64..40);
    (
        select(KINDS.to_vec()),
        dates,
        spoils,
        any::<Index>().prop_map(Some),
    )
        .prop_map(
            |(kind, (on, entered, until), (outcome, office, bare, expert), target)| {
                let on = later(first_day(), on);
                let mut act = act(kind, &on.to_string());
                act.entered = later(on, entered);
                act.outcome = outcome.or(act.outcome);
                if let Some(office) = office {
                    office.clone_into(&mut act.office);
                }
                if bare {
                    act.note.clear();
                    act.list.clear();
                }
                if kind == ActKind::Suspend {
                    act.until = Some(later(on, until));
                    if expert {
                        act.special = Some("expert_review".to_owned());
                    }
                }
                (act, target)
            },
        )
}

/// Numbers the acts and lets amendments name one of those before them, by its own author.
fn numbered(acts: Vec<(Act, Option<Index>)>) -> Vec<Act> {
    let mut numbered: Vec<Act> = Vec::with_capacity(acts.len());
    for (number, (mut act, target)) in (1_u64..).zip(acts) {
        act.id = format!("{number:04}");
        act.received = Some(Received {
            number,
            on: act.entered,
        });
        if let (ActKind::Amend, Some(target), false) = (act.kind, target, numbered.is_empty()) {
            let of = target.get(&numbered);
            act.by.clone_from(&of.by);
            act.office.clone_from(&of.office);
            act.amends = Some(of.id.clone());
        }
        numbered.push(act);
    }
    numbered
}

/// Any acts, by chance only: most of them do not count.
pub(super) fn wild() -> impl Strategy<Value = Story> {
    let acts = proptest::collection::vec(some_act(), 0..25);
    (head_of_any_sort(), acts).prop_map(|(head, acts)| Story {
        head,
        rules: rules(),
        acts: numbered(acts),
    })
}

/// Acts in the order of their days after a submission and an acceptance: many of them count.
pub(super) fn likely() -> impl Strategy<Value = Story> {
    let acts = proptest::collection::vec(some_act(), 0..25);
    (head_of_any_sort(), acts, any::<bool>()).prop_map(|(head, mut acts, accept)| {
        acts.sort_by_key(|(act, _)| act.on);
        let start = first_day().to_string();
        let mut all = vec![(act(ActKind::Submit, &start), None)];
        if accept {
            all.push((act(ActKind::Accept, &start), None));
        }
        all.append(&mut acts);
        Story {
            head,
            rules: rules(),
            acts: numbered(all),
        }
    })
}

pub(super) fn any_story() -> impl Strategy<Value = Story> {
    prop_oneof![wild(), likely()]
}
