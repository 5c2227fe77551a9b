//! What the exchange asks of this host: rights of a device's person, admission in worker processes, index rows at the centre.

use async_trait::async_trait;
use handheld_app::index;
use handheld_contract::sync::DocChanges;
use handheld_contract::views::Role;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{Code, ScopeId};
use handheld_records::worker::{AdmitRequest, AdmitResponse};
use handheld_store::StoreError;
use handheld_store::blobs::Blobs;
use handheld_store::centre::{Device, Directory};
use handheld_store::records::{Commit, ProjectQuery, Records, StoredDocument};
use handheld_sync::centre::{Answer, ExchangeError};
use handheld_sync::ports::{
    Access, Admission, AdmissionError, Admitted, CaseChanges, CaseVerdict, GrantedScope, Project,
};

use crate::authorize::{Action, Resource, Via, Who, authorize};
use crate::centre::Centre;
use crate::{admission, chance};

/// Changes beside the snapshot after which a new one is kept.
const SNAPSHOT_EVERY: usize = 64;

impl Centre {
    fn engine(&self) -> handheld_sync::centre::Centre<'_, crate::centre::Store> {
        let host = (
            self as &dyn Access,
            self as &dyn Admission,
            self as &dyn Project,
        );
        handheld_sync::centre::Centre::new(&*self.store, host, self.key.signing(), &self.writing)
    }

    /// Answers an exchange.
    ///
    /// # Errors
    ///
    /// [`ExchangeError`].
    pub async fn exchange(&self, body: &[u8]) -> Result<Answer, ExchangeError> {
        let now = chance::now_ms();
        let answer = self.engine().exchange(body, now).await?;
        self.seen(body, now).await?;
        if answer.forked {
            tracing::warn!("the chain of envelopes of a device has forked");
        }
        if !answer.touched.is_empty() {
            for project in answer.touched.iter().filter_map(ScopeId::project) {
                // What is not told now is told with the next act.
                if let Err(problem) = self.tell_of_project(project).await {
                    tracing::error!(%problem, %project, "webhooks were not told");
                }
            }
            self.nudge();
        }
        Ok(answer)
    }

    /// Takes a part of a photo.
    ///
    /// # Errors
    ///
    /// [`ExchangeError`].
    pub async fn take_part(&self, body: &[u8]) -> Result<Vec<u8>, ExchangeError> {
        let sha256 = handheld_sync::envelope::claimed_photo(body)?;
        let before = self.photos.size(sha256).await?;
        let engine = self.engine();
        let answer = engine.put_part(&*self.photos, body, chance::now_ms());
        let answer = answer.await?;
        if before != self.photos.size(sha256).await? {
            // With its last photo a record is filed, which somebody may be waiting to see.
            self.nudge();
        }
        Ok(answer)
    }

    async fn seen(&self, body: &[u8], now: i64) -> Result<(), ExchangeError> {
        let id = handheld_sync::envelope::claimed_device(body)?;
        if let Some(mut device) = self.store.device(id).await? {
            device.last_seen_ms = Some(now);
            self.store.put_device(&device).await?;
        }
        Ok(())
    }

    async fn person_of(&self, device: &Device) -> Result<Option<Who>, StoreError> {
        self.who(device.person, Via::Device(device.id))
            .await
            .map_err(|problem| StoreError::Backend {
                what: "reading the person of a device",
                why: problem.to_string(),
            })
    }
}

/// Whether the role writes anything that comes by exchange.
fn writes(role: Role, kind: DocKind) -> bool {
    match kind {
        DocKind::Project => false,
        DocKind::Inspection => matches!(role, Role::Inspector | Role::Surveyor),
        DocKind::Finding => {
            matches!(
                role,
                Role::Inspector | Role::Surveyor | Role::Owner | Role::Contractor
            )
        }
        DocKind::Survey => matches!(
            role,
            Role::Surveyor | Role::Owner | Role::Window | Role::Approver
        ),
        // Which act of which case is judged one by one.
        DocKind::Case => matches!(
            role,
            Role::Owner | Role::Agent | Role::Surveyor | Role::Window | Role::Approver
        ),
    }
}

#[async_trait]
impl Access for Centre {
    async fn scopes(&self, device: &Device) -> Result<Vec<GrantedScope>, StoreError> {
        let Some(who) = self.person_of(device).await? else {
            return Ok(Vec::new());
        };
        if authorize(&who, Action::Sync, Resource::Nothing).is_err() {
            return Ok(Vec::new());
        }
        let writable = writes(who.role, DocKind::Finding) || writes(who.role, DocKind::Case);
        let today = chance::today(chance::now_ms());
        let mut scopes = Vec::new();
        loop {
            let offset = u32::try_from(scopes.len()).unwrap_or(u32::MAX);
            let query = ProjectQuery {
                sight: who.sight(),
                search: String::new(),
                stage: None,
                offset,
                limit: 500,
            };
            let (hits, total) = self.store.projects(&query, &today).await?;
            let empty = hits.is_empty();
            scopes.extend(hits.iter().map(|hit| GrantedScope {
                scope: ScopeId::of_project(hit.entry.id),
                writable,
            }));
            if empty || scopes.len() >= total as usize {
                return Ok(scopes);
            }
        }
    }

