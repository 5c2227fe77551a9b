//! Routes: what comes in by HTTP, with limits of size and time, and what every answer carries. Decisions are made elsewhere.

mod cases;
mod device;
mod screens;
mod systems;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::{Stream, StreamExt};
use handheld_contract::door::EnrolDevice;
use handheld_contract::{Code, Lang, Problem};
use handheld_store::records::Records;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_stream::wrappers::{BroadcastStream, WatchStream};
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::authorize::{Action, Resource, authorize};
use crate::centre::Centre;
use crate::commands::Call;
use crate::openapi;

/// Bytes of a command.
const COMMAND_BYTES: usize = 1024 * 1024;
/// Bytes of an import.
const IMPORT_BYTES: usize = 16 * 1024 * 1024;
/// Bytes of a file for a case; the use case has the limit and words it.
const FILE_BYTES: usize = 40 * 1024 * 1024;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Screens come from here alone, and are shown in nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

impl Connected<axum::serve::IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: axum::serve::IncomingStream<'_, TcpListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// A refusal with its words.
#[derive(Debug)]
pub struct Refusal(pub Problem, pub Lang);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(problem, lang) = self;
        let status = StatusCode::from_u16(problem.code.http_status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::error!(%problem, "a request failed");
        }
        let mut response = (status, Json(json!({ "error": problem.view(lang) }))).into_response();
        let seconds = match problem.code {
            Code::TooManyTries => problem.params.get("seconds").and_then(Value::as_i64),
            Code::NoSpace => Some(60),
            _ => None,
        };
        if let Some(seconds) = seconds {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

type Answer = Result<Response, Refusal>;
type Shared = State<Arc<Centre>>;

/// All routes.
pub fn router(centre: Arc<Centre>) -> Router {
    let set = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let api = Router::new()
        .route(
            "/api/v1/commands/import_projects",
            post(import).layer(DefaultBodyLimit::max(IMPORT_BYTES)),
        )
        .route(
            "/api/v1/commands/attach_material",
            post(attach).layer(DefaultBodyLimit::max(FILE_BYTES)),
        )
        .route(
            "/api/v1/commands/check_catalogue",
            post(check_catalogue).layer(DefaultBodyLimit::max(IMPORT_BYTES)),
        )
        .route(
            "/api/v1/commands/import_catalogue",
            post(import_catalogue).layer(DefaultBodyLimit::max(IMPORT_BYTES)),
        )
        .route(
            "/api/v1/commands/{name}",
            post(command).layer(DefaultBodyLimit::max(COMMAND_BYTES)),
        )
        .route("/api/v1/photos/{inspection}/{photo}/{variant}", get(photo))
        .route(
            "/api/v1/enrol",
            post(enrol).layer(DefaultBodyLimit::max(16 * 1024)),
        )
        .route("/healthz", get(health))
        .route("/openapi.json", get(|| async { Json(openapi::document()) }))
        .merge(device::routes())
        .merge(systems::routes())
        .merge(cases::routes())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            PATIENCE,
        ))
        .merge(
            Router::new()
                .route("/api/v1/live", get(live))
                .merge(device::live_routes()),
        )
        .layer(set(header::CACHE_CONTROL, "no-store"));
    api.fallback(screens::screen)
        .layer(CompressionLayer::new())
        .layer(set(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "no-referrer"))
        .layer(set(header::X_FRAME_OPTIONS, "DENY"))
        .layer(set(
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ))
        .layer(set(
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ))
        .layer(set(
            HeaderName::from_static("permissions-policy"),
            "geolocation=(), camera=(), microphone=()",
        ))
        .with_state(centre)
}

pub(crate) fn lang_of(headers: &HeaderMap) -> Lang {
    match headers.get("x-lang").and_then(|v| v.to_str().ok()) {
        Some("en") => Lang::En,
        _ => Lang::Zh,
    }
}

