//! What the centre promises about other systems: one act for one key, and an outbox that no crash empties.

use handheld_contract::sync::Change;
use handheld_contract::views::Stage;
use handheld_contract::views::interfaces::{DeliveryState, EventType};
use handheld_contract::views::sync::DocKind;
use handheld_contract::{
    ChangeHash, DocId, OrganisationId, PersonId, ProjectId, ScopeId, SystemId, WebhookId,
};
use handheld_store::SqliteCentre;
use handheld_store::index::{IndexRows, ProjectEntry};
use handheld_store::interfaces::{
    Claim, DeliveryQuery, Interfaces, NewEvent, Secret, System, Tried, Webhook,
};
use handheld_store::records::{Commit, Origin, Records};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn webhook(n: u128) -> Webhook {
    Webhook {
        id: WebhookId(id(n)),
        url: format!("https://hook{n}.example/"),
        secret: Secret(vec![7; 32]),
        events: Vec::new(),
        organisation: None,
        created_at_ms: 1,
        ended: None,
    }
}

fn event(n: u128, project: Option<ProjectId>) -> NewEvent {
    NewEvent {
        id: id(n),
        kind: EventType::CaseOverdue,
        project,
        body: format!("{{\"n\":{n}}}"),
        at_ms: 10,
    }
}

async fn all(store: &SqliteCentre) -> Vec<handheld_store::interfaces::Delivery> {
    let query = DeliveryQuery {
        limit: 100,
        ..DeliveryQuery::default()
    };
    store.deliveries(query).await.unwrap()
}

fn tried(state: DeliveryState, next_at_ms: i64) -> Tried {
    Tried {
        at_ms: 20,
        state,
        next_at_ms,
        status: Some(500),
        error: Some("http".to_owned()),
    }
}

#[tokio::test]
async fn t18_a_known_key_gives_its_answer_again_and_another_request_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteCentre::open(&folder.path().join("c.sqlite"))
        .await
        .unwrap();
    let (one, two) = (SystemId(id(1)), SystemId(id(2)));
    let claim = |system, request, at| store.claim_request(system, "k", request, at);
    assert_eq!(claim(one, [1; 32], 5).await.unwrap(), Claim::Open);
    // Cut before it was answered: the same request is done again, another one is not.
    assert_eq!(claim(one, [1; 32], 6).await.unwrap(), Claim::Open);
    assert_eq!(claim(one, [2; 32], 6).await.unwrap(), Claim::Different);
    assert_eq!(claim(two, [2; 32], 6).await.unwrap(), Claim::Open);
    store.answer_request(one, "k", 200, "{}").await.unwrap();
    let answered = Claim::Answered {
        status: 200,
        body: "{}".to_owned(),
    };
    assert_eq!(claim(one, [1; 32], 7).await.unwrap(), answered);
    assert_eq!(claim(one, [2; 32], 7).await.unwrap(), Claim::Different);
    // What was answered is not forgotten by a release, what was only begun is.
    store.release_request(one, "k").await.unwrap();
    store.release_request(two, "k").await.unwrap();
    assert_eq!(claim(one, [1; 32], 8).await.unwrap(), answered);
    assert_eq!(claim(two, [3; 32], 8).await.unwrap(), Claim::Open);
    store.prune_interfaces(6, 0).await.unwrap();
    assert_eq!(claim(one, [2; 32], 9).await.unwrap(), Claim::Open);
    assert_eq!(claim(two, [2; 32], 9).await.unwrap(), Claim::Different);
}

