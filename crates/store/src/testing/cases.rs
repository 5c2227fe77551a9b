//! What every store promises about approval cases: lists, clocks, files, and what the centre adds to a batch.
//!
//! Each function takes an empty store and is one promise.

use std::slice::from_ref;

use handheld_contract::views::approval::{CaseFilter, CaseState, ClockColour};
use handheld_contract::{
    CaseId, DeviceId, DocId, InspectionId, OrganisationId, PersonId, ProjectId,
};

use super::{LIMITS, change, commit, photo, project, receipt, scope, uuid};
use crate::centre::{AdmittedBatch, CentreLog, Fetch};
use crate::device::{DeviceQueue, FrameEffects};
use crate::index::{CaseEntry, IndexRows, PhotoEntry};
use crate::records::{CASE_FILTERS, CasePage, CaseQuery, Origin, Records, Sight};
use crate::scope_digest;

const HOUSING: &str = "housing";
const FIRE: &str = "fire";
const TODAY: &str = "2026-05-11";

/// A case that runs in time.
fn case(n: u128, project: u128) -> CaseEntry {
    let day = |day: &str| Some(day.to_owned());
    CaseEntry {
        id: CaseId(uuid(n)),
        project: ProjectId(uuid(project)),
        number: format!("3-{n:05}"),
        matter: "m".to_owned(),
        procedure: "p".to_owned(),
        version: "v".to_owned(),
        offices: vec![HOUSING.to_owned()],
        declaration: None,
        group: None,
        green_channel: false,
        commitment: false,
        pre_review: false,
        state: CaseState::Running,
        open: true,
        to_deliver: false,
        post_check_due: None,
        submitted: day("2026-04-30"),
        silence_ends: None,
        accepted: day("2026-05-06"),
        stopped: None,
        yellow_from: day("2026-05-20"),
        promised_due: day("2026-05-22"),
        legal_due: day("2026-06-10"),
        decided: None,
        used: None,
        corrected: false,
        delivered: None,
        pending: 0,
        lacking: Vec::new(),
        changed_on: "2026-05-06".to_owned(),
        stated_due: None,
        project_name: "滨江".to_owned(),
        owner_name: "甲建设公司".to_owned(),
        meta: serde_json::json!({ "matter": "m" }),
        facts: serde_json::json!({ "extended": 0 }),
        search: "建设工程施工许可 Construction permit".to_owned(),
    }
}

fn with(n: u128, change: impl FnOnce(&mut CaseEntry)) -> CaseEntry {
    let mut entry = case(n, 1);
    change(&mut entry);
    entry
}

fn rows(entry: CaseEntry, files: Vec<PhotoEntry>) -> IndexRows {
    IndexRows::Case(Box::new(entry), files)
}

async fn put(store: &impl Records, entries: Vec<CaseEntry>) {
    let commits = entries.into_iter().map(|entry| {
        let first = change(entry.id.0.as_u128(), 1, 1, &[]);
        let of = entry.project.0.as_u128();
        commit(of, rows(entry, Vec::new()), &[&first])
    });
    store.commit(commits.collect()).await.unwrap();
}

fn query(filter: CaseFilter) -> CaseQuery {
    CaseQuery {
        sight: Sight::All,
        office: Some(HOUSING.to_owned()),
        project: None,
        id: None,
        filter,
        colour: None,
        search: String::new(),
        today: TODAY.to_owned(),
        offset: 0,
        limit: 50,
    }
}

fn ids(page: &CasePage) -> Vec<u128> {
    page.cases.iter().map(|case| case.id.0.as_u128()).collect()
}

async fn shown(store: &impl Records, query: &CaseQuery) -> Vec<u128> {
    let page = store.cases(query).await.unwrap();
    let shown = ids(&page);
    assert_eq!(page.total as usize, shown.len(), "all fit on the page");
    shown
}

