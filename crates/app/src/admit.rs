//! Admission of acts on cases at the centre: who signed, whether the rules allow it, and the centre's receipt that puts it in order.
//!
//! What has been read and proven by `records` comes here as a document with new changes in it. An act that had no right is refused with
//! the rule named and never comes into the document; nothing else is touched by that, for each act builds on the first change alone.

use std::collections::{BTreeMap, BTreeSet};

use handheld_catalogue::Catalogue;
use handheld_contract::sync::Change;
use handheld_contract::views::approval::Signer;
use handheld_contract::{CaseId, ChangeHash, Code};
use handheld_domain::approval::{Act, ActKind, Refused, check, fold};
use handheld_records::record::{CaseRecord, keys_set_by};
use handheld_records::shape::{ActValue, GivenValue, Key, Meta, ReceivedValue, Shaped};
use handheld_records::{ActorId, Document, Edit};
use handheld_store::index::{CaseEntry, ProjectEntry};
use uuid::Uuid;

use crate::cases::{act_of, head_of};
use crate::{Who, cases, views};

/// What the centre knows besides the document.
pub struct Around<'a> {
    /// The catalogue in force.
    pub catalogue: &'a Catalogue,
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
}

/// One new change by what it holds.
enum Said {
    Acts(Vec<Uuid>),
    Files,
    Nothing(&'static str),
}

/// Judges new changes of a case. `document` holds them and everything before; it is left with those that are admitted and with the
/// receipts. `known` are the changes that were there before.
pub fn admit_case(
    around: &Around<'_>,
    case: CaseId,
    document: &mut Document,
    known: &[Change],
    fresh: &[Change],
) -> Admitted {
    let mut admitted = Admitted::default();
    let mut standing = known.to_vec();
    let hashes: BTreeSet<ChangeHash> = fresh.iter().map(|change| change.hash).collect();
    let set = keys_set_by(document, &hashes);
    let whole = CaseRecord::read(document);
    let mut receipts: Vec<Edit> = Vec::new();
    let mut received: BTreeMap<Uuid, ReceivedValue> = whole
        .received
        .iter()
        .filter(|(_, held)| !hashes.contains(&held.change))
        .map(|(id, held)| (*id, held.value.clone()))
        .collect();
    let mut number = received.values().map(|r| r.n).max().unwrap_or(0);
    for change in fresh {
        let keys = set.get(&change.hash).map_or(&[][..], Vec::as_slice);
        let judged = judge(around, &whole, change, keys, &standing, &received);
        match judged {
            Ok(acts) => {
                standing.push(change.clone());
                for id in acts {
                    number += 1;
                    if let Some((edit, value)) = receipt(around, case, &whole, id, number) {
                        receipts.push(edit);
                        received.insert(id, value);
                    }
                }
            }
            Err((code, rule)) => admitted.refused.push((change.hash, code, rule)),
        }
    }
    if !admitted.refused.is_empty() {
        // Nothing of a refused change stays: the document is made again from what stands.
        let bytes = standing.iter().map(|change| change.bytes.as_slice());
        match Document::load(None, bytes) {
            Ok(clean) => *document = clean,
            Err(_) => {
                // Something builds on a refused change; it goes with it, and comes again by itself.
                let kept = known.iter().map(|change| change.bytes.as_slice());
                if let Ok(clean) = Document::load(None, kept) {
                    *document = clean;
                }
                let rest = fresh.iter().map(|change| change.hash);
                admitted.refused = rest
                    .map(|hash| (hash, Code::Refused, "builds_on_refused".to_owned()))
                    .collect();
                return admitted;
            }
        }
    }
    if !receipts.is_empty()
        && let Ok(changes) = document.commit(&receipts, around.actor, around.now_ms)
    {
        admitted.beside = changes;
    }
    admitted
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

/// The acts of one change, when everything that it says may be said.
fn judge(
    around: &Around<'_>,
    whole: &CaseRecord,
    change: &Change,
    keys: &[String],
    standing: &[Change],
    received: &BTreeMap<Uuid, ReceivedValue>,
) -> Result<Vec<Uuid>, Refusal> {
    let first = whole.first_change();
    let is_first = first == Some(change.hash);
    if !is_first && change.deps.as_slice() != first.as_slice() {
        return Err(shape("case_builds_on_more"));
    }
    let head = whole.common.meta.as_ref().map(|meta| &meta.value);
    let Some(meta) = head else {
        return Err(shape("meta"));
    };
    let known: BTreeSet<ChangeHash> = standing.iter().map(|change| change.hash).collect();
    if !is_first && first.is_none_or(|first| !known.contains(&first)) {
        return Err(shape("builds_on_refused"));
    }
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
    let mut before: Vec<Act> = whole
        .acts
        .iter()
        .filter(|act| received.contains_key(&act.id))
        .filter_map(|act| act_of(act, received.get(&act.id)))
        .collect();
    for id in &ids {
        let keyed = whole.acts.iter().find(|act| act.id == *id);
        let keyed = keyed.ok_or_else(|| shape("case_value"))?;
        author_is_right(around, &keyed.held.value)?;
        let act = act_of(keyed, None).ok_or_else(|| shape("case_date"))?;
        act_is_right(around, meta, &before, &act)?;
        before.push(act);
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

/// The case is opened for a matter of the project's procedure, with the limits that the catalogue gives it here.
fn head_is_right(around: &Around<'_>, meta: &Meta) -> Result<(), Refusal> {
    let Some(case) = &meta.case else {
        return Err(shape("meta"));
    };
    if Some(case.owner.id) != around.project.owner {
        return Err(refused(Refused::NoRight));
    }
    let expected = views::opening(
        around.catalogue,
        around.project,
        &case.matter,
        case.commitment,
        case.pre_review,
    );
    let Some(expected) = expected else {
        return Err(shape("case_matter"));
    };
    let same_catalogue = case.catalogue == around.catalogue.version;
    let right = case.procedure == expected.procedure
        && case.group == expected.group
        && (!same_catalogue
            || (case.green_channel == expected.green_channel
                && case.promised == expected.promised
                && case.legal == expected.legal));
    if right {
        Ok(())
    } else {
        Err(shape("case_head"))
    }
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
    let uncountable = |_| shape("case_date");
    let state = fold(&head, before, rules, &catalogue.calendar).map_err(uncountable)?;
    if act.kind == ActKind::Amend {
        // Judged beside the entries that it may name: it must count once it is in.
        let mut with: Vec<Act> = before.to_vec();
        with.push(act.clone());
        let after = fold(&head, &with, rules, &catalogue.calendar).map_err(uncountable)?;
        let broken = after
            .not_counted
            .iter()
            .find(|one| state.not_counted.iter().all(|known| known.act != one.act));
        return broken.map_or(Ok(()), |one| Err(refused(one.rule)));
    }
    check(&head, &state, act, rules, &catalogue.calendar).map_err(refused)?;
    views::beside_others(catalogue, around.project, around.cases, case, act.kind).map_err(refused)
}
