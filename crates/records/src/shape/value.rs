//! The values of a document, as they are written.
//!
//! Instants are RFC 3339 with offset as the device's clock had them; `seq` is the device's own count, for
//! clocks lie. `extra` carries fields of later versions.

use handheld_contract::views::inspection::{AnswerInput, PhotoSource, Position, Severity};
use handheld_contract::views::sync::DocKind;
use handheld_contract::views::{PersonRef, Role, Stage};
use handheld_contract::{BlobHash, ChangeHash, InspectionId, ProjectId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Shaped;
use crate::json::{JsonError, finite};

/// A template with the version that the record pins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRef {
    /// Code.
    pub code: String,
    /// Version.
    pub version: u32,
}

/// `m`: what the document is, written when it is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// Kind.
    pub kind: DocKind,
    /// Version of the shape; 1 today.
    pub version: u32,
    /// The project that the document belongs to (its own id for a project).
    pub project: ProjectId,
    /// Who made it.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// Template of an inspection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateRef>,
    /// Stage in which an inspection is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// The filed inspection that this one corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<InspectionId>,
    /// Inspection that a finding comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspection: Option<InspectionId>,
    /// Item that a finding comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Number for people, from the device's own block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// What an approval case is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<super::CaseMeta>,
    /// What a survey is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey: Option<super::SurveyMeta>,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// `a:<item>`: one answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerValue {
    /// Names this answer among those in conflict (a UUID).
    pub id: String,
    /// What was entered; none clears the answer, so that others see who did.
    pub v: Option<AnswerInput>,
    /// Note.
    #[serde(default)]
    pub n: String,
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// Count of the device.
    pub seq: u64,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl AnswerValue {
    /// Tells whether two answers say the same: value and note, whoever gave them and when (T30).
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.v == other.v && self.n == other.n
    }
}

impl Shaped for AnswerValue {
    fn check(&self) -> Result<(), JsonError> {
        match &self.v {
            Some(AnswerInput::Score { points }) => finite(*points).map(|_| ()),
            Some(AnswerInput::Number { value, .. }) => finite(*value).map(|_| ()),
            Some(AnswerInput::Deductions { deductions }) => deductions
                .iter()
                .try_for_each(|one| finite(one.points).map(|_| ())),
            Some(AnswerInput::Result { .. } | AnswerInput::Text { .. }) | None => Ok(()),
        }
    }
}

/// `p:<photo>`: a photo as captured. Item and note may change later, the rest never.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhotoValue {
    /// SHA-256 of the original bytes.
    pub sha256: BlobHash,
    /// Item; none = in the tray.
    pub item: Option<String>,
    /// Width in pixels, seen upright.
    pub w: u32,
    /// Height in pixels, seen upright.
    pub h: u32,
    /// Bytes of the original.
    pub bytes: u64,
    /// Media type of the original.
    pub mime: String,
    /// Camera or imported.
    pub source: PhotoSource,
    /// Device time at capture.
    pub taken_at: String,
    /// Number of the capture on the device.
    pub seq: u32,
    /// Position, where there was one.
    pub position: Option<Position>,
    /// Who.
    pub by: PersonRef,
    /// Caption.
    #[serde(default)]
    pub note: String,
    /// Last time that the device had from the centre.
    #[serde(default)]
    pub last_server_time: Option<String>,
    /// Name of the file that it came from.
    #[serde(default)]
    pub file_name: Option<String>,
    /// EXIF orientation of the original, 1 to 8.
    pub orientation: u8,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Shaped for PhotoValue {
    fn check(&self) -> Result<(), JsonError> {
        let Some(position) = &self.position else {
            return Ok(());
        };
        let numbers = [
            Some(position.longitude),
            Some(position.latitude),
            position.accuracy_m,
        ];
        numbers
            .into_iter()
            .flatten()
            .try_for_each(|number| finite(number).map(|_| ()))
    }
}

/// `r:<photo>`: a photo was deleted, or brought back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemovedValue {
    /// Deleted.
    pub removed: bool,
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// An inspection was finished.
    Finished,
    /// The finishing or closing entries named no longer hold.
    Reopened,
    /// An inspection was started by mistake.
    SetAside,
    /// The setting-aside or withdrawing entries named no longer hold.
    Restored,
    /// One of several different answers was chosen.
    Chosen,
    /// A finding was raised.
    Raised,
    /// A finding was raised by mistake.
    Withdrawn,
    /// The site says that a finding is put right.
    Replied,
    /// A finding was re-checked and is good.
    Closed,
    /// A finding was re-checked and is not good.
    Failed,
    /// A project moved to another stage.
    StageMoved,
}

/// `e:<uuid>`: an entry, written once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryValue {
    /// What it says.
    pub kind: EntryKind,
    /// Entries that it answers or undoes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
    /// Heads of the document when it was made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<ChangeHash>,
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// Count of the device.
    #[serde(default)]
    pub seq: u64,
    /// In words.
    #[serde(default)]
    pub note: String,
    /// Item, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Answer that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Gravity, for a finding raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Civil date by which a finding is to be put right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Stage that a project moved to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl EntryValue {
    /// An entry that says only this; the other fields are set by whoever needs them.
    pub fn new(kind: EntryKind, by: PersonRef, at: impl Into<String>) -> Self {
        Self {
            kind,
            of: Vec::new(),
            heads: Vec::new(),
            by,
            at: at.into(),
            seq: 0,
            note: String::new(),
            item: None,
            answer: None,
            severity: None,
            due: None,
            stage: None,
            extra: Map::new(),
        }
    }
}

/// `f:<field>`: one field of a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldValue {
    /// The value, of the field's own type.
    pub v: Value,
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl FieldValue {
    /// A field with this value.
    ///
    /// # Errors
    ///
    /// [`JsonError`] when the value is not JSON.
    pub fn new<T: Serialize>(v: &T, by: PersonRef, at: &str) -> Result<Self, JsonError> {
        let v = serde_json::to_value(v).map_err(|e| JsonError::Syntax(e.to_string()))?;
        Ok(Self {
            v,
            by,
            at: at.to_owned(),
            extra: Map::new(),
        })
    }
}

/// Whether an assignment is of a firm or of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignedKind {
    /// A unit taking part.
    Organisation,
    /// A person.
    Person,
}

/// `u:<uuid>`: a unit takes part in a project, or a person is assigned to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssignmentValue {
    /// Unit or person.
    pub kind: AssignedKind,
    /// Name at the time.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Off again when false.
    pub on: bool,
    /// Who assigned.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Shaped for Meta {}
impl Shaped for RemovedValue {}
impl Shaped for EntryValue {}
impl Shaped for FieldValue {}
impl Shaped for AssignmentValue {}
