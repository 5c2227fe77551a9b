//! `survey run` over the vectors, over operations that they do not show, and what it refuses.

use serde_json::{Value, json};

use crate::run::{Run, handheld, handheld_with};

fn run(case: &Value) -> Run {
    handheld_with(&["survey", "run", "-", "--json"], &[], &case.to_string())
}

fn answer(op: &str, input: Value) -> Value {
    run(&json!({ "op": op, "input": input })).json()
}

fn vectors() -> Vec<Value> {
    let text = include_str!("../../../../tests/fixtures/survey/survey_vectors.json");
    let file: Value = serde_json::from_str(text).unwrap();
    file["vectors"].as_array().unwrap().clone()
}

/// The tolerance of a number by the unit in its key, as the vector states it.
fn tolerance(key: &str, stated: &Value) -> f64 {
    let unit = |name: &str| stated[name].as_f64();
    let found = if key.ends_with("_mm") {
        unit("mm")
    } else if key.ends_with("_m2") || key.ends_with("_limit") {
        unit("m2")
    } else if key == "lon" || key == "lat" {
        unit("deg")
    } else {
        unit("m")
    };
    found.or(unit("abs")).or(unit("m")).unwrap_or(0.0)
}

fn compare(path: &str, key: &str, got: &Value, wanted: &Value, stated: &Value) {
    match (got, wanted) {
        (Value::Object(got), Value::Object(all)) => {
            assert_eq!(got.len(), all.len(), "{path}: {got:?}");
            for (key, wanted) in all {
                compare(&format!("{path}.{key}"), key, &got[key], wanted, stated);
            }
        }
        (Value::Array(got), Value::Array(all)) => {
            assert_eq!(got.len(), all.len(), "{path}");
            for (got, wanted) in got.iter().zip(all) {
                compare(path, key, got, wanted, stated);
            }
        }
        (Value::Number(got), Value::Number(wanted)) => {
            let (got, wanted) = (got.as_f64().unwrap(), wanted.as_f64().unwrap());
            let within = tolerance(key, stated);
            assert!(
                (got - wanted).abs() <= within,
                "{path}: {got} is not {wanted}"
            );
        }
        _ => assert_eq!(got, wanted, "{path}"),
    }
}

#[test]
fn every_vector_is_answered_within_its_tolerance() {
    let vectors = vectors();
    assert!(vectors.len() >= 12);
    for vector in vectors {
        // The whole vector goes in: keys that are not asked for are left alone.
        let got = run(&vector).json();
        let id = vector["id"].as_str().unwrap();
        compare(id, "", &got, &vector["expected"], &vector["tolerance"]);
    }
}

#[test]
fn a_check_that_fails_is_an_answer_and_reads_the_same_without_json() {
    let vectors = vectors();
    let vector = vectors.iter().find(|one| one["id"] == "SV09").unwrap();
    let plain = handheld_with(&["survey", "run", "-"], &[], &vector.to_string());
    assert_eq!(plain.json(), run(vector).json());
    assert_eq!(plain.json()["verdict"], "fail");
}

#[test]
fn factors_are_those_of_sv06() {
    let got = answer(
        "gk_factors",
        json!({ "lon": 120.750865, "lat": 30.762653, "cm": 120 }),
    );
    let wanted = json!({ "convergence_deg": 0.384071, "scale": 1.0000637241 });
    compare("SV06", "", &got, &wanted, &json!({ "abs": 1e-6 }));
}

#[test]
fn prefixed_and_six_degree_grids_carry_their_zone() {
    let there = |epsg: u32| json!({ "lon": 120.750865, "lat": 30.762653, "epsg": epsg });
    let east = |epsg: u32| {
        answer("gk_forward", there(epsg))["y_east"]
            .as_f64()
            .unwrap()
    };
    assert!((east(4528) - east(4549) - 40e6).abs() < 1e-5);
    assert!((east(4499) - east(4510) - 21e6).abs() < 1e-5);
    let error = run(&json!({ "op": "gk_forward", "input": there(4326) })).error(3);
    assert_eq!(error["code"], "bad_input");
}

