//! The catalogue as versioned data of the centre: checked, compared with the one in force, and put in force by an administrator.
//!
//! What was put in force is a file beside the database and is read again at every start; a file that cannot be read is told and the bundled
//! catalogue serves. Every row of the index that rests on calendars or limits is made again, since provisional dates may move.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use handheld_catalogue::{Catalogue, CatalogueErrors};
use handheld_contract::views::approval::{CatalogueDifference, CatalogueProblemRow};
use handheld_contract::{Code, Lang, Problem};
use handheld_store::centre::CentreLog;

use crate::authorize::Who;
use crate::centre::Centre;
use crate::chance;

/// The catalogue in force, beside the database.
pub const FILE: &str = "catalogue.zip";
/// Entries of a zip that are looked at.
const MOST_FILES: usize = 1_000;
/// Bytes of one file, inflated.
const MOST_BYTES: u64 = 2 * 1024 * 1024;

fn bad(why: impl Into<String>) -> Problem {
    Problem::new(Code::BadInput)
        .with("what", "catalogue")
        .with("why", why.into())
}

/// The TOML files of a zip of a catalogue folder, with or without that folder's own name in front.
fn texts(zip: &[u8]) -> Result<BTreeMap<String, String>, Problem> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).map_err(|e| bad(e.to_string()))?;
    if archive.len() > MOST_FILES {
        return Err(bad(format!("more than {MOST_FILES} files")));
    }
    let mut texts = BTreeMap::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|e| bad(e.to_string()))?;
        let Some(path) = file.enclosed_name() else {
            return Err(bad(format!("{:?} leads out of the folder", file.name())));
        };
        let path = path.to_string_lossy().replace('\\', "/");
        if file.is_dir() || !path.ends_with(".toml") {
            continue;
        }
        let mut text = String::new();
        file.take(MOST_BYTES + 1)
            .read_to_string(&mut text)
            .map_err(|e| bad(format!("{path}: {e}")))?;
        if text.len() as u64 > MOST_BYTES {
            return Err(bad(format!("{path} is larger than {MOST_BYTES} bytes")));
        }
        if texts.insert(path.clone(), text).is_some() {
            return Err(bad(format!("{path} is there twice")));
        }
    }
    Ok(without_folder(texts))
}

fn without_folder(texts: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let head = texts
        .keys()
        .find_map(|path| path.strip_suffix("catalogue.toml"));
    let Some(folder) = head.filter(|folder| !folder.is_empty()).map(str::to_owned) else {
        return texts;
    };
    texts
        .into_iter()
        .map(|(path, text)| {
            let short = path.strip_prefix(&folder).map(str::to_owned);
            (short.unwrap_or(path), text)
        })
        .collect()
}

fn rows(errors: &CatalogueErrors) -> Vec<CatalogueProblemRow> {
    let row = |problem: &handheld_catalogue::CatalogueProblem| CatalogueProblemRow {
        file: problem.file.clone(),
        key: problem.key.clone(),
        message: format!("{}; {}", problem.message, problem.remedy),
    };
    errors.0.iter().map(row).collect()
}

/// The catalogue that a folder of data has in force, where it is another than the bundled one.
pub fn kept(folder: &Path) -> Option<Catalogue> {
    let zip = std::fs::read(folder.join(FILE)).ok()?;
    let read = texts(&zip).map_err(|problem| problem.to_string());
    let read = read.and_then(|texts| Catalogue::from_texts(&texts).map_err(|e| e.to_string()));
    match read {
        Ok(catalogue) => Some(catalogue),
        Err(why) => {
            tracing::error!(%why, "the catalogue beside the database cannot be read; the bundled one serves");
            None
        }
    }
}

impl Centre {
    /// Reads a catalogue and says what is wrong with it or what it would change.
    pub(crate) fn check_catalogue(
        &self,
        zip: &[u8],
    ) -> Result<(CatalogueDifference, Option<Catalogue>), Problem> {
        let texts = texts(zip)?;
        let now = self.catalogue();
        let mut difference = CatalogueDifference {
            from: now.version.clone(),
            to: String::new(),
            problems: Vec::new(),
            changes: Vec::new(),
        };
        match Catalogue::from_texts(&texts) {
            Ok(new) => {
                difference.to.clone_from(&new.version);
                difference.changes = handheld_app::differences(now, &new);
                Ok((difference, Some(new)))
            }
            Err(errors) => {
                difference.problems = rows(&errors);
                Ok((difference, None))
            }
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
        let path = self.folder.join(FILE);
        let part = path.with_extension("part");
        let storage =
            |e: std::io::Error| Problem::new(Code::Storage).with("why", format!("{FILE}: {e}"));
        let mut file = std::fs::File::create(&part).map_err(storage)?;
        file.write_all(zip)
            .and_then(|()| file.sync_all())
            .map_err(storage)?;
        std::fs::rename(&part, &path).map_err(storage)?;
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
