//! Small procedures for tests, put together in a line each.

use chrono::NaiveDate;

use super::super::*;
use crate::calendar::{CalendarYear, WorkingCalendar};
use crate::procedure::{MatterKind, ParallelGroup, Release};
use crate::{Confidence, Origin, Stage, Text};

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// 2026 to 2028 without any holiday: weekends only.
pub(super) fn calendar() -> WorkingCalendar {
    let year = |year| CalendarYear {
        year,
        official: true,
        off: vec![],
        make_up: vec![],
    };
    WorkingCalendar::new("test", [2026, 2027, 2028].map(year)).unwrap()
}

fn origin() -> Origin {
    Origin {
        sources: vec![],
        confidence: Confidence::Low,
    }
}

#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) procedure: Procedure,
    pub(super) matters: Vec<Matter>,
    pub(super) marks: Landmarks,
    pub(super) left_out: BTreeSet<String>,
}

impl Case {
    pub(super) fn new() -> Self {
        Self {
            procedure: Procedure {
                code: "TEST".into(),
                name: Text::default(),
                region: Text::default(),
                applies_to: Text::default(),
                note: Text::default(),
                targets: vec![],
                groups: vec![],
                nodes: vec![],
                origin: origin(),
            },
            matters: vec![],
            marks: Landmarks::default(),
            left_out: BTreeSet::new(),
        }
    }

    pub(super) fn matter(self, code: &str, promised: u32, after: &[&str]) -> Self {
        self.of_kind(code, MatterKind::Permit, promised, after)
    }

    pub(super) fn pre_review(self, code: &str, promised: u32, after: &[&str]) -> Self {
        let mut case = self.matter(code, promised, after);
        case.node_mut(code).pre_review = true;
        case
    }

    pub(super) fn of_kind(
        mut self,
        code: &str,
        kind: MatterKind,
        promised: u32,
        after: &[&str],
    ) -> Self {
        self.procedure.nodes.push(Node {
            matter: code.into(),
            depends_on: after.iter().map(|code| (*code).to_owned()).collect(),
            group: None,
            condition: None,
            pre_review: false,
            promised_days: None,
        });
        self.matters.push(Matter {
            code: code.into(),
            name: Text::new(code, code),
            kind,
            department: "DEP".into(),
            phase: 1,
            stage: Stage::Establishment,
            legal_limit: None,
            promised_limit: Some(TimeLimit {
                days: promised,
                unit: LimitUnit::Wd,
            }),
            commitment: CommitmentMode::None,
            multi_evaluation: false,
            output: Text::default(),
            materials: vec![],
            suspendable: vec![],
            origin: origin(),
        });
        self
    }

    pub(super) fn legal(mut self, code: &str, days: u32, unit: LimitUnit) -> Self {
        self.matter_mut(code).legal_limit = Some(TimeLimit { days, unit });
        self
    }

    pub(super) fn materials(mut self, code: &str, all: &[&str]) -> Self {
        self.matter_mut(code).materials = all.iter().map(|m| Text::new(*m, *m)).collect();
        self
    }

    pub(super) fn only_if(mut self, code: &str, condition: &str) -> Self {
        self.node_mut(code).condition = Some(condition.into());
        self
    }

    pub(super) fn group(mut self, key: &str, release: Release, members: &[&str]) -> Self {
        for code in members {
            self.node_mut(code).group = Some(key.into());
        }
        self.procedure.groups.push(ParallelGroup {
            key: key.into(),
            name: Text::new(key, key),
            release,
        });
        self
    }

    pub(super) fn landmarks(mut self, contract: &str, permit: &str) -> Self {
        self.marks = Landmarks {
            land_contract: Some(contract.into()),
            construction_permit: Some(permit.into()),
        };
        self
    }

    pub(super) fn without(mut self, codes: &[&str]) -> Self {
        self.left_out = codes.iter().map(|code| (*code).to_owned()).collect();
        self
    }

    pub(super) fn conditions(&self, all: &[(&str, Option<&str>)]) -> Vec<Condition> {
        let make = |(key, opposite): &(&str, Option<&str>)| Condition {
            key: (*key).into(),
            label: Text::default(),
            opposite_of: opposite.map(str::to_owned),
            origin: origin(),
        };
        all.iter().map(make).collect()
    }

    fn node_mut(&mut self, code: &str) -> &mut Node {
        let nodes = self.procedure.nodes.iter_mut();
        nodes.into_iter().find(|n| n.matter == code).unwrap()
    }

    fn matter_mut(&mut self, code: &str) -> &mut Matter {
        self.matters.iter_mut().find(|m| m.code == code).unwrap()
    }

    pub(super) fn try_plan(&self) -> Result<Plan<'_>, PlanError> {
        Plan::new(&self.procedure, &self.matters, &self.marks, &self.left_out)
    }

    pub(super) fn plan(&self) -> Plan<'_> {
        self.try_plan().unwrap()
    }

    pub(super) fn schedule(&self, start: &str) -> Schedule {
        let terms = Terms::default();
        self.plan()
            .schedule(&calendar(), day(start), &terms)
            .unwrap()
    }

    /// First and last day of a matter, to compare with literals.
    pub(super) fn days(&self, schedule: &Schedule, code: &str) -> (&'static str, &'static str) {
        let matter = schedule.matters.iter().find(|m| m.code == code).unwrap();
        let leak = |date: NaiveDate| &*Box::leak(date.to_string().into_boxed_str());
        (leak(matter.start), leak(matter.due))
    }
}
