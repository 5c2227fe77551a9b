//! Projects and inspections made in numbers: real documents with their index rows, as the use cases would have written them, ready to be
//! stored many in one transaction.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use handheld_app::{Surroundings, index, rfc3339};
use handheld_catalogue::Catalogue;
use handheld_contract::views::inspection::{AnswerInput, Deduction, PhotoSource};
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::sync::DocKind;
use handheld_contract::views::{PersonRef, Role, Stage};
use handheld_contract::{
    BlobHash, DocId, Lang, OrganisationId, PersonId, PhotoId, ProjectId, ScopeId,
};
use handheld_domain::checklist::{Item, ItemKind};
use handheld_records::shape::{
    AnswerValue, AssignedKind, AssignmentValue, FieldValue, Key, Meta, PhotoValue, Shaped,
    TemplateRef,
};
use handheld_records::{ActorId, Document, Edit};
use handheld_store::records::{Commit, Origin, Records, Sight};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Documents stored in one transaction.
pub const TOGETHER: usize = 200;
/// The template of all inspections: 189 items with marks.
pub const TEMPLATE: &str = "JGJ59";

/// Clock and ids of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Here;

impl Surroundings for Here {
    fn now_ms(&self) -> i64 {
        chrono::Utc::now().timestamp_millis()
    }

    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn last_server_time(&self) -> Option<String> {
        None
    }
}

/// An inspector who is not enrolled anywhere.
pub fn inspector() -> handheld_app::Who {
    let person = PersonRef {
        id: PersonId(Uuid::from_u128(1)),
        name: "李敏".to_owned(),
    };
    handheld_app::Who {
        sight: Sight::All,
        actor: ActorId::derive(&[1; 32], person.id, 1),
        person,
        role: Role::Inspector,
        organisation: OrganisationRef {
            id: OrganisationId(Uuid::from_u128(100)),
            name: "示例市质量安全监督站".to_owned(),
            departments: Vec::new(),
        },
        acts: [0; 8],
        signer: handheld_contract::views::approval::Signer::Device,
        lang: Lang::Zh,
    }
}

/// The items of the template in the order of the form.
///
/// # Errors
///
/// When the catalogue has no such template.
pub fn items() -> Result<Vec<&'static Item>> {
    let template = Catalogue::bundled().template(TEMPLATE);
    Ok(template.context(TEMPLATE)?.items().collect())
}

/// What an inspector enters for an item: full marks mostly, every fourth time something taken off with the reason. Also the note.
pub fn answer(item: &Item, turn: usize) -> (AnswerInput, String) {
    const REASONS: [&str; 6] = [
        "临边防护缺失，已当场指出",
        "钢筋外露未设保护帽",
        "配电箱未上锁，无警示标志",
        "连墙件间距大于方案要求",
        "专项方案未经审批",
        "C30 混凝土试块未同条件养护",
    ];
    let full = AnswerInput::Deductions { deductions: vec![] };
    if !turn.is_multiple_of(4) || !matches!(item.kind, ItemKind::Score { .. }) {
        return (full, String::new());
    }
    let note = REASONS[turn / 4 % REASONS.len()].to_owned();
    let taken = Deduction {
        points: 1.0 + (turn / 4 % 3) as f64,
        note: note.clone(),
    };
    let deductions = vec![taken];
    (AnswerInput::Deductions { deductions }, note)
}

/// Writes documents under one person and actor.
pub struct Writer {
    /// Who.
    pub by: PersonRef,
    /// Under which actor.
    pub actor: ActorId,
    count: AtomicU64,
}

impl Writer {
    /// A writer that has written nothing yet.
    pub fn new(by: PersonRef, actor: ActorId) -> Self {
        Self {
            by,
            actor,
            count: AtomicU64::new(0),
        }
    }

    fn now(&self) -> String {
        rfc3339(Here.now_ms())
    }

