//! Sign-in, enrolment, and what stands before every route.

use ed25519_dalek::SigningKey;
use reqwest::StatusCode;
use serde_json::json;

use crate::rig::Rig;

#[tokio::test(flavor = "multi_thread")]
async fn a01_unknown_names_and_wrong_passwords_get_the_same_answer_and_nobody_is_locked_out() {
    let rig = Rig::new().await;
    let mut browser = rig.browser();
    let known = browser
        .call(
            "sign_in",
            json!({"login": "xuwangshu", "password": "wrong wrong wrong"}),
        )
        .await;
    let unknown = browser
        .call(
            "sign_in",
            json!({"login": "nobody", "password": "wrong wrong wrong"}),
        )
        .await;
    assert_eq!(known.0, StatusCode::UNAUTHORIZED);
    assert_eq!(known, unknown);
    let mut refused = StatusCode::OK;
    for _ in 0..8 {
        refused = browser
            .call("sign_in", json!({"login": "nobody", "password": "x"}))
            .await
            .0;
    }
    assert_eq!(refused, StatusCode::TOO_MANY_REQUESTS);
    // The name that nobody guessed at is as free as before.
    rig.signed_in("xuwangshu").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_page_cannot_call_a_command_and_screens_stay_in_no_frame() {
    let rig = Rig::new().await;
    let browser = rig.signed_in("xuwangshu").await;
    let cookie = browser.cookie.clone().unwrap();
    let bare = browser
        .client()
        .post(format!("{}/api/v1/commands/session", rig.url));
    let response = bare
        .header("cookie", &cookie)
        .body("{}")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let page = browser.get("/healthz").await;
    assert_eq!(page.status(), StatusCode::OK);
    let policy = page
        .headers()
        .get("content-security-policy")
        .unwrap()
        .to_str()
        .unwrap();
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"));
    assert_eq!(
        page.headers().get("x-content-type-options").unwrap(),
        "nosniff"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_other_sign_ins_and_signing_out_ends_this_one() {
    let rig = Rig::new().await;
    let (mut one, mut other) = (
        rig.signed_in("xuwangshu").await,
        rig.signed_in("xuwangshu").await,
    );
    let old = rig.person("xuwangshu").password.clone();
    let weak = one
        .call("change_password", json!({"old": old, "new": "short"}))
        .await;
    assert_eq!(weak.1["error"]["code"], "weak_password");
    let changed = one
        .call(
            "change_password",
            json!({"old": old, "new": "three wet boots"}),
        )
        .await;
    assert_eq!(changed.0, StatusCode::OK, "{}", changed.1);
    assert_eq!(
        other.call("today", json!({})).await.0,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        one.call(
            "projects",
            json!({"search": "", "stage": null, "offset": 0, "limit": 5})
        )
        .await
        .0,
        StatusCode::OK
    );
    assert_eq!(one.call("sign_out", json!({})).await.0, StatusCode::OK);
    assert_eq!(
        one.call("today", json!({})).await.0,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a07_a_code_enrols_one_device_however_many_race_for_it() {
    let rig = Rig::new().await;
    let code = rig.person("shenyutong").enrol_code.clone().unwrap();
    let keys: Vec<_> = (1..9).map(|n| SigningKey::from_bytes(&[n; 32])).collect();
    let all = futures::future::join_all(keys.iter().map(|key| rig.enrol(&code, key))).await;
    let enrolled: Vec<_> = all
        .iter()
        .filter(|(status, _)| *status == StatusCode::OK)
        .collect();
    assert_eq!(enrolled.len(), 1, "{all:?}");
    assert!(
        all.iter()
            .all(|(s, _)| *s == StatusCode::OK || *s == StatusCode::FORBIDDEN)
    );
    let device = enrolled[0].1.clone().unwrap();
    assert_eq!(device.person.name, "沈雨桐");
    assert_eq!(
        rig.enrol("AAAAA-AAAAA", &keys[0]).await.0,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a05_who_is_switched_off_is_refused_at_once() {
    let rig = Rig::new().await;
    let mut owner = rig.signed_in("xuwangshu").await;
    let mut administrator = rig.signed_in("baiguanli").await;
    let people = administrator.call("people", json!({})).await.1;
    let row = people
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["login"] == "xuwangshu")
        .unwrap()
        .clone();
    let off = json!({"id": row["id"], "role": "owner", "active": false});
    assert_eq!(
        administrator.call("edit_person", off).await.0,
        StatusCode::OK
    );
    assert_eq!(
        owner.call("today", json!({})).await.0,
        StatusCode::UNAUTHORIZED
    );
    let again = json!({"login": "xuwangshu", "password": rig.person("xuwangshu").password});
    assert_eq!(
        owner.call("sign_in", again).await.0,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_and_route_is_described() {
    let rig = Rig::new().await;
    let described: serde_json::Value = serde_json::from_slice(
        &rig.browser()
            .get("/openapi.json")
            .await
            .bytes()
            .await
            .unwrap(),
    )
    .unwrap();
    assert_eq!(described["openapi"], "3.1.0");
    for row in handheld_contract::command::COMMANDS {
        let path = format!("/api/v1/commands/{}", row.name);
        let served = row.by != handheld_contract::command::ServedBy::Window;
        assert_eq!(described["paths"].get(&path).is_some(), served, "{path}");
    }
}
