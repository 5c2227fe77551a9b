//! Clock and ids of this machine, how far its clock is from the centre's, and what the centre's last answer said beside its content.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use ed25519_dalek::{Signer, SigningKey};
use handheld_app::{Signed, Surroundings};
use uuid::Uuid;

/// Setting that keeps the difference over a restart.
pub(crate) const OFFSET: &str = "clock-offset-ms";
const UNKNOWN: i64 = i64::MIN;

/// The world as this device sees it.
#[derive(Debug)]
pub(crate) struct Around {
    /// Device clock minus the centre's, milliseconds.
    offset_ms: AtomicI64,
    /// Header of the last answer that named the catalogue in force, as it came.
    offer: Mutex<Option<String>>,
    /// Digest of an offered catalogue that this program cannot read: not fetched again until it is started anew.
    refused: Mutex<Option<[u8; 32]>>,
    /// Key of this device, once it has been read.
    key: OnceLock<SigningKey>,
}

impl Default for Around {
    fn default() -> Self {
        Self {
            offset_ms: AtomicI64::new(UNKNOWN),
            offer: Mutex::new(None),
            refused: Mutex::new(None),
            key: OnceLock::new(),
        }
    }
}

impl Around {
    /// Takes the key with which records are signed.
    pub(crate) fn sign_with(&self, key: SigningKey) {
        let _ = self.key.set(key);
    }

    /// Takes the difference as it was kept.
    pub(crate) fn believe(&self, kept: Option<&str>) {
        if let Some(ms) = kept.and_then(|text| text.parse().ok()) {
            self.offset_ms.store(ms, Ordering::Relaxed);
        }
    }

    /// Takes the centre's time from an answer; tells the difference when it is new by a second or more.
    pub(crate) fn heard(&self, centre_ms: i64) -> Option<i64> {
        let offset = self.now_ms().saturating_sub(centre_ms);
        let before = self.offset_ms.swap(offset, Ordering::Relaxed);
        (before == UNKNOWN || before.abs_diff(offset) >= 1_000).then_some(offset)
    }

    /// Takes what an answer said of the catalogue in force.
    pub(crate) fn offered(&self, header: &str) {
        *self.offer.lock().unwrap_or_else(PoisonError::into_inner) = Some(header.to_owned());
    }

    /// What was last said of the catalogue in force, once.
    pub(crate) fn take_offer(&self) -> Option<String> {
        let mut offer = self.offer.lock().unwrap_or_else(PoisonError::into_inner);
        offer.take()
    }

    /// Notes a catalogue that cannot be read here.
    pub(crate) fn refuse(&self, digest: [u8; 32]) {
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(digest);
    }

    /// Whether this catalogue could not be read here.
    pub(crate) fn is_refused(&self, digest: &[u8; 32]) -> bool {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.as_ref() == Some(digest)
    }

    /// Device clock minus the centre's, when an answer has ever been heard.
    pub(crate) fn offset_ms(&self) -> Option<i64> {
        let ms = self.offset_ms.load(Ordering::Relaxed);
        (ms != UNKNOWN).then_some(ms)
    }

    /// Now, by the centre's clock as far as it is known.
    pub(crate) fn centre_now_ms(&self) -> i64 {
        self.now_ms()
            .saturating_sub(self.offset_ms().unwrap_or_default())
    }
}

impl Surroundings for Around {
    fn now_ms(&self) -> i64 {
        chrono::Utc::now().timestamp_millis()
    }

    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn sign(&self, text: &[u8]) -> Option<Signed> {
        let key = self.key.get()?;
        Some(Signed {
            key: key.verifying_key().to_bytes(),
            signature: key.sign(text).to_bytes(),
        })
    }

    fn last_server_time(&self) -> Option<String> {
        self.offset_ms()
            .map(|_| handheld_app::rfc3339(self.centre_now_ms()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_to_the_centre_is_kept_and_small_wobbles_are_no_news() {
        let around = Around::default();
        assert_eq!(around.offset_ms(), None);
        assert_eq!(around.last_server_time(), None);
        let ahead = around.heard(around.now_ms() - 90_000).unwrap();
        assert!((89_000..=91_000).contains(&ahead), "{ahead}");
        assert_eq!(around.heard(around.now_ms() - 90_100), None);
        let again = Around::default();
        again.believe(Some("90000"));
        assert_eq!(again.offset_ms(), Some(90_000));
        again.believe(Some("nonsense"));
        assert_eq!(again.offset_ms(), Some(90_000));
    }
}
