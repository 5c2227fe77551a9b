//! Every notice is made in both languages and read back by a PDF reader that shares no code with the writer.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use handheld_domain::calendar::Limit;
use handheld_domain::{Lang, Text};
use handheld_reports::notice::{self, Lack, Notice, NoticeBody, NoticeError, Outcome, Pdf};
use pdf_extract::Document;

#[path = "fixtures/samples.rs"]
mod samples;

fn made(notice: &Notice, lang: Lang) -> Pdf {
    notice::pdf(notice, lang).unwrap_or_else(|e| panic!("{e}"))
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

fn text(pdf: &Pdf) -> String {
    pages(pdf).concat()
}

fn says(notice: &Notice, lang: Lang, words: &[&str]) {
    let text = text(&made(notice, lang));
    for word in words {
        assert!(text.contains(&squeezed(word)), "{word} is not in: {text}");
    }
}

const BOTH: [Lang; 2] = [Lang::Zh, Lang::En];

#[test]
fn every_notice_carries_number_title_office_addressee_date_and_record() {
    for (name, notice) in samples::all() {
        for lang in BOTH {
            let text = text(&made(&notice, lang));
            let addressee = if name == "joint" {
                ""
            } else {
                &notice.applicant
            };
            let date = match (lang, name) {
                (Lang::Zh, "granted" | "refused") => "2026年10月12日",
                (Lang::En, "granted" | "refused") => "12Oct2026",
                (Lang::Zh, _) => "2026年9月28日",
                (Lang::En, _) => "28Sep2026",
            };
            for part in [
                notice.number.as_str(),
                notice::title(&notice, lang),
                notice.office.get(lang),
                addressee,
                date,
                &notice.record.id,
                &notice.record.digest,
                &notice.made_by,
            ] {
                assert!(
                    text.contains(&squeezed(part)),
                    "{name} {lang:?} lacks {part}: {text}"
                );
            }
        }
    }
}

#[test]
fn an_acceptance_names_matter_day_promise_legal_limit_calendar_and_materials() {
    let notice = samples::acceptance();
    says(
        &notice,
        Lang::Zh,
        &[
            "行政许可申请受理通知书",
            "事项名称 建设工程消防设计审查",
            "受理日期 2026年9月28日",
            "承诺办结日期 2026年10月13日（自受理次日起7个工作日）",
            "法定办结日期 2026年10月30日（自受理次日起20个工作日）",
            "工作日历2026-11-04",
            "1.特殊建设工程消防设计审查申请表",
        ],
    );
    says(
        &notice,
        Lang::En,
        &[
            "Promised by 13 Oct 2026 (7 working days from the day after acceptance)",
            "Legal limit 30 Oct 2026 (20 working days from the day after acceptance)",
            "calendar of working days 2026-11-04",
        ],
    );
}

#[test]
fn a_matter_decided_at_once_is_due_on_the_day_of_acceptance_and_counts_no_days() {
    let mut notice = samples::acceptance();
    if let NoticeBody::Acceptance(body) = &mut notice.body {
        let term = body.promised.as_mut().expect("a promise");
        term.limit = Limit::WorkingDays(0);
        term.deadline = samples::due(9, 28);
        body.legal = None;
    }
    let text = text(&made(&notice, Lang::Zh));
    assert!(text.contains("承诺办结日期2026年9月28日期限计算"), "{text}");
    assert!(!text.contains("法定办结日期"), "{text}");
}

#[test]
fn a_correction_tells_everything_once_and_by_when() {
    let notice = samples::correction();
    says(
        &notice,
        Lang::Zh,
        &[
            "第三十二条",
            "1.消防设计文件缺少地下室防烟楼梯间",
            "3.申请表第3栏",
            "请于2026年10月13日前",
            "共3项，一次告知",
        ],
    );
    says(
        &notice,
        Lang::En,
        &["Article 32", "by 13 Oct 2026", "3 in number"],
    );
}

#[test]
fn a_non_acceptance_gives_its_reasons_and_the_way_of_appeal() {
    let notice = samples::not_accepted();
    says(
        &notice,
        Lang::Zh,
        &["不予受理", "不属于本机关职权范围", "行政复议", "行政诉讼"],
    );
    says(
        &notice,
        Lang::En,
        &["does not accept", "administrative reconsideration"],
    );
}

#[test]
fn a_special_procedure_names_its_kind_basis_and_the_days_that_do_not_count() {
    let mut notice = samples::special_procedure();
    says(
        &notice,
        Lang::Zh,
        &[
            "第四十五条",
            "程序 专家评审",
            "依据 建设工程消防设计审查验收管理暂行规定",
            "预计结束日期 2026年10月23日",
            "不计入期限的时间 12个工作日",
        ],
    );
    if let NoticeBody::SpecialProcedure(body) = &mut notice.body {
        body.days_not_counted = None;
    }
    says(&notice, Lang::Zh, &["自开始之日至实际结束之日"]);
    says(
        &notice,
        Lang::En,
        &["Article 45", "From the start to the actual end"],
    );
}

#[test]
fn a_provisional_day_is_marked_and_explained_wherever_it_stands() {
    let notice = samples::extension();
    says(
        &notice,
        Lang::Zh,
        &[
            "延长10个工作日，至2027年1月11日（暂定）",
            "放假安排尚未公布",
        ],
    );
    says(
        &notice,
        Lang::En,
        &["11 Jan 2027 (provisional)", "not yet published"],
    );
    let settled = text(&made(&samples::acceptance(), Lang::Zh));
    assert!(!settled.contains("暂定"), "{settled}");
}

#[test]
fn a_decision_says_what_was_decided_under_which_conditions_and_what_goes_with_it() {
    let notice = samples::granted();
    says(
        &notice,
        Lang::Zh,
        &[
            "准予行政许可决定书",
            "准予“建设工程消防设计审查”",
            "《中华人民共和国消防法》第十一条",
            "应当遵守下列要求",
            "十日内颁发、送达特殊建设工程消防设计审查意见书",
            "电子签名：嘉兴市行政审批局行政审批专用章",
        ],
    );
    says(&notice, Lang::En, &["is granted", "Within ten days"]);
}

#[test]
fn a_refusal_gives_reasons_and_the_way_of_appeal() {
    let notice = samples::refused();
    says(
        &notice,
        Lang::Zh,
        &[
            "不予行政许可决定书",
            "理由如下",
            "疏散距离为38.5 m",
            "行政复议",
            "行政诉讼",
        ],
    );
    let mut own = notice;
    if let NoticeBody::Decision(body) = &mut own.body {
        body.remedy = Text::new("六十日内可以申请复议。", "Apply within sixty days.");
    }
    says(&own, Lang::En, &["Apply within sixty days."]);
}

#[test]
fn matters_that_are_no_licence_do_not_name_the_licensing_law() {
    for (name, mut notice) in samples::all() {
        notice.licensing = false;
        if let NoticeBody::Decision(body) = &mut notice.body {
            body.basis.clear();
        }
        let zh = text(&made(&notice, Lang::Zh));
        assert!(!zh.contains("行政许可"), "{name}: {zh}");
        let en = text(&made(&notice, Lang::En));
        assert!(!en.contains("LicensingLaw"), "{name}: {en}");
    }
}

#[test]
fn a_joint_opinion_is_one_opinion_with_what_each_department_says() {
    let notice = samples::joint();
    says(
        &notice,
        Lang::Zh,
        &[
            "竣工联合验收意见书",
            "同意通过竣工联合验收",
            "住房和城乡建设局消防验收合格。2026年9月26日",
            "城建档案馆档案资料齐全，待移交。—",
        ],
    );
    says(&notice, Lang::En, &["one opinion", "Construction archive"]);
}

#[test]
fn j23_one_receipt_lists_every_licence_that_was_delivered() {
    let notice = samples::delivery();
    says(
        &notice,
        Lang::Zh,
        &[
            "共3件",
            "330402202610120101 建筑工程施工许可证",
            "建设工程规划许可证",
            "收件人签名",
            "窗口领取",
        ],
    );
    says(&notice, Lang::En, &["3 in number", "Construction permit"]);
}

#[test]
fn an_act_that_the_centre_has_not_confirmed_is_a_draft_on_every_page() {
    let mut notice = samples::correction();
    if let NoticeBody::Correction(body) = &mut notice.body {
        body.list = vec!["补充材料并说明理由".to_owned(); 60];
    }
    notice.pending = true;
    notice.number = String::new();
    for (lang, band, number) in [
        (Lang::Zh, "草稿·待中心确认", "编号待中心编定"),
        (
            Lang::En,
            "DRAFT-notyetconfirmedbythecentre",
            "Numbertobegivenbythecentre",
        ),
    ] {
        let pages = pages(&made(&notice, lang));
        assert!(pages.len() > 1);
        for page in &pages {
            assert!(page.contains(band), "{page}");
        }
        assert!(pages[0].contains(number), "{}", pages[0]);
    }
    notice.pending = false;
    notice.number = "嘉审补〔2026〕0012号".to_owned();
    assert!(!text(&made(&notice, Lang::Zh)).contains("草稿"));
}

#[test]
fn two_hundred_items_run_over_numbered_pages_and_none_is_lost() {
    let mut notice = samples::correction();
    if let NoticeBody::Correction(body) = &mut notice.body {
        body.list = (1..=200)
            .map(|i| format!("补正内容之{i}止：请补充该项材料。"))
            .collect();
    }
    let pages = pages(&made(&notice, Lang::Zh));
    assert!(pages.len() > 5, "{}", pages.len());
    for (i, page) in pages.iter().enumerate() {
        let folio = format!("第{}页共{}页", i + 1, pages.len());
        assert!(page.contains(&folio), "{folio}: {page}");
    }
    let all = pages.concat();
    for i in 1..=200 {
        assert!(all.contains(&format!("{i}.补正内容之{i}止")), "item {i}");
    }
    let last = pages.last().expect("pages");
    assert!(last.contains("嘉兴市行政审批局"), "{last}");
    assert!(
        last.contains("一次告知"),
        "the closing lines stand alone: {last}"
    );
}

#[test]
fn a_table_over_pages_repeats_its_head_and_a_cell_longer_than_a_page_goes_on() {
    let mut notice = samples::joint();
    if let NoticeBody::JointOpinion(body) = &mut notice.body {
        let row = body.annex[0].clone();
        body.annex = vec![row; 60];
        body.annex[3].conclusion = (1..=900).map(|i| format!("第{i}点，")).collect();
    }
    let pages = pages(&made(&notice, Lang::Zh));
    assert!(pages.len() > 3);
    for page in &pages[1..pages.len() - 1] {
        assert!(page.contains("部门意见日期"), "{page}");
    }
    let all = pages.concat();
    assert!(all.contains("第900点"));
    assert_eq!(all.matches("自然资源和规划局").count(), 60);
}

#[test]
fn a_character_the_font_lacks_is_reported_and_stands_as_its_code_point() {
    let mut notice = samples::acceptance();
    notice.applicant = "𠮷林建设有限公司（法定代表人：李㐂）".to_owned();
    notice.project = "𠮷林花苑".to_owned();
    let pdf = made(&notice, Lang::Zh);
    assert_eq!(pdf.missing, vec!['𠮷', '㐂']);
    let text = text(&pdf);
    assert!(text.contains("U+20BB7"), "{text}");
    assert!(text.contains("U+3402"), "{text}");
    assert!(made(&samples::acceptance(), Lang::Zh).missing.is_empty());
}

#[test]
fn hostile_text_is_set_without_what_draws_nothing_and_without_a_panic() {
    let mut notice = samples::correction();
    notice.applicant = "甲\u{202E}乙\u{0}丙\u{200B}公司{number}".to_owned();
    notice.project = "\u{FEFF}👩\u{200D}👩\u{200D}👧 <b>&amp;</b> e\u{301}".to_owned();
    notice.made_by = "很长的名字".repeat(80);
    notice.number = "号".repeat(300);
    if let NoticeBody::Correction(body) = &mut notice.body {
        body.list = vec![
            "Z".repeat(5_000),
            "（".repeat(500),
            "，".repeat(500),
            String::new(),
            "第一段\r\n\r\n第二段\n".to_owned(),
            "\u{E000}\u{FFFE}\u{10FFFF}".to_owned(),
        ];
    }
    let pdf = made(&notice, Lang::Zh);
    let text = text(&pdf);
    assert!(text.contains("甲乙丙公司{number}"), "{text}");
    assert!(pdf.missing.contains(&'👩') && pdf.missing.contains(&'\u{E000}'));
    assert_eq!(text.matches('Z').count(), 5_000);
    for page in pages(&pdf) {
        assert!(page.contains(&notice.record.id), "{page}");
    }
}

#[test]
fn the_same_notice_gives_the_same_bytes() {
    for (name, notice) in samples::all() {
        for lang in BOTH {
            assert_eq!(made(&notice, lang), made(&notice, lang), "{name}");
        }
    }
    let mut other = samples::acceptance();
    other.date = NaiveDate::from_ymd_opt(2026, 9, 29).expect("a date");
    assert_ne!(
        made(&other, Lang::Zh).bytes,
        made(&samples::acceptance(), Lang::Zh).bytes
    );
}

#[test]
fn the_file_declares_pdf_a_2b_title_language_and_carries_its_font() {
    let pdf = made(&samples::acceptance(), Lang::Zh);
    let document = Document::load_mem(&pdf.bytes).expect("the file reads");
    let catalog = document.catalog().expect("a catalogue");
    assert_eq!(
        catalog
            .get(b"Lang")
            .and_then(|lang| lang.as_str())
            .expect("a language"),
        b"zh-CN"
    );
    assert!(catalog.has(b"OutputIntents"));
    let metadata = catalog
        .get(b"Metadata")
        .and_then(|id| id.as_reference())
        .and_then(|id| document.get_object(id))
        .and_then(|object| object.as_stream())
        .expect("metadata");
    let xmp =
        String::from_utf8(metadata.get_plain_content().expect("content")).expect("XMP is UTF-8");
    assert!(xmp.contains("<pdfaid:part>2</pdfaid:part>"), "{xmp}");
    assert!(
        xmp.contains("<pdfaid:conformance>B</pdfaid:conformance>"),
        "{xmp}"
    );
    assert!(
        xmp.contains("行政许可申请受理通知书　嘉审受〔2026〕0001号"),
        "{xmp}"
    );
    let names: BTreeSet<&[u8]> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .flat_map(|dictionary| dictionary.iter().map(|(key, _)| key.as_slice()))
        .collect();
    assert!(
        names.contains(b"FontFile3".as_slice()),
        "the font is not in the file"
    );
    assert!(
        pdf.bytes.len() < 200_000,
        "{} bytes: the font is not a subset",
        pdf.bytes.len()
    );
}

#[test]
fn what_a_notice_must_contain_and_lacks_is_told_all_at_once() {
    let lacks = |notice: &Notice| match notice::pdf(notice, Lang::Zh) {
        Err(NoticeError::Lacks(lacks)) => lacks,
        other => panic!("{other:?}"),
    };
    let mut notice = samples::acceptance();
    notice.number = " ".to_owned();
    notice.office.en.clear();
    if let NoticeBody::Acceptance(body) = &mut notice.body {
        body.calendar_version.clear();
    }
    assert_eq!(
        lacks(&notice),
        [Lack::Number, Lack::Office, Lack::CalendarVersion]
    );

    let mut notice = samples::correction();
    if let NoticeBody::Correction(body) = &mut notice.body {
        body.list = vec![" ".to_owned()];
    }
    assert_eq!(lacks(&notice), [Lack::List]);
}

#[test]
fn a_refusal_without_reasons_is_not_made() {
    for outcome in [Outcome::Refused, Outcome::Terminated] {
        let mut notice = samples::refused();
        if let NoticeBody::Decision(body) = &mut notice.body {
            body.outcome = outcome;
            body.reasons.clear();
        }
        assert_eq!(
            notice::pdf(&notice, Lang::Zh),
            Err(NoticeError::Lacks(vec![Lack::Reasons]))
        );
    }
}
