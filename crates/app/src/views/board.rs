//! What a leader watches: what is late or about to be, the load of departments, how versions of procedures do; and the procedures and
//! calendars in force.

use std::collections::BTreeMap;

use handheld_contract::views::approval::*;
use handheld_contract::views::{Role, Text};
use handheld_domain::approval::metrics::{Sample, figures};
use handheld_domain::plan::{Basis, Plan, Terms};
use handheld_store::index::CaseEntry;
use handheld_store::records::{CaseQuery, Records};

use super::cases::{office_of, row_of};
use super::flow::facts;
use crate::{Answer, App, Who, convert};

/// Cases read at a time.
const PAGE: u32 = 1_000;
/// Late cases that are named, the worst first.
const LATE_ROWS: usize = 200;

impl<S: Records> App<S> {
    async fn every_case(&self, who: &Who) -> Answer<Vec<CaseEntry>> {
        let mut all = Vec::new();
        loop {
            let query = CaseQuery {
                sight: who.sight.clone(),
                office: None,
                project: None,
                id: None,
                filter: CaseFilter::All,
                colour: None,
                search: String::new(),
                today: self.today().to_string(),
                offset: u32::try_from(all.len()).unwrap_or(u32::MAX),
                limit: PAGE,
            };
            let page = self.store.cases(&query).await?;
            let done = page.cases.is_empty();
            all.extend(page.cases);
            if done || all.len() >= page.total as usize {
                return Ok(all);
            }
        }
    }

    pub(crate) async fn board(&self, who: &Who) -> Answer<BoardView> {
        if !matches!(
            who.role,
            Role::Leader | Role::Administrator | Role::Window | Role::Approver
        ) {
            return Err(who.forbidden("查看督办", "see the board"));
        }
        let today = self.today();
        let mut late = Vec::new();
        let mut loads: BTreeMap<String, DepartmentLoad> = BTreeMap::new();
        let mut samples: BTreeMap<(String, String), Vec<Sample>> = BTreeMap::new();
        let mut revoked = 0;
        for entry in self.every_case(who).await? {
            let row = row_of(self.catalogue(), &entry, today)?;
            revoked += u32::from(row.state == CaseState::Revoked && row.commitment);
            let load = loads
                .entry(row.department.clone())
                .or_insert_with(|| DepartmentLoad {
                    department: row.department.clone(),
                    name: office_of(self.catalogue(), &row.department),
                    open: 0,
                    soon: 0,
                    red: 0,
                    black: 0,
                    suspended: 0,
                    decided: 0,
                    on_time: 0,
                });
            count(load, &row);
            if let Some(sample) = sample(self.catalogue(), &entry, &row) {
                let version = (entry.procedure.clone(), entry.version.clone());
                samples.entry(version).or_default().push(sample);
            }
            if row.decided.is_none() && row.clock.colour >= ClockColour::Yellow {
                late.push(row);
            }
        }
        late.sort_by(|a, b| {
            let due = |row: &CaseRow| {
                row.clock
                    .promised_due
                    .clone()
                    .or(row.clock.legal_due.clone())
            };
            (b.clock.colour, due(a), &a.number).cmp(&(a.clock.colour, due(b), &b.number))
        });
        late.truncate(LATE_ROWS);
        Ok(BoardView {
            late,
            departments: loads.into_values().collect(),
            procedures: samples
                .into_iter()
                .map(|((code, version), samples)| self.metrics(code, version, &samples))
                .collect(),
            revoked,
            as_of: self.store.setting("last-sync").await?,
        })
    }

    fn metrics(&self, code: String, version: String, samples: &[Sample]) -> ProcedureMetrics {
        let made = figures(samples);
        ProcedureMetrics {
            name: self
                .catalogue()
                .procedure(&code)
                .map(|p| convert::text(&p.name))
                .unwrap_or_default(),
            procedure: code,
            version,
            decided: made.decided,
            median_days: made.median,
            p90_days: made.p90,
            on_time_rate: made.on_time,
            first_pass_rate: made.first_pass,
            corrections: made.corrections,
            refused: made.refused,
        }
    }

    pub(crate) fn procedures(&self) -> ProceduresView {
        ProceduresView {
            version: self.catalogue().version.clone(),
            calendar: self.catalogue().calendar.version().to_owned(),
            official_years: self.catalogue().calendar.official_years().collect(),
            procedures: procedure_rows(self.catalogue()),
        }
    }
}

