//! The values of a survey task: what it is, design versions in parts, measured values, observations, instruments and acts.
//!
//! A measured value is one register by its target, so that two crews who measured one point without knowing of each other leave both values
//! standing. Everything else is written once and never changed.

use handheld_contract::views::inspection::Position;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::survey::{
    FieldReadings, FigureRole, FixQuality, FloorSteps, MeasuredBy, SurveyActKind, SurveyValue,
    SurveyVerdict, TargetRole,
};
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{BlobHash, CaseId, ChangeHash, SurveyId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Shaped;
use crate::json::{JsonError, finite};

/// What a survey is, inside `m` and fixed with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyMeta {
    /// Kind in the catalogue.
    pub kind: String,
    /// Version of the catalogue by which it was assigned.
    pub catalogue: String,
    /// Surveying unit.
    pub unit: OrganisationRef,
    /// EPSG code of the grid. A project fixes it once; points are never put into another zone.
    pub epsg: u32,
    /// By when, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Name of the project at the time.
    pub project_name: String,
    /// In words.
    #[serde(default)]
    pub note: String,
}

/// `s:<target>`: what was measured at a target. One atomic value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasuredValue {
    /// Names this value among those in conflict (a UUID).
    pub id: String,
    /// Readings, of which the mean counts; none takes the value back, so that others see who did.
    pub readings: Vec<SurveyValue>,
    /// What was read in the field, for a value whose `readings` were computed from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<ReadingsValue>,
    /// From where.
    pub source: MeasuredBy,
    /// Name of the file that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Digest of that file, kept as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<BlobHash>,
    /// Name of the local system from which the value was taken over; its parameters are never here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_system: Option<String>,
    /// The fix, for a value of a receiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<FixValue>,
    /// Instrument by its id in the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Design version on which it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<String>,
    /// Note.
    #[serde(default)]
    pub note: String,
    /// Position of the phone: proof of presence, never a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// Count of the device.
    pub seq: u64,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl MeasuredValue {
    /// Tells whether two values say the same: readings, what they were computed from, and note, whoever measured them and when (T30).
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.readings == other.readings && self.from == other.from && self.note == other.note
    }
}

/// What was read in the field, with all that the value depends on besides: whoever has the record can compute it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadingsValue {
    /// As read.
    pub readings: FieldReadings,
    /// Version of the formulas by which it was computed.
    pub formulas: String,
    /// For an area: the heights from which it was counted, as the catalogue had them at the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<FloorSteps>,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl ReadingsValue {
    fn check(&self) -> Result<(), JsonError> {
        let steps = self.steps.iter();
        all_finite(steps.flat_map(|s| [s.storey_full_m, s.slope_full_m, s.slope_half_m]))?;
        match &self.readings {
            FieldReadings::HeightByFaces { distance_m, rounds } => {
                let circle = rounds
                    .iter()
                    .flat_map(|r| [r.top_left, r.top_right, r.base_left, r.base_right]);
                all_finite(circle.chain([*distance_m]))
            }
            FieldReadings::FloorArea { floors } => {
                all_finite(floors.iter().flat_map(|f| [f.area_m2, f.height_m]))
            }
            FieldReadings::AreaRatio { part_m2, site_m2 } => {
                all_finite([*part_m2, *site_m2].into_iter())
            }
        }
    }
}

/// A fix of a receiver as it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FixValue {
    /// Quality.
    pub quality: FixQuality,
    /// Longitude, degrees.
    pub lon: f64,
    /// Latitude, degrees.
    pub lat: f64,
    /// Height above mean sea level as the receiver says it, m.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub altitude_m: Option<f64>,
    /// Geoid separation as the receiver says it, m.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separation_m: Option<f64>,
    /// Satellites used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satellites: Option<u32>,
    /// Horizontal dilution of precision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hdop: Option<f64>,
    /// Age of the corrections, s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_s: Option<f64>,
    /// Reference station: which service made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    /// Horizontal accuracy, m.
    pub accuracy_m: f64,
    /// Time of the receiver.
    pub time_utc: String,
}

impl FixValue {
    fn check(&self) -> Result<(), JsonError> {
        let numbers = [
            Some(self.lon),
            Some(self.lat),
            Some(self.accuracy_m),
            self.altitude_m,
            self.separation_m,
            self.hdop,
            self.age_s,
        ];
        all_finite(numbers.into_iter().flatten())
    }
}

/// `o:<uuid>`: seen by a receiver at a target, and no survey value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ObservationValue {
    /// Target.
    pub target: String,
    /// The fix.
    pub fix: FixValue,
    /// Why it is no survey value: key.
    pub why_not: String,
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// `i:<uuid>`: an instrument that is used from now on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InstrumentValue {
    /// Model.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// Number of the calibration certificate.
    pub certificate: String,
    /// Last day on which the calibration holds.
    pub valid_until: String,
    /// Who named it.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A target of a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetValue {
    /// Name.
    pub name: String,
    /// Role.
    pub role: TargetRole,
    /// Code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// North, m.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<f64>,
    /// East, m.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<f64>,
    /// Height, m.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub h: Option<f64>,
    /// Distance, height of a building or area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub v: Option<f64>,
}

