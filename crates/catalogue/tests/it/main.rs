//! The catalogue from outside: the real files, and a good and a spoilt fixture for each rule.

mod bundled;
mod published;
mod rules;
mod vectors;
