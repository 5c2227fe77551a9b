//! Documents and index in memory: the part that device and centre have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use handheld_contract::sync::Change;
use handheld_contract::views::finding::FindingState;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{ChangeHash, DocId, InspectionId, PersonId, ProjectId, ScopeId};

use crate::StoreError;
use crate::index::{FindingEntry, IndexRows, InspectionEntry, PhotoEntry, ProjectEntry};
use crate::records::{
    Commit, FindingQuery, InspectionQuery, JournalRow, ProjectHit, ProjectQuery, Sight,
    StoredDocument,
};
use crate::search;

/// One document; shared between snapshots of the store until it changes.
#[derive(Debug, Clone)]
pub(super) struct Doc {
    pub(super) kind: DocKind,
    pub(super) scope: ScopeId,
    pub(super) heads: Vec<ChangeHash>,
    snapshot: Option<Arc<Vec<u8>>>,
    /// How many of the changes the snapshot holds.
    in_snapshot: usize,
    pub(super) changes: Vec<Arc<Change>>,
    pub(super) hashes: BTreeSet<ChangeHash>,
    pub(super) journal: Vec<JournalRow>,
    pub(super) index: Option<IndexRows>,
}

impl Doc {
    fn new(kind: DocKind, scope: ScopeId) -> Self {
        Self {
            kind,
            scope,
            heads: Vec::new(),
            snapshot: None,
            in_snapshot: 0,
            changes: Vec::new(),
            hashes: BTreeSet::new(),
            journal: Vec::new(),
            index: None,
        }
    }

    pub(super) fn photos(&self) -> &[PhotoEntry] {
        self.index.as_ref().map_or(&[], IndexRows::photos)
    }

    /// Takes changes out, with the snapshot that may hold them.
    pub(super) fn take_out(&mut self, gone: &BTreeSet<ChangeHash>) -> Vec<Arc<Change>> {
        let (out, keep) = std::mem::take(&mut self.changes)
            .into_iter()
            .partition(|change| gone.contains(&change.hash));
        self.changes = keep;
        self.hashes.retain(|hash| !gone.contains(hash));
        self.snapshot = None;
        self.in_snapshot = 0;
        self.heads =
            crate::digest::heads_of(self.changes.iter().map(|c| (c.hash, c.deps.as_slice())));
        out
    }
}

/// Documents, settings and counters.
#[derive(Debug, Clone, Default)]
pub(super) struct Base {
    pub(super) docs: BTreeMap<DocId, Arc<Doc>>,
    settings: BTreeMap<String, String>,
    counters: BTreeMap<String, u32>,
    journal_number: i64,
}

pub(super) fn unknown(doc: DocId) -> StoreError {
    StoreError::Conflict(format!("document {doc} is unknown"))
}

impl Base {
    pub(super) fn doc(&self, doc: DocId) -> Option<&Doc> {
        self.docs.get(&doc).map(Arc::as_ref)
    }

    pub(super) fn doc_mut(&mut self, doc: DocId) -> Result<&mut Doc, StoreError> {
        self.docs
            .get_mut(&doc)
            .map(Arc::make_mut)
            .ok_or_else(|| unknown(doc))
    }

    /// Stores one document's part and says which changes were new, and which of these were beside the others.
    pub(super) fn commit(
        &mut self,
        commit: &Commit,
    ) -> Result<Vec<(Arc<Change>, bool)>, StoreError> {
        let doc = Arc::make_mut(
            self.docs
                .entry(commit.doc)
                .or_insert_with(|| Arc::new(Doc::new(commit.kind, commit.scope.clone()))),
        );
        if doc.kind != commit.kind {
            return Err(StoreError::Conflict(format!(
                "document {} is of another kind",
                commit.doc
            )));
        }
        let mut new = Vec::new();
        let changes = commit.changes.iter().map(|change| (change, false));
        let beside = commit.beside.iter().map(|change| (change, true));
        for (change, beside) in changes.chain(beside) {
            if !doc.hashes.insert(change.hash) {
                continue;
            }
            if doc
                .changes
                .iter()
                .any(|known| known.actor == change.actor && known.seq == change.seq)
            {
                return Err(StoreError::Conflict(format!(
                    "sequence number {} of an actor is used twice in document {}",
                    change.seq, commit.doc
                )));
            }
            let change = Arc::new(change.clone());
            doc.changes.push(change.clone());
            new.push((change, beside));
        }
        doc.scope = commit.scope.clone();
        doc.heads.clone_from(&commit.heads);
        if let Some(snapshot) = &commit.snapshot {
            doc.snapshot = Some(Arc::new(snapshot.clone()));
            doc.in_snapshot = doc.changes.len();
        }
        doc.index = Some(commit.index.clone());
        if let Some(through) = commit.journal_through {
            doc.journal.retain(|row| row.number > through);
        }
        Ok(new)
    }

