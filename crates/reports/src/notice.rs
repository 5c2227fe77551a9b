//! The documents of a case as PDF: acceptance, one-time correction, special procedure, extension, decision, joint opinion, delivery.
//!
//! Here stands what a document is made from and what it must not lack; its sentences are data (`words/*.toml`), how it is put together
//! is in `compose`, how it stands on paper in `page`. Whether an act is allowed, its number and its dates are decided elsewhere.

mod compose;

use chrono::NaiveDate;
use handheld_domain::calendar::{Deadline, Limit};
use handheld_domain::{Lang, Text};

pub use crate::page::{Pdf, PdfError};

/// A document of a case. Texts of the record stand as they were entered; a line end in them starts a new paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Its number, such as 嘉审受〔2026〕0001号; may be blank only while `pending`.
    pub number: String,
    /// The office that issues it.
    pub office: Text,
    /// The matter.
    pub matter: Text,
    /// Code of the matter.
    pub matter_code: String,
    /// Whether the matter is an administrative licence (行政许可): its documents then carry the titles and name the articles of the
    /// Administrative Licensing Law. Of other matters they speak in general words.
    pub licensing: bool,
    /// Name of the project.
    pub project: String,
    /// Code of the project.
    pub project_code: String,
    /// Whom it addresses.
    pub applicant: String,
    /// The date below it.
    pub date: NaiveDate,
    /// What it says.
    pub body: NoticeBody,
    /// Who handled the case, as the record names them.
    pub made_by: String,
    /// The electronic signature of the office; without one there is room for a stamp.
    pub signed: Option<Seal>,
    /// The record it was made from.
    pub record: RecordMark,
    /// The act was made without the centre and is not confirmed: every page says so.
    pub pending: bool,
}

/// An electronic signature, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Whose it is, such as the name of the seal or of the person.
    pub by: Text,
}

/// Which record a document was made from; stands small below every page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordMark {
    /// Id of the record.
    pub id: String,
    /// Digest of its content, in hex.
    pub digest: String,
}

/// A limit and the day on which it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The limit.
    pub limit: Limit,
    /// Its last day, and whether that is provisional.
    pub deadline: Deadline,
}

/// Which document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoticeKind {
    /// 受理通知书
    Acceptance,
    /// 一次性补正告知书
    Correction,
    /// 不予受理通知书
    NotAccepted,
    /// 特别程序告知书
    SpecialProcedure,
    /// 延期告知书
    Extension,
    /// 决定书
    Decision,
    /// 联合评审意见书, 联合验收意见书
    JointOpinion,
    /// 送达回执
    Delivery,
}

/// What a document says.
#[derive(Debug, Clone, PartialEq)]
pub enum NoticeBody {
    /// 受理通知书
    Acceptance(Acceptance),
    /// 一次性补正告知书
    Correction(Correction),
    /// 不予受理通知书
    NotAccepted(NotAccepted),
    /// 特别程序告知书
    SpecialProcedure(SpecialProcedure),
    /// 延期告知书
    Extension(Extension),
    /// 决定书
    Decision(Decision),
    /// 联合评审意见书, 联合验收意见书
    JointOpinion(JointOpinion),
    /// 送达回执
    Delivery(Delivery),
}

impl NoticeBody {
    /// Which document this is.
    pub fn kind(&self) -> NoticeKind {
        match self {
            Self::Acceptance(_) => NoticeKind::Acceptance,
            Self::Correction(_) => NoticeKind::Correction,
            Self::NotAccepted(_) => NoticeKind::NotAccepted,
            Self::SpecialProcedure(_) => NoticeKind::SpecialProcedure,
            Self::Extension(_) => NoticeKind::Extension,
            Self::Decision(_) => NoticeKind::Decision,
            Self::JointOpinion(_) => NoticeKind::JointOpinion,
            Self::Delivery(_) => NoticeKind::Delivery,
        }
    }
}

/// The application was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The day of acceptance.
    pub accepted: NaiveDate,
    /// 承诺时限
    pub promised: Option<Term>,
    /// 法定时限
    pub legal: Option<Term>,
    /// Version of the calendar of working days that the days were counted with.
    pub calendar_version: String,
    /// What was handed in.
    pub materials: Vec<String>,
}

/// What has to be corrected, told once and in full (行政许可法 Art. 32).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Everything that has to be corrected.
    pub list: Vec<String>,
    /// The day on which it was told.
    pub asked_on: NaiveDate,
    /// By when a reply is asked for.
    pub reply_by: Option<Deadline>,
}

/// The application was not accepted (行政许可法 Art. 32).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAccepted {
    /// Why.
    pub reasons: Vec<String>,
    /// Where to turn against it; blank for the general words.
    pub remedy: Text,
}

/// A procedure whose time does not count (行政许可法 Art. 45).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialProcedure {
    /// Which: a hearing, a test, an expert review.
    pub kind: Text,
    /// What it rests on.
    pub basis: String,
    /// Its first day.
    pub from: NaiveDate,
    /// The day on which it is planned to end.
    pub planned_end: Deadline,
    /// How many working days do not count; none while the end is open.
    pub days_not_counted: Option<u32>,
}

/// The limit was extended (行政许可法 Art. 42).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// By how much, and until when.
    pub term: Term,
    /// Who approved it.
    pub approved_by: String,
    /// Why; the applicant must be told.
    pub reasons: Vec<String>,
}

