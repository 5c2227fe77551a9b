//! Who had a right to what stands in a survey, asked of the directory anew and in other words than the rules that are shipped.

use ed25519_dalek::{Signature, VerifyingKey};
use handheld_contract::views::Role;
use handheld_contract::views::survey::SurveyActKind;
use handheld_contract::{PersonId, SurveyId};
use handheld_records::ActorId;

use super::Broken;
use super::centre::hex_key;
use super::people::{CLERK, CREWS};
use super::task::Act;
use super::world::World;

/// Counters of actors that a device may have come to.
const COUNTERS: u32 = 64;

impl World {
    /// Whether an act had the right to be, asked of the directory anew and in other words than the rules that are shipped.
    pub(super) fn check_act(&self, survey: SurveyId, act: &Act) -> Result<(), Broken> {
        let value = &act.value;
        let wrong = |why: &str| {
            let why = format!("{survey}: {:?} {} {why}", value.act, act.id);
            Err(Broken::new("without right", why))
        };
        let everybody = &self.centre.everybody;
        let Some(member) = everybody.iter().find(|m| m.person.id == value.by.id) else {
            return wrong("by nobody");
        };
        if value.role != member.role || value.organisation.id != member.organisation.id {
            return wrong("not in the role or unit of its author");
        }
        let of_unit = CREWS
            .iter()
            .any(|crew| everybody[*crew].person.id == value.by.id);
        let clerk = everybody[CLERK].person.id == value.by.id;
        let may = match value.act {
            SurveyActKind::Chosen | SurveyActKind::Signed | SurveyActKind::Withdrawn => of_unit,
            SurveyActKind::Accepted | SurveyActKind::Returned | SurveyActKind::Reused => clerk,
            SurveyActKind::Assigned | SurveyActKind::Designed => false,
        };
        if !may {
            return wrong("not theirs to do");
        }
        let keys = self.keys_of(member.person.id, member.role == Role::Approver);
        let actors = |key: &[u8; 32]| {
            ActorId::derive_all(key, member.person.id, COUNTERS).any(|one| one == act.actor)
        };
        if !keys.iter().any(actors) {
            return wrong("not sent by its author");
        }
        if value.act != SurveyActKind::Signed {
            return Ok(());
        }
        let Some(key) = hex_key(&value.key).filter(|key| keys.contains(key)) else {
            return wrong("not by a key of its author");
        };
        let text = value.signed_text(survey, &act.id);
        let halves = value.signature.split_at_checked(64);
        let bytes = halves.and_then(|(r, s)| Some([hex_key(r)?, hex_key(s)?].concat()));
        let signature = bytes.and_then(|bytes| Signature::from_slice(&bytes).ok());
        let proven = signature.is_some_and(|signature| {
            VerifyingKey::from_bytes(&key)
                .is_ok_and(|key| key.verify_strict(text.as_bytes(), &signature).is_ok())
        });
        if proven { Ok(()) } else { wrong("not proven") }
    }

    /// Public keys with which a person writes: of their devices, and of the centre for what they do in a browser.
    fn keys_of(&self, person: PersonId, in_browser: bool) -> Vec<[u8; 32]> {
        let own = self.devices.iter().filter(|d| d.member.person.id == person);
        let mut keys: Vec<[u8; 32]> = own.map(|d| d.key.verifying_key().to_bytes()).collect();
        if in_browser {
            keys.push(self.centre.key.verifying_key().to_bytes());
        }
        keys
    }
}
