//! Other systems that act here: their credentials, and what makes a request of theirs theirs.
//!
//! A request carries a bearer token (known by its SHA-256), a signature over the raw body with a second secret, and an idempotency key.
//! The same request with the same key is done once, however often and however simultaneously it comes (T16, T18). What an entry does to
//! a case is not decided here but by [`TakesEntries`].

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::lock::Mutex;
use handheld_contract::views::PersonRef;
use handheld_contract::views::interfaces::{AddSystem, SystemAdded, SystemRow};
use handheld_contract::{Code, DocId, PersonId, Problem, SystemId};
use handheld_store::centre::{CentreLog, Directory};
use handheld_store::interfaces::{Claim, Interfaces, System};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::authorize::{Via, Who};
use crate::centre::{Centre, new_person};
use crate::chance;
use crate::directory::checked_name;
use crate::webhooks::sign;

/// Header with the idempotency key.
pub const KEY: &str = "idempotency-key";
/// How far the time of a signature may be from ours.
const WINDOW_SECONDS: u64 = 5 * 60;
const KEY_CHARACTERS: usize = 128;
const TOKEN_PREFIX: &str = "hhs_";

/// An entry that another system makes in a case, after everything about the request itself was found right.
#[derive(Debug, Clone)]
pub struct SystemEntry {
    /// The system.
    pub system: System,
    /// The person on whose behalf it acts, for `authorize`.
    pub who: Who,
    /// Id of the entry, derived from system and key: a request that was cut after the entry was stored comes again with the same id,
    /// and must then answer as if it were new.
    pub id: Uuid,
    /// The case.
    pub case: DocId,
    /// What is to be entered: a JSON object.
    pub body: Value,
}

/// Takes entries of other systems.
///
/// Called by one request at a time, not holding [`Centre::writing`]. A case that the system may not see answers [`Code::NotFound`] (A04).
/// An error means that nothing was changed.
#[async_trait]
pub trait TakesEntries: Send + Sync {
    /// Makes the entry; the answer is kept and given again to the same request.
    async fn take_entry(&self, centre: &Centre, entry: SystemEntry) -> Result<Value, Problem>;
}

/// Where entries of other systems come in.
#[derive(Default)]
pub struct Desk {
    takes: Option<Arc<dyn TakesEntries>>,
    one_at_a_time: Mutex<()>,
}

/// What goes back: status and JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: String,
}

fn refused(what: &str) -> Problem {
    // Whoever holds the right token is told what else is wrong; to all others every token is equally unknown.
    Problem::new(Code::SignedOut).with("what", what)
}

