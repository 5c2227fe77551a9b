//! Kinds of surveys, limits for readings and heights of floor area from `surveys.toml`.

use handheld_domain::Text;
use handheld_domain::survey::field_readings::{FloorRule, ReadingLimit};
use handheld_domain::survey::kind::{SurveyKind, SurveyRules, TolerancesOfKind};

use super::origin;
use crate::shape::{ReadingLimitShape, SurveyRulesShape, SurveyShape, SurveysFile};

pub(super) fn rules(shape: &SurveyRulesShape) -> SurveyRules {
    SurveyRules {
        near_percent: shape.near_percent,
        max_hdop: shape.max_hdop,
        max_age_s: shape.max_age_seconds,
        area_cap_km2: shape.area_cap_km2,
        most_targets: shape.most_targets as usize,
        far_m: shape.far_m,
        far_level_m: shape.far_level_m,
        far_area_percent: shape.far_area_percent,
        soon_working_days: shape.soon_working_days,
    }
}

pub(super) fn reading_limits(file: &SurveysFile) -> Vec<ReadingLimit> {
    let limit = |shape: &ReadingLimitShape| ReadingLimit {
        what: shape.what,
        name: Text::new(&shape.zh, &shape.en),
        limit: shape.limit,
        origin: origin(
            shape.sources.as_ref().unwrap_or(&file.sources),
            shape.confidence.unwrap_or(file.confidence),
        ),
    };
    file.reading_limit.iter().map(limit).collect()
}

pub(super) fn floor_rule(file: &SurveysFile) -> Option<FloorRule> {
    let shape = file.floor_area.as_ref()?;
    Some(FloorRule {
        storey_full_m: shape.storey_full_m,
        slope_full_m: shape.slope_full_m,
        slope_half_m: shape.slope_half_m,
        origin: origin(
            shape.sources.as_ref().unwrap_or(&file.sources),
            shape.confidence.unwrap_or(file.confidence),
        ),
    })
}

pub(super) fn kinds(file: &SurveysFile) -> Vec<SurveyKind> {
    file.survey.iter().map(|shape| kind(file, shape)).collect()
}

fn kind(file: &SurveysFile, shape: &SurveyShape) -> SurveyKind {
    let sources = shape.sources.as_ref().unwrap_or(&file.sources);
    SurveyKind {
        key: shape.key.clone(),
        name: Text::new(&shape.zh, &shape.en),
        contract_stage: shape.contract_stage,
        stage: shape.stage,
        matter: shape.matter.clone(),
        office: shape.office.clone(),
        due_working_days: shape.due_working_days,
        roles: shape.roles.clone(),
        tolerances: TolerancesOfKind {
            point: shape.point.clone(),
            control: shape.control.clone(),
            control_level: shape.control_level.clone(),
            boundary: shape.boundary.clone(),
            level: shape.level.clone(),
            distance: shape.distance.clone(),
            height: shape.height.clone(),
            area: shape.area.clone(),
            side: shape.side.clone(),
            spacing: shape.spacing.clone(),
        },
        grade: shape.grade,
        photo_on_fail: shape.photo_on_fail,
        origin: origin(sources, shape.confidence.unwrap_or(file.confidence)),
    }
}
