//! Single faults, each at its worst place: every cut, replays, false answers, one bad document among good ones.

use async_trait::async_trait;
use futures::FutureExt;
use futures::executor::block_on;
use handheld_contract::sync::Rejection;
use handheld_contract::{BlobHash, Code};
use handheld_store::device::DeviceQueue;
use handheld_sync::device::drive::Host;
use handheld_sync::device::{Failure, Report};

use super::world::{CentreSide, World};
use super::{Kind, figures};

type Answers<'a> = dyn FnMut(&CentreSide, Vec<u8>) -> Result<Vec<u8>, Failure> + Send + 'a;

struct Scripted<'a> {
    centre: &'a CentreSide,
    answers: &'a mut Answers<'a>,
    reports: Vec<Report>,
}

#[async_trait]
impl Host for Scripted<'_> {
    fn now_ms(&self) -> i64 {
        self.centre.now_ms()
    }
    async fn post(&mut self, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
        (self.answers)(self.centre, body)
    }
    async fn put(&mut self, _: BlobHash, _: Vec<u8>) -> Result<Vec<u8>, Failure> {
        Err(Failure::Network)
    }
    async fn report(&mut self, report: Report) {
        self.reports.push(report);
    }
}

fn really(centre: &CentreSide, body: &[u8]) -> Result<Vec<u8>, Failure> {
    // Runs inside another future, and nothing of the model ever waits.
    let answer = centre.exchange(body).now_or_never().unwrap();
    answer
        .map(|a| a.body)
        .map_err(|e| Failure::Refused(e.code()))
}

fn round(world: &mut World, device: usize, answers: &mut Answers<'_>) -> bool {
    world.round_over(device, |centre| Scripted {
        centre,
        answers,
        reports: Vec::new(),
    })
}

/// Device 1 has sent something that device 0 has not read, and device 0 has something to send.
fn two_sides() -> World {
    let mut world = World::new(11, Kind::Plain, None);
    world.net().on = false;
    for _ in 0..3 {
        world.edit(1).unwrap();
        world.edit(0).unwrap();
    }
    assert!(world.round(1));
    world
}

fn all_well(world: &mut World) {
    world.settle().unwrap();
    world.check().unwrap();
}

#[test]
fn s01_an_answer_cut_at_any_byte_loses_nothing_and_doubles_nothing() {
    let mut length = 0;
    let mut world = two_sides();
    round(&mut world, 0, &mut |centre, body| {
        let answer = really(centre, &body)?;
        length = length.max(answer.len());
        Ok(answer)
    });
    assert!(length > 200, "{length}");
    for cut in 0..length {
        let mut world = two_sides();
        let mut first = true;
        round(&mut world, 0, &mut |centre, body| {
            let mut answer = really(centre, &body)?;
            if std::mem::take(&mut first) {
                answer.truncate(cut);
            }
            Ok(answer)
        });
        all_well(&mut world);
    }
}

#[test]
fn s20_what_was_confirmed_without_a_cursor_goes_again_to_a_restored_centre() {
    let mut length = 1;
    let mut cut = 0;
    while cut < length {
        let mut world = World::new(11, Kind::Restored, None);
        world.net().on = false;
        let mut backup = world.centre.store.0.lock().unwrap().clone();
        for _ in 0..3 {
            world.edit(0).unwrap();
        }
        round(&mut world, 0, &mut |centre, body| {
            let mut answer = really(centre, &body)?;
            length = length.max(answer.len());
            answer.truncate(cut);
            Ok(answer)
        });
        backup.epoch += 1;
        *world.centre.store.0.lock().unwrap() = backup;
        all_well(&mut world);
        cut += 1;
    }
    assert!(length > 200, "{length}");
}

#[test]
fn s01_a_request_cut_at_any_byte_changes_nothing_at_the_centre() {
    let mut world = two_sides();
    let mut sent = Vec::new();
    round(&mut world, 0, &mut |_, body| {
        sent = body;
        Err(Failure::Network)
    });
    let before = format!("{:?}", world.centre.store.0.lock().unwrap().log);
    for cut in 0..sent.len() {
        assert!(
            block_on(world.centre.exchange(&sent[..cut])).is_err(),
            "cut at {cut}"
        );
    }
    assert_eq!(
        before,
        format!("{:?}", world.centre.store.0.lock().unwrap().log)
    );
    all_well(&mut world);
}

