//! What people do: mostly what the view of a case offers them, on whatever their device knows; sometimes what no view would let them.

use futures::executor::block_on;
use handheld_app::{App, Who, index, rfc3339};
use handheld_catalogue::Catalogue;
use handheld_contract::command::{ActOnCase, DeclareMatters};
use handheld_contract::views::Role;
use handheld_contract::views::approval::{CaseActKind, CaseOutcome, CaseState, CaseView, Signer};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{ChangeHash, Code, DocId, Problem};
use handheld_records::record::{CaseRecord, Keyed};
use handheld_records::shape::{ActValue, Key, ReceivedValue, Shaped};
use handheld_records::{ActorId, Document, Edit};
use handheld_store::index::CaseEntry;
use handheld_store::records::{Commit, Origin, Records};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use super::Broken;
use super::world::{World, cases_in};

/// Matters of the procedure that people declare.
const MATTERS: [&str; 7] = [
    "P1-01", "P1-06", "P1-22", "P2-01", "P1-08", "P2-06", "P3-01",
];
/// How often an act is chosen beside others that are offered: what leads on more often than what ends a case.
fn weight(act: CaseActKind, pre_review: bool) -> u32 {
    use CaseActKind as K;
    match act {
        K::Decide | K::Record => 30,
        K::Accept | K::Resubmit | K::Resume | K::Convert => 20,
        K::Opinion if pre_review => 20,
        K::Deliver | K::AskCorrection | K::Suspend | K::Extend => 8,
        K::Amend => 3,
        K::Withdraw | K::Terminate | K::NotAccept | K::Revoke => 1,
        _ => 2,
    }
}

/// A refusal is an answer; a failure of the program is not.
fn tolerated(problem: &Problem) -> Result<(), Broken> {
    let failed = matches!(problem.code, Code::Internal | Code::Storage | Code::Damaged);
    if failed {
        return Err(Broken::new("a use case failed", format!("{problem:?}")));
    }
    Ok(())
}

fn asked(rng: &mut ChaCha8Rng, view: &CaseView, who: &Who, today: &str) -> Option<ActOnCase> {
    let weights = view.may.iter().map(|act| weight(*act, view.row.pre_review));
    let total: u32 = weights.sum();
    // Where a case has come to its end there is little to do.
    if total == 0 || (total < 8 && rng.random_bool(0.9)) {
        return None;
    }
    let mut lot = rng.random_range(0..total);
    let act = *view.may.iter().find(|act| {
        let own = weight(**act, view.row.pre_review);
        let chosen = lot < own;
        lot = lot.saturating_sub(own);
        chosen
    })?;
    let outcome = match act {
        CaseActKind::Decide if rng.random_bool(0.1) => Some(CaseOutcome::Refused),
        CaseActKind::Decide => Some(CaseOutcome::Granted),
        CaseActKind::Opinion => Some(CaseOutcome::NoObjection),
        CaseActKind::PostCheck => Some(CaseOutcome::Kept),
        _ => None,
    };
    let amends = match act {
        CaseActKind::Amend => {
            let own = view.acts.iter().filter(|a| a.by.id == who.person.id);
            let own: Vec<_> = own.map(|a| a.id.clone()).collect();
            Some(own[rng.random_range(0..own.len())].clone())
        }
        _ => None,
    };
    Some(ActOnCase {
        id: view.row.id,
        act,
        on: None,
        outcome,
        note: "理由".to_owned(),
        basis: "依据".to_owned(),
        special: (act == CaseActKind::Suspend).then(|| "hearing".to_owned()),
        until: (act == CaseActKind::Suspend).then(|| today.to_owned()),
        days: (act == CaseActKind::Extend).then(|| rng.random_range(1..4)),
        list: vec!["补充材料".to_owned()],
        amends,
    })
}

