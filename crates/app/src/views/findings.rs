//! Findings as screens show them.

use chrono::Datelike;
use handheld_contract::FindingId;
use handheld_contract::command::ListFindings;
use handheld_contract::views::Text;
use handheld_contract::views::finding::*;
use handheld_domain::finding::{ActKind, status};
use handheld_records::record::FindingRecord;
use handheld_store::index::FindingEntry;
use handheld_store::records::{FindingQuery, InspectionQuery, Records};

use super::inspections::delivery_of;
use crate::opened::Opened;
use crate::{Answer, App, Who, convert, index};

impl<S: Records> App<S> {
    pub(crate) async fn findings(&self, who: &Who, asked: ListFindings) -> Answer<Vec<FindingRow>> {
        let query = FindingQuery {
            sight: who.sight.clone(),
            project: asked.project,
            inspection: None,
            open: asked.open,
            limit: 1_000,
        };
        let entries = self.store.findings(&query).await?;
        self.finding_rows(who, entries).await
    }

    pub(crate) async fn finding_rows(
        &self,
        who: &Who,
        entries: Vec<FindingEntry>,
    ) -> Answer<Vec<FindingRow>> {
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            rows.push(self.finding_row(who, entry).await?);
        }
        Ok(rows)
    }

    async fn finding_row(&self, who: &Who, entry: FindingEntry) -> Answer<FindingRow> {
        let today = self.today();
        let project = self
            .store
            .project(&who.sight, entry.project, &today.to_string())
            .await?;
        let facts = self.store.delivery(entry.id.into()).await?;
        let calendar = &self.catalogue().calendar;
        let due: Option<chrono::NaiveDate> = entry.due.parse().ok();
        let left = due.and_then(|due| calendar.working_days_left(today, due).ok());
        let working_days_left = left.and_then(|left| i32::try_from(left).ok()).unwrap_or(0);
        // A date in a year without an official notice may still move.
        let official =
            due.is_some_and(|due| calendar.official_years().any(|year| year == due.year()));
        let provisional = !official;
        Ok(FindingRow {
            id: entry.id,
            number: entry.number,
            project: entry.project,
            project_name: project.map_or_else(String::new, |p| p.entry.name),
            inspection: entry.inspection,
            item: entry.item,
            title: Text {
                zh: entry.title_zh,
                en: entry.title_en,
            },
            note: entry.note,
            severity: entry.severity,
            state: entry.state,
            due: entry.due,
            working_days_left,
            provisional,
            delivery: delivery_of(&facts, true, 0, false),
        })
    }

    /// Opens a finding that the person may see.
    pub(crate) async fn see_finding(
        &self,
        who: &Who,
        id: FindingId,
    ) -> Answer<(Opened, FindingRecord, FindingEntry)> {
        let missing = || who.not_found("问题", "finding");
        let opened = self.open(id.into(), who.actor).await?.ok_or_else(missing)?;
        let record = FindingRecord::read(&opened.current);
        let project = record
            .common
            .meta
            .as_ref()
            .map(|meta| meta.value.project)
            .ok_or_else(missing)?;
        let query = FindingQuery {
            sight: who.sight.clone(),
            project: Some(project),
            inspection: None,
            open: false,
            limit: 10_000,
        };
        let entry = self
            .store
            .findings(&query)
            .await?
            .into_iter()
            .find(|f| f.id == id)
            .ok_or_else(missing)?;
        Ok((opened, record, entry))
    }

    pub(crate) async fn finding(&self, who: &Who, id: FindingId) -> Answer<FindingView> {
        let (_, record, entry) = self.see_finding(who, id).await?;
        let acts = index::acts(&record.common);
        let template = record
            .common
            .meta
            .as_ref()
            .and_then(|meta| meta.value.template.as_ref());
        let clause = template
            .and_then(|t| self.catalogue().template_version(&t.code, t.version))
            .and_then(|t| t.item(&entry.item))
            .map_or_else(String::new, |item| item.clause.clone());
        let photos = match self.see(who, entry.inspection).await {
            Ok(seen) => {
                seen.photos(|p| !p.removed && p.held.value.item.as_deref() == Some(&entry.item))
            }
            Err(_) => Vec::new(),
        };
        let views = record.common.entries.iter().filter_map(|e| {
            Some(FindingActView {
                kind: convert::act_view(convert::act_of_entry(e.held.value.kind)?),
                by: e.held.value.by.clone(),
                at: e.held.value.at.clone(),
                note: e.held.value.note.clone(),
            })
        });
        let views = views.collect();
        let may = self.may_act(who, &entry, &acts).await?;
        Ok(FindingView {
            row: self.finding_row(who, entry).await?,
            clause,
            acts: views,
            photos,
            may,
        })
    }

    /// The acts that follow from the state and that this person's role allows.
    pub(crate) async fn may_act(
        &self,
        who: &Who,
        entry: &FindingEntry,
        acts: &[handheld_domain::finding::Act],
    ) -> Answer<Vec<FindingActKind>> {
        use handheld_contract::views::Role;
        let hit = self.project_hit(who, entry.project).await?;
        let inspects = who.inspects(&hit.entry);
        let replies =
            matches!(who.role, Role::Owner | Role::Contractor) && who.assigned(&hit.entry);
        let state = status(acts);
        let allowed = |kind: ActKind| match kind {
            ActKind::Raised => false,
            ActKind::Replied => replies || inspects,
            _ => inspects,
        };
        let every = [
            ActKind::Replied,
            ActKind::Closed,
            ActKind::Failed,
            ActKind::Reopened,
            ActKind::Withdrawn,
            ActKind::Restored,
        ];
        let mut may = Vec::new();
        for kind in every
            .into_iter()
            .filter(|kind| allowed(*kind) && state.check(*kind).is_ok())
        {
            if kind == ActKind::Closed && !self.may_close(who, entry, acts).await? {
                continue;
            }
            may.push(convert::act_view(kind));
        }
        Ok(may)
    }

    /// Whoever raised a finding alone does not close it alone.
    pub(crate) async fn may_close(
        &self,
        who: &Who,
        entry: &FindingEntry,
        acts: &[handheld_domain::finding::Act],
    ) -> Answer<bool> {
        let query = InspectionQuery {
            sight: who.sight.clone(),
            project: None,
            id: Some(entry.inspection),
            in_progress: false,
            search: String::new(),
            limit: 1,
        };
        let started = self.store.inspections(&query).await?;
        let mut inspectors: Vec<String> =
            started.iter().map(|i| i.started_by.to_string()).collect();
        if let Some(opened) = self.open(entry.inspection.into(), who.actor).await? {
            let read = crate::opened::Inspected::read(&opened.current);
            inspectors.extend(
                read.record
                    .answers
                    .values()
                    .flatten()
                    .map(|a| a.held.value.by.id.to_string()),
            );
        }
        Ok(
            handheld_domain::finding::check_closer(acts, &inspectors, &who.person.id.to_string())
                .is_ok(),
        )
    }
}