/// An inbox holds what its office decides, its own matters and those delegated to it; a project's list holds all offices.
pub async fn an_inbox_holds_the_cases_of_its_office(store: &impl Records) {
    let both = [HOUSING, FIRE].map(str::to_owned).to_vec();
    let elsewhere = with(12, |case| case.offices = vec![FIRE.to_owned()]);
    let delegated = with(13, |case| case.offices.clone_from(&both));
    put(store, vec![case(11, 1), elsewhere, delegated, case(14, 2)]).await;
    let of = |office: Option<&str>, project: Option<u128>| CaseQuery {
        office: office.map(str::to_owned),
        project: project.map(|id| ProjectId(uuid(id))),
        ..query(CaseFilter::All)
    };
    assert_eq!(shown(store, &of(Some(HOUSING), None)).await, [11, 13, 14]);
    assert_eq!(shown(store, &of(Some(FIRE), None)).await, [12, 13]);
    assert_eq!(shown(store, &of(None, Some(1))).await, [11, 12, 13]);
    assert_eq!(shown(store, &of(Some(FIRE), Some(2))).await, [0; 0]);
    let one = CaseQuery {
        id: Some(CaseId(uuid(13))),
        ..query(CaseFilter::All)
    };
    let page = store.cases(&one).await.unwrap();
    let whole = with(13, |case| case.offices = both);
    assert_eq!(page.cases, [whole], "every field comes back");
}

/// When a case is stored again its rows are those of now: an office that lost it does not list it any more.
pub async fn a_case_stored_again_leaves_its_old_inbox(store: &impl Records) {
    put(store, vec![case(11, 1)]).await;
    put(
        store,
        vec![with(11, |case| case.offices = vec![FIRE.to_owned()])],
    )
    .await;
    assert_eq!(shown(store, &query(CaseFilter::All)).await, [0; 0]);
    let fire = CaseQuery {
        office: Some(FIRE.to_owned()),
        ..query(CaseFilter::All)
    };
    assert_eq!(shown(store, &fire).await, [11]);
}

/// One case for each filter, and one that is only in `All`.
fn of_every_filter() -> Vec<CaseEntry> {
    let waiting = |case: &mut CaseEntry| {
        (case.state, case.accepted) = (CaseState::Submitted, Some("2026-05-12".to_owned()));
        case.silence_ends = Some("2026-05-11".to_owned());
    };
    let ended = |case: &mut CaseEntry| {
        (case.state, case.decided) = (CaseState::Granted, Some("2026-05-08".to_owned()));
        case.open = false;
    };
    vec![
        with(21, waiting),
        with(22, |case| {
            (case.state, case.accepted) = (CaseState::Correcting, None);
        }),
        case(23, 1),
        with(24, |case| {
            (case.state, case.stopped) = (CaseState::Suspended, Some("2026-05-08".to_owned()));
        }),
        with(25, |case| {
            ended(case);
            (case.open, case.to_deliver) = (true, true);
        }),
        with(26, |case| {
            ended(case);
            (case.open, case.post_check_due) = (true, Some("2026-07-01".to_owned()));
        }),
        with(27, ended),
    ]
}

/// Each filter shows its own.
pub async fn each_filter_shows_its_cases(store: &impl Records) {
    put(store, of_every_filter()).await;
    for (filter, expected) in CASE_FILTERS.into_iter().zip([
        &[21_u128][..],
        &[22],
        &[23],
        &[24],
        &[25],
        &[26],
        &[21, 22, 23, 24, 25, 26],
        &[21, 22, 23, 24, 25, 26, 27],
    ]) {
        let mut found = shown(store, &query(filter)).await;
        found.sort_unstable();
        assert_eq!(found, expected, "{filter:?}");
    }
}

/// The day after the last day for acceptance a submitted case runs, with the clock that silence started.
pub async fn silence_is_acceptance_the_day_after(store: &impl Records) {
    put(store, of_every_filter()).await;
    let on = |filter, today: &str| CaseQuery {
        today: today.to_owned(),
        ..query(filter)
    };
    assert_eq!(
        shown(store, &on(CaseFilter::ToAccept, "2026-05-11")).await,
        [21]
    );
    assert_eq!(
        shown(store, &on(CaseFilter::ToAccept, "2026-05-12")).await,
        [0; 0]
    );
    assert_eq!(
        shown(store, &on(CaseFilter::Running, "2026-05-12")).await,
        [21, 23]
    );
    let late = CaseQuery {
        colour: Some(ClockColour::Red),
        ..on(CaseFilter::Running, "2026-05-25")
    };
    assert_eq!(shown(store, &late).await, [21, 23], "its clock counts");
    let never = with(28, |case| {
        (case.state, case.accepted) = (CaseState::Submitted, Some("2026-05-12".to_owned()));
    });
    put(store, vec![never]).await;
    let filter = CaseFilter::ToAccept;
    assert_eq!(
        shown(store, &on(filter, "2027-01-01")).await,
        [28],
        "no silence without its day"
    );
}

