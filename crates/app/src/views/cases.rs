//! Cases as screens show them: rows of an inbox, and one case with everything needed to decide.

use chrono::NaiveDate;
use handheld_catalogue::{Catalogue, DocumentKind};
use handheld_contract::command::ListCases;
use handheld_contract::views::approval::*;
use handheld_contract::views::{Delivery, Role, Text};
use handheld_contract::{CaseId, Code, Problem};
use handheld_domain::approval::{Act, ActKind, ApprovalRules, Delegation, Stand, check};
use handheld_records::record::Keyed;
use handheld_records::shape::{ActValue, GivenValue};
use handheld_store::index::{CaseEntry, ProjectEntry};
use handheld_store::records::{CaseQuery, Records};

use super::flow::{by_matter, facts, meta};
use super::inspections::delivery_of;
use crate::cases::{Case, capacity, clock_view, head_of, state_view};
use crate::opened::Opened;
use crate::{Answer, App, Who, convert};

/// The most rows of a page.
const MOST_ROWS: u32 = 500;

/// The department in words.
pub(crate) fn office_of(catalogue: &Catalogue, code: &str) -> Text {
    catalogue.department(code).map_or_else(
        || Text {
            zh: code.to_owned(),
            en: code.to_owned(),
        },
        |department| convert::text(&department.name),
    )
}

/// Delegations by which another office may decide this case today.
pub(crate) fn delegations<'c>(
    catalogue: &'c Catalogue,
    matter: &str,
    department: &str,
    procedure: &str,
    today: NaiveDate,
) -> Vec<&'c Delegation> {
    let covers = |d: &&Delegation| {
        d.from == department
            && d.matters.iter().any(|m| m == matter)
            && d.procedures.iter().any(|p| p == procedure)
            && d.since <= today
            && d.until.is_none_or(|until| today <= until)
    };
    catalogue
        .approvals
        .delegations
        .iter()
        .filter(covers)
        .collect()
}

/// The row of a case from its index entry alone.
pub(crate) fn row_of(
    catalogue: &Catalogue,
    entry: &CaseEntry,
    today: NaiveDate,
) -> Answer<CaseRow> {
    let unreadable = || {
        Problem::new(Code::Damaged)
            .with("what", entry.id.to_string())
            .with("why", "index of the case; rebuild it")
    };
    let state = facts(entry).ok_or_else(unreadable)?;
    let case = meta(entry).ok_or_else(unreadable)?;
    let matter = catalogue.matter(&entry.matter).ok_or_else(unreadable)?;
    let head = head_of(catalogue, &case).ok_or_else(unreadable)?;
    let clock = clock_view(catalogue, &head, &state, entry.stated_due.as_deref(), today)?;
    let by = delegations(
        catalogue,
        &entry.matter,
        &matter.department,
        &entry.procedure,
        today,
    );
    let holder = by.first().map_or(&matter.department, |d| &d.to);
    let lacking = entry.lacking.iter().filter_map(|place| {
        let place = usize::try_from(*place).ok()?;
        matter.materials.get(place).map(convert::text)
    });
    let group = entry.group.as_ref().and_then(|key| {
        let procedure = catalogue.procedure(&entry.procedure)?;
        let group = procedure.groups.iter().find(|g| g.key == *key)?;
        Some(convert::text(&group.name))
    });
    let office = office_of(catalogue, holder);
    Ok(CaseRow {
        id: entry.id,
        number: entry.number.clone(),
        matter: entry.matter.clone(),
        name: convert::text(&matter.name),
        department: matter.department.clone(),
        office,
        project: entry.project,
        project_name: entry.project_name.clone(),
        owner: entry.owner_name.clone(),
        state: state_view(state.stand_on(today)),
        clock,
        green_channel: entry.green_channel,
        commitment: entry.commitment,
        pre_review: entry.pre_review,
        group,
        delivered: entry.delivered.is_some(),
        pending: entry.pending,
        lacking: lacking.collect(),
        submitted: entry.submitted.clone(),
        decided: entry.decided.clone(),
        delivery: Delivery::Filed,
    })
}