    pub(super) fn document(&self, id: DocId) -> Option<StoredDocument> {
        let doc = self.doc(id)?;
        Some(StoredDocument {
            doc: id,
            kind: doc.kind,
            scope: doc.scope.clone(),
            heads: doc.heads.clone(),
            snapshot: doc.snapshot.as_deref().cloned(),
            changes: doc.changes[doc.in_snapshot..]
                .iter()
                .map(|c| Change::clone(c))
                .collect(),
            journal: doc.journal.clone(),
        })
    }

    pub(super) fn changes(&self, id: DocId) -> Vec<Change> {
        self.doc(id)
            .map(|doc| doc.changes.iter().map(|c| Change::clone(c)).collect())
            .unwrap_or_default()
    }

    pub(super) fn documents(
        &self,
        after: Option<DocId>,
        limit: u32,
    ) -> Vec<(DocId, DocKind, ScopeId)> {
        self.docs
            .iter()
            .filter(|(id, doc)| after.is_none_or(|after| **id > after) && !doc.changes.is_empty())
            .take(limit as usize)
            .map(|(id, doc)| (*id, doc.kind, doc.scope.clone()))
            .collect()
    }

    pub(super) fn reindex(
        &mut self,
        id: DocId,
        index: IndexRows,
        heads: Vec<ChangeHash>,
        snapshot: Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        let doc = self.doc_mut(id)?;
        doc.in_snapshot = if snapshot.is_some() {
            doc.changes.len()
        } else {
            0
        };
        doc.snapshot = snapshot.map(Arc::new);
        doc.index = Some(index);
        doc.heads = heads;
        Ok(())
    }

    pub(super) fn journal(
        &mut self,
        id: DocId,
        person: PersonId,
        edits: String,
        at_ms: i64,
        index: IndexRows,
    ) -> Result<i64, StoreError> {
        let number = self.journal_number + 1;
        let doc = self.doc_mut(id)?;
        doc.journal.push(JournalRow {
            number,
            doc: id,
            edits,
            person,
            at_ms,
        });
        doc.index = Some(index);
        self.journal_number = number;
        Ok(number)
    }

    pub(super) fn journalled(&self, before_ms: i64) -> Vec<DocId> {
        let mut quiet: Vec<(i64, DocId)> = self
            .docs
            .iter()
            .filter(|(_, doc)| doc.journal.iter().all(|row| row.at_ms < before_ms))
            .filter_map(|(id, doc)| Some((doc.journal.first()?.number, *id)))
            .collect();
        quiet.sort_unstable();
        quiet.into_iter().map(|(_, id)| id).collect()
    }

    pub(super) fn setting(&self, name: &str) -> Option<String> {
        self.settings.get(name).cloned()
    }

    pub(super) fn set_setting(&mut self, name: &str, value: Option<String>) {
        match value {
            Some(value) => self.settings.insert(name.to_owned(), value),
            None => self.settings.remove(name),
        };
    }

    pub(super) fn next_number(&mut self, name: &str) -> u32 {
        let number = self.counters.entry(name.to_owned()).or_default();
        *number += 1;
        *number
    }

    fn project_entry(&self, id: ProjectId) -> Option<&ProjectEntry> {
        match &self.doc(id.into())?.index {
            Some(IndexRows::Project(entry)) => Some(entry),
            _ => None,
        }
    }

    pub(super) fn sees(&self, sight: &Sight, project: ProjectId) -> bool {
        match sight {
            Sight::All => true,
            Sight::Of { .. } => self
                .project_entry(project)
                .is_some_and(|entry| sees(sight, entry)),
        }
    }

    fn hit(&self, entry: &ProjectEntry, today: &str) -> ProjectHit {
        let mut hit = ProjectHit {
            entry: entry.clone(),
            inspections_open: 0,
            findings_open: 0,
            findings_overdue: 0,
        };
        for doc in self.docs.values() {
            match &doc.index {
                Some(IndexRows::Inspection(inspection, _)) if inspection.project == entry.id => {
                    hit.inspections_open += u32::from(in_progress(inspection));
                }
                Some(IndexRows::Finding(finding))
                    if finding.project == entry.id && is_open(finding) =>
                {
                    hit.findings_open += 1;
                    hit.findings_overdue +=
                        u32::from(!finding.due.is_empty() && finding.due.as_str() < today);
                }
                _ => {}
            }
        }
        hit
    }

