//! What one value may be: names, codes, numbers. Leaves rows and files to their readers.

use std::collections::HashMap;

use crate::error::{Problem, Reason, WriteError};
use crate::limits::{EAST, HEIGHT, MAX_LINES, MAX_NAME_CHARS, MAX_POINTS, MAX_VERTICES, NORTH};
use crate::model::{Line, SurveyPoint};

/// Checks a name that may be empty, or a code.
pub(crate) fn text(text: &str) -> Result<(), Reason> {
    if text.chars().count() > MAX_NAME_CHARS {
        return Err(Reason::TooLong);
    }
    let control = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.chars().any(control) {
        return Err(Reason::ControlCharacter);
    }
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(Reason::Damaged("text in another encoding".to_owned()));
    }
    // Spreadsheets run such text; a plain number such as -1 is harmless.
    if text.starts_with(['=', '+', '-', '@', '\t']) && text.parse::<f64>().is_err() {
        return Err(Reason::Formula);
    }
    Ok(())
}

/// Checks a name that must be there.
pub(crate) fn name(name: &str) -> Result<(), Reason> {
    if name.is_empty() {
        return Err(Reason::Missing);
    }
    text(name)
}

/// Checks a number.
pub(crate) fn within(value: f64, (least, most): (f64, f64)) -> Result<f64, Reason> {
    if !value.is_finite() {
        return Err(Reason::NotFinite);
    }
    if value < least || value > most {
        return Err(Reason::OutOfRange { value, least, most });
    }
    Ok(value)
}

/// Reads a number as instruments write it: digits, a point, an exponent; no words, no thousands, no comma.
pub(crate) fn number(text: &str, range: (f64, f64)) -> Result<f64, Reason> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reason::Missing);
    }
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-' | 'e' | 'E');
    let value = text.parse::<f64>().ok();
    match value {
        Some(value) if !value.is_finite() => Err(Reason::NotFinite),
        Some(value) if text.chars().all(plain) => within(value, range),
        _ => Err(Reason::NotANumber(text.chars().take(20).collect())),
    }
}

/// Checks a point, and says which value is wrong.
pub(crate) fn point(point: &SurveyPoint) -> Result<(), (&'static str, Reason)> {
    name(&point.name).map_err(|r| ("name", r))?;
    text(&point.code).map_err(|r| ("code", r))?;
    within(point.x_north, NORTH).map_err(|r| ("x_north", r))?;
    within(point.y_east, EAST).map_err(|r| ("y_east", r))?;
    if let Some(h) = point.h {
        within(h, HEIGHT).map_err(|r| ("h", r))?;
    }
    Ok(())
}

/// Checks a line, and says which value is wrong.
pub(crate) fn line(line: &Line) -> Result<(), (&'static str, Reason)> {
    text(&line.name).map_err(|r| ("name", r))?;
    text(&line.layer).map_err(|r| ("layer", r))?;
    // Two vertices close an outline only when an arc lies between them.
    let arcs = line.bulges.iter().any(|b| *b != 0.0);
    let least = if line.closed && !arcs { 3 } else { 2 };
    if line.points.len() < least {
        return Err(("vertices", Reason::TooFewVertices));
    }
    for [x_north, y_east] in &line.points {
        within(*x_north, NORTH).map_err(|r| ("x_north", r))?;
        within(*y_east, EAST).map_err(|r| ("y_east", r))?;
    }
    if !line.bulges.is_empty() && line.bulges.len() != line.points.len() {
        let why = "bulges and vertices differ in number".to_owned();
        return Err(("bulges", Reason::Damaged(why)));
    }
    let most = crate::curve::MAX_BULGE;
    for bulge in &line.bulges {
        within(*bulge, (-most, most)).map_err(|r| ("bulges", r))?;
    }
    Ok(())
}

/// Names seen so far with the row each stood in.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<String, u64>);

impl Names {
    /// Checks a point and that its name is new; adds the problem otherwise.
    pub(crate) fn take(
        &mut self,
        row: u64,
        point: SurveyPoint,
        points: &mut Vec<SurveyPoint>,
        problems: &mut Vec<Problem>,
    ) {
        if let Err((what, reason)) = self::point(&point) {
            problems.push(Problem::at(row, what, reason));
            return;
        }
        match self.first(&point.name, row) {
            Some(first) => problems.push(Problem::at(row, "name", Reason::Duplicate(first))),
            None => points.push(point),
        }
    }

    /// The row where this name was before; otherwise remembers it.
    pub(crate) fn first(&mut self, name: &str, row: u64) -> Option<u64> {
        if let Some(first) = self.0.get(name) {
            return Some(*first);
        }
        self.0.insert(name.to_owned(), row);
        None
    }
}

/// Checks everything that is about to be written.
pub(crate) fn before_writing(points: &[SurveyPoint], lines: &[Line]) -> Result<(), WriteError> {
    let bad = |what, name: &str, (value, reason): (&str, Reason)| WriteError::BadValue {
        what,
        name: format!("{name} ({value})"),
        reason,
    };
    let too_many = |what, limit| Err(WriteError::TooMany { what, limit });
    if points.len() > MAX_POINTS {
        return too_many("points", MAX_POINTS);
    }
    if lines.len() > MAX_LINES {
        return too_many("lines", MAX_LINES);
    }
    if lines.iter().map(|l| l.points.len()).sum::<usize>() > MAX_VERTICES {
        return too_many("vertices", MAX_VERTICES);
    }
    let mut names = Names::default();
    for (row, p) in (1..).zip(points) {
        point(p).map_err(|e| bad("point", &p.name, e))?;
        if let Some(first) = names.first(&p.name, row) {
            return Err(bad("point", &p.name, ("name", Reason::Duplicate(first))));
        }
    }
    for l in lines {
        line(l).map_err(|e| bad("line", &l.name, e))?;
    }
    Ok(())
}
