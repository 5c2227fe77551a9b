//! Files and documents of approval cases on this device: a file is on disk before its record names it (D03); a document is made here, also
//! without a network; a file that somebody else gave is fetched when it is looked at, and kept.

use handheld_app::FileFacts;
use handheld_app::documents::Document;
use handheld_contract::command::AttachMaterial;
use handheld_contract::views::approval::CaseView;
use handheld_contract::{BlobHash, CaseId, Code, Lang, Problem};
use handheld_store::blobs::Blobs;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::Device;

/// The media type of a file by its first bytes.
fn media_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => "application/pdf",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'P', b'K', 3, 4, ..] => "application/zip",
        _ => "application/octet-stream",
    }
}

impl Device {
    /// Takes in a file for a case. The bytes stay as they are.
    ///
    /// # Errors
    ///
    /// No right, an unknown material, an empty or too large file, [`Code::NoSpace`].
    pub async fn attach_material(
        &self,
        asked: AttachMaterial,
        bytes: Vec<u8>,
        lang: Lang,
    ) -> Result<CaseView, Problem> {
        let who = self.who(lang)?;
        self.app.may_attach(&who, &asked).await?;
        let length = bytes.len() as u64;
        if length == 0 {
            return Err(Problem::new(Code::BadInput)
                .with("what", asked.file_name)
                .with("why", lang.pick("文件是空的", "the file is empty")));
        }
        if length > handheld_app::MAX_FILE_BYTES {
            return Err(Problem::new(Code::TooLarge).with("limit", handheld_app::MAX_FILE_BYTES));
        }
        let facts = FileFacts {
            sha256: BlobHash(Sha256::digest(&bytes).into()),
            bytes: length,
            mime: media_type(&bytes).to_owned(),
        };
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
    /// [`Code::NotFound`]; [`Code::NoConnection`] when it was given elsewhere and cannot be fetched now.
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
    /// [`Code::NotFound`], and what the document would lack.
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
        let Some(materials) = view.get_mut("materials").and_then(Value::as_array_mut) else {
            return Ok(());
        };
        let files: Vec<&mut Value> = materials
            .iter_mut()
            .filter_map(|material| material.get_mut("files").and_then(Value::as_array_mut))
            .flatten()
            .collect();
        for file in files {
            let sha256 = file.get("sha256").and_then(Value::as_str);
            let Some(Ok(sha256)) = sha256.map(str::parse::<BlobHash>) else {
                continue;
            };
            file["here"] = json!(self.blobs.size(sha256).await?.is_some());
        }
        Ok(())
    }
}
