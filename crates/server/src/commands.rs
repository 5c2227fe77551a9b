//! A command of the contract in a browser: who asks, whether they may, and who answers it: this room for people, devices and imports,
//! `app` for records. What the centre writes is one change of the centre's own actor, stored before the answer goes out.

use axum::body::Bytes;
use handheld_contract::command::*;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{Code, DocId, Lang, Problem, ProjectId};
use handheld_records::shape::AssignedKind;
use handheld_store::centre::Directory;
use handheld_store::records::Records;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::authorize::{Action, Resource, Who, authorize};
use crate::centre::Centre;
use crate::import;

/// A command as it came in.
#[derive(Debug, Clone)]
pub struct Call {
    /// Name.
    pub name: String,
    /// Request.
    pub request: Value,
    /// Raw body of a command that has one.
    pub raw: Bytes,
    /// Language of words.
    pub lang: Lang,
    /// Address of the asker.
    pub address: String,
}

/// What goes back.
#[derive(Debug)]
pub struct Reply {
    /// Response.
    pub value: Value,
    /// A cookie to set.
    pub cookie: Option<String>,
}

fn ask<T: DeserializeOwned>(value: &Value) -> Result<T, Problem> {
    T::deserialize(value).map_err(|e| {
        Problem::new(Code::BadInput)
            .with("what", "request")
            .with("why", e.to_string())
    })
}

fn reply<T: Serialize>(value: T) -> Result<Reply, Problem> {
    let value = serde_json::to_value(value)
        .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
    Ok(Reply {
        value,
        cookie: None,
    })
}

impl Centre {
    /// Runs a command. `who` is the signed-in person, when there is one.
    ///
    /// # Errors
    ///
    /// The [`Problem`] that the screens show.
    pub async fn run(&self, who: Option<&Who>, call: &Call) -> Result<Reply, Problem> {
        let row = COMMANDS.iter().find(|row| row.name == call.name);
        if row.is_none_or(|row| row.by == ServedBy::Window) {
            return Err(Problem::new(Code::NotHere));
        }
        match call.name.as_str() {
            "session" => return reply(self.session(who, call.lang).await?),
            "sign_in" => {
                let asked = ask(&call.request)?;
                let (session, cookie) = self.sign_in(asked, &call.address, call.lang).await?;
                return Ok(Reply {
                    cookie: Some(cookie),
                    ..reply(session)?
                });
            }
            _ => {}
        }
        let who = who.ok_or_else(|| Problem::new(Code::SignedOut))?;
        self.allowed(who, call).await?;
        match call.name.as_str() {
            "sign_out" => {
                let (session, cookie) = self.sign_out(who, call.lang).await?;
                Ok(Reply {
                    cookie: Some(cookie),
                    ..reply(session)?
                })
            }
            "save_preferences" => reply(
                self.save_preferences(who, &ask(&call.request)?, call.lang)
                    .await?,
            ),
            "change_password" => reply(
                self.change_password(who, ask(&call.request)?, &call.address, call.lang)
                    .await?,
            ),
            "licences" => reply(handheld_app::licences()),
            "create_project" | "edit_project" | "assign_unit" | "assign_person"
            | "act_on_finding" | "act_on_case" | "declare_matters" | "share_material"
            | "set_green_channel" | "move_stage" | "record_dates" | "choose_procedure"
            | "attach_material" | "assign_survey" | "check_survey" | "reuse_survey" => {
                self.write(who, call).await
            }
            "calendar_feed" => reply(self.feed_address(who)),
            "fetches" => reply(self.fetch_rows(ask::<ByProject>(&call.request)?.id).await?),
            "check_catalogue" => reply(self.check_catalogue(&call.raw)?.0),
            "import_catalogue" => reply(self.import_catalogue(who, &call.raw, call.lang).await?),
            "import_projects" => self.import(who, call).await,
            _ => match self.directory(who, call).await? {
                Some(reply) => Ok(reply),
                None => self.read(who, call).await,
            },
        }
    }

