//! The centre of the surveys: rights from the directory, and changes judged as they are shipped. Mistakes that the test must find are
//! planted here.

use std::ops::Deref;

use async_trait::async_trait;
use handheld_app::Who;
use handheld_app::admit::{AroundSurvey, admit_survey, beside};
use handheld_app::index;
use handheld_catalogue::Catalogue;
use handheld_contract::sync::{Change, DocChanges};
use handheld_contract::views::Role;
use handheld_contract::views::approval::Signer;
use handheld_contract::views::survey::{SurveyActKind, SurveyState};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{Code, PersonId};
use handheld_records::Edit;
use handheld_records::record::SurveyRecord;
use handheld_records::shape::Key;
use handheld_store::StoreError;
use handheld_store::centre::Device;
use handheld_store::index::{IndexRows, SurveyWaits};
use handheld_store::records::{Commit, StoredDocument};
use handheld_sync::centre::{Answer, ExchangeError};
use handheld_sync::ports::{Access, Admitted, CaseChanges, CaseVerdict, GrantedScope, Project};

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

/// Whom the new changes name as their author, and the key that a signature among them names.
fn claimed(changes: &CaseChanges<'_>) -> (Option<PersonId>, Option<[u8; 32]>) {
    let record = SurveyRecord::read(changes.document);
    let is_new = |hash| changes.fresh.iter().any(|change| change.hash == hash);
    let act = record.acts.iter().find(|act| is_new(act.held.change));
    let measured = record.measured.values().flatten();
    let measured = measured
        .map(|one| &one.held)
        .find(|held| is_new(held.change));
    let person = act
        .map(|act| act.held.value.by.id)
        .or(measured.map(|held| held.value.by.id));
    let signed = record
        .acts
        .iter()
        .find(|act| act.held.value.act == SurveyActKind::Signed && is_new(act.held.change));
    let key = signed.and_then(|act| hex_key(&act.held.value.key));
    (person, key)
}

/// The bytes of a key in hex.
pub(super) fn hex_key(text: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (place, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(key)
}

impl CentreSide {
    fn at_centre(&self, member: &Member) -> Who {
        member.who(&self.key, Signer::Centre, member.sight())
    }

    /// By whose rights and key changes are judged: the signer's; with a planted mistake something else.
    fn judged_by(
        &self,
        device: &Device,
        signed: &Member,
        changes: &CaseChanges<'_>,
    ) -> (Who, [u8; 32]) {
        let own = (self.at_centre(signed), device.key);
        match self.defect {
            Some(Defect::ClaimedAuthor) => {
                let (person, _) = claimed(changes);
                let named = self.everybody.iter().find(|m| Some(m.person.id) == person);
                (named.map_or(own.0, |named| self.at_centre(named)), own.1)
            }
            Some(Defect::AnyKey) => (own.0, claimed(changes).1.unwrap_or(own.1)),
            _ => own,
        }
    }

    /// The planted mistake: of different values the centre chooses one by itself.
    fn choose_for_all(&self, author: &Who, changes: &mut CaseChanges<'_>) -> Vec<Change> {
        let record = SurveyRecord::read(changes.document);
        let several = record.measured.iter().filter(|(_, all)| all.len() > 1);
        let edits: Vec<Edit> = several
            .filter_map(|(target, all)| {
                let first = all.first()?;
                Some(Edit::set(
                    Key::Measured(target.clone()),
                    first.held.raw.clone(),
                ))
            })
            .collect();
        let made = changes
            .document
            .commit(&edits, author.actor, changes.now_ms);
        made.unwrap_or_default()
    }
}

/// The planted mistake: values are refused once something is signed.
fn too_late(changes: &CaseChanges<'_>) -> Vec<(handheld_contract::ChangeHash, Code, String)> {
    let known = changes.known.iter().map(|change| change.bytes.as_slice());
    let Ok(before) = handheld_records::Document::load(None, known) else {
        return Vec::new();
    };
    let signed = |act: &SurveyActKind| *act == SurveyActKind::Signed;
    let acts = SurveyRecord::read(&before).acts;
    if !acts.iter().any(|act| signed(&act.held.value.act)) {
        return Vec::new();
    }
    let record = SurveyRecord::read(changes.document);
    let values = record
        .measured
        .values()
        .flatten()
        .map(|one| one.held.change);
    let late: Vec<_> = values
        .filter(|by| changes.fresh.iter().any(|change| change.hash == *by))
        .collect();
    let refused = changes
        .fresh
        .iter()
        .filter(|change| late.contains(&change.hash));
    refused
        .map(|change| (change.hash, Code::Refused, "too_late".to_owned()))
        .collect()
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
        stored: Option<&StoredDocument>,
    ) -> Result<Result<(), Code>, StoreError> {
        let scopes = self.scopes(device).await?;
        let scope = stored.map_or(&changes.scope, |stored| &stored.scope);
        let granted = scopes.iter().any(|granted| granted.scope == *scope);
        let writes = self.member(device).is_some_and(|member| {
            let roles = [Role::Surveyor, Role::Owner, Role::Window, Role::Approver];
            roles.contains(&member.role)
        });
        Ok(if granted && writes && changes.kind == DocKind::Survey {
            Ok(())
        } else {
            Err(Code::Forbidden)
        })
    }

    async fn judge_case(
        &self,
        device: &Device,
        mut changes: CaseChanges<'_>,
    ) -> Result<CaseVerdict, StoreError> {
        let (Some(member), Some(project)) = (self.member(device), changes.scope.project()) else {
            return Ok(CaseVerdict::default());
        };
        let beside = beside(&*self.store, project, changes.batch, changes.now_ms);
        let Some((project, _)) = beside.await? else {
            return Ok(CaseVerdict::default());
        };
        let (author, key) = self.judged_by(device, member, &changes);
        let around = AroundSurvey {
            catalogue: Catalogue::bundled(),
            author: &author,
            key,
            project: &project,
        };
        let late = match self.defect {
            Some(Defect::LateRefused) => too_late(&changes),
            _ => Vec::new(),
        };
        let is_late = |change: &&Change| late.iter().any(|(hash, ..)| *hash == change.hash);
        let fresh: Vec<Change> = changes
            .fresh
            .iter()
            .filter(|change| !is_late(change))
            .cloned()
            .collect();
        let (id, known) = (changes.doc.into(), changes.known);
        let admitted = admit_survey(&around, id, changes.document, known, &fresh);
        let mut verdict = CaseVerdict {
            refused: admitted.refused,
            beside: admitted.beside,
            waits: admitted.waits,
        };
        verdict.refused.extend(late);
        if self.defect == Some(Defect::KeepsOneValue) {
            verdict.beside = self.choose_for_all(&author, &mut changes);
        }
        Ok(verdict)
    }
}

/// Index rows as device and centre make them; with a planted mistake nothing in a list is stale.
pub(super) struct Indexed {
    pub(super) defect: Option<Defect>,
}

impl Project for Indexed {
    fn commit_for(&self, admitted: Admitted<'_>) -> Result<Commit, (Code, String)> {
        let (doc, kind) = (admitted.doc, admitted.kind);
        commit_of(admitted, |document| {
            let mut rows = index::rows(Catalogue::bundled(), doc, kind, document);
            if self.defect == Some(Defect::StaleIgnored)
                && let IndexRows::Survey(entry, _) = &mut rows
                && entry.stale
            {
                entry.stale = false;
                entry.waits = match entry.state {
                    SurveyState::Accepted => SurveyWaits::Nobody,
                    _ => SurveyWaits::Office,
                };
            }
            rows
        })
    }
}