    fn project_of(index: &IndexRows) -> ProjectId {
        match index {
            IndexRows::Project(entry) => entry.id,
            IndexRows::Inspection(entry, _) => entry.project,
            IndexRows::Finding(entry) => entry.project,
            IndexRows::Case(entry, _) => entry.project,
            IndexRows::Survey(entry, _) => entry.project,
        }
    }

    pub(super) fn projects(&self, query: &ProjectQuery, today: &str) -> (Vec<ProjectHit>, u32) {
        let phrases = search::phrases(&query.search);
        let found: Option<BTreeSet<ProjectId>> = (!phrases.is_empty()).then(|| {
            self.docs
                .values()
                .filter_map(|doc| doc.index.as_ref())
                .filter(|index| search::has_all(&search::to_index(&index.search_text()), &phrases))
                .map(Self::project_of)
                .collect()
        });
        let mut entries: Vec<&ProjectEntry> = self
            .docs
            .values()
            .filter_map(|doc| match &doc.index {
                Some(IndexRows::Project(entry)) => Some(entry),
                _ => None,
            })
            .filter(|entry| sees(&query.sight, entry))
            .filter(|entry| query.stage.is_none_or(|stage| entry.stage == stage))
            .filter(|entry| found.as_ref().is_none_or(|found| found.contains(&entry.id)))
            .collect();
        entries.sort_by(|a, b| (&a.code, a.id).cmp(&(&b.code, b.id)));
        let total = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let page = entries
            .into_iter()
            .skip(query.offset as usize)
            .take(query.limit as usize)
            .map(|entry| self.hit(entry, today))
            .collect();
        (page, total)
    }

    pub(super) fn project(&self, sight: &Sight, id: ProjectId, today: &str) -> Option<ProjectHit> {
        self.project_entry(id)
            .filter(|entry| sees(sight, entry))
            .map(|entry| self.hit(entry, today))
    }

    pub(super) fn inspections(&self, query: &InspectionQuery) -> Vec<InspectionEntry> {
        let phrases = search::phrases(&query.search);
        let mut entries: Vec<&InspectionEntry> = self
            .docs
            .values()
            .filter_map(|doc| doc.index.as_ref())
            .filter(|index| {
                phrases.is_empty()
                    || search::has_all(&search::to_index(&index.search_text()), &phrases)
            })
            .filter_map(|index| match index {
                IndexRows::Inspection(entry, _) => Some(entry),
                _ => None,
            })
            .filter(|entry| query.project.is_none_or(|id| entry.project == id))
            .filter(|entry| query.id.is_none_or(|id| entry.id == id))
            .filter(|entry| !query.in_progress || in_progress(entry))
            .filter(|entry| self.sees(&query.sight, entry.project))
            .collect();
        entries.sort_by(|a, b| (&b.changed_at, b.id).cmp(&(&a.changed_at, a.id)));
        entries
            .into_iter()
            .take(query.limit as usize)
            .cloned()
            .collect()
    }

    pub(super) fn findings(&self, query: &FindingQuery) -> Vec<FindingEntry> {
        let mut entries: Vec<&FindingEntry> = self
            .docs
            .values()
            .filter_map(|doc| match &doc.index {
                Some(IndexRows::Finding(entry)) => Some(entry),
                _ => None,
            })
            .filter(|entry| query.project.is_none_or(|id| entry.project == id))
            .filter(|entry| query.inspection.is_none_or(|id| entry.inspection == id))
            .filter(|entry| !query.open || is_open(entry))
            .filter(|entry| self.sees(&query.sight, entry.project))
            .collect();
        entries.sort_by(|a, b| (&a.due, a.id).cmp(&(&b.due, b.id)));
        entries
            .into_iter()
            .take(query.limit as usize)
            .cloned()
            .collect()
    }

    pub(super) fn photos(&self, inspection: InspectionId) -> Vec<PhotoEntry> {
        let mut photos = self
            .doc(inspection.into())
            .map(|doc| doc.photos().to_vec())
            .unwrap_or_default();
        photos.sort_by_key(|photo| photo.id);
        photos
    }
}

fn sees(sight: &Sight, entry: &ProjectEntry) -> bool {
    match sight {
        Sight::All => true,
        Sight::Of {
            person,
            organisation,
        } => {
            entry.people.contains(person)
                || organisation
                    .is_some_and(|id| entry.organisations.contains(&id) || entry.owner == Some(id))
        }
    }
}

fn in_progress(entry: &InspectionEntry) -> bool {
    !entry.finished && !entry.set_aside
}

fn is_open(entry: &FindingEntry) -> bool {
    matches!(
        entry.state,
        FindingState::Open | FindingState::Replied | FindingState::Failed
    )
}