/// The address that tries are counted for: of an IPv6 network, not of each of its addresses.
fn address_of(centre: &Centre, peer: Peer, headers: &HeaderMap) -> String {
    let forwarded = headers.get("x-forwarded-for").and_then(|v| v.to_str().ok());
    let last = forwarded.and_then(|v| v.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    let address = last
        .filter(|_| centre.reach.behind_proxy)
        .unwrap_or(peer.0.ip());
    match address {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("{:x?}", &v6.segments()[..4]),
    }
}

/// A foreign page can send neither this header nor, by its policy, the cookie.
fn from_our_page(headers: &HeaderMap, lang: Lang) -> Result<(), Refusal> {
    if headers.get("x-handheld").is_some_and(|v| v == "1") {
        Ok(())
    } else {
        Err(Refusal(
            Problem::new(Code::Forbidden).with("what", "x-handheld"),
            lang,
        ))
    }
}

async fn command(
    State(centre): Shared,
    ConnectInfo(peer): ConnectInfo<Peer>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Answer {
    let lang = lang_of(&headers);
    from_our_page(&headers, lang)?;
    let body = read_body(body, lang)?;
    let request = if body.is_empty() {
        Ok(json!({}))
    } else {
        serde_json::from_slice(&body)
    };
    let request = request.map_err(|e| bad_request(&e.to_string(), lang))?;
    run(&centre, peer, &headers, name, request, Bytes::new()).await
}

type Body = Result<Bytes, axum::extract::rejection::BytesRejection>;

async fn import(centre: Shared, peer: ConnectInfo<Peer>, headers: HeaderMap, body: Body) -> Answer {
    with_bytes(centre, peer, headers, body, "import_projects").await
}

async fn attach(centre: Shared, peer: ConnectInfo<Peer>, headers: HeaderMap, body: Body) -> Answer {
    with_bytes(centre, peer, headers, body, "attach_material").await
}

async fn check_catalogue(
    centre: Shared,
    peer: ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    with_bytes(centre, peer, headers, body, "check_catalogue").await
}

async fn import_catalogue(
    centre: Shared,
    peer: ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    with_bytes(centre, peer, headers, body, "import_catalogue").await
}

/// A command that comes with bytes.
async fn with_bytes(
    State(centre): Shared,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Body,
    name: &str,
) -> Answer {
    let lang = lang_of(&headers);
    from_our_page(&headers, lang)?;
    let raw = read_body(body, lang)?;
    let encoded = headers
        .get("x-request")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let request = percent_decoded(encoded).and_then(|json| serde_json::from_str(&json).ok());
    let request = request.ok_or_else(|| bad_request("x-request", lang))?;
    run(&centre, peer, &headers, name.to_owned(), request, raw).await
}

async fn run(
    centre: &Centre,
    peer: Peer,
    headers: &HeaderMap,
    name: String,
    request: Value,
    raw: Bytes,
) -> Answer {
    let lang = lang_of(headers);
    let refusal = |problem| Refusal(problem, lang);
    let who = centre.signed_in(headers).await.map_err(refusal)?;
    let call = Call {
        name,
        request,
        raw,
        lang,
        address: address_of(centre, peer, headers),
    };
    let reply = centre.run(who.as_ref(), &call).await.map_err(refusal)?;
    let mut response = Json(reply.value).into_response();
    if let Some(cookie) = reply.cookie.and_then(|c| HeaderValue::from_str(&c).ok()) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn photo(
    State(centre): Shared,
    Path((inspection, photo, variant)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Answer {
    let lang = lang_of(&headers);
    let refusal = |problem| Refusal(problem, lang);
    let not_found = || refusal(Problem::new(Code::NotFound).with("what", "photo"));
    let who = centre.signed_in(&headers).await.map_err(refusal)?;
    let who = who.ok_or_else(|| refusal(Problem::new(Code::SignedOut)))?;
    let (Ok(inspection), Ok(photo), Some(variant)) = (
        inspection.parse(),
        photo.parse(),
        handheld_app::copies::variant(&variant),
    ) else {
        return Err(not_found());
    };
    let (media, bytes) = centre
        .photo(&who, inspection, photo, variant)
        .await
        .map_err(refusal)?;
    let private = HeaderValue::from_static("private, max-age=3600");
    Ok((
        [(header::CONTENT_TYPE, media)],
        [(header::CACHE_CONTROL, private)],
        bytes,
    )
        .into_response())
}

async fn enrol(
    State(centre): Shared,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Answer {
    let body = read_body(body, Lang::Zh)?;
    let asked: EnrolDevice =
        serde_json::from_slice(&body).map_err(|e| bad_request(&e.to_string(), Lang::Zh))?;
    let address = address_of(&centre, peer, &headers);
    let answer = centre
        .enrol(&asked, &address)
        .await
        .map_err(|problem| Refusal(problem, asked.lang))?;
    Ok(Json(answer).into_response())
}

async fn health(State(centre): Shared) -> Answer {
    centre
        .store
        .setting(crate::centre::SAMPLE_SETTING)
        .await
        .map_err(|e| Refusal(e.into(), Lang::En))?;
    Ok("ok\n".into_response())
}

async fn live(State(centre): Shared, headers: HeaderMap) -> Answer {
    let lang = lang_of(&headers);
    let who = centre
        .signed_in(&headers)
        .await
        .map_err(|p| Refusal(p, lang))?;
    let who = who.ok_or_else(|| Refusal(Problem::new(Code::SignedOut), lang))?;
    authorize(&who, Action::ReadOwn, Resource::Nothing).map_err(|p| Refusal(p, lang))?;
    Ok(events(&centre, "changed").into_response())
}

/// News without data, at most one a second; the stream ends when the centre stops.
pub(crate) fn events(
    centre: &Centre,
    name: &'static str,
) -> Sse<impl Stream<Item = Result<Event, std::convert::Infallible>> + use<>> {
    let news = BroadcastStream::new(centre.changed.subscribe());
    let stop =
        WatchStream::new(centre.stopping.subscribe()).filter(|stop| futures::future::ready(*stop));
    // A missed one is followed by another; what counts is that something came.
    let news = news.map(move |_| Ok(Event::default().event(name).data("{}")));
    let calm = tokio_stream::StreamExt::throttle(news, Duration::from_secs(1));
    Sse::new(StreamExt::take_until(Box::pin(calm), stop.into_future()))
        .keep_alive(KeepAlive::default())
}

pub(crate) fn read_body(
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
    lang: Lang,
) -> Result<Bytes, Refusal> {
    body.map_err(|rejection| {
        let problem = if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::new(Code::TooLarge).with("limit", "body")
        } else {
            Problem::new(Code::BadInput)
                .with("what", "body")
                .with("why", rejection.body_text())
        };
        Refusal(problem, lang)
    })
}

fn bad_request(why: &str, lang: Lang) -> Refusal {
    Refusal(
        Problem::new(Code::BadInput)
            .with("what", "request")
            .with("why", why),
        lang,
    )
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}
