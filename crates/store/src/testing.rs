//! One conformance suite for every store: what the use cases and sync rely on, whatever database is below.
//!
//! Each function takes an empty store and panics with what does not hold. Changes here are made up: a store never looks inside.

pub mod cases;
pub mod surveys;

use std::slice::from_ref;

use handheld_contract::sync::{Change, Cursor, Receipt, Rejection};
use handheld_contract::views::Role;
use handheld_contract::views::centre::OrganisationKind;
use handheld_contract::views::sync::DocKind;
use handheld_contract::views::{Stage, finding::FindingState, inspection::Severity};
use handheld_contract::{
    BlobHash, ChangeHash, Code, DeviceId, DocId, FindingId, InspectionId, OrganisationId, PersonId,
    PhotoId, ProjectId, ScopeId,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::blobs::{BlobState, Blobs, Variant};
use crate::centre::{
    AdmittedBatch, CentreLog, Device, Directory, EnrolCode, Organisation, Person, SignIn,
};
use crate::device::{BatchLimits, DeviceQueue, FrameEffects};
use crate::index::{FindingEntry, IndexRows, InspectionEntry, PhotoEntry, ProjectEntry};
use crate::records::{Commit, FindingQuery, InspectionQuery, Origin, ProjectQuery, Records, Sight};
use crate::{StoreError, scope_digest};

const TODAY: &str = "2026-05-10";
const LIMITS: BatchLimits = BatchLimits {
    bytes: 1 << 20,
    documents: 100,
    changes: 1_000,
};

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn change(doc: u128, actor: u8, seq: u64, deps: &[&Change]) -> Change {
    let text = format!("{doc}/{actor}/{seq}");
    Change {
        hash: ChangeHash(Sha256::digest(&text).into()),
        actor: [actor; 16],
        seq,
        deps: deps.iter().map(|dep| dep.hash).collect(),
        bytes: text.into_bytes(),
    }
}

fn project(id: u128, name: &str) -> ProjectEntry {
    ProjectEntry {
        id: ProjectId(uuid(id)),
        code: format!("XM-{id:04}"),
        name: name.to_owned(),
        stage: Stage::Construction,
        district: "Dong".to_owned(),
        address: "Lu 1".to_owned(),
        owner: Some(OrganisationId(uuid(900))),
        owner_name: "甲建设公司".to_owned(),
        organisations: vec![OrganisationId(uuid(900))],
        people: vec![PersonId(uuid(800))],
        approvals: Default::default(),
        search: format!("{name} XM-{id:04} 甲建设公司"),
    }
}

fn inspection(id: u128, project: u128, search: &str) -> InspectionEntry {
    InspectionEntry {
        id: InspectionId(uuid(id)),
        project: ProjectId(uuid(project)),
        template: "jgj59".to_owned(),
        template_version: 1,
        stage: Stage::Construction,
        finished: false,
        set_aside: false,
        answered: 0,
        items: 10,
        failed: 0,
        photos: 0,
        conflicts: 0,
        after_finishing: 0,
        score: None,
        started_by: PersonId(uuid(800)),
        started_by_name: "Li".to_owned(),
        started_at: "2026-05-01T08:00:00+08:00".to_owned(),
        changed_at: format!("2026-05-01T08:00:{:02}+08:00", id % 60),
        search: search.to_owned(),
    }
}

fn photo(id: u128, bytes: u64) -> PhotoEntry {
    PhotoEntry {
        id: PhotoId(uuid(id)),
        sha256: BlobHash(Sha256::digest(id.to_be_bytes()).into()),
        bytes,
        item: None,
        removed: false,
    }
}

fn finding(id: u128, project: u128, state: FindingState, due: &str) -> FindingEntry {
    FindingEntry {
        id: FindingId(uuid(id)),
        project: ProjectId(uuid(project)),
        inspection: InspectionId(uuid(2)),
        item: "a".to_owned(),
        number: id.to_string(),
        note: "渗漏".to_owned(),
        title_zh: "条目".to_owned(),
        title_en: "item".to_owned(),
        severity: Severity::Major,
        state,
        due: due.to_owned(),
        search: "渗漏".to_owned(),
    }
}

fn scope(project: u128) -> ScopeId {
    ScopeId::of_project(ProjectId(uuid(project)))
}

fn commit(project: u128, index: IndexRows, changes: &[&Change]) -> Commit {
    let (doc, kind) = match &index {
        IndexRows::Project(entry) => (DocId::from(entry.id), DocKind::Project),
        IndexRows::Inspection(entry, _) => (entry.id.into(), DocKind::Inspection),
        IndexRows::Finding(entry) => (entry.id.into(), DocKind::Finding),
        IndexRows::Case(entry, _) => (entry.id.into(), DocKind::Case),
        IndexRows::Survey(entry, _) => (entry.id.into(), DocKind::Survey),
    };
    Commit {
        doc,
        kind,
        scope: scope(project),
        changes: changes.iter().map(|c| (*c).clone()).collect(),
        beside: Vec::new(),
        heads: changes.last().map(|c| c.hash).into_iter().collect(),
        snapshot: None,
        index,
        journal_through: None,
        origin: Origin::Here,
    }
}

fn query(sight: Sight, search: &str) -> ProjectQuery {
    ProjectQuery {
        sight,
        search: search.to_owned(),
        stage: None,
        offset: 0,
        limit: 50,
    }
}

fn inspections(sight: Sight) -> InspectionQuery {
    InspectionQuery {
        sight,
        project: None,
        id: None,
        in_progress: false,
        search: String::new(),
        limit: 50,
    }
}

fn findings(sight: Sight) -> FindingQuery {
    FindingQuery {
        sight,
        project: None,
        inspection: None,
        open: false,
        limit: 50,
    }
}

/// Documents, journal, index, search and sight.
pub async fn records_conformance(store: &impl Records) {
    let (a, b) = (change(1, 1, 1, &[]), change(1, 1, 2, &[]));
    let first = commit(
        1,
        IndexRows::Project(project(1, "滨江钢筋加工厂，水泥库")),
        &[&a],
    );
    store.commit(vec![first.clone()]).await.unwrap();
    let mut again = first.clone();
    again.changes.push(b.clone());
    again.heads = vec![b.hash];
    again.snapshot = Some(vec![7]);
    store.commit(vec![again]).await.unwrap();
    let doc = first.doc;
    let stored = store.document(doc).await.unwrap().unwrap();
    assert_eq!(stored.heads, [b.hash]);
    assert!(stored.changes.is_empty(), "the snapshot holds them");
    assert_eq!(
        store.changes(doc).await.unwrap(),
        [a.clone(), b.clone()],
        "a change already stored is skipped by its hash (T03)"
    );

    let mut fork = first.clone();
    fork.changes = vec![Change {
        hash: ChangeHash([9; 32]),
        ..b
    }];
    fork.index = IndexRows::Project(project(1, "other"));
    let refused = store.commit(vec![fork]).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "D17");
    assert_eq!(store.changes(doc).await.unwrap().len(), 2);
    let hit = store.project(&Sight::All, ProjectId(uuid(1)), TODAY).await;
    assert_ne!(hit.unwrap().unwrap().entry.name, "other", "nothing is left");

    journal_conformance(store).await;
    lists_conformance(store).await;

    assert_eq!(store.next_number("n").await.unwrap(), 1);
    assert_eq!(store.next_number("n").await.unwrap(), 2);
    let value = Some("v".to_owned());
    store.set_setting("s", value.clone()).await.unwrap();
    assert_eq!(store.setting("s").await.unwrap(), value);
    store.set_setting("s", None).await.unwrap();
    assert_eq!(store.setting("s").await.unwrap(), None);
}