    fn meta(&self, kind: DocKind, project: ProjectId) -> Meta {
        Meta {
            kind,
            version: 1,
            project,
            by: self.by.clone(),
            at: self.now(),
            template: None,
            stage: None,
            corrects: None,
            inspection: None,
            item: None,
            number: None,
            extra: serde_json::Map::new(),
            case: None,
            survey: None,
        }
    }

    fn field<T: Serialize>(&self, name: &str, value: &T) -> Result<Edit> {
        let value = FieldValue::new(value, self.by.clone(), &self.now())?;
        Ok(value.edit(&Key::Field(name.to_owned()))?)
    }

    /// The project of a number, with these people assigned.
    ///
    /// # Errors
    ///
    /// When a value is not one that a document takes.
    pub fn project(&self, number: usize, people: &[PersonRef]) -> Result<Commit> {
        const WHAT: [&str; 8] = [
            "住宅小区一期",
            "中学扩建工程",
            "污水处理厂",
            "跨河大桥",
            "人民医院门诊楼",
            "Logistics park block B",
            "地铁车站",
            "产业园标准厂房",
        ];
        const WHERE: [&str; 5] = ["青禾", "云溪", "望江", "石桥", "临湖"];
        let id = ProjectId(Here.new_id());
        let place = WHERE[number % WHERE.len()];
        let owner = OrganisationRef {
            id: OrganisationId(Uuid::from_u128(0x1000 + number as u128 % 40)),
            name: format!("{place}建设发展有限公司第{}分公司", number % 40 + 1),
            departments: Vec::new(),
        };
        let code = format!("2604-330411-04-01-{:06}", 100_000 + number);
        let name = format!("{place}{}{:04} 号地块", WHAT[number % WHAT.len()], number);
        let none: [[f64; 2]; 0] = [];
        let mut edits = vec![
            self.meta(DocKind::Project, id).edit(&Key::Meta)?,
            self.field("code", &code)?,
            self.field("name", &name)?,
            self.field("stage", &Stage::Construction)?,
            self.field("district", &format!("{place}区"))?,
            self.field("address", &format!("{place}路 {} 号", number % 300 + 1))?,
            self.field("owner", &owner)?,
            self.field("site", &none)?,
        ];
        for person in people {
            let value = AssignmentValue {
                kind: AssignedKind::Person,
                name: person.name.clone(),
                role: Role::Inspector,
                on: true,
                by: self.by.clone(),
                at: self.now(),
                extra: serde_json::Map::new(),
            };
            edits.push(value.edit(&Key::Assignment(person.id.0))?);
        }
        let scope = ScopeId::of_project(id);
        self.first(DocId::from(id), DocKind::Project, scope, &[edits])
    }

    /// An inspection of a project with so many answers and photos, as one change for each ten answers.
    ///
    /// # Errors
    ///
    /// When a value is not one that a document takes.
    pub fn inspection(&self, project: ProjectId, answers: usize, photos: usize) -> Result<Commit> {
        let template = Catalogue::bundled().template(TEMPLATE).context(TEMPLATE)?;
        let mut meta = self.meta(DocKind::Inspection, project);
        meta.template = Some(TemplateRef {
            code: template.code.clone(),
            version: template.version,
        });
        meta.stage = Some(Stage::Construction);
        let mut screens = vec![vec![meta.edit(&Key::Meta)?]];
        let first = self.count.fetch_add(1, Ordering::Relaxed) as usize;
        let items = items()?;
        for (start, screen) in items[..answers.min(items.len())].chunks(10).enumerate() {
            let edits = screen.iter().zip(first + start * 10..);
            screens.push(
                edits
                    .map(|(item, turn)| self.answer(item, turn))
                    .collect::<Result<_>>()?,
            );
        }
        for number in 0..photos {
            let edit = self.photo(&items[number % items.len()].id)?;
            let screen = number % screens.len();
            screens[screen].push(edit);
        }
        let doc = DocId(Here.new_id());
        self.first(
            doc,
            DocKind::Inspection,
            ScopeId::of_project(project),
            &screens,
        )
    }

