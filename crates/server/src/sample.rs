//! Sample data: fictitious people, firms and projects, the same every time. Everything in it is made by the same use cases as real data,
//! with a clock and ids of its own; codes and passwords are derived from names, which is why such a centre listens on loopback only.

mod approvals;
mod build;
mod diary;
mod entries;
mod firms;
mod people;
mod scene;
mod surveys;
mod vectors;

use std::path::Path;

use handheld_contract::views::Role;
use handheld_contract::{Code, Problem};
use handheld_store::centre::Directory;
use handheld_store::records::Records;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::centre::{PHOTOS, Photos, SAMPLE_SETTING, is_empty, open_store, open_store_beside};
use crate::enrol::normal;
use crate::key::CentreKey;
use crate::password;

/// A person of the sample as `sample` prints them.
#[derive(Debug, Clone, Serialize)]
pub struct SamplePerson {
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Organisation.
    pub organisation: String,
    /// Sign-in name.
    pub login: String,
    /// Password.
    pub password: String,
    /// Enrolment code; none when it was used.
    pub enrol_code: Option<String>,
}

/// Answer of `sample`.
#[derive(Debug, Clone, Serialize)]
pub struct Sampled {
    /// People.
    pub people: Vec<SamplePerson>,
    /// Whether the data was made now.
    pub created: bool,
}

/// Sixteen bytes that depend on a text alone.
pub(crate) fn derived(text: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"handheld sample 1\n");
    hasher.update(text.as_bytes());
    hasher.finalize().into()
}

/// A UUID of version 7 that depends on a time and a text alone.
pub(crate) fn derived_id(ms: i64, text: &str) -> Uuid {
    let digest = derived(text);
    let mut random = [0; 10];
    random.copy_from_slice(&digest[..10]);
    uuid::Builder::from_unix_timestamp_millis(ms.unsigned_abs(), &random).into_uuid()
}

/// Password of a sample person.
pub(crate) fn password_of(login: &str) -> String {
    password::readable(&derived(&format!("password {login}"))[..12], 4)
}

/// Enrolment code of a sample person.
pub(crate) fn code_of(login: &str) -> String {
    password::readable(&derived(&format!("code {login}"))[..10], 5)
}

/// Setting that says that a code was used; holds a digest, not the code.
pub(crate) fn used_setting(code: &str) -> String {
    format!("used/{}", hex::encode(&derived(&normal(code))[..8]))
}

/// Makes the sample in an empty folder; on a folder with the sample changes nothing.
///
/// # Errors
///
/// [`Code::Refused`] when the folder holds other data.
pub async fn sample(folder: &Path) -> Result<Sampled, Problem> {
    let store = match open_store(folder).await {
        Err(problem) if problem.code == Code::StoreInUse => {
            // It is being served: only what is there can be told.
            let store = open_store_beside(folder).await?;
            match store.setting(SAMPLE_SETTING).await? {
                Some(state) if state == "whole" => store,
                _ => return Err(problem),
            }
        }
        opened => opened?,
    };
    let store = std::sync::Arc::new(store);
    let created = match store.setting(SAMPLE_SETTING).await? {
        Some(state) if state == "whole" => false,
        // Cut off half-way the last time: everything has the same ids, so it could not be told from what people added.
        Some(_) => {
            return Err(
                Problem::new(Code::Refused).with("rule", "sample_cut_off_remove_the_folder")
            );
        }
        None if is_empty(&store).await? => {
            store
                .set_setting(SAMPLE_SETTING, Some("begun".to_owned()))
                .await?;
            let photos = Photos::open(folder.join(PHOTOS))?;
            Box::pin(build::build(&store, &photos, CentreKey::open(folder)?)).await?;
            store
                .set_setting(SAMPLE_SETTING, Some("whole".to_owned()))
                .await?;
            true
        }
        None => return Err(Problem::new(Code::Refused).with("rule", "folder_holds_other_data")),
    };
    let mut people = Vec::new();
    for person in people::PEOPLE {
        let code = code_of(person.login);
        let used = store.setting(&used_setting(&code)).await?.is_some();
        let organisation = match store.person(person.id()).await? {
            Some(p) => store
                .organisation(p.organisation)
                .await?
                .map_or_else(String::new, |o| o.name),
            None => continue,
        };
        people.push(SamplePerson {
            name: person.name.to_owned(),
            role: person.role,
            organisation,
            login: person.login.to_owned(),
            password: password_of(person.login),
            enrol_code: (!used).then_some(code),
        });
    }
    Ok(Sampled { people, created })
}
