//! Photos on disk: whole or not at all.

use handheld_contract::BlobHash;
use handheld_store::blobs::{BlobState, Blobs, Variant};
use handheld_store::{FileBlobs, StoreError};
use sha2::{Digest, Sha256};

fn named(bytes: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(bytes).into())
}

#[tokio::test]
async fn the_same_photo_twice_is_one_photo_t15() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::with_reserve(folder.path(), 0).unwrap();
    let bytes = b"a photo".to_vec();
    blobs.put(named(&bytes), bytes.clone()).await.unwrap();
    blobs.put(named(&bytes), bytes.clone()).await.unwrap();
    assert_eq!(blobs.originals().await.unwrap(), [(named(&bytes), 7)]);
    assert_eq!(
        blobs
            .get(named(&bytes), Variant::Original, "")
            .await
            .unwrap(),
        Some(bytes)
    );
}

#[tokio::test]
async fn bytes_that_are_not_what_their_name_says_are_refused_s08() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::with_reserve(folder.path(), 0).unwrap();
    let refused = blobs.put(named(b"one"), b"two".to_vec()).await;
    assert!(matches!(refused, Err(StoreError::Corrupt { .. })));
    assert!(blobs.originals().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_rotten_photo_is_told_and_not_given_out_d11() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::with_reserve(folder.path(), 0).unwrap();
    let hash = named(b"a photo");
    blobs.put(hash, b"a photo".to_vec()).await.unwrap();
    let name = hash.to_string();
    std::fs::write(
        folder.path().join("photos").join(&name[..2]).join(&name),
        b"a phot0",
    )
    .unwrap();
    assert_eq!(blobs.verify(hash).await.unwrap(), BlobState::Rotten);
    assert!(matches!(
        blobs.get(hash, Variant::Original, "").await,
        Err(StoreError::Corrupt { .. })
    ));
}

#[tokio::test]
async fn an_upload_goes_on_where_it_was_cut_t14() {
    let folder = tempfile::tempdir().unwrap();
    let bytes: Vec<u8> = (0..200_000u32).map(|n| (n % 251) as u8).collect();
    let hash = named(&bytes);
    for part in bytes.chunks(65_536) {
        // Opened anew for every part: the offset outlives a restart.
        let blobs = FileBlobs::with_reserve(folder.path(), 0).unwrap();
        let at = blobs.upload_size(hash).await.unwrap();
        blobs.upload_part(hash, at, part.to_vec()).await.unwrap();
        // The same part once more changes nothing (T16).
        blobs.upload_part(hash, at, part.to_vec()).await.unwrap();
    }
    let blobs = FileBlobs::with_reserve(folder.path(), 0).unwrap();
    let gap = blobs.upload_part(hash, 300_000, vec![1]).await;
    assert!(matches!(gap, Err(StoreError::Conflict(_))));
    blobs.upload_finish(hash, bytes.len() as u64).await.unwrap();
    assert_eq!(
        blobs.get(hash, Variant::Original, "").await.unwrap(),
        Some(bytes)
    );
}

#[tokio::test]
async fn an_upload_of_wrong_bytes_leaves_nothing_t25() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::with_reserve(folder.path(), 0).unwrap();
    let hash = named(b"right");
    blobs.upload_part(hash, 0, b"wrong".to_vec()).await.unwrap();
    assert!(matches!(
        blobs.upload_finish(hash, 5).await,
        Err(StoreError::Corrupt { .. })
    ));
    assert_eq!(
        blobs.upload_size(hash).await.unwrap(),
        0,
        "the next try begins anew"
    );
}

#[tokio::test]
async fn too_little_space_is_said_before_anything_is_written_d07() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::with_reserve(folder.path(), u64::MAX).unwrap();
    let refused = blobs.put(named(b"x"), b"x".to_vec()).await;
    assert!(matches!(refused, Err(StoreError::NoSpace { .. })));
    assert!(blobs.originals().await.unwrap().is_empty());
}
