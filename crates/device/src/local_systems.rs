//! Local systems of coordinates on this device, sealed: four and seven parameters of a town's own system are classified as a rule.
//!
//! The store holds ciphertext only, with names and kinds beside it; the key comes from a passphrase, is never written, and lives in memory
//! until the device is closed or locked. The settings of a store never leave the device: no record, export or diagnosis reads them.
//! Sealing is `seal`'s, transforming is `domain`'s.

mod seal;

#[cfg(test)]
mod tests;

use handheld_contract::{Code, Lang, Problem};
use handheld_domain::survey::ellipsoid::Geocentric;
use handheld_domain::survey::system::LocalSystem;
use handheld_store::records::Records;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Device;
use crate::local_systems::seal::{Recipe, SealError, SealKey, Sealed};

/// Setting that keeps them.
const SETTING: &str = "local-systems";
/// Version of the form in which they are kept; part of what is sealed.
const VERSION: u32 = 1;
/// Longest name, in characters.
const MAX_NAME: usize = 40;
/// Most systems of one device.
const MAX_SYSTEMS: usize = 100;
/// Shortest passphrase, in characters.
const LEAST_PASSPHRASE: usize = 10;
/// A system whose scale is further from one than this, in parts per million, has mistyped parameters.
const MAX_SCALE_PPM: f64 = 10_000.0;
/// Room for one system as JSON, so that no copies are left behind while it grows.
const ROOM: usize = 1_024;

/// What a local system is. Its name and kind are no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocalSystemKind {
    /// Plane similarity between two grids.
    FourParameter,
    /// Transformation of geocentric coordinates.
    SevenParameter,
}

impl LocalSystemKind {
    fn of(system: &LocalSystem) -> Self {
        match system {
            LocalSystem::FourParameter(_) => Self::FourParameter,
            LocalSystem::SevenParameter(_) => Self::SevenParameter,
        }
    }
}

/// A local system in a list: without its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocalSystemRow {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: LocalSystemKind,
}

/// All of them as they are kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    recipe: Recipe,
    /// A sealed empty text: opens with the right passphrase, also while there is nothing else to open.
    proof: Sealed,
    systems: Vec<KeptSystem>,
}

#[derive(Serialize, Deserialize)]
struct KeptSystem {
    name: String,
    kind: LocalSystemKind,
    #[serde(flatten)]
    sealed: Sealed,
}

/// The key once a passphrase was given. Held while the setting is read and written.
#[derive(Default)]
pub(crate) struct LocalSystems(tokio::sync::Mutex<Option<SealKey>>);

fn refused(word: &str, lang: Lang, zh: &str, en: &str) -> Problem {
    Problem::new(Code::Refused)
        .with("why", word)
        .with("rule", lang.pick(zh, en))
}

fn wrong(lang: Lang) -> Problem {
    refused(
        "wrong_passphrase",
        lang,
        "口令不正确",
        "the passphrase is wrong",
    )
}

fn locked(lang: Lang) -> Problem {
    refused(
        "passphrase_needed",
        lang,
        "地方坐标系参数以口令加密保存，请先输入口令",
        "parameters of local systems are kept sealed: give the passphrase first",
    )
}

fn unknown(lang: Lang) -> Problem {
    Problem::new(Code::NotFound).with("what", lang.pick("地方坐标系", "local system"))
}

fn damaged(error: SealError) -> Problem {
    match error {
        SealError::NoChance => Problem::new(Code::Internal).with("why", error.to_string()),
        SealError::DoesNotOpen | SealError::Form => Problem::new(Code::Damaged)
            .with("what", SETTING)
            .with("why", error.to_string()),
    }
}

fn bad(what: &str, why: &str) -> Problem {
    Problem::new(Code::BadInput)
        .with("what", what)
        .with("why", why)
}

/// What a system is sealed together with: it opens under its own name and kind only.
fn label(name: &str, kind: LocalSystemKind) -> Vec<u8> {
    let kind = match kind {
        LocalSystemKind::FourParameter => "four",
        LocalSystemKind::SevenParameter => "seven",
    };
    format!("local system {VERSION}\0{kind}\0{name}").into_bytes()
}

fn proof_label() -> Vec<u8> {
    format!("local systems {VERSION}").into_bytes()
}

