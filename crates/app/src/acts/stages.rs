//! What a project's approvals follow: its procedure, the green channel, stages with their gates and milestones.

use handheld_contract::command::{
    ChooseProcedure, MoveStage, ProjectFlow, RecordDates, SetGreenChannel,
};
use handheld_contract::views::Role;
use handheld_contract::views::approval::{DateKind, FlowView};
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::{Code, Problem, ProjectId};
use handheld_domain::approval::gate::Missing;
use handheld_records::Edit;
use handheld_records::shape::{AssignedKind, AssignmentValue, Key, Shaped};
use handheld_store::index::{Allowed, ProjectApprovals, ProjectEntry};
use handheld_store::records::Records;

use crate::opened::refused;
use crate::views::{case_date, known_dates};
use crate::{Answer, App, Who, convert, flush};

impl<S: Records> App<S> {
    async fn to_edit(&self, who: &Who, id: ProjectId) -> Answer<ProjectEntry> {
        let project = self.project_hit(who, id).await?.entry;
        if who.edits(&project) {
            Ok(project)
        } else {
            Err(who.forbidden("修改项目", "change the project"))
        }
    }

    async fn then_flow(&self, who: &Who, project: ProjectId, edits: Vec<Edit>) -> Answer<FlowView> {
        self.put_on_project(who, project, edits).await?;
        let asked = ProjectFlow {
            project,
            if_answered: None,
        };
        self.flow(who, asked).await
    }

    async fn put_on_project(&self, who: &Who, project: ProjectId, edits: Vec<Edit>) -> Answer<()> {
        let opened = self
            .open(project.into(), who.actor)
            .await?
            .ok_or_else(|| who.not_found("项目", "project"))?;
        self.write(who, &opened, edits).await?;
        flush(self, who, project.into()).await
    }

    fn allowed_now(&self, who: &Who, reason: &str) -> Allowed {
        Allowed {
            reason: reason.trim().to_owned(),
            by: Some(who.person.clone()),
            at: self.now(),
        }
    }

    /// Chooses the procedure of a project. `offices` are the organisations that are departments: those that decide a matter of the
    /// procedure take part in the project from now on, so that they see its cases.
    ///
    /// # Errors
    ///
    /// No right, an unknown procedure or condition, or cases of another procedure that are open.
    pub async fn choose_procedure(
        &self,
        who: &Who,
        asked: ChooseProcedure,
        offices: &[OrganisationRef],
    ) -> Answer<FlowView> {
        let project = self.to_edit(who, asked.project).await?;
        let unknown = |what: &str, given: &str| {
            Problem::new(Code::UnknownName)
                .with("what", what)
                .with("given", given)
        };
        let procedure = self
            .catalogue()
            .whole_procedure(&asked.procedure)
            .ok_or_else(|| unknown("procedure", &asked.procedure))?;
        for key in &asked.conditions {
            let named =
                |node: &handheld_domain::procedure::Node| node.condition.as_deref() == Some(key);
            if !procedure.nodes.iter().any(named) {
                return Err(unknown("condition", key));
            }
        }
        let cases = self.cases_of(who, project.id).await?;
        if cases.iter().any(|case| case.procedure != asked.procedure) {
            let rule = who.lang.pick(
                "项目已有按其他流程办理的事项，不能更换流程",
                "the project has cases of another procedure, which it keeps",
            );
            return Err(Problem::new(Code::Refused).with("rule", rule));
        }
        let mut edits = vec![
            self.field(who, "procedure", &asked.procedure)?,
            self.field(who, "conditions", &asked.conditions)?,
        ];
        let deciding: Vec<&str> = procedure
            .nodes
            .iter()
            .filter_map(|node| self.catalogue().matter(&node.matter))
            .map(|matter| matter.department.as_str())
            .chain(
                self.catalogue()
                    .approvals
                    .delegations
                    .iter()
                    .filter(|d| d.procedures.contains(&asked.procedure))
                    .map(|d| d.to.as_str()),
            )
            .collect();
        for office in offices {
            let decides = |code: &String| deciding.contains(&code.as_str());
            if !office.departments.iter().any(decides) || project.organisations.contains(&office.id)
            {
                continue;
            }
            let value = AssignmentValue {
                kind: AssignedKind::Organisation,
                name: office.name.clone(),
                role: Role::Approver,
                on: true,
                by: who.person.clone(),
                at: self.now(),
                extra: serde_json::Map::new(),
            };
            edits.push(value.edit(&Key::Assignment(office.id.0)).map_err(refused)?);
        }
        self.then_flow(who, asked.project, edits).await
    }

    /// Puts a project on the green channel with its reason, or takes it off. Cases opened before keep their limits.
    pub(crate) async fn set_green_channel(
        &self,
        who: &Who,
        asked: SetGreenChannel,
    ) -> Answer<FlowView> {
        let project = self.project_hit(who, asked.project).await?.entry;
        if !who.excepts() {
            return Err(who.forbidden("设置绿色通道", "set the green channel"));
        }
        let allowed =
            (!asked.reason.trim().is_empty()).then(|| self.allowed_now(who, &asked.reason));
        let edit = self.field(who, "green_channel", &allowed)?;
        self.then_flow(who, project.id, vec![edit]).await
    }

