//! Makes the sample with the use cases of the app, as its people would have done, under a clock and ids of its own.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use ed25519_dalek::{Signer as _, SigningKey};
use handheld_app::{App, PhotoFacts, Signed, Surroundings};
use handheld_contract::command::{AddPhoto, CreateProject};
use handheld_contract::views::approval::Signer;
use handheld_contract::views::inspection::{PhotoSource, Position};
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{PersonRef, Role, Stage};
use handheld_contract::{BlobHash, Code, InspectionId, Lang, OrganisationId, Problem, ProjectId};
use handheld_records::ActorId;
use handheld_records::shape::AssignedKind;
use handheld_store::blobs::Blobs;
use handheld_store::centre::{CentreLog, Directory, EnrolCode, Organisation, Person as Stored};
use handheld_store::records::Sight;
use serde_json::{Value, json};
use uuid::Uuid;

use super::firms::{BUILT_PROJECTS, DISTRICTS, FIRMS, PROJECTS};
use super::people::{BEGIN_MS, PEOPLE, Person};
use super::vectors::{self, Sheet};
use super::{code_of, derived, derived_id, password_of, scene};
use crate::centre::{Photos, Store, catalogue};
use crate::key::CentreKey;
use crate::{chance, enrol, password};

/// Pictures that are drawn; inspections share them.
const DIFFERENT_PICTURES: u32 = 24;
pub(super) const MINUTE: i64 = 60_000;
pub(super) const DAY: i64 = 24 * 60 * MINUTE;

/// A clock that goes a little further with every look, and ids that depend on their number.
pub(super) struct Script {
    key: CentreKey,
    pub(super) now: AtomicI64,
    ids: AtomicU64,
}

impl Surroundings for Script {
    fn now_ms(&self) -> i64 {
        self.now.fetch_add(7_000, Ordering::Relaxed)
    }
    fn new_id(&self) -> Uuid {
        let number = self.ids.fetch_add(1, Ordering::Relaxed);
        derived_id(self.now.load(Ordering::Relaxed), &format!("id {number}"))
    }
    fn seal(&self, text: &[u8]) -> Option<[u8; 64]> {
        Some(self.key.sign(text))
    }
    fn sign(&self, text: &[u8]) -> Option<Signed> {
        // The device of the sample's people: its key is derived from words like everything here.
        let key = SigningKey::from_bytes(&derived("device key"));
        Some(Signed {
            key: key.verifying_key().to_bytes(),
            signature: key.sign(text).to_bytes(),
        })
    }
    fn last_server_time(&self) -> Option<String> {
        None
    }
}

pub(super) struct Builder<'a> {
    pub(super) app: App<Store>,
    pub(super) script: Arc<Script>,
    pub(super) photos: &'a Photos,
    pictures: u32,
    kept: HashMap<u32, (BlobHash, u64)>,
}

pub(super) fn organisation_id(key: &str) -> OrganisationId {
    OrganisationId(derived_id(BEGIN_MS, &format!("organisation {key}")))
}

pub(super) fn name_of(key: &str) -> String {
    FIRMS
        .iter()
        .find(|f| f.key == key)
        .map_or_else(String::new, |f| f.name.to_owned())
}

pub(super) fn departments_of(key: &str) -> Vec<String> {
    FIRMS
        .iter()
        .find(|f| f.key == key)
        .map_or_else(Vec::new, super::firms::Firm::departments)
}

pub(super) fn by_login(login: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|p| p.login == login)
}

pub(super) fn who(person: &Person) -> handheld_app::Who {
    handheld_app::Who {
        person: PersonRef {
            id: person.id(),
            name: person.name.to_owned(),
        },
        role: person.role,
        organisation: OrganisationRef {
            id: organisation_id(person.organisation),
            name: name_of(person.organisation),
            departments: departments_of(person.organisation),
        },
        sight: Sight::All,
        actor: ActorId::derive(&derived("device"), person.id(), 0),
        acts: ActorId::act_prefix(&derived("device"), person.id()),
        signer: Signer::Centre,
        lang: Lang::Zh,
    }
}