#[tokio::test]
async fn a_system_is_known_by_its_token_and_two_cannot_share_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteCentre::open(&folder.path().join("c.sqlite"))
        .await
        .unwrap();
    let mut system = System {
        id: SystemId(id(1)),
        name: "OA".to_owned(),
        organisation: OrganisationId(id(2)),
        person: PersonId(id(3)),
        token: [4; 32],
        secret: Secret(vec![5; 32]),
        created_at_ms: 6,
        revoked_at_ms: None,
    };
    store.put_system(&system).await.unwrap();
    system.revoked_at_ms = Some(7);
    store.put_system(&system).await.unwrap();
    assert_eq!(
        store.system_by_token([4; 32]).await.unwrap(),
        Some(system.clone())
    );
    assert_eq!(store.system(system.id).await.unwrap(), Some(system.clone()));
    assert_eq!(store.system_by_token([9; 32]).await.unwrap(), None);
    assert_eq!(store.systems().await.unwrap(), vec![system.clone()]);
    assert!(!format!("{system:?}").contains("[5, 5"));
}

#[tokio::test]
async fn events_reach_the_webhooks_that_want_them_once_and_survive_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.sqlite");
    let store = SqliteCentre::open(&path).await.unwrap();
    let every = webhook(1);
    let mut other_kind = webhook(2);
    other_kind.events = vec![EventType::GroupReleased];
    let mut elsewhere = webhook(3);
    elsewhere.organisation = Some(OrganisationId(id(99)));
    let mut ended = webhook(4);
    ended.events = vec![EventType::CaseOverdue];
    for hook in [&every, &other_kind, &elsewhere, &ended] {
        store.put_webhook(hook).await.unwrap();
        assert_eq!(store.webhook(hook.id).await.unwrap().as_ref(), Some(hook));
    }
    store.end_webhook(ended.id, 9, "removed").await.unwrap();
    let project = Some(ProjectId(id(50)));
    let events = vec![event(10, project), event(11, None), event(10, project)];
    assert_eq!(store.emit(events).await.unwrap(), 2);
    assert_eq!(store.emit(vec![event(10, project)]).await.unwrap(), 0);
    drop(store);

    let store = SqliteCentre::open(&path).await.unwrap();
    assert_eq!(store.due_webhooks(10).await.unwrap(), vec![every.id]);
    assert_eq!(store.due_webhooks(9).await.unwrap(), vec![]);
    assert_eq!(store.next_due().await.unwrap(), Some(10));
    let first = store.due_delivery(every.id, 10).await.unwrap().unwrap();
    assert_eq!((first.event, first.attempts), (id(10), 0));
    let later = tried(DeliveryState::Pending, 500);
    store.tried(first.id, &later).await.unwrap();
    let second = store.due_delivery(every.id, 10).await.unwrap().unwrap();
    assert_eq!(second.event, id(11));
    let done = tried(DeliveryState::Delivered, 0);
    store.tried(second.id, &done).await.unwrap();
    // A try that was overtaken changes nothing.
    store.tried(second.id, &later).await.unwrap();
    let second = store.webhook_delivery(second.id).await.unwrap().unwrap();
    assert_eq!(second.state, DeliveryState::Delivered);
    assert_eq!((second.attempts, second.delivered_at_ms), (1, Some(20)));
    assert_eq!(store.next_due().await.unwrap(), Some(500));
    store.prune_interfaces(0, i64::MAX).await.unwrap();
    let left = all(&store).await;
    assert_eq!(left.len(), 1, "what is pending stays");
    assert_eq!(left[0].event, id(10));
}

fn change(doc: DocId, hash: u8) -> Change {
    let bytes = [doc.bytes().as_slice(), &[hash]].concat();
    Change {
        hash: ChangeHash([hash; 32]),
        actor: [1; 16],
        seq: 1,
        deps: Vec::new(),
        bytes,
    }
}

/// A new project of this owner.
fn commit(owner: OrganisationId, changes: Vec<Change>) -> Commit {
    let project = ProjectId(id(50));
    let entry = ProjectEntry {
        id: project,
        code: "2601-330402-04-01-000001".to_owned(),
        name: "一号楼".to_owned(),
        stage: Stage::Construction,
        address: String::new(),
        district: String::new(),
        owner: Some(owner),
        owner_name: String::new(),
        organisations: vec![owner],
        people: Vec::new(),
        approvals: Default::default(),
        search: String::new(),
    };
    Commit {
        doc: project.into(),
        kind: DocKind::Project,
        scope: ScopeId::of_project(project),
        beside: Vec::new(),
        heads: changes.iter().map(|c| c.hash).collect(),
        changes,
        snapshot: None,
        index: IndexRows::Project(entry),
        journal_through: None,
        origin: Origin::Here,
    }
}