fn bad(what: &str, why: &str) -> Problem {
    Problem::new(Code::BadInput)
        .with("what", what)
        .with("why", why)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The idempotency key of a request.
fn key_of(headers: &HeaderMap) -> Result<&str, Problem> {
    let key = text(headers, KEY).unwrap_or_default();
    let printable = key.bytes().all(|b| (0x20..0x7f).contains(&b));
    if key.is_empty() || key.len() > KEY_CHARACTERS || !printable {
        return Err(bad(KEY, "1 to 128 printable ASCII characters"));
    }
    Ok(key)
}

/// Checks the signature of a request. Its id is the idempotency key, so that the signature covers that too.
fn check_signature(
    system: &System,
    key: &str,
    headers: &HeaderMap,
    body: &[u8],
    now_ms: i64,
) -> Result<(), Problem> {
    let given = |name| text(headers, name).ok_or_else(|| refused(name));
    let (id, timestamp) = (given(sign::ID)?, given(sign::TIMESTAMP)?);
    let signature = given(sign::SIGNATURE)?;
    if id != key {
        return Err(bad(sign::ID, "must be the idempotency-key"));
    }
    let seconds: i64 = timestamp.parse().map_err(|_| refused(sign::TIMESTAMP))?;
    if now_ms.div_euclid(1000).abs_diff(seconds) > WINDOW_SECONDS {
        return Err(refused(sign::TIMESTAMP));
    }
    if !sign::verifies(&system.secret, id, seconds, body, signature) {
        return Err(refused(sign::SIGNATURE));
    }
    Ok(())
}

/// The id of the entry that a system makes under a key: the same for ever.
fn entry_id(system: SystemId, key: &str) -> Uuid {
    let mut hasher = Sha256::new();
    hasher.update(b"handheld entry of a system 1\n");
    hasher.update(system.bytes());
    hasher.update(key.as_bytes());
    let mut half = [0; 16];
    half.copy_from_slice(&hasher.finalize()[..16]);
    uuid::Builder::from_custom_bytes(half).into_uuid()
}

impl Centre {
    /// Sets who takes the entries of other systems; without it they answer [`Code::NotHere`].
    #[must_use]
    pub fn with_entries(mut self, takes: Arc<dyn TakesEntries>) -> Self {
        self.desk.takes = Some(takes);
        self
    }

    /// The system of a request and the person for whom it acts, by its token.
    ///
    /// # Errors
    ///
    /// [`Code::SignedOut`] for an unknown or revoked token, and when that person is not active any more (A05).
    async fn by_token(&self, headers: &HeaderMap) -> Result<(System, Who), Problem> {
        let unknown = || refused("token");
        let token = text(headers, header::AUTHORIZATION.as_str())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(unknown)?;
        let found = self.store.system_by_token(chance::sha256(token)).await?;
        let system = found
            .filter(|system| system.revoked_at_ms.is_none())
            .ok_or_else(unknown)?;
        let who = self.who(system.person, Via::System(system.id)).await?;
        Ok((system, who.ok_or_else(unknown)?))
    }

    /// Takes an entry of another system, once for each key.
    ///
    /// # Errors
    ///
    /// [`Code::SignedOut`] for a wrong token, signature or time, [`Code::BadInput`] without a key or with a body that is not a JSON
    /// object, [`Code::Duplicate`] when the key was used for another request, and what [`TakesEntries`] refuses.
    pub async fn entry_of_system(
        &self,
        headers: &HeaderMap,
        case: &str,
        body: &[u8],
    ) -> Result<Answered, Problem> {
        let (system, who) = self.by_token(headers).await?;
        let key = key_of(headers)?;
        check_signature(&system, key, headers, body, chance::now_ms())?;
        let takes = self
            .desk
            .takes
            .as_ref()
            .ok_or_else(|| Problem::new(Code::NotHere))?;
        let not_found = || Problem::new(Code::NotFound).with("what", "case");
        let case: DocId = case.parse().map_err(|_| not_found())?;
        let parsed: Value =
            serde_json::from_slice(body).map_err(|e| bad("body", &e.to_string()))?;
        if !parsed.is_object() {
            return Err(bad("body", "a JSON object"));
        }
        let mut asked = Sha256::new();
        asked.update(case.bytes());
        asked.update(body);
        let _one_at_a_time = self.desk.one_at_a_time.lock().await;
        let claim =
            self.store
                .claim_request(system.id, key, asked.finalize().into(), chance::now_ms());
        match claim.await? {
            Claim::Answered { status, body } => return Ok(Answered { status, body }),
            Claim::Different => {
                return Err(Problem::new(Code::Duplicate)
                    .with("what", KEY)
                    .with("given", key));
            }
            Claim::Open => {}
        }
        let (id, entry_key) = (system.id, key.to_owned());
        let entry = SystemEntry {
            id: entry_id(system.id, key),
            system,
            who,
            case,
            body: parsed,
        };
        match takes.take_entry(self, entry).await {
            Ok(value) => {
                let answered = Answered {
                    status: 200,
                    body: value.to_string(),
                };
                self.store
                    .answer_request(id, &entry_key, answered.status, &answered.body)
                    .await?;
                Ok(answered)
            }
            Err(problem) => {
                // Nothing was changed: the key is free for the corrected request.
                self.store.release_request(id, &entry_key).await?;
                Err(problem)
            }
        }
    }

    /// All systems.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn systems(&self) -> Result<Vec<SystemRow>, Problem> {
        let mut rows = Vec::new();
        for system in self.store.systems().await? {
            rows.push(self.system_row(system).await?);
        }
        Ok(rows)
    }

    /// Adds a system, with its token and secret shown once. Without a person it acts for a service person of its own, who cannot sign in.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`] for an unknown organisation or person, [`Code::Refused`] for a person of another organisation,
    /// [`Code::Duplicate`] for the name of a system in use.
    pub async fn add_system(&self, by: &Who, asked: AddSystem) -> Result<SystemAdded, Problem> {
        let name = checked_name("name", &asked.name)?;
        if self.store.organisation(asked.organisation).await?.is_none() {
            return Err(Problem::new(Code::NotFound).with("what", "organisation"));
        }
        let others = self.store.systems().await?;
        let in_use = |s: &System| s.revoked_at_ms.is_none() && s.name == name;
        if others.iter().any(in_use) {
            return Err(Problem::new(Code::Duplicate)
                .with("what", "name")
                .with("given", name));
        }
        let id = SystemId(chance::id());
        let person = match asked.person {
            Some(person) => self.person_acted_for(person, &asked).await?,
            None => {
                // No password has this hash.
                let login = format!("system-{id}");
                let no_password = "!".to_owned();
                let person = new_person(&name, &login, asked.role, asked.organisation, no_password);
                self.store.put_person(&person).await?;
                person.id
            }
        };
        let token = format!(
            "{TOKEN_PREFIX}{}",
            URL_SAFE_NO_PAD.encode(chance::bytes::<32>()?)
        );
        let system = System {
            id,
            name,
            organisation: asked.organisation,
            person,
            token: chance::sha256(&token),
            secret: sign::new_secret()?,
            created_at_ms: chance::now_ms(),
            revoked_at_ms: None,
        };
        self.store.put_system(&system).await?;
        self.note_system(by, "system_added", id).await?;
        let secret = sign::shown(&system.secret);
        Ok(SystemAdded {
            system: self.system_row(system).await?,
            token,
            secret,
        })
    }

    /// Takes a system out of use: from now on nothing of it is taken.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`].
    pub async fn revoke_system(&self, by: &Who, id: SystemId) -> Result<SystemRow, Problem> {
        let unknown = || Problem::new(Code::NotFound).with("what", "system");
        let mut system = self.store.system(id).await?.ok_or_else(unknown)?;
        system.revoked_at_ms.get_or_insert(chance::now_ms());
        self.store.put_system(&system).await?;
        self.note_system(by, "system_revoked", id).await?;
        self.system_row(system).await
    }

    async fn person_acted_for(&self, id: PersonId, asked: &AddSystem) -> Result<PersonId, Problem> {
        let person = self.known_person(id).await?;
        if person.organisation != asked.organisation {
            return Err(
                Problem::new(Code::Refused).with("rule", "person_of_the_systems_organisation")
            );
        }
        Ok(id)
    }

    async fn system_row(&self, system: System) -> Result<SystemRow, Problem> {
        let person = self.store.person(system.person).await?;
        let organisation = self.organisation_ref(system.organisation).await?;
        Ok(SystemRow {
            id: system.id,
            name: system.name,
            organisation,
            person: PersonRef {
                id: system.person,
                name: person.map(|p| p.name).unwrap_or_default(),
            },
            created_at: chance::rfc3339(system.created_at_ms),
            revoked_at: system.revoked_at_ms.map(chance::rfc3339),
        })
    }

    async fn note_system(&self, by: &Who, act: &str, id: SystemId) -> Result<(), Problem> {
        let (now, person) = (chance::now_ms(), Some(by.person.id));
        let detail = id.to_string();
        Ok(self.store.audit(now, person, act, &detail).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t16_an_entry_has_the_same_id_for_the_same_system_and_key() {
        let (one, two) = (SystemId(Uuid::from_u128(1)), SystemId(Uuid::from_u128(2)));
        assert_eq!(entry_id(one, "k"), entry_id(one, "k"));
        assert_ne!(entry_id(one, "k"), entry_id(two, "k"));
        assert_ne!(entry_id(one, "k"), entry_id(one, "l"));
    }
}
