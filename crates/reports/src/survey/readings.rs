//! What was read in the field, under the table of the values that were computed from it: rounds of circle readings, storeys of an area,
//! the two areas of an index.

use handheld_domain::Text;
use handheld_domain::survey::angle::format_signs;
use handheld_domain::survey::floor_area::HeightSteps;

use super::ValueRow;
use super::compose::Composer;
use super::tables::{WIDE, area, index, metres};
use crate::page::{FigureRow, Figures, Place};
use crate::words::fill;

/// Readings of one value, with what followed from each.
#[derive(Debug, Clone, PartialEq)]
pub enum Readings {
    /// A height by circle readings in both faces.
    Heights {
        /// Horizontal distance, m.
        distance_m: f64,
        /// Rounds in order.
        rounds: Vec<RoundRow>,
        /// What has to be told about them.
        doubts: Vec<Text>,
    },
    /// An area by storeys.
    Floors {
        /// Storeys in order.
        floors: Vec<FloorRow>,
        /// The heights from which they counted; none where they are not known.
        steps: Option<HeightSteps>,
        /// Where these heights come from; may be blank.
        source: Text,
        /// What has to be told about them.
        doubts: Vec<Text>,
    },
    /// An index by two areas.
    Ratio {
        /// The area above the line, m².
        part_m2: f64,
        /// The area of the site, m².
        site_m2: f64,
        /// What has to be told about them.
        doubts: Vec<Text>,
    },
}

/// One round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoundRow {
    /// Mean vertical angle to the top, degrees above the horizon.
    pub top_deg: f64,
    /// Mean vertical angle to the base.
    pub base_deg: f64,
    /// Index error by the top, seconds.
    pub top_index_sec: f64,
    /// Index error by the base.
    pub base_index_sec: f64,
    /// Height, m.
    pub height_m: f64,
}

/// One storey, or the part of one under a slope.
#[derive(Debug, Clone, PartialEq)]
pub struct FloorRow {
    /// Name; may be blank.
    pub name: String,
    /// Under a slope: the height is a net height.
    pub sloped: bool,
    /// Storey height or net height, m.
    pub height_m: f64,
    /// Area, m².
    pub area_m2: f64,
    /// Share that counts: 1, 0.5 or 0.
    pub share: f64,
    /// Area that counts, m².
    pub counted_m2: f64,
}

impl Readings {
    /// Every number that is printed.
    pub(super) fn numbers(&self) -> Vec<f64> {
        match self {
            Self::Heights {
                distance_m, rounds, ..
            } => {
                let of = |row: &RoundRow| {
                    [
                        row.top_deg,
                        row.base_deg,
                        row.top_index_sec,
                        row.base_index_sec,
                        row.height_m,
                    ]
                };
                let rounds = rounds.iter().flat_map(of);
                rounds.chain([*distance_m]).collect()
            }
            Self::Floors { floors, steps, .. } => {
                let of = |row: &FloorRow| [row.height_m, row.area_m2, row.share, row.counted_m2];
                let steps = steps.iter();
                let steps = steps.flat_map(|s| [s.storey_full_m, s.slope_full_m, s.slope_half_m]);
                floors.iter().flat_map(of).chain(steps).collect()
            }
            Self::Ratio {
                part_m2, site_m2, ..
            } => vec![*part_m2, *site_m2],
        }
    }

    fn doubts(&self) -> &[Text] {
        match self {
            Self::Heights { doubts, .. }
            | Self::Floors { doubts, .. }
            | Self::Ratio { doubts, .. } => doubts,
        }
    }
}

/// An angle with its signs, or the sign for none.
fn angle(degrees: f64, none: &str) -> String {
    format_signs(degrees).unwrap_or_else(|_| none.to_owned())
}

/// Seconds with one decimal and their sign.
fn seconds(value: f64) -> String {
    let value = (value * 10.0).round() / 10.0 + 0.0;
    if value > 0.0 {
        format!("+{value:.1}")
    } else {
        format!("{value:.1}")
    }
}

