//! Organisations, people and devices, as an administrator keeps them. Nobody is ever deleted: records name them.

use std::collections::HashMap;

use handheld_contract::command::{AddOrganisation, AddPerson, EditPerson};
use handheld_contract::views::centre::{DeviceRow, OrganisationRow, PersonAdded, PersonRow};
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{Code, DeviceId, OrganisationId, PersonId, Problem};
use handheld_domain::codes::check_credit_code;
use handheld_store::StoreError;
use handheld_store::centre::{CentreLog, Device, Directory, Organisation, Person};

use crate::authorize::Who;
use crate::centre::{Centre, new_person};
use crate::{chance, password};

const NAME_CHARACTERS: usize = 120;

/// A name without surrounding blanks and control characters.
///
/// # Errors
///
/// [`Code::BadInput`] when it is empty or too long.
pub fn checked_name(what: &str, name: &str) -> Result<String, Problem> {
    let name = name.trim();
    let bad = |why: &str| {
        Err(Problem::new(Code::BadInput)
            .with("what", what)
            .with("why", why))
    };
    if name.is_empty() {
        return bad("empty");
    }
    if name.chars().count() > NAME_CHARACTERS || name.chars().any(char::is_control) {
        return bad("too long or with control characters");
    }
    Ok(name.to_owned())
}

/// A sign-in name: lowercase letters, digits, `.`, `-`, `_`, also Chinese.
///
/// # Errors
///
/// [`Code::BadInput`].
pub fn checked_login(login: &str) -> Result<String, Problem> {
    let login = login.trim().to_lowercase();
    let good = |c: char| c.is_alphanumeric() || ".-_@".contains(c);
    if login.is_empty() || login.chars().count() > 64 || !login.chars().all(good) {
        return Err(Problem::new(Code::BadInput)
            .with("what", "login")
            .with("why", "letters, digits, . - _ @"));
    }
    Ok(login)
}

fn put_failed(error: StoreError, login: &str) -> Problem {
    match error {
        StoreError::Conflict(_) => Problem::new(Code::Duplicate)
            .with("what", "login")
            .with("given", login),
        other => other.into(),
    }
}

