//! The rows of the two articles that approvals carry, each shown on the sample through the real centre. Figures that the catalogue alone
//! gives are in `figures`, what goes over HTTP beside the commands in `doors`.

mod doors;
mod figures;
mod parks;
mod projects;

use chrono::NaiveDate;
use handheld_catalogue::Catalogue;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::rig::{Browser, Rig};

/// The sample, and the leader who sees all of it.
pub(crate) struct Ground {
    pub(crate) rig: Rig,
    leader: Browser,
}

pub(crate) async fn ground() -> Ground {
    let rig = Rig::new().await;
    let leader = rig.signed_in("gaowangyuan").await;
    Ground { rig, leader }
}

/// A command that must be answered.
pub(crate) async fn ask(browser: &mut Browser, name: &str, asked: Value) -> Value {
    let (status, answer) = browser.call(name, asked).await;
    assert_eq!(status, StatusCode::OK, "{name}: {answer}");
    answer
}

/// The rule by which a command is refused, and all that is said of it.
pub(crate) async fn refused(browser: &mut Browser, name: &str, asked: Value) -> (String, Value) {
    let (status, answer) = browser.call(name, asked).await;
    assert_ne!(status, StatusCode::OK, "{name}: {answer}");
    assert_eq!(answer["error"]["code"], "refused", "{answer}");
    let params = answer["error"]["params"].clone();
    (text(&params["rule_key"]), params)
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(crate) fn day(value: &Value) -> NaiveDate {
    value
        .as_str()
        .and_then(|day| day.parse().ok())
        .unwrap_or_else(|| panic!("no day: {value}"))
}

/// Working days after the first day, through the second.
pub(crate) fn working_days(from: &Value, to: &Value) -> u32 {
    let calendar = &Catalogue::bundled().calendar;
    calendar
        .working_days_between(day(from), day(to))
        .unwrap()
        .working_days
}

/// An act that says nothing but what it is.
pub(crate) fn act(id: &Value, kind: &str, outcome: Option<&str>) -> Value {
    json!({
        "id": id, "act": kind, "on": null, "outcome": outcome, "note": "", "basis": "", "special": null,
        "until": null, "days": null, "list": [], "amends": null,
    })
}

impl Ground {
    pub(crate) async fn all(&mut self) -> Vec<Value> {
        let asked = json!({
            "filter": "all", "project": null, "search": "", "colour": null, "offset": 0, "limit": 500,
        });
        let answer = ask(&mut self.leader, "cases", asked).await;
        answer["cases"].as_array().unwrap().clone()
    }

    pub(crate) async fn project(&mut self, name: &str) -> Value {
        let asked = json!({"search": name, "stage": null, "offset": 0, "limit": 500});
        let answer = ask(&mut self.leader, "projects", asked).await;
        let rows = answer["projects"].as_array().unwrap();
        let found = rows.iter().find(|row| row["name"] == name);
        found.unwrap_or_else(|| panic!("no project {name}"))["id"].clone()
    }

    /// The cases of a project.
    pub(crate) async fn of(&mut self, project: &str) -> Cases {
        let all = self.all().await;
        Cases(
            all.into_iter()
                .filter(|row| row["project_name"] == project)
                .collect(),
        )
    }

    pub(crate) async fn case(&mut self, row: &Value) -> Value {
        ask(&mut self.leader, "case", json!({"id": row["id"]})).await
    }

    pub(crate) async fn flow(&mut self, project: &str) -> Value {
        let asked = json!({"project": self.project(project).await, "if_answered": null});
        ask(&mut self.leader, "flow", asked).await
    }

    pub(crate) async fn board(&mut self) -> Value {
        ask(&mut self.leader, "board", json!({})).await
    }
}

pub(crate) struct Cases(pub(crate) Vec<Value>);

impl Cases {
    /// The case of a matter.
    pub(crate) fn one(&self, matter: &str) -> &Value {
        let found = self.0.iter().find(|row| row["matter"] == matter);
        found.unwrap_or_else(|| panic!("no case of {matter}"))
    }

    pub(crate) fn decided(&self, matter: &str) -> &Value {
        &self.one(matter)["decided"]
    }

    pub(crate) fn accepted(&self, matter: &str) -> &Value {
        &self.one(matter)["clock"]["accepted"]
    }

    pub(crate) fn used(&self, matter: &str) -> u64 {
        self.one(matter)["clock"]["used"].as_u64().unwrap()
    }
}

fn acts_of(view: &Value, kind: &str) -> Vec<Value> {
    let acts = view["acts"].as_array().unwrap();
    acts.iter()
        .filter(|act| act["act"] == kind)
        .cloned()
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_has_at_least_160_cases_of_every_kind() {
    let mut g = ground().await;
    let all = g.all().await;
    let count = |test: &dyn Fn(&Value) -> bool| all.iter().filter(|row| test(row)).count();
    assert!(all.len() >= 160, "{}", all.len());
    let late =
        |row: &Value, colour: &str| row["decided"].is_null() && row["clock"]["colour"] == colour;
    let (red, black) = (count(&|r| late(r, "red")), count(&|r| late(r, "black")));
    assert!(red + black >= 6 && black >= 1, "{red} {black}");
    assert!(count(&|row| row["state"] == "suspended") >= 5);
    assert_eq!(count(&|row| row["state"] == "refused"), 4);
    assert!(count(&|row| row["commitment"] == true) >= 10);
    let revoked = count(&|row| row["state"] == "revoked" && row["commitment"] == true);
    assert_eq!(revoked, 1);
    let key_projects: std::collections::BTreeSet<String> = all
        .iter()
        .filter(|row| row["green_channel"] == true)
        .map(|row| text(&row["project"]))
        .collect();
    assert_eq!(key_projects.len(), 3);
    let mut joint = std::collections::BTreeSet::new();
    for row in &all {
        let group = row["group"]["en"].as_str();
        if matches!(group, Some("joint acceptance" | "joint issue")) {
            joint.insert(text(&row["project"]));
        }
    }
    assert!(joint.len() >= 3, "{joint:?}");
    assert!(count(&|row| row["clock"]["provisional"] == true) >= 1);
    let make_up = ["2026-02-14", "2026-09-20", "2026-10-10"];
    for date in make_up {
        assert!(count(&|row| row["decided"] == date) >= 1, "{date}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_finds_the_correction_with_what_is_missing_and_by_when() {
    let g = ground().await;
    let mut owner = g.rig.signed_in("xuwangshu").await;
    let owed = ask(&mut owner, "owed", json!({})).await;
    let first = &owed.as_array().unwrap()[0];
    assert_eq!(first["project_name"], "云帆员工宿舍");
    assert_eq!(
        (&first["matter"], &first["due"]),
        (&json!("P2-03"), &json!("2026-12-02"))
    );
    assert!(text(&first["what"]["zh"]).contains("承诺书"), "{first}");
}
