//! What an inspection, a finding and a project read as, also with everything written at the same time.

use handheld_contract::views::inspection::{AnswerInput, PassFail, PhotoSource, Position};
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::sync::DocKind;
use handheld_contract::views::{PersonRef, Role, Stage};
use handheld_contract::{BlobHash, OrganisationId, PersonId, PhotoId, ProjectId};
use handheld_records::record::{FindingRecord, InspectionRecord, ProjectRecord};
use handheld_records::shape::*;
use handheld_records::{ActorId, Document, Edit};
use serde_json::{Map, json};
use uuid::Uuid;

const AT: &str = "2026-03-02T09:30:00+08:00";

fn person(number: u128) -> PersonRef {
    PersonRef {
        id: PersonId(Uuid::from_u128(number)),
        name: format!("person {number}"),
    }
}

fn answer(id: &str, v: Option<AnswerInput>, by: u128) -> AnswerValue {
    AnswerValue {
        id: id.into(),
        v,
        n: String::new(),
        by: person(by),
        at: AT.into(),
        seq: 1,
        extra: Map::new(),
    }
}

fn result(result: PassFail) -> Option<AnswerInput> {
    Some(AnswerInput::Result { result })
}

fn edit(key: Key, value: &impl Shaped) -> Edit {
    value.edit(&key).expect("the value is good")
}

fn item(id: &str) -> Key {
    Key::Answer(id.into())
}

fn entry(number: u128) -> Key {
    Key::Entry(Uuid::from_u128(number))
}

fn commit(document: &mut Document, by: u8, edits: &[Edit]) {
    let changes = document
        .commit(edits, ActorId([by; 16]), 0)
        .expect("the edits are good");
    assert_eq!(changes.len(), 1);
}

fn exchange(one: &mut Document, two: &mut Document) {
    let to_one = two.changes_since(&one.heads());
    let to_two = one.changes_since(&two.heads());
    one.apply(&to_one).expect("the changes are good");
    two.apply(&to_two).expect("the changes are good");
    assert_eq!(InspectionRecord::read(one), InspectionRecord::read(two));
}

fn begun() -> (Document, Document) {
    let meta = Meta {
        kind: DocKind::Inspection,
        version: 1,
        project: ProjectId(Uuid::from_u128(1)),
        by: person(1),
        at: AT.into(),
        template: Some(TemplateRef {
            code: "JGJ59".into(),
            version: 1,
        }),
        stage: Some(Stage::Construction),
        corrects: None,
        inspection: None,
        item: None,
        number: None,
        case: None,
        survey: None,
        extra: Map::new(),
    };
    let mut one = Document::new();
    commit(&mut one, 1, &[edit(Key::Meta, &meta)]);
    let two = one.clone();
    let read = InspectionRecord::read(&one)
        .common
        .meta
        .expect("it is there");
    assert_eq!(read.value, meta);
    (one, two)
}

#[test]
fn different_answers_are_both_kept_and_equal_ones_are_no_conflict_t30_s16() {
    let (mut one, mut two) = begun();
    let fail = answer("x", result(PassFail::Fail), 1);
    let pass = answer("y", result(PassFail::Pass), 2);
    commit(
        &mut one,
        1,
        &[edit(item("1"), &fail), edit(item("2"), &pass)],
    );
    commit(
        &mut two,
        2,
        &[
            edit(item("1"), &pass),
            edit(item("2"), &answer("z", result(PassFail::Pass), 2)),
        ],
    );
    exchange(&mut one, &mut two);
    let record = InspectionRecord::read(&one);
    let both = &record.answers["1"];
    assert_eq!(both.len(), 2);
    let equal = &record.answers["2"];
    assert_eq!((equal.len(), equal[0].held.also.len()), (1, 1));

    let chosen = both
        .iter()
        .find(|a| a.held.value.id == "y")
        .expect("it is there");
    let mut note = EntryValue::new(EntryKind::Chosen, person(1), AT);
    (note.item, note.answer) = (Some("1".into()), Some("y".into()));
    commit(
        &mut one,
        1,
        &[
            Edit::set(item("1"), chosen.held.raw.clone()),
            edit(entry(9), &note),
        ],
    );
    exchange(&mut one, &mut two);
    let record = InspectionRecord::read(&two);
    assert_eq!(record.answers["1"].len(), 1);
    assert_eq!(
        record.answers["1"][0].held.value, pass,
        "as it was given, by whom it was given"
    );
    assert_eq!(record.common.entries[0].held.value, note);
}

