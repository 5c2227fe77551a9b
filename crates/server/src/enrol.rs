//! One-time enrolment codes with their QR, the enrolment of a device by its key, and the signature on a device's requests.

use axum::http::{HeaderMap, header};
use ed25519_dalek::{Signature, VerifyingKey};
use handheld_contract::door::{self, EnrolDevice, EnrolledDevice};
use handheld_contract::views::PersonRef;
use handheld_contract::views::centre::EnrolCodeView;
use handheld_contract::{Code, DeviceId, PersonId, Problem};
use handheld_store::centre::{CentreLog, Device, Directory, EnrolCode};
use handheld_store::records::Records;
use qrcode::QrCode;
use qrcode::render::svg;

use crate::authorize::{Via, Who};
use crate::centre::Centre;
use crate::tries::PER_ADDRESS;
use crate::{chance, password, sample};

/// How long a code can be used.
pub const LASTS_MS: i64 = 10 * 60 * 1000;
const NAME_CHARACTERS: usize = 60;

/// The code as it is hashed: however it was typed.
pub fn normal(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Makes a code for a person and stores its digest.
///
/// # Errors
///
/// What the store refuses.
pub async fn new_code(
    store: &impl Directory,
    person: PersonId,
    now_ms: i64,
) -> Result<(String, i64), Problem> {
    let code = password::readable(&chance::bytes::<10>()?, 5);
    let ends_ms = now_ms + LASTS_MS;
    let digest = chance::sha256(normal(&code));
    store
        .put_enrol_code(&EnrolCode {
            code: digest,
            person,
            ends_ms,
        })
        .await?;
    Ok((code, ends_ms))
}

impl Centre {
    /// A new code with its QR for a person.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`] for a person who is not there or not active.
    pub async fn enrol_code(&self, by: &Who, id: PersonId) -> Result<EnrolCodeView, Problem> {
        let nobody = || Problem::new(Code::NotFound).with("what", "person");
        let person = self
            .store
            .person(id)
            .await?
            .filter(|p| p.active)
            .ok_or_else(nobody)?;
        let now = chance::now_ms();
        let (code, ends_ms) = new_code(&*self.store, id, now).await?;
        self.store
            .audit(now, Some(by.person.id), "enrol_code", &id.to_string())
            .await?;
        let link = link(&self.reach.public_url, &code);
        Ok(EnrolCodeView {
            person: PersonRef {
                id,
                name: person.name,
            },
            qr_svg: qr(&link)?,
            code,
            link,
            expires_at: chance::rfc3339(ends_ms),
        })
    }

    /// Enrols a device. Unknown, used and ended codes are refused alike; a code enrols one device, however many ask at once (A07).
    ///
    /// # Errors
    ///
    /// [`Code::EnrolCodeRefused`], [`Code::TooManyTries`], [`Code::BadInput`].
    pub async fn enrol(
        &self,
        asked: &EnrolDevice,
        address: &str,
    ) -> Result<EnrolledDevice, Problem> {
        let by_address = format!("e/{address}");
        let keys = [(by_address.as_str(), PER_ADDRESS)];
        let now = chance::now_ms();
        self.tries.take(&keys, now)?;
        let bad = |what: &str| {
            Problem::new(Code::BadInput)
                .with("what", what)
                .with("why", "not as documented")
        };
        let name = asked.name.trim();
        if name.is_empty()
            || name.chars().count() > NAME_CHARACTERS
            || name.chars().any(char::is_control)
        {
            return Err(bad("name"));
        }
        let mut key = [0; 32];
        hex::decode_to_slice(&asked.key, &mut key).map_err(|_| bad("key"))?;
        let mut signature = [0; 64];
        hex::decode_to_slice(&asked.signature, &mut signature).map_err(|_| bad("signature"))?;
        let text = door::enrol_text(&asked.code, &asked.name, &asked.key);
        if !verifies(&key, text.as_bytes(), &signature) {
            return Err(bad("signature"));
        }
        let code = normal(&asked.code);
        let device = Device {
            id: DeviceId(chance::id()),
            // Replaced by the person of the code.
            person: PersonId(uuid::Uuid::nil()),
            name: name.to_owned(),
            key,
            batch: 0,
            previous_envelope: [0; 32],
            enrolled_at_ms: now,
            last_seen_ms: None,
            revoked_at_ms: None,
        };
        let refused = || Problem::new(Code::EnrolCodeRefused);
        let device = self
            .store
            .enrol(chance::sha256(&code), now, device)
            .await?
            .ok_or_else(refused)?;
        if self.sample {
            self.store
                .set_setting(&sample::used_setting(&code), Some("1".to_owned()))
                .await?;
        }
        self.tries.give_back(&keys);
        let who = self
            .who(device.person, Via::Device(device.id))
            .await?
            .ok_or_else(refused)?;
        self.store
            .audit(
                now,
                Some(device.person),
                "device_enrolled",
                &device.id.to_string(),
            )
            .await?;
        self.nudge();
        Ok(EnrolledDevice {
            device: device.id,
            person: who.person,
            organisation: who.organisation,
            role: who.role,
            centre_key: hex::encode(self.key.public()),
            server_time_ms: chance::now_ms(),
        })
    }

    /// The person of a device, by the signature of its request.
    ///
    /// # Errors
    ///
    /// [`Code::SignedOut`] for an unknown device, a wrong signature or time; [`Code::DeviceRevoked`].
    pub async fn by_device(
        &self,
        method: &str,
        target: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<(Device, Who), Problem> {
        let refused = || Problem::new(Code::SignedOut);
        let header = headers
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok());
        let (id, time_ms, signature) = header.and_then(door::read_header).ok_or_else(refused)?;
        let device = self.store.device(id).await?.ok_or_else(refused)?;
        let text = door::signed_text(
            method,
            target,
            &hex::encode(chance::sha256(body)),
            time_ms,
            id,
        );
        let now = chance::now_ms();
        if !verifies(&device.key, text.as_bytes(), &signature)
            || now.abs_diff(time_ms) > door::WINDOW_MS.unsigned_abs()
        {
            return Err(refused());
        }
        if device.revoked_at_ms.is_some() {
            return Err(Problem::new(Code::DeviceRevoked));
        }
        let who = self
            .who(device.person, Via::Device(id))
            .await?
            .ok_or_else(refused)?;
        Ok((device, who))
    }
}

fn verifies(key: &[u8; 32], text: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(key).is_ok_and(|key| {
        key.verify_strict(text, &Signature::from_bytes(signature))
            .is_ok()
    })
}

/// The link that the QR holds.
pub fn link(server: &str, code: &str) -> String {
    let mut encoded = String::with_capacity(server.len());
    for byte in server.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("handheld://enrol?server={encoded}&code={code}")
}

fn qr(link: &str) -> Result<String, Problem> {
    let code = QrCode::new(link.as_bytes())
        .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
    let picture = code
        .render::<svg::Color<'_>>()
        .min_dimensions(240, 240)
        .quiet_zone(true)
        .build();
    // Markup only: the XML declaration has no place inside a page.
    Ok(picture
        .split_once("?>")
        .map_or(picture.clone(), |(_, svg)| svg.to_owned()))
}