async fn journal_conformance(store: &impl Records) {
    let c = change(2, 1, 1, &[]);
    let rows = IndexRows::Inspection(inspection(2, 1, "混凝土渗漏 C30"), vec![]);
    let begun = commit(1, rows.clone(), &[&c]);
    store.commit(vec![begun.clone()]).await.unwrap();
    let person = PersonId(uuid(800));
    let journal = |text: &str, at| store.journal(begun.doc, person, text.into(), at, rows.clone());
    let one = journal("one", 10).await.unwrap();
    let two = journal("two", 20).await.unwrap();
    assert!(two > one);
    assert_eq!(store.journalled(i64::MAX).await.unwrap(), [begun.doc]);
    assert_eq!(store.journalled(21).await.unwrap(), [begun.doc]);
    let early = store.journalled(20).await.unwrap();
    assert!(early.is_empty(), "the last row is not older");
    let mut with = begun.clone();
    with.changes = vec![change(2, 1, 2, &[&c])];
    with.heads = vec![with.changes[0].hash];
    with.journal_through = Some(one);
    store.commit(vec![with]).await.unwrap();
    let left = store.document(begun.doc).await.unwrap().unwrap().journal;
    assert_eq!(
        left.len(),
        1,
        "rows go with the commit that holds them (D01)"
    );
    assert_eq!(left[0].edits, "two");
}

