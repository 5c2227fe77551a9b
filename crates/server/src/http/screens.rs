//! The screens at `/`: files as they were built, and the start page for every other address.

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use handheld_contract::{Code, Problem};

use super::{Refusal, lang_of};

pub(super) async fn screen(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    let programs = ["/api/", "/sync/", "/blobs/"]
        .iter()
        .any(|p| path.starts_with(p));
    if programs || !(method == Method::GET || method == Method::HEAD) {
        let problem = Problem::new(Code::NotFound).with("what", "route");
        return Refusal(problem, lang_of(&headers)).into_response();
    }
    let Some(screen) = handheld_screens::find(path).or_else(handheld_screens::index) else {
        let words = "The screens are not part of this build.\n";
        return (StatusCode::NOT_FOUND, words).into_response();
    };
    let cache = if screen.forever {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let lines = [(header::CACHE_CONTROL, cache), (header::ETAG, screen.etag)];
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|tag| tag == screen.etag)
    {
        return (StatusCode::NOT_MODIFIED, lines).into_response();
    }
    (
        lines,
        [(header::CONTENT_TYPE, screen.content_type)],
        screen.bytes,
    )
        .into_response()
}
