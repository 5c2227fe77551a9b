//! Stores in memory, for simulation and tests: every call is atomic, and a copy of the whole state is cheap.
//!
//! A crash and restart keeps the value and drops everything above it; a centre restored from a backup is
//! [`MemoryCentre::restore`] of an earlier [`MemoryCentre::snapshot`] with [`MemoryCentre::new_epoch`].

mod base;
mod blobs;
mod cases;
mod centre;
mod device;
mod directory;
mod surveys;

pub use blobs::MemoryBlobs;
pub use centre::{CentreSnapshot, MemoryCentre};
pub use device::{DeviceSnapshot, MemoryDevice};

/// `Records` of a store whose state has a `base` and may add to commits, journal and delivery.
macro_rules! records_over_base {
    ($store:ty) => {
        #[async_trait::async_trait]
        impl crate::records::Records for $store {
            async fn document(
                &self,
                doc: DocId,
            ) -> Result<Option<crate::records::StoredDocument>, StoreError> {
                Ok(self.read(|state| state.base.document(doc)))
            }

            async fn changes(&self, doc: DocId) -> Result<Vec<Change>, StoreError> {
                Ok(self.read(|state| state.base.changes(doc)))
            }

            async fn documents(
                &self,
                after: Option<DocId>,
                limit: u32,
            ) -> Result<Vec<(DocId, DocKind, ScopeId)>, StoreError> {
                Ok(self.read(|state| state.base.documents(after, limit)))
            }

            async fn commit(&self, commits: Vec<Commit>) -> Result<(), StoreError> {
                self.write(|state| state.commit(&commits))
            }

            async fn reindex(
                &self,
                doc: DocId,
                index: crate::index::IndexRows,
                heads: Vec<ChangeHash>,
                snapshot: Option<Vec<u8>>,
            ) -> Result<(), StoreError> {
                self.write(|state| state.reindex(doc, index, heads, snapshot))
            }

            async fn journal(
                &self,
                doc: DocId,
                person: handheld_contract::PersonId,
                edits: String,
                at_ms: i64,
                index: crate::index::IndexRows,
            ) -> Result<i64, StoreError> {
                self.write(|state| state.journal(doc, person, edits, at_ms, index))
            }

            async fn journalled(&self, before_ms: i64) -> Result<Vec<DocId>, StoreError> {
                Ok(self.read(|state| state.base.journalled(before_ms)))
            }

            async fn projects(
                &self,
                query: &crate::records::ProjectQuery,
                today: &str,
            ) -> Result<(Vec<crate::records::ProjectHit>, u32), StoreError> {
                Ok(self.read(|state| state.base.projects(query, today)))
            }

            async fn project(
                &self,
                sight: &crate::records::Sight,
                id: handheld_contract::ProjectId,
                today: &str,
            ) -> Result<Option<crate::records::ProjectHit>, StoreError> {
                Ok(self.read(|state| state.base.project(sight, id, today)))
            }

            async fn inspections(
                &self,
                query: &crate::records::InspectionQuery,
            ) -> Result<Vec<crate::index::InspectionEntry>, StoreError> {
                Ok(self.read(|state| state.base.inspections(query)))
            }

            async fn findings(
                &self,
                query: &crate::records::FindingQuery,
            ) -> Result<Vec<crate::index::FindingEntry>, StoreError> {
                Ok(self.read(|state| state.base.findings(query)))
            }

            async fn cases(
                &self,
                query: &crate::records::CaseQuery,
            ) -> Result<crate::records::CasePage, StoreError> {
                Ok(self.read(|state| state.base.cases(query)))
            }

            async fn surveys(
                &self,
                query: &crate::records::SurveyQuery,
            ) -> Result<crate::records::SurveyPage, StoreError> {
                Ok(self.read(|state| state.base.surveys(query)))
            }

            async fn photos(
                &self,
                inspection: handheld_contract::InspectionId,
            ) -> Result<Vec<crate::index::PhotoEntry>, StoreError> {
                Ok(self.read(|state| state.base.photos(inspection)))
            }

            async fn delivery(
                &self,
                doc: DocId,
            ) -> Result<crate::records::DeliveryFacts, StoreError> {
                Ok(self.read(|state| state.delivery(doc)))
            }

            async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
                Ok(self.read(|state| state.base.setting(name)))
            }

            async fn set_setting(
                &self,
                name: &str,
                value: Option<String>,
            ) -> Result<(), StoreError> {
                self.write(|state| {
                    state.base.set_setting(name, value);
                    Ok(())
                })
            }

            async fn next_number(&self, name: &str) -> Result<u32, StoreError> {
                self.write(|state| Ok(state.base.next_number(name)))
            }
        }
    };
}
use records_over_base;

/// State behind a lock: a failed write leaves no trace because it happens on a copy.
#[derive(Debug, Default)]
struct Cell<S>(std::sync::Mutex<S>);

impl<S: Clone> Cell<S> {
    fn lock(&self) -> std::sync::MutexGuard<'_, S> {
        // A panic while the lock is held cannot leave half a state: writes replace it as a whole.
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn read<T>(&self, look: impl FnOnce(&S) -> T) -> T {
        look(&self.lock())
    }

    fn write<T, E>(&self, act: impl FnOnce(&mut S) -> Result<T, E>) -> Result<T, E> {
        let mut guard = self.lock();
        let mut next = guard.clone();
        let done = act(&mut next)?;
        *guard = next;
        Ok(done)
    }
}
