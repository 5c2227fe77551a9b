//! A surveyor's device with a receiver: the recorded walk to a stake over the network, a serial line and as a replay.

use std::sync::Arc;
use std::time::{Duration, Instant};

use handheld_contract::command::CreateProject;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::survey::{
    FixQuality, FixTaken, GuideView, MeasuredBy, ReceiverKind, ReceiverView, SurveyView,
};
use handheld_contract::views::{PersonRef, Role, Stage};
use handheld_contract::{
    Code, DeviceId, Lang, OrganisationId, PersonId, Problem, ProjectId, SurveyId,
};
use handheld_domain::survey::{Geographic, Grid};
use handheld_records::shape::AssignedKind;
use handheld_store::records::Records;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use crate::Device;
use crate::identity::Identity;

/// Sixty epochs towards 120.7508 E, 30.7626 N: eight autonomous, ten float, the others fixed; some garbage between.
const LOG: &[u8] = include_bytes!("../../../../tests/fixtures/survey/nmea/stakeout.nmea");
/// Longer than anything here takes; only a failure waits for it.
const LONG: Duration = Duration::from_secs(20);

struct Site {
    device: Arc<Device>,
    survey: SurveyId,
    _folder: tempfile::TempDir,
}

fn unit(number: u128, name: &str) -> OrganisationRef {
    OrganisationRef {
        id: OrganisationId(Uuid::from_u128(number)),
        name: name.to_owned(),
        departments: Vec::new(),
    }
}

async fn device_of(role: Role) -> (Arc<Device>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let device = Device::open(folder.path()).await.unwrap();
    let identity = Identity {
        server: "http://127.0.0.1:9".to_owned(),
        device: DeviceId(Uuid::from_u128(1)),
        name: "手簿".to_owned(),
        person: PersonRef {
            id: PersonId(Uuid::from_u128(2)),
            name: "周岩".to_owned(),
        },
        organisation: unit(3, "市测绘院"),
        role,
        centre_key: "00".repeat(32),
        counter: 1,
    };
    *device.identity.write().unwrap() = Some(Arc::new(identity));
    (device, folder)
}

/// The device of a surveyor.
pub(crate) async fn device() -> (Arc<Device>, tempfile::TempDir) {
    device_of(Role::Surveyor).await
}

/// The device of an inspector.
pub(crate) async fn inspector() -> (Arc<Device>, tempfile::TempDir) {
    device_of(Role::Inspector).await
}

/// A project in which the person of the device and the own unit take part.
pub(crate) async fn project(device: &Device) -> ProjectId {
    let mut admin = device.who(Lang::Zh).unwrap();
    let role = admin.role;
    admin.role = Role::Administrator;
    let owner = unit(4, "东湖置业");
    let asked = CreateProject {
        code: "2026-330411-14-01-018834".to_owned(),
        name: "东湖科创园三期".to_owned(),
        stage: Stage::Construction,
        district: "秀洲区".to_owned(),
        address: "东湖路 12 号".to_owned(),
        owner: owner.id,
        site: Vec::new(),
    };
    let project = device.app.create_project(&admin, asked, owner).await;
    let project = project.unwrap().row.id;
    let own = (
        admin.organisation.id.0,
        admin.organisation.name.clone(),
        role,
    );
    let person = (admin.person.id.0, admin.person.name.clone(), role);
    for (kind, whom) in [
        (AssignedKind::Organisation, own),
        (AssignedKind::Person, person),
    ] {
        let assigned = device.app.assign(&admin, project, kind, whom, true).await;
        assigned.unwrap();
    }
    project
}

/// A survey with one point to be staked, which is where the log leads.
async fn site() -> Site {
    let (device, folder) = device().await;
    let project = project(&device).await;
    let asked = json!({ "project": project, "kind": "staking", "epsg": 4549, "note": "" });
    let view: SurveyView = call(&device, "assign_survey", asked).await.unwrap();
    let survey = view.row.id;
    let grid = Grid::from_epsg(4549).unwrap();
    let stake = grid.forward(Geographic::new(120.7508, 30.7626)).unwrap();
    let design = json!({ "x_north": stake.x_north, "y_east": stake.y_east });
    let asked = json!({
        "survey": survey,
        "drawing": "S-01",
        "revision": "A",
        "targets": [{ "name": "A1", "role": "point", "code": "", "design": design }],
        "without": [],
        "figures": [],
    });
    let _: SurveyView = call(&device, "revise_design", asked).await.unwrap();
    Site {
        device,
        survey,
        _folder: folder,
    }
}

