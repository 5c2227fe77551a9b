//! Builds the types of the domain from files that have been checked.
//!
//! What a check has refused may come out incomplete here; the result is dropped then.

mod approvals;
mod surveys;

pub(crate) use approvals::civil;

use handheld_domain::calendar::WorkingCalendar;
use handheld_domain::checklist::{
    ChoiceOption, Item, ItemKind, NumberRule, Scoring, Section, SummaryRow, Template,
};
use handheld_domain::finding::RectificationDays;
use handheld_domain::procedure::{
    Condition, Department, Gate, GateNeed, Landmarks, Matter, Node, ParallelGroup, Procedure,
    Target, TimeLimit,
};
use handheld_domain::survey::tolerance::Tolerance;
use handheld_domain::{Confidence, Origin, Stage, Text};

use super::Catalogue;
use crate::check::calendars;
use crate::problem::Problems;
use crate::shape::{
    CreditFile, EventShape, ItemShape, KindShape, LimitShape, MatterShape, NeedShape, NodeShape,
    ParametersFile, ProcedureFile, SectionShape, Shapes, StagesFile, SurveysFile, TemplateFile,
    Words,
};
use crate::terms::{
    BadEvent, Credit, CreditGrade, GoodEvent, Milestone, Parameters, Phase, Source, StageEntry,
    Term, TermGroup,
};

/// Builds the catalogue, or none when a file is missing.
pub(super) fn catalogue(
    digest: [u8; 32],
    shapes: &Shapes,
    problems: &mut Problems,
) -> Option<Catalogue> {
    let head = shapes.catalogue.as_ref()?;
    let stages = shapes.stages.as_ref()?;
    let departments = shapes.departments.as_ref()?;
    let conditions = shapes.conditions.as_ref()?;
    let tolerances = shapes.tolerances.as_ref()?;
    let mut templates: Vec<Template> = shapes.templates.values().map(template).collect();
    templates.sort_by(|a, b| (&a.code, a.version).cmp(&(&b.code, b.version)));
    let by_code = |procedure: fn(&ProcedureFile) -> Procedure| {
        let mut procedures: Vec<Procedure> = shapes.procedures.values().map(procedure).collect();
        procedures.sort_by(|a, b| a.code.cmp(&b.code));
        procedures
    };
    let matters = shapes.matters.values().flat_map(|f| &f.matter);
    Some(Catalogue {
        version: head.version.clone(),
        digest,
        sources: shapes
            .sources
            .as_ref()?
            .source
            .iter()
            .map(|s| Source {
                key: s.key.clone(),
                title: Text::new(&s.zh, &s.en),
                how: s.how,
                url: s.url.clone(),
            })
            .collect(),
        departments: departments
            .department
            .iter()
            .map(|d| Department {
                code: d.code.clone(),
                name: Text::new(&d.zh, &d.en),
                duty: text(&d.duty),
                origin: origin(
                    d.sources.as_ref().unwrap_or(&departments.sources),
                    d.confidence.unwrap_or(departments.confidence),
                ),
            })
            .collect(),
        stages: stage_entries(stages),
        phases: stages
            .phase
            .iter()
            .map(|p| Phase {
                number: p.number,
                name: Text::new(&p.zh, &p.en),
            })
            .collect(),
        milestones: stages
            .milestone
            .iter()
            .map(|m| Milestone {
                key: m.key.clone(),
                name: Text::new(&m.zh, &m.en),
            })
            .collect(),
        gates: gates(stages, shapes.surveys.as_ref()),
        landmarks: landmarks(stages),
        conditions: conditions
            .condition
            .iter()
            .map(|c| Condition {
                key: c.key.clone(),
                label: Text::new(&c.zh, &c.en),
                opposite_of: c.opposite_of.clone(),
                origin: origin(&conditions.sources, conditions.confidence),
            })
            .collect(),
        matters: matters.map(|m| matter(m, stages)).collect(),
        procedures: by_code(|file| procedure(file, &file.node)),
        whole: by_code(|file| procedure(file, &file.whole())),
        templates,
        calendar: calendar(&head.version, shapes, problems)?,
        credit: credit(shapes.credit.as_ref()?),
        tolerances: tolerances
            .tolerance
            .iter()
            .map(|t| Tolerance {
                key: t.key.clone(),
                name: Text::new(&t.zh, &t.en),
                unit: t.unit.clone(),
                by: t.by.as_ref().map(text),
                limits: t.limits.clone(),
                origin: origin(
                    t.sources.as_ref().unwrap_or(&tolerances.sources),
                    t.confidence.unwrap_or(tolerances.confidence),
                ),
            })
            .collect(),
        surveys: surveys::kinds(shapes.surveys.as_ref()?),
        survey_rules: surveys::rules(&shapes.surveys.as_ref()?.rules),
        reading_limits: surveys::reading_limits(shapes.surveys.as_ref()?),
        floor_rule: surveys::floor_rule(shapes.surveys.as_ref()?),
        parameters: parameters(shapes.parameters.as_ref()?),
        approvals: approvals::rules(shapes.approvals.as_ref()?, shapes.parameters.as_ref()?),
        documents: approvals::documents(shapes.approvals.as_ref()?),
        park: approvals::park(shapes.approvals.as_ref()?.park.as_ref()),
        glossary: glossary(shapes),
    })
}

