//! Enrolment by a one-time code: the centre learns the device's key, the device learns the centre's.

use std::sync::{Arc, PoisonError};

use handheld_contract::door::{EnrolDevice, EnrolledDevice, enrol_text};
use handheld_contract::{Code, Lang, Problem};
use handheld_store::records::Records;

use crate::Device;
use crate::identity::Identity;
use crate::line::Line;

impl Device {
    /// Enrols this device; afterwards it belongs to the person of the code.
    ///
    /// # Errors
    ///
    /// [`Code::AlreadyEnrolled`], [`Code::InsecureUrl`], [`Code::NoConnection`], [`Code::NotTheCentre`],
    /// [`Code::EnrolCodeRefused`]; nothing is stored then.
    pub async fn enrol(
        &self,
        server: &str,
        code: &str,
        name: &str,
        lang: Lang,
    ) -> Result<(), Problem> {
        if self.identity().is_some() {
            return Err(Problem::new(Code::AlreadyEnrolled));
        }
        let line = Line::new(server, Arc::clone(&self.around))?;
        let name = match name.trim() {
            "" => default_name(),
            name => name.to_owned(),
        };
        let key = hex::encode(self.key.public());
        let code = code.trim();
        let signature = hex::encode(self.key.sign(&enrol_text(code, &name, &key)));
        let asked = EnrolDevice {
            code: code.to_owned(),
            name: name.clone(),
            key,
            signature,
            lang,
        };
        let value = serde_json::to_value(&asked)
            .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
        let answer = line.json("/api/v1/enrol", &value).await?;
        let enrolled: EnrolledDevice = serde_json::from_value(answer)
            .map_err(|e| Problem::new(Code::NotTheCentre).with("why", e.to_string()))?;
        self.around.heard(enrolled.server_time_ms);
        let identity = Identity {
            server: line.server().to_owned(),
            device: enrolled.device,
            name,
            person: enrolled.person,
            organisation: enrolled.organisation,
            role: enrolled.role,
            centre_key: enrolled.centre_key,
            counter: Identity::next_counter(&*self.store).await?,
        };
        identity.centre_key()?;
        // Numbers for people begin with a block of this device's own, so that no two devices give the same one (T28).
        let id = enrolled.device.0.simple().to_string();
        let block = id[id.len() - 6..].to_uppercase();
        self.store.set_setting("number-block", Some(block)).await?;
        identity.store(&*self.store).await?;
        *self
            .identity
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(identity));
        self.changed();
        self.wake.notify_one();
        Ok(())
    }

    /// Takes the next actor: the numbers of the last one may be in use elsewhere (T40).
    pub(crate) async fn take_new_actor(&self) -> Result<(), Problem> {
        let Some(identity) = self.identity() else {
            return Ok(());
        };
        let mut next = Identity::clone(&identity);
        next.counter = Identity::next_counter(&*self.store).await?;
        next.store(&*self.store).await?;
        tracing::warn!(
            counter = next.counter,
            "changes are made under a new actor from now on"
        );
        *self
            .identity
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(next));
        Ok(())
    }
}

fn default_name() -> String {
    let named = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    match named.trim() {
        "" => "device".to_owned(),
        name => name.chars().take(60).collect(),
    }
}
