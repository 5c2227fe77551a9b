//! Survey files as they come in: looked at without storing anything, then taken as design data or as measured values.
//!
//! Reading is the room `geofile`'s, and where the parameters of a local system are kept is the host's. Here stands what becomes of the
//! points, and that nothing is taken in from a file that has rows which cannot be read, or that looks wrong and nobody has said it is
//! meant so.

use std::collections::BTreeMap;

use handheld_contract::command::{ImportDesign, ImportMeasured, LookAtSurveyFile};
use handheld_contract::views::Text;
use handheld_contract::views::survey::*;
use handheld_contract::{Code, Problem};
use handheld_domain::survey::polygon::arc;
use handheld_domain::survey::system::LocalTransformation;
use handheld_domain::survey::{Geographic, GridPoint};
use handheld_geofile::{
    Choices, ColumnOrder, Kind, Line, Preview, Read, ReadError, TableChoices, Warning, look, read,
    read_local,
};
use handheld_records::record::ProjectRecord;
use handheld_records::shape::{FigureValue, TargetValue};
use handheld_store::records::Records;

use crate::acts::{NewDesign, NewFile};
use crate::files::FileFacts;
use crate::views::SeenSurvey;
use crate::{Answer, App, Who};

/// Points that a preview shows.
const SHOWN: usize = 20;
/// Problems that are told one by one.
const TOLD: usize = 100;

fn text(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text {
        zh: zh.into(),
        en: en.into(),
    }
}

fn trimmed(name: String) -> String {
    name.trim().to_owned()
}

pub(crate) fn unreadable(who: &Who, error: &ReadError) -> Problem {
    let why = who.lang.pick(error.why_zh(), error.to_string());
    let code = match error {
        ReadError::TooManyBytes { .. } => Code::TooLarge,
        _ => Code::Damaged,
    };
    Problem::new(code)
        .with("what", who.lang.pick("文件", "file"))
        .with("why", why)
        .with("cause", error.cause())
        .with("limit", error.to_string())
}

/// The order that the person has chosen; none where a column that is needed is not named, or one is named twice.
fn chosen(columns: &[SurveyColumn]) -> Option<ColumnOrder> {
    let at = |column: SurveyColumn| -> Option<usize> {
        let mut places = columns.iter().enumerate().filter(|(_, c)| **c == column);
        let first = places.next().map(|(at, _)| at);
        if places.next().is_some() { None } else { first }
    };
    Some(ColumnOrder {
        name: at(SurveyColumn::Name)?,
        code: at(SurveyColumn::Code),
        x_north: at(SurveyColumn::XNorth)?,
        y_east: at(SurveyColumn::YEast)?,
        h: at(SurveyColumn::H),
    })
}

fn columns_of(order: ColumnOrder, width: usize) -> Vec<SurveyColumn> {
    let column = |at: usize| match at {
        at if at == order.name => SurveyColumn::Name,
        at if Some(at) == order.code => SurveyColumn::Code,
        at if at == order.x_north => SurveyColumn::XNorth,
        at if at == order.y_east => SurveyColumn::YEast,
        at if Some(at) == order.h => SurveyColumn::H,
        _ => SurveyColumn::Skip,
    };
    let named = [
        Some(order.name),
        order.code,
        Some(order.x_north),
        Some(order.y_east),
        order.h,
    ];
    let least = named.into_iter().flatten().max().map_or(0, |at| at + 1);
    (0..width.max(least)).map(column).collect()
}

/// How a file is read for a survey.
struct Reading {
    preview: Preview,
    order: Option<ColumnOrder>,
    read: Read,
}

/// The bytes of a file, with what the host knows of their coordinates.
#[derive(Debug, Clone, Copy)]
pub struct SurveyBytes<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// The local system that the request names; none where it names none.
    pub local: Option<&'a LocalTransformation>,
}

impl<'a> SurveyBytes<'a> {
    /// Bytes whose coordinates are on the grid of the survey.
    pub fn on_grid(bytes: &'a [u8]) -> Self {
        Self { bytes, local: None }
    }
}

/// A file as the person has it read.
struct Asked<'a> {
    file: SurveyBytes<'a>,
    /// Name of the local system in the request.
    local_name: Option<&'a str>,
    file_name: &'a str,
    columns: Option<&'a [SurveyColumn]>,
    sheet: Option<&'a str>,
}

impl<S: Records> App<S> {
    /// A point of the project's site in the survey's grid, to tell points that lie far away.
    pub(crate) async fn site_of(&self, who: &Who, seen: &SeenSurvey) -> Option<GridPoint> {
        let opened = self.open(seen.project.id.into(), who.actor).await.ok()??;
        let corner = *ProjectRecord::read(&opened.current).site().first()?;
        let at = Geographic::new(corner[0], corner[1]);
        seen.survey.grid.forward(at).ok()
    }

