//! Photos for a browser: original, thumbnail and stamped copy, made once and kept beside the original, which is never touched.

use handheld_contract::views::sync::DocKind;
use handheld_contract::{Code, InspectionId, Lang, PhotoId, Problem};
use handheld_photo::{PhotoError, StampOptions};
use handheld_store::blobs::{Blobs, Variant};

use crate::authorize::{Action, Who};
use crate::centre::Centre;
use crate::chance;

/// Longest side of a thumbnail.
const THUMBNAIL: u32 = 480;

/// The variant named in an address.
pub fn variant(name: &str) -> Option<Variant> {
    match name {
        "original" => Some(Variant::Original),
        "thumbnail" => Some(Variant::Thumbnail),
        "stamped" => Some(Variant::Stamped),
        _ => None,
    }
}

impl Centre {
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
        let project = self
            .project_of(inspection.into(), DocKind::Inspection)
            .await?;
        self.on_project(who, Action::ReadProject, project).await?;
        let at_app = self.at_app(who, Lang::Zh);
        let (view, lines) = self
            .app
            .photo_with_stamp(&at_app, inspection, photo)
            .await?;
        let not_here = || Problem::new(Code::NotFound).with("what", "photo");
        let jpeg = || "image/jpeg".to_owned();
        let name = match variant {
            Variant::Original => {
                let bytes = self
                    .photos
                    .get(view.sha256, variant, "")
                    .await?
                    .ok_or_else(not_here)?;
                let png = bytes.starts_with(b"\x89PNG");
                return Ok((if png { "image/png".to_owned() } else { jpeg() }, bytes));
            }
            Variant::Thumbnail => THUMBNAIL.to_string(),
            // The words can change (a photo is put to another item), so they name the copy.
            Variant::Stamped => hex::encode(&chance::sha256(lines.join("\n"))[..8]),
        };
        if let Some(bytes) = self.photos.get(view.sha256, variant, &name).await? {
            return Ok((jpeg(), bytes));
        }
        let original = self
            .photos
            .get(view.sha256, Variant::Original, "")
            .await?
            .ok_or_else(not_here)?;
        let made = tokio::task::spawn_blocking(move || copy(&original, variant, &lines)).await;
        let bytes = made
            .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?
            .map_err(|e| Problem::new(Code::PhotoUnreadable).with("why", e.to_string()))?;
        self.photos
            .put_variant(view.sha256, variant, &name, bytes.clone())
            .await?;
        Ok((jpeg(), bytes))
    }
}

fn copy(original: &[u8], variant: Variant, lines: &[String]) -> Result<Vec<u8>, PhotoError> {
    match variant {
        Variant::Stamped => {
            let options = StampOptions {
                max_side: Some(2048),
                ..StampOptions::default()
            };
            Ok(handheld_photo::stamped(original, lines, options)?
                .jpeg
                .bytes)
        }
        Variant::Thumbnail | Variant::Original => {
            Ok(handheld_photo::thumbnail(original, THUMBNAIL)?.bytes)
        }
    }
}
