//! An inspector's day on one device, through the commands that the screens call.

use handheld_app::{App, PhotoFacts, Who, flush, rebuild};
use handheld_contract::command::AddPhoto;
use handheld_contract::views::finding::FindingView;
use handheld_contract::views::inspection::{
    InspectionState, InspectionView, ItemSaved, PhotoSource,
};
use handheld_contract::views::project::{ProjectView, ProjectsView};
use handheld_contract::{BlobHash, Code, InspectionId, Problem, ProjectId};
use handheld_store::SqliteDevice;
use handheld_store::records::Records;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::people::{app, li_min, project, sun_wei, wang_qiang, zhao_fang};

async fn call<T: DeserializeOwned>(
    app: &App<SqliteDevice>,
    who: &Who,
    name: &str,
    asked: Value,
) -> Result<T, Problem> {
    let answer = app
        .call(who, name, asked)
        .await?
        .expect("a use case of this room");
    Ok(serde_json::from_value(answer).unwrap())
}

async fn start(
    app: &App<SqliteDevice>,
    who: &Who,
    project: ProjectId,
    template: &str,
) -> InspectionView {
    let asked = json!({ "project": project, "template": template, "stage": "construction", "corrects": null });
    call(app, who, "start_inspection", asked).await.unwrap()
}

async fn answer(
    app: &App<SqliteDevice>,
    who: &Who,
    id: InspectionId,
    item: &str,
    answer: Value,
) -> Result<ItemSaved, Problem> {
    call(
        app,
        who,
        "answer_item",
        json!({ "inspection": id, "item": item, "answer": answer, "note": "" }),
    )
    .await
}

async fn add_photo(app: &App<SqliteDevice>, who: &Who, id: InspectionId, item: &str, number: u8) {
    let asked = AddPhoto {
        inspection: id,
        item: Some(item.to_owned()),
        source: PhotoSource::Imported,
        file_name: None,
        position: None,
    };
    let facts = PhotoFacts {
        sha256: BlobHash([number; 32]),
        width: 4000,
        height: 3000,
        bytes: 5_000_000,
        mime: "image/jpeg".to_owned(),
        orientation: 1,
    };
    app.record_photo(who, asked, facts).await.unwrap();
}

const FULL: fn() -> Value = || json!({ "kind": "deductions", "deductions": [] });

#[tokio::test]
async fn ten_answers_two_photos_and_a_finish() {
    let folder = tempfile::tempdir().unwrap();
    let (app, li) = (app(folder.path(), 1), li_min());
    let project = project(&app).await;
    let id = start(&app, &li, project, "JGJ59").await.row.id;
    for number in 1..=9 {
        answer(&app, &li, id, &format!("B01-{number:02}"), FULL())
            .await
            .unwrap();
    }
    let lost = json!({ "kind": "deductions", "deductions": [{ "points": 3, "note": "缺少标志" }] });
    let saved = answer(&app, &li, id, "B01-10", lost).await.unwrap();
    assert_eq!(saved.section.answered, 10);
    assert_eq!(saved.score.as_ref().map(|s| s.total), Some(97.0));

    let refused = call::<InspectionView>(&app, &li, "finish_inspection", json!({ "id": id }))
        .await
        .unwrap_err();
    assert_eq!(refused.code, Code::Incomplete);
    let missing = refused.params["items"].as_array().unwrap();
    let lacking: Vec<&str> = missing
        .iter()
        .map(|m| m["item"].as_str().unwrap())
        .collect();
    assert_eq!(
        lacking,
        ["B01-02", "B01-10"],
        "everything that lacks is named at once"
    );

    add_photo(&app, &li, id, "B01-02", 1).await;
    add_photo(&app, &li, id, "B01-10", 2).await;
    let done: InspectionView = call(&app, &li, "finish_inspection", json!({ "id": id }))
        .await
        .unwrap();
    assert_eq!(
        done.row.state,
        InspectionState::Finished,
        "finished, and not filed without a receipt"
    );
    let late = answer(&app, &li, id, "B01-01", FULL()).await.unwrap_err();
    assert_eq!((late.code, late.code.exit_code()), (Code::Finished, 4));

    let open: InspectionView = call(&app, &li, "reopen_inspection", json!({ "id": id }))
        .await
        .unwrap();
    assert_eq!(open.row.state, InspectionState::InProgress);
    answer(&app, &li, id, "B01-01", FULL()).await.unwrap();
}

#[tokio::test]
async fn another_firm_and_an_unassigned_person_find_nothing_a04() {
    let folder = tempfile::tempdir().unwrap();
    let (app, li) = (app(folder.path(), 1), li_min());
    let project = project(&app).await;
    let id = start(&app, &li, project, "JGJ59").await.row.id;
    let owner: InspectionView = call(&app, &zhao_fang(), "inspection", json!({ "id": id }))
        .await
        .unwrap();
    assert!(!owner.may_answer, "the construction unit reads");
    let asked = [
        ("inspection", json!({ "id": id })),
        ("project", json!({ "id": project })),
    ];
    for (name, asked) in asked {
        let refused = call::<Value>(&app, &sun_wei(), name, asked)
            .await
            .unwrap_err();
        assert_eq!(refused.code, Code::NotFound, "{name}");
    }
    let all = json!({ "search": "", "stage": null, "offset": 0, "limit": 50 });
    let seen: ProjectsView = call(&app, &sun_wei(), "projects", all).await.unwrap();
    assert_eq!(seen.total, 0);
    let refused = answer(&app, &zhao_fang(), id, "B01-01", FULL())
        .await
        .unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
}

