//! A drawing in the type area: lines, areas and short texts in points from its upper left corner. What is drawn is decided by others.

use super::lines::{self, Fill};
use super::sheet::text_mark;
use super::{Ink, MEASURE, Mark, Row};

/// How a line is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dash {
    Solid,
    Dashed,
    Chain,
}

impl Dash {
    /// Lengths drawn and left out by turns; none for a line without gaps.
    pub(super) fn lengths(self) -> &'static [f32] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[4.5, 2.7],
            Self::Chain => &[9.0, 2.5, 1.5, 2.5],
        }
    }
}

/// A drawing while it is made. It is as wide as the measure.
#[derive(Debug, Clone)]
pub(crate) struct Drawing {
    height: f32,
    marks: Vec<Mark>,
}

impl Drawing {
    /// Width of every drawing.
    pub(crate) const WIDTH: f32 = MEASURE;

    pub(crate) fn new(height: f32) -> Self {
        Self {
            height,
            marks: Vec::new(),
        }
    }

    /// A line through points.
    pub(crate) fn line(&mut self, points: Vec<(f32, f32)>, closed: bool, pen: Pen) {
        if points.len() > 1 {
            self.marks.push(Mark::Line {
                points,
                closed,
                pen,
            });
        }
    }

    /// An area of one colour.
    pub(crate) fn area(&mut self, points: Vec<(f32, f32)>, ink: Ink) {
        if points.len() > 2 {
            self.marks.push(Mark::Area { points, ink });
        }
    }

    /// A circle as a line.
    pub(crate) fn ring(&mut self, centre: (f32, f32), radius: f32, pen: Pen) {
        self.line(round(centre, radius), true, pen);
    }

    /// A filled circle.
    pub(crate) fn dot(&mut self, centre: (f32, f32), radius: f32, ink: Ink) {
        self.area(round(centre, radius), ink);
    }

    /// One line of text whose left edge and base line are given.
    pub(crate) fn text(&mut self, text: &str, size: f32, (x, y): (f32, f32), ink: Ink) {
        let set = lines::set(text, size, f32::MAX, 0.0, Fill::Ragged);
        self.marks
            .extend(set.into_iter().map(|line| text_mark(line, size, x, y, ink)));
    }

    /// The width of a text.
    pub(crate) fn width_of(text: &str, size: f32) -> f32 {
        lines::width(text, size)
    }

    pub(super) fn into_row(self) -> Row {
        Row {
            height: self.height,
            marks: self.marks,
            ..Row::default()
        }
    }
}

/// What a line is drawn with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pen {
    pub(crate) width: f32,
    pub(crate) ink: Ink,
    pub(crate) dash: Dash,
}

impl Pen {
    pub(crate) const fn solid(width: f32, ink: Ink) -> Self {
        let dash = Dash::Solid;
        Self { width, ink, dash }
    }
}

/// The corners of a circle; with twelve it is round at the size of a point.
fn round((x, y): (f32, f32), radius: f32) -> Vec<(f32, f32)> {
    (0..12)
        .map(|at| (at as f32 * std::f32::consts::PI / 6.0).sin_cos())
        .map(|(sin, cos)| (x + radius * cos, y + radius * sin))
        .collect()
}
