//! The line to the centre: HTTP with signatures, limits of time, and an honest count of bytes.
//!
//! An answer counts as the centre's only by its status and content type; whatever else answers (a hotel's sign-in page, a proxy) is
//! told apart and nothing of it is believed (T24).

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use handheld_contract::door::{self, CATALOGUE_HEADER, TIME_HEADER};
use handheld_contract::error::ProblemView;
use handheld_contract::{BlobHash, Code, DeviceId, Problem};
use handheld_sync::device::Failure;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Method, Request, Response, StatusCode, Url};
use sha2::{Digest, Sha256};

use crate::around::Around;
use crate::identity::Key;

/// Silence for longer than this is no connection.
const SILENCE: Duration = Duration::from_secs(10);
/// A line slower than this many bytes in a second is given up on.
const SLOWEST: usize = 4 * 1024;
const BINARY: &str = "application/octet-stream";
/// An answer to a small request is never larger.
const SMALL_ANSWER: usize = 256 * 1024;
/// An exchange answers in bounded frames; more than this is not the centre.
const LARGE_ANSWER: usize = 64 * 1024 * 1024;

/// Bytes of whole HTTP messages with their headers, before TLS.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    up: AtomicU64,
    down: AtomicU64,
    requests: AtomicU64,
}

impl Meter {
    pub(crate) fn read(&self) -> (u64, u64, u64) {
        let of = |n: &AtomicU64| n.load(Ordering::Relaxed);
        (of(&self.up), of(&self.down), of(&self.requests))
    }
}

/// The line to one centre.
#[derive(Clone)]
pub(crate) struct Line {
    client: Client,
    server: Url,
    around: Arc<Around>,
    pub(crate) meter: Arc<Meter>,
}

/// Reads the address of a centre: https, or http to this machine itself.
///
/// # Errors
///
/// [`Code::BadInput`], [`Code::InsecureUrl`].
pub(crate) fn address(text: &str) -> Result<Url, Problem> {
    let typed = text.trim();
    let typed = if typed.contains("://") {
        typed.to_owned()
    } else {
        format!("https://{typed}")
    };
    let bad = |why: String| {
        Problem::new(Code::BadInput)
            .with("what", text)
            .with("why", why)
    };
    let url = Url::parse(&typed).map_err(|e| bad(e.to_string()))?;
    let host = url.host_str().ok_or_else(|| bad("no host".to_owned()))?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let here = host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match url.scheme() {
        "https" => Ok(url),
        "http" if here => Ok(url),
        "http" => Err(Problem::new(Code::InsecureUrl).with("url", text)),
        other => Err(bad(format!("{other}://"))),
    }
}

impl Line {
    /// A line to a centre. Nothing is sent yet.
    pub(crate) fn new(server: &str, around: Arc<Around>) -> Result<Self, Problem> {
        // The first one stays; a second call finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .connect_timeout(SILENCE)
            // One answer is one message: what is counted is what goes over the line.
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
        Ok(Self {
            client,
            server: address(server)?,
            around,
            meter: Arc::default(),
        })
    }

    pub(crate) fn server(&self) -> &str {
        self.server.as_str().trim_end_matches('/')
    }

