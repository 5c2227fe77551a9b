//! Values from the readings of the field: a height from circle readings in both faces, a counted floor area from its storeys, an index
//! from two areas.
//!
//! Here stands which readings can be meant, what follows from them, and what about them is to be told. Every reading that is wrong is
//! told with its place, all at once. Limits and height steps are figures of regulations and come in; words are made elsewhere.

use super::floor_area::{Floor, HeightSteps, share};
use super::height::{BothFaces, Face, both_faces, by_angles, from_zenith};
use super::indices::ratio;
use super::refusal::SurveyError;

mod limits;

pub use limits::{Doubt, FloorRule, Limited, ReadingLimit, doubts};

/// Most rounds of one height: more is a mistake of entry.
pub const MOST_ROUNDS: usize = 50;
/// Most storeys and parts of storeys of one area.
pub const MOST_FLOORS: usize = 300;
/// Largest area in square metres that a storey can have.
pub const MOST_AREA_M2: f64 = 1e7;
/// Largest horizontal distance from the instrument and largest height of a storey, m.
pub const MOST_LENGTH_M: f64 = 10_000.0;
/// From this index error on, in seconds, one of the two readings was misread: a degree too much on one face shows as half a degree.
pub const MISREAD_SEC: f64 = 900.0;

/// What was read in the field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldReadings {
    /// A height by circle readings in both faces, in one round or several.
    HeightByFaces {
        /// Horizontal distance from the instrument, m.
        distance_m: f64,
        /// The rounds (测回).
        rounds: Vec<Round>,
    },
    /// A floor area by its storeys.
    FloorArea {
        /// Storeys and parts of storeys.
        floors: Vec<Floor>,
    },
    /// An index as the share of one area in another, such as counted floor area by site area.
    AreaRatio {
        /// The area above the line, m².
        part_m2: f64,
        /// The area of the site, m².
        site_m2: f64,
    },
}

/// One round: zenith readings of the vertical circle in degrees, top and base in both faces.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Round {
    /// Top, face left.
    pub top_left: f64,
    /// Top, face right.
    pub top_right: f64,
    /// Base, face left.
    pub base_left: f64,
    /// Base, face right.
    pub base_right: f64,
}

/// What was aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// The top of the building.
    Top,
    /// Its base.
    Base,
}

/// What one round comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoundFound {
    /// Vertical angle to the top and the index error by it.
    pub top: BothFaces,
    /// Vertical angle to the base and the index error by it.
    pub base: BothFaces,
    /// The height, m.
    pub height_m: f64,
}

/// What one storey comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FloorFound {
    /// Share of it that counts: 1, 0.5 or 0.
    pub share: f64,
    /// Area that counts, m².
    pub counted_m2: f64,
}

/// What the readings come to.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// One height for each round, in their order.
    Heights(Vec<RoundFound>),
    /// The storeys in their order; their sum is the one value.
    Floors(Vec<FloorFound>),
    /// The index.
    Ratio(f64),
}

impl Found {
    /// The values that count as readings of the target: one height for each round, the one area, or the index.
    pub fn values(&self) -> Vec<f64> {
        match self {
            Self::Heights(rounds) => rounds.iter().map(|round| round.height_m).collect(),
            Self::Floors(floors) => vec![floors.iter().map(|floor| floor.counted_m2).sum()],
            Self::Ratio(ratio) => vec![*ratio],
        }
    }
}

/// Where a wrong reading stands; rounds and storeys are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The horizontal distance.
    Distance,
    /// The rounds as a whole.
    Rounds,
    /// One round as a whole.
    Round(usize),
    /// One circle reading.
    Circle(usize, Aim, Face),
    /// The storeys as a whole.
    Floors,
    /// The area of a storey.
    FloorArea(usize),
    /// The height of a storey.
    FloorHeight(usize),
    /// The area above the line.
    Part,
    /// The area of the site.
    Site,
}

