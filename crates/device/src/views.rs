//! What only a device can tell: who is here, how the exchange stands, what waits, and a file for support without personal data.

use std::sync::atomic::Ordering;

use handheld_app::Surroundings;
use handheld_app::{Who, civil_date, rfc3339};
use handheld_contract::command::ListProjects;
use handheld_contract::error::ProblemView;
use handheld_contract::sync::Rejection;
use handheld_contract::views::approval::CaseFilter;
use handheld_contract::views::session::{Host, LicenceRow, SessionView};
use handheld_contract::views::survey::SurveyFilter;
use handheld_contract::views::sync::{DocKind, QueuedPhoto, QueuedRecord, SyncActivity, SyncView};
use handheld_contract::views::{Delivery, Text};
use handheld_contract::{Code, Lang, Problem};
use handheld_store::blobs::Blobs;
use handheld_store::device::{DeviceQueue, QueueRow, WaitingPhoto};
use handheld_store::records::{
    CaseQuery, FindingQuery, InspectionQuery, Records, Sight, SurveyQuery,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::Device;

/// Rows of the sync screen: everything that waits on an ordinary device, and what was filed lately.
const ROWS: u32 = 200;
/// A photo of a phone, where nothing better is known.
const USUAL_PHOTO: u64 = 4 * 1024 * 1024;
const LEAST_PHOTO: u64 = 1024 * 1024;

/// How this device stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Changes without a receipt.
    pub unsent: u32,
    /// Photos without a receipt.
    pub photos_unsent: u32,
    /// When the last exchange was complete, RFC 3339.
    pub last_sync: Option<String>,
    /// Changes that the centre refused.
    pub quarantined: u32,
    /// Items with answers that contradict each other.
    pub conflicts: u32,
    /// Free bytes where the photos are.
    pub free_bytes: u64,
    /// Version of the catalogue in force here.
    pub catalogue: String,
}

/// Licences of what is inside.
pub(crate) fn licences() -> Vec<LicenceRow> {
    handheld_app::licences()
}

fn spoken(text: Option<&str>, lang: Lang) -> Option<ProblemView> {
    let problem: Problem = serde_json::from_str(text?).ok()?;
    Some(problem.view(lang))
}

fn refused(text: Option<&str>, lang: Lang) -> Option<ProblemView> {
    let rejection: Rejection = serde_json::from_str(text?).ok()?;
    let what = lang.pick("这条记录的一部分", "part of this record");
    // A rule of the trade is told in its words; any other by its name.
    let rule = handheld_domain::approval::Refused::from_key(&rejection.rule)
        .map(handheld_domain::approval::Refused::text);
    let rule = rule.map_or(rejection.rule, |text| lang.pick(text.zh, text.en));
    let problem = Problem::new(rejection.code)
        .with("rule", rule)
        .with("what", what);
    Some(problem.view(lang))
}

impl Device {
    pub(crate) async fn session(&self, lang: Lang) -> Result<SessionView, Problem> {
        let identity = self.identity();
        let of = identity.as_deref();
        let offset = self.around.offset_ms().map(|ms| ms / 1000);
        Ok(SessionView {
            host: Host::Window,
            person: of.map(|i| i.person.clone()),
            role: of.map(|i| i.role),
            organisation: of.map(|i| i.organisation.clone()),
            device: of.map(|i| i.device),
            device_name: of.map(|i| i.name.clone()),
            centre: of.map(|i| i.server.clone()),
            must_change_password: false,
            sample: false,
            online: self.news().online,
            clock_offset_s: offset.and_then(|s| i32::try_from(s).ok()),
            preferences: self.preferences(lang).await?,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            today: civil_date(self.around.now_ms()).to_string(),
        })
    }

