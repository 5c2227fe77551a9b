//! One project's flow of approvals: what its procedure asks for, where each matter stands, what the construction unit owes, and when
//! the permit can be expected.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use chrono::NaiveDate;
use handheld_catalogue::Catalogue;
use handheld_contract::command::ProjectFlow;
use handheld_contract::views::approval::*;
use handheld_contract::views::survey::{SurveyState, SurveyVerdict};
use handheld_contract::views::{Stage, Text};
use handheld_contract::{CaseId, Code, Problem, ProjectId};
use handheld_domain::approval::gate::{GateFacts, Missing, excepted, missing};
use handheld_domain::approval::promise::{Commitment, measure};
use handheld_domain::approval::{ActKind, CaseState as Facts, Outcome, Refused, Stand, group};
use handheld_domain::calendar::Limit;
use handheld_domain::plan::{Actual, Forecast, Outlook, Plan, Terms, figures, left_out_by};
use handheld_domain::procedure::{Matter, Node, Release};
use handheld_records::shape::CaseMeta;
use handheld_store::index::{CaseEntry, ProjectEntry};
use handheld_store::records::{CaseQuery, FindingQuery, Records};

use super::cases::office_of;
use super::dates::DATE_OF;
use crate::cases::head_of;
use crate::{Answer, App, Who, convert};

/// The most cases of one project that are looked at.
const MOST_CASES: u32 = 2_000;

/// What a case of a matter is opened with, in a project.
#[derive(Clone)]
pub(crate) struct Opening<'c> {
    pub(crate) procedure: String,
    pub(crate) group: Option<String>,
    pub(crate) green_channel: bool,
    pub(crate) promised: Option<String>,
    pub(crate) legal: Option<String>,
    pub(crate) node: &'c Node,
    pub(crate) matter: &'c Matter,
}

fn terms(catalogue: &Catalogue, project: &ProjectEntry) -> Terms {
    Terms {
        green_channel: project
            .approvals
            .green_channel
            .as_ref()
            .and_then(|_| NonZeroU32::new(catalogue.parameters.green_channel_divisor)),
        ..Terms::default()
    }
}

/// The project's procedure with the matters that its conditions leave in.
pub(crate) fn plan_of<'c>(catalogue: &'c Catalogue, project: &ProjectEntry) -> Option<Plan<'c>> {
    let procedure = catalogue.whole_procedure(&project.approvals.procedure)?;
    let holds = &project.approvals.conditions;
    let known: BTreeMap<String, bool> = procedure
        .nodes
        .iter()
        .filter_map(|node| node.condition.clone())
        .map(|key| (key.clone(), holds.contains(&key)))
        .collect();
    let without = left_out_by(procedure, &catalogue.conditions, &known);
    Plan::new(
        procedure,
        &catalogue.matters,
        &catalogue.landmarks,
        &without,
    )
    .ok()
}

/// What a case of this matter is opened with; none when the matter is no part of the project's procedure.
pub(crate) fn opening<'c>(
    catalogue: &'c Catalogue,
    project: &ProjectEntry,
    matter: &str,
    commitment: bool,
    pre_review: bool,
) -> Option<Opening<'c>> {
    let plan = plan_of(catalogue, project)?;
    let (node, matter) = plan.chosen().find(|(node, _)| node.matter == matter)?;
    if pre_review && !node.pre_review {
        return None;
    }
    let mut terms = terms(catalogue, project);
    if commitment {
        terms.committed.insert(matter.code.clone());
    }
    let promised = plan.limit(&matter.code, &terms);
    Some(Opening {
        procedure: plan.procedure().code.clone(),
        group: node.group.clone(),
        green_channel: terms.green_channel.is_some(),
        promised: promised.map(|limit| Limit::from(limit).to_string()),
        legal: matter
            .legal_limit
            .map(|limit| Limit::from(limit).to_string()),
        node,
        matter,
    })
}

/// The state of a case by its acts, as the index keeps it.
pub(crate) fn facts(entry: &CaseEntry) -> Option<Facts> {
    serde_json::from_value(entry.facts.clone()).ok()
}

pub(crate) fn meta(entry: &CaseEntry) -> Option<CaseMeta> {
    serde_json::from_value(entry.meta.clone()).ok()
}

/// The case of each matter that counts: one that still runs or was granted before one that came to nothing, then the latest.
pub(crate) fn by_matter(cases: &[CaseEntry]) -> BTreeMap<&str, &CaseEntry> {
    let mut chosen: BTreeMap<&str, &CaseEntry> = BTreeMap::new();
    let rank = |case: &CaseEntry| match case.state {
        CaseState::Granted => 2,
        CaseState::Withdrawn
        | CaseState::NotAccepted
        | CaseState::Terminated
        | CaseState::Refused
        | CaseState::Revoked => 0,
        _ => 1,
    };
    for case in cases {
        let place = chosen.entry(&case.matter).or_insert(case);
        if (rank(case), case.id) > (rank(place), place.id) {
            *place = case;
        }
    }
    chosen
}

