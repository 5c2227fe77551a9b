//! Values from readings of the field: from the record's terms to the domain's and back, with what has to be said about them in words.
//!
//! How they are computed stands in the domain; limits and height steps are the catalogue's.

use handheld_catalogue::Catalogue;
use handheld_contract::views::Text;
use handheld_contract::views::survey::{
    FacesRound, FieldReadings, FloorFound, FloorKind, FloorSteps, ReadingProblem, ReadingsView,
    RoundFound, SurveyValue, TargetRole,
};
use handheld_domain::Origin;
use handheld_domain::survey::FORMULA_VERSION;
use handheld_domain::survey::field_readings::{
    self as domain, Aim, Doubt, Found, Limited, Place, Wrong, WrongReading, doubts, work_out,
};
use handheld_domain::survey::floor_area::{Floor, HeightSteps};
use handheld_domain::survey::height::Face;
use handheld_domain::survey::repeated::statistics;
use handheld_records::shape::{MeasuredValue, ReadingsValue};

/// How far a stored value may be from what its readings give, m or m²: far below what is read, far above what arithmetic differs by
/// from one processor to another.
const SAME_VALUE: f64 = 1e-6;

fn text(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text {
        zh: zh.into(),
        en: en.into(),
    }
}

fn floor_steps(steps: HeightSteps) -> FloorSteps {
    FloorSteps {
        storey_full_m: steps.storey_full_m,
        slope_full_m: steps.slope_full_m,
        slope_half_m: steps.slope_half_m,
    }
}

pub(crate) fn height_steps(steps: FloorSteps) -> HeightSteps {
    HeightSteps {
        storey_full_m: steps.storey_full_m,
        slope_full_m: steps.slope_full_m,
        slope_half_m: steps.slope_half_m,
    }
}

fn read(readings: &FieldReadings) -> domain::FieldReadings {
    match readings {
        FieldReadings::HeightByFaces { distance_m, rounds } => {
            let round = |one: &FacesRound| domain::Round {
                top_left: one.top_left,
                top_right: one.top_right,
                base_left: one.base_left,
                base_right: one.base_right,
            };
            domain::FieldReadings::HeightByFaces {
                distance_m: *distance_m,
                rounds: rounds.iter().map(round).collect(),
            }
        }
        FieldReadings::FloorArea { floors } => {
            let floors = floors.iter().map(|floor| match floor.kind {
                FloorKind::Level => Floor::Level {
                    area_m2: floor.area_m2,
                    storey_height_m: floor.height_m,
                },
                FloorKind::Sloped => Floor::Sloped {
                    area_m2: floor.area_m2,
                    net_height_m: floor.height_m,
                },
            });
            domain::FieldReadings::FloorArea {
                floors: floors.collect(),
            }
        }
        FieldReadings::AreaRatio { part_m2, site_m2 } => domain::FieldReadings::AreaRatio {
            part_m2: *part_m2,
            site_m2: *site_m2,
        },
    }
}

/// Whether such readings give the value of a role.
pub(crate) fn gives(readings: &FieldReadings, role: TargetRole) -> bool {
    match readings {
        FieldReadings::HeightByFaces { .. } => role == TargetRole::Height,
        FieldReadings::FloorArea { .. } => role == TargetRole::Area,
        FieldReadings::AreaRatio { .. } => {
            matches!(role, TargetRole::IndexAtMost | TargetRole::IndexAtLeast)
        }
    }
}

/// Readings as they are kept: with the version of the formulas and, for an area, the steps of the catalogue in force.
pub(crate) fn as_kept(catalogue: &Catalogue, readings: FieldReadings) -> ReadingsValue {
    let counts = gives(&readings, TargetRole::Area);
    let rule = catalogue.floor_rule.as_ref().filter(|_| counts);
    ReadingsValue {
        steps: rule.map(|rule| floor_steps(rule.steps())),
        formulas: FORMULA_VERSION.to_owned(),
        readings,
        extra: serde_json::Map::new(),
    }
}

fn compute(kept: &ReadingsValue) -> Result<Found, Vec<WrongReading>> {
    let steps = kept.steps.map(height_steps);
    work_out(&read(&kept.readings), steps.as_ref())
}

/// The readings of the target that kept readings give, or what is wrong with them.
pub(crate) fn values(kept: &ReadingsValue) -> Result<Vec<SurveyValue>, Vec<ReadingProblem>> {
    let found = compute(kept).map_err(|wrong| wrong.iter().map(problem).collect::<Vec<_>>())?;
    let value = |value| SurveyValue {
        value: Some(value),
        ..SurveyValue::default()
    };
    Ok(found.values().into_iter().map(value).collect())
}

