//! Other systems at the centre: their credentials, what they asked, the webhooks and the outbox of events.
//!
//! Events are an outbox: the rows of an event are written in one transaction, where possible that of the change which causes it
//! ([`Interfaces::commit_with_events`]), and are delivered from there, also after a crash. Signing, sending and waiting is the server's.

use std::fmt;

use async_trait::async_trait;
use handheld_contract::views::interfaces::{DeliveryState, EventType};
use handheld_contract::{DeliveryId, OrganisationId, PersonId, ProjectId, SystemId, WebhookId};
use uuid::Uuid;

use crate::StoreError;
use crate::records::Commit;

/// Bytes of a key, which no log shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// Which.
    pub id: SystemId,
    /// Name.
    pub name: String,
    /// Organisation that it belongs to.
    pub organisation: OrganisationId,
    /// On whose behalf it acts.
    pub person: PersonId,
    /// SHA-256 of its token.
    pub token: [u8; 32],
    /// Key of its signatures.
    pub secret: Secret,
    /// Added, ms.
    pub created_at_ms: i64,
    /// Revoked, ms.
    pub revoked_at_ms: Option<i64>,
}

/// What is known of a request by its idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is to be done now: new, or begun before without an answer.
    Open,
    /// It was done; the answer.
    Answered {
        /// HTTP status.
        status: u16,
        /// Body.
        body: String,
    },
    /// The key was used for another request.
    Different,
}

/// An address that is told of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Which.
    pub id: WebhookId,
    /// Address.
    pub url: String,
    /// Key of the signatures.
    pub secret: Secret,
    /// Only these; empty = all.
    pub events: Vec<EventType>,
    /// Only of projects that it sees; none = of all.
    pub organisation: Option<OrganisationId>,
    /// Added, ms.
    pub created_at_ms: i64,
    /// Gets no events any more: since when, and why (`removed`, `gone`).
    pub ended: Option<(i64, String)>,
}

/// A webhook with the counts of its deliveries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookCounts {
    /// The webhook.
    pub webhook: Webhook,
    /// Pending.
    pub pending: u32,
    /// Failed or refused.
    pub failed: u32,
}

/// An event to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Which. An id that is known already is not stored again.
    pub id: Uuid,
    /// Type.
    pub kind: EventType,
    /// Project that it concerns; without one only webhooks for all projects are told.
    pub project: Option<ProjectId>,
    /// The body that is sent.
    pub body: String,
    /// Happened, ms.
    pub at_ms: i64,
}

/// An event on its way to a webhook, or arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Which.
    pub id: DeliveryId,
    /// To which webhook.
    pub webhook: WebhookId,
    /// Event.
    pub event: Uuid,
    /// Type of the event.
    pub kind: EventType,
    /// The body.
    pub body: String,
    /// State.
    pub state: DeliveryState,
    /// Tries.
    pub attempts: u32,
    /// Next try, ms.
    pub next_at_ms: i64,
    /// Status of the last answer.
    pub status: Option<u16>,
    /// Error of the last try.
    pub error: Option<String>,
    /// Written, ms.
    pub created_at_ms: i64,
    /// Delivered, ms.
    pub delivered_at_ms: Option<i64>,
}

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// When, ms.
    pub at_ms: i64,
    /// State after it; [`DeliveryState::Pending`] is tried again at `next_at_ms`.
    pub state: DeliveryState,
    /// Next try, ms.
    pub next_at_ms: i64,
    /// Status of the answer.
    pub status: Option<u16>,
    /// Error.
    pub error: Option<String>,
}

/// Which deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeliveryQuery {
    /// Only of this webhook.
    pub webhook: Option<WebhookId>,
    /// Only in this state.
    pub state: Option<DeliveryState>,
    /// Rows to leave out at the start.
    pub offset: u32,
    /// Rows at most.
    pub limit: u32,
}

/// Systems, their requests, webhooks, deliveries.
#[async_trait]
pub trait Interfaces: Send + Sync {
    /// All systems by name.
    async fn systems(&self) -> Result<Vec<System>, StoreError>;
    /// One.
    async fn system(&self, id: SystemId) -> Result<Option<System>, StoreError>;
    /// By the SHA-256 of its token.
    async fn system_by_token(&self, token: [u8; 32]) -> Result<Option<System>, StoreError>;
    /// Adds or changes one.
    async fn put_system(&self, system: &System) -> Result<(), StoreError>;

    /// Looks a request up, and notes it as begun when it is not known.
    async fn claim_request(
        &self,
        system: SystemId,
        key: &str,
        request: [u8; 32],
        now_ms: i64,
    ) -> Result<Claim, StoreError>;
    /// Keeps the answer to a request that was begun.
    async fn answer_request(
        &self,
        system: SystemId,
        key: &str,
        status: u16,
        body: &str,
    ) -> Result<(), StoreError>;
    /// Forgets a request that was begun and changed nothing, so that it may be sent again, corrected.
    async fn release_request(&self, system: SystemId, key: &str) -> Result<(), StoreError>;

    /// All webhooks that were not removed, oldest first.
    async fn webhooks(&self) -> Result<Vec<WebhookCounts>, StoreError>;
    /// One, also a removed one.
    async fn webhook(&self, id: WebhookId) -> Result<Option<Webhook>, StoreError>;
    /// Adds one.
    async fn put_webhook(&self, webhook: &Webhook) -> Result<(), StoreError>;
    /// Ends one, once; what was pending for it has failed.
    async fn end_webhook(&self, id: WebhookId, now_ms: i64, why: &str) -> Result<(), StoreError>;

    /// Writes events into the outbox, one delivery for each webhook that wants them; answers how many.
    async fn emit(&self, events: Vec<NewEvent>) -> Result<u32, StoreError>;
    /// Stores documents as [`crate::records::Records::commit`] does, and their events, in one transaction.
    async fn commit_with_events(
        &self,
        commits: Vec<Commit>,
        events: Vec<NewEvent>,
    ) -> Result<u32, StoreError>;

    /// Webhooks that have something to be sent now.
    async fn due_webhooks(&self, now_ms: i64) -> Result<Vec<WebhookId>, StoreError>;
    /// When the next try of any delivery is due.
    async fn next_due(&self) -> Result<Option<i64>, StoreError>;
    /// The delivery of this webhook that has waited longest.
    async fn due_delivery(
        &self,
        webhook: WebhookId,
        now_ms: i64,
    ) -> Result<Option<Delivery>, StoreError>;
    /// Notes how a try ended; nothing when it is not pending any more.
    async fn tried(&self, id: DeliveryId, tried: &Tried) -> Result<(), StoreError>;

    /// Deliveries, newest first.
    async fn deliveries(&self, query: DeliveryQuery) -> Result<Vec<Delivery>, StoreError>;
    /// One.
    async fn webhook_delivery(&self, id: DeliveryId) -> Result<Option<Delivery>, StoreError>;
    /// Makes a delivery of a webhook that has not ended pending again, with all its tries; whether it did.
    async fn resend(&self, id: DeliveryId, now_ms: i64) -> Result<bool, StoreError>;

    /// Forgets requests and deliveries that are older; what is pending stays.
    async fn prune_interfaces(
        &self,
        requests_before_ms: i64,
        deliveries_before_ms: i64,
    ) -> Result<(), StoreError>;
}
