//! The part of `Records` that sync uses, for both model stores.

use async_trait::async_trait;
use handheld_contract::sync::Change;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{ChangeHash, DocId, InspectionId, PersonId, ProjectId, ScopeId};
use handheld_store::StoreError;
use handheld_store::index::{FindingEntry, IndexRows, InspectionEntry, PhotoEntry};
use handheld_store::records::{
    CasePage, CaseQuery, Commit, DeliveryFacts, FindingQuery, InspectionQuery, ProjectHit,
    ProjectQuery, Records, Sight, StoredDocument, SurveyPage, SurveyQuery,
};

use super::{ModelCentre, ModelDevice, lock, outside};

macro_rules! impl_records {
    ($store:ty) => {
        #[async_trait]
        impl Records for $store {
            async fn document(&self, doc: DocId) -> Result<Option<StoredDocument>, StoreError> {
                Ok(lock(&self.0).docs.stored(doc))
            }
            async fn changes(&self, doc: DocId) -> Result<Vec<Change>, StoreError> {
                let state = lock(&self.0);
                Ok(state
                    .docs
                    .0
                    .get(&doc)
                    .map(|row| row.changes.clone())
                    .unwrap_or_default())
            }
            async fn commit(&self, commits: Vec<Commit>) -> Result<(), StoreError> {
                lock(&self.0).commit(commits);
                Ok(())
            }
            async fn documents(
                &self,
                _: Option<DocId>,
                _: u32,
            ) -> Result<Vec<(DocId, DocKind, ScopeId)>, StoreError> {
                outside()
            }
            async fn reindex(
                &self,
                doc: DocId,
                index: IndexRows,
                heads: Vec<ChangeHash>,
                snapshot: Option<Vec<u8>>,
            ) -> Result<(), StoreError> {
                lock(&self.0).docs.reindex(doc, index, heads, snapshot);
                Ok(())
            }
            async fn journal(
                &self,
                _: DocId,
                _: PersonId,
                _: String,
                _: i64,
                _: IndexRows,
            ) -> Result<i64, StoreError> {
                outside()
            }
            async fn journalled(&self, _: i64) -> Result<Vec<DocId>, StoreError> {
                outside()
            }
            async fn projects(
                &self,
                _: &ProjectQuery,
                _: &str,
            ) -> Result<(Vec<ProjectHit>, u32), StoreError> {
                outside()
            }
            async fn project(
                &self,
                _: &Sight,
                _: ProjectId,
                _: &str,
            ) -> Result<Option<ProjectHit>, StoreError> {
                outside()
            }
            async fn inspections(
                &self,
                _: &InspectionQuery,
            ) -> Result<Vec<InspectionEntry>, StoreError> {
                outside()
            }
            async fn findings(&self, _: &FindingQuery) -> Result<Vec<FindingEntry>, StoreError> {
                outside()
            }
            async fn surveys(&self, _: &SurveyQuery) -> Result<SurveyPage, StoreError> {
                outside()
            }
            async fn cases(&self, _: &CaseQuery) -> Result<CasePage, StoreError> {
                outside()
            }
            async fn photos(&self, _: InspectionId) -> Result<Vec<PhotoEntry>, StoreError> {
                outside()
            }
            async fn delivery(&self, _: DocId) -> Result<DeliveryFacts, StoreError> {
                outside()
            }
            async fn setting(&self, _: &str) -> Result<Option<String>, StoreError> {
                outside()
            }
            async fn set_setting(&self, _: &str, _: Option<String>) -> Result<(), StoreError> {
                outside()
            }
            async fn next_number(&self, _: &str) -> Result<u32, StoreError> {
                outside()
            }
        }
    };
}

impl_records!(ModelDevice);
impl_records!(ModelCentre);
