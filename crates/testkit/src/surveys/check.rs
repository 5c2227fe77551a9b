//! What must hold when everything rests: one record and one view everywhere, nothing lost, and nothing of what was forged. What stands at
//! the targets is looked at in [`super::targets`], who had a right to what in [`super::rights`].

use std::collections::{BTreeMap, BTreeSet};

use futures::executor::block_on;
use handheld_app::{App, Who, index};
use handheld_catalogue::Catalogue;
use handheld_contract::sync::Change;
use handheld_contract::views::survey::SurveyView;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{ChangeHash, DocId, ScopeId, SurveyId};
use handheld_records::Document;
use handheld_records::shape::{Key, MeasuredValue, Shaped};
use handheld_store::centre::{CentreLog, Directory};
use handheld_store::device::DeviceQueue;
use handheld_store::index::{IndexRows, SurveyEntry};
use handheld_store::records::Records;
use handheld_sync::ports::Access;
use serde_json::Value;

use super::acts::view_of;
use super::ledger::{Line, Said, Seen};
use super::people::HALL;
use super::task::{Task, acts, design};
use super::world::{World, surveys_in};
use super::{Broken, Rest};
use crate::model::device_id;

/// A survey at the centre.
struct AtCentre {
    entry: SurveyEntry,
    heads: Vec<ChangeHash>,
    changes: BTreeSet<ChangeHash>,
    /// The view without what depends on who looks, when and where.
    view: Value,
}

fn document_of(changes: &[Change]) -> Result<Document, Broken> {
    let raw = changes.iter().map(|c| c.bytes.as_slice());
    Document::load(None, raw).map_err(|e| Broken::new("unreadable", e.to_string()))
}

/// A view without what depends on who looks, when and where: rights, the way to the centre, and the day.
fn for_everybody(view: &SurveyView) -> Result<Value, Broken> {
    let mut json = serde_json::to_value(view).map_err(Broken::model)?;
    json["may"] = Value::Null;
    for of_the_day in ["delivery", "days_left", "colour"] {
        json["row"][of_the_day] = Value::Null;
    }
    for instrument in json["instruments"].as_array_mut().into_iter().flatten() {
        instrument["expired"] = Value::Null;
    }
    if let Some(lacks) = json["lacks"].as_array_mut() {
        lacks.retain(|lack| lack["kind"] != "calibration");
    }
    Ok(json)
}

fn seen_by<S: Records>(app: &App<S>, who: &Who, id: SurveyId) -> Result<SurveyView, Broken> {
    let view = block_on(view_of(app, who, id))?;
    view.ok_or_else(|| Broken::new("views differ", format!("{id} is not seen")))
}

/// Whether what a list says of a survey is what its record says.
fn check_list(entry: &SurveyEntry, changes: &[Change], place: &str) -> Result<(), Broken> {
    let document = document_of(changes)?;
    let rows = index::rows(
        Catalogue::bundled(),
        entry.id.into(),
        DocKind::Survey,
        &document,
    );
    match rows {
        IndexRows::Survey(row, _) if *row == *entry => Ok(()),
        other => {
            let why = format!("{} {place}: {entry:?}, not {other:?}", entry.id);
            Err(Broken::new("lists differ", why))
        }
    }
}

impl World {
    pub(super) fn check(&mut self) -> Result<Rest, Broken> {
        self.check_forged()?;
        let mut at_centre: BTreeMap<DocId, AtCentre> = BTreeMap::new();
        for entry in block_on(surveys_in(&*self.centre.store))? {
            let doc = DocId::from(entry.id);
            let changes = block_on(self.centre.store.changes(doc))?;
            check_list(&entry, &changes, "at the centre")?;
            let view = self.check_survey(entry.id, &changes)?;
            let found = AtCentre {
                entry,
                heads: document_of(&changes)?.heads(),
                changes: changes.iter().map(|change| change.hash).collect(),
                view,
            };
            at_centre.insert(doc, found);
        }
        for device in 0..self.devices.len() {
            self.check_device(device, &at_centre)?;
        }
        let refused = self.check_made(&at_centre)?;
        self.check_history(&at_centre)?;
        self.counts.surveys += at_centre.len() as u64;
        *self.counts.done.entry("overwritten at once").or_default() += self.ledger.replaced;
        let surveys: Vec<_> = at_centre
            .iter()
            .map(|(doc, found)| (doc, &found.heads, &found.view))
            .collect();
        Ok(Rest {
            surveys: serde_json::to_string(&surveys).map_err(Broken::model)?,
            refused: serde_json::to_string(&refused).map_err(Broken::model)?,
        })
    }