/// How a case was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// 准予
    Granted,
    /// 准予 (告知承诺)
    GrantedOnCommitment,
    /// 不予
    Refused,
    /// 终止办理
    Terminated,
}

/// A decision (行政许可法 Art. 38: a refusal states its reasons and where to turn against it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// How it was decided.
    pub outcome: Outcome,
    /// The provisions it rests on, as the record names them; empty for the general words.
    pub basis: Vec<String>,
    /// Why; a refusal must have them.
    pub reasons: Vec<String>,
    /// What the applicant has to observe.
    pub conditions: Vec<String>,
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// The licence that goes with it.
    pub licence: Option<Text>,
    /// Where to turn against it; blank for the general words.
    pub remedy: Text,
}

/// Which joint opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Joint {
    /// 联合评审
    Review,
    /// 竣工联合验收
    Acceptance,
}

/// One opinion of several departments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointOpinion {
    /// Which.
    pub joint: Joint,
    /// The one opinion.
    pub opinion: String,
    /// What each department says.
    pub annex: Vec<AnnexRow>,
}

/// What one department says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnexRow {
    /// The department.
    pub department: Text,
    /// Its opinion.
    pub conclusion: String,
    /// When it gave it; none while it has not.
    pub date: Option<NaiveDate>,
}

/// One receipt for everything that was handed over together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What was handed over.
    pub items: Vec<DeliveryItem>,
    /// When.
    pub delivered_on: NaiveDate,
    /// How: in person, by post.
    pub way: Text,
    /// Who took it; blank leaves room to write.
    pub receiver: String,
}

/// One document handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryItem {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: Text,
    /// How many copies.
    pub copies: u32,
}

/// Something a document must not lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lack {
    /// The number.
    Number,
    /// The office.
    Office,
    /// The matter.
    Matter,
    /// The applicant.
    Applicant,
    /// The version of the calendar.
    CalendarVersion,
    /// What has to be corrected.
    List,
    /// The reasons.
    Reasons,
    /// What a special procedure is, or rests on.
    Basis,
    /// Who approved an extension.
    ApprovedBy,
    /// The opinion, or those of the departments.
    Opinion,
    /// What was delivered.
    Items,
}

impl Lack {
    /// The field as records and commands name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Office => "office",
            Self::Matter => "matter",
            Self::Applicant => "applicant",
            Self::CalendarVersion => "calendar_version",
            Self::List => "list",
            Self::Reasons => "reasons",
            Self::Basis => "basis",
            Self::ApprovedBy => "approved_by",
            Self::Opinion => "opinion",
            Self::Items => "items",
        }
    }
}

/// Why no document was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// It would lack what it must contain; everything at once.
    #[error(
        "the document was not made, it would lack: {}; the record is unchanged; fill in what lacks and make it again",
        .0.iter().map(|lack| lack.as_str()).collect::<Vec<_>>().join(", ")
    )]
    Lacks(Vec<Lack>),
    /// The file could not be written.
    #[error(transparent)]
    Pdf(#[from] PdfError),
}

/// The title of the document in one language.
pub fn title(notice: &Notice, lang: Lang) -> &'static str {
    compose::title(notice, crate::words::words(lang))
}

/// Makes the document in one language.
///
/// # Errors
///
/// [`NoticeError::Lacks`] with everything the document must contain and the input does not say;
/// [`NoticeError::Pdf`] if the file could not be written.
pub fn pdf(notice: &Notice, lang: Lang) -> Result<Pdf, NoticeError> {
    let lacks = lacks(notice);
    if !lacks.is_empty() {
        return Err(NoticeError::Lacks(lacks));
    }
    Ok(compose::compose(notice, lang)?)
}

/// What the document would lack, everything at once; empty if it can be made.
pub fn lacks(notice: &Notice) -> Vec<Lack> {
    let blank = |text: &str| text.trim().is_empty();
    let half = |text: &Text| blank(&text.zh) || blank(&text.en);
    let none = |list: &[String]| list.iter().all(|item| blank(item));
    let mut lacks = Vec::new();
    let mut need = |lack: Lack, lacking: bool| {
        if lacking && !lacks.contains(&lack) {
            lacks.push(lack);
        }
    };
    need(Lack::Number, blank(&notice.number) && !notice.pending);
    need(Lack::Office, half(&notice.office));
    need(Lack::Matter, half(&notice.matter));
    need(Lack::Applicant, blank(&notice.applicant));
    match &notice.body {
        NoticeBody::Acceptance(body) => {
            need(Lack::CalendarVersion, blank(&body.calendar_version));
        }
        NoticeBody::Correction(body) => need(Lack::List, none(&body.list)),
        NoticeBody::NotAccepted(body) => need(Lack::Reasons, none(&body.reasons)),
        NoticeBody::SpecialProcedure(body) => {
            need(Lack::Basis, half(&body.kind) || blank(&body.basis));
        }
        NoticeBody::Extension(body) => {
            need(Lack::ApprovedBy, blank(&body.approved_by));
            need(Lack::Reasons, none(&body.reasons));
        }
        NoticeBody::Decision(body) => {
            let reasoned = matches!(body.outcome, Outcome::Refused | Outcome::Terminated);
            need(Lack::Reasons, reasoned && none(&body.reasons));
        }
        NoticeBody::JointOpinion(body) => {
            need(Lack::Opinion, blank(&body.opinion) || body.annex.is_empty());
        }
        NoticeBody::Delivery(body) => need(Lack::Items, body.items.is_empty()),
    }
    lacks
}
