//! What goes out of a survey: points and deviations as GeoJSON, GeoPackage, CSV, DXF and XLSX, and the report as PDF.
//!
//! Every export with coordinates asks the right first, and then passes the guard: a layer above what may leave, or an area above the cap of
//! the catalogue, is refused by name, and nothing is made.

use chrono::{DateTime, Utc};
use handheld_contract::views::survey::TargetRole;
use handheld_contract::{Code, Lang, Problem, SurveyId};
use handheld_domain::survey::evaluation::{Derived, DerivedKind, Value};
use handheld_domain::survey::tolerance::Rule;
use handheld_domain::survey::verdict::Verdict;
use handheld_geofile as geo;
use handheld_store::records::Records;

use crate::surveys::{Row, counted, designed};
use crate::views::SeenSurvey;
use crate::{Answer, App, Who};

/// By how much displacements are drawn larger than they are.
const EXAGGERATION: f64 = 100.0;

/// A file ready to be kept or shown.
#[derive(Debug, Clone)]
pub struct SurveyExport {
    /// File name.
    pub file_name: String,
    /// Media type.
    pub mime: &'static str,
    /// Bytes.
    pub bytes: Vec<u8>,
}

const GEOPACKAGE: &str = "application/geopackage+sqlite3";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

impl<S: Records> App<S> {
    /// Makes the export of a survey that the person may see: `pdf`, `xlsx`, `geojson`, `gpkg`, `dxf`, `csv`.
    ///
    /// # Errors
    ///
    /// Not found; no right to coordinates; what the rules of export refuse; an unknown format.
    pub async fn survey_export(
        &self,
        who: &Who,
        id: SurveyId,
        format: &str,
        lang: Lang,
    ) -> Answer<SurveyExport> {
        let seen = self.see_survey(who, id).await?;
        let may = self.survey_may(who, &seen);
        if format != "pdf" && !may.export {
            return Err(who.forbidden(
                "导出带坐标的测绘数据",
                "export survey data with coordinates",
            ));
        }
        if seen.survey.record.design().is_none() {
            let rule = who
                .lang
                .pick("还没有可导出的数据", "there is nothing to export yet");
            return Err(Problem::new(Code::Refused).with("rule", rule));
        }
        let made = DateTime::<Utc>::from_timestamp_millis(self.around.now_ms()).unwrap_or_default();
        let bytes = match format {
            "pdf" => self.survey_report(who, &seen, lang).await?,
            "csv" | "geojson" | "gpkg" => self.points_out(who, &seen, format, lang, made)?,
            "dxf" | "xlsx" => self.deviations_out(who, &seen, format, lang, made)?,
            other => {
                return Err(Problem::new(Code::UnknownName)
                    .with("what", who.lang.pick("格式", "format"))
                    .with("given", other));
            }
        };
        let kind = &seen.survey.kind.name;
        let kind = lang.pick(kind.zh.clone(), kind.en.clone());
        Ok(SurveyExport {
            file_name: format!("{kind} {}.{format}", seen.survey.number()),
            mime: match format {
                "pdf" => "application/pdf",
                "csv" => "text/csv; charset=utf-8",
                "geojson" => "application/geo+json",
                "gpkg" => GEOPACKAGE,
                "xlsx" => XLSX,
                _ => "image/vnd.dxf",
            },
            bytes,
        })
    }

    fn export_rules(&self) -> geo::ExportRules {
        geo::ExportRules {
            area_cap_km2: self.catalogue().survey_rules.area_cap_km2.to_f64(),
            allowed: geo::Classification::Internal,
        }
    }

    /// Points where they were measured, else as designed, with the figures of the design.
    fn points_out(
        &self,
        who: &Who,
        seen: &SeenSurvey,
        format: &str,
        lang: Lang,
        made: DateTime<Utc>,
    ) -> Answer<Vec<u8>> {
        let file = survey_file(seen);
        let rules = self.export_rules();
        let cleared = rules.clear(&file).map_err(|e| refused(who, &e))?;
        let bytes = match format {
            "csv" => geo::write_csv(cleared, language(lang)),
            "geojson" => geo::write_geojson(cleared),
            _ => geo::write_geopackage(cleared, made),
        };
        bytes.map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))
    }

    fn deviations_out(
        &self,
        who: &Who,
        seen: &SeenSurvey,
        format: &str,
        lang: Lang,
        made: DateTime<Utc>,
    ) -> Answer<Vec<u8>> {
        let sheet = deviation_sheet(seen, lang);
        let rules = self.export_rules();
        let cleared = rules
            .clear_deviations(&sheet)
            .map_err(|e| refused(who, &e))?;
        let in_china = (made + chrono::Duration::hours(8)).naive_utc();
        let bytes = match format {
            "dxf" => geo::write_deviations_dxf(cleared, EXAGGERATION),
            _ => geo::write_deviations_xlsx(cleared, language(lang), in_china),
        };
        bytes.map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))
    }
}

