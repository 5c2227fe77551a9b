//! One try to deliver: the request, and a client that connects to no address which was not judged in the same moment.
//!
//! Names are asked for here and nowhere else: the client gets its addresses from [`Guard`], so a name that changed since it was
//! registered is judged by what it means now, and what was judged is what is connected to (A11). No redirect is followed, no proxy of
//! the environment used. Waiting between tries is [`super::deliver`].

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use handheld_contract::{Code, Problem};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, StatusCode, header};

use super::address::{Allowed, Callee, NotThere, Target, target};
use super::sign;
use handheld_store::interfaces::{Delivery, Webhook};

/// Whole time of a try.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Who knows the addresses of names.
#[async_trait]
pub trait Names: Send + Sync {
    /// All addresses of a name.
    async fn addresses(&self, name: &str) -> std::io::Result<Vec<IpAddr>>;
}

/// The names of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn addresses(&self, name: &str) -> std::io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((name, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Gives a client only addresses that may be called.
struct Guard {
    names: Arc<dyn Names>,
    allowed: Allowed,
    plain: bool,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, allowed, plain) = (Arc::clone(&self.names), self.allowed.clone(), self.plain);
        Box::pin(async move {
            let found = names.addresses(name.as_str()).await?;
            allowed.judge_all(&found, plain)?;
            let found = found.into_iter().map(|ip| SocketAddr::new(ip, 0));
            Ok(Box::new(found) as Addrs)
        })
    }
}

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Taken: 2xx.
    Taken(StatusCode),
    /// The address says that it is gone for good: 410.
    Gone,
    /// Not sent, or answered by a redirect.
    Refused(Option<StatusCode>, &'static str),
    /// Not taken now.
    Failed(Option<StatusCode>, &'static str),
}

/// Sends.
pub struct Sender {
    names: Arc<dyn Names>,
    allowed: Allowed,
    patience: Duration,
    // Made when first needed: without the system's certificates there is no client for https, and plain http needs none.
    encrypted: OnceLock<Client>,
    plain: OnceLock<Client>,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender")
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}

impl Sender {
    /// A sender that asks these names and may also call what is listed.
    pub fn new(names: Arc<dyn Names>, allowed: Allowed, patience: Duration) -> Self {
        Self {
            names,
            allowed,
            patience,
            encrypted: OnceLock::new(),
            plain: OnceLock::new(),
        }
    }

    fn client(&self, plain: bool) -> Option<&Client> {
        let cell = if plain { &self.plain } else { &self.encrypted };
        if let Some(client) = cell.get() {
            return Some(client);
        }
        // The first one stays; a second call finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let guard = Guard {
            names: Arc::clone(&self.names),
            allowed: self.allowed.clone(),
            plain,
        };
        let mut builder = Client::builder()
            .user_agent(concat!("handheld-check/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(self.patience)
            // An address is judged for every try, so no connection outlives its own.
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(guard));
        builder = if plain {
            builder.tls_certs_only([])
        } else {
            builder.https_only(true)
        };
        match builder.build() {
            Ok(client) => Some(cell.get_or_init(|| client)),
            Err(error) => {
                tracing::error!(%error, "no client for webhooks");
                None
            }
        }
    }

    /// Judges a URL as it would be called now.
    ///
    /// # Errors
    ///
    /// [`Code::Refused`] when it leads where webhooks may not go, [`Code::BadInput`] when its name is not known.
    pub async fn check(&self, url: &str) -> Result<Target, Problem> {
        let refused = |NotThere(why)| {
            Problem::new(Code::Refused)
                .with("rule", format!("webhook_address: {why}"))
                .with("why", why)
        };
        let target = target(url).map_err(refused)?;
        let addresses = match &target.callee {
            Callee::Address(address) => vec![*address],
            Callee::Name(name) => {
                let asked = tokio::time::timeout(self.patience, self.names.addresses(name)).await;
                asked.ok().and_then(Result::ok).unwrap_or_default()
            }
        };
        if addresses.is_empty() {
            return Err(Problem::new(Code::BadInput)
                .with("what", "url")
                .with("why", "unknown_name"));
        }
        self.allowed
            .judge_all(&addresses, target.plain)
            .map_err(refused)?;
        Ok(target)
    }

    /// Sends a delivery once, at `now_ms`.
    pub async fn send(&self, webhook: &Webhook, delivery: &Delivery, now_ms: i64) -> Outcome {
        let target = match target(&webhook.url) {
            Ok(target) => target,
            Err(NotThere(why)) => return Outcome::Refused(None, why),
        };
        // A client asks nobody about an address that stands in the URL itself.
        if let Callee::Address(address) = target.callee
            && let Err(NotThere(why)) = self.allowed.judge(address, target.plain)
        {
            return Outcome::Refused(None, why);
        }
        let Some(client) = self.client(target.plain) else {
            return Outcome::Failed(None, "tls");
        };
        let (id, seconds) = (delivery.event.to_string(), now_ms.div_euclid(1000));
        let signature = sign::sign(&webhook.secret, &id, seconds, delivery.body.as_bytes());
        let sent = client
            .post(target.url)
            .header(header::CONTENT_TYPE, "application/json")
            .header(sign::ID, id)
            .header(sign::TIMESTAMP, seconds.to_string())
            .header(sign::SIGNATURE, signature)
            .body(delivery.body.clone())
            .send()
            .await;
        match sent {
            // What else it answers is nobody's business here; the body is not read.
            Ok(response) => judge(response.status()),
            Err(error) => failure(&error),
        }
    }
}

fn judge(status: StatusCode) -> Outcome {
    match status {
        StatusCode::GONE => Outcome::Gone,
        _ if status.is_success() => Outcome::Taken(status),
        _ if status.is_redirection() => Outcome::Refused(Some(status), "redirect"),
        _ => Outcome::Failed(Some(status), "http_status"),
    }
}

fn failure(error: &reqwest::Error) -> Outcome {
    let mut source: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(inner) = source {
        if let Some(NotThere(why)) = inner.downcast_ref::<NotThere>() {
            return Outcome::Refused(None, why);
        }
        if inner.is::<rustls::Error>() {
            return Outcome::Failed(None, "tls");
        }
        // An I/O error shows what it wraps only when it is asked for it.
        let wrapped = inner
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        source = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => inner.source(),
        };
    }
    let why = match () {
        () if error.is_timeout() => "timeout",
        () if error.is_connect() => "connect",
        () => "broken_off",
    };
    Outcome::Failed(None, why)
}
