//! Starting, answering, finishing, reopening and setting aside an inspection.

use handheld_contract::command::{AnswerItem, ChooseAnswer, LeaveScreen, StartInspection};
use handheld_contract::views::inspection::{
    AnswerInput, InspectionState, InspectionView, ItemSaved,
};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{Code, InspectionId, Problem, ScopeId};
use handheld_domain::inspection::{Lack, standing_finishes};
use handheld_records::Edit;
use handheld_records::shape::{AnswerValue, EntryKind, Key, Meta, Shaped, TemplateRef};
use handheld_store::records::Records;

use crate::opened::refused;
use crate::views::Seen;
use crate::{Answer, App, Who, convert, flush, index};

impl<S: Records> App<S> {
    pub(crate) async fn start_inspection(
        &self,
        who: &Who,
        asked: StartInspection,
    ) -> Answer<InspectionView> {
        let hit = self.project_hit(who, asked.project).await?;
        if !who.inspects(&hit.entry) {
            return Err(who.forbidden("在此项目开始检查", "start an inspection in this project"));
        }
        let unknown = || {
            let what = who.lang.pick("模板", "template");
            Problem::new(Code::UnknownName)
                .with("what", what)
                .with("given", asked.template.clone())
        };
        let template = self
            .catalogue()
            .template(&asked.template)
            .ok_or_else(unknown)?;
        let stage = convert::domain_stage(asked.stage);
        if !template.stages.contains(&stage) {
            let name = stage.text();
            return Err(Problem::new(Code::WrongStage)
                .with("template", template.code.clone())
                .with("stage", who.lang.pick(name.zh, name.en)));
        }
        if let Some(corrected) = asked.corrects {
            let seen = self.see(who, corrected).await?;
            if seen.state() != InspectionState::Filed {
                return Err(Problem::new(Code::NotFinished));
            }
        }
        let id = InspectionId(self.around.new_id());
        let meta = Meta {
            kind: DocKind::Inspection,
            version: 1,
            project: asked.project,
            by: who.person.clone(),
            at: self.now(),
            template: Some(TemplateRef {
                code: template.code.clone(),
                version: template.version,
            }),
            stage: Some(asked.stage),
            corrects: asked.corrects,
            inspection: None,
            item: None,
            number: None,
            case: None,
            survey: None,
            extra: serde_json::Map::new(),
        };
        let edits = [meta.edit(&Key::Meta).map_err(refused)?];
        let scope = ScopeId::of_project(asked.project);
        self.create(who, id.into(), DocKind::Inspection, scope, &edits)
            .await?;
        self.inspection(who, id).await
    }

