//! `projects` and `project show`.

use clap::{Args, Subcommand, ValueEnum};
use handheld_contract::command::ListProjects;
use handheld_contract::views::Stage;
use handheld_contract::views::project::{ProjectView, ProjectsView, StageState};
use handheld_contract::{Code, Problem, ProjectId};
use handheld_device::Device;
use serde_json::{Value, json};

use super::{Id, flat, read};
use crate::output::{Answer, Context, Failure};

/// One of the six stages as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageArgument {
    Registration,
    Establishment,
    Commencement,
    Construction,
    Completion,
    Commissioning,
}

impl From<StageArgument> for Stage {
    fn from(typed: StageArgument) -> Self {
        match typed {
            StageArgument::Registration => Self::Registration,
            StageArgument::Establishment => Self::Establishment,
            StageArgument::Commencement => Self::Commencement,
            StageArgument::Construction => Self::Construction,
            StageArgument::Completion => Self::Completion,
            StageArgument::Commissioning => Self::Commissioning,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// 查找的文字 | Words to find in name, code, address, units
    #[arg(long, value_name = "TEXT", default_value = "")]
    search: String,
    /// 所在阶段 | Only this stage
    #[arg(long, value_enum)]
    stage: Option<StageArgument>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProjectCommand {
    /// 阶段、事项、检查、问题 | Stages, matters, inspections, findings
    Show(Id),
}

/// Rows asked for at once.
const PAGE: u32 = 500;

async fn all(
    device: &Device,
    search: &str,
    stage: Option<Stage>,
    context: &Context,
) -> Result<ProjectsView, Failure> {
    let mut asked = ListProjects {
        search: search.to_owned(),
        stage,
        offset: 0,
        limit: PAGE,
    };
    let mut whole: ProjectsView = read(device.projects(&asked, context.lang).await?)?;
    while whole.projects.len() < whole.total as usize {
        asked.offset += PAGE;
        let page: ProjectsView = read(device.projects(&asked, context.lang).await?)?;
        if page.projects.is_empty() {
            break;
        }
        whole.projects.extend(page.projects);
    }
    Ok(whole)
}

pub(super) async fn list(
    device: &Device,
    arguments: &ListArguments,
    context: &Context,
) -> Result<Answer, Failure> {
    let view = all(
        device,
        &arguments.search,
        arguments.stage.map(Stage::from),
        context,
    )
    .await?;
    let lines: Vec<String> = view
        .projects
        .iter()
        .map(|row| format!("{}  {}  {}", row.id, row.code, row.name))
        .collect();
    let text = if lines.is_empty() {
        context
            .lang
            .pick(
                "没有项目。先运行 handheld sync，或换一个查找词",
                "No projects. Run handheld sync first, or search for something else",
            )
            .to_owned()
    } else {
        lines.join("\n")
    };
    Answer::new(&view, text)
}

/// The project typed as its id or its code.
async fn named(device: &Device, typed: &str, context: &Context) -> Result<ProjectId, Failure> {
    if let Ok(id) = typed.trim().parse() {
        return Ok(id);
    }
    let found = all(device, typed, None, context).await?;
    let exact = found.projects.iter().find(|row| row.code == typed.trim());
    let missing =
        || Problem::new(Code::NotFound).with("what", context.lang.pick("项目", "project"));
    Ok(exact.ok_or_else(missing)?.id)
}

pub(super) async fn run(
    device: &Device,
    command: ProjectCommand,
    context: &Context,
) -> Result<Answer, Failure> {
    let ProjectCommand::Show(Id { id }) = command;
    let id = named(device, &id, context).await?;
    let value = device
        .call("project", json!({ "id": id }), context.lang)
        .await?;
    let view: ProjectView = read(value.clone())?;
    let mut answer = flat(&value);
    // Matters of all stages in one list as well, each with its stage.
    let matters: Vec<Value> = view
        .stages
        .iter()
        .flat_map(|stage| {
            stage.matters.iter().map(|matter| {
                json!({ "code": matter.code, "name": matter.name, "department": matter.department, "stage": stage.stage })
            })
        })
        .collect();
    answer["matters"] = Value::Array(matters);
    let mut lines = vec![format!("{}  {}", view.row.code, view.row.name)];
    for stage in &view.stages {
        let mark = match stage.state {
            StageState::Done => "✓",
            StageState::Current => "▶",
            StageState::Ahead => " ",
        };
        let name = context.lang.pick(&stage.name.zh, &stage.name.en);
        let n = stage.inspections;
        lines.push(context.lang.pick(
            format!("{mark} {name}  检查 {n}"),
            format!("{mark} {name}  inspections {n}"),
        ));
    }
    for row in &view.inspections {
        let name = context
            .lang
            .pick(&row.template_name.zh, &row.template_name.en);
        lines.push(format!(
            "{}  {name}  {}/{}",
            row.id, row.answered, row.items
        ));
    }
    Answer::new(answer, lines.join("\n"))
}
