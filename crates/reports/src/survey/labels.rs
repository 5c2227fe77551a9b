//! Where names stand in a sketch so that no two lie on each other: a raster of the drawing in which what is taken is marked. Knows
//! neither points nor figures.

/// Width of a cell of the raster, in points.
const CELL: f32 = 2.0;
/// Blank between a point and its name.
const OFF: f32 = 2.0;

/// A rectangle: left, top, right, bottom.
pub(super) type Room = (f32, f32, f32, f32);

/// What of a drawing is taken.
#[derive(Debug, Clone)]
pub(super) struct Raster {
    columns: usize,
    rows: usize,
    /// Lines and signs.
    ink: Vec<bool>,
    /// Names, and what none may cover.
    names: Vec<bool>,
}

impl Raster {
    pub(super) fn new(width: f32, height: f32) -> Self {
        let (columns, rows) = ((width / CELL) as usize, (height / CELL) as usize);
        Self {
            columns,
            rows,
            ink: vec![false; columns * rows],
            names: vec![false; columns * rows],
        }
    }

    /// Marks a straight line as drawn.
    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32)) {
        let far = (to.0 - from.0).hypot(to.1 - from.1);
        let steps = (far / CELL).ceil().clamp(1.0, 2_000.0);
        for step in 0..=steps as usize {
            let part = step as f32 / steps;
            let x = from.0 + (to.0 - from.0) * part;
            let y = from.1 + (to.1 - from.1) * part;
            self.sign((x, y), 0.5);
        }
    }

    /// Marks a sign with the given radius as drawn.
    pub(super) fn sign(&mut self, (x, y): (f32, f32), radius: f32) {
        let room = (x - radius, y - radius, x + radius, y + radius);
        for at in self.cells(room) {
            self.ink[at] = true;
        }
    }

    /// Keeps a sign with the given radius clear of every name.
    pub(super) fn keep(&mut self, (x, y): (f32, f32), radius: f32) {
        for at in self.cells((x - radius, y - radius, x + radius, y + radius)) {
            self.names[at] = true;
        }
    }

    /// Finds a place for a name of the given size beside a point whose sign has the given radius, and takes it; a name that `must` stand may cover lines, never another
    /// name. The place is that of its left lower corner.
    pub(super) fn beside(
        &mut self,
        (x, y): (f32, f32),
        radius: f32,
        (width, height): (f32, f32),
        must: bool,
    ) -> Option<(f32, f32)> {
        let middle = y + height / 2.0;
        let mut places = Vec::new();
        for ring in 1..=if must { 6 } else { 1 } {
            let off = radius + OFF * ring as f32;
            let (left, right) = (x - off - width, x + off);
            places.extend([
                (right, y - off),
                (left, y - off),
                (right, y + off + height),
                (left, y + off + height),
                (right, middle),
                (left, middle),
                (x - width / 2.0, y - off),
                (x - width / 2.0, y + off + height),
            ]);
        }
        self.take(&places, (width, height), must)
    }

    /// Takes the first of the places that is free.
    pub(super) fn take(
        &mut self,
        places: &[(f32, f32)],
        (width, height): (f32, f32),
        must: bool,
    ) -> Option<(f32, f32)> {
        let room = |(x, y): (f32, f32)| (x, y - height, x + width, y);
        let clear = places.iter().copied();
        let over = clear.clone().filter(|_| must);
        let found = clear
            .filter(|at| self.is_free(room(*at), true))
            .chain(over.filter(|at| self.is_free(room(*at), false)))
            .next()?;
        for at in self.cells(room(found)) {
            self.names[at] = true;
        }
        Some(found)
    }

    fn is_free(&self, room: Room, of_ink: bool) -> bool {
        let inside = room.0 >= CELL
            && room.1 >= CELL
            && room.2 < (self.columns - 1) as f32 * CELL
            && room.3 < (self.rows - 1) as f32 * CELL;
        inside
            && self
                .cells(room)
                .all(|at| !(self.names[at] || of_ink && self.ink[at]))
    }

    /// The cells that a rectangle touches.
    fn cells(&self, (left, top, right, bottom): Room) -> impl Iterator<Item = usize> + use<> {
        let (columns, rows) = (self.columns, self.rows);
        let span = |from: f32, to: f32, most: usize| {
            let first = (from / CELL).floor().max(0.0) as usize;
            let end = ((to / CELL).floor() + 1.0).max(0.0) as usize;
            first..end.min(most)
        };
        let across = span(left, right, columns);
        span(top, bottom, rows)
            .flat_map(move |row| across.clone().map(move |column| row * columns + column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_never_lie_on_each_other_and_stay_in_the_drawing() {
        let mut raster = Raster::new(200.0, 120.0);
        let mut placed: Vec<Room> = Vec::new();
        for i in 0..300_u16 {
            let at = (f32::from(i * 37 % 200), f32::from(i * 53 % 120));
            let Some((x, y)) = raster.beside(at, 2.0, (24.0, 7.0), i % 3 == 0) else {
                continue;
            };
            placed.push((x, y - 7.0, x + 24.0, y));
        }
        assert!(placed.len() > 20, "{}", placed.len());
        for (i, a) in placed.iter().enumerate() {
            assert!(a.0 >= 0.0 && a.1 >= 0.0 && a.2 <= 200.0 && a.3 <= 120.0);
            for b in &placed[i + 1..] {
                let apart = a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1;
                assert!(apart, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_name_that_must_stand_may_cover_a_line_and_another_may_not() {
        let mut raster = Raster::new(100.0, 100.0);
        for y in 0..50 {
            raster.line((0.0, y as f32 * 2.0), (100.0, y as f32 * 2.0));
        }
        assert_eq!(raster.beside((50.0, 50.0), 1.0, (20.0, 7.0), false), None);
        assert!(
            raster
                .beside((50.0, 50.0), 1.0, (20.0, 7.0), true)
                .is_some()
        );
    }
}
