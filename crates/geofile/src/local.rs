//! A file whose coordinates are in a local system: read as it stands, then taken over to the grid of the project. Leaves to the caller
//! where the parameters come from; nothing of them stands in what comes out.

use handheld_domain::survey::GridPoint;
use handheld_domain::survey::system::LocalTransformation;

use crate::error::{Problem, ReadError, Reason};
use crate::look::{Kind, kind_of};
use crate::reading::{Choices, Read, collect, grid_of};
use crate::warning::{Warning, warnings};

/// Reads a file of any kind in a local system. Points and vertices of what comes out are on the grid of the project; heights are as in
/// the file. What looks wrong is looked for after the taking over: a local system has numbers of any size.
///
/// # Errors
///
/// [`ReadError`] as for [`read`](crate::read), and for a file that says itself in which system its coordinates are.
pub fn read_local(
    bytes: &[u8],
    choices: &Choices,
    local: &LocalTransformation,
) -> Result<Read, ReadError> {
    let grid = grid_of(choices.epsg)?;
    let mut read = collect(bytes, choices)?;
    let kind = kind_of(bytes)?;
    let assumed = |warning: &Warning| matches!(warning, Warning::GridAssumed { .. });
    let named = match kind {
        Kind::Text | Kind::Xlsx | Kind::Dxf => false,
        Kind::GeoJson => !read.warnings.iter().any(assumed),
        Kind::GeoPackage => true,
    };
    if named {
        return Err(ReadError::SystemNamed);
    }
    read.warnings.retain(|warning| !assumed(warning));
    let over = |point: GridPoint, h: Option<f64>| local.to_grid(grid, point, h).ok();
    let problems = &mut read.problems;
    read.points.retain_mut(|point| {
        let there = over(GridPoint::new(point.x_north, point.y_east), point.h);
        if let Some(there) = there {
            (point.x_north, point.y_east) = (there.x_north, there.y_east);
        } else {
            // The row of a point is not kept with it; its name tells which it is.
            let reason = Reason::OutsideLocal;
            problems.push(Problem::at(0, point.name.clone(), reason));
        }
        there.is_some()
    });
    read.lines.retain_mut(|line| {
        let there: Option<Vec<[f64; 2]>> = line
            .points
            .iter()
            .map(|point| over(GridPoint::new(point[0], point[1]), None))
            .map(|point| point.map(|p| [p.x_north, p.y_east]))
            .collect();
        match there {
            // An arc keeps its bulge: what is taken over keeps angles.
            Some(there) => {
                line.points = there;
                true
            }
            None => {
                let reason = Reason::OutsideLocal;
                problems.push(Problem::at(0, line.name.clone(), reason));
                false
            }
        }
    });
    let seen = warnings(&read.points, choices.epsg, choices.site);
    read.warnings.extend(seen);
    Ok(read)
}
