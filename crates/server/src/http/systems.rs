//! The route of other systems. Everything about the request is judged in [`crate::systems`].

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use handheld_contract::{Code, Problem};

use super::{Answer, Refusal, Shared, lang_of, read_body};
use crate::centre::Centre;

/// Bytes of an entry.
const ENTRY_BYTES: usize = 256 * 1024;

pub(super) fn routes() -> Router<Arc<Centre>> {
    Router::new().route(
        "/api/v1/cases/{id}/entries",
        post(entry).layer(DefaultBodyLimit::max(ENTRY_BYTES)),
    )
}

async fn entry(
    State(centre): Shared,
    Path(case): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answer {
    let lang = lang_of(&headers);
    let body = read_body(body, lang)?;
    // To its end also when the asker goes away in between: what was done must find its answer kept.
    let done = tokio::spawn(async move { centre.entry_of_system(&headers, &case, &body).await });
    let internal = |e: tokio::task::JoinError| {
        Refusal(
            Problem::new(Code::Internal).with("why", e.to_string()),
            lang,
        )
    };
    let answered = done
        .await
        .map_err(internal)?
        .map_err(|problem| Refusal(problem, lang))?;
    let status = StatusCode::from_u16(answered.status).unwrap_or(StatusCode::OK);
    let json = [(header::CONTENT_TYPE, "application/json")];
    Ok((status, json, answered.body).into_response())
}
