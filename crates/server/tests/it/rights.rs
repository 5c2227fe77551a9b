//! Who sees and may do what: every role against every command, and another organisation's records.

use handheld_contract::command::{COMMANDS, ServedBy};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::rig::{Browser, Rig};

async fn projects(browser: &mut Browser) -> Vec<Value> {
    let asked = json!({"search": "", "stage": null, "offset": 0, "limit": 500});
    let (status, answer) = browser.call("projects", asked).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer["projects"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a04_another_organisations_records_do_not_exist_for_a_person_on_any_route() {
    let rig = Rig::new().await;
    let mut one = rig.signed_in("xuwangshu").await;
    let mut other = rig.signed_in("jiangchengye").await;
    let own = projects(&mut one).await;
    assert!(!own.is_empty());
    let theirs = projects(&mut other).await;
    assert!(
        own.iter()
            .all(|p| theirs.iter().all(|t| t["id"] != p["id"]))
    );
    let nobody = uuid::Uuid::nil().to_string();
    for project in &own {
        let id = project["id"].clone();
        let (status, view) = one.call("project", json!({"id": id})).await;
        assert_eq!(status, StatusCode::OK, "{view}");
        let refused = other.call("project", json!({"id": id})).await;
        assert_eq!(refused, other.call("project", json!({"id": nobody})).await);
        assert_eq!(refused.0, StatusCode::NOT_FOUND);
        let findings = other
            .call("findings", json!({"project": id, "open": false}))
            .await;
        assert_eq!(findings.0, StatusCode::NOT_FOUND);
        for inspection in view["inspections"].as_array().unwrap() {
            let id = inspection["id"].clone();
            let (status, seen) = one.call("inspection", json!({"id": id})).await;
            assert_eq!(status, StatusCode::OK);
            let refused = other.call("inspection", json!({"id": id})).await;
            assert_eq!(
                refused,
                other.call("inspection", json!({"id": nobody})).await
            );
            assert_eq!(refused.0, StatusCode::NOT_FOUND);
            let text = seen.to_string();
            let photo = text
                .split("\"photos\":[{\"id\":\"")
                .nth(1)
                .and_then(|rest| rest.get(..36));
            if let Some(photo) = photo {
                for variant in ["thumbnail", "stamped", "original"] {
                    let path = format!("/api/v1/photos/{}/{photo}/{variant}", id.as_str().unwrap());
                    assert_eq!(one.get(&path).await.status(), StatusCode::OK, "{path}");
                    assert_eq!(other.get(&path).await.status(), StatusCode::NOT_FOUND);
                }
            }
        }
        for finding in view["findings"].as_array().unwrap() {
            let refused = other.call("finding", json!({"id": finding["id"]})).await;
            assert_eq!(refused.0, StatusCode::NOT_FOUND);
            let act = json!({"id": finding["id"], "act": "replied", "note": "x"});
            assert_eq!(
                other.call("act_on_finding", act).await.0,
                StatusCode::NOT_FOUND
            );
        }
    }
}

/// What each role may call at all, judged by 403; a request that makes no sense answers otherwise.
fn may(role: &str, command: &str) -> bool {
    match command {
        "add_organisation" | "add_person" | "edit_person" | "enrol_code" | "reset_password"
        | "devices" => role == "administrator",
        "organisations" | "people" => matches!(role, "administrator" | "window" | "owner"),
        "import_projects" => matches!(role, "administrator" | "window" | "owner"),
        // What is late in the whole house is for those who answer for it.
        "board" => matches!(role, "administrator" | "window" | "approver" | "leader"),
        _ => true,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a05_a06_every_role_is_let_to_exactly_its_commands() {
    let rig = Rig::new().await;
    let nobody = uuid::Uuid::nil().to_string();
    for person in &rig.people {
        let mut browser = rig.signed_in(&person.login).await;
        let role = serde_json::to_value(person.role).unwrap();
        let role = role.as_str().unwrap();
        for row in COMMANDS {
            if matches!(
                row.name,
                "session" | "sign_in" | "sign_out" | "create_project"
            ) {
                continue;
            }
            let (status, answer) = browser.call(row.name, json!({"id": nobody})).await;
            let code = answer["error"]["code"].as_str().unwrap_or_default();
            if row.by == ServedBy::Window {
                assert_eq!(code, "not_here", "{role} {}", row.name);
            } else if !row.raw_body {
                assert_eq!(
                    status != StatusCode::FORBIDDEN,
                    may(role, row.name),
                    "{role} {} {answer}",
                    row.name
                );
            }
        }
    }
    let mut stranger = rig.browser();
    for row in COMMANDS {
        // With bytes of their own the request is in a header, which is read first.
        if row.by == ServedBy::Window || row.raw_body || matches!(row.name, "session" | "sign_in") {
            continue;
        }
        let (status, answer) = stranger.call(row.name, json!({"id": nobody})).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{} {answer}", row.name);
    }
}
