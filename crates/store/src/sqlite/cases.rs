//! Approval cases in the index: which there are in whose inbox, in which colour on a day, in which order.
//!
//! State and colour are computed here from columns for the day that is asked about; how the dates came to be is the business of the
//! rules that made the entry.

use std::cmp::Ordering;

use handheld_contract::views::approval::{CaseFilter, ClockColour};
use rusqlite::{Connection, Transaction, params, params_from_iter};

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

/// A case as of the day: what filters ask and what the inbox is sorted by.
struct Standing {
    id: [u8; 16],
    number: String,
    green_channel: bool,
    open: bool,
    to_deliver: bool,
    post_check: bool,
    state: i64,
    due: Option<String>,
    colour: i64,
}

impl Standing {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            number: row.get(1)?,
            green_channel: row.get(2)?,
            open: row.get(3)?,
            to_deliver: row.get(4)?,
            post_check: row.get(5)?,
            state: row.get(6)?,
            due: row.get(7)?,
            colour: row.get(8)?,
        })
    }

    fn is(&self, filter: CaseFilter) -> bool {
        match filter {
            CaseFilter::ToAccept => self.state == SUBMITTED,
            CaseFilter::Correcting => self.state == CORRECTING,
            CaseFilter::Running => self.state == RUNNING,
            CaseFilter::Suspended => self.state == SUSPENDED,
            CaseFilter::ToDeliver => self.to_deliver,
            CaseFilter::PostCheck => self.post_check,
            CaseFilter::Open => self.open,
            CaseFilter::All => true,
        }
    }

    /// The green channel first, then the worst colour, then the nearest due date.
    fn before(&self, other: &Self) -> Ordering {
        let key = |one: &Self| (!one.green_channel, -one.colour, one.due.is_none());
        key(self)
            .cmp(&key(other))
            .then_with(|| self.due.cmp(&other.due))
            .then_with(|| self.number.cmp(&other.number))
            .then_with(|| self.id.cmp(&other.id))
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

/// A page of cases with the counts of all filters. All cases that are asked for are gone over once: counting and choosing the page costs less
/// here than asking the database a second time.
pub(super) fn select_cases(
    connection: &Connection,
    query: &CaseQuery,
) -> rusqlite::Result<CasePage> {
    let (asked, values) = asked(query);
    let worst = query.colour.map_or(0, colour_number);
    let mut counts = CASE_FILTERS.map(|filter| (filter, 0, 0));
    let mut wanted = Vec::new();
    let mut rows = connection.prepare_cached(&asked)?;
    let mut rows = rows.query(params_from_iter(values.iter()))?;
    while let Some(row) = rows.next()? {
        let one = Standing::read(row)?;
        for (filter, all, late) in &mut counts {
            if one.is(*filter) {
                *all += 1;
                *late += u32::from(one.colour >= RED);
            }
        }
        if one.is(query.filter) && one.colour >= worst {
            wanted.push(one);
        }
    }
    Ok(CasePage {
        total: u32::try_from(wanted.len()).unwrap_or(u32::MAX),
        counts: counts.to_vec(),
        cases: page(connection, wanted, query)?,
    })
}

fn page(
    connection: &Connection,
    mut wanted: Vec<Standing>,
    query: &CaseQuery,
) -> rusqlite::Result<Vec<CaseEntry>> {
    let (offset, limit) = (query.offset as usize, query.limit as usize);
    let end = offset.saturating_add(limit);
    if end == 0 {
        return Ok(Vec::new());
    }
    if end < wanted.len() {
        wanted.select_nth_unstable_by(end - 1, Standing::before);
        wanted.truncate(end);
    }
    wanted.sort_unstable_by(Standing::before);
    // Bodies of this page alone: going over all must not carry those of all.
    let mut body = connection.prepare_cached("SELECT body FROM case_body WHERE id = ?1")?;
    let page = wanted.iter().skip(offset);
    page.map(|one| body.query_row([one.id], |row| entry(row, 0)))
        .collect()
}
