//! Local systems put in, opened and removed, and where their digits must never be found.

mod files;
mod keystores;
mod window;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use handheld_contract::views::inspection::InspectionView;
use handheld_contract::{Code, Lang};
use handheld_domain::survey::GridPoint;
use handheld_domain::survey::system::{Convention, Helmert, LocalSystem, Similarity};
use handheld_store::records::Records;
use serde_json::json;

use super::*;
use crate::receiver::tests as surveyor;

const PASSPHRASE: &str = "坐标系 4 of 7 parameters";

/// With digits that stand nowhere else.
const TOWN: Similarity = Similarity {
    tx: -3_141_592.718_28,
    ty: -497_531.864_2,
    a: 0.999_973_138_6,
    b: 0.004_719_753_1,
};

fn town() -> LocalSystem {
    LocalSystem::FourParameter(TOWN)
}

fn space() -> LocalSystem {
    LocalSystem::SevenParameter(Helmert {
        convention: Convention::PositionVector,
        dx: -123.456_78,
        dy: 98.765_43,
        dz: 45.678_91,
        rx: 0.135_79,
        ry: -0.246_81,
        rz: 0.975_31,
        scale_ppm: 4.567_89,
    })
}

/// A keystore in memory, which may fall silent.
#[derive(Default)]
struct Memory {
    entries: Mutex<BTreeMap<String, Vec<u8>>>,
    silent: AtomicBool,
}

impl Memory {
    fn entries(&self) -> Result<std::sync::MutexGuard<'_, BTreeMap<String, Vec<u8>>>, Silent> {
        if self.silent.load(Ordering::Acquire) {
            return Err(Silent);
        }
        Ok(self.entries.lock().unwrap())
    }
}

impl Keystore for Memory {
    fn get(&self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Silent> {
        Ok(self.entries()?.get(entry).cloned().map(Zeroizing::new))
    }

    fn put(&self, entry: &str, secret: &[u8]) -> Result<(), Silent> {
        self.entries()?.insert(entry.to_owned(), secret.to_vec());
        Ok(())
    }

    fn remove(&self, entry: &str) -> Result<(), Silent> {
        self.entries()?.remove(entry);
        Ok(())
    }
}

/// A system without a keystore, as a tablet without a session.
struct Nowhere;

impl Keystore for Nowhere {
    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Silent> {
        Err(Silent)
    }

    fn put(&self, _: &str, _: &[u8]) -> Result<(), Silent> {
        Err(Silent)
    }

    fn remove(&self, _: &str) -> Result<(), Silent> {
        Err(Silent)
    }
}

async fn device(folder: &Path) -> Arc<Device> {
    Device::open_with(folder, Arc::new(Nowhere)).await.unwrap()
}

async fn local(device: &Device, name: &str) -> Result<GridPoint, Problem> {
    let point = GridPoint::new(3_404_512.345, 571_904.678);
    let used = device.with_local_system(name, Lang::En, |parameters| match parameters.system() {
        LocalSystem::FourParameter(plane) => plane.apply(point).unwrap(),
        LocalSystem::SevenParameter(_) => point,
    });
    used.await
}

#[tokio::test]
async fn a_local_system_is_put_in_once_and_opens_with_its_passphrase_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = TOWN
        .apply(GridPoint::new(3_404_512.345, 571_904.678))
        .unwrap();
    {
        let device = device(folder.path()).await;
        assert!(device.local_systems().await.unwrap().is_empty());
        let put = device.put_local_system(" 嘉兴 ", town(), Some(PASSPHRASE), Lang::En);
        put.await.unwrap();
        // While they are open no passphrase is asked for.
        let put = device.put_local_system("1954", space(), None, Lang::En);
        put.await.unwrap();
        assert!(local(&device, "嘉兴").await.unwrap().distance(wanted) < 1e-6);
        device.lock_local_systems().await;
        let problem = local(&device, "嘉兴").await.unwrap_err();
        assert_eq!(problem.params["why"], "passphrase_needed");
    }
    let device = device(folder.path()).await;
    let rows = device.local_systems().await.unwrap();
    let kinds: Vec<(&str, LocalSystemKind)> =
        rows.iter().map(|row| (&*row.name, row.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("1954", LocalSystemKind::SevenParameter),
            ("嘉兴", LocalSystemKind::FourParameter)
        ]
    );
    assert!(local(&device, "嘉兴").await.is_err());
    device
        .unlock_local_systems(PASSPHRASE, Lang::En)
        .await
        .unwrap();
    assert!(local(&device, "嘉兴").await.unwrap().distance(wanted) < 1e-6);
    for name in ["1954", "嘉兴"] {
        device.remove_local_system(name, Lang::En).await.unwrap();
        let gone = device.remove_local_system(name, Lang::En).await;
        assert_eq!(gone.unwrap_err().code, Code::NotFound);
    }
    assert_eq!(device.store.setting(SETTING).await.unwrap(), None);
}

#[tokio::test]
async fn a_wrong_passphrase_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let device = device(folder.path()).await;
    let without = device
        .put_local_system("嘉兴", town(), None, Lang::En)
        .await;
    assert_eq!(without.unwrap_err().params["why"], "passphrase_needed");
    let short = device.put_local_system("嘉兴", town(), Some("short"), Lang::En);
    assert_eq!(short.await.unwrap_err().code, Code::WeakPassword);
    assert_eq!(device.store.setting(SETTING).await.unwrap(), None);

    let put = device.put_local_system("嘉兴", town(), Some(PASSPHRASE), Lang::En);
    put.await.unwrap();
    let kept = device.store.setting(SETTING).await.unwrap();
    let wrong = "坐标系 4 of 8 parameters";
    let put = device.put_local_system("嘉兴", space(), Some(wrong), Lang::En);
    let unlocked = device.unlock_local_systems(wrong, Lang::Zh).await;
    for problem in [put.await.unwrap_err(), unlocked.unwrap_err()] {
        assert_eq!(problem.code, Code::Refused);
        assert_eq!(problem.params["why"], "wrong_passphrase");
    }
    assert_eq!(device.store.setting(SETTING).await.unwrap(), kept);
    // What was open stays open.
    assert!(local(&device, "嘉兴").await.is_ok());
}

