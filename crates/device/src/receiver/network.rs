//! A receiver over TCP: connects, reads, and connects again while it is wanted. Aborting the task ends it.

use std::io::{Error, ErrorKind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::heard::Heard;
use super::pause::Pause;
use super::words;

/// A receiver on the same network answers at once; one behind a phone's hotspot may take a while.
const CONNECT: Duration = Duration::from_secs(10);
/// A connection that says nothing for so long is dead: the other end may have gone out of reach without a word.
const DEAF: Duration = Duration::from_secs(30);

/// Splits `host:port`; none for anything else.
pub(super) fn host_and_port(address: &str) -> Option<(&str, u16)> {
    let (host, port) = address.rsplit_once(':')?;
    let port = port.parse().ok().filter(|port| *port > 0)?;
    let plain = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c.is_control());
    (plain && address.len() <= 260).then_some((host, port))
}

/// Reads until the task is aborted.
pub(super) async fn read(address: String, heard: Arc<Heard>) {
    let mut pause = Pause::default();
    loop {
        let why = once(&address, &heard, &mut pause).await;
        tracing::debug!(kind = ?why.kind(), "the connection to the receiver ended");
        heard.lost(words::stopped(&why));
        tokio::time::sleep(pause.next()).await;
    }
}

/// One connection from its beginning to its end, and why it ended.
async fn once(address: &str, heard: &Heard, pause: &mut Pause) -> Error {
    let mut stream = match timeout(CONNECT, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(why)) => return why,
        Err(_) => return ErrorKind::TimedOut.into(),
    };
    heard.opened();
    let mut bytes = [0; 4096];
    loop {
        match timeout(DEAF, stream.read(&mut bytes)).await {
            Ok(Ok(0)) => return ErrorKind::UnexpectedEof.into(),
            Ok(Ok(length)) => {
                // Whoever accepts and hangs up at once is not asked more often for it.
                pause.reset();
                heard.feed(bytes.get(..length).unwrap_or_default(), Instant::now());
            }
            Ok(Err(why)) => return why,
            Err(_) => return ErrorKind::TimedOut.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_host_and_a_port() {
        assert_eq!(
            host_and_port("192.168.4.1:9000"),
            Some(("192.168.4.1", 9000))
        );
        assert_eq!(host_and_port("[fe80::1]:9000"), Some(("[fe80::1]", 9000)));
        for wrong in [
            "",
            "192.168.4.1",
            "host:",
            ":9000",
            "host:0",
            "host:70000",
            "a b:1",
        ] {
            assert_eq!(host_and_port(wrong), None, "{wrong}");
        }
    }
}
