//! Approval cases (办件): what was done to one matter at one department, and what follows from it.
//!
//! A case is append-only. Its state is a pure function of its acts: [`fold`] takes them in the order in which the centre received them,
//! then those that it has not confirmed yet, and leaves out, with the rule named, whatever had no right to happen. So replicas that hold
//! the same acts agree, and departments that decide at the same time cannot conflict. Clocks are in [`Clock`], groups in [`group`],
//! stage gates in [`gate`], promises to a firm in [`promise`], figures over many cases in [`metrics`].
//!
//! Who a person is and for which office they act is claimed by the act and vouched for by whoever admits it; nothing here looks it up.

mod amend;
mod clock;
mod fold;
pub mod gate;
pub mod group;
pub mod metrics;
pub mod promise;
mod refused;
mod rules;
mod state;

pub use clock::{Clock, Colour};
pub use fold::{fold, judge};
pub use refused::Refused;
pub use rules::check;
pub use state::{CaseState, Correction, Decided, NotCounted, PreOpinion, Stand, Stop};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::Limit;
use crate::procedure::{CommitmentMode, MatterKind};
use crate::text::Text;

/// What is done to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// 申报: handed in.
    Submit,
    /// 一次性补正: a correction asked for, once (行政许可法 Art. 32).
    AskCorrection,
    /// 补正提交: the correction handed in.
    Resubmit,
    /// 受理: accepted.
    Accept,
    /// 不予受理: not accepted.
    NotAccept,
    /// 特别程序: the clock stops (行政许可法 Art. 45).
    Suspend,
    /// 恢复计时: the clock runs again from this day.
    Resume,
    /// 意见: an opinion; of a pre-review its result.
    Opinion,
    /// 转正式: a pre-review opinion becomes formal on the land contract date.
    Convert,
    /// 决定: decided.
    Decide,
    /// 送达: the result handed over.
    Deliver,
    /// 更正: an own entry put right.
    Amend,
    /// 延长期限: the limit extended (行政许可法 Art. 42).
    Extend,
    /// 撤回: taken back by the applicant.
    Withdraw,
    /// 终止: ended without a decision.
    Terminate,
    /// 事后核查: a commitment checked after the decision.
    PostCheck,
    /// 撤销: revoked.
    Revoke,
    /// 登记: an event, a survey or a step of the owner recorded with its date.
    Record,
}

/// The outcome that an act names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Granted.
    Granted,
    /// Refused.
    Refused,
    /// No objection, of an opinion.
    NoObjection,
    /// Objections, of an opinion.
    Objections,
    /// The commitment was kept.
    Kept,
    /// The commitment is to be made good.
    Rectify,
    /// The commitment was false.
    False,
}

/// In which capacity somebody acts on a case (rights of brief section 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// 建设单位: the applicant itself.
    Applicant,
    /// 代办: an agent within scope.
    Agent,
    /// 测绘单位: the surveying unit of the project.
    Surveyor,
    /// 综合窗口: a clerk of the hall.
    Window,
    /// 审批人员: an approver of an office.
    Approver,
    /// Anyone else.
    Other,
}

impl Capacity {
    /// Whether it may hand in for the applicant.
    pub const fn applies(self) -> bool {
        matches!(self, Self::Applicant | Self::Agent | Self::Window)
    }
}

/// Place of an act in the order of the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Received {
    /// Number within the case, from 1.
    pub number: u64,
    /// Civil day of receipt.
    pub on: NaiveDate,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Id of the entry (UUIDv7 text).
    pub id: String,
    /// What.
    pub kind: ActKind,
    /// Who (id of the person).
    pub by: String,
    /// In which capacity.
    pub capacity: Capacity,
    /// Department code of the office acted for; empty for firms.
    pub office: String,
    /// Civil day from which it counts (decided-at).
    pub on: NaiveDate,
    /// Civil day on which it was entered.
    pub entered: NaiveDate,
    /// When the centre received it; none while it waits for the centre.
    pub received: Option<Received>,
    /// Entry that it amends.
    pub amends: Option<String>,
    /// Outcome.
    pub outcome: Option<Outcome>,
    /// Reasons in words.
    pub note: String,
    /// Legal basis in words.
    pub basis: String,
    /// Key of the special procedure.
    pub special: Option<String>,
    /// Planned last day of a suspension.
    pub until: Option<NaiveDate>,
    /// Working days of an extension.
    pub days: Option<u32>,
    /// What is to be corrected.
    pub list: Vec<String>,
    /// Version of the design that an opinion or decision rests on.
    pub design: Option<u32>,
}

