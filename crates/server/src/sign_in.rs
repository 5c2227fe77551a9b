//! Sign-in in a browser: the cookie, the session, the own password. Names that nobody has get the same answer after the same work (A01).

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handheld_contract::command::{ChangePassword, SignIn as Asked};
use handheld_contract::views::session::{Host, Preferences, SessionView};
use handheld_contract::{Code, Lang, Problem};
use handheld_store::centre::{CentreLog, Directory, SignIn};

use crate::authorize::{Via, Who};
use crate::centre::Centre;
use crate::tries::{PER_ADDRESS, PER_NAME, PER_NAME_AND_ADDRESS};
use crate::{chance, password};

/// Name of the cookie.
pub const COOKIE: &str = "handheld";
/// How long a sign-in lasts.
const LASTS_MS: i64 = 12 * 3_600_000;

impl Centre {
    /// Who is signed in, by the cookie of the request.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn signed_in(&self, headers: &HeaderMap) -> Result<Option<Who>, Problem> {
        let Some(token) = token_of(headers) else {
            return Ok(None);
        };
        let digest = chance::sha256(token);
        match self.store.sign_in(digest, chance::now_ms()).await? {
            Some(sign_in) => self.who(sign_in.person, Via::Browser(digest)).await,
            None => Ok(None),
        }
    }

    /// Checks name and password; answers the session and the cookie.
    ///
    /// # Errors
    ///
    /// [`Code::SignInRefused`], the same for every reason, or [`Code::TooManyTries`].
    pub async fn sign_in(
        &self,
        asked: Asked,
        address: &str,
        lang: Lang,
    ) -> Result<(SessionView, String), Problem> {
        let login = asked.login.trim().to_lowercase();
        let (by_name, by_both) = (format!("n/{login}"), format!("b/{address}/{login}"));
        let by_address = format!("a/{address}");
        let keys = [
            (by_both.as_str(), PER_NAME_AND_ADDRESS),
            (by_address.as_str(), PER_ADDRESS),
            (by_name.as_str(), PER_NAME),
        ];
        let now = chance::now_ms();
        self.tries.take(&keys, now)?;
        let person = self.store.person_by_login(&login).await?;
        let stored = person.as_ref().map(|p| p.password.clone());
        let given = asked.password;
        let right = self
            .hashed(move || password::verify(&given, stored.as_deref()))
            .await?;
        let Some(person) = person.filter(|p| right && p.active) else {
            self.store.audit(now, None, "sign_in_refused", "").await?;
            return Err(Problem::new(Code::SignInRefused));
        };
        self.tries.give_back(&keys);
        let token = URL_SAFE_NO_PAD.encode(chance::bytes::<32>()?);
        let digest = chance::sha256(&token);
        let sign_in = SignIn {
            token: digest,
            person: person.id,
            since_ms: now,
            ends_ms: now + LASTS_MS,
        };
        self.store.put_sign_in(&sign_in).await?;
        self.store
            .audit(now, Some(person.id), "signed_in", "")
            .await?;
        let who = self.who(person.id, Via::Browser(digest)).await?;
        Ok((
            self.session(who.as_ref(), lang).await?,
            self.cookie(&token, LASTS_MS / 1000),
        ))
    }

    /// Ends the sign-in; answers the empty session and the cookie's end.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn sign_out(&self, who: &Who, lang: Lang) -> Result<(SessionView, String), Problem> {
        if let Via::Browser(token) = who.via {
            self.store.end_sign_ins(Some(token), None, None).await?;
        }
        Ok((self.session(None, lang).await?, self.cookie("", 0)))
    }

    /// Changes the own password; every other sign-in of the person ends.
    ///
    /// # Errors
    ///
    /// [`Code::SignInRefused`] when the old one is wrong, [`Code::WeakPassword`].
    pub async fn change_password(
        &self,
        who: &Who,
        asked: ChangePassword,
        address: &str,
        lang: Lang,
    ) -> Result<SessionView, Problem> {
        let key = format!("p/{address}/{}", who.person.id);
        self.tries
            .take(&[(&key, PER_NAME_AND_ADDRESS)], chance::now_ms())?;
        let signed_out = || Problem::new(Code::SignedOut);
        let person = self
            .store
            .person(who.person.id)
            .await?
            .ok_or_else(signed_out)?;
        let (old, stored) = (asked.old.clone(), person.password.clone());
        if !self
            .hashed(move || password::verify(&old, Some(&stored)))
            .await?
        {
            return Err(Problem::new(Code::SignInRefused));
        }
        password::check(&asked.new, &person.login)?;
        if asked.new == asked.old {
            return Err(Problem::new(Code::WeakPassword).with("why", "same_as_before"));
        }
        let new = asked.new;
        let password = self.hashed(move || password::hash(&new)).await??;
        let changed = handheld_store::centre::Person {
            password,
            must_change_password: false,
            ..person
        };
        self.store.put_person(&changed).await?;
        let keep = match who.via {
            Via::Browser(token) => Some(token),
            Via::Device(_) | Via::System(_) => None,
        };
        self.store
            .end_sign_ins(None, Some(who.person.id), keep)
            .await?;
        self.store
            .audit(
                chance::now_ms(),
                Some(who.person.id),
                "password_changed",
                "",
            )
            .await?;
        self.tries.give_back(&[(&key, PER_NAME_AND_ADDRESS)]);
        let who = self.who(who.person.id, who.via).await?;
        self.session(who.as_ref(), lang).await
    }

    /// Stores the person's preferences.
    ///
    /// # Errors
    ///
    /// [`Code::BadInput`] for a text size beyond 100 to 200 percent.
    pub async fn save_preferences(
        &self,
        who: &Who,
        asked: &Preferences,
        lang: Lang,
    ) -> Result<SessionView, Problem> {
        if !(100..=200).contains(&asked.text_percent) {
            return Err(Problem::new(Code::BadInput)
                .with("what", "text_percent")
                .with("why", "100..200"));
        }
        if let Some(mut person) = self.store.person(who.person.id).await? {
            person.preferences = serde_json::to_string(asked)
                .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
            self.store.put_person(&person).await?;
        }
        self.session(Some(who), lang).await
    }

    /// The session as the screens see it.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn session(&self, who: Option<&Who>, lang: Lang) -> Result<SessionView, Problem> {
        let mut preferences = Preferences {
            lang,
            ..Preferences::default()
        };
        if let Some(who) = who {
            let person = self.store.person(who.person.id).await?;
            let stored = person.and_then(|p| serde_json::from_str(&p.preferences).ok());
            preferences = stored.unwrap_or(preferences);
        }
        Ok(SessionView {
            host: Host::Browser,
            person: who.map(|w| w.person.clone()),
            role: who.map(|w| w.role),
            organisation: who.map(|w| w.organisation.clone()),
            device: None,
            device_name: None,
            centre: None,
            must_change_password: who.is_some_and(|w| w.must_change_password),
            sample: self.sample,
            online: true,
            clock_offset_s: None,
            preferences,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            today: chance::today(chance::now_ms()),
        })
    }

    fn cookie(&self, token: &str, seconds: i64) -> String {
        let secure = if self.reach.secure { "; Secure" } else { "" };
        format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
    }
}

fn token_of(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE && !value.is_empty()).then_some(value))
}
