//! Approval cases: a small calendar, one matter of every kind that matters here, and stories of acts over them.

mod amending;
mod clocks;
mod commitments;
mod delegations;
mod groups;
mod life;
mod pre_review;
mod properties;
mod receipts;
mod refusals;
mod silence;
mod stops;
mod table;
mod towards_firms;

use chrono::NaiveDate;

use super::*;
use crate::calendar::{CalendarYear, WorkingCalendar};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(texts: &[&str]) -> Vec<NaiveDate> {
    texts.iter().map(|text| day(text)).collect()
}

/// 2026 as published (国办, 2025-11-04); of 2027 the statutory holidays on weekdays, without a notice.
fn calendar() -> WorkingCalendar {
    let published = CalendarYear {
        year: 2026,
        official: true,
        off: days(&[
            "2026-01-01",
            "2026-01-02",
            "2026-02-16",
            "2026-02-17",
            "2026-02-18",
            "2026-02-19",
            "2026-02-20",
            "2026-02-23",
            "2026-04-06",
            "2026-05-01",
            "2026-05-04",
            "2026-05-05",
            "2026-06-19",
            "2026-09-25",
            "2026-10-01",
            "2026-10-02",
            "2026-10-05",
            "2026-10-06",
            "2026-10-07",
        ]),
        make_up: days(&[
            "2026-01-04",
            "2026-02-14",
            "2026-02-28",
            "2026-05-09",
            "2026-09-20",
            "2026-10-10",
        ]),
    };
    let expected = CalendarYear {
        year: 2027,
        official: false,
        off: days(&["2027-01-01", "2027-02-05", "2027-02-08"]),
        make_up: Vec::new(),
    };
    WorkingCalendar::new("test", [published, expected]).unwrap()
}

fn delegation(key: &str, to: &str) -> Delegation {
    Delegation {
        key: key.to_owned(),
        from: "HUD".to_owned(),
        to: to.to_owned(),
        matters: vec!["P3-02".to_owned()],
        procedures: vec!["ZJ-GEN".to_owned()],
        since: day("2026-03-01"),
        until: Some(day("2026-11-30")),
        name: Text::new("赋权", "delegation"),
    }
}

fn rules() -> ApprovalRules {
    let special = |key: &str, caps: &[(&str, u32)]| SpecialProcedure {
        key: key.to_owned(),
        name: Text::new("特别程序", "special procedure"),
        basis: Text::new("第四十五条", "article 45"),
        caps: caps.iter().map(|(m, d)| ((*m).to_owned(), *d)).collect(),
    };
    ApprovalRules {
        acceptance_working_days: 5,
        extension_working_days: 10,
        joint_extension_working_days: 15,
        post_check_calendar_days: 60,
        green_days: 3,
        green_percent: 30,
        received_next_working_day: true,
        specials: vec![
            special("hearing", &[]),
            special("expert_review", &[("P3-02", 20)]),
        ],
        delegations: vec![delegation("PAB-1", "PAB")],
    }
}

/// A permit of one department: promised in 5 working days, 20 by law.
fn permit() -> CaseHead {
    CaseHead {
        matter: "P3-02".to_owned(),
        procedure: "ZJ-GEN".to_owned(),
        department: "HUD".to_owned(),
        kind: MatterKind::Permit,
        commitment_mode: CommitmentMode::None,
        by_commitment: false,
        pre_review: false,
        joint: false,
        promised: Some(Limit::WorkingDays(5)),
        legal: Some(Limit::WorkingDays(20)),
    }
}

fn by_commitment() -> CaseHead {
    CaseHead {
        commitment_mode: CommitmentMode::Optional,
        by_commitment: true,
        promised: Some(Limit::WorkingDays(0)),
        ..permit()
    }
}

fn pre_review() -> CaseHead {
    CaseHead {
        pre_review: true,
        ..permit()
    }
}

fn of_kind(kind: MatterKind) -> CaseHead {
    CaseHead {
        kind,
        promised: None,
        legal: None,
        ..permit()
    }
}

