//! Who may do what: one function, asked by every route before anything is read for the answer.
//!
//! Roles after section 12 of the domain brief, as far as there are records for them. What a person may not see answers exactly like what
//! does not exist (404, A04); what they see but may not do answers 403. Queries over many records take the [`Sight`] of the same person,
//! so that lists, searches and single records never disagree; [`Who::sees`] is checked against it by a test.

use handheld_contract::views::finding::FindingActKind;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{Code, DeviceId, OrganisationId, PersonId, Problem, SystemId};
use handheld_store::index::ProjectEntry;
use handheld_store::records::Sight;

/// By what a person proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// A browser's sign-in, by the digest of its token.
    Browser([u8; 32]),
    /// The key of a device.
    Device(DeviceId),
    /// Token and signature of another system that acts for the person.
    System(SystemId),
}

/// The person who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Person.
    pub person: PersonRef,
    /// Role.
    pub role: Role,
    /// Organisation.
    pub organisation: OrganisationRef,
    /// Proof.
    pub via: Via,
    /// Nothing but a new password is possible.
    pub must_change_password: bool,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The own session, preferences, password, sign-out, licences.
    OwnAccount,
    /// Lists of what the person sees, the catalogue, the own devices.
    ReadOwn,
    /// A project with everything in it.
    ReadProject,
    /// An act on a finding of a project.
    ActOnFinding(FindingActKind),
    /// An act on a case of a project; which one, the rules of cases say.
    ActOnCase,
    /// Declare matters of a project, and give files for them.
    Declare,
    /// Give a survey to a surveying unit.
    AssignSurvey,
    /// Check or use the result of a survey; whose, the rules of surveys say.
    ActOnSurvey,
    /// Create a project, also by import.
    CreateProject,
    /// Change a project or its assignments.
    EditProject,
    /// Organisations by name, to assign them.
    ReadOrganisations,
    /// People by name, to assign them.
    ReadPeople,
    /// Organisations, people, roles, codes, all devices.
    ManageDirectory,
    /// Take a device out of use.
    RevokeDevice,
    /// Exchange changes and photos.
    Sync,
}

/// On what.
#[derive(Debug, Clone, Copy)]
pub enum Resource<'a> {
    /// On nothing in particular.
    Nothing,
    /// On a project; none when there is no such one.
    Project(Option<&'a ProjectEntry>),
    /// On what a construction unit owns.
    OwnedBy(OrganisationId),
    /// On something of a person; none when there is no such thing.
    OfPerson(Option<PersonId>),
}

impl Who {
    /// What queries of this person may return.
    pub fn sight(&self) -> Sight {
        let organisation = match self.role {
            Role::Window | Role::Leader | Role::Administrator => return Sight::All,
            // The task is the person's: a colleague's projects are not theirs to see.
            Role::Inspector | Role::Agent => None,
            Role::Owner
            | Role::Surveyor
            | Role::Contractor
            | Role::Approver
            | Role::CreditAdmin => Some(self.organisation.id),
        };
        Sight::Of {
            person: self.person.id,
            organisation,
        }
    }

    /// Whether the person sees this project.
    pub fn sees(&self, project: &ProjectEntry) -> bool {
        match self.sight() {
            Sight::All => true,
            Sight::Of {
                person,
                organisation,
            } => {
                project.people.contains(&person)
                    || organisation.is_some_and(|id| {
                        project.owner == Some(id) || project.organisations.contains(&id)
                    })
            }
        }
    }
}

