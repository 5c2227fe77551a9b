//! Declaring matters, acts on cases, and the files given for them. Each act is one change of an actor of its own, on disk before it answers;
//! at the centre it is received as it is made.

use chrono::{Datelike, NaiveDate};
use handheld_catalogue::DocumentKind;
use handheld_contract::command::{ActOnCase, AttachMaterial, DeclareMatters, ShareMaterial};
use handheld_contract::sync::Change;
use handheld_contract::views::Role;
use handheld_contract::views::approval::*;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{BlobHash, CaseId, Code, DocId, Problem, ScopeId};
use handheld_domain::approval::{Act, Refused, check, fold, judge};
use handheld_domain::calendar::Limit;
use handheld_records::record::CaseRecord;
use handheld_records::shape::{ActValue, CaseMeta, GivenValue, Key, Meta, Shaped};
use handheld_records::{ActorId, Document, Edit};
use handheld_store::index::ProjectEntry;
use handheld_store::records::{Commit, Origin, Records};
use uuid::Uuid;

use crate::admit::receipt_of;
use crate::cases::{act_of, clock_view, rule_refused, uncountable};
use crate::files::FileFacts;
use crate::opened::refused;
use crate::views::{SeenCase, beside_others, case_date, document_kind, open_before, opening};
use crate::{Answer, App, Who, index};

/// Longest text of an act, in characters.
const MAX_WORDS: usize = 4_000;
/// An act that the centre has received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedAct {
    /// The act.
    pub id: Uuid,
    /// Its place.
    pub number: u64,
    /// What.
    pub act: CaseActKind,
    /// Civil day from which it counts.
    pub on: String,
    /// When the centre received it, ms; none when its receipt has no time that can be read.
    pub received_ms: Option<i64>,
}

fn bad(what: &str, why: impl Into<String>) -> Problem {
    Problem::new(Code::BadInput)
        .with("what", what)
        .with("why", why.into())
}

impl<S: Records> App<S> {
    /// Declares matters on one form: a case for each, all of the same day.
    pub(crate) async fn declare_matters(
        &self,
        who: &Who,
        asked: DeclareMatters,
    ) -> Answer<DeclaredView> {
        let project = self.project_hit(who, asked.project).await?.entry;
        if !who.applies(&project) {
            return Err(who.forbidden("申报事项", "apply for this project"));
        }
        if asked.matters.is_empty() {
            return Err(bad("matters", "empty"));
        }
        words("note", &asked.note)?;
        let declaration = self.around.new_id().as_hyphenated().to_string();
        let mut ready = Vec::with_capacity(asked.matters.len());
        for matter in &asked.matters {
            ready.push(self.to_declare(who, &project, &asked, matter).await?);
        }
        let mut rows = Vec::with_capacity(ready.len());
        for (mut meta, act) in ready {
            meta.declaration.clone_from(&declaration);
            let id = self.open_case(who, &project, meta, act, &asked).await?;
            let seen = self.see_case(who, id).await?;
            rows.push(self.case_row(seen.entry).await?);
        }
        let names: Vec<&str> = asked
            .matters
            .iter()
            .filter_map(|code| self.catalogue().matter(code))
            .flat_map(|matter| matter.materials.iter().map(|m| m.zh.as_str()))
            .collect();
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Ok(DeclaredView {
            cases: rows,
            fields_once: count(once.len()),
            fields_apart: count(names.len()),
        })
    }

