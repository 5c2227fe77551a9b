//! What the centre of every model has: its store, its use cases, its key and directory, and its side of the exchange. By whose rights and
//! which rules changes are judged is for each model to say.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ed25519_dalek::SigningKey;
use handheld_app::{App, index};
use handheld_catalogue::Catalogue;
use handheld_contract::{Code, ScopeId};
use handheld_records::Document;
use handheld_store::StoreError;
use handheld_store::centre::Device;
use handheld_store::index::IndexRows;
use handheld_store::memory::MemoryCentre;
use handheld_store::records::{Commit, ProjectQuery, Records};
use handheld_sync::centre::{Answer, Centre, ExchangeError};
use handheld_sync::ports::{Access, Admitted, GrantedScope, InProcess, Project};
use rand::RngCore;
use rand_chacha::ChaCha8Rng;

use super::people::{Member, Side, new_key};

/// The centre.
pub(crate) struct CentreBase {
    pub(crate) app: App<MemoryCentre>,
    pub(crate) store: Arc<MemoryCentre>,
    pub(crate) key: SigningKey,
    pub(crate) everybody: Vec<Member>,
    pub(crate) clock: Arc<AtomicI64>,
    writing: futures::lock::Mutex<()>,
}

impl CentreBase {
    pub(crate) fn new(rng: &mut ChaCha8Rng, now_ms: i64, everybody: Vec<Member>) -> Self {
        let clock = Arc::new(AtomicI64::new(now_ms));
        let key = new_key(rng);
        let store = Arc::new(MemoryCentre::new(1));
        let side = Side::new(&clock, 0, rng.next_u64()).sealing(&key);
        let app = App::new(Arc::clone(&store), Catalogue::bundled(), Arc::new(side));
        Self {
            app,
            store,
            key,
            everybody,
            clock,
            writing: futures::lock::Mutex::new(()),
        }
    }

    /// Answers an exchange by these rights and index rows.
    pub(crate) async fn exchange_by(
        &self,
        access: &dyn Access,
        project: &dyn Project,
        body: &[u8],
    ) -> Result<Answer, ExchangeError> {
        let engine = Centre {
            store: &*self.store,
            access,
            admission: &InProcess,
            project,
            key: &self.key,
            writing: &self.writing,
            defect: None,
        };
        engine.exchange(body, self.now_ms()).await
    }

    /// Its clock.
    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// Time passes.
    pub(crate) fn passes(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    /// Whoever a device belongs to.
    pub(crate) fn member(&self, device: &Device) -> Option<&Member> {
        self.everybody.iter().find(|m| m.person.id == device.person)
    }

    /// What the person of a device may read.
    pub(crate) async fn granted(&self, device: &Device) -> Result<Vec<GrantedScope>, StoreError> {
        let Some(member) = self.member(device) else {
            return Ok(Vec::new());
        };
        let query = ProjectQuery {
            sight: member.sight(),
            search: String::new(),
            stage: None,
            offset: 0,
            limit: 100,
        };
        let today = handheld_app::civil_date(self.now_ms()).to_string();
        let (hits, _) = self.store.projects(&query, &today).await?;
        let granted = hits.iter().map(|hit| GrantedScope {
            scope: ScopeId::of_project(hit.entry.id),
            writable: true,
        });
        Ok(granted.collect())
    }
}

/// What is stored of an admitted document, as device and centre do it, with these index rows.
pub(crate) fn commit_of(
    admitted: Admitted<'_>,
    rows: impl FnOnce(&Document) -> IndexRows,
) -> Result<Commit, (Code, String)> {
    let refused = |rule: &str| Err((Code::Refused, rule.to_owned()));
    let document = admitted.document;
    if index::kind_of(document) != Some(admitted.kind) {
        return refused("kind");
    }
    if index::project_of(document) != admitted.scope.project() {
        return refused("scope");
    }
    Ok(Commit {
        doc: admitted.doc,
        kind: admitted.kind,
        scope: admitted.scope.clone(),
        heads: document.heads(),
        snapshot: None,
        index: rows(document),
        changes: admitted.changes,
        beside: Vec::new(),
        journal_through: None,
        origin: admitted.origin,
    })
}
