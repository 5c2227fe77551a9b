//! Whether a person is on a site: a fix against the shape of the site, with the accuracy of the fix.
//!
//! Phone receivers (3 to 10 m) prove presence; their fixes are never survey values.

use serde::{Deserialize, Serialize};

use super::GridPoint;
use super::polygon::{Shape, distance};
use super::refusal::{SurveyError, not_negative};

/// Where a fix lies to a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Inside the site or on its boundary.
    Inside,
    /// Outside, but no further than the accuracy of the fix.
    Uncertain,
    /// Outside by more than the accuracy.
    Outside,
}

/// A fix against a site.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    /// Distance from the site, zero inside.
    pub distance_m: f64,
    /// Distance from its boundary, also from inside.
    pub to_boundary_m: f64,
    /// Where the fix lies.
    pub presence: Presence,
}

/// Says where a fix lies to a site; `accuracy_m` is the radius that the receiver states.
///
/// # Errors
///
/// [`SurveyError`] for coordinates out of range and a negative accuracy.
pub fn attendance(site: &Shape, at: GridPoint, accuracy_m: f64) -> Result<Attendance, SurveyError> {
    let accuracy = not_negative(accuracy_m, "the accuracy")?;
    let at = at.checked()?;
    let distance_m = distance::of_point(site, at).distance_m;
    let presence = if distance_m == 0.0 {
        Presence::Inside
    } else if distance_m <= accuracy {
        Presence::Uncertain
    } else {
        Presence::Outside
    };
    Ok(Attendance {
        distance_m,
        to_boundary_m: distance::of_boundary(site, at),
        presence,
    })
}
