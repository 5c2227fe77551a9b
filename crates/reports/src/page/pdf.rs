//! Draws placed marks and writes the file: PDF/A-2b with the used glyphs of the one font in it. The only place that names krilla.

use std::sync::LazyLock;

use handheld_typeface::{BYTES, advance, glyph, is_invisible};
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::{DateTime, Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use super::{Frame, HEIGHT, Ink, Mark, Pdf, PdfError, Pen, WIDTH};
use chrono::Datelike;

static FONT: LazyLock<Font> = LazyLock::new(|| {
    Font::new(BYTES.into(), 0).expect("the embedded font is a font, which a test shows")
});

/// Height of the figures in the box that stands for a character, in parts of the text height.
const STAND_IN: f32 = 0.3;

/// Writes the pages as a file.
pub(super) fn write(pages: &[Vec<Mark>], frame: &Frame) -> Result<Pdf, PdfError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_B)
        .finish()
        .map_err(|e| PdfError::Refused(format!("{e:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        enable_tagging: false,
        ..SerializeSettings::default()
    });
    let mut missing = Vec::new();
    for marks in pages {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| PdfError::Refused("the page has no size".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in marks {
            draw(&mut surface, mark, &mut missing);
        }
        surface.finish();
        page.finish();
    }
    document.set_metadata(metadata(frame));
    let bytes = document
        .finish()
        .map_err(|e| PdfError::Refused(format!("{e:?}")))?;
    Ok(Pdf { bytes, missing })
}

/// What the file says about itself; its date is the document's, so that nothing in it depends on when it was written.
fn metadata(frame: &Frame) -> Metadata {
    let year = u16::try_from(frame.date.year()).unwrap_or_default();
    let date = DateTime::new(year)
        .month(frame.date.month() as u8)
        .day(frame.date.day() as u8)
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(8)
        .utc_offset_minute(0);
    // Strings of PDF/A hold at most 32,767 bytes.
    let short = |text: &str| {
        text.chars()
            .filter(|c| !is_invisible(*c))
            .take(500)
            .collect::<String>()
    };
    Metadata::new()
        .title(short(&frame.title))
        .authors(vec![short(&frame.author)])
        .language(frame.language.to_owned())
        .text_direction(TextDirection::LeftToRight)
        .creator("Handheld Check".to_owned())
        .creation_date(date)
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, missing: &mut Vec<char>) {
    match mark {
        Mark::Text {
            y,
            size,
            glyphs,
            ink,
        } => draw_text(surface, (*y, *size), glyphs, *ink, missing),
        Mark::Rule {
            from,
            to,
            width,
            ink,
        } => draw_path(surface, &[*from, *to], false, Pen::solid(*width, *ink)),
        Mark::Line {
            points,
            closed,
            pen,
        } => draw_path(surface, points, *closed, *pen),
        Mark::Area { points, ink } => {
            let Some(path) = path(points, true) else {
                return;
            };
            surface.set_stroke(None);
            surface.set_fill(Some(filled(*ink)));
            surface.draw_path(&path);
        }
    }
}

/// Draws a line of text, each run of characters that the font knows at once; for any other, a box.
fn draw_text(
    surface: &mut Surface<'_>,
    (y, size): (f32, f32),
    glyphs: &[(char, f32)],
    ink: Ink,
    missing: &mut Vec<char>,
) {
    for run in glyphs.chunk_by(|a, b| glyph(a.0).is_some() == glyph(b.0).is_some()) {
        if glyph(run[0].0).is_some() {
            draw_run(surface, run, y, size, ink);
            continue;
        }
        for (c, x) in run {
            if !missing.contains(c) {
                missing.push(*c);
            }
            draw_stand_in(surface, *c, (*x, y), size, ink);
        }
    }
}

fn draw_run(surface: &mut Surface<'_>, run: &[(char, f32)], y: f32, size: f32, ink: Ink) {
    let text: String = run.iter().map(|(c, _)| c).collect();
    let mut at = 0;
    let mut glyphs = Vec::with_capacity(run.len());
    for (i, (c, x)) in run.iter().enumerate() {
        let Some(id) = glyph(*c) else { continue };
        let step = run
            .get(i + 1)
            .map_or_else(|| advance(*c), |(_, next)| (next - x) / size);
        let range = at..at + c.len_utf8();
        at = range.end;
        let id = GlyphId::new(u32::from(id.0));
        glyphs.push(KrillaGlyph::new(id, step, 0.0, 0.0, 0.0, range, None));
    }
    surface.set_stroke(None);
    surface.set_fill(Some(filled(ink)));
    let start = Point::from_xy(run[0].1, y);
    surface.draw_glyphs(start, &glyphs, FONT.clone(), &text, size, false);
}

/// A box with the code point in it, in place of a character that the font lacks: `U+` above, the figures below.
fn draw_stand_in(surface: &mut Surface<'_>, c: char, (x, y): (f32, f32), size: f32, ink: Ink) {
    let (left, right) = (x + 0.04 * size, x + 0.96 * size);
    let (top, bottom) = (y - 0.84 * size, y + 0.08 * size);
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
    draw_path(surface, &corners, true, Pen::solid(0.04 * size, ink));
    let code = format!("{:04X}", u32::from(c));
    for (text, line) in [("U+", 0.46), (code.as_str(), 0.08)] {
        let natural: f32 = text.chars().map(advance).sum();
        let small = (STAND_IN * size).min(0.84 * size / natural);
        let mut pen = x + (size - natural * small) / 2.0;
        let mut run = Vec::new();
        for figure in text.chars() {
            run.push((figure, pen));
            pen += advance(figure) * small;
        }
        draw_run(surface, &run, y - line * size, small, ink);
    }
}

fn draw_path(surface: &mut Surface<'_>, points: &[(f32, f32)], closed: bool, pen: Pen) {
    let Some(path) = path(points, closed) else {
        return;
    };
    let lengths = pen.dash.lengths();
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: colour(pen.ink).into(),
        width: pen.width,
        dash: (!lengths.is_empty()).then(|| StrokeDash {
            array: lengths.to_vec(),
            offset: 0.0,
        }),
        ..Stroke::default()
    }));
    surface.draw_path(&path);
}

fn path(points: &[(f32, f32)], closed: bool) -> Option<krilla::geom::Path> {
    let mut path = PathBuilder::new();
    for (i, (x, y)) in points.iter().enumerate() {
        if i == 0 {
            path.move_to(*x, *y);
        } else {
            path.line_to(*x, *y);
        }
    }
    if closed {
        path.close();
    }
    path.finish()
}

fn filled(ink: Ink) -> Fill {
    Fill {
        paint: colour(ink).into(),
        opacity: NormalizedF32::ONE,
        ..Fill::default()
    }
}

fn colour(ink: Ink) -> rgb::Color {
    match ink {
        Ink::Black => rgb::Color::new(0, 0, 0),
        Ink::Grey => rgb::Color::new(90, 90, 90),
        Ink::Red => rgb::Color::new(190, 20, 20),
        Ink::Blue => rgb::Color::new(20, 70, 170),
        Ink::Orange => rgb::Color::new(205, 90, 0),
        Ink::Pale => rgb::Color::new(252, 236, 232),
        Ink::White => rgb::Color::new(255, 255, 255),
    }
}
