//! Who takes part, on which devices, with which clocks; the directory that says so, and the projects.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ed25519_dalek::{Signer as _, SigningKey};
use handheld_app::{App, Sight, Surroundings, Who};
use handheld_contract::command::{ChooseProcedure, CreateProject};
use handheld_contract::views::approval::Signer;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{PersonRef, Role, Stage};
use handheld_contract::{DeviceId, Lang, OrganisationId, PersonId, ProjectId};
use handheld_records::ActorId;
use handheld_records::shape::AssignedKind;
use handheld_store::memory::MemoryCentre;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use super::Broken;

/// Clock and ids of one installation; the clock of a device may be wrong.
pub(super) struct Side {
    clock: Arc<AtomicI64>,
    ahead_ms: i64,
    ids: Mutex<ChaCha8Rng>,
    seal: Option<SigningKey>,
}

impl Side {
    pub(super) fn new(
        clock: &Arc<AtomicI64>,
        ahead_ms: i64,
        ids: u64,
        seal: Option<SigningKey>,
    ) -> Self {
        Self {
            clock: Arc::clone(clock),
            ahead_ms,
            ids: Mutex::new(ChaCha8Rng::seed_from_u64(ids)),
            seal,
        }
    }
}

impl Surroundings for Side {
    fn now_ms(&self) -> i64 {
        self.clock.load(Ordering::Relaxed) + self.ahead_ms
    }

    fn new_id(&self) -> Uuid {
        let mut random = [0; 10];
        self.ids
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut random);
        let ms = u64::try_from(self.now_ms()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
    }

    fn seal(&self, text: &[u8]) -> Option<[u8; 64]> {
        self.seal.as_ref().map(|key| key.sign(text).to_bytes())
    }

    fn last_server_time(&self) -> Option<String> {
        None
    }
}

/// Somebody in the directory.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) person: PersonRef,
    pub(super) role: Role,
    pub(super) organisation: OrganisationRef,
}

impl Member {
    fn new(number: u128, role: Role, organisation: u128, departments: &[&str]) -> Self {
        Self {
            person: PersonRef {
                id: PersonId(Uuid::from_u128(0x100 + number)),
                name: format!("人员{number}"),
            },
            role,
            organisation: OrganisationRef {
                id: OrganisationId(Uuid::from_u128(0x1000 + organisation)),
                name: format!("单位{organisation}"),
                departments: departments.iter().map(|code| (*code).to_owned()).collect(),
            },
        }
    }

    /// What a person sees at the centre: the hall everything, others the projects of their unit.
    pub(super) fn sight(&self) -> Sight {
        if self.role == Role::Window {
            return Sight::All;
        }
        Sight::Of {
            person: self.person.id,
            organisation: Some(self.organisation.id),
        }
    }

    /// The person at an installation with this key.
    pub(super) fn who(&self, key: &SigningKey, signer: Signer, sight: Sight) -> Who {
        let public = key.verifying_key().to_bytes();
        Who {
            person: self.person.clone(),
            role: self.role,
            organisation: self.organisation.clone(),
            sight,
            actor: ActorId::derive(&public, self.person.id, 1),
            acts: ActorId::act_prefix(&public, self.person.id),
            signer,
            lang: Lang::Zh,
        }
    }
}

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

/// Id of a device.
pub(super) fn device_id(place: usize) -> DeviceId {
    DeviceId(Uuid::from_u128(0x200 + place as u128))
}

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
