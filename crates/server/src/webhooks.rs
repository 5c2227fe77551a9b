//! Webhooks: other systems are told what happened, signed after Standard Webhooks, with a body in the shape of CloudEvents 1.0.
//!
//! Here is what an administrator does with them, and how an event is made; where they may go is [`address`], one try [`send`], the
//! tries of all [`deliver`]. Invariant: an event carries ids, codes and dates only, because it leaves the house.

pub mod address;
pub mod deliver;
pub mod send;
pub mod sign;

use std::collections::HashMap;
use std::sync::Arc;

use handheld_contract::views::interfaces::{
    AddWebhook, DeliveryRow, DeliveryState, EventData, EventType, ListDeliveries, WebhookAdded,
    WebhookRow,
};
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::{Code, DeliveryId, OrganisationId, Problem, ProjectId, WebhookId};
use handheld_store::centre::{CentreLog, Directory};
use handheld_store::interfaces::{
    Delivery, DeliveryQuery, Interfaces, NewEvent, Webhook, WebhookCounts,
};
use handheld_store::records::Commit;
use serde_json::json;
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use self::address::Allowed;
use self::deliver::Backoff;
use self::send::{Names, PATIENCE, Sender, SystemNames};
use crate::authorize::Who;
use crate::centre::Centre;
use crate::chance;

/// Each has a lane of its own, so their number has a limit.
const WEBHOOKS: usize = 100;
/// Rows of the log in one answer.
const ROWS: u32 = 500;

/// What goes out.
#[derive(Debug)]
pub struct Outgoing {
    /// Sends and judges addresses.
    pub sender: Sender,
    /// Waits between tries.
    pub backoff: Backoff,
    /// Something was put into the outbox.
    pub news: Notify,
    /// A try was made, and noted.
    pub tried: broadcast::Sender<DeliveryId>,
}

impl Outgoing {
    /// What goes out of a centre that knows names from these and may also call what is listed.
    pub fn new(names: Arc<dyn Names>, allowed: Allowed, backoff: Backoff) -> Self {
        Self {
            sender: Sender::new(names, allowed, PATIENCE),
            backoff,
            news: Notify::new(),
            tried: broadcast::channel(64).0,
        }
    }

    /// As the operator runs it.
    pub fn allowing(allowed: Allowed) -> Self {
        Self::new(Arc::new(SystemNames), allowed, Backoff::default())
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Which. Derived from its cause, so that telling it again after a crash tells it once.
    pub id: Uuid,
    /// Type.
    pub kind: EventType,
    /// Id of what it is about.
    pub subject: Uuid,
    /// Project that it concerns: webhooks of an organisation are told of its projects only.
    pub project: Option<ProjectId>,
    /// When, ms.
    pub at_ms: i64,
    /// What.
    pub data: EventData,
}

/// A word that cannot be a name or a sentence.
fn is_code(text: &str) -> bool {
    let code = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    (1..=64).contains(&text.len()) && text.chars().all(code)
}

fn checked(data: &EventData) -> Result<(), Problem> {
    let fields = [
        ("group", &data.group),
        ("matter", &data.matter),
        ("act", &data.act),
        ("state", &data.state),
        ("on", &data.on),
        ("due", &data.due),
    ];
    let bad = fields
        .iter()
        .find(|(_, value)| value.as_ref().is_some_and(|v| !is_code(v)));
    match bad {
        Some((field, _)) => Err(Problem::new(Code::Internal)
            .with("why", format!("event: {field} is not a code or a date"))),
        None => Ok(()),
    }
}

impl Centre {
    /// Replaces what goes out: other networks, names or waits.
    #[must_use]
    pub fn with_outgoing(mut self, outgoing: Outgoing) -> Self {
        self.webhooks = outgoing;
        self
    }