    /// Asks `authorize` for this command; the one place that says what a command does to what.
    async fn allowed(&self, who: &Who, call: &Call) -> Result<(), Problem> {
        let request = &call.request;
        let action = match call.name.as_str() {
            "sign_out" | "save_preferences" | "change_password" | "licences" => Action::OwnAccount,
            "today" | "projects" | "templates" | "inbox" | "my_devices" | "cases" | "owed"
            | "board" | "procedures" | "calendar_feed" => Action::ReadOwn,
            "surveys" | "survey" | "assign_survey" | "check_survey" | "reuse_survey" => {
                return self.allowed_of_surveys(who, call).await;
            }
            "flow" => {
                let id = ask::<ProjectFlow>(request)?.project;
                return self.on_project(who, Action::ReadProject, Some(id)).await;
            }
            "fetches" => {
                let id = ask::<ByProject>(request)?.id;
                return self.on_project(who, Action::ReadProject, Some(id)).await;
            }
            "case" => {
                let id = ask::<ByCase>(request)?.id;
                let project = self.project_of(id.into(), DocKind::Case).await?;
                return self.on_project(who, Action::ReadProject, project).await;
            }
            "act_on_case" => {
                let id = ask::<ActOnCase>(request)?.id;
                let project = self.project_of(id.into(), DocKind::Case).await?;
                return self.on_project(who, Action::ActOnCase, project).await;
            }
            "share_material" => {
                let id = ask::<ShareMaterial>(request)?.case;
                let project = self.project_of(id.into(), DocKind::Case).await?;
                return self.on_project(who, Action::Declare, project).await;
            }
            "attach_material" => {
                let id = ask::<AttachMaterial>(request)?.case;
                let project = self.project_of(id.into(), DocKind::Case).await?;
                return self.on_project(who, Action::Declare, project).await;
            }
            "declare_matters" => {
                let id = ask::<DeclareMatters>(request)?.project;
                return self.on_project(who, Action::Declare, Some(id)).await;
            }
            "choose_procedure" => {
                let id = ask::<ChooseProcedure>(request)?.project;
                return self.on_project(who, Action::EditProject, Some(id)).await;
            }
            "set_green_channel" => {
                let id = ask::<SetGreenChannel>(request)?.project;
                return self.on_project(who, Action::EditProject, Some(id)).await;
            }
            "move_stage" => {
                let id = ask::<MoveStage>(request)?.project;
                return self.on_project(who, Action::EditProject, Some(id)).await;
            }
            "record_dates" => {
                let id = ask::<RecordDates>(request)?.project;
                return self.on_project(who, Action::EditProject, Some(id)).await;
            }
            "findings" => match ask::<ListFindings>(request)?.project {
                Some(project) => {
                    return self
                        .on_project(who, Action::ReadProject, Some(project))
                        .await;
                }
                None => Action::ReadOwn,
            },
            "project" => {
                let id = ask::<ByProject>(request)?.id;
                return self.on_project(who, Action::ReadProject, Some(id)).await;
            }
            "inspection" => {
                let id = ask::<ByInspection>(request)?.id;
                let project = self.project_of(id.into(), DocKind::Inspection).await?;
                return self.on_project(who, Action::ReadProject, project).await;
            }
            "finding" => {
                let project = self
                    .project_of(ask::<ByFinding>(request)?.id.into(), DocKind::Finding)
                    .await?;
                return self.on_project(who, Action::ReadProject, project).await;
            }
            "act_on_finding" => {
                let asked: ActOnFinding = ask(request)?;
                let project = self.project_of(asked.id.into(), DocKind::Finding).await?;
                return self
                    .on_project(who, Action::ActOnFinding(asked.act), project)
                    .await;
            }
            "create_project" => {
                let owner = ask::<CreateProject>(request)?.owner;
                return authorize(who, Action::CreateProject, Resource::OwnedBy(owner));
            }
            "import_projects" => Action::CreateProject,
            "edit_project" => {
                let id = ask::<EditProject>(request)?.id;
                return self.on_project(who, Action::EditProject, Some(id)).await;
            }
            "assign_unit" => {
                let id = ask::<AssignUnit>(request)?.project;
                return self.on_project(who, Action::EditProject, Some(id)).await;
            }
            "assign_person" => {
                let id = ask::<AssignPerson>(request)?.project;
                return self.on_project(who, Action::EditProject, Some(id)).await;
            }
            "organisations" => Action::ReadOrganisations,
            "people" => Action::ReadPeople,
            "revoke_device" => {
                let device = self.store.device(ask::<ByDevice>(request)?.id).await?;
                return authorize(
                    who,
                    Action::RevokeDevice,
                    Resource::OfPerson(device.map(|d| d.person)),
                );
            }
            // Everything else is for administrators; a command added later is so until somebody says otherwise.
            _ => Action::ManageDirectory,
        };
        authorize(who, action, Resource::Nothing)
    }