/// An act with everything that it must carry, by somebody who may do it.
fn act(kind: ActKind, on: &str) -> Act {
    use ActKind as K;
    let capacity = match kind {
        K::Submit | K::Resubmit | K::Withdraw | K::Record => Capacity::Applicant,
        _ => Capacity::Approver,
    };
    let mut act = Act::new("", kind, capacity, day(on));
    if capacity == Capacity::Approver {
        act.by = "approver".to_owned();
        act.office = "HUD".to_owned();
    } else {
        act.by = "owner".to_owned();
    }
    act.note = "reasons".to_owned();
    act.basis = "article 45".to_owned();
    match kind {
        K::AskCorrection => act.list = vec!["site plan".to_owned()],
        K::Suspend => {
            act.special = Some("hearing".to_owned());
            act.until = Some(day(on));
        }
        K::Extend => act.days = Some(10),
        K::Opinion => act.outcome = Some(Outcome::NoObjection),
        K::Decide => act.outcome = Some(Outcome::Granted),
        K::PostCheck => act.outcome = Some(Outcome::Kept),
        _ => {}
    }
    act
}

fn suspend(on: &str, until: &str, special: &str) -> Act {
    let mut act = act(ActKind::Suspend, on);
    act.until = Some(day(until));
    act.special = Some(special.to_owned());
    act
}

/// An amendment of entry number `of` by the person who made it.
fn amend(of: &Act, on: &str, entered: &str) -> Act {
    let mut act = Act::new("", ActKind::Amend, of.capacity, day(on));
    act.by.clone_from(&of.by);
    act.office.clone_from(&of.office);
    act.amends = Some(of.id.clone());
    act.entered = day(entered);
    act
}

/// Acts on one case, each received by the centre on the day on which it was entered.
#[derive(Debug, Clone)]
struct Story {
    head: CaseHead,
    rules: ApprovalRules,
    acts: Vec<Act>,
}

impl Story {
    fn of(head: CaseHead) -> Self {
        Self {
            head,
            rules: rules(),
            acts: Vec::new(),
        }
    }

    /// Handed in and accepted on these days.
    fn accepted(head: CaseHead, submitted: &str, accepted: &str) -> Self {
        Self::of(head)
            .then(ActKind::Submit, submitted)
            .then(ActKind::Accept, accepted)
    }

    fn then(self, kind: ActKind, on: &str) -> Self {
        self.with(act(kind, on))
    }

    fn with(mut self, act: Act) -> Self {
        let act = self.next(act);
        self.acts.push(act);
        self
    }

    fn next(&self, mut act: Act) -> Act {
        let number = self.acts.len() as u64 + 1;
        act.id = format!("{number:04}");
        act.received = Some(Received {
            number,
            on: act.entered,
        });
        act
    }

    fn state(&self) -> CaseState {
        fold(&self.head, &self.acts, &self.rules, &calendar()).unwrap()
    }

    fn stand(&self) -> Stand {
        self.state().stand
    }

    fn clock(&self, today: &str) -> Clock {
        let state = self.state();
        Clock::read(&self.head, &state, &self.rules, &calendar(), day(today)).unwrap()
    }

    fn colour(&self, today: &str) -> Colour {
        self.clock(today).colour
    }

    /// The rule by which the fold leaves this act out; the judgement in advance says the same.
    fn refusal(&self, act: Act) -> Option<Refused> {
        let act = self.next(act);
        let judged = judge(&self.head, &self.acts, &act, &self.rules, &calendar()).unwrap();
        let mut with = self.clone();
        with.acts.push(act.clone());
        let state = with.state();
        let rule = state.not_counted.iter().find(|one| one.act == act.id);
        let rule = rule.map(|one| one.rule);
        assert_eq!(judged.as_ref().err().copied(), rule, "{act:?}");
        if let Ok(foreseen) = judged {
            assert_eq!(foreseen, state);
        }
        rule
    }

    /// Everything so far counts.
    fn sound(self) -> Self {
        assert_eq!(self.state().not_counted, Vec::new());
        self
    }
}
