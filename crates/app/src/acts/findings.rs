//! Raising a finding from a failed item, and the acts on it.

use handheld_contract::command::{ActOnFinding, RaiseFinding};
use handheld_contract::views::finding::{FindingActKind, FindingView};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{Code, FindingId, Problem, ScopeId};
use handheld_domain::calendar::Limit;
use handheld_domain::finding::status;
use handheld_records::shape::{EntryKind, Key, Meta, Shaped, TemplateRef};
use handheld_store::records::Records;

use crate::opened::refused;
use crate::{Answer, App, Who, convert, flush, index};

impl<S: Records> App<S> {
    pub(crate) async fn raise_finding(
        &self,
        who: &Who,
        asked: RaiseFinding,
    ) -> Answer<FindingView> {
        let seen = self.see(who, asked.inspection).await?;
        if !who.inspects(&seen.project.entry) {
            return Err(who.forbidden("提出问题", "raise a finding"));
        }
        let item = seen.template.item(&asked.item).ok_or_else(|| {
            let what = who.lang.pick("检查项", "item");
            Problem::new(Code::UnknownName)
                .with("what", what)
                .with("given", asked.item.clone())
        })?;
        if !Self::has_failed(&seen, &asked.item) {
            let rule = who.lang.pick(
                "只有不合格或扣分的检查项可以提出问题",
                "a finding is raised from an item that failed or lost points",
            );
            return Err(Problem::new(Code::Refused).with("rule", rule));
        }
        let severity = asked.severity.unwrap_or(convert::severity(item.severity));
        let due = match asked.due {
            Some(given) => given.parse::<chrono::NaiveDate>().map_err(|e| {
                Problem::new(Code::BadInput)
                    .with("what", "due")
                    .with("why", format!("{given}: {e}"))
            })?,
            None => self.rectify_by(severity)?,
        };
        let mut entry = self.entry(who, EntryKind::Raised);
        let answered = seen
            .inspected
            .record
            .answers
            .get(&asked.item)
            .and_then(|all| all.first());
        entry.note = if asked.note.trim().is_empty() {
            answered.map_or_else(String::new, |answer| words_of(&answer.held.value))
        } else {
            asked.note
        };
        entry.severity = Some(severity);
        entry.due = Some(due.to_string());
        entry.item = Some(asked.item.clone());
        let project = seen.project.entry.id;
        let id = FindingId(self.around.new_id());
        let meta = Meta {
            kind: DocKind::Finding,
            version: 1,
            project,
            by: who.person.clone(),
            at: self.now(),
            template: Some(TemplateRef {
                code: seen.template.code.clone(),
                version: seen.template.version,
            }),
            stage: None,
            corrects: None,
            inspection: Some(asked.inspection),
            item: Some(asked.item),
            number: Some(self.finding_number().await?),
            case: None,
            survey: None,
            extra: serde_json::Map::new(),
        };
        let edits = [
            meta.edit(&Key::Meta).map_err(refused)?,
            self.append(&entry)?,
        ];
        self.create(
            who,
            id.into(),
            DocKind::Finding,
            ScopeId::of_project(project),
            &edits,
        )
        .await?;
        self.finding(who, id).await
    }

    /// The last day for putting right, counted in working days from today by the catalogue's figure.
    fn rectify_by(
        &self,
        severity: handheld_contract::views::inspection::Severity,
    ) -> Answer<chrono::NaiveDate> {
        let days = self
            .catalogue()
            .parameters
            .rectification
            .of(convert::domain_severity(severity));
        let counted =
            self.catalogue()
                .calendar
                .due_date(self.today(), Limit::WorkingDays(days), &[]);
        let counted =
            counted.map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
        Ok(counted.due)
    }

    /// A number for people from this installation's own block, so that two offline devices never give the same one (T28).
    async fn finding_number(&self) -> Answer<String> {
        let block = self
            .store
            .setting("number-block")
            .await?
            .unwrap_or_else(|| "0".to_owned());
        let number = self.store.next_number("finding").await?;
        Ok(format!("{block}-{number}"))
    }

    pub(crate) async fn act_on_finding(
        &self,
        who: &Who,
        asked: ActOnFinding,
    ) -> Answer<FindingView> {
        let (opened, record, entry) = self.see_finding(who, asked.id).await?;
        let acts = index::acts(&record.common);
        if !self.may_act(who, &entry, &acts).await?.contains(&asked.act) {
            let rule = match asked.act {
                FindingActKind::Closed => who.lang.pick(
                    "按问题的当前状态不能关闭，或提出问题的人不能独自关闭",
                    "it cannot be closed in its state, or whoever raised it alone may not close it",
                ),
                _ => who.lang.pick(
                    "按问题的当前状态或您的角色不能这样做",
                    "its state or your role does not allow this",
                ),
            };
            return Err(Problem::new(Code::Refused).with("rule", rule));
        }
        let mut value = self.entry(who, convert::entry_of_act(asked.act));
        value.note = asked.note;
        value.of = status(&acts).open_ends;
        self.write(who, &opened, vec![self.append(&value)?]).await?;
        flush(self, who, asked.id.into()).await?;
        self.finding(who, asked.id).await
    }
}

/// The inspector's words at the item: the note, else the reasons of the deductions.
fn words_of(value: &handheld_records::shape::AnswerValue) -> String {
    use handheld_contract::views::inspection::AnswerInput;
    if !value.n.is_empty() {
        return value.n.clone();
    }
    match &value.v {
        Some(AnswerInput::Deductions { deductions }) => {
            let reasons: Vec<&str> = deductions
                .iter()
                .map(|d| d.note.as_str())
                .filter(|n| !n.is_empty())
                .collect();
            reasons.join("; ")
        }
        _ => String::new(),
    }
}