/// Cases whose worst colour on a day is asked for, from none to black.
pub async fn a_clock_has_its_colour_of_the_day(store: &impl Records) {
    let no_dates = |case: &mut CaseEntry| {
        (case.yellow_from, case.promised_due, case.legal_due) = (None, None, None);
    };
    put(
        store,
        vec![
            case(31, 1),
            with(32, no_dates),
            with(33, |case| case.accepted = None),
            with(34, |case| case.decided = Some("2026-05-30".to_owned())),
            with(35, |case| {
                (case.promised_due, case.yellow_from) = (None, None)
            }),
        ],
    )
    .await;
    // From which day on case 31, and case 35 which has no promise, are at least of this colour.
    for (day, colour, expected) in [
        (
            "2026-05-11",
            ClockColour::None,
            &[31_u128, 32, 33, 34, 35][..],
        ),
        ("2026-05-19", ClockColour::Green, &[31, 35]),
        ("2026-05-19", ClockColour::Yellow, &[]),
        ("2026-05-20", ClockColour::Yellow, &[31]),
        ("2026-05-22", ClockColour::Red, &[]),
        ("2026-05-23", ClockColour::Red, &[31]),
        ("2026-06-10", ClockColour::Black, &[]),
        ("2026-06-11", ClockColour::Black, &[31, 35]),
    ] {
        let asked = CaseQuery {
            colour: Some(colour),
            today: day.to_owned(),
            ..query(CaseFilter::All)
        };
        let mut found = shown(store, &asked).await;
        found.sort_unstable();
        assert_eq!(found, expected, "{colour:?} on {day}");
    }
}

/// While a clock stands its colour is that of the day before it stopped, however long that is ago.
pub async fn a_stopped_clock_keeps_its_colour(store: &impl Records) {
    let stopped = |n, on: &str| {
        with(n, |case| {
            (case.state, case.stopped) = (CaseState::Suspended, Some(on.to_owned()));
        })
    };
    let at_once = with(43, |case| {
        (case.state, case.stopped) = (CaseState::Suspended, case.accepted.clone());
        case.yellow_from.clone_from(&case.accepted);
    });
    let before = ["2026-05-20", "2026-05-21", "2026-06-01"];
    let [green, yellow, red] = before;
    put(
        store,
        vec![
            stopped(40, green),
            stopped(41, yellow),
            stopped(42, red),
            at_once,
        ],
    )
    .await;
    let at_least = |colour| CaseQuery {
        colour: Some(colour),
        today: "2027-03-01".to_owned(),
        ..query(CaseFilter::Suspended)
    };
    assert_eq!(shown(store, &at_least(ClockColour::Black)).await, [0; 0]);
    assert_eq!(shown(store, &at_least(ClockColour::Red)).await, [42]);
    let yellow = shown(store, &at_least(ClockColour::Yellow)).await;
    assert_eq!(yellow, [42, 41, 43], "never before its own beginning");
    let green = shown(store, &at_least(ClockColour::Green)).await;
    assert_eq!(green, [42, 41, 43, 40]);
}

/// Key projects, then the worst clock, then the earlier due date with none last, then number, then id.
pub async fn key_projects_come_first_then_the_worst_clock(store: &impl Records) {
    let due = |n, day: &str| with(n, |case| case.promised_due = Some(day.to_owned()));
    let late = with(52, |case| case.legal_due = Some("2026-05-10".to_owned()));
    let key = |mut case: CaseEntry| {
        case.green_channel = true;
        case
    };
    let of_law = with(53, |case| case.promised_due = None);
    let nothing = with(54, |case| {
        (case.yellow_from, case.promised_due, case.legal_due) = (None, None, None);
    });
    let accepted_never = with(55, |case| case.accepted = None);
    let twin = |n| with(n, |case| case.number = "3-00060".to_owned());
    put(
        store,
        vec![
            nothing,
            accepted_never,
            of_law,
            due(56, "2026-05-21"),
            late,
            key(due(57, "2026-05-30")),
            key(due(58, "2026-05-09")),
            twin(61),
            twin(60),
            with(62, |case| case.number = "3-00059".to_owned()),
        ],
    )
    .await;
    let expected = [58, 57, 52, 56, 62, 60, 61, 53, 55, 54];
    assert_eq!(shown(store, &query(CaseFilter::All)).await, expected);
    let mut paged = Vec::new();
    for offset in [0, 4, 8, 12] {
        let part = CaseQuery {
            offset,
            limit: 4,
            ..query(CaseFilter::All)
        };
        let page = store.cases(&part).await.unwrap();
        assert_eq!(page.total, 10, "the total is of all pages");
        paged.extend(ids(&page));
    }
    assert_eq!(paged, expected, "pages together are the whole list");
}