async fn call<T: DeserializeOwned>(
    device: &Device,
    name: &str,
    request: Value,
) -> Result<T, Problem> {
    let value = Box::pin(device.call(name, request, Lang::En)).await?;
    Ok(serde_json::from_value(value).unwrap())
}

impl Site {
    async fn replay(&self, speed: f64) -> ReceiverView {
        let asked = json!({ "file_name": "stakeout.nmea", "speed": speed });
        let view = self
            .device
            .call_raw("replay_receiver", asked, LOG.to_vec(), Lang::En)
            .await;
        serde_json::from_value(view.unwrap()).unwrap()
    }

    async fn receiver(&self) -> ReceiverView {
        call(&self.device, "receiver", json!({})).await.unwrap()
    }

    async fn guide(&self) -> GuideView {
        let asked = json!({ "survey": self.survey, "target": "A1" });
        call(&self.device, "guide_to", asked).await.unwrap()
    }

    async fn take(&self) -> Result<FixTaken, Problem> {
        let asked = json!({ "survey": self.survey, "target": "A1" });
        call(&self.device, "take_fix", asked).await
    }

    async fn survey(&self) -> SurveyView {
        let asked = json!({ "id": self.survey });
        call(&self.device, "survey", asked).await.unwrap()
    }

    async fn wait_for_fixes(&self, count: u64) {
        let mut fixes = self.device.receiver_fixes().unwrap();
        let waited = tokio::time::timeout(LONG, fixes.wait_for(|n| *n >= count));
        waited.await.unwrap().unwrap();
    }

    /// Waits for the line to open or to break.
    async fn wait_until(&self, open: bool) {
        let mut changes = self.device.changes();
        let changed = async {
            loop {
                let now = self.device.receiver.now().unwrap();
                if now.heard.standing(Instant::now()).open == open {
                    return;
                }
                // One that was missed is as good as one that was heard.
                let _ = changes.recv().await;
            }
        };
        tokio::time::timeout(LONG, changed).await.unwrap();
    }
}

#[tokio::test]
async fn a_walk_to_a_stake_guides_there_and_only_fixed_positions_become_values() {
    let site = site().await;
    let view = site.replay(0.0).await;
    assert_eq!(view.kind, Some(ReceiverKind::Replay));
    assert!(view.live && view.fix.is_none());
    assert_eq!(view.bad_lines, 3);
    let early = site.take().await.unwrap_err();
    assert_eq!(
        (early.code, &early.params["why"]),
        (Code::Refused, &json!("no_fix"))
    );

    let mut distances = Vec::new();
    let (mut precise, mut within) = (false, false);
    for epoch in 0..60 {
        let guide = site.guide().await;
        distances.push(guide.distance_m.unwrap());
        let fix = guide.receiver.fix.unwrap();
        assert!(fix.x_north.is_some() && fix.y_east.is_some());
        (precise, within) = (guide.precise, guide.within);
        assert!(epoch > 30 || !(precise || within), "{epoch}");
        match epoch {
            0 => assert_eq!(fix.quality, FixQuality::Single),
            8 => assert_eq!(fix.quality, FixQuality::RtkFloat),
            _ => continue,
        }
        let taken = site.take().await.unwrap();
        assert!(taken.saved.is_none());
        let kept = taken.observation.unwrap();
        assert!(!kept.fix.counts && !kept.fix.why_not.en.is_empty());
        assert!(site.survey().await.targets[0].measured.is_none());
    }
    let steps = [0, 10, 20, 30].map(|at| distances[at]);
    assert!(steps.is_sorted_by(|a, b| a > b), "{steps:?}");
    assert!(precise && within, "{:?}", distances.last());

    let saved = site.take().await.unwrap().saved.unwrap();
    let measured = saved.target.measured.unwrap();
    assert_eq!(measured.source, MeasuredBy::Receiver);
    assert!(measured.fix.unwrap().counts);
    assert!(measured.value.x_north.is_some() && measured.value.h.is_none());
    let survey = site.survey().await;
    assert_eq!(survey.observations.len(), 2);
    assert!(survey.targets[0].measured.is_some());
    assert!(
        site.device
            .store
            .journalled(i64::MAX)
            .await
            .unwrap()
            .is_empty()
    );

    let over = site.receiver().await;
    assert!(!over.live && over.fix.is_some());
    assert_eq!(over.problem.en, "The log is at its end.");
}

