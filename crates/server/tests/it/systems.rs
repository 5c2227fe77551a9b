//! Another system's acts: who it is, that it is really so, and once only.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handheld_contract::command::{AddOrganisation, EditPerson};
use handheld_contract::views::Role;
use handheld_contract::views::centre::OrganisationKind;
use handheld_contract::views::interfaces::{AddSystem, SystemAdded};
use handheld_contract::{Code, Problem};
use handheld_server::centre::Centre;
use handheld_server::chance;
use handheld_server::systems::{SystemEntry, TakesEntries};
use handheld_store::interfaces::Secret;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::receiver::{centre, open_to_loopback, operator, served};

/// Takes entries as the cases will: counts them, and refuses, breaks off or takes its time where the body says so.
#[derive(Default)]
struct Taker {
    taken: Mutex<Vec<SystemEntry>>,
    another: Notify,
}

impl Taker {
    fn taken(&self) -> Vec<SystemEntry> {
        self.taken.lock().unwrap().clone()
    }
}

#[async_trait::async_trait]
impl TakesEntries for Taker {
    async fn take_entry(&self, _: &Centre, entry: SystemEntry) -> Result<Value, Problem> {
        self.another.notify_waiters();
        match entry.body["act"].as_str() {
            Some("not_accept") => return Err(Problem::new(Code::Refused).with("rule", "state")),
            // Long enough for another one to come in, if anything lets it.
            Some("accept") => {
                let another = self.another.notified();
                let _ = tokio::time::timeout(Duration::from_millis(300), another).await;
            }
            _ => {}
        }
        let number = {
            let mut taken = self.taken.lock().unwrap();
            taken.push(entry.clone());
            taken.len()
        };
        assert!(
            entry.body["act"] != "terminate" || number > 1,
            "cut off after it was stored"
        );
        Ok(json!({"entry": entry.id, "number": number}))
    }
}

struct Ground {
    centre: Arc<Centre>,
    url: String,
    taker: Arc<Taker>,
    system: SystemAdded,
    folder: tempfile::TempDir,
    stop: tokio::sync::oneshot::Sender<()>,
}

async fn add_system(centre: &Centre) -> SystemAdded {
    let asked = AddOrganisation {
        name: "示范审批局".to_owned(),
        kind: OrganisationKind::Authority,
        uscc: String::new(),
        departments: None,
    };
    let organisation = centre.add_organisation(&operator(), asked).await.unwrap();
    let asked = AddSystem {
        name: "OA".to_owned(),
        organisation: organisation.id,
        person: None,
        role: Role::Approver,
    };
    centre.add_system(&operator(), asked).await.unwrap()
}

async fn ground() -> Ground {
    let folder = tempfile::tempdir().unwrap();
    let taker = Arc::new(Taker::default());
    let centre = centre(folder.path(), open_to_loopback())
        .await
        .with_entries(Arc::clone(&taker) as Arc<dyn TakesEntries>);
    let system = add_system(&centre).await;
    let (centre, url, stop) = served(centre).await;
    Ground {
        centre,
        url,
        taker,
        system,
        folder,
        stop,
    }
}

/// A request as the other system makes it; a test changes what is to be wrong.
#[derive(Clone)]
pub(crate) struct Asked {
    token: String,
    secret: String,
    key: Option<String>,
    id: String,
    seconds: i64,
    pub(crate) case: String,
    body: String,
}

impl Asked {
    pub(crate) fn new(system: &SystemAdded, key: &str, body: &Value) -> Self {
        Self {
            token: system.token.clone(),
            secret: system.secret.clone(),
            key: Some(key.to_owned()),
            id: key.to_owned(),
            seconds: chance::now_ms() / 1000,
            case: Uuid::from_u128(5).to_string(),
            body: body.to_string(),
        }
    }

    pub(crate) async fn send(&self, url: &str) -> (StatusCode, Value) {
        let key = STANDARD
            .decode(self.secret.strip_prefix("whsec_").unwrap())
            .unwrap();
        let body = self.body.clone();
        let signature = handheld_server::webhooks::sign::sign(
            &Secret(key),
            &self.id,
            self.seconds,
            body.as_bytes(),
        );
        let mut request = reqwest::Client::new()
            .post(format!("{url}/api/v1/cases/{}/entries", self.case))
            .header("authorization", format!("Bearer {}", self.token))
            .header("webhook-id", &self.id)
            .header("webhook-timestamp", self.seconds)
            .header("webhook-signature", signature)
            .body(body);
        if let Some(key) = &self.key {
            request = request.header("idempotency-key", key);
        }
        let response = request.send().await.unwrap();
        (response.status(), response.json().await.unwrap())
    }
}

