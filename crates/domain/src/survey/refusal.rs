//! Why a survey computation gives no answer.

use super::grid::GridError;
use super::tolerance::ToleranceError;

/// Why a survey computation gives no answer; nothing is guessed in its place.
///
/// No variant carries a parameter of a local system: those are classified and errors are logged.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SurveyError {
    /// A number is not finite.
    #[error("{0} is not a finite number")]
    NotFinite(&'static str),
    /// A number is larger than anything that can be meant.
    #[error("{0} is out of range")]
    OutOfRange(&'static str),
    /// A number has to be above zero.
    #[error("{0} must be above zero")]
    NotPositive(&'static str),
    /// A number must not be below zero.
    #[error("{0} must not be negative")]
    Negative(&'static str),
    /// There are too few points or readings.
    #[error("{what}: {given} given, at least {needed} needed")]
    TooFew {
        /// What there is too little of.
        what: &'static str,
        /// How many are needed.
        needed: usize,
        /// How many there are.
        given: usize,
    },
    /// Two lists that belong together have different lengths.
    #[error("{what}: {left} against {right}")]
    Unequal {
        /// The lists.
        what: &'static str,
        /// Length of the first.
        left: usize,
        /// Length of the second.
        right: usize,
    },
    /// Two points that give a direction are the same.
    #[error("{0} are the same point")]
    SamePoint(&'static str),
    /// A name occurs twice in one list.
    #[error("{0} occurs twice")]
    DuplicateName(String),
    /// The points of a fit lie so that they do not determine it.
    #[error("the points do not determine the parameters ({0})")]
    Undetermined(&'static str),
    /// An iteration did not settle.
    #[error("{0} has no unambiguous inverse")]
    NoInverse(&'static str),
    /// A ring encloses no area.
    #[error("the ring encloses no area")]
    NoArea,
    /// Two edges of a shape meet where they must not; edges are counted from 0 in their ring.
    #[error("edges {first} and {second} cross or touch")]
    Crossing {
        /// One edge.
        first: usize,
        /// The other edge.
        second: usize,
    },
    /// A hole does not lie within its outer ring, or parts lie within each other.
    #[error("ring {0} lies where it must not")]
    Misplaced(usize),
    /// An arc would need too many chords.
    #[error("an arc needs more than {0} chords")]
    ArcTooLong(usize),
    /// A text is no angle of the form D-MM-SS.s.
    #[error("`{0}` is no angle of the form D-MM-SS.s")]
    Angle(String),
    /// The unit of a rule is not one that the check can use.
    #[error("a limit in `{0}` cannot be used here")]
    Unit(String),
    /// The tolerance gives no limit.
    #[error(transparent)]
    Tolerance(#[from] ToleranceError),
    /// The grid refuses the position.
    #[error(transparent)]
    Grid(#[from] GridError),
}

/// Returns the number when it is finite.
pub(super) fn finite(value: f64, what: &'static str) -> Result<f64, SurveyError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(SurveyError::NotFinite(what))
    }
}

/// Returns the number when it is finite and not negative.
pub(super) fn not_negative(value: f64, what: &'static str) -> Result<f64, SurveyError> {
    if finite(value, what)? < 0.0 {
        return Err(SurveyError::Negative(what));
    }
    Ok(value)
}

/// Returns the number when it is finite and above zero.
pub(super) fn positive(value: f64, what: &'static str) -> Result<f64, SurveyError> {
    if finite(value, what)? <= 0.0 {
        return Err(SurveyError::NotPositive(what));
    }
    Ok(value)
}

/// Returns the length when it is finite and smaller than the Earth is round.
pub(super) fn length(value: f64, what: &'static str) -> Result<f64, SurveyError> {
    if finite(value, what)?.abs() > super::MAX_COORDINATE {
        return Err(SurveyError::OutOfRange(what));
    }
    Ok(value)
}
