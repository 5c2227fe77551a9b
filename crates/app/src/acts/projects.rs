//! Creating a project and deciding who takes part: acts of the centre's screens.

use handheld_contract::command::{CreateProject, EditProject};
use handheld_contract::views::project::ProjectView;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::sync::DocKind;
use handheld_contract::views::{Role, Stage};
use handheld_contract::{Code, Problem, ProjectId, ScopeId};
use handheld_domain::codes::check_project_code;
use handheld_records::Edit;
use handheld_records::shape::{
    AssignedKind, AssignmentValue, EntryKind, FieldValue, Key, Meta, Shaped,
};
use handheld_store::records::{ProjectQuery, Records};
use serde::Serialize;
use uuid::Uuid;

use crate::acts::store::everything;
use crate::opened::refused;
use crate::{Answer, App, Who, flush};

/// The longest name or address.
const MAX_WORDS: usize = 200;

impl<S: Records> App<S> {
    /// Creates a project for `owner`, whom the host has looked up.
    ///
    /// # Errors
    ///
    /// A bad code or name, a code that exists, or no right to create.
    pub async fn create_project(
        &self,
        who: &Who,
        asked: CreateProject,
        owner: OrganisationRef,
    ) -> Answer<ProjectView> {
        let own = who.role == Role::Owner && owner.id == who.organisation.id;
        if !own && !matches!(who.role, Role::Administrator | Role::Window) {
            return Err(who.forbidden("新建项目", "create a project"));
        }
        self.check_project(&asked).await?;
        let id = ProjectId(self.around.new_id());
        let meta = Meta {
            kind: DocKind::Project,
            version: 1,
            project: id,
            by: who.person.clone(),
            at: self.now(),
            template: None,
            stage: None,
            corrects: None,
            inspection: None,
            item: None,
            number: None,
            case: None,
            survey: None,
            extra: serde_json::Map::new(),
        };
        let edits = vec![
            meta.edit(&Key::Meta).map_err(refused)?,
            self.field(who, "code", &asked.code)?,
            self.field(who, "name", &asked.name.trim())?,
            self.field(who, "stage", &asked.stage)?,
            self.field(who, "district", &asked.district.trim())?,
            self.field(who, "address", &asked.address.trim())?,
            self.field(who, "owner", &owner)?,
            self.field(who, "site", &asked.site)?,
        ];
        self.create(
            who,
            id.into(),
            DocKind::Project,
            ScopeId::of_project(id),
            &edits,
        )
        .await?;
        self.project(who, id).await
    }

    /// Checks the facts of a new project without creating it: for a form and for every row of an import.
    ///
    /// # Errors
    ///
    /// [`Code::BadInput`] naming the field, or [`Code::Duplicate`].
    pub async fn check_project(&self, asked: &CreateProject) -> Answer<()> {
        let bad = |what: &str, why: String| {
            Problem::new(Code::BadInput)
                .with("what", what)
                .with("why", why)
        };
        check_project_code(&asked.code).map_err(|e| bad("code", e.to_string()))?;
        check_words("name", &asked.name, true)?;
        check_words("district", &asked.district, false)?;
        check_words("address", &asked.address, false)?;
        let on_earth =
            |[lon, lat]: &[f64; 2]| (-180.0..=180.0).contains(lon) && (-90.0..=90.0).contains(lat);
        if !asked.site.iter().all(on_earth) || (1..3).contains(&asked.site.len()) {
            return Err(bad(
                "site",
                "at least three corners as longitude, latitude in degrees".to_owned(),
            ));
        }
        let query = ProjectQuery {
            sight: everything(),
            search: asked.code.clone(),
            stage: None,
            offset: 0,
            limit: 100,
        };
        let (hits, _) = self
            .store
            .projects(&query, &self.today().to_string())
            .await?;
        if hits.iter().any(|hit| hit.entry.code == asked.code) {
            return Err(Problem::new(Code::Duplicate)
                .with("what", "code")
                .with("given", asked.code.clone()));
        }
        Ok(())
    }

    pub(super) fn field<T: Serialize>(&self, who: &Who, name: &str, value: &T) -> Answer<Edit> {
        let value = FieldValue::new(value, who.person.clone(), &self.now()).map_err(refused)?;
        value.edit(&Key::Field(name.to_owned())).map_err(refused)
    }

    pub(crate) async fn edit_project(&self, who: &Who, asked: EditProject) -> Answer<ProjectView> {
        let hit = self.project_hit(who, asked.id).await?;
        if !who.edits(&hit.entry) {
            return Err(who.forbidden("修改项目", "change the project"));
        }
        check_words("name", &asked.name, true)?;
        check_words("district", &asked.district, false)?;
        check_words("address", &asked.address, false)?;
        let mut edits = vec![
            self.field(who, "name", &asked.name.trim())?,
            self.field(who, "district", &asked.district.trim())?,
            self.field(who, "address", &asked.address.trim())?,
        ];
        if hit.entry.stage != asked.stage {
            // Onwards only through the gate; a stage that was set by mistake may be put back.
            if asked.stage > hit.entry.stage {
                edits.extend(self.passing(who, &hit.entry, "").await?);
            }
            edits.push(self.field(who, "stage", &asked.stage)?);
            edits.push(self.stage_moved(who, asked.stage)?);
        }
        self.change_project(who, asked.id, edits).await
    }

    pub(super) fn stage_moved(&self, who: &Who, stage: Stage) -> Answer<Edit> {
        let mut entry = self.entry(who, EntryKind::StageMoved);
        entry.stage = Some(stage);
        self.append(&entry)
    }

    async fn change_project(
        &self,
        who: &Who,
        id: ProjectId,
        edits: Vec<Edit>,
    ) -> Answer<ProjectView> {
        let opened = self
            .open(id.into(), who.actor)
            .await?
            .ok_or_else(|| who.not_found("项目", "project"))?;
        self.write(who, &opened, edits).await?;
        flush(self, who, id.into()).await?;
        self.project(who, id).await
    }

    /// Assigns a unit or a person, whom the host has looked up, to a project, or takes them off.
    ///
    /// # Errors
    ///
    /// No right to change the project, or what the store refuses.
    pub async fn assign(
        &self,
        who: &Who,
        project: ProjectId,
        kind: AssignedKind,
        (id, name, role): (Uuid, String, Role),
        on: bool,
    ) -> Answer<ProjectView> {
        let hit = self.project_hit(who, project).await?;
        if !who.edits(&hit.entry) {
            return Err(who.forbidden("指派单位和人员", "assign units and people"));
        }
        let value = AssignmentValue {
            kind,
            name,
            role,
            on,
            by: who.person.clone(),
            at: self.now(),
            extra: serde_json::Map::new(),
        };
        let edit = value.edit(&Key::Assignment(id)).map_err(refused)?;
        self.change_project(who, project, vec![edit]).await
    }
}

fn check_words(what: &str, words: &str, needed: bool) -> Answer<()> {
    let bad = |why: &str| {
        Problem::new(Code::BadInput)
            .with("what", what)
            .with("why", why)
    };
    if needed && words.trim().is_empty() {
        return Err(bad("empty"));
    }
    if words.chars().count() > MAX_WORDS {
        return Err(bad("longer than 200 characters"));
    }
    Ok(())
}