/// A case that the person sees, with its project and the project's other cases.
pub(crate) struct SeenCase {
    pub(crate) opened: Opened,
    pub(crate) case: Case,
    pub(crate) entry: CaseEntry,
    pub(crate) project: ProjectEntry,
    pub(crate) cases: Vec<CaseEntry>,
}

impl<S: Records> App<S> {
    pub(crate) async fn case_row(&self, entry: CaseEntry) -> Answer<CaseRow> {
        let facts = self.store.delivery(entry.id.into()).await?;
        let mut row = row_of(self.catalogue(), &entry, self.today())?;
        row.delivery = delivery_of(&facts, true, 0, false);
        Ok(row)
    }

    pub(crate) async fn cases(&self, who: &Who, asked: ListCases) -> Answer<CasesView> {
        // An approver's inbox is that of the own offices; everybody else sees what their projects show.
        let offices: Vec<Option<String>> = match who.role {
            Role::Approver => who
                .organisation
                .departments
                .iter()
                .cloned()
                .map(Some)
                .collect(),
            _ => vec![None],
        };
        let mut view = CasesView {
            cases: Vec::new(),
            total: 0,
            counts: Vec::new(),
            as_of: self.store.setting("last-sync").await?,
        };
        let limit = asked.limit.min(MOST_ROWS);
        for office in offices {
            let query = CaseQuery {
                sight: who.sight.clone(),
                office,
                project: asked.project,
                id: None,
                filter: asked.filter,
                colour: asked.colour,
                search: asked.search.clone(),
                today: self.today().to_string(),
                offset: asked.offset,
                limit,
            };
            let page = self.store.cases(&query).await?;
            view.total = view.total.saturating_add(page.total);
            for (filter, cases, late) in page.counts {
                match view.counts.iter_mut().find(|count| count.filter == filter) {
                    Some(count) => {
                        count.cases += cases;
                        count.late += late;
                    }
                    None => view.counts.push(CaseCount {
                        filter,
                        cases,
                        late,
                    }),
                }
            }
            for entry in page.cases {
                if view.cases.iter().all(|row| row.id != entry.id) {
                    view.cases.push(self.case_row(entry).await?);
                }
            }
        }
        Ok(view)
    }

    /// Opens a case that the person may see.
    pub(crate) async fn see_case(&self, who: &Who, id: CaseId) -> Answer<SeenCase> {
        let missing = || who.not_found("办件", "case");
        let opened = self.open(id.into(), who.actor).await?.ok_or_else(missing)?;
        let case = Case::read(self.catalogue(), &opened.current).ok_or_else(missing)?;
        let project = opened.scope.project().ok_or_else(missing)?;
        let project = self
            .store
            .project(&who.sight, project, &self.today().to_string())
            .await?
            .ok_or_else(missing)?
            .entry;
        let cases = self.cases_of(who, project.id).await?;
        let entry = cases
            .iter()
            .find(|entry| entry.id == id)
            .cloned()
            .ok_or_else(missing)?;
        Ok(SeenCase {
            opened,
            case,
            entry,
            project,
            cases,
        })
    }

