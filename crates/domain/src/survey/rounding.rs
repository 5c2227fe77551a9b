//! Rounding before a comparison, so that binary noise never decides a verdict.
//!
//! A seven-digit northing is known to about 5e-10 m in a double, a prefixed easting to about 1e-8 m. Both
//! vanish when a difference is first taken to a tenth of a micrometre. Rounding for the page is elsewhere.

/// Rounds a difference in metres to a tenth of a micrometre and returns millimetres.
pub(super) fn clean_mm(metres: f64) -> f64 {
    (metres * 1e7).round() / 1e4 + 0.0
}

/// Rounds millimetres to 0.1 mm, a half away from zero, as readings are judged.
pub(super) fn tenth_mm(millimetres: f64) -> f64 {
    // The nudge is far below what was kept and far above what binary fractions lose.
    let nudge = 1e-9_f64.copysign(millimetres);
    ((millimetres + nudge) * 10.0).round() / 10.0 + 0.0
}

/// Rounds metres to 0.1 mm, as lengths are judged.
pub(super) fn tenth_mm_in_m(metres: f64) -> f64 {
    (clean_mm(metres) * 10.0).round() / 1e4 + 0.0
}
