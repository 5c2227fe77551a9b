//! Dates that are recorded beside the cases of a project: milestones, matters of which only the day is set, and those by which a park's
//! promises are measured. What cases say themselves is read from them.

use chrono::NaiveDate;
use handheld_catalogue::Catalogue;
use handheld_catalogue::ParkPromise as Promise;
use handheld_contract::views::Text;
use handheld_contract::views::approval::{DateKind, ParkLine, ParkPromise, ProjectDate};
use handheld_domain::approval::promise::{Lag, ParkDates, park_promises};
use handheld_domain::procedure::GateNeed;
use handheld_store::index::ProjectEntry;

use super::flow::{Flow, by_matter, plan_of};
use crate::convert;

/// Before the code of a matter: the key of the day that is set for it.
pub(super) const DATE_OF: &str = "date:";

/// The dates that may be recorded for a project, with what was.
pub(crate) fn known_dates(catalogue: &Catalogue, project: &ProjectEntry) -> Vec<ProjectDate> {
    let approvals = &project.approvals;
    let milestones = catalogue.milestones.iter().map(|milestone| ProjectDate {
        key: milestone.key.clone(),
        name: convert::text(&milestone.name),
        kind: DateKind::Milestone,
        planned: false,
        on: approvals.milestones.get(&milestone.key).cloned(),
    });
    let plan = plan_of(catalogue, project);
    let chosen = |code: &&String| {
        let mut nodes = plan.iter().flat_map(|plan| plan.chosen());
        nodes.any(|(node, _)| node.matter == **code)
    };
    let needs = catalogue.gates.iter().flat_map(|gate| &gate.needs);
    let settable = needs.flat_map(|need| match need {
        GateNeed::Matters {
            any,
            or_date_set: true,
            ..
        } => any.as_slice(),
        _ => &[],
    });
    let matters = settable.filter(chosen).filter_map(|code| {
        let key = format!("{DATE_OF}{code}");
        Some(ProjectDate {
            name: convert::text(&catalogue.matter(code)?.name),
            kind: DateKind::Matter,
            planned: true,
            on: approvals.park.get(&key).cloned(),
            key,
        })
    });
    let park = catalogue.park.dates.iter();
    let park = park.filter(|_| in_park(catalogue, project));
    let park = park.map(|date| ProjectDate {
        key: date.key.clone(),
        name: convert::text(&date.name),
        kind: if date.utility {
            DateKind::Utility
        } else {
            DateKind::Park
        },
        planned: date.planned,
        on: approvals.park.get(&date.key).cloned(),
    });
    milestones.chain(matters).chain(park).collect()
}

fn in_park(catalogue: &Catalogue, project: &ProjectEntry) -> bool {
    let procedure = &project.approvals.procedure;
    catalogue.park.procedures.contains(procedure)
}

impl Flow<'_> {
    /// The dates of the project.
    pub(super) fn dates(&self) -> Vec<ProjectDate> {
        known_dates(self.catalogue, self.project)
    }

    /// What the park promises, as far as its days have come; nothing outside of parks (H19 to H22).
    pub(super) fn park(&self) -> Vec<ParkLine> {
        if !in_park(self.catalogue, self.project) {
            return Vec::new();
        }
        let terms = &self.catalogue.park;
        let dates = self.park_dates();
        let calendar = &self.catalogue.calendar;
        let Ok(found) = park_promises(&dates, terms.limits, calendar, self.today) else {
            return Vec::new();
        };
        let line = |(promise, name): &(Promise, handheld_domain::Text)| {
            let line = ParkLine {
                promise: wire(*promise),
                name: convert::text(name),
                from: None,
                to: None,
                days: None,
                limit: None,
                kept: None,
                missing: Vec::new(),
            };
            match promise {
                Promise::Service => ParkLine {
                    from: day(dates.contract),
                    to: day(dates.site_check.max(dates.agent)),
                    kept: found.served_before_contract,
                    missing: self.unserved(&dates),
                    ..line
                },
                Promise::Land => lagging(line, found.contract_to_land, dates.contract, dates.land),
                Promise::Utilities => ParkLine {
                    from: day(dates.start),
                    kept: found.missing_utilities.as_ref().map(Vec::is_empty),
                    missing: self.named(found.missing_utilities.as_deref().unwrap_or_default()),
                    ..line
                },
                Promise::Title => lagging(line, found.filing_to_title, dates.filing, dates.title),
            }
        };
        terms.promises.iter().map(line).collect()
    }

    fn park_dates(&self) -> ParkDates {
        let terms = &self.catalogue.park;
        let recorded =
            |key: &str| -> Option<NaiveDate> { self.project.approvals.park.get(key)?.parse().ok() };
        let cases = by_matter(self.cases);
        let decided = |matter: &str| -> Option<NaiveDate> {
            cases.get(matter)?.decided.as_deref()?.parse().ok()
        };
        let utilities = terms.dates.iter().filter(|date| date.utility);
        ParkDates {
            site_check: recorded("site_check"),
            agent: recorded("agent"),
            contract: self
                .catalogue
                .landmarks
                .land_contract
                .as_deref()
                .and_then(decided),
            land: recorded("land"),
            start: recorded("start"),
            utilities: utilities
                .map(|date| (date.key.clone(), recorded(&date.key)))
                .collect(),
            filing: decided(&terms.filing),
            title: decided(&terms.title),
        }
    }

    /// The service that was not there before the contract.
    fn unserved(&self, dates: &ParkDates) -> Vec<Text> {
        let Some(contract) = dates.contract.filter(|day| *day <= self.today) else {
            return Vec::new();
        };
        let services = [("site_check", dates.site_check), ("agent", dates.agent)];
        let late = services
            .iter()
            .filter(|(_, on)| on.is_none_or(|on| on >= contract))
            .map(|(key, _)| (*key).to_owned());
        self.named(&late.collect::<Vec<_>>())
    }

    fn named(&self, keys: &[String]) -> Vec<Text> {
        let dates = self.catalogue.park.dates.iter();
        dates
            .filter(|date| keys.contains(&date.key))
            .map(|date| convert::text(&date.name))
            .collect()
    }
}

fn lagging(
    line: ParkLine,
    lag: Option<Lag>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> ParkLine {
    ParkLine {
        from: day(from),
        to: day(to),
        days: lag.map(|lag| lag.days),
        limit: lag.map(|lag| lag.limit),
        kept: lag.and_then(Lag::kept),
        ..line
    }
}

fn day(on: Option<NaiveDate>) -> Option<String> {
    on.map(|on| on.to_string())
}

fn wire(promise: Promise) -> ParkPromise {
    match promise {
        Promise::Service => ParkPromise::Service,
        Promise::Land => ParkPromise::Land,
        Promise::Utilities => ParkPromise::Utilities,
        Promise::Title => ParkPromise::Title,
    }
}
