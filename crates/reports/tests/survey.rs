//! Reports of surveys are made in both languages and read back by a PDF reader that shares no code with the writer.

use handheld_domain::survey::Verdict;
use handheld_domain::survey::evaluation::Value;
use handheld_domain::survey::floor_area::HeightSteps;
use handheld_domain::{Confidence, Lang, Text};
use handheld_reports::survey::{
    self, FloorRow, IndexRow, Pdf, Readings, RoundRow, RuleRow, Standing, SurveyLack, SurveyReport,
    SurveyReportError, ValueRow,
};

#[path = "fixtures/surveys.rs"]
mod surveys;

const BOTH: [Lang; 2] = [Lang::Zh, Lang::En];

fn made(report: &SurveyReport, lang: Lang) -> Pdf {
    survey::pdf(report, lang).unwrap_or_else(|e| panic!("{e}"))
}

/// The text of each page without blanks, since a reader guesses them from distances.
fn pages(pdf: &Pdf) -> Vec<String> {
    pdf_extract::extract_text_from_mem_by_pages(&pdf.bytes)
        .expect("the file reads")
        .iter()
        .map(|page| squeezed(page))
        .collect()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(&squeezed(word)), "{word} is not in: {text}");
    }
}

#[test]
fn the_first_page_tells_project_stage_design_instrument_and_the_conclusion_with_its_worst_point() {
    let report = surveys::report();
    for lang in BOTH {
        let pdf = made(&report, lang);
        assert_eq!(pdf.missing, Vec::<char>::new());
        let first = &pages(&pdf)[0];
        says(
            first,
            &[
                &survey::title(&report, lang),
                &report.number,
                &report.project,
                &report.project_code,
                report.stage.get(lang),
                &report.unit,
                &report.owner,
                report.grid.get(lang),
                report.conclusion.get(lang),
                "总施-01",
                "TS16",
                "3304871",
                "浙计检2026-0817",
                "A3",
                "55.3",
            ],
        );
    }
    let zh = &pages(&made(&report, Lang::Zh))[0];
    says(
        zh,
        &[
            "规划验线测量报告",
            "× 不符合要求",
            "有效期至2026年12月31日",
            "2026年10月12日至2026年10月13日",
            "共 16 项：已测 15，超限 2，接近限差 2",
        ],
    );
    let en = &pages(&made(&report, Lang::En))[0];
    says(
        en,
        &["12 Oct 2026 to 13 Oct 2026", "16 in all: 15 measured"],
    );
}

#[test]
fn the_tables_hold_control_corners_levels_boundaries_and_what_follows_in_their_units() {
    let text = pages(&made(&surveys::report(), Lang::Zh)).concat();
    says(
        &text,
        &[
            "控制点检核",
            "K1",
            "50 mm",
            "H 30 mm",
            "点位检核",
            "3404587.760",
            "3404587.809",
            "+49.2",
            "+25.2",
            "没有列出高程限差的点，ΔH 只供参考",
            "1#楼 ±0",
            "-12.0",
            "四至和其他距离检核",
            "-62.5",
            "— 未测",
            "A1-A3",
            "≥ 12.000 m",
            "11.960",
            "14127.45",
            "14125.65",
            "21.193 亩",
        ],
    );
}

