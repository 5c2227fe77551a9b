//! Routes of devices: exchange, catalogue, photos, nudges. Exchange and photo parts carry their signature inside; the others in the header.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use handheld_contract::door::{CATALOGUE_HEADER, TIME_HEADER};
use handheld_contract::{BlobHash, Code, Lang, Problem};
use handheld_store::blobs::Blobs;
use handheld_store::centre::CentreLog;
use handheld_sync::centre::ExchangeError;
use handheld_sync::ports::Access;
use serde::Deserialize;

use super::{Answer, Refusal, Shared, events, lang_of, read_body};
use crate::authorize::{Action, Resource, authorize};
use crate::centre::Centre;
use crate::chance;

/// Bytes of an exchange: the limit of a batch and its envelope.
const EXCHANGE_BYTES: usize = 1024 * 1024 + 64 * 1024;
/// Bytes of a photo part.
const PART_BYTES: usize = 512 * 1024;
/// Bytes read of a photo at once.
const READ_BYTES: usize = 256 * 1024;

pub(super) fn routes() -> Router<Arc<Centre>> {
    let blobs = get(read_photo)
        .head(photo_state)
        .put(put_photo)
        .layer(DefaultBodyLimit::max(PART_BYTES));
    Router::new()
        .route(
            "/sync/v1/exchange",
            post(exchange).layer(DefaultBodyLimit::max(EXCHANGE_BYTES)),
        )
        .route("/sync/v1/catalogue", get(catalogue))
        .route("/blobs/{sha256}", blobs)
}

pub(super) fn live_routes() -> Router<Arc<Centre>> {
    Router::new().route("/sync/v1/live", get(live))
}

fn refused(error: ExchangeError, lang: Lang) -> Refusal {
    let problem = match error {
        ExchangeError::Store(error) => error.into(),
        other => {
            let why = other.to_string();
            Problem::new(other.code())
                .with("what", "exchange")
                .with("why", why.clone())
                .with("limit", why)
        }
    };
    Refusal(problem, lang)
}

fn timed(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(TIME_HEADER, HeaderValue::from(chance::now_ms()));
    response
}

fn binary(bytes: Vec<u8>) -> Response {
    timed(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

async fn exchange(
    State(centre): Shared,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answer {
    let lang = lang_of(&headers);
    let body = read_body(body, lang)?;
    match centre.exchange(&body).await {
        Ok(answer) => {
            let mut response = binary(answer.body);
            if let Ok(offer) = HeaderValue::from_str(&centre.catalogue_offer()) {
                response.headers_mut().insert(CATALOGUE_HEADER, offer);
            }
            Ok(response)
        }
        Err(error) => Ok(timed(refused(error, lang).into_response())),
    }
}

/// The catalogue in force, for a device that has another one.
async fn catalogue(
    State(centre): Shared,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let zip = async {
        let target = uri.path_and_query().map_or(uri.path(), |p| p.as_str());
        let (_, who) = centre
            .by_device(method.as_str(), target, &headers, b"")
            .await?;
        authorize(&who, Action::Sync, Resource::Nothing)?;
        centre.catalogue_zip()
    };
    match zip.await {
        Ok(zip) => binary(zip),
        Err(problem) => timed(Refusal(problem, lang_of(&headers)).into_response()),
    }
}

async fn put_photo(
    State(centre): Shared,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answer {
    let lang = lang_of(&headers);
    let body = read_body(body, lang)?;
    if name.parse::<BlobHash>().is_err() {
        return Err(Refusal(
            Problem::new(Code::NotFound).with("what", "photo"),
            lang,
        ));
    }
    match centre.take_part(&body).await {
        Ok(answer) => Ok(binary(answer)),
        Err(error) => Ok(timed(refused(error, lang).into_response())),
    }
}

/// The photo, when a document that the device's person may read refers to it; otherwise it does not exist, whether or not it is here.
async fn readable(
    centre: &Centre,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    name: &str,
) -> Result<BlobHash, Problem> {
    let target = uri.path_and_query().map_or(uri.path(), |p| p.as_str());
    let (device, who) = centre
        .by_device(method.as_str(), target, headers, b"")
        .await?;
    authorize(&who, Action::Sync, Resource::Nothing)?;
    let not_found = || Problem::new(Code::NotFound).with("what", "photo");
    let sha256: BlobHash = name.parse().map_err(|_| not_found())?;
    let of = centre.store.photo_scopes(sha256).await?;
    let granted = centre.scopes(&device).await?;
    if granted.iter().any(|g| of.contains(&g.scope)) {
        Ok(sha256)
    } else {
        Err(not_found())
    }
}

async fn photo_state(
    State(centre): Shared,
    method: Method,
    uri: Uri,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let lang = lang_of(&headers);
    let sha256 = match readable(&centre, &method, &uri, &headers, &name).await {
        Ok(sha256) => sha256,
        Err(problem) => return timed(Refusal(problem, lang).into_response()),
    };
    let facts = async {
        let size = centre.photos.size(sha256).await?;
        Ok::<_, Problem>((size, centre.photos.upload_size(sha256).await?))
    };
    let response = match facts.await {
        Ok((Some(size), _)) => [("x-have", HeaderValue::from(size))].into_response(),
        Ok((None, have)) => {
            (StatusCode::ACCEPTED, [("x-have", HeaderValue::from(have))]).into_response()
        }
        Err(problem) => Refusal(problem, lang).into_response(),
    };
    timed(response)
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    offset: u64,
}

async fn read_photo(
    State(centre): Shared,
    method: Method,
    uri: Uri,
    Path(name): Path<String>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Response {
    let lang = lang_of(&headers);
    let part = async {
        let sha256 = readable(&centre, &method, &uri, &headers, &name).await?;
        let part = centre
            .photos
            .read_part(sha256, from.offset, READ_BYTES)
            .await?;
        let size = centre.photos.size(sha256).await?;
        let (part, size) = part
            .zip(size)
            .ok_or_else(|| Problem::new(Code::NotFound).with("what", "photo"))?;
        Ok::<_, Problem>(([("x-have", HeaderValue::from(size))], binary(part)).into_response())
    };
    part.await
        .unwrap_or_else(|problem| timed(Refusal(problem, lang).into_response()))
}

async fn live(State(centre): Shared, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let target = uri.path_and_query().map_or(uri.path(), |p| p.as_str());
    match centre
        .by_device(method.as_str(), target, &headers, b"")
        .await
    {
        Ok((_, who)) => match authorize(&who, Action::Sync, Resource::Nothing) {
            Ok(()) => timed(events(&centre, "nudge").into_response()),
            Err(problem) => timed(Refusal(problem, lang_of(&headers)).into_response()),
        },
        Err(problem) => timed(Refusal(problem, lang_of(&headers)).into_response()),
    }
}
