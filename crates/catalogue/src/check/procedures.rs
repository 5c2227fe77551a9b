//! Matters and the procedures that are made of them.

use std::collections::{BTreeMap, BTreeSet};

use handheld_domain::procedure::LimitUnit;

use super::{InFile, Known};
use crate::problem::{Problems, did_you_mean};
use crate::shape::{LimitShape, MatterShape, NodeShape, ProcedureFile, Shapes};

pub(super) fn check(shapes: &Shapes, known: &Known<'_>, problems: &mut Problems) {
    let mut first_file: BTreeMap<&str, &str> = BTreeMap::new();
    for (file, shape) in &shapes.matters {
        let mut at = InFile { file, problems };
        for matter in &shape.matter {
            if let Some(first) = first_file.insert(&matter.code, file) {
                let message = format!("the matter is also given in {first}");
                at.add(
                    format!("matter[{}]", matter.code),
                    message,
                    "keep one of the two",
                );
            }
            check_matter(matter, known, &mut at);
        }
    }
    let matters: BTreeMap<&str, &MatterShape> = shapes
        .matters
        .values()
        .flat_map(|f| &f.matter)
        .map(|m| (&*m.code, m))
        .collect();
    let mut codes = BTreeSet::new();
    for (file, procedure) in &shapes.procedures {
        let mut at = InFile { file, problems };
        if !codes.insert(&procedure.code) {
            at.add(
                "code",
                format!("{} is given twice", procedure.code),
                "keep one of the files",
            );
        }
        check_head(file, procedure, known, &mut at);
        check_groups(procedure, &mut at);
        check_further(procedure, &mut at);
        // Nodes wait for each other in the whole procedure; what holds for it holds for the reference flow, which is part of it.
        let whole = procedure.whole();
        check_nodes(procedure, &whole, known, &matters, &mut at);
        check_cycles(&whole, &mut at);
    }
}

fn check_matter(matter: &MatterShape, known: &Known<'_>, at: &mut InFile<'_>) {
    let key = format!("matter[{}]", matter.code);
    at.words(&key, &matter.zh, &matter.en);
    at.named(
        &format!("{key}.department"),
        "department",
        &matter.department,
        &known.departments,
    );
    if !known.phases.contains(&matter.phase) {
        let message = format!("there is no phase {}", matter.phase);
        at.add(
            format!("{key}.phase"),
            message,
            "use a phase of stages.toml",
        );
    }
    at.text(&format!("{key}.output"), &matter.output);
    for (name, texts) in [
        ("materials", &matter.materials),
        ("suspendable", &matter.suspendable),
    ] {
        for (index, text) in texts.iter().enumerate() {
            at.text(&format!("{key}.{name}[{index}]"), text);
        }
    }
    let promised = matter.promised_limit.as_ref();
    if let (Some(legal), Some(promised)) = (&matter.legal_limit, promised)
        && exceeds(promised.days, promised.unit, legal)
    {
        let message = format!(
            "{} promised days are more than the legal limit",
            promised.days
        );
        at.add(
            format!("{key}.promised_limit"),
            message,
            "promise at most the legal limit",
        );
    }
    at.sources(&format!("{key}."), &matter.sources, known);
}

/// Calendar days and working days are not compared with each other.
fn exceeds(promised: u32, unit: LimitUnit, legal: &LimitShape) -> bool {
    let calendar_days = |unit: LimitUnit| unit == LimitUnit::Cd;
    calendar_days(unit) == calendar_days(legal.unit) && promised > legal.days
}

fn check_head(file: &str, procedure: &ProcedureFile, known: &Known<'_>, at: &mut InFile<'_>) {
    let expected = format!("procedures/{}.toml", procedure.code.to_lowercase());
    if file != expected {
        at.add(
            "code",
            "the file is not named after the code",
            &format!("name it {expected}"),
        );
    }
    at.words("procedure", &procedure.zh, &procedure.en);
    let texts = [
        ("region", &procedure.region),
        ("applies_to", &procedure.applies_to),
        ("note", &procedure.note),
    ];
    for (key, text) in texts {
        at.text(key, text);
    }
    at.sources("", &procedure.sources, known);
    at.unique("target", procedure.target.iter().map(|t| &*t.id));
    let nodes: BTreeSet<&str> = procedure.node.iter().map(|n| &*n.matter).collect();
    for target in &procedure.target {
        let key = format!("target[{}]", target.id);
        at.words(&key, &target.zh, &target.en);
        at.sources(&format!("{key}."), &target.sources, known);
        for phase in &target.phases {
            if !known.phases.contains(phase) {
                let message = format!("there is no phase {phase}");
                at.add(
                    format!("{key}.phases"),
                    message,
                    "use a phase of stages.toml",
                );
            }
        }
        for matter in target.between.iter().flatten() {
            at.named(&format!("{key}.between"), "node", matter, &nodes);
        }
        if target.between.is_some() && !target.phases.is_empty() {
            at.add(
                key,
                "the target is measured in two ways",
                "keep phases or between",
            );
        }
    }
}

