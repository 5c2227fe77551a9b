//! Photos for a browser: original, thumbnail and stamped copy, made once and kept beside the original, which is never touched.

use handheld_app::copies;
use handheld_contract::views::Delivery;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{BlobHash, Code, InspectionId, Lang, PhotoId, Problem};
use handheld_store::blobs::{Blobs, Variant};
use handheld_store::records::Records;
use serde_json::{Value, json};

use crate::authorize::{Action, Who};
use crate::centre::Centre;

impl Centre {
    /// Says of each photo in a view whether it has arrived.
    pub(crate) async fn mark_photos(&self, view: &mut Value) -> Result<(), Problem> {
        let photos = copies::photos_in(view);
        for photo in photos {
            let sha256 = photo.get("sha256").and_then(Value::as_str);
            let Some(Ok(sha256)) = sha256.map(str::parse::<BlobHash>) else {
                continue;
            };
            let here = self.photos.size(sha256).await?.is_some();
            let delivery = if here {
                Delivery::Filed
            } else {
                Delivery::Queued
            };
            photo.insert("here".to_owned(), json!(here));
            photo.insert("delivery".to_owned(), json!(delivery));
        }
        Ok(())
    }

    /// Media type and bytes of a photo that the person may see.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`] also where the person may not know (A04), and while the photo has not arrived.
    pub async fn photo(
        &self,
        who: &Who,
        inspection: InspectionId,
        photo: PhotoId,
        variant: Variant,
    ) -> Result<(String, Vec<u8>), Problem> {
        // A survey has photos of its targets as an inspection has those of its items.
        let kinds = [DocKind::Inspection, DocKind::Survey];
        let stored = self.store.document(inspection.into()).await?;
        let stored = stored.filter(|doc| kinds.contains(&doc.kind));
        let project = stored.and_then(|doc| doc.scope.project());
        self.on_project(who, Action::ReadProject, project).await?;
        let at_app = self.at_app(who, Lang::Zh);
        let (view, lines) = self
            .app
            .photo_with_stamp(&at_app, inspection, photo)
            .await?;
        let not_here = || Problem::new(Code::NotFound).with("what", "photo");
        let jpeg = || "image/jpeg".to_owned();
        if variant == Variant::Original {
            let bytes = self.photos.get(view.sha256, variant, "").await?;
            let bytes = bytes.ok_or_else(not_here)?;
            return Ok((copies::media_type(&bytes).to_owned(), bytes));
        }
        let name = copies::name(variant, &lines);
        if let Some(bytes) = self.photos.get(view.sha256, variant, &name).await? {
            return Ok((jpeg(), bytes));
        }
        let original = self
            .photos
            .get(view.sha256, Variant::Original, "")
            .await?
            .ok_or_else(not_here)?;
        let made =
            tokio::task::spawn_blocking(move || copies::make(&original, variant, &lines)).await;
        let bytes = made
            .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?
            .map_err(|e| Problem::new(Code::PhotoUnreadable).with("why", e.to_string()))?;
        self.photos
            .put_variant(view.sha256, variant, &name, bytes.clone())
            .await?;
        Ok((jpeg(), bytes))
    }
}
