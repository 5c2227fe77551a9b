//! Named people and a project to work on, with a clock and ids that the test decides.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use ed25519_dalek::{Signer as _, SigningKey};
use handheld_app::{App, Sight, Signed, Surroundings, Who};
use handheld_catalogue::Catalogue;
use handheld_contract::command::CreateProject;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{PersonRef, Role, Stage};
use handheld_contract::{Lang, OrganisationId, PersonId, ProjectId};
use handheld_records::ActorId;
use handheld_records::shape::AssignedKind;
use handheld_store::SqliteDevice;
use uuid::Uuid;

/// The key of the device.
pub(crate) const DEVICE: [u8; 32] = [9; 32];

/// 2026-11-23 10:42 in China, a Monday.
const MORNING_MS: i64 = 1_795_401_720_000;

/// A clock that moves a second with every look, and ids in order.
pub(crate) struct Steps {
    now: AtomicI64,
    next: AtomicU64,
}

impl Surroundings for Steps {
    fn now_ms(&self) -> i64 {
        self.now.fetch_add(1_000, Ordering::Relaxed)
    }

    fn new_id(&self) -> Uuid {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0000 | u128::from(n))
    }

    fn sign(&self, text: &[u8]) -> Option<Signed> {
        let key = SigningKey::from_bytes(&DEVICE);
        Some(Signed {
            key: key.verifying_key().to_bytes(),
            signature: key.sign(text).to_bytes(),
        })
    }

    fn last_server_time(&self) -> Option<String> {
        None
    }
}

pub(crate) fn app(folder: &std::path::Path, first_id: u64) -> App<SqliteDevice> {
    let store = SqliteDevice::open(folder, None).unwrap();
    let around = Steps {
        now: AtomicI64::new(MORNING_MS),
        next: AtomicU64::new(first_id),
    };
    App::new(Arc::new(store), Catalogue::bundled(), Arc::new(around))
}

fn who(number: u128, name: &str, role: Role, organisation: u128, sight: Option<Sight>) -> Who {
    let person = PersonRef {
        id: PersonId(Uuid::from_u128(number)),
        name: name.to_owned(),
    };
    let organisation = OrganisationRef {
        id: OrganisationId(Uuid::from_u128(organisation)),
        name: format!("单位{organisation}"),
        departments: Vec::new(),
    };
    Who {
        sight: sight.unwrap_or(Sight::Of {
            person: person.id,
            organisation: Some(organisation.id),
        }),
        actor: ActorId::derive(&[number as u8; 32], person.id, 1),
        acts: ActorId::act_prefix(&[number as u8; 32], person.id),
        person,
        role,
        organisation,
        lang: Lang::En,
        signer: handheld_contract::views::approval::Signer::Device,
    }
}

/// 李敏, inspector of the station.
pub(crate) fn li_min() -> Who {
    who(1, "李敏", Role::Inspector, 100, None)
}

/// 王强, her colleague.
pub(crate) fn wang_qiang() -> Who {
    who(2, "王强", Role::Inspector, 100, None)
}

/// 赵芳 of the construction unit.
pub(crate) fn zhao_fang() -> Who {
    who(3, "赵芳", Role::Owner, 200, None)
}

/// 孙伟 of another construction unit.
pub(crate) fn sun_wei() -> Who {
    who(4, "孙伟", Role::Owner, 300, None)
}

/// 周岩, surveyor of the surveying institute.
pub(crate) fn zhou_yan() -> Who {
    who(6, "周岩", Role::Surveyor, 400, None)
}

/// 马骏, surveyor of another unit.
pub(crate) fn ma_jun() -> Who {
    who(7, "马骏", Role::Surveyor, 500, None)
}

/// 何宁 of the planning bureau.
pub(crate) fn he_ning() -> Who {
    let mut who = who(8, "何宁", Role::Approver, 600, None);
    who.organisation.departments = vec!["NRP".to_owned()];
    who
}

/// 陈静, administrator.
pub(crate) fn chen_jing() -> Who {
    who(5, "陈静", Role::Administrator, 100, Some(Sight::All))
}

/// A project in the stage of construction, owned by Zhao Fang's unit, with both inspectors assigned.
pub(crate) async fn project(app: &App<SqliteDevice>) -> ProjectId {
    let admin = chen_jing();
    let asked = CreateProject {
        code: "2026-330411-14-01-018834".to_owned(),
        name: "东湖科创园三期".to_owned(),
        stage: Stage::Construction,
        district: "秀洲区".to_owned(),
        address: "东湖路 12 号".to_owned(),
        owner: zhao_fang().organisation.id,
        site: Vec::new(),
    };
    let view = app
        .create_project(&admin, asked, zhao_fang().organisation)
        .await
        .unwrap();
    for inspector in [li_min(), wang_qiang()] {
        let whom = (inspector.person.id.0, inspector.person.name, inspector.role);
        app.assign(&admin, view.row.id, AssignedKind::Person, whom, true)
            .await
            .unwrap();
    }
    view.row.id
}