    /// An event as it is stored and sent.
    ///
    /// # Errors
    ///
    /// [`Code::Internal`] when its data holds anything but ids, codes and dates.
    pub fn new_event(&self, event: &Event) -> Result<NewEvent, Problem> {
        checked(&event.data)?;
        let at = chance::rfc3339(event.at_ms);
        let key = hex::encode(self.key.public());
        let body = json!({
            "specversion": "1.0",
            "id": event.id,
            "source": format!("urn:handheld:centre:{}", &key[..16]),
            "type": event.kind,
            "time": at,
            // The same under the name that Standard Webhooks recommends.
            "timestamp": at,
            "subject": event.subject,
            "datacontenttype": "application/json",
            "data": event.data,
        });
        Ok(NewEvent {
            id: event.id,
            kind: event.kind,
            project: event.project,
            body: body.to_string(),
            at_ms: event.at_ms,
        })
    }

    /// Puts an event into the outbox; one that is there already is not put twice. Answers how many webhooks will be told.
    ///
    /// # Errors
    ///
    /// As [`Self::new_event`], or what the store refuses.
    pub async fn emit(&self, event: &Event) -> Result<u32, Problem> {
        let told = self.store.emit(vec![self.new_event(event)?]).await?;
        self.webhooks.news.notify_one();
        Ok(told)
    }

    /// Stores documents and the events that they cause in one transaction.
    ///
    /// # Errors
    ///
    /// As [`Self::new_event`], or what the store refuses.
    pub async fn commit_with_events(
        &self,
        commits: Vec<Commit>,
        events: &[Event],
    ) -> Result<u32, Problem> {
        let events = events.iter().map(|event| self.new_event(event));
        let events = events.collect::<Result<Vec<_>, _>>()?;
        let told = self.store.commit_with_events(commits, events).await?;
        self.webhooks.news.notify_one();
        Ok(told)
    }

    /// All webhooks.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn webhooks(&self) -> Result<Vec<WebhookRow>, Problem> {
        let organisations = self.store.organisations().await?;
        let names: HashMap<_, _> = organisations.into_iter().map(|o| (o.id, o.name)).collect();
        let all = self.store.webhooks().await?;
        Ok(all.into_iter().map(|w| webhook_row(w, &names)).collect())
    }

    /// Adds a webhook, with its secret shown once.
    ///
    /// # Errors
    ///
    /// [`Code::Refused`] when its address leads where webhooks may not go, [`Code::BadInput`] when its name is unknown,
    /// [`Code::NotFound`] for an unknown organisation.
    pub async fn add_webhook(&self, by: &Who, asked: AddWebhook) -> Result<WebhookAdded, Problem> {
        let target = self.webhooks.sender.check(&asked.url).await?;
        let mut names = HashMap::new();
        if let Some(id) = asked.organisation {
            let unknown = || Problem::new(Code::NotFound).with("what", "organisation");
            let known = self.store.organisation(id).await?.ok_or_else(unknown)?;
            names.insert(id, known.name);
        }
        let others = self.store.webhooks().await?;
        if others.iter().filter(|w| w.webhook.ended.is_none()).count() >= WEBHOOKS {
            return Err(Problem::new(Code::Refused).with("rule", "webhooks_at_most_100"));
        }
        let mut events = asked.events;
        events.sort_unstable();
        events.dedup();
        let webhook = Webhook {
            id: WebhookId(chance::id()),
            url: target.url.to_string(),
            secret: sign::new_secret()?,
            events,
            organisation: asked.organisation,
            created_at_ms: chance::now_ms(),
            ended: None,
        };
        self.store.put_webhook(&webhook).await?;
        self.note_webhook(by, "webhook_added", &webhook.id.to_string())
            .await?;
        let secret = sign::shown(&webhook.secret);
        let counts = WebhookCounts {
            webhook,
            pending: 0,
            failed: 0,
        };
        Ok(WebhookAdded {
            webhook: webhook_row(counts, &names),
            secret,
        })
    }

    /// Takes a webhook out of use; its log stays.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`].
    pub async fn remove_webhook(&self, by: &Who, id: WebhookId) -> Result<(), Problem> {
        self.known_webhook(id).await?;
        self.store
            .end_webhook(id, chance::now_ms(), "removed")
            .await?;
        self.note_webhook(by, "webhook_removed", &id.to_string())
            .await
    }

