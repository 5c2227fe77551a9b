//! The shape of matters, procedures, stage gates and departments.
//!
//! The data itself and its checks are the catalogue's part; dates and figures over it are those of [`crate::plan`].

use serde::{Deserialize, Serialize};

use crate::origin::Origin;
use crate::project::Stage;
use crate::text::Text;

/// A department or other party that handles matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Permanent code, such as `HUD`.
    pub code: String,
    /// Name for people.
    pub name: Text,
    /// What it is responsible for.
    pub duty: Text,
    /// Where the facts come from.
    pub origin: Origin,
}

/// Unit of a time limit as the rule states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LimitUnit {
    /// Working days.
    Wd,
    /// Calendar days.
    Cd,
    /// 日 in a licensing statute: counted as working days.
    D,
}

/// A time limit of a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLimit {
    /// Number of days; 0 means the same day.
    pub days: u32,
    /// Unit as the rule states it.
    pub unit: LimitUnit,
}

/// What kind of step a matter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatterKind {
    /// 许可.
    Permit,
    /// 备案.
    Filing,
    /// 审查.
    Review,
    /// 核验.
    Check,
    /// 登记.
    Registration,
    /// 服务.
    Service,
    /// 承诺.
    Commitment,
    /// 测绘; not government time.
    Survey,
    /// An event such as the signing of a contract; not government time.
    Event,
    /// 公示; not government time.
    Publicity,
    /// A step of the owner; not government time.
    #[serde(rename = "self")]
    Own,
}

impl MatterKind {
    /// Tells whether its days count as government time.
    pub const fn is_government(self) -> bool {
        !matches!(
            self,
            Self::Survey | Self::Event | Self::Publicity | Self::Own
        )
    }

    /// Returns the permanent code, as written in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::Filing => "filing",
            Self::Review => "review",
            Self::Check => "check",
            Self::Registration => "registration",
            Self::Service => "service",
            Self::Commitment => "commitment",
            Self::Survey => "survey",
            Self::Event => "event",
            Self::Publicity => "publicity",
            Self::Own => "self",
        }
    }
}

/// Whether a commitment may take the place of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CommitmentMode {
    /// It may not.
    None,
    /// It may.
    Optional,
    /// The matter is decided at once on a commitment.
    Full,
}

/// A matter (事项).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// Permanent code, such as `P3-04`.
    pub code: String,
    /// Name for people.
    pub name: Text,
    /// What kind of step it is.
    pub kind: MatterKind,
    /// Code of the department that decides it.
    pub department: String,
    /// Phase 0 (enterprise affairs) to 5 (commissioning).
    pub phase: u8,
    /// Stage of the project to which it belongs.
    pub stage: Stage,
    /// Statutory limit, where there is one.
    pub legal_limit: Option<TimeLimit>,
    /// Promised limit, where there is one.
    pub promised_limit: Option<TimeLimit>,
    /// Whether a commitment may take the place of a review.
    pub commitment: CommitmentMode,
    /// Whether it may be merged into one report and one joint review.
    pub multi_evaluation: bool,
    /// What is issued.
    pub output: Text,
    /// What must be handed in.
    pub materials: Vec<Text>,
    /// What stops its clock.
    pub suspendable: Vec<Text>,
    /// Where the facts come from.
    pub origin: Origin,
}

/// A matter's place in a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Code of the matter.
    pub matter: String,
    /// Codes of the matters that must be decided first.
    pub depends_on: Vec<String>,
    /// Key of the group declared on one form.
    pub group: Option<String>,
    /// Key of the condition under which the node exists.
    pub condition: Option<String>,
    /// Whether it can be reviewed before the land contract.
    pub pre_review: bool,
    /// Promised working days where they differ here from those of the matter.
    pub promised_days: Option<u32>,
}

/// Matters of a procedure that are declared on one form and reviewed at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParallelGroup {
    /// Key within the procedure, such as `G6`.
    pub key: String,
    /// Name for people.
    pub name: Text,
    /// How the results go out.
    pub release: Release,
}

/// A condition under which a matter belongs to a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Permanent key, such as `special_project`.
    pub key: String,
    /// Words for people.
    pub label: Text,
    /// Key of the condition that holds exactly when this one does not.
    pub opposite_of: Option<String>,
    /// Where the facts come from.
    pub origin: Origin,
}

/// How the results of a parallel group go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    /// Each as it is decided.
    Each,
    /// All together once all are decided.
    AllDecided,
}

/// A time target of a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Id within the procedure.
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// The most it may take.
    pub max: TimeLimit,
    /// Phases over which it is measured, when not between two matters.
    pub phases: Vec<u8>,
    /// First and last matter between which it is measured.
    pub between: Option<(String, String)>,
    /// Where the figure comes from.
    pub origin: Origin,
}

/// A procedure: matters and what must come before what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// Permanent code, such as `ZJ-GEN`.
    pub code: String,
    /// Name for people.
    pub name: Text,
    /// Where it applies.
    pub region: Text,
    /// Which projects it is for.
    pub applies_to: Text,
    /// What a reader should know.
    pub note: Text,
    /// Time targets.
    pub targets: Vec<Target>,
    /// Groups declared on one form.
    pub groups: Vec<ParallelGroup>,
    /// Matters with their dependencies, in order.
    pub nodes: Vec<Node>,
    /// Where the facts come from.
    pub origin: Origin,
}

impl Procedure {
    /// Returns the node of the matter with this code.
    pub fn node(&self, matter: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.matter == matter)
    }
}

/// The matters from and to which figures are counted. A locality with other codes names its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Landmarks {
    /// The signing of the land contract (拿地, T0); pre-reviews come before it.
    pub land_contract: Option<String>,
    /// The construction permit (施工许可).
    pub construction_permit: Option<String>,
}

/// What a project needs before it may leave a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The stage it leaves.
    pub from: Stage,
    /// The stage it enters; none when the project closes.
    pub to: Option<Stage>,
    /// All of these must hold.
    pub needs: Vec<GateNeed>,
}

/// One requirement of a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GateNeed {
    /// One of these matters is decided.
    Matters {
        /// Codes of the matters, any of which will do.
        any: Vec<String>,
        /// Whether "not required" will do as well.
        or_not_required: bool,
        /// Whether a fixed date for it will do as well.
        or_date_set: bool,
    },
    /// A milestone has been recorded.
    Milestone {
        /// Permanent key.
        key: String,
        /// Name for people.
        name: Text,
    },
    /// A survey of this kind is accepted, holds, and nothing has changed since (J22).
    Survey {
        /// Kind.
        kind: String,
        /// Name for people.
        name: Text,
    },
    /// No critical finding is open.
    NoOpenCriticalFinding,
}
