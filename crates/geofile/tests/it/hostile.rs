//! Bytes that mean harm. Whatever they are, the answer is a reason and comes soon.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use handheld_geofile::{
    ColumnOrder, MAX_BYTES, MAX_POINTS, ReadError, Reason, Separator, look, read, write_csv,
    write_geopackage,
};
use proptest::prelude::*;

use crate::sample::{self, RULES, choices, table};

/// A workbook of our own making: the parts a reader needs, and the sheet that is given.
fn workbook(sheet: &[u8], strings: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let parts: [(&str, &[u8]); 5] = [
        ("_rels/.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
    ];
    for (name, bytes) in parts {
        zip.start_file(name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sheet(cells: &str) -> Vec<u8> {
    let body = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{cells}</sheetData></worksheet>"
    );
    workbook(
        body.as_bytes(),
        b"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>",
    )
}

#[test]
fn a_workbook_that_unfolds_to_gigabytes_is_refused_soon() {
    let started = Instant::now();
    let bomb = workbook(&vec![b' '; 200 * 1024 * 1024], b"<sst/>");
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(look(&bomb, "a.xlsx").unwrap_err(), ReadError::Unfolds);
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_workbook_with_one_far_cell_or_a_string_that_is_not_there_costs_nothing() {
    let plain = sheet(
        r#"<row r="1"><c r="A1" t="str"><v>J1</v></c><c r="B1"><v>3404901.2</v></c><c r="C1"><v>571888.8</v></c></row>"#,
    );
    let preview = look(&plain, "a.xlsx").unwrap();
    let choice = handheld_geofile::Choices {
        table: preview.choices(preview.order.unwrap()),
        ..choices()
    };
    assert_eq!(read(&plain, &choice).unwrap().points.len(), 1);
    for (cells, cause) in [
        (
            r#"<row r="1"><c r="XFD1"><v>1</v></c></row>"#,
            "too_many_columns",
        ),
        (
            r#"<row r="1"><c r="A1" t="s"><v>99999</v></c></row>"#,
            "damaged",
        ),
        (
            r#"<row r="1"><c r="A99999999999999"><v>1</v></c></row>"#,
            "damaged",
        ),
        (
            r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#,
            "damaged",
        ),
    ] {
        assert_eq!(
            look(&sheet(cells), "a.xlsx").unwrap_err().cause(),
            cause,
            "{cells}"
        );
    }
    let far = look(
        &sheet(r#"<row r="1048576"><c r="A1048576"><v>1</v></c></row>"#),
        "a.xlsx",
    )
    .unwrap();
    assert_eq!(far.count, Some(1));
}

#[test]
fn a_geopackage_cut_or_changed_anywhere_is_refused_or_read_but_never_a_panic() {
    let file = sample::file();
    let bytes = write_geopackage(RULES.clear(&file).unwrap(), sample::made_utc()).unwrap();
    for end in (16..bytes.len()).step_by(bytes.len() / 40) {
        let cut = read(&bytes[..end], &choices());
        assert_eq!(cut.unwrap_err().cause(), "damaged", "{end}");
    }
    for at in (16..bytes.len()).step_by(211) {
        let mut changed = bytes.clone();
        changed[at] ^= 0xFF;
        let _ = read(&changed, &choices());
    }
}

#[test]
fn a_database_that_is_no_geopackage_or_hides_a_view_is_refused() {
    for sql in [
        "CREATE TABLE t (a)",
        "CREATE TABLE a (x); CREATE VIEW gpkg_geometry_columns AS SELECT * FROM a",
    ] {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.execute_batch(sql).unwrap();
        let bytes = connection.serialize("main").unwrap().to_vec();
        assert_eq!(read(&bytes, &choices()).unwrap_err().cause(), "damaged");
    }
}

#[test]
fn a_geopackage_with_a_write_ahead_log_in_its_header_is_read() {
    let file = sample::file();
    let mut bytes = write_geopackage(RULES.clear(&file).unwrap(), sample::made_utc()).unwrap();
    bytes[18..20].fill(2);
    assert_eq!(
        read(&bytes, &choices()).unwrap().points.len(),
        file.points.len()
    );
}

#[test]
fn files_beyond_the_limits_are_refused_by_what_they_have_too_much_of() {
    assert_eq!(look(b"", "a.csv").unwrap_err(), ReadError::Empty);
    assert_eq!(look(b" \r\n\n", "a.csv").unwrap_err(), ReadError::Empty);
    let long = vec![b'1'; MAX_BYTES + 1];
    assert_eq!(look(&long, "a.csv").unwrap_err().cause(), "too_many_bytes");
    let rows: String = (0..=MAX_POINTS)
        .map(|i| format!("{i},3404901.2,571888.8\n"))
        .collect();
    let choice = table(ColumnOrder::NAME_X_Y, Separator::Comma);
    assert_eq!(
        read(rows.as_bytes(), &choice),
        Err(ReadError::TooManyPoints)
    );
    let wide = ",".repeat(100) + "1";
    assert_eq!(
        read(wide.as_bytes(), &choice).unwrap_err().cause(),
        "too_many_columns"
    );
    let open = format!("a,3404901.2,571888.8\n\"{}", "x,1\n".repeat(1000));
    let read = read(open.as_bytes(), &choice).unwrap();
    assert_eq!(read.points.len(), 1);
    assert!(
        read.problems
            .iter()
            .any(|p| p.row == 2 && p.reason == Reason::TooLong)
    );
}

#[test]
fn other_kinds_of_file_are_named() {
    for (bytes, name, cause) in [
        (&b"\xd0\xcf\x11\xe0\xa1\xb1"[..], "a.xls", "unknown_kind"),
        (b"%PDF-1.7", "a.csv", "unknown_kind"),
        (b"AC1032\0\0\0", "a.dwg", "unknown_kind"),
        (b"1,2,3\n", "a.dxf", "unknown_kind"),
        (b"\xff\xfe1\0", "a.csv", "encoding"),
        (b"a,\xff\xff\n", "a.csv", "encoding"),
        (b"a,\0,1\n", "a.csv", "encoding"),
        (b"PK\x03\x04zip", "a.xlsx", "damaged"),
    ] {
        let error = look(bytes, name).unwrap_err();
        assert_eq!(error.cause(), cause, "{name}: {error}");
        assert!(!error.why_zh().is_empty());
    }
}

#[test]
fn json_that_nests_counts_or_lies_is_refused_in_words() {
    let nested = "{\"type\":\"Feature\",\"properties\":".to_owned() + &"[".repeat(100_000);
    let collections = "{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(50_000);
    let huge = r#"{"type":"Point","coordinates":[1e999,30]}"#;
    for text in [
        &nested,
        &collections,
        huge,
        "{",
        "{}",
        r#"{"type":"Point"}"#,
        "{\"type\":1}",
    ] {
        assert_eq!(
            read(text.as_bytes(), &choices()).unwrap_err().cause(),
            "damaged"
        );
    }
    for (text, reason) in [
        (r#"{"type":"Point","coordinates":[120.7]}"#, None),
        (
            r#"{"type":"Point","coordinates":[120.7,1e308]}"#,
            Some(Reason::NotFinite),
        ),
        (
            r#"{"type":"LineString","coordinates":[[120.7,30.7]]}"#,
            Some(Reason::TooFewVertices),
        ),
    ] {
        let read = read(text.as_bytes(), &choices());
        match (read, reason) {
            (Ok(read), _) => assert!(
                read.points.is_empty() && read.lines.is_empty() && !read.problems.is_empty(),
                "{text}"
            ),
            (Err(error), _) => assert_eq!(error.cause(), "damaged", "{text}"),
        }
    }
}

#[test]
fn values_that_no_file_should_carry_are_not_written() {
    for (change, what) in [(f64::NAN, "x_north"), (1e308, "x_north")] {
        let mut file = sample::file();
        let cleared_before = RULES.clear(&file).is_ok();
        assert!(cleared_before);
        file.points[0].x_north = change;
        // Either the guard or the writer refuses; nothing is written in both cases.
        if let Ok(cleared) = RULES.clear(&file) {
            let refused = write_csv(cleared, handheld_geofile::Lang::En).unwrap_err();
            assert!(refused.to_string().contains(what));
        }
    }
    let mut file = sample::file();
    file.points[0].name = "=cmd|1".into();
    let refused = write_csv(RULES.clear(&file).unwrap(), handheld_geofile::Lang::En).unwrap_err();
    assert!(refused.to_string().contains("must not begin"), "{refused}");
    file.points[0].name = "J2".into();
    assert!(write_geopackage(RULES.clear(&file).unwrap(), sample::made_utc()).is_err());
    file.points[0].name = "J1".into();
    file.epsg = 3857;
    assert!(write_geopackage(RULES.clear(&file).unwrap(), sample::made_utc()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_text_after_the_start_of_a_drawing_or_of_json_makes_reading_panic(
        tail in "(( ?(0|10|20|42|70|90|8|1000|1001)\n(POINT|TEXT|LINE|LWPOLYLINE|POLYLINE|VERTEX|SEQEND|INSERT|ENDSEC|EOF|1|-1|nan|HANDHELD_CHECK|N:a|\\\\U\\+D83D|\\^)\n)|.){0,40}",
    ) {
        let _ = read(format!("0\nSECTION\n2\nENTITIES\n{tail}").as_bytes(), &choices());
        let _ = read(format!("{{{tail}").as_bytes(), &choices());
    }
}
