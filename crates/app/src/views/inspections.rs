//! An inspection as a screen shows it.

use std::collections::BTreeMap;

use handheld_contract::views::inspection::*;
use handheld_contract::views::{Delivery, Text};
use handheld_contract::{Code, FindingId, InspectionId, PhotoId, Problem};
use handheld_domain::checklist::{self, Template};
use handheld_domain::inspection::readiness::{lacks_of, progress_of, takes_part};
use handheld_domain::inspection::{guarantee_margin, progress, score_sheet};
use handheld_records::record::{AnswerRecord, PhotoRecord};
use handheld_records::shape::EntryKind;
use handheld_store::records::{
    DeliveryFacts, FindingQuery, InspectionQuery, ProjectHit, Records, Sight,
};

use crate::opened::{Inspected, Opened};
use crate::{Answer, App, Who, convert, index};

/// An inspection opened together with everything that its view needs.
pub(crate) struct Seen<'c> {
    pub(crate) opened: Opened,
    pub(crate) inspected: Inspected,
    pub(crate) template: &'c Template,
    pub(crate) project: ProjectHit,
    pub(crate) delivery: DeliveryFacts,
    pub(crate) findings: BTreeMap<String, Vec<FindingId>>,
}

/// The way of a record to the centre, from what the store knows and what the record says of itself.
pub(crate) fn delivery_of(
    facts: &DeliveryFacts,
    finished: bool,
    conflicts: u32,
    journal: bool,
) -> Delivery {
    let unsent = facts.changes_unsent > 0 || facts.photos_unsent > 0 || journal;
    if facts.refused > 0 || conflicts > 0 {
        Delivery::NeedsAttention
    } else if finished && !unsent {
        Delivery::Filed
    } else if finished {
        Delivery::Finished
    } else if journal {
        Delivery::Draft
    } else if unsent {
        Delivery::Queued
    } else {
        Delivery::Draft
    }
}

impl<S: Records> App<S> {
    /// Opens an inspection that the person may see; everything else is not found (A04).
    pub(crate) async fn see(&self, who: &Who, id: InspectionId) -> Answer<Seen<'static>> {
        let missing = || who.not_found("检查", "inspection");
        let query = InspectionQuery {
            sight: who.sight.clone(),
            project: None,
            id: Some(id),
            in_progress: false,
            search: String::new(),
            limit: 1,
        };
        let entry = self
            .store
            .inspections(&query)
            .await?
            .into_iter()
            .next()
            .ok_or_else(missing)?;
        let opened = self.open(id.into(), who.actor).await?.ok_or_else(missing)?;
        let inspected = Inspected::read(&opened.current);
        let template = index::template_of(self.catalogue(), &inspected).ok_or_else(|| {
            let given = format!("{} v{}", entry.template, entry.template_version);
            Problem::new(Code::UnknownName)
                .with("what", who.lang.pick("模板", "template"))
                .with("given", given)
        })?;
        let today = self.today().to_string();
        let project = self
            .store
            .project(&Sight::All, entry.project, &today)
            .await?
            .ok_or_else(missing)?;
        let findings = self
            .store
            .findings(&FindingQuery {
                sight: who.sight.clone(),
                project: Some(entry.project),
                inspection: Some(id),
                open: false,
                limit: 10_000,
            })
            .await?;
        let mut by_item: BTreeMap<String, Vec<FindingId>> = BTreeMap::new();
        for finding in findings {
            by_item.entry(finding.item).or_default().push(finding.id);
        }
        let delivery = self.store.delivery(id.into()).await?;
        Ok(Seen {
            opened,
            inspected,
            template,
            project,
            delivery,
            findings: by_item,
        })
    }

    /// The view of one inspection.
    pub(crate) async fn inspection(&self, who: &Who, id: InspectionId) -> Answer<InspectionView> {
        let seen = self.see(who, id).await?;
        let last_item = self.store.setting(&last_item_name(id)).await?;
        Ok(seen.view(who, last_item))
    }
}

pub(crate) fn last_item_name(id: InspectionId) -> String {
    format!("last-item/{id}")
}

