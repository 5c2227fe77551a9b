//! What an office sees of its cases at the centre: pages of an inbox of many cases, through the use cases over SQLite; and the chart of the
//! largest procedure, laid out from nothing.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use handheld_app::{App, Surroundings as _, Who};
use handheld_catalogue::Catalogue;
use handheld_contract::views::approval::{CaseActKind, CaseOutcome, Signer};
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::sync::DocKind;
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{CaseId, Lang, OrganisationId, PersonId, ProjectId, ScopeId};
use handheld_domain::plan::{Plan, Terms};
use handheld_records::shape::{ActValue, CaseMeta, Key, Meta, ReceivedValue, Shaped};
use handheld_records::{ActorId, Document};
use handheld_reports::chart::{ChartInput, layout};
use handheld_store::SqliteCentre;
use handheld_store::records::{Records, Sight};
use serde_json::json;
use uuid::Uuid;

use super::Size;
use super::documents::{Here, TOGETHER, Writer, commit, store_projects};
use super::report::{Beside, Report, Times};

/// Every page and every chart is to be there within this many milliseconds: the limit that the product has set itself.
const PAGE_MS: f64 = 50.0;
/// The procedure whose matters the cases are of, in turn.
const PROCEDURE: &str = "ZJ-GEN";
/// Cases to one project.
const EACH: usize = 10;

fn clerk() -> Who {
    let person = PersonRef {
        id: PersonId(Uuid::from_u128(3)),
        name: "周洁".to_owned(),
    };
    Who {
        sight: Sight::All,
        actor: ActorId::derive(&[3; 32], person.id, 1),
        acts: ActorId::act_prefix(&[3; 32], person.id),
        person,
        role: Role::Window,
        organisation: OrganisationRef {
            id: OrganisationId(Uuid::from_u128(300)),
            name: "示例市政务服务中心".to_owned(),
            departments: Vec::new(),
        },
        signer: Signer::Centre,
        lang: Lang::Zh,
    }
}

/// A case that was handed in some days ago and has come some way since.
struct Filed {
    number: usize,
    project: ProjectId,
    matter: String,
}

impl Filed {
    fn meta(&self, who: &Who, at: &str) -> Meta {
        let owner = self.number % 40;
        Meta {
            kind: DocKind::Case,
            version: 1,
            project: self.project,
            by: who.person.clone(),
            at: at.to_owned(),
            template: None,
            stage: None,
            corrects: None,
            inspection: None,
            item: None,
            number: Some(format!("7-{:05}", self.number)),
            case: Some(CaseMeta {
                matter: self.matter.clone(),
                procedure: PROCEDURE.to_owned(),
                catalogue: Catalogue::bundled().version.clone(),
                declaration: Uuid::from_u128(self.number as u128).to_string(),
                group: None,
                commitment: self.number.is_multiple_of(9),
                pre_review: false,
                green_channel: self.number.is_multiple_of(25),
                promised: Some(format!("{}wd", self.number % 12 + 3)),
                legal: Some("20wd".to_owned()),
                owner: OrganisationRef {
                    id: OrganisationId(Uuid::from_u128(0x1000 + owner as u128)),
                    name: format!("青禾建设发展有限公司第{}分公司", owner + 1),
                    departments: Vec::new(),
                },
                project_name: format!("跨河大桥{:04} 号地块", self.number / EACH),
            }),
            survey: None,
            extra: serde_json::Map::new(),
        }
    }

    /// What was done to it: each place of a cycle ends somewhere else.
    fn acts(&self) -> &'static [(CaseActKind, Option<CaseOutcome>)] {
        use CaseActKind as K;
        const GRANTED: Option<CaseOutcome> = Some(CaseOutcome::Granted);
        match self.number % 7 {
            0 => &[(K::Submit, None)],
            1 => &[(K::Submit, None), (K::AskCorrection, None)],
            2 | 3 => &[(K::Submit, None), (K::Accept, None)],
            4 => &[(K::Submit, None), (K::Accept, None), (K::Suspend, None)],
            5 => &[(K::Submit, None), (K::Accept, None), (K::Decide, GRANTED)],
            _ => &[
                (K::Submit, None),
                (K::Accept, None),
                (K::Decide, GRANTED),
                (K::Deliver, None),
            ],
        }
    }

    fn value(
        &self,
        who: &Who,
        act: CaseActKind,
        outcome: Option<CaseOutcome>,
        on: &str,
    ) -> ActValue {
        let department = Catalogue::bundled()
            .matter(&self.matter)
            .map(|m| m.department.clone());
        let office = match act {
            CaseActKind::Decide | CaseActKind::Suspend => department.unwrap_or_default(),
            _ => String::new(),
        };
        let role = if office.is_empty() {
            Role::Window
        } else {
            Role::Approver
        };
        ActValue {
            act,
            by: who.person.clone(),
            role,
            organisation: who.organisation.clone(),
            office,
            on: on.to_owned(),
            at: format!("{on}T10:00:00+08:00"),
            seq: 0,
            signer: Signer::Centre,
            outcome,
            note: "资料齐全".to_owned(),
            basis: "行政许可法第四十五条".to_owned(),
            special: (act == CaseActKind::Suspend).then(|| "hearing".to_owned()),
            until: (act == CaseActKind::Suspend).then(|| on.to_owned()),
            days: None,
            list: vec!["补充总平面图".to_owned()],
            number: None,
            amends: None,
            design: None,
            stated_due: None,
            calendar: Catalogue::bundled().calendar.version().to_owned(),
            extra: serde_json::Map::new(),
        }
    }

    fn commit(&self, who: &Who) -> Result<handheld_store::records::Commit> {
        let now = Here.now_ms();
        // Handed in up to four weeks ago, so that clocks have every colour.
        let day = handheld_app::civil_date(now) - chrono::Days::new(self.number as u64 % 28 + 1);
        let on = day.to_string();
        let mut edits = vec![
            self.meta(who, &format!("{on}T10:00:00+08:00"))
                .edit(&Key::Meta)?,
        ];
        for (place, (act, outcome)) in self.acts().iter().enumerate() {
            let id = Here.new_id();
            edits.push(self.value(who, *act, *outcome, &on).edit(&Key::Act(id))?);
            let received = ReceivedValue {
                n: place as u64 + 1,
                at: format!("{on}T10:00:00+08:00"),
                signature: String::new(),
                extra: serde_json::Map::new(),
            };
            edits.push(received.edit(&Key::Received(id))?);
        }
        let mut document = Document::new();
        let changes = document.commit(&edits, who.actor, now)?;
        let doc = CaseId(Here.new_id()).into();
        let scope = ScopeId::of_project(self.project);
        Ok(commit(doc, DocKind::Case, scope, &document, changes))
    }
}

