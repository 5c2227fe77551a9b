//! Photos for `<img>`: the scheme `photo` with `{inspection}/{photo}/{variant}`, read off the main thread. Files and documents of cases
//! come the same way, under `case-file/{case}/{sha256}` and `case-document/{case}/{act}/{lang}`, as downloads; so do exports of surveys,
//! under `survey-export/{survey}/{format}/{lang}`.

use std::sync::Arc;

use handheld_contract::Lang;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{AppHandle, Manager, Runtime, UriSchemeResponder};

use crate::host::{CaseBytes, Host};

/// Answers one request for a photo.
pub(crate) fn respond<R: Runtime>(
    app: &AppHandle<R>,
    request: &Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let path = percent_decode_str(request.uri().path())
        .decode_utf8_lossy()
        .into_owned();
    let host = app.state::<Arc<dyn Host>>();
    let host = Arc::clone(&host);
    tauri::async_runtime::spawn(async move {
        responder.respond(answer(host.as_ref(), &path).await);
    });
}

async fn answer(host: &dyn Host, path: &str) -> Response<Vec<u8>> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match parts[..] {
        ["case-file", case, sha256] => {
            return download(host, CaseBytes::File, case, sha256, Lang::Zh).await;
        }
        ["case-document", case, act, lang] => {
            let lang = if lang == "en" { Lang::En } else { Lang::Zh };
            return download(host, CaseBytes::Document, case, act, lang).await;
        }
        ["survey-export", survey, format, lang] => {
            let lang = if lang == "en" { Lang::En } else { Lang::Zh };
            return download(host, CaseBytes::Survey, survey, format, lang).await;
        }
        _ => {}
    }
    let [inspection, photo, variant] = parts[..] else {
        return empty(StatusCode::NOT_FOUND);
    };
    match host.photo(inspection, photo, variant).await {
        Ok((content_type, bytes)) => Response::builder()
            .header(header::CONTENT_TYPE, content_type)
            // A photo's bytes never change under its id; one that is not here yet answers 404 and is asked for again.
            .header(
                header::CACHE_CONTROL,
                "private, max-age=31536000, immutable",
            )
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .body(bytes)
            .unwrap_or_else(|_| empty(StatusCode::INTERNAL_SERVER_ERROR)),
        Err(problem) => {
            empty(StatusCode::from_u16(problem.code.http_status()).unwrap_or(StatusCode::NOT_FOUND))
        }
    }
}

async fn download(
    host: &dyn Host,
    kind: CaseBytes,
    case: &str,
    which: &str,
    lang: Lang,
) -> Response<Vec<u8>> {
    match host.case_bytes(kind, case, which, lang).await {
        Ok((name, content_type, bytes)) => {
            let name = utf8_percent_encode(&name, NON_ALPHANUMERIC).to_string();
            Response::builder()
                .header(header::CONTENT_TYPE, content_type)
                .header(
                    header::CONTENT_DISPOSITION,
                    format!("attachment; filename*=UTF-8''{name}"),
                )
                .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
                .header(header::CACHE_CONTROL, "no-store")
                .body(bytes)
                .unwrap_or_else(|_| empty(StatusCode::INTERNAL_SERVER_ERROR))
        }
        Err(problem) => {
            empty(StatusCode::from_u16(problem.code.http_status()).unwrap_or(StatusCode::NOT_FOUND))
        }
    }
}

fn empty(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}
