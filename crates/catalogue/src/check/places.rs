//! Sources, departments, stages with their gates, conditions and the glossary.

use std::collections::BTreeSet;

use handheld_domain::Stage;

use super::{InFile, Known};
use crate::problem::Problems;
use crate::shape::{GateShape, NeedShape, Shapes, StagesFile};

pub(super) fn check(shapes: &Shapes, known: &Known<'_>, problems: &mut Problems) {
    sources(shapes, problems);
    departments(shapes, known, problems);
    if let Some(file) = &shapes.stages {
        let mut at = InFile {
            file: "stages.toml",
            problems,
        };
        at.sources("", &file.sources, known);
        stages(file, known, &mut at);
        gates(file, known, &mut at);
    }
    conditions(shapes, known, problems);
    glossary(shapes, known, problems);
}

fn sources(shapes: &Shapes, problems: &mut Problems) {
    let Some(file) = &shapes.sources else {
        return;
    };
    let mut at = InFile {
        file: "sources.toml",
        problems,
    };
    at.unique("source", file.source.iter().map(|s| &*s.key));
    for source in &file.source {
        at.words(&format!("source[{}]", source.key), &source.zh, &source.en);
    }
}

fn departments(shapes: &Shapes, known: &Known<'_>, problems: &mut Problems) {
    let Some(file) = &shapes.departments else {
        return;
    };
    let mut at = InFile {
        file: "departments.toml",
        problems,
    };
    at.sources("", &file.sources, known);
    at.unique("department", file.department.iter().map(|d| &*d.code));
    for department in &file.department {
        let key = format!("department[{}]", department.code);
        at.words(&key, &department.zh, &department.en);
        at.text(&format!("{key}.duty"), &department.duty);
        if let Some(sources) = &department.sources {
            at.sources(&format!("{key}."), sources, known);
        }
    }
}

fn stages(file: &StagesFile, known: &Known<'_>, at: &mut InFile<'_>) {
    let given: Vec<Stage> = file.stage.iter().map(|s| s.code).collect();
    if given != Stage::ALL {
        at.add(
            "stage",
            "the six stages are not given once each in order",
            "list all six in order",
        );
    }
    let mut numbers = BTreeSet::new();
    for phase in &file.phase {
        at.words(&format!("phase[{}]", phase.number), &phase.zh, &phase.en);
        if !numbers.insert(phase.number) {
            at.add(
                format!("phase[{}]", phase.number),
                "the phase is given twice",
                "keep one",
            );
        }
    }
    let mut owned = BTreeSet::new();
    for stage in &file.stage {
        let key = format!("stage[{}]", stage.code);
        at.words(&key, &stage.zh, &stage.en);
        for phase in &stage.phases {
            if !known.phases.contains(phase) {
                let message = format!("there is no phase {phase}");
                at.add(format!("{key}.phases"), message, "use a phase that exists");
            }
            if !owned.insert(*phase) {
                let message = format!("phase {phase} belongs to two stages");
                at.add(format!("{key}.phases"), message, "leave it with one stage");
            }
        }
        for matter in &stage.matters {
            at.named(&format!("{key}.matters"), "matter", matter, &known.matters);
        }
    }
    for phase in known.phases.difference(&owned) {
        let message = format!("phase {phase} belongs to no stage");
        at.add(
            format!("phase[{phase}]"),
            message,
            "name it in the stage it belongs to",
        );
    }
    let landmarks = file.landmarks.iter();
    for (key, matter) in landmarks.flat_map(|l| {
        [
            ("landmarks.land_contract", &l.land_contract),
            ("landmarks.construction_permit", &l.construction_permit),
        ]
    }) {
        if let Some(matter) = matter {
            at.named(key, "matter", matter, &known.matters);
        }
    }
    at.unique("milestone", file.milestone.iter().map(|m| &*m.key));
    for milestone in &file.milestone {
        at.words(
            &format!("milestone[{}]", milestone.key),
            &milestone.zh,
            &milestone.en,
        );
    }
}

