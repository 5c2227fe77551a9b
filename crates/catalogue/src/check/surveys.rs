//! Kinds of surveys: what they name must be there, and every role that is measured needs a tolerance of its unit. Limits for readings
//! are above zero and given once, the heights of floor area rise.

use std::collections::{BTreeMap, BTreeSet};

use handheld_domain::Decimal;
use handheld_domain::survey::kind::TargetRole;

use super::{InFile, Known};
use crate::problem::Problems;
use crate::shape::{Shapes, SurveyShape, SurveysFile, ToleranceShape};

pub(super) fn check(shapes: &Shapes, known: &Known<'_>, problems: &mut Problems) {
    let Some(file) = &shapes.surveys else { return };
    let mut at = InFile {
        file: "surveys.toml",
        problems,
    };
    let tolerances = shapes.tolerances.iter().flat_map(|file| &file.tolerance);
    let tolerances: BTreeMap<&str, &ToleranceShape> =
        tolerances.map(|one| (&*one.key, one)).collect();
    at.sources("", &file.sources, known);
    rules(file, &mut at);
    reading_limits(file, known, &mut at);
    floor_area(file, known, &mut at);
    at.unique("survey", file.survey.iter().map(|kind| &*kind.key));
    if file.survey.is_empty() {
        at.add("survey", "there is no kind of survey", "add at least one");
    }
    for kind in &file.survey {
        one(kind, &tolerances, known, &mut at);
    }
}

fn rules(file: &SurveysFile, at: &mut InFile<'_>) {
    let rules = &file.rules;
    if rules.near_percent == 0 || rules.near_percent > 100 {
        at.add(
            "rules.near_percent",
            "not a share of the limit",
            "write 1 to 100",
        );
    }
    for (key, value) in [
        ("rules.max_hdop", rules.max_hdop),
        ("rules.max_age_seconds", rules.max_age_seconds),
        ("rules.area_cap_km2", rules.area_cap_km2),
        ("rules.far_m", rules.far_m),
        ("rules.far_level_m", rules.far_level_m),
        ("rules.far_area_percent", rules.far_area_percent),
    ] {
        if value <= Decimal::ZERO {
            at.add(key, "the figure is not above 0", "write a number above 0");
        }
    }
    if rules.soon_working_days > 366 {
        at.add(
            "rules.soon_working_days",
            "more than a year",
            "write working days",
        );
    }
    // A document holds no more than this many with room for their measured values.
    if rules.most_targets == 0 || rules.most_targets > 5_000 {
        at.add("rules.most_targets", "out of range", "write 1 to 5000");
    }
}

fn reading_limits(file: &SurveysFile, known: &Known<'_>, at: &mut InFile<'_>) {
    let mut seen = BTreeSet::new();
    for (index, limit) in file.reading_limit.iter().enumerate() {
        let key = format!("reading_limit[{index}]");
        at.words(&key, &limit.zh, &limit.en);
        if let Some(sources) = &limit.sources {
            at.sources(&format!("{key}."), sources, known);
        }
        if limit.limit <= Decimal::ZERO {
            at.add(
                format!("{key}.limit"),
                "the figure is not above 0",
                "write a number above 0",
            );
        }
        if !seen.insert(limit.what) {
            at.add(format!("{key}.what"), "it is limited twice", "keep one");
        }
    }
}

fn floor_area(file: &SurveysFile, known: &Known<'_>, at: &mut InFile<'_>) {
    let Some(steps) = &file.floor_area else {
        return;
    };
    if let Some(sources) = &steps.sources {
        at.sources("floor_area.", sources, known);
    }
    if steps.storey_full_m <= Decimal::ZERO {
        at.add(
            "floor_area.storey_full_m",
            "the figure is not above 0",
            "write a number above 0",
        );
    }
    if steps.slope_half_m <= Decimal::ZERO || steps.slope_half_m >= steps.slope_full_m {
        at.add(
            "floor_area.slope_half_m",
            "the steps do not rise",
            "write a height above 0 and below slope_full_m",
        );
    }
}

fn one(
    kind: &SurveyShape,
    tolerances: &BTreeMap<&str, &ToleranceShape>,
    known: &Known<'_>,
    at: &mut InFile<'_>,
) {
    let key = format!("survey[{}]", kind.key);
    at.words(&key, &kind.zh, &kind.en);
    at.named(
        &format!("{key}.office"),
        "department",
        &kind.office,
        &known.departments,
    );
    if let Some(matter) = &kind.matter {
        at.named(&format!("{key}.matter"), "matter", matter, &known.matters);
    }
    if let Some(sources) = &kind.sources {
        at.sources(&format!("{key}."), sources, known);
    }
    if kind.due_working_days > 366 {
        at.add(
            format!("{key}.due_working_days"),
            "more than a year",
            "write working days",
        );
    }
    let roles: BTreeSet<TargetRole> = kind.roles.iter().copied().collect();
    if roles.is_empty() || roles.len() != kind.roles.len() {
        at.add(
            format!("{key}.roles"),
            "no role, or one twice",
            "name each role once",
        );
    }
    let named = [
        ("point", &kind.point, Some(TargetRole::Point)),
        ("control", &kind.control, Some(TargetRole::Control)),
        ("control_level", &kind.control_level, None),
        ("boundary", &kind.boundary, Some(TargetRole::Boundary)),
        ("level", &kind.level, Some(TargetRole::Level)),
        ("distance", &kind.distance, Some(TargetRole::Distance)),
        ("height", &kind.height, Some(TargetRole::Height)),
        ("area", &kind.area, Some(TargetRole::Area)),
        ("side", &kind.side, None),
        ("spacing", &kind.spacing, None),
    ];
    for (name, tolerance, role) in named {
        let place = format!("{key}.{name}");
        match tolerance {
            Some(given) => {
                let keys: BTreeSet<&str> = tolerances.keys().copied().collect();
                at.named(&place, "tolerance", given, &keys);
                if let Some(found) = tolerances.get(given.as_str()) {
                    fits(kind, name, found, &place, at);
                }
            }
            None if role.is_some_and(|role| roles.contains(&role)) => {
                at.add(
                    place,
                    "what is measured has no tolerance",
                    "name one, or take the role out",
                );
            }
            None => {}
        }
    }
}

/// Whether a tolerance can judge what it is named for.
fn fits(
    kind: &SurveyShape,
    name: &str,
    tolerance: &ToleranceShape,
    place: &str,
    at: &mut InFile<'_>,
) {
    // An area is held to square metres or a share of itself, everything else to a length.
    let of_area = matches!(&*tolerance.unit, "%" | "m²" | "m2");
    if of_area != (name == "area") {
        at.add(
            place,
            "its tolerance has another quantity",
            "name one that fits",
        );
    }
    let grades: Vec<u32> = tolerance
        .limits
        .iter()
        .filter_map(|step| step.grade)
        .collect();
    let known = kind.grade.is_some_and(|grade| grades.contains(&grade));
    if !grades.is_empty() && !known {
        at.add(
            place,
            "its tolerance has grades, and none of them is chosen",
            &format!("write `grade`, one of {grades:?}"),
        );
    }
}