    /// Nothing of what was forged is in a record of the centre.
    fn check_forged(&self) -> Result<(), Broken> {
        for ((doc, hash), how) in &self.forged {
            let known = block_on(self.centre.store.known(*doc, &[*hash]))?;
            if !known.is_empty() {
                let why = format!("forged {how}: {doc} {hash}");
                return Err(Broken::new("without right", why));
            }
        }
        Ok(())
    }

    /// One survey at the centre: what stands at its targets, where it stands, and that everybody had a right to what they wrote.
    fn check_survey(&mut self, id: SurveyId, changes: &[Change]) -> Result<Value, Broken> {
        let document = document_of(changes)?;
        let seen = Seen::of(changes);
        let standing = self.ledger.standing(id, &seen);
        let view = seen_by(&self.centre.app, &self.in_browser(HALL), id)?;
        let acts = acts(&document)?;
        let design = design(&document)?;
        let (in_force, targets) = design.unzip();
        let task = Task::of(&acts, in_force.as_deref(), &standing, &seen);
        self.check_values(&document, &standing)?;
        let names: BTreeSet<String> = view.targets.iter().map(|t| t.name.clone()).collect();
        if names != targets.unwrap_or_default() {
            return Err(Broken::new("design", format!("{id}: {names:?}")));
        }
        for target in &view.targets {
            self.check_target(target, standing.get(&target.name), &task, &seen)?;
        }
        let shown = task.check(&view)?;
        self.show(shown);
        for act in &acts {
            self.check_act(id, act)?;
            let kind = format!("{:?}", act.value.act);
            *self.counts.kinds.entry(kind).or_default() += 1;
        }
        for_everybody(&view)
    }

    pub(super) fn show(&mut self, what: &str) {
        *self.counts.shown.entry(what.to_owned()).or_default() += 1;
    }

    /// A device shows what the centre shows, of everything that its person may see.
    fn check_device(
        &self,
        device: usize,
        at_centre: &BTreeMap<DocId, AtCentre>,
    ) -> Result<(), Broken> {
        let side = &self.devices[device];
        let enrolled = block_on(Directory::device(&*self.centre.store, device_id(device)))?;
        let enrolled = enrolled.ok_or_else(|| Broken::model("no device"))?;
        let scopes = block_on(self.centre.scopes(&enrolled))?;
        let granted = |project| {
            let scope = ScopeId::of_project(project);
            scopes.iter().any(|granted| granted.scope == scope)
        };
        let here = block_on(surveys_in(&*side.store))?;
        let here: Vec<SurveyEntry> = here.into_iter().filter(|e| granted(e.project)).collect();
        let there: Vec<&AtCentre> = at_centre
            .values()
            .filter(|found| granted(found.entry.project))
            .collect();
        if here.len() != there.len() {
            let why = format!("device {device}: {}, not {}", here.len(), there.len());
            return Err(Broken::new("lists differ", why));
        }
        for (one, other) in here.iter().zip(there) {
            let place = format!("on device {device}");
            let changes = block_on(side.store.changes(one.id.into()))?;
            let held: BTreeSet<ChangeHash> = changes.iter().map(|c| c.hash).collect();
            if held != other.changes || document_of(&changes)?.heads() != other.heads {
                return Err(Broken::new(
                    "documents differ",
                    format!("{} {place}", one.id),
                ));
            }
            check_list(one, &changes, &place)?;
            let view = for_everybody(&seen_by(&side.app, &side.who, one.id)?)?;
            if view != other.view {
                let why = format!("{} {place}: {view}\nat the centre: {}", one.id, other.view);
                return Err(Broken::new("views differ", why));
            }
        }
        for (doc, hash) in &side.confirmed {
            let held = at_centre
                .get(doc)
                .is_some_and(|found| found.changes.contains(hash));
            if !held {
                let why = format!("{doc} {hash} of device {device}");
                return Err(Broken::new("receipt without change", why));
            }
        }
        Ok(())
    }

