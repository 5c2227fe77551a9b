//! What may leave by export: no layer above the allowed classification, no larger area than the cap. Leaves both figures to the catalogue.
//!
//! Large-scale maps with heights stop being free to pass on beyond an area; the figure is the caller's. A refused export has written
//! nothing, because the writers take only what was cleared here.

use serde::Serialize;

use crate::model::{Classification, DeviationSheet, Layer, SurveyFile};

/// The limits of an export.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExportRules {
    /// Largest area in square kilometres, inclusive.
    pub area_cap_km2: f64,
    /// Highest classification that may leave.
    pub allowed: Classification,
}

/// Why an export is refused.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum ExportRefused {
    /// Layers that may not leave.
    #[error("layers above the allowed classification: {}; leave them out", .layers.join(", "))]
    Classified {
        /// Their names.
        layers: Vec<String>,
    },
    /// A layer of a line that nobody has classified.
    #[error("layer {layer:?} has no classification; give it one")]
    Unclassified {
        /// Its name.
        layer: String,
    },
    /// An area larger than the cap.
    #[error(
        "the points cover {area_km2:.3} km2; at most {cap_km2} km2 may be exported at once; export a part"
    )]
    Area {
        /// Area of the convex hull in square kilometres.
        area_km2: f64,
        /// The cap.
        cap_km2: f64,
    },
    /// A cap that is no positive number, or coordinates that are no numbers.
    #[error("the area or its cap is not a number; correct the points or the catalogue")]
    NotANumber,
}

impl ExportRefused {
    /// The reason in Chinese, to stand inside a sentence of the contract.
    pub fn why_zh(&self) -> String {
        match self {
            Self::Classified { layers } => {
                format!("图层密级高于允许范围：{}，请去除", layers.join("、"))
            }
            Self::Unclassified { layer } => format!("图层“{layer}”未定密级，请先定密"),
            Self::Area { area_km2, cap_km2 } => {
                format!("范围 {area_km2:.3} 平方千米，一次最多导出 {cap_km2} 平方千米，请分块导出")
            }
            Self::NotANumber => "面积或其上限不是数字，请更正点位或目录数据".into(),
        }
    }
}

/// A survey file that may leave.
#[derive(Debug, Clone, Copy)]
pub struct Cleared<'a>(&'a SurveyFile);

impl<'a> Cleared<'a> {
    pub(crate) fn file(self) -> &'a SurveyFile {
        self.0
    }
}

/// Deviations that may leave.
#[derive(Debug, Clone, Copy)]
pub struct ClearedDeviations<'a>(&'a DeviationSheet);

impl<'a> ClearedDeviations<'a> {
    pub(crate) fn sheet(self) -> &'a DeviationSheet {
        self.0
    }
}

impl ExportRules {
    /// Clears a survey file for export.
    ///
    /// # Errors
    ///
    /// [`ExportRefused`].
    pub fn clear(self, file: &SurveyFile) -> Result<Cleared<'_>, ExportRefused> {
        for line in &file.lines {
            if !file.line_layers.iter().any(|l| l.name == line.layer) {
                let layer = line.layer.clone();
                return Err(ExportRefused::Unclassified { layer });
            }
        }
        // A layer without anything in it does not leave and need not be refused.
        let lines = file.line_layers.iter();
        let used = lines.filter(|l| file.lines.iter().any(|line| line.layer == l.name));
        let points = Some(&file.point_layer).filter(|_| !file.points.is_empty());
        self.layers(points.into_iter().chain(used))?;
        self.area(file.outline())?;
        Ok(Cleared(file))
    }

    /// Clears deviations for export.
    ///
    /// # Errors
    ///
    /// [`ExportRefused`].
    pub fn clear_deviations(
        self,
        sheet: &DeviationSheet,
    ) -> Result<ClearedDeviations<'_>, ExportRefused> {
        self.layers(std::iter::once(&sheet.layer))?;
        let both = sheet.deviations.iter().flat_map(|d| [d.design, d.measured]);
        self.area(both.map(|p| [p.x_north, p.y_east]).collect())?;
        Ok(ClearedDeviations(sheet))
    }

    fn layers<'a>(self, layers: impl Iterator<Item = &'a Layer>) -> Result<(), ExportRefused> {
        let above = layers.filter(|l| l.classification > self.allowed);
        let layers: Vec<String> = above.map(|l| l.name.clone()).collect();
        if layers.is_empty() {
            Ok(())
        } else {
            Err(ExportRefused::Classified { layers })
        }
    }

    fn area(self, points: Vec<[f64; 2]>) -> Result<(), ExportRefused> {
        let cap_km2 = self.area_cap_km2;
        let finite = points.iter().flatten().all(|v| v.is_finite());
        if !finite || !cap_km2.is_finite() || cap_km2 <= 0.0 {
            return Err(ExportRefused::NotANumber);
        }
        let area_km2 = hull_area(points) / 1e6;
        if area_km2 > cap_km2 {
            return Err(ExportRefused::Area { area_km2, cap_km2 });
        }
        Ok(())
    }
}

/// Area of the convex hull in square metres (monotone chain; Andrew 1979).
fn hull_area(mut points: Vec<[f64; 2]>) -> f64 {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    if points.len() < 3 {
        return 0.0;
    }
    let right_turn = |hull: &[[f64; 2]], p: &[f64; 2]| match hull {
        [.., a, b] => (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) <= 0.0,
        _ => false,
    };
    let half = |points: &mut dyn Iterator<Item = &[f64; 2]>| {
        let mut hull: Vec<[f64; 2]> = Vec::new();
        for p in points {
            while right_turn(&hull, p) {
                hull.pop();
            }
            hull.push(*p);
        }
        hull.pop();
        hull
    };
    let mut hull = half(&mut points.iter());
    hull.extend(half(&mut points.iter().rev()));
    (crate::reading::turn(&hull) / 2.0).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hull_of_a_square_with_points_inside_has_the_area_of_the_square() {
        let (x, y) = (3_404_000.0, 571_000.0);
        let mut points = vec![
            [x, y],
            [x + 5000.0, y],
            [x + 5000.0, y + 5000.0],
            [x, y + 5000.0],
        ];
        points.extend([[x + 1.0, y + 1.0], [x + 2500.0, y], [x + 100.0, y + 4000.0]]);
        assert!((hull_area(points) - 25e6).abs() < 1e-3);
        assert!(hull_area(vec![[x, y]]).abs() < 1e-9);
    }
}
