//! Deviations as a workbook for people. Leaves the layout of a report to `reports`.

use chrono::NaiveDateTime;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use crate::error::{Reason, WriteError};
use crate::guard::ClearedDeviations;
use crate::limits::{EAST, HEIGHT, MAX_POINTS, NORTH};
use crate::model::{Deviation, DeviationSheet, Verdict};
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

/// Writes deviations as XLSX: a heading, one row a point; metres are shown with 3 places and millimetres with 1, and kept as they
/// are. `made` becomes the date of creation in the properties.
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
        let verdict = match d.verdict {
            Verdict::Within => lang.pick("符合", "within"),
            Verdict::Beyond => lang.pick("超限", "beyond"),
            Verdict::NotJudged => lang.pick("未判定", "not judged"),
        };
        page.write_string(row, 12, verdict)?;
    }
    book.save_to_buffer()
}
