//! People, organisations, devices and sign-ins of the centre on SQLite.

use async_trait::async_trait;
use handheld_contract::{DeviceId, OrganisationId, PersonId};
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::backend;
use super::centre::SqliteCentre;
use super::records::run;
use super::rows::{entry, json};
use crate::StoreError;
use crate::centre::{Device, Directory, EnrolCode, Organisation, Person, SignIn};

/// A unit variant as its name in the contract.
pub(super) fn name<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        other => Err(backend("write a name", format!("{other:?}"))),
    }
}

pub(super) fn named<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let text: String = row.get(at)?;
    serde_json::from_value(serde_json::Value::String(text)).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(e))
    })
}

pub(super) fn id<T: From<Uuid>>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    Ok(Uuid::from_bytes(row.get(at)?).into())
}

pub(super) fn all<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut rows = connection.prepare_cached(sql)?;
    rows.query_map(values, read)?.collect()
}

pub(super) fn one<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    connection
        .prepare_cached(sql)?
        .query_row(values, read)
        .optional()
}

const ORGANISATIONS: &str = "SELECT id, name, kind, uscc, departments FROM organisation";

fn organisation(row: &Row<'_>) -> rusqlite::Result<Organisation> {
    Ok(Organisation {
        id: id(row, 0)?,
        name: row.get(1)?,
        kind: named(row, 2)?,
        uscc: row.get(3)?,
        departments: entry(row, 4)?,
    })
}

const PEOPLE: &str = "SELECT p.id, p.name, p.login, p.role, p.organisation, p.active, p.password,
    p.must_change_password, p.preferences FROM person p";

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: id(row, 0)?,
        name: row.get(1)?,
        login: row.get(2)?,
        role: named(row, 3)?,
        organisation: id(row, 4)?,
        active: row.get(5)?,
        password: row.get(6)?,
        must_change_password: row.get(7)?,
        preferences: row.get(8)?,
    })
}

const DEVICES: &str = "SELECT id, person, name, key, batch, previous_envelope, enrolled_at_ms,
    last_seen_ms, revoked_at_ms FROM device";

fn device(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: id(row, 0)?,
        person: id(row, 1)?,
        name: row.get(2)?,
        key: row.get(3)?,
        batch: row.get::<_, i64>(4)?.unsigned_abs(),
        previous_envelope: row.get(5)?,
        enrolled_at_ms: row.get(6)?,
        last_seen_ms: row.get(7)?,
        revoked_at_ms: row.get(8)?,
    })
}

fn sign_in(row: &Row<'_>) -> rusqlite::Result<SignIn> {
    Ok(SignIn {
        token: row.get(0)?,
        person: id(row, 1)?,
        since_ms: row.get(2)?,
        ends_ms: row.get(3)?,
    })
}

fn find_device(connection: &Connection, id: DeviceId) -> rusqlite::Result<Option<Device>> {
    let sql = format!("{DEVICES} WHERE id = ?1");
    one(connection, &sql, [id.bytes()], device)
}

fn insert_device(
    tx: &Transaction<'_>,
    device: &Device,
    on_conflict: &str,
) -> Result<(), StoreError> {
    let batch = i64::try_from(device.batch).map_err(|e| backend("device", e))?;
    let sql = format!(
        "INSERT INTO device (id, person, name, key, batch, previous_envelope, enrolled_at_ms,
            last_seen_ms, revoked_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET {on_conflict}"
    );
    let values = params![
        device.id.bytes(),
        device.person.bytes(),
        device.name,
        device.key,
        batch,
        device.previous_envelope,
        device.enrolled_at_ms,
        device.last_seen_ms,
        device.revoked_at_ms
    ];
    run(tx, &sql, values).map(drop)
}

fn enrol(
    tx: &Transaction<'_>,
    code: [u8; 32],
    now_ms: i64,
    device: &Device,
) -> Result<Option<Device>, StoreError> {
    let sql = "SELECT person, ends_ms, used_by FROM enrol_code WHERE code = ?1";
    let row: Option<([u8; 16], i64, Option<[u8; 16]>)> = tx
        .prepare_cached(sql)?
        .query_row([code], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((person, ends_ms, used_by)) = row else {
        return Ok(None);
    };
    let known = find_device(tx, device.id)?;
    if let Some(user) = used_by {
        // The answer to the first try was lost: the same device with the same key gets it again.
        return Ok(known.filter(|known| known.id.bytes() == user && known.key == device.key));
    }
    if ends_ms <= now_ms {
        return Ok(None);
    }
    // The code says for whom, whatever the device says.
    let device = &Device {
        person: PersonId(Uuid::from_bytes(person)),
        ..device.clone()
    };
    if known.is_some_and(|known| known.key != device.key) {
        let why = format!("device {} is enrolled with another key", device.id);
        return Err(StoreError::Conflict(why));
    }
    let sql = "UPDATE enrol_code SET used_by = ?2 WHERE code = ?1";
    run(tx, sql, params![code, device.id.bytes()])?;
    insert_device(
        tx,
        device,
        "person = excluded.person, name = excluded.name, key = excluded.key, batch = excluded.batch,
         previous_envelope = excluded.previous_envelope, enrolled_at_ms = excluded.enrolled_at_ms,
         last_seen_ms = excluded.last_seen_ms, revoked_at_ms = excluded.revoked_at_ms",
    )?;
    Ok(Some(device.clone()))
}

fn put_person(tx: &Transaction<'_>, person: &Person) -> Result<(), StoreError> {
    let sql = "SELECT 1 FROM person WHERE login = ?1 AND id <> ?2";
    if tx
        .prepare_cached(sql)?
        .exists(params![person.login, person.id.bytes()])?
    {
        let why = format!("the sign-in name {} is taken", person.login);
        return Err(StoreError::Conflict(why));
    }
    let sql =
        "INSERT OR REPLACE INTO person (id, name, login, role, organisation, active, password,
                   must_change_password, preferences) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let values = params![
        person.id.bytes(),
        person.name,
        person.login,
        name(&person.role)?,
        person.organisation.bytes(),
        person.active,
        person.password,
        person.must_change_password,
        person.preferences
    ];
    run(tx, sql, values).map(drop)
}

