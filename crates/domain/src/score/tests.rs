//! Scoring on a small template: two rows of one table each and one row of two tables.

use proptest::prelude::*;

use super::*;
use crate::checklist::{Item, PhotoRule, Severity, SummaryRow};
use crate::project::Stage;
use crate::text::Text;

fn section(code: &str, row: &str, marks: &[(i32, bool)]) -> Section {
    let items = marks
        .iter()
        .enumerate()
        .map(|(index, (max, guarantee))| Item {
            id: format!("{code}-{:02}", index + 1),
            name: Text::new("项", "item"),
            check: None,
            kind: ItemKind::Score {
                max: Decimal::from_int(*max),
                guarantee: *guarantee,
            },
            severity: Severity::Major,
            photo: PhotoRule::OnDeduction,
            clause: String::new(),
        });
    Section {
        code: code.to_owned(),
        name: Text::new("表", "table"),
        table: None,
        row: Some(row.to_owned()),
        items: items.collect(),
    }
}

/// T1 (60 guarantee + 40) feeds R1; T2 and T3 feed R2; T4 without guarantee items feeds R3.
fn template() -> Template {
    let guarded = [(20, true), (20, true), (20, true), (20, false), (20, false)];
    let row = |code: &str, weight| SummaryRow {
        code: code.to_owned(),
        name: Text::new("行", "row"),
        weight: Decimal::from_int(weight),
    };
    Template {
        code: "TEST".to_owned(),
        version: 1,
        name: Text::new("试", "test"),
        standard: Text::new("无", "none"),
        origin: crate::origin::Origin::default(),
        stages: vec![Stage::Construction],
        scoring: Some(Scoring {
            guarantee_full: Decimal::from_int(60),
            guarantee_pass: Decimal::from_int(40),
            guarantee_missing: GuaranteeMissing::ProRata,
            excellent_from: Decimal::from_int(80),
            qualified_from: Decimal::from_int(70),
            rows: vec![row("R1", 50), row("R2", 30), row("R3", 20)],
        }),
        sections: vec![
            section("T1", "R1", &guarded),
            section("T2", "R2", &guarded),
            section("T3", "R2", &guarded),
            section("T4", "R3", &[(50, false), (25, false), (25, false)]),
        ],
    }
}

fn sheet(deductions: &[(&str, &[(&str, &str)])], not_applicable: &[&str]) -> ScoreSheet {
    let of = |items: &[(&str, &str)]| {
        items
            .iter()
            .map(|(item, points)| ((*item).to_owned(), points.parse().unwrap()))
            .collect()
    };
    ScoreSheet {
        deductions: deductions
            .iter()
            .map(|(t, items)| ((*t).to_owned(), of(items)))
            .collect(),
        not_applicable: not_applicable
            .iter()
            .map(|item| (*item).to_owned())
            .collect(),
    }
}

fn total(sheet: &ScoreSheet) -> (String, Grade) {
    let card = score(&template(), sheet).unwrap();
    (card.total.to_string(), card.grade)
}

fn sub(sheet: &ScoreSheet, table: &str) -> String {
    score(&template(), sheet).unwrap().sub_scores[table].to_string()
}

#[test]
fn full_marks_over_the_checked_rows_are_a_hundred() {
    let card = score(&template(), &sheet(&[("T1", &[]), ("T4", &[])], &[])).unwrap();
    assert_eq!(card.total, Decimal::from_int(100));
    assert_eq!(card.rows_full, Decimal::from_int(70));
    assert_eq!(card.grade, Grade::Excellent);
    assert_eq!(card.rows.keys().collect::<Vec<_>>(), ["R1", "R3"]);
}

#[test]
fn a_deduction_above_the_maximum_counts_as_the_maximum() {
    assert_eq!(sub(&sheet(&[("T4", &[("T4-02", "99")])], &[]), "T4"), "75");
    assert_eq!(sub(&sheet(&[("T4", &[("T4-02", "25")])], &[]), "T4"), "75");
}

