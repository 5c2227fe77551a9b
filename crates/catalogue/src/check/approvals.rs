//! Rules of approval cases: names that exist, periods that can be, one form of each document.

use crate::load::civil;
use crate::problem::Problems;
use crate::shape::{ApprovalsFile, DelegationShape, ParkShape, Shapes};
use crate::terms::DocumentKind;

use super::{InFile, Known};

pub(super) fn check(shapes: &Shapes, known: &Known<'_>, problems: &mut Problems) {
    let Some(file) = &shapes.approvals else {
        return;
    };
    let mut at = InFile {
        file: "approvals.toml",
        problems,
    };
    at.sources("", &file.sources, known);
    if file.acceptance.working_days == 0 {
        at.add(
            "acceptance.working_days",
            "nobody can accept within 0 days",
            "write 1 or more",
        );
    }
    if file.extension.joint_working_days < file.extension.working_days {
        at.add(
            "extension.joint_working_days",
            "joint handling has less than a single office",
            "write at least extension.working_days",
        );
    }
    specials(file, known, &mut at);
    at.unique("delegation", file.delegation.iter().map(|d| &*d.key));
    for one in &file.delegation {
        delegation(shapes, one, known, &mut at);
    }
    if let Some(shape) = &file.park {
        park(shapes, shape, known, &mut at);
    }
    documents(file, &mut at);
}

fn park(shapes: &Shapes, park: &ParkShape, known: &Known<'_>, at: &mut InFile<'_>) {
    at.sources("park.", &park.sources, known);
    for procedure in &park.procedures {
        if !shapes.procedures.values().any(|p| p.code == *procedure) {
            at.add(
                "park.procedures",
                format!("there is no procedure {procedure}"),
                "use a code of procedures/",
            );
        }
    }
    for (field, matter) in [("filing", &park.filing), ("title", &park.title)] {
        at.named(&format!("park.{field}"), "matter", matter, &known.matters);
    }
    let promises: Vec<String> = park
        .promise
        .iter()
        .map(|p| format!("{:?}", p.key))
        .collect();
    at.unique("park.promise", promises.iter().map(String::as_str));
    for promise in &park.promise {
        let key = format!("park.promise[{:?}]", promise.key);
        at.words(&key, &promise.zh, &promise.en);
    }
    // Both are recorded by their keys alone.
    let milestones = known.milestones.iter().copied();
    let dates = park.date.iter().map(|date| &*date.key);
    at.unique("park.date", milestones.chain(dates));
    for date in &park.date {
        let key = format!("park.date[{}]", date.key);
        at.words(&key, &date.zh, &date.en);
    }
}

fn specials(file: &ApprovalsFile, known: &Known<'_>, at: &mut InFile<'_>) {
    at.unique("special", file.special.iter().map(|s| &*s.key));
    for special in &file.special {
        let key = format!("special[{}]", special.key);
        at.words(&key, &special.zh, &special.en);
        at.text(&format!("{key}.basis"), &special.basis);
        for cap in &special.caps {
            at.named(
                &format!("{key}.caps"),
                "matter",
                &cap.matter,
                &known.matters,
            );
            if cap.working_days == 0 {
                at.add(
                    format!("{key}.caps"),
                    "a cap of 0 days forbids the procedure",
                    "write 1 or more",
                );
            }
        }
    }
}

fn delegation(shapes: &Shapes, one: &DelegationShape, known: &Known<'_>, at: &mut InFile<'_>) {
    let key = format!("delegation[{}]", one.key);
    at.words(&key, &one.zh, &one.en);
    at.sources(&format!("{key}."), &one.sources, known);
    for (field, code) in [("from", &one.from), ("to", &one.to)] {
        at.named(
            &format!("{key}.{field}"),
            "department",
            code,
            &known.departments,
        );
    }
    if one.from == one.to {
        at.add(
            format!("{key}.to"),
            "a department delegates to itself",
            "name another department",
        );
    }
    let matters = shapes.matters.values().flat_map(|file| &file.matter);
    for matter in &one.matters {
        at.named(&format!("{key}.matters"), "matter", matter, &known.matters);
        let of_other = matters
            .clone()
            .any(|m| m.code == *matter && m.department != one.from);
        if of_other {
            at.add(
                format!("{key}.matters"),
                format!("{matter} is not a matter of {}", one.from),
                "a department delegates its own matters",
            );
        }
    }
    for procedure in &one.procedures {
        if !shapes.procedures.values().any(|p| p.code == *procedure) {
            at.add(
                format!("{key}.procedures"),
                format!("there is no procedure {procedure}"),
                "use a code of procedures/",
            );
        }
    }
    let until = one.until.as_ref();
    let since = civil(&one.since);
    if since.is_none() || until.is_some_and(|date| civil(date).is_none()) {
        at.add(key, "since and until are dates", "write them as 2026-01-31");
    } else if until
        .and_then(civil)
        .is_some_and(|until| Some(until) < since)
    {
        at.add(key, "it ends before it begins", "correct since or until");
    }
}

fn documents(file: &ApprovalsFile, at: &mut InFile<'_>) {
    for kind in DocumentKind::ALL {
        let forms: Vec<_> = file.document.iter().filter(|d| d.kind == kind).collect();
        let key = format!("document[{kind:?}]");
        match forms.as_slice() {
            [form] => {
                at.words(&key, &form.zh, &form.en);
                if form.prefix.trim().is_empty() {
                    at.add(key, "the number has no prefix", "write one");
                }
            }
            [] => at.add(key, "the document has no form", "add it"),
            _ => at.add(key, "the document has two forms", "keep one"),
        }
    }
}