fn text(words: &Words) -> Text {
    Text::new(&words.zh, &words.en)
}

fn origin(sources: &[String], confidence: Confidence) -> Origin {
    Origin {
        sources: sources.to_vec(),
        confidence,
    }
}

fn limit(shape: &LimitShape) -> TimeLimit {
    TimeLimit {
        days: shape.days,
        unit: shape.unit,
    }
}

fn calendar(version: &str, shapes: &Shapes, problems: &mut Problems) -> Option<WorkingCalendar> {
    let years: Vec<_> = shapes
        .calendars
        .values()
        .filter_map(calendars::year)
        .collect();
    let official = years
        .iter()
        .filter(|year| year.official)
        .map(|year| year.year);
    let range = (official.clone().min()?, official.max()?);
    let name = format!("CN {}-{} ({version})", range.0, range.1);
    match WorkingCalendar::new(name, years) {
        Ok(calendar) => Some(calendar),
        Err(error) => {
            problems.add(
                "calendars/",
                "",
                error.to_string(),
                "compare the files with each other",
            );
            None
        }
    }
}

fn stage_entries(file: &StagesFile) -> Vec<StageEntry> {
    let entry = |stage: &crate::shape::StageShape| StageEntry {
        stage: stage.code,
        name: Text::new(&stage.zh, &stage.en),
        phases: stage.phases.clone(),
        matters: stage.matters.clone(),
    };
    file.stage.iter().map(entry).collect()
}

fn gates(file: &StagesFile, surveys: Option<&SurveysFile>) -> Vec<Gate> {
    let need = |shape: &NeedShape| {
        if let Some(any) = &shape.any {
            return GateNeed::Matters {
                any: any.clone(),
                or_not_required: shape.or_not_required,
                or_date_set: shape.or_date_set,
            };
        }
        if let Some(kind) = &shape.survey {
            let named = surveys.and_then(|f| f.survey.iter().find(|s| s.key == *kind));
            return GateNeed::Survey {
                kind: kind.clone(),
                name: named.map_or_else(|| Text::new(kind, kind), |s| Text::new(&s.zh, &s.en)),
            };
        }
        let milestone = shape.milestone.as_ref();
        match milestone.and_then(|key| file.milestone.iter().find(|m| m.key == *key)) {
            Some(found) => GateNeed::Milestone {
                key: found.key.clone(),
                name: Text::new(&found.zh, &found.en),
            },
            None => GateNeed::NoOpenCriticalFinding,
        }
    };
    let mut gates: Vec<Gate> = file
        .gate
        .iter()
        .map(|gate| Gate {
            from: gate.from,
            to: gate.to.parse().ok(),
            needs: gate.needs.iter().map(need).collect(),
        })
        .collect();
    gates.sort_by_key(|gate| gate.from);
    gates
}

fn landmarks(file: &StagesFile) -> Landmarks {
    let given = file.landmarks.as_ref();
    Landmarks {
        land_contract: given.and_then(|l| l.land_contract.clone()),
        construction_permit: given.and_then(|l| l.construction_permit.clone()),
    }
}

fn matter(shape: &MatterShape, stages: &StagesFile) -> Matter {
    let named = stages
        .stage
        .iter()
        .find(|s| s.matters.contains(&shape.code));
    let by_phase = || {
        stages
            .stage
            .iter()
            .find(|s| s.phases.contains(&shape.phase))
    };
    Matter {
        code: shape.code.clone(),
        name: Text::new(&shape.zh, &shape.en),
        kind: shape.kind,
        department: shape.department.clone(),
        phase: shape.phase,
        stage: named
            .or_else(by_phase)
            .map_or(Stage::Registration, |stage| stage.code),
        legal_limit: shape.legal_limit.as_ref().map(limit),
        promised_limit: shape.promised_limit.as_ref().map(limit),
        commitment: shape.commitment,
        multi_evaluation: shape.multi_evaluation,
        output: text(&shape.output),
        materials: shape.materials.iter().map(text).collect(),
        suspendable: shape.suspendable.iter().map(text).collect(),
        origin: origin(&shape.sources, shape.confidence),
    }
}

fn procedure(file: &ProcedureFile, nodes: &[NodeShape]) -> Procedure {
    Procedure {
        code: file.code.clone(),
        name: Text::new(&file.zh, &file.en),
        region: text(&file.region),
        applies_to: text(&file.applies_to),
        note: text(&file.note),
        targets: file
            .target
            .iter()
            .map(|t| Target {
                id: t.id.clone(),
                name: Text::new(&t.zh, &t.en),
                max: limit(&t.max),
                phases: t.phases.clone(),
                between: t.between.clone().map(|[from, to]| (from, to)),
                origin: origin(&t.sources, t.confidence),
            })
            .collect(),
        groups: file
            .group
            .iter()
            .map(|g| ParallelGroup {
                key: g.key.clone(),
                name: Text::new(&g.zh, &g.en),
                release: g.release,
            })
            .collect(),
        nodes: nodes
            .iter()
            .map(|n| Node {
                matter: n.matter.clone(),
                depends_on: n.after.clone(),
                group: n.group.clone(),
                condition: n.condition.clone(),
                pre_review: n.pre_review,
                promised_days: n.promised_days,
            })
            .collect(),
        origin: origin(&file.sources, file.confidence),
    }
}

