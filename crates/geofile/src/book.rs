//! Deviations as a workbook for people. Leaves the layout of a report to `reports`.

use chrono::NaiveDateTime;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use crate::error::{Reason, WriteError};
use crate::guard::ClearedDeviations;
use crate::limits::{EAST, HEIGHT, MAX_POINTS, NORTH};
use crate::model::{Deviation, DeviationSheet, Quantity, Verdict};
use crate::{Lang, check};

/// Largest difference of a point from its design, in millimetres.
const MM: (f64, f64) = (-1e10, 1e10);

fn failed(error: XlsxError) -> WriteError {
    WriteError::library("XLSX", error)
}

/// Checks deviations before they are written in any format.
pub(crate) fn check_sheet(sheet: &DeviationSheet) -> Result<(), WriteError> {
    if sheet.deviations.len() > MAX_POINTS {
        return Err(WriteError::TooMany {
            what: "points",
            limit: MAX_POINTS,
        });
    }
    for d in &sheet.deviations {
        values(d).map_err(|reason| WriteError::BadValue {
            what: "point",
            name: d.name.clone(),
            reason,
        })?;
    }
    Ok(())
}

/// Characters that one cell of the format takes.
const MOST_IN_CELL: usize = 32_767;

/// Words in as many cells as they need: a conclusion names everything that fails, and that may be thousands of points.
fn cells(words: &str) -> Vec<String> {
    let all: Vec<char> = words.chars().collect();
    all.chunks(MOST_IN_CELL)
        .map(|part| part.iter().collect())
        .collect()
}

fn values(d: &Deviation) -> Result<(), Reason> {
    check::name(&d.name)?;
    for at in [d.design, d.measured] {
        check::within(at.x_north, NORTH)?;
        check::within(at.y_east, EAST)?;
        at.h.map(|h| check::within(h, HEIGHT)).transpose()?;
    }
    for mm in [d.dx_mm, d.dy_mm, d.ds_mm, d.limit_mm] {
        check::within(mm, MM)?;
    }
    d.dh_mm.map(|mm| check::within(mm, MM)).transpose()?;
    Ok(())
}

/// Headings: Chinese, English.
const HEADINGS: [(&str, &str); 13] = [
    ("点名", "name"),
    ("设计 x（北）", "design x_north"),
    ("设计 y（东）", "design y_east"),
    ("设计 h", "design h"),
    ("实测 x（北）", "measured x_north"),
    ("实测 y（东）", "measured y_east"),
    ("实测 h", "measured h"),
    ("dx (mm)", "dx (mm)"),
    ("dy (mm)", "dy (mm)"),
    ("ds (mm)", "ds (mm)"),
    ("dh (mm)", "dh (mm)"),
    ("限差 (mm)", "limit (mm)"),
    ("结论", "verdict"),
];

/// Headings of what has no position.
const OF_QUANTITIES: [(&str, &str); 9] = [
    ("类别", "what"),
    ("名称", "name"),
    ("设计", "design"),
    ("实测", "measured"),
    ("单位", "unit"),
    ("较差", "deviation"),
    ("较差单位", "unit of deviation"),
    ("限差", "limit"),
    ("结论", "verdict"),
];

/// Writes deviations as XLSX: a heading, one row a point; metres are shown with 3 places and millimetres with 1, and kept as they
/// are. What has no position follows on a sheet of its own, the words on another, where there are any. `made` becomes the date of
/// creation in the properties.
///
/// # Errors
///
/// [`WriteError`] when a value cannot be written.
pub fn write_deviations(
    cleared: ClearedDeviations<'_>,
    lang: Lang,
    made: NaiveDateTime,
) -> Result<Vec<u8>, WriteError> {
    let sheet = cleared.sheet();
    check_sheet(sheet)?;
    // Only a workbook holds these: a drawing of the points does not fail by them.
    for q in &sheet.quantities {
        let numbers = [q.design, q.measured, q.deviation].into_iter().flatten();
        for number in numbers {
            check::within(number, MM).map_err(|reason| WriteError::BadValue {
                what: "value",
                name: q.name.clone(),
                reason,
            })?;
        }
    }
    fill(sheet, lang, made).map_err(failed)
}

