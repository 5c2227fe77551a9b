//! Puts rows onto pages: what belongs together stays together, a table that goes on repeats its head and closes its frame, and every
//! page gets its surroundings. Knows neither what rows say nor how they are drawn.

use super::lines::{self, Fill};
use super::{DEPTH, Frame, HEIGHT, Ink, LEFT, MEASURE, Mark, Row, TOP, base_line};

/// Heads of tables, repeated where the table goes on: table number -> rows.
pub(super) type Heads = std::collections::BTreeMap<usize, Vec<Row>>;

/// Height that a warning takes from the type area, and its text height.
const BAND: (f32, f32) = (30.0, 15.0);

/// Lays the rows on as many pages as they need; each page is its marks, placed.
pub(super) fn pages(rows: Vec<Row>, heads: &Heads, frame: &Frame) -> Vec<Vec<Mark>> {
    let depth = DEPTH - top_of_text(frame);
    let mut pages: Vec<Vec<Row>> = vec![Vec::new()];
    let mut used = 0.0;
    for group in groups(rows, depth) {
        let height: f32 = group.iter().map(|row| row.height).sum();
        let started = pages.last().is_some_and(|page| !page.is_empty());
        if started && used + height > depth {
            pages.push(Vec::new());
            used = 0.0;
        }
        let blank = group.iter().all(|row| row.marks.is_empty());
        let page = pages.last_mut().expect("there is a page from the start");
        if page.is_empty() && blank {
            continue;
        }
        let head = group[0].table.and_then(|table| heads.get(&table));
        if let (true, Some(head)) = (page.is_empty() && !group[0].head, head) {
            used += head.iter().map(|row| row.height).sum::<f32>();
            page.extend(head.iter().cloned());
        }
        used += height;
        page.extend(group);
    }
    let total = pages.len();
    pages
        .iter()
        .enumerate()
        .map(|(i, rows)| {
            let mut marks = surroundings(frame, i + 1, total);
            marks.extend(placed(rows, TOP + top_of_text(frame)));
            marks
        })
        .collect()
}

/// Rows that must stand on one page. A group that no page can hold is broken up again.
fn groups(rows: Vec<Row>, depth: f32) -> Vec<Vec<Row>> {
    let mut groups: Vec<Vec<Row>> = Vec::new();
    let mut open = false;
    for row in rows {
        let keep = row.keep;
        let fits = groups.last().is_some_and(|group| {
            group.iter().map(|row| row.height).sum::<f32>() + row.height <= depth * 0.9
        });
        match groups.last_mut() {
            Some(group) if open && fits => group.push(row),
            _ => groups.push(vec![row]),
        }
        open = keep;
    }
    groups
}

/// How far below the upper edge of the type area the text begins.
fn top_of_text(frame: &Frame) -> f32 {
    if frame.band.is_some() { BAND.0 } else { 0.0 }
}

/// The marks of a page's rows, with the frame of a table closed where the page cuts it.
fn placed(rows: &[Row], top: f32) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut y = top;
    for (i, row) in rows.iter().enumerate() {
        marks.extend(row.marks.iter().map(|mark| mark.moved(LEFT, y)));
        if row.table.is_some() {
            let above = i.checked_sub(1).and_then(|i| rows[i].table);
            if above != row.table {
                marks.push(edge(y));
            }
            y += row.height;
            if rows.get(i + 1).and_then(|next| next.table) != row.table {
                marks.push(edge(y));
            }
        } else {
            y += row.height;
        }
    }
    marks
}

/// The upper or lower edge of a table.
fn edge(y: f32) -> Mark {
    Mark::Rule {
        from: (LEFT, y),
        to: (LEFT + MEASURE, y),
        width: 0.75,
        ink: Ink::Black,
    }
}

/// The warning, the running head, the small lines below and the page number.
fn surroundings(frame: &Frame, n: usize, total: usize) -> Vec<Mark> {
    let mut marks = Vec::new();
    if let Some(band) = &frame.band {
        for y in [TOP - 4.0, TOP + BAND.0 - 8.0] {
            marks.push(Mark::Rule {
                from: (LEFT, y),
                to: (LEFT + MEASURE, y),
                width: 1.2,
                ink: Ink::Red,
            });
        }
        let y = TOP - 4.0 + base_line(BAND.0 - 4.0, BAND.1);
        marks.extend(centred(band, BAND.1, y, Ink::Red));
    }
    if n > 1 {
        marks.extend(small(&frame.running, 9.0, TOP - 18.0));
    }
    let foot = TOP + DEPTH + 12.0;
    marks.push(Mark::Rule {
        from: (LEFT, foot),
        to: (LEFT + MEASURE, foot),
        width: 0.4,
        ink: Ink::Grey,
    });
    for (i, line) in frame.foot.iter().enumerate() {
        marks.extend(small(line, 7.5, foot + 11.0 + 10.5 * i as f32));
    }
    let folio = frame
        .folio
        .replace("{n}", &n.to_string())
        .replace("{total}", &total.to_string());
    marks.extend(centred(&folio, 10.5, HEIGHT - 42.0, Ink::Black));
    marks
}

/// One line in the middle of the page.
fn centred(text: &str, size: f32, y: f32, ink: Ink) -> Option<Mark> {
    let x = LEFT + (MEASURE - lines::width(text, size)) / 2.0;
    line(text, size, x, y, ink)
}

/// One small grey line from the left edge; what does not fit is cut by an ellipsis.
fn small(text: &str, size: f32, y: f32) -> Option<Mark> {
    let mut shown = text.to_owned();
    while lines::width(&shown, size) > MEASURE {
        shown = shown.trim_end_matches('…').to_owned();
        shown.pop();
        shown.push('…');
    }
    line(&shown, size, LEFT, y, Ink::Grey)
}

fn line(text: &str, size: f32, x: f32, y: f32, ink: Ink) -> Option<Mark> {
    let set = lines::set(text, size, f32::MAX, 0.0, Fill::Ragged);
    let glyphs = set.into_iter().next()?.glyphs;
    Some(
        Mark::Text {
            y,
            size,
            glyphs,
            ink,
        }
        .moved(x, 0.0),
    )
}