fn counts_as_decided(entry: Option<&&CaseEntry>, for_pre_review: bool) -> bool {
    entry
        .and_then(|entry| facts(entry))
        .is_some_and(|state| group::counts_as_decided(&state, for_pre_review))
}

/// Matters that must be decided before this one and are not.
pub(crate) fn open_before(
    catalogue: &Catalogue,
    project: &ProjectEntry,
    cases: &[CaseEntry],
    matter: &str,
    pre_review: bool,
) -> Vec<String> {
    let Some(plan) = plan_of(catalogue, project) else {
        return Vec::new();
    };
    let of = by_matter(cases);
    plan.waits_for(matter)
        .into_iter()
        .filter(|before| !counts_as_decided(of.get(before), pre_review))
        .map(str::to_owned)
        .collect()
}

/// Whether an act is allowed beside the other cases of the project: what comes before is decided, and a group that is issued together
/// is whole (T61, J13).
pub(crate) fn beside_others(
    catalogue: &Catalogue,
    project: &ProjectEntry,
    cases: &[CaseEntry],
    case: &CaseMeta,
    act: ActKind,
) -> Result<(), Refused> {
    match act {
        ActKind::Submit | ActKind::Record => {
            let open = open_before(catalogue, project, cases, &case.matter, case.pre_review);
            if open.is_empty() {
                Ok(())
            } else {
                Err(Refused::PrerequisitesOpen)
            }
        }
        ActKind::Convert => {
            let contract = catalogue.landmarks.land_contract.as_deref();
            let of = by_matter(cases);
            let signed = contract.is_none_or(|matter| counts_as_decided(of.get(matter), false));
            if signed {
                Ok(())
            } else {
                Err(Refused::PreReview)
            }
        }
        ActKind::Deliver => {
            let key = case.group.as_deref();
            match group_of(catalogue, cases, &case.procedure, key, &case.declaration) {
                Some((_, state)) if !state.released => Err(Refused::GroupOpen),
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Whether a rule is one of those that [`beside_others`] refuses by: what other cases reach later may lift it.
pub(crate) fn rests_on_other_cases(rule: Refused) -> bool {
    matches!(
        rule,
        Refused::PrerequisitesOpen | Refused::PreReview | Refused::GroupOpen
    )
}

/// Where the group of a case stands: those that were declared with it.
fn group_of(
    catalogue: &Catalogue,
    cases: &[CaseEntry],
    procedure: &str,
    key: Option<&str>,
    declaration: &str,
) -> Option<(Release, group::GroupState)> {
    let key = key?;
    let procedure = catalogue.procedure(procedure)?;
    let release = procedure.groups.iter().find(|g| g.key == key)?.release;
    let members: Vec<Facts> = cases
        .iter()
        .filter(|other| {
            other.group.as_deref() == Some(key) && other.declaration.as_deref() == Some(declaration)
        })
        .filter_map(facts)
        .collect();
    let members: Vec<&Facts> = members.iter().collect();
    Some((release, group::group_state(release, &members)))
}

/// The day on which the results of those declared with this case may go out together: none while one is open, and none in a group
/// whose members go out each by itself (J13).
pub fn released_on(
    catalogue: &Catalogue,
    cases: &[CaseEntry],
    case: &CaseEntry,
) -> Option<NaiveDate> {
    let declaration = case.declaration.as_deref()?;
    let (release, state) = group_of(
        catalogue,
        cases,
        &case.procedure,
        case.group.as_deref(),
        declaration,
    )?;
    (release == Release::AllDecided).then_some(state.on?)
}

/// What was saved where these cases are evaluations that were declared together.
fn merged(plan: &Plan<'_>, members: &[&CaseEntry], terms: &Terms) -> Option<MergedEvaluations> {
    let first = members.first()?.declaration.as_ref()?;
    let one_form = |case: &&CaseEntry| case.declaration.as_ref() == Some(first);
    if !members.iter().all(one_form) {
        return None;
    }
    let of_case = |case: &&CaseEntry| {
        let mut matters = plan.chosen().map(|(_, matter)| matter);
        matters.find(|matter| matter.code == case.matter)
    };
    let matters: Vec<&Matter> = members.iter().map(of_case).collect::<Option<_>>()?;
    let found = figures::merged_evaluations(&matters, terms).ok()?;
    let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Some(MergedEvaluations {
        submissions: short(found.submissions as u64),
        meetings: short(found.meetings as u64),
        days_before: short(found.days_before),
        days_after: short(found.days_after),
    })
}

/// What is known of a project's approvals on a day.
pub(crate) struct Flow<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) project: &'a ProjectEntry,
    pub(crate) cases: &'a [CaseEntry],
    pub(crate) today: NaiveDate,
}

impl Flow<'_> {
    /// What has happened in each matter. With `answered` everything that waits for the construction unit is answered on that day.
    fn actuals(&self, answered: Option<NaiveDate>) -> BTreeMap<String, Actual> {
        let mut actuals = BTreeMap::new();
        for (code, entry) in by_matter(self.cases) {
            let Some(state) = facts(entry) else { continue };
            actuals.insert(code.to_owned(), self.actual(entry, &state, answered));
        }
        if let Some(day) = answered
            && let Some(plan) = plan_of(self.catalogue, self.project)
        {
            for (node, _) in plan.chosen() {
                let actual = actuals.entry(node.matter.clone()).or_default();
                if actual.accepted.is_none() && actual.decided.is_none() {
                    actual.earliest = actual.earliest.max(Some(day));
                }
            }
        }
        actuals
    }

    fn actual(&self, entry: &CaseEntry, state: &Facts, answered: Option<NaiveDate>) -> Actual {
        let granted = state.stand == Stand::Granted;
        let mut actual = Actual {
            decided: state.decided.as_ref().filter(|_| granted).map(|d| d.on),
            ..Actual::default()
        };
        if state.stand == Stand::Opinion && state.converted.is_none() {
            // Looked at already: on the land contract date it becomes formal and takes no time of its own.
            let clean = state
                .opinion
                .as_ref()
                .filter(|opinion| opinion.outcome == Outcome::NoObjection);
            actual.decided = clean.map(|opinion| opinion.on);
            return actual;
        }
        let ended = state.stand.is_final() && !granted;
        if ended {
            return actual;
        }
        actual.accepted = state.accepted_on(self.today).map(|(day, _)| day);
        let correcting = state.stand == Stand::Correcting;
        let asked = state.correction.as_ref().and_then(|c| c.answer_by);
        let answer = answered.or(asked.filter(|_| correcting));
        let answer = answer.or_else(|| state.open_stop().and_then(|stop| stop.planned));
        let answer = answer.unwrap_or(self.today).max(self.today);
        if correcting && actual.accepted.is_none() {
            actual.earliest = Some(answer);
        }
        let mut supposed = state.clone();
        if correcting && answered.is_some() {
            for stop in supposed.stops.iter_mut().filter(|stop| stop.to.is_none()) {
                stop.to = answer.pred_opt().filter(|to| *to >= stop.from);
                stop.planned = stop.to;
            }
            if supposed.stops.iter().all(|stop| stop.to.is_some()) {
                supposed.stand = Stand::Running;
            }
        }
        let head = meta(entry).and_then(|meta| head_of(self.catalogue, &meta));
        let clock = head.and_then(|head| {
            crate::cases::clock_view(self.catalogue, &head, &supposed, None, self.today).ok()
        });
        actual.due = clock
            .and_then(|clock| clock.promised_due.or(clock.legal_due))
            .and_then(|due| due.parse().ok());
        actual
    }

    fn forecast(&self, plan: &Plan<'_>, answered: Option<NaiveDate>) -> Option<Forecast> {
        let terms = terms(self.catalogue, self.project);
        let outlook = Outlook {
            calendar: &self.catalogue.calendar,
            today: self.today,
            terms: &terms,
            with_waiting: true,
            target: None,
        };
        plan.forecast(&outlook, &self.actuals(answered)).ok()
    }

    /// Working days by which the forecast is earlier than the plan was on the day of the first acceptance.
    fn ahead_of_plan(&self, plan: &Plan<'_>, forecast: &Forecast) -> Option<i32> {
        let first = self
            .cases
            .iter()
            .filter_map(|case| case.accepted.as_deref());
        let first: NaiveDate = first.min()?.parse().ok()?;
        let calendar = &self.catalogue.calendar;
        let schedule = plan
            .schedule(calendar, first, &terms(self.catalogue, self.project))
            .ok()?;
        let planned = schedule
            .matters
            .iter()
            .find(|matter| matter.code == forecast.target)?;
        let days = calendar
            .working_days_left(forecast.expected, planned.waiting.due)
            .ok()?;
        i32::try_from(days).ok()
    }

    fn forecast_view(
        &self,
        plan: &Plan<'_>,
        base: &Forecast,
        answered: Option<NaiveDate>,
    ) -> Option<ForecastView> {
        let matter = self.catalogue.matter(&base.target)?;
        let calendar = &self.catalogue.calendar;
        let decided = counts_as_decided(by_matter(self.cases).get(&*base.target), false);
        let supposed = answered.and_then(|day| self.forecast(plan, Some(day)));
        let shown = supposed.as_ref().unwrap_or(base);
        let saves = supposed.as_ref().and_then(|supposed| {
            let days = calendar
                .working_days_left(supposed.expected, base.expected)
                .ok()?;
            i32::try_from(days).ok()
        });
        Some(ForecastView {
            matter: base.target.clone(),
            name: convert::text(&matter.name),
            expected: Some(shown.expected.to_string()),
            decided,
            working_days: i32::try_from(shown.working_days_left).unwrap_or(i32::MAX),
            ahead_of_plan: self.ahead_of_plan(plan, shown),
            provisional: !calendar.status(shown.expected).official,
            if_answered: supposed.as_ref().and(answered).map(|day| day.to_string()),
            saves,
        })
    }

    /// Working days of the cross-department clock, from the first acceptance to now or the last decision, and of all matters together.
    fn two_clocks(&self, plan: Option<&Plan<'_>>) -> (u32, u32) {
        let calendar = &self.catalogue.calendar;
        let first = self
            .cases
            .iter()
            .filter_map(|case| case.accepted.as_deref());
        let first: Option<NaiveDate> = first.min().and_then(|day| day.parse().ok());
        let open = self.cases.iter().any(|case| case.open);
        let whole = plan.is_none_or(|plan| {
            let of = by_matter(self.cases);
            plan.chosen()
                .all(|(node, _)| counts_as_decided(of.get(&*node.matter), false))
        });
        let last = self.cases.iter().filter_map(|case| case.decided.as_deref());
        let last: Option<NaiveDate> = last.max().and_then(|day| day.parse().ok());
        let until = if open || !whole {
            Some(self.today)
        } else {
            last
        };
        let elapsed = first
            .zip(until)
            .and_then(|(first, until)| calendar.working_days_between(first, until).ok())
            .map_or(0, |count| count.working_days);
        let used = self.cases.iter().filter_map(|case| {
            let state = facts(case)?;
            let head = head_of(self.catalogue, &meta(case)?)?;
            let clock =
                crate::cases::clock_view(self.catalogue, &head, &state, None, self.today).ok()?;
            Some(clock.used)
        });
        (elapsed, used.sum())
    }

    pub(crate) fn gate_facts(&self, open_critical: usize) -> GateFacts {
        let of = by_matter(self.cases);
        let decided = of
            .iter()
            .filter(|(_, entry)| counts_as_decided(Some(entry), false))
            .map(|(code, _)| (*code).to_owned())
            .collect();
        let chosen: BTreeSet<String> = plan_of(self.catalogue, self.project)
            .map(|plan| plan.chosen().map(|(node, _)| node.matter.clone()).collect())
            .unwrap_or_default();
        let not_required = self
            .catalogue
            .matters
            .iter()
            .map(|matter| matter.code.clone())
            .filter(|code| !chosen.is_empty() && !chosen.contains(code))
            .collect();
        let approvals = &self.project.approvals;
        GateFacts {
            decided,
            not_required,
            date_set: approvals
                .park
                .keys()
                .filter_map(|key| key.strip_prefix(DATE_OF).map(str::to_owned))
                .collect(),
            milestones: approvals.milestones.keys().cloned().collect(),
            surveys: BTreeSet::new(),
            open_critical_findings: open_critical,
        }
    }

    fn name(&self, code: &str) -> handheld_domain::Text {
        self.catalogue.matter(code).map_or_else(
            || handheld_domain::Text::new(code, code),
            |m| m.name.clone(),
        )
    }

    fn promises(&self) -> Vec<PromiseView> {
        let of = by_matter(self.cases);
        let promise = |fact: &handheld_store::index::PromiseFacts| {
            let commitment = Commitment {
                clause: fact.clause.clone(),
                matter: fact.matter.clone(),
                target: fact.target,
                penalty: fact.penalty.clone(),
            };
            let case = of.get(&*fact.matter);
            let used = case.and_then(|case| {
                let head = head_of(self.catalogue, &meta(case)?)?;
                let state = facts(case)?;
                crate::cases::clock_view(self.catalogue, &head, &state, None, self.today)
                    .ok()
                    .filter(|clock| clock.accepted.is_some())
                    .map(|clock| clock.used)
            });
            let measured = measure(&commitment, used, case.is_some_and(|c| c.decided.is_some()));
            PromiseView {
                clause: measured.clause,
                name: convert::text(&self.name(&fact.matter)),
                target: measured.target,
                used: measured.used,
                breach: measured.breach,
                penalty: measured.penalty,
            }
        };
        self.project
            .approvals
            .promises
            .iter()
            .map(promise)
            .collect()
    }

    /// Everything that waits for the construction unit, the most pressing first.
    pub(crate) fn owed(&self, critical: &BTreeSet<&str>) -> Vec<OwedRow> {
        let Some(plan) = plan_of(self.catalogue, self.project) else {
            return Vec::new();
        };
        let of = by_matter(self.cases);
        let mut rows: Vec<OwedRow> = Vec::new();
        for (node, matter) in plan.chosen() {
            let row = match of.get(&*node.matter) {
                Some(case) => self.owed_of_case(case, matter),
                None => self.owed_of_matter(&plan, &of, node, matter),
            };
            rows.extend(row.map(|row| OwedRow {
                critical: critical.contains(&*node.matter),
                ..row
            }));
        }
        rows.sort_by(|a, b| {
            let key = |row: &OwedRow| {
                (
                    row.case.is_none(),
                    row.due.clone().unwrap_or_else(|| "9999".to_owned()),
                    !row.critical,
                    row.matter.clone(),
                )
            };
            key(a).cmp(&key(b))
        });
        rows
    }

    fn row(&self, matter: &Matter, case: Option<CaseId>, what: Text) -> OwedRow {
        OwedRow {
            project: self.project.id,
            project_name: self.project.name.clone(),
            case,
            matter: matter.code.clone(),
            name: convert::text(&matter.name),
            office: office_of(self.catalogue, &matter.department),
            what,
            lacking: Vec::new(),
            due: None,
            left: None,
            critical: false,
        }
    }

    fn left(&self, due: NaiveDate) -> Option<i32> {
        let left = self.catalogue.calendar.working_days_left(self.today, due);
        left.ok().and_then(|left| i32::try_from(left).ok())
    }

    fn owed_of_case(&self, case: &CaseEntry, matter: &Matter) -> Option<OwedRow> {
        let state = facts(case)?;
        let words = |zh: &str, en: &str| Text {
            zh: zh.to_owned(),
            en: en.to_owned(),
        };
        let lacking = || -> Vec<Text> {
            let at = |place: &u32| matter.materials.get(usize::try_from(*place).ok()?);
            case.lacking
                .iter()
                .filter_map(at)
                .map(convert::text)
                .collect()
        };
        match state.stand {
            Stand::Correcting => {
                let correction = state.correction.as_ref()?;
                let list = correction.list.join("；");
                let mut row = self.row(
                    matter,
                    Some(case.id),
                    Text {
                        zh: format!("补正：{list}"),
                        en: format!("Correct: {}", correction.list.join("; ")),
                    },
                );
                let line = |line: &String| Text {
                    zh: line.clone(),
                    en: line.clone(),
                };
                row.lacking = correction.list.iter().map(line).collect();
                let by = correction.answer_by;
                row.due = by.map(|day| day.to_string());
                row.left = by.and_then(|day| self.left(day));
                Some(row)
            }
            Stand::Submitted | Stand::Running if !case.lacking.is_empty() => {
                let mut row = self.row(
                    matter,
                    Some(case.id),
                    words("补交材料", "Hand in what lacks"),
                );
                row.lacking = lacking();
                row.due = case.promised_due.clone();
                row.left = row
                    .due
                    .as_deref()
                    .and_then(|due| due.parse().ok())
                    .and_then(|due| self.left(due));
                Some(row)
            }
            Stand::Opinion => {
                let contract = self.catalogue.landmarks.land_contract.as_deref()?;
                let signed = counts_as_decided(by_matter(self.cases).get(contract), false);
                let clean = state
                    .opinion
                    .as_ref()
                    .is_some_and(|o| o.outcome == Outcome::NoObjection);
                (signed && clean).then(|| {
                    self.row(
                        matter,
                        Some(case.id),
                        words("预审意见转为正式", "Make the pre-review opinion formal"),
                    )
                })
            }
            Stand::Refused | Stand::NotAccepted | Stand::Withdrawn | Stand::Terminated => {
                Some(self.row(matter, Some(case.id), words("重新申报", "Apply again")))
            }
            _ => None,
        }
    }

    fn owed_of_matter(
        &self,
        plan: &Plan<'_>,
        of: &BTreeMap<&str, &CaseEntry>,
        node: &Node,
        matter: &Matter,
    ) -> Option<OwedRow> {
        let ready = plan
            .waits_for(&node.matter)
            .into_iter()
            .all(|before| counts_as_decided(of.get(before), node.pre_review));
        if !ready {
            return None;
        }
        let what = if matter.kind.is_government() {
            Text {
                zh: "申报".to_owned(),
                en: "Apply".to_owned(),
            }
        } else {
            Text {
                zh: "登记完成日期".to_owned(),
                en: "Record its date".to_owned(),
            }
        };
        let mut row = self.row(matter, None, what);
        if matter.kind.is_government() {
            row.lacking = matter.materials.iter().map(convert::text).collect();
        }
        Some(row)
    }

    fn node(
        &self,
        plan: &Plan<'_>,
        (node, matter): (&Node, &Matter),
        forecast: Option<&Forecast>,
        critical: &BTreeSet<&str>,
    ) -> FlowNode {
        let of = by_matter(self.cases);
        let entry = of.get(&*node.matter).copied();
        let state = entry.and_then(facts);
        let clock = entry.zip(state.as_ref()).and_then(|(entry, state)| {
            let head = head_of(self.catalogue, &meta(entry)?)?;
            crate::cases::clock_view(self.catalogue, &head, state, None, self.today).ok()
        });
        let ready = entry.is_none()
            && plan
                .waits_for(&node.matter)
                .into_iter()
                .all(|before| counts_as_decided(of.get(before), node.pre_review));
        let terms = terms(self.catalogue, self.project);
        let owed = entry.and_then(|entry| self.owed_of_case(entry, matter));
        let decided = state
            .as_ref()
            .and_then(|s| s.decided.as_ref())
            .map(|d| d.on);
        let expected = forecast
            .and_then(|f| f.matters.iter().find(|m| m.code == node.matter))
            .map(|m| m.expected);
        let condition = node
            .condition
            .as_ref()
            .and_then(|key| self.catalogue.condition(key));
        FlowNode {
            matter: node.matter.clone(),
            name: convert::text(&matter.name),
            office: office_of(self.catalogue, &matter.department),
            department: matter.department.clone(),
            phase: matter.phase,
            stage: convert::stage(matter.stage),
            group: node.group.clone(),
            after: plan
                .waits_for(&node.matter)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            government: matter.kind.is_government(),
            case: entry.map(|entry| entry.id),
            state: state
                .as_ref()
                .map(|state| crate::cases::state_view(state.stand_on(self.today))),
            clock,
            promised_days: plan.limit(&node.matter, &terms).map(|limit| limit.days),
            ready,
            condition: condition.map(|c| convert::text(&c.label)),
            expected: decided.or(expected).map(|day| day.to_string()),
            critical: critical.contains(&*node.matter),
            materials: u32::try_from(matter.materials.len()).unwrap_or(0),
            lacking: owed.map(|row| row.lacking).unwrap_or_default(),
            pending: entry.map_or(0, |entry| entry.pending),
        }
    }
}

impl<S: Records> App<S> {
    /// All cases of a project that the person may see.
    pub(crate) async fn cases_of(&self, who: &Who, project: ProjectId) -> Answer<Vec<CaseEntry>> {
        let query = CaseQuery {
            sight: who.sight.clone(),
            office: None,
            project: Some(project),
            id: None,
            filter: CaseFilter::All,
            colour: None,
            search: String::new(),
            today: self.today().to_string(),
            offset: 0,
            limit: MOST_CASES,
        };
        Ok(self.store.cases(&query).await?.cases)
    }

    async fn open_critical(&self, who: &Who, project: ProjectId) -> Answer<usize> {
        use handheld_contract::views::inspection::Severity;
        let query = FindingQuery {
            sight: who.sight.clone(),
            project: Some(project),
            inspection: None,
            open: true,
            limit: 1_000,
        };
        let open = self.store.findings(&query).await?;
        Ok(open
            .iter()
            .filter(|f| f.severity == Severity::Critical)
            .count())
    }

    /// What keeps the current stage of a project from closing, exceptions left out.
    pub(crate) async fn gate_missing(
        &self,
        who: &Who,
        project: &ProjectEntry,
        cases: &[CaseEntry],
    ) -> Answer<Vec<Missing>> {
        let stage = convert::domain_stage(project.stage);
        let Some(gate) = self.catalogue().gate(stage) else {
            return Ok(Vec::new());
        };
        let flow = Flow {
            catalogue: self.catalogue(),
            project,
            cases,
            today: self.today(),
        };
        let critical = self.open_critical(who, project.id).await?;
        let mut facts = flow.gate_facts(critical);
        for survey in self.surveys_of_project(who, project.id).await? {
            let holds = survey
                .verdict
                .is_some_and(|verdict| verdict != SurveyVerdict::Fail);
            if survey.state == SurveyState::Accepted && !survey.stale && holds {
                facts.surveys.insert(survey.kind);
            }
        }
        let mut lacks = missing(gate, &facts);
        lacks.retain(|one| !project.approvals.exceptions.contains_key(&one.key()));
        Ok(lacks)
    }

    async fn gate_view(
        &self,
        who: &Who,
        project: &ProjectEntry,
        cases: &[CaseEntry],
    ) -> Answer<Option<GateView>> {
        let stage = convert::domain_stage(project.stage);
        if self.catalogue().gate(stage).is_none() {
            return Ok(None);
        }
        let name_of = |code: &str| {
            let matter = self.catalogue().matter(code);
            matter.map_or_else(
                || handheld_domain::Text::new(code, code),
                |m| m.name.clone(),
            )
        };
        let lacks = self.gate_missing(who, project, cases).await?;
        let exceptions = project.approvals.exceptions.iter().map(|(key, allowed)| {
            let words = excepted(&self.catalogue().gates, key, &name_of);
            let missing = words.map_or_else(
                || Text {
                    zh: key.clone(),
                    en: key.clone(),
                },
                |words| convert::text(&words),
            );
            GateException {
                missing,
                reason: allowed.reason.clone(),
                by: allowed.by.clone().unwrap_or_else(convert::nobody),
                at: allowed.at.clone(),
            }
        });
        let to = stage.next().map(convert::stage);
        Ok(Some(GateView {
            from: project.stage,
            to,
            missing: lacks
                .iter()
                .map(|one| convert::text(&one.text(&name_of)))
                .collect(),
            exceptions: exceptions.collect(),
        }))
    }

    pub(crate) async fn flow(&self, who: &Who, asked: ProjectFlow) -> Answer<FlowView> {
        let hit = self.project_hit(who, asked.project).await?;
        let project = &hit.entry;
        let answered = match &asked.if_answered {
            Some(text) => Some(date("if_answered", text)?),
            None => None,
        };
        let cases = self.cases_of(who, asked.project).await?;
        let flow = Flow {
            catalogue: self.catalogue(),
            project,
            cases: &cases,
            today: self.today(),
        };
        let plan = plan_of(self.catalogue(), project);
        let forecast = plan.as_ref().and_then(|plan| flow.forecast(plan, None));
        let critical: BTreeSet<&str> = forecast
            .iter()
            .flat_map(|f| f.critical_path.iter().map(String::as_str))
            .collect();
        let mut nodes: Vec<FlowNode> = Vec::new();
        if let Some(plan) = &plan {
            let node = |at| flow.node(plan, at, forecast.as_ref(), &critical);
            nodes.extend(plan.chosen().map(node));
        }
        let (elapsed, used) = flow.two_clocks(plan.as_ref());
        let critical_days = plan.as_ref().map_or(0, |plan| {
            let terms = terms(self.catalogue(), project);
            let left = |code: &&&str| {
                let open = nodes.iter().find(|n| n.matter == ***code && n.government);
                open.map_or(0, |node| match &node.clock {
                    Some(clock) => clock
                        .left
                        .map_or(0, |left| u32::try_from(left).unwrap_or(0)),
                    None => plan.limit(&node.matter, &terms).map_or(0, |l| l.days),
                })
            };
            critical.iter().map(|code| left(&code)).sum()
        });
        let groups = self.group_views(project, &cases).await?;
        nodes.sort_by(|a, b| (a.phase, &a.matter).cmp(&(b.phase, &b.matter)));
        Ok(FlowView {
            project: project.id,
            project_name: project.name.clone(),
            project_code: project.code.clone(),
            owner: project.owner_name.clone(),
            stage: project.stage,
            procedure: project.approvals.procedure.clone(),
            procedure_name: plan
                .as_ref()
                .map(|plan| convert::text(&plan.procedure().name))
                .unwrap_or_default(),
            procedure_version: self.catalogue().version.clone(),
            green_channel: project
                .approvals
                .green_channel
                .as_ref()
                .map(|allowed| allowed.reason.clone()),
            owed: flow.owed(&critical),
            forecast: plan
                .as_ref()
                .zip(forecast.as_ref())
                .and_then(|(plan, base)| flow.forecast_view(plan, base, answered)),
            chart: plan.as_ref().map(|plan| {
                let path = forecast.as_ref().map_or(&[][..], |f| &f.critical_path);
                super::chart::chart(self.catalogue(), plan, &nodes, path, who.lang)
            }),
            nodes,
            groups,
            critical_days,
            elapsed,
            used,
            gate: self.gate_view(who, project, &cases).await?,
            promises: flow.promises(),
            park: flow.park(),
            dates: flow.dates(),
            may_choose: who.edits(project),
            may_except: who.excepts(),
            may_declare: who.applies(project),
            as_of: self.store.setting("last-sync").await?,
        })
    }

    async fn group_views(
        &self,
        project: &ProjectEntry,
        cases: &[CaseEntry],
    ) -> Answer<Vec<GroupView>> {
        let Some(plan) = plan_of(self.catalogue(), project) else {
            return Ok(Vec::new());
        };
        let mut views = Vec::new();
        let keys: Vec<String> = plan
            .procedure()
            .groups
            .iter()
            .map(|group| group.key.clone())
            .collect();
        for key in keys {
            views.extend(self.group_view(project, cases, &key, None).await?);
        }
        Ok(views)
    }

    /// A group of the procedure with the cases of one declaration, or of every matter.
    pub(crate) async fn group_view(
        &self,
        project: &ProjectEntry,
        cases: &[CaseEntry],
        key: &str,
        declaration: Option<&str>,
    ) -> Answer<Option<GroupView>> {
        let Some(plan) = plan_of(self.catalogue(), project) else {
            return Ok(None);
        };
        let Some(group) = plan.procedure().groups.iter().find(|g| g.key == key) else {
            return Ok(None);
        };
        let of = by_matter(cases);
        let members: Vec<&CaseEntry> = cases
            .iter()
            .filter(|case| case.group.as_deref() == Some(key))
            .filter(|case| match declaration {
                Some(one) => case.declaration.as_deref() == Some(one),
                None => of.get(&*case.matter).is_some_and(|best| best.id == case.id),
            })
            .collect();
        let states: Vec<Facts> = members.iter().filter_map(|case| facts(case)).collect();
        let state = group::group_state(group.release, &states.iter().collect::<Vec<_>>());
        let terms = terms(self.catalogue(), project);
        let days = |(node, matter): (&Node, &Matter)| {
            let of_group = node.group.as_deref() == Some(key) && matter.kind.is_government();
            of_group.then(|| plan.limit(&node.matter, &terms).map_or(0, |l| l.days))
        };
        let all: Vec<u32> = plan.chosen().filter_map(days).collect();
        let mut rows = Vec::new();
        for case in &members {
            rows.push(self.case_row((*case).clone()).await?);
        }
        let declared = members.iter().filter_map(|case| case.submitted.clone());
        Ok(Some(GroupView {
            key: key.to_owned(),
            name: convert::text(&group.name),
            all_decided: group.release == Release::AllDecided,
            declared: declared.min(),
            members: rows,
            decided: u32::try_from(state.decided).unwrap_or(u32::MAX),
            released: state.released,
            serial_days: all.iter().sum(),
            parallel_days: all.iter().copied().max().unwrap_or(0),
            merged: merged(&plan, &members, &terms),
        }))
    }

    /// What the construction unit of this person owes over all its projects.
    pub(crate) async fn owed(&self, who: &Who) -> Answer<Vec<OwedRow>> {
        let mut rows = Vec::new();
        for project in self.projects_seen(who).await? {
            if !who.applies(&project) || project.approvals.procedure.is_empty() {
                continue;
            }
            let cases = self.cases_of(who, project.id).await?;
            let flow = Flow {
                catalogue: self.catalogue(),
                project: &project,
                cases: &cases,
                today: self.today(),
            };
            let plan = plan_of(self.catalogue(), &project);
            let forecast = plan.as_ref().and_then(|plan| flow.forecast(plan, None));
            let critical: BTreeSet<&str> = forecast
                .iter()
                .flat_map(|f| f.critical_path.iter().map(String::as_str))
                .collect();
            rows.extend(flow.owed(&critical));
        }
        rows.sort_by(|a, b| {
            let key = |row: &OwedRow| {
                (
                    row.case.is_none(),
                    row.due.clone().unwrap_or_else(|| "9999".to_owned()),
                    !row.critical,
                )
            };
            key(a).cmp(&key(b))
        });
        Ok(rows)
    }

    /// All projects that the person may see.
    pub(crate) async fn projects_seen(&self, who: &Who) -> Answer<Vec<ProjectEntry>> {
        let mut seen = Vec::new();
        loop {
            let query = handheld_store::records::ProjectQuery {
                sight: who.sight.clone(),
                search: String::new(),
                stage: None::<Stage>,
                offset: u32::try_from(seen.len()).unwrap_or(u32::MAX),
                limit: 500,
            };
            let (hits, total) = self
                .store
                .projects(&query, &self.today().to_string())
                .await?;
            let done = hits.is_empty();
            seen.extend(hits.into_iter().map(|hit| hit.entry));
            if done || seen.len() >= total as usize {
                return Ok(seen);
            }
        }
    }
}

/// A civil date of a request.
pub(crate) fn date(what: &str, text: &str) -> Answer<NaiveDate> {
    text.parse().map_err(|e| {
        Problem::new(Code::BadInput)
            .with("what", what)
            .with("why", format!("{text}: {e}"))
    })
}
