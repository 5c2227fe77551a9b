//! Local systems of coordinates on this device, sealed: four and seven parameters of a town's own system are classified as a rule.
//!
//! The store holds ciphertext only, with names and kinds beside it. The key stands in the keystore of the operating system, or comes from
//! a passphrase where no keystore answers; it is never written beside what it opens, and lives in memory until the device is closed or
//! locked. The settings of a store never leave the device: no record, export or diagnosis reads them. Sealing is `seal`'s, asking the
//! keystore is `keystore`'s, the commands of the window are `window`'s, transforming is `domain`'s.

mod keystore;
mod seal;
mod window;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use handheld_contract::views::local_system::LocalSystemKey;
use handheld_contract::{Code, Lang, Problem};
use handheld_domain::survey::ellipsoid::Geocentric;
use handheld_domain::survey::system::{
    Direction, Helmert, LocalSystem, LocalTransformation, Similarity,
};
use handheld_store::records::Records;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Device;
pub(crate) use crate::local_systems::keystore::{Keystore, SystemKeystore};
use crate::local_systems::keystore::{Silent, ask};
use crate::local_systems::seal::{Recipe, SealError, SealKey, Sealed};

pub use handheld_contract::views::local_system::{LocalSystemKind, LocalSystemRow};

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

/// Central meridians that a local system of China can have, degrees.
const MERIDIANS: std::ops::RangeInclusive<f64> = 70.0..=140.0;

/// What is sealed of a local system.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LocalParameters {
    /// With their direction and the planes between which they stand: coordinates of files can be taken over.
    Whole(LocalTransformation),
    /// Parameters alone, from CGCS2000 to the local system: single coordinates can be taken over by whoever knows what they are.
    Bare(LocalSystem),
}

impl From<LocalSystem> for LocalParameters {
    fn from(system: LocalSystem) -> Self {
        Self::Bare(system)
    }
}

impl From<LocalTransformation> for LocalParameters {
    fn from(transformation: LocalTransformation) -> Self {
        Self::Whole(transformation)
    }
}

impl LocalParameters {
    /// The parameters alone.
    pub fn system(&self) -> LocalSystem {
        match self {
            Self::Whole(LocalTransformation::Plane { parameters, .. }) => {
                LocalSystem::FourParameter(*parameters)
            }
            Self::Whole(LocalTransformation::Space { parameters, .. }) => {
                LocalSystem::SevenParameter(*parameters)
            }
            Self::Bare(system) => *system,
        }
    }

    /// Which way they lead.
    pub fn direction(&self) -> Direction {
        match self {
            Self::Whole(
                LocalTransformation::Plane { direction, .. }
                | LocalTransformation::Space { direction, .. },
            ) => *direction,
            Self::Bare(_) => Direction::ToLocal,
        }
    }

    /// What they are.
    pub fn kind(&self) -> LocalSystemKind {
        match self.system() {
            LocalSystem::FourParameter(_) => LocalSystemKind::FourParameter,
            LocalSystem::SevenParameter(_) => LocalSystemKind::SevenParameter,
        }
    }
}

/// How the key of what is kept is found.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum KeyRecipe {
    /// In the keystore of the operating system.
    Keystore(KeystoreRecipe),
    /// From a passphrase.
    Passphrase(Recipe),
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeystoreRecipe {
    /// Under which entry it stands there.
    entry: String,
}

/// All of them as they are kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    recipe: KeyRecipe,
    /// A sealed empty text: opens with the right key, also while there is nothing else to open.
    proof: Sealed,
    systems: Vec<KeptSystem>,
}

#[derive(Serialize, Deserialize)]
struct KeptSystem {
    name: String,
    kind: LocalSystemKind,
    /// Whether direction and planes are sealed with the parameters.
    #[serde(default)]
    for_files: bool,
    #[serde(flatten)]
    sealed: Sealed,
}

/// The key once it was found, and the keystore. The key is held while the setting is read and written.
pub(crate) struct LocalSystems {
    held: tokio::sync::Mutex<Option<SealKey>>,
    keystore: Arc<dyn Keystore>,
}

impl LocalSystems {
    pub(crate) fn new(keystore: Arc<dyn Keystore>) -> Self {
        Self {
            held: tokio::sync::Mutex::default(),
            keystore,
        }
    }
}

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