/// One person does one thing: declares a matter, or acts on a case.
async fn one_act<S: Records>(
    app: &App<S>,
    who: &Who,
    world: (&[handheld_contract::ProjectId], i64),
    rng: &mut ChaCha8Rng,
) -> Result<Option<&'static str>, Broken> {
    let (projects, now_ms) = world;
    let today = handheld_app::civil_date(now_ms).to_string();
    let cases = cases_in(app.store(), &today).await?;
    let applies = matches!(who.role, Role::Owner | Role::Window);
    if applies && (cases.is_empty() || rng.random_bool(0.45)) {
        let asked = DeclareMatters {
            project: projects[rng.random_range(0..projects.len())],
            matters: vec![MATTERS[rng.random_range(0..MATTERS.len())].to_owned()],
            commitment: Vec::new(),
            files: Vec::new(),
            note: String::new(),
        };
        let asked = serde_json::to_value(asked).map_err(|e| Broken::new("model", e.to_string()))?;
        return match app.call(who, "declare_matters", asked).await {
            Ok(_) => Ok(Some("declared")),
            Err(problem) => tolerated(&problem).map(|()| None),
        };
    }
    if cases.is_empty() {
        return Ok(None);
    }
    // Several looks, as somebody would who goes through an inbox.
    for _ in 0..4 {
        let case = &cases[rng.random_range(0..cases.len())];
        let view = app
            .call(who, "case", serde_json::json!({"id": case.id}))
            .await;
        let view = match view {
            Ok(Some(view)) => view,
            Ok(None) => return Ok(None),
            Err(problem) => {
                tolerated(&problem)?;
                continue;
            }
        };
        let view: CaseView =
            serde_json::from_value(view).map_err(|e| Broken::new("model", e.to_string()))?;
        let Some(asked) = asked(rng, &view, who, &today) else {
            continue;
        };
        let asked = serde_json::to_value(asked).map_err(|e| Broken::new("model", e.to_string()))?;
        return match app.call(who, "act_on_case", asked).await {
            Ok(_) => Ok(Some("acted")),
            Err(problem) => tolerated(&problem).map(|()| None),
        };
    }
    Ok(None)
}

/// What is wrong with an entry that no view would let anybody write.
const FORGERIES: [&str; 14] = [
    "author",
    "role",
    "office",
    "receipt",
    "amendment",
    "two acts",
    "builds on more",
    "taken key",
    "signer",
    "second beginning",
    "builds on refused",
    "unchecked",
    "unchecked",
    "unchecked",
];

impl World {
    /// The first project has its first matter decided, so that there is something to go on with.
    pub(super) fn begin(&mut self) -> Result<(), Broken> {
        let who = |place: usize| {
            let member = &self.centre.everybody[place];
            member.who(&self.centre.key, Signer::Centre, member.sight())
        };
        let app = &self.centre.app;
        let declare = serde_json::json!({"project": self.projects[0], "matters": ["P1-01"], "commitment": [], "files": [], "note": ""});
        let declared = block_on(app.call(&who(2), "declare_matters", declare))?;
        let declared = declared.unwrap_or_default();
        let decide = serde_json::json!({
            "id": declared["cases"][0]["id"], "act": "decide", "on": null, "outcome": "granted", "note": "", "basis": "",
            "special": null, "until": null, "days": null, "list": [], "amends": null,
        });
        let mut accept = decide.clone();
        accept["act"] = serde_json::json!("accept");
        accept["outcome"] = serde_json::Value::Null;
        block_on(app.call(&who(2), "act_on_case", accept))?;
        block_on(app.call(&who(4), "act_on_case", decide))?;
        Ok(())
    }

    pub(super) fn act_at(&mut self, device: usize) -> Result<(), Broken> {
        let side = &self.devices[device];
        let now = self.centre.now_ms();
        let world = (self.projects.as_slice(), now);
        let done = block_on(one_act(&side.app, &side.who, world, &mut self.rng))?;
        if let Some(done) = done {
            *self.counts.done.entry(done).or_default() += 1;
        }
        self.note_made(device)
    }