/// Makes everything.
pub(super) async fn build(
    store: &Arc<Store>,
    photos: &Photos,
    key: CentreKey,
) -> Result<(), Problem> {
    people(store).await?;
    let script = Arc::new(Script {
        key,
        now: AtomicI64::new(BEGIN_MS),
        ids: AtomicU64::new(0),
    });
    let around: Arc<dyn Surroundings> = Arc::<Script>::clone(&script);
    let app = App::new(Arc::clone(store), catalogue(), around);
    let mut builder = Builder {
        app,
        script,
        photos,
        pictures: 0,
        kept: HashMap::new(),
    };
    let projects = builder.projects().await?;
    Box::pin(builder.approvals(&projects)).await?;
    Box::pin(builder.surveys(&projects)).await?;
    Box::pin(builder.inspections(&projects)).await
}

async fn people(store: &Store) -> Result<(), Problem> {
    for firm in FIRMS {
        let organisation = Organisation {
            id: organisation_id(firm.key),
            name: firm.name.to_owned(),
            kind: firm.kind,
            uscc: firm.uscc(),
            departments: firm.departments(),
        };
        store.put_organisation(&organisation).await?;
    }
    for person in PEOPLE {
        let mut salt = [0; 16];
        salt.copy_from_slice(&derived(&format!("salt {}", person.login))[..16]);
        let given = password_of(person.login);
        let hashed = tokio::task::spawn_blocking(move || password::hash_with(&given, &salt)).await;
        let hashed =
            hashed.map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))??;
        let stored = Stored {
            id: person.id(),
            name: person.name.to_owned(),
            login: person.login.to_owned(),
            role: person.role,
            organisation: organisation_id(person.organisation),
            active: true,
            password: hashed,
            must_change_password: false,
            preferences: String::new(),
        };
        store.put_person(&stored).await?;
        let code = chance::sha256(enrol::normal(&code_of(person.login)));
        store
            .put_enrol_code(&EnrolCode {
                code,
                person: person.id(),
                ends_ms: i64::MAX,
            })
            .await?;
    }
    Ok(())
}

