//! The keystore of the operating system: where a key is kept outside the store, by an entry id. What the key opens is not known here.
//!
//! A keystore may not answer: a tablet without a session has none, one that is locked waits for a person. It is asked in a thread of its
//! own and given up after a few seconds, so that nothing here ever waits for it longer.

use std::sync::Arc;
use std::time::Duration;

use keyring_core::Entry;
#[cfg(any(target_os = "linux", target_os = "macos", windows))]
use keyring_core::api::CredentialStoreApi;
use zeroize::Zeroizing;

/// Under what the keystores list our keys.
const SERVICE: &str = "handheld-check local systems";
/// How long a keystore may take: one that has just been started, on a busy machine, takes four seconds.
const PATIENCE: Duration = Duration::from_secs(8);

/// The keystore did not answer, or not in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Silent;

/// A keystore. Its calls may block.
pub(crate) trait Keystore: Send + Sync + 'static {
    /// The secret of an entry; none where it has no such entry.
    fn get(&self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Silent>;
    /// Keeps a secret under an entry.
    fn put(&self, entry: &str, secret: &[u8]) -> Result<(), Silent>;
    /// Removes an entry; one that is not there is removed.
    fn remove(&self, entry: &str) -> Result<(), Silent>;
}

/// Asks a keystore and waits for its answer, but no longer than a few seconds.
pub(crate) async fn ask<T: Send + 'static>(
    keystore: &Arc<dyn Keystore>,
    question: impl FnOnce(&dyn Keystore) -> Result<T, Silent> + Send + 'static,
) -> Result<T, Silent> {
    let keystore = Arc::clone(keystore);
    let (tell, told) = tokio::sync::oneshot::channel();
    // Not one of the runtime's threads: the end of the program would wait for a keystore that waits for a person.
    let asked = std::thread::Builder::new()
        .name("keystore".to_owned())
        .spawn(move || {
            // Nobody waits any more when the answer comes too late.
            let _ = tell.send(question(&*keystore));
        });
    if asked.is_err() {
        return Err(Silent);
    }
    match tokio::time::timeout(PATIENCE, told).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) | Err(_) => Err(Silent),
    }
}

/// The one of this operating system, asked anew each time: a session may begin and end while the program runs.
pub(crate) struct SystemKeystore;

#[cfg(target_os = "linux")]
fn store() -> keyring_core::Result<Arc<impl CredentialStoreApi>> {
    zbus_secret_service_keyring_store::Store::new()
}

#[cfg(target_os = "macos")]
fn store() -> keyring_core::Result<Arc<impl CredentialStoreApi>> {
    apple_native_keyring_store::keychain::Store::new()
}

#[cfg(windows)]
fn store() -> keyring_core::Result<Arc<impl CredentialStoreApi>> {
    windows_native_keyring_store::Store::new()
}

#[cfg(any(target_os = "linux", target_os = "macos", windows))]
fn entry(id: &str) -> Result<Entry, Silent> {
    // Errors of a keystore may hold the secret itself: none of them is printed or passed on.
    let store = store().map_err(|_| Silent)?;
    store.build(SERVICE, id, None).map_err(|_| Silent)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn entry(_: &str) -> Result<Entry, Silent> {
    Err(Silent)
}

impl Keystore for SystemKeystore {
    fn get(&self, id: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Silent> {
        match entry(id)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(keyring_core::Error::NoEntry) => Ok(None),
            Err(_) => Err(Silent),
        }
    }

    fn put(&self, id: &str, secret: &[u8]) -> Result<(), Silent> {
        entry(id)?.set_secret(secret).map_err(|_| Silent)
    }

    fn remove(&self, id: &str) -> Result<(), Silent> {
        match entry(id)?.delete_credential() {
            Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
            Err(_) => Err(Silent),
        }
    }
}