/// Each word of a search must be found, in Chinese within a run of characters.
pub async fn every_word_of_a_search_must_be_found(store: &impl Records) {
    let other = with(72, |case| case.search = "消防设计审查".to_owned());
    put(store, vec![case(71, 1), other]).await;
    for (words, found) in [
        ("施工许可", &[71_u128][..]),
        ("审查", &[72]),
        ("设计 审", &[72]),
        ("设", &[71, 72]),
        ("constr 许可", &[71]),
        ("施工 审查", &[]),
        ("00072", &[72]),
        ("3-00071", &[71]),
        ("\" OR 1", &[]),
        ("，", &[]),
        ("  ", &[71, 72]),
    ] {
        let asked = CaseQuery {
            search: words.to_owned(),
            ..query(CaseFilter::All)
        };
        assert_eq!(shown(store, &asked).await, found, "search for {words}");
    }
}

/// Cases are seen through their project, and what is not seen is not counted either.
pub async fn cases_of_other_projects_are_not_seen_a04(store: &impl Records) {
    let mut other = project(2, "北山");
    other.organisations = vec![OrganisationId(uuid(901))];
    (other.owner, other.people) = (None, vec![]);
    let (a, b) = (change(1, 1, 1, &[]), change(2, 1, 1, &[]));
    let projects = vec![
        commit(1, IndexRows::Project(project(1, "滨江")), &[&a]),
        commit(2, IndexRows::Project(other), &[&b]),
    ];
    store.commit(projects).await.unwrap();
    put(store, vec![case(81, 1), case(82, 2)]).await;
    let of = |person: u128, organisation: Option<u128>| CaseQuery {
        sight: Sight::Of {
            person: PersonId(uuid(person)),
            organisation: organisation.map(|id| OrganisationId(uuid(id))),
        },
        ..query(CaseFilter::All)
    };
    for (query, expected) in [
        (of(800, None), &[81_u128][..]),
        (of(1, Some(900)), &[81]),
        (of(1, Some(901)), &[82]),
        (of(800, Some(901)), &[81, 82]),
        (of(1, None), &[]),
    ] {
        assert_eq!(shown(store, &query).await, expected, "A04");
        let counts = store.cases(&query).await.unwrap().counts;
        let all = (CaseFilter::All, expected.len() as u32, 0);
        assert_eq!(counts.last(), Some(&all), "A04");
    }
}

/// Counts are of the whole inbox, whatever of it is shown, with how many of them are late.
pub async fn counts_are_of_the_whole_inbox(store: &impl Records) {
    let mut all = of_every_filter();
    all.push(with(28, |case| {
        case.legal_due = Some("2026-05-08".to_owned())
    }));
    all.push(with(29, |case| {
        case.promised_due = Some("2026-05-10".to_owned())
    }));
    all.push(with(30, |case| case.offices = vec![FIRE.to_owned()]));
    all.push(case(31, 2));
    put(store, all).await;
    let expected = [
        (CaseFilter::ToAccept, 1, 0),
        (CaseFilter::Correcting, 1, 0),
        (CaseFilter::Running, 3, 2),
        (CaseFilter::Suspended, 1, 0),
        (CaseFilter::ToDeliver, 1, 0),
        (CaseFilter::PostCheck, 1, 0),
        (CaseFilter::Open, 8, 2),
        (CaseFilter::All, 9, 2),
    ];
    let asked = CaseQuery {
        project: Some(ProjectId(uuid(1))),
        colour: Some(ClockColour::Black),
        limit: 1,
        ..query(CaseFilter::Running)
    };
    let page = store.cases(&asked).await.unwrap();
    assert_eq!((ids(&page), page.total), (vec![28], 1));
    assert_eq!(page.counts, expected);
    let none = CaseQuery {
        search: "没有".to_owned(),
        ..asked
    };
    let page = store.cases(&none).await.unwrap();
    assert_eq!(page.counts, CASE_FILTERS.map(|filter| (filter, 0, 0)));
}

