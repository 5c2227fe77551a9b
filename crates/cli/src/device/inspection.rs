//! `inspection start|answer|show|finish|reopen`.

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use handheld_contract::views::Stage;
use handheld_contract::views::inspection::{AnswerInput, Deduction, InspectionView, PassFail};
use handheld_contract::{Code, InspectionId, Problem, ProjectId};
use handheld_device::Device;
use serde_json::{Value, json};

use super::projects::StageArgument;
use super::{Id, flat, id, read};
use crate::output::{Answer, Context, Failure};

#[derive(Debug, Subcommand)]
pub(crate) enum InspectionCommand {
    /// 开始一次检查 | Start an inspection
    Start(StartArguments),
    /// 回答一项 | Answer an item
    Answer(AnswerArguments),
    /// 检查的全部内容 | The inspection as stored
    Show(Id),
    /// 完成；缺什么一次列全 | Finish; everything missing is listed at once
    Finish(Id),
    /// 重新打开 | Reopen
    Reopen(Id),
}

#[derive(Debug, Args)]
pub(crate) struct StartArguments {
    /// 项目编号 | Project
    #[arg(long, value_name = "ID")]
    project: String,
    /// 检查表代号，如 JGJ59 | Template, for instance JGJ59
    #[arg(long, value_name = "CODE")]
    template: String,
    /// 阶段 | Stage
    #[arg(long, value_enum)]
    stage: StageArgument,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ResultArgument {
    Pass,
    Fail,
    Na,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["result", "score", "deduct", "value", "text"])))]
pub(crate) struct AnswerArguments {
    /// 检查编号 | Inspection
    #[arg(value_name = "ID")]
    inspection: String,
    /// 检查项，如 B14-02 | Item, for instance B14-02
    #[arg(value_name = "ITEM")]
    item: String,
    /// 合格、不合格、不适用 | Pass, fail, not applicable
    #[arg(long, value_enum)]
    result: Option<ResultArgument>,
    /// 实得分 | Points kept
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    score: Option<f64>,
    /// 扣分，可多次，各带 --note | Points deducted; may be repeated, each with its --note
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    deduct: Vec<f64>,
    /// 实测值 | Measured value
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    value: Option<f64>,
    /// 设计值，与 --value 比较 | Design value that --value is compared with
    #[arg(
        long,
        value_name = "N",
        requires = "value",
        allow_negative_numbers = true
    )]
    design: Option<f64>,
    /// 文字或选项 | Text, or the option chosen
    #[arg(long, value_name = "T")]
    text: Option<String>,
    /// 备注 | Note
    #[arg(long, value_name = "T")]
    note: Vec<String>,
}

impl AnswerArguments {
    /// The answer and its note. Notes of deductions belong to these, in the order typed; one more is the note of the item.
    fn answer(&self) -> Result<(AnswerInput, String), Failure> {
        let notes = |own: &[String]| own.join("\n");
        let answer = match (self.result, self.score, self.value, &self.text) {
            (Some(result), ..) => AnswerInput::Result {
                result: match result {
                    ResultArgument::Pass => PassFail::Pass,
                    ResultArgument::Fail => PassFail::Fail,
                    ResultArgument::Na => PassFail::Na,
                },
            },
            (_, Some(points), ..) => AnswerInput::Score { points },
            (_, _, Some(value), _) => AnswerInput::Number {
                value,
                design: self.design,
            },
            (.., Some(text)) => AnswerInput::Text { text: text.clone() },
            _ => return self.deductions(),
        };
        Ok((answer, notes(&self.note)))
    }

    fn deductions(&self) -> Result<(AnswerInput, String), Failure> {
        let count = self.deduct.len();
        if self.note.len() > count + 1 {
            let (zh, en) = ("备注多于扣分", "there are more notes than deductions");
            let problem = Problem::new(Code::Usage);
            return Err(Failure::because(
                problem,
                "notes",
                zh.to_owned(),
                en.to_owned(),
            ));
        }
        let deductions = self.deduct.iter().enumerate().map(|(n, points)| Deduction {
            points: *points,
            note: self.note.get(n).cloned().unwrap_or_default(),
        });
        // The note of the first deduction is what people read first at the item.
        let own = self.note.get(count).or(self.note.first());
        let note = own.cloned().unwrap_or_default();
        Ok((
            AnswerInput::Deductions {
                deductions: deductions.collect(),
            },
            note,
        ))
    }
}

pub(super) async fn run(
    device: &Device,
    command: InspectionCommand,
    context: &Context,
) -> Result<Answer, Failure> {
    let lang = context.lang;
    let value = match command {
        InspectionCommand::Start(arguments) => {
            let project: ProjectId = id(&arguments.project)?;
            let stage = Stage::from(arguments.stage);
            let request = json!({
                "project": project, "template": arguments.template, "stage": stage, "corrects": Value::Null,
            });
            device.call("start_inspection", request, lang).await?
        }
        InspectionCommand::Answer(arguments) => {
            let inspection: InspectionId = id(&arguments.inspection)?;
            let (answer, note) = arguments.answer()?;
            let request = json!({ "inspection": inspection, "item": arguments.item, "answer": answer, "note": note });
            device.call("answer_item", request, lang).await?;
            show(device, inspection, context).await?
        }
        InspectionCommand::Show(named) => show(device, id(&named.id)?, context).await?,
        InspectionCommand::Finish(named) => {
            let request = json!({ "id": id::<InspectionId>(&named.id)? });
            device.call("finish_inspection", request, lang).await?
        }
        InspectionCommand::Reopen(named) => {
            let request = json!({ "id": id::<InspectionId>(&named.id)? });
            device.call("reopen_inspection", request, lang).await?
        }
    };
    // What is shown as saved is a change, and no longer only in the journal.
    device.flush().await?;
    let view: InspectionView = read(value.clone())?;
    let text = words(&view, context);
    Answer::new(flat(&value), text)
}

async fn show(device: &Device, id: InspectionId, context: &Context) -> Result<Value, Failure> {
    let request = json!({ "id": id });
    Ok(device.call("inspection", request, context.lang).await?)
}

fn words(view: &InspectionView, context: &Context) -> String {
    let row = &view.row;
    let name = context
        .lang
        .pick(&row.template_name.zh, &row.template_name.en);
    let mut lines = vec![
        format!("{}  {} · {name}", row.id, row.project_name),
        context.lang.pick(
            format!(
                "已答 {}/{}，不合格 {}，照片 {}",
                row.answered, row.items, row.failed, row.photos
            ),
            format!(
                "answered {}/{}, failed {}, photos {}",
                row.answered, row.items, row.failed, row.photos
            ),
        ),
    ];
    for item in &view.items {
        let Some(answer) = &item.answer else {
            continue;
        };
        let what = match &answer.answer {
            AnswerInput::Result { result } => format!("{result:?}").to_lowercase(),
            AnswerInput::Score { points } => format!("{points}"),
            AnswerInput::Deductions { deductions } => {
                let sum: f64 = deductions.iter().map(|d| d.points).sum();
                format!("-{sum}")
            }
            AnswerInput::Number { value, .. } => format!("{value} {}", item.unit),
            AnswerInput::Text { text } => text.clone(),
        };
        let more = match item.conflict.len() {
            0 => String::new(),
            n => context.lang.pick(
                format!("（{n} 个不同答案）"),
                format!(" ({n} different answers)"),
            ),
        };
        lines.push(format!("{}  {what}  {}{more}", item.id, answer.note));
    }
    lines.join("\n")
}