    /// Every change that a device stored is at the centre, or kept on that device with the rule. What was forged is in no record; what was
    /// honest is, unless it was built on what was forged.
    fn check_made(
        &mut self,
        at_centre: &BTreeMap<DocId, AtCentre>,
    ) -> Result<Vec<(DocId, ChangeHash, String)>, Broken> {
        let mut told = Vec::new();
        for ((doc, hash), device) in &self.made {
            let taken = at_centre
                .get(doc)
                .is_some_and(|found| found.changes.contains(hash));
            let aside = block_on(self.devices[*device].store.refused(*doc))?;
            let kept = aside.iter().find(|(change, _)| change.hash == *hash);
            let what = || format!("{doc} {hash} of device {device}");
            let forged = self.forged.get(&(*doc, *hash));
            match (taken, kept) {
                (true, None) => {}
                (false, Some((_, rejection))) => {
                    if rejection.rule.is_empty() {
                        return Err(Broken::new("lost", format!("no rule: {}", what())));
                    }
                    if forged.is_none() && !self.rests_on_forged(*doc, *hash, &aside) {
                        let why = format!("by {}: {}", rejection.rule, what());
                        return Err(Broken::new("honest and yet refused", why));
                    }
                    *self.counts.rules.entry(rejection.rule.clone()).or_default() += 1;
                    told.push((*doc, *hash, rejection.rule.clone()));
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

    /// Whether a refused change builds on one that was forged.
    fn rests_on_forged<R>(&self, doc: DocId, hash: ChangeHash, aside: &[(Change, R)]) -> bool {
        let (mut open, mut seen) = (vec![hash], BTreeSet::new());
        while let Some(one) = open.pop() {
            if self.forged.contains_key(&(doc, one)) {
                return true;
            }
            if seen.insert(one) {
                let found = aside.iter().find(|(change, _)| change.hash == one);
                open.extend(
                    found
                        .iter()
                        .flat_map(|(change, _)| change.deps.iter().copied()),
                );
            }
        }
        false
    }

    /// Everything that somebody saw as saved is in the history of its target, or kept aside with what was refused.
    fn check_history(&self, at_centre: &BTreeMap<DocId, AtCentre>) -> Result<(), Broken> {
        for device in 0..self.devices.len() {
            for found in at_centre.values() {
                if self.ledger.waits(device, found.entry.id) {
                    let why = format!("{} waits on device {device}", found.entry.id);
                    return Err(Broken::new("lost", why));
                }
            }
        }
        let mut documents: BTreeMap<SurveyId, Document> = BTreeMap::new();
        for found in at_centre.values() {
            let changes = block_on(self.centre.store.changes(found.entry.id.into()))?;
            documents.insert(found.entry.id, document_of(&changes)?);
        }
        for line in &self.ledger.lines {
            let doc = DocId::from(line.survey);
            let there = documents.get(&line.survey);
            let there = there.filter(|document| document.contains(&line.change));
            let found = match there {
                Some(document) => is_in_history(document, line),
                None => {
                    let aside = block_on(self.devices[line.device].store.refused(doc))?;
                    aside.iter().any(|(change, _)| change.hash == line.change)
                }
            };
            if !found {
                return Err(Broken::new("lost", format!("{line:?}")));
            }
        }
        Ok(())
    }
}

/// Whether what was said stood at its target for whoever had just said it.
fn is_in_history(document: &Document, line: &Line) -> bool {
    let key = Key::Measured(line.target.clone()).to_string();
    let held = document.values_at(&key, &[line.change]);
    let [one] = held.as_slice() else {
        return false;
    };
    let Ok(value) = MeasuredValue::from_json(&one.value) else {
        return false;
    };
    match &line.said {
        Said::Value(saved) => value.id == saved.id,
        Said::Chosen(id) => value.id == *id,
        Said::Cleared(note) => value.readings.is_empty() && value.note == *note,
    }
}