async fn lists_conformance(store: &impl Records) {
    let d = change(3, 1, 1, &[]);
    let e = change(4, 1, 1, &[]);
    let f = change(5, 1, 1, &[]);
    let open = finding(3, 1, FindingState::Open, "2026-05-09");
    let closed = finding(4, 1, FindingState::Closed, "2026-05-01");
    let mut other = project(5, "北山");
    other.organisations = vec![OrganisationId(uuid(901))];
    other.owner = None;
    other.people = vec![];
    store
        .commit(vec![
            commit(1, IndexRows::Finding(open), &[&d]),
            commit(1, IndexRows::Finding(closed), &[&e]),
            commit(5, IndexRows::Project(other), &[&f]),
        ])
        .await
        .unwrap();
    for (words, found) in [
        ("钢筋", 1),
        ("筋", 1),
        ("钢筋加", 1),
        ("筋水", 0),
        ("厂水泥", 0),
        ("渗", 1),
        ("钢筋 甲", 1),
        ("xm-0005", 1),
        ("没有", 0),
        ("\" OR 1", 0),
    ] {
        let (_, total) = store
            .projects(&query(Sight::All, words), TODAY)
            .await
            .unwrap();
        assert_eq!(total, found, "search for {words}");
    }
    let (hits, _) = store.projects(&query(Sight::All, ""), TODAY).await.unwrap();
    assert_eq!(hits.len(), 2);
    assert_eq!(
        (
            hits[0].inspections_open,
            hits[0].findings_open,
            hits[0].findings_overdue
        ),
        (1, 1, 1)
    );
    let mine = Sight::Of {
        person: PersonId(uuid(800)),
        organisation: None,
    };
    let theirs = Sight::Of {
        person: PersonId(uuid(1)),
        organisation: Some(OrganisationId(uuid(901))),
    };
    for (sight, project, inspected, found) in [(mine, 1, 1, 2), (theirs, 5, 0, 0)] {
        let (hits, total) = store
            .projects(&query(sight.clone(), ""), TODAY)
            .await
            .unwrap();
        assert_eq!((hits.len(), total), (1, 1), "A04");
        assert_eq!(hits[0].entry.id, ProjectId(uuid(project)), "A04");
        let seen = store
            .inspections(&inspections(sight.clone()))
            .await
            .unwrap();
        assert_eq!(seen.len(), inspected, "A04");
        let seen = store.findings(&findings(sight.clone())).await.unwrap();
        assert_eq!(seen.len(), found, "A04");
        let hidden = ProjectId(uuid(6 - project));
        assert!(
            store
                .project(&sight, hidden, TODAY)
                .await
                .unwrap()
                .is_none(),
            "A04"
        );
    }
}

fn receipt(changes: Vec<(DocId, ChangeHash)>, photos: Vec<BlobHash>) -> Receipt {
    Receipt {
        batch: 1,
        device: DeviceId(uuid(70)),
        at_ms: 1_000,
        changes,
        photos,
        key: [0; 32],
        signature: [0; 64],
    }
}

