//! Approval cases in memory: state, colour and order on the day that is asked about.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate};
use handheld_contract::views::approval::{CaseFilter, CaseState, ClockColour};

use super::base::Base;
use crate::index::{CaseEntry, IndexRows};
use crate::records::{CASE_FILTERS, CasePage, CaseQuery};
use crate::search;

/// A case as of a day.
struct Shown<'a> {
    entry: &'a CaseEntry,
    state: CaseState,
    colour: ClockColour,
}

impl<'a> Shown<'a> {
    fn on(entry: &'a CaseEntry, today: &str) -> Self {
        let before = |date: &Option<String>| date.as_deref().is_some_and(|date| date < today);
        let silent = entry.state == CaseState::Submitted && before(&entry.silence_ends);
        let state = if silent {
            CaseState::Running
        } else {
            entry.state
        };
        Self {
            entry,
            state,
            colour: colour(entry, state, today),
        }
    }

    fn is(&self, filter: CaseFilter) -> bool {
        match filter {
            CaseFilter::ToAccept => self.state == CaseState::Submitted,
            CaseFilter::Correcting => self.state == CaseState::Correcting,
            CaseFilter::Running => self.state == CaseState::Running,
            CaseFilter::Suspended => self.state == CaseState::Suspended,
            CaseFilter::ToDeliver => self.entry.to_deliver,
            CaseFilter::PostCheck => self.entry.post_check_due.is_some(),
            CaseFilter::Open => self.entry.open,
            CaseFilter::All => true,
        }
    }

    /// What it is sorted by: key projects, the worst clock, the earlier due date and none last, number.
    fn place(&self) -> impl Ord {
        let entry = self.entry;
        let due = entry.promised_due.as_ref().or(entry.legal_due.as_ref());
        let due = (due.is_none(), due.cloned());
        let first = (!entry.green_channel, Reverse(self.colour));
        (first, due, entry.number.clone(), entry.id)
    }
}

/// The colour on the day, or on the last day on which the clock ran.
fn colour(entry: &CaseEntry, state: CaseState, today: &str) -> ClockColour {
    let Some(accepted) = entry.accepted.as_deref() else {
        return ClockColour::None;
    };
    if entry.decided.is_some() || state == CaseState::Submitted {
        return ClockColour::None;
    }
    let day = match &entry.stopped {
        None => today.to_owned(),
        Some(stopped) => day_before(stopped).max(accepted.to_owned()),
    };
    let missed = |due: &Option<String>| due.as_ref().is_some_and(|due| *due < day);
    if missed(&entry.legal_due) {
        ClockColour::Black
    } else if missed(&entry.promised_due) {
        ClockColour::Red
    } else if entry.yellow_from.as_ref().is_some_and(|from| *from <= day) {
        ClockColour::Yellow
    } else if entry.promised_due.is_some() || entry.legal_due.is_some() {
        ClockColour::Green
    } else {
        ClockColour::None
    }
}

fn day_before(date: &str) -> String {
    let day: Option<NaiveDate> = date.parse().ok();
    let before = day.and_then(|day| day.checked_sub_days(Days::new(1)));
    before.map_or_else(|| date.to_owned(), |day| day.to_string())
}

impl Base {
    pub(super) fn cases(&self, query: &CaseQuery) -> CasePage {
        let phrases = search::phrases(&query.search);
        let mut asked: Vec<Shown<'_>> = self
            .docs
            .values()
            .filter_map(|doc| doc.index.as_ref())
            .filter_map(|index| match index {
                IndexRows::Case(entry, _) => Some((index, entry.as_ref())),
                _ => None,
            })
            .filter(|(index, _)| {
                let blank = query.search.trim().is_empty();
                blank
                    || (!phrases.is_empty()
                        && search::has_all(&search::to_index(&index.search_text()), &phrases))
            })
            .map(|(_, entry)| entry)
            .filter(|entry| {
                let office = query.office.as_ref();
                office.is_none_or(|office| entry.offices.contains(office))
            })
            .filter(|entry| query.project.is_none_or(|id| entry.project == id))
            .filter(|entry| query.id.is_none_or(|id| entry.id == id))
            .filter(|entry| self.sees(&query.sight, entry.project))
            .map(|entry| Shown::on(entry, &query.today))
            .collect();
        let counts = CASE_FILTERS.map(|filter| {
            let of = || asked.iter().filter(|case| case.is(filter));
            let late = of().filter(|case| case.colour >= ClockColour::Red).count();
            (filter, count(of().count()), count(late))
        });
        asked.retain(|case| {
            case.is(query.filter) && query.colour.is_none_or(|worst| case.colour >= worst)
        });
        asked.sort_by(|a, b| a.place().cmp(&b.place()));
        CasePage {
            total: count(asked.len()),
            counts: counts.to_vec(),
            cases: asked
                .into_iter()
                .skip(query.offset as usize)
                .take(query.limit as usize)
                .map(|case| case.entry.clone())
                .collect(),
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
