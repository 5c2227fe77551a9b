//! What runs beside the screens: the journal becomes changes after a pause, and exchanges happen by themselves.
//!
//! An exchange begins some seconds after the last edit, on a nudge of the centre, when the line comes back, when a person asks, and
//! every quarter of an hour otherwise. The stream of nudges is also how the device notices that the line is back: a try costs one
//! request, and tries keep apart so that a site full of tablets does not come at once (S33).

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use handheld_app::Surroundings;
use handheld_contract::{Code, Lang};
use handheld_store::records::Records;
use rand::Rng;
use tokio::task::AbortHandle;

use crate::Device;
use crate::line::Line;

/// Quiet for so long, edits become a change.
const QUIET_MS: i64 = 5_000;
/// Reasons to exchange that come together make one exchange.
const TOGETHER: Duration = Duration::from_millis(300);
/// Tries to reach the centre are between half and the whole of this apart.
const RETRY_MS: u64 = 15_000;
/// A stream of nudges that says nothing for so long is dead; the centre sends a sign of life every 15 s.
const DEAF: Duration = Duration::from_secs(45);

/// The tasks; they end when this is dropped. Nothing is lost by that: it is what a crash would do.
#[derive(Debug)]
pub struct Background(Vec<AbortHandle>);

impl Drop for Background {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}

impl Device {
    /// Starts them. To be called inside a tokio runtime.
    pub fn spawn(self: &Arc<Self>) -> Background {
        let keep = tokio::spawn(keep(Arc::downgrade(self)));
        let exchange = tokio::spawn(exchange(Arc::downgrade(self)));
        let listen = tokio::spawn(listen(Arc::downgrade(self)));
        Background(vec![
            keep.abort_handle(),
            exchange.abort_handle(),
            listen.abort_handle(),
        ])
    }

    /// Something was written here: it is to become a change, and to be sent.
    pub(crate) fn edited(&self) {
        self.dirty.store(true, Ordering::Release);
        self.changed();
    }

    async fn keep_once(&self) -> Result<(), handheld_contract::Problem> {
        if !self.dirty.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        self.flush_before(self.around.now_ms() - QUIET_MS).await?;
        if self.store.journalled(i64::MAX).await?.is_empty() {
            self.wake.notify_one();
        } else {
            self.dirty.store(true, Ordering::Release);
        }
        Ok(())
    }
}

async fn keep(device: Weak<Device>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let Some(device) = device.upgrade() else {
            return;
        };
        if let Err(problem) = device.keep_once().await {
            device.dirty.store(true, Ordering::Release);
            tracing::error!(%problem, "the journal could not be turned into changes");
        }
    }
}

async fn exchange(device: Weak<Device>) {
    loop {
        let Some(here) = device.upgrade() else {
            return;
        };
        let wait = match here.round().await {
            Ok((end, _, failure)) => {
                let ms = u64::try_from(end.until_ms - here.around.now_ms()).unwrap_or(0);
                // Until a person acts, a revoked device says nothing more.
                let paused = failure.is_some_and(|p| p.code == Code::DeviceRevoked);
                if paused { None } else { Some(ms.max(1_000)) }
            }
            Err(problem) => {
                if problem.code != Code::NotEnrolled {
                    tracing::error!(%problem, "no exchange");
                    here.tell(|news| {
                        (news.running, news.photos) = (false, false);
                        news.problem = Some(problem);
                    });
                    here.changed();
                }
                None
            }
        };
        let woken = here.wake.notified();
        match wait {
            Some(ms) => {
                // Whoever wakes it asks for an exchange; time does otherwise.
                let _ = tokio::time::timeout(Duration::from_millis(ms), woken).await;
            }
            None => woken.await,
        }
        tokio::time::sleep(TOGETHER).await;
    }
}

async fn listen(device: Weak<Device>) {
    loop {
        let Some(here) = device.upgrade() else {
            return;
        };
        if let Some(identity) = here.identity()
            && let Ok(line) = Line::new(&identity.server, Arc::clone(&here.around))
        {
            match line.live(identity.device, &here.key).await {
                Ok(mut stream) => {
                    here.tell(|news| news.online = true);
                    // What was missed meanwhile.
                    here.wake.notify_one();
                    while let Ok(Ok(Some(bytes))) = tokio::time::timeout(DEAF, stream.chunk()).await
                    {
                        if bytes.windows(5).any(|w| w == b"nudge") {
                            here.wake.notify_one();
                        }
                    }
                    here.tell(|news| news.online = false);
                    here.changed();
                }
                Err(failure) => {
                    tracing::debug!(?failure, "no nudges");
                    let was = here.news().online;
                    let reached = matches!(failure, handheld_sync::device::Failure::Refused(_));
                    here.tell(|news| news.online = reached);
                    if was != reached {
                        here.changed();
                    }
                }
            }
        }
        drop(here);
        let wait = rand::rng().random_range(RETRY_MS / 2..=RETRY_MS);
        tokio::time::sleep(Duration::from_millis(wait)).await;
    }
}

impl Device {
    /// A person asks for an exchange now.
    pub fn ask_for_exchange(&self) {
        self.wake.notify_one();
    }

    /// Turns what is in the journal into changes, and says in the log when that fails.
    pub async fn flush_or_log(&self) {
        if let Err(problem) = self.flush().await {
            tracing::error!(problem = %problem.view(Lang::En).message, "the journal stays as it is");
        }
    }
}