/// A place as forms and tests name it: `rounds.0.top_left`.
impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Distance => f.write_str("distance_m"),
            Self::Rounds => f.write_str("rounds"),
            Self::Round(round) => write!(f, "rounds.{round}"),
            Self::Circle(round, aim, face) => {
                let aim = match aim {
                    Aim::Top => "top",
                    Aim::Base => "base",
                };
                let face = match face {
                    Face::Left => "left",
                    Face::Right => "right",
                };
                write!(f, "rounds.{round}.{aim}_{face}")
            }
            Self::Floors => f.write_str("floors"),
            Self::FloorArea(floor) => write!(f, "floors.{floor}.area_m2"),
            Self::FloorHeight(floor) => write!(f, "floors.{floor}.height_m"),
            Self::Part => f.write_str("part_m2"),
            Self::Site => f.write_str("site_m2"),
        }
    }
}

/// Why a reading cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Wrong {
    /// Not a finite number.
    #[error("not a finite number")]
    NotFinite,
    /// It has to be above zero.
    #[error("must be above zero")]
    NotPositive,
    /// It must not be below zero.
    #[error("must not be negative")]
    Negative,
    /// Larger than anything that can be meant.
    #[error("above {0}, more than can be meant")]
    TooLarge(f64),
    /// A circle reading that this face cannot give.
    #[error("no reading of this face")]
    NotOfFace(Face),
    /// The two faces differ by more than any index error: one was misread.
    #[error("the two faces give an index error of {0:.1} seconds: one of them was misread")]
    Misread(f64),
    /// The top does not lie above the base.
    #[error("the top does not lie above the base")]
    NotAbove,
    /// Nothing is given.
    #[error("nothing is given")]
    Nothing,
    /// More than can be meant.
    #[error("more than {0}")]
    TooMany(usize),
    /// The catalogue has no heights from which floor area counts.
    #[error("there are no height steps by which floor area counts")]
    NoSteps,
    /// The computation refuses.
    #[error(transparent)]
    Survey(#[from] SurveyError),
}

/// A wrong reading with its place.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{place}: {why}")]
pub struct WrongReading {
    /// Where.
    pub place: Place,
    /// Why.
    #[source]
    pub why: Wrong,
}

/// Computes what the readings come to, by [`super::FORMULA_VERSION`]. `steps` are needed for floor area only.
///
/// # Errors
///
/// Every [`WrongReading`], in the order of the readings; nothing is computed from the others.
pub fn work_out(
    readings: &FieldReadings,
    steps: Option<&HeightSteps>,
) -> Result<Found, Vec<WrongReading>> {
    match readings {
        FieldReadings::HeightByFaces { distance_m, rounds } => heights(*distance_m, rounds),
        FieldReadings::FloorArea { floors } => floor_area(floors, steps),
        FieldReadings::AreaRatio { part_m2, site_m2 } => area_ratio(*part_m2, *site_m2),
    }
}

fn heights(distance_m: f64, rounds: &[Round]) -> Result<Found, Vec<WrongReading>> {
    let mut wrong = Vec::new();
    let distance = above_zero(distance_m, MOST_LENGTH_M);
    if let Err(why) = &distance {
        wrong.push(at(Place::Distance, why.clone()));
    }
    wrong.extend(amount(rounds.len(), MOST_ROUNDS).map(|why| at(Place::Rounds, why)));
    let mut found = Vec::with_capacity(rounds.len());
    for (index, round) in rounds.iter().enumerate().take(MOST_ROUNDS) {
        let top = faces(index, Aim::Top, round.top_left, round.top_right);
        let base = faces(index, Aim::Base, round.base_left, round.base_right);
        match (&distance, top, base) {
            (Ok(distance), Ok(top), Ok(base)) => match height(*distance, top, base) {
                Ok(round) => found.push(round),
                Err(why) => wrong.push(at(Place::Round(index), why)),
            },
            (_, top, base) => {
                wrong.extend(top.err().unwrap_or_default());
                wrong.extend(base.err().unwrap_or_default());
            }
        }
    }
    if wrong.is_empty() {
        Ok(Found::Heights(found))
    } else {
        Err(wrong)
    }
}

fn height(distance_m: f64, top: BothFaces, base: BothFaces) -> Result<RoundFound, Wrong> {
    if top.angle_deg <= base.angle_deg {
        return Err(Wrong::NotAbove);
    }
    let height_m = by_angles(distance_m, top.angle_deg, base.angle_deg)?;
    Ok(RoundFound {
        top,
        base,
        height_m,
    })
}

