//! Line breaking and setting, character by character.

use super::*;

fn texts(text: &str, size: f32, measure: f32) -> Vec<String> {
    set(text, size, measure, 0.0, Fill::Justified)
        .iter()
        .map(Line::text)
        .collect()
}

/// Ten characters of a height of 10 per line.
fn tens(text: &str) -> Vec<String> {
    texts(text, 10.0, 100.0)
}

#[test]
fn han_text_breaks_between_any_two_characters() {
    assert_eq!(
        tens("建设工程消防设计审查申请材料"),
        ["建设工程消防设计审查", "申请材料"]
    );
}

#[test]
fn no_line_starts_with_closing_punctuation() {
    for sign in CLOSERS.chars().chain("！？…".chars()) {
        for before in 6..14 {
            let text = format!("{}{sign}{}", "建".repeat(before), "设".repeat(9));
            for line in tens(&text).iter().skip(1) {
                assert!(
                    !line.starts_with(sign),
                    "{text} breaks before {sign}: {line}"
                );
            }
        }
    }
}

#[test]
fn no_line_ends_with_an_opening_bracket() {
    for sign in OPENERS.chars() {
        for before in 6..14 {
            let text = format!("{}{sign}{}", "建".repeat(before), "设".repeat(9));
            for line in tens(&text) {
                assert!(!line.ends_with(sign), "{text} breaks after {sign}: {line}");
            }
        }
    }
}

#[test]
fn a_quotation_may_start_and_end_at_a_line_s_edge() {
    assert_eq!(
        tens("你单位于昨天所提出的“申请”"),
        ["你单位于昨天所提出的", "“申请”"]
    );
    assert_eq!(tens("关于“建设工程消防”申请的")[1], "申请的");
}

#[test]
fn a_full_stop_at_the_end_gives_up_its_blank_half() {
    // Ten characters and a stop: the stop's ink would reach 105, so the tenth character goes with it.
    assert_eq!(
        tens("建设工程消防设计审查。申请"),
        ["建设工程消防设计审", "查。申请"]
    );
    // Narrower by half a character each: 9.5 and a stop of half a character.
    assert_eq!(
        texts("建设工程消防设计审。申请", 10.0, 95.0)[0],
        "建设工程消防设计审。"
    );
}

#[test]
fn punctuation_squeezed_by_what_follows_does_not_hang_twice() {
    // “）” gives up its blank half to the bracket that follows, which starts the next line.
    let lines = set(
        "建设工程消防设计审）（申请材料",
        10.0,
        95.0,
        0.0,
        Fill::Justified,
    );
    assert!(lines[0].width <= 95.1, "{}", lines[0].width);
    let (c, x) = lines[0].glyphs[9];
    assert_eq!(c, '）');
    assert!(x <= 90.1, "{x}");
}

#[test]
fn latin_words_and_figures_stay_whole() {
    let lines = tens("检测依据为standard规范3000平方米");
    assert!(
        lines.iter().any(|line| line.contains("standard")),
        "{lines:?}"
    );
    assert!(lines.iter().any(|line| line.contains("3000")), "{lines:?}");
}

#[test]
fn a_figure_stays_with_its_measure_word_and_a_number_with_its_year() {
    for before in 0..12 {
        let text = format!(
            "{}2026年10月13日共12个第7页〔2026〕0001号",
            "于".repeat(before)
        );
        for line in tens(&text) {
            assert!(
                !line.starts_with(['年', '月', '日', '个', '页', '号']),
                "{line}"
            );
            assert!(!line.ends_with('〕'), "{line}");
            assert!(!line.ends_with('第'), "{line}");
        }
    }
}

#[test]
fn a_word_longer_than_the_line_is_cut_and_nothing_is_lost() {
    let digest = "0123456789abcdef".repeat(4);
    let lines = tens(&digest);
    assert!(lines.len() > 1);
    assert_eq!(lines.concat(), digest);
    assert!(
        set(&digest, 10.0, 100.0, 0.0, Fill::Ragged)
            .iter()
            .all(|line| line.width <= 100.1)
    );
}

#[test]
fn a_measure_narrower_than_a_character_still_ends() {
    assert_eq!(texts("建设", 10.0, 3.0), ["建", "设"]);
}

#[test]
fn justified_lines_end_at_the_measure_and_the_last_does_not_stretch() {
    let lines = set(
        "本机关依据ABC标准第12条受理该申请材料齐全",
        10.0,
        103.0,
        20.0,
        Fill::Justified,
    );
    let (last, full) = lines.split_last().expect("lines");
    assert!(!full.is_empty());
    for line in full {
        assert!(
            (line.width - 103.0).abs() < 0.2,
            "{} {}",
            line.text(),
            line.width
        );
    }
    assert!(last.width < 103.0);
}

#[test]
fn punctuation_that_meets_punctuation_is_squeezed() {
    assert!((width("（审查）。", 10.0) - 45.0).abs() < 0.01);
    assert!((width("（“审查”）", 10.0) - 50.0).abs() < 0.01);
}

#[test]
fn characters_that_draw_nothing_are_not_set() {
    assert_eq!(tens("受\u{202E}理\u{200B}日\0期\t止"), ["受理日期 止"]);
}

#[test]
fn english_breaks_at_spaces_and_drops_them_at_the_edge() {
    let lines = texts("Your application has been accepted in full.", 10.0, 100.0);
    assert!(lines.len() > 1);
    assert!(lines.iter().all(|line| line.trim() == line), "{lines:?}");
    assert_eq!(
        lines.join(" "),
        "Your application has been accepted in full."
    );
}
