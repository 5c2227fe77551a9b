//! Approval cases at the centre: files and documents for a browser, acts of other systems, the calendar feed, and events for webhooks.
//!
//! What an act means is the use cases' part; here are bytes, addresses and whom to tell. An event is made again from the record as long as
//! it was not noted as told, so that a crash between an act and its event loses neither (T63).

use std::sync::Arc;

use async_trait::async_trait;
use axum::body::Bytes;
use handheld_app::documents::Document;
use handheld_app::files::files_in;
use handheld_app::surveys_out::SurveyExport;
use handheld_app::{FileFacts, ReceivedAct};
use handheld_contract::command::{ActOnCase, AttachMaterial};
use handheld_contract::views::approval::{CaseActKind, CaseFilter, CaseOutcome, FetchRow, Signer};
use handheld_contract::views::interfaces::{EventData, EventType};
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::sync::DocKind;
use handheld_contract::views::{PersonRef, approval};
use handheld_contract::{
    BlobHash, CaseId, Code, DocId, Lang, PersonId, Problem, ProjectId, SurveyId,
};
use handheld_store::blobs::{Blobs, Variant};
use handheld_store::centre::{CentreLog, Directory, Fetch};
use handheld_store::index::CaseEntry;
use handheld_store::interfaces::Interfaces;
use handheld_store::records::{CaseQuery, Records, Sight};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::authorize::{Action, Via, Who};
use crate::centre::Centre;
use crate::chance;
use crate::systems::{SystemEntry, TakesEntries};
use crate::webhooks::Event;

/// The most cases of one project that are looked at.
const MOST_CASES: u32 = 2_000;
/// Fetches that are shown.
const FETCH_ROWS: u32 = 500;

impl Centre {
    /// Organisations that are departments, for the project that chooses a procedure.
    pub(crate) async fn offices(&self) -> Result<Vec<OrganisationRef>, Problem> {
        let all = self.store.organisations().await?;
        let office = |o: handheld_store::centre::Organisation| OrganisationRef {
            id: o.id,
            name: o.name,
            departments: o.departments,
        };
        Ok(all
            .into_iter()
            .filter(|o| !o.departments.is_empty())
            .map(office)
            .collect())
    }