    pub(crate) async fn case(&self, who: &Who, id: CaseId) -> Answer<CaseView> {
        let seen = self.see_case(who, id).await?;
        let catalogue = self.catalogue();
        let today = self.today();
        let matter = catalogue
            .matter(&seen.entry.matter)
            .ok_or_else(|| who.not_found("办件", "case"))?;
        let related = |code: &str| {
            let of = by_matter(&seen.cases);
            let entry = of.get(code);
            RelatedMatter {
                matter: code.to_owned(),
                name: catalogue
                    .matter(code)
                    .map(|m| convert::text(&m.name))
                    .unwrap_or_default(),
                state: entry.map(|entry| entry.state),
                case: entry.map(|entry| entry.id),
            }
        };
        let plan = super::flow::plan_of(catalogue, &seen.project);
        let after = plan.as_ref().map_or_else(Vec::new, |plan| {
            plan.waits_for(&matter.code)
                .into_iter()
                .map(related)
                .collect()
        });
        let before = plan.as_ref().map_or_else(Vec::new, |plan| {
            plan.chosen()
                .filter(|(node, _)| node.depends_on.contains(&matter.code))
                .map(|(node, _)| related(&node.matter))
                .collect()
        });
        let group = match &seen.case.meta.group {
            Some(key) => {
                let declared = Some(&*seen.case.meta.declaration);
                self.group_view(&seen.project, &seen.cases, key, declared)
                    .await?
            }
            None => None,
        };
        let by = delegations(
            catalogue,
            &matter.code,
            &matter.department,
            &seen.entry.procedure,
            today,
        );
        let delegation = by.first().map(|d| {
            let (zh, en) = (office_of(catalogue, &d.to), office_of(catalogue, &d.to));
            Text {
                zh: format!("由{}依《{}》决定", zh.zh, d.name.zh),
                en: format!("decided by {} under the {}", en.en, d.name.en),
            }
        });
        let specials = catalogue
            .approvals
            .specials
            .iter()
            .map(|special| SpecialView {
                key: special.key.clone(),
                name: convert::text(&special.name),
                basis: convert::text(&special.basis),
                cap: special.cap(&matter.code),
            });
        Ok(CaseView {
            row: self.case_row(seen.entry.clone()).await?,
            stage: convert::stage(matter.stage),
            output: convert::text(&matter.output),
            commitment_allowed: matter.commitment
                != handheld_domain::procedure::CommitmentMode::None,
            materials: self.materials(&seen, matter).await?,
            after,
            before,
            group,
            acts: self.act_views(&seen.case),
            documents: self.case_documents(&seen.case),
            may: self.may_act_on(who, &seen),
            specials: specials.collect(),
            correction: seen
                .case
                .state
                .correction
                .as_ref()
                .map(|c| c.list.clone())
                .unwrap_or_default(),
            post_check_due: seen.case.state.post_check_due.map(|day| day.to_string()),
            stale_basis: stale_basis(&seen),
            delegation,
            as_of: self.store.setting("last-sync").await?,
        })
    }

    async fn materials(
        &self,
        seen: &SeenCase,
        matter: &handheld_domain::procedure::Matter,
    ) -> Answer<Vec<MaterialView>> {
        let asked = seen.case.state.correction.as_ref();
        let asked = asked.filter(|c| c.answered.is_none()).map(|c| &c.list);
        let mut views = Vec::with_capacity(matter.materials.len());
        for (place, name) in matter.materials.iter().enumerate() {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            let given = seen
                .case
                .record
                .given
                .iter()
                .filter(|file| file.held.value.material == place);
            views.push(MaterialView {
                index: place,
                name: convert::text(name),
                files: given.map(|file| self.file_view(seen, file)).collect(),
                asked: asked.is_some_and(|list| {
                    list.iter()
                        .any(|line| line.contains(&name.zh) || line.contains(&name.en))
                }),
            });
        }
        Ok(views)
    }

    fn file_view(&self, seen: &SeenCase, file: &Keyed<GivenValue>) -> MaterialFile {
        let value = &file.held.value;
        let first = value
            .from
            .and_then(|id| seen.cases.iter().find(|case| case.id == id));
        MaterialFile {
            sha256: value.sha256,
            file_name: value.file_name.clone(),
            mime: value.mime.clone(),
            bytes: value.bytes,
            by: value.by.clone(),
            at: value.at.clone(),
            given_for: value.from,
            given_for_name: first
                .and_then(|case| self.catalogue().matter(&case.matter))
                .map(|m| convert::text(&m.name)),
            // The host, which has the files, puts it right.
            here: false,
        }
    }