#[test]
fn a_guarantee_item_at_zero_makes_the_table_zero_and_the_site_unqualified() {
    let zero = sheet(
        &[
            ("T1", &[("T1-01", "20")]),
            ("T2", &[]),
            ("T3", &[]),
            ("T4", &[]),
        ],
        &[],
    );
    assert_eq!(sub(&zero, "T1"), "0");
    assert_eq!(total(&zero), ("50".to_owned(), Grade::Unqualified));
    let general = sheet(&[("T1", &[("T1-04", "20")])], &[]);
    assert_eq!(total(&general), ("80".to_owned(), Grade::Excellent));
}

#[test]
fn guarantee_marks_below_forty_of_sixty_make_the_table_zero() {
    let at = |points: &str| sheet(&[("T1", &[("T1-01", "19"), ("T1-02", points)])], &[]);
    assert_eq!(sub(&at("1"), "T1"), "80");
    assert_eq!(sub(&at("1.000000001"), "T1"), "0");
}

#[test]
fn missing_guarantee_items_are_converted_or_not_as_the_template_says() {
    // 40 possible: 27 of 40 are 40.5 of 60.
    let seven = sheet(&[("T1", &[("T1-01", "13")])], &["T1-03"]);
    assert_eq!(sub(&seven, "T1"), "83.75");
    let fourteen = sheet(&[("T1", &[("T1-01", "14")])], &["T1-03"]);
    assert_eq!(sub(&fourteen, "T1"), "0");
    let mut strict = template();
    strict.scoring.as_mut().unwrap().guarantee_missing = GuaranteeMissing::AsIs;
    assert!(score(&strict, &seven).unwrap().sub_scores["T1"].is_zero());
}

#[test]
fn without_any_guarantee_item_that_applies_there_is_no_guarantee_test() {
    let general_only = sheet(&[("T1", &[("T1-04", "15")])], &["T1-01", "T1-02", "T1-03"]);
    assert_eq!(sub(&general_only, "T1"), "62.5");
}

#[test]
fn a_table_of_which_nothing_applies_was_not_checked() {
    let all = ["T4-01", "T4-02", "T4-03"];
    let card = score(&template(), &sheet(&[("T1", &[]), ("T4", &[])], &all)).unwrap();
    assert!(!card.sub_scores.contains_key("T4"));
    assert_eq!(card.rows_full, Decimal::from_int(50));
    let alone = score(&template(), &sheet(&[("T4", &[])], &all));
    assert_eq!(alone, Err(ScoreError::NothingChecked));
    assert_eq!(
        score(&template(), &ScoreSheet::default()),
        Err(ScoreError::NothingChecked)
    );
}

#[test]
fn tables_of_one_row_count_with_their_mean_even_when_one_is_zero() {
    let both = sheet(
        &[("T2", &[("T2-01", "20")]), ("T3", &[("T3-04", "10")])],
        &[],
    );
    let card = score(&template(), &both).unwrap();
    assert_eq!(card.rows["R2"].to_string(), "13.5");
    assert_eq!(card.total.to_string(), "45");
    assert_eq!(card.zero_tables, ["T2"]);
    assert_eq!(card.grade, Grade::Unqualified);
}

#[test]
fn a_table_without_guarantee_items_can_be_zero_too() {
    let lost = [("T4-01", "50"), ("T4-02", "25"), ("T4-03", "25")];
    let card = score(&template(), &sheet(&[("T1", &[]), ("T4", &lost)], &[])).unwrap();
    assert_eq!(card.zero_tables, ["T4"]);
    assert_eq!(card.total.to_string(), "71.43");
    assert_eq!(card.grade, Grade::Unqualified);
}

#[test]
fn the_grade_is_judged_before_rounding() {
    // 79.995 prints as 80.00.
    assert_eq!(
        total(&sheet(&[("T4", &[("T4-01", "20.005")])], &[])),
        ("80".to_owned(), Grade::Qualified)
    );
    assert_eq!(
        total(&sheet(&[("T4", &[("T4-01", "30.004")])], &[])),
        ("70".to_owned(), Grade::Unqualified)
    );
    assert_eq!(
        total(&sheet(&[("T4", &[("T4-01", "20")])], &[])),
        ("80".to_owned(), Grade::Excellent)
    );
}

