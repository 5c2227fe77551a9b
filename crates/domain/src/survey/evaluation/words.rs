//! Verdicts in words: one sentence for a target, one for the whole, as it stands in the report.

use super::{Derived, DerivedKind, Found};
use crate::survey::kind::TargetRole;
use crate::survey::verdict::Verdict;
use crate::text::Text;

/// A number with one decimal, as deviations are written.
fn mm(value: f64) -> String {
    format!("{:.1}", value + 0.0)
}

/// A limit without decimals that say nothing.
fn plain(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How far to move, and where to: from the measured position to the designed one.
pub fn move_words(dx_mm: f64, dy_mm: f64) -> Text {
    let north = -dx_mm;
    let east = -dy_mm;
    let part = |amount: f64, plus: (&str, &str), minus: (&str, &str)| {
        let (zh, en) = if amount < 0.0 { minus } else { plus };
        let size = mm(amount.abs());
        (format!("向{zh} {size} mm"), format!("{en} {size} mm"))
    };
    let north = part(north, ("北", "north"), ("南", "south"));
    let east = part(east, ("东", "east"), ("西", "west"));
    Text::new(
        format!("{}，{}", north.0, east.0),
        format!("{}, {}", north.1, east.1),
    )
}

fn verdict_words(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Pass => Text::new("符合", "holds"),
        Verdict::Near => Text::new("符合，接近限差", "holds, near the limit"),
        Verdict::Fail => Text::new("超限", "beyond the limit"),
    }
}

/// One sentence that says by how much a target holds or fails, and what would mend it.
pub fn sentence(name: &str, role: TargetRole, found: &Found) -> Text {
    let verdict = verdict_words(found.verdict);
    let limit = |at: usize| {
        let rule = found.rules.get(at);
        rule.map_or_else(String::new, |r| format!("{} {}", plain(r.limit), r.unit))
    };
    let mut zh = Vec::new();
    let mut en = Vec::new();
    if let Some(ds) = found.ds_mm {
        let ds = mm(ds);
        zh.push(format!("点位较差 {ds} mm，限差 {}", limit(0)));
        en.push(format!("off by {ds} mm in plan, limit {}", limit(0)));
    }
    if let Some(dh) = found.dh_mm {
        let dh = mm(dh);
        let place = usize::from(found.ds_mm.is_some());
        let judged = found.rules.len() > place;
        let (a, b) = if judged {
            (
                format!("，限差 {}", limit(place)),
                format!(", limit {}", limit(place)),
            )
        } else {
            (String::new(), String::new())
        };
        zh.push(format!("高程较差 {dh} mm{a}"));
        en.push(format!("{dh} mm in height{b}"));
    }
    if let (Some(over), TargetRole::IndexAtMost | TargetRole::IndexAtLeast) = (found.dv, role) {
        let bound = found.rules.first().map_or(0.0, |rule| rule.limit);
        let bound_words = plain(bound);
        let mut index = plain(bound + over);
        if index == bound_words && over != 0.0 {
            // What is beyond its bound must not read as equal to it.
            index = format!("{:.6}", bound + over);
        }
        let bound = bound_words;
        let (zh_word, en_word) = if role == TargetRole::IndexAtMost {
            ("不大于", "at most")
        } else {
            ("不小于", "at least")
        };
        zh.push(format!("实测 {index}，规划条件{zh_word} {bound}"));
        en.push(format!(
            "measured {index}, the planning conditions ask for {en_word} {bound}"
        ));
    } else if let Some(dv) = found.dv {
        let (dv, unit) = match role {
            TargetRole::Area => (format!("{dv:.2}"), "m²"),
            _ => (mm(dv), "mm"),
        };
        zh.push(format!("较差 {dv} {unit}，限差 {}", limit(0)));
        en.push(format!("differs by {dv} {unit}, limit {}", limit(0)));
    }
    let (mut zh, mut en) = (zh.join("；"), en.join("; "));
    if let (Verdict::Fail, Some(dx), Some(dy)) = (found.verdict, found.dx_mm, found.dy_mm) {
        let to = move_words(dx, dy);
        zh.push_str(&format!("；回到设计位置：{}", to.zh));
        en.push_str(&format!("; to the design: {}", to.en));
    }
    Text::new(
        format!("{name} {}：{zh}。", verdict.zh),
        format!("{name} {}: {en}.", verdict.en),
    )
}