fn language(lang: Lang) -> geo::Lang {
    match lang {
        Lang::Zh => geo::Lang::Zh,
        Lang::En => geo::Lang::En,
    }
}

fn refused(who: &Who, error: &geo::ExportRefused) -> Problem {
    let why = who.lang.pick(error.why_zh(), error.to_string());
    Problem::new(Code::Refused).with("rule", why)
}

/// Control points are kept from public files: their exact coordinates are controlled (测绘成果管理条例).
fn is_public_enough(row: &Row) -> bool {
    row.target.role != TargetRole::Control
}

fn mean_of(seen: &SeenSurvey, row: &Row) -> Option<Value> {
    let all = seen.survey.record.measured.get(&row.target.name)?;
    Some(counted(&all.first()?.held.value)?.0)
}

fn survey_file(seen: &SeenSurvey) -> geo::SurveyFile {
    let survey = &seen.survey;
    let internal = |name: &str| geo::Layer {
        name: name.to_owned(),
        classification: geo::Classification::Internal,
    };
    let points = survey.rows.iter().filter(|row| is_public_enough(row));
    let points = points.filter_map(|row| {
        let at = mean_of(seen, row).and_then(Value::point);
        let design = designed(&row.target);
        let at = at.or_else(|| design.point())?;
        let h = mean_of(seen, row).and_then(|value| value.h).or(design.h);
        Some(geo::SurveyPoint {
            name: row.target.name.clone(),
            code: row.target.code.clone(),
            x_north: at.x_north,
            y_east: at.y_east,
            h,
        })
    });
    let lines = survey.figures.iter().map(|figure| {
        let corners = figure.measured.as_deref().unwrap_or(&figure.design);
        geo::Line {
            name: figure.name.clone(),
            layer: "figures".to_owned(),
            closed: figure.closed,
            points: corners.iter().map(|p| [p.x_north, p.y_east]).collect(),
            bulges: Vec::new(),
        }
    });
    geo::SurveyFile {
        epsg: survey.meta.epsg,
        point_layer: internal("points"),
        points: points.collect(),
        line_layers: vec![internal("figures")],
        lines: lines.collect(),
    }
}

fn deviation_sheet(seen: &SeenSurvey, lang: Lang) -> geo::DeviationSheet {
    let survey = &seen.survey;
    let kind = &survey.kind.name;
    let kind = lang.pick(kind.zh.clone(), kind.en.clone());
    let rows = survey.rows.iter().filter(|row| is_public_enough(row));
    let deviations = rows.filter_map(|row| {
        let found = row.found.as_ref()?;
        let (design, measured) = (designed(&row.target), mean_of(seen, row)?);
        let (from, to) = (design.point()?, measured.point()?);
        Some(geo::Deviation {
            name: row.target.name.clone(),
            design: geo::Position {
                x_north: from.x_north,
                y_east: from.y_east,
                h: design.h,
            },
            measured: geo::Position {
                x_north: to.x_north,
                y_east: to.y_east,
                h: measured.h,
            },
            dx_mm: found.dx_mm?,
            dy_mm: found.dy_mm?,
            ds_mm: found.ds_mm?,
            dh_mm: found.dh_mm,
            limit_mm: found.rules.first().map_or(0.0, |rule| rule.limit),
            verdict: verdict(Some(found.verdict)),
        })
    });
    let quantities = survey
        .rows
        .iter()
        .filter_map(|row| quantity(seen, row, lang));
    let quantities = quantities.chain(survey.derived.iter().map(|row| derived(row, lang)));
    geo::DeviationSheet {
        epsg: survey.meta.epsg,
        title: format!("{} · {kind} {}", survey.meta.project_name, survey.number()),
        layer: geo::Layer {
            name: "deviations".to_owned(),
            classification: geo::Classification::Internal,
        },
        deviations: deviations.collect(),
        quantities: quantities.collect(),
        words: words(seen, lang),
    }
}