/// The procedures of a catalogue as rows.
pub(crate) fn procedure_rows(catalogue: &handheld_catalogue::Catalogue) -> Vec<ProcedureRow> {
    let row = |procedure: &handheld_domain::procedure::Procedure| {
        let plan = Plan::new(
            procedure,
            &catalogue.matters,
            &catalogue.landmarks,
            &std::collections::BTreeSet::new(),
        );
        let days = |basis| {
            let days = plan
                .as_ref()
                .map_or(0, |plan| plan.government_days(&Terms::of(basis)).0.parallel);
            u32::try_from(days).unwrap_or(u32::MAX)
        };
        let whole = catalogue.whole_procedure(&procedure.code);
        let nodes = whole.map_or(&procedure.nodes, |whole| &whole.nodes);
        let keys = nodes.iter().filter_map(|node| node.condition.as_deref());
        let mut conditions: Vec<ConditionRow> = Vec::new();
        for key in keys {
            if conditions.iter().any(|c| c.key == key) {
                continue;
            }
            conditions.extend(catalogue.condition(key).map(|condition| ConditionRow {
                key: condition.key.clone(),
                label: convert::text(&condition.label),
                opposite_of: condition.opposite_of.clone(),
            }));
        }
        ProcedureRow {
            code: procedure.code.clone(),
            name: convert::text(&procedure.name),
            applies_to: convert::text(&procedure.applies_to),
            matters: u32::try_from(procedure.nodes.len()).unwrap_or(u32::MAX),
            promised_days: days(Basis::Promised),
            legal_days: days(Basis::Legal),
            conditions,
        }
    };
    catalogue.procedures.iter().map(row).collect()
}

fn count(load: &mut DepartmentLoad, row: &CaseRow) {
    let open = matches!(
        row.state,
        CaseState::Submitted | CaseState::Correcting | CaseState::Running | CaseState::Suspended
    );
    load.open += u32::from(open);
    load.suspended += u32::from(row.state == CaseState::Suspended);
    if open {
        load.soon += u32::from(row.clock.colour == ClockColour::Yellow);
        load.red += u32::from(row.clock.colour == ClockColour::Red);
        load.black += u32::from(row.clock.colour == ClockColour::Black);
    }
    let decided = matches!(row.state, CaseState::Granted | CaseState::Refused);
    load.decided += u32::from(decided);
    load.on_time += u32::from(decided && row.clock.colour < ClockColour::Red);
}

/// A decided approval as figures are made of it; surveys, publicity and what a unit records itself are none.
fn sample(
    catalogue: &handheld_catalogue::Catalogue,
    entry: &CaseEntry,
    row: &CaseRow,
) -> Option<Sample> {
    if !catalogue.matter(&entry.matter)?.kind.is_government() {
        return None;
    }
    if !matches!(row.state, CaseState::Granted | CaseState::Refused) {
        return None;
    }
    let state = facts(entry)?;
    state.accepted?;
    Some(Sample {
        used: row.clock.used,
        on_time: row.clock.colour < ClockColour::Red,
        corrected: entry.corrected,
        refused: row.state == CaseState::Refused,
    })
}

