//! The operations by name: from the keys of an input to those of an answer.

use handheld_catalogue::Catalogue;
use handheld_domain::survey::dimensions::{Pair, check_pairs, sides_and_diagonals};
use handheld_domain::survey::display::{from_gcj02, offset_m, to_gcj02};
use handheld_domain::survey::geofence::{Presence, attendance};
use handheld_domain::survey::indices::{IndexLimits, SiteAreas, indices as site_indices};
use handheld_domain::survey::polar::{polar_stake_out, ray};
use handheld_domain::survey::polygon::distance::{self, RedLine};
use handheld_domain::survey::staking::{NamedPoint, stake_check as check_stakes};
use handheld_domain::survey::system::fit_similarity;
use handheld_domain::survey::tolerance::{Rule, Tolerance};
use handheld_domain::survey::{
    Geographic, GridPoint, Limit, Outcome, SurveyError, angle, factors, geodesic, height, zone_of,
};
use serde_json::{Map, Value, json};

use super::case::{At, Bad};

type Found = Result<Value, Bad>;
type Operation = fn(&At<'_>, &Catalogue) -> Found;

/// Nothing here tells near from far, so only the limit itself counts as near.
const NEAR_SHARE: f64 = 1.0;

/// Returns the operation of this name.
pub(super) fn named(op: &str) -> Option<Operation> {
    Some(match op {
        "gk_forward" => gk_forward,
        "gk_inverse" => gk_inverse,
        "gk_zone" => gk_zone,
        "gk_factors" => gk_factors,
        "wgs84_to_cgcs2000" => wgs84_to_cgcs2000,
        "gcj02" => gcj02,
        "stake_check" => stake_check,
        "pm0_check" => pm0_check,
        "polygon_area" => polygon_area,
        "polygon_area_geodesic" => polygon_area_geodesic,
        "setback" => setback,
        "spacing" => spacing,
        "building_height" => building_height,
        "house_area_limit" => house_area_limit,
        "coord_inverse" => coord_inverse,
        "polar_stakeout" => polar_stakeout,
        "geodesic_inverse" => geodesic_inverse,
        "axis_tolerance" => axis_tolerance,
        "diagonals" => diagonals,
        "helmert2d" => helmert2d,
        "indices" => indices,
        "geofence" => geofence,
        _ => return None,
    })
}

fn gk_forward(input: &At<'_>, _: &Catalogue) -> Found {
    let point = input.grid()?.forward(input.position("lon", "lat")?)?;
    Ok(json!({
        "x_north": rounded(point.x_north, 6),
        "y_east": rounded(point.y_east, 6),
    }))
}

fn gk_inverse(input: &At<'_>, _: &Catalogue) -> Found {
    let point = GridPoint {
        x_north: input.get("x_north")?.number()?,
        y_east: input.get("y_east")?.number()?,
    };
    let Geographic { lon, lat } = input.grid()?.inverse(point)?;
    Ok(json!({ "lon": rounded(lon, 10), "lat": rounded(lat, 10) }))
}

fn gk_zone(input: &At<'_>, _: &Catalogue) -> Found {
    each(input, |one| {
        let zone = zone_of(one.number()?)?;
        Ok(json!({
            "lon": one.value(),
            "zone": zone.zone,
            "cm": zone.cm,
            "epsg_zone": zone.epsg_zone,
            "epsg_cm": zone.epsg_cm,
        }))
    })
}

fn gk_factors(input: &At<'_>, _: &Catalogue) -> Found {
    let found = factors(input.position("lon", "lat")?, input.get("cm")?.number()?)?;
    Ok(json!({
        "convergence_deg": rounded(found.convergence_deg, 10),
        "scale": rounded(found.scale, 12),
    }))
}

/// For a handheld receiver the two frames are one; what service gave a position is kept with it.
fn wgs84_to_cgcs2000(input: &At<'_>, _: &Catalogue) -> Found {
    input.position("lon", "lat")?.checked()?;
    Ok(json!({
        "lon": input.get("lon")?.value(),
        "lat": input.get("lat")?.value(),
    }))
}

fn gcj02(input: &At<'_>, _: &Catalogue) -> Found {
    let at = input.position("lon", "lat")?;
    let shown = to_gcj02(at)?;
    let back = from_gcj02(shown)?;
    let mut answer = Map::new();
    for (key, value) in [
        ("gcj_lon", rounded(shown.lon, 12)),
        ("gcj_lat", rounded(shown.lat, 12)),
        ("offset_m", rounded(offset_m(at)?, 4)),
        ("inverse_lon", rounded(back.lon, 12)),
        ("inverse_lat", rounded(back.lat, 12)),
    ] {
        answer.insert(key.to_owned(), value);
    }
    if let Some(outside) = input.optional("outside") {
        let there = to_gcj02(outside.lon_lat()?)?;
        answer.insert("outside".to_owned(), json!([there.lon, there.lat]));
    }
    Ok(Value::Object(answer))
}

fn stake_check(input: &At<'_>, _: &Catalogue) -> Found {
    let (design, measured) = (
        named_points(input, "design")?,
        named_points(input, "measured")?,
    );
    let check = check_stakes(&design, &measured, &limit(input, "limit_mm", "mm")?)?;
    let rows: Vec<Value> = check
        .rows
        .iter()
        .map(|row| {
            json!({
                "pt": row.name,
                "dx_mm": row.dx_mm,
                "dy_mm": row.dy_mm,
                "ds_mm": row.ds_mm,
                "pass": row.verdict.passes(),
            })
        })
        .collect();
    let verdict = match check.outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Incomplete => "incomplete",
    };
    let mut answer = Map::new();
    answer.insert("rows".to_owned(), json!(rows));
    answer.insert("verdict".to_owned(), json!(verdict));
    answer.insert("max_ds_mm".to_owned(), json!(check.max_ds_mm));
    // Said only where there is something to say.
    for (key, names) in [("missing", check.missing), ("unknown", check.unknown)] {
        if !names.is_empty() {
            answer.insert(key.to_owned(), json!(names));
        }
    }
    Ok(Value::Object(answer))
}