/// Files of a case are this device's to send when they were given here, and their record waits for them; a file that another record
/// brought is not sent twice.
pub async fn files_of_a_case_are_sent_like_photos<S: Records + DeviceQueue>(store: &S) {
    let file = photo(50, 700);
    let first = change(11, 1, 1, &[]);
    let given = commit(1, rows(case(11, 1), vec![file.clone()]), &[&first]);
    let second = change(12, 1, 1, &[]);
    let shared = commit(1, rows(case(12, 1), vec![file.clone()]), &[&second]);
    store
        .commit(vec![given.clone(), shared.clone()])
        .await
        .unwrap();
    let named = |doc: DocId| store.photos(InspectionId(doc.0));
    assert_eq!(named(given.doc).await.unwrap(), from_ref(&file));
    assert_eq!(
        named(shared.doc).await.unwrap(),
        from_ref(&file),
        "a row is of its record"
    );
    assert_eq!(store.waiting_photos(9).await.unwrap().len(), 1);
    let changes = vec![(given.doc, first.hash), (shared.doc, second.hash)];
    store.acknowledge(&receipt(changes, vec![])).await.unwrap();
    for doc in [given.doc, shared.doc] {
        let facts = store.delivery(doc).await.unwrap();
        assert_eq!((facts.photos_unsent, facts.photo_bytes_unsent), (1, 700));
        assert_eq!(facts.receipt_at_ms, None, "its file is not filed");
        assert_eq!(store.waiting_photos_of(doc).await.unwrap().len(), 1);
    }
    let mut later = receipt(vec![], vec![file.sha256]);
    later.at_ms = 2_000;
    store.acknowledge(&later).await.unwrap();
    for doc in [given.doc, shared.doc] {
        let facts = store.delivery(doc).await.unwrap();
        assert_eq!((facts.photos_unsent, facts.receipt_at_ms), (0, Some(2_000)));
    }
}

/// A file that a pulled case brought is not this device's to send, also when an own case names it.
pub async fn a_file_of_others_is_not_sent<S: Records + DeviceQueue>(store: &S) {
    let file = photo(50, 700);
    let theirs = change(11, 1, 1, &[]);
    let mut pulled = commit(1, rows(case(11, 1), vec![file.clone()]), &[&theirs]);
    pulled.origin = Origin::Pulled;
    let effects = FrameEffects {
        commits: vec![pulled],
        ..FrameEffects::default()
    };
    store.apply_frame(effects).await.unwrap();
    let own = change(12, 2, 1, &[]);
    let own = commit(1, rows(case(12, 1), vec![file]), &[&own]);
    store.commit(vec![own]).await.unwrap();
    assert!(store.waiting_photos(9).await.unwrap().is_empty());
}

/// On a device what lies beside is kept like what was pulled: never sent, also not again.
pub async fn what_lies_beside_is_never_sent<S: Records + DeviceQueue>(store: &S) {
    let own = change(11, 1, 1, &[]);
    let stamp = change(11, 9, 1, &[&own]);
    let mut both = commit(1, rows(case(11, 1), vec![]), &[&own]);
    both.beside = vec![stamp.clone()];
    both.heads = vec![stamp.hash];
    store.commit(vec![both.clone()]).await.unwrap();
    let sent = || async { store.batch(LIMITS).await.unwrap()[0].changes.clone() };
    assert_eq!(sent().await, from_ref(&own));
    store.reset_cursors(true).await.unwrap();
    assert_eq!(sent().await, from_ref(&own));
    assert_eq!(store.changes(both.doc).await.unwrap(), [own, stamp]);
}

/// A case taken away goes with its rows in every list.
pub async fn a_case_taken_away_leaves_every_list<S: Records + DeviceQueue>(store: &S) {
    let first = change(11, 1, 1, &[]);
    let mut pulled = commit(1, rows(case(11, 1), vec![photo(50, 1)]), &[&first]);
    pulled.origin = Origin::Pulled;
    let pull = FrameEffects {
        commits: vec![pulled.clone()],
        ..FrameEffects::default()
    };
    store.apply_frame(pull).await.unwrap();
    assert_eq!(shown(store, &query(CaseFilter::All)).await, [11]);
    let take_away = FrameEffects {
        revoked: vec![scope(1)],
        ..FrameEffects::default()
    };
    store.apply_frame(take_away).await.unwrap();
    assert_eq!(shown(store, &query(CaseFilter::All)).await, [0; 0]);
    assert!(store.document(pulled.doc).await.unwrap().is_none());
    let files = store.photos(InspectionId(pulled.doc.0)).await.unwrap();
    assert!(files.is_empty());
}