    /// What one case of the form is opened with, and its first act; the refusal names every matter that must come before.
    async fn to_declare(
        &self,
        who: &Who,
        project: &ProjectEntry,
        asked: &DeclareMatters,
        matter: &str,
    ) -> Answer<(CaseMeta, CaseActKind)> {
        let commitment = asked.commitment.iter().any(|code| code == matter);
        let cases = self.cases_of(who, project.id).await?;
        let unknown = || {
            Problem::new(Code::UnknownName)
                .with("what", who.lang.pick("事项", "matter"))
                .with("given", matter)
        };
        let plain =
            opening(self.catalogue(), project, matter, commitment, false).ok_or_else(unknown)?;
        let contract = self.catalogue().landmarks.land_contract.as_deref();
        let signed = contract.is_some_and(|contract| {
            cases
                .iter()
                .any(|case| case.matter == contract && case.state == CaseState::Granted)
        });
        let pre_review = plain.node.pre_review && !signed;
        let open = open_before(self.catalogue(), project, &cases, matter, pre_review);
        if !open.is_empty() {
            let name = |code: &String| {
                self.catalogue().matter(code).map_or_else(
                    || code.clone(),
                    |m| who.lang.pick(m.name.zh.clone(), m.name.en.clone()),
                )
            };
            let names: Vec<String> = open.iter().map(name).collect();
            return Err(rule_refused(who, Refused::PrerequisitesOpen)
                .with("missing", serde_json::json!(open))
                .with(
                    "rule",
                    format!(
                        "{}: {}",
                        who.lang.pick("前置事项尚未办结", "not decided yet"),
                        names.join(who.lang.pick("、", ", "))
                    ),
                ));
        }
        let alive = cases
            .iter()
            .any(|case| case.matter == matter && (case.open || case.state == CaseState::Granted));
        if alive {
            return Err(Problem::new(Code::Duplicate)
                .with("what", who.lang.pick("事项", "matter"))
                .with("given", matter));
        }
        let act = if plain.matter.kind.is_government() {
            CaseActKind::Submit
        } else {
            CaseActKind::Record
        };
        let owner = project.owner.ok_or_else(|| bad("owner", "empty"))?;
        let meta = CaseMeta {
            matter: matter.to_owned(),
            procedure: plain.procedure,
            catalogue: self.catalogue().version.clone(),
            declaration: String::new(),
            group: plain.group,
            commitment,
            pre_review,
            green_channel: plain.green_channel,
            promised: plain.promised,
            legal: plain.legal,
            owner: handheld_contract::views::session::OrganisationRef {
                id: owner,
                name: project.owner_name.clone(),
                departments: Vec::new(),
            },
            project_name: project.name.clone(),
        };
        Ok((meta, act))
    }

    /// Makes the document of a case with its first act and the files that serve its materials.
    async fn open_case(
        &self,
        who: &Who,
        project: &ProjectEntry,
        case: CaseMeta,
        kind: CaseActKind,
        asked: &DeclareMatters,
    ) -> Answer<CaseId> {
        let id = CaseId(self.around.new_id());
        let head = crate::cases::head_of(self.catalogue(), &case)
            .ok_or_else(|| bad("matter", case.matter.clone()))?;
        let block = self.number_block().await?;
        let number = self.store.next_number("case").await?;
        let mut value = self.act_value(who, kind, None).await?;
        value
            .office
            .clone_from(&self.office_of_head(who, &head.department));
        value.note.clone_from(&asked.note);
        let act_id = self.around.new_id();
        let act = self.as_act(act_id, &value)?;
        let rules = &self.catalogue().approvals;
        let empty = handheld_domain::approval::CaseState::default();
        check(&head, &empty, &act, rules, &self.catalogue().calendar)
            .map_err(|rule| rule_refused(who, rule))?;
        let mut edits = Vec::new();
        let matter = self.catalogue().matter(&case.matter);
        let mut serving: Vec<(u32, BlobHash)> = Vec::new();
        for (place, material) in matter.iter().flat_map(|m| m.materials.iter().enumerate()) {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            let files = asked
                .files
                .iter()
                .filter(|file| file.material == material.zh);
            serving.extend(files.map(|file| (place, file.sha256)));
        }
        let mut given = Vec::new();
        for (place, sha256) in serving {
            given.push(self.again(who, project, place, sha256).await?);
        }
        let meta = Meta {
            kind: DocKind::Case,
            version: 1,
            project: project.id,
            by: who.person.clone(),
            at: self.now(),
            template: None,
            stage: None,
            corrects: None,
            inspection: None,
            item: None,
            number: Some(format!("{block}-{number:05}")),
            case: Some(case),
            survey: None,
            extra: serde_json::Map::new(),
        };
        edits.push(meta.edit(&Key::Meta).map_err(refused)?);
        let written = value.edit(&Key::Act(act_id)).map_err(refused)?;
        let raw = written.value.clone().unwrap_or_default();
        edits.push(written);
        for file in given {
            let key = Key::Given(self.around.new_id());
            edits.push(file.edit(&key).map_err(refused)?);
        }
        let mut document = Document::new();
        let actor = ActorId::with_prefix(who.acts, act_id);
        let now = self.around.now_ms();
        let change = document
            .commit_on(&[], &edits, actor, now)
            .map_err(refused)?;
        let mut changes = vec![change];
        changes.extend(self.received(&mut document, who, id, act_id, &raw, 1)?);
        let scope = ScopeId::of_project(project.id);
        self.store_case(id.into(), scope, document, changes).await?;
        Ok(id)
    }

