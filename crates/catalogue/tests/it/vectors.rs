//! The rules of the domain on the real data: counting vectors and score vectors.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use handheld_catalogue::Catalogue;
use handheld_domain::Lang;
use handheld_domain::calendar::Suspension;
use handheld_domain::score::{ScoreSheet, score};
use serde::Deserialize;

#[derive(Deserialize)]
struct DeadlineVector {
    id: String,
    from: NaiveDate,
    limit: String,
    suspend: Vec<(NaiveDate, NaiveDate)>,
    due: NaiveDate,
    provisional: bool,
}

#[derive(Deserialize)]
struct WorkdaysVector {
    id: String,
    after: NaiveDate,
    until: NaiveDate,
    working_days: u32,
    provisional: bool,
}

#[derive(Deserialize)]
struct ScoreVector {
    id: String,
    #[serde(flatten)]
    sheet: ScoreSheet,
    sub_scores: BTreeMap<String, f64>,
    rows: BTreeMap<String, f64>,
    rows_full: f64,
    total: f64,
    grade: String,
}

macro_rules! vectors {
    ($file:literal) => {
        serde_json::from_str(include_str!(concat!(
            "../../../../tests/fixtures/domain/",
            $file
        )))
        .unwrap()
    };
}

#[test]
fn limits_end_on_the_days_of_the_vectors() {
    let vectors: Vec<DeadlineVector> = vectors!("deadlines.json");
    for vector in vectors {
        let suspensions: Vec<_> = vector
            .suspend
            .iter()
            .map(|(from, to)| Suspension::new(*from, *to).unwrap())
            .collect();
        let limit = vector.limit.parse().unwrap();
        let calendar = &Catalogue::bundled().calendar;
        let found = calendar.due_date(vector.from, limit, &suspensions).unwrap();
        assert_eq!(
            (found.due, found.provisional),
            (vector.due, vector.provisional),
            "{}",
            vector.id
        );
    }
}

#[test]
fn working_days_between_dates_are_those_of_the_vectors() {
    let vectors: Vec<WorkdaysVector> = vectors!("workdays.json");
    for vector in vectors {
        let calendar = &Catalogue::bundled().calendar;
        let found = calendar
            .working_days_between(vector.after, vector.until)
            .unwrap();
        assert_eq!(
            (found.working_days, found.provisional),
            (vector.working_days, vector.provisional),
            "{}",
            vector.id
        );
    }
}

#[test]
fn jgj59_totals_are_those_of_the_vectors() {
    let template = Catalogue::bundled().template("JGJ59").unwrap();
    let vectors: Vec<ScoreVector> = vectors!("jgj59_scores.json");
    for vector in vectors {
        let card = score(template, &vector.sheet).unwrap();
        let plain = |of: &BTreeMap<String, handheld_domain::Decimal>| -> BTreeMap<String, f64> {
            of.iter()
                .map(|(key, value)| (key.clone(), value.to_f64()))
                .collect()
        };
        assert_eq!(plain(&card.sub_scores), vector.sub_scores, "{}", vector.id);
        assert_eq!(plain(&card.rows), vector.rows, "{}", vector.id);
        assert_eq!(card.rows_full.to_f64(), vector.rows_full, "{}", vector.id);
        assert_eq!(card.total.to_f64(), vector.total, "{}", vector.id);
        assert_eq!(card.grade.word(Lang::Zh), vector.grade, "{}", vector.id);
    }
}
