//! The signed-in person as the use cases know them, and what their role lets them do.

use handheld_contract::views::approval::Signer;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{Code, Lang, Problem};
use handheld_records::ActorId;
use handheld_store::index::ProjectEntry;
use handheld_store::records::Sight;

/// A person at a host, for the length of one call.
#[derive(Debug, Clone)]
pub struct Who {
    /// The person.
    pub person: PersonRef,
    /// Role.
    pub role: Role,
    /// Organisation.
    pub organisation: OrganisationRef,
    /// What they may see in this store.
    pub sight: Sight,
    /// The actor under which their changes are made on this installation.
    pub actor: ActorId,
    /// What the actors of their acts on cases begin with ([`ActorId::act_prefix`]).
    pub acts: [u8; 8],
    /// By whose key their acts are signed.
    pub signer: Signer,
    /// Language of words.
    pub lang: Lang,
}

impl Who {
    /// Whether this person inspects in this project: an inspector or surveyor who is assigned, or whose unit takes part.
    pub fn inspects(&self, project: &ProjectEntry) -> bool {
        matches!(self.role, Role::Inspector | Role::Surveyor) && self.assigned(project)
    }

    /// Whether the person is assigned, themselves or through their unit.
    pub fn assigned(&self, project: &ProjectEntry) -> bool {
        project.people.contains(&self.person.id)
            || project.organisations.contains(&self.organisation.id)
    }

    /// Whether the person may create projects and change their assignments: administrators, clerks, and owners for their own.
    pub fn edits(&self, project: &ProjectEntry) -> bool {
        match self.role {
            Role::Administrator | Role::Window => true,
            Role::Owner => project.owner == Some(self.organisation.id),
            _ => false,
        }
    }

    /// Whether the person may set the green channel and let projects through gates by exception, with a reason that stays.
    pub(crate) fn excepts(&self) -> bool {
        matches!(self.role, Role::Window | Role::Administrator)
    }

    /// Whether the person is of the construction unit of this project.
    pub fn owns(&self, project: &ProjectEntry) -> bool {
        self.role == Role::Owner && project.owner == Some(self.organisation.id)
    }

    /// Whether the person may hand in for the construction unit of this project.
    pub fn applies(&self, project: &ProjectEntry) -> bool {
        match self.role {
            Role::Window => true,
            Role::Agent => self.assigned(project),
            _ => self.owns(project),
        }
    }

    pub(crate) fn forbidden(&self, zh: &str, en: &str) -> Problem {
        Problem::new(Code::Forbidden).with("what", self.lang.pick(zh, en))
    }

    pub(crate) fn not_found(&self, zh: &str, en: &str) -> Problem {
        Problem::new(Code::NotFound).with("what", self.lang.pick(zh, en))
    }
}