#[tokio::test]
async fn one_and_two_han_characters_find_and_punctuation_parts() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path(), 1);
    project(&app).await;
    for (search, hits) in [
        ("湖", 1),
        ("科创", 1),
        ("东湖科创园", 1),
        ("018834", 1),
        ("秀洲 科创", 1),
        ("湖创", 0),
        ("园秀", 0),
    ] {
        let asked = json!({ "search": search, "stage": null, "offset": 0, "limit": 50 });
        let found: ProjectsView = call(&app, &li_min(), "projects", asked).await.unwrap();
        assert_eq!(found.total, hits, "{search}");
    }
}

#[tokio::test]
async fn a_finding_is_raised_replied_and_closed_by_a_second_inspector() {
    let folder = tempfile::tempdir().unwrap();
    let (app, li) = (app(folder.path(), 1), li_min());
    let project = project(&app).await;
    let id = start(&app, &li, project, "JGJ59").await.row.id;
    let raise =
        json!({ "inspection": id, "item": "B01-01", "note": "", "severity": null, "due": null });
    let early = call::<Value>(&app, &li, "raise_finding", raise.clone())
        .await
        .unwrap_err();
    assert_eq!(early.code, Code::Refused, "nothing failed yet");
    let lost =
        json!({ "kind": "deductions", "deductions": [{ "points": 2, "note": "责任制未签字" }] });
    answer(&app, &li, id, "B01-01", lost).await.unwrap();
    let finding: FindingView = call(&app, &li, "raise_finding", raise).await.unwrap();
    assert_eq!(finding.row.note, "责任制未签字");
    let act = |act: &str| json!({ "id": finding.row.id, "act": act, "note": "已整改" });
    call::<FindingView>(&app, &zhao_fang(), "act_on_finding", act("replied"))
        .await
        .unwrap();
    let alone = call::<Value>(&app, &li, "act_on_finding", act("closed"))
        .await
        .unwrap_err();
    assert_eq!(
        alone.code,
        Code::Refused,
        "whoever raised it alone does not close it"
    );
    let closed: FindingView = call(&app, &wang_qiang(), "act_on_finding", act("closed"))
        .await
        .unwrap();
    assert_eq!(serde_json::to_value(closed.row.state).unwrap(), "closed");
    let view: ProjectView = call(&app, &zhao_fang(), "project", json!({ "id": project }))
        .await
        .unwrap();
    assert_eq!((view.row.findings_open, view.findings.len()), (0, 1));
}

#[tokio::test]
async fn a_photo_and_an_inspection_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let (app, li) = (app(folder.path(), 1), li_min());
    let project = project(&app).await;
    let id = start(&app, &li, project, "JGJ59").await.row.id;
    add_photo(&app, &li, id, "B01-02", 1).await;
    let view: InspectionView = call(&app, &li, "inspection", json!({ "id": id }))
        .await
        .unwrap();
    let photo = view
        .items
        .iter()
        .flat_map(|item| &item.photos)
        .next()
        .unwrap()
        .id;
    let by = json!({ "inspection": id, "photo": photo });
    call::<Value>(&app, &li, "remove_photo", by.clone())
        .await
        .unwrap();
    let view: InspectionView = call(&app, &li, "inspection", json!({ "id": id }))
        .await
        .unwrap();
    assert_eq!((view.row.photos, view.removed_photos.len()), (0, 1));
    call::<Value>(&app, &li, "restore_photo", by).await.unwrap();
    let aside: InspectionView = call(&app, &li, "set_aside_inspection", json!({ "id": id }))
        .await
        .unwrap();
    assert_eq!(aside.row.state, InspectionState::SetAside);
    let back: InspectionView = call(&app, &li, "restore_inspection", json!({ "id": id }))
        .await
        .unwrap();
    assert_eq!(
        (back.row.state, back.row.photos),
        (InspectionState::InProgress, 1)
    );
}

/// T03: index and snapshots made again from changes alone give the same answer.
#[tokio::test]
async fn rebuilding_from_changes_alone_gives_the_same_answer_t03() {
    let folder = tempfile::tempdir().unwrap();
    let (app, li) = (app(folder.path(), 1), li_min());
    let project = project(&app).await;
    let id = start(&app, &li, project, "JGJ59").await.row.id;
    for number in 1..=6 {
        answer(&app, &li, id, &format!("B14-{number:02}"), FULL())
            .await
            .unwrap();
        flush(&app, &li, id.into()).await.unwrap();
    }
    add_photo(&app, &li, id, "B14-01", 3).await;
    let everything = |app: &App<SqliteDevice>| {
        let app = app.clone();
        async move {
            let li = li_min();
            let view: Value = call(&app, &li, "inspection", json!({ "id": id }))
                .await
                .unwrap();
            let home: Value = call(&app, &li, "project", json!({ "id": project }))
                .await
                .unwrap();
            let asked = json!({ "search": "科创", "stage": null, "offset": 0, "limit": 50 });
            let found: Value = call(&app, &li, "projects", asked).await.unwrap();
            (view, home, found)
        }
    };
    let before = everything(&app).await;
    assert_eq!(rebuild(&app, &li).await.unwrap(), 2);
    assert_eq!(everything(&app).await, before);
    assert!(app.store().check().await.unwrap().is_empty());
    let changes = app.store().changes(id.into()).await.unwrap();
    assert_eq!(
        changes.len(),
        7,
        "one for the start, one for each screen left"
    );
}