fn named_points(input: &At<'_>, key: &str) -> Result<Vec<NamedPoint>, Bad> {
    let read = |one: &At<'_>| -> Result<NamedPoint, Bad> {
        Ok(NamedPoint {
            name: one.get("pt")?.text()?.to_owned(),
            point: GridPoint {
                x_north: one.get("x")?.number()?,
                y_east: one.get("y")?.number()?,
            },
        })
    };
    input.get(key)?.items()?.iter().map(read).collect()
}

fn pm0_check(input: &At<'_>, _: &Catalogue) -> Found {
    let limit = limit(input, "limit_mm", "mm")?;
    each(&input.get("rows")?, |one| {
        let pair = Pair {
            name: String::new(),
            design_m: one.get("design")?.number()?,
            measured_m: Some(one.get("measured")?.number()?),
        };
        let check = check_pairs(&[pair], &limit)?;
        let mut row = given(one);
        for found in check.rows {
            row.insert("dh_mm".to_owned(), json!(found.difference_mm));
            row.insert("pass".to_owned(), json!(found.verdict.passes()));
        }
        Ok(Value::Object(row))
    })
}

fn polygon_area(input: &At<'_>, _: &Catalogue) -> Found {
    let found = input.get("ring_EN")?.shape_en()?.measure();
    Ok(json!({
        "area_m2": rounded(found.area_m2, 4),
        "perimeter_m": rounded(found.perimeter_m, 4),
        "centroid_EN": east_north(found.centroid),
        "area_mu": rounded(found.area_mu, 4),
    }))
}

/// The difference is what the projection adds: grid less ellipsoid.
fn polygon_area_geodesic(input: &At<'_>, _: &Catalogue) -> Found {
    let ring = input.get("ring_EN")?.ring_en()?;
    let (on_grid, area) = (
        ring.area_m2(),
        geodesic::area_of_ring(&ring, input.grid()?)?,
    );
    Ok(json!({
        "geodesic_area_m2": rounded(area, 4),
        "grid_area_m2": rounded(on_grid, 4),
        "diff_m2": rounded(on_grid - area, 4),
    }))
}

fn setback(input: &At<'_>, _: &Catalogue) -> Found {
    let building = input.get("building_EN")?.shape_en()?;
    let line = RedLine::Closed(input.get("red_line_EN")?.ring_en()?);
    let found = distance::setback(&building, &line, input.get("required_m")?.number()?)?;
    let by_edge: Vec<Value> = found
        .by_edge
        .iter()
        .enumerate()
        .map(|(edge, near)| json!({ "edge": edge, "dist_m": rounded(near.distance_m, 4) }))
        .collect();
    Ok(json!({
        "min_m": rounded(found.nearest.distance_m, 4),
        "nearest_on_building": east_north(found.nearest.on_first),
        "nearest_on_line": east_north(found.nearest.on_second),
        "by_edge": by_edge,
        "pass": found.pass,
    }))
}

fn spacing(input: &At<'_>, _: &Catalogue) -> Found {
    let (a, b) = (
        input.get("a_EN")?.shape_en()?,
        input.get("b_EN")?.shape_en()?,
    );
    let found = distance::spacing(&a, &b, input.get("required_m")?.number()?)?;
    Ok(json!({
        "min_m": rounded(found.nearest.distance_m, 4),
        "pass": found.pass,
    }))
}