    pub(super) fn act_at_centre(&mut self) -> Result<(), Broken> {
        let place = [0, 2, 3, 4, 5][self.rng.random_range(0..5)];
        let member = &self.centre.everybody[place];
        let who = member.who(&self.centre.key, Signer::Centre, member.sight());
        let world = (self.projects.as_slice(), self.centre.now_ms());
        let done = block_on(one_act(&self.centre.app, &who, world, &mut self.rng))?;
        if done.is_some() {
            *self.counts.done.entry("at the centre").or_default() += 1;
        }
        Ok(())
    }

    /// Writes into a device's store what its program would never write.
    pub(super) fn forge(&mut self, device: usize) -> Result<(), Broken> {
        let today = handheld_app::civil_date(self.centre.now_ms()).to_string();
        let cases = block_on(cases_in(&*self.devices[device].store, &today))?;
        if cases.is_empty() {
            return Ok(());
        }
        let case = cases[self.rng.random_range(0..cases.len())].clone();
        let id = case.id;
        let doc = DocId::from(id);
        let Some(stored) = block_on(self.devices[device].store.document(doc))? else {
            return Ok(());
        };
        let raw = stored.changes.iter().map(|c| c.bytes.as_slice());
        let document = Document::load(stored.snapshot.as_deref(), raw)
            .map_err(|e| Broken::new("model", e.to_string()))?;
        let how = FORGERIES[self.rng.random_range(0..FORGERIES.len())];
        let mut pen = Pen::new(self, device, &case, document);
        if pen.write(how)?.is_none() {
            return Ok(());
        }
        let (document, written) = (pen.document, pen.written);
        let commit = Commit {
            doc,
            kind: DocKind::Case,
            scope: stored.scope.clone(),
            heads: document.heads(),
            snapshot: None,
            index: index::rows(Catalogue::bundled(), doc, DocKind::Case, &document),
            changes: written.clone(),
            beside: Vec::new(),
            journal_through: None,
            origin: Origin::Here,
        };
        block_on(self.devices[device].store.commit(vec![commit]))?;
        *self.counts.forged.entry(how).or_default() += 1;
        if how != "unchecked" {
            let hashes = written.iter().map(|change| ((doc, change.hash), how));
            self.forged.extend(hashes);
        }
        self.note_made(device)
    }
}

/// Writes changes past the use cases.
struct Pen<'a> {
    world: &'a mut World,
    device: usize,
    department: String,
    state: CaseState,
    document: Document,
    record: CaseRecord,
    first: Vec<ChangeHash>,
    written: Vec<handheld_contract::sync::Change>,
}

impl<'a> Pen<'a> {
    fn new(world: &'a mut World, device: usize, case: &CaseEntry, document: Document) -> Self {
        let record = CaseRecord::read(&document);
        Self {
            world,
            device,
            department: Catalogue::bundled()
                .matter(&case.matter)
                .map(|matter| matter.department.clone())
                .unwrap_or_default(),
            state: case.state,
            first: record.first_change().into_iter().collect(),
            document,
            record,
            written: Vec::new(),
        }
    }

    fn id(&mut self) -> Uuid {
        Uuid::from_u128(self.world.rng.random())
    }