fn code(answer: &(StatusCode, Value)) -> (u16, &str) {
    let code = answer.1["error"]["code"].as_str().unwrap_or_default();
    (answer.0.as_u16(), code)
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_twenty_requests_at_once_with_one_key_are_one_act_with_one_answer() {
    let g = ground().await;
    let asked = Asked::new(
        &g.system,
        "2026/17",
        &json!({"act": "accept", "on": "2026-07-01"}),
    );
    let all = futures::future::join_all((0..20).map(|_| asked.send(&g.url))).await;
    let taken = g.taker.taken();
    assert_eq!(taken.len(), 1);
    assert!(all.iter().all(|answer| *answer == all[0]));
    let expected = json!({"entry": taken[0].id, "number": 1});
    assert_eq!(all[0], (StatusCode::OK, expected));
    assert_eq!(taken[0].system.id, g.system.system.id);
    assert_eq!(taken[0].who.person.id, g.system.system.person.id);
    assert_eq!(taken[0].case.to_string(), asked.case);
    let other = Asked::new(
        &g.system,
        "2026/18",
        &json!({"act": "accept", "on": "2026-07-01"}),
    );
    assert_eq!(other.send(&g.url).await.1["number"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn t18_a_replay_answers_success_also_after_a_restart_and_another_body_does_not() {
    let g = ground().await;
    let asked = Asked::new(&g.system, "k", &json!({"act": "accept"}));
    let first = asked.send(&g.url).await;
    assert_eq!(first.0, StatusCode::OK);
    let changed = Asked::new(&g.system, "k", &json!({"act": "decide"}));
    assert_eq!(code(&changed.send(&g.url).await), (409, "duplicate"));
    let mut elsewhere = asked.clone();
    elsewhere.case = Uuid::from_u128(6).to_string();
    assert_eq!(code(&elsewhere.send(&g.url).await), (409, "duplicate"));
    let Ground {
        centre: served_one,
        stop,
        folder,
        ..
    } = g;
    let mut stopping = served_one.stopping.subscribe();
    drop(stop);
    stopping.wait_for(|stop| *stop).await.unwrap();
    drop(stopping);
    // What served holds it until its last connection has ended.
    while Arc::strong_count(&served_one) > 1 {
        tokio::task::yield_now().await;
    }
    drop(served_one);
    let taker = Arc::new(Taker::default());
    let again = centre(folder.path(), open_to_loopback())
        .await
        .with_entries(Arc::clone(&taker) as Arc<dyn TakesEntries>);
    let (_centre, url, _stop) = served(again).await;
    assert_eq!(asked.send(&url).await, first);
    assert!(taker.taken().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_prove_who_it_is_gets_401_and_leaves_nothing() {
    let g = ground().await;
    let right = Asked::new(&g.system, "k", &json!({"act": "accept"}));
    let mut wrong_token = right.clone();
    wrong_token.token.push('x');
    let mut wrong_secret = right.clone();
    wrong_secret.secret = format!("whsec_{}", STANDARD.encode([9; 32]));
    let mut late = right.clone();
    late.seconds -= 301;
    let mut early = right.clone();
    early.seconds += 302;
    for asked in [wrong_token, wrong_secret, late, early] {
        assert_eq!(code(&asked.send(&g.url).await), (401, "signed_out"));
    }
    let unsigned = reqwest::Client::new()
        .post(format!("{}/api/v1/cases/{}/entries", g.url, right.case))
        .header("authorization", format!("Bearer {}", right.token))
        .header("idempotency-key", "k")
        .body("{}");
    let unsigned = unsigned.send().await.unwrap();
    assert_eq!(unsigned.status(), StatusCode::UNAUTHORIZED);
    assert!(g.taker.taken().is_empty());
    // The key was not used up by any of them: another body may have it.
    let other = Asked::new(&g.system, "k", &json!({"act": "decide"}));
    assert_eq!(other.send(&g.url).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_a_key_or_with_a_body_that_is_none_gets_400() {
    let g = ground().await;
    let right = Asked::new(&g.system, "k", &json!({"act": "accept"}));
    let mut keyless = right.clone();
    keyless.key = None;
    let mut long = right.clone();
    long.key = Some("k".repeat(129));
    let mut not_signed = right.clone();
    not_signed.key = Some("another".to_owned());
    let mut array = right.clone();
    array.body = "[]".to_owned();
    let mut broken = right.clone();
    broken.body = "{".to_owned();
    for asked in [keyless, long, not_signed, array, broken] {
        assert_eq!(code(&asked.send(&g.url).await), (400, "bad_input"));
    }
    let mut nowhere = right.clone();
    nowhere.case = "not-a-case".to_owned();
    assert_eq!(code(&nowhere.send(&g.url).await), (404, "not_found"));
    assert!(g.taker.taken().is_empty());
    assert_eq!(right.send(&g.url).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_act_leaves_its_key_for_the_corrected_one() {
    let g = ground().await;
    let refused = Asked::new(&g.system, "k", &json!({"act": "not_accept"}));
    assert_eq!(code(&refused.send(&g.url).await), (409, "refused"));
    let corrected = Asked::new(&g.system, "k", &json!({"act": "accept"}));
    assert_eq!(corrected.send(&g.url).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_an_act_that_was_cut_before_its_answer_comes_again_under_the_same_id() {
    let g = ground().await;
    let asked = Asked::new(&g.system, "k", &json!({"act": "terminate"}));
    assert_eq!(code(&asked.send(&g.url).await), (500, "internal"));
    // Whether it was done is not known, so another request may not take its key.
    let other = Asked::new(&g.system, "k", &json!({"act": "accept"}));
    assert_eq!(code(&other.send(&g.url).await), (409, "duplicate"));
    assert_eq!(asked.send(&g.url).await.0, StatusCode::OK);
    let taken = g.taker.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0].id, taken[1].id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a05_a_revoked_system_or_one_whose_person_is_switched_off_is_refused_at_once() {
    let g = ground().await;
    let asked = |key: &str| Asked::new(&g.system, key, &json!({"act": "accept"}));
    assert_eq!(asked("a").send(&g.url).await.0, StatusCode::OK);
    let off = |active| EditPerson {
        id: g.system.system.person.id,
        role: Role::Approver,
        active,
    };
    g.centre.edit_person(&operator(), off(false)).await.unwrap();
    assert_eq!(code(&asked("b").send(&g.url).await), (401, "signed_out"));
    g.centre.edit_person(&operator(), off(true)).await.unwrap();
    assert_eq!(asked("c").send(&g.url).await.0, StatusCode::OK);
    let id = g.system.system.id;
    let revoked = g.centre.revoke_system(&operator(), id).await.unwrap();
    assert!(revoked.revoked_at.is_some());
    // Also what it was answered before: the key is no way around.
    assert_eq!(code(&asked("a").send(&g.url).await), (401, "signed_out"));
}

#[tokio::test(flavor = "multi_thread")]
async fn until_somebody_keeps_cases_entries_are_not_here_and_strangers_learn_not_even_that() {
    let folder = tempfile::tempdir().unwrap();
    let centre = centre(folder.path(), open_to_loopback()).await;
    let system = add_system(&centre).await;
    let (_centre, url, _stop) = served(centre).await;
    let asked = Asked::new(&system, "k", &json!({"act": "accept"}));
    assert_eq!(code(&asked.send(&url).await), (404, "not_here"));
    let mut stranger = asked.clone();
    stranger.token = "hhs_unknown".to_owned();
    assert_eq!(code(&stranger.send(&url).await), (401, "signed_out"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_belongs_to_one_organisation_and_nobody_signs_in_as_it() {
    let g = ground().await;
    let system = &g.system.system;
    let mut asked = AddSystem {
        name: "OA".to_owned(),
        organisation: system.organisation.id,
        person: None,
        role: Role::Approver,
    };
    let twice = g.centre.add_system(&operator(), asked.clone()).await;
    assert_eq!(twice.unwrap_err().code, Code::Duplicate);
    let other = AddOrganisation {
        name: "另一家".to_owned(),
        kind: OrganisationKind::Park,
        uscc: String::new(),
        departments: None,
    };
    let other = g.centre.add_organisation(&operator(), other).await.unwrap();
    asked.name = "OA 2".to_owned();
    asked.organisation = other.id;
    asked.person = Some(system.person.id);
    let foreign = g.centre.add_system(&operator(), asked).await;
    assert_eq!(foreign.unwrap_err().code, Code::Refused);
    let people = g.centre.people(&operator()).await.unwrap();
    let service = people.iter().find(|p| p.id == system.person.id).unwrap();
    let body = json!({"login": service.login, "password": "!"});
    let tried = reqwest::Client::new()
        .post(format!("{}/api/v1/commands/sign_in", g.url))
        .header("x-handheld", "1")
        .body(body.to_string());
    let tried = tried.send().await.unwrap();
    assert_eq!(tried.status(), StatusCode::UNAUTHORIZED);
}

#[test]
fn what_other_systems_call_and_are_told_is_described() {
    let described = handheld_server::openapi::document();
    let post = &described["paths"]["/api/v1/cases/{id}/entries"]["post"];
    let parameters = post["parameters"].as_array().unwrap();
    for name in [
        "id",
        "idempotency-key",
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
    ] {
        assert!(parameters.iter().any(|p| p["name"] == name), "{name}");
    }
    let schemes = &described["components"]["securitySchemes"];
    for scheme in post["security"][0].as_object().unwrap().keys() {
        assert!(schemes[scheme].is_object(), "{scheme}");
    }
    for kind in ["case.entry_added", "case.overdue", "group.released"] {
        assert!(described["webhooks"][kind]["post"].is_object(), "{kind}");
    }
    let text = described.to_string();
    for rest in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = rest.split('"').next().unwrap();
        assert!(
            described["components"]["schemas"][name].is_object(),
            "{name}"
        );
    }
}
