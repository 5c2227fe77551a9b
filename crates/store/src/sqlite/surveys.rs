//! Surveys in the index: what waits for a unit or an office, the earliest due date first.

use handheld_contract::views::survey::SurveyFilter;
use rusqlite::{Connection, ToSql, Transaction, params, params_from_iter};

use super::records::{Values, run, searched};
use super::rows::{entry, json, sight};
use crate::StoreError;
use crate::index::{SurveyEntry, SurveyWaits};
use crate::records::{SURVEY_FILTERS, SurveyPage, SurveyQuery};

fn waits_number(waits: SurveyWaits) -> i64 {
    match waits {
        SurveyWaits::Unit => 0,
        SurveyWaits::Office => 1,
        SurveyWaits::Nobody => 2,
    }
}

/// The number that a filter asks for; none for all.
fn filter_number(filter: SurveyFilter) -> Option<i64> {
    match filter {
        SurveyFilter::ToDo => Some(0),
        SurveyFilter::ToCheck => Some(1),
        SurveyFilter::Accepted => Some(2),
        SurveyFilter::All => None,
    }
}

/// Replaces the index row of a survey, without its photos and files.
pub(super) fn put_survey(tx: &Transaction<'_>, survey: &SurveyEntry) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO survey (id, project, unit, office, waits, due, number, body)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = params![
        survey.id.bytes(),
        survey.project.bytes(),
        survey.unit.id.bytes(),
        survey.office,
        waits_number(survey.waits),
        survey.due,
        survey.number,
        json(survey)?
    ];
    run(tx, sql, values)?;
    Ok(())
}

fn asked(query: &SurveyQuery) -> (String, Values) {
    let (seen, mut values) = sight(&query.sight, "s.project");
    let mut conditions = vec![seen];
    let mut also = |condition: &str, value: Box<dyn ToSql>| {
        conditions.push(condition.to_owned());
        values.push(value);
    };
    if let Some(unit) = query.unit {
        also("s.unit = ?", Box::new(unit.bytes()));
    }
    if let Some(project) = query.project {
        also("s.project = ?", Box::new(project.bytes()));
    }
    if let Some(id) = query.id {
        also("s.id = ?", Box::new(id.bytes()));
    }
    if let Some(offices) = &query.offices {
        let places = vec!["?"; offices.len()].join(", ");
        conditions.push(format!("s.office IN ({places})"));
        for office in offices {
            values.push(Box::new(office.clone()));
        }
    }
    searched(&query.search, "s.id", "doc", &mut conditions, &mut values);
    (conditions.join(" AND "), values)
}

/// A page of surveys with the counts of all filters.
pub(super) fn select_surveys(
    connection: &Connection,
    query: &SurveyQuery,
) -> rusqlite::Result<SurveyPage> {
    let (conditions, values) = asked(query);
    let sql = format!("SELECT s.waits, count(*) FROM survey s WHERE {conditions} GROUP BY s.waits");
    let mut found = [0u32; 3];
    let mut rows = connection.prepare_cached(&sql)?;
    let mut rows = rows.query(params_from_iter(values.iter()))?;
    while let Some(row) = rows.next()? {
        let waits = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX);
        if let Some(place) = found.get_mut(waits) {
            *place = row.get(1)?;
        }
    }
    let count = |filter: SurveyFilter| match filter_number(filter) {
        Some(number) => usize::try_from(number)
            .ok()
            .and_then(|n| found.get(n).copied())
            .unwrap_or(0),
        None => found.iter().sum(),
    };
    let wanted = filter_number(query.filter);
    let sql = format!(
        "SELECT s.body FROM survey s WHERE {conditions} AND (? IS NULL OR s.waits = ?)
         ORDER BY s.waits, s.due IS NULL, s.due, s.number, s.id LIMIT ? OFFSET ?"
    );
    let mut all: Values = values;
    all.push(Box::new(wanted));
    all.push(Box::new(wanted));
    all.push(Box::new(query.limit));
    all.push(Box::new(query.offset));
    let mut page = connection.prepare_cached(&sql)?;
    let surveys = page.query_map(params_from_iter(all.iter()), |row| entry(row, 0))?;
    Ok(SurveyPage {
        surveys: surveys.collect::<rusqlite::Result<_>>()?,
        total: count(query.filter),
        counts: SURVEY_FILTERS
            .map(|filter| (filter, count(filter)))
            .to_vec(),
    })
}