    /// Takes in a file for a case: on disk before the record names it (D03).
    pub(crate) async fn attach(
        &self,
        at_app: &handheld_app::Who,
        asked: AttachMaterial,
        raw: &Bytes,
    ) -> Result<Value, Problem> {
        self.app.may_attach(at_app, &asked).await?;
        let facts = FileFacts::of(raw)?;
        self.photos.put(facts.sha256, raw.to_vec()).await?;
        self.store.photo_arrived(facts.sha256).await?;
        let view = self.app.record_file(at_app, asked, facts).await?;
        serde_json::to_value(view)
            .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))
    }

    /// Says of each file in a view whether its bytes are here.
    pub(crate) async fn mark_files(&self, view: &mut Value) -> Result<(), Problem> {
        for (sha256, file) in files_in(view) {
            file["here"] = json!(self.photos.size(sha256).await?.is_some());
        }
        Ok(())
    }

    /// A file of a case: name, media type and bytes. The fetch is logged (J16).
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`] also where the person may not know (A04), and while the bytes have not arrived.
    pub async fn case_file(
        &self,
        who: &Who,
        case: CaseId,
        sha256: BlobHash,
    ) -> Result<(String, String, Vec<u8>), Problem> {
        let project = self.project_of(case.into(), DocKind::Case).await?;
        self.on_project(who, Action::ReadProject, project).await?;
        let at_app = self.at_app(who, Lang::Zh);
        let (name, mime) = self.app.case_file(&at_app, case, sha256).await?;
        let bytes = self.photos.get(sha256, Variant::Original, "").await?;
        let bytes = bytes.ok_or_else(|| Problem::new(Code::NotFound).with("what", "file"))?;
        if let Some(project) = project {
            let fetch = Fetch {
                at_ms: chance::now_ms(),
                person: who.person.id,
                name: who.person.name.clone(),
                organisation: who.organisation.id,
                project,
                doc: case.into(),
                sha256,
                file_name: name.clone(),
            };
            self.store.log_fetch(&fetch).await?;
        }
        Ok((name, mime, bytes))
    }

    /// A document of a case as PDF.
    ///
    /// # Errors
    ///
    /// As [`Centre::case_file`], and what the document would lack.
    pub async fn case_document(
        &self,
        who: &Who,
        case: CaseId,
        act: &str,
        lang: Lang,
    ) -> Result<Document, Problem> {
        let project = self.project_of(case.into(), DocKind::Case).await?;
        self.on_project(who, Action::ReadProject, project).await?;
        let at_app = self.at_app(who, lang);
        self.app.case_document(&at_app, case, act, lang).await
    }

    /// An export of a survey.
    ///
    /// # Errors
    ///
    /// Not found; no right to coordinates; what the rules of export refuse.
    pub async fn survey_export(
        &self,
        who: &Who,
        survey: SurveyId,
        format: &str,
        lang: Lang,
    ) -> Result<SurveyExport, Problem> {
        let project = self.project_of(survey.into(), DocKind::Survey).await?;
        self.on_project(who, Action::ReadProject, project).await?;
        let at_app = self.at_app(who, lang);
        self.app.survey_export(&at_app, survey, format, lang).await
    }

    /// Who fetched files of a project.
    pub(crate) async fn fetch_rows(&self, project: ProjectId) -> Result<Vec<FetchRow>, Problem> {
        let mut rows = Vec::new();
        for fetch in self.store.fetches(project, FETCH_ROWS).await? {
            let organisation = self.organisation_ref(fetch.organisation).await?;
            rows.push(FetchRow {
                organisation: organisation.name,
                organisation_id: fetch.organisation,
                person: PersonRef {
                    id: fetch.person,
                    name: fetch.name,
                },
                file_name: fetch.file_name,
                at: chance::rfc3339(fetch.at_ms),
            });
        }
        Ok(rows)
    }

    fn feed_signature(&self, person: PersonId) -> String {
        let signature = self
            .key
            .sign(format!("calendar feed of {person}").as_bytes());
        hex::encode(&signature[..24])
    }

    /// Address of a person's calendar feed. The address itself is the secret: calendars cannot sign in.
    pub(crate) fn feed_address(&self, who: &Who) -> String {
        let person = who.person.id;
        let signature = self.feed_signature(person);
        format!(
            "{}/api/v1/calendar/{person}.{signature}.ics",
            self.reach.public_url
        )
    }

    /// The calendar feed behind an address.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`] for an address that was not given out, or of a person who is not active any more (A05).
    pub async fn calendar_feed(&self, name: &str, lang: Lang) -> Result<String, Problem> {
        let unknown = || Problem::new(Code::NotFound).with("what", "calendar");
        let name = name.strip_suffix(".ics").ok_or_else(unknown)?;
        let (person, signature) = name.split_once('.').ok_or_else(unknown)?;
        let person: PersonId = person.parse().map_err(|_| unknown())?;
        if signature != self.feed_signature(person) {
            return Err(unknown());
        }
        let who = self
            .who(person, Via::Browser([0; 32]))
            .await?
            .ok_or_else(unknown)?;
        let at_app = self.at_app(&who, lang);
        self.app.calendar_feed(&at_app, lang).await
    }

    /// Tells webhooks of what happened to the cases of a project, as far as it was not told yet.
    ///
    /// # Errors
    ///
    /// What the store refuses; the next call tells it.
    pub async fn tell_of_project(&self, project: ProjectId) -> Result<(), Problem> {
        let webhooks = self.store.webhooks().await?;
        let Some(since) = webhooks.iter().map(|w| w.webhook.created_at_ms).min() else {
            return Ok(());
        };
        let now = chance::now_ms();
        let today = chance::today(now);
        let query = CaseQuery {
            sight: Sight::All,
            office: None,
            project: Some(project),
            id: None,
            filter: CaseFilter::All,
            colour: None,
            search: String::new(),
            today,
            offset: 0,
            limit: MOST_CASES,
        };
        let cases = self.store.cases(&query).await?.cases;
        for entry in &cases {
            let told = format!("told {}", entry.id);
            let before: u64 = self
                .store
                .setting(&told)
                .await?
                .and_then(|n| n.parse().ok())
                .unwrap_or(0);
            let news = self.app.received_since(entry.id, before).await?;
            let Some(last) = news.last().map(|act| act.number) else {
                continue;
            };
            // What happened before anybody asked to be told is history, and no news.
            let fresh = |act: &ReceivedAct| act.received_ms.is_none_or(|at| at >= since);
            for act in news.into_iter().filter(fresh) {
                if settles(act.act) {
                    self.tell_of_group(&cases, entry, now).await?;
                }
                let data = EventData {
                    project: Some(project),
                    case: Some(DocId::from(entry.id)),
                    entry: Some(act.id),
                    group: entry.group.clone(),
                    matter: Some(entry.matter.clone()),
                    act: word(&act.act),
                    state: word(&entry.state),
                    on: Some(act.on),
                    due: entry.promised_due.clone(),
                };
                let event = Event {
                    id: act.id,
                    kind: EventType::CaseEntryAdded,
                    subject: entry.id.0,
                    project: Some(project),
                    at_ms: now,
                    data,
                };
                self.emit(&event).await?;
            }
            self.store
                .set_setting(&told, Some(last.to_string()))
                .await?;
        }
        Ok(())
    }

    /// Tells that the results of all that were declared with this case may go out, once for each declaration (J13).
    async fn tell_of_group(
        &self,
        cases: &[CaseEntry],
        entry: &CaseEntry,
        now: i64,
    ) -> Result<(), Problem> {
        let Some(on) = handheld_app::released_on(self.app.catalogue(), cases, entry) else {
            return Ok(());
        };
        let declaration = entry.declaration.clone().unwrap_or_default();
        let event = Event {
            id: derived(&format!("released {} {declaration}", entry.project)),
            kind: EventType::GroupReleased,
            subject: entry.project.0,
            project: Some(entry.project),
            at_ms: now,
            data: EventData {
                project: Some(entry.project),
                group: entry.group.clone(),
                on: Some(on.to_string()),
                ..EventData::default()
            },
        };
        self.emit(&event).await.map(drop)
    }

    /// Tells of the cases in the answer of a command.
    pub(crate) async fn tell_of_cases(&self, value: &Value) -> Result<(), Problem> {
        let row = value.get("row").or_else(|| value.pointer("/cases/0"));
        let project = row
            .and_then(|row| row.get("project"))
            .and_then(Value::as_str);
        match project.map(str::parse::<ProjectId>) {
            Some(Ok(project)) => self.tell_of_project(project).await,
            _ => Ok(()),
        }
    }

    /// Tells of cases that are past their promise or their law. One project that cannot be read keeps nobody else from being told.
    ///
    /// # Errors
    ///
    /// What the store refuses for the list as a whole.
    pub async fn sweep(&self) -> Result<u32, Problem> {
        let now = chance::now_ms();
        let query = CaseQuery {
            sight: Sight::All,
            office: None,
            project: None,
            id: None,
            filter: CaseFilter::Open,
            colour: Some(approval::ClockColour::Red),
            search: String::new(),
            today: chance::today(now),
            offset: 0,
            limit: 10_000,
        };
        let mut told = 0;
        for entry in self.store.cases(&query).await?.cases {
            let due = entry
                .promised_due
                .clone()
                .or_else(|| entry.legal_due.clone());
            let cause = format!("overdue {} {}", entry.id, due.clone().unwrap_or_default());
            let event = Event {
                id: derived(&cause),
                kind: EventType::CaseOverdue,
                subject: entry.id.0,
                project: Some(entry.project),
                at_ms: now,
                data: EventData {
                    project: Some(entry.project),
                    case: Some(DocId::from(entry.id)),
                    matter: Some(entry.matter.clone()),
                    state: word(&entry.state),
                    due,
                    ..EventData::default()
                },
            };
            match self.emit(&event).await {
                Ok(to) => told += to,
                Err(problem) => {
                    tracing::error!(%problem, case = %entry.id, "an overdue case was not told")
                }
            }
        }
        Ok(told)
    }
}

