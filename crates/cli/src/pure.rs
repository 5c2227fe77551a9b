//! Commands that compute on the catalogue alone, without a store: limits, working days, scores, procedures, survey.

mod chart;
mod clock;
mod comparison;
mod input;
mod planning;
mod procedures;
mod schedule;
mod score;
mod survey;

use clap::Subcommand;

use crate::output::{Answer, Context, Failure};

#[derive(Debug, Subcommand)]
pub(crate) enum PureCommand {
    /// 期限何时届满 | When a time limit ends
    Deadline(clock::DeadlineArguments),
    /// 两日之间的工作日 | Working days between two dates
    Workdays(clock::WorkdaysArguments),
    /// 检查评分 | Score a checklist
    Score(score::ScoreArguments),
    /// 测量计算 | Survey computations
    Survey {
        #[command(subcommand)]
        command: survey::SurveyCommand,
    },
    /// 全部流程 | All procedures
    Procedures,
    /// 一个流程的事项和先后 | One procedure with its matters and edges
    Procedure(procedures::ProcedureArguments),
    /// 一个流程的时间安排 | When the matters of a procedure are due
    Schedule(schedule::ScheduleArguments),
    /// 流程图（SVG） | The flow chart of a procedure as SVG
    Chart(chart::ChartArguments),
}

pub(crate) fn run(command: PureCommand, context: &Context) -> Result<Answer, Failure> {
    match command {
        PureCommand::Deadline(arguments) => clock::deadline(&arguments, context),
        PureCommand::Workdays(arguments) => clock::workdays(&arguments, context),
        PureCommand::Score(arguments) => score::run(&arguments, context),
        PureCommand::Survey { command } => survey::run(&command, context),
        PureCommand::Procedures => procedures::list(context),
        PureCommand::Procedure(arguments) => procedures::one(&arguments, context),
        PureCommand::Schedule(arguments) => schedule::run(&arguments, context),
        PureCommand::Chart(arguments) => chart::run(&arguments, context),
    }
}
