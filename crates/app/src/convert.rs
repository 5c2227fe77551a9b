//! Between the contract's plain structs and the domain's types: same names, same meaning, no decision.

use handheld_contract::views::Text;
use handheld_contract::views::finding::{FindingActKind, FindingState};
use handheld_contract::views::inspection as v;
use handheld_contract::views::{PersonRef, Stage};
use handheld_domain::checklist as d;
use handheld_domain::finding::{ActKind, FindingState as DomainFindingState};
use handheld_domain::inspection::{Answer, Lack};
use handheld_domain::{Decimal, Stage as DomainStage};
use handheld_records::shape::EntryKind;

pub(crate) fn text(text: &handheld_domain::Text) -> Text {
    Text {
        zh: text.zh.clone(),
        en: text.en.clone(),
    }
}

pub(crate) fn number(value: Decimal) -> f64 {
    value.to_f64()
}

/// An answer as the domain judges it; none when a number is beyond what a decimal holds.
pub(crate) fn answer(input: &v::AnswerInput) -> Option<Answer> {
    serde_json::to_value(input)
        .ok()
        .and_then(|value| serde_json::from_value(value).ok())
}

macro_rules! same {
    ($name:ident: $from:ty => $to:ty { $($a:ident => $b:ident),+ $(,)? }) => {
        pub(crate) fn $name(from: $from) -> $to {
            match from { $(<$from>::$a => <$to>::$b),+ }
        }
    };
}

same!(stage: DomainStage => Stage {
    Registration => Registration, Establishment => Establishment, Commencement => Commencement,
    Construction => Construction, Completion => Completion, Commissioning => Commissioning,
});
same!(domain_stage: Stage => DomainStage {
    Registration => Registration, Establishment => Establishment, Commencement => Commencement,
    Construction => Construction, Completion => Completion, Commissioning => Commissioning,
});
same!(severity: d::Severity => v::Severity { Minor => Minor, Major => Major, Critical => Critical });
same!(domain_severity: v::Severity => d::Severity { Minor => Minor, Major => Major, Critical => Critical });
same!(photo_rule: d::PhotoRule => v::PhotoRule {
    Required => Required, OnFail => OnFail, OnDeduction => OnDeduction, Optional => Optional,
});
same!(verdict: d::Verdict => v::Verdict { Pass => Pass, Fail => Fail, Na => Na, Open => None });
same!(lack: Lack => v::Lack { Answer => Answer, Photo => Photo, Note => Note, Choice => Choice });
same!(finding_state: DomainFindingState => FindingState {
    Open => Open, Replied => Replied, Failed => Failed, Closed => Closed, Withdrawn => Withdrawn,
});
same!(act_view: ActKind => FindingActKind {
    Raised => Raised, Withdrawn => Withdrawn, Restored => Restored, Replied => Replied, Closed => Closed,
    Failed => Failed, Reopened => Reopened,
});

pub(crate) fn entry_of_act(kind: FindingActKind) -> EntryKind {
    match kind {
        FindingActKind::Raised => EntryKind::Raised,
        FindingActKind::Withdrawn => EntryKind::Withdrawn,
        FindingActKind::Restored => EntryKind::Restored,
        FindingActKind::Replied => EntryKind::Replied,
        FindingActKind::Closed => EntryKind::Closed,
        FindingActKind::Failed => EntryKind::Failed,
        FindingActKind::Reopened => EntryKind::Reopened,
    }
}

/// The act that an entry is; none for entries that are no acts on a finding.
pub(crate) fn act_of_entry(kind: EntryKind) -> Option<ActKind> {
    match kind {
        EntryKind::Raised => Some(ActKind::Raised),
        EntryKind::Withdrawn => Some(ActKind::Withdrawn),
        EntryKind::Restored => Some(ActKind::Restored),
        EntryKind::Replied => Some(ActKind::Replied),
        EntryKind::Closed => Some(ActKind::Closed),
        EntryKind::Failed => Some(ActKind::Failed),
        EntryKind::Reopened => Some(ActKind::Reopened),
        EntryKind::Finished | EntryKind::SetAside | EntryKind::Chosen | EntryKind::StageMoved => {
            None
        }
    }
}

pub(crate) fn kind(kind: &d::ItemKind) -> v::ItemKind {
    match kind {
        d::ItemKind::PassFail => v::ItemKind::Passfail,
        d::ItemKind::Score { .. } => v::ItemKind::Score,
        d::ItemKind::Number(_) => v::ItemKind::Number,
        d::ItemKind::Text => v::ItemKind::Text,
        d::ItemKind::Choice { .. } => v::ItemKind::Choice,
        d::ItemKind::Photo => v::ItemKind::Photo,
    }
}

pub(crate) fn nobody() -> PersonRef {
    PersonRef {
        id: handheld_contract::PersonId(uuid::Uuid::nil()),
        name: String::new(),
    }
}

pub(crate) fn against_design(
    compare: handheld_domain::checklist::Compare,
) -> handheld_contract::views::inspection::AgainstDesign {
    use handheld_contract::views::inspection::AgainstDesign;
    use handheld_domain::checklist::Compare;
    match compare {
        Compare::GeDesign => AgainstDesign::AtLeast,
        Compare::LeDesign => AgainstDesign::AtMost,
    }
}
