//! Routes of approval cases and surveys beside the commands: files, documents and exports for a browser, and calendar feeds.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use handheld_contract::{Code, Lang, Problem};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{Answer, Refusal, Shared, lang_of};
use crate::centre::Centre;

pub(super) fn routes() -> Router<Arc<Centre>> {
    Router::new()
        .route("/api/v1/cases/{case}/files/{sha256}", get(file))
        .route("/api/v1/cases/{case}/documents/{act}", get(document))
        .route("/api/v1/surveys/{survey}/export/{format}", get(survey))
        .route("/api/v1/calendar/{name}", get(calendar))
}

#[derive(Debug, Deserialize)]
struct Words {
    lang: Option<Lang>,
}

/// Bytes that a browser keeps as a file and never runs.
fn download(mime: &str, name: &str, bytes: Vec<u8>) -> Response {
    let name = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let mut set = |key, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(key, value);
        }
    };
    set(header::CONTENT_TYPE, mime);
    set(
        header::CONTENT_DISPOSITION,
        &format!("attachment; filename*=UTF-8''{name}"),
    );
    response
}

async fn file(
    State(centre): Shared,
    Path((case, sha256)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let lang = lang_of(&headers);
    let refusal = |problem| Refusal(problem, lang);
    let who = centre.signed_in(&headers).await.map_err(refusal)?;
    let who = who.ok_or_else(|| refusal(Problem::new(Code::SignedOut)))?;
    let (Ok(case), Ok(sha256)) = (case.parse(), sha256.parse()) else {
        return Err(refusal(Problem::new(Code::NotFound).with("what", "file")));
    };
    let (name, mime, bytes) = centre
        .case_file(&who, case, sha256)
        .await
        .map_err(refusal)?;
    Ok(download(&mime, &name, bytes))
}

async fn document(
    State(centre): Shared,
    Path((case, act)): Path<(String, String)>,
    Query(words): Query<Words>,
    headers: HeaderMap,
) -> Answer {
    let lang = words.lang.unwrap_or_else(|| lang_of(&headers));
    let refusal = |problem| Refusal(problem, lang);
    let who = centre.signed_in(&headers).await.map_err(refusal)?;
    let who = who.ok_or_else(|| refusal(Problem::new(Code::SignedOut)))?;
    let Ok(case) = case.parse() else {
        return Err(refusal(
            Problem::new(Code::NotFound).with("what", "document"),
        ));
    };
    let made = centre
        .case_document(&who, case, &act, lang)
        .await
        .map_err(refusal)?;
    Ok(download("application/pdf", &made.file_name, made.pdf))
}

async fn survey(
    State(centre): Shared,
    Path((survey, format)): Path<(String, String)>,
    Query(words): Query<Words>,
    headers: HeaderMap,
) -> Answer {
    let lang = words.lang.unwrap_or_else(|| lang_of(&headers));
    let refusal = |problem| Refusal(problem, lang);
    let who = centre.signed_in(&headers).await.map_err(refusal)?;
    let who = who.ok_or_else(|| refusal(Problem::new(Code::SignedOut)))?;
    let Ok(survey) = survey.parse() else {
        return Err(refusal(Problem::new(Code::NotFound).with("what", "survey")));
    };
    let made = centre
        .survey_export(&who, survey, &format, lang)
        .await
        .map_err(refusal)?;
    Ok(download(made.mime, &made.file_name, made.bytes))
}

async fn calendar(
    State(centre): Shared,
    Path(name): Path<String>,
    Query(words): Query<Words>,
    headers: HeaderMap,
) -> Answer {
    let lang = words.lang.unwrap_or_else(|| lang_of(&headers));
    let feed = centre.calendar_feed(&name, lang).await;
    let feed = feed.map_err(|problem| Refusal(problem, lang))?;
    let media = HeaderValue::from_static("text/calendar; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, media)], feed).into_response())
}