    async fn read_file(&self, who: &Who, seen: &SeenSurvey, asked: Asked<'_>) -> Answer<Reading> {
        let told = |error: ReadError| unreadable(who, &error);
        if asked.local_name.is_some() != asked.file.local.is_some() {
            // A host that does not keep local systems must not read their coordinates as if they were on the grid.
            return Err(Problem::new(Code::NotHere));
        }
        let bytes = asked.file.bytes;
        let mut preview = look(bytes, asked.file_name).map_err(told)?;
        if let Some(sheet) = asked.sheet.filter(|_| preview.kind == Kind::Xlsx) {
            preview = Preview::of_sheet(bytes, sheet).map_err(told)?;
        }
        let order = match asked.columns {
            Some(columns) => Some(chosen(columns).ok_or_else(|| {
                Problem::new(Code::BadInput)
                    .with("what", who.lang.pick("列", "columns"))
                    .with(
                        "why",
                        who.lang.pick(
                            "点名、北坐标和东坐标各指定一列",
                            "name one column each for the name, north and east",
                        ),
                    )
            })?),
            None => preview
                .order
                .or_else(|| preview.candidates.first().copied()),
        };
        let table = order.and_then(|order| preview.choices(order));
        let choices = Choices {
            epsg: seen.survey.meta.epsg,
            site: self.site_of(who, seen).await,
            table: table.map(|table| TableChoices {
                sheet: preview.sheet.clone(),
                ..table
            }),
        };
        let read = match asked.file.local {
            Some(local) => read_local(bytes, &choices, local),
            None => read(bytes, &choices),
        };
        let read = read.map_err(told)?;
        Ok(Reading {
            preview,
            order,
            read,
        })
    }

    /// Looks at a file. Nothing is stored.
    ///
    /// # Errors
    ///
    /// The survey is not seen, or nothing of the file can be read.
    pub async fn look_at_survey_file(
        &self,
        who: &Who,
        asked: LookAtSurveyFile,
        file: SurveyBytes<'_>,
    ) -> Answer<SurveyFilePreview> {
        let seen = self.see_survey(who, asked.survey).await?;
        let reading = self
            .read_file(
                who,
                &seen,
                Asked {
                    file,
                    local_name: asked.local_system.as_deref(),
                    file_name: &asked.file_name,
                    columns: asked.columns.as_deref(),
                    sheet: asked.sheet.as_deref(),
                },
            )
            .await?;
        Ok(reading.view(asked.columns.is_some()))
    }

    /// Takes design data from a file: the next version of the design. The host has put its bytes on disk.
    ///
    /// # Errors
    ///
    /// No right; rows that cannot be read; what looks wrong and is not said to be meant so.
    pub async fn import_design(
        &self,
        who: &Who,
        asked: ImportDesign,
        file: SurveyBytes<'_>,
        facts: FileFacts,
    ) -> Answer<SurveyView> {
        let seen = self.to_design(who, asked.survey).await?;
        let reading = self
            .read_file(
                who,
                &seen,
                Asked {
                    file,
                    local_name: asked.local_system.as_deref(),
                    file_name: &asked.file_name,
                    columns: asked.columns.as_deref(),
                    sheet: asked.sheet.as_deref(),
                },
            )
            .await?;
        reading.may_be_taken(who, asked.columns.is_some(), asked.despite_warnings)?;
        let target = |point: &handheld_geofile::SurveyPoint| TargetValue {
            name: point.name.clone(),
            role: asked.role,
            code: point.code.clone(),
            x: Some(point.x_north),
            y: Some(point.y_east),
            h: point.h,
            v: None,
        };
        let mut targets: Vec<TargetValue> = reading.read.points.iter().map(target).collect();
        let mut figures = figures_of(who, &reading.read.lines)?;
        if let Some(before) = seen.survey.record.design().filter(|_| asked.keep_others) {
            for known in &before.targets {
                if targets.iter().all(|t| t.name != known.name) {
                    targets.push(known.clone());
                }
            }
            for known in &before.figures {
                if figures.iter().all(|f| f.name != known.name) {
                    figures.push(known.clone());
                }
            }
        }
        let design = NewDesign {
            drawing: asked.drawing,
            revision: asked.revision,
            file: Some(NewFile {
                name: asked.file_name,
                facts,
                local_system: asked.local_system.map(trimmed),
            }),
            targets,
            figures,
        };
        self.put_design(who, &seen, design).await?;
        self.survey(who, asked.survey).await
    }

