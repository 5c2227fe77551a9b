//! Surveys in memory: what waits for whom, in the same order as on disk.

use handheld_contract::views::survey::SurveyFilter;

use super::base::Base;
use crate::index::{IndexRows, SurveyEntry, SurveyWaits};
use crate::records::{SURVEY_FILTERS, SurveyPage, SurveyQuery};
use crate::search;

fn is(entry: &SurveyEntry, filter: SurveyFilter) -> bool {
    match filter {
        SurveyFilter::ToDo => entry.waits == SurveyWaits::Unit,
        SurveyFilter::ToCheck => entry.waits == SurveyWaits::Office,
        SurveyFilter::Accepted => entry.waits == SurveyWaits::Nobody,
        SurveyFilter::All => true,
    }
}

fn place(entry: &SurveyEntry) -> impl Ord + use<> {
    let waits = match entry.waits {
        SurveyWaits::Unit => 0,
        SurveyWaits::Office => 1,
        SurveyWaits::Nobody => 2,
    };
    let due = (entry.due.is_none(), entry.due.clone());
    (waits, due, entry.number.clone(), entry.id)
}

impl Base {
    pub(super) fn surveys(&self, query: &SurveyQuery) -> SurveyPage {
        let phrases = search::phrases(&query.search);
        let blank = query.search.trim().is_empty();
        let mut asked: Vec<&SurveyEntry> = self
            .docs
            .values()
            .filter_map(|doc| doc.index.as_ref())
            .filter_map(|index| match index {
                IndexRows::Survey(entry, _) => Some((index, entry.as_ref())),
                _ => None,
            })
            .filter(|(index, _)| {
                blank
                    || (!phrases.is_empty()
                        && search::has_all(&search::to_index(&index.search_text()), &phrases))
            })
            .map(|(_, entry)| entry)
            .filter(|entry| query.unit.is_none_or(|unit| entry.unit.id == unit))
            .filter(|entry| {
                let offices = query.offices.as_ref();
                offices.is_none_or(|offices| offices.contains(&entry.office))
            })
            .filter(|entry| query.project.is_none_or(|id| entry.project == id))
            .filter(|entry| query.id.is_none_or(|id| entry.id == id))
            .filter(|entry| self.sees(&query.sight, entry.project))
            .collect();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let counts = SURVEY_FILTERS.map(|filter| {
            let of = asked.iter().filter(|entry| is(entry, filter)).count();
            (filter, count(of))
        });
        asked.retain(|entry| is(entry, query.filter));
        asked.sort_by_key(|entry| place(entry));
        SurveyPage {
            total: count(asked.len()),
            counts: counts.to_vec(),
            surveys: asked
                .into_iter()
                .skip(query.offset as usize)
                .take(query.limit as usize)
                .cloned()
                .collect(),
        }
    }
}