fn building_height(input: &At<'_>, _: &Catalogue) -> Found {
    let distance = input.get("horizontal_distance_m")?.number()?;
    let angle = |key: &str| -> Result<f64, Bad> {
        let at = input.get(key)?;
        if at.value().is_number() {
            at.number()
        } else {
            Ok(angle::parse_dms(at.text()?)?)
        }
    };
    let (top, base) = (angle("vertical_angle_top")?, angle("vertical_angle_base")?);
    let measured = height::by_angles(distance, top, base)?;
    let design = input.get("design_height_m")?.number()?;
    let check = height::check_height(&[measured], design, &limit(input, "tolerance_m", "m")?)?;
    Ok(json!({
        "height_m": rounded(check.height_m, 4),
        "diff_m": rounded(check.difference_m, 4),
        "pass": check.verdict.passes(),
    }))
}

fn house_area_limit(input: &At<'_>, catalogue: &Catalogue) -> Found {
    let tolerance = tolerance(catalogue, "house_area")?;
    each(input, |one| {
        let mut row = Map::new();
        row.insert("S".to_owned(), one.value().clone());
        for grade in tolerance.grades() {
            let rule = tolerance.for_area(grade, one.number()?)?;
            row.insert(format!("g{grade}_limit"), rounded(rule.limit, 4));
        }
        Ok(Value::Object(row))
    })
}

fn coord_inverse(input: &At<'_>, _: &Catalogue) -> Found {
    let found = ray(input.get("from")?.point()?, input.get("to")?.point()?)?;
    Ok(json!({
        "azimuth_deg": degrees(found.azimuth_deg),
        "azimuth_dms": found.azimuth_deg.map(angle::format_turn).transpose()?,
        "distance_m": rounded(found.distance_m, 6),
    }))
}

fn polar_stakeout(input: &At<'_>, _: &Catalogue) -> Found {
    let at = |key: &str| input.get(key)?.point();
    let found = polar_stake_out(at("station")?, at("backsight")?, at("target")?)?;
    Ok(json!({
        "turn_angle_deg": degrees(Some(found.turn_angle_deg)),
        "turn_angle_dms": angle::format_turn(found.turn_angle_deg)?,
        "distance_m": rounded(found.distance_m, 6),
    }))
}

fn geodesic_inverse(input: &At<'_>, _: &Catalogue) -> Found {
    let (from, to) = (
        input.position("lon1", "lat1")?,
        input.position("lon2", "lat2")?,
    );
    let line = geodesic::inverse(from, to)?;
    Ok(json!({
        "distance_m": rounded(line.distance_m, 6),
        "azimuth12_deg": degrees(line.azimuth12_deg),
        "azimuth21_deg": degrees(line.azimuth21_deg),
    }))
}

fn axis_tolerance(input: &At<'_>, catalogue: &Catalogue) -> Found {
    let tolerance = tolerance(catalogue, "axis_length")?;
    each(input, |one| {
        let rule = tolerance.for_quantity(one.number()?)?;
        Ok(json!({ "L": one.value(), "tol_mm": rule.limit }))
    })
}

fn diagonals(input: &At<'_>, _: &Catalogue) -> Found {
    let (design, measured) = (
        input.get("design")?.points()?,
        input.get("measured")?.points()?,
    );
    if design.len() != measured.len() {
        let what = "designed against measured corners";
        let (left, right) = (design.len(), measured.len());
        return Err(SurveyError::Unequal { what, left, right }.into());
    }
    let (design, measured) = (
        sides_and_diagonals(&design)?,
        sides_and_diagonals(&measured)?,
    );
    let lengths = |all: &[f64]| -> Vec<Value> { all.iter().map(|l| rounded(*l, 4)).collect() };
    Ok(json!({
        "design_sides_m": lengths(&design.sides_m),
        "measured_sides_m": lengths(&measured.sides_m),
        "design_diagonals_m": lengths(&design.diagonals_m),
        "measured_diagonals_m": lengths(&measured.diagonals_m),
    }))
}

