//! The window: opens the device's store, passes commands on, serves photos, tells the screens that something changed.
//!
//! It knows no rule of the trade: what a command means is the device's (`handheld-device`), how it looks is the screens' (`ui/`).

mod commands;
pub mod host;
mod photos;

use std::path::PathBuf;
use std::sync::Arc;

use tauri::webview::{PermissionKind, PermissionResponse};
use tauri::{App, AppHandle, Builder, Emitter, Manager, RunEvent, Runtime, Webview, WindowEvent};
use tokio::sync::broadcast::error::RecvError;

use crate::host::Host;

/// Starts the app; returns when it is closed.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()),
        )
        .init();
    let app = make(Builder::default(), host::open)
        .build(tauri::generate_context!())
        .expect("a window can be made: on Linux WebKitGTK 4.1 and a display are there");
    app.run(follow);
}

/// Puts commands, photos and permissions on a builder of any runtime, so that tests run without a display.
pub fn make<R: Runtime>(
    builder: Builder<R>,
    open: impl FnOnce(PathBuf) -> Arc<dyn Host> + Send + 'static,
) -> Builder<R> {
    builder
        .setup(move |app| {
            let host = open(data_folder(app)?);
            app.manage(Arc::clone(&host));
            tell_changes(app.handle().clone(), host);
            allow_camera_streams(app);
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![commands::call, commands::call_raw])
        .register_asynchronous_uri_scheme_protocol("photo", |context, request, responder| {
            photos::respond(context.app_handle(), &request, responder);
        })
        .on_permission_request(permit)
}

/// Where the records are: the app's own folder, or `HANDHELD_DATA_DIR`.
fn data_folder<R: Runtime>(app: &App<R>) -> tauri::Result<PathBuf> {
    match std::env::var_os("HANDHELD_DATA_DIR") {
        Some(folder) if !folder.is_empty() => Ok(PathBuf::from(folder)),
        _ => app.path().app_data_dir(),
    }
}

/// Only our own pages may use the camera and ask where the device is.
fn permit<R: Runtime>(webview: Webview<R>, kind: PermissionKind) -> PermissionResponse {
    let ours = webview
        .url()
        .is_ok_and(|url| url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost"));
    match kind {
        PermissionKind::Camera | PermissionKind::Geolocation if ours => PermissionResponse::Allow,
        _ => PermissionResponse::Default,
    }
}

/// Tells the screens that something changed; they read again what they show.
fn tell_changes<R: Runtime>(app: AppHandle<R>, host: Arc<dyn Host>) {
    let mut changes = host.changes();
    tauri::async_runtime::spawn(async move {
        loop {
            match changes.recv().await {
                // Missed ones change nothing: the screens read everything anew anyway.
                Ok(()) | Err(RecvError::Lagged(_)) => {
                    if let Err(error) = app.emit("changed", ()) {
                        tracing::warn!(%error, "the screens could not be told of a change");
                    }
                }
                Err(RecvError::Closed) => return,
            }
        }
    });
}

/// WebKitGTK keeps camera streams off unless asked.
#[cfg(target_os = "linux")]
fn allow_camera_streams<R: Runtime>(app: &App<R>) {
    use webkit2gtk::{SettingsExt, WebViewExt};
    let Some(window) = app.get_webview_window("main") else {
        return;
    };
    let done = window.with_webview(|platform| {
        if let Some(settings) = platform.inner().settings() {
            settings.set_enable_media_stream(true);
        }
    });
    if let Err(error) = done {
        tracing::warn!(%error, "camera streams stay off");
    }
}

#[cfg(not(target_os = "linux"))]
fn allow_camera_streams<R: Runtime>(_: &App<R>) {}

/// Whatever is still in the journal becomes a change when the app goes to the background or ends (D18).
fn follow<R: Runtime>(app: &AppHandle<R>, event: RunEvent) {
    let Some(host) = app.try_state::<Arc<dyn Host>>() else {
        return;
    };
    let host = Arc::clone(&host);
    match event {
        RunEvent::Exit => tauri::async_runtime::block_on(host.flush()),
        RunEvent::WindowEvent { event, .. } if goes_away(&event) => {
            tauri::async_runtime::spawn(async move { host.flush().await });
        }
        _ => {}
    }
}

fn goes_away(event: &WindowEvent) -> bool {
    matches!(
        event,
        WindowEvent::Focused(false) | WindowEvent::CloseRequested { .. }
    )
}