/// The first one without a passphrase, where no keystore answers.
fn no_keystore(lang: Lang) -> Problem {
    refused(
        "passphrase_needed",
        lang,
        "本机的系统密钥库没有应答，参数须以口令加密保存：请设置至少 10 个字符的口令",
        "the keystore of this system does not answer, so the parameters have to be sealed by a passphrase: choose one of at least 10 characters",
    )
}

fn no_passphrase(lang: Lang) -> Problem {
    refused(
        "no_passphrase",
        lang,
        "地方坐标系的密钥由系统密钥库保管，不使用口令",
        "the key of the local systems is in the keystore of this system: no passphrase is used",
    )
}

fn silent(lang: Lang) -> Problem {
    refused(
        "keystore_silent",
        lang,
        "系统密钥库没有应答，地方坐标系暂时打不开，其他内容都在。请登录桌面会话或解锁密钥库后再试；若一直打不开，请删除各地方坐标系后重新录入",
        "the keystore of this system does not answer, so the local systems cannot be opened now; nothing else is affected. Sign in to the \
         desktop session or unlock the keystore and try again; if it stays so, remove the local systems and enter them again",
    )
}

fn lost(lang: Lang) -> Problem {
    refused(
        "keystore_lost",
        lang,
        "系统密钥库里已没有地方坐标系的密钥，已录入的参数无法恢复，其他内容都在。请删除各地方坐标系后重新录入",
        "the keystore of this system no longer has the key of the local systems, so the parameters cannot be brought back; nothing else is \
         lost. Remove the local systems and enter them again",
    )
}