fn helmert2d(input: &At<'_>, _: &Catalogue) -> Found {
    let (source, target) = (input.get("src")?.points()?, input.get("dst")?.points()?);
    if source.len() != target.len() {
        let what = "source against target points";
        let (left, right) = (source.len(), target.len());
        return Err(SurveyError::Unequal { what, left, right }.into());
    }
    let pairs: Vec<(GridPoint, GridPoint)> = source.into_iter().zip(target).collect();
    let fit = fit_similarity(&pairs)?;
    let residuals: Vec<Value> = fit
        .residuals_mm
        .iter()
        .map(|[north, east]| json!([rounded(*north, 2), rounded(*east, 2)]))
        .collect();
    let mut answer = Map::new();
    for (key, value) in [
        ("tx", rounded(fit.system.tx, 4)),
        ("ty", rounded(fit.system.ty, 4)),
        ("a", rounded(fit.system.a, 9)),
        ("b", rounded(fit.system.b, 9)),
        ("scale_ppm", rounded(fit.system.scale_ppm(), 3)),
        ("rotation_deg", rounded(fit.system.rotation_deg(), 7)),
        ("residuals_mm", json!(residuals)),
        ("rms_mm", rounded(fit.rms_mm, 3)),
    ] {
        answer.insert(key.to_owned(), value);
    }
    if let Some(check) = input.optional("check_src") {
        let there = fit.system.apply(check.point()?)?;
        let there = json!([rounded(there.x_north, 4), rounded(there.y_east, 4)]);
        answer.insert("check_dst".to_owned(), there);
    }
    Ok(Value::Object(answer))
}

fn indices(input: &At<'_>, _: &Catalogue) -> Found {
    let number = |key: &str| input.get(key)?.number();
    let maybe = |at: &At<'_>, key: &str| at.optional(key).map(|one| one.number()).transpose();
    let areas = SiteAreas {
        site_area: number("site_area")?,
        counted_floor_area: number("counted_floor_area")?,
        footprint: number("footprint")?,
        green: number("green")?,
        parking: maybe(input, "parking")?,
    };
    let limits = input.get("limits")?;
    let limits = IndexLimits {
        far_max: maybe(&limits, "far_max")?,
        far_min: maybe(&limits, "far_min")?,
        coverage_max: maybe(&limits, "coverage_max")?,
        coverage_min: maybe(&limits, "coverage_min")?,
        green_min: maybe(&limits, "green_min")?,
        green_max: maybe(&limits, "green_max")?,
        parking_min: maybe(&limits, "parking_min")?,
    };
    let found = site_indices(&areas, &limits)?;
    Ok(json!({
        "far": rounded(found.far, 4),
        "coverage": rounded(found.coverage, 4),
        "green": rounded(found.green, 4),
        // Without a limit nothing was judged, which is neither yes nor no.
        "pass": found.pass(),
    }))
}

fn geofence(input: &At<'_>, _: &Catalogue) -> Found {
    let (site, grid) = (input.get("ring_EN")?.shape_en()?, input.grid()?);
    each(&input.get("fixes")?, |one| {
        let at = grid.forward(one.position("lon", "lat")?)?;
        let found = attendance(&site, at, one.get("accuracy_m")?.number()?)?;
        let status = match found.presence {
            Presence::Inside => "inside",
            Presence::Uncertain => "uncertain",
            Presence::Outside => "outside",
        };
        let mut row = given(one);
        row.insert("distance_m".to_owned(), rounded(found.distance_m, 3));
        row.insert("status".to_owned(), json!(status));
        Ok(Value::Object(row))
    })
}

/// Computes a list item by item.
fn each(list: &At<'_>, compute: impl Fn(&At<'_>) -> Found) -> Found {
    let rows: Result<Vec<Value>, Bad> = list.items()?.iter().map(compute).collect();
    Ok(Value::Array(rows?))
}

/// The keys of a row as given.
fn given(row: &At<'_>) -> Map<String, Value> {
    row.value().as_object().cloned().unwrap_or_default()
}

fn limit(input: &At<'_>, key: &str, unit: &str) -> Result<Limit, Bad> {
    let rule = Rule::stated(input.get(key)?.number()?, unit);
    Ok(Limit::new(rule, NEAR_SHARE)?)
}

fn tolerance<'a>(catalogue: &'a Catalogue, key: &'static str) -> Result<&'a Tolerance, Bad> {
    catalogue.tolerance(key).ok_or(Bad::NoTolerance(key))
}

fn east_north(point: GridPoint) -> Value {
    json!([rounded(point.y_east, 4), rounded(point.x_north, 4)])
}

/// An azimuth or a turned angle, which stays below 360 after rounding; null where there is none.
fn degrees(value: Option<f64>) -> Value {
    let turn = value.map(|angle| angle::full_turn((angle * 1e10).round() / 1e10));
    json!(turn)
}

/// Rounds to decimals; zero has no sign.
fn rounded(value: f64, places: i32) -> Value {
    let scale = 10_f64.powi(places);
    json!((value * scale).round() / scale + 0.0)
}