/// A figure of a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureValue {
    /// Name.
    pub name: String,
    /// Role.
    pub role: FigureRole,
    /// Names of its points in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<String>,
    /// Coordinates of its own (north, east), m.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coordinates: Vec<[f64; 2]>,
    /// Closed.
    pub closed: bool,
    /// Least distance, m.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_m: Option<f64>,
}

/// `t:<design>.<part>`: a part of a design version, written before the version itself. Parts keep each value within its limit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DesignPartValue {
    /// Targets in order.
    #[serde(default)]
    pub targets: Vec<TargetValue>,
    /// Figures in order.
    #[serde(default)]
    pub figures: Vec<FigureValue>,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// `d:<design>`: a version of the design data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DesignValue {
    /// Version, 1 for the first.
    pub version: u32,
    /// Versions that it replaces: those that its author knew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
    /// Number of the drawing.
    pub drawing: String,
    /// Revision of the drawing.
    pub revision: String,
    /// Name of the file.
    #[serde(default)]
    pub file_name: String,
    /// Digest of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<BlobHash>,
    /// Name of the local system from which its coordinates were taken over; its parameters are never here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_system: Option<String>,
    /// How many parts it has.
    pub parts: u32,
    /// How many targets.
    pub targets: u32,
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// `l:<uuid>`: a file of an instrument or of design data, kept as it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawFileValue {
    /// Digest of its bytes.
    pub sha256: BlobHash,
    /// Bytes.
    pub bytes: u64,
    /// File name.
    pub file_name: String,
    /// Name of the local system from which its coordinates were taken over; such a file stays on its
    /// device, because it and the points taken over from it together would give the parameters away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_system: Option<String>,
    /// Who brought it in.
    pub by: PersonRef,
    /// When.
    pub at: String,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// `q:<uuid>`: an act on a survey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SurveyActValue {
    /// What.
    pub act: SurveyActKind,
    /// Acts that it answers or replaces: those that its author knew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
    /// Who.
    pub by: PersonRef,
    /// As what.
    pub role: Role,
    /// Of which organisation.
    pub organisation: OrganisationRef,
    /// When.
    pub at: String,
    /// Count of the device.
    #[serde(default)]
    pub seq: u64,
    /// In words.
    #[serde(default)]
    pub note: String,
    /// Design version that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<String>,
    /// For a signature: what came out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<SurveyVerdict>,
    /// For a signature: the sentence as it stood.
    #[serde(default)]
    pub conclusion: String,
    /// For a signature: version of the formulas.
    #[serde(default)]
    pub formulas: String,
    /// For a signature: heads of the record that are signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<ChangeHash>,
    /// Ed25519 public key of the device, hex.
    #[serde(default)]
    pub key: String,
    /// Ed25519 signature over [`SurveyActValue::signed_text`], hex.
    #[serde(default)]
    pub signature: String,
    /// Target, and the value chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Case for which it is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl SurveyActValue {
    /// What a surveyor's device signs: which record in which state, by whom, on which design, with which outcome.
    pub fn signed_text(&self, survey: SurveyId, act: &str) -> String {
        let heads: Vec<String> = self.heads.iter().map(ToString::to_string).collect();
        let design = self.design.as_deref().unwrap_or_default();
        // By its words on the wire: what is signed must not follow from how a program prints its types.
        let verdict = match self.verdict {
            Some(SurveyVerdict::Pass) => "pass",
            Some(SurveyVerdict::Near) => "near",
            Some(SurveyVerdict::Fail) => "fail",
            None => "",
        };
        format!(
            "handheld survey\n{survey}\n{act}\n{}\n{}\n{design}\n{verdict}\n{}\n{}\n{}",
            self.by.id,
            self.at,
            self.formulas,
            heads.join(" "),
            self.conclusion
        )
    }
}

fn all_finite(numbers: impl Iterator<Item = f64>) -> Result<(), JsonError> {
    let mut numbers = numbers;
    numbers.try_for_each(|number| finite(number).map(|_| ()))
}

fn numbers(value: &SurveyValue) -> impl Iterator<Item = f64> + use<> {
    [value.x_north, value.y_east, value.h, value.value]
        .into_iter()
        .flatten()
}

impl Shaped for MeasuredValue {
    fn check(&self) -> Result<(), JsonError> {
        all_finite(self.readings.iter().flat_map(numbers))?;
        self.from.as_ref().map_or(Ok(()), ReadingsValue::check)?;
        self.fix.as_ref().map_or(Ok(()), FixValue::check)
    }
}
impl Shaped for ObservationValue {
    fn check(&self) -> Result<(), JsonError> {
        self.fix.check()
    }
}
impl Shaped for DesignPartValue {
    fn check(&self) -> Result<(), JsonError> {
        let of_target = |t: &TargetValue| [t.x, t.y, t.h, t.v].into_iter().flatten();
        all_finite(self.targets.iter().flat_map(of_target))?;
        let of_figure = |f: &FigureValue| {
            let own = f.coordinates.clone().into_iter().flatten();
            own.chain(f.required_m).collect::<Vec<f64>>()
        };
        all_finite(self.figures.iter().flat_map(of_figure))
    }
}
impl Shaped for InstrumentValue {}
impl Shaped for RawFileValue {}
impl Shaped for DesignValue {}
impl Shaped for SurveyActValue {}
