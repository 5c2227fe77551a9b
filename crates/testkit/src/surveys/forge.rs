//! What no program of ours would write: values, checks and signatures of those who have no right to them, written past the use cases into
//! the store of a device and sent like everything else.

use ed25519_dalek::Signer as _;
use futures::executor::block_on;
use handheld_app::{index, rfc3339};
use handheld_catalogue::Catalogue;
use handheld_contract::sync::Change;
use handheld_contract::views::PersonRef;
use handheld_contract::views::survey::{MeasuredBy, SurveyActKind, SurveyVerdict};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{ChangeHash, DocId, SurveyId};
use handheld_records::record::SurveyRecord;
use handheld_records::shape::{DesignValue, Key, MeasuredValue, Shaped, SurveyActValue};
use handheld_records::{ActorId, Document, Edit, EditError};
use handheld_store::centre::CentreLog;
use handheld_store::records::{Commit, Origin, Records, StoredDocument};
use rand::Rng;
use uuid::Uuid;

use super::Broken;
use super::acts::reading;
use super::people::{CLERK, CREWS, DEVICES, STRANGER};
use super::world::{World, loaded, survey_of, surveys_in};

/// What somebody writes who is not of the surveying unit.
const BY_OTHERS: [&str; 4] = [
    "value without right",
    "value taken out by another",
    "design without right",
    "signature without right",
];
/// What a crew writes that is not theirs to write.
const BY_CREWS: [&str; 9] = [
    "value in another's name",
    "changed old value",
    "value taken out",
    "accepted by the surveyor",
    "accepted in the clerk's name",
    "signed with another's key",
    "signed in another's name",
    "changed after signing",
    "head changed",
];
/// What is written over an entry of somebody, where nothing of it is known.
const OVER: &str = "entry taken over";

/// Every kind of forgery.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    BY_OTHERS.into_iter().chain(BY_CREWS).chain([OVER])
}

impl World {
    /// Writes into a device's store what its program would never write.
    pub(super) fn forge(&mut self, device: usize) -> Result<(), Broken> {
        self.flush(device)?;
        let Some(stored) = self.before_the_forger(device)? else {
            return Ok(());
        };
        let document = loaded(&stored)?;
        let crew = CREWS.contains(&DEVICES[device].0);
        let how = match (crew, self.rng.random_range(0..10)) {
            (_, 0) if crew => OVER,
            (true, _) => BY_CREWS[self.rng.random_range(0..BY_CREWS.len())],
            (false, _) => BY_OTHERS[self.rng.random_range(0..BY_OTHERS.len())],
        };
        let mut pen = Pen {
            record: SurveyRecord::read(&document),
            id: survey_of(stored.doc),
            world: self,
            device,
            document,
        };
        let Some(change) = pen.write(how)? else {
            return Ok(());
        };
        let (document, hash) = (pen.document, change.hash);
        let commit = Commit {
            doc: stored.doc,
            kind: DocKind::Survey,
            scope: stored.scope.clone(),
            heads: document.heads(),
            snapshot: None,
            index: index::rows(Catalogue::bundled(), stored.doc, DocKind::Survey, &document),
            changes: vec![change],
            beside: Vec::new(),
            journal_through: None,
            origin: Origin::Here,
        };
        block_on(self.devices[device].store.commit(vec![commit]))?;
        *self.counts.forged.entry(how).or_default() += 1;
        self.forged.insert((stored.doc, hash), how);
        self.note_made(device)
    }

    /// A survey that a forger has before them. A stranger, who may see none, has got hold of a copy of the centre's.
    fn before_the_forger(&mut self, device: usize) -> Result<Option<StoredDocument>, Broken> {
        let store = &self.devices[device].store;
        let own = block_on(surveys_in(&**store))?;
        if !own.is_empty() {
            let doc = DocId::from(own[self.rng.random_range(0..own.len())].id);
            return Ok(block_on(store.document(doc))?);
        }
        if DEVICES[device].0 != STRANGER {
            return Ok(None);
        }
        let all = block_on(surveys_in(&*self.centre.store))?;
        if all.is_empty() {
            return Ok(None);
        }
        let doc = DocId::from(all[self.rng.random_range(0..all.len())].id);
        let Some(copy) = block_on(self.centre.store.document(doc))? else {
            return Ok(None);
        };
        let document = loaded(&copy)?;
        let commit = Commit {
            doc,
            kind: DocKind::Survey,
            scope: copy.scope.clone(),
            heads: document.heads(),
            snapshot: None,
            index: index::rows(Catalogue::bundled(), doc, DocKind::Survey, &document),
            changes: document.changes_since(&[]),
            beside: Vec::new(),
            journal_through: None,
            origin: Origin::Pulled,
        };
        block_on(store.commit(vec![commit]))?;
        Ok(block_on(store.document(doc))?)
    }
}

