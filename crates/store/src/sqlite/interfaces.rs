//! Systems, their requests, webhooks and the outbox of events on SQLite.

use async_trait::async_trait;
use handheld_contract::views::interfaces::DeliveryState;
use handheld_contract::{DeliveryId, SystemId, WebhookId};
use rusqlite::{OptionalExtension, Row, ToSql, Transaction, params};
use uuid::Uuid;

use super::centre::{SqliteCentre, store};
use super::directory::{all, id, name, named, one};
use super::records::run;
use super::rows::{entry, json};
use crate::StoreError;
use crate::interfaces::{
    Claim, Delivery, DeliveryQuery, Interfaces, NewEvent, Secret, System, Tried, Webhook,
    WebhookCounts,
};
use crate::records::Commit;

const SYSTEMS: &str = "SELECT id, name, organisation, person, token, secret, created_at_ms, revoked_at_ms FROM system";

fn system(row: &Row<'_>) -> rusqlite::Result<System> {
    Ok(System {
        id: id(row, 0)?,
        name: row.get(1)?,
        organisation: id(row, 2)?,
        person: id(row, 3)?,
        token: row.get(4)?,
        secret: Secret(row.get(5)?),
        created_at_ms: row.get(6)?,
        revoked_at_ms: row.get(7)?,
    })
}

const WEBHOOKS: &str = "SELECT w.id, w.url, w.secret, w.events, w.organisation, w.created_at_ms, w.ended_at_ms, w.ended_why,
    (SELECT count(*) FROM webhook_delivery d WHERE d.webhook = w.id AND d.state = 'pending'),
    (SELECT count(*) FROM webhook_delivery d WHERE d.webhook = w.id AND d.state IN ('failed', 'refused'))
    FROM webhook w";

fn webhook(row: &Row<'_>) -> rusqlite::Result<Webhook> {
    let organisation: Option<[u8; 16]> = row.get(4)?;
    let ended: Option<i64> = row.get(6)?;
    let why: Option<String> = row.get(7)?;
    Ok(Webhook {
        id: id(row, 0)?,
        url: row.get(1)?,
        secret: Secret(row.get(2)?),
        events: entry(row, 3)?,
        organisation: organisation.map(|id| Uuid::from_bytes(id).into()),
        created_at_ms: row.get(5)?,
        ended: ended.map(|at| (at, why.unwrap_or_default())),
    })
}

fn counted(row: &Row<'_>) -> rusqlite::Result<WebhookCounts> {
    Ok(WebhookCounts {
        webhook: webhook(row)?,
        pending: row.get(8)?,
        failed: row.get(9)?,
    })
}

const DELIVERIES: &str =
    "SELECT id, webhook, event, kind, body, state, attempts, next_at_ms, status, error,
    created_at_ms, delivered_at_ms FROM webhook_delivery";

fn delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        id: id(row, 0)?,
        webhook: id(row, 1)?,
        event: id(row, 2)?,
        kind: named(row, 3)?,
        body: row.get(4)?,
        state: named(row, 5)?,
        attempts: row.get(6)?,
        next_at_ms: row.get(7)?,
        status: row.get(8)?,
        error: row.get(9)?,
        created_at_ms: row.get(10)?,
        delivered_at_ms: row.get(11)?,
    })
}

