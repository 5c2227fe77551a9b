//! The fold over an inspection: verdicts, conflicts, what lacks, and states.

use super::*;
use crate::checklist::{
    ChoiceOption, Compare, Item, NumberRule, PhotoRule, Section, Severity, Verdict,
};
use crate::project::Stage;
use crate::text::Text;

fn item(id: &str, kind: ItemKind, photo: PhotoRule) -> Item {
    Item {
        id: id.to_owned(),
        name: Text::new("项", "item"),
        check: None,
        kind,
        severity: Severity::Major,
        photo,
        clause: String::new(),
    }
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn scored(id: &str, photo: PhotoRule) -> Item {
    item(
        id,
        ItemKind::Score {
            max: Decimal::from_int(10),
            guarantee: true,
        },
        photo,
    )
}

fn number(min: Option<&str>, max: Option<&str>, compare: Option<Compare>) -> Item {
    let rule = NumberRule {
        unit: Text::new("mm", "mm"),
        min: min.map(decimal),
        max: max.map(decimal),
        compare,
        ..NumberRule::default()
    };
    item("N", ItemKind::Number(rule), PhotoRule::Optional)
}

fn choice() -> Item {
    let option = |key: &str, zh: &str, en: &str, verdict| ChoiceOption {
        key: key.to_owned(),
        label: Text::new(zh, en),
        verdict,
    };
    let options = vec![
        option("good", "合格", "pass", Verdict::Pass),
        option("bad", "不合格", "fail", Verdict::Fail),
        option("later", "待评定", "to be judged", Verdict::Open),
    ];
    item("C", ItemKind::Choice { options }, PhotoRule::OnFail)
}

/// Two sections: S1 with a scored, a pass/fail and a photo item, S2 with one pass/fail item.
fn template() -> Template {
    let section = |code: &str, items| Section {
        code: code.to_owned(),
        name: Text::new("节", "section"),
        table: None,
        row: None,
        items,
    };
    Template {
        code: "TEST".to_owned(),
        version: 1,
        name: Text::new("试", "test"),
        standard: Text::new("无", "none"),
        origin: crate::origin::Origin::default(),
        stages: vec![Stage::Construction],
        scoring: None,
        sections: vec![
            section(
                "S1",
                vec![
                    scored("S1-1", PhotoRule::OnDeduction),
                    item("S1-2", ItemKind::PassFail, PhotoRule::Required),
                    item("S1-3", ItemKind::Photo, PhotoRule::Required),
                ],
            ),
            section(
                "S2",
                vec![item("S2-1", ItemKind::PassFail, PhotoRule::OnFail)],
            ),
        ],
    }
}

fn recorded(answer: Answer, note: &str) -> Recorded {
    Recorded {
        answer,
        note: note.to_owned(),
        known_to: BTreeSet::new(),
    }
}

fn result(result: PassFail) -> Answer {
    Answer::Result { result }
}

fn deductions(points: &[(&str, &str)]) -> Answer {
    let one = |(points, note): &(&str, &str)| Deduction {
        points: decimal(points),
        note: (*note).to_owned(),
    };
    Answer::Deductions {
        deductions: points.iter().map(one).collect(),
    }
}

fn answers(all: &[(&str, Vec<Recorded>)]) -> Answers {
    all.iter()
        .map(|(item, recorded)| ((*item).to_owned(), recorded.clone()))
        .collect()
}

fn photos(items: &[&str]) -> PhotographedItems {
    items.iter().map(|item| (*item).to_owned()).collect()
}

fn missing(all: &Answers, photographed: &PhotographedItems) -> Vec<(String, Lack)> {
    lacks(&template(), all, photographed)
        .into_iter()
        .map(|m| (m.item, m.lack))
        .collect()
}

#[test]
fn readings_are_judged_with_both_limits_inclusive() {
    let reading = |item: &Item, value: &str, design: Option<&str>| {
        let answer = Answer::Number {
            value: decimal(value),
            design: design.map(decimal),
        };
        answer.verdict(item)
    };
    let both = number(Some("0"), Some("50"), None);
    for (value, verdict) in [
        ("0", Verdict::Pass),
        ("50", Verdict::Pass),
        ("50.0", Verdict::Pass),
        ("50.000000001", Verdict::Fail),
        ("-0.1", Verdict::Fail),
    ] {
        assert_eq!(reading(&both, value, None), verdict, "{value}");
    }
    assert_eq!(reading(&number(None, None, None), "7", None), Verdict::Open);
    let at_least = number(None, None, Some(Compare::GeDesign));
    assert_eq!(reading(&at_least, "12", None), Verdict::Open);
    assert_eq!(reading(&at_least, "12", Some("12")), Verdict::Pass);
    assert_eq!(reading(&at_least, "11.9", Some("12")), Verdict::Fail);
    let at_most = number(None, None, Some(Compare::LeDesign));
    assert_eq!(reading(&at_most, "2.51", Some("2.5")), Verdict::Fail);
}

#[test]
fn each_item_takes_its_own_kind_of_answer_and_not_applicable() {
    let scored = scored("S", PhotoRule::Optional);
    let ok = |item: &Item, answer: Answer| answer.check(item).is_ok();
    for item in [&scored, &choice(), &number(None, None, None)] {
        assert!(ok(item, result(PassFail::Na)));
        assert!(!ok(item, result(PassFail::Fail)));
        assert_eq!(result(PassFail::Na).verdict(item), Verdict::Na);
    }
    assert!(ok(
        &scored,
        Answer::Score {
            points: decimal("10")
        }
    ));
    assert!(!ok(
        &scored,
        Answer::Score {
            points: decimal("10.1")
        }
    ));
    assert!(!ok(
        &scored,
        Answer::Score {
            points: decimal("-1")
        }
    ));
    assert!(
        ok(&scored, deductions(&[("11", "")])),
        "more than the maximum counts as the maximum"
    );
    assert!(!ok(&scored, deductions(&[("0", "")])));
    for option in ["good", "合格", "pass"] {
        assert!(
            ok(
                &choice(),
                Answer::Text {
                    text: option.to_owned()
                }
            ),
            "{option}"
        );
    }
    assert_eq!(
        Answer::Text {
            text: "maybe".to_owned()
        }
        .check(&choice()),
        Err(AnswerError::UnknownOption(
            "合格 / 不合格 / 待评定".to_owned()
        ))
    );
    let words = item("T", ItemKind::Text, PhotoRule::Optional);
    assert_eq!(
        Answer::Text { text: " ".into() }.check(&words),
        Err(AnswerError::Empty)
    );
    let long = "长".repeat(answer::MAX_TEXT_CHARS + 1);
    assert_eq!(
        Answer::Text { text: long }.check(&words),
        Err(AnswerError::TooLong)
    );
}

#[test]
fn answers_keep_their_form_as_json() {
    for (answer, json) in [
        (result(PassFail::Na), r#"{"kind":"result","result":"na"}"#),
        (
            Answer::Score {
                points: decimal("8.5"),
            },
            r#"{"kind":"score","points":8.5}"#,
        ),
        (
            deductions(&[("2", "无交底")]),
            r#"{"kind":"deductions","deductions":[{"points":2,"note":"无交底"}]}"#,
        ),
        (
            Answer::Number {
                value: decimal("55.3"),
                design: None,
            },
            r#"{"kind":"number","value":55.3}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&answer).unwrap(), json);
        assert_eq!(serde_json::from_str::<Answer>(json).unwrap(), answer);
    }
}

/// T30: the same answer from two devices is no conflict, in whatever way it was entered.
#[test]
fn equal_answers_are_no_conflict_and_different_ones_are() {
    let scored = scored("S", PhotoRule::Optional);
    let same = [
        recorded(
            Answer::Score {
                points: decimal("8"),
            },
            "one",
        ),
        recorded(deductions(&[("1", "a"), ("1", "b")]), "two"),
    ];
    assert!(!in_conflict(&scored, &same));
    let other = [same[0].clone(), recorded(result(PassFail::Na), "")];
    assert!(in_conflict(&scored, &other));
    let by_label = [
        recorded(
            Answer::Text {
                text: "合格".into(),
            },
            "",
        ),
        recorded(
            Answer::Text {
                text: "good".into(),
            },
            "",
        ),
    ];
    assert!(!in_conflict(&choice(), &by_label));
}

#[test]
fn everything_that_lacks_is_listed_at_once() {
    let all = answers(&[
        ("S1-1", vec![recorded(deductions(&[("2", "")]), "")]),
        (
            "S1-2",
            vec![
                recorded(result(PassFail::Pass), ""),
                recorded(result(PassFail::Fail), "cracked"),
            ],
        ),
    ]);
    let lacking: Vec<_> = missing(&all, &photos(&[]));
    let expected = [
        ("S1-1", Lack::Photo),
        ("S1-1", Lack::Note),
        ("S1-2", Lack::Choice),
        ("S1-2", Lack::Photo),
        ("S1-3", Lack::Answer),
    ];
    assert_eq!(
        lacking,
        expected.map(|(item, lack)| (item.to_owned(), lack))
    );
}

#[test]
fn a_section_nobody_touched_does_not_take_part() {
    let all = answers(&[("S2-1", vec![recorded(result(PassFail::Pass), "")])]);
    assert_eq!(missing(&all, &photos(&[])), []);
    let done = progress(&template(), &all, &photos(&[]));
    assert_eq!((done.items, done.answered), (1, 1));
    let nothing = progress(&template(), &answers(&[]), &photos(&[]));
    assert_eq!((nothing.items, nothing.answered), (4, 0));
    assert_eq!(missing(&answers(&[]), &photos(&[])).len(), 4);
}

#[test]
fn photos_and_notes_are_asked_for_only_where_the_rule_says() {
    let all = answers(&[
        (
            "S1-1",
            vec![recorded(
                Answer::Score {
                    points: decimal("10"),
                },
                "",
            )],
        ),
        ("S1-2", vec![recorded(result(PassFail::Na), "")]),
    ]);
    assert_eq!(missing(&all, &photos(&["S1-3"])), []);
    let noted_per_fault = answers(&[("S1-1", vec![recorded(deductions(&[("2", "why")]), "")])]);
    let lacking = missing(&noted_per_fault, &photos(&["S1-1", "S1-3"]));
    assert_eq!(lacking, [("S1-2".to_owned(), Lack::Answer)]);
}

#[test]
fn marks_come_from_the_tables_that_were_touched() {
    let all = answers(&[(
        "S1-1",
        vec![
            recorded(deductions(&[("2", "")]), ""),
            recorded(deductions(&[("3", "")]), ""),
        ],
    )]);
    let sheet = score_sheet(&template(), &all);
    assert_eq!(sheet.deductions.len(), 1);
    assert_eq!(
        sheet.deductions["S1"]["S1-1"],
        decimal("3"),
        "the lower marks count until chosen"
    );
    assert!(
        score_sheet(&template(), &answers(&[]))
            .deductions
            .is_empty()
    );
}

fn entry(id: &str, kind: EntryKind) -> Entry {
    Entry {
        id: id.to_owned(),
        kind,
    }
}

fn names(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn finished_means_a_finish_that_no_reopening_names_in_any_order() {
    let finish = |id: &str| entry(id, EntryKind::Finished);
    let reopen = |id: &str, of: &[&str]| entry(id, EntryKind::Reopened { names: names(of) });
    let mut entries = vec![];
    assert_eq!(InspectionState::of(&entries), InspectionState::InProgress);
    entries.push(finish("f1"));
    assert_eq!(InspectionState::of(&entries), InspectionState::Finished);
    entries.push(reopen("r1", &["f1"]));
    assert_eq!(InspectionState::of(&entries), InspectionState::InProgress);
    // Another device finished without knowing of the reopening.
    entries.push(finish("f2"));
    assert_eq!(standing_finishes(&entries), ["f2"]);
    entries.reverse();
    assert_eq!(InspectionState::of(&entries), InspectionState::Finished);
    entries.push(reopen("r2", &["f2", "f1"]));
    assert_eq!(InspectionState::of(&entries), InspectionState::InProgress);
}

#[test]
fn setting_aside_can_be_taken_back_and_never_hides_a_finish() {
    let mut entries = vec![entry("s1", EntryKind::SetAside)];
    assert_eq!(InspectionState::of(&entries), InspectionState::SetAside);
    entries.push(entry("f1", EntryKind::Finished));
    assert_eq!(InspectionState::of(&entries), InspectionState::Finished);
    entries.pop();
    entries.push(entry(
        "t1",
        EntryKind::Restored {
            names: names(&["s1"]),
        },
    ));
    assert_eq!(InspectionState::of(&entries), InspectionState::InProgress);
}

#[test]
fn an_answer_no_standing_finish_knew_came_after_finishing() {
    let known = |by: &[&str]| Recorded {
        known_to: by.iter().map(|id| (*id).to_owned()).collect(),
        ..recorded(result(PassFail::Pass), "")
    };
    assert!(!known(&[]).is_after_finishing(&[]), "nothing is finished");
    assert!(known(&[]).is_after_finishing(&["f1"]));
    assert!(known(&["f0"]).is_after_finishing(&["f1"]));
    assert!(!known(&["f2"]).is_after_finishing(&["f1", "f2"]));
}
