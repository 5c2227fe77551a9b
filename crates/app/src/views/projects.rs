//! Projects, Today and the inbox as screens show them.

use std::collections::HashMap;

use handheld_contract::command::ListProjects;
use handheld_contract::views::inspection::{InspectionRow, InspectionState};
use handheld_contract::views::project::*;
use handheld_contract::views::{Stage, Text};
use handheld_contract::{ProjectId, views::PersonRef};
use handheld_domain::Stage as DomainStage;
use handheld_records::record::ProjectRecord;
use handheld_records::shape::AssignedKind;
use handheld_store::index::InspectionEntry;
use handheld_store::records::{FindingQuery, InspectionQuery, ProjectHit, ProjectQuery, Records};

use super::inspections::{delivery_of, last_item_name};
use crate::{Answer, App, Who, convert};

/// The most rows that a page or a list of one project gives.
const MOST_ROWS: u32 = 500;
/// Inspections in progress that Today names, those changed last; a project shows its own in full.
const TODAY_ROWS: u32 = 100;

fn row(who: &Who, hit: &ProjectHit) -> ProjectRow {
    let entry = &hit.entry;
    ProjectRow {
        id: entry.id,
        code: entry.code.clone(),
        name: entry.name.clone(),
        stage: entry.stage,
        district: entry.district.clone(),
        owner: entry.owner_name.clone(),
        address: entry.address.clone(),
        inspections_open: hit.inspections_open,
        findings_open: hit.findings_open,
        findings_overdue: hit.findings_overdue,
        assigned: who.assigned(entry),
    }
}

impl<S: Records> App<S> {
    pub(crate) async fn projects(&self, who: &Who, asked: ListProjects) -> Answer<ProjectsView> {
        let query = ProjectQuery {
            sight: who.sight.clone(),
            search: asked.search,
            stage: asked.stage,
            offset: asked.offset,
            limit: asked.limit.min(MOST_ROWS),
        };
        let (hits, total) = self
            .store
            .projects(&query, &self.today().to_string())
            .await?;
        Ok(ProjectsView {
            projects: hits.iter().map(|hit| row(who, hit)).collect(),
            total,
            as_of: self.store.setting("last-sync").await?,
        })
    }

    pub(crate) async fn project_hit(&self, who: &Who, id: ProjectId) -> Answer<ProjectHit> {
        let hit = self
            .store
            .project(&who.sight, id, &self.today().to_string())
            .await?;
        hit.ok_or_else(|| who.not_found("项目", "project"))
    }

    pub(crate) async fn project(&self, who: &Who, id: ProjectId) -> Answer<ProjectView> {
        let hit = self.project_hit(who, id).await?;
        let opened = self
            .open(id.into(), who.actor)
            .await?
            .ok_or_else(|| who.not_found("项目", "project"))?;
        let record = ProjectRecord::read(&opened.current);
        let inspections = self.inspection_rows(who, Some(id), false, "").await?;
        let findings = self
            .store
            .findings(&FindingQuery {
                sight: who.sight.clone(),
                project: Some(id),
                inspection: None,
                open: false,
                limit: MOST_ROWS,
            })
            .await?;
        let assigned = |kind| {
            record
                .assignments
                .iter()
                .filter(move |a| a.held.value.kind == kind && a.held.value.on)
        };
        let mut parties: Vec<PartyRow> = record
            .owner()
            .map(|organisation| PartyRow {
                organisation,
                role: handheld_contract::views::Role::Owner,
            })
            .into_iter()
            .collect();
        parties.extend(assigned(AssignedKind::Organisation).map(|a| PartyRow {
            organisation: handheld_contract::views::session::OrganisationRef {
                id: handheld_contract::OrganisationId(a.id),
                name: a.held.value.name.clone(),
                departments: Vec::new(),
            },
            role: a.held.value.role,
        }));
        let people = assigned(AssignedKind::Person).map(|a| AssignedPerson {
            person: PersonRef {
                id: handheld_contract::PersonId(a.id),
                name: a.held.value.name.clone(),
            },
            role: a.held.value.role,
        });
        Ok(ProjectView {
            row: row(who, &hit),
            stages: self.stages(hit.entry.stage, &inspections),
            parties,
            people: people.collect(),
            inspections,
            findings: self.finding_rows(who, findings).await?,
            surveys: self
                .survey_rows(self.surveys_of_project(who, id).await?)
                .await?,
            site: record.site(),
            may_inspect: who.inspects(&hit.entry),
            may_edit: who.edits(&hit.entry),
            as_of: self.store.setting("last-sync").await?,
        })
    }

