//! One inspection: its items with answers, photos, conflicts, progress, score, and what is missing before it can be finished.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Delivery, PersonRef, Stage, Text};
use crate::{BlobHash, FindingId, InspectionId, PhotoId, ProjectId};

/// Where an inspection stands in its own life; the way to the centre is [`Delivery`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InspectionState {
    /// Being answered.
    InProgress,
    /// Finished: answers are refused on this device until it is reopened.
    Finished,
    /// Finished, and a receipt names everything: cannot be reopened.
    Filed,
    /// Started by mistake and set aside; can be restored.
    SetAside,
}

/// Result of a pass/fail item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PassFail {
    /// 合格
    Pass,
    /// 不合格
    Fail,
    /// 不适用
    Na,
}

/// One deduction with its reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Deduction {
    /// Points taken off.
    pub points: f64,
    /// Reason.
    pub note: String,
}

/// What an inspector enters for an item. One atomic value: it is stored, merged and shown as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AnswerInput {
    /// 合格 / 不合格 / 不适用; `na` is also allowed for every other kind of item.
    Result {
        /// The result.
        result: PassFail,
    },
    /// Points kept (0..max) without a list of deductions.
    Score {
        /// Points kept.
        points: f64,
    },
    /// All deductions of a scored item; an empty list means full marks.
    Deductions {
        /// The deductions.
        deductions: Vec<Deduction>,
    },
    /// A measured number in the item's unit.
    Number {
        /// The value.
        value: f64,
        /// The design value that it is compared with, for items that need one.
        #[serde(default)]
        #[ts(optional)]
        design: Option<f64>,
    },
    /// Free text, or the chosen option of a choice.
    Text {
        /// The text.
        text: String,
    },
}

/// How a measured number is compared with its design value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AgainstDesign {
    /// At least the design value.
    AtLeast,
    /// At most the design value.
    AtMost,
}

/// How a value was judged by the template's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Holds.
    Pass,
    /// Does not hold.
    Fail,
    /// Not applicable.
    Na,
    /// There is no rule to judge by.
    None,
}

/// One stored answer with author and time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AnswerView {
    /// Names this answer among those in conflict.
    pub answer_id: String,
    /// What was entered.
    pub answer: AnswerInput,
    /// Note.
    pub note: String,
    /// Points kept, for a scored item.
    pub points: Option<f64>,
    /// The judgement.
    pub verdict: Verdict,
    /// Who.
    pub by: PersonRef,
    /// Device time, RFC 3339 with offset.
    pub at: String,
    /// Given by a device that did not know that the inspection was finished.
    pub after_finishing: bool,
}

/// Where a photo came from: a recorded fact, not a guess (T51).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoSource {
    /// Taken with the camera inside the app.
    Camera,
    /// Chosen from files.
    Imported,
}

/// A position as the device gave it, with its accuracy and who said so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Position {
    /// Longitude, degrees (WGS 84 / CGCS2000).
    pub longitude: f64,
    /// Latitude, degrees.
    pub latitude: f64,
    /// Accuracy in metres, as given.
    pub accuracy_m: Option<f64>,
    /// `gps`, `network`, `exif`, `typed`, ...
    pub provider: String,
}

/// A photo of an inspection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PhotoView {
    /// Which.
    pub id: PhotoId,
    /// SHA-256 of the original bytes.
    pub sha256: BlobHash,
    /// Item it belongs to; none = in the tray, to be sorted.
    pub item: Option<String>,
    /// Width in pixels, seen upright.
    pub width: u32,
    /// Height in pixels, seen upright.
    pub height: u32,
    /// Bytes of the original.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Camera or imported.
    pub source: PhotoSource,
    /// Device time at capture, RFC 3339 with offset.
    pub taken_at: String,
    /// Number of the capture on this device.
    pub sequence: u32,
    /// Position, where there was one.
    pub position: Option<Position>,
    /// Who.
    pub by: PersonRef,
    /// Caption.
    pub note: String,
    /// Way to the centre.
    pub delivery: Delivery,
    /// Whether the original bytes are on this host.
    pub here: bool,
    /// Deleted; can be brought back.
    pub removed: bool,
}

/// When a photo is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoRule {
    /// Always.
    Required,
    /// When the item fails.
    OnFail,
    /// When points are taken off.
    OnDeduction,
    /// Never asked for.
    Optional,
}

/// Kind of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// 合格/不合格/不适用
    Passfail,
    /// Scored by deduction.
    Score,
    /// Measured number.
    Number,
    /// Text.
    Text,
    /// One of several options.
    Choice,
    /// A photo is the answer.
    Photo,
}

/// How grave a failed item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Rectify on the spot.
    Minor,
    /// Rectify by a date.
    Major,
    /// Candidate for stopping work.
    Critical,
}

/// How an item stands in the list: not begun, done, or begun but lacking something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// No answer yet.
    Unanswered,
    /// Answered, and nothing lacks.
    Done,
    /// Answered, but a photo or note is asked for.
    Lacking,
    /// Different answers: someone must choose.
    Conflict,
}

