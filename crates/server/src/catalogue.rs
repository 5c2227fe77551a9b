//! The catalogue as versioned data of the centre: checked, compared with the one in force, and put in force by an administrator.
//!
//! What was put in force is a file beside the database and is read again at every start; a file that cannot be read is told and the bundled
//! catalogue serves. Every row of the index that rests on calendars or limits is made again, since provisional dates may move.

use std::io::Write;
use std::path::Path;

use handheld_app::App;
use handheld_catalogue::{ArchiveError, Catalogue, CatalogueErrors};
use handheld_contract::door;
use handheld_contract::views::approval::{CatalogueDifference, CatalogueProblemRow};
use handheld_contract::{Code, Lang, Problem};
use handheld_store::centre::CentreLog;
use handheld_store::records::Records;

use crate::authorize::Who;
use crate::centre::Centre;
use crate::chance;

/// The catalogue in force, beside the database.
pub const FILE: &str = "catalogue.zip";
/// Folder of every catalogue that was in force, beside the database.
pub const EARLIER: &str = "catalogues";
fn bad(why: impl Into<String>) -> Problem {
    Problem::new(Code::BadInput)
        .with("what", "catalogue")
        .with("why", why.into())
}

fn rows(errors: &CatalogueErrors) -> Vec<CatalogueProblemRow> {
    let row = |problem: &handheld_catalogue::CatalogueProblem| CatalogueProblemRow {
        file: problem.file.clone(),
        key: problem.key.clone(),
        message: format!("{}; {}", problem.message, problem.remedy),
    };
    errors.0.iter().map(row).collect()
}

/// Keeps the catalogue in force with those before it, by its digest: cases go on by the one that they were opened with.
fn archive(folder: &Path, catalogue: &Catalogue, zip: &[u8]) -> std::io::Result<()> {
    let name = format!("{}.zip", hex::encode(catalogue.digest));
    let path = folder.join(EARLIER).join(name);
    if path.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(folder.join(EARLIER))?;
    write(&path, zip)
}

/// Writes a file whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part = path.with_extension("part");
    let mut file = std::fs::File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&part, path)
}

/// The catalogues that were in force in a folder of data, in no order. One that cannot be read any more is told and left out.
fn archived(folder: &Path) -> Vec<Catalogue> {
    let Ok(entries) = std::fs::read_dir(folder.join(EARLIER)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_none_or(|kind| kind != "zip") {
            continue;
        }
        let read = std::fs::read(&path).map_err(|e| e.to_string());
        match read.and_then(|zip| Catalogue::from_zip(&zip).map_err(|e| e.to_string())) {
            Ok(catalogue) => found.push(catalogue),
            Err(why) => {
                tracing::error!(%why, path = %path.display(), "an earlier catalogue cannot be read")
            }
        }
    }
    found
}

/// Puts in force what a folder of data has in force, and knows what was in force there before.
pub(crate) fn open<S: Records>(app: &App<S>, folder: &Path) {
    let kept = kept(folder);
    let zip = match &kept {
        Some(_) => std::fs::read(folder.join(FILE)).map_err(|e| e.to_string()),
        None => Catalogue::bundled_zip().map_err(|e| e.to_string()),
    };
    if let Some(kept) = kept {
        app.put_catalogue(kept);
    }
    let in_force = app.catalogue();
    let done = zip.and_then(|zip| archive(folder, in_force, &zip).map_err(|e| e.to_string()));
    if let Err(why) = done {
        tracing::error!(%why, "the catalogue in force cannot be kept with the earlier ones");
    }
    for earlier in archived(folder) {
        if earlier.digest != in_force.digest {
            app.remember_catalogue(earlier);
        }
    }
}

/// The catalogue that a folder of data has in force, where it is another than the bundled one.
fn kept(folder: &Path) -> Option<Catalogue> {
    let zip = std::fs::read(folder.join(FILE)).ok()?;
    match Catalogue::from_zip(&zip) {
        Ok(catalogue) => Some(catalogue),
        Err(why) => {
            tracing::error!(%why, "the catalogue beside the database cannot be read; the bundled one serves");
            None
        }
    }
}

impl Centre {
    /// What an answer to a device says of the catalogue in force, signed by the centre.
    pub(crate) fn catalogue_offer(&self) -> String {
        let digest = self.catalogue().digest;
        let signature = self.key.sign(&door::catalogue_text(&digest));
        door::catalogue_header(&digest, &signature)
    }

    /// The catalogue in force as a zip, for devices.
    pub(crate) fn catalogue_zip(&self) -> Result<Vec<u8>, Problem> {
        if *self.catalogue() == *Catalogue::bundled() {
            return Catalogue::bundled_zip()
                .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()));
        }
        std::fs::read(self.folder.join(FILE))
            .map_err(|e| Problem::new(Code::Storage).with("why", format!("{FILE}: {e}")))
    }

    /// Reads a catalogue and says what is wrong with it or what it would change.
    pub(crate) fn check_catalogue(
        &self,
        zip: &[u8],
    ) -> Result<(CatalogueDifference, Option<Catalogue>), Problem> {
        let now = self.catalogue();
        let mut difference = CatalogueDifference {
            from: now.version.clone(),
            to: String::new(),
            problems: Vec::new(),
            changes: Vec::new(),
        };
        match Catalogue::from_zip(zip) {
            Ok(new) => {
                difference.to.clone_from(&new.version);
                difference.changes = handheld_app::differences(now, &new);
                Ok((difference, Some(new)))
            }
            Err(ArchiveError::Wrong(errors)) => {
                difference.problems = rows(&errors);
                Ok((difference, None))
            }
            Err(ArchiveError::Unreadable(why)) => Err(bad(why)),
        }
    }

    /// Puts a catalogue in force. One with problems, or of the version that is in force with another content, is not.
    pub(crate) async fn import_catalogue(
        &self,
        who: &Who,
        zip: &[u8],
        lang: Lang,
    ) -> Result<CatalogueDifference, Problem> {
        let (difference, new) = self.check_catalogue(zip)?;
        let Some(new) = new else {
            return Ok(difference);
        };
        if new.version == self.catalogue().version && new != *self.catalogue() {
            return Err(Problem::new(Code::Duplicate)
                .with("what", "version")
                .with("given", new.version));
        }
        let _one_at_a_time = self.writing.lock().await;
        let storage =
            |e: std::io::Error| Problem::new(Code::Storage).with("why", format!("{FILE}: {e}"));
        archive(&self.folder, &new, zip).map_err(storage)?;
        write(&self.folder.join(FILE), zip).map_err(storage)?;
        let detail = format!("{} to {}", difference.from, difference.to);
        self.app.put_catalogue(new);
        let at_app = self.at_app(who, lang);
        handheld_app::rebuild(&self.app, &at_app).await?;
        self.store
            .audit(chance::now_ms(), Some(who.person.id), "catalogue", &detail)
            .await?;
        self.nudge();
        Ok(difference)
    }
}
