//! Where a survey stands by its acts, in other words than those that are shipped: read from the record as it lies at the centre, from who
//! had seen what, and from what must stand at its targets.

use std::collections::{BTreeMap, BTreeSet};

use handheld_contract::ChangeHash;
use handheld_contract::views::survey::{SurveyActKind, SurveyState, SurveyView};
use handheld_records::shape::{DesignPartValue, DesignValue, Key, Shaped, SurveyActValue};
use handheld_records::{ActorId, Document};
use uuid::Uuid;

use super::Broken;
use super::ledger::{Seen, Stands};

/// An act as it lies in the record.
pub(super) struct Act {
    pub(super) id: String,
    pub(super) value: SurveyActValue,
    pub(super) change: ChangeHash,
    pub(super) actor: ActorId,
}

/// The only value of every key of a kind, with its change.
fn only<T: Shaped>(
    document: &Document,
    prefix: &str,
) -> Result<Vec<(Key, T, ChangeHash, ActorId)>, Broken> {
    let mut all = Vec::new();
    for (name, mut held) in document.registers(prefix) {
        let (Some(key), Some(one), true) = (Key::parse(&name), held.pop(), held.is_empty()) else {
            return Err(Broken::new("entries", format!("{name} is not there once")));
        };
        let value = T::from_json(&one.value).map_err(Broken::model)?;
        all.push((key, value, one.change, one.actor));
    }
    Ok(all)
}

/// All acts.
pub(super) fn acts(document: &Document) -> Result<Vec<Act>, Broken> {
    let acts = only::<SurveyActValue>(document, "q:")?;
    let named = acts
        .into_iter()
        .map(|(key, value, change, actor)| match key {
            Key::SurveyAct(id) => Ok(Act {
                id: id.as_hyphenated().to_string(),
                value,
                change,
                actor,
            }),
            other => Err(Broken::model(format!("{other} is no act"))),
        });
    named.collect()
}

/// The design version in force, with the names of its targets.
pub(super) fn design(document: &Document) -> Result<Option<(String, BTreeSet<String>)>, Broken> {
    let mut parts: BTreeMap<Uuid, Vec<DesignPartValue>> = BTreeMap::new();
    for (key, part, ..) in only::<DesignPartValue>(document, "t:")? {
        if let Key::DesignPart(id, _) = key {
            parts.entry(id).or_default().push(part);
        }
    }
    let mut latest: Option<(u32, Uuid)> = None;
    for (key, value, ..) in only::<DesignValue>(document, "d:")? {
        let Key::Design(id) = key else { continue };
        if parts.get(&id).map_or(0, Vec::len) != value.parts as usize {
            return Err(Broken::new("entries", format!("{id} is not whole")));
        }
        latest = latest.max(Some((value.version, id)));
    }
    Ok(latest.map(|(_, id)| {
        let targets = parts.remove(&id).unwrap_or_default().into_iter();
        let names = targets.flat_map(|part| part.targets).map(|t| t.name);
        (id.as_hyphenated().to_string(), names.collect())
    }))
}

/// Where a survey must stand.
#[derive(Debug)]
pub(super) struct Task {
    /// The signature that is looked at, by its change.
    pub(super) counted: Option<ChangeHash>,
    /// It holds: on the design in force, by somebody who had seen everything that stands.
    holds: bool,
    accepted: bool,
    returned: bool,
}

impl Task {
    pub(super) fn of(
        acts: &[Act],
        design: Option<&str>,
        standing: &BTreeMap<String, Stands>,
        seen: &Seen,
    ) -> Self {
        let of_kind = |kinds: &[SurveyActKind]| -> Vec<&Act> {
            let acts = acts.iter();
            acts.filter(|act| kinds.contains(&act.value.act)).collect()
        };
        let ended: BTreeSet<&String> = of_kind(&[SurveyActKind::Signed, SurveyActKind::Withdrawn])
            .into_iter()
            .flat_map(|act| &act.value.of)
            .collect();
        let mut open = of_kind(&[SurveyActKind::Signed]);
        open.retain(|act| !ended.contains(&act.id));
        open.sort_by(|one, other| one.id.cmp(&other.id));
        let on_design = |act: &&&Act| act.value.design.as_deref() == design;
        let whole = |act: &&&Act| {
            on_design(act) && standing.values().all(|at| at.is_known_to(act.change, seen))
        };
        let holding = open.iter().find(whole);
        let counted = holding
            .or_else(|| open.iter().find(on_design))
            .or(open.last());
        let checks: Vec<&Act> = of_kind(&[SurveyActKind::Accepted, SurveyActKind::Returned])
            .into_iter()
            .filter(|act| counted.is_some_and(|signed| act.value.of.contains(&signed.id)))
            .collect();
        let answered = |act: &Act| checks.iter().any(|later| later.value.of.contains(&act.id));
        let stands = |kind: SurveyActKind| {
            let mut of = checks.iter().filter(|act| act.value.act == kind);
            of.any(|act| !answered(act))
        };
        let returned = stands(SurveyActKind::Returned);
        Self {
            counted: counted.map(|act| act.change),
            holds: holding.is_some(),
            accepted: stands(SurveyActKind::Accepted) && !returned,
            returned,
        }
    }

    /// What the view must show: signed, accepted or returned, or none of these, and whether it is stale.
    fn expected(&self) -> (Option<SurveyState>, bool) {
        let closed = if self.accepted {
            SurveyState::Accepted
        } else {
            SurveyState::Signed
        };
        match (self.counted.is_some(), self.returned, self.holds) {
            (false, ..) | (true, true, false) => (None, false),
            (true, true, true) => (Some(SurveyState::Returned), false),
            (true, false, holds) => (Some(closed), !holds),
        }
    }

    /// Holds a view against it; answers in a word what it shows.
    pub(super) fn check(&self, view: &SurveyView) -> Result<&'static str, Broken> {
        use SurveyState as S;
        let acted = matches!(view.row.state, S::Signed | S::Accepted | S::Returned);
        let shown = (acted.then_some(view.row.state), view.row.stale);
        let expected = self.expected();
        if shown != expected {
            let why = format!("{}: {shown:?}, not {expected:?} ({self:?})", view.row.id);
            return Err(Broken::new("standing", why));
        }
        let unwell = view.row.stale == view.stale_because.zh.is_empty();
        let may = view.row.state == S::Accepted && !view.row.stale;
        if unwell || may != (self.accepted && self.holds) {
            let why = format!(
                "{}: {:?} {:?}",
                view.row.id, view.row.state, view.stale_because
            );
            return Err(Broken::new("standing", why));
        }
        Ok(match expected {
            (Some(S::Accepted), false) => "accepted",
            (Some(S::Returned), _) => "returned",
            (Some(_), false) => "signed",
            (Some(S::Accepted), true) => "accepted and stale",
            (Some(_), true) => "signed and stale",
            (None, _) if self.returned => "returned and gone on",
            (None, _) => "open",
        })
    }
}
