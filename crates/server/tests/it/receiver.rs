//! The other end of webhooks on loopback, names that mean what a test says, and an empty centre in a folder.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{OrganisationId, PersonId};
use handheld_server::authorize::{Via, Who};
use handheld_server::centre::{Centre, Reach};
use handheld_server::serve;
use handheld_server::webhooks::Outgoing;
use handheld_server::webhooks::address::{Allowed, network};
use handheld_server::webhooks::deliver::Backoff;
use handheld_server::webhooks::send::Names;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::rig::pool;

/// What a receiver does with the next request.
#[derive(Debug, Clone)]
pub(crate) enum Does {
    Answer(StatusCode),
    Redirect(String),
    Nothing,
}

/// A request as it arrived.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Arrived {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap().to_str().unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

#[derive(Clone)]
struct Script {
    next: Arc<Mutex<VecDeque<Does>>>,
    arrived: mpsc::UnboundedSender<Arrived>,
}

pub(crate) struct Receiver {
    pub(crate) local: SocketAddr,
    pub(crate) arrived: mpsc::UnboundedReceiver<Arrived>,
}

async fn take(State(script): State<Script>, headers: HeaderMap, body: Bytes) -> Response {
    let does = script.next.lock().unwrap().pop_front();
    script.arrived.send(Arrived { headers, body }).unwrap();
    match does.unwrap_or(Does::Answer(StatusCode::NO_CONTENT)) {
        Does::Answer(status) => status.into_response(),
        Does::Redirect(to) => {
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response()
        }
        Does::Nothing => std::future::pending().await,
    }
}

impl Receiver {
    /// Does as told, one request after the other; then takes everything.
    pub(crate) async fn new(script: impl Into<VecDeque<Does>>) -> Self {
        let (sender, arrived) = mpsc::unbounded_channel();
        let script = Script {
            next: Arc::new(Mutex::new(script.into())),
            arrived: sender,
        };
        let (listener, local) = serve::bind("127.0.0.1:0").await.unwrap();
        let routes = Router::new().fallback(take).with_state(script);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { local, arrived }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/in", self.local)
    }

    /// The next request; none within the patience of a test is a failure, not a test that hangs.
    pub(crate) async fn next(&mut self) -> Arrived {
        let arrived = tokio::time::timeout(Duration::from_secs(30), self.arrived.recv());
        arrived.await.expect("a request arrives").unwrap()
    }

    /// Nothing has arrived.
    pub(crate) fn is_quiet(&mut self) -> bool {
        self.arrived.try_recv().is_err()
    }
}

/// Names that mean something else each time they are asked for; the last meaning stays.
#[derive(Default)]
pub(crate) struct FixtureNames(Mutex<HashMap<String, VecDeque<Vec<IpAddr>>>>);

impl FixtureNames {
    pub(crate) fn with(name: &str, meanings: &[&[&str]]) -> Arc<Self> {
        let parsed = meanings
            .iter()
            .map(|m| m.iter().map(|a| a.parse().unwrap()).collect());
        let all = HashMap::from([(name.to_owned(), parsed.collect())]);
        Arc::new(Self(Mutex::new(all)))
    }
}

#[async_trait::async_trait]
impl Names for FixtureNames {
    async fn addresses(&self, name: &str) -> std::io::Result<Vec<IpAddr>> {
        let mut all = self.0.lock().unwrap();
        let meanings = all
            .get_mut(name)
            .ok_or_else(|| std::io::Error::other("no such name"))?;
        let first = meanings.front().cloned().unwrap_or_default();
        if meanings.len() > 1 {
            meanings.pop_front();
        }
        Ok(first)
    }
}

/// Tries follow each other at once.
pub(crate) const AT_ONCE: Backoff = Backoff {
    first_ms: 1,
    longest_ms: 1,
    factor: 1,
    tries: 3,
};

pub(crate) fn outgoing(names: Arc<dyn Names>, allowed: &[&str]) -> Outgoing {
    let allowed = allowed.iter().map(|a| network(a).unwrap()).collect();
    Outgoing::new(names, Allowed::new(allowed), AT_ONCE)
}

/// A centre that reaches loopback.
pub(crate) fn open_to_loopback() -> Outgoing {
    outgoing(Arc::new(FixtureNames::default()), &["127.0.0.0/8"])
}

pub(crate) async fn centre(folder: &Path, outgoing: Outgoing) -> Centre {
    // The first one stays; another test may have been earlier.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let opened = Centre::open(folder, pool(), Reach::default()).await;
    opened.unwrap().with_outgoing(outgoing)
}

/// Serves on a free port until the returned sender is used or dropped.
pub(crate) async fn served(
    centre: Centre,
) -> (Arc<Centre>, String, tokio::sync::oneshot::Sender<()>) {
    let (listener, local) = serve::bind("127.0.0.1:0").await.unwrap();
    let centre = Arc::new(centre);
    let (stop, stopped) = tokio::sync::oneshot::channel();
    tokio::spawn(serve::serve(
        Arc::clone(&centre),
        listener,
        None,
        async move {
            let _ = stopped.await;
        },
    ));
    (centre, format!("http://{local}"), stop)
}

pub(crate) fn operator() -> Who {
    Who {
        person: PersonRef {
            id: PersonId(Uuid::nil()),
            name: "operator".to_owned(),
        },
        role: Role::Administrator,
        organisation: OrganisationRef {
            id: OrganisationId(Uuid::nil()),
            name: String::new(),
            departments: Vec::new(),
        },
        via: Via::Browser([0; 32]),
        must_change_password: false,
    }
}
