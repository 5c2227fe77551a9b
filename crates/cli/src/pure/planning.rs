//! What the commands over a procedure share: finding it, choosing its matters, and telling why that failed.

use std::collections::BTreeSet;

use handheld_catalogue::Catalogue;
use handheld_contract::{Code, Problem};
use handheld_domain::plan::{Plan, PlanError};
use handheld_domain::procedure::Procedure;

use super::clock;
use crate::output::Failure;

/// Finds a procedure by its code.
pub(super) fn procedure<'c>(
    catalogue: &'c Catalogue,
    code: &str,
) -> Result<&'c Procedure, Failure> {
    catalogue
        .procedure(code)
        .ok_or_else(|| unknown("procedure", code))
}

/// Makes the plan of a procedure without the matters named.
pub(super) fn plan<'c>(
    catalogue: &'c Catalogue,
    code: &str,
    without: &[String],
) -> Result<Plan<'c>, Failure> {
    let procedure = procedure(catalogue, code)?;
    let without: BTreeSet<String> = without.iter().cloned().collect();
    Plan::new(
        procedure,
        &catalogue.matters,
        &catalogue.landmarks,
        &without,
    )
    .map_err(|error| failure(error, code))
}

/// Tells a person why a plan cannot be made or computed.
pub(super) fn failure(error: PlanError, procedure: &str) -> Failure {
    match error {
        PlanError::NotInProcedure(code) | PlanError::UnknownMatter(code) => {
            unknown("matter", &code)
        }
        PlanError::Empty => Failure::because(
            Problem::new(Code::Usage),
            "nothing_left",
            "没有剩下任何事项".into(),
            "no matter is left".into(),
        ),
        PlanError::Cycle(code) => Failure::because(
            Problem::new(Code::BadInput).with("what", procedure),
            "cycle",
            format!("{code} 以自身为前置"),
            format!("{code} waits for itself"),
        ),
        PlanError::Calendar(error) => clock::out_of_calendar(error),
    }
}

fn unknown(what: &str, given: &str) -> Failure {
    let problem = Problem::new(Code::UnknownName).with("what", what);
    Failure::from(problem.with("given", given))
}
