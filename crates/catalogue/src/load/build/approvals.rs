//! Builds the rules of approval cases.

use chrono::NaiveDate;
use handheld_domain::Text;
use handheld_domain::approval::promise::ParkLimits;
use handheld_domain::approval::{ApprovalRules, Delegation, SpecialProcedure};
use toml::value::Datetime;

use super::text;
use crate::shape::{ApprovalsFile, DelegationShape, ParametersFile, ParkShape, SpecialShape};
use crate::terms::{DocumentForm, Park, ParkDate};

/// The civil date of a TOML date; none for a time, an offset or a day that is none.
pub(crate) fn civil(date: &Datetime) -> Option<NaiveDate> {
    if date.time.is_some() || date.offset.is_some() {
        return None;
    }
    let date = date.date?;
    NaiveDate::from_ymd_opt(
        i32::from(date.year),
        u32::from(date.month),
        u32::from(date.day),
    )
}

pub(super) fn rules(file: &ApprovalsFile, figures: &ParametersFile) -> ApprovalRules {
    ApprovalRules {
        acceptance_working_days: file.acceptance.working_days,
        extension_working_days: file.extension.working_days,
        joint_extension_working_days: file.extension.joint_working_days,
        post_check_calendar_days: figures.commitment.post_check_calendar_days,
        green_days: figures.promise.days,
        green_percent: figures.promise.percent,
        received_next_working_day: file.acceptance.next_working_day,
        specials: file.special.iter().map(special).collect(),
        delegations: file.delegation.iter().filter_map(delegation).collect(),
    }
}

fn special(shape: &SpecialShape) -> SpecialProcedure {
    SpecialProcedure {
        key: shape.key.clone(),
        name: Text::new(&shape.zh, &shape.en),
        basis: text(&shape.basis),
        caps: shape
            .caps
            .iter()
            .map(|cap| (cap.matter.clone(), cap.working_days))
            .collect(),
    }
}

fn delegation(shape: &DelegationShape) -> Option<Delegation> {
    Some(Delegation {
        key: shape.key.clone(),
        from: shape.from.clone(),
        to: shape.to.clone(),
        matters: shape.matters.clone(),
        procedures: shape.procedures.clone(),
        since: civil(&shape.since)?,
        until: shape.until.as_ref().and_then(civil),
        name: Text::new(&shape.zh, &shape.en),
    })
}

pub(super) fn park(shape: Option<&ParkShape>) -> Park {
    let Some(shape) = shape else {
        return Park::default();
    };
    Park {
        procedures: shape.procedures.clone(),
        filing: shape.filing.clone(),
        title: shape.title.clone(),
        limits: ParkLimits {
            land_calendar_days: shape.land_calendar_days,
            title_working_days: shape.title_working_days,
        },
        promises: shape
            .promise
            .iter()
            .map(|promise| (promise.key, Text::new(&promise.zh, &promise.en)))
            .collect(),
        dates: shape
            .date
            .iter()
            .map(|date| ParkDate {
                key: date.key.clone(),
                name: Text::new(&date.zh, &date.en),
                planned: date.planned,
                utility: date.utility,
            })
            .collect(),
    }
}

pub(super) fn documents(file: &ApprovalsFile) -> Vec<DocumentForm> {
    let form = |shape: &crate::shape::DocumentShape| DocumentForm {
        kind: shape.kind,
        title: Text::new(&shape.zh, &shape.en),
        prefix: shape.prefix.clone(),
    };
    file.document.iter().map(form).collect()
}