    /// Moves a project to its next stage. What the gate misses is named all at once; with a reason it is excepted, and the exception
    /// stays with who allowed it (J07, T61).
    pub(crate) async fn move_stage(&self, who: &Who, asked: MoveStage) -> Answer<FlowView> {
        let project = self.to_edit(who, asked.project).await?;
        let next = convert::domain_stage(project.stage)
            .next()
            .map(convert::stage);
        if next != Some(asked.to) {
            let rule = who
                .lang
                .pick("阶段须逐个推进", "stages follow each other one by one");
            return Err(Problem::new(Code::Refused).with("rule", rule));
        }
        let mut edits = self.passing(who, &project, &asked.exception).await?;
        edits.push(self.field(who, "stage", &asked.to)?);
        edits.push(self.stage_moved(who, asked.to)?);
        self.then_flow(who, asked.project, edits).await
    }

    /// The edits that let a project through its gate: none when nothing is missing, recorded exceptions when somebody may allow them.
    pub(crate) async fn passing(
        &self,
        who: &Who,
        project: &ProjectEntry,
        exception: &str,
    ) -> Answer<Vec<Edit>> {
        // Without a procedure the centre knows no cases of the project, and the gate nothing to ask.
        if project.approvals.procedure.is_empty() {
            return Ok(Vec::new());
        }
        let cases = self.cases_of(who, project.id).await?;
        let missing = self.gate_missing(who, project, &cases).await?;
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        if exception.trim().is_empty() || !who.excepts() {
            return Err(self.gate_refused(who, &missing));
        }
        let mut exceptions = project.approvals.exceptions.clone();
        for one in &missing {
            exceptions.insert(one.key(), self.allowed_now(who, exception));
        }
        Ok(vec![self.field(who, "exceptions", &exceptions)?])
    }

    fn gate_refused(&self, who: &Who, missing: &[Missing]) -> Problem {
        let name_of = |code: &str| {
            let matter = self.catalogue().matter(code);
            matter.map_or_else(
                || handheld_domain::Text::new(code, code),
                |m| m.name.clone(),
            )
        };
        let words: Vec<String> = missing
            .iter()
            .map(|one| {
                let text = one.text(&name_of);
                who.lang.pick(text.zh, text.en)
            })
            .collect();
        let keys: Vec<String> = missing.iter().map(Missing::key).collect();
        Problem::new(Code::Refused)
            .with(
                "rule",
                format!(
                    "{}{}",
                    who.lang.pick("本阶段尚缺：", "the stage still needs: "),
                    words.join(who.lang.pick("；", "; "))
                ),
            )
            .with("rule_key", "stage_gate_open")
            .with("missing", serde_json::json!(keys))
    }

    /// Records dates beside the cases, all of them or none. What has happened cannot lie ahead; what is planned may.
    pub(crate) async fn record_dates(&self, who: &Who, asked: RecordDates) -> Answer<FlowView> {
        let project = self.to_edit(who, asked.project).await?;
        let known = known_dates(self.catalogue(), &project);
        let mut milestones = project.approvals.milestones.clone();
        let mut beside = project.approvals.park.clone();
        for given in &asked.dates {
            let date = known.iter().find(|date| date.key == given.key);
            let date = date.ok_or_else(|| {
                Problem::new(Code::UnknownName)
                    .with("what", who.lang.pick("日期", "date"))
                    .with("given", given.key.clone())
            })?;
            let kept = match date.kind {
                DateKind::Milestone => &mut milestones,
                DateKind::Matter | DateKind::Park | DateKind::Utility => &mut beside,
            };
            let Some(on) = &given.on else {
                kept.remove(&given.key);
                continue;
            };
            let on = case_date("on", on)?;
            if on > self.today() && !date.planned {
                return Err(crate::cases::rule_refused(
                    who,
                    handheld_domain::approval::Refused::InTheFuture,
                ));
            }
            kept.insert(given.key.clone(), on.to_string());
        }
        let edits = vec![
            self.field(who, "milestones", &milestones)?,
            self.field(who, "park", &beside)?,
        ];
        self.then_flow(who, asked.project, edits).await
    }

    /// Writes facts beside the cases of a project (design version, dates of a park, promises to the firm), for imports.
    ///
    /// # Errors
    ///
    /// No right, or what the store refuses.
    pub async fn set_facts(
        &self,
        who: &Who,
        id: ProjectId,
        facts: &ProjectApprovals,
    ) -> Answer<()> {
        let project = self.to_edit(who, id).await?;
        let edits = vec![
            self.field(who, "design", &facts.design)?,
            self.field(who, "park", &facts.park)?,
            self.field(who, "promises", &facts.promises)?,
        ];
        self.put_on_project(who, project.id, edits).await
    }
}
