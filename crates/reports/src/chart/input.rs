//! What a chart is drawn from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use handheld_catalogue::Catalogue;
use handheld_contract::views::Text;
use handheld_contract::views::chart::ChartState;
use handheld_domain::plan::{Plan, Terms};
use handheld_domain::procedure::{LimitUnit, Release};

/// A procedure with the matters that one project needs, and where they stand.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartInput {
    /// Code of the procedure.
    pub procedure: String,
    /// Its name.
    pub name: Text,
    /// Names of the phases.
    pub phases: BTreeMap<u8, Text>,
    /// Groups declared on one form.
    pub groups: Vec<ChartGroupInput>,
    /// The matters, each code once.
    pub matters: Vec<ChartMatter>,
    /// The critical path, first to last.
    pub critical_path: Vec<String>,
}

/// Matters declared on one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartGroupInput {
    /// Key within the procedure.
    pub key: String,
    /// Its name.
    pub name: Text,
    /// Whether the results go out together.
    pub together: bool,
}

/// A time limit to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartLimit {
    /// Days.
    pub days: u32,
    /// Calendar days instead of working days.
    pub calendar: bool,
}

/// A matter.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartMatter {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// Code of the department.
    pub department: String,
    /// Name of the department.
    pub department_name: Text,
    /// Phase 0 to 5.
    pub phase: u8,
    /// Key of its group.
    pub group: Option<String>,
    /// Codes of what it waits for; one that is not in the chart is passed over.
    pub depends_on: Vec<String>,
    /// Whether it is government time.
    pub government: bool,
    /// Where it stands.
    pub state: ChartState,
    /// Days used, once it is accepted.
    pub used: Option<u32>,
    /// Its limit.
    pub limit: Option<ChartLimit>,
    /// When it is due or expected.
    pub due: Option<NaiveDate>,
}

impl ChartInput {
    /// The chart of a plan in which nothing has happened: every matter with its limit under `terms`.
    pub fn of_plan(plan: &Plan<'_>, catalogue: &Catalogue, terms: &Terms) -> Self {
        let procedure = plan.procedure();
        let (_, critical_path) = plan.government_days(terms);
        let groups = procedure.groups.iter().map(|group| ChartGroupInput {
            key: group.key.clone(),
            name: text(&group.name),
            together: group.release == Release::AllDecided,
        });
        let matters = plan.chosen().map(|(node, matter)| ChartMatter {
            code: matter.code.clone(),
            name: text(&matter.name),
            department: matter.department.clone(),
            department_name: catalogue
                .department(&matter.department)
                .map_or_else(Text::default, |department| text(&department.name)),
            phase: matter.phase,
            group: node.group.clone(),
            depends_on: plan
                .waits_for(&matter.code)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            government: matter.kind.is_government(),
            state: ChartState::NotBegun,
            used: None,
            limit: plan.limit(&matter.code, terms).map(|limit| ChartLimit {
                days: limit.days,
                calendar: limit.unit == LimitUnit::Cd,
            }),
            due: None,
        });
        Self {
            procedure: procedure.code.clone(),
            name: text(&procedure.name),
            phases: catalogue
                .phases
                .iter()
                .map(|phase| (phase.number, text(&phase.name)))
                .collect(),
            groups: groups.collect(),
            matters: matters.collect(),
            critical_path,
        }
    }

    /// Whether anything has happened.
    pub(super) fn is_live(&self) -> bool {
        self.matters
            .iter()
            .any(|matter| matter.state != ChartState::NotBegun)
    }

    /// Phases that have a matter, in order.
    pub(super) fn phases_used(&self) -> Vec<u8> {
        let used: BTreeSet<u8> = self.matters.iter().map(|matter| matter.phase).collect();
        used.into_iter().collect()
    }

    /// The blocks of a phase from top to bottom: a group of this phase, or a matter by itself. They stand by their smallest code, but
    /// none above what it waits for in this phase; the same holds inside a group.
    pub(super) fn blocks(&self, phase: u8) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut here: Vec<usize> = (0..self.matters.len())
            .filter(|index| self.matters[*index].phase == phase)
            .collect();
        here.sort_by_key(|index| &self.matters[*index].code);
        for index in here {
            let key = self.matters[index].group.as_ref();
            let group = self
                .groups
                .iter()
                .position(|group| Some(&group.key) == key && self.members(&group.key) > 1);
            match blocks
                .iter_mut()
                .find(|b| group.is_some() && b.group == group)
            {
                Some(block) => block.members.push(index),
                None => blocks.push(Block {
                    group,
                    members: vec![index],
                }),
            }
        }
        let waits = |after: &usize, before: &usize| {
            let before = &self.matters[*before].code;
            self.matters[*after].depends_on.contains(before)
        };
        for block in &mut blocks {
            block.members = in_order(std::mem::take(&mut block.members), waits);
        }
        in_order(blocks, |after, before| {
            let mut members = after.members.iter();
            members.any(|a| before.members.iter().any(|b| waits(a, b)))
        })
    }

    fn members(&self, group: &str) -> usize {
        let of = |matter: &&ChartMatter| matter.group.as_deref() == Some(group);
        self.matters.iter().filter(of).count()
    }

    /// Most days of a member of a group.
    pub(super) fn longest(&self, group: &str) -> u32 {
        let members = self.matters.iter();
        members
            .filter(|matter| matter.government && matter.group.as_deref() == Some(group))
            .filter_map(|matter| matter.limit.map(|limit| limit.days))
            .max()
            .unwrap_or(0)
    }

    /// Whether the critical path goes from one matter straight to the other.
    pub(super) fn is_critical_edge(&self, from: &str, to: &str) -> bool {
        self.critical_path
            .windows(2)
            .any(|pair| pair[0] == from && pair[1] == to)
    }
}

/// What stands together in a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// The group that frames it, by index.
    pub(super) group: Option<usize>,
    /// Its matters by index, from top to bottom.
    pub(super) members: Vec<usize>,
}

/// Puts what waits for nothing that is left first, again and again; of several, and in a circle, what stood first.
fn in_order<T>(mut left: Vec<T>, waits: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let free = |at: &usize| {
            let others = left.iter().enumerate().filter(|(other, _)| other != at);
            others
                .into_iter()
                .all(|(_, other)| !waits(&left[*at], other))
        };
        let next = (0..left.len()).find(free).unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

fn text(text: &handheld_domain::Text) -> Text {
    Text {
        zh: text.zh.clone(),
        en: text.en.clone(),
    }
}