fn fill(sheet: &DeviationSheet, lang: Lang, made: NaiveDateTime) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = made.format("%Y-%m-%dT%H:%M:%S").to_string();
    let properties = DocProperties::new()
        .set_title(&sheet.title)
        .set_creation_datetime(&ExcelDateTime::parse_from_str(&made)?);
    book.set_properties(&properties);
    let page = book.add_worksheet();
    page.set_name(lang.pick("偏差", "deviations"))?;
    page.set_landscape().set_freeze_panes(1, 1)?;
    let heading = Format::new().set_bold().set_align(FormatAlign::Center);
    let metres = Format::new().set_num_format("0.000");
    let millimetres = Format::new().set_num_format("0.0");
    for (column, (zh, en)) in (0_u16..).zip(HEADINGS) {
        page.write_string_with_format(0, column, lang.pick(zh, en), &heading)?;
        page.set_column_width(column, 15)?;
    }
    for (row, d) in (1_u32..).zip(&sheet.deviations) {
        page.write_string(row, 0, &d.name)?;
        let places = [d.design, d.measured];
        let in_metres = places.map(|p| [Some(p.x_north), Some(p.y_east), p.h]);
        for (column, value) in (1_u16..).zip(in_metres.concat()) {
            if let Some(value) = value {
                page.write_number_with_format(row, column, value, &metres)?;
            }
        }
        let in_mm = [
            Some(d.dx_mm),
            Some(d.dy_mm),
            Some(d.ds_mm),
            d.dh_mm,
            Some(d.limit_mm),
        ];
        for (column, value) in (7_u16..).zip(in_mm) {
            if let Some(value) = value {
                page.write_number_with_format(row, column, value, &millimetres)?;
            }
        }
        page.write_string(row, 12, verdict_words(d.verdict, lang))?;
    }
    if !sheet.quantities.is_empty() {
        let page = book.add_worksheet();
        page.set_name(lang.pick("测值", "values"))?;
        page.set_landscape().set_freeze_panes(1, 2)?;
        quantities(page, &sheet.quantities, lang, &heading)?;
    }
    if !sheet.words.is_empty() {
        let page = book.add_worksheet();
        page.set_name(lang.pick("结论", "conclusion"))?;
        page.set_column_width(0, 18)?.set_column_width(1, 90)?;
        let whole = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let mut row = 0;
        for (head, words) in &sheet.words {
            page.write_string_with_format(row, 0, head, &heading)?;
            for part in cells(words) {
                page.write_string_with_format(row, 1, &part, &whole)?;
                row += 1;
            }
        }
    }
    book.save_to_buffer()
}

fn verdict_words(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Within => lang.pick("符合", "within"),
        Verdict::Beyond => lang.pick("超限", "beyond"),
        Verdict::NotJudged => lang.pick("未判定", "not judged"),
    }
}

/// How many places a unit is shown with; what stands in the cell is not rounded.
fn places(unit: &str) -> Format {
    Format::new().set_num_format(match unit {
        "m" => "0.000",
        "mm" => "0.0",
        "m²" => "0.00",
        _ => "0.####",
    })
}

fn quantities(
    page: &mut Worksheet,
    all: &[Quantity],
    lang: Lang,
    heading: &Format,
) -> Result<(), XlsxError> {
    for (column, (zh, en)) in (0_u16..).zip(OF_QUANTITIES) {
        page.write_string_with_format(0, column, lang.pick(zh, en), heading)?;
        page.set_column_width(column, 15)?;
    }
    for (row, q) in (1_u32..).zip(all) {
        page.write_string(row, 0, &q.what)?;
        page.write_string(row, 1, &q.name)?;
        let numbers = [
            (2, q.design, &q.unit),
            (3, q.measured, &q.unit),
            (5, q.deviation, &q.deviation_unit),
        ];
        for (column, value, unit) in numbers {
            if let Some(value) = value {
                page.write_number_with_format(row, column, value, &places(unit))?;
            }
        }
        page.write_string(row, 4, &q.unit)?;
        page.write_string(row, 6, &q.deviation_unit)?;
        page.write_string(row, 7, &q.limit)?;
        page.write_string(row, 8, verdict_words(q.verdict, lang))?;
    }
    Ok(())
}