    /// How this device stands.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn status(&self) -> Result<Status, Problem> {
        let totals = self.store.totals().await?;
        Ok(Status {
            unsent: totals.changes,
            photos_unsent: totals.photos,
            last_sync: self.store.setting("last-sync").await?,
            quarantined: totals.refused,
            conflicts: self.conflicts().await?,
            free_bytes: self.free_bytes().await?,
            catalogue: self.app.catalogue().version.clone(),
        })
    }

    async fn conflicts(&self) -> Result<u32, Problem> {
        let all = InspectionQuery {
            sight: Sight::All,
            project: None,
            id: None,
            in_progress: false,
            search: String::new(),
            limit: u32::MAX,
        };
        let rows = self.store.inspections(&all).await?;
        Ok(rows.iter().map(|row| row.conflicts).sum())
    }

    /// Puts what waits here into the view of today.
    pub(crate) async fn add_unsent(&self, today: &mut Value) -> Result<(), Problem> {
        let totals = self.store.totals().await?;
        today["records_unsent"] = json!(totals.records);
        today["photos_unsent"] = json!(totals.photos);
        today["bytes_unsent"] = json!(totals.photo_bytes);
        Ok(())
    }

    pub(crate) async fn sync_view(&self, lang: Lang) -> Result<SyncView, Problem> {
        let who = self.who(lang)?;
        let news = self.news();
        let totals = self.store.totals().await?;
        let mut records = Vec::new();
        for row in self.store.queue(ROWS).await? {
            records.push(self.queued(&who, row, &news).await?);
        }
        let originals = self.blobs.originals().await?;
        let photo_bytes: u64 = originals.iter().map(|(_, bytes)| bytes).sum();
        let average = photo_bytes
            .checked_div(u64::try_from(originals.len()).unwrap_or(u64::MAX))
            .unwrap_or(USUAL_PHOTO)
            // A few small pictures are no measure of what a camera makes.
            .max(LEAST_PHOTO);
        let free_bytes = self.free_bytes().await?;
        let room = free_bytes.saturating_sub(handheld_store::RESERVE_BYTES);
        let offline = matches!(&news.problem, Some(p) if p.code == Code::NoConnection);
        Ok(SyncView {
            online: news.online,
            activity: match (news.running, news.photos) {
                (false, _) => SyncActivity::Idle,
                (true, false) => SyncActivity::Records,
                (true, true) => SyncActivity::Photos,
            },
            unsent: totals.changes,
            photos_unsent: totals.photos,
            bytes_unsent: totals.photo_bytes,
            last_sync: self.store.setting("last-sync").await?,
            // Without a line the stream of nudges decides, in seconds; the engine's own time would mislead.
            next_try: news.next_ms.filter(|_| !offline).map(rfc3339),
            problem: news.problem.map(|problem| problem.view(lang)),
            records,
            free_bytes,
            photo_bytes,
            photo_bytes_filed: photo_bytes.saturating_sub(totals.photo_bytes),
            photos_fit: u32::try_from(room / average).unwrap_or(u32::MAX),
            conflicts: self.conflicts().await?,
            quarantined: totals.refused,
        })
    }

    async fn queued(
        &self,
        who: &Who,
        row: QueueRow,
        news: &crate::exchange::News,
    ) -> Result<QueuedRecord, Problem> {
        let lang = who.lang;
        let facts = &row.facts;
        let waiting = self.store.waiting_photos_of(row.doc).await?;
        let unsent = facts.changes_unsent > 0 || facts.photos_unsent > 0;
        let delivery = if facts.refused > 0 {
            Delivery::NeedsAttention
        } else if !unsent {
            Delivery::Filed
        } else if news.running {
            Delivery::Sending
        } else {
            Delivery::Queued
        };
        let photo = |photo: WaitingPhoto| QueuedPhoto {
            sha256: photo.sha256,
            bytes: photo.bytes,
            sent: photo.sent,
            delivery: if news.photos && photo.sent > 0 {
                Delivery::Sending
            } else {
                Delivery::Queued
            },
            problem: spoken(photo.problem.as_deref(), lang),
        };
        Ok(QueuedRecord {
            title: self.title(&row).await?,
            doc: row.doc,
            kind: row.kind,
            delivery,
            changes_unsent: facts.changes_unsent,
            photos: waiting.into_iter().map(photo).collect(),
            filed_at: facts.receipt_at_ms.filter(|_| !unsent).map(rfc3339),
            problem: refused(row.refusal.as_deref(), lang),
        })
    }

    /// A record in words, from the index alone.
    async fn title(&self, row: &QueueRow) -> Result<Text, Problem> {
        let today = civil_date(self.around.now_ms()).to_string();
        let of_project = async |id| {
            let hit = self.store.project(&Sight::All, id, &today).await?;
            Ok::<_, Problem>(hit.map_or_else(String::new, |hit| hit.entry.name))
        };
        let both = |zh: String, en: String| Text { zh, en };
        match row.kind {
            DocKind::Project => {
                let name = of_project(row.doc.into()).await?;
                Ok(both(name.clone(), name))
            }
            DocKind::Inspection => {
                let one = InspectionQuery {
                    sight: Sight::All,
                    project: None,
                    id: Some(row.doc.into()),
                    in_progress: false,
                    search: String::new(),
                    limit: 1,
                };
                let Some(entry) = self.store.inspections(&one).await?.into_iter().next() else {
                    return Ok(Text::default());
                };
                let project = of_project(entry.project).await?;
                let catalogue = self.app.catalogue();
                let template = catalogue.template_version(&entry.template, entry.template_version);
                let (zh, en) = template.map_or_else(
                    || (entry.template.clone(), entry.template.clone()),
                    |t| (t.name.zh.clone(), t.name.en.clone()),
                );
                Ok(both(
                    format!("{project} · {zh}"),
                    format!("{project} · {en}"),
                ))
            }
            DocKind::Case => {
                let one = CaseQuery {
                    sight: Sight::All,
                    office: None,
                    project: None,
                    id: Some(row.doc.into()),
                    filter: CaseFilter::All,
                    colour: None,
                    search: String::new(),
                    today: today.clone(),
                    offset: 0,
                    limit: 1,
                };
                let Some(entry) = self.store.cases(&one).await?.cases.into_iter().next() else {
                    return Ok(Text::default());
                };
                let matter = self.app.catalogue().matter(&entry.matter);
                let name = matter.map_or_else(Text::default, |m| {
                    both(m.name.zh.clone(), m.name.en.clone())
                });
                Ok(both(
                    format!("{} · {}", entry.project_name, name.zh),
                    format!("{} · {}", entry.project_name, name.en),
                ))
            }
            DocKind::Survey => {
                let one = SurveyQuery {
                    sight: Sight::All,
                    unit: None,
                    offices: None,
                    project: None,
                    id: Some(row.doc.into()),
                    filter: SurveyFilter::All,
                    search: String::new(),
                    offset: 0,
                    limit: 1,
                };
                let page = self.store.surveys(&one).await?;
                let Some(entry) = page.surveys.into_iter().next() else {
                    return Ok(Text::default());
                };
                let kind = self.app.catalogue().survey(&entry.kind);
                let name = kind.map_or_else(Text::default, |kind| {
                    both(kind.name.zh.clone(), kind.name.en.clone())
                });
                Ok(both(
                    format!("{} · {}", entry.project_name, name.zh),
                    format!("{} · {}", entry.project_name, name.en),
                ))
            }
            DocKind::Finding => {
                let all = FindingQuery {
                    sight: Sight::All,
                    project: None,
                    inspection: None,
                    open: false,
                    limit: u32::MAX,
                };
                let id = row.doc.into();
                let rows = self.store.findings(&all).await?;
                let Some(entry) = rows.into_iter().find(|f| f.id == id) else {
                    return Ok(Text::default());
                };
                let project = of_project(entry.project).await?;
                Ok(both(
                    format!("{project} · 问题 {} {}", entry.number, entry.title_zh),
                    format!("{project} · finding {} {}", entry.number, entry.title_en),
                ))
            }
        }
    }

    /// Counts, versions and errors, without names, texts or places (A17).
    pub(crate) async fn diagnostics(&self) -> Result<String, Problem> {
        let news = self.news();
        let status = self.status().await?;
        let mut lines = vec![
            format!("handheld-check {}", env!("CARGO_PKG_VERSION")),
            format!("system {} {}", std::env::consts::OS, std::env::consts::ARCH),
            format!("time {}", rfc3339(self.around.now_ms())),
            format!(
                "clock_offset_s {}",
                self.around
                    .offset_ms()
                    .map_or_else(|| "unknown".to_owned(), |ms| (ms / 1000).to_string())
            ),
            format!("enrolled {}", self.identity().is_some()),
            format!("online {}", news.online),
            format!(
                "last_sync {}",
                status.last_sync.as_deref().unwrap_or("never")
            ),
            format!(
                "problem {}",
                news.problem.map_or("none", |problem| problem.code.as_str())
            ),
            format!("journal_waits {}", self.dirty.load(Ordering::Acquire)),
        ];
        let counts = [
            ("unsent", u64::from(status.unsent)),
            ("photos_unsent", u64::from(status.photos_unsent)),
            ("quarantined", u64::from(status.quarantined)),
            ("conflicts", u64::from(status.conflicts)),
            ("free_bytes", status.free_bytes),
        ];
        lines.extend(counts.map(|(name, n)| format!("{name} {n}")));
        for (name, n) in self.store.stats().await? {
            lines.push(format!("store.{name} {n}"));
        }
        for row in self.store.queue(ROWS).await? {
            if let Some(rejection) = row
                .refusal
                .and_then(|text| serde_json::from_str::<Rejection>(&text).ok())
            {
                let code = rejection.code.as_str();
                lines.push(format!("refused {:?} {code} {}", row.kind, rejection.rule));
            }
        }
        lines.push(String::new());
        Ok(lines.join("\n"))
    }

    /// Projects as the command line lists them.
    ///
    /// # Errors
    ///
    /// As for any command.
    pub async fn projects(&self, asked: &ListProjects, lang: Lang) -> Result<Value, Problem> {
        let request = serde_json::to_value(asked).unwrap_or_default();
        self.call("projects", request, lang).await
    }
}
