//! What must hold when everything rests: one state everywhere, nothing lost, nothing without right.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::Verifier as _;
use futures::executor::block_on;
use handheld_app::index;
use handheld_catalogue::Catalogue;
use handheld_contract::sync::Change;
use handheld_contract::views::Role;
use handheld_contract::views::approval::{CaseActKind, Signer};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{CaseId, ChangeHash, DocId, ScopeId};
use handheld_records::Document;
use handheld_records::record::{CaseRecord, Keyed};
use handheld_records::shape::{ActValue, CaseMeta, ReceivedValue};
use handheld_store::device::DeviceQueue;
use handheld_store::index::{CaseEntry, IndexRows};
use handheld_store::records::Records;
use handheld_sync::ports::Access;

use super::Broken;
use super::world::{World, cases_in};
use crate::model::{DeviceSide, Member, device_id};

fn document_of(changes: &[Change]) -> Result<Document, Broken> {
    let raw = changes.iter().map(|c| c.bytes.as_slice());
    Document::load(None, raw).map_err(|e| Broken::new("unreadable", e.to_string()))
}

impl World {
    pub(super) fn check(&mut self) -> Result<String, Broken> {
        let today = handheld_app::civil_date(self.centre.now_ms()).to_string();
        let cases = block_on(cases_in(&*self.centre.store, &today))?;
        let mut at_centre: BTreeMap<DocId, BTreeSet<ChangeHash>> = BTreeMap::new();
        for case in &cases {
            let doc = DocId::from(case.id);
            let changes = block_on(self.centre.store.changes(doc))?;
            at_centre.insert(doc, changes.iter().map(|c| c.hash).collect());
            self.check_case(case, &changes)?;
        }
        for device in 0..self.devices.len() {
            self.check_device(device, &today, &cases, &at_centre)?;
        }
        let refused = self.check_made(&at_centre)?;
        self.counts.cases += cases.len() as u64;
        let told = serde_json::to_string(&(&cases, refused));
        told.map_err(|e| Broken::new("model", e.to_string()))
    }

    /// One case at the centre: its entry is what its acts make, every act is received in one order, counts, and had the right to be.
    fn check_case(&mut self, case: &CaseEntry, changes: &[Change]) -> Result<(), Broken> {
        let document = document_of(changes)?;
        let rows = index::rows(
            Catalogue::bundled(),
            case.id.into(),
            DocKind::Case,
            &document,
        );
        let IndexRows::Case(entry, _) = rows else {
            return Err(Broken::new("index", "a case without a row"));
        };
        if *entry != *case {
            return Err(Broken::new("index", format!("{}: row is old", case.id)));
        }
        let record = CaseRecord::read(&document);
        let mut numbers: Vec<u64> = record.received.values().map(|r| r.value.n).collect();
        numbers.sort_unstable();
        let dense: Vec<u64> = (1..=record.acts.len() as u64).collect();
        let all = record
            .acts
            .iter()
            .all(|a| record.received.contains_key(&a.id));
        if numbers != dense || !all {
            let acts = record.acts.len();
            let why = format!("{}: {acts} acts have the receipts {numbers:?}", case.id);
            return Err(Broken::new("receipts", why));
        }
        let not_counted = case.facts["not_counted"].as_array().map_or(0, Vec::len);
        if not_counted > 0 || case.pending > 0 {
            let why = format!("{}: {}", case.id, case.facts["not_counted"]);
            return Err(Broken::new("received and yet does not count", why));
        }
        let Some(meta) = record
            .common
            .meta
            .as_ref()
            .and_then(|m| m.value.case.clone())
        else {
            return Err(Broken::new("index", "a case without meta"));
        };
        for act in &record.acts {
            let receipt = &record.received[&act.id].value;
            self.check_receipt(case.id, act, receipt)?;
            if let Err(why) = self.authorised(case, &meta, act) {
                let why = format!("{}: {:?} {why}", case.id, act.held.value.act);
                return Err(Broken::new("without right", why));
            }
            let kind = format!("{:?}", act.held.value.act);
            *self.counts.kinds.entry(kind).or_default() += 1;
        }
        Ok(())
    }

    fn check_receipt(
        &self,
        case: CaseId,
        act: &Keyed<ActValue>,
        receipt: &ReceivedValue,
    ) -> Result<(), Broken> {
        let name = act.id.as_hyphenated().to_string();
        let text = ReceivedValue::signed_text(case, &name, receipt.n, &receipt.at, &act.held.raw);
        let signature = hex_bytes(&receipt.signature)
            .and_then(|bytes| ed25519_dalek::Signature::from_slice(&bytes).ok());
        let key = self.centre.key.verifying_key();
        let signed = signature.is_some_and(|s| key.verify(text.as_bytes(), &s).is_ok());
        if signed {
            Ok(())
        } else {
            Err(Broken::new(
                "receipts",
                format!("{case}: not signed by the centre"),
            ))
        }
    }

    /// Whether an act had the right to be, asked of the directory anew and in other words than the rules that are shipped.
    fn authorised(
        &self,
        case: &CaseEntry,
        meta: &CaseMeta,
        act: &Keyed<ActValue>,
    ) -> Result<(), String> {
        let value = &act.held.value;
        let everybody = &self.centre.everybody;
        let Some(member) = everybody.iter().find(|m| m.person.id == value.by.id) else {
            return Err("by nobody".to_owned());
        };
        let same = value.role == member.role && value.organisation.id == member.organisation.id;
        if !same {
            return Err("not in the role or unit of the author".to_owned());
        }
        let keys: Vec<[u8; 32]> = match value.signer {
            Signer::Centre => vec![self.centre.key.verifying_key().to_bytes()],
            _ => {
                let of = |d: &&DeviceSide| d.member.person.id == value.by.id;
                let own = self.devices.iter().filter(of);
                own.map(|d| d.key.verifying_key().to_bytes()).collect()
            }
        };
        let signed = |key: &[u8; 32]| act.held.actor.is_of_act(key, member.person.id);
        if !keys.iter().any(signed) {
            return Err("not signed by its author".to_owned());
        }
        let departments = &member.organisation.departments;
        if !value.office.is_empty() && !departments.contains(&value.office) {
            return Err(format!("for {}, which is not theirs", value.office));
        }
        if may(member, case, meta, value) {
            Ok(())
        } else {
            Err(format!(
                "by {:?} {:?} for {}",
                member.role, departments, value.office
            ))
        }
    }

