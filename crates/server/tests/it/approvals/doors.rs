//! What goes over HTTP beside the commands: documents, files, calendar feeds, acts of other systems and the events they cause.

use handheld_contract::views::Role;
use handheld_contract::views::interfaces::{AddSystem, AddWebhook, EventType, ListDeliveries};
use handheld_store::centre::Directory;
use serde_json::{Value, json};

use super::{ask, ground, text};
use crate::receiver::{Receiver, centre, open_to_loopback, operator, served};
use crate::rig::sample_into;
use crate::systems::Asked;

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_goes_out_as_pdf_with_its_number() {
    let mut g = ground().await;
    let cases = g.of("云帆精密制造二期厂房").await;
    let view = g.case(cases.one("P3-04")).await;
    let documents = view["documents"].as_array().unwrap();
    let decision = documents
        .iter()
        .find(|d| d["title"]["en"] == "decision")
        .unwrap();
    let path = format!(
        "/api/v1/cases/{}/documents/{}?lang=zh",
        text(&view["row"]["id"]),
        text(&decision["act"])
    );
    let owner = g.rig.signed_in("xuwangshu").await;
    let response = owner.get(&path).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/pdf");
    assert!(response.bytes().await.unwrap().starts_with(b"%PDF"));
    assert!(text(&decision["number"]).starts_with("嘉审决〔2026〕"));
    let stranger = g.rig.signed_in("jiangchengye").await;
    assert_eq!(stranger.get(&path).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_feed_opens_by_its_address_alone_and_by_no_other() {
    let g = ground().await;
    let mut owner = g.rig.signed_in("xuwangshu").await;
    let address = text(&ask(&mut owner, "calendar_feed", json!({})).await);
    let path = address.strip_prefix(&g.rig.url).unwrap();
    let nobody = g.rig.browser();
    let response = nobody.get(path).await;
    assert_eq!(response.status(), 200);
    let feed = response.text().await.unwrap();
    assert!(feed.starts_with("BEGIN:VCALENDAR"), "{feed}");
    // The answer to the correction is due on that day.
    assert!(feed.contains("20261202"), "{feed}");
    let flip = |c| if c == '0' { '1' } else { '0' };
    let (head, rest) = path.rsplit_once('.').unwrap();
    let last = head.chars().last().map(flip).unwrap();
    let forged = format!("{}{last}.{rest}", &head[..head.len() - 1]);
    assert_eq!(nobody.get(&forged).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_there_for_its_owner_and_not_for_another_firm() {
    let mut g = ground().await;
    let cases = g.of("云帆精密制造二期厂房").await;
    let view = g.case(cases.one("P3-04")).await;
    let materials = view["materials"].as_array().unwrap();
    let file = materials.iter().find_map(|m| m["files"].get(0)).unwrap();
    let path = format!(
        "/api/v1/cases/{}/files/{}",
        text(&view["row"]["id"]),
        text(&file["sha256"])
    );
    let owner = g.rig.signed_in("xuwangshu").await;
    assert_eq!(owner.get(&path).await.status(), 200);
    let stranger = g.rig.signed_in("jiangchengye").await;
    assert_eq!(stranger.get(&path).await.status(), 404);
    assert_eq!(g.rig.browser().get(&path).await.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn j17_another_system_accepts_a_case_once_and_a_webhook_is_told() {
    let folder = tempfile::tempdir().unwrap();
    sample_into(folder.path()).await;
    let opened = centre(folder.path(), open_to_loopback()).await;
    let opened = opened.with_entries(handheld_server::cases::desk());
    let offices = opened.store.organisations().await.unwrap();
    let planning = offices
        .iter()
        .find(|o| o.name == "禾城市自然资源和规划局")
        .unwrap();
    let asked = AddSystem {
        name: "OA".to_owned(),
        organisation: planning.id,
        person: None,
        role: Role::Approver,
    };
    let system = opened.add_system(&operator(), asked).await.unwrap();
    let mut receiver = Receiver::new([]).await;
    let asked = AddWebhook {
        url: receiver.url(),
        events: vec![EventType::CaseEntryAdded],
        organisation: None,
    };
    opened.add_webhook(&operator(), asked).await.unwrap();
    let (centre, url, _stop) = served(opened).await;
    let case = waiting_case(&centre).await;
    let mut act = Asked::new(&system, "oa-2026-1", &json!({"act": "accept"}));
    act.case.clone_from(&case);
    let first = act.send(&url).await;
    assert_eq!(first.0, 200, "{}", first.1);
    assert_eq!(first.1["case"]["state"], "running");
    assert_eq!(act.send(&url).await, first);
    receiver.next().await;
    let log = centre
        .webhook_log(&ListDeliveries {
            limit: 100,
            ..ListDeliveries::default()
        })
        .await
        .unwrap();
    let entry: uuid::Uuid = text(&first.1["entry"]).parse().unwrap();
    let told = log.iter().filter(|row| row.event == entry);
    assert_eq!(told.count(), 1);
}

/// A case of an office that waits to be accepted.
async fn waiting_case(centre: &handheld_server::centre::Centre) -> String {
    use handheld_contract::views::approval::CaseFilter;
    use handheld_store::records::{CaseQuery, Records, Sight};
    let query = CaseQuery {
        sight: Sight::All,
        office: Some("NRP".to_owned()),
        project: None,
        id: None,
        filter: CaseFilter::ToAccept,
        colour: None,
        search: String::new(),
        today: "2026-11-26".to_owned(),
        offset: 0,
        limit: 10,
    };
    let page = centre.store.cases(&query).await.unwrap();
    let id: Value = serde_json::to_value(page.cases[0].id).unwrap();
    text(&id)
}