impl Centre {
    /// All organisations with the number of their people.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn organisations(&self) -> Result<Vec<OrganisationRow>, Problem> {
        let people = self.store.people().await?;
        let rows = self
            .store
            .organisations()
            .await?
            .into_iter()
            .map(|o| organisation_row(o, &people));
        Ok(rows.collect())
    }

    /// Adds an organisation.
    ///
    /// # Errors
    ///
    /// [`Code::BadInput`] for a credit code with a wrong check digit, [`Code::Duplicate`].
    pub async fn add_organisation(
        &self,
        by: &Who,
        asked: AddOrganisation,
    ) -> Result<OrganisationRow, Problem> {
        let name = checked_name("name", &asked.name)?;
        let uscc = asked.uscc.trim().to_uppercase();
        if !uscc.is_empty() {
            check_credit_code(&uscc).map_err(|e| {
                Problem::new(Code::BadInput)
                    .with("what", "uscc")
                    .with("why", e.to_string())
            })?;
        }
        let known = self.store.organisations().await?;
        let duplicate = |what: &str, given: &str| {
            Err(Problem::new(Code::Duplicate)
                .with("what", what)
                .with("given", given))
        };
        if known.iter().any(|o| o.name == name) {
            return duplicate("name", &name);
        }
        if !uscc.is_empty() && known.iter().any(|o| o.uscc == uscc) {
            return duplicate("uscc", &uscc);
        }
        let departments = asked.departments.unwrap_or_default();
        for code in &departments {
            if self.catalogue().department(code).is_none() {
                return Err(Problem::new(Code::UnknownName)
                    .with("what", "department")
                    .with("given", code.clone()));
            }
        }
        let organisation = Organisation {
            id: OrganisationId(chance::id()),
            name,
            kind: asked.kind,
            uscc,
            departments,
        };
        self.store.put_organisation(&organisation).await?;
        self.note(by, "organisation_added", &organisation.id.to_string())
            .await?;
        Ok(organisation_row(organisation, &[]))
    }

    /// People: all with everything for an administrator; for others who may assign, without sign-in names, and for an owner only
    /// those whom an owner may assign.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn people(&self, who: &Who) -> Result<Vec<PersonRow>, Problem> {
        let (people, devices) = (self.store.people().await?, self.store.devices().await?);
        let names = self.organisation_names().await?;
        let shown = |p: &Person| match who.role {
            Role::Owner => {
                p.organisation == who.organisation.id
                    || matches!(p.role, Role::Inspector | Role::Surveyor | Role::Contractor)
            }
            _ => true,
        };
        let rows = people.into_iter().filter(shown).map(|p| {
            let mut row = person_row(p, &names, &devices);
            if who.role != Role::Administrator {
                row.login = String::new();
                row.devices = 0;
            }
            row
        });
        Ok(rows.collect())
    }

    /// Adds a person with a first password, shown once.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`] for an unknown organisation, [`Code::Duplicate`] for a sign-in name in use.
    pub async fn add_person(&self, by: &Who, asked: AddPerson) -> Result<PersonAdded, Problem> {
        let name = checked_name("name", &asked.name)?;
        let login = checked_login(&asked.login)?;
        if self.store.organisation(asked.organisation).await?.is_none() {
            return Err(Problem::new(Code::NotFound).with("what", "organisation"));
        }
        let first = password::first()?;
        let given = first.clone();
        let hash = self.hashed(move || password::hash(&given)).await??;
        let person = new_person(&name, &login, asked.role, asked.organisation, hash);
        self.store
            .put_person(&person)
            .await
            .map_err(|e| put_failed(e, &login))?;
        self.note(by, "person_added", &person.id.to_string())
            .await?;
        let names = self.organisation_names().await?;
        Ok(PersonAdded {
            person: person_row(person, &names, &[]),
            password: first,
        })
    }

    /// Changes role and activity. Who is switched off is signed out at once; the last administrator stays one.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`], [`Code::Refused`].
    pub async fn edit_person(&self, by: &Who, asked: EditPerson) -> Result<PersonRow, Problem> {
        let mut person = self.known_person(asked.id).await?;
        let administrates = |p: &Person| p.active && p.role == Role::Administrator;
        let stays = asked.active && asked.role == Role::Administrator;
        if administrates(&person) && !stays {
            let others = self.store.people().await?;
            if !others.iter().any(|p| p.id != person.id && administrates(p)) {
                return Err(Problem::new(Code::Refused).with("rule", "last_administrator"));
            }
        }
        let changed = person.role != asked.role || person.active != asked.active;
        person.role = asked.role;
        person.active = asked.active;
        self.store.put_person(&person).await?;
        if changed {
            self.store.end_sign_ins(None, Some(person.id), None).await?;
            self.note(by, "person_changed", &person.id.to_string())
                .await?;
        }
        Ok(person_row(
            person,
            &self.organisation_names().await?,
            &self.store.devices().await?,
        ))
    }

    /// Gives a person a new first password; their sign-ins end.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`].
    pub async fn reset_password(&self, by: &Who, id: PersonId) -> Result<PersonAdded, Problem> {
        let mut person = self.known_person(id).await?;
        let first = password::first()?;
        let given = first.clone();
        person.password = self.hashed(move || password::hash(&given)).await??;
        person.must_change_password = true;
        self.store.put_person(&person).await?;
        self.store.end_sign_ins(None, Some(id), None).await?;
        self.note(by, "password_reset", &id.to_string()).await?;
        let row = person_row(
            person,
            &self.organisation_names().await?,
            &self.store.devices().await?,
        );
        Ok(PersonAdded {
            person: row,
            password: first,
        })
    }

    /// Devices, of one person or of all.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn devices(&self, of: Option<PersonId>) -> Result<Vec<DeviceRow>, Problem> {
        let people: HashMap<_, _> = self
            .store
            .people()
            .await?
            .into_iter()
            .map(|p| (p.id, p.name))
            .collect();
        let devices = self.store.devices().await?.into_iter();
        Ok(devices
            .filter(|d| of.is_none_or(|p| d.person == p))
            .map(|d| device_row(d, &people))
            .collect())
    }

    /// Takes a device out of use: from now on nothing of it is taken and nothing given to it.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`].
    pub async fn revoke_device(
        &self,
        by: Option<&Who>,
        id: DeviceId,
    ) -> Result<DeviceRow, Problem> {
        let unknown = || Problem::new(Code::NotFound).with("what", "device");
        let mut device = self.store.device(id).await?.ok_or_else(unknown)?;
        let now = chance::now_ms();
        device.revoked_at_ms.get_or_insert(now);
        self.store.put_device(&device).await?;
        self.store
            .audit(
                now,
                by.map(|w| w.person.id),
                "device_revoked",
                &id.to_string(),
            )
            .await?;
        self.nudge();
        let people = self
            .store
            .people()
            .await?
            .into_iter()
            .map(|p| (p.id, p.name))
            .collect();
        Ok(device_row(device, &people))
    }

    /// A person who exists.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`].
    pub async fn known_person(&self, id: PersonId) -> Result<Person, Problem> {
        let unknown = || Problem::new(Code::NotFound).with("what", "person");
        self.store.person(id).await?.ok_or_else(unknown)
    }

    async fn note(&self, by: &Who, act: &str, detail: &str) -> Result<(), Problem> {
        Ok(self
            .store
            .audit(chance::now_ms(), Some(by.person.id), act, detail)
            .await?)
    }

    async fn organisation_names(&self) -> Result<HashMap<OrganisationId, String>, Problem> {
        Ok(self
            .store
            .organisations()
            .await?
            .into_iter()
            .map(|o| (o.id, o.name))
            .collect())
    }
}

fn organisation_row(o: Organisation, people: &[Person]) -> OrganisationRow {
    let count = people.iter().filter(|p| p.organisation == o.id).count();
    OrganisationRow {
        id: o.id,
        name: o.name,
        kind: o.kind,
        uscc: o.uscc,
        departments: o.departments,
        people: u32::try_from(count).unwrap_or(u32::MAX),
    }
}

fn person_row(p: Person, names: &HashMap<OrganisationId, String>, devices: &[Device]) -> PersonRow {
    let count = devices
        .iter()
        .filter(|d| d.person == p.id && d.revoked_at_ms.is_none())
        .count();
    PersonRow {
        id: p.id,
        name: p.name,
        login: p.login,
        role: p.role,
        organisation: OrganisationRef {
            id: p.organisation,
            name: names.get(&p.organisation).cloned().unwrap_or_default(),
            departments: Vec::new(),
        },
        active: p.active,
        devices: u32::try_from(count).unwrap_or(u32::MAX),
    }
}

fn device_row(d: Device, people: &HashMap<PersonId, String>) -> DeviceRow {
    DeviceRow {
        id: d.id,
        name: d.name,
        person: PersonRef {
            id: d.person,
            name: people.get(&d.person).cloned().unwrap_or_default(),
        },
        enrolled_at: chance::rfc3339(d.enrolled_at_ms),
        last_seen: d.last_seen_ms.map(chance::rfc3339),
        revoked_at: d.revoked_at_ms.map(chance::rfc3339),
    }
}