impl Composer<'_> {
    /// What the values of a table were computed from; nothing where all were entered themselves.
    pub(super) fn readings(&mut self, rows: &[ValueRow]) {
        let heights = self.height_rows(rows);
        let floors = self.floor_rows(rows);
        let ratios = self.ratio_rows(rows);
        let words = self.survey();
        let column = |head, share, place| Figures { head, share, place };
        if !heights.is_empty() {
            self.sheet.note(&words.heights_read);
            let columns = [
                column(words.name.as_str(), 0.2, Place::Left),
                column(&words.round, 0.09, Place::Right),
                column(&words.distance_read, 0.14, Place::Right),
                column(&words.top_angle, 0.16, Place::Right),
                column(&words.base_angle, 0.16, Place::Right),
                column(&words.index_error, 0.13, Place::Right),
                column(&words.height_read, 0.12, Place::Right),
            ];
            self.sheet.figures(&columns, &heights, WIDE);
        }
        if !floors.is_empty() {
            self.sheet.note(&words.areas_read);
            let columns = [
                column(words.name.as_str(), 0.22, Place::Left),
                column(&words.storey, 0.18, Place::Left),
                column(&words.storey_height, 0.16, Place::Right),
                column(&words.area, 0.15, Place::Right),
                column(&words.share, 0.14, Place::Left),
                column(&words.counted, 0.15, Place::Right),
            ];
            self.sheet.figures(&columns, &floors, WIDE);
            self.steps(rows);
        }
        if !ratios.is_empty() {
            self.sheet.note(&words.indices_read);
            let columns = [
                column(words.name.as_str(), 0.4, Place::Left),
                column(&words.part_m2, 0.2, Place::Right),
                column(&words.site_m2, 0.2, Place::Right),
                column(&words.index, 0.2, Place::Right),
            ];
            self.sheet.figures(&columns, &ratios, WIDE);
        }
        for row in rows {
            let doubts = row.readings.as_ref().map_or(&[][..], Readings::doubts);
            for doubt in doubts {
                let values = [("name", row.name.as_str()), ("text", self.say(doubt))];
                let told = fill(&words.doubt, &values);
                self.sheet.note(&told);
            }
        }
    }

    fn height_rows(&self, rows: &[ValueRow]) -> Vec<FigureRow> {
        let none = &self.words.none;
        let mut set = Vec::new();
        for row in rows {
            let Some(Readings::Heights {
                distance_m, rounds, ..
            }) = &row.readings
            else {
                continue;
            };
            let numbered = rounds.iter().enumerate();
            set.extend(numbered.map(|(index, round)| {
                let (top, base) = (seconds(round.top_index_sec), seconds(round.base_index_sec));
                FigureRow {
                    cells: vec![
                        row.name.clone(),
                        format!("{}", index + 1),
                        metres(*distance_m),
                        angle(round.top_deg, none),
                        angle(round.base_deg, none),
                        format!("{top} / {base}"),
                        metres(round.height_m),
                    ],
                    alarm: false,
                }
            }));
        }
        set
    }

    fn floor_rows(&self, rows: &[ValueRow]) -> Vec<FigureRow> {
        let words = self.survey();
        let mut set = Vec::new();
        for row in rows {
            let Some(Readings::Floors { floors, .. }) = &row.readings else {
                continue;
            };
            let numbered = floors.iter().enumerate();
            set.extend(numbered.map(|(index, floor)| {
                let height = metres(floor.height_m);
                let share = if floor.share >= 1.0 {
                    &words.share_full
                } else if floor.share > 0.0 {
                    &words.share_half
                } else {
                    &words.share_none
                };
                let name = if floor.name.trim().is_empty() {
                    fill(&words.storey_nth, &[("n", &(index + 1).to_string())])
                } else {
                    floor.name.clone()
                };
                FigureRow {
                    cells: vec![
                        row.name.clone(),
                        name,
                        if floor.sloped {
                            fill(&words.net_height, &[("m", &height)])
                        } else {
                            height
                        },
                        area(floor.area_m2),
                        share.clone(),
                        area(floor.counted_m2),
                    ],
                    alarm: false,
                }
            }));
        }
        set
    }

    fn ratio_rows(&self, rows: &[ValueRow]) -> Vec<FigureRow> {
        let mut set = Vec::new();
        for row in rows {
            let Some(Readings::Ratio {
                part_m2, site_m2, ..
            }) = &row.readings
            else {
                continue;
            };
            set.push(FigureRow {
                cells: vec![
                    row.name.clone(),
                    area(*part_m2),
                    area(*site_m2),
                    row.measured.map_or_else(|| self.words.none.clone(), index),
                ],
                alarm: false,
            });
        }
        set
    }

    /// The heights from which storeys counted: said once for all values that used the same.
    fn steps(&mut self, rows: &[ValueRow]) {
        let words = self.survey();
        let mut told: Vec<(HeightSteps, &Text, Vec<&str>)> = Vec::new();
        for row in rows {
            let Some(Readings::Floors {
                steps: Some(steps),
                source,
                ..
            }) = &row.readings
            else {
                continue;
            };
            match told
                .iter_mut()
                .find(|(one, from, _)| one == steps && *from == source)
            {
                Some((.., names)) => names.push(&row.name),
                None => told.push((*steps, source, vec![&row.name])),
            }
        }
        for (steps, source, names) in told {
            let names = names.join(", ");
            let [storey, full, half] =
                [steps.storey_full_m, steps.slope_full_m, steps.slope_half_m].map(area);
            let values = [
                ("names", names.as_str()),
                ("storey", storey.as_str()),
                ("full", full.as_str()),
                ("half", half.as_str()),
                ("source", self.say(source)),
            ];
            let note = fill(&words.steps, &values);
            self.sheet.note(&note);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_error_has_its_sign_and_a_zero_has_none() {
        assert_eq!(seconds(7.24), "+7.2");
        assert_eq!(seconds(-4.0), "-4.0");
        assert_eq!(seconds(-0.04), "0.0");
    }
}
