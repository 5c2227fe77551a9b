//! The lanes of delivery: one for each webhook, so that a dead address delays nobody but itself.
//!
//! What is to be sent is always read from the outbox, so a lane may end at any moment and another one goes on, in this process or the
//! next. Delivered is at least once, with the same `webhook-id`; in no promised order.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use handheld_contract::WebhookId;
use handheld_contract::views::interfaces::DeliveryState;
use handheld_store::StoreError;
use handheld_store::interfaces::{Interfaces, Tried};
use tokio::task::JoinSet;

use super::send::Outcome;
use crate::centre::Centre;
use crate::chance;

/// Looked at after this time at the latest: a command beside this process may have added something.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// Requests are known for longer than the 30 days that are promised.
const REQUESTS_KEPT_MS: i64 = 35 * 24 * 3_600_000;
/// How long the log goes back.
const LOG_KEPT_MS: i64 = 180 * 24 * 3_600_000;
const TIDY_EVERY_MS: i64 = 24 * 3_600_000;

/// How long to wait between tries, and how many there are.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// Before the second try, ms.
    pub first_ms: i64,
    /// At most, ms.
    pub longest_ms: i64,
    /// Each time so much longer.
    pub factor: i64,
    /// Tries.
    pub tries: u32,
}

impl Default for Backoff {
    /// 5 s, 20 s, 80 s … to 12 h: ten tries in a good day.
    fn default() -> Self {
        Self {
            first_ms: 5_000,
            longest_ms: 12 * 3_600_000,
            factor: 4,
            tries: 10,
        }
    }
}

impl Backoff {
    /// What to wait after so many tries; none when there were enough. `chance` adds up to a fifth, so that not all come back at once.
    pub fn wait_ms(&self, tries: u32, chance: u8) -> Option<i64> {
        if tries >= self.tries {
            return None;
        }
        let times = self.factor.saturating_pow(tries.saturating_sub(1));
        let longest = self.longest_ms - self.longest_ms / 6;
        let wait = self.first_ms.saturating_mul(times).min(longest);
        Some(wait + wait.saturating_mul(i64::from(chance)) / (5 * 255))
    }
}

/// Delivers until the centre stops.
pub async fn deliver(centre: Arc<Centre>) {
    let mut stopping = centre.stopping.subscribe();
    let mut lanes = JoinSet::new();
    let mut busy: HashSet<WebhookId> = HashSet::new();
    let mut tidied_ms = 0;
    loop {
        // Asked for before looking: what is emitted after the look wakes the wait.
        let news = centre.webhooks.news.notified();
        let now = chance::now_ms();
        if now - tidied_ms > TIDY_EVERY_MS {
            tidied_ms = now;
            let tidied = centre
                .store
                .prune_interfaces(now - REQUESTS_KEPT_MS, now - LOG_KEPT_MS);
            report(tidied.await);
        }
        for webhook in report(centre.store.due_webhooks(now).await).unwrap_or_default() {
            if busy.insert(webhook) {
                let centre = Arc::clone(&centre);
                lanes.spawn(async move {
                    if report(lane(&centre, webhook).await).is_none() {
                        // What could not be noted must not be sent again and again.
                        tokio::time::sleep(LOOK_AGAIN).await;
                    }
                    webhook
                });
            }
        }
        let wait = until_due(&centre, &busy).await;
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            () = news => {}
            Some(ended) = lanes.join_next() => match ended {
                Ok(webhook) => { busy.remove(&webhook); }
                Err(error) => {
                    // Which lane it was is not known: begin all again.
                    tracing::error!(%error, "a lane of webhooks broke off");
                    lanes.abort_all();
                    lanes = JoinSet::new();
                    busy.clear();
                }
            },
            () = tokio::time::sleep(wait) => {}
        }
    }
}

fn report<T>(outcome: Result<T, StoreError>) -> Option<T> {
    outcome
        .inspect_err(|error| tracing::error!(%error, "webhooks: the store refused"))
        .ok()
}

async fn until_due(centre: &Centre, busy: &HashSet<WebhookId>) -> Duration {
    let due = report(centre.store.next_due().await).flatten();
    let wait_ms = due.map_or(i64::MAX, |due| due - chance::now_ms());
    // What is due in a busy lane is that lane's; its end wakes the wait.
    let least = if busy.is_empty() { 1 } else { 250 };
    let wait = Duration::from_millis(wait_ms.max(least).unsigned_abs());
    wait.min(LOOK_AGAIN)
}

/// Sends what is due for one webhook, one after the other.
async fn lane(centre: &Centre, webhook: WebhookId) -> Result<(), StoreError> {
    let until = chance::now_ms();
    // Only what was due when the lane began: what failed in it has to wait for the next.
    while let Some(delivery) = centre.store.due_delivery(webhook, until).await? {
        let Some(to) = centre
            .store
            .webhook(webhook)
            .await?
            .filter(|w| w.ended.is_none())
        else {
            return Ok(());
        };
        let sender = &centre.webhooks.sender;
        let outcome = sender.send(&to, &delivery, chance::now_ms()).await;
        let gone = outcome == Outcome::Gone;
        let tried = judged(centre, outcome, delivery.attempts + 1);
        tracing::info!(delivery.id = %delivery.id, state = ?tried.state, status = tried.status, "webhook tried");
        centre.store.tried(delivery.id, &tried).await?;
        if gone {
            centre
                .store
                .end_webhook(webhook, tried.at_ms, "gone")
                .await?;
        }
        // Nobody waiting is no error.
        let _ = centre.webhooks.tried.send(delivery.id);
    }
    Ok(())
}

fn judged(centre: &Centre, outcome: Outcome, tries: u32) -> Tried {
    let at_ms = chance::now_ms();
    let ended = |state, status: Option<reqwest::StatusCode>, error: Option<&str>| Tried {
        at_ms,
        state,
        next_at_ms: at_ms,
        status: status.map(|s| s.as_u16()),
        error: error.map(str::to_owned),
    };
    match outcome {
        Outcome::Taken(status) => ended(DeliveryState::Delivered, Some(status), None),
        Outcome::Gone => ended(
            DeliveryState::Failed,
            Some(reqwest::StatusCode::GONE),
            Some("gone"),
        ),
        Outcome::Refused(status, why) => ended(DeliveryState::Refused, status, Some(why)),
        Outcome::Failed(status, why) => {
            // Without random bytes all wait alike, which is no reason to stop.
            let [chance] = chance::bytes().unwrap_or([0]);
            match centre.webhooks.backoff.wait_ms(tries, chance) {
                Some(wait_ms) => Tried {
                    next_at_ms: at_ms + wait_ms,
                    ..ended(DeliveryState::Pending, status, Some(why))
                },
                None => ended(DeliveryState::Failed, status, Some(why)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_five_seconds_to_twelve_hours_and_end_after_ten_tries() {
        let backoff = Backoff::default();
        let waits = |chance| -> Vec<i64> {
            (1..=10)
                .filter_map(|tries| backoff.wait_ms(tries, chance))
                .collect()
        };
        let (least, most) = (waits(0), waits(255));
        assert_eq!(least.len(), 9, "ten tries have nine waits");
        assert_eq!((least[0], most[0]), (5_000, 6_000));
        assert_eq!(least[1], 20_000);
        assert!(least.is_sorted() && most.is_sorted());
        assert_eq!(most[8], 12 * 3_600_000);
        assert!(least.iter().sum::<i64>() > 24 * 3_600_000);
        assert_eq!(backoff.wait_ms(10, 0), None);
    }
}
