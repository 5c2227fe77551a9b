//! J11: the flow chart of all eleven procedures, in both languages and both forms.

use std::collections::BTreeSet;

use handheld_catalogue::Catalogue;
use handheld_contract::Lang;
use handheld_contract::views::chart::{
    ChartForm, ChartLayout, ChartLine, ChartNode, ChartState, ChartText,
};
use handheld_domain::plan::{Basis, Plan, Terms};
use handheld_reports::chart::measure::Type;
use handheld_reports::chart::{Caption, ChartInput, PRINT, layout, svg};

fn input(code: &str) -> ChartInput {
    let catalogue = Catalogue::bundled();
    let plan = Plan::new(
        catalogue.procedure(code).unwrap(),
        &catalogue.matters,
        &catalogue.landmarks,
        &BTreeSet::new(),
    )
    .unwrap();
    ChartInput::of_plan(&plan, catalogue, &Terms::of(Basis::Promised))
}

/// The same with every state somewhere.
fn live(code: &str) -> ChartInput {
    const STATES: [ChartState; 11] = [
        ChartState::Decided,
        ChartState::Running,
        ChartState::Soon,
        ChartState::Late,
        ChartState::LawMissed,
        ChartState::Suspended,
        ChartState::Submitted,
        ChartState::Correcting,
        ChartState::Refused,
        ChartState::NotRequired,
        ChartState::NotBegun,
    ];
    let mut input = input(code);
    for (place, matter) in input.matters.iter_mut().enumerate() {
        matter.state = STATES[place % STATES.len()];
        matter.used = (matter.state != ChartState::NotBegun).then_some(2);
        matter.due = Some("2026-10-27".parse().unwrap());
    }
    input
}

/// Every chart there is: all procedures, both languages, planned and live, on a desk and on the narrowest phone.
fn every() -> Vec<(String, ChartLayout)> {
    let mut all = Vec::new();
    for procedure in &Catalogue::bundled().procedures {
        for lang in [Lang::Zh, Lang::En] {
            for width in [320.0, 360.0, 599.0, 1200.0] {
                for (kind, input) in [
                    ("plan", input(&procedure.code)),
                    ("live", live(&procedure.code)),
                ] {
                    let name = format!("{} {kind} {lang:?} {width}", procedure.code);
                    all.push((name, layout(&input, lang, width)));
                }
            }
        }
    }
    all
}

fn corners(node: &ChartNode) -> [f32; 4] {
    [node.x, node.y, node.x + node.w, node.y + node.h]
}