    fn stages(&self, current: Stage, inspections: &[InspectionRow]) -> Vec<StageView> {
        let current = convert::domain_stage(current);
        DomainStage::ALL
            .iter()
            .map(|&stage| {
                let view = convert::stage(stage);
                let state = match stage.cmp(&current) {
                    std::cmp::Ordering::Less => StageState::Done,
                    std::cmp::Ordering::Equal => StageState::Current,
                    std::cmp::Ordering::Greater => StageState::Ahead,
                };
                let made = inspections
                    .iter()
                    .filter(|i| i.stage == view && i.state != InspectionState::SetAside);
                StageView {
                    stage: view,
                    name: convert::text(&stage.text()),
                    state,
                    inspections: u32::try_from(made.count()).unwrap_or(u32::MAX),
                    matters: self.matters(stage),
                    templates: self
                        .templates()
                        .into_iter()
                        .filter(|t| t.stages.contains(&view))
                        .collect(),
                }
            })
            .collect()
    }

    fn matters(&self, stage: DomainStage) -> Vec<MatterRow> {
        let of_stage = self
            .catalogue()
            .stages
            .iter()
            .find(|entry| entry.stage == stage);
        let codes = of_stage
            .map(|entry| entry.matters.as_slice())
            .unwrap_or_default();
        codes
            .iter()
            .filter_map(|code| self.catalogue().matter(code))
            .map(|matter| MatterRow {
                code: matter.code.clone(),
                name: convert::text(&matter.name),
                department: self
                    .catalogue()
                    .department(&matter.department)
                    .map_or_else(Text::default, |d| convert::text(&d.name)),
            })
            .collect()
    }

    /// The newest version of every template.
    pub(crate) fn templates(&self) -> Vec<TemplateRow> {
        let mut newest: Vec<&handheld_domain::checklist::Template> = Vec::new();
        for template in &self.catalogue().templates {
            match newest.iter_mut().find(|t| t.code == template.code) {
                Some(known) if known.version < template.version => *known = template,
                Some(_) => {}
                None => newest.push(template),
            }
        }
        newest
            .into_iter()
            .map(|template| TemplateRow {
                code: template.code.clone(),
                version: template.version,
                name: convert::text(&template.name),
                standard: template.standard.zh.clone(),
                items: u32::try_from(template.items().count()).unwrap_or(u32::MAX),
                stages: template
                    .stages
                    .iter()
                    .map(|stage| convert::stage(*stage))
                    .collect(),
            })
            .collect()
    }

    /// Inspections as rows, newest change first.
    pub(crate) async fn inspection_rows(
        &self,
        who: &Who,
        project: Option<ProjectId>,
        in_progress: bool,
        search: &str,
    ) -> Answer<Vec<InspectionRow>> {
        let query = InspectionQuery {
            sight: who.sight.clone(),
            project,
            id: None,
            in_progress,
            search: search.to_owned(),
            limit: MOST_ROWS,
        };
        let mut names = HashMap::new();
        self.rows_of(who, &query, &mut names).await
    }

    /// Rows of inspections. `names` are the projects that the caller knows already; others are looked up once each.
    async fn rows_of(
        &self,
        who: &Who,
        query: &InspectionQuery,
        names: &mut HashMap<ProjectId, String>,
    ) -> Answer<Vec<InspectionRow>> {
        let today = self.today().to_string();
        let mut rows = Vec::new();
        for entry in self.store.inspections(query).await? {
            let name = match names.get(&entry.project) {
                Some(name) => name.clone(),
                None => {
                    let hit = self.store.project(&who.sight, entry.project, &today);
                    let name = hit.await?.map_or_else(String::new, |hit| hit.entry.name);
                    names.insert(entry.project, name.clone());
                    name
                }
            };
            rows.push(self.inspection_row(entry, name).await?);
        }
        Ok(rows)
    }

    async fn inspection_row(
        &self,
        entry: InspectionEntry,
        project_name: String,
    ) -> Answer<InspectionRow> {
        let facts = self.store.delivery(entry.id.into()).await?;
        let unsent = facts.changes_unsent > 0 || facts.photos_unsent > 0 || facts.refused > 0;
        let state = match (entry.finished, entry.set_aside) {
            (true, _) if unsent => InspectionState::Finished,
            (true, _) => InspectionState::Filed,
            (false, true) => InspectionState::SetAside,
            (false, false) => InspectionState::InProgress,
        };
        let template = self
            .catalogue()
            .template_version(&entry.template, entry.template_version);
        Ok(InspectionRow {
            id: entry.id,
            project: entry.project,
            project_name,
            template_name: template.map_or_else(Text::default, |t| convert::text(&t.name)),
            template: entry.template,
            stage: entry.stage,
            state,
            delivery: delivery_of(&facts, entry.finished, entry.conflicts, false),
            answered: entry.answered,
            items: entry.items,
            failed: entry.failed,
            photos: entry.photos,
            conflicts: entry.conflicts,
            score: entry.score,
            started_by: PersonRef {
                id: entry.started_by,
                name: entry.started_by_name,
            },
            started_at: entry.started_at,
            changed_at: entry.changed_at,
        })
    }

