//! The catalogue on this device: the one that the centre has in force, fetched when it offers another than the one here and kept beside the
//! store, or the one that came with the program until then.
//!
//! A catalogue is taken whole or not at all: its digest is the one that the centre signed, and it reads without a fault. Every row of the
//! index that rests on calendars or limits is made again then.

use std::io::Write as _;
use std::path::Path;

use ed25519_dalek::{Signature, VerifyingKey};
use handheld_catalogue::{ArchiveError, Catalogue};
use handheld_contract::{Code, Lang, Problem, door};

use crate::Device;
use crate::identity::Identity;
use crate::line::{Line, problem_of};

/// The catalogue of the centre, beside the store.
const FILE: &str = "catalogue.zip";

/// The catalogue that was kept in a folder. One that cannot be read any more is told and fetched again with the next exchange.
pub(crate) fn kept(folder: &Path) -> Option<Catalogue> {
    let zip = std::fs::read(folder.join(FILE)).ok()?;
    match Catalogue::from_zip(&zip) {
        Ok(catalogue) => Some(catalogue),
        Err(why) => {
            tracing::error!(%why, "the catalogue beside the store cannot be read; the bundled one serves");
            None
        }
    }
}

fn keep(folder: &Path, zip: &[u8]) -> std::io::Result<()> {
    let path = folder.join(FILE);
    let part = path.with_extension("part");
    let mut file = std::fs::File::create(&part)?;
    file.write_all(zip)?;
    file.sync_all()?;
    std::fs::rename(&part, &path)
}

/// The digest of an offer that the centre has signed.
fn offered(header: &str, centre_key: &[u8; 32]) -> Option<[u8; 32]> {
    let (digest, signature) = door::read_catalogue_header(header)?;
    let key = VerifyingKey::from_bytes(centre_key).ok()?;
    let text = door::catalogue_text(&digest);
    key.verify_strict(&text, &Signature::from_bytes(&signature))
        .ok()?;
    Some(digest)
}

impl Device {
    /// Takes the catalogue that the centre offered with its last answer, when it is another than the one in force here. Tells whether one
    /// was taken.
    ///
    /// # Errors
    ///
    /// No connection, or a catalogue that this version of the program cannot read; the one in force stays.
    pub(crate) async fn take_catalogue(
        &self,
        line: &Line,
        identity: &Identity,
    ) -> Result<bool, Problem> {
        let Some(header) = self.around.take_offer() else {
            return Ok(false);
        };
        let Some(digest) = offered(&header, &identity.centre_key()?) else {
            tracing::warn!("the offer of a catalogue is not signed by the centre");
            return Ok(false);
        };
        if digest == self.app.catalogue().digest || self.around.is_refused(&digest) {
            return Ok(false);
        }
        let fetched = line.catalogue((identity.device, &self.key)).await;
        let zip = fetched.map_err(|failure| problem_of(&failure, line.server()))?;
        let catalogue = match Catalogue::from_zip(&zip) {
            Ok(catalogue) if catalogue.digest == digest => catalogue,
            // Another one was put in force in between: the next exchange offers it.
            Ok(_) => return Ok(false),
            Err(why) => {
                // What was damaged on its way is fetched again; what reads and is wrong here stays so.
                if matches!(why, ArchiveError::Wrong(_)) {
                    self.around.refuse(digest);
                }
                return Err(not_read(&why));
            }
        };
        let version = catalogue.version.clone();
        let storage =
            |e: std::io::Error| Problem::new(Code::Storage).with("why", format!("{FILE}: {e}"));
        {
            let who = self.who(Lang::Zh)?;
            let _one_at_a_time = self.writing.lock().await;
            let folder = self.store.path().parent().unwrap_or(Path::new("."));
            keep(folder, &zip).map_err(storage)?;
            self.app.put_catalogue(catalogue);
            handheld_app::rebuild(&self.app, &who).await?;
        }
        tracing::info!(%version, "the centre's catalogue is in force here");
        self.changed();
        Ok(true)
    }
}

fn not_read(why: &ArchiveError) -> Problem {
    Problem::new(Code::BadInput)
        .with("what", "catalogue")
        .with("why", why.to_string())
}