#[test]
fn a_measurement_is_never_made_of_two_t38() {
    let (mut one, mut two) = begun();
    let reading = |id: &str, value: f64, by: u128| {
        let mut reading = answer(
            id,
            Some(AnswerInput::Text {
                text: value.to_string(),
            }),
            by,
        );
        reading.n = format!("instrument {id}");
        reading.extra.insert("point".into(), json!(id));
        reading
    };
    let (a, b) = (reading("a", 12.5, 1), reading("b", 13.0, 2));
    commit(&mut one, 1, &[edit(item("1"), &a)]);
    commit(&mut two, 2, &[edit(item("1"), &b)]);
    exchange(&mut one, &mut two);
    let record = InspectionRecord::read(&one);
    let read: Vec<_> = record.answers["1"]
        .iter()
        .map(|r| r.held.value.clone())
        .collect();
    assert_eq!(read.len(), 2);
    assert!(read.iter().all(|r| *r == a || *r == b), "{read:?}");
}

#[test]
fn clearing_an_answer_never_hides_one_given_at_the_same_time_t31() {
    let (mut one, mut two) = begun();
    commit(
        &mut one,
        1,
        &[edit(item("1"), &answer("a", result(PassFail::Pass), 1))],
    );
    exchange(&mut one, &mut two);
    commit(&mut one, 1, &[edit(item("1"), &answer("b", None, 1))]);
    let alone = InspectionRecord::read(&one);
    assert!(alone.answers.is_empty());
    assert_eq!(alone.cleared["1"].value.by, person(1));
    commit(
        &mut two,
        2,
        &[edit(item("1"), &answer("c", result(PassFail::Fail), 2))],
    );
    exchange(&mut one, &mut two);
    let record = InspectionRecord::read(&one);
    assert_eq!(record.answers["1"].len(), 1);
    assert_eq!(record.answers["1"][0].held.value.id, "c");
    assert_eq!(record.cleared["1"].value.id, "b");
}

#[test]
fn answers_that_a_finish_did_not_know_of_are_marked_s18() {
    let (mut one, mut two) = begun();
    commit(
        &mut one,
        1,
        &[edit(item("1"), &answer("a", result(PassFail::Pass), 1))],
    );
    exchange(&mut one, &mut two);
    let mut finish = EntryValue::new(EntryKind::Finished, person(1), AT);
    finish.heads = one.heads();
    let with_it = edit(item("2"), &answer("b", result(PassFail::Pass), 1));
    commit(&mut one, 1, &[with_it, edit(entry(1), &finish)]);
    commit(
        &mut two,
        2,
        &[edit(item("3"), &answer("late", result(PassFail::Fail), 2))],
    );
    exchange(&mut one, &mut two);
    let record = InspectionRecord::read(&one);
    let finish_id = record.common.entries[0].id.clone();
    let known = |item: &str| record.answers[item][0].known_to.contains(&finish_id);
    assert!(
        known("1") && known("2"),
        "given before, or on the screen that was finished"
    );
    assert!(!known("3"));
}

#[test]
fn two_finishes_and_a_reopening_stand_side_by_side_s19() {
    let (mut one, mut two) = begun();
    let finish = |by| EntryValue::new(EntryKind::Finished, person(by), AT);
    commit(&mut one, 1, &[edit(entry(1), &finish(1))]);
    commit(&mut two, 2, &[edit(entry(2), &finish(2))]);
    let mut reopen = EntryValue::new(EntryKind::Reopened, person(1), AT);
    reopen.of = vec![Uuid::from_u128(1).to_string()];
    commit(&mut one, 1, &[edit(entry(3), &reopen)]);
    exchange(&mut one, &mut two);
    let record = InspectionRecord::read(&one);
    let kinds: Vec<_> = record
        .common
        .entries
        .iter()
        .map(|e| e.held.value.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            EntryKind::Finished,
            EntryKind::Finished,
            EntryKind::Reopened
        ]
    );
    let reopened = &record.common.entries[2].held.value.of;
    assert_eq!(
        *reopened,
        [record.common.entries[0].id.clone()],
        "the finish of the other still stands"
    );
}