fn check_groups(procedure: &ProcedureFile, at: &mut InFile<'_>) {
    at.unique("group", procedure.group.iter().map(|g| &*g.key));
    for group in &procedure.group {
        let key = format!("group[{}]", group.key);
        at.words(&key, &group.zh, &group.en);
        if !procedure
            .node
            .iter()
            .any(|node| node.group.as_deref() == Some(&*group.key))
        {
            at.add(
                key,
                "no node belongs to the group",
                "remove it, or name it in a node",
            );
        }
    }
}

/// What only some projects have is not waited for by the reference flow, but for what it names itself.
fn check_further(procedure: &ProcedureFile, at: &mut InFile<'_>) {
    let nodes: BTreeSet<&str> = procedure.node.iter().map(|n| &*n.matter).collect();
    for further in &procedure.further {
        for before in &further.before {
            at.named(
                &format!("further[{}].before", further.matter),
                "node",
                before,
                &nodes,
            );
        }
    }
    for node in &procedure.node {
        let further = procedure.further.iter().map(|further| &further.matter);
        for matter in further.filter(|matter| node.after.contains(matter)) {
            at.add(
                format!("node[{}].after", node.matter),
                format!("{matter} is not part of the reference flow"),
                "name the node in `before` of the further matter",
            );
        }
    }
}

fn check_nodes(
    procedure: &ProcedureFile,
    whole: &[NodeShape],
    known: &Known<'_>,
    matters: &BTreeMap<&str, &MatterShape>,
    at: &mut InFile<'_>,
) {
    if procedure.node.is_empty() {
        at.add("node", "the procedure has no nodes", "add its matters");
    }
    at.unique("node", whole.iter().map(|n| &*n.matter));
    let nodes: BTreeSet<&str> = whole.iter().map(|n| &*n.matter).collect();
    let groups: BTreeSet<&str> = procedure.group.iter().map(|g| &*g.key).collect();
    for node in whole {
        let key = format!("node[{}]", node.matter);
        at.named(
            &format!("{key}.matter"),
            "matter",
            &node.matter,
            &known.matters,
        );
        at.unique(
            &format!("{key}.after"),
            node.after.iter().map(String::as_str),
        );
        for before in &node.after {
            if !nodes.contains(&**before) {
                let message = format!("{before:?} is not a node of this procedure");
                let remedy = did_you_mean(before, nodes.iter().copied());
                at.add(format!("{key}.after"), message, &remedy);
            }
        }
        if let Some(group) = &node.group {
            at.named(&format!("{key}.group"), "group", group, &groups);
        }
        if let Some(condition) = &node.condition {
            at.named(
                &format!("{key}.condition"),
                "condition",
                condition,
                &known.conditions,
            );
        }
        check_promise(node, &key, matters, at);
    }
}

fn check_promise(
    node: &NodeShape,
    key: &str,
    matters: &BTreeMap<&str, &MatterShape>,
    at: &mut InFile<'_>,
) {
    let (Some(days), Some(matter)) = (node.promised_days, matters.get(&*node.matter)) else {
        return;
    };
    if let Some(legal) = &matter.legal_limit
        && exceeds(days, LimitUnit::Wd, legal)
    {
        let message = format!("{days} promised days are more than the legal limit");
        at.add(
            format!("{key}.promised_days"),
            message,
            "promise at most the legal limit",
        );
    }
}

/// Takes away nodes whose predecessors are gone until nothing moves; what is left waits for itself.
fn check_cycles(nodes: &[NodeShape], at: &mut InFile<'_>) {
    let known: BTreeSet<&str> = nodes.iter().map(|n| &*n.matter).collect();
    let mut waiting: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for node in nodes {
        let before = node
            .after
            .iter()
            .map(String::as_str)
            .filter(|b| known.contains(b));
        waiting.insert(&node.matter, before.collect());
    }
    loop {
        let free: Vec<&str> = waiting
            .iter()
            .filter(|(_, b)| b.is_empty())
            .map(|(node, _)| *node)
            .collect();
        if free.is_empty() {
            break;
        }
        for node in free {
            waiting.remove(node);
            for before in waiting.values_mut() {
                before.remove(node);
            }
        }
    }
    // Only nodes on a cycle are named: those that merely wait for it are taken away from the other end.
    loop {
        let needed: BTreeSet<&str> = waiting.values().flatten().copied().collect();
        let before = waiting.len();
        waiting.retain(|node, _| needed.contains(node));
        if waiting.len() == before {
            break;
        }
    }
    if !waiting.is_empty() {
        let nodes: Vec<&str> = waiting.keys().copied().collect();
        let message = format!("these matters wait for each other: {}", nodes.join(", "));
        at.add(
            format!("node[{}].after", nodes[0]),
            message,
            "remove one of the dependencies",
        );
    }
}
