//! Actor ids: who wrote a change, checkable without asking anybody.
//!
//! An actor's sequence numbers must be contiguous and used once. After a restore, a clone, a reinstall or
//! a refusal the numbers may be in use elsewhere, so the installation takes its next counter (T40).

use std::fmt;

use handheld_contract::PersonId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The sixteen bytes that name an actor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActorId(pub [u8; 16]);

impl ActorId {
    /// Derives the actor of a person on a device: the first sixteen bytes of
    /// SHA-256(device public key || person id || counter, big-endian).
    pub fn derive(device_public_key: &[u8; 32], person: PersonId, counter: u32) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(device_public_key);
        hasher.update(person.bytes());
        hasher.update(counter.to_be_bytes());
        let digest = hasher.finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(bytes)
    }

    /// Derives the actors with the counters `0..counters`: all that a device may sign for.
    pub fn derive_all(
        device_public_key: &[u8; 32],
        person: PersonId,
        counters: u32,
    ) -> impl Iterator<Item = Self> {
        let key = *device_public_key;
        (0..counters).map(move |counter| Self::derive(&key, person, counter))
    }
}

impl ActorId {
    /// The actor of one act on a case: the first eight bytes of SHA-256(device public key || person id || "act"), then the last eight of
    /// the act's own id. Each act has an actor of its own, so that a refused one takes no other with it; whoever knows the signer's
    /// key and person can tell that it is one of theirs ([`ActorId::is_of_act`]).
    pub fn of_act(device_public_key: &[u8; 32], person: PersonId, act: uuid::Uuid) -> Self {
        Self::with_prefix(Self::act_prefix(device_public_key, person), act)
    }

    /// Whether this is the actor of an act of that person with that key.
    pub fn is_of_act(self, device_public_key: &[u8; 32], person: PersonId) -> bool {
        self.0[..8] == Self::act_prefix(device_public_key, person)
    }

    /// The part that all actors of acts of a person with a key have in common.
    pub fn act_prefix(device_public_key: &[u8; 32], person: PersonId) -> [u8; 8] {
        let mut hasher = Sha256::new();
        hasher.update(device_public_key);
        hasher.update(person.bytes());
        hasher.update(b"act");
        let mut prefix = [0; 8];
        prefix.copy_from_slice(&hasher.finalize()[..8]);
        prefix
    }

    /// The actor of one act, from the prefix of its author.
    pub fn with_prefix(prefix: [u8; 8], act: uuid::Uuid) -> Self {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&prefix);
        bytes[8..].copy_from_slice(&act.as_bytes()[8..]);
        Self(bytes)
    }
}

impl fmt::Debug for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ActorId(")?;
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

impl From<[u8; 16]> for ActorId {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_depends_on_key_person_and_counter() {
        let person = PersonId(uuid::Uuid::from_u128(7));
        let other = PersonId(uuid::Uuid::from_u128(8));
        let first = ActorId::derive(&[1; 32], person, 0);
        assert_eq!(first, ActorId::derive(&[1; 32], person, 0));
        assert_ne!(first, ActorId::derive(&[2; 32], person, 0));
        assert_ne!(first, ActorId::derive(&[1; 32], other, 0));
        assert_ne!(first, ActorId::derive(&[1; 32], person, 1));
        assert_eq!(ActorId::derive_all(&[1; 32], person, 3).count(), 3);
    }

    #[test]
    fn an_act_has_an_actor_of_its_own_that_only_its_author_can_have() {
        let (person, other) = (
            PersonId(uuid::Uuid::from_u128(7)),
            PersonId(uuid::Uuid::from_u128(8)),
        );
        let act = ActorId::of_act(&[1; 32], person, uuid::Uuid::from_u128(9));
        assert!(act.is_of_act(&[1; 32], person));
        assert!(!act.is_of_act(&[1; 32], other));
        assert!(!act.is_of_act(&[2; 32], person));
        assert_ne!(
            act,
            ActorId::of_act(&[1; 32], person, uuid::Uuid::from_u128(10))
        );
    }
}