impl Seen<'_> {
    pub(crate) fn id(&self) -> InspectionId {
        self.opened.doc.into()
    }

    pub(crate) fn state(&self) -> InspectionState {
        use handheld_domain::inspection::InspectionState as State;
        match self.inspected.state {
            State::InProgress => InspectionState::InProgress,
            State::SetAside => InspectionState::SetAside,
            State::Finished if self.filed() => InspectionState::Filed,
            State::Finished => InspectionState::Finished,
        }
    }

    /// Finished, and a signed receipt names every change and every photo.
    pub(crate) fn filed(&self) -> bool {
        let facts = &self.delivery;
        self.inspected.state == handheld_domain::inspection::InspectionState::Finished
            && facts.changes_unsent == 0
            && facts.photos_unsent == 0
            && facts.refused == 0
            && self.opened.journal.is_empty()
    }

    pub(crate) fn row(&self) -> InspectionRow {
        let read = &self.inspected;
        let done = progress(self.template, &read.answers, &read.photographed);
        let conflicts = u32::try_from(done.conflicts).unwrap_or(u32::MAX);
        let meta = read.record.common.meta.as_ref().map(|meta| &meta.value);
        let finished = read.state == handheld_domain::inspection::InspectionState::Finished;
        InspectionRow {
            id: self.id(),
            project: self.project.entry.id,
            project_name: self.project.entry.name.clone(),
            template: self.template.code.clone(),
            template_name: convert::text(&self.template.name),
            stage: meta
                .and_then(|m| m.stage)
                .unwrap_or(self.project.entry.stage),
            state: self.state(),
            delivery: delivery_of(
                &self.delivery,
                finished,
                conflicts,
                !self.opened.journal.is_empty(),
            ),
            answered: u32::try_from(done.answered).unwrap_or(u32::MAX),
            items: u32::try_from(done.items).unwrap_or(u32::MAX),
            failed: u32::try_from(done.failed).unwrap_or(u32::MAX),
            photos: read.photo_count(),
            conflicts,
            score: self.score().map(|score| score.total),
            started_by: read.started_by(),
            started_at: read.started_at(),
            changed_at: read.changed_at(),
        }
    }

    pub(crate) fn score(&self) -> Option<ScoreView> {
        let card = index::scored(self.template, &self.inspected)?;
        let word = |lang| card.grade.word(lang).to_owned();
        let grade = Text {
            zh: word(handheld_domain::Lang::Zh),
            en: word(handheld_domain::Lang::En),
        };
        Some(ScoreView {
            total: convert::number(card.total),
            grade,
            zero_tables: card.zero_tables,
        })
    }

    pub(crate) fn section(&self, section: &checklist::Section) -> SectionView {
        let read = &self.inspected;
        let done = progress_of(section, &read.answers, &read.photographed);
        let sheet = score_sheet(self.template, &read.answers);
        let checked = takes_part(section, &read.answers, &read.photographed);
        let card = index::scored(self.template, read);
        SectionView {
            code: section.code.clone(),
            name: convert::text(&section.name),
            items: u32::try_from(section.items.len()).unwrap_or(u32::MAX),
            answered: u32::try_from(done.answered).unwrap_or(u32::MAX),
            checked,
            score: card
                .and_then(|card| card.sub_scores.get(&section.code).copied())
                .map(convert::number),
            margin: guarantee_margin(self.template, &section.code, &sheet)
                .map(convert::number)
                .filter(|_| checked),
        }
    }

    pub(crate) fn item(
        &self,
        who: &Who,
        section: &checklist::Section,
        item: &checklist::Item,
    ) -> ItemView {
        let read = &self.inspected;
        let lacks = lacks_of(item, &read.answers, &read.photographed);
        let answers = self.answers(item);
        let in_conflict = index::conflicting(self.template, read, &item.id);
        let state = if in_conflict {
            ItemState::Conflict
        } else if lacks.contains(&handheld_domain::inspection::Lack::Answer) {
            ItemState::Unanswered
        } else if lacks.is_empty() {
            ItemState::Done
        } else {
            ItemState::Lacking
        };
        let (max, guarantee) = match &item.kind {
            checklist::ItemKind::Score { max, guarantee } => {
                (Some(convert::number(*max)), *guarantee)
            }
            _ => (None, false),
        };
        let rule = match &item.kind {
            checklist::ItemKind::Number(rule) => rule.clone(),
            _ => checklist::NumberRule::default(),
        };
        let options = match &item.kind {
            checklist::ItemKind::Choice { options } => {
                options.iter().map(|o| convert::text(&o.label)).collect()
            }
            _ => Vec::new(),
        };
        ItemView {
            id: item.id.clone(),
            section: section.code.clone(),
            title: convert::text(&item.name),
            check: item.check.as_ref().map(convert::text).unwrap_or_default(),
            clause: item.clause.clone(),
            kind: convert::kind(&item.kind),
            severity: convert::severity(item.severity),
            max,
            guarantee,
            unit: who.lang.pick(rule.unit.zh, rule.unit.en),
            at_least: rule.min.map(convert::number),
            at_most: rule.max.map(convert::number),
            against_design: rule.compare.map(convert::against_design),
            options,
            photo: convert::photo_rule(item.photo),
            state,
            answer: answers.first().cloned(),
            conflict: if in_conflict { answers } else { Vec::new() },
            photos: self.photos(|photo| {
                !photo.removed && photo.held.value.item.as_deref() == Some(&item.id)
            }),
            findings: self.findings.get(&item.id).cloned().unwrap_or_default(),
            lacks: lacks.into_iter().map(convert::lack).collect(),
        }
    }

    fn answers(&self, item: &checklist::Item) -> Vec<AnswerView> {
        let standing = self
            .inspected
            .record
            .answers
            .get(&item.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        standing
            .iter()
            .filter_map(|record| self.answer(item, record))
            .collect()
    }

    fn answer(&self, item: &checklist::Item, record: &AnswerRecord) -> Option<AnswerView> {
        let value = &record.held.value;
        let input = value.v.clone()?;
        let judged = convert::answer(&input)?;
        let points = match &item.kind {
            checklist::ItemKind::Score { max, .. } => judged.points_kept(*max).map(convert::number),
            _ => None,
        };
        let recorded = handheld_domain::inspection::Recorded {
            answer: judged.clone(),
            note: value.n.clone(),
            known_to: record.known_to.clone(),
        };
        Some(AnswerView {
            answer_id: value.id.clone(),
            answer: input,
            note: value.n.clone(),
            points,
            verdict: convert::verdict(judged.verdict(item)),
            by: value.by.clone(),
            at: value.at.clone(),
            after_finishing: self.inspected.is_after_finishing(&recorded),
        })
    }

    pub(crate) fn photos(&self, wanted: impl Fn(&PhotoRecord) -> bool) -> Vec<PhotoView> {
        let chosen = self
            .inspected
            .record
            .photos
            .iter()
            .filter(|(_, photo)| wanted(photo));
        chosen
            .map(|(id, photo)| photo_view(*id, photo, &self.delivery))
            .collect()
    }

    pub(crate) fn view(&self, who: &Who, last_item: Option<String>) -> InspectionView {
        let read = &self.inspected;
        let meta = read.record.common.meta.as_ref().map(|meta| &meta.value);
        let sections: Vec<SectionView> = self
            .template
            .sections
            .iter()
            .map(|s| self.section(s))
            .collect();
        let items = self
            .template
            .sections
            .iter()
            .flat_map(|s| s.items.iter().map(move |i| (s, i)));
        let missing = read
            .blocking(self.template)
            .into_iter()
            .map(|missing| MissingRow {
                title: self
                    .template
                    .item(&missing.item)
                    .map_or_else(Text::default, |i| convert::text(&i.name)),
                item: missing.item,
                lack: convert::lack(missing.lack),
            });
        let standing = handheld_domain::inspection::standing_finishes(&read.entries);
        let finish = read.record.common.entries.iter().find(|e| {
            e.held.value.kind == EntryKind::Finished && standing.contains(&e.id.as_str())
        });
        let state = self.state();
        let inspects = who.inspects(&self.project.entry);
        InspectionView {
            row: self.row(),
            template_version: self.template.version,
            standard: who.lang.pick(
                self.template.standard.zh.clone(),
                self.template.standard.en.clone(),
            ),
            sections,
            items: items.map(|(s, i)| self.item(who, s, i)).collect(),
            tray: self.photos(|photo| !photo.removed && photo.held.value.item.is_none()),
            removed_photos: self.photos(|photo| photo.removed),
            score: self.score(),
            missing: missing.collect(),
            finished_at: finish.map(|e| e.held.value.at.clone()),
            finished_by: finish.map(|e| e.held.value.by.clone()),
            filed_at: self
                .delivery
                .receipt_at_ms
                .filter(|_| self.filed())
                .map(crate::rfc3339),
            last_item,
            may_answer: inspects && state == InspectionState::InProgress,
            may_reopen: inspects && state == InspectionState::Finished,
            corrects: meta.and_then(|m| m.corrects),
        }
    }
}

/// A photo as a screen shows it.
pub(crate) fn photo_view(id: PhotoId, photo: &PhotoRecord, facts: &DeliveryFacts) -> PhotoView {
    let value = &photo.held.value;
    PhotoView {
        id,
        sha256: value.sha256,
        item: value.item.clone(),
        width: value.w,
        height: value.h,
        bytes: value.bytes,
        source: value.source,
        taken_at: value.taken_at.clone(),
        sequence: value.seq,
        position: value.position.clone(),
        by: value.by.clone(),
        note: value.note.clone(),
        delivery: if facts.photos_unsent == 0 {
            Delivery::Filed
        } else {
            Delivery::Queued
        },
        here: true,
        removed: photo.removed,
    }
}