/// Whether an act may be the last that a group waited for: a decision, or a member that leaves.
fn settles(act: CaseActKind) -> bool {
    matches!(
        act,
        CaseActKind::Decide
            | CaseActKind::Record
            | CaseActKind::NotAccept
            | CaseActKind::Withdraw
            | CaseActKind::Terminate
    )
}

/// The id of an event by its cause, so that it is told once however often it is noticed.
fn derived(cause: &str) -> uuid::Uuid {
    let mut id = [0; 16];
    id.copy_from_slice(&chance::sha256(cause)[..16]);
    uuid::Builder::from_custom_bytes(id).into_uuid()
}

/// The name of a value on the wire.
fn word<T: serde::Serialize>(value: &T) -> Option<String> {
    let value = serde_json::to_value(value).ok()?;
    value.as_str().map(str::to_owned)
}

/// Takes acts of other systems into cases.
#[derive(Debug, Default)]
pub struct CaseDesk;

/// An act as another system sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryBody {
    act: CaseActKind,
    on: Option<String>,
    outcome: Option<CaseOutcome>,
    number: Option<String>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    basis: String,
    special: Option<String>,
    planned_end: Option<String>,
    days: Option<u32>,
    #[serde(default)]
    list: Vec<String>,
    amends: Option<String>,
}

#[async_trait]
impl TakesEntries for CaseDesk {
    async fn take_entry(&self, centre: &Centre, entry: SystemEntry) -> Result<Value, Problem> {
        let SystemEntry {
            who,
            id,
            case,
            body,
            ..
        } = entry;
        let project = centre.project_of(case, DocKind::Case).await?;
        centre
            .on_project(&who, Action::ReadProject, project)
            .await?;
        centre.on_project(&who, Action::ActOnCase, project).await?;
        let body: EntryBody = serde_json::from_value(body).map_err(|e| {
            Problem::new(Code::BadInput)
                .with("what", "body")
                .with("why", e.to_string())
        })?;
        let mut at_app = centre.at_app(&who, Lang::En);
        at_app.signer = Signer::System;
        let asked = ActOnCase {
            id: case.into(),
            act: body.act,
            on: body.on,
            outcome: body.outcome,
            note: body.note,
            basis: body.basis,
            special: body.special,
            until: body.planned_end,
            days: body.days,
            list: body.list,
            amends: body.amends,
        };
        let _one_at_a_time = centre.writing.lock().await;
        let view = centre
            .app
            .act_under(&at_app, asked, id, body.number)
            .await?;
        let value = serde_json::to_value(view)
            .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
        if let Some(project) = project {
            centre.tell_of_project(project).await?;
        }
        centre.nudge();
        Ok(json!({"entry": id, "case": value.get("row")}))
    }
}

/// The desk that a served centre has.
pub fn desk() -> Arc<dyn TakesEntries> {
    Arc::new(CaseDesk)
}
