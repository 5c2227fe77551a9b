//! What the window needs of the device behind it, and how it is opened.
//!
//! A trait, so that the window's tests need no store; the app itself has exactly one host, the device.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use handheld_contract::error::ProblemView;
use handheld_contract::{Code, Lang, Problem};
use serde_json::Value;
use tokio::sync::broadcast;

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

    /// News that something changed.
    fn changes(&self) -> broadcast::Receiver<()>;

    /// Turns the journal into changes.
    async fn flush(&self);
}

/// Opens the device in a folder; when that fails the window opens all the same and every screen says why.
pub(crate) fn open(folder: PathBuf) -> Arc<dyn Host> {
    let _ = folder;
    Arc::new(Closed::new(
        Problem::new(Code::Internal).with("why", "the device is not built in"),
    ))
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