    /// The centre's receipt of an act, where this is the centre.
    fn received(
        &self,
        document: &mut Document,
        who: &Who,
        case: CaseId,
        act: Uuid,
        written: &str,
        number: u64,
    ) -> Answer<Vec<Change>> {
        if self.around.seal(b"").is_none() {
            return Ok(Vec::new());
        }
        let seal = |text: &[u8]| self.around.seal(text).unwrap_or([0; 64]);
        let receipt = receipt_of(&self.now(), &seal, case, act, written, number);
        let Some((edit, _)) = receipt else {
            return Ok(Vec::new());
        };
        let now = self.around.now_ms();
        document.commit(&[edit], who.actor, now).map_err(refused)
    }

    async fn store_case(
        &self,
        doc: DocId,
        scope: ScopeId,
        document: Document,
        changes: Vec<Change>,
    ) -> Answer<()> {
        let commit = Commit {
            doc,
            kind: DocKind::Case,
            scope,
            changes,
            beside: Vec::new(),
            heads: document.heads(),
            snapshot: None,
            index: index::rows(self.catalogue(), doc, DocKind::Case, &document),
            journal_through: None,
            origin: Origin::Here,
        };
        self.store.commit(vec![commit]).await?;
        Ok(())
    }

    /// The block of this installation, from which all numbers for people come, so that two offline devices never give the same.
    async fn number_block(&self) -> Answer<String> {
        let block = self.store.setting("number-block").await?;
        Ok(block.unwrap_or_else(|| "0".to_owned()))
    }

    /// The next number of a document: 嘉审受〔2026〕030001号 is the first of block 3.
    async fn document_number(&self, kind: DocumentKind, on: NaiveDate) -> Answer<Option<String>> {
        let Some(form) = self.catalogue().document(kind) else {
            return Ok(None);
        };
        let block: u32 = self.number_block().await?.parse().unwrap_or(0);
        let counter = format!("document {} {}", form.prefix, on.year());
        let number = self.store.next_number(&counter).await?;
        Ok(Some(format!(
            "{}〔{}〕{block:02}{number:04}号",
            form.prefix,
            on.year()
        )))
    }

    async fn act_value(&self, who: &Who, act: CaseActKind, on: Option<&str>) -> Answer<ActValue> {
        let on = match on {
            Some(text) => case_date("on", text)?,
            None => self.today(),
        };
        Ok(ActValue {
            act,
            by: who.person.clone(),
            role: who.role,
            organisation: who.organisation.clone(),
            office: String::new(),
            on: on.to_string(),
            at: self.now(),
            seq: u64::from(self.store.next_number("act").await?),
            signer: who.signer,
            outcome: None,
            note: String::new(),
            basis: String::new(),
            special: None,
            until: None,
            days: None,
            list: Vec::new(),
            number: None,
            amends: None,
            design: None,
            stated_due: None,
            calendar: self.catalogue().calendar.version().to_owned(),
            extra: serde_json::Map::new(),
        })
    }