/// Writes one change past the use cases.
struct Pen<'a> {
    world: &'a mut World,
    device: usize,
    id: SurveyId,
    document: Document,
    record: SurveyRecord,
}

impl Pen<'_> {
    fn new_id(&mut self) -> Uuid {
        Uuid::from_u128(self.world.rng.random())
    }

    fn person(&self, member: usize) -> PersonRef {
        self.world.centre.everybody[member].person.clone()
    }

    /// The other of the two crews.
    fn other_crew(&self) -> usize {
        let own = DEVICES[self.device].0;
        if own == CREWS[0] { CREWS[1] } else { CREWS[0] }
    }

    /// One change on a base, of an actor that the signer may use, written where nothing else is known.
    fn put(&mut self, base: &[ChangeHash], edits: &[Edit]) -> Result<Option<Change>, Broken> {
        let id = self.new_id();
        let actor = ActorId::with_prefix(self.world.devices[self.device].who.acts, id);
        let now = self.world.centre.now_ms();
        let all = self.document.changes_since(&[]);
        let history = self.document.history();
        let known = history.known_to(base);
        let before = all.iter().filter(|change| known.contains(&change.hash));
        let raw = before.map(|change| change.bytes.as_slice());
        let mut alone = Document::load(None, raw).map_err(Broken::model)?;
        let change = match alone.commit_on(base, edits, actor, now) {
            // What is to be taken out is not there any more.
            Err(EditError::NoEffect) => return Ok(None),
            made => made.map_err(Broken::model)?,
        };
        self.document
            .apply(std::slice::from_ref(&change))
            .map_err(Broken::model)?;
        Ok(Some(change))
    }

    /// One change on everything that is known here.
    fn on_top(&mut self, value: &impl Shaped, key: &Key) -> Result<Option<Change>, Broken> {
        let edit = value.edit(key).map_err(Broken::model)?;
        let heads = self.document.heads();
        self.put(&heads, &[edit])
    }

    fn measured(&mut self, by: PersonRef) -> (String, MeasuredValue) {
        let design = self.record.design();
        let target = design.and_then(|design| design.targets.last());
        let (x, y) = target.map_or((1.0, 2.0), |t| {
            (t.x.unwrap_or_default(), t.y.unwrap_or_default())
        });
        let name = target.map_or_else(|| "A1".to_owned(), |target| target.name.clone());
        let value = MeasuredValue {
            id: self.new_id().to_string(),
            readings: vec![reading(x + 0.001, y)],
            from: None,
            local_system: None,
            source: MeasuredBy::Typed,
            file_name: None,
            sha256: None,
            fix: None,
            instrument: None,
            design: None,
            note: String::new(),
            position: None,
            by,
            at: rfc3339(self.world.centre.now_ms()),
            seq: 1,
            extra: serde_json::Map::new(),
        };
        (name, value)
    }

    /// An act of the person of this device that answers the signature in the record.
    fn act(&self, kind: SurveyActKind) -> SurveyActValue {
        let side = &self.world.devices[self.device];
        let signed = self.record.acts.iter().rev();
        let signed = signed
            .filter(|act| act.held.value.act == SurveyActKind::Signed)
            .map(|act| act.id.as_hyphenated().to_string());
        SurveyActValue {
            act: kind,
            of: signed.take(1).collect(),
            by: side.who.person.clone(),
            role: side.who.role,
            organisation: side.who.organisation.clone(),
            at: rfc3339(self.world.centre.now_ms()),
            seq: 1,
            note: String::new(),
            design: self
                .record
                .design()
                .map(|design| design.id.as_hyphenated().to_string()),
            verdict: None,
            conclusion: String::new(),
            formulas: String::new(),
            heads: Vec::new(),
            key: String::new(),
            signature: String::new(),
            target: None,
            case: None,
            extra: serde_json::Map::new(),
        }
    }

    /// A signature with the key of a device, proven by that key.
    fn signature(&self, id: Uuid, by: PersonRef, device: usize) -> SurveyActValue {
        let mut act = self.act(SurveyActKind::Signed);
        act.by = by;
        act.verdict = Some(SurveyVerdict::Pass);
        act.conclusion = "符合".to_owned();
        act.heads = self.document.heads();
        let key = &self.world.devices[device].key;
        let text = act.signed_text(self.id, &id.as_hyphenated().to_string());
        act.key = hex(&key.verifying_key().to_bytes());
        act.signature = hex(&key.sign(text.as_bytes()).to_bytes());
        act
    }

    /// Writes one forgery; none where the survey gives no occasion for it.
    fn write(&mut self, how: &str) -> Result<Option<Change>, Broken> {
        let own = self.world.devices[self.device].member.person.clone();
        let (act, other) = (self.new_id(), self.other_crew());
        match how {
            "value without right" => {
                let (target, value) = self.measured(own);
                self.on_top(&value, &Key::Measured(target))
            }
            "value in another's name" => {
                let by = self.person(other);
                let (target, value) = self.measured(by);
                self.on_top(&value, &Key::Measured(target))
            }
            "changed old value" => self.change_old_value(),
            "value taken out" | "value taken out by another" => self.take_out(),
            "design without right" => self.redesign(own),
            "accepted by the surveyor" => {
                let value = self.act(SurveyActKind::Accepted);
                self.on_top(&value, &Key::SurveyAct(act))
            }
            "accepted in the clerk's name" => {
                let mut value = self.act(SurveyActKind::Accepted);
                let clerk = self.world.centre.everybody[CLERK].clone();
                (value.by, value.role) = (clerk.person, clerk.role);
                value.organisation = clerk.organisation;
                self.on_top(&value, &Key::SurveyAct(act))
            }
            "signed with another's key" => {
                let device = usize::from(self.device == 0);
                let value = self.signature(act, own, device);
                self.on_top(&value, &Key::SurveyAct(act))
            }
            "signed in another's name" => {
                let by = self.person(other);
                let value = self.signature(act, by, self.device);
                self.on_top(&value, &Key::SurveyAct(act))
            }
            "signature without right" => {
                let value = self.signature(act, own, self.device);
                self.on_top(&value, &Key::SurveyAct(act))
            }
            "changed after signing" => {
                let mut value = self.signature(act, own, self.device);
                value.conclusion = "全部符合".to_owned();
                self.on_top(&value, &Key::SurveyAct(act))
            }
            "head changed" => self.change_head(),
            _ => self.take_over_entry(),
        }
    }

    /// The value of somebody with another number in it, under its old name.
    fn change_old_value(&mut self) -> Result<Option<Change>, Broken> {
        let own = self.world.devices[self.device].member.person.id;
        let all = self.record.measured.iter();
        let mut all = all.flat_map(|(target, all)| all.iter().map(move |one| (target, one)));
        let found = all.find(|(_, one)| one.held.value.by.id != own);
        let Some((target, one)) = found else {
            return Ok(None);
        };
        let (target, mut value) = (target.clone(), one.held.value.clone());
        if let Some(first) = value.readings.first_mut() {
            first.x_north = first.x_north.map(|x| x + 0.005);
        }
        self.on_top(&value, &Key::Measured(target))
    }

    /// What was measured is removed, so that nobody sees who did it.
    fn take_out(&mut self) -> Result<Option<Change>, Broken> {
        let Some(target) = self.record.measured.keys().next().cloned() else {
            return Ok(None);
        };
        let heads = self.document.heads();
        self.put(&heads, &[Edit::remove(Key::Measured(target))])
    }

    /// A version of the design that leaves out all but one point.
    fn redesign(&mut self, by: PersonRef) -> Result<Option<Change>, Broken> {
        let Some(design) = self.record.design() else {
            return Ok(None);
        };
        let part = handheld_records::shape::DesignPartValue {
            targets: design.targets.iter().take(1).cloned().collect(),
            ..Default::default()
        };
        let value = DesignValue {
            version: design.held.value.version + 1,
            parts: 1,
            targets: 1,
            by,
            ..design.held.value.clone()
        };
        let id = self.new_id();
        let edits = [
            part.edit(&Key::DesignPart(id, 0)).map_err(Broken::model)?,
            value.edit(&Key::Design(id)).map_err(Broken::model)?,
        ];
        let heads = self.document.heads();
        self.put(&heads, &edits)
    }

    /// The survey is put into another grid after it has begun.
    fn change_head(&mut self) -> Result<Option<Change>, Broken> {
        let Some(meta) = self.record.common.meta.as_ref() else {
            return Ok(None);
        };
        let mut value = meta.value.clone();
        value.by = self.world.devices[self.device].member.person.clone();
        if let Some(survey) = value.survey.as_mut() {
            survey.epsg = 4550;
        }
        self.on_top(&value, &Key::Meta)
    }

    /// A second value under the key of a design version, written as if nothing of that version were known: of two values none counts.
    fn take_over_entry(&mut self) -> Result<Option<Change>, Broken> {
        let (Some(design), Some(meta)) = (self.record.designs.first(), &self.record.common.meta)
        else {
            return Ok(None);
        };
        let (id, base) = (design.id, [meta.change]);
        let mut value = design.held.value.clone();
        value.by = self.world.devices[self.device].member.person.clone();
        value.revision = "Z".to_owned();
        let edit = value.edit(&Key::Design(id)).map_err(Broken::model)?;
        let known = self.document.history().known_to(&base);
        // Where the centre has no such version yet, whoever comes first is the one who wrote it.
        let first = design.held.change;
        let centre = &self.world.centre.store;
        let stands = !block_on(centre.known(self.id.into(), &[first]))?.is_empty();
        if known.contains(&first) || !stands {
            return Ok(None);
        }
        self.put(&base, &[edit])
    }
}

/// Bytes in hex.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