    /// The same for the commands of surveys.
    async fn allowed_of_surveys(&self, who: &Who, call: &Call) -> Result<(), Problem> {
        let request = &call.request;
        let (action, id) = match call.name.as_str() {
            "surveys" => match ask::<ListSurveys>(request)?.project {
                Some(project) => {
                    return self
                        .on_project(who, Action::ReadProject, Some(project))
                        .await;
                }
                None => return authorize(who, Action::ReadOwn, Resource::Nothing),
            },
            "assign_survey" => {
                let project = ask::<AssignSurvey>(request)?.project;
                return self
                    .on_project(who, Action::AssignSurvey, Some(project))
                    .await;
            }
            "check_survey" => (Action::ActOnSurvey, ask::<CheckSurvey>(request)?.id),
            "reuse_survey" => (Action::ActOnSurvey, ask::<ReuseSurvey>(request)?.id),
            _ => (Action::ReadProject, ask::<BySurvey>(request)?.id),
        };
        let project = self.project_of(id.into(), DocKind::Survey).await?;
        self.on_project(who, action, project).await
    }

    pub(crate) async fn on_project(
        &self,
        who: &Who,
        action: Action,
        id: Option<ProjectId>,
    ) -> Result<(), Problem> {
        let entry = match id {
            Some(id) => self.project_entry(id).await?,
            None => None,
        };
        authorize(who, action, Resource::Project(entry.as_ref()))
    }

    pub(crate) async fn project_of(
        &self,
        doc: DocId,
        kind: DocKind,
    ) -> Result<Option<ProjectId>, Problem> {
        let stored = self.store.document(doc).await?.filter(|d| d.kind == kind);
        Ok(stored.and_then(|d| d.scope.project()))
    }

    async fn read(&self, who: &Who, call: &Call) -> Result<Reply, Problem> {
        let at_app = self.at_app(who, call.lang);
        let answer = self
            .app
            .call(&at_app, &call.name, call.request.clone())
            .await?;
        let mut value = answer.ok_or_else(|| Problem::new(Code::NotHere))?;
        self.mark_photos(&mut value).await?;
        self.mark_files(&mut value).await?;
        Ok(Reply {
            value,
            cookie: None,
        })
    }

