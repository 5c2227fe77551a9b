//! By which catalogue the limits of a new case are judged.

use handheld_contract::views::Stage;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::{OrganisationId, ProjectId};
use handheld_domain::procedure::{LimitUnit, TimeLimit};
use handheld_store::index::{Allowed, ProjectApprovals};
use uuid::Uuid;

use super::*;

const MATTER: &str = "P2-01";
const EARLIER: &str = "2025-06-01";

fn project(green: bool) -> ProjectEntry {
    let allowed = Allowed {
        reason: "重点项目".to_owned(),
        ..Allowed::default()
    };
    ProjectEntry {
        id: ProjectId(Uuid::from_u128(1)),
        code: String::new(),
        name: "厂房".to_owned(),
        stage: Stage::Establishment,
        district: String::new(),
        address: String::new(),
        owner: Some(OrganisationId(Uuid::from_u128(2))),
        owner_name: String::new(),
        organisations: Vec::new(),
        people: Vec::new(),
        approvals: Box::new(ProjectApprovals {
            procedure: "ZJ-GEN".to_owned(),
            green_channel: green.then_some(allowed),
            ..ProjectApprovals::default()
        }),
        search: String::new(),
    }
}

/// The bundled catalogue as it might have been, with a longer promise for one matter.
fn earlier() -> &'static Catalogue {
    let mut catalogue = Catalogue::bundled().clone();
    catalogue.version = EARLIER.to_owned();
    for matter in &mut catalogue.matters {
        if matter.code == MATTER {
            let (days, unit) = (17, LimitUnit::Wd);
            matter.promised_limit = Some(TimeLimit { days, unit });
        }
    }
    Box::leak(Box::new(catalogue))
}

/// A case as a device opens it by this catalogue, which it names by this version.
fn opened(catalogue: &Catalogue, project: &ProjectEntry, version: &str) -> CaseMeta {
    let opening = views::opening(catalogue, project, MATTER, false, false).unwrap();
    CaseMeta {
        matter: MATTER.to_owned(),
        procedure: opening.procedure,
        catalogue: version.to_owned(),
        declaration: String::new(),
        group: opening.group,
        commitment: false,
        pre_review: false,
        green_channel: opening.green_channel,
        promised: opening.promised,
        legal: opening.legal,
        owner: OrganisationRef {
            id: OrganisationId(Uuid::from_u128(2)),
            name: String::new(),
            departments: Vec::new(),
        },
        project_name: project.name.clone(),
    }
}

fn judged(earlier: &[&'static Catalogue], project: &ProjectEntry, case: &CaseMeta) -> bool {
    limits_are_right(Catalogue::bundled(), earlier, project, case).is_ok()
}

#[test]
fn a_case_opened_offline_by_an_earlier_catalogue_is_taken_with_the_limits_of_that_one() {
    let (before, here) = (earlier(), project(false));
    let case = opened(before, &here, EARLIER);
    assert_eq!(case.promised.as_deref(), Some("17wd"));
    assert!(judged(&[before], &here, &case));
    assert!(
        !judged(&[], &here, &case),
        "a catalogue that was never in force"
    );
}

#[test]
fn limits_that_no_catalogue_gives_are_refused_whatever_version_they_name() {
    let (before, here) = (earlier(), project(false));
    for version in [EARLIER, &Catalogue::bundled().version, "2031-01-01"] {
        let mut case = opened(Catalogue::bundled(), &here, version);
        assert!(
            judged(&[before], &here, &case),
            "the limits in force, {version}"
        );
        case.promised = Some("1wd".to_owned());
        assert!(!judged(&[before], &here, &case), "{version}");
    }
    // The limits of the earlier one under the name of the present one.
    let case = opened(before, &here, &Catalogue::bundled().version);
    assert!(!judged(&[before], &here, &case));
}

#[test]
fn j08_a_case_opened_before_its_project_came_on_the_green_channel_keeps_its_limits() {
    let (plain, green) = (project(false), project(true));
    let catalogue = Catalogue::bundled();
    let version = &catalogue.version;
    let case = opened(catalogue, &plain, version);
    assert!(judged(&[], &green, &case));
    let case = opened(catalogue, &green, version);
    assert!(judged(&[], &green, &case));
    assert!(!judged(&[], &plain, &case), "nobody put the project on it");
}