#[test]
fn a_half_is_rounded_up_where_binary_fractions_would_not() {
    // 100 - 1.005 = 98.995: the nearest binary fraction lies below the half.
    let card = score(&template(), &sheet(&[("T4", &[("T4-01", "1.005")])], &[])).unwrap();
    assert_eq!(card.total.to_string(), "99");
    let card = score(&template(), &sheet(&[("T4", &[("T4-01", "1.015")])], &[])).unwrap();
    assert_eq!(card.total.to_string(), "98.99");
}

#[test]
fn unknown_names_and_negative_deductions_are_refused() {
    let refused = |s: &ScoreSheet| score(&template(), s).unwrap_err();
    assert_eq!(
        refused(&sheet(&[("T9", &[])], &[])),
        ScoreError::UnknownTable("T9".into())
    );
    let wrong = ScoreError::UnknownItem {
        table: "T1".into(),
        item: "T2-01".into(),
    };
    assert_eq!(refused(&sheet(&[("T1", &[("T2-01", "1")])], &[])), wrong);
    let wrong = ScoreError::UnknownItem {
        table: "TEST".into(),
        item: "T9-01".into(),
    };
    assert_eq!(refused(&sheet(&[("T1", &[])], &["T9-01"])), wrong);
    assert_eq!(
        refused(&sheet(&[("T1", &[("T1-01", "-1")])], &[])),
        ScoreError::NegativeDeduction("T1-01".into())
    );
    let mut plain = template();
    plain.scoring = None;
    assert_eq!(
        score(&plain, &sheet(&[("T1", &[])], &[])),
        Err(ScoreError::NotScored("TEST".into()))
    );
}

#[test]
fn marks_taken_off_at_an_item_that_does_not_apply_do_not_count() {
    assert_eq!(
        sub(&sheet(&[("T4", &[("T4-01", "50")])], &["T4-01"]), "T4"),
        "100"
    );
}

prop_compose! {
    fn some_sheet()(
        tables in proptest::sample::subsequence(vec!["T1", "T2", "T3", "T4"], 1..=4),
        points in proptest::collection::vec(0_i32..60, 20),
        absent in proptest::collection::vec(proptest::bool::weighted(0.2), 20),
    ) -> ScoreSheet {
        let template = template();
        let mut made = ScoreSheet::default();
        let mut index = 0;
        for table in tables {
            let mut deductions = BTreeMap::new();
            for item in &template.section(table).unwrap().items {
                deductions.insert(item.id.clone(), Decimal::from_int(points[index]));
                if absent[index] {
                    made.not_applicable.insert(item.id.clone());
                }
                index += 1;
            }
            made.deductions.insert(table.to_owned(), deductions);
        }
        made
    }
}

proptest! {
    #[test]
    fn totals_lie_between_nothing_and_a_hundred(sheet in some_sheet()) {
        if let Ok(card) = score(&template(), &sheet) {
            prop_assert!(card.total >= Decimal::ZERO && card.total <= Decimal::from_int(100));
            let sum = Decimal::sum(card.rows.values().copied());
            prop_assert!(sum <= card.rows_full);
            prop_assert_eq!(card.zero_tables.is_empty() && card.total > Decimal::from_int(80),
                card.grade == Grade::Excellent && card.total != Decimal::from_int(80));
        }
    }

    #[test]
    fn one_more_deduction_never_raises_the_total(
        sheet in some_sheet(), pick in 0_usize..20, more in 1_i32..30,
    ) {
        let Ok(before) = score(&template(), &sheet) else { return Ok(()); };
        let mut worse = sheet.clone();
        let tables: Vec<String> = worse.deductions.keys().cloned().collect();
        let table = worse.deductions.get_mut(&tables[pick % tables.len()]).unwrap();
        let items: Vec<String> = table.keys().cloned().collect();
        let points = table.get_mut(&items[pick % items.len()]).unwrap();
        *points = points.saturating_add(Decimal::from_int(more));
        let after = score(&template(), &worse).unwrap();
        prop_assert!(after.total <= before.total);
        prop_assert!(after.grade as u8 >= before.grade as u8);
    }
}
