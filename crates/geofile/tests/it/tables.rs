//! Tables of instruments: separators, encodings, headings, orders, and what is wrong in them.

use calamine::Reader;
use handheld_domain::survey::GridPoint;
use handheld_geofile::{
    Choices, ColumnOrder, Guess, Kind, Lang, Preview, Quantity, ReadError, Reason, Separator,
    TextEncoding, Verdict, Warning, look, read, warnings, write_csv, write_deviations_xlsx,
};
use proptest::prelude::*;

use crate::sample::{self, choices, point, table};

fn chosen(preview: &Preview, order: ColumnOrder) -> Choices {
    Choices {
        table: preview.choices(order),
        ..choices()
    }
}

#[test]
fn a_cass_file_is_seen_to_have_east_before_north_and_an_empty_code() {
    let file = b"1,,571888.800,3404901.200,12.3\r\n2,GC,571890.1,3404911.5,\r\n";
    let preview = look(file, "site.dat").unwrap();
    assert_eq!(preview.kind, Kind::Text);
    assert_eq!(preview.separator, Some(Separator::Comma));
    assert_eq!(preview.guess, Guess::Numbers);
    assert_eq!(preview.order, Some(ColumnOrder::NAME_CODE_Y_X_H));
    assert_eq!(preview.count, Some(2));
    let read = read(file, &chosen(&preview, preview.order.unwrap())).unwrap();
    assert_eq!(read.problems, []);
    assert_eq!(read.warnings, []);
    assert_eq!(
        read.points[0],
        point("1", "", 3_404_901.2, 571_888.8, Some(12.3))
    );
    assert_eq!(read.points[1].h, None);
}

#[test]
fn every_usual_order_and_separator_is_seen_from_the_numbers() {
    for (cells, order) in [
        ("J1 GC 571888.8 3404901.2 3.5", ColumnOrder::NAME_CODE_Y_X_H),
        ("J1 GC 3404901.2 571888.8 3.5", ColumnOrder::NAME_CODE_X_Y_H),
        ("J1 3404901.2 571888.8 3.5", ColumnOrder::NAME_X_Y_H),
        ("J1 571888.8 3404901.2 3.5", ColumnOrder::NAME_Y_X_H),
        ("J1 3404901.2 40571888.8", ColumnOrder::NAME_X_Y),
        ("J1 571888.8 3404901.2", ColumnOrder::NAME_Y_X),
    ] {
        for (between, separator) in [
            (",", Separator::Comma),
            ("\t", Separator::Tab),
            (";", Separator::Semicolon),
            ("   ", Separator::Spaces),
        ] {
            let file = cells.replace(' ', between);
            let preview = look(file.as_bytes(), "a.txt").unwrap();
            assert_eq!(preview.separator, Some(separator), "{file}");
            assert_eq!(preview.order, Some(order), "{file}");
            let read = read(file.as_bytes(), &chosen(&preview, order)).unwrap();
            assert_eq!(read.points.len(), 1, "{file}: {:?}", read.problems);
            assert!(read.points[0].x_north > 3.4e6);
        }
    }
}

#[test]
fn a_heading_in_gb_18030_names_the_columns() {
    let text = "点号,x坐标(m),y坐标(m),高程(m)\n甲1,3404901.2,571888.8,3.5\n";
    let (file, _, _) = encoding_rs::GB18030.encode(text);
    let preview = look(&file, "a.csv").unwrap();
    assert_eq!(preview.encoding, Some(TextEncoding::Gb18030));
    assert_eq!(preview.guess, Guess::Heading);
    assert_eq!(preview.order, Some(ColumnOrder::NAME_X_Y_H));
    let read = read(&file, &chosen(&preview, ColumnOrder::NAME_X_Y_H)).unwrap();
    assert_eq!(read.points[0].name, "甲1");
}

#[test]
fn a_name_that_is_text_in_both_encodings_is_left_to_the_person() {
    let (file, _, _) = encoding_rs::GB18030.encode("一些,3404901.2,571888.8\n");
    let preview = look(&file, "a.csv").unwrap();
    assert_eq!(preview.warnings, [Warning::EncodingUnsure]);
    let mut choice = chosen(&preview, ColumnOrder::NAME_X_Y);
    choice.table.as_mut().unwrap().encoding = TextEncoding::Gb18030;
    assert_eq!(read(&file, &choice).unwrap().points[0].name, "一些");
}

#[test]
fn a_heading_that_the_numbers_contradict_leaves_the_choice_to_the_person() {
    let file = b"name,x,y\nJ1,571888.8,3404901.2\n";
    let preview = look(file, "a.csv").unwrap();
    assert_eq!(preview.order, None);
    assert_eq!(preview.warnings, [Warning::HeadingAgainstNumbers]);
    assert_eq!(
        preview.candidates,
        [ColumnOrder::NAME_Y_X, ColumnOrder::NAME_X_Y]
    );
    assert_eq!(preview.candidates[0].label(), "name,y,x");
}

