//! People, organisations, devices and sign-ins in memory.

use std::collections::BTreeMap;

use async_trait::async_trait;
use handheld_contract::{DeviceId, OrganisationId, PersonId};

use super::centre::MemoryCentre;
use crate::StoreError;
use crate::centre::{Device, Directory, EnrolCode, Organisation, Person, SignIn};

/// The directory's part of a centre's state.
#[derive(Debug, Clone, Default)]
pub(super) struct People {
    organisations: BTreeMap<OrganisationId, Organisation>,
    people: BTreeMap<PersonId, Person>,
    devices: BTreeMap<DeviceId, Device>,
    /// Codes with the device that used them up.
    codes: BTreeMap<[u8; 32], (EnrolCode, Option<DeviceId>)>,
    sign_ins: BTreeMap<[u8; 32], SignIn>,
}

impl People {
    pub(super) fn took_batch(&mut self, device: DeviceId, number: u64, envelope: [u8; 32]) {
        if let Some(device) = self.devices.get_mut(&device) {
            device.batch = number;
            device.previous_envelope = envelope;
        }
    }

    fn put_device(&mut self, device: &Device) {
        match self.devices.get_mut(&device.id) {
            Some(known) => {
                known.name.clone_from(&device.name);
                known.last_seen_ms = device.last_seen_ms;
                known.revoked_at_ms = device.revoked_at_ms;
            }
            None => {
                self.devices.insert(device.id, device.clone());
            }
        }
    }

    fn enrol(
        &mut self,
        code: [u8; 32],
        now_ms: i64,
        device: Device,
    ) -> Result<Option<Device>, StoreError> {
        let known = self.devices.get(&device.id);
        let Some((row, used_by)) = self.codes.get_mut(&code) else {
            return Ok(None);
        };
        if let Some(user) = used_by {
            // The answer to the first try was lost: the same device with the same key gets it again.
            let again = known.filter(|d| d.id == *user && d.key == device.key);
            return Ok(again.cloned());
        }
        if row.ends_ms <= now_ms {
            return Ok(None);
        }
        // The code says for whom, whatever the device says.
        let device = Device {
            person: row.person,
            ..device
        };
        if known.is_some_and(|known| known.key != device.key) {
            return Err(StoreError::Conflict(format!(
                "device {} is enrolled with another key",
                device.id
            )));
        }
        *used_by = Some(device.id);
        self.devices.insert(device.id, device.clone());
        Ok(Some(device))
    }
}

#[async_trait]
impl Directory for MemoryCentre {
    async fn organisations(&self) -> Result<Vec<Organisation>, StoreError> {
        Ok(self.read(|state| {
            let mut all: Vec<_> = state.people.organisations.values().cloned().collect();
            all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
            all
        }))
    }

    async fn organisation(&self, id: OrganisationId) -> Result<Option<Organisation>, StoreError> {
        Ok(self.read(|state| state.people.organisations.get(&id).cloned()))
    }

    async fn put_organisation(&self, organisation: &Organisation) -> Result<(), StoreError> {
        self.write(|state| {
            state
                .people
                .organisations
                .insert(organisation.id, organisation.clone());
            Ok(())
        })
    }

    async fn people(&self) -> Result<Vec<Person>, StoreError> {
        Ok(self.read(|state| {
            let organisation = |person: &Person| {
                state
                    .people
                    .organisations
                    .get(&person.organisation)
                    .map(|organisation| organisation.name.clone())
            };
            let mut all: Vec<_> = state.people.people.values().cloned().collect();
            all.sort_by_cached_key(|person| (organisation(person), person.name.clone(), person.id));
            all
        }))
    }

    async fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        Ok(self.read(|state| state.people.people.get(&id).cloned()))
    }

    async fn person_by_login(&self, login: &str) -> Result<Option<Person>, StoreError> {
        Ok(self.read(|state| {
            state
                .people
                .people
                .values()
                .find(|person| person.login == login)
                .cloned()
        }))
    }

    async fn put_person(&self, person: &Person) -> Result<(), StoreError> {
        self.write(|state| {
            let taken = state
                .people
                .people
                .values()
                .any(|other| other.id != person.id && other.login == person.login);
            if taken {
                return Err(StoreError::Conflict(format!(
                    "the sign-in name {} is taken",
                    person.login
                )));
            }
            state.people.people.insert(person.id, person.clone());
            Ok(())
        })
    }

    async fn devices(&self) -> Result<Vec<Device>, StoreError> {
        Ok(self.read(|state| {
            let mut all: Vec<_> = state.people.devices.values().cloned().collect();
            all.sort_by_key(|device| (std::cmp::Reverse(device.enrolled_at_ms), device.id));
            all
        }))
    }

    async fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreError> {
        Ok(self.read(|state| state.people.devices.get(&id).cloned()))
    }

    async fn put_device(&self, device: &Device) -> Result<(), StoreError> {
        self.write(|state| {
            state.people.put_device(device);
            Ok(())
        })
    }

    async fn put_enrol_code(&self, code: &EnrolCode) -> Result<(), StoreError> {
        self.write(|state| {
            state.people.codes.insert(code.code, (code.clone(), None));
            Ok(())
        })
    }

    async fn enrol(
        &self,
        code: [u8; 32],
        now_ms: i64,
        device: Device,
    ) -> Result<Option<Device>, StoreError> {
        self.write(|state| state.people.enrol(code, now_ms, device))
    }

    async fn put_sign_in(&self, sign_in: &SignIn) -> Result<(), StoreError> {
        self.write(|state| {
            state.people.sign_ins.insert(sign_in.token, sign_in.clone());
            Ok(())
        })
    }

    async fn sign_in(&self, token: [u8; 32], now_ms: i64) -> Result<Option<SignIn>, StoreError> {
        Ok(self.read(|state| {
            state
                .people
                .sign_ins
                .get(&token)
                .filter(|sign_in| sign_in.ends_ms > now_ms)
                .cloned()
        }))
    }

    async fn end_sign_ins(
        &self,
        token: Option<[u8; 32]>,
        person: Option<PersonId>,
        keep: Option<[u8; 32]>,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            state.people.sign_ins.retain(|of, sign_in| {
                keep == Some(*of) || !(token == Some(*of) || person == Some(sign_in.person))
            });
            Ok(())
        })
    }
}