    async fn may_write(
        &self,
        device: &Device,
        changes: &DocChanges,
        stored: Option<&StoredDocument>,
    ) -> Result<Result<(), Code>, StoreError> {
        let Some(who) = self.person_of(device).await? else {
            return Ok(Err(Code::Forbidden));
        };
        // A document that is stored is judged by its own scope, whatever the device claims.
        let scope = stored.map_or(&changes.scope, |s| &s.scope);
        let Some(id) = scope.project() else {
            return Ok(Err(Code::NotFound));
        };
        let today = chance::today(chance::now_ms());
        let hit = self
            .store
            .project(&handheld_store::records::Sight::All, id, &today)
            .await?;
        let entry = hit.map(|hit| hit.entry);
        if let Err(problem) = authorize(&who, Action::Sync, Resource::Project(entry.as_ref())) {
            return Ok(Err(problem.code));
        }
        let kind = stored.map_or(changes.kind, |s| s.kind);
        Ok(if writes(who.role, kind) {
            Ok(())
        } else {
            Err(Code::Forbidden)
        })
    }

    async fn judge_case(
        &self,
        device: &Device,
        changes: CaseChanges<'_>,
    ) -> Result<CaseVerdict, StoreError> {
        self.judge(device, changes).await
    }
}

impl Centre {
    /// Judges acts on a case by the rights of their author and the rules of the trade, and receives those that count.
    async fn judge(
        &self,
        device: &Device,
        changes: CaseChanges<'_>,
    ) -> Result<CaseVerdict, StoreError> {
        let refuse_all = |fresh: &[handheld_contract::sync::Change], code: Code| CaseVerdict {
            refused: fresh
                .iter()
                .map(|c| (c.hash, code, "case_no_right".to_owned()))
                .collect(),
            ..CaseVerdict::default()
        };
        let (Some(who), Some(project)) = (self.person_of(device).await?, changes.scope.project())
        else {
            return Ok(refuse_all(changes.fresh, Code::Forbidden));
        };
        let beside =
            handheld_app::admit::beside(&*self.store, project, changes.batch, changes.now_ms);
        let Some((project, cases)) = beside.await? else {
            return Ok(refuse_all(changes.fresh, Code::NotFound));
        };
        let author = self.at_app(&who, handheld_contract::Lang::Zh);
        if changes.kind == DocKind::Survey {
            let around = handheld_app::admit::AroundSurvey {
                catalogue: self.catalogue(),
                author: &author,
                key: device.key,
                project: &project,
            };
            let admitted = handheld_app::admit::admit_survey(
                &around,
                changes.doc.into(),
                changes.document,
                changes.known,
                changes.fresh,
            );
            return Ok(CaseVerdict {
                refused: admitted.refused,
                beside: admitted.beside,
                waits: admitted.waits,
            });
        }
        let seal = |text: &[u8]| self.key.sign(text);
        let around = handheld_app::admit::Around {
            catalogue: self.catalogue(),
            earlier: &self.app.earlier_catalogues(),
            author: &author,
            project: &project,
            cases: &cases,
            now: handheld_app::rfc3339(changes.now_ms),
            now_ms: changes.now_ms,
            seal: &seal,
            actor: author.actor,
        };
        let admitted = handheld_app::admit::admit_case(
            &around,
            changes.doc.into(),
            changes.document,
            changes.known,
            changes.fresh,
        );
        Ok(CaseVerdict {
            refused: admitted.refused,
            beside: admitted.beside,
            waits: admitted.waits,
        })
    }
}

#[async_trait]
impl Admission for Centre {
    async fn admit(&self, request: AdmitRequest) -> Result<AdmitResponse, AdmissionError> {
        use admission::AdmissionError as Ours;
        self.admission
            .admit(&request)
            .await
            .map_err(|error| match error {
                Ours::NoWorker(why) => AdmissionError::Unavailable(why),
                other => AdmissionError::Hostile(other.to_string()),
            })
    }
}

impl Project for Centre {
    fn commit_for(&self, admitted: Admitted<'_>) -> Result<Commit, (Code, String)> {
        let refused = |rule: &str| Err((Code::Refused, rule.to_owned()));
        let document = admitted.document;
        let Some(kind) = index::kind_of(document) else {
            return refused("meta");
        };
        if kind != admitted.kind {
            return refused("kind");
        }
        if index::project_of(document) != admitted.scope.project() {
            return refused("scope");
        }
        let catalogue = self.catalogue();
        let loose = admitted.stored.map_or(0, |s| s.changes.len()) + admitted.changes.len();
        Ok(Commit {
            doc: admitted.doc,
            kind,
            scope: admitted.scope.clone(),
            heads: document.heads(),
            snapshot: (loose >= SNAPSHOT_EVERY).then(|| document.save()),
            index: index::rows(catalogue, admitted.doc, kind, document),
            changes: admitted.changes,
            beside: Vec::new(),
            journal_through: None,
            origin: admitted.origin,
        })
    }
}
