//! Webhooks as their receivers know them, and where they do not go.

use std::process::Command;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handheld_contract::views::interfaces::{
    AddWebhook, DeliveryRow, DeliveryState, EventData, EventType, ListDeliveries, WebhookAdded,
};
use handheld_contract::{Code, DeliveryId, DocId, Problem, ProjectId};
use handheld_server::centre::Centre;
use handheld_server::chance;
use handheld_server::webhooks::Event;
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::receiver::{
    Does, FixtureNames, Receiver, centre, open_to_loopback, operator, outgoing, served,
};

/// Nobody connects to it: it is judged, and then it means something else.
const PUBLIC: &str = "93.184.215.14";

fn event(n: u128) -> Event {
    Event {
        id: Uuid::from_u128(n),
        kind: EventType::CaseEntryAdded,
        subject: Uuid::from_u128(77),
        project: Some(ProjectId(Uuid::from_u128(88))),
        at_ms: chance::now_ms(),
        data: EventData {
            project: Some(ProjectId(Uuid::from_u128(88))),
            case: Some(DocId(Uuid::from_u128(77))),
            matter: Some("P1-06".to_owned()),
            act: Some("accept".to_owned()),
            state: Some("accepted".to_owned()),
            on: Some("2026-07-01".to_owned()),
            ..EventData::default()
        },
    }
}

async fn add(centre: &Centre, url: &str) -> Result<WebhookAdded, Problem> {
    let asked = AddWebhook {
        url: url.to_owned(),
        events: Vec::new(),
        organisation: None,
    };
    centre.add_webhook(&operator(), asked).await
}

async fn log(centre: &Centre) -> Vec<DeliveryRow> {
    let asked = ListDeliveries {
        limit: 100,
        ..ListDeliveries::default()
    };
    centre.webhook_log(&asked).await.unwrap()
}

/// The one delivery, once it is in this state.
async fn until(
    centre: &Centre,
    tried: &mut broadcast::Receiver<DeliveryId>,
    state: DeliveryState,
) -> DeliveryRow {
    loop {
        let row = log(centre).await.remove(0);
        if row.state == state {
            return row;
        }
        assert_eq!(row.state, DeliveryState::Pending, "{row:?}");
        tried.recv().await.unwrap();
    }
}

