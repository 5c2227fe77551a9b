//! What must stand at the targets of a survey: every value that nobody who had seen it has replaced, each whole; of different ones all, and
//! the worst decides.

use std::collections::BTreeMap;

use handheld_contract::views::survey::{MeasurementView, SurveyVerdict, TargetView};
use handheld_records::Document;
use handheld_records::record::SurveyRecord;

use super::Broken;
use super::acts::{read, same_readings};
use super::ledger::{Group, Seen, Stands};
use super::task::Task;
use super::world::World;

impl World {
    /// What the record holds at each target, also at those that are in no design any more.
    pub(super) fn check_values(
        &self,
        document: &Document,
        standing: &BTreeMap<String, Stands>,
    ) -> Result<(), Broken> {
        let record = SurveyRecord::read(document);
        let mut held: BTreeMap<&String, usize> = BTreeMap::new();
        for (target, all) in &record.measured {
            held.insert(target, all.len());
            for one in all {
                let value = &one.held.value;
                let saved = self.ledger.saved(&value.id);
                if saved.is_none_or(|saved| saved.by != value.by.id) {
                    let why = format!("{target}: {} by {}", value.id, value.by.id);
                    return Err(Broken::new("without right", why));
                }
            }
        }
        let stand = standing.iter().filter(|(_, at)| !at.values.is_empty());
        let stand: BTreeMap<&String, usize> = stand
            .map(|(target, at)| (target, at.values.len()))
            .collect();
        if held != stand {
            return Err(Broken::new("values", format!("{held:?}, not {stand:?}")));
        }
        Ok(())
    }

    /// What is shown at a target is what stands there, each value whole; of different values the worst decides.
    pub(super) fn check_target(
        &mut self,
        target: &TargetView,
        stands: Option<&Stands>,
        task: &Task,
        seen: &Seen,
    ) -> Result<(), Broken> {
        let name = &target.name;
        let groups = stands.map_or(&[][..], |at| at.values.as_slice());
        let shown: Vec<&MeasurementView> = match (&target.measured, &target.conflict[..]) {
            (one, []) => one.iter().collect(),
            (_, all) => all.iter().collect(),
        };
        let mut left: Vec<_> = groups.iter().collect();
        for one in &shown {
            let place = left.iter().position(|group| group.ids.contains(&one.id));
            let Some(place) = place else {
                let why = format!("{name} shows {one:?}, which does not stand: {groups:?}");
                return Err(Broken::new("values", why));
            };
            let saved = left.remove(place);
            let own = self.ledger.saved(&one.id);
            let whole = own
                .is_some_and(|own| same_readings(&read(one), &own.readings) && one.by.id == own.by);
            if !whole || !same_readings(&read(one), &saved.saved.readings) {
                let why = format!("{name} shows {one:?}, saved was {own:?}");
                return Err(Broken::new("not atomic", why));
            }
        }
        if !left.is_empty() {
            return Err(Broken::new(
                "values",
                format!("{name} does not show {left:?}"),
            ));
        }
        let after = task.counted.is_some_and(|signed| {
            let unknown = |group: &Group| !group.is_known_to(signed, seen);
            groups.iter().any(unknown)
        });
        if target.after_signing != after {
            let why = format!("{name}: after signing is {after}");
            return Err(Broken::new("standing", why));
        }
        check_worst(target, &shown)?;
        let counted = [
            ("conflict", shown.len() > 1),
            (
                "equal values",
                groups.iter().any(|group| group.ids.len() > 1),
            ),
            ("after signing", after),
            (
                "taken back",
                stands.is_some_and(|at| !at.cleared.is_empty()),
            ),
        ];
        for (what, _) in counted.into_iter().filter(|(_, is)| *is) {
            self.show(what);
        }
        Ok(())
    }
}

/// Of different positions at a target the one that is furthest off decides the verdict.
fn check_worst(target: &TargetView, shown: &[&MeasurementView]) -> Result<(), Broken> {
    let (Some(result), true) = (&target.result, shown.len() > 1) else {
        return Ok(());
    };
    let Some(rule) = result.rules.first().filter(|rule| rule.unit == "mm") else {
        return Ok(());
    };
    let design = &target.design;
    let off = |one: &&MeasurementView| {
        let north = one.value.x_north? - design.x_north?;
        let east = one.value.y_east? - design.y_east?;
        Some((north.hypot(east) * 10_000.0).round() / 10.0)
    };
    let worst = shown.iter().filter_map(off).fold(0.0, f64::max);
    let fails = result.verdict == SurveyVerdict::Fail;
    if fails == (worst > rule.limit) {
        Ok(())
    } else {
        let why = format!("{}: {worst} mm is {:?}", target.name, result.verdict);
        Err(Broken::new("a conflict hides a failure", why))
    }
}
