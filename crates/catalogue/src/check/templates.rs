//! Checklist templates: unique codes, items that say all their kind needs, and marks that add up.

use std::collections::{BTreeMap, BTreeSet};

use handheld_domain::Decimal;
use handheld_domain::checklist::{PhotoRule, Verdict};

use super::{InFile, Known};
use crate::problem::Problems;
use crate::shape::{ItemShape, KindShape, ScoringShape, SectionShape, Shapes, TemplateFile};

pub(super) fn check(shapes: &Shapes, known: &Known<'_>, problems: &mut Problems) {
    let mut versions: BTreeMap<(&str, u32), &str> = BTreeMap::new();
    for (file, template) in &shapes.templates {
        let mut at = InFile { file, problems };
        if let Some(first) = versions.insert((&template.code, template.version), file) {
            let message = format!("this version is also given in {first}");
            at.add("version", message, "give the new file the next version");
        }
        check_head(file, template, known, &mut at);
        check_sections(template, &mut at);
        match &template.scoring {
            Some(scoring) => check_scoring(template, scoring, &mut at),
            None => check_unscored(template, &mut at),
        }
    }
}

fn check_head(file: &str, template: &TemplateFile, known: &Known<'_>, at: &mut InFile<'_>) {
    let TemplateFile { code, version, .. } = template;
    let expected = format!("templates/{}-v{version}.toml", code.to_lowercase());
    if file != expected {
        let message = "the file is not named after code and version";
        at.add("code", message, &format!("name it {expected}"));
    }
    if *version == 0 {
        at.add("version", "versions are counted from 1", "write 1 or more");
    }
    at.words("template", &template.zh, &template.en);
    at.text("standard", &template.standard);
    at.sources("", &template.sources, known);
    let stages: BTreeSet<_> = template.stages.iter().collect();
    if stages.is_empty() || stages.len() != template.stages.len() {
        at.add(
            "stages",
            "stages are missing or given twice",
            "name each stage of use once",
        );
    }
}

fn check_sections(template: &TemplateFile, at: &mut InFile<'_>) {
    if template.section.is_empty() {
        at.add("section", "the template has no sections", "add a section");
    }
    at.unique("section", template.section.iter().map(|s| &*s.code));
    at.unique(
        "item",
        template
            .section
            .iter()
            .flat_map(|s| &s.item)
            .map(|i| &*i.id),
    );
    for section in &template.section {
        let key = format!("section[{}]", section.code);
        at.words(&key, &section.zh, &section.en);
        if section.item.is_empty() {
            at.add(key, "the section has no items", "add an item");
        }
        for item in &section.item {
            check_item(section, item, at);
        }
    }
}

fn check_item(section: &SectionShape, item: &ItemShape, at: &mut InFile<'_>) {
    let key = format!("item[{}]", item.id);
    if !item.id.starts_with(&format!("{}-", section.code)) {
        let remedy = format!("begin it with {}-", section.code);
        at.add(
            key.clone(),
            "the id does not begin with its section",
            &remedy,
        );
    }
    at.words(&key, &item.zh, &item.en);
    if let Some(check) = &item.check {
        at.text(&format!("{key}.check"), check);
    }
    let fields = [
        (
            "max",
            item.max.is_some(),
            matches!(item.kind, KindShape::Score | KindShape::Number),
        ),
        (
            "guarantee",
            item.guarantee.is_some(),
            item.kind == KindShape::Score,
        ),
        ("unit", item.unit.is_some(), item.kind == KindShape::Number),
        ("min", item.min.is_some(), item.kind == KindShape::Number),
        (
            "compare",
            item.compare.is_some(),
            item.kind == KindShape::Number,
        ),
        (
            "local",
            item.local.is_some(),
            item.kind == KindShape::Number,
        ),
        (
            "repeat",
            item.repeat.is_some(),
            item.kind == KindShape::Number,
        ),
        (
            "formula",
            item.formula.is_some(),
            item.kind == KindShape::Number,
        ),
        (
            "options",
            item.options.is_some(),
            item.kind == KindShape::Choice,
        ),
    ];
    for (field, given, allowed) in fields {
        if given && !allowed {
            let message = "an item of this kind does not have this";
            at.add(
                format!("{key}.{field}"),
                message,
                "remove it, or correct the kind",
            );
        }
    }
    match item.kind {
        KindShape::Score => check_score_item(item, &key, at),
        KindShape::Number => check_number_item(item, &key, at),
        KindShape::Choice => check_choice_item(item, &key, at),
        KindShape::Passfail | KindShape::Text | KindShape::Photo => {}
    }
    if item.photo == PhotoRule::OnDeduction && item.kind != KindShape::Score {
        let remedy = "write on_fail, required or optional";
        at.add(
            format!("{key}.photo"),
            "only scored items have deductions",
            remedy,
        );
    }
}

fn check_score_item(item: &ItemShape, key: &str, at: &mut InFile<'_>) {
    if item.max.is_none_or(|max| max <= Decimal::ZERO) {
        at.add(
            format!("{key}.max"),
            "full marks are missing or not above 0",
            "write the marks",
        );
    }
    if item.guarantee.is_none() {
        let message = "it is not said whether this is a guarantee item";
        at.add(format!("{key}.guarantee"), message, "write true or false");
    }
}

