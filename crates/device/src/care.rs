//! Looking after the store: what is damaged, what can be made again, how much there is.

use handheld_contract::{Lang, Problem};
use handheld_store::blobs::{BlobState, Blobs};
use handheld_store::device::DeviceQueue;
use handheld_store::records::Records;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::Device;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Nothing is wrong.
    pub ok: bool,
    /// Records looked at.
    pub documents: u64,
    /// Photos looked at.
    pub photos: u64,
    /// What is wrong, one line each.
    pub found: Vec<String>,
}

impl Device {
    /// Checks the pages of the database, every change against its hash, every photo against its digest, and that what waits to be
    /// sent is here.
    ///
    /// # Errors
    ///
    /// What cannot be read at all.
    pub async fn check(&self) -> Result<Checked, Problem> {
        let mut found = self.store.check().await?;
        let originals = self.blobs.originals().await?;
        for (sha256, _) in &originals {
            match self.blobs.verify(*sha256).await? {
                BlobState::Whole => {}
                BlobState::Missing => found.push(format!("photo {sha256} is missing")),
                BlobState::Rotten => {
                    found.push(format!("photo {sha256} does not match its digest"))
                }
            }
        }
        for waiting in self.store.waiting_photos(u32::MAX).await? {
            let sha256 = waiting.sha256;
            if self.blobs.size(sha256).await?.is_none() {
                found.push(format!("photo {sha256} waits to be sent and is missing"));
            }
        }
        let (mut documents, mut after) = (0_u64, None);
        loop {
            let page = self.store.documents(after, 500).await?;
            let Some((last, _, _)) = page.last() else {
                break;
            };
            after = Some(*last);
            for (doc, _, _) in page {
                documents += 1;
                let changes = self.store.changes(doc).await?;
                let bytes = changes.iter().map(|change| change.bytes.as_slice());
                if let Err(error) = handheld_records::Document::load(None, bytes) {
                    found.push(format!("record {doc}: {error}"));
                }
            }
        }
        Ok(Checked {
            ok: found.is_empty(),
            documents,
            photos: u64::try_from(originals.len()).unwrap_or(u64::MAX),
            found,
        })
    }

    /// Makes index and snapshots again from changes alone. Returns the number of records.
    ///
    /// # Errors
    ///
    /// [`handheld_contract::Code::NotEnrolled`]; the first record that its changes do not make.
    pub async fn rebuild(&self) -> Result<u32, Problem> {
        let who = self.who(Lang::Zh)?;
        let _one_at_a_time = self.writing.lock().await;
        handheld_app::rebuild(&self.app, &who).await
    }

    /// Counts of rows and bytes.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn stats(&self) -> Result<Value, Problem> {
        let mut all = Map::new();
        for (name, n) in self.store.stats().await? {
            all.insert(name.to_owned(), json!(n));
        }
        let originals = self.blobs.originals().await?;
        let bytes: u64 = originals.iter().map(|(_, bytes)| bytes).sum();
        all.insert("photos".to_owned(), json!(originals.len()));
        all.insert("photo_bytes".to_owned(), json!(bytes));
        all.insert("free_bytes".to_owned(), json!(self.free_bytes().await?));
        Ok(Value::Object(all))
    }
}