/// At the centre what it adds to a batch has no sender: the device that sent the batch reads it, and the scope's digest counts it.
pub async fn what_the_centre_adds_reaches_the_sender<S: Records + CentreLog>(store: &S) {
    let device = DeviceId(uuid(70));
    let (a, b) = (change(11, 1, 1, &[]), change(11, 1, 2, &[]));
    let stamp = change(11, 9, 1, &[&a, &b]);
    let mut both = commit(1, rows(case(11, 1), vec![photo(50, 1)]), &[&a, &b]);
    both.beside = vec![stamp.clone()];
    both.heads = vec![stamp.hash];
    let batch = |number, commits| AdmittedBatch {
        device,
        number,
        envelope: [3; 32],
        commits,
        actors: vec![],
        answer: vec![42],
    };
    store
        .take_batch(batch(1, vec![both.clone()]))
        .await
        .unwrap();
    let entries = || async { store.entries(&scope(1), 0, 1 << 20).await.unwrap() };
    let log = entries().await;
    let read: Vec<_> = log
        .iter()
        .map(|entry| (entry.change.as_ref().map(|c| c.hash), entry.origin))
        .collect();
    assert_eq!(
        read,
        [
            (Some(a.hash), Some(device)),
            (Some(b.hash), Some(device)),
            (Some(stamp.hash), None)
        ]
    );
    let whole = scope_digest([(both.doc, &[stamp.hash][..])]);
    assert_eq!(log[2].digest, whole);
    let heads = store.heads(&[scope(1)]).await.unwrap();
    assert_eq!((heads[0].head, heads[0].digest), (3, whole));
    let asked = [a.hash, stamp.hash];
    assert_eq!(store.known(both.doc, &asked).await.unwrap(), asked);
    // Sent again in another batch, with what the centre would add again.
    store.take_batch(batch(2, vec![both])).await.unwrap();
    assert_eq!(entries().await, log, "nothing is logged twice");
}

/// Files of a case are waited for and read by those who read its project.
pub async fn files_of_a_case_arrive_like_photos<S: Records + CentreLog>(store: &S) {
    let file = photo(50, 700);
    let (a, b) = (change(11, 1, 1, &[]), change(12, 1, 1, &[]));
    let one = commit(1, rows(case(11, 1), vec![file.clone()]), &[&a]);
    let two = commit(2, rows(case(12, 2), vec![file.clone()]), &[&b]);
    store.commit(vec![one.clone(), two]).await.unwrap();
    let facts = store.delivery(one.doc).await.unwrap();
    assert_eq!((facts.photos_unsent, facts.photo_bytes_unsent), (1, 700));
    let scopes = store.photo_scopes(file.sha256).await.unwrap();
    assert_eq!(
        scopes,
        [scope(1), scope(2)],
        "of every record that names it"
    );
    store.photo_arrived(file.sha256).await.unwrap();
    assert_eq!(store.delivery(one.doc).await.unwrap().photos_unsent, 0);
}

/// Who fetched what is told of one project, newest first, with everything that was written down.
pub async fn the_log_of_fetches_tells_a_project_its_own(store: &impl CentreLog) {
    let fetch = |at_ms, project| Fetch {
        at_ms,
        person: PersonId(uuid(800)),
        name: "李".to_owned(),
        organisation: OrganisationId(uuid(900)),
        project: ProjectId(uuid(project)),
        doc: DocId(uuid(11)),
        sha256: photo(50, 1).sha256,
        file_name: "图纸.pdf".to_owned(),
    };
    // The second is of the same moment: nothing that happened is merged.
    for (at, project) in [(5, 1), (5, 1), (9, 2), (3, 1)] {
        store.log_fetch(&fetch(at, project)).await.unwrap();
    }
    let of = |project, limit| store.fetches(ProjectId(uuid(project)), limit);
    assert_eq!(
        of(1, 9).await.unwrap(),
        [fetch(3, 1), fetch(5, 1), fetch(5, 1)]
    );
    assert_eq!(of(1, 1).await.unwrap(), [fetch(3, 1)]);
    assert_eq!(of(2, 9).await.unwrap(), [fetch(9, 2)]);
    assert_eq!(of(3, 9).await.unwrap(), []);
}
