//! The two commands of the window: one with JSON, one with raw bytes. Both only pass on.

use std::sync::Arc;

use handheld_contract::error::ProblemView;
use handheld_contract::{Code, Lang, Problem};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tauri::State;
use tauri::ipc::{InvokeBody, Request};

use crate::host::Host;

/// A command of the contract by its name.
#[tauri::command]
pub(crate) async fn call(
    host: State<'_, Arc<dyn Host>>,
    name: String,
    request: Value,
    lang: Lang,
) -> Result<Value, ProblemView> {
    host.call(&name, request, lang).await
}

/// A command that comes with bytes: its name, request and language stand in headers.
#[tauri::command]
pub(crate) async fn call_raw(
    host: State<'_, Arc<dyn Host>>,
    request: Request<'_>,
) -> Result<Value, ProblemView> {
    let header = |name: &str| {
        let value = request.headers().get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let lang = if header("x-lang") == "en" {
        Lang::En
    } else {
        Lang::Zh
    };
    let bad = |why: &str| {
        let problem = Problem::new(Code::BadInput).with("what", "call_raw");
        problem.with("why", why).view(lang)
    };
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(bad("raw bytes are expected"));
    };
    let encoded = header("x-request");
    let text = percent_decode_str(&encoded).decode_utf8_lossy();
    let value = serde_json::from_str(&text).map_err(|error| bad(&error.to_string()))?;
    host.call_raw(&header("x-name"), value, bytes.clone(), lang)
        .await
}
