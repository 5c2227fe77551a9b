//! The tables of a report: control points, points, levels, distances, heights, areas, what follows from them, the limits. Every row
//! says its verdict by a sign and a word; colour only repeats it.

use handheld_domain::Confidence;
use handheld_domain::survey::Verdict;
use handheld_domain::survey::evaluation::DerivedKind;

use super::compose::Composer;
use super::{Bound, DerivedRow, IndexRow, PointRow, ValueRow};
use crate::page::{FigureRow, Figures, Place};
use crate::words::fill;

/// Text and line height of a table with many columns, and of one with few.
const NARROW: (f32, f32) = (7.2, 10.5);
pub(super) const WIDE: (f32, f32) = (8.5, 13.0);
/// Square metres of one mu.
const MU: f64 = 2000.0 / 3.0;

/// A length with three decimals, m.
pub(super) fn metres(value: f64) -> String {
    // Adding 0.0 takes the sign off a zero.
    format!("{:.3}", (value * 1000.0).round() / 1000.0 + 0.0)
}

/// A size in millimetres with one decimal.
pub(super) fn millimetres(value: f64) -> String {
    format!("{:.1}", (value * 10.0).round() / 10.0 + 0.0)
}

/// A deviation in millimetres, with its sign.
fn signed(value: f64) -> String {
    let text = millimetres(value);
    if value > 0.0 && text != "0.0" {
        format!("+{text}")
    } else {
        text
    }
}

pub(super) fn area(value: f64) -> String {
    format!("{:.2}", (value * 100.0).round() / 100.0 + 0.0)
}