#[async_trait]
impl Directory for SqliteCentre {
    async fn organisations(&self) -> Result<Vec<Organisation>, StoreError> {
        let sql = format!("{ORGANISATIONS} ORDER BY name, id");
        self.base
            .read(move |connection| all(connection, &sql, [], organisation))
            .await
    }

    async fn organisation(&self, id: OrganisationId) -> Result<Option<Organisation>, StoreError> {
        let sql = format!("{ORGANISATIONS} WHERE id = ?1");
        self.base
            .read(move |connection| one(connection, &sql, [id.bytes()], organisation))
            .await
    }

    async fn put_organisation(&self, organisation: &Organisation) -> Result<(), StoreError> {
        let row = organisation.clone();
        self.base
            .write(move |tx| {
                let sql = "INSERT OR REPLACE INTO organisation (id, name, kind, uscc, departments)
                           VALUES (?1, ?2, ?3, ?4, ?5)";
                let values = params![
                    row.id.bytes(),
                    row.name,
                    name(&row.kind)?,
                    row.uscc,
                    json(&row.departments)?
                ];
                run(tx, sql, values).map(drop)
            })
            .await
    }

    async fn people(&self) -> Result<Vec<Person>, StoreError> {
        let sql = format!(
            "{PEOPLE} LEFT JOIN organisation o ON o.id = p.organisation ORDER BY o.name, p.name, p.id"
        );
        self.base
            .read(move |connection| all(connection, &sql, [], person))
            .await
    }

    async fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        let sql = format!("{PEOPLE} WHERE p.id = ?1");
        self.base
            .read(move |connection| one(connection, &sql, [id.bytes()], person))
            .await
    }

    async fn person_by_login(&self, login: &str) -> Result<Option<Person>, StoreError> {
        let (sql, login) = (format!("{PEOPLE} WHERE p.login = ?1"), login.to_owned());
        self.base
            .read(move |connection| one(connection, &sql, [login], person))
            .await
    }

    async fn put_person(&self, person: &Person) -> Result<(), StoreError> {
        let person = person.clone();
        self.base.write(move |tx| put_person(tx, &person)).await
    }

    async fn devices(&self) -> Result<Vec<Device>, StoreError> {
        let sql = format!("{DEVICES} ORDER BY enrolled_at_ms DESC, id");
        self.base
            .read(move |connection| all(connection, &sql, [], device))
            .await
    }

    async fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreError> {
        self.base
            .read(move |connection| find_device(connection, id))
            .await
    }

    async fn put_device(&self, device: &Device) -> Result<(), StoreError> {
        let device = device.clone();
        self.base
            .write(move |tx| {
                let changed = "name = excluded.name, last_seen_ms = excluded.last_seen_ms,
                               revoked_at_ms = excluded.revoked_at_ms";
                insert_device(tx, &device, changed)
            })
            .await
    }

    async fn put_enrol_code(&self, code: &EnrolCode) -> Result<(), StoreError> {
        let code = code.clone();
        self.base
            .write(move |tx| {
                let sql =
                    "INSERT OR REPLACE INTO enrol_code (code, person, ends_ms) VALUES (?1, ?2, ?3)";
                run(
                    tx,
                    sql,
                    params![code.code, code.person.bytes(), code.ends_ms],
                )
                .map(drop)
            })
            .await
    }

    async fn enrol(
        &self,
        code: [u8; 32],
        now_ms: i64,
        device: Device,
    ) -> Result<Option<Device>, StoreError> {
        self.base
            .write(move |tx| enrol(tx, code, now_ms, &device))
            .await
    }

    async fn put_sign_in(&self, sign_in: &SignIn) -> Result<(), StoreError> {
        let row = sign_in.clone();
        self.base
            .write(move |tx| {
                let sql = "INSERT OR REPLACE INTO sign_in (token, person, since_ms, ends_ms)
                           VALUES (?1, ?2, ?3, ?4)";
                let values = params![row.token, row.person.bytes(), row.since_ms, row.ends_ms];
                run(tx, sql, values).map(drop)
            })
            .await
    }

    async fn sign_in(&self, token: [u8; 32], now_ms: i64) -> Result<Option<SignIn>, StoreError> {
        self.base
            .read(move |connection| {
                let sql = "SELECT token, person, since_ms, ends_ms FROM sign_in
                           WHERE token = ?1 AND ends_ms > ?2";
                one(connection, sql, params![token, now_ms], sign_in)
            })
            .await
    }

    async fn end_sign_ins(
        &self,
        token: Option<[u8; 32]>,
        person: Option<PersonId>,
        keep: Option<[u8; 32]>,
    ) -> Result<(), StoreError> {
        let person = person.map(PersonId::bytes);
        self.base
            .write(move |tx| {
                let sql =
                    "DELETE FROM sign_in WHERE (token = ?1 OR person = ?2) AND token IS NOT ?3";
                run(tx, sql, params![token, person, keep]).map(drop)
            })
            .await
    }
}
