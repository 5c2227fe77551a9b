//! The shape of a document: which keys there are, and what their values say.
//!
//! A document is one flat map from keys to canonical JSON. Every value is atomic: it is written, merged and
//! shown as a whole (T38). Fields that this version does not know are kept when a value is written again.

mod case;
mod key;
mod survey;
mod value;

pub use case::{ActValue, CaseMeta, GivenValue, ReceivedValue};
pub use key::Key;
pub use survey::{
    DesignPartValue, DesignValue, FigureValue, FixValue, InstrumentValue, MeasuredValue,
    ObservationValue, RawFileValue, ReadingsValue, SurveyActValue, SurveyMeta, TargetValue,
};
pub use value::{
    AnswerValue, AssignedKind, AssignmentValue, EntryKind, EntryValue, FieldValue, Meta,
    PhotoValue, RemovedValue, TemplateRef,
};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::json::{self, JsonError};
use crate::{Edit, EditError};

/// A value of the shape: something that stands under a key.
pub trait Shaped: Serialize + DeserializeOwned {
    /// Refuses what JSON has no word for.
    ///
    /// # Errors
    ///
    /// [`JsonError::NotFinite`].
    fn check(&self) -> Result<(), JsonError> {
        Ok(())
    }

    /// Writes the value as canonical JSON.
    ///
    /// # Errors
    ///
    /// [`JsonError`] when it has a number that is not finite.
    fn to_json(&self) -> Result<String, JsonError> {
        self.check()?;
        json::canonical(self)
    }

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// [`JsonError`] when it is not such a value.
    fn from_json(text: &str) -> Result<Self, JsonError> {
        json::check(text)?;
        let value: Self =
            serde_json::from_str(text).map_err(|e| JsonError::Syntax(e.to_string()))?;
        value.check()?;
        Ok(value)
    }

    /// Makes the edit that sets `key` to this value.
    ///
    /// # Errors
    ///
    /// [`EditError::Value`] when it cannot be written.
    fn edit(&self, key: &Key) -> Result<Edit, EditError> {
        let key = key.to_string();
        match self.to_json() {
            Ok(value) => Ok(Edit {
                key,
                value: Some(value),
            }),
            Err(why) => Err(EditError::Value { key, why }),
        }
    }
}