    /// Commands that change records: one at a time, and in the log before the answer.
    async fn write(&self, who: &Who, call: &Call) -> Result<Reply, Problem> {
        let at_app = self.at_app(who, call.lang);
        let _one_at_a_time = self.writing.lock().await;
        let mut value = match call.name.as_str() {
            "create_project" => {
                let asked: CreateProject = ask(&call.request)?;
                let owner = self.known_organisation(asked.owner).await?;
                reply(self.app.create_project(&at_app, asked, owner).await?)?.value
            }
            "assign_unit" => {
                let asked: AssignUnit = ask(&call.request)?;
                let unit = self.known_organisation(asked.organisation).await?;
                let whom = (unit.id.0, unit.name, asked.role);
                let kind = AssignedKind::Organisation;
                reply(
                    self.app
                        .assign(&at_app, asked.project, kind, whom, !asked.off)
                        .await?,
                )?
                .value
            }
            "assign_person" => {
                let asked: AssignPerson = ask(&call.request)?;
                let person = self.known_person(asked.person).await?;
                let whom = (person.id.0, person.name, person.role);
                let kind = AssignedKind::Person;
                reply(
                    self.app
                        .assign(&at_app, asked.project, kind, whom, !asked.off)
                        .await?,
                )?
                .value
            }
            "assign_survey" => {
                let asked: AssignSurvey = ask(&call.request)?;
                let view = match asked.unit {
                    Some(unit) => {
                        let unit = self.known_organisation(unit).await?;
                        self.app.assign_survey_to(&at_app, asked, unit).await?
                    }
                    None => {
                        let own = at_app.organisation.clone();
                        self.app.assign_survey_to(&at_app, asked, own).await?
                    }
                };
                reply(view)?.value
            }
            "choose_procedure" => {
                let asked: ChooseProcedure = ask(&call.request)?;
                let offices = self.offices().await?;
                reply(self.app.choose_procedure(&at_app, asked, &offices).await?)?.value
            }
            "attach_material" => self.attach(&at_app, ask(&call.request)?, &call.raw).await?,
            name => {
                let answer = self.app.call(&at_app, name, call.request.clone()).await?;
                answer.ok_or_else(|| Problem::new(Code::NotHere))?
            }
        };
        self.tell_of_cases(&value).await?;
        self.mark_files(&mut value).await?;
        handheld_app::flush_all(&self.app, &at_app, i64::MAX).await?;
        self.nudge();
        Ok(Reply {
            value,
            cookie: None,
        })
    }

    async fn import(&self, who: &Who, call: &Call) -> Result<Reply, Problem> {
        let asked: ImportProjects = ask(&call.request)?;
        let at_app = self.at_app(who, call.lang);
        let rows = import::read(&asked.file_name, &call.raw)?;
        let _one_at_a_time = self.writing.lock().await;
        let organisations = self.store.organisations().await?;
        let (wanted, mut problems) = import::check(&rows, &organisations, call.lang);
        for (row, project, _) in &wanted {
            let rights = authorize(who, Action::CreateProject, Resource::OwnedBy(project.owner));
            let checked = match rights {
                Ok(()) => self.app.check_project(project).await,
                Err(problem) => Err(problem),
            };
            if let Err(problem) = checked {
                problems.push(import::problem_of(*row, &problem, call.lang));
            }
        }
        problems.sort_by_key(|p| p.row);
        let mut created = Vec::new();
        if problems.is_empty() && !asked.dry_run {
            for (_, project, owner) in wanted {
                created.push(
                    self.app
                        .create_project(&at_app, project, owner)
                        .await?
                        .row
                        .id,
                );
            }
            self.nudge();
        }
        reply(handheld_contract::views::centre::ImportResult { created, problems })
    }

    async fn directory(&self, who: &Who, call: &Call) -> Result<Option<Reply>, Problem> {
        let request = &call.request;
        let answer = match call.name.as_str() {
            "organisations" => reply(self.organisations().await?),
            "add_organisation" => reply(self.add_organisation(who, ask(request)?).await?),
            "people" => reply(self.people(who).await?),
            "add_person" => reply(self.add_person(who, ask(request)?).await?),
            "edit_person" => reply(self.edit_person(who, ask(request)?).await?),
            "enrol_code" => reply(self.enrol_code(who, ask::<ByPerson>(request)?.id).await?),
            "reset_password" => reply(
                self.reset_password(who, ask::<ByPerson>(request)?.id)
                    .await?,
            ),
            "devices" => reply(self.devices(None).await?),
            "my_devices" => reply(self.devices(Some(who.person.id)).await?),
            "revoke_device" => reply(
                self.revoke_device(Some(who), ask::<ByDevice>(request)?.id)
                    .await?,
            ),
            _ => return Ok(None),
        };
        answer.map(Some)
    }

    async fn known_organisation(
        &self,
        id: handheld_contract::OrganisationId,
    ) -> Result<handheld_contract::views::session::OrganisationRef, Problem> {
        match self.store.organisation(id).await? {
            Some(o) => Ok(handheld_contract::views::session::OrganisationRef {
                id,
                name: o.name,
                departments: o.departments,
            }),
            None => Err(Problem::new(Code::NotFound).with("what", "organisation")),
        }
    }
}