#[tokio::test]
async fn a_replay_by_the_clock_runs_to_its_end_by_itself() {
    let site = site().await;
    site.replay(1_000.0).await;
    site.wait_for_fixes(60).await;
    site.wait_until(false).await;
    assert_eq!(
        site.receiver().await.fix.unwrap().quality,
        FixQuality::RtkFixed
    );
}

#[tokio::test]
async fn the_last_position_of_a_silent_receiver_is_never_taken() {
    let site = site().await;
    site.replay(0.0).await;
    let fix = handheld_geofile::replay(LOG).pop().unwrap();
    let connection = site.device.receiver.now().unwrap();
    let limit = Duration::from_secs(10);
    let before = Instant::now().checked_sub(limit + Duration::from_secs(1));
    connection.heard.give(fix.clone(), before.unwrap());
    let problem = site.take().await.unwrap_err();
    assert_eq!(problem.code, Code::Refused);
    assert_eq!(problem.params["why"], "silent_receiver");
    assert_eq!(problem.code.exit_code(), 4);
    let survey = site.survey().await;
    assert!(survey.observations.is_empty() && survey.targets[0].measured.is_none());
    // The same position, heard just now.
    connection.heard.give(fix, Instant::now());
    assert!(site.take().await.unwrap().saved.is_some());
}

#[tokio::test]
async fn a_stale_position_is_shown_as_such_and_does_not_guide() {
    let site = site().await;
    let target = json!({ "survey": site.survey, "target": "A1" });
    let none: GuideView = call(&site.device, "guide_to", target.clone())
        .await
        .unwrap();
    assert!(none.distance_m.is_none() && none.receiver.kind.is_none());
    site.replay(0.0).await;
    while site.receiver().await.live {}
    let fix = handheld_geofile::replay(LOG).pop().unwrap();
    let minute = Instant::now().checked_sub(Duration::from_secs(60)).unwrap();
    let connection = site.device.receiver.now().unwrap();
    connection.heard.give(fix, minute);
    let stale: GuideView = call(&site.device, "guide_to", target).await.unwrap();
    assert!(stale.distance_m.is_none() && !stale.within);
    let fix = stale.receiver.fix.unwrap();
    assert!(!fix.counts && fix.x_north.is_none());
    assert!(stale.receiver.silent_s.unwrap() >= 60.0);
}

/// Sends in pieces whose sizes do not fit the sentences.
async fn send_in_pieces(stream: &mut TcpStream, bytes: &[u8]) {
    let (mut rest, mut sizes) = (bytes, [1, 7, 64, 13, 311].into_iter().cycle());
    while !rest.is_empty() {
        let size = sizes.next().unwrap().min(rest.len());
        let (piece, after) = rest.split_at(size);
        stream.write_all(piece).await.unwrap();
        rest = after;
    }
}