/// A height of two rounds, an area of three storeys, and indices typed and by areas.
fn with_readings() -> SurveyReport {
    let round = |top_index_sec, height_m| RoundRow {
        top_deg: 20.258_333,
        base_deg: -1.605_556,
        top_index_sec,
        base_index_sec: 5.5,
        height_m,
    };
    let floor = |name: &str, sloped, height_m, share: f64| FloorRow {
        name: name.to_owned(),
        sloped,
        height_m,
        area_m2: 480.5,
        share,
        counted_m2: 480.5 * share,
    };
    let mut report = surveys::report();
    report.heights = vec![ValueRow {
        readings: Some(Readings::Heights {
            distance_m: 62.345,
            rounds: vec![round(7.2, 24.758), round(-4.0, 24.761)],
            doubts: vec![Text::new(
                "指标差较差 11.2″，超过 10″",
                "difference of index errors 11.2″",
            )],
        }),
        ..surveys::value("1#楼 高度", 24.8, -40.5, 200.0)
    }];
    report.areas = vec![ValueRow {
        readings: Some(Readings::Floors {
            floors: vec![
                floor("一层", false, 3.6, 1.0),
                floor("", false, 2.19, 0.5),
                floor("阁楼", true, 1.19, 0.0),
            ],
            steps: Some(HeightSteps {
                storey_full_m: 2.2,
                slope_full_m: 2.1,
                slope_half_m: 1.2,
            }),
            source: Text::new("GB/T 50353-2013", "GB/T 50353-2013"),
            doubts: Vec::new(),
        }),
        ..surveys::value("1#楼 面积", 720.0, 750.0, 900.0)
    }];
    let index = |name: &str, at_least, design, measured, verdict| IndexRow {
        at_least,
        row: ValueRow {
            name: name.to_owned(),
            design,
            measured: Some(measured),
            deviation: Some(measured - design),
            limit: None,
            verdict: Some(verdict),
            readings: None,
        },
    };
    let mut far = index("容积率", false, 1.5, 1.492_53, Verdict::Pass);
    far.row.readings = Some(Readings::Ratio {
        part_m2: 29_850.6,
        site_m2: 20_000.0,
        doubts: Vec::new(),
    });
    report.indices = vec![far, index("绿地率", true, 0.16, 0.155_29, Verdict::Fail)];
    report.rules.push(RuleRow {
        name: Text::new("规划核实：建筑高度", "planning check: height"),
        bound: None,
        source: Text::new("地方示例", "a local example"),
        confidence: Confidence::Low,
    });
    report
}

#[test]
fn indices_stand_with_their_bounds_and_areas_and_a_rule_by_row_is_named_once_sv22() {
    let zh = pages(&made(&with_readings(), Lang::Zh)).concat();
    says(
        &zh,
        &[
            "规划指标检核",
            "≤ 1.5",
            "1.4925",
            "≥ 0.16",
            "0.1553",
            "29850.60",
            "20000.00",
            "见各行",
        ],
    );
    let en = pages(&made(&with_readings(), Lang::En)).concat();
    says(&en, &["Planning indices", "Planning conditions", "by row"]);
}

#[test]
fn what_a_height_and_an_area_were_computed_from_stands_under_their_tables() {
    for lang in BOTH {
        let pdf = made(&with_readings(), lang);
        assert_eq!(pdf.missing, Vec::<char>::new());
        let text = pages(&pdf).concat();
        says(
            &text,
            &[
                "62.345",
                "20°15′30.0″",
                "-1°36′20.0″",
                "+7.2 / +5.5",
                "-4.0 / +5.5",
                "24.761",
            ],
        );
        says(
            &text,
            &["一层", "480.50", "240.25", "GB/T 50353-2013", "11.2″"],
        );
    }
    let zh = pages(&made(&with_readings(), Lang::Zh)).concat();
    says(
        &zh,
        &[
            "计全面积",
            "计一半面积",
            "不计面积",
            "净高 1.190",
            "第 2 行",
            "2.20 m 及以上",
        ],
    );
    let plain = pages(&made(&surveys::report(), Lang::Zh)).concat();
    assert!(
        !plain.contains("指标差"),
        "nothing was read, so nothing is said"
    );
}

#[test]
fn a_reading_that_is_no_number_is_an_error_as_every_other() {
    let mut report = with_readings();
    if let Some(Readings::Heights { distance_m, .. }) = &mut report.heights[0].readings {
        *distance_m = f64::INFINITY;
    }
    assert_eq!(
        survey::pdf(&report, Lang::Zh),
        Err(SurveyReportError::NotFinite("1#楼 高度".to_owned()))
    );
}

#[test]
fn every_limit_stands_with_its_source_and_how_sure_it_is() {
    let zh = pages(&made(&surveys::report(), Lang::Zh)).concat();
    says(
        &zh,
        &[
            "控制点高程 30 mm GB 55018-2021",
            "放样点、角点 50 mm",
            "已核对原文",
            "由测量人员填写，没有标准依据",
            "标有“待当地确认”的限差是地方参数",
            "达到限差的 80% 的标为“接近限差”",
        ],
    );
    let en = pages(&made(&surveys::report(), Lang::En)).concat();
    says(
        &en,
        &["From 80% of the limit on", "to be confirmed locally"],
    );
}