    fn act_views(&self, case: &Case) -> Vec<CaseActView> {
        let mut views: Vec<(u64, CaseActView)> = Vec::with_capacity(case.acts.len());
        for keyed in &case.record.acts {
            let id = keyed.id.as_hyphenated().to_string();
            let Some(act) = case.acts.iter().find(|act| act.id == id) else {
                continue;
            };
            let receipt = case.record.received.get(&keyed.id).map(|held| &held.value);
            let place = receipt.map_or(u64::MAX, |r| r.n);
            let received_at = receipt.map(|r| r.at.clone());
            views.push((place, self.act_view(case, keyed, act, received_at)));
        }
        views.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
        views.into_iter().map(|(_, view)| view).collect()
    }

    fn act_view(
        &self,
        case: &Case,
        keyed: &Keyed<ActValue>,
        act: &Act,
        received_at: Option<String>,
    ) -> CaseActView {
        let value = &keyed.held.value;
        let broken = case.state.not_counted.iter().find(|one| one.act == act.id);
        let office = if value.office.is_empty() {
            Text {
                zh: value.organisation.name.clone(),
                en: value.organisation.name.clone(),
            }
        } else {
            office_of(self.catalogue(), &value.office)
        };
        let special = value.special.as_ref().and_then(|key| {
            let all = &self.catalogue().approvals.specials;
            all.iter()
                .find(|s| s.key == *key)
                .map(|s| convert::text(&s.name))
        });
        let entered = crate::cases::day_of(&value.at);
        CaseActView {
            id: act.id.clone(),
            act: value.act,
            by: value.by.clone(),
            office,
            on: value.on.clone(),
            entered_at: value.at.clone(),
            received_at,
            back_entry: entered.is_some_and(|entered| act.on < entered),
            outcome: value.outcome,
            note: value.note.clone(),
            basis: value.basis.clone(),
            special,
            until: value.until.clone(),
            days: value.days,
            list: value.list.clone(),
            number: value.number.clone(),
            amends: value.amends.clone(),
            amended: case.state.amended.contains_key(&act.id),
            counts: broken.is_none(),
            why_not: broken.map(|one| convert::text(&one.rule.text())),
            signed_by: value.signer,
            basis_version: value.design,
        }
    }

    /// Documents that the acts of a case make.
    pub(crate) fn case_documents(&self, case: &Case) -> Vec<CaseDocument> {
        let document = |keyed: &Keyed<ActValue>| {
            let value = &keyed.held.value;
            let id = keyed.id.as_hyphenated().to_string();
            let counts = case.state.not_counted.iter().all(|one| one.act != id);
            let form = self.catalogue().document(document_kind(value.act)?)?;
            counts.then(|| CaseDocument {
                act: id.clone(),
                title: convert::text(&form.title),
                number: value.number.clone().unwrap_or_default(),
                date: value.on.clone(),
                pending: !case.record.received.contains_key(&keyed.id),
            })
        };
        case.record.acts.iter().filter_map(document).collect()
    }