#[tokio::test]
async fn a_system_opens_under_its_own_name_and_kind_only() {
    let folder = tempfile::tempdir().unwrap();
    let device = device(folder.path()).await;
    let put = device.put_local_system("嘉兴", town(), Some(PASSPHRASE), Lang::En);
    put.await.unwrap();
    let text = device.store.setting(SETTING).await.unwrap().unwrap();
    for changed in [
        text.replace("嘉兴", "湖州"),
        text.replace("four_parameter", "seven_parameter"),
    ] {
        assert_ne!(changed, text);
        let name = if changed.contains("湖州") {
            "湖州"
        } else {
            "嘉兴"
        };
        device
            .store
            .set_setting(SETTING, Some(changed))
            .await
            .unwrap();
        assert_eq!(local(&device, name).await.unwrap_err().code, Code::Damaged);
    }
    let nonsense = Some("nonsense".to_owned());
    device.store.set_setting(SETTING, nonsense).await.unwrap();
    let problem = device.local_systems().await.unwrap_err();
    assert_eq!(problem.code, Code::Damaged);
    assert!(!problem.to_string().contains("nonsense"));
}

#[tokio::test]
async fn parameters_that_cannot_be_meant_are_refused_without_being_said() {
    let folder = tempfile::tempdir().unwrap();
    let device = device(folder.path()).await;
    let plane = |a, tx| LocalSystem::FourParameter(Similarity { a, tx, ..TOWN });
    let turned = |rx| match space() {
        LocalSystem::SevenParameter(all) => LocalSystem::SevenParameter(Helmert { rx, ..all }),
        LocalSystem::FourParameter(_) => space(),
    };
    for system in [plane(99.973, 0.0), plane(1.0, f64::NAN), turned(99_973.0)] {
        let put = device.put_local_system("嘉兴", system, Some(PASSPHRASE), Lang::En);
        let problem = put.await.unwrap_err();
        assert_eq!(problem.code, Code::BadInput);
        assert!(!problem.to_string().contains("973"), "{problem}");
    }
    let long = "x".repeat(MAX_NAME + 1);
    for name in ["", " ", "a\nb", &long] {
        let put = device.put_local_system(name, town(), Some(PASSPHRASE), Lang::En);
        assert_eq!(put.await.unwrap_err().code, Code::BadInput);
    }
}

/// Digits as they are written, and the bytes of the numbers.
fn traces() -> Vec<Vec<u8>> {
    let numbers = [TOWN.tx, TOWN.ty, TOWN.a, TOWN.b];
    let mut traces: Vec<Vec<u8>> = ["3141592", "497531", "9999731386", "0047197531"]
        .map(|digits| digits.as_bytes().to_vec())
        .into();
    traces.extend(numbers.map(|number| number.to_le_bytes().to_vec()));
    traces.extend(numbers.map(|number| number.to_be_bytes().to_vec()));
    traces.push(PASSPHRASE.as_bytes().to_vec());
    traces
}

fn assert_clean(what: &str, bytes: &[u8]) {
    for trace in traces() {
        let found = bytes.windows(trace.len()).any(|part| part == trace);
        assert!(!found, "{what} holds a parameter or the passphrase");
    }
}

fn assert_folder_clean(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_folder_clean(&path);
        } else {
            assert_clean(&path.display().to_string(), &std::fs::read(&path).unwrap());
        }
    }
}

#[tokio::test]
async fn no_parameter_is_in_the_store_the_diagnosis_an_export_or_what_is_sent() {
    let (device, folder) = surveyor::inspector().await;
    let put = device.put_local_system("嘉兴", town(), Some(PASSPHRASE), Lang::En);
    put.await.unwrap();
    local(&device, "嘉兴").await.unwrap();
    let wrong = device.unlock_local_systems("坐标系 0 of 7 parameters", Lang::En);
    assert_clean("a problem", wrong.await.unwrap_err().to_string().as_bytes());

    let project = surveyor::project(&device).await;
    let asked = json!({ "project": project, "template": "JGJ59", "stage": "construction" });
    let view = device
        .call("start_inspection", asked, Lang::Zh)
        .await
        .unwrap();
    let view: InspectionView = serde_json::from_value(view).unwrap();
    let export = device.export_zip(view.row.id, Lang::Zh).await.unwrap();
    let mut export = zip::ZipArchive::new(std::io::Cursor::new(export)).unwrap();
    assert!(export.len() > 1);
    for at in 0..export.len() {
        let mut bytes = Vec::new();
        export
            .by_index(at)
            .unwrap()
            .read_to_end(&mut bytes)
            .unwrap();
        assert_clean("an export", &bytes);
    }
    assert_clean(
        "the diagnosis",
        device.diagnostics().await.unwrap().as_bytes(),
    );
    assert_clean("Debug", format!("{device:?} {:?}", town()).as_bytes());
    // The database with its log: records, the outbox and the settings.
    assert_folder_clean(folder.path());
    drop(device);
    assert_folder_clean(folder.path());
}
