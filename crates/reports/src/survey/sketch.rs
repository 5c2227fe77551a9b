//! Draws the sketch of a report: design dashed in blue, measured solid in orange, displacements exaggerated by a stated factor, a scale
//! bar and north always. Leaves to `scene` where things are, and to `labels` where names find room.

use handheld_domain::survey::Verdict;
use handheld_domain::survey::evaluation::FigureRole;

use super::compose::Composer;
use super::labels::Raster;
use super::scene::{Local, Paper, Scene, SceneFigure, ScenePoint, bar};
use super::tables::millimetres;
use crate::page::{Dash, Drawing, Ink, Pen};
use crate::words::{Survey, fill};

/// Least and greatest height of the scene.
const HEIGHTS: (f32, f32) = (170.0, 400.0);
/// Blank around the scene, for names at its edge.
const MARGIN: f32 = 30.0;
/// Height of the strip below the scene: scale bar, legend, north.
const STRIP: f32 = 50.0;
/// Text height of names, and of words in the strip.
const NAME: f32 = 7.0;
const WORD: f32 = 8.0;
/// Up to so many points all are named, even over lines.
const FEW: usize = 80;
/// More characters of a name are not drawn; the tables have it whole.
const LONGEST: usize = 20;

const DESIGN: Pen = Pen {
    width: 0.8,
    ink: Ink::Blue,
    dash: Dash::Dashed,
};
const RED_LINE: Pen = Pen {
    width: 0.8,
    ink: Ink::Red,
    dash: Dash::Chain,
};
const MEASURED: Pen = Pen::solid(1.0, Ink::Orange);

impl Composer<'_> {
    /// The sketch as a section of its own.
    pub(super) fn sketch(&mut self) {
        let words = self.survey();
        self.section(&words.sketch);
        let report = self.report;
        let Some(scene) = Scene::of(report) else {
            self.sheet.paragraph(&words.not_drawn);
            return;
        };
        let paper = scene.fit(Drawing::WIDTH, HEIGHTS, MARGIN);
        let mut drawing = Drawing::new(paper.size.1 + STRIP);
        let unnamed = draw(&mut drawing, &scene, &paper);
        strip(&mut drawing, &scene, &paper, words);
        self.sheet.drawing(drawing);
        for sentence in self.notes(&scene, unnamed) {
            self.sheet.note(&sentence);
        }
    }

    /// What must be said beside the drawing so that it is not misread.
    fn notes(&self, scene: &Scene<'_>, unnamed: usize) -> Vec<String> {
        let words = self.survey();
        let mut notes = Vec::new();
        if let Some(largest) = scene.largest_mm {
            let (factor, largest) = (plain(scene.factor), millimetres(largest));
            let values = [("factor", &*factor), ("largest", &*largest)];
            let sentence = if scene.factor > 1.0 {
                &words.factor
            } else {
                &words.factor_one
            };
            notes.push(fill(sentence, &values));
        }
        let listed = |names: &[&str]| names.join(&self.words.comma);
        if !scene.gross.is_empty() {
            let names = listed(&scene.gross);
            notes.push(fill(&words.far_off, &[("names", &names)]));
        }
        if !scene.left_out.is_empty() {
            let names = listed(&scene.left_out);
            notes.push(fill(&words.left_out, &[("names", &names)]));
        }
        if unnamed > 0 {
            let count = unnamed.to_string();
            notes.push(fill(&words.unnamed, &[("count", &count)]));
        }
        notes
    }
}