    pub(crate) async fn today_view(&self, who: &Who) -> Answer<TodayView> {
        let today = self.today();
        let all = ProjectQuery {
            sight: who.sight.clone(),
            search: String::new(),
            stage: None,
            offset: 0,
            limit: MOST_ROWS,
        };
        let (hits, _) = self.store.projects(&all, &today.to_string()).await?;
        let mut names = hits
            .iter()
            .map(|hit| (hit.entry.id, hit.entry.name.clone()))
            .collect();
        let query = InspectionQuery {
            sight: who.sight.clone(),
            project: None,
            id: None,
            in_progress: true,
            search: String::new(),
            limit: TODAY_ROWS,
        };
        let mut in_progress = self.rows_of(who, &query, &mut names).await?;
        let mine = in_progress
            .iter()
            .position(|row| row.started_by.id == who.person.id);
        let resume = mine.map(|at| in_progress.remove(at));
        let resume_item = match &resume {
            Some(row) => self.store.setting(&last_item_name(row.id)).await?,
            None => None,
        };
        let open = FindingQuery {
            sight: who.sight.clone(),
            project: None,
            inspection: None,
            open: true,
            limit: 20,
        };
        let findings = self.store.findings(&open).await?;
        let templates = self.templates();
        let has_checks = |stage| templates.iter().any(|t| t.stages.contains(&stage));
        let to_check = hits.iter().filter(|hit| {
            hit.inspections_open == 0 && has_checks(hit.entry.stage) && who.inspects(&hit.entry)
        });
        Ok(TodayView {
            date: today.to_string(),
            working_day: self.catalogue().calendar.is_working_day(today),
            resume,
            resume_item,
            in_progress,
            to_check: to_check.map(|hit| row(who, hit)).collect(),
            findings: self.finding_rows(who, findings).await?,
            surveys: self.survey_rows(self.surveys_waiting(who).await?).await?,
            // The device adds what its queue holds; at the centre nothing waits.
            records_unsent: 0,
            photos_unsent: 0,
            bytes_unsent: 0,
        })
    }

    pub(crate) async fn inbox(&self, who: &Who) -> Answer<Vec<InboxRow>> {
        use handheld_contract::views::finding::FindingState;
        let mut lines = Vec::new();
        let query = InspectionQuery {
            sight: who.sight.clone(),
            project: None,
            id: None,
            in_progress: false,
            search: String::new(),
            limit: MOST_ROWS,
        };
        let today = self.today().to_string();
        for entry in self.store.inspections(&query).await? {
            let kinds = [
                (
                    InboxKind::Conflict,
                    entry.conflicts,
                    "项有不同答案",
                    "items with different answers",
                ),
                (
                    InboxKind::AfterFinishing,
                    entry.after_finishing,
                    "项在完成后送到",
                    "answers came after finishing",
                ),
            ];
            if entry.conflicts == 0 && entry.after_finishing == 0 {
                continue;
            }
            let hit = self.store.project(&who.sight, entry.project, &today);
            let name = hit.await?.map_or_else(String::new, |hit| hit.entry.name);
            let row = self.inspection_row(entry.clone(), name).await?;
            for (kind, number, zh, en) in kinds.into_iter().filter(|(_, number, _, _)| *number > 0)
            {
                lines.push(InboxRow {
                    kind,
                    target: InboxTarget::Inspection {
                        id: entry.id,
                        item: None,
                    },
                    title: Text {
                        zh: format!("{} · {}", row.project_name, row.template_name.zh),
                        en: format!("{} · {}", row.project_name, row.template_name.en),
                    },
                    detail: Text {
                        zh: format!("{number} {zh}"),
                        en: format!("{number} {en}"),
                    },
                    at: entry.changed_at.clone(),
                });
            }
        }
        let open = FindingQuery {
            sight: who.sight.clone(),
            project: None,
            inspection: None,
            open: true,
            limit: MOST_ROWS,
        };
        let findings = self.store.findings(&open).await?;
        for finding in self.finding_rows(who, findings).await? {
            let kind = match (finding.state, finding.working_days_left) {
                (FindingState::Replied, _) => InboxKind::FindingReplied,
                (_, left) if left < 0 => InboxKind::FindingOverdue,
                (_, left) if left <= 3 => InboxKind::FindingDue,
                _ => continue,
            };
            lines.push(InboxRow {
                kind,
                target: InboxTarget::Finding { id: finding.id },
                title: finding.title,
                detail: Text {
                    zh: finding.project_name.clone(),
                    en: finding.project_name,
                },
                at: finding.due,
            });
        }
        lines.extend(self.survey_lines(who).await?);
        Ok(lines)
    }
}