#[test]
fn gcj02_is_shifted_at_home_and_not_abroad_as_in_sv08() {
    let got = answer(
        "gcj02",
        json!({ "lon": 120.750865, "lat": 30.762653, "outside": [139.7, 35.7] }),
    );
    assert!((got["offset_m"].as_f64().unwrap() - 485.5).abs() < 0.05);
    assert_eq!(got["outside"], json!([139.7, 35.7]));
    assert!((got["inverse_lon"].as_f64().unwrap() - 120.750865).abs() < 1e-9);
    assert!((got["inverse_lat"].as_f64().unwrap() - 30.762653).abs() < 1e-9);
}

#[test]
fn a_level_of_exactly_the_limit_passes() {
    let rows = json!([
        { "bldg": "1#", "design": 5.6, "measured": 5.63 },
        { "bldg": "2#", "design": 5.6, "measured": 5.5695 },
    ]);
    let got = answer("pm0_check", json!({ "limit_mm": 30, "rows": rows }));
    assert_eq!(
        got,
        json!([
            { "bldg": "1#", "design": 5.6, "measured": 5.63, "dh_mm": 30.0, "pass": true },
            { "bldg": "2#", "design": 5.6, "measured": 5.5695, "dh_mm": -30.5, "pass": false },
        ])
    );
}

#[test]
fn what_was_not_measured_is_said() {
    let point = |pt: &str| json!({ "pt": pt, "x": 100.0, "y": 200.0 });
    let got = answer(
        "stake_check",
        json!({ "limit_mm": 50, "design": [point("A"), point("B")], "measured": [point("A"), point("C")] }),
    );
    assert_eq!(got["verdict"], "incomplete");
    assert_eq!(
        (&got["missing"], &got["unknown"]),
        (&json!(["B"]), &json!(["C"]))
    );
}

#[test]
fn an_area_is_the_same_closed_or_clockwise_and_smaller_on_the_ellipsoid() {
    let vectors = vectors();
    let vector = vectors.iter().find(|one| one["id"] == "SV11").unwrap();
    let mut ring = vector["input"]["ring_EN"].as_array().unwrap().clone();
    ring.reverse();
    ring.push(ring[0].clone());
    let got = answer("polygon_area", json!({ "ring_EN": ring }));
    compare("SV11", "", &got, &vector["expected"], &vector["tolerance"]);
    let got = answer(
        "polygon_area_geodesic",
        json!({ "ring_EN": ring, "epsg": 4549 }),
    );
    // SV12: 1.80 square metres of 14128.70.
    assert!((got["diff_m2"].as_f64().unwrap() - 1.80).abs() < 0.005);
    assert_eq!(got["grid_area_m2"], 14128.7);
}

#[test]
fn directions_distances_and_turns_are_clockwise_from_north() {
    let got = answer(
        "coord_inverse",
        json!({ "from": [100.0, 100.0], "to": [100.0, 90.0] }),
    );
    let wanted = json!({ "azimuth_deg": 270.0, "azimuth_dms": "270-00-00.0", "distance_m": 10.0 });
    assert_eq!(got, wanted);
    let got = answer(
        "polar_stakeout",
        json!({ "station": [0.0, 0.0], "backsight": [0.0, 10.0], "target": [30.0, 0.0] }),
    );
    let wanted =
        json!({ "turn_angle_deg": 270.0, "turn_angle_dms": "270-00-00.0", "distance_m": 30.0 });
    assert_eq!(got, wanted);
    let got = answer(
        "geodesic_inverse",
        json!({ "lon1": 120.750865, "lat1": 30.762653, "lon2": 121.021432, "lat2": 30.698214 }),
    );
    assert!((got["distance_m"].as_f64().unwrap() - 26_879.449_4).abs() < 1e-3);
    let turn = got["azimuth21_deg"].as_f64().unwrap() - got["azimuth12_deg"].as_f64().unwrap();
    assert!((turn - 180.0).abs() < 0.2);
}