/// Stores so many cases, ten to a project, at different places of their way.
async fn fill(store: &SqliteCentre, who: &Who, number: usize) -> Result<()> {
    let writer = Writer::new(who.person.clone(), who.actor);
    let projects = store_projects(store, &writer, number.div_ceil(EACH), &[]).await?;
    let procedure = Catalogue::bundled()
        .procedure(PROCEDURE)
        .context(PROCEDURE)?;
    let government = |code: &&str| {
        let matter = Catalogue::bundled().matter(code);
        matter.is_some_and(|matter| matter.kind.is_government())
    };
    let matters: Vec<&str> = procedure
        .nodes
        .iter()
        .map(|node| node.matter.as_str())
        .collect();
    let matters: Vec<&str> = matters.into_iter().filter(government).collect();
    for start in (0..number).step_by(TOGETHER) {
        let part = start..number.min(start + TOGETHER);
        let made = part.map(|number| {
            let filed = Filed {
                number,
                project: projects[number / EACH],
                matter: matters[number % matters.len()].to_owned(),
            };
            filed.commit(who)
        });
        store.commit(made.collect::<Result<_>>()?).await?;
    }
    Ok(())
}

/// Pages of fifty rows of an inbox: by state, by the colour of the clock, by words, and the last one.
///
/// # Errors
///
/// What the store refuses, or a page on which nothing is.
pub async fn inbox(report: &mut Report, folder: &Path, size: Size) -> Result<()> {
    let who = clerk();
    let store = Arc::new(SqliteCentre::open(&folder.join("centre.sqlite")).await?);
    fill(&store, &who, size.records).await?;
    let app = App::new(store, Catalogue::bundled(), Arc::new(Here));
    let page = |filter: &str, colour: Option<&str>, search: &str, offset: usize| json!({"filter": filter, "project": null, "search": search, "colour": colour, "offset": offset, "limit": 50});
    let pages = [
        ("all", page("all", None, "", 0)),
        ("all, last page", page("all", None, "", size.records - 50)),
        ("open", page("open", None, "", 0)),
        ("to accept", page("to_accept", None, "", 0)),
        ("correcting", page("correcting", None, "", 0)),
        ("running", page("running", None, "", 0)),
        ("suspended", page("suspended", None, "", 0)),
        ("to deliver", page("to_deliver", None, "", 0)),
        ("post-check", page("post_check", None, "", 0)),
        ("yellow or worse", page("open", Some("yellow"), "", 0)),
        ("red or worse", page("open", Some("red"), "", 0)),
        ("search 大桥", page("all", None, "大桥", 0)),
        (
            "search 第7分公司, running",
            page("running", None, "第7分公司", 0),
        ),
    ];
    for (name, request) in pages {
        let mut taken = Times::default();
        for _ in 0..size.reads {
            let began = Instant::now();
            let answer = app.call(&who, "cases", request.clone()).await?;
            taken.push(began.elapsed());
            let rows = answer.as_ref().and_then(|view| view["cases"].as_array());
            ensure!(rows.is_some_and(|rows| !rows.is_empty()), "{name}: no rows");
        }
        let name = format!("inbox of {} cases, {name}, p95", size.records);
        report.time(name, taken.within(0.95), Beside::limit(PAGE_MS));
    }
    Ok(())
}

/// The chart of the procedure with the most matters, none left out, in both languages.
///
/// # Errors
///
/// When the catalogue has no procedure.
pub fn chart(report: &mut Report, size: Size) -> Result<()> {
    const WIDTH: f32 = 1_440.0;
    let catalogue = Catalogue::bundled();
    let largest = catalogue.procedures.iter().max_by_key(|p| p.nodes.len());
    let largest = largest.context("a catalogue has procedures")?;
    let left_out = BTreeSet::new();
    let plan = Plan::new(largest, &catalogue.matters, &catalogue.landmarks, &left_out)?;
    let input = ChartInput::of_plan(&plan, catalogue, &Terms::default());
    let mut taken = Times::default();
    for turn in 0..size.reads {
        let lang = if turn.is_multiple_of(2) {
            Lang::Zh
        } else {
            Lang::En
        };
        let began = Instant::now();
        let laid_out = layout(&input, lang, WIDTH);
        taken.push(began.elapsed());
        ensure!(laid_out.width > 0.0, "the chart is empty");
    }
    let name = format!(
        "chart of {} ({} matters) laid out, p95",
        largest.code,
        input.matters.len()
    );
    report.time(name, taken.within(0.95), Beside::limit(PAGE_MS));
    Ok(())
}
