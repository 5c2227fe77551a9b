//! Kinds of surveys: what they name must be there, and every role that is measured needs a tolerance of its unit. Limits for readings
//! are above zero and given once, the heights of floor area rise.

use std::collections::{BTreeMap, BTreeSet};

use handheld_domain::Decimal;
use handheld_domain::survey::kind::TargetRole;

use super::{InFile, Known};
use crate::problem::Problems;
use crate::shape::{Shapes, SurveyShape, SurveysFile};

pub(super) fn check(shapes: &Shapes, known: &Known<'_>, problems: &mut Problems) {
    let Some(file) = &shapes.surveys else { return };
    let mut at = InFile {
        file: "surveys.toml",
        problems,
    };
    let tolerances = shapes.tolerances.iter().flat_map(|file| &file.tolerance);
    let units: BTreeMap<&str, &str> = tolerances.map(|t| (&*t.key, &*t.unit)).collect();
    at.sources("", &file.sources, known);
    rules(file, &mut at);
    reading_limits(file, known, &mut at);
    floor_area(file, known, &mut at);
    at.unique("survey", file.survey.iter().map(|kind| &*kind.key));
    if file.survey.is_empty() {
        at.add("survey", "there is no kind of survey", "add at least one");
    }
    for kind in &file.survey {
        one(kind, &units, known, &mut at);
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

fn one(kind: &SurveyShape, units: &BTreeMap<&str, &str>, known: &Known<'_>, at: &mut InFile<'_>) {
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
        ("point", &kind.point, Some(TargetRole::Point), "mm"),
        ("control", &kind.control, Some(TargetRole::Control), "mm"),
        ("control_level", &kind.control_level, None, "mm"),
        ("boundary", &kind.boundary, Some(TargetRole::Boundary), "mm"),
        ("level", &kind.level, Some(TargetRole::Level), "mm"),
        ("distance", &kind.distance, Some(TargetRole::Distance), "mm"),
        ("height", &kind.height, Some(TargetRole::Height), "mm"),
        ("area", &kind.area, Some(TargetRole::Area), "%"),
        ("side", &kind.side, None, "mm"),
        ("spacing", &kind.spacing, None, "mm"),
    ];
    for (name, tolerance, role, unit) in named {
        let place = format!("{key}.{name}");
        match tolerance {
            Some(given) => {
                let keys: BTreeSet<&str> = units.keys().copied().collect();
                at.named(&place, "tolerance", given, &keys);
                let found = units.get(given.as_str()).copied();
                // Millimetres and metres are one quantity; a percentage is another.
                let same = found.is_none_or(|found| (found == "%") == (unit == "%"));
                if !same {
                    at.add(
                        place,
                        "its tolerance has another quantity",
                        "name one that fits",
                    );
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
