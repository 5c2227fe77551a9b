//! Index rows of the model: everything that a document says, in one text, and its photos.

use handheld_contract::views::Stage;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{BlobHash, Code, PersonId, PhotoId};
use handheld_records::Document;
use handheld_store::index::{IndexRows, InspectionEntry, PhotoEntry};
use handheld_store::records::Commit;
use handheld_sync::ports::{Admitted, Project};
use uuid::Uuid;

/// Changes after which a document is saved.
const SNAPSHOT_EVERY: usize = 12;

/// The model's projection.
#[derive(Debug, Clone, Copy)]
pub(super) struct ModelProject;

impl Project for ModelProject {
    fn commit_for(&self, admitted: Admitted<'_>) -> Result<Commit, (Code, String)> {
        let loose = admitted.stored.map_or(0, |s| s.changes.len()) + admitted.changes.len();
        Ok(Commit {
            doc: admitted.doc,
            kind: admitted.kind,
            scope: admitted.scope.clone(),
            changes: admitted.changes,
            heads: admitted.document.heads(),
            snapshot: (loose >= SNAPSHOT_EVERY).then(|| admitted.document.save()),
            index: index(admitted.doc.0, admitted.document),
            journal_through: None,
            origin: admitted.origin,
            beside: Vec::new(),
        })
    }
}

fn index(id: Uuid, document: &Document) -> IndexRows {
    let mut search = String::new();
    let mut photos = Vec::new();
    for (key, candidates) in document.registers("") {
        let mut values: Vec<_> = candidates.iter().map(|c| c.value.as_str()).collect();
        values.sort_unstable();
        if let Some(sha256) = key
            .strip_prefix("p:")
            .and_then(|k| k.parse::<BlobHash>().ok())
        {
            let bytes = values.first().and_then(|v| v.parse().ok()).unwrap_or(0);
            photos.push(PhotoEntry {
                id: PhotoId(id),
                sha256,
                bytes,
                item: None,
                removed: false,
            });
        }
        search.push_str(&format!("{key}={values:?};"));
    }
    let entry = InspectionEntry {
        id: id.into(),
        project: id.into(),
        template: String::new(),
        template_version: 1,
        stage: Stage::Construction,
        finished: false,
        set_aside: false,
        answered: 0,
        items: 0,
        failed: 0,
        photos: 0,
        conflicts: 0,
        after_finishing: 0,
        score: None,
        started_by: PersonId(Uuid::nil()),
        started_by_name: String::new(),
        started_at: String::new(),
        changed_at: String::new(),
        search,
    };
    IndexRows::Inspection(entry, photos)
}

/// Kind of all documents of the model.
pub(crate) const KIND: DocKind = DocKind::Inspection;