impl Builder<'_> {
    /// Puts the clock to a day and hour after the beginning.
    pub(super) fn at(&self, day: i64, hour: i64) {
        self.script
            .now
            .store(BEGIN_MS + day * DAY + hour * 60 * MINUTE, Ordering::Relaxed);
    }

    pub(super) async fn call(
        &self,
        person: &Person,
        name: &str,
        request: Value,
    ) -> Result<Value, Problem> {
        let answer = Box::pin(self.app.call(&who(person), name, request)).await?;
        answer.ok_or_else(|| Problem::new(Code::Internal).with("why", name))
    }

    async fn projects(&self) -> Result<Vec<ProjectId>, Problem> {
        let clerk = by_login("fangxiaochuang").map(who);
        let clerk = clerk.ok_or_else(|| Problem::new(Code::Internal).with("why", "no clerk"))?;
        let mut ids = Vec::new();
        for (index, (name, stage, owner, district, contractor)) in PROJECTS.iter().enumerate() {
            let (number, day) = (
                i32::try_from(index).unwrap_or(0),
                i64::try_from(index).unwrap_or(0),
            );
            // Those that only have approvals come after the others and began before them.
            if index < BUILT_PROJECTS {
                self.at(day, 9);
            } else {
                self.at(0, 8);
            }
            let (code, district, longitude, latitude, first) = DISTRICTS[*district];
            let (x, y) = (
                longitude + f64::from(number) * 0.004,
                latitude + f64::from(number % 5) * 0.003,
            );
            let asked = CreateProject {
                code: format!(
                    "26{:02}-{code}-04-01-{:06}",
                    1 + index % 6,
                    100_001 + index * 37
                ),
                name: (*name).to_owned(),
                stage: *stage,
                district: district.to_owned(),
                address: format!("{district}示例路 {} 号", 8 + index * 6),
                owner: organisation_id(owner),
                site: vec![
                    [x, y],
                    [x + 0.002, y],
                    [x + 0.002, y + 0.0015],
                    [x, y + 0.0015],
                ],
            };
            let owner = OrganisationRef {
                id: organisation_id(owner),
                name: name_of(owner),
                departments: Vec::new(),
            };
            let id = self.app.create_project(&clerk, asked, owner).await?.row.id;
            let survey = if first { "survey-a" } else { "survey-b" };
            let units = [(*contractor, Role::Contractor), (survey, Role::Surveyor)];
            for (unit, role) in units {
                let whom = (organisation_id(unit).0, name_of(unit), role);
                self.app
                    .assign(&clerk, id, AssignedKind::Organisation, whom, true)
                    .await?;
            }
            let team: &[&str] = if first {
                &["shenyutong", "lujingming", "jinxiaoguan"]
            } else {
                &["guyuanshan", "bairuoxi"]
            };
            for person in team.iter().filter_map(|login| by_login(login)) {
                let whom = (person.id().0, person.name.to_owned(), person.role);
                self.app
                    .assign(&clerk, id, AssignedKind::Person, whom, true)
                    .await?;
            }
            handheld_app::flush_all(&self.app, &clerk, i64::MAX).await?;
            ids.push(id);
        }
        Ok(ids)
    }

    /// Inspections of the projects under construction; the first two have none in progress.
    async fn inspections(&mut self, projects: &[ProjectId]) -> Result<(), Problem> {
        let mut round = 0_usize;
        for (index, (_, stage, _, district, _)) in PROJECTS.iter().enumerate() {
            if *stage != Stage::Construction {
                continue;
            }
            let team = if DISTRICTS[*district].4 {
                ["shenyutong", "lujingming"]
            } else {
                ["guyuanshan", "bairuoxi"]
            };
            let (Some(first), Some(second)) = (by_login(team[0]), by_login(team[1])) else {
                continue;
            };
            let owner = PEOPLE
                .iter()
                .find(|p| p.role == Role::Owner && p.organisation == PROJECTS[index].2);
            for visit in 0..3 {
                // The last visit of every fourth project is still under way; the first projects are free for a new one.
                let under_way = visit == 2 && index % 4 == 3;
                let sheet = vectors::ALL[round % vectors::ALL.len()];
                let day = 30 + i64::try_from(round).unwrap_or(0) * 4;
                let (inspector, other) = if round.is_multiple_of(2) {
                    (first, second)
                } else {
                    (second, first)
                };
                self.at(day, 10);
                let failed = self
                    .inspect(inspector, projects[index], sheet, under_way)
                    .await?;
                if !under_way {
                    self.findings(inspector, other, owner, &failed, round)
                        .await?;
                }
                round += 1;
            }
        }
        Ok(())
    }

    /// One inspection by JGJ 59; answers its id and the items that lost points.
    async fn inspect(
        &mut self,
        person: &Person,
        project: ProjectId,
        sheet: Sheet,
        under_way: bool,
    ) -> Result<(InspectionId, Vec<&'static str>), Problem> {
        let request = json!({"project": project, "template": "JGJ59", "stage": "construction", "corrects": null});
        let view = self.call(person, "start_inspection", request).await?;
        let id = view
            .pointer("/row/id")
            .or_else(|| view.get("id"))
            .cloned()
            .unwrap_or_default();
        let id: InspectionId = serde_json::from_value(id).map_err(|e| {
            Problem::new(Code::Internal).with("why", format!("start_inspection: {e}"))
        })?;
        let mut failed = Vec::new();
        let tables = if under_way {
            &sheet[..sheet.len() / 2]
        } else {
            sheet
        };
        for (table, deductions) in tables {
            let first = format!("{table}-01");
            if deductions.is_empty() {
                self.answer(person, id, &first, json!([]), "").await?;
                self.photo(person, id, Some(first.clone())).await?;
            }
            for (item, points) in *deductions {
                let note = "现场与要求不符，已当场指出";
                self.answer(
                    person,
                    id,
                    item,
                    json!([{"points": points, "note": note}]),
                    note,
                )
                .await?;
                failed.push(*item);
            }
        }
        // A failed item is finished only with a photo of it.
        for item in &failed {
            self.photo(person, id, Some((*item).to_owned())).await?;
        }
        self.photo(person, id, None).await?;
        if under_way {
            self.call(
                person,
                "leave_screen",
                json!({"inspection": id, "item": failed.last()}),
            )
            .await?;
        } else {
            self.call(person, "finish_inspection", json!({"id": id}))
                .await?;
        }
        Ok((id, failed))
    }

    async fn answer(
        &self,
        person: &Person,
        id: InspectionId,
        item: &str,
        deductions: Value,
        note: &str,
    ) -> Result<(), Problem> {
        let answer = json!({"kind": "deductions", "deductions": deductions});
        let request = json!({"inspection": id, "item": item, "answer": answer, "note": note});
        self.call(person, "answer_item", request).await.map(|_| ())
    }

    async fn photo(
        &mut self,
        person: &Person,
        inspection: InspectionId,
        item: Option<String>,
    ) -> Result<(), Problem> {
        self.pictures += 1;
        let failed =
            || Problem::new(Code::Internal).with("why", "a sample picture cannot be encoded");
        let which = self.pictures % DIFFERENT_PICTURES;
        let (sha256, length) = match self.kept.get(&which) {
            Some(kept) => *kept,
            None => {
                let bytes = scene::jpeg(which).ok_or_else(failed)?;
                let kept = (BlobHash(chance::sha256(&bytes)), bytes.len() as u64);
                self.photos.put(kept.0, bytes).await?;
                self.app.store().photo_arrived(kept.0).await?;
                self.kept.insert(which, kept);
                kept
            }
        };
        let facts = PhotoFacts {
            sha256,
            width: u32::from(scene::WIDTH),
            height: u32::from(scene::HEIGHT),
            bytes: length,
            mime: "image/jpeg".to_owned(),
            orientation: 1,
        };
        let position = Position {
            longitude: 120.78 + f64::from(self.pictures) * 0.0003,
            latitude: 30.74,
            accuracy_m: Some(8.0),
            provider: "gps".to_owned(),
        };
        let asked = AddPhoto {
            inspection,
            item,
            source: PhotoSource::Camera,
            file_name: None,
            position: Some(position),
        };
        self.app
            .record_photo(&who(person), asked, facts)
            .await
            .map(|_| ())
    }

    /// Findings of an inspection: most are answered and closed, some are open, some overdue.
    async fn findings(
        &self,
        inspector: &Person,
        other: &Person,
        owner: Option<&Person>,
        (inspection, failed): &(InspectionId, Vec<&'static str>),
        round: usize,
    ) -> Result<(), Problem> {
        for (number, item) in failed.iter().take(2).enumerate() {
            let kind = (round + number) % 4;
            let due = if kind == 1 {
                "2027-06-30"
            } else {
                "2026-09-30"
            };
            let severity = if round % 9 == 4 && number == 0 {
                json!("critical")
            } else {
                Value::Null
            };
            let request = json!({"inspection": inspection, "item": item, "note": "", "severity": severity, "due": due});
            let finding = self.call(inspector, "raise_finding", request).await?;
            let id = finding
                .pointer("/row/id")
                .or_else(|| finding.get("id"))
                .cloned()
                .unwrap_or_default();
            // Kinds 0 and 3 are put right and closed, 1 stays open, 2 is overdue.
            if let (0 | 3, Some(owner)) = (kind, owner) {
                let reply = json!({"id": id, "act": "replied", "note": "已整改，照片存档备查"});
                self.call(owner, "act_on_finding", reply).await?;
                handheld_app::flush_all(&self.app, &who(owner), i64::MAX).await?;
                let close = json!({"id": id, "act": "closed", "note": "复查合格"});
                self.call(other, "act_on_finding", close).await?;
                handheld_app::flush_all(&self.app, &who(other), i64::MAX).await?;
            }
        }
        handheld_app::flush_all(&self.app, &who(inspector), i64::MAX).await
    }
}