fn photo(note: &str) -> PhotoValue {
    PhotoValue {
        sha256: BlobHash([5; 32]),
        item: Some("1".into()),
        w: 4000,
        h: 3000,
        bytes: 1_234_567,
        mime: "image/jpeg".into(),
        source: PhotoSource::Camera,
        taken_at: AT.into(),
        seq: 3,
        position: Some(Position {
            longitude: 120.7,
            latitude: 30.75,
            accuracy_m: Some(4.5),
            provider: "gps".into(),
        }),
        by: person(1),
        note: note.into(),
        last_server_time: None,
        file_name: None,
        orientation: 6,
        extra: Map::new(),
    }
}

#[test]
fn a_photo_deleted_here_and_annotated_there_stays_s17() {
    let (mut one, mut two) = begun();
    let id = PhotoId(Uuid::from_u128(40));
    let removal = |removed| RemovedValue {
        removed,
        by: person(1),
        at: AT.into(),
        extra: Map::new(),
    };
    commit(&mut one, 1, &[edit(Key::Photo(id), &photo(""))]);
    exchange(&mut one, &mut two);
    commit(&mut one, 1, &[edit(Key::Removed(id), &removal(true))]);
    let record = InspectionRecord::read(&one);
    assert!(record.photos[&id].removed && !record.photos[&id].kept_against_removal);
    commit(&mut two, 2, &[edit(Key::Photo(id), &photo("crack"))]);
    exchange(&mut one, &mut two);
    let record = InspectionRecord::read(&one);
    assert!(!record.photos[&id].removed && record.photos[&id].kept_against_removal);
    assert_eq!(record.photos[&id].held.value, photo("crack"));
    commit(
        &mut one,
        1,
        &[edit(
            Key::Removed(id),
            &RemovedValue {
                at: "later".into(),
                ..removal(true)
            },
        )],
    );
    assert!(
        InspectionRecord::read(&one).photos[&id].removed,
        "deleted again by one who knows"
    );
    commit(&mut one, 1, &[edit(Key::Removed(id), &removal(false))]);
    let record = InspectionRecord::read(&one);
    assert!(
        !record.photos[&id].removed && !record.photos[&id].kept_against_removal,
        "brought back"
    );
}

#[test]
fn damaged_and_unknown_values_are_reported_and_harm_no_other() {
    let (mut one, _) = begun();
    commit(
        &mut one,
        1,
        &[
            edit(item("1"), &answer("a", result(PassFail::Pass), 1)),
            Edit::set(item("2"), "{\"id\":7}"),
            Edit::set(entry(1), "{\"kind\":\"from_the_future\"}"),
            Edit::set("zz:new", "1"),
            Edit::set("f:name", "\"not of an inspection\""),
        ],
    );
    let record = InspectionRecord::read(&one);
    assert_eq!(record.answers.len(), 1);
    let damaged: Vec<_> = record
        .common
        .damaged
        .iter()
        .map(|d| d.key.as_str())
        .collect();
    assert_eq!(damaged, ["a:2", entry(1).to_string().as_str()]);
    assert_eq!(record.common.unknown, ["f:name", "zz:new"]);
    assert!(FindingRecord::read(&Document::new()).common.meta.is_none());
}