fn named(name: &str) -> Result<String, Problem> {
    let name = name.trim();
    let fits = !name.is_empty() && name.chars().count() <= MAX_NAME;
    if !fits || name.chars().any(char::is_control) {
        return Err(bad("name", "1 to 40 characters without control characters"));
    }
    Ok(name.to_owned())
}

/// Refuses parameters that cannot be meant, without saying them.
fn check(system: &LocalSystem) -> Result<(), Problem> {
    let scale_ppm = match system {
        LocalSystem::FourParameter(plane) => {
            let all = [plane.tx, plane.ty, plane.a, plane.b];
            if !all.iter().all(|value| value.is_finite()) {
                return Err(bad("system", "a parameter is not a number"));
            }
            plane.scale_ppm()
        }
        LocalSystem::SevenParameter(space) => {
            // Rotations and shifts are in range when a point on the equator can be taken over.
            let equator = Geocentric {
                x: 6_378_137.0,
                y: 0.0,
                z: 0.0,
            };
            space
                .apply(equator)
                .map_err(|_| bad("system", "a parameter is out of range"))?;
            space.scale_ppm
        }
    };
    if scale_ppm.abs() > MAX_SCALE_PPM {
        return Err(bad("system", "the scale is more than one percent from one"));
    }
    Ok(())
}

/// Whether the key is that of what is kept.
fn fits(kept: &Kept, key: &SealKey) -> bool {
    key.open(&proof_label(), &kept.proof).is_ok()
}

async fn derive(recipe: Recipe, passphrase: &str) -> Result<SealKey, Problem> {
    let passphrase = Zeroizing::new(passphrase.to_owned());
    tokio::task::spawn_blocking(move || recipe.key(&passphrase))
        .await
        .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?
        .map_err(damaged)
}

/// The key of what is kept: by the passphrase when one is given, else the one in memory.
async fn key_of(
    kept: &Kept,
    held: Option<&SealKey>,
    passphrase: Option<&str>,
    lang: Lang,
) -> Result<SealKey, Problem> {
    if let Some(passphrase) = passphrase {
        let key = derive(kept.recipe.clone(), passphrase).await?;
        return if fits(kept, &key) {
            Ok(key)
        } else {
            Err(wrong(lang))
        };
    }
    let held = held.filter(|key| fits(kept, key));
    held.cloned().ok_or_else(|| locked(lang))
}

/// Begins with a passphrase.
async fn begin(passphrase: Option<&str>, lang: Lang) -> Result<(Kept, SealKey), Problem> {
    let passphrase = passphrase.ok_or_else(|| locked(lang))?;
    if passphrase.chars().count() < LEAST_PASSPHRASE {
        let why = lang.pick("至少 10 个字符", "at least 10 characters");
        return Err(Problem::new(Code::WeakPassword).with("why", why));
    }
    let recipe = Recipe::new().map_err(damaged)?;
    let key = derive(recipe.clone(), passphrase).await?;
    let kept = Kept {
        version: VERSION,
        recipe,
        proof: key.seal(&proof_label(), b"").map_err(damaged)?,
        systems: Vec::new(),
    };
    Ok((kept, key))
}

impl Device {
    /// Names and kinds of the local systems of this device, by name.
    ///
    /// # Errors
    ///
    /// What the store refuses; [`Code::Damaged`].
    pub async fn local_systems(&self) -> Result<Vec<LocalSystemRow>, Problem> {
        let kept = self.kept_systems().await?;
        let systems = kept.map(|kept| kept.systems).unwrap_or_default();
        let row = |one: KeptSystem| LocalSystemRow {
            name: one.name,
            kind: one.kind,
        };
        Ok(systems.into_iter().map(row).collect())
    }

