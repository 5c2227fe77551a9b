//! Who takes part and on which devices; the directory that says so, and the projects.

use handheld_app::{App, Who};
use handheld_contract::ProjectId;
use handheld_contract::command::{ChooseProcedure, CreateProject};
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{Role, Stage};
use handheld_records::shape::AssignedKind;
use handheld_store::memory::MemoryCentre;

use super::Broken;
use crate::model::Member;

/// Everybody: two owners, the hall, approvers of four offices and a surveyor.
pub(super) fn everybody() -> Vec<Member> {
    vec![
        Member::new(0, Role::Owner, 0, &[]),
        Member::new(1, Role::Owner, 1, &[]),
        Member::new(2, Role::Window, 2, &[]),
        Member::new(3, Role::Approver, 3, &["NRP"]),
        Member::new(4, Role::Approver, 4, &["DRC", "GOV"]),
        Member::new(5, Role::Approver, 5, &["PAB"]),
        Member::new(6, Role::Approver, 6, &["WAT"]),
        Member::new(7, Role::Surveyor, 7, &[]),
    ]
}

/// Places in [`everybody`] of the owners of the devices.
pub(super) const DEVICES: [usize; 10] = [0, 0, 1, 2, 3, 3, 4, 5, 6, 7];

/// Two projects of different owners on one procedure, known to the offices that decide in it.
pub(super) async fn projects(
    app: &App<MemoryCentre>,
    clerk: &Who,
    everybody: &[Member],
) -> Result<Vec<ProjectId>, Broken> {
    let offices: Vec<OrganisationRef> = everybody.iter().map(|m| m.organisation.clone()).collect();
    let mut ids = Vec::new();
    for owner in 0..2 {
        let asked = CreateProject {
            code: format!("2026-330411-14-01-01883{owner}"),
            name: format!("项目{owner}"),
            stage: Stage::Construction,
            district: "示例区".to_owned(),
            address: String::new(),
            owner: everybody[owner].organisation.id,
            site: Vec::new(),
        };
        let view = app
            .create_project(clerk, asked, everybody[owner].organisation.clone())
            .await?;
        let id = view.row.id;
        let asked = ChooseProcedure {
            project: id,
            procedure: "HN-CONSTR".to_owned(),
            conditions: Vec::new(),
        };
        app.choose_procedure(clerk, asked, &offices).await?;
        let unit = &everybody[7].organisation;
        let whom = (unit.id.0, unit.name.clone(), Role::Surveyor);
        app.assign(clerk, id, AssignedKind::Organisation, whom, true)
            .await?;
        ids.push(id);
    }
    Ok(ids)
}