/// HMAC as RFC 2104 writes it, without the library that the centre uses.
fn hmac_by_hand(secret: &str, message: &[u8]) -> String {
    let key = STANDARD
        .decode(secret.strip_prefix("whsec_").unwrap())
        .unwrap();
    let pad = |with: u8| -> Vec<u8> {
        (0..64)
            .map(|i| key.get(i).copied().unwrap_or(0) ^ with)
            .collect()
    };
    let inner = Sha256::digest([pad(0x36), message.to_vec()].concat());
    STANDARD.encode(Sha256::digest([pad(0x5c), inner.to_vec()].concat()))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_arrives_signed_and_says_ids_and_dates() {
    let mut receiver = Receiver::new([]).await;
    let folder = tempfile::tempdir().unwrap();
    let (centre, _url, _stop) = served(centre(folder.path(), open_to_loopback()).await).await;
    let added = add(&centre, &receiver.url()).await.unwrap();
    let mut tried = centre.webhooks.tried.subscribe();
    assert_eq!(centre.emit(&event(1)).await.unwrap(), 1);
    let arrived = receiver.next().await;
    let (id, seconds) = (
        arrived.header("webhook-id"),
        arrived.header("webhook-timestamp"),
    );
    assert_eq!(id, Uuid::from_u128(1).to_string());
    let now = chance::now_ms() / 1000;
    assert!(now.abs_diff(seconds.parse().unwrap()) < 60);
    let message = [format!("{id}.{seconds}.").as_bytes(), &arrived.body].concat();
    let right = format!("v1,{}", hmac_by_hand(&added.secret, &message));
    assert_eq!(arrived.header("webhook-signature"), right);
    assert_eq!(arrived.header("content-type"), "application/json");
    let body = arrived.json();
    assert_eq!(body["specversion"], "1.0");
    assert_eq!(body["type"], "case.entry_added");
    assert_eq!(body["id"], id);
    assert_eq!(body["subject"], Uuid::from_u128(77).to_string());
    let said = json!({
        "project": Uuid::from_u128(88), "case": Uuid::from_u128(77), "matter": "P1-06", "act": "accept", "state": "accepted",
        "on": "2026-07-01",
    });
    assert_eq!(body["data"], said);
    let row = until(&centre, &mut tried, DeliveryState::Delivered).await;
    assert_eq!((row.attempts, row.status), (1, Some(204)));
    assert!(row.delivered_at.is_some());
    // Told again, for instance after a crash, it is not sent again.
    assert_eq!(centre.emit(&event(1)).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a11_what_is_not_public_is_refused_when_it_is_registered() {
    let folder = tempfile::tempdir().unwrap();
    let names = FixtureNames::with("mixed.example", &[&[PUBLIC, "127.0.0.1"]]);
    let centre = centre(folder.path(), outgoing(names, &[])).await;
    for (url, why) in [
        ("https://127.0.0.1:8443/in", "loopback"),
        ("http://127.0.0.1/in", "loopback"),
        ("https://169.254.169.254/latest/meta-data/", "link_local"),
        ("https://[::1]/", "loopback"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://0x7f000001/", "loopback"),
        ("https://10.1.2.3/", "private"),
        ("https://mixed.example/", "loopback"),
        ("http://93.184.215.14/", "https_required"),
        (
            "https://me:secret@mixed.example/",
            "name_or_password_in_url",
        ),
        ("gopher://93.184.215.14/", "https_required"),
    ] {
        let refused = add(&centre, url).await.unwrap_err();
        assert_eq!(refused.code, Code::Refused, "{url}");
        assert_eq!(refused.params["why"], why, "{url}");
    }
    let unknown = add(&centre, "https://nobody.example/").await.unwrap_err();
    assert_eq!(unknown.code, Code::BadInput);
    assert!(centre.webhooks().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a11_an_address_that_is_no_longer_listed_is_refused_at_delivery() {
    let mut receiver = Receiver::new([]).await;
    let folder = tempfile::tempdir().unwrap();
    let open = centre(folder.path(), open_to_loopback()).await;
    add(&open, &receiver.url()).await.unwrap();
    open.emit(&event(1)).await.unwrap();
    drop(open);
    let closed = outgoing(Arc::new(FixtureNames::default()), &[]);
    let closed = centre(folder.path(), closed).await;
    let mut tried = closed.webhooks.tried.subscribe();
    let (closed, _url, _stop) = served(closed).await;
    let row = until(&closed, &mut tried, DeliveryState::Refused).await;
    assert_eq!((row.error.as_deref(), row.status), (Some("loopback"), None));
    assert!(receiver.is_quiet());
}

#[tokio::test(flavor = "multi_thread")]
async fn a11_a_name_that_means_loopback_after_it_was_checked_is_refused() {
    let mut receiver = Receiver::new([]).await;
    let folder = tempfile::tempdir().unwrap();
    let names = FixtureNames::with("rebound.example", &[&[PUBLIC], &["127.0.0.1"]]);
    let (centre, _url, _stop) = served(centre(folder.path(), outgoing(names, &[])).await).await;
    let url = format!("https://rebound.example:{}/in", receiver.local.port());
    add(&centre, &url).await.unwrap();
    let mut tried = centre.webhooks.tried.subscribe();
    centre.emit(&event(1)).await.unwrap();
    let row = until(&centre, &mut tried, DeliveryState::Refused).await;
    assert_eq!(row.error.as_deref(), Some("loopback"));
    assert!(receiver.is_quiet());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_connected_to_by_the_address_that_was_judged() {
    let mut receiver = Receiver::new([]).await;
    let folder = tempfile::tempdir().unwrap();
    // The machine itself does not know this name.
    let names = FixtureNames::with("receiver.invalid", &[&["127.0.0.1"]]);
    let outgoing = outgoing(names, &["127.0.0.1"]);
    let (centre, _url, _stop) = served(centre(folder.path(), outgoing).await).await;
    let url = format!("http://receiver.invalid:{}/in", receiver.local.port());
    add(&centre, &url).await.unwrap();
    centre.emit(&event(1)).await.unwrap();
    let host = format!("receiver.invalid:{}", receiver.local.port());
    assert_eq!(receiver.next().await.header("host"), host);
}

#[tokio::test(flavor = "multi_thread")]
async fn a11_a_redirect_is_not_followed() {
    let mut inside = Receiver::new([]).await;
    let mut receiver = Receiver::new([Does::Redirect(inside.url())]).await;
    let folder = tempfile::tempdir().unwrap();
    let (centre, _url, _stop) = served(centre(folder.path(), open_to_loopback()).await).await;
    add(&centre, &receiver.url()).await.unwrap();
    let mut tried = centre.webhooks.tried.subscribe();
    centre.emit(&event(1)).await.unwrap();
    receiver.next().await;
    let row = until(&centre, &mut tried, DeliveryState::Refused).await;
    assert_eq!(
        (row.error.as_deref(), row.status),
        (Some("redirect"), Some(307))
    );
    assert!(inside.is_quiet());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_does_not_speak_tls_is_told_as_such() {
    let mut receiver = Receiver::new([]).await;
    let folder = tempfile::tempdir().unwrap();
    let (centre, _url, _stop) = served(centre(folder.path(), open_to_loopback()).await).await;
    let url = format!("https://{}/in", receiver.local);
    add(&centre, &url).await.unwrap();
    let mut tried = centre.webhooks.tried.subscribe();
    centre.emit(&event(1)).await.unwrap();
    let row = until(&centre, &mut tried, DeliveryState::Failed).await;
    assert_eq!((row.error.as_deref(), row.attempts), (Some("tls"), 3));
    assert!(receiver.is_quiet());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_that_failed_is_made_again_with_the_same_id() {
    let failing = Does::Answer(StatusCode::INTERNAL_SERVER_ERROR);
    let mut receiver = Receiver::new([failing]).await;
    let folder = tempfile::tempdir().unwrap();
    let (centre, _url, _stop) = served(centre(folder.path(), open_to_loopback()).await).await;
    add(&centre, &receiver.url()).await.unwrap();
    let mut tried = centre.webhooks.tried.subscribe();
    centre.emit(&event(1)).await.unwrap();
    let (first, second) = (receiver.next().await, receiver.next().await);
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
    assert_eq!(first.body, second.body);
    let row = until(&centre, &mut tried, DeliveryState::Delivered).await;
    assert_eq!((row.attempts, row.error), (2, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_all_tries_a_delivery_has_failed_and_can_be_sent_again_by_hand() {
    let failing = Does::Answer(StatusCode::SERVICE_UNAVAILABLE);
    let mut receiver = Receiver::new(vec![failing; 3]).await;
    let folder = tempfile::tempdir().unwrap();
    let (centre, _url, _stop) = served(centre(folder.path(), open_to_loopback()).await).await;
    add(&centre, &receiver.url()).await.unwrap();
    let mut tried = centre.webhooks.tried.subscribe();
    centre.emit(&event(1)).await.unwrap();
    let first = receiver.next().await;
    let row = until(&centre, &mut tried, DeliveryState::Failed).await;
    assert_eq!((row.attempts, row.status), (3, Some(503)));
    assert_eq!(centre.webhooks().await.unwrap()[0].failed, 1);
    receiver.next().await;
    receiver.next().await;
    centre.resend_webhook(&operator(), row.id).await.unwrap();
    let again = receiver.next().await;
    assert_eq!(again.header("webhook-id"), first.header("webhook-id"));
    until(&centre, &mut tried, DeliveryState::Delivered).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_says_gone_gets_nothing_any_more() {
    let mut receiver = Receiver::new([Does::Answer(StatusCode::GONE)]).await;
    let folder = tempfile::tempdir().unwrap();
    let (centre, _url, _stop) = served(centre(folder.path(), open_to_loopback()).await).await;
    add(&centre, &receiver.url()).await.unwrap();
    let mut tried = centre.webhooks.tried.subscribe();
    centre.emit(&event(1)).await.unwrap();
    receiver.next().await;
    tried.recv().await.unwrap();
    let row = log(&centre).await.remove(0);
    assert_eq!((row.state, row.status), (DeliveryState::Failed, Some(410)));
    let webhook = centre.webhooks().await.unwrap().remove(0);
    assert_eq!(
        (webhook.active, webhook.ended.as_deref()),
        (false, Some("gone"))
    );
    assert_eq!(centre.emit(&event(2)).await.unwrap(), 0);
    let refused = centre.resend_webhook(&operator(), row.id).await;
    assert_eq!(refused.unwrap_err().code, Code::Refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_address_delays_nobody_else() {
    let mut dead = Receiver::new([Does::Nothing]).await;
    let mut alive = Receiver::new([]).await;
    let folder = tempfile::tempdir().unwrap();
    let (centre, _url, _stop) = served(centre(folder.path(), open_to_loopback()).await).await;
    add(&centre, &dead.url()).await.unwrap();
    assert_eq!(centre.emit(&event(1)).await.unwrap(), 1);
    dead.next().await;
    // Its lane hangs now.
    add(&centre, &alive.url()).await.unwrap();
    for n in 2..7 {
        assert_eq!(centre.emit(&event(n)).await.unwrap(), 2);
        let id = Uuid::from_u128(n).to_string();
        assert_eq!(alive.next().await.header("webhook-id"), id);
    }
    assert!(dead.is_quiet(), "one at a time");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_not_sent_before_the_centre_ended_is_sent_after_it_starts() {
    let mut receiver = Receiver::new([]).await;
    let folder = tempfile::tempdir().unwrap();
    let before = centre(folder.path(), open_to_loopback()).await;
    add(&before, &receiver.url()).await.unwrap();
    let events = [event(1), event(2)];
    let told = before.commit_with_events(Vec::new(), &events).await;
    assert_eq!(told.unwrap(), 2);
    // Nobody delivers yet, and now the centre is gone.
    drop(before);
    assert!(receiver.is_quiet());
    let (_centre, _url, _stop) = served(centre(folder.path(), open_to_loopback()).await).await;
    let mut ids = [receiver.next().await, receiver.next().await]
        .map(|arrived| arrived.header("webhook-id").to_owned());
    ids.sort();
    assert_eq!(ids, [1, 2].map(|n| Uuid::from_u128(n).to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a04_a_webhook_of_an_organisation_is_told_of_its_projects_only() {
    let rig = crate::rig::Rig::new().await;
    let mut owner = rig.signed_in("xuwangshu").await;
    let session = owner.call("session", json!({})).await.1;
    let organisation = session["organisation"]["id"].as_str().unwrap();
    let everything = json!({"search": "", "stage": null, "offset": 0, "limit": 500});
    let own = owner.call("projects", everything.clone()).await.1;
    let mut administrator = rig.signed_in("baiguanli").await;
    let all = administrator.call("projects", everything).await.1;
    let ids = |list: &Value| -> Vec<ProjectId> {
        let rows = list["projects"].as_array().unwrap().iter();
        rows.map(|p| p["id"].as_str().unwrap().parse().unwrap())
            .collect()
    };
    let (own, all) = (ids(&own), ids(&all));
    assert!(!own.is_empty() && own.len() < all.len());
    // Put into the outbox and left there: the address of the webhook is never called.
    let store = &rig.centre.store;
    let webhook = handheld_store::interfaces::Webhook {
        id: handheld_contract::WebhookId(chance::id()),
        url: "https://127.0.0.1:9/".to_owned(),
        secret: handheld_store::interfaces::Secret(vec![1; 32]),
        events: vec![EventType::CaseEntryAdded],
        organisation: Some(organisation.parse().unwrap()),
        created_at_ms: 1,
        ended: None,
    };
    handheld_store::interfaces::Interfaces::put_webhook(&**store, &webhook)
        .await
        .unwrap();
    for (n, project) in (1..).zip(&all) {
        let about = Event {
            project: Some(*project),
            ..event(n)
        };
        let told = rig.centre.emit(&about).await.unwrap();
        assert_eq!(told == 1, own.contains(project), "{project}");
    }
    let nowhere = Event {
        project: None,
        ..event(9_999)
    };
    assert_eq!(rig.centre.emit(&nowhere).await.unwrap(), 0);
}

fn server(data: &std::path::Path, arguments: &[&str]) -> (i32, Value) {
    let program = env!("CARGO_BIN_EXE_handheld-server");
    let mut command = Command::new(program);
    let done = command
        .args(arguments)
        .args(["--json", "--data"])
        .arg(data)
        .output()
        .unwrap();
    let out = if done.status.success() {
        done.stdout
    } else {
        done.stderr
    };
    (
        done.status.code().unwrap(),
        serde_json::from_slice(&out).unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_are_kept_on_the_command_line_beside_the_centre_that_serves() {
    let mut receiver = Receiver::new([]).await;
    let folder = tempfile::tempdir().unwrap();
    let (centre, _url, _stop) = served(centre(folder.path(), open_to_loopback()).await).await;
    let call = |arguments: &[&str]| server(folder.path(), arguments);
    let url = receiver.url();
    let (code, refused) = call(&["webhook", "add", "--url", &url]);
    assert_eq!((code, &refused["error"]["code"]), (4, &json!("refused")));
    let wrong = ["webhook", "add", "--url", &url, "--event", "case.other"];
    assert_eq!(call(&wrong).0, 2);
    let add = [
        "webhook",
        "add",
        "--url",
        &url,
        "--event",
        "case.entry_added",
        "--webhook-allow",
        "127.0.0.0/8",
    ];
    let (code, added) = call(&add);
    assert_eq!(code, 0, "{added}");
    assert!(added["secret"].as_str().unwrap().starts_with("whsec_"));
    let id = added["webhook"]["id"].as_str().unwrap();
    let mut tried = centre.webhooks.tried.subscribe();
    centre.emit(&event(1)).await.unwrap();
    receiver.next().await;
    until(&centre, &mut tried, DeliveryState::Delivered).await;
    let (code, listed) = call(&["webhook", "list"]);
    assert_eq!((code, &listed["webhooks"][0]["id"]), (0, &json!(id)));
    assert!(listed["webhooks"][0].get("secret").is_none());
    let (_, logged) = call(&["webhook", "log", "--webhook", id, "--state", "delivered"]);
    let delivery = logged["deliveries"][0]["id"].as_str().unwrap();
    let (code, resent) = call(&["webhook", "resend", delivery]);
    assert_eq!((code, &resent["delivery"]["state"]), (0, &json!("pending")));
    receiver.next().await;
    assert_eq!(call(&["webhook", "remove", id]).0, 0);
    assert_eq!(call(&["webhook", "remove", id]).0, 4);
    assert_eq!(call(&["webhook", "list"]).1["webhooks"], json!([]));
    assert_eq!(centre.emit(&event(2)).await.unwrap(), 0);
}