    fn check_device(
        &self,
        device: usize,
        today: &str,
        cases: &[CaseEntry],
        at_centre: &BTreeMap<DocId, BTreeSet<ChangeHash>>,
    ) -> Result<(), Broken> {
        let side = &self.devices[device];
        let enrolled = block_on(handheld_store::centre::Directory::device(
            &*self.centre.store,
            device_id(device),
        ))?;
        let enrolled = enrolled.ok_or_else(|| Broken::new("model", "no device"))?;
        let scopes = block_on(self.centre.scopes(&enrolled))?;
        let sees = |case: &&CaseEntry| {
            let scope = ScopeId::of_project(case.project);
            scopes.iter().any(|granted| granted.scope == scope)
        };
        let here = block_on(cases_in(&*side.store, today))?;
        let there: Vec<&CaseEntry> = cases.iter().filter(sees).collect();
        for (one, other) in here.iter().zip(&there) {
            if one != *other {
                let why = format!(
                    "{} on device {device}: {one:?}\nat the centre: {other:?}",
                    one.id
                );
                return Err(Broken::new("states differ", why));
            }
            let doc = DocId::from(one.id);
            let held = block_on(side.store.changes(doc))?;
            let held: BTreeSet<ChangeHash> = held.iter().map(|c| c.hash).collect();
            if held != at_centre[&doc] {
                let why = format!("{} on device {device}", one.id);
                return Err(Broken::new("documents differ", why));
            }
        }
        if here.len() != there.len() {
            let why = format!("device {device}: {} cases, not {}", here.len(), there.len());
            return Err(Broken::new("states differ", why));
        }
        for (doc, hash) in &side.confirmed {
            if !at_centre.get(doc).is_some_and(|held| held.contains(hash)) {
                let why = format!("{doc} {hash} of device {device}");
                return Err(Broken::new("receipt without change", why));
            }
        }
        Ok(())
    }

    /// Every change that a device stored is at the centre, or kept on that device with the rule and in nobody's document.
    fn check_made(
        &mut self,
        at_centre: &BTreeMap<DocId, BTreeSet<ChangeHash>>,
    ) -> Result<Vec<(DocId, ChangeHash, String)>, Broken> {
        let mut told = Vec::new();
        for ((doc, hash), device) in &self.made {
            let taken = at_centre.get(doc).is_some_and(|held| held.contains(hash));
            let kept = block_on(self.devices[*device].store.refused(*doc))?;
            let kept = kept.into_iter().find(|(change, _)| change.hash == *hash);
            let what = || format!("{doc} {hash} of device {device}");
            match (taken, kept) {
                (true, None) => {
                    if let Some(how) = self.forged.get(&(*doc, *hash)) {
                        return Err(Broken::new(
                            "without right",
                            format!("forged {how}: {}", what()),
                        ));
                    }
                }
                (false, Some((_, rejection))) => {
                    if rejection.rule.is_empty() {
                        return Err(Broken::new("lost", format!("no rule: {}", what())));
                    }
                    *self.counts.rules.entry(rejection.rule.clone()).or_default() += 1;
                    told.push((*doc, *hash, rejection.rule));
                }
                (true, Some((_, rejection))) => {
                    let why = format!("taken and refused ({}): {}", rejection.rule, what());
                    return Err(Broken::new("lost", why));
                }
                (false, None) => return Err(Broken::new("lost", what())),
            }
        }
        Ok(told)
    }
}

/// Which acts a role may do, on whose projects and for which offices.
fn may(member: &Member, case: &CaseEntry, meta: &CaseMeta, act: &ActValue) -> bool {
    use CaseActKind as K;
    let Some(matter) = Catalogue::bundled().matter(&case.matter) else {
        return false;
    };
    let hands_in = matches!(
        act.act,
        K::Submit | K::Resubmit | K::Withdraw | K::Convert | K::Amend
    );
    let records = act.act == K::Record && !matter.kind.is_government();
    match member.role {
        Role::Owner => meta.owner.id == member.organisation.id && (hands_in || records),
        Role::Window => {
            let takes_in = [K::AskCorrection, K::Accept, K::NotAccept, K::Deliver];
            hands_in || records || takes_in.contains(&act.act)
        }
        Role::Approver => {
            let day = |date: chrono::NaiveDate| date.to_string();
            let delegations = &Catalogue::bundled().approvals.delegations;
            let delegated = delegations.iter().any(|d| {
                d.to == act.office
                    && d.from == matter.department
                    && d.matters.contains(&case.matter)
                    && d.procedures.contains(&case.procedure)
                    && day(d.since) <= act.on
                    && d.until.is_none_or(|last| act.on <= day(last))
            });
            let decides = act.office == matter.department || delegated;
            let advises = act.act == K::Opinion && !meta.pre_review;
            let converts = act.act == K::Convert;
            let firms = matches!(act.act, K::Submit | K::Resubmit | K::Withdraw);
            !firms && (decides || advises || converts || act.act == K::Amend)
        }
        // No matter of the procedure is a survey.
        _ => false,
    }
}

fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}