    /// The edit that answers an item.
    ///
    /// # Errors
    ///
    /// When the value is not one that a document takes.
    pub fn answer(&self, item: &Item, turn: usize) -> Result<Edit> {
        let (input, note) = answer(item, turn);
        let value = AnswerValue {
            id: Here.new_id().to_string(),
            v: Some(input),
            n: note,
            by: self.by.clone(),
            at: self.now(),
            seq: self.count.fetch_add(1, Ordering::Relaxed),
            extra: serde_json::Map::new(),
        };
        Ok(value.edit(&Key::Answer(item.id.clone()))?)
    }

    fn photo(&self, item: &str) -> Result<Edit> {
        let id = PhotoId(Here.new_id());
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let value = PhotoValue {
            sha256: BlobHash(Sha256::digest(id.to_string()).into()),
            item: Some(item.to_owned()),
            w: 4000,
            h: 3000,
            bytes: 4_800_000,
            mime: "image/jpeg".to_owned(),
            source: PhotoSource::Camera,
            taken_at: self.now(),
            seq: u32::try_from(number).unwrap_or(u32::MAX),
            position: None,
            by: self.by.clone(),
            note: String::new(),
            last_server_time: None,
            file_name: None,
            orientation: 1,
            extra: serde_json::Map::new(),
        };
        Ok(value.edit(&Key::Photo(id))?)
    }

    fn first(
        &self,
        doc: DocId,
        kind: DocKind,
        scope: ScopeId,
        screens: &[Vec<Edit>],
    ) -> Result<Commit> {
        let mut document = Document::new();
        let changes = self.write(&mut document, screens)?;
        Ok(commit(doc, kind, scope, &document, changes))
    }

    /// Writes one change for each screenful.
    ///
    /// # Errors
    ///
    /// When a value is not one that a document takes.
    pub fn write(
        &self,
        document: &mut Document,
        screens: &[Vec<Edit>],
    ) -> Result<Vec<handheld_contract::sync::Change>> {
        let mut changes = Vec::new();
        for edits in screens {
            changes.extend(document.commit(edits, self.actor, Here.now_ms())?);
        }
        Ok(changes)
    }
}

/// What is stored of a document with new changes.
pub fn commit(
    doc: DocId,
    kind: DocKind,
    scope: ScopeId,
    document: &Document,
    changes: Vec<handheld_contract::sync::Change>,
) -> Commit {
    Commit {
        doc,
        kind,
        scope,
        changes,
        heads: document.heads(),
        snapshot: None,
        index: index::rows(Catalogue::bundled(), doc, kind, document),
        journal_through: None,
        beside: Vec::new(),
        origin: Origin::Here,
    }
}

/// Stores projects with these people assigned; answers their ids.
///
/// # Errors
///
/// What the store refuses.
pub async fn store_projects(
    store: &impl Records,
    writer: &Writer,
    number: usize,
    people: &[PersonRef],
) -> Result<Vec<ProjectId>> {
    let mut ids = Vec::with_capacity(number);
    for start in (0..number).step_by(TOGETHER) {
        let part = start..number.min(start + TOGETHER);
        let made: Vec<Commit> = part
            .map(|n| writer.project(n, people))
            .collect::<Result<_>>()?;
        ids.extend(made.iter().map(|commit| ProjectId::from(commit.doc)));
        store.commit(made).await?;
    }
    Ok(ids)
}

/// Stores so many inspections, the projects in turn.
///
/// # Errors
///
/// What the store refuses.
pub async fn store_inspections(
    store: &impl Records,
    writer: &Writer,
    projects: &[ProjectId],
    number: usize,
    (answers, photos): (usize, usize),
) -> Result<()> {
    for start in (0..number).step_by(TOGETHER) {
        let part = start..number.min(start + TOGETHER);
        let made: Vec<Commit> = part
            .map(|n| writer.inspection(projects[n % projects.len()], answers, photos))
            .collect::<Result<_>>()?;
        store.commit(made).await?;
    }
    Ok(())
}