impl Act {
    /// An act that says only this.
    pub fn new(id: impl Into<String>, kind: ActKind, capacity: Capacity, on: NaiveDate) -> Self {
        Self {
            id: id.into(),
            kind,
            by: String::new(),
            capacity,
            office: String::new(),
            on,
            entered: on,
            received: None,
            amends: None,
            outcome: None,
            note: String::new(),
            basis: String::new(),
            special: None,
            until: None,
            days: None,
            list: Vec::new(),
            design: None,
        }
    }
}

/// A power handed on: `to` decides instead of `from` (赋权清单).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Permanent key, named in refusals.
    pub key: String,
    /// Department whose power it is.
    pub from: String,
    /// Department that uses it.
    pub to: String,
    /// Matters that it covers.
    pub matters: Vec<String>,
    /// Procedures in which it holds.
    pub procedures: Vec<String>,
    /// First day.
    pub since: NaiveDate,
    /// Last day, where it ends.
    pub until: Option<NaiveDate>,
    /// Name for people.
    pub name: Text,
}

/// A special procedure whose time does not count (特别程序).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialProcedure {
    /// Permanent key.
    pub key: String,
    /// Name for people.
    pub name: Text,
    /// Legal basis.
    pub basis: Text,
    /// Most working days for certain matters, where a rule sets a cap.
    pub caps: Vec<(String, u32)>,
}

impl SpecialProcedure {
    /// The cap for a matter.
    pub fn cap(&self, matter: &str) -> Option<u32> {
        self.caps
            .iter()
            .find(|(code, _)| code == matter)
            .map(|(_, days)| *days)
    }
}

/// Figures of the rules, from the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRules {
    /// Working days after which silence is acceptance.
    pub acceptance_working_days: u32,
    /// Most working days of an extension.
    pub extension_working_days: u32,
    /// Most working days of an extension of joint handling.
    pub joint_extension_working_days: u32,
    /// Calendar days after which a commitment is checked.
    pub post_check_calendar_days: u32,
    /// Green while more than these working days are left ...
    pub green_days: u32,
    /// ... or more than this share of the promise, in percent.
    pub green_percent: u32,
    /// What a submission outside working time does: received on the next working day.
    pub received_next_working_day: bool,
    /// Special procedures.
    pub specials: Vec<SpecialProcedure>,
    /// Delegations.
    pub delegations: Vec<Delegation>,
}

/// What a case is about, fixed when it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseHead {
    /// Matter code.
    pub matter: String,
    /// Procedure code.
    pub procedure: String,
    /// Department of the matter.
    pub department: String,
    /// Kind of the matter.
    pub kind: MatterKind,
    /// Whether a commitment may replace the review.
    pub commitment_mode: CommitmentMode,
    /// Handed in with a commitment.
    pub by_commitment: bool,
    /// A pre-review before the land contract.
    pub pre_review: bool,
    /// Handled jointly, in a group released together.
    pub joint: bool,
    /// Promise as it holds here: green channel and commitment counted in.
    pub promised: Option<Limit>,
    /// Limit of the law.
    pub legal: Option<Limit>,
}

/// Days of a promise to a key project: divided and rounded up, so that a day stays a day and nothing stays nothing (J08).
pub(crate) fn shortened(days: u32, divisor: u32) -> u32 {
    days.div_ceil(divisor.max(1))
}

/// The promise of a key project: divided and rounded up, at least one day; what is decided at once stays so (J08).
pub fn on_green_channel(promised: Limit, divisor: u32) -> Limit {
    let shorten = |days: u32| shortened(days, divisor);
    match promised {
        Limit::WorkingDays(days) => Limit::WorkingDays(shorten(days)),
        Limit::CalendarDays(days) => Limit::CalendarDays(shorten(days)),
    }
}

#[cfg(test)]
mod tests;