#[test]
fn limits_of_regulations_are_the_catalogue_s() {
    let got = answer(
        "axis_tolerance",
        json!([12.0, 30.0, 30.001, 60.0, 90.0, 90.5]),
    );
    let limits: Vec<f64> = got
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["tol_mm"].as_f64().unwrap())
        .collect();
    assert_eq!(limits, [5.0, 5.0, 10.0, 10.0, 15.0, 20.0]);
    assert_eq!(got[2]["L"], 30.001);
}

#[test]
fn spacing_and_diagonals_are_measured() {
    let square = |east: f64| {
        json!([
            [east, 0.0],
            [east + 10.0, 0.0],
            [east + 10.0, 10.0],
            [east, 10.0]
        ])
    };
    // SV14: 11.3 m where 12 m are required.
    let got = answer(
        "spacing",
        json!({ "a_EN": square(0.0), "b_EN": square(21.3), "required_m": 12.0 }),
    );
    assert_eq!(got, json!({ "min_m": 11.3, "pass": false }));
    let corners = json!([[0.0, 0.0], [3.0, 0.0], [3.0, 4.0], [0.0, 4.0]]);
    let got = answer(
        "diagonals",
        json!({ "design": corners, "measured": corners }),
    );
    assert_eq!(got["design_sides_m"], json!([3.0, 4.0, 3.0, 4.0]));
    assert_eq!(got["measured_diagonals_m"], json!([5.0, 5.0]));
}

#[test]
fn damaged_cases_name_the_key_at_fault() {
    for (case, key) in [
        (json!({}), "op"),
        (json!({ "op": 7 }), "op"),
        (json!({ "op": "gk_forward" }), "input"),
        (json!({ "op": "gk_forward", "input": [] }), "input"),
        (
            json!({ "op": "gk_forward", "input": { "lat": 30.0, "epsg": 4549 } }),
            "input.lon",
        ),
        (
            json!({ "op": "gk_forward", "input": { "lon": "x", "lat": 30.0, "epsg": 4549 } }),
            "input.lon",
        ),
        (
            json!({ "op": "gk_forward", "input": { "lon": 1.0, "lat": 30.0, "epsg": "4549" } }),
            "input.epsg",
        ),
        (
            json!({ "op": "polygon_area", "input": { "ring_EN": [[1, 2], [3]] } }),
            "input.ring_EN[1]",
        ),
        (
            json!({ "op": "axis_tolerance", "input": [1, null] }),
            "input[1]",
        ),
    ] {
        let error = run(&case).error(3);
        assert_eq!(
            (&error["code"], &error["params"]["key"]),
            (&json!("bad_input"), &json!(key))
        );
    }
}

#[test]
fn what_has_no_answer_is_refused() {
    for case in [
        json!({ "op": "polygon_area", "input": { "ring_EN": [] } }),
        json!({ "op": "polygon_area", "input": { "ring_EN": [[0, 0], [1, 1], [1, 0], [0, 1]] } }),
        json!({ "op": "gk_zone", "input": [10.0] }),
        json!({ "op": "axis_tolerance", "input": [-1.0] }),
        json!({ "op": "helmert2d", "input": { "src": [[0, 0]], "dst": [] } }),
        json!({ "op": "indices", "input": {
            "site_area": 0, "counted_floor_area": 1, "footprint": 1, "green": 1, "limits": {} } }),
    ] {
        let error = run(&case).error(3);
        assert_eq!(error["params"]["why"], "not_computable", "{case}");
    }
    let error = run(&json!({ "op": "guess", "input": {} })).error(3);
    assert_eq!(
        (&error["code"], &error["params"]["given"]),
        (&json!("unknown_name"), &json!("guess"))
    );
    for text in ["", "[]", "{", "{\"op\": \"gk_zone\", \"input\": [1e999]}"] {
        handheld_with(&["survey", "run", "-", "--json"], &[], text).error(3);
    }
    handheld(&["survey", "run", "absent.json", "--json"]).error(3);
    handheld(&["survey", "run", "--json"]).error(2);
    handheld(&["survey", "--json"]).error(2);
}
