//! Between rows and the traits' types: digests in columns, changes, index entries as JSON.

use handheld_contract::sync::Change;
use handheld_contract::views::Stage;
use handheld_contract::views::approval::CaseState;
use handheld_contract::views::finding::FindingState;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{ChangeHash, DocId};
use rusqlite::{Row, ToSql};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::backend;
use crate::StoreError;
use crate::records::Sight;

pub(super) fn kind_number(kind: DocKind) -> i64 {
    match kind {
        DocKind::Project => 0,
        DocKind::Inspection => 1,
        DocKind::Finding => 2,
        DocKind::Case => 3,
        DocKind::Survey => 4,
    }
}

pub(super) fn kind_of(number: i64) -> DocKind {
    match number {
        0 => DocKind::Project,
        1 => DocKind::Inspection,
        2 => DocKind::Finding,
        3 => DocKind::Case,
        _ => DocKind::Survey,
    }
}

pub(super) fn stage_number(stage: Stage) -> i64 {
    match stage {
        Stage::Registration => 0,
        Stage::Establishment => 1,
        Stage::Commencement => 2,
        Stage::Construction => 3,
        Stage::Completion => 4,
        Stage::Commissioning => 5,
    }
}

pub(super) const SUBMITTED: i64 = 0;
pub(super) const CORRECTING: i64 = 1;
pub(super) const RUNNING: i64 = 2;
pub(super) const SUSPENDED: i64 = 3;

pub(super) fn case_state_number(state: CaseState) -> i64 {
    match state {
        CaseState::Submitted => SUBMITTED,
        CaseState::Correcting => CORRECTING,
        CaseState::Running => RUNNING,
        CaseState::Suspended => SUSPENDED,
        CaseState::Granted => 4,
        CaseState::Refused => 5,
        CaseState::NotAccepted => 6,
        CaseState::Opinion => 7,
        CaseState::Withdrawn => 8,
        CaseState::Terminated => 9,
        CaseState::Revoked => 10,
    }
}

pub(super) fn is_open(state: FindingState) -> bool {
    matches!(
        state,
        FindingState::Open | FindingState::Replied | FindingState::Failed
    )
}

pub(super) fn join(hashes: &[ChangeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

pub(super) fn split(bytes: &[u8]) -> Vec<ChangeHash> {
    let whole = bytes.chunks_exact(32);
    whole
        .map(|part| ChangeHash(part.try_into().unwrap_or([0; 32])))
        .collect()
}

pub(super) fn doc_id(bytes: [u8; 16]) -> DocId {
    DocId(uuid::Uuid::from_bytes(bytes))
}

/// Columns `hash, actor, seq, deps, body` from `at` on.
pub(super) fn change(row: &Row<'_>, at: usize) -> rusqlite::Result<Change> {
    Ok(Change {
        hash: ChangeHash(row.get(at)?),
        actor: row.get(at + 1)?,
        seq: row.get::<_, i64>(at + 2)?.unsigned_abs(),
        deps: split(&row.get::<_, Vec<u8>>(at + 3)?),
        bytes: row.get(at + 4)?,
    })
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| backend("write index", e))
}

pub(super) fn entry<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let text: String = row.get(at)?;
    serde_json::from_str(&text).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(e))
    })
}

/// A condition over a column that holds a project's id, with its parameters: what the looker may see.
pub(super) fn sight(sight: &Sight, project: &str) -> (String, Vec<Box<dyn ToSql>>) {
    let Sight::Of {
        person,
        organisation,
    } = sight
    else {
        return ("1".to_owned(), Vec::new());
    };
    let by_person = format!(
        "EXISTS (SELECT 1 FROM project_person s WHERE s.project = {project} AND s.person = ?)"
    );
    let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(person.bytes())];
    let Some(organisation) = organisation else {
        return (by_person, values);
    };
    values.push(Box::new(organisation.bytes()));
    let by_unit = format!(
        "EXISTS (SELECT 1 FROM project_organisation s WHERE s.project = {project} AND s.organisation = ?)"
    );
    (format!("({by_person} OR {by_unit})"), values)
}
