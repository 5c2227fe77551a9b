//! Where the tiles of a map lie under a survey: a local affine from its grid to the unit square of Web Mercator, for drawing only.
//!
//! Tiles are cut from that square: `u` runs east and `v` runs south, both from 0 to 1 (EPSG:3857, as tile services count). Around a site
//! grid and square are similar to within a few centimetres, so that a picture needs six numbers and no projection. Nothing is measured
//! or stored by it, and which tiles there are is the screen's to know.

use std::f64::consts::PI;

use super::display::to_gcj02;
use super::refusal::SurveyError;
use super::{Geographic, Grid, GridPoint};

/// Distance from the centre at which the slopes are taken, in metres: between both, where most of a site lies, the error is smallest.
const STEP: f64 = 500.0;
/// Distance from the centre for which the error is told, in metres.
const REACH: f64 = 1_000.0;
/// Directions in which the error is looked for.
const DIRECTIONS: u32 = 16;

/// An affine from the grid to the square: `u = u0 + u_north * (x - x0) + u_east * (y - y0)`, and `v` alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TileFrame {
    /// `u` of the centre.
    pub u0: f64,
    /// `v` of the centre.
    pub v0: f64,
    /// Change of `u` per metre to the north.
    pub u_north: f64,
    /// Change of `u` per metre to the east.
    pub u_east: f64,
    /// Change of `v` per metre to the north.
    pub v_north: f64,
    /// Change of `v` per metre to the east.
    pub v_east: f64,
    /// How far the affine is off at most 1 km from the centre, in metres.
    pub error_m: f64,
}

/// Where the tiles lie around a point of the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroundFrame {
    /// The centre in the grid.
    pub centre: GridPoint,
    /// For tiles that are where they say.
    pub tiles: TileFrame,
    /// For tiles that are drawn in GCJ-02.
    pub shifted: TileFrame,
}

impl GroundFrame {
    /// The frame around a point of a grid.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] where the grid has no position for the point or for one within 1 km of it, and beyond the square.
    pub fn around(grid: Grid, centre: GridPoint) -> Result<Self, SurveyError> {
        let tiles = TileFrame::around(centre, |at| on_square(grid.inverse(at)?))?;
        let shifted = TileFrame::around(centre, |at| on_square(to_gcj02(grid.inverse(at)?)?))?;
        Ok(Self {
            centre,
            tiles,
            shifted,
        })
    }
}

impl TileFrame {
    fn around(
        centre: GridPoint,
        place: impl Fn(GridPoint) -> Result<[f64; 2], SurveyError>,
    ) -> Result<Self, SurveyError> {
        let away = |north: f64, east: f64| {
            place(GridPoint::new(centre.x_north + north, centre.y_east + east))
        };
        let [u0, v0] = away(0.0, 0.0)?;
        let (to_north, to_south) = (away(STEP, 0.0)?, away(-STEP, 0.0)?);
        let (to_east, to_west) = (away(0.0, STEP)?, away(0.0, -STEP)?);
        let per_metre = |ahead: f64, behind: f64| (ahead - behind) / (2.0 * STEP);
        let mut frame = Self {
            u0,
            v0,
            u_north: per_metre(to_north[0], to_south[0]),
            u_east: per_metre(to_east[0], to_west[0]),
            v_north: per_metre(to_north[1], to_south[1]),
            v_east: per_metre(to_east[1], to_west[1]),
            error_m: 0.0,
        };
        for direction in 0..DIRECTIONS {
            let angle = 2.0 * PI * f64::from(direction) / f64::from(DIRECTIONS);
            let (east, north) = (REACH * angle.sin(), REACH * angle.cos());
            let off = frame.off_m(north, east, away(north, east)?);
            frame.error_m = frame.error_m.max(off);
        }
        Ok(frame)
    }

    /// Place on the square of a point that lies so far from the centre.
    pub fn at(&self, north: f64, east: f64) -> [f64; 2] {
        [
            self.u0 + self.u_north * north + self.u_east * east,
            self.v0 + self.v_north * north + self.v_east * east,
        ]
    }

    /// How far the affine is from a place that is known, in metres of the grid.
    fn off_m(&self, north: f64, east: f64, known: [f64; 2]) -> f64 {
        let drawn = self.at(north, east);
        let (u, v) = (known[0] - drawn[0], known[1] - drawn[1]);
        let area = self.u_north * self.v_east - self.u_east * self.v_north;
        let (d_north, d_east) = (
            (u * self.v_east - v * self.u_east) / area,
            (v * self.u_north - u * self.v_north) / area,
        );
        d_north.hypot(d_east)
    }
}

/// A position on the unit square of Web Mercator.
fn on_square(at: Geographic) -> Result<[f64; 2], SurveyError> {
    let u = at.lon / 360.0 + 0.5;
    let v = 0.5 - at.lat.to_radians().tan().asinh() / (2.0 * PI);
    if (0.0..=1.0).contains(&u) && (0.0..=1.0).contains(&v) {
        Ok([u, v])
    } else {
        Err(SurveyError::OutOfRange("a position on a map of tiles"))
    }
}