    /// An inspection that this person may change now; the refusal says why not.
    pub(crate) async fn see_to_change(&self, who: &Who, id: InspectionId) -> Answer<Seen<'static>> {
        let seen = self.see(who, id).await?;
        if !who.inspects(&seen.project.entry) {
            return Err(who.forbidden("填写此检查", "answer this inspection"));
        }
        match seen.state() {
            InspectionState::InProgress => Ok(seen),
            InspectionState::Finished => Err(Problem::new(Code::Finished)),
            InspectionState::Filed => Err(Problem::new(Code::Finished).with("filed", true)),
            InspectionState::SetAside => Err(Problem::new(Code::SetAside)),
        }
    }

    pub(crate) async fn answer_item(&self, who: &Who, asked: AnswerItem) -> Answer<ItemSaved> {
        let seen = self.see_to_change(who, asked.inspection).await?;
        let item = seen.template.item(&asked.item).ok_or_else(|| {
            let what = who.lang.pick("检查项", "item");
            Problem::new(Code::UnknownName)
                .with("what", what)
                .with("given", asked.item.clone())
        })?;
        if let Some(input) = &asked.answer {
            check_answer(item, input)?;
        }
        let value = AnswerValue {
            id: self.around.new_id().to_string(),
            v: asked.answer,
            n: asked.note,
            by: who.person.clone(),
            at: self.now(),
            seq: u64::from(self.store.next_number("answer").await?),
            extra: serde_json::Map::new(),
        };
        let edit = value
            .edit(&Key::Answer(asked.item.clone()))
            .map_err(refused)?;
        self.write(who, &seen.opened, vec![edit]).await?;
        self.saved(who, asked.inspection, &asked.item).await
    }

    pub(crate) async fn choose_answer(&self, who: &Who, asked: ChooseAnswer) -> Answer<ItemSaved> {
        let seen = self.see(who, asked.inspection).await?;
        if !who.inspects(&seen.project.entry) {
            return Err(who.forbidden("选择答案", "choose an answer"));
        }
        let standing = seen.inspected.record.answers.get(&asked.item);
        let chosen =
            standing.and_then(|all| all.iter().find(|a| a.held.value.id == asked.answer_id));
        let chosen = chosen.ok_or_else(|| who.not_found("答案", "answer"))?;
        let mut entry = self.entry(who, EntryKind::Chosen);
        entry.item = Some(asked.item.clone());
        entry.answer = Some(asked.answer_id.clone());
        let again = Edit::set(Key::Answer(asked.item.clone()), chosen.held.raw.clone());
        self.write(who, &seen.opened, vec![again, self.append(&entry)?])
            .await?;
        self.saved(who, asked.inspection, &asked.item).await
    }

    /// What changed by an edit of one item, read again from disk.
    async fn saved(&self, who: &Who, id: InspectionId, item: &str) -> Answer<ItemSaved> {
        let seen = self.see(who, id).await?;
        let place = seen.template.section_of(item).zip(seen.template.item(item));
        let (section, item) = place.ok_or_else(|| who.not_found("检查项", "item"))?;
        Ok(ItemSaved {
            item: seen.item(who, section, item),
            section: seen.section(section),
            row: seen.row(),
            score: seen.score(),
            saved_at: self.now(),
        })
    }

    pub(crate) async fn leave_screen(&self, who: &Who, asked: LeaveScreen) -> Answer<()> {
        if let Some(item) = asked.item {
            self.store
                .set_setting(&crate::views::last_item_name(asked.inspection), Some(item))
                .await?;
        }
        flush(self, who, asked.inspection.into()).await
    }

    pub(crate) async fn finish_inspection(
        &self,
        who: &Who,
        id: InspectionId,
    ) -> Answer<InspectionView> {
        // What was answered becomes its own change first: the finish then knows all of it by hash.
        flush(self, who, id.into()).await?;
        let seen = self.see_to_change(who, id).await?;
        let missing = seen.inspected.blocking(seen.template);
        if !missing.is_empty() {
            let nothing = missing.iter().all(|one| one.lack == Lack::Answer);
            let words: Vec<String> = if nothing {
                vec![who.lang.pick(
                    "还没有任何答案".to_owned(),
                    "not a single answer".to_owned(),
                )]
            } else {
                missing
                    .iter()
                    .map(|one| format!("{} {}", one.item, lack_word(who, one.lack)))
                    .collect()
            };
            let items: Vec<serde_json::Value> = missing
                .iter()
                .map(|one| serde_json::json!({ "item": one.item, "lack": convert::lack(one.lack) }))
                .collect();
            return Err(Problem::new(Code::Incomplete)
                .with("missing", words)
                .with("items", items));
        }
        let mut entry = self.entry(who, EntryKind::Finished);
        entry.heads = seen.opened.current.heads();
        self.write(who, &seen.opened, vec![self.append(&entry)?])
            .await?;
        flush(self, who, id.into()).await?;
        self.inspection(who, id).await
    }

    pub(crate) async fn reopen_inspection(
        &self,
        who: &Who,
        id: InspectionId,
    ) -> Answer<InspectionView> {
        let seen = self.see(who, id).await?;
        if !who.inspects(&seen.project.entry) {
            return Err(who.forbidden("重新打开此检查", "reopen this inspection"));
        }
        match seen.state() {
            InspectionState::Finished => {}
            InspectionState::Filed => return Err(Problem::new(Code::Filed)),
            InspectionState::InProgress | InspectionState::SetAside => {
                return Err(Problem::new(Code::NotFinished));
            }
        }
        let mut entry = self.entry(who, EntryKind::Reopened);
        entry.of = standing_finishes(&seen.inspected.entries)
            .into_iter()
            .map(str::to_owned)
            .collect();
        self.write(who, &seen.opened, vec![self.append(&entry)?])
            .await?;
        flush(self, who, id.into()).await?;
        self.inspection(who, id).await
    }

    pub(crate) async fn set_aside_inspection(
        &self,
        who: &Who,
        id: InspectionId,
    ) -> Answer<InspectionView> {
        let seen = self.see_to_change(who, id).await?;
        let entry = self.entry(who, EntryKind::SetAside);
        self.write(who, &seen.opened, vec![self.append(&entry)?])
            .await?;
        flush(self, who, id.into()).await?;
        self.inspection(who, id).await
    }

    pub(crate) async fn restore_inspection(
        &self,
        who: &Who,
        id: InspectionId,
    ) -> Answer<InspectionView> {
        let seen = self.see(who, id).await?;
        if !who.inspects(&seen.project.entry) {
            return Err(who.forbidden("恢复此检查", "restore this inspection"));
        }
        if seen.state() == InspectionState::SetAside {
            let set_aside = seen.inspected.record.common.entries.iter();
            let set_aside = set_aside.filter(|e| e.held.value.kind == EntryKind::SetAside);
            let mut entry = self.entry(who, EntryKind::Restored);
            entry.of = set_aside.map(|e| e.id.clone()).collect();
            self.write(who, &seen.opened, vec![self.append(&entry)?])
                .await?;
            flush(self, who, id.into()).await?;
        }
        self.inspection(who, id).await
    }

    /// Whether an item has failed by any answer: what a finding may be raised from.
    pub(crate) fn has_failed(seen: &Seen<'_>, item: &str) -> bool {
        index::failed(seen.template, &seen.inspected, item)
    }
}

fn check_answer(item: &handheld_domain::checklist::Item, input: &AnswerInput) -> Answer<()> {
    let refuse = |why: String| {
        Problem::new(Code::AnswerRefused)
            .with("item", item.id.clone())
            .with("why", why)
    };
    let answer = convert::answer(input).ok_or_else(|| refuse("number out of range".to_owned()))?;
    answer.check(item).map_err(|why| refuse(why.to_string()))
}

fn lack_word(who: &Who, lack: Lack) -> &'static str {
    match lack {
        Lack::Answer => who.lang.pick("答案", "answer"),
        Lack::Photo => who.lang.pick("照片", "photo"),
        Lack::Note => who.lang.pick("说明", "note"),
        Lack::Choice => who.lang.pick("选择答案", "choice between answers"),
    }
}