/// A number of at most four decimals, without those that say nothing.
fn plain(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An index, with four decimals.
pub(super) fn index(value: f64) -> String {
    format!("{:.4}", (value * 1e4).round() / 1e4 + 0.0)
}

fn limit(bound: &Bound) -> String {
    format!("{} {}", plain(bound.limit), bound.unit)
}

impl Composer<'_> {
    /// Everything that was measured, and what follows from it.
    pub(super) fn tables(&mut self) {
        let (report, words) = (self.report, self.survey());
        self.section(&words.control);
        if report.control.is_empty() {
            self.sheet.paragraph(&words.no_control);
        } else {
            self.points(&report.control);
        }
        if !report.points.is_empty() {
            self.section(&words.points);
            self.points(&report.points);
            let told = |row: &PointRow| row.dh_mm.is_some() && row.level_limit.is_none();
            if report.points.iter().any(told) {
                self.sheet.note(&words.told_heights);
            }
        }
        let values = [
            (&words.levels, &report.levels, false),
            (&words.distances, &report.distances, false),
            (&words.heights, &report.heights, false),
            (&words.areas, &report.areas, true),
        ];
        for (name, rows, areas) in values {
            if !rows.is_empty() {
                self.section(name);
                self.values(rows, areas);
                self.readings(rows);
            }
        }
        if !report.indices.is_empty() {
            self.section(&words.indices);
            self.indices(&report.indices);
            let rows: Vec<ValueRow> = report.indices.iter().map(|one| one.row.clone()).collect();
            self.readings(&rows);
        }
        let of = |kinds: &[DerivedKind]| -> Vec<&DerivedRow> {
            let rows = report.derived.iter();
            rows.filter(|row| kinds.contains(&row.kind)).collect()
        };
        let lengths = of(&[DerivedKind::Side, DerivedKind::Diagonal]);
        if !lengths.is_empty() {
            self.section(&words.lengths);
            self.derived(&lengths, Derived::Lengths);
        }
        let clearances = of(&[DerivedKind::Setback, DerivedKind::Spacing]);
        if !clearances.is_empty() {
            self.section(&words.clearances);
            self.derived(&clearances, Derived::Clearances);
        }
        let parcels = of(&[DerivedKind::Area]);
        if !parcels.is_empty() {
            self.section(&words.parcels);
            self.derived(&parcels, Derived::Parcels);
        }
    }

    fn verdict(&self, verdict: Option<Verdict>, measured: bool) -> String {
        let words = self.survey();
        match verdict {
            Some(Verdict::Pass) => &words.row_pass,
            Some(Verdict::Near) => &words.row_near,
            Some(Verdict::Fail) => &words.row_fail,
            None if measured => &words.row_told,
            None => &words.row_open,
        }
        .clone()
    }

    /// A number, or the sign for none.
    fn or_none(&self, value: Option<f64>, say: impl Fn(f64) -> String) -> String {
        value.map_or_else(|| self.words.none.clone(), say)
    }

    /// What stands in a cell for limits: plan, and level below it where it is judged.
    fn bounds(&self, row: &PointRow) -> String {
        let none = || self.words.none.clone();
        let plan = row.limit.as_ref().map_or_else(none, limit);
        match &row.level_limit {
            Some(level) => {
                let level = limit(level);
                let values = [("plan", &*plan), ("level", &*level)];
                fill(&self.survey().plan_level, &values)
            }
            None => plan,
        }
    }

    /// Points: design above measured, so that both are read in one column.
    fn points(&mut self, rows: &[PointRow]) {
        let words = self.survey();
        let heights = rows
            .iter()
            .any(|row| row.design.h.is_some() || row.measured.h.is_some());
        let column = |head, share, place| Figures { head, share, place };
        let mut columns = vec![
            column(words.point.as_str(), 42.0, Place::Left),
            column(&words.design_head, 30.0, Place::Centre),
            column(&words.north, 53.0, Place::Right),
            column(&words.east, 56.0, Place::Right),
        ];
        if heights {
            columns.push(column(&words.level_head, 37.0, Place::Right));
        }
        columns.push(column(&words.dx, 35.0, Place::Right));
        columns.push(column(&words.dy, 35.0, Place::Right));
        columns.push(column(&words.ds, 34.0, Place::Right));
        if heights {
            columns.push(column(&words.dh, 34.0, Place::Right));
        }
        columns.push(column(&words.limit, 42.0, Place::Right));
        columns.push(column(&words.verdict, 49.0, Place::Left));
        let both = format!("{}\n{}", words.design_row, words.measured_row);
        let pair = |design: Option<f64>, measured: Option<f64>| {
            let design = self.or_none(design, metres);
            format!("{design}\n{}", self.or_none(measured, metres))
        };
        let set = rows.iter().map(|row| {
            let (design, measured) = (&row.design, &row.measured);
            let mut cells = vec![
                row.name.clone(),
                both.clone(),
                pair(design.x_north, measured.x_north),
                pair(design.y_east, measured.y_east),
            ];
            if heights {
                cells.push(pair(design.h, measured.h));
            }
            cells.push(self.or_none(row.dx_mm, signed));
            cells.push(self.or_none(row.dy_mm, signed));
            cells.push(self.or_none(row.ds_mm, millimetres));
            if heights {
                cells.push(self.or_none(row.dh_mm, signed));
            }
            cells.push(self.bounds(row));
            cells.push(self.verdict(row.verdict, false));
            FigureRow {
                cells,
                alarm: row.verdict == Some(Verdict::Fail),
            }
        });
        let set: Vec<FigureRow> = set.collect();
        self.sheet.figures(&columns, &set, NARROW);
    }

    /// Levels, distances and heights in metres, or areas.
    fn values(&mut self, rows: &[ValueRow], areas: bool) {
        let words = self.survey();
        let column = |head, share, place| Figures { head, share, place };
        let (design, measured, deviation) = if areas {
            (&words.design_m2, &words.measured_m2, &words.deviation_m2)
        } else {
            (&words.design_m, &words.measured_m, &words.deviation)
        };
        let columns = [
            column(words.name.as_str(), 0.28, Place::Left),
            column(design, 0.16, Place::Right),
            column(measured, 0.16, Place::Right),
            column(deviation, 0.14, Place::Right),
            column(&words.limit, 0.12, Place::Right),
            column(&words.verdict, 0.14, Place::Left),
        ];
        let size = |value: f64| {
            if areas {
                self.area_words(value)
            } else {
                metres(value)
            }
        };
        let difference = if areas { area } else { signed };
        let set = rows.iter().map(|row| FigureRow {
            cells: vec![
                row.name.clone(),
                size(row.design),
                self.or_none(row.measured, size),
                self.or_none(row.deviation, difference),
                row.limit
                    .as_ref()
                    .map_or_else(|| self.words.none.clone(), limit),
                self.verdict(row.verdict, row.measured.is_some()),
            ],
            alarm: row.verdict == Some(Verdict::Fail),
        });
        let set: Vec<FigureRow> = set.collect();
        self.sheet.figures(&columns, &set, WIDE);
    }

    /// What the planning conditions ask of an index.
    fn asked(&self, of: &IndexRow) -> String {
        let words = self.survey();
        let form = if of.at_least {
            &words.at_least
        } else {
            &words.at_most
        };
        fill(form, &[("bound", &plain(of.row.design))])
    }

    /// Indices against the bounds of the planning conditions.
    fn indices(&mut self, rows: &[IndexRow]) {
        let words = self.survey();
        let column = |head, share, place| Figures { head, share, place };
        let columns = [
            column(words.name.as_str(), 0.4, Place::Left),
            column(&words.asked, 0.22, Place::Right),
            column(&words.measured_row, 0.22, Place::Right),
            column(&words.verdict, 0.16, Place::Left),
        ];
        let set = rows.iter().map(|one| FigureRow {
            cells: vec![
                one.row.name.clone(),
                self.asked(one),
                self.or_none(one.row.measured, index),
                self.verdict(one.row.verdict, one.row.measured.is_some()),
            ],
            alarm: one.row.verdict == Some(Verdict::Fail),
        });
        let set: Vec<FigureRow> = set.collect();
        self.sheet.figures(&columns, &set, WIDE);
    }

    /// An area in square metres, and in mu below.
    fn area_words(&self, value: f64) -> String {
        let mu = format!("{:.3}", value / MU);
        format!(
            "{}\n{}",
            area(value),
            fill(&self.survey().mu, &[("mu", &mu)])
        )
    }

    fn derived_name(&self, kind: DerivedKind) -> &'static str {
        let words = self.survey();
        match kind {
            DerivedKind::Side => &words.side,
            DerivedKind::Diagonal => &words.diagonal,
            DerivedKind::Setback => &words.setback,
            DerivedKind::Spacing => &words.spacing,
            DerivedKind::Area => &words.area,
        }
    }

    fn derived(&mut self, rows: &[&DerivedRow], which: Derived) {
        let words = self.survey();
        let column = |head, share, place| Figures { head, share, place };
        let mut columns = vec![
            column(words.role.as_str(), 0.1, Place::Left),
            column(&words.name, 0.22, Place::Left),
        ];
        match which {
            Derived::Lengths => columns.extend([
                column(words.design_m.as_str(), 0.14, Place::Right),
                column(&words.measured_m, 0.14, Place::Right),
                column(&words.deviation, 0.13, Place::Right),
                column(&words.limit, 0.12, Place::Right),
            ]),
            Derived::Clearances => columns.extend([
                column(words.required.as_str(), 0.13, Place::Right),
                column(&words.design_m, 0.13, Place::Right),
                column(&words.measured_m, 0.13, Place::Right),
                column(&words.deviation, 0.13, Place::Right),
            ]),
            Derived::Parcels => columns.extend([
                column(words.design_m2.as_str(), 0.14, Place::Right),
                column(&words.measured_m2, 0.14, Place::Right),
                column(&words.on_ellipsoid, 0.14, Place::Right),
                column(&words.deviation_m2, 0.11, Place::Right),
                column(&words.limit, 0.09, Place::Right),
            ]),
        }
        columns.push(column(&words.verdict, 0.14, Place::Left));
        let set = rows.iter().map(|row| {
            let bound = row.limit.as_ref();
            let bound = bound.map_or_else(|| self.words.none.clone(), limit);
            let metres = |value| self.or_none(value, metres);
            let areas = |value| self.or_none(value, |v| self.area_words(v));
            let mut cells = vec![self.derived_name(row.kind).to_owned(), row.name.clone()];
            match which {
                Derived::Lengths => cells.extend([
                    metres(row.design),
                    metres(row.measured),
                    self.or_none(row.deviation, signed),
                    bound,
                ]),
                Derived::Clearances => cells.extend([
                    metres(row.required),
                    metres(row.design),
                    metres(row.measured),
                    self.or_none(row.deviation, signed),
                ]),
                Derived::Parcels => cells.extend([
                    areas(row.design),
                    areas(row.measured),
                    areas(row.on_ellipsoid),
                    self.or_none(row.deviation, area),
                    bound,
                ]),
            }
            cells.push(self.verdict(row.verdict, row.measured.is_some()));
            FigureRow {
                cells,
                alarm: row.verdict == Some(Verdict::Fail),
            }
        });
        let set: Vec<FigureRow> = set.collect();
        self.sheet.figures(&columns, &set, WIDE);
    }

    /// Everything that fails or is near its limit, before the long tables.
    pub(super) fn beyond(&mut self) {
        let (report, words) = (self.report, self.survey());
        let none = || self.words.none.clone();
        let mut found: Vec<(&str, &str, String, String, Verdict)> = Vec::new();
        for (role, rows) in [
            (&words.control_point, &report.control),
            (&words.position, &report.points),
        ] {
            for row in rows {
                let Some(verdict) = row.verdict.filter(|v| *v != Verdict::Pass) else {
                    continue;
                };
                let plan = self.or_none(row.ds_mm, millimetres);
                let mut deviation = format!("{plan} mm");
                if let (Some(dh), Some(_)) = (row.dh_mm, &row.level_limit) {
                    let level = format!("{} mm", signed(dh));
                    let values = [("plan", &*deviation), ("level", &*level)];
                    deviation = fill(&words.plan_level, &values);
                }
                found.push((role, &row.name, deviation, self.bounds(row), verdict));
            }
        }
        for (role, rows, unit) in [
            (&words.level, &report.levels, "mm"),
            (&words.distance, &report.distances, "mm"),
            (&words.height, &report.heights, "mm"),
            (&words.area, &report.areas, "m²"),
        ] {
            for row in rows {
                let Some(verdict) = row.verdict.filter(|v| *v != Verdict::Pass) else {
                    continue;
                };
                let say = if unit == "mm" { signed } else { area };
                let deviation = format!("{} {unit}", self.or_none(row.deviation, say));
                let bound = row.limit.as_ref().map_or_else(none, limit);
                found.push((role, &row.name, deviation, bound, verdict));
            }
        }
        for one in &report.indices {
            let Some(verdict) = one.row.verdict.filter(|v| *v != Verdict::Pass) else {
                continue;
            };
            let measured = self.or_none(one.row.measured, index);
            found.push((
                &words.index,
                &one.row.name,
                measured,
                self.asked(one),
                verdict,
            ));
        }
        for row in &report.derived {
            let Some(verdict) = row.verdict.filter(|v| *v != Verdict::Pass) else {
                continue;
            };
            let (deviation, bound) = self.derived_bound(row);
            found.push((
                self.derived_name(row.kind),
                &row.name,
                deviation,
                bound,
                verdict,
            ));
        }
        if found.is_empty() {
            return;
        }
        // What fails stands before what is near, each in the order of the design.
        found.sort_by_key(|(.., verdict)| std::cmp::Reverse(*verdict));
        let rows = found.into_iter().map(|row| FigureRow {
            cells: vec![
                row.0.to_owned(),
                row.1.to_owned(),
                row.2,
                row.3,
                self.verdict(Some(row.4), true),
            ],
            alarm: row.4 == Verdict::Fail,
        });
        let rows: Vec<FigureRow> = rows.collect();
        let column = |head, share, place| Figures { head, share, place };
        let columns = [
            column(words.role.as_str(), 0.16, Place::Left),
            column(&words.name, 0.3, Place::Left),
            column(&words.limit_near, 0.2, Place::Right),
            column(&words.limit, 0.2, Place::Right),
            column(&words.verdict, 0.14, Place::Left),
        ];
        self.section(&words.beyond);
        self.sheet.figures(&columns, &rows, WIDE);
    }

    /// By how much a derived row is off, and what it is held against.
    fn derived_bound(&self, row: &DerivedRow) -> (String, String) {
        let words = self.survey();
        if let Some(required) = row.required {
            let found = self.or_none(row.measured, metres);
            let least = fill(&words.rule_limit, &[("least", &metres(required))]);
            return (format!("{found} m"), least);
        }
        let bound = row.limit.as_ref();
        let bound = bound.map_or_else(|| self.words.none.clone(), limit);
        let deviation = if row.kind == DerivedKind::Area {
            format!("{} m²", self.or_none(row.deviation, area))
        } else {
            format!("{} mm", self.or_none(row.deviation, signed))
        };
        (deviation, bound)
    }

    /// The limits with what they rest on.
    pub(super) fn limits(&mut self) {
        let (report, words) = (self.report, self.survey());
        let column = |head, share, place| Figures { head, share, place };
        let columns = [
            column(words.rule.as_str(), 0.23, Place::Left),
            column(&words.limit, 0.13, Place::Right),
            column(&words.rule_source, 0.4, Place::Left),
            column(&words.rule_sure, 0.24, Place::Left),
        ];
        let mut unsure = false;
        let rows = report.rules.iter().map(|rule| {
            unsure |= rule.confidence == Confidence::Low;
            let source = self.say(&rule.source);
            let source = if source.trim().is_empty() {
                &words.rule_stated
            } else {
                source
            };
            let sure = match rule.confidence {
                Confidence::High => &words.sure_high,
                Confidence::Medium => &words.sure_medium,
                Confidence::Low => &words.sure_low,
            };
            FigureRow {
                cells: vec![
                    self.say(&rule.name).to_owned(),
                    rule.bound
                        .as_ref()
                        .map_or_else(|| words.rule_rows.clone(), limit),
                    source.to_owned(),
                    sure.clone(),
                ],
                alarm: false,
            }
        });
        let rows: Vec<FigureRow> = rows.collect();
        self.section(&words.limits);
        self.sheet.figures(&columns, &rows, WIDE);
        let percent = report.near_percent.to_string();
        let near = fill(&words.near_note, &[("percent", &percent)]);
        self.sheet.note(&near);
        if unsure {
            self.sheet.note(&words.low_note);
        }
    }
}

/// Which table of what follows from measured points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Derived {
    Lengths,
    Clearances,
    Parcels,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_has_no_sign_and_a_deviation_has_one() {
        assert_eq!(signed(-0.04), "0.0");
        assert_eq!(signed(0.04), "0.0");
        assert_eq!(signed(55.26), "+55.3");
        assert_eq!(signed(-3.0), "-3.0");
        assert_eq!(metres(-0.000_04), "0.000");
    }

    #[test]
    fn a_limit_has_no_decimals_that_say_nothing() {
        let bound = |limit, unit: &str| Bound {
            limit,
            unit: unit.to_owned(),
        };
        assert_eq!(limit(&bound(50.0, "mm")), "50 mm");
        assert_eq!(limit(&bound(1.5, "%")), "1.5 %");
        assert_eq!(limit(&bound(0.2, "m")), "0.2 m");
        assert_eq!(limit(&bound(3.914_213_6, "m²")), "3.9142 m²");
    }
}