#[test]
fn every_failing_row_says_so_by_a_sign_and_a_word() {
    let report = surveys::report();
    for (lang, word) in [(Lang::Zh, "×超限"), (Lang::En, "×beyond")] {
        let all = pages(&made(&report, lang)).concat();
        // A3, the south distance and the spacing: each in the summary and in its table, and the legend of the sketch in English.
        assert!(all.matches(word).count() >= 6, "{all}");
        says(&all, &["×A3 55.3", "△B2 42.4"]);
    }
}

#[test]
fn a_stale_verdict_is_told_with_its_reason_on_the_first_page_and_on_every_page_in_short() {
    let mut report = surveys::report();
    report.stale = Some(Text::new(
        "设计数据换为第4版。",
        "The design data are now version 4.",
    ));
    for (lang, banner, band) in [
        (Lang::Zh, "！ 结论已失效", "结论已失效，不得使用"),
        (Lang::En, "The verdict no longer holds", "NO LONGER VALID"),
    ] {
        let pages = pages(&made(&report, lang));
        let reason = report.stale.as_ref().expect("a reason").get(lang);
        says(&pages[0], &[banner, reason]);
        for page in &pages {
            says(page, &[band]);
        }
    }
    let fresh = pages(&made(&surveys::report(), Lang::Zh)).concat();
    assert!(!fresh.contains("失效"), "{fresh}");
}

#[test]
fn a_draft_a_return_and_an_acceptance_say_what_they_are() {
    let mut report = surveys::report();
    report.standing = Standing::Draft;
    report.signature = None;
    for page in pages(&made(&report, Lang::Zh)) {
        says(&page, &["草稿 · 未签名"]);
    }
    let mut report = surveys::report();
    report.standing = Standing::Returned {
        by: "规划局".to_owned(),
        on: surveys::day(10, 14),
        reason: "A3点应当复测。".to_owned(),
    };
    says(
        &pages(&made(&report, Lang::Zh))[0],
        &["规划局于2026年10月14日退回本次测量。理由：A3点应当复测。"],
    );
    report.standing = Standing::Accepted {
        by: "规划局".to_owned(),
        on: surveys::day(10, 14),
    };
    let text = pages(&made(&report, Lang::Zh)).concat();
    says(&text, &["规划局于2026年10月14日审核通过"]);
    assert!(!text.contains("草稿"));
}

#[test]
fn the_signature_tells_who_when_over_what_by_which_key_and_whether_it_is_proven() {
    let mut report = surveys::report();
    let signature = report.signature.clone().expect("a signature");
    let text = pages(&made(&report, Lang::Zh)).concat();
    says(
        &text,
        &[
            "2026年10月13日 16:42:05（UTC+08:00）",
            &signature.digest,
            &signature.fingerprint,
            "已验证",
            "survey-1",
            "3 次：接收机的观测",
        ],
    );
    if let Some(signature) = &mut report.signature {
        signature.proven = false;
    }
    for page in pages(&made(&report, Lang::En)) {
        says(&page, &["SIGNATURE NOT PROVEN"]);
    }
}

#[test]
fn every_page_has_its_number_the_record_and_its_digest() {
    let report = surveys::report();
    let pages = pages(&made(&report, Lang::Zh));
    for (i, page) in pages.iter().enumerate() {
        let folio = format!("第{}页共{}页", i + 1, pages.len());
        says(page, &[&folio, &report.record.id, &report.record.digest]);
    }
}

#[test]
fn an_instrument_out_of_calibration_is_told_in_words() {
    let mut report = surveys::report();
    report.instruments[0].expired = true;
    let first = &pages(&made(&report, Lang::Zh))[0];
    says(first, &["× 使用时已超过检定有效期"]);
}

