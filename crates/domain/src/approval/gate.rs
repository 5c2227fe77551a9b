//! Stage gates as data (J07, T61): a stage closes only when everything that its gate asks for is there; the answer names all that is
//! missing at once, and an exception is recorded, never assumed.

use std::collections::{BTreeMap, BTreeSet};

use crate::procedure::{Gate, GateNeed};
use crate::text::Text;

/// What of a project the gates look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GateFacts {
    /// Matters that are decided.
    pub decided: BTreeSet<String>,
    /// Matters that are not required for this project.
    pub not_required: BTreeSet<String>,
    /// Matters for which a date has been set.
    pub date_set: BTreeSet<String>,
    /// Milestones reached.
    pub milestones: BTreeSet<String>,
    /// Kinds of surveys of which one is accepted, holds, and nothing has changed since.
    pub surveys: BTreeSet<String>,
    /// Open critical findings.
    pub open_critical_findings: usize,
}

/// The key of an exception for open critical findings.
const CRITICAL_FINDINGS: &str = "critical_findings";

/// Something that a gate asks for and that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// None of these matters is decided.
    Matters(Vec<String>),
    /// The milestone has not been reached.
    Milestone(String, Text),
    /// No survey of this kind stands.
    Survey(String, Text),
    /// Critical findings are open: so many.
    CriticalFindings(usize),
}

/// Everything that is missing, in the order of the gate.
pub fn missing(gate: &Gate, facts: &GateFacts) -> Vec<Missing> {
    let lacks = |need: &GateNeed| match need {
        GateNeed::Matters {
            any,
            or_not_required,
            or_date_set,
        } => {
            let met = any.iter().any(|m| facts.decided.contains(m))
                || (*or_not_required && any.iter().all(|m| facts.not_required.contains(m)))
                || (*or_date_set && any.iter().any(|m| facts.date_set.contains(m)));
            (!met).then(|| Missing::Matters(any.clone()))
        }
        GateNeed::Milestone { key, name } => {
            (!facts.milestones.contains(key)).then(|| Missing::Milestone(key.clone(), name.clone()))
        }
        GateNeed::Survey { kind, name } => {
            (!facts.surveys.contains(kind)).then(|| Missing::Survey(kind.clone(), name.clone()))
        }
        GateNeed::NoOpenCriticalFinding => (facts.open_critical_findings > 0)
            .then_some(Missing::CriticalFindings(facts.open_critical_findings)),
    };
    gate.needs.iter().filter_map(lacks).collect()
}

impl Missing {
    /// The words for it; `name_of` knows the names of matters.
    pub fn text(&self, name_of: &dyn Fn(&str) -> Text) -> Text {
        match self {
            Self::Matters(any) => {
                let names: Vec<Text> = any.iter().map(|m| name_of(m)).collect();
                let join = |pick: fn(&Text) -> &str, with: &str| {
                    names.iter().map(pick).collect::<Vec<_>>().join(with)
                };
                Text::new(join(|t| &t.zh, "或"), join(|t| &t.en, " or "))
            }
            Self::Milestone(_, name) => name.clone(),
            Self::Survey(_, name) => Text::new(
                format!("{}成果（已认可且未变更）", name.zh),
                format!("result of the {}, accepted and unchanged", name.en),
            ),
            Self::CriticalFindings(number) => Text::new(
                format!("{number}个重大问题未关闭"),
                format!("{number} critical findings open"),
            ),
        }
    }

    /// A key under which an exception to it is recorded.
    pub fn key(&self) -> String {
        match self {
            Self::Matters(any) => any.join("|"),
            Self::Milestone(key, _) => key.clone(),
            Self::Survey(kind, _) => format!("survey:{kind}"),
            Self::CriticalFindings(_) => CRITICAL_FINDINGS.to_owned(),
        }
    }
}

/// What an exception recorded under this key was for, in words; none for a key that no gate has.
pub fn excepted(gates: &[Gate], key: &str, name_of: &dyn Fn(&str) -> Text) -> Option<Text> {
    let needs = gates.iter().flat_map(|gate| &gate.needs);
    let words = |need: &GateNeed| match need {
        GateNeed::Matters { any, .. } => Some(Missing::Matters(any.clone())),
        GateNeed::Milestone { key, name } => Some(Missing::Milestone(key.clone(), name.clone())),
        GateNeed::Survey { kind, name } => Some(Missing::Survey(kind.clone(), name.clone())),
        GateNeed::NoOpenCriticalFinding => None,
    };
    if key == CRITICAL_FINDINGS {
        // How many there were then is not recorded.
        return Some(Text::new("重大问题未关闭", "critical findings open"));
    }
    let mut missing = needs.filter_map(words);
    Some(missing.find(|one| one.key() == key)?.text(name_of))
}

/// What is still missing once recorded exceptions are taken off; `exceptions` maps [`Missing::key`] to its reason.
pub fn missing_without(
    gate: &Gate,
    facts: &GateFacts,
    exceptions: &BTreeMap<String, String>,
) -> Vec<Missing> {
    let mut missing = missing(gate, facts);
    missing.retain(|one| {
        exceptions
            .get(&one.key())
            .is_none_or(|reason| reason.trim().is_empty())
    });
    missing
}