    /// The acts that follow from the state and that this person may do now.
    pub(crate) fn may_act_on(&self, who: &Who, seen: &SeenCase) -> Vec<CaseActKind> {
        const OFFERED: [ActKind; 16] = [
            ActKind::Accept,
            ActKind::AskCorrection,
            ActKind::Resubmit,
            ActKind::Resume,
            ActKind::Decide,
            ActKind::Convert,
            ActKind::Record,
            ActKind::Deliver,
            ActKind::Opinion,
            ActKind::Suspend,
            ActKind::Extend,
            ActKind::NotAccept,
            ActKind::PostCheck,
            ActKind::Withdraw,
            ActKind::Terminate,
            ActKind::Revoke,
        ];
        let today = self.today();
        let case = &seen.case;
        let rules = &self.catalogue().approvals;
        let offices = self.offices_for(who, case);
        let allowed = |kind: &ActKind| {
            let capacity = capacity(who.role);
            if capacity.applies() && !who.applies(&seen.project) {
                return false;
            }
            let beside = super::beside_others(
                self.catalogue(),
                &seen.project,
                &seen.cases,
                &case.meta,
                *kind,
            );
            beside.is_ok()
                && offices.iter().any(|office| {
                    let act = tried(*kind, capacity, office, today, seen, rules);
                    check(
                        &case.head,
                        &case.state,
                        &act,
                        rules,
                        &self.catalogue().calendar,
                    )
                    .is_ok()
                })
        };
        let mut may: Vec<CaseActKind> = OFFERED
            .iter()
            .filter(|kind| allowed(kind))
            .map(|kind| crate::cases::act_view(*kind))
            .collect();
        let own = case
            .record
            .acts
            .iter()
            .any(|act| act.held.value.by.id == who.person.id);
        if own {
            may.push(CaseActKind::Amend);
        }
        may
    }

    /// Offices for which a person acts on a case: those of the own organisation, the right one first; none for firms.
    pub(crate) fn offices_for(&self, who: &Who, case: &Case) -> Vec<String> {
        let mut offices = who.organisation.departments.clone();
        offices.sort_by_key(|office| *office != case.head.department);
        if offices.is_empty() || !matches!(who.role, Role::Approver) {
            offices = vec![offices.first().cloned().unwrap_or_default()];
        }
        offices
    }
}

/// An act of this kind as complete as it can be, to ask whether it could be done at all.
fn tried(
    kind: ActKind,
    capacity: handheld_domain::approval::Capacity,
    office: &str,
    today: NaiveDate,
    seen: &SeenCase,
    rules: &ApprovalRules,
) -> Act {
    use handheld_domain::approval::Outcome;
    let mut act = Act::new(String::new(), kind, capacity, today);
    act.office = office.to_owned();
    act.note = "?".to_owned();
    act.basis = "?".to_owned();
    act.list = vec!["?".to_owned()];
    act.special = rules.specials.first().map(|special| special.key.clone());
    act.until = Some(today);
    act.days = Some(1);
    act.design = seen.case.state.opinion.as_ref().and_then(|o| o.design);
    act.outcome = match kind {
        ActKind::Decide => Some(Outcome::Granted),
        ActKind::Opinion => Some(Outcome::NoObjection),
        ActKind::PostCheck => Some(Outcome::Kept),
        _ => None,
    };
    act
}

/// The document that an act makes.
pub(crate) fn document_kind(act: CaseActKind) -> Option<DocumentKind> {
    match act {
        CaseActKind::Accept => Some(DocumentKind::Acceptance),
        CaseActKind::AskCorrection => Some(DocumentKind::Correction),
        CaseActKind::NotAccept => Some(DocumentKind::NotAccepted),
        CaseActKind::Suspend => Some(DocumentKind::SpecialProcedure),
        CaseActKind::Extend => Some(DocumentKind::Extension),
        CaseActKind::Decide => Some(DocumentKind::Decision),
        CaseActKind::Opinion => Some(DocumentKind::Opinion),
        CaseActKind::Deliver => Some(DocumentKind::Delivery),
        _ => None,
    }
}

/// What a decision rests on and has changed since (a survey or design of a later version).
fn stale_basis(seen: &SeenCase) -> Option<Text> {
    let rests_on = match (&seen.case.state.decided, &seen.case.state.opinion) {
        (Some(decided), _) => decided.design?,
        (None, Some(opinion)) if seen.case.state.stand == Stand::Opinion => opinion.design?,
        _ => return None,
    };
    let now = seen.project.approvals.design?;
    (now > rests_on).then(|| Text {
        zh: format!("依据第{rests_on}版成果作出，现已有第{now}版"),
        en: format!("decided on version {rests_on}; version {now} exists"),
    })
}