    /// Takes measured values from a file, by the names of targets. The host has put its bytes on disk.
    ///
    /// # Errors
    ///
    /// As for [`App::import_design`]; also points that the design does not have.
    pub async fn import_measured(
        &self,
        who: &Who,
        asked: ImportMeasured,
        file: SurveyBytes<'_>,
        facts: FileFacts,
    ) -> Answer<SurveyView> {
        let seen = self.to_measure(who, asked.survey).await?;
        let reading = self
            .read_file(
                who,
                &seen,
                Asked {
                    file,
                    local_name: asked.local_system.as_deref(),
                    file_name: &asked.file_name,
                    columns: asked.columns.as_deref(),
                    sheet: asked.sheet.as_deref(),
                },
            )
            .await?;
        reading.may_be_taken(who, asked.columns.is_some(), asked.despite_warnings)?;
        let mut values = BTreeMap::new();
        let mut unknown = Vec::new();
        for point in &reading.read.points {
            let row = seen.survey.row(&point.name);
            match row.map(|row| row.target.role) {
                Some(TargetRole::Point | TargetRole::Control | TargetRole::Boundary) => {
                    let value = SurveyValue {
                        x_north: Some(point.x_north),
                        y_east: Some(point.y_east),
                        h: point.h,
                        value: None,
                    };
                    values.insert(point.name.clone(), value);
                }
                Some(TargetRole::Level) if point.h.is_some() => {
                    let value = SurveyValue {
                        h: point.h,
                        ..SurveyValue::default()
                    };
                    values.insert(point.name.clone(), value);
                }
                _ => unknown.push(point.name.clone()),
            }
        }
        if !unknown.is_empty() {
            let names = unknown.iter().take(TOLD).cloned().collect::<Vec<_>>();
            return Err(Problem::new(Code::UnknownName)
                .with("what", who.lang.pick("设计点", "point of the design"))
                .with("given", names.join("、"))
                .with("names", names));
        }
        if asked.far_is_meant != Some(true) {
            let rows = values.iter();
            let rows = rows.filter_map(|(name, one)| Some((seen.survey.row(name)?, one)));
            self.near_enough(who, rows)?;
        }
        let file = NewFile {
            name: asked.file_name,
            facts,
            local_system: asked.local_system.map(trimmed),
        };
        self.put_measured(who, &seen, file, values).await?;
        self.survey(who, asked.survey).await
    }
}

impl Reading {
    fn view(&self, by_person: bool) -> SurveyFilePreview {
        let preview = &self.preview;
        let table = matches!(preview.kind, Kind::Text | Kind::Xlsx);
        let width = preview.first_rows.iter().map(Vec::len).max().unwrap_or(0);
        let order = self.order.filter(|_| table);
        let points = self.read.points.iter().take(SHOWN);
        let problems = self.read.problems.iter().take(TOLD);
        SurveyFilePreview {
            format: format_of(preview.kind).to_owned(),
            reading: reading_words(preview),
            sheets: preview.sheets.clone(),
            sheet: preview.sheet.clone().unwrap_or_default(),
            columns: order.map_or_else(Vec::new, |order| columns_of(order, width)),
            rows: preview.first_rows.clone(),
            points: points
                .map(|point| SurveyPointRow {
                    name: point.name.clone(),
                    code: point.code.clone(),
                    x_north: point.x_north,
                    y_east: point.y_east,
                    h: point.h,
                })
                .collect(),
            count: u32::try_from(self.read.points.len()).unwrap_or(u32::MAX),
            figures: u32::try_from(self.read.lines.len()).unwrap_or(u32::MAX),
            warnings: self.warnings(by_person, width),
            problems: problems
                .map(|problem| SurveyFileProblem {
                    row: u32::try_from(problem.row).unwrap_or(u32::MAX),
                    column: problem.what.clone(),
                    text: text(problem.reason.zh(), problem.reason.en()),
                })
                .collect(),
        }
    }

    /// What looks wrong: what the reader says of the file and of its points, each once.
    fn warnings(&self, by_person: bool, width: usize) -> Vec<SurveyFileWarning> {
        let mut all: Vec<&Warning> = Vec::new();
        for warning in self.preview.warnings.iter().chain(&self.read.warnings) {
            if !all.contains(&warning) {
                all.push(warning);
            }
        }
        // A person who has named the columns has answered which is which.
        let answered = |warning: &&Warning| {
            by_person
                && matches!(
                    warning,
                    Warning::OrderUnknown | Warning::HeadingAgainstNumbers
                )
        };
        let view = |warning: &Warning| SurveyFileWarning {
            kind: kind_of(warning),
            text: text(warning.zh(), warning.en()),
            columns: match (warning, self.order) {
                (Warning::AxesSwapped { .. }, Some(order)) => columns_of(order.swapped(), width),
                _ => Vec::new(),
            },
        };
        let told = all.into_iter().filter(|warning| !answered(warning));
        told.map(view).collect()
    }

