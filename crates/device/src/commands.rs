//! A command of the contract on this device: session, exchange, photos and the receiver here, everything else in `app`.

use handheld_contract::command::{
    AddPhoto, AttachMaterial, COMMANDS, Enrol, ImportDesign, ImportMeasured, LookAtPlan,
    LookAtSurveyFile, Nothing, ServedBy,
};
use handheld_contract::views::session::Preferences;
use handheld_contract::{Code, Lang, Problem};
use handheld_store::records::Records;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Device;

const PREFERENCES: &str = "preferences";

pub(crate) fn ask<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_json::from_value(value).map_err(|e| {
        Problem::new(Code::BadInput)
            .with("what", "request")
            .with("why", e.to_string())
    })
}

pub(crate) fn reply<T: Serialize>(value: T) -> Result<Value, Problem> {
    serde_json::to_value(value).map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))
}

/// Commands that change a record.
fn writes(name: &str) -> bool {
    !matches!(
        name,
        "today"
            | "projects"
            | "project"
            | "templates"
            | "inspection"
            | "findings"
            | "finding"
            | "inbox"
            | "cases"
            | "case"
            | "flow"
            | "owed"
            | "board"
            | "procedures"
            | "surveys"
            | "survey"
            | "try_readings"
    )
}

/// Commands whose edits go together with others made on the same screen; all others become a change at once.
fn gathers(name: &str) -> bool {
    matches!(
        name,
        "answer_item"
            | "choose_answer"
            | "sort_photo"
            | "remove_photo"
            | "restore_photo"
            | "measure_target"
    )
}

impl Device {
    /// Runs a command.
    ///
    /// # Errors
    ///
    /// The [`Problem`] that the screens show.
    pub async fn call(&self, name: &str, request: Value, lang: Lang) -> Result<Value, Problem> {
        let row = COMMANDS.iter().find(|row| row.name == name);
        if row.is_none_or(|row| row.by == ServedBy::Browser || row.raw_body) {
            return Err(Problem::new(Code::NotHere));
        }
        match name {
            "session" => return reply(self.session(lang).await?),
            "save_preferences" => {
                let wanted: Preferences = ask(request)?;
                let text = reply(&wanted)?.to_string();
                self.store.set_setting(PREFERENCES, Some(text)).await?;
                return reply(self.session(wanted.lang).await?);
            }
            "enrol" => {
                let asked: Enrol = ask(request)?;
                self.enrol(&asked.server, &asked.code, &asked.name, lang)
                    .await?;
                return reply(self.session(lang).await?);
            }
            "sync_status" => return reply(self.sync_view(lang).await?),
            "sync_now" => {
                ask::<Nothing>(request)?;
                self.enrolled()?;
                self.ask_for_exchange();
                return reply(self.sync_view(lang).await?);
            }
            "diagnostics" => return reply(self.diagnostics().await?),
            "licences" => return reply(crate::views::licences()),
            "receiver" | "connect_receiver" | "disconnect_receiver" | "guide_to" | "take_fix" => {
                return Box::pin(self.call_receiver(name, request, lang)).await;
            }
            "local_systems"
            | "put_local_system"
            | "remove_local_system"
            | "unlock_local_systems"
            | "lock_local_systems" => {
                return Box::pin(self.call_local_systems(name, request, lang)).await;
            }
            _ => {}
        }
        let who = self.who(lang)?;
        let mut value = if writes(name) {
            let _one_at_a_time = self.writing.lock().await;
            let value = self.app.call(&who, name, request).await?;
            if !gathers(name) {
                handheld_app::flush_all(&self.app, &who, i64::MAX).await?;
            }
            self.edited();
            value
        } else {
            self.app.call(&who, name, request).await?
        };
        if name == "today"
            && let Some(today) = value.as_mut()
        {
            self.add_unsent(today).await?;
        }
        let mut value = value.ok_or_else(|| Problem::new(Code::NotHere))?;
        self.mark_photos(&mut value).await?;
        self.mark_files(&mut value).await?;
        Ok(value)
    }

    /// Runs a command that comes with bytes.
    ///
    /// # Errors
    ///
    /// The [`Problem`] that the screens show.
    pub async fn call_raw(
        &self,
        name: &str,
        request: Value,
        bytes: Vec<u8>,
        lang: Lang,
    ) -> Result<Value, Problem> {
        match name {
            "replay_receiver" => {
                let asked = ask(request)?;
                reply(self.replay_receiver(asked, &bytes).await?)
            }
            "add_photo" => {
                let asked: AddPhoto = ask(request)?;
                let mut view = reply(self.add_photo(asked, bytes, lang).await?)?;
                self.mark_photos(&mut view).await?;
                Ok(view)
            }
            "attach_material" => {
                let asked: AttachMaterial = ask(request)?;
                let mut view = reply(self.attach_material(asked, bytes, lang).await?)?;
                self.mark_files(&mut view).await?;
                Ok(view)
            }
            "look_at_survey_file" => {
                let asked: LookAtSurveyFile = ask(request)?;
                reply(self.look_at_survey_file(asked, &bytes, lang).await?)
            }
            "look_at_plan" => {
                let asked: LookAtPlan = ask(request)?;
                reply(self.look_at_plan(asked, &bytes, lang).await?)
            }
            "import_design" => {
                let asked: ImportDesign = ask(request)?;
                let mut view = reply(self.import_design(asked, bytes, lang).await?)?;
                self.mark_photos(&mut view).await?;
                Ok(view)
            }
            "import_measured" => {
                let asked: ImportMeasured = ask(request)?;
                let mut view = reply(self.import_measured(asked, bytes, lang).await?)?;
                self.mark_photos(&mut view).await?;
                Ok(view)
            }
            _ => Err(Problem::new(Code::NotHere)),
        }
    }

    /// Preferences as they are kept; unreadable ones are the usual ones again.
    pub(crate) async fn preferences(&self, lang: Lang) -> Result<Preferences, Problem> {
        let kept = self.store.setting(PREFERENCES).await?;
        let read = kept.and_then(|text| serde_json::from_str(&text).ok());
        Ok(read.unwrap_or(Preferences {
            lang,
            ..Preferences::default()
        }))
    }
}
