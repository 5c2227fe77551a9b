//! Admission of acts on cases at the centre: who signed, whether the rules allow it, and the centre's receipt that puts it in order.
//!
//! What has been read and proven by `records` comes here as a document with new changes in it. An act that had no right is refused with
//! the rule named and never comes into the document; nothing else is touched by that, for each act builds on the first change alone.

mod surveys;

pub use surveys::{AroundSurvey, admit_survey};

use std::collections::{BTreeMap, BTreeSet};

use handheld_catalogue::Catalogue;
use handheld_contract::sync::Change;
use handheld_contract::views::approval::{CaseFilter, Signer};
use handheld_contract::{CaseId, ChangeHash, Code, ProjectId};
use handheld_domain::approval::{Act, Refused, judge as judge_act};
use handheld_records::record::{CaseRecord, keys_set_by};
use handheld_records::shape::{ActValue, CaseMeta, GivenValue, Key, Meta, ReceivedValue, Shaped};
use handheld_records::{ActorId, Document, Edit};
use handheld_store::StoreError;
use handheld_store::index::{CaseEntry, IndexRows, ProjectEntry};
use handheld_store::records::{CaseQuery, Commit, Records, Sight};
use uuid::Uuid;

use crate::cases::{act_of, head_of};
use crate::{Who, cases, civil_date, views};

/// The most cases of one project that are looked at.
const MOST_CASES: u32 = 2_000;

/// What the centre knows besides the document.
pub struct Around<'a> {
    /// The catalogue in force.
    pub catalogue: &'a Catalogue,
    /// Those that were in force before it.
    pub earlier: &'a [&'static Catalogue],
    /// Whoever signed, with the rights of the directory.
    pub author: &'a Who,
    /// The project of the case.
    pub project: &'a ProjectEntry,
    /// All cases of the project, as indexed before.
    pub cases: &'a [CaseEntry],
    /// Time of the centre, RFC 3339.
    pub now: String,
    /// Milliseconds of the same.
    pub now_ms: i64,
    /// Signs for the centre.
    pub seal: &'a (dyn Fn(&[u8]) -> [u8; 64] + Sync),
    /// The centre's own actor.
    pub actor: ActorId,
}

/// What becomes of the changes.
#[derive(Debug, Default)]
pub struct Admitted {
    /// Refused, with code and rule.
    pub refused: Vec<(ChangeHash, Code, String)>,
    /// The centre's own changes: receipts.
    pub beside: Vec<Change>,
    /// Something was refused for what other cases of the project have not reached yet.
    pub waits: bool,
}

/// What acts on cases of a project are judged beside: the project and all its cases, those of a batch (`batch`, not stored yet) in
/// their new state. None for a project that is not there.
///
/// # Errors
///
/// What the store refuses.
pub async fn beside<S: Records>(
    store: &S,
    project: ProjectId,
    batch: &[&Commit],
    now_ms: i64,
) -> Result<Option<(ProjectEntry, Vec<CaseEntry>)>, StoreError> {
    let today = civil_date(now_ms).to_string();
    let Some(hit) = store.project(&Sight::All, project, &today).await? else {
        return Ok(None);
    };
    let query = CaseQuery {
        sight: Sight::All,
        office: None,
        project: Some(project),
        id: None,
        filter: CaseFilter::All,
        colour: None,
        search: String::new(),
        today,
        offset: 0,
        limit: MOST_CASES,
    };
    let mut cases = store.cases(&query).await?.cases;
    for commit in batch {
        if let IndexRows::Case(entry, _) = &commit.index
            && entry.project == project
        {
            cases.retain(|case| case.id != entry.id);
            cases.push((**entry).clone());
        }
    }
    Ok(Some((hit.entry, cases)))
}

