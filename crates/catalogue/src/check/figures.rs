//! Credit figures, survey tolerances and parameters.

use handheld_domain::Decimal;

use super::{InFile, Known};
use crate::problem::Problems;
use crate::shape::{CreditFile, EventShape, ParametersFile, Shapes, ToleranceShape};

pub(super) fn check(shapes: &Shapes, known: &Known<'_>, problems: &mut Problems) {
    if let Some(file) = &shapes.credit {
        credit(
            file,
            known,
            &mut InFile {
                file: "credit.toml",
                problems,
            },
        );
    }
    if let Some(file) = &shapes.tolerances {
        let mut at = InFile {
            file: "tolerances.toml",
            problems,
        };
        at.sources("", &file.sources, known);
        at.unique("tolerance", file.tolerance.iter().map(|t| &*t.key));
        for one in &file.tolerance {
            tolerance(one, known, &mut at);
        }
    }
    if let Some(file) = &shapes.parameters {
        parameters(
            file,
            known,
            &mut InFile {
                file: "parameters.toml",
                problems,
            },
        );
    }
}

fn credit(file: &CreditFile, known: &Known<'_>, at: &mut InFile<'_>) {
    at.sources("", &file.sources, known);
    at.unique("grade", file.grade.iter().map(|g| &*g.code));
    for grade in &file.grade {
        at.text(&format!("grade[{}].effect", grade.code), &grade.effect);
        if grade.draw_weight == 0 {
            let key = format!("grade[{}].draw_weight", grade.code);
            at.add(key, "a weight of 0 is never drawn", "write 1 or more");
        }
    }
    let falling = file
        .grade
        .windows(2)
        .all(|pair| pair[0].from > pair[1].from);
    let to_the_bottom = file
        .grade
        .last()
        .is_some_and(|g| g.from == file.score.least);
    if !falling || !to_the_bottom {
        let remedy = "list them from the best down to the least score";
        at.add(
            "grade",
            "the grades leave a gap or are out of order",
            remedy,
        );
    }
    let score = &file.score;
    if score.least >= score.most || score.base < score.least || score.base > score.most {
        at.add(
            "score.base",
            "the score's limits are out of order",
            "write least <= base <= most",
        );
    }
    for (key, value) in [
        ("score.good_term_months", score.good_term_months),
        ("score.month_days", score.month_days),
        ("score.term_months_least", score.term_months_least),
        ("site.divisor", file.site.divisor),
        ("site.window_months", file.site.window_months),
    ] {
        if value <= Decimal::ZERO {
            at.add(key, "the figure is not above 0", "write a number above 0");
        }
    }
    events("good", &file.good, false, score.term_months_least, at);
    events("bad", &file.bad, true, score.term_months_least, at);
}

fn events(kind: &str, all: &[EventShape], termed: bool, least: Decimal, at: &mut InFile<'_>) {
    at.unique(kind, all.iter().map(|e| &*e.code));
    for event in all {
        let key = format!("{kind}[{}]", event.code);
        at.words(&key, &event.zh, &event.en);
        if event.points <= Decimal::ZERO {
            at.add(
                format!("{key}.points"),
                "the points are not above 0",
                "write points above 0",
            );
        }
        let term_fits = match event.term_months {
            Some(term) => termed && term >= least,
            None => !termed,
        };
        if !term_fits {
            let message = "the term is missing, too short, or not for this kind";
            let remedy = "give every bad event, and no good one, a term of at least the shortest";
            at.add(format!("{key}.term_months"), message, remedy);
        }
    }
}

fn tolerance(one: &ToleranceShape, known: &Known<'_>, at: &mut InFile<'_>) {
    let key = format!("tolerance[{}]", one.key);
    at.words(&key, &one.zh, &one.en);
    if let Some(by) = &one.by {
        at.text(&format!("{key}.by"), by);
    }
    if let Some(sources) = &one.sources {
        at.sources(&format!("{key}."), sources, known);
    }
    let key = format!("{key}.limits");
    if one.limits.is_empty() {
        at.add(key.clone(), "there is no limit", "add a limit");
    }
    for limit in &one.limits {
        let fixed = limit.limit.is_some_and(|l| l > Decimal::ZERO);
        let by_area = limit.root.is_some() && limit.share.is_some();
        if fixed == by_area {
            at.add(
                key.clone(),
                "a limit is either a figure or root and share",
                "correct it",
            );
        }
    }
    let bands: Vec<Option<Decimal>> = one.limits.iter().map(|l| l.up_to).collect();
    if bands.iter().any(Option::is_some) {
        let open_end = bands.last() == Some(&None);
        let figures: Vec<Decimal> = bands.iter().flatten().copied().collect();
        let rising = figures.windows(2).all(|pair| pair[0] < pair[1]);
        if !open_end || figures.len() + 1 != bands.len() || !rising || one.by.is_none() {
            let remedy = "let up_to rise, leave it out in the last one, and say `by` what";
            at.add(key, "the limits leave a gap", remedy);
        }
    }
}

fn parameters(file: &ParametersFile, known: &Known<'_>, at: &mut InFile<'_>) {
    at.sources("", &file.sources, known);
    if file.promise.percent > 100 {
        at.add("promise.percent", "more than 100 percent", "write 0 to 100");
    }
    for (key, value) in [
        ("green_channel.divisor", file.green_channel.divisor),
        ("offline.stale_hours", file.offline.stale_hours),
    ] {
        if value == 0 {
            at.add(key, "the figure is 0", "write 1 or more");
        }
    }
    let days = &file.rectification;
    if days.minor > 366 || days.major > 366 || days.critical > 366 || days.recheck > 366 {
        at.add("rectification", "more than a year", "write working days");
    }
}
