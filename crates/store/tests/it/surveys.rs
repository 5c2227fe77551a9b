//! Surveys on every store that there is.

use handheld_store::memory::{MemoryCentre, MemoryDevice};
use handheld_store::testing::surveys::a_list_of_surveys_is_in_the_order_in_which_they_wait as promise;
use handheld_store::{SqliteCentre, SqliteDevice};

#[tokio::test]
async fn a_list_of_surveys_is_in_the_order_in_which_they_wait() {
    promise(&MemoryDevice::new()).await;
    promise(&MemoryCentre::new(1)).await;
    let folder = tempfile::tempdir().unwrap();
    promise(&SqliteDevice::open(folder.path(), None).unwrap()).await;
    let folder = tempfile::tempdir().unwrap();
    let centre = SqliteCentre::open(&folder.path().join("c.sqlite")).await;
    promise(&centre.unwrap()).await;
}