/// Whether a measured value is what its field readings give by the formulas that it names. A value without such readings is.
pub(crate) fn is_what_was_read(value: &MeasuredValue) -> bool {
    let Some(kept) = &value.from else { return true };
    if kept.formulas != FORMULA_VERSION {
        return false;
    }
    let same = |one: Option<f64>, other: Option<f64>| match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= SAME_VALUE,
        _ => false,
    };
    values(kept).is_ok_and(|given| {
        given.len() == value.readings.len()
            && given.iter().zip(&value.readings).all(|(given, stored)| {
                stored.x_north.is_none()
                    && stored.y_east.is_none()
                    && stored.h.is_none()
                    && same(given.value, stored.value)
            })
    })
}

/// Kept readings with everything derived from them. Of a version of the formulas that this program does not have only the readings are
/// shown, and it is said.
pub(crate) fn view(catalogue: &Catalogue, kept: &ReadingsValue) -> ReadingsView {
    let mut view = ReadingsView {
        readings: kept.readings.clone(),
        formulas: kept.formulas.clone(),
        rounds: Vec::new(),
        floors: Vec::new(),
        steps: kept.steps,
        steps_source: Text::default(),
        value: None,
        spread_mm: None,
        doubts: Vec::new(),
    };
    if kept.formulas != FORMULA_VERSION {
        let version = &kept.formulas;
        view.doubts.push(text(
            format!("按公式版本 {version} 计算，本机程序没有该版本，无法复算：请更新程序。"),
            format!(
                "Computed by the formulas {version}, which this program does not have: update it to compute again."
            ),
        ));
        return view;
    }
    let found = match compute(kept) {
        Ok(found) => found,
        Err(wrong) => {
            view.doubts = wrong.iter().map(|one| problem(one).text).collect();
            return view;
        }
    };
    derive(&mut view, &found);
    let all = doubts(&found, &catalogue.reading_limits);
    view.doubts = all.iter().map(|one| doubt(catalogue, one)).collect();
    if let Some(steps) = kept.steps {
        match &catalogue.floor_rule {
            Some(rule) if floor_steps(rule.steps()) == steps => {
                view.steps_source = sources(catalogue, &rule.origin);
            }
            _ => view.doubts.push(text(
                "计算建筑面积所用的层高界线与现行目录不一致：核对后重新录入。",
                "The heights from which the area was counted are not those of the catalogue in force: check, and enter it again.",
            )),
        }
    }
    view
}

fn derive(view: &mut ReadingsView, found: &Found) {
    match found {
        Found::Heights(rounds) => {
            let of = |round: &domain::RoundFound| RoundFound {
                height_m: round.height_m,
                top_deg: round.top.angle_deg,
                base_deg: round.base.angle_deg,
                top_index_sec: round.top.index_error_sec,
                base_index_sec: round.base.index_error_sec,
            };
            view.rounds = rounds.iter().map(of).collect();
            if let Ok(all) = statistics(&found.values()) {
                view.value = Some(all.mean);
                view.spread_mm = (all.count > 1).then(|| (all.spread * 10_000.0).round() / 10.0);
            }
        }
        Found::Floors(floors) => {
            let of = |floor: &domain::FloorFound| FloorFound {
                share: floor.share,
                counted_m2: floor.counted_m2,
            };
            view.floors = floors.iter().map(of).collect();
            view.value = found.values().first().copied();
        }
        Found::Ratio(ratio) => view.value = Some(*ratio),
    }
}

pub(crate) fn sources(catalogue: &Catalogue, origin: &Origin) -> Text {
    let named = origin
        .sources
        .iter()
        .filter_map(|key| catalogue.source(key));
    let titles: Vec<&handheld_domain::Text> = named.map(|source| &source.title).collect();
    let join = |pick: fn(&handheld_domain::Text) -> &str, with: &str| {
        let titles: Vec<&str> = titles.iter().map(|title| pick(title)).collect();
        titles.join(with)
    };
    text(join(|t| &t.zh, "；"), join(|t| &t.en, "; "))
}

fn aim_words(aim: Aim) -> (&'static str, &'static str) {
    match aim {
        Aim::Top => ("顶部", "top"),
        Aim::Base => ("底部", "base"),
    }
}

fn face_words(face: Face) -> (&'static str, &'static str) {
    match face {
        Face::Left => ("盘左", "face left"),
        Face::Right => ("盘右", "face right"),
    }
}

