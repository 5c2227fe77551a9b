//! What the screens are given: built from documents and index rows, already judged and counted.

mod board;
mod cases;
mod chart;
mod dates;
mod findings;
mod flow;
mod inspections;
mod projects;
mod surveys;

pub use board::differences;
pub(crate) use cases::{SeenCase, document_kind, row_of};
pub(crate) use dates::known_dates;
pub use flow::released_on;
pub(crate) use flow::{
    Opening, beside_others, date as case_date, facts, open_before, opening, rests_on_other_cases,
};
pub(crate) use inspections::{Seen, last_item_name, photo_view};
pub(crate) use surveys::{
    SeenSurvey, checkable, checks, fix_view, holds, is_of_unit, is_proven, may_assign,
    observation_view, signed_verdict, why_not_words,
};