fn template(file: &TemplateFile) -> Template {
    Template {
        code: file.code.clone(),
        version: file.version,
        name: Text::new(&file.zh, &file.en),
        standard: text(&file.standard),
        stages: file.stages.clone(),
        scoring: file.scoring.as_ref().map(|s| Scoring {
            guarantee_full: s.guarantee_full,
            guarantee_pass: s.guarantee_pass,
            guarantee_missing: s.guarantee_missing,
            excellent_from: s.excellent_from,
            qualified_from: s.qualified_from,
            rows: s
                .row
                .iter()
                .map(|r| SummaryRow {
                    code: r.code.clone(),
                    name: Text::new(&r.zh, &r.en),
                    weight: r.weight,
                })
                .collect(),
        }),
        sections: file.section.iter().map(section).collect(),
        origin: origin(&file.sources, file.confidence),
    }
}

fn section(shape: &SectionShape) -> Section {
    Section {
        code: shape.code.clone(),
        name: Text::new(&shape.zh, &shape.en),
        table: shape.table.clone(),
        row: shape.row.clone(),
        items: shape.item.iter().map(item).collect(),
    }
}

fn item(shape: &ItemShape) -> Item {
    let kind = match shape.kind {
        KindShape::Passfail => ItemKind::PassFail,
        KindShape::Text => ItemKind::Text,
        KindShape::Photo => ItemKind::Photo,
        KindShape::Score => ItemKind::Score {
            max: shape.max.unwrap_or_default(),
            guarantee: shape.guarantee.unwrap_or_default(),
        },
        KindShape::Number => ItemKind::Number(NumberRule {
            unit: shape.unit.as_ref().map(text).unwrap_or_default(),
            min: shape.min,
            max: shape.max,
            compare: shape.compare,
            local: shape.local.unwrap_or_default(),
            repeat: shape.repeat,
            formula: shape.formula.clone(),
        }),
        KindShape::Choice => ItemKind::Choice {
            options: shape
                .options
                .iter()
                .flatten()
                .map(|o| ChoiceOption {
                    key: o.key.clone(),
                    label: Text::new(&o.zh, &o.en),
                    verdict: o.verdict,
                })
                .collect(),
        },
    };
    Item {
        id: shape.id.clone(),
        name: Text::new(&shape.zh, &shape.en),
        check: shape.check.as_ref().map(text),
        kind,
        severity: shape.severity,
        photo: shape.photo,
        clause: shape.clause.clone(),
    }
}

fn credit(file: &CreditFile) -> Credit {
    let name = |event: &EventShape| Text::new(&event.zh, &event.en);
    Credit {
        score: file.score.clone(),
        site: file.site.clone(),
        grades: file
            .grade
            .iter()
            .map(|g| CreditGrade {
                code: g.code.clone(),
                from: g.from,
                draw_weight: g.draw_weight,
                inspections_a_year: g.inspections_a_year,
                effect: text(&g.effect),
            })
            .collect(),
        good: file
            .good
            .iter()
            .map(|e| GoodEvent {
                code: e.code.clone(),
                name: name(e),
                points: e.points,
            })
            .collect(),
        bad: file
            .bad
            .iter()
            .map(|e| BadEvent {
                code: e.code.clone(),
                name: name(e),
                points: e.points,
                term_months: e.term_months.unwrap_or_default(),
            })
            .collect(),
        origin: origin(&file.sources, file.confidence),
    }
}

fn parameters(file: &ParametersFile) -> Parameters {
    let days = &file.rectification;
    Parameters {
        rectification: RectificationDays {
            minor: days.minor,
            major: days.major,
            critical: days.critical,
        },
        recheck_working_days: days.recheck,
        promise_green_days: file.promise.days,
        promise_green_percent: file.promise.percent,
        green_channel_divisor: file.green_channel.divisor,
        post_check_calendar_days: file.commitment.post_check_calendar_days,
        stale_hours: file.offline.stale_hours,
        origin: origin(&file.sources, file.confidence),
    }
}

fn glossary(shapes: &Shapes) -> Vec<TermGroup> {
    let groups = shapes.glossary.iter().flat_map(|file| &file.group);
    groups
        .map(|group| TermGroup {
            key: group.key.clone(),
            name: Text::new(&group.zh, &group.en),
            terms: group
                .term
                .iter()
                .map(|term| Term {
                    name: Text::new(&term.zh, &term.en),
                    note: term.note.as_ref().map(text),
                })
                .collect(),
        })
        .collect()
}
