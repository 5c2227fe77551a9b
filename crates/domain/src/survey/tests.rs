//! Survey computations against figures from elsewhere, at the limits, and for any input at all.

mod checks;
mod field_readings;
mod grid;
mod ground;
mod positions;
mod readings;
mod shapes;

use super::*;
use polygon::{Polygon, Ring, Shape};
use tolerance::{Rule, Step, Tolerance, ToleranceError};

/// A limit in millimetres with readings near it from 80 percent.
fn limit(mm: f64) -> Limit {
    Limit::new(Rule::stated(mm, "mm"), 0.8).unwrap()
}

fn near(got: f64, wanted: f64, within: f64) {
    assert!((got - wanted).abs() <= within, "{got} is not {wanted}");
}

/// Points of (east, north), as the vectors have them.
fn points_en(all: &[(f64, f64)]) -> Vec<GridPoint> {
    all.iter().map(|(e, n)| GridPoint::new(*n, *e)).collect()
}

fn ring_en(all: &[(f64, f64)]) -> Ring {
    Ring::new(&points_en(all)).unwrap()
}

/// The parcel of SV11, SV13 and SV23.
const PARCEL: [(f64, f64); 6] = [
    (571_850.0, 3_404_850.0),
    (571_985.5, 3_404_846.2),
    (571_990.3, 3_404_930.8),
    (571_940.7, 3_404_961.4),
    (571_905.0, 3_404_955.0),
    (571_848.2, 3_404_938.9),
];

/// The building of SV13.
const BUILDING: [(f64, f64); 4] = [
    (571_888.8, 3_404_901.2),
    (571_936.8, 3_404_901.2),
    (571_936.8, 3_404_877.2),
    (571_888.8, 3_404_877.2),
];
