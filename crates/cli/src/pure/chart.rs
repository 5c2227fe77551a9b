//! `chart`: the flow chart of a procedure as an SVG file, planned, with the limits of every matter.

use std::path::PathBuf;

use clap::Args;
use handheld_catalogue::Catalogue;
use handheld_contract::Lang;
use handheld_domain::plan::{Basis, Plan, Terms};
use handheld_reports::chart::{Caption, ChartInput, PRINT, STEPPER_BELOW, layout, svg};
use serde_json::json;

use super::planning;
use super::schedule::Limits;
use crate::output::{Answer, Context, Failure};
use crate::photo;

/// Widest screen that is laid out for; columns take the width they need anyway.
const WIDEST: u32 = 10_000;

#[derive(Debug, Args)]
pub(crate) struct ChartArguments {
    /// 流程代码，如 ZJ-GEN | Code of the procedure, such as ZJ-GEN
    code: String,
    /// 写入的 SVG 文件 | The SVG file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 屏幕宽度（像素），600 以下为竖排；print 为打印 | Width of the screen in pixels, a stepper below 600; or print
    #[arg(long, value_name = "PX|print", default_value = "print", value_parser = width)]
    width: f32,
    /// 按承诺时限或法定时限 | By promised or by statutory limits
    #[arg(long, value_enum, default_value_t = Limits::Promised)]
    limits: Limits,
    /// 不需要办理的事项，可多次 | A matter that is not needed; may be repeated
    #[arg(long, value_name = "MATTER")]
    without: Vec<String>,
}

pub(super) fn run(arguments: &ChartArguments, context: &Context) -> Result<Answer, Failure> {
    let catalogue = context.catalogue()?;
    let plan = planning::plan(catalogue, &arguments.code, &arguments.without)?;
    let terms = Terms::of(arguments.limits.basis());
    let input = ChartInput::of_plan(&plan, catalogue, &terms);
    let chart = layout(&input, context.lang, arguments.width);
    let caption = caption(catalogue, &plan, &terms, context.lang);
    let svg = svg(&chart, &caption, &PRINT);
    photo::write(&arguments.out, svg.as_bytes())?;
    let out = arguments.out.display().to_string();
    let answer = json!({
        "out": out,
        "procedure": arguments.code,
        "matters": chart.nodes.len(),
        "critical_path": input.critical_path,
        "bytes": svg.len(),
    });
    let text = context
        .lang
        .pick(format!("已写入 {out}"), format!("Written to {out}"));
    Answer::new(answer, text)
}

fn caption(catalogue: &Catalogue, plan: &Plan<'_>, terms: &Terms, lang: Lang) -> Caption {
    let (days, _) = plan.government_days(terms);
    let basis = match terms.basis {
        Basis::Promised => lang.pick("承诺时限", "promised limits"),
        Basis::Legal => lang.pick("法定时限", "statutory limits"),
    };
    let (serial, parallel) = (days.serial, days.parallel);
    let version = &catalogue.version;
    let (fact, foot) = match lang {
        Lang::Zh => (
            format!("政府办理时间（{basis}）：并联 {parallel} 天，串联 {serial} 天"),
            format!("流程目录版本 {version}"),
        ),
        Lang::En => (
            format!("Government time ({basis}): {parallel} days in parallel, {serial} in series"),
            format!("Catalogue {version}"),
        ),
    };
    Caption {
        title: None,
        facts: vec![fact],
        foot: vec![foot],
    }
}

fn width(text: &str) -> Result<f32, &'static str> {
    if text == "print" {
        return Ok(STEPPER_BELOW * 2.0);
    }
    let number: Option<u16> = text.parse().ok();
    match number {
        Some(pixels) if (280..=WIDEST).contains(&pixels.into()) => Ok(f32::from(pixels)),
        _ => Err("请写成 280 至 10000，或 print | write 280 to 10000, or print"),
    }
}