    /// An act that says who it is by, of a kind that this role could do.
    fn act(&mut self) -> ActValue {
        use CaseActKind as K;
        let who = &self.world.devices[self.device].who;
        let kinds: &[K] = match who.role {
            Role::Approver => &[
                K::Decide,
                K::AskCorrection,
                K::Accept,
                K::Suspend,
                K::Terminate,
                K::Deliver,
                K::Record,
            ],
            Role::Window => &[K::AskCorrection, K::Accept, K::Deliver, K::Resubmit],
            _ => &[K::Submit, K::Resubmit, K::Withdraw, K::Record, K::Decide],
        };
        let act = kinds[self.world.rng.random_range(0..kinds.len())];
        let side = &self.world.devices[self.device];
        let who = &side.who;
        let now = self.world.centre.now_ms();
        let on = handheld_app::civil_date(now).to_string();
        ActValue {
            act,
            by: who.person.clone(),
            role: who.role,
            organisation: who.organisation.clone(),
            office: who
                .organisation
                .departments
                .first()
                .cloned()
                .unwrap_or_default(),
            until: Some(on.clone()),
            on,
            at: rfc3339(now),
            seq: 0,
            signer: Signer::Device,
            outcome: (act == K::Decide).then_some(CaseOutcome::Granted),
            note: "理由".to_owned(),
            basis: "依据".to_owned(),
            special: Some("hearing".to_owned()),
            days: None,
            list: vec!["补充材料".to_owned()],
            number: None,
            amends: None,
            design: None,
            stated_due: None,
            calendar: String::new(),
            extra: serde_json::Map::new(),
        }
    }

    /// Makes it an act that the office of the matter could do now, so that only its author is wrong.
    fn aim(&self, value: &mut ActValue) {
        value.act = match self.state {
            CaseState::Submitted => CaseActKind::Accept,
            CaseState::Granted => CaseActKind::Revoke,
            CaseState::Suspended => CaseActKind::Resume,
            _ => CaseActKind::Decide,
        };
        value.outcome = (value.act == CaseActKind::Decide).then_some(CaseOutcome::Granted);
    }

    fn edit(&mut self, value: &impl Shaped, key: Key) -> Result<Edit, Broken> {
        value
            .edit(&key)
            .map_err(|e| Broken::new("model", e.to_string()))
    }

    /// One change on a base, of an actor that the signer may use.
    fn put(&mut self, base: &[ChangeHash], edits: &[Edit]) -> Result<ChangeHash, Broken> {
        let id = self.id();
        let actor = ActorId::with_prefix(self.world.devices[self.device].who.acts, id);
        let now = self.world.centre.now_ms();
        // Written where nothing else is known, so that keys of others can be taken over.
        let all = self.document.changes_since(&[]);
        let before: Vec<_> = {
            let history = self.document.history();
            let known = history.known_to(base);
            all.iter().filter(|c| known.contains(&c.hash)).collect()
        };
        let raw = before.iter().map(|c| c.bytes.as_slice());
        let failed = |e: String| Broken::new("model", e);
        let mut alone = Document::load(None, raw).map_err(|e| failed(e.to_string()))?;
        let change = alone
            .commit_on(base, edits, actor, now)
            .map_err(|e| failed(e.to_string()))?;
        self.document
            .apply(std::slice::from_ref(&change))
            .map_err(|e| failed(e.to_string()))?;
        let hash = change.hash;
        self.written.push(change);
        Ok(hash)
    }

    fn put_act(&mut self, base: &[ChangeHash], value: &ActValue) -> Result<ChangeHash, Broken> {
        let id = self.id();
        let edit = self.edit(value, Key::Act(id))?;
        self.put(base, &[edit])
    }

    fn of_another(&self) -> Option<&Keyed<ActValue>> {
        let me = self.world.devices[self.device].member.person.id;
        let mut others = self.record.acts.iter();
        others.rfind(|act| act.held.value.by.id != me && act.held.value.act != CaseActKind::Amend)
    }

