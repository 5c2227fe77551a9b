//! The commands of the window: parameters go in and are found nowhere afterwards.

use std::io::Write;

use handheld_contract::views::local_system::LocalSystemsView;
use serde_json::{Value, json};

use super::*;

/// With the digits of the traces.
fn put(name: &str) -> Value {
    json!({
        "name": name,
        "system": {
            "kind": "four_parameter",
            "epsg": 4549,
            "direction": "to_local",
            "dx": -3_141_592.718_28,
            "dy": -497_531.864_2,
            "rotation_s": 973.531_973_1,
            "scale_ppm": -15.731_386_8,
        },
        "passphrase": PASSPHRASE,
    })
}

fn digits() -> Vec<&'static str> {
    vec![
        "3141592.71828",
        "497531.8642",
        "973.5319731",
        "15.7313868",
        PASSPHRASE,
    ]
}

fn assert_told_nothing(what: &str, bytes: &[u8]) {
    for trace in digits() {
        let found = bytes
            .windows(trace.len())
            .any(|part| part == trace.as_bytes());
        assert!(!found, "{what} holds a parameter or the passphrase");
    }
}

async fn call(device: &Device, name: &str, request: Value) -> Result<LocalSystemsView, Problem> {
    let value = device.call(name, request, Lang::En).await?;
    assert_told_nothing(name, value.to_string().as_bytes());
    Ok(serde_json::from_value(value).unwrap())
}

/// What is logged on this thread, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_surveyor_puts_systems_in_opens_and_removes_them_and_no_digit_comes_out() {
    let log = Log::default();
    let writer = log.clone();
    let logged = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _logged = tracing::subscriber::set_default(logged);
    tracing::info!("the log is written");

    let (device, folder) = surveyor::device().await;
    let none = call(&device, "local_systems", json!({})).await.unwrap();
    assert_eq!((none.key, none.systems.len()), (LocalSystemKey::None, 0));
    let view = call(&device, "put_local_system", put("嘉兴"))
        .await
        .unwrap();
    assert_eq!((view.key, view.locked), (LocalSystemKey::Passphrase, false));
    assert!(view.systems[0].for_files);
    let view = call(&device, "lock_local_systems", json!({}))
        .await
        .unwrap();
    assert!(view.locked);
    let wrong = json!({ "passphrase": "坐标系 0 of 7 parameters" });
    let wrong = call(&device, "unlock_local_systems", wrong).await;
    assert_eq!(wrong.unwrap_err().params["why"], "wrong_passphrase");
    let right = json!({ "passphrase": PASSPHRASE });
    let view = call(&device, "unlock_local_systems", right).await.unwrap();
    assert!(!view.locked);
    let got = device.local_transformation("嘉兴", Lang::En).await.unwrap();
    let LocalTransformation::Plane { parameters, .. } = got else {
        panic!("four parameters went in");
    };
    assert!((parameters.scale_ppm() - -15.731_386_8).abs() < 1e-6);
    assert!((parameters.rotation_deg() * 3_600.0 - 973.531_973_1).abs() < 1e-6);

    // A request of another form is refused without its words.
    let mut broken = put("嘉兴");
    broken["system"]["dx"] = json!("-3141592.71828");
    let refused = device.call("put_local_system", broken, Lang::En).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code, Code::BadInput);
    assert_told_nothing("a problem", format!("{refused:?} {refused}").as_bytes());

    assert_told_nothing(
        "the diagnosis",
        device.diagnostics().await.unwrap().as_bytes(),
    );
    let logged = log.0.lock().unwrap().clone();
    assert!(String::from_utf8_lossy(&logged).contains("the log is written"));
    assert_told_nothing("the log", &logged);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            assert_told_nothing(&path.display().to_string(), &std::fs::read(&path).unwrap());
        }
    }
    let gone = call(&device, "remove_local_system", json!({ "name": "嘉兴" })).await;
    assert_eq!(gone.unwrap().key, LocalSystemKey::None);
}

#[tokio::test]
async fn local_systems_are_kept_by_surveyors_alone_and_only_with_parameters_that_can_be_meant() {
    let (inspector, _folder) = surveyor::inspector().await;
    for (name, request) in [
        ("local_systems", json!({})),
        ("put_local_system", put("嘉兴")),
    ] {
        let refused = inspector.call(name, request, Lang::En).await.unwrap_err();
        assert_eq!(refused.code, Code::Forbidden);
    }
    let (device, _folder) = surveyor::device().await;
    let mut seven = json!({
        "kind": "seven_parameter", "direction": "to_grid", "convention": "position_vector",
        "dx": 12.064, "dy": -113.152, "dz": -41.87, "rx_s": -0.21, "ry_s": 0.17, "rz_s": 0.96, "scale_ppm": -1.25,
        "ellipsoid": "krassovsky", "central_meridian": 120.75, "false_easting": 500_000.0, "false_northing": 0.0,
    });
    let ask =
        |system: &Value| json!({ "name": "1954", "system": system, "passphrase": PASSPHRASE });
    for (field, value) in [
        ("central_meridian", 12.0),
        ("rx_s", 99_973.0),
        ("scale_ppm", 99_973.0),
        ("false_easting", 1e12),
    ] {
        let before = seven[field].clone();
        seven[field] = json!(value);
        let refused = call(&device, "put_local_system", ask(&seven)).await;
        assert_eq!(refused.unwrap_err().code, Code::BadInput, "{field}");
        seven[field] = before;
    }
    let mut other = put("嘉兴");
    other["system"]["epsg"] = json!(3857);
    let refused = call(&device, "put_local_system", other).await.unwrap_err();
    assert_eq!(
        (refused.code, &refused.params["what"]),
        (Code::BadInput, &json!("epsg"))
    );
    let view = call(&device, "put_local_system", ask(&seven))
        .await
        .unwrap();
    assert_eq!(view.systems[0].kind, LocalSystemKind::SevenParameter);
}