fn check_number_item(item: &ItemShape, key: &str, at: &mut InFile<'_>) {
    match &item.unit {
        None => at.add(
            format!("{key}.unit"),
            "the unit is missing",
            "write it; empty for a ratio",
        ),
        // The same symbol in both languages may be neither word nor Chinese; empty for a ratio.
        Some(unit) if unit.zh.is_empty() != unit.en.is_empty() => {
            at.add(
                format!("{key}.unit"),
                "the unit has one language only",
                "translate it",
            );
        }
        Some(unit) if !unit.en.is_empty() => at.text(&format!("{key}.unit"), unit),
        Some(_) => {}
    }
    if let (Some(min), Some(max)) = (item.min, item.max)
        && min > max
    {
        let message = format!("min {min} is above max {max}");
        at.add(format!("{key}.min"), message, "swap them");
    }
}

fn check_choice_item(item: &ItemShape, key: &str, at: &mut InFile<'_>) {
    let options = item.options.as_deref().unwrap_or_default();
    let key = format!("{key}.options");
    if options.len() < 2 {
        at.add(
            key.clone(),
            "a choice has at least two options",
            "add options",
        );
    }
    at.unique(&key, options.iter().map(|o| &*o.key));
    for option in options {
        at.words(&format!("{key}[{}]", option.key), &option.zh, &option.en);
    }
    if !options.is_empty() && !options.iter().any(|o| o.verdict == Verdict::Fail) {
        at.add(key, "no option fails", "say which option fails");
    }
}

fn check_scoring(template: &TemplateFile, scoring: &ScoringShape, at: &mut InFile<'_>) {
    at.unique("scoring.row", scoring.row.iter().map(|r| &*r.code));
    for row in &scoring.row {
        let key = format!("scoring.row[{}]", row.code);
        at.words(&key, &row.zh, &row.en);
        if row.weight <= Decimal::ZERO {
            at.add(
                format!("{key}.weight"),
                "the weight is not above 0",
                "write a weight",
            );
        }
        if !template
            .section
            .iter()
            .any(|s| s.row.as_deref() == Some(&*row.code))
        {
            at.add(
                key,
                "no section feeds this row",
                "name the row in a section",
            );
        }
    }
    let total = Decimal::sum(scoring.row.iter().map(|row| row.weight));
    if total != Decimal::from_int(100) {
        let message = format!("the weights add up to {total}, not 100");
        at.add("scoring.row", message, "correct the weights");
    }
    let ordered = Decimal::ZERO < scoring.qualified_from
        && scoring.qualified_from < scoring.excellent_from
        && scoring.excellent_from <= Decimal::from_int(100);
    if !ordered {
        let remedy = "write 0 < qualified_from < excellent_from <= 100";
        at.add(
            "scoring.excellent_from",
            "the grades are out of order",
            remedy,
        );
    }
    if scoring.guarantee_pass <= Decimal::ZERO || scoring.guarantee_pass > scoring.guarantee_full {
        let remedy = "write 0 < guarantee_pass <= guarantee_full";
        at.add(
            "scoring.guarantee_pass",
            "the guarantee test cannot be met or failed",
            remedy,
        );
    }
    let rows: BTreeSet<&str> = scoring.row.iter().map(|r| &*r.code).collect();
    for section in &template.section {
        check_marks(section, scoring, &rows, at);
    }
}

fn check_marks(
    section: &SectionShape,
    scoring: &ScoringShape,
    rows: &BTreeSet<&str>,
    at: &mut InFile<'_>,
) {
    let key = format!("section[{}]", section.code);
    match &section.row {
        Some(row) => at.named(&format!("{key}.row"), "summary row", row, rows),
        None => at.add(
            key.clone(),
            "the section feeds no summary row",
            "name its row",
        ),
    }
    let marks = |item: &&ItemShape| item.max.filter(|_| item.kind == KindShape::Score);
    let full = Decimal::sum(section.item.iter().filter_map(|i| marks(&i)));
    if full != Decimal::from_int(100) {
        let message = format!("the marks of the table add up to {full}, not 100");
        at.add(key.clone(), message, "correct the marks");
    }
    let guarantee: Vec<Decimal> = section
        .item
        .iter()
        .filter(|item| item.guarantee == Some(true))
        .filter_map(|item| marks(&item))
        .collect();
    let sum = Decimal::sum(guarantee.iter().copied());
    if !guarantee.is_empty() && sum != scoring.guarantee_full {
        let message = format!(
            "the guarantee items add up to {sum}, not {}",
            scoring.guarantee_full
        );
        at.add(key, message, "correct the marks or the guarantee items");
    }
}

fn check_unscored(template: &TemplateFile, at: &mut InFile<'_>) {
    for section in &template.section {
        if section.row.is_some() {
            let key = format!("section[{}].row", section.code);
            at.add(
                key,
                "the template has no summary table",
                "remove it, or add [scoring]",
            );
        }
        for item in section
            .item
            .iter()
            .filter(|item| item.kind == KindShape::Score)
        {
            let key = format!("item[{}].kind", item.id);
            at.add(
                key,
                "the template has no scoring",
                "add [scoring], or change the kind",
            );
        }
    }
}
