//! `procedures` and `procedure`: what the catalogue says of them. Days and dates are those of `schedule` and `comparison`.

use clap::Args;
use handheld_catalogue::Catalogue;
use handheld_contract::Lang;
use handheld_domain::procedure::{LimitUnit, Node, Procedure, TimeLimit};
use serde_json::{Value, json};

use super::{comparison, planning};
use crate::output::{Answer, Context, Failure};
use crate::words;

#[derive(Debug, Args)]
pub(crate) struct ProcedureArguments {
    /// 流程代码，如 ZJ-GEN | Code of the procedure, such as ZJ-GEN
    code: String,
    /// 与另一流程比较：先后两个版本或两种流程 | Another procedure to compare it with
    #[arg(long, value_name = "CODE")]
    compare: Option<String>,
}

pub(super) fn list(context: &Context) -> Result<Answer, Failure> {
    let procedures = &context.catalogue()?.procedures;
    let answer: Vec<Value> = procedures
        .iter()
        .map(|p| {
            json!({ "code": p.code, "zh": p.name.zh, "en": p.name.en, "matters": p.nodes.len() })
        })
        .collect();
    let lines: Vec<String> = procedures
        .iter()
        .map(|p| {
            format!(
                "{:<16} {:>3}  {}",
                p.code,
                p.nodes.len(),
                words::of(&p.name, context.lang)
            )
        })
        .collect();
    Answer::new(answer, lines.join("\n"))
}

pub(super) fn one(arguments: &ProcedureArguments, context: &Context) -> Result<Answer, Failure> {
    let catalogue = context.catalogue()?;
    let procedure = planning::procedure(catalogue, &arguments.code)?;
    if let Some(other) = &arguments.compare {
        return comparison::run(&arguments.code, other, context);
    }
    let edges: Vec<Value> = procedure
        .nodes
        .iter()
        .flat_map(|node| node.depends_on.iter().map(move |from| (from, &node.matter)))
        .map(|(from, to)| json!({ "from": from, "to": to }))
        .collect();
    let groups: Vec<Value> = procedure
        .groups
        .iter()
        .map(|g| json!({ "key": g.key, "zh": g.name.zh, "en": g.name.en, "release": g.release }))
        .collect();
    let matters: Vec<Value> = procedure
        .nodes
        .iter()
        .map(|node| matter(catalogue, node))
        .collect();
    let answer = json!({
        "code": procedure.code,
        "zh": procedure.name.zh,
        "en": procedure.name.en,
        "region": procedure.region,
        "applies_to": procedure.applies_to,
        "note": procedure.note,
        "matters": matters,
        "edges": edges,
        "groups": groups,
    });
    Answer::new(answer, lines(catalogue, procedure, context.lang))
}

fn matter(catalogue: &Catalogue, node: &Node) -> Value {
    let Some(matter) = catalogue.matter(&node.matter) else {
        return Value::Null;
    };
    let condition = node
        .condition
        .as_ref()
        .and_then(|key| catalogue.condition(key));
    let condition = condition.map(|c| json!({ "key": c.key, "zh": c.label.zh, "en": c.label.en }));
    let limit = |limit: Option<TimeLimit>| limit.map(|l| json!({ "days": l.days, "unit": l.unit }));
    json!({
        "code": matter.code,
        "zh": matter.name.zh,
        "en": matter.name.en,
        "kind": matter.kind.code(),
        "department": matter.department,
        "stage": matter.stage.code(),
        "legal_limit": limit(matter.legal_limit),
        "promised_limit": limit(promised(matter.promised_limit, node)),
        "group": node.group,
        "condition": condition,
        "pre_review": node.pre_review,
    })
}

/// The promise of the procedure, where it makes its own, else that of the matter.
fn promised(of_matter: Option<TimeLimit>, node: &Node) -> Option<TimeLimit> {
    let own = node.promised_days.map(|days| TimeLimit {
        days,
        unit: LimitUnit::Wd,
    });
    own.or(of_matter)
}

fn lines(catalogue: &Catalogue, procedure: &Procedure, lang: Lang) -> String {
    let mut lines = vec![
        format!("{}  {}", procedure.code, words::of(&procedure.name, lang)),
        format!("  {}", words::of(&procedure.applies_to, lang)),
    ];
    for node in &procedure.nodes {
        let Some(matter) = catalogue.matter(&node.matter) else {
            continue;
        };
        let mut line = format!("{:<6} {}", matter.code, words::of(&matter.name, lang));
        if !node.depends_on.is_empty() {
            let after = lang.pick("前置", "after");
            line += &format!("  [{after} {}]", node.depends_on.join(" "));
        }
        if let Some(condition) = node.condition.as_ref().and_then(|k| catalogue.condition(k)) {
            let when = lang.pick("条件：", "if: ");
            line += &format!("  ({when}{})", words::of(&condition.label, lang));
        }
        lines.push(line);
    }
    lines.join("\n")
}