/// What differs between two catalogues, in words, before the second one goes live.
pub fn differences(
    from: &handheld_catalogue::Catalogue,
    to: &handheld_catalogue::Catalogue,
) -> Vec<CatalogueChange> {
    let mut changes = Vec::new();
    let text = |zh: String, en: String| Text { zh, en };
    let (before, after) = (procedure_rows(from), procedure_rows(to));
    for row in &after {
        let about = row.name.clone();
        let Some(old) = before.iter().find(|old| old.code == row.code) else {
            let what = text("新增流程".to_owned(), "new procedure".to_owned());
            changes.push(CatalogueChange {
                about,
                what,
                days_saved: None,
            });
            continue;
        };
        let whole = |catalogue: &'_ handheld_catalogue::Catalogue| {
            catalogue.whole_procedure(&row.code).cloned()
        };
        let Some((a, b)) = whole(from).zip(whole(to)) else {
            continue;
        };
        if a == b && (old.promised_days, old.legal_days) == (row.promised_days, row.legal_days) {
            continue;
        }
        let saved = i64::from(old.promised_days) - i64::from(row.promised_days);
        let added = b
            .nodes
            .iter()
            .filter(|n| a.node(&n.matter).is_none())
            .count();
        let removed = a
            .nodes
            .iter()
            .filter(|n| b.node(&n.matter).is_none())
            .count();
        changes.push(CatalogueChange {
            about,
            what: text(
                format!(
                    "事项{}→{}（增{added}减{removed}），承诺{}→{}个工作日",
                    old.matters, row.matters, old.promised_days, row.promised_days
                ),
                format!(
                    "matters {} to {} ({added} added, {removed} removed), promised {} to {} working days",
                    old.matters, row.matters, old.promised_days, row.promised_days
                ),
            ),
            days_saved: i32::try_from(saved).ok(),
        });
    }
    for old in before
        .iter()
        .filter(|old| after.iter().all(|row| row.code != old.code))
    {
        changes.push(CatalogueChange {
            about: old.name.clone(),
            what: text("取消流程".to_owned(), "procedure removed".to_owned()),
            days_saved: None,
        });
    }
    changes.extend(matter_changes(from, to));
    changes.extend(rule_changes(from, to));
    let years = |c: &handheld_catalogue::Catalogue| c.calendar.official_years().collect::<Vec<_>>();
    for year in years(to)
        .into_iter()
        .filter(|year| !years(from).contains(year))
    {
        changes.push(CatalogueChange {
            about: text(format!("{year}年日历"), format!("calendar of {year}")),
            what: text(
                "正式放假安排已收到，暂定日期将重新计算".to_owned(),
                "the official arrangement is here; provisional dates are counted again".to_owned(),
            ),
            days_saved: None,
        });
    }
    changes
}

/// Parts of the rules that have changed, without saying how: whoever imports them has them in front of them.
fn rule_changes(
    from: &handheld_catalogue::Catalogue,
    to: &handheld_catalogue::Catalogue,
) -> Vec<CatalogueChange> {
    let rules = (&from.approvals, &from.park) != (&to.approvals, &to.park);
    let stages =
        (&from.stages, &from.gates, &from.milestones) != (&to.stages, &to.gates, &to.milestones);
    let parts = [
        (
            rules,
            "受理、延期、特别程序、赋权与园区承诺",
            "acceptance, extension, special procedures, delegations, promises of parks",
        ),
        (stages, "阶段、关口与里程碑", "stages, gates, milestones"),
        (from.documents != to.documents, "文书", "documents"),
        (
            from.parameters != to.parameters,
            "地方参数",
            "parameters of the locality",
        ),
        (from.templates != to.templates, "检查表", "checklists"),
        (from.credit != to.credit, "信用指标", "credit figures"),
        (
            from.tolerances != to.tolerances,
            "测量限差",
            "survey tolerances",
        ),
    ];
    let changed = parts.into_iter().filter(|(differs, ..)| *differs);
    changed
        .map(|(_, zh, en)| CatalogueChange {
            about: Text {
                zh: zh.to_owned(),
                en: en.to_owned(),
            },
            what: Text {
                zh: "内容有变化".to_owned(),
                en: "changed".to_owned(),
            },
            days_saved: None,
        })
        .collect()
}

fn matter_changes(
    from: &handheld_catalogue::Catalogue,
    to: &handheld_catalogue::Catalogue,
) -> Vec<CatalogueChange> {
    let limit = |limit: Option<handheld_domain::procedure::TimeLimit>| {
        limit.map_or_else(
            || "-".to_owned(),
            |l| handheld_domain::calendar::Limit::from(l).to_string(),
        )
    };
    let change = |matter: &handheld_domain::procedure::Matter| {
        let old = from.matter(&matter.code)?;
        let differs = old.promised_limit != matter.promised_limit
            || old.legal_limit != matter.legal_limit
            || old.materials != matter.materials
            || old.department != matter.department
            || old.commitment != matter.commitment;
        differs.then(|| CatalogueChange {
            about: convert::text(&matter.name),
            what: Text {
                zh: format!(
                    "承诺{}→{}，法定{}→{}，材料{}→{}份",
                    limit(old.promised_limit),
                    limit(matter.promised_limit),
                    limit(old.legal_limit),
                    limit(matter.legal_limit),
                    old.materials.len(),
                    matter.materials.len()
                ),
                en: format!(
                    "promised {} to {}, law {} to {}, documents {} to {}",
                    limit(old.promised_limit),
                    limit(matter.promised_limit),
                    limit(old.legal_limit),
                    limit(matter.legal_limit),
                    old.materials.len(),
                    matter.materials.len()
                ),
            },
            days_saved: None,
        })
    };
    to.matters.iter().filter_map(change).collect()
}
