//! Admission of changes to a survey at the centre: who wrote each key, and whether they may.
//!
//! The surveying unit measures, designs and signs, each in their own name; the planning bureau accepts or returns; departments note what they
//! use. Whether an act still stands when it arrives is read from the record by everybody alike, so nothing is refused for being late: only for
//! want of right, and for a value that is not what its own readings of the field give.

use handheld_contract::sync::Change;
use handheld_contract::views::survey::SurveyActKind;
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{Code, SurveyId};
use handheld_domain::survey::Grid;
use handheld_records::record::{SurveyRecord, Touched, touched_between};
use handheld_records::shape::{Key, SurveyActValue, SurveyMeta};
use handheld_records::{Candidate, Document};
use serde::Deserialize;

use super::{Admitted, Refusal, all_of, shape};
use crate::Who;
use crate::readings::is_what_was_read;
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
                let touched = touched_between(&standing, &tried);
                judge(around, survey, &tried, change, &touched)
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

/// Judges one change. What it removes is judged like what it sets.
fn judge(
    around: &AroundSurvey<'_>,
    id: SurveyId,
    document: &Document,
    change: &Change,
    touched: &[Touched],
) -> Result<(), Refusal> {
    let record = SurveyRecord::read(document);
    let held = record.common.meta.as_ref().ok_or_else(|| shape("meta"))?;
    let meta = held.value.survey.as_ref().ok_or_else(|| shape("meta"))?;
    let author = around.author;
    let of_unit = author.role == Role::Surveyor && author.organisation.id == meta.unit.id;
    if touched.is_empty() {
        // It would take out what others have replaced already: nothing of ours writes that alone.
        return Err(if of_unit {
            shape("survey_taken_out")
        } else {
            no_right()
        });
    }
    for register in touched {
        let key = Key::parse(&register.key);
        let again = !register.before.is_empty();
        match key {
            // A second value would hide the first from everybody.
            Some(
                Key::Meta
                | Key::Design(_)
                | Key::DesignPart(..)
                | Key::Observation(_)
                | Key::Instrument(_)
                | Key::RawFile(_)
                | Key::SurveyAct(_),
            ) if again => return Err(shape("survey_written_once")),
            Some(Key::Meta) => {
                let by = held.value.by.id == author.person.id;
                if !by || held.value.project != around.project.id {
                    return Err(no_right());
                }
                head_is_right(around, meta)?;
            }
            Some(Key::Measured(target)) if of_unit => {
                measured_is_right(around, document, change, register)?;
                // A value may have been merged with one that says the same: it is judged by what this change wrote.
                let all = record.measured.get(&target).into_iter().flatten();
                let mut own = all.filter(|one| {
                    one.held.change == change.hash || one.held.also.contains(&change.hash)
                });
                if !own.all(|one| is_what_was_read(&one.held.value)) {
                    return Err(shape("survey_readings"));
                }
            }
            Some(Key::Design(_) | Key::Observation(_) | Key::Instrument(_) | Key::RawFile(_))
                if of_unit =>
            {
                let own = set_by(change, &register.after).map(|one| is_by(author, one));
                if own != Some(true) {
                    return Err(not_own());
                }
            }
            Some(Key::DesignPart(..) | Key::Photo(_) | Key::Removed(_)) if of_unit => {}
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

fn not_own() -> Refusal {
    (Code::Forbidden, "survey_not_own_entry".to_owned())
}

/// The value of a register that a change has set.
fn set_by<'c>(change: &Change, standing: &'c [Candidate]) -> Option<&'c Candidate> {
    let by = |one: &&Candidate| one.change == change.hash || one.also.contains(&change.hash);
    standing.iter().find(by)
}

/// Whether a value names this person as the one who wrote it.
fn is_by(author: &Who, one: &Candidate) -> bool {
    #[derive(Deserialize)]
    struct Written {
        by: PersonRef,
    }
    let written = serde_json::from_str::<Written>(&one.value);
    written.is_ok_and(|written| written.by.id == author.person.id)
}

/// Measured by whoever sent it, or chosen among the values that stood for them; taken back by an empty value that says by whom, never by
/// removing what others measured.
fn measured_is_right(
    around: &AroundSurvey<'_>,
    document: &Document,
    change: &Change,
    register: &Touched,
) -> Result<(), Refusal> {
    let Some(set) = set_by(change, &register.after) else {
        // Choosing the value that stands first removes the others beside it.
        let left = document.values_at(&register.key, &[change.hash]);
        return if left.is_empty() {
            Err(shape("survey_taken_out"))
        } else {
            Ok(())
        };
    };
    let stood = || {
        let stood = document.values_at(&register.key, &change.deps);
        stood.iter().any(|one| one.value == set.value)
    };
    if is_by(around.author, set) || stood() {
        Ok(())
    } else {
        Err(not_own())
    }
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