#[test]
fn local_coordinates_without_a_heading_are_never_guessed() {
    let preview = look(b"1,1200.5,800.25,3.5\n2,1210.5,810.25,3.5\n", "a.csv").unwrap();
    assert_eq!((preview.order, preview.guess), (None, Guess::None));
    assert_eq!(preview.warnings, [Warning::OrderUnknown]);
    assert_eq!(preview.candidates.len(), 2);
}

#[test]
fn every_bad_row_is_listed_with_row_column_and_reason() {
    let file = "a,3404901.2,571888.8,1\n\
        b,north,571888.8,1\n\
        c,NaN,inf,1\n\
        \n\
        a,3404902.2,571889.8,1\n\
        d,1e308,571888.8,1\n\
        =cmd|1,3404901.2,571888.8,1\n\
        e,3404901.2\n\
        f,\"3,404,901.2\",571888.8,9999\n\
        ,3404901.2,571888.8,1\n";
    let read = read(
        file.as_bytes(),
        &table(ColumnOrder::NAME_X_Y_H, Separator::Comma),
    )
    .unwrap();
    let names: Vec<_> = read.points.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["a"]);
    let found: Vec<_> = read
        .problems
        .iter()
        .map(|p| (p.row, p.column.unwrap(), &p.reason))
        .collect();
    let range = |value, least, most| Reason::OutOfRange { value, least, most };
    let expected = [
        (2, 2, Reason::NotANumber("north".into())),
        (3, 2, Reason::NotFinite),
        (3, 3, Reason::NotFinite),
        (5, 1, Reason::Duplicate(1)),
        (6, 2, range(1e308, -1e6, 10_002_000.0)),
        (7, 1, Reason::Formula),
        (8, 3, Reason::Missing),
        (9, 2, Reason::NotANumber("3,404,901.2".into())),
        (9, 4, range(9999.0, -1000.0, 9000.0)),
        (10, 1, Reason::Missing),
    ];
    assert_eq!(
        found,
        expected
            .iter()
            .map(|(a, b, c)| (*a, *b, c))
            .collect::<Vec<_>>()
    );
    assert!(
        read.problems
            .iter()
            .all(|p| !p.reason.zh().is_empty() && !p.reason.en().is_empty())
    );
}

#[test]
fn swapped_axes_other_zones_and_far_points_are_warned_of() {
    let p = |name: &str, x, y| point(name, "", x, y, None);
    let swapped = [p("1", 571_888.8, 3_404_901.2)];
    assert!(warnings(&swapped, 4549, None).contains(&Warning::AxesSwapped { points: 1 }));
    let prefixed = [
        p("1", 3_404_901.2, 40_571_888.8),
        p("2", 3_404_901.2, 39_571_888.8),
    ];
    let found = warnings(&prefixed, 4528, None);
    assert!(
        found.contains(&Warning::OtherZone {
            found: 39,
            expected: 40,
            points: 1
        }),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|w| matches!(w, Warning::FarApart { points: 1, .. }))
    );
    let found = warnings(&prefixed[..1], 4549, None);
    assert_eq!(
        found,
        [Warning::PrefixUnexpected {
            found: 40,
            points: 1
        }]
    );
    let bare = [p("1", 3_404_901.2, 571_888.8)];
    assert_eq!(
        warnings(&bare, 4528, None),
        [Warning::PrefixMissing {
            expected: 40,
            points: 1
        }]
    );
    let six = [p("1", 3_404_901.2, 20_571_888.8)];
    assert_eq!(warnings(&six, 4498, None), []);
    let site = GridPoint::new(3_300_000.0, 571_888.8);
    let found = warnings(&bare, 4549, Some(site));
    assert!(matches!(
        &found[..],
        [Warning::FarFromSite { points: 1, .. }]
    ));
    assert!(
        found
            .iter()
            .all(|w| !w.zh().is_empty() && !w.en().is_empty())
    );
}

#[test]
fn csv_comes_back_as_it_was_in_both_languages() {
    let file = sample::file();
    for lang in [Lang::Zh, Lang::En] {
        let bytes = write_csv(sample::RULES.clear(&file).unwrap(), lang).unwrap();
        assert!(bytes.starts_with(b"\xef\xbb\xbf"));
        let preview = look(&bytes, "a.csv").unwrap();
        assert_eq!(preview.guess, Guess::Heading);
        assert_eq!(preview.order, Some(ColumnOrder::NAME_CODE_X_Y_H));
        let read = read(&bytes, &chosen(&preview, preview.order.unwrap())).unwrap();
        assert_eq!(read.problems, []);
        assert_eq!(read.points, file.points);
    }
}

