//! `procedure A --compare B`: what the second procedure asks less or more than the first.

use handheld_catalogue::Catalogue;
use handheld_contract::Lang;
use handheld_domain::Text;
use handheld_domain::plan::compare::{Comparison, Measures, compare};
use serde_json::{Value, json};

use super::planning;
use crate::output::{Answer, Context, Failure};
use crate::words;

pub(super) fn run(before: &str, after: &str, context: &Context) -> Result<Answer, Failure> {
    let catalogue = context.catalogue()?;
    let found = compare(
        &planning::plan(catalogue, before, &[])?,
        &planning::plan(catalogue, after, &[])?,
    );
    let answer = json!({
        "before": measures(before, &found.before),
        "after": measures(after, &found.after),
        "matters_removed": found.matters_removed,
        "matters_added": found.matters_added,
        "order_changed": found.order_changed,
        "documents_removed": found.documents_removed,
        "documents_added": found.documents_added,
        "days_saved": { "promised": found.promised_days_saved, "legal": found.legal_days_saved },
    });
    let text = text(catalogue, (before, after), &found, context.lang);
    Answer::new(answer, text)
}

fn measures(code: &str, measures: &Measures) -> Value {
    json!({
        "procedure": code,
        "steps": measures.steps,
        "submissions": measures.submissions,
        "documents": measures.documents,
        "promised": {
            "serial": measures.promised.serial,
            "parallel": measures.promised.parallel,
            "critical_path": measures.promised_path,
        },
        "legal": {
            "serial": measures.legal.serial,
            "parallel": measures.legal.parallel,
            "critical_path": measures.legal_path,
        },
    })
}

fn text(catalogue: &Catalogue, codes: (&str, &str), found: &Comparison, lang: Lang) -> String {
    let (a, b) = (&found.before, &found.after);
    let row = |zh: &str, en: &str, a: String, b: String| vec![lang.pick(zh, en).to_owned(), a, b];
    let days =
        |of: &handheld_domain::plan::GovernmentDays| format!("{} / {}", of.parallel, of.serial);
    let rows = [
        row("", "", codes.0.to_owned(), codes.1.to_owned()),
        row("事项", "Matters", a.steps.to_string(), b.steps.to_string()),
        row(
            "申报次数",
            "Submissions",
            a.submissions.to_string(),
            b.submissions.to_string(),
        ),
        row(
            "材料",
            "Documents",
            a.documents.to_string(),
            b.documents.to_string(),
        ),
        row(
            "承诺天数（并联 / 串联）",
            "Promised days (parallel / series)",
            days(&a.promised),
            days(&b.promised),
        ),
        row(
            "法定天数（并联 / 串联）",
            "Statutory days (parallel / series)",
            days(&a.legal),
            days(&b.legal),
        ),
    ];
    let mut lines = vec![words::table(&rows), String::new()];
    let mut list = |zh: &str, en: &str, items: Vec<String>| {
        if !items.is_empty() {
            lines.push(lang.pick(zh, en).to_owned());
            lines.extend(items.iter().map(|item| format!("  {item}")));
        }
    };
    let matters = |codes: &[String]| -> Vec<String> {
        let name = |code: &String| {
            let matter = catalogue.matter(code);
            format!(
                "{code}  {}",
                matter.map_or("", |m| words::of(&m.name, lang))
            )
        };
        codes.iter().map(name).collect()
    };
    let documents = |texts: &[Text]| -> Vec<String> {
        texts
            .iter()
            .map(|text| words::of(text, lang).to_owned())
            .collect()
    };
    list(
        "取消的事项",
        "Matters removed",
        matters(&found.matters_removed),
    );
    list("新增的事项", "Matters added", matters(&found.matters_added));
    list(
        "前置有变的事项",
        "Matters that wait for something else",
        matters(&found.order_changed),
    );
    list(
        "不再需要的材料",
        "Documents no longer needed",
        documents(&found.documents_removed),
    );
    list(
        "新增的材料",
        "Documents added",
        documents(&found.documents_added),
    );
    lines.push(saved(found.promised_days_saved, lang));
    lines.join("\n")
}

fn saved(days: i64, lang: Lang) -> String {
    let number = days.unsigned_abs();
    match lang {
        Lang::Zh if days < 0 => format!("承诺办理时间多 {number} 天"),
        Lang::Zh => format!("承诺办理时间少 {number} 天"),
        Lang::En if days < 0 => format!("{number} promised days more"),
        Lang::En => format!("{number} promised days saved"),
    }
}
