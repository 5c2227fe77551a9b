//! What leaves the program on paper, in calendars and as a drawing. Leaves to others: what is decided and when (`app`, `domain`), and where
//! files go.
//!
//! [`notice`] makes the documents of a case as PDF/A; [`survey`] makes the report of a survey; [`calendar_feed`] makes deadlines into an iCalendar feed; [`chart`] lays out the flow
//! chart of a procedure. Everything here is a pure function: the same input gives the same bytes.

pub mod calendar_feed;
pub mod chart;
pub mod notice;
mod page;
pub mod survey;
mod words;