#[test]
fn s02_an_answer_lost_after_commit_is_given_again_and_takes_nothing_twice() {
    let mut world = two_sides();
    let mut bodies = Vec::new();
    for _ in 0..2 {
        round(&mut world, 0, &mut |centre, body| {
            bodies.push(body.clone());
            really(centre, &body)?;
            Err(Failure::Network)
        });
    }
    assert_eq!(bodies[0], bodies[1], "the same bytes go again");
    all_well(&mut world);
}

#[test]
fn s04_a_request_replayed_after_others_changes_nothing() {
    let mut world = two_sides();
    let mut old = Vec::new();
    round(&mut world, 0, &mut |centre, body| {
        if old.is_empty() {
            old = body.clone();
        }
        really(centre, &body)
    });
    for _ in 0..4 {
        world.edit(0).unwrap();
        assert!(world.round(0));
    }
    let before = format!("{:?}", world.centre.store.0.lock().unwrap().log);
    for _ in 0..3 {
        really(&world.centre, &old).unwrap();
    }
    assert_eq!(
        before,
        format!("{:?}", world.centre.store.0.lock().unwrap().log)
    );
    all_well(&mut world);
}

#[test]
fn t24_what_a_captive_portal_answers_is_no_receipt() {
    let mut world = two_sides();
    let waiting = world.devices[0].store.0.lock().unwrap().outbox.clone();
    for page in ["", "<html>Sign in</html>", "{}", "\0\0\0\u{1}x"] {
        let complete = round(&mut world, 0, &mut |_, _| Ok(page.as_bytes().to_vec()));
        assert!(!complete);
        let state = world.devices[0].store.0.lock().unwrap();
        assert_eq!(state.outbox, waiting, "{page}");
        assert!(state.filed.is_empty());
    }
    all_well(&mut world);
}

#[test]
fn t24_an_answer_with_another_signature_is_no_receipt() {
    let mut world = two_sides();
    let other = two_sides_with_another_key();
    round(&mut world, 0, &mut |_, body| really(&other.centre, &body));
    assert!(world.devices[0].store.0.lock().unwrap().filed.is_empty());
    all_well(&mut world);
}

/// A centre that knows the same devices and signs with another key.
fn two_sides_with_another_key() -> World {
    let mut other = two_sides();
    other.centre.forget_key();
    other
}

#[test]
fn t19_a_document_that_is_refused_does_not_hold_up_others() {
    let mut world = two_sides();
    let mut foreign = world.documents[0].1.clone();
    foreign.0 = "p-00000000-0000-0000-0000-00000000ffff".into();
    let doc = handheld_contract::DocId(uuid::Uuid::from_u128(77));
    let edit = handheld_records::Edit::set("a:1", "\"x\"");
    world.write(0, doc, &foreign, &[edit]).unwrap();
    world.edit(0).unwrap();
    world.round(0);
    let state = world.devices[0].store.0.lock().unwrap();
    assert!(state.outbox.is_empty());
    assert!(state.refused.keys().all(|(d, _)| *d == doc));
    assert_eq!(state.refused.len(), 1);
    assert!(!state.filed.is_empty());
}

#[test]
fn t19_what_was_refused_leaves_the_record_also_after_a_crash_before_its_index() {
    let mut world = two_sides();
    assert!(world.round(0));
    let (doc, scope) = world.documents[1].clone();
    let shown = |world: &World| {
        let state = world.devices[0].store.0.lock().unwrap();
        format!("{:?}", state.docs.0[&doc].index)
    };
    let before = shown(&world);
    let edit = handheld_records::Edit::set("a:1", "\"refused\"");
    world.write(0, doc, &scope, &[edit]).unwrap();
    let rejection = Rejection {
        doc,
        hash: world.made.last().unwrap().3,
        code: Code::Refused,
        rule: "r".into(),
    };
    block_on(world.devices[0].store.refuse(&[rejection])).unwrap();
    assert!(shown(&world).contains("refused"), "the crash comes here");
    assert!(world.round(0));
    assert_eq!(shown(&world), before);
    assert!(world.round(1));
    assert!(
        world
            .net()
            .reports
            .iter()
            .all(|(_, r)| matches!(r, Report::Granted(_)))
    );
}

#[test]
fn an_idle_reconnect_and_ten_edits_a_document_stay_small() {
    let figures = figures::measure(200, 50).unwrap();
    println!("{figures:?}");
    assert_eq!(figures.idle_requests, 1);
    assert!(
        figures.idle_bytes.0 + figures.idle_bytes.1 <= 300,
        "{figures:?}"
    );
    assert!(figures.push_bytes_each < 600.0, "{figures:?}");
}
