//! Other systems: those that act at the centre with credentials of their own, and addresses that are told what happened there.
//!
//! For administrators, and for the two descriptions of the same things: OpenAPI and the command line. Secrets are in exactly two
//! answers ([`SystemAdded`], [`WebhookAdded`]) and are never shown again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::session::OrganisationRef;
use super::{PersonRef, Role};
use crate::{DeliveryId, DocId, OrganisationId, PersonId, ProjectId, SystemId, WebhookId};

/// What other systems can be told of. The names on the wire are a public contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub enum EventType {
    /// An act was entered in an approval case.
    #[serde(rename = "case.entry_added")]
    CaseEntryAdded,
    /// A case is past its due date.
    #[serde(rename = "case.overdue")]
    CaseOverdue,
    /// The results of a group that is issued together may go out: the last of them was decided.
    #[serde(rename = "group.released")]
    GroupReleased,
}

impl EventType {
    /// Every type there is.
    pub const ALL: &'static [Self] =
        &[Self::CaseEntryAdded, Self::CaseOverdue, Self::GroupReleased];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CaseEntryAdded => "case.entry_added",
            Self::CaseOverdue => "case.overdue",
            Self::GroupReleased => "group.released",
        }
    }
}

/// What an event says: ids, codes and dates, never free text or names, because it leaves the centre for somebody else's machine.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct EventData {
    /// Project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<ProjectId>,
    /// Case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<DocId>,
    /// Entry of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "string | null")]
    pub entry: Option<Uuid>,
    /// Code of the group of matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Code of the matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<String>,
    /// Name of the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// Name of the state that the case has now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Date of the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Due date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Will be sent, or sent again.
    Pending,
    /// Was answered with 2xx.
    Delivered,
    /// Was not taken after all tries, or the address said that it is gone.
    Failed,
    /// Was not sent: the address leads where webhooks may not go, or the answer was a redirect.
    Refused,
}

/// Add a webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AddWebhook {
    /// `https://…`; `http://…` only to addresses that the operator lists.
    pub url: String,
    /// Only these; empty = all.
    pub events: Vec<EventType>,
    /// Only of projects that this organisation sees; none = of all.
    pub organisation: Option<OrganisationId>,
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ByWebhook {
    /// Which.
    pub id: WebhookId,
}

/// A delivery.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ByDelivery {
    /// Which.
    pub id: DeliveryId,
}

/// A webhook as the administrator sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct WebhookRow {
    /// Which.
    pub id: WebhookId,
    /// Address.
    pub url: String,
    /// Only these; empty = all.
    pub events: Vec<EventType>,
    /// Only of projects that this organisation sees.
    pub organisation: Option<OrganisationRef>,
    /// Gets events.
    pub active: bool,
    /// Why it gets none any more: `gone` (it answered 410).
    pub ended: Option<String>,
    /// RFC 3339.
    pub created_at: String,
    /// Deliveries on their way.
    pub pending: u32,
    /// Deliveries that failed or were refused.
    pub failed: u32,
}

/// A webhook just added, with the secret shown once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct WebhookAdded {
    /// The webhook.
    pub webhook: WebhookRow,
    /// `whsec_…` by which the receiver checks the signature.
    pub secret: String,
}

/// A page of the log of deliveries, newest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ListDeliveries {
    /// Only of this webhook.
    pub webhook: Option<WebhookId>,
    /// Only in this state.
    pub state: Option<DeliveryState>,
    /// Rows to leave out at the start.
    pub offset: u32,
    /// Rows wanted, at most 500.
    pub limit: u32,
}

/// A delivery in the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DeliveryRow {
    /// Which.
    pub id: DeliveryId,
    /// To which webhook.
    pub webhook: WebhookId,
    /// Id of the event; the `webhook-id` of every try.
    #[ts(type = "string")]
    pub event: Uuid,
    /// Type of the event.
    pub kind: EventType,
    /// Where it stands.
    pub state: DeliveryState,
    /// Tries so far.
    pub attempts: u32,
    /// Next try, RFC 3339; only while pending.
    pub next_at: Option<String>,
    /// HTTP status of the last answer.
    pub status: Option<u16>,
    /// What went wrong last, as a word: `timeout`, `connect`, `loopback`, `redirect`, …
    pub error: Option<String>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub delivered_at: Option<String>,
}

/// Add another system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AddSystem {
    /// Name.
    pub name: String,
    /// Organisation that it belongs to.
    pub organisation: OrganisationId,
    /// Person of that organisation on whose behalf it acts; none makes a service person.
    pub person: Option<PersonId>,
    /// Role of the service person.
    pub role: Role,
}

/// Another system as the administrator sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SystemRow {
    /// Which.
    pub id: SystemId,
    /// Name.
    pub name: String,
    /// Organisation.
    pub organisation: OrganisationRef,
    /// On whose behalf it acts.
    pub person: PersonRef,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub revoked_at: Option<String>,
}

/// A system just added, with its secrets shown once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SystemAdded {
    /// The system.
    pub system: SystemRow,
    /// `Authorization: Bearer …`.
    pub token: String,
    /// `whsec_…` by which its requests are signed.
    pub secret: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_type_has_one_name_everywhere() {
        for kind in EventType::ALL {
            let name = serde_json::to_value(kind).ok();
            assert_eq!(name, Some(serde_json::Value::from(kind.as_str())));
        }
    }
}
