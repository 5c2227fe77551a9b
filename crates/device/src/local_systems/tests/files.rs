//! Files in a local system: they land on the grid, and their bytes stay here.

use handheld_app::FileFacts;
use handheld_contract::SurveyId;
use handheld_contract::views::survey::{SurveyFilePreview, SurveyView};
use handheld_domain::survey::Grid;
use handheld_domain::survey::ellipsoid::Ellipsoid;
use handheld_domain::survey::system::LocalPlane;
use handheld_store::blobs::Blobs;
use handheld_store::device::DeviceQueue;
use serde_json::Value;

use super::*;

const CORNERS: [(&str, f64, f64); 4] = [
    ("A1", 3_404_892.2, 571_912.3),
    ("A2", 3_404_892.2, 571_936.8),
    ("A3", 3_404_877.2, 571_936.8),
    ("A4", 3_404_877.2, 571_912.3),
];
const HEIGHT: f64 = 6.75;
/// A tenth of a millimetre.
const WITHIN: f64 = 1e-4;

fn grid() -> Grid {
    Grid::from_epsg(4549).unwrap()
}

fn plane() -> LocalTransformation {
    LocalTransformation::Plane {
        grid: grid(),
        direction: Direction::ToLocal,
        parameters: TOWN,
    }
}

fn beijing() -> LocalTransformation {
    let LocalSystem::SevenParameter(parameters) = space() else {
        panic!("seven parameters");
    };
    LocalTransformation::Space {
        direction: Direction::ToGrid,
        parameters,
        plane: LocalPlane {
            ellipsoid: Ellipsoid::Krassovsky,
            central_meridian: 120.75,
            false_easting: 500_000.0,
            false_northing: 0.0,
        },
    }
}

/// The corners as an instrument would write them in a local system.
fn file(system: &LocalTransformation) -> Vec<u8> {
    let mut text = String::new();
    for (name, x, y) in CORNERS {
        let local = system.to_local(grid(), GridPoint::new(x, y), Some(HEIGHT));
        let local = local.unwrap();
        let (x, y) = (local.x_north, local.y_east);
        text.push_str(&format!("{name},,{x:.4},{y:.4},{HEIGHT:.3}\r\n"));
    }
    text.into_bytes()
}

async fn survey(device: &Device) -> SurveyId {
    let project = surveyor::project(device).await;
    let asked = json!({ "project": project, "kind": "staking", "epsg": 4549, "note": "" });
    let view = device.call("assign_survey", asked, Lang::En).await.unwrap();
    let view: SurveyView = serde_json::from_value(view).unwrap();
    view.row.id
}

fn columns() -> Value {
    json!(["name", "code", "x_north", "y_east", "h"])
}

fn design(survey: SurveyId, local: Option<&str>) -> Value {
    json!({
        "survey": survey, "file_name": "corners.csv", "columns": columns(), "sheet": null, "drawing": "S-01", "revision": "A",
        "role": "point", "keep_others": false, "despite_warnings": true, "local_system": local,
    })
}

async fn raw<T: serde::de::DeserializeOwned>(
    device: &Device,
    name: &str,
    request: Value,
    bytes: &[u8],
) -> Result<T, Problem> {
    let value = device.call_raw(name, request, bytes.to_vec(), Lang::En);
    Ok(serde_json::from_value(value.await?).unwrap())
}

async fn waits(device: &Device, bytes: &[u8]) -> bool {
    let sha256 = FileFacts::of(bytes).unwrap().sha256;
    let waiting = device.store.waiting_photos(100).await.unwrap();
    waiting.iter().any(|photo| photo.sha256 == sha256)
}

fn assert_on_grid(what: &str, got: impl Iterator<Item = (String, f64, f64)>) {
    let got: Vec<(String, f64, f64)> = got.collect();
    for (name, x, y) in CORNERS {
        let found = got.iter().find(|(found, _, _)| found == name).unwrap();
        let off = GridPoint::new(found.1, found.2).distance(GridPoint::new(x, y));
        assert!(off < WITHIN, "{what} {name} lies {off} m away");
    }
}