fn overlap(a: [f32; 4], b: [f32; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

fn extent(line: &ChartLine) -> [f32; 4] {
    use ChartText::{Code, Days, Group, Name, Phase, State};
    let bold = matches!(line.role, Code | Days | Group | Name | Phase | State);
    let kind = Type {
        size: line.size,
        bold,
    };
    let width = kind.width(&line.text);
    let left = if line.end { line.x - width } else { line.x };
    [
        left,
        line.y - line.size,
        left + width,
        line.y + line.size * 0.2,
    ]
}

#[test]
fn j11_the_layout_is_the_same_every_time() {
    for ((name, first), (_, again)) in every().into_iter().zip(every()) {
        assert_eq!(first, again, "{name}");
    }
}

#[test]
fn j11_below_600_pixels_the_chart_is_a_stepper_of_that_width() {
    for (name, chart) in every() {
        let narrow = !name.ends_with("1200");
        assert_eq!(chart.form == ChartForm::Stepper, narrow, "{name}");
        if narrow {
            assert!(name.ends_with(&chart.width.to_string()), "{name}");
            assert!(chart.edges.is_empty() && chart.rails.len() + 1 == chart.nodes.len());
        }
    }
}

#[test]
fn j11_no_box_lies_over_another_or_outside_the_chart() {
    for (name, chart) in every() {
        for (place, node) in chart.nodes.iter().enumerate() {
            let [left, top, right, bottom] = corners(node);
            let inside =
                left >= 0.0 && top >= 0.0 && right <= chart.width && bottom <= chart.height;
            assert!(inside, "{name}: {}", node.code);
            for other in &chart.nodes[place + 1..] {
                let over = overlap(corners(node), corners(other));
                assert!(!over, "{name}: {} and {}", node.code, other.code);
            }
        }
    }
}

#[test]
fn j11_no_line_goes_through_a_box_or_outside_the_chart() {
    for (name, chart) in every() {
        for edge in &chart.edges {
            for pair in edge.points.windows(2) {
                let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
                assert!(
                    ax == bx || ay == by,
                    "{name}: {} -> {} is slanted",
                    edge.from,
                    edge.to
                );
                let segment = [ax.min(bx), ay.min(by), ax.max(bx), ay.max(by)];
                let inside = segment[0] >= 0.0
                    && segment[1] >= 0.0
                    && segment[2] <= chart.width
                    && segment[3] <= chart.height;
                assert!(inside, "{name}: {} -> {}", edge.from, edge.to);
                for node in &chart.nodes {
                    let [left, top, right, bottom] = corners(node);
                    let within = [left + 0.5, top + 0.5, right - 0.5, bottom - 0.5];
                    assert!(
                        !overlap(segment, within),
                        "{name}: {} -> {} goes through {}",
                        edge.from,
                        edge.to,
                        node.code
                    );
                }
            }
        }
    }
}

#[test]
fn j11_every_dependency_is_drawn_from_its_box_to_the_other() {
    for (name, chart) in every() {
        if chart.form == ChartForm::Stepper {
            continue;
        }
        let wanted: usize = chart.nodes.iter().map(|node| node.depends_on.len()).sum();
        assert_eq!(chart.edges.len(), wanted, "{name}");
        for edge in &chart.edges {
            let touches = |code: &str, point: &[f32; 2]| {
                let node = chart.nodes.iter().find(|n| n.code == code).unwrap();
                let [left, top, right, bottom] = corners(node);
                let side =
                    (point[0] == left || point[0] == right) && point[1] > top && point[1] < bottom;
                let end =
                    (point[1] == top || point[1] == bottom) && point[0] > left && point[0] < right;
                side || end
            };
            assert!(touches(&edge.from, &edge.points[0]), "{name}: {edge:?}");
            assert!(
                touches(&edge.to, edge.points.last().unwrap()),
                "{name}: {edge:?}"
            );
        }
    }
}

#[test]
fn j11_lines_of_dependencies_without_a_common_end_never_lie_on_each_other() {
    for (name, chart) in every() {
        for (place, a) in chart.edges.iter().enumerate() {
            for b in &chart.edges[place + 1..] {
                if a.from == b.from || a.to == b.to {
                    continue;
                }
                for (p, q) in a
                    .points
                    .windows(2)
                    .flat_map(|p| b.points.windows(2).map(move |q| (p, q)))
                {
                    let along = |axis: usize| {
                        let other = 1 - axis;
                        let flat = |s: &[[f32; 2]]| s[0][axis] == s[1][axis];
                        let span = |s: &[[f32; 2]]| {
                            (s[0][other].min(s[1][other]), s[0][other].max(s[1][other]))
                        };
                        let (p_span, q_span) = (span(p), span(q));
                        flat(p)
                            && flat(q)
                            && (p[0][axis] - q[0][axis]).abs() < 2.0
                            && p_span.0 < q_span.1
                            && q_span.0 < p_span.1
                    };
                    assert!(
                        !along(0) && !along(1),
                        "{name}: {} -> {} on {} -> {}",
                        a.from,
                        a.to,
                        b.from,
                        b.to
                    );
                }
            }
        }
    }
}

#[test]
fn j11_every_text_is_legible_stands_inside_its_box_and_on_no_other_text() {
    for (name, chart) in every() {
        let mut all: Vec<(&ChartLine, [f32; 4])> = Vec::new();
        for node in &chart.nodes {
            all.extend(node.lines.iter().map(|line| (line, corners(node))));
        }
        for group in &chart.groups {
            let frame = [group.x, group.y, group.x + group.w, group.y + group.h];
            all.extend(group.lines.iter().map(|line| (line, frame)));
        }
        for column in &chart.columns {
            let band = [column.x, column.y, column.x + column.w, column.y + column.h];
            all.extend(column.lines.iter().map(|line| (line, band)));
        }
        for (place, (line, frame)) in all.iter().enumerate() {
            assert!(line.size >= 12.0, "{name}: {}", line.text);
            let [left, top, right, bottom] = extent(line);
            let inside =
                left >= frame[0] && top >= frame[1] && right <= frame[2] && bottom <= frame[3];
            assert!(inside, "{name}: {} is cut", line.text);
            for (other, _) in &all[place + 1..] {
                let over = overlap(extent(line), extent(other));
                assert!(!over, "{name}: {} lies on {}", line.text, other.text);
            }
        }
    }
}

#[test]
fn j11_the_critical_path_is_one_line_and_every_name_is_there_in_full() {
    for (name, chart) in every() {
        let code = name.split(' ').next().unwrap();
        let path = input(code).critical_path;
        let drawn: Vec<&str> = chart
            .nodes
            .iter()
            .filter(|n| n.critical)
            .map(|n| &*n.code)
            .collect();
        assert_eq!(drawn.len(), path.len(), "{name}");
        if chart.form == ChartForm::Columns {
            let critical = chart.edges.iter().filter(|edge| edge.critical).count();
            assert_eq!(critical + 1, path.len(), "{name}");
        }
        for node in &chart.nodes {
            let lines = node
                .lines
                .iter()
                .filter(|line| line.role == ChartText::Name);
            let shown: String = lines.map(|line| line.text.replace(' ', "")).collect();
            let full = match chart.lang {
                Lang::Zh => &node.name.zh,
                Lang::En => &node.name.en,
            };
            assert_eq!(shown, full.replace(' ', ""), "{name}");
        }
    }
}

#[test]
fn j11_a_frame_holds_all_its_matters_and_no_other() {
    for (name, chart) in every() {
        for group in &chart.groups {
            let frame = [group.x, group.y, group.x + group.w, group.y + group.h];
            for node in &chart.nodes {
                let member = node.group.as_ref() == Some(&group.key) && node.phase == group.phase;
                assert_eq!(
                    overlap(frame, corners(node)),
                    member,
                    "{name}: {}",
                    node.code
                );
            }
        }
    }
}

#[test]
fn j11_the_svg_is_well_formed_has_a_title_and_no_script() {
    for (name, chart) in every() {
        let caption = Caption {
            title: None,
            facts: vec!["<22 & \"days\"".into()],
            foot: vec!["'foot'".into()],
        };
        let svg = svg(&chart, &caption, &PRINT);
        assert!(
            svg.starts_with("<svg ") && svg.ends_with("</svg>\n"),
            "{name}"
        );
        assert!(
            svg.contains("<title id=\"chart-title\">") && svg.contains("<desc id="),
            "{name}"
        );
        for wrong in ["<script", "NaN", "\"inf", "\"-inf", "Minf", "Linf"] {
            assert!(!svg.contains(wrong), "{name}: {wrong}");
        }
        let open = svg.matches("<g").count();
        assert_eq!(open, svg.matches("</g>").count(), "{name}");
        assert!(svg.contains("&lt;22 &amp; &quot;days&quot;"), "{name}");
    }
}

#[test]
fn dependencies_that_go_back_or_lead_nowhere_are_drawn_or_passed_over() {
    let mut input = input("ZJ-GEN");
    let at =
        |input: &ChartInput, code: &str| input.matters.iter().position(|m| m.code == code).unwrap();
    let (early, late) = (at(&input, "P1-08"), at(&input, "P2-06"));
    input.matters[early].depends_on.push("P4-10".into());
    input.matters[late].depends_on.push("nowhere".into());
    input.matters[late].depends_on.push("P2-06".into());
    let chart = layout(&input, Lang::Zh, 1200.0);
    let back = chart
        .edges
        .iter()
        .find(|e| e.from == "P4-10" && e.to == "P1-08")
        .unwrap();
    assert!(back.points.len() >= 6, "{back:?}");
    assert!(
        chart
            .edges
            .iter()
            .all(|e| e.from != "nowhere" && e.from != e.to)
    );
    for pair in back.points.windows(2) {
        let segment = [
            pair[0][0].min(pair[1][0]),
            pair[0][1].min(pair[1][1]),
            pair[0][0].max(pair[1][0]),
            pair[0][1].max(pair[1][1]),
        ];
        let through = chart.nodes.iter().find(|node| {
            let [left, top, right, bottom] = corners(node);
            overlap(segment, [left + 0.5, top + 0.5, right - 0.5, bottom - 0.5])
        });
        assert_eq!(through.map(|node| &*node.code), None);
    }
}

#[test]
fn a_chart_of_nothing_is_an_empty_chart() {
    let mut input = input("ZJ-GEN");
    input.matters.clear();
    for width in [360.0, 1200.0, f32::NAN] {
        let chart = layout(&input, Lang::En, width);
        assert!(chart.nodes.is_empty() && chart.edges.is_empty());
        assert!(svg(&chart, &Caption::default(), &PRINT).ends_with("</svg>\n"));
    }
}
