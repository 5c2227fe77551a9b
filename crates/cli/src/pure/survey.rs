//! `survey run`: one survey computation, named by `op`, on the `input` of a case. `survey system` needs the device store and is done there.
//!
//! Other keys of the case are left alone. The answer has the same form with and without `--json`. A check
//! that fails is an answer that was computed, so the exit code is 0 whatever the verdict says; it stands
//! in `verdict` or `pass`. Limits that belong to a regulation come from the catalogue. What the numbers
//! mean is the business of `handheld_domain::survey`; this room reads, names the key at fault, and rounds
//! for the page: lengths to 0.1 mm or finer, deviations to 0.1 mm, angles to 1e-10 degrees or finer.

mod case;
mod operations;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use handheld_contract::{Code, Problem};
use serde_json::{Map, Value};

use super::input;
use crate::device::{SystemCommand, run_local_system};
use crate::output::{Answer, Context, Failure};
use case::{At, Bad};

#[derive(Debug, Subcommand)]
pub(crate) enum SurveyCommand {
    /// 计算一个算例 | Compute one case
    Run(SurveyArguments),
    /// 地方坐标系（在本机加密保存） | Local systems of coordinates, sealed in the device store
    System {
        #[command(subcommand)]
        command: SystemCommand,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SurveyArguments {
    /// 算例文件，- 为标准输入 | File with the case; - is standard input
    #[arg(value_name = "FILE")]
    case: PathBuf,
}

pub(super) fn run(command: &SurveyCommand, context: &Context) -> Result<Answer, Failure> {
    match command {
        SurveyCommand::Run(arguments) => compute(arguments, context),
        SurveyCommand::System { command } => run_local_system(command, context),
    }
}

fn compute(
    SurveyArguments { case: path }: &SurveyArguments,
    context: &Context,
) -> Result<Answer, Failure> {
    let case: Map<String, Value> = input::json(path)?;
    let file = path.display().to_string();
    let case = Value::Object(case);
    let at = At::root(&case);
    let asked = at.get("op").and_then(|op| op.text().map(str::to_owned));
    let op = asked.map_err(|bad| refused(&bad, &file))?;
    let operation = operations::named(&op).ok_or_else(|| {
        Failure::from(
            Problem::new(Code::UnknownName)
                .with("what", "op")
                .with("given", &*op),
        )
    })?;
    let catalogue = context.catalogue()?;
    let answer = at
        .get("input")
        .and_then(|input| operation(&input, catalogue))
        .map_err(|bad| refused(&bad, &file))?;
    let text = format!("{answer:#}");
    Answer::new(answer, text)
}

fn refused(bad: &Bad, file: &str) -> Failure {
    let problem = Problem::new(Code::BadInput).with("what", file);
    match bad {
        Bad::Key { key, word, zh, en } => Failure::because(
            problem.with("key", &**key),
            word,
            format!("{key} {zh}"),
            format!("{key} {en}"),
        ),
        Bad::Survey(error) => Failure::because(
            problem.with("detail", error.to_string()),
            "not_computable",
            format!("无法计算（{error}）"),
            format!("it cannot be computed ({error})"),
        ),
        Bad::NoTolerance(key) => Failure::from(
            Problem::new(Code::UnknownName)
                .with("what", "tolerance")
                .with("given", *key),
        ),
    }
}