    /// Deliveries, newest first.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn webhook_log(&self, asked: &ListDeliveries) -> Result<Vec<DeliveryRow>, Problem> {
        let query = DeliveryQuery {
            webhook: asked.webhook,
            state: asked.state,
            offset: asked.offset,
            limit: asked.limit.min(ROWS),
        };
        let found = self.store.deliveries(query).await?;
        Ok(found.into_iter().map(delivery_row).collect())
    }

    /// Sends a delivery again, from the first try on, with the `webhook-id` that it had.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`]; [`Code::Refused`] when its webhook gets nothing any more.
    pub async fn resend_webhook(&self, by: &Who, id: DeliveryId) -> Result<DeliveryRow, Problem> {
        let unknown = || Problem::new(Code::NotFound).with("what", "delivery");
        self.store.webhook_delivery(id).await?.ok_or_else(unknown)?;
        if !self.store.resend(id, chance::now_ms()).await? {
            return Err(Problem::new(Code::Refused).with("rule", "webhook_ended"));
        }
        self.note_webhook(by, "webhook_resent", &id.to_string())
            .await?;
        self.webhooks.news.notify_one();
        let delivery = self.store.webhook_delivery(id).await?.ok_or_else(unknown)?;
        Ok(delivery_row(delivery))
    }

    async fn known_webhook(&self, id: WebhookId) -> Result<Webhook, Problem> {
        let found = self.store.webhook(id).await?;
        let removed = |w: &Webhook| w.ended.as_ref().is_some_and(|(_, why)| why == "removed");
        found
            .filter(|w| !removed(w))
            .ok_or_else(|| Problem::new(Code::NotFound).with("what", "webhook"))
    }

    async fn note_webhook(&self, by: &Who, act: &str, detail: &str) -> Result<(), Problem> {
        let (now, person) = (chance::now_ms(), Some(by.person.id));
        Ok(self.store.audit(now, person, act, detail).await?)
    }
}

fn webhook_row(counts: WebhookCounts, names: &HashMap<OrganisationId, String>) -> WebhookRow {
    let WebhookCounts {
        webhook,
        pending,
        failed,
    } = counts;
    WebhookRow {
        id: webhook.id,
        url: webhook.url,
        events: webhook.events,
        organisation: webhook.organisation.map(|id| OrganisationRef {
            id,
            name: names.get(&id).cloned().unwrap_or_default(),
            departments: Vec::new(),
        }),
        active: webhook.ended.is_none(),
        ended: webhook.ended.map(|(_, why)| why),
        created_at: chance::rfc3339(webhook.created_at_ms),
        pending,
        failed,
    }
}

fn delivery_row(d: Delivery) -> DeliveryRow {
    let pending = d.state == DeliveryState::Pending;
    DeliveryRow {
        id: d.id,
        webhook: d.webhook,
        event: d.event,
        kind: d.kind,
        state: d.state,
        attempts: d.attempts,
        next_at: pending.then(|| chance::rfc3339(d.next_at_ms)),
        status: d.status,
        error: d.error,
        created_at: chance::rfc3339(d.created_at_ms),
        delivered_at: d.delivered_at_ms.map(chance::rfc3339),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_takes_codes_and_dates_and_nothing_that_could_be_a_name() {
        for good in ["P1-06", "2026-07-01", "not_accept", "ZJ-GEN.P3"] {
            assert!(is_code(good), "{good}");
        }
        for bad in [
            "",
            "王芳",
            "two words",
            "a/b",
            "a@b.example",
            &"x".repeat(65),
        ] {
            assert!(!is_code(bad), "{bad}");
        }
        let data = EventData {
            state: Some("张三 同意".to_owned()),
            ..EventData::default()
        };
        assert_eq!(checked(&data).unwrap_err().code, Code::Internal);
    }
}