/// A number without decimals that say nothing.
fn plain(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Draws figures, displacements, points and names; answers for how many points there was no room for a name.
fn draw(drawing: &mut Drawing, scene: &Scene<'_>, paper: &Paper) -> usize {
    let mut raster = Raster::new(paper.size.0, paper.size.1);
    let placed = |points: &[Local]| -> Vec<(f32, f32)> {
        points.iter().map(|point| paper.place(*point)).collect()
    };
    for figure in &scene.figures {
        let pen = match figure.role {
            FigureRole::RedLine => RED_LINE,
            _ => DESIGN,
        };
        let design = placed(&figure.design);
        mark(&mut raster, &design, figure.closed);
        drawing.line(design, figure.closed, pen);
    }
    for figure in &scene.figures {
        let measured = placed(&figure.measured);
        mark(&mut raster, &measured, figure.closed);
        drawing.line(measured, figure.closed, MEASURED);
    }
    let radius = radius(scene.points.len(), paper);
    // What fails is drawn last and named first.
    let mut ordered: Vec<&ScenePoint<'_>> = scene.points.iter().collect();
    ordered.sort_by_key(|point| rank(point));
    for point in ordered.iter().rev() {
        sign(drawing, &mut raster, point, paper, radius);
    }
    let look = (radius, ordered.len() <= FEW);
    let (urgent, others) = ordered.split_at(ordered.partition_point(|point| rank(point) < 2));
    // Names of figures come after those that ask for attention.
    let mut unnamed = name_points(drawing, &mut raster, urgent, paper, look);
    name_figures(drawing, &mut raster, &scene.figures, paper);
    unnamed += name_points(drawing, &mut raster, others, paper, look);
    unnamed
}

/// Which point is named before which: what fails, what is near, control points, what is not measured, the others.
fn rank(point: &ScenePoint<'_>) -> u8 {
    match point.verdict {
        Some(Verdict::Fail) => 0,
        Some(Verdict::Near) => 1,
        _ if point.control => 2,
        None => 3,
        Some(Verdict::Pass) => 4,
    }
}

/// Radius of a point: smaller where many stand close.
fn radius(count: usize, paper: &Paper) -> f32 {
    let each = paper.drawn.0 * paper.drawn.1 / count.max(1) as f32;
    (each.sqrt() * 0.1).clamp(0.5, 2.2)
}

/// Radius of the ring around a point that fails.
fn around(radius: f32) -> f32 {
    radius.max(1.2) * 2.0
}

fn mark(raster: &mut Raster, points: &[(f32, f32)], closed: bool) {
    for pair in points.windows(2) {
        raster.line(pair[0], pair[1]);
    }
    if let (true, [first, .., last]) = (closed, points) {
        raster.line(*last, *first);
    }
}

/// A point: a blue ring by design (a triangle for a control point), the displacement, an orange dot as measured, a red ring where it fails.
fn sign(
    drawing: &mut Drawing,
    raster: &mut Raster,
    point: &ScenePoint<'_>,
    paper: &Paper,
    radius: f32,
) {
    let at = paper.place(point.design);
    raster.sign(at, radius + 1.0);
    let thin = Pen::solid((radius * 0.35).min(0.7), Ink::Blue);
    if point.control {
        let (x, y) = at;
        let r = radius.max(1.5) * 1.6;
        let corners = vec![
            (x, y - r),
            (x + r * 0.9, y + r * 0.6),
            (x - r * 0.9, y + r * 0.6),
        ];
        drawing.line(corners, true, thin);
    } else {
        drawing.ring(at, radius, thin);
    }
    if let Some(measured) = point.measured {
        let to = paper.place(measured);
        raster.line(at, to);
        raster.sign(to, radius + 0.5);
        drawing.line(
            vec![at, to],
            false,
            Pen::solid((radius * 0.5).min(0.9), Ink::Orange),
        );
        drawing.dot(to, radius * 0.8, Ink::Orange);
    }
    if point.verdict == Some(Verdict::Fail) {
        let around = around(radius);
        raster.keep(at, around);
        drawing.ring(at, around, Pen::solid(0.9, Ink::Red));
    }
}

/// Names points in their order; answers for how many there was no room.
fn name_points(
    drawing: &mut Drawing,
    raster: &mut Raster,
    points: &[&ScenePoint<'_>],
    paper: &Paper,
    look: (f32, bool),
) -> usize {
    let mut unnamed = 0;
    for point in points {
        unnamed += usize::from(!name_point(drawing, raster, point, paper, look));
    }
    unnamed
}

/// Names a point; answers whether there was room. What asks for attention, and where there are few `all`, may cover lines.
fn name_point(
    drawing: &mut Drawing,
    raster: &mut Raster,
    point: &ScenePoint<'_>,
    paper: &Paper,
    (radius, all): (f32, bool),
) -> bool {
    let name = shortened(point.name);
    let ds = point.ds_mm.map(millimetres).unwrap_or_default();
    let (text, ink) = match point.verdict {
        Some(Verdict::Fail) => (format!("× {name} {ds}"), Ink::Red),
        Some(Verdict::Near) => (format!("△ {name} {ds}"), Ink::Black),
        _ => (name, Ink::Black),
    };
    let text = text.trim_end();
    let size = (Drawing::width_of(text, NAME), NAME);
    let must = rank(point) < 2 || all;
    let at = paper.place(point.design);
    let radius = if point.verdict == Some(Verdict::Fail) {
        around(radius)
    } else {
        radius
    };
    let Some(place) = raster.beside(at, radius, size, must) else {
        return false;
    };
    if must {
        let (left, top) = (place.0 - 0.5, place.1 - NAME);
        let (right, foot) = (place.0 + size.0 + 0.5, place.1);
        let ground = vec![(left, top), (right, top), (right, foot), (left, foot)];
        drawing.area(ground, Ink::White);
    }
    // The base line lies a little above the lower edge of the room.
    drawing.text(text, NAME, (place.0, place.1 - NAME * 0.14), ink);
    true
}

/// Names figures in their middle, where there is room.
fn name_figures(
    drawing: &mut Drawing,
    raster: &mut Raster,
    figures: &[SceneFigure<'_>],
    paper: &Paper,
) {
    for figure in figures {
        let count = figure.design.len().max(1) as f64;
        let sum = figure
            .design
            .iter()
            .fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
        let (x, y) = paper.place((sum.0 / count, sum.1 / count));
        let text = shortened(figure.name);
        let size = (Drawing::width_of(&text, WORD), WORD);
        let left = x - size.0 / 2.0;
        let mut places = vec![
            (left, y + WORD / 2.0),
            (left, y - WORD),
            (left, y + 2.0 * WORD),
        ];
        // A line is named along its first side as well: what stands around all others has no room in its middle.
        if let [first, second, ..] = figure.design.as_slice() {
            let (a, b) = (paper.place(*first), paper.place(*second));
            let (x, y) = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
            let side = [(x + 3.0, y - 3.0), (x - size.0 - 3.0, y - 3.0)];
            let other = [
                (x + 3.0, y + 3.0 + WORD),
                (x - size.0 - 3.0, y + 3.0 + WORD),
            ];
            if figure.role == FigureRole::RedLine {
                places.clear();
            }
            places.extend(side.into_iter().chain(other));
        }
        let ink = if figure.role == FigureRole::RedLine {
            Ink::Red
        } else {
            Ink::Grey
        };
        if let Some(place) = raster.take(&places, size, false) {
            drawing.text(&text, WORD, (place.0, place.1 - WORD * 0.14), ink);
        }
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let start: String = name.chars().take(LONGEST - 1).collect();
    format!("{start}…")
}

/// The frame of the drawing, and below the scene its scale bar, its legend and north.
fn strip(drawing: &mut Drawing, scene: &Scene<'_>, paper: &Paper, words: &Survey) {
    let (width, height) = paper.size;
    let below = height + STRIP;
    let frame = vec![(0.0, 0.0), (width, 0.0), (width, below), (0.0, below)];
    drawing.line(frame, true, Pen::solid(0.5, Ink::Grey));
    let parting = vec![(0.0, height), (width, height)];
    drawing.line(parting, false, Pen::solid(0.5, Ink::Grey));
    scale_bar(drawing, paper, (12.0, height + 30.0));
    legend(drawing, scene, words, (150.0, height + 15.0));
    north(drawing, words, (width - 24.0, height + 6.0));
}

/// Two halves, black and white, with round metres.
fn scale_bar(drawing: &mut Drawing, paper: &Paper, (x, y): (f32, f32)) {
    let length = bar(105.0 / paper.scale);
    let long = (length * paper.scale) as f32;
    let half = vec![
        (x, y),
        (x + long / 2.0, y),
        (x + long / 2.0, y + 4.0),
        (x, y + 4.0),
    ];
    drawing.area(half, Ink::Black);
    let whole = vec![(x, y), (x + long, y), (x + long, y + 4.0), (x, y + 4.0)];
    drawing.line(whole, true, Pen::solid(0.6, Ink::Black));
    drawing.text("0", WORD, (x, y - 4.0), Ink::Black);
    let said = format!("{} m", plain(length));
    let right = x + long - Drawing::width_of(&said, WORD) / 2.0;
    drawing.text(&said, WORD, (right, y - 4.0), Ink::Black);
}

/// What lines and signs mean; two columns.
fn legend(drawing: &mut Drawing, scene: &Scene<'_>, words: &Survey, (x, y): (f32, f32)) {
    let red = scene.figures.iter();
    let red = red.filter(|figure| figure.role == FigureRole::RedLine);
    let mut lines = vec![
        (DESIGN, words.legend_design.clone()),
        (
            MEASURED,
            fill(&words.legend_measured, &[("factor", &plain(scene.factor))]),
        ),
    ];
    if red.count() > 0 {
        lines.push((RED_LINE, words.legend_red.clone()));
    }
    for (i, (pen, said)) in lines.iter().enumerate() {
        let (left, middle) = (x + 125.0 * (i / 2) as f32, y + 18.0 * (i % 2) as f32);
        drawing.line(vec![(left, middle), (left + 26.0, middle)], false, *pen);
        drawing.text(said, WORD, (left + 31.0, middle + WORD * 0.36), Ink::Black);
    }
    let (left, middle) = (x + 125.0, y + 18.0);
    drawing.ring((left + 13.0, middle), 4.0, Pen::solid(0.9, Ink::Red));
    drawing.text(
        &words.legend_point,
        WORD,
        (left + 31.0, middle + WORD * 0.36),
        Ink::Black,
    );
}

/// An arrow to the north: half of it filled, so that it is no point of the survey.
fn north(drawing: &mut Drawing, words: &Survey, (x, y): (f32, f32)) {
    let (top, foot, notch) = (y + 10.0, y + 38.0, y + 31.0);
    drawing.area(vec![(x, top), (x, notch), (x - 7.0, foot)], Ink::Black);
    let right = vec![(x, top), (x + 7.0, foot), (x, notch)];
    drawing.line(right, true, Pen::solid(0.6, Ink::Black));
    let wide = Drawing::width_of(&words.north_mark, WORD);
    drawing.text(
        &words.north_mark,
        WORD,
        (x - wide / 2.0, y + 7.0),
        Ink::Black,
    );
}
