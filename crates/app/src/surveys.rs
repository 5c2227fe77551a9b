//! A survey read from its document, in the domain's terms: targets judged, figures measured, and where the task stands.

use std::collections::BTreeMap;

use handheld_catalogue::Catalogue;
use handheld_contract::views::survey as v;
use handheld_domain::Text;
use handheld_domain::survey::evaluation::{
    Derived, DerivedKind, Figure, FigureRole, Found, Judge, Tally, Value, conclusion, mean,
};
use handheld_domain::survey::kind::{ContractStage, SurveyKind, TargetRole};
use handheld_domain::survey::task::{Act, ActKind, Counts, Stale, Standing, TaskState, standing};
use handheld_domain::survey::verdict::Verdict;
use handheld_domain::survey::{Grid, GridPoint};
use handheld_records::Document;
use handheld_records::record::{MeasuredRecord, SurveyRecord};
use handheld_records::shape::{FigureValue, MeasuredValue, SurveyMeta, TargetValue};

macro_rules! same {
    ($name:ident: $from:ty => $to:ty { $($variant:ident),+ $(,)? }) => {
        pub(crate) fn $name(from: $from) -> $to {
            match from { $(<$from>::$variant => <$to>::$variant),+ }
        }
    };
}

same!(role: v::TargetRole => TargetRole {
    Point, Control, Boundary, Level, Distance, Height, Area, IndexAtMost, IndexAtLeast
});
same!(role_view: TargetRole => v::TargetRole {
    Point, Control, Boundary, Level, Distance, Height, Area, IndexAtMost, IndexAtLeast
});
same!(figure_role: v::FigureRole => FigureRole { Building, RedLine, Parcel, Other });
same!(verdict_view: Verdict => v::SurveyVerdict { Pass, Near, Fail });
same!(derived_kind: DerivedKind => v::DerivedKind { Side, Diagonal, Setback, Spacing, Area });
same!(contract_stage: ContractStage => v::ContractStage { Land, Works, Completion });
same!(state_view: TaskState => v::SurveyState {
    Assigned, DesignLocked, Measuring, Passed, Failed, Signed, Accepted, Returned,
});

/// A value in the domain's terms.
pub(crate) fn value(of: &v::SurveyValue) -> Value {
    Value {
        x_north: of.x_north,
        y_east: of.y_east,
        h: of.h,
        value: of.value,
    }
}

/// A value as screens show it.
pub(crate) fn value_view(of: Value) -> v::SurveyValue {
    v::SurveyValue {
        x_north: of.x_north,
        y_east: of.y_east,
        h: of.h,
        value: of.value,
    }
}

/// The design value of a target.
pub(crate) fn designed(target: &TargetValue) -> Value {
    Value {
        x_north: target.x,
        y_east: target.y,
        h: target.h,
        value: target.v,
    }
}

/// The mean of the readings of a measured value and their spread in mm; none where there are no readings.
pub(crate) fn counted(measured: &MeasuredValue) -> Option<(Value, Option<f64>)> {
    let readings: Vec<Value> = measured.readings.iter().map(value).collect();
    mean(&readings).ok()
}

/// A target with what came out for it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) target: TargetValue,
    /// None while it is not measured, or where nothing can be said: without a rule, or a value without what the role needs.
    pub(crate) found: Option<Found>,
    pub(crate) measured: bool,
    pub(crate) conflict: bool,
}

impl Row {
    pub(crate) fn role(&self) -> TargetRole {
        role(self.target.role)
    }

    pub(crate) fn fails(&self) -> bool {
        self.found
            .as_ref()
            .is_some_and(|found| !found.verdict.passes())
    }
}

/// A survey with everything that follows from its record.
pub(crate) struct Survey<'c> {
    pub(crate) record: SurveyRecord,
    pub(crate) meta: SurveyMeta,
    pub(crate) kind: &'c SurveyKind,
    pub(crate) grid: Grid,
    pub(crate) rows: Vec<Row>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) derived: Vec<Derived>,
    pub(crate) standing: Standing,
    /// The worst of everything measured.
    pub(crate) verdict: Option<Verdict>,
    pub(crate) conclusion: Text,
}