fn verdict(of: Option<Verdict>) -> geo::Verdict {
    match of {
        Some(Verdict::Fail) => geo::Verdict::Beyond,
        Some(Verdict::Pass | Verdict::Near) => geo::Verdict::Within,
        None => geo::Verdict::NotJudged,
    }
}

fn limit(rule: &Rule) -> String {
    let limit = (rule.limit * 1e4).round() / 1e4;
    format!("{limit} {}", rule.unit).trim_end().to_owned()
}

/// A target without a position, measured or not; none for a point.
fn quantity(seen: &SeenSurvey, row: &Row, lang: Lang) -> Option<geo::Quantity> {
    let (zh, en) = match row.target.role {
        TargetRole::Point | TargetRole::Control | TargetRole::Boundary => return None,
        TargetRole::Level => ("标高", "level"),
        TargetRole::Distance => ("距离", "distance"),
        TargetRole::Height => ("建筑高度", "height of a building"),
        TargetRole::Area => ("面积", "area"),
        TargetRole::IndexAtMost | TargetRole::IndexAtLeast => ("规划指标", "planning index"),
    };
    let (unit, deviation_unit) = match row.target.role {
        TargetRole::Area => ("m²", "m²"),
        TargetRole::IndexAtMost | TargetRole::IndexAtLeast => ("", ""),
        _ => ("m", "mm"),
    };
    let single = |value: Value| value.value.or(value.h);
    let found = row.found.as_ref();
    let rule = found.and_then(|found| found.rules.first());
    let sign = match row.target.role {
        TargetRole::IndexAtMost => "≤ ",
        TargetRole::IndexAtLeast => "≥ ",
        _ => "",
    };
    Some(geo::Quantity {
        what: lang.pick(zh, en).to_owned(),
        name: row.target.name.clone(),
        unit: unit.to_owned(),
        design: single(designed(&row.target)),
        measured: mean_of(seen, row).and_then(single),
        deviation: found.and_then(|found| found.dv.or(found.dh_mm)),
        deviation_unit: deviation_unit.to_owned(),
        limit: rule.map_or_else(String::new, |rule| format!("{sign}{}", limit(rule))),
        verdict: verdict(found.map(|found| found.verdict)),
    })
}

fn derived(row: &Derived, lang: Lang) -> geo::Quantity {
    let (zh, en) = match row.kind {
        DerivedKind::Side => ("边长", "side"),
        DerivedKind::Diagonal => ("对角线", "diagonal"),
        DerivedKind::Setback => ("退让", "setback"),
        DerivedKind::Spacing => ("间距", "spacing"),
        DerivedKind::Area => ("用地面积", "area of a parcel"),
    };
    let (unit, deviation_unit) = match row.kind {
        DerivedKind::Area => ("m²", "m²"),
        _ => ("m", "mm"),
    };
    let asked = row.required.map(|least| format!("≥ {least} m"));
    let asked = asked.or_else(|| row.rule.as_ref().map(limit));
    geo::Quantity {
        what: lang.pick(zh, en).to_owned(),
        name: row.name.clone(),
        unit: unit.to_owned(),
        design: row.design,
        measured: row.measured,
        deviation: row.deviation,
        deviation_unit: deviation_unit.to_owned(),
        limit: asked.unwrap_or_default(),
        verdict: verdict(row.verdict),
    }
}

/// What the sheet is of, and what it comes to: the figures must not travel without it.
fn words(seen: &SeenSurvey, lang: Lang) -> Vec<(String, String)> {
    let survey = &seen.survey;
    let say = |text: &handheld_domain::Text| lang.pick(text.zh.clone(), text.en.clone());
    let mut words = vec![
        (
            lang.pick("项目", "project"),
            format!("{} {}", survey.meta.project_name, seen.project.code),
        ),
        (
            lang.pick("测绘任务", "survey"),
            format!("{} {}", say(&survey.kind.name), survey.number()),
        ),
        (
            lang.pick("测绘单位", "surveying unit"),
            survey.meta.unit.name.clone(),
        ),
    ];
    if let Some(design) = survey.record.design() {
        let design = &design.held.value;
        words.push((
            lang.pick("设计依据", "design"),
            format!(
                "{} {} (v{})",
                design.drawing, design.revision, design.version
            ),
        ));
    }
    words.push((lang.pick("结论", "conclusion"), say(&survey.conclusion)));
    if survey.standing.stale.is_some() {
        let (zh, en) = survey.stale_words();
        words.push((lang.pick("注意", "note"), lang.pick(zh, en)));
    }
    words
        .into_iter()
        .map(|(head, words)| (head.to_owned(), words))
        .collect()
}
