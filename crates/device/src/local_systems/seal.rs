//! A key from a passphrase or by chance, and texts sealed with it (XChaCha20-Poly1305). What is sealed and where it is kept is not known
//! here.
//!
//! No type here can be printed: keys are zeroed when they are dropped.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const SALT_BYTES: usize = 16;
/// The least and the most that a kept cost may say: a store that somebody changed must not make a weak key or eat the memory.
const MEMORY_KIB: std::ops::RangeInclusive<u32> = 19_456..=262_144;
const PASSES: std::ops::RangeInclusive<u32> = 2..=10;

/// Why something could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum SealError {
    /// Another key, another name, or changed bytes: which of them cannot be told apart.
    #[error("it does not open with this key")]
    DoesNotOpen,
    /// What is kept has another form.
    #[error("what is kept has another form")]
    Form,
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    NoChance,
}

/// How a key is made from a passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recipe {
    /// 16 bytes, hex.
    salt: String,
    memory_kib: u32,
    passes: u32,
}

impl Recipe {
    /// One with a salt of its own.
    pub(super) fn new() -> Result<Self, SealError> {
        Ok(Self {
            salt: hex::encode(chance::<SALT_BYTES>()?),
            // Above what OWASP asks for: a passphrase of classified data may be tried at leisure by whoever has the store.
            memory_kib: 65_536,
            passes: 3,
        })
    }

    /// The key of a passphrase. Takes a tenth of a second and 64 MiB: not for a thread that serves others.
    pub(super) fn key(&self, passphrase: &str) -> Result<SealKey, SealError> {
        let salt: [u8; SALT_BYTES] = bytes(&self.salt)?;
        if !MEMORY_KIB.contains(&self.memory_kib) || !PASSES.contains(&self.passes) {
            return Err(SealError::Form);
        }
        let params = Params::new(self.memory_kib, self.passes, 1, Some(KEY_BYTES));
        let params = params.map_err(|_| SealError::Form)?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &salt, &mut *key)
            .map_err(|_| SealError::Form)?;
        Ok(SealKey(key))
    }
}

/// A key; zeroed when it is dropped.
#[derive(Clone)]
pub(super) struct SealKey(Zeroizing<[u8; KEY_BYTES]>);

/// A sealed text as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sealed {
    /// 24 bytes, hex; never used twice.
    nonce: String,
    /// Hex.
    sealed: String,
}

impl SealKey {
    /// One that nobody can guess.
    pub(super) fn by_chance() -> Result<Self, SealError> {
        Ok(Self(Zeroizing::new(chance()?)))
    }

    /// The key of these bytes.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, SealError> {
        let bytes: [u8; KEY_BYTES] = bytes.try_into().map_err(|_| SealError::Form)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// Its bytes, for a keystore.
    pub(super) fn bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.to_vec())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(Key::from_slice(&*self.0))
    }

    /// Seals a text that opens only together with its label.
    pub(super) fn seal(&self, label: &[u8], text: &[u8]) -> Result<Sealed, SealError> {
        let nonce = chance::<NONCE_BYTES>()?;
        let text = Payload {
            msg: text,
            aad: label,
        };
        let sealed = self.cipher().encrypt(XNonce::from_slice(&nonce), text);
        Ok(Sealed {
            nonce: hex::encode(nonce),
            sealed: hex::encode(sealed.map_err(|_| SealError::Form)?),
        })
    }

    /// Opens a text.
    pub(super) fn open(
        &self,
        label: &[u8],
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let nonce: [u8; NONCE_BYTES] = bytes(&sealed.nonce)?;
        let text = hex::decode(&sealed.sealed).map_err(|_| SealError::Form)?;
        let text = Payload {
            msg: &text,
            aad: label,
        };
        let opened = self.cipher().decrypt(XNonce::from_slice(&nonce), text);
        opened
            .map(Zeroizing::new)
            .map_err(|_| SealError::DoesNotOpen)
    }
}

fn chance<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| SealError::NoChance)?;
    Ok(bytes)
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| SealError::Form)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quick() -> Recipe {
        Recipe {
            memory_kib: 19_456,
            passes: 2,
            ..Recipe::new().unwrap()
        }
    }

    #[test]
    fn a_sealed_text_opens_with_its_key_and_label_only() {
        let recipe = quick();
        let key = recipe.key("correct horse battery").unwrap();
        let sealed = key.seal(b"jiaxing", b"secret").unwrap();
        let again = recipe.key("correct horse battery").unwrap();
        assert_eq!(&**again.open(b"jiaxing", &sealed).unwrap(), b"secret");
        let other = recipe.key("correct horse buttery").unwrap();
        let salted = quick().key("correct horse battery").unwrap();
        for (key, label) in [
            (&other, &b"jiaxing"[..]),
            (&salted, &b"jiaxing"[..]),
            (&key, &b"x"[..]),
        ] {
            assert_eq!(key.open(label, &sealed), Err(SealError::DoesNotOpen));
        }
        let mut changed = sealed.clone();
        changed.sealed.replace_range(
            0..1,
            if changed.sealed.starts_with('0') {
                "1"
            } else {
                "0"
            },
        );
        assert_eq!(key.open(b"jiaxing", &changed), Err(SealError::DoesNotOpen));
        let nonce = String::from("00");
        let cut = Sealed { nonce, ..sealed };
        assert_eq!(key.open(b"jiaxing", &cut), Err(SealError::Form));
    }

    #[test]
    fn the_same_text_is_sealed_differently_each_time() {
        let key = quick().key("correct horse battery").unwrap();
        let once = key.seal(b"a", b"secret").unwrap();
        let twice = key.seal(b"a", b"secret").unwrap();
        assert_ne!(once.nonce, twice.nonce);
        assert_ne!(once.sealed, twice.sealed);
    }

    #[test]
    fn a_cost_that_somebody_changed_is_refused() {
        for (memory_kib, passes) in [(8, 3), (u32::MAX, 3), (65_536, 1), (65_536, u32::MAX)] {
            let recipe = Recipe {
                memory_kib,
                passes,
                ..quick()
            };
            assert!(recipe.key("correct horse battery").is_err());
        }
    }
}