    fn as_act(&self, id: Uuid, value: &ActValue) -> Answer<Act> {
        let raw = String::new();
        let keyed = handheld_records::record::Keyed {
            id,
            held: handheld_records::record::Held {
                value: value.clone(),
                raw,
                change: handheld_contract::ChangeHash([0; 32]),
                actor: ActorId([0; 16]),
                also: Vec::new(),
            },
        };
        act_of(&keyed, None).ok_or_else(|| bad("date", value.on.clone()))
    }

    /// The office for which an approver acts on a department's matter: that department, else the first of the own ones.
    fn office_of_head(&self, who: &Who, department: &str) -> String {
        if who.role != Role::Approver {
            return String::new();
        }
        let own = &who.organisation.departments;
        own.iter()
            .find(|code| *code == department)
            .or_else(|| own.first())
            .cloned()
            .unwrap_or_default()
    }

    /// Does an act on a case.
    pub(crate) async fn act_on_case(&self, who: &Who, asked: ActOnCase) -> Answer<CaseView> {
        let id = self.around.new_id();
        self.act_under(who, asked, id, None).await
    }

    /// Does an act under an id that its request decides, with a document number of its own where it brings one. An act that is there
    /// already is not done again: whoever asks twice gets the same answer.
    ///
    /// # Errors
    ///
    /// The rule that forbids it, or no right.
    pub async fn act_under(
        &self,
        who: &Who,
        asked: ActOnCase,
        id: Uuid,
        number: Option<String>,
    ) -> Answer<CaseView> {
        let seen = self.see_case(who, asked.id).await?;
        if seen.case.record.acts.iter().all(|act| act.id != id) {
            self.add_act(who, &seen, &asked, id, number).await?;
        }
        self.case(who, asked.id).await
    }

    async fn add_act(
        &self,
        who: &Who,
        seen: &SeenCase,
        asked: &ActOnCase,
        id: Uuid,
        number: Option<String>,
    ) -> Answer<()> {
        words("note", &asked.note)?;
        words("basis", &asked.basis)?;
        asked.list.iter().try_for_each(|line| words("list", line))?;
        let mut value = self.act_value(who, asked.act, asked.on.as_deref()).await?;
        value.office = self.office_of_head(who, &seen.case.head.department);
        value.outcome = asked.outcome;
        value.note.clone_from(&asked.note);
        value.basis.clone_from(&asked.basis);
        value.special.clone_from(&asked.special);
        value.days = asked.days;
        value.amends.clone_from(&asked.amends);
        value.list = asked
            .list
            .iter()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect();
        value.until = match &asked.until {
            Some(text) => Some(case_date("until", text)?.to_string()),
            None => self.usual_end(asked.act, &value)?,
        };
        value.design = self.design_of(seen, asked.act);
        let act = self.as_act(id, &value)?;
        self.allowed(who, seen, &act)?;
        if asked.act == CaseActKind::Accept {
            value.stated_due = self.stated_due(seen, &act)?;
        }
        if number.is_some() {
            value.number = number;
        } else if let Some(kind) = document_kind(asked.act) {
            value.number = self.document_number(kind, act.on).await?;
        }
        self.append_act(who, seen, id, value).await
    }

    /// A correction without a day is to be answered within the time that the office itself has for acceptance.
    fn usual_end(&self, act: CaseActKind, value: &ActValue) -> Answer<Option<String>> {
        if act != CaseActKind::AskCorrection {
            return Ok(None);
        }
        let on = case_date("on", &value.on)?;
        let days = Limit::WorkingDays(self.catalogue().approvals.acceptance_working_days);
        let due = self.catalogue().calendar.due_date(on, days, &[]);
        Ok(Some(due.map_err(uncountable)?.due.to_string()))
    }

    /// The version of the design that an opinion, a conversion or a decision rests on: that in force.
    fn design_of(&self, seen: &SeenCase, act: CaseActKind) -> Option<u32> {
        match act {
            CaseActKind::Opinion | CaseActKind::Decide | CaseActKind::Convert => {
                seen.project.approvals.design
            }
            _ => None,
        }
    }

