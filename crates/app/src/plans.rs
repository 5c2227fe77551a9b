//! A plan to draw under the sketch of a survey: the lines of a file as numbers. Nothing is stored, judged or sent.
//!
//! Reading is the room `geofile`'s, with its limits; drawing is the screen's, which also keeps the plan on its device.

use std::collections::BTreeMap;

use handheld_contract::command::LookAtPlan;
use handheld_contract::views::Text;
use handheld_contract::views::survey::{PlanLine, PlanView};
use handheld_contract::{Code, Problem};
use handheld_geofile::{
    Choices, Kind, Problem as Row, Read, ReadError, Warning, chords, look, read,
};
use handheld_store::records::Records;

use crate::survey_files::unreadable;
use crate::{Answer, App, Who};

/// Most vertices of a plan, arcs as chords. All of them are gone through whenever the sketch is moved, on a tablet within one frame; the
/// answer stays below 2 MiB. A site plan has some thousands; a drawing with hatches drawn as lines has to be thinned.
const MOST_VERTICES: usize = 50_000;
/// Kinds of what is left out that are named; more are counted.
const NAMED: usize = 5;

impl<S: Records> App<S> {
    /// The lines of a plan in the grid of a survey. Nothing is stored.
    ///
    /// # Errors
    ///
    /// The survey is not seen, nothing of the file can be read, it is a table, it has nothing to draw, or it has too much.
    pub async fn look_at_plan(
        &self,
        who: &Who,
        asked: LookAtPlan,
        bytes: &[u8],
    ) -> Answer<PlanView> {
        let seen = self.see_survey(who, asked.survey).await?;
        let told = |error: ReadError| unreadable(who, &error);
        let kind = look(bytes, &asked.file_name).map_err(told)?.kind;
        if matches!(kind, Kind::Text | Kind::Xlsx) {
            let why = who.lang.pick(
                "表格里没有线；请选 DXF、GeoJSON 或 GeoPackage",
                "a table has no lines; choose a DXF, GeoJSON or GeoPackage",
            );
            return Err(not_drawn(who, why));
        }
        let epsg = seen.survey.meta.epsg;
        let choices = Choices {
            epsg,
            site: None,
            table: None,
        };
        let read = read(bytes, &choices).map_err(told)?;
        let lines = lines_of(who, &read)?;
        if lines.is_empty() && read.points.is_empty() {
            let why = who.lang.pick(
                "里面没有可以画的线或点",
                "there are no lines or points in it that can be drawn",
            );
            return Err(not_drawn(who, why));
        }
        Ok(PlanView {
            name: asked.file_name,
            epsg,
            lines,
            points: read.points.iter().map(|p| [p.x_north, p.y_east]).collect(),
            left_out: left_out(&read.problems, &read.warnings),
        })
    }
}

fn not_drawn(who: &Who, why: impl Into<String>) -> Problem {
    Problem::new(Code::BadInput)
        .with("what", who.lang.pick("规划图", "the plan"))
        .with("why", why.into())
}

/// Lines with their arcs as chords, unless they are too many to be drawn.
fn lines_of(who: &Who, read: &Read) -> Answer<Vec<PlanLine>> {
    let mut lines = Vec::with_capacity(read.lines.len());
    let mut left = MOST_VERTICES.checked_sub(read.points.len());
    for line in &read.lines {
        let points = chords(line);
        left = left.and_then(|left| left.checked_sub(points.len()));
        if left.is_none() {
            break;
        }
        lines.push(PlanLine {
            closed: line.closed,
            points,
        });
    }
    if left.is_some() {
        return Ok(lines);
    }
    let limit = who.lang.pick(
        format!("规划图最多画 {MOST_VERTICES} 个节点（圆弧按弦计）；请只留需要的图层后重新导出"),
        format!(
            "a plan is drawn with at most {MOST_VERTICES} vertices, arcs as chords; export it again with the layers that are needed"
        ),
    );
    Err(Problem::new(Code::TooLarge)
        .with("what", who.lang.pick("规划图", "the plan"))
        .with("limit", limit))
}

/// What of a file is not drawn, counted by what it is.
fn left_out(problems: &[Row], warnings: &[Warning]) -> Text {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in problems {
        *kinds.entry(problem.what.as_str()).or_default() += 1;
    }
    for warning in warnings {
        if let Warning::LeftOut { what, count } = warning {
            *kinds.entry(what).or_default() += count;
        }
    }
    if kinds.is_empty() {
        return Text::default();
    }
    let all: usize = kinds.values().sum();
    let mut kinds: Vec<(&str, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named: Vec<String> = kinds
        .iter()
        .take(NAMED)
        .map(|(what, count)| format!("{what} × {count}"))
        .collect();
    let more = kinds.len() > NAMED;
    Text {
        zh: format!(
            "{all} 个对象没有画出：{}{}",
            named.join("、"),
            if more { "等" } else { "" }
        ),
        en: format!(
            "{all} {} not drawn: {}{}",
            if all == 1 { "object" } else { "objects" },
            named.join(", "),
            if more { " and more" } else { "" }
        ),
    }
}

#[cfg(test)]
mod tests {
    use handheld_geofile::Reason;

    use super::*;

    fn row(what: &str) -> Row {
        Row {
            row: 1,
            column: None,
            what: what.to_owned(),
            reason: Reason::NoName,
        }
    }

    #[test]
    fn what_is_left_out_of_a_plan_is_counted_by_its_kind_the_most_frequent_first() {
        let hatches = [Warning::LeftOut {
            what: "HATCH".to_owned(),
            count: 2,
        }];
        let words = left_out(&[row("SPLINE")], &hatches);
        assert_eq!(words.en, "3 objects not drawn: HATCH × 2, SPLINE × 1");
        assert_eq!(words.zh, "3 个对象没有画出：HATCH × 2、SPLINE × 1");
        assert_eq!(left_out(&[], &[]), Text::default());
    }
}
