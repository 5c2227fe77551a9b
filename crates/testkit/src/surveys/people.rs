//! Who takes part in the surveys of a site, on which devices with which clocks; the project, and what is surveyed of it.

use handheld_app::{App, Who};
use handheld_contract::ProjectId;
use handheld_contract::command::{AssignSurvey, CreateProject};
use handheld_contract::views::{Role, Stage};
use handheld_records::shape::AssignedKind;
use handheld_store::memory::MemoryCentre;

use super::Broken;
use crate::model::{HOUR_MS, Member};

/// Places in [`everybody`].
pub(super) const OWNER: usize = 0;
/// The hall, who makes projects and sees everything.
pub(super) const HALL: usize = 1;
/// Two crews of one surveying unit.
pub(super) const CREWS: [usize; 2] = [2, 3];
/// The clerk of the planning bureau.
pub(super) const CLERK: usize = 4;
/// A surveyor of another unit, who takes part in nothing.
pub(super) const STRANGER: usize = 5;
/// A surveyor of another unit that takes part in the project, with surveys of others before their eyes.
pub(super) const NEIGHBOUR: usize = 6;

/// Everybody: an owner, the hall, two crews of one unit, a clerk of the planning bureau and surveyors of two other units.
pub(super) fn everybody() -> Vec<Member> {
    vec![
        Member::new(0, Role::Owner, 0, &[]),
        Member::new(1, Role::Window, 1, &[]),
        Member::new(2, Role::Surveyor, 2, &[]),
        Member::new(3, Role::Surveyor, 2, &[]),
        Member::new(4, Role::Approver, 3, &["NRP"]),
        Member::new(5, Role::Surveyor, 4, &[]),
        Member::new(6, Role::Surveyor, 5, &[]),
    ]
}

/// Members of the devices, and by how much their clocks run ahead.
pub(super) const DEVICES: [(usize, i64); 6] = [
    (CREWS[0], 0),
    (CREWS[1], -31 * HOUR_MS),
    (CLERK, 0),
    (OWNER, 5 * HOUR_MS),
    (STRANGER, 0),
    (NEIGHBOUR, 0),
];

/// A project with its surveying units and the planning bureau, and one survey of it that the hall has assigned.
pub(super) async fn site(
    app: &App<MemoryCentre>,
    hall: &Who,
    everybody: &[Member],
) -> Result<ProjectId, Broken> {
    let owner = everybody[OWNER].organisation.clone();
    let asked = CreateProject {
        code: "2026-330411-14-01-018830".to_owned(),
        name: "项目".to_owned(),
        stage: Stage::Construction,
        district: "示例区".to_owned(),
        address: String::new(),
        owner: owner.id,
        site: Vec::new(),
    };
    let project = app.create_project(hall, asked, owner).await?.row.id;
    for member in [CREWS[0], CLERK, NEIGHBOUR] {
        let Member {
            organisation, role, ..
        } = &everybody[member];
        let whom = (organisation.id.0, organisation.name.clone(), *role);
        app.assign(hall, project, AssignedKind::Organisation, whom, true)
            .await?;
    }
    let asked = assignment(project, "staking");
    let unit = everybody[CREWS[0]].organisation.clone();
    app.assign_survey_to(hall, asked, unit).await?;
    Ok(project)
}

/// What is asked for to assign a survey of this kind.
pub(super) fn assignment(project: ProjectId, kind: &str) -> AssignSurvey {
    AssignSurvey {
        project,
        kind: kind.to_owned(),
        unit: None,
        epsg: Some(4549),
        due: None,
        note: String::new(),
    }
}
