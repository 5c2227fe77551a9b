//! Index rows of a document, made from the document and the catalogue alone: `store rebuild` makes the same rows again.

use handheld_catalogue::Catalogue;
use handheld_contract::views::Stage;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{DocId, FindingId, InspectionId, OrganisationId, PersonId, ProjectId};
use handheld_domain::checklist::{Template, Verdict};
use handheld_domain::finding::{Act, status};
use handheld_domain::inspection::{in_conflict, progress, score_sheet};
use handheld_records::Document;
use handheld_records::record::{Common, FindingRecord, ProjectRecord};
use handheld_records::shape::AssignedKind;
use handheld_store::index::{FindingEntry, IndexRows, InspectionEntry, PhotoEntry, ProjectEntry};

use crate::convert;
use crate::opened::Inspected;

/// The index rows of a document.
pub fn rows(catalogue: &Catalogue, doc: DocId, kind: DocKind, document: &Document) -> IndexRows {
    match kind {
        DocKind::Project => IndexRows::Project(project(doc.into(), &ProjectRecord::read(document))),
        DocKind::Inspection => {
            let inspected = Inspected::read(document);
            let template = template_of(catalogue, &inspected);
            IndexRows::Inspection(
                inspection(doc.into(), &inspected, template),
                photos(&inspected),
            )
        }
        DocKind::Finding => IndexRows::Finding(finding(
            catalogue,
            doc.into(),
            &FindingRecord::read(document),
        )),
    }
}

/// The kind that a document says it is; none when its first change has not come.
pub fn kind_of(document: &Document) -> Option<DocKind> {
    FindingRecord::read(document)
        .common
        .meta
        .map(|meta| meta.value.kind)
}

/// The project that a document says it belongs to.
pub fn project_of(document: &Document) -> Option<ProjectId> {
    FindingRecord::read(document)
        .common
        .meta
        .map(|meta| meta.value.project)
}

pub(crate) fn template_of<'c>(
    catalogue: &'c Catalogue,
    inspected: &Inspected,
) -> Option<&'c Template> {
    let (code, version) = inspected.template()?;
    catalogue.template_version(code, version)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn project(id: ProjectId, record: &ProjectRecord) -> ProjectEntry {
    let owner = record.owner();
    let on = |kind: AssignedKind| {
        record
            .assignments
            .iter()
            .filter(move |a| a.held.value.kind == kind && a.held.value.on)
    };
    let mut organisations: Vec<OrganisationId> = owner.iter().map(|o| o.id).collect();
    organisations.extend(on(AssignedKind::Organisation).map(|a| OrganisationId(a.id)));
    organisations.sort();
    organisations.dedup();
    let mut people: Vec<PersonId> = on(AssignedKind::Person).map(|a| PersonId(a.id)).collect();
    people.sort();
    people.dedup();
    let owner_name = owner.as_ref().map_or_else(String::new, |o| o.name.clone());
    let mut search = vec![
        record.name(),
        record.code(),
        record.district(),
        record.address(),
        owner_name.clone(),
    ];
    search.extend(on(AssignedKind::Organisation).map(|a| a.held.value.name.clone()));
    search.dedup();
    ProjectEntry {
        id,
        code: record.code(),
        name: record.name(),
        stage: record.stage().unwrap_or(Stage::Registration),
        district: record.district(),
        address: record.address(),
        owner: owner.map(|o| o.id),
        owner_name,
        organisations,
        people,
        search: search.join("\n"),
    }
}

/// The total of a scored inspection, when anything of it was checked.
pub(crate) fn scored(
    template: &Template,
    inspected: &Inspected,
) -> Option<handheld_domain::score::Scorecard> {
    template.scoring.as_ref()?;
    let sheet = score_sheet(template, &inspected.answers);
    handheld_domain::score::score(template, &sheet).ok()
}

