//! Admission of changes to a survey at the centre: who wrote each key, and whether they may.
//!
//! The surveying unit measures, designs and signs; the planning bureau accepts or returns; departments note what they use. Whether an act
//! still stands when it arrives is read from the record by everybody alike, so nothing is refused for being late: only for want of right.

use std::collections::BTreeSet;

use handheld_contract::sync::Change;
use handheld_contract::views::Role;
use handheld_contract::views::survey::SurveyActKind;
use handheld_contract::{ChangeHash, Code, SurveyId};
use handheld_domain::survey::Grid;
use handheld_records::Document;
use handheld_records::record::{SurveyRecord, keys_set_by};
use handheld_records::shape::{Key, SurveyActValue, SurveyMeta};

use super::{Admitted, Refusal, all_of, shape};
use crate::Who;
use crate::views::is_proven;
use handheld_catalogue::Catalogue;
use handheld_store::index::ProjectEntry;

/// What the centre knows besides the document.
pub struct AroundSurvey<'a> {
    /// The catalogue in force.
    pub catalogue: &'a Catalogue,
    /// Whoever signed the envelope, with the rights of the directory.
    pub author: &'a Who,
    /// Public key of their device.
    pub key: [u8; 32],
    /// The project.
    pub project: &'a ProjectEntry,
}

/// Judges new changes of a survey. `document` holds them and everything before; it is left with those that are admitted. A change that
/// builds on a refused one goes with it.
pub fn admit_survey(
    around: &AroundSurvey<'_>,
    survey: SurveyId,
    document: &mut Document,
    known: &[Change],
    fresh: &[Change],
) -> Admitted {
    let mut admitted = Admitted::default();
    let kept = known.iter().map(|change| change.bytes.as_slice());
    let Ok(mut standing) = Document::load(None, kept) else {
        admitted.refused = all_of(fresh, Code::Damaged, "survey_unreadable");
        return admitted;
    };
    for change in fresh {
        let mut tried = standing.clone();
        let judged = match tried.apply(std::slice::from_ref(change)) {
            Ok(_) if tried.contains(&change.hash) => {
                let set = keys_set_by(&tried, &BTreeSet::from([change.hash]));
                let keys = set.get(&change.hash).map_or(&[][..], Vec::as_slice);
                judge(around, survey, &tried, change.hash, keys)
            }
            _ => Err(shape("builds_on_refused")),
        };
        match judged {
            Ok(()) => standing = tried,
            Err((code, rule)) => admitted.refused.push((change.hash, code, rule)),
        }
    }
    *document = standing;
    admitted
}

fn judge(
    around: &AroundSurvey<'_>,
    id: SurveyId,
    document: &Document,
    change: ChangeHash,
    keys: &[String],
) -> Result<(), Refusal> {
    let record = SurveyRecord::read(document);
    let held = record.common.meta.as_ref().ok_or_else(|| shape("meta"))?;
    let meta = held.value.survey.as_ref().ok_or_else(|| shape("meta"))?;
    let author = around.author;
    let of_unit = author.role == Role::Surveyor && author.organisation.id == meta.unit.id;
    for key in keys {
        match Key::parse(key) {
            Some(Key::Meta) if held.change == change => {
                let by = held.value.by.id == author.person.id;
                if !by || held.value.project != around.project.id {
                    return Err(no_right());
                }
                head_is_right(around, meta)?;
            }
            Some(
                Key::Measured(_)
                | Key::Design(_)
                | Key::DesignPart(..)
                | Key::Observation(_)
                | Key::Instrument(_)
                | Key::RawFile(_)
                | Key::Photo(_)
                | Key::Removed(_),
            ) if of_unit => {}
            Some(Key::SurveyAct(act)) => {
                let act = record.acts.iter().find(|one| one.id == act);
                let act = act.ok_or_else(|| shape("survey_value"))?;
                act_is_right(around, meta, &act.held.value, of_unit)?;
                if act.held.value.act == SurveyActKind::Signed {
                    let own = act.held.value.key == hex::encode(around.key);
                    if !own || !is_proven(id, act) {
                        return Err(shape("survey_signature"));
                    }
                }
            }
            Some(_) => return Err(no_right()),
            // A key of a later version: kept, and counts for nothing here.
            None => {}
        }
    }
    Ok(())
}

fn no_right() -> Refusal {
    (Code::Forbidden, "survey_no_right".to_owned())
}

/// Assigned by somebody who may, to a unit that takes part, in a grid that exists, for a kind that is known.
fn head_is_right(around: &AroundSurvey<'_>, meta: &SurveyMeta) -> Result<(), Refusal> {
    let (author, project) = (around.author, around.project);
    let own = author.role == Role::Surveyor
        && meta.unit.id == author.organisation.id
        && author.assigned(project);
    if !own && !author.edits(project) {
        return Err(no_right());
    }
    if !project.organisations.contains(&meta.unit.id) || project.owner == Some(meta.unit.id) {
        return Err(shape("survey_unit"));
    }
    if around.catalogue.survey(&meta.kind).is_none() {
        return Err(shape("survey_kind"));
    }
    Grid::from_epsg(meta.epsg)
        .map(|_| ())
        .map_err(|_| shape("survey_grid"))
}

fn act_is_right(
    around: &AroundSurvey<'_>,
    meta: &SurveyMeta,
    act: &SurveyActValue,
    of_unit: bool,
) -> Result<(), Refusal> {
    let author = around.author;
    let own = act.by.id == author.person.id
        && act.role == author.role
        && act.organisation.id == author.organisation.id;
    let kind = around.catalogue.survey(&meta.kind);
    let of_office = author.role == Role::Approver
        && kind.is_some_and(|kind| author.organisation.departments.contains(&kind.office));
    let allowed = match act.act {
        SurveyActKind::Chosen | SurveyActKind::Signed | SurveyActKind::Withdrawn => of_unit,
        SurveyActKind::Accepted | SurveyActKind::Returned => of_office,
        SurveyActKind::Reused => matches!(author.role, Role::Approver | Role::Window),
        SurveyActKind::Assigned | SurveyActKind::Designed => false,
    };
    if own && allowed {
        Ok(())
    } else {
        Err(no_right())
    }
}