    /// Writes one forgery; none where the case gives no occasion for it.
    fn write(&mut self, how: &str) -> Result<Option<ChangeHash>, Broken> {
        let first = self.first.clone();
        if first.is_empty() {
            return Ok(None);
        }
        let mut value = self.act();
        match how {
            "author" => {
                self.pretend(&mut value);
                self.put_act(&first, &value).map(Some)
            }
            "role" => {
                let approver = value.role == Role::Approver;
                value.role = if approver {
                    Role::Window
                } else {
                    Role::Approver
                };
                self.put_act(&first, &value).map(Some)
            }
            "office" => {
                let own = &value.organisation.departments;
                let others = [self.department.as_str(), "HUD", "QSS"];
                let other = others.iter().find(|c| !own.iter().any(|o| o == *c));
                value.office = (*other.unwrap_or(&"HUD")).to_owned();
                self.aim(&mut value);
                self.put_act(&first, &value).map(Some)
            }
            "signer" => {
                value.signer = Signer::Centre;
                self.put_act(&first, &value).map(Some)
            }
            "unchecked" => {
                if self.world.rng.random_bool(0.5) {
                    self.aim(&mut value);
                }
                self.put_act(&first, &value).map(Some)
            }
            "receipt" => self.receipt(&first),
            "amendment" => {
                let Some(other) = self.of_another() else {
                    return Ok(None);
                };
                value.amends = Some(other.id.as_hyphenated().to_string());
                (value.act, value.outcome) = (CaseActKind::Amend, None);
                self.put_act(&first, &value).map(Some)
            }
            "two acts" => {
                let ids = (self.id(), self.id());
                let second = self.act();
                let edits = [
                    self.edit(&value, Key::Act(ids.0))?,
                    self.edit(&second, Key::Act(ids.1))?,
                ];
                self.put(&first, &edits).map(Some)
            }
            "builds on more" => {
                let heads = self.document.heads();
                if heads == first {
                    return Ok(None);
                }
                self.put_act(&heads, &value).map(Some)
            }
            "taken key" => {
                let Some(other) = self.of_another().map(|act| act.id) else {
                    return Ok(None);
                };
                if self
                    .record
                    .acts
                    .iter()
                    .any(|a| a.id == other && first.contains(&a.held.change))
                {
                    return Ok(None);
                }
                let edit = self.edit(&value, Key::Act(other))?;
                self.put(&first, &[edit]).map(Some)
            }
            "second beginning" => {
                let Some(meta) = self.record.common.meta.as_ref().map(|m| m.raw.clone()) else {
                    return Ok(None);
                };
                let id = self.id();
                let edits = [Edit::set("m", meta), self.edit(&value, Key::Act(id))?];
                self.put(&[], &edits).map(Some)
            }
            _ => {
                self.pretend(&mut value);
                let refused = self.put_act(&first, &value)?;
                let honest = self.act();
                self.put_act(&[refused], &honest).map(Some)
            }
        }
    }

    /// In the name of somebody else, with all that belongs to them.
    fn pretend(&mut self, value: &mut ActValue) {
        let everybody = &self.world.centre.everybody;
        let others: Vec<_> = everybody
            .iter()
            .filter(|m| m.person.id != value.by.id)
            .collect();
        let deciding = others
            .iter()
            .find(|m| m.organisation.departments.contains(&self.department));
        let other = deciding.unwrap_or(&others[self.world.rng.random_range(0..others.len())]);
        value.by = other.person.clone();
        value.role = other.role;
        value.organisation = other.organisation.clone();
        let own = &other.organisation.departments;
        let office = own.iter().find(|code| **code == self.department);
        value.office = office.or(own.first()).cloned().unwrap_or_default();
        self.aim(value);
    }

    /// A receipt of the device's own making.
    fn receipt(&mut self, first: &[ChangeHash]) -> Result<Option<ChangeHash>, Broken> {
        let unreceived = |act: &&Keyed<ActValue>| !self.record.received.contains_key(&act.id);
        let id = self.record.acts.iter().find(unreceived).map(|act| act.id);
        let id = match id {
            Some(id) => id,
            None => self.id(),
        };
        let value = ReceivedValue {
            n: self.record.last_number() + 7,
            at: rfc3339(self.world.centre.now_ms()),
            signature: "00".repeat(64),
            extra: serde_json::Map::new(),
        };
        let edit = self.edit(&value, Key::Received(id))?;
        self.put(first, &[edit]).map(Some)
    }
}
