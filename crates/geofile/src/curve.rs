//! Arcs of lines as chords, for formats and measures that know no arcs. Leaves areas and distances to `domain`.
//!
//! Source of the bulge: DXF reference, LWPOLYLINE, group 42: the tangent of a quarter of the included angle, positive when the arc
//! runs counterclockwise from its start to its end.

use crate::model::Line;

/// Largest distance between an arc and its chord, in metres.
const CHORD_ERROR: f64 = 0.001;
/// Most chords of one arc.
const MAX_CHORDS: usize = 512;
/// Largest bulge by amount; beyond it an arc is a full circle to the millimetre and its centre is lost in rounding.
pub(crate) const MAX_BULGE: f64 = 1.0e6;

/// The vertices of a line with its arcs drawn out as chords; a closed line does not repeat its first vertex.
pub fn chords(line: &Line) -> Vec<[f64; 2]> {
    let mut drawn = Vec::with_capacity(line.points.len());
    for (index, from) in line.points.iter().enumerate() {
        drawn.push(*from);
        let next = line.points.get(index + 1);
        let to = next.or(if line.closed {
            line.points.first()
        } else {
            None
        });
        let bulge = line.bulges.get(index).copied().unwrap_or(0.0);
        if let Some(to) = to
            && bulge != 0.0
        {
            between(*from, *to, bulge, &mut drawn);
        }
    }
    drawn
}

/// Adds the vertices between both ends of an arc.
fn between(from: [f64; 2], to: [f64; 2], bulge: f64, drawn: &mut Vec<[f64; 2]>) {
    let angle = 4.0 * bulge.atan();
    let (north, east) = (to[0] - from[0], to[1] - from[1]);
    let chord = north.hypot(east);
    let radius = chord / (2.0 * (angle / 2.0).sin()).abs();
    if !radius.is_finite() || radius <= CHORD_ERROR {
        return;
    }
    let step = 2.0 * (1.0 - CHORD_ERROR / radius).clamp(-1.0, 1.0).acos();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive count, cut at the limit"
    )]
    let count = ((angle.abs() / step).ceil() as usize).clamp(1, MAX_CHORDS);
    // The centre lies on the perpendicular of the chord, on its left for a positive bulge below a half circle.
    let to_centre = (1.0 - bulge * bulge) / (4.0 * bulge);
    let centre = [
        f64::midpoint(from[0], to[0]) + east * to_centre,
        f64::midpoint(from[1], to[1]) - north * to_centre,
    ];
    let start = (from[0] - centre[0]).atan2(from[1] - centre[1]);
    for index in 1..count {
        #[allow(clippy::cast_precision_loss, reason = "at most 512")]
        let part = index as f64 / count as f64;
        let (sin, cos) = (start + angle * part).sin_cos();
        drawn.push([centre[0] + radius * sin, centre[1] + radius * cos]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: Vec<[f64; 2]>, bulges: Vec<f64>, closed: bool) -> Line {
        Line {
            points,
            bulges,
            closed,
            ..Line::default()
        }
    }

    #[test]
    fn a_positive_bulge_turns_left_and_a_half_circle_bows_by_its_radius() {
        // From (east 0) to (east 2): counterclockwise with north up bows to the south.
        let drawn = chords(&line(vec![[0.0, 0.0], [0.0, 2.0]], vec![1.0, 0.0], false));
        let south = drawn.iter().map(|p| p[0]).fold(f64::MAX, f64::min);
        assert!((south + 1.0).abs() < 0.002, "{south}");
        assert!(
            drawn
                .iter()
                .all(|p| (p[0].hypot(p[1] - 1.0) - 1.0).abs() < 1e-9)
        );
        let other = chords(&line(vec![[0.0, 0.0], [0.0, 2.0]], vec![-1.0], false));
        assert!(other.iter().all(|p| p[0] > -1e-9));
    }

    #[test]
    fn a_quarter_circle_lies_on_its_circle() {
        let bulge = (std::f64::consts::PI / 8.0).tan();
        let (x, y) = (3_404_901.2, 571_888.8);
        // From east of the centre to north of it, counterclockwise.
        let drawn = chords(&line(
            vec![[x, y + 10.0], [x + 10.0, y]],
            vec![bulge],
            false,
        ));
        assert!(drawn.len() > 10);
        for p in drawn {
            assert!(((p[0] - x).hypot(p[1] - y) - 10.0).abs() < 1e-6, "{p:?}");
        }
    }

    #[test]
    fn hostile_bulges_end() {
        for bulge in [1e6, -1e6, 1e-300, f64::MIN_POSITIVE] {
            let drawn = chords(&line(vec![[0.0, 0.0], [1.0, 1.0]], vec![bulge], true));
            assert!(drawn.len() <= 2 + 2 * MAX_CHORDS);
        }
    }
}