fn inspection(
    id: InspectionId,
    inspected: &Inspected,
    template: Option<&Template>,
) -> InspectionEntry {
    use handheld_domain::inspection::InspectionState as State;
    let meta = inspected
        .record
        .common
        .meta
        .as_ref()
        .map(|meta| &meta.value);
    let by = inspected.started_by();
    let items = template
        .map(|t| progress(t, &inspected.answers, &inspected.photographed))
        .unwrap_or_default();
    let late = inspected
        .answers
        .values()
        .filter(|all| all.iter().any(|one| inspected.is_after_finishing(one)));
    let notes = inspected
        .record
        .answers
        .values()
        .flatten()
        .map(|answer| answer.held.value.n.as_str());
    let mut search: Vec<&str> = notes.filter(|note| !note.is_empty()).collect();
    if let Some(template) = template {
        search.extend([template.name.zh.as_str(), template.name.en.as_str()]);
    }
    InspectionEntry {
        id,
        project: meta.map_or(ProjectId(uuid::Uuid::nil()), |m| m.project),
        template: inspected
            .template()
            .map_or_else(String::new, |(code, _)| code.to_owned()),
        template_version: inspected.template().map_or(0, |(_, version)| version),
        stage: meta.and_then(|m| m.stage).unwrap_or(Stage::Construction),
        finished: inspected.state == State::Finished,
        set_aside: inspected.state == State::SetAside,
        answered: count(items.answered),
        items: count(items.items),
        failed: count(items.failed),
        photos: inspected.photo_count(),
        conflicts: count(items.conflicts),
        after_finishing: count(late.count()),
        score: template
            .and_then(|t| scored(t, inspected))
            .map(|card| convert::number(card.total)),
        started_by: by.id,
        started_by_name: by.name,
        started_at: inspected.started_at(),
        changed_at: inspected.changed_at(),
        search: search.join("\n"),
    }
}

fn photos(inspected: &Inspected) -> Vec<PhotoEntry> {
    let entry = |(id, photo): (
        &handheld_contract::PhotoId,
        &handheld_records::record::PhotoRecord,
    )| PhotoEntry {
        id: *id,
        sha256: photo.held.value.sha256,
        bytes: photo.held.value.bytes,
        item: photo.held.value.item.clone(),
        removed: photo.removed,
    };
    inspected.record.photos.iter().map(entry).collect()
}

/// The acts of a finding in the domain's terms.
pub(crate) fn acts(common: &Common) -> Vec<Act> {
    common
        .entries
        .iter()
        .filter_map(|entry| {
            let value = &entry.held.value;
            Some(Act {
                id: entry.id.clone(),
                kind: convert::act_of_entry(value.kind)?,
                names: value.of.clone(),
                by: value.by.id.to_string(),
                due: value.due.as_deref().and_then(|due| due.parse().ok()),
            })
        })
        .collect()
}

fn finding(catalogue: &Catalogue, id: FindingId, record: &FindingRecord) -> FindingEntry {
    use handheld_contract::views::inspection::Severity;
    use handheld_records::shape::EntryKind;
    let meta = record.common.meta.as_ref().map(|meta| &meta.value);
    let raised = record
        .common
        .entries
        .iter()
        .map(|e| &e.held.value)
        .find(|e| e.kind == EntryKind::Raised);
    let status = status(&acts(&record.common));
    let item = meta.and_then(|m| m.item.clone()).unwrap_or_default();
    let template = meta.and_then(|m| m.template.as_ref());
    let name = template
        .and_then(|t| catalogue.template_version(&t.code, t.version))
        .and_then(|t| t.item(&item))
        .map(|i| convert::text(&i.name))
        .unwrap_or_default();
    let note = raised.map_or_else(String::new, |r| r.note.clone());
    FindingEntry {
        id,
        project: meta.map_or(ProjectId(uuid::Uuid::nil()), |m| m.project),
        inspection: meta
            .and_then(|m| m.inspection)
            .unwrap_or(InspectionId(uuid::Uuid::nil())),
        number: meta.and_then(|m| m.number.clone()).unwrap_or_default(),
        severity: raised.and_then(|r| r.severity).unwrap_or(Severity::Major),
        state: convert::finding_state(status.state),
        due: status.due.map_or_else(String::new, |due| due.to_string()),
        search: [note.as_str(), &name.zh, &name.en, &item].join("\n"),
        item,
        note,
        title_zh: name.zh,
        title_en: name.en,
    }
}

/// Whether an item of an inspection failed, or lost points, by any answer that stands.
pub(crate) fn failed(template: &Template, inspected: &Inspected, item: &str) -> bool {
    let (Some(rule), Some(all)) = (template.item(item), inspected.answers.get(item)) else {
        return false;
    };
    all.iter()
        .any(|one| one.answer.verdict(rule) == Verdict::Fail)
}

pub(crate) fn conflicting(template: &Template, inspected: &Inspected, item: &str) -> bool {
    let (Some(rule), Some(all)) = (template.item(item), inspected.answers.get(item)) else {
        return false;
    };
    in_conflict(rule, all)
}
