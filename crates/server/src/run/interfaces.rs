//! Commands on other systems and webhooks, also beside the centre that serves.

use std::path::Path;

use handheld_contract::views::interfaces::{AddSystem, AddWebhook, ListDeliveries};
use handheld_contract::{Code, Problem};
use handheld_server::webhooks::Outgoing;
use handheld_server::webhooks::address::Allowed;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Outcome, answer, open, operator, organisation_of, person_of};
use crate::arguments::{SystemCommand, WebhookCommand};

fn id<T: std::str::FromStr>(what: &str, given: &str) -> Result<T, Problem> {
    given
        .parse()
        .map_err(|_| Problem::new(Code::NotFound).with("what", what))
}

/// A value of the contract as one word.
fn word(value: impl Serialize) -> String {
    match json!(value) {
        Value::String(word) => word,
        other => other.to_string(),
    }
}

pub(super) async fn system(folder: &Path, command: SystemCommand) -> Outcome {
    let centre = open(folder).await?;
    match command {
        SystemCommand::Add {
            name,
            organisation,
            person,
            role,
        } => {
            let person = match person {
                Some(given) => Some(person_of(&centre, &given).await?.id),
                None => None,
            };
            let asked = AddSystem {
                name,
                organisation: organisation_of(&centre, &organisation).await?,
                person,
                role,
            };
            let added = centre.add_system(&operator(), asked).await?;
            let text = format!("{}\t{}\t{}\n", added.system.id, added.token, added.secret);
            answer(json!(added), text)
        }
        SystemCommand::List => {
            let rows = centre.systems().await?;
            let lines = rows.iter().map(|s| {
                let revoked = s.revoked_at.as_deref().unwrap_or("-");
                let (name, unit) = (&s.name, &s.organisation.name);
                format!("{}\t{name}\t{unit}\t{}\t{revoked}\n", s.id, s.person.name)
            });
            let text = lines.collect();
            answer(json!({ "systems": rows }), text)
        }
        SystemCommand::Revoke { system } => {
            let row = centre
                .revoke_system(&operator(), id("system", &system)?)
                .await?;
            let text = format!("{} {}\n", row.id, row.revoked_at.as_deref().unwrap_or("-"));
            answer(json!({ "system": row }), text)
        }
    }
}

pub(super) async fn webhook(folder: &Path, command: WebhookCommand) -> Outcome {
    let centre = open(folder).await?;
    match command {
        WebhookCommand::Add {
            url,
            events,
            organisation,
            webhook_allow,
        } => {
            let centre = centre.with_outgoing(Outgoing::allowing(Allowed::new(webhook_allow)));
            let organisation = match organisation {
                Some(given) => Some(organisation_of(&centre, &given).await?),
                None => None,
            };
            let asked = AddWebhook {
                url,
                events,
                organisation,
            };
            let added = centre.add_webhook(&operator(), asked).await?;
            let text = format!("{}\t{}\n", added.webhook.id, added.secret);
            answer(json!(added), text)
        }
        WebhookCommand::List => {
            let rows = centre.webhooks().await?;
            let lines = rows.iter().map(|w| {
                let state = w.ended.as_deref().unwrap_or("active");
                let (id, url) = (w.id, &w.url);
                format!("{id}\t{state}\t{}\t{}\t{url}\n", w.pending, w.failed)
            });
            let text = lines.collect();
            answer(json!({ "webhooks": rows }), text)
        }
        WebhookCommand::Log {
            webhook,
            state,
            offset,
            limit,
        } => {
            let webhook = webhook.map(|given| id("webhook", &given)).transpose()?;
            let asked = ListDeliveries {
                webhook,
                state,
                offset,
                limit,
            };
            let rows = centre.webhook_log(&asked).await?;
            let lines = rows.iter().map(|d| {
                let status = d.status.map_or_else(|| "-".to_owned(), |s| s.to_string());
                let error = d.error.as_deref().unwrap_or("-");
                let (kind, state) = (word(d.kind), word(d.state));
                format!(
                    "{}\t{}\t{kind}\t{state}\t{}\t{status}\t{error}\n",
                    d.id, d.created_at, d.attempts
                )
            });
            let text = lines.collect();
            answer(json!({ "deliveries": rows }), text)
        }
        WebhookCommand::Resend { delivery } => {
            let row = centre
                .resend_webhook(&operator(), id("delivery", &delivery)?)
                .await?;
            let text = format!("{} {}\n", row.id, word(row.state));
            answer(json!({ "delivery": row }), text)
        }
        WebhookCommand::Remove { webhook } => {
            let removed = id("webhook", &webhook)?;
            centre.remove_webhook(&operator(), removed).await?;
            answer(json!({ "webhook": removed }), format!("{removed}\n"))
        }
    }
}