async fn accept(listener: &TcpListener) -> TcpStream {
    let accepted = tokio::time::timeout(LONG, listener.accept()).await;
    let (stream, _) = accepted.unwrap().unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

#[tokio::test]
async fn a_receiver_on_the_network_is_read_in_pieces_tried_again_and_let_go() {
    let site = site().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = json!({ "kind": "tcp", "address": format!(" {address} "), "baud": 0 });
    let view: ReceiverView = call(&site.device, "connect_receiver", asked).await.unwrap();
    assert_eq!(
        (view.kind, &view.address),
        (Some(ReceiverKind::Tcp), &address)
    );
    let mut stream = accept(&listener).await;
    let noise: Vec<u8> = (0..=255).cycle().take(20_000).collect();
    send_in_pieces(&mut stream, &noise).await;
    send_in_pieces(&mut stream, LOG).await;
    site.wait_for_fixes(60).await;
    let live = site.receiver().await;
    assert!(live.live && live.problem.en.is_empty() && live.bad_lines > 3);
    let fix = live.fix.unwrap();
    assert!(fix.counts && fix.quality == FixQuality::RtkFixed && fix.x_north.is_none());
    assert!(site.take().await.unwrap().saved.is_some());

    // It goes away: the device says so, and comes back once it is there again.
    drop((listener, stream));
    site.wait_until(false).await;
    let gone = site.receiver().await;
    assert!(!gone.live && !gone.problem.en.is_empty() && gone.fix.is_some());
    let listener = TcpListener::bind(&address).await.unwrap();
    let mut stream = accept(&listener).await;
    site.wait_until(true).await;
    send_in_pieces(&mut stream, &LOG[..LOG.len() / 2]).await;
    site.wait_for_fixes(61).await;

    let off: ReceiverView = call(&site.device, "disconnect_receiver", json!({}))
        .await
        .unwrap();
    assert!(off.kind.is_none() && off.fix.is_none());
    let last = off.last.expect("offered again");
    assert_eq!((last.kind, last.address), (ReceiverKind::Tcp, address));
    // The other end sees it go, one way or the other.
    let mut rest = Vec::new();
    let end = tokio::time::timeout(LONG, stream.read_to_end(&mut rest)).await;
    assert!(end.is_ok() && rest.is_empty());
    assert!(site.take().await.is_err());
}

#[tokio::test]
async fn a_receiver_ends_with_its_device() {
    let site = site().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = json!({ "kind": "tcp", "address": address, "baud": 0 });
    let _: ReceiverView = call(&site.device, "connect_receiver", asked).await.unwrap();
    let mut stream = accept(&listener).await;
    site.wait_until(true).await;
    drop(site);
    let mut rest = Vec::new();
    let end = tokio::time::timeout(LONG, stream.read_to_end(&mut rest)).await;
    assert!(end.is_ok(), "the connection outlives its device");
}

#[tokio::test]
async fn nothing_is_connected_to_what_cannot_be_meant() {
    let (device, _folder) = device().await;
    for (kind, address, baud) in [
        ("tcp", "192.168.4.1", 0),
        ("tcp", "", 0),
        ("serial", "", 115_200),
        ("serial", "/dev/ttyUSB0", 0),
        ("replay", "walk.nmea", 0),
    ] {
        let asked = json!({ "kind": kind, "address": address, "baud": baud });
        let problem = call::<ReceiverView>(&device, "connect_receiver", asked).await;
        assert_eq!(
            problem.unwrap_err().code,
            Code::BadInput,
            "{kind} {address}"
        );
    }
    for (log, speed) in [
        (&b"$GNGGA"[..], 0.0),
        (LOG, -1.0),
        (LOG, 1e9),
        (LOG, f64::NAN),
    ] {
        let asked = handheld_contract::command::ReplayReceiver {
            file_name: "walk.nmea".to_owned(),
            speed,
        };
        let problem = device.replay_receiver(asked, log).await.unwrap_err();
        assert_eq!(problem.code, Code::BadInput, "{speed}");
    }
    assert!(device.receiver().await.unwrap().kind.is_none());
    *device.identity.write().unwrap() = None;
    let problem = device.receiver().await.unwrap_err();
    assert_eq!(problem.code, Code::NotEnrolled);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_receiver_at_a_serial_line_is_read_until_the_line_breaks() {
    use std::io::Write;

    use serialport::{SerialPort, TTYPort};
    let site = site().await;
    let (mut far, near) = TTYPort::pair().unwrap();
    far.set_timeout(LONG).unwrap();
    let port = near.name().unwrap();
    drop(near);
    let asked = json!({ "kind": "serial", "address": port, "baud": 115_200 });
    let view: ReceiverView = call(&site.device, "connect_receiver", asked).await.unwrap();
    assert_eq!(view.kind, Some(ReceiverKind::Serial));
    site.wait_until(true).await;
    let sent = tokio::task::spawn_blocking(move || {
        for piece in LOG.chunks(97) {
            far.write_all(piece).unwrap();
        }
        far
    });
    site.wait_for_fixes(60).await;
    assert!(site.take().await.unwrap().saved.is_some());
    drop(sent.await.unwrap());
    site.wait_until(false).await;
    assert!(!site.receiver().await.problem.zh.is_empty());
}
