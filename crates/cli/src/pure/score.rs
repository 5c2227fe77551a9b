//! `score`: marks of a checklist by the scoring rules of its template.

use std::path::PathBuf;

use clap::Args;
use handheld_contract::{Code, Lang, Problem};
use handheld_domain::checklist::Template;
use handheld_domain::score::{ScoreError, ScoreSheet, Scorecard, score};
use handheld_domain::{Decimal, Lang as DomainLang};
use serde_json::{Map, Value, json};

use super::input;
use crate::output::{Answer, Context, Failure};
use crate::words;

#[derive(Debug, Args)]
pub(crate) struct ScoreArguments {
    /// 检查表代码 | Code of the template
    #[arg(long, value_name = "CODE")]
    template: String,
    /// 扣分文件，- 为标准输入 | File with the deductions; - is standard input
    #[arg(value_name = "FILE")]
    answers: PathBuf,
}

pub(super) fn run(arguments: &ScoreArguments, context: &Context) -> Result<Answer, Failure> {
    let code = &arguments.template;
    let template = context
        .catalogue()?
        .template(code)
        .ok_or_else(|| unknown("template", code))?;
    let sheet: ScoreSheet = input::json(&arguments.answers)?;
    let card = score(template, &sheet)
        .map_err(|error| refused(&error, &arguments.answers.display().to_string()))?;
    let answer = json!({
        "sub_scores": numbers(&card.sub_scores),
        "rows": numbers(&card.rows),
        "rows_full": number(card.rows_full),
        "total": number(card.total),
        "grade": card.grade.word(DomainLang::Zh),
    });
    Answer::new(answer, table(template, &card, context.lang))
}

fn unknown(what: &str, given: &str) -> Failure {
    Failure::from(
        Problem::new(Code::UnknownName)
            .with("what", what)
            .with("given", given),
    )
}

fn refused(error: &ScoreError, file: &str) -> Failure {
    let bad = Problem::new(Code::BadInput).with("what", file);
    match error {
        ScoreError::UnknownTable(table) => unknown("table", table),
        ScoreError::UnknownItem { table, item } => Failure::from(
            Problem::new(Code::UnknownName)
                .with("what", "item")
                .with("given", &**item)
                .with("table", &**table),
        ),
        ScoreError::NotScored(code) => Failure::because(
            Problem::new(Code::BadInput).with("what", &**code),
            "not_scored",
            "这份检查表不评分".into(),
            "this template is not scored".into(),
        ),
        ScoreError::NegativeDeduction(item) => Failure::because(
            bad.with("item", &**item),
            "negative_deduction",
            format!("{item} 的扣分为负数"),
            format!("the deduction at {item} is negative"),
        ),
        ScoreError::NothingChecked => Failure::because(
            bad,
            "nothing_checked",
            "没有检查任何一张表".into(),
            "no table was checked".into(),
        ),
    }
}

fn number(value: Decimal) -> Value {
    json!(value.to_f64())
}

fn numbers<'a>(all: impl IntoIterator<Item = (&'a String, &'a Decimal)>) -> Map<String, Value> {
    all.into_iter()
        .map(|(key, value)| (key.clone(), number(*value)))
        .collect()
}

fn table(template: &Template, card: &Scorecard, lang: Lang) -> String {
    let mut lines = vec![words::of(&template.name, lang).to_owned()];
    for (code, points) in &card.sub_scores {
        let name = template
            .section(code)
            .map_or("", |section| words::of(&section.name, lang));
        lines.push(format!("  {code}  {points:>8}  {name}"));
    }
    for row in template.scoring.iter().flat_map(|scoring| &scoring.rows) {
        if let Some(points) = card.rows.get(&row.code) {
            let name = words::of(&row.name, lang);
            lines.push(format!(
                "  {}  {:>8} / {:<3} {name}",
                row.code,
                points.to_string(),
                row.weight
            ));
        }
    }
    let (total, full) = (card.total, card.rows_full);
    lines.push(match lang {
        Lang::Zh => {
            let grade = card.grade.word(DomainLang::Zh);
            format!("总分 {total}（汇总表实查满分 {full}），{grade}")
        }
        Lang::En => {
            let grade = card.grade.word(DomainLang::En);
            format!("Total {total} (rows checked: {full} of 100), {grade}")
        }
    });
    lines.join("\n")
}