/// One new change by what it holds.
enum Said {
    Acts(Vec<Uuid>),
    Files,
    Nothing(&'static str),
}

/// Judges new changes of a case. `document` holds them and everything before; it is left with those that are admitted and with the
/// receipts. `known` are the changes that were there before.
///
/// Each change is read beside what stands already and nothing else: what is refused cannot hide or take over what others wrote.
pub fn admit_case(
    around: &Around<'_>,
    case: CaseId,
    document: &mut Document,
    known: &[Change],
    fresh: &[Change],
) -> Admitted {
    let mut admitted = Admitted::default();
    let kept = known.iter().map(|change| change.bytes.as_slice());
    let Ok(mut standing) = Document::load(None, kept) else {
        admitted.refused = all_of(fresh, Code::Damaged, "case_unreadable");
        return admitted;
    };
    let mut whole = CaseRecord::read(&standing);
    let mut receipts: Vec<Edit> = Vec::new();
    let mut received: BTreeMap<Uuid, ReceivedValue> = whole
        .received
        .iter()
        .map(|(id, held)| (*id, held.value.clone()))
        .collect();
    let mut number = received.values().map(|r| r.n).max().unwrap_or(0);
    for change in fresh {
        let mut tried = standing.clone();
        let judged = match tried.apply(std::slice::from_ref(change)) {
            Ok(_) if tried.contains(&change.hash) => {
                let with = CaseRecord::read(&tried);
                let set = keys_set_by(&tried, &BTreeSet::from([change.hash]));
                let keys = set.get(&change.hash).map_or(&[][..], Vec::as_slice);
                judge(around, &whole, &with, change, keys, &received).map(|acts| (with, acts))
            }
            _ => Err(shape("builds_on_refused")),
        };
        match judged {
            Ok((with, acts)) => {
                (standing, whole) = (tried, with);
                for id in acts {
                    if let Some((edit, value)) = receipt(around, case, &whole, id, number + 1) {
                        number += 1;
                        receipts.push(edit);
                        received.insert(id, value);
                    }
                }
            }
            Err((code, rule)) => {
                let rests_on_others =
                    Refused::from_key(&rule).is_some_and(views::rests_on_other_cases);
                admitted.waits |= rests_on_others;
                admitted.refused.push((change.hash, code, rule));
            }
        }
    }
    *document = standing;
    if !receipts.is_empty()
        && let Ok(changes) = document.commit(&receipts, around.actor, around.now_ms)
    {
        admitted.beside = changes;
    }
    admitted
}

fn all_of(fresh: &[Change], code: Code, rule: &str) -> Vec<(ChangeHash, Code, String)> {
    let refuse = |change: &Change| (change.hash, code, rule.to_owned());
    fresh.iter().map(refuse).collect()
}

/// The receipt of an act: its place, its time and the centre's signature over what was written.
pub(crate) fn receipt(
    around: &Around<'_>,
    case: CaseId,
    whole: &CaseRecord,
    id: Uuid,
    number: u64,
) -> Option<(Edit, ReceivedValue)> {
    let act = whole.acts.iter().find(|act| act.id == id)?;
    receipt_of(&around.now, around.seal, case, id, &act.held.raw, number)
}

pub(crate) fn receipt_of(
    now: &str,
    seal: &(dyn Fn(&[u8]) -> [u8; 64] + Sync),
    case: CaseId,
    id: Uuid,
    written: &str,
    number: u64,
) -> Option<(Edit, ReceivedValue)> {
    let name = id.as_hyphenated().to_string();
    let text = ReceivedValue::signed_text(case, &name, number, now, written);
    let value = ReceivedValue {
        n: number,
        at: now.to_owned(),
        signature: hex::encode(seal(text.as_bytes())),
        extra: serde_json::Map::new(),
    };
    let edit = value.edit(&Key::Received(id)).ok()?;
    Some((edit, value))
}

type Refusal = (Code, String);

fn refused(rule: Refused) -> Refusal {
    (Code::Refused, rule.key().to_owned())
}

fn shape(rule: &str) -> Refusal {
    (Code::Refused, rule.to_owned())
}

/// The acts of one change, when everything that it says may be said. `before` is what stands, `whole` the same with the change.
fn judge(
    around: &Around<'_>,
    before: &CaseRecord,
    whole: &CaseRecord,
    change: &Change,
    keys: &[String],
    received: &BTreeMap<Uuid, ReceivedValue>,
) -> Result<Vec<Uuid>, Refusal> {
    // Only a case that has not begun begins: a second beginning is one change more that builds on nothing.
    let began = before.first_change();
    let is_first = began.is_none() && whole.first_change() == Some(change.hash);
    if !is_first && (began.is_none() || change.deps.as_slice() != began.as_slice()) {
        return Err(shape("case_builds_on_more"));
    }
    let head = if is_first { whole } else { before };
    let Some(meta) = head.common.meta.as_ref().map(|meta| &meta.value) else {
        return Err(shape("meta"));
    };
    if is_first {
        head_is_right(around, meta)?;
    }
    let ids = match said(keys, is_first) {
        Said::Acts(ids) => ids,
        Said::Files => Vec::new(),
        Said::Nothing(rule) => return Err(shape(rule)),
    };
    for key in keys {
        if let Some(Key::Given(id)) = Key::parse(key) {
            let file = whole.given.iter().find(|file| file.id == id);
            let file = file.ok_or_else(|| shape("case_value"))?;
            file_is_right(around, &file.held.value)?;
        }
    }
    let mut acts: Vec<Act> = before
        .acts
        .iter()
        .filter(|act| received.contains_key(&act.id))
        .filter_map(|act| act_of(act, received.get(&act.id)))
        .collect();
    // Judged as it will stand, with the day of its receipt: a device whose clock runs ahead gains no days.
    let next = ReceivedValue {
        n: received.values().map(|r| r.n).max().unwrap_or(0) + 1,
        at: around.now.clone(),
        signature: String::new(),
        extra: serde_json::Map::new(),
    };
    for id in &ids {
        let keyed = whole.acts.iter().find(|act| act.id == *id);
        let keyed = keyed.ok_or_else(|| shape("case_value"))?;
        if received.contains_key(id) {
            return Err(shape("case_act_again"));
        }
        author_is_right(around, &keyed.held.value)?;
        let act = act_of(keyed, Some(&next)).ok_or_else(|| shape("case_date"))?;
        act_is_right(around, meta, &acts, &act)?;
        acts.push(act);
    }
    Ok(ids)
}

/// What the keys of a change say together.
fn said(keys: &[String], is_first: bool) -> Said {
    let mut acts = Vec::new();
    let mut files = 0;
    for key in keys {
        match Key::parse(key) {
            Some(Key::Meta) if is_first => {}
            Some(Key::Act(id)) => acts.push(id),
            Some(Key::Given(_)) => files += 1,
            // Receipts are the centre's, and anything else is no part of a case.
            _ => return Said::Nothing("case_key"),
        }
    }
    match (acts.len(), files) {
        (0, 0) if is_first => Said::Acts(acts),
        (0, 0) => Said::Nothing("case_key"),
        (0, _) => Said::Files,
        (1, _) => Said::Acts(acts),
        _ => Said::Nothing("case_one_act"),
    }
}

fn head_is_right(around: &Around<'_>, meta: &Meta) -> Result<(), Refusal> {
    let case = meta.case.as_ref().ok_or_else(|| shape("meta"))?;
    if Some(case.owner.id) != around.project.owner {
        return Err(refused(Refused::NoRight));
    }
    limits_are_right(around.catalogue, around.earlier, around.project, case)
}

/// The case is opened for a matter of the project's procedure, with the limits that the catalogue gives it here: the one whose version it
/// names, or the one in force where that version was never in force here.
fn limits_are_right(
    in_force: &Catalogue,
    earlier: &[&'static Catalogue],
    project: &ProjectEntry,
    case: &CaseMeta,
) -> Result<(), Refusal> {
    let mut project = project.clone();
    if !case.green_channel {
        // Opened before the project was put on the green channel, of which a device without connection hears later.
        project.approvals.green_channel = None;
    }
    let (matter, commitment) = (&case.matter, case.commitment);
    let opening =
        |catalogue| views::opening(catalogue, &project, matter, commitment, case.pre_review);
    let expected = opening(in_force);
    let named = earlier.iter().copied();
    let named = named.filter(|catalogue| catalogue.version == case.catalogue);
    let mut expected_by = expected.iter().cloned().chain(named.filter_map(opening));
    if expected_by.any(|expected| is_opened_so(case, &expected)) {
        return Ok(());
    }
    Err(shape(expected.map_or("case_matter", |_| "case_head")))
}

fn is_opened_so(case: &CaseMeta, expected: &views::Opening<'_>) -> bool {
    case.procedure == expected.procedure
        && case.group == expected.group
        && case.green_channel == expected.green_channel
        && case.promised == expected.promised
        && case.legal == expected.legal
}

fn file_is_right(around: &Around<'_>, file: &GivenValue) -> Result<(), Refusal> {
    let own = file.by.id == around.author.person.id
        && file.role == around.author.role
        && file.organisation.id == around.author.organisation.id;
    if own && around.author.applies(around.project) {
        Ok(())
    } else {
        Err(refused(Refused::NoRight))
    }
}

/// The author is who signed, for an office that is theirs.
fn author_is_right(around: &Around<'_>, act: &ActValue) -> Result<(), Refusal> {
    let author = around.author;
    let own = act.by.id == author.person.id
        && act.role == author.role
        && act.organisation.id == author.organisation.id
        && act.signer == Signer::Device
        && (act.office.is_empty() || author.organisation.departments.contains(&act.office));
    let capacity = cases::capacity(author.role);
    let applies = !capacity.applies() || author.applies(around.project);
    if own && applies {
        Ok(())
    } else {
        Err(refused(Refused::NoRight))
    }
}

/// The rules allow the act, after the acts before it and beside the other cases of the project.
fn act_is_right(
    around: &Around<'_>,
    meta: &Meta,
    before: &[Act],
    act: &Act,
) -> Result<(), Refusal> {
    let catalogue = around.catalogue;
    let case = meta.case.as_ref().ok_or_else(|| shape("meta"))?;
    let head = head_of(catalogue, case).ok_or_else(|| shape("case_matter"))?;
    let rules = &catalogue.approvals;
    judge_act(&head, before, act, rules, &catalogue.calendar)
        .map_err(|_| shape("case_date"))?
        .map_err(refused)?;
    views::beside_others(catalogue, around.project, around.cases, case, act.kind).map_err(refused)
}

#[cfg(test)]
mod tests;