#[tokio::test]
async fn documents_and_their_events_are_stored_together_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteCentre::open(&folder.path().join("c.sqlite"))
        .await
        .unwrap();
    let owner = OrganisationId(id(60));
    let mut hook = webhook(1);
    hook.organisation = Some(owner);
    store.put_webhook(&hook).await.unwrap();
    let project = ProjectId(id(50));
    let (first, second) = (change(project.into(), 1), change(project.into(), 2));
    let events = || vec![event(10, Some(project))];
    // Two changes of one actor with one number: the second cannot be stored.
    let broken = commit(owner, vec![first.clone(), second]);
    assert!(
        store
            .commit_with_events(vec![broken], events())
            .await
            .is_err()
    );
    assert!(all(&store).await.is_empty());
    // Who is told is judged by the project as this very commit leaves it.
    let good = commit(owner, vec![first]);
    let told = store.commit_with_events(vec![good], events()).await;
    assert_eq!(told.unwrap(), 1);
    assert_eq!(store.changes(project.into()).await.unwrap().len(), 1);
    assert_eq!(all(&store).await.len(), 1);
}

#[tokio::test]
async fn an_ended_webhook_fails_what_waits_and_takes_nothing_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteCentre::open(&folder.path().join("c.sqlite"))
        .await
        .unwrap();
    let hook = webhook(1);
    store.put_webhook(&hook).await.unwrap();
    store.emit(vec![event(10, None)]).await.unwrap();
    let row = all(&store).await.remove(0);
    store
        .tried(row.id, &tried(DeliveryState::Failed, 0))
        .await
        .unwrap();
    assert!(store.resend(row.id, 77).await.unwrap());
    let again = store.webhook_delivery(row.id).await.unwrap().unwrap();
    assert_eq!(again.state, DeliveryState::Pending);
    assert_eq!((again.attempts, again.next_at_ms), (0, 77));
    store.end_webhook(hook.id, 80, "gone").await.unwrap();
    let counted = store.webhooks().await.unwrap();
    assert_eq!((counted[0].pending, counted[0].failed), (0, 1));
    assert_eq!(counted[0].webhook.ended, Some((80, "gone".to_owned())));
    assert!(!store.resend(row.id, 90).await.unwrap());
    assert_eq!(store.emit(vec![event(11, None)]).await.unwrap(), 0);
    store.end_webhook(hook.id, 99, "removed").await.unwrap();
    assert!(store.webhooks().await.unwrap().is_empty());
    let failed = DeliveryQuery {
        webhook: Some(hook.id),
        state: Some(DeliveryState::Failed),
        limit: 9,
        ..DeliveryQuery::default()
    };
    assert_eq!(store.deliveries(failed).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_centre_of_the_version_before_is_carried_over_with_its_people() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.sqlite");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
    let connection = rusqlite::Connection::open(&path).unwrap();
    for file in ["device/001-records.sql", "server/sqlite/001-centre.sql"] {
        let sql = std::fs::read_to_string(format!("{root}/{file}")).unwrap();
        connection.execute_batch(&sql).unwrap();
    }
    connection
        .execute_batch(
            "INSERT INTO organisation (id, name, kind) VALUES (zeroblob(16), '局', 'authority'); PRAGMA user_version = 2",
        )
        .unwrap();
    drop(connection);
    let store = SqliteCentre::open(&path).await.unwrap();
    assert!(store.systems().await.unwrap().is_empty());
    let organisations = handheld_store::centre::Directory::organisations(&store);
    assert_eq!(organisations.await.unwrap().len(), 1);
}