fn gates(file: &StagesFile, known: &Known<'_>, at: &mut InFile<'_>) {
    for stage in Stage::ALL {
        let mut gates = file.gate.iter().filter(|gate| gate.from == stage);
        let key = format!("gate[{stage}]");
        let Some(gate) = gates.next() else {
            at.add(
                key,
                "the stage has no gate",
                "say what it needs before it closes",
            );
            continue;
        };
        if gates.next().is_some() {
            at.add(key.clone(), "the stage has two gates", "merge their needs");
        }
        let next = stage.next().map_or("closed", Stage::code);
        if gate.to != next {
            let message = format!("the gate leads to {:?}", gate.to);
            at.add(format!("{key}.to"), message, &format!("write {next:?}"));
        }
        needs(gate, &key, known, at);
    }
}

fn needs(gate: &GateShape, key: &str, known: &Known<'_>, at: &mut InFile<'_>) {
    if gate.needs.is_empty() {
        at.add(
            format!("{key}.needs"),
            "the gate needs nothing",
            "name what it needs",
        );
    }
    for (index, need) in gate.needs.iter().enumerate() {
        let key = format!("{key}.needs[{index}]");
        let NeedShape {
            any,
            milestone,
            survey,
            no_open_critical_finding,
            ..
        } = need;
        let kinds = usize::from(any.is_some())
            + usize::from(milestone.is_some())
            + usize::from(survey.is_some())
            + usize::from(*no_open_critical_finding);
        if kinds != 1 || any.as_ref().is_some_and(Vec::is_empty) {
            let remedy = "write exactly one of any, milestone, survey, no_open_critical_finding";
            at.add(key.clone(), "the need is not one thing", remedy);
        }
        if any.is_none() && (need.or_not_required || need.or_date_set) {
            let remedy = "use or_not_required and or_date_set with any only";
            at.add(key.clone(), "the exception belongs to matters", remedy);
        }
        for matter in any.iter().flatten() {
            at.named(&format!("{key}.any"), "matter", matter, &known.matters);
        }
        if let Some(survey) = survey {
            at.named(
                &format!("{key}.survey"),
                "kind of survey",
                survey,
                &known.surveys,
            );
        }
        if let Some(milestone) = milestone {
            at.named(
                &format!("{key}.milestone"),
                "milestone",
                milestone,
                &known.milestones,
            );
        }
    }
}

fn conditions(shapes: &Shapes, known: &Known<'_>, problems: &mut Problems) {
    let Some(file) = &shapes.conditions else {
        return;
    };
    let mut at = InFile {
        file: "conditions.toml",
        problems,
    };
    at.sources("", &file.sources, known);
    at.unique("condition", file.condition.iter().map(|c| &*c.key));
    for condition in &file.condition {
        let key = format!("condition[{}]", condition.key);
        at.words(&key, &condition.zh, &condition.en);
        if let Some(opposite) = &condition.opposite_of {
            let key = format!("{key}.opposite_of");
            at.named(&key, "condition", opposite, &known.conditions);
            if *opposite == condition.key {
                at.add(
                    key,
                    "a condition cannot be its own opposite",
                    "name the other one",
                );
            }
        }
    }
}

fn glossary(shapes: &Shapes, known: &Known<'_>, problems: &mut Problems) {
    let Some(file) = &shapes.glossary else {
        return;
    };
    let mut at = InFile {
        file: "glossary.toml",
        problems,
    };
    at.sources("", &file.sources, known);
    at.unique("group", file.group.iter().map(|g| &*g.key));
    let terms = || file.group.iter().flat_map(|g| &g.term);
    at.unique("term", terms().map(|t| &*t.zh));
    at.unique("term", terms().map(|t| &*t.en));
    for group in &file.group {
        at.words(&format!("group[{}]", group.key), &group.zh, &group.en);
    }
    for term in terms() {
        let key = format!("term[{}]", term.zh);
        at.words(&key, &term.zh, &term.en);
        if let Some(note) = &term.note {
            at.text(&format!("{key}.note"), note);
        }
    }
}
