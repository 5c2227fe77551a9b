//! What the window needs of the device behind it, and how it is opened.
//!
//! A trait, so that the window's tests need no store; the app itself has exactly one host, the device.

use std::path::PathBuf;
use std::sync::Arc;

use handheld_device::{Background, Device};

use async_trait::async_trait;
use handheld_contract::error::ProblemView;
use handheld_contract::{Code, Lang, Problem};
use serde_json::Value;
use tokio::sync::broadcast;

/// Which bytes of a case or a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseBytes {
    /// A file that was given, by its digest.
    File,
    /// The document of an act, by the act's id.
    Document,
    /// An export of a survey, by its format.
    Survey,
}

/// The device as the window sees it.
#[async_trait]
pub trait Host: Send + Sync + 'static {
    /// A command of the contract.
    async fn call(&self, name: &str, request: Value, lang: Lang) -> Result<Value, ProblemView>;

    /// A command with bytes beside its request.
    async fn call_raw(
        &self,
        name: &str,
        request: Value,
        bytes: Vec<u8>,
        lang: Lang,
    ) -> Result<Value, ProblemView>;

    /// A photo's media type and bytes.
    async fn photo(
        &self,
        inspection: &str,
        photo: &str,
        variant: &str,
    ) -> Result<(String, Vec<u8>), ProblemView>;

    /// A file of a case, or the PDF of one of its documents: name, media type and bytes.
    async fn case_bytes(
        &self,
        _kind: CaseBytes,
        _case: &str,
        _which: &str,
        lang: Lang,
    ) -> Result<(String, String, Vec<u8>), ProblemView> {
        Err(Problem::new(Code::NotHere).view(lang))
    }

    /// News that something changed.
    fn changes(&self) -> broadcast::Receiver<()>;

    /// Turns the journal into changes.
    async fn flush(&self);
}

/// Opens the device in a folder; when that fails the window opens all the same and every screen says why.
pub(crate) fn open(folder: PathBuf) -> Arc<dyn Host> {
    tauri::async_runtime::block_on(async {
        match Device::open(&folder).await {
            Ok(device) => {
                let background = device.spawn();
                Arc::new(Joined {
                    device,
                    _background: background,
                }) as Arc<dyn Host>
            }
            Err(problem) => {
                tracing::error!(%problem, "the device could not be opened");
                Arc::new(Closed::new(problem))
            }
        }
    })
}

/// The device with what runs beside the screens.
struct Joined {
    device: Arc<Device>,
    // Ends with the window.
    _background: Background,
}

#[async_trait]
impl Host for Joined {
    async fn call(&self, name: &str, request: Value, lang: Lang) -> Result<Value, ProblemView> {
        let answer = self.device.call(name, request, lang).await;
        answer.map_err(|problem| problem.view(lang))
    }

    async fn call_raw(
        &self,
        name: &str,
        request: Value,
        bytes: Vec<u8>,
        lang: Lang,
    ) -> Result<Value, ProblemView> {
        let answer = self.device.call_raw(name, request, bytes, lang).await;
        answer.map_err(|problem| problem.view(lang))
    }

    async fn photo(
        &self,
        inspection: &str,
        photo: &str,
        variant: &str,
    ) -> Result<(String, Vec<u8>), ProblemView> {
        let lang = Lang::Zh;
        let missing = || {
            Problem::new(Code::NotFound)
                .with("what", "photo")
                .view(lang)
        };
        let (Ok(inspection), Ok(photo)) = (inspection.parse(), photo.parse()) else {
            return Err(missing());
        };
        let answer = self.device.photo(inspection, photo, variant, lang).await;
        answer.map_err(|problem| problem.view(lang))
    }

    async fn case_bytes(
        &self,
        kind: CaseBytes,
        case: &str,
        which: &str,
        lang: Lang,
    ) -> Result<(String, String, Vec<u8>), ProblemView> {
        let missing = || Problem::new(Code::NotFound).with("what", "file").view(lang);
        let answer = match kind {
            CaseBytes::File => {
                let case = case.parse().map_err(|_| missing())?;
                let sha256 = which.parse().map_err(|_| missing())?;
                self.device.case_file(case, sha256, lang).await
            }
            CaseBytes::Survey => {
                let survey = case.parse().map_err(|_| missing())?;
                let made = self.device.survey_export(survey, which, lang).await;
                made.map(|made| (made.file_name, made.mime.to_owned(), made.bytes))
            }
            CaseBytes::Document => {
                let case = case.parse().map_err(|_| missing())?;
                let made = self.device.case_document(case, which, lang).await;
                made.map(|made| (made.file_name, "application/pdf".to_owned(), made.pdf))
            }
        };
        answer.map_err(|problem| problem.view(lang))
    }

    fn changes(&self) -> broadcast::Receiver<()> {
        self.device.changes()
    }

    async fn flush(&self) {
        self.device.flush_or_log().await;
    }
}

/// A host whose store could not be opened: it answers everything with the reason.
pub struct Closed {
    problem: Problem,
    changes: broadcast::Sender<()>,
}

impl Closed {
    /// Closed for this reason.
    pub fn new(problem: Problem) -> Self {
        Self {
            problem,
            changes: broadcast::Sender::new(1),
        }
    }
}

#[async_trait]
impl Host for Closed {
    async fn call(&self, _: &str, _: Value, lang: Lang) -> Result<Value, ProblemView> {
        Err(self.problem.view(lang))
    }

    async fn call_raw(
        &self,
        _: &str,
        _: Value,
        _: Vec<u8>,
        lang: Lang,
    ) -> Result<Value, ProblemView> {
        Err(self.problem.view(lang))
    }

    async fn photo(&self, _: &str, _: &str, _: &str) -> Result<(String, Vec<u8>), ProblemView> {
        Err(self.problem.view(Lang::Zh))
    }

    fn changes(&self) -> broadcast::Receiver<()> {
        self.changes.subscribe()
    }

    async fn flush(&self) {}
}