#[test]
fn fields_of_a_later_version_survive_being_written_again() {
    let text = r#"{"at":"t","by":{"id":"00000000-0000-0000-0000-000000000001","name":"n"},"id":"a","n":"","new":{"b":[1]},"seq":1,"v":{"kind":"result","result":"pass"}}"#;
    let mut value = AnswerValue::from_json(text).unwrap();
    assert_eq!(value.to_json().unwrap(), text);
    value.n = "note".into();
    assert!(value.to_json().unwrap().contains(r#""new":{"b":[1]}"#));
    value.v = Some(AnswerInput::Score { points: f64::NAN });
    assert!(value.to_json().is_err());
}

#[test]
fn a_project_reads_its_fields_and_assignments() {
    let mut document = Document::new();
    let field = |name: &str, value: serde_json::Value| {
        let value = FieldValue::new(&value, person(1), AT).expect("it is JSON");
        edit(Key::Field(name.into()), &value)
    };
    let owner = OrganisationRef {
        id: OrganisationId(Uuid::from_u128(5)),
        name: "owner".into(),
        departments: Vec::new(),
    };
    let assigned = |on| AssignmentValue {
        kind: AssignedKind::Person,
        name: "person 2".into(),
        role: Role::Inspector,
        on,
        by: person(1),
        at: AT.into(),
        extra: Map::new(),
    };
    let who = Uuid::from_u128(2);
    commit(
        &mut document,
        1,
        &[
            field("code", json!("2312-330402-04-01-100001")),
            field("name", json!("plant")),
            field("stage", json!("construction")),
            field("district", json!("330402")),
            field("owner", json!(owner)),
            field("site", json!([[120.1, 30.2], [120.2, 30.2], [120.2, 30.3]])),
            edit(Key::Assignment(who), &assigned(true)),
        ],
    );
    let project = ProjectRecord::read(&document);
    assert_eq!(
        (project.name().as_str(), project.stage()),
        ("plant", Some(Stage::Construction))
    );
    assert_eq!((project.owner(), project.site().len()), (Some(owner), 3));
    assert_eq!(
        (project.address().as_str(), project.assignments.len()),
        ("", 1)
    );
    let mut other = document.clone();
    commit(
        &mut document,
        1,
        &[edit(Key::Assignment(who), &assigned(false))],
    );
    assert!(!ProjectRecord::read(&document).assignments[0].held.value.on);
    let mut renewed = assigned(true);
    renewed.at = "later".into();
    commit(&mut other, 2, &[edit(Key::Assignment(who), &renewed)]);
    document.apply(&other.changes_since(&[])).unwrap();
    assert!(
        ProjectRecord::read(&document).assignments[0].held.value.on,
        "on wins over off at once"
    );
}

/// A height as an older version wrote it, and one computed from readings in both faces.
#[test]
fn a_value_keeps_what_it_was_computed_from_and_older_values_stay_readable() {
    let old = r#"{"at":"2026-03-02T09:30:00+08:00","by":{"id":"00000000-0000-0000-0000-000000000001","name":"p"},"id":"a","note":"","readings":[{"h":null,"value":24.8,"x_north":null,"y_east":null}],"seq":1,"source":"typed"}"#;
    let plain = MeasuredValue::from_json(old).unwrap();
    assert_eq!(plain.from, None);
    assert_eq!(plain.to_json().unwrap(), old, "nothing is added to it");
    let mut computed = plain.clone();
    computed.from = Some(ReadingsValue {
        readings: serde_json::from_value(json!({
            "how": "height_by_faces", "distance_m": 62,
            "rounds": [{"top_left": 70, "top_right": 290, "base_left": 91.5, "base_right": 268.5}],
        }))
        .unwrap(),
        formulas: "survey-1".into(),
        steps: None,
        extra: Map::new(),
    });
    let again = MeasuredValue::from_json(&computed.to_json().unwrap()).unwrap();
    assert_eq!(again, computed);
    assert!(
        !plain.says_the_same(&computed),
        "one was entered, the other computed"
    );
    assert!(again.says_the_same(&computed));
}

#[test]
fn a_reading_that_is_no_number_is_not_written() {
    let text = r#"{"at":"","by":{"id":"00000000-0000-0000-0000-000000000001","name":"p"},"id":"a","note":"","readings":[],"seq":1,"source":"typed","from":{"formulas":"survey-1","readings":{"how":"floor_area","floors":[{"kind":"level","area_m2":1.0,"height_m":2.8}]}}}"#;
    let mut value = MeasuredValue::from_json(text).unwrap();
    assert!(value.to_json().is_ok());
    if let Some(from) = &mut value.from
        && let handheld_contract::views::survey::FieldReadings::FloorArea { floors } =
            &mut from.readings
    {
        floors[0].height_m = f64::NAN;
    }
    assert!(value.to_json().is_err());
}