    fn request(&self, method: Method, target: &str, body: Vec<u8>) -> Result<Request, Failure> {
        let text = format!("{}{target}", self.server());
        let url = Url::parse(&text).map_err(|e| Failure::NotTheCentre(e.to_string()))?;
        let mut request = Request::new(method, url);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        if !body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(BINARY));
            *request.body_mut() = Some(body.into());
        }
        Ok(request)
    }

    /// Sends, and waits for the head of the answer as long as a slow line may need for the body.
    async fn send(&self, request: Request) -> Result<Response, Failure> {
        let body = request
            .body()
            .and_then(|b| b.as_bytes())
            .map_or(0, <[u8]>::len);
        self.meter.requests.fetch_add(1, Ordering::Relaxed);
        self.meter
            .up
            .fetch_add(request_bytes(&request, body), Ordering::Relaxed);
        let slow = Duration::from_secs(u64::try_from(body / SLOWEST).unwrap_or(u64::MAX));
        let answer = tokio::time::timeout(SILENCE + slow, self.client.execute(request)).await;
        let response = match answer {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                tracing::debug!(%error, "no answer");
                return Err(untrusted(&error).map_or(Failure::Network, Failure::NotTheCentre));
            }
            Err(_) => return Err(Failure::Network),
        };
        self.meter
            .down
            .fetch_add(head_bytes(&response), Ordering::Relaxed);
        if let Some(ms) = time_of(response.headers()) {
            self.around.heard(ms);
        }
        let offer = response.headers().get(CATALOGUE_HEADER);
        if let Some(offer) = offer.and_then(|value| value.to_str().ok()) {
            self.around.offered(offer);
        }
        Ok(response)
    }

    /// Reads a body up to a limit; tells whether it ended by itself.
    async fn body(&self, response: &mut Response, limit: usize) -> (Vec<u8>, bool) {
        let mut bytes = Vec::new();
        loop {
            match tokio::time::timeout(SILENCE, response.chunk()).await {
                Ok(Ok(Some(chunk))) if bytes.len() + chunk.len() <= limit => {
                    let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                    self.meter.down.fetch_add(length, Ordering::Relaxed);
                    bytes.extend_from_slice(&chunk);
                }
                Ok(Ok(None)) => return (bytes, true),
                _ => return (bytes, false),
            }
        }
    }

    /// Why an answer is none: the centre's refusal where it is the centre's, otherwise somebody else answered.
    async fn refusal(&self, mut response: Response) -> Failure {
        let status = response.status();
        let ours = time_of(response.headers()).is_some();
        let (body, _) = self.body(&mut response, SMALL_ANSWER).await;
        match refusal_in(&body) {
            Some(problem) if ours => Failure::Refused(problem.code),
            // A gateway in front of a centre that is down speaks for it.
            _ if matches!(
                status,
                StatusCode::BAD_GATEWAY
                    | StatusCode::SERVICE_UNAVAILABLE
                    | StatusCode::GATEWAY_TIMEOUT
            ) =>
            {
                Failure::Network
            }
            _ => Failure::NotTheCentre(format!("HTTP {}", status.as_u16())),
        }
    }

    async fn binary(&self, request: Request) -> Result<(Vec<u8>, bool), Failure> {
        let mut response = self.send(request).await?;
        let kind = response.headers().get(CONTENT_TYPE);
        let binary = kind
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| v == BINARY);
        if response.status() != StatusCode::OK {
            return Err(self.refusal(response).await);
        }
        if !binary {
            return Err(Failure::NotTheCentre("HTTP 200 with other content".into()));
        }
        Ok(self.body(&mut response, LARGE_ANSWER).await)
    }

    /// One exchange; what came is given also when the answer was cut.
    pub(crate) async fn exchange(&self, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let request = self.request(Method::POST, "/sync/v1/exchange", body)?;
        self.binary(request).await.map(|(bytes, _)| bytes)
    }

    /// One part of a photo.
    pub(crate) async fn put(&self, sha256: BlobHash, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let request = self.request(Method::PUT, &format!("/blobs/{sha256}"), body)?;
        match self.binary(request).await? {
            (bytes, true) => Ok(bytes),
            (_, false) => Err(Failure::Network),
        }
    }

    fn signed(&self, request: &mut Request, target: &str, device: DeviceId, key: &Key) {
        let body = request.body().and_then(|b| b.as_bytes()).unwrap_or(b"");
        let digest = hex::encode(Sha256::digest(body));
        let now = self.around.centre_now_ms();
        let text = door::signed_text(request.method().as_str(), target, &digest, now, device);
        if let Ok(value) = HeaderValue::from_str(&door::header(device, now, &key.sign(&text))) {
            request.headers_mut().insert(AUTHORIZATION, value);
        }
    }

    /// Asks in the device's name. A refusal of its time carries the centre's, and it is asked once more with that.
    async fn asked(
        &self,
        target: &str,
        (device, key): (DeviceId, &Key),
    ) -> Result<Response, Failure> {
        let mut again = true;
        loop {
            let mut request = self.request(Method::GET, target, Vec::new())?;
            self.signed(&mut request, target, device, key);
            let response = self.send(request).await?;
            if response.status() == StatusCode::UNAUTHORIZED && again {
                again = false;
                continue;
            }
            if response.status() != StatusCode::OK {
                return Err(self.refusal(response).await);
            }
            return Ok(response);
        }
    }

    /// A part of a photo that others made, with the size of the whole.
    pub(crate) async fn photo_part(
        &self,
        sha256: BlobHash,
        offset: u64,
        asks: (DeviceId, &Key),
    ) -> Result<(Vec<u8>, u64), Failure> {
        let target = format!("/blobs/{sha256}?offset={offset}");
        let mut response = self.asked(&target, asks).await?;
        let whole = response.headers().get("x-have");
        let whole = whole.and_then(|v| v.to_str().ok()?.parse().ok());
        let whole = whole.ok_or_else(|| Failure::NotTheCentre("no size".into()))?;
        match self.body(&mut response, LARGE_ANSWER).await {
            (bytes, true) => Ok((bytes, whole)),
            (_, false) => Err(Failure::Network),
        }
    }

    /// The catalogue that the centre has in force, as a zip.
    pub(crate) async fn catalogue(&self, asks: (DeviceId, &Key)) -> Result<Vec<u8>, Failure> {
        let mut response = self.asked("/sync/v1/catalogue", asks).await?;
        match self.body(&mut response, LARGE_ANSWER).await {
            (bytes, true) => Ok(bytes),
            (_, false) => Err(Failure::Network),
        }
    }

    /// The stream of nudges. Not measured: it is no part of an exchange.
    pub(crate) async fn live(&self, device: DeviceId, key: &Key) -> Result<Response, Failure> {
        let target = "/sync/v1/live";
        let mut request = self.request(Method::GET, target, Vec::new())?;
        self.signed(&mut request, target, device, key);
        let response = self.send(request).await?;
        match response.status() {
            StatusCode::OK => Ok(response),
            _ => Err(self.refusal(response).await),
        }
    }

    /// Sends JSON and reads the answer or the refusal with its words' parameters.
    pub(crate) async fn json(
        &self,
        target: &str,
        value: &serde_json::Value,
    ) -> Result<serde_json::Value, Problem> {
        let failed = |failure: Failure| problem_of(&failure, self.server());
        let body = value.to_string().into_bytes();
        let mut request = self.request(Method::POST, target, body).map_err(failed)?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut response = self.send(request).await.map_err(failed)?;
        let status = response.status();
        let (body, whole) = self.body(&mut response, SMALL_ANSWER).await;
        if !whole {
            return Err(failed(Failure::Network));
        }
        if status == StatusCode::OK
            && let Ok(value) = serde_json::from_slice(&body)
        {
            return Ok(value);
        }
        Err(refusal_in(&body)
            .unwrap_or_else(|| failed(Failure::NotTheCentre(format!("HTTP {}", status.as_u16())))))
    }
}