/// Writes an event's deliveries, in the transaction of what causes it.
pub(super) fn emit(tx: &Transaction<'_>, event: &NewEvent) -> Result<u32, StoreError> {
    let kind = name(&event.kind)?;
    // Who may be told is judged by the index as this transaction leaves it.
    let sql = "SELECT w.id FROM webhook w
               WHERE w.ended_at_ms IS NULL
                 AND (w.events = '[]' OR EXISTS (SELECT 1 FROM json_each(w.events) e WHERE e.value = ?1))
                 AND (w.organisation IS NULL OR EXISTS (
                     SELECT 1 FROM project_organisation s WHERE s.project = ?2 AND s.organisation = w.organisation))
               ORDER BY w.id";
    let project = event.project.map(|project| project.bytes());
    let mut wanted = tx.prepare_cached(sql)?;
    let wanted: Vec<[u8; 16]> = wanted
        .query_map(params![kind, project], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut written = 0;
    for webhook in wanted {
        let sql = "INSERT INTO webhook_delivery (id, webhook, event, kind, body, state, next_at_ms, created_at_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, 'pending', ?6, ?6) ON CONFLICT (webhook, event) DO NOTHING";
        let values = params![
            Uuid::now_v7().into_bytes(),
            webhook,
            event.id.as_bytes(),
            kind,
            event.body,
            event.at_ms
        ];
        written += u32::from(run(tx, sql, values)? > 0);
    }
    Ok(written)
}

fn emit_all(tx: &Transaction<'_>, events: &[NewEvent]) -> Result<u32, StoreError> {
    let mut written = 0;
    for event in events {
        written += emit(tx, event)?;
    }
    Ok(written)
}

fn claim(
    tx: &Transaction<'_>,
    system: SystemId,
    key: &str,
    request: [u8; 32],
    now_ms: i64,
) -> Result<Claim, StoreError> {
    let sql = "SELECT request, status, body FROM system_request WHERE system = ?1 AND key = ?2";
    let known: Option<([u8; 32], Option<u16>, Option<String>)> = tx
        .prepare_cached(sql)?
        .query_row(params![system.bytes(), key], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    match known {
        None => {
            let sql =
                "INSERT INTO system_request (system, key, request, at_ms) VALUES (?1, ?2, ?3, ?4)";
            run(tx, sql, params![system.bytes(), key, request, now_ms])?;
            Ok(Claim::Open)
        }
        Some((of, ..)) if of != request => Ok(Claim::Different),
        Some((_, Some(status), Some(body))) => Ok(Claim::Answered { status, body }),
        Some(_) => Ok(Claim::Open),
    }
}

#[async_trait]
impl Interfaces for SqliteCentre {
    async fn systems(&self) -> Result<Vec<System>, StoreError> {
        let sql = format!("{SYSTEMS} ORDER BY name, id");
        self.base
            .read(move |connection| all(connection, &sql, [], system))
            .await
    }

    async fn system(&self, id: SystemId) -> Result<Option<System>, StoreError> {
        let sql = format!("{SYSTEMS} WHERE id = ?1");
        self.base
            .read(move |connection| one(connection, &sql, [id.bytes()], system))
            .await
    }

    async fn system_by_token(&self, token: [u8; 32]) -> Result<Option<System>, StoreError> {
        let sql = format!("{SYSTEMS} WHERE token = ?1");
        self.base
            .read(move |connection| one(connection, &sql, [token], system))
            .await
    }

    async fn put_system(&self, system: &System) -> Result<(), StoreError> {
        let row = system.clone();
        self.base
            .write(move |tx| {
                let sql = "INSERT OR REPLACE INTO system (id, name, organisation, person, token, secret, created_at_ms,
                           revoked_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
                let values = params![
                    row.id.bytes(),
                    row.name,
                    row.organisation.bytes(),
                    row.person.bytes(),
                    row.token,
                    row.secret.0,
                    row.created_at_ms,
                    row.revoked_at_ms
                ];
                run(tx, sql, values).map(drop)
            })
            .await
    }

    async fn claim_request(
        &self,
        system: SystemId,
        key: &str,
        request: [u8; 32],
        now_ms: i64,
    ) -> Result<Claim, StoreError> {
        let key = key.to_owned();
        self.base
            .write(move |tx| claim(tx, system, &key, request, now_ms))
            .await
    }

    async fn answer_request(
        &self,
        system: SystemId,
        key: &str,
        status: u16,
        body: &str,
    ) -> Result<(), StoreError> {
        let (key, body) = (key.to_owned(), body.to_owned());
        self.base
            .write(move |tx| {
                let sql = "UPDATE system_request SET status = ?3, body = ?4 WHERE system = ?1 AND key = ?2";
                run(tx, sql, params![system.bytes(), key, status, body]).map(drop)
            })
            .await
    }

    async fn release_request(&self, system: SystemId, key: &str) -> Result<(), StoreError> {
        let key = key.to_owned();
        self.base
            .write(move |tx| {
                let sql =
                    "DELETE FROM system_request WHERE system = ?1 AND key = ?2 AND status IS NULL";
                run(tx, sql, params![system.bytes(), key]).map(drop)
            })
            .await
    }

    async fn webhooks(&self) -> Result<Vec<WebhookCounts>, StoreError> {
        let sql =
            format!("{WEBHOOKS} WHERE w.ended_why IS NOT 'removed' ORDER BY w.created_at_ms, w.id");
        self.base
            .read(move |connection| all(connection, &sql, [], counted))
            .await
    }

    async fn webhook(&self, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
        let sql = format!("{WEBHOOKS} WHERE w.id = ?1");
        self.base
            .read(move |connection| one(connection, &sql, [id.bytes()], webhook))
            .await
    }

    async fn put_webhook(&self, webhook: &Webhook) -> Result<(), StoreError> {
        let row = webhook.clone();
        self.base
            .write(move |tx| {
                let sql =
                    "INSERT INTO webhook (id, url, secret, events, organisation, created_at_ms)
                           VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
                let values = params![
                    row.id.bytes(),
                    row.url,
                    row.secret.0,
                    json(&row.events)?,
                    row.organisation.map(|o| o.bytes()),
                    row.created_at_ms
                ];
                run(tx, sql, values).map(drop)
            })
            .await
    }

    async fn end_webhook(&self, id: WebhookId, now_ms: i64, why: &str) -> Result<(), StoreError> {
        let why = why.to_owned();
        self.base
            .write(move |tx| {
                let sql = "UPDATE webhook SET ended_at_ms = coalesce(ended_at_ms, ?2), ended_why = ?3
                           WHERE id = ?1 AND ended_why IS NOT 'removed'";
                run(tx, sql, params![id.bytes(), now_ms, why])?;
                let sql = "UPDATE webhook_delivery SET state = 'failed', error = ?2 WHERE webhook = ?1 AND state = 'pending'";
                run(tx, sql, params![id.bytes(), why]).map(drop)
            })
            .await
    }

    async fn emit(&self, events: Vec<NewEvent>) -> Result<u32, StoreError> {
        self.base.write(move |tx| emit_all(tx, &events)).await
    }

    async fn commit_with_events(
        &self,
        commits: Vec<Commit>,
        events: Vec<NewEvent>,
    ) -> Result<u32, StoreError> {
        self.base
            .write(move |tx| {
                store(tx, &commits, None)?;
                emit_all(tx, &events)
            })
            .await
    }

    async fn due_webhooks(&self, now_ms: i64) -> Result<Vec<WebhookId>, StoreError> {
        self.base
            .read(move |connection| {
                let sql = "SELECT DISTINCT webhook FROM webhook_delivery WHERE state = 'pending' AND next_at_ms <= ?1";
                all(connection, sql, [now_ms], |row| id(row, 0))
            })
            .await
    }

    async fn next_due(&self) -> Result<Option<i64>, StoreError> {
        self.base
            .read(|connection| {
                let sql = "SELECT min(next_at_ms) FROM webhook_delivery WHERE state = 'pending'";
                connection
                    .prepare_cached(sql)?
                    .query_row([], |row| row.get(0))
            })
            .await
    }

    async fn due_delivery(
        &self,
        webhook: WebhookId,
        now_ms: i64,
    ) -> Result<Option<Delivery>, StoreError> {
        let sql = format!(
            "{DELIVERIES} WHERE webhook = ?1 AND state = 'pending' AND next_at_ms <= ?2 ORDER BY next_at_ms, id LIMIT 1"
        );
        self.base
            .read(move |connection| {
                one(connection, &sql, params![webhook.bytes(), now_ms], delivery)
            })
            .await
    }

    async fn tried(&self, id: DeliveryId, tried: &Tried) -> Result<(), StoreError> {
        let tried = tried.clone();
        self.base
            .write(move |tx| {
                let delivered =
                    (tried.state == DeliveryState::Delivered).then_some(tried.at_ms);
                let sql = "UPDATE webhook_delivery SET attempts = attempts + 1, state = ?2, next_at_ms = ?3, status = ?4,
                           error = ?5, delivered_at_ms = ?6 WHERE id = ?1 AND state = 'pending'";
                let values = params![
                    id.bytes(),
                    name(&tried.state)?,
                    tried.next_at_ms,
                    tried.status,
                    tried.error,
                    delivered
                ];
                run(tx, sql, values).map(drop)
            })
            .await
    }

    async fn deliveries(&self, query: DeliveryQuery) -> Result<Vec<Delivery>, StoreError> {
        let mut sql = format!("{DELIVERIES} WHERE 1");
        let mut values: Vec<Box<dyn ToSql + Send>> = Vec::new();
        if let Some(webhook) = query.webhook {
            sql.push_str(" AND webhook = ?");
            values.push(Box::new(webhook.bytes()));
        }
        if let Some(state) = query.state {
            sql.push_str(" AND state = ?");
            values.push(Box::new(name(&state)?));
        }
        sql.push_str(" ORDER BY created_at_ms DESC, id DESC LIMIT ? OFFSET ?");
        values.push(Box::new(query.limit));
        values.push(Box::new(query.offset));
        self.base
            .read(move |connection| {
                all(
                    connection,
                    &sql,
                    rusqlite::params_from_iter(values),
                    delivery,
                )
            })
            .await
    }

    async fn webhook_delivery(&self, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        let sql = format!("{DELIVERIES} WHERE id = ?1");
        self.base
            .read(move |connection| one(connection, &sql, [id.bytes()], delivery))
            .await
    }

    async fn resend(&self, id: DeliveryId, now_ms: i64) -> Result<bool, StoreError> {
        self.base
            .write(move |tx| {
                let sql = "UPDATE webhook_delivery SET state = 'pending', attempts = 0, next_at_ms = ?2, delivered_at_ms = NULL
                           WHERE id = ?1 AND EXISTS (SELECT 1 FROM webhook w WHERE w.id = webhook AND w.ended_at_ms IS NULL)";
                Ok(run(tx, sql, params![id.bytes(), now_ms])? > 0)
            })
            .await
    }

    async fn prune_interfaces(
        &self,
        requests_before_ms: i64,
        deliveries_before_ms: i64,
    ) -> Result<(), StoreError> {
        self.base
            .write(move |tx| {
                let sql = "DELETE FROM system_request WHERE at_ms < ?1";
                run(tx, sql, [requests_before_ms])?;
                let sql =
                    "DELETE FROM webhook_delivery WHERE created_at_ms < ?1 AND state <> 'pending'";
                run(tx, sql, [deliveries_before_ms]).map(drop)
            })
            .await
    }
}
