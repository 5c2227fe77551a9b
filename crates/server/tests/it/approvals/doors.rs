//! What goes over HTTP beside the commands: documents, files, calendar feeds, acts of other systems and the events they cause.

use std::sync::Arc;

use handheld_contract::views::Role;
use handheld_contract::views::approval::CaseFilter;
use handheld_contract::views::interfaces::{
    AddSystem, AddWebhook, EventType, ListDeliveries, SystemAdded,
};
use handheld_server::centre::Centre;
use handheld_store::centre::{Directory, Organisation};
use handheld_store::index::CaseEntry;
use handheld_store::records::{CaseQuery, Records, Sight};
use serde_json::json;

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

/// A centre with the sample, of which a webhook is told this.
struct Told {
    centre: Arc<Centre>,
    url: String,
    receiver: Receiver,
    _stop: tokio::sync::oneshot::Sender<()>,
    _folder: tempfile::TempDir,
}

async fn told_of(kind: EventType) -> Told {
    let folder = tempfile::tempdir().unwrap();
    sample_into(folder.path()).await;
    let opened = centre(folder.path(), open_to_loopback()).await;
    let opened = opened.with_entries(handheld_server::cases::desk());
    let receiver = Receiver::new([]).await;
    let asked = AddWebhook {
        url: receiver.url(),
        events: vec![kind],
        organisation: None,
    };
    opened.add_webhook(&operator(), asked).await.unwrap();
    let (centre, url, stop) = served(opened).await;
    Told {
        centre,
        url,
        receiver,
        _stop: stop,
        _folder: folder,
    }
}

impl Told {
    /// A system of the office that decides this case.
    async fn system_for(&self, case: &CaseEntry) -> SystemAdded {
        let store = &self.centre.store;
        let hit = store.project(&Sight::All, case.project, &case_day()).await;
        let project = hit.unwrap().unwrap().entry;
        let offices = store.organisations().await.unwrap();
        let office = |o: &&Organisation| {
            o.departments.iter().any(|d| case.offices.contains(d))
                && project.organisations.contains(&o.id)
        };
        let asked = AddSystem {
            name: case.matter.clone(),
            organisation: offices.iter().find(office).unwrap().id,
            person: None,
            role: Role::Approver,
        };
        self.centre.add_system(&operator(), asked).await.unwrap()
    }

    /// The events that the webhook was or will be sent.
    async fn events(&self) -> Vec<uuid::Uuid> {
        let asked = ListDeliveries {
            limit: 100,
            ..ListDeliveries::default()
        };
        let log = self.centre.webhook_log(&asked).await.unwrap();
        log.iter().map(|row| row.event).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j17_another_system_accepts_a_case_once_and_a_webhook_is_told() {
    let mut g = told_of(EventType::CaseEntryAdded).await;
    let query = CaseQuery {
        office: Some("NRP".to_owned()),
        filter: CaseFilter::ToAccept,
        ..every_case()
    };
    let waiting = g.centre.store.cases(&query).await.unwrap().cases;
    let system = g.system_for(&waiting[0]).await;
    let mut act = Asked::new(&system, "oa-2026-1", &json!({"act": "accept"}));
    act.case = waiting[0].id.to_string();
    let first = act.send(&g.url).await;
    assert_eq!(first.0, 200, "{}", first.1);
    assert_eq!(first.1["case"]["state"], "running");
    assert_eq!(act.send(&g.url).await, first);
    g.receiver.next().await;
    // One act, one event: what happened before the webhook was added is history.
    let entry: uuid::Uuid = text(&first.1["entry"]).parse().unwrap();
    assert_eq!(g.events().await, [entry]);
}

#[tokio::test(flavor = "multi_thread")]
async fn j13_a_webhook_is_told_once_when_a_joint_group_is_released() {
    let mut g = told_of(EventType::GroupReleased).await;
    let all = g.centre.store.cases(&every_case()).await.unwrap().cases;
    let of_project = |c: &&CaseEntry| c.project_name == "江畔装备办公楼";
    let cases: Vec<_> = all.iter().filter(of_project).collect();
    let granted = cases.iter().find(|c| c.matter == "P4-05").unwrap();
    let open = |c: &&&CaseEntry| c.declaration == granted.declaration && c.decided.is_none();
    let open: Vec<_> = cases.iter().filter(open).collect();
    assert_eq!(open.len(), 2);
    for case in &open {
        assert!(g.events().await.is_empty(), "{} is open", case.matter);
        let system = g.system_for(case).await;
        let decided = json!({"act": "decide", "outcome": "granted"});
        let mut act = Asked::new(&system, &case.matter, &decided);
        act.case = case.id.to_string();
        let (status, answer) = act.send(&g.url).await;
        assert_eq!(status, 200, "{}: {answer}", case.matter);
    }
    g.centre.tell_of_project(granted.project).await.unwrap();
    assert_eq!(g.events().await.len(), 1);
    let body = g.receiver.next().await.json();
    assert_eq!(body["type"], "group.released");
    assert_eq!(body["data"]["group"], json!(granted.group));
}

fn case_day() -> String {
    "2026-11-26".to_owned()
}

fn every_case() -> CaseQuery {
    CaseQuery {
        sight: Sight::All,
        office: None,
        project: None,
        id: None,
        filter: CaseFilter::All,
        colour: None,
        search: String::new(),
        today: case_day(),
        offset: 0,
        limit: 500,
    }
}
