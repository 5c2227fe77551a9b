//! Why an act does not count: one rule each, with its key for machines and its words for people.

use serde::{Deserialize, Serialize};

use crate::text::Text;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $zh:literal, $en:literal;)+) => {
        /// A rule by which an act is refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Refused { $($(#[$doc])* $name,)+ }

        impl Refused {
            /// All rules.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The permanent key, as it goes over the wire.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// The rule in words.
            pub fn text(self) -> Text {
                match self { $(Self::$name => Text::new($zh, $en),)+ }
            }
        }
    };
}

rules! {
    /// The act does not follow from the state.
    OutOfTurn = "case_out_of_turn", "按办件当前状态不能这样做", "the state of the case does not allow this";
    /// Somebody without the role for it.
    NoRight = "case_no_right", "您的角色不能对此办件这样做", "your role may not do this to this case";
    /// Another department's matter, and no delegation covers it.
    OtherOffice = "case_other_office", "该事项不属于本部门，且没有赋权", "the matter belongs to another department and no delegation covers it";
    /// A delegation covers the office but not this matter, this procedure or this day (H02).
    OutsideDelegation = "case_outside_delegation", "决定超出赋权范围（事项、流程或有效期）", "the decision is outside the delegation (matter, procedure or period)";
    /// A second request for correction.
    CorrectionTwice = "case_correction_twice", "补正只能一次性告知，不得再次要求（行政许可法第三十二条）", "a correction is asked for once; a second request is refused (Administrative Licensing Law Art. 32)";
    /// A request for correction that says nothing.
    EmptyList = "case_empty_list", "补正告知须一次列明全部内容", "a correction request lists everything that is to be corrected";
    /// Something that must carry reasons has none.
    NoReasons = "case_no_reasons", "须说明理由", "reasons must be given";
    /// Something that must carry a legal basis has none.
    NoBasis = "case_no_basis", "须注明法律依据", "the legal basis must be given";
    /// A special procedure that the catalogue does not know.
    UnknownSpecial = "case_unknown_special", "特别程序种类不明", "this kind of special procedure is not known";
    /// A suspension without an end, or with one before its start.
    NoPlannedEnd = "case_no_planned_end", "特别程序须书面告知所需时间", "a special procedure names its planned end";
    /// A suspension longer than the rule's cap.
    CapExceeded = "case_cap_exceeded", "特别程序超过规定的最长期限", "the special procedure is longer than its cap";
    /// The clock stands.
    Suspended = "case_suspended", "办件中止计时，须先恢复", "the case is suspended; resume it first";
    /// An outcome that the act cannot have, or none.
    WrongOutcome = "case_wrong_outcome", "未注明结论，或结论不适用于此操作", "the outcome is missing or does not belong to this act";
    /// A pre-review has no legal force.
    PreReview = "case_pre_review", "预审意见没有法律效力，签订土地合同后方可转为正式办件", "a pre-review has no legal force; it becomes formal on the land contract date";
    /// The design changed after the opinion.
    DesignChanged = "case_design_changed", "预审意见之后设计已变更，不能直接转为正式，按正常时限办理", "the design changed after the opinion; it cannot be converted and takes its normal time";
    /// The opinion had objections.
    Objections = "case_objections", "预审意见有异议，不能转为正式", "the opinion had objections and cannot be converted";
    /// A commitment where the law forbids it.
    NoCommitment = "case_no_commitment", "该事项不得以承诺代替审查", "a commitment may not take the place of this review";
    /// The extension was used, or is too long.
    ExtensionTooLong = "case_extension_too_long", "延长期限只能一次，且不得超过法定天数（行政许可法第四十二条）", "a limit is extended once, by at most the days of the law (Administrative Licensing Law Art. 42)";
    /// An extension after the limit has run out.
    ExtensionTooLate = "case_extension_too_late", "期限已经届满，不能再延长", "the limit has run out and cannot be extended any more";
    /// A date far outside the years that are counted, such as a slip of the pen.
    DateOutOfRange = "case_date_out_of_range", "日期超出可计算的年份（1949至2199年）", "the date lies outside the years that are counted (1949 to 2199)";
    /// Dated after the day on which it is entered.
    InTheFuture = "case_in_the_future", "日期不能晚于录入日期", "it cannot be dated after the day of its entry";
    /// Dated before what it follows.
    BeforeCause = "case_before_cause", "日期不能早于其前一步", "it cannot be dated before what it follows";
    /// Somebody else's entry.
    NotOwnEntry = "case_not_own_entry", "只能更正本人录入的内容", "only an own entry can be amended";
    /// An entry that does not count; it is entered anew.
    EntryNotCounted = "case_entry_not_counted", "该条记录未生效，请重新录入而不是更正", "that entry does not count; enter it anew instead of amending it";
    /// The amendment would take the ground from under entries that follow.
    LaterActsFall = "case_later_acts_fall", "更正会使其后已生效的办理不成立", "the amendment would undo entries that were made after it";
    /// A decision is not amended but revoked.
    OutcomeStands = "case_outcome_stands", "结论不能以更正改变", "an outcome is not changed by an amendment";
    /// Members of the group are not decided yet.
    GroupOpen = "case_group_open", "并联事项尚未全部办结，结果统一送达", "not all matters of the group are decided; their results go out together";
    /// Matters that come before are not decided.
    PrerequisitesOpen = "case_prerequisites_open", "前置事项尚未办结", "matters that come before are not decided yet";
    /// Acceptance is due to silence already.
    DeemedAccepted = "case_deemed_accepted", "逾期未告知，自收到之日起即为受理", "nothing was said in time: it counts as accepted from the day of receipt";
    /// Credit too low for a commitment.
    CreditTooLow = "case_credit_too_low", "信用等级为D、E的单位不适用承诺制", "a commitment is not open to a unit of credit grade D or E";
}

impl Refused {
    /// The rule with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.key() == key)
    }
}