#[test]
fn a_workbook_holds_what_has_no_position_and_the_conclusion_beside_the_points() {
    let mut sheet = sample::sheet();
    sheet.quantities = vec![Quantity {
        what: "标高".to_owned(),
        name: "2#".to_owned(),
        unit: "m".to_owned(),
        design: Some(5.3),
        measured: Some(5.333),
        deviation: Some(33.0),
        deviation_unit: "mm".to_owned(),
        limit: "30 mm".to_owned(),
        verdict: Verdict::Beyond,
    }];
    // What looks like a formula is text in the workbook.
    sheet.words = vec![("结论".to_owned(), "=1+1，标高 2# 超出限差".to_owned())];
    let cleared = sample::RULES.clear_deviations(&sheet).unwrap();
    let bytes = write_deviations_xlsx(cleared, Lang::Zh, sample::made()).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(&bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["偏差", "测值", "结论"]);
    let values = book.worksheet_range("测值").unwrap();
    let row: Vec<String> = values
        .rows()
        .nth(1)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        row,
        [
            "标高", "2#", "5.3", "5.333", "m", "33", "mm", "30 mm", "超限"
        ]
    );
    let words = book.worksheet_range("结论").unwrap();
    assert_eq!(
        words.get((0, 1)).unwrap().to_string(),
        "=1+1，标高 2# 超出限差"
    );

    // Thousands of points that fail are all named, in as many cells as that takes; names of figures are joined and may be long.
    let names = "A1、".repeat(20_000);
    sheet.words = vec![
        ("结论".to_owned(), names.clone()),
        ("注意".to_owned(), "重测".to_owned()),
    ];
    sheet.quantities[0].name = "楼".repeat(600);
    let cleared = sample::RULES.clear_deviations(&sheet).unwrap();
    let bytes = write_deviations_xlsx(cleared, Lang::Zh, sample::made()).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(&bytes)).unwrap();
    let words = book.worksheet_range("结论").unwrap();
    let cells: Vec<String> = words.rows().map(|row| row[1].to_string()).collect();
    assert_eq!(cells.len(), 3);
    assert_eq!(cells[..2].concat(), names);
    assert_eq!(
        (words.get((2, 0)).unwrap().to_string(), &*cells[2]),
        ("注意".to_owned(), "重测")
    );

    sheet.quantities[0].measured = Some(f64::NAN);
    let cleared = sample::RULES.clear_deviations(&sheet).unwrap();
    assert!(write_deviations_xlsx(cleared, Lang::Zh, sample::made()).is_err());
}

#[test]
fn deviations_in_a_workbook_are_read_back_as_points() {
    let sheet = sample::sheet();
    let cleared = sample::RULES.clear_deviations(&sheet).unwrap();
    let bytes = write_deviations_xlsx(cleared, Lang::Zh, sample::made()).unwrap();
    assert_eq!(
        bytes,
        write_deviations_xlsx(cleared, Lang::Zh, sample::made()).unwrap()
    );
    let preview = look(&bytes, "a.xlsx").unwrap();
    assert_eq!(preview.kind, Kind::Xlsx);
    assert_eq!(preview.sheets, ["偏差"]);
    assert_eq!(preview.count, Some(3));
    assert!(preview.heading.is_some());
    let measured = ColumnOrder {
        name: 0,
        code: Some(12),
        x_north: 4,
        y_east: 5,
        h: Some(6),
    };
    let read = read(&bytes, &chosen(&preview, measured)).unwrap();
    assert_eq!(read.problems, []);
    for (p, d) in read.points.iter().zip(&sheet.deviations) {
        assert_eq!(p.name, d.name);
        assert!((p.x_north - d.measured.x_north).abs() < 1e-9);
        assert!((p.y_east - d.measured.y_east).abs() < 1e-9);
        assert_eq!(p.h, d.measured.h);
    }
    assert_eq!(read.points[1].code, "超限");
    let other = Preview::of_sheet(&bytes, "没有");
    assert!(matches!(other, Err(ReadError::NoSuchSheet { .. })));
}

#[test]
fn a_column_chosen_twice_and_a_table_without_a_choice_are_refused() {
    let file = b"1,3404901.2,571888.8\n";
    let order = ColumnOrder {
        y_east: 1,
        ..ColumnOrder::NAME_X_Y
    };
    let twice = read(file, &table(order, Separator::Comma));
    assert_eq!(twice, Err(ReadError::BadColumns { column: 2 }));
    assert_eq!(read(file, &choices()), Err(ReadError::ColumnsNotChosen));
}

proptest! {
    #[test]
    fn no_bytes_make_the_first_look_or_the_reading_of_a_table_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        separator in prop_oneof![Just(Separator::Comma), Just(Separator::Spaces)],
    ) {
        let _ = look(&bytes, "a.csv");
        let _ = read(&bytes, &table(ColumnOrder::NAME_CODE_Y_X_H, separator));
    }

    #[test]
    fn every_row_of_a_table_is_a_point_or_a_problem(
        cells in proptest::collection::vec(proptest::collection::vec("[-0-9.eE,\"a界 ]{0,8}", 1..6), 1..30),
    ) {
        let text: String = cells.iter().map(|row| row.join(",") + "\n").collect();
        let choice = table(ColumnOrder::NAME_X_Y_H, Separator::Spaces);
        if let Ok(read) = read(text.as_bytes(), &choice) {
            let rows = text.lines().filter(|l| !l.trim().is_empty()).count();
            let mut bad: Vec<_> = read.problems.iter().map(|p| p.row).collect();
            bad.dedup();
            prop_assert_eq!(rows, read.points.len() + bad.len());
        }
    }
}
