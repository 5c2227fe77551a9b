//! The use cases over the real SQLite store: an inspector's day, what is refused, and what survives.

mod day;
mod kill;
mod people;
