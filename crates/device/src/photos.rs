//! Photos: taken in with their bytes on disk first, and shown as original, thumbnail or stamped copy.
//!
//! A photo that somebody else took is fetched when it is looked at, and kept.

use std::sync::Arc;

use handheld_app::{PhotoFacts, copies};
use handheld_contract::command::AddPhoto;
use handheld_contract::views::Delivery;
use handheld_contract::views::inspection::PhotoView;
use handheld_contract::{BlobHash, Code, InspectionId, Lang, PhotoId, Problem};
use handheld_photo::PhotoError;
use handheld_store::blobs::{Blobs, Variant};
use handheld_store::device::DeviceQueue;
use serde_json::{Value, json};

use crate::Device;
use crate::line::{Line, problem_of};

fn refusal(error: PhotoError) -> Problem {
    let code = Code::ALL.iter().find(|code| code.as_str() == error.code());
    let mut problem =
        Problem::new(code.copied().unwrap_or(Code::PhotoUnreadable)).with("why", error.why_zh());
    if let Some(limit) = error.limit() {
        problem = problem.with("limit", limit);
    }
    problem
}

fn not_done(error: tokio::task::JoinError) -> Problem {
    Problem::new(Code::Internal).with("why", error.to_string())
}

impl Device {
    /// Says of each photo in a view whether its bytes are here, and whether the centre has confirmed them: the record as a whole
    /// knows only that some have not arrived.
    pub(crate) async fn mark_photos(&self, view: &mut Value) -> Result<(), Problem> {
        let photos = copies::photos_in(view);
        if photos.is_empty() {
            return Ok(());
        }
        let waiting = self.store.waiting_photos(u32::MAX).await?;
        let sending = self.news().photos;
        for photo in photos {
            let Some(Ok(sha256)) = photo
                .get("sha256")
                .and_then(Value::as_str)
                .map(str::parse::<BlobHash>)
            else {
                continue;
            };
            let here = self.blobs.size(sha256).await?.is_some();
            let delivery = match waiting.iter().find(|w| w.sha256 == sha256) {
                None => Delivery::Filed,
                Some(w) if w.problem.is_some() && w.failures > 2 => Delivery::NeedsAttention,
                Some(w) if sending && w.sent > 0 => Delivery::Sending,
                Some(_) => Delivery::Queued,
            };
            photo.insert("here".to_owned(), json!(here));
            photo.insert("delivery".to_owned(), json!(delivery));
        }
        Ok(())
    }

    /// Takes in a photo: looked at, put on disk, recorded. The bytes stay as they are.
    ///
    /// # Errors
    ///
    /// The refusal of the inspection's state; what is not a photo; [`Code::NoSpace`].
    pub async fn add_photo(
        &self,
        asked: AddPhoto,
        bytes: Vec<u8>,
        lang: Lang,
    ) -> Result<PhotoView, Problem> {
        let who = self.who(lang)?;
        self.app.may_add_photo(&who, &asked).await?;
        let one_at_a_time = self.decoding.lock().await;
        let looked = tokio::task::spawn_blocking(move || {
            let facts = handheld_photo::inspect(&bytes)?;
            let small = handheld_photo::thumbnail(&bytes, copies::THUMBNAIL)?;
            Ok::<_, PhotoError>((facts, small, bytes))
        });
        let (found, small, bytes) = looked.await.map_err(not_done)?.map_err(|error| {
            let why = lang.pick(error.why_zh(), error.why_en());
            refusal(error).with("why", why)
        })?;
        drop(one_at_a_time);
        let sha256: BlobHash = found
            .sha256
            .parse()
            .map_err(|_| Problem::new(Code::Internal).with("why", "digest"))?;
        let facts = PhotoFacts {
            sha256,
            width: found.width,
            height: found.height,
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            mime: found.format.media_type().to_owned(),
            orientation: found.orientation.number(),
        };
        self.blobs.put(sha256, bytes).await?;
        let name = copies::name(Variant::Thumbnail, &[]);
        let kept = self
            .blobs
            .put_variant(sha256, Variant::Thumbnail, &name, small.bytes);
        if let Err(error) = kept.await {
            // A copy can be made again at any time.
            tracing::warn!(%error, "a thumbnail was not kept");
        }
        let view = {
            let _one_at_a_time = self.writing.lock().await;
            self.app.record_photo(&who, asked, facts).await?
        };
        self.edited();
        Ok(view)
    }

    /// Media type and bytes of a photo.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`]; [`Code::NoConnection`] when it was taken elsewhere and cannot be fetched now.
    pub async fn photo(
        &self,
        inspection: InspectionId,
        photo: PhotoId,
        variant_name: &str,
        lang: Lang,
    ) -> Result<(String, Vec<u8>), Problem> {
        let missing = || Problem::new(Code::NotFound).with("what", lang.pick("照片", "photo"));
        let variant = copies::variant(variant_name).ok_or_else(missing)?;
        let who = self.who(lang)?;
        let (view, lines) = self.app.photo_with_stamp(&who, inspection, photo).await?;
        let sha256 = view.sha256;
        if variant == Variant::Original {
            let bytes = self.original(sha256).await?;
            return Ok((copies::media_type(&bytes).to_owned(), bytes));
        }
        let name = copies::name(variant, &lines);
        if let Some(bytes) = self.blobs.get(sha256, variant, &name).await? {
            return Ok(("image/jpeg".to_owned(), bytes));
        }
        let original = self.original(sha256).await?;
        let _one_at_a_time = self.decoding.lock().await;
        let made = tokio::task::spawn_blocking(move || copies::make(&original, variant, &lines));
        let bytes = made.await.map_err(not_done)?.map_err(refusal)?;
        let kept = self
            .blobs
            .put_variant(sha256, variant, &name, bytes.clone());
        if let Err(error) = kept.await {
            tracing::warn!(%error, "a copy was not kept");
        }
        Ok(("image/jpeg".to_owned(), bytes))
    }

    /// An original, fetched from the centre when it is not here.
    pub(crate) async fn original(&self, sha256: BlobHash) -> Result<Vec<u8>, Problem> {
        if let Some(bytes) = self.blobs.get(sha256, Variant::Original, "").await? {
            return Ok(bytes);
        }
        let identity = self.enrolled()?;
        let line = Line::new(&identity.server, Arc::clone(&self.around))?;
        let failed = |failure| problem_of(&failure, line.server());
        loop {
            let have = self.blobs.upload_size(sha256).await?;
            let by = (identity.device, &self.key);
            let (part, whole) = line.photo_part(sha256, have, by).await.map_err(failed)?;
            if part.is_empty() && have < whole {
                return Err(Problem::new(Code::NotFound).with("what", "photo"));
            }
            let have = self.blobs.upload_part(sha256, have, part).await?;
            if have >= whole {
                self.blobs.upload_finish(sha256, whole).await?;
                break;
            }
        }
        let bytes = self.blobs.get(sha256, Variant::Original, "").await?;
        bytes.ok_or_else(|| Problem::new(Code::NotFound).with("what", "photo"))
    }
}