/// Outbox, receipts, refusals, frames and photos of a device.
pub async fn queue_conformance<S: Records + DeviceQueue>(store: &S) {
    let a = change(2, 1, 1, &[]);
    let b = change(2, 1, 2, &[&a]);
    let shot = photo(50, 500);
    let rows = IndexRows::Inspection(inspection(2, 1, ""), vec![shot.clone()]);
    let own = commit(1, rows.clone(), &[&a, &b]);
    store.commit(vec![own.clone()]).await.unwrap();
    let sent = store.batch(LIMITS).await.unwrap();
    assert_eq!(sent[0].changes, [a.clone(), b.clone()]);
    assert_eq!(
        store.batch(LIMITS).await.unwrap(),
        sent,
        "a batch takes nothing away (T02)"
    );
    let small = BatchLimits { bytes: 1, ..LIMITS };
    assert_eq!(store.batch(small).await.unwrap()[0].changes.len(), 1);
    let facts = store.delivery(own.doc).await.unwrap();
    assert_eq!((facts.changes_unsent, facts.photos_unsent), (2, 1));
    assert_eq!(facts.photo_bytes_unsent, 500);
    store
        .acknowledge(&receipt(vec![(own.doc, a.hash)], vec![]))
        .await
        .unwrap();
    assert_eq!(store.batch(LIMITS).await.unwrap()[0].changes, from_ref(&b));
    store
        .acknowledge(&receipt(vec![(own.doc, b.hash)], vec![]))
        .await
        .unwrap();
    let facts = store.delivery(own.doc).await.unwrap();
    assert_eq!((facts.changes_unsent, facts.photos_unsent), (0, 1));
    assert_eq!(facts.receipt_at_ms, None, "its photo is not filed");
    assert_eq!(
        store.waiting_photos(9).await.unwrap()[0].sha256,
        shot.sha256
    );
    store
        .acknowledge(&receipt(vec![], vec![shot.sha256]))
        .await
        .unwrap();
    let facts = store.delivery(own.doc).await.unwrap();
    assert_eq!(facts.receipt_at_ms, Some(1_000));
    assert!(store.waiting_photos(9).await.unwrap().is_empty());
    let person = PersonId(uuid(800));
    store
        .journal(own.doc, person, "e".to_owned(), 5, rows)
        .await
        .unwrap();
    assert_eq!(store.delivery(own.doc).await.unwrap().changes_unsent, 1);
    refusals_conformance(store).await;
    frames_conformance(store).await;
    resending_conformance(store).await;
}

/// What waits goes out in the order in which it was written, whatever the documents: the second may rest on the first. For a store that is
/// empty.
pub async fn order_conformance<S: Records + DeviceQueue>(store: &S) {
    let (first, later) = (change(31, 1, 1, &[]), change(31, 1, 2, &[]));
    let between = change(32, 1, 1, &[]);
    for (id, change) in [(31, &first), (32, &between), (31, &later)] {
        let rows = IndexRows::Finding(finding(id, 1, FindingState::Open, ""));
        store
            .commit(vec![commit(1, rows, &[change])])
            .await
            .unwrap();
    }
    let within = |changes, documents| BatchLimits {
        changes,
        documents,
        ..LIMITS
    };
    let sent = |limits| async move {
        let batch = store.batch(limits).await.unwrap();
        let hashes = batch.iter().map(|part| part.changes.iter().map(|c| c.hash));
        hashes.map(Iterator::collect).collect::<Vec<Vec<_>>>()
    };
    let all = vec![vec![first.hash, later.hash], vec![between.hash]];
    assert_eq!(sent(LIMITS).await, all);
    let two = vec![vec![first.hash], vec![between.hash]];
    assert_eq!(sent(within(2, 9)).await, two);
    assert_eq!(
        sent(within(9, 1)).await,
        [[first.hash]],
        "not the later one"
    );
}