    /// Asks the rules, beside the other cases of the project.
    fn allowed(&self, who: &Who, seen: &SeenCase, act: &Act) -> Answer<()> {
        let case = &seen.case;
        let rules = &self.catalogue().approvals;
        let refused = |rule| rule_refused(who, rule);
        let capacity = crate::cases::capacity(who.role);
        if capacity.applies() && !who.applies(&seen.project) {
            return Err(who.forbidden("办理此办件", "act on this case"));
        }
        judge(
            &case.head,
            &case.acts,
            act,
            rules,
            &self.catalogue().calendar,
        )
        .map_err(uncountable)?
        .map_err(refused)?;
        beside_others(
            self.catalogue(),
            &seen.project,
            &seen.cases,
            &case.meta,
            act.kind,
        )
        .map_err(refused)
    }

    /// The promised day as the acceptance notice will state it.
    fn stated_due(&self, seen: &SeenCase, act: &Act) -> Answer<Option<String>> {
        let mut acts = seen.case.acts.clone();
        acts.push(act.clone());
        let rules = &self.catalogue().approvals;
        let head = &seen.case.head;
        let state = fold(head, &acts, rules, &self.catalogue().calendar).map_err(uncountable)?;
        Ok(clock_view(self.catalogue(), head, &state, None, act.on)?.promised_due)
    }

    /// Puts an act on disk as one change that builds on the case's first change alone.
    async fn append_act(
        &self,
        who: &Who,
        seen: &SeenCase,
        id: Uuid,
        value: ActValue,
    ) -> Answer<()> {
        let edit = value.edit(&Key::Act(id)).map_err(refused)?;
        let raw = edit.value.clone().unwrap_or_default();
        let number = seen.case.record.last_number() + 1;
        self.append_alone(who, seen, id, vec![edit], Some((raw, number)))
            .await
    }

    async fn append_alone(
        &self,
        who: &Who,
        seen: &SeenCase,
        id: Uuid,
        edits: Vec<Edit>,
        act: Option<(String, u64)>,
    ) -> Answer<()> {
        let mut document = seen.opened.stored.clone();
        let first: Vec<_> = CaseRecord::read(&document)
            .first_change()
            .into_iter()
            .collect();
        let actor = ActorId::with_prefix(who.acts, id);
        let change = document
            .commit_on(&first, &edits, actor, self.around.now_ms())
            .map_err(refused)?;
        let mut changes = vec![change];
        if let Some((raw, number)) = act {
            let case = CaseId::from(seen.opened.doc);
            changes.extend(self.received(&mut document, who, case, id, &raw, number)?);
        }
        self.store_case(
            seen.opened.doc,
            seen.opened.scope.clone(),
            document,
            changes,
        )
        .await
    }