/// What about the readings is beyond a limit, by how much, and by which rule.
fn doubt(catalogue: &Catalogue, of: &Doubt<'_>) -> Text {
    let limit = of.limit.limit;
    let source = sources(catalogue, &of.limit.origin);
    let name = &of.limit.name;
    if of.limit.what == Limited::Rounds {
        let found = of.found;
        return text(
            format!(
                "只观测了 {found} 个测回，应不少于 {limit} 个（{}）：请补测。",
                source.zh
            ),
            format!(
                "{found} {} observed, at least {limit} are asked for ({}): observe again.",
                if found < 1.5 {
                    "round was"
                } else {
                    "rounds were"
                },
                source.en
            ),
        );
    }
    let unit = if of.limit.what == Limited::HeightSpread {
        " mm"
    } else {
        "″"
    };
    let (at_zh, at_en) = of.at.map_or_else(Default::default, |(round, aim)| {
        let (zh, en) = aim_words(aim);
        let round = round + 1;
        (
            format!("第 {round} 测回{zh}"),
            format!("Round {round}, {en}: "),
        )
    });
    let found = of.found;
    text(
        format!(
            "{at_zh}{} {found:.1}{unit}，超过 {limit}{unit}（{}）：检查仪器后重测。",
            name.zh, source.zh
        ),
        format!(
            "{at_en}{} {found:.1}{unit}, beyond {limit}{unit} ({}): check the instrument and observe again.",
            name.en, source.en
        ),
    )
}

fn place_words(place: Place) -> Text {
    match place {
        Place::Distance => text("水平距离", "Horizontal distance"),
        Place::Rounds => text("测回", "Rounds"),
        Place::Round(round) => {
            let round = round + 1;
            text(format!("第 {round} 测回"), format!("Round {round}"))
        }
        Place::Circle(round, aim, face) => {
            let (aim, face, round) = (aim_words(aim), face_words(face), round + 1);
            text(
                format!("第 {round} 测回{}{}", aim.0, face.0),
                format!("Round {round}, {} {}", aim.1, face.1),
            )
        }
        Place::Floors => text("楼层", "Storeys"),
        Place::FloorArea(floor) => {
            let floor = floor + 1;
            text(format!("第 {floor} 行面积"), format!("Line {floor}, area"))
        }
        Place::FloorHeight(floor) => {
            let floor = floor + 1;
            text(
                format!("第 {floor} 行高度"),
                format!("Line {floor}, height"),
            )
        }
        Place::Part => text("分子面积", "Measured area"),
        Place::Site => text("用地面积", "Site area"),
    }
}

fn why_words(why: &Wrong) -> Text {
    match why {
        Wrong::NotFinite => text("不是有效数字，请重新录入", "no number; enter it again"),
        Wrong::NotPositive => text("应大于 0", "has to be above zero"),
        Wrong::Negative => text("不能小于 0", "must not be below zero"),
        Wrong::TooLarge(most) => text(
            format!("大于 {most}，请核对单位和小数点"),
            format!("is above {most}: check unit and decimal point"),
        ),
        Wrong::NotOfFace(Face::Left) => text(
            "盘左天顶距读数应在 0° 与 180° 之间：核对读数，或盘左、盘右录反",
            "a zenith reading of face left lies between 0° and 180°: check it, or the faces are swapped",
        ),
        Wrong::NotOfFace(Face::Right) => text(
            "盘右天顶距读数应在 180° 与 360° 之间：核对读数，或盘左、盘右录反",
            "a zenith reading of face right lies between 180° and 360°: check it, or the faces are swapped",
        ),
        Wrong::Misread(seconds) => text(
            format!(
                "盘左、盘右之和与 360° 相差过大（指标差 {seconds:.0}″），有一个读数有误：请核对"
            ),
            format!(
                "the two faces do not add up to 360° (index error {seconds:.0}″), so one of them is wrong: check both"
            ),
        ),
        Wrong::NotAbove => text(
            "顶部不高于底部：核对读数，或顶部、底部录反",
            "the top does not lie above the base: check the readings, or top and base are swapped",
        ),
        Wrong::Nothing => text("至少录入一项", "enter at least one"),
        Wrong::TooMany(most) => text(format!("最多 {most} 项"), format!("at most {most}")),
        Wrong::NoSteps => text(
            "目录中没有建筑面积的层高界线，不能按层计算：请更新目录，或直接录入面积",
            "the catalogue has no heights from which floor area counts: update the catalogue, or enter the area itself",
        ),
        Wrong::Survey(error) => text(
            format!("无法计算（{error}），请核对读数"),
            format!("cannot be computed ({error}): check the readings"),
        ),
    }
}

fn problem(of: &WrongReading) -> ReadingProblem {
    let (place, why) = (place_words(of.place), why_words(&of.why));
    ReadingProblem {
        at: of.place.to_string(),
        text: text(
            format!("{}：{}。", place.zh, why.zh),
            format!("{}: {}.", place.en, why.en),
        ),
    }
}
