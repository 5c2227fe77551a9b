//! Survey files and exports on this device: a file is on disk before its record names it (D03); what goes out is made here, also without a
//! network. A file in a local system of this device is opened to the use cases together with that system.

use handheld_app::surveys_out::SurveyExport;
use handheld_app::{FileFacts, SurveyBytes};
use handheld_contract::command::{ImportDesign, ImportMeasured, LookAtPlan, LookAtSurveyFile};
use handheld_contract::views::survey::{PlanView, SurveyFilePreview, SurveyView};
use handheld_contract::{Lang, Problem, SurveyId};
use handheld_domain::survey::system::LocalTransformation;
use handheld_store::blobs::Blobs;

use crate::Device;

impl Device {
    /// Looks at a survey file. Nothing is stored.
    ///
    /// # Errors
    ///
    /// The survey is not seen, or nothing of the file can be read.
    pub async fn look_at_survey_file(
        &self,
        asked: LookAtSurveyFile,
        bytes: &[u8],
        lang: Lang,
    ) -> Result<SurveyFilePreview, Problem> {
        let who = self.who(lang)?;
        let local = self.local_of(asked.local_system.as_deref(), lang).await?;
        let file = SurveyBytes {
            bytes,
            local: local.as_ref(),
        };
        self.app.look_at_survey_file(&who, asked, file).await
    }

    /// The lines of a plan to draw under a survey. Nothing is stored.
    ///
    /// # Errors
    ///
    /// The survey is not seen, or nothing of the file can be drawn.
    pub async fn look_at_plan(
        &self,
        asked: LookAtPlan,
        bytes: &[u8],
        lang: Lang,
    ) -> Result<PlanView, Problem> {
        let who = self.who(lang)?;
        self.app.look_at_plan(&who, asked, bytes).await
    }

    /// Takes design data from a file, which is kept as it came.
    ///
    /// # Errors
    ///
    /// No right; rows that cannot be read; what looks wrong and is not said to be meant so.
    pub async fn import_design(
        &self,
        asked: ImportDesign,
        bytes: Vec<u8>,
        lang: Lang,
    ) -> Result<SurveyView, Problem> {
        let who = self.who(lang)?;
        let local = self.local_of(asked.local_system.as_deref(), lang).await?;
        let facts = FileFacts::of(&bytes)?;
        let kept = bytes.clone();
        self.blobs.put(facts.sha256, kept).await?;
        let view = {
            let _one_at_a_time = self.writing.lock().await;
            let file = SurveyBytes {
                bytes: &bytes,
                local: local.as_ref(),
            };
            self.app.import_design(&who, asked, file, facts).await?
        };
        self.edited();
        Ok(view)
    }

    /// Takes measured values from a file, which is kept as it came.
    ///
    /// # Errors
    ///
    /// As for [`Device::import_design`].
    pub async fn import_measured(
        &self,
        asked: ImportMeasured,
        bytes: Vec<u8>,
        lang: Lang,
    ) -> Result<SurveyView, Problem> {
        let who = self.who(lang)?;
        let local = self.local_of(asked.local_system.as_deref(), lang).await?;
        let facts = FileFacts::of(&bytes)?;
        let kept = bytes.clone();
        self.blobs.put(facts.sha256, kept).await?;
        let view = {
            let _one_at_a_time = self.writing.lock().await;
            let file = SurveyBytes {
                bytes: &bytes,
                local: local.as_ref(),
            };
            self.app.import_measured(&who, asked, file, facts).await?
        };
        self.edited();
        Ok(view)
    }

    /// The local system that a request names.
    async fn local_of(
        &self,
        name: Option<&str>,
        lang: Lang,
    ) -> Result<Option<LocalTransformation>, Problem> {
        match name {
            Some(name) => Ok(Some(self.local_transformation(name, lang).await?)),
            None => Ok(None),
        }
    }

    /// What goes out of a survey, in a format.
    ///
    /// # Errors
    ///
    /// `not_found`, no right, and what the rules of export refuse.
    pub async fn survey_export(
        &self,
        survey: SurveyId,
        format: &str,
        lang: Lang,
    ) -> Result<SurveyExport, Problem> {
        let who = self.who(lang)?;
        self.app.survey_export(&who, survey, format, lang).await
    }
}