/// One item with everything its card needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ItemView {
    /// Id within the template, e.g. `B14-02`.
    pub id: String,
    /// Section that it stands in.
    pub section: String,
    /// What is checked.
    pub title: Text,
    /// What to look at.
    pub check: Text,
    /// Clause of the standard.
    pub clause: String,
    /// Kind.
    pub kind: ItemKind,
    /// Gravity when it fails.
    pub severity: Severity,
    /// Full marks, for a scored item.
    pub max: Option<f64>,
    /// Guarantee item (保证项目).
    pub guarantee: bool,
    /// Unit, for a number.
    pub unit: String,
    /// Least value that holds.
    pub at_least: Option<f64>,
    /// Greatest value that holds.
    pub at_most: Option<f64>,
    /// How it is compared with a design value that is entered with it, for items that are.
    pub against_design: Option<AgainstDesign>,
    /// Options, for a choice.
    pub options: Vec<Text>,
    /// When a photo is asked for.
    pub photo: PhotoRule,
    /// How it stands.
    pub state: ItemState,
    /// The answer in force; with a conflict the one that the record happens to put first.
    pub answer: Option<AnswerView>,
    /// All different answers when there is a conflict, else empty.
    pub conflict: Vec<AnswerView>,
    /// Photos, oldest first, without removed ones.
    pub photos: Vec<PhotoView>,
    /// Findings raised from this item.
    pub findings: Vec<FindingId>,
    /// What lacks before the item is complete.
    pub lacks: Vec<Lack>,
}

/// Something that lacks before an inspection can be finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// No answer.
    Answer,
    /// A photo is asked for.
    Photo,
    /// A note is asked for.
    Note,
    /// A choice between different answers.
    Choice,
}

/// One lacking thing, for the list before finishing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MissingRow {
    /// Item.
    pub item: String,
    /// Its title.
    pub title: Text,
    /// What lacks.
    pub lack: Lack,
}

/// A section (table) with its progress and score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SectionView {
    /// Code, e.g. `B14`.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Items in all.
    pub items: u32,
    /// Items answered.
    pub answered: u32,
    /// Whether this section takes part; a scored table that nobody has touched does not.
    pub checked: bool,
    /// Score of the sub-table, 0..100, when scored and checked.
    pub score: Option<f64>,
    /// Points of guarantee items that can still be lost before the table becomes zero.
    pub margin: Option<f64>,
}

/// The total of a scored inspection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ScoreView {
    /// Total, 0..100, two decimals.
    pub total: f64,
    /// 优良, 合格 or 不合格.
    pub grade: Text,
    /// Tables that are zero.
    pub zero_tables: Vec<String>,
}

/// An inspection in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct InspectionRow {
    /// Which.
    pub id: InspectionId,
    /// Project.
    pub project: ProjectId,
    /// Its name.
    pub project_name: String,
    /// Template code.
    pub template: String,
    /// Template name.
    pub template_name: Text,
    /// Stage in which it was made.
    pub stage: Stage,
    /// Life.
    pub state: InspectionState,
    /// Way to the centre.
    pub delivery: Delivery,
    /// Items answered.
    pub answered: u32,
    /// Items that take part.
    pub items: u32,
    /// Items failed or with deductions.
    pub failed: u32,
    /// Photos.
    pub photos: u32,
    /// Items with different answers.
    pub conflicts: u32,
    /// Total, when scored.
    pub score: Option<f64>,
    /// Who started it.
    pub started_by: PersonRef,
    /// When, RFC 3339.
    pub started_at: String,
    /// Last change, RFC 3339.
    pub changed_at: String,
}

/// One inspection, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct InspectionView {
    /// The same facts as in a list.
    pub row: InspectionRow,
    /// Template version that the record pins.
    pub template_version: u32,
    /// Standard.
    pub standard: String,
    /// Sections in order.
    pub sections: Vec<SectionView>,
    /// Items in order.
    pub items: Vec<ItemView>,
    /// Photos without an item.
    pub tray: Vec<PhotoView>,
    /// Photos that were deleted and can be brought back.
    pub removed_photos: Vec<PhotoView>,
    /// Score, for a scored template.
    pub score: Option<ScoreView>,
    /// Everything that lacks before it can be finished.
    pub missing: Vec<MissingRow>,
    /// Finished when and by whom.
    pub finished_at: Option<String>,
    /// Finished by whom.
    pub finished_by: Option<PersonRef>,
    /// The receipt's time, once filed.
    pub filed_at: Option<String>,
    /// Item where this person was last.
    pub last_item: Option<String>,
    /// Whether the person may answer.
    pub may_answer: bool,
    /// Whether it may be reopened.
    pub may_reopen: bool,
    /// The inspection that this one corrects.
    pub corrects: Option<InspectionId>,
}

/// The answer to one edit: only what changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ItemSaved {
    /// The item as it now stands.
    pub item: ItemView,
    /// The section.
    pub section: SectionView,
    /// The row with progress.
    pub row: InspectionRow,
    /// Score.
    pub score: Option<ScoreView>,
    /// Device time at which it was on disk.
    pub saved_at: String,
}