/// What of a survey the conclusion speaks of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally<'a> {
    /// Targets of the design.
    pub targets: usize,
    /// Targets measured.
    pub measured: usize,
    /// Failing targets with their roles, in the order of the design.
    pub failing: Vec<(&'a str, TargetRole)>,
    /// Targets near their limit.
    pub near: usize,
    /// Derived rows.
    pub derived: &'a [Derived],
}

fn join(names: &[&str], with: &str) -> String {
    names.join(with)
}

/// The conclusion: names every failing point, level, distance and area, or says that all hold, or that it is too early to say.
pub fn conclusion(kind: &Text, tally: &Tally<'_>) -> Text {
    let named = |roles: &[TargetRole]| -> Vec<&str> {
        let of = tally
            .failing
            .iter()
            .filter(|(_, role)| roles.contains(role));
        of.map(|(name, _)| *name).collect()
    };
    let derived = |kind: DerivedKind| -> Vec<&str> {
        let of = tally.derived.iter();
        of.filter(|row| row.kind == kind && row.verdict == Some(Verdict::Fail))
            .map(|row| row.name.as_str())
            .collect()
    };
    let mut distances = named(&[TargetRole::Distance]);
    distances.extend(derived(DerivedKind::Side));
    distances.extend(derived(DerivedKind::Diagonal));
    let mut areas = named(&[TargetRole::Area]);
    areas.extend(derived(DerivedKind::Area));
    let groups: [(Vec<&str>, &str, &str); 9] = [
        (
            named(&[TargetRole::Point, TargetRole::Boundary]),
            "点位",
            "points",
        ),
        (named(&[TargetRole::Control]), "控制点", "control points"),
        (named(&[TargetRole::Level]), "标高", "levels"),
        (distances, "距离", "distances"),
        (named(&[TargetRole::Height]), "建筑高度", "building heights"),
        (areas, "面积", "areas"),
        (
            named(&[TargetRole::IndexAtMost, TargetRole::IndexAtLeast]),
            "规划指标",
            "planning indices",
        ),
        (derived(DerivedKind::Setback), "退让", "setbacks"),
        (derived(DerivedKind::Spacing), "间距", "spacings"),
    ];
    let zh: Vec<String> = groups
        .iter()
        .filter(|(names, ..)| !names.is_empty())
        .map(|(names, zh, _)| format!("{zh} {}", join(names, "、")))
        .collect();
    let en: Vec<String> = groups
        .iter()
        .filter(|(names, ..)| !names.is_empty())
        .map(|(names, _, en)| format!("{en} {}", join(names, ", ")))
        .collect();
    let (measured, targets) = (tally.measured, tally.targets);
    let open = targets.saturating_sub(measured);
    if !zh.is_empty() {
        let rest = if open > 0 {
            (
                format!("另有 {open} 项未测。"),
                format!(" {open} not measured yet."),
            )
        } else {
            (String::new(), String::new())
        };
        return Text::new(
            format!(
                "经实测，本次{}的{}超出限差，不符合要求。{}",
                kind.zh,
                zh.join("，"),
                rest.0
            ),
            format!(
                "Measured: {}: {} beyond the limit; the check does not hold.{}",
                kind.en,
                en.join("; "),
                rest.1
            ),
        );
    }
    if measured == 0 {
        return Text::new("尚未测量。", "Nothing is measured yet.");
    }
    if open > 0 {
        return Text::new(
            format!("已测 {measured}/{targets} 项，均在限差之内；全部测完后才有结论。"),
            format!(
                "{measured} of {targets} measured, all within their limits; there is no conclusion before all are."
            ),
        );
    }
    let near = if tally.near > 0 {
        (
            format!("其中 {} 项接近限差。", tally.near),
            format!(" {} near the limit.", tally.near),
        )
    } else {
        (String::new(), String::new())
    };
    Text::new(
        format!(
            "经实测，本次{}的 {targets} 项均在限差之内，符合要求。{}",
            kind.zh, near.0
        ),
        format!(
            "Measured: {}: all {targets} within their limits; the check holds.{}",
            kind.en, near.1
        ),
    )
}