async fn refusals_conformance<S: Records + DeviceQueue>(store: &S) {
    let a = change(3, 2, 1, &[]);
    let b = change(3, 2, 2, &[&a]);
    let c = change(3, 2, 3, &[&b]);
    let d = change(3, 4, 1, &[&c]);
    let rows = IndexRows::Finding(finding(3, 1, FindingState::Open, ""));
    let mut own = commit(1, rows.clone(), &[&a, &b, &c, &d]);
    own.snapshot = Some(vec![7]);
    store.commit(vec![own.clone()]).await.unwrap();
    let rejection = |hash| Rejection {
        doc: own.doc,
        hash,
        code: Code::BadInput,
        rule: "r".to_owned(),
    };
    store.refuse(&[rejection(b.hash)]).await.unwrap();
    let aside = || async { store.refused(own.doc).await.unwrap() };
    let bytes: Vec<_> = aside()
        .await
        .into_iter()
        .map(|(change, _)| change)
        .collect();
    assert_eq!(
        bytes,
        [b.clone(), c, d],
        "the change, its actor's later ones and what builds on them, with their bytes"
    );
    let left = store.document(own.doc).await.unwrap().unwrap();
    assert_eq!((left.heads, left.snapshot), (vec![a.hash], None));
    assert_eq!(store.changes(own.doc).await.unwrap(), from_ref(&a));
    let held = store.scope_documents(&scope(1)).await.unwrap();
    assert!(held.contains(&(own.doc, vec![a.hash])), "what is compared");
    let batch = store.batch(LIMITS).await.unwrap();
    assert_eq!(batch.len(), 1);
    assert_eq!(batch[0].changes, from_ref(&a));
    assert_eq!(store.totals().await.unwrap().refused, 3);

    assert_eq!(store.stale().await.unwrap(), [own.doc]);
    let heads = vec![a.hash];
    store
        .reindex(own.doc, rows, heads.clone(), None)
        .await
        .unwrap();
    assert!(store.stale().await.unwrap().is_empty());
    store.refuse(&[rejection(b.hash)]).await.unwrap();
    assert_eq!(
        aside().await.len(),
        3,
        "a refusal that comes again changes nothing"
    );
    assert!(store.stale().await.unwrap().is_empty());
    assert_eq!(store.document(own.doc).await.unwrap().unwrap().heads, heads);

    store.refuse(&[rejection(a.hash)]).await.unwrap();
    assert_eq!(aside().await.len(), 4);
    assert!(store.batch(LIMITS).await.unwrap().is_empty());
    assert!(store.stale().await.unwrap().is_empty(), "nothing to index");
    assert!(
        store
            .findings(&findings(Sight::All))
            .await
            .unwrap()
            .is_empty()
    );
    let held = store.scope_documents(&scope(1)).await.unwrap();
    assert!(held.iter().all(|(doc, _)| *doc != own.doc));
    let all = store.documents(None, 100).await.unwrap();
    assert!(all.iter().all(|(doc, _, _)| *doc != own.doc));
    assert!(store.delivery(own.doc).await.unwrap().refused == 4);
}

/// What is sent again is one's own, and of the scopes that were asked for.
async fn resending_conformance<S: Records + DeviceQueue>(store: &S) {
    let a = change(20, 6, 1, &[]);
    let b = change(20, 7, 1, &[&a]);
    let rows = IndexRows::Project(project(20, "再"));
    let mut pulled = commit(20, rows.clone(), &[&a]);
    pulled.origin = Origin::Pulled;
    let own = commit(20, rows, &[&b]);
    store.commit(vec![pulled, own.clone()]).await.unwrap();
    let confirmed = receipt(vec![(own.doc, b.hash)], vec![]);
    store.acknowledge(&confirmed).await.unwrap();
    let waiting = || async {
        let batch = store.batch(LIMITS).await.unwrap();
        let of_doc = batch.into_iter().filter(|d| d.doc == own.doc);
        of_doc.flat_map(|d| d.changes).collect::<Vec<_>>()
    };
    assert!(waiting().await.is_empty());
    store.reset_cursors(true).await.unwrap();
    assert_eq!(waiting().await, from_ref(&b), "never what was pulled (S20)");
    store.acknowledge(&confirmed).await.unwrap();
    store.resend(&[scope(21)]).await.unwrap();
    assert!(waiting().await.is_empty());
    store.resend(&[scope(20)]).await.unwrap();
    assert_eq!(waiting().await, [b]);
}

async fn frames_conformance<S: Records + DeviceQueue>(store: &S) {
    let a = change(7, 5, 1, &[]);
    let b = change(7, 5, 2, &[&a]);
    let mut pulled = commit(7, IndexRows::Project(project(7, "远")), &[&a]);
    pulled.origin = Origin::Pulled;
    let cursor = Cursor {
        scope: scope(7),
        epoch: 1,
        seq: 1,
        digest: scope_digest([(pulled.doc, &[a.hash][..])]),
    };
    let frame = |commits, cursors| FrameEffects {
        commits,
        cursors,
        ..FrameEffects::default()
    };
    store
        .apply_frame(frame(vec![pulled.clone()], vec![cursor.clone()]))
        .await
        .unwrap();
    assert_eq!(store.cursors().await.unwrap(), from_ref(&cursor));
    let held = store.scope_documents(&scope(7)).await.unwrap();
    assert_eq!(held, [(pulled.doc, vec![a.hash])]);
    let mut bad = pulled.clone();
    bad.changes = vec![Change {
        hash: ChangeHash([1; 32]),
        ..a.clone()
    }];
    let later = Cursor {
        seq: 2,
        ..cursor.clone()
    };
    assert!(
        store
            .apply_frame(frame(vec![bad], vec![later]))
            .await
            .is_err()
    );
    assert_eq!(
        store.cursors().await.unwrap(),
        [cursor],
        "no cursor without its frame (T04)"
    );
    let revoked = FrameEffects {
        revoked: vec![scope(7)],
        ..FrameEffects::default()
    };
    let mut edited = pulled.clone();
    edited.origin = Origin::Here;
    edited.changes = vec![b.clone()];
    edited.heads = vec![b.hash];
    store.commit(vec![edited]).await.unwrap();
    store.apply_frame(revoked).await.unwrap();
    assert!(
        store.document(pulled.doc).await.unwrap().is_some(),
        "unsent edits keep a document that was taken away"
    );
    store
        .acknowledge(&receipt(vec![(pulled.doc, b.hash)], vec![]))
        .await
        .unwrap();
    assert!(store.document(pulled.doc).await.unwrap().is_none());
}

