//! Names of drawn points from the texts beside them. Leaves points whose name is in an attribute or in extended data alone.

use std::collections::HashMap;

use super::entities::Found;

/// Farthest distance of a name from its point, in metres and in heights of its letters; the smaller one counts.
const METRES: f64 = 5.0;
const HEIGHTS: f64 = 4.0;
/// Two texts whose distances differ by less, in metres, are equally near, and neither is taken.
const TIE: f64 = 0.001;
/// Texts of one cell of the map that are looked at; a heap of texts names nothing.
const HEAP: usize = 64;

/// A text of a drawing.
pub(crate) struct Text {
    pub(crate) x_north: f64,
    pub(crate) y_east: f64,
    pub(crate) size: f64,
    pub(crate) layer: String,
    pub(crate) text: String,
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "coordinates are below 1e8 metres"
)]
fn cell(x_north: f64, y_east: f64) -> (i64, i64) {
    (
        (x_north / METRES).floor() as i64,
        (y_east / METRES).floor() as i64,
    )
}

/// Gives each point without a name the nearest text, one on its own layer first; a text that only says its height is no name.
pub(crate) fn nearest_names(found: &mut [Found], texts: &[Text]) {
    let mut map: HashMap<(i64, i64), Vec<&Text>> = HashMap::new();
    for text in texts.iter().filter(|t| !t.text.is_empty()) {
        let heap = map.entry(cell(text.x_north, text.y_east)).or_default();
        if heap.len() < HEAP {
            heap.push(text);
        }
    }
    for found in found.iter_mut().filter(|f| f.point.name.is_empty()) {
        if let Some(name) = nearest(found, &map) {
            found.point.name = name;
        }
    }
}

fn nearest(found: &Found, map: &HashMap<(i64, i64), Vec<&Text>>) -> Option<String> {
    let point = &found.point;
    let (north, east) = cell(point.x_north, point.y_east);
    let around = (-1..=1).flat_map(|dn| (-1..=1).map(move |de| (north + dn, east + de)));
    let mut near: Vec<(bool, f64, &Text)> = around
        .filter_map(|at| map.get(&at))
        .flatten()
        .filter(|text| !says_height(&text.text, point.h))
        .map(|text| {
            let away = (text.x_north - point.x_north).hypot(text.y_east - point.y_east);
            (text.layer != found.layer, away, *text)
        })
        .filter(|(_, away, text)| *away <= METRES.min(HEIGHTS * text.size))
        .collect();
    near.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    match near[..] {
        [] => None,
        [(layer, away, _), (other, farther, _), ..] if layer == other && farther - away < TIE => {
            None
        }
        [(_, _, text), ..] => Some(text.text.clone()),
    }
}

/// Whether a text is the height of the point, to as many places as it shows.
fn says_height(text: &str, h: Option<f64>) -> bool {
    let (Some(h), Ok(value)) = (h, text.parse::<f64>()) else {
        return false;
    };
    let places = text.split_once('.').map_or(0, |(_, after)| after.len());
    places > 0 && (value - h).abs() <= 0.6 * 0.1_f64.powi(i32::try_from(places).unwrap_or(9))
}
