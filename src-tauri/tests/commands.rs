//! The window's commands over tauri's mock runtime: what comes in reaches the host whole, what the host says comes back whole.

#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use handheld_check_lib::host::{Closed, Host};
use handheld_contract::error::ProblemView;
use handheld_contract::{Code, Lang, Problem};
use serde_json::{Value, json};
use tauri::WebviewWindowBuilder;
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{
    INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets,
};
use tauri::webview::InvokeRequest;
use tokio::sync::broadcast;

/// Writes down what reaches it.
struct Recorder {
    seen: Mutex<Vec<Value>>,
    changes: broadcast::Sender<()>,
}

#[async_trait]
impl Host for Recorder {
    async fn call(&self, name: &str, request: Value, lang: Lang) -> Result<Value, ProblemView> {
        self.seen.lock().unwrap().push(json!([name, request, lang]));
        Ok(json!({ "heard": name }))
    }

    async fn call_raw(
        &self,
        name: &str,
        request: Value,
        bytes: Vec<u8>,
        lang: Lang,
    ) -> Result<Value, ProblemView> {
        let row = json!([name, request, bytes, lang]);
        self.seen.lock().unwrap().push(row);
        Ok(json!({ "bytes": bytes.len() }))
    }

    async fn photo(&self, _: &str, _: &str, _: &str) -> Result<(String, Vec<u8>), ProblemView> {
        Err(Problem::new(Code::NotFound).view(Lang::Zh))
    }

    fn changes(&self) -> broadcast::Receiver<()> {
        self.changes.subscribe()
    }

    async fn flush(&self) {}
}

#[expect(deprecated, reason = "one turn of the loop, not a loop of turns")]
fn invoke(
    host: Arc<dyn Host>,
    cmd: &str,
    body: InvokeBody,
    headers: &[(&str, &str)],
) -> Result<Value, Value> {
    let mut app = handheld_check_lib::make(mock_builder(), move |_| host)
        .build(mock_context::<MockRuntime, _>(noop_assets()))
        .unwrap();
    // The set-up of an app runs when its loop begins; one turn is all that is wanted here.
    app.run_iteration(|_, _| {});
    let window = WebviewWindowBuilder::new(&app, "main", Default::default())
        .build()
        .unwrap();
    let mut map = tauri::http::HeaderMap::new();
    for (name, value) in headers {
        map.insert(
            tauri::http::HeaderName::from_bytes(name.as_bytes()).unwrap(),
            value.parse().unwrap(),
        );
    }
    let request = InvokeRequest {
        cmd: cmd.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost".parse().unwrap(),
        body,
        headers: map,
        invoke_key: INVOKE_KEY.to_string(),
    };
    get_ipc_response(&window, request).map(|answer| answer.deserialize().unwrap())
}

fn recorder() -> Arc<Recorder> {
    Arc::new(Recorder {
        seen: Mutex::default(),
        changes: broadcast::Sender::new(1),
    })
}

#[test]
fn a_command_reaches_the_host_with_its_request_and_language() {
    let host = recorder();
    let body = json!({ "name": "today", "request": {}, "lang": "en" });
    let answer = invoke(host.clone(), "call", InvokeBody::Json(body), &[]);
    assert_eq!(answer, Ok(json!({ "heard": "today" })));
    assert_eq!(*host.seen.lock().unwrap(), [json!(["today", {}, "en"])]);
}

#[test]
fn raw_bytes_reach_the_host_untouched_beside_a_request_in_chinese() {
    let host = recorder();
    let headers = [
        ("x-name", "add_photo"),
        (
            "x-request",
            "%7B%22file_name%22%3A%22%E5%A1%94%E5%90%8A.jpg%22%7D",
        ),
        ("x-lang", "zh"),
    ];
    let bytes = vec![0xff, 0xd8, 0x00, 0x0a];
    let answer = invoke(
        host.clone(),
        "call_raw",
        InvokeBody::Raw(bytes.clone()),
        &headers,
    );
    assert_eq!(answer, Ok(json!({ "bytes": 4 })));
    let seen = json!(["add_photo", { "file_name": "塔吊.jpg" }, bytes, "zh"]);
    assert_eq!(*host.seen.lock().unwrap(), [seen]);
}

#[test]
fn a_raw_command_without_a_readable_request_is_refused_and_reaches_nobody() {
    let host = recorder();
    let headers = [
        ("x-name", "add_photo"),
        ("x-request", "%7B"),
        ("x-lang", "en"),
    ];
    let answer = invoke(host.clone(), "call_raw", InvokeBody::Raw(vec![1]), &headers);
    assert_eq!(answer.unwrap_err()["code"], "bad_input");
    assert!(host.seen.lock().unwrap().is_empty());
}

#[test]
fn d10_a_store_that_does_not_open_is_said_on_every_screen_instead_of_a_blank_window() {
    let problem = Problem::new(Code::StoreInUse).with("pid", 7);
    let host = Arc::new(Closed::new(problem.clone()));
    let body = json!({ "name": "session", "request": {}, "lang": "zh" });
    let answer = invoke(host, "call", InvokeBody::Json(body), &[]);
    assert_eq!(answer, Err(json!(problem.view(Lang::Zh))));
}
