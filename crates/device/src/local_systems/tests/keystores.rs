//! The key of local systems in a keystore: found, silent, lost, and one that never answers.

use super::*;

async fn with(folder: &Path, keystore: &Arc<Memory>) -> Arc<Device> {
    let keystore: Arc<dyn Keystore> = keystore.clone();
    Device::open_with(folder, keystore).await.unwrap()
}

#[tokio::test]
async fn with_a_keystore_nothing_is_asked_for_not_even_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let keystore = Arc::new(Memory::default());
    let wanted = TOWN
        .apply(GridPoint::new(3_404_512.345, 571_904.678))
        .unwrap();
    {
        let device = with(folder.path(), &keystore).await;
        assert_eq!(
            device.local_systems_key().await.unwrap(),
            (LocalSystemKey::None, false)
        );
        let put = device.put_local_system("嘉兴", town(), None, Lang::En);
        put.await.unwrap();
        assert_eq!(
            device.local_systems_key().await.unwrap(),
            (LocalSystemKey::Keystore, false)
        );
    }
    let device = with(folder.path(), &keystore).await;
    assert!(local(&device, "嘉兴").await.unwrap().distance(wanted) < 1e-6);
    device.lock_local_systems().await;
    assert!(
        local(&device, "嘉兴").await.is_ok(),
        "the keystore is asked again"
    );
    let passphrase = device.unlock_local_systems(PASSPHRASE, Lang::En).await;
    assert_eq!(passphrase.unwrap_err().params["why"], "no_passphrase");

    let kept = device.store.setting(SETTING).await.unwrap().unwrap();
    for key in keystore.entries.lock().unwrap().values() {
        assert_eq!(key.len(), 32);
        assert!(
            !kept.contains(&hex::encode(key)),
            "the key stands beside what it opens"
        );
    }
    device.remove_local_system("嘉兴", Lang::En).await.unwrap();
    assert!(
        keystore.entries.lock().unwrap().is_empty(),
        "the key goes with the last one"
    );
}

#[tokio::test]
async fn a_keystore_that_does_not_answer_is_said_and_nothing_is_lost_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let keystore = Arc::new(Memory::default());
    let first = with(folder.path(), &keystore).await;
    let put = first.put_local_system("嘉兴", town(), None, Lang::En);
    put.await.unwrap();
    drop(first);
    let device = with(folder.path(), &keystore).await;
    keystore.silent.store(true, Ordering::Release);
    let problem = local(&device, "嘉兴").await.unwrap_err();
    assert_eq!(problem.params["why"], "keystore_silent");
    assert_eq!(
        device.local_systems().await.unwrap().len(),
        1,
        "the list needs no key"
    );
    let put = device
        .put_local_system("1954", space(), None, Lang::En)
        .await;
    assert_eq!(put.unwrap_err().params["why"], "keystore_silent");
    keystore.silent.store(false, Ordering::Release);
    assert!(local(&device, "嘉兴").await.is_ok());
}

#[tokio::test]
async fn a_key_that_is_no_longer_in_the_keystore_is_said_and_the_systems_can_be_entered_again() {
    let folder = tempfile::tempdir().unwrap();
    let keystore = Arc::new(Memory::default());
    let device = with(folder.path(), &keystore).await;
    let put = device.put_local_system("嘉兴", town(), None, Lang::En);
    put.await.unwrap();
    device.lock_local_systems().await;
    // Another key under the entry is as good as none.
    for other in [Some(vec![7; 32]), Some(Vec::new()), None] {
        {
            let mut entries = keystore.entries.lock().unwrap();
            let entry = entries.keys().next().unwrap().clone();
            match other {
                Some(other) => drop(entries.insert(entry, other)),
                None => entries.clear(),
            }
        }
        let problem = local(&device, "嘉兴").await.unwrap_err();
        assert_eq!(problem.params["why"], "keystore_lost");
        for lang in [Lang::Zh, Lang::En] {
            let rule = problem.view(lang).message;
            assert!(!rule.contains('{'), "{rule}");
        }
    }
    device.remove_local_system("嘉兴", Lang::En).await.unwrap();
    let put = device.put_local_system("嘉兴", town(), None, Lang::En);
    put.await.unwrap();
    assert!(local(&device, "嘉兴").await.is_ok());
}

#[tokio::test]
async fn a_passphrase_that_is_given_is_used_even_where_there_is_a_keystore() {
    let folder = tempfile::tempdir().unwrap();
    let keystore = Arc::new(Memory::default());
    let device = with(folder.path(), &keystore).await;
    let put = device.put_local_system("嘉兴", town(), Some(PASSPHRASE), Lang::En);
    put.await.unwrap();
    assert!(keystore.entries.lock().unwrap().is_empty());
    device.lock_local_systems().await;
    assert_eq!(
        device.local_systems_key().await.unwrap(),
        (LocalSystemKey::Passphrase, true)
    );
}

/// One that waits for a person who never comes.
struct Waiting(Mutex<std::sync::mpsc::Receiver<()>>);

impl Keystore for Waiting {
    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Silent> {
        let _ = self.0.lock().unwrap().recv();
        Ok(None)
    }

    fn put(&self, _: &str, _: &[u8]) -> Result<(), Silent> {
        let _ = self.0.lock().unwrap().recv();
        Ok(())
    }

    fn remove(&self, _: &str) -> Result<(), Silent> {
        Ok(())
    }
}

#[tokio::test]
async fn a_keystore_that_waits_for_a_person_is_given_up_and_the_passphrase_serves() {
    let folder = tempfile::tempdir().unwrap();
    let (_open, never) = std::sync::mpsc::channel();
    let keystore = Arc::new(Waiting(Mutex::new(never)));
    let device = Device::open_with(folder.path(), keystore).await.unwrap();
    let put = device.put_local_system("嘉兴", town(), None, Lang::En);
    let given_up = tokio::time::timeout(std::time::Duration::from_secs(60), put).await;
    let problem = given_up.unwrap().unwrap_err();
    assert_eq!(problem.params["why"], "passphrase_needed");
    assert!(device.local_systems().await.unwrap().is_empty());
    let put = device.put_local_system("嘉兴", town(), Some(PASSPHRASE), Lang::En);
    put.await.unwrap();
    assert!(local(&device, "嘉兴").await.is_ok());
}
