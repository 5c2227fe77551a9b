//! Approval cases: the promises of the conformance suite on every store that there is, and what only a file can show.

use handheld_contract::ProjectId;
use handheld_contract::views::sync::DocKind;
use handheld_store::centre::CentreLog;
use handheld_store::memory::{MemoryCentre, MemoryDevice};
use handheld_store::records::Records;
use handheld_store::testing::cases as promise;
use handheld_store::{SqliteCentre, SqliteDevice};

async fn centre(folder: &tempfile::TempDir) -> SqliteCentre {
    let path = folder.path().join("c.sqlite");
    SqliteCentre::open(&path).await.unwrap()
}

fn device(folder: &tempfile::TempDir) -> SqliteDevice {
    SqliteDevice::open(folder.path(), None).unwrap()
}

macro_rules! on_devices {
    ($($name:ident),+ $(,)?) => { mod devices { use super::*; $(
        #[tokio::test]
        async fn $name() {
            promise::$name(&MemoryDevice::new()).await;
            promise::$name(&device(&tempfile::tempdir().unwrap())).await;
        }
    )+ } };
}

macro_rules! on_centres {
    ($($name:ident),+ $(,)?) => { mod centres { use super::*; $(
        #[tokio::test]
        async fn $name() {
            promise::$name(&MemoryCentre::new(1)).await;
            promise::$name(&centre(&tempfile::tempdir().unwrap()).await).await;
        }
    )+ } };
}

on_devices!(
    an_inbox_holds_the_cases_of_its_office,
    a_case_stored_again_leaves_its_old_inbox,
    each_filter_shows_its_cases,
    silence_is_acceptance_the_day_after,
    a_clock_has_its_colour_of_the_day,
    a_stopped_clock_keeps_its_colour,
    key_projects_come_first_then_the_worst_clock,
    every_word_of_a_search_must_be_found,
    cases_of_other_projects_are_not_seen_a04,
    counts_are_of_the_whole_inbox,
    files_of_a_case_are_sent_like_photos,
    a_file_of_others_is_not_sent,
    what_lies_beside_is_never_sent,
    a_case_taken_away_leaves_every_list,
);

on_centres!(
    an_inbox_holds_the_cases_of_its_office,
    a_case_stored_again_leaves_its_old_inbox,
    each_filter_shows_its_cases,
    silence_is_acceptance_the_day_after,
    a_clock_has_its_colour_of_the_day,
    a_stopped_clock_keeps_its_colour,
    key_projects_come_first_then_the_worst_clock,
    every_word_of_a_search_must_be_found,
    cases_of_other_projects_are_not_seen_a04,
    counts_are_of_the_whole_inbox,
    what_the_centre_adds_reaches_the_sender,
    files_of_a_case_arrive_like_photos,
    the_log_of_fetches_tells_a_project_its_own,
);

#[tokio::test]
async fn a_case_is_a_case_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    promise::a_case_stored_again_leaves_its_old_inbox(&device(&folder)).await;
    let all = device(&folder).documents(None, 9).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].1, DocKind::Case);
    let stored = device(&folder).document(all[0].0).await.unwrap().unwrap();
    assert_eq!(stored.kind, DocKind::Case);
    assert_eq!(stored.changes.len(), 1);
}

#[tokio::test]
async fn nothing_can_be_taken_out_of_the_log_of_fetches_or_changed_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = centre(&folder).await;
    promise::the_log_of_fetches_tells_a_project_its_own(&store).await;
    let path = store.path().to_owned();
    drop(store);
    let connection = rusqlite::Connection::open(&path).unwrap();
    for sql in ["DELETE FROM fetch", "UPDATE fetch SET name = ''"] {
        assert!(connection.execute(sql, []).is_err(), "{sql}");
    }
    drop(connection);
    let project = ProjectId(uuid::Uuid::from_u128(1));
    let again = centre(&folder).await;
    assert_eq!(again.fetches(project, 9).await.unwrap().len(), 3);
}

#[tokio::test]
async fn cases_and_fetches_are_counted_among_the_rows_of_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = centre(&folder).await;
    promise::an_inbox_holds_the_cases_of_its_office(&store).await;
    promise::the_log_of_fetches_tells_a_project_its_own(&store).await;
    let stats = store.stats().await.unwrap();
    assert!(stats.contains(&("approval_case", 4)));
    assert!(stats.contains(&("fetch", 4)));
}
