//! Index rows of a document, made from the document and the catalogue alone: `store rebuild` makes the same rows again.

use handheld_catalogue::Catalogue;
use handheld_contract::views::Stage;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{
    CaseId, DocId, FindingId, InspectionId, OrganisationId, PersonId, PhotoId, ProjectId, SurveyId,
};
use handheld_domain::approval::{Clock, Stand};
use handheld_domain::checklist::{Template, Verdict};
use handheld_domain::finding::{Act, status};
use handheld_domain::inspection::{in_conflict, progress, score_sheet};
use handheld_records::Document;
use handheld_records::record::{CaseRecord, Common, FindingRecord, ProjectRecord, SurveyRecord};
use handheld_records::shape::AssignedKind;
use handheld_store::index::{
    CaseEntry, FindingEntry, IndexRows, InspectionEntry, PhotoEntry, ProjectApprovals,
    ProjectEntry, SurveyEntry, SurveyWaits,
};

use crate::cases::{Case, state_view};
use crate::convert;
use crate::opened::Inspected;
use crate::surveys::{self, Survey};

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
        DocKind::Case => case(catalogue, doc.into(), document),
        DocKind::Survey => survey(catalogue, doc.into(), document),
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
        approvals: Box::new(approvals(record)),
        search: search.join("\n"),
    }
}

/// What the approvals of a project follow.
fn approvals(record: &ProjectRecord) -> ProjectApprovals {
    ProjectApprovals {
        procedure: record.field("procedure").unwrap_or_default(),
        conditions: record.field("conditions").unwrap_or_default(),
        green_channel: record.field::<Option<_>>("green_channel").flatten(),
        milestones: record.field("milestones").unwrap_or_default(),
        exceptions: record.field("exceptions").unwrap_or_default(),
        design: record.field::<Option<_>>("design").flatten(),
        park: record.field("park").unwrap_or_default(),
        promises: record.field("promises").unwrap_or_default(),
    }
}

/// The rows of a case, and of its files, which are carried and read like photos.
fn case(catalogue: &Catalogue, id: CaseId, document: &Document) -> IndexRows {
    let record = CaseRecord::read(document);
    let files = record.given.iter().map(|file| PhotoEntry {
        id: PhotoId(file.id),
        sha256: file.held.value.sha256,
        bytes: file.held.value.bytes,
        item: Some(file.held.value.material.to_string()),
        removed: false,
    });
    let files = files.collect();
    let project = record.common.meta.as_ref().map(|meta| meta.value.project);
    let entry = match Case::from_record(catalogue, record) {
        Some(case) => case_entry(catalogue, id, &case),
        // Of a catalogue that this version does not have: kept, and listed as nothing.
        None => CaseEntry::unread(id, project.unwrap_or(ProjectId(uuid::Uuid::nil()))),
    };
    IndexRows::Case(Box::new(entry), files)
}