#[tokio::test]
async fn a_file_in_a_local_system_lands_on_the_grid_and_its_bytes_are_not_among_the_uploads() {
    for (name, system) in [("嘉兴", plane()), ("1954", beijing())] {
        let (device, _folder) = surveyor::device().await;
        let put = device.put_local_system(name, system, Some(PASSPHRASE), Lang::En);
        put.await.unwrap();
        let survey = survey(&device).await;
        let bytes = file(&system);
        let look = json!({ "survey": survey, "file_name": "corners.csv", "columns": columns(), "sheet": null, "local_system": name });
        let preview: SurveyFilePreview = raw(&device, "look_at_survey_file", look, &bytes)
            .await
            .unwrap();
        let points = preview.points.iter();
        let points = points.map(|p| (p.name.clone(), p.x_north, p.y_east));
        assert_on_grid("preview", points);
        assert_eq!(
            preview.points[0].h,
            Some(HEIGHT),
            "heights stay as they are"
        );

        let view: SurveyView = raw(&device, "import_design", design(survey, Some(name)), &bytes)
            .await
            .unwrap();
        let targets = view.targets.iter();
        let targets = targets.map(|t| {
            let at = (t.design.x_north.unwrap(), t.design.y_east.unwrap());
            (t.name.clone(), at.0, at.1)
        });
        assert_on_grid("design", targets);
        let facts = FileFacts::of(&bytes).unwrap();
        assert_eq!(
            view.designs[0].sha256,
            Some(facts.sha256),
            "of the file as it came"
        );
        assert_eq!(view.designs[0].local_system.as_deref(), Some(name));

        let asked = json!({
            "survey": survey, "file_name": "corners.csv", "columns": columns(), "sheet": null, "despite_warnings": true, "local_system": name,
        });
        let view: SurveyView = raw(&device, "import_measured", asked, &bytes)
            .await
            .unwrap();
        for target in &view.targets {
            let measured = target.measured.as_ref().unwrap();
            assert_eq!(measured.local_system.as_deref(), Some(name));
            let ds = target.result.as_ref().unwrap().ds_mm.unwrap();
            assert!(
                ds < 0.01,
                "measured and designed by the same file, {ds} mm apart"
            );
        }
        assert!(
            device.blobs.size(facts.sha256).await.unwrap().is_some(),
            "kept here"
        );
        assert!(
            !waits(&device, &bytes).await,
            "{name}: the file would be sent"
        );
    }
}

#[tokio::test]
async fn a_file_on_the_grid_is_carried_as_ever() {
    let (device, _folder) = surveyor::device().await;
    let survey = survey(&device).await;
    let bytes = b"A1,,3404892.2,571912.3,6.75\r\n".to_vec();
    let view: SurveyView = raw(&device, "import_design", design(survey, None), &bytes)
        .await
        .unwrap();
    assert_eq!(view.designs[0].local_system, None);
    assert!(waits(&device, &bytes).await);
}

#[tokio::test]
async fn a_file_is_refused_while_its_system_is_locked_unknown_or_not_whole() {
    let (device, _folder) = surveyor::device().await;
    let survey = survey(&device).await;
    let bytes = file(&plane());
    let take = async |name: &str| {
        let asked = design(survey, Some(name));
        let taken: Result<SurveyView, Problem> = raw(&device, "import_design", asked, &bytes).await;
        taken.unwrap_err()
    };
    assert_eq!(take("嘉兴").await.code, Code::NotFound);
    let put = device.put_local_system("嘉兴", plane(), Some(PASSPHRASE), Lang::En);
    put.await.unwrap();
    let put = device.put_local_system("旧", town(), None, Lang::En);
    put.await.unwrap();
    assert_eq!(take("旧").await.params["why"], "not_for_files");
    device.lock_local_systems().await;
    assert_eq!(take("嘉兴").await.params["why"], "passphrase_needed");
    let facts = FileFacts::of(&bytes).unwrap();
    assert_eq!(device.blobs.size(facts.sha256).await.unwrap(), None);
}
