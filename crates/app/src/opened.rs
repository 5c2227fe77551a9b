//! A stored document opened for reading: its changes and, on top, the edits that are in the journal only.

use handheld_contract::views::PersonRef;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{Code, DocId, Problem, ScopeId};
use handheld_domain::checklist::Template;
use handheld_domain::inspection::{
    Answers, Entry, EntryKind, InspectionState, PhotographedItems, Recorded,
};
use handheld_records::record::InspectionRecord;
use handheld_records::shape::EntryKind as RecordedKind;
use handheld_records::{ActorId, Document, Edit};
use handheld_store::records::{JournalRow, Records, StoredDocument};

use crate::{Answer, App, convert};

/// A document with everything known of it.
pub(crate) struct Opened {
    pub(crate) doc: DocId,
    pub(crate) kind: DocKind,
    pub(crate) scope: ScopeId,
    /// As stored in changes.
    pub(crate) stored: Document,
    /// With the journal on top.
    pub(crate) current: Document,
    /// The journal.
    pub(crate) journal: Vec<JournalRow>,
}

/// Edits of a journal row; a row that cannot be read is a damage to be told, not to be passed over.
pub(crate) fn edits_of(row: &JournalRow) -> Answer<Vec<Edit>> {
    serde_json::from_str(&row.edits).map_err(|e| damaged(row.doc, &e.to_string()))
}

pub(crate) fn damaged(doc: DocId, why: &str) -> Problem {
    Problem::new(Code::Damaged)
        .with("what", doc.to_string())
        .with("why", why)
}

pub(crate) fn refused(why: impl ToString) -> Problem {
    Problem::new(Code::BadInput)
        .with("what", "edit")
        .with("why", why.to_string())
}

impl Opened {
    pub(crate) fn of(stored: StoredDocument, actor: ActorId) -> Answer<Self> {
        let StoredDocument {
            doc,
            kind,
            scope,
            snapshot,
            changes,
            journal,
            ..
        } = stored;
        let bytes = changes.iter().map(|change| change.bytes.as_slice());
        let document =
            Document::load(snapshot.as_deref(), bytes).map_err(|e| damaged(doc, &e.to_string()))?;
        let mut edits = Vec::new();
        for row in &journal {
            edits.extend(edits_of(row)?);
        }
        let current = if edits.is_empty() {
            document.clone()
        } else {
            document
                .with_pending(&edits, actor)
                .map_err(|e| damaged(doc, &e.to_string()))?
        };
        Ok(Self {
            doc,
            kind,
            scope,
            stored: document,
            current,
            journal,
        })
    }
}

impl<S: Records> App<S> {
    pub(crate) async fn open(&self, doc: DocId, actor: ActorId) -> Answer<Option<Opened>> {
        match self.store.document(doc).await? {
            Some(stored) => Opened::of(stored, actor).map(Some),
            None => Ok(None),
        }
    }
}

/// An inspection read from its document, in the domain's terms.
pub(crate) struct Inspected {
    pub(crate) record: InspectionRecord,
    pub(crate) answers: Answers,
    pub(crate) photographed: PhotographedItems,
    pub(crate) entries: Vec<Entry>,
    pub(crate) state: InspectionState,
}

impl Inspected {
    pub(crate) fn read(document: &Document) -> Self {
        let record = InspectionRecord::read(document);
        let mut answers = Answers::new();
        for (item, standing) in &record.answers {
            let recorded: Vec<Recorded> = standing
                .iter()
                .filter_map(|one| {
                    let answer = convert::answer(one.held.value.v.as_ref()?)?;
                    Some(Recorded {
                        answer,
                        note: one.held.value.n.clone(),
                        known_to: one.known_to.clone(),
                    })
                })
                .collect();
            if !recorded.is_empty() {
                answers.insert(item.clone(), recorded);
            }
        }
        let photographed = record
            .photos
            .values()
            .filter(|photo| !photo.removed)
            .filter_map(|photo| photo.held.value.item.clone())
            .collect();
        let entries: Vec<Entry> = record
            .common
            .entries
            .iter()
            .filter_map(life_entry)
            .collect();
        let state = InspectionState::of(&entries);
        Self {
            record,
            answers,
            photographed,
            entries,
            state,
        }
    }

    /// Template code and version that the record pins.
    pub(crate) fn template(&self) -> Option<(&str, u32)> {
        let template = self.record.common.meta.as_ref()?.value.template.as_ref()?;
        Some((&template.code, template.version))
    }

    pub(crate) fn started_by(&self) -> PersonRef {
        self.record
            .common
            .meta
            .as_ref()
            .map_or_else(convert::nobody, |meta| meta.value.by.clone())
    }

    pub(crate) fn started_at(&self) -> String {
        self.record
            .common
            .meta
            .as_ref()
            .map_or_else(String::new, |meta| meta.value.at.clone())
    }

    /// The latest device time among answers, photos and entries: for showing only, nothing is ordered by it.
    pub(crate) fn changed_at(&self) -> String {
        let answers = self
            .record
            .answers
            .values()
            .flatten()
            .map(|a| a.held.value.at.as_str());
        let photos = self
            .record
            .photos
            .values()
            .map(|p| p.held.value.taken_at.as_str());
        let entries = self
            .record
            .common
            .entries
            .iter()
            .map(|e| e.held.value.at.as_str());
        let latest = answers
            .chain(photos)
            .chain(entries)
            .max()
            .unwrap_or_default()
            .to_owned();
        latest.max(self.started_at())
    }

    pub(crate) fn is_after_finishing(&self, recorded: &Recorded) -> bool {
        let standing = handheld_domain::inspection::standing_finishes(&self.entries);
        recorded.is_after_finishing(&standing)
    }

    pub(crate) fn photo_count(&self) -> u32 {
        let kept = self
            .record
            .photos
            .values()
            .filter(|photo| !photo.removed)
            .count();
        u32::try_from(kept).unwrap_or(u32::MAX)
    }

    /// What keeps the inspection from being finished: photos, notes and choices that lack, or that nothing was answered at all.
    /// Items that nobody has looked at do not: the record says itself what was checked.
    pub(crate) fn blocking(
        &self,
        template: &Template,
    ) -> Vec<handheld_domain::inspection::Missing> {
        use handheld_domain::inspection::{Lack, lacks};
        let all = lacks(template, &self.answers, &self.photographed);
        if self.answers.is_empty() && self.photographed.is_empty() {
            return all;
        }
        all.into_iter()
            .filter(|missing| missing.lack != Lack::Answer)
            .collect()
    }
}

fn life_entry(entry: &handheld_records::record::EntryRecord) -> Option<Entry> {
    let names = entry.held.value.of.clone();
    let kind = match entry.held.value.kind {
        RecordedKind::Finished => EntryKind::Finished,
        RecordedKind::Reopened => EntryKind::Reopened { names },
        RecordedKind::SetAside => EntryKind::SetAside,
        RecordedKind::Restored => EntryKind::Restored { names },
        _ => return None,
    };
    Some(Entry {
        id: entry.id.clone(),
        kind,
    })
}