/// A certificate that is not to be trusted is somebody else at the address, not a missing line.
fn untrusted(error: &reqwest::Error) -> Option<String> {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let text = inner.to_string();
        if text.contains("certificate") {
            return Some(text);
        }
        cause = inner.source();
    }
    None
}

fn refusal_in(body: &[u8]) -> Option<Problem> {
    #[derive(serde::Deserialize)]
    struct Wrapped {
        error: ProblemView,
    }
    let bare = serde_json::from_slice::<ProblemView>(body).ok();
    let view = bare.or_else(|| Some(serde_json::from_slice::<Wrapped>(body).ok()?.error))?;
    Some(Problem {
        code: view.code,
        params: view.params,
    })
}

/// The words for a failure of the line.
pub(crate) fn problem_of(failure: &Failure, server: &str) -> Problem {
    match failure {
        Failure::Network => Problem::new(Code::NoConnection).with("url", server),
        Failure::NotTheCentre(why) => Problem::new(Code::NotTheCentre).with("why", &**why),
        Failure::Refused(code) => Problem::new(*code),
        Failure::Store(why) => Problem::new(Code::Storage).with("why", &**why),
    }
}

fn time_of(headers: &HeaderMap) -> Option<i64> {
    headers.get(TIME_HEADER)?.to_str().ok()?.parse().ok()
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn header_bytes(headers: &HeaderMap) -> u64 {
    let each = |(name, value): (&reqwest::header::HeaderName, &HeaderValue)| {
        count(name.as_str().len() + value.len() + ": \r\n".len())
    };
    headers.iter().map(each).sum()
}

/// Bytes of a request: its line, its headers with `host` and `content-length`, which HTTP itself adds, and the body.
fn request_bytes(request: &Request, body: usize) -> u64 {
    let url = request.url();
    let target = url.path().len() + url.query().map_or(0, |q| q.len() + 1);
    let line = request.method().as_str().len() + target + "  HTTP/1.1\r\n".len();
    let port = url.port().map_or(0, |p| p.to_string().len() + 1);
    let host = "host: \r\n".len() + url.host_str().map_or(0, str::len) + port;
    let length = if body > 0 {
        "content-length: \r\n".len() + body.to_string().len()
    } else {
        0
    };
    header_bytes(request.headers()) + count(line + host + length + "\r\n".len() + body)
}

fn head_bytes(response: &Response) -> u64 {
    let reason = response.status().canonical_reason().map_or(0, str::len);
    let line = "HTTP/1.1 200 \r\n".len() + reason;
    header_bytes(response.headers()) + count(line + "\r\n".len())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    #[test]
    fn only_https_or_this_machine_is_taken_as_address_a11() {
        for good in [
            "https://centre.example",
            "centre.example:8443",
            "http://127.0.0.1:80/",
            "http://[::1]:9",
            "http://localhost:1",
        ] {
            assert!(address(good).is_ok(), "{good}");
        }
        assert_eq!(
            address("http://10.0.0.1").unwrap_err().code,
            Code::InsecureUrl
        );
        assert_eq!(
            address("http://centre.example").unwrap_err().code,
            Code::InsecureUrl
        );
        for bad in ["", "ftp://x", "https://"] {
            assert_eq!(address(bad).unwrap_err().code, Code::BadInput, "{bad}");
        }
    }

    /// Answers one request with these bytes and gives what came in.
    fn once(
        answer: &'static [u8],
        length: usize,
    ) -> (String, std::thread::JoinHandle<(usize, usize)>) {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let served = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut seen = Vec::new();
            let mut part = [0; 4096];
            loop {
                let head = seen.windows(4).position(|w| w == b"\r\n\r\n");
                if head.is_some_and(|at| seen.len() >= at + 4 + length) {
                    break;
                }
                let n = stream.read(&mut part).unwrap();
                assert!(n > 0, "the request ended early");
                seen.extend_from_slice(&part[..n]);
            }
            stream.write_all(answer).unwrap();
            (seen.len(), answer.len())
        });
        (url, served)
    }

    #[tokio::test]
    async fn bytes_are_counted_as_they_go_over_the_line() {
        let answer =
            b"HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: 5\r\n\r\nhello";
        let (url, served) = once(answer, 1000);
        let line = Line::new(&url, Arc::default()).unwrap();
        assert_eq!(line.exchange(vec![7; 1000]).await.unwrap(), b"hello");
        let (up, down) = served.join().unwrap();
        assert_eq!(line.meter.read(), (count(up), count(down), 1));
    }

    #[tokio::test]
    async fn a_sign_in_page_is_not_the_centre_t24() {
        let page = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>";
        let (url, served) = once(page, 3);
        let line = Line::new(&url, Arc::default()).unwrap();
        let failure = line.exchange(vec![7; 3]).await.unwrap_err();
        assert!(matches!(failure, Failure::NotTheCentre(_)), "{failure:?}");
        served.join().unwrap();
    }

    #[tokio::test]
    async fn what_came_before_a_cut_is_given() {
        let cut = b"HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: 50\r\n\r\nhello";
        let (url, served) = once(cut, 3);
        let line = Line::new(&url, Arc::default()).unwrap();
        assert_eq!(line.exchange(vec![7; 3]).await.unwrap(), b"hello");
        served.join().unwrap();
    }

    #[tokio::test]
    async fn nobody_at_the_address_is_no_connection() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", free.local_addr().unwrap());
        drop(free);
        let line = Line::new(&url, Arc::default()).unwrap();
        assert_eq!(line.exchange(vec![7]).await, Err(Failure::Network));
        let problem = line
            .json("/api/v1/enrol", &serde_json::json!({}))
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::NoConnection);
    }
}