    /// Puts a local system in, or another in place of the one of this name. The first one sets the passphrase; later ones need it only
    /// while they are locked.
    ///
    /// # Errors
    ///
    /// [`Code::Refused`] with `why` `wrong_passphrase` or `passphrase_needed`, [`Code::WeakPassword`], [`Code::BadInput`] for a name or
    /// parameters that cannot be meant. Nothing is changed then.
    pub async fn put_local_system(
        &self,
        name: &str,
        system: LocalSystem,
        passphrase: Option<&str>,
        lang: Lang,
    ) -> Result<(), Problem> {
        let name = named(name)?;
        check(&system)?;
        let mut held = self.local_systems.0.lock().await;
        let (mut kept, key) = match self.kept_systems().await? {
            Some(kept) => {
                let key = key_of(&kept, held.as_ref(), passphrase, lang).await?;
                (kept, key)
            }
            None => begin(passphrase, lang).await?,
        };
        let kind = LocalSystemKind::of(&system);
        let mut text = Zeroizing::new(Vec::with_capacity(ROOM));
        serde_json::to_writer(&mut *text, &system)
            .map_err(|_| bad("system", "it cannot be written"))?;
        let sealed = key.seal(&label(&name, kind), &text).map_err(damaged)?;
        kept.systems.retain(|one| one.name != name);
        if kept.systems.len() >= MAX_SYSTEMS {
            return Err(Problem::new(Code::TooLarge).with("limit", MAX_SYSTEMS.to_string()));
        }
        kept.systems.push(KeptSystem { name, kind, sealed });
        kept.systems.sort_by(|a, b| a.name.cmp(&b.name));
        self.keep_systems(&kept).await?;
        *held = Some(key);
        Ok(())
    }

    /// Opens them with the passphrase until the device is closed or locked.
    ///
    /// # Errors
    ///
    /// [`Code::Refused`] with `why` `wrong_passphrase`; [`Code::NotFound`] when there are none.
    pub async fn unlock_local_systems(&self, passphrase: &str, lang: Lang) -> Result<(), Problem> {
        let mut held = self.local_systems.0.lock().await;
        let kept = self.kept_systems().await?.ok_or_else(|| unknown(lang))?;
        let key = key_of(&kept, None, Some(passphrase), lang).await?;
        *held = Some(key);
        Ok(())
    }

    /// Forgets the key.
    pub async fn lock_local_systems(&self) {
        *self.local_systems.0.lock().await = None;
    }

    /// Removes a local system; with the last one the passphrase goes as well.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`]; what the store refuses.
    pub async fn remove_local_system(&self, name: &str, lang: Lang) -> Result<(), Problem> {
        let mut held = self.local_systems.0.lock().await;
        let mut kept = self.kept_systems().await?.ok_or_else(|| unknown(lang))?;
        let before = kept.systems.len();
        kept.systems.retain(|one| one.name != name.trim());
        if kept.systems.len() == before {
            return Err(unknown(lang));
        }
        if kept.systems.is_empty() {
            self.store.set_setting(SETTING, None).await?;
            *held = None;
            return Ok(());
        }
        self.keep_systems(&kept).await
    }

    /// Uses a local system: its parameters are there for `run` only.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`]; [`Code::Refused`] with `why` `passphrase_needed` while they are locked; [`Code::Damaged`].
    pub async fn with_local_system<T>(
        &self,
        name: &str,
        lang: Lang,
        run: impl FnOnce(&LocalSystem) -> T,
    ) -> Result<T, Problem> {
        let held = self.local_systems.0.lock().await;
        let kept = self.kept_systems().await?.ok_or_else(|| unknown(lang))?;
        let one = kept.systems.iter().find(|one| one.name == name.trim());
        let one = one.ok_or_else(|| unknown(lang))?;
        let key = key_of(&kept, held.as_ref(), None, lang).await?;
        let text = key
            .open(&label(&one.name, one.kind), &one.sealed)
            .map_err(damaged)?;
        let system: LocalSystem =
            serde_json::from_slice(&text).map_err(|_| damaged(SealError::Form))?;
        Ok(run(&system))
    }

    async fn kept_systems(&self) -> Result<Option<Kept>, Problem> {
        let Some(text) = self.store.setting(SETTING).await? else {
            return Ok(None);
        };
        // The words of the parser are left out: nothing of what is kept belongs in a message.
        let kept: Kept = serde_json::from_str(&text).map_err(|_| damaged(SealError::Form))?;
        if kept.version != VERSION {
            return Err(damaged(SealError::Form));
        }
        Ok(Some(kept))
    }

    async fn keep_systems(&self, kept: &Kept) -> Result<(), Problem> {
        let text = serde_json::to_string(kept).map_err(|_| damaged(SealError::Form))?;
        Ok(self.store.set_setting(SETTING, Some(text)).await?)
    }
}
