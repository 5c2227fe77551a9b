//! Rows of a table to points. Leaves the text to `table` and the meaning of the columns to `columns`.

use crate::check::{self, Names};
use crate::columns::ColumnOrder;
use crate::error::{Problem, ReadError, Reason};
use crate::limits::{Budget, EAST, HEIGHT, NORTH};
use crate::model::SurveyPoint;
use crate::table::Row;

/// The points of the rows, and every row that is not one.
pub(crate) fn points(
    rows: &[Row],
    order: ColumnOrder,
) -> Result<(Vec<SurveyPoint>, Vec<Problem>), ReadError> {
    order.check()?;
    let (mut points, mut problems) = (Vec::new(), Vec::new());
    let (mut names, mut budget) = (Names::default(), Budget::default());
    for row in rows {
        let before = problems.len();
        let point = point(row, order, &mut problems);
        if problems.len() > before {
            continue;
        }
        if let Some(first) = names.first(&point.name, row.number) {
            let reason = Reason::Duplicate(first);
            problems.push(problem(row, order.name, "name", reason));
            continue;
        }
        budget.point()?;
        points.push(point);
    }
    Ok((points, problems))
}

fn problem(row: &Row, column: usize, what: &str, reason: Reason) -> Problem {
    Problem {
        row: row.number,
        column: Some(column + 1),
        what: what.to_owned(),
        reason,
    }
}

/// Reads one row; what is wrong is added to the problems, all of it.
fn point(row: &Row, order: ColumnOrder, problems: &mut Vec<Problem>) -> SurveyPoint {
    let cell = |column: usize| row.cells.get(column).map_or("", String::as_str);
    let mut number = |column: usize, what: &str, range| {
        check::number(cell(column), range).unwrap_or_else(|reason| {
            problems.push(problem(row, column, what, reason));
            f64::NAN
        })
    };
    let x_north = number(order.x_north, "x_north", NORTH);
    let y_east = number(order.y_east, "y_east", EAST);
    let h = order
        .h
        .filter(|column| !cell(*column).is_empty())
        .map(|column| number(column, "h", HEIGHT));
    let name = cell(order.name);
    if let Err(reason) = check::name(name) {
        problems.push(problem(row, order.name, "name", reason));
    }
    let code = order.code.map_or("", cell);
    if let (Err(reason), Some(column)) = (check::text(code), order.code) {
        problems.push(problem(row, column, "code", reason));
    }
    SurveyPoint {
        name: name.to_owned(),
        code: code.to_owned(),
        x_north,
        y_east,
        h,
    }
}
