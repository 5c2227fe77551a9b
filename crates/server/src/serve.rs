//! Listening, with or without TLS, until the program is told to stop; then what is under way is finished.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use handheld_contract::{Code, Problem};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::centre::Centre;
use crate::http::{Peer, router};
use crate::webhooks::deliver;

/// How long requests under way may take after the stop.
const LAST_ANSWERS: Duration = Duration::from_secs(5);
/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Between two looks at what is overdue.
const SWEEP: Duration = Duration::from_secs(60 * 60);

/// Reads certificate and key.
///
/// # Errors
///
/// [`Code::BadInput`] naming the file.
pub fn tls(certificate: &Path, key: &Path) -> Result<TlsAcceptor, Problem> {
    let bad = |path: &Path, why: String| {
        Problem::new(Code::BadInput)
            .with("what", path.display().to_string())
            .with("why", why)
    };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(certificate)
        .map_err(|e| bad(certificate, e.to_string()))?
        .collect();
    let chain = chain.map_err(|e| bad(certificate, e.to_string()))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|e| bad(key, e.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| bad(certificate, e.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|e| bad(certificate, e.to_string()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Binds an address.
///
/// # Errors
///
/// [`Code::BadInput`] when it is no address or not free.
pub async fn bind(address: &str) -> Result<(TcpListener, SocketAddr), Problem> {
    let bad = |why: String| {
        Problem::new(Code::BadInput)
            .with("what", "--listen")
            .with("why", format!("{address}: {why}"))
    };
    let listener = TcpListener::bind(address)
        .await
        .map_err(|e| bad(e.to_string()))?;
    let local = listener.local_addr().map_err(|e| bad(e.to_string()))?;
    Ok((listener, local))
}

/// Serves until `stop` ends.
///
/// # Errors
///
/// When the socket fails.
pub async fn serve(
    centre: Arc<Centre>,
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let routes = router(Arc::clone(&centre)).into_make_service_with_connect_info::<Peer>();
    tokio::spawn(deliver::deliver(Arc::clone(&centre)));
    tokio::spawn(sweep(Arc::clone(&centre)));
    let (stopped, stopping) = tokio::sync::oneshot::channel::<()>();
    let ending = Arc::clone(&centre);
    let ended = async move {
        stop.await;
        ending.stop();
        // The receiver is gone only when the server has ended by itself.
        let _ = stopped.send(());
    };
    let served = async move {
        match tls {
            None => {
                axum::serve(listener, routes)
                    .with_graceful_shutdown(ended)
                    .await
            }
            Some(acceptor) => {
                axum::serve(handshakes(listener, acceptor)?, routes)
                    .with_graceful_shutdown(ended)
                    .await
            }
        }
    };
    tokio::select! {
        outcome = served => outcome,
        () = async {
            if stopping.await.is_err() {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(LAST_ANSWERS).await;
        } => Ok(()),
    }
}

/// Tells of what is overdue, now and every hour, until the centre stops. Lists do not wait for it: they are counted when they are read
/// (T63, T65).
async fn sweep(centre: Arc<Centre>) {
    let mut stopping = centre.stopping.subscribe();
    loop {
        if let Err(problem) = centre.sweep().await {
            tracing::error!(%problem, "what is overdue was not told");
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// Connections whose handshake is done; a slow one holds up nobody else.
struct Handshakes {
    done: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    local: SocketAddr,
}

fn handshakes(listener: TcpListener, acceptor: TlsAcceptor) -> std::io::Result<Handshakes> {
    let local = listener.local_addr()?;
    let (sender, done) = mpsc::channel(64);
    tokio::spawn(async move {
        loop {
            let Ok((stream, peer)) = listener.accept().await else {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let (acceptor, sender) = (acceptor.clone(), sender.clone());
            if sender.is_closed() {
                return;
            }
            tokio::spawn(async move {
                if let Ok(Ok(stream)) =
                    tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await
                {
                    // Nobody receives any more when the server has stopped.
                    let _ = sender.send((stream, peer)).await;
                }
            });
        }
    });
    Ok(Handshakes { done, local })
}

impl Connected<axum::serve::IncomingStream<'_, Handshakes>> for Peer {
    fn connect_info(stream: axum::serve::IncomingStream<'_, Handshakes>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl axum::serve::Listener for Handshakes {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.done.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        Ok(self.local)
    }
}