/// Both faces of one aim: each must be a reading of its face, and the two must belong together.
fn faces(round: usize, aim: Aim, left: f64, right: f64) -> Result<BothFaces, Vec<WrongReading>> {
    let of = |face: Face, reading: f64| {
        let place = Place::Circle(round, aim, face);
        from_zenith(face, reading).map_err(|_| {
            let why = if reading.is_finite() {
                Wrong::NotOfFace(face)
            } else {
                Wrong::NotFinite
            };
            at(place, why)
        })
    };
    let (left, right) = match (of(Face::Left, left), of(Face::Right, right)) {
        (Ok(left), Ok(right)) => (left, right),
        (left, right) => return Err(left.err().into_iter().chain(right.err()).collect()),
    };
    // Told at the face that is read last: which of the two was misread nobody can say.
    let last = |why| vec![at(Place::Circle(round, aim, Face::Right), why)];
    let both = both_faces(left, right).map_err(|e| last(e.into()))?;
    if both.index_error_sec.abs() >= MISREAD_SEC {
        return Err(last(Wrong::Misread(both.index_error_sec)));
    }
    Ok(both)
}

fn floor_area(floors: &[Floor], steps: Option<&HeightSteps>) -> Result<Found, Vec<WrongReading>> {
    let mut wrong = Vec::new();
    wrong.extend(amount(floors.len(), MOST_FLOORS).map(|why| at(Place::Floors, why)));
    if steps.is_none() {
        wrong.push(at(Place::Floors, Wrong::NoSteps));
    }
    let mut found = Vec::with_capacity(floors.len());
    for (index, floor) in floors.iter().enumerate().take(MOST_FLOORS) {
        let (area_m2, height) = match *floor {
            Floor::Level {
                area_m2,
                storey_height_m,
            } => (area_m2, above_zero(storey_height_m, MOST_LENGTH_M)),
            Floor::Sloped {
                area_m2,
                net_height_m,
            } => (area_m2, not_below_zero(net_height_m, MOST_LENGTH_M)),
        };
        let area = above_zero(area_m2, MOST_AREA_M2);
        if let Err(why) = &area {
            wrong.push(at(Place::FloorArea(index), why.clone()));
        }
        if let Err(why) = &height {
            wrong.push(at(Place::FloorHeight(index), why.clone()));
        }
        let (Ok(area), Ok(_), Some(steps)) = (area, height, steps) else {
            continue;
        };
        match share(*floor, steps) {
            Ok(share) => found.push(FloorFound {
                share,
                counted_m2: area * share,
            }),
            Err(why) => wrong.push(at(Place::FloorHeight(index), why.into())),
        }
    }
    if wrong.is_empty() {
        Ok(Found::Floors(found))
    } else {
        Err(wrong)
    }
}

fn area_ratio(part_m2: f64, site_m2: f64) -> Result<Found, Vec<WrongReading>> {
    let part = not_below_zero(part_m2, MOST_AREA_M2).map_err(|why| at(Place::Part, why));
    let site = above_zero(site_m2, MOST_AREA_M2).map_err(|why| at(Place::Site, why));
    match (part, site) {
        (Ok(part), Ok(site)) => ratio(part, site, "the area")
            .map(Found::Ratio)
            .map_err(|why| vec![at(Place::Site, why.into())]),
        (part, site) => Err(part.err().into_iter().chain(site.err()).collect()),
    }
}

fn at(place: Place, why: Wrong) -> WrongReading {
    WrongReading { place, why }
}

fn amount(given: usize, most: usize) -> Option<Wrong> {
    match given {
        0 => Some(Wrong::Nothing),
        _ if given > most => Some(Wrong::TooMany(most)),
        _ => None,
    }
}

fn not_below_zero(value: f64, most: f64) -> Result<f64, Wrong> {
    if !value.is_finite() {
        Err(Wrong::NotFinite)
    } else if value < 0.0 {
        Err(Wrong::Negative)
    } else if value > most {
        Err(Wrong::TooLarge(most))
    } else {
        Ok(value)
    }
}

fn above_zero(value: f64, most: f64) -> Result<f64, Wrong> {
    match not_below_zero(value, most) {
        Ok(0.0) | Err(Wrong::Negative) => Err(Wrong::NotPositive),
        other => other,
    }
}