fn not_for_files(lang: Lang) -> Problem {
    refused(
        "not_for_files",
        lang,
        "此地方坐标系只录入了参数，没有参数方向和所用平面，不能换算文件；请删除后重新添加",
        "of this local system only the parameters are known, not their direction and planes, so no file can be taken over by it; remove \
         it and add it again",
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
fn check(parameters: &LocalParameters) -> Result<(), Problem> {
    let scale_ppm = match &parameters.system() {
        LocalSystem::FourParameter(plane) => four(plane)?,
        LocalSystem::SevenParameter(space) => seven(space)?,
    };
    if scale_ppm.abs() > MAX_SCALE_PPM {
        return Err(bad("system", "the scale is more than one percent from one"));
    }
    if let LocalParameters::Whole(LocalTransformation::Space { plane, .. }) = parameters {
        if !MERIDIANS.contains(&plane.central_meridian) {
            return Err(bad("system", "the central meridian is none of China"));
        }
        let all = [plane.false_easting, plane.false_northing];
        if !all
            .iter()
            .all(|value| value.is_finite() && value.abs() <= 1e8)
        {
            return Err(bad(
                "system",
                "what is added to coordinates is out of range",
            ));
        }
    }
    Ok(())
}

fn four(plane: &Similarity) -> Result<f64, Problem> {
    let all = [plane.tx, plane.ty, plane.a, plane.b];
    if !all.iter().all(|value| value.is_finite()) {
        return Err(bad("system", "a parameter is not a number"));
    }
    Ok(plane.scale_ppm())
}

fn seven(space: &Helmert) -> Result<f64, Problem> {
    // Rotations and shifts are in range when a point on the equator can be taken over.
    let equator = Geocentric {
        x: 6_378_137.0,
        y: 0.0,
        z: 0.0,
    };
    let taken = space.apply(equator);
    taken.map_err(|_| bad("system", "a parameter is out of range"))?;
    Ok(space.scale_ppm)
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

impl LocalSystems {
    /// The key of what is kept: the one in memory, else that of the keystore or of the passphrase. A passphrase that is given has to be
    /// the right one.
    async fn key_of(
        &self,
        kept: &Kept,
        held: Option<&SealKey>,
        passphrase: Option<&str>,
        lang: Lang,
    ) -> Result<SealKey, Problem> {
        let held = held.filter(|key| fits(kept, key));
        match (&kept.recipe, passphrase) {
            (KeyRecipe::Keystore(_), Some(_)) => Err(no_passphrase(lang)),
            (KeyRecipe::Passphrase(recipe), Some(passphrase)) => {
                let key = derive(recipe.clone(), passphrase).await?;
                if fits(kept, &key) {
                    Ok(key)
                } else {
                    Err(wrong(lang))
                }
            }
            (KeyRecipe::Passphrase(_), None) => held.cloned().ok_or_else(|| locked(lang)),
            (KeyRecipe::Keystore(recipe), None) => match held {
                Some(key) => Ok(key.clone()),
                None => self.key_in_keystore(kept, recipe, lang).await,
            },
        }
    }

    async fn key_in_keystore(
        &self,
        kept: &Kept,
        recipe: &KeystoreRecipe,
        lang: Lang,
    ) -> Result<SealKey, Problem> {
        let entry = recipe.entry.clone();
        let found = ask(&self.keystore, move |keystore| keystore.get(&entry)).await;
        let found = found.map_err(|Silent| silent(lang))?;
        let key = found.and_then(|bytes| SealKey::of(&bytes).ok());
        key.filter(|key| fits(kept, key)).ok_or_else(|| lost(lang))
    }

    /// Begins: by the passphrase when one is given, else with a key in the keystore.
    async fn begin(
        &self,
        passphrase: Option<&str>,
        lang: Lang,
    ) -> Result<(Kept, SealKey), Problem> {
        let (recipe, key) = match passphrase {
            Some(passphrase) => {
                if passphrase.chars().count() < LEAST_PASSPHRASE {
                    let why = lang.pick("至少 10 个字符", "at least 10 characters");
                    return Err(Problem::new(Code::WeakPassword).with("why", why));
                }
                let recipe = Recipe::new().map_err(damaged)?;
                let key = derive(recipe.clone(), passphrase).await?;
                (KeyRecipe::Passphrase(recipe), key)
            }
            None => {
                let key = SealKey::by_chance().map_err(damaged)?;
                let entry = uuid::Uuid::now_v7().as_hyphenated().to_string();
                let (bytes, under) = (key.bytes(), entry.clone());
                // Read again before anything rests on it: a keystore that forgets would lose what is sealed.
                let kept = ask(&self.keystore, move |keystore| {
                    keystore.put(&under, &bytes)?;
                    Ok(keystore.get(&under)?.is_some_and(|read| *read == *bytes))
                });
                if kept.await != Ok(true) {
                    return Err(no_keystore(lang));
                }
                (KeyRecipe::Keystore(KeystoreRecipe { entry }), key)
            }
        };
        let kept = Kept {
            version: VERSION,
            recipe,
            proof: key.seal(&proof_label(), b"").map_err(damaged)?,
            systems: Vec::new(),
        };
        Ok((kept, key))
    }
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
            for_files: one.for_files,
        };
        Ok(systems.into_iter().map(row).collect())
    }

    /// How the key of the local systems is kept, and whether a passphrase has to be given before they are used.
    ///
    /// # Errors
    ///
    /// As for [`Device::local_systems`].
    pub async fn local_systems_key(&self) -> Result<(LocalSystemKey, bool), Problem> {
        let held = self.local_systems.held.lock().await;
        Ok(match self.kept_systems().await?.map(|kept| kept.recipe) {
            None => (LocalSystemKey::None, false),
            Some(KeyRecipe::Keystore(_)) => (LocalSystemKey::Keystore, false),
            Some(KeyRecipe::Passphrase(_)) => (LocalSystemKey::Passphrase, held.is_none()),
        })
    }

    /// Puts a local system in, or another in place of the one of this name. The first one sets how the key is kept: by the passphrase that
    /// is given, else in the keystore. Later ones need a passphrase only where there is one and they are locked.
    ///
    /// # Errors
    ///
    /// [`Code::Refused`] with `why` `wrong_passphrase`, `passphrase_needed`, `no_passphrase`, `keystore_silent` or `keystore_lost`,
    /// [`Code::WeakPassword`], [`Code::BadInput`] for a name or parameters that cannot be meant. Nothing is changed then.
    pub async fn put_local_system(
        &self,
        name: &str,
        parameters: impl Into<LocalParameters>,
        passphrase: Option<&str>,
        lang: Lang,
    ) -> Result<(), Problem> {
        let name = named(name)?;
        let parameters = parameters.into();
        check(&parameters)?;
        let own = &self.local_systems;
        let mut held = own.held.lock().await;
        let (mut kept, key) = match self.kept_systems().await? {
            Some(kept) => {
                let key = own.key_of(&kept, held.as_ref(), passphrase, lang).await?;
                (kept, key)
            }
            None => own.begin(passphrase, lang).await?,
        };
        let kind = parameters.kind();
        let for_files = matches!(parameters, LocalParameters::Whole(_));
        let mut text = Zeroizing::new(Vec::with_capacity(ROOM));
        serde_json::to_writer(&mut *text, &parameters)
            .map_err(|_| bad("system", "it cannot be written"))?;
        let sealed = key.seal(&label(&name, kind), &text).map_err(damaged)?;
        kept.systems.retain(|one| one.name != name);
        if kept.systems.len() >= MAX_SYSTEMS {
            return Err(Problem::new(Code::TooLarge).with("limit", MAX_SYSTEMS.to_string()));
        }
        kept.systems.push(KeptSystem {
            name,
            kind,
            for_files,
            sealed,
        });
        kept.systems.sort_by(|a, b| a.name.cmp(&b.name));
        self.keep_systems(&kept).await?;
        *held = Some(key);
        Ok(())
    }

    /// Opens them with the passphrase until the device is closed or locked.
    ///
    /// # Errors
    ///
    /// [`Code::Refused`] with `why` `wrong_passphrase`, or `no_passphrase` where the keystore has the key; [`Code::NotFound`] when there are
    /// none.
    pub async fn unlock_local_systems(&self, passphrase: &str, lang: Lang) -> Result<(), Problem> {
        let own = &self.local_systems;
        let mut held = own.held.lock().await;
        let kept = self.kept_systems().await?.ok_or_else(|| unknown(lang))?;
        let key = own.key_of(&kept, None, Some(passphrase), lang).await?;
        *held = Some(key);
        Ok(())
    }

    /// Forgets the key: a passphrase has to be given again, the keystore is asked again.
    pub async fn lock_local_systems(&self) {
        *self.local_systems.held.lock().await = None;
    }

    /// Removes a local system, for which no key is needed; with the last one the passphrase goes as well, or the key in the keystore.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`]; what the store refuses.
    pub async fn remove_local_system(&self, name: &str, lang: Lang) -> Result<(), Problem> {
        let mut held = self.local_systems.held.lock().await;
        let mut kept = self.kept_systems().await?.ok_or_else(|| unknown(lang))?;
        let before = kept.systems.len();
        kept.systems.retain(|one| one.name != name.trim());
        if kept.systems.len() == before {
            return Err(unknown(lang));
        }
        if kept.systems.is_empty() {
            self.store.set_setting(SETTING, None).await?;
            *held = None;
            if let KeyRecipe::Keystore(KeystoreRecipe { entry }) = kept.recipe {
                let removed = ask(&self.local_systems.keystore, move |keystore| {
                    keystore.remove(&entry)
                });
                if removed.await.is_err() {
                    // It opens nothing any more.
                    tracing::warn!("a key stays in the keystore that nothing is sealed with");
                }
            }
            return Ok(());
        }
        self.keep_systems(&kept).await
    }

    /// Uses a local system: its parameters are there for `run` only.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`]; [`Code::Refused`] with `why` `passphrase_needed` while they are locked, `keystore_silent` or `keystore_lost`;
    /// [`Code::Damaged`].
    pub async fn with_local_system<T>(
        &self,
        name: &str,
        lang: Lang,
        run: impl FnOnce(&LocalParameters) -> T,
    ) -> Result<T, Problem> {
        let own = &self.local_systems;
        let mut held = own.held.lock().await;
        let kept = self.kept_systems().await?.ok_or_else(|| unknown(lang))?;
        let one = kept.systems.iter().find(|one| one.name == name.trim());
        let one = one.ok_or_else(|| unknown(lang))?;
        let key = own.key_of(&kept, held.as_ref(), None, lang).await?;
        let text = key
            .open(&label(&one.name, one.kind), &one.sealed)
            .map_err(damaged)?;
        *held = Some(key);
        let parameters: LocalParameters =
            serde_json::from_slice(&text).map_err(|_| damaged(SealError::Form))?;
        Ok(run(&parameters))
    }

    /// The local system of this name as files are taken over by it.
    ///
    /// # Errors
    ///
    /// As for [`Device::with_local_system`]; [`Code::Refused`] with `why` `not_for_files`.
    pub(crate) async fn local_transformation(
        &self,
        name: &str,
        lang: Lang,
    ) -> Result<LocalTransformation, Problem> {
        let found = self.with_local_system(name, lang, |parameters| match parameters {
            LocalParameters::Whole(transformation) => Some(*transformation),
            LocalParameters::Bare(_) => None,
        });
        found.await?.ok_or_else(|| not_for_files(lang))
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