    /// Acts of a case that the centre received after the number `after`, in their order.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn received_since(&self, case: CaseId, after: u64) -> Answer<Vec<ReceivedAct>> {
        let Some(stored) = self.store.document(case.into()).await? else {
            return Ok(Vec::new());
        };
        let opened = crate::opened::Opened::of(stored, ActorId([0; 16]))?;
        let record = CaseRecord::read(&opened.stored);
        let mut acts: Vec<ReceivedAct> = record
            .acts
            .iter()
            .filter_map(|act| {
                let receipt = record.received.get(&act.id)?;
                (receipt.value.n > after).then(|| ReceivedAct {
                    id: act.id,
                    number: receipt.value.n,
                    act: act.held.value.act,
                    on: act.held.value.on.clone(),
                    received_ms: chrono::DateTime::parse_from_rfc3339(&receipt.value.at)
                        .ok()
                        .map(|at| at.timestamp_millis()),
                })
            })
            .collect();
        acts.sort_by_key(|act| act.number);
        Ok(acts)
    }

    /// Checks that this person may give a file for a case now, before the host takes bytes in.
    ///
    /// # Errors
    ///
    /// No right, an unknown material, or a case that takes no more files.
    pub async fn may_attach(&self, who: &Who, asked: &AttachMaterial) -> Answer<()> {
        self.see_to_attach(who, asked.case, asked.material)
            .await
            .map(|_| ())
    }

    async fn see_to_attach(&self, who: &Who, case: CaseId, material: u32) -> Answer<SeenCase> {
        let seen = self.see_case(who, case).await?;
        if !who.applies(&seen.project) {
            return Err(who.forbidden("提交材料", "hand in materials"));
        }
        let matter = self.catalogue().matter(&seen.entry.matter);
        let known = matter.is_some_and(|m| {
            usize::try_from(material).is_ok_and(|place| place < m.materials.len())
        });
        if !known {
            return Err(Problem::new(Code::UnknownName)
                .with("what", who.lang.pick("材料", "material"))
                .with("given", material));
        }
        if seen.case.state.stand.is_final() {
            return Err(rule_refused(who, Refused::OutOfTurn));
        }
        Ok(seen)
    }

    /// Writes that a file whose bytes are on disk was given for a case.
    ///
    /// # Errors
    ///
    /// As [`App::may_attach`], or what the store refuses.
    pub async fn record_file(
        &self,
        who: &Who,
        asked: AttachMaterial,
        facts: FileFacts,
    ) -> Answer<CaseView> {
        let seen = self.see_to_attach(who, asked.case, asked.material).await?;
        let file = GivenValue {
            sha256: facts.sha256,
            material: asked.material,
            file_name: asked.file_name,
            mime: facts.mime,
            bytes: facts.bytes,
            by: who.person.clone(),
            role: who.role,
            organisation: who.organisation.clone(),
            at: self.now(),
            from: None,
            extra: serde_json::Map::new(),
        };
        self.append_file(who, &seen, &file).await?;
        self.case(who, asked.case).await
    }

    async fn append_file(&self, who: &Who, seen: &SeenCase, file: &GivenValue) -> Answer<()> {
        let id = self.around.new_id();
        let edit = file.edit(&Key::Given(id)).map_err(refused)?;
        self.append_alone(who, seen, id, vec![edit], None).await
    }

    /// Gives a file again that was given for another case of the project (J16).
    pub(crate) async fn share_material(&self, who: &Who, asked: ShareMaterial) -> Answer<CaseView> {
        let seen = self.see_to_attach(who, asked.case, asked.material).await?;
        let file = self
            .again(who, &seen.project, asked.material, asked.sha256)
            .await?;
        self.append_file(who, &seen, &file).await?;
        self.case(who, asked.case).await
    }

    /// A file that was given before, in the words of its first giving.
    async fn again(
        &self,
        who: &Who,
        project: &ProjectEntry,
        material: u32,
        sha256: BlobHash,
    ) -> Answer<GivenValue> {
        for entry in self.cases_of(who, project.id).await? {
            let Some(opened) = self.open(entry.id.into(), who.actor).await? else {
                continue;
            };
            let record = CaseRecord::read(&opened.current);
            let given = record
                .given
                .iter()
                .find(|file| file.held.value.sha256 == sha256);
            if let Some(given) = given {
                let first = given.held.value.from.unwrap_or(entry.id);
                return Ok(GivenValue {
                    material,
                    by: who.person.clone(),
                    role: who.role,
                    organisation: who.organisation.clone(),
                    at: self.now(),
                    from: Some(first),
                    ..given.held.value.clone()
                });
            }
        }
        Err(who.not_found("文件", "file"))
    }

    /// A file of a case, when the person may see it: its name and media type.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`].
    pub async fn case_file(
        &self,
        who: &Who,
        case: CaseId,
        sha256: BlobHash,
    ) -> Answer<(String, String)> {
        let seen = self.see_case(who, case).await?;
        let file = seen
            .case
            .record
            .given
            .iter()
            .find(|file| file.held.value.sha256 == sha256)
            .ok_or_else(|| who.not_found("文件", "file"))?;
        let value = &file.held.value;
        Ok((value.file_name.clone(), value.mime.clone()))
    }
}

fn words(what: &str, text: &str) -> Answer<()> {
    if text.chars().count() > MAX_WORDS {
        return Err(bad(what, format!("longer than {MAX_WORDS} characters")));
    }
    Ok(())
}
