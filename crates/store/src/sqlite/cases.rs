//! Approval cases in the index: which there are in whose inbox, in which colour on a day, in which order.
//!
//! State and colour are computed here from columns for the day that is asked about; how the dates came to be is the business of the
//! rules that made the entry.

use handheld_contract::views::approval::{CaseFilter, ClockColour};
use rusqlite::{Connection, ToSql, Transaction, params, params_from_iter};

use super::records::{Values, run, searched};
use super::rows::{
    CORRECTING, RUNNING, SUBMITTED, SUSPENDED, case_state_number, entry, json, sight,
};
use crate::StoreError;
use crate::index::CaseEntry;
use crate::records::{CASE_FILTERS, CasePage, CaseQuery};

const RED: i64 = 3;

fn colour_number(colour: ClockColour) -> i64 {
    match colour {
        ClockColour::None => 0,
        ClockColour::Green => 1,
        ClockColour::Yellow => 2,
        ClockColour::Red => RED,
        ClockColour::Black => 4,
    }
}

/// Replaces the index rows of a case, without its files.
pub(super) fn put_case(tx: &Transaction<'_>, case: &CaseEntry) -> Result<(), StoreError> {
    let id = case.id.bytes();
    let sql = "INSERT OR REPLACE INTO approval_case (id, project, number, state, open, green_channel, to_deliver,
                   silence_ends, accepted, stopped, yellow_from, promised_due, legal_due, decided, post_check_due, changed_on)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
    let values = params![
        id,
        case.project.bytes(),
        case.number,
        case_state_number(case.state),
        case.open,
        case.green_channel,
        case.to_deliver,
        case.silence_ends,
        case.accepted,
        case.stopped,
        case.yellow_from,
        case.promised_due,
        case.legal_due,
        case.decided,
        case.post_check_due,
        case.changed_on
    ];
    run(tx, sql, values)?;
    let sql = "INSERT INTO case_body (id, body) VALUES (?1, ?2)
               ON CONFLICT (id) DO UPDATE SET body = excluded.body";
    run(tx, sql, params![id, json(case)?])?;
    run(tx, "DELETE FROM case_office WHERE doc = ?1", [id])?;
    for office in &case.offices {
        let sql = "INSERT OR IGNORE INTO case_office (office, doc) VALUES (?1, ?2)";
        run(tx, sql, params![office, id])?;
    }
    Ok(())
}

/// The condition of a filter over what [`asked`] selects.
fn condition(filter: CaseFilter) -> String {
    match filter {
        CaseFilter::ToAccept => format!("state = {SUBMITTED}"),
        CaseFilter::Correcting => format!("state = {CORRECTING}"),
        CaseFilter::Running => format!("state = {RUNNING}"),
        CaseFilter::Suspended => format!("state = {SUSPENDED}"),
        CaseFilter::ToDeliver => "to_deliver".to_owned(),
        CaseFilter::PostCheck => "post_check".to_owned(),
        CaseFilter::Open => "open".to_owned(),
        CaseFilter::All => "1".to_owned(),
    }
}

/// Cases of the office, project, search and sight, with state, colour and due date as of the day.
fn asked(query: &CaseQuery) -> (String, Values) {
    // After the last day for acceptance silence has accepted. A clock that stands shows the day before it stopped.
    let mut values: Values = vec![Box::new(query.today.clone()), Box::new(query.today.clone())];
    let (seen, more) = sight(&query.sight, "c.project");
    let mut conditions = vec![seen];
    let mut of_where = more;
    let from = if let Some(office) = &query.office {
        conditions.push("o.office = ?".to_owned());
        of_where.push(Box::new(office.clone()));
        "case_office o JOIN approval_case c ON c.id = o.doc"
    } else {
        "approval_case c"
    };
    if let Some(project) = query.project {
        conditions.push("c.project = ?".to_owned());
        of_where.push(Box::new(project.bytes()));
    }
    if let Some(id) = query.id {
        conditions.push("c.id = ?".to_owned());
        of_where.push(Box::new(id.bytes()));
    }
    searched(&query.search, "c.id", "doc", &mut conditions, &mut of_where);
    values.extend(of_where);
    let conditions = conditions.join(" AND ");
    let sql = format!(
        "SELECT id, number, green_channel, open, to_deliver, post_check, state, due,
             CASE WHEN decided IS NOT NULL OR accepted IS NULL OR state = {SUBMITTED} THEN 0
                  WHEN legal_due < day THEN 4
                  WHEN promised_due < day THEN {RED}
                  WHEN yellow_from <= day THEN 2
                  WHEN due IS NOT NULL THEN 1
                  ELSE 0 END AS colour
         FROM (SELECT c.id, c.number, c.green_channel, c.open, c.to_deliver, c.decided, c.accepted,
                   c.legal_due, c.promised_due, c.yellow_from,
                   c.post_check_due IS NOT NULL AS post_check,
                   coalesce(c.promised_due, c.legal_due) AS due,
                   CASE WHEN c.state = {SUBMITTED} AND c.silence_ends < ? THEN {RUNNING} ELSE c.state END AS state,
                   CASE WHEN c.stopped IS NULL THEN ? ELSE max(date(c.stopped, '-1 day'), c.accepted) END AS day
               FROM {from} WHERE {conditions})"
    );
    (sql, values)
}

/// A page of cases with the counts of all filters.
pub(super) fn select_cases(
    connection: &Connection,
    query: &CaseQuery,
) -> rusqlite::Result<CasePage> {
    let (asked, mut values) = asked(query);
    let worst = query.colour.map_or(0, colour_number);
    let wanted = format!("{} AND colour >= {worst}", condition(query.filter));
    let mut columns = vec![format!("count(*) FILTER (WHERE {wanted})")];
    for filter in CASE_FILTERS.map(condition) {
        columns.push(format!("count(*) FILTER (WHERE {filter})"));
        columns.push(format!(
            "count(*) FILTER (WHERE {filter} AND colour >= {RED})"
        ));
    }
    let sql = format!("SELECT {} FROM ({asked})", columns.join(", "));
    let (total, counts) =
        connection
            .prepare_cached(&sql)?
            .query_row(params_from_iter(values.iter()), |row| {
                let mut counts = Vec::with_capacity(CASE_FILTERS.len());
                for (at, filter) in CASE_FILTERS.into_iter().enumerate() {
                    counts.push((filter, row.get(2 * at + 1)?, row.get(2 * at + 2)?));
                }
                Ok((row.get(0)?, counts))
            })?;
    values.push(Box::new(query.limit));
    values.push(Box::new(query.offset));
    Ok(CasePage {
        cases: page(connection, &asked, &wanted, &values)?,
        total,
        counts,
    })
}

fn page(
    connection: &Connection,
    asked: &str,
    wanted: &str,
    values: &[Box<dyn ToSql>],
) -> rusqlite::Result<Vec<CaseEntry>> {
    let sql = format!(
        "SELECT id FROM ({asked}) WHERE {wanted}
         ORDER BY green_channel DESC, colour DESC, due IS NULL, due, number, id LIMIT ? OFFSET ?"
    );
    let mut rows = connection.prepare_cached(&sql)?;
    let ids = rows.query_map(params_from_iter(values.iter()), |row| row.get(0))?;
    let ids: Vec<[u8; 16]> = ids.collect::<rusqlite::Result<_>>()?;
    // Bodies of this page alone: sorting must not carry those of all.
    let mut body = connection.prepare_cached("SELECT body FROM case_body WHERE id = ?1")?;
    ids.into_iter()
        .map(|id| body.query_row([id], |row| entry(row, 0)))
        .collect()
}