/// The centre's log.
pub async fn log_conformance<S: Records + CentreLog>(store: &S) {
    let a = change(1, 1, 1, &[]);
    let b = change(1, 1, 2, &[&a]);
    let device = DeviceId(uuid(70));
    let pushed = commit(1, IndexRows::Project(project(1, "一")), &[&a, &b]);
    let batch = AdmittedBatch {
        device,
        number: 1,
        envelope: [3; 32],
        commits: vec![pushed.clone()],
        actors: vec![([1; 16], PersonId(uuid(800)))],
        answer: vec![42],
    };
    assert_eq!(store.take_batch(batch.clone()).await.unwrap(), None);
    assert_eq!(
        store.take_batch(batch).await.unwrap(),
        Some(vec![42]),
        "the same answer again (S02)"
    );
    let here = change(2, 9, 1, &[]);
    let rows = IndexRows::Inspection(inspection(2, 1, ""), vec![photo(50, 1)]);
    store.commit(vec![commit(1, rows, &[&here])]).await.unwrap();
    let entries = store.entries(&scope(1), 0, 1 << 20).await.unwrap();
    let seqs: Vec<_> = entries.iter().map(|e| (e.seq, e.origin)).collect();
    assert_eq!(
        seqs,
        [(1, Some(device)), (2, Some(device)), (3, None)],
        "dense"
    );
    let doc = pushed.doc;
    assert_eq!(entries[0].digest, scope_digest([(doc, &[a.hash][..])]));
    let other = DocId(uuid(2));
    let whole = scope_digest([(doc, &[b.hash][..]), (other, &[here.hash][..])]);
    assert_eq!(entries[2].digest, whole);
    assert_eq!(store.entries(&scope(1), 1, 1).await.unwrap().len(), 1);
    let heads = store.heads(&[scope(1), scope(99)]).await.unwrap();
    assert_eq!((heads[0].head, heads[0].documents), (3, 2));
    assert_eq!((heads[1].head, heads[1].documents), (0, 0));
    assert_eq!((heads[1].epoch, heads[1].digest), (heads[0].epoch, [0; 16]));
    assert_eq!(heads[0].digest, whole);
    let asked = [a.hash, ChangeHash([8; 32])];
    assert_eq!(store.known(doc, &asked).await.unwrap(), [a.hash]);
    let person = store.actor([1; 16]).await.unwrap();
    assert_eq!(person, Some(PersonId(uuid(800))));
    let facts = store.delivery(DocId(uuid(2))).await.unwrap();
    assert_eq!(
        facts.photos_unsent, 1,
        "a record is not filed before its photos"
    );
    store.photo_arrived(photo(50, 1).sha256).await.unwrap();
    store.photo_arrived(photo(50, 1).sha256).await.unwrap();
    let facts = store.delivery(DocId(uuid(2))).await.unwrap();
    assert_eq!((facts.photos_unsent, facts.photo_bytes_unsent), (0, 0));
    let scopes = store.photo_scopes(photo(50, 1).sha256).await.unwrap();
    assert_eq!(scopes, [scope(1)]);
    assert_eq!(store.delivery(doc).await.unwrap().changes_unsent, 0);
    store.audit(1, None, "act", "detail").await.unwrap();
    store.quarantine(1, device, doc, &[1], "why").await.unwrap();
}