    /// Refuses to take anything from a file that has rows which cannot be read, or that looks wrong and is not said to be meant so.
    fn may_be_taken(&self, who: &Who, by_person: bool, despite_warnings: bool) -> Answer<()> {
        let rows: Vec<String> = self
            .read
            .problems
            .iter()
            .take(TOLD)
            .map(|problem| {
                let why = who.lang.pick(problem.reason.zh(), problem.reason.en());
                format!("{} {}: {why}", problem.row, problem.what)
            })
            .collect();
        let file = who.lang.pick("文件", "file");
        if !rows.is_empty() {
            return Err(Problem::new(Code::BadInput)
                .with("what", file)
                .with("why", rows.join("; "))
                .with("rows", rows));
        }
        if self.read.points.is_empty() {
            return Err(Problem::new(Code::BadInput).with("what", file).with(
                "why",
                who.lang.pick("文件里没有点", "there are no points in it"),
            ));
        }
        let warnings = self.warnings(by_person, 0);
        if despite_warnings || warnings.is_empty() {
            return Ok(());
        }
        let words: Vec<String> = warnings
            .into_iter()
            .map(|w| who.lang.pick(w.text.zh, w.text.en))
            .collect();
        let ask = who.lang.pick(
            "；确认无误后再导入",
            "; import it again once that is as meant",
        );
        Err(Problem::new(Code::Refused)
            .with("rule", format!("{}{ask}", words.join("; ")))
            .with("warnings", words))
    }
}

fn format_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "csv",
        Kind::Xlsx => "xlsx",
        Kind::GeoJson => "geojson",
        Kind::GeoPackage => "gpkg",
        Kind::Dxf => "dxf",
    }
}

fn kind_of(warning: &Warning) -> String {
    let value = serde_json::to_value(warning).unwrap_or_default();
    match value {
        serde_json::Value::String(name) => name,
        serde_json::Value::Object(map) => map.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

fn reading_words(preview: &Preview) -> Text {
    let (Some(encoding), Some(separator)) = (preview.encoding, preview.separator) else {
        return Text::default();
    };
    use handheld_geofile::{Separator, TextEncoding};
    let encoding = match encoding {
        TextEncoding::Utf8 => "UTF-8",
        TextEncoding::Gb18030 => "GB 18030",
    };
    let (zh, en) = match separator {
        Separator::Comma => ("逗号分隔", "separated by commas"),
        Separator::Tab => ("制表符分隔", "separated by tabs"),
        Separator::Semicolon => ("分号分隔", "separated by semicolons"),
        Separator::Spaces => ("空格分隔", "separated by spaces"),
    };
    text(format!("{encoding}，{zh}"), format!("{encoding}, {en}"))
}

/// Lines of a file as figures of the design, with arcs as chords; what they are, a person says.
fn figures_of(who: &Who, lines: &[Line]) -> Answer<Vec<FigureValue>> {
    let mut figures: Vec<FigureValue> = Vec::new();
    for line in lines {
        let base = if line.name.is_empty() {
            line.layer.clone()
        } else {
            line.name.clone()
        };
        let base: String = if base.trim().is_empty() {
            who.lang.pick("线", "line").to_owned()
        } else {
            base.trim().chars().take(32).collect()
        };
        let taken = |name: &str| figures.iter().any(|figure| figure.name == name);
        let mut name = base.clone();
        let mut number = 2;
        while taken(&name) {
            name = format!("{base} {number}");
            number += 1;
        }
        figures.push(FigureValue {
            name,
            role: FigureRole::Other,
            points: Vec::new(),
            coordinates: corners(line)?,
            closed: line.closed,
            required_m: None,
        });
    }
    Ok(figures)
}

fn corners(line: &Line) -> Answer<Vec<[f64; 2]>> {
    let vertex = |(at, point): (usize, &[f64; 2])| arc::Vertex {
        point: GridPoint::new(point[0], point[1]),
        bulge: line.bulges.get(at).copied().unwrap_or(0.0),
    };
    let vertices: Vec<arc::Vertex> = line.points.iter().enumerate().map(vertex).collect();
    let all = arc::densify(&vertices, line.closed).map_err(|e| {
        Problem::new(Code::BadInput)
            .with("what", line.name.clone())
            .with("why", e.to_string())
    })?;
    Ok(all.iter().map(|p| [p.x_north, p.y_east]).collect())
}
