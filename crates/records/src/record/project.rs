//! A project as recorded: its fields and assignments.

use std::collections::BTreeMap;

use handheld_contract::views::Stage;
use handheld_contract::views::session::OrganisationRef;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{Common, Held, Reading};
use crate::Document;
use crate::shape::{AssignmentValue, FieldValue, Key};

/// An assignment that stands, with whom it is of.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Organisation or person.
    pub id: Uuid,
    /// The assignment; where several were written at once, one that is on comes first.
    pub held: Held<AssignmentValue>,
}

/// A project as recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProjectRecord {
    /// Meta, entries, what is damaged or unknown.
    pub common: Common,
    /// Every field with all values that stand, also fields that this version does not read.
    pub fields: BTreeMap<String, Vec<Held<FieldValue>>>,
    /// Assignments in the order of ids, also those that are off.
    pub assignments: Vec<Assignment>,
}

impl ProjectRecord {
    /// Reads a project.
    pub fn read(document: &Document) -> Self {
        let mut fields = BTreeMap::new();
        let mut assignments = Vec::new();
        let common = Reading::of(document).read(|reading, key, name, candidates| {
            let candidates = std::mem::take(candidates);
            match key {
                Key::Field(field) => {
                    fields.insert(field.clone(), reading.values(name, candidates));
                }
                Key::Assignment(id) => {
                    let mut held: Vec<Held<AssignmentValue>> = reading.values(name, candidates);
                    // Taking off and putting on at the same time: nobody loses access by a race.
                    held.sort_by_key(|h| !h.value.on);
                    let held = held.into_iter().next();
                    assignments.extend(held.map(|held| Assignment { id: *id, held }));
                }
                _ => return false,
            }
            true
        });
        Self {
            common,
            fields,
            assignments,
        }
    }

    /// Returns a field's value as a type; none when it is not set or not of that type.
    pub fn field<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let held = self.fields.get(name)?.first()?;
        serde_json::from_value(held.value.v.clone()).ok()
    }

    /// Project code (`f:code`).
    pub fn code(&self) -> String {
        self.field("code").unwrap_or_default()
    }

    /// Name (`f:name`).
    pub fn name(&self) -> String {
        self.field("name").unwrap_or_default()
    }

    /// Stage (`f:stage`).
    pub fn stage(&self) -> Option<Stage> {
        self.field("stage")
    }

    /// District (`f:district`).
    pub fn district(&self) -> String {
        self.field("district").unwrap_or_default()
    }

    /// Address (`f:address`).
    pub fn address(&self) -> String {
        self.field("address").unwrap_or_default()
    }

    /// Construction unit (`f:owner`).
    pub fn owner(&self) -> Option<OrganisationRef> {
        self.field("owner")
    }

    /// Corners of the site as longitude, latitude (`f:site`).
    pub fn site(&self) -> Vec<[f64; 2]> {
        self.field("site").unwrap_or_default()
    }
}
