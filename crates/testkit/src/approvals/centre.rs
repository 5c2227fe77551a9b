//! The centre: its store, its use cases and its side of the exchange, with rights from the directory and acts judged as they are shipped.
//! Mistakes that the test must find are planted here.

use std::ops::Deref;

use async_trait::async_trait;
use ed25519_dalek::Signer as _;
use handheld_app::admit::{self, Around};
use handheld_app::{index, rfc3339};
use handheld_catalogue::Catalogue;
use handheld_contract::Code;
use handheld_contract::sync::{Change, DocChanges};
use handheld_contract::views::approval::Signer;
use handheld_contract::views::sync::DocKind;
use handheld_records::record::CaseRecord;
use handheld_records::shape::{Key, ReceivedValue, Shaped};
use handheld_records::{ActorId, Document};
use handheld_store::StoreError;
use handheld_store::centre::Device;
use handheld_store::records::{Commit, StoredDocument};
use handheld_sync::centre::{Answer, ExchangeError};
use handheld_sync::ports::{Access, Admitted, CaseChanges, CaseVerdict, GrantedScope, Project};
use uuid::Uuid;

use super::Defect;
use crate::model::{CentreBase, Exchanges, Member, commit_of};

/// The centre.
pub(super) struct CentreSide {
    pub(super) base: CentreBase,
    pub(super) defect: Option<Defect>,
}

impl Deref for CentreSide {
    type Target = CentreBase;

    fn deref(&self) -> &CentreBase {
        &self.base
    }
}

#[async_trait]
impl Exchanges for CentreSide {
    async fn exchange(&self, body: &[u8]) -> Result<Answer, ExchangeError> {
        let index = Indexed { defect: None };
        self.base.exchange_by(self, &index, body).await
    }

    fn now_ms(&self) -> i64 {
        self.base.now_ms()
    }
}

impl CentreSide {
    /// Whose rights the acts are judged by: the signer's; with a planted mistake something else.
    fn author(&self, signed: &Member, changes: &CaseChanges<'_>) -> handheld_app::Who {
        let of = |member: &Member| member.who(&self.key, Signer::Centre, member.sight());
        let mut author = of(signed);
        if self.defect == Some(Defect::AnyOffice) {
            let all = Catalogue::bundled().departments.iter();
            author.organisation.departments = all.map(|d| d.code.clone()).collect();
        }
        if self.defect == Some(Defect::ClaimedAuthor) {
            let record = CaseRecord::read(changes.document);
            let new = record.acts.iter().find(|act| {
                let by = act.held.change;
                changes.fresh.iter().any(|change| change.hash == by)
            });
            let claimed = new.and_then(|act| {
                let by = act.held.value.by.id;
                self.everybody.iter().find(|m| m.person.id == by)
            });
            author = claimed.map_or(author, of);
        }
        author
    }
}

#[async_trait]
impl Access for CentreSide {
    async fn scopes(&self, device: &Device) -> Result<Vec<GrantedScope>, StoreError> {
        self.granted(device).await
    }

    async fn may_write(
        &self,
        device: &Device,
        changes: &DocChanges,
        _: Option<&StoredDocument>,
    ) -> Result<Result<(), Code>, StoreError> {
        let scopes = self.scopes(device).await?;
        let granted = scopes.iter().any(|granted| granted.scope == changes.scope);
        Ok(if granted && changes.kind == DocKind::Case {
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
        let (Some(member), Some(project)) = (self.member(device), changes.scope.project()) else {
            return Ok(CaseVerdict::default());
        };
        let beside = admit::beside(&*self.store, project, changes.batch, changes.now_ms);
        let Some((project, cases)) = beside.await? else {
            return Ok(CaseVerdict::default());
        };
        let author = self.author(member, &changes);
        let seal = |text: &[u8]| self.key.sign(text).to_bytes();
        let around = Around {
            catalogue: Catalogue::bundled(),
            earlier: &[],
            author: &author,
            project: &project,
            cases: &cases,
            now: rfc3339(changes.now_ms),
            now_ms: changes.now_ms,
            seal: &seal,
            actor: author.actor,
        };
        let (doc, known, fresh) = (changes.doc.into(), changes.known, changes.fresh);
        let mut admitted = admit::admit_case(&around, doc, changes.document, known, fresh);
        if self.defect == Some(Defect::NumbersPerBatch) && !admitted.beside.is_empty() {
            let record = CaseRecord::read(changes.document);
            let new = record.received.iter().filter(|(_, held)| {
                let by = |change: &Change| change.hash == held.change;
                admitted.beside.iter().any(by)
            });
            let last = record.last_number();
            let new: Vec<_> = new.map(|(id, held)| (*id, held.value.clone())).collect();
            let before = last - new.len() as u64;
            let again = new.into_iter().map(|(id, receipt)| {
                let n = receipt.n - before;
                (id, ReceivedValue { n, ..receipt })
            });
            let again: Vec<_> = again.collect();
            let without = without(changes.document, &admitted.beside);
            (*changes.document, admitted.beside) = numbered(without, &again, around.actor);
        }
        Ok(CaseVerdict {
            refused: admitted.refused,
            beside: admitted.beside,
            waits: admitted.waits,
        })
    }
}

/// A document without some of its changes.
fn without(document: &Document, gone: &[Change]) -> Document {
    let all = document.changes_since(&[]);
    let kept = all
        .iter()
        .filter(|change| gone.iter().all(|other| other.hash != change.hash));
    Document::load(None, kept.map(|change| change.bytes.as_slice())).unwrap_or_default()
}

/// Writes these receipts.
fn numbered(
    mut document: Document,
    receipts: &[(Uuid, ReceivedValue)],
    actor: ActorId,
) -> (Document, Vec<Change>) {
    let edits: Vec<_> = receipts
        .iter()
        .filter_map(|(id, receipt)| receipt.edit(&Key::Received(*id)).ok())
        .collect();
    let changes = document.commit(&edits, actor, 0).unwrap_or_default();
    (document, changes)
}

/// Index rows as device and centre make them; with a planted mistake the order of the centre is not looked at.
pub(super) struct Indexed {
    pub(super) defect: Option<Defect>,
}

impl Project for Indexed {
    fn commit_for(&self, admitted: Admitted<'_>) -> Result<Commit, (Code, String)> {
        let (doc, kind) = (admitted.doc, admitted.kind);
        commit_of(admitted, |document| {
            let catalogue = Catalogue::bundled();
            if self.defect == Some(Defect::OrderIgnored) && kind == DocKind::Case {
                let shown = in_order_of_making(document);
                return index::rows(catalogue, doc, kind, &shown);
            }
            index::rows(catalogue, doc, kind, document)
        })
    }
}

/// The same acts with receipts in the order of their ids.
fn in_order_of_making(document: &Document) -> Document {
    let record = CaseRecord::read(document);
    let mut edits = Vec::new();
    for (place, (id, held)) in record.received.iter().enumerate() {
        let value = ReceivedValue {
            n: place as u64 + 1,
            ..held.value.clone()
        };
        edits.extend(value.edit(&Key::Received(*id)).ok());
    }
    let all = document.changes_since(&[]);
    let acts = all.iter().filter(|change| {
        let by = |held: &handheld_records::record::Held<ReceivedValue>| held.change == change.hash;
        !record.received.values().any(by)
    });
    let Ok(mut shown) = Document::load(None, acts.map(|change| change.bytes.as_slice())) else {
        return document.clone();
    };
    match shown.commit(&edits, ActorId([7; 16]), 0) {
        Ok(_) => shown,
        Err(_) => document.clone(),
    }
}
