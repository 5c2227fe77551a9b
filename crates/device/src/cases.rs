//! Files and documents of approval cases on this device: a file is on disk before its record names it (D03); a document is made here, also
//! without a network; a file that somebody else gave is fetched when it is looked at, and kept.

use handheld_app::FileFacts;
use handheld_app::documents::Document;
use handheld_app::files::files_in;
use handheld_contract::command::AttachMaterial;
use handheld_contract::views::approval::CaseView;
use handheld_contract::{BlobHash, CaseId, Lang, Problem};
use handheld_store::blobs::Blobs;
use serde_json::{Value, json};

use crate::Device;

impl Device {
    /// Takes in a file for a case. The bytes stay as they are.
    ///
    /// # Errors
    ///
    /// No right, an unknown material, an empty or too large file, `no_space`.
    pub async fn attach_material(
        &self,
        asked: AttachMaterial,
        bytes: Vec<u8>,
        lang: Lang,
    ) -> Result<CaseView, Problem> {
        let who = self.who(lang)?;
        self.app.may_attach(&who, &asked).await?;
        let facts = FileFacts::of(&bytes)?;
        self.blobs.put(facts.sha256, bytes).await?;
        let view = {
            let _one_at_a_time = self.writing.lock().await;
            self.app.record_file(&who, asked, facts).await?
        };
        self.edited();
        Ok(view)
    }

    /// A file of a case: name, media type, bytes.
    ///
    /// # Errors
    ///
    /// `not_found`; `no_connection` when it was given elsewhere and cannot be fetched now.
    pub async fn case_file(
        &self,
        case: CaseId,
        sha256: BlobHash,
        lang: Lang,
    ) -> Result<(String, String, Vec<u8>), Problem> {
        let who = self.who(lang)?;
        let (name, mime) = self.app.case_file(&who, case, sha256).await?;
        Ok((name, mime, self.original(sha256).await?))
    }

    /// A document of a case as PDF.
    ///
    /// # Errors
    ///
    /// `not_found`, and what the document would lack.
    pub async fn case_document(
        &self,
        case: CaseId,
        act: &str,
        lang: Lang,
    ) -> Result<Document, Problem> {
        let who = self.who(lang)?;
        self.app.case_document(&who, case, act, lang).await
    }

    /// Says of each file in a view whether its bytes are here.
    pub(crate) async fn mark_files(&self, view: &mut Value) -> Result<(), Problem> {
        for (sha256, file) in files_in(view) {
            file["here"] = json!(self.blobs.size(sha256).await?.is_some());
        }
        Ok(())
    }
}
