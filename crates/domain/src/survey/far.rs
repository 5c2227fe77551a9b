//! A measured value so far from the design that it was mistyped or belongs to another point.
//!
//! It is asked about before it is kept and never refused for good: a building that stands elsewhere is what a check is there to find.

use super::evaluation::Value;

/// From where on it is asked about. Data of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FarLimits {
    /// In plan, and of a distance or a height, m.
    pub plan_m: f64,
    /// In level, m.
    pub level_m: f64,
    /// Of an area, percent of the design.
    pub area_percent: f64,
}

/// How far a measured value is from the design.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Far {
    /// In plan or along a length, m.
    Metres(f64),
    /// In level, m.
    Level(f64),
    /// Of an area, percent of the design.
    Percent(f64),
}

/// Tells a value that is further from the design than is believed without asking. What either of them does not have is not compared.
///
/// `area`: whether the single value is an area, so that its share of the design counts and not its difference.
pub fn far(design: Value, measured: Value, area: bool, limits: &FarLimits) -> Option<Far> {
    if let (Some(from), Some(to)) = (design.point(), measured.point()) {
        let away = (to.x_north - from.x_north).hypot(to.y_east - from.y_east);
        if away > limits.plan_m {
            return Some(Far::Metres(away));
        }
    }
    if let (Some(from), Some(to)) = (design.h, measured.h) {
        let away = (to - from).abs();
        if away > limits.level_m {
            return Some(Far::Level(away));
        }
    }
    let (from, to) = (design.value?, measured.value?);
    let away = (to - from).abs();
    if !area {
        return (away > limits.plan_m).then_some(Far::Metres(away));
    }
    let percent = away / from.abs() * 100.0;
    // Nothing was designed: there is no share of it, and any area is far from it.
    let beyond = percent > limits.area_percent || (from == 0.0 && away > 0.0);
    beyond.then_some(Far::Percent(percent))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: FarLimits = FarLimits {
        plan_m: 5.0,
        level_m: 2.0,
        area_percent: 20.0,
    };

    fn point(x_north: f64, y_east: f64, h: Option<f64>) -> Value {
        Value {
            x_north: Some(x_north),
            y_east: Some(y_east),
            h,
            value: None,
        }
    }

    fn single(value: f64) -> Value {
        Value {
            value: Some(value),
            ..Value::default()
        }
    }

    #[test]
    fn a_point_that_lost_its_first_digit_is_asked_about_and_one_that_fails_by_centimetres_is_not() {
        let design = point(3_404_877.2, 571_936.8, None);
        let off = point(3_404_877.164, 571_936.842, None);
        assert_eq!(far(design, off, false, &LIMITS), None);
        let mistyped = point(404_877.2, 571_936.8, None);
        let Some(Far::Metres(away)) = far(design, mistyped, false, &LIMITS) else {
            panic!("it is far");
        };
        assert!((away - 3_000_000.0).abs() < 1e-6);
    }

    #[test]
    fn a_level_is_compared_only_where_both_have_one() {
        let design = point(0.0, 0.0, Some(4.2));
        assert_eq!(far(design, point(0.0, 0.0, None), false, &LIMITS), None);
        let above = point(0.0, 0.0, Some(6.3));
        assert!(matches!(
            far(design, above, false, &LIMITS),
            Some(Far::Level(_))
        ));
    }

    #[test]
    fn an_area_is_compared_by_its_share_and_a_length_by_its_difference() {
        assert_eq!(far(single(1000.0), single(1200.0), true, &LIMITS), None);
        assert!(far(single(1000.0), single(1200.1), true, &LIMITS).is_some());
        assert_eq!(far(single(0.0), single(0.0), true, &LIMITS), None);
        assert!(far(single(0.0), single(1.0), true, &LIMITS).is_some());
        assert_eq!(far(single(30.0), single(35.0), false, &LIMITS), None);
        assert!(far(single(30.0), single(35.1), false, &LIMITS).is_some());
    }
}