/// The judge of a kind of survey by a catalogue.
pub(crate) fn judge<'c>(catalogue: &'c Catalogue, kind: &'c SurveyKind) -> Judge<'c> {
    Judge {
        kind,
        near_share: catalogue.survey_rules.near_share(),
        tolerances: &catalogue.tolerances,
    }
}

impl<'c> Survey<'c> {
    /// Reads a survey; none when its first change has not come or it is of a kind or grid that this program does not have.
    pub(crate) fn read(catalogue: &'c Catalogue, document: &Document) -> Option<Self> {
        Self::from_record(catalogue, SurveyRecord::read(document))
    }

    pub(crate) fn from_record(catalogue: &'c Catalogue, record: SurveyRecord) -> Option<Self> {
        let meta = record.common.meta.as_ref()?.value.survey.clone()?;
        let kind = catalogue.survey(&meta.kind)?;
        let grid = Grid::from_epsg(meta.epsg).ok()?;
        let judge = judge(catalogue, kind);
        let rows = rows(&judge, &record);
        let figures = figures(&record);
        let derived = judge.derived(&figures, grid);
        let verdict = worst(&rows, &derived);
        let failed = rows.iter().filter(|row| row.fails()).count()
            + derived.iter().filter(|row| fails(row)).count();
        let measured = rows.iter().filter(|row| row.measured).count();
        let counts = Counts {
            targets: rows.len(),
            measured,
            failed,
        };
        let standing = stands(&record, counts);
        let failing = rows.iter().filter(|row| row.fails());
        let near = rows.iter().filter(|row| is_near(row)).count();
        let tally = Tally {
            targets: rows.len(),
            measured,
            failing: failing.map(|row| (&*row.target.name, row.role())).collect(),
            near,
            derived: &derived,
        };
        let conclusion = conclusion(&kind.name, &tally);
        Some(Self {
            meta,
            kind,
            grid,
            rows,
            figures,
            derived,
            standing,
            verdict,
            conclusion,
            record,
        })
    }

    pub(crate) fn count(&self, which: impl Fn(&Row) -> bool) -> u32 {
        let found = self.rows.iter().filter(|row| which(row)).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    }

    pub(crate) fn failed(&self) -> u32 {
        let derived = self.derived.iter().filter(|row| fails(row)).count();
        self.count(Row::fails)
            .saturating_add(u32::try_from(derived).unwrap_or(u32::MAX))
    }

    pub(crate) fn near(&self) -> u32 {
        self.count(is_near)
    }

    pub(crate) fn row(&self, target: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.target.name == target)
    }

    /// Id of the design version in force.
    pub(crate) fn design_id(&self) -> Option<String> {
        let design = self.record.design()?;
        Some(design.id.as_hyphenated().to_string())
    }

    pub(crate) fn number(&self) -> String {
        let meta = self.record.common.meta.as_ref();
        meta.and_then(|meta| meta.value.number.clone())
            .unwrap_or_default()
    }

    /// The latest device time of what was written: for showing only, nothing is ordered by it.
    pub(crate) fn changed_at(&self) -> String {
        let record = &self.record;
        let measured = record.measured.values().flatten();
        let at = record.common.meta.iter().map(|meta| &meta.value.at);
        at.chain(measured.map(|one| &one.held.value.at))
            .chain(record.cleared.values().map(|one| &one.held.value.at))
            .chain(record.designs.iter().map(|one| &one.held.value.at))
            .chain(record.acts.iter().map(|one| &one.held.value.at))
            .chain(record.instruments.iter().map(|one| &one.held.value.at))
            .chain(record.photos.values().map(|p| &p.held.value.taken_at))
            .max()
            .cloned()
            .unwrap_or_default()
    }

    /// Why a signed result no longer holds, in words.
    pub(crate) fn stale_words(&self) -> (String, String) {
        let version = self.record.design().map_or(0, |d| d.held.value.version);
        match self.standing.stale {
            Some(Stale::Design) => (
                format!(
                    "设计数据已更新为第 {version} 版，原结论不再有效，须按新设计重新核对并签名。"
                ),
                format!(
                    "The design is now version {version}: the signed result no longer holds. Check against it and sign again."
                ),
            ),
            Some(Stale::Measured) => (
                "签名之后又有测量值送到，签名未包含它们，须核对后重新签名。".to_owned(),
                "Values arrived that the signature does not cover. Look at them and sign again."
                    .to_owned(),
            ),
            None => (String::new(), String::new()),
        }
    }
}

