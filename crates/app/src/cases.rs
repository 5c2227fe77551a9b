//! An approval case read from its document, in the domain's terms: what it is about, its acts, and the state that follows from them.

use chrono::NaiveDate;
use handheld_catalogue::Catalogue;
use handheld_contract::views::approval::{CaseState as StateView, ClockColour, ClockView};
use handheld_contract::views::{Role, approval as v};
use handheld_contract::{Code, Problem};
use handheld_domain::approval::{
    self as d, Act, Capacity, CaseHead, CaseState, Clock, Colour, Received, Stand, fold,
};
use handheld_domain::calendar::{CalendarError, Limit};
use handheld_domain::procedure::{Matter, Release};
use handheld_records::Document;
use handheld_records::record::{CaseRecord, Keyed};
use handheld_records::shape::{ActValue, CaseMeta, Meta};

use crate::Answer;

/// A case with everything that follows from its acts.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) record: CaseRecord,
    pub(crate) meta: CaseMeta,
    pub(crate) head: CaseHead,
    pub(crate) acts: Vec<Act>,
    pub(crate) state: CaseState,
}

/// What of an act's capacity follows from the role: whoever admits the act has asked the directory.
pub(crate) fn capacity(role: Role) -> Capacity {
    match role {
        Role::Owner => Capacity::Applicant,
        Role::Agent => Capacity::Agent,
        Role::Surveyor => Capacity::Surveyor,
        Role::Window => Capacity::Window,
        Role::Approver => Capacity::Approver,
        Role::Inspector
        | Role::Contractor
        | Role::CreditAdmin
        | Role::Leader
        | Role::Administrator => Capacity::Other,
    }
}

macro_rules! same {
    ($name:ident: $from:ty => $to:ty { $($variant:ident),+ $(,)? }) => {
        pub(crate) fn $name(from: $from) -> $to {
            match from { $(<$from>::$variant => <$to>::$variant),+ }
        }
    };
}

same!(act_kind: v::CaseActKind => d::ActKind {
    Submit, AskCorrection, Resubmit, Accept, NotAccept, Suspend, Resume, Opinion, Convert, Decide, Deliver, Amend, Extend, Withdraw,
    Terminate, PostCheck, Revoke, Record,
});
same!(act_view: d::ActKind => v::CaseActKind {
    Submit, AskCorrection, Resubmit, Accept, NotAccept, Suspend, Resume, Opinion, Convert, Decide, Deliver, Amend, Extend, Withdraw,
    Terminate, PostCheck, Revoke, Record,
});
same!(outcome: v::CaseOutcome => d::Outcome { Granted, Refused, NoObjection, Objections, Kept, Rectify, False });
same!(colour_view: Colour => ClockColour { None, Green, Yellow, Red, Black });

/// Where a case stands, for screens; what nothing has happened to counts as handed in.
pub(crate) fn state_view(stand: Stand) -> StateView {
    match stand {
        Stand::Empty | Stand::Submitted => StateView::Submitted,
        Stand::Correcting => StateView::Correcting,
        Stand::Running => StateView::Running,
        Stand::Suspended => StateView::Suspended,
        Stand::Granted => StateView::Granted,
        Stand::Refused => StateView::Refused,
        Stand::NotAccepted => StateView::NotAccepted,
        Stand::Opinion => StateView::Opinion,
        Stand::Withdrawn => StateView::Withdrawn,
        Stand::Terminated => StateView::Terminated,
        Stand::Revoked => StateView::Revoked,
    }
}

/// The civil day of an instant as it is written, in China.
pub(crate) fn day_of(instant: &str) -> Option<NaiveDate> {
    let at = chrono::DateTime::parse_from_rfc3339(instant).ok()?;
    Some(crate::civil_date(at.timestamp_millis()))
}

/// An act in the domain's terms; none when its dates cannot be read.
pub(crate) fn act_of(
    keyed: &Keyed<ActValue>,
    received: Option<&handheld_records::shape::ReceivedValue>,
) -> Option<Act> {
    let value = &keyed.held.value;
    let date = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    let on: NaiveDate = value.on.parse().ok()?;
    let entered = day_of(&value.at)?;
    let received = match received {
        Some(receipt) => Some(Received {
            number: receipt.n,
            on: day_of(&receipt.at)?,
        }),
        None => None,
    };
    Some(Act {
        id: keyed.id.as_hyphenated().to_string(),
        kind: act_kind(value.act),
        by: value.by.id.to_string(),
        capacity: capacity(value.role),
        office: value.office.clone(),
        on,
        // Device clocks lie: nobody gains days by one that runs ahead of the centre's.
        entered: received.map_or(entered, |r| entered.min(r.on)),
        received,
        amends: value.amends.clone(),
        outcome: value.outcome.map(outcome),
        note: value.note.clone(),
        basis: value.basis.clone(),
        special: value.special.clone(),
        until: date(&value.until),
        days: value.days,
        list: value.list.clone(),
        design: value.design,
    })
}

