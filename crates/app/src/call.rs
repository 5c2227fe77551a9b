//! A command by its name: what the window and the browser have in common. Session, people, devices and photo bytes are the hosts' own.

use handheld_contract::command::*;
use handheld_contract::{Code, Problem};
use handheld_store::records::Records;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Answer, App, Who};

fn request<T: DeserializeOwned>(value: Value) -> Answer<T> {
    serde_json::from_value(value).map_err(|e| {
        Problem::new(Code::BadInput)
            .with("what", "request")
            .with("why", e.to_string())
    })
}

fn response<T: Serialize>(value: T) -> Answer<Value> {
    serde_json::to_value(value).map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))
}

impl<S: Records> App<S> {
    /// Runs a command for a person. `None` when the name is none of the use cases here, so that the host looks among its own.
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the use case, or [`Code::BadInput`] when the request has another shape.
    pub async fn call(&self, who: &Who, name: &str, asked: Value) -> Answer<Option<Value>> {
        // Each group in a box of its own: what waits in one is as large as its largest use case, and lies on the stack of whoever polls it.
        let answer = match name {
            "today" => response(self.today_view(who).await?),
            "projects" => response(self.projects(who, request(asked)?).await?),
            "project" => response(self.project(who, request::<ByProject>(asked)?.id).await?),
            "templates" => response(self.templates()),
            "inspection" => response(
                self.inspection(who, request::<ByInspection>(asked)?.id)
                    .await?,
            ),
            "findings" => response(self.findings(who, request(asked)?).await?),
            "finding" => response(self.finding(who, request::<ByFinding>(asked)?.id).await?),
            "act_on_finding" => response(self.act_on_finding(who, request(asked)?).await?),
            "inbox" => response(self.inbox(who).await?),
            "edit_project" => response(self.edit_project(who, request(asked)?).await?),
            "cases" | "case" | "flow" | "owed" | "board" | "procedures" | "declare_matters"
            | "act_on_case" | "share_material" | "set_green_channel" | "move_stage"
            | "record_dates" => return Box::pin(self.approve(who, name, asked)).await.map(Some),
            "surveys" | "survey" | "assign_survey" | "revise_design" | "measure_target"
            | "try_readings" | "choose_measurement" | "use_instrument" | "sign_survey"
            | "withdraw_signature" | "check_survey" | "reuse_survey" => {
                return Box::pin(self.check_site(who, name, asked)).await.map(Some);
            }
            _ => return Box::pin(self.inspect(who, name, asked)).await,
        };
        answer.map(Some)
    }

    /// The commands of approvals.
    async fn approve(&self, who: &Who, name: &str, asked: Value) -> Answer<Value> {
        match name {
            "cases" => response(self.cases(who, request(asked)?).await?),
            "case" => response(self.case(who, request::<ByCase>(asked)?.id).await?),
            "flow" => response(self.flow(who, request(asked)?).await?),
            "owed" => response(self.owed(who).await?),
            "board" => response(self.board(who).await?),
            "declare_matters" => response(self.declare_matters(who, request(asked)?).await?),
            "act_on_case" => response(self.act_on_case(who, request(asked)?).await?),
            "share_material" => response(self.share_material(who, request(asked)?).await?),
            "set_green_channel" => response(self.set_green_channel(who, request(asked)?).await?),
            "move_stage" => response(self.move_stage(who, request(asked)?).await?),
            "record_dates" => response(self.record_dates(who, request(asked)?).await?),
            _ => response(self.procedures()),
        }
    }

    /// The commands of surveys.
    async fn check_site(&self, who: &Who, name: &str, asked: Value) -> Answer<Value> {
        match name {
            "surveys" => response(self.surveys(who, request(asked)?).await?),
            "assign_survey" => response(self.assign_survey(who, request(asked)?).await?),
            "revise_design" => response(self.revise_design(who, request(asked)?).await?),
            "measure_target" => response(self.measure_target(who, request(asked)?).await?),
            "try_readings" => response(self.try_readings(who, request(asked)?).await?),
            "choose_measurement" => response(self.choose_measurement(who, request(asked)?).await?),
            "use_instrument" => response(self.use_instrument(who, request(asked)?).await?),
            "sign_survey" => response(self.sign_survey(who, request(asked)?).await?),
            "withdraw_signature" => response(self.withdraw_signature(who, request(asked)?).await?),
            "check_survey" => response(self.check_survey(who, request(asked)?).await?),
            "reuse_survey" => response(self.reuse_survey(who, request(asked)?).await?),
            _ => response(self.survey(who, request::<BySurvey>(asked)?.id).await?),
        }
    }

    /// The commands of an inspector at work.
    async fn inspect(&self, who: &Who, name: &str, asked: Value) -> Answer<Option<Value>> {
        let by_id = |asked| request::<ByInspection>(asked).map(|by| by.id);
        let answer = match name {
            "start_inspection" => response(self.start_inspection(who, request(asked)?).await?),
            "answer_item" => response(self.answer_item(who, request(asked)?).await?),
            "choose_answer" => response(self.choose_answer(who, request(asked)?).await?),
            "leave_screen" => {
                self.leave_screen(who, request(asked)?).await?;
                response(Nothing {})
            }
            "sort_photo" => response(self.sort_photo(who, request(asked)?).await?),
            "remove_photo" => response(self.set_removed(who, request(asked)?, true).await?),
            "restore_photo" => response(self.set_removed(who, request(asked)?, false).await?),
            "finish_inspection" => response(self.finish_inspection(who, by_id(asked)?).await?),
            "reopen_inspection" => response(self.reopen_inspection(who, by_id(asked)?).await?),
            "set_aside_inspection" => {
                response(self.set_aside_inspection(who, by_id(asked)?).await?)
            }
            "restore_inspection" => response(self.restore_inspection(who, by_id(asked)?).await?),
            "raise_finding" => response(self.raise_finding(who, request(asked)?).await?),
            _ => return Ok(None),
        };
        answer.map(Some)
    }
}