#[test]
fn the_sketch_states_its_factor_its_scale_north_and_what_it_leaves_out() {
    let text = pages(&made(&surveys::report(), Lang::Zh)).concat();
    // The drawing is 109 m wide, a twelfth is 9.1 m, the largest displacement 55.3 mm.
    says(
        &text,
        &[
            "位移放大 150 倍绘制，最大位移 55.3 mm",
            "实测（位移 ×150）",
            "20 m",
            "北",
            "未绘出的控制点：K2",
            "用地红线",
        ],
    );
    let mut report = surveys::report();
    report.control.clear();
    report.points.clear();
    report.figures.clear();
    let text = pages(&made(&report, Lang::En)).concat();
    says(
        &text,
        &["there is no sketch", "No control point was checked"],
    );
}

#[test]
fn a_gross_error_does_not_shrink_the_sketch_and_is_named() {
    let mut report = surveys::report();
    let far = surveys::point("A3", (3_404_587.76, 510_257.6, 4.2), (4e6, 0.0, 0.0));
    report.points[2] = far;
    let text = pages(&made(&report, Lang::Zh)).concat();
    says(&text, &["只绘设计位置的点：A3", "最大位移 42.4 mm"]);
}

#[test]
fn five_thousand_points_run_over_pages_with_repeated_heads_and_none_is_lost() {
    let report = surveys::many(5_000, 500);
    let pdf = made(&report, Lang::Zh);
    let pages = pages(&pdf);
    assert!((150..300).contains(&pages.len()), "{} pages", pages.len());
    assert!(pdf.bytes.len() < 12_000_000, "{} bytes", pdf.bytes.len());
    let heads = pages.iter().filter(|page| page.contains("点号X（北）m"));
    assert!(heads.count() >= pages.len() - 6);
    let all = pages.concat();
    for i in 0..5_000 {
        let name = format!("P{i:04}");
        assert!(all.contains(&name), "{name}");
    }
    for i in (7..5_000).step_by(500) {
        let name = format!("×P{i:04}58.0");
        assert!(all.contains(&name), "{name} is not in the sketch");
    }
    says(&pages[pages.len() - 1], &["嘉兴市规划测绘院"]);
}

#[test]
fn the_same_report_gives_the_same_bytes_and_another_gives_others() {
    let report = surveys::report();
    for lang in BOTH {
        assert_eq!(made(&report, lang), made(&report, lang));
    }
    let mut other = report.clone();
    other.points[0].measured.x_north = Some(3_404_570.013);
    assert_ne!(made(&report, Lang::Zh).bytes, made(&other, Lang::Zh).bytes);
}

#[test]
fn what_a_report_must_contain_and_lacks_is_told_all_at_once() {
    let lacks = |report: &SurveyReport| match survey::pdf(report, Lang::Zh) {
        Err(SurveyReportError::Lacks(lacks)) => lacks,
        other => panic!("{other:?}"),
    };
    let mut report = surveys::report();
    report.number = " ".to_owned();
    report.project_code.clear();
    report.conclusion.en.clear();
    report.rules.clear();
    report.instruments.clear();
    report.measured = None;
    report.signature = None;
    report.stale = Some(Text::default());
    assert_eq!(
        lacks(&report),
        [
            SurveyLack::Number,
            SurveyLack::Project,
            SurveyLack::Rules,
            SurveyLack::Conclusion,
            SurveyLack::Instrument,
            SurveyLack::Measured,
            SurveyLack::Signature,
            SurveyLack::Reason,
        ]
    );
    let mut draft = surveys::report();
    draft.standing = Standing::Draft;
    draft.signature = None;
    draft.instruments.clear();
    draft.surveyed_by.clear();
    draft.measured = None;
    assert_eq!(survey::lacks(&draft), []);
}

#[test]
fn a_number_that_is_none_is_an_error() {
    let mut report = surveys::report();
    report.points[1].measured = Value {
        x_north: Some(f64::NAN),
        ..report.points[1].measured
    };
    assert_eq!(
        survey::pdf(&report, Lang::Zh),
        Err(SurveyReportError::NotFinite("A2".to_owned()))
    );
}

#[test]
fn a_character_the_font_lacks_is_reported_and_stands_as_its_code_point_in_tables_and_sketch() {
    let mut report = surveys::report();
    report.points[2].name = "𠮷3".to_owned();
    let pdf = made(&report, Lang::Zh);
    assert_eq!(pdf.missing, vec!['𠮷']);
    let text = pages(&pdf).concat();
    assert!(text.matches("U+20BB7").count() >= 3, "{text}");
}