fn is_near(row: &Row) -> bool {
    row.found
        .as_ref()
        .is_some_and(|found| found.verdict == Verdict::Near)
}

fn fails(row: &Derived) -> bool {
    row.verdict.is_some_and(|verdict| !verdict.passes())
}

fn worst(rows: &[Row], derived: &[Derived]) -> Option<Verdict> {
    let found = rows.iter().filter_map(|row| row.found.as_ref());
    let derived = derived.iter().filter_map(|row| row.verdict);
    found.map(|found| found.verdict).chain(derived).max()
}

/// The value that a record shows first for a target.
fn first<'r>(record: &'r SurveyRecord, target: &str) -> Option<&'r [MeasuredRecord]> {
    record.measured.get(target).map(Vec::as_slice)
}

fn rows(judge: &Judge<'_>, record: &SurveyRecord) -> Vec<Row> {
    let Some(design) = record.design() else {
        return Vec::new();
    };
    let row = |target: &TargetValue| {
        let all = first(record, &target.name).unwrap_or_default();
        // Where two crews differ the worse one is shown until somebody chooses: no conflict hides a failure.
        let found = all
            .iter()
            .filter_map(|one| counted(&one.held.value))
            .filter_map(|(measured, _)| {
                let role = role(target.role);
                judge.target(role, designed(target), measured).ok()
            })
            .max_by_key(|found| found.verdict);
        Row {
            target: target.clone(),
            measured: !all.is_empty(),
            conflict: all.len() > 1,
            found,
        }
    };
    design.targets.iter().map(row).collect()
}

fn point(at: [f64; 2]) -> GridPoint {
    GridPoint::new(at[0], at[1])
}

fn figures(record: &SurveyRecord) -> Vec<Figure> {
    let Some(design) = record.design() else {
        return Vec::new();
    };
    let by_name: BTreeMap<&str, Value> = design
        .targets
        .iter()
        .map(|target| (&*target.name, designed(target)))
        .collect();
    let figure = |of: &FigureValue| {
        let own = !of.coordinates.is_empty();
        let design: Vec<GridPoint> = if own {
            of.coordinates.iter().copied().map(point).collect()
        } else {
            of.points
                .iter()
                .filter_map(|name| by_name.get(name.as_str())?.point())
                .collect()
        };
        let corners: Option<Vec<GridPoint>> = of
            .points
            .iter()
            .map(|name| {
                counted(&first(record, name)?.first()?.held.value)?
                    .0
                    .point()
            })
            .collect();
        Figure {
            name: of.name.clone(),
            role: figure_role(of.role),
            closed: of.closed,
            design,
            measured: corners.filter(|_| !own),
            corners: if own { Vec::new() } else { of.points.clone() },
            required_m: of.required_m,
        }
    };
    design.figures.iter().map(figure).collect()
}

fn act_kind(act: v::SurveyActKind) -> ActKind {
    match act {
        v::SurveyActKind::Signed => ActKind::Signed,
        v::SurveyActKind::Withdrawn => ActKind::Withdrawn,
        v::SurveyActKind::Accepted => ActKind::Accepted,
        v::SurveyActKind::Returned => ActKind::Returned,
        v::SurveyActKind::Assigned
        | v::SurveyActKind::Designed
        | v::SurveyActKind::Chosen
        | v::SurveyActKind::Reused => ActKind::Noted,
    }
}

/// Where the task stands by its acts.
fn stands(record: &SurveyRecord, counts: Counts) -> Standing {
    let acts: Vec<Act> = record
        .acts
        .iter()
        .map(|act| Act {
            id: act.id.as_hyphenated().to_string(),
            kind: act_kind(act.held.value.act),
            of: act.held.value.of.clone(),
            design: act.held.value.design.clone(),
        })
        .collect();
    let design = record
        .design()
        .map(|design| design.id.as_hyphenated().to_string());
    let covers = |signature: &str| {
        let all = record.measured.values().flatten();
        all.chain(record.cleared.values())
            .all(|one| one.known_to.contains(signature))
    };
    standing(&acts, design.as_deref(), counts, covers)
}