/// What a case is about, from its meta and the catalogue.
pub(crate) fn head_of(catalogue: &Catalogue, meta: &CaseMeta) -> Option<CaseHead> {
    let matter = catalogue.matter(&meta.matter)?;
    let limit = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Limit>().ok());
    let release = catalogue
        .procedure(&meta.procedure)
        .zip(meta.group.as_ref())
        .and_then(|(procedure, key)| procedure.groups.iter().find(|g| g.key == *key))
        .map(|group| group.release);
    Some(CaseHead {
        matter: matter.code.clone(),
        procedure: meta.procedure.clone(),
        department: matter.department.clone(),
        kind: matter.kind,
        commitment_mode: matter.commitment,
        by_commitment: meta.commitment,
        pre_review: meta.pre_review,
        joint: release == Some(Release::AllDecided),
        promised: limit(&meta.promised),
        legal: limit(&meta.legal),
    })
}

impl Case {
    /// Reads a case; none when its first change has not come or it names a matter that this catalogue does not have.
    pub(crate) fn read(catalogue: &Catalogue, document: &Document) -> Option<Self> {
        Self::from_record(catalogue, CaseRecord::read(document))
    }

    pub(crate) fn from_record(catalogue: &Catalogue, record: CaseRecord) -> Option<Self> {
        let meta: &Meta = &record.common.meta.as_ref()?.value;
        let meta = meta.case.clone()?;
        let head = head_of(catalogue, &meta)?;
        let acts: Vec<Act> = record
            .acts
            .iter()
            .filter_map(|keyed| {
                act_of(
                    keyed,
                    record.received.get(&keyed.id).map(|held| &held.value),
                )
            })
            .collect();
        let state = fold(&head, &acts, &catalogue.approvals, &catalogue.calendar).ok()?;
        Some(Self {
            record,
            meta,
            head,
            acts,
            state,
        })
    }

    /// Places of the matter's materials for which no file was given.
    pub(crate) fn lacking(&self, matter: &Matter) -> Vec<u32> {
        let given = |place: u32| {
            self.record
                .given
                .iter()
                .any(|file| file.held.value.material == place)
        };
        let places = 0..u32::try_from(matter.materials.len()).unwrap_or(0);
        places.filter(|place| !given(*place)).collect()
    }

    pub(crate) fn number(&self) -> String {
        let meta = self.record.common.meta.as_ref();
        meta.and_then(|meta| meta.value.number.clone())
            .unwrap_or_default()
    }
}

/// A clock that cannot be counted is told, not shown as none.
pub(crate) fn uncountable(error: CalendarError) -> Problem {
    Problem::new(Code::BadInput)
        .with("what", "date")
        .with("why", error.to_string())
}

/// The clock of a case on a day as screens show it.
pub(crate) fn clock_view(
    catalogue: &Catalogue,
    head: &CaseHead,
    state: &CaseState,
    stated: Option<&str>,
    today: NaiveDate,
) -> Answer<ClockView> {
    let clock = Clock::read(
        head,
        state,
        &catalogue.approvals,
        &catalogue.calendar,
        today,
    )
    .map_err(uncountable)?;
    let text = |date: Option<NaiveDate>| date.map(|date| date.to_string());
    let promised_due = text(clock.promised_due);
    // What the notice said counts for whoever holds it, until suspensions or extensions moved it.
    let moved = !state.stops.is_empty() || state.extended_promise > 0;
    let stated_due = stated
        .filter(|stated| !moved && promised_due.as_deref() != Some(stated))
        .map(str::to_owned);
    Ok(ClockView {
        accepted: text(clock.accepted.map(|(day, _)| day)),
        accepted_by_silence: clock.accepted.is_some_and(|(_, silence)| silence),
        promised_days: clock.promised.map(Limit::days),
        red_from: text(clock.promised_due.and_then(|due| due.succ_opt())),
        promised_due,
        legal_days: clock.legal.map(Limit::days),
        legal_due: text(clock.legal_due),
        calendar_days: matches!(clock.promised.or(clock.legal), Some(Limit::CalendarDays(_))),
        used: clock.used,
        left: clock.left.and_then(|left| i32::try_from(left).ok()),
        colour: colour_view(clock.colour),
        suspended: clock.stopped,
        yellow_from: text(clock.yellow_from),
        provisional: clock.provisional,
        stated_due,
        calendar: catalogue.calendar.version().to_owned(),
    })
}

/// The rule of a refusal in words.
pub(crate) fn rule_refused(who: &crate::Who, rule: d::Refused) -> Problem {
    let text = rule.text();
    Problem::new(Code::Refused)
        .with("rule", who.lang.pick(text.zh, text.en))
        .with("rule_key", rule.key())
}