fn case_entry(catalogue: &Catalogue, id: CaseId, case: &Case) -> CaseEntry {
    let (head, state, meta) = (&case.head, &case.state, &case.meta);
    let text = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
    // Dates as of the last day on which the clock ran; while handed in, those that silence would make.
    let mut read = state.clone();
    read.stops.retain(|stop| stop.to.is_some());
    if read.stand == Stand::Submitted && read.silence_ends.is_some() {
        read.accepted = read.received;
        read.stand = Stand::Running;
    }
    let on = read
        .decided
        .as_ref()
        .map(|d| d.on)
        .or(read.ended)
        .or(read.accepted);
    let clock = on.and_then(|on| {
        Clock::read(head, &read, &catalogue.approvals, &catalogue.calendar, on).ok()
    });
    let clock = clock.unwrap_or_default();
    let matter = catalogue.matter(&meta.matter);
    let mut offices = vec![head.department.clone()];
    let delegated = catalogue.approvals.delegations.iter().filter(|d| {
        d.from == head.department
            && d.matters.contains(&head.matter)
            && d.procedures.contains(&head.procedure)
    });
    offices.extend(delegated.map(|d| d.to.clone()));
    let granted_or_refused = matches!(state.stand, Stand::Granted | Stand::Refused);
    let number = case.number();
    let stated = case.record.acts.iter().rev();
    let search = [
        number.as_str(),
        matter.map_or("", |m| &m.name.zh),
        matter.map_or("", |m| &m.name.en),
        &meta.matter,
        &meta.project_name,
        &meta.owner.name,
    ]
    .join("\n");
    let post_check_due = state
        .post_check_due
        .filter(|_| state.post_check.is_none() && state.stand == Stand::Granted);
    CaseEntry {
        id,
        project: case
            .record
            .common
            .meta
            .as_ref()
            .map_or(ProjectId(uuid::Uuid::nil()), |m| m.value.project),
        matter: meta.matter.clone(),
        procedure: meta.procedure.clone(),
        version: meta.catalogue.clone(),
        offices,
        declaration: Some(meta.declaration.clone()),
        group: meta.group.clone(),
        green_channel: meta.green_channel,
        commitment: meta.commitment,
        pre_review: meta.pre_review,
        state: state_view(state.stand),
        open: !state.stand.is_final(),
        to_deliver: granted_or_refused && state.delivered.is_none() && head.kind.is_government(),
        post_check_due: text(post_check_due),
        submitted: text(state.submitted),
        silence_ends: text(
            state
                .silence_ends
                .filter(|_| state.stand == Stand::Submitted),
        ),
        accepted: text(read.accepted),
        stopped: text(state.open_stop().map(|stop| stop.from)).filter(|_| !state.stand.is_final()),
        yellow_from: text(clock.yellow_from),
        promised_due: text(clock.promised_due),
        legal_due: text(clock.legal_due),
        decided: text(state.decided.as_ref().map(|d| d.on).or(state.ended)),
        used: state.decided.as_ref().map(|_| clock.used),
        corrected: state.correction.is_some(),
        delivered: text(state.delivered),
        pending: count(state.pending.len()),
        lacking: matter.map(|m| case.lacking(m)).unwrap_or_default(),
        changed_on: text(state.last).unwrap_or_default(),
        project_name: meta.project_name.clone(),
        owner_name: meta.owner.name.clone(),
        stated_due: stated
            .filter_map(|act| act.held.value.stated_due.clone())
            .next(),
        meta: serde_json::to_value(meta).unwrap_or_default(),
        facts: serde_json::to_value(state).unwrap_or_default(),
        number,
        search,
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

/// The rows of a survey, and of its photos and files, which are carried and read alike.
fn survey(catalogue: &Catalogue, id: SurveyId, document: &Document) -> IndexRows {
    let record = SurveyRecord::read(document);
    let photos = record.photos.iter().map(|(id, photo)| PhotoEntry {
        id: *id,
        sha256: photo.held.value.sha256,
        bytes: photo.held.value.bytes,
        item: photo.held.value.item.clone(),
        removed: photo.removed,
    });
    // With the points taken over from it a file in a local system would give the parameters away: it stays where it was taken in.
    let carried = record.files.iter();
    let carried = carried.filter(|file| file.held.value.local_system.is_none());
    let files = carried.map(|file| PhotoEntry {
        id: PhotoId(file.id),
        sha256: file.held.value.sha256,
        bytes: file.held.value.bytes,
        item: None,
        removed: false,
    });
    let kept = photos.chain(files).collect();
    let project = record.common.meta.as_ref().map(|meta| meta.value.project);
    let entry = match Survey::from_record(catalogue, record) {
        Some(survey) => survey_entry(id, &survey),
        // Of a kind that this catalogue does not have: kept, and listed as nothing.
        None => SurveyEntry::unread(id, project.unwrap_or(ProjectId(uuid::Uuid::nil()))),
    };
    IndexRows::Survey(Box::new(entry), kept)
}

/// The index row of a survey that can be read here.
pub(crate) fn survey_entry(id: SurveyId, survey: &Survey<'_>) -> SurveyEntry {
    use handheld_domain::survey::task::TaskState;
    let (meta, kind, standing) = (&survey.meta, survey.kind, &survey.standing);
    let head = survey.record.common.meta.as_ref().map(|meta| &meta.value);
    let waits = match (standing.state, standing.stale) {
        (TaskState::Signed, None) => SurveyWaits::Office,
        (TaskState::Accepted, None) => SurveyWaits::Nobody,
        _ => SurveyWaits::Unit,
    };
    let number = survey.number();
    let search = [
        number.as_str(),
        &kind.name.zh,
        &kind.name.en,
        &meta.project_name,
        &meta.unit.name,
        &meta.note,
    ]
    .join("\n");
    SurveyEntry {
        id,
        project: head.map_or(ProjectId(uuid::Uuid::nil()), |head| head.project),
        project_name: meta.project_name.clone(),
        kind: kind.key.clone(),
        contract_stage: surveys::contract_stage(kind.contract_stage),
        stage: convert::stage(kind.stage),
        matter: kind.matter.clone().unwrap_or_default(),
        office: kind.office.clone(),
        unit: meta.unit.clone(),
        state: surveys::state_view(standing.state),
        stale: standing.stale.is_some(),
        verdict: survey.verdict.map(surveys::verdict_view),
        waits,
        targets: count(survey.rows.len()),
        measured: survey.count(|row| row.measured),
        failed: survey.failed(),
        near: survey.near(),
        conflicts: survey.count(|row| row.conflict),
        design: survey.record.design().map(|d| d.held.value.version),
        due: meta.due.clone(),
        changed_at: survey.changed_at(),
        number,
        search,
    }
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
