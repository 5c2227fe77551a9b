//! Kinds of surveys and what is common to all of them, as the catalogue gives them: no figure of one regulation stands here.

use serde::Deserialize;

use crate::decimal::Decimal;
use crate::origin::Origin;
use crate::project::Stage;
use crate::text::Text;

use super::far::FarLimits;

/// The three contract stages of multi-survey in one (多测合一).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContractStage {
    /// 项目用地测量: before the land is given.
    Land,
    /// 工程实施测量: while it is built.
    Works,
    /// 竣工及不动产登记测量: when it is done.
    Completion,
}

/// What a target of a design is, which decides what is measured and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetRole {
    /// A staked point or corner.
    Point,
    /// A control point whose coordinates are known.
    Control,
    /// A boundary point of a parcel.
    Boundary,
    /// A level, such as ±0.
    Level,
    /// A distance.
    Distance,
    /// The height of a building.
    Height,
    /// An area.
    Area,
    /// An index with an upper bound of the planning conditions, such as the plot ratio (容积率).
    IndexAtMost,
    /// An index with a lower bound of the planning conditions, such as the green ratio (绿地率).
    IndexAtLeast,
}

/// Keys of the tolerances by which a kind of survey is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TolerancesOfKind {
    /// Staked points, plan.
    pub point: Option<String>,
    /// Control points, plan.
    pub control: Option<String>,
    /// Control points, level.
    pub control_level: Option<String>,
    /// Boundary points.
    pub boundary: Option<String>,
    /// Levels.
    pub level: Option<String>,
    /// Distances.
    pub distance: Option<String>,
    /// Heights of buildings.
    pub height: Option<String>,
    /// Areas.
    pub area: Option<String>,
    /// Sides and diagonals of buildings.
    pub side: Option<String>,
    /// By how much a setback or spacing may be less than asked for; none = by nothing.
    pub spacing: Option<String>,
}

/// A kind of survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyKind {
    /// Permanent key.
    pub key: String,
    /// Name for people.
    pub name: Text,
    /// Contract stage.
    pub contract_stage: ContractStage,
    /// Stage of the project.
    pub stage: Stage,
    /// Matter that rests on its result.
    pub matter: Option<String>,
    /// Department that accepts or returns it.
    pub office: String,
    /// Working days from assignment to the due date.
    pub due_working_days: u32,
    /// Roles that its targets may have.
    pub roles: Vec<TargetRole>,
    /// Tolerances.
    pub tolerances: TolerancesOfKind,
    /// Grade of accuracy, for tolerances that have grades.
    pub grade: Option<u32>,
    /// A photo of every failing target is asked for.
    pub photo_on_fail: bool,
    /// Where it comes from.
    pub origin: Origin,
}

/// What is common to all surveys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurveyRules {
    /// Percent of the limit from which on a value that holds is near it.
    pub near_percent: u32,
    /// Greatest dilution of precision of a fix that is a survey value.
    pub max_hdop: Decimal,
    /// Greatest age of its corrections, s.
    pub max_age_s: Decimal,
    /// Largest contiguous area whose data may leave the app, km².
    pub area_cap_km2: Decimal,
    /// Most targets of one survey.
    pub most_targets: usize,
    /// From this many metres off the design on, a typed value is asked about.
    pub far_m: Decimal,
    /// The same in level, m.
    pub far_level_m: Decimal,
    /// The same of an area, percent of the design.
    pub far_area_percent: Decimal,
    /// With this many working days left or fewer, a task is shown as due soon.
    pub soon_working_days: u32,
}

impl SurveyRules {
    /// The share of the limit from which on a value that holds is near it, 0..1.
    pub fn near_share(&self) -> f64 {
        f64::from(self.near_percent) / 100.0
    }

    /// From where on a typed value is asked about.
    pub fn far_limits(&self) -> FarLimits {
        FarLimits {
            plan_m: self.far_m.to_f64(),
            level_m: self.far_level_m.to_f64(),
            area_percent: self.far_area_percent.to_f64(),
        }
    }
}