/// Decides. Every route asks here and nowhere else.
///
/// # Errors
///
/// [`Code::NotFound`] for what the person may not know of, [`Code::Forbidden`] for what they may not do.
pub fn authorize(who: &Who, action: Action, resource: Resource<'_>) -> Result<(), Problem> {
    let forbidden = |what: &str| Err(Problem::new(Code::Forbidden).with("what", what));
    if who.must_change_password
        && matches!(who.via, Via::Browser(_))
        && action != Action::OwnAccount
    {
        return forbidden("must_change_password");
    }
    let seen = match resource {
        Resource::Nothing | Resource::OwnedBy(_) => true,
        Resource::Project(project) => project.is_some_and(|project| who.sees(project)),
        Resource::OfPerson(None) => false,
        Resource::OfPerson(Some(person)) => {
            who.role == Role::Administrator || person == who.person.id
        }
    };
    if !seen {
        return Err(Problem::new(Code::NotFound).with("what", what_of(resource)));
    }
    if may(who, action, resource) {
        Ok(())
    } else {
        forbidden(name_of(action))
    }
}

fn may(who: &Who, action: Action, resource: Resource<'_>) -> bool {
    let by_device = matches!(who.via, Via::Device(_));
    let by_browser = matches!(who.via, Via::Browser(_));
    match action {
        Action::OwnAccount | Action::ReadOwn | Action::ReadProject => true,
        Action::ActOnFinding(act) => may_act(who.role, act),
        Action::ActOnCase => matches!(
            who.role,
            Role::Owner | Role::Agent | Role::Surveyor | Role::Window | Role::Approver
        ),
        Action::AssignSurvey => match (who.role, resource) {
            (Role::Window | Role::Administrator | Role::Surveyor, _) => true,
            (Role::Owner, Resource::Project(Some(p))) => p.owner == Some(who.organisation.id),
            _ => false,
        },
        Action::ActOnSurvey => matches!(who.role, Role::Approver | Role::Window),
        Action::Declare => match (who.role, resource) {
            (Role::Window | Role::Agent, _) => true,
            (Role::Owner, Resource::Project(Some(p))) => p.owner == Some(who.organisation.id),
            _ => false,
        },
        Action::CreateProject | Action::EditProject => match (who.role, resource) {
            (Role::Window | Role::Administrator, _) => true,
            (Role::Owner, Resource::OwnedBy(owner)) => owner == who.organisation.id,
            (Role::Owner, Resource::Project(Some(p))) => p.owner == Some(who.organisation.id),
            (Role::Owner, Resource::Nothing) => action == Action::CreateProject,
            _ => false,
        },
        Action::ReadOrganisations | Action::ReadPeople => {
            matches!(who.role, Role::Administrator | Role::Window | Role::Owner)
        }
        Action::ManageDirectory => who.role == Role::Administrator && by_browser,
        // The resource is already the person's own, or an administrator asks.
        Action::RevokeDevice => true,
        Action::Sync => by_device,
    }
}

/// A finding is raised, re-checked and closed by inspectors, and answered by the site.
fn may_act(role: Role, act: FindingActKind) -> bool {
    match act {
        FindingActKind::Replied => matches!(role, Role::Owner | Role::Contractor),
        FindingActKind::Raised
        | FindingActKind::Withdrawn
        | FindingActKind::Restored
        | FindingActKind::Closed
        | FindingActKind::Failed
        | FindingActKind::Reopened => role == Role::Inspector,
    }
}

fn what_of(resource: Resource<'_>) -> &'static str {
    match resource {
        Resource::Project(_) => "project",
        Resource::OfPerson(_) => "device",
        Resource::Nothing | Resource::OwnedBy(_) => "record",
    }
}

fn name_of(action: Action) -> &'static str {
    match action {
        Action::OwnAccount => "own_account",
        Action::ReadOwn => "read_own",
        Action::ReadProject => "read_project",
        Action::ActOnFinding(_) => "act_on_finding",
        Action::ActOnCase => "act_on_case",
        Action::Declare => "declare_matters",
        Action::AssignSurvey => "assign_survey",
        Action::ActOnSurvey => "act_on_survey",
        Action::CreateProject => "create_project",
        Action::EditProject => "edit_project",
        Action::ReadOrganisations => "organisations",
        Action::ReadPeople => "people",
        Action::ManageDirectory => "directory",
        Action::RevokeDevice => "revoke_device",
        Action::Sync => "sync",
    }
}