/// People, devices, sign-ins.
pub async fn directory_conformance(store: &impl Directory) {
    let organisation = Organisation {
        id: OrganisationId(uuid(900)),
        name: "甲".to_owned(),
        kind: OrganisationKind::Authority,
        uscc: String::new(),
        departments: vec!["housing".to_owned(), "fire".to_owned()],
    };
    store.put_organisation(&organisation).await.unwrap();
    assert_eq!(store.organisations().await.unwrap(), [organisation]);
    let person = Person {
        id: PersonId(uuid(800)),
        name: "李".to_owned(),
        login: "li".to_owned(),
        role: Role::Inspector,
        organisation: OrganisationId(uuid(900)),
        active: true,
        password: "p".to_owned(),
        must_change_password: true,
        preferences: String::new(),
    };
    store.put_person(&person).await.unwrap();
    assert_eq!(
        store.person_by_login("li").await.unwrap().as_ref(),
        Some(&person)
    );
    let twin = Person {
        id: PersonId(uuid(801)),
        ..person.clone()
    };
    assert!(matches!(
        store.put_person(&twin).await,
        Err(StoreError::Conflict(_))
    ));

    let code = EnrolCode {
        code: [1; 32],
        person: person.id,
        ends_ms: 100,
    };
    store.put_enrol_code(&code).await.unwrap();
    let device = |n: u128| Device {
        id: DeviceId(uuid(n)),
        person: PersonId(uuid(0)),
        name: "d".to_owned(),
        key: [4; 32],
        batch: 0,
        previous_envelope: [0; 32],
        enrolled_at_ms: 1,
        last_seen_ms: None,
        revoked_at_ms: None,
    };
    assert_eq!(
        store.enrol([1; 32], 100, device(1)).await.unwrap(),
        None,
        "ended"
    );
    let enrolled = store.enrol([1; 32], 99, device(1)).await.unwrap().unwrap();
    assert_eq!(enrolled.person, person.id, "the code says for whom");
    assert_eq!(
        store.enrol([1; 32], 99, device(2)).await.unwrap(),
        None,
        "A07"
    );
    assert_eq!(
        store.device(DeviceId(uuid(1))).await.unwrap(),
        Some(enrolled)
    );

    let sign_in = |n: u8| SignIn {
        token: [n; 32],
        person: person.id,
        since_ms: 0,
        ends_ms: 50,
    };
    for n in 1..4 {
        store.put_sign_in(&sign_in(n)).await.unwrap();
    }
    assert!(store.sign_in([1; 32], 50).await.unwrap().is_none());
    store
        .end_sign_ins(None, Some(person.id), Some([2; 32]))
        .await
        .unwrap();
    assert!(store.sign_in([1; 32], 1).await.unwrap().is_none());
    assert_eq!(store.sign_in([2; 32], 1).await.unwrap(), Some(sign_in(2)));
    store.end_sign_ins(Some([2; 32]), None, None).await.unwrap();
    assert!(store.sign_in([2; 32], 1).await.unwrap().is_none());
}

/// Photos.
pub async fn blobs_conformance(store: &impl Blobs) {
    let bytes = b"some bytes of a photo".to_vec();
    let name = BlobHash(Sha256::digest(&bytes).into());
    let wrong = store.put(name, vec![0]).await;
    assert!(matches!(wrong, Err(StoreError::Corrupt { .. })));
    assert_eq!(store.verify(name).await.unwrap(), BlobState::Missing);
    assert_eq!(
        store
            .upload_part(name, 0, bytes[..5].to_vec())
            .await
            .unwrap(),
        5
    );
    let gap = store.upload_part(name, 9, vec![1]).await;
    assert!(matches!(gap, Err(StoreError::Conflict(_))));
    let size = bytes.len() as u64;
    assert_eq!(
        store
            .upload_part(name, 3, bytes[3..].to_vec())
            .await
            .unwrap(),
        size
    );
    store.upload_finish(name, size).await.unwrap();
    store.put(name, bytes.clone()).await.unwrap();
    let read = store.get(name, Variant::Original, "").await.unwrap();
    assert_eq!(read, Some(bytes.clone()));
    assert_eq!(
        store.read_part(name, 5, 4).await.unwrap(),
        Some(bytes[5..9].to_vec())
    );
    assert_eq!(store.originals().await.unwrap(), [(name, size)]);
    let bad = BlobHash([7; 32]);
    store.upload_part(bad, 0, vec![1, 2]).await.unwrap();
    let finished = store.upload_finish(bad, 2).await;
    assert!(matches!(finished, Err(StoreError::Corrupt { .. })), "T25");
    assert_eq!(store.upload_size(bad).await.unwrap(), 0);
}
